"""The tables of fields, a row each: what an entry, its translation and the settings may say. docs/changing.md adds one.

The order of the rows is the order of the fields everywhere: in a new entry, on a form, at the terminal, in an import, a
letter, the JSON Schema and docs/fields.md. What the law asks, or families look for first, comes first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.content.field_types import DataGroup, Either, Field, Group, GroupsById, ListOf, Needed
from generator.content.values import (
    AGREEMENT,
    CONTRACT_ID,
    DAY,
    DAY_OR_NONE,
    ELEMENTS,
    GRADE_RANGES,
    ID,
    LANGUAGES,
    LINE,
    LINES,
    MAILBOX,
    MARKDOWN,
    MOMENT,
    MOMENT_OR_UNKNOWN,
    NUMBER,
    OWN_CLOCK,
    PERIOD_OR_UNKNOWN,
    SCHOOLS,
    SENTENCES,
    TRUTH,
    WEB,
    ZONE,
    matching,
    word_of,
)
from generator.core.duties import PRESETS, Calendar
from generator.core.model import Change, Data, Notified, Update, Withdrawal
from generator.core.settings import Contact, School

if TYPE_CHECKING:
    from generator.core.dates import When
    from generator.core.duties import Clock
    from generator.core.model import Prose

# The rows are laid out by hand: what each has, what it means, its options, the open data, an import.
# fmt: off

# What entries of both kinds share

COLLECTED_ROWS = (
    Field("student-information", ELEMENTS, "[name, grade level]",
          "What tells who a student is, or is about the student.",
          column="Student information: facts that identify a student, given by the student, a parent or the school, "
          "or gathered by the service."),
    Field("student-records", ELEMENTS, "[reading scores]",
          "What comes from the school's own records.",
          column="Student records: what the school keeps about a student or reaches through the service."),
    Field("student-generated-content", ELEMENTS, "[quiz answers]",
          "What students make.",
          column="Student-generated content: what a student makes."),
)
DIRECTORY_ROW = (
    Field("directory-information", ELEMENTS, "[photograph]",
          "What the district may publish of a student, such as in a yearbook.",
          column="Directory information: what a school may publish unless a parent has said no."),
)
COLLECTED = DataGroup("Collected", "The kinds of data that a contract may name, § 10-234aa.", COLLECTED_ROWS, Data)
INVOLVED = DataGroup(
    "Involved",
    "The kinds of data that a breach may involve: directory information apart, § 10-234dd.",
    (*COLLECTED_ROWS, *DIRECTORY_ROW),
    Data,
)
COLLECTS = Either({"nothing": Data()}, COLLECTED)
INVOLVES = Either({"unknown": None, "nothing": Data()}, INVOLVED)
NOTIFIED = Group(
    "NotifiedFields",
    "When families were told directly, and how.",
    (
        Field("at", MOMENT, "2025-08-20 15:10",
              "When families were told: the time counts.",
              needed=Needed.ALWAYS,
              column="The moment, or the day."),
        Field("by", LINE, "e-mail", "How they were told.", column="By what means."),
    ),
    Notified,
    short="at",
)
WITHDRAWN = Group(
    "WithdrawnFields",
    "A published entry that does not hold.",
    (
        Field("on", DAY, "2025-02-01",
              "The day of the withdrawal.",
              needed=Needed.ALWAYS,
              column="The day since which."),
        Field("reason", LINE, "Sent in error; our data was not involved.",
              "Why the notice does not hold; families read it.",
              needed=Needed.ALWAYS,
              column="The reason why."),
        Field("notified", NOTIFIED, "2025-02-01 16:00",
              "When and how families were notified of the withdrawal."),
    ),
    Withdrawal,
)
LAST_ROWS = (
    Field("withdrawn", WITHDRAWN, "{on: 2025-02-01, reason: …}",
          "A notice that should not have been posted. It stays on the page, struck through, with the reason.",
          asked=False,
          column="That it does not hold."),
    Field("legacy", TRUTH, "true",
          "Published before this site was, so that something the law requires may be missing.",
          asked=False,
          column="Whether it was published before this site was."),
)
SCHOOL_IDS = "The ids of the schools, or the word all."


# A contract


def change(
    kind: str,
    executed: When,
    notified: Notified | None = None,
    posted: When | None = None,
    **states: object,
) -> Change:
    """Return a change with what it states anew."""
    return Change(kind, executed, notified, states, posted)


CONTRACT_ROWS = (
    Field("product", LINE, "Northstar Reader",
          "The name of the product, as students and families see it; a consultant may have none.",
          needed=Needed.OPERATOR, law="§ 10-234bb",
          column="The product; null for a consultant without one.",
          headings="product, product name, name of product, product or service, resource, resource name, app, app "
          "name, application, application name, software, software name, software title, program, program name, tool, "
          "tool name, digital tool, digital resource, online resource, name, service, service name, website or app, "
          "title"),
    Field("contractor", LINE, "Northstar Learning, Inc.",
          "The company or group that signs the contract.",
          needed=Needed.ALWAYS, law="§ 10-234bb", kept=True,
          column="Who holds the data under the contract.",
          headings="contractor, contractor name, name of contractor, vendor, vendor name, company, company name, "
          "provider, provider name, service provider, operator, operator name, consultant, publisher, supplier, "
          "developer"),
    Field("kind", word_of("operator", "consultant"), "operator",
          "An operator runs a website or an app for schools; a consultant does other work. If absent: operator.",
          kept=True,
          column="What the contractor is.",
          headings="kind, kind of contractor, contractor type, operator or consultant"),
    Field("description", SENTENCES, "Levelled reading passages with short quizzes.",
          "What the product or the contractor does, in a sentence or two.",
          needed=Needed.NEW, law="§ 10-234bb", restated=True,
          column="What the product or the service does.",
          headings="description, product description, description of product, what it does, about"),
    Field("purpose", SENTENCES, "Reading practice in grades 3 to 6.",
          "Why the district uses it.",
          needed=Needed.NEW, law="§ 10-234bb", restated=True,
          column="Why the district uses it.",
          headings="purpose, educational purpose, instructional purpose, purpose of use, use, intended use, how it is "
          "used, purpose of the contract"),
    Field("collects", COLLECTS, "{student-information: [name, grade level]}",
          "What may be collected, in the three kinds that the law names; or nothing.",
          needed=Needed.NEW, law="§ 10-234bb", restated=True, kept=True,
          column="What data of students may be collected.",
          headings="data elements, student data elements, data, student data, data collected, data shared, student "
          "data collected, student data shared, types of data, types of data collected, data points, elements, "
          "schedule of data, exhibit b, information collected"),
    Field("executed", DAY, "2025-08-18",
          "The day on which the last party signed. The time to tell families starts here.",
          needed=Needed.NEW, law="§ 10-234bb",
          column="When the contract was executed.",
          headings="executed, executed on, date executed, execution date, date of execution, contract executed, "
          "signed, signed on, date signed, signature date, agreement date, date of agreement, contract date, date of "
          "contract, date approved, approval date, approved on, date"),
    Field("expires", DAY_OR_NONE, "2026-06-30",
          "The last day of the contract; or none, if it runs until someone ends it.",
          restated=True, usual=True,
          column="When it ends, or the word none: it runs until it is ended.",
          headings="expires, expires on, date expires, expiration, expiration date, date of expiration, expiry, "
          "expiry date, agreement expiration, end, ends, end date, contract end, contract end date, term end, valid "
          "until, valid through"),
    Field("agreement", AGREEMENT, "files/northstar-2025.pdf",
          "The contract itself: a file in `content/files/`, or a web address.",
          law="PA 18-125", restated=True, usual=True,
          column="The address of the contract itself.",
          headings="agreement, agreement url, agreement link, link to agreement, signed agreement, contract, contract "
          "url, contract link, link to contract, data privacy agreement, dpa, dpa url, dpa link, link to dpa, pdf"),
    Field("notified", NOTIFIED, "2025-08-20 15:10",
          "When and how families were told directly. A date alone will do.",
          law="PA 16-189", usual=True,
          column="When families were told directly.",
          headings="notified, date notified, notified on, families notified, parents notified, notification date, "
          "date of notification"),
    Field("website", WEB, "https://northstar.example",
          "The contractor's own site.",
          kept=True,
          column="The contractor's or the product's website.",
          headings="website, web site, web address, url, product url, product website, vendor url, vendor website, "
          "company website, company url, resource url, website url"),
    Field("security", MARKDOWN, "Encrypted in transit and at rest; yearly independent audit.",
          "How the contractor protects the data.",
          law="§ 10-234bb(a)", restated=True, kept=True,
          column="How the contractor protects the data.",
          headings="security, security measures, data security"),
    Field("subcontractors", LINES, "[Example Cloud]",
          "Other companies that handle the data for the contractor.",
          restated=True, kept=True,
          column="Who else holds the data for the contractor.",
          headings="subcontractors, subprocessors, third parties"),
    Field("schools", SCHOOLS, "[dodd, highland]",
          "The ids of the schools that use it, from `content/site.yaml`; or all, which it is if absent.",
          restated=True, kept=True,
          column=SCHOOL_IDS,
          headings="schools, school, school name, building, buildings, campus, used by, schools or grades, grades or "
          "schools"),
    Field("grades", GRADE_RANGES, "3-6",
          "The grades that use it: one, a range such as K-5, or a list.",
          restated=True, kept=True,
          column="The grades, the youngest first.",
          headings="grades, grade, grade level, grade levels, grade span, grade range"),
    Field("basis", word_of("contract", "pledge", "special-education-exception"), "contract",
          "What the data are shared under; a contract, if absent.",
          law="§ 10-234bb(a)", kept=True,
          column="What it rests on.",
          headings="basis"),
    Field("posted", DAY, "2025-08-19",
          "The day on which the notice stood on another page, if that was before this site.",
          asked=False,
          column="When the notice was first posted, if that was on another page.",
          headings="posted, posted on, date posted, posting date, date added, added on, publication date"),
)
CHANGE = Group(
    "ChangeFields",
    "A renewal or an amendment; an early end is an amendment with an earlier `expires`.",
    (
        Field("kind", word_of("renewal", "amendment"), "renewal",
              "A renewal gives a new end, `expires`; an amendment changes something else.",
              needed=Needed.ALWAYS),
        Field("executed", DAY, "2026-07-01",
              "The day on which the last party signed the change.",
              needed=Needed.ALWAYS),
        Field("notified", NOTIFIED, "2026-07-02", "When and how families were notified of the change."),
        *(replace(field, needed=Needed.NOWHERE, law="", headings="") for field in CONTRACT_ROWS if field.restated),
        Field("posted", DAY, "2026-07-01",
              "The day on which the change was on another page with its contract, if that was before this site."),
    ),
    change,
)
CONTRACT = Group(
    "ContractFields",
    "The fields of `content/contracts/<id>.md`.",
    (
        *CONTRACT_ROWS,
        Field("changes", ListOf(CHANGE), "[{kind: renewal, executed: 2026-07-01, expires: 2027-06-30}]",
              "Renewals and amendments, oldest first. Add new ones at the end, and leave the old ones as they are.",
              law="§ 10-234bb", asked=False),
        *LAST_ROWS,
    ),
)


# A breach


def update(
    on: When,
    text: Prose,
    received: When | None = None,
    notified: Notified | None = None,
    **states: object,
) -> Update:
    """Return an update with what it states anew."""
    return Update(on, text, states, received, notified)


UPDATE = Group(
    "UpdateFields",
    "What became known later; what it restates replaces the old.",
    (
        Field("on", MOMENT, "2025-01-15", "The day of the update, or the moment.", needed=Needed.ALWAYS),
        Field("received", MOMENT, "2025-01-14 09:00",
              "When the district received the news. If it adds kinds of data or students, the time to notify families "
              "of that starts here."),
        Field("text", MARKDOWN, "The contractor has named the data involved.",
              "What is known now.",
              needed=Needed.ALWAYS),
        Field("involves", INVOLVES, "{student-information: [name]}",
              "What was involved, as it is known now; or unknown; or nothing."),
        Field("students", NUMBER, "412", "How many students, as it is known now; or unknown."),
        Field("schools", SCHOOLS, "[dodd]", "The ids of the schools, as they are known now; or all."),
        Field("offers", MARKDOWN, "Two years of identity protection.", "What the contractor offers to families now."),
        Field("notified", NOTIFIED, "2025-01-15 16:00", "When and how families were notified of the news."),
    ),
    update,
)
BREACH = Group(
    "BreachFields",
    "The fields of `content/breaches/<id>.md`.",
    (
        Field("contract", CONTRACT_ID, "northstar-reader",
              "The id of the contract: its file name without the ending. Product and contractor come from there.",
              needed=Needed.EITHER, law="§ 10-234dd", kept=True,
              column="The id of the contract, in the data of contracts."),
        Field("contractor", LINE, "Northstar Learning, Inc.",
              "The company whose breach it is, where no contract is named.",
              needed=Needed.OTHERWISE, law="§ 10-234dd", kept=True,
              column="Who held the data."),
        Field("product", LINE, "Northstar Reader", "The product, where no contract is named.", column="The product."),
        Field("received", MOMENT, "2025-01-07 15:40",
              "When the district received the contractor's notice. Give the time: the time to tell families starts "
              "here.",
              needed=Needed.NEW, law="§ 10-234dd",
              column="When the district was told."),
        Field("discovered", MOMENT_OR_UNKNOWN, "2024-12-28",
              "When the contractor found out; or unknown.",
              needed=Needed.NEW, law="§ 10-234dd",
              column="When the contractor discovered it."),
        Field("occurred", PERIOD_OR_UNKNOWN, "2024-12-19 to 2024-12-24",
              "When it happened: a day, a month, a range, or unknown.",
              usual=True,
              column="When the breach happened."),
        Field("involves", INVOLVES, "{student-information: [name, home address]}",
              "What was involved, as far as is known; or unknown, until an update says more.",
              needed=Needed.NEW, law="§ 10-234dd", restated=True,
              column="What data of students is involved."),
        Field("students", NUMBER, "412",
              "How many students; or unknown, until an update says more.",
              needed=Needed.NEW, law="§ 10-234dd", restated=True,
              column="How many students."),
        Field("summary", MARKDOWN, "What happened, to what, and what we did.",
              "One short paragraph for a parent who is tired and worried: what happened, to what, what was done.",
              needed=Needed.NEW, law="§ 10-234dd",
              column="What happened, to what, and what was done."),
        Field("notified", NOTIFIED, "2025-01-08 18:00",
              "When and how families were told directly.",
              law="§ 10-234dd", usual=True,
              column="When families were told directly."),
        Field("schools", SCHOOLS, "all",
              "The ids of the schools, from `content/site.yaml`, or all; if absent, those of the contract.",
              restated=True, kept=True,
              column=SCHOOL_IDS),
        Field("offers", MARKDOWN, "Two years of identity protection, paid by the contractor.",
              "What the contractor offers to families, if anything.",
              restated=True,
              column="What families are offered."),
        Field("resolved", DAY, "2025-03-02",
              "The day on which the matter was closed. Absent while the notice is open.",
              asked=False,
              column="When the district closed the notice; null while it is open."),
        Field("posted", DAY, "2025-01-08",
              "The day on which the notice was on another page, if that was before this site.",
              asked=False),
        Field("updates", ListOf(UPDATE), "[{on: 2025-01-15, text: The contractor has named the data involved.}]",
              "News, oldest first. Add new ones at the end, and leave the old ones as they are.",
              asked=False),
        *LAST_ROWS,
    ),
)


# Translations: each item of a list stands for that of the entry

CHANGE_WORDS_ROWS = (
    Field("description", SENTENCES, "Pasajes de lectura por niveles.", "What it does, in the other language."),
    Field("purpose", SENTENCES, "Práctica de lectura en los grados 3 a 6.",
          "Why the district uses it, in the other language."),
    Field("security", MARKDOWN, "Cifrado en tránsito y en reposo.",
          "How the data are protected, in the other language."),
)
CHANGE_WORDS = Group("ChangeWords", "What a translation says of a change of a contract.", CHANGE_WORDS_ROWS)
CONTRACT_WORDS = Group(
    "ContractWords",
    "The fields of `content/contracts/<id>.<language>.md`.",
    (
        *CHANGE_WORDS_ROWS,
        Field("changes", ListOf(CHANGE_WORDS), "[{purpose: Práctica de lectura.}]",
              "The words of each change, in the order of the entry."),
    ),
)
OFFERS_WORDS = (
    Field("offers", MARKDOWN, "Dos años de protección de identidad.", "What is offered, in the other language."),
)
UPDATE_WORDS = Group(
    "UpdateWords",
    "What a translation says of an update.",
    (
        Field("text", MARKDOWN, "El contratista ha nombrado los datos.",
              "The text of the update, in the other language."),
        *OFFERS_WORDS,
    ),
)
BREACH_WORDS = Group(
    "BreachWords",
    "The fields of `content/breaches/<id>.<language>.md`.",
    (
        Field("summary", MARKDOWN, "Qué pasó, con qué datos y qué hicimos.", "The summary, in the other language."),
        *OFFERS_WORDS,
        Field("updates", ListOf(UPDATE_WORDS), "[{text: El contratista ha nombrado los datos.}]",
              "The words of each update, in the order of the entry."),
    ),
)


# The settings

AUTHORITY = r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
CONTACT = Group(
    "ContactFields",
    "Whom a family can ask.",
    (
        Field("name", LINE, "Privacy Office",
              "The office or role; better than a person, who may move on.",
              needed=Needed.ALWAYS),
        Field("email", MAILBOX, "privacy@example.example",
              "A mailbox that more than one member of staff reads. This or a phone number is needed."),
        Field("phone", matching(r"[+(]?[0-9][0-9 ().x/-]{5,30}", "a phone number"), "203-555-0100",
              "A number that is answered during the school day."),
        Field("address", LINE, "1 School Road, Example", "Where a letter reaches the office."),
    ),
    Contact,
)
SCHOOL = Group(
    "SchoolFields",
    "A school of the district.",
    (
        Field("name", LINE, "Dodd Middle School", "The name of the school, as families know it.", needed=Needed.ALWAYS),
        Field("grades", GRADE_RANGES, "7-8", "The grades that the school has."),
    ),
)


def by_duty(**clocks: Clock) -> dict[str, Clock]:
    """Return the district's own clocks by the names of their duties."""
    return {name.replace("_", "-"): clock for name, clock in clocks.items()}


