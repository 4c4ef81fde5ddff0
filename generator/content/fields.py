"""The tables of all fields of an entry, its translation and the settings, one row per field.

docs/changing.md shows how to add a row. The order of the rows is the order of the fields
everywhere: in a new entry, at the desk, in an import, a letter, the JSON Schema and docs/fields.md.
Fields that the law requires, or that families look for first, come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from generator.content.addresses import ADDRESS
from generator.content.entry_dates import DAY_OF_YEAR
from generator.content.field_groups import (
    MAX_AHEAD,
    DataGroup,
    Field,
    Group,
    GroupsById,
    Needed,
    Other,
    TextUntil,
)
from generator.content.field_types import Either, ListOf, MarkdownText
from generator.content.shapes import any_case, any_of
from generator.content.values import (
    AGREEMENT,
    BOOLEAN,
    COMPANIES,
    CONTRACT_IDS,
    DAY,
    DAY_OR_NONE,
    ELEMENTS,
    GRADE_RANGES,
    HOW_MANY,
    LANGUAGE,
    LANGUAGES,
    LATER_NAME,
    LINE,
    LINES,
    LOGINS,
    MAILBOX,
    MARKDOWN,
    MEANS,
    MOMENT,
    MOMENT_OR_NOT_YET,
    MOMENT_OR_UNKNOWN,
    MOMENTS,
    MONTHS,
    NAMES,
    NOT_INVOLVED,
    NOTICE_IDS,
    NUMBER,
    OWN_CLOCK,
    PERIOD_OR_UNKNOWN,
    PRODUCT,
    RIGHT,
    SCHOOL_ID,
    SCHOOLS,
    SENTENCES,
    SITE_ADDRESS,
    TERM_IDS,
    WEB,
    WEB_LIST,
    WEB_OR_NONE,
    ZONE,
    matching,
    word_of,
)
from generator.core.dates import Period, When
from generator.core.duties import PRESETS, Calendar, Clock, OwnLimit
from generator.core.model import (
    Change,
    Data,
    Deletion,
    NoElements,
    Notified,
    Protection,
    TermsCheck,
    Update,
    Withdrawal,
)
from generator.core.problems import BadValueError
from generator.core.settings import Contact, School

MAX_TERM = timedelta(days=50 * 365)  # of a contract, or of what is offered after a breach


def _also_withdrawn(noun: str) -> Field:
    """Return the row for the withdrawal of a notice, which is a file of its own."""
    return Field(
        "withdrawn",
        WITHDRAWAL,
        "",
        f"The withdrawal of {noun}.",
        shown="page letter data",
        column="The withdrawal, if the notice was withdrawn.",
    )


def restating(rows: Iterable[Field], dated: str) -> Iterator[Field]:
    """Yield the rows of the fields that a change or an update may restate.

    A date that is not before something in the entry is not before the date of the change.
    """
    for row in rows:
        if row.restated:
            yield row._replace(
                meaning=row.later or row.meaning,
                needed=Needed.NOWHERE,
                law="",
                headings="",
                not_before=(Other(dated),) if row.not_before else (),
            )


def _notified(at: When | Period, until: When | None = None, **values: Any) -> Notified:  # noqa: ANN401 - of any field
    """Return when families were notified; raises BadValueError for a range and another end."""
    if isinstance(at, Period):
        if until:
            raise BadValueError("E107", wanted="a range, or one date with `until`", got="both")
        at, until = at
    return Notified.stating(NOTIFIED.rows, at=at, until=until, **values)


def _message(part: str, **values: Any) -> Notified:  # noqa: ANN401 - of any field
    return replace(_notified(**values), part=part == "yes")


def _update(notified: Notified | str | None = None, **values: Any) -> Update:  # noqa: ANN401 - of any field
    """Return an update; the word `earlier` instead of a date becomes `told_earlier`."""
    dated = notified if isinstance(notified, Notified) else None
    return Update.stating(
        UPDATE.own,
        **values,
        notified=dated,
        told_earlier=notified == EARLIER,
        states=_restated(UPDATE, values),
    )


def _own_limit(limit: Clock, **more: When) -> OwnLimit:
    """Return a limit of the district's own; `from` is no name of an argument in Python."""
    return OwnLimit(limit, more["from"].day if "from" in more else None)


def _restated(group: Group, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in group.restated}


# What entries of both kinds share

# The rows are laid out by hand: type and example, meaning and question, options, open data, import
# headings.
# With one argument a line, as the formatter would have it, each row would fill half a screen.
# fmt: off

# A kind that is left out is not answered: then no page says what is not among the data.
OF_KIND = Either({"nothing": NoElements()}, ELEMENTS)
COLLECTED_ROWS = (
    Field("student-information", OF_KIND, "[name, grade level]",
          "Information that identifies a student or is about the student.",
          question="Which student information?",
          column="Student information (§ 10-234aa)."),
    Field("student-records", OF_KIND, "[reading scores]",
          "Records that the school keeps, such as grades, and what students enter in software "
          "that the school assigns; or `nothing`.",
          question="Which student records?",
          column="Student records (§ 10-234aa)."),
    Field("student-generated-content", OF_KIND, "[quiz answers]",
          "Work that students create, such as essays and photographs; or `nothing`.",
          question="Which student-generated content?",
          column="Student-generated content (§ 10-234aa)."),
)
COLLECTS = Either({"nothing": Data()}, DataGroup(
    "Collected",
    "The kinds of data that a contract may name (§ 10-234aa).",
    COLLECTED_ROWS,
    Data,
))
INVOLVES = Either({"unknown": None, "nothing": Data()}, DataGroup(
    "Involved",
    "The kinds of data that a breach may involve, with directory information separate "
    "(§ 10-234dd).",
    (
        *COLLECTED_ROWS,
        Field("directory-information", ELEMENTS, "[photograph]",
              "Information about a student that the district may publish, for example in a "
              "yearbook.",
              question="Which directory information?",
              column="Directory information (34 CFR 99.3)."),
    ),
    Data,
))
NOTIFIED_ROWS = (
    Field("at", MOMENTS, "2025-08-20 15:10",
          "When the last family was notified, with the time of day; if it took several days, "
          "the first and the last day, such as `2025-08-20 to 2025-08-22`.",
          question="When were families notified?",
          needed=Needed.ALWAYS, past=True,
          column="The time, or the day; if it took several days, the first."),
    Field("until", MOMENT, "2025-08-22",
          "When the last family was notified, if `at` is when the first one was.",
          at_desk=False, past=True, shown="page feed data", not_before=(Other("at"),),
          column="When the last family was notified, if it took several days."),
    Field("by", MEANS, "email",
          "All the ways in which families were reached. Email, text or app message meets the "
          "deadline; a letter or call alone does not.",
          question="How did you reach families?",
          needed=Needed.NEW, shown="page feed data",
          column="How families were notified."),
)
NOTIFIED = Group(
    "NotifiedFields",
    "When families were notified directly, and how.",
    NOTIFIED_ROWS,
    lambda **values: _notified(**values),
    short="at",
)
POSTED = Field("posted", DAY, "2026-07-01",
               "If the notice was on another page before this site, the first day it was there.",
               at_desk=False, past=True, shown="page data")
