"""The record says whether each duty was met, as far as the entry's dates show."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import openpyxl
import pytest
from lxml import html

from generator.content.fields import DEADLINES
from generator.core.duties import PRESETS, YEARLY_NOTICE
from generator.core.model import Breach, Contract, Data
from generator.core.site import Committed, Posting
from generator.law.record import record
from helpers.district import NOW, breach, contract, notices, read, write
from helpers.program import REPOSITORY

CONTRACT_NOTICE = "contract-notice,board,PA 16-189"
CONTRACT_POSTING = "contract-posting,board,PA 18-125"
BREACH_POSTING = "breach-posting,board,PA 16-189"
FAMILY_NOTICE = "family-breach-notice,board,PA 16-189; PA 17-200 (from 2017-07-01)"


def rows(entries, settings="", now=NOW, postings=None):
    """Return the rows of the record of some entries, which may have warnings and no errors."""
    content = read(entries, settings, now, postings)
    assert content.site, content.problems
    return [row for row in record(content.site) if row.duty != YEARLY_NOTICE]


def lines(entries, settings="", now=NOW):
    return [",".join(list(row.cells().values())[:8]) for row in rows(entries, settings, now)]


def state(entry, duty, settings="", now=NOW, postings=None):
    """Return the due date and the state of one duty of an entry."""
    section = "contracts" if "executed:" in entry else "breaches"
    matching = [
        row
        for row in rows({f"{section}/x": entry}, settings, now, postings)
        if row.duty.name == duty
    ]
    return (matching[0].cells()["due"], matching[0].state) if matching else None


def warnings(entry, settings="", now=NOW, postings=None):
    """Return the codes, lines and messages of the warnings about deadlines."""
    section = "contracts" if "executed:" in entry else "breaches"
    content = read({f"{section}/x": entry}, settings, now, postings)
    return [
        (p.code, p.span.line, p.message) for p in content.problems if "W120" <= p.code <= "W129"
    ]


def test_the_rows_of_a_contract_and_a_breach():
    """A contract and each change has two rows; a breach has three, one for the contractor."""
    changes = "[{kind: renewal, executed: 2026-11-20, expires: none, notified: 2026-11-21}]"
    entries = {
        "breaches/b": breach(notified="{at: 2026-11-13 17:30, by: email}"),
        "contracts/c": contract(notified="2026-11-18 09:00", changes=changes),
    }

    assert lines(entries) == [
        f"contracts/c,{CONTRACT_NOTICE},2026-11-16,2026-11-21,2026-11-18,met",
        f"contracts/c,{CONTRACT_POSTING},2026-11-16,2026-11-23,,unknown",
        f"contracts/c/change-1,{CONTRACT_NOTICE},2026-11-20,2026-11-25,2026-11-21,met",
        f"contracts/c/change-1,{CONTRACT_POSTING},2026-11-20,2026-11-30,,unknown",
        "breaches/b,contractor-breach-notice-30,contractor,10-234dd,2026-11-04,2026-12-04,"
        "2026-11-12,met",
        f"breaches/b,{FAMILY_NOTICE},2026-11-12T15:40-05:00,2026-11-14T15:40-05:00,"
        "2026-11-13T17:30-05:00,met",
        f"breaches/b,{BREACH_POSTING},2026-11-12,,,unknown",
    ]


def test_rows_are_in_the_order_of_ids_and_lists():
    """Rows list contracts by id, then breaches; change 10 follows 9; a withdrawal is not a duty."""
    change = "{{kind: amendment, executed: 2026-11-{day}, notified: 2026-11-{day}}}"
    changes = ", ".join(change.format(day=day) for day in range(10, 20))
    withdrawn = "{on: 2026-11-24, reason: Signed by nobody.}"
    many = contract(
        executed="2026-11-09", notified="2026-11-10", changes=f"[{changes}]", withdrawn=withdrawn
    )
    entries = {"breaches/a": breach(), "contracts/z": contract(), "contracts/b": many}
    ids = [row.notice.id for row in rows(entries, "law: statute")]

    assert ids == [
        "contracts/b",
        *(f"contracts/b/change-{number}" for number in range(1, 11)),
        "contracts/z",
        *["breaches/a"] * 3,
    ]


@pytest.mark.parametrize(
    ("executed", "notified", "expected"),
    [
        ("2026-11-16", "2026-11-21 23:59", ("2026-11-21", "met")),  # one minute before
        ("2026-11-16", "2026-11-22 00:00", ("2026-11-21", "late")),  # and after
        ("2026-11-16", "2026-11-21", ("2026-11-21", "met")),  # the last day, without a time
        ("2026-11-16", "2026-11-22", ("2026-11-21", "late")),
        ("2026-11-16", "2026-11-16", ("2026-11-21", "met")),
        # Before the contract was signed.
        ("2026-11-16", "2026-11-15", ("2026-11-21", "unknown")),
        ("2026-11-16", "2026-11-15 23:59", ("2026-11-21", "unknown")),
        ("2026-11-16", "2026-11-22 00:30-04:00", ("2026-11-21", "met")),  # 23:30 in New York
        ("2026-11-20", "2026-11-30", ("2026-11-25", "late")),
    ],
)
def test_families_are_notified_of_a_contract_by_the_end_of_a_day(executed, notified, expected):
    """The district's promise is met on the last day and late on the next, in its time zone."""
    entry = contract(executed=executed, notified=notified)

    assert state(entry, "contract-notice", now="2026-12-20") == expected
    assert state(entry, "contract-notice", "law: statute", "2026-12-20") is None


@pytest.mark.parametrize("law", ["district-page", "statute"])
@pytest.mark.parametrize(
    ("executed", "posted", "expected"),
    [
        ("2026-11-20", "2026-11-30", ("2026-11-30", "met")),  # Thanksgiving is left out
        ("2026-11-20", "2026-12-01", ("2026-11-30", "late")),
        ("2025-12-23", "2025-12-31", ("2025-12-31", "met")),  # Christmas
        ("2026-11-20", "2026-11-19", ("2026-11-30", "unknown")),  # posted before it was signed
        ("2026-11-20", None, ("2026-11-30", "unknown")),  # git was not read
    ],
)
def test_a_contract_is_posted_within_business_days(law, executed, posted, expected):
    """State law's duty is the same under both presets: to post the notice and the contract."""
    entry = contract(executed=executed, posted=posted, notified=executed)

    assert state(entry, "contract-posting", f"law: {law}", "2026-12-20") == expected


def posting(first, with_contract=None, notified=None, posted=None):
    """Return what git knows about a notice: four times in UTC, or None."""
    made = [
        at and Committed("a" * 40, datetime.fromisoformat(f"{at}Z"))
        for at in (first, with_contract, notified, posted)
    ]
    return {"contracts/x": Posting(*made), "breaches/x": Posting(*made)}


