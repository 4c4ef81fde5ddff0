"""Checks an entry alone. Each rule yields problems, and its docstring is the rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import chain, pairwise
from typing import Any, NamedTuple

from generator.content import fields
from generator.content.data_elements import TOPICS, key, topics
from generator.content.field_groups import Field, Group
from generator.content.phrases import is_no_company, meaning, without_only
from generator.content.source_reading import Known
from generator.core.dates import Period, When
from generator.core.duties import WRITTEN_CONTRACT_SINCE, Duty
from generator.core.model import (
    Breach,
    Change,
    Contract,
    Data,
    Entry,
    Loc,
    Prose,
    Stated,
    Update,
    had_ended,
)
from generator.core.notices import Notice, notices
from generator.core.problems import Problem, Span, listed, problem, shorten
from generator.core.site import Posting
from generator.law.due import DUE_KINDS, kind_of, may_be_over
from generator.law.owed import owed, untold_before
from generator.law.record import RecordRow, entry_rows
from generator.rules import told

# “grades 3 to 5”, “grade 4”, “4th grade” or “kindergarten” in a text.
GRADES_IN_TEXT = re.compile(
    r"\bgrades?\s(?:PK|K|\d{1,2})(?:\s?(?:-|–|to|through|and)\s?(?:K|\d{1,2}))?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)[\s-]grade(?:rs?)?\b|\bkindergart(?:en|ners?)\b",
    re.IGNORECASE,
)
# What keeps people from reading a PDF, by the words of `content/pdf.py`.
FLAWS = {"scan": "W147", "locked": "W147 locked", "broken": "W147 broken"}
CURLY = (
    "[\u201c-\u201e\u2018\u2019\u00ab]([^\u201c-\u201e\u2018\u00ab\u00bb]+)"
    "[\u201c\u201d\u2018\u2019\u00bb]"
)
PARENTHESES = r"\([^()]*\)"
MAX_DENIAL = 5  # words: a longer text that denies something is a sentence
NOT_YET = {"overdue": "W120", "open": "W121"}
A_MONTH = timedelta(days=31)
SOCIAL_SECURITY = "social-security"  # a topic
MIN_PROTECTION = 24  # months, § 36a-701b(b)


class Standards(NamedTuple):
    """What an entry is checked against, besides the law.

    `duties` are those of the settings, or none if these cannot be read. `law` is the preset of the
    settings, or the stricter one if these cannot be read. `now` is in the district's time zone.
    `postings` is None if git was not asked. `published` are the ids of the files that were
    published, or None if they are not compared.
    """

    known: Known
    duties: tuple[Duty, ...]
    now: datetime
    postings: Mapping[str, Posting] | None = None
    law: str = "district-page"
    published: frozenset[str] | None = None

    @property
    def counting(self) -> object:
        """What the states of an entry depend on, apart from the entry, git and the moment."""
        return self.duties, self.known.zone, self.known.since


@dataclass(frozen=True)
class Case:
    """An entry and what its rules need; what several of them need is computed once.

    `at` returns the span of a location; that of a value in a later file begins with the name of the
    file. `source` returns the right value of a field in a correction, as written. `faulty` are the
    names of the files with errors, of which nothing is reported as missing.
    """

    entry: Entry
    at: Callable[..., Span]
    standards: Standards
    faulty: frozenset[str] = frozenset()
    source: Callable[[str, str], str] = lambda _name, _field: "…"

    @property
    def is_complete(self) -> bool:
        """Whether all of the entry could be read."""
        return not self.faulty

    def is_new(self, notice: Notice) -> bool:
        """Return whether the file of a notice is compared with what was published, and is new."""
        published = self.standards.published
        return published is not None and notice.id not in published

    @property
    def table(self) -> Group:
        """The fields that the entry may have."""
        return fields.TABLES[self.entry.section]

    @cached_property
    def statements(self) -> list[tuple[Mapping[str, Any], Loc]]:
        """What the entry states at first and in each change or update, with its location."""
        items: tuple[Change | Update, ...] = self.entry.items
        later = [(item.states, (item.name,)) for item in items]
        return [(self.entry.first.states, ()), *later]

    @cached_property
    def in_effect(self) -> list[tuple[Mapping[str, Any], Loc]]:
        """The statements of what happened: without a change or an update that never did."""
        first, *later = self.statements
        items = zip(self.entry.items, later, strict=True)
        return [first, *(stated for item, stated in items if not item.never_happened)]

    @cached_property
    def elements(self) -> list[tuple[str, Loc]]:
        """Each element of data that the entry names, with its location."""
        name = "collects" if isinstance(self.entry, Contract) else "involves"
        return [
            (element, (*loc, name, kind.replace("_", "-"), i))
            for states, loc in self.statements
            for kind, elements in (states.get(name) or Data()).kinds
            for i, element in enumerate(elements)
        ]

    @cached_property
    def groups(self) -> list[tuple[Stated, list[Date]]]:
        """The entry, its changes or updates and every group of fields in it, with their dates."""
        found = [*_groups(self.table, self.entry)]
        items: tuple[Change | Update, ...] = self.entry.items
        group = fields.CHANGE if isinstance(self.entry, Contract) else fields.UPDATE
        for item in items:
            found += _groups(group, item, item.name)
        for each in self.entry.withdrawals:
            found += _groups(fields.WITHDRAWAL, each, each.name)
        return found

    @cached_property
    def dates(self) -> list[Date]:
        """Each known date of the entry; one that is alone in its group is that of the group."""
        found: dict[object, Date] = {}
        for date in chain.from_iterable(dates for _, dates in self.groups):
            found.setdefault((date.loc, date.when), date)
        for line in self.entry.lines:
            if line.on and "/" not in line.name:  # not of a message
                date = Date(fields.LATER_ON, line.on, (line.name, "on"))
                found.setdefault((date.loc, date.when), date)
        return [*found.values()]

    @cached_property
    def duties(self) -> list[RecordRow]:
        """The duties of the board with their states; none if a date is too unlikely to count.

        E137 says that an update cannot say `notified: earlier`, so it has no duties here.
        """
        now = self.standards.now
        if not all(date.row.is_likely(date.when, now) for date in self.dates):
            return []
        duties = [duty for duty in self.standards.duties if duty.who == "board"]
        return [
            row
            for row in entry_rows(self.entry, duties, now, self.standards.postings)
            if not (isinstance(row.notice, Notice) and row.notice.is_told_earlier)
        ]


Rule = Callable[[Case, Any], Iterator[Problem]]
RULES: dict[type[Entry], list[Rule]] = {Contract: [], Breach: []}


def rule(*kinds: type[Entry]) -> Callable[[Rule], Rule]:
    """Register a generator as a rule for entries of these kinds."""

    def listed_as_rule(check: Rule) -> Rule:
        for kind in kinds:
            RULES[kind].append(check)
        return check

    return listed_as_rule


def check_case(case: Case) -> Iterator[Problem]:
    """Yield the problems of every rule for an entry."""
    for rule in RULES[type(case.entry)]:
        yield from rule(case, case.entry)


@rule(Contract, Breach)
def dates_follow_each_other(case: Case, _: Entry) -> Iterator[Problem]:
    """A date is not before, or after, the other dates that its row names.

    An amendment may have an end before its own date, which ends the contract early.
    """
    for value, known_dates in case.groups:
        dates = {date.row.name: date for date in reversed(known_dates)}
        is_amendment = isinstance(value, Change) and value.kind == "amendment"
        for date in dates.values():
            if not (is_amendment and date.row.restated):
                yield from _follows_others(case, date, dates)


def _follows_others(case: Case, date: Date, dates: Mapping[str, Date]) -> Iterator[Problem]:
    """Yield a problem for each date of the same group, by name, that a date must not pass.

    A bound that holds only `unless` another date is known holds only for what has happened.
    """
    for order, others in (("earlier", date.row.not_before), ("later", date.row.not_after)):
        for other in others:
            known = dates.get(other.name)
            if known is None or other.unless in dates:
                continue
            has_happened = known.row.past or known.when.has_begun(case.standards.now)
            if has_happened or not other.unless:
                code = "W106 order" if other.is_possible else "E201"
                yield from _order(case, date, known, order, code)


@rule(Contract)
def renewal_ends_later_than_before(case: Case, contract: Contract) -> Iterator[Problem]:
    """A renewal of a contract with an end has a later end, or `none`; a legacy entry may lack it.

    An end before the renewal itself has a problem of its own. So has a time without a contract.
    """
    end = contract.first.expires
    for change in contract.changes:
        if change.never_happened:
            continue
        new = change.states.get("expires", end)
        if end and new != end and had_ended(end, change):
            values = {"value": change.executed.written, "other": end.written}
            yield problem("W140", case.at(change.name, "executed"), **values)
        if end and change.kind == "renewal":
            is_real = new and not new.surely_before(change.executed)
            if "expires" not in change.states:
                code = "W105 renewal" if contract.legacy else "E209"
                values = {"value": change.executed.written, "other": end.written}
                yield problem(code, case.at(change.name), **values)
            elif is_real and (new == end or new.surely_before(end)):
                values = {"value": new.written, "other": end.written}
                yield problem("W132", case.at(change.name, "expires"), **values)
        end = new


@rule(Contract)
def changes_follow_the_contract(case: Case, contract: Contract) -> Iterator[Problem]:
    """No change was executed before the contract."""
    row = fields.CHANGE.fields["executed"]
    for change in contract.changes if contract.executed else ():
        assert contract.executed
        date = Date(row, change.executed, (change.name, row.name))
        yield from _order(case, date, Date(row, contract.executed))


@rule(Contract)
def amendment_changes_something(case: Case, contract: Contract) -> Iterator[Problem]:
    """An amendment changes a field; one from before this site may only have a date."""
    if not case.is_complete:
        return
    for change, (before, after) in zip(
        contract.changes, pairwise(contract.statements()), strict=True
    ):
        is_old = contract.is_before_site(change.executed)
        if change.kind == "amendment" and after == before and not is_old and not change.withdrawn:
            values = {"value": change.executed.written, "example": contract.id}
            yield problem("W136", case.at(change.name), **values)


@rule(Contract)
def amendment_has_its_own_document(case: Case, contract: Contract) -> Iterator[Problem]:
    """An amendment is posted with a document of its own, not with the one that it amends."""
    for notice in notices(contract):
        address = notice.item["agreement"] if notice.item else None
        if address and not notice.agreement and not notice.is_before_site:
            span = case.at(*notice.loc, "agreement")
            yield problem("W125 amended", span, value=address, example=contract.id)


@rule(Contract)
def everyone_can_read_the_document(case: Case, _: Contract) -> Iterator[Problem]:
    """The contract itself is a PDF that opens, and whose text a screen reader can read."""
    flaws = case.standards.known.flaws
    for states, loc in case.statements:
        address = str(states.get("agreement"))
        for flaw in FLAWS.keys() & flaws.get(address, ()):
            yield problem(FLAWS[flaw], case.at(*loc, "agreement"), value=address)


@rule(Contract, Breach)
def posting_is_not_backdated(case: Case, entry: Entry) -> Iterator[Problem]:
    """A notice was not posted before git first saw it, unless that was before this site existed."""
    since = case.standards.known.since
    postings = case.standards.postings
    for notice in notices(entry) if postings is not None else ():
        posting = postings.get(notice.id) if postings else None
        first = posting.first.at if posting and posting.first else case.standards.now
        seen = first.astimezone(case.standards.known.zone).date()
        is_older = since and notice.posted and notice.posted.surely_before(since)
        if notice.posted and notice.is_announced and not is_older and notice.posted.last_day < seen:
            span = case.at(*notice.loc, "posted")
            yield problem("W106 git", span, value=notice.posted.written, other=seen.isoformat())


@rule(Breach)
def breach_was_reported_or_learned(case: Case, breach: Breach) -> Iterator[Problem]:
    """A breach has the date of the contractor's notice, or of when the district learned of it."""
    if breach.received or breach.legacy or breach.is_own or not case.is_complete:
        return
    if not breach.learned:
        yield problem("E214", case.at("received"))
    elif breach.is_open:
        yield problem("W126", case.at("received"))


