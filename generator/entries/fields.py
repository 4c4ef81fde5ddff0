"""The fields of an entry and of the settings: name, type, example; the one table that all else is made from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from generator.entries import values
from generator.entries.faults import fault, shape
from generator.entries.readers import (
    Agreement,
    Day,
    DayOrNone,
    Grades,
    Languages,
    Line,
    Lines,
    Mailbox,
    Markdown,
    Moment,
    MomentOrUnknown,
    Number,
    OwnClock,
    PeriodOrUnknown,
    Reference,
    Schools,
    Truth,
    Web,
    Zone,
    matching,
    one_of,
)
from generator.entries.shapes import ID
from generator.law.duties import PRESETS

# What the law asks of a new entry.
NEEDED_BY_CONSULTANT = ("contractor", "description", "purpose", "collects", "executed")
NEEDED_BY_OPERATOR = ("product", *NEEDED_BY_CONSULTANT)
NEEDED_BY_BREACH = ("received", "discovered", "involves", "students", "summary")


def _required(example: str) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    return Field(examples=[example])


def _optional(example: str, default: object = None) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    return Field(default=default, examples=[example])


class _Fields(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"), protected_namespaces=()
    )


class Collected(_Fields):
    """The kinds of data that a contract may name, § 10-234aa."""

    student_information: Lines = _optional("[name, grade level]", ())
    student_records: Lines = _optional("[reading scores]", ())
    student_generated_content: Lines = _optional("[quiz answers]", ())


class Involved(Collected):
    """The kinds of data that a breach may involve: directory information apart, § 10-234dd."""

    directory_information: Lines = _optional("[photograph]", ())


def _nothing(value: object) -> object:
    if value == "nothing":
        return {}
    return _group(value)


def _group(value: object) -> object:
    if value == "":
        raise fault("E103")
    if not isinstance(value, dict):
        raise fault("E107", wanted="a group of fields", got=shape(value))
    return value


class NotifiedFields(_Fields):
    """When families were told directly, and how."""

    at: Moment = _required("2025-08-20 15:10")
    by: Line = _optional("e-mail", "")


def _unknown(value: object) -> object:
    return None if value == "unknown" else _group(value)


def _told(value: object) -> object:
    return {"at": value} if isinstance(value, str) and value else _group(value)


Collects = Annotated[Collected, BeforeValidator(_nothing, json_schema_input_type=Literal["nothing"] | Collected)]
Involves = Annotated[Involved | None, BeforeValidator(_unknown, json_schema_input_type=Literal["unknown"] | Involved)]
Told = Annotated[NotifiedFields, BeforeValidator(_told, json_schema_input_type=Moment | NotifiedFields)]


class TermsFields(_Fields):
    """What a contract states and a change of it may restate."""

    description: Line | None = _optional("Levelled reading passages with short quizzes.")
    purpose: Line | None = _optional("Reading practice in grades 3 to 6.")
    collects: Collects | None = _optional("{student-information: [name, grade level]}")
    security: Markdown | None = _optional("Encrypted in transit and at rest; yearly independent audit.")
    subcontractors: Lines | None = _optional("[Example Cloud]")
    schools: Schools | None = _optional("[dodd, highland]")
    grades: Grades | None = _optional("3-6")
    agreement: Agreement | None = _optional("files/northstar-2025.pdf")
    expires: DayOrNone | None = _optional("2026-06-30")


class ChangeFields(TermsFields):
    """A renewal or an amendment; an early end is an amendment with an earlier `expires`."""

    kind: Annotated[str, one_of("renewal", "amendment")] = _required("renewal")
    executed: Day = _required("2026-07-01")
    notified: Told | None = _optional("2026-07-02")


class WithdrawnFields(_Fields):
    """A published entry that does not hold."""

    on: Day = _required("2025-02-01")
    reason: Line = _required("Sent in error; our data was not involved.")


class ContractFields(TermsFields):
    """The fields of `content/contracts/<id>.md`."""

    product: Line | None = _optional("Northstar Reader")
    contractor: Line | None = _optional("Northstar Learning, Inc.")
    kind: Annotated[str, one_of("operator", "consultant")] | None = _optional("operator")
    website: Web | None = _optional("https://northstar.example")
    executed: Day | None = _optional("2025-08-18")
    notified: Told | None = _optional("2025-08-20 15:10")
    posted: Day | None = _optional("2025-08-19")
    changes: Annotated[tuple[ChangeFields, ...], BeforeValidator(values.items)] = _optional(
        "[{kind: renewal, executed: 2026-07-01}]", ()
    )
    basis: Annotated[str, one_of("contract", "pledge", "special-education-exception")] | None = _optional("contract")
    legacy: Truth = _optional("true", False)
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(_group)] | None = _optional("{on: 2025-02-01, reason: …}")


class UpdateFields(_Fields):
    """What became known later; what it restates replaces the old."""

    on: Moment = _required("2025-01-15")
    text: Markdown = _required("The contractor has named the data involved.")
    involves: Involves | None = _optional("{student-information: [name]}")
    students: Number = _optional("412")
    schools: Schools | None = _optional("[dodd]")
    offers: Markdown | None = _optional("Two years of identity protection.")


class BreachFields(_Fields):
    """The fields of `content/breaches/<id>.md`."""

    contract: Reference | None = _optional("northstar-reader")
    contractor: Line | None = _optional("Northstar Learning, Inc.")
    product: Line | None = _optional("Northstar Reader")
    occurred: PeriodOrUnknown = _optional("2024-12-19 to 2024-12-24")
    discovered: MomentOrUnknown = _optional("2024-12-28")
    received: Moment | None = _optional("2025-01-07 15:40")
    notified: Told | None = _optional("2025-01-08 18:00")
    involves: Involves | None = _optional("{student-information: [name, home address]}")
    students: Number = _optional("412")
    schools: Schools | None = _optional("all")
    summary: Markdown | None = _optional("What happened, to what, and what we did.")
    offers: Markdown | None = _optional("Two years of identity protection, paid by the contractor.")
    resolved: Day | None = _optional("2025-03-02")
    updates: Annotated[tuple[UpdateFields, ...], BeforeValidator(values.items)] = _optional(
        "[{on: 2025-01-15, text: The contractor has named the data involved.}]", ()
    )
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(_group)] | None = _optional("{on: 2025-02-01, reason: …}")
    legacy: Truth = _optional("true", False)


class ChangeWords(_Fields):
    """What a translation says of a contract, or of a change of it."""

    description: Line | None = _optional("Pasajes de lectura por niveles.")
    purpose: Line | None = _optional("Práctica de lectura en los grados 3 a 6.")
    security: Markdown | None = _optional("Cifrado en tránsito y en reposo.")


class ContractWords(ChangeWords):
    """The fields of `content/contracts/<id>.<language>.md`; each item of a list stands for that of the entry."""

    changes: Annotated[tuple[ChangeWords, ...], BeforeValidator(values.items)] = _optional(
        "[{purpose: Práctica de lectura.}]", ()
    )


class UpdateWords(_Fields):
    """What a translation says of an update."""

    text: Markdown | None = _optional("El contratista ha nombrado los datos.")
    offers: Markdown | None = _optional("Dos años de protección de identidad.")


class BreachWords(_Fields):
    """The fields of `content/breaches/<id>.<language>.md`; each item of a list stands for that of the entry."""

    summary: Markdown | None = _optional("Qué pasó, con qué datos y qué hicimos.")
    offers: Markdown | None = _optional("Dos años de protección de identidad.")
    updates: Annotated[tuple[UpdateWords, ...], BeforeValidator(values.items)] = _optional(
        "[{text: El contratista ha nombrado los datos.}]", ()
    )


class ContactFields(_Fields):
    """Whom a family can ask."""

    name: Line = _required("Privacy Office")
    email: Mailbox = _optional("privacy@example.example", "")
    phone: Annotated[str, matching(r"[+(]?[0-9][0-9 ().x/-]{5,30}", "a phone number")] = _optional("203-555-0100", "")
    address: Line = _optional("1 School Road, Example", "")


class SchoolFields(_Fields):
    """A school of the district."""

    name: Line = _required("Dodd Middle School")
    grades: Grades | None = _optional("7-8")


class DeadlinesFields(_Fields):
    """A clock of the district's own for each duty; the preset's stands where it is absent."""

    contract_notice: OwnClock | None = _optional("3 days")
    contractor_breach_notice_30: OwnClock | None = _optional("20 days")
    contractor_breach_notice_60: OwnClock | None = _optional("45 days")
    family_breach_notice: OwnClock | None = _optional("24 hours")


class SettingsFields(BaseModel):
    """The fields of `content/site.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    district: Line = _required("Example Public Schools")
    abbreviation: Line = _required("EPS")
    url: Web = _required("https://privacy.example/notices/")
    timezone: Zone = _required("America/New_York")
    languages: Languages = _optional("[en]", ("en",))
    contact: Annotated[ContactFields, BeforeValidator(_group)] = _required(
        "{name: Privacy Office, email: privacy@example.example}"
    )
    feed_authority: Annotated[
        str,
        matching(
            r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
            "a domain of yours, a comma and a year",
        ),
    ] = _required("privacy.example,2026")
    schools: Annotated[
        dict[
            Annotated[str, matching(ID, "an id of small letters, digits, hyphens")],
            Annotated[SchoolFields, BeforeValidator(_group)],
        ],
        BeforeValidator(_group),
    ] = _optional("{dodd: {name: Dodd Middle School, grades: 7-8}}", {})
    law: Annotated[str, one_of(*PRESETS)] = _optional("district-page", "district-page")
    deadlines: Annotated[DeadlinesFields, BeforeValidator(_group)] = _optional(
        "{family-breach-notice: 24 hours}", DeadlinesFields()
    )
    since: Day | None = _optional("2026-09-01")
    show_deadlines: Truth = _optional("true", False)
    theme: Line = _optional("default", "default")