@pytest.mark.parametrize(
    ("fields", "known", "expected"),
    [
        # A minute before midnight in New York.
        ({}, posting("2026-11-17T10:00", "2026-11-24T04:59"), "met"),
        ({}, posting("2026-11-17T10:00", "2026-11-24T05:00"), "late"),
        ({}, posting("2026-11-17T10:00"), "overdue"),  # the notice without the contract
        ({}, {}, "overdue"),  # it is not on the published branch
        ({"agreement": None}, posting("2026-11-17T10:00"), "overdue"),
        # Posted elsewhere, without the contract.
        ({"agreement": None, "posted": "2026-11-17"}, None, "overdue"),
        # The entry's date wins.
        ({"posted": "2026-11-17"}, posting("2026-11-25T10:00", "2026-11-25T10:00"), "met"),
        ({"agreement": None}, None, "unknown"),
        ({"notified": "2026-11-17"}, {}, "overdue"),  # notifying families is not posting
        ({"basis": "pledge"}, {}, None),  # there is no contract to post
        ({"basis": "special-education-exception"}, {}, None),
    ],
)
def test_a_contract_is_posted_when_both_are_on_the_website(fields, known, expected):
    """Only the notice with its own contract meets the duty; without git, it is unknown."""
    due_and_state = state(contract(**fields), "contract-posting", "law: statute", postings=known)

    assert (due_and_state and due_and_state[1]) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("posted: 2026-11-18", "overdue"),  # without a contract of its own
        ("agreement: https://a.example/b.pdf, posted: 2026-11-25", "late"),
        ("", "overdue"),  # the earlier contract is not the amendment
        ("agreement: https://northstar.example/b.pdf", "met"),
    ],
)
def test_a_change_is_posted_with_its_own_contract(fields, expected):
    """A renewal or an amendment is a contract too, so its own document must be posted."""
    known = posting("2026-11-17T10:00", "2026-11-17T10:00")
    change = f"{{kind: amendment, executed: 2026-11-17, {fields}}}"
    known["contracts/x/change-1"] = known["contracts/x"]
    entries = {"contracts/x": contract(changes=f"[{change}]")}
    change_rows = rows(entries, "law: statute", postings=known)

    assert [row.state for row in change_rows] == ["met", expected]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, ("", "unknown")),
        ({}, ("", "unknown")),
        (posting("2026-11-30T10:00"), ("2026-11-30", "posted")),
    ],
)
@pytest.mark.parametrize("law", ["district-page", "statute"])
def test_the_posting_of_a_breach_has_a_date_and_no_verdict(law, known, expected):
    """The law sets no limit, so the row has the date of posting or says that it is unknown."""
    entries = {"breaches/x": breach()}
    (row,) = (row for row in rows(entries, f"law: {law}", postings=known) if not row.duty.clock)

    assert (row.cells()["done"], row.state, row.due, row.taken) == (*expected, None, None)


@pytest.mark.parametrize("law", ["district-page", "statute"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"learned": "2026-11-12 09:00"}, ["unknown", "unknown", "unknown"]),
        ({"learned": "2026-11-12", "notified": "2026-11-12"}, ["unknown", "unknown", "unknown"]),
        (
            {"received": "2026-11-13 15:40", "learned": "2026-11-12 09:00"},
            ["met", "overdue", "unknown"],
        ),
        (
            {
                "received": "2026-11-13 15:40",
                "learned": "2026-11-12",
                "notified": "2026-11-14 15:40",
            },
            ["met", "met", "unknown"],
        ),
    ],
)
def test_deadlines_start_with_the_contractors_notice(law, fields, expected):
    """No deadline is counted from `learned`; until the contractor reports, rows are unknown."""
    breach_rows = rows({"breaches/x": breach(**{"received": "unknown", **fields})}, f"law: {law}")

    assert [row.state for row in breach_rows] == expected


def test_a_breach_can_say_when_it_was_posted():
    """The entry's date wins, because the notice may have been on another page before."""
    breach_rows = rows(
        {"breaches/x": breach(posted="2026-11-13")}, postings=posting("2026-11-20T10:00")
    )

    assert [(row.cells()["done"], row.state) for row in breach_rows if not row.duty.clock] == [
        ("2026-11-13", "posted")
    ]


@pytest.mark.parametrize(
    ("law", "entry", "expected"),
    [
        ("district-page", contract(executed="2016-09-30"), ""),
        ("district-page", contract(executed="2016-10-01"), "contract-notice"),
        ("district-page", contract(executed="2018-06-30"), "contract-notice"),
        ("district-page", contract(executed="2018-07-01"), "contract-notice contract-posting"),
        ("district-page", contract(executed="2016-10", legacy="true"), "contract-notice"),
        ("district-page", contract(executed="2016-09", legacy="true"), ""),
        ("statute", contract(executed="2018-06-30"), ""),
        ("statute", contract(executed="2018-07-01"), "contract-posting"),
        ("statute", breach(discovered="2016-09-30", received="2016-09-30"), ""),
        (
            "statute",
            breach(discovered="2016-09-30", received="2016-10-01"),
            "family-breach-notice breach-posting",
        ),
        (
            "district-page",
            breach(discovered="2016-10-01", received="2016-10-01"),
            "contractor-breach-notice-30 family-breach-notice breach-posting",
        ),
    ],
)
def test_a_duty_has_a_beginning(law, entry, expected):
    """There is no row for a date before the law required it."""
    section = "contracts" if "executed:" in entry else "breaches"
    duties = [row.duty.name for row in rows({f"{section}/x": entry}, f"law: {law}")]

    assert " ".join(duties) == expected


@pytest.mark.parametrize(
    ("law", "received", "notified", "expected"),
    [
        # Friday, June 30, 2017, is the last day of the 48 hours.
        ("statute", "2017-06-30 23:59", "2017-07-02 23:59", ("2017-07-02T23:59-04:00", "met")),
        ("statute", "2017-06-30 23:59", "2017-07-03 00:00", ("2017-07-02T23:59-04:00", "late")),
        ("statute", "2017-07-01 00:00", "2017-07-05 23:59", ("2017-07-05", "met")),
        ("statute", "2017-07-01 00:00", "2017-07-06 00:00", ("2017-07-05", "late")),
        ("statute", "2016-10-01 00:00", "2016-10-03 00:01", ("2016-10-03T00:00-04:00", "late")),
        ("district-page", "2017-06-30 12:00", "2017-07-02", ("2017-07-02T12:00-04:00", "unknown")),
        ("district-page", "2017-07-01 12:00", "2017-07-05", ("2017-07-03T12:00-04:00", "late")),
    ],
)
def test_the_limit_is_that_of_the_law_when_the_notice_arrived(law, received, notified, expected):
    """Until June 2017, state law gave 48 hours for a breach, and two business days since then."""
    entry = breach(discovered=received[:10], received=received, notified=notified)
    settings = f"law: {law}"

    assert state(entry, "family-breach-notice", settings) == expected


