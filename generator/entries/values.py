"""The types of values in an entry: text in, a value or a fault out; a fault is a code of the table with its words."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic_core import PydanticCustomError

from generator.dates import Period, When
from generator.law.duties import Clock, Unit
from generator.model import GRADES
from generator.problems import listed, meant

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_LINE = 2_000
STAMP = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?( ?(?:Z|[+-]\d\d:?[0-5]\d))?)?)?")
WEB = re.compile(r"https?://[^\s/?#@\\<>\"']+(?:[/?#][^\s\\<>\"'`]*)?", re.IGNORECASE)
HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")
EMAIL = re.compile(r"""[^\s@<>"'?&,;:/\\]+@[\w-]+(?:\.[\w-]+)+""")
ZERO = timedelta(0)
MONTHS = tuple(month.lower() for month in month_name[1:])
CLOCK = re.compile(r"([1-9]\d{0,2}) (hour|day|business day)s?")
UNITS: dict[str, Unit] = {"hour": "hours", "day": "days", "business day": "business days"}
EXAMPLE = "Write it as YYYY-MM-DD, for example 2025-08-18."


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against: the district's zone, and the names that an entry may refer to."""

    zone: ZoneInfo
    schools: frozenset[str] | None = None
    contracts: frozenset[str] = frozenset()
    breaches: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    legacy: bool = False


def fault(code: str, **values: object) -> PydanticCustomError:
    """Return the exception that pydantic collects for a code of the table."""
    return PydanticCustomError(code, code, values)


def shape(value: object) -> str:
    """Return what a raw value is, as a person would say it."""
    return "a list" if isinstance(value, list) else "a group of fields" if isinstance(value, dict) else "a text"


def scalar(value: object, wanted: str = "a text") -> str:
    """Return a raw value that must be one text, and not empty."""
    if not isinstance(value, str):
        raise fault("E107", wanted=wanted, got=shape(value))
    if not value.strip():
        raise fault("E103")
    return value


def line(value: object) -> str:
    """Return a plain text on one line, its spaces folded."""
    text = " ".join(scalar(value).split())
    if len(text) > LONGEST_LINE:
        raise fault("E127", value=f"{len(text):,}", limit=f"{LONGEST_LINE:,}")
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
    """Return an http or https address."""
    text = scalar(value).strip()
    if WEB.fullmatch(text):
        return text
    if HOST.fullmatch(text):
        raise fault("E111", value=text, example=f"https://{text}")
    raise fault("E110", value=text)


def document(value: object, files: frozenset[str]) -> str:
    """Return the contract itself: a web address, or a file under `content/files/`."""
    text = scalar(value).strip()
    if re.match(r"[A-Za-z][\w+.-]*:|//|www\.", text):
        return web_address(text)
    parts = text.split("/")
    if parts[0] != "files" or ".." in parts or "." in parts or "" in parts or "\\" in text:
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


def when(value: object, zone: ZoneInfo, wanted: str = "a date") -> When:
    """Return a month, a day or a moment; one without an offset is the district's, the earlier of two.

    Faults: a day that no calendar has, a time that no clock shows or that the clocks jump over, another notation.
    """
    text = scalar(value, wanted).strip()
    found = STAMP.fullmatch(text)
    if not found:
        raise _otherwise(text)
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups()[:6])
    assert year is not None and month is not None
    if year < 1 or not 1 <= month <= 12 or not 1 <= (1 if day is None else day) <= monthrange(year, month)[1]:
        raise fault("E104", value=text, advice=_real(year, month, day))
    if hour is None or minute is None:
        return When(_midnight(year, month, day or 1, zone), "day" if day else "month")
    if hour > 23 or minute > 59 or (second or 0) > 59:
        raise fault("E126", value=text)
    naive = datetime(year, month, day or 1, hour, minute)
    if offset := found[7]:
        return _offset(naive, offset.strip(), zone, text)
    moment = naive.replace(tzinfo=zone)
    if (moment.utcoffset() or ZERO) < (moment.replace(fold=1).utcoffset() or ZERO):  # the clocks jump over it
        raise fault("E106", value=text)
    return When(moment, "minute")


