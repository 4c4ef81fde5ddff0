"""Add a later event to an entry: a renewal, an amendment, an update or a withdrawal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, check_entry, close, read, say, show
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.editing import Edited
    from generator.content.yaml_nodes import Raw
    from generator.core.model import Section
    from generator.core.site import Inputs, Source

KINDS: dict[str, tuple[Section, ...]] = {
    "renewal": ("contracts",),
    "amendment": ("contracts",),
    "update": ("breaches",),
    "withdrawal": ("contracts", "breaches"),
}


@click.command(
    short_help="Add a later event to an entry.",
    epilog="Example: notices add renewal northstar-reader executed=2026-07-01 expires=2027-06-30",
)
@click.argument("kind", type=click.Choice([*KINDS]))
@click.argument("id")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@options.root
@options.now
def add(kind: str, id: str, fields: tuple[str, ...], root: Path, now: datetime) -> int:
    """Add a later event to an entry; every other byte of the entry stays as it is.

    FIELD is a field as in an entry. Put a value with spaces in quotation marks. A value that begins
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
    source = _find_entry(inputs, kind, id)
    edited = _edit(source, kind, values)
    changed, problems = check_entry(inputs, source.path, edited.text)
    if show(problems, changed, sys.stdout):
        close(problems, 1, "", "Nothing was written.")
        return WRONG
    try:
        replace_file(root, source.path, source.data, edited.text)
    except FilingError as error:
        raise click.ClickException(str(error)) from error
    lines = f"line {edited.first_line}"
    if edited.last_line != edited.first_line:
        lines = f"lines {edited.first_line} to {edited.last_line}"
    say(f"{source.path}: the {kind} was added in {lines}.")
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


def _find_entry(inputs: Inputs, kind: str, id: str) -> Source:
    """Return the entry with an id or a path, among those that such an event can be added to.

    Raises UsageError if there is none, or more than one.
    """
    from generator.content.names import named
    from generator.core.problems import suggestion

    entries = [
        entry
        for entry in named(inputs.sources)[0]
        if entry.section in KINDS[kind] and not entry.language
    ]
    sources = [
        entry.source
        for entry in entries
        if id in (entry.id, f"{entry.section}/{entry.id}", entry.source.path)
    ]
    if len(sources) == 1:
        return sources[0]
    if sources:
        raise click.UsageError(
            f"Two entries have the id {id}; name the folder too: contracts/{id} or breaches/{id}."
        )
    folders = " or ".join(f"content/{section}/" for section in KINDS[kind])
    name = id.rpartition("/")[2].removesuffix(".md")
    hint = suggestion(name, (entry.id for entry in entries))
    raise click.UsageError(f"There is no entry {id} in {folders}.{hint}")


def _edit(source: Source, kind: str, values: dict[str, Raw]) -> Edited:
    """Return an entry with an event added, or raise ClickException if it cannot be edited."""
    from generator.authoring import editing

    try:
        if kind == "withdrawal":
            return editing.put(source.path, source.data, "withdrawn", values)
        if kind == "update":
            return editing.append(source.path, source.data, "updates", values)
        return editing.append(source.path, source.data, "changes", {"kind": kind, **values})
    except editing.EditError as error:
        raise click.ClickException(str(error)) from error
