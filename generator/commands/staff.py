"""The staff who post a notice: a new entry to fill in, or to be asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import STOPPED, Here, look_around, say
from generator.system import options

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.authoring.questions import Kind
    from generator.authoring.writing import Value

FILL = "Fill in what stands empty in {path}, then run `notices check`: it says what is still missing."
LOOK = "Now run `notices check`, and commit {path}: it is published when it is merged."


@click.command(short_help="Begin an entry.", epilog='Example: notices new contract "Word Garden" --ask')
@click.argument("kind", type=click.Choice(("contract", "breach")))
@click.argument("title")
@options.root
@options.now
@click.option(
    "--from", "other", metavar="FILE", help="Keep from this entry what is the same for its contractor, and no date."
)
@click.option("--id", "name", metavar="ID", help="The name of the file; made of TITLE if not named.")
@click.option("--ask", is_flag=True, help="Ask for each field on the terminal.")
def new(kind: Kind, title: str, root: Path, now: datetime, other: str | None, name: str | None, ask: bool) -> int:
    """Write a new entry, named after its TITLE, in which a comment above each field says what to write.

    TITLE is the name of the product as families know it; a breach of a product that has a contract names that.
    """
    from generator.authoring import scaffold
    from generator.system.disk import FilingError, file_new

    if ask and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("--ask needs a terminal to ask on; leave it away, and fill the entry in afterwards.")
    _, here = look_around(root, now)
    path = _path(kind, title, name, here)
    kept = _kept(kind, other, root, here) if other is not None else {}
    given, body = scaffold.values(kind, " ".join(title.split()), here.contracts, kept), ""
    try:
        if ask:
            given, body = _asked(kind, given, here)
        file_new(root, path, scaffold.entry(kind, given, body))
    except click.Abort:
        say("\nStopped. Nothing was written.")
        return STOPPED
    except FilingError as error:
        raise click.UsageError(str(error)) from error
    click.echo(root / path)
    say((LOOK if ask else FILL).format(path=root / path))
    return 0


def _path(kind: Kind, title: str, name: str | None, here: Here) -> str:
    """Return where a new entry is filed; UsageError where its title gives no name, or one that is taken."""
    from generator.authoring.scaffold import free, id_of, path_of
    from generator.content.names import ID
    from generator.core.problems import shorten

    if name is not None and not ID.fullmatch(name):
        raise click.BadParameter(f"{shorten(name)} is no id; write small letters, digits and single hyphens.")
    id = name or id_of(kind, title, here.month)
    if not id:
        raise click.UsageError(f"No file can be named after {shorten(title)}: write a letter from a to z, or a digit.")
    taken = here.taken(kind)
    if id in taken:
        raise click.UsageError(
            f"{path_of(kind, id)} is there already; nothing was written. What changes of it is written into that file;"
            f" for another entry choose another name, such as --id {free(id, taken)}."
        )
    return path_of(kind, id)


def _kept(kind: Kind, other: str, root: Path, here: Here) -> dict[str, Value]:
    """Return what an entry keeps of another, a file of anywhere; UsageError where that cannot be read."""
    from generator.authoring import scaffold
    from generator.content import frontmatter

    try:
        with open(other, "rb") as file:
            data = file.read(frontmatter.LARGEST + 1)
    except OSError as error:
        raise click.BadParameter(f"{other} cannot be read: {error.strerror}.", param_hint="--from") from error
    document = frontmatter.read(os.path.relpath(other, root).replace(os.sep, "/"), data)
    if found := next((found for found in document.problems if found.is_error), None):
        place = f"line {found.span.line}: {found.code} {found.message} {found.advice}"
        raise click.BadParameter(f"{other} has a mistake to mend first, {place}", param_hint="--from")
    return scaffold.kept(kind, document, here.known.contracts)


def _asked(kind: Kind, given: dict[str, Value], here: Here) -> tuple[dict[str, Value], str]:
    from generator.system.asking import asked

    return asked(kind, given, here.schools, here.known, here.renderer)
