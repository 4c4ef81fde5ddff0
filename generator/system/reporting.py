"""A report on its way out: to the terminal, to GitHub's annotations and summary, or as JSON."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.reports import github_format, problem_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

    from generator.core.problems import Problem
    from generator.core.site import Inputs, Outcome


def show(outcome: Outcome, inputs: Inputs, root: Path, closing: str, form: str | None = None) -> None:
    """Show all problems in a format, GitHub's where it runs this and no other is asked for; `closing` ends it."""
    form = form or ("github" if _is_github() else "terminal")
    if form == "json":
        click.echo(problem_report.as_json(outcome.problems, outcome.entries))
    elif form == "github":
        for command in github_format.commands(outcome.problems, prefix(root)):
            click.echo(command)
        _summarise(outcome, inputs, closing)
    else:
        to_terminal(outcome.problems, inputs, sys.stdout)
    click.echo(closing, err=True)


def to_terminal(problems: Sequence[Problem], inputs: Inputs, screen: TextIO) -> None:
    """Show problems with their lines; in a log of GitHub's nothing in them is taken for a command."""
    color = screen.isatty() and "NO_COLOR" not in os.environ
    show_lines(problem_report.terminal(problems, lines_of(inputs), color), screen, color=color)


def show_lines(lines: Iterable[str], screen: TextIO, *, color: bool = False) -> None:
    """Show lines that may hold anything; in a log of GitHub's nothing in them is taken for a command."""
    stop = f"stop-{os.urandom(16).hex()}" if _is_github() else ""
    if stop:
        click.echo(f"::stop-commands::{stop}", screen)
    for line in lines:
        click.echo(line, screen, color=color)
    if stop:
        click.echo(f"::{stop}::", screen)


def show_errors(title: str, sentences: Iterable[str]) -> None:
    """Show sentences that are errors, each a line; in a workflow of GitHub's as annotations."""
    for sentence in sentences:
        click.echo(github_format.command("error", {"title": title}, sentence) if _is_github() else sentence)


def lines_of(inputs: Inputs) -> Callable[[str], list[str]]:
    """Return what looks up the lines of a text of the content or of a theme."""
    texts = {source.path: source.data for source in inputs.sources}
    for name, theme in inputs.themes.items():
        texts |= {f"themes/{name}/{path}": data for path, data in theme.items()}

    @cache
    def lines(path: str) -> list[str]:
        text = texts.get(path, b"").decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []

    return lines


def prefix(root: Path) -> str:
    """Return the way from the repository that GitHub has checked out to the root, if it leads into it."""
    way = os.path.relpath(root, os.environ.get("GITHUB_WORKSPACE") or ".").replace(os.sep, "/")
    return "" if way == "." or way.startswith("../") or way == ".." else f"{way}/"


def _is_github() -> bool:
    """Say whether this runs as a step of a workflow on GitHub."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _summarise(outcome: Outcome, inputs: Inputs, closing: str) -> None:
    """Append the whole report to the summary of the step, if GitHub has named a file for it."""
    if not (path := os.environ.get("GITHUB_STEP_SUMMARY")):
        return
    with open(path, "ab") as file:
        text = github_format.summary(outcome.problems, lines_of(inputs), closing, github_format.ROOM - file.tell())
        file.write(text.encode("utf-8", "replace"))