LATER_ON = Field("on", MOMENT, "2026-11-20",
                 "The day or the time of it.",
                 question="On which day?", needed=Needed.ALWAYS, past=True)
OF = Field("of", LATER_NAME, "update-2026-11-17",
           "The file that it is about: its name without the ending, in the same folder. Leave it "
           "out for the entry itself.",
           question="Which notice is it about?")
WITHDRAWAL = Group(
    "WithdrawalFields",
    "The withdrawal of something published. It stays on the page, crossed out, with the reason.",
    (
        OF,
        LATER_ON._replace(
            meaning="The day or the time of the withdrawal.",
            question="When was the notice withdrawn?",
            column="The day of the withdrawal."),
        Field("reason", MARKDOWN, "Sent in error; our data was not involved.",
              "Why the notice was withdrawn. Families read this.",
              question="Why was the notice withdrawn?", below=True,
              column="The reason for the withdrawal."),
        Field("happened", word_of("no", "yes"), "no",
              "Did it happen? Write no for a contract or a change that was never signed, or a "
              "breach that never was: nothing was due, and what the notice said does not "
              "count. For any other reason, leave it out: what was late stays late.",
              question="Did what the notice says happen?",
              column="Whether what the notice says happened; null if that is not recorded."),
        Field("notified", NOTIFIED, "{at: 2025-02-01 16:00, by: email}",
              "When and how families were notified of the withdrawal.",
              shown="page letter data"),  # a letter has its own date, and does not say how it came
        POSTED,
    ),
    Withdrawal,
)


EARLIER = "earlier"
NOTIFIED_OR_EARLIER = Either(
    {EARLIER: EARLIER},
    NOTIFIED,
    offers="If the earlier notices had reached every family that the update is about, and told "
    "them of the same data, write `earlier`.",
)
LAST_ROWS = (  # of an entry of either kind
    Field("legacy", BOOLEAN, "true",
          "Published before this site existed, so something that the law requires may be "
          "missing.",
          at_desk=False,
          column="Whether it was published before this site existed."),
)
TAKEN_BACK = Field("taken-back", DAY, "2026-11-20",
                   "Alone in a file that held data about a student: the day on which all else was "
                   "deleted from it.",
                   needed=Needed.ALWAYS, at_desk=False, past=True)
SCHOOL_IDS = "The ids of the schools, or the word all."
# What a notice is about, before which it is seldom sent or posted.
_SIGNED = Other("executed", is_possible=True)
_KNOWN = (
    Other("learned", is_possible=True),
    Other("received", unless="learned", is_possible=True),
)


# A contract

