"""Write the site, and check it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from generator.commands import options, reporting
from generator.commands.reporting import WRONG, close, say, show
from generator.commands.wiring import MAKING, mapped, plan, read
from generator.compiler import make_pages, older_warnings
from generator.content.context import Context
from generator.core.problems import UserError
from generator.core.publication import BELOW_A_PATH, is_below_a_path
from generator.core.site import Inputs, Source
from generator.reports.problem_report import closing_sentence
from generator.site.common_check import MAX_DATA_BYTES, check_file
from generator.system import disk, git
from generator.system.publishing import claimed

REWRITTEN_TITLE = "The history was rewritten"
REWRITTEN = (
    "Git no longer has the commit {commit}, from which the live site was built. So only the ids of "
    "notices are compared, with those in the data of the live site."
)
UNKNOWN = (
    "So it is unknown which notices were published. If you know that none was removed, start "
    "*Publish* by hand: Actions, Publish, Run workflow."
)


@click.command(epilog="Example: notices build --root district --out public")
@options.root_and_now
@click.option(
    "--out",
    type=options.out,
    metavar="DIR",
    show_default="build/ in the root",
    help="The folder to write the site into.",
)
@options.history
@options.jobs
@click.option(
    "--commit",
    type=options.commit,
    default="",
    metavar="COMMIT",
    help="The commit of the content, to record in built.json.",
)
def build(
    root: Path, now: datetime | None, out: Path | None, history: bool, jobs: int | None, commit: str
) -> int:
    """Check all entries and write the whole site; if there is an error, write nothing."""
    target = _target(root, out)
    inputs = read(root, now, history=history, commit=commit)
    planned = plan(inputs, mapped(jobs))
    problems = planned.problems
    published = None
    inputs = inputs.with_sources_of(problems)  # the pages need the memory of the others
    if planned.site:
        with claimed(target, root) as folder:
            outcome = make_pages(planned, mapped(jobs, MAKING), folder.stage)
            problems = outcome.problems
            if outcome.site:
                published = folder.publish(outcome.pages)
    show(problems, inputs, sys.stdout)
    if published is None:
        close(problems, planned.entries, "", "Nothing was written.")
        return WRONG
    total, written, removed = published
    if planned.site and is_below_a_path(planned.site.settings.url):
        say(BELOW_A_PATH)
    changes = f"{written:,} of {total:,} files written, {removed:,} removed"
    close(problems, planned.entries, f"{changes}: {target}", "")
    return 0


def _target(root: Path, out: Path | None) -> Path:
    """Return the folder to publish into; UsageError if it has or is inside the sources."""
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


@click.command(epilog="Example: notices check --since origin/main")
@click.argument("file", required=False, type=options.file, metavar="[FILE.json]")
@options.root_and_now
@options.history
@options.jobs
@click.option("--since", metavar="REV", help="Also report what was removed since this commit.")
@click.option(
    "--or-live",
    is_flag=True,
    help="If git does not have that commit, compare the ids of notices with the live site.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "github", "json")),
    show_default="github in a workflow on GitHub, else terminal",
    help="The format of the report.",
)
def check(
    file: Path | None,
    root: Path,
    now: datetime | None,
    history: bool,
    jobs: int | None,
    since: str | None,
    or_live: bool,
    form: str | None,
) -> int:
    """Report every problem in every entry, as a build does, and write nothing.

    With FILE.json, report the first hundred errors and the first hundred warnings in a file of the
    common format, from any publisher: docs/format.md. The file `-` is standard input.
    """
    if file and since:
        raise click.UsageError("With a file, leave out --since: nothing is compared.")
    if file:
        return _check_file(file, root, form)
    try:
        inputs = read(root, now, since, history=history)
    except git.UnknownCommitError:
        if not or_live:
            raise
        inputs = _with_live_notices(read(root, now, history=history), since or "")
    files = [*inputs.files]
    looks = mapped(jobs, "Reading files")(partial(disk.look_into, root), files)
    found = zip(files, looks, strict=True)
    inputs = replace(inputs, flaws={path: flaws for path, flaws in found if flaws})
    planned = plan(inputs, mapped(jobs))
    outcome = make_pages(planned, mapped(jobs, MAKING), lambda page: page._replace(data=b""))
    sentence = closing_sentence(
        outcome.problems, outcome.entries, "The site can be built.", "The site cannot be built."
    )
    find_older = partial(older_warnings, inputs, outcome.problems, mapped(jobs))
    reporting.report(outcome, inputs, root, sentence, form, find_older)
    if not outcome.site:
        cause = reporting.cause_of(outcome.problems, is_published=since is not None)
        reporting.tell_alarm(cause)
    return 0 if outcome.site else WRONG


def _with_live_notices(inputs: Inputs, commit: str) -> Inputs:
    """Return inputs with the notices of the live site, because git has lost what it was built from.

    Raises UserError if they cannot be read.
    """
    reporting.show_warning(REWRITTEN_TITLE, REWRITTEN.format(commit=commit))
    settings = Context.of(inputs).settings
    if settings is None:
        return inputs  # whose errors are reported
    from generator.system import live  # which loads HTTP and TLS

    try:
        return replace(inputs, live=live.published_notices(settings.url))
    except OSError as error:
        reporting.tell_alarm("history")
        raise UserError(f"{error}. {UNKNOWN}") from error


def _check_file(file: Path, root: Path, form: str | None) -> int:
    """Report every problem in a file of the common format."""
    is_input = str(file) == "-"
    with sys.stdin.buffer if is_input else file.open("rb") as opened:
        data = opened.read(MAX_DATA_BYTES + 1)
    source = Source("standard input" if is_input else str(file), data)
    outcome = check_file(*source, disk.format_schema())
    sentences = "Other programs can read it.", "Other programs may not be able to read it."
    closing = closing_sentence(outcome.problems, outcome.entries, *sentences, is_cut=outcome.is_cut)
    shown = (source,) if len(source.data) <= MAX_DATA_BYTES else ()
    reporting.report(outcome, Inputs(shown, {}, {}, datetime.now(UTC)), root, closing, form)
    return WRONG if any(problem.is_error for problem in outcome.problems) else 0
