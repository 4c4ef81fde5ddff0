"""Write the site, check it, and compare it with the one on the web."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, close, compiled, read, say, show
from generator.system import options
from generator.system.progress import with_progress

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path


@click.command(
    short_help="Write the site.", epilog="Example: notices build --root district --out public"
)
@options.root
@click.option(
    "--out",
    callback=options.out,
    metavar="DIR",
    show_default="build/ in the root",
    help="The folder to write the site into.",
)
@options.now
@options.posted
@options.jobs
@click.option(
    "--commit",
    callback=options.commit,
    default="",
    metavar="COMMIT",
    help="The commit that is built, to be recorded in built.json.",
)
def build(
    root: Path, out: Path | None, now: datetime, posted: bool, jobs: int | None, commit: str
) -> int:
    """Check all entries and write the whole site, or nothing if there is an error."""
    from generator.system.publishing import ForeignFolderError, PagesOnDisk, publish

    target = _target(root, out)
    inputs, outcome = compiled(root, now, jobs, collect=PagesOnDisk, posted=posted, commit=commit)
    if show(outcome.problems, inputs, sys.stdout):
        close(outcome.problems, outcome.entries, "", "Nothing was written.")
        return WRONG
    total = len(outcome.pages)
    progress = partial(with_progress, length=total, label="Writing files")
    try:
        published = publish(target, outcome.pages, root, progress)
    except ForeignFolderError as error:
        raise click.UsageError(
            f"{error}. Name another folder with --out, or empty this one."
        ) from error
    changes = f"{published.written:,} of {total:,} files written, {published.removed:,} removed"
    close(outcome.problems, outcome.entries, f"{changes}: {target}", "")
    return 0


def _target(root: Path, out: Path | None) -> Path:
    """Return the folder to publish into.

    Raises UsageError if it contains the sources of the site, or is inside them.
    """
    target = out or root / "build"
    real = os.path.realpath(target)
    for name in ("content", "themes"):
        source = os.path.realpath(root / name)
        if os.path.commonpath([real, source]) in (real, source):
            raise click.UsageError(
                f"The site cannot be written to {target}, because that contains {name}/ or is "
                "inside it."
            )
    return target


@click.command(
    short_help="Report every problem.", epilog="Example: notices check --since origin/main"
)
@options.root
@options.now
@options.posted
@options.jobs
@click.option("--since", metavar="REV", help="Also report what was removed since this commit.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "github", "json")),
    show_default="github in a workflow on GitHub, else terminal",
    help="The format of the report.",
)
def check(
    root: Path, now: datetime, posted: bool, jobs: int | None, since: str | None, form: str | None
) -> int:
    """Report every problem of every entry, as a build does, and write nothing."""
    from generator.reports.problem_report import closing_sentence
    from generator.system import reporting
    from generator.system.publishing import without_bytes

    inputs, outcome = compiled(root, now, jobs, since, without_bytes, posted=posted)
    sentence = closing_sentence(
        outcome.problems,
        outcome.entries,
        "The site can be built.",
        "The site cannot be built.",
    )
    reporting.show(outcome, inputs, root, sentence, form)
    return 0 if outcome.site else WRONG


@click.command(
    short_help="Check that the live site matches the build.",
    epilog="Example: notices live --wait 15m",
)
@options.root
@options.now
@options.posted
@click.option(
    "--wait",
    callback=options.duration,
    default="0m",
    metavar="TIME",
    help="How long to keep trying, for example 15m.",
)
def live(root: Path, now: datetime, posted: bool, wait: timedelta) -> int:
    """Fetch every file of the live site, and report those that differ from a build now.

    The address is `url` in content/site.yaml. Of a file in content/files/ only the size is
    compared. If all match, the SHA-256 of the site and its address are printed.
    """
    from generator.system import live as live_site
    from generator.system import reporting

    inputs, outcome = compiled(root, now, None, posted=posted)
    if outcome.site is None:
        errors = [problem for problem in outcome.problems if problem.is_error]
        show(errors, inputs, sys.stdout)
        close(outcome.problems, outcome.entries, "", "The live site was not checked.")
        return WRONG
    different = live_site.differences(
        outcome.site.settings.url,
        outcome.pages,
        root,
        wait,
        partial(with_progress, label="Fetching files"),
    )
    messages = (f"{difference.url} {difference.reason}" for difference in different)
    reporting.show_errors("The live site differs from what was built", messages)
    total = len(outcome.pages)
    say(f"{total - len(different):,} of {total:,} files of the live site match the build.")
    if different:
        return WRONG
    click.echo(f"{live_site.site_hash(outcome.pages, root)} {outcome.site.settings.url}")
    return 0


@click.command(
    short_help="Print the commit of the live site.",
    epilog="Example: notices published --root district",
)
@options.root
@options.now
def published(root: Path, now: datetime) -> int:
    """Print the commit that the live site was built from, or nothing if there is no site yet.

    The address is `url` in content/site.yaml. The site records its commit if it was built with
    --commit.
    """
    from generator.content import context
    from generator.system import live as live_site

    settings = context.read(read(root, now)).settings
    if settings is None:
        say(
            "The settings have an error, so the address of the site is not known. Run `notices "
            "check`."
        )
        return WRONG
    if commit := live_site.published_commit(settings.url):
        click.echo(commit)
    return 0
