"""What a command prints: problems, sentences and progress; and the exit code that goes with them.

Problems go to the terminal, to GitHub's annotations and summary, or out as JSON.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import NoReturn, TextIO, TypeVar

import click

from generator.core.problems import Problem, count, printable
from generator.core.site import Inputs, Outcome
from generator.reports import github_format, problem_report
from generator.reports.problem_report import lines_of

CONTENT = "content"  # a cause, for the alarm
TEMPLATE = "E136"  # a setting is still that of the template
# Exit codes; 2 is click's, for a wrong command line.
WRONG = 1
FAILED = 3
STOPPED = 130
DELAY = 1.0  # seconds of work before a progress bar is shown
Item = TypeVar("Item")


def say(sentence: str) -> None:
    """Print a sentence for the person to standard error, apart from the output."""
    click.echo(sentence, err=True)


def show(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> bool:
    """Print problems with their lines, in color on a terminal; return whether one is an error."""
    color = screen.isatty() and "NO_COLOR" not in os.environ
    show_lines(problem_report.terminal(problems, lines_of(inputs), color), screen, color=color)
    return any(problem.is_error for problem in problems)


def close(problems: Sequence[Problem], entries: int, done: str, not_done: str) -> None:
    """Print the closing sentence: how many problems there are, and what was or was not done."""
    say(problem_report.closing_sentence(problems, entries, done, not_done))


def refuse(problems: Iterable[Problem], inputs: Inputs, entries: int, not_done: str) -> NoReturn:
    """Print the errors among problems and what was not done, and end the command."""
    errors = [problem for problem in problems if problem.is_error]
    show(errors, inputs, sys.stderr)
    close(errors, entries, "", not_done)
    tell_alarm(cause_of(errors))
    raise click.exceptions.Exit(WRONG)


def report(
    outcome: Outcome,
    inputs: Inputs,
    root: Path,
    closing: str,
    form: str | None = None,
    find_older: Callable[[], frozenset[Problem]] = frozenset,
) -> None:
    """Write all problems to standard output, and the closing sentence to standard error.

    `form` is "terminal", "github" or "json"; None is "github" in a workflow and "terminal"
    elsewhere. For GitHub, `find_older` returns those that are no news, which are folded.
    """
    form = form or ("github" if _is_workflow() else "terminal")
    if form == "json":
        click.echo(problem_report.as_json(outcome.problems, outcome.entries))
    elif form == "github":
        known = find_older()
        older = [problem for problem in outcome.problems if problem in known]
        news = [problem for problem in outcome.problems if problem not in known]
        for command in github_format.commands(news, prefix(root)):
            click.echo(command)
        if older:
            click.echo(f"::group::{count(len(older), 'warning')} from before")
            show_lines(problem_report.terminal(older, lines_of(inputs), color=False), sys.stdout)
            click.echo("::endgroup::")
        if path := os.environ.get("GITHUB_STEP_SUMMARY"):
            with open(path, "ab") as file:
                room = github_format.MAX_SUMMARY_BYTES - file.tell()  # bytes
                text = github_format.summary(news, lines_of(inputs), closing, room, older)
                file.write(text.encode("utf-8", "replace"))
    else:
        show(outcome.problems, inputs, sys.stdout)
    say(closing)


def show_lines(lines: Iterable[str], screen: TextIO, *, color: bool = False) -> None:
    """Write lines; in a workflow, GitHub does not read commands from them."""
    text = "\n".join(lines)
    if text and _is_workflow():
        token = f"stop-{os.urandom(16).hex()}"
        text = f"::stop-commands::{token}\n{text}\n::{token}::"
    if text:
        click.echo(text, screen, color=color)


def show_summary(text: str) -> None:
    """Append a text in Markdown to the summary of a workflow's step, or print it elsewhere."""
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(path, "ab") as file:
            file.write(text.encode("utf-8", "replace"))
    else:
        click.echo(text)


def show_errors(title: str, messages: Iterable[str]) -> None:
    """Write each message on a line; in a workflow, as an annotation with a title."""
    for message in messages:
        click.echo(_annotation("error", title, message))


def show_warning(title: str, message: str) -> None:
    """Write a message to standard error; in a workflow, as an annotation with a title."""
    say(_annotation("warning", title, message))


def cause_of(problems: Iterable[Problem], *, is_published: bool = False) -> str:
    """Return why content is refused, for the alarm: until a site is set up, there is none."""
    is_new = not is_published and any(problem.code == TEMPLATE for problem in problems)
    return "settings" if is_new else CONTENT


def tell_alarm(cause: str, **details: str) -> None:
    """Name what has failed, and any details, as outputs of a workflow's step for its alarm."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with open(path, "a", encoding="utf-8") as file:
            for name, value in {"cause": cause, **details}.items():
                file.write(f"{name}={printable(value)}\n")


def prefix(root: Path) -> str:
    """Return the path from a workflow's repository to the root, with a slash at its end, or ""."""
    workspace = os.environ.get("GITHUB_WORKSPACE") or "."
    path = os.path.relpath(root, workspace).replace(os.sep, "/")
    return "" if path in (".", "..") or path.startswith("../") else f"{path}/"


def with_progress(
    items: Iterable[Item], length: int, label: str, clock: Callable[[], float] = monotonic
) -> Iterator[Item]:
    """Yield the items, with a progress bar on a terminal if they take longer than a second."""
    if not sys.stderr.isatty():
        yield from items
        return
    start = clock()
    bar = None
    for done, item in enumerate(items, start=1):
        yield item
        if bar:
            bar.update(1)
        elif clock() - start > DELAY:
            bar = click.progressbar(length=length, label=label, file=sys.stderr)
            bar.update(done)
    if bar:
        bar.render_finish()


def _annotation(level: str, title: str, message: str) -> str:
    return github_format.command(level, {"title": title}, message) if _is_workflow() else message


def _is_workflow() -> bool:
    """Return whether this runs in a workflow on GitHub."""
    return os.environ.get("GITHUB_ACTIONS") == "true"
