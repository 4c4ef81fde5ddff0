"""The fields of an entry and of the settings: name, type, example, meaning; the one table of all."""

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

# The sections of law that ask for a field of a contract or a breach.
LAW = {
    "contract": {
        **dict.fromkeys(NEEDED_BY_OPERATOR, "§ 10-234bb"),
        "agreement": "PA 18-125",
        "notified": "PA 16-189",
        "changes": "§ 10-234bb",
        "security": "§ 10-234bb(a)",
        "basis": "§ 10-234bb(a)",
    },
    "breach": dict.fromkeys(("contract", "contractor", *NEEDED_BY_BREACH, "notified"), "§ 10-234dd"),
}


def _required(example: str, says: str) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    return Field(examples=[example], description=says)


def _optional(example: str, says: str, default: object = None) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    return Field(default=default, examples=[example], description=says)


class _Fields(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=lambda name: name.replace("_", "-"), protected_namespaces=()
    )


class Collected(_Fields):
    """The kinds of data that a contract may name, § 10-234aa."""

    student_information: Lines = _optional(
        "[name, grade level]", "What tells who a student is, or is about the student.", ()
    )
    student_records: Lines = _optional("[reading scores]", "What comes from the school's own records.", ())
    student_generated_content: Lines = _optional("[quiz answers]", "What students make.", ())


class Involved(Collected):
    """The kinds of data that a breach may involve: directory information apart, § 10-234dd."""

    directory_information: Lines = _optional(
        "[photograph]", "What the district may publish of a student, such as in a yearbook.", ()
    )


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

    at: Moment = _required("2025-08-20 15:10", "When families were told: the time counts.")
    by: Line = _optional("e-mail", "How they were told.", "")


def _unknown(value: object) -> object:
    return None if value == "unknown" else _group(value)


def _told(value: object) -> object:
    return {"at": value} if isinstance(value, str) and value else _group(value)


Collects = Annotated[Collected, BeforeValidator(_nothing, json_schema_input_type=Literal["nothing"] | Collected)]
Involves = Annotated[Involved | None, BeforeValidator(_unknown, json_schema_input_type=Literal["unknown"] | Involved)]
Told = Annotated[NotifiedFields, BeforeValidator(_told, json_schema_input_type=Moment | NotifiedFields)]


class TermsFields(_Fields):
    """What a contract states and a change of it may restate."""

    description: Line | None = _optional(
        "Levelled reading passages with short quizzes.",
        "What the product or the contractor does, in a sentence or two.",
    )
    purpose: Line | None = _optional("Reading practice in grades 3 to 6.", "Why the district uses it.")
    collects: Collects | None = _optional(
        "{student-information: [name, grade level]}",
        "What may be collected, in the three kinds that the law names; or nothing.",
    )
    security: Markdown | None = _optional(
        "Encrypted in transit and at rest; yearly independent audit.", "How the contractor protects the data."
    )
    subcontractors: Lines | None = _optional(
        "[Example Cloud]", "Other companies that handle the data for the contractor."
    )
    schools: Schools | None = _optional(
        "[dodd, highland]",
        "The ids of the schools that use it, from `content/site.yaml`; or all, which it is if absent.",
    )
    grades: Grades | None = _optional("3-6", "The grades that use it: one, a range such as K-5, or a list.")
    agreement: Agreement | None = _optional(
        "files/northstar-2025.pdf", "The contract itself: a file in `content/files/`, or a web address."
    )
    expires: DayOrNone | None = _optional(
        "2026-06-30", "The last day of the contract; or none, if it runs until someone ends it."
    )


class ChangeFields(TermsFields):
    """A renewal or an amendment; an early end is an amendment with an earlier `expires`."""

    kind: Annotated[str, one_of("renewal", "amendment")] = _required(
        "renewal", "A renewal gives a new end date; an amendment changes something else."
    )
    executed: Day = _required("2026-07-01", "The day on which the last party signed the change.")
    notified: Told | None = _optional("2026-07-02", "When and how families were told of the change.")


class WithdrawnFields(_Fields):
    """A published entry that does not hold."""

    on: Day = _required("2025-02-01", "The day of the withdrawal.")
    reason: Line = _required(
        "Sent in error; our data was not involved.", "Why the notice does not hold; families read it."
    )


