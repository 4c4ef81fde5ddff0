"""A notice → the letter that tells families of it: as text, as a page, as a mail to be sent, and for programs."""

from __future__ import annotations

import json
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import quote
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from generator.content import frontmatter
from generator.content.fields import EXTENT, TERMS
from generator.content.translations import is_whole
from generator.content.validate import missing_line
from generator.core.model import Data, Extent, Notice, Terms, notices
from generator.core.problems import did_you_mean, listed, nearest, shorten
from generator.site import plain
from generator.site.compared import Compared, compared, differ
from generator.site.urls import language_folder, notice_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.content.validate import MissingLine as Line
    from generator.core.model import Entry
    from generator.core.settings import Settings
    from generator.core.site import Site, Source
    from generator.site.theme import Theme

# What every mail server takes for an address; for any other the mail program names its own.
MAILBOX = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(?:\.[\w-]+)+", re.ASCII)
SPECIALS = re.compile(r"[()<>\[\]:;@\\,.\"]+")  # of a list of addresses (RFC 5322, 3.2.3)
LONGEST_QUOTED = 60  # letters of a name, so that it stands on one line
PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
ALT = re.compile(r'\balt="([^"]*)"')


class Letter(NamedTuple):
    """A letter in one language; `lead` and `facts` are parts of its text, for programs that show no more."""

    notice: Notice
    language: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    text: str
    html: str
    url: str


def letter(site: Site, theme: Theme, notice: Notice) -> Letter:
    """Return the letter of a notice of a site, in the language of both; raises ThemeError."""
    entry, settings = notice.entry, site.settings
    title, address = _title(notice, theme), notice_url(site, notice)
    before, changed, sides = _changed(notice)
    values = {
        "site": settings,
        "root": settings.url,
        "home": f"{settings.url}{language_folder(site, site.language)}",
        "link": address,
        "title": title,
        "language": theme.language,
        "direction": theme.direction,
        "is_reviewed": theme.is_reviewed,
        "whole": is_whole(entry),
        "notice": notice,
        "entry": entry,
        "before": before,
        "changed": changed,
        "sides": sides,
    }
    content = _without_pictures(theme.render("letter-body.html", **values))
    html = f"{theme.render('letter.html', content=Markup(content), **values)}\n"
    said = plain.parsed(content, theme.direction)
    lead = next(map(plain.unwrapped, said.of_class("lead")), "")
    return Letter(notice, theme.language, title, lead, tuple(plain.facts(said)), plain.text(said), html, address)


