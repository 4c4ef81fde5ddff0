"""What an import says: how it read the list, each row's entry, what it guessed, and how it ended."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from generator.core.problems import shorten, shown
from generator.importing.cells import KINDS
from generator.importing.headings import BODY, FIELDS, IGNORED
from generator.importing.tables import TITLES
from generator.reports.problem_report import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.importing.entries import DraftEntry, Refused
    from generator.importing.tables import ContractList, TableRow

NEW, DONE = "new", "there already"
SAID = {BODY: "the text below the fields", IGNORED: "nowhere: ignored, as you said"}


class Filed(NamedTuple):
    """An entry of an import, what became of it, « new » or « there already », and what the check will ask for."""

    draft: DraftEntry
    state: str
    asked: tuple[str, ...] = ()


class Import(NamedTuple):
    """All that became of a list; `note` is what a person should know of all of it."""

    list: ContractList
    filed: Sequence[Filed]
    refused: Sequence[Refused]
    guessed: Sequence[tuple[str, str]]
    note: str = ""


def lines(done: Import) -> Iterator[str]:
    """Yield the report, line by line; nothing in it is obeyed by a terminal."""
    yield from _columns(done.list)
    if done.note:
        yield done.note
    yield ""
    for filed in done.filed:
        yield shown(f"{filed.draft.path}: {filed.state}, from {_rows(filed.draft.rows)}")
        for remark in filed.draft.remarks:
            yield shown(f"    row {remark.row}: {remark.text}")
        yield from (shown(f"    to be mended: {message}") for message in filed.asked)
    for refused in done.refused:
        yield shown(f"row {refused.row.number} is in no entry. {refused.why}")
        yield from (shown(f"    {cell.heading}: {cell.text}") for cell in refused.row.cells)
    yield from _guesses(done.guessed)


def closing(done: Import, *, dry: bool) -> str:
    """Return the sentence that ends an import: how many rows are in entries, and how many files were written."""
    rows, entries = len(done.list.rows), len(done.filed)
    new, asked = sum(filed.state == NEW for filed in done.filed), sum(bool(filed.asked) for filed in done.filed)
    verb = "is" if rows == 1 else "are"
    counts = f"{rows - len(done.refused):,} of {count(rows, 'row')} {verb} in {count(entries, 'entry')}"
    written = f"{new:,} {'would be written' if dry else 'written'}, {entries - new:,} there already"
    told = (
        f" {count(asked, 'entry')} must be mended before the site is built; `notices check` says where."
        if asked
        else ""
    )
    return f"{counts}: {written}.{told}"


def _columns(found: ContractList) -> Iterator[str]:
    """Yield what each column is read as, in the order of the fields, and what stands around the list."""
    yield shown(f"The columns{f' of the sheet « {found.name} »' if found.name else ''} are read as")
    ordered = sorted(found.columns, key=lambda column: FIELDS.index(column.field))
    for field, group in groupby(ordered, key=lambda column: column.field):
        headings = ", ".join(shorten(column.heading) for column in group)
        yield shown(f"    {SAID.get(field, field)}: {headings}")
    for title in TITLES:
        if title not in {column.field for column in found.columns}:
            yield f'No heading names the {title}. If one does, say so: --map "HEADING={title}".'
    for line in found.around:
        yield shown(f"row {line.number} is no row of the list: {' '.join(cell for cell in line.cells if cell)}")


def _guesses(guessed: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the kind that each element of data was taken for, each element once."""
    found = dict.fromkeys(guessed)
    if found:
        yield ""
        yield "The kinds of data were guessed from the words of each element; look at them:"
    for kind in KINDS:
        if elements := [element for element, its in found if its == kind]:
            yield shown(f"    {kind}: {'; '.join(elements)}")


def _rows(rows: Sequence[TableRow]) -> str:
    numbers = ", ".join(str(row.number) for row in rows)
    return f"row {numbers}" if len(rows) == 1 else f"rows {numbers}"
