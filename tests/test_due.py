"""What is due is listed: the soonest first, to the minute, and never on a guess."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from textwrap import indent
from urllib.parse import parse_qsl, urlsplit

import pytest

from generator.law.due import DUE_KINDS, due, duration_text
from generator.law.record import record
from generator.reports import due_report
from generator.reports.github_format import new_file
from helpers.district import YEARLY, breach, contract, notices, read, write, yearly

CASES = sorted(Path(__file__).with_name("due").glob("*.[my]*"))
PAGE = "https://github.example/district/notices/new/main"

NOW = "2026-11-14T14:30"
WITHDRAWN = "withdrawal.md: {on: 2026-11-13, reason: Sent in error.}\n"
ENTRIES = {
    "breaches/hours": breach(),  # until 2026-11-14 15:40
    "breaches/notified": breach(notified="2026-11-13 17:30"),
    "breaches/unsure": breach(received="2026-11-12"),  # up or not, depending on the hour of receipt
    "breaches/gone": breach(  # overdue when it was withdrawn
        received="2026-11-09 15:40"
    )
    + WITHDRAWN,
    "breaches/withdrawn": breach() + WITHDRAWN,
    "contracts/days": contract(executed="2026-11-12"),  # until the end of 2026-11-17
    "contracts/late": contract(executed="2026-11-02", notified="2026-11-10"),
    "contracts/old": contract(executed="2019-08", legacy="true"),
    "contracts/older": contract(  # it ended, and was changed, before this site existed
        executed="2019-08",
        expires="2026-08-31",
        legacy="true",
    )
    + "change-1.md: {kind: amendment, executed: 2026-08-30, purpose: Other.}\n",
    "contracts/overdue": contract(
        executed="2026-11-02",
        notified="2026-11-03",
    )
    + "change-1.md: {kind: renewal, executed: 2026-11-07, expires: none}\n",
}
ADD_MESSAGE = "When you have notified them, add a message."
ADD_POSTED = "To ask git when each notice was posted, add --posted.\n"


def message(of: str) -> str:
    """Return what is printed of the message to add."""
    text = f"---\nof: {of}\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n"
    return "    content/messages/YYYY-MM-DD.md:\n" + indent(text, " " * 8)


def correction(entry: str, right: str) -> str:
    """Return what is printed of the correction to add."""
    text = f"---\non: YYYY-MM-DD\nright:\n  {right}\n---\n"
    return f"    content/{entry}/correction-YYYY-MM-DD.md:\n" + indent(text, " " * 8)


def report(case: Path) -> tuple[set[str], str]:
    """Return the kinds of what is due because of an entry, and its list and its reminders.

    The first lines of the entry may give the time and more settings, which semicolons separate.
    """
    text = case.read_text(encoding="utf-8")
    now, settings = (
        "".join(re.findall(rf"(?m)^# {name}: (.*)$", text)) for name in ("now", "settings")
    )
    settings = settings.replace("; ", "\n")
    settings += "" if "yearly" in settings else f"\n{YEARLY}"
    section = "contracts" if "\nexecuted:" in text else "breaches"
    file = f"content/{section}/{case.name}"
    content = read({f"{section}/{case.stem}": text}, settings, now, file=file)
    assert content.site, content.problems
    items = due(content.site.now, record(content.site), content.site.entries)
    issues = due_report.issues(items, timedelta(days=3), lambda item: new_file(PAGE, *item.file))
    reminders = (f"\n# {issue.title}\n\n{issue.body}" for issue in issues if issue.opens)
    closing = due_report.closing_sentence(items)
    listed = due_report.terminal(items, lambda _: "")
    return {item.name for item in items}, f"{listed}{closing}\n{''.join(reminders)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_is_listed_and_reminded_of_as_the_text_beside_it_says(case, renew_cases):
    """Its deadline, what to do and the file to add are there, and who has set the limit."""
    expected, (_, actual) = case.with_suffix(".txt"), report(case)
    if renew_cases:
        expected.write_text(actual, encoding="utf-8")

    assert expected.read_text(encoding="utf-8") == actual


def test_every_kind_has_a_case():
    """Whatever can be due is due in some case."""
    assert set().union(*(report(case)[0] for case in CASES)) == {*DUE_KINDS}


def test_every_day_has_a_verb_of_its_own():
    """The verb tells two reminders of one notice and one day apart, so no kind has another's."""
    verbs = [kind.verb for kind in DUE_KINDS.values() if kind.day]

    assert all(verbs)
    assert sorted({*verbs}) == sorted(verbs)


@pytest.fixture
def root(tmp_path):
    """A district with one duty overdue, two open, and others that are nobody's to do now."""
    write(tmp_path, ENTRIES)
    return tmp_path


