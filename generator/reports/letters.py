"""The letter that notifies families: as text, as a page, as an email to send, and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import quote
from hashlib import sha256
from typing import Any, NamedTuple

from markupsafe import Markup

from generator.answers.breach import BreachAnswers
from generator.answers.contract import ContractAnswers
from generator.answers.elements import compare, differ
from generator.content.fields import TABLES
from generator.content.places import notice_in
from generator.content.translations import is_fully_translated
from generator.core.dates import When
from generator.core.model import Breach, Contract, Data, Entry, Extent, Terms, as_of
from generator.core.notices import Notice, YearlyNotice, notices, upto
from generator.core.problems import UserError, listed
from generator.core.settings import Settings
from generator.core.site import Site
from generator.law.due import YEARLY, NewFile, message
from generator.reports import plain
from generator.site import listing
from generator.site.theme import Theme
from generator.site.urls import language_folder, notice_url

# An address that every mail server accepts; for any other, the mail program uses its own.
MAILBOX = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(?:\.[\w-]+)+", re.ASCII
)
SPECIALS = re.compile(r"[()<>\[\]:;@\\,.\"]+")  # of a list of addresses (RFC 5322, 3.2.3)
MAX_QUOTED = 60  # characters of a name, so that it stays on one line
# Of a service for special education, and of a breach of one.
NO_LETTER = (
    "There is no letter for {}: sent to all families, it could show which child needs a service "
    "for special education. Notify only that child's parents, in person, when you meet about the "
    "plan for special education (IEP). The yearly report lists the service: `notices record "
    "--yearly YEAR`."
)
ONLY_TO_PARENTS = (
    "Send the letter for {} only to the parents of each affected student, never to a list: it "
    "could show which child needs a service for special education. The letter leaves out how many "
    "students, which schools and which grades."
)
WITHHELD = frozenset({"students", "schools", "grades"})
PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
LINK = re.compile(r'<a href="(https?://[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ALT = re.compile(r'\balt="([^"]*)"')


class Letter(NamedTuple):
    """A letter in one language; `lead` and `facts` are parts of its text, for short messages.

    It `is_whole` if every text of the entry is in that language.
    """

    notice: Notice | YearlyNotice
    language: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    text: str
    html: str
    url: str
    is_whole: bool


def letter(site: Site, theme: Theme, notice: Notice, edited: When | None = None) -> Letter:
    """Return the letter for a notice of a site, in the language of both; raises ThemeError.

    If families were notified, it is as it was then. If the entry was last `edited` after that, it
    says so, because it has the corrections that were made since. If they were not, it is about to
    be sent, and says how things are now: with what each later change or update says.

    Raises UserError for a service for special education, which gets no letter. A letter about a
    breach of such a service leaves out how many students, which schools and which grades.
    """
    if gets_no_letter(notice):
        raise UserError(about_no_letter([notice]))
    sent = notice.notified.last if notice.notified else None
    today = sent.day if sent else site.now.date()
    notice = notice_in("letter", _as_sent(notice, sent) if sent else _as_known(notice, today))
    answers = _answers(site, notice, sent.start if sent else site.now)
    values = {
        "link": notice_url(site, notice),
        "title": _title(theme, notice, answers.status, today),
        "whole": is_fully_translated(notice.entry),
        "entry": notice.entry,
        "answers": answers,
        "held": notice.statement,
        "is_latest": True,
        "is_limited": is_only_for_parents(notice),
        "today": today,
        "edited": edited if edited and sent and sent.last_day < edited.day else None,
        **_changes(notice),
    }
    return _letter(site, theme, notice, "letter-body.html", values)


def _as_sent(notice: Notice, sent: When) -> Notice:
    """Return a notice with its entry as it was when it was sent."""
    entry = upto(notice, sent)
    return notice._replace(entry=entry if entry.withdrawn else as_of(entry, sent.start))


def _as_known(notice: Notice, today: date) -> Notice:
    """Return a notice with what applies or is known now; a change that lies ahead keeps its own."""
    return notice if notice.is_ahead(today) else notice._replace(statement=notice.entry.current)


def _answers(site: Site, notice: Notice, now: datetime) -> BreachAnswers | ContractAnswers:
    """Return the answers about the entry of a notice at a moment."""
    if isinstance(notice.entry, Breach):
        return BreachAnswers(notice.entry, site.settings.duties, now, site.postings)
    own, _ = listing.about(notice.entry, listing.by_name(site.breaches))
    return ContractAnswers(notice.entry, own, now)


def _title(theme: Theme, notice: Notice, status: str, today: date) -> str:
    """Return what a letter is about.

    A notice that was withdrawn is called so, and a contract that has ended is not called new.
    """
    wording = notice.wording
    if notice.kind == "withdrawal":
        pass
    elif status == "withdrawn":
        wording = "withdrawal"
    elif notice.withdrawn:
        wording = f"{notice.kind} withdrawn"
    elif status == "ended":
        wording = "ended"
    elif notice.is_ahead(today):
        wording += " ahead"
    elif notice.kind == "contract" and notice.entry.legacy:
        return notice.title  # nobody knows when it was new
    return theme.text("notice_titles", wording, title=notice.title)


def about_no_letter(left_out: Iterable[Notice]) -> str:
    """Return why notices of services for special education get no letter, and what to do."""
    return NO_LETTER.format(_ids(left_out))


def about_recipients(limited: Iterable[Notice]) -> str:
    """Return who may get the letters about breaches of services for special education."""
    return ONLY_TO_PARENTS.format(_ids(limited))


def _ids(notices: Iterable[Notice]) -> str:
    return listed((notice.id for notice in notices), "and")


def yearly_letter(site: Site, theme: Theme, notice: YearlyNotice) -> Letter:
    """Return the letter with the website's address; raises ThemeError."""
    link = f"{site.settings.url}{language_folder(site, site.language)}"
    title = theme.text("notice_titles", notice.kind)
    return _letter(site, theme, notice, "letter-yearly.html", {"link": link, "title": title})


