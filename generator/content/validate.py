"""Checks a document against the fields of its kind: values, and problems with their locations."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.content.field_types import KEY, SourceReading
from generator.content.fields import BREACH, CONTRACT, MARKDOWN_FIELDS
from generator.content.frontmatter import CODE_FENCE, FENCE
from generator.content.markdown import LIMITS
from generator.content.values import VISIBLE
from generator.content.written_dates import with_means
from generator.content.yaml_nodes import (
    Broken,
    List,
    Mapping,
    Scalar,
    fields,
    find,
    form,
    has_broken,
    plain,
)
from generator.core.model import Prose
from generator.core.problems import (
    BadValueError,
    Problem,
    Span,
    character_name,
    did_you_mean,
    listed,
    nearest,
    problem,
    suggestion,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as ByLocation

    from generator.content.field_types import Field, Group, Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Offense, Rendered, Renderer
    from generator.content.yaml_nodes import Raw
    from generator.core.model import Loc

WITHOUT_DATA = {  # what to write if no data is named
    "collects": "If no student data is collected, write `collects: nothing`.",
    "involves": (
        "If nobody knows yet, write `involves: unknown`; if no student data was involved, "
        "`involves: nothing`."
    ),
    "not-involved": "If nothing is known of it, delete the line, or write `not-involved: unknown`.",
}
NO_BREAK = "\u00a0"  # a space that does not indent a line
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
    without: frozenset[str] = frozenset(),
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
        _key(document, loc).line - 1 for loc in intended if str(loc[-1]).startswith(NO_BREAK)
    }
    for loc, fault in reading.faults:
        if fault.code == "E103" and place(document, *loc).line in above_no_break:
            continue  # its value is on the next line, which a no-break space indents
        if loc in intended:
            problems.append(_unknown(document, group, loc, intended[loc]))
        elif not _is_reported(document, loc, fault, misspelled):
            problems.append(_problem(document, group, loc, fault))
    return DocumentValues(values, names, problems)


def _intended_fields(
    document: Document, group: Group, known: Known, faults: list[tuple[Loc, BadValueError]]
) -> dict[Loc, Loc]:
    """Return the location of the intended field for each unknown one; its name may be empty."""
    missing = {loc for loc, fault in faults if fault.code == "E102"}
    unknown = [loc for loc, fault in faults if fault.code == "E101"]
    intended: dict[Loc, Loc] = {loc: (*loc[:-1], "") for loc in unknown}
    for loc in unknown[:MAX_GUESSES]:
        intended[loc] = _intended(document, group, known, loc, missing)
    return intended


def place(document: Document, *loc: str | int) -> Span:
    """Return the span of a value, or of the innermost value around it that exists.

    A missing top-level field is reported at the opening fence.
    """
    return find(document.fields, loc).span


def example(group: Group, loc: Loc) -> str:
    """Return an example of a field as in an entry, such as `executed: 2025-08-18`."""
    name = str(loc[-1])
    if field := group.at(loc[:-1]).fields.get(name):
        return f"{name}: {field.example}"
    return example(group, loc[:-1]) if len(loc) > 1 else f"{name}: …"


def _is_reported(document: Document, loc: Loc, fault: BadValueError, misspelled: set[Loc]) -> bool:
    """Return whether a missing or empty field was reported as misspelled or broken already."""
    if fault.code == "E131":
        return has_broken(find(document.fields, loc))
    if fault.code != "E102":
        return False
    parent = find(document.fields, loc[:-1])
    if isinstance(parent, Mapping) and isinstance(parent.fields.get(str(loc[-1])), Broken):
        return True
    return loc in misspelled or (len(loc) == 1 and loc[0] in document.broken)


def _problem(document: Document, group: Group, loc: Loc, fault: BadValueError) -> Problem:
    """Return the problem for a fault in the value or the name of a field."""
    span = place(document, *(loc[:-1] if fault.code == "E102" else loc))
    if loc[-1] == KEY:
        loc, span = loc[:-2], _key(document, loc[:-1])
    names = _names_only(loc)
    if isinstance(find(document.fields, loc[:-1]), Scalar) and len(names) > 1:
        names.pop()  # a group that is written as its short field alone
    values = {"field": names[-1], "example": example(group, tuple(names))}
    if fault.code == "E102":
        values |= {"name": names[-1], "place": _inside(loc), "example": example(group, loc)}
    elif fault.code == "E107" and isinstance(loc[-1], int):
        values["example"] = _item_example(group, loc) or values["example"]
    if "notified" in names and (written := with_means(str(fault.values.get("value")))):
        return problem(
            "E105", span, **values | fault.values | {"advice": f"Write `notified: {written}`."}
        )
    if data := next((name for name in WITHOUT_DATA if name in loc), ""):
        values["advice"] = WITHOUT_DATA[data]
    return problem(fault.code, span, **values | fault.values)


def _item_example(group: Group, loc: Loc) -> str:
    """Return an example of an item in a list of groups, or "" for a list of other values."""
    inner = group.at(loc[:-2]).fields[str(loc[-2])].type.group
    if not inner:
        return ""
    names = [name for name, field in inner.fields.items() if field.needed] or [*inner.fields]
    return f"- {example(group, (*loc, names[0]))}"


def _unknown(document: Document, group: Group, loc: Loc, intended: Loc) -> Problem:
    """Return the problem for an unknown field, with the field that was intended, if known."""
    name, span = str(loc[-1]), _key(document, loc)
    if name.startswith(NO_BREAK):
        return problem("E004", span, value=character_name(NO_BREAK))
    choices = [*group.at(loc[:-1]).fields]
    values = {"name": name, "meant": did_you_mean(str(intended[-1])), "choices": listed(choices)}
    if len(intended) < len(loc):
        return problem("E032 inside", span, name=name, parent=_names_only(loc)[-2])
    if "student-information" in choices:
        return problem("E117", span, **values)
    return problem("E101", span, place=_inside(loc), **values)


def _key(document: Document, loc: Loc) -> Span:
    """Return the span of the name of a field."""
    parent = find(document.fields, loc[:-1])
    return parent.keys[str(loc[-1])] if isinstance(parent, Mapping) else parent.span


def _inside(loc: Loc) -> str:
    """Return the group that contains a field, for a message, or "" for a top-level field."""
    names = _names_only(loc[:-1])
    return f" in `{names[-1]}`" if names else ""


def _intended(document: Document, group: Group, known: Known, loc: Loc, missing: set[Loc]) -> Loc:
    """Return the location of the field that an unknown one was intended to be.

    That is a missing top-level field with this name, or a field of the group with a similar name,
    or the only missing field that accepts the value. A field that accepts any text counts only if
    it is the only unused one. The name is empty if no field is found.
    """
    name, inner = str(loc[-1]), group.at(loc[:-1]).fields
    if name in group.fields and name not in document.fields.fields:
        return (name,)
    if near := nearest(name, inner):
        return (*loc[:-1], near)
    parent, value = find(document.fields, loc[:-1]), plain(find(document.fields, loc))
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


FIELDS = {*CONTRACT.fields, *BREACH.fields}
# Fields that change a published notice.
STATES = {"changes", "notified", "posted", "received", "resolved", "updates", "withdrawn"}
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


class Texts(NamedTuple):
    """The rendered Markdown texts of a document by location, and their problems."""

    by_place: dict[Loc, Prose]
    problems: list[Problem]


def render_texts(documents: Sequence[Document], renderer: Renderer) -> list[Texts]:
    """Render the body and every Markdown field of each document, even if it has other errors."""
    written = [[*_markdown(document)] for document in documents]
    rendered = iter(renderer.render_each([node.text for nodes in written for _, node in nodes]))
    return [
        _texts(document, [(*place, next(rendered)) for place in nodes], renderer.files)
        for document, nodes in zip(documents, written, strict=True)
    ]


def _texts(
    document: Document, rendered: list[tuple[Loc, Scalar, Rendered]], files: frozenset[str]
) -> Texts:
    """Return the rendered texts of one document, and their problems."""
    texts = Texts({}, [])
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "text", "got": form(plain(body))}
        example = "body: Teachers create the accounts."
        texts.problems.append(problem("E107", body.span, example=example, **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node, (html, offenses) in rendered:
        texts.by_place[loc] = Prose(node.text, html)
        may_be_blank = loc == ("body",) or not node.text.strip()
        if not may_be_blank and not offenses and not _is_visible(html):
            texts.problems.append(
                problem("E103 invisible", node.span, field=loc[-1], value=node.text)
            )
        occurrences: dict[str, int] = {}
        for offense in offenses:
            skip = occurrences.get(offense.words, 0)
            span = _span_of(document, node.span, offense.words, skip)
            occurrences[offense.words] = skip + 1
            texts.problems.append(_offense(offense, span, files))
    return texts


def _is_visible(html: str) -> bool:
    """Return whether HTML shows a picture or a visible character."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """Return an error for each line of a body that looks like a field that changes a notice.

    Other fields get a warning, and so does a code fence without an end. Lines in fenced code are
    ignored.
    """
    problems: list[Problem] = []
    fence, fenced_since, opened = "", 0, (0, "")
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        if ":" not in line and "```" not in line and "~~~" not in line:
            continue  # as most lines, which takes less time than a pattern
        mark = CODE_FENCE.fullmatch(line)
        if mark and not fence:
            fence, fenced_since, opened = mark[1], len(problems), (number, line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence, problems = "", problems[:fenced_since]  # the fenced lines are code
        elif (field := FIELD_LINE.match(line)) and (name := field[1]) in FIELDS:
            span = Span(body.span.path, number, 1, number, len(name) + 1)
            problems.append(problem("E208" if name in STATES else "W113", span, name=name))
    if fence:
        number, line = opened
        span = Span(body.span.path, number, 1, number, len(line) + 1)
        problems.append(problem("W137", span, value=line))
    return problems


def _markdown(document: Document) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text of a document with its location."""
    body = document.body or document.node("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    yield from _markdown_fields(document.fields)
    for name in ("changes", "updates"):
        node = document.node(name)
        for i, item in enumerate(node.items if isinstance(node, List) else ()):
            if isinstance(item, Mapping):
                yield from (((name, i, *loc), text) for loc, text in _markdown_fields(item))


def _markdown_fields(group: Mapping) -> Iterator[tuple[Loc, Scalar]]:
    for name, node in group.fields.items():
        if name in MARKDOWN_FIELDS and isinstance(node, Scalar):
            yield (name,), node


def _span_of(document: Document, within: Span, words: str, skip: int) -> Span:
    """Return the span of words within a text, after `skip` earlier occurrences.

    Only the first line of the words is searched. Return the span of the whole text if they are not
    found.
    """
    first_line = words.partition("\n")[0]
    if not first_line:
        return within
    for number, line in enumerate(
        document.lines[within.line - 1 : within.end_line], start=within.line
    ):
        start = line.find(first_line)
        while start >= 0:
            if not skip:
                end = start + len(first_line)
                return Span(document.path, number, start + 1, number, end + 1)
            skip -= 1
            start = line.find(first_line, start + 1)
    return within


def _offense(offense: Offense, span: Span, files: frozenset[str]) -> Problem:
    limit = f"{LIMITS.get(offense.code, 0):,}"
    meant = suggestion(offense.words, files)
    return problem(
        offense.code, span, value=offense.words, field="the text", limit=limit, meant=meant
    )


class MissingLine(NamedTuple):
    """A text to insert into a file: as a new line with this number, or in it after a column."""

    path: str
    line: int
    column: int | None
    text: str


def missing_line(document: Document, line: str, change: int = 0) -> MissingLine:
    """Return where to insert a line into an entry, or into one of its changes counted from 1.

    Raises ValueError if the document has no such fields.
    """
    group = find(document.fields, ("changes", change - 1)) if change else document.fields
    if not isinstance(group, Mapping) or not group.fields:
        raise ValueError(f"{document.path} has no fields where they were read from")
    name = "executed" if change else next(iter(group.fields))
    key, value = group.keys[name], group.fields[name].span
    if _is_in_braces(document, group, key):
        text = f", {line}"
        return MissingLine(document.path, value.end_line, value.end_column - 1, text)
    number = value.end_line + 1 if change else _line_after_fields(document)
    return MissingLine(document.path, number, None, f"{' ' * (key.column - 1)}{line}")


def _is_in_braces(document: Document, group: Mapping, key: Span) -> bool:
    """Return whether the fields of a group, of which `key` is one, are in braces."""
    if group is document.fields:
        before = [*document.lines[: key.line - 1], document.lines[key.line - 1][: key.column - 1]]
        return any(text.lstrip().startswith("{") for text in before)
    return document.lines[group.span.line - 1].startswith("{", group.span.column - 1)


def _line_after_fields(document: Document) -> int:
    """Return the number of the line after the fields: the closing fence or the end of the file."""
    last = max(key.line for key in document.fields.keys.values())
    for number, text in enumerate(document.lines[last:], start=last + 1):
        if text.rstrip() in (FENCE, "..."):
            return number
    return len(document.lines) + bool(document.lines[-1])
