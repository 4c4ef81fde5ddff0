"""The figures of pages: the charts of *The record*.

A bar of a chart is a count, with its share of the chart's width.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil
from typing import NamedTuple

from generator.core.duties import Clock
from generator.core.model import CONTRACT_KINDS, Contract, Data
from generator.law.record import RecordRow

MIN_SHARE = 0.5  # percent of the width that is still visible
MAX_YEARS = 8  # earlier years share one bar
MAX_BARS = 6  # within the limit; for a longer limit, a bar is several days or hours


class Bar(NamedTuple):
    """A number with its name, and the length of its bar in percent of the chart's width."""

    name: str
    number: int
    share: float


class Wait(NamedTuple):
    """The number of notices that took from `least` to `most` units; `most` is None for no limit."""

    least: int
    most: int | None
    number: int
    share: float
    is_late: bool


class Waits(NamedTuple):
    """How long the notices of one duty took, and in how many its state in the record is which.

    The bars are those of the notices that have the limit of today; all others are counted as well.
    `untimed` counts those that were done, or may have been, and nobody knows how long they took.
    Those that were `early` were done before any time began.
    """

    name: str
    clock: Clock
    bars: tuple[Wait, ...]
    within: int
    late: int
    overdue: int
    unknown: int
    early: int
    untimed: int

    @property
    def all(self) -> int:
        """The number of notices that are due, with those of which nobody knows."""
        return self.within + self.late + self.overdue + self.unknown + self.early


class Charts(NamedTuple):
    """All charts. A chart without bars is not shown."""

    active: int
    kinds: tuple[Bar, ...]
    years: tuple[Bar, ...]
    undated: int
    waits: tuple[Waits, ...]


def kinds(collected: list[Data | None]) -> Iterator[Bar]:
    """Yield how many contracts collect each kind of data; a bar of full length is all of them."""
    counts = Counter(name for data in collected for name in _kinds(data))
    for name in (*Data._fields, "none", "unrecorded"):
        if collected and (counts[name] or name in CONTRACT_KINDS):
            yield Bar(name, counts[name], _share(counts[name], len(collected)))


def years(contracts: Iterable[Contract]) -> Iterator[Bar]:
    """Yield how many contracts were signed each year, first those before the first year shown."""
    by_year = Counter(contract.executed.day.year for contract in contracts if contract.executed)
    if not by_year:
        return
    last = max(by_year)
    first = max(min(by_year), last - MAX_YEARS + 1)
    counts = {str(year): by_year[year] for year in range(first, last + 1)}
    older = sum(count for year, count in by_year.items() if year < first)
    if older:
        counts = {"older": older, **counts}
    yield from (
        Bar(name, count, _share(count, max(counts.values()))) for name, count in counts.items()
    )


def waits(name: str, clock: Clock, rows: list[RecordRow]) -> Waits:
    """Return bars for times up to the limit, one up to twice the limit, and one beyond that.

    The rows are those of a duty in the record, which decides what is within the limit. A notice is
    counted even if it had another limit, or was withdrawn: what was late was late. It then has no
    bar, because the bars are compared with this limit.
    """
    states = Counter(row.state for row in rows)
    times = [(row, row.taken) for row in rows if row.state in ("met", "late")]
    known = [max(time, 0) for row, time in times if time is not None and row.duty.clock == clock]
    untimed = sum(time is None for _, time in times)
    early = sum(row.is_early for row in rows)
    unknown = states["unknown"] - early
    limit = clock.limit
    spans = [*_spans(limit), (limit + 1, 2 * limit), (2 * limit + 1, None)]
    counts = [
        sum(least <= time and (most is None or time <= most) for time in known)
        for least, most in spans
    ]
    bars = tuple(
        Wait(least, most, count, _share(count, max(counts)), is_late=least > limit)
        for (least, most), count in zip(spans, counts, strict=True)
    )
    return Waits(
        name,
        clock,
        bars,
        within=states["met"],
        late=states["late"],
        overdue=states["overdue"],
        unknown=unknown,
        early=early,
        untimed=untimed + unknown,
    )


def _kinds(data: Data | None) -> list[str]:
    """Return the names of the bars in which a contract is counted."""
    if data is None:
        return ["unrecorded"]
    return [kind for kind, _ in data.kinds] or ["none"]


def _spans(limit: int) -> Iterator[tuple[int, int | None]]:
    """Yield each unit up to the limit, or equal spans that end at the limit if there are too many.

    The first span may be longer.
    """
    step = ceil(limit / MAX_BARS)
    least = 0
    for most in range(limit % step if step > 1 else 0, limit + 1, step):
        if most or step == 1:
            yield least, most
            least = most + 1


def _share(count: int, longest: int) -> float:
    """Return the length of a bar in percent; a number above 0 has a visible bar."""
    return max(round(100 * count / longest, 1), MIN_SHARE) if count else 0.0
