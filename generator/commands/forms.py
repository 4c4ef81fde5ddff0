"""Make entries from GitHub's issue forms, and print links to the forms."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, EntryContext, check_entry, load_context
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.issue_forms import FilledForm
    from generator.core.site import Inputs
    from generator.github.pulls import Reply

MAX_EVENT_BYTES = 4 * 1024 * 1024
MAX_REPORT_BYTES = 20_000
MAX_TITLE = 200  # characters, of the title of a pull request
NO_FORM = "This is not one of our forms, or its headings are missing: fill in a new one.\n"
NO_NAME = (
    "The product or the contractor cannot be a file name: it needs a letter from a to z, or a "
    "digit.\n"
)
TOO_LONG = (
    "This is longer than a notice can be ({limit:,} bytes). Put a long document into "
    "`content/files/`.\n"
)
FILED = "The entry is `{path}`.\n"


@click.command(
    "from-form",
    short_help="Create an entry from an issue form.",
    epilog="Example: notices from-form form.md",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@options.root
@options.now
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "json")),
    default="markdown",
    help="The format of the report.",
)
def from_form(file: str, root: Path, now: datetime, form: str) -> int:
    """Write the entry for a filled-in issue form, and report its problems in Markdown.

    FILE is the text of the issue, or a .json file with the event that GitHub gives a workflow. As
    JSON, the report also contains the entry, for the workflow that opens a pull request; it is null
    if the issue is not one of our forms.
    """
    from generator.authoring import issue_forms
    from generator.system.disk import FilingError, create_file

    inputs, context = load_context(root, now)
    filled = issue_forms.read(_issue_text(file))
    if filled is None:
        click.echo("null" if form == "json" else NO_FORM.strip())
        return WRONG
    reply, has_errors = _reply(filled, inputs, context)
    try:
        if reply.path and _text(inputs, reply.path) is None:
            create_file(root, reply.path, reply.text)
    except FilingError as error:
        raise click.UsageError(str(error)) from error
    if form == "json":
        click.echo(json.dumps(reply._asdict(), ensure_ascii=False))
    else:
        click.echo(reply.report.strip())
    return WRONG if has_errors else 0


@click.command(
    short_help="Print links for staff.",
    epilog="Example: notices links --repository district/notices",
)
@options.root
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    show_default="git's remote `origin`",
    help="The repository on GitHub.",
)
def links(root: Path, repository: str | None) -> None:
    """Print links to the forms and to new files with all fields, in Markdown for a staff page."""
    from generator.authoring import issue_forms
    from generator.system import git

    try:
        url = git.repository_url(root, os.environ, repository)
    except git.UnknownRepositoryError as error:
        raise click.UsageError(str(error)) from error
    click.echo(issue_forms.links(url, git.root_prefix(root), git.default_branch(root)), nl=False)


def _issue_text(file: str) -> str:
    """Return the text of an issue from a file, or from the event in a .json file."""
    with open(file, "rb") as source:
        data = source.read(MAX_EVENT_BYTES + 1)
    if len(data) > MAX_EVENT_BYTES:
        raise click.BadParameter(f"{file} is too large for a form.")
    text = data.decode("utf-8-sig", "replace")
    if not file.endswith(".json"):
        return text
    try:
        event = json.loads(text)
        return str(event["issue"]["body"] or "")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise click.BadParameter(f"{file} is not the event of an issue.") from error


def _reply(filled: FilledForm, inputs: Inputs, context: EntryContext) -> tuple[Reply, bool]:
    """Return the entry for a form with its report, and whether there is an error.

    If another entry has the id of the new one, a number is added to the id.
    """
    from generator.authoring import issue_forms, scaffold
    from generator.github.pulls import Reply
    from generator.reports import github_format, problem_report
    from generator.system.reporting import lines_of

    made = issue_forms.to_entry(filled, context.month, context.schools, context.contracts)
    if not made.id:
        return Reply(NO_NAME), True
    if len(made.text.encode()) > issue_forms.MAX_ENTRY_BYTES:
        return Reply(TOO_LONG.format(limit=issue_forms.MAX_ENTRY_BYTES)), True
    path = scaffold.path_of(filled.kind, made.id)
    if _text(inputs, path) != made.text.encode():
        path = scaffold.path_of(filled.kind, scaffold.unused_id(made.id, context.ids(filled.kind)))
    changed, problems = check_entry(inputs, path, made.text)
    closing = problem_report.closing_sentence(
        problems, 1, "It can be published.", "It cannot be published yet."
    )
    summary = github_format.summary(problems, lines_of(changed), closing, MAX_REPORT_BYTES)
    report = FILED.format(path=path) + summary
    reply = Reply(report, path, made.title[:MAX_TITLE], made.text)
    return reply, any(problem.is_error for problem in problems)


def _text(inputs: Inputs, path: str) -> bytes | None:
    """Return the text of a source, or None if it does not exist."""
    return next((source.data for source in inputs.sources if source.path == path), None)