def test_an_old_breach_without_a_date_has_todays_limit():
    """It has one row for families, under the current law."""
    old = breach(received="unknown", discovered="unknown", legacy="true")
    family_rows = [
        (row.duty.name, str(row.duty.clock), row.state)
        for row in rows({"breaches/x": old}, "law: statute")
        if row.duty.name == "family-breach-notice"
    ]

    assert family_rows == [("family-breach-notice", "2 business days", "unknown")]


def test_todays_law_decides_whether_a_time_is_required():
    """Under the statute, only a breach from the time of the 48 hours needs a time of day."""
    entries = {
        f"breaches/{day}": breach(discovered=day, received=day)
        for day in ("2017-06-30", "2017-07-01")
    }
    problems = read(entries, "law: statute").problems

    assert [p.span.path for p in problems if p.code == "W102"] == ["content/breaches/2017-06-30.md"]


@pytest.mark.parametrize(
    ("executed", "expected"), [("2026-11-25", ["open", "unknown"]), ("2026-11-26", [])]
)
def test_a_future_contract_has_no_open_duty(executed, expected):
    """No clock runs from a date in the future."""
    assert [row.state for row in rows({"contracts/x": contract(executed=executed)})] == expected


@pytest.mark.parametrize(
    ("law", "received", "notified", "expected"),
    [
        # To the minute.
        ("district-page", "2026-11-12 15:40", "2026-11-14 15:40", "2026-11-14T15:40-05:00 met"),
        ("district-page", "2026-11-12 15:40", "2026-11-14 15:41", "2026-11-14T15:40-05:00 late"),
        ("district-page", "2026-11-12 15:40", "2026-11-14 15:39", "2026-11-14T15:40-05:00 met"),
        ("district-page", "2026-11-12 15:40", "2026-11-13", "2026-11-14T15:40-05:00 met"),
        ("district-page", "2026-11-12 15:40", "2026-11-14", "2026-11-14T15:40-05:00 unknown"),
        ("district-page", "2026-11-12 15:40", "2026-11-15", "2026-11-14T15:40-05:00 late"),
        # Before the contractor's notice, or maybe before it.
        ("district-page", "2026-11-12 15:40", "2026-11-12 15:40", "2026-11-14T15:40-05:00 met"),
        ("district-page", "2026-11-12 15:40", "2026-11-12 15:39", "2026-11-14T15:40-05:00 unknown"),
        ("district-page", "2026-11-12 15:40", "2026-11-12", "2026-11-14T15:40-05:00 unknown"),
        # A receipt at any time of the day.
        ("district-page", "2026-11-12", "2026-11-13 23:59", "2026-11-14T00:00-05:00 met"),
        ("district-page", "2026-11-12", "2026-11-14 15:40", "2026-11-14T00:00-05:00 unknown"),
        ("district-page", "2026-11-12", "2026-11-14 23:59", "2026-11-14T00:00-05:00 unknown"),
        ("district-page", "2026-11-12", "2026-11-15 00:00", "2026-11-14T00:00-05:00 late"),
        ("district-page", "2026-11-12", "2026-11-15", "2026-11-14T00:00-05:00 late"),
        # The clocks change.
        ("district-page", "2026-10-31 15:40", "2026-11-02 14:40", "2026-11-02T14:40-05:00 met"),
        ("district-page", "2026-10-31 15:40", "2026-11-02 15:40", "2026-11-02T14:40-05:00 late"),
        ("district-page", "2026-03-07 15:40", "2026-03-09 16:40", "2026-03-09T16:40-04:00 met"),
        # 1:30 occurs twice.
        ("district-page", "2026-11-01 01:30", "2026-11-03 00:30", "2026-11-03T00:30-05:00 met"),
        ("district-page", "2026-11-01 01:30", "2026-11-03 01:00", "2026-11-03T00:30-05:00 unknown"),
        (
            "district-page",
            "2026-11-01 01:30-04:00",
            "2026-11-03 01:00",
            "2026-11-03T00:30-05:00 late",
        ),
        (
            "district-page",
            "2026-11-01 01:30-05:00",
            "2026-11-03 01:00",
            "2026-11-03T01:30-05:00 met",
        ),
        ("district-page", "2026-11-01 01:30", "2026-11-03 01:31", "2026-11-03T00:30-05:00 late"),
        ("district-page", "2026-10-30 00:45", "2026-11-01 01:30", "2026-11-01T00:45-04:00 late"),
        (
            "district-page",
            "2026-10-30 01:45-04:00",
            "2026-11-01 01:45",
            "2026-11-01T01:45-04:00 unknown",
        ),
        # Business days.
        ("statute", "2026-11-13 15:40", "2026-11-17", "2026-11-17 met"),
        ("statute", "2026-11-13 15:40", "2026-11-18 00:00", "2026-11-17 late"),
        ("statute", "2026-04-02 15:40", "2026-04-07 23:59", "2026-04-07 met"),
        ("statute", "2026-07-02 15:40", "2026-07-07", "2026-07-07 met"),
    ],
)
def test_families_are_notified_of_a_breach_within_hours(law, received, notified, expected):
    """The limit is exact to the minute; a date that can be on time or late is unknown."""
    entry = breach(received=received, discovered="2026-01-05", notified=notified)

    due_and_state = state(entry, "family-breach-notice", f"law: {law}")
    assert due_and_state == tuple(expected.split())


@pytest.mark.parametrize(
    ("now", "law", "expected"),
    [
        ("2026-11-14T15:40", "district-page", "open"),
        ("2026-11-14T15:41", "district-page", "overdue"),
        ("2026-11-16T23:59", "statute", "open"),
        ("2026-11-17T00:00", "statute", "overdue"),
    ],
)
def test_a_duty_that_is_not_done_is_open_or_overdue(now, law, expected):
    """A duty without `notified` is open until its last moment, and overdue from the next on."""
    assert state(breach(), "family-breach-notice", f"law: {law}", now)[1] == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-11-14T00:00", "open"), ("2026-11-14T00:01", "unknown"), ("2026-11-14T23:59", "unknown"),
     ("2026-11-15T00:00", "overdue")],
)  # fmt: skip
def test_a_receipt_without_a_time_has_an_unknown_day(now, expected):
    """On the day of the limit, the state is unknown."""
    assert state(breach(received="2026-11-12"), "family-breach-notice", now=now)[1] == expected


