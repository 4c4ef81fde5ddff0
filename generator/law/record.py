"""The record: for each duty of each notice what was to be done by when, what was done, and whether within the limit."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.core.dates import When
from generator.core.model import Breach, Contract, Notice, as_of, notices
from generator.law import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.core.duties import Clock, Duty
    from generator.core.model import Entry
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
    """Yield each duty with its notice: a contract and each change of it; a breach once, by all data known now."""
    told = [notice for notice in notices(entry) if notice.kind in ("contract", "renewal", "amendment", "breach")]
    for notice in told:
        for duty in duties:
            trigger = _date(notice, duty.trigger)
            has_begun = trigger is None or (trigger.last_day >= duty.since and trigger.start <= now)
            if has_begun and _is_owed(entry, duty):
                yield notice, duty


def _is_owed(entry: Entry, duty: Duty) -> bool:
    """Say whether a duty is one of such an entry: of its kind, and of the basis or the data that it has."""
    if isinstance(entry, Contract):
        return duty.trigger == "executed" and entry.basis in duty.bases
    involved = entry.now.involves
    kinds = {kind for kind, _ in involved.kinds} if involved else set(duty.kinds)
    return duty.trigger != "executed" and (not duty.kinds or bool(kinds & set(duty.kinds)))


def _row(notice: Notice, duty: Duty, now: datetime, postings: Postings) -> RecordRow:
    """Hold one duty against the dates of its notice."""
    posting = (postings or {}).get(notice.id)
    trigger = _date(notice, duty.trigger)
    done = _posted(notice, posting, now) if duty.done == "posted" else _date(notice, duty.done)
    due = clocks.due(trigger, duty.clock, duty.calendar) if trigger and duty.clock else None
    shown = clocks.local(due.first, now.tzinfo) if due else None
    is_known = done or (not notice.entry.legacy and (duty.done != "posted" or notice.posted or postings is not None))
    state: State = "unknown"
    if duty.clock is None:
        state = "posted" if done else "unknown"
    elif trigger and due and is_known:
        state = _state(trigger, due, done, now, duty.clock)
    return RecordRow(notice, duty, trigger, shown, done, state, posting)


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
