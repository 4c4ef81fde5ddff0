"""Where an entry seems to disclose data of one student: found while it is read, judged when all entries are known."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from generator.content.yaml_nodes import Scalar, scalars
from generator.core.problems import Problem, Span, problem
from generator.rules.student_data import MAIL, NAME, PHONE, digits, findings, is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.content.frontmatter import Document
    from generator.core.model import Contract
    from generator.core.settings import Settings

# Hosts where anybody has a mailbox: no contractor's own, whatever its site is.
ANYBODYS = frozenset(
    re.findall(
        r"\S+",
        """
        gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com
        comcast.net optonline.net snet.net att.net verizon.net proton.me protonmail.com gmx.com mail.com zoho.com
        """,
    )
)
MOST_SUSPECTS = 1000  # of one document; where each stands is looked for in the whole of it
COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
APART = "\n|;|\n"  # stands between two texts that are searched as one; no words reach over it


class Suspect(NamedTuple):
    """Words that look like data of one student, what they look like, and where they stand."""

    what: str
    words: str
    span: Span


class Own(NamedTuple):
    """What may stand in an entry: the district's own contact, the contractor's own sites, and names that are known."""

    mailbox: str = ""
    phone: str = ""
    sites: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def suspects(document: Document, problems: Iterable[Problem]) -> tuple[Suspect, ...]:
    """Return what looks like data of one student in the texts of a document and in its comments.

    A value that has an error is to be written anew, and is looked at then.
    """
    refused = {found.span for found in problems if found.is_error}
    texts = list(_texts(document))
    starts = list(accumulate((len(text.text) + len(APART) for text in texts), initial=0))
    found: dict[Span, Suspect] = {}
    for one in islice(findings(APART.join(text.text for text in texts)), MOST_SUSPECTS):
        i = bisect_right(starts, one.start) - 1
        if APART.strip() not in one.words:
            span = _span_of(document.lines, texts[i], one.words, one.start - starts[i])
            found.setdefault(span, Suspect(one.what, one.words, span))
    return tuple(suspect for span, suspect in found.items() if span not in refused)


def problems(suspected: Iterable[Suspect], own: Own) -> Iterator[Problem]:
    """Yield a warning for each suspect that is nobody's own; what was found is not said again, only where."""
    for one in suspected:
        if not _is_own(one, own):
            yield problem("W501", one.span, what=one.what)


def own(settings: Settings | None, contracts: Iterable[Contract]) -> Own:
    """Return what is the district's own, and that of the contractor whose contracts these are."""
    held = list(contracts)
    names = [name for one in held for name in (one.contractor, one.product, *one.now.subcontractors)]
    names += [settings.district, settings.abbreviation, *(s.name for s in settings.schools)] if settings else []
    return Own(
        settings.contact.email.lower() if settings else "",
        digits(settings.contact.phone) if settings else "",
        frozenset(urlsplit(one.website).hostname or "" for one in held) - {""},
        frozenset(re.findall(r"\w+", " ".join(names).casefold())),
    )


def _is_own(one: Suspect, own: Own) -> bool:
    if one.what == PHONE:
        return digits(one.words) == own.phone
    if one.what == NAME:
        return is_known(one.words, own.names)
    if one.what != MAIL:
        return False
    host = one.words.lower().rpartition("@")[2]
    sites = {site.removeprefix("www.") for site in own.sites}
    at_home = any(f".{host}".endswith(f".{site}") or f".{site}".endswith(f".{host}") for site in sites)
    return one.words.lower() == own.mailbox or (at_home and host not in ANYBODYS)


def _texts(document: Document) -> Iterator[Scalar]:
    """Yield each text of a document, and each comment: everybody can read those, too."""
    yield from scalars(document.fields)
    if document.body:
        yield document.body
    fields_end = document.body.span.line - 1 if document.body else len(document.lines)
    for number, line in enumerate(document.lines[:fields_end], start=1):
        if "#" in line and (comment := COMMENT.search(line)):
            yield Scalar(comment[0], Span(document.path, number, comment.start() + 1, number, len(line) + 1))


def _span_of(lines: list[str], text: Scalar, words: str, start: int) -> Span:
    """Return where words stand that a text holds, however its lines are folded; the whole text if they do not."""
    pattern = re.compile(r"\s+".join(re.escape(part) for part in words.split()))
    before = len(pattern.findall(text.text, 0, start))
    held = "\n".join(lines[text.span.line - 1 : text.span.end_line])
    found = next((match for i, match in enumerate(pattern.finditer(held)) if i == before), None)
    if not found:
        return text.span
    line, end_line = (text.span.line + held.count("\n", 0, place) for place in found.span())
    column, end_column = (place - held.rfind("\n", 0, place) for place in found.span())
    return Span(text.span.path, line, column, end_line, end_column)
