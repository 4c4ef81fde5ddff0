"""Each type of value: what is read, and the exact message for everything else."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import values, written_dates
from generator.content.field_types import Field, FieldType, Known
from generator.core.codes import CODES
from generator.core.model import GRADES, Count
from generator.core.problems import BadValueError, Span, problem

EASTERN = ZoneInfo("America/New_York")
ARABIC_OFFSET = "+\u0660\u0664:\u0660\u0660"  # +04:00


def reader(type: FieldType, **names: frozenset[str]):
    """Return the reader of a field of a type, with the names that it may refer to."""
    return lambda value: Field("x", type, "", "").read(value, Known(EASTERN, **names))


def fault_of(read, *arguments: object) -> tuple[str, dict[str, object]]:
    """Return the code and the values of the error that a reader raises."""
    with pytest.raises(BadValueError) as raised:
        read(*arguments)
    return raised.value.code, raised.value.values


def sentences(read, *arguments: object) -> tuple[str, str, str]:
    """Return the code, message and advice of a reader's error in a field `x`."""
    code, context = fault_of(read, *arguments)
    filled = {"field": "x", "example": "x: …"} | {name: str(context[name]) for name in context}
    found = problem(code, Span("x"), **filled)
    return found.code, found.message, found.advice


# Dates


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2025-08-18", "2025-08-18", "day"),
        (" 2025-08-18 ", "2025-08-18", "day"),
        ("2024-02-29", "2024-02-29", "day"),
        ("2025-08", "2025-08", "month"),
        ("2025-08-18 09:05", "2025-08-18T09:05-04:00", "minute"),
        ("2025-08-18 9:05", "2025-08-18T09:05-04:00", "minute"),
        ("2025-08-18T09:05", "2025-08-18T09:05-04:00", "minute"),
        ("2025-08-18 00:00", "2025-08-18T00:00-04:00", "minute"),
        ("2025-08-18 23:59", "2025-08-18T23:59-04:00", "minute"),
        ("2025-08-18 23:59:59", "2025-08-18T23:59-04:00", "minute"),
        ("2025-01-07 15:40", "2025-01-07T15:40-05:00", "minute"),
        ("2025-01-07 15:40Z", "2025-01-07T10:40-05:00", "minute"),
        ("2025-01-07 15:40 +01:00", "2025-01-07T09:40-05:00", "minute"),
        ("2025-01-07T15:40-0800", "2025-01-07T18:40-05:00", "minute"),
        ("2025-01-01 00:30+02:00", "2024-12-31T17:30-05:00", "minute"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, iso: str, precision: str):
    """A month, day, or time is read as such, in the district's zone unless an offset is given."""
    moment = written_dates.when(text, EASTERN)

    assert (iso, precision) == (moment.iso, moment.precision)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-03-09 01:59", "2025-03-09T01:59-05:00"),
        ("2025-03-09 03:00", "2025-03-09T03:00-04:00"),
        ("2025-03-09 02:30-05:00", "2025-03-09T03:30-04:00"),
        ("2025-11-02 00:59", "2025-11-02T00:59-04:00"),
        ("2025-11-02 01:00", "2025-11-02T01:00-04:00"),
        ("2025-11-02 01:59", "2025-11-02T01:59-04:00"),
        ("2025-11-02 01:30-05:00", "2025-11-02T01:30-05:00"),
        ("2025-11-02 02:00", "2025-11-02T02:00-05:00"),
    ],
)
def test_a_time_that_occurs_twice_is_the_earlier_one(text: str, iso: str):
    """When the clocks go back, an offset can mean the later one."""
    assert iso == written_dates.when(text, EASTERN).iso


@pytest.mark.parametrize("minute", ["02:00", "02:01", "02:30", "02:59"])
def test_a_time_that_the_clocks_skip_does_not_exist(minute: str):
    """There is no 02:00 to 02:59 on the day when the clocks go forward."""
    text = f"2025-03-09 {minute}"

    assert ("E104 skipped", {"value": text}) == fault_of(written_dates.when, text, EASTERN)


