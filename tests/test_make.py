"""`make` destroys nothing, needs little, and says in one sentence what is missing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest

from helpers.environment import environment
from helpers.program import REPOSITORY
from helpers.repository_guard import changed, tree
from helpers.roots import write_files

PARTS = ("Makefile", "requirements", "pyproject.toml", "hatch_build.py", "package.json", ".npmrc")
PARTS += ("package-lock.json", "tests/setup", "README.md", "LICENSE", "build/.gitignore")
# The programs of every machine; a test adds its machine's others.
BASE = ("make", "sh", "cat", "cp", "dirname", "env", "find", "grep", "mkdir", "mv", "rm", "sed")
BASE += ("touch",)
NOT_OURS = (
    "This folder has a {} that make did not create: rename it, or delete it if you do not need "
    "it, and run make again."
)
CAPTURED: dict[str, Any] = {"capture_output": True, "text": True, "check": True}
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

    assert error_lines(done) == [NOT_OURS.format(".venv")]
    assert done.stdout == ""
    assert changed(before, tree(folder / ".venv")) == []


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

    assert error_lines(done) == [NOT_OURS.format(".venv")]
    assert changed(before, tree(tmp_path / "other" / ".venv")) == []


def test_clean_leaves_what_make_did_not_create(folder: Path) -> None:
    """The user's own .venv and node_modules stay, and so does every other file but caches."""
    names = (".venv/bin/mine", "node_modules/mine/index.js", "dist/mine", "env/__pycache__/mine")
    write_files(folder, dict.fromkeys(names, "Mine."))
    (folder / "generator/__pycache__").mkdir()
    (folder / "build/index.html").write_text("Made.")
    before = sorted(folder.rglob("mine"))
    done = make(folder, "clean")

    stays = "{0} stays, since make did not create it.\n".format

    assert done.returncode == 0
    assert stays("node_modules") + stays(".venv") in done.stdout
    assert sorted(folder.rglob("mine")) == before
    assert not (folder / "generator/__pycache__").exists()
    assert [path.name for path in (folder / "build").iterdir()] == [".gitignore"]


def test_clean_removes_what_make_created(folder: Path) -> None:
    """The environment and npm's packages go."""
    environment(folder, "site", "lint")
    (folder / "node_modules").mkdir()
    (folder / "node_modules/.package-lock.json").write_text('{\n  "name": "notices-tests"\n}\n')
    done = make(folder, "clean")

    assert done.returncode == 0, done.stderr
    assert [name for name in (".venv", "node_modules") if (folder / name).exists()] == []


def test_npm_works_beside_node_modules(folder: Path, machine: Path) -> None:
    """Old packages are replaced when all the new ones are there, and stay if npm fails."""
    ours = folder / "node_modules/.package-lock.json"
    ours.parent.mkdir()
    ours.write_text('{"name": "notices-tests", "old": true}')
    os.utime(ours, (0, 0))
    java = "#!/bin/sh\necho '    java.specification.version = 21' >&2\n"
    others = dict.fromkeys(
        ("chromium", "newsboat", "r2e", "w3m", "jq", "curl", "unzip"), "#!/bin/sh\n"
    )
    failing = "#!/bin/sh\nmkdir node_modules\necho npm: no network >&2\nexit 1\n"
    add_programs(machine, npm=failing, java=java, **others)
    done = make(folder, "node_modules/.package-lock.json", machine=machine)

    assert error_lines(done) == ["npm: no network"]
    assert '"old": true' in ours.read_text()

    new = '{\\"name\\": \\"notices-tests\\"}'
    npm = f'mkdir node_modules && echo "{new}" > node_modules/.package-lock.json\n'
    add_programs(machine, npm=f"#!/bin/sh\ntest -f .npmrc && {npm}")
    done = make(folder, "node_modules/.package-lock.json", machine=machine)

    assert done.returncode == 0, done.stderr
    assert ours.read_text() == '{"name": "notices-tests"}\n'
    assert not (folder / "node_modules.part").exists()


