"""What stands in a list: entries with their status, notices in their order, and how many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Breach, Contract, Notice, Terms, notices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from generator.core.dates import When
    from generator.core.settings import School
    from generator.core.site import Site

STATUSES = ("active", "upcoming", "ended", "withdrawn", "unknown")
BREACH_STATUSES = ("open", "resolved", "withdrawn", "unrecorded")


class Row(NamedTuple):
    """A contract in its list: what holds now, and its status."""

    contract: Contract
    now: Terms
    status: str


def status(contract: Contract, now: datetime) -> str:
    """Return active, ended, withdrawn, upcoming before its date, or unknown where the end is not recorded."""
    if contract.withdrawn:
        return "withdrawn"
    if contract.executed and contract.executed.start > now:
        return "upcoming"
    expires = contract.now.expires
    if expires is None:
        return "unknown"
    return "ended" if expires and expires.end <= now else "active"


def counted(found: Iterable[str], statuses: tuple[str, ...]) -> dict[str, int]:
    """Return how many there are of each status, in this order."""
    counter = Counter(found)
    return {status: counter[status] for status in statuses}


def concerns(schools: tuple[str, ...] | None, school: School) -> bool:
    """Say whether what names some schools, or none for all of them, may concern one school."""
    return not schools or school.id in schools


def sorted_notices(site: Site) -> list[Notice]:
    """Return all dated notices of a site, newest first; of one moment, in the order of their ids."""
    told = [(notice.dated.start, notice) for entry in site.entries for notice in notices(entry) if notice.dated]
    told.sort(key=lambda dated: dated[1].id)
    return [notice for _, notice in sorted(told, key=lambda dated: dated[0].timestamp(), reverse=True)]


def until(now: datetime, told: list[Notice]) -> list[Notice]:
    """Return the dated notices whose date has come."""
    return [notice for notice in told if notice.dated and notice.dated.start <= now]


def of_month(now: datetime, told: list[Notice]) -> list[Notice]:
    """Return the dated notices of the month of `now`."""
    dated = [(notice, notice.dated.start) for notice in told if notice.dated]
    return [notice for notice, day in dated if (day.year, day.month) == (now.year, now.month)]


def last_changed(told: list[Notice]) -> When | None:
    """Return the date of the newest of some notices, which stand newest first."""
    return told[0].dated if told else None


def of_section(told: list[Notice], section: str) -> list[Notice]:
    """Return the notices of one of the two lists."""
    return [notice for notice in told if notice.entry.section == section]


def product_counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many contracts there are of each status."""
    return counted((row.status for row in rows), STATUSES)


def breach_counts(breaches: Iterable[Breach]) -> dict[str, int]:
    """Return how many breaches there are of each status."""
    return counted((breach.status for breach in breaches), BREACH_STATUSES)
