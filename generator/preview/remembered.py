"""Remember the result of reading each source, so that a preview reads only what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from generator.compiler import strict_map
from generator.rules.check import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.compiler import Map

Item = TypeVar("Item")
Result = TypeVar("Result")


class CachedResult(NamedTuple):
    """The result of reading a source, and all that it depends on: the bytes and the reader."""

    data: bytes
    reader: Reader
    result: Any


class _Comparison(NamedTuple):
    """Whether an earlier reader equals the current one, or at least agrees with it."""

    is_equal: bool
    agrees: bool


class Memory:
    """The last result of each source, by its path.

    A result is valid while the bytes and the reader are the same. One without problems is valid
    longer, see `agrees`: all names that it refers to still exist, and no rule reports it later.
    """

    def __init__(self) -> None:
        """Begin with no results."""
        self._results: dict[str, CachedResult] = {}

    def over(self, map: Map) -> Map:
        """Return a `map` that passes on to another only the sources without a valid result."""

        def mapped(function: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
            reader = getattr(getattr(function, "many", function), "__self__", None)
            if not isinstance(reader, Reader):
                return map(function, items)
            return self._read(reader, function, items, map)

        return mapped

    def _read(
        self, reader: Reader, function: Callable[[Any], Any], items: list[Any], map: Map
    ) -> list[Any]:
        """Return the results for all items, and read only those without a valid one."""
        comparisons: dict[int, _Comparison] = {}  # by the readers' ids; comparing takes long

        def is_valid(cached: CachedResult | None, data: bytes) -> bool:
            if cached is None or cached.data != data:
                return False
            key = id(cached.reader)
            if key not in comparisons:
                is_equal = cached.reader == reader
                comparisons[key] = _Comparison(is_equal, agrees(cached.reader, reader))
            comparison = comparisons[key]
            return comparison.is_equal or (comparison.agrees and not cached.result.problems)

        changed = []
        for item in items:
            source = item.source
            if not is_valid(self._results.get(source.path), source.data):
                changed.append(item)
        paths = [item.source.path for item in changed]
        new_results = dict(zip(paths, strict_map(map, function, changed), strict=True))
        for item in items:
            path = item.source.path
            result = new_results[path] if path in new_results else self._results[path].result
            self._results[path] = CachedResult(item.source.data, reader, result)
        return [self._results[item.source.path].result for item in items]


def agrees(before: Reader, after: Reader) -> bool:
    """Return whether a later reader gives the same result for a source without problems.

    It does if names were added but none removed, the settings are the same, and so is the day.
    """
    old, new = before.known, after.known
    has_all_names = (
        old.contracts <= new.contracts and old.breaches <= new.breaches and old.files <= new.files
    )
    has_same_settings = (
        before.since == after.since
        and before.duties == after.duties
        and old.zone == new.zone
        and old.schools == new.schools
    )
    is_same_day = before.now.date() == after.now.date() and before.now <= after.now
    return has_all_names and has_same_settings and is_same_day
