"""Failures of workflows, and their permissions; test_walkthrough.py covers success."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.core.publication import BRANCH
from helpers.forge import SET_UP
from helpers.program import notices
from helpers.runner import GitHub, github_repository, restored
from helpers.stories import CONTRACT, GARDEN, SETTINGS, WEDNESDAY, YEARLY, YEARLY_LETTER

pytestmark = pytest.mark.tools

FOLDER = Path(__file__).resolve().parent.parent / ".github" / "workflows"
TEXTS = {path.stem: path.read_text() for path in sorted(FOLDER.iterdir())}
PLANS = {name: yaml.load(text, yaml.CBaseLoader) for name, text in TEXTS.items()}
JOBS = [(name, job, plan["jobs"][job]) for name, plan in PLANS.items() for job in plan["jobs"]]
ACTIONS = {
    path.parent.name: path.read_text() for path in sorted(FOLDER.parent.glob("*/action.yml"))
}
ACTIONS["notices"] = (FOLDER.parent.parent / "action.yml").read_text()
OWN_JOBS = [job for job in JOBS if "uses" not in job[2]]  # the others call a workflow of ours
STEPS = [(f"{name}/{job}", step) for name, job, job_plan in OWN_JOBS for step in job_plan["steps"]]
STEPS += [
    (f"{name}/action", step)
    for name, text in ACTIONS.items()
    for step in yaml.load(text, yaml.CBaseLoader)["runs"]["steps"]
]
ENTRY = "content/contracts/northstar-reader.md"
NEW = "content/contracts/word-garden.md"
(HASH,) = re.findall(
    r"^ *(find .* sha256sum)$",
    (FOLDER.parent.parent / "docs/proof.md").read_text(),
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository whose site is on the web."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    with github_repository(tmp_path_factory.mktemp("published"), WEDNESDAY, content) as github:
        github.run("publish", "push")
        yield github


@pytest.fixture
def github(published: GitHub) -> Iterator[GitHub]:
    """The same repository, as it was for each test."""
    with restored(published):
        yield published


def publication(build: str, deploy: str) -> dict[str, str]:
    """Return the results of the jobs of a publication that fails."""
    others = {"attest": "skipped", "doctor": "skipped", "alarm": "success"}
    return {"build": build, "deploy": deploy, **others}


def shows(github: GitHub, product: str) -> bool:
    assert github.site is not None
    return product in (github.site / "product-notification/index.html").read_text()


# Failures of publication


def test_an_error_on_main_leaves_the_site_as_it_was(github: GitHub) -> None:
    """An unreadable entry stops all publication, and an issue stays open until it is fixed."""
    github.commit({NEW: GARDEN.replace("executed: 2026-11-20", "executed: soon")})
    run = github.run("publish", "push")

    assert run.results == publication("failure", "skipped")
    assert not shows(github, "Word Garden")
    assert github.titles == ["The site could not be built, because the content has an error"]
    link = f"https://github.example/example/notices/actions/runs/{github.runs}"
    assert link in github.issues[0]["body"]

    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")

    assert run.failed == []
    assert shows(github, "Word Garden")
    assert github.titles == []


def test_if_nothing_can_be_installed_there_is_still_an_issue(github: GitHub) -> None:
    """The alarm needs only Python: no packages and no registry."""
    github.commit({"Makefile": "setup:\n\t@echo 'The registry does not answer.' >&2; exit 1\n"})
    run = github.run("publish", "push")
    github.run("watch", "push")

    assert run.failed == ["build: Set up"]
    assert github.titles == [
        "The site could not be built, because the machine failed",
        "The deadlines are not being checked",
    ]


@pytest.mark.parametrize(
    ("workflow", "job", "title"),
    [
        ("publish", "build", "The site could not be built, because the machine failed"),
        ("publish", "deploy", "GitHub Pages did not accept the site"),
        ("live", "live", "The live site could not be checked"),
        ("watch", "deadlines", "The deadlines are not being checked"),
        ("tell", "tell", "A notice may not have been announced"),
    ],
)
def test_a_job_that_runs_out_of_time_is_an_issue(
    github: GitHub, workflow: str, job: str, title: str
) -> None:
    """GitHub calls it canceled, but it has failed."""
    event = "workflow_dispatch" if workflow == "live" else "push"
    github.hangs = job
    run = github.run(workflow, event)

    assert run.results[job] == "cancelled"
    assert run.results["alarm"] == "success", run.log
    assert github.titles == [title]

    github.hangs = ""
    github.run(workflow, event)

    assert github.titles == ([title] if workflow == "tell" else [])  # a person closes it


def test_a_site_that_pages_does_not_accept_is_an_issue(github: GitHub) -> None:
    """If Pages is off or fails, the run fails and the old site stays."""
    github.pages_take = False
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")

    assert run.results == publication("success", "failure")
    assert github.titles == ["GitHub Pages did not accept the site"]
    assert not shows(github, "Word Garden")


def test_turning_off_pages_is_an_issue(github: GitHub) -> None:
    """If something was published before, it is not a first run."""
    github.pages_on = False
    run = github.run("publish", "push")
    github.pages_on = True

    assert run.failed == ["deploy: Check that GitHub Pages is on"]
    assert "Turn on GitHub Pages" in run.summary
    assert "Then click Re-run all jobs." in run.summary
    assert github.titles == ["GitHub Pages is turned off, or publishes a branch"]


@pytest.mark.parametrize(("unserved", "deployments"), [(0, 1), (1, 2)])
def test_a_deployment_that_is_never_served_is_repeated(
    github: GitHub, unserved: int, deployments: int
) -> None:
    """Pages can mistake a second deployment of a commit for the first; the next one works."""
    github.commit({NEW: GARDEN.replace("expires: 2027-06-30", "expires: 2026-11-25")})
    github.run("publish", "push")
    github.deployments, github.unserved = 0, unserved
    github.now = "2026-11-26T00:20-05:00"  # the contract has ended, and the commit is the same
    github.run("scheduled-watch", "schedule")
    run = github.run("scheduled-publish", "schedule")
    github.now = WEDNESDAY

    assert run.failed == []
    assert run.started[0].failed == []
    assert github.deployments == deployments
    assert github.titles == []


def test_a_notice_that_does_not_arrive_on_the_web_is_an_issue(github: GitHub) -> None:
    """Each live page or feed that differs from the build is an error."""
    github.pages_show = False
    github.commit({NEW: GARDEN})
    publish = github.run("publish", "push")
    (run,) = publish.started
    site = github.url

    assert publish.failed == []
    assert run.failed == ["live: Download every page and feed until they match the build"]
    assert run.results["alarm"] == "success"
    assert github.titles == ["The live site differs from what was built"]
    differences = (
        "product-notification/word-garden/index.html is missing (404 Not Found)",
        "product-notification/index.html differs from what was built",
        "feeds/product-notification.xml differs from what was built",
    )
    for difference in differences:
        title = "::error title=The live site differs from what was built::"
        assert f"{title}{site}{difference}" in run.annotations
    assert re.search(r"(?m)^[1-9]\d* of \d+ files of the live site match the build\.$", run.log)

    github.pages_show = True

    assert github.run("publish", "push").failed == []
    assert github.titles == []


def test_live_knows_when_each_notice_was_posted(github: GitHub) -> None:
    """Pages can show it, and only git knows it, so the check reads git like the build."""
    settings = SETTINGS.replace("SITE", github.url) + "law: statute\nshow_deadlines: true\n"
    github.commit({"content/site.yaml": settings})
    publish = github.run("publish", "push")

    assert publish.failed == []
    assert publish.started[0].failed == [], publish.started[0].log


def test_live_by_hand_uses_the_time_of_the_live_build(github: GitHub) -> None:
    """The live pages show what was known at the time of their build."""
    settings = SETTINGS.replace("SITE", github.url) + "law: statute\nshow_deadlines: true\n"
    github.commit({"content/site.yaml": settings, NEW: GARDEN})
    github.now = "2026-11-25T12:00:30-05:00"  # the look is after the minute of the build
    publish = github.run("publish", "push")
    github.now = "2026-11-25T15:10-05:00"
    before = github.branches[BRANCH]["2026-11.txt"]
    run = github.run("live", "workflow_dispatch")
    line = github.branches[BRANCH]["2026-11.txt"].removeprefix(before)

    assert publish.started[0].failed == run.failed == [], run.log
    assert line.startswith("2026-11-25T20:10:00Z ")
    assert line.split()[2] == "2026-11-25T17:00Z"


def test_live_can_be_started_by_hand(github: GitHub) -> None:
    """It compares with the default branch; on another branch, nothing runs."""
    same = github.run("live", "workflow_dispatch")
    github.commit({NEW: GARDEN})
    different = github.run("live", "workflow_dispatch")

    assert same.results == {"live": "success", "proof": "success", "alarm": "skipped"}
    assert different.results == {"live": "failure", "proof": "skipped", "alarm": "success"}

    github.commit({NEW: None}, branch="draft")
    other = github.run("live", "workflow_dispatch", ref="refs/heads/draft")

    assert set(other.results.values()) == {"skipped"}


def test_an_old_run_that_is_repeated_publishes_the_newest_content(github: GitHub) -> None:
    """A run uses main as it is now, not as it was before."""
    old = github.git("rev-parse", "main").strip()
    github.commit({NEW: GARDEN})

    assert github.run("publish", "push", sha=old).failed == []
    assert shows(github, "Word Garden")


def test_a_default_branch_can_have_another_name(tmp_path: Path) -> None:
    """Every workflow uses it; `main` is then like any other branch."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    quiet = GARDEN.replace("notified: {at: 2026-11-23, by: email}\n", "")
    with github_repository(tmp_path, WEDNESDAY, content, default="trunk") as github:
        github.secrets["TELL_WEBHOOK"] = f"{github.address}/hook"
        before = github.commit({"README.md": "Ours."})
        github.commit({NEW: quiet})

        assert github.run("publish", "push").failed == []
        assert github.run("scheduled-publish", "schedule").failed == []
        assert github.run("watch", "push").failed == []
        assert (
            "https://github.example/example/notices/new/trunk?filename=content/messages/"
            in github.issues[0]["body"]
        )
        assert github.run("tell", "push", before=before).failed == []
        assert [letter["notice"] for letter in github.webhook_posts] == ["contracts/word-garden"]

        github.commit({NEW: GARDEN}, branch="main")
        for workflow in ("publish", "watch", "tell"):
            other = github.run(workflow, "push", ref="refs/heads/main")
            assert set(other.results.values()) == {"skipped"}


