"""The record: for each duty of each notice, its deadline, when it was done, and its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Literal, NamedTuple

from generator.content.means import Means, means
from generator.core.dates import When
from generator.core.duties import YEARLY_NOTICE, Clock, Duty
from generator.core.model import (
    Breach,
    Contract,
    Entry,
    Extent,
    Notified,
    Terms,
    as_of,
)
from generator.core.notices import Notice, YearlyNotice, notice_id
from generator.core.problems import shorten
from generator.core.settings import Settings
from generator.core.site import Posting, Site
from generator.law import clocks
from generator.law.owed import owed, surely_adds

Postings = Mapping[str, Posting] | None
State = Literal["met", "late", "open", "overdue", "posted", "unknown", "withdrawn"]
COLUMNS = ("notice", "duty", "who", "section", "trigger", "due", "done", "state")
MORE_COLUMNS = ("product", "contractor", "by", "limit_from", "why")
MEANS_NOT_RECORDED = "The entry does not say how families were notified"
GIT_COLUMNS = ("notified_commit", "notified_since", "posted_commit", "posted_since")


class RecordRow(NamedTuple):
    """One duty of one notice. A yearly notice counts from the first day of its year.

    `done` is when the duty was done; families must be notified electronically. `due` is the last
    day within the limit, or for hours the last minute. If the trigger is not exact, it is the
    earliest possible one. It is None if the trigger is unknown or there is no limit.

    `posting` is what git says of the file of the notice, and `said` of the file that says when
    families were notified: a message or a correction may. `was_missed` is when the values were
    corrected with which it was late or overdue, if it is so only with those.
    """

    notice: Notice | YearlyNotice
    duty: Duty
    trigger: When | None
    due: When | None
    done: When | None
    state: State
    posting: Posting | None = None
    was_missed: When | None = None
    said: Posting | None = None

    @property
    def ends(self) -> datetime | None:
        """The moment at which the limit ends; for days, the midnight after the last one."""
        return self.due and (self.due.end if self.due.precision == "day" else self.due.start)

    @property
    def by(self) -> str:
        """The same moment in words, in the district's time zone; empty if it is not known."""
        return self.due.in_words if self.due else ""

    @property
    def limit_from(self) -> str:
        """Who has set the limit, and if the office's own days have moved it, that they have."""
        duty = self.duty
        trigger = self.trigger
        if trigger is None or duty.clock is None:
            return duty.limit_from
        is_moved = clocks.deadline(trigger, duty.clock, duty.calendar) != clocks.deadline(
            trigger, duty.clock
        )
        return f"{duty.limit_from}, district calendar" if is_moved else duty.limit_from

    @property
    def taken(self) -> int | None:
        """How many of the duty's units it took, as `clocks.taken` counts; None if unknown."""
        if self.trigger is None or self.done is None or self.duty.clock is None:
            return None
        return clocks.taken(self.trigger, self.done, self.duty.unit, self.duty.calendar)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its notice was withdrawn, alone or with its entry: nothing is left to do."""
        return isinstance(self.notice, Notice) and self.notice.withdrawn is not None

    @property
    def is_early(self) -> bool:
        """Whether it was surely done before its trigger, so that no clock had started yet."""
        done, trigger = self.done, self.trigger
        return bool(done and trigger and self.state == "unknown" and done.surely_before(trigger))

    @property
    def not_electronic(self) -> Notified | None:
        """How families were notified, if that does not count because it was not electronic."""
        return self.notice.notified if _means(self.notice, self.duty) == "other" else None

    @property
    def unclear(self) -> Notified | None:
        """How families were notified, if nobody can tell whether that was electronic."""
        return self.notice.notified if _means(self.notice, self.duty) == "unknown" else None

    @property
    def may_add_nobody(self) -> bool:
        """Whether it is about an update that may only give a more exact number of students."""
        notice = self.notice
        if not isinstance(notice, Notice) or self.duty.done != "notified":
            return False
        before, after = notice.before, notice.statement
        if not isinstance(before, Extent) or not isinstance(after, Extent):
            return False
        return not surely_adds(before, after)

    @property
    def why(self) -> str:
        """Why the dates in the entry do not make the duty met, or what they leave open; or ""."""
        if self.was_missed:
            return f"The page said something else until {self.was_missed.written}"
        if rewritten := self._rewritten:
            return rewritten
        if told := self.not_electronic:
            return f"Families were notified, but not electronically: {shorten(told.by)}"
        if told := self.unclear:
            return f"These means may not be electronic, or not for each family: {shorten(told.by)}"
        if self.duty.is_unconfirmed:
            return "What the law required at that time has to be confirmed"
        if self.state == "unknown" and (doubt := self._doubt):
            return doubt
        told = self.notice.notified if self.duty.done == "notified" else None
        return MEANS_NOT_RECORDED if told and not told.by else ""

    @property
    def _rewritten(self) -> str:
        """What git says was done to the file after it was published, against the rule; or ""."""
        posting = self.posting
        zone = self.trigger.start.tzinfo if self.trigger else None
        if posting and posting.changed:
            return f"The file was changed after it was published, on {posting.changed.day(zone)}"
        if posting and posting.back:
            return f"The file was removed, and put back on {posting.back.day(zone)}"
        return ""

    @property
    def _doubt(self) -> str:
        """What the dates leave open, if the state is unknown; or ""."""
        done, trigger = self.done, self.trigger
        if trigger and self.is_early:
            what = "Families were notified" if self.duty.done == "notified" else "It was done"
            return f"{what} before {trigger.written}, when the clock started"
        if done and trigger and clocks.may_be_before(done, trigger, self.duty.unit):
            return f"It may have been done before {trigger.written}"
        return "The number of students may only be more exact" if self.may_add_nobody else ""

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields that are needed to tell whether families were notified, or by when.

        Only an update that adds something, a breach that is open, a yearly notice, and one by means
        that are not known lack any.
        """
        notice = self.notice
        if self.state != "unknown" or self.duty.done != "notified":
            return ()
        if isinstance(notice, YearlyNotice):
            return ("by",) if self.unclear else ("yearly",)
        if notice.is_before_site:
            return ()
        if self.unclear:
            return ("by",)
        return tuple(name for name in self._needed(notice) if not self._is_exact(notice, name))

    def _needed(self, notice: Notice) -> Iterator[str]:
        """Yield the fields that tell together when a clock started and when it was stopped.

        Without a clock nothing is counted, so the date that would start it is not needed.
        """
        is_update = notice.kind == "update"
        if not is_update and not (isinstance(notice.entry, Breach) and notice.entry.is_open):
            return
        if self.duty.clock:
            yield notice.start_field
        if is_update or self.duty.breach_by == "district":
            yield "notified"

    def _is_exact(self, notice: Notice, field: str) -> bool:
        """Return whether a date is known; one that starts a clock of hours, with its time."""
        when = notice.date_in(field)
        is_timed = field != "notified" and self.duty.unit == "hours"
        return when is not None and (when.precision == "minute" or not is_timed)

    @property
    def dates(self) -> dict[str, When | None]:
        """The dates of the row by column, to the precision in which the duty is counted."""
        dates = {"trigger": self.trigger, "due": self.due, "done": self.done}
        return {name: self._rounded(when) for name, when in dates.items()}

    def cells(self) -> dict[str, str]:
        """Return the row as text by column.

        Dates are ISO 8601: days, or if the duty counts hours, date-times with an offset.
        """
        notice = self.notice
        duty = self.duty
        notified = notice.notified if duty.done == "notified" else None
        return {
            "notice": notice.id,
            "duty": duty.name,
            "who": duty.who,
            "section": duty.section,
            **{name: when.iso if when else "" for name, when in self.dates.items()},
            "state": self.state,
            "product": notice.product,
            "contractor": notice.contractor,
            "by": notified.by if notified else "",
            "limit_from": self.limit_from if duty.clock or self.due else "",
            "why": self.why,
            **self._commit("notified"),
            **self._commit("posted"),
        }

    def _commit(self, field: str) -> dict[str, str]:
        """Return the commit that wrote the date of a field, and its day, if the duty is done by it.

        Both are empty if git does not know the date, or knows only when the notice was posted.
        """
        commit = when = None
        posting = self.said if field == "notified" else self.posting
        if posting and self.duty.done == field and isinstance(self.notice, Notice):
            when = self.done and self.notice.date_in(field)
            commit = posting.made if when else None
        since = commit and when and commit.at.astimezone(when.start.tzinfo)
        return {
            f"{field}_commit": commit.id if commit and since else "",
            f"{field}_since": f"{since:%Y-%m-%d}" if since else "",
        }

    def _rounded(self, when: When | None) -> When | None:
        if when is None or when.precision != "minute" or self.duty.unit == "hours":
            return when
        return clocks.local(when.day, when.start.tzinfo)


