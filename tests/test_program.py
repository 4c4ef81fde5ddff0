"""A command that is run in this process behaves like a started one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.system.processes import MIN_ITEMS
from helpers.district import NOW, breach, contract, write
from helpers.program import (
    NOTICES,
    REPOSITORY,
    needs_new_process,
    notices,
)
from helpers.roots import district

# What is loaded late, in the order in which the sites of the test below need it.
LATE = ("yaml", "markdown", "phonenumbers", "multiprocessing", "generator.reports.plain")


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