DEADLINES = Group(
    "DeadlinesFields",
    "A clock of the district's own for each duty; the preset's stands where it is absent.",
    (
        Field("contract-notice", OWN_CLOCK, "3 days", "Time to notify families of a contract."),
        Field("contract-posting", OWN_CLOCK, "3 business days",
              "Time to post the notice of a contract with the contract itself."),
        Field("contractor-breach-notice-30", OWN_CLOCK, "20 days",
              "Time for a contractor to report a breach of student information."),
        Field("contractor-breach-notice-60", OWN_CLOCK, "45 days",
              "Time for a contractor to report a breach of other data."),
        Field("family-breach-notice", OWN_CLOCK, "24 hours", "Time to notify families of a breach."),
    ),
    by_duty,
)


def calendar(open: tuple[When, ...] = (), closed: tuple[When, ...] = ()) -> Calendar:
    """Return the days on which the office differs from the state's holidays."""
    return Calendar(frozenset(when.day for when in open), frozenset(when.day for when in closed))


BUSINESS_DAYS = Group(
    "BusinessDaysFields",
    "The days on which the district's office differs from the state's holidays.",
    (
        Field("open", ListOf(DAY), "[2026-10-12]", "Holidays of the state on which the office is open."),
        Field("closed", ListOf(DAY), "[2026-11-27]", "Other weekdays on which it is closed."),
    ),
    calendar,
)
SETTINGS = Group(
    "SettingsFields",
    "The fields of `content/site.yaml`.",
    (
        Field("district", LINE, "Example Public Schools",
              "The district's full name, as families know it.",
              needed=Needed.ALWAYS),
        Field("abbreviation", LINE, "EPS", "The short name; it stands in the page titles.", needed=Needed.ALWAYS),
        Field("url", WEB, "https://privacy.example/notices/",
              "The address where the site is published; it may have a path.",
              needed=Needed.ALWAYS),
        Field("timezone", ZONE, "America/New_York",
              "The district's time zone; every time in an entry is local to it.",
              needed=Needed.ALWAYS),
        Field("languages", LANGUAGES, "[en]",
              "The languages of the site; the first one is the language of the entries."),
        Field("contact", CONTACT, "{name: Privacy Office, email: privacy@example.example}",
              "Whom families ask: a name, and an email address or a phone number.",
              needed=Needed.ALWAYS),
        Field("feed_authority", matching(AUTHORITY, "a domain of yours, a comma and a year"), "privacy.example,2026",
              "A name for the feeds: a domain you own and the year you began. Never change it once published.",
              needed=Needed.ALWAYS),
        Field("schools", GroupsById(matching(ID, "an id of small letters, digits, hyphens"), SCHOOL, School),
              "{dodd: {name: Dodd Middle School, grades: 7-8}}",
              "The schools by their ids, which entries use and which never change."),
        Field("law", word_of(*PRESETS), "district-page",
              "Which duties to keep: those of `district-page`, which also notifies families of contracts; or of "
              "`statute`."),
        Field("deadlines", DEADLINES, "{family-breach-notice: 24 hours}",
              "Clocks of your own, for some of the duties; each must be stricter than state law."),
        Field("business_days", BUSINESS_DAYS, "{open: [2026-10-12], closed: [2026-11-27]}",
              "Where the office differs from the holidays of Connecticut, which are no business days."),
        Field("since", DAY, "2026-09-01", "From this day on, no new entry may be marked as legacy."),
        Field("show_deadlines", TRUTH, "true",
              "Shows on the pages how long it took to tell the district and the families."),
        Field("published_names", LINES, "[contracts/name-of-the-product]",
              "Names of files that a new file may not have, and that stay because they are published already."),
        Field("theme", LINE, "default", "The look of the site: a folder of `themes/`, or the default."),
    ),
)