def record(site: Site) -> list[RecordRow]:
    """Return the rows of all entries, contracts by id, then breaches by id; then of each year."""
    duties = site.settings.duties
    by_id = attrgetter("id")
    entries: list[Entry] = [*sorted(site.contracts, key=by_id), *sorted(site.breaches, key=by_id)]
    of_entries = (entry_rows(entry, duties, site.now, site.postings) for entry in entries)
    return [*chain.from_iterable(of_entries), *yearly_rows(site.settings, site.now)]


def entry_rows(
    entry: Entry, duties: Sequence[Duty], now: datetime, postings: Postings = None
) -> list[RecordRow]:
    """Return a row for each duty of an entry at a moment.

    `now` is in the district's time zone. `postings` has a posting for each id of a notice that git
    knows, or is None if git was not asked; a date in the entry takes precedence. What was not done
    before a notice was withdrawn is no longer owed, but what was late or overdue by then stays so.
    Nothing was ever owed for what never happened.
    """
    result = _entry_rows(entry, duties, now, postings)
    for before in entry.before:
        if before.until.has_begun(now):
            moment = min(before.until.start, now)
            earlier = _entry_rows(before.entry, duties, moment, postings)
            result = [_not_cured(row, earlier, before.until, moment) for row in result]
    return result


def _entry_rows(
    entry: Entry, duties: Sequence[Duty], now: datetime, postings: Postings
) -> list[RecordRow]:
    entry = as_of(entry, now)
    result = [_row(notice, duty, now, postings) for notice, duty in owed(entry, duties, now)]
    if isinstance(entry, Breach) and entry.current.involves is None:
        result = _with_unknown_data(result)
    return [_at_withdrawal(row, postings) for row in result]


