"""A schedule that GitHub has stopped is seen by whatever still runs, and stops nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from generator.github import api
from generator.github.schedules import silent
from helpers.environment import environment
from helpers.forge import NAME, Forge, listed_workflow
from helpers.program import REPOSITORY
from helpers.runner import GitHub
from helpers.stories import BREACH, CONTRACT, GARDEN, SETTINGS, YEARLY, YEARLY_LETTER
from helpers.versions import old_callers, published_district, version

PAGE = (REPOSITORY / "docs/set-up.md").read_text()
(SCRIPT,) = re.findall(r"```js\n(.*?)```", PAGE, re.DOTALL)
(CRON,) = re.findall(r"^17 \*/4 \* \* \* (.*)$", PAGE, re.MULTILINE)
ENTRY, NEW = "content/contracts/northstar-reader.md", "content/contracts/word-garden.md"
LETTER = "content/breaches/2026-11-northstar.md"

# What GitHub answers


def run_of(file: str, created: str, event: str = "schedule") -> dict[str, str]:
    """Return a run as the API gives it."""
    path = f".github/workflows/{file}"
    return {"path": path, "event": event, "head_sha": "0" * 40, "created_at": created}


NEVER = "GitHub has never started the watch over deadlines by its schedule"
SINCE = "GitHub has not started the watch over deadlines since 2026-11-25 00:00 UTC"
OLD = "2026-01-02T00:00:00.000-05:00"  # as GitHub writes the time of a workflow
BOTH = ("watch.yml", "scheduled-watch.yml")
FRESH = run_of("scheduled-watch.yml", "2026-11-25T00:00:00Z")


@pytest.mark.parametrize(
    ("files", "runs", "now", "title"),
    [
        (BOTH, [FRESH], "2026-11-25T11:59Z", ""),
        (BOTH, [FRESH], "2026-11-25T12:00Z", SINCE),
        (BOTH, [FRESH], "2026-11-25T07:00-05:00", SINCE),
        (BOTH, [run_of("watch.yml", "2026-11-25T00:00:00Z")], "2026-11-25T11:59Z", ""),
        (BOTH, [run_of("watch.yml", "2026-11-25T00:00:00Z")], "2026-11-25T12:00Z", SINCE),
        (BOTH, [run_of("watch.yml", "2026-11-25T00:00:00Z", "push")], "2026-11-25T01:00Z", NEVER),
        (BOTH, [run_of("publish.yml", "2026-11-25T00:00:00Z")], "2026-11-25T01:00Z", NEVER),
        (BOTH, [], "2026-11-25T12:00Z", NEVER),
        (("watch.yml",), [], "2026-11-25T12:00Z", NEVER),  # as version 0.2 has it
        (("watch.yml",), [run_of("watch.yml", "2026-11-25T09:00:00Z")], "2026-11-25T12:00Z", ""),
        ((), [], "2026-11-25T12:00Z", NEVER),  # somebody has deleted both files
    ],
)
def test_twelve_hours_without_a_scheduled_run_are_an_issue(
    forge: Forge,
    files: tuple[str, ...],
    runs: list[dict[str, str]],
    now: str,
    title: str,
) -> None:
    """Only runs by a schedule count, of the file that has it or had it in version 0.2."""
    forge.listed_workflows = [listed_workflow(file, created=OLD) for file in files]
    forge.listed_runs = dict(enumerate(runs))
    issues = silent(reader(forge), datetime.fromisoformat(now))

    assert [issue.title for issue in issues] == ([title] if title else [])


@pytest.mark.parametrize(
    ("created", "title"), [("2026-11-25T00:00:01Z", ""), ("2026-11-25T00:00:00Z", NEVER)]
)
def test_a_new_schedule_has_twelve_hours_to_run(forge: Forge, created: str, title: str) -> None:
    """A repository that was just created, or upgraded, has no run yet."""
    forge.listed_workflows = [listed_workflow(file, created=created) for file in BOTH]
    issues = silent(reader(forge), datetime.fromisoformat("2026-11-25T12:00Z"))

    assert [issue.title for issue in issues] == ([title] if title else [])


def test_a_schedule_that_somebody_deleted_is_not_new(forge: Forge) -> None:
    """GitHub still lists a workflow whose file is gone."""
    gone = listed_workflow("scheduled-watch.yml", "deleted", "2026-11-25T11:00:00Z")
    forge.listed_workflows = [listed_workflow("watch.yml", created=OLD), gone]
    issues = silent(reader(forge), datetime.fromisoformat("2026-11-25T12:00Z"))

    assert [issue.title for issue in issues] == [NEVER]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("disabled_inactivity", "GitHub turned it off, because nothing had changed for 60 days."),
        ("disabled_fork", "GitHub turned it off, because the repository was a fork."),
        ("disabled_manually", "somebody turned it off."),
        ("active", ""),
        ("deleted", ""),
    ],
)
def test_a_workflow_that_is_turned_off_is_named(forge: Forge, state: str, sentence: str) -> None:
    """The issue says who turned it off, and links to the page with the button."""
    publish = listed_workflow("publish.yml", state, name="Publish")
    forge.listed_workflows = [publish, listed_workflow("watch.yml")]
    forge.listed_runs = {1: run_of("watch.yml", "2026-11-25T11:00:00Z")}
    issues = silent(reader(forge), datetime.fromisoformat("2026-11-25T12:00Z"))
    page = "https://github.example/example/notices/actions/workflows/publish.yml"

    assert [issue.title for issue in issues] == (["Turned off: Publish"] if sentence else [])
    assert all(f"- [Publish]({page}): {sentence}\n" in issue.body for issue in issues)


def reader(forge: Forge) -> api.Repository:
    """Return the repository, with what a job may see that looks at the schedules."""
    return api.workflow_repository(forge.environment("actions=read,issues=write"))


# A district's repository


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A district's own repository, which is watched, and its site on the web."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    with published_district(tmp_path_factory.mktemp("schedules"), content) as github:
        run = github.run("scheduled-watch", "schedule")
        assert run.failed == [], run.log
        yield github


def shows(github: GitHub, path: str) -> bool:
    assert github.site is not None
    return (github.site / path).is_file()


NEW_FILES = ("scheduled-publish", "scheduled-watch")
OFF = "Turned off: Scheduled Publish, Scheduled Watch"


@pytest.mark.tools
def test_after_sixty_quiet_days_a_breach_is_still_published(github: GitHub) -> None:
    """GitHub turns off only the files with the schedules, and the next push says which."""
    github.stay_quiet(60)
    github.commit({LETTER: BREACH}, branch="breach")
    publish, watch = github.merge("breach")

    assert [run.failed for run in (publish, *publish.started, watch)] == [[], [], []]
    assert shows(github, "breach-notification/2026-11-northstar/index.html")
    assert OFF in github.titles
    assert github.run("scheduled-publish", "schedule").results == {}

    github.turned_off.clear()
    watch = github.run("scheduled-watch", "schedule")

    assert watch.failed == [], watch.log
    assert OFF not in github.titles


@pytest.mark.tools
def test_with_the_schedule_inside_nothing_was_published(github: GitHub) -> None:
    """So it was with the callers of version 0.2: no page, no reminder, no alarm."""
    github.commit(old_callers(version(github)))
    before = github.titles
    github.stay_quiet(60)
    github.commit({LETTER: BREACH}, branch="breach")
    publish, watch = github.merge("breach")

    assert (publish.results, watch.results) == ({}, {})
    assert not shows(github, "breach-notification/2026-11-northstar/index.html")
    assert github.titles == before


@pytest.mark.tools
def test_an_upgrade_moves_the_schedules_by_one_pull_request(github: GitHub) -> None:
    """Before it, the old files do all that they did; after it, each schedule has its own."""
    github.commit(old_callers(version(github)))
    runs = [
        github.run("publish", "push"),
        github.run("publish", "schedule"),
        github.run("watch", "schedule"),
    ]

    assert [(run.failed, run.log) for run in runs if run.failed] == []
    assert github.titles == []

    # The 0.2 file of the schedule has just run, so the new one has time.
    before = github.run("publish", "schedule")
    (folder := github.folder / "desk").mkdir()
    github.git("clone", "--quiet", str(github.origin), "ours", cwd=folder)
    environment(folder / "ours", "site", program=REPOSITORY)
    updated = subprocess.run(
        [REPOSITORY / ".venv/bin/notices", "update", folder / "ours"],
        capture_output=True,
        text=True,
        check=True,
    )
    texts = {path: (folder / "ours" / path).read_text() for path in updated.stdout.split()}
    github.commit(texts, branch="update")
    check = github.check("update")
    publish, watch = github.merge("update")
    runs = [check, publish, watch, github.run("scheduled-publish", "schedule")]
    runs.append(github.run("scheduled-watch", "schedule"))

    assert before.failed == []
    assert {f".github/workflows/{name}.yml" for name in NEW_FILES} < texts.keys()
    assert "schedule:" not in texts[".github/workflows/publish.yml"]
    assert [(run.failed, run.log) for run in runs if run.failed] == []
    assert github.titles == []


@pytest.mark.tools
def test_what_a_schedule_has_published_is_what_was_published_last(github: GitHub) -> None:
    """If the site can't be reached, GitHub's list of runs has both files."""
    github.commit({NEW: GARDEN})
    github.now = "2026-11-25T12:01-05:00"
    succeeded = github.run("scheduled-publish", "schedule")
    elsewhere = SETTINGS.replace("SITE", "https://nowhere.example/notices/")
    github.commit({NEW: None, "content/site.yaml": elsewhere})
    run = github.run("publish", "push")

    assert succeeded.failed == []
    assert run.failed == [
        "publish / build: Check every entry, and that nothing published was removed"
    ]


@pytest.mark.tools
def test_whatever_runs_sees_that_the_watch_is_silent(github: GitHub) -> None:
    """A push and each other schedule; the issue stays one, and closes with the next run."""
    title = "GitHub has not started the watch over deadlines since 2026-11-25 17:00 UTC"
    looks = [("publish", "push"), ("websites", "schedule"), ("scheduled-publish", "schedule")]
    for now, is_silent in (("2026-11-25T23:59-05:00", False), ("2026-11-26T00:00-05:00", True)):
        github.now = now
        for workflow, event in looks:
            run = github.run(workflow, event)

            assert run.failed == [], run.log
            assert github.titles == [title] * is_silent, workflow
            github.issues.clear()

    github.run("publish", "push")
    github.run("scheduled-watch", "schedule")

    assert [(issue["title"], issue["state"]) for issue in github.issues] == [(title, "closed")]
    assert github.issues[0]["body"].startswith("**It works again.**")


@pytest.mark.tools
@pytest.mark.parametrize(("schedule", "is_green"), [("43 */3", True), ("41 */6", False)])
def test_a_change_of_the_minute_passes_the_check(
    github: GitHub, schedule: str, is_green: bool
) -> None:
    """So a district can start a schedule again whose author has left, as GitHub says."""
    path = ".github/workflows/scheduled-watch.yml"
    text = (github.clone / path).read_text().replace("41 */3", schedule)
    github.commit({path: text}, branch="minute")
    run = github.check("minute")

    assert (run.results["check / required"] == "success") is is_green
    assert f"\n{path}\n" not in run.log or not is_green


# Another computer starts Watch

STUBS = """\
const PropertiesService = { getScriptProperties: () => ({ getProperty: () => "actions=write" }) };
const UrlFetchApp = { fetch: (url, options) => console.log(JSON.stringify({ url, ...options })) };
"""


@pytest.mark.tools
def test_the_script_for_google_starts_the_watch(github: GitHub, tmp_path: Path) -> None:
    """It asks GitHub for a run of Watch, as its page about the API says."""
    file = tmp_path / "script.js"
    file.write_text(f"{STUBS}{SCRIPT}\nstartWatch();\n")
    done = subprocess.run(["node", file], capture_output=True, text=True, check=True)
    sent = json.loads(done.stdout)
    path = sent["url"].removeprefix(f"https://api.github.com/repos/{NAME}/")
    body, token = json.loads(sent["payload"]), sent["headers"]["Authorization"]
    code, _ = github.answer(sent["method"].upper(), path, {}, body, token)

    assert code == 204
    assert github.dispatched == [("watch", {})]


@pytest.mark.tools
@pytest.mark.parametrize("state", ["", "disabled_manually"])
def test_the_line_for_cron_starts_the_watch(github: GitHub, state: str) -> None:
    """If GitHub refuses, because Watch is turned off, the line fails, and cron sends an email."""
    if state:
        github.turned_off["watch"] = state
    (github.folder / "notices-token").write_text("actions=write\n")
    line = CRON.replace("https://api.github.com", f"{github.address}/api")
    done = subprocess.run(
        ["sh", "-c", line], env=github.machine(), capture_output=True, text=True, check=False
    )

    assert "%" not in CRON  # which would end the line in a crontab
    assert (done.returncode == 0) is not bool(state), done.stderr
    assert github.dispatched == ([] if state else [("watch", {})])