class ContractFields(TermsFields):
    """The fields of `content/contracts/<id>.md`."""

    product: Line | None = _optional(
        "Northstar Reader", "The name of the product, as students and families see it; a consultant may have none."
    )
    contractor: Line | None = _optional("Northstar Learning, Inc.", "The company or group that signs the contract.")
    kind: Annotated[str, one_of("operator", "consultant")] | None = _optional(
        "operator",
        "An operator runs a website or an app for schools; a consultant does other work. If absent: operator.",
    )
    website: Web | None = _optional("https://northstar.example", "The contractor's own site.")
    executed: Day | None = _optional(
        "2025-08-18", "The day on which the last party signed. The time to tell families starts here."
    )
    notified: Told | None = _optional(
        "2025-08-20 15:10", "When and how families were told directly. A date alone will do."
    )
    posted: Day | None = _optional(
        "2025-08-19", "The day on which the notice stood on another page, if that was before this site."
    )
    changes: Annotated[tuple[ChangeFields, ...], BeforeValidator(values.items)] = _optional(
        "[{kind: renewal, executed: 2026-07-01}]",
        "Renewals and amendments, oldest first. Add new ones at the end, and leave the old ones as they are.",
        (),
    )
    basis: Annotated[str, one_of("contract", "pledge", "special-education-exception")] | None = _optional(
        "contract", "What the data are shared under; a contract, if absent."
    )
    legacy: Truth = _optional(
        "true", "Published before this site was, so that something the law requires may be missing.", False
    )
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(_group)] | None = _optional(
        "{on: 2025-02-01, reason: …}",
        "A notice that should not have been posted. It stays on the page, struck through, with the reason.",
    )


class UpdateFields(_Fields):
    """What became known later; what it restates replaces the old."""

    on: Moment = _required("2025-01-15", "The day of the update, or the moment.")
    text: Markdown = _required("The contractor has named the data involved.", "What is known now.")
    involves: Involves | None = _optional(
        "{student-information: [name]}", "What was involved, as it is known now; or unknown."
    )
    students: Number = _optional("412", "How many students, as it is known now; or unknown.")
    schools: Schools | None = _optional("[dodd]", "The ids of the schools, as they are known now; or all.")
    offers: Markdown | None = _optional(
        "Two years of identity protection.", "What the contractor offers to families now."
    )


class BreachFields(_Fields):
    """The fields of `content/breaches/<id>.md`."""

    contract: Reference | None = _optional(
        "northstar-reader",
        "The id of the contract: its file name without the ending. Product and contractor come from there.",
    )
    contractor: Line | None = _optional(
        "Northstar Learning, Inc.", "The company whose breach it is, where no contract is named."
    )
    product: Line | None = _optional("Northstar Reader", "The product, where no contract is named.")
    occurred: PeriodOrUnknown = _optional(
        "2024-12-19 to 2024-12-24", "When it happened: a day, a month, a range, or unknown."
    )
    discovered: MomentOrUnknown = _optional("2024-12-28", "When the contractor found out; or unknown.")
    received: Moment | None = _optional(
        "2025-01-07 15:40",
        "When the district received the contractor's notice. Give the time: the time to tell families starts here.",
    )
    notified: Told | None = _optional("2025-01-08 18:00", "When and how families were told directly.")
    involves: Involves | None = _optional(
        "{student-information: [name, home address]}",
        "What was involved, as far as is known; or unknown, until an update says more.",
    )
    students: Number = _optional("412", "How many students; or unknown, until an update says more.")
    schools: Schools | None = _optional(
        "all", "The ids of the schools, from `content/site.yaml`, or all; if absent, those of the contract."
    )
    summary: Markdown | None = _optional(
        "What happened, to what, and what we did.",
        "One short paragraph for a parent who is tired and worried: what happened, to what, what was done.",
    )
    offers: Markdown | None = _optional(
        "Two years of identity protection, paid by the contractor.",
        "What the contractor offers to families, if anything.",
    )
    resolved: Day | None = _optional(
        "2025-03-02", "The day on which the matter was closed. Absent while the notice is open."
    )
    updates: Annotated[tuple[UpdateFields, ...], BeforeValidator(values.items)] = _optional(
        "[{on: 2025-01-15, text: The contractor has named the data involved.}]",
        "News, oldest first. Add new ones at the end, and leave the old ones as they are.",
        (),
    )
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(_group)] | None = _optional(
        "{on: 2025-02-01, reason: …}",
        "A notice that should not have been posted. It stays on the page, struck through, with the reason.",
    )
    legacy: Truth = _optional(
        "true", "Published before this site was, so that something the law requires may be missing.", False
    )


class ChangeWords(_Fields):
    """What a translation says of a contract, or of a change of it."""

    description: Line | None = _optional("Pasajes de lectura por niveles.", "What it does, in the other language.")
    purpose: Line | None = _optional(
        "Práctica de lectura en los grados 3 a 6.", "Why the district uses it, in the other language."
    )
    security: Markdown | None = _optional(
        "Cifrado en tránsito y en reposo.", "How the data are protected, in the other language."
    )


