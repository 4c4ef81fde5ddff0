"""The fields of an entry: name, type, example, meaning, order; the one table of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from generator.content import field_types
from generator.content.faults import fault, shape
from generator.content.readers import (
    Agreement,
    Day,
    DayOrNone,
    Days,
    Elements,
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
from generator.content.shapes import ID
from generator.core.duties import PRESETS

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

# What the law asks, or families look for first, comes first; what most entries never need comes last.
ORDER = {
    "contract": (
        *NEEDED_BY_OPERATOR,
        *("expires", "agreement", "notified", "kind", "website", "security", "subcontractors", "schools", "grades"),
        *("basis", "posted", "changes", "withdrawn", "legacy"),
    ),
    "breach": (
        *("contract", "contractor", "product", *NEEDED_BY_BREACH),
        *("notified", "occurred", "schools", "offers", "resolved", "posted", "updates", "withdrawn", "legacy"),
    ),
}


class Collected(Fields):
    """The kinds of data that a contract may name, § 10-234aa."""

    student_information: Elements = optional(
        "[name, grade level]", "What tells who a student is, or is about the student.", ()
    )
    student_records: Elements = optional("[reading scores]", "What comes from the school's own records.", ())
    student_generated_content: Elements = optional("[quiz answers]", "What students make.", ())


class Involved(Collected):
    """The kinds of data that a breach may involve: directory information apart, § 10-234dd."""

    directory_information: Elements = optional(
        "[photograph]", "What the district may publish of a student, such as in a yearbook.", ()
    )


def _data(value: object, model: type[Collected]) -> object:
    """Return the kinds of data. Only the word `nothing` means no data; empty brackets are an error."""
    if value == "nothing":
        return {}
    kinds = value.keys() if isinstance(value, dict) else set[str]()
    if value == [] or (
        isinstance(value, dict) and kinds <= {*names(model)} and not any(one != [] for one in value.values())
    ):
        raise fault("E131")
    return group(value)


def _collected(value: object) -> object:
    return _data(value, Collected)


class NotifiedFields(Fields):
    """When families were told directly, and how."""

    at: Moment = required("2025-08-20 15:10", "When families were told: the time counts.")
    by: Line = optional("e-mail", "How they were told.", "")


def _involved(value: object) -> object:
    return None if value == "unknown" else _data(value, Involved)


def _some(model: type[Collected]) -> Any:  # noqa: ANN401 - as pydantic's own `Field`
    """Return a note for an editor: of the kinds of data, one at least holds something."""
    kinds: list[JsonValue] = [{"properties": {name: {"minItems": 1}}, "required": [name]} for name in names(model)]
    return Field(json_schema_extra={"anyOf": kinds})


def _told(value: object) -> object:
    return {"at": value} if isinstance(value, str) and value else group(value)


Collects = Annotated[
    Collected,
    BeforeValidator(_collected, json_schema_input_type=Literal["nothing"] | Annotated[Collected, _some(Collected)]),
]
Involves = Annotated[
    Involved | None,
    BeforeValidator(
        _involved, json_schema_input_type=Literal["unknown", "nothing"] | Annotated[Involved, _some(Involved)]
    ),
]
Told = Annotated[NotifiedFields, BeforeValidator(_told, json_schema_input_type=Moment | NotifiedFields)]


class TermsFields(Fields):
    """What a contract states and a change of it may restate."""

    description: Line | None = optional(
        "Levelled reading passages with short quizzes.",
        "What the product or the contractor does, in a sentence or two.",
    )
    purpose: Line | None = optional("Reading practice in grades 3 to 6.", "Why the district uses it.")
    collects: Collects | None = optional(
        "{student-information: [name, grade level]}",
        "What may be collected, in the three kinds that the law names; or nothing.",
    )
    security: Markdown | None = optional(
        "Encrypted in transit and at rest; yearly independent audit.", "How the contractor protects the data."
    )
    subcontractors: Lines | None = optional(
        "[Example Cloud]", "Other companies that handle the data for the contractor."
    )
    schools: Schools | None = optional(
        "[dodd, highland]",
        "The ids of the schools that use it, from `content/site.yaml`; or all, which it is if absent.",
    )
    grades: Grades | None = optional("3-6", "The grades that use it: one, a range such as K-5, or a list.")
    agreement: Agreement | None = optional(
        "files/northstar-2025.pdf", "The contract itself: a file in `content/files/`, or a web address."
    )
    expires: DayOrNone | None = optional(
        "2026-06-30", "The last day of the contract; or none, if it runs until someone ends it."
    )


class ChangeFields(TermsFields):
    """A renewal or an amendment; an early end is an amendment with an earlier `expires`."""

    kind: Annotated[str, one_of("renewal", "amendment")] = required(
        "renewal", "A renewal gives a new end, `expires`; an amendment changes something else."
    )
    executed: Day = required("2026-07-01", "The day on which the last party signed the change.")
    notified: Told | None = optional("2026-07-02", "When and how families were told of the change.")
    posted: Day | None = optional(
        "2026-07-01", "The day on which the change stood on another page with its contract, if before this site."
    )


class WithdrawnFields(Fields):
    """A published entry that does not hold."""

    on: Day = required("2025-02-01", "The day of the withdrawal.")
    reason: Line = required(
        "Sent in error; our data was not involved.", "Why the notice does not hold; families read it."
    )
    notified: Told | None = optional("2025-02-01 16:00", "When and how families were notified of the withdrawal.")


class ContractFields(TermsFields):
    """The fields of `content/contracts/<id>.md`."""

    product: Line | None = optional(
        "Northstar Reader", "The name of the product, as students and families see it; a consultant may have none."
    )
    contractor: Line | None = optional("Northstar Learning, Inc.", "The company or group that signs the contract.")
    kind: Annotated[str, one_of("operator", "consultant")] | None = optional(
        "operator",
        "An operator runs a website or an app for schools; a consultant does other work. If absent: operator.",
    )
    website: Web | None = optional("https://northstar.example", "The contractor's own site.")
    executed: Day | None = optional(
        "2025-08-18", "The day on which the last party signed. The time to tell families starts here."
    )
    notified: Told | None = optional(
        "2025-08-20 15:10", "When and how families were told directly. A date alone will do."
    )
    posted: Day | None = optional(
        "2025-08-19", "The day on which the notice stood on another page, if that was before this site."
    )
    changes: Annotated[tuple[ChangeFields, ...], BeforeValidator(field_types.items)] = optional(
        "[{kind: renewal, executed: 2026-07-01, expires: 2027-06-30}]",
        "Renewals and amendments, oldest first. Add new ones at the end, and leave the old ones as they are.",
        (),
    )
    basis: Annotated[str, one_of("contract", "pledge", "special-education-exception")] | None = optional(
        "contract", "What the data are shared under; a contract, if absent."
    )
    legacy: Truth = optional(
        "true", "Published before this site was, so that something the law requires may be missing.", False
    )
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(group)] | None = optional(
        "{on: 2025-02-01, reason: …}",
        "A notice that should not have been posted. It stays on the page, struck through, with the reason.",
    )


class UpdateFields(Fields):
    """What became known later; what it restates replaces the old."""

    on: Moment = required("2025-01-15", "The day of the update, or the moment.")
    text: Markdown = required("The contractor has named the data involved.", "What is known now.")
    received: Moment | None = optional(
        "2025-01-14 09:00",
        "When the district received the news. Where it adds kinds of data or students, their time starts here.",
    )
    notified: Told | None = optional("2025-01-15 16:00", "When and how families were notified of the news.")
    involves: Involves | None = optional(
        "{student-information: [name]}", "What was involved, as it is known now; or unknown; or nothing."
    )
    students: Number = optional("412", "How many students, as it is known now; or unknown.")
    schools: Schools | None = optional("[dodd]", "The ids of the schools, as they are known now; or all.")
    offers: Markdown | None = optional(
        "Two years of identity protection.", "What the contractor offers to families now."
    )


class BreachFields(Fields):
    """The fields of `content/breaches/<id>.md`."""

    contract: Reference | None = optional(
        "northstar-reader",
        "The id of the contract: its file name without the ending. Product and contractor come from there.",
    )
    contractor: Line | None = optional(
        "Northstar Learning, Inc.", "The company whose breach it is, where no contract is named."
    )
    product: Line | None = optional("Northstar Reader", "The product, where no contract is named.")
    occurred: PeriodOrUnknown = optional(
        "2024-12-19 to 2024-12-24", "When it happened: a day, a month, a range, or unknown."
    )
    discovered: MomentOrUnknown = optional("2024-12-28", "When the contractor found out; or unknown.")
    received: Moment | None = optional(
        "2025-01-07 15:40",
        "When the district received the contractor's notice. Give the time: the time to tell families starts here.",
    )
    notified: Told | None = optional("2025-01-08 18:00", "When and how families were told directly.")
    posted: Day | None = optional(
        "2025-01-08", "The day on which the notice stood on another page, if that was before this site."
    )
    involves: Involves | None = optional(
        "{student-information: [name, home address]}",
        "What was involved, as far as is known; or unknown, until an update says more.",
    )
    students: Number = optional("412", "How many students; or unknown, until an update says more.")
    schools: Schools | None = optional(
        "all", "The ids of the schools, from `content/site.yaml`, or all; if absent, those of the contract."
    )
    summary: Markdown | None = optional(
        "What happened, to what, and what we did.",
        "One short paragraph for a parent who is tired and worried: what happened, to what, what was done.",
    )
    offers: Markdown | None = optional(
        "Two years of identity protection, paid by the contractor.",
        "What the contractor offers to families, if anything.",
    )
    resolved: Day | None = optional(
        "2025-03-02", "The day on which the matter was closed. Absent while the notice is open."
    )
    updates: Annotated[tuple[UpdateFields, ...], BeforeValidator(field_types.items)] = optional(
        "[{on: 2025-01-15, text: The contractor has named the data involved.}]",
        "News, oldest first. Add new ones at the end, and leave the old ones as they are.",
        (),
    )
    withdrawn: Annotated[WithdrawnFields, BeforeValidator(group)] | None = optional(
        "{on: 2025-02-01, reason: …}",
        "A notice that should not have been posted. It stays on the page, struck through, with the reason.",
    )
    legacy: Truth = optional(
        "true", "Published before this site was, so that something the law requires may be missing.", False
    )


class ChangeWords(Fields):
    """What a translation says of a contract, or of a change of it."""

    description: Line | None = optional("Pasajes de lectura por niveles.", "What it does, in the other language.")
    purpose: Line | None = optional(
        "Práctica de lectura en los grados 3 a 6.", "Why the district uses it, in the other language."
    )
    security: Markdown | None = optional(
        "Cifrado en tránsito y en reposo.", "How the data are protected, in the other language."
    )


class ContractWords(ChangeWords):
    """The fields of `content/contracts/<id>.<language>.md`; each item of a list stands for that of the entry."""

    changes: Annotated[tuple[ChangeWords, ...], BeforeValidator(field_types.items)] = optional(
        "[{purpose: Práctica de lectura.}]", "The words of each change, in the order of the entry.", ()
    )


class UpdateWords(Fields):
    """What a translation says of an update."""

    text: Markdown | None = optional(
        "El contratista ha nombrado los datos.", "The text of the update, in the other language."
    )
    offers: Markdown | None = optional(
        "Dos años de protección de identidad.", "What is offered, in the other language."
    )


class BreachWords(Fields):
    """The fields of `content/breaches/<id>.<language>.md`; each item of a list stands for that of the entry."""

    summary: Markdown | None = optional("Qué pasó, con qué datos y qué hicimos.", "The summary, in the other language.")
    offers: Markdown | None = optional(
        "Dos años de protección de identidad.", "What is offered, in the other language."
    )
    updates: Annotated[tuple[UpdateWords, ...], BeforeValidator(field_types.items)] = optional(
        "[{text: El contratista ha nombrado los datos.}]", "The words of each update, in the order of the entry.", ()
    )


class ContactFields(Fields):
    """Whom a family can ask."""

    name: Line = required("Privacy Office", "The office or role; better than a person, who may move on.")
    email: Mailbox = optional(
        "privacy@example.example",
        "A mailbox that more than one member of staff reads. This or a phone number is needed.",
        "",
    )
    phone: Annotated[str, matching(r"[+(]?[0-9][0-9 ().x/-]{5,30}", "a phone number")] = optional(
        "203-555-0100", "A number that is answered during the school day.", ""
    )
    address: Line = optional("1 School Road, Example", "Where a letter reaches the office.", "")


class SchoolFields(Fields):
    """A school of the district."""

    name: Line = required("Dodd Middle School", "The name of the school, as families know it.")
    grades: Grades | None = optional("7-8", "The grades that the school has.")


class DeadlinesFields(Fields):
    """A clock of the district's own for each duty; the preset's stands where it is absent."""

    contract_notice: OwnClock | None = optional("3 days", "Time to notify families of a contract.")
    contract_posting: OwnClock | None = optional(
        "3 business days", "Time to post the notice of a contract with the contract itself."
    )
    contractor_breach_notice_30: OwnClock | None = optional(
        "20 days", "Time for a contractor to report a breach of student information."
    )
    contractor_breach_notice_60: OwnClock | None = optional(
        "45 days", "Time for a contractor to report a breach of other data."
    )
    family_breach_notice: OwnClock | None = optional("24 hours", "Time to notify families of a breach.")


class BusinessDaysFields(Fields):
    """The days on which the district's office differs from the state's holidays."""

    open: Days = optional("[2026-10-12]", "Holidays of the state on which the office is open.", ())
    closed: Days = optional("[2026-11-27]", "Other weekdays on which it is closed.", ())


class SettingsFields(BaseModel):
    """The fields of `content/site.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    district: Line = required("Example Public Schools", "The district's full name, as families know it.")
    abbreviation: Line = required("EPS", "The short name; it stands in the page titles.")
    url: Web = required(
        "https://privacy.example/notices/", "The address where the site is published; it may have a path."
    )
    timezone: Zone = required("America/New_York", "The district's time zone; every time in an entry is local to it.")
    languages: Languages = optional(
        "[en]", "The languages of the site; the first one is the language of the entries.", ("en",)
    )
    contact: Annotated[ContactFields, BeforeValidator(group)] = required(
        "{name: Privacy Office, email: privacy@example.example}",
        "Whom families ask: a name, and an email address or a phone number.",
    )
    feed_authority: Annotated[
        str,
        matching(
            r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
            "a domain of yours, a comma and a year",
        ),
    ] = required(
        "privacy.example,2026",
        "A name for the feeds: a domain you own and the year you began. Never change it once published.",
    )
    schools: Annotated[
        dict[
            Annotated[str, matching(ID, "an id of small letters, digits, hyphens")],
            Annotated[SchoolFields, BeforeValidator(group)],
        ],
        BeforeValidator(group),
    ] = optional(
        "{dodd: {name: Dodd Middle School, grades: 7-8}}",
        "The schools by their ids, which entries use and which never change.",
        {},
    )
    law: Annotated[str, one_of(*PRESETS)] = optional(
        "district-page",
        "Which duties to keep: those of `district-page`, which also notifies families of contracts; or of `statute`.",
        "district-page",
    )
    deadlines: Annotated[DeadlinesFields, BeforeValidator(group)] = optional(
        "{family-breach-notice: 24 hours}",
        "Clocks of your own, for some of the duties; each must be stricter than state law.",
        DeadlinesFields(),
    )
    business_days: Annotated[BusinessDaysFields, BeforeValidator(group)] = optional(
        "{open: [2026-10-12], closed: [2026-11-27]}",
        "Where the office differs from the holidays of Connecticut, which are no business days.",
        BusinessDaysFields(),
    )
    since: Day | None = optional("2026-09-01", "From this day on, no new entry may be marked as legacy.")
    show_deadlines: Truth = optional(
        "true", "Shows on the pages how long it took to tell the district and the families.", False
    )
    published_names: Lines = optional(
        "[contracts/name-of-the-product]",
        "Names of files that a new file may not have, and that stay because they are published already.",
        (),
    )
    theme: Line = optional("default", "The look of the site: a folder of `themes/`, or the default.", "default")