@pytest.mark.parametrize("linked", [False, True])
def test_node_modules_that_make_did_not_create_are_left_alone(
    folder: Path, tmp_path: Path, linked: bool
) -> None:
    """Other packages stay, and so does the folder that a link leads to."""
    place = tmp_path / "other" if linked else folder / "node_modules"
    place.mkdir()
    name = "notices-tests" if linked else "mine"
    (place / ".package-lock.json").write_text(f'{{"name": "{name}"}}')
    os.utime(place / ".package-lock.json", (0, 0))
    if linked:
        (folder / "node_modules").symlink_to(place)
    before = tree(place)

    done = make(folder, "node_modules/.package-lock.json")

    assert error_lines(done) == [NOT_OURS.format("node_modules")]
    assert changed(before, tree(place)) == []


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

LACKS_VENV = (
    "This machine lacks python3-venv: `sudo apt-get install python3-venv` installs what is "
    "missing; then run make again."
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
        ("sys.modules['ensurepip'] = None", (), LACKS_VENV),
        ("", (), LACKS_VENV),
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
    add_programs(machine, dnf="#!/bin/sh\nexit 1\n")

    assert error_lines(make(folder, "quick", machine=machine)) == [
        "This machine lacks git: `sudo dnf install git` installs what is missing; then run make "
        "again."
    ]


TOOLS = "{} npm chromium newsboat rss2email w3m jq curl unzip"


@pytest.mark.parametrize(
    ("manager", "how"),
    [
        ("apt-get", f"`sudo apt-get install {TOOLS.format('default-jre-headless')}`"),
        (
            "dnf",
            "`sudo dnf install java-latest-openjdk-headless nodejs-npm chromium newsboat "
            "rss2email w3m jq curl unzip`",
        ),
        ("brew", "`brew install openjdk node chromium newsboat rss2email w3m jq curl unzip`"),
        ("", "your system's package manager"),
    ],
)
def test_each_missing_program_of_the_tests_is_named(
    folder: Path, machine: Path, manager: str, how: str
) -> None:
    """One sentence names all of them, with the system's command to install them."""
    if manager:
        add_programs(machine, **{manager: "#!/bin/sh\nexit 1\n"})

    assert error_lines(make(folder, "node_modules/.package-lock.json", machine=machine)) == [
        "This machine lacks default-jre-headless npm chromium newsboat rss2email w3m jq curl unzip: "
        f"{how} installs what is missing; then run make again."
    ]


def test_a_missing_library_of_the_browser_driver_is_named(folder: Path, machine: Path) -> None:
    """Playwright's Node needs libatomic, which Debian 12 may not have."""
    add_programs(machine, dnf="#!/bin/sh\nexit 1\n")
    driver = folder / ".venv/lib/python3.11/site-packages/playwright/driver/node"
    driver.parent.mkdir(parents=True)
    driver.write_text(
        "#!/bin/sh\necho >&2 'error while loading shared libraries: libatomic.so.1'\nexit 127\n"
    )
    driver.chmod(0o755)

    (sentence,) = error_lines(make(folder, "node_modules/.package-lock.json", machine=machine))
    assert "jq curl unzip libatomic1: `sudo dnf install " in sentence
    assert "jq curl unzip libatomic` installs" in sentence


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


# Setting up


@pytest.mark.tools
def test_setup_changes_nothing_outside_the_folder(folder: Path) -> None:
    """`make setup` works in a path with a space, for a lock with a version the tests do not use."""
    shutil.copytree(REPOSITORY / "generator", folder / "generator", dirs_exist_ok=True)
    shutil.copytree(REPOSITORY / "themes", folder / "themes")
    wheels, name = folder / "wheels", "wheel-99.0"
    wheels.mkdir()
    wheel = wheels / f"{name}-py3-none-any.whl"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        metadata = "Metadata-Version: 2.1\nName: wheel\nVersion: 99.0\n"
        for file, text in (("METADATA", metadata), ("WHEEL", tags), ("RECORD", "")):
            archive.writestr(f"{name}.dist-info/{file}", text)
    hashed = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements/build.txt").write_text(f"wheel==99.0 --hash=sha256:{hashed}\n")
    environment(folder)
    packages = Path(sysconfig.get_path("purelib"))
    before = tree(packages), tree(REPOSITORY)
    done = make(folder, "setup", PIP_NO_INDEX="1", PIP_FIND_LINKS=wheels.as_uri())

    assert done.returncode == 0, done.stderr
    assert list(folder.glob(".venv/lib/python*/site-packages/wheel-99.0.dist-info"))
    assert changed(before[0], tree(packages)) == []
    assert changed(before[1], tree(REPOSITORY)) == []
    command = [".venv/bin/notices", "--help"]
    assert "Usage" in subprocess.run(command, cwd=folder, **CAPTURED).stdout


# The run of the tests


WRITES = """\
from pathlib import Path

def test_it():
    Path("left").write_text("")
    Path("changed").write_text("other")
    Path("gone").unlink()
    Path("folder").mkdir()
"""
READS = """\
from pathlib import Path

def test_it():
    Path("build/site").write_text(Path("changed").read_text())
"""


LEFT = ["changed", "folder/", "gone", "left"]
PLAIN_PYTEST = {"PYTHONPATH": str(REPOSITORY / "tests"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.mark.parametrize(
    ("text", "ci", "expected", "code"),
    [(WRITES, "true", LEFT, 1), (WRITES, "", LEFT, 0), (READS, "true", [], 0)],
    ids=["in CI", "beside a person", "in its folder"],
)
def test_a_run_that_changes_the_repository_says_so(
    tmp_path: Path, text: str, ci: str, expected: list[str], code: int
) -> None:
    """New, changed, and deleted files are named unless the folder is meant for it.

    In CI the run also fails.
    """
    (tmp_path / "build").mkdir()
    for name in ("changed", "gone", "pytest.ini"):
        (tmp_path / name).write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "helpers.repository_guard"],
        cwd=tmp_path,
        env=os.environ | PLAIN_PYTEST | {"CI": ci},
        **CAPTURED | {"check": False},
    )

    assert "1 passed" in done.stdout
    assert done.returncode == code, done.stdout
    assert (f"while the tests ran: {expected}\n" in done.stdout) == bool(expected)


def test_ci_runs_the_command_of_the_readme(folder: Path, machine: Path) -> None:
    """`.ci/run` runs `make test` or `make nightly` from a fresh clone on Debian.

    When it runs as root, it first installs make and git if they are missing.
    """
    shutil.copytree(REPOSITORY / ".ci", folder / ".ci")
    (folder / "Makefile").write_text("test nightly:\n\t@git && echo $@ ran\n")
    (machine / "make").unlink()
    install = f'#!/bin/sh\ncase "$*" in *make) ln -s "{shutil.which("make")}" "{machine}/make" ;;\n'
    install += f'*git) ln -s "{machine}/sh" "{machine}/git" ;; esac\n'
    run_ln = f'#!/bin/sh\nexec {shutil.which("ln")} "$@"\n'
    add_programs(machine, apt_get=install, id="#!/bin/sh\necho 0\n", ln=run_ln)
    (machine / "bash").symlink_to(shutil.which("bash") or "")
    options = {"env": {"PATH": str(machine)}, "stdin": subprocess.DEVNULL, **CAPTURED}
    first, nightly = (
        subprocess.run([folder / ".ci/run", *words], **options).stdout
        for words in ([], ["nightly"])
    )

    installed = "Installing from Debian: make\nInstalling from Debian: git\n"
    assert first == f"{installed}test ran\n"
    assert nightly == "nightly ran\n"
