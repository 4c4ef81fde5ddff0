"""Each rule between values of one entry: right, wrong, off by one minute or day, and legacy."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from generator.content.field_types import Known
from generator.content.human import when
from generator.core.duties import Clock, Duty, duties
from generator.core.site import EntrySource, Source
from generator.rules.single_entry import Reader
from helpers.roots import FILES

EASTERN = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=EASTERN)
KNOWN = Known(
    zone=EASTERN,
    schools=frozenset({"dodd"}),
    contracts=frozenset({"northstar-reader"}),
    files=frozenset(path.removeprefix("content/") for path in FILES),
)
CONTRACT = {
    "product": "Word Garden",
    "contractor": "Example Garden Learning, Inc.",
    "description": "Short reading passages.",
    "purpose": "Reading practice.",
    "collects": "nothing",
    "executed": "2025-08-18",
    "expires": "2026-06-30",
    "agreement": "files/northstar.pdf",
}
BREACH = {
    "contract": "northstar-reader",
    "discovered": "2025-01-04",
    "received": "2025-01-07 15:40",
    "involves": "unknown",
    "students": "unknown",
    "summary": "A list was copied.",
}
OLD = {"legacy": "true"}
CHECKED = "{form: cet-addendum, checked: 2025-08-18}"
RENEWAL = "kind: renewal, executed: 2026-09-01, expires: none"


def problems_of(
    fields: dict[str, str],
    since: str | None = None,
    now: datetime = NOW,
    owed: tuple[Duty, ...] = (),
    law: str = "district-page",
) -> list[str]:
    """Return the field and the code of every problem of an entry with these fields.

    Fields are raw YAML; an empty one is left out. That an old entry lacks something is not what
    these rules are about.
    """
    written = {name: value for name, value in fields.items() if value}
    lines = [name for name, value in written.items() for _ in range(value.count("\n") + 1)]
    text = "".join(f"{name}: {value}\n" for name, value in written.items())
    section = "contracts" if "executed" in fields else "breaches"
    name = EntrySource(section, "x", Source(f"content/{section}/x.yaml", text.encode()))
    read = Reader(KNOWN, when(since, EASTERN) if since else None, owed, now, law=law).entry(name)
    problems = [problem for problem in read.problems if problem.code != "W101"]
    return sorted(f"{lines[problem.span.line - 1]} {problem.code}" for problem in problems)


def contract(**fields: str) -> dict[str, str]:
    """Return the fields of a good contract, with changes."""
    return {**CONTRACT, **fields}


def breach(**fields: str) -> dict[str, str]:
    """Return the fields of a good breach, with changes."""
    return {**BREACH, **fields}


@pytest.mark.parametrize("fields", [CONTRACT, BREACH, {**BREACH, **OLD}, {**CONTRACT, **OLD}])
def test_a_good_entry_breaks_no_rule(fields: dict[str, str]):
    """The entries that the tables below change have no problem."""
    assert problems_of(fields) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (contract(expires="2025-08-19"), []),
        (contract(expires="2025-08-18"), []),
        (contract(expires="2025-08-17"), ["expires E201"]),
        (contract(expires="none"), []),
        (contract(expires="2025-08-17", **OLD), ["expires W106"]),
        (contract(executed="2025-08", expires="2025-08-01", **OLD), []),
        (contract(executed="2025-08", expires="2025-07-31", **OLD), ["expires W106"]),
        (contract(changes="[{kind: renewal, executed: 2026-07-01, expires: 2026-07-01}]"), []),
        (
            contract(changes="[{kind: renewal, executed: 2026-07-01, expires: 2026-06-30}]"),
            ["changes E201"],
        ),
        (contract(changes="[{kind: amendment, executed: 2026-03-02, expires: 2026-03-01}]"), []),
        (
            contract(changes="[{kind: renewal, executed: 2026-07-01, expires: 2026-06-30}]", **OLD),
            ["changes W106"],
        ),
    ],
)
def test_a_contract_must_not_end_before_it_begins(fields: dict[str, str], expected: list[str]):
    """A contract or a renewal ends on or after its date; an amendment can end it earlier."""
    assert expected == problems_of(fields)


@pytest.mark.parametrize(
    ("dates", "legacy", "expected"),
    [
        (["2025-08-18"], {}, []),
        (["2025-08-17"], {}, ["changes E201"]),
        (["2025-08-17"], OLD, ["changes W106"]),
        (["2026-01-05", "2026-01-05", "2026-01-06"], {}, []),
        (["2026-01-05", "2026-01-04"], {}, ["changes E202"]),
        (["2026-01-05", "2026-01-04", "2026-01-03"], {}, ["changes E202", "changes E202"]),
        (["2026-01", "2026-01-05"], OLD, []),
        (["2026-02", "2026-01-31"], OLD, ["changes W106"]),
    ],
)
def test_changes_are_in_the_order_of_their_dates(
    dates: list[str], legacy: dict[str, str], expected: list[str]
):
    """A change is not earlier than the contract or the change above it."""
    changes = "".join(
        f"\n  - {{kind: amendment, executed: {date}, purpose: Change {i}}}"
        for i, date in enumerate(dates)
    )

    assert expected == problems_of(contract(**legacy, changes=changes))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (breach(occurred="2025-01-04"), []),
        (breach(occurred="2025-01-05"), ["discovered E201"]),
        (breach(occurred="2024-12-19 to 2025-01-06"), []),
        (breach(occurred="2025-01"), []),
        (breach(occurred="2025-02"), ["discovered E201"]),
        (breach(occurred="unknown"), []),
        (breach(occurred="2025-01-04 10:01", discovered="2025-01-04 10:00"), ["discovered E201"]),
        (breach(occurred="2025-01-04 10:00", discovered="2025-01-04 10:00"), []),
        (breach(occurred="2025-01-07", discovered="unknown"), []),
        (breach(occurred="2025-01-08", discovered="unknown"), ["received E201"]),
        (breach(discovered="2025-01-07"), []),
        (breach(discovered="2025-01-07 15:40"), []),
        (breach(discovered="2025-01-07 15:41"), ["discovered E201"]),
        (breach(discovered="2025-01-08"), ["discovered E201"]),
        (breach(discovered="unknown"), []),
        (breach(resolved="2025-01-07"), []),
        (breach(resolved="2025-01-06"), ["resolved E201"]),
    ],
)
def test_the_dates_of_a_breach_are_in_order(fields: dict[str, str], expected: list[str]):
    """A breach occurs, is discovered, reported and resolved; equal dates are fine."""
    assert expected == problems_of(fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (breach(occurred="2025-01-05", **OLD), "discovered W106"),
        (breach(discovered="2025-01-08", **OLD), "discovered W106"),
        (breach(resolved="2025-01-06", **OLD), "resolved W106"),
        (breach(discovered="2025-02", received="2025-01", **OLD), "discovered W106"),
    ],
)
def test_dates_of_an_old_breach_that_are_out_of_order_are_a_warning(
    fields: dict[str, str], expected: str
):
    """An old notice is published with the dates that it has."""
    assert [expected] == problems_of(fields)


@pytest.mark.parametrize(
    ("dates", "legacy", "expected"),
    [
        (["2025-01-07", "2025-01-07", "2025-01-08"], {}, []),
        (["2025-01-07 15:40", "2025-01-07 15:40", "2025-01-07 15:41"], {}, []),
        (["2025-01-07 16:00", "2025-01-07"], {}, []),
        (["2025-01-07 16:00", "2025-01-07 15:59"], {}, ["updates E202"]),
        (["2025-01-09", "2025-01-08"], {}, ["updates E202"]),
        (["2025-01-09", "2025-01-08"], OLD, ["updates W106"]),
        (["2025-01-06"], {}, ["updates W106"]),
        (["2025-01-07 15:39"], {}, ["updates W106"]),
        (["2025-01-06"], OLD, ["updates W106"]),
    ],
)
def test_updates_are_in_the_order_of_their_dates(
    dates: list[str], legacy: dict[str, str], expected: list[str]
):
    """An update earlier than the one above it is an error; one before the receipt is a warning."""
    updates = "".join(f"\n  - {{on: {date}, text: More.}}" for date in dates)

    assert expected == problems_of(breach(**legacy, updates=updates))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (contract(notified="2025-08-18"), []),
        (contract(notified="2025-08-18 00:00"), []),
        (contract(notified="2025-08-17"), ["notified W106"]),
        (contract(notified="{at: 2025-08-17 23:59, by: e-mail}"), ["notified W106"]),
        (contract(notified="2025-08", executed="2025-08", **OLD), []),
        (contract(notified="2025-07", executed="2025-08", **OLD), ["notified W106"]),
        (
            contract(
                changes="[{kind: amendment, executed: 2026-01-05, notified: 2026-01-05, purpose: x}]"
            ),
            [],
        ),
        (
            contract(
                changes="[{kind: amendment, executed: 2026-01-05, notified: 2026-01-04, purpose: x}]"
            ),
            ["changes W106"],
        ),
        (breach(notified="2025-01-07 15:40"), []),
        (breach(notified="2025-01-07"), []),
        (breach(notified="2025-01-07 15:39"), ["notified W106"]),
        (breach(notified="2025-01-06"), ["notified W106"]),
    ],
)
def test_families_are_notified_after_the_event(fields: dict[str, str], expected: list[str]):
    """An earlier notification is unusual, but it never stops a notice."""
    assert expected == problems_of(fields)


@pytest.mark.parametrize(
    ("law", "deadlines", "counts_hours"),
    [
        ("district-page", {}, True),
        ("district-page", {"family-breach-notice": Clock(2, "days")}, False),
        (
            "district-page",
            {"family-breach-notice": Clock(2, "days"), "contract-notice": Clock(9, "hours")},
            False,
        ),
        ("statute", {}, False),
        ("statute", {"family-breach-notice": Clock(24, "hours")}, True),
    ],
)
@pytest.mark.parametrize(
    ("fields", "lacks_time"),
    [
        (breach(received="2025-01-07 00:00"), False),
        (breach(received="2025-01-07"), True),
        (breach(received="2025-01-07", **OLD), False),
        (breach(received="2025-01", **OLD), False),
    ],
)
def test_the_receipt_of_a_new_breach_needs_a_time_if_hours_count(
    fields: dict[str, str],
    lacks_time: bool,
    law: str,
    deadlines: dict[str, Clock],
    counts_hours: bool,
):
    """A day is enough if days count, and for an old notice."""
    lines = problems_of({**fields, "notified": "2025-01-07"}, owed=duties(law, deadlines))

    assert lines == (["received W102"] if lacks_time and counts_hours else [])


@pytest.mark.parametrize(
    ("law", "fields", "flagged"),
    [
        ("district-page", contract(notified="{at: 2025-08-20, by: letter}"), True),
        ("district-page", contract(notified="{at: 2025-08-20, by: Paper letter}"), True),
        ("district-page", contract(notified="{at: 2025-08-20, by: Website}"), True),
        ("district-page", contract(notified="{at: 2025-08-20, by: phone}"), True),
        ("district-page", contract(notified="{at: 2025-08-20, by: email and letter}"), False),
        ("district-page", contract(notified="{at: 2025-08-20, by: email}"), False),
        ("district-page", contract(notified="2025-08-20"), False),
        ("district-page", contract(notified="{at: 2025-08-20, by: letter}", **OLD), False),
        (
            "statute",
            contract(notified="{at: 2025-08-20, by: letter}"),
            False,
        ),  # no direct notice is required
        ("statute", breach(notified="{at: 2025-01-08, by: letter}"), True),
        ("district-page", breach(notified="{at: 2025-01-08, by: mail}"), True),
    ],
)
def test_families_are_notified_electronically(law: str, fields: dict[str, str], flagged: bool):
    """Paper, a call or the website alone is a warning if a duty requires direct notice; with other means it is fine."""
    lines = problems_of(fields, owed=duties(law, {}))

    assert ("notified W124" in lines) == flagged


SHARES = {"collects": "{student-information: [name]}"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (contract(agreement="", basis="pledge"), ["basis W119"]),
        (contract(agreement="", basis="special-education-exception"), []),
        (contract(expires=""), ["product W105"]),
        (contract(expires="none"), []),
        (contract(basis="pledge"), ["basis W119"]),
        (contract(basis="pledge", **OLD), ["basis W119"]),
        (contract(expires="", basis="pledge"), ["basis W119", "product W105"]),
        (contract(expires="", **OLD), []),
        (
            contract(
                expires="", changes="[{kind: renewal, executed: 2026-01-05, expires: 2027-06-30}]"
            ),
            [],
        ),
        (contract(expires="", agreement="", **SHARES), ["product W104", "product W105"]),
        (contract(expires="", agreement="", website="northstar"), ["website E110"]),
    ],
)
def test_a_new_contract_has_its_document_and_its_end(fields: dict[str, str], expected: list[str]):
    """They are not required while the entry has errors."""
    assert expected == problems_of(fields)


AMENDED = "{kind: amendment, executed: 2019-01-05, agreement: files/northstar.pdf}"
BY_AMENDMENT = {**SHARES, "agreement": "", "expires": "none", "changes": f"[{AMENDED}]"}


@pytest.mark.parametrize(
    ("fields", "page", "statute"),
    [
        (SHARES, [], []),
        ({**SHARES, "agreement": ""}, ["product W104"], ["product W104"]),
        ({**SHARES, "agreement": "", "basis": "contract"}, ["product W104"], ["product W104"]),
        ({**SHARES, "agreement": "", "basis": "special-education-exception"}, [], []),
        (
            {**SHARES, "agreement": "", "withdrawn": "{on: 2026-01-01, reason: Sent in error}"},
            [],
            [],
        ),
        ({"collects": "nothing", "agreement": ""}, [], []),
        ({**SHARES, "agreement": "", "executed": "2018-07-01"}, ["product W104"], ["product W104"]),
        ({**SHARES, "agreement": "", "executed": "2018-06-30"}, ["product W104"], []),
        (
            {**SHARES, "agreement": "", "executed": "2018-06-30", "expires": "none"},
            ["product W104"],
            ["product W125"],
        ),
        (
            {**SHARES, "agreement": "", "executed": "2016-10-01", "expires": "2016-12-31"},
            ["product W104"],
            [],
        ),
        ({**SHARES, "agreement": "", "executed": "2016-09-30", "expires": "2026-11-24"}, [], []),
        (
            {**SHARES, "agreement": "", "executed": "2016-09-30", "expires": "2026-11-25", **OLD},
            ["product W125"],
            ["product W125"],
        ),
        (
            {**SHARES, "agreement": "", "executed": "2016-09-30", "expires": "", **OLD},
            [],
            [],
        ),  # its end is unknown
        ({**SHARES, "changes": f"[{{{RENEWAL}}}]"}, ["changes W104"], ["changes W104"]),
        ({**SHARES, "changes": f"[{{{RENEWAL}, agreement: files/northstar.pdf}}]"}, [], []),
        ({**SHARES, "changes": "[{kind: amendment, executed: 2026-01-05, purpose: x}]"}, [], []),
        ({**BY_AMENDMENT, "executed": "2018-07-01"}, [], []),
    ],
)
def test_student_data_needs_a_written_contract(
    fields: dict[str, str], page: list[str], statute: list[str]
):
    """Contracts since the law must be posted; an older one gets a softer warning while active."""
    assert problems_of(contract(**fields)) == page
    assert problems_of(contract(**fields), law="statute") == statute


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 24, 23, 59, tzinfo=EASTERN), ["product W125"]),
        (datetime(2026, 11, 25, tzinfo=EASTERN), []),
    ],
)
def test_a_contract_is_active_through_its_last_day(now: datetime, expected: list[str]):
    """At midnight it has ended, so its document is no longer asked for."""
    fields = contract(**SHARES, agreement="", executed="2016-09-30", expires="2026-11-24", **OLD)

    assert expected == problems_of(fields, now=now)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (contract(executed="1990-01-01"), []),
        (contract(executed="1989-12-31"), ["executed E204"]),
        (contract(executed="2026-11-25", expires="none"), []),
        (contract(executed="2026-11-26", expires="none"), ["executed W108"]),
        (contract(executed="2027-11-26", expires="none"), ["executed W108"]),
        (contract(executed="2027-11-27", expires="none"), ["executed E204"]),
        (contract(executed="2027-11-27", expires="none", **OLD), ["executed E204"]),
        (contract(expires="2076-11-12"), []),
        (contract(expires="2076-11-13"), ["expires E204"]),
        (contract(posted="2026-11-26"), ["posted E210"]),
        (contract(posted="1989-12-31"), ["posted E204"]),
        (breach(posted="2026-11-25"), []),
        (breach(posted="2026-11-26"), ["posted E210"]),
        (
            contract(
                changes="[{kind: amendment, executed: 2026-07-01, posted: 2026-11-26, purpose: x}]"
            ),
            ["changes E210"],
        ),
        (contract(notified="2026-11-25 12:00"), []),
        (contract(notified="2026-11-25 12:01"), ["notified E210"]),
        (contract(notified="2027-11-27"), ["notified E204"]),
        (contract(withdrawn="{on: 2026-11-26, reason: No.}"), ["withdrawn W108"]),
        (
            contract(changes="[{kind: renewal, executed: 2026-11-26, expires: 2027-06-30}]"),
            ["changes W108"],
        ),
        (
            contract(changes="[{kind: renewal, executed: 2026-07-01, expires: 2276-06-30}]"),
            ["changes E204"],
        ),
        (contract(changes=f"[{{{RENEWAL}, notified: 2026-11-26}}]"), ["changes E210"]),
        (breach(received="2026-11-25 12:00", resolved="2026-11-25"), []),
        (breach(received="2026-11-25 12:01"), ["received E210"]),
        (breach(received="2026-11-26"), ["received E210"]),
        (breach(discovered="2026-11-25 12:01", received="2026-11-25"), ["discovered E210"]),
        (breach(updates="[{on: 2026-11-25 12:00, text: More.}]"), []),
        (breach(updates="[{on: 2025-01-09, received: 2025-01-10, text: More.}]"), ["updates W106"]),
        (
            breach(
                updates="[{on: 2025-01-10, received: 2025-01-09, text: x, notified: 2025-01-08}]"
            ),
            ["updates W106"],
        ),
        (
            breach(updates="[{on: 2026-11-25, received: 2026-11-25 12:01, text: More.}]"),
            ["updates E210"],
        ),
        (breach(updates="[{on: 2026-11-25 12:01, text: More.}]"), ["updates E210"]),
        (breach(received="2026-11", **OLD), []),
        (breach(received="2026-12", **OLD), ["received E210"]),
        (contract(notified="2026-11-26", **OLD), ["notified E210"]),
        (breach(discovered="1989-12-31"), ["discovered E204"]),
        (breach(occurred="1990-01-01"), []),
        (breach(occurred="1989-12-31"), ["occurred E204"]),
        (breach(occurred="1989-12-31 to 2025-01-04"), ["occurred E204"]),
        (breach(occurred="2025-01-04 to 2026-11-26"), ["occurred W108"]),
        (breach(resolved="2026-11-26"), ["resolved W108"]),
        (breach(updates="[{on: 2026-11-26, text: More.}]"), ["updates E210"]),
        (breach(withdrawn="{on: 2026-11-26, reason: No.}"), ["withdrawn W108"]),
    ],
)
def test_a_date_is_between_1990_and_a_year_from_now(fields: dict[str, str], expected: list[str]):
    """What happened is not in the future; a date far off is a typing mistake."""
    assert expected == problems_of(fields)


@pytest.mark.parametrize("field", ["executed", "expires", "posted", "notified"])
@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_a_date_of_the_first_or_last_year_is_too_far_off(field: str, date: str):
    """The first and the last day of the calendar can be read."""
    fields = contract(**{"executed": "2025-08-18", field: date})

    assert f"{field} E204" in problems_of(fields)


@pytest.mark.parametrize(
    ("fields", "since", "expected"),
    [
        (contract(executed="2026-08-31", expires="none", **OLD), "2026-09-01", []),
        (contract(executed="2026-09-01", expires="none", **OLD), "2026-09-01", ["legacy E205"]),
        (contract(executed="2026-08", expires="none", **OLD), "2026-09-01", []),
        (contract(executed="2026-09", expires="none", **OLD), "2026-09-01", ["legacy E205"]),
        (contract(executed="2026-10-01", expires="none", **OLD), None, []),
        (contract(executed="2026-10-01", expires="none", terms=CHECKED), "2026-09-01", []),
        (breach(received="2026-08-31 23:59", **OLD), "2026-09-01", []),
        (breach(received="2026-09-01 00:00", **OLD), "2026-09-01", ["legacy E205"]),
        (breach(received="unknown", **OLD), "2026-09-01", []),
    ],
)
def test_only_an_entry_from_before_the_day_of_the_settings_is_legacy(
    fields: dict[str, str], since: str | None, expected: list[str]
):
    """Without a day in the settings, any entry can be legacy."""
    assert expected == problems_of(fields, since)


LEARNED = {"received": "unknown", "learned": "2025-01-06 09:00"}


@pytest.mark.parametrize("law", ["district-page", "statute"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (breach(received="unknown"), ["received E214"]),
        (breach(received="unknown", **OLD), []),
        (breach(**LEARNED), ["received W126"]),
        (breach(**LEARNED, resolved="2025-01-06"), []),
        (breach(**LEARNED, resolved="2025-01-05"), ["resolved E201"]),
        (breach(**LEARNED, notified="2025-01-06 09:00"), ["received W126"]),
        (breach(**LEARNED, notified="2025-01-06 08:59"), ["notified W106", "received W126"]),
        (breach(learned="2025-01-07 15:40", notified="2025-01-07 16:00"), []),
        (breach(learned="2025-01-07 15:41", notified="2025-01-07 16:00"), ["received E201"]),
        (
            breach(occurred="2025-01-07", **LEARNED),
            ["discovered E201", "learned E201", "received W126"],
        ),
        (breach(**LEARNED | {"learned": "2026-11-25 12:01"}), ["learned E210", "received W126"]),
    ],
)
def test_the_district_can_learn_about_a_breach_on_its_own(
    law: str, fields: dict[str, str], expected: list[str]
):
    """The notice can be published first if the entry says when the district learned about it."""
    lines = [
        line
        for line in problems_of(fields, owed=duties(law, {}))
        if not re.search(r" W1(02|20|21|22)$", line)
    ]

    assert expected == lines


def test_a_future_date_is_fine_once_it_has_come():
    """The same entry has no problem on the day itself."""
    fields = contract(executed="2026-11-26", expires="none")

    assert ["executed W108"] == problems_of(fields)
    assert problems_of(fields, now=NOW.replace(day=26, hour=0)) == []


def test_rules_apply_to_the_rest_of_an_entry_with_a_mistake():
    """A bad address and dates out of order are reported together."""
    assert problems_of(contract(expires="2025-08-17", website="northstar")) == [
        "expires E201",
        "website E110",
    ]
