"""What must hold between the values of one entry: each rule yields its problems, and its docstring is the rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from generator.dates import When
from generator.law.record import rows
from generator.model import Breach, Contract, Entry, Notified
from generator.problems import Problem, Span, listed, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.law.duties import Duty

Loc = tuple[str | int, ...]
WRITTEN_SINCE = date(2016, 10, 1)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST_TERM = timedelta(days=50 * 365)
FURTHEST_AHEAD = timedelta(days=366)
NOT_YET = {"overdue": "W120", "open": "W121"}


class Case(NamedTuple):
    """An entry, where its fields stand, the day since which nothing is legacy, and the moment it is read at.

    `duties` are those of the settings, none while they cannot be read.
    `whole` is False when some of its fields could not be read; what is missing is then not asked for.
    """

    entry: Entry
    at: Callable[..., Span]
    since: When | None
    duties: tuple[Duty, ...]
    now: datetime
    whole: bool = True


def check(case: Case) -> Iterator[Problem]:
    """Yield what every rule finds in one entry."""
    for rule in CONTRACT_RULES if isinstance(case.entry, Contract) else BREACH_RULES:
        yield from rule(case)


def contract_ends_after_it_begins(case: Case) -> Iterator[Problem]:
    """A contract or a change of it ends on the day it is executed or later."""
    entry = case.entry
    assert isinstance(entry, Contract)
    yield from _order(case, "executed", entry.executed, "expires", entry.first.expires or None)
    for i, change in enumerate(entry.changes):
        ends = change.states.get("expires")
        if isinstance(ends, When) and change.kind == "renewal":
            yield from _order(case, "executed", change.executed, "expires", ends, ("changes", i))


def changes_follow_the_contract(case: Case) -> Iterator[Problem]:
    """Changes stand in the order in which they were executed, none before the contract."""
    entry = case.entry
    assert isinstance(entry, Contract)
    if entry.changes:
        yield from _order(case, "executed", entry.executed, "executed", entry.changes[0].executed, ("changes", 0))
    yield from _in_order(case, "changes", "executed", [change.executed for change in entry.changes], "change")


def breach_dates_follow_each_other(case: Case) -> Iterator[Problem]:
    """A breach occurs, is discovered, is told to the district, is resolved, in this order."""
    entry = case.entry
    assert isinstance(entry, Breach)
    yield from _order(case, "occurred", entry.occurred and entry.occurred.first, "discovered", entry.discovered)
    if entry.occurred and not entry.discovered and entry.occurred.first.start <= case.now:
        yield from _order(case, "occurred", entry.occurred.first, "received", entry.received)
    yield from _order(case, "received", entry.received, "resolved", entry.resolved)
    if entry.discovered and entry.received and entry.received.surely_before(entry.discovered):
        code = "W107" if entry.legacy else "E201"
        values = {"field": "discovered", "value": entry.discovered.written, "order": "later"}
        yield problem(code, case.at("discovered"), **values, name="received", other=entry.received.written)


def updates_follow_each_other(case: Case) -> Iterator[Problem]:
    """Updates stand in the order of their dates; one before the notice was received is unusual, not wrong."""
    entry = case.entry
    assert isinstance(entry, Breach)
    yield from _in_order(case, "updates", "on", [update.on for update in entry.updates], "update")
    for i, update in enumerate(entry.updates):
        if entry.received and update.on.surely_before(entry.received):
            span = case.at("updates", i, "on")
            yield problem("W106", span, value=update.on.written, other=entry.received.written)


def families_are_told_afterwards(case: Case) -> Iterator[Problem]:
    """Families are told of what has happened: on the day of the contract or of the district's own notice, or later."""
    entry = case.entry
    name, trigger = ("executed", entry.executed) if isinstance(entry, Contract) else ("received", entry.received)
    told: list[tuple[Notified | None, When | None, Loc]] = [(entry.notified, trigger, ("notified",))]
    if isinstance(entry, Contract):
        told += [(c.notified, c.executed, ("changes", i, "notified")) for i, c in enumerate(entry.changes)]
    for notified, before, loc in told:
        if notified and before and notified.at.surely_before(before):
            values = {"field": "notified", "value": notified.at.written, "order": "earlier"}
            yield problem("W107", case.at(*loc, "at"), **values, name=name, other=before.written)


def receipt_has_a_time(case: Case) -> Iterator[Problem]:
    """Where the law or the district counts hours from the receipt of the contractor's notice, its time is wanted."""
    entry = case.entry
    if not isinstance(entry, Breach) or not entry.received or entry.legacy:
        return
    in_hours = any(duty.trigger == "received" and duty.unit == "hours" for duty in case.duties)
    if in_hours and entry.received.precision != "minute":
        yield problem("W102", case.at("received"), value=entry.received.written, example=entry.received.day)


def families_are_told_in_time(case: Case) -> Iterator[Problem]:
    """Families are told before time is up; whoever is late, or has yet to do it, reads the last moment here."""
    if not all(is_likely(field, found, case.now) for field, found, _ in _dates(case.entry)):
        return
    for row in rows(case.entry, [duty for duty in case.duties if duty.who == "board"], case.now):
        at: Loc = ("changes", row.notice.number - 1) if row.notice.number else ()
        if row.state == "late" and row.done:
            field = "notified" if row.notice.notified else "posted"
            yield problem("W122", case.at(*at, field, "at"), value=row.done.written, by=row.by)
        elif row.state in NOT_YET and case.whole:
            values = {"fields": listed(row.duty.done), "by": row.by, "today": case.now.date()}
            yield problem(NOT_YET[row.state], case.at(*at), **values)


