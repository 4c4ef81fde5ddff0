"""Entries in memory: points in time, later values that replace earlier ones, and notices."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.entry_dates import when
from generator.content.source_reading import Known
from generator.content.translations import texts
from generator.core.model import Breach, Contract, Count, Data, Entry, Terms, as_of, contract_state
from generator.core.notices import notices
from generator.core.site import joined
from generator.rules.reading import Reader
from generator.rules.single_entry import Standards
from helpers.roots import FILES, NOW, entry_source

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
    """Return the contract of a text with more fields."""
    entry = _read("contracts", text + more)
    assert isinstance(entry, Contract)
    return entry


def breach(more: str = "", text: str = BREACH) -> Breach:
    """Return the breach of a text with more fields."""
    entry = _read("breaches", text + more)
    assert isinstance(entry, Breach)
    return entry


def _read(section: str, text: str) -> Entry | None:
    reader = Reader(Standards(KNOWN, (), NOW.replace(tzinfo=EASTERN)))
    read = reader.entry(entry_source(section, "word-garden", text))
    assert [problem for problem in read.problems if problem.is_error] == []
    return read.entry


def test_a_renewal_has_no_end_unless_it_states_one():
    """A legacy contract renewed without a new end has no recorded end and an unknown status."""
    renewed = contract("legacy: true\nchange-1.md: {kind: renewal, executed: 2026-06-01}\n")
    amended = contract("legacy: true\nchange-1.md: {kind: amendment, executed: 2026-06-01}\n")

    ended = (amended.first.expires, "ended")
    assert (
        renewed.current.expires,
        contract_state(renewed, NOW.replace(tzinfo=EASTERN)).status,
    ) == (
        None,
        "unknown",
    )
    assert (
        amended.current.expires,
        contract_state(amended, NOW.replace(tzinfo=EASTERN)).status,
    ) == ended


RENEWAL = (
    "change-1.md: "
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
    """A future renewal changes neither the status nor the terms of a contract."""
    moment = when(now, EASTERN).start
    current = as_of(contract(RENEWAL), moment)
    assert isinstance(current, Contract)

    assert (current.current.purpose, contract_state(current, moment).status) == (purpose, expected)
    assert current.latest == when(latest, EASTERN)
    ids = [notice.id for notice in notices(current)]
    assert ids == ["contracts/word-garden", "contracts/word-garden/change-1"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("resolved: 2026-11-25\n", "resolved"),
        ("withdrawal.md: {on: 2026-11-25, reason: Sent in error.}\n", "withdrawn"),
    ],
)
def test_an_end_or_a_withdrawal_takes_effect_on_its_day(more: str, expected: str):
    """Before its day, a breach is open, and a notice that is withdrawn later still applies."""
    entry = breach(more)
    earlier, later = (as_of(entry, when(f"2026-11-{day}", EASTERN).start) for day in (24, 25))
    assert isinstance(earlier, Breach)
    assert isinstance(later, Breach)

    assert (earlier.status, later.status) == ("open", expected)


@pytest.mark.parametrize(("of_change", "of_entry"), [("24", "25"), ("25", "24"), ("24", "")])
def test_what_is_withdrawn_twice_is_so_since_the_first_day(of_change: str, of_entry: str):
    """A change may be withdrawn alone, and then with its contract, or the other way round."""
    part = f"withdrawal-1.md: {{of: change-1, on: 2026-11-{of_change}, reason: Wrong.}}\n"
    whole = f"withdrawal.md: {{on: 2026-11-{of_entry}, reason: Wrong.}}\n" if of_entry else ""
    _, change, *_ = notices(contract(RENEWAL + part + whole))

    assert change.withdrawn
    assert change.withdrawn.on == when("2026-11-24", EASTERN)


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
def test_the_end_of_a_date_is_the_first_moment_after_it(text: str, end: str):
    """A month, a day, and a minute each end when the next one begins, even if the clocks change."""
    assert end == when(text, EASTERN).end.isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2025-08", "America/New_York", "2025-08-31"),
        ("9999-12", "America/New_York", "9999-12-31"),
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
    """Such a date must be a typing mistake, but it can still be compared."""
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
def test_a_date_is_surely_before_another_if_all_its_moments_are(
    first: str, second: str, before: bool
):
    """A day can mean any of its minutes."""
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
    if first.surely_before(second) and second.surely_before(third):
        assert first.surely_before(third)


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
    """Programs read ISO 8601 with the offset; people read it as an entry writes it."""
    point = when(text, EASTERN)

    assert (iso, written) == (point.iso, point.written)


def test_a_year_has_four_digits():
    """A year before 1000 is written as an entry writes it."""
    assert when("0987-01-20 15:10", EASTERN).written == "0987-01-20 15:10"


# Terms at each point in time


def test_without_a_change_the_first_terms_apply():
    """The fields at the top of an entry without changes are the current ones."""
    assert contract().first == contract().current
    assert breach().first == breach().current


def test_a_change_replaces_the_fields_that_it_states():
    """A change that names one kind of data replaces all kinds; other fields stay the same."""
    collects = "{student-records: [grades]}"
    changed = contract(
        f"change-1.md: {{kind: amendment, executed: 2026-01-05, collects: {collects}}}\n"
    )
    first, second = changed.statements()
    others = ("description", "security", "subcontractors", "schools", "grades", "expires")

    assert first.collects == Data(student_information=("name",), student_records=("scores",))
    assert second.collects == Data(student_records=("grades",))
    for name in others:
        assert getattr(first, name) == getattr(second, name), name


CHANGES = """\
=== change-1.md
---
kind: renewal
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
---
=== change-2.md
---
kind: amendment
executed: 2026-09-01
expires: none
---
=== change-3.md
---
kind: amendment
executed: 2026-10-01
expires: 2026-10-31
---
"""


def test_a_change_can_restate_every_term():
    """Every term can change, even to nothing, to all, and to no end."""
    now = contract(CHANGES).current

    assert now.description == "Longer reading passages."
    assert now.purpose == "More practice."
    assert Data() == now.collects
    assert now.security.html == "<p>Audited.</p>"
    assert now.subcontractors == ()
    assert now.schools == ()
    assert now.grades == ("PK", "K")
    assert now.agreement == "https://contracts.example/2026.pdf"


RENAMED = """\
=== change-1.md
---
kind: amendment
executed: 2026-03-01
product: Meadow Words
contractor: Example Meadow Group
---
"""


@pytest.mark.parametrize(
    ("now", "title", "former"),
    [
        ("2026-02-28", "Word Garden", ()),
        ("2026-03-01", "Meadow Words", ("Word Garden", "Example Garden Learning, Inc.")),
    ],
)
def test_a_new_name_counts_from_its_day(now: str, title: str, former: tuple[str, ...]):
    """Each notice keeps the name that it had, and so does a breach reported before that day."""
    renamed = as_of(contract(RENAMED), when(now, EASTERN).start)
    early, late = (
        joined(breach(text=BREACH.replace("2025-01", month)), {"northstar-reader": renamed})
        for month in ("2026-02", "2026-03")
    )

    assert (renamed.title, renamed.former_names) == (title, former)
    assert [notice.title for notice in notices(renamed)] == ["Word Garden", "Meadow Words"]
    assert (early.title, early.contractor) == ("Word Garden", "Example Garden Learning, Inc.")
    assert (late.title, late.contractor) == ("Meadow Words", "Example Meadow Group")
    assert [notice.title for notice in notices(early)] == ["Word Garden"]


def test_a_change_can_move_or_remove_the_end():
    """Each notice has the end that applied at its time."""
    ends = [terms.expires and terms.expires.iso for terms in contract(CHANGES).statements()]

    assert ends == ["2026-06-30", "2027-06-30", False, "2026-10-31"]


UPDATES = """\
=== update-1.md
---
on: 2025-01-15
involves: {student-records: [scores], directory-information: [photograph]}
students: 1,412
---
The contractor has named the data.
=== update-2.md
---
on: 2025-02-01
involves: unknown
students: unknown
schools: all
offers: Three years.
---
The number was wrong.
"""


def test_an_update_replaces_earlier_facts_even_by_unknown():
    """An update's facts apply from then on, even if a fact is unknown after all."""
    first, second, third = breach(UPDATES).statements()

    assert [first.students, second.students, third.students] == [Count(412), Count(1412), None]
    assert second.involves == Data(
        student_records=("scores",), directory_information=("photograph",)
    )
    assert [Data(student_information=("name",)), None] == [first.involves, third.involves]
    assert [first.schools, second.schools, third.schools] == [("dodd",), ("dodd",), ()]
    offers = [extent.offers.text for extent in (first, second, third)]
    assert offers == ["Two years.", "Two years.", "Three years."]


