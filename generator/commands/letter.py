"""The letter to families: a notice in words, for whatever tells them; nothing is sent from here."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, close, earlier, mapped, say, show, whole
from generator.system import options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from generator.core.model import Notice
    from generator.core.site import Inputs, Site
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
    help="A text (if none is named), a page to print, a mail to open and send, or fields for a program.",
)
@click.option("--since", metavar="REV", help="All notices that are new since this commit, a line of JSON each.")
@click.option(
    "--out", callback=options.out, metavar="DIR", help="Write text, page and mail here, in each language of the site."
)
def letter(
    root: Path,
    now: datetime,
    notice: str | None,
    lang: str | None,
    form: str | None,
    since: str | None,
    out: Path | None,
) -> int:
    """Print the letter that tells families of NOTICE: its id, such as contracts/northstar-reader, or its entry's file.

    It is sent to nobody. Beside it stands the line that belongs into the entry when families have been told.
    With --out the letters are written into a folder instead, for whoever sends them.
    """
    from generator.site.theme import ThemeError

    if (notice is None) == (since is None):
        raise click.UsageError("Name one notice, such as contracts/northstar-reader, or a commit with --since.")
    if out and form:
        raise click.UsageError("--out writes a text, a page and a mail of each letter: leave --format away.")
    if since is not None and form != "json" and not out:
        raise click.UsageError(
            "--since writes JSON, a line for each notice: add --format json, or name a folder, --out."
        )
    inputs, site = whole(root, now, UNDONE)
    if site is None:
        return WRONG
    languages = _languages(site, inputs, lang)
    chosen = _new(root, since, inputs, site) if since is not None else [_meant(root, notice or "", site)]
    if chosen is None:
        return WRONG
    try:
        if out:
            _write(chosen, inputs, site, languages, out)
        else:
            _print(chosen, inputs, site, languages[0], form or "text", alone=since is None)
    except ThemeError as error:  # a mistake in the theme is one in content
        show([error.problem], inputs, sys.stderr)
        close([error.problem], len(site.contracts) + len(site.breaches), "", UNDONE)
        return WRONG
    return 0


def _languages(site: Site, inputs: Inputs, asked: str | None) -> list[str]:
    """Return the languages that the site has pages in, or the one of them that is asked for; UsageError otherwise."""
    from generator.core.problems import listed, shorten
    from generator.site.catalog import spoken

    choices = spoken(site.settings.theme, inputs.themes, site.settings.languages)
    if asked is not None and asked not in choices:
        raise click.UsageError(f"--lang: the site has no pages in {shorten(asked)}, only in {listed(choices, 'and')}.")
    return [asked] if asked else choices


def _meant(root: Path, name: str, site: Site) -> Notice:
    """Return the notice of a name, or of an entry's file; raises UsageError where there is none."""
    from generator.site import letters

    path = os.path.relpath(name, root).replace(os.sep, "/") if name.endswith((".md", ".yaml")) else ""
    try:
        return letters.notice_by_id(site.entries, name, path)
    except letters.UnknownNoticeError as error:
        raise click.UsageError(str(error)) from error


def _new(root: Path, since: str, inputs: Inputs, site: Site) -> list[Notice] | None:
    """Return the notices that did not stand there at a commit; or say why nobody knows."""
    from generator.compiler import read_content
    from generator.site import letters

    then = read_content(earlier(root, since, inputs), mapped(None)).site
    if then is None:
        say(f"At {since} the content had an error, so nobody knows what is new since. Name each notice instead.")
        return None
    return letters.new_notices(then.entries, site.entries)


def _print(chosen: list[Notice], inputs: Inputs, site: Site, language: str, form: str, alone: bool) -> None:
    """Print the letters, and beside one that is alone what to do then; raises ThemeError."""
    from generator.site import letters

    for made in _letters(chosen, inputs, site, language):
        line = letters.line_after_telling(made.notice, inputs.sources)
        if form == "json":
            click.echo(letters.as_json(made, line, indent=2 if alone else None).encode(), nl=False)
        elif form == "eml":
            click.echo(letters.as_mail(made, site.settings), nl=False)
        else:
            click.echo((made.html if form == "html" else made.text).encode(), nl=False)
        for sentence in letters.afterwards(made.notice, line) if alone else ():
            say(sentence)


def _write(chosen: list[Notice], inputs: Inputs, site: Site, languages: list[str], out: Path) -> None:
    """Write the letters into a folder, each named after its notice and language; raises ThemeError."""
    from generator.reports.problem_report import count
    from generator.site import letters

    made = [one for language in languages for one in _letters(chosen, inputs, site, language)]
    out.mkdir(parents=True, exist_ok=True)
    for one in made:
        name = f"{one.notice.id.replace('/', '-', 1).replace('/', '.')}.{one.language}"  # an id holds no dot
        (out / f"{name}.txt").write_bytes(one.text.encode())
        (out / f"{name}.html").write_bytes(one.html.encode())
        (out / f"{name}.eml").write_bytes(letters.as_mail(one, site.settings))
    say(f"{count(len(made), 'letter')} written, each as a text, a page and a mail: {out}")


def _letters(chosen: list[Notice], inputs: Inputs, site: Site, language: str) -> Iterator[Letter]:
    """Yield the letters of some notices in a language."""
    from generator.content.translations import translated
    from generator.core.model import notices
    from generator.site import letters
    from generator.site.theme import theme_of

    first = site.settings.languages[0]
    told = site if language == first else translated(site, language)
    theme = theme_of(site.settings.theme, inputs.themes, language, first)
    known = {notice.id: notice for entry in told.entries for notice in notices(entry)}
    for notice in chosen:
        yield letters.letter(told, theme, known[notice.id])