TERMS_CHECK = Group(
    "TermsFields",
    "A check of the contract for the ten terms that § 10-234bb(a) requires.",
    (
        Field("form", word_of("cet-addendum", "ndpa", "own"), "cet-addendum",
              "The form of the contract: `cet-addendum` is the addendum of the state Commission "
              "for Educational Technology, `ndpa` the National Data Privacy Agreement, and `own` "
              "any other.",
              question="Which form does the contract have?",
              needed=Needed.ALWAYS,
              column="The form of the contract: cet-addendum, ndpa or own."),
        Field("checked", DAY, "2025-08-18",
              "The day the district checked the contract.",
              question="When was the contract checked for the ten required terms?",
              needed=Needed.ALWAYS, past=True,
              column="The day the district checked the contract."),
        Field("missing", TERM_IDS, "[deletion, severability]",
              "The terms that are not in the contract, if any.",
              question="Which of the ten required terms are missing?",
              column="The terms that are not in the contract."),
    ),
    TermsCheck,
)
DELETION = Group(
    "DeletionFields",
    "The deletion of the data after the end of a contract; the latest of each day counts.",
    (
        Field("asked", DAY, "2026-07-01",
              "The day the district asked the contractor to delete the data.",
              past=True,
              column="When the district asked for it."),
        Field("confirmed", DAY, "2026-07-20",
              "The day the contractor confirmed in writing that it deleted the data.",
              past=True, not_before=(Other("asked"),),
              column="When the contractor confirmed it."),
    ),
    Deletion,
)
JOINED = Group(
    "JoinedFields",
    "The general offer of another district that a contract accepts.",
    (
        Field("district", LINE, "Southfield Schools", "Its name.",
              needed=Needed.ALWAYS, column="Its name."),
        Field("url", WEB, "https://southfield.example/ndpa.pdf", "The address of the offer.",
              column="The address of the offer."),
    ),
)
CONTRACT_ROWS = (
    Field("product", PRODUCT, "Northstar Reader",
          "The name of the product, as students and families see it; optional for a consultant.",
          question="What is the product called?",
          needed=Needed.OPERATOR, law="§ 10-234bb", restated=True,
          later="The new name of the product, if it has one. Earlier notices keep the old name.",
          column="The product; null for a consultant without one.",
          headings="product, product or service, resource, app, application, software, software "
          "title, program, tool, digital tool, digital resource, online resource, name, service, "
          "website or app, app or website, title, platform, digital learning tool, web tool, "
          "product title"),
    Field("contractor", LINE, "Northstar Learning, Inc.",
          "The company or organization that signs the contract.",
          question="Which company is the contract with?",
          needed=Needed.ALWAYS, law="§ 10-234bb", restated=True,
          later="The new name of the contractor, or the company that has taken over the contract. "
          "Earlier notices keep the old name.",
          column="The company or organization that holds the data under the contract.",
          headings="contractor, vendor, company, provider, service provider, operator, consultant, "
          "publisher, supplier, developer, vendor or contractor, vendor company, company or "
          "vendor, manufacturer"),
    Field("kind", word_of("operator", "consultant"), "operator",
          "An operator runs a website or an app for schools; a consultant does other work. "
          "Default: operator.",
          question="Does the company run software, or do other work?",
          shown="page data",
          column="The kind of contractor: operator or consultant.",
          headings="kind, kind of contractor, contractor type, operator or consultant"),
    Field("description", SENTENCES, "Leveled reading passages with short quizzes.",
          "What the product or the contractor does, in a sentence or two.",
          question="What does the product do?",
          needed=Needed.NEW, law="§ 10-234bb", restated=True,
          column="What the product or the service does.",
          headings="description, product description, description of product, what it does, about"),
    Field("purpose", SENTENCES, "Reading practice in grades 3 to 6.",
          "Why the district uses it.",
          question="Why does the district use it?",
          needed=Needed.NEW, law="§ 10-234bb", restated=True,
          column="Why the district uses it.",
          headings="purpose, educational purpose, instructional purpose, purpose of use, use, "
          "intended use, how it is used, purpose of the contract, why it is used, educational use, "
          "instructional use"),
    Field("collects", COLLECTS, "{student-information: [name, grade level]}",
          "The student data that may be collected, grouped by the law's three kinds, or nothing.",
          needed=Needed.NEW, law="§ 10-234bb", restated=True,
          column="The student data that may be collected.",
          headings="data elements, student data elements, data, student data, data collected, data "
          "shared, student data collected, student data shared, types of data, types of data "
          "collected, data points, elements, schedule of data, exhibit b, information collected, "
          "data elements collected, data collected from students, student information collected"),
    Field("executed", DAY, "2025-08-18",
          "The day the last party signed. The deadlines to post and to notify are counted from it.",
          question="When was the contract signed?",
          needed=Needed.NEW, law="§ 10-234bb",
          column="When the contract was executed.",
          headings="executed, executed on, date executed, execution date, date of execution, "
          "signed, signed on, date signed, signature date, date of agreement, date of contract, "
          "date approved, approval date, approved on, date, date contract signed, date of dpa"),
    Field("effective", DAY, "2025-09-01",
          "The first day of the contract, if that is not the day of the signature.",
          question="When does the contract begin, if that is not the day of the signature?",
          shown="page data", ahead=MAX_AHEAD,
          column="The first day of the contract, if that is not the day of the signature.",
          headings="effective, effective date, date effective, effective on, start date, begins, "
          "term begin, term start, valid from, contract start date, contract begin date"),
    Field("expires", DAY_OR_NONE, "2026-06-30",
          "The last day of the contract, or none if it has no end date.",
          question="When does the contract end?",
          restated=True, usual=True, ahead=MAX_TERM, not_before=(Other("executed"),),
          column="When it ends, or the word none if it has no end date.",
          headings="expires, expires on, date expires, expiration, expiration date, date of "
          "expiration, expiry, expiry date, exp date, end, ends, end date, term end, valid until, "
          "valid through, termination date"),
    Field("agreement", AGREEMENT, "files/northstar-2025.pdf",
          "The contract itself, on the web or as a file of this site.",
          question="Where is the contract?",
          notation="Write a web address, or `files/` and a name in `content/files/`.",
          law="PA 18-125", restated=True, usual=True,
          column="The address of the contract itself.",
          headings="agreement, agreement url, agreement link, link to agreement, signed agreement, "
          "contract, contract url, contract link, link to contract, data privacy agreement, dpa, "
          "dpa url, dpa link, link to dpa, pdf"),
    Field("number", LINE, "DPA-117",
          "The number of the contract, as the district or the contractor counts it.",
          question="What is the number of the contract?",
          shown="page data",
          column="The number of the contract.",
          headings="contract number, contract no, contract id, agreement number, agreement no, "
          "dpa number, dpa no"),
    Field("joined", JOINED, "{district: Southfield Schools}",
          "The other district whose general offer (NDPA) it accepts.",
          restated=True, at_desk=False,
          column="The other district whose general offer (NDPA) it accepts."),
    Field("terms", TERMS_CHECK, "{form: cet-addendum, checked: 2025-08-18}",
          "The form of the contract, the day the district checked it for the ten required terms, "
          "and any missing terms.",
          law="§ 10-234bb(a)", restated=True,
          column="The check for the required terms; null if none is on file."),
    Field("notified", NOTIFIED, "{at: 2025-08-20 15:10, by: email}",
          "When and how families were notified directly. A date without a time is enough.",
          law="PA 16-189", usual=True, not_before=(_SIGNED,),
          column="When families were notified directly.",
          headings="notified, date notified, notified on, families notified, parents notified, "
          "notification date, date of notification"),
    Field("website", WEB, "https://northstar.example",
          "The contractor's own website.",
          question="What is the company's website?",
          shown="page data",
          column="The contractor's or the product's website.",
          headings="website, web site, web address, url, product url, vendor url, "
          "vendor website, company website, company url, resource url, website url"),
    Field("product-website", WEB, "https://reader.northstar.example",
          "The website of the product itself, if it has one apart from that of the contractor.",
          question="What is the product's own website, if it has one?",
          shown="data",
          column="The website of the product, apart from that of the contractor.",
          headings="product website, product web site, app website, app url, app link"),
    Field("privacy-policy", WEB, "https://northstar.example/privacy",
          "The privacy policy of the product or the contractor.",
          question="Where is the privacy policy?",
          shown="page data",
          column="The privacy policy of the product or the contractor.",
          headings="privacy policy, privacy policy url, privacy policy link, link to privacy "
          "policy, privacy url"),
    Field("hub", WEB, "https://hub.example/northstar-reader",
          "The product's page in the Educational Software Hub, where vendors sign the pledge of "
          "the state's commission.",
          question="Where is its page in the Educational Software Hub?",
          shown="page data",
          column="The product's page in the Educational Software Hub of the state's commission.",
          headings="hub, educational software hub, software hub, hub url, hub link, link to hub"),
    Field("same-as", WEB_LIST, "[https://catalog.example/northstar-reader]",
          "Addresses of other pages about this product alone, such as in a catalog, by which "
          "programs recognize it.",
          question="Which other pages are about this product alone?",
          at_desk=False, shown="data",
          column="Addresses of other pages about this product alone."),
    Field("aliases", LINES, "[Northstar Books]",
          "Other names of the product that people search for.",
          question="What else do people call the product?",
          shown="page feed data",
          column="Other names of the product.",
          headings="aliases, alias, other names, also known as, aka, former name, former names, "
          "formerly, formerly known as"),
    Field("security", MARKDOWN, "Encrypted in transit and at rest; yearly independent audit.",
          "How the contractor protects the data.",
          question="How is the data protected?",
          law="§ 10-234bb(a)", restated=True,
          column="How the contractor protects the data.",
          headings="security, security measures, data security"),
    Field("subcontractors", COMPANIES, "[Example Cloud]",
          "Other companies that handle the data for the contractor.",
          question="Which other companies handle the data?",
          restated=True,
          column="Other companies that hold the data for the contractor.",
          headings="subcontractors, subprocessors, third parties"),
    Field("schools", SCHOOLS, "[dodd, highland]",
          "The schools that use it, or all. Default: all.",
          question="Which schools?",
          notation="Write their ids from `content/site.yaml`.",
          restated=True,
          column=SCHOOL_IDS,
          headings="schools, school, school name, building, buildings, campus, used by, schools or "
          "grades, grades or schools"),
    Field("grades", GRADE_RANGES, "3-6",
          "The grades that use it: one grade, a range such as K-5, or a list.",
          question="Which grades?",
          restated=True,
          column="The grades, lowest first.",
          headings="grades, grade, grade level, grade levels, grade span, grade range"),
    Field("basis", word_of("contract", "pledge", "special-education-exception"), "contract",
          "The legal basis for sharing the data. Default: contract.",
          question="Why may the data be shared?",
          law="§ 10-234bb(a)",
          column="The legal basis for sharing the data.",
          headings="basis"),
    Field("posted", DAY, "2025-08-19",
          "If the notice and the contract were on another page before this site, the first day "
          "that both were there.",
          at_desk=False, past=True, shown="page data", not_before=(_SIGNED,),
          column="If the notice and the contract were on another page before this site, the first "
          "day that both were there.",
          headings="posted, posted on, date posted, posting date, date added, added on, "
          "publication date"),
    Field("deletion", DELETION, "{asked: 2026-07-01, confirmed: 2026-07-20}",
          "The deletion of the data after the end of the contract.",
          at_desk=False, shown="page letter data",
          column="The deletion of the data after the end of the contract."),
)
CHANGE: Group = Group(
    "ChangeFields",
    "A renewal or an amendment; an early end is an amendment with an earlier `expires`.",
    (
        Field("kind", word_of("renewal", "amendment"), "renewal",
              "A renewal sets a new end date; an amendment changes something else, or ends the "
              "contract earlier.",
              question="Was the contract renewed or amended?",
              needed=Needed.ALWAYS),
        Field("executed", DAY, "2026-07-01",
              "The day the last party signed the change.",
              question="When was the change signed?",
              needed=Needed.ALWAYS),
        Field("notified", NOTIFIED, "{at: 2026-07-02, by: email}",
              "When and how families were notified of the change.",
              not_before=(_SIGNED,)),
        *restating(CONTRACT_ROWS, "executed"),
        POSTED._replace(
            meaning="If the notice of the change and its contract were on another page before "
            "this site, the first day that both were there.", not_before=(_SIGNED,)),
        Field("text", MARKDOWN, "The end date is now the same as that of our other contracts.",
              "What changed, in words for families.",
              question="What changed?", below=True),
    ),
    lambda **values: Change.stating(CHANGE.own, **values, states=_restated(CHANGE, values)),
    also=(_also_withdrawn("a change"),),
)
CONTRACT = Group(
    "ContractFields",
    "The fields of `content/contracts/<id>.md`.",
    (
        *CONTRACT_ROWS,
        *LAST_ROWS,
    ),
    also=(
        _also_withdrawn("the contract"),
        Field("withdrawals", ListOf(WITHDRAWAL), "", ""),
        Field("changes", ListOf(CHANGE), "", ""),
    ),
)