@pytest.mark.parametrize(
    ("involves", "discovered", "received", "expected"),
    [
        ("{student-information: [name]}", "2026-10-13", "2026-11-12", {"30": "met"}),
        ("{student-information: [name]}", "2026-10-12", "2026-11-12", {"30": "late"}),
        ("{student-records: [grades]}", "2026-09-13", "2026-11-12", {"60": "met"}),
        ("{student-records: [grades]}", "2026-09-12", "2026-11-12", {"60": "late"}),
        ("{student-generated-content: [essays]}", "2026-10-12", "2026-11-12", {"60": "met"}),
        ("{directory-information: [photograph]}", "2026-10-12", "2026-11-12", {"60": "met"}),
        ("{student-information: [name], directory-information: [team]}", "2026-10-12", "2026-11-12",
         {"30": "late", "60": "met"}),
        ("{student-information: [name]}", "unknown", "2026-11-12", {"30": "unknown"}),
        ("unknown", "2026-10-13", "2026-11-12", {"30": "met", "60": "met"}),  # within 30 days
        ("unknown", "2026-10-12", "2026-11-12", {"30": "unknown", "60": "unknown"}),
        ("unknown", "2026-01-12", "2026-11-12", {"30": "unknown", "60": "unknown"}),
        ("unknown", "unknown", "2026-11-12", {"30": "unknown", "60": "unknown"}),
    ],
)  # fmt: skip
def test_each_kind_of_data_has_its_own_limit(involves, discovered, received, expected):
    """It is 30 days for student information, 60 days for other data, and both if unknown."""
    entry = breach(involves=involves, discovered=discovered, received=received)
    contractor_rows = (row for row in rows({"breaches/x": entry}) if row.duty.who == "contractor")
    states = {row.duty.name[-2:]: row.state for row in contractor_rows}

    assert states == expected


def test_the_data_known_now_decides_which_limits_apply():
    """An update that names the data decides the contractor's limit, and has a row for families."""
    update = "[{on: 2026-11-20, text: Grades., involves: {student-records: [grades]}}]"
    entry = breach(involves="unknown", discovered="2026-10-01", updates=update)
    states = [(row.notice.id, row.duty.name, row.state) for row in rows({"breaches/x": entry})]

    assert states == [
        ("breaches/x", "contractor-breach-notice-60", "met"),
        ("breaches/x", "family-breach-notice", "overdue"),
        ("breaches/x", "breach-posting", "unknown"),
        ("breaches/x/update-1", "family-breach-notice", "unknown"),
    ]


@pytest.mark.parametrize(
    ("first", "states", "is_owed"),
    [
        ({}, "students: 412", True),  # the number was unknown
        ({"students": "412"}, "students: 413", True),
        ({"students": "412"}, "students: 412", False),
        ({"students": "412"}, "students: 11", False),
        ({"students": "412"}, "students: unknown", False),
        ({}, "involves: {student-information: [name, home address]}", False),  # the same kind
        ({}, "involves: {student-information: [name], student-records: [grades]}", True),
        ({"involves": "unknown"}, "involves: {student-information: [name]}", True),
        ({"involves": "nothing"}, "involves: {student-information: [name]}", True),
        ({}, "involves: nothing", False),
        ({"schools": "[dodd]"}, "schools: [dodd, hill]", True),
        ({"schools": "[dodd, hill]"}, "schools: [hill]", False),
        ({"schools": "[dodd]"}, "schools: all", True),
        ({"schools": "all"}, "schools: [dodd]", False),
        ({}, "offers: Two years.", False),
    ],
)
@pytest.mark.parametrize("law", ["district-page", "statute"])
def test_an_update_that_adds_kinds_or_students_has_its_own_row(law, first, states, is_owed):
    """It concerns people who were not notified before, so it has its own deadline."""
    entry = breach(**{**first, "updates": f"[{{on: 2026-11-20, text: More., {states}}}]"})
    settings = f"law: {law}\nschools: {{dodd: {{name: Dodd}}, hill: {{name: Hill}}}}"
    duties = [row.duty.name for row in rows({"breaches/x": entry}, settings) if row.notice.number]

    assert duties.count("family-breach-notice") == int(is_owed)


NEWS = "received: 2026-11-20 09:00"


@pytest.mark.parametrize(
    ("law", "dates", "expected"),
    [
        ("district-page", "", " unknown"),
        ("district-page", "notified: 2026-11-20 18:00", " unknown"),  # the news has no date
        ("district-page", f"{NEWS}", "2026-11-22T09:00-05:00 overdue"),
        ("district-page", f"{NEWS}, notified: 2026-11-22 09:00", "2026-11-22T09:00-05:00 met"),
        ("district-page", f"{NEWS}, notified: 2026-11-22 09:01", "2026-11-22T09:00-05:00 late"),
        ("district-page", f"{NEWS}, notified: 2026-11-20 08:59", "2026-11-22T09:00-05:00 unknown"),
        ("statute", f"{NEWS}, notified: 2026-11-24 23:59", "2026-11-24 met"),
        ("statute", f"{NEWS}, notified: 2026-11-25 00:00", "2026-11-24 late"),
        ("statute", "", " unknown"),
    ],
)
def test_an_update_has_its_own_deadline(law, dates, expected):
    """It starts when the news was received; without both dates the state is unknown."""
    update = f"{{on: 2026-11-20, text: More., students: 412{', ' if dates else ''}{dates}}}"
    entries = {"breaches/x": breach(notified="2026-11-13 09:00", updates=f"[{update}]")}
    row = next(row for row in rows(entries, f"law: {law}") if row.notice.number)

    assert f"{row.cells()['due']} {row.state}" == expected


def test_a_new_kind_of_data_was_reported_with_the_update():
    """The contractor reported it when the district received it, not with its first notice."""
    data = "{student-information: [name], student-records: [grades]}"
    update = f"{{on: 2026-11-20, text: More., involves: {data}%s}}"
    states = []
    for dates in ("", ", received: 2026-11-20 09:00", ", received: 2026-11-18 09:00"):
        entry = breach(discovered="2026-09-20", updates=f"[{update % dates}]")
        breach_rows = rows({"breaches/x": entry})
        states.append(
            [
                (row.notice.number, row.duty.name[-2:], row.state)
                for row in breach_rows
                if row.duty.kinds
            ]
        )

    assert states == [
        [(0, "30", "late"), (1, "60", "unknown")],
        [(0, "30", "late"), (1, "60", "late")],
        [(0, "30", "late"), (1, "60", "met")],
    ]