@pytest.mark.parametrize("failed_only", [False, True])
def test_a_run_that_pages_did_not_accept_can_be_repeated(github: GitHub, failed_only: bool) -> None:
    """*Re-run all jobs* deploys a second upload; *Re-run failed jobs* deploys the first."""
    github.pages_take = False
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")
    github.pages_take = True
    again = github.rerun(run, failed_only)

    assert again.failed == [], again.log
    assert any(step.job == "build" for step in again.steps) is not failed_only
    assert shows(github, "Word Garden")
    assert github.titles == []


def test_after_a_day_only_all_jobs_can_be_repeated(github: GitHub) -> None:
    """GitHub keeps the upload for Pages for a day, so the issue names the button that works."""
    github.pages_take = False
    run = github.run("publish", "push")
    github.pages_take, github.now = True, "2026-11-27T12:00-05:00"
    again = github.rerun(run, failed_only=True)

    assert again.failed == [
        "deploy: Publish the site, unless another host serves it",
        "deploy: Publish the site again if it is not served",
    ]
    assert '0 artifacts named "github-pages-1" were found' in again.log
    assert "Click *Re-run all jobs* there" in github.issues[0]["body"]
    assert github.rerun(again).failed == []


def test_only_main_is_published_and_watched(github: GitHub) -> None:
    """If it is started by hand on another branch, nothing runs."""
    github.commit({NEW: GARDEN}, branch="draft")
    publish = github.run("publish", "workflow_dispatch", ref="refs/heads/draft")
    watch = github.run("watch", "workflow_dispatch", ref="refs/heads/draft")

    assert set(publish.results.values()) == {"skipped"}
    assert set(watch.results.values()) == {"skipped"}
    assert not shows(github, "Word Garden")


