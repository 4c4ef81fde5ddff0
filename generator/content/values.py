"""The types of single values: a function that reads each one, and the shape of what it accepts.

The functions raise BadValueError. A pattern is used in both Python and the JSON Schema, so it uses
only syntax that Python and JavaScript share. An editor parses `412` as a number and `true` as a
boolean, while we read every value as text. So the shape of a text accepts all of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from generator.content import entry_dates, human, list_cells, school_names
from generator.content.addresses import ADDRESS, HOST, WEB_ADDRESS, href
from generator.content.field_types import (
    AsWritten,
    Control,
    DateText,
    Either,
    FieldType,
    ListOf,
    MarkdownText,
    PlainText,
    Sentences,
    Single,
)
from generator.content.open_data import A_DATE, DATE, TEXT, Published, as_json
from generator.content.phrases import NON_ANSWER, meaning
from generator.content.shapes import Shape, any_case, any_of, closed, pattern_shape
from generator.content.source_reading import Known, SourceReading
from generator.content.yaml_nodes import form, text_of
from generator.core.characters import INVISIBLE, VISIBLE
from generator.core.dates import Period, When
from generator.core.duties import REQUIRED_TERMS, Clock, Unit
from generator.core.model import GRADES, Count, Loc
from generator.core.problems import BadValueError, did_you_mean, listed, suggestion

# How values are given at the desk, and in a list of contracts

AS_WRITTEN = AsWritten(list_cells.line)
AS_CHOICE = AsWritten(list_cells.word, Control.CHOICE)
AS_MARKDOWN = AsWritten(list_cells.prose, Control.TEXT)
AS_NUMBER = AsWritten(list_cells.count, Control.COUNT)
AS_DAY = AsWritten(list_cells.day, Control.DAY)
AS_LAST_DAY = AsWritten(list_cells.last_day, Control.DAY)
AS_MOMENT = AsWritten(list_cells.moment, Control.MOMENT)
AS_PERIOD = AsWritten(list_cells.period, Control.PERIOD)
AS_MOMENTS = AsWritten(list_cells.moment, Control.MOMENTS)
AS_ADDRESS = AsWritten(list_cells.web, Control.ADDRESS, takes_links=True)
AS_FILE = AsWritten(list_cells.file_or_web, Control.FILE, takes_links=True)


# Types by a pattern or by words


def matching(pattern: str, wanted: str) -> Single:
    """Return the type of a text that matches a pattern; `wanted` describes it in messages."""

    def read(value: object, _: Known) -> str:
        text = text_of(value).strip()
        if not re.fullmatch(pattern, text):
            raise BadValueError("E107 setting", wanted=wanted, value=text)
        return text

    return Single(read, pattern_shape(pattern), wanted, AS_WRITTEN)


def word_of(*words: str) -> Single:
    """Return the type of a text that must be one of these words, whatever its capitals."""

    def read(value: object, _: Known) -> str:
        text = text_of(value).strip()
        word = text.lower()
        if word not in words:
            raise BadValueError(
                "E108", value=text, meant=suggestion(text, words), choices=listed(words)
            )
        return word

    return Single(
        read,
        any_of({"enum": [*words]}, pattern_shape(any_case(*words))),
        listed(words),
        AS_CHOICE,
        choices=words,
    )


# Texts

MAX_LINE_LENGTH = 2_000
ON_ONE_LINE = rf"(?=[\s\S]*[^{INVISIBLE}])\s*(?:\S|\s+(?=\S)){{1,{MAX_LINE_LENGTH}}}\s*$"


def _text_shape(pattern: str) -> Shape:
    return {"type": ["string", "number", "boolean"], "pattern": pattern}


def _on_one_line(written: str) -> str:
    """Return a plain text on one line, its spaces folded."""
    text = " ".join(written.split())
    if not VISIBLE.search(text):
        raise BadValueError("E103 invisible", value=text)
    if len(text) > MAX_LINE_LENGTH:
        raise BadValueError("E127", value=f"{len(text):,}", limit=f"{MAX_LINE_LENGTH:,}")
    return text


@lru_cache(maxsize=4_096)  # because most elements are in many entries, which then share one text
def _element(written: str) -> str:
    """Return an element of data; raises BadValueError for a phrase such as “N/A”."""
    text = _on_one_line(written)
    if meaning(text):
        raise BadValueError("E132", value=text)
    return text


IN_MARKDOWN = "Markdown; a link without a host starts at the site's address."


def _line(value: object, _: Known) -> str:
    return _on_one_line(text_of(value))


def _markdown(value: object, _: Known) -> str:
    return text_of(value)


LINE = PlainText(_line, _text_shape(f"^{ON_ONE_LINE}"), "text", AS_WRITTEN)
PRODUCT = PlainText(_line, LINE.shape, LINE.words, AsWritten(list_cells.product))
MEANS = PlainText(_line, LINE.shape, LINE.words, AsWritten(list_cells.line, Control.MEANS))
SENTENCES = Sentences(_line, LINE.shape, LINE.words, AsWritten(list_cells.line, Control.TEXT))
MARKDOWN = MarkdownText(
    _markdown,
    _text_shape(r"\S"),
    "text in Markdown",
    AS_MARKDOWN,
    published=TEXT._replace(note=IN_MARKDOWN),
)
LINES = ListOf(LINE)
COMPANIES = ListOf(LINE, cell=list_cells.companies)
ELEMENT = Single(
    lambda value, _: _element(text_of(value)),
    _text_shape(f"^(?!(?:{NON_ANSWER})$){ON_ONE_LINE}"),
    "text",
    AS_WRITTEN,
)
ELEMENTS = ListOf(
    ELEMENT,
    may_be_empty=True,
    control=Control.DATA,
)
NOT_INVOLVED = Either(
    {"unknown": ()},
    ListOf(ELEMENT, or_one=True, control=Control.DATA),
)


# Dates


def _day(value: object, known: Known) -> When:
    when = _moment(value, known, timed=False)
    if when.precision == "minute":
        raise BadValueError("E119", value=str(value), example=when.day.isoformat())
    return when


def _moment(value: object, known: Known, *, timed: bool = True) -> When:
    """Return a day or a minute; a month only in a legacy entry."""
    when = entry_dates.when(value, known.zone, timed=timed)
    if when.precision == "month" and not known.legacy:
        raise BadValueError("E118", value=str(value))
    return when


def _moments(value: object, known: Known) -> When | Period:
    """Return a day or a minute, or a period if the text has two of these."""
    try:
        found = entry_dates.period(value, known.zone)
    except BadValueError as fault:  # in one of the two
        whole = {"value": str(value)} if fault.code in ("E105", "E104 time") else {}
        raise BadValueError(fault.code, **fault.values | whole) from None
    if "month" in (found.first.precision, found.last.precision) and not known.legacy:
        raise BadValueError("E118", value=str(value))
    return found.first if found.first == found.last else found


DAY = DateText(
    _day,
    pattern_shape(entry_dates.DAY, "Write a day as YYYY-MM-DD, for example 2025-08-18."),
    "a day as `YYYY-MM-DD`",
    AS_DAY,
    published=A_DATE,
)
MOMENT = DateText(
    _moment,
    pattern_shape(
        entry_dates.MOMENT,
        "Write it as YYYY-MM-DD, or with a time as YYYY-MM-DD HH:MM, for example 2025-08-18 15:40.",
    ),
    "a day, or a time as `YYYY-MM-DD HH:MM`",
    AS_MOMENT,
    published=A_DATE,
)
MOMENTS = DateText(
    _moments,
    pattern_shape(
        entry_dates.MOMENTS,
        "Write it as YYYY-MM-DD HH:MM, for example 2025-08-18 15:40; or two with `to` between.",
    ),
    "a day, or a time as `YYYY-MM-DD HH:MM`, or two of these with `to` between",
    AS_MOMENTS,
    published=A_DATE,
)
PERIOD = DateText(
    lambda value, known: entry_dates.period(value, known.zone),
    pattern_shape(entry_dates.PERIOD, "Write for example 2024-12-19 to 2024-12-24."),
    "a day or a month, or two of these with `to` between",
    AS_PERIOD,
    published=Published(
        {
            "type": ["object", "null"],
            **closed(
                {
                    "from": {"description": "The first day or month.", **A_DATE.shape},
                    "to": {
                        "description": "The last day or month; the first, if only one is known.",
                        **A_DATE.shape,
                    },
                }
            ),
        }
    ),
)
DAY_OR_NONE = Either(
    {"none": False},
    DateText(_day, DAY.shape, DAY.words, AS_LAST_DAY, published=A_DATE),
    Published(
        {**A_DATE.shape, "pattern": f"^(none|{DATE})$"},
        lambda value, _: "none" if value is False else as_json(value),
    ),
    is_meant=human.is_without_end,
)
HOW_MANY = Either({"all": "all", "some": "some"}, DAY)
MOMENT_OR_UNKNOWN = Either({"unknown": None}, MOMENT)
MOMENT_OR_NOT_YET = Either(
    {"unknown": None},
    MOMENT,
    offers="If the contractor's notice has not arrived, write `unknown`, and say in `learned` when "
    "the district learned about the breach.",
)
PERIOD_OR_UNKNOWN = Either({"unknown": None}, PERIOD)


# Booleans, numbers, grades

COUNT = (
    rf"(?:({any_case('about')}|{any_case('at')}\s+{any_case('least')})\s+)?"
    r"([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})"
)
ANY_COUNT = COUNT.replace("{1,2}", "+").replace("{1,9}", "+")
YES_OR_NO = {"yes": "true", "no": "false"}


def _boolean(value: object, known: Known) -> bool:
    """Return a boolean; `yes` and `no` are accepted as well."""
    word = YES_OR_NO.get(text_of(value).strip().lower(), value)
    return TRUE_OR_FALSE.reader(word, known) == "true"


def _count(value: object, _: Known) -> Count:
    """Return a number of people, which may follow `about` or `at least`; commas are allowed."""
    text = " ".join(text_of(value, "a number").split())
    match = re.fullmatch(COUNT, text)
    if not match:
        is_number = re.fullmatch(ANY_COUNT, text)
        raise BadValueError("E109 large" if is_number else "E109", value=text)
    return Count(int(match[2].replace(",", "")), (match[1] or "exactly").lower())


def _months(value: object, _: Known) -> int:
    """Return a number of months."""
    text = text_of(value, "a number").strip()
    if not re.fullmatch("[1-9][0-9]{0,2}", text):
        raise BadValueError("E107 setting", wanted="a number of months", value=text)
    return int(text)


def _grade_range(value: object, _: Known) -> tuple[str, ...]:
    """Return one grade, or the grades of a range such as 3-6."""
    text = text_of(value, "a grade or a range of grades").strip()
    ends = [end.upper().removeprefix("0") for end in re.split(r"\s*(?:-|–|to)\s*", text)]
    first, last = (GRADES.index(end) if end in GRADES else -1 for end in (ends[0], ends[-1]))
    if len(ends) > 2 or first < 0 or last < first:
        raise BadValueError("E114", value=text)
    return GRADES[first : last + 1]


def _in_order(ranges: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the grades of all ranges, each once, lowest first."""
    chosen = {grade for grades in ranges for grade in grades}
    return tuple(grade for grade in GRADES if grade in chosen)


