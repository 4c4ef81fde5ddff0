"""Time follows the law: the event's day and holidays do not count, and hours are elapsed hours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.entry_dates import when
from generator.content.values import OWN_CLOCK
from generator.core.dates import When
from generator.core.duties import PA_17_200, PRESETS, Calendar, Clock, OwnLimit, duties
from generator.law import clocks
from generator.law.state_holidays import state_holidays

ZONE = ZoneInfo("America/New_York")
FAMILY = next(duty for duty in PRESETS["statute"] if duty.since == PA_17_200)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MINUTES = st.datetimes(
    datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(ZONE), allow_imaginary=False
)


# What is not known of a date.
MINUTE = {"second": 0, "microsecond": 0}
PRECISE = {
    "minute": MINUTE,
    "day": {**MINUTE, "hour": 0, "minute": 0},
    "month": {**MINUTE, "hour": 0, "minute": 0, "day": 1},
}


def at(text: str) -> When:
    """Return a date as an entry writes it, in New York."""
    return when(text, ZONE)


def last(trigger: str, limit: int, unit: str) -> str:
    """Return the end of a clock as the record writes it."""
    due = clocks.deadline(at(trigger), Clock(limit, unit))
    assert due.first == due.last
    return clocks.local(due.first, ZONE).iso


DAYS_TABLE = [
    ("2026-11-16", 5, "2026-11-21"),  # the day itself is not counted, the weekend is
    ("2026-11-16 23:59", 5, "2026-11-21"),  # whatever its hour
    ("2026-12-29", 5, "2027-01-03"),  # year end
    ("2028-02-26", 5, "2028-03-02"),  # over a leap day
    ("2027-02-26", 5, "2027-03-03"),  # and over none
    ("2028-02-29", 30, "2028-03-30"),
    ("2027-12-31", 60, "2028-02-29"),
    ("2026-03-07", 1, "2026-03-08"),  # the clocks go forward on the day that is counted
    ("2026-10-31", 1, "2026-11-01"),  # and back
    ("2026-07-02 23:30-07:00", 5, "2026-07-08"),  # on the district's clock it was the third
]

HOURS_TABLE = [
    ("2026-11-12 15:40", 48, "2026-11-14T15:40-05:00"),
    ("2026-11-12 15:40", 24, "2026-11-13T15:40-05:00"),
    ("2026-12-30 18:00", 48, "2027-01-01T18:00-05:00"),  # year end
    ("2028-02-28 10:00", 48, "2028-03-01T10:00-05:00"),  # over a leap day
    ("2026-03-07 15:40", 48, "2026-03-09T16:40-04:00"),  # the clocks go forward and skip an hour
    ("2026-10-31 15:40", 48, "2026-11-02T14:40-05:00"),  # and back: an hour comes twice
    ("2026-03-06 15:40", 48, "2026-03-08T16:40-04:00"),  # it ends on the day itself
    ("2026-10-31 01:30", 24, "2026-11-01T01:30-04:00"),  # the first of the hour that comes twice
    ("2026-10-31 02:30", 24, "2026-11-01T01:30-05:00"),  # and the second
    ("2026-11-01 01:30-05:00", 48, "2026-11-03T01:30-05:00"),
    ("2026-03-07 02:30", 24, "2026-03-08T03:30-04:00"),  # half past two does not exist that day
]

BUSINESS_DAYS_TABLE = [
    ("2026-11-16", 2, "2026-11-18"),  # Monday to Wednesday
    ("2026-11-13", 2, "2026-11-17"),  # Friday: the weekend is left out
    ("2026-11-14", 2, "2026-11-17"),  # Saturday and
    ("2026-11-15", 2, "2026-11-17"),  # Sunday are the event's day, which never counts
    ("2026-09-04", 2, "2026-09-09"),  # the Friday before the long weekend of Labor Day
    ("2026-09-04", 5, "2026-09-14"),
    ("2026-04-02", 2, "2026-04-07"),  # Good Friday is a holiday in Connecticut
    ("2026-07-02", 2, "2026-07-07"),  # the Fourth is a Saturday, so Friday the third is observed
    ("2021-07-02", 1, "2021-07-06"),  # the Fourth is a Sunday, so Monday the fifth is
    ("2026-11-25", 2, "2026-11-30"),  # Thanksgiving; the Friday after it counts
    ("2026-11-23", 5, "2026-12-01"),
    ("2026-12-23", 5, "2026-12-31"),  # Christmas
    ("2026-12-30", 2, "2027-01-04"),  # year end
    ("2027-12-22", 2, "2027-12-27"),  # Christmas on a Saturday is observed on Friday
    ("2027-12-29", 2, "2028-01-03"),  # New Year's Day on a Saturday is observed in the old year
    ("2026-02-11", 2, "2026-02-17"),  # Lincoln's Birthday, the weekend and Washington's Birthday
    ("2026-06-18", 1, "2026-06-22"),  # Juneteenth, since 2023
    ("2022-06-17", 1, "2022-06-20"),
    ("2021-06-17", 2, "2021-06-21"),
    ("2028-02-28", 2, "2028-03-01"),  # a leap day is a business day
]


@pytest.mark.parametrize(("trigger", "limit", "expected"), DAYS_TABLE)
def test_days_end_with_the_last_of_them(trigger, limit, expected):
    """N days after an event end with the N-th day after its day."""
    assert last(trigger, limit, "days") == expected


@pytest.mark.parametrize(("trigger", "limit", "expected"), HOURS_TABLE)
def test_hours_are_hours_that_pass(trigger, limit, expected):
    """N hours after a moment are N times sixty minutes, also when the clocks change."""
    assert last(trigger, limit, "hours") == expected


@pytest.mark.parametrize(("trigger", "limit", "expected"), BUSINESS_DAYS_TABLE)
def test_business_days_leave_out_weekends_and_holidays(trigger, limit, expected):
    """A limit of N business days ends on the Nth day that is neither a weekend nor a holiday."""
    assert last(trigger, limit, "business days") == expected


def test_the_holidays_of_each_year_are_those_of_the_law():
    """`holidays.txt` has every weekday from 2015 to 2045 on which § 1-4 closes the state's offices."""
    table = Path(__file__).with_name("holidays.txt").read_text(encoding="utf-8")
    years = dict(re.findall(r"(?m)^(\d{4}): (.*)", table))

    assert years == {
        f"{year}": " ".join(f"{day:%m%d}" for day in sorted(state_holidays(year)))
        for year in range(2015, 2046)
    }


