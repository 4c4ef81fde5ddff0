"""A command that is run in this process, or forked from one, behaves like a started one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.system.processes import MIN_ITEMS
from helpers.district import NOW, breach, contract, write
from helpers.environment import environment
from helpers.forge import Forge
from helpers.previewing import previewing
from helpers.program import (
    NOTICES,
    REPOSITORY,
    fork_server,
    needs_new_process,
    notices,
    notices_forked,
)
from helpers.roots import district

# What is loaded late, in the order in which the sites of the test below need it.
LATE = ("yaml", "markdown", "phonenumbers", "multiprocessing", "generator.site.plain")


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
    started = subprocess.run(
        [*NOTICES, *command], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert result_of(started) == result_of(notices(*command))
    assert result_of(started) == result_of(notices_forked(*command))


def test_a_library_is_loaded_for_the_first_site_that_needs_it(tmp_path: Path) -> None:
    """A date is no phone number, most YAML and Markdown is simple, and few entries need no process.

    The small site has two paragraphs in YAML, and a picture. No check needs the text of a page.
    """
    for name, summary in (("plain", "Sent on *June 1, 2026*."), ("phone", "Call 203-555-0100.")):
        write(tmp_path / name, {"breaches/quickquiz": breach(summary=f'"{summary}"')})
    write(tmp_path / "many", {f"contracts/x{i}": contract() for i in range(MIN_ITEMS)})
    script = f"""
import sys
from generator.cli import notices
for root in sys.argv[1:]:
    line = ["check", "--root", root, "--now", "{NOW}", "--jobs", "2"]
    notices(line, standalone_mode=False)
    print([name for name in {LATE} if name in sys.modules])
"""
    roots = [tmp_path / "plain", "tests/sites/small", tmp_path / "phone", tmp_path / "many"]
    line = [sys.executable, "-c", script, *roots]
    done = subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    loaded = [text for text in done.stdout.splitlines() if text.startswith("[")]

    assert loaded == [f"{list(LATE[:count])}" for count in (0, 2, 3, 4)]


def test_what_makes_pages_is_not_loaded_for_deadlines() -> None:
    """Only a command that makes a page or a letter needs templates."""
    script = f"""
import sys
from generator.cli import notices
notices(["due", "--root", "tests/sites/small", "--now", "{NOW}"], standalone_mode=False)
sys.exit("jinja2" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("notices check --now 2026-11-25", 1),
        ("notices letter --format json contracts/northstar-reader | cat", 0),
    ],
)
def test_a_forking_script_works_like_the_installed_one(
    tmp_path: Path, command: str, code: int
) -> None:
    """It works like the installed script.

    It has the same folder and environment, output, order of lines, and exit code.
    """
    done = []
    for name in ("started", "forked"):
        root = district(tmp_path / name / "a root")
        environment(root, "site", forked=name == "forked")
        if code:
            (root / "content/contracts/wrong.md").write_text("nothing that can be read")
        variables = {"PATH": f"{root}/.venv/bin:/usr/bin:/bin", "TZ": "Asia/Tokyo"}
        variables["GITHUB_ACTIONS"] = "true"
        options = {"cwd": root, "env": variables, "capture_output": True, "text": True}
        done.append(subprocess.run(["bash", "-c", command], check=False, **options))

    started, forked = map(result_of, done)
    assert started == forked
    assert (started[0], bool(started[1])) == (code, True)


def test_a_module_is_forked_like_a_started_one(tmp_path: Path) -> None:
    """It says and does the same, again and again."""
    environment(tmp_path, "site", forked=True)
    failure = {"RESULTS": '{"build": {"result": "failure"}}', "GITHUB_RUN_ID": "1"}
    seen = []
    for command in (["python", "-m"], ["forked"]):
        line = [tmp_path / ".venv/bin" / command[0], *command[1:], "generator.github.alarm"]
        forge = Forge()
        variables = {**forge.environment("issues=write"), **failure, "no_proxy": "127.0.0.1"}
        options = {"cwd": tmp_path, "env": variables, "capture_output": True, "text": True}
        done = [subprocess.run(line, check=True, **options) for _ in range(2)]
        seen.append(([result_of(one) for one in done], forge.requests, len(forge.issues)))
        forge.stop()

    started, forked = seen
    assert started == forked
    assert started[2] == 1


@pytest.mark.parametrize("run", [notices, notices_forked])
def test_a_command_leaves_nothing_to_the_next(
    tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Each has its own folder, environment and memory, and reads everything again."""
    root = district(tmp_path)
    place, zone = os.getcwd(), time.tzname
    (root / "content/contracts/wrong.md").write_text("nothing that can be read")

    assert "::error" in run("check", cwd=root, GITHUB_ACTIONS="true", TZ="Asia/Tokyo").stdout
    assert "::error" not in run("check", cwd=root).stdout
    (root / "content/contracts/wrong.md").unlink()
    assert run("check", cwd=root).returncode == 0
    assert (place, zone) == (os.getcwd(), time.tzname)


def test_a_forked_command_is_ended_by_its_signal(tmp_path: Path) -> None:
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
def test_a_variable_of_python_needs_a_new_process(name: str) -> None:
    """The locale and Python's own variables are read once, when a process starts."""
    assert needs_new_process(REPOSITORY, [name])
    assert not needs_new_process(REPOSITORY, ["HOME", "NO_COLOR"])


def test_another_checkout_needs_a_new_process(tmp_path: Path) -> None:
    """A folder with its own program runs that one."""
    (tmp_path / "generator").mkdir()

    assert needs_new_process(tmp_path, [])


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    """A command that exceeds its time is killed, and an exception says so."""
    command, variables = ["serve", "--root", str(district(tmp_path)), "--port", "0"], {**os.environ}
    with pytest.raises(subprocess.TimeoutExpired):
        fork_server().run(command, REPOSITORY, variables, 0.01)

    assert notices_forked("--version").returncode == 0