@pytest.mark.parametrize(
    ("workflow", "event"),
    [
        ("publish", "push"),
        ("watch", "push"),
        ("tell", "push"),
        ("live", "workflow_dispatch"),
        ("websites", "workflow_dispatch"),
    ],
)
def test_a_branch_that_differs_in_case_does_nothing(
    github: GitHub, workflow: str, event: str
) -> None:
    """A condition can't tell `Main` from `main`, so each job compares them exactly, and no other."""
    github.commit({NEW: GARDEN}, branch="Main")
    run = github.run(workflow, event, ref="refs/heads/Main")

    assert [*dict.fromkeys(step.log for step in run.steps if step.code)] == [
        "::error::This is not the default branch: their names differ in case, so nothing was done. "
        "Rename the branch.\n"
    ]
    assert {step.job for step in run.steps} == {*run.failed_jobs}
    assert not shows(github, "word-garden")
    assert github.issues == []


def test_pages_that_publish_a_branch_are_not_on(github: GitHub) -> None:
    """GitHub would show the repository's README at the address, and says that Pages is on."""
    github.pages_source = "legacy"
    run = github.run("publish", "push")

    assert run.failed == ["deploy: Check that GitHub Pages is on"]
    assert "Source: GitHub Actions. Then click Re-run all jobs.\n" in run.log


def test_a_removal_is_published_by_hand(github: GitHub) -> None:
    """If a child's name must go, for example, a person decides, and starts the run."""
    github.settings = SET_UP
    github.permissions["officer"] = "write"
    github.tell("clerk", "officer")
    github.commit({NEW: GARDEN})
    github.run("publish", "push")
    github.commit({NEW: None})

    assert github.run("publish", "push").results["build"] == "failure"
    assert shows(github, "Word Garden")

    assert github.run("publish", "workflow_dispatch").failed == []
    assert not shows(github, "Word Garden")
    assert github.titles == []
    assert github.run("scheduled-publish", "schedule").failed == []


def test_another_host_is_checked_too(github: GitHub) -> None:
    """With `NOTICES_HOST=elsewhere`, Pages gets nothing; the other host must match the build."""
    github.variables["NOTICES_HOST"] = "elsewhere"
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")

    assert run.results == {
        "build": "success",
        "deploy": "success",
        "attest": "success",
        "doctor": "skipped",
        "alarm": "success",
    }
    assert run.started[0].results == {"live": "failure", "proof": "skipped", "alarm": "success"}
    assert not shows(github, "Word Garden")

    commit = github.git("rev-parse", "HEAD").strip()
    public = github.folder / "public"  # where docs/set-up.md builds the site for another host
    notices(
        "build",
        "--root",
        github.clone,
        "--now",
        "2026-11-25T17:00Z",
        "--commit",
        commit,
        "--out",
        public,
    )
    github.site = public

    assert github.run("scheduled-publish", "schedule").failed == []
    assert github.titles == []