def test_a_time_is_skipped_from_utc_too():
    """London is on UTC in winter, and refuses a time that the clocks skip."""
    text, london = "2025-03-30 01:30", ZoneInfo("Europe/London")

    assert ("E104 skipped", {"value": text}) == fault_of(written_dates.when, text, london)


@pytest.mark.parametrize(
    ("zone", "iso"),
    [("America/Phoenix", "2025-03-09T02:30-07:00"), ("UTC", "2025-03-09T02:30+00:00")],
)
def test_a_time_exists_if_the_clocks_do_not_change(zone: str, iso: str):
    """It depends only on the district's time zone."""
    assert iso == written_dates.when("2025-03-09 02:30", ZoneInfo(zone)).iso


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("0000-12-05", "0001-12-05"),
        ("2025-02-29", "2025-02-28"),
        ("2026-02-30", "2026-02-28"),
        ("2025-04-31", "2025-04-30"),
        ("2025-08-32", "2025-08-31"),
        ("2025-08-00", "2025-08-01"),
        ("2025-13-01", "2025-01-13"),
        ("2025-13", "2025-12-01"),
        ("2025-00-10", "2025-01-10"),
        ("2025-99-99", "2025-12-31"),
        ("2025-02-30 10:00", "2025-02-28"),
        ("2025-31-12", "2025-12-31"),  # the day comes first
        ("2025-32-12", "2025-12-12"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(text: str, nearest: str):
    """The nearest date is suggested."""
    message = f"`x` is not a real date: {text}"
    advice = f"Write it as YYYY-MM-DD, for example {nearest}."

    assert ("E104", message, advice) == sentences(written_dates.when, text, EASTERN)


EITHER_DATE = "Write it as YYYY-MM-DD: 2026-02-03 for February 3, or 2026-03-02 for March 2."
FOR_EXAMPLE = "Write it as YYYY-MM-DD, for example 2025-08-18."


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("3/2/2026", EITHER_DATE),
        ("3-2-2026", EITHER_DATE),
        ("2/2/2026", "Write it as YYYY-MM-DD: 2026-02-02."),
        ("8/18/2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("18/8/2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("31/12/2025", "Write it as YYYY-MM-DD: 2025-12-31."),
        ("18.8.2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/25", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("2025-8-18", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("1/1/2025", "Write it as YYYY-MM-DD: 2025-01-01."),
        ("2/2/1000", "Write it as YYYY-MM-DD: 1000-02-02."),
        ("2/2/9999", "Write it as YYYY-MM-DD: 9999-02-02."),
        ("32-1-2", FOR_EXAMPLE),
        ("2025/08/18", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("August 18, 2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("18 August 2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("Aug. 18th, 2025", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 3:40 PM", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 15:40."),
        ("8/18/2025 at 12:05 a.m.", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 00:05."),
        ("8/18/2025, 12pm", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 12:00."),
        (
            "8/18/2025 9:40",
            "Write it as YYYY-MM-DD HH:MM: 2025-08-18 09:40. If it was after noon, the time is 21:40.",
        ),
        ("8/18/2025 09:40", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 09:40."),
        ("18.8.2025 15:40:30", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 15:40."),
        ("2025-8-18T15:40", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 15:40."),
        ("August 18, 2025 11 AM", "Write it as YYYY-MM-DD HH:MM: 2025-08-18 11:00."),
        (
            "1/7/2025 3:40 PM",
            "Write it as YYYY-MM-DD HH:MM: 2025-01-07 15:40 for January 7, or 2025-07-01 15:40 "
            "for July 1.",
        ),
        ("8/18/2025 13:40 PM", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 0:40 AM", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 24:00", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 15:60", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 15:40Z", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 at 3-4 pm", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("8/18/2025 (tentative)", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("3:40 PM", "Write the date before the time: YYYY-MM-DD 15:40."),
        ("3:40", "Write the date before the time: YYYY-MM-DD HH:MM."),
        ("today at 3", "Write the date before the time: YYYY-MM-DD HH:MM."),
        ("March 2-15", FOR_EXAMPLE),
        ("8/18/2025 and 8/19/2025", FOR_EXAMPLE),
        ("20250818", "Write it as YYYY-MM-DD: 2025-08-18."),
        ("2025", FOR_EXAMPLE),
        ("last summer", FOR_EXAMPLE),
        ("2025-02-30x", FOR_EXAMPLE),
        ("3/2/100", FOR_EXAMPLE),
        ("3/2/10000", FOR_EXAMPLE),
        ("30/2/2025", FOR_EXAMPLE),
    ],
)
def test_a_date_in_another_notation_is_translated(text: str, advice: str):
    """It is refused, and written as a suggestion as far as it can be guessed."""
    message = f"`x` must be a date like 2026-03-07, not {text}"

    assert ("E105", message, advice) == sentences(written_dates.when, text, EASTERN)


def test_a_day_in_another_notation_is_translated_without_its_time():
    """A field without a time gets no time in the suggestion."""
    sentence = "`x` must be a date like 2026-03-07, not August 18, 2025 3:40 PM"
    written = sentences(lambda: written_dates.when("August 18, 2025 3:40 PM", EASTERN, timed=False))

    assert ("E105", sentence, "Write it as YYYY-MM-DD: 2025-08-18.") == written


@pytest.mark.parametrize(
    "time", ["24:00", "15:60", "99:99", "15:40:60", "15", "15.40", "3:40 PM", "15:40 EST"]
)
def test_a_time_that_does_not_exist_is_refused(time: str):
    """Hours go to 23 and minutes to 59."""
    text = f"2025-01-07 {time}"

    assert ("E104 time", {"value": text}) == fault_of(written_dates.when, text, EASTERN)


@pytest.mark.parametrize("offset", ["+24:00", "+25:00", "-99:99", ARABIC_OFFSET])
def test_an_offset_that_does_not_exist_is_refused(offset: str):
    """An offset of a day or more is an error."""
    assert fault_of(written_dates.when, f"2025-01-07 15:40{offset}", EASTERN)[0] == "E104 time"


@pytest.mark.parametrize("text", ["0001-01-01 00:00+05:00", "9999-12-31 23:59-05:00"])
def test_an_offset_must_not_lead_out_of_the_calendar(text: str):
    """Before year 1 and after year 9999 is an error."""
    assert fault_of(written_dates.when, text, EASTERN)[0] == "E104 time"


NEARLY_DATES = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}{}".format,
    st.sampled_from([0, 1, 1990, 2025, 9999]),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from([" ", "T", "", ", "]),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(["", ":59", "Z", "+00:00", " -0500", "+23:59", "-24:00", " PM", ARABIC_OFFSET]),
)
PIECES = NEARLY_DATES.flatmap(lambda text: st.sampled_from([text, text[:10], text[:7]]))


@given(
    PIECES | st.tuples(PIECES, PIECES).map(" to ".join) | st.text("0123456789-:/ TtoZ", max_size=20)
)
def test_any_text_is_a_date_or_an_error(text: str):
    """No text makes the reader fail in any other way."""
    try:
        period = written_dates.period(text, EASTERN)
    except BadValueError as error:
        code = error.code
    else:
        code = "E201" if not period.last.surely_before(period.first) else "none"

    assert code[:4] in CODES


@pytest.mark.parametrize("value", [["2025-08-18"], {"at": "2025-08-18"}])
def test_a_date_is_a_text(value: object):
    """A list or a group of fields is not a date."""
    got = "a list" if isinstance(value, list) else "a group of fields"

    fault = fault_of(written_dates.when, value, EASTERN)
    assert ("E107", {"wanted": "a date", "got": got}) == fault


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_an_empty_date_is_empty(value: str):
    """A text of only spaces is empty too."""
    assert fault_of(written_dates.when, value, EASTERN)[0] == "E103"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-12-19", "2024-12-19", "2024-12-19"),
        ("2024-12", "2024-12", "2024-12"),
        ("2024-12-19 to 2024-12-24", "2024-12-19", "2024-12-24"),
        ("2024-12-19 – 2024-12-24", "2024-12-19", "2024-12-24"),
        ("2024-12-19 - 2024-12-24", "2024-12-19", "2024-12-24"),
        ("2024-12-19  to  2024-12-19", "2024-12-19", "2024-12-19"),
        ("2024-11 to 2024-12", "2024-11", "2024-12"),
        ("2024-12-19 to 2024-12", "2024-12-19", "2024-12"),
        ("2024-12-19 10:00 to 2024-12-19", "2024-12-19T10:00-05:00", "2024-12-19"),
    ],
)
def test_a_period_is_one_date_or_two(text: str, first: str, last: str):
    """A period has two ends, which can be the same."""
    period = written_dates.period(text, EASTERN)

    assert (first, last) == (period.first.iso, period.last.iso)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-12-24 to 2024-12-23", "E201"),
        ("2024-12-19 10:01 to 2024-12-19 10:00", "E201"),
        ("2024-12 to 2024-11-30", "E201"),
        ("2024-12-19 to", "E105"),
        ("to 2024-12-19", "E105"),
        ("2024-12-19 to 2024-12-32", "E104"),
        ("2024-12-19 to 2024-12-21 to 2024-12-24", "E105"),
    ],
)
def test_an_invalid_period_is_refused(text: str, code: str):
    """A period does not end before it begins, and has no third date."""
    assert code == fault_of(written_dates.period, text, EASTERN)[0]


def test_a_month_is_exact_enough_only_for_legacy():
    """A new entry needs the day; an old one can have only the month."""
    month = written_dates.when("2025-08", EASTERN)

    assert month == written_dates.exact(month, "2025-08", legacy=True)
    fault = fault_of(lambda: written_dates.exact(month, "2025-08", legacy=False))
    assert fault == ("E118", {"value": "2025-08"})


def test_a_day_has_no_time():
    """A field for a day refuses a time, and the day is suggested."""
    text, timed = "2025-08-18", "2025-08-18 00:00"
    day, moment = (written_dates.when(date, EASTERN) for date in (text, timed))

    assert day == written_dates.day(day, text)
    fault = fault_of(written_dates.day, moment, timed)
    assert fault == ("E119", {"value": timed, "example": text})


# Numbers, grades, words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Count(0)),
        ("412", Count(412, "exactly")),
        (" 412 ", Count(412)),
        ("1,412", Count(1412)),
        ("999999999", Count(999_999_999)),
        ("12,345,678", Count(12_345_678)),
        ("about 400", Count(400, "about")),
        ("at least 1,400", Count(1400, "at least")),
        ("ABOUT  400", Count(400, "about")),
    ],
)
def test_a_number_can_have_commas_and_be_inexact(text: str, number: Count):
    """Commas between thousands are optional, and so is `about` or `at least`."""
    assert number == reader(values.NUMBER)(text)


@pytest.mark.parametrize(
    "text",
    [
        *("-3", "412.5", "1,00", "1,4120", ",412", "412,", "almost 400", "about", "about400"),
        *("at least about 400", "about 400 students", "400-500", "1 412", "4e2"),
    ],
)
def test_an_invalid_number_is_refused(text: str):
    """Signs, fractions, other words and misplaced commas are refused."""
    expected = (
        "E109",
        f"`x` is not a whole number: {text}",
        "Write digits, for example `x: 412`, `x: about 400` or `x: at least 400`; or `x: unknown`.",
    )

    assert expected == sentences(reader(values.NUMBER), text)


@pytest.mark.parametrize(
    "text", ["1234567890", "about 4120000000", "at least 1234567890123", "1,234,567,890"]
)
def test_a_number_of_ten_digits_is_too_large(text: str):
    """It is usually a phone number or a typo."""
    code, message, _ = sentences(reader(values.NUMBER), text)

    assert (code, message) == ("E109", f"`x` is too large: {text}")


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("PK", ["PK"]),
        ("pk", ["PK"]),
        ("K", ["K"]),
        ("1", ["1"]),
        ("01", ["1"]),
        ("12", ["12"]),
        ("3-6", ["3", "4", "5", "6"]),
        ("3 – 6", ["3", "4", "5", "6"]),
        ("3 to 6", ["3", "4", "5", "6"]),
        ("k-1", ["K", "1"]),
        ("5-5", ["5"]),
        ("PK-12", list(GRADES)),
    ],
)
def test_a_grade_is_one_or_a_range(text: str, grades: list[str]):
    """Grades are PK, K, and 1 to 12."""
    assert grades == list(reader(values.GRADE_RANGES)(text))


