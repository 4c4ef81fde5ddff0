"""A document's nodes against the fields of its kind: values, or every fault as a problem at its place."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from generator.content.faults import shape
from generator.content.field_types import VISIBLE
from generator.content.fields import BreachFields, ContractFields, example_of, fields_of, model_at, names
from generator.content.frontmatter import FENCE, Document
from generator.content.markdown import LIMITS
from generator.content.yaml_nodes import Broken, List, Mapping, Raw, Scalar, fields, find, has_broken, plain
from generator.core.model import Prose
from generator.core.problems import Problem, Span, did_you_mean, listed, meant, nearest, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Offence, Renderer
    from generator.core.model import Loc

Model = TypeVar("Model", bound=BaseModel)
WITHOUT_DATA = {  # what to write where no data are named
    "collects": "If no student data is collected, write `collects: nothing`.",
    "involves": "If nobody knows yet, write `involves: unknown`; if no student data was involved, `involves: nothing`.",
}
MOST_GUESSED = 100  # unknown fields of which it is guessed what they were meant to be


class Read(NamedTuple, Generic[Model]):
    """The values of a document, the top fields that its writer gave or meant to, and its problems.

    Where something does not fit, the values are those of the other top fields, or None.
    """

    values: Model | None
    given: frozenset[str]
    problems: list[Problem]


def validate(
    document: Document, model: type[Model], known: Known, without: frozenset[str] = frozenset()
) -> Read[Model]:
    """Hold a document against a model; the top fields `without` are taken as absent."""
    given = frozenset(document.fields.fields) | document.broken
    if not document.whole:
        return Read(None, given, [])
    raw = {name: value for name, value in fields(document.fields).items() if name not in without}
    try:
        values = model.model_validate(raw, context=known)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    else:
        return Read(values, given, [])
    missing = {fault["loc"] for fault in faults if fault["type"] == "missing"}
    unknown = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]
    meant = {loc: _meant(document, model, known, loc, missing) for loc in unknown[:MOST_GUESSED]}
    meant |= {loc: (*loc[:-1], "") for loc in unknown[MOST_GUESSED:]}
    misspelt = set(meant.values())
    given |= {str(loc[0]) for loc in misspelt if len(loc) == 1}
    told = [fault for fault in faults if not _is_told(fault, misspelt, document)]
    faulty = {fault["loc"][0] for fault in faults}
    rest = {name: value for name, value in raw.items() if name not in faulty}
    return Read(_fitting(model, rest, known), given, [_problem(document, model, fault, meant) for fault in told])


def _fitting(model: type[Model], raw: dict[str, Raw], known: Known) -> Model | None:
    """Return the values of fields that fit, if a model can be made of them."""
    try:
        return model.model_validate(raw, context=known)
    except ValidationError:
        return None  # what is missing has its problem


def place(document: Document, *loc: str | int) -> Span:
    """Return where a value stands, or what holds it; what is missing at the top is at the opening fence."""
    return find(document.fields, loc).span


def example(model: type[BaseModel], loc: Loc) -> str:
    """Return a field as an entry may write it, for example `executed: 2025-08-18`."""
    name = str(loc[-1])
    if field := fields_of(model_at(model, loc[:-1])).get(name):
        return f"{name}: {example_of(field)}"
    return example(model, loc[:-1]) if len(loc) > 1 else f"{name}: …"


def _is_told(fault: ErrorDetails, misspelt: set[Loc], document: Document) -> bool:
    """Say whether what is missing or empty has a problem already: it is misspelt, or it is there and broken."""
    loc = fault["loc"]
    if fault["type"] == "E131":
        return has_broken(find(document.fields, loc))
    if fault["type"] != "missing":
        return False
    parent = find(document.fields, loc[:-1])
    broken = isinstance(parent, Mapping) and isinstance(parent.fields.get(str(loc[-1])), Broken)
    return loc in misspelt or broken or (len(loc) == 1 and loc[0] in document.broken)


def _problem(document: Document, model: type[BaseModel], fault: ErrorDetails, meant: dict[Loc, Loc]) -> Problem:
    """Return the problem for one fault of pydantic's."""
    loc, kind = fault["loc"], fault["type"]
    field = next((str(step) for step in reversed(loc) if isinstance(step, str) and step != "[key]"), "")
    if kind == "extra_forbidden":
        return _unknown(document, model, loc, meant[loc])
    if kind == "missing":
        where = f" in `{loc[-2]}`" if len(loc) > 1 and isinstance(loc[-2], str) else _of(loc)
        return problem("E102", place(document, *loc[:-1]), name=field, place=where, example=example(model, loc))
    if kind == "model_type":
        values = {"field": field, "wanted": "a group of fields", "got": shape(plain(find(document.fields, loc)))}
        inner = fields_of(model_at(model, loc))
        shown = next((name for name, one in inner.items() if one.is_required()), next(iter(inner)))
        return problem("E107", place(document, *loc), **values, example=f"- {example(model, (*loc, shown))}")
    if not kind.startswith("E"):
        raise AssertionError(f"no sentence for {kind} at {loc}")
    span = place(document, *loc)
    if loc[-1] == "[key]":  # the name of a field is at fault, not its value
        parent, name, loc = find(document.fields, loc[:-2]), str(loc[-2]), loc[:-2]
        span = parent.keys[name] if isinstance(parent, Mapping) else parent.span
        field = str(loc[-1])
    values = {"field": field, "example": example(model, (*_names_only(loc),))}
    if group := next((name for name in WITHOUT_DATA if name in loc), ""):
        values["advice"] = WITHOUT_DATA[group]
    return problem(kind, span, **values | fault.get("ctx", {}))


