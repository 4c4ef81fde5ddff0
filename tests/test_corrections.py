"""The form “Complete or correct” changes what a published notice says, and hides no rewriting."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from generator.authoring import events, issue_forms
from generator.content.fields import BREACH, CHANGE, CONTRACT, UPDATE, WITHDRAWN
from helpers.district import SETTINGS, notices
from helpers.forms import form_text
from helpers.program import REPOSITORY
from helpers.roots import read_files, write_files

READER = "content/contracts/northstar-reader.md"
ATLAS = "content/contracts/moss-atlas.md"
GONE = "content/contracts/gone.md"
OLD = "content/breaches/2025-01-old.md"
LOST = "content/breaches/2026-11-moss-atlas.md"
TEXTS = {
    "content/site.yaml": SETTINGS + "schools: {dodd: {name: Dodd Middle School, aliases: [DMS]}}\n",
    READER: """\
---
product: Northstar Reader
contractor: Northstar Learning, Inc.
description: Reading passages.
purpose: Reading practice.
collects: nothing
executed: 2025-11-20
expires: 2026-11-19
agreement: https://northstar.example/2025.pdf
notified: 2025-11-21
changes:
  - kind: renewal
    executed: 2026-11-18
    expires: 2028-06-30
    notified: 2026-11-20
---
""",
    ATLAS: """\
---
product: Moss Atlas
contractor: Moss Maps, Inc.
description: Speling of places.  # from their website
purpose: Geography.
collects:
  student-information: [name]
executed: 2026-11-20
expires: none
notified: 2026-11-21
website: https://atlas.example
---

Teachers make the accounts.
""",
    GONE: """\
---
contractor: Gone, Inc.
product: Gone
description: Games.
purpose: Games.
collects: nothing
executed: 2026-11-20
expires: none
agreement: https://gone.example/2026.pdf
notified: 2026-11-21
withdrawn: {on: 2026-11-22, reason: Sent in eror.}
---
""",
    OLD: """\
---
contractor: Moss Maps, Inc.
received: 2025-01-07 09:00
discovered: unknown
notified: 2025-01-08 10:00
involves: unknown
students: unknown
summary: Somebody could read a list.
resolved: 2025-02-01
---
""",
    LOST: """\
---
contract: moss-atlas
received: 2026-11-19 09:00
discovered: unknown
notified: {at: 2026-11-20 15:00, by: email}
involves: unknown
students: unknown
summary: Somebody could read a list.
updates:
  - on: 2026-11-21
    text: They counted.
    students: 412
---
""",
}


def correct(root: Path, *answers: str) -> subprocess.CompletedProcess[str]:
    """File a correction: the notice, then each field and its value."""
    names = ("notice", "field", "value", "field-2", "value-2", "field-3", "value-3")
    text = form_text("correction", dict(zip(names, answers, strict=False)))
    (root / "form.md").write_text(text)
    done = notices("ci from-form", root, str(root / "form.md"))
    (root / "form.md").unlink()
    return done


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with three contracts and a breach, all published."""
    return write_files(tmp_path, TEXTS)


