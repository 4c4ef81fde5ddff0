"""A fault: a code of the table with its words, for pydantic to collect; and the commonest, a value that is no text."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def fault(code: str, **values: object) -> PydanticCustomError:
    """Return the exception that pydantic collects for a code of the table."""
    return PydanticCustomError(code, code, values)


def shape(value: object) -> str:
    """Return what a raw value is, as a person would say it."""
    return "a list" if isinstance(value, list) else "a group of fields" if isinstance(value, dict) else "a text"


def scalar(value: object, wanted: str = "a text") -> str:
    """Return a raw value that must be one text, and not empty."""
    if not isinstance(value, str):
        raise fault("E107", wanted=wanted, got=shape(value))
    if not value.strip():
        raise fault("E103")
    return value