def test_a_day_ends_at_midnight_of_the_district():
    """A clock's last day ends at the next midnight in the district's zone, even after 25 hours."""
    end = clocks.local(clocks.deadline(at("2026-10-31"), Clock(1, "days")).last, ZONE).end

    assert end.isoformat() == "2026-11-02T00:00:00-05:00"


@pytest.mark.parametrize(
    ("text", "unit", "first", "last"),
    [
        ("2026-11-12 15:40", "days", "2026-11-12", "2026-11-12"),
        ("2026-11-12", "days", "2026-11-12", "2026-11-12"),
        ("2028-02", "days", "2028-02-01", "2028-02-29"),
        ("2026-12", "business days", "2026-12-01", "2026-12-31"),
        ("2026-11-12 15:40", "hours", "2026-11-12 20:40Z", "2026-11-12 20:40Z"),
        ("2026-11-12", "hours", "2026-11-12 05:00Z", "2026-11-13 04:59Z"),
        ("2026-11-01", "hours", "2026-11-01 04:00Z", "2026-11-02 04:59Z"),
        ("2026-11-01 01:59", "hours", "2026-11-01 05:59Z", "2026-11-01 06:59Z"),  # either of two
        ("2026-11-01 01:59-04:00", "hours", "2026-11-01 05:59Z", "2026-11-01 05:59Z"),
        ("2026-11-01 01:59-05:00", "hours", "2026-11-01 06:59Z", "2026-11-01 06:59Z"),
        ("2026-11-01 02:00", "hours", "2026-11-01 07:00Z", "2026-11-01 07:00Z"),
        ("2026-11-01 01:59", "days", "2026-11-01", "2026-11-01"),
        ("2026-11", "hours", "2026-11-01 04:00Z", "2026-12-01 04:59Z"),
    ],
)
def test_a_date_has_bounds(text, unit, first, last):
    """A date covers every possible day, or if hours are counted, every possible minute."""
    expected = tuple(bound.replace("Z", ":00+00:00") for bound in (first, last))
    assert tuple(map(str, clocks.bounds(at(text), unit))) == expected


