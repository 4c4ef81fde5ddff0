"""The types of values in an entry: text in, a value or a fault out; dates have a room of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from generator.content.faults import fault, scalar, shape
from generator.content.nonanswers import INVISIBLE, meaning
from generator.core.duties import Clock, Unit
from generator.core.model import GRADES
from generator.core.problems import listed, meant

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINE = 2_000
VISIBLE = re.compile(f"[^{INVISIBLE}]")
WEB = re.compile(r"https?://[^\s/?#@\\<>\"']+(?:[/?#][^\s\\<>\"'`]*)?", re.IGNORECASE)
HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")
EMAIL = re.compile(r"""[^\s@<>"'?&,;:/\\]+@[\w-]+(?:\.[\w-]+)+""")
CLOCK = re.compile(r"([1-9]\d{0,2}) (hour|day|business day)s?")
UNITS: dict[str, Unit] = {"hour": "hours", "day": "days", "business day": "business days"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against: the district's zone, and the names that an entry may refer to."""

    zone: ZoneInfo
    schools: frozenset[str] | None = None
    contracts: frozenset[str] = frozenset()
    breaches: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    legacy: bool = False


def line(value: object) -> str:
    """Return a plain text on one line, its spaces folded."""
    text = " ".join(scalar(value).split())
    if not VISIBLE.search(text):
        raise fault("E133", value=text)
    if len(text) > LONGEST_LINE:
        raise fault("E127", value=f"{len(text):,}", limit=f"{LONGEST_LINE:,}")
    return text


def element(value: object) -> str:
    """Return an element of data; fault: words that are no answer, which the page would list as data."""
    text = line(value)
    if meaning(text):
        raise fault("E132", value=text)
    return text


def items(value: object) -> object:
    """Refuse what is no list; an empty field is an empty field, not an empty list."""
    if value == "":
        raise fault("E103")
    if not isinstance(value, list):
        raise fault("E107", wanted="a list", got=shape(value))
    return value


def choice(*words: str) -> Callable[[object], str]:
    """Return a validator that takes one of the words."""

    def one(value: object) -> str:
        word = scalar(value).strip()
        if word not in words:
            raise fault("E108", value=word, meant=meant(word, words), choices=listed(words))
        return word

    return one


def truth(value: object) -> bool:
    """Return whether a value says true; yes, no, on and off are none of ours."""
    return choice("true", "false")(value) == "true"


def whole_number(value: object) -> int:
    """Return a number of people; commas between the digits are fine."""
    text = scalar(value, "a number").strip()
    if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", text):
        raise fault("E109", value=text)
    return int(text.replace(",", ""))


def one_or_more(value: object) -> object:
    """Return a list as it is, and a text as a list of one."""
    if value in ("", []):
        raise fault("E103")
    if isinstance(value, dict):
        raise fault("E107", wanted="a list", got=shape(value))
    return value if isinstance(value, list) else [value]


def each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return languages of which none is named twice."""
    for i, tag in enumerate(languages):
        if tag in languages[:i]:
            raise fault("E120", wanted="a list that names each language once", value=tag)
    return languages


def grade_range(value: object) -> tuple[str, ...]:
    """Return one grade, or the grades of a range such as 3-6."""
    text = scalar(value, "a grade or a range of grades").strip()
    ends = [_grade(end) for end in re.split(r"\s*(?:-|–|to)\s*", text)]
    if len(ends) > 2 or -1 in ends or ends[0] > ends[-1]:
        raise fault("E114", value=text)
    return GRADES[ends[0] : ends[-1] + 1]


def in_order(ranges: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the grades of all ranges, each once, the youngest first."""
    found = {grade for grades in ranges for grade in grades}
    return tuple(grade for grade in GRADES if grade in found)


def _grade(text: str) -> int:
    name = text.upper().removeprefix("0") or "0"
    return GRADES.index(name) if name in GRADES else -1


def web_address(value: object) -> str:
    """Return an http or https address, its scheme in small letters."""
    text = scalar(value).strip()
    if WEB.fullmatch(text):
        scheme, colon, rest = text.partition(":")
        return f"{scheme.lower()}{colon}{rest}"
    if HOST.fullmatch(text):
        raise fault("E111", value=text, example=f"https://{text}")
    raise fault("E110", value=text)


def document(value: object, files: frozenset[str]) -> str:
    """Return the contract itself: a web address, or a file under `content/files/`."""
    text = scalar(value).strip()
    if re.match(r"[A-Za-z][\w+.-]*:|//|www\.", text):
        return web_address(text)
    parts = text.split("/")
    if parts[0] != "files" or len(parts) < 2 or ".." in parts or "." in parts or "" in parts or "\\" in text:
        raise fault("E112", value=text)
    if text not in files:
        raise fault("E113", value=text, meant=meant(text, files))
    return text


def email(value: object) -> str:
    """Return an e-mail address."""
    text = scalar(value).strip()
    if not EMAIL.fullmatch(text):
        raise fault("E120", wanted="an e-mail address", value=text)
    return text


def matching(pattern: str, wanted: str) -> Callable[[object], str]:
    """Return a validator for a setting that has a pattern."""

    def one(value: object) -> str:
        text = scalar(value).strip()
        if not re.fullmatch(pattern, text):
            raise fault("E120", wanted=wanted, value=text)
        return text

    return one


@cache
def _zones() -> tuple[str, ...]:
    """Return the names of the time zones, without those that stand for whatever a machine is set to."""
    return tuple(sorted(available_timezones() - {"localtime", "posixrules", "Factory"}))


def language(value: object) -> str:
    """Return a language tag (BCP 47) in which dates can be written."""
    tag = scalar(value).strip()
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise fault("E120", wanted="a language tag", value=tag) from None
    return tag


def zone(value: object) -> ZoneInfo:
    """Return a time zone of the IANA database."""
    name = scalar(value).strip()
    names = _zones()
    if name in names:
        return ZoneInfo(name)
    choices = listed(["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"])
    known = {zone.split("/")[-1]: zone for zone in names}
    raise fault(
        "E108", value=name, meant=meant(name, [*known.values()]), choices=f"{choices}, or another IANA time zone"
    )


def all_or_some(value: object) -> object:
    """Return a list of schools; `all` is none in particular."""
    return [] if value == "all" else one_or_more(value)


def school(value: object, schools: frozenset[str] | None) -> str:
    """Return the id of a school of the settings; any will do while the settings cannot be read."""
    name = scalar(value).strip()
    if schools is not None and name not in schools:
        known = (
            f"The schools of `content/site.yaml` are {listed(sorted(schools))}" if schools else "The settings name none"
        )
        raise fault("E115", value=name, meant=meant(name, schools), advice=f"{known}; or write `all`.")
    return name


def reference(value: object, contracts: frozenset[str]) -> str:
    """Return the id of a contract that has an entry."""
    name = scalar(value).strip()
    if name not in contracts:
        raise fault("E116", value=name, meant=meant(name, contracts))
    return name


def clock(value: object) -> Clock:
    """Return a clock of one's own: N days, N business days, N hours."""
    text = scalar(value).strip()
    found = CLOCK.fullmatch(text)
    if not found:
        raise fault("E120", wanted="a number of days, business days or hours", value=text)
    return Clock(int(found[1]), UNITS[found[2]])
