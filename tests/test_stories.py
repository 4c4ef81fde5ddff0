"""People do all their work with forms, without a line of YAML: `tests/tables/stories.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

import pytest

from generator.authoring.questions import FormKind
from helpers.cases import parts
from helpers.forms import form_text, send_form
from helpers.pages import text_of
from helpers.program import REPOSITORY
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
    """The work of one person: forms with their answers, and what families then read on a page."""

    forms: list[tuple[FormKind, dict[str, str]]]
    page: str
    says: list[str]


def story(work: str, outcome: str) -> Story:
    """Return a story of the table: a form is its kind, and below it a line for each answer."""
    forms = []
    for form in work.strip().split("\n\n"):
        kind, *answers = form.splitlines()
        fields = dict(answer.split(": ", 1) for answer in answers)
        forms.append((cast("FormKind", kind), fields))
    page, *says = outcome.strip().splitlines()
    return Story(forms, page, says)


TABLE = REPOSITORY / "tests" / "tables" / "stories.txt"
STORIES = {title: story(work, outcome) for title, work, outcome in parts(TABLE)}


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