# A breach

OFFER_UNTIL = Field("until", DAY, "2026-12-31", "The last day of the offer.", ahead=MAX_TERM,
                    not_before=(Other("received"),))
PROTECTION = Group(
    "ProtectionFields",
    "Protection against identity theft, free of charge to families (§ 36a-701b(b)).",
    (
        Field("months", MONTHS, "24", "For how many months.",
              question="For how many months is there free protection against identity theft?",
              needed=Needed.ALWAYS,
              column="For how many months; 0 if the district has found that none is required."),
        Field("by", LINE, "Example Identity Services",
              "Who provides it. Families read this.",
              question="Who provides the protection?",
              needed=Needed.ALWAYS,
              column="Who provides it."),
    ),
    Protection,
)
PROTECTION_OR_NONE = Either(
    {"not required": Protection()},
    PROTECTION,
    offers="If the district's lawyer has said that none is required, write `not required`.",
)
BREACH_ROWS = (
    Field("by", word_of("contractor", "district"), "district",
          "A company, or the district itself. For the district, leave out the contract, the "
          "company, and when the company reported the breach. Default: contractor.",
          question="Who lost the data?",
          column="Who lost the data: a contractor, or the district itself."),
    Field("contract", CONTRACT_IDS, "northstar-reader",
          "The contract, or several with one company if the breach affects them all. The notice "
          "takes the product and the company from there.",
          question="Which contract is this about?",
          notation="Write a contract's id, which is its file name without the ending.",
          needed=Needed.EITHER, law="§ 10-234dd",
          column="The id of the contract, in the data of contracts; the first, if there are "
          "several."),
    Field("contractor", LINE, "Northstar Learning, Inc.",
          "The company that had the breach, if no contract is named.",
          question="Which company had the breach?",
          needed=Needed.OTHERWISE, law="§ 10-234dd",
          column="The company that held the data."),
    Field("product", PRODUCT, "Northstar Reader", "The product, if no contract is named.",
          question="Which product had the breach?",
          column="The product."),
    Field("products", LINES, "[Northstar Math]",
          "Its other products, if several were affected and no contract is named.",
          question="Which other products of the company had the breach?",
          at_desk=False,
          column="The products, if several were affected and no contract is named."),
    Field("received", MOMENT_OR_NOT_YET, "2025-01-07 15:40",
          "When the company's letter or email about the breach arrived. Include the time of day: "
          "the deadline to notify families is counted from it. If it has not arrived, write "
          "unknown, and say when the district learned about the breach on its own.",
          question="When did the company report the breach to the district?",
          needed=Needed.REPORTED, law="§ 10-234dd",
          past=True, not_before=(Other("learned"), Other("occurred", unless="discovered")),
          column="When the district was notified."),
    Field("learned", MOMENT, "2025-01-06 09:00",
          "When the district learned about the breach, if that was before the company reported it.",
          question="When did the district learn about the breach on its own?",
          past=True,
          not_before=(Other("occurred"), Other("discovered", is_possible=True)),
          column="When the district learned about the breach on its own, if it did."),
    Field("discovered", MOMENT_OR_UNKNOWN, "2024-12-28",
          "When the company discovered the breach, or unknown. For the district's own breach, when "
          "the district did, with the time of day.",
          question="When did the company discover the breach?",
          needed=Needed.NEW, law="§ 10-234dd",
          past=True, not_before=(Other("occurred"),),
          column="When the contractor discovered it."),
    Field("occurred", PERIOD_OR_UNKNOWN, "2024-12-19 to 2024-12-24",
          "When it happened: a day, a month, a range, or unknown.",
          question="When did the breach happen?",
          usual=True,
          column="When the breach happened."),
    Field("involves", INVOLVES, "{student-information: [name, home address]}",
          "The student data involved, as far as is known, or the word unknown until an update "
          "says more.",
          needed=Needed.NEW, law="§ 10-234dd", restated=True,
          later="The student data involved, as known now, or the word unknown or nothing.",
          column="The student data involved."),
    Field("not-involved", NOT_INVOLVED, "[passwords, addresses]",
          "Data that families would ask about and that was not involved, or unknown.",
          question="Which data was not involved?",
          restated=True,
          later="Data that was not involved, as known now, or unknown.",
          column="Data that was not involved, as far as is known."),
    Field("students", NUMBER, "412",
          "How many students were affected: 412, about 400, at least 400, or unknown until an "
          "update says more.",
          question="How many students were affected?",
          needed=Needed.NEW, law="§ 10-234dd", restated=True,
          later="How many students were affected, as known now: 412, about 400, at least 400, or "
          "unknown.",
          column="How many students were affected."),
    Field("summary", MARKDOWN, "What happened, what it affected, and what we did.",
          "One short paragraph for a tired, worried parent: what happened, what it affected, "
          "and what was done.",
          question="What happened?",
          needed=Needed.NEW, law="§ 10-234dd", restated=True,
          later="A new summary of the breach, if the earlier one is no longer right. The page "
          "keeps the earlier one below the updates.",
          column="What happened, what it affected, and what was done."),
    Field("notified", NOTIFIED, "{at: 2025-01-08 18:00, by: email}",
          "When and how families were notified directly.",
          law="§ 10-234dd", usual=True, shown="page letter data", not_before=_KNOWN,
          column="When families were notified directly."),
    Field("schools", SCHOOLS, "all",
          "The affected schools, or all. Default: the schools of the contract.",
          question="Which schools?",
          notation="Write their ids from `content/site.yaml`.",
          restated=True,
          later="The affected schools, as known now, or all.",
          column=SCHOOL_IDS),
    Field("grades", GRADE_RANGES, "3-6",
          "The grades of the affected students: one grade, a range such as K-5, or a list.",
          question="Which grades?",
          restated=True,
          later="The grades of the affected students, as known now.",
          column="The grades of the affected students, lowest first."),
    Field("offers", TextUntil(MARKDOWN, OFFER_UNTIL),
          "Two years of identity protection, paid by the contractor.",
          "What the company offers families, if anything, and until when.",
          question="What does the company offer families?",
          notation="With its last day, so that the page knows when it ends: `{text: …, until: "
          "2026-12-31}`.",
          restated=True,
          later="What the company now offers families, and until when.",
          column="What is offered to families."),
    Field("protection", PROTECTION_OR_NONE, "{months: 24, by: Example Identity Services}",
          "Free protection against identity theft, which § 36a-701b(b) requires for Social "
          "Security numbers. Ask the lawyer if that law binds a school board †.",
          restated=True,
          column="The protection against identity theft that is offered."),
    Field("next-update", DAY, "2025-01-29",
          "The day by which the district will post more, even if nothing new is known. Any update "
          "keeps the promise, and can give the next day.",
          question="When will you post more?",
          restated=True, ahead=MAX_AHEAD,
          not_before=(Other("received"), Other("learned", unless="received")),
          later="The next day by which the district will post more.",
          column="The day by which the district has promised to post more."),
    Field("also-reported-by", LINES, "[https://southfield.example/breach]",
          "Other notices of the same breach: addresses, or ids in Have I Been Pwned.",
          question="Who else has a notice of the same breach?",
          shown="page feed data",
          column="Other notices of the same breach: addresses, or ids in Have I Been Pwned."),
    Field("upstream", LINES, "[https://supplier.example/breach]",
          "The breach that caused this one, such as at a supplier of the contractor: the address "
          "of a notice, or its id in Have I Been Pwned.",
          question="Which breach caused this one?",
          at_desk=False, shown="data",
          column="The breach that caused this one: addresses, or ids in Have I Been Pwned."),
    Field("related", LINES, "[https://northfield.example/breach]",
          "Other breaches that people may take for this one: addresses of notices, or ids in Have "
          "I Been Pwned.",
          question="Which other breaches may people take for this one?",
          at_desk=False, shown="data",
          column="Other breaches that people may take for this one: addresses, or ids in Have I "
          "Been Pwned."),
    Field("resolved", DAY, "2025-03-02",
          "The day the breach was resolved.",
          question="When was the breach resolved?",
          at_desk=False, shown="page letter data",
          not_before=(Other("received"), Other("learned", unless="received")),
          column="When the breach was resolved; null until then."),
    Field("posted", DAY, "2025-01-08",
          "If the notice was on another page before this site, the first day it was there.",
          at_desk=False, past=True, shown="page data", not_before=_KNOWN),
)
UPDATE: Group = Group(
    "UpdateFields",
    "What became known later. A field in an update replaces the earlier value.",
    (
        Field("on", MOMENT, "2025-01-15",
              "The day or the time of the update.",
              question="What is the date of this update?", needed=Needed.ALWAYS, past=True),
        Field("received", MOMENT, "2025-01-14 09:00",
              "When the district received the new information. If it adds data, students or "
              "schools, the deadline to notify families is counted from this time.",
              question="When did the new information arrive?",
              past=True, shown="page data", not_after=(Other("on", is_possible=True),)),
        Field("text", MARKDOWN, "The contractor has named the data involved.",
              "What families should know now.",
              question="What is known now?", below=True),
        *restating(BREACH_ROWS, "on"),
        Field("notified", NOTIFIED_OR_EARLIER, "{at: 2025-01-15 16:00, by: email}",
              "When and how families were notified of the update; or `earlier`, if the earlier "
              "notices had reached every family that it is about: the number is only more exact, "
              "or the same data has other words.",
              shown="page letter data", not_before=(Other("received", is_possible=True),)),
        POSTED,
    ),
    lambda **values: _update(**values),
    also=(_also_withdrawn("an update"),),
)
BREACH = Group(
    "BreachFields",
    "The fields of `content/breaches/<id>.md`.",
    (
        *BREACH_ROWS,
        *LAST_ROWS,
    ),
    also=(
        _also_withdrawn("the breach"),
        Field("withdrawals", ListOf(WITHDRAWAL), "", ""),
        Field("updates", ListOf(UPDATE), "", ""),
    ),
)
RESOLVED = Group(
    "ResolvedFields",
    "The end of a breach: nothing more to find out, and nothing more to fix.",
    (
        LATER_ON._replace(
            type=DAY,
            meaning="The day the breach was resolved.",
            question="When was the breach resolved?"),
        Field("text", MARKDOWN, "All accounts have new passwords.",
              "What families should know at the end.",
              question="What should families know at the end?", below=True),
    ),
    dict,
)
REOPENED = Group(
    "ReopenedFields",
    "A breach that was resolved, and is open again.",
    (
        LATER_ON._replace(
            type=DAY,
            meaning="The day from which it is open again.",
            question="When was it opened again?"),
        Field("text", MARKDOWN, "The company has found another copy of the data.",
              "Why it is open again.",
              question="Why is it open again?", below=True),
    ),
    dict,
)


