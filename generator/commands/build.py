"""The site: written, checked, and looked for on the web."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, close, compiled, read, say, show
from generator.system import options
from generator.system.progress import counted

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path


@click.command(short_help="Write the site.", epilog="Example: notices build --root district --out public")
@options.root
@click.option(
    "--out", callback=options.out, metavar="DIR", help="Where the site goes; build/ under the root if not named."
)
@options.now
@options.jobs
@click.option(
    "--commit", callback=options.commit, default="", metavar="COMMIT", help="The commit that this is, for built.json."
)
def build(root: Path, out: Path | None, now: datetime, jobs: int | None, commit: str) -> int:
    """Check all entries and write the site: all of it, or nothing when there is an error."""
    from generator.system.publishing import NotOursError, Spilled, publish

    target = _target(root, out)
    inputs, outcome = compiled(root, now, jobs, kept=Spilled, commit=commit)
    if show(outcome.problems, inputs, sys.stdout):
        close(outcome.problems, outcome.entries, "", "Nothing was written.")
        return WRONG
    try:
        writing = partial(counted, length=len(outcome.pages), label="Writing files")
        done = publish(target, outcome.pages, root, writing)
    except NotOursError as error:
        raise click.UsageError(f"{error}. Name another folder with --out, or empty this one.") from error
    changed = f"{done.written:,} of {len(outcome.pages):,} files written, {done.removed:,} removed"
    close(outcome.problems, outcome.entries, f"{changed}: {target}", "")
    return 0


def _target(root: Path, out: Path | None) -> Path:
    """Return the folder to publish into, which may not hold what the site is made from, nor lie inside it."""
    target = out or root / "build"
    real = os.path.realpath(target)
    for name in ("content", "themes"):
        source = os.path.realpath(root / name)
        if os.path.commonpath([real, source]) in (real, source):
            raise click.UsageError(f"The site cannot go to {target}, which holds or lies in {name}/.")
    return target


@click.command(short_help="Report what is wrong.", epilog="Example: notices check --since origin/main")
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
    from generator.reports.problem_report import closing
    from generator.system import reporting
    from generator.system.publishing import forgotten

    inputs, outcome = compiled(root, now, jobs, since, forgotten)
    sentence = closing(outcome.problems, outcome.entries, "The site can be built.", "The site cannot be built.")
    reporting.show(outcome, inputs, root, sentence, form)
    return 0 if outcome.site else WRONG


@click.command(short_help="See that the site is on the web.", epilog="Example: notices live --wait 15m")
@options.root
@options.now
@click.option("--wait", callback=options.time, default="0m", metavar="TIME", help="How long to look again: 15m, say.")
def live(root: Path, now: datetime, wait: timedelta) -> int:
    """Fetch every file of the published site, and report what is not as it would be built now.

    The address is `url` in content/site.yaml; of a file under content/files/ the size is compared.
    """
    from generator.system import live as web
    from generator.system import reporting

    inputs, outcome = compiled(root, now, None)
    if outcome.site is None:
        show([found for found in outcome.problems if found.is_error], inputs, sys.stdout)
        close(outcome.problems, outcome.entries, "", "Nothing can be said of the site on the web.")
        return WRONG
    count = len(outcome.pages)
    found = web.differences(
        outcome.site.settings.url, outcome.pages, root, wait, partial(counted, label="Fetching files")
    )
    reporting.show_errors("On the web is not what was built", (f"{one.url} {one.what}" for one in found))
    say(f"{count - len(found):,} of {count:,} files on the web are as they were built.")
    return WRONG if found else 0


@click.command(short_help="Print the commit of the live site.", epilog="Example: notices published --root district")
@options.root
@options.now
def published(root: Path, now: datetime) -> int:
    """Print the commit that the published site was built from, or nothing if there is no site yet.

    The address is `url` in content/site.yaml. The site says its commit if it was built with --commit.
    """
    from generator.content import context
    from generator.system import live as web

    settings = context.read(read(root, now)).settings
    if settings is None:
        say("The settings have an error, so nobody knows where the site is. Run `notices check`.")
        return WRONG
    if commit := web.published_commit(settings.url):
        click.echo(commit)
    return 0
