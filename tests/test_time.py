"""Times are right in all zones, at all clock changes, 1970 to 2100, even if a clock is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from bisect import bisect
from calendar import isleap
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.commands.wiring import checked
from generator.compiler import plan_site, read_content
from generator.content.entry_dates import when
from generator.core.dates import When
from generator.core.duties import PRESETS, Clock
from generator.core.problems import BadValueError, UserError
from generator.core.site import Inputs, Source
from generator.law import clocks
from generator.law.record import record
from helpers.district import SETTINGS, breach, contract, write
from helpers.program import REPOSITORY
from helpers.roots import read_files, root

ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
LIMITS = sorted({duty.clock for duties in PRESETS.values() for duty in duties if duty.clock})
YEARS = range(1970, 2101)
MINUTE = timedelta(minutes=1)
# Connecticut's; whole and half hours behind and ahead of it; changes of an hour and half an hour,
# none, at midnight, and across the date line.
SAMPLE_ZONES = (
    *("America/New_York", "America/Phoenix", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Europe/Dublin", "Pacific/Chatham", "Pacific/Kiritimati", "UTC"),
)
# The first and the last year, the first that is not refused, and ends of centuries and of counters.
SAMPLE_YEARS = (1970, 1989, 1990, 2000, 2026, 2038, 2100)
BY_ZONES = pytest.mark.parametrize(
    "zones", [SAMPLE_ZONES, pytest.param(ZONES, marks=pytest.mark.sweep)], ids=["sample", "all"]
)
# Ends of years and leap days, of years that are divisible by 4, by 100 and by 400.
DAYS = (
    *("1970-01-01", "1999-12-31", "2000-02-29", "2028-02-28", "2028-02-29", "2099-12-31"),
    *("2100-02-28", "2100-12-31"),
)


@cache
def changes(name: str, year: int = 2026) -> tuple[datetime, ...]:
    """Return the first minute in UTC after each clock change of a zone in a year."""
    zone, first_minutes = ZoneInfo(name), list[datetime]()
    months = [datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(13)]
    for start, end in pairwise(months):
        offset = start.astimezone(zone).utcoffset()
        if end.astimezone(zone).utcoffset() != offset:
            minutes = range((end - start) // MINUTE)
            first_minutes.append(start + MINUTE * bisect(minutes, False, key=_differs(start, zone)))
    return tuple(first_minutes)


def _differs(start: datetime, zone: ZoneInfo) -> Callable[[int], bool]:
    """Return a function that says whether a zone's offset differs after this many minutes."""
    return lambda minutes: (
        (start + minutes * MINUTE).astimezone(zone).utcoffset()
        != start.astimezone(zone).utcoffset()
    )


@BY_ZONES
def test_the_clock_changes_are_right(zones):
    """The table of clock changes could be wrong: New York's match the almanac; Phoenix has none."""
    new_york = [f"{change:%m-%d %H:%M}" for change in changes("America/New_York")]
    assert new_york == ["03-08 07:00", "11-01 06:00"]
    assert changes("America/Phoenix") == ()
    assert sum(len(changes(name)) == 2 for name in zones) >= (150 if zones == ZONES else 6)


def triggers(name: str) -> Iterator[When]:
    """Yield a zone's dates in order: turns of years, and days and minutes around clock changes."""
    zone = ZoneInfo(name)
    yield from (when(day, zone) for day in DAYS)
    for change in changes(name):
        for minutes in (-1441, -61, -1, 0, 1, 61, 1441):
            moment = (change + minutes * MINUTE).astimezone(zone)
            yield When(moment, "minute")
            yield When(datetime(moment.year, moment.month, moment.day, tzinfo=zone), "day")


def check_clock(trigger: When, limit: Clock) -> None:
    """Assert that a clock ends at a real moment after its trigger, exactly as late as it says."""
    zone = trigger.start.tzinfo
    due = clocks.deadline(trigger, limit)
    ends = [clocks.local(mark, zone) for mark in due]
    for mark, end in zip(due, ends, strict=True):
        over = end.end if end.precision == "day" else end.start
        assert over.tzinfo is zone
        assert over.timestamp() > trigger.start.timestamp()
        if limit.unit == "hours":
            assert over.astimezone(UTC) == mark
        else:
            assert (over.hour, over.minute, over.date()) == (0, 0, mark + timedelta(days=1))
    first, last = due
    begun = clocks.bounds(trigger, limit.unit)
    assert first <= last
    if limit.unit == "hours":
        assert (first - begun.first, last - begun.last) == (timedelta(hours=limit.limit),) * 2
    else:
        assert first - begun.first >= timedelta(days=limit.limit)
        assert clocks.is_business_day(first) or limit.unit == "days"
    assert clocks.taken(trigger, ends[0], limit.unit) in (None, limit.limit)