@pytest.mark.parametrize(
    "text",
    ["0", "13", "9-13", "6-3", "1-K", "K-PK", "3-", "-3", "3-4-5", "3, 4", "third", "-", "all"],
)
def test_an_invalid_grade_is_refused(text: str):
    """An unknown grade or a backward range is refused, with examples."""
    expected = (
        "E114",
        f"`x` is not a grade, a range or a list of them: {text}",
        "Grades are PK, K and 1 to 12; write for example `x: K-5` or `x: [6, 8]`.",
    )

    assert expected == sentences(reader(values.GRADE_RANGES), text)


def test_grades_are_in_order_and_unique():
    """Ranges can overlap and be in any order."""
    assert reader(values.GRADE_RANGES)(["5", "K-1", "PK-K"]) == ("PK", "K", "1", "5")


def test_a_word_is_one_of_its_choices():
    """Capital letters do not matter, and any other word is refused."""
    kind = reader(values.word_of("operator", "consultant"))

    assert kind(" operator ") == kind("Operator") == kind("OPERATOR") == "operator"
    messages = {
        "Operater": "`x` cannot be Operater. Did you mean `operator`?",
        "vendor": "`x` cannot be vendor.",
    }
    for word, message in messages.items():
        assert sentences(kind, word) == ("E108", message, "Use `operator` or `consultant`.")


