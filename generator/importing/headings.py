"""The headings of somebody's table → the fields of an entry, by the many names that people give a column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.core.problems import listed, meant, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BODY, IGNORED = "body", "ignore"
LINK = " (link)"  # stands behind the heading of a column for the links of its cells
DATA = "collects"  # elements whose kinds are guessed

NAMES = {
    field: tuple(names.split(", "))
    for field, names in {
        "product": (
            "product, product name, name of product, product or service, resource, resource name, app, app "
            "name, application, application name, software, software name, software title, program, program "
            "name, tool, tool name, digital tool, digital resource, online resource, name, service, service "
            "name, website or app, title"
        ),
        "contractor": (
            "contractor, contractor name, name of contractor, vendor, vendor name, company, company name, "
            "provider, provider name, service provider, operator, operator name, consultant, publisher, "
            "supplier, developer"
        ),
        "kind": "kind, kind of contractor, contractor type, operator or consultant",
        "website": (
            "website, web site, web address, url, product url, product website, vendor url, vendor website, "
            "company website, company url, resource url, website url"
        ),
        "description": "description, product description, description of product, what it does, about",
        "purpose": (
            "purpose, educational purpose, instructional purpose, purpose of use, use, intended use, how it "
            "is used, purpose of the contract"
        ),
        DATA: (
            "data elements, student data elements, data, student data, data collected, data shared, student "
            "data collected, student data shared, types of data, types of data collected, data points, "
            "elements, schedule of data, exhibit b, information collected"
        ),
        "student-information": "student information",
        "student-records": "student records, student record",
        "student-generated-content": "student generated content",
        "executed": (
            "executed, executed on, date executed, execution date, date of execution, contract executed, "
            "signed, signed on, date signed, signature date, agreement date, date of agreement, contract "
            "date, date of contract, date approved, approval date, approved on, date"
        ),
        "date-kind": "date kind, kind of date, date type, type of date",
        "expires": (
            "expires, expires on, date expires, expiration, expiration date, date of expiration, expiry, "
            "expiry date, agreement expiration, end, ends, end date, contract end, contract end date, term "
            "end, valid until, valid through"
        ),
        "agreement": (
            "agreement, agreement url, agreement link, link to agreement, signed agreement, contract, "
            "contract url, contract link, link to contract, data privacy agreement, dpa, dpa url, dpa link, "
            "link to dpa, pdf"
        ),
        "agreement-type": (
            "agreement type, type of agreement, contract type, type of contract, document type, type, "
            "amendment, amendments, change"
        ),
        "notified": (
            "notified, date notified, notified on, families notified, parents notified, notification date, "
            "date of notification"
        ),
        "posted": "posted, posted on, date posted, posting date, date added, added on, publication date",
        "security": "security, security measures, data security",
        "subcontractors": "subcontractors, subprocessors, third parties",
        "schools": (
            "schools, school, school name, building, buildings, campus, used by, schools or grades, grades or schools"
        ),
        "grades": "grades, grade, grade level, grade levels, grade span, grade range",
        "basis": "basis",
    }.items()
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
