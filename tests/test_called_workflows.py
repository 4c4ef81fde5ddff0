"""A district's own repository calls the workflows of the program, which is in another one."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.expressions import is_true
from helpers.forge import SET_UP
from helpers.program import REPOSITORY
from helpers.runner import PROGRAM, GitHub, Run
from helpers.stories import CONTRACT, GARDEN, SETTINGS, YEARLY, YEARLY_LETTER
from helpers.versions import RELEASES, TEMPLATES, callers, old_callers, published_district

pytestmark = pytest.mark.tools

UPDATE = "check / content: Check that the workflows match this version"
WORKFLOWS = sorted(Path(path).stem for path in TEMPLATES if path.startswith(".github/workflows/"))
FOLDER = REPOSITORY / ".github/workflows"
OURS = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
    for path in sorted(FOLDER.glob("*.yml"))
}
VERSIONS = sorted(path.parent.name for path in RELEASES.glob("*/district"))
ENTRY, NEW = "content/contracts/northstar-reader.md", "content/contracts/word-garden.md"
QUIET = GARDEN.replace("notified: {at: 2026-11-23, by: email}\n", "")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A district's own repository and that of the program; its site is on the web."""
    content = {"content/site.yaml": SETTINGS, ENTRY: CONTRACT, YEARLY_LETTER: YEARLY}
    with published_district(tmp_path_factory.mktemp("called"), content, "v0.2.0") as github:
        yield github


@pytest.mark.parametrize(
    ("failed_only", "jobs"),
    [
        (True, ["publish / deploy", "publish / attest", "publish / alarm"]),
        (False, ["publish / build", "publish / deploy", "publish / attest", "publish / alarm"]),
    ],
)
def test_a_failed_run_of_a_caller_can_be_started_again(
    github: GitHub, failed_only: bool, jobs: list[str]
) -> None:
    """*Re-run failed jobs* keeps the jobs of the called workflow that have succeeded."""
    github.pages_take = False
    github.commit({NEW: GARDEN})
    run = github.run("publish", "push")
    github.pages_take = True
    again = github.rerun(run, failed_only)

    assert run.results["publish / build"] == "success"
    assert run.results["publish / deploy"] == run.results["publish"] == "failure"
    assert again.failed_jobs == [], again.log
    assert [*dict.fromkeys(step.job for step in again.steps)] == jobs
    assert github.site is not None
    assert (github.site / "product-notification/word-garden/index.html").is_file()
    assert github.titles == []


def test_a_new_notice_is_announced(github: GitHub) -> None:
    """The channel's address is in an environment of the district, which only its own job gets."""
    github.environments["announcements"] = {"TELL_WEBHOOK": f"{github.address}/hook"}
    before = github.git("rev-parse", "main").strip()
    github.commit({NEW: QUIET})
    github.run("publish", "push")
    run = github.run("tell", "push", before=before)

    assert run.failed == [], run.log
    assert [letter["notice"] for letter in github.webhook_posts] == ["contracts/word-garden"]

    assert github.rerun(run).failed == ["tell: Announce each new notice"]
    assert github.titles == ["A notice may not have been announced"]


def test_live_checks_the_commit_and_the_time_that_publish_names(github: GitHub) -> None:
    """If main has a newer commit that can't be built, the older one is still on the web."""
    commit = github.git("rev-parse", "main").strip()
    github.commit({NEW: "---\n"})
    inputs = {"commit": commit, "now": "2026-11-25T17:00Z"}
    run = github.run("live", "workflow_dispatch", inputs=inputs)

    assert run.failed == [], run.log
    assert run.jobs["live / live"]["outputs"]["commit"] == commit
    assert run.jobs["live / live"]["outputs"]["site"].startswith("2026-11-25T17:00Z ")


def test_a_proof_that_runs_out_of_time_rings_the_alarm(github: GitHub) -> None:
    """GitHub cancels only the job, so the rest of the run goes on."""
    github.hangs = "proof"
    run = github.run("live", "workflow_dispatch")

    assert run.results["live / proof"] == "cancelled"
    assert run.results["live / alarm"] == "success"
    assert github.titles == ["The proof of publication was not kept"]


@pytest.mark.parametrize("is_replaced", [True, False])
def test_only_a_run_that_is_not_replaced_rings_the_alarm(is_replaced: bool) -> None:
    """A newer run of *Live* cancels the whole run, and then checks the live site itself."""
    needs = {"live": {"result": "success"}, "proof": {"result": "cancelled"}}
    condition = OURS["live"]["jobs"]["alarm"]["if"]

    assert is_true(condition, False, {"needs": needs}, is_cancelled=is_replaced) is not is_replaced


def test_publish_looks_each_monday_at_what_is_set_up(github: GitHub) -> None:
    """It needs no right that the callers of earlier versions do not give; by hand it looks at once."""
    wednesday = github.run("scheduled-publish", "schedule")
    github.now = "2026-11-30T05:20:00+00:00"
    github.run("scheduled-watch", "schedule")
    monday = github.run("scheduled-publish", "schedule")

    assert wednesday.results["publish / doctor"] == "skipped"
    assert monday.failed == [], monday.log
    assert github.titles == ["Finish setting up this repository: 7 steps open"]
    assert f"/{PROGRAM}/blob/" in github.open_issues()[0]["body"]

    github.settings = SET_UP
    github.permissions["officer"] = "write"
    github.tell("clerk", "officer")
    github.run("publish", "workflow_dispatch")

    assert github.titles == []


