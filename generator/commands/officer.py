"""Commands for the privacy officer: the record, and what is due."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.authoring.issue_forms import due_link
from generator.commands import options
from generator.commands.reporting import WRONG, say, show_warning
from generator.commands.wiring import history_errors, read_site
from generator.core.problems import count
from generator.law import due as law
from generator.law import record as law_record
from generator.reports import due_report, record_report
from generator.system import git
from generator.system.postings import lost_publications

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, timedelta

    from generator.law.due import Due
    from generator.reports.record_report import RecordTable

NO_DEADLINE = "No deadline can be given."


@click.command(epilog="Example: notices record --format csv > record.csv")
@options.root_and_now
@options.posted
@click.option(
    "--since",
    callback=options.day,
    metavar="DATE",
    help="Only duties whose time started on this day or later.",
)
@click.option(
    "--yearly",
    "year",
    type=click.IntRange(2018),
    metavar="YEAR",
    help="Instead, list the services for special education used without a contract in this year.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "xlsx")),
    default="csv",
    help="The format of the rows.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the rows to this file.",
)
def record(
    root: Path,
    now: datetime | None,
    posted: bool,
    since: date | None,
    year: int | None,
    form: str,
    out: Path | None,
) -> int:
    """Print a row for each duty: what was due when, and whether it was done within the limit.

    With --yearly, print the services for special education that were used without a contract in a
    calendar year. Once a year, the board reports them to the state's Commission for Educational
    Technology.
    """
    if form == "xlsx" and out is None:
        raise click.UsageError("A workbook must be a file: name it, such as --out record.xlsx.")
    if year is not None:
        if posted or since:
            raise click.UsageError("--yearly lists a whole year: leave out --posted and --since.")
        return _print_services(root, now, year, form, out)
    _, site = read_site(root, now, NO_DEADLINE, posted=posted)
    if site is None:
        return WRONG
    rows = law_record.record(site)
    if since:
        rows = record_report.triggered_since(since, rows)
    _write_table(record_report.record_table(rows, posted), site.now, form, out)
    if posted:
        _warn_of_rewriting(root, site.now)
    say(record_report.closing_sentence(rows) + record_report.posted_hint(rows, posted))
    return 0


def _print_services(
    root: Path, now: datetime | None, year: int, form: str, out: Path | None
) -> int:
    """Print the services for special education that were used without a contract in a year."""
    _, site = read_site(root, now, "No report can be made.")
    if site is None:
        return WRONG
    if year > site.now.year:
        raise click.UsageError(f"--yearly: {year} has not begun.")
    services = record_report.yearly_table(site, year)
    _write_table(services, site.now, form, out)
    number = count(len(services.rows), "service")
    say(f"{number} without a contract in {year}, for special education.")
    return 0


def _write_table(table: RecordTable, now: datetime, form: str, out: Path | None) -> None:
    """Print a table, or write it to a file if one is named."""
    data = record_report.as_workbook(table, now) if form == "xlsx" else record_report.as_csv(table)
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


def _warn_of_rewriting(root: Path, now: datetime) -> None:
    """Write a warning if someone has rewritten the history since the live site was seen."""
    with history_errors():
        lost = lost_publications(root, now)
    if lost:
        sentence = record_report.rewriting_sentence(lost, now.tzinfo)
        show_warning("The history was rewritten", sentence)


@click.command(epilog="Example: notices due --within 72h")
@options.root_and_now
@options.posted
@click.option(
    "--within",
    callback=options.duration,
    metavar="TIME",
    help="List only what is overdue or due within this time, such as 72h or 3d.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "json")),
    default="terminal",
    help="The format of the list.",
)
def due(root: Path, now: datetime | None, posted: bool, within: timedelta | None, form: str) -> int:
    """List open and overdue duties and contracts that end soon; exit with 1 if a duty is overdue.

    The earliest deadline is first. A contract ends soon if it ends within 60 days.
    """
    _, site = read_site(root, now, NO_DEADLINE, posted=posted)
    if site is None:
        return WRONG
    rows = law_record.record(site)
    items = law.due(site.now, rows, site.contracts, within)
    text = due_report.as_json(items) if form == "json" else due_report.terminal(items, _form(root))
    click.echo(text, nl=False)
    say(due_report.closing_sentence(items) + record_report.posted_hint(rows, posted))
    return WRONG if any(item.is_overdue for item in items) else 0


def _form(root: Path) -> Callable[[Due], str]:
    """Return a function for the address of the form that does what is due.

    The address is empty if git knows no repository on GitHub.
    """
    home = git.repository_url(root, os.environ)
    return partial(due_link, home) if home else lambda _: ""
