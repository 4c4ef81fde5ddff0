"""A district's first month on the stand-in for GitHub, with its emails and red runs counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.authoring.questions import FormKind
from helpers.forms import CHECKED, GARDEN, form_text, send_form
from helpers.runner import GitHub, Run, github_repository
from helpers.stories import SETTINGS

pytestmark = pytest.mark.tools

BAD = "---\nproduct: Bad\nexecuted: soon\n---\n"
LISTS = {
    "contract": "Word Garden",
    "discovered": "2026-11-12",
    "received": "2026-11-13 21:40",
    "involves.student-information": "name",
    "students": "unknown",
    "summary": "Somebody could open class lists.",
}
NEWS = {
    "notice": "Word Garden breach",
    "on": "2026-11-17 10:00",
    "received": "2026-11-17 09:00",
    "text": "The company has counted.",
    "involves.student-information": "home address",
}
GONE = {"agreement": "", "notified.at": "", "notified.by": ""}
PRODUCT = GARDEN | CHECKED | {"terms.checked": "2026-11-02"}
BY_EMAIL = {"notified.by": "email"}
# The eleven forms of the month: the moment, the form, and its answers.
FORMS: list[tuple[str, FormKind, dict[str, str]]] = [
    ("2026-11-02T10:00", "settings", {"district": "Example Public Schools", "people": "officer, it"}),
    ("2026-11-03T10:00", "contract", PRODUCT | {"executed": "2026-11-02", "notified.at": "2026-11-03 09:00"}),
    ("2026-11-03T11:00", "contract", PRODUCT | {"product": "Moss Atlas", "executed": "2026-11-02", **GONE}),
    ("2026-11-04T10:00", "contract", PRODUCT | {"product": "Fern Math", "executed": "2026-11-03", "notified.at": "2026-11-04 09:00"}),
    ("2026-11-06T10:00", "notified", {"notice": "Moss Atlas", "notified.at": "2026-11-06 09:00", **BY_EMAIL}),
    ("2026-11-06T11:00", "correction", {"notice": "Moss Atlas", "field": "Agreement", "value": "https://moss.example/a.pdf"}),
    ("2026-11-10T10:00", "change", {"notice": "Fern Math", "kind": "amendment", "executed": "2026-11-09", "purpose": "Sums.", "agreement": "https://fern.example/2.pdf", "notified.at": "2026-11-10 09:00", **BY_EMAIL}),
    ("2026-11-13T22:00", "breach", LISTS),
    ("2026-11-14T10:00", "notified", {"notice": "Word Garden breach", "notified.at": "2026-11-14 09:00", **BY_EMAIL}),
    ("2026-11-17T11:00", "update", NEWS),
    ("2026-11-18T10:00", "notified", {"notice": "Word Garden breach", "notified.at": "2026-11-18 09:00", **BY_EMAIL}),
]  # fmt: skip


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A repository at the beginning of November, which somebody watches, before Pages is on."""
    content = {"content/site.yaml": SETTINGS}
    with github_repository(tmp_path, "2026-11-02T09:00-05:00", content) as github:
        github.pages_on = False
        github.watchers = {"watcher"}
        github.permissions = {"clerk": "write", "officer": "write", "it": "admin"}
        yield github


class Month:
    """What people do in a month, and the runs and emails that follow."""

    def __init__(self, github: GitHub) -> None:
        self.github = github
        self.runs: list[Run] = []

    def run(self, workflow: str, event: str = "push") -> Run:
        run = self.github.run(workflow, event)
        self.runs += [run, *run.started]
        return run

    def fill_in(self, kind: FormKind, answers: dict[str, str]) -> None:
        """Fill in a form, let its check run, and merge it, which closes the issue of the form."""
        github = self.github
        self.runs.append(send_form(github, form_text(kind, answers)))
        issue = github.issues[-1]
        branch = f"form/{issue['number']}"
        assert "It can be published." in issue["comments"][0], issue["comments"]
        self.runs.append(github.approve(branch))
        github.press_merge(branch)
        issue["state"] = "closed"
        github.mail(issue, "Closed")
        self.run("scheduled-watch", "schedule")

    @property
    def red(self) -> list[str]:
        return [f"{run.workflow} {run.github['event_name']}" for run in self.runs if run.failed]

    @property
    def mails(self) -> Counter[str]:
        return Counter(login for login, _ in self.github.mails)


def test_a_month_with_eleven_forms(github: GitHub) -> None:
    """Whoever is named in `people` gets a third of the emails of somebody who watches all issues."""
    month = Month(github)
    assert month.run("publish").failed != []  # Pages is off, which is no alarm
    assert github.mails == []
    github.pages_on = True
    month.run("publish")
    for moment, kind, answers in FORMS:
        github.now = f"{moment}-05:00"
        month.fill_in(kind, answers)

    github.now = "2026-11-29T22:00-05:00"
    month.run("scheduled-watch", "schedule")
    github.commit({"content/contracts/bad.md": BAD}, branch="bad")
    month.runs.append(github.check("bad"))
    github.refused = 2  # GitHub Pages, twice
    refused = month.run("publish", "push")
    assert "GitHub Pages did not accept the site" in github.titles
    again = github.rerun(refused)
    month.runs += [again, *again.started]
    github.now = "2026-11-30T10:00-05:00"
    month.run("scheduled-watch", "schedule")

    assert month.red == ["publish push", "check pull_request", "publish push"]
    assert github.titles == []
    assert month.mails == {"watcher": 53, "officer": 18, "it": 18}
    subjects = [subject for login, subject in github.mails if login == "officer"]
    assert Counter(subject.partition(":")[0] for subject in subjects) == {
        "Opened": 7,
        "Closed": 7,
        "Comment": 4,
    }
    assert [subject for subject in subjects if "form" in subject] == []