def _not_cured(
    row: RecordRow, earlier: Sequence[RecordRow], until: When, moment: datetime
) -> RecordRow:
    """Return a row that is late or overdue if it was, as the page said it until a correction."""
    if row.state in ("late", "overdue", "withdrawn"):
        return row
    for before in earlier:
        is_same = before.notice.id == row.notice.id and before.duty.name == row.duty.name
        was_over = before.ends is not None and before.ends < moment
        if is_same and was_over and before.state in ("late", "overdue"):
            return row._replace(state="late" if row.done else "overdue", was_missed=until)
    return row


def yearly_rows(settings: Settings, now: datetime) -> list[RecordRow]:
    """Return a row for each year from the first one in the settings to this one.

    If the settings list no year, the rows are those of the latest due day that has passed, which
    is unknown, and of the one to come this year. No row is due before the law applied. `now` is in
    the district's time zone.
    """
    by_year = {notified.at.day.year: notified for notified in settings.yearly}
    is_over = now.date() > _yearly_due(now.year, settings.yearly_due)
    first = min(by_year, default=now.year if is_over else now.year - 1)
    year_rows = [
        _yearly_row(YearlyNotice(year, by_year.get(year)), settings.yearly_due, now)
        for year in range(first, now.year + 1)
    ]
    if not by_year:
        year_rows = [
            row if row.state == "open" else row._replace(state="unknown") for row in year_rows
        ]
    return [row for row in year_rows if row.duty.applies(row.due)]


def _yearly_row(notice: YearlyNotice, last_day: str, now: datetime) -> RecordRow:
    """Return the row of one year; `last_day` is MM-DD. A year that ended without one is late."""
    start = clocks.local(date(notice.year, 1, 1), now.tzinfo)
    due = clocks.local(_yearly_due(notice.year, last_day), now.tzinfo)
    done = _notified(notice, YEARLY_NOTICE)
    is_within = (done.day if done else now.date()) <= due.day
    state: State = "open" if is_within else "overdue"
    if done:
        state = "met" if is_within else "late"
    elif _means(notice, YEARLY_NOTICE) == "unknown":
        state = "unknown"
    elif now.year > notice.year:
        state = "late"
    return RecordRow(notice, YEARLY_NOTICE, start, due, done, state)


def _yearly_due(year: int, last_day: str) -> date:
    """Return the last day for the yearly notice; `last_day` is MM-DD."""
    return date.fromisoformat(f"{year}-{last_day}")


def _row(notice: Notice, duty: Duty, now: datetime, postings: Postings) -> RecordRow:
    """Return the row of one duty, from the dates of its notice."""
    posting = postings.get(notice.id) if postings else None
    trigger = notice.date_in(duty.trigger)
    done = _done(notice, duty, posting, now, postings)
    due: When | None = None
    state: State = "unknown"
    if duty.clock is None:
        state = _state_without_limit(duty, trigger, done)
    elif trigger:
        limit = clocks.deadline(trigger, duty.clock, duty.calendar)
        due = clocks.local(limit.first, now.tzinfo)
        if done or _would_be_recorded(notice, duty, postings):
            state = _state(trigger, limit, done, now, duty.clock)
    said = postings.get(_file_of(notice)) if postings else None
    row = RecordRow(notice, duty, trigger, due, done, state, posting, said=said)
    is_missed = state in ("late", "overdue")
    return row._replace(state="unknown") if is_missed and row.may_add_nobody else row


def _file_of(notice: Notice) -> str:
    """Return the id of the file that says when families were notified of a notice."""
    if notice.notified and notice.notified.message:
        return notice.notified.message
    for line in reversed(notice.entry.lines):
        fields = [corrected.field for corrected in line.fields]
        if line.of == notice.anchor and "notified" in fields and not line.withdrawn:
            return notice_id(notice.entry, line.name)
    return notice.id


