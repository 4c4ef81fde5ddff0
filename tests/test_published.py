"""`check --since REV`: what was published can be corrected or withdrawn, but not removed."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime

import pytest

from generator.compiler import read_content
from generator.core.site import Committed, Inputs, Past, Posting, Source
from generator.system import disk, git
from helpers import roots
from helpers.history import PLAIN
from helpers.program import REPOSITORY, notices

THEMES = {"default": roots.theme()}
IGNORED = {"W104", "W120", "W121", "W122"}  # about deadlines
NOW = datetime(2026, 11, 25, 12)

SITE = f"""\
{roots.SITE}\
schools:
  dodd: {{name: Dodd School}}
  hill: {{name: Hill School}}
"""
CONTRACT = """\
---
product: Reader
contractor: Reader Inc.
description: Reading passages.
purpose: Reading practice.
collects:
  student-information: [name, email address]
executed: 2025-08-18
expires: 2026-06-30
agreement: https://reader.example/a.pdf
security: Encrypted.
changes:
  - kind: renewal
    executed: 2026-06-29
    expires: 2027-06-30
  - kind: amendment
    executed: 2026-09-01
    purpose: Reading practice in class and at home.
---
Teachers create the accounts.
"""
BREACH = """\
---
contract: reader
discovered: 2026-11-02
received: 2026-11-09 15:40
involves: {student-information: [name]}
students: 412
summary: A list was copied.
updates:
  - on: 2026-11-12
    text: The list held the names of 412 students.
  - on: 2026-11-20
    text: All passwords were changed by the company.
---
"""
FILES = {
    "content/site.yaml": SITE,
    "content/contracts/reader.md": CONTRACT,
    "content/breaches/2026-reader.md": BREACH,
}
C, B = "content/contracts/reader.md", "content/breaches/2026-reader.md"


def sources(files):
    return tuple(
        Source(path, text if isinstance(text, bytes) else text.encode())
        for path, text in files.items()
    )


def report(then, now, then_files=(), now_files=()):
    """Return all problems of content that was once published as `then`."""
    published = Past(sources(then), frozenset(then_files))
    inputs = Inputs(sources(now), dict.fromkeys(now_files, 1), THEMES, NOW, (), published)
    problems = [problem for problem in read_content(inputs).problems if problem.code not in IGNORED]
    return [f"{p.span.path}:{p.span.line}:{p.span.column} {p.code} {p.message}" for p in problems]


def changed(path, old, new):
    """Return the files with one text replaced in one of them."""
    assert old in FILES[path], old
    return {**FILES, path: FILES[path].replace(old, new, 1)}


def without(path):
    return {name: text for name, text in FILES.items() if name != path}


def moved(path, to):
    return {to if name == path else name: text for name, text in FILES.items()}


RENEWAL = "  - kind: renewal\n    executed: 2026-06-29\n    expires: 2027-06-30\n"
AMENDMENT = """\
  - kind: amendment
    executed: 2026-09-01
    purpose: Reading practice in class and at home.
