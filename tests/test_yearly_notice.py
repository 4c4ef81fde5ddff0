"""Families get the website's address once a year, and the record says when."""

from __future__ import annotations

import json

import pytest

from generator.law.record import record
from helpers.district import notices, read, write, yearly
from helpers.program import LANGUAGES, REPOSITORY

NOW = "2026-11-25T12:00"


def rows(settings: str, now: str = NOW) -> list[tuple[str, str, str, str, str]]:
    """Return notice, due, done, state and source of the limit of each yearly row."""
    content = read({}, settings, now)
    assert content.site, content.problems
    columns = ("notice", "due", "done", "state", "limit_from")
    cells = [row.cells() for row in record(content.site)]
    return [tuple(row[name] for name in columns) for row in cells]


def row(year: int, done: str, state: str, due: str = "09-01") -> tuple[str, str, str, str, str]:
    """Return the row of one year."""
    return (f"yearly/{year}", f"{year}-{due}", done and f"{year}-{done}", state, "own")


@pytest.mark.parametrize("law", ["district-page", "statute"])
@pytest.mark.parametrize(
    ("settings", "now", "expected"),
    [
        (yearly("2026-09-01"), NOW, [row(2026, "09-01", "met")]),
        (yearly("2026-09-02"), NOW, [row(2026, "09-02", "late")]),
        (yearly("2026-01-01"), NOW, [row(2026, "01-01", "met")]),
        (
            yearly("2024-08-30"),
            NOW,
            [row(2024, "08-30", "met"), row(2025, "", "late"), row(2026, "", "overdue")],
        ),
        (
            yearly("2025-08-29 letter", "2026-08-28 website and flyer"),
            NOW,
            [row(2025, "", "late"), row(2026, "", "overdue")],
        ),
        (
            yearly("2026-08-28 phone"),  # there is time left
            "2026-09-01T23:59",
            [row(2026, "", "open")],
        ),
        (
            yearly("2026-08-28", "2025-12-31"),  # in any order
            NOW,
            [row(2025, "12-31", "late"), row(2026, "08-28", "met")],
        ),
        (
            yearly("2025-08-29"),  # the last minute
            "2026-09-01T23:59",
            [row(2025, "08-29", "met"), row(2026, "", "open")],
        ),
        (
            yearly("2025-08-29"),  # and the first one after
            "2026-09-02T00:00",
            [row(2025, "08-29", "met"), row(2026, "", "overdue")],
        ),
        (
            yearly("2025-08-29"),  # the first minute of a year
            "2026-01-01T00:00",
            [row(2025, "08-29", "met"), row(2026, "", "open")],
        ),
        (
            yearly("2018-07-01"),  # the day on which the act took effect
            "2018-12-31T12:00",
            [row(2018, "07-01", "met")],
        ),
        (
            yearly("2026-10-01") + "\nyearly_due: 10-01",
            NOW,
            [row(2026, "10-01", "met", "10-01")],
        ),
        (
            yearly("2026-10-02") + "\nyearly_due: 10-01",
            NOW,
            [row(2026, "10-02", "late", "10-01")],
        ),
        (
            yearly("2018-07-05") + "\nyearly_due: 07-01",  # due on the first day of the law
            "2018-12-31T12:00",
            [row(2018, "07-05", "late", "07-01")],
        ),
        (
            yearly("2018-07-05") + "\nyearly_due: 06-30",  # due on the last day before it
            "2018-12-31T12:00",
            [],
        ),
    ],
)
def test_each_year_has_a_row(law, settings, now, expected):
    """From the first year on the list until now, each year is met by the district's day or not."""
    assert rows(f"law: {law}\n{settings}", now) == expected


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        ("09-01", NOW, [row(2026, "", "unknown")]),
        ("09-01", "2026-01-01T00:00", [row(2025, "", "unknown"), row(2026, "", "open")]),
        ("09-01", "2026-09-01T23:59", [row(2025, "", "unknown"), row(2026, "", "open")]),
        ("09-01", "2026-09-02T00:00", [row(2026, "", "unknown")]),
        ("12-31", NOW, [row(2025, "", "unknown", "12-31"), row(2026, "", "open", "12-31")]),
        ("09-01", "2018-06-30T12:00", [row(2018, "", "open")]),
        ("06-30", "2018-06-30T12:00", []),  # due on the last day before the law
        ("07-01", "2018-07-02T12:00", [row(2018, "", "unknown", "07-01")]),
        ("06-30", "2019-01-01T12:00", [row(2019, "", "open", "06-30")]),
    ],
)
def test_a_district_without_a_message_still_owes_a_notice(due, now, expected):
    """The last day that has passed is unknown, and this year's next one is open."""
    assert rows(f"yearly_due: {due}", now) == expected


LIMIT = "The deadline to notify families of the website's address was September 1, 2026"