@BY_ZONES
def test_every_legal_deadline_ends_in_every_zone(zones):
    """The end has an offset and follows the beginning, at both clock changes and on leap days."""
    for name in zones:
        for trigger in triggers(name):
            for limit in LIMITS:
                check_clock(trigger, limit)


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30))


@given(st.sampled_from(ZONES), MOMENTS, st.integers(0, 4_000), st.sampled_from(LIMITS))
def test_a_later_start_never_ends_earlier(name, moment, minutes, limit):
    """In any zone and year, deadlines end in the order in which they start."""
    zone = ZoneInfo(name)
    earlier, later = (
        start.replace(tzinfo=UTC).astimezone(zone) for start in (moment, moment + minutes * MINUTE)
    )

    check_clock(When(earlier, "minute"), limit)
    assert clocks.deadline(When(earlier, "minute"), limit) <= clocks.deadline(
        When(later, "minute"), limit
    )


@BY_ZONES
def test_a_skipped_minute_is_refused_in_every_zone(zones):
    """A minute that the clocks skip is an error; one that occurs twice begins with the earlier."""
    jumps = returns = 0
    for name in zones:
        zone = ZoneInfo(name)
        for change in changes(name):
            before, after = (change - MINUTE).astimezone(zone), change.astimezone(zone)
            shift = after.utcoffset() - before.utcoffset()
            text = f"{before.replace(tzinfo=None) + MINUTE:%Y-%m-%d %H:%M}"
            if shift > timedelta():
                jumps += 1
                with pytest.raises(BadValueError) as refused:
                    when(text, zone)
                assert refused.value.code == "E104 skipped"
                assert when(f"{after:%Y-%m-%d %H:%M}", zone).start == after
            else:
                returns += 1
                assert when(f"{after:%Y-%m-%d %H:%M}", zone).start.astimezone(UTC) == change + shift

    assert min(jumps, returns) > (150 if zones == ZONES else 4)


@BY_ZONES
def test_the_record_is_complete_in_every_zone(zones):
    """Each duty has its row, and each row has the end of the deadline in the district's zone."""
    entries = {
        "contracts/a": contract(executed="2026-10-30"),
        "breaches/b": breach(discovered="2026-10-30", received="2026-10-31 12:40"),
    }
    for name in zones:
        inputs = _inputs({**entries}, name, datetime(2026, 11, 25, 12, tzinfo=UTC))
        made = read_content(inputs).site
        assert made, name
        rows = record(made)

        limited = [row for row in rows if row.duty.clock]

        assert [row.duty.name for row in rows] == [
            *("contract-notice", "contract-posting", "contractor-breach-notice-30"),
            *("family-breach-notice", "breach-posting", "yearly-notice"),
        ]
        assert {row.ends.tzinfo.key for row in limited} == {name}
        assert [row.ends.utcoffset() is None for row in limited] == [False] * 4
        assert {row.state for row in rows} == {"met", "overdue", "unknown"}


def _inputs(entries: dict[str, str], zone: str, now: datetime) -> Inputs:
    sources = [Source("content/site.yaml", SETTINGS.replace("America/New_York", zone).encode())]
    sources += [
        Source(f"content/{name}.md", text.encode()) for name, text in sorted(entries.items())
    ]
    return Inputs(tuple(sources), {}, root({}).themes, now)


@pytest.mark.parametrize(
    "years", [SAMPLE_YEARS, pytest.param(YEARS, marks=pytest.mark.sweep)], ids=["sample", "all"]
)
def test_a_site_can_be_made_in_every_year(years):
    """An entry from the end of February is read, counted, shown, and announced up to 2100.

    Before 1990 it is refused.
    """
    for year in years:
        day = date(year, 2, 29 if isleap(year) else 28)
        entries = {
            "contracts/a": contract(executed=f"{day}", notified=f"{day + timedelta(days=1)}"),
            "breaches/b": breach(
                discovered=f"{day}", received=f"{day} 23:59", notified=f"{year}-03-01 00:00"
            ),
        }
        plan = plan_site(_inputs(entries, "America/New_York", datetime(year, 12, 31, 23, 59)))
        if year < 1990:
            assert {problem.code for problem in plan.problems if problem.is_error} == {"E204"}
            continue
        assert plan.site, (year, plan.problems)
        made = {draft.path: draft.make().data for draft in plan.drafts}
        feed = feedparser.parse(made["feeds/all.xml"])

        states = [row.state for row in record(plan.site) if row.duty.done != "posted"]
        duties_met = ["met", "met", "met"] if year > 2016 else []  # none before that
        assert states == [*duties_met, *(["unknown"] if year >= 2018 else [])]  # the yearly notice
        assert feed.entries[-1].published_parsed[:3] == (day.year, day.month, day.day)
        assert f'<time datetime="{day}">'.encode() in made["product-notification/a/index.html"]


