"""`notices add` leaves an entry that is right with the addition, or the old one."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli import notices
from helpers.roots import CONTRACT, SITE, read_files, write_files

READER = "content/contracts/northstar-reader.md"
BREACH = "content/breaches/2026-11-northstar-reader.md"
CLOSED = "content/breaches/2025-11-northstar-reader.md"
LATER = "content/contracts/later.md"
GONE = "content/contracts/gone.md"
TEXTS = {
    "content/site.yaml": SITE + "schools: {dodd: {name: Dodd Middle School}}\n",
    "content/files/northstar.pdf": "%PDF-1.4\n",
    READER: CONTRACT,
    "content/contracts/shared.md": CONTRACT.replace("Reader", "Writer"),
    "content/breaches/shared.yaml": """\
contractor: Example Storage Inc.
occurred: unknown
discovered: unknown
received: 2026-11-12 09:00
notified: 2026-11-12
involves: unknown
students: unknown
summary: Lost.
""",
    BREACH: """\
---
contract: northstar-reader
occurred: 2026-11
discovered: 2026-11-09
received: 2026-11-12 15:40
notified: {at: 2026-11-13 17:30, by: email}  # a comment
involves: unknown
students: unknown
summary: >
  Somebody had access.
---
""",
}
OLD_BREACH = TEXTS[BREACH].replace("2026-11", "2025-11").replace("2026", "2025")


def contract(product: str, fields: str) -> str:
    """Return the contract with another product, and fields at its end."""
    return f"{CONTRACT.replace('Reader', product).removesuffix('---' + chr(10))}{fields}---\n"


CHANGED = {
    LATER: contract(
        "Later",
        """\
changes:
  - kind: renewal
    executed: 2026-07-01
    expires: 2027-06-30
    agreement: https://northstar.example/2026.pdf
  - {kind: amendment, executed: 2026-09-01, grades: 3-6}
""",
    ),
    GONE: contract("Gone", "withdrawn: {on: 2026-11-20, reason: Sent in error.}\n"),
    "content/contracts/once.md": contract(
        "Once", "changes: [{kind: amendment, executed: 2026-09-01, grades: 3-6}]\n"
    ),
    "content/breaches/once-lists.md": TEXTS[BREACH].replace("northstar-reader", "once"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with two contracts and two breaches; a contract and a breach share a name."""
    return write_files(tmp_path, TEXTS)


def add(root: Path, command: str) -> tuple[int, str, str]:
    """Return the exit code, the output, and the messages of `notices add`."""
    arguments = ["add", *shlex.split(command), "--root", str(root), "--now", "2026-11-25"]
    done = CliRunner().invoke(notices, arguments, standalone_mode=False)
    if isinstance(done.exception, click.ClickException):
        return done.exception.exit_code, done.stdout, done.exception.format_message()
    assert done.exception is None, done.exception
    return done.return_value, done.stdout, done.stderr


def changed(root: Path) -> dict[str, str]:
    """Return the files of the root that differ from `TEXTS`, which must all be there."""
    files = {path: data.decode() for path, data in read_files(root).items()}
    assert set(files) == set(TEXTS)
    return {path: text for path, text in files.items() if text != TEXTS[path]}