"""
FIRST = "  - on: 2026-11-12\n    text: The list held the names of 412 students.\n"
SECOND = "  - on: 2026-11-20\n    text: All passwords were changed by the company.\n"
AS_YAML = CONTRACT.removeprefix("---\n").replace("---\n", "body: >\n  ")
GONE = f"{B}:1:1 E301 This entry was published and is now missing."
WITHDRAWN = "withdrawn: {on: 2026-11-01, reason: Never signed.}\nsecurity:"
FINE = {
    "a word of an update corrected": changed(B, "held the names", "has the names"),
    "a whole update reworded on its day": changed(
        B, "The list held the names of 412 students.", "Four hundred."
    ),
    "an update added": changed(B, SECOND, SECOND + "  - on: 2026-11-24\n    text: More.\n"),
    "a change added": changed(
        C, AMENDMENT, AMENDMENT + "  - {kind: amendment, executed: 2026-11-01, security: None.}\n"
    ),
    "a notification noted": changed(
        C, "    expires: 2027-06-30\n", "    expires: 2027-06-30\n    notified: 2026-07-01\n"
    ),
    "a breach resolved": changed(B, "students: 412", "students: 412\nresolved: 2026-11-24"),
    "withdrawn": changed(C, "security:", WITHDRAWN),
    "the same date in another notation": changed(
        B, "2026-11-09 15:40", "2026-11-09T15:40:00-05:00"
    ),
    "a misspelt element corrected": changed(C, "email address", "e-mail address"),
    "other settings": changed(
        "content/site.yaml", "https://sample.example/", "https://other.example/"
    ),
    "a new entry": {
        **FILES,
        "content/contracts/new.md": CONTRACT.replace("Reader", "Writer").replace(
            "executed:", "terms: {form: ndpa, checked: 2025-08-18}\nexecuted:", 1
        ),
    },
    "a school added": changed("content/site.yaml", "  hill:", "  new: {name: New School}\n  hill:"),
}


@pytest.mark.parametrize("name", FINE)
def test_corrections_and_additions_are_fine(name):
    """Words can be corrected, notices added, and a file converted to YAML."""
    assert report(FILES, FINE[name]) == []


WRONG = {
    "an entry renamed and corrected": (
        {
            **moved(B, "content/breaches/new.md"),
            "content/breaches/new.md": BREACH.replace("A list was", "Two lists were"),
        },
        ["content/breaches/new.md:1:1 E302 This entry was published as `2026-reader.md`."],
    ),
    "an entry renamed and made YAML": (
        {**without(B), "content/breaches/new.yaml": BREACH.replace("---\n", "")},
        ["content/breaches/new.yaml:1:1 E302 This entry was published as `2026-reader.yaml`."],
    ),
    "another entry in its place": (
        {
            **without(B),
            "content/breaches/other.md": BREACH.replace("2026-11-09 15:40", "2026-11-10 08:00"),
        },
        [GONE],
    ),
    "the first update removed": (
        changed(B, FIRST, ""),
        [f"{B}:9:3 E303 The update of 2026-11-12 was published and is now missing."],
    ),
    "an update put between": (
        changed(B, SECOND, "  - on: 2026-11-15\n    text: We have called the police.\n" + SECOND),
        [f"{B}:13:5 E304 This update was published as number 2 of the list and is now number 3."],
    ),
    "an update put before, and another corrected": (
        changed(
            B, FIRST, "  - on: 2026-11-10\n    text: We called.\n" + FIRST.replace("held", "has")
        ),
        [f"{B}:11:5 E304 This update was published as number 1 of the list and is now number 2."],
    ),
    "two changes swapped": (
        changed(C, RENEWAL + AMENDMENT, AMENDMENT + RENEWAL),
        [
            f"{C}:16:5 E304 This renewal was published as number 1 of the list and is now number "
            "2.",
            f"{C}:17:15 E202 This change (2026-06-29) is earlier than the one above it "
            "(2026-09-01).",
        ],
    ),
    "a renewal overwritten by the next": (
        changed(
            C, RENEWAL, "  - kind: renewal\n    executed: 2026-08-29\n    expires: 2028-06-30\n"
        ),
        [
            f"{C}:13:5 E305 The renewal of 2026-06-29 was published here, and this is a different "
            "one."
        ],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_published_must_stay(name):
    """An entry or a notice that is removed, renamed, moved, or overwritten is one error."""
    now, expected = WRONG[name]

    assert report(FILES, now) == expected


def test_two_updates_on_one_day_keep_their_places():
    """Their words tell them apart."""
    same_day = {**FILES, B: BREACH.replace("2026-11-20", "2026-11-12")}
    swapped = changed(B, FIRST + SECOND, SECOND.replace("2026-11-20", "2026-11-12") + FIRST)

    assert report(same_day, swapped) == [
        f"{B}:11:5 E304 This update was published as number 1 of the list and is now number 2."
    ]


def test_a_renewal_is_recognized_by_dates_and_terms():
    """How families were notified does not count, because it is the same each year."""
    notified = "    notified: {{at: {} 10:30, by: email and text message to all families}}\n"
    then = changed(C, RENEWAL, RENEWAL + notified.format("2026-07-01"))
    after = RENEWAL.replace("2026-06-29", "2026-08-29").replace("2027", "2028")
    now = changed(C, RENEWAL, after + notified.format("2026-09-01"))

    assert [line.split()[1] for line in report(then, now)] == ["E305"]


def test_an_entry_that_moves_to_the_other_list_is_missing():
    """The two lists have different addresses, so the same id there is another notice."""
    lines = report(FILES, moved(B, "content/contracts/2026-reader.md"))

    assert lines[0] == GONE


def test_a_withdrawal_cannot_be_undone():
    """A withdrawn entry stays withdrawn; its reason can be corrected."""
    withdrawn = changed(C, "security:", WITHDRAWN)
    reworded = changed(C, "security:", WITHDRAWN.replace("Never", "It was never"))
    gone = [f"{C}:1:1 E306 This entry was published as withdrawn, and `withdrawn` is now missing."]

    assert (report(withdrawn, FILES), report(withdrawn, reworded)) == (gone, [])


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("withdrawn: {on: 2026-11-01, reason: Never signed.}", "E306"),
        ("changes: [{kind: renewal, executed: 2026-06-29}]", "E303"),
    ],
)
def test_unknown_does_not_replace_what_was_published(field, code):
    """On a legacy entry, `unknown` states nothing."""
    old = "contractor: Old Inc.\nlegacy: true\n"
    then = {**FILES, "content/contracts/old.yaml": f"{old}{field}\n"}
    now = {**FILES, "content/contracts/old.yaml": f"{old}{field.partition(':')[0]}: unknown\n"}

    assert {line.split()[1] for line in report(then, now)} == {code, "W101"}


WARNED = {
    "discovered, to unknown": (
        changed(B, "discovered: 2026-11-02", "discovered: unknown"),
        [f"{B}:3:13 W301 `discovered` was published as 2026-11-02 and is now unknown."],
    ),
    "executed": (
        changed(C, "executed: 2025-08-18", "executed: 2025-08-19"),
        [f"{C}:8:11 W301 `executed` was published as 2025-08-18 and is now 2025-08-19."],
    ),
    "executed, of a change": (
        changed(C, "executed: 2026-09-01", "executed: 2026-09-02"),
        [f"{C}:17:15 W301 `executed` was published as 2026-09-01 and is now 2026-09-02."],
    ),
    "on, of an update": (
        changed(B, "on: 2026-11-20", "on: 2026-11-21"),
        [f"{B}:11:9 W301 `on` was published as 2026-11-20 and is now 2026-11-21."],
    ),
    "another kind": (
        changed(
            C,
            "executed: 2025-08-18",
            "  student-records: [reading scores, grades]\nexecuted: 2025-08-18",
        ),
        [f"{C}:8:21 W302 `collects` has more data than was published: reading scores, grades"],
    ),
    "an element exchanged": (
        changed(C, "[name, email address]", "[name, home address]"),
        [
            f"{C}:7:3 W308 `collects` no longer names data that was published: email address",
            f"{C}:7:31 W302 `collects` has more data than was published: home address",
        ],
    ),
    "fewer data": (
        changed(C, "[name, email address]", "[name]"),
        [f"{C}:7:3 W308 `collects` no longer names data that was published: email address"],
    ),
    "data no longer involved": (
        changed(B, "{student-information: [name]}", "nothing"),
        [f"{B}:5:11 W308 `involves` no longer names data that was published: name"],
    ),
    "the end": (
        changed(C, "expires: 2026-06-30", "expires: 2026-12-31"),
        [f"{C}:9:10 W307 `expires` was published as 2026-06-30 and is now 2026-12-31."],
    ),
    "the end of a change": (
        changed(C, "    expires: 2027-06-30", "    expires: none"),
        [f"{C}:15:14 W307 `expires` was published as 2027-06-30 and is now none."],
    ),
    "the contractor": (
        changed(C, "contractor: Reader Inc.", "contractor: Other"),
        [f"{C}:3:13 W307 `contractor` was published as Reader Inc. and is now Other."],
    ),
    "the number of students": (
        changed(B, "students: 412", "students: 11"),
        [f"{B}:6:11 W307 `students` was published as 412 and is now 11."],
    ),
    "the number of students, to unknown": (
        changed(B, "students: 412", "students: unknown"),
        [f"{B}:6:11 W307 `students` was published as 412 and is now unknown."],
    ),
    "more data in a breach": (
        changed(B, "[name]", "[name, home address]"),
        [f"{B}:5:40 W302 `involves` has more data than was published: home address"],
    ),
    "a school gone": (
        changed("content/site.yaml", "  hill: {name: Hill School}\n", ""),
        ["content/site.yaml:8:3 W306 `hill` was published and is now missing."],
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_a_person_must_review_is_a_warning(name):
    """The warning has the old and the new date, data, or number."""
    now, expected = WARNED[name]

    assert report(FILES, now) == expected


@pytest.mark.parametrize(
    ("time", "warnings"),
    [
        ("2026-11-01T01:30-04:00", 0),
        ("2026-11-01T05:30Z", 0),  # the same time, written differently
        ("2026-11-01T01:30-05:00", 1),
        ("2026-11-01 01:30", 1),  # it may be either
    ],
)
def test_a_time_an_hour_later_by_the_same_clock_is_another(time, warnings):
    """In the hour that occurs twice, only the offset tells when a notice arrived."""
    then, now = (
        changed(B, "2026-11-09 15:40", written) for written in ("2026-11-01T01:30-04:00", time)
    )

    assert sum("W301 `received`" in line for line in report(then, now)) == warnings


UNTIMED, TIMED = "notified: 2025-08-20", "notified: {at: 2025-08-20, by: email}"
NOTIFIED = {
    "moved": (
        UNTIMED,
        "notified: 2025-08-19",
        "`notified` was published as 2025-08-20 and is now 2025-08-19.",
    ),
    "with a time": (
        UNTIMED,
        f"{UNTIMED} 10:00",
        "`notified` was published as 2025-08-20 and is now 2025-08-20 10:00.",
    ),
    "removed": (UNTIMED, "", "`notified` was published as 2025-08-20 and is now not given."),
    "other means": (
        TIMED.replace("email", "letter"),
        TIMED,
        "`notified.by` was published as letter and is now email.",
    ),
    "means added": (UNTIMED, TIMED, ""),
    "added": ("", UNTIMED, ""),
    "in another notation": (f"{UNTIMED} 10:00", "notified: {at: 2025-08-20T10:00:00-04:00}", ""),
}


@pytest.mark.parametrize("where", ["the contract", "a change"])
@pytest.mark.parametrize("name", NOTIFIED)
def test_a_new_notification_date_is_a_warning(name, where):
    """The warning has the old and the new date or means; an added one gets no warning."""
    then, now, expected = NOTIFIED[name]
    line, indent = "    executed: 2026-06-29\n", "    "
    if where == "the contract":
        line, indent = "expires: 2026-06-30\n", ""
    texts = [
        changed(C, line, f"{line}{indent}{notified}\n" if notified else line)
        for notified in (then, now)
    ]
    messages = [line.partition(" W307 ")[2] for line in report(*texts) if " W307 " in line]

    assert messages == ([expected] if expected else [])


LATE = CONTRACT.replace("expires: 2026-06-30\n", "expires: 2026-06-30\nnotified: 2025-08-24\n", 1)


@pytest.mark.parametrize(
    ("then", "now", "settings", "expected"),
    [
        ("notified: 2025-08-24", "notified: 2025-08-23", "", "10:11"),  # just within the limit
        ("notified: 2025-08-24", "notified: 2025-08-25", "", None),  # late before and after
        ("notified: 2025-08-23", "notified: 2025-08-22", "", None),  # met before and after
        ("notified: 2025-08-24", "notified: {at: 2025-08-23, by: email}", "", "10:16"),
        ("executed: 2025-08-18", "executed: 2025-08-19", "", "10:11"),  # its clock begins later
        ("notified: 2025-08-24", "notified: 2025-08-24", "contract-notice: 1 day", None),
        ("notified: 2025-08-23", "notified: 2025-08-23", "contract-notice: 4 days", "10:11"),
        ("notified: 2025-08-24", "", "", None),  # then it is overdue
    ],
)
def test_turning_late_into_met_is_a_warning(then, now, settings, expected):
    """The warning says so, for a change in an entry or in the settings."""
    old = "notified: 2025-08-24" if "notified" in then else "executed: 2025-08-18"
    then_settings = f"{SITE}deadlines: {{{settings}}}\n" if settings else SITE
    before = {**FILES, "content/site.yaml": then_settings, C: LATE.replace(old, then, 1)}
    after = {**FILES, C: LATE.replace(old, now, 1)}
    lines = [line for line in report(before, after) if " W309 " in line]
    message = (
        "W309 This turns *late* into *met*: `contract-notice` of contracts/reader was late as it "
        "was published."
    )

    assert lines == ([f"{C}:{expected} {message}"] if expected else [])


def test_another_time_zone_that_turns_late_into_met_is_a_warning():
    """The days of the record depend on it."""
    files = {**FILES, C: LATE.replace("notified: 2025-08-24", "notified: 2025-08-24 00:30-04:00")}
    moved = SITE.replace("America/New_York", "America/Chicago")
    lines = report(files, {**files, "content/site.yaml": moved})

    assert [line for line in lines if f"{C}:10:11 W309 " in line]


NOT_NOTIFIED = LATE.replace("notified: 2025-08-24\n", "")
OUT = "not in the record"


@pytest.mark.parametrize(
    ("then", "edit", "settings", "expected"),
    [
        (LATE, "basis: special-education-exception", "", ("late", OUT)),
        (LATE, "", "law: statute", ("late", OUT)),
        (LATE, "withdrawn: {on: 2026-11-01, reason: It was a draft.}", "", None),
        (NOT_NOTIFIED, "basis: special-education-exception", "", ("overdue", OUT)),
        (NOT_NOTIFIED, "legacy: true", "", ("overdue", "*unknown*")),
        (NOT_NOTIFIED, "notified: 2025-08-23", "", None),
        (NOT_NOTIFIED, "notified: 2025-08", "", None),
        (NOT_NOTIFIED, "withdrawn: {on: 2026-11-01, reason: It was a draft.}", "", None),
        (NOT_NOTIFIED, "legacy: [true]", "", None),  # an error of its own
        (LATE.replace("notified: 2025-08-24", "notified: 2025-08-23"), "", "law: statute", None),
    ],
)
def test_a_missed_deadline_that_disappears_is_a_warning(then, edit, settings, expected):
    """A word in the entry or the settings does not silently take a duty out of the record."""
    now = then.replace("executed:", f"{edit}\nexecuted:", 1) if edit else then
    files = {**FILES, "content/site.yaml": f"{SITE}{settings}\n", C: now}
    lines = [line for line in report({**FILES, C: then}, files) if " W310 " in line]
    row = f"{C}:1:1 W310 `contract-notice` of contracts/reader was "

    assert [line for line in lines if line.startswith(row)] == (
        [f"{row}*{expected[0]}* as it was published, and now it is {expected[1]}."]
        if expected
        else []
    )


ON_TIME = LATE.replace("notified: 2025-08-24", "notified: 2025-08-23")


@pytest.mark.parametrize(
    ("posting", "line", "expected"),
    [
        (None, "posted: 2025-08-20", ["*met*"]),  # nothing else says so
        (None, "posted: 2025-09-20", []),  # it is late
        ("2025-08-20", "security: Encrypted.", []),  # git says so
    ],
)
def test_a_line_that_ends_an_overdue_posting_is_a_warning(posting, line, expected):
    """Git shows when a notice was posted here, but `posted` can name any earlier day."""
    without = ON_TIME.replace("agreement: https://reader.example/a.pdf\n", "", 1)
    now = ON_TIME.replace("security: Encrypted.", line)
    made = posting and Committed("a" * 40, datetime.fromisoformat(f"{posting}T12:00Z"))
    inputs = Inputs(
        sources({**FILES, C: now}),
        {},
        THEMES,
        NOW,
        published=Past(sources({**FILES, C: without}), frozenset()),
        postings={"contracts/reader": Posting(made, made)},
    )
    problems = [problem for problem in read_content(inputs).problems if problem.code == "W310"]
    row = "`contract-posting` of contracts/reader was *overdue* as it was published, and now it is"

    assert [problem.message for problem in problems] == [f"{row} {state}." for state in expected]


def changed_yearly(then, now):
    """Return the problems of settings about the yearly notice that change."""
    lines = report(*({**FILES, "content/site.yaml": f"{SITE}{more}\n"} for more in (then, now)))
    return [line for line in lines if line.startswith("content/site.yaml:")]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("[{on: 2026-08-28}]", "[{on: 2026-08-28}]", []),
        ("[{on: 2026-08-28}]", '[{on: "2026-08-28", by: email}]', []),  # `by` is new
        ("[{on: 2025-08-29}]", "[{on: 2025-08-29}, {on: 2026-08-28}]", []),  # a new year
        ("[{on: 2025-08-29}]", "[{on: 2026-08-28}, {on: 2025-08-29}]", []),  # in any order
        ("[]", "[{on: 2026-08-28}]", []),
        (
            "[{on: 2026-08-28}]",
            "[{on: 2026-08-27}]",
            ["10:15 W307 `on` was published as 2026-08-28 and is now 2026-08-27."],
        ),
        (
            "[{on: 2025-08-29}, {on: 2026-08-28}]",  # at its new position
            "[{on: 2026-08-27}, {on: 2025-08-29}]",
            ["10:15 W307 `on` was published as 2026-08-28 and is now 2026-08-27."],
        ),
        (
            "[{on: 2026-08-28, by: email}]",
            "[{on: 2026-08-28, by: letter}]",
            ["10:31 W307 `by` was published as email and is now letter."],
        ),
        (
            "[{on: 2025-08-29}, {on: 2026-08-28}]",
            "[{on: 2026-08-28}]",
            ["10:9 W307 `on` was published as 2025-08-29 and is now not given."],
        ),
    ],
)
def test_a_new_date_of_the_yearly_notice_is_a_warning(then, now, expected):
    """The warning has the old and the new day; another year gets no warning."""
    lines = changed_yearly(f"yearly: {then}", f"yearly: {now}")

    assert lines == [f"content/site.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("then", "now", "column"),
    [
        ("yearly: [{on: 2026-09-02}]", "yearly: [{on: 2026-09-01}]", 15),
        ("yearly: [{on: 2026-09-03}]", "yearly: [{on: 2026-09-02}]", None),  # late before and after
        ("yearly: [{on: 2026-09-01}]", "yearly: [{on: 2026-08-31}]", None),  # met before and after
        (
            "yearly: [{on: 2026-09-02}]",  # the district's own day moves
            "yearly: [{on: 2026-09-02}]\nyearly_due: 09-02",
            15,
        ),
        (
            "yearly: [{on: 2024-08-30}, {on: 2026-08-28}]",  # 2025 was missing
            "yearly: [{on: 2024-08-30}, {on: 2026-08-28}, {on: 2025-09-01}]",
            51,
        ),
        ("yearly: []", "yearly: [{on: 2026-09-01}]", None),  # unknown is not late
    ],
)
def test_turning_a_late_yearly_notice_into_met_is_a_warning(then, now, column):
    """It is a warning for a day, and for the district's own last day."""
    lines = [line for line in changed_yearly(then, now) if " W309 " in line]
    message = (
        "W309 This turns *late* into *met*: `yearly-notice` of yearly/2026 was late as it was "
        "published."
    ).replace("2026", "2025" if column == 51 else "2026")

    assert lines == ([f"content/site.yaml:10:{column} {message}"] if column else [])


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        # An overdue year is open again, because the district's own last day has moved.
        ("yearly: [{on: 2025-08-29}]", "yearly: [{on: 2025-08-29}]\nyearly_due: 12-31", ["11:13"]),
        ("yearly: [{on: 2025-08-29}]", "yearly: [{on: 2025-08-29}, {on: 2026-09-20}]", []),
        ("yearly: [{on: 2025-08-29}]\nyearly_due: 12-31", "yearly: [{on: 2025-08-29}]", []),
    ],
)
def test_an_overdue_year_that_is_open_again_is_a_warning(then, now, expected):
    """The district may choose its last day, and a person looks at one that moves."""
    lines = [line for line in changed_yearly(then, now) if " W310 " in line]
    message = (
        "W310 `yearly-notice` of yearly/2026 was *overdue* as it was published, and now it is "
        "*open*."
    )

    assert lines == [f"content/site.yaml:{place} {message}" for place in expected]