@pytest.mark.parametrize("word", ["on", "off", "1", "0", "y", "null", "~"])
def test_true_and_yes_are_true(word: str):
    """Capital letters do not matter; no other word of YAML is a boolean."""
    assert all(map(reader(values.BOOLEAN), ["true", "yes", "True", "TRUE", " Yes "]))
    assert not any(map(reader(values.BOOLEAN), ["false", "no", "False", "NO"]))
    assert fault_of(reader(values.BOOLEAN), word)[0] == "E108"


def test_a_line_is_on_one_line():
    """Line breaks and spaces become one space; the limit is 2,000 characters."""
    assert reader(values.LINE)("  a\n b   c ") == "a b c"
    assert reader(values.LINE)("x" * 2000) == "x" * 2000
    fault = fault_of(reader(values.LINE), "x" * 2001)
    assert fault == ("E127", {"value": "2,001", "limit": "2,000"})


# Addresses


@pytest.mark.parametrize(
    "text",
    [
        "https://northstar.example",
        "http://northstar.example/",
        "https://Northstar.Example/A%20B?c=d&e=f#g",
        "https://northstar.example:8443/",
        "https://münchen.example/straße",
        "https://203.0.113.7/",
        " https://northstar.example ",
    ],
)
def test_a_web_address_begins_with_http(text: str):
    """It is kept as it is."""
    assert text.strip() == reader(values.WEB)(text)


