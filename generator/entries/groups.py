"""A group of fields: how it is declared, and how what is none is refused."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from generator.entries.faults import fault, shape


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
        defer_build=True,
    )


def group(value: object) -> object:
    """Return a value that is a group of fields; fault: anything else."""
    if value == "":
        raise fault("E103")
    if not isinstance(value, dict):
        raise fault("E107", wanted="a group of fields", got=shape(value))
    return value