NEW = CONTRACT.replace("Reader", "Writer")
CHECK = "terms: {form: ndpa, checked: 2026-11-20}"
ADDED = (
    "  - {{kind: renewal, executed: 2026-11-01, expires: none, "
    "agreement: https://reader.example/b.pdf{more}}}\n"
)
UNCHECKED = "W118 `terms` is missing: the law lists ten terms that a contract must have."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (NEW, 1),
        (NEW.replace("executed: 2025-08-18", "executed: 2016-09-30"), 1),  # new here, however old
        (NEW.replace("executed:", f"{CHECK}\nexecuted:", 1), None),
        (NEW.replace("executed:", "terms: {form: own}\nexecuted:", 1), None),  # E102 is about this
        (NEW.replace("agreement: https://reader.example/a.pdf\n", ""), None),  # and W104 about this
        (NEW.replace("executed:", "basis: pledge\nexecuted:", 1), None),
        (NEW.replace("executed:", "basis: Contract\nexecuted:", 1), 1),
        (NEW.replace("executed:", "legacy: Yes\nexecuted:", 1), None),
        (NEW.replace("executed:", "basis: special-education-exception\nexecuted:", 1), None),
        (NEW.replace("executed:", "legacy: true\nexecuted:", 1), None),
        (NEW.replace("executed:", "withdrawn: {on: 2026-11-01, reason: X}\nexecuted:", 1), None),
    ],
)
def test_a_new_contract_is_checked_for_its_terms(text, line):
    """An entry that was not published before needs `terms`, unless it has no contract to check."""
    path = "content/contracts/writer.md"
    lines = [lines for lines in report(FILES, {**FILES, path: text}) if "W118" in lines]

    assert lines == ([f"{path}:{line}:1 {UNCHECKED}"] if line else [])


