"""Create an entry, add a later event to one, and explain the code of a problem."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from generator.authoring import events, scaffold
from generator.authoring.events import EVENTS
from generator.authoring.questions import EventKind, Kind
from generator.authoring.scaffold import EntryContext, check_entry
from generator.authoring.targets import target
from generator.authoring.writing import Value, clean
from generator.commands import asking, options
from generator.commands.reporting import STOPPED, WRONG, close, say, show
from generator.commands.wiring import read
from generator.content import context, frontmatter, yaml_nodes
from generator.content.yaml_nodes import Raw
from generator.core.problems import shorten
from generator.reports import problem_report
from generator.system.disk import create_file, replace_file

FILL_IN = "Fill in the empty fields in {path}, then run `notices check`: it says what is missing."
CHECK = "Now run `notices check`, and commit {path}: it is published once it is merged."


@click.command(epilog='Example: notices new contract "Word Garden" --ask')
@click.argument("kind", type=click.Choice(("contract", "breach")))
@click.argument("title")
@options.root_and_now
@click.option("--ask", "asks", is_flag=True, help="Ask for each field on the terminal.")
def new(kind: Kind, title: str, root: Path, now: datetime | None, asks: bool) -> int:
    """Create an entry with all fields, and a comment above each field that says what to write.

    TITLE is the name of the product as families know it. For a breach of a product that has a
    contract, the entry names that contract.
    """
    if asks and not asking.can_ask():
        raise click.UsageError("--ask needs a terminal; leave it out, and fill in the entry later.")
    entries = scaffold.entry_context(read(root, now))
    path = _path(kind, title, entries)
    contract = kind == "breach" and scaffold.contract_of(title, entries.contracts)
    product: dict[str, Value] = {"product": " ".join(title.split())}
    values = {"contract": contract} if contract else product
    body = ""
    try:
        if asks:
            values, body = asking.ask(kind, values, entries)
        create_file(root, path, scaffold.entry(kind, values, body))
    except click.Abort:
        say("\nStopped. Nothing was written.")
        return STOPPED
    click.echo(root / path)
    say((CHECK if asks else FILL_IN).format(path=root / path))
    return 0


def _path(kind: Kind, title: str, entries: EntryContext) -> str:
    """Return the path of a new entry; UsageError if the title gives no id, or one that exists."""
    id = scaffold.id_of(kind, title, entries.month)
    if not id:
        raise click.UsageError(
            f"“{shorten(title)}” cannot be a file name: it needs a letter from a to z, or a digit."
        )
    path = scaffold.path_of(kind, id)
    if id in entries.ids(kind):
        raise click.UsageError(
            f"{path} already exists; nothing was written. Add what has changed to that file; for "
            f"another entry, add a word to the title, such as “{shorten(title)} 2”."
        )
    return path


@click.command(
    epilog="Example: notices add renewal northstar-reader executed=2026-07-01 expires=2027-06-30"
)
@click.argument("kind", type=click.Choice([kind for kind in EVENTS if EVENTS[kind].added]))
@click.argument("id")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@options.root_and_now
def add(kind: EventKind, id: str, fields: tuple[str, ...], root: Path, now: datetime | None) -> int:
    """Add a later event to an entry, and change nothing else in it.

    ID is the id, title or address of the entry; for `notified`, also that of a change, an update or
    a withdrawal, such as northstar-reader/change-1. FIELD is a field as in an entry; the day of
    `resolved` is on=2026-11-25. Put a value with spaces in quotation marks. A value that begins
    with [ or { is a list or a group as in an entry. If the entry would then have an error, the
    command writes nothing.
    """
    values = dict(_parse_field(kind, field) for field in fields)
    if len(values) < len(fields) or "kind" in values:
        raise click.UsageError(
            "Name each field once, and put the kind of change before the id of the entry."
        )
    inputs = read(root, now)
    entry = target(inputs.sources, kind, id, context.entry_names(inputs.sources))
    source = entry.source
    edited = events.add(entry, kind, values)
    trial = check_entry(inputs, source.path, edited.text)
    if show(trial.problems, trial.inputs, sys.stdout):
        close(trial.problems, 1, "", "Nothing was written.")
        return WRONG
    replace_file(root, source.path, source.data, edited.text)
    say(f"{source.path}: {EVENTS[kind].added} was added in {edited.lines}.")
    return 0


def _parse_field(kind: EventKind, text: str) -> tuple[str, Raw]:
    """Return the name and the value of a field, or raise UsageError."""
    name, equals, value = clean(text).partition("=")
    name = name.strip()
    if not equals or not name:
        raise click.UsageError(
            f"`{text}` is not a field with a value; write it as {EVENTS[kind].dated}=2026-11-25."
        )
    if not value.lstrip().startswith(("[", "{")):
        return name, value
    document = frontmatter.read("value.yaml", f"{name}: {value}\n".encode())
    if document.problems:
        raise click.UsageError(f"{document.problems[0].message} {document.problems[0].advice}")
    fields = yaml_nodes.fields(document.fields)
    if [*fields] != [name]:
        raise click.UsageError(
            f"`{name}` is not a field with one list or group; write it as schools=[dodd, highland]."
        )
    return name, fields[name]


@click.command(epilog="Example: notices explain E104")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain what a code means and why it matters, with examples; without CODE, list all codes."""
    if code is None:
        click.echo(problem_report.overview())
    else:
        click.echo(problem_report.explain(code))