@pytest.mark.parametrize(
    ("trigger", "done", "unit", "expected"),
    [
        ("2026-11-16", "2026-11-16", "days", 0),
        ("2026-11-16", "2026-11-18 09:00", "days", 2),
        ("2026-11-16", "2026-11-14", "days", None),  # notified beforehand
        ("2026-11", "2026-11-18", "days", None),
        ("2026-11-12 15:40", "2026-11-13 17:30", "hours", 26),  # the 26th hour has begun
        ("2026-11-12 15:40", "2026-11-14 15:40", "hours", 48),
        ("2026-11-12 15:40", "2026-11-14 15:41", "hours", 49),
        ("2026-10-31 15:40", "2026-11-02 15:40", "hours", 49),
        ("2026-03-07 15:40", "2026-03-09 15:40", "hours", 47),
        ("2026-11-12 15:40", "2026-11-13", "hours", None),
        ("2026-11-13", "2026-11-17", "business days", 2),
        ("2026-11-13", "2026-11-14", "business days", 1),  # on a Saturday: a limit of 0 was missed
        ("2026-11-13", "2026-11-13", "business days", 0),
        ("2026-11-14", "2026-11-14", "business days", 0),  # both on one Saturday
        ("2026-11-25", "2026-11-28", "business days", 2),
    ],
)
def test_the_time_taken_counts_begun_units(trigger, done, unit, expected):
    """The time taken is the shortest limit that would have been met, or None if dates are vague."""
    assert clocks.taken(at(trigger), at(done), unit) == expected


@given(DAYS)
def test_five_days_never_end_after_five_business_days(day):
    """The page's five days are within the statute's five business days."""
    event = When(datetime(day.year, day.month, day.day, tzinfo=ZONE), "day")
    business_days = clocks.deadline(event, Clock(5, "business days"))

    assert clocks.deadline(event, Clock(5, "days")).last <= business_days.first


@given(MINUTES)
def test_48_hours_never_end_after_two_business_days(moment):
    """The page's 48 hours are within the statute's two business days."""
    event = When(moment.replace(second=0, microsecond=0), "minute")
    page = clocks.deadline(event, Clock(48, "hours")).last
    statute = clocks.local(clocks.deadline(event, Clock(2, "business days")).first, ZONE).end

    assert page < statute.astimezone(page.tzinfo)


@given(
    MINUTES,
    st.timedeltas(timedelta(0), timedelta(days=90)),
    st.sampled_from(["days", "business days", "hours"]),
)
def test_the_time_taken_agrees_with_the_limit(moment, passed, unit):
    """A limit is kept exactly when it is not below the time taken."""
    begun = When(moment.replace(second=0, microsecond=0), "minute")
    end = begun.start.astimezone(ZoneInfo("UTC")) + passed
    done = When(end.replace(second=0).astimezone(ZONE), "minute")
    number, reached = clocks.taken(begun, done, unit), clocks.bounds(done, unit).last

    assert reached <= clocks.deadline(begun, Clock(number, unit)).first
    assert number == 0 or reached > clocks.deadline(begun, Clock(number - 1, unit)).first


