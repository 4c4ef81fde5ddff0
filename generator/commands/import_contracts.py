"""Import a list of contracts from a spreadsheet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

import click

from generator.commands import options
from generator.commands.reporting import WRONG, say, show_lines, with_progress
from generator.commands.wiring import mapped, read
from generator.content.context import SETTINGS, Context
from generator.content.data_elements import KINDS
from generator.content.headings import TITLES
from generator.content.list_cells import DateOrder
from generator.core.problems import UserError, count, printable, shorten
from generator.core.settings import School
from generator.importing import cells, spreadsheet
from generator.importing.cells import BODY, FIELDS, IGNORED, Column
from generator.importing.contract_lists import find_lists
from generator.importing.entries import (
    EXISTING,
    NEW,
    ImportedEntry,
    ImportResult,
    RejectedRow,
    import_lists,
)
from generator.importing.rows import DataElement
from generator.importing.tables import ContractList, TableRow
from generator.system.disk import create_file, read_file, replace_file

LABELS = {BODY: "the text below the fields", IGNORED: "left out"}


@click.command(
    "import", epilog='Example: notices import contracts.xlsx --map "App=product" --dry-run'
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.root_and_now
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar='"COLUMN=FIELD"',
    help="Read a column as this field; or as body, the text below the fields; or ignore it. COLUMN "
    "is a heading or a letter.",
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME",
    show_default="the one with the most known headings",
    help="A sheet of the workbook to read; repeat the option for several sheets.",
)
@click.option("--hidden", is_flag=True, help="Also read hidden rows and columns.")
@click.option(
    "--new",
    is_flag=True,
    help="The contracts are new, not older than this site: require everything that the law does.",
)
@click.option(
    "--dry-run", "is_dry_run", is_flag=True, help="Report what would be done, and write nothing."
)
def import_contracts(
    file: Path,
    root: Path,
    now: datetime | None,
    mapping: tuple[str, ...],
    sheets: tuple[str, ...],
    hidden: bool,
    new: bool,
    is_dry_run: bool,
) -> int:
    """Write an entry for each contract in a list, FILE.csv or FILE.xlsx, and report on each row.

    Anything that fits no field goes in the entry's text, and the report lists it. Hidden cells
    and internal notes are left out. Existing files are not changed.
    """
    inputs = read(root, now)
    settings = Context.of(inputs).settings
    schools = settings.schools if settings else ()
    lists = _read_lists(file, mapping, sheets, schools, hidden=hidden)
    result = import_lists(lists, inputs, mapped(None), new=new)
    if not is_dry_run:
        if result.settings:
            before = read_file(root, SETTINGS) or b""
            replace_file(root, SETTINGS, before, result.settings)
        result = _write(result, root)
    show_lines(report_lines(result), sys.stdout)
    say(closing(result, is_dry_run=is_dry_run))
    return WRONG if result.rejected else 0


def _read_lists(
    file: Path,
    mapping: tuple[str, ...],
    sheets: tuple[str, ...],
    schools: tuple[School, ...],
    *,
    hidden: bool,
) -> list[ContractList]:
    """Return the lists in a file, or raise UserError."""
    fields = cells.parse_mapping(mapping)
    with file.open("rb") as opened:
        data = opened.read(spreadsheet.MAX_LIST_BYTES + 1)
    try:
        read_tables = spreadsheet.tables(data, file.name)
        return find_lists(read_tables, fields, sheets=sheets, hidden=hidden, schools=schools)
    except UserError as error:
        raise UserError(f"{file}: {error}") from error


def _write(result: ImportResult, root: Path) -> ImportResult:
    """Write the new entries; the rows of one whose file exists meanwhile are rejected."""
    entries = list[ImportedEntry]()
    rejected = list(result.rejected)
    for entry in with_progress(result.entries, len(result.entries), "Writing entries"):
        try:
            for path, text in entry.files.items():
                if entry.state == NEW and read_file(root, path) != text.encode():
                    create_file(root, path, text)
            entries.append(entry)
        except UserError as error:
            rejected += [RejectedRow(row, str(error)) for row in entry.rows]
    return result._replace(entries=entries, rejected=rejected)


# The report: how the list was read, the entry of each row, and what was guessed


def report_lines(result: ImportResult) -> Iterator[str]:
    """Return the lines of the report, without characters that a terminal obeys."""
    return map(printable, _lines(result))


def _lines(result: ImportResult) -> Iterator[str]:
    yield from _sheets(result.lists)
    for contracts in result.lists:
        yield from _columns(contracts)
    if result.note:
        yield result.note
    if result.settings:
        yield f"{SETTINGS} gets the line `since: {result.since}`. What is older is legacy; what is"
        yield "dated from that day on has deadlines like any new notice."
    yield ""
    for entry in result.entries:
        yield from _entry(entry)
    for rejected in result.rejected:
        yield from _rejected(rejected)
    yield from _guesses(result.guesses)


def _sheets(lists: Sequence[ContractList]) -> Iterator[str]:
    """Yield which sheets are read, and which are left out; nothing if there is only one."""
    other_sheets = lists[0].other_sheets
    if other_sheets or len(lists) > 1:
        yield from (f"The sheet “{contracts.name}” is read." for contracts in lists)
    for sheet in other_sheets:
        yield f"The sheet “{sheet.name}” is left out. {sheet.reason}"


def _entry(entry: ImportedEntry) -> Iterator[str]:
    """Yield from which rows an entry is, and below that what to look at."""
    yield f"{entry.path}: {entry.state}, from {_rows(entry.rows)}"
    yield from (f"    {path}" for path in entry.files if path != entry.path)
    yield from (f"    {remark}" for remark in entry.remarks)
    yield from (f"    to be fixed: {message}" for message in entry.missing)


def _rejected(rejected: RejectedRow) -> Iterator[str]:
    """Yield why a row is in no entry, and below that all that it says."""
    yield f"{rejected.row.location} is in no entry. {rejected.reason}"
    yield from (f"    {cell.heading}: {cell.text}" for cell in rejected.row.cells)
    yield from (f"    {remark}" for remark in rejected.row.remarks)


def closing(result: ImportResult, *, is_dry_run: bool) -> str:
    """Return the closing sentence: how many rows are in entries, and how many files are new."""
    rows = sum(len(contracts.rows) for contracts in result.lists)
    entries = len(result.entries)
    new = sum(entry.state == NEW for entry in result.entries)
    incomplete = sum(bool(entry.missing) for entry in result.entries)
    verb = "is" if rows == 1 else "are"
    rows_in_entries = f"{rows - len(result.rejected):,} of {count(rows, 'row')} {verb}"
    written = "would be written" if is_dry_run else "written"
    sentence = f"{rows_in_entries} in {count(entries, 'entry')}: {new:,} {written}, "
    sentence += f"{entries - new:,} {EXISTING}."
    if incomplete:
        sentence += f" {count(incomplete, 'entry')} must be fixed before the site is built; "
        sentence += "`notices check` says where."
    return sentence


def _columns(contracts: ContractList) -> Iterator[str]:
    """Yield what each column was read as, in the order of the fields, and the other rows."""
    sheet = f" of the sheet “{contracts.name}”" if contracts.name else ""
    yield f"The columns{sheet} are read as"
    ordered = sorted(
        contracts.columns, key=lambda column: (FIELDS.index(column.field), _label(column))
    )
    for label, group in groupby(ordered, key=_label):
        yield f"    {label}: {', '.join(_name(column) for column in group)}"
    fields = {column.field for column in contracts.columns}
    for title in TITLES:
        if title not in fields:
            yield f'No heading names the {title}. If one does, say so: --map "HEADING={title}".'
    for row in contracts.other_rows:
        yield f"row {row.number} {row.reason}: {row.text}"
    yield from contracts.remarks


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
            yield f"    {kind}: {'; '.join(elements)}"


def _rows(rows: Sequence[TableRow]) -> str:
    parts = []
    for of_sheet, group in groupby(rows, key=lambda row: row.of_sheet):
        numbers = [str(row.number) for row in group]
        parts.append(f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(numbers)}{of_sheet}")
    return " and ".join(parts)
