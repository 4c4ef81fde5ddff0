"""Checks that a change to published content does not rewrite the record of a late duty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.content import context, frontmatter
from generator.content.validate import place
from generator.core.problems import problem
from generator.law.record import rows, yearly_rows
from generator.rules import own_deadlines
from generator.rules.check import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.content.context import Context
    from generator.core.model import Entry
    from generator.core.problems import Problem
    from generator.core.site import Inputs
    from generator.law.record import RecordRow
    from generator.rules.check import CheckedEntry


def late_stays_late(
    inputs: Inputs, about: Context, entries: Sequence[CheckedEntry]
) -> Iterator[Problem]:
    """A duty that was late when published does not become met by a change of entry or settings."""
    if inputs.published is None or about.settings is None:
        return
    then = replace(
        inputs,
        sources=inputs.published.sources,
        files=dict.fromkeys(inputs.published.files, 0),
        unread=(),
    )
    earlier = context.read(then)
    old, new = Reader.of(earlier, inputs.postings), Reader.of(about, inputs.postings)
    names = {(name.section, name.id): name for name in earlier.entries}
    sources = {name.source.path: name.source for name in about.entries}
    for entry in (read.entry for read in entries if read.entry):
        name, source = names.get((entry.section, entry.id)), sources[entry.path]
        if name is None or (name.source.data == source.data and old.duties == new.duties):
            continue
        before = old.entry(name).entry
        late = {_key(row) for row in _rows(before, old) if row.state == "late"} if before else set()
        for row in _rows(entry, new) if late else ():
            if row.state == "met" and _key(row) in late:
                document = frontmatter.read(source.path, source.data)
                span = place(document, *row.notice.loc, row.duty.done, "at")
                yield problem("W309", span, name=row.duty.name, value=row.notice.id)
    yield from _late_years_stay_late(earlier, about)


def _late_years_stay_late(earlier: Context, about: Context) -> Iterator[Problem]:
    """A yearly notice that was late when published does not become met."""
    if earlier.settings is None or about.settings is None or about.document is None:
        return
    before = yearly_rows(earlier.settings, earlier.now)
    late = {_key(row) for row in before if row.state == "late"}
    for row in yearly_rows(about.settings, about.now):
        if row.done and row.state == "met" and _key(row) in late:
            span = own_deadlines.place_of_year(about.settings, about.document, row.done.day.year)
            yield problem("W309", span, name=row.duty.name, value=row.notice.id)


def _rows(entry: Entry, reader: Reader) -> list[RecordRow]:
    return rows(entry, reader.duties, reader.now, reader.postings)


def _key(row: RecordRow) -> tuple[str, str]:
    """Return the id of the notice and the name of the duty, which identify a row."""
    return row.notice.id, row.duty.name
