"""The literal steps of docs/set-up.md and docs/review.md lead a district to a live site."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.github import alarm
from generator.reports import reminders
from helpers.environment import environment
from helpers.forms import GARDEN, body, sent
from helpers.program import REPOSITORY
from helpers.runner import GitHub, a_repository
from helpers.sites import SAMPLE
from helpers.stories import CONTRACT, WEDNESDAY

pytestmark = pytest.mark.tools

DOCS = {name: (REPOSITORY / f"docs/{name}.md").read_text() for name in ("set-up", "review")}
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCS["set-up"], re.DOTALL)
OURS, ELSEWHERE, LIVE = (text for language, text in BLOCKS if language == "sh")
SETTINGS = next(text for language, text in BLOCKS if language == "yaml")


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A new copy of this repository, sample and all, as GitHub makes it from a template."""
    with a_repository(tmp_path, WEDNESDAY, {}, SAMPLE) as github:
        yield github


def typed(github: GitHub, block: str) -> subprocess.CompletedProcess[str]:
    """Type a block of the page in a clone of the repository."""
    who = {
        f"GIT_{role}_{what}": "clerk@example.example"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    environment = github.machine() | who
    return subprocess.run(
        ["bash", "-euc", block],
        cwd=github.clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def make_ours(github: GitHub) -> None:
    (github.clone / "content/site.yaml").write_text(
        SETTINGS.replace("https://privacy.example/notices/", github.url)
    )
    done = typed(github, OURS)
    assert done.returncode == 0, done.stderr


def test_a_new_copy_becomes_a_live_site(github: GitHub) -> None:
    """Settings written, sample deleted, pushed: the site is live, empty, and says so."""
    github.pages_on = False  # before step 2
    first = github.run("publish", "push")

    assert first.results == {
        "build": "success",
        "deploy": "failure",
        "attest": "skipped",
        "alarm": "success",
    }
    assert (
        "Turn on GitHub Pages: Settings, Pages, Build and deployment, Source: GitHub Actions."
        in first.summary
    )
    assert github.issues == []

    github.pages_on = True
    make_ours(github)
    github.starts = True
    run = github.run("publish", "push")

    assert run.failed == [], run.log
    assert "0 entries, no problems. The site can be built." in run.log
    assert github.site is not None
    assert "Example Public Schools" in (github.site / "index.html").read_text()
    assert github.open_issues() == []
    assert github.run("watch", "push").failed == []


def test_a_sample_that_was_published_is_taken_back_by_hand(github: GitHub) -> None:
    """As the page says, only a person can take back what families could read."""
    settings = github.clone / "content/site.yaml"
    sample = settings.read_text().replace(
        "https://privacy.commonfield.example/notices/", github.url
    )
    github.commit({"content/site.yaml": sample})
    assert github.run("publish", "push").failed == []
    make_ours(github)

    assert github.run("publish", "push").results["build"] == "failure"
    assert github.run("publish", "workflow_dispatch").failed == []
    assert github.run("publish", "push").failed == []


def test_a_try_with_a_mistake_turns_red(github: GitHub) -> None:
    """Step 7 shows what it says, beside the line."""
    make_ours(github)
    assert "`executed: soon`" in DOCS["set-up"]
    github.commit(
        {"content/contracts/try.md": CONTRACT.replace("executed: 2026-11-20", "executed: soon")},
        branch="try",
    )
    github.starts = True
    run = github.check("try")

    assert run.results["required"] == "failure"
    assert any("file=content/contracts/try.md,line=8" in line for line in run.annotations)


def test_a_form_becomes_a_request_when_workflows_may_open_them(github: GitHub) -> None:
    """Step 6: without the setting a link opens the request; with it the request is there."""
    make_ours(github)
    github.refuses["POST pulls"] = 403
    sent(github, body("contract", GARDEN))
    assert "[**Open the pull request**](" in github.issues[-1]["comments"][0]

    github.refuses.clear()
    github.starts = True
    run = sent(github, body("contract", GARDEN))
    assert run.failed == [], run.log
    assert [pull["title"] for pull in github.pulls] == ["Add Word Garden"]
    assert "*Close pull request*" in github.issues[-1]["comments"][0]


def test_a_private_form_may_lack_required_answers(github: GitHub) -> None:
    """GitHub requires none there, so the comment says what is missing, as the table of the page says."""
    make_ours(github)
    github.is_private = True
    run = sent(github, body("contract", {"product": "Word Garden"}))
    (comment,) = github.issues[-1]["comments"]

    assert "private, free plan" in DOCS["set-up"]
    assert run.failed == [], run.log
    assert "`contractor`" in comment
    assert "It cannot be published yet." in comment


def test_a_server_of_ones_own_builds_what_it_shows(github: GitHub, tmp_path: Path) -> None:
    """Typed in a clone, the three server lines build into its public folder, and `live` agrees."""
    make_ours(github)
    environment(github.clone, "site")
    public = tmp_path / "public"
    done = typed(github, ELSEWHERE.replace("/var/www/notices", str(public)))

    assert done.returncode == 0, done.stdout + done.stderr
    github.site = public
    assert typed(github, LIVE.replace("15m", "0m")).returncode == 0

    (public / "index.html").write_text("an old page")
    assert typed(github, LIVE.replace("15m", "0m")).returncode == 1


@pytest.mark.parametrize("page", DOCS)
def test_what_the_pages_name_is_there(page: str) -> None:
    """Workflows, jobs, artifacts, labels and variables are called what the pages call them."""
    folder = REPOSITORY / ".github/workflows"
    texts = {path.stem: path.read_text() for path in folder.iterdir()}
    named = {
        "*Publish*": "name: Publish\n" in texts["publish"],
        "*Live*": "name: Live\n" in texts["live"],
        "*Watch*": "name: Watch\n" in texts["watch"],
        "`required`": "  required:\n" in texts["check"],
        "`record`": "name: record\n" in texts["publish"],
        "`site`": "name: site\n" in texts["check"],
        "`NOTICES_HOST`": "vars.NOTICES_HOST != 'elsewhere'" in texts["publish"],
        "within 72 hours": "--within 72h" in texts["watch"],
        "fifteen minutes": "--wait 15m" in texts["live"],
        "`alarm`": alarm.LABEL == "alarm",
        "*From form*": "name: From form\n" in texts["from-form"],
    }
    said = [name for name in named if name in DOCS[page]]

    assert len(said) >= 2
    assert [name for name in said if not named[name]] == []
    assert reminders.LABEL == "deadline"