OWN_JOBS = {"tell", "websites"}  # of the district, because of a secret


@pytest.mark.parametrize("workflow", sorted({*WORKFLOWS} - OWN_JOBS))
def test_a_caller_passes_each_input_and_is_replaced_as_a_whole(workflow: str) -> None:
    """A declared input that is not passed is empty, even if the event has one of its name.

    https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/WorkflowTemplateConverter.cs
    """
    plan = yaml.safe_load(callers("main")[f".github/workflows/{workflow}.yml"])
    (job,) = plan["jobs"].values()
    path = job["uses"].removeprefix(f"{PROGRAM}/").partition("@")[0]
    called = yaml.safe_load((REPOSITORY / path).read_text())
    declared = (called[True]["workflow_call"] or {}).get("inputs", {})

    assert job.get("with", {}) == {name: f"${{{{ inputs.{name} }}}}" for name in declared}
    assert plan["concurrency"]["group"] == f"run-{called['concurrency']['group']}"
    assert plan["concurrency"]["cancel-in-progress"] is called["concurrency"]["cancel-in-progress"]


def permissions_for(uses: str) -> dict[str, str]:
    """Return the permissions that the jobs of a called workflow of ours need together."""
    needed: dict[str, str] = {}
    for job in OURS[Path(uses.partition("@")[0]).stem]["jobs"].values():
        for scope, level in (job["permissions"] or {}).items():
            needed[scope] = max(level, needed.get(scope, "read"))  # or write
    return needed