def test_the_soonest_is_first(root):
    """Each overdue or open duty is listed with its deadline, the time left, and what to do."""
    result = notices("due", root, now=NOW)

    assert result.stdout == (
        "Northstar Reader, renewal of November 7, 2026: families should have been notified by "
        "November 12, 2026, 1 day 14 hours ago.\n"
        f"    {ADD_MESSAGE}\n{message('contracts/overdue/change-1')}"
        "Northstar Learning breach: families should have been notified by November 14, 2026 at "
        "12:00 AM EST, 14 hours 30 minutes ago, if the report arrived as the day began.\n"
        "    Add a correction with the time of `received`: the deadline to notify families is "
        "counted from it. If this was not done, notify affected students and families of a breach "
        "electronically.\n"
        f"{correction('breaches/unsure', 'received: YYYY-MM-DD HH:MM')}"
        "Northstar Learning breach: notify families by November 14, 2026 at 3:40 PM EST, 1 hour "
        "10 minutes left.\n"
        f"    {ADD_MESSAGE}\n{message('breaches/hours')}"
        "Northstar Reader: notify families by November 17, 2026, 3 days 9 hours left.\n"
        f"    {ADD_MESSAGE}\n{message('contracts/days')}"
    )
    assert result.stderr == f"4 things to do: 2 overdue, 2 open. {ADD_POSTED}"
    assert result.returncode == 1


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("1h", []),
        ("2h", ["breaches/hours"]),
        ("72h", ["breaches/hours"]),
        ("3d", ["breaches/hours"]),
        ("82h", ["breaches/hours", "contracts/days"]),
    ],
)
def test_within_a_time(root, within, expected):
    """`--within` leaves out duties with more time left, and none that is overdue or unknown."""
    result = notices("due", root, "--within", within, "--format", "json", now=NOW)

    always = ["contracts/overdue/change-1", "breaches/unsure"]
    assert [task["notice"] for task in json.loads(result.stdout)] == [*always, *expected]


@pytest.mark.parametrize(
    ("now", "expected"), [("2026-11-14T14:40", ["breaches/hours"]), ("2026-11-14T14:39", [])]
)
def test_within_a_time_is_to_the_minute(tmp_path, now, expected):
    """A duty with exactly that much time left is listed; one with a minute more is not."""
    write(tmp_path, {"breaches/hours": breach()})
    result = notices("due", tmp_path, "--within", "1h", "--format", "json", now=now)

    assert [task["notice"] for task in json.loads(result.stdout)] == expected


@pytest.mark.parametrize(
    ("now", "state", "code"),
    [
        ("2026-11-14T15:39", "open", 0),
        ("2026-11-14T15:40", "open", 0),
        ("2026-11-14T15:41", "overdue", 1),
    ],
)
def test_only_what_is_overdue_fails(tmp_path, now, state, code):
    """The exit code is 1 from the first minute after the last, and 0 until then."""
    write(tmp_path, {"breaches/hours": breach()})
    result = notices("due", tmp_path, "--format", "json", now=now)
    (task,) = json.loads(result.stdout)

    assert (task["state"], result.returncode) == (state, code)


def test_nothing_is_due(tmp_path):
    """If nothing is due, standard output is empty, or an empty list."""
    write(tmp_path, {"breaches/notified": breach(notified="2026-11-13 17:30")})
    result, listed = notices("due", tmp_path), notices("due", tmp_path, "--format", "json")

    assert (result.stdout, result.returncode) == ("", 0)
    assert result.stderr == f"Nothing is due. {ADD_POSTED}"
    assert listed.stdout == "[]\n"


def test_a_program_gets_the_exact_moment(root):
    """The JSON has the record's columns, the entry, the exact deadline, and the minutes left."""
    tasks = json.loads(notices("due", root, "--format", "json", now=NOW).stdout)

    assert tasks[2] == {
        "notice": "breaches/hours",
        "duty": "family-breach-notice",
        "who": "board",
        "section": "PA 16-189; PA 17-200 (from 2017-07-01)",
        "trigger": "2026-11-12T15:40-05:00",
        "due": "2026-11-14T15:40-05:00",
        "done": None,
        "state": "open",
        "path": "content/breaches/hours.md",
        "moment": "2026-11-14T15:40-05:00",
        "minutes_left": 70,
    }
    assert [(task["due"], task["moment"], task["minutes_left"]) for task in tasks[::3]] == [
        ("2026-11-12", "2026-11-13T00:00-05:00", -38 * 60 - 30),
        ("2026-11-17", "2026-11-18T00:00-05:00", 81 * 60 + 30),
    ]


