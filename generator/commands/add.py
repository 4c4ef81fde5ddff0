"""What comes later, added to an entry: a renewal, an amendment, an update, a withdrawal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, close, read, say, show, with_entry
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
    short_help="Add what came later.",
    epilog="Example: notices add renewal northstar-reader executed=2026-07-01 expires=2027-06-30",
)
@click.argument("kind", type=click.Choice([*KINDS]))
@click.argument("id")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@options.root
@options.now
def add(kind: str, id: str, fields: tuple[str, ...], root: Path, now: datetime) -> int:
    """Add to an entry what came later, below what it says; every other byte of it stays as it was.

    A field is named as in an entry. A value with spaces stands in quotes; one that begins with [ or { is a list or a
    group as an entry writes it. If anything in the entry would be wrong, nothing is written.
    """
    from generator.system.disk import FilingError, replace_file

    values = dict(map(_field, fields))
    if len(values) < len(fields) or "kind" in values:
        raise click.UsageError("Name each field once; what kind of change it is stands before the entry's id.")
    inputs = read(root, now)
    source = _source(inputs, kind, id)
    edited = _edited(source, kind, values)
    after, problems = with_entry(inputs, source.path, edited.text)
    if show(problems, after, sys.stdout):
        close(problems, 1, "", "Nothing was written.")
        return WRONG
    try:
        replace_file(root, source.path, source.data, edited.text)
    except FilingError as error:
        raise click.ClickException(str(error)) from error
    first, last = edited.first_line, edited.last_line
    say(f"{source.path}: the {kind} was added, {f'line {first}' if first == last else f'lines {first} to {last}'}.")
    return 0


def _field(text: str) -> tuple[str, Raw]:
    """Return a field and its value as they were typed."""
    from generator.authoring.writing import clean
    from generator.content import frontmatter, yaml_nodes

    name, equals, value = clean(text).partition("=")
    name = name.strip()
    if not equals or not name:
        raise click.UsageError(f"`{text}` is no field with a value; write it as executed=2026-07-01.")
    if not value.lstrip().startswith(("[", "{")):
        return name, value
    document = frontmatter.read("value.yaml", f"{name}: {value}\n".encode())
    if document.problems:
        raise click.UsageError(f"{document.problems[0].message} {document.problems[0].advice}")
    read = yaml_nodes.fields(document.fields)
    if [*read] != [name]:
        raise click.UsageError(f"`{name}` is no field with one list or group; write it as schools=[dodd, highland].")
    return name, read[name]


def _source(inputs: Inputs, kind: str, id: str) -> Source:
    """Return the entry that an id, or the path of its file, names among those that such a thing can be added to."""
    from generator.content.names import named
    from generator.core.problems import meant

    entries = [one for one in named(inputs.sources)[0] if one.section in KINDS[kind] and not one.language]
    found = [one.source for one in entries if id in (one.id, f"{one.section}/{one.id}", one.source.path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(f"Two entries are called {id}; name one by its folder: contracts/{id}, breaches/{id}.")
    where = " or ".join(f"content/{section}/" for section in KINDS[kind])
    near = meant(id.rpartition("/")[2].removesuffix(".md"), (one.id for one in entries))
    raise click.UsageError(f"There is no entry {id} in {where}.{near}")


def _edited(source: Source, kind: str, values: dict[str, Raw]) -> Edited:
    from generator.authoring import editing

    try:
        if kind == "withdrawal":
            return editing.put(source.path, source.data, "withdrawn", values)
        if kind == "update":
            return editing.append(source.path, source.data, "updates", values)
        return editing.append(source.path, source.data, "changes", {"kind": kind, **values})
    except editing.EditError as error:
        raise click.ClickException(str(error)) from error