@pytest.mark.parametrize(
    ("command", "path", "lines", "message"),
    [
        (
            "renewal northstar-reader executed=2026-07-01 notified=2026-07-02 "
            "'purpose=Reading: grades 3-6' agreement=https://northstar.example/2026.pdf "
            "'terms={form: own, checked: 2026-07-01}'",
            READER,
            "changes:\n  - kind: renewal\n    executed: 2026-07-01\n    notified: 2026-07-02\n"
            '    purpose: "Reading: grades 3-6"\n'
            "    agreement: https://northstar.example/2026.pdf\n"
            "    terms: {form: own, checked: 2026-07-01}\n",
            "the renewal was added in lines 12 to 18",
        ),
        (
            f"amendment {READER} executed=2026-07-01 schools=[dodd] "
            "'notified={at: 2026-07-02 09:00, by: email}'",
            READER,
            "changes:\n  - kind: amendment\n    executed: 2026-07-01\n"
            "    schools: [dodd]\n    notified: {at: 2026-07-02 09:00, by: email}\n",
            "the amendment was added in lines 12 to 16",
        ),
        (
            "update 2026-11-northstar-reader on=2026-11-20 'received=2026-11-20 09:00' "
            "'text=They counted: 412 students #1.' students=412 "
            "'notified={at: 2026-11-20 15:00, by: email}'",
            BREACH,
            "updates:\n  - on: 2026-11-20\n    received: 2026-11-20 09:00\n"
            '    text: "They counted: 412 students #1."\n    students: 412\n'
            "    notified: {at: 2026-11-20 15:00, by: email}\n",
            "the update was added in lines 11 to 16",
        ),
        (
            "withdrawal contracts/northstar-reader on=2026-11-20 'reason=Sent in error.'",
            READER,
            "withdrawn: {on: 2026-11-20, reason: Sent in error.}\n",
            "the withdrawal was added in line 12",
        ),
        (
            "resolved https://privacy.example/notices/es/breach-notification/shared/#update-1 "
            "on=2026-11-20",
            "content/breaches/shared.yaml",
            "resolved: 2026-11-20\n",
            "`resolved` was added in line 9",
        ),
        (
            "resolved 'northstar reader' on=2026-11-20",
            BREACH,
            "resolved: 2026-11-20\n",
            "`resolved` was added in line 11",
        ),
    ],
)
def test_an_event_is_added(root: Path, command: str, path: str, lines: str, message: str) -> None:
    """Each kind of item is added below the fields in ordinary style; nothing else changes."""
    before, fence, below = TEXTS[path].rpartition("---\n")
    if not fence:
        before, below = below, ""

    assert (0, "", f"{path}: {message}.\n") == add(root, command)
    assert {path: before + lines + fence + below} == changed(root)


def test_pasted_text_is_cleaned(root: Path) -> None:
    """Text pasted from another system gets our line ends and loses what no entry may contain."""
    text = "text=Line one.\r\n \r\nLine\x07 two.\n"

    assert add(root, f"update 2026-11-northstar-reader 'on =2026-11-20' '{text}'")[0] == 0
    assert (
        "updates:\n  - on: 2026-11-20\n    text: |-\n      Line one.\n\n      Line  two.\n---"
        in changed(root)[BREACH]
    )


def test_a_second_change_is_below_the_first(root: Path) -> None:
    """The newest change is the last in the list."""
    add(root, "renewal northstar-reader executed=2026-07-01 notified=2026-07-02")
    second = "amendment northstar-reader executed=2026-08-01 notified=2026-08-02 grades=3-6"
    code, _, message = add(root, second)

    assert (code, message) == (0, f"{READER}: the amendment was added in lines 16 to 19.\n")
    assert changed(root)[READER].endswith(
        "changes:\n  - kind: renewal\n    executed: 2026-07-01\n    notified: 2026-07-02\n"
        "  - kind: amendment\n    executed: 2026-08-01\n    notified: 2026-08-02\n"
        "    grades: 3-6\n---\n"
    )


def test_a_warning_is_shown_and_stops_nothing(root: Path) -> None:
    """A warning is printed, and the entry is written."""
    terms = "agreement=https://n.example/2.pdf 'terms={form: own, checked: 2026-11-24}'"
    code, printed, _ = add(root, f"renewal northstar-reader executed=2026-11-24 {terms}")
    warning = f"{READER}:13:5: W121 The deadline to notify families is the end of 2026-11-29."

    assert (code, printed.splitlines()[0]) == (0, warning)
    assert READER in changed(root)


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("renewal northstar-reader", f"{READER}:13:5: E102 `executed` is missing in `changes`."),
        ("renewal northstar-reader executed=7/1/2026", f"{READER}:14:15: E105 "),
        (
            "renewal northstar-reader executd=2026-07-01",
            f"{READER}:14:5: E101 There is no field `executd`",
        ),
        (
            "amendment northstar-reader executed=2026-07-01 schools=[lodge]",
            f"{READER}:15:15: E115 ",
        ),
        (
            "amendment northstar-reader executed=2026-07-01 agreement=files/no.pdf "
            "'terms={form: own, checked: 2026-07-01}'",
            f"{READER}:15:16: E113 ",
        ),
        (
            "amendment northstar-reader executed=2025-07-01 notified=2025-07-02 purpose=x",
            f"{READER}:14:15: E201 ",
        ),
        (
            "update 2026-11-northstar-reader on=2026-11-20",
            f"{BREACH}:12:5: E102 `text` is missing in `updates`.",
        ),
        ("update 2026-11-northstar-reader on=2026-11-20 text=", f"{BREACH}:13:11: E103 "),
        (
            "withdrawal northstar-reader on=2026-11-20",
            f"{READER}:12:12: E102 `reason` is missing in `withdrawn`.",
        ),
    ],
)
def test_an_addition_with_an_error_is_not_written(root: Path, command: str, printed: str) -> None:
    """A mistake is shown where it would be, the command exits 1, and no file changes."""
    code, out, message = add(root, command)

    assert (code, message) == (1, "1 error in 1 of 1 entry. Nothing was written.\n")
    assert next(line for line in out.splitlines() if ": E" in line).startswith(printed)
    assert changed(root) == {}