@pytest.mark.parametrize("host", ["", "elsewhere"])
def test_a_notice_on_the_web_cannot_be_removed_after_a_failed_run(
    github: GitHub, host: str
) -> None:
    """The live site names its commit, so a run that failed after publishing counts too."""
    github.variables["NOTICES_HOST"] = host
    github.hangs = "live"
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")
    github.site = run.artifacts["github-pages-1"]
    github.hangs = ""
    github.commit({NEW: None})

    assert run.started[0].results["live"] == "cancelled"
    assert github.run("publish", "push").failed == [
        "build: Check every entry, and that nothing published was removed"
    ]
    assert shows(github, "Word Garden")


def test_a_notice_that_an_old_run_published_cannot_be_removed(github: GitHub) -> None:
    """A repeated run publishes a newer commit than the one that GitHub recorded for it."""
    old = github.git("rev-parse", "main").strip()
    github.commit({NEW: GARDEN})
    github.run("publish", "push", sha=old)
    github.commit({NEW: None})

    assert github.run("publish", "push").results["build"] == "failure"


def test_if_the_web_is_not_reached_github_knows_what_was_published(github: GitHub) -> None:
    """A wrong address in the settings does not make a removal possible."""
    github.commit({NEW: GARDEN})
    github.run("publish", "push")
    elsewhere = SETTINGS.replace("SITE", "https://nowhere.example/notices/")
    github.commit({NEW: None, "content/site.yaml": elsewhere})
    run = github.run("publish", "push")

    assert "nowhere.example/notices/built.json cannot be fetched" in run.log
    assert run.failed == ["build: Check every entry, and that nothing published was removed"]


def test_another_host_that_is_not_reached_stops_the_publication(github: GitHub) -> None:
    """Only that host knows what it shows, so a person must decide and start the run."""
    github.variables["NOTICES_HOST"] = "elsewhere"
    github.commit(
        {"content/site.yaml": SETTINGS.replace("SITE", "https://nowhere.example/notices/")}
    )

    assert github.run("publish", "push").failed == ["build: Find what was published last"]
    assert github.run("publish", "workflow_dispatch").results["build"] == "success"


def test_a_failed_publication_was_not_published(github: GitHub) -> None:
    """What Pages never accepted can be removed, such as the sample."""
    github.pages_take = False
    github.commit({NEW: GARDEN})
    github.run("publish", "push")
    github.pages_take = True
    github.commit({NEW: None})

    assert github.run("publish", "push").failed == []


# The proof


def test_each_look_at_the_live_site_is_recorded(github: GitHub) -> None:
    """Each adds a line, with a hash that GitHub attests and an auditor can compute."""
    before = github.branches[BRANCH]["2026-11.txt"]
    commit = github.commit({NEW: GARDEN})
    run = github.run("publish", "push")
    lines = github.branches[BRANCH]["2026-11.txt"].removeprefix(before).splitlines()
    assert github.site is not None
    done = subprocess.run(
        ["bash", "-c", HASH], cwd=github.site, capture_output=True, text=True, check=True
    )
    hash = done.stdout.split()[0]

    assert run.failed == run.started[0].failed == []
    assert lines == [f"2026-11-25T17:00:00Z {commit} 2026-11-25T17:00Z {hash} {github.url}"]
    assert github.attested[-1] == ("site.sha256", f"sha256:{hash}")


def test_a_proof_that_cannot_be_recorded_is_an_issue(github: GitHub) -> None:
    """The site is still live, and *Re-run failed jobs* adds the line later."""
    github.refusals["PUT contents"] = 403
    run = github.run("live", "workflow_dispatch")

    assert run.failed == ["proof: Keep the proof that the site was live"]
    assert github.titles == ["The proof of publication was not kept"]

    github.refusals.clear()

    assert github.rerun(run, failed_only=True).failed == []
    assert github.titles == []


def test_a_change_of_the_proofs_is_an_issue_until_a_person_closes_it(github: GitHub) -> None:
    """The site is published all the same; each further change opens another issue."""
    title = "The proof of publication was changed"
    for count in (1, 2):
        tree = ("-p", BRANCH, "-m", "Mine", f"{BRANCH}^{{tree}}")
        commit = github.git("commit-tree", *tree, cwd=github.origin).strip()
        github.git("update-ref", f"refs/heads/{BRANCH}", commit, cwd=github.origin)
        run = github.run("live", "workflow_dispatch")

        assert run.failed == []
        assert "is by clerk@example.example, not by the workflow" in run.log
        assert github.titles == [title]

        for issue in github.issues:
            issue["state"] = "closed"
        github.run("live", "workflow_dispatch")

        assert github.titles == []
        assert [issue["title"] for issue in github.issues].count(title) == count


