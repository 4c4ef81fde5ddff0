"""The headings of somebody's table → the fields of an entry, by the many names that people give a column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.content.fields import CONTRACT
from generator.core.problems import listed, meant, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BODY, IGNORED = "body", "ignore"
LINK = " (link)"  # stands behind the heading of a column for the links of its cells
DATA = "collects"  # elements whose kinds are guessed

# Columns that are no field: a kind of data, what a date is the date of, whether a row is a change of a contract.
OTHERS = {
    "student-information": "student information",
    "student-records": "student records, student record",
    "student-generated-content": "student generated content",
    "date-kind": "date kind, kind of date, date type, type of date",
    "agreement-type": (
        "agreement type, type of agreement, contract type, type of contract, document type, type, amendment, "
        "amendments, change"
    ),
}
NAMES = {
    name: tuple(headings.split(", "))
    for name, headings in {**{row.name: row.headings for row in CONTRACT.fields.values()}, **OTHERS}.items()
    if headings
}
FIELDS = (*NAMES, BODY, IGNORED)  # that a column can be said to be
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


class Column(NamedTuple):
    """A column of a table: its heading as written, and the field that its cells are for."""

    heading: str
    field: str


class UnknownMapError(Exception):
    """What was said of a column cannot be followed; the text says why, and what to write."""


def mapping(texts: Iterable[str]) -> dict[str, str]:
    """Return what « HEADING=field » says of headings, folded; UnknownMapError for what is no field of ours."""
    said: dict[str, str] = {}
    for text in texts:
        heading, sign, field = text.rpartition("=")
        field = field.strip().lower()
        if not sign or not heading.strip():
            raise UnknownMapError(f'{shorten(text)} does not say which column is what; write it as "HEADING=field".')
        if field not in FIELDS:
            near = meant(field, FIELDS)
            raise UnknownMapError(f"`{shorten(field)}` is no field of a contract.{near} It is one of {listed(FIELDS)}.")
        if said.setdefault(folded(heading), field) != field:
            raise UnknownMapError(f"`{shorten(heading)}` is said to be two fields; a column is one.")
    return said


def columns(headings: Sequence[str], said: Mapping[str, str]) -> tuple[Column, ...]:
    """Return a column for each heading; one without a name is called by its letter, and what is unknown is a text."""
    return tuple(
        Column(heading or named(i), said.get(folded(heading)) or field_of(heading) or BODY)
        for i, heading in enumerate(headings)
    )


def field_of(heading: str) -> str:
    """Return the field that a heading is known to name, also with a remark in brackets, or nothing."""
    plain = heading.removesuffix(LINK)
    shorter = re.sub(r"\([^()]*\)", " ", plain)
    field = FIELD_OF.get(folded(plain)) or FIELD_OF.get(folded(shorter), "")
    return "" if heading.endswith(LINK) and field not in ("website", "agreement") else field


def unmatched(said: Mapping[str, str], headings: Sequence[str]) -> str:
    """Return the first heading that something was said of, and that the table does not have, or nothing."""
    return next((heading for heading in said if heading not in set(map(folded, headings))), "")


def folded(heading: str) -> str:
    """Return a heading without what people write now one way and now another: capitals, signs, spaces."""
    return " ".join(re.findall(r"[^\W_]+", heading.casefold().replace("#", " number "))) or heading.strip()


def named(index: int) -> str:
    """Return what a column without a heading is called."""
    return f"Column {_letter(index)}"


def _letter(index: int) -> str:
    """Return the letters of a column as a spreadsheet shows them: A, B, … Z, AA."""
    return (_letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
