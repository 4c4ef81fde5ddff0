"""Create an entry, or add a later event to one: an update, a renewal, a notification, and so on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from generator.commands import options
from generator.commands.wiring import (
    STOPPED,
    WRONG,
    EntryContext,
    check_entry,
    close,
    load_context,
    read,
    say,
    show,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.editing import EditedSource
    from generator.authoring.questions import Kind
    from generator.authoring.writing import Value
    from generator.content.yaml_nodes import Raw
    from generator.core.model import EventKind
    from generator.core.site import Inputs, Source

FILL_IN = "Fill in the empty fields in {path}, then run `notices check`: it says what is missing."
CHECK = "Now run `notices check`, and commit {path}: it is published once it is merged."
ADDED: dict[EventKind, str] = {
    "renewal": "the renewal",
    "amendment": "the amendment",
    "update": "the update",
    "notified": "`notified`",
    "resolved": "`resolved`",
    "withdrawal": "the withdrawal",
}  # for a correction, edit the file

DATED: dict[EventKind, str] = {  # the field with the date of an event, if that is not `on`
    "renewal": "executed",
    "amendment": "executed",
    "notified": "at",
}


@click.command(
    short_help="Create an entry.", epilog='Example: notices new contract "Word Garden" --ask'
)
@click.argument("kind", type=click.Choice(("contract", "breach")))
@click.argument("title")
@options.root
@options.now
@click.option(
    "--from",
    "other",
    metavar="FILE",
    help="Copy what is the same for each entry of a contractor, but no dates, from this entry.",
)
@click.option("--id", "name", metavar="ID", show_default="from TITLE", help="The name of the file.")
@click.option("--ask", "asks", is_flag=True, help="Ask for each field on the terminal.")
def new(
    kind: Kind,
    title: str,
    root: Path,
    now: datetime,
    other: str | None,
    name: str | None,
    asks: bool,
) -> int:
    """Create an entry with all fields, and a comment above each field that says what to write.

    TITLE is the name of the product as families know it. For a breach of a product that has a
    contract, the entry names that contract.
    """
    from generator.authoring import scaffold
    from generator.system.disk import FilingError, create_file

    if asks and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("--ask needs a terminal; leave it out, and fill in the entry later.")
    _, context = load_context(root, now)
    path = _path(kind, title, name, context)
    kept = _kept_values(kind, other, root, context) if other is not None else {}
    product = " ".join(title.split())
    values, body = scaffold.initial_values(kind, product, context.contracts, kept), ""
    try:
        if asks:
            values, body = _ask(kind, values, context)
        create_file(root, path, scaffold.entry(kind, values, body))
    except click.Abort:
        say("\nStopped. Nothing was written.")
        return STOPPED
    except FilingError as error:
        raise click.UsageError(str(error)) from error
    click.echo(root / path)
    say((CHECK if asks else FILL_IN).format(path=root / path))
    return 0


def _path(kind: Kind, title: str, name: str | None, context: EntryContext) -> str:
    """Return the path of a new entry; UsageError if the title gives no id, or one that exists."""
    from generator.authoring.scaffold import id_of, path_of, unused_id
    from generator.content.names import ID
    from generator.core.problems import shorten

    if name is not None and not ID.fullmatch(name):
        raise click.BadParameter(
            f"{shorten(name)} is not an id; write lowercase letters, digits and single hyphens."
        )
    id = name or id_of(kind, title, context.month)
    if not id:
        raise click.UsageError(
            f"“{shorten(title)}” cannot be a file name: it needs a letter from a to z, or a digit."
        )
    taken = context.ids(kind)
    if id in taken:
        raise click.UsageError(
            f"{path_of(kind, id)} already exists; nothing was written. Add what has changed to "
            "that file; for another entry choose another name, such as --id "
            f"{unused_id(id, taken)}."
        )
    return path_of(kind, id)


def _kept_values(kind: Kind, other: str, root: Path, context: EntryContext) -> dict[str, Value]:
    """Return the values that a new entry copies from another file, or raise BadParameter."""
    from generator.authoring import scaffold
    from generator.content import frontmatter

    try:
        with open(other, "rb") as file:
            data = file.read(frontmatter.MAX_BYTES + 1)
    except OSError as error:
        message = f"{other} cannot be read: {error.strerror}."
        raise click.BadParameter(message, param_hint="--from") from error
    document = frontmatter.read(os.path.relpath(other, root).replace(os.sep, "/"), data)
    for problem in document.problems:
        if problem.is_error:
            place = f"line {problem.span.line}: {problem.code}"
            raise click.BadParameter(
                f"Fix {other} first, {place} {problem.message} {problem.advice}",
                param_hint="--from",
            )
    return scaffold.kept_values(kind, document, context.known.contracts)


def _ask(
    kind: Kind, values: dict[str, Value], context: EntryContext
) -> tuple[dict[str, Value], str]:
    """Return all fields and the text below them, as a person answers."""
    from generator.commands.asking import ask

    return ask(kind, values, context.schools, context.known, context.renderer)


@click.command(
    short_help="Add a later event to an entry.",
    epilog="Example: notices add renewal northstar-reader executed=2026-07-01 expires=2027-06-30",
)
@click.argument("kind", type=click.Choice([*ADDED]))
@click.argument("id")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@options.root
@options.now
def add(kind: EventKind, id: str, fields: tuple[str, ...], root: Path, now: datetime) -> int:
    """Add a later event to an entry, and change nothing else in it.

    ID is the id, title or address of the entry; for `notified`, also that of a change, an update or
    a withdrawal, such as northstar-reader/change-1. FIELD is a field as in an entry; the day of
    `resolved` is on=2026-11-25. Put a value with spaces in quotation marks. A value that begins
    with [ or { is a list or a group as in an entry. If the entry would then have an error, the
    command writes nothing.
    """
    from generator.system.disk import FilingError, replace_file

    values = dict(_parse_field(kind, field) for field in fields)
    if len(values) < len(fields) or "kind" in values:
        raise click.UsageError(
            "Name each field once, and put the kind of change before the id of the entry."
        )
    inputs = read(root, now)
    source, edited = _edit(inputs, kind, id, values)
    changed, problems = check_entry(inputs, source.path, edited.text)
    if show(problems, changed, sys.stdout):
        close(problems, 1, "", "Nothing was written.")
        return WRONG
    try:
        replace_file(root, source.path, source.data, edited.text)
    except FilingError as error:
        raise click.ClickException(str(error)) from error
    say(f"{source.path}: {ADDED[kind]} was added in {edited.lines}.")
    return 0


def _parse_field(kind: EventKind, text: str) -> tuple[str, Raw]:
    """Return the name and the value of a field, or raise UsageError."""
    from generator.authoring.writing import clean
    from generator.content import frontmatter, yaml_nodes

    name, equals, value = clean(text).partition("=")
    name = name.strip()
    if not equals or not name:
        raise click.UsageError(
            f"`{text}` is not a field with a value; write it as {DATED.get(kind, 'on')}=2026-11-25."
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


def _edit(
    inputs: Inputs, kind: EventKind, id: str, values: dict[str, Raw]
) -> tuple[Source, EditedSource]:
    """Return an entry, and its text with an event added.

    Raises UsageError if no entry, or more than one, has that name, and ClickException if the event
    cannot be added.
    """
    from generator.authoring import editing, events
    from generator.content import context

    try:
        target = events.target(inputs, kind, id, context.entry_names(inputs))
    except events.EventError as error:
        raise click.UsageError(str(error)) from error
    try:
        return target.source, events.add(target, kind, values)
    except (editing.EditError, events.EventError) as error:
        raise click.ClickException(str(error)) from error
