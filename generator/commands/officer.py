"""The privacy officer: what is on record, what is due, and who is reminded of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, say, whole
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from generator.law.record import RecordRow


@click.command(short_help="Prove every deadline.", epilog="Example: notices record --format csv > record.csv")
@options.root
@options.now
@options.posted
@click.option("--format", "form", type=click.Choice(("csv", "json")), default="csv", help="How to write the rows.")
def record(root: Path, now: datetime, posted: bool, form: str) -> int:
    """Print a row for each duty: what was to be done by when, and whether that was done in time."""
    from generator.reports import deadlines

    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    _, rows = asked
    click.echo(deadlines.record_csv(rows, posted) if form == "csv" else deadlines.record_json(rows, posted), nl=False)
    say(deadlines.tally(rows))
    return 0


@click.command(short_help="List what is due.", epilog="Example: notices due --within 72h")
@options.root
@options.now
@options.posted
@click.option(
    "--within", callback=options.time, metavar="TIME", help="Only what runs out in 72h or 3d, say, or is overdue."
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
    found = deadlines.pressing(*asked, within)
    forms = {"terminal": deadlines.due_terminal, "github": deadlines.due_github, "json": deadlines.due_json}
    click.echo(forms[form](found), nl=False)
    say(deadlines.summary(found))
    return WRONG if any(task.is_overdue for task in found) else 0


@click.command(short_help="Keep an issue for each deadline.", epilog="Example: notices remind --within 72h --posted")
@options.root
@options.now
@options.posted
@click.option(
    "--within", callback=options.time, default="72h", metavar="TIME", help="When to open one: 72h, say, or 3d."
)
def remind(root: Path, now: datetime, posted: bool, within: timedelta) -> int:
    """Open an issue on GitHub for each duty that runs out, keep it true, and close it when the duty is met.

    For a workflow, whose environment names the repository and holds the token.
    """
    from generator.github import api
    from generator.reports import deadlines, reminders
    from generator.system import reporting

    try:
        here = api.named_hub(os.environ)
    except api.NoHubError as error:
        raise click.UsageError(str(error)) from error
    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    tasks, rows = deadlines.pressing(*asked, None), {reminders.key(row): row for row in asked[1]}
    edit = f"{here.home}/edit/{api.repository(here).branch}/{reporting.prefix(root)}"
    wanted = reminders.issues(tasks, within, edit)
    for done in api.keep(here, reminders.LABEL, wanted, lambda key: reminders.farewell(rows.get(key))):
        click.echo(done)
    say(deadlines.summary(tasks))
    return 0


def _asked(root: Path, now: datetime, posted: bool) -> tuple[datetime, list[RecordRow]] | None:
    """Return the moment on the district's clock and the record; or print the errors, with which nothing is sure."""
    from generator.law.record import record
    from generator.system.postings import HistoryError, first_posted

    _, site = whole(root, now, "Nothing can be said of the deadlines.")
    if site is None:
        return None
    changed = [f"contracts/{contract.id}" for contract in site.contracts if contract.changes]
    try:
        return site.now, record(site, first_posted(root, site.settings.zone, changed) if posted else {})
    except HistoryError as error:
        raise click.UsageError(f"{error}, or leave --posted away.") from error
