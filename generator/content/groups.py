"""A group of fields: how it is declared, how what is none is refused, and how a field in it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from generator.content.faults import fault, shape

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from generator.core.model import Loc


def required(example: str, says: str) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    """Return a field that must be there: what an example is, and what it says."""
    return Field(examples=[example], description=says)


def optional(example: str, says: str, default: object = None) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    """Return a field that may be absent, as `required` does."""
    return Field(default=default, examples=[example], description=says)


class Fields(BaseModel):
    """A group of fields; one with two words in its name is written with a hyphen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        protected_namespaces=(),
        defer_build=True,  # most runs use but some of the groups, and each takes a while to build
    )


def group(value: object) -> object:
    """Return a value that is a group of fields; fault: anything else."""
    if value == "":
        raise fault("E103")
    if not isinstance(value, dict):
        raise fault("E107", wanted="a group of fields", got=shape(value))
    return value


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by their names, as an entry writes them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def names(model: type[BaseModel]) -> list[str]:
    """Return the names of a model's fields, as an entry writes them."""
    return [*fields_of(model)]


def inner_model(annotation: object) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `tuple[ChangeFields, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (inner_model(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model), None)


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """Return the model of the group of fields at a place, also inside a list."""
    for step in loc:
        field = fields_of(model).get(str(step))
        model = (field and inner_model(field.annotation)) or model
    return model


def example_of(field: FieldInfo) -> str:
    """Return how an entry may write the value of a field."""
    return str((field.examples or [""])[0])
