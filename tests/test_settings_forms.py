"""The forms for the settings and for the yearly notice change `content/site.yaml`, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.authoring.questions import FormKind
from helpers.district import SETTINGS
from helpers.district_repository import init
from helpers.forms import form_text
from helpers.program import notices

DISTRICT = "Example Public Schools"
TEMPLATE = {
    "--district": "Your District Public Schools",
    "--abbreviation": "Your District",
    "--url": "https://your-district.example/notices/",
    "--contact-email": "privacy@your-district.example",
    "--feed-authority": "your-district.example,2026",
}
OWN = {
    "district": DISTRICT,
    "abbreviation": "EPS",
    "url": "https://privacy.example/notices/",
    "contact.name": "Privacy Office",
    "contact.email": "privacy@example.example",
    "feed_authority": "privacy.example,2026",
    "schools": "- Dodd Middle School, grades 7 to 8\n- Highland (K-6)\n3. High: 9th-12th\n\nThe Annex",
    "people": "example-officer, example-it",
}


def sent(root: Path, kind: FormKind, **answers: str) -> tuple[str, str]:
    """Fill in a form, and return its comment and the settings afterward."""
    file = root.parent / "form.md"
    file.write_text(form_text(kind, answers), encoding="utf-8")
    done = notices("ci", "from-form", file, "--root", root, "--now", "2026-11-25T12:00")
    return done.stdout, (root / "content/site.yaml").read_text(encoding="utf-8")


def district(root: Path, more: str = "") -> Path:
    """Write the settings of a district."""
    (root / "content").mkdir(parents=True)
    (root / "content/site.yaml").write_text(SETTINGS + more, encoding="utf-8")
    return root


def read(root: Path) -> dict[str, Any]:
    """Return what the check says of a folder."""
    done = notices("check", "--root", root, "--now", "2026-11-25T12:00", "--format", "json")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_form_fills_in_the_settings_of_the_template(tmp_path: Path) -> None:
    """Nobody has to write YAML; each comment above a setting stays."""
    root = tmp_path / "ours"
    assert init(root, TEMPLATE).returncode == 0
    before = (root / "content/site.yaml").read_text().splitlines()
    assert [problem["code"] for problem in read(root)["problems"]] == ["E136"] * 5
    comment, text = sent(root, "settings", **OWN)

    assert "It can be published." in comment
    assert {line for line in before if line.startswith("#")} - {*text.splitlines()} == set()
    assert yaml.safe_load(text)["schools"] == {
        "dodd-middle-school": {"name": "Dodd Middle School", "grades": "7-8"},
        "highland": {"name": "Highland", "grades": "K-6"},
        "high": {"name": "High", "grades": "9-12"},
        "the-annex": {"name": "The Annex"},
    }
    assert "people: [example-officer, example-it]\n" in text
    assert read(root)["problems"] == []


def test_what_a_form_leaves_out_stays(tmp_path: Path) -> None:
    """A school keeps its id and its aliases, and a contact its address; none is taken away."""
    more = (
        "contact: {name: Office, phone: 203-555-0100, address: 1 School Road}  # since May\n"
        "schools:\n"
        "  dms: {name: Dodd Middle School, grades: 7-8, aliases: [DMS]}  # ours\n"
        "  old: {name: Old School, closed: 2026-06-30}\n"
    )
    root = district(tmp_path / "ours")
    settings = "".join(line for line in SETTINGS.splitlines(True) if "contact" not in line)
    (root / "content/site.yaml").write_text(settings + more)
    _, text = sent(
        root,
        "settings",
        district=DISTRICT,
        schools="dodd middle school, 6-8\nPeck, K-5",
        **{"contact.name": "Privacy Office"},
    )

    values = yaml.safe_load(text.replace("2026-06-30", "'2026-06-30'"))
    assert values["contact"] == {
        "name": "Privacy Office",
        "phone": "203-555-0100",
        "address": "1 School Road",
    }
    assert values["schools"] == {
        "dms": {"name": "dodd middle school", "grades": "6-8", "aliases": ["DMS"]},
        "old": {"name": "Old School", "closed": "2026-06-30"},
        "peck": {"name": "Peck", "grades": "K-5"},
    }
    assert "# since May" in text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "The settings say this already."),
        ({"schools": "Dodd, Mill Street"}, "“Dodd, Mill Street” is not a school with its grades."),
        ({"schools": "(K-5)"}, "“(K-5)” is not a school with its grades."),
        ({"schools": "Dodd, 8-7"}, "“Dodd, 8-7” is not a school with its grades."),
        ({"url": "the website"}, "E"),
        ({"people": "@example/privacy"}, "E145"),
        ({"feed_authority": "other.example,2027"}, "E307"),
    ],
)
def test_a_wrong_answer_is_explained(tmp_path: Path, answers: dict[str, str], said: str) -> None:
    """Nothing is written then, and nothing that is published changes by mistake."""
    root = district(tmp_path / "ours")
    comment, text = sent(root, "settings", **{"district": DISTRICT, **answers})

    assert said in comment
    assert text == SETTINGS


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("", "yearly:\n  - on: 2026-09-22\n    by: email\n"),
        (
            "yearly: [{on: 2025-09-02, by: email}]\n",
            "yearly: [{on: 2025-09-02, by: email}, {on: 2026-09-22, by: email}]\n",
        ),
        (
            "yearly:\n  - on: 2025-09-02\n    by: email\n# The end.\n",
            "yearly:\n  - on: 2025-09-02\n    by: email\n  - on: 2026-09-22\n    by: email\n# The end.\n",
        ),
    ],
)
def test_a_form_adds_the_yearly_notice(tmp_path: Path, more: str, line: str) -> None:
    """The date is read as on any form, and the other years stay."""
    root = district(tmp_path / "ours", more)
    comment, text = sent(root, "yearly", on="9/22/2026", by="email")

    assert "It can be published." in comment
    assert text == SETTINGS + line


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"on": "2026-11-26", "by": "email"}, "E"),  # tomorrow
        ({"on": "not yet", "by": "email"}, "Write the day on which families were told"),
        ({"on": "2026-11-20", "by": "email"}, "E"),  # a second one of this year
        ({"on": "2026", "by": "email"}, "E"),
    ],
)
def test_a_yearly_notice_that_was_not_sent_is_refused(
    tmp_path: Path, answers: dict[str, str], code: str
) -> None:
    """It would make the record false."""
    root = district(tmp_path / "ours", "yearly: [{on: 2026-09-01, by: email}]\n")
    comment, text = sent(root, "yearly", **answers)

    assert code in comment
    assert "It can be published." not in comment
    assert text == SETTINGS + "yearly: [{on: 2026-09-01, by: email}]\n"


def test_the_title_of_the_pull_request_says_what_it_is(tmp_path: Path) -> None:
    """And the reminder of the yearly notice links to its form."""
    root = district(tmp_path / "ours")
    file = tmp_path / "form.md"
    titles = []
    for kind, answers in (
        ("yearly", {"on": "2026-09-01", "by": "email"}),
        ("settings", {"district": "Other Public Schools"}),
    ):
        file.write_text(form_text(kind, answers))
        done = notices("ci", "from-form", file, "--root", root, "--format", "json")
        titles.append(json.loads(done.stdout)["title"])

    assert titles == ["Families were told of the website's address: 2026", "Change the settings"]


def test_there_must_be_settings(tmp_path: Path) -> None:
    """The form changes them, and does not begin them."""
    (tmp_path / "content/contracts").mkdir(parents=True)
    file = tmp_path / "form.md"
    file.write_text(form_text("settings", {"district": DISTRICT}))
    done = notices("ci", "from-form", file, "--root", tmp_path)

    assert (done.returncode, done.stdout) == (
        1,
        "There is no file `content/site.yaml` to change.\n",
    )
