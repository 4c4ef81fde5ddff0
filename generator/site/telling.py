"""What families are to be told of: the notice that is meant, those that are new, and the line that then is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content import frontmatter, told
from generator.core.notice import Notice, notices
from generator.core.problems import did_you_mean, listed, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.content.told import Line
    from generator.core.model import Entry
    from generator.core.site import Source


class UnknownNoticeError(Exception):
    """No notice, or more than one, is called that; the message says what may be meant."""


def meant(entries: Iterable[Entry], name: str, path: str = "") -> Notice:
    """Return the notice of an id, of an id without its section, or of its entry's file; raises UnknownNoticeError.

    `path` is the way from the root to the file that the name may be.
    """
    known = {notice.id: notice for entry in entries for notice in notices(entry)}
    found = [notice for id, notice in known.items() if name in (id, id.partition("/")[2])]
    found += [notice for notice in known.values() if not notice.anchor and notice.entry.path in (name, path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownNoticeError(f"`{name}` may be {listed(notice.id for notice in found)}. Name one of them.")
    short = {id.partition("/")[2]: id for id in known}
    near = nearest(name, known) or short.get(nearest(name, short) or "")
    advice = did_you_mean(near) or " `notices record` lists the notices."
    raise UnknownNoticeError(f"There is no notice `{shorten(name)}`.{advice}")


def new(then: Iterable[Entry], now: Iterable[Entry]) -> list[Notice]:
    """Return the notices of today that did not stand there then, oldest first; what has no date stands first.

    The first notice of a legacy entry is none, as in a feed; nor is one of an entry that was withdrawn meanwhile.
    """
    old = {notice.id for entry in then for notice in notices(entry)}
    found = [notice for entry in now for notice in notices(entry) if notice.id not in old and _is_news(notice)]
    return sorted(found, key=lambda notice: (notice.dated.start.timestamp() if notice.dated else 0, notice.id))


def lacking(notice: Notice, sources: Iterable[Source]) -> Line | None:
    """Return the line that says when families were told, where a notice has a field for it and nothing in it."""
    entry = notice.entry
    if notice.notified or entry.withdrawn or notice.kind in ("update", "withdrawal"):
        return None
    data = next(source.data for source in sources if source.path == entry.path)
    return told.lacking(frontmatter.read(entry.path, data), notice.number)


def afterwards(notice: Notice, line: Line | None) -> Iterator[str]:
    """Yield what a person is told beside a letter: what to write when families have been told, or that they were."""
    if notice.notified:
        by = f" by {notice.notified.by}" if notice.notified.by else ""
        yield f"Families were told of it already, says {notice.entry.path}: {notice.notified.at.written}{by}."
    if notice.entry.withdrawn and notice.kind != "withdrawal":
        withdrawal = f"{notice.entry.section}/{notice.entry.id}/withdrawal"
        on = notice.entry.withdrawn.on.written
        yield f"The entry was withdrawn on {on}; the letter that tells of that is {withdrawal}."
    if line:
        where = f"line {line.line}" if line.column is None else f"line {line.line} behind column {line.column}"
        what = "as" if line.column is None else "into"
        yield f"When families have been told, put this into {line.path} {what} {where}, with the moment of it:"
        yield line.text


def _is_news(notice: Notice) -> bool:
    if notice.entry.withdrawn and notice.kind != "withdrawal":
        return False
    return notice.is_announced
