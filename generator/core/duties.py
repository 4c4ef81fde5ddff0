"""The duties that the law sets: who must do what, counted from when, within which time, by which section."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["days", "business days", "hours"]
Who = Literal["board", "contractor"]
LimitFrom = Literal["district", "state law", "own"]


class Clock(NamedTuple):
    """How much time there is: a number of days, of business days or of hours."""

    limit: int
    unit: Unit

    def __str__(self) -> str:
        """Return it as the settings write it: `5 business days`, `1 day`."""
        return f"{self.limit} {self.unit if self.limit > 1 else self.unit[:-1]}"


class Calendar(NamedTuple):
    """The days of the district's office that differ from the state's: open on a holiday, closed on a weekday."""

    open: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()


STATE_CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody must do, and the time that there is for it.

    `do` is what to do in a few words, `what` the duty in full. `trigger` and `done` are fields of an entry: the clock
    runs from the one until the other. A notice from before `since` does not owe it; nor does a breach without one of
    the `kinds` of data, or a contract on another basis than one of `bases` (empty: not recorded); no kinds, any data.
    `clock` is the limit that counts, from where `limit_from` says, and `law` that of state law; None is no limit.
    """

    name: str
    who: Who
    do: str
    what: str
    trigger: str
    done: str
    since: date
    section: str
    clock: Clock | None
    law: Clock | None
    limit_from: LimitFrom = "state law"
    kinds: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    calendar: Calendar = STATE_CALENDAR

    @property
    def unit(self) -> Unit:
        """What its dates are counted in: days where there is no limit."""
        return self.clock.unit if self.clock else "days"


PA_16_189, PA_18_125 = date(2016, 10, 1), date(2018, 7, 1)  # since when each act applies

CONTRACT_NOTICE = Duty(
    name="contract-notice",
    who="board",
    do="notify families",
    what="notify students and families directly of a new, renewed or amended contract",
    trigger="executed",
    done="notified",
    since=PA_16_189,
    section="PA 16-189",
    clock=Clock(5, "days"),
    law=Clock(5, "business days"),
    limit_from="district",
    bases=("contract", "pledge", ""),
)
CONTRACT_POSTING = Duty(
    name="contract-posting",
    who="board",
    do="post the notice and the contract",
    what="post the notice of a new, renewed or amended contract on the website, with the contract itself",
    trigger="executed",
    done="posted",
    since=PA_18_125,
    section="PA 18-125",
    clock=Clock(5, "business days"),
    law=Clock(5, "business days"),
    bases=("contract", ""),
)
CONTRACTOR_BREACH_NOTICE_30 = Duty(
    name="contractor-breach-notice-30",
    who="contractor",
    do="notify the board",
    what="notify the board of a breach of student information other than directory information",
    trigger="discovered",
    done="received",
    since=PA_16_189,
    section="10-234dd",
    clock=Clock(30, "days"),
    law=Clock(30, "days"),
    kinds=("student_information",),
)
CONTRACTOR_BREACH_NOTICE_60 = replace(
    CONTRACTOR_BREACH_NOTICE_30,
    name="contractor-breach-notice-60",
    what="notify the board of a breach of directory information, student records or student-generated content",
    clock=Clock(60, "days"),
    law=Clock(60, "days"),
    kinds=("directory_information", "student_records", "student_generated_content"),
)
FAMILY_BREACH_NOTICE = Duty(
    name="family-breach-notice",
    who="board",
    do="notify families",
    what="notify affected students and families of a breach electronically",
    trigger="received",
    done="notified",
    since=PA_16_189,
    section="PA 16-189; PA 17-200 (from 2017-07-01)",
    clock=Clock(2, "business days"),
    law=Clock(2, "business days"),
)
# That the notice of a breach is posted is required; within which time is not said.
BREACH_POSTING = Duty(
    name="breach-posting",
    who="board",
    do="post the notice",
    what="post the notice of a breach on the website",
    trigger="received",
    done="posted",
    since=PA_16_189,
    section="PA 16-189",
    clock=None,
    law=None,
)

PRESETS: Mapping[str, tuple[Duty, ...]] = {
    # What the district has promised to families, and the duties of state law for which it has promised nothing.
    "district-page": (
        CONTRACT_NOTICE,
        CONTRACT_POSTING,
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        replace(FAMILY_BREACH_NOTICE, clock=Clock(48, "hours"), limit_from="district"),
        BREACH_POSTING,
    ),
    # What state law requires today. It requires no direct notice of a contract any more (PA 18-125).
    "statute": (
        CONTRACT_POSTING,
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        FAMILY_BREACH_NOTICE,
        BREACH_POSTING,
    ),
}

# Since when a board may share student data only under a written contract (§ 10-234bb(a); PA 17-200 moved it).
WRITTEN_CONTRACT_SINCE: Mapping[str, date] = {"district-page": PA_16_189, "statute": PA_18_125}


def duties(law: str, deadlines: Mapping[str, Clock], calendar: Calendar = STATE_CALENDAR) -> tuple[Duty, ...]:
    """Return the duties of a preset by the district's calendar; a clock of its own replaces the preset's."""
    return tuple(_kept(duty, deadlines, calendar) for duty in PRESETS[law])


def _kept(duty: Duty, deadlines: Mapping[str, Clock], calendar: Calendar) -> Duty:
    if duty.name in deadlines:
        return replace(duty, clock=deadlines[duty.name], limit_from="own", calendar=calendar)
    return replace(duty, calendar=calendar)