def _letter(
    site: Site, theme: Theme, notice: Notice | YearlyNotice, template: str, own: dict[str, Any]
) -> Letter:
    """Return a letter whose text a template makes from values of its own and the usual ones."""
    values = {
        "site": site.settings,
        "root": site.settings.url,
        "home": f"{site.settings.url}{language_folder(site, site.language)}",
        "today": site.now.date(),
        "language": theme.language,
        "direction": theme.direction,
        "is_reviewed": theme.is_reviewed,
        "notice": notice,
        **own,
    }
    content = PICTURE.sub(_alternative, theme.render(template, **values))
    if isinstance(notice, Notice) and notice.entry.section == "breaches":
        content = LINK.sub(_address, content)
    html = f"{theme.render('letter.html', content=Markup(content), **values)}\n"
    body = plain.parse(content, theme.direction, theme.text("marks", "label"))
    return Letter(
        notice=notice,
        language=theme.language,
        title=own["title"],
        lead=next((plain.unwrapped(part) for part in body.walk() if "lead" in part.classes), ""),
        facts=tuple(plain.facts(body)),
        text=plain.text(body),
        html=html,
        url=own["link"],
        is_whole=own.get("whole", True),
    )


def as_mail(letter: Letter, settings: Settings) -> bytes:
    """Return a letter as an email (RFC 5322) to nobody; two runs give the same bytes."""
    message = EmailMessage(SMTP)
    if MAILBOX.fullmatch(settings.contact.email):
        message["From"] = Address(
            display_name=_name(settings.contact.name), addr_spec=settings.contact.email
        )
    message["Subject"] = _phrase(letter.title)
    if letter.notice.dated:
        message["Date"] = letter.notice.dated.start
    domain = settings.feed_authority.partition(",")[0].rpartition("@")[2]
    message["Message-ID"] = f"<{letter.notice.id}.{letter.language}@{domain}>"
    message["Content-Language"] = letter.language
    message["X-Unsent"] = "1"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/alternative"
    for subtype, text in (("plain", letter.text), ("html", letter.html)):
        part = EmailMessage(SMTP)
        part.set_content(text, subtype=subtype, cte="quoted-printable")
        del part["MIME-Version"]
        message.attach(part)
    # No quoted-printable text contains “=_”, so no line can be taken for a boundary.
    message.set_boundary(f"=_{sha256(letter.html.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def as_json(letter: Letter, indent: int | None = 2) -> str:
    """Return a letter as a JSON object, with the message to add once it was sent, if any."""
    notified = letter.notice.notified
    file = message_to_add(letter.notice)
    document = {
        "notice": letter.notice.id,
        "language": letter.language,
        "title": letter.title,
        "lead": letter.lead,
        "facts": [{"name": name, "value": value} for name, value in letter.facts],
        "url": letter.url,
        "text": letter.text,
        "html": letter.html,
        "told": notified
        and {
            "at": notified.at.iso,
            "until": notified.until and notified.until.iso,
            "by": notified.by,
        },
        "message": file and file._asdict(),
    }
    return json.dumps(document, ensure_ascii=False, indent=indent) + "\n"


def _changes(notice: Notice) -> dict[str, Any]:
    """Return what was true before a change or update, the names of changed fields, and the data.

    A check of the contract for its terms is not a change, and neither is the promise of news, or
    that no protection against identity theft is required. The letter says everything that was not
    involved. For any other notice: None, no names, and None.
    """
    old, new = notice.before, notice.statement
    if old is None:
        return {"before": None, "changed": [], "sides": None}
    unchanged = {"terms", "next_update", "not_involved"}
    if not differ(_data(old), _data(new)):
        unchanged |= {"collects", "involves"}
    if isinstance(new, Extent) and not (new.protection and new.protection.months):
        unchanged |= {"protection"}
    table = TABLES[notice.entry.section]
    if is_only_for_parents(notice):
        unchanged |= WITHHELD
    names = [name for name in table.restated if name not in unchanged and old[name] != new[name]]
    return {"before": old, "changed": names, "sides": compare(_data(old), _data(new))}


def _data(statement: Terms | Extent) -> Data | None:
    return statement.collects if isinstance(statement, Terms) else statement.involves


def _phrase(text: str) -> str:
    """Return a text for a header without an encoded word (RFC 2047), which could hide a header."""
    return " ".join(text.split()).replace("=?", "= ?")


def _name(text: str) -> str:
    """Return a name for an address.

    Python folds a long name out of its quotes, so a long one loses the characters that need them.
    """
    phrase = _phrase(text)
    return phrase if len(quote(phrase)) <= MAX_QUOTED else _phrase(SPECIALS.sub(" ", phrase))


def _alternative(picture: re.Match[str]) -> str:
    """Return the alternative text of a picture, so that a letter loads nothing."""
    return "".join(f"[{alt}]" for alt in ALT.findall(picture[0]))


def _address(link: re.Match[str]) -> str:
    """Return a link as text, for a letter that says not to click links in messages."""
    address, text = link.groups()
    return f"<bdi>{text}</bdi>" if text == address else f"{text} (<bdi>{address}</bdi>)"


def new_notices(before: Iterable[Entry], after: Iterable[Entry]) -> list[Notice]:
    """Return the notices that did not exist before, oldest first; those without a date come first.

    As in the feeds, the first notice of a legacy entry is left out. So is what was withdrawn, and
    of an entry that was withdrawn all but the last.
    """
    old_ids = {notice.id for entry in before for notice in notices(entry)}
    new = [
        notice
        for entry in after
        for notice in notices(entry)
        if notice.id not in old_ids
        and not (notice.withdrawn or (notice.number and entry.withdrawn))
        and notice.is_announced
    ]
    return sorted(new, key=lambda new: (new.dated.start.timestamp() if new.dated else 0, new.id))


def message_to_add(notice: Notice | YearlyNotice) -> NewFile | None:
    """Return the message to add when families have been notified; None if they were."""
    if notice.notified or (
        isinstance(notice, Notice) and (notice.withdrawn or notice.kind in ("update", "withdrawal"))
    ):
        return None
    return message(YEARLY if isinstance(notice, YearlyNotice) else notice.id)


def gets_no_letter(notice: Notice) -> bool:
    """Return whether a notice is about a service for special education, which is for few."""
    return isinstance(notice.entry, Contract) and notice.entry.is_exception


def is_only_for_parents(notice: Notice) -> bool:
    """Return whether a notice is about a breach of a service for special education."""
    return isinstance(notice.entry, Breach) and notice.entry.has_exception
