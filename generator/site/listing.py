"""The content of lists: entries with their status, sorted notices, and counts."""

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
    """A contract in a list, with its current terms and its status."""

    contract: Contract
    now: Terms
    status: str


def status(contract: Contract, now: datetime) -> str:
    """Return one of `STATUSES`; it is unknown if the contract's end is not recorded."""
    if contract.withdrawn:
        return "withdrawn"
    if contract.executed and contract.executed.start > now:
        return "upcoming"
    expires = contract.now.expires
    if expires is None:
        return "unknown"
    return "ended" if expires and expires.end <= now else "active"


def affects(schools: tuple[str, ...] | None, school: School) -> bool:
    """Return whether an entry for some schools may affect one; no schools means all of them."""
    return not schools or school.id in schools


def sorted_notices(site: Site) -> list[Notice]:
    """Return all dated notices of a site, newest first, and by id if the time is the same."""
    dated = [
        (-notice.dated.start.timestamp(), notice.id, notice)
        for entry in site.entries
        for notice in notices(entry)
        if notice.dated
    ]
    return [notice for _, _, notice in sorted(dated, key=lambda row: row[:2])]


def until(now: datetime, notices: list[Notice]) -> list[Notice]:
    """Return the notices with a date that is not in the future."""
    return [notice for notice in notices if notice.dated and notice.dated.start <= now]


def of_month(now: datetime, notices: list[Notice]) -> list[Notice]:
    """Return the notices with a date in the month of `now`."""
    dated = [(notice, notice.dated.start) for notice in notices if notice.dated]
    return [notice for notice, day in dated if (day.year, day.month) == (now.year, now.month)]


def last_changed(notices: list[Notice]) -> When | None:
    """Return the date of the newest of some notices; they must be sorted, the newest first."""
    return notices[0].dated if notices else None


def of_section(notices: list[Notice], section: str) -> list[Notice]:
    """Return the notices of “contracts” or “breaches”."""
    return [notice for notice in notices if notice.entry.section == section]


def product_counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of contracts in each status."""
    return count_by_status((row.status for row in rows), STATUSES)


def breach_counts(breaches: Iterable[Breach]) -> dict[str, int]:
    """Return the number of breaches in each status."""
    return count_by_status((breach.status for breach in breaches), BREACH_STATUSES)


def count_by_status(entries: Iterable[str], statuses: tuple[str, ...]) -> dict[str, int]:
    """Return how often each status occurs, in the order of `statuses`."""
    counts = Counter(entries)
    return {status: counts[status] for status in statuses}