def test_time_left_is_time_that_passes(tmp_path):
    """The night on which the clocks go back has an hour more than the clock shows."""
    entries = {"contracts/x": contract(executed="2026-10-30")}
    write(tmp_path, entries, "deadlines: {contract-notice: 2 days}")
    tasks = json.loads(notices("due", tmp_path, "--format", "json", now="2026-10-31T12:00").stdout)

    assert [task["minutes_left"] for task in tasks] == [37 * 60]


def test_a_posting_that_git_was_not_asked_for_is_not_due(tmp_path):
    """Only git knows whether a contract was posted, but one without an agreement was not."""
    entries = {"contracts/a": contract(), "contracts/b": contract(posted="2026-11-18")}
    entries["contracts/c"] = contract(posted="2026-11-18", agreement=None, product="C")
    write(tmp_path, entries, "law: statute")
    result = notices("due", tmp_path, now="2026-11-20")

    assert result.stdout == (
        "C: post the notice and the contract by November 23, 2026, 4 days left.\n"
        "    Put the contract in `content/files/`, add a correction that names it in `agreement`, "
        "and publish it.\n"
        f"{correction('contracts/c', 'agreement: files/NAME OF THE FILE.pdf')}"
    )
    assert (result.stderr, result.returncode) == (f"1 thing to do: 1 open. {ADD_POSTED}", 0)


def test_an_unknown_duty_has_no_moment_and_does_not_fail(tmp_path):
    """Nobody can say that it is overdue, so the exit code is 0."""
    update = "update-1.md: {on: 2026-11-13, text: More., students: 412}\n"
    write(tmp_path, {"breaches/notified": breach(notified="2026-11-13 17:30") + update})
    result = notices("due", tmp_path, "--within", "1h", "--format", "json", now=NOW)
    (task,) = json.loads(result.stdout)

    assert (task["state"], task["moment"], task["minutes_left"]) == ("unknown", None, None)
    assert result.returncode == 0


@pytest.mark.parametrize(
    ("fields", "is_listed"),
    [
        ({}, True),
        ({"notified": "2026-11-12 18:00"}, True),  # the contractor's own clock is unknown as well
        ({"resolved": "2026-11-13"}, False),
        ({"resolved": "2026-11-15"}, True),  # still open today
        ({"later": WITHDRAWN}, False),
        ({"legacy": "true"}, False),
        ({"received": "2026-11-13 09:00"}, False),  # not due within the hour
    ],
)
@pytest.mark.parametrize("law", ["district-page", "statute"])
def test_a_breach_that_no_contractor_reported_is_listed(tmp_path, law, fields, is_listed):
    """While it is open, it is listed with what to add, and nobody claims that it is overdue."""
    learned = {"received": "unknown", "learned": "2026-11-12 09:00"} | fields
    later = learned.pop("later", "")
    write(tmp_path, {"breaches/x": breach(**learned) + later}, f"law: {law}")
    result = notices("due", tmp_path, "--within", "1h", now=NOW)

    assert result.stdout == is_listed * (
        "Northstar Learning breach: nobody can tell whether the deadline to notify families was "
        "met, because the company's report has not arrived.\n"
        "    Add a correction with `received` as soon as the company's report arrives: the "
        "deadline to notify families is counted from it.\n"
        f"{correction('breaches/x', 'received: YYYY-MM-DD HH:MM')}"
    )
    assert result.returncode == 0


def ending(tmp_path, now, *options, later="", **fields):
    """Return what is printed of one contract that ends on 2026-12-31."""
    dates = {"executed": "2025-01-02", "notified": "2025-01-03", "expires": "2026-12-31"}
    write(tmp_path, {"contracts/x": contract(**dates | fields) + later})
    return notices("due", tmp_path, *options, now=now)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-02T00:00", "60 days left"),
        ("2026-12-30T23:59", "1 day left"),
        ("2026-12-31T00:01", "less than a day left"),
        ("2026-12-31T23:59", "less than a day left"),
    ],
)
def test_a_contract_that_ends_within_60_days_is_listed(tmp_path, now, left):
    """It is listed until the last minute of its last day, and is never overdue."""
    result = ending(tmp_path, now)

    assert result.stdout == (
        f"Northstar Reader: the contract ends on December 31, 2026, {left}.\n"
        "    If it is renewed, add a renewal with the new end date.\n"
        "    content/contracts/x/change-YYYY-MM-DD.md:\n"
        "        ---\n"
        "        kind: renewal\n"
        "        executed: YYYY-MM-DD\n"
        "        expires: YYYY-MM-DD\n"
        "        agreement: files/NAME OF THE FILE.pdf\n"
        "        ---\n"
    )
    assert result.stderr.startswith("1 contract ends soon.")
    assert result.returncode == 0