def _unknown(document: Document, model: type[BaseModel], loc: Loc, meant: Loc) -> Problem:
    name, parent = str(loc[-1]), find(document.fields, loc[:-1])
    span = parent.keys[name] if isinstance(parent, Mapping) else parent.span
    choices = names(model_at(model, loc[:-1]))
    values = {"name": name, "meant": did_you_mean(str(meant[-1])), "choices": listed(choices)}
    if len(meant) < len(loc):
        return problem("E036", span, name=name, parent=_names_only(loc)[-2])
    if "student-information" in choices:
        return problem("E117", span, **values)
    return problem("E101", span, place=_of(loc), **values)


def _of(loc: Loc) -> str:
    """Return where in the entry a field is, for a message, or nothing for a field at the top."""
    names = [str(step) for step in loc[:-1] if isinstance(step, str)]
    return f" in `{names[-1]}`" if names else ""


def _meant(document: Document, model: type[BaseModel], known: Known, loc: Loc, missing: set[Loc]) -> Loc:
    """Return the place of the field that an unknown one was meant to be; its name is empty where that cannot be told.

    That is a field of the entry which is not there, or the nearest here, or the one that is missing and takes the
    value; one that would take any text is meant only where no other field of the group that is left would.
    """
    name, inner = str(loc[-1]), model_at(model, loc[:-1])
    if name in names(model) and name not in document.fields.fields:
        return (name,)
    if near := nearest(name, names(inner)):
        return (*loc[:-1], near)
    group, value = find(document.fields, loc[:-1]), plain(find(document.fields, loc))
    left = [field for field in names(inner) if not isinstance(group, Mapping) or field not in group.fields]
    any_text = [field for field in left if _takes(inner, field, "any text", known)]
    fitting = [
        field
        for field in left
        if (*loc[:-1], field) in missing
        and _takes(inner, field, value, known)
        and (any_text == [field] or field not in any_text)
    ]
    return (*loc[:-1], fitting[0] if len(fitting) == 1 else "")


def _takes(model: type[BaseModel], name: str, value: Raw, known: Known) -> bool:
    """Say whether a field of a model takes a value."""
    try:
        model.model_validate({name: value}, context=known)
    except ValidationError as error:
        return all(fault["loc"][0] != name for fault in error.errors())
    return True


def _names_only(loc: Loc) -> list[str]:
    return [step for step in loc if isinstance(step, str)]


MARKDOWN = {"summary", "offers", "security", "text"}
FIELDS = {*names(ContractFields), *names(BreachFields)}
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
        texts.problems.append(problem("E107", body.span, got=shape(plain(body)), **values))
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
        if name in MARKDOWN and isinstance(node, Scalar):
            yield (name,), node
        elif name in ("changes", "updates") and isinstance(node, List):
            for i, item in enumerate(node.items):
                inner = item.fields.items() if isinstance(item, Mapping) else ()
                yield from (
                    ((name, i, key), text) for key, text in inner if key in MARKDOWN and isinstance(text, Scalar)
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
    return problem(offence.code, span, meant=meant(offence.words, files), **values)


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