def contract_is_in_writing(case: Case) -> Iterator[Problem]:
    """From 2016-10-01 on student data is shared under a written contract, which is posted (10-234bb(a), PA 18-125)."""
    entry = case.entry
    assert isinstance(entry, Contract)
    asked = entry.latest and entry.latest.day >= WRITTEN_SINCE and entry.basis in ("contract", "")
    if asked and case.whole and not any(terms.agreement for terms in entry.terms()):
        yield problem("W104", case.at(), example=entry.id)


def contract_has_an_end(case: Case) -> Iterator[Problem]:
    """The end of a contract is given, or that it has none."""
    entry = case.entry
    assert isinstance(entry, Contract)
    if case.whole and not entry.legacy and all(terms.expires is None for terms in entry.terms()):
        yield problem("W105", case.at())


def dates_are_likely(case: Case) -> Iterator[Problem]:
    """What is told has happened: its dates lie between 1990 and a year ahead; an end, at most fifty years ahead."""
    for field, found, loc in _dates(case.entry):
        if not is_likely(field, found, case.now):
            bounds = {"first": f"{EARLIEST:%Y-%m-%d}", "last": f"{_latest(case.now, field):%Y-%m-%d}"}
            yield problem("E204", case.at(*loc), field=field, value=found.written, **bounds)
        elif field != "expires" and found.start > case.now:
            yield problem("W108", case.at(*loc), field=field, value=found.written)


def legacy_is_old(case: Case) -> Iterator[Problem]:
    """`legacy` excuses nothing that was executed or received since the day that the settings name."""
    entry, since = case.entry, case.since
    when = entry.executed if isinstance(entry, Contract) else entry.received
    if entry.legacy and since and when and not when.surely_before(since):
        yield problem("E205", case.at("legacy"), since=since.written, value=when.written)


def is_likely(field: str, found: When, now: datetime) -> bool:
    """Say whether a date lies where the dates of its field do."""
    return EARLIEST <= found.start <= _latest(now, field)


CONTRACT_RULES = (
    contract_ends_after_it_begins,
    changes_follow_the_contract,
    families_are_told_afterwards,
    families_are_told_in_time,
    contract_is_in_writing,
    contract_has_an_end,
    dates_are_likely,
    legacy_is_old,
)
BREACH_RULES = (
    breach_dates_follow_each_other,
    updates_follow_each_other,
    families_are_told_afterwards,
    families_are_told_in_time,
    receipt_has_a_time,
    dates_are_likely,
    legacy_is_old,
)


def _order(
    case: Case, name: str, first: When | None, field: str, second: When | None, at: Loc = ()
) -> Iterator[Problem]:
    """Two dates of which the second may not be the earlier; on a legacy entry that is a warning."""
    if first and second and second.surely_before(first):
        values = {"field": field, "value": second.written, "order": "earlier", "name": name, "other": first.written}
        yield problem("W107" if case.entry.legacy else "E201", case.at(*at, field), **values)


def _in_order(case: Case, name: str, field: str, dates: list[When], noun: str) -> Iterator[Problem]:
    """An append-only list: each date is at least the one above it."""
    for i, (above, below) in enumerate(pairwise(dates), start=1):
        if below.surely_before(above):
            span, values = case.at(name, i, field), {"value": below.written, "other": above.written}
            if case.entry.legacy:
                yield problem("W107", span, field=field, order="earlier", name=f"{field} above", **values)
            else:
                yield problem("E202", span, noun=noun, **values)


def _latest(now: datetime, field: str) -> datetime:
    return now + (LONGEST_TERM if field == "expires" else FURTHEST_AHEAD)


def _dates(entry: Entry) -> Iterator[tuple[str, When, Loc]]:
    """Yield each date of an entry that is known, with its field and place."""
    dates: list[tuple[str, When | None, Loc]] = []
    if isinstance(entry, Contract):
        dates += [("executed", entry.executed, ("executed",)), ("posted", entry.posted, ("posted",))]
        dates += [("expires", entry.first.expires or None, ("expires",))]
        for i, change in enumerate(entry.changes):
            ends = change.states.get("expires")
            dates += [("executed", change.executed, ("changes", i, "executed"))]
            dates += [("expires", ends if isinstance(ends, When) else None, ("changes", i, "expires"))]
            dates += [("notified", change.notified and change.notified.at, ("changes", i, "notified", "at"))]
    else:
        for end in dict.fromkeys(entry.occurred or ()):
            dates += [("occurred", end, ("occurred",))]
        dates += [("discovered", entry.discovered, ("discovered",)), ("received", entry.received, ("received",))]
        dates += [("resolved", entry.resolved, ("resolved",))]
        dates += [("on", update.on, ("updates", i, "on")) for i, update in enumerate(entry.updates)]
    dates += [("notified", entry.notified and entry.notified.at, ("notified", "at"))]
    dates += [("on", entry.withdrawn.on if entry.withdrawn else None, ("withdrawn", "on"))]
    yield from ((field, when, loc) for field, when, loc in dates if when)
