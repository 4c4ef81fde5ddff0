"""The duties that the law sets: who must do what, by when, and under which section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Literal, NamedTuple

from generator.core.dates import When

Unit = Literal["days", "business days", "hours"]
Who = Literal["board", "contractor"]
LimitFrom = Literal["district", "state law", "own"]


class Clock(NamedTuple):
    """A limit as a number of days, business days or hours."""

    limit: int
    unit: Unit

    def __str__(self) -> str:
        """Return it as in the settings: `5 business days`, `1 day`."""
        return f"{self.limit} {self.unit if self.limit > 1 else self.unit[:-1]}"


class OwnLimit(NamedTuple):
    """A limit that the district has set, and the first day on which its clock can start, if any."""

    clock: Clock
    since: date | None = None


class Calendar(NamedTuple):
    """The office's exceptions: holidays on which it is open, weekdays on which it is closed."""

    open: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()


STATE_CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that the board or a contractor must do, and its time limit.

    `do` is a short phrase and `what` is the full duty. `trigger` and `done` are fields of an entry:
    the clock runs from one to the other. The duty applies to notices since `since`, to breaches
    with one of the `kinds` of data (none: any data), and to contracts on one of the `bases` (an
    empty basis is one that is not recorded). `until` is the last day on which it was the law; None
    if it still is.
    `law` is the limit under state law, `own` the one that the district has promised or set instead,
    and `limit_from` the source of the one that applies; None means no limit. A clock that surely
    started before `own_since` has another limit, and so has one that may have. If `is_unconfirmed`,
    what the law required could not be read, so nothing can be said about it (†). `breach_by` is
    who had a breach that it is about, see `Breach.by`. It may have to be done electronically.
    """

    name: str
    who: Who
    do: str
    what: str
    trigger: str
    done: str
    since: date
    section: str
    law: Clock | None
    own: Clock | None = None
    own_since: date | None = None
    until: date | None = None
    limit_from: LimitFrom = "state law"
    kinds: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    calendar: Calendar = STATE_CALENDAR
    is_unconfirmed: bool = False
    breach_by: str = "contractor"
    is_electronic: bool = True

    def applies(self, start: When | None) -> bool:
        """Return whether the duty was the law when its clock started; if unknown, whether it is."""
        if start is None:
            return self.until is None
        if self.own_since and start.day < self.own_since:
            return False
        return start.last_day >= self.since and (self.until is None or start.day <= self.until)

    def is_in_force(self, day: date) -> bool:
        """Return whether the duty has this limit on a day."""
        is_over = self.until is not None and self.until < day
        return not is_over and (self.own_since is None or self.own_since <= day)

    @property
    def clock(self) -> Clock | None:
        """The limit that applies."""
        return self.own or self.law

    @property
    def required_by(self) -> str:
        """What requires it: state law, or for the direct notice of a contract only a promise."""
        is_promise = self.name == CONTRACT_NOTICE.name
        return "The district's promise" if is_promise else "State law"

    @property
    def unit(self) -> Unit:
        """The unit of the limit; days if there is no limit."""
        return self.clock.unit if self.clock else "days"


# When each act took effect.
PA_16_189 = date(2016, 10, 1)
PA_17_200 = date(2017, 7, 1)
PA_18_125 = date(2018, 7, 1)

# Who does what, from which date to which, since when, and the limits.
CONTRACT_NOTICE = Duty(
    name="contract-notice",
    who="board",
    do="notify families",
    what="notify students and families directly of a new, renewed or amended contract",
    trigger="executed",
    done="notified",
    since=PA_16_189,
    section="PA 16-189",
    law=Clock(5, "business days"),
    own=Clock(5, "days"),
    limit_from="district",
    bases=("contract", "pledge", ""),
)
CONTRACT_POSTING = Duty(
    name="contract-posting",
    who="board",
    do="post the notice and the contract",
    what="post the notice of a new, renewed or amended contract on the website, with the contract "
    "itself",
    trigger="executed",
    done="posted",
    since=PA_18_125,
    section="PA 18-125",
    law=Clock(5, "business days"),
    bases=("contract", ""),
)
# PA 16-189 asked for this as well, but what PA 17-200 made of it until PA 18-125 was not found.
CONTRACT_POSTING_2016 = replace(
    CONTRACT_POSTING,
    since=PA_16_189,
    until=PA_18_125 - timedelta(days=1),
    section="PA 16-189 †",
    law=None,
    is_unconfirmed=True,
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
    law=Clock(30, "days"),
    kinds=("student_information",),
)
CONTRACTOR_BREACH_NOTICE_60 = replace(
    CONTRACTOR_BREACH_NOTICE_30,
    name="contractor-breach-notice-60",
    what="notify the board of a breach of directory information, student records or "
    "student-generated content",
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
    law=Clock(2, "business days"),
)
# What state law required before PA 17-200 changed the hours to business days.
FAMILY_BREACH_NOTICE_48_HOURS = replace(
    FAMILY_BREACH_NOTICE,
    until=PA_17_200 - timedelta(days=1),
    section="PA 16-189",
    law=Clock(48, "hours"),
)
# The law requires posting the notice of a breach, but sets no time limit.
BREACH_POSTING = Duty(
    name="breach-posting",
    who="board",
    do="post the notice",
    what="post the notice of a breach on the website",
    trigger="received",
    done="posted",
    since=PA_16_189,
    section="PA 16-189",
    law=None,
)
# Section 10-234dd counts from a contractor's notice. We found no law that sets a time to notify
# families of a breach of the district's own, or that requires it (†). So only a limit in the
# settings is one.
OWN_BREACH_NOTICE = Duty(
    name="own-breach-notice",
    who="board",
    do="notify families",
    what="notify affected students and families of a breach of the district's own",
    trigger="discovered",
    done="notified",
    since=PA_16_189,
    section="no law †",
    law=None,
    limit_from="own",
    breach_by="district",
    is_electronic=False,
)
# A contract must say that no data is kept after its end. The law sets no day, and asks for no word
# of it: the record shows whether the contractor has confirmed it.
DATA_DELETION = Duty(
    name="data-deletion",
    who="contractor",
    do="confirm the deletion",
    what="confirm that the student data was deleted after the end of the contract",
    trigger="expires",
    done="deletion",
    since=PA_16_189,
    section="10-234bb(a)",
    law=None,
    bases=("contract", "pledge", ""),
)

# Once a year, for the whole site and not for an entry. The law sets no day; the settings do.
YEARLY_NOTICE = Duty(
    name="yearly-notice",
    who="board",
    do="notify families",
    what="notify students and families of the address of the website, once a year",
    trigger="year",
    done="notified",
    since=PA_18_125,
    section="PA 18-125",
    law=None,
    limit_from="own",
)

PRESETS: Mapping[str, tuple[Duty, ...]] = {
    # What the district has promised to families, and all other duties under state law.
    "district-page": (
        CONTRACT_NOTICE,
        CONTRACT_POSTING_2016,
        CONTRACT_POSTING,
        DATA_DELETION,
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        replace(FAMILY_BREACH_NOTICE, own=Clock(48, "hours"), limit_from="district"),
        BREACH_POSTING,
        OWN_BREACH_NOTICE,
    ),
    # What state law requires. Since PA 18-125 it requires no direct notice of a contract.
    "statute": (
        CONTRACT_POSTING_2016,
        CONTRACT_POSTING,
        DATA_DELETION,
        CONTRACTOR_BREACH_NOTICE_30,
        CONTRACTOR_BREACH_NOTICE_60,
        FAMILY_BREACH_NOTICE_48_HOURS,
        replace(FAMILY_BREACH_NOTICE, since=PA_17_200),
        BREACH_POSTING,
        OWN_BREACH_NOTICE,
    ),
}

# What a contract must contain, in the order of § 10-234bb(a)(1) to (10). A contract without these
# terms is void if the district asks the contractor to add them and it does not (PA 17-200).
REQUIRED_TERMS = (
    "ownership",
    "deletion",
    "purpose-limits",
    "access-and-correction",
    "security",
    "breach-report",
    "retention",
    "ferpa",
    "connecticut-law",
    "severability",
)

# The date since which a board may share student data only under a written contract (§ 10-234bb(a);
# PA 17-200 moved the date).
WRITTEN_CONTRACT_SINCE: Mapping[str, date] = {"district-page": PA_16_189, "statute": PA_18_125}


def duties(
    law: str, deadlines: Mapping[str, OwnLimit], calendar: Calendar = STATE_CALENDAR
) -> tuple[Duty, ...]:
    """Return the duties of a preset, with the district's calendar and its own deadlines by duty.

    An own deadline replaces the limit of the law in force, not one that the law had earlier. If it
    has a first day, the duty is there twice, and each notice has one of the two. With
    `contract-notice: {limit: 3 days, from: 2026-09-01}`:

        contract-notice  5 days, as in the preset  for what was signed until 2026-08-31
        contract-notice  3 days                    for what was signed since 2026-09-01
    """
    each = (
        _with_own_limit(duty, deadlines[duty.name])
        if duty.name in deadlines and duty.until is None
        else [duty]
        for duty in PRESETS[law]
    )
    return tuple(replace(duty, calendar=calendar) for duty in chain.from_iterable(each))


def _with_own_limit(duty: Duty, limit: OwnLimit) -> list[Duty]:
    """Return a duty with the district's own limit, after the one before its first day, if any."""
    own = replace(duty, own=limit.clock, own_since=limit.since, limit_from="own")
    return [replace(duty, until=limit.since - timedelta(days=1)), own] if limit.since else [own]