# What is added about any of these later

CORRECTION = Group(
    "CorrectionFields",
    "A mistake in a published file, or what it did not say yet: the file itself stays as it is.",
    (
        OF,
        LATER_ON._replace(
            meaning="The day or the time from which the page says what is right.",
            question="Since when does the page say what is right?"),
        Field("right", RIGHT, "{students: 438}",
              "The fields that were wrong or missing, each with its whole new value.",
              question="What is right?"),
        Field("remove", NAMES, "[expires]",
              "The fields that should not have been there.",
              question="Which fields should not be there?"),
        Field("told", word_of("yes", "no"), "yes",
              "Write yes if what families received was right, and only the page was wrong.",
              question="Did families receive what is right?"),
        Field("text", MARKDOWN, "A school had been counted twice.",
              "What was wrong, and why. It may be left out if something was only missing.",
              question="What was wrong, and why?", below=True),
    ),
    dict,
)
MESSAGE = Group(
    "MessageFields",
    "One message to families, and the notices that it told them of.",
    (
        Field("of", NOTICE_IDS, "[contracts/northstar-reader, breaches/2026-11-northstar-reader]",
              "The notices that it told families of: the path of each file below `content/`, "
              "without its ending; and `yearly` for the yearly notice of the website's address.",
              question="Which notices did it tell families of?", needed=Needed.ALWAYS),
        NOTIFIED_ROWS[0],
        NOTIFIED_ROWS[1]._replace(at_desk=True, question="When was the last family notified?"),
        NOTIFIED_ROWS[2]._replace(needed=Needed.ALWAYS),
        Field("part", word_of("yes", "no"), "yes",
              "Write yes if not all families had it: then it does not end the time to notify them.",
              question="Did only some families get it?"),
    ),
    lambda of, part="no", **values: (of, _message(part, **values)),
)


