"""The report of an import: how the list was read, the entry of each row, and what was guessed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from generator.content.data_elements import KINDS
from generator.core.problems import count, printable, shorten
from generator.importing.cells import DateOrder
from generator.importing.entries import EXISTING, NEW
from generator.importing.headings import BODY, FIELDS, IGNORED
from generator.importing.tables import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.importing.entries import ImportResult
    from generator.importing.headings import Column
    from generator.importing.rows import DataElement
    from generator.importing.tables import ContractList, TableRow

LABELS = {BODY: "the text below the fields", IGNORED: "left out"}


def lines(result: ImportResult) -> Iterator[str]:
    """Yield the lines of the report, without characters that a terminal obeys."""
    yield from _sheets(result.lists)
    for contracts in result.lists:
        yield from _columns(contracts)
    if result.note:
        yield result.note
    yield ""
    for entry in result.entries:
        yield printable(f"{entry.draft.path}: {entry.state}, from {_rows(entry.draft.rows)}")
        for remark in entry.draft.remarks:
            yield printable(f"    {remark.place}: {remark.text}")
        yield from (printable(f"    to be fixed: {message}") for message in entry.missing)
    for rejected in result.rejected:
        yield printable(f"{rejected.row.place} is in no entry. {rejected.reason}")
        yield from (printable(f"    {cell.heading}: {cell.text}") for cell in rejected.row.cells)
        yield from (printable(f"    {remark}") for remark in rejected.row.remarks)
    yield from _guesses(result.guesses)


def closing(result: ImportResult, *, is_dry_run: bool) -> str:
    """Return the closing sentence: how many rows are in entries, and how many files are new."""
    rows = sum(len(contracts.rows) for contracts in result.lists)
    entries = len(result.entries)
    new = sum(entry.state == NEW for entry in result.entries)
    incomplete = sum(bool(entry.missing) for entry in result.entries)
    verb = "is" if rows == 1 else "are"
    rows_in_entries = f"{rows - len(result.rejected):,} of {count(rows, 'row')} {verb}"
    written = "would be written" if is_dry_run else "written"
    sentence = (
        f"{rows_in_entries} in {count(entries, 'entry')}: {new:,} {written}, {entries - new:,} "
        f"{EXISTING}."
    )
    if incomplete:
        sentence += (
            f" {count(incomplete, 'entry')} must be fixed before the site is built; `notices "
            "check` says where."
        )
    return sentence


def _sheets(lists: Sequence[ContractList]) -> Iterator[str]:
    """Yield a line for each sheet of a workbook with several."""
    other_sheets = lists[0].other_sheets
    if other_sheets or len(lists) > 1:
        yield from (printable(f"The sheet “{contracts.name}” is read.") for contracts in lists)
    for sheet in other_sheets:
        yield printable(f"The sheet “{sheet.name}” is left out. {sheet.reason}")


def _columns(contracts: ContractList) -> Iterator[str]:
    """Yield what each column was read as, in the order of the fields, and the other rows."""
    sheet = f" of the sheet “{contracts.name}”" if contracts.name else ""
    yield printable(f"The columns{sheet} are read as")
    ordered = sorted(
        contracts.columns, key=lambda column: (FIELDS.index(column.field), _label(column))
    )
    for label, group in groupby(ordered, key=_label):
        yield printable(f"    {label}: {', '.join(_name(column) for column in group)}")
    fields = {column.field for column in contracts.columns}
    for title in TITLES:
        if title not in fields:
            yield f'No heading names the {title}. If one does, say so: --map "HEADING={title}".'
    for row in contracts.other_rows:
        yield printable(f"row {row.number} {row.reason}: {row.text}")
    yield from map(printable, contracts.remarks)


def _label(column: Column) -> str:
    """Return what a column was read as."""
    label = LABELS.get(column.field, column.field)
    if column.element:
        return f"{label}, from check marks"
    return f"{label}, {column.reason}" if column.reason else label


def _name(column: Column) -> str:
    """Return the heading of a column, its letters, and the notation of its dates if it is odd."""
    name = shorten(column.heading)
    if column.letters and column.heading != f"Column {column.letters}":
        name = f"{name} ({column.letters})"
    if column.dates is DateOrder.MONTH_FIRST:
        return name
    return f"{name}, dates as {column.dates.value}"


def _guesses(guesses: Iterable[DataElement]) -> Iterator[str]:
    """Yield the kind that was guessed for each data element, each element once."""
    unique = dict.fromkeys(guesses)
    if unique:
        yield ""
        yield "The kinds of data were guessed from the words of each element; please check them:"
    for kind in KINDS:
        if elements := [element.name for element in unique if element.kind == kind]:
            yield printable(f"    {kind}: {'; '.join(elements)}")


def _rows(rows: Sequence[TableRow]) -> str:
    parts = []
    for of_sheet, group in groupby(rows, key=lambda row: row.of_sheet):
        numbers = [str(row.number) for row in group]
        parts.append(f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(numbers)}{of_sheet}")
    return " and ".join(parts)
