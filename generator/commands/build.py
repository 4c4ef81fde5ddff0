"""Write the site, check it, and compare it with the one on the web or of another version."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands import options
from generator.commands.wiring import (
    WRONG,
    close,
    compiled,
    made,
    planned,
    read,
    say,
    show,
    with_progress,
)

if TYPE_CHECKING:
    from datetime import timedelta

    from generator.core.settings import Settings
    from generator.reports.upgrade import Build

REPORT, SITE = "problems.json", "site"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


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
    help="The commit of the content, to record in built.json.",
)
def build(
    root: Path, out: Path | None, now: datetime, posted: bool, jobs: int | None, commit: str
) -> int:
    """Check all entries and write the whole site; if there is an error, write nothing."""
    from generator.system import memory
    from generator.system.publishing import ForeignFolderError, claimed

    target = _target(root, out)
    memory.return_large_blocks()
    inputs, plan = planned(root, now, jobs, posted=posted, commit=commit)
    problems, published = plan.problems, None
    inputs = inputs.with_sources_of(problems)  # the pages need the memory of the others
    memory.return_freed_blocks()
    if plan.site:
        try:
            with claimed(target, root) as folder:
                outcome = made(plan, jobs, folder.stage)
                problems = outcome.problems
                if outcome.site:
                    published = folder.publish(outcome.pages)
        except ForeignFolderError as error:
            raise click.UsageError(
                f"{error}. Name another folder with --out, or empty this one."
            ) from error
    show(problems, inputs, sys.stdout)
    if published is None:
        close(problems, plan.entries, "", "Nothing was written.")
        return WRONG
    total, written, removed = published
    changes = f"{written:,} of {total:,} files written, {removed:,} removed"
    close(problems, plan.entries, f"{changes}: {target}", "")
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
    """Report every problem in every entry, as a build does, and write nothing."""
    from generator.commands import reporting
    from generator.reports.problem_report import closing_sentence
    from generator.system.publishing import without_bytes

    inputs, outcome = compiled(root, now, jobs, since=since, keep=without_bytes, posted=posted)
    sentence = closing_sentence(
        outcome.problems, outcome.entries, "The site can be built.", "The site cannot be built."
    )
    reporting.show(outcome, inputs, root, sentence, form)
    return 0 if outcome.site else WRONG


@click.command(
    short_help="Check that the live site matches the build.",
    epilog="Example: notices live --wait 15m",
)
@options.root
@options.live_now
@options.posted
@click.option(
    "--wait",
    callback=options.duration,
    default="0m",
    metavar="TIME",
    help="How long to keep trying, for example 15m.",
)
def live(root: Path, now: datetime | None, posted: bool, wait: timedelta) -> int:
    """Download every file of the live site, and report those that differ from a build.

    The address is `url` in content/site.yaml. The files in content/files/ are compared only by
    size. If everything matches, the command prints the time of the build, the SHA-256 hash of the
    site and its address.
    """
    from generator.commands import reporting
    from generator.core.publication import MINUTES
    from generator.system import live as live_site

    moment = now or _live_build_time(root) or datetime.now(UTC)
    inputs, outcome = compiled(root, moment, None, posted=posted)
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
    built = f"{outcome.site.now.astimezone(UTC):{MINUTES}}"
    click.echo(f"{built} {live_site.site_hash(outcome.pages, root)} {outcome.site.settings.url}")
    return 0


def _live_build_time(root: Path) -> datetime | None:
    """Return when the live site was built, if that was from the commit that is checked out.

    More may be known by now than at that time, such as when a notice was first on the website. A
    build of another commit does not count, because what is written since may be dated after it.
    """
    from generator.system import git
    from generator.system import live as live_site

    settings = _settings(root, datetime.now(UTC))
    try:
        build = live_site.published_build(settings.url) if settings else None
    except OSError:  # which is then reported for each file
        return None
    return build.time if build and build.commit == git.head(root) else None


@click.command(
    short_help="Print the commit of the live site.",
    epilog="Example: notices published --root district",
)
@options.root
@options.now
def published(root: Path, now: datetime) -> int:
    """Print the commit that the live site was built from, or nothing if there is no site yet.

    The address is `url` in content/site.yaml. A site names its commit only if it was built with
    --commit.
    """
    from generator.system import live as live_site

    settings = _settings(root, now)
    if settings is None:
        say(
            "The settings have an error, so the address of the site is unknown. Run `notices "
            "check`."
        )
        return WRONG
    if build := live_site.published_build(settings.url):
        click.echo(build.commit)
    return 0


def _settings(root: Path, now: datetime) -> Settings | None:
    """Return the settings of a site, or None if they have an error."""
    from generator.content import context

    return context.read(read(root, now)).settings


@click.command(
    short_help="Compare the sites that two versions build.",
    epilog="Example: notices compare before after",
)
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--changelog",
    metavar="URL",
    default="",
    help="The address of the newer version's changelog, for the summary.",
)
def compare(before: Path, after: Path, changelog: str) -> int:
    """Compare the sites that an older and a newer version of this program build.

    Each folder contains problems.json, from `notices check --format json`, and site/, from `notices
    build --out`, unless the content has an error. The command fails if only the newer version
    refuses an entry, or if subscribers to a feed would see a notice twice.
    """
    from generator.commands import reporting
    from generator.reports import upgrade

    older, newer = _build_in(before), _build_in(after)
    reporting.show_summary(upgrade.summary(older, newer, changelog))
    faults = list(upgrade.faults(older, newer))
    reporting.show_errors("The new version changes what was published", faults)
    return WRONG if faults else 0


def _build_in(folder: Path) -> Build:
    """Read what a version made. Raises UsageError if its report is missing."""
    from hashlib import sha256

    from generator.reports.upgrade import Build, findings, item_ids
    from generator.site.data import BUILT

    report = folder / REPORT
    if not report.is_file():
        raise click.UsageError(f"{report} is missing. Write it with `notices check --format json`.")
    files, items = dict[str, str](), dict[str, tuple[str, ...]]()
    for file in (folder / SITE).rglob("*"):
        path = file.relative_to(folder / SITE).as_posix()
        if not file.is_file() or path == BUILT or "/." in f"/{path}":
            continue
        data = file.read_bytes()
        files[path] = sha256(data).hexdigest()
        if "/feeds/" in f"/{path}" and path.endswith(".json"):
            items[path] = item_ids(data)
    return Build(findings(report.read_text(encoding="utf-8")), files, items)