def calls(workflows: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return the jobs that call a workflow, by the file and the name of each."""
    return {
        f"{path} {name}": job
        for path, text in workflows.items()
        if path.startswith(".github/workflows/")
        for name, job in yaml.load(text, yaml.CBaseLoader)["jobs"].items()
        if "uses" in job
    }


def test_a_caller_gives_each_permission_that_is_needed_and_no_other() -> None:
    """GitHub does not start a run in which a called job needs more than its caller gives.

    https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations#access-and-permissions-for-nested-workflows
    """
    ours = {f".github/workflows/{path.name}": path.read_text() for path in FOLDER.iterdir()}

    for workflows in (callers("main"), ours):
        given = {where: job["permissions"] for where, job in calls(workflows).items()}

        assert given
        assert given == {
            where: permissions_for(job["uses"]) for where, job in calls(workflows).items()
        }


@pytest.mark.parametrize("release", VERSIONS)
def test_the_callers_of_a_version_give_each_permission_that_is_needed(release: str) -> None:
    """Dependabot changes only the version that they call."""
    frozen = {path: text for path, text in old_callers("main", release).items() if text}

    for where, job in calls(frozen).items():
        given = {*job["permissions"].items()}
        given |= {(scope, "read") for scope in job["permissions"]}  # write includes it

        assert permissions_for(job["uses"]).items() <= given, where


def test_a_program_that_cannot_be_set_up_rings_the_alarm(github: GitHub) -> None:
    """The alarm needs nothing but Python, in a district's repository as well."""
    broken = github.release_program({"Makefile": "setup:\n\t@exit 1\n"}, "v0.2.1")
    github.commit(callers(broken))
    run = github.run("publish", "push")

    assert run.failed == ["publish / build: Set up"]
    assert github.titles == ["The site could not be built, because the machine failed"]


OWN = """\
name: Own

on:
  push:

permissions: {}

jobs:
  own:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - name: Fetch the repository
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
"""


@pytest.mark.parametrize(
    ("text", "failed", "sentence"),
    [
        (GARDEN, [], "The site can be built."),
        ("---\n", ["own: Check the content"], "The site cannot be built."),
    ],
)
def test_a_workflow_of_ones_own_may_run_a_command(
    github: GitHub, text: str, failed: list[str], sentence: str
) -> None:
    """The step in docs/set-up.md needs only the version and the command; a failure is a failure."""
    page = (REPOSITORY / "docs/set-up.md").read_text()
    step = page.partition("## In a workflow of your own")[2].split("```")[1].removeprefix("yaml\n")
    own = OWN + "\n" + "".join(f"      {line}\n" for line in step.splitlines())
    github.commit({".github/workflows/own.yml": own, NEW: text})
    run = github.run("own", "push")

    assert run.failed == failed, run.log
    assert sentence in run.log


def test_github_reads_every_workflow(tmp_path: Path) -> None:
    """Its own parser knows each key and each name in an expression."""
    for path, text in callers("main").items():
        if path.startswith(".github/workflows/"):
            (tmp_path / Path(path).name).write_text(text)
    files = [*FOLDER.glob("*.yml"), *tmp_path.glob("*.yml")]
    line = ["node", REPOSITORY / "tests/helpers/workflows.mjs", *sorted(files)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert re.findall(r"\): (.*)", done.stdout) == [], done.stdout


# An upgrade


@pytest.mark.parametrize("release", VERSIONS)
def test_the_callers_of_a_version_work_with_this_one(github: GitHub, release: str) -> None:
    """A district may merge an upgrade without `update`: names, permissions and inputs still fit."""
    commit = github.git("rev-parse", "v0.2.0", cwd=github.repositories[PROGRAM]).strip()
    frozen = old_callers(commit, release)
    github.commit(frozen)
    github.commit({NEW: QUIET}, branch="garden")
    check = github.check("garden")
    before = github.git("rev-parse", "main").strip()
    publish, watch = github.merge("garden")
    runs = [publish, watch, *publish.started, github.run("tell", "push", before=before)]
    runs.append(github.run("websites", "schedule"))

    assert [(run.failed, run.log) for run in runs if run.failed] == []
    assert {run.workflow for run in [check, *runs]} == {
        Path(path).stem for path, text in frozen.items() if text
    }
    assert set(check.failed) <= {UPDATE, "check / required: Check that every job succeeded"}


def upgraded(github: GitHub, tag: str, changes: dict[str, tuple[str, str]]) -> Run:
    """Release a version whose files differ, as Dependabot does propose it, and check that."""
    texts = {}
    for path, (old, new) in changes.items():
        text = (REPOSITORY / path).read_text()
        assert old in text
        texts[path] = text.replace(old, new, 1)
    github.commit(callers(github.release_program(texts, tag)), branch=tag)
    return github.check(tag)


def test_an_upgrade_is_one_pull_request(github: GitHub) -> None:
    """The summary says what changes; once it is merged, the new version publishes."""
    change = {"themes/default/templates/subscribe.html": ("</h1>", "</h1>\n<p>New here.</p>")}
    run = upgraded(github, "v0.3.0", change)

    assert run.failed == [], run.log
    assert "**Changed: " in run.summary
    assert "subscribe/index.html" in run.summary
    assert "Errors" not in run.summary

    publish, _ = github.merge("v0.3.0")

    assert publish.failed == publish.started[0].failed == []
    assert github.site is not None
    assert "New here." in (github.site / "subscribe/index.html").read_text()


def test_an_upgrade_that_refuses_an_entry_says_what_to_read(github: GitHub) -> None:
    """The old version builds the site, so the summary names the line and links the changelog."""
    change = {"generator/content/fields.py": ("days=50 * 365", "days=30")}
    run = upgraded(github, "v0.6.0", change)
    commit = github.git("rev-parse", "HEAD", cwd=github.folder / "program").strip()
    refused = f"Only the new version refuses this. {ENTRY}:9: E204 `expires` is too far off"

    assert run.results["check / required"] == "failure"
    assert "check / content: Compare the sites that the two versions build" in run.failed
    assert any(refused in line for line in run.annotations), run.log
    assert "The new version cannot build it." in run.summary
    assert refused in run.summary
    assert (
        f"*Now refused* in the [changelog](https://github.example/{PROGRAM}/blob/{commit}/"
        "CHANGELOG.md#now-refused) says what to write instead." in run.summary
    )


def test_an_upgrade_that_would_announce_notices_again_is_refused(github: GitHub) -> None:
    """A new id in a feed is a new notice for each subscriber."""
    change = {"generator/site/feeds.py": ('id=f"tag:{self', 'id=f"tag:new.{self')}
    run = upgraded(github, "v0.4.0", change)

    assert run.failed[0] == "check / content: Compare the sites that the two versions build"
    assert run.results["check / required"] == "failure"
    assert (
        "::error title=The new version changes what was published::feeds/all.json has the item "
        "tag:new.privacy.example,2026:contracts/northstar-reader, which subscribers would see as a "
        "new notice." in run.annotations
    )


def test_an_upgrade_names_the_workflows_to_update(github: GitHub) -> None:
    """Dependabot changes the hash alone, so the check says which file differs and what to run."""
    name = "generator/github/district/.github/workflows/watch.yml"
    run = upgraded(github, "v0.5.0", {name: ('["**"]', '["*"]')})

    assert run.failed[0] == "check / content: Check that the workflows match this version"
    assert "Nothing changes: each page, feed and warning is the same." in run.summary
    assert "\n.github/workflows/watch.yml\n" in run.log
    assert "/edit/v0.5.0/.github/workflows/watch.yml)\n" in run.summary
    page = "https://github.example/example/notices/edit/v0.5.0/.github/workflows/watch.yml"
    assert f"[.github/workflows/watch.yml]({page})\n\n```\n# Watches" in run.summary
    assert '["*"]' in run.summary
    assert "Run `./notices update` on this branch, and commit." in run.log


def test_versions_are_compared_only_in_an_upgrade(github: GitHub) -> None:
    """A change of the content costs no second program."""
    github.commit({NEW: GARDEN}, branch="garden")
    run = github.check("garden")

    assert not any("two versions" in step.name for step in run.steps)
    assert any("match this version" in step.name for step in run.steps)