# Translations: each file has its own, with the texts of that file

ELEMENT_IN_WORDS = Group("ElementWords", "An element of data in the other language.", (
    Field("name", LINE, "chess rating", "The element, as the entry has it.", needed=Needed.ALWAYS),
    Field("text", LINE, "clasificación de ajedrez", "The element, in the other language.",
          needed=Needed.ALWAYS),
), lambda name, text: (name, text))
ELEMENTS_IN_WORDS = Field(
    "elements",
    ListOf(ELEMENT_IN_WORDS),
    "[{name: chess rating, text: clasificación de ajedrez}]",
    "Elements of data that only this entry has, in the other language. The theme has the common "
    "ones.",
)
CONTRACT_WORDS_ROWS = (
    Field("description", SENTENCES, "Pasajes de lectura por niveles.",
          "What it does, in the other language."),
    Field("purpose", SENTENCES, "Práctica de lectura en los grados 3 a 6.",
          "Why the district uses it, in the other language."),
    Field("security", MARKDOWN, "Cifrado en tránsito y en reposo.",
          "How the data is protected, in the other language."),
)
BREACH_WORDS_ROWS = (
    Field("summary", MARKDOWN, "Qué pasó, con qué datos y qué hicimos.",
          "The summary, in the other language."),
    Field("offers", MARKDOWN, "Dos años de protección de identidad.",
          "What is offered, in the other language."),
)
TEXT_WORDS = Field("text", MARKDOWN, "El contratista ha nombrado los datos.",
                   "The text, in the other language.", below=True)
CONTRACT_WORDS = Group("ContractWords", "A contract in another language.",
                       (*CONTRACT_WORDS_ROWS, ELEMENTS_IN_WORDS))
BREACH_WORDS = Group("BreachWords", "A breach in another language.",
                     (*BREACH_WORDS_ROWS, ELEMENTS_IN_WORDS))
CHANGE_WORDS = Group("ChangeWords", "A renewal or an amendment in another language.",
                     (*CONTRACT_WORDS_ROWS, ELEMENTS_IN_WORDS, TEXT_WORDS))
UPDATE_WORDS = Group("UpdateWords", "An update in another language.",
                     (*BREACH_WORDS_ROWS, ELEMENTS_IN_WORDS, TEXT_WORDS))
LINE_WORDS = Group("LineWords", "The text of a later file in another language.", (TEXT_WORDS,))
CORRECTION_WORDS = Group("CorrectionWords", "A correction in another language.", (
    *CONTRACT_WORDS_ROWS, *BREACH_WORDS_ROWS, TEXT_WORDS))
WITHDRAWAL_WORDS = Group("WithdrawalWords", "The reason of a withdrawal in another language.", (
    TEXT_WORDS._replace(name="reason"),))


# The files: which fields and which text each kind has


class FileKind(NamedTuple):
    """A kind of file. Its text is read as the field `body`; without one, it has no text.

    `folders` are those in which it is, of the content for an entry or a message, and of an entry
    for a later file. `words` are the fields of its translation. If it `is_notice`, families are
    told of it: it has an item in the feeds, and a letter. Some kinds are nothing without a text.
    """

    name: str
    folders: tuple[str, ...]
    group: Group
    body: str = ""
    words: Group | None = None
    is_notice: bool = False
    needs_body: bool = False


CONTRACT_FILE = FileKind("contract", ("contracts",), CONTRACT, "body", CONTRACT_WORDS, True)
BREACH_FILE = FileKind("breach", ("breaches",), BREACH, "body", BREACH_WORDS, True)
MESSAGE_FILE = FileKind("message", ("messages",), MESSAGE)
LATER = {
    kind.name: kind
    for kind in (
        FileKind("change", ("contracts",), CHANGE, "text", CHANGE_WORDS, True),
        FileKind("update", ("breaches",), UPDATE, "text", UPDATE_WORDS, True, True),
        FileKind("resolved", ("breaches",), RESOLVED, "text", LINE_WORDS),
        FileKind("reopened", ("breaches",), REOPENED, "text", LINE_WORDS, needs_body=True),
        FileKind("deletion", ("contracts",), DELETION),
        FileKind("withdrawal", ("contracts", "breaches", "messages"), WITHDRAWAL, "reason",
                 WITHDRAWAL_WORDS, True, True),
        FileKind("correction", ("contracts", "breaches", "messages"), CORRECTION, "text",
                 CORRECTION_WORDS),
    )
}
FIRST = {"contracts": CONTRACT_FILE, "breaches": BREACH_FILE, "messages": MESSAGE_FILE}
FILE_KINDS = {kind.name: kind for kind in (*FIRST.values(), *LATER.values())}


