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
    from generator.law.record import RecordRow
    from generator.reports.deadlines import Ending, Task
    from generator.reports.reminders import Links


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
    from generator.reports import deadlines

    if form == "xlsx" and out is None:
        raise click.UsageError(NO_FILE.format(name="record"))
    record = _read_record(root, now, posted)
    if record is None:
        return WRONG
    rows = deadlines.triggered_since(since, record.rows) if since else record.rows
    data = _written(rows, record.now, posted, form)
    _print_or_write(data, out)
    if posted:
        _warn_of_rewriting(root, record.now)
    say(deadlines.record_sentence(rows) + deadlines.posted_hint(rows, posted))
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
    from generator.reports import deadlines

    record = _read_record(root, now, posted)
    if record is None:
        return WRONG
    tasks = deadlines.open_tasks(record.now, record.rows, within)
    endings = deadlines.endings(record.now, record.site.contracts, within)
    items: list[Task | Ending] = [*tasks, *endings]
    formats = {
        "terminal": lambda: deadlines.due_terminal(items, _form(root)),
        "github": lambda: deadlines.due_github(items),
        "json": lambda: deadlines.due_json(items),
    }
    click.echo(formats[form](), nl=False)
    hint = deadlines.posted_hint(record.rows, posted)
    say(f"{deadlines.due_sentence(tasks, endings)}{hint}")
    return WRONG if any(task.is_overdue for task in tasks) else 0


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
    from generator.authoring import issue_forms
    from generator.commands import reporting
    from generator.github import api
    from generator.reports import deadlines, reminders

    repository = workflow_repository()
    record = _read_record(root, now, posted=True)
    if record is None:
        return WRONG
    tasks = deadlines.open_tasks(record.now, record.rows, None)
    rows = {reminders.key(row): row for row in record.rows}
    branch = api.repository_info(repository).branch
    edit = f"{repository.url}/edit/{branch}/{reporting.prefix(root)}"
    links = _links(repository.url, edit)
    endings = deadlines.endings(record.now, record.site.contracts)
    renewal_form = partial(issue_forms.event_link, repository.url, "change")
    issues = [
        *reminders.issues(tasks, within, links),
        *reminders.ending_issues(endings, renewal_form),
    ]

    def closing_comment(key: str) -> str:
        if reminders.is_ending(key):
            return reminders.CONTRACT_HAS_NO_END_SOON
        return reminders.closing_comment(rows.get(key))

    for change in api.update_issues(repository, reminders.LABEL, issues, closing_comment):
        click.echo(change)
    say(deadlines.due_sentence(tasks, endings))
    return 0


def _form(root: Path) -> Callable[[Task | Ending], str]:
    """Return a function for the address of the form that ends a duty or renews a contract.

    The address is empty if git knows no repository on GitHub.
    """
    from generator.authoring import issue_forms
    from generator.reports import reminders
    from generator.reports.deadlines import Task
    from generator.system import git

    try:
        home = git.repository_url(root, os.environ, None)
    except git.UnknownRepositoryError:
        return lambda _: ""

    def form(item: Task | Ending) -> str:
        if isinstance(item, Task):
            return reminders.form(item.row, _links(home))
        return issue_forms.event_link(home, "change", item.notice)

    return form


def _links(home: str, edit: str = "") -> Links:
    """Return where a reminder leads; `home` is the address of the repository."""
    from generator.authoring import issue_forms
    from generator.reports import reminders

    return reminders.Links(
        edit,
        partial(issue_forms.event_link, home, "notified"),
        partial(issue_forms.correction_link, home),
    )


def _print_or_write(data: bytes, out: Path | None) -> None:
    """Print data, or write it to a file if one is named."""
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


def _written(rows: list[RecordRow], now: datetime, posted: bool, form: str) -> bytes:
    """Return the record in a format."""
    from generator.reports import deadlines, workbook

    if form == "xlsx":
        return workbook.record(rows, now, posted)
    if form == "csv":
        return deadlines.record_csv(rows, posted).encode()
    return deadlines.record_json(rows, posted).encode()


def _warn_of_rewriting(root: Path, now: datetime) -> None:
    """Write a warning if someone has rewritten the history since the live site was seen."""
    from generator.commands import reporting
    from generator.reports import deadlines
    from generator.system.postings import lost_publications

    with history_errors():
        lost = lost_publications(root, now)
    if lost:
        sentence = deadlines.rewriting_sentence(lost, now.tzinfo)
        reporting.show_warning("The history was rewritten", sentence)


def _read_record(root: Path, now: datetime, posted: bool) -> Record | None:
    """Return the record, or print the errors and return None, because no deadline is certain."""
    from generator.law.record import record

    _, site = read_site(root, now, "No deadline can be given.", posted=posted)
    return Record(site, record(site)) if site else None