def _grade_ranges() -> str:
    """Return a pattern for one grade, such as K, pk or 03, or a range that does not go down."""
    grades = [f"0?{any_case(grade.lower())}" for grade in GRADES]
    ranges = [
        rf"{grade}(?:\s*(?:-|–|to)\s*(?:{'|'.join(grades[i:])}))?" for i, grade in enumerate(grades)
    ]
    return "|".join(ranges)


TRUE_OR_FALSE = word_of("true", "false")
BOOLEAN = Single(
    _boolean,
    any_of({"type": "boolean"}, pattern_shape(any_case(*YES_OR_NO, "true", "false"))),
    TRUE_OR_FALSE.words,
    AS_WRITTEN,
    published=Published({"type": ["boolean", "null"]}),
)
NUMBER = Either(
    {"unknown": None},
    Single(
        _count,
        any_of({"type": "integer", "minimum": 0, "maximum": 999_999_999}, pattern_shape(COUNT)),
        "a number, with or without `about` or `at least` before it",
        AS_NUMBER,
        published=Published(
            {"type": ["integer", "null"], "minimum": 0},
            note="`students_precision` says how precise this is.",
        ),
    ),
)
MONTHS = Single(
    _months,
    any_of({"type": "integer", "minimum": 1, "maximum": 999}, pattern_shape("[1-9][0-9]{0,2}")),
    "a number of months",
    AsWritten(list_cells.line, Control.NUMBER),
    published=Published({"type": ["integer", "null"], "minimum": 0}),
)
GRADE_RANGES = ListOf(
    Single(
        _grade_range,
        any_of({"type": "integer", "minimum": 1, "maximum": 12}, pattern_shape(_grade_ranges())),
        "a grade (`PK`, `K`, `1` to `12`) or a range of grades",
        AS_WRITTEN,
    ),
    or_one=True,
    choices=GRADES,
    build=_in_order,
    cell=list_cells.grades,
    control=Control.GRADES,
)