@given(MINUTES, st.sampled_from(["minute", "day", "month"]), st.data())
def test_what_has_ended_has_no_moment_left(moment, precision, data):
    """A date has ended from its end on, whether it is a minute, a day or a month."""
    start = moment.replace(**PRECISE[precision])
    date = When(start, precision)
    passed = data.draw(st.timedeltas(timedelta(days=-40), timedelta(days=40)))
    moments = [start, start + passed, date.end - timedelta(seconds=1), date.end]

    assert [date.has_ended(each) for each in moments] == [date.end <= each for each in moments]


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (
            "district-page",
            "5 days, None, 5 business days, None, 30 days, 60 days, 48 hours, None, None",
        ),
        (
            "statute",
            "None, 5 business days, None, 30 days, 60 days, 48 hours, 2 business days, None, None",
        ),
    ],
)
def test_a_preset_has_its_clocks(law, expected):
    """Each preset follows the district's page, or the statute in force."""
    assert ", ".join(str(duty.clock) for duty in PRESETS[law]) == expected


def test_a_clock_of_the_districts_own_replaces_the_presets():
    """Only the named clock changes; who does what, and under which section, stays."""
    own = duties("statute", {"family-breach-notice": OwnLimit(Clock(24, "hours"))})
    pairs = zip(own, PRESETS["statute"], strict=True)
    changed = [(duty, other) for duty, other in pairs if duty != other]

    # The 48 hours were the law of an earlier time.
    assert changed == [(replace(FAMILY, own=Clock(24, "hours"), limit_from="own"), FAMILY)]


@pytest.mark.parametrize(
    ("own", "law", "expected"),
    [
        ("5 days", "5 business days", False),
        ("6 days", "5 business days", True),
        ("2 days", "2 business days", False),  # at most from Monday to the end of Wednesday
        ("3 days", "2 business days", True),
        ("48 hours", "2 business days", False),
        ("49 hours", "2 business days", True),
        ("120 hours", "5 business days", False),
        ("121 hours", "5 business days", True),
        ("30 days", "30 days", False),
        ("31 days", "30 days", True),
        ("719 hours", "30 days", False),
        ("720 hours", "30 days", True),  # where a day on which the clocks go forward is among them
        ("2 business days", "2 business days", False),
        ("3 business days", "2 business days", True),
        ("17 business days", "30 days", False),
        ("20 business days", "30 days", True),  # from before Thanksgiving to after New Year's Day
    ],
)
def test_a_clock_is_compared_with_another_for_every_trigger(own, law, expected):
    """A clock can end later if it does so from any day, over weekends, holidays or short days."""
    assert clocks.can_end_later(parsed(own), parsed(law), ZONE) == expected


def parsed(text):
    """Return a clock as the settings write it."""
    return OWN_CLOCK.reader(text, None)


@pytest.mark.parametrize(
    ("trigger", "limit", "calendar", "expected"),
    [
        ("2026-10-09", 1, Calendar(), "2026-10-13"),  # Columbus Day is a holiday of the state
        ("2026-10-09", 1, Calendar(open=frozenset({date(2026, 10, 12)})), "2026-10-12"),
        ("2026-11-25", 1, Calendar(), "2026-11-27"),  # not the day after Thanksgiving
        ("2026-11-25", 1, Calendar(closed=frozenset({date(2026, 11, 27)})), "2026-11-30"),
        # a Saturday
        ("2026-11-27", 1, Calendar(open=frozenset({date(2026, 11, 28)})), "2026-11-28"),
    ],
)
def test_a_district_corrects_the_business_days_for_its_office(trigger, limit, calendar, expected):
    """A day on which the office is open counts, and no other, whatever the state says."""
    deadline = clocks.deadline(at(trigger), Clock(limit, "business days"), calendar)

    assert deadline == (date.fromisoformat(expected),) * 2
    assert clocks.taken(at(trigger), at(expected), "business days", calendar) == limit
