"""Arguments, wiring, printing, exit codes: where the pure line meets the disk, the clock and the screen."""

from __future__ import annotations

import os
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from generator import __version__
from generator.world import options
from generator.world.progress import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from typing import TextIO

    from generator.compiler import Map
    from generator.ends import Inputs, Outcome, Past
    from generator.law.record import Row
    from generator.problems import Problem

WRONG, USAGE, FAILED, STOPPED = 1, 2, 3, 130
Item = TypeVar("Item")


def main() -> None:
    """Run the command line: 0 no error, 1 an error in content or theme, 2 wrong command line, 3 a failure or a bug."""
    try:
        sys.exit(notices(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _say("Stopped. Every file that is published is whole; run the command again to finish.")
        sys.exit(STOPPED)
    except OSError as error:
        _say(f"The machine failed: {error}. What was published before stands; run the command again when it is mended.")
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 - whatever it is, it is our fault and not the entry's
        traceback.print_exc()
        _say("This is a fault in the generator, not in your entry. Please report it with the lines above.")
        sys.exit(FAILED)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="notices", message="%(prog)s %(version)s")
def notices() -> None:
    """Make a school district's public site of student data notices from its entries."""


@notices.command(short_help="Write the site.", epilog="Example: notices build --root district --out public")
@options.root
@click.option(
    "--out", callback=options.out, metavar="DIR", help="Where the site goes; build/ under the root if not named."
)
@options.now
@options.jobs
def build(root: Path, out: Path | None, now: datetime, jobs: int | None) -> int:
    """Check all entries and write the site: all of it, or nothing when there is an error."""
    from generator.world.publishing import NotOursError, publish

    target = options.target(root, out)
    inputs, outcome = _compiled(root, now, jobs)
    if _print(outcome.problems, inputs, sys.stdout):
        _close(outcome.problems, outcome.entries, "", "Nothing was written.")
        return WRONG
    try:
        done = publish(target, outcome.pages, root, counted(outcome.pages, len(outcome.pages), "Writing files"))
    except NotOursError as error:
        raise click.UsageError(f"{error}. Name another folder with --out, or empty this one.") from error
    changed = f"{done.written:,} of {len(outcome.pages):,} files written, {done.removed:,} removed"
    _close(outcome.problems, outcome.entries, f"{changed}: {target}", "")
    return 0


@notices.command(short_help="Report what is wrong.", epilog="Example: notices check --since origin/main")
@options.root
@options.now
@options.jobs
@click.option("--since", metavar="REV", help="Also report what was taken back since this commit.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "github", "json")),
    help="The form of the report; if none is named, github in a workflow of GitHub's.",
)
def check(root: Path, now: datetime, jobs: int | None, since: str | None, form: str | None) -> int:
    """Report every problem of every entry, as a build would, and write nothing."""
    from generator.report import closing
    from generator.world.reporting import show

    inputs, outcome = _compiled(root, now, jobs, since)
    sentence = closing(outcome.problems, outcome.entries, "The site can be built.", "The site cannot be built.")
    show(outcome, inputs, root, sentence, form)
    return WRONG if any(found.is_error for found in outcome.problems) else 0


@notices.command(short_help="Prove every deadline.", epilog="Example: notices record --format csv > record.csv")
@options.root
@options.now
@options.posted
@click.option("--format", "form", type=click.Choice(("csv", "json")), default="csv", help="How to write the rows.")
def record(root: Path, now: datetime, posted: bool, form: str) -> int:
    """Print a row for each duty: what was to be done by when, and whether that was done in time."""
    from generator import officer

    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    _, rows = asked
    click.echo(officer.record_csv(rows, posted) if form == "csv" else officer.record_json(rows, posted), nl=False)
    _say(officer.tally(rows))
    return 0


@notices.command(short_help="List what is due.", epilog="Example: notices due --within 72h")
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
    from generator import officer

    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    found = officer.pressing(*asked, within)
    forms = {"terminal": officer.due_terminal, "github": officer.due_github, "json": officer.due_json}
    click.echo(forms[form](found), nl=False)
    _say(officer.summary(found))
    return WRONG if any(task.is_overdue for task in found) else 0


@notices.command(short_help="Keep an issue for each deadline.", epilog="Example: notices remind --within 72h --posted")
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
    from generator import officer, reminders
    from generator.world import hub, reporting

    try:
        here = hub.hub(os.environ)
    except hub.NoHubError as error:
        raise click.UsageError(str(error)) from error
    asked = _asked(root, now, posted)
    if asked is None:
        return WRONG
    tasks, rows = officer.pressing(*asked, None), {reminders.key(row): row for row in asked[1]}
    wanted = reminders.issues(tasks, within, f"{here.home}/edit/main/{reporting.prefix(root)}")
    for done in hub.keep(here, reminders.LABEL, wanted, lambda key: reminders.farewell(rows.get(key))):
        click.echo(done)
    _say(officer.summary(tasks))
    return 0


@notices.command(short_help="See that the site is on the web.", epilog="Example: notices live --wait 15m")
@options.root
@options.now
@click.option("--wait", callback=options.time, default="0m", metavar="TIME", help="How long to look again: 15m, say.")
def live(root: Path, now: datetime, wait: timedelta) -> int:
    """Fetch every file of the published site, and report what is not as it would be built now.

    The address is `url` in content/site.yaml; of a file under content/files/ the size is compared.
    """
    from generator.world import live as web
    from generator.world import reporting

    inputs, outcome = _compiled(root, now, None)
    if outcome.site is None:
        _print([found for found in outcome.problems if found.is_error], inputs, sys.stdout)
        _close(outcome.problems, outcome.entries, "", "Nothing can be said of the site on the web.")
        return WRONG
    count = len(outcome.pages)
    found = web.differences(
        outcome.site.settings.url, outcome.pages, root, wait, partial(counted, label="Fetching files")
    )
    reporting.show_errors("On the web is not what was built", (f"{one.url} {one.what}" for one in found))
    _say(f"{count - len(found):,} of {count:,} files on the web are as they were built.")
    return WRONG if found else 0


def _asked(root: Path, now: datetime, posted: bool) -> tuple[datetime, list[Row]] | None:
    """Return the moment on the district's clock and the record; or print the errors, with which nothing is sure."""
    from generator.compiler import read_content
    from generator.law.record import record
    from generator.world.vcs import HistoryError, first_posted

    inputs = _inputs(root, now)
    site, problems, entries = read_content(inputs, _mapped(None))
    if site is None:
        errors = [found for found in problems if found.is_error]
        _print(errors, inputs, sys.stderr)
        _close(errors, entries, "", "Nothing can be said of the deadlines.")
        return None
    changed = [f"contracts/{contract.id}" for contract in site.contracts if contract.changes]
    try:
        return site.now, record(site, first_posted(root, site.settings.zone, changed) if posted else {})
    except HistoryError as error:
        raise click.UsageError(f"{error}, or leave --posted away.") from error


@notices.command(short_help="Say what a code means.", epilog="Example: notices explain E104")
@click.argument("code", required=False)
@click.option("--all", "whole", is_flag=True, help="Print the page of all codes, in Markdown.")
def explain(code: str | None, whole: bool) -> None:
    """Say what a code of a problem means, why it matters, and what is wrong and right; without CODE, list them all."""
    from generator import reference

    try:
        text = reference.page() if whole else reference.answer(code) if code else reference.overview()
    except reference.UnknownCodeError as error:
        raise click.UsageError(str(error)) from error
    click.echo(text, nl=not whole)


@notices.command(short_help="Print a JSON Schema.", epilog="Example: notices schema contract > contract.json")
@click.argument("kind", type=click.Choice(["contract", "breach", "site"]))
def schema(kind: str) -> None:
    """Print the JSON Schema of an entry or of the settings, for an editor that checks while somebody writes."""
    from generator.entries import json_schema

    click.echo(json_schema.printed(kind))


def _compiled(root: Path, now: datetime, jobs: int | None, since: str | None = None) -> tuple[Inputs, Outcome]:
    from generator.compiler import compile_site

    inputs = _inputs(root, now, since)
    return inputs, compile_site(inputs, _mapped(jobs))


def _inputs(root: Path, now: datetime, since: str | None = None) -> Inputs:
    """Read the root; what is heavy is imported in functions, so that help and mistakes come at once."""
    from generator.ends import Inputs
    from generator.world import disk

    tree = disk.read(root)
    return Inputs(tree.sources, tree.files, tree.themes, now, tree.unread, _published(root, since))


def _published(root: Path, since: str | None) -> Past | None:
    """Return what git holds of the root at a revision, if one is named."""
    if since is None:
        return None
    from generator.world import past

    try:
        return past.read(root, since)
    except past.NoPastError as error:
        raise click.UsageError(f"--since: {error}") from error


def _mapped(jobs: int | None) -> Map:
    """Return a `map` over the processors that shows how far it is."""
    from generator.world.processes import processors, spread

    mapped = spread(jobs or processors())
    return lambda work, items: counted(mapped(work, items), len(items), "Reading entries")


def _print(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> bool:
    """Print all problems; return whether one of them is an error."""
    from generator.world.reporting import to_terminal

    to_terminal(problems, inputs, screen)
    return any(found.is_error for found in problems)


def _close(problems: Sequence[Problem], entries: int, done: str, undone: str) -> None:
    from generator import report

    _say(report.closing(problems, entries, done, undone))


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