UPDATE = "[{on: 2026-11-20, text: More., students: 412%s}]"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (breach(updates=UPDATE % ""), "`received` and `notified`"),
        (breach(updates=UPDATE % ", notified: 2026-11-20 18:00"), "`received`"),
        # Its deadline is running, and a warning says so.
        (breach(updates=UPDATE % ", received: 2026-11-24 18:00"), None),
        # Both dates are there.
        (breach(updates=UPDATE % ", received: 2026-11-20, notified: 2026-11-22"), None),
        (breach(updates=UPDATE % "", legacy="true"), None),
        (breach(updates=UPDATE % "", withdrawn="{on: 2026-11-24, reason: Sent in error.}"), None),
        (breach(updates="[{on: 2026-11-20, text: More.}]"), None),
    ],
)
def test_an_update_without_its_dates_is_a_warning(entry, expected):
    """If it is unknown whether families know the news, a warning names the missing dates."""
    messages = [message for code, _, message in warnings(entry) if code == "W123"]

    assert messages == (
        [f"This update adds kinds of data or students, but lacks {expected}."] if expected else []
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "received: 2026-11-20 09:00, notified: 2026-11-20 08:00",
            "W106 `notified` (2026-11-20 08:00) is earlier",
        ),
        (
            "received: 2026-11-21, notified: 2026-11-21",
            "W106 `received` (2026-11-21) is later than `on` (2026-11-20).",
        ),
        ("received: 2026-11-26", "E210 `received` is in the future: 2026-11-26"),
        (
            "received: 2026-11-20, notified: 2026-11-25 12:01",
            "E210 `notified` is in the future: 2026-11-25 12:01",
        ),
        ("received: unknown", "E105 `received` must be a date like 2026-03-07, not unknown"),
        ("notified: {by: email}", "E102 `at` is missing in `notified`."),
    ],
)
def test_the_dates_of_an_update_are_checked(fields, expected):
    """They must be in the past and in order."""
    updates = f"[{{on: 2026-11-20, text: More., students: 412, {fields}}}]"
    problems = read({"breaches/x": breach(notified="2026-11-13", updates=updates)}).problems
    lines = [f"{p.code} {p.message}" for p in problems if p.code < "W120"]

    assert [line for line in lines if line.startswith(expected)]


@pytest.mark.parametrize(
    ("now", "notified", "is_refused"),
    [
        ("2026-11-01T01:40:00-05:00", "2026-11-01 01:50-04:00", False),  # 50 minutes ago
        ("2026-11-01T01:40:00-04:00", "2026-11-01 01:30-05:00", True),  # in 50 minutes
        ("2026-11-01T01:40:00-04:00", "2026-11-01 01:30", False),  # perhaps 10 minutes ago
    ],
)
def test_the_hour_that_occurs_twice_is_in_order(now, notified, is_refused):
    """When the clocks go back, a true notice is accepted, and one in the future is not met."""
    entry = breach(received="2026-10-31 15:40", discovered="2026-10-30", notified=notified)
    problems = read({"breaches/x": entry}, now=now).problems

    assert [p.code for p in problems if p.is_error] == (["E210"] if is_refused else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "unknown"),  # not done, as far as is known
        ({"executed": None, "notified": "2019-08-20"}, "unknown"),  # the trigger is unknown
        ({"notified": "2019-08-20"}, "met"),
        ({"notified": "2019-10-01"}, "late"),
        ({"executed": "2019-08", "notified": "2019-08-31"}, "unknown"),
        # Before it was signed, or after.
        ({"executed": "2019-08", "notified": "2019-08-05"}, "unknown"),
        ({"executed": "2019-08", "notified": "2019-08-20"}, "unknown"),
        ({"executed": "2019-08", "notified": "2019-08"}, "unknown"),
        ({"executed": "2019-08", "notified": "2019-09-06"}, "late"),
        ({"executed": "2019-08", "notified": "2019-10"}, "late"),
    ],
)
def test_an_old_entry_is_unknown_unless_its_dates_decide(fields, expected):
    """A duty without recorded dates is neither met nor overdue."""
    entry = contract(**{"executed": "2019-08-16", "legacy": "true", **fields})
    notice, posting = rows({"contracts/x": entry}, "law: district-page", postings={})

    assert (notice.state, posting.state) == (expected, "unknown")


def test_a_withdrawn_entry_keeps_its_rows():
    """A duty that was done before the withdrawal has its state; the others are withdrawn."""
    withdrawn = "{on: 2026-11-24, reason: Sent in error.}"
    entries = {
        "breaches/x": breach(withdrawn=withdrawn),
        "breaches/y": breach(notified="2026-11-15 09:00", withdrawn=withdrawn),
        "contracts/x": contract(withdrawn=withdrawn),
    }
    states = [(row.notice.id, row.duty.name, row.state) for row in rows(entries, postings={})]

    assert states == [
        ("contracts/x", "contract-notice", "withdrawn"),
        ("contracts/x", "contract-posting", "withdrawn"),
        ("breaches/x", "contractor-breach-notice-30", "met"),
        ("breaches/x", "family-breach-notice", "withdrawn"),
        ("breaches/x", "breach-posting", "withdrawn"),
        ("breaches/y", "contractor-breach-notice-30", "met"),
        ("breaches/y", "family-breach-notice", "late"),
        ("breaches/y", "breach-posting", "withdrawn"),
    ]


def test_a_future_withdrawal_ends_no_duty():
    """The duties end on its day."""
    entry = breach(withdrawn="{on: 2026-11-26, reason: Sent in error.}")

    assert state(entry, "family-breach-notice")[1] == "overdue"
    assert state(entry, "family-breach-notice", now="2026-11-26")[1] == "withdrawn"


@pytest.mark.parametrize(
    ("deadlines", "duty", "expected"),
    [
        ("{family-breach-notice: 24 hours}", "family-breach-notice", "2026-11-13T15:40-05:00 late"),
        ("{family-breach-notice: 1 business day}", "family-breach-notice", "2026-11-13 met"),
        ("{family-breach-notice: 2 business days}", "family-breach-notice", "2026-11-16 met"),
        ("{family-breach-notice: 2 days}", "family-breach-notice", "2026-11-14 met"),
        ("{contractor-breach-notice-30: 7 days}", "contractor-breach-notice-30", "2026-11-11 late"),
        ("{contract-notice: 1 day}", "family-breach-notice", "2026-11-14T15:40-05:00 met"),
    ],
)
def test_the_district_can_set_its_own_limits(deadlines, duty, expected):
    """The settings can change each number and unit, and the row says whose limit it is."""
    settings = f"deadlines: {deadlines}"
    breach_rows = rows({"breaches/x": breach(notified="2026-11-13 17:30")}, settings)

    due_and_state = state(breach(notified="2026-11-13 17:30"), duty, settings)
    assert due_and_state == tuple(expected.split())
    assert {row.duty.limit_from for row in breach_rows if row.duty.name in deadlines} <= {"own"}


