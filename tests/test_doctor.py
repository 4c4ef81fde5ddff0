"""`notices ci doctor` lists what a district has not set up on GitHub, and nothing that it has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from generator.core.publication import BELOW_A_PATH
from generator.github import doctor
from helpers.forge import (
    APPROVAL,
    BRANCHES,
    CHECK,
    DISTRICT,
    LATER,
    PERMANENT,
    REVIEW,
    SET_UP,
    Forge,
    listed_workflow,
    rule,
)
from helpers.program import REPOSITORY, notices

RIGHTS = "contents=read,actions=read,pages=read,issues=write"
STEPS = doctor.steps("main", datetime(2026, 11, 30, tzinfo=UTC))
GUIDE = "https://github.example/example/notices/blob/0123/docs/set-up.md"


def examined(forge: Forge, *options: str, rights: str = RIGHTS) -> tuple[str, list[str]]:
    """Run the command; return its last sentence, and what it asks for in an open issue."""
    line = ("ci", "doctor", "--now", "2026-11-30T12:00Z", "--guide", GUIDE, *options)
    done = notices(*line, **forge.environment(rights))
    assert done.returncode == 0, done.stderr
    bodies = [issue["body"] for issue in forge.open_issues()]
    lines = "".join(bodies).partition("A workflow could not see")[0].splitlines()
    return done.stderr.splitlines()[-1], [line for line in lines if line.startswith("- ")]


@pytest.fixture
def healthy(forge: Forge) -> Forge:
    """A repository that is set up, and in which two people are told of deadlines."""
    forge.permissions = {"officer": "write", "technology": "admin"}
    forge.tell("officer", "technology")
    forge.settings = SET_UP
    return forge


def test_a_district_that_skipped_everything_has_one_issue_with_each_step(forge: Forge) -> None:
    """Each step has its sentence, and a link to where it is done and to the guide."""
    forge.pages_on = False
    forge.watchers.clear()
    sentence, steps = examined(forge)
    (issue,) = forge.issues

    assert sentence == "Open: 9. Not visible to a workflow: 1."
    assert issue["title"] == "Finish setting up this repository: 9 steps open"
    assert [line.partition(" [Open]")[0] for line in steps] == [
        *(f"- {step.todo}" for step in STEPS[:-1]),
        "- Write the GitHub accounts of at least two people as `people` in `content/site.yaml`: "
        "nobody watches this repository either, so **nobody is told of a deadline**.",
    ]
    assert steps[1].endswith(
        " [Open](https://github.example/example/notices/settings/environments) · "
        f"[Guide]({GUIDE}#2-turn-on-github-pages)"
    )
    hidden = issue["body"].partition("A workflow could not see")[2]
    assert "Turn off *Allow GitHub Actions to create and approve pull requests*." in hidden


@pytest.mark.parametrize(
    ("path", "answer", "step"),
    [
        (BRANCHES, {"branch_policies": []}, 1),  # as the first run creates the environment
        (BRANCHES, {"branch_policies": [{"name": "main"}, {"name": "*"}]}, 1),
        ("rules/branches/main", [CHECK, REVIEW], 2),
        ("rules/branches/main", [*PERMANENT, REVIEW, rule("required_status_checks")], 2),
        ("rules/branches/published", [{"type": "deletion"}], 3),
        ("rules/branches/main", [*PERMANENT, CHECK], 4),
        *(
            (
                "rules/branches/main",
                [*PERMANENT, CHECK, rule("pull_request", **APPROVAL, **LATER | {setting: False})],
                4,
            )
            for setting in LATER
        ),
        ("codeowners/errors", {"errors": [{"kind": "Unknown owner", "line": 4}]}, 5),
        ("codeowners/errors", None, 5),  # there is no such file
        (
            "actions/workflows",
            {"workflows": [listed_workflow(file, "disabled_inactivity") for file in DISTRICT]},
            7,
        ),
        ("commits", [{"commit": {"committer": {"date": "2026-11-20T05:30:00Z"}}}], 6),
        ("commits", None, 6),  # there is no such branch
    ],
)
def test_one_step_that_is_missing_is_asked_for(
    healthy: Forge, path: str, answer: Any, step: int
) -> None:
    """A ruleset that is Disabled, a team that cannot write, and a skipped step are seen."""
    healthy.settings = SET_UP | {path: answer}
    sentence, (line,) = examined(healthy)

    assert sentence.startswith("Open: 1. ")
    assert line.startswith(f"- {STEPS[step].todo} [Open]")

    healthy.settings = SET_UP
    assert examined(healthy) == (f"Open: 0. Not visible to a workflow: 1. {BELOW_A_PATH}", [])
    assert healthy.issues[-1]["body"].startswith(f"**{doctor.CLOSING_REASON}**")


RULESETS = REPOSITORY / "generator/github/district/.github/rulesets"
NAMES = ("check", "proof", "review")


def imported(forge: Forge, *names: str) -> None:
    """Set up everything but the rulesets, and import these."""
    forge.settings = {path: answer for path, answer in SET_UP.items() if "rules/" not in path}
    for name in names:
        forge.import_ruleset((RULESETS / f"{name}.json").read_text())


def test_three_files_to_import_are_all_the_rules(healthy: Forge) -> None:
    """No switch is left; without one of them, only its step is open."""
    imported(healthy, *NAMES)
    assert examined(healthy)[1] == []

    for name in NAMES:
        imported(healthy, *(other for other in NAMES if other != name))
        (line,) = examined(healthy)[1]
        assert f"ruleset *{name.capitalize()}*" in line


@pytest.mark.parametrize("branch", ["main", "published"])
def test_a_ruleset_that_was_changed_by_hand_is_asked_for(healthy: Forge, branch: str) -> None:
    """Each rule counts, and each parameter of the rule about reviews."""
    imported(healthy, *NAMES)
    rules = healthy.settings[f"rules/branches/{branch}"]
    for gone in rules:
        healthy.settings[f"rules/branches/{branch}"] = [each for each in rules if each != gone]
        assert len(examined(healthy)[1]) == 1, gone


@pytest.mark.parametrize(
    ("people", "watchers", "said"),
    [
        ((), {"clerk"}, "Write the GitHub accounts of at least two people as `people` in "
         "`content/site.yaml`."),
        ((), set(), "so **nobody is told of a deadline**."),
        (("officer",), set(), "because deadlines reach only `officer` now."),
        (("officer", "gone"), set(), "GitHub can't assign an issue to `gone`, so they are not told"),
        (("gone", "reader"), {"clerk"}, "GitHub can't assign an issue to `gone` and `reader`, so"),
        (("officer", "technology"), set(), ""),
        (("officer", "technology", "clerk"), {"clerk"}, ""),
    ],
)  # fmt: skip
def test_the_doctor_says_when_nobody_would_be_told(
    healthy: Forge, people: tuple[str, ...], watchers: set[str], said: str
) -> None:
    """An account that no longer exists, or may only read, can't be assigned an issue."""
    healthy.permissions |= {"clerk": "write", "reader": "read"}
    healthy.issues.clear()
    healthy.tell(*people)
    healthy.watchers = watchers
    _, lines = examined(healthy)

    assert [said in line for line in lines] == [True] * bool(said)