@rule(Breach)
def breach_is_seldom_reported_before_its_discovery(case: Case, breach: Breach) -> Iterator[Problem]:
    """A contractor discovers a breach before it reports it, if not only a possible one.

    Nobody can report a breach, even a possible one, before it happened.
    """
    received, discovered = breach.received, breach.discovered
    if not received or not discovered or not received.surely_before(discovered):
        return
    if breach.occurred and received.surely_before(breach.occurred.first):
        rows = fields.BREACH.fields
        date = Date(rows["received"], received, ("received",))
        yield from _order(case, date, Date(rows["occurred"], breach.occurred.first))
    else:
        values = {"value": discovered.written, "other": received.written}
        yield problem("W155", case.at("discovered"), **values)


@rule(Breach)
def first_notice_affects_someone(case: Case, breach: Breach) -> Iterator[Problem]:
    """The first notice of a breach is about data of students; an update may clear that."""
    if breach.legacy or breach.withdrawn:
        return
    if breach.first.involves == Data():
        yield problem("W156", case.at("involves"), what="no student data was involved")
    if breach.first.students and not breach.first.students.number:
        yield problem("W156", case.at("students"), what="no students were affected")


@rule(Contract)
def data_is_deleted_after_the_end(case: Case, contract: Contract) -> Iterator[Problem]:
    """A deletion confirmed before the end, or before a renewal, is not that of all the data."""
    confirmed = contract.deletion and contract.deletion.confirmed
    end = contract.current.expires
    if confirmed and end:
        row = fields.DELETION.fields["confirmed"]
        other = fields.CONTRACT.fields["expires"]
        date = Date(row, confirmed, ("deletion", row.name))
        yield from _order(case, date, Date(other, end), code="W106 order")


