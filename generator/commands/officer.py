"""Commands for the privacy officer: the record, what is due, and letters to families."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from generator.authoring.desk import due_link
from generator.commands import options
from generator.commands.reporting import WRONG, refuse, say, show_warning
from generator.commands.wiring import mapped, read, site_of
from generator.compiler import read_content
from generator.content.translations import translated
from generator.core.dates import When
from generator.core.model import Entry, Notified
from generator.core.notices import Notice, YearlyNotice, notice_id, notices
from generator.core.problems import count, did_you_mean, listed, nearest, shorten
from generator.core.settings import Settings
from generator.core.site import Inputs, Site, ThemeError
from generator.law import due as law
from generator.law import record as law_record
from generator.law.due import Due, NewFile
from generator.reports import due_report, letters, record_report
from generator.reports.github_format import new_file
from generator.reports.letters import Letter
from generator.reports.record_report import RecordTable
from generator.site.catalog import available_languages
from generator.site.theme import load_theme
from generator.system import git

NO_DEADLINE = "No deadline can be given."
NO_LETTER = "No letter was written."
UNTRANSLATED = (
    "The letters in {languages} have texts that nobody has translated: they are in `{first}`, and "
    "say so. A translation goes beside the entry; `notices check` names its file."
)


@click.command(epilog="Example: notices record --format csv > record.csv")
@options.root_and_now
@options.history
@click.option(
    "--since",
    type=options.day,
    metavar="DATE",
    help="Only duties whose time started on this day or later.",
)
@click.option(
    "--yearly",
    "year",
    type=click.IntRange(2018),
    metavar="YEAR",
    help="Instead, list the services that were used without a contract in this year.",
)
@options.report_format("csv", "xlsx", what="rows")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the rows to this file.",
)
def record(
    root: Path,
    now: datetime | None,
    history: bool,
    since: date | None,
    year: int | None,
    form: str,
    out: Path | None,
) -> int:
    """Print a row for each duty: what was due when, and whether it was done within the limit.

    With --yearly, print the services that were used without a contract in a calendar year: under a
    pledge, or for special education. Once a year, the board reports them to the state's Commission
    for Educational Technology.
    """
    if form == "xlsx" and out is None:
        raise click.UsageError("A workbook must be a file: name it, such as --out record.xlsx.")
    if year is not None:
        if history or since:
            raise click.UsageError("--yearly lists a whole year: leave out --posted and --since.")
        return _print_services(root, now, year, form, out)
    inputs = read(root, now, history=history)
    site = site_of(inputs, NO_DEADLINE)
    rows = law_record.record(site)
    if since:
        rows = [row for row in rows if row.trigger is None or row.trigger.last_day >= since]
    _write_table(record_report.record_table(rows, history), site.now, form, out)
    for problem in inputs.unread:  # of git's history
        show_warning("Changed history", f"{problem.message} {problem.advice}")
    say(record_report.closing_sentence(rows) + record_report.posted_hint(rows, history))
    return 0


def _print_services(
    root: Path, now: datetime | None, year: int, form: str, out: Path | None
) -> int:
    """Print the services that were used without a contract in a year."""
    site = site_of(read(root, now), "No report can be made.")
    if year > site.now.year:
        raise click.UsageError(f"--yearly: {year} has not begun.")
    services = record_report.yearly_table(site, year)
    _write_table(services, site.now, form, out)
    number = count(len(services.rows), "service")
    say(f"{number} without a contract in {year}.")
    return 0


def _write_table(table: RecordTable, now: datetime, form: str, out: Path | None) -> None:
    """Print a table, or write it to a file if one is named."""
    data = record_report.as_workbook(table, now) if form == "xlsx" else record_report.as_csv(table)
    if out is None:
        click.echo(data, nl=False)
    else:
        out.write_bytes(data)


@click.command(epilog="Example: notices due --within 72h")
@options.root_and_now
@options.history
@click.option(
    "--within",
    type=options.duration,
    metavar="TIME",
    help="List only what is overdue or due within this time, such as 72h or 3d.",
)
@options.report_format("terminal", "json", what="list")
def due(
    root: Path, now: datetime | None, history: bool, within: timedelta | None, form: str
) -> int:
    """List open and overdue duties, and what else is to do; exit with 1 if a duty is overdue.

    The earliest deadline is first. A contract is listed if it ends within 60 days, and 60 days
    after its end if its notice does not say that the data was deleted.
    """
    site = site_of(read(root, now, history=history), NO_DEADLINE)
    rows = law_record.record(site)
    items = law.due(site.now, rows, site.entries, within)
    home = git.repository_url(root, os.environ)
    page = f"{home}/new/{git.branches(root).default}" if home else ""
    text = (
        due_report.as_json(items)
        if form == "json"
        else due_report.terminal(items, link_of(site, page))
    )
    click.echo(text, nl=False)
    say(due_report.closing_sentence(items) + record_report.posted_hint(rows, history))
    return WRONG if any(item.row and item.state == "overdue" for item in items) else 0


def link_of(site: Site, page: str) -> Callable[[Due], str]:
    """Return a function of what is due, which returns where a person says that it is done.

    That is the desk, if the site has one; if not, GitHub's `page` for a new file, or "" without.
    """

    def link(item: Due) -> str:
        if site.settings.repository:
            return due_link(site.settings.url, item)
        return new_file(page, *item.file) if page else ""

    return link


@click.command(epilog="Example: notices letter contracts/northstar-reader")
@click.argument("notice", required=False)
@options.root_and_now
@click.option(
    "--lang",
    "language",
    metavar="L",
    show_default="the site's first",
    help="The language of the letter.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "eml", "json")),
    show_default="text",
    help="Text to paste, a page to print, an email to open and send, or data for a program.",
)
@click.option(
    "--since",
    metavar="REV",
    help="Print a letter for each notice that is new since this commit, as one line of JSON.",
)
@click.option(
    "--out",
    type=options.out,
    metavar="DIR",
    help="Write the text, the page and the email into this folder, in each language of the site.",
)
def letter(
    root: Path,
    now: datetime | None,
    notice: str | None,
    language: str | None,
    form: str | None,
    since: str | None,
    out: Path | None,
) -> int:
    """Print the letter that notifies families of NOTICE.

    NOTICE is an id, such as contracts/northstar-reader, or the path of an entry's file; or yearly,
    for the yearly letter with the website's address. The command sends nothing.
    The command also prints the file to add once families have been notified. With --out, the
    letters are written into a folder.
    """
    _check_usage(notice, since, form, out)
    inputs = read(root, now)
    site = site_of(inputs, NO_LETTER)
    languages = _languages(site, inputs, language)
    wanted = _with_letter(_wanted(root, notice or "", since, inputs, site), since)
    edited = None if since else git.last_edited(root, wanted[0].path, site.settings.zone)
    made = partial(_letters, wanted, inputs, site, edited)
    try:
        if out:
            _write([letter for each in languages for letter in made(each)], site, out)
        else:
            _print(made(languages[0]), site, form or "text", is_only=since is None)
    except ThemeError as error:  # a mistake in the theme is reported like one in an entry
        refuse([error.problem], inputs, len(site.entries), NO_LETTER)
    return 0


def _check_usage(notice: str | None, since: str | None, form: str | None, out: Path | None) -> None:
    """Raise UsageError if arguments and options contradict each other."""
    if (notice is None) == (since is None):
        raise click.UsageError(
            "Name one notice, such as contracts/northstar-reader, or a commit with --since."
        )
    if out and form:
        raise click.UsageError(
            "--out writes a text, a page and a mail for each letter: leave out --format."
        )
    if since is not None and form != "json" and not out:
        raise click.UsageError(
            "--since writes a line of JSON for each notice: add --format json, or name a folder "
            "with --out."
        )


def _languages(site: Site, inputs: Inputs, language: str | None) -> list[str]:
    """Return the languages of the site, or the one that is named; UsageError if it has no pages."""
    choices = available_languages(site.settings.theme, inputs.themes, site.settings.languages)
    if language is None:
        return choices
    if language not in choices:
        raise click.UsageError(
            f"--lang: the site has no pages in {shorten(language)}, only in "
            f"{listed(choices, 'and')}."
        )
    return [language]


def _wanted(
    root: Path, name: str, since: str | None, inputs: Inputs, site: Site
) -> Sequence[Notice | YearlyNotice]:
    """Return the notice with a name, or those that are new since a commit.

    If that cannot be known, print why and end the command. Raises UsageError if there is no such
    notice or commit.
    """
    if since is None:
        return [_find_notice(root, name, site)]
    past = git.read_past(root, since)
    earlier = replace(
        inputs, sources=past.sources, files=dict.fromkeys(past.files, 0), unread=(), published=None
    )
    before = read_content(earlier, mapped(None)).site
    if before is None:
        say(
            f"The content at {since} has an error, so the command cannot tell which notices are "
            "new. Name each notice instead."
        )
        raise click.exceptions.Exit(WRONG)
    return letters.new_notices(before.entries, site.entries)


def _with_letter(
    wanted: Sequence[Notice | YearlyNotice], since: str | None
) -> Sequence[Notice | YearlyNotice]:
    """Return the notices that get a letter, and say what to know of services for special education.

    Of the notices since a commit, those without a letter are left out and named. If a notice that
    someone asks for has none, `letters.letter` refuses it.
    """
    of_entries = [notice for notice in wanted if isinstance(notice, Notice)]
    left_out = [notice for notice in of_entries if since and letters.gets_no_letter(notice)]
    if left_out:
        say(letters.about_no_letter(left_out))
    if limited := [notice for notice in of_entries if letters.is_only_for_parents(notice)]:
        say(letters.about_recipients(limited))
    return [notice for notice in wanted if notice not in left_out]


def _find_notice(root: Path, name: str, site: Site) -> Notice | YearlyNotice:
    """Return the notice with this id or in this file; raise UsageError if no notice has it."""
    if yearly := yearly_notice(site.settings, name, site.now.year):
        return yearly
    is_file = name.endswith((".md", ".yaml"))
    path = os.path.relpath(name, root).replace(os.sep, "/") if is_file else ""
    return notice_by_id(site.entries, name, path)


def notice_by_id(entries: Iterable[Entry], name: str, path: str = "") -> Notice:
    """Return the notice with an id, with an id after its section, or in an entry's file.

    `path` is the path from the root to the file that the name may be. Raises UsageError.
    """
    by_id = {notice.id: notice for entry in entries for notice in notices(entry)}
    matches = [
        notice
        for id, notice in by_id.items()
        if name in (id, _short(id)) or (not notice.anchor and notice.path in (name, path))
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        ids = listed(notice.id for notice in matches)
        raise click.UsageError(f"`{name}` may be {ids}. Name one of them.")
    by_short_id = {_short(id): id for id in by_id}
    suggestion = nearest(name, by_id) or by_short_id.get(nearest(name, by_short_id) or "")
    advice = did_you_mean(suggestion) or " `notices record` lists the notices."
    raise click.UsageError(f"There is no notice `{shorten(name)}`.{advice}")


def yearly_notice(settings: Settings, name: str, year: int) -> YearlyNotice | None:
    """Return the yearly notice that a name such as `yearly/2026` means, or `yearly` for `year`.

    None if it is the name of something else.
    """
    match = re.fullmatch(r"yearly(?:/(\d{4}))?", name)
    if not match:
        return None
    year = int(match[1] or year)
    by_year = {notified.at.day.year: notified for notified in settings.yearly}
    return YearlyNotice(year, by_year.get(year))


def _short(id: str) -> str:
    """Return the id of a notice without its section."""
    return id.partition("/")[2]


def _print(made: Iterable[Letter], site: Site, form: str, *, is_only: bool) -> None:
    """Print the letters, and for an only one what to do next. Raises ThemeError."""
    for letter in made:
        if form == "eml":
            data = letters.as_mail(letter, site.settings)
        elif form == "json":
            data = letters.as_json(letter, indent=2 if is_only else None).encode()
        else:
            data = (letter.html if form == "html" else letter.text).encode()
        click.echo(data, nl=False)
        if is_only:
            for sentence in untranslated([letter], site.settings.languages[0]):
                say(sentence)
            for sentence in next_steps(letter.notice, letters.message_to_add(letter.notice)):
                say(sentence)


def _write(made: Sequence[Letter], site: Site, out: Path) -> None:
    """Write letters into a folder, in files named after notice and language."""
    out.mkdir(parents=True, exist_ok=True)
    for letter in made:
        id = letter.notice.id.replace("/", "-", 1).replace("/", ".")  # an id contains no dot
        name = f"{id}.{letter.language}"
        (out / f"{name}.txt").write_bytes(letter.text.encode())
        (out / f"{name}.html").write_bytes(letter.html.encode())
        (out / f"{name}.eml").write_bytes(letters.as_mail(letter, site.settings))
    say(f"{count(len(made), 'letter')} written, each as a text, a page and a mail: {out}")
    for sentence in untranslated(made, site.settings.languages[0]):
        say(sentence)


def _letters(
    wanted: Sequence[Notice | YearlyNotice],
    inputs: Inputs,
    site: Site,
    edited: When | None,
    language: str,
) -> Iterator[Letter]:
    """Yield the letters for notices in a language."""
    first = site.settings.languages[0]
    in_language = site if language == first else translated(site, language)
    theme = load_theme(site.settings.theme, inputs.themes, language, first)
    by_id = {notice.id: notice for entry in in_language.entries for notice in notices(entry)}
    for notice in wanted:
        if isinstance(notice, YearlyNotice):
            yield letters.yearly_letter(in_language, theme, notice)
        else:
            yield letters.letter(in_language, theme, by_id[notice.id], edited)


def untranslated(made: Iterable[Letter], first: str) -> Iterator[str]:
    """Yield which letters have texts in the first language of the site instead of their own."""
    languages = sorted({each.language for each in made if not each.is_whole})
    if languages:
        yield UNTRANSLATED.format(languages=listed(languages, "and"), first=first)


def next_steps(notice: Notice | YearlyNotice, file: NewFile | None) -> Iterator[str]:
    """Yield what a person should know besides a letter, and the file to add afterward."""
    if notice.notified:
        by = f" by {notice.notified.by}" if notice.notified.by else ""
        said_by = _said_by(notice, notice.notified)
        yield f"{said_by} says that families were notified: {notice.notified.written}{by}."
    if isinstance(notice, Notice) and (withdrawn := notice.withdrawn):
        what = "entry" if withdrawn is notice.entry.withdrawn else notice.kind
        other = notice_id(notice.entry, withdrawn.name)
        on = withdrawn.on.written
        yield f"The {what} was withdrawn on {on}. The letter about the withdrawal is {other}."
    if file:
        yield f"When families have been notified, add {file.path}, with the date and time:"
        yield from file.text.splitlines()


def _said_by(notice: Notice | YearlyNotice, notified: Notified) -> str:
    """Return the path of the file that says when families were notified of a notice."""
    if notified.message:
        return f"content/{notified.message}.md"
    return f"content/{notice.id}.md" if notice.loc else notice.path