@pytest.mark.parametrize(
    ("then", "now", "line"),
    [
        ("", "", None),  # published before the program knew the field
        ("", "  - {kind: renewal, executed: 2026-11-01, expires: none}\n", None),  # no new document
        ("", ADDED.format(more=""), 20),
        ("", ADDED.format(more=f", {CHECK}"), None),
        (ADDED.format(more=""), ADDED.format(more=""), None),
    ],
)
def test_a_new_change_with_its_own_document_is_checked_for_its_terms(then, now, line):
    """A published change stays as it is; a new one needs `terms` for its document."""
    texts = [CONTRACT.replace(AMENDMENT, AMENDMENT + more) for more in (then, now)]
    hub = "hub: https://hub.example\nsecurity:"  # another change, so that the entry is compared
    files = [{**FILES, C: texts[0]}, {**FILES, C: texts[1].replace("security:", hub)}]
    lines = [lines for lines in report(*files) if "W118" in lines]

    assert lines == ([f"{C}:{line}:5 {UNCHECKED}"] if line else [])


def test_an_unknown_date_can_become_known():
    """A date that is found later contradicts nothing that was published."""
    then = changed(B, "discovered: 2026-11-02", "discovered: unknown")

    assert report(then, FILES) == []


def test_unknown_data_becomes_known_by_an_update():
    """Families read `unknown`, so later facts belong in an update and not in its place."""
    then = changed(B, "involves: {student-information: [name]}", "involves: unknown")

    assert report(then, FILES) == [
        f"{B}:5:34 W302 `involves` has more data than was published: name"
    ]