# Addresses

FILE = r"files(?:/(?!\.{1,2}(?:/|\s*$))[^/\\]+)*/(?!\.{1,2}\s*$)[^/\\]*[^/\\\s]"
EMAIL = r"""[^\s@<>"'?&,;:/\\]+@[\w-]+(?:\.[\w-]+)+"""
# The end of an address that is certainly a page: `v1.2` may be a folder.
PAGE = rf"(?:{any_case('index')}\.[A-Za-z0-9]+|[^/?#\s]+\.(?:{any_case('html?', 'aspx?', 'php')}))"
BELOW_FOLDER = re.compile(rf"(?:(?<![/:])/+{PAGE}/?)?(?:[?#].*)?$")
FOLDER = (
    rf"(?!.*[^/:]/+{PAGE}/?\s*$)"
    r"""[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\\<>"']+(?:/[^\s?#\\<>"'`]*)?"""
)


def _web_address(value: object, _: Known) -> str:
    """Return an http or https address, with its scheme in lowercase."""
    text = text_of(value).strip()
    if WEB_ADDRESS.fullmatch(text):
        scheme, colon, rest = text.partition(":")
        return f"{scheme.lower()}{colon}{rest}"
    if HOST.fullmatch(text):
        raise BadValueError("E111", value=text, example=f"https://{text}")
    raise BadValueError("E110", value=text, advice=_address_advice(text))


