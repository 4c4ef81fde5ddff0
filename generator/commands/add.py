"""Add a later event to an entry: an update, a renewal, that families were notified, and so on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, check_entry, close, read, say, show
from generator.core.model import EVENTS
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.editing import Edited
    from generator.content.yaml_nodes import Raw
    from generator.core.model import EventKind
    from generator.core.site import Inputs, Source


ADDED: dict[EventKind, str] = {
    **{kind: f"the {kind}" for kind in EVENTS if kind != "correction"},  # for that, edit the file
    "notified": "`notified`",
    "resolved": "`resolved`",
}


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
    """Add a later event to an entry; every other byte of the entry stays as it is.

    ID is the id, title or address of the entry; for `notified`, also that of a change, an update or
    a withdrawal, such as northstar-reader/change-1. FIELD is a field as in an entry; the day of
    `resolved` is on=2026-11-25. Put a value with spaces in quotation marks. A value that begins
    with [ or { is a list or a group as in an entry. If the entry would have an error, nothing is
    written.
    """
    from generator.system.disk import FilingError, replace_file

    values = dict(_parse_field(field) for field in fields)
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


def _parse_field(text: str) -> tuple[str, Raw]:
    """Return the name and the value of a field, or raise UsageError."""
    from generator.authoring.writing import clean
    from generator.content import frontmatter, yaml_nodes

    name, equals, value = clean(text).partition("=")
    name = name.strip()
    if not equals or not name:
        raise click.UsageError(
            f"`{text}` is not a field with a value; write it as executed=2026-07-01."
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
) -> tuple[Source, Edited]:
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
