"""Finds words and numbers in a text that look like data about one student."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from generator.content.data_elements import TOPICS, forms
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import Scalar
from generator.core.model import Contract, website_host
from generator.core.problems import Problem, Span, problem
from generator.core.settings import EXTENSION, Settings

# The kinds of student data, as a warning names them.
MAIL = "a person's email address"
PHONE = "a person's phone number"
NAME = "the name of a student"
BORN = "a date of birth"
SSN = "a Social Security number"
NUMBER = "the number of a student"
PASSWORD = "a password"
HOME = "a home address"

# Every repetition has a limit, so that no text can make a pattern slow.
MONTH = r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DATE = (
    r"(?:\d{4}-\d\d?-\d\d?|\d\d?[/.-]\d\d?[/.-](?:\d{4}|\d\d)\b"
    rf"|\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+(?:\d{{4}}|'?\d\d))?\b"
    rf"|{MONTH}\s+\d\d?(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?)"
)
BIRTH = r"(?:birth(?:[\s-]?(?:day|date))?\b|d\.?o\.?b\b\.?|born\b)"
# What may be between a word and its value: “ID number: 12”, “the birthday is on 6 May”.
LINK = r"(?:[^\w.;]|\b(?:is|was|on|of|number|no|the)\b\.?){1,12}?"
QUOTE = r"[\s*_\"'“\u2018`:=]{0,8}"
WHOSE = (
    r"(?:student|pupil|child|school|state|district|lunch|locker|badge|library|medicaid)(?:['’]?s)?"
)
FIRST = r"[A-Z][a-zà-ÿ]{1,30}"
LAST = r"[A-Z][\w’'-]{0,30}[a-zà-ÿ]"
FULL = rf"{FIRST}\s(?:[A-Z]\.\s)?{LAST}"
CHILD = (
    r"(?:[Ss]tudents?|[Pp]upils?|[Cc]hild|[Ss]on|[Dd]aughter|[Ss]ister|[Bb]rother|[Bb]oy|[Gg]irl)"
)
PARENT = r"(?:[Pp]arents?|[Mm]other|[Ff]ather|[Mm]om|[Dd]ad|[Gg]uardians?|[Ff]amily)"
OWNED = (
    r"(?:grades?|scores?|marks?|essays?|records?|birth(?:day)?|passwords?|mother|father|mom|dad"
    r"|parents?|guardians?|sister|brother|daughter|son|family|home|address|phone|cell|e-?mail"
    r"|account|login|discipline|suspension|attendance|absences?|test|transcript|homeroom|locker"
    r"|bus|report\s+card|picture|photo(?:graph)?s?|counselor|teachers?|homework|quiz(?:zes)?"
    r"|drawings?|ID|(?i:"
    + "|".join(forms(TOPICS[topic].words) for topic in ("health", "disability"))
    + "))"
)
NOT_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        student students pupil parent parents teacher child children family families school district
        board state county city town company contractor vendor operator consultant provider product
        app website site someone somebody everyone everybody anyone nobody one today yesterday it
        that this there here what who where let he she the a an each every your our their his her my
        its women men girl boy user users staff nurse principal superintendent attorney general
        governor connecticut america american apple google microsoft amazon zoom facebook meta adobe
        information system systems data services service privacy act public elementary middle high
        academy college university center department office street road avenue education learning
        security record records program january february march april may june july august september
        october november december monday tuesday wednesday thursday friday saturday sunday united
        special individual please national federal not no if in for to with
        """,
    )
)
# What is no name beside a grade or an IEP: “for Algebra in grade 8”, “for Learners with an IEP”.
NO_CHILD = NOT_NAMES | frozenset(
    re.findall(
        r"\S+",
        """
        algebra art arts assessment assessments band biology calculus chemistry chorus civics class
        classes classroom classrooms coding computer computers english french geography geometry
        grade grades grammar handwriting history homeroom intervention keyboarding latin learner
        learners lesson lessons level literacy mandarin math mathematics multilingual music
        orchestra phonics physics practice reader readers science screening sections sel
        sessions social spanish spelling stem studies support teachers testing training typing unit
        units use vocabulary writers writing
        """,
    )
)
# A word of a name; in a name of two, the second may be an initial. What is before the name is
# checked after its capital, because a search for a capital is fast.
CAPITAL = "[A-ZÀ-ÖØ-Þ]"
LETTERS = r"[\w’'-]{0,30}[a-zà-ÿ]"
WORD = f"{CAPITAL}{LETTERS}"
SOMEONE = rf"({CAPITAL}(?<!\w.){LETTERS}(?:\s{{1,3}}(?:[A-Z]\.|{WORD}))?)"
NTH = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth)"
)
# The grade of one child: not “grades 3-5”, nor “2nd grade classrooms”.
ONE_GRADE = (
    r"(?i:(?:gr\.?|grade)\s?(?:pk|k|\d{1,2})\b(?!\s?(?:-|–|to\b|and\b|&|or\b|,)\s?(?:pk|k|\d))"
    rf"|{NTH}[\s-]grader?\b|(?:pre-?)?kindergart(?:en|ner)\b)"
    r"(?!\s(?:class|student|teacher|team|famil|level|curricul|program))"
)
SCHOOL = rf"(?:{WORD}\s){{0,3}}(?:School|Elementary|Middle|High|Academy)\b"
AT_SCHOOL = rf"(?:at|from)\s{{1,3}}(?:{WORD}\s?){{1,4}}"
IN = r"(?:(?:who|is|was|now|in|a|an|our|the)\s{1,3}){0,4}"
NEEDS = r"(?:IEP\b|504\b|(?i:individuali[sz]ed|special[\s-]ed))"
CARE = (
    r"(?:OT|PT|SLP|ABA|(?i:aide|assessment|counseling|device|evaluation|nursing|para\w{0,12}"
    r"|services?|speech|support|therap(?:y|ist)|transportation|tutor(?:ing)?))"
)