@rule(Breach)
def updates_follow_each_other(case: Case, breach: Breach) -> Iterator[Problem]:
    """An update before the notice of the breach was received is unusual."""
    row = fields.UPDATE.fields["received"]
    for update in breach.updates:
        if update.received and breach.received:
            news = Date(row, update.received, (update.name, row.name))
            notice = Date(row._replace(name="received of the breach"), breach.received)
            yield from _order(case, news, notice, code="W106 order")
        if breach.known and update.on.surely_before(breach.known):
            span = case.at(update.name, "on")
            yield problem("W106", span, value=update.on.written, other=breach.known.written)


@rule(Breach)
def receipt_has_a_time(case: Case, breach: Breach) -> Iterator[Problem]:
    """If hours are counted from a receipt, of the notice or of news, its time is given.

    The same is true of the discovery of a breach of the district's own.
    """
    duties = [duty for duty in case.standards.duties if duty.who == "board"]
    for notice, duty in owed(breach, duties, case.standards.now):
        field = notice.start_field
        is_judged = not (notice.is_before_site or notice.never_happened)
        when = notice.date_in(field) if is_judged else None
        if when and duty.unit == "hours" and when.precision != "minute":
            at = case.at(*notice.loc, field)
            yield problem("W102", at, field=field, value=when.written, example=when.day)


