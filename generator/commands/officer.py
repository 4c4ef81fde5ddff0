"""The privacy officer: what is on record, what is due, and who is reminded of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, read_site, say
from generator.system import options

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from generator.law.record import RecordRow


@click.command(short_help="List every duty and its dates.", epilog="Example: notices record --format csv > record.csv")
@options.root
@options.now
@options.posted
@click.option("--since", callback=options.day, metavar="DATE", help="Only what is counted from this day on.")
@click.option(
    "--format", "form", type=click.Choice(("csv", "json", "xlsx")), default="csv", help="How to write the rows."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write them to a file.")
def record(root: Path, now: datetime, posted: bool, since: date | None, form: str, out: Path | None) -> int:
    """Print a row for each duty: what was to be done by when, and whether that was within the limit."""
    from generator.reports import deadlines

    if form == "xlsx" and out is None:
        raise click.UsageError("A workbook is a file: name it, for example --out record.xlsx.")
    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    moment, rows = asked
    rows = deadlines.since(since, rows) if since else rows
    data = _written(rows, moment, posted, form)
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)
    say(deadlines.tally(rows) + deadlines.how_to_ask_git(rows, posted))
    return 0


@click.command(short_help="List what is due.", epilog="Example: notices due --within 72h")
@options.root
@options.now
@options.posted
@click.option(
    "--within", callback=options.duration, metavar="TIME", help="Only what runs out in 72h or 3d, say, or is overdue."
)
@click.option(
    "--format", "form", type=click.Choice(("terminal", "github", "json")), default="terminal", help="How to write it."
)
def due(root: Path, now: datetime, posted: bool, within: timedelta | None, form: str) -> int:
    """List the duties that are open or overdue, the soonest first; exit with 1 when one is overdue."""
    from generator.reports import deadlines

    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    moment, rows = asked
    found = deadlines.pressing(moment, rows, within)
    forms = {"terminal": deadlines.due_terminal, "github": deadlines.due_github, "json": deadlines.due_json}
    click.echo(forms[form](found), nl=False)
    say(deadlines.summary(found) + deadlines.how_to_ask_git(rows, posted))
    return WRONG if any(task.is_overdue for task in found) else 0


@click.command(short_help="Keep an issue for each deadline.", epilog="Example: notices remind --within 72h")
@options.root
@options.now
@click.option("--posted", is_flag=True, hidden=True, help="It always asks git.")
@click.option(
    "--within", callback=options.duration, default="72h", metavar="TIME", help="When to open one: 72h, say, or 3d."
)
def remind(root: Path, now: datetime, within: timedelta, **_: bool) -> int:
    """Open an issue on GitHub for each duty that runs out, keep it true, and close it when the duty is met.

    For a workflow, whose environment names the repository and holds the token. It always asks git for postings.
    """
    from generator.github import api
    from generator.reports import deadlines, reminders
    from generator.system import reporting

    try:
        here = api.workflow_repository(os.environ)
    except api.NoWorkflowError as error:
        raise click.UsageError(str(error)) from error
    asked = _asked(root, now, True)
    if asked is None:
        return WRONG
    tasks, rows = deadlines.pressing(*asked, None), {reminders.key(row): row for row in asked[1]}
    edit = f"{here.url}/edit/{api.repository_info(here).branch}/{reporting.prefix(root)}"
    wanted = reminders.issues(tasks, within, edit)
    for done in api.update_issues(here, reminders.LABEL, wanted, lambda key: reminders.farewell(rows.get(key))):
        click.echo(done)
    say(deadlines.summary(tasks))
    return 0


def _written(rows: list[RecordRow], now: datetime, posted: bool, form: str) -> bytes:
    """Return the record in a format."""
    from generator.reports import deadlines, workbook

    if form == "xlsx":
        return workbook.record(rows, now, posted)
    made = deadlines.record_csv(rows, posted) if form == "csv" else deadlines.record_json(rows, posted)
    return made.encode()


def _asked(root: Path, now: datetime, posted: bool) -> tuple[datetime, list[RecordRow]] | None:
    """Return the moment on the district's clock and the record; or print the errors, with which nothing is sure."""
    from generator.law.record import record

    _, site = read_site(root, now, "Nothing can be said of the deadlines.", posted=posted)
    return (site.now, record(site)) if site else None