def _site_address(value: object, known: Known) -> str:
    """Return the address of the folder that the site is published in, with a slash at its end."""
    text = _web_address(value, known)
    folder = BELOW_FOLDER.sub("", text).rstrip("/") + "/"
    if folder != text.rstrip("/") + "/":
        raise BadValueError("E134", value=text, example=folder)
    return folder


def _address_advice(text: str) -> str:
    """Return what to write instead of a text that is not a web address."""
    addresses = [part for part in re.split(r"[\s,;<>]+", text) if WEB_ADDRESS.fullmatch(part)]
    if len(addresses) > 1:
        return f"Write a single address, for example {addresses[0]}."
    if addresses and text == f"<{addresses[0]}>":
        return f"Write {addresses[0]}."
    if re.match("https?://", text) and re.search(r"\s", text):
        return "Write the address without spaces, as the browser shows it."
    return "Write an address that begins with https://."


def _agreement(value: object, known: Known) -> str:
    """Return the address of the contract itself: on the web, or under `content/files/`."""
    text = text_of(value).strip()
    if re.match(r"[A-Za-z][\w+.-]*:|//|www\.", text):
        return _web_address(text, known)
    if not re.fullmatch(FILE, text):
        near = [name for name in known.files if name.endswith(f"/{text}")]
        meant = f".{did_you_mean(near[0])}" if len(near) == 1 else ""
        raise BadValueError("E112", value=text, meant=meant)
    if text not in known.files:
        raise BadValueError("E113", value=text, like=(text, known.files))
    return text