def test_an_entry_with_a_mistake_is_fixed_first(root: Path) -> None:
    """Nothing is added to an entry that is unreadable or has a wrong value, which is reported."""
    (root / READER).write_text(CONTRACT.replace("executed: 2025-08-18", "executed: 2025-02-30"))
    code, out, _ = add(root, "renewal northstar-reader executed=2026-07-01 notified=2026-07-01")
    (root / READER).write_text(CONTRACT.replace("purpose: ", "purpose: ["))
    message = f"{READER} has a mistake. Run `notices check` to see it, and fix it first."

    assert (code, f"{READER}:8:11: E104 " in out) == (1, True)
    assert add(root, "renewal northstar-reader") == (1, "", message)


def test_an_error_in_another_entry_stops_nothing(root: Path) -> None:
    """`notices check` reports it."""
    (root / "content/contracts/shared.md").write_text("no fence")

    assert add(root, "withdrawal northstar-reader on=2026-11-20 'reason=Sent in error.'")[0] == 0


def test_a_legacy_contract_does_not_lack_a_date_of_notice(root: Path) -> None:
    """Nobody may know when families were notified of it, so a title means the breach."""
    old = CONTRACT.replace("notified: 2025-08-20\n", "legacy: true\n")
    (root / READER).write_text(old)
    breach = TEXTS[BREACH].replace("notified: {at: 2026-11-13 17:30, by: email}  #", "#")
    (root / BREACH).write_text(breach)

    assert "notified" not in old and "notified" not in breach
    assert add(root, "notified 'Northstar Reader' 'at=2026-11-13 18:00'")[0] == 0
    assert "notified: {at: 2026-11-13 18:00}\n" in (root / BREACH).read_text()


NEWS = "on=2026-11-20 'text=They counted.'"


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ("renewal 'Northstar Reader' executed=2026-07-01 expires=none", READER),
        (f"update 'Northstar Reader' {NEWS}", BREACH),
        ("resolved 'Northstar Reader' on=2026-11-20", BREACH),
        ("withdrawal 'data breach: northstar reader' on=2026-11-20 reason=No.", BREACH),
        (f"update 'Data breach: Northstar Reader · EPS Breach Notification' {NEWS}", BREACH),
    ],
)
def test_a_title_means_the_entry_that_the_event_can_happen_to(
    root: Path, command: str, path: str
) -> None:
    """A contract and its breaches share a title; only the open breach can be updated or closed."""
    if not command.startswith("withdrawal"):
        (root / CLOSED).write_text(OLD_BREACH.replace("summary", "resolved: 2025-12-01\nsummary"))
    before = read_files(root)

    assert add(root, command)[0] == 0
    assert [name for name, data in read_files(root).items() if before[name] != data] == [path]


AT = "'at=2026-11-24 15:00' 'by=email and letter'"
NOTIFIED = "notified: {at: 2026-11-24 15:00, by: email and letter}"


@pytest.mark.parametrize(
    ("name", "path", "lines"),
    [
        (
            "later/change-1",
            "later",
            f"    agreement: https://northstar.example/2026.pdf\n    {NOTIFIED}\n  - {{",
        ),
        ("contracts/later#change-2", "later", f"grades: 3-6, {NOTIFIED}}}\n---\n"),
        ("'Northstar Once'", "once", f"grades: 3-6, {NOTIFIED}}}]\n---\n"),
        ("once", "once", f"grades: 3-6, {NOTIFIED}}}]\n---\n"),
        ("gone", "gone", f"reason: Sent in error., {NOTIFIED}}}\n---\n"),
    ],
)
def test_the_date_of_notice_goes_to_its_own_notice(
    tmp_path: Path, name: str, path: str, lines: str
) -> None:
    """The named notice gets `notified`; an entry's name means its only notice that lacks it."""
    root = write_files(tmp_path, {**TEXTS, **CHANGED})

    assert add(root, f"notified {name} {AT}")[0] == 0
    assert lines in (root / f"content/contracts/{path}.md").read_text()