class ContractWords(ChangeWords):
    """The fields of `content/contracts/<id>.<language>.md`; each item of a list stands for that of the entry."""

    changes: Annotated[tuple[ChangeWords, ...], BeforeValidator(values.items)] = _optional(
        "[{purpose: Práctica de lectura.}]", "The words of each change, in the order of the entry.", ()
    )


class UpdateWords(_Fields):
    """What a translation says of an update."""

    text: Markdown | None = _optional(
        "El contratista ha nombrado los datos.", "The text of the update, in the other language."
    )
    offers: Markdown | None = _optional(
        "Dos años de protección de identidad.", "What is offered, in the other language."
    )


class BreachWords(_Fields):
    """The fields of `content/breaches/<id>.<language>.md`; each item of a list stands for that of the entry."""

    summary: Markdown | None = _optional(
        "Qué pasó, con qué datos y qué hicimos.", "The summary, in the other language."
    )
    offers: Markdown | None = _optional(
        "Dos años de protección de identidad.", "What is offered, in the other language."
    )
    updates: Annotated[tuple[UpdateWords, ...], BeforeValidator(values.items)] = _optional(
        "[{text: El contratista ha nombrado los datos.}]", "The words of each update, in the order of the entry.", ()
    )


class ContactFields(_Fields):
    """Whom a family can ask."""

    name: Line = _required("Privacy Office", "The office or role; better than a person, who may move on.")
    email: Mailbox = _optional(
        "privacy@example.example",
        "A mailbox that more than one member of staff reads. This or a phone number is needed.",
        "",
    )
    phone: Annotated[str, matching(r"[+(]?[0-9][0-9 ().x/-]{5,30}", "a phone number")] = _optional(
        "203-555-0100", "A number that is answered during the school day.", ""
    )
    address: Line = _optional("1 School Road, Example", "Where a letter reaches the office.", "")


class SchoolFields(_Fields):
    """A school of the district."""

    name: Line = _required("Dodd Middle School", "The name of the school, as families know it.")
    grades: Grades | None = _optional("7-8", "The grades that the school has.")


class DeadlinesFields(_Fields):
    """A clock of the district's own for each duty; the preset's stands where it is absent."""

    contract_notice: OwnClock | None = _optional("3 days", "Time to tell families of a contract.")
    contractor_breach_notice_30: OwnClock | None = _optional(
        "20 days", "Time for a contractor to report a breach of student information."
    )
    contractor_breach_notice_60: OwnClock | None = _optional(
        "45 days", "Time for a contractor to report a breach of other data."
    )
    family_breach_notice: OwnClock | None = _optional("24 hours", "Time to tell families of a breach.")


class SettingsFields(BaseModel):
    """The fields of `content/site.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    district: Line = _required("Example Public Schools", "The district's full name, as families know it.")
    abbreviation: Line = _required("EPS", "The short name; it stands in the page titles.")
    url: Web = _required(
        "https://privacy.example/notices/", "The address where the site is published; it may have a path."
    )
    timezone: Zone = _required("America/New_York", "The district's time zone; every time in an entry is local to it.")
    languages: Languages = _optional(
        "[en]", "The languages of the site; the first one is the language of the entries.", ("en",)
    )
    contact: Annotated[ContactFields, BeforeValidator(_group)] = _required(
        "{name: Privacy Office, email: privacy@example.example}",
        "Whom families ask: a name, and an email address or a phone number.",
    )
    feed_authority: Annotated[
        str,
        matching(
            r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
            "a domain of yours, a comma and a year",
        ),
    ] = _required(
        "privacy.example,2026",
        "A name for the feeds: a domain you own and the year you began. Never change it once published.",
    )
    schools: Annotated[
        dict[
            Annotated[str, matching(ID, "an id of small letters, digits, hyphens")],
            Annotated[SchoolFields, BeforeValidator(_group)],
        ],
        BeforeValidator(_group),
    ] = _optional(
        "{dodd: {name: Dodd Middle School, grades: 7-8}}",
        "The schools by their ids, which entries use and which never change.",
        {},
    )
    law: Annotated[str, one_of(*PRESETS)] = _optional(
        "district-page",
        "Which clocks to keep: those of `district-page`, 5 days and 48 hours; or of `statute`, 5 and 2 business days.",
        "district-page",
    )
    deadlines: Annotated[DeadlinesFields, BeforeValidator(_group)] = _optional(
        "{family-breach-notice: 24 hours}", "Clocks of your own, for some of the duties.", DeadlinesFields()
    )
    since: Day | None = _optional("2026-09-01", "From this day on, no new entry may be marked as legacy.")
    show_deadlines: Truth = _optional(
        "true", "Shows on the pages how long it took to tell the district and the families.", False
    )
    theme: Line = _optional("default", "The look of the site: a folder of `themes/`, or the default.", "default")
