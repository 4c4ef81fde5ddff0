"""A command that is forked from a process with the program in it is as one that was started."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from helpers.environment import environment
from helpers.previewing import previewing
from helpers.program import NOTICES, REPOSITORY, can_be_forked, fork_server, notices
from helpers.roots import district


@pytest.mark.parametrize(
    "command",
    [
        ("--version",),
        ("check", "--root", "tests/sites/small", "--now", "2026-11-25"),
        ("explain", "E999"),
        ("serve", "x"),
    ],
)
def test_a_forked_command_says_what_a_started_one_says(command: tuple[str, ...]) -> None:
    """The same output, the same exit code, for what is fine and for what is not."""
    started = subprocess.run(
        [*NOTICES, *command], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    forked = notices(*command)

    assert (started.returncode, started.stdout, started.stderr) == (
        forked.returncode,
        forked.stdout,
        forked.stderr,
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("notices check --now 2026-11-25", 1),
        ("notices letter --format json contracts/northstar-reader | cat", 0),
    ],
)
def test_a_script_that_forks_does_what_an_installed_one_does(
    tmp_path: Path, command: str, code: int
) -> None:
    """A forked script does what a started one does.

    It has the same folder and environment, output, order of lines, and exit code.
    """
    done = []
    for name in ("started", "forked"):
        root = district(tmp_path / name / "a root")
        environment(root, "site", forked=name == "forked")
        if code:
            (root / "content/contracts/wrong.md").write_text("nothing that can be read")
        told = {
            "PATH": f"{root}/.venv/bin:/usr/bin:/bin",
            "GITHUB_ACTIONS": "true",
            "TZ": "Asia/Tokyo",
        }
        line = ["bash", "-c", command]
        done.append(
            subprocess.run(line, cwd=root, env=told, capture_output=True, text=True, check=False)
        )

    started, forked = done
    assert (started.returncode, started.stdout, started.stderr) == (
        forked.returncode,
        forked.stdout,
        forked.stderr,
    )
    assert (started.returncode, bool(started.stdout)) == (code, True)


def test_a_command_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    """Each has its own folder, environment and memory: what one read, the next reads again."""
    root = district(tmp_path)
    told = {"GITHUB_ACTIONS": "true"}
    (root / "content/contracts/wrong.md").write_text("nothing that can be read")

    assert "::error" in notices("check", cwd=root, **told).stdout
    assert "::error" not in notices("check", cwd=root).stdout
    (root / "content/contracts/wrong.md").unlink()
    assert notices("check", cwd=root).returncode == 0


def test_a_forked_command_ends_by_the_signal_that_it_gets(tmp_path: Path) -> None:
    """A forked command has its own process and session.

    The signal that ended it is reported, and no process is left.
    """
    with previewing(district(tmp_path / "root")) as preview:
        preview.hear("1 entry")
        assert os.getpgid(preview.process.pid) == preview.process.pid != os.getpgid(0)
        preview.process.kill()

        assert preview.process.wait(60) == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(preview.process.pid, 0)


@pytest.mark.parametrize("name", ["LC_ALL", "LANG", "PYTHONHASHSEED", "PYTHONPATH"])
def test_what_shows_in_how_python_starts_is_started(name: str) -> None:
    """The locale and Python's own variables are read once, when a process starts."""
    assert not can_be_forked(REPOSITORY, [name])
    assert can_be_forked(REPOSITORY, ["HOME", "NO_COLOR"])


def test_another_checkout_is_started(tmp_path: Path) -> None:
    """A folder with a program of its own runs that one."""
    (tmp_path / "generator").mkdir()

    assert not can_be_forked(tmp_path, [])


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    """What does not end within a time is killed, and said to be late."""
    command, told = ["serve", "--root", str(district(tmp_path)), "--port", "0"], {**os.environ}
    with pytest.raises(subprocess.TimeoutExpired):
        fork_server().run(command, REPOSITORY, told, 0.5)

    assert notices("--version").returncode == 0
