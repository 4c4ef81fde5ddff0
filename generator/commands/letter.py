"""The letter to families: a notice in words, for whatever tells them; nothing is sent from here."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, close, earlier, mapped, say, show, whole
from generator.world import options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from generator.ends import Inputs, Site
    from generator.notice import Notice
    from generator.site.letters import Letter

UNDONE = "No letter can be written."


@click.command(short_help="Write the letter to families.", epilog="Example: notices letter contracts/northstar-reader")
@click.argument("notice", required=False)
@options.root
@options.now
@click.option("--lang", metavar="L", help="The language of the letter; the site's first if none is named.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "eml", "json")),
    default="text",
    help="A text, a page to print, a mail to open and send, or fields for a program.",
)
@click.option("--since", metavar="REV", help="All notices that are new since this commit, a line of JSON each.")
def letter(root: Path, now: datetime, notice: str | None, lang: str | None, form: str, since: str | None) -> int:
    """Print the letter that tells families of NOTICE: its id, such as contracts/northstar-reader, or its entry's file.

    It is sent to nobody. Beside it stands the line that belongs into the entry when families have been told.
    """
    if (notice is None) == (since is None):
        raise click.UsageError("Name one notice, such as contracts/northstar-reader, or a commit with --since.")
    if since is not None and form != "json":
        raise click.UsageError("--since writes JSON, a line for each notice: add --format json.")
    inputs, site = whole(root, now, UNDONE)
    if site is None:
        return WRONG
    language = _language(site, inputs, lang)
    chosen = _new(root, since, inputs, site) if since is not None else [_meant(root, notice or "", site)]
    return WRONG if chosen is None else _print(chosen, inputs, site, language, form, alone=since is None)


def _language(site: Site, inputs: Inputs, asked: str | None) -> str:
    """Return a language that the site has pages in; raises UsageError for any other."""
    from generator.problems import listed, shorten
    from generator.site.catalog import spoken

    choices = spoken(site.settings.theme, inputs.themes, site.settings.languages)
    if asked is not None and asked not in choices:
        raise click.UsageError(f"--lang: the site has no pages in {shorten(asked)}, only in {listed(choices, 'and')}.")
    return asked or choices[0]


def _meant(root: Path, name: str, site: Site) -> Notice:
    """Return the notice of a name, or of an entry's file; raises UsageError where there is none."""
    from generator import telling
    from generator.site.pages import entries

    path = os.path.relpath(name, root).replace(os.sep, "/") if name.endswith((".md", ".yaml")) else ""
    try:
        return telling.meant(entries(site), name, path)
    except telling.UnknownNoticeError as error:
        raise click.UsageError(str(error)) from error


def _new(root: Path, since: str, inputs: Inputs, site: Site) -> list[Notice] | None:
    """Return the notices that did not stand there at a commit; or say why nobody knows."""
    from generator import telling
    from generator.compiler import read_content
    from generator.site.pages import entries

    then = read_content(earlier(root, since, inputs), mapped(None)).site
    if then is None:
        say(f"At {since} the content had an error, so nobody knows what is new since. Name each notice instead.")
        return None
    return telling.new(entries(then), entries(site))


def _print(chosen: list[Notice], inputs: Inputs, site: Site, language: str, form: str, alone: bool) -> int:
    """Print the letters, and beside one that is alone what to do then; a mistake in the theme is one in content."""
    from generator import telling
    from generator.site import letters
    from generator.site.pages import entries
    from generator.site.theme import ThemeError

    try:
        for made in _letters(chosen, inputs, site, language):
            line = telling.lacking(made.notice, inputs.sources)
            if form == "json":
                click.echo(letters.as_json(made, line, indent=2 if alone else None).encode(), nl=False)
            elif form == "eml":
                click.echo(letters.as_mail(made, site.settings), nl=False)
            else:
                click.echo((made.html if form == "html" else made.text).encode(), nl=False)
            for sentence in telling.afterwards(made.notice, line) if alone else ():
                say(sentence)
    except ThemeError as error:
        show([error.problem], inputs, sys.stderr)
        close([error.problem], len(entries(site)), "", UNDONE)
        return WRONG
    return 0


def _letters(chosen: list[Notice], inputs: Inputs, site: Site, language: str) -> Iterator[Letter]:
    """Yield the letters of some notices in a language."""
    from generator.notice import notices
    from generator.site import letters
    from generator.site.pages import entries
    from generator.site.theme import Theme
    from generator.translated import translated

    first = site.settings.languages[0]
    told = site if language == first else translated(site, language)
    theme = Theme(site.settings.theme, inputs.themes, language, first)
    known = {notice.id: notice for entry in entries(told) for notice in notices(entry)}
    for notice in chosen:
        yield letters.letter(told, theme, known[notice.id])