@rule(Contract, Breach)
def families_are_notified_electronically(case: Case, _: Entry) -> Iterator[Problem]:
    """Families are notified electronically where that is required, since this site exists."""
    for row in case.duties:
        is_old = isinstance(row.notice, Notice) and row.notice.is_before_site
        if row.not_electronic and not is_old:
            by, source = row.not_electronic.by, row.duty.required_by
            span = case.at(*row.notice.loc, "notified", "by")
            yield problem("W124", span, value=by, source=source)


@rule(Contract, Breach)
def duties_are_done_within_their_limits(case: Case, _: Entry) -> Iterator[Problem]:
    """The duties of the board are done within their limits; what is not done yet is due."""
    for row in case.duties:
        if row.state == "late" and row.done:
            span = case.at(*row.notice.loc, row.duty.done, "at")
            yield problem("W122", span, value=row.done.written, **_what_by_when(row))
        is_over = may_be_over(row)
        state = "overdue" if is_over else row.state
        is_whole = isinstance(row.notice, Notice) and row.notice.anchor not in case.faulty
        if state in NOT_YET and is_whole and not row.is_withdrawn:
            advice = DUE_KINDS[row.duty.done if is_over else kind_of(row)].hint
            span = case.at(*row.notice.loc)
            yield problem(NOT_YET[state], span, **_what_by_when(row), advice=advice)


