"""A list that a district has kept elsewhere, brought over into entries."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, mapped, read, say
from generator.world import options
from generator.world.progress import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from generator.ends import Inputs
    from generator.entries.adopt import District
    from generator.entries.imported import Import
    from generator.entries.joining import Draft
    from generator.entries.tables import List
    from generator.problems import Problem

# What a new entry must say and a legacy one need not; `notices check` asks for it when the entry is written.
ASKED_OF_NEW = frozenset({"E102", "E118", "E201", "E202"})
AGAIN = "Bring over by hand what it lacks; or delete it, if it is from an earlier try, and run this again."


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
    from generator.entries import imported
    from generator.world.reporting import show_lines

    found, inputs = _list(file, said, sheet), read(root, now)
    done = _imported(found, inputs, new=new)
    if not dry:
        done = _file(done, root)
    show_lines(imported.lines(done), sys.stdout)
    say(imported.closing(done, dry=dry))
    return WRONG if done.refused else 0


def _list(file: Path, said: tuple[str, ...], sheet: str | None) -> List:
    """Return the list that a file holds; UsageError for a file that holds none, or a column that it does not have."""
    from generator.entries import headings, tables
    from generator.world import spreadsheet, workbook

    try:
        return tables.found(spreadsheet.read(file, sheet), headings.mapping(said))
    except headings.UnknownMapError as error:
        raise click.UsageError(f"--map: {error}") from error
    except (workbook.SpreadsheetError, tables.NoListError) as error:
        raise click.UsageError(f"{file}: {error}") from error


def _imported(found: List, inputs: Inputs, *, new: bool) -> Import:
    """Return what becomes of a list: entries that are read without an error, and the rows that make none."""
    from generator.entries import imported, joining
    from generator.entries.adopt import adopt

    district = _district(inputs)
    adopted = [adopt(row, district) for row in counted(found.rows, len(found.rows), "Reading rows")]
    drafts, refused = joining.drafts(adopted, legacy=not new)
    there = {source.path: source.data.replace(b"\r\n", b"\n") for source in inputs.sources}
    wrong = _errors([draft for draft in drafts if draft.path not in there], inputs)
    filed = []
    for draft in drafts:
        errors, is_there = wrong.get(draft.path, []), there.get(draft.path) == draft.text.encode()
        refusals = [f"{one.message} {one.advice}" for one in errors if not new or one.code not in ASKED_OF_NEW]
        if why := _in_the_way(draft, there) or next(iter(refusals), ""):
            refused += [joining.Refused(row, why) for row in draft.rows]
        else:
            state = imported.DONE if is_there else imported.NEW
            filed.append(imported.Filed(draft, state, tuple(one.message for one in errors)))
    refused.sort(key=lambda one: one.row.number)
    return imported.Import(found, filed, refused, [one for row in adopted for one in row.guessed])


def _district(inputs: Inputs) -> District:
    """Return what cells are held against: the settings, as far as they can be read, and the files that are there."""
    from generator.compiler import UTC, read_settings
    from generator.entries.adopt import District
    from generator.entries.values import Known

    settings = read_settings(inputs)
    zone, schools = (settings.zone, settings.schools) if settings else (UTC, ())
    files = frozenset(path.removeprefix("content/") for path in inputs.files)
    known = Known(zone, frozenset(school.id for school in schools), files=files, legacy=True)
    now = inputs.now.astimezone(zone) if inputs.now.tzinfo else inputs.now.replace(tzinfo=zone)
    return District(known, {school.id: school.name for school in schools}, now)


def _in_the_way(draft: Draft, there: dict[str, bytes]) -> str:
    """Say what else stands in the place of an entry, if anything does."""
    for path in (draft.path, f"{draft.path.removesuffix('md')}yaml"):
        if there.get(path, draft.text.encode()) != draft.text.encode():
            return f"{path} is there with other words, and stays as it is. {AGAIN}"
    return ""


def _errors(drafts: Sequence[Draft], inputs: Inputs) -> dict[str, list[Problem]]:
    """Return the errors that entries would have beside what stands there, by their paths."""
    from generator.compiler import read_content
    from generator.ends import Source

    sources = [Source(draft.path, draft.text.encode()) for draft in drafts]
    found: dict[str, list[Problem]] = {source.path: [] for source in sources}
    for one in read_content(replace(inputs, sources=(*inputs.sources, *sources)), mapped(None)).problems:
        if one.is_error and one.span.path in found:
            found[one.span.path].append(one)
    return found


def _file(done: Import, root: Path) -> Import:
    """Write the entries that are new; what somebody else has put there meanwhile stays, and its rows are refused."""
    from generator.entries import imported, joining
    from generator.world.filing import FilingError, file_new

    filed, refused = list[imported.Filed](), list(done.refused)
    for one in counted(done.filed, len(done.filed), "Writing entries"):
        try:
            if one.state == imported.NEW:
                file_new(root, one.draft.path, one.draft.text)
            filed.append(one)
        except FilingError as error:
            refused += [joining.Refused(row, str(error)) for row in one.draft.rows]
    return done._replace(filed=filed, refused=refused)