def test_a_neglected_district_has_one_issue_with_what_has_decayed(healthy: Forge) -> None:
    """After a quiet summer: an account is gone, a ruleset was eased, and GitHub stopped schedules."""
    del healthy.permissions["officer"]
    healthy.settings = SET_UP | {
        "commits": [{"commit": {"committer": {"date": "2026-08-20T05:30:00Z"}}}],
        "actions/workflows": {
            "workflows": [
                listed_workflow(file, "disabled_inactivity" if "scheduled" in file else "active")
                for file in DISTRICT
            ]
        },
        "codeowners/errors": {"errors": [{"kind": "Unknown owner", "line": 1}]},
        "rules/branches/main": [*PERMANENT, CHECK, rule("pull_request", **APPROVAL)],
    }
    sentence, lines = examined(healthy)

    assert sentence == f"Open: 5. Not visible to a workflow: 1. {BELOW_A_PATH}"
    assert [line.partition(" [Open]")[0] for line in lines[:4]] == [
        f"- {STEPS[number].todo}" for number in (4, 5, 6, 7)
    ]
    assert "GitHub can't assign an issue to `officer`" in lines[4]


def test_pages_that_publish_a_branch_are_asked_for(healthy: Forge) -> None:
    """Unless another host serves the site, which needs neither Pages nor its environment."""
    healthy.settings, healthy.pages_source = SET_UP | {BRANCHES: None}, "legacy"

    assert [line[:27] for line in examined(healthy)[1]] == [
        "- Turn on GitHub Pages, wit",
        "- Allow only the default br",
    ]
    assert examined(healthy, "--elsewhere")[1] == []


def test_what_a_plan_or_a_permission_hides_is_not_called_open(healthy: Forge) -> None:
    """A private repository without a paid plan has no rulesets, and says so with 403."""
    healthy.settings, healthy.refusals = {**SET_UP, "commits": None}, {"GET rules": 403}
    sentence, steps = examined(healthy, rights="contents=read,issues=write")
    hidden = healthy.issues[-1]["body"].partition("A workflow could not see")[2]

    assert sentence.startswith("Open: 1. Not visible to a workflow: 7.")
    assert len(steps) == 1
    assert hidden.count("\n- ") == 7


def test_a_failure_of_github_is_a_failure(forge: Forge) -> None:
    """Otherwise nobody would learn that the set-up is no longer checked."""
    forge.refusals = {"GET codeowners": 404, "GET rules": 500}
    done = notices("ci", "doctor", **forge.environment(RIGHTS))

    assert done.returncode == 3
    assert "GitHub refused to GET rules/branches/main (500" in done.stderr
    assert forge.issues == []
