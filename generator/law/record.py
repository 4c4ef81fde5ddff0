"""The record: for each duty of each notice what was to be done by when, what was done, and whether within the limit."""

from __future__ import annotations

from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.core.dates import When
from generator.core.model import Breach, Contract, Notice, as_of, notices
from generator.law import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from generator.core.duties import Clock, Duty
    from generator.core.model import Data, Entry, Extent
    from generator.core.site import Posting, Site

    Postings = Mapping[str, Posting] | None

State = Literal["met", "late", "open", "overdue", "posted", "unknown", "withdrawn"]
COLUMNS = ("notice", "duty", "who", "section", "trigger", "due", "done", "state")
MORE_COLUMNS = ("product", "contractor", "by", "limit_from")
GIT_COLUMNS = ("notified_commit", "notified_since")


class RecordRow(NamedTuple):
    """One duty of one notice.

    `due` is the last day within the limit, or for hours the last minute; the earliest that it may be where the trigger
    is not exact; None where the trigger is unknown or there is no limit.
    """

    notice: Notice
    duty: Duty
    trigger: When | None
    due: When | None
    done: When | None
    state: State
    posting: Posting | None = None

    @property
    def ends(self) -> datetime | None:
        """The moment at which time is up: for days the midnight after the last of them."""
        return self.due and (self.due.end if self.due.precision == "day" else self.due.start)

    @property
    def by(self) -> str:
        """The same moment in words, on the district's clock; nothing where it is not known."""
        if self.due is None:
            return ""
        start = self.due.start
        return f"the end of {start:%Y-%m-%d}" if self.due.precision == "day" else f"{start:%Y-%m-%d %H:%M %Z}"

    @property
    def taken(self) -> int | None:
        """How many of the duty's units it took, a begun one counted whole; None where the dates do not tell."""
        if self.trigger is None or self.done is None or self.duty.clock is None:
            return None
        return clocks.taken(self.trigger, self.done, self.duty.unit, self.duty.calendar)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields without which nobody can say whether what an update added was notified of."""
        if self.notice.kind != "update" or self.duty.done != "notified" or self.notice.entry.legacy:
            return ()
        is_owed = self.state == "unknown"
        return tuple(name for name in ("received", "notified") if is_owed and _date(self.notice, name) is None)

    @property
    def dates(self) -> dict[str, When | None]:
        """The dates of the row by column, as precise as the duty counts."""
        dates = {"trigger": self.trigger, "due": self.due, "done": self.done}
        return {name: self._counted(when) for name, when in dates.items()}

    def cells(self) -> dict[str, str]:
        """Return the row as texts by column: dates where days are counted, date-times with offset where hours are."""
        entry, duty, notified = self.notice.entry, self.duty, self.notice.notified
        stated = self.posting.notified if self.posting and duty.done == "notified" else None
        return {
            "notice": self.notice.id,
            "duty": duty.name,
            "who": duty.who,
            "section": duty.section,
            **{name: when.iso if when else "" for name, when in self.dates.items()},
            "state": self.state,
            "product": entry.product,
            "contractor": entry.contractor,
            "by": notified.by if notified and duty.done == "notified" else "",
            "limit_from": duty.limit_from if duty.clock else "",
            "notified_commit": stated.id if stated else "",
            "notified_since": f"{stated.at:%Y-%m-%d}" if stated else "",
        }

    def _counted(self, when: When | None) -> When | None:
        is_finer = when is not None and when.precision == "minute" and self.duty.unit != "hours"
        return clocks.local(when.day, when.start.tzinfo) if when and is_finer else when


def record(site: Site) -> list[RecordRow]:
    """Return the rows of all entries: contracts by id, then breaches; within an entry in the order of its notices."""
    duties, by_id = site.settings.duties, attrgetter("id")
    entries: list[Entry] = [*sorted(site.contracts, key=by_id), *sorted(site.breaches, key=by_id)]
    return [row for entry in entries for row in rows(entry, duties, site.now, site.postings)]


def rows(entry: Entry, duties: Iterable[Duty], now: datetime, postings: Postings = None) -> list[RecordRow]:
    """Return a row for each duty that an entry owes at a moment; what a withdrawn one has not done is owed no longer.

    `now` is on the district's clock. `postings` says by the id of a notice what git knows of it, or is None if git was
    not asked; what the entry says of a posting wins.
    """
    entry = as_of(entry, now)
    made = [_row(notice, duty, now, postings) for notice, duty in _owed(entry, duties, now)]
    if isinstance(entry, Breach) and entry.now.involves is None:
        made = _whatever_the_data(made)
    return [row if row.done or not entry.withdrawn else row._replace(state="withdrawn") for row in made]


def _owed(entry: Entry, duties: Iterable[Duty], now: datetime) -> Iterator[tuple[Notice, Duty]]:
    """Yield each duty with the notice that owes it, once its clock has begun and the law asks for it."""
    owed = _of_contract(entry, [*duties]) if isinstance(entry, Contract) else _of_breach(entry, [*duties])
    for notice, duty in owed:
        begins = _date(notice, duty.trigger) or notice.dated
        if begins is None or (begins.last_day >= duty.since and begins.start <= now):
            yield notice, duty


def _of_contract(contract: Contract, duties: Sequence[Duty]) -> Iterator[tuple[Notice, Duty]]:
    """Yield what a contract and each change of it owe."""
    for notice in notices(contract):
        if notice.kind != "withdrawal":
            yield from ((notice, duty) for duty in duties if contract.basis in duty.bases)


def _of_breach(breach: Breach, duties: Sequence[Duty]) -> Iterator[tuple[Notice, Duty]]:
    """Yield what a breach owes, and each update that adds kinds of data or students: their clock is their own.

    Which of the contractor's clocks ran depends on the data that is known now; each belongs to the notice that was the
    first to name such data, and while no data is known, all of them to the first.
    """
    first, *later = (notice for notice in notices(breach) if notice.kind != "withdrawal")
    extents = [*breach.extents()]
    named = next((extent.involves for extent in extents if extent.involves is not None), None)
    seen, involved = _kinds(named), _kinds(breach.now.involves)
    for duty in (duty for duty in duties if duty.trigger != "executed"):
        if not duty.kinds or breach.now.involves is None or seen & involved & {*duty.kinds}:
            yield first, duty
    for notice, (before, after) in zip(later, pairwise(extents), strict=True):
        fresh = (_kinds(after.involves) - seen) & involved
        for duty in duties:
            is_named = fresh & {*duty.kinds} and not seen & involved & {*duty.kinds}
            is_news = duty.trigger == "received" and duty.done == "notified" and _adds(before, after)
            if is_named or is_news:
                yield notice, duty
        seen |= fresh


def _adds(before: Extent, after: Extent) -> bool:
    """Say whether kinds of data, students or schools are known after an update that were not known before it."""
    kinds = _kinds(after.involves) - _kinds(before.involves)
    students = after.students is not None and (before.students is None or after.students > before.students)
    schools = (
        before.schools and after.schools is not None and (not after.schools or {*after.schools} - {*before.schools})
    )
    return bool(kinds or students or schools)


def _kinds(data: Data | None) -> set[str]:
    """Return the kinds of data that are named; none where the data is unknown."""
    return {kind for kind, _ in data.kinds} if data else set()


def _row(notice: Notice, duty: Duty, now: datetime, postings: Postings) -> RecordRow:
    """Hold one duty against the dates of its notice."""
    posting = (postings or {}).get(notice.id)
    trigger = _date(notice, duty.trigger)
    done = _posted(notice, posting, now) if duty.done == "posted" else _date(notice, duty.done)
    due = clocks.due(trigger, duty.clock, duty.calendar) if trigger and duty.clock else None
    shown = clocks.local(due.first, now.tzinfo) if due else None
    state: State = "unknown"
    if duty.clock is None:
        state = "posted" if done else "unknown"
    elif trigger and due and (done or _would_say(notice, duty, postings)):
        state = _state(trigger, due, done, now, duty.clock)
    return RecordRow(notice, duty, trigger, shown, done, state, posting)


def _would_say(notice: Notice, duty: Duty, postings: Postings) -> bool:
    """Say whether it would be known if a duty had been done: a legacy entry, or git that was not asked, is silent.

    So is an update on when the contractor told of it: that it did, the update shows.
    """
    if notice.entry.legacy or (duty.done == "received" and notice.kind == "update"):
        return False
    return duty.done != "posted" or notice.posted is not None or postings is not None


def _date(notice: Notice, field: str) -> When | None:
    """Return the date that a field of a notice holds."""
    if field == "notified":
        return notice.notified.at if notice.notified else None
    when: When | None = getattr(notice, field)
    return when


def _posted(notice: Notice, posting: Posting | None, now: datetime) -> When | None:
    """Return when a notice was posted, a contract's with the contract itself, as its entry says or as git knows."""
    is_contract = isinstance(notice.entry, Contract)
    if is_contract and not notice.agreement:
        return None
    if notice.posted or not posting:
        return notice.posted
    commit = posting.with_contract if is_contract else posting.first
    return When(commit.at.astimezone(now.tzinfo).replace(second=0), "minute") if commit else None


def _state(trigger: When, due: clocks.Bounds, done: When | None, now: datetime, clock: Clock) -> State:
    """Say whether something was done within its limit, or still can be; what an inexact date leaves open is unknown.

    What may have been done before its trigger says nothing of what the trigger asks for.
    """
    first, last = clocks.bounds(done or When(now, "minute"), clock.unit)
    if done and first < clocks.bounds(trigger, clock.unit).last:
        return "late" if first > due.last else "unknown"
    if last <= due.first:
        return "met" if done else "open"
    if first > due.last:
        return "late" if done else "overdue"
    return "unknown"


def _whatever_the_data(rows: list[RecordRow]) -> list[RecordRow]:
    """While nobody knows which data is involved, each clock of the contractor is met only if all of them are."""
    met = all(row.state == "met" for row in rows if row.duty.kinds)
    return [row._replace(state="met" if met else "unknown") if row.duty.kinds else row for row in rows]