@pytest.mark.parametrize(
    "text", ["HTTPS://A.example/B.PDF", "Https://A.example/B.PDF", "hTTps://A.example/B.PDF"]
)
def test_a_scheme_becomes_lowercase(text: str):
    """The rest of the address stays as it is."""
    assert reader(values.WEB)(text) == "https://A.example/B.PDF"
    assert reader(values.AGREEMENT, files=FILES)(text) == "https://A.example/B.PDF"


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "JavaScript://northstar.example/%0aalert(1)", "data:text/html,x"),
        *("vbscript:x", "file:///etc/passwd", "ftp://northstar.example/", "//northstar.example/"),
        *("/northstar", "https:/northstar.example", "https:northstar.example", "https://"),
        *("https:///northstar.example", "https://northstar.example@evil.example/"),
        *("https://user:secret@northstar.example/", "https://northstar.example\\@evil.example/"),
        'https://northstar.example/"onclick="x',
        *("https://northstar.example/<b>", "https://northstar.example/`x`"),
        *("help@northstar.example", "northstar", "42", "mailto:help@northstar.example"),
    ],
)
def test_an_unsafe_address_is_refused(text: str):
    """Other schemes, user names, and characters that end an attribute are refused."""
    message = f"A page cannot link to the address in `x`: {text}"
    advice = "Write an address that begins with https://."

    assert ("E110", message, advice) == sentences(reader(values.WEB), text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "https://northstar.example/a b",
            "Write the address without spaces, as the browser shows it.",
        ),
        (
            "https://a.example; https://b.example",
            "Write a single address, for example https://a.example.",
        ),
        ("<https://northstar.example>", "Write https://northstar.example."),
    ],
)
def test_an_address_that_begins_with_https_gets_other_advice(text: str, advice: str):
    """To write https:// would not help: the advice names the space or the second address."""
    assert ("E110", advice) == sentences(reader(values.WEB), text)[::2]


