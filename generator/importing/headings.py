"""Find the field that each column of a list is for, by the many names that people give a column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.core.problems import listed, meant, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BODY, IGNORED = "body", "ignore"
LINK = " (link)"  # added to the heading of a column for the links of its cells
DATA = "collects"  # the field of data elements, whose kinds are guessed

NAMES = {
    field: tuple(names.split(", "))
    for field, names in {
        "product": (
            "product, product name, name of product, product or service, resource, resource name,"
            " app, app name, application, application name, software, software name, software "
            "title, program, program name, tool, tool name, digital tool, digital resource, "
            "online resource, name, service, service name, website or app, title"
        ),
        "contractor": (
            "contractor, contractor name, name of contractor, vendor, vendor name, company, "
            "company name, provider, provider name, service provider, operator, operator name, "
            "consultant, publisher, supplier, developer"
        ),
        "kind": "kind, kind of contractor, contractor type, operator or consultant",
        "website": (
            "website, web site, web address, url, product url, product website, vendor url, "
            "vendor website, company website, company url, resource url, website url"
        ),
        "description": (
            "description, product description, description of product, what it does, about"
        ),
        "purpose": (
            "purpose, educational purpose, instructional purpose, purpose of use, use, intended "
            "use, how it is used, purpose of the contract"
        ),
        DATA: (
            "data elements, student data elements, data, student data, data collected, data "
            "shared, student data collected, student data shared, types of data, types of data "
            "collected, data points, elements, schedule of data, exhibit b, information collected"
        ),
        "student-information": "student information",
        "student-records": "student records, student record",
        "student-generated-content": "student generated content",
        "executed": (
            "executed, executed on, date executed, execution date, date of execution, contract "
            "executed, signed, signed on, date signed, signature date, agreement date, date of "
            "agreement, contract date, date of contract, date approved, approval date, approved "
            "on, date"
        ),
        "date-kind": "date kind, kind of date, date type, type of date",
        "expires": (
            "expires, expires on, date expires, expiration, expiration date, date of expiration, "
            "expiry, expiry date, agreement expiration, end, ends, end date, contract end, "
            "contract end date, term end, valid until, valid through"
        ),
        "agreement": (
            "agreement, agreement url, agreement link, link to agreement, signed agreement, "
            "contract, contract url, contract link, link to contract, data privacy agreement, "
            "dpa, dpa url, dpa link, link to dpa, pdf"
        ),
        "agreement-type": (
            "agreement type, type of agreement, contract type, type of contract, document type, "
            "type, amendment, amendments, change"
        ),
        "notified": (
            "notified, date notified, notified on, families notified, parents notified, "
            "notification date, date of notification"
        ),
        "posted": (
            "posted, posted on, date posted, posting date, date added, added on, publication date"
        ),
        "security": "security, security measures, data security",
        "subcontractors": "subcontractors, subprocessors, third parties",
        "schools": (
            "schools, school, school name, building, buildings, campus, used by, schools or "
            "grades, grades or schools"
        ),
        "grades": "grades, grade, grade level, grade levels, grade span, grade range",
        "basis": "basis",
    }.items()
}
FIELDS = (*NAMES, BODY, IGNORED)  # what a column can be mapped to
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


class Column(NamedTuple):
    """A column of a table: its heading as written, and the field that its cells are for."""

    heading: str
    field: str


class MappingError(Exception):
    """A mapping of a heading to a field is wrong; the message says why, and what to write."""


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """Return the fields that texts such as "HEADING=field" name, by the normalized headings.

    Raises MappingError.
    """
    mapping: dict[str, str] = {}
    for text in texts:
        heading, sign, field = text.rpartition("=")
        field = field.strip().lower()
        if not sign or not heading.strip():
            raise MappingError(
                f'{shorten(text)} does not map a column to a field; write it as "HEADING=field".'
            )
        if field not in FIELDS:
            hint = meant(field, FIELDS)
            raise MappingError(
                f"`{shorten(field)}` is not a field of a contract.{hint} "
                f"The fields are {listed(FIELDS, 'and')}."
            )
        if mapping.setdefault(normalize(heading), field) != field:
            raise MappingError(
                f"`{shorten(heading)}` is mapped to two fields; a column can only be one."
            )
    return mapping


def columns(headings: Sequence[str], mapping: Mapping[str, str]) -> tuple[Column, ...]:
    """Return a column for each heading; an unknown one is for the text of the entry."""
    return tuple(
        Column(
            heading or column_name(index),
            mapping.get(normalize(heading)) or field_of(heading) or BODY,
        )
        for index, heading in enumerate(headings)
    )


def field_of(heading: str) -> str:
    """Return the field that a heading is a name of, or nothing; a remark in brackets is ignored."""
    plain = heading.removesuffix(LINK)
    without_remark = re.sub(r"\([^()]*\)", " ", plain)
    field = FIELD_OF.get(normalize(plain)) or FIELD_OF.get(normalize(without_remark), "")
    if heading.endswith(LINK) and field not in ("website", "agreement"):
        return ""
    return field


def missing_heading(mapping: Mapping[str, str], headings: Sequence[str]) -> str:
    """Return the first heading of a mapping that a table does not have, or nothing."""
    existing = {normalize(heading) for heading in headings}
    return next((heading for heading in mapping if heading not in existing), "")


def normalize(heading: str) -> str:
    """Return a heading in lower case, without punctuation and extra spaces."""
    words = re.findall(r"[^\W_]+", heading.casefold().replace("#", " number "))
    return " ".join(words) or heading.strip()


def column_name(index: int) -> str:
    """Return the name of a column without a heading, such as "Column B" for index 1."""
    return f"Column {_letters(index)}"


def _letters(index: int) -> str:
    """Return the letters of a column as in a spreadsheet: A, B, … Z, AA."""
    before = _letters(index // 26 - 1) if index >= 26 else ""
    return before + chr(ord("A") + index % 26)
