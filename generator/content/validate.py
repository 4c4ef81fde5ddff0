"""A document's nodes against the fields of its kind: values, or every fault as a problem at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from generator.content.faults import shape
from generator.content.groups import example_of, fields_of, model_at, names
from generator.content.yaml_nodes import Broken, Mapping, Raw, fields, find, has_broken, plain
from generator.core.problems import Problem, Span, did_you_mean, listed, nearest, problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
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
    """Return a field as an entry may write it, for example « executed: 2025-08-18 »."""
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
    value; one that would take any text is meant only where it is the last of a group that needs all its fields.
    """
    name, inner = str(loc[-1]), model_at(model, loc[:-1])
    if name in names(model) and name not in document.fields.fields:
        return (name,)
    if near := nearest(name, names(inner)):
        return (*loc[:-1], near)
    group, value = find(document.fields, loc[:-1]), plain(find(document.fields, loc))
    left = [field for field in names(inner) if not isinstance(group, Mapping) or field not in group.fields]
    is_last = len(left) == 1 and all(field.is_required() for field in inner.model_fields.values())
    fitting = [
        field
        for field in left
        if (*loc[:-1], field) in missing
        and _takes(inner, field, value, known)
        and (is_last or not _takes(inner, field, "any text", known))
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