@pytest.mark.parametrize(
    ("law", "duty", "limit", "code"),
    [
        ("district-page", "contract-notice", "5 days", ""),
        ("district-page", "contract-notice", "6 days", "E212"),
        ("district-page", "contract-posting", "5 business days", ""),
        ("statute", "contract-posting", "5 days", ""),
        ("statute", "contract-posting", "6 business days", "E212"),
        ("statute", "contract-notice", "3 days", "E211"),
        ("statute", "family-breach-notice", "48 hours", ""),
        ("district-page", "family-breach-notice", "2 business days", ""),
        ("district-page", "family-breach-notice", "3 days", "E212"),
        ("district-page", "contractor-breach-notice-30", "1 day", ""),
        ("statute", "contractor-breach-notice-30", "31 days", "E212"),
        ("statute", "contractor-breach-notice-60", "60 business days", "E212"),
    ],
)
def test_the_districts_own_limits_can_only_be_stricter(law, duty, limit, code):
    """A limit that can end later than state law's, or is for another preset's duty, is an error."""
    problems = read({}, f"law: {law}\ndeadlines: {{{duty}: {limit}}}").problems
    messages = {
        "E211": f"`{duty}` is not a deadline under `law: {law}`.",
        "E212": f"`{duty}` can end later than state law allows: {limit}",
    }

    assert [(p.code, p.message) for p in problems] == ([(code, messages[code])] if code else [])
    if code == "E212" and duty.startswith("contract-"):
        assert "5 business days" in problems[0].advice
    if code == "E211":
        assert "Use `contract-posting`" in problems[0].advice


@pytest.mark.parametrize(
    ("business_days", "expected"),
    [
        ("{open: [2026-11-26]}", "2026-11-27"),
        ("{closed: [2026-11-27, 2026-11-30]}", "2026-12-02"),
        ("{}", "2026-11-30"),
    ],
)
def test_the_office_can_have_its_own_business_days(business_days, expected):
    """The settings correct the state's holidays, and every deadline is counted accordingly."""
    settings = f"law: statute\nbusiness_days: {business_days}"

    assert state(contract(executed="2026-11-20"), "contract-posting", settings)[0] == expected


@pytest.mark.parametrize(
    ("business_days", "expected"),
    [
        (
            "{open: [2026-10-12], closed: [2026-10-12]}",
            "E213 The same day is in `open` and in `closed`: 2026-10-12",
        ),
        ("{open: 2026-10-12}", "E107 `open` must be a list, not text."),
        ("{open: [2026-10]}", "E118 `open` is not exact enough: 2026-10"),
        (
            "{opened: [2026-10-12]}",
            "E101 There is no field `opened` in `business_days`. Did you mean `open`?",
        ),
        ("[2026-10-12]", "E107 `business_days` must be a group of fields, not a list."),
    ],
)
def test_business_days_that_cannot_be_read_are_an_error(business_days, expected):
    """A day is open or closed, and must be a day."""
    problems = read({}, f"business_days: {business_days}").problems

    assert [f"{p.code} {p.message}" for p in problems] == [expected]


def test_the_settings_accept_every_duty():
    """Each duty can have a limit of the district's own, and nothing else can."""
    assert {*DEADLINES.fields} == {
        duty.name for law in PRESETS.values() for duty in law if duty.clock
    }


NO_CLOCK = "`family-breach-notice` must be a number of days, business days or hours, not"


@pytest.mark.parametrize(
    ("deadlines", "expected"),
    [
        (
            "{family-breech-notice: 24 hours}",
            "8:13 E101 There is no field `family-breech-notice` in `deadlines`. Did you mean "
            "`family-breach-notice`?",
        ),
        ("{family-breach-notice: 24}", f"8:35 E107 {NO_CLOCK} 24"),
        ("{family-breach-notice: 0 days}", f"8:35 E107 {NO_CLOCK} 0 days"),
        ("48 hours", "8:12 E107 `deadlines` must be a group of fields, not text."),
    ],
)
def test_a_deadline_that_cannot_be_read_is_an_error_at_its_place(deadlines, expected):
    """An unknown duty is reported at its key, with a suggestion; an invalid clock, at its value."""
    problems = read({}, f"\ndeadlines: {deadlines}").problems

    assert [f"{p.span.line}:{p.span.column} {p.code} {p.message}" for p in problems] == [expected]


def test_every_field_of_a_duty_exists():
    """The dates and kinds of data in the table of duties are fields of the entries."""
    for duty in (duty for law in PRESETS.values() for duty in law):
        entry = Contract if duty.trigger == "executed" else Breach

        assert {duty.trigger, duty.done} - {"posted"} <= entry.__dataclass_fields__.keys()
        assert set(duty.kinds) <= set(Data._fields)


@pytest.mark.parametrize(
    ("now", "code", "verb"),
    [("2026-11-14T15:40", "W121", "is"), ("2026-11-14T15:41", "W120", "was")],
)
def test_a_running_or_missed_deadline_is_a_warning(now, code, verb):
    """If families were not notified, a warning has the last moment to do so."""
    message = f"The deadline to notify families {verb} 2026-11-14 15:40 EST."

    assert warnings(breach(), now=now) == [(code, 1, message)]


def test_a_late_notice_is_a_warning_at_its_date():
    """The warning is at the date of the late notice."""
    entry = contract(notified="{at: 2026-11-22 08:00, by: email}")

    message = "The deadline to notify families was the end of 2026-11-21, and this is later: "
    assert warnings(entry) == [("W122", 10, f"{message}2026-11-22 08:00")]


def test_a_change_has_its_own_warning():
    """Each change of a contract is its own notice, and the warning is at the change."""
    changes = "\n  - kind: renewal\n    executed: 2026-11-24\n    expires: none"
    entry = contract(notified="2026-11-17", changes=changes)

    message = "The deadline to notify families is the end of 2026-11-29."
    assert warnings(entry) == [("W121", 12, message)]
    assert warnings(entry, "law: statute") == []
    assert warnings(entry, "law: statute", postings={}) == [
        ("W120", 1, "The deadline to post the notice and the contract was the end of 2026-11-23."),
        ("W121", 12, "The deadline to post the notice and the contract is the end of 2026-12-02."),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        breach(notified="2026-11-13 17:30"),
        # It is unknown, and another warning says that the time is missing.
        breach(received="2026-11-12", notified="2026-11-14"),
        breach(legacy="true"),
        breach(withdrawn="{on: 2026-11-24, reason: Sent in error.}"),
        breach(notified="2026-02-30"),  # it has a problem of its own
        breach(notifed="2026-11-13 17:30"),  # misspelled, with its own problem
        contract(executed="0001-01-01"),  # far off, with its own problem
        contract(executed="9999-12-30"),
    ],
)
def test_an_uncertain_deadline_is_not_a_warning(entry):
    """There is no warning for a duty that is met, unknown, withdrawn, or wrong in another way."""
    assert warnings(entry) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"executed": "2016-10-01"}, ["W104"]),
        ({"executed": "2016-09-30"}, []),  # before the law required it
        (
            {"executed": "2016-09-30", "changes": "[{kind: renewal, executed: 2017-09-01}]"},
            ["W104"],
        ),
        ({"executed": "2016-10-01", "basis": "pledge"}, []),
        ({"executed": "2016-10-01", "basis": "special-education-exception"}, []),
        ({"executed": "2016-10-01", "agreement": "https://northstar.example/a.pdf"}, []),
        ({"executed": "2016-10", "legacy": "true"}, ["W104"]),
        ({"executed": "2016-09", "legacy": "true"}, []),
        ({"executed": None, "legacy": "true"}, []),
        ({"changes": "[{kind: amendment, executed: 2026-11-18, agreement: files/b.pdf}]"}, []),
        ({"agreement": "files/nowhere.pdf"}, []),  # it has a problem of its own
    ],
)
def test_a_written_contract_is_required_since_the_law_requires_it(fields, expected):
    """From 2016-10-01, a contract without a text or excusing basis gets a warning and no row."""
    entry = contract(**{"agreement": None, "notified": "2026-11-16", **fields})
    problems = read({"contracts/x": entry}).problems

    assert [problem.code for problem in problems if problem.code == "W104"] == expected