def test_a_file_of_proofs_that_is_too_large_is_not_replaced(github: GitHub) -> None:
    """GitHub answers with an empty text if a file is larger than 1 MB."""
    files = github.branches[BRANCH]
    before = files["2026-11.txt"]
    many = files["2026-11.txt"] = before * (1_000_000 // len(before) + 1)
    run = github.run("live", "workflow_dispatch")

    assert run.failed == ["proof: Keep the proof that the site was live"]
    assert files["2026-11.txt"] == many

    files["2026-11.txt"] = before

    assert github.rerun(run, failed_only=True).failed == []
    assert files["2026-11.txt"].startswith(before)


@pytest.mark.parametrize(
    ("private", "variable", "result"),
    [
        (False, "", "success"),
        pytest.param(False, "no", "skipped", marks=pytest.mark.sweep),
        pytest.param(True, "", "skipped", marks=pytest.mark.sweep),
        (True, "yes", "failure"),  # without GitHub Enterprise Cloud
    ],
)
def test_the_build_is_attested_if_the_plan_allows_it(
    github: GitHub, private: bool, variable: str, result: str
) -> None:
    """Otherwise the site is still published; a variable can require it."""
    github.is_private = private
    if variable:
        github.variables["NOTICES_ATTEST"] = variable
    run = github.run("publish", "push")

    assert run.results["attest"] == result
    assert run.results["deploy"] == "success"
    assert github.titles == (["GitHub did not attest the build"] if result == "failure" else [])


# A pull request


def test_a_change_of_content_does_not_test_the_program(github: GitHub) -> None:
    """Staff do not wait for the tests, or for what they install."""
    github.commit({NEW: GARDEN, ".ci/run": "#!/bin/sh\nexit 1\n"})
    github.commit({NEW: GARDEN.replace("short quizzes", "quizzes")}, branch="words")
    run = github.check("words", "tests")

    assert run.results == {"tests": "success"}
    assert "Only the content changed." in run.log


@pytest.mark.parametrize(("code", "result"), [(0, "success"), (1, "failure")])
def test_a_change_of_the_program_runs_its_tests(github: GitHub, code: int, result: str) -> None:
    """Any other changed file runs `.ci/run`, and a failure stops the pull request."""
    github.commit({".ci/run": f"#!/bin/sh\necho The gate ran.\nexit {code}\n"}, branch="program")
    run = github.check("program", "tests")

    assert "The gate ran." in run.log
    assert run.results == {"tests": result}
    assert github.check("program").results == {"content": "success", "required": "success"}


def test_a_pull_request_is_compared_with_its_base(github: GitHub) -> None:
    """Entries added to main meanwhile do not count as removed by it."""
    github.commit(
        {"content/site.yaml": SETTINGS.replace("SITE", github.url)[:-1] + "\nsince: 2026-09-01\n"},
        branch="settings",
    )
    github.commit({NEW: GARDEN})

    assert github.check("settings").failed == []


def test_a_warning_does_not_stop_a_pull_request(github: GitHub) -> None:
    """A late notice is still published, and the warning is shown beside its line."""
    github.commit(
        {
            NEW: GARDEN.replace(
                "notified: {at: 2026-11-23, by: email}", "notified: {at: 2026-11-30, by: email}"
            )
        },
        branch="late",
    )
    github.now = "2026-12-02T12:00-05:00"
    run = github.check("late")
    github.now = WEDNESDAY

    assert run.failed == []
    assert [line for line in run.annotations if line.startswith("::error")] == []
    assert any("W122" in line for line in run.annotations)


# The watch


def test_an_issue_asks_for_a_commit_before_github_stops_the_schedules(github: GitHub) -> None:
    """It opens 45 days after the last commit, and closes after the next one."""
    github.now = "2027-01-09T11:59-05:00"
    github.run("scheduled-watch", "schedule")

    assert github.titles == []

    github.now = "2027-01-09T12:00-05:00"
    run = github.run("scheduled-watch", "schedule")

    assert run.failed == []
    assert run.results["watch / deadlines"] == "success"
    assert github.titles == ["GitHub will turn off the daily build and the reminders on 2027-01-24"]
    assert (
        "https://github.example/example/notices/edit/main/content/site.yaml"
        in github.issues[0]["body"]
    )

    github.commit({"note.txt": "Checked."})
    github.run("scheduled-watch", "schedule")
    github.now = WEDNESDAY

    assert github.titles == []
    assert github.issues[0]["body"].startswith(
        "**There was a commit, so GitHub will not turn off the schedules for now.**"
    )


def test_a_missed_deadline_is_an_issue_until_it_is_met(github: GitHub) -> None:
    """It is opened before the deadline, says when that has passed, and closes with the date."""
    quiet = GARDEN.replace("notified: {at: 2026-11-23, by: email}\n", "")
    github.commit({NEW: quiet})
    github.run("watch", "push")
    (issue,) = github.open_issues()

    assert issue["title"] == "Notify families of Word Garden by November 25, 2026"
    assert "of: contracts/word-garden\nat: YYYY-MM-DD HH:MM\nby: HOW\n" in issue["body"]

    github.now = "2026-11-26T00:01-05:00"
    github.run("scheduled-watch", "schedule")
    overdue = "Word Garden: families should have been notified by November 25, 2026"

    assert (issue["title"], issue["comments"]) == (overdue, [f"```text\n{overdue}\n```"])

    github.now = "2026-11-27T09:00-05:00"
    message = "---\nof: contracts/word-garden\nat: 2026-11-27 08:45\nby: email\n---\n"
    github.commit({"content/messages/2026-11-27.md": message})
    github.run("watch", "push")
    github.now = WEDNESDAY

    assert github.open_issues() == []
    assert issue["body"].startswith(
        "**Done late: November 27, 2026 at 8:45 AM EST; the deadline was November 25, 2026.**"
    )


def test_a_private_repository_keeps_its_schedules(github: GitHub) -> None:
    """GitHub only turns off those of public repositories, so no issue is opened."""
    github.is_private, github.now = True, "2027-06-01T12:00-05:00"
    run = github.run("scheduled-watch", "schedule")
    github.is_private, github.now = False, WEDNESDAY

    assert run.failed == []
    assert (
        "GitHub will turn off the daily build and the reminders on 2027-01-24" not in github.titles
    )


def test_an_entry_with_an_error_stops_the_watch_with_an_issue(github: GitHub) -> None:
    """Deadlines that cannot be read cannot be checked, and the issue says so."""
    github.commit({NEW: GARDEN.replace("executed: 2026-11-20", "executed: soon")})
    run = github.run("watch", "push")

    assert run.failed == ["deadlines: Open, update and close an issue for each deadline"]
    assert github.titles == [
        "The deadlines are not being checked, because the content has an error"
    ]


def test_a_refused_issue_fails_the_watch(github: GitHub) -> None:
    """If issues are off, as in a new fork, the run fails and says what to turn on."""
    github.refusals["GET issues"] = 410
    run = github.run("watch", "push")

    assert run.results == {"deadlines": "failure", "alarm": "failure"}
    assert (
        "issues are switched off: switch them on in the repository's settings, under General, "
        "Features" in run.log
    )


# The nightly tests


def test_a_copy_of_a_district_tests_nothing_at_night(github: GitHub) -> None:
    """Without the variable, which no copy inherits, neither job runs."""
    run = github.run("nightly", "schedule")

    assert run.results == {"nightly": "skipped", "alarm": "skipped"}


def test_a_test_that_fails_at_night_is_an_issue_until_it_passes(github: GitHub) -> None:
    """The program's own repository runs every test at night."""
    github.variables["NOTICES_NIGHTLY"] = "yes"
    github.commit({"Makefile": "nightly:\n\t@echo 'Every test ran.'; exit 1\n"})
    run = github.run("nightly", "schedule")

    assert "Every test ran." in run.log
    assert run.failed == ["nightly: Run every test"]
    assert github.titles == ["A nightly test failed"]

    github.commit({"Makefile": "nightly:\n"})

    assert github.run("nightly", "schedule").failed == []
    assert github.titles == []


# Permissions

READ = {"contents": "read"}
RIGHTS: dict[str, dict[str, str]] = {
    "check/content": READ,
    "check/required": {},
    "live/live": {**READ, "issues": "write"},
    "live/proof": {"contents": "write", "issues": "write"},
    "live/alarm": {"issues": "write"},
    "nightly/nightly": READ,
    "nightly/alarm": {"issues": "write"},
    "tell/tell": READ,
    "tell/alarm": {"issues": "write"},
    "tests/tests": READ,
    "publish/build": {**READ, "actions": "read"},
    "publish/deploy": {"pages": "write", "id-token": "write"},
    "publish/doctor": {**READ, "actions": "read", "pages": "read", "issues": "write"},
    "publish/attest": {"id-token": "write", "attestations": "write"},
    "publish/alarm": {"issues": "write", "actions": "write"},
    "release/build": READ,
    "release/draft": {"contents": "write"},
    "release/template": {},  # it writes to another repository, with its own token
    "scheduled-publish/publish": {
        **READ,
        "actions": "write",
        "attestations": "write",
        "id-token": "write",
        "issues": "write",
        "pages": "write",
    },
    "scheduled-watch/watch": {**READ, "issues": "write"},
    "watch/deadlines": {**READ, "issues": "write"},
    "watch/alarm": {"issues": "write"},
    "websites/websites": {**READ, "actions": "read", "issues": "write"},
    "websites/alarm": {"issues": "write"},
}


def test_each_job_has_only_the_permissions_that_it_needs() -> None:
    """Workflows have none, and jobs of pull requests can only read, so forks' jobs work."""
    assert {
        f"{name}/{job}": job_plan["permissions"] or {} for name, job, job_plan in JOBS
    } == RIGHTS
    assert [plan["permissions"] for plan in PLANS.values()] == [{}] * len(PLANS)
    assert {
        name: set(re.findall(r"secrets\.(\w+)", text))
        for name, text in TEXTS.items()
        if "secrets." in text
    } == {"release": {"TEMPLATE_TOKEN"}, "tell": {"TELL_WEBHOOK"}, "websites": {"WATCH_WEBHOOK"}}
    assert "github.token" not in TEXTS["check"]
    assert set(PLANS["check"]["on"]) == {"pull_request", "workflow_call"}


@pytest.mark.parametrize(
    ("where", "step"), [(where, step) for where, step in STEPS if "uses" in step]
)
def test_every_action_is_pinned_by_its_hash(where: str, step: dict[str, Any]) -> None:
    """An action has a commit and its version, or is local; a checkout keeps no credentials."""
    name = where.partition("/")[0]
    if step["uses"].startswith("$/.github/"):
        assert step["uses"].removeprefix("$/.github/") in ACTIONS
        return
    assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]), where
    assert re.search(
        rf"{step['uses']} # v\d+\.\d+\.\d+$",
        (ACTIONS if where.endswith("/action") else TEXTS)[name],
        re.MULTILINE,
    )
    if "checkout" in step["uses"]:
        assert step["with"]["persist-credentials"] == "false"


