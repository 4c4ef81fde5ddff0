"""Checks that a change to published content does not rewrite the record of a missed duty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.content import frontmatter
from generator.content.context import Context
from generator.core.notices import Notice
from generator.core.problems import problem
from generator.law.record import rows, yearly_rows
from generator.rules import limits
from generator.rules.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.core.model import Entry
    from generator.core.problems import Problem, Span
    from generator.core.site import Inputs, Source
    from generator.law.record import RecordRow
    from generator.rules.reader import CheckedEntry

MISSED = ("late", "overdue")


def missed_stays_missed(
    inputs: Inputs, context: Context, entries: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """A limit that was missed when published stays missed, after any change.

    A change of an entry or of the settings does not turn *late* into *met*, and does not take a
    duty that is late or overdue out of the record. Families may be notified, and the entry
    withdrawn. But `posted` can name any earlier day, so that line does not silently
    end a posting that is overdue.
    """
    if inputs.published is None or context.settings is None:
        return
    then = replace(
        inputs,
        sources=inputs.published.sources,
        files=dict.fromkeys(inputs.published.files, 0),
        unread=(),
    )
    earlier = Context.of(then)
    old, new = Reader.of(earlier, inputs.postings), Reader.of(context, inputs.postings)
    is_counted_alike = old.duties == new.duties and old.known.zone == new.known.zone
    names = {(name.section, name.id): name for name in earlier.entries}
    sources = {name.source.path: name.source for name in context.entries}
    for read in entries:
        entry = read.entry
        name = names.get((entry.section, entry.id)) if entry else None
        if entry is None or name is None:
            continue
        source = sources[entry.path]
        if name.source.data == source.data and is_counted_alike:
            continue
        if before := old.entry(name).entry:
            now = {_key(row): row for row in _rows(entry, new)}
            for row in _rows(before, old):
                yield from _stays_missed(row, now.get(_key(row)), source, is_complete=read.is_valid)
    yield from _missed_years_stay_missed(earlier, context)


def _stays_missed(
    then: RecordRow, now: RecordRow | None, source: Source, *, is_complete: bool
) -> Iterator[Problem]:
    """Yield a problem if a row was missed and no longer is; `now` is None if it is gone.

    An entry that is not complete lacks rows.
    """
    code = _code(then, now)
    if code is None:
        return
    document = frontmatter.read(source.path, source.data)
    if code == "W309" and now:
        span = document.place(*now.notice.loc, now.duty.done, "at")
        yield _problem(code, span, then, now)
    elif is_complete:
        yield _problem(code, document.place(*then.notice.loc), then, now)


def _missed_years_stay_missed(earlier: Context, context: Context) -> Iterator[Problem]:
    """The same is true for the yearly notice."""
    if earlier.settings is None or context.settings is None or context.document is None:
        return
    rows_by_key = {_key(row): row for row in yearly_rows(context.settings, context.now)}
    for then in yearly_rows(earlier.settings, earlier.now):
        now = rows_by_key.get(_key(then))
        code = _code(then, now)
        if code == "W309" and now and now.done:
            year = now.done.day.year
            span = limits.place_of_year(context.settings, context.document, year)
            yield _problem(code, span, then, now)
        elif code:
            yield _problem(code, context.document.place("yearly_due"), then, now)


def _code(then: RecordRow, now: RecordRow | None) -> str | None:
    """Return the code for a row that was missed and no longer is; None for any other row."""
    if then.state not in MISSED or (now and now.state in MISSED):
        return None
    if then.state == "late":
        return "W309" if now and now.state == "met" else "W310"
    is_over = now and (now.state == "withdrawn" or (now.done and not _is_posted_elsewhere(now)))
    return None if is_over else "W310"


def _is_posted_elsewhere(row: RecordRow) -> bool:
    """Return whether a posting is done only because the entry has the line `posted`."""
    notice = row.notice
    is_elsewhere = isinstance(notice, Notice) and notice.posted is not None
    return row.duty.done == "posted" and is_elsewhere


def _problem(code: str, span: Span, then: RecordRow, now: RecordRow | None) -> Problem:
    values = {"name": then.duty.name, "value": then.notice.id}
    if code == "W310":
        values |= {"other": then.state, "now": f"*{now.state}*" if now else "not in the record"}
    return problem(code, span, **values)


def _rows(entry: Entry, reader: Reader) -> list[RecordRow]:
    return rows(entry, reader.duties, reader.now, reader.postings)


def _key(row: RecordRow) -> tuple[str, str]:
    """Return the id of the notice and the name of the duty, which identify a row."""
    return row.notice.id, row.duty.name