def _at_withdrawal(row: RecordRow, postings: Postings) -> RecordRow:
    """Return the row of a withdrawn notice: *withdrawn* if it was not done or overdue by then.

    All that is about something that never happened is *withdrawn*, even if it was late.
    """
    notice = row.notice
    if not isinstance(notice, Notice) or not notice.withdrawn:
        return row
    if notice.never_happened:
        return row._replace(state="withdrawn")
    if row.done:
        return row
    then = notice.withdrawn.on.start
    is_over = _row(notice, row.duty, then, postings).state == "overdue"
    return row._replace(state="overdue" if is_over else "withdrawn")


def _would_be_recorded(notice: Notice, duty: Duty, postings: Postings) -> bool:
    """Return whether the record would contain a duty if it had been done.

    A notice from before this site may leave dates out. Means that are not known may have been
    electronic. The news in an update may have come with an earlier report of the contractor. A
    posting may be known only to git, and its proof may have been changed. But a contract that is
    not on file cannot have been posted.
    """
    if notice.is_before_site or _means(notice, duty) == "unknown":
        return False
    if duty.done == "received" and notice.number:
        return False
    terms = notice.statement
    if duty.done == "posted" and isinstance(terms, Terms) and not terms.agreement:
        return True
    posting = postings.get(notice.id) if postings else None
    if duty.done == "posted" and posting and posting.is_doubtful:
        return False
    return duty.done != "posted" or notice.posted is not None or postings is not None


def _done(
    notice: Notice, duty: Duty, posting: Posting | None, now: datetime, postings: Postings
) -> When | None:
    """Return when a duty was done, so that it counts."""
    if duty.done == "posted":
        return _posted(notice, posting, now, postings)
    return _notified(notice, duty) if duty.done == "notified" else notice.date_in(duty.done)


def _notified(notice: Notice | YearlyNotice, duty: Duty) -> When | None:
    """Return when families were notified by means that count, or that are not named."""
    told = notice.notified
    return told.last if told and _means(notice, duty) in (None, "electronic") else None


def _means(notice: Notice | YearlyNotice, duty: Duty) -> Means | None:
    """Return the means by which families were notified.

    None if they were not, if no means are named, or if the duty requires none.
    """
    told = notice.notified if duty.done == "notified" and duty.is_electronic else None
    return means(told.by) if told and told.by else None


def _posted(
    notice: Notice, posting: Posting | None, now: datetime, postings: Postings
) -> When | None:
    """Return when a notice was posted, according to its entry or git.

    The notice of a contract counts only with the contract itself, which may have come with a
    correction. Of a notice from before this site, git knows when it was imported, and not when it
    was posted.
    """
    is_contract = isinstance(notice.entry, Contract)
    if is_contract and not notice.agreement:
        return None
    posted = notice.posted
    if posted or not posting or posting.is_doubtful or notice.is_before_site:
        return posted
    commit = posting.first
    if is_contract:
        added = notice.entry.added_by.get(notice.anchor)
        correction = postings.get(added) if postings and added else None
        commit = posting.with_contract or (correction and correction.first)
    return commit.when(now.tzinfo) if commit else None


def _state_without_limit(duty: Duty, trigger: When | None, done: When | None) -> State:
    """Return the state of a duty for which no time is set: whether it was surely done."""
    if done is None:
        return "unknown"
    if duty.done == "posted":
        return "unknown" if duty.is_unconfirmed else "posted"
    is_doubtful = trigger and clocks.may_be_before(done, trigger, duty.unit)
    return "unknown" if is_doubtful else "met"


def _state(
    trigger: When, due: clocks.Bounds, done: When | None, now: datetime, clock: Clock
) -> State:
    """Return whether something was done within its limit, or still can be.

    The state is unknown if the dates are not exact enough. It is also unknown if it may have been
    done before its trigger, because it then was not done in response to it.
    """
    first, last = clocks.bounds(done or When(now, "minute"), clock.unit)
    if done and clocks.may_be_before(done, trigger, clock.unit):
        return "late" if first > due.last else "unknown"
    if last <= due.first:
        return "met" if done else "open"
    if first > due.last:
        return "late" if done else "overdue"
    return "unknown"


def _with_unknown_data(rows: list[RecordRow]) -> list[RecordRow]:
    """Return the rows of a breach whose data is unknown.

    Any of the contractor's clocks may apply, so their state is known only if all have the same.
    """
    states = {row.state for row in rows if row.duty.kinds}
    state: State = states.pop() if len(states) == 1 else "unknown"
    return [row._replace(state=state) if row.duty.kinds else row for row in rows]