@pytest.mark.parametrize(
    "text", ["northstar.example", "www.northstar.example/a", "northstar.co.uk?b", "a.b.example#c"]
)
def test_an_address_without_a_scheme_is_completed(text: str):
    """The complete address is suggested."""
    message = f"`x` is not a complete web address: {text}"
    advice = f"Write it with https://, for example `x: https://{text}`."

    assert ("E111", message, advice) == sentences(reader(values.WEB), text)


FILES = frozenset({"files/northstar.pdf", "files/2025/a b.pdf"})


@pytest.mark.parametrize(
    "text", ["files/northstar.pdf", "files/2025/a b.pdf", "https://contracts.example/n.pdf"]
)
def test_an_agreement_is_a_file_or_an_address(text: str):
    """It is a file under `content/files/` or a web address."""
    assert text == reader(values.AGREEMENT, files=FILES)(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("files/other.pdf", "E113"),
        ("files/Northstar.pdf", "E113"),
        ("files/../files/northstar.pdf", "E112"),
        ("files/./northstar.pdf", "E112"),
        ("files//northstar.pdf", "E112"),
        ("files/..", "E112"),
        ("files", "E112"),
        ("files/", "E112"),
        ("files\\northstar.pdf", "E112"),
        ("northstar.pdf", "E112"),
        ("/files/northstar.pdf", "E112"),
        ("content/files/northstar.pdf", "E112"),
        ("../content/files/northstar.pdf", "E112"),
        ("//contracts.example/n.pdf", "E110"),
        ("javascript:alert(1)", "E110"),
        ("www.contracts.example/n.pdf", "E111"),
    ],
)
def test_an_agreement_is_inside_the_folder_of_files(text: str, code: str):
    """The path must lead to a file under `content/files/` directly."""
    assert code == fault_of(reader(values.AGREEMENT, files=FILES), text)[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("northstar.pdf", ". Did you mean `files/northstar.pdf`?"),
        ("a b.pdf", ". Did you mean `files/2025/a b.pdf`?"),
        ("2025/a b.pdf", ". Did you mean `files/2025/a b.pdf`?"),
        ("two.pdf", ""),
        ("b.pdf", ""),
    ],
)
def test_a_file_without_its_folder_is_suggested_with_it(text: str, meant: str):
    """It is suggested if only one file has that name."""
    files = {*FILES, "files/1/two.pdf", "files/2/two.pdf"}
    message = sentences(reader(values.AGREEMENT, files=frozenset(files)), text)[1]

    assert message.endswith(f", not {text}{meant}")


@pytest.mark.parametrize("text", ["privacy@example.example", "a.b+c@d-e.f.example"])
def test_an_email_address_is_accepted(text: str):
    """It is kept as it is."""
    assert text == reader(values.MAILBOX)(text)


@pytest.mark.parametrize(
    "text", ["privacy", "privacy@", "@example.example", "a@b", "a b@c.example", "a@b.example?cc=x"]
)
def test_an_invalid_email_address_is_refused(text: str):
    """An address with parameters could put words into an email."""
    expected = ("E107", f"`x` must be an email address, not {text}", "Write for example `x: …`.")

    assert expected == sentences(reader(values.MAILBOX), text)


# Names that stand elsewhere