def _what_by_when(row: RecordRow) -> dict[str, str]:
    """Return what a duty is and when its limit ends, for a message."""
    return {"do": f"{row.duty.do} of {shorten(row.notice.title)}", "by": row.by}


@rule(Breach)
def notices_to_families_are_recorded(case: Case, _: Breach) -> Iterator[Problem]:
    """An update that adds something, and a breach of the district's own, have the dates to count.

    Families may not have been notified; then nothing says so, and the duty is open or overdue.
    """
    for row in case.duties:
        is_whole = isinstance(row.notice, Notice) and row.notice.anchor not in case.faulty
        if row.lacks and is_whole and (code := _code_of_gap(row)):
            yield problem(code, case.at(*row.notice.loc), fields=listed(row.lacks, "and"))


def _code_of_gap(row: RecordRow) -> str:
    """Return the code of what a notice to families lacks; other kinds have their own rules."""
    match kind_of(row):
        case "update":
            return "W123 number" if row.may_add_nobody else "W123"
        case "own" | "own-discovered":
            return "W152"
        case _:
            return ""


@rule(Breach)
def earlier_notices_were_given(case: Case, breach: Breach) -> Iterator[Problem]:
    """If an update says `notified: earlier`, families were notified of each earlier notice.

    Where a field could not be read, it may be just that date.
    """
    for update, untold in untold_before(breach) if case.is_complete else ():
        name = f"`{untold.anchor}`" if untold.anchor else "the first notice"
        yield problem("E137", case.at(*update.loc, "notified"), name=name)


@rule(Contract, Breach)
def families_were_notified_by_known_means(case: Case, entry: Entry) -> Iterator[Problem]:
    """A notice to families names means that were used and are known; a legacy one need not.

    If it is compared with what was published, a new one has to name them.
    """
    for notice in notices(entry):
        loc = (*notice.loc, "notified")
        by = notice.notified.by if notice.notified else ""
        found = told.means_are_real(by, case.at(*loc, "by"))
        if found and (found.is_error or not entry.legacy):
            yield found
        is_unnamed = notice.notified and not by and notice.anchor not in case.faulty
        if is_unnamed and case.is_new(notice) and not (entry.legacy and notice.is_first):
            yield problem("E308", case.at(*loc))
        elif is_unnamed and not entry.legacy and case.standards.published is None:
            yield problem("W149", case.at(*loc))


@rule(Contract)
def contract_is_in_writing(case: Case, contract: Contract) -> Iterator[Problem]:
    """A written contract is required (§ 10-234bb(a)), and posted (PA 18-125).

    The date since which this applies depends on the law in the settings. Each renewal needs its own
    document, or an amendment with one. An older contract gets a softer warning while it is active.
    """
    since = WRITTEN_CONTRACT_SINCE[case.standards.law]
    if not case.is_complete or contract.withdrawn or contract.basis not in ("contract", ""):
        return
    periods = [*_periods(contract)]
    for i, period in enumerate(periods, start=1):
        first, last = period[0], period[-1]
        is_covered = any(notice.agreement for notice in period)
        if is_covered or last.statement["collects"] == Data() or first.dated is None:
            continue
        example = f"{contract.id}-{first.dated.day.year}"
        if first.dated.day >= since:
            yield problem("W104", case.at(*first.loc), since=since, example=example)
        elif i == len(periods) and _runs(contract, case.standards.now):
            yield problem("W125", case.at(*first.loc), since=since, example=example)