STATED = {
    "description": "A.",
    "purpose": "B.",
    "subcontractors": "[C]",
    "schools": "[highland]",
    "grades": "7",
    "expires": "none",
}


@given(st.lists(st.sets(st.sampled_from(sorted(STATED))), min_size=1, max_size=4))
def test_a_change_alters_only_what_it_states(changes: list[set[str]]):
    """A term has the value of the last change that states it."""
    written = "".join(
        f"change-{i}.md: {{kind: amendment, executed: 2026-01-0{i}"
        + "".join(f", {name}: {STATED[name]}" for name in sorted(names))
        + "}\n"
        for i, names in enumerate(changes, start=1)
    )
    entry = contract(written)
    entry_notices = notices(entry)

    pairs = pairwise(entry_notices)
    for (before, after), names in zip(pairs, changes, strict=True):
        for name in STATED.keys() - names:
            assert getattr(after.statement, name) == getattr(before.statement, name), name
    assert entry.current.description == "A." or not any("description" in names for names in changes)


def test_a_field_without_an_attribute_is_kept_by_its_name():
    """It is stated, restated and looked up by its name, like the others."""
    first = Terms(purpose="Reading.").after({"officer": "A.", "expires": False})
    second = first.after({"officer": "B.", "purpose": "Writing."})

    assert [(terms["officer"], terms["purpose"]) for terms in (first, second)] == [
        ("A.", "Reading."),
        ("B.", "Writing."),
    ]
    assert {"officer": "B.", "expires": False, "grades": ()}.items() <= second.states.items()