def test_the_record_has_product_contractor_means_and_limit():
    """They are after the first eight columns, followed by what git knows about each date."""
    entries = {
        "contracts/x": contract(notified="{at: 2026-11-18, by: email}", posted="2026-11-17"),
        "breaches/x": breach(notified="2026-11-13 17:30"),
    }
    known = posting(*["2026-11-17T10:00"] * 2, "2026-11-19T10:00", "2026-11-20T10:00")
    settings = "deadlines: {contract-notice: 3 days}"
    cells = [[*row.cells().values()][8:] for row in rows(entries, settings, postings=known)]
    notified, posted, none = ["a" * 40, "2026-11-19"], ["a" * 40, "2026-11-20"], ["", ""]

    assert cells == [
        ["Northstar Reader", "Northstar Learning", "email", "own", *notified, *none],
        ["Northstar Reader", "Northstar Learning", "", "state law", *none, *posted],
        ["", "Northstar Learning", "", "state law", *none, *none],
        ["", "Northstar Learning", "", "district", *notified, *none],
        ["", "Northstar Learning", "", "", *none, *none],  # git knows when, and no entry says it
    ]


NAMES = "notice,duty,who,section,trigger,due,done,state,product,contractor,by,limit_from"


@pytest.mark.parametrize("field", ["notified", "posted"])
@pytest.mark.parametrize(
    ("text", "expected"), [("2026-11-17", ["a" * 40, "2026-11-17"]), (None, ["", ""])]
)
def test_the_commit_of_a_date_has_a_day_of_the_district(field, text, expected):
    """A commit at 22:00 in New York is not of the next day; without a date, there is no commit."""
    postings = posting(None, **{field: "2026-11-18T03:00"})
    of_contract = rows({"contracts/x": contract(**{field: text})}, postings=postings)
    cells = next(row.cells() for row in of_contract if row.duty.done == field)

    assert [cells[f"{field}_commit"], cells[f"{field}_since"]] == expected


def test_a_posting_that_does_not_count_has_no_commit():
    """Without the contract itself, the line `posted` ends no duty."""
    known = posting(None, posted="2026-11-18T03:00")
    entry = contract(posted="2026-11-17", agreement=None)
    of_contract = rows({"contracts/x": entry}, postings=known)
    cells = next(row.cells() for row in of_contract if row.duty.done == "posted")

    assert [cells["done"], cells["posted_commit"], cells["posted_since"]] == ["", "", ""]


def test_the_record_is_printed_as_csv(tmp_path):
    """`notices record` prints a header and one line per duty, and totals on standard error."""
    write(tmp_path, {"breaches/b": breach(notified="2026-11-13 17:30"), "contracts/c": contract()})
    result = notices("record", tmp_path)

    assert result.stdout.splitlines() == [
        NAMES,
        f"contracts/c,{CONTRACT_NOTICE},2026-11-16,2026-11-21,,overdue,Northstar Reader,"
        "Northstar Learning,,district",
        f"contracts/c,{CONTRACT_POSTING},2026-11-16,2026-11-23,,unknown,Northstar Reader,"
        "Northstar Learning,,state law",
        "breaches/b,contractor-breach-notice-30,contractor,10-234dd,2026-11-04,2026-12-04,"
        "2026-11-12,met,,Northstar Learning,,state law",
        f"breaches/b,{FAMILY_NOTICE},2026-11-12T15:40-05:00,2026-11-14T15:40-05:00,"
        "2026-11-13T17:30-05:00,met,,Northstar Learning,,district",
        f"breaches/b,{BREACH_POSTING},2026-11-12,,,unknown,,Northstar Learning,,",
        "yearly/2026,yearly-notice,board,PA 18-125,2026-01-01,2026-09-01,2026-08-28,met,,,email,"
        "own",
    ]
    closing = (
        "6 duties: 3 met, 1 overdue, 2 unknown. To ask git when each notice was posted, add "
        "--posted.\n"
    )
    assert (result.stderr, result.returncode) == (closing, 0)


def test_the_record_as_a_workbook_has_dates(tmp_path):
    """`--format xlsx` writes a sheet of rows and one of totals; a formula is only text."""
    entries = {
        "breaches/b": breach(notified="2026-11-13 17:30"),
        "contracts/c": contract(product="'=1+1'", executed="2019-08", legacy="true"),
    }
    write(tmp_path, entries)
    result = notices("record", tmp_path, "--format", "xlsx", "--out", str(tmp_path / "record.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "record.xlsx")
    rows, totals = book.worksheets
    cells = {
        tuple(cell.value for cell in row[:2]): [cell.value for cell in row[4:9]]
        for row in rows.iter_rows()
    }

    assert (result.returncode, result.stdout) == (0, "")
    assert ",".join(cell.value for cell in rows[1]) == NAMES
    family_dates = [
        datetime(2026, 11, day, hour, minute)
        for day, hour, minute in ((12, 15, 40), (14, 15, 40), (13, 17, 30))
    ]
    assert cells["breaches/b", "family-breach-notice"] == [*family_dates, "met", None]
    contractor_dates = [datetime(2026, 11, 4), datetime(2026, 12, 4)]
    assert cells["breaches/b", "contractor-breach-notice-30"][:2] == contractor_dates
    contract_cells = ["2019-08", datetime(2019, 8, 6), None, "unknown", "=1+1"]
    assert cells["contracts/c", "contract-notice"] == contract_cells
    assert {cell.data_type for cell in rows["I"]} <= {"s", "n"}
    counts = [tuple(cell.value for cell in row) for row in totals]
    assert counts == [("state", "duties"), ("met", 3), ("unknown", 3)]
    assert (rows.freeze_panes, totals.freeze_panes) == ("A2", "A2")


def test_a_workbook_needs_a_file(tmp_path):
    """Without `--out`, the message says how to name a file."""
    write(tmp_path, {"contracts/c": contract()})
    result = notices("record", tmp_path, "--format", "xlsx")

    assert (result.stdout, result.returncode) == ("", 2)
    assert "name it, such as --out record.xlsx." in result.stderr


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-16", ["contracts/c", "contracts/old"]),
        ("2026-11-17", ["contracts/old"]),
        ("2026-11-12", None),
    ],
)
def test_the_record_can_begin_on_a_day(tmp_path, since, expected):
    """`--since` leaves out duties that surely began before that day."""
    entries = {
        "breaches/b": breach(discovered="2026-11-01"),
        "contracts/c": contract(),
        "contracts/old": contract(executed=None, legacy="true"),
    }
    write(tmp_path, entries)
    table = csv.DictReader(io.StringIO(notices("record", tmp_path, "--since", since).stdout))
    notice_ids = [*dict.fromkeys(row["notice"] for row in table)]

    assert notice_ids == (expected or ["contracts/c", "contracts/old", "breaches/b"])