@rule(Contract)
def exception_points_to_no_child(case: Case, contract: Contract) -> Iterator[Problem]:
    """A service for special education names no schools or grades: few students may be meant."""
    for states, loc in case.statements if contract.is_exception else ():
        for field in ("schools", "grades"):
            if states.get(field):
                yield problem("W131", case.at(*loc, field), field=field)


@rule(Breach)
def grades_in_a_text_are_in_grades(case: Case, breach: Breach) -> Iterator[Problem]:
    """Grades that a text names are in `grades`, too: a family sees only its own child's grade."""
    if breach.withdrawn or breach.has_exception or breach.current.grades:
        return
    texts = [
        (("summary",), breach.first.summary),
        *(((update.name, "text"), update.text) for update in breach.updates),
    ]
    for loc, text in texts:
        if text and (found := GRADES_IN_TEXT.search(text.text)):
            yield problem("W157", case.at(*loc), value=found[0])
            return


@rule(Contract)
def pledge_is_not_a_contract(case: Case, contract: Contract) -> Iterator[Problem]:
    """A pledge replaces no contract (§ 10-234bb(a)); without one, there are no terms to check."""
    if contract.basis == "pledge":
        yield problem("W119", case.at("basis"))
    for states, loc in case.statements if not contract.has_contract else ():
        if states.get("terms"):
            yield problem("W119 terms", case.at(*loc, "terms"), value=contract.basis)


@rule(Contract)
def contract_has_an_end(case: Case, contract: Contract) -> Iterator[Problem]:
    """A contract has an end, or says that it has none."""
    if (
        case.is_complete
        and not contract.legacy
        and all(terms.expires is None for terms in contract.statements())
    ):
        yield problem("W105", case.at())


@rule(Contract, Breach)
def values_are_listed_once(case: Case, _: Entry) -> Iterator[Problem]:
    """An element of data is listed once in its kind, regardless of case, and a school once."""
    schools = [
        (school, (*loc, "schools", i))
        for states, loc in case.statements
        for i, school in enumerate(states.get("schools") or ())
    ]
    seen: set[tuple[str, Loc]] = set()
    for value, loc in (*case.elements, *schools):
        once = (value.casefold(), loc[:-1])
        if once in seen:
            yield problem("W117", case.at(*loc), value=value, field=loc[-2])
        seen.add(once)


@rule(Contract, Breach)
def data_is_listed_with_commas(case: Case, _: Entry) -> Iterator[Problem]:
    """Commas separate the elements of data; a semicolon would make several of them one."""
    for element, loc in case.elements:
        if ";" in element and "; " in re.sub(PARENTHESES, "", element):
            commas = element.replace("; ", ", ")
            yield problem("W133", case.at(*loc), value=element, commas=commas)


@rule(Contract, Breach)
def data_is_not_only_data(case: Case, _: Entry) -> Iterator[Problem]:
    """An element of data is named without “only”, which says that something else is not there."""
    for element, loc in case.elements:
        if (plain := without_only(element)) != element:
            yield problem("W151", case.at(*loc), value=element, other=plain)


@rule(Contract)
def subcontractors_are_companies(case: Case, _: Contract) -> Iterator[Problem]:
    """A subcontractor is the name of a company, not “none that we know of” or “ask vendor”."""
    for states, loc in case.statements:
        for i, name in enumerate(states.get("subcontractors") or ()):
            if is_no_company(name):
                yield problem("E219", case.at(*loc, "subcontractors", i), value=name)


