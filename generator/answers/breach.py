"""What a family asks about a breach: who, was each told, which data, what to do, on time, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from generator.answers.elements import Step, steps, urgent
from generator.answers.timing import (
    Deadline,
    Event,
    deadlines,
    line_in_time,
    on_time,
    timeline,
)
from generator.core.dates import When
from generator.core.duties import Duty
from generator.core.model import Breach, Count, Data, Extent, Prose, Protection
from generator.core.notices import Notice
from generator.core.site import Posting
from generator.law.owed import Untold, untold
from generator.law.record import RecordRow, State, entry_rows

TellingKind = Literal["nobody", "once", "over days", "in a month", "again"]
OfferState = Literal["none", "runs", "ended"]


class Affected(NamedTuple):
    """Who is affected, as far as is known. `schools` is () for all, and None if nobody knows.

    What is not known may still be found out unless `is_final`.
    """

    students: Count | None
    grades: tuple[str, ...]
    schools: tuple[str, ...] | None
    is_final: bool


class Told(NamedTuple):
    """When families were notified directly, and who was not, as far as the record shows.

    `kind` is how its sentence is made: of no date, of one, of a first and a last one, of dates
    known only by their month, or of several notices. `says_how` is whether any of them names its
    means.
    """

    kind: TellingKind
    first: When | None = None
    last: When | None = None
    says_how: bool = True
    untold: tuple[Untold, ...] = ()


class Offer(NamedTuple):
    """What families are offered: its text, and whether it can still be used."""

    state: OfferState
    text: Prose | None = None


class BreachAnswers:
    """The answers about a breach at a moment, of all its notices together.

    `duties` are those of the settings, and `postings` the same as in `Inputs`. For what was known
    at an earlier time, take the breach as it was then: `as_of`, or `core.notices.upto`.
    """

    def __init__(
        self,
        breach: Breach,
        duties: Sequence[Duty],
        now: datetime,
        postings: Mapping[str, Posting] | None = None,
    ) -> None:
        """`now` is in the district's time zone."""
        self.breach = breach
        self.now = now
        self._duties = duties
        self._postings = postings

    @cached_property
    def known(self) -> Extent:
        """What all notices together say."""
        return self.breach.current

    @property
    def status(self) -> str:
        """`open`, `resolved`, `withdrawn` or `unrecorded`."""
        return self.breach.status

    @property
    def affected(self) -> Affected:
        """Is my child affected?"""
        known = self.known
        return Affected(known.students, known.grades, known.schools, not self.breach.is_open)

    @property
    def data(self) -> Data | None:
        """Which data? None if nobody knows; what is no longer involved is taken out."""
        return self.known.involves

    @property
    def urgent(self) -> Data | None:
        """Which of the data is of a sensitive topic? None if nothing is, as far as is known."""
        return urgent(self.data) if self.data else None

    @property
    def spared(self) -> tuple[str, ...]:
        """Which data not?"""
        return self.known.not_involved

    @cached_property
    def told(self) -> Told:
        """Was she told? All families that a notice concerns, as the record of each notice says."""
        told = self.breach.all_notified
        if not told:
            return Told("nobody")
        first = told[0].at
        last = told[-1].last
        kind: TellingKind = "once"
        if "month" in (first.precision, last.precision):
            kind = "in a month"
        elif len(told) > 1:
            kind = "again"
        elif first.day != last.day:
            kind = "over days"
        says_how = any(notified.means for notified in told)
        not_told = untold(self.breach, self._duties, self.now)
        return Told(kind, first, last, says_how, tuple(not_told))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What should I do now? The most urgent first, chosen by the data; none if withdrawn."""
        return () if self.breach.withdrawn else steps(self.data)

    @property
    def offer(self) -> Offer:
        """What is offered, which ends on its last day, or with the case if it names none."""
        text = self.known.offers
        if text is None:
            return Offer("none")
        if text.until:
            return Offer("runs" if text.until.last_day >= self.now.date() else "ended", text)
        return Offer("runs" if self.breach.is_open else "ended", text)

    @property
    def protection(self) -> Protection | None:
        """What protects a family against identity theft, if an officer has entered it (§ 36a-701b).

        None if nothing was entered, or if none is required.
        """
        protection = self.known.protection
        return protection if protection and protection.months else None

    @cached_property
    def rows(self) -> list[RecordRow]:
        """What the record says: a row for each duty of each notice."""
        return entry_rows(self.breach, self._duties, self.now, self._postings)

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """All deadlines, in the order of the record."""
        return deadlines(self.rows)

    @property
    def families_on_time(self) -> State | None:
        """Were families notified in time, of this breach and of each update that added something?

        None if nothing had to be done by a day.
        """
        return on_time(each for each in self.deadlines if each.row.duty.done == "notified")

    @property
    def events(self) -> list[Event]:
        """When did it happen, when did the district know, and when did it tell?"""
        return timeline(self.breach, self.deadlines)

    def line(self, has_deadlines: bool) -> list[Event]:
        """Return the dates that a page shows first; `has_deadlines` is whether it judges them."""
        return line_in_time(self.breach, self.deadlines if has_deadlines else ())

    def deadlines_of(self, notice: Notice) -> tuple[Deadline, ...]:
        """Return the deadlines of one notice: of the breach itself, or of an update."""
        return tuple(each for each in self.deadlines if each.row.notice.id == notice.id)
