"""An entry after reading: points in time, later values in place of first ones, and its notices."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.field_types import Known
from generator.content.names import Named
from generator.content.written_dates import when
from generator.core.model import Breach, Contract, Count, Data, Entry, Terms, as_of, notices
from generator.core.site import Source
from generator.rules.check import Reader
from generator.site.listing import status
from helpers.roots import FILES, NOW

EASTERN = ZoneInfo("America/New_York")
KNOWN = Known(
    zone=EASTERN,
    schools=frozenset({"dodd", "highland"}),
    contracts=frozenset({"northstar-reader"}),
    files=frozenset(path.removeprefix("content/") for path in FILES),
)
CONTRACT = """\
product: Word Garden
contractor: Example Garden Learning, Inc.
description: Short reading passages.
purpose: Reading practice.
collects: {student-information: [name], student-records: [scores]}
security: Encrypted.
subcontractors: [Example Cloud]
schools: [dodd]
grades: 3-5
agreement: files/northstar.pdf
executed: 2025-08-18
expires: 2026-06-30
notified: 2025-08-19
"""
BREACH = """\
contract: northstar-reader
discovered: 2025-01-04
received: 2025-01-07 15:40
notified: 2025-01-08 18:00
involves: {student-information: [name]}
students: 412
schools: [dodd]
summary: A list was copied.
offers: Two years.
"""


def contract(more: str = "", text: str = CONTRACT) -> Contract:
    """Return the contract that a text says, with further fields."""
    found = _read("contracts", text + more)
    assert isinstance(found, Contract)
    return found


def breach(more: str = "", text: str = BREACH) -> Breach:
    """Return the breach that a text says, with further fields."""
    found = _read("breaches", text + more)
    assert isinstance(found, Breach)
    return found


def _read(section: str, text: str) -> Entry | None:
    reader = Reader(KNOWN, None, (), NOW.replace(tzinfo=EASTERN))
    read = reader.entry(Named(section, "word-garden", Source("x.yaml", text.encode())))
    assert [found for found in read.problems if found.is_error] == []
    return read.entry


def test_a_renewal_outlives_the_end_before_it():
    """A legacy contract renewed without a new end has no recorded end and an unknown status."""
    found = contract("legacy: true\nchanges:\n- {kind: renewal, executed: 2026-06-01}\n")
    amended = contract("legacy: true\nchanges:\n- {kind: amendment, executed: 2026-06-01}\n")

    assert (found.now.expires, status(found, NOW.replace(tzinfo=EASTERN))) == (None, "unknown")
    assert (amended.now.expires, status(amended, NOW.replace(tzinfo=EASTERN))) == (
        amended.first.expires,
        "ended",
    )


RENEWAL = (
    "changes:\n- "
    "{kind: renewal, executed: 2026-11-25, expires: 2027-06-30, purpose: Practice at home.}\n"
)


@pytest.mark.parametrize(
    ("now", "purpose", "latest", "expected"),
    [
        ("2026-11-24 23:59", "Reading practice.", "2025-08-18", "ended"),
        ("2026-11-25 00:00", "Practice at home.", "2026-11-25", "active"),
    ],
)
def test_a_change_takes_effect_on_its_day(now: str, purpose: str, latest: str, expected: str):
    """A renewal that is still to come makes no ended contract active, and nothing that it states holds yet."""
    moment = when(now, EASTERN).start
    found = as_of(contract(RENEWAL), moment)
    assert isinstance(found, Contract)

    assert (found.now.purpose, found.latest, status(found, moment)) == (
        purpose,
        when(latest, EASTERN),
        expected,
    )
    assert [notice.id for notice in notices(found)] == [
        "contracts/word-garden",
        "contracts/word-garden/change-1",
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("resolved: 2026-11-25\n", "resolved"),
        ("withdrawn: {on: 2026-11-25, reason: Sent in error.}\n", "withdrawn"),
    ],
)
def test_an_end_or_a_withdrawal_takes_effect_on_its_day(more: str, expected: str):
    """Until its day a breach is open, and a notice that is withdrawn later still stands."""
    found = breach(more)
    earlier, later = (as_of(found, when(f"2026-11-{day}", EASTERN).start) for day in (24, 25))
    assert isinstance(earlier, Breach)
    assert isinstance(later, Breach)

    assert (earlier.status, later.status) == ("open", expected)


# Points in time


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2025-08", "2025-09-01T00:00-04:00"),
        ("2025-12", "2026-01-01T00:00-05:00"),
        ("2024-02", "2024-03-01T00:00-05:00"),
        ("2025-08-31", "2025-09-01T00:00-04:00"),
        ("2025-12-31", "2026-01-01T00:00-05:00"),
        ("2025-03-09", "2025-03-10T00:00-04:00"),
        ("2025-11-02", "2025-11-03T00:00-05:00"),
        ("2025-08-31 23:59", "2025-09-01T00:00-04:00"),
        ("2025-08-31 10:00", "2025-08-31T10:01-04:00"),
        ("2025-03-09 01:59", "2025-03-09T03:00-04:00"),
        ("2025-11-02 01:59-04:00", "2025-11-02T01:00-05:00"),
        ("2025-11-02 01:00-05:00", "2025-11-02T01:01-05:00"),
        ("2025-11-02 01:59-05:00", "2025-11-02T02:00-05:00"),
    ],
)
def test_the_end_is_the_first_moment_after_it(text: str, end: str):
    """A month, a day, and a minute each end when the next one begins, whatever the clocks do."""
    assert end == when(text, EASTERN).end.isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2025-08", "America/New_York", "2025-08-31"),
        ("2025-08-20", "America/New_York", "2025-08-20"),
        ("2025-08-20 23:59", "America/New_York", "2025-08-20"),
        ("2026-11-01 00:59", "America/Havana", "2026-11-01"),  # a minute later it is 00:00 again
    ],
)
def test_a_date_has_a_last_day(text: str, zone: str, day: str) -> None:
    """A month, a day, and a minute each have a last day, even if clocks go back at midnight."""
    assert day == when(text, ZoneInfo(zone)).last_day.isoformat()


@pytest.mark.parametrize("text", ["9999-12", "9999-12-31", "9999-12-31 23:59"])
def test_the_last_of_all_days_has_an_end(text: str):
    """A date that only a slip of the pen can be is still a date that can be compared."""
    last = when(text, EASTERN)

    assert when("2025-08-18", EASTERN).surely_before(last)
    assert not last.surely_before(when("2025-08-18", EASTERN))


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2025-08-17", "2025-08-18", True),
        ("2025-08-18", "2025-08-18", False),
        ("2025-08-19", "2025-08-18", False),
        ("2025-07", "2025-08", True),
        ("2025-07", "2025-08-01", True),
        ("2025-08", "2025-08-31", False),
        ("2025-07-31", "2025-08", True),
        ("2025-08-01", "2025-08", False),
        ("2025-08-18 10:00", "2025-08-18 10:01", True),
        ("2025-08-18 10:00", "2025-08-18 10:00", False),
        ("2025-08-18 10:01", "2025-08-18 10:00", False),
        ("2025-08-17 23:59", "2025-08-18", True),
        ("2025-08-18 00:00", "2025-08-18", False),
        ("2025-08-17", "2025-08-18 00:00", True),
        ("2025-08-18", "2025-08-18 23:59", False),
        ("2025-11-02 01:59-04:00", "2025-11-02 01:00-05:00", True),
        ("2025-11-02 01:00-05:00", "2025-11-02 01:59-04:00", False),
    ],
)
def test_one_is_surely_before_another_when_no_moment_of_it_is_not(
    first: str, second: str, before: bool
):
    """What is known to the day only may be any of its minutes."""
    assert before == when(first, EASTERN).surely_before(when(second, EASTERN))


POINTS = st.builds(
    lambda year, month, day, hour, minute, length: when(
        f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}"[:length], EASTERN
    ),
    st.integers(2024, 2026),
    st.integers(1, 12),
    st.integers(1, 28).filter(lambda day: day not in (8, 9)),  # the clocks go forward
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from([7, 10, 16]),
)


@given(POINTS.filter(lambda point: (point.start.month, point.start.day) != (3, 10)), POINTS, POINTS)
def test_before_is_an_order(first, second, third):
    """`surely_before` is a strict order: irreflexive, asymmetric, and transitive."""
    assert not first.surely_before(first)
    assert not (first.surely_before(second) and second.surely_before(first))
    assert not (first.surely_before(second) and second.surely_before(third)) or first.surely_before(
        third
    )


@pytest.mark.parametrize(
    ("text", "iso", "written"),
    [
        ("2025-08", "2025-08", "2025-08"),
        ("2025-08-20", "2025-08-20", "2025-08-20"),
        ("2025-08-20 15:10", "2025-08-20T15:10-04:00", "2025-08-20 15:10"),
        ("2025-01-20 15:10", "2025-01-20T15:10-05:00", "2025-01-20 15:10"),
    ],
)
def test_a_point_in_time_is_written_as_precisely_as_it_is_known(text: str, iso: str, written: str):
    """A machine reads ISO 8601 with the offset, a person what an entry would write."""
    found = when(text, EASTERN)

    assert (iso, written) == (found.iso, found.written)


def test_a_year_has_four_digits():
    """A year before 1000 is written as an entry writes it."""
    assert when("0987-01-20 15:10", EASTERN).written == "0987-01-20 15:10"


# What holds now, and what held then


def test_without_a_change_what_held_at_first_holds():
    """An entry without changes says at its top what holds."""
    assert contract().first == contract().now
    assert breach().first == breach().now


def test_what_a_change_states_replaces_the_old_whole_and_the_rest_stands():
    """A change that names one kind of data replaces all kinds; other fields stay the same."""
    changed = contract(
        "changes:\n  - "
        "{kind: amendment, executed: 2026-01-05, collects: {student-records: [grades]}}\n"
    )
    first, second = changed.terms()

    assert Data(student_information=("name",), student_records=("scores",)) == first.collects
    assert Data(student_records=("grades",)) == second.collects
    assert [
        first.description,
        first.security,
        first.subcontractors,
        first.schools,
        first.grades,
        first.expires,
    ] == [
        second.description,
        second.security,
        second.subcontractors,
        second.schools,
        second.grades,
        second.expires,
    ]


CHANGES = """\
changes:
  - kind: renewal
    executed: 2026-06-30
    expires: 2027-06-30
    description: Longer reading passages.
    purpose: More practice.
    collects: nothing
    security: Audited.
    subcontractors: []
    schools: all
    grades: [PK, K]
    agreement: https://contracts.example/2026.pdf
    notified: 2026-07-01
  - kind: amendment
    executed: 2026-09-01
    expires: none
  - kind: amendment
    executed: 2026-10-01
    expires: 2026-10-31