def as_mail(letter: Letter, settings: Settings) -> bytes:
    """Return a letter as a message (RFC 5322) that a mail program opens ready to send, addressed to nobody yet.

    Two runs give the same bytes: its date and its id are those of the notice.
    """
    message = EmailMessage(SMTP)
    if MAILBOX.fullmatch(settings.contact.email):
        message["From"] = Address(display_name=_name(settings.contact.name), addr_spec=settings.contact.email)
    message["Subject"] = _phrase(letter.title)
    if letter.notice.dated:
        message["Date"] = letter.notice.dated.start
    domain = settings.feed_authority.partition(",")[0].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.notice.id}.{letter.language}@{domain}>"
    message["Content-Language"] = letter.language
    message["X-Unsent"] = "1"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/alternative"
    for kind, said in (("plain", letter.text), ("html", letter.html)):
        part = EmailMessage(SMTP)
        part.set_content(said, subtype=kind, cte="quoted-printable")
        del part["MIME-Version"]
        message.attach(part)
    # No line of quoted-printable text holds « =_ », so none can be taken for a boundary.
    message.set_boundary(f"=_{sha256(letter.html.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def as_json(letter: Letter, line: Line | None, indent: int | None = 2) -> str:
    """Return a letter for programs: one JSON object, with the line that the entry lacks, if it lacks one."""
    told = letter.notice.notified
    written = {
        "notice": letter.notice.id,
        "language": letter.language,
        "title": letter.title,
        "lead": letter.lead,
        "facts": [{"name": name, "value": value} for name, value in letter.facts],
        "url": letter.url,
        "text": letter.text,
        "html": letter.html,
        "told": told and {"at": told.at.iso, "by": told.by},
        "notified": line and line._asdict(),
    }
    return json.dumps(written, ensure_ascii=False, indent=indent) + "\n"


def _title(notice: Notice, theme: Theme) -> str:
    """Return what a letter is about; what was posted long ago is not said to be new."""
    if notice.kind == "contract" and notice.entry.legacy:
        return notice.entry.title
    return theme.text("notice_titles", notice.kind, title=notice.entry.title)


def _changed(notice: Notice) -> tuple[Terms | Extent | None, list[str], Compared | None]:
    """Return what held before a change or an update, the names of what it states anew, and its data on both sides."""
    if not notice.number:
        return None, [], None
    told = notices(notice.entry)[notice.number - 1 : notice.number + 1]
    old, new = told[0].statement, notice.statement
    names = [name for name in (TERMS if isinstance(new, Terms) else EXTENT) if old[name] != new[name]]
    if not differ(_data(old), _data(new)):
        names = [name for name in names if name not in ("collects", "involves")]
    return old, names, compared(_data(old), _data(new))


def _data(held: Terms | Extent) -> Data | None:
    return held.collects if isinstance(held, Terms) else held.involves


def _phrase(text: str) -> str:
    """Return a text for a header, in which nobody finds an encoded word (RFC 2047), which may hide a header."""
    return " ".join(text.split()).replace("=?", "= ?")


def _name(text: str) -> str:
    """Return a name for an address; Python folds a long one out of its quotes, so that has no mark that needs them."""
    phrase = _phrase(text)
    return phrase if len(quote(phrase)) <= LONGEST_QUOTED else _phrase(SPECIALS.sub(" ", phrase))


def _without_pictures(html: str) -> str:
    """Return HTML in which the words for a picture stand in its place: a letter asks no website for anything."""
    return PICTURE.sub(lambda found: "".join(f"[{alt}]" for alt in ALT.findall(found[0])), html)


class UnknownNoticeError(Exception):
    """No notice, or more than one, is called that; the message says what may be meant."""


def notice_by_id(entries: Iterable[Entry], name: str, path: str = "") -> Notice:
    """Return the notice of an id, of an id without its section, or of its entry's file; raises UnknownNoticeError.

    `path` is the way from the root to the file that the name may be.
    """
    known = {notice.id: notice for entry in entries for notice in notices(entry)}
    found = [notice for id, notice in known.items() if name in (id, id.partition("/")[2])]
    found += [notice for notice in known.values() if not notice.anchor and notice.entry.path in (name, path)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownNoticeError(f"`{name}` may be {listed(notice.id for notice in found)}. Name one of them.")
    short = {id.partition("/")[2]: id for id in known}
    near = nearest(name, known) or short.get(nearest(name, short) or "")
    advice = did_you_mean(near) or " `notices record` lists the notices."
    raise UnknownNoticeError(f"There is no notice `{shorten(name)}`.{advice}")


def new_notices(then: Iterable[Entry], now: Iterable[Entry]) -> list[Notice]:
    """Return the notices of today that did not stand there then, oldest first; what has no date stands first.

    The first notice of a legacy entry is none, as in a feed; nor is one of an entry that was withdrawn meanwhile.
    """
    old = {notice.id for entry in then for notice in notices(entry)}
    found = [notice for entry in now for notice in notices(entry) if notice.id not in old and _is_news(notice)]
    return sorted(found, key=lambda notice: (notice.dated.start.timestamp() if notice.dated else 0, notice.id))


def line_after_telling(notice: Notice, sources: Iterable[Source]) -> Line | None:
    """Return the line that says when families were told, where a notice has a field for it and nothing in it."""
    entry = notice.entry
    if notice.notified or entry.withdrawn or notice.kind in ("update", "withdrawal"):
        return None
    data = next(source.data for source in sources if source.path == entry.path)
    return missing_line(frontmatter.read(entry.path, data), notice.number)


def afterwards(notice: Notice, line: Line | None) -> Iterator[str]:
    """Yield what a person is told beside a letter: what to write when families have been told, or that they were."""
    if notice.notified:
        by = f" by {notice.notified.by}" if notice.notified.by else ""
        yield f"Families were told of it already, says {notice.entry.path}: {notice.notified.at.written}{by}."
    if notice.entry.withdrawn and notice.kind != "withdrawal":
        withdrawal = f"{notice.entry.section}/{notice.entry.id}/withdrawal"
        on = notice.entry.withdrawn.on.written
        yield f"The entry was withdrawn on {on}; the letter that tells of that is {withdrawal}."
    if line:
        where = f"line {line.line}" if line.column is None else f"line {line.line} behind column {line.column}"
        what = "as" if line.column is None else "into"
        yield f"When families have been told, put this into {line.path} {what} {where}, with the moment of it:"
        yield line.text


def _is_news(notice: Notice) -> bool:
    if notice.entry.withdrawn and notice.kind != "withdrawal":
        return False
    return notice.is_announced
