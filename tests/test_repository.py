"""A district's own repository: what `notices init` writes into it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from generator.authoring import repository
from generator.authoring.repository import Program
from generator.system import disk
from helpers.program import REPOSITORY
from helpers.roots import written

BIN = REPOSITORY / ".venv/bin"
HASH = "0123456789abcdef0123456789abcdef01234567"
PROGRAM = Program("example/notices", HASH, "v0.2.0")
CALLERS = repository.renewed(disk.district_templates(), PROGRAM)


TELL = ".github/workflows/tell.yml"  # the job with the secret of an environment is the district's


@pytest.mark.parametrize("path", [path for path in CALLERS if path != TELL])
def test_a_caller_passes_each_right_to_one_workflow_of_the_same_name(path: str) -> None:
    """It is short, gives nothing to any other job, and names the version by its hash."""
    plan = yaml.load(CALLERS[path], yaml.BaseLoader)
    (job,) = plan["jobs"].values()

    assert plan["permissions"] == {}
    assert job["permissions"]
    assert job["uses"] == f"example/notices/{path}@{HASH}"
    assert f"@{HASH} # v0.2.0\n" in CALLERS[path]
    assert (REPOSITORY / path).is_file()
    assert len(CALLERS[path].splitlines()) < 30


def test_the_job_that_announces_runs_an_action_of_the_same_version() -> None:
    """It differs from the program's own in nothing but where the actions are from."""
    ours = (REPOSITORY / TELL).read_text()
    jobs, called = (yaml.load(text, yaml.BaseLoader)["jobs"] for text in (ours, CALLERS[TELL]))
    for job in jobs.values():
        for step in job["steps"]:
            step["uses"] = f"example/notices/{step['uses'].removeprefix('$/')}@{HASH}"

    assert called == jobs


def test_the_callers_pass_both_linters(tmp_path: Path) -> None:
    """GitHub's own rules and those of zizmor's strictest reader hold as they stand."""
    root = written(tmp_path / "district", CALLERS)
    workflows = [root / path for path in CALLERS]
    lint = [BIN / "actionlint", *workflows]
    audit = [BIN / "zizmor", "--offline", "--persona", "pedantic", "--no-progress", root]
    for command in (lint, audit):
        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout + done.stderr