def test_a_text_without_an_attribute_can_be_translated():
    """It is translated by its name, also one that no change or update can restate."""
    update = replace(breach(UPDATES).updates[0], more={"description": "A."})
    entry = replace(breach(), more={"purpose": "B."}, updates=(update,))

    assert {("purpose",), ("update-1", "description")} <= dict(texts(entry)).keys()


# Notices


def test_the_id_of_a_notice_is_the_name_of_its_file():
    """Its anchor on a page is the last part of it."""
    entry_notices = notices(
        contract(CHANGES + "withdrawal.md: {on: 2026-11-01, reason: It never began.}\n")
    )

    assert [(notice.id, notice.anchor) for notice in entry_notices] == [
        ("contracts/word-garden", ""),
        ("contracts/word-garden/change-1", "change-1"),
        ("contracts/word-garden/change-2", "change-2"),
        ("contracts/word-garden/change-3", "change-3"),
        ("contracts/word-garden/withdrawal", "withdrawal"),
    ]


def test_the_notices_of_a_breach_are_its_updates():
    """A breach, each of its updates and its withdrawal are notices with their own dates."""
    entry_notices = notices(
        breach(UPDATES + "withdrawal.md: {on: 2025-02-02, reason: Not ours.}\n")
    )

    assert [(notice.id, notice.kind, notice.dated.iso) for notice in entry_notices] == [
        ("breaches/word-garden", "breach", "2025-01-07T15:40-05:00"),
        ("breaches/word-garden/update-1", "update", "2025-01-15"),
        ("breaches/word-garden/update-2", "update", "2025-02-01"),
        ("breaches/word-garden/withdrawal", "withdrawal", "2025-02-02"),
    ]


def test_an_id_stays_the_same_when_words_and_dates_change():
    """A corrected notice is the same notice."""
    dates = "2026-06-30\nexpires: 2027"
    corrected = CHANGES.replace(dates, dates.replace("30", "29").replace("2027", "2028"))
    corrected = corrected.replace("renewal", "amendment")
    before, after = (notices(contract(changes)) for changes in (CHANGES, corrected))

    assert corrected != CHANGES
    assert [notice.id for notice in before] == [notice.id for notice in after]