RENEWAL = "change-1.md: {kind: renewal, executed: 2026-12-01, notified: 2026-12-02, expires: 2027-12-31}\n"


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        ("2026-11-01T23:59", {}),
        ("2027-01-01T00:00", {}),
        ("2026-12-03", {"later": RENEWAL}),
        ("2026-11-20", {"later": RENEWAL.replace("notified: 2026-12-02, ", "")}),
        ("2026-11-20", {"expires": "none"}),
        ("2026-11-20", {"expires": None, "legacy": "true"}),
        ("2026-11-20", {"later": WITHDRAWN}),
    ],
)
def test_other_contracts_do_not_end_soon(tmp_path, now, fields):
    """Not a minute too early or too late, nor if renewed, without an end, or withdrawn."""
    assert "contract ends" not in ending(tmp_path, now, "--within", "60d", **fields).stdout


@pytest.mark.parametrize("has_desk", [True, False])
def test_each_thing_has_its_link_if_git_knows_the_repository(tmp_path, has_desk):
    """It leads to the desk, or to GitHub's editor with the file filled in."""
    entries = {
        "contracts/ends": contract(expires="2026-12-31", notified="2026-11-17"),
        "contracts/late": contract(executed="2026-11-10"),
        "breaches/waits": breach(learned="2026-11-24 09:00", received="unknown"),
    }
    settings = yearly("2025-08-28 email") + has_desk * "\nrepository: district/notices"
    write(tmp_path, entries, settings)
    for command in ("init -q", "remote add origin https://github.com/district/notices.git"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    printed = notices("due", tmp_path, now="2026-11-26").stdout
    links = [line.strip() for line in printed.splitlines() if line.startswith("    https:")]

    if has_desk:
        assert [link.partition("#event=")[2] for link in links] == [
            "notified&notice=yearly",
            "notified&notice=contracts/late",
            "correction&notice=breaches/waits&fields=received",
            "change&notice=contracts/ends",
        ]
    else:
        parts = [urlsplit(link) for link in links]
        assert {part.path for part in parts} == {"/district/notices/new/main"}
        assert [dict(parse_qsl(part.query))["filename"] for part in parts] == [
            "content/messages/YYYY-MM-DD.md",
            "content/messages/YYYY-MM-DD.md",
            "content/breaches/waits/correction-YYYY-MM-DD.md",
            "content/contracts/ends/change-YYYY-MM-DD.md",
        ]
        assert dict(parse_qsl(parts[0].query))["value"].startswith("---\nof: yearly\nat: ")


def test_a_contract_that_ends_in_a_month_ends_on_its_last_day(tmp_path):
    """A legacy entry may know only the month."""
    fields = {"expires": "2026-12", "legacy": "true"}

    assert "" == ending(tmp_path, "2026-11-01T23:59", **fields).stdout
    assert "ends on December 2026, 60 days left" in ending(tmp_path, "2026-11-02", **fields).stdout


def test_programs_get_the_end(tmp_path):
    """JSON has the keys of a duty; `--within` applies."""
    (task,) = json.loads(ending(tmp_path, "2026-12-30", "--format", "json").stdout)

    assert (task["notice"], task["duty"]) == ("contracts/x", "contract-end")
    assert (task["state"], task["due"]) == ("ending", "2026-12-31")
    assert (task["moment"], task["minutes_left"]) == ("2027-01-01T00:00-05:00", 2 * 24 * 60)
    for within in ("0h", "47h"):
        assert ending(tmp_path, "2026-12-30", "--within", within).stdout == ""


def test_with_an_error_nothing_is_listed(tmp_path):
    """An entry that cannot be read may hide a duty, so the run fails and says why."""
    write(tmp_path, {"breaches/x": breach(received="2026-02-30")})
    result = notices("due", tmp_path)

    assert (result.stdout, result.returncode) == ("", 1)
    assert "E104" in result.stderr


@pytest.mark.parametrize("within", ["72", "3 days", "h", "-1h", "²h", "99999h"])
def test_a_wrong_duration_is_a_wrong_command_line(root, within):
    """`--within` takes hours or days."""
    result = notices("due", root, "--within", within)

    assert (result.stdout, result.returncode) == ("", 2)
    assert "write it as 72h or 3d." in result.stderr


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (1440, "1 day"),
        (1441, "1 day"),
        (1500, "1 day 1 hour"),
        (3000, "2 days 2 hours"),
    ],
)
def test_a_duration_has_two_units(minutes, expected):
    """The two largest units are enough; a zero is left out."""
    assert duration_text(timedelta(minutes=minutes)) == expected