# The settings

AUTHORITY = (
    r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+"
    r",[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
)
PHONE = (
    r"[+(]?[0-9][0-9 ().x/-]{5,30}"
    rf"(?:,? ?(?:{any_case('x', 'ext', 'extension')}|{any_case('ext')}\.) ?[0-9]{{1,6}})?"
)
# An editor reads seven digits as a number, without a zero at the beginning.
NCES = matching("[0-9]{7}", "seven digits")
NCES.shape = any_of({"type": "integer", "minimum": 100_000, "maximum": 9_999_999}, NCES.shape)
REPOSITORY = matching(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9_.-]{1,100}",
    "the owner and the name of a repository on GitHub, such as example-schools/notices",
)
LICENSE = rf"(?!({any_case('no', 'none', 'unknown')})$)[0-9]*[A-Za-z][A-Za-z0-9.+-]*|{ADDRESS}"
CONTACT = Group(
    "ContactFields",
    "Who families can contact.",
    (
        Field("name", LINE, "Privacy Office",
              "The office or role, rather than a person who may leave.",
              question="Who can families contact?",
              needed=Needed.ALWAYS),
        Field("email", MAILBOX, "privacy@example.example",
              "A mailbox that more than one staff member reads. Required unless there is a phone "
              "number.",
              question="What is their email address?"),
        Field("phone", matching(PHONE, "a phone number"), "203-555-0100",
              "A number that is answered during the school day, with its extension if it has one: "
              "203-555-0100 ext. 12.",
              question="What is their phone number?"),
        Field("address", LINE, "1 School Road, Example", "The office's mailing address.",
              at_desk=False),
    ),
    Contact,
)
SCHOOL = Group(
    "SchoolFields",
    "A school in the district.",
    (
        Field("name", LINE, "Dodd Middle School",
              "The name of the school, as families know it.", needed=Needed.ALWAYS),
        Field("grades", GRADE_RANGES, "7-8", "The grades that the school has."),
        Field("aliases", LINES, "[DMS, Dodd Middle]",
              "Other names that people search for, such as an abbreviation."),
        Field("closed", DAY, "2026-06-30",
              "The last day of a school that has closed or merged. Its id, page and feeds stay.",
              past=True),
        Field("into", SCHOOL_ID, "highland",
              "The id of the school that it has become part of, if it has merged."),
    ),
    dict,
)

OWN_LIMIT = Group(
    "OwnLimitFields",
    "A deadline of the district's own, and since when it has it.",
    (
        Field("limit", OWN_CLOCK, "3 days", "The time that the district sets itself.",
              needed=Needed.ALWAYS),
        Field("from", DAY, "2026-09-01",
              "The first day on which the clock can start. What started before keeps the limit of "
              "`law`. Without it, your deadline also counts for the past."),
    ),
    _own_limit,
    short="limit",
)
DEADLINES = Group(
    "DeadlinesFields",
    "The district's own deadlines, by duty. A duty without one keeps the preset's deadline.",
    (
        Field("contract-notice", OWN_LIMIT, "3 days", "Time to notify families of a contract."),
        Field("contract-posting", OWN_LIMIT, "3 business days",
              "Time to post the notice of a contract with the contract itself."),
        Field("contractor-breach-notice-30", OWN_LIMIT, "20 days",
              "Time for a contractor to report a breach of student information."),
        Field("contractor-breach-notice-60", OWN_LIMIT, "45 days",
              "Time for a contractor to report a breach of other data."),
        Field("family-breach-notice", OWN_LIMIT, "24 hours",
              "Time to notify families of a breach."),
        Field("own-breach-notice", OWN_LIMIT, "48 hours",
              "Time to notify families of a breach of the district's own. State law sets none."),
    ),
    lambda **limits: {name.replace("_", "-"): limit for name, limit in limits.items()},
)

BUSINESS_DAYS = Group(
    "BusinessDaysFields",
    "The days when the district's office does not follow the state's holidays.",
    (
        Field("open", ListOf(DAY), "[2026-10-12]", "State holidays when the office is open."),
        Field("closed", ListOf(DAY), "[2026-11-27]",
              "Other weekdays when the office is closed."),
    ),
    lambda **days: Calendar(
        **{name: frozenset(when.day for when in whens) for name, whens in days.items()}
    ),
)

