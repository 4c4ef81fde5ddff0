"""Checks a document against the fields of its kind: values, and problems with their locations."""

from __future__ import annotations

from collections.abc import Mapping as ByLocation
from collections.abc import Set
from difflib import get_close_matches
from typing import Any, NamedTuple

from generator.content.entry_dates import with_means
from generator.content.field_groups import Field, Group
from generator.content.frontmatter import Document
from generator.content.phrases import meaning
from generator.content.source_reading import KEY, Known, SourceReading
from generator.content.yaml_nodes import Broken, Mapping, Raw, Scalar, fields, has_broken, raw_value
from generator.core.model import Loc, Prose
from generator.core.problems import (
    BadValueError,
    Problem,
    Span,
    Suggestions,
    character_name,
    did_you_mean,
    listed,
    nearest,
    problem,
)

WITHOUT_DATA = {  # what to write if no data is named
    "collects": "If no student data is collected, write `collects: nothing`.",
    "involves": (
        "If nobody knows yet, write `involves: unknown`; if no student data was involved, "
        "`involves: nothing`."
    ),
    "not-involved": "If nothing is known of it, delete the line, or write `not-involved: unknown`.",
}
# What to write if an element says what is not there.
DENIED = {
    "collects": "List only what is collected, and leave out what is not.",
    "involves": "List only what was involved. What was not goes in `not-involved`.",
    "not-involved": "List only the data itself, such as `password`.",
}
# The faults that are told apart here.
UNKNOWN = "E101"
MISSING = "E102"
EMPTY = "E103"
BAD_DATE = "E105"
WRONG_FORM = "E107"
EMPTY_BRACKETS = "E131"
NO_ELEMENT = "E132"
OF_A_DATE = {MISSING: "E102 date", EMPTY: "E103 date"}
NO_BREAK = "\u00a0"  # a space that does not indent a line
MAX_LISTED = 8  # fields whose names are all listed
MAX_GUESSES = 100  # unknown fields for which the intended field is searched


class DocumentValues(NamedTuple):
    """The values and problems of a document.

    `values` has the top-level fields without faults, by attribute name, or is None if the fields
    could not be found. `names` has the names of all top-level fields that the writer gave, or
    misspelled, so that none of these is reported as missing.
    """

    values: dict[str, Any] | None
    names: frozenset[str]
    problems: list[Problem]


def validate(
    document: Document,
    group: Group,
    known: Known,
    texts: ByLocation[Loc, Prose],
    without: Set[str] = frozenset(),
) -> DocumentValues:
    """Read a document as a group of fields, except for the top-level fields `without`."""
    names = frozenset(document.fields.fields) | document.broken
    if not document.is_readable:
        return DocumentValues(None, names, [])
    raw = {name: value for name, value in fields(document.fields).items() if name not in without}
    reading = SourceReading(known, texts, [])
    values = group.values(raw, (), reading)
    intended = _intended_fields(document, group, known, reading.faults)
    misspelled = set(intended.values())
    names |= {str(loc[0]) for loc in misspelled if len(loc) == 1}
    problems = []
    above_no_break = {
        document.key(*loc).line - 1 for loc in intended if str(loc[-1]).startswith(NO_BREAK)
    }
    suggestions = Suggestions()
    for loc, fault in reading.faults:
        if fault.code == EMPTY and document.place(*loc).line in above_no_break:
            continue  # its value is on the next line, which a no-break space indents
        if loc in intended:
            problems.append(_unknown(document, group, loc, intended[loc]))
        elif not _is_reported(document, loc, fault, misspelled):
            problems.append(_problem(document, group, loc, fault, suggestions))
    return DocumentValues(values, names, problems)


def _intended_fields(
    document: Document, group: Group, known: Known, faults: list[tuple[Loc, BadValueError]]
) -> dict[Loc, Loc]:
    """Return the location of the intended field for each unknown one; its name may be empty."""
    missing = {loc for loc, fault in faults if fault.code == MISSING}
    unknown = [loc for loc, fault in faults if fault.code == UNKNOWN]
    intended: dict[Loc, Loc] = {loc: (*loc[:-1], "") for loc in unknown}
    for loc in unknown[:MAX_GUESSES]:
        intended[loc] = _intended(document, group, known, loc, missing)
    return intended


def missing(span: Span, group: Group, loc: Loc) -> Problem:
    """Return the problem for a missing field: what to add, with letters for a date."""
    return _lacking(MISSING, span, group, loc, name=loc[-1], place=_inside(loc))


def _lacking(code: str, span: Span, group: Group, loc: Loc, **values: object) -> Problem:
    """Return the problem for a missing or an empty field, which advises the truth or `unknown`."""
    written = example(group, loc)
    name = str(loc[-1])
    field = group.at(loc[:-1]).fields.get(name)
    offers = WITHOUT_DATA.get(name) or (field.type.offers if field else "")
    message = OF_A_DATE[code] if written.startswith(f"{name}: YYYY") else code
    found = problem(message, span, example=written, **values)
    return found._replace(advice=f"{found.advice} {offers}".strip())


def example(group: Group, loc: Loc) -> str:
    """Return an example of a field as in an entry, such as `executed: YYYY-MM-DD`."""
    name = str(loc[-1])
    if field := group.at(loc[:-1]).fields.get(name):
        return f"{name}: {field.sample}"
    return example(group, loc[:-1]) if len(loc) > 1 else f"{name}: …"


def _is_reported(document: Document, loc: Loc, fault: BadValueError, misspelled: set[Loc]) -> bool:
    """Return whether a missing or empty field was reported as misspelled or broken already."""
    if fault.code == EMPTY_BRACKETS:
        return has_broken(document.find(loc))
    if fault.code != MISSING:
        return False
    parent = document.find(loc[:-1])
    if isinstance(parent, Mapping) and isinstance(parent.fields.get(str(loc[-1])), Broken):
        return True
    return loc in misspelled or (len(loc) == 1 and loc[0] in document.broken)


