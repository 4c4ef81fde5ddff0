"""Announcing new notices in a channel requires the secret, and never happens twice by accident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from helpers.program import notices
from helpers.runner import GitHub, Run, github_repository, restored
from helpers.stories import (
    BREACH,
    CONTRACT,
    GARDEN,
    SETTINGS,
    UPDATE,
    WEDNESDAY,
    YEARLY,
    YEARLY_LETTER,
)

pytestmark = pytest.mark.tools

ENTRY, NEW = "content/contracts/northstar-reader.md", "content/contracts/word-garden.md"
QUIET = GARDEN.replace("notified: {at: 2026-11-23, by: email}\n", "")
HOSTILE = QUIET.replace(
    "product: Word Garden", 'product: "<!channel> & $(exit 1) `id` *b* [l](https://evil.example)"'
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository with one contract, whose site and another contract are on the web."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    with github_repository(tmp_path_factory.mktemp("tell"), WEDNESDAY, content) as github:
        github.secrets["TELL_WEBHOOK"] = f"{github.address}/hook"
        yield github


@pytest.fixture
def github(published: GitHub) -> Iterator[GitHub]:
    """The same repository, as it was for each test."""
    with restored(published):
        yield published


UNTOLD = UPDATE.replace("notified: {at: 2026-11-25 11:00, by: email}\n", "")


def pushed(
    github: GitHub, files: dict[str, str | None], attempt: int = 1, publish: bool = True
) -> Run:
    """Push files to main, build the site, and run the workflow that announces them."""
    before = github.git("rev-parse", "main").strip()
    github.commit(files)
    if publish:
        shown(github)
    return github.run("tell", "push", before=before, attempt=attempt)


def shown(github: GitHub) -> None:
    """Put the site of main on the web."""
    site = github.folder / f"site-{github.git('rev-parse', 'main').strip()}"
    if not site.exists():
        notices(
            "build", "--root", github.clone, "--out", site, "--now", "2026-11-25T12:00"
        ).check_returncode()
    github.site = site


def announced(github: GitHub) -> list[str]:
    """Return the ids of the notices that the channel got."""
    return [post["notice"] for post in github.webhook_posts]


def test_without_the_secret_nothing_happens(github: GitHub) -> None:
    """Nothing is fetched, installed or posted, and the run succeeds."""
    del github.secrets["TELL_WEBHOOK"]
    run = pushed(github, {NEW: QUIET}, publish=False)

    assert [step.name for step in run.steps] == ["Announce each new notice"]
    assert "The secret TELL_WEBHOOK is not set, so nothing is announced." in run.log
    assert run.failed == []
    assert github.webhook_posts == []


def test_the_address_of_a_channel_stays_on_the_default_branch(github: GitHub) -> None:
    """It is a secret of its environment, which a changed workflow on a branch does not get."""
    github.environments["announcements"] = {"TELL_WEBHOOK": github.secrets.pop("TELL_WEBHOOK")}
    limit = {"branch_policies": [{"name": "main"}]}
    github.settings["environments/announcements/deployment-branch-policies"] = limit

    assert pushed(github, {NEW: QUIET}).failed == []
    assert announced(github) == ["contracts/word-garden"]

    text = (github.clone / ".github/workflows/tell.yml").read_text()
    text = text.replace(
        "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", "always()"
    )
    gate = ".github/default-branch/action.yml"
    open_gate = (github.clone / gate).read_text().replace("exit 1", "exit 0")
    github.commit({".github/workflows/tell.yml": text, gate: open_gate}, branch="mine")
    run = github.run("tell", "push", ref="refs/heads/mine")

    assert (run.results["tell"], run.steps[0].job) == ("failure", "alarm")

    text = text.replace("    environment: announcements\n", "")
    github.commit({".github/workflows/tell.yml": text}, branch="mine")
    run = github.run("tell", "push", ref="refs/heads/mine")

    assert "The secret TELL_WEBHOOK is not set" in run.log


def test_a_new_notice_is_announced_once(github: GitHub) -> None:
    """The channel gets the letter as JSON; a correction of the entry is not new."""
    run = pushed(github, {NEW: QUIET})

    assert run.failed == [], run.log
    assert announced(github) == ["contracts/word-garden"]
    assert github.webhook_posts[0]["title"] == "New contract: Word Garden"
    assert github.webhook_posts[0]["url"] == f"{github.url}product-notification/word-garden/"
    text = "---\nof: contracts/word-garden\nat: YYYY-MM-DD HH:MM\nby: HOW\n---\n"
    assert github.webhook_posts[0]["message"]["text"] == text

    run = pushed(github, {NEW: QUIET.replace("short quizzes", "quizzes")})

    assert run.failed == []
    assert announced(github) == ["contracts/word-garden"]
    assert "Announced notices: 0." in run.log


def test_a_repeated_run_announces_nothing(github: GitHub) -> None:
    """*Re-run* announces nothing twice, and says what to do instead."""
    run = pushed(github, {NEW: QUIET}, attempt=2)

    assert run.results == {"tell": "failure", "alarm": "success"}
    assert "Run the workflow by hand for each notice that is missing." in run.log
    assert github.webhook_posts == []
    (issue,) = github.open_issues()
    assert issue["title"] == "A notice may not have been announced"


def test_an_update_is_announced_without_its_breach(github: GitHub) -> None:
    """Each notice is separate; one that families already know of is left out."""
    pushed(github, {"content/breaches/lists.md": BREACH})

    assert announced(github) == []

    pushed(github, {"content/breaches/lists/update-1.md": UNTOLD})

    assert announced(github) == ["breaches/lists/update-1"]


def test_a_redirect_of_a_channel_is_not_followed(github: GitHub) -> None:
    """A letter goes only to the address that was set; otherwise the run fails."""
    github.secrets["TELL_WEBHOOK"] = f"{github.address}/moved"
    run = pushed(github, {NEW: QUIET})

    assert run.failed == ["tell: Announce each new notice"]
    assert (
        "The channel answered 301, so this notice and those after it were not announced." in run.log
    )
    assert github.webhook_posts == []


def test_an_import_is_not_announced(github: GitHub) -> None:
    """Many new notices at once are refused, and the run says so."""
    run = pushed(github, {f"content/contracts/word-garden-{i}.md": QUIET for i in range(6)})

    assert run.failed == ["tell: Announce each new notice"]
    assert "More than five notices are new" in run.log
    assert github.webhook_posts == []


def test_a_notice_that_is_not_on_the_website_is_not_announced(github: GitHub) -> None:
    """Nobody gets a link to a page that is missing or old."""
    shown(github)
    run = pushed(github, {NEW: QUIET}, publish=False)

    assert run.failed == ["tell: Announce each new notice"]
    assert "The website does not show" in run.log
    assert github.webhook_posts == []

    shown(github)
    change = "---\nkind: amendment\nexecuted: 2026-11-24\nexpires: 2027-01-31\n---\n"
    run = pushed(github, {NEW.replace(".md", "/change-1.md"): change}, publish=False)

    assert run.failed == ["tell: Announce each new notice"]
    assert "The website does not show" in run.log
    assert github.webhook_posts == []


def test_content_with_an_error_is_not_announced(github: GitHub) -> None:
    """If the content has or had an error, it is unknown which notices are new."""
    shown(github)
    run = pushed(github, {NEW: QUIET.replace("2026-11-20", "soon")}, publish=False)

    assert run.results == {"tell": "failure", "alarm": "success"}

    run = pushed(github, {NEW: QUIET})

    assert "has an error, so the command cannot tell which notices are new." in run.log
    assert run.results == {"tell": "failure", "alarm": "success"}
    assert github.webhook_posts == []


def test_one_notice_can_be_announced_by_hand(github: GitHub) -> None:
    """After a failure, a person names the notice; what they type reaches no shell."""
    github.webhook_works = False
    run = pushed(github, {NEW: QUIET})

    assert run.failed == ["tell: Announce each new notice"]

    github.webhook_works = True
    run = github.run("tell", "workflow_dispatch", inputs={"notice": "contracts/word-garden"})

    assert run.failed == []
    assert announced(github) == ["contracts/word-garden"]

    injection = "--root=$(touch x); contracts/word-gardn"
    run = github.run("tell", "workflow_dispatch", inputs={"notice": injection})

    assert "There is no notice" in run.log
    assert len(github.webhook_posts) == 1


def test_only_main_is_announced(github: GitHub) -> None:
    """If it is started by hand on another branch, nothing runs."""
    github.commit({NEW: QUIET}, branch="draft")
    assert github.run("tell", "workflow_dispatch", ref="refs/heads/draft").results == {
        "tell": "skipped",
        "alarm": "skipped",
    }


@pytest.mark.parametrize("form", ["slack", "teams"])
def test_slack_and_teams_get_their_form(github: GitHub, form: str) -> None:
    """Text of an entry mentions nobody, is not a link or a command, and stays as typed."""
    github.variables["TELL_FORM"] = form
    run = pushed(github, {NEW: HOSTILE})
    url = f"{github.url}product-notification/word-garden/"
    title = "New contract: <!channel> & $(exit 1) `id` *b* [l](https://evil.example)"

    assert run.failed == [], run.log
    message: dict[str, Any] = github.webhook_posts[0]
    if form == "slack":
        lines = message["text"].split("\n")
        assert lines[0] == title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert lines[-1] == url
        assert "What it does: Levelled reading passages with short quizzes." in lines
    else:
        card = message["attachments"][0]["content"]
        assert card["body"][0]["inlines"][0]["text"] == title
        assert card["actions"] == [{"type": "Action.OpenUrl", "title": url, "url": url}]


def test_an_unknown_form_announces_nothing(github: GitHub) -> None:
    """A mistyped variable is reported, and is never a path."""
    github.variables["TELL_FORM"] = "../../x"
    run = pushed(github, {NEW: QUIET})

    assert "The variable TELL_FORM must be plain, slack or teams." in run.log
    assert github.webhook_posts == []