@pytest.mark.parametrize("name", ["America/New_York", "America/Argentina/Buenos_Aires", "UTC"])
def test_a_time_zone_is_in_the_iana_database(name: str):
    """Its name works on any machine."""
    assert ZoneInfo(name) == reader(values.ZONE)(name)


def test_a_common_time_zone_is_known_without_a_list_of_all(monkeypatch):
    """Finding the names of all zones takes longer than reading an entry."""
    monkeypatch.setattr(values, "_zones", pytest.fail)

    for name in values.COMMON_ZONES:
        assert ZoneInfo(name) == reader(values.ZONE)(name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("America/New_Yrok", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("New York", "America/New_York"),
        ("Eastern", "US/Eastern"),
        ("../../etc/localtime", None),
        ("/etc/localtime", None),
        ("localtime", None),
        ("Nowhere", None),
    ],
)
def test_an_invalid_time_zone_is_refused(name: str, meant: str | None):
    """The machine's own zones are refused too; the nearest name is suggested."""
    advice = (
        "Use `America/New_York`, `America/Chicago`, `America/Denver` or `America/Los_Angeles`, "
        "or another IANA time zone."
    )
    did_you = f" Did you mean `{meant}`?" if meant else ""

    message = f"`x` cannot be {name}.{did_you}"
    assert ("E108", message, advice) == sentences(reader(values.ZONE), name)


SCHOOLS = frozenset({"dodd", "highland"})


def test_a_school_must_be_in_the_settings():
    """If the settings cannot be read, any school is accepted."""
    assert reader(values.SCHOOLS, schools=SCHOOLS)("dodd") == ("dodd",)
    assert reader(values.SCHOOLS)("nowhere") == ("nowhere",)
    assert sentences(reader(values.SCHOOLS, schools=SCHOOLS), "dod") == (
        "E115",
        "There is no school `dod`. Did you mean `dodd`?",
        "The schools in `content/site.yaml` are `dodd` or `highland`; or write `all`.",
    )
    assert sentences(reader(values.SCHOOLS, schools=frozenset()), "dodd") == (
        "E115",
        "There is no school `dodd`.",
        "The settings name none; or write `all`.",
    )


def test_a_contract_must_have_an_entry():
    """A breach names a contract by its id."""
    contracts = frozenset({"northstar-reader"})

    assert reader(values.CONTRACT_ID, contracts=contracts)("northstar-reader") == "northstar-reader"
    assert sentences(reader(values.CONTRACT_ID, contracts=contracts), "northstar")[1] == (
        "There is no contract `northstar` in `content/contracts/`. Did you mean `northstar-reader`?"
    )


@pytest.mark.parametrize(
    "text", ["1 hour", "24 hours", "5 days", "1 Day", "2 business days", "999 days"]
)
def test_a_deadline_is_a_number_of_days_or_hours(text: str):
    """The units are days, business days and hours."""
    number, _, unit = text.lower().partition(" ")

    assert reader(values.OWN_CLOCK)(text) == (int(number), f"{unit.removesuffix('s')}s")


@pytest.mark.parametrize(
    "text", ["0 days", "5", "days", "5 weeks", "1000 days", "-1 days", "2 working days", "5days"]
)
def test_an_invalid_deadline_is_refused(text: str):
    """The number is from 1 to 999."""
    expected = f"`x` must be a number of days, business days or hours, not {text}"

    assert expected == sentences(reader(values.OWN_CLOCK), text)[1]


def test_all_schools_are_an_empty_list():
    """The word `all` is an empty list; a single school is a list of one."""
    read = reader(values.SCHOOLS, schools=SCHOOLS)

    assert read("all") == ()
    assert read("dodd") == ("dodd",)
    assert read(["dodd", "highland"]) == ("dodd", "highland")


@pytest.mark.parametrize("type", [values.LINES, values.GRADE_RANGES, values.SCHOOLS])
@pytest.mark.parametrize(("value", "code"), [("", "E103"), ({"a": "b"}, "E107")])
def test_a_list_is_not_empty_and_not_a_group(type: FieldType, value: object, code: str):
    """An empty text and a group of fields are errors."""
    assert code == fault_of(reader(type), value)[0]