CORRECT_IT = "Correct it there: on GitHub, with the form “Complete or correct”."


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (
            "renewal northstar-raeder executed=2026-07-01",
            2,
            "There is no entry “northstar-raeder” in content/contracts/. Did you mean "
            "`northstar-reader`?",
        ),
        (
            "update contracts/northstar-reader",
            2,
            "There is no entry “contracts/northstar-reader” in content/breaches/.",
        ),
        (
            "withdrawal nothing",
            2,
            "There is no entry “nothing” in content/contracts/ or content/breaches/.",
        ),
        (
            "withdrawal shared on=2026-11-20 reason=x",
            2,
            "“shared” may be `contracts/shared` or `breaches/shared`. Write one of them as the "
            "notice.",
        ),
        (
            "renewal northstar-reader tomorrow",
            2,
            "`tomorrow` is not a field with a value; write it as executed=",
        ),
        (
            "renewal northstar-reader '\"schools\"=[dodd]'",
            2,
            '`"schools"` is not a field with one list or group; ',
        ),
        (
            "renewal northstar-reader 'schools=[dodd]\nposted: x'",
            2,
            "`schools` is not a field with one list or group",
        ),
        (
            "renewal northstar-reader =x",
            2,
            "`=x` is not a field with a value; write it as executed=2026-11-25.",
        ),
        ("resolved x 2026-11-25", 2, "`2026-11-25` is not a field with a value; write it as on=2"),
        ("notified x email", 2, "`email` is not a field with a value; write it as at=2026-11-25."),
        (
            "renewal northstar-reader executed=1 executed=2",
            2,
            "Name each field once, and put the kind of change",
        ),
        (
            "renewal northstar-reader kind=amendment",
            2,
            "Name each field once, and put the kind of change",
        ),
        ("renewal northstar-reader schools=[dodd", 2, "The bracket [ that opens here is"),
        (
            "loan northstar-reader",
            2,
            "Invalid value for '{renewal|amendment|update|notified|resolved|withdrawal}': 'loan' "
            "is not one",
        ),
        # a title of several entries
        (
            "withdrawal 'Northstar Reader' on=2026-11-20 reason=No.",
            2,
            "“Northstar Reader” may be `contracts/northstar-reader`, "
            "`breaches/2025-11-northstar-reader` or `breaches/2026-11-northstar-reader`. Write one "
            "of them as the notice.",
        ),
        (
            f"update 'Northstar Reader' {NEWS}",
            2,
            "“Northstar Reader” may be `breaches/2025-11-northstar-reader` or "
            "`breaches/2026-11-northstar-reader`. Write one of them as the notice.",
        ),
        # an event that does not fit
        (
            f"notified 'Northstar Later' {AT}",
            1,
            f"Several notices in {LATER} lack `notified`: `contracts/later/change-1` or "
            "`contracts/later/change-2`. Write one of them as the notice.",
        ),
        (f"notified later/change-3 {AT}", 1, f"{LATER} has no notice `change-3`."),
        (
            f"notified northstar-reader {AT}",
            1,
            f"{READER} already has `notified`, on line 11. {CORRECT_IT}",
        ),
        (
            f"notified 2026-11-northstar-reader {AT}",
            1,
            f"{BREACH} already has `notified`, on line 6. {CORRECT_IT}",
        ),
        (
            "amendment gone executed=2026-11-24 grades=3-6",
            1,
            f"{GONE} was withdrawn, on line 12, so nothing can be added to it.",
        ),
        (
            "withdrawal gone on=2026-11-24 reason=Again.",
            1,
            f"{GONE} already has `withdrawn`, on line 12. {CORRECT_IT}",
        ),
        (
            "resolved 2026-11-northstar-reader on=2026-11-24 by=us",
            1,
            "`resolved` has one field, the day: on=2026-11-25.",
        ),
    ],
)
def test_a_refused_command_says_what_to_write(
    tmp_path: Path, command: str, code: int, message: str
) -> None:
    """A wrong command line or an event that does not fit is explained, and nothing is written."""
    texts = {**TEXTS, **CHANGED, CLOSED: OLD_BREACH}
    root = write_files(tmp_path, texts)
    exit_code, printed, sentence = add(root, command)

    assert (exit_code, printed, sentence[: len(message)]) == (code, "", message)
    assert {path: data.decode() for path, data in read_files(root).items()} == texts