def test_nothing_cannot_become_something():
    """Something is more data than `nothing`."""
    then = changed(
        C, "collects:\n  student-information: [name, email address]", "collects: nothing"
    )

    assert report(then, FILES) == [
        f"{C}:7:25 W302 `collects` has more data than was published: name, email address"
    ]


SPANISH = """\
---
purpose: Práctica de lectura.
changes:
  - {}
  - {purpose: En casa.}
---
Los maestros.
"""
TRANSLATED = {**FILES, "content/contracts/reader.es.md": SPANISH}
UNUSED = (
    "content/contracts/reader.es.md:1:1 W110 "
    "This is a translation into `es`, but the site has no pages in that language."
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Teachers create", "Teachers make", [f"{C}:20:1 W303 `body` {{}}"]),
        ("Reading practice.", "Practice.", [f"{C}:5:10 W303 `purpose` {{}}"]),
        ("and at home", "or at home", [f"{C}:18:14 W303 `changes` {{}}"]),
        ("Reading practice.\n", "Practice.\n", [f"{C}:5:10 W303 `purpose` {{}}"]),
        ("Reading passages.", "Passages.", []),
        ("Reading practice.", "Reading\n  practice.", []),
    ],
)
def test_a_translation_follows_its_entry(old, new, expected):
    """If words changed but not their translation, a person must look at it."""
    message = "changed after the entry was published, but the translation `reader.es.md` did not."
    now = {**TRANSLATED, C: CONTRACT.replace(old, new, 1)}

    assert report(TRANSLATED, now) == [UNUSED, *(line.format(message) for line in expected)]


