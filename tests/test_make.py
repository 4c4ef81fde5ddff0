"""`make` destroys nothing, needs little, and says in one sentence what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.environment import environment
from helpers.program import REPOSITORY
from helpers.roots import write_files

PARTS = ("Makefile", "requirements", "pyproject.toml", "hatch_build.py", "package.json", ".npmrc")
PARTS += ("package-lock.json", "tests/setup", "README.md", "LICENSE", "build/.gitignore")
# The programs of every machine; a test adds its machine's others.
BASE = ("make", "sh", "cat", "cp", "dirname", "env", "find", "grep", "mkdir", "mv", "rm", "sed")
BASE += ("touch",)
NOT_OURS = (
    "This folder has a .venv that make did not create: rename it, or delete it if you do not need "
    "it, and run make again."
)
PYTHON = f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; {{}}; exec(sys.argv[1])" "$2"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What make reads of the repository, in a folder with a space in its name."""
    folder = tmp_path / "the notices"
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (REPOSITORY / part).is_dir() else shutil.copy2
        copy(REPOSITORY / part, target)
    for name in ("bench", "generator", "tests"):
        (folder / name).mkdir(exist_ok=True)
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return the programs folder of a minimal machine: no Python, no git, no package manager."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in BASE:
        path = shutil.which(name)
        assert path, f"{name} is missing"
        (programs / name).symlink_to(path)
    add_programs(programs, id="#!/bin/sh\necho 1000\n")
    return programs


def add_programs(machine: Path, **programs: str) -> None:
    """Add scripts to a machine's programs."""
    for name, script in programs.items():
        path = machine / name.replace("_", "-")
        path.write_text(script)
        path.chmod(0o755)