def _offset(naive: datetime, offset: str, zone: ZoneInfo, text: str) -> When:
    """Return a moment that was written with an offset, on the district's clock."""
    try:
        return When(datetime.fromisoformat(naive.isoformat() + offset).astimezone(zone), "minute")
    except (ValueError, OverflowError):
        raise fault("E126", value=text) from None


@cache
def _midnight(year: int, month: int, day: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, day, tzinfo=zone)


def period(value: object, zone: ZoneInfo) -> Period:
    """Return one date or month, or two with « to » between."""
    ends = re.split(r"\s+(?:to|–|-)\s+", scalar(value, "a date, or two with `to` between").strip())
    if len(ends) > 2 or ends[-1].endswith(" to"):
        raise fault("E105", value=value, advice="Write one date, or two with `to` between: 2024-12-19 to 2024-12-24.")
    first, last = when(ends[0], zone), when(ends[-1], zone)
    if last.surely_before(first):
        raise fault("E201", value=last.written, order="earlier", name="its beginning", other=first.written)
    return Period(first, last)


def _real(year: int, month: int, day: int | None) -> str:
    """Return advice for a date that is not real, with the nearest that is."""
    if month > 12 and day and day <= 12 and month <= 31:
        near = f"{max(year, 1):04}-{day:02}-{month:02}"
    else:
        month = min(max(month, 1), 12)
        near = f"{max(year, 1):04}-{month:02}-{min(max(day or 1, 1), monthrange(max(year, 1), month)[1]):02}"
    return f"Write it as YYYY-MM-DD, for example {near}."


def _otherwise(text: str) -> PydanticCustomError:
    """Return the fault of a date in another notation, with the same date in ours where it can be guessed."""
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?[T ].*", text):
        return fault("E126", value=text)
    found = sorted({f"{day:%Y-%m-%d}" for day in _guesses(text)})
    if len(found) == 2:
        month_first, day_first = (date.fromisoformat(day) for day in found)
        ways = f"{found[0]} for {_spelt(month_first)}, or {found[1]} for {_spelt(day_first)}"
        return fault("E105", value=text, advice=f"Write it as YYYY-MM-DD: {ways}.")
    return fault("E105", value=text, advice=f"Write it as YYYY-MM-DD: {found[0]}." if found else EXAMPLE)


def _spelt(day: date) -> str:
    return f"{MONTHS[day.month - 1].capitalize()} {day.day}"


def _guesses(text: str) -> list[date]:
    """Return the days that a foreign notation may mean: 3/2/2026, 2026-3-2, 2 March 2026, March 2, 2026."""
    numbers = [int(number) for number in re.findall(r"\d+", text)[:3]]
    names = [i for i, name in enumerate(MONTHS, start=1) if re.search(rf"\b{name[:3]}", text.lower())]
    if names and len(numbers) == 2:
        orders = [(numbers[1], names[0], numbers[0])]
    elif len(numbers) != 3:
        return []
    elif numbers[0] > 31:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        orders = [(numbers[2], numbers[0], numbers[1]), (numbers[2], numbers[1], numbers[0])]
    days = []
    for year, month, day in orders:
        year += 2000 if year < 100 else 0
        if 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            days.append(date(year, month, day))
    return days


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


def exact(found: When, raw: str, *, legacy: bool) -> When:
    """Refuse a month on a new entry."""
    if found.precision == "month" and not legacy:
        raise fault("E118", value=raw)
    return found


def day(found: When, raw: str) -> When:
    """Refuse a time where a day is wanted."""
    if found.precision == "minute":
        raise fault("E119", value=raw, example=found.day.isoformat())
    return found