@rule(Breach)
def another_law_may_apply(case: Case, breach: Breach) -> Iterator[Problem]:
    """An open breach with data that § 36a-701b protects gets a warning about that law.

    For a Social Security number, it is also about the protection that (b) requires. The law covers
    a password only together with a user name or an email address, which may have become known at
    another time.
    """
    if not breach.is_open:
        return
    found = [(element, loc, topics(element)) for element, loc in case.elements]
    accounts = {"login", "email"} & {topic for *_, names in found for topic in names}
    numbers = [(element, loc) for element, loc, names in found if SOCIAL_SECURITY in names]
    protection = breach.current.protection
    if numbers and protection is None:
        element, loc = numbers[0]
        yield problem("W130 protection", case.at(*loc), value=element)
        return
    for element, loc, names in found:
        if any(TOPICS[topic].other_law for topic in names) or (accounts and "password" in names):
            yield problem("W130", case.at(*loc), value=element)
            return


@rule(Breach)
def protection_is_long_enough(case: Case, breach: Breach) -> Iterator[Problem]:
    """For Social Security numbers, § 36a-701b(b) requires 24 months of protection (†)."""
    if breach.is_open and any(SOCIAL_SECURITY in topics(element) for element, _ in case.elements):
        for states, loc in case.statements:
            protection = states.get("protection")
            if protection and 0 < protection.months < MIN_PROTECTION:
                yield problem(
                    "W154", case.at(*loc, "protection", "months"), value=protection.months
                )


@rule(Breach)
def data_is_involved_or_not(case: Case, breach: Breach) -> Iterator[Problem]:
    """At no time is the same data both involved and not involved, in any spelling."""
    said = [breach.first, *breach.said()]
    for extent, (states, loc) in zip(said, case.statements, strict=True):
        if not states.keys() & {"involves", "not_involved"}:
            continue
        involved = set(map(key, chain.from_iterable(extent.involves or ())))
        for element in extent.not_involved:
            if key(element) in involved:
                yield problem("E215", case.at(*loc, "not-involved"), value=element)


@rule(Contract, Breach)
def data_stays_named(case: Case, _: Entry) -> Iterator[Problem]:
    """A later list of data names all that the earlier ones named, unless someone left it out."""
    before: Mapping[str, str] = {}
    for states, loc in case.in_effect:
        name = "collects" if "collects" in states else "involves"
        if states.get(name) is None:  # not stated, or not known
            continue
        named = {key(element): element for element in states[name].elements}
        if gone := [element for words, element in before.items() if words not in named]:
            text = listed(gone, "and")
            yield problem("W145", case.at(*loc, name), field=name, value=text)
        before = named


@rule(Contract, Breach)
def text_says_something(case: Case, _: Entry) -> Iterator[Problem]:
    """A text is not a phrase such as “see contract”, or “none” for what a company offers."""
    for states, loc in case.statements:
        for row in case.table.prose:
            value = states.get(row.attribute)
            text = str(getattr(value, "text", value) or "").strip()
            is_sentence = len(text.split()) > MAX_DENIAL
            if meaning(text, may_deny=not is_sentence):
                values = {"field": row.name, "value": text, "example": row.example}
                code = "W146" if row.needed else "W146 optional"
                yield problem(code, case.at(*loc, row.name), **values)


@rule(Contract, Breach)
def text_has_no_quotes_around_it(case: Case, entry: Entry) -> Iterator[Problem]:
    """A value has no curly quotes around it, because they would be part of it."""
    rows = case.table.plain_texts
    texts: list[tuple[Any, Loc]] = [
        (entry[row.attribute], (row.name,)) for row in rows if not row.restated
    ]
    for states, loc in case.statements:
        texts += [(states.get(row.attribute), (*loc, row.name)) for row in rows if row.restated]
    for text, loc in (*texts, *case.elements):
        if text and not text.isascii() and (quoted := re.fullmatch(CURLY, text)):
            field = [step for step in loc if isinstance(step, str)][-1]
            yield problem("W116", case.at(*loc), field=field, value=text, other=quoted[1])