def test_dependabot_reads_each_file_that_pins_an_action() -> None:
    """In a folder it reads only `action.yml`, so each one is listed."""
    (actions, *_) = yaml.safe_load((FOLDER.parent / "dependabot.yml").read_text())["updates"]
    pinning = {f"/.github/{name}" for name, text in ACTIONS.items() if "uses: actions/" in text}

    assert {*actions["directories"]} == {"/", *pinning}


@pytest.mark.parametrize(
    ("where", "step"), [(where, step) for where, step in STEPS if "run" in step]
)
def test_no_script_contains_expressions_or_hides_a_failure(
    where: str, step: dict[str, Any]
) -> None:
    """A script has no expression of GitHub's, and nothing that hides its exit code."""
    assert "${{" not in step["run"], where
    assert not re.search(r"\|\|\s*(true|:)", step["run"]), where


def test_runs_are_not_canceled_if_half_a_run_does_harm() -> None:
    """Only an older check of a pull request or of the live site can be canceled."""
    assert {name: plan["concurrency"] for name, plan in PLANS.items()} == {
        "check": {"group": "check-${{ github.ref }}", "cancel-in-progress": "true"},
        "live": {"group": "live", "cancel-in-progress": "true"},
        "nightly": {"group": "nightly", "cancel-in-progress": "false"},
        "publish": {"group": "publish-${{ github.ref }}", "cancel-in-progress": "false"},
        "release": {"group": "release-${{ github.ref }}", "cancel-in-progress": "false"},
        "scheduled-publish": {
            "group": "run-publish-${{ github.ref }}",
            "cancel-in-progress": "false",
        },
        "scheduled-watch": {"group": "run-watch-${{ github.ref }}", "cancel-in-progress": "false"},
        "tell": {"group": "tell-${{ github.sha }}", "cancel-in-progress": "false"},
        "tests": {"group": "tests-${{ github.ref }}", "cancel-in-progress": "true"},
        "watch": {"group": "watch-${{ github.ref }}", "cancel-in-progress": "false"},
        "websites": {"group": "websites", "cancel-in-progress": "false"},
    }