def _problem(
    document: Document, group: Group, loc: Loc, fault: BadValueError, suggestions: Suggestions
) -> Problem:
    """Return the problem for a fault in the value or the name of a field.

    The fault says what was found. Where that is comes from the document, and what to write instead
    from the table of fields.
    """
    if fault.code == MISSING:
        return missing(document.place(*loc[:-1]), group, loc)
    span = document.place(*loc)
    if loc[-1] == KEY:  # the name is wrong, as the id of a school may be
        span = document.key(*loc[:-1])
        loc = loc[:-2]
    names = _names_only(loc)
    if isinstance(document.find(loc[:-1]), Scalar) and len(names) > 1:
        names.pop()  # a group that is written as its short field alone
    if fault.code == EMPTY:
        return _lacking(EMPTY, span, group, tuple(names), field=names[-1])
    like = fault.values.get("like")
    values = {
        "field": names[-1],
        "example": _example_instead(group, loc, names, fault),
        "meant": suggestions.of(*like) if isinstance(like, tuple) else "",
        "advice": _advice_on_data(loc, fault),
        **{name: value for name, value in fault.values.items() if name != "like"},
    }
    if "notified" in names and (written := with_means(str(fault.values.get("value")))):
        values["advice"] = f"Write `notified: {written}`."
        return problem(BAD_DATE, span, **values)
    return problem(fault.code, span, **values)


def _example_instead(group: Group, loc: Loc, names: list[str], fault: BadValueError) -> str:
    """Return an example of what to write at a location, also of an item of a list of groups."""
    is_item = fault.code == WRONG_FORM and isinstance(loc[-1], int)
    of_item = _item_example(group, loc) if is_item else ""
    return of_item or example(group, tuple(names))


def _advice_on_data(loc: Loc, fault: BadValueError) -> str:
    """Return what to write in a field of data; "" for any other field."""
    data = next((name for name in WITHOUT_DATA if name in loc), "")
    is_denied = fault.code == NO_ELEMENT and meaning(str(fault.values["value"])) == "denied"
    return (DENIED if is_denied else WITHOUT_DATA).get(data, "")


def _item_example(group: Group, loc: Loc) -> str:
    """Return an example of an item in a list of groups, or "" for a list of other values."""
    inner = group.at(loc[:-2]).fields[str(loc[-2])].group
    if not inner:
        return ""
    names = [name for name, field in inner.fields.items() if field.needed] or [*inner.fields]
    return f"- {example(group, (*loc, names[0]))}"


def _unknown(document: Document, group: Group, loc: Loc, intended: Loc) -> Problem:
    """Return the problem for an unknown field, with the field that was intended, if known."""
    name = str(loc[-1])
    span = document.key(*loc)
    if name.startswith(NO_BREAK):
        return problem("E004", span, value=character_name(NO_BREAK))
    inside = group.at(loc[:-1]).fields
    choices = [other for other, field in inside.items() if not field.below]
    meant = did_you_mean(str(intended[-1]))
    values = {"name": name, "meant": meant, "choices": _some(choices, name)}
    if len(intended) < len(loc):
        return problem("E032 inside", span, name=name, parent=_names_only(loc)[-2])
    if "student-information" in choices:
        return problem("E117", span, **values)
    return problem(UNKNOWN, span, place=_inside(loc), **values)


def _some(names: list[str], name: str) -> str:
    """Return the names of fields, or those like another name if there are many of them.

    So a report does not change with each new field.
    """
    if len(names) <= MAX_LISTED:
        return listed(names)
    like = get_close_matches(name.lower(), names, n=3, cutoff=0.5) or names[:3]
    return f"{', '.join(f'`{other}`' for other in like)} and others, which `docs/fields.md` lists"


def _inside(loc: Loc) -> str:
    """Return the group that contains a field, for a message, or "" for a top-level field."""
    names = _names_only(loc[:-1])
    return f" in `{names[-1]}`" if names else ""


def _intended(document: Document, group: Group, known: Known, loc: Loc, missing: set[Loc]) -> Loc:
    """Return the location of the field that an unknown one was intended to be.

    That is a missing field with this name of a group around it, the innermost first; or a field of
    the group with a similar name; or the only missing field that accepts the value. A field that
    accepts any text counts only if it is the only unused one. The name is empty if no field is
    found.
    """
    name = str(loc[-1])
    inner = group.at(loc[:-1]).fields
    for end in range(len(loc) - 2, -1, -1):
        around = document.find(loc[:end])
        is_missing = isinstance(around, Mapping) and name not in around.fields
        if is_missing and name in group.at(loc[:end]).fields:
            return (*loc[:end], name)
    if near := nearest(name, inner):
        return (*loc[:-1], near)
    parent = document.find(loc[:-1])
    value = raw_value(document.find(loc))
    used = parent.fields.keys() if isinstance(parent, Mapping) else ()
    unused = [name for name in inner if name not in used]
    any_text = [name for name in unused if _accepts(inner[name], "any text", known)]
    accepting = [
        name
        for name in unused
        if (*loc[:-1], name) in missing
        and _accepts(inner[name], value, known)
        and (any_text == [name] or name not in any_text)
    ]
    return (*loc[:-1], accepting[0] if len(accepting) == 1 else "")


def _accepts(field: Field, value: Raw, known: Known) -> bool:
    """Return whether a field accepts a value."""
    try:
        field.read(value, known)
    except BadValueError:
        return False
    return True


def _names_only(loc: Loc) -> list[str]:
    return [step for step in loc if isinstance(step, str)]