# fmt: on


# What follows from the rows


def needed(group: Group, *where: Needed) -> tuple[str, ...]:
    """Return the names of the fields that are needed there."""
    return tuple(field.name for field in group.fields.values() if field.needed in where)


def restated(group: Group) -> tuple[str, ...]:
    """Return the attributes of the fields that a change or an update may state anew."""
    return tuple(field.attribute for field in group.fields.values() if field.restated)


NEEDED_BY_CONSULTANT = needed(CONTRACT, Needed.ALWAYS, Needed.NEW)
NEEDED_BY_OPERATOR = needed(CONTRACT, Needed.ALWAYS, Needed.NEW, Needed.OPERATOR)
NEEDED_BY_BREACH = needed(BREACH, Needed.NEW)
TERMS, EXTENT = restated(CONTRACT), restated(BREACH)
MARKDOWN_FIELDS = {
    field.name for group in (CONTRACT, BREACH, UPDATE) for field in group.fields.values() if field.type is MARKDOWN
}
# What a translation may hold; the elements of data are the theme's to translate, since many entries share them.
TRANSLATED = {
    field.attribute
    for group in (CONTRACT_WORDS, BREACH_WORDS, UPDATE_WORDS)
    for field in group.fields.values()
    if not field.type.is_list
} | {"body"}
