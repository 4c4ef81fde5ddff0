"""What the pictures of the home page draw: counts of a site → bars, each with its share of the picture's width."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.core.duties import Clock
    from generator.core.model import Contract

LEAST = 0.5  # percent of the width that still shows
MOST_YEARS = 8  # what is older is one bar
MOST_UNITS = 6  # a longer limit has a bar for several days or hours
USUAL_KINDS = Data._fields[:3]  # directory information stands only where something collects it


class Bar(NamedTuple):
    """A number by its name, and how long its bar is, in percent of the picture's width."""

    name: str
    number: int
    share: float


class Wait(NamedTuple):
    """How many notices took from `least` to `most` of a duty's units; `most` is None for all that took longer."""

    least: int
    most: int | None
    number: int
    share: float
    is_late: bool


class Waits(NamedTuple):
    """How long notices took against their limit; of `untold` the dates do not tell."""

    clock: Clock
    bars: tuple[Wait, ...]
    untold: int

    @property
    def told(self) -> int:
        """How many notices the bars count."""
        return sum(bar.number for bar in self.bars)

    @property
    def within(self) -> int:
        """How many of them were within the limit."""
        return sum(bar.number for bar in self.bars if not bar.is_late)


class Charts(NamedTuple):
    """The pictures of the home page; what would tell nothing has no bars."""

    active: int
    kinds: tuple[Bar, ...]
    years: tuple[Bar, ...]
    undated: int
    waits: Waits | None


def kinds(held: list[Data | None]) -> Iterator[Bar]:
    """Yield how many of some contracts collect each kind of data; a bar of full length is all of them."""
    counter = Counter(name for data in held for name in _names(data))
    for name in (*Data._fields, "none", "unrecorded"):
        if held and (counter[name] or name in USUAL_KINDS):
            yield Bar(name, counter[name], _share(counter[name], len(held)))


def years(signed: Iterable[Contract]) -> Iterator[Bar]:
    """Yield how many contracts were signed in each year from the first to the last, old ones as, « older »."""
    counter = Counter(contract.executed.day.year for contract in signed if contract.executed)
    if not counter:
        return
    first = max(min(counter), max(counter) - MOST_YEARS + 1)
    counts = {str(year): counter[year] for year in range(first, max(counter) + 1)}
    older = sum(count for year, count in counter.items() if year < first)
    if older:
        counts = {"older": older, **counts}
    yield from (Bar(name, count, _share(count, max(counts.values()))) for name, count in counts.items())


def waits(taken: list[int | None], clock: Clock) -> Waits:
    """Return how long notices took: bars up to the limit, one up to twice the limit, and one beyond."""
    known = [max(time, 0) for time in taken if time is not None]
    bounds = [*_bounds(clock.limit), (clock.limit + 1, 2 * clock.limit), (2 * clock.limit + 1, None)]
    counts = [sum(least <= time and (most is None or time <= most) for time in known) for least, most in bounds]
    bars = (
        Wait(least, most, count, _share(count, max(counts)), least > clock.limit)
        for (least, most), count in zip(bounds, counts, strict=True)
    )
    return Waits(clock, tuple(bars), len(taken) - len(known))


def _names(data: Data | None) -> list[str]:
    """Return the bars that a contract counts in."""
    if data is None:
        return ["unrecorded"]
    return [kind for kind, _ in data.kinds] or ["none"]


def _bounds(limit: int) -> Iterator[tuple[int, int | None]]:
    """Yield the spans that a limit is divided into: each unit alone, or equal spans that end at the limit."""
    step = -(-limit // MOST_UNITS)
    least = 0
    for most in range(limit % step if step > 1 else 0, limit + 1, step):
        if most or step == 1:
            yield least, most
            least = most + 1


def _share(count: int, longest: int) -> float:
    """Return the length of a bar; the smallest number still has one that shows."""
    return max(round(100 * count / longest, 1), LEAST) if count else 0.0