def make(
    folder: Path,
    *words: str,
    machine: Path | None = None,
    before: tuple[str, ...] = (),
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """Run make as a person does, on this machine or another."""
    dropped = ("MAKE", "CI", "PYTHON", "VIRTUAL_ENV")  # make also runs the tests
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = {"PATH": str(machine)} if machine else {}
    command = [*before, "make", "--no-print-directory", *words]
    options: dict[str, Any] = {"env": kept | path | more, "capture_output": True, "text": True}
    return subprocess.run(command, cwd=folder, timeout=300, check=False, **options)


def tree(folder: Path) -> dict[Path, int]:
    """Return the time of each file below a folder."""
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


def error_lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the errors of a failed make, without the line that says that it failed."""
    assert done.returncode
    return [line for line in done.stderr.splitlines() if not line.startswith("make: ")]


# Folders that make did not create


@pytest.mark.parametrize(
    "target", ["setup", "site", "check", "quick", "test", "lint", "fuzz", "lock", "docs"]
)
def test_a_venv_that_make_did_not_create_is_left_alone(folder: Path, target: str) -> None:
    """Nothing in it changes, and one sentence says what to do."""
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/bin/mine").write_text("Mine.")
    before = tree(folder / ".venv")
    done = make(folder, target)

    assert error_lines(done) == [NOT_OURS]
    assert done.stdout == ""
    assert tree(folder / ".venv") == before


@pytest.mark.parametrize("target", ["setup", "lint", "lock", ".venv/fuzz.stamp"])
def test_nothing_is_installed_through_a_link(folder: Path, tmp_path: Path, target: str) -> None:
    """A `.venv` that leads to another repository's is not brought up to date, and not emptied."""
    (tmp_path / "other").mkdir()
    environment(tmp_path / "other", "site", "lint")
    (folder / ".venv").symlink_to(tmp_path / "other" / ".venv")
    for locked in (folder / "requirements").glob("*.txt"):
        os.utime(locked)  # newer than the stamps
    before = tree(tmp_path / "other" / ".venv")
    done = make(folder, target)

    assert error_lines(done) == [NOT_OURS]
    assert tree(tmp_path / "other" / ".venv") == before


def test_clean_leaves_what_make_did_not_create(folder: Path) -> None:
    """The user's own .venv stays, and so does every other file but caches."""
    names = (".venv/bin/mine", "dist/mine", "env/__pycache__/mine")
    write_files(folder, dict.fromkeys(names, "Mine."))
    (folder / "generator/__pycache__").mkdir()
    (folder / "build/index.html").write_text("Made.")
    before = sorted(folder.rglob("mine"))
    done = make(folder, "clean")

    assert done.returncode == 0
    assert ".venv stays, since make did not create it.\n" in done.stdout
    assert sorted(folder.rglob("mine")) == before
    assert not (folder / "generator/__pycache__").exists()
    assert [path.name for path in (folder / "build").iterdir()] == [".gitignore"]


def test_clean_removes_what_make_created(folder: Path) -> None:
    """The environment and npm's packages go."""
    environment(folder, "site", "lint")
    (folder / "node_modules").mkdir()
    done = make(folder, "clean")

    assert done.returncode == 0, done.stderr
    assert [name for name in (".venv", "node_modules") if (folder / name).exists()] == []


def test_python_starts_in_any_locale_and_any_folder(tmp_path: Path, folder: Path) -> None:
    """The path to the program is relative: no letter of the folder's name must be in the locale."""
    folder = folder.rename(tmp_path / "a folder with spaces & äöü")
    packages = folder / ".venv/lib/python3.99/site-packages"
    write_files(folder, {".venv/begun": "", ".venv/made": ""})
    write_files(packages, {"_editable_impl_notices.pth": str(folder), "other.pth": str(folder)})
    done = make(folder, "INSTALL=true", ".venv/site.stamp")
    written = (packages / "_editable_impl_notices.pth").read_text().strip()

    assert done.returncode == 0, done.stderr
    assert written.isascii()
    assert (packages / written).resolve() == folder.resolve()
    assert (packages / "other.pth").read_text() == str(folder)


def test_a_half_made_venv_is_made_again(folder: Path, machine: Path) -> None:
    """After an interrupted run, make starts over without a question."""
    ready = '#!/bin/sh\n[ "$1" = -c ] && exit\n'
    add_programs(machine, python3=f"{ready}mkdir -p .venv/bin .venv/half\nexit 1\n")
    done = make(folder, "setup", machine=machine)

    assert done.returncode
    assert (folder / ".venv/half").exists()

    add_programs(machine, python3=f'{ready}exec "{sys.executable}" "$@" --without-pip\n')
    done = make(folder, ".venv/made", machine=machine)

    assert done.returncode == 0, done.stderr
    assert not (folder / ".venv/half").exists()
    assert (folder / ".venv/bin/python").exists()


# Missing programs

LACKS = (
    "This machine lacks what Debian has as {0}: install it, as with `sudo apt-get install {0}`; "
    "then run make again."
)


@pytest.mark.parametrize(
    ("python", "words", "expected"),
    [
        (
            "sys.version_info = (3, 10, 2)",
            (),
            "Notices needs Python 3.11 or newer, and python3 is Python 3.10: name a newer one, "
            "as in `make PYTHON=python3.12 site`.",
        ),
        ("sys.modules['ensurepip'] = None", (), LACKS.format("python3-venv")),
        ("", (), LACKS.format("python3-venv")),
        (
            "",
            ("PYTHON=python3.99",),
            "There is no python3.99 on this machine: name a Python, as in `make PYTHON=python3.12 "
            "site`.",
        ),
    ],
    ids=["old", "no venv", "none", "not the one named"],
)
def test_an_unusable_python_is_one_sentence(
    folder: Path, machine: Path, python: str, words: tuple[str, ...], expected: str
) -> None:
    """An old Python, one without venv, or none: make says so before it creates anything."""
    add_programs(machine, apt_get="#!/bin/sh\nexit 1\n")
    if python:
        add_programs(machine, python3=PYTHON.format(python))

    assert error_lines(make(folder, "site", *words, machine=machine)) == [expected]
    assert not (folder / ".venv").exists()


def test_root_on_debian_gets_no_question(folder: Path, machine: Path) -> None:
    """The package is installed; a Python that still has no venv is named."""
    add_programs(machine, id="#!/bin/sh\necho 0\n", apt_get='#!/bin/sh\necho "$@" >> apt.log\n')
    add_programs(machine, python3=PYTHON.format("sys.modules['venv'] = None"))
    done = make(folder, "site", machine=machine)

    install = (folder / "apt.log").read_text().splitlines()[-1]

    assert install.endswith("--no-install-recommends python3-venv")
    assert error_lines(done) == [
        "python3 has no module venv: name a Python that has it, as in `make "
        "PYTHON=/usr/bin/python3 site`."
    ]


def test_a_missing_git_is_one_sentence(folder: Path, machine: Path) -> None:
    """The tests need git; make says so before it installs anything for them."""
    environment(folder, "site")

    assert error_lines(make(folder, "quick", machine=machine)) == [LACKS.format("git")]


def test_each_missing_program_of_the_tests_is_named(folder: Path, machine: Path) -> None:
    """One sentence names all of them: also libatomic, which Playwright's Node needs."""
    driver = folder / ".venv/lib/python3.11/site-packages/playwright/driver/node"
    driver.parent.mkdir(parents=True)
    driver.write_text("#!/bin/sh\necho >&2 'cannot open libatomic.so.1'\nexit 127\n")
    driver.chmod(0o755)
    missing = "default-jre-headless npm chromium newsboat rss2email w3m jq curl unzip libatomic1"

    assert error_lines(make(folder, "node_modules/.package-lock.json", machine=machine)) == [
        LACKS.format(missing)
    ]


def test_quick_needs_only_python(folder: Path, machine: Path) -> None:
    """It looks for no browser, Java, npm or feed reader."""
    for name in ("tests/setup", "package.json", "package-lock.json"):
        (folder / name).unlink()
    environment(folder, "site", "lint")

    assert "pytest" in make(folder, "--dry-run", "quick", machine=machine).stdout


def test_a_read_only_folder_is_one_sentence(folder: Path) -> None:
    """An example is a shared or a mounted folder."""
    limits = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    bound = limits if os.geteuid() == 0 else ()
    folder.chmod(0o555)
    done = make(folder, f"PYTHON={sys.executable}", "site", before=bound)
    folder.chmod(0o755)

    assert error_lines(done) == [
        f"make cannot write to {folder}: clone the repository into a folder of your own, and run "
        "make there."
    ]


@pytest.mark.parametrize("recipe", ["@echo $@ ran;", "@echo $@ ran; touch left"])
def test_ci_runs_the_command_of_the_readme(folder: Path, machine: Path, recipe: str) -> None:
    """`.ci/run` runs `make test` or `make nightly`, and fails if that changes the repository.

    When it runs as root, it first installs make if that is missing.
    """
    shutil.copytree(REPOSITORY / ".ci", folder / ".ci")
    (folder / "Makefile").write_text(f"test nightly:\n\t{recipe}\n")
    (machine / "make").unlink()
    install = (
        f'#!/bin/sh\ncase "$*" in *make) ln -s "{shutil.which("make")}" "{machine}/make" ;; esac\n'
    )
    add_programs(machine, apt_get=install, id="#!/bin/sh\necho 0\n")
    for name in ("bash", "git", "ln"):
        (machine / name).symlink_to(shutil.which(name) or "")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    options = {"env": {"PATH": str(machine)}, "stdin": subprocess.DEVNULL, "cwd": folder}
    options |= {"capture_output": True, "text": True}
    first, nightly = (
        subprocess.run([folder / ".ci/run", *words], check=False, **options)
        for words in ([], ["nightly"])
    )

    assert first.stdout == "Installing from Debian: make\ntest ran\n"
    assert nightly.stdout == "nightly ran\n"
    assert (first.returncode, "?? left" in first.stderr) == (("touch" in recipe), "touch" in recipe)