# A machine with a wrong clock

CLOCK = """\
import datetime, time

real = datetime.datetime, datetime.date

class Kind(type):
    def __instancecheck__(cls, one):
        return isinstance(one, real[0] if cls is Wrong else real[1])

class Wrong(datetime.datetime, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp({stamp}, tz)

    @classmethod
    def utcnow(cls):
        return cls(1970, 1, 1) + datetime.timedelta(seconds={stamp})

    @classmethod
    def today(cls):
        return cls.now()

class WrongDay(datetime.date, metaclass=Kind):
    @classmethod
    def today(cls):
        return cls.fromtimestamp({stamp})

datetime.datetime, datetime.date, time.time = Wrong, WrongDay, lambda: float({stamp})
"""
SMALL = REPOSITORY / "tests/sites/small"


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Folders that, put before Python's own, set its clock to 1999 and to 2061."""
    folders = {}
    for year in (1999, 2061):
        folders[year] = tmp_path_factory.mktemp(f"clock-{year}")
        stamp = int(datetime(year, 7, 8, 9, 10, tzinfo=UTC).timestamp())
        (folders[year] / "sitecustomize.py").write_text(CLOCK.format(stamp=stamp))
    return folders


IN_TURN = """\
import json, runpy, sys

for line in json.loads(sys.argv[1]):
    sys.argv[1:] = line
    try:
        runpy.run_module("generator", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        assert end.code in (0, 1)
    print(end="\\0", flush=True)
"""


def run(machine: Path, *lines: Sequence[object]) -> list[str]:
    """Return the output of commands that run on a machine, in one process."""
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN, json.dumps(lines, default=str)],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": f"{machine}{os.pathsep}{REPOSITORY}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout.split("\0")[:-1]


NOW = ("--now", "2026-11-25T12:00")
NOTICE = "contracts/northstar"


@pytest.fixture
def district_with_duties(tmp_path):
    """A district that has not notified families of a contract and of a breach."""
    write(tmp_path, {NOTICE: contract(), "breaches/northstar": breach()})
    return tmp_path


LETTERS = [("letter", NOTICE), ("letter", NOTICE, "--format", "eml")]
COMMANDS = [("check",), ("record",), ("due",), *LETTERS]


def test_the_only_clock_is_now(machines, district_with_duties, tmp_path):
    """Clocks 62 years apart give the same output and the same site; without `--now`, they differ.

    Only a letter of an entry does not depend on the time.
    """
    lines = [[*command, "--root", district_with_duties] for command in COMMANDS]
    build = ["build", "--root", SMALL, "--out"]
    with_now = [[*line, *NOW] for line in lines]
    *early, _ = run(machines[1999], *with_now, [*build, tmp_path / "early", *NOW])
    builds = [*build, tmp_path / "late", *NOW], [*build, tmp_path / "unset"]
    *both, _, _ = run(machines[2061], *with_now, *lines, *builds)
    late, unset = both[: len(lines)], both[len(lines) :]
    sites = [read_files(tmp_path / name) for name in ("early", "late", "unset")]

    assert early == late
    assert [COMMANDS[i] for i, text in enumerate(late) if text == unset[i]] == LETTERS
    assert sites[0] == sites[1]
    assert len(sites[0]) > 20
    assert sites[1] != sites[2]


@pytest.mark.parametrize(
    ("clock", "is_right"),
    [
        ("1960-01-01", False),
        ("1970-01-01", False),  # after the battery was empty
        ("2025-12-31", False),
        ("2026-01-01", True),
        ("2200-12-31", True),
        ("2201-01-01", False),
    ],
)
def test_a_clock_that_is_certainly_wrong_is_refused(clock: str, is_right: bool) -> None:
    """Otherwise each date of an entry would be one in the future."""
    moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    if is_right:
        assert checked(moment) == moment
    else:
        with pytest.raises(UserError, match=rf"it says {clock}\. Set it, or name the time with"):
            checked(moment)