def test_a_translation_that_changed_too_is_fine():
    """Any change of the translation is enough, because its meaning cannot be compared."""
    now = {
        C: CONTRACT.replace("Teachers create", "Teachers make"),
        "content/contracts/reader.es.md": SPANISH.replace("Los", "Las"),
    }

    assert report(TRANSLATED, {**TRANSLATED, **now}) == [UNUSED]


def test_a_new_update_does_not_make_a_translation_outdated():
    """Text without a translation is shown in the first language and is marked."""
    change = "  - {kind: amendment, executed: 2026-11-01, purpose: X.}\n"
    now = {**TRANSLATED, **changed(C, AMENDMENT, AMENDMENT + change)}

    assert report(TRANSLATED, now) == [UNUSED]


def test_missing_files_and_translations_are_reported():
    """Links to a removed file would be broken."""
    files = ["content/files/a.pdf", "content/files/b.pdf"]

    assert report(TRANSLATED, FILES, files, files[1:]) == [
        "content/contracts/reader.es.md:1:1 W306 `content/contracts/reader.es.md` was published "
        "and is now missing.",
        "content/files/a.pdf:1:1 W306 `content/files/a.pdf` was published and is now missing.",
    ]


UNREAD = [f"{C}:1:1 W305 The version that was published cannot be read, so nothing was compared."]
UNREAD_LIST = [
    f"{C}:13:3 W305 The version that was published in `changes` cannot be read, so nothing was "
    "compared."
]
BROKEN = {
    "no fence": (CONTRACT.removeprefix("---\n"), UNREAD),
    "no text": (b"\xff\xfe\x00", UNREAD),
    "empty": ("", UNREAD),
    "too large": (b"#" * 300_000, UNREAD),
    "a list that cannot be read": (
        CONTRACT.replace("  - kind: renewal", "  - kind: [renewal"),
        UNREAD_LIST,
    ),
    "not a list": (
        CONTRACT.replace("changes:\n" + RENEWAL + AMENDMENT, "changes: two\n"),
        UNREAD_LIST,
    ),
    "not a date": (
        CONTRACT.replace("executed: 2025-08-18", "executed: 18 August 2025"),
        [f"{C}:8:11 W301 `executed` was published as 18 August 2025 and is now 2025-08-18."],
    ),
    "not an item": (
        CONTRACT.replace(RENEWAL, "  - the renewal\n"),
        [f"{C}:13:5 E305 Number 1 of `changes` was published here, and this is a different one."],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_old_version_that_cannot_be_read_is_reported(name):
    """Nothing crashes, and a person must compare the rest."""
    then, expected = BROKEN[name]

    assert report({**FILES, C: then}, FILES) == expected


@pytest.mark.parametrize("name", [name for name in BROKEN if BROKEN[name][1] == UNREAD])
def test_a_removed_entry_that_could_not_be_read_is_reported(name):
    """Its file name is enough to know that it was there."""
    then = {**without(B), C: BROKEN[name][0]}
    now = {path: text for path, text in without(B).items() if path != C}

    assert report(then, now) == [GONE.replace(B, C)]


def test_a_removed_list_that_could_not_be_read_is_reported():
    """The number of its notices is unknown, but there were some."""
    then = changed(C, "  - kind: renewal", "  - kind: [renewal")
    now = changed(C, "changes:\n" + RENEWAL + AMENDMENT, "")

    assert report(then, now) == [f"{C}:1:1 E303 `changes` was published and is now missing."]


def test_old_settings_that_cannot_be_read_are_reported():
    """Their feed authority is unknown, so a person must compare it."""
    authority = "feed_authority: sample.example,2026"
    then = changed("content/site.yaml", authority, "feed_authority: [sample")

    assert report(then, FILES) == [
        "content/site.yaml:1:1 W305 The version that was published in `feed_authority` cannot be "
        "read, so nothing was compared."
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [("content/contracts/reader.yml", "E010"), ("content/contracts/Reader.md", "E008")],
)
def test_a_wrong_file_name_is_reported_once(path, code):
    """An entry that only needs its old name back is not also reported as missing."""
    lines = report(FILES, moved(C, path))

    assert [line.split()[1] for line in lines if line.startswith("content/contracts")] == [code]


def test_an_entry_that_cannot_be_read_now_has_its_own_problem():
    """It must be fixed before it can be compared."""
    now = changed(C, "---\nproduct", "product")

    assert [line.split()[1] for line in report(FILES, now)] == ["E011"]


def test_a_missing_content_folder_is_one_problem(tmp_path):
    """The entries in it are not reported one by one."""
    tree = disk.read(tmp_path)
    past = Past(sources(FILES), frozenset())
    inputs = Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread, past)

    assert [problem.code for problem in read_content(inputs).problems] == ["E001"]


@pytest.mark.parametrize(("count", "code"), [(20, "E304"), (60, "E305")])
def test_only_a_short_list_is_searched_for_moved_items(count, code):
    """In a long list with all items changed, each is compared only with the one in its place.

    Otherwise a long list would take too long.
    """
    items = many_updates(count)
    first = FIRST.replace("12", "09", 1)
    then = BREACH.replace(FIRST + SECOND, items)
    now = BREACH.replace(FIRST + SECOND, first + items.replace(".}", " more.}"))
    lines = report({**FILES, B: then}, {**FILES, B: now})

    assert {line.split()[1] for line in lines} - {"W106"} == {code}


def many_updates(count):
    """Return this many updates, each with words of its own."""
    return "".join(
        f"  - {{on: 2026-11-{i // 10 + 10}, text: x{i} y{i} z{i}.}}\n" for i in range(count)
    )


def test_an_unchanged_item_is_found_anywhere_in_a_list():
    """In a list of any length, an update that only moved is not missing."""
    items = many_updates(60)
    then = BREACH.replace(FIRST + SECOND, items)
    now = BREACH.replace(FIRST + SECOND, FIRST.replace("12", "09", 1) + items)

    assert report({**FILES, B: then}, {**FILES, B: now}) == [
        f"{B}:11:5 E304 This update was published as number 1 of the list and is now number 2."
    ]


@pytest.mark.parametrize(
    ("now", "codes"), [("8/18/2025", ["E105"]), ("8/19/2025", ["E105", "W301"])]
)
def test_a_date_that_cannot_be_read_is_compared_as_text(now: str, codes: list[str]):
    """The same text is the date that was published, and other text is not."""
    then = changed(C, "executed: 2025-08-18", "executed: 8/18/2025")
    lines = report(then, changed(C, "executed: 2025-08-18", f"executed: {now}"))

    assert sorted(line.split()[1] for line in lines) == codes


def test_the_first_schools_of_a_district_are_fine():
    """Settings that had no schools have not lost any."""
    assert report({**FILES, "content/site.yaml": roots.SITE}, FILES) == []


def test_missing_settings_are_not_compared():
    """Settings that are missing now are the only problem."""
    assert report(without("content/site.yaml"), FILES) == []
    assert [line.split()[1] for line in report(FILES, without("content/site.yaml"))] == ["E002"]


def run_git(folder, *arguments):
    line = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments]
    done = subprocess.run(line, cwd=folder, env=PLAIN, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with one commit, whose root is a folder in it."""
    root = tmp_path / "repository" / "district"
    others = {"content/files/a b.pdf": "pdf", "content/contracts/.hidden.md": "x"}
    roots.write_files(root, FILES | others)
    run_git(root.parent, "init", "--quiet", "--initial-branch=main")
    run_git(root.parent, "add", "--all")
    run_git(root.parent, "commit", "--quiet", "--message=publish")
    return root


def check(root, *options, **environment):
    now = ("--now", "2026-11-25T12:00")
    return notices("check", "--root", root, *now, *options, cwd=root, **environment)


def published_lines(report):
    """Return the lines of a report about what was published."""
    return [line for line in report.splitlines() if re.search(r": [EW]3\d\d ", line)]


def test_the_past_is_read_from_git(repository):
    """It has the texts and files of a commit by their paths from the root, and nothing else."""
    past = git.read_past(repository, "HEAD")

    assert {source.path: source.data.decode() for source in past.sources} == FILES
    assert past.files == {"content/files/a b.pdf"}


def test_a_removal_is_refused(repository):
    """End to end: a committed removal is reported by a check against the commit before it."""
    run_git(repository, "rm", "--quiet", B)
    run_git(repository, "commit", "--quiet", "--message=remove")
    result = check(repository, "--since", "HEAD~1")

    assert result.returncode == 1
    assert result.stdout.startswith(
        f"{B}:1:1: E301 This entry was published and is now missing.\n"
        "    Put the file back as it was. If the notice no longer applies, add `withdrawn:` with "
        "a date and a reason.\n"
    )
    assert result.stderr.startswith("1 error and ")


def test_an_unchanged_root_has_no_problem(repository):
    """A check against its own commit, by any name, reports nothing and changes no file."""
    before = sorted(str(path) for path in repository.parent.rglob("*"))
    names = ("HEAD", "main", run_git(repository, "rev-parse", "HEAD"))
    same = [git.read_past(repository, name) for name in names]
    result = check(repository, "--since", "main@{0}")

    assert (result.returncode, published_lines(result.stdout)) == (0, [])
    assert same[0] == same[1] == same[2]
    assert sorted(str(path) for path in repository.parent.rglob("*")) == before


def test_a_new_root_had_nothing_published(repository):
    """Everything in a new folder is new."""
    other = repository.parent / "other"
    shutil.copytree(repository, other)

    assert check(other, "--since", "HEAD").returncode == 0


def test_a_hook_of_another_repository_changes_nothing(repository, tmp_path):
    """In a hook, git's variables name another repository; the root's own is still read."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run_git(elsewhere, "init", "--quiet")
    variables = {"GIT_DIR": str(elsewhere / ".git"), "GIT_INDEX_FILE": "nowhere"}
    result = check(repository, "--since", "HEAD", **variables)

    assert (result.returncode, published_lines(result.stdout)) == (0, [])


def test_a_text_too_large_to_read_is_not_fetched(repository):
    """If it is removed, it is reported, but its content is not read."""
    large = repository / "content/contracts/large.md"
    large.write_bytes(b"x" * 1_000_000)
    run_git(repository, "add", "--all")
    run_git(repository, "commit", "--quiet", "--message=large")
    large.unlink()
    result = check(repository, "--since", "HEAD")

    assert published_lines(result.stdout) == [
        "content/contracts/large.md:1:1: E301 This entry was published and is now missing."
    ]
    assert max(len(source.data) for source in git.read_past(repository, "HEAD").sources) < 300_000


@pytest.mark.parametrize(
    "revision", ["nowhere", "--help", "", "HEAD:district", "0" * 40, "-x", "a\nb", "HEAD^{tree}"]
)
def test_an_unknown_revision_is_reported_plainly(repository, revision):
    """Any text is treated as the name of a commit and nothing else."""
    with pytest.raises(git.UnknownRevisionError) as error:
        git.read_past(repository, revision)
    hint = "write a branch, a tag or a commit, for example origin/main"

    assert str(error.value) == f"git finds no commit `{revision}`; {hint}."


def test_an_unknown_revision_is_a_usage_error(repository):
    """The exit code is 2, as for every usage error, and the content is not checked."""
    result = check(repository, "--since=--all")

    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: --since: git finds no commit `--all`; " in result.stderr


def test_a_shallow_clone_says_what_to_fetch(repository, tmp_path):
    """A workflow has only the newest commit unless it fetches all."""
    run_git(repository, "commit", "--quiet", "--allow-empty", "--message=more")
    shallow = tmp_path / "shallow"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.parent}", str(shallow))
    result = check(shallow / "district", "--since", "HEAD~1")

    assert result.returncode == 2
    hint = "only the newest commits are here, so fetch the others: git fetch --unshallow."
    assert hint in result.stderr


def test_a_folder_outside_git_is_a_usage_error(tmp_path):
    """Outside of git, there is no old version to compare with."""
    shutil.copytree(REPOSITORY / "tests/sites/small/content", tmp_path / "content")
    result = check(tmp_path, "--since", "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))

    assert result.returncode == 2
    message = f"{tmp_path} is not in a git repository that can be read (fatal: not a git"
    assert f"Error: --since: {message}" in result.stderr


def test_a_missing_git_is_a_usage_error(repository, tmp_path):
    """The message says that git is not installed."""
    result = check(repository, "--since", "HEAD", PATH=str(tmp_path))

    assert result.returncode == 2
    message = "git is not installed, and what was published is read from git."
    assert f"Error: --since: {message}" in result.stderr


def test_a_damaged_repository_is_a_usage_error(repository):
    """The error is about git, not about an entry."""
    blob = run_git(repository, "rev-parse", f"HEAD:district/{B}")
    (repository.parent / ".git/objects" / blob[:2] / blob[2:]).unlink()
    result = check(repository, "--since", "HEAD")

    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: --since: " in result.stderr
