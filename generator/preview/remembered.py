"""A `map` that remembers what each source was read as, for as long as that holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from generator.compiler import each
from generator.rules.check import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.compiler import Map

Item = TypeVar("Item")
Result = TypeVar("Result")


class Held(NamedTuple):
    """What a source was read as: its bytes, what else that depended on, and the result."""

    data: bytes
    reader: Reader
    result: Any


class Memory:
    """Remembers the last reading of each source, by its path.

    A reading holds while the bytes and the reader are the same. One without any problem holds longer: it asked only
    for names that are there, and no rule has a complaint that comes with time; see `outlasts`.
    """

    def __init__(self) -> None:
        """Begin without any reading."""
        self._held: dict[str, Held] = {}

    def over(self, map: Map) -> Map:
        """Return a `map` that hands on to another one only what has to be read."""

        def mapped(work: Callable[[Item], Result], items: list[Item]) -> Iterable[Result]:
            reader = getattr(work, "__self__", None)
            if not isinstance(reader, Reader):
                return map(work, items)
            return self._read(reader, work, items, map)

        return mapped

    def _read(self, reader: Reader, work: Callable[[Any], Any], items: list[Any], map: Map) -> list[Any]:
        """Return the readings of all sources, of which those that still hold are not made again."""
        verdicts = dict[int, tuple[bool, bool]]()  # few readers are held by many readings

        def is_held(held: Held | None, data: bytes) -> bool:
            if held is None or held.data != data:
                return False
            if (key := id(held.reader)) not in verdicts:
                verdicts[key] = held.reader == reader, outlasts(held.reader, reader)
            is_same, is_enough = verdicts[key]
            return is_same or (is_enough and not held.result.problems)

        sources = [item.source for item in items]
        old = [is_held(self._held.get(source.path), source.data) for source in sources]
        fresh = each(map, work, [item for item, is_old in zip(items, old, strict=True) if not is_old])
        for source, is_old in zip(sources, old, strict=True):
            result = self._held[source.path].result if is_old else next(fresh)
            self._held[source.path] = Held(source.data, reader, result)
        return [self._held[source.path].result for source in sources]


def outlasts(before: Reader, after: Reader) -> bool:
    """Say whether a source in which one reader saw no problem is read the same by another.

    It is where names were added and none went, nothing changed in the settings, and the day is the same.
    """
    old, new = before.known, after.known
    names = old.contracts <= new.contracts and old.breaches <= new.breaches and old.files <= new.files
    settings = (before.since, before.duties, old.zone, old.schools) == (
        after.since,
        after.duties,
        new.zone,
        new.schools,
    )
    same_day = before.now.date() == after.now.date() and before.now <= after.now
    return names and settings and same_day