@pytest.mark.parametrize(
    ("answers", "path", "before", "after"),
    [
        (  # what is missing is added
            ("Moss Atlas", "Agreement", "www.atlas.example/2026.pdf"),
            ATLAS,
            "website: https://atlas.example\n",
            "website: https://atlas.example\nagreement: https://www.atlas.example/2026.pdf\n",
        ),
        (
            ("contracts/northstar-reader/change-1", "agreement", "https://northstar.example/2.pdf"),
            READER,
            "    notified: 2026-11-20\n",
            "    notified: 2026-11-20\n    agreement: https://northstar.example/2.pdf\n",
        ),
        (
            (
                *("2026-11-moss-atlas/#update-1", "Received", "11/21/2026 9 am"),
                *("Notified at", "11/21/2026 3 pm", "notified by", "email"),
            ),
            LOST,
            "    students: 412\n",
            "    students: 412\n    received: 2026-11-21 09:00\n"
            "    notified: {at: 2026-11-21 15:00, by: email}\n",
        ),
        (
            ("contracts/moss-atlas", "Terms form", "ndpa", "Terms checked", "11/20/2026"),
            ATLAS,
            "website: https://atlas.example\n",
            "website: https://atlas.example\nterms: {form: ndpa, checked: 2026-11-20}\n",
        ),
        # a part of a group is added, replaced or removed; the others stay
        (
            ("contracts/moss-atlas", "Notified by", "email"),
            ATLAS,
            "notified: 2026-11-21\n",
            "notified: {at: 2026-11-21, by: email}\n",
        ),
        (
            ("breaches/2026-11-moss-atlas", "notified.by", "remove"),
            LOST,
            "notified: {at: 2026-11-20 15:00, by: email}\n",
            "notified: 2026-11-20 15:00\n",
        ),
        (
            ("breaches/2026-11-moss-atlas", "notified", "11/20/2026 3:30 PM"),
            LOST,
            "notified: {at: 2026-11-20 15:00, by: email}\n",
            "notified: {at: 2026-11-20 15:30, by: email}\n",
        ),
        (
            ("contracts/moss-atlas", "Student records", "scores, grades"),
            ATLAS,
            "collects:\n  student-information: [name]\n",
            "collects:\n  student-information: [name]\n  student-records: [scores, grades]\n",
        ),
        (
            ("contracts/northstar-reader", "Student information", "name"),
            READER,
            "collects: nothing\n",
            "collects:\n  student-information: [name]\n",
        ),
        # what is wrong is replaced, where it is
        (
            ("contracts/moss-atlas", "Description", "Spelling\nof places."),
            ATLAS,
            "description: Speling of places.  # from their website\n",
            "description: Spelling of places.  # from their website\n",
        ),
        (
            ("breaches/2026-11-moss-atlas", "schools", "DMS"),
            LOST,
            "    students: 412\n",
            "    students: 412\nschools: [dodd]\n",
        ),
        (
            ("contracts/gone/withdrawal", "Reason", "Sent in error."),
            GONE,
            "withdrawn: {on: 2026-11-22, reason: Sent in eror.}\n",
            "withdrawn: {on: 2026-11-22, reason: Sent in error.}\n",
        ),
        (
            ("contracts/moss-atlas", "More", "Teachers\n\n- make accounts."),
            ATLAS,
            "\nTeachers make the accounts.\n",
            "\nTeachers\n\n- make accounts.\n",
        ),
        # what should not be there is removed
        (
            ("contracts/moss-atlas", "Website", "Remove"),
            ATLAS,
            "website: https://atlas.example\n",
            "",
        ),
        (
            ("breaches/2025-01-old", "Contract", "moss-atlas", "Contractor", "remove"),
            OLD,
            "contractor: Moss Maps, Inc.\n{rest}resolved: 2025-02-01\n",
            "{rest}resolved: 2025-02-01\ncontract: moss-atlas\n",
        ),
        # a title is enough if only one notice can have the field
        (
            ("northstar reader", "Website", "northstar.example"),
            READER,
            "    notified: 2026-11-20\n",
            "    notified: 2026-11-20\nwebsite: https://northstar.example\n",
        ),
        (
            ("Moss Atlas", "Discovered", "November 18, 2026"),
            LOST,
            "discovered: unknown\n",
            "discovered: 2026-11-18\n",
        ),
    ],
)
def test_a_field_is_completed_or_corrected(
    root: Path, answers: tuple[str, ...], path: str, before: str, after: str
) -> None:
    """Only the named fields of the named notice change; every other line of the entry stays."""
    done = correct(root, *answers)
    rest = TEXTS[path].partition("Inc.\n")[2].partition("resolved")[0]
    before, after = (text.replace("{rest}", rest) for text in (before, after))

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith(f"This changes `{path}`, line")
    assert (root / path).read_text() == TEXTS[path].replace(before, after)
    assert {name for name, data in read_files(root).items() if data != TEXTS[name].encode()} == {
        path
    }


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (("Moss Atlas", "Agreement"), "“Agreement” has no value. Write all of what it should say"),
        (("Moss Atlas", "", "x.pdf"), "“x.pdf” has no field. Name what it should be the value of."),
        (("Moss Atlas", "Agreement", "N/A"), "“N/A” is not a value for `Agreement`. Write what it"),
        (
            ("Moss Atlas", "Agrement", "x.pdf"),
            "“Moss Atlas” may be `contracts/moss-atlas` or `breaches/2026-11-moss-atlas`.",
        ),
        (
            ("contracts/moss-atlas", "Agrement", "x.pdf"),
            "“Agrement” is not a field of `contracts/moss-atlas`. Did you mean `Agreement`? Its "
            "fields are `Product`, `Contractor`, ",
        ),
        (
            ("contracts/moss-atlas", "Text", "News."),
            "“Text” is not a field of `contracts/moss-atlas`.",
        ),
        (
            ("contracts/moss-atlas/change-1", "Agreement", "https://a.example/2.pdf"),
            f"{ATLAS} has no notice `change-1`.",
        ),
        (
            ("Northstar Reader", "Agreement", "https://northstar.example/2.pdf"),
            f"Several notices in {READER} can have this: `contracts/northstar-reader` or "
            "`contracts/northstar-reader/change-1`. Write one of them as the notice.",
        ),
        (
            ("contracts/moss-atlas", "Website", "https://atlas.example"),
            f"{ATLAS} says this already.",
        ),
        (
            ("contracts/moss-atlas", "Hub", "remove"),
            f"{ATLAS} has no `hub` there, so it cannot be removed.",
        ),
        (
            ("contracts/moss-atlas", "Hub", "a.example", "hub", "b.example"),
            "`Hub` is on the form twice. Name each field once.",
        ),
    ],
)
def test_a_correction_that_fits_nothing_is_answered(
    root: Path, answers: tuple[str, ...], says: str
) -> None:
    """The answer says why, and nothing changes."""
    done = correct(root, *answers)

    assert (done.returncode, done.stdout[: len(says)]) == (1, says)
    assert read_files(root) == {path: text.encode() for path, text in TEXTS.items()}


