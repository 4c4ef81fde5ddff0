"""The duties that the law sets: who must do what, counted from when, within which time, by which section."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["days", "business days", "hours"]
Who = Literal["board", "contractor"]


class Clock(NamedTuple):
    """How much time there is: a number of days, of business days or of hours."""

    limit: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody must do within `limit` units after the `trigger`.

    `trigger` and `done` are fields of an entry: the clock runs from the one until the other, the first of `done` that
    is there. `kinds` are the kinds of data that a breach must involve for the duty to be owed; empty for any.
    """

    name: str
    who: Who
    what: str
    trigger: str
    done: tuple[str, ...]
    limit: int
    unit: Unit
    section: str
    kinds: tuple[str, ...] = ()


CONTRACT_NOTICE = Duty(
    name="contract-notice",
    who="board",
    what="tell students and families of a new, renewed or amended contract",
    trigger="executed",
    done=("notified",),
    limit=5,
    unit="days",
    section="PA 16-189; PA 18-125 (from 2018-07-01)",
)
CONTRACTOR_BREACH_NOTICE_30 = Duty(
    name="contractor-breach-notice-30",
    who="contractor",
    what="tell the board of a breach of student information, directory information apart",
    trigger="discovered",
    done=("received",),
    limit=30,
    unit="days",
    section="10-234dd",
    kinds=("student_information",),
)
CONTRACTOR_BREACH_NOTICE_60 = Duty(
    name="contractor-breach-notice-60",
    who="contractor",
    what="tell the board of a breach of directory information, student records or student-generated content",
    trigger="discovered",
    done=("received",),
    limit=60,
    unit="days",
    section="10-234dd",
    kinds=("directory_information", "student_records", "student_generated_content"),
)
FAMILY_BREACH_NOTICE = Duty(
    name="family-breach-notice",
    who="board",
    what="tell affected students and families of a breach, and post the notice",
    trigger="received",
    done=("notified",),
    limit=48,
    unit="hours",
    section="PA 16-189; PA 17-200 (from 2017-07-01)",
)

PRESETS: Mapping[str, tuple[Duty, ...]] = {
    # What the district has promised to families.
    "district-page": (
        CONTRACT_NOTICE,
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        FAMILY_BREACH_NOTICE,
    ),
    # What the statute asks today. Of a contract the website is the notice, so posting it will do (PA 18-125).
    "statute": (
        replace(CONTRACT_NOTICE, done=("notified", "posted"), limit=5, unit="business days"),
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        replace(FAMILY_BREACH_NOTICE, limit=2, unit="business days"),
    ),
}


# Since when a board may share student data only under a written contract (§ 10-234bb(a); PA 17-200 moved it).
WRITTEN_CONTRACT_SINCE: Mapping[str, date] = {"district-page": date(2016, 10, 1), "statute": date(2018, 7, 1)}


def duties(law: str, deadlines: Mapping[str, Clock]) -> tuple[Duty, ...]:
    """Return the duties of a preset; a clock of the district's own replaces the preset's."""
    return tuple(
        replace(duty, **deadlines[duty.name]._asdict()) if duty.name in deadlines else duty for duty in PRESETS[law]
    )