def test_one_job_represents_a_check() -> None:
    """A branch rule requires one job, which needs every other job."""
    jobs = PLANS["check"]["jobs"]

    assert needs(jobs["required"]) == set(jobs) - {"required"}
    assert jobs["required"]["if"] == "always()"


def test_every_alarm_has_a_message_for_each_job() -> None:
    """Each alarm covers all other jobs of its workflow on main."""
    from generator.github.alarm import FAILED

    for name in ("live", "nightly", "publish", "tell", "watch", "websites"):
        jobs = PLANS[name]["jobs"]

        assert needs(jobs["alarm"]) == set(jobs) - {"alarm"} <= set(FAILED)


def needs(job: dict[str, Any]) -> set[str]:
    """Return the jobs that a job waits for."""
    return {job["needs"]} if isinstance(job["needs"], str) else set(job["needs"])


def test_every_job_ends() -> None:
    """No job runs for more than an hour, except every test at night."""
    longer = [
        f"{name}/{job}" for name, job, job_plan in OWN_JOBS if int(job_plan["timeout-minutes"]) > 60
    ]

    assert longer == ["nightly/nightly"]


# What is committed beside the content

TAKEN = (  # names under which a run once wrote into the checkout
    *("record.csv", "site.sha256", "repository.json", "live.txt", "problems.json", "changes.txt"),
    *("built.txt", "letters", "compared", "letters.json", "new.json", "addresses"),
    *("page.html", "pages.json", ".before"),
)


