"""What a field accepts, in words: read from its type, so that no page can say anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from generator.content.readers import Reads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

Type = object  # an annotation, as Python has no type for it


def words(field: FieldInfo) -> str:
    """Return what a field accepts, for example « `nothing`, or a group of fields »."""
    first, *others = dict.fromkeys(_words(_whole(field)))
    return ", or ".join((first, *(other.replace(f", of which each is {first}", " of such") for other in others)))


def choices(field: FieldInfo) -> tuple[str, ...]:
    """Return the words that a field chooses from, if it does."""
    return next((tuple(shape["enum"]) for shape in _shapes(_whole(field)) if "enum" in shape), ())


def _whole(field: FieldInfo) -> Type:
    """Return the annotation of a field, of which pydantic keeps the outermost apart."""
    kept: Type = field.annotation
    for part in field.metadata:
        kept = Annotated[kept, part]
    return kept


def _words(annotation: Type) -> Iterator[str]:
    """Yield what is accepted, each way of writing it in turn."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _annotated(*inner)
    elif origin is Literal:
        yield from (f"`{word}`" for word in inner)
    elif origin is tuple:
        yield f"a list, of which each is {' or '.join(_words(inner[0]))}"
    elif origin is dict:
        yield f"a group that gives each {' or '.join(_words(inner[0]))} {' or '.join(_words(inner[1]))}"
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "a group of fields"
    else:
        for part in inner:
            if part is not type(None):
                yield from _words(part)


def _annotated(kept: Type, *notes: object) -> Iterator[str]:
    """Yield what is accepted of a type with notes: its reader knows, or what comes before the reader."""
    reads = next((note for note in notes if isinstance(note, Reads)), None)
    before = [note.json_schema_input_type for note in notes if isinstance(note, BeforeValidator)]
    wider = next((one for one in before if get_origin(one) is not None or isinstance(one, type)), None)
    if reads:
        yield reads.words
    else:
        yield from _words(kept if wider is None else wider)


def _shapes(annotation: Type) -> Iterator[dict[str, list[str]]]:
    """Yield the shapes of what is accepted, and the alternatives in each."""
    for part in get_args(annotation):
        if isinstance(part, Reads):
            yield from part.accepts.get("anyOf", ())
        elif get_origin(part) in (Annotated, Union):
            yield from _shapes(part)
