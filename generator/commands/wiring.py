"""What commands share: reading and compiling a root, its progress and its problems, exit codes.

Modules that load slowly are imported in functions, so that help and usage errors are fast.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from generator.system import memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from generator.authoring.questions import Kind
    from generator.compiler import Keep, Map
    from generator.content.context import EntryNames
    from generator.content.field_types import Known
    from generator.content.markdown import Renderer
    from generator.core.problems import Problem
    from generator.core.settings import School
    from generator.core.site import Inputs, Outcome, Past, Plan, Site
    from generator.github.api import Repository

NO_GIT = "git is not installed, and a repository needs it; see https://git-scm.com/downloads."
DELAY = 1.0  # seconds of work before a progress bar is shown
WRONG, FAILED, STOPPED = 1, 3, 130  # exit codes; 2 is click's, for a wrong command line
Item = TypeVar("Item")


def compiled(
    root: Path,
    now: datetime,
    jobs: int | None,
    *,
    since: str | None = None,
    keep: Keep | None = None,
    posted: bool = False,
) -> tuple[Inputs, Outcome]:
    """Read a root and compile its site, as `planned` and `made` do."""
    inputs, plan = planned(root, now, jobs, since=since, posted=posted)
    return inputs, made(plan, jobs, keep)


def planned(
    root: Path,
    now: datetime,
    jobs: int | None,
    *,
    since: str | None = None,
    posted: bool = False,
    commit: str = "",
) -> tuple[Inputs, Plan]:
    """Read a root and plan its site; with `since`, compare it with that commit.

    `posted` asks git when each notice was posted. `commit` is the commit that the site says it was
    built from. Raises UsageError as `read` does.
    """
    with memory.without_garbage_collection():
        from generator.compiler import plan_site

        inputs = replace(read(root, now, since, posted=posted), commit=commit)
        return inputs, plan_site(inputs, mapped(jobs))


def made(plan: Plan, jobs: int | None, keep: Keep | None = None) -> Outcome:
    """Make the pages of a site; `keep` takes each of them in the process that has made it."""
    with memory.without_garbage_collection():
        from generator.compiler import as_it_is, make_pages

        return make_pages(plan, mapped(jobs, "Making pages"), keep or as_it_is)


def read(root: Path, now: datetime, since: str | None = None, *, posted: bool = False) -> Inputs:
    """Read all that the site of a root is made from.

    Raises UsageError if git cannot read the commit `since`, or when notices were `posted`.
    """
    from generator.core.site import Inputs
    from generator.system import disk

    tree = disk.read(root)
    past = None if since is None else _read_past(root, since)
    inputs = Inputs(**tree._asdict(), now=now, published=past)
    if not posted:
        return inputs
    from generator.content import context
    from generator.system.postings import postings

    with history_errors():
        return replace(inputs, postings=postings(root, context.read(inputs).now, inputs.sources))


@contextmanager
def history_errors() -> Iterator[None]:
    """Raise UsageError instead of HistoryError."""
    from generator.system.postings import HistoryError

    try:
        yield
    except HistoryError as error:
        raise click.UsageError(f"{error}, or leave out --posted.") from error


class EntryContext(NamedTuple):
    """What is needed to write an entry."""

    known: Known
    renderer: Renderer
    schools: tuple[School, ...]
    names: dict[str, EntryNames]  # of all entries, by section/id
    month: str  # the current one in the district's time zone, YYYY-MM

    @property
    def contract_names(self) -> dict[str, EntryNames]:
        """The names in all contracts by id."""
        return {
            id.removeprefix("contracts/"): names
            for id, names in self.names.items()
            if id.startswith("contracts/") and names.title
        }

    @property
    def contracts(self) -> dict[str, str]:
        """The titles of all contracts by id."""
        return {id: names.title for id, names in self.contract_names.items()}

    def ids(self, kind: Kind) -> frozenset[str]:
        """Return the ids of the entries of a kind."""
        return self.known.contracts if kind == "contract" else self.known.breaches


def load_context(root: Path, now: datetime) -> tuple[Inputs, EntryContext]:
    """Read a root, and return what is needed to write an entry there.

    Raises UsageError if there is no content.
    """
    from generator.content import context

    inputs = read(root, now)
    for problem in inputs.unread:
        if problem.code == "E001":
            raise click.UsageError(f"{problem.message} {problem.advice}")
    site = context.read(inputs)
    return inputs, EntryContext(
        known=site.known,
        renderer=context.renderer(site.known),
        schools=site.settings.schools if site.settings else (),
        names=context.entry_names(inputs),
        month=site.now.strftime("%Y-%m"),
    )


def read_site(
    root: Path, now: datetime, if_failed: str, *, posted: bool = False
) -> tuple[Inputs, Site | None]:
    """Read a root, and return its site; if there are errors, print them and return None.

    `if_failed` is the sentence that then says what was not done.
    """
    from generator.compiler import read_content

    inputs = read(root, now, posted=posted)
    site, problems, entries = read_content(inputs, mapped(None))
    if site is None:
        errors = [problem for problem in problems if problem.is_error]
        show(errors, inputs, sys.stderr)
        close(errors, entries, "", if_failed)
    return inputs, site


def check_entry(inputs: Inputs, path: str, text: str) -> tuple[Inputs, list[Problem]]:
    """Return the inputs with an entry added or replaced, and the problems of that entry.

    The entry as it was before counts as published.
    """
    from generator.compiler import read_content
    from generator.core.site import Past, Source

    others = [source for source in inputs.sources if source.path != path]
    changed = replace(
        inputs,
        sources=(*others, Source(path, text.encode())),
        published=Past(inputs.sources, frozenset(inputs.files)),
    )
    problems = read_content(changed, mapped(None)).problems
    return changed, [problem for problem in problems if problem.span.path == path]


def read_earlier(root: Path, since: str, inputs: Inputs) -> Inputs:
    """Return the inputs as they were at a commit, with the themes and the time of now.

    Raises UsageError if git cannot read the commit.
    """
    past = _read_past(root, since)
    return replace(inputs, sources=past.sources, files=dict.fromkeys(past.files, 0), unread=())


def _read_past(root: Path, since: str) -> Past:
    """Return the content of a root at a revision, or raise UsageError."""
    from generator.system import git

    try:
        return git.read_past(root, since)
    except git.UnknownRevisionError as error:
        raise click.UsageError(f"--since: {error}") from error


def workflow_repository() -> Repository:
    """Return the repository that a workflow runs for, or raise UsageError outside a workflow."""
    from generator.github import api

    try:
        return api.workflow_repository(os.environ)
    except api.NoWorkflowError as error:
        raise click.UsageError(str(error)) from error


def mapped(jobs: int | None, label: str = "Reading entries") -> Map:
    """Return a `map` that uses several processes, by default all, and shows a progress bar."""
    from generator.system.processes import processor_count, spread

    spread_map = spread(jobs or processor_count())
    return lambda function, items: with_progress(spread_map(function, items), len(items), label)


def with_progress(
    items: Iterable[Item], length: int, label: str, clock: Callable[[], float] = monotonic
) -> Iterator[Item]:
    """Yield the items, and show a progress bar on a terminal if they take longer than a second.

    `clock` returns seconds.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    start, bar = clock(), None
    for count, item in enumerate(items, start=1):
        yield item
        if bar:
            bar.update(1)
        elif clock() - start > DELAY:
            bar = click.progressbar(length=length, label=label, file=sys.stderr)
            bar.update(count)
    if bar:
        bar.render_finish()


def show(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> bool:
    """Print all problems, and return whether one of them is an error."""
    from generator.commands.reporting import to_terminal

    to_terminal(problems, inputs, screen)
    return any(problem.is_error for problem in problems)


def close(problems: Sequence[Problem], entries: int, done: str, not_done: str) -> None:
    """Print the closing sentence: how many problems there are, and what was or was not done."""
    from generator.reports import problem_report

    say(problem_report.closing_sentence(problems, entries, done, not_done))


def say(sentence: str) -> None:
    """Print a sentence for the person to standard error, apart from the output."""
    click.echo(sentence, err=True)
