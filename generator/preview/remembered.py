"""Remember the result of reading each source, so that a preview reads only what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from generator.compiler import strict_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.compiler import Checked, Map
    from generator.content.context import Context
    from generator.content.names import EntrySource
    from generator.rules.reader import Reader


class CachedResult(NamedTuple):
    """The result of reading a source, and all that it depends on: the bytes and the reader."""

    data: bytes
    reader: Reader
    result: Any


class Memory:
    """The last result of each source, by its path.

    A result is valid while the bytes and the reader are the same. One without problems is valid
    longer, see `agrees`: all names that it refers to still exist, and no rule reports it later.
    """

    def __init__(self) -> None:
        """Begin with no results."""
        self._results: dict[str, CachedResult] = {}

    def read(self, reader: Reader, context: Context, map: Map) -> Checked:
        """Return what `compiler.read_all` returns; forget the sources that are gone."""
        readers = {id(cached.reader): cached.reader for cached in self._results.values()}
        equal = {key for key, earlier in readers.items() if earlier == reader}
        agreeing = {key for key, earlier in readers.items() if agrees(earlier, reader)}

        def is_valid(source: EntrySource) -> bool:
            cached = self._results.get(source.source.path)
            if cached is None or cached.data != source.source.data:
                return False
            key = id(cached.reader)
            return key in equal or (key in agreeing and not cached.result.problems)

        def read(function: Callable[[EntrySource], Any], sources: list[EntrySource]) -> list[Any]:
            changed = [source for source in sources if not is_valid(source)]
            new = dict(
                zip(
                    (source.source.path for source in changed),
                    strict_map(map, function, changed),
                    strict=True,
                )
            )
            for path, data in (source.source for source in sources):
                result = new[path] if path in new else self._results[path].result
                results[path] = CachedResult(data, reader, result)
            return [results[source.source.path].result for source in sources]

        results: dict[str, CachedResult] = {}
        checked = (
            read(reader.entry, context.entries),
            read(reader.translation, context.translations),
        )
        self._results = results
        return checked


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
