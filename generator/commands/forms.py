"""The issue forms on GitHub: an entry made of one, and the links that lead to them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, Here, look_around, with_entry
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.issue_forms import Filled
    from generator.core.site import Inputs
    from generator.github.pulls import Reply

LARGEST_EVENT = 4 * 1024 * 1024  # bytes
ROOM = 20_000  # bytes of a report
LONGEST_TITLE = 200  # characters; it is shown, and no more
NO_FORM = "This is not a form of ours, or its headings are gone: fill in a new one.\n"
NO_NAME = "No file can be named after the product or the contractor: write a letter from a to z, or a digit.\n"
TOO_LONG = "This is longer than a notice can be ({limit:,} bytes). A long document belongs into `content/files/`.\n"
FILED = "The entry is `{path}`.\n"


@click.command("from-form", short_help="Make an entry of an issue form.", epilog="Example: notices from-form form.md")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@options.root
@options.now
@click.option(
    "--format", "form", type=click.Choice(("markdown", "json")), default="markdown", help="How to write the report."
)
def from_form(file: str, root: Path, now: datetime, form: str) -> int:
    """File the entry that a filled-in issue form becomes, and say in Markdown what is wrong with it.

    FILE is the text of the issue, or as .json the event that GitHub gives to a workflow. As JSON the report holds the
    entry as well, for the workflow that opens a pull request; it is null if the issue is not one of our forms.
    """
    from generator.authoring import issue_forms
    from generator.system.disk import FilingError, file_new

    inputs, here = look_around(root, now)
    filled = issue_forms.read(_issue(file))
    if filled is None:
        click.echo("null" if form == "json" else NO_FORM.strip())
        return WRONG
    reply, is_fine = _reply(filled, inputs, here)
    try:
        if reply.path and not _is_there(inputs, reply.path):
            file_new(root, reply.path, reply.text)
    except FilingError as error:
        raise click.UsageError(str(error)) from error
    click.echo(json.dumps(reply._asdict(), ensure_ascii=False) if form == "json" else reply.report.strip())
    return 0 if is_fine else WRONG


@click.command(short_help="Print links for staff.", epilog="Example: notices links --repository district/notices")
@options.root
@click.option("--repository", metavar="OWNER/NAME", help="The repository on GitHub; as git knows it if not named.")
def links(root: Path, repository: str | None) -> None:
    """Print links to the forms, and to new files with their fields in place, in Markdown for a page of the staff."""
    from generator.authoring import issue_forms
    from generator.system import git

    try:
        home = git.home(root, os.environ, repository)
    except git.NoOriginError as error:
        raise click.UsageError(str(error)) from error
    click.echo(issue_forms.links(home, git.prefix(root), git.default_branch(root)), nl=False)


def _issue(file: str) -> str:
    """Return the text of an issue: the file itself, or what the event in it says."""
    with open(file, "rb") as source:
        data = source.read(LARGEST_EVENT + 1)
    if len(data) > LARGEST_EVENT:
        raise click.BadParameter(f"{file} is too large for a form.")
    text = data.decode("utf-8-sig", "replace")
    if not file.endswith(".json"):
        return text
    try:
        event = json.loads(text)
        return str(event["issue"]["body"] or "")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise click.BadParameter(f"{file} is not the event of an issue.") from error


def _reply(filled: Filled, inputs: Inputs, here: Here) -> tuple[Reply, bool]:
    """Return the entry of a form, under a name that no other has, its report, and whether it can be published."""
    from generator.authoring import issue_forms, scaffold
    from generator.github.pulls import Reply
    from generator.reports import github_format, problem_report
    from generator.system.reporting import lines_of

    made = issue_forms.made(filled, here.month, here.schools, here.contracts)
    if not made.id:
        return Reply(NO_NAME), False
    if len(made.text.encode()) > issue_forms.LARGEST:
        return Reply(TOO_LONG.format(limit=issue_forms.LARGEST)), False
    taken = here.taken(filled.kind)
    path = scaffold.path_of(filled.kind, made.id)
    if not _is_there(inputs, path, made.text):
        path = scaffold.path_of(filled.kind, scaffold.free(made.id, taken))
    after, problems = with_entry(inputs, path, made.text)
    closing = problem_report.closing(problems, 1, "It can be published.", "It cannot be published yet.")
    told = FILED.format(path=path) + github_format.summary(problems, lines_of(after), closing, ROOM)
    reply = Reply(told, path, made.title[:LONGEST_TITLE], made.text)
    return reply, not any(found.is_error for found in problems)


def _is_there(inputs: Inputs, path: str, text: str | None = None) -> bool:
    """Say whether a source is there, with this text if one is named."""
    found = next((source.data for source in inputs.sources if source.path == path), None)
    return found is not None and (text is None or found == text.encode())
