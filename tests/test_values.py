"""Each type of value: what is read, and the exact message for everything else.

A file of `tests/values/` has what is written, one value a line, and after `=>` what is read: the
value, or the code, message and advice of the problem. What begins with a quote is JSON.
`--renew-cases` rewrites what is after `=>`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.content import entry_dates, values
from generator.content.field_groups import Field
from generator.content.field_types import FieldType
from generator.content.source_reading import Known
from generator.core.codes import CODES
from generator.core.dates import When
from generator.core.model import Count
from generator.core.problems import BadValueError, Span, problem, suggestion

FOLDER = Path(__file__).with_name("values")
EASTERN = ZoneInfo("America/New_York")
NAMES = Known(
    EASTERN,
    schools=frozenset({"dodd", "highland"}),
    contracts=frozenset({"northstar-reader"}),
    files=frozenset(
        {"files/northstar.pdf", "files/2025/a b.pdf", "files/1/b.pdf", "files/2/b.pdf"}
    ),
)


def reader(type: FieldType, known: Known = NAMES) -> Callable[[object], object]:
    """Return the reader of a field of a type."""
    return lambda value: Field("x", type, "", "").read(value, known)


def dated(text: object) -> When:
    """Read a date, in the district's zone unless an offset is given."""
    return entry_dates.when(text, EASTERN)


READERS: dict[str, Callable[[object], object]] = {
    "agreement": reader(values.AGREEMENT),
    "boolean": reader(values.BOOLEAN),
    "clock": reader(values.OWN_CLOCK),
    "contract": reader(values.CONTRACT_ID),
    "date": dated,
    "months": reader(values.MONTHS),
    "day": reader(values.DAY, Known(EASTERN, legacy=True)),
    "exact": reader(values.MOMENT),
    "exact-if-legacy": reader(values.MOMENT, Known(EASTERN, legacy=True)),
    "grades": reader(values.GRADE_RANGES),
    "line": reader(values.LINE),
    "lines": reader(values.LINES),
    "mailbox": reader(values.MAILBOX),
    "number": reader(values.NUMBER),
    "period": lambda text: entry_dates.period(text, EASTERN),
    "schools": reader(values.SCHOOLS),
    "schools-of-none": reader(values.SCHOOLS, Known(EASTERN, schools=frozenset())),
    "schools-of-unread-settings": reader(values.SCHOOLS, Known(EASTERN)),
    "untimed": lambda text: entry_dates.when(text, EASTERN, timed=False),
    "web": reader(values.WEB),
    "word": reader(values.word_of("operator", "consultant")),
    "zone": reader(values.ZONE),
} | {
    f"date-in-{name}": lambda text, zone=zone: entry_dates.when(text, ZoneInfo(zone))
    for name, zone in {
        "london": "Europe/London",
        "phoenix": "America/Phoenix",
        "utc": "UTC",
    }.items()
}


def line_of(written: str, read: Callable[[object], object]) -> str:
    """Return a line of a file: what is written, and what is read."""
    value = json.loads(written) if written[:1] in ('"', "[", "{") else written
    try:
        result = shown(read(value))
    except BadValueError as error:
        like = error.values.get("like")
        meant = suggestion(*like) if isinstance(like, tuple) else ""
        filled = {"field": "x", "example": "x: …", "meant": meant} | {
            name: str(text) for name, text in error.values.items()
        }
        found = problem(error.code, Span("x"), **filled)
        result = f"{found.code} {found.message} | {found.advice}"
    return f"{written} => {result}"


def shown(value: object) -> str:
    """Return a value as the files show it."""
    match value:
        case When():
            return f"{value.iso} ({value.precision})"
        case Count(number, precision):
            return f"{precision} {number}"
        case str() if value == value.strip():
            return value
        case ZoneInfo():
            return f"the zone {value}"
        case tuple() if hasattr(value, "first"):  # a period
            return f"{shown(value.first)} to {shown(value.last)}"
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("name", READERS)
def test_a_value_is_read_or_refused_as_the_file_says(name: str, renew_cases: bool):
    """No value is read in another way, and each message says what to write instead."""
    file = FOLDER / f"{name}.txt"
    expected = file.read_text(encoding="utf-8").splitlines()
    actual = [
        line
        if not line or line.startswith("#")
        else line_of(line.partition(" => ")[0], READERS[name])
        for line in expected
    ]
    if renew_cases:
        file.write_text("".join(f"{line}\n" for line in actual), encoding="utf-8")

    assert actual == expected or renew_cases


def test_each_file_has_a_reader():
    """No file is forgotten."""
    assert {path.stem for path in FOLDER.iterdir()} == {*READERS}


NEARLY_DATES = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 1990, 2025, 9999]),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from([" ", "T", "", ", "]),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(
        [
            "",
            ":59",
            "Z",
            "+00:00",
            " -0500",
            "+23:59",
            "-24:00",
            " PM",
            "+\u0660\u0664:\u0660\u0660",
        ]
    ),
)
PIECES = NEARLY_DATES.flatmap(lambda text: st.sampled_from([text, text[:10], text[:7]]))


@given(
    PIECES | st.tuples(PIECES, PIECES).map(" to ".join) | st.text("0123456789-:/ TtoZ", max_size=20)
)
@example("9999-12")
@example("9999-12-31 23:59")
def test_any_text_is_a_date_or_an_error(text: str):
    """No text makes the reader fail in any other way."""
    try:
        period = entry_dates.period(text, EASTERN)
    except BadValueError as error:
        code = error.code
    else:
        code = "E201" if not period.last.surely_before(period.first) else "none"

    assert code[:4] in CODES


@pytest.mark.parametrize("length", [2000, 2001])
def test_a_line_has_at_most_2000_characters(length: int):
    """The message has the length and the limit."""
    text = "x" * length
    long = "E127 `x` is too long: it has 2,001 characters, and the limit is 2,000."

    assert line_of(text, READERS["line"]).startswith(
        f"{text} => {text if length == 2000 else long}"
    )


def test_a_common_time_zone_is_known_without_a_list_of_all(monkeypatch):
    """Finding the names of all zones takes longer than reading an entry."""
    monkeypatch.setattr(values, "_zones", pytest.fail)

    for name in values.COMMON_ZONES:
        assert READERS["zone"](name) == ZoneInfo(name)