"""


def test_a_change_may_restate_all_that_a_contract_says():
    """Every term can change, also to nothing, to all, and to no end."""
    now = contract(CHANGES).now

    assert now.description == "Longer reading passages."
    assert now.purpose == "More practice."
    assert Data() == now.collects
    assert now.security.html == "<p>Audited.</p>"
    assert now.subcontractors == ()
    assert now.schools == ()
    assert now.grades == ("PK", "K")
    assert now.agreement == "https://contracts.example/2026.pdf"


def test_an_end_may_come_later_be_lifted_and_come_early():
    """Each notice shows the end that held at its time."""
    ends = [terms.expires and terms.expires.iso for terms in contract(CHANGES).terms()]

    assert ends == ["2026-06-30", "2027-06-30", False, "2026-10-31"]


UPDATES = """\
updates:
  - on: 2025-01-15
    text: The contractor has named the data.
    involves: {student-records: [scores], directory-information: [photograph]}
    students: 1,412
  - on: 2025-02-01
    text: The number was wrong.
    involves: unknown
    students: unknown
    schools: all
    offers: Three years.
"""


def test_an_update_replaces_what_was_known_also_by_nothing():
    """What an update states is known from then on, even that it is unknown after all."""
    first, second, third = breach(UPDATES).extents()

    assert [first.students, second.students, third.students] == [Count(412), Count(1412), None]
    assert (
        Data(student_records=("scores",), directory_information=("photograph",)) == second.involves
    )
    assert [Data(student_information=("name",)), None] == [first.involves, third.involves]
    assert [first.schools, second.schools, third.schools] == [("dodd",), ("dodd",), ()]
    assert [known.offers.text for known in (first, second, third)] == [
        "Two years.",
        "Two years.",
        "Three years.",
    ]


STATED = {
    "description": "A.",
    "purpose": "B.",
    "subcontractors": "[C]",
    "schools": "[highland]",
    "grades": "7",
    "expires": "none",
}


@given(st.lists(st.sets(st.sampled_from(sorted(STATED))), min_size=1, max_size=4))
def test_a_change_changes_what_it_states_and_nothing_else(changes: list[set[str]]):
    """However many changes there are, a term is what the last change that states it says."""
    written = "changes:\n" + "".join(
        f"  - {{kind: amendment, executed: 2026-01-0{i}"
        + "".join(f", {name}: {STATED[name]}" for name in sorted(names))
        + "}\n"
        for i, names in enumerate(changes, start=1)
    )
    entry = contract(written)
    told = notices(entry)

    for before, (after, names) in zip(told, zip(told[1:], changes, strict=True), strict=False):
        changed = {
            name
            for name in STATED
            if getattr(after.statement, name) != getattr(before.statement, name)
        }
        assert changed <= names
    assert entry.now.description == "A." or not any("description" in names for names in changes)


def test_what_the_program_does_not_look_at_is_kept_by_its_name():
    """A field without an attribute is stated, restated and found by its name, as the others are."""
    first = Terms(purpose="Reading.").after({"officer": "A.", "expires": False})
    second = first.after({"officer": "B.", "purpose": "Writing."})

    assert [(held["officer"], held["purpose"]) for held in (first, second)] == [
        ("A.", "Reading."),
        ("B.", "Writing."),
    ]
    assert {"officer": "B.", "expires": False, "grades": ()}.items() <= second.states.items()


# Notices


def test_a_notice_is_known_by_its_place_and_nothing_else():
    """A notice's id is the entry's id and its list position; its anchor is its place on a page."""
    told = notices(contract(CHANGES + "withdrawn: {on: 2026-11-01, reason: It never began.}\n"))

    assert [(notice.id, notice.anchor) for notice in told] == [
        ("contracts/word-garden", ""),
        ("contracts/word-garden/change-1", "change-1"),
        ("contracts/word-garden/change-2", "change-2"),
        ("contracts/word-garden/change-3", "change-3"),
        ("contracts/word-garden/withdrawal", "withdrawal"),
    ]


def test_the_notices_of_a_breach_are_its_updates():
    """A breach, each update of it and its withdrawal are notices, dated by when they were told."""
    told = notices(breach(UPDATES + "withdrawn: {on: 2025-02-02, reason: Not ours.}\n"))

    assert [(notice.id, notice.kind, notice.dated.iso) for notice in told] == [
        ("breaches/word-garden", "breach", "2025-01-07T15:40-05:00"),
        ("breaches/word-garden/update-1", "update", "2025-01-15"),
        ("breaches/word-garden/update-2", "update", "2025-02-01"),
        ("breaches/word-garden/withdrawal", "withdrawal", "2025-02-02"),
    ]


def test_an_id_stays_when_words_and_dates_change():
    """A corrected notice is the same notice."""
    corrected = CHANGES.replace(
        "2026-06-30\n    expires: 2027", "2026-06-29\n    expires: 2028"
    ).replace("renewal", "amendment")

    assert corrected != CHANGES
    assert [notice.id for notice in notices(contract(CHANGES))] == [
        notice.id for notice in notices(contract(corrected))
    ]


def test_a_notice_shows_what_held_at_its_date():
    """The first notice never learns what came later, and a withdrawal shows what held last."""
    told = notices(breach(UPDATES + "withdrawn: {on: 2025-02-02, reason: Not ours.}\n"))

    assert [notice.statement.students for notice in told] == [Count(412), Count(1412), None, None]


def test_each_change_was_told_in_its_own_time():
    """A contract and each change have their own date of notifying families, or none if unknown."""
    told = notices(contract(CHANGES))

    assert [notice.notified and notice.notified.at.iso for notice in told] == [
        "2025-08-19",
        "2026-07-01",
        None,
        None,
    ]


def test_a_withdrawal_and_an_update_are_not_told_when_the_first_notice_was():
    """When families were told of a notice says nothing of those that came later."""
    withdrawn = notices(contract("withdrawn: {on: 2026-02-01, reason: It never began.}\n"))[-1]
    update = notices(breach(UPDATES))[1]

    assert (withdrawn.notified, update.notified) == (None, None)


# What an entry says of itself


def test_a_title_is_the_product_or_the_contractor():
    """A consultant without a product is known by name."""
    consultant = contract("kind: consultant\n", CONTRACT.replace("product: Word Garden\n", ""))

    assert (contract().title, consultant.title) == ("Word Garden", "Example Garden Learning, Inc.")


@pytest.mark.parametrize(
    ("more", "status", "is_open"),
    [
        ("", "open", True),
        ("resolved: 2025-03-02\n", "resolved", False),
        ("withdrawn: {on: 2025-03-02, reason: Not ours.}\n", "withdrawn", False),
        (
            "resolved: 2025-03-02\nwithdrawn: {on: 2025-03-02, reason: Not ours.}\n",
            "withdrawn",
            False,
        ),
        ("legacy: true\n", "unrecorded", False),
        ("legacy: true\nresolved: 2025-03-02\n", "resolved", False),
    ],
)
def test_a_breach_is_open_until_something_closes_it(more: str, status: str, is_open: bool):
    """A breach is open only if nothing closes it; an old one with no recorded end is not open."""
    assert (status, is_open) == (breach(more).status, breach(more).is_open)


LEGACY = "contract: northstar-reader\nlegacy: true\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", None),
        ("occurred: 2019-05 to 2019-06\n", "2019-05"),
        ("occurred: 2019-05\ndiscovered: 2019-06\n", "2019-06"),
        ("discovered: 2019-06\nnotified: 2019-07\n", "2019-07"),
        ("notified: 2019-07\nreceived: 2019-06-30\n", "2019-06-30"),
    ],
)
def test_a_breach_was_told_when_its_nearest_date_says(more: str, told: str | None):
    """If the receipt date is not recorded, the nearest recorded date decides the list order."""
    found = breach(more, LEGACY).reported

    assert told == (found and found.iso)


def test_the_latest_of_an_entry_is_its_last_notice():
    """A list is ordered by what happened last."""
    assert [contract().latest.iso, contract(CHANGES).latest.iso] == ["2025-08-18", "2026-10-01"]
    assert [breach().latest.iso, breach(UPDATES).latest.iso] == [
        "2025-01-07T15:40-05:00",
        "2025-02-01",
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (f"{UPDATES}resolved: 2025-03-02\n", "2025-03-02"),
        (f"{UPDATES}withdrawn: {{on: 2025-03-03, reason: Sent in error.}}\n", "2025-03-03"),
        ("resolved: 2025-01-20\n", "2025-01-20"),
    ],
)
def test_the_latest_of_a_breach_is_also_its_end(more: str, expected: str):
    """A breach that was resolved or withdrawn was last changed on that day."""
    assert breach(more).latest.iso == expected


def test_the_kinds_of_data_stand_in_the_order_of_the_law():
    """However an entry orders them, and only those that hold something."""
    mixed = contract(
        text=CONTRACT.replace(
            "{student-information", "{student-generated-content: [essays], student-information"
        )
    )
    kinds = [kind for kind, _ in mixed.now.collects.kinds]

    assert kinds == ["student_information", "student_records", "student_generated_content"]
    assert Data().kinds == []
