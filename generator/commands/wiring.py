"""What commands share: a root read and compiled, its problems on the screen, the sentence that ends, exit codes.

What is heavy is imported in functions, so that help and mistakes come at once.
"""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from generator.authoring.questions import Kind
    from generator.compiler import Kept, Map
    from generator.content.field_types import Known
    from generator.content.markdown import Renderer
    from generator.core.problems import Problem
    from generator.core.site import Inputs, Outcome, Past, Site

WRONG, FAILED, STOPPED = 1, 3, 130  # 2, a wrong command line, is click's


def compiled(
    root: Path, now: datetime, jobs: int | None, since: str | None = None, kept: Kept = tuple, commit: str = ""
) -> tuple[Inputs, Outcome]:
    """Return what stands under a root, and the site that it becomes; with `since`, held against that commit.

    `kept` says how pages wait until all are made, `commit` what the site says that it was built from.
    """
    with _no_collector():
        from generator.compiler import compile_site

        inputs = replace(read(root, now, since), commit=commit)
        return inputs, compile_site(inputs, mapped(jobs), kept)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Look for no garbage: what is read for a site is kept until all of it is made, and there are millions of parts."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read(root: Path, now: datetime, since: str | None = None) -> Inputs:
    """Return what stands under a root; UsageError where `since` is no commit that git knows."""
    from generator.core.site import Inputs
    from generator.system import disk

    tree = disk.read(root)
    then = None if since is None else _published(root, since)
    return Inputs(tree.sources, tree.files, tree.themes, now, tree.unread, then)


class Here(NamedTuple):
    """What an entry is written in."""

    known: Known
    renderer: Renderer
    schools: dict[str, str]  # names by their ids
    contracts: dict[str, str]  # titles by their ids
    month: str  # of now, on the district's clock

    def taken(self, kind: Kind) -> frozenset[str]:
        """Return the ids that entries of a kind have."""
        return self.known.contracts if kind == "contract" else self.known.breaches


def look_around(root: Path, now: datetime) -> tuple[Inputs, Here]:
    """Return what stands under a root, and what an entry there is written in; UsageError where no content is."""
    from generator.content import context

    inputs = read(root, now)
    if missing := [found for found in inputs.unread if found.code == "E001"]:
        raise click.UsageError(f"{missing[0].message} {missing[0].advice}")
    about = context.read(inputs)
    schools = {school.id: school.name for school in about.settings.schools} if about.settings else {}
    month = about.now.strftime("%Y-%m")
    return inputs, Here(about.known, context.renderer(about.known), schools, context.titles(inputs), month)


def whole(root: Path, now: datetime, undone: str) -> tuple[Inputs, Site | None]:
    """Return what stands under a root, and its site; or print the errors, with which nothing is sure."""
    from generator.compiler import read_content

    inputs = read(root, now)
    site, problems, entries = read_content(inputs, mapped(None))
    if site is None:
        errors = [found for found in problems if found.is_error]
        show(errors, inputs, sys.stderr)
        close(errors, entries, "", undone)
    return inputs, site


def with_entry(inputs: Inputs, path: str, text: str) -> tuple[Inputs, list[Problem]]:
    """Return what stands under a root with an entry put into it, and what is wrong with that entry."""
    from generator.compiler import read_content
    from generator.core.site import Source

    others = [source for source in inputs.sources if source.path != path]
    after = replace(inputs, sources=(*others, Source(path, text.encode())))
    return after, [found for found in read_content(after, mapped(None)).problems if found.span.path == path]


def earlier(root: Path, since: str, inputs: Inputs) -> Inputs:
    """Return what stood under a root at a commit, to be read as of the same moment; UsageError as above."""
    then = _published(root, since)
    return replace(inputs, sources=then.sources, files=dict.fromkeys(then.files, 0), unread=())


def _published(root: Path, since: str) -> Past:
    """Return what git holds of the root at a revision."""
    from generator.system import git

    try:
        return git.read_past(root, since)
    except git.NoPastError as error:
        raise click.UsageError(f"--since: {error}") from error


def mapped(jobs: int | None) -> Map:
    """Return a `map` over the processors that shows how far it is."""
    from generator.system.processes import processors, spread

    over = spread(jobs or processors())
    return lambda work, items: counted(over(work, items), len(items), "Reading entries")


def show(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> bool:
    """Print all problems; return whether one of them is an error."""
    from generator.system.reporting import to_terminal

    to_terminal(problems, inputs, screen)
    return any(found.is_error for found in problems)


def close(problems: Sequence[Problem], entries: int, done: str, undone: str) -> None:
    """End a run with its one sentence: how many problems, and what was done, or was not."""
    from generator.reports import problem_report

    say(problem_report.closing(problems, entries, done, undone))


def say(sentence: str) -> None:
    """Say a sentence to the person, not to the program that reads the output."""
    click.echo(sentence, err=True)
