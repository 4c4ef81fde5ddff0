"""What in a text looks like data of one student, in the words and numbers that people write."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from generator.content.yaml_nodes import Scalar, scalars
from generator.core.problems import Problem, Span, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.content.frontmatter import Document
    from generator.core.model import Contract
    from generator.core.settings import Settings

MAIL, PHONE, NAME = "a person's e-mail address", "a person's phone number", "the name of a student"
BORN, SSN, NUMBER = "a date of birth", "a Social Security number", "the number of a student"
PASSWORD, HOME = "a password", "a home address"

# Every repetition has an end, so that no text can keep a pattern busy.
MONTH = r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DATE = (
    r"(?:\d{4}-\d\d?-\d\d?|\d\d?[/.-]\d\d?[/.-](?:\d{4}|\d\d)\b"
    rf"|\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+(?:\d{{4}}|'?\d\d))?\b"
    rf"|{MONTH}\s+\d\d?(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?)"
)
BIRTH = r"(?:birth(?:[\s-]?(?:day|date))?\b|d\.?o\.?b\b\.?|born\b)"
# What may stand between a word and its value: « ID number: 12 », « the birthday is on 6 May ».
LINK = r"(?:[^\w.;]|\b(?:is|was|on|of|number|no|the)\b\.?){1,12}?"
QUOTE = r"[\s*_\"'“\u2018`:=]{0,8}"
WHOSE = r"(?:student|pupil|child|school|state|district|lunch|locker|badge|library|medicaid)(?:['’]?s)?"
FIRST = r"[A-Z][a-zà-ÿ]{1,30}"
LAST = r"[A-Z][\w’'-]{0,30}[a-zà-ÿ]"
FULL = rf"{FIRST}\s(?:[A-Z]\.\s)?{LAST}"
CHILD = r"(?:[Ss]tudents?|[Pp]upils?|[Cc]hild|[Ss]on|[Dd]aughter|[Ss]ister|[Bb]rother|[Bb]oy|[Gg]irl)"
PARENT = r"(?:[Pp]arents?|[Mm]other|[Ff]ather|[Mm]om|[Dd]ad|[Gg]uardians?|[Ff]amily)"
OWNED = (
    r"(?:grades?|scores?|marks?|essays?|records?|birth(?:day)?|passwords?|mother|father|mom|dad|parents?|guardians?"
    r"|sister|brother|daughter|son|family|home|address|phone|cell|e-?mail|account|login|IEP|504|diagnosis|disability"
    r"|medications?|allerg(?:y|ies)|asthma|discipline|suspension|attendance|absences?|test|transcript|homeroom|locker|bus"
    r"|report\s+card|picture|photo(?:graph)?s?|medical|health|counsel(?:or|ing)|therap(?:y|ist)|teachers?|homework"
    r"|quiz(?:zes)?|drawings?|ID)"
)
NO_CHILD = frozenset(
    re.findall(
        r"\S+",
        """
        student students pupil parent parents teacher child children family families school district board state
        county city town company contractor vendor operator consultant provider product app website site someone
        somebody everyone everybody anyone nobody one today yesterday it that this there here what who where let he
        she the a an each every your our their his her my its women men girl boy user users staff nurse principal
        superintendent attorney general governor connecticut america american apple google microsoft amazon zoom
        facebook meta adobe information system systems data services service privacy act public elementary middle
        high academy college university center department office street road avenue education learning security
        record records program january february march april may june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday united special individual please national federal
        not no if in for to with
        """,
    )
)


class Sign(NamedTuple):
    """What some words look like: the cues that give them away, in small letters, and the pattern to hold against them.

    A pattern begins at its cue, or at most `reach` characters before it; `after` must end where the cue begins.
    """

    what: str
    cues: tuple[str, ...]
    pattern: re.Pattern[str]
    reach: int = 0
    after: re.Pattern[str] | None = None


class Finding(NamedTuple):
    """Words that look like data of one student, and what they look like."""

    what: str
    words: str
    start: int


def _is(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}", re.IGNORECASE)


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}")


SIGNS = (
    Sign(MAIL, ("@",), _says(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"), reach=64),
    Sign(
        BORN,
        ("birth", "born", "dob", "d.o.b"),
        _is(rf"(?:{BIRTH}{LINK}({DATE})|({DATE})[^\w.;]{{1,3}}(?:date\s+of\s+)?{BIRTH})"),
        reach=40,
    ),
    Sign(SSN, ("ssn", "social sec"), _is(rf"(?:ssn|social\s+security){LINK}(\d{{9}})\b")),
    Sign(NUMBER, ("id", "sasid", "pin"), _is(rf"(?:id|identifier|sasid|pin){LINK}([a-z]{{0,3}}-?\d{{4,12}})\b")),
    Sign(
        NUMBER,
        ("number", "no.", "#"),
        re.compile(rf"(?:(?=#)|number|no\.){LINK}([a-z]{{0,3}}-?\d{{4,12}})\b", re.IGNORECASE),
        after=_is(rf"{WHOSE}\s*\Z"),
    ),
    Sign(
        PASSWORD,
        ("pass", "pw"),
        _is(
            rf"(?:(?:pass(?:(?:word|code|phrase)s?)?|pwd?)\b{QUOTE}(?:(?:is|was)\b{QUOTE})?"
            r"((?=\S{0,40}[A-Za-z])(?=\S{0,40}[\d!@#$%^&])[^\s\"'”’`]{4,40}|(?<=[:=]\s)\d{4,12})"
            r"|pwd?[:=]\s?(\S{1,40}))"
        ),
    ),
    Sign(
        HOME,
        ("liv", "reside", "home addr"),
        _says(
            r"(?i:lives?|lived|living|resid(?:es|ing)|home\s+address(?:\s+is|:)?)\s+(?:(?:at|on)\s+)?"
            rf"(\d{{1,5}}\s+{FIRST}(?:\s+{FIRST}){{0,3}})"
        ),
    ),
    Sign(
        NAME,
        ("student", "pupil", "child", "son", "daughter", "sister", "brother", "boy", "girl"),
        _says(rf"{CHILD}(?:,?\s\s?\(?|:\s)(?:(?:named|called)\s({FIRST}(?:\s{FIRST})?)|({FULL}))"),
    ),
    Sign(NAME, (" of ",), re.compile(rf" of ({FULL})"), after=_says(rf"{PARENT}\Z")),
    Sign(
        NAME,
        ("'", "’"),
        re.compile(rf"['’](?:s|(?<=s.))\s+(?:[\w-]{{1,30}}\s+){{0,2}}?{OWNED}\b"),
        after=_says(rf"({FIRST}(?:\s+(?:[A-Z]\.|{LAST}))?)\Z"),
    ),
)
LOCAL = Sign(
    PHONE,
    ("phone", "cell", "mobile", "tel", "call", "text"),
    _is(r"[a-z]{3,6}(?:[^\w.;]|\b(?:is|at|number|no|her|him|them|me|us|on)\b){1,8}?(\d{3}[- .]\d{4})\b"),
)
# As many digits as a number of a person has, unless they are a date; a pattern that begins with \d is found quickly.
DIGITS = re.compile(r"\d(?<![\d-].)(?!(?:(?<=1)9|(?<=2)0)\d\d-[01]\d)[\d\s().–/-]{5,}\d")
GROUPS_OF_SSN = re.compile(r"(?<![\d-])\d{3}([- .–])\d{2}\1\d{4}(?![\d-])")
MAX_TRIES, MAX_PHONES = 1000, 50  # numbers in one text: those that are no phone numbers, and those that are
TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
MAX_DISTANCE = 120  # characters from a cue within which its words end
ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z", re.IGNORECASE)


def findings(text: str) -> Iterator[Finding]:
    """Yield what a text holds that looks like data of one student; the address of a web page is none."""
    for one in _suspicious(text):
        if not ADDRESS.search(text, max(0, one.start - MAX_DISTANCE), one.start):
            yield one


def is_known(words: str, names: frozenset[str]) -> bool:
    """Say whether one of the words is among names, which are in small letters."""
    return any(word in names for word in re.findall(r"\w+", words.casefold()))


def digits(number: str) -> str:
    """Return the digits of a phone number that tell it apart, however it is written."""
    return re.sub(r"\D", "", number)[-10:]


def _suspicious(text: str) -> Iterator[Finding]:
    small = "".join(c if len(c) == 1 else "?" for c in map(str.lower, text)) if "İ" in text else text.lower()
    for sign in SIGNS:
        for cue in sign.cues:
            if cue in small:
                yield from _at_cues(text, small, cue, sign)
    if DIGITS.search(text):
        yield from _numbers(text, small)


def _at_cues(text: str, small: str, cue: str, sign: Sign) -> Iterator[Finding]:
    """Yield what a sign finds at each place where its cue stands."""
    place = small.find(cue)
    while place >= 0:
        found = (
            sign.pattern.search(text, max(0, place - sign.reach), place + MAX_DISTANCE)
            if sign.reach
            else sign.pattern.match(text, place, place + MAX_DISTANCE)
        )
        before = sign.after.search(text, max(0, place - MAX_DISTANCE), place) if found and sign.after else None
        if found and (before or not sign.after):
            words = before if before and before.lastindex else found
            group = words.lastindex or 0
            if sign.what != NAME or not is_known(words[group], NO_CHILD):
                yield Finding(sign.what, words[group], words.start(group))
        place = small.find(cue, place + len(cue))


def _numbers(text: str, small: str) -> Iterator[Finding]:
    """Yield the Social Security and phone numbers in a text; a number that is free to call is nobody's home."""
    import phonenumbers  # it takes as long to load as many entries to read, and few texts hold that many digits

    for found in GROUPS_OF_SSN.finditer(text):
        yield Finding(SSN, found[0], found.start())
    for number in islice(phonenumbers.PhoneNumberMatcher(text, "US", max_tries=MAX_TRIES), MAX_PHONES):
        if not digits(number.raw_string).startswith(TOLL_FREE):
            yield Finding(PHONE, number.raw_string, number.start)
    for cue in LOCAL.cues:
        yield from _at_cues(text, small, cue, LOCAL)


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
MAX_SUSPECTS = 1000  # of one document; where each stands is looked for in the whole of it
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
    for one in islice(findings(APART.join(text.text for text in texts)), MAX_SUSPECTS):
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