def test_a_correction_with_an_error_is_not_written(root: Path) -> None:
    """A required field can't be removed, and the check says so at the entry."""
    done = correct(root, "contracts/moss-atlas", "Purpose", "remove")

    assert done.returncode == 1
    assert "E102: A field is missing" in done.stdout
    assert (root / ATLAS).read_text() == TEXTS[ATLAS]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (
            ("breaches/2026-11-moss-atlas", "Received", "11/18/2026 9 am"),
            "W301: A published date is changed",
        ),
        (
            ("breaches/2026-11-moss-atlas/update-1", "Students", "12"),
            "`students` was published as 412 and is now 12.",
        ),
        (
            ("contracts/moss-atlas", "Student information", "photograph"),
            "W308: There is less data than was published",
        ),
        (
            ("contracts/moss-atlas", "Student records", "scores"),
            "W302: There is more data than was published",
        ),
        (
            ("breaches/2026-11-moss-atlas", "Notified at", "remove", "Notified by", "remove"),
            "`notified` was published as 2026-11-20 15:00 and is now not given.",
        ),
    ],
)
def test_a_rewritten_notice_has_warnings(root: Path, answers: tuple[str, ...], says: str) -> None:
    """The comment has the warnings that the check gives a reviewer."""
    done = correct(root, *answers)

    assert done.returncode == 0
    assert says in done.stdout


def test_the_comment_says_what_is_removed(root: Path) -> None:
    """The comment explains the word that removes a field."""
    done = correct(root, "contracts/moss-atlas", "Website", "remove")

    assert "- `Website`, `remove`: understood as “take it out of the notice”\n" in done.stdout


def test_completing_rewrites_nothing(root: Path) -> None:
    """Adding a missing field causes no warning."""
    done = correct(root, "contracts/moss-atlas", "Privacy policy", "https://atlas.example/privacy")

    assert "W30" not in done.stdout


def test_the_form_names_every_field_that_a_notice_can_have() -> None:
    """Each field of the tables is there, except groups, lists of later notices, and `legacy`."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/correction.yml").read_text())
    says = form["body"][0]["attributes"]["value"]
    named = {
        field.name
        for group in (CONTRACT, CHANGE, BREACH, UPDATE, WITHDRAWN)
        for field in group.fields.values()
        if not events.has_fields(group, [field.name])
    }

    assert named == {"collects", "involves", "terms", "changes", "updates", "withdrawn", "legacy"}
    for group in events.KINDS.values():
        assert ", ".join(events.labels(group)) in says


def test_a_link_fills_in_the_notice_and_the_fields() -> None:
    """They are text boxes, because GitHub opens an empty issue if a link fills in a menu."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/correction.yml").read_text())
    types = {element["id"]: element["type"] for element in form["body"][1:]}
    address = issue_forms.correction_link(
        "https://github.com/d/n", "contracts/x/change-1", "Received", "Notified at"
    )

    assert dict(parse_qsl(urlsplit(address).query)) == {
        "template": "correction.yml",
        "notice": "contracts/x/change-1",
        "field": "Received",
        "field-2": "Notified at",
    }
    assert {types["notice"], types["field"], types["field-2"]} == {"input"}