@pytest.fixture
def planted(github: GitHub) -> GitHub:
    """A repository with pages in `build/`, and a link at each name that a run might write to."""
    pages = {".login/index.html": "Log in", ".well-known/security.txt": "x", "evil.html": "x"}
    for name, text in pages.items():
        (github.clone / "build" / name).parent.mkdir(parents=True, exist_ok=True)
        (github.clone / "build" / name).write_text(text)
    (github.clone / "build/.leak").symlink_to("/etc/hostname")
    for name in TAKEN:
        (github.clone / name).symlink_to("content/site.yaml")
    github.git("add", "--force", "build", *TAKEN)
    github.commit({"note.txt": "Planted."})
    return github


def in_checkouts(github: GitHub) -> list[str]:
    """Return what the jobs have written into their checkouts, apart from Python's own files."""
    folders = [path.parent for path in sorted(github.folder.glob("run-*/work/.git"))]
    command = ("status", "--porcelain", "--ignored", "--untracked-files=all")
    lines = [line for folder in folders for line in github.git(*command, cwd=folder).splitlines()]

    assert folders
    return [line for line in lines if not re.search(r"(?:^|/)(?:\.venv|__pycache__)/", line[3:])]


def test_nothing_that_is_committed_into_build_is_published(planted: GitHub) -> None:
    """Only what the build has made is, and the record is no page; the hash is of all of it."""
    run = planted.run("publish", "push")
    assert planted.site is not None
    hidden = [path.relative_to(planted.site).as_posix() for path in planted.site.rglob(".*")]
    index = (planted.site / "index.html").read_text()

    assert run.failed == run.started[0].failed == []
    assert sorted(hidden) == [".built-by-notices", ".well-known"]
    assert not (planted.site / "evil.html").exists()
    assert [path.name for path in (planted.site / ".well-known").iterdir()] == [
        "student-data-notices.json"
    ]
    assert index.startswith("<!doctype html>")
    assert (run.artifacts["record"] / "record.csv").read_text("utf-8-sig").startswith("notice,")
    assert in_checkouts(planted) == []


def test_no_job_writes_into_its_checkout(planted: GitHub) -> None:
    """So no script writes through a link, whatever its name is."""
    planted.commit({NEW: GARDEN}, branch="garden")
    assert planted.check("garden").failed == []
    planted.run("watch", "push")
    planted.secrets["TELL_WEBHOOK"] = "https://hooks.example.example/x"
    planted.run("tell", "push", before=planted.git("rev-parse", "main").strip())
    planted.run("websites", "workflow_dispatch")

    assert in_checkouts(planted) == []


def test_every_step_writes_into_the_folder_for_temporary_files() -> None:
    """Where a script names a file to write, it is in that folder, or one that GitHub has named."""
    wrong = []
    for place, step in STEPS:
        lines = step.get("run", "").splitlines()
        is_inside = any(
            re.fullmatch(r' *cd "\$(?:RUNNER_TEMP.*|GITHUB_ACTION_PATH.*)"', s) for s in lines
        )
        for line in lines:
            names = re.findall(r"(?<![0-9&<])>>? *([^ &>)]+)|--out(?:put)? ([^ ]+)", line)
            outside = not is_inside and '"?\\$(?:RUNNER_TEMP|GITHUB_|[a-z])'
            files = filter(None, (one or other for one, other in names))
            wrong += [(place, name) for name in files if outside and not re.match(outside, name)]
        path = step.get("with", {}).get("path", "")
        if path and "upload" in step.get("uses", "") and not path.startswith("${{ runner.temp }}/"):
            wrong.append((place, path))

    # What drafts a release runs in the program's own repository, in a folder that it makes itself.
    assert {place for place, _ in wrong} <= {"release/build"}, wrong


@pytest.mark.parametrize(
    "other", ["", "    uses: elsewhere/tools/.github/workflows/check.yml@main\n"]
)
def test_another_workflow_of_the_same_name_is_not_ours(other: str, tmp_path: Path) -> None:
    """The version that the published branch calls is found once, in the program's own repository."""
    program, commit = "example-program/notices", "0123456789" * 4
    ours = f"    uses: {program}/.github/workflows/check.yml@{commit} # v0.2.0\n"
    (step,) = [each for _, each in STEPS if each.get("id") == "before"]
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text(f"jobs:\n  a:\n{other}")
    (folder / "b.yml").write_text(f"jobs:\n  b:\n{ours}  c:\n{ours}")
    for line in (
        "init -q -b main",
        "add .",
        "commit -q -m x",
        "update-ref refs/remotes/origin/main HEAD",
    ):
        author = ("-c", "user.name=Clerk", "-c", "user.email=clerk@example.example")
        subprocess.run(["git", *author, *line.split()], cwd=tmp_path, check=True)
    output = tmp_path / "output"
    environment = {"GITHUB_BASE_REF": "main", "GITHUB_OUTPUT": str(output), "CALLED": "f" * 40}
    subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PROGRAM": program, **environment},
        check=True,
    )

    assert output.read_text() == f"commit={commit}\ndistrict=yes\n"
