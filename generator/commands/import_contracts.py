"""A list that a district has kept elsewhere, brought over into entries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, mapped, read, say
from generator.system import options
from generator.system.progress import with_progress

if TYPE_CHECKING:
    from datetime import datetime

    from generator.importing.import_report import Import
    from generator.importing.tables import ContractList


@click.command(
    "import",
    short_help="Bring a list of contracts over.",
    epilog='Example: notices import contracts.xlsx --map "App=product" --dry-run',
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.root
@options.now
@click.option("--map", "said", multiple=True, metavar='"HEADING=FIELD"', help="What a column is; also body, or ignore.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; the one with most known headings if not named.")
@click.option(
    "--new", is_flag=True, help="Not from before this site: ask for all that the law requires of a new entry."
)
@click.option("--dry-run", "dry", is_flag=True, help="Report what would be done, and write nothing.")
def import_list(
    file: Path, root: Path, now: datetime, said: tuple[str, ...], sheet: str | None, new: bool, dry: bool
) -> int:
    """Write an entry for each contract of a list, FILE.csv or FILE.xlsx, and report what became of each row.

    What fits no field goes into the text of its entry, and no file that is there is changed.
    """
    from generator.importing import import_report
    from generator.importing.entries import adopted
    from generator.system.reporting import show_lines

    done = adopted(_list(file, said, sheet), read(root, now), mapped(None), new=new)
    if not dry:
        done = _file(done, root)
    show_lines(import_report.lines(done), sys.stdout)
    say(import_report.closing(done, dry=dry))
    return WRONG if done.refused else 0


def _list(file: Path, said: tuple[str, ...], sheet: str | None) -> ContractList:
    """Return the list that a file holds; UsageError for a file that holds none, or a column that it does not have."""
    from generator.importing import headings, tables
    from generator.system import spreadsheet

    try:
        return tables.found(spreadsheet.read(file, sheet), headings.mapping(said))
    except headings.UnknownMapError as error:
        raise click.UsageError(f"--map: {error}") from error
    except (spreadsheet.SpreadsheetError, tables.NoListError) as error:
        raise click.UsageError(f"{file}: {error}") from error


def _file(done: Import, root: Path) -> Import:
    """Write the entries that are new; what somebody else has put there meanwhile stays, and its rows are refused."""
    from generator.importing import entries, import_report
    from generator.system.disk import FilingError, create_file

    filed, refused = list[import_report.Filed](), list(done.refused)
    for one in with_progress(done.filed, len(done.filed), "Writing entries"):
        try:
            if one.state == import_report.NEW:
                create_file(root, one.draft.path, one.draft.text)
            filed.append(one)
        except FilingError as error:
            refused += [entries.Refused(row, str(error)) for row in one.draft.rows]
    return done._replace(filed=filed, refused=refused)