@pytest.mark.parametrize("since", ["2026", "last year", "2026-02-30", ""])
def test_an_invalid_day_is_a_usage_error(tmp_path, since):
    """`--since` must be a day."""
    write(tmp_path, {})
    result = notices("record", tmp_path, "--since", since)

    assert (result.stdout, result.returncode) == ("", 2)
    assert "is not a day; write it as 2026-07-01." in result.stderr


def test_an_empty_site_before_the_first_duty_has_an_empty_record(tmp_path):
    """Before the law required a yearly notice, the record without entries has only its header."""
    write(tmp_path, {}, "yearly: []")
    result = notices("record", tmp_path, now="2017-12-31T12:00")

    assert (result.stdout, result.stderr) == (f"{NAMES}\n", "No duties yet.\n")


def test_with_an_error_there_is_no_record(tmp_path):
    """Half a record proves nothing, so the command prints the errors and fails."""
    write(tmp_path, {"breaches/b": breach(received="2026-02-30"), "contracts/c": contract()})
    result = notices("record", tmp_path)

    assert (result.stdout, result.returncode) == ("", 1)
    assert re.findall(r"[EW]\d{3}", result.stderr) == ["E104"]
    assert result.stderr.endswith("1 error in 1 of 2 entries. No deadline can be given.\n")


ENTRIES = {
    "breaches/hours": breach(notified="2026-11-13 17:30"),
    "breaches/unsure": breach(received="2026-11-12", notified="2026-11-14"),
    "contracts/days": contract(
        notified="2026-11-23", changes="[{kind: renewal, executed: 2026-11-24, expires: none}]"
    ),
}
SHOWN = {
    "breach-notification/hours": [
        "District notified of student information: The limit is 30 days. "
        "This was within the limit.",
        "Families notified: The limit is 48 hours. This was within the limit.",
        "First posted: No date is recorded.",
    ],
    "breach-notification/unsure": [
        "District notified of student information: The limit is 30 days. "
        "This was within the limit.",
        "Families notified: The limit is 48 hours. "
        "Our records do not show whether this was within the limit.",
        "First posted: No date is recorded.",
    ],
    "product-notification/days": [
        "Families notified: November 23, 2026, 7 days after the contract date. "
        "The limit is 5 days. This was after the limit.",
        "Posted with the contract: No date is recorded. The limit is 5 business days.",
        "Families notified (renewal of Nov 24, 2026): No date is recorded. The limit is 5 days.",
        "Posted with the contract (renewal of Nov 24, 2026): No date is recorded. "
        "The limit is 5 business days.",
    ],
}


def shown(root, page):
    """Return the lines of a built page about how long things took: at the dates, then apart."""
    document = html.document_fromstring((root / "build" / page / "index.html").read_text())
    rows = document.xpath("//section[h2 = 'How long it took']//dt")
    lines = [line.text_content() for line in document.xpath("//span[@class='gap limit']")]
    pairs = ((row.text_content().strip(), row.getnext().text_content().strip()) for row in rows)
    return lines + [f"{name}: {value}" for name, value in pairs]


def test_a_page_says_how_long_it_took(tmp_path):
    """With `show_deadlines`, a page shows the time taken and the limit, on any build day."""
    write(tmp_path, ENTRIES, "show_deadlines: true")
    for now in ("2026-11-25", "2027-02-01"):
        assert notices("build", tmp_path, now=now).returncode == 0
        assert {page: shown(tmp_path, page) for page in SHOWN} == SHOWN


def test_a_page_says_when_a_notice_was_posted(tmp_path):
    """Under the statute a contract that was posted, and not sent, shows when that was."""
    entries = {"contracts/x": contract(posted="2026-11-18")}
    write(tmp_path, entries, "show_deadlines: true\nlaw: statute")
    notices("build", tmp_path)

    assert shown(tmp_path, "product-notification/x") == [
        "Posted with the contract: November 18, 2026, 2 business days after the contract date. "
        "The limit is 5 business days. This was within the limit."
    ]


def test_a_page_has_no_deadlines_by_default(tmp_path):
    """Without `show_deadlines`, no page says how long things took."""
    write(tmp_path, ENTRIES)
    notices("build", tmp_path)

    assert [shown(tmp_path, page) for page in SHOWN] == [[], [], []]


@pytest.fixture
def document():
    """The two pages for the officer, docs/deadlines.md and docs/proof.md."""
    pages = ("deadlines", "proof")
    return "\n".join((REPOSITORY / f"docs/{page}.md").read_text() for page in pages)


def test_the_docs_have_the_table_of_duties(document):
    """`docs/deadlines.md` lists each duty: who, what, start, end, and how long in both presets."""
    cells = [
        line.strip("| ").split(" | ") for line in document.splitlines() if line.startswith("| `")
    ]
    page, statute = ({duty.name: duty for duty in PRESETS[law]} for law in PRESETS)

    assert [row for row in cells if len(row) == 6] == [
        [
            f"`{duty.name}`",
            duty.who,
            duty.what,
            f"`{duty.trigger}`",
            f"`{duty.done}`",
            f"{duty.since}",
        ]
        for duty in page.values()
    ]
    assert [row for row in cells if len(row) == 3] == [
        [f"`{name}`", in_table(duty), in_table(statute.get(name))] for name, duty in page.items()
    ]


def in_table(duty):
    """Return the limit of a duty as the table has it."""
    return "–" if duty is None else str(duty.clock or "no limit")


def test_the_commands_in_the_docs_work(document, tmp_path, monkeypatch):
    """Each command on the pages exists and has options that exist."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    deadlines = re.search(r"^deadlines: .*", document, re.M)[0]
    write(tmp_path, {"breaches/b": breach(notified="2026-11-13 17:30")}, deadlines)
    commands = re.sub(r"\b(record|report)\.xlsx", rf"{tmp_path}/\1.xlsx", document)
    shown = re.findall(r"^notices ([^>\n]*)", commands, re.MULTILINE)
    codes = {
        line: notices(command, tmp_path, *options).returncode
        for line in shown
        for command, *options in [line.split()]
    }

    # There is no repository.
    assert {line: code for line, code in codes.items() if code} == {"record --posted": 2}
