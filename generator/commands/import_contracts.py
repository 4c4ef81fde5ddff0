"""Import a list of contracts from a spreadsheet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands import options
from generator.commands.reporting import WRONG, say, show_lines, with_progress
from generator.commands.wiring import mapped, read
from generator.importing import headings, import_report, spreadsheet, tables
from generator.importing.entries import NEW, ImportedEntry, RejectedRow, import_lists
from generator.system.disk import FilingError, create_file

if TYPE_CHECKING:
    from datetime import datetime

    from generator.importing.entries import ImportResult
    from generator.importing.tables import ContractList


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

    Whatever fits no field goes into the text of the entry, and the report lists it. Hidden cells
    and internal notes are left out. Existing files are not changed.
    """
    lists = _read_lists(file, mapping, sheets, hidden=hidden)
    result = import_lists(lists, read(root, now), mapped(None), new=new)
    if not is_dry_run:
        result = _write(result, root)
    show_lines(import_report.lines(result), sys.stdout)
    say(import_report.closing(result, is_dry_run=is_dry_run))
    return WRONG if result.rejected else 0


def _read_lists(
    file: Path, mapping: tuple[str, ...], sheets: tuple[str, ...], *, hidden: bool
) -> list[ContractList]:
    """Return the lists in a file, or raise UsageError."""
    try:
        fields = headings.parse_mapping(mapping)
        with file.open("rb") as opened:
            data = opened.read(spreadsheet.MAX_BYTES + 1)
        read_tables = spreadsheet.tables(data, file.name)
        return tables.find_lists(read_tables, fields, sheets=sheets, hidden=hidden)
    except headings.MappingError as error:
        raise click.UsageError(f"--map: {error}") from error
    except (spreadsheet.SpreadsheetError, tables.NoListError) as error:
        raise click.UsageError(f"{file}: {error}") from error


def _write(result: ImportResult, root: Path) -> ImportResult:
    """Write the new entries; the rows of one whose file exists meanwhile are rejected."""
    entries, rejected = list[ImportedEntry](), list(result.rejected)
    for entry in with_progress(result.entries, len(result.entries), "Writing entries"):
        try:
            if entry.state == NEW:
                create_file(root, entry.draft.path, entry.draft.text)
            entries.append(entry)
        except FilingError as error:
            rejected += [RejectedRow(row, str(error)) for row in entry.draft.rows]
    return result._replace(entries=entries, rejected=rejected)