class Sign(NamedTuple):
    """A kind of student data: the lowercase cues that start a search, and the expression to match.

    A match begins at its cue, or at most `reach` characters before it. The text before the cue
    must match `before`, if there is one. A name has none of the words in `no_names`.
    """

    kind: str
    cues: tuple[str, ...]
    pattern: str
    reach: int = 0
    before: str = ""
    no_names: frozenset[str] = NOT_NAMES


class Finding(NamedTuple):
    """Words that look like student data, the kind of data, and their index in the text."""

    kind: str
    words: str
    start: int


def _any_case(pattern: str) -> str:
    return rf"(?<!\w)(?i:{pattern})"


def _exact_case(pattern: str) -> str:
    return rf"(?<!\w){pattern}"


SIGNS = (
    Sign(MAIL, ("@",), _exact_case(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"), reach=64),
    Sign(
        BORN,
        ("birth", "born", "dob", "d.o.b"),
        _any_case(rf"(?:{BIRTH}{LINK}({DATE})|({DATE})[^\w.;]{{1,3}}(?:date\s+of\s+)?{BIRTH})"),
        reach=40,
    ),
    Sign(SSN, ("ssn", "social sec"), _any_case(rf"(?:ssn|social\s+security){LINK}(\d{{9}})\b")),
    Sign(
        NUMBER,
        ("id", "sasid", "pin"),
        _any_case(rf"(?:id|identifier|sasid|pin){LINK}([a-z]{{0,3}}-?\d{{4,12}})\b"),
    ),
    Sign(
        NUMBER,
        ("number", "no.", "#"),
        rf"(?i:(?:(?=#)|number|no\.){LINK}([a-z]{{0,3}}-?\d{{4,12}})\b)",
        before=_any_case(rf"{WHOSE}\s*\Z"),
    ),
    Sign(
        PASSWORD,
        ("pass", "pw"),
        _any_case(
            rf"(?:(?:pass(?:(?:word|code|phrase)s?)?|pwd?)\b{QUOTE}(?:(?:is|was)\b{QUOTE})?"
            r"((?=\S{0,40}[A-Za-z])(?=\S{0,40}[\d!@#$%^&])[^\s\"'”’`]{4,40}|(?<=[:=]\s)\d{4,12})"
            r"|pwd?[:=]\s?(\S{1,40}))"
        ),
    ),
    Sign(
        HOME,
        ("liv", "reside", "home addr"),
        _exact_case(
            r"(?i:lives?|lived|living|resid(?:es|ing)|home\s+address(?:\s+is|:)?)\s+"
            rf"(?:(?:at|on)\s+)?(\d{{1,5}}\s+{FIRST}(?:\s+{FIRST}){{0,3}})"
        ),
    ),
    Sign(
        NAME,
        ("student", "pupil", "child", "son", "daughter", "sister", "brother", "boy", "girl"),
        _exact_case(
            rf"{CHILD}(?:,?\s\s?\(?|:\s)(?:(?:named|called)\s({FIRST}(?:\s{FIRST})?)|({FULL}))"
        ),
    ),
    Sign(NAME, (" of ",), rf" of ({FULL})", before=_exact_case(rf"{PARENT}\Z")),
    Sign(
        NAME,
        ("'", "’"),
        rf"['’](?:s|(?<=s.))\s+(?:[\w-]{{1,30}}\s+){{0,2}}?{OWNED}\b",
        before=_exact_case(rf"({FIRST}(?:\s+(?:[A-Z]\.|{LAST}))?)\Z"),
    ),
    Sign(  # “For … in 2nd grade”, “for … (gr. 2 at …)”, “for … per her IEP”, “for …, who has a 504”
        NAME,
        ("for ", "about "),
        _exact_case(
            rf"(?:[Ff]or|[Aa]bout)\s{{1,3}}{SOMEONE}(?=[\s,(–-]{{1,3}}(?:"
            rf"(?:{AT_SCHOOL}[,(\s]{{1,3}})?{IN}{ONE_GRADE}"
            rf"|[^;!?\n]{{0,60}}?\b(?:her|his|their)\s(?:\w{{1,12}}\s)?{NEEDS}"
            rf"|(?:who\s)?(?:has|with|under|on|per)\s(?:an?\s|the\s)?{NEEDS}|(?<=\(){NEEDS}))"
        ),
        no_names=NO_CHILD,
    ),
    Sign(  # “speech therapy for … at … School”
        NAME,
        ("for ",),
        rf"for\s{{1,3}}{SOMEONE}(?=[\s,(]{{1,3}}(?:at|from)\s{{1,3}}{SCHOOL})",
        before=_exact_case(rf"{CARE}\s{{1,3}}(?:services\s{{1,3}})?\Z"),
        no_names=NO_CHILD,
    ),
    Sign(  # “… is in 2nd grade”, “…, a third grader”, “… (grade 2, IEP)”
        NAME,
        ("grade", "gr.", "kindergart"),
        (
            rf"{SOMEONE}(?=,?\s(?:who\s)?(?:is|was)\s{IN}{ONE_GRADE}"
            rf"|,\s(?:an?|our)\s(?:\w{{1,12}}\s)?(?i:{NTH}[\s-]grader\b|kindergartner\b)"
            rf"|[\s,(]{{1,3}}{ONE_GRADE}[^.;!?\n]{{0,40}}?\b{NEEDS})"
        ),
        reach=80,
        no_names=NO_CHILD,
    ),
    Sign(  # “the IEP of …”, “a 504 plan for …”
        NAME,
        ("iep", "504"),
        (
            r"(?i:(?:iep|504)(?:\s(?:plan|meeting|evaluation|goals|services|team))?"
            rf"\s(?-i:(?:of|for)\s{SOMEONE}))"
        ),
        no_names=NO_CHILD,
    ),
)
LOCAL = Sign(
    PHONE,
    ("phone", "cell", "mobile", "tel", "call", "text"),
    _any_case(
        r"[a-z]{3,6}(?:[^\w.;]|\b(?:is|at|number|no|her|him|them|me|us|on)\b){1,8}?"
        r"(\d{3}[- .]\d{4})\b"
    ),
)
# As many digits as a phone number has, unless they are a date. A search for \d is fast.
DIGITS = re.compile(r"\d(?<![\d-].)(?!(?:(?<=1)9|(?<=2)0)\d\d-[01]\d)[\d\s().–/-]{5,}\d")
GROUPS_OF_SSN = r"(?<![\d-])\d{3}([- .–])\d{2}\1\d{4}(?![\d-])"
MAX_TRIES = 1000  # per text, of digits that are not a phone number
MAX_PHONES = 50  # per text
TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
MAX_DISTANCE = 120  # characters from a cue to the end of a match
IN_ADDRESS = r"(?i:https?://|www\.)\S*\Z"


def findings(text: str) -> Iterator[Finding]:
    """Yield the words in a text that look like student data, except in web addresses."""
    seen = set[Finding]()  # because two signs may show the same name
    for finding in _suspicious(text):
        if finding in seen:
            continue
        seen.add(finding)
        if not re.search(IN_ADDRESS, text[max(0, finding.start - MAX_DISTANCE) : finding.start]):
            yield finding


def is_known(words: str, names: frozenset[str]) -> bool:
    """Return whether one of the words is among `names`, which are lowercase."""
    return any(word in names for word in re.findall(r"\w+", words.casefold()))


def digits(number: str) -> str:
    """Return the last ten digits of a phone number without its extension, for comparison."""
    return re.sub(r"\D", "", EXTENSION.sub("", number))[-10:]


def _suspicious(text: str) -> Iterator[Finding]:
    # In lowercase, with every character at the same index: only İ has a longer lowercase.
    lowered = text.replace("İ", "?").lower()
    for sign in SIGNS:
        for cue in sign.cues:
            if cue in lowered:
                yield from _at_cues(text, lowered, cue, sign)
    if DIGITS.search(text):
        yield from _numbers(text, lowered)


def _at_cues(text: str, lowered: str, cue: str, sign: Sign) -> Iterator[Finding]:
    """Yield what a sign finds at each occurrence of its cue."""
    pattern = re.compile(sign.pattern)
    index = lowered.find(cue)
    while index >= 0:
        end = index + MAX_DISTANCE
        match = (
            pattern.search(text, max(0, index - sign.reach), end)
            if sign.reach
            else pattern.match(text, index, end)
        )
        if match and (finding := _finding(text, index, match, sign)):
            yield finding
        index = lowered.find(cue, index + len(cue))


def _finding(text: str, index: int, match: re.Match[str], sign: Sign) -> Finding | None:
    """Return the words of a match, if what is before its cue fits, and they may be a name."""
    words = match
    if sign.before:
        before = re.compile(sign.before)
        preceding = before.search(text, max(0, index - MAX_DISTANCE), index)
        if not preceding:
            return None
        words = preceding if preceding.lastindex else match
    group = words.lastindex or 0
    if sign.kind == NAME and is_known(words[group], sign.no_names):
        return None
    return Finding(sign.kind, words[group], words.start(group))


def _numbers(text: str, lowered: str) -> Iterator[Finding]:
    """Yield the Social Security and phone numbers in a text, except for toll-free numbers."""
    import phonenumbers  # slow to load, and few texts have that many digits

    for match in re.finditer(GROUPS_OF_SSN, text):
        yield Finding(SSN, match[0], match.start())
    for number in islice(
        phonenumbers.PhoneNumberMatcher(text, "US", max_tries=MAX_TRIES), MAX_PHONES
    ):
        if not digits(number.raw_string).startswith(TOLL_FREE):
            yield Finding(PHONE, number.raw_string, number.start)
    for cue in LOCAL.cues:
        yield from _at_cues(text, lowered, cue, LOCAL)


# Hosts where anyone can have a mailbox, so none is a contractor's own.
PUBLIC_MAIL_HOSTS = frozenset(
    re.findall(
        r"\S+",
        """
        gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com
        me.com aol.com comcast.net optonline.net snet.net att.net verizon.net proton.me
        protonmail.com gmx.com mail.com zoho.com
        """,
    )
)
MAX_SUSPECTS = 1000  # per document, because each one is located in the whole source
COMMENT = r"(?:^|(?<=\s))#.*"
SEPARATOR = "\n|;|\n"  # between two texts that are searched together


class Suspect(NamedTuple):
    """Words that look like student data, the kind of data, and their span."""

    kind: str
    words: str
    span: Span


class Allowed(NamedTuple):
    """What an entry may contain: the district's contact, the contractor's sites, known names.

    All of it is in lowercase; `phone` is the last ten digits.
    """

    mailbox: str = ""
    phone: str = ""
    sites: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def suspects(document: Document, problems: Iterable[Problem]) -> tuple[Suspect, ...]:
    """Return what looks like student data in the texts and comments of a document.

    A value with an error is skipped, because it must be rewritten anyway.
    """
    texts = list(_texts(document))
    joined = SEPARATOR.join([text.text for text in texts])
    found = list(islice(findings(joined), MAX_SUSPECTS))
    if not found:
        return ()
    refused = {problem.span for problem in problems if problem.is_error}
    starts = list(accumulate((len(text.text) + len(SEPARATOR) for text in texts), initial=0))
    by_span: dict[Span, Suspect] = {}
    for kind, words, start in found:
        i = bisect_right(starts, start) - 1
        if SEPARATOR.strip() not in words:
            pattern = r"\s+".join(map(re.escape, words.split()))
            earlier = re.compile(pattern).findall(texts[i].text, 0, start - starts[i])
            span = document.match(pattern, texts[i].span, skip=len(earlier))
            by_span.setdefault(span, Suspect(kind, words, span))
    return tuple(suspect for span, suspect in by_span.items() if span not in refused)


def problems(suspected: Iterable[Suspect], allowed: Allowed) -> Iterator[Problem]:
    """Yield a warning for each suspect, with its span and kind but without its words."""
    for suspect in suspected:
        if not _is_allowed(suspect, allowed):
            yield problem("W501", suspect.span, what=suspect.kind)


def allowed(settings: Settings | None, contracts: Iterable[Contract]) -> Allowed:
    """Return what may be in an entry of a district, or of the contractor of these contracts."""
    contracts = list(contracts)
    names = [
        name
        for contract in contracts
        for terms in contract.statements()
        for name in (terms.contractor, terms.product, *terms.subcontractors)
    ]
    names += (
        [settings.district, settings.abbreviation, *(s.name for s in settings.schools)]
        if settings
        else []
    )
    return Allowed(
        settings.contact.email.lower() if settings else "",
        digits(settings.contact.phone) if settings else "",
        frozenset(website_host(contract.website) for contract in contracts) - {""},
        frozenset(re.findall(r"\w+", " ".join(names).casefold())),
    )


def _is_allowed(suspect: Suspect, allowed: Allowed) -> bool:
    if suspect.kind == PHONE:
        return digits(suspect.words) == allowed.phone
    if suspect.kind == NAME:
        return is_known(suspect.words, allowed.names)
    if suspect.kind != MAIL:
        return False
    host = suspect.words.lower().rpartition("@")[2]
    is_own = any(
        f".{host}".endswith(f".{site}") or f".{site}".endswith(f".{host}") for site in allowed.sites
    )
    return suspect.words.lower() == allowed.mailbox or (is_own and host not in PUBLIC_MAIL_HOSTS)


def _texts(document: Document) -> Iterator[Scalar]:
    """Yield each text and each comment of a document, because both are public."""
    yield from document.texts
    if document.body:
        yield document.body
    fields_end = document.body.span.line - 1 if document.body else len(document.lines)
    for number, line in enumerate(document.lines[:fields_end], start=1):
        if "#" in line and (comment := re.search(COMMENT, line)):
            yield Scalar(
                comment[0], Span(document.path, number, comment.start() + 1, number, len(line) + 1)
            )
