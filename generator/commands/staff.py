"""Create a file of the content, and explain the code of a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from generator.authoring import scaffold
from generator.authoring.writing import Value
from generator.commands import options
from generator.commands.reporting import say
from generator.commands.wiring import read
from generator.content import frontmatter
from generator.content.context import Context
from generator.content.fields import FILE_KINDS, LATER
from generator.core.problems import UserError, did_you_mean, listed, nearest, shorten
from generator.core.site import EntrySource, Inputs
from generator.law.due import YEARLY
from generator.reports import problem_report
from generator.system.disk import create_file

FILL_IN = "Fill in the empty fields in {path}, then run `notices check`: it says what is missing."
PATH = re.compile(r"^content/([^.]+)\.(?:md|yaml)$")


@click.command(
    epilog='Example: notices new contract "Word Garden"; notices new update 2026-11-word-garden'
)
@click.argument("kind", metavar="KIND", type=click.Choice((*FILE_KINDS,)))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.root_and_now
def new(kind: str, names: tuple[str, ...], root: Path, now: datetime | None) -> int:
    """Create a file with all its fields, and a comment above each field that says what to write.

    KIND is contract, breach or message, or what came later: change, update, resolved, reopened,
    deletion, correction or withdrawal.
    For a contract or a breach, NAME is the product as families know it; a breach of a product that
    has a contract names that contract. For a message to families, each NAME is the id of a notice
    that it told them of, or yearly. For what came later, NAME is the id of the notice that it is
    about, such as 2026-11-word-garden or contracts/word-garden/change-2027-06-29.
    """
    inputs = read(root, now)
    for unread in inputs.unread:
        if unread.code == "E001":
            raise UserError(f"{unread.message} {unread.advice}")
    if kind == "message":
        path, values = _message(names, inputs)
    elif len(names) != 1:
        raise click.UsageError(
            f"Name one notice or product, in quotation marks if it has several words: notices new "
            f'{kind} "Word Garden".'
        )
    elif kind in LATER:
        path, values = _later(kind, names[0], inputs)
    else:
        path, values = _entry(kind, names[0], inputs)
    create_file(root, path, scaffold.new(kind, values))
    click.echo(root / path)
    say(FILL_IN.format(path=root / path))
    return 0


def _entry(kind: str, title: str, inputs: Inputs) -> tuple[str, dict[str, Value]]:
    """Return the path and the values of a new entry.

    Raises UsageError if the title gives no id, or one that exists.
    """
    section = FILE_KINDS[kind].folders[0]
    site = Context.of(inputs)
    id = scaffold.id_of(kind, title, site.now.strftime("%Y-%m"))
    if not id:
        raise click.UsageError(
            f"“{shorten(title)}” cannot be a file name: it needs a letter from a to z, or a digit."
        )
    path = scaffold.path_of(kind, id)
    if f"{section}/{id}" in site.ids:
        later = " or ".join(name for name in ("change", "update") if section in LATER[name].folders)
        raise click.UsageError(
            f"{path} already exists; nothing was written. What came later is a file of its own: "
            f"notices new {later} {id}. For another entry, add a word to the title, such as "
            f"“{shorten(title)} 2”."
        )
    contracts = {each.id: [*_titles(each)] for each in site.entries if each.section == "contracts"}
    if kind == "breach" and (contract := scaffold.contract_of(title, contracts)):
        return path, {"contract": contract}
    return path, {"product": " ".join(title.split())}


def _titles(contract: EntrySource) -> Iterator[str]:
    """Yield the titles that a contract has had: its product, or the contractor without one."""
    first = frontmatter.read(*contract.source)
    yield first.text("product") or first.text("contractor")
    for _, change in contract.later:
        yield frontmatter.read(*change).text("product")


def _later(kind: str, name: str, inputs: Inputs) -> tuple[str, dict[str, Value]]:
    """Return the path and the values of a file about a notice. Raises UsageError."""
    site = Context.of(inputs)
    now = site.now
    section, entry, *of = _find(name, FILE_KINDS[kind].folders, site.ids).split("/")
    fields = FILE_KINDS[kind].group.fields
    values: dict[str, Value] = {"of": of[0]} if of and "of" in fields else {}
    if "on" in fields:
        values["on"] = now.strftime("%Y-%m-%d")
    return f"content/{section}/{entry}/{kind}-{now:%Y-%m-%d-%H%M}.md", values


def _message(names: Sequence[str], inputs: Inputs) -> tuple[str, dict[str, Value]]:
    """Return the path and the values of a message to families. Raises UsageError."""
    site = Context.of(inputs)
    folders = ("contracts", "breaches")
    of = [name if name == YEARLY else _find(name, folders, site.ids) for name in names]
    values: dict[str, Value] = {"of": of} if of else {}
    return f"content/messages/{site.now:%Y-%m-%d-%H%M}.md", values


def _find(name: str, folders: Sequence[str], ids: Iterable[str]) -> str:
    """Return the id of the file in some folders that has a name. Raises UsageError."""
    name = PATH.sub(r"\1", name)
    ids = sorted(id for id in ids if id.startswith(tuple(f"{folder}/" for folder in folders)))
    matches = [id for id in ids if name in (id, id.partition("/")[2])]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise click.UsageError(f"`{name}` may be {listed(matches)}. Name one of them.")
    known = {id.partition("/")[2]: id for id in ids} | {id: id for id in ids}
    advice = did_you_mean(known.get(nearest(name, known) or ""))
    raise click.UsageError(
        f"There is no notice `{shorten(name)}` in {listed(f'content/{each}' for each in folders)}."
        f"{advice}"
    )


@click.command(epilog="Example: notices explain E104")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain what a code means and why it matters, with examples; without CODE, list all codes."""
    if code is None:
        click.echo(problem_report.overview())
    else:
        click.echo(problem_report.explain(code))
