"""Write a report to the terminal, to GitHub's annotations and summary, or as JSON."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from generator.reports import github_format, problem_report
from generator.reports.problem_report import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from generator.core.problems import Problem
    from generator.core.site import Inputs, Outcome


def show(
    outcome: Outcome, inputs: Inputs, root: Path, closing: str, form: str | None = None
) -> None:
    """Write all problems to standard output, and the closing sentence to standard error.

    `form` is "terminal", "github" or "json"; None is "github" in a workflow and "terminal"
    elsewhere.
    """
    form = form or ("github" if _is_workflow() else "terminal")
    if form == "json":
        click.echo(problem_report.as_json(outcome.problems, outcome.entries))
    elif form == "github":
        for command in github_format.commands(outcome.problems, prefix(root)):
            click.echo(command)
        _add_summary(outcome, inputs, closing)
    else:
        to_terminal(outcome.problems, inputs, sys.stdout)
    click.echo(closing, err=True)


def to_terminal(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> None:
    """Write problems with the lines that they are in, in color on a terminal."""
    color = screen.isatty() and "NO_COLOR" not in os.environ
    show_lines(problem_report.terminal(problems, lines_of(inputs), color), screen, color=color)


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
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        click.echo(text)
        return
    with open(path, "ab") as file:
        file.write(text.encode("utf-8", "replace"))


def show_errors(title: str, messages: Iterable[str]) -> None:
    """Write each message on a line; in a workflow, as an annotation with a title."""
    for message in messages:
        if _is_workflow():
            click.echo(github_format.command("error", {"title": title}, message))
        else:
            click.echo(message)


def show_warning(title: str, message: str) -> None:
    """Write a message to standard error; in a workflow, as an annotation with a title."""
    if _is_workflow():
        message = github_format.command("warning", {"title": title}, message)
    click.echo(message, err=True)


def prefix(root: Path) -> str:
    """Return the path from the repository that a workflow has checked out to the root.

    It ends with a slash. It is empty if the root is the repository, or outside it.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE") or "."
    path = os.path.relpath(root, workspace).replace(os.sep, "/")
    return "" if path in (".", "..") or path.startswith("../") else f"{path}/"


def _is_workflow() -> bool:
    """Return whether this runs in a workflow on GitHub."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _add_summary(outcome: Outcome, inputs: Inputs, closing: str) -> None:
    """Append the report to the summary of a workflow's step, if GitHub has named its file."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    with open(path, "ab") as file:
        room = github_format.MAX_SUMMARY_BYTES - file.tell()  # bytes
        text = github_format.summary(outcome.problems, lines_of(inputs), closing, room)
        file.write(text.encode("utf-8", "replace"))
