"""A command in this process, or in a Python that is ready, behaves like a started one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.program import (
    COMMAND_MODULES,
    NOTICES,
    REPOSITORY,
    needs_new_process,
    notices,
)
from helpers.ready import ready_python
from helpers.roots import district


def result_of(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    """Return the exit code and the output of a command."""
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("--version",),
        ("check", "--root", "tests/sites/small", "--now", "2026-11-25"),
        ("explain", "E999"),
        ("serve", "x"),
    ],
)
def test_a_command_has_the_output_of_a_started_one(command: tuple[str, ...]) -> None:
    """The output and the exit code are the same, with and without an error."""
    ready = (ready_python(sys.executable, *COMMAND_MODULES), *NOTICES[1:])
    started, copied = (
        subprocess.run([*line, *command], cwd=REPOSITORY, capture_output=True, text=True)
        for line in (NOTICES, ready)
    )

    assert result_of(started) == result_of(notices(*command))
    assert result_of(started) == result_of(copied)


def test_a_command_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    """Each has its own folder, environment and memory, and reads everything again."""
    root = district(tmp_path)
    place, zone = os.getcwd(), time.tzname
    (root / "content/contracts/wrong.md").write_text("nothing that can be read")

    assert "::error" in notices("check", cwd=root, GITHUB_ACTIONS="true", TZ="Asia/Tokyo").stdout
    assert "::error" not in notices("check", cwd=root).stdout
    (root / "content/contracts/wrong.md").unlink()
    assert notices("check", cwd=root).returncode == 0
    assert (place, zone) == (os.getcwd(), time.tzname)


@pytest.mark.parametrize("name", ["LC_ALL", "LANG", "PYTHONHASHSEED", "PYTHONPATH"])
def test_a_variable_of_python_needs_a_new_process(name: str) -> None:
    """The locale and Python's own variables are read once, when a process starts."""
    assert needs_new_process(REPOSITORY, [name])
    assert not needs_new_process(REPOSITORY, ["HOME", "NO_COLOR"])


def test_another_checkout_needs_a_new_process(tmp_path: Path) -> None:
    """A folder with its own program runs that one."""
    (tmp_path / "generator").mkdir()

    assert needs_new_process(tmp_path, [])
