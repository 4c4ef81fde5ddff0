"""Commands for the privacy officer: the record, what is due, and reminders."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.commands import options
from generator.commands.wiring import WRONG, history_errors, read_site, say, workflow_repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, timedelta

    from generator.core.site import Site
    from generator.law.due import Due
    from generator.law.record import RecordRow


NO_FILE = "A workbook must be a file: name it, such as --out {name}.xlsx."


class Record(NamedTuple):
    """The rows of the record, the site that they are from, and the time of the district."""

    site: Site
    rows: list[RecordRow]

    @property
    def now(self) -> datetime:
        """The time of the district at which the rows were made."""
        return self.site.now


@click.command(
    short_help="List every duty and its dates.",
    epilog="Example: notices record --format csv > record.csv",
)
@options.root
@options.now
@options.posted
@click.option(
    "--since",
    callback=options.day,
    metavar="DATE",
    help="Only duties whose time started on this day or later.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "json", "xlsx")),
    default="csv",
    help="The format of the rows.",
)
@options.to_file
def record(
    root: Path, now: datetime, posted: bool, since: date | None, form: str, out: Path | None
) -> int:
    """Print a row for each duty: what was due when, and whether it was done within the limit."""
    from generator.reports import record_report

    if form == "xlsx" and out is None:
        raise click.UsageError(NO_FILE.format(name="record"))
    record = _read_record(root, now, posted)
    if record is None:
        return WRONG
    rows = record_report.triggered_since(since, record.rows) if since else record.rows
    data = _written(rows, record.now, posted, form)
    _print_or_write(data, out)
    if posted:
        _warn_of_rewriting(root, record.now)
    say(record_report.closing_sentence(rows) + record_report.posted_hint(rows, posted))
    return 0


@click.command(
    short_help="List services used without a contract.",
    epilog="Example: notices report --year 2026 --format xlsx --out report.xlsx",
)
@options.root
@options.now
@click.option(
    "--year",
    type=click.IntRange(2018),
    metavar="YYYY",
    show_default="this year",
    help="The calendar year.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "xlsx")),
    default="csv",
    help="The format of the rows.",
)
@options.to_file
def report(root: Path, now: datetime, year: int | None, form: str, out: Path | None) -> int:
    """Print the services for special education that were used without a contract in a year.

    Once a year, the board reports them to the state's Commission for Educational Technology.
    """
    from generator.reports import yearly_report

    if form == "xlsx" and out is None:
        raise click.UsageError(NO_FILE.format(name="report"))
    _, site = read_site(root, now, "No report can be made.")
    if site is None:
        return WRONG
    if year is not None and year > site.now.year:
        raise click.UsageError(f"--year: {year} has not begun.")
    year = year or site.now.year
    services = yearly_report.services(site, year)
    if form == "xlsx":
        data = yearly_report.report_workbook(services, year, site.now)
    else:
        data = yearly_report.report_csv(services).encode()
    _print_or_write(data, out)
    say(yearly_report.report_sentence(services, year))
    return 0


@click.command(short_help="List what is due.", epilog="Example: notices due --within 72h")
@options.root
@options.now
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
    type=click.Choice(("terminal", "github", "json")),
    default="terminal",
    help="The format of the list.",
)
def due(root: Path, now: datetime, posted: bool, within: timedelta | None, form: str) -> int:
    """List open and overdue duties and contracts that end soon; exit with 1 if a duty is overdue.

    The earliest deadline is first. A contract ends soon if it ends within 60 days.
    """
    from generator.law import due as law
    from generator.reports import due_list, record_report

    record = _read_record(root, now, posted)
    if record is None:
        return WRONG
    items = law.due(record.now, record.rows, record.site.contracts, within)
    formats = {
        "terminal": lambda: due_list.terminal(items, _form(root)),
        "github": lambda: due_list.commands(items),
        "json": lambda: due_list.as_json(items),
    }
    click.echo(formats[form](), nl=False)
    hint = record_report.posted_hint(record.rows, posted)
    say(f"{due_list.closing_sentence(items)}{hint}")
    return WRONG if any(item.is_overdue for item in items) else 0


@click.command(
    short_help="Keep a GitHub issue for each deadline.",
    epilog="Example: notices remind --within 72h",
)
@options.root
@options.now
@click.option("--posted", is_flag=True, hidden=True, help="This command always asks git.")
@click.option(
    "--within",
    callback=options.duration,
    default="72h",
    metavar="TIME",
    help="Open an issue this long before the deadline, such as 72h or 3d.",
)
def remind(root: Path, now: datetime, within: timedelta, **_: bool) -> int:
    """Open an issue on GitHub for each duty that is due soon, update it, and close it when done.

    Each contract that ends within 60 days also has an issue. The command is for a workflow whose
    environment names the repository and has the token. It always asks git when notices were posted.
    """
    from generator.authoring.issue_forms import due_link
    from generator.commands import reporting
    from generator.github import api
    from generator.law import due as law
    from generator.reports import due_list, reminders

    repository = workflow_repository()
    record = _read_record(root, now, posted=True)
    if record is None:
        return WRONG
    items = law.due(record.now, record.rows, record.site.contracts)
    rows = {law.duty_key(row): row for row in record.rows}
    branch = api.repository_info(repository).branch
    edit = f"{repository.url}/edit/{branch}/{reporting.prefix(root)}"
    issues = reminders.issues(items, within, edit, partial(due_link, repository.url))
    closing_comment = partial(reminders.closing_comment, rows=rows)
    for change in api.update_issues(repository, reminders.LABEL, [*issues], closing_comment):
        click.echo(change)
    say(due_list.closing_sentence(items))
    return 0


def _form(root: Path) -> Callable[[Due], str]:
    """Return a function for the address of the form that does what is due.

    The address is empty if git knows no repository on GitHub.
    """
    from generator.authoring.issue_forms import due_link
    from generator.system import git

    try:
        return partial(due_link, git.repository_url(root, os.environ, None))
    except git.UnknownRepositoryError:
        return lambda _: ""


def _print_or_write(data: bytes, out: Path | None) -> None:
    """Print data, or write it to a file if one is named."""
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


def _written(rows: list[RecordRow], now: datetime, posted: bool, form: str) -> bytes:
    """Return the record in a format."""
    from generator.reports import record_report

    if form == "xlsx":
        return record_report.as_workbook(rows, now, posted)
    if form == "csv":
        return record_report.as_csv(rows, posted).encode()
    return record_report.as_json(rows, posted).encode()


def _warn_of_rewriting(root: Path, now: datetime) -> None:
    """Write a warning if someone has rewritten the history since the live site was seen."""
    from generator.commands import reporting
    from generator.reports import record_report
    from generator.system.postings import lost_publications

    with history_errors():
        lost = lost_publications(root, now)
    if lost:
        sentence = record_report.rewriting_sentence(lost, now.tzinfo)
        reporting.show_warning("The history was rewritten", sentence)


def _read_record(root: Path, now: datetime, posted: bool) -> Record | None:
    """Return the record, or print the errors and return None, because no deadline is certain."""
    from generator.law.record import record

    _, site = read_site(root, now, "No deadline can be given.", posted=posted)
    return Record(site, record(site)) if site else None