WEB = Single(
    _web_address,
    pattern_shape(ADDRESS, "Write an address that begins with https://."),
    "a web address",
    AS_ADDRESS,
)
WEB_OR_NONE = Either({"none": None}, WEB, offers="If there is no such page, write `none`.")
WEB_LIST = ListOf(WEB, or_one=True)
SITE_ADDRESS = Single(
    _site_address,
    pattern_shape(FOLDER, "Write an address that begins with https:// and ends with a folder."),
    "a web address",
    AS_ADDRESS,
)
AGREEMENT = Single(
    _agreement,
    any_of(
        pattern_shape(ADDRESS),
        pattern_shape(
            FILE, "Write files/ and the file's name, or an address that begins with https://."
        ),
    ),
    "a file under `files/`, or a web address",
    AS_FILE,
    published=TEXT._replace(write=lambda value, url: value and href(value, url)),
)
MAILBOX = matching(EMAIL, "an email address")


class AnyFields(FieldType):
    """Some fields of another file; those of that file's kind are read when it is known."""

    def __init__(self) -> None:
        super().__init__(
            "a group of fields",
            {"type": "object", "minProperties": 1},
            control=Control.LINE,
        )

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the fields as they are written."""
        if isinstance(value, dict) and value:
            return value
        if value in ("", {}):
            return reading.refuse(at, "E103")
        return reading.refuse(at, "E107", wanted="a group of fields", got=form(value))

    def from_cell(self, _cell: list_cells.ListCell) -> list_cells.Reading:
        """Read nothing, so that the cell goes into the text."""
        return list_cells.Reading(None)


RIGHT = AnyFields()


# Names that are defined elsewhere

ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
CONTRACT_PAGE = rf"\S*/(?:product-notification|contracts)/({ID})(?:\.md|\.yaml)?(?:[/?#]\S*)?"
MAX_NAMED = 40  # schools in a message
ALL_SCHOOLS = "For all schools, write `all` alone, without brackets."
UNITS: dict[str, Unit] = {"hour": "hours", "day": "days", "business day": "business days"}
CLOCK = rf"([1-9][0-9]{{0,2}}) ({any_case(*UNITS)})[sS]?"


def _school(value: object, known: Known) -> str:
    """Return the id of a school in the settings; any id if the settings cannot be read."""
    name = text_of(value).strip()
    if known.schools is not None and name not in known.schools:
        names = [part for part in re.split(r"[\s,;/&]+|\band\b", name) if part]
        if len(names) > 1 and known.schools.issuperset(names):
            advice = f"Write the schools as a list: [{', '.join(names)}]."
            raise BadValueError("E115", value=name, advice=advice)
        if name.lower() == "all":
            raise BadValueError("E115", value=name, advice=ALL_SCHOOLS)
        like = (name, known.schools)
        advice = f"{_choices(known.schools)}; or write `all`."
        raise BadValueError("E115", value=name, like=like, advice=advice)
    return name


@lru_cache(maxsize=1)
def _choices(schools: frozenset[str]) -> str:
    """Return which schools the settings have, in words; of very many, only some."""
    if not schools:
        return "The settings name none"
    others = ", among others" if len(schools) > MAX_NAMED else ""
    return f"The schools in `content/site.yaml` are {listed(sorted(schools)[:MAX_NAMED])}{others}"


def _contract(value: object, known: Known) -> str:
    """Return the id of a contract with an entry."""
    name = text_of(value).strip()
    if name not in known.contracts:
        page = re.fullmatch(CONTRACT_PAGE, name)
        like = (page[1] if page else name, known.contracts)
        raise BadValueError("E115 contract", value=name, like=like)
    return name


def _clock(value: object, _: Known) -> Clock:
    """Return a limit: N days, N business days or N hours."""
    text = text_of(value).strip()
    match = re.fullmatch(CLOCK, text)
    if not match:
        raise BadValueError(
            "E107 setting", wanted="a number of days, business days or hours", value=text
        )
    return Clock(int(match[1]), UNITS[match[2].lower()])


COMMON_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


@cache
def _zones() -> tuple[str, ...]:
    """Return the names of all time zones, except for aliases of the machine's own zone."""
    return tuple(sorted(available_timezones() - {"localtime", "posixrules", "Factory"}))