@pytest.mark.parametrize(
    ("settings", "now", "expected"),
    [
        (yearly(), NOW, []),  # unknown is for `notices due`
        (yearly("2026-09-01 email"), NOW, []),
        (
            yearly("2026-09-02 email"),
            NOW,
            [f"3:5 W122 {LIMIT}, and this is later: 2026-09-02"],
        ),
        (
            yearly("2026-08-28 email", "2025-09-02 email"),  # each at its own place
            NOW,
            [f"3:5 W122 {LIMIT.replace('2026', '2025')}, and this is later: 2025-09-02"],
        ),
        (yearly("2025-08-29 email"), "2026-08-02T23:59", []),
        (
            yearly("2025-08-29 email"),  # 30 days before the end of the day
            "2026-08-03T00:00",
            [f"1:1 W121 {LIMIT.replace('was', 'is')}."],
        ),
        (
            yearly("2025-08-29 email"),
            "2026-09-01T23:59",
            [f"1:1 W121 {LIMIT.replace('was', 'is')}."],
        ),
        (yearly("2025-08-29 email"), "2026-09-02T00:00", [f"1:1 W120 {LIMIT}."]),
        (
            yearly("2025-08-29 email"),
            "2027-01-01T00:00",
            [],
        ),  # nobody can make up for 2026
    ],
)
def test_the_check_warns_of_a_listed_notice_that_is_late_or_soon_due(settings, now, expected):
    """It warns like for an entry, from 30 days before the district's day."""
    problems = read({}, f"\n{settings}", now).problems

    assert [f"{p.span.line}:{p.span.column} {p.code} {p.message}" for p in problems] == expected


@pytest.mark.parametrize("day", ["02-29", "09-31", "13-01", "9-1", "09-00", "2026-09-01", "fall"])
def test_the_last_day_must_exist_in_every_year(day):
    """February 29, days that no year has, and other notations are refused."""
    problems = read({}, f"yearly_due: {day}").problems

    assert [f"{p.code} {p.message}" for p in problems] == [
        f"E107 `yearly_due` must be a month and a day as `MM-DD`, not {day}"
    ]


def test_the_notice_is_due_until_it_is_done(tmp_path):
    """`notices due` has the day, and what to write where."""
    write(tmp_path, {}, yearly("2025-08-29"))
    soon = notices("due", tmp_path, "--within", "72h", now="2026-08-30T12:00")
    early = notices("due", tmp_path, "--within", "72h", now="2026-08-29T12:00")
    overdue = notices("due", tmp_path, now="2026-09-02T12:00")

    assert (soon.stdout, soon.returncode) == (
        "The website's address in 2026: notify families by September 1, 2026, 2 days 12 hours "
        "left.\n"
        "    When you have notified them, add a message.\n"
        "    content/messages/YYYY-MM-DD.md:\n"
        "        ---\n        of: yearly\n        at: YYYY-MM-DD HH:MM\n        by: HOW\n"
        "        ---\n",
        0,
    )
    assert early.stdout == ""
    assert overdue.stdout.startswith(
        "The website's address in 2026: families should have been notified by September 1, 2026"
    )
    assert overdue.returncode == 1


def test_the_last_and_the_next_day_can_both_be_due(tmp_path):
    """The next day is listed once it is near; the one that has passed always is."""
    write(tmp_path, {}, yearly())
    notes = [
        [line.partition(",")[0] for line in due.stdout.splitlines() if line.startswith("The web")]
        for now in ("2026-08-29T23:59", "2026-08-30T00:00", "2026-09-02T00:00")
        if (due := notices("due", tmp_path, "--within", "72h", now=now))
    ]
    unknown = "nobody can tell whether the deadline to notify families was met"
    last = f"The website's address in 2025: {unknown}"

    assert notes == [
        [last],
        [last, "The website's address in 2026: notify families by September 1"],
        [f"The website's address in 2026: {unknown}"],
    ]


def test_a_year_that_is_over_is_no_longer_due(tmp_path):
    """Nobody can make up for it, so it is only in the record."""
    write(tmp_path, {}, yearly("2024-08-30", "2026-08-28"))

    assert notices("due", tmp_path, now=NOW).stdout == ""


@pytest.mark.parametrize("name", ["yearly", "yearly/2026"])
def test_the_letter_has_the_address(tmp_path, name):
    """It has the website's address, and the program says what to write after sending it."""
    write(tmp_path, {}, yearly())
    letter = notices("letter", tmp_path, name, now=NOW)

    assert "See our list:\nhttps://privacy.example/notices/\n" in letter.stdout
    assert letter.stderr == (
        "When families have been notified, add content/messages/YYYY-MM-DD.md, with the date and "
        "time:\n---\nof: yearly\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n"
    )


def test_the_letter_has_every_format(tmp_path):
    """Each format has the year, and when families were notified."""
    write(tmp_path, {}, yearly("2026-08-28 email"))
    data = json.loads(notices("letter", tmp_path, "yearly/2026", "--format", "json").stdout)
    mail = notices("letter", tmp_path, "yearly/2026", "--format", "eml").stdout
    written = notices("letter", tmp_path, "yearly", "--out", str(tmp_path / "letters"))

    assert (data["notice"], data["url"], data["told"], data["message"]) == (
        "yearly/2026",
        "https://privacy.example/notices/",
        {"at": "2026-08-28", "until": None, "by": "email"},
        None,
    )
    assert "Message-ID: <yearly/2026.en@privacy.example>" in mail
    assert written.returncode == 0
    assert {path.name for path in (tmp_path / "letters").iterdir()} == {
        f"yearly-2026.en.{form}" for form in ("txt", "html", "eml")
    }


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_letter_is_in_each_language(tmp_path, language):
    """The address is that of the pages in its language."""
    write(tmp_path, {}, f"{yearly()}\nlanguages: [en, {language}]")
    letter = notices("letter", tmp_path, "yearly", "--lang", language).stdout

    assert f"https://privacy.example/notices/{language}/" in letter
    assert "State law" not in letter


def test_the_docs_describe_the_yearly_notice():
    """`docs/deadlines.md` has the settings and the command."""
    page = (REPOSITORY / "docs/deadlines.md").read_text()

    assert "messages/2026-08-28.md" in page
    assert "of: [yearly]" in page
    assert "notices letter yearly\n" in page