ALERTS_IN = Group(
    "AlertsInFields",
    "The sentence of `alerts` in another language.",
    (
        Field("language", LANGUAGE, "es", "The language, as in `languages`.",
              needed=Needed.ALWAYS),
        Field("text", SENTENCES, "Avisamos a las familias por correo electrónico.",
              "The sentence in that language.", needed=Needed.ALWAYS),
    ),
    lambda language, text: (language, text),
)
COVERAGE = Group(
    "CoverageFields",
    "How many of the contracts and the breaches are on the site.",
    (
        Field("contracts", HOW_MANY, "all",
              "How many of your contracts are on this site: `all`, so that what is not here is not "
              "in use; a day such as 2026-09-01 for all since then; or `some`.",
              question="How many of your contracts are on this site?"),
        Field("breaches", HOW_MANY, "2026-09-01",
              "How many of your breaches are on this site: `all`, a day for all since then, or "
              "`some`.",
              question="How many of your breaches are on this site?"),
    ),
    dict,
)
SETTINGS = Group(
    "SettingsFields",
    "The fields of `content/site.yaml`.",
    (
        Field("district", LINE, "Example Public Schools",
              "The district's full name, as families know it.",
              question="What is the district called?",
              needed=Needed.ALWAYS),
        Field("abbreviation", LINE, "EPS",
              "The short name, used in page titles.",
              question="What is its short name?", needed=Needed.ALWAYS),
        Field("url", SITE_ADDRESS, "https://privacy.example/notices/",
              "The address where the site is published. It may include a path, but no page.",
              question="Where will the site be published?",
              needed=Needed.ALWAYS),
        Field("timezone", ZONE, "America/New_York",
              "The district's time zone. Every time in an entry is in this zone.",
              question="Which time zone is the district in?",
              needed=Needed.ALWAYS),
        Field("languages", LANGUAGES, "[en]",
              "The languages of the site. The first one is the language of the entries.",
              question="Which languages does the site have?"),
        Field("contact", CONTACT, "{name: Privacy Office, email: privacy@example.example}",
              "Who families can contact: a name, and an email address or a phone number.",
              needed=Needed.ALWAYS),
        Field("alerts", SENTENCES, "We email families about every breach.",
              "How the district itself notifies families, for the page *Get alerts*.",
              at_desk=False),
        Field("alerts_in", ListOf(ALERTS_IN),
              "[{language: es, text: Avisamos a las familias por correo electrónico.}]",
              "The sentence of `alerts` in other languages of the site.",
              at_desk=False),
        Field("alerts_url", WEB_OR_NONE, "https://www.example.example/alerts",
              "The page where families sign up for that. Without it, a button writes an email to "
              "the contact; `none` shows no button.",
              at_desk=False),
        Field("feed_authority", matching(AUTHORITY, "a domain that you own, a comma and a year"),
              "privacy.example,2026",
              "An identifier for the feeds: a domain you own and the year you started. Never "
              "change it once the site is published.",
              question="Which domain and year identify the feeds?",
              needed=Needed.ALWAYS),
        Field("nces", NCES, "0912345",
              "The district's id at the National Center for Education Statistics, seven digits, "
              "from nces.ed.gov/ccd/districtsearch.",
              question="What is the district's id at the National Center for Education "
              "Statistics?"),
        Field("license", matching(LICENSE, "an SPDX id such as CC-BY-4.0, or a web address"),
              "CC-BY-4.0",
              "The license of the open data: an SPDX id or an address. Without it, others must ask "
              "you before they copy a text.",
              question="Under which license may others use the open data?"),
        Field("coverage", COVERAGE, "{contracts: all, breaches: 2026-09-01}",
              "How many of the contracts and the breaches are on the site."),
        Field("formerly", WEB_LIST, "[https://old.example/notices/]",
              "Addresses where the site was before, if it has moved.",
              at_desk=False),
        Field("schools", GroupsById(SCHOOL_ID, SCHOOL, School),
              "{dodd: {name: Dodd Middle School, grades: 7-8}}",
              "The schools by id. Entries use these ids, so never change them.",
              at_desk=False),
        Field("law", word_of(*PRESETS), "district-page",
              "Which duties to follow: `district-page`, which also notifies families of contracts; "
              "or `statute`.",
              question="Which duties does the district follow?"),
        Field("deadlines", DEADLINES, "{family-breach-notice: 24 hours}",
              "Your own deadlines for some of the duties. None may be looser than state law. A "
              "new one has a first day: `{limit: 24 hours, from: 2026-09-01}`.",
              at_desk=False),
        Field("business_days", BUSINESS_DAYS, "{open: [2026-10-12], closed: [2026-11-27]}",
              "Days when the office does not follow Connecticut's holidays, which are not "
              "business days.",
              at_desk=False),
        Field("yearly_due", matching(DAY_OF_YEAR, "a month and a day as `MM-DD`"), "09-01",
              "The last day of each year for that notice, as your district has set it. Default: "
              "09-01. State law sets no day.",
              at_desk=False),
        Field("since", DAY, "2026-09-01",
              "The first day that new notices were published here. What is older may be marked as "
              "legacy; what is dated from this day on has deadlines.",
              at_desk=False),
        Field("show_deadlines", BOOLEAN, "true",
              "Whether the pages show each deadline, and whether it was met. Default: false; "
              "`notices init` writes true.",
              at_desk=False),
        Field("breach_list", BOOLEAN, "true",
              "Whether to compare the websites of contractors each day with the public list of "
              "breaches of Have I Been Pwned.",
              at_desk=False),
        Field("people", LOGINS, "[example-officer, example-technology]",
              "The GitHub accounts of the people who are told of deadlines and failures: each "
              "issue is assigned to them. At least two, so that one lost account loses nothing.",
              question="Which GitHub accounts are told of deadlines?",
              at_desk=False),
        Field("repository", REPOSITORY, "example-schools/notices",
              "The repository of the notices on GitHub, as OWNER/NAME. The site then has a desk "
              "for staff, which makes this name public. The repository itself may be private.",
              question="Which repository on GitHub has the notices?"),
        Field("theme", LINE, "default",
              "The look of the site: a folder in `themes/`, or `default`.",
              at_desk=False),
    ),
)

# fmt: on


# What follows from the rows


@cache
def needed(group: Group, *cases: Needed) -> tuple[str, ...]:
    """Return the names of the fields that are needed in one of the given cases."""
    return tuple(field.name for field in group.fields.values() if field.needed in cases)


def rows(*groups: Group) -> Iterator[Field]:
    """Yield the rows of groups, and of all groups inside them, at any depth."""
    for row in chain.from_iterable((*g.fields.values(), *g.also.values()) for g in groups):
        yield row
        if inner := row.group or row.parts:
            yield from rows(inner)


TABLES: Mapping[str, Group] = {"contracts": CONTRACT, "breaches": BREACH}
DEFAULTS = {"kind": "operator", "basis": "contract"}  # of a contract that is not legacy
NEEDED_BY_CONSULTANT = needed(CONTRACT, Needed.ALWAYS, Needed.NEW)
NEEDED_BY_OPERATOR = needed(CONTRACT, Needed.ALWAYS, Needed.NEW, Needed.OPERATOR)
NEEDED_BY_BREACH = needed(BREACH, Needed.NEW)
NEEDED_BY_REPORTED_BREACH = needed(BREACH, Needed.NEW, Needed.REPORTED)
# What a breach of the district's own does not have.
OF_A_CONTRACTOR = ("contract", "contractor", "received", "learned")
GROUPS = tuple(kind.group for kind in FILE_KINDS.values())
MARKDOWN_FIELDS = {r.name for r in rows(*GROUPS) if isinstance(r.type, MarkdownText)}
MARKDOWN_INSIDE = {
    row.name
    for row in rows(*GROUPS)
    if (inner := row.group or row.parts) and MARKDOWN_FIELDS & {r.name for r in rows(inner)}
}
# The texts that a translation may contain. The theme's catalog translates the elements of data,
# because many entries share them; the few others have a list of their own.
TRANSLATED = {"body"} | {
    row.attribute
    for row in rows(*(kind.words for kind in FILE_KINDS.values() if kind.words))
    if not row.type.is_list and row not in ELEMENT_IN_WORDS.fields.values()
}