def _zone(value: object, _: Known) -> ZoneInfo:
    """Return a time zone from the IANA database."""
    name = text_of(value).strip()
    if name in COMMON_ZONES or name in _zones():  # it takes 6 ms to find all zones
        return ZoneInfo(name)
    by_city = {zone.split("/")[-1]: zone for zone in _zones()}
    meant = suggestion(name, by_city.values())
    choices = f"{listed(COMMON_ZONES)}, or another IANA time zone"
    raise BadValueError("E108", value=name, meant=meant, choices=choices)


def _language(value: object, _: Known) -> str:
    """Return a language tag (BCP 47) in which dates can be written."""
    tag = text_of(value).strip()
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise BadValueError("E107 setting", wanted="a language tag", value=tag) from None
    return tag


# An account of a company that manages its accounts itself ends in `_` and a short name:
# https://docs.github.com/enterprise-cloud@latest/admin/concepts/identity-and-access-management/enterprise-managed-users
LOGIN = r"@?([A-Za-z0-9](?:-?[A-Za-z0-9_]){0,38})"
TEAM = r"@?[\w-]+/[\w.-]+"


def _login(value: object, _: Known) -> str:
    """Return the name of an account on GitHub, without an `@`. GitHub assigns nothing to a team."""
    text = text_of(value).strip()
    if re.fullmatch(TEAM, text):
        raise BadValueError("E145", value=text)
    login = re.fullmatch(LOGIN, text)
    if not login:
        raise BadValueError("E107 setting", wanted="the name of an account on GitHub", value=text)
    return login[1]


ID_IN_DATA = "^[a-z0-9]+(-[a-z0-9]+)*$"
TERM_IDS = ListOf(
    word_of(*REQUIRED_TERMS), or_one=True, choices=REQUIRED_TERMS, may_be_empty=True, once="term"
)
SCHOOLS = Either(
    {"all": ()},
    ListOf(
        Single(_school, _text_shape(r"\S"), "the id of a school", AS_WRITTEN),
        or_one=True,
        cell=list_cells.schools,
        control=Control.SCHOOLS,
    ),
    Published(
        {
            "anyOf": [
                {"const": "all"},
                {"type": "array", "items": {"type": "string", "pattern": ID_IN_DATA}},
                {"type": "null"},
            ]
        },
        lambda value, _: "all" if value == () else as_json(value),
    ),
    is_meant=school_names.is_every_school,
)


SCHOOL_ID = Single(
    matching(ID, "an id of lowercase letters, digits and hyphens").reader,
    pattern_shape(ID),
    "an id of lowercase letters, digits and hyphens",
    AS_WRITTEN._replace(control=Control.SCHOOL),
)
CONTRACT_ID = Single(_contract, _text_shape(r"\S"), "the id of a contract", AS_WRITTEN)
CONTRACT_IDS = ListOf(
    CONTRACT_ID,
    or_one=True,
    once="contract",
    control=Control.CONTRACTS,
)
CONTRACT_IDS.published = TEXT._replace(write=lambda ids, _: ids[0] if ids else None)
LATER_NAME = Single(
    matching(ID, "the name of a file").reader,
    pattern_shape(ID),
    "the name of a file, without its folder and its ending",
    AS_WRITTEN,
)
NOTICE_ID = matching(
    rf"(?:contracts|breaches)/{ID}(?:/{ID})?|yearly",
    "the path of a notice below `content/`, without its ending, or `yearly`",
)
NOTICE_IDS = ListOf(NOTICE_ID, or_one=True, once="notice", control=Control.NOTICES)
NAMES = ListOf(LINE, or_one=True, once="field")
OWN_CLOCK = Single(
    _clock, pattern_shape(CLOCK), "a number of hours, days or business days", AS_WRITTEN
)
ZONE = Single(
    _zone,
    pattern_shape("[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*"),
    "a time zone from the IANA database",
    AS_WRITTEN,
)
LANGUAGE = Single(
    _language,
    pattern_shape("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    "a language tag (BCP 47)",
    AS_WRITTEN,
)
LANGUAGES = ListOf(LANGUAGE, or_one=True, once="language")
LOGINS = ListOf(
    Single(
        _login,
        any_of({"type": "integer", "minimum": 0}, pattern_shape(LOGIN)),
        "the name of an account on GitHub",
        AS_WRITTEN,
    ),
    or_one=True,
    once="account",
)