@rule(Contract, Breach)
def dates_are_likely(case: Case, _: Entry) -> Iterator[Problem]:
    """Dates are from 1990 to a year ahead, or fifty years for an end; past events are not ahead.

    A date without a time is compared as a day, one with a time as a minute.
    """
    for row, when, loc in case.dates:
        values = {"field": row.name, "value": when.written}
        if not row.is_likely(when, case.standards.now):
            yield problem("E204", case.at(*loc), **values, **row.likely_days(case.standards.now))
        elif not row.ahead and not when.has_begun(case.standards.now):
            yield problem("E210" if row.past else "W108", case.at(*loc), **values)


@rule(Contract, Breach)
def legacy_is_old(case: Case, entry: Entry) -> Iterator[Problem]:
    """A legacy contract was signed, or a legacy breach was known, before the day `since`.

    One of the last month may be new, so that its deadlines still count.
    """
    when = entry.executed if isinstance(entry, Contract) else entry.known
    if not entry.legacy or not when:
        return
    if not entry.is_before_site(when):
        since = entry.since.written if entry.since else ""
        yield problem("E205", case.at("legacy"), since=since, value=when.written)
    elif when.has_begun(case.standards.now) and when.last_day > case.standards.now.date() - A_MONTH:
        yield problem("W150", case.at("legacy"), value=when.written)


def _periods(contract: Contract) -> Iterator[list[Notice]]:
    """Yield the notices of a contract, then of each renewal, each with its amendments."""
    period: list[Notice] = []
    for notice in notices(contract):
        if notice.kind == "withdrawal" or notice.never_happened:
            continue
        if period and notice.kind == "renewal":
            yield period
            period = []
        period.append(notice)
    yield period


def _runs(contract: Contract, now: datetime) -> bool:
    """Return whether a contract has no end, or an end that is known and in the future."""
    ends = contract.current.expires
    return ends is False or (ends is not None and not ends.has_ended(now))


class Date(NamedTuple):
    """A known date of an entry, with its field and location."""

    row: Field
    when: When
    loc: Loc = ()


def _order(
    case: Case, date: Date, other: Date, order: str = "earlier", code: str = "E201"
) -> Iterator[Problem]:
    """Yield a problem if a date is earlier, or later, than another; only a warning if legacy."""
    first, second = (date, other) if order == "earlier" else (other, date)
    if first.when.surely_before(second.when):
        yield problem(
            "W106 order" if case.entry.legacy else code,
            case.at(*date.loc),
            field=date.row.name,
            value=date.when.written,
            order=order,
            name=other.row.name,
            other=other.when.written,
        )


@cache
def _walked(group: Group) -> list[tuple[str, Field, Group | None]]:
    """Return the rows of a group that have dates or a group inside, with attribute and group.

    A group that may be given as a date alone has happened if its date has.
    """
    rows: list[tuple[str, Field, Group | None]] = []
    for name, row in group.rows.items():
        inner = row.group
        if inner and inner.short:
            rows.append((name, row._replace(past=inner.fields[inner.short].past), inner))
        elif inner or row.parts or row.type.is_date:
            rows.append((name, row, inner))
    return rows


def _groups(group: Group, value: Stated, *at: str | int) -> Iterator[tuple[Stated, list[Date]]]:
    """Yield a group of fields and those inside it, at any depth, with the known dates of each.

    A group that may be given as a date alone has that date in the group around it, too.
    """
    dates: list[Date] = []
    inside: list[Iterator[tuple[Stated, list[Date]]]] = []
    for name, row, inner in _walked(group):
        held = value[name]
        if not held:
            continue
        loc = (*at, row.name)
        if isinstance(held, When):
            dates.append(Date(row, held, loc))
        elif isinstance(held, Period):
            dates += [Date(row, end, loc) for end in dict.fromkeys(held)]
        elif isinstance(held, Prose) and held.until:
            dates.append(Date(fields.OFFER_UNTIL, held.until, (*loc, "until")))
        elif inner and isinstance(held, Stated):
            if inner.short:
                dates.append(Date(row, held[inner.short], (*loc, inner.short)))
            inside.append(_groups(inner, held, *loc))
        elif inner:
            inside += [_groups(inner, item, *loc, i) for i, item in enumerate(held)]
    yield value, dates
    yield from chain.from_iterable(inside)