def test_a_notice_shows_the_facts_at_its_date():
    """The first notice has no later facts, and a withdrawal has the last ones."""
    entry_notices = notices(
        breach(UPDATES + "withdrawal.md: {on: 2025-02-02, reason: Not ours.}\n")
    )

    assert [notice.statement.students for notice in entry_notices] == [
        Count(412),
        Count(1412),
        None,
        None,
    ]


def test_each_change_has_its_own_notification_date():
    """A contract and each change have their own date, or none if it is unknown."""
    entry_notices = notices(contract(CHANGES))

    days = [notice.notified and notice.notified.at.iso for notice in entry_notices]
    assert days == ["2025-08-19", "2026-07-01", None, None]


def test_a_withdrawal_and_an_update_have_no_date_of_the_first_notice():
    """The notification date of a notice is not that of a later one."""
    withdrawn = notices(contract("withdrawal.md: {on: 2026-02-01, reason: It never began.}\n"))[-1]
    update = notices(breach(UPDATES))[1]

    assert (withdrawn.notified, update.notified) == (None, None)


# Facts about an entry


def test_a_title_is_the_product_or_the_contractor():
    """A consultant without a product has its own name."""
    consultant = contract("kind: consultant\n", CONTRACT.replace("product: Word Garden\n", ""))

    assert (contract().title, consultant.title) == ("Word Garden", "Example Garden Learning, Inc.")


@pytest.mark.parametrize(
    ("more", "status", "is_open"),
    [
        ("", "open", True),
        ("resolved: 2025-03-02\n", "resolved", False),
        ("withdrawal.md: {on: 2025-03-02, reason: Not ours.}\n", "withdrawn", False),
        (
            "resolved: 2025-03-02\nwithdrawal.md: {on: 2025-03-02, reason: Wrong.}\n",
            "withdrawn",
            False,
        ),
        ("legacy: true\n", "unrecorded", False),
        ("legacy: true\nresolved: 2025-03-02\n", "resolved", False),
    ],
)
def test_a_breach_is_open_until_something_closes_it(more: str, status: str, is_open: bool):
    """An old breach with no recorded end is not open."""
    assert (status, is_open) == (breach(more).status, breach(more).is_open)


LEGACY = "contract: northstar-reader\nlegacy: true\n"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", None),
        ("occurred: 2019-05 to 2019-06\n", "2019-05"),
        ("occurred: 2019-05\ndiscovered: 2019-06\n", "2019-06"),
        ("discovered: 2019-06\nnotified: 2019-07\n", "2019-07"),
        ("notified: 2019-07\nreceived: 2019-06-30\n", "2019-06-30"),
    ],
)
def test_a_breach_was_reported_on_its_nearest_date(more: str, expected: str | None):
    """If the receipt date is not recorded, the nearest recorded date decides the list order."""
    reported = breach(more, LEGACY).reported

    assert expected == (reported and reported.iso)


def test_the_latest_date_of_an_entry_is_that_of_its_last_notice():
    """Lists are ordered by it."""
    assert [contract().latest.iso, contract(CHANGES).latest.iso] == ["2025-08-18", "2026-10-01"]
    assert breach().latest.iso == "2025-01-07T15:40-05:00"
    assert breach(UPDATES).latest.iso == "2025-02-01"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (f"resolved: 2025-03-02\n{UPDATES}", "2025-03-02"),
        (f"{UPDATES}withdrawal.md: {{on: 2025-03-03, reason: Sent in error.}}\n", "2025-03-03"),
        ("resolved: 2025-01-20\n", "2025-01-20"),
    ],
)
def test_the_latest_date_of_a_breach_can_be_its_end(more: str, expected: str):
    """A breach that was resolved or withdrawn was last changed on that day."""
    assert breach(more).latest.iso == expected


def test_the_kinds_of_data_are_in_the_order_of_the_law():
    """The order in the entry does not matter, and empty kinds are left out."""
    both = "{student-generated-content: [essays], student-information"
    mixed = contract(text=CONTRACT.replace("{student-information", both))
    kinds = [kind for kind, _ in mixed.current.collects.kinds]

    assert kinds == ["student_information", "student_records", "student_generated_content"]
    assert Data().kinds == []
