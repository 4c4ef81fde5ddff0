"""People do all their work with forms, without a line of YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from generator.authoring.questions import FormKind
from helpers.forms import GARDEN, form_text, send_form
from helpers.pages import text_of
from helpers.runner import GitHub, github_repository
from helpers.stories import BREACH, CONTRACT, SETTINGS, WEDNESDAY

STEPS = 3  # for each form: fill it in, let the check run, merge
SCHOOLS = "schools: {dodd: {name: Dodd Middle School, aliases: [DMS]}, peck: {name: Peck School}}\n"
CONTENT = {
    "content/site.yaml": SETTINGS + SCHOOLS,
    "content/contracts/northstar-reader.md": CONTRACT,
    "content/contracts/moss-atlas.md": CONTRACT.replace("Northstar Reader", "Moss Atlas"),
    "content/breaches/2026-11-moss-atlas.md": BREACH.replace("northstar-reader", "moss-atlas"),
    "content/contracts/fern-math.md": CONTRACT.replace("Northstar Reader", "Fern Math").replace(
        "agreement: https://northstar.example/agreement.pdf\n", ""
    ),
    "content/contracts/reed-music.md": CONTRACT.replace("Northstar Reader", "Reed Music")
    .replace("2027-06-30", "2026-08-31")
    .replace("2026-11", "2025-11"),
}


class Story(NamedTuple):
    """The work of one person: some forms, and then the page that families read."""

    forms: tuple[tuple[FormKind, dict[str, str]], ...]
    page: str
    says: tuple[str, ...]


STORIES = {
    "a secretary has a signed contract, and notifies families the day after": Story(
        (
            ("contract", {**GARDEN, "notified.at": "", "notified.by": "", "grades": "Pre-K, 3rd"}),
            (
                "notified",
                {
                    "notice": "Word Garden",
                    "notified.at": "11/24/2026 3:00 PM",
                    "notified.by": "email",
                },
            ),
        ),
        "product-notification/word-garden",
        ("Spelling practice.", "November 24, 2026", "3:00"),
    ),
    "a librarian has a renewal with a new price list and a new end": Story(
        (
            (
                "change",
                {
                    "notice": "northstar reader",
                    "kind": "renewal",
                    "executed": "11/23/2026",
                    "expires": "6/30/2028",
                    "agreement": "www.northstar.example/2028.pdf",
                    "schools": "DMS",
                    "notified.at": "11/24/2026",
                },
            ),
        ),
        "product-notification/northstar-reader",
        ("June 30, 2028", "Dodd Middle School"),
    ),
    "an officer gets a letter about a breach, then news, and closes it": Story(
        (
            (
                "breach",
                {
                    "contract": "Northstar Reader",
                    "product": "Northstar Reader",
                    "received": "Nov. 24, 2026 at 9am",
                    "discovered": "Not yet known",
                    "involves.student-information": "unknown",
                    "students": "TBD",
                    "summary": "Somebody could open class lists.",
                    "notified.at": "11/24/2026 4:00 PM",
                },
            ),
            (
                "update",
                {
                    "notice": "breaches/2026-11-northstar-reader",
                    "on": "11/25/2026",
                    "received": "11/25/2026 8:00 AM",
                    "text": "The contractor has counted.",
                    "involves.student-information": "name",
                    "not-involved": "passwords, addresses",
                    "students": "approximately 400 students",
                    "notified.at": "11/25/2026 10:00 AM",
                },
            ),
            ("resolved", {"notice": "breaches/2026-11-northstar-reader", "resolved": "11/25/2026"}),
        ),
        "breach-notification/2026-11-northstar-reader",
        ("About 400", "passwords, addresses", "Resolved"),
    ),
    "a principal withdraws a notice that was sent in error": Story(
        (
            (
                "withdrawal",
                {
                    "notice": "SITEbreach-notification/2026-11-moss-atlas/",
                    "on": "11/25/2026",
                    "reason": "Sent in error; our data was not involved.",
                },
            ),
        ),
        "breach-notification/2026-11-moss-atlas",
        ("Sent in error; our data was not involved.",),
    ),
    "an assistant has an amendment as a PDF": Story(
        (
            (
                "change",
                {
                    "notice": "contracts/moss-atlas",
                    "kind": "amendment",
                    "executed": "11/24/2026",
                    "agreement": "[Signed.pdf](https://github.com/user-attachments/files/1/S.pdf)",
                    "collects.student-information": "name, grade level, photograph",
                    "notified.at": "11/25/2026 9:00 AM",
                },
            ),
        ),
        "product-notification/moss-atlas",
        ("photograph",),
    ),
    "a contract was renewed weeks after it had ended": Story(
        (
            (
                "change",
                {
                    "notice": "Reed Music",
                    "kind": "renewal",
                    "executed": "11/23/2026",
                    "expires": "8/31/2027",
                    "notified.at": "11/24/2026",
                },
            ),
        ),
        "product-notification/reed-music",
        ("Nov 20, 2025 to Aug 31, 2026", "Nov 23, 2026 to Aug 31, 2027"),
    ),
    "a school has merged with another": Story(
        (
            (
                "correction",
                {
                    "notice": "DMS",
                    "field": "Closed",
                    "value": "June 30, 2026",
                    "field-2": "Into",
                    "value-2": "Peck School",
                },
            ),
        ),
        "schools/dodd",
        ("This school closed on June 30, 2026.", "It became part of Peck School."),
    ),
    "a vendor is bought, and the product has another name since then": Story(
        (
            (
                "change",
                {
                    "notice": "Northstar Reader",
                    "kind": "amendment",
                    "executed": "11/24/2026",
                    "product": "Meadow Reader",
                    "contractor": "Example Meadow Group",
                },
            ),
            ("notified", {"notice": "Northstar Reader", "notified.at": "11/25/2026 10:00 AM"}),
        ),
        "product-notification",
        ("Meadow Reader", "Example Meadow Group", "Earlier names: Northstar Reader"),
    ),
    "an officer notifies families before anyone can approve the notice": Story(
        (
            (
                "breach",
                {
                    "contract": "Fern Math",
                    "product": "Fern Math",
                    "received": "11/23/2026 9:00 PM",
                    "discovered": "Not yet known",
                    "involves.student-information": "names",
                    "students": "40",
                    "summary": "Somebody could open class lists.",
                    "notified.at": "11/23/2026 11:30 PM",
                    "notified.by": "text message",
                },
            ),
        ),
        "breach-notification/2026-11-fern-math",
        ("November 23, 2026, 11:30 PM", "40 students"),
    ),
    "two officers notify families over two days": Story(
        (
            (
                "breach",
                {
                    "contract": "Reed Music",
                    "product": "Reed Music",
                    "received": "11/23/2026 9:00 AM",
                    "discovered": "Not yet known",
                    "involves.student-information": "names",
                    "students": "about 900",
                    "summary": "Somebody could open class lists.",
                },
            ),
            (
                "notified",
                {
                    "notice": "breaches/2026-11-reed-music",
                    "notified.at": "November 23 to 24, 2026",
                    "notified.by": "email",
                },
            ),
        ),
        "breach-notification/2026-11-reed-music",
        ("November 23, 2026 to November 24, 2026",),
    ),
    "an officer is reminded of a contract that is not posted, and mistyped its end": Story(
        (
            (
                "correction",
                {
                    "notice": "Fern Math",
                    "field": "Agreement",
                    "value": "www.fern.example/2026.pdf",
                    "field-2": "Expires",
                    "value-2": "7/31/2027",
                },
            ),
        ),
        "product-notification/fern-math",
        ("Jul 31, 2027", "Read the contract"),
    ),
}


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository on GitHub with two contracts and a breach, published."""
    with github_repository(tmp_path_factory.mktemp("stories"), WEDNESDAY, CONTENT) as github:
        assert github.run("publish", "push").failed == []
        yield github


def happen(github: GitHub, kind: FormKind, answers: dict[str, str]) -> int:
    """Fill in a form, let its check run, and merge it; return the number of steps."""
    filled = {name: answer.replace("SITE", github.url) for name, answer in answers.items()}
    run = send_form(github, form_text(kind, filled))
    branch = f"form/{len(github.issues)}"
    (comment,) = github.issues[-1]["comments"]

    assert run.failed == [], run.log
    assert "It can be published." in comment, comment
    assert "before and after" in github.pulls[-1]["body"]
    assert github.approve(branch).failed == []
    github.press_merge(branch)
    return STEPS


@pytest.mark.parametrize("story", STORIES)
def test_a_whole_story_needs_no_yaml(github: GitHub, story: str) -> None:
    """Each form takes three steps to the website, and no character of YAML."""
    forms, page, says = STORIES[story]
    steps = sum(happen(github, kind, answers) for kind, answers in forms)
    published = github.run("publish", "push")

    assert published.failed == []
    assert steps == STEPS * len(forms)
    assert github.site is not None
    text = text_of((github.site / page / "index.html").read_text())
    assert [words for words in says if words not in text] == []
