"""A document's nodes against the fields of its kind: values, or every fault as a problem at its place."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.content.field_types import KEY, SourceReading
from generator.content.fields import BREACH, CONTRACT, MARKDOWN_FIELDS
from generator.content.frontmatter import FENCE
from generator.content.markdown import LIMITS
from generator.content.values import VISIBLE
from generator.content.yaml_nodes import Broken, List, Mapping, Scalar, fields, find, form, has_broken, plain
from generator.core.model import Prose
from generator.core.problems import BadValueError, Problem, Span, did_you_mean, listed, nearest, problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as ByPlace

    from generator.content.field_types import Field, Group, Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Offence, Renderer
    from generator.content.yaml_nodes import Raw
    from generator.core.model import Loc

WITHOUT_DATA = {  # what to write where no data are named
    "collects": "If no student data is collected, write `collects: nothing`.",
    "involves": "If nobody knows yet, write `involves: unknown`; if no student data was involved, `involves: nothing`.",
}
MAX_GUESSES = 100  # unknown fields of which it is guessed what they were meant to be


class Read(NamedTuple):
    """The values of the top fields that fit, the top fields that the writer gave or meant to, and what is wrong.

    `values` is None where not even the fields could be found.
    """

    values: dict[str, Any] | None
    given: frozenset[str]
    problems: list[Problem]


def validate(
    document: Document, group: Group, known: Known, texts: ByPlace[Loc, Prose], without: frozenset[str] = frozenset()
) -> Read:
    """Read a document as a group of fields; the top fields `without` are taken as absent."""
    given = frozenset(document.fields.fields) | document.broken
    if not document.whole:
        return Read(None, given, [])
    raw = {name: value for name, value in fields(document.fields).items() if name not in without}
    reading = SourceReading(known, texts, [])
    values = group.values(raw, (), reading)
    missing = {loc for loc, fault in reading.faults if fault.code == "E102"}
    unknown = [loc for loc, fault in reading.faults if fault.code == "E101"]
    meant = {loc: _meant(document, group, known, loc, missing) for loc in unknown[:MAX_GUESSES]}
    meant |= {loc: (*loc[:-1], "") for loc in unknown[MAX_GUESSES:]}
    misspelt = set(meant.values())
    given |= {str(loc[0]) for loc in misspelt if len(loc) == 1}
    problems = [
        _unknown(document, group, loc, meant[loc]) if loc in meant else _problem(document, group, loc, fault)
        for loc, fault in reading.faults
        if not _is_reported(document, loc, fault, misspelt)
    ]
    return Read(values, given, problems)


def place(document: Document, *loc: str | int) -> Span:
    """Return where a value stands, or what holds it; what is missing at the top is at the opening fence."""
    return find(document.fields, loc).span


def example(group: Group, loc: Loc) -> str:
    """Return a field as an entry may write it, for example `executed: 2025-08-18`."""
    name = str(loc[-1])
    if field := group.at(loc[:-1]).fields.get(name):
        return f"{name}: {field.example}"
    return example(group, loc[:-1]) if len(loc) > 1 else f"{name}: …"


def _is_reported(document: Document, loc: Loc, fault: BadValueError, misspelt: set[Loc]) -> bool:
    """Say whether what is missing or empty has a problem already: it is misspelt, or it is there and broken."""
    if fault.code == "E131":
        return has_broken(find(document.fields, loc))
    if fault.code != "E102":
        return False
    parent = find(document.fields, loc[:-1])
    broken = isinstance(parent, Mapping) and isinstance(parent.fields.get(str(loc[-1])), Broken)
    return loc in misspelt or broken or (len(loc) == 1 and loc[0] in document.broken)


def _problem(document: Document, group: Group, loc: Loc, fault: BadValueError) -> Problem:
    """Return the problem for a fault in the value, or in the name, of a field."""
    span = place(document, *(loc[:-1] if fault.code == "E102" else loc))
    if loc[-1] == KEY:
        loc, span = loc[:-2], _key(document, loc[:-1])
    names = _names_only(loc)
    values = {"field": names[-1], "example": example(group, tuple(names))}
    if fault.code == "E102":
        where = f" in `{loc[-2]}`" if len(loc) > 1 and isinstance(loc[-2], str) else _of(loc)
        values |= {"name": names[-1], "place": where, "example": example(group, loc)}
    elif fault.code == "E107" and isinstance(loc[-1], int):
        values["example"] = _item_example(group, loc) or values["example"]
    if data := next((name for name in WITHOUT_DATA if name in loc), ""):
        values["advice"] = WITHOUT_DATA[data]
    return problem(fault.code, span, **values | fault.values)


def _item_example(group: Group, loc: Loc) -> str:
    """Return how an item of a list of groups begins, or nothing for a list of other values."""
    inner = group.at(loc[:-2]).fields[str(loc[-2])].type.group
    if not inner:
        return ""
    shown = next((name for name, field in inner.fields.items() if field.needed), next(iter(inner.fields)))
    return f"- {example(group, (*loc, shown))}"


def _unknown(document: Document, group: Group, loc: Loc, meant: Loc) -> Problem:
    name, span = str(loc[-1]), _key(document, loc)
    choices = [*group.at(loc[:-1]).fields]
    values = {"name": name, "meant": did_you_mean(str(meant[-1])), "choices": listed(choices)}
    if len(meant) < len(loc):
        return problem("E036", span, name=name, parent=_names_only(loc)[-2])
    if "student-information" in choices:
        return problem("E117", span, **values)
    return problem("E101", span, place=_of(loc), **values)


def _key(document: Document, loc: Loc) -> Span:
    """Return where the name of a field stands."""
    parent = find(document.fields, loc[:-1])
    return parent.keys[str(loc[-1])] if isinstance(parent, Mapping) else parent.span


def _of(loc: Loc) -> str:
    """Return where in the entry a field is, for a message, or nothing for a field at the top."""
    names = _names_only(loc[:-1])
    return f" in `{names[-1]}`" if names else ""


def _meant(document: Document, group: Group, known: Known, loc: Loc, missing: set[Loc]) -> Loc:
    """Return the place of the field that an unknown one was meant to be; its name is empty where that cannot be told.

    That is a field of the entry which is not there, or the nearest here, or the one that is missing and takes the
    value; one that would take any text is meant only where no other field of the group that is left would.
    """
    name, inner = str(loc[-1]), group.at(loc[:-1]).fields
    if name in group.fields and name not in document.fields.fields:
        return (name,)
    if near := nearest(name, inner):
        return (*loc[:-1], near)
    around, value = find(document.fields, loc[:-1]), plain(find(document.fields, loc))
    left = [name for name in inner if not isinstance(around, Mapping) or name not in around.fields]
    any_text = [name for name in left if _takes(inner[name], "any text", known)]
    fitting = [
        name
        for name in left
        if (*loc[:-1], name) in missing
        and _takes(inner[name], value, known)
        and (any_text == [name] or name not in any_text)
    ]
    return (*loc[:-1], fitting[0] if len(fitting) == 1 else "")


def _takes(field: Field, value: Raw, known: Known) -> bool:
    """Say whether a field takes a value."""
    try:
        field.read(value, known)
    except BadValueError:
        return False
    return True


def _names_only(loc: Loc) -> list[str]:
    return [step for step in loc if isinstance(step, str)]


FIELDS = {*CONTRACT.fields, *BREACH.fields}
STATES = {"changes", "notified", "posted", "received", "resolved", "updates", "withdrawn"}  # they change a notice
CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
FIELD_LINE = re.compile(r"([a-z]+(?:-[a-z]+)*)\s*:(?=\s|$)")


class Texts(NamedTuple):
    """The Markdown of a document by its place, rendered, and what is wrong in it."""

    by_place: dict[Loc, Prose]
    problems: list[Problem]


def render_texts(document: Document, renderer: Renderer) -> Texts:
    """Render the body and every Markdown field, whatever else is wrong with the entry."""
    texts = Texts({}, [])
    body = document.node("body")
    if isinstance(body, Scalar) and document.body:
        texts.problems.append(problem("E206", document.fields.keys["body"]))
    elif isinstance(body, List | Mapping):
        values = {"field": "body", "wanted": "a text", "example": "body: Teachers create the accounts."}
        texts.problems.append(problem("E107", body.span, got=form(plain(body)), **values))
    if document.body:
        texts.problems.extend(_fields_below(document.body))
    for loc, node in _markdown(document):
        html, offences = renderer.render(node.text)
        texts.by_place[loc] = Prose(node.text, html)
        seen = Counter[str]()
        if loc != ("body",) and node.text.strip() and not offences and not _is_seen(html):
            texts.problems.append(problem("E133", node.span, field=loc[-1], value=node.text))
        for offence in offences:
            span = _span_of(document, node.span, offence.words, seen[offence.words])
            seen[offence.words] += 1
            texts.problems.append(_offence(offence, span, renderer.files))
    return texts


def _is_seen(html: str) -> bool:
    """Say whether HTML shows anything: a picture, or a character that is not invisible."""
    return "<img" in html or bool(VISIBLE.search(unescape(re.sub("<[^>]*>", "", html))))


def _fields_below(body: Scalar) -> list[Problem]:
    """A line of the text, outside code, may not begin with a field that changes a notice; other fields are unusual."""
    problems: list[Problem] = []
    fence, fenced_since = "", 0
    for number, line in enumerate(body.text.split("\n"), start=body.span.line):
        mark = CODE_FENCE.fullmatch(line)
        if mark and not fence:
            fence, fenced_since = mark[1], len(problems)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence, problems = "", problems[:fenced_since]  # what a fence closes is code
        elif (found := FIELD_LINE.match(line)) and found[1] in FIELDS:
            at = Span(body.span.path, number, 1, number, len(found[1]) + 1)
            problems.append(problem("E208" if found[1] in STATES else "W113", at, name=found[1]))
    return problems


def _markdown(document: Document) -> Iterator[tuple[Loc, Scalar]]:
    """Yield each Markdown text of a document with its place."""
    body = document.body or document.node("body")
    if isinstance(body, Scalar):
        yield ("body",), body
    for name, node in document.fields.fields.items():
        if name in MARKDOWN_FIELDS and isinstance(node, Scalar):
            yield (name,), node
        elif name in ("changes", "updates") and isinstance(node, List):
            for i, item in enumerate(node.items):
                inner = item.fields.items() if isinstance(item, Mapping) else ()
                yield from (
                    ((name, i, key), text) for key, text in inner if key in MARKDOWN_FIELDS and isinstance(text, Scalar)
                )


def _span_of(document: Document, within: Span, words: str, skip: int) -> Span:
    """Return where words stand in the source of a text, the first `skip` times aside; the whole text if they do not."""
    first = words.partition("\n")[0]
    for number in range(within.line, min(within.end_line, len(document.lines)) + 1 if first else 0):
        line, column = document.lines[number - 1], -1
        while (column := line.find(first, column + 1)) >= 0:
            if not skip:
                return Span(document.path, number, column + 1, number, column + 1 + len(first))
            skip -= 1
    return within


def _offence(offence: Offence, span: Span, files: frozenset[str]) -> Problem:
    values = {"value": offence.words, "field": "the text", "limit": f"{LIMITS.get(offence.code, 0):,}"}
    return problem(offence.code, span, meant=suggestion(offence.words, files), **values)


# Nobody can leave it as it is: the check refuses a date of letters.
NOTIFIED_LINE = "notified: {at: YYYY-MM-DD HH:MM, by: email}"


class MissingLine(NamedTuple):
    """A text to be put into a file: as a line of its own with this number, or into that line behind a column."""

    path: str
    line: int
    column: int | None
    text: str


def missing_line(document: Document, change: int = 0) -> MissingLine:
    """Return the line that says of an entry, or of one of its changes counted from 1, when families were told."""
    held = find(document.fields, ("changes", change - 1)) if change else document.fields
    if not isinstance(held, Mapping) or not held.fields:
        raise ValueError(f"{document.path} has no fields where they were read from")
    name = "executed" if change else next(iter(held.fields))
    key, value = held.keys[name], held.fields[name].span
    if _is_in_braces(document, held, key.line, key.column):
        return MissingLine(document.path, value.end_line, value.end_column - 1, f", {NOTIFIED_LINE}")
    number = value.end_line + 1 if change else _end_of_line(document)
    return MissingLine(document.path, number, None, f"{' ' * (key.column - 1)}{NOTIFIED_LINE}")


def _is_in_braces(document: Document, held: Mapping, line: int, column: int) -> bool:
    """Say whether fields stand in braces, and not on lines of their own."""
    if held is document.fields:
        before = [*document.lines[: line - 1], document.lines[line - 1][: column - 1]]
        return any(text.lstrip().startswith("{") for text in before)
    return document.lines[held.span.line - 1].startswith("{", held.span.column - 1)


def _end_of_line(document: Document) -> int:
    """Return the number of the line behind the last field: that of the closing fence, or one more than there are."""
    last = max(key.line for key in document.fields.keys.values())
    for number, text in enumerate(document.lines[last:], start=last + 1):
        if text.rstrip() in (FENCE, "..."):
            return number
    return len(document.lines) + bool(document.lines[-1])
