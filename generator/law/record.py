"""The record: for each duty of each notice what was to be done by when, what was done, and whether that was in time."""

from __future__ import annotations

from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.core.dates import When
from generator.core.model import Breach, Contract, Notice, notices
from generator.law import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.core.duties import Duty
    from generator.core.model import Entry
    from generator.core.site import Site

State = Literal["met", "late", "open", "overdue", "unknown"]
COLUMNS = ("notice", "duty", "who", "section", "trigger", "due", "done", "state")
POSTED_COLUMNS = ("posted", "posted_state")
NOWHERE: Mapping[str, When] = MappingProxyType({})


class RecordRow(NamedTuple):
    """One duty of one notice.

    `due` is the last day in time, or for hours the last minute; the earliest that it may be where the trigger is not
    exact. `posted` and `posted_state` are for the board's duties: when the notice stood on the website.
    """

    notice: Notice
    duty: Duty
    trigger: When | None
    due: When | None
    done: When | None
    state: State
    posted: When | None
    posted_state: State | None

    @property
    def ends(self) -> datetime:
        """The moment at which time is up, of a row whose trigger is known: for days the midnight after the last."""
        assert self.due
        return self.due.end if self.due.precision == "day" else self.due.start

    @property
    def by(self) -> str:
        """The same moment in words, on the district's clock."""
        assert self.due
        start = self.due.start
        return f"the end of {start:%Y-%m-%d}" if self.due.precision == "day" else f"{start:%Y-%m-%d %H:%M %Z}"

    @property
    def taken(self) -> int | None:
        """How many of the duty's units it took, a begun one counted whole; None where the dates do not tell."""
        if self.trigger is None or self.done is None:
            return None
        return clocks.taken(self.trigger, self.done, self.duty.unit)

    def cells(self) -> dict[str, str]:
        """Return the row as texts by column: dates where days are counted, date-times with offset where hours are."""
        trigger, due, done, posted = map(self._shown, (self.trigger, self.due, self.done, self.posted))
        duty = (self.duty.name, self.duty.who, self.duty.section)
        texts = (self.notice.id, *duty, trigger, due, done, self.state, posted, self.posted_state or "")
        return dict(zip(COLUMNS + POSTED_COLUMNS, texts, strict=True))

    def _shown(self, when: When | None) -> str:
        if when is None:
            return ""
        return when.day.isoformat() if self.duty.unit != "hours" and when.precision == "minute" else when.iso


def record(site: Site, posted: Mapping[str, When] = NOWHERE) -> list[RecordRow]:
    """Return the rows of all entries: contracts by id, then breaches; within an entry in the order of its notices."""
    duties, by_id = site.settings.duties, attrgetter("id")
    entries: list[Entry] = [*sorted(site.contracts, key=by_id), *sorted(site.breaches, key=by_id)]
    return [row for entry in entries for row in rows(entry, duties, site.now, posted)]


def rows(entry: Entry, duties: Iterable[Duty], now: datetime, posted: Mapping[str, When] = NOWHERE) -> list[RecordRow]:
    """Return a row for each duty of an entry at a moment; what a withdrawn entry has not done is no longer owed.

    `posted` says by the id of a notice when it first stood on the website; what the entry says of that wins.
    """
    made = [_row(notice, duty, now, posted) for notice, duty in _owed(entry, duties)]
    if isinstance(entry, Breach) and entry.now.involves is None:
        made = _whatever_the_data(made)
    return [row for row in made if row.done] if entry.withdrawn else made


def _owed(entry: Entry, duties: Iterable[Duty]) -> Iterator[tuple[Notice, Duty]]:
    """Yield each duty with its notice: a contract and each change of it; a breach once, by all data known now."""
    if isinstance(entry, Contract):
        told = [notice for notice in notices(entry) if notice.kind != "withdrawal"]
        yield from ((notice, duty) for notice in told for duty in duties if duty.trigger == "executed")
        return
    first, involved = notices(entry)[0], entry.now.involves
    kinds = {kind for kind, _ in involved.kinds} if involved else set()
    for duty in duties:
        if duty.trigger != "executed" and (not duty.kinds or involved is None or kinds & set(duty.kinds)):
            yield first, duty


def _row(notice: Notice, duty: Duty, now: datetime, postings: Mapping[str, When]) -> RecordRow:
    """Hold one duty against the dates of its notice."""
    own = notice.entry.posted if isinstance(notice.entry, Contract) and not notice.anchor else None
    posted = own or postings.get(notice.id)
    trigger = _date(notice, duty.trigger, posted)
    done = next((date for field in duty.done if (date := _date(notice, field, posted))), None)
    last = clocks.due(trigger, duty.limit, duty.unit) if trigger else None
    due = clocks.local(last.first, now.tzinfo) if last else None

    def state(done: When | None) -> State:
        return "unknown" if last is None or (notice.entry.legacy and not done) else _state(last, done, now, duty)

    if duty.who == "contractor":
        return RecordRow(notice, duty, trigger, due, done, state(done), None, None)
    return RecordRow(notice, duty, trigger, due, done, state(done), posted, state(posted))


def _date(notice: Notice, field: str, posted: When | None) -> When | None:
    """Return what a field says of a notice; each change of a contract has its own dates."""
    if field == "posted":
        return posted
    if field == "notified":
        return notice.notified.at if notice.notified else None
    entry = notice.entry
    if isinstance(entry, Contract):
        return notice.dated
    return entry.discovered if field == "discovered" else entry.received


def _state(due: clocks.Bounds, done: When | None, now: datetime, duty: Duty) -> State:
    """Say whether something was done in time, or can still be; what an inexact date leaves open is unknown."""
    first, last = clocks.bounds(done or When(now, "minute"), duty.unit)
    if last <= due.first:
        return "met" if done else "open"
    if first > due.last:
        return "late" if done else "overdue"
    return "unknown"


def _whatever_the_data(rows: list[RecordRow]) -> list[RecordRow]:
    """While nobody knows which data is involved, each clock of the contractor is met only if all of them are."""
    met = all(row.state == "met" for row in rows if row.duty.kinds)
    return [row._replace(state="met" if met else "unknown") if row.duty.kinds else row for row in rows]
