"""Installed packages match the locks: each has a version and hashes, and no registry address."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from helpers.program import REPOSITORY

REQUIREMENTS = REPOSITORY / "requirements"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = {
    "run.txt": PROJECT["project"]["dependencies"],
    "test.txt": PROJECT["dependency-groups"]["test"],
    "fuzz.txt": PROJECT["dependency-groups"]["fuzz"],
    "lock.txt": PROJECT["dependency-groups"]["lock"],
    "build.txt": [*PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"]],
}
INSTALLED = ("run.txt", "test.txt", "build.txt")  # each other one is for one command, by itself
PIN = re.compile(
    r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ?; ?([^\\\n]*?))? ?"
    r"((?:\\\n    --hash=sha256:[0-9a-f]{64} ?)*)\n"
)

ADDRESS = re.compile(
    r'^(?!\s*"url": ).*://|index-url|find-links|trusted-host|registry\s*=|"resolved"', re.IGNORECASE
)


HASH = f" \\\n    --hash=sha256:{'0a' * 32}"


def locked(text: str) -> dict[str, tuple[Version, int]]:
    """Return each locked package's version and number of hashes; fail if a line is not a pin."""
    code = re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)
    assert PIN.sub("", code) == ""
    return {
        canonicalize_name(pin[1]): (Version(pin[2]), pin[4].count("--hash="))
        for pin in PIN.finditer(code)
    }


def lock(name: str) -> dict[str, tuple[Version, int]]:
    """Return a lock of the project."""
    return locked((REQUIREMENTS / name).read_text(encoding="utf-8"))


def test_each_lock_is_for_a_group_of_dependencies() -> None:
    """Each group of dependencies has a lock, and there are no other locks."""
    assert set(NEEDED) == {path.name for path in REQUIREMENTS.glob("*.txt")}


@pytest.mark.parametrize("name", NEEDED)
def test_every_dependency_is_locked_at_a_version_that_it_allows(name: str) -> None:
    """Each dependency of `pyproject.toml` is pinned in its lock to a version within its bounds."""
    locked_packages = lock(name)
    needed = [(canonicalize_name(line.name), line) for line in map(Requirement, NEEDED[name])]

    assert needed
    assert {package for package, _ in needed} - set(locked_packages) == set()
    for package, requirement in needed:
        assert requirement.specifier.contains(locked_packages[package][0]), requirement


@pytest.mark.parametrize("name", NEEDED)
def test_every_locked_package_has_a_hash(name: str) -> None:
    """A package that is not the locked one cannot be installed."""
    assert [package for package, (_, hashes) in lock(name).items() if not hashes] == []


def test_all_locks_agree() -> None:
    """A package in several locks has one version, because all are installed side by side."""
    versions: dict[str, set[Version]] = {}
    for name in NEEDED:
        for package, (version, _) in lock(name).items():
            versions.setdefault(package, set()).add(version)

    assert {package for package, numbers in versions.items() if len(numbers) > 1} == set()


def test_the_installed_packages_are_the_locked_ones() -> None:
    """The tests run with the locked versions."""
    installed = {
        canonicalize_name(package.name): Version(package.version)
        for package in metadata.distributions()
    }
    pinned = {package: version for name in NEEDED for package, (version, _) in lock(name).items()}
    other = {
        name: (version, installed[name])
        for name, version in pinned.items()
        if installed.get(name) not in (None, version)
    }
    direct = {
        canonicalize_name(Requirement(line).name) for name in INSTALLED for line in NEEDED[name]
    }

    assert other == {}
    assert direct - set(installed) == set()


def tracked(folder: Path) -> list[str]:
    """Return the files that git tracks; in a copy without `.git`, those that it would track.

    Such a copy is compared with an empty repository in a folder.
    """
    git, listing = ["git", "-c", "safe.directory=*"], ["ls-files", "-z"]
    if not (REPOSITORY / ".git").exists():
        subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
        git += ["--git-dir", str(folder), "--work-tree", "."]
        listing += ["--others", "--exclude-standard"]
    command = [*git, *listing]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return done.stdout.split("\0")


def test_no_lock_names_a_registry(tmp_path: Path) -> None:
    """No lock and no tracked package manager setting has an address: each machine has its own."""
    kinds = ("requirements/", "package-lock.json", "package.json", ".npmrc")
    kinds += ("pip.conf", "uv.lock", "uv.toml")
    files = [path for path in tracked(tmp_path) if path.startswith(kinds) or path.endswith(kinds)]
    naming = [
        f"{path}:{number}: {line}"
        for path in files
        for number, line in enumerate(
            (REPOSITORY / path).read_text(encoding="utf-8").splitlines(), start=1
        )
        if ADDRESS.search(line)
    ]

    assert {"package-lock.json", *(f"requirements/{name}" for name in INSTALLED)} <= set(files)
    assert naming == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a==1.0{HASH}\n    # via b\n", {"a": (Version("1.0"), 1)}),
        ("a==1.0\n", {"a": (Version("1.0"), 0)}),
        (f'A_b==2 ; sys_platform == "win32"{HASH * 2}\n', {"a-b": (Version("2"), 2)}),
    ],
)
def test_a_lock_is_read(text: str, expected: dict[str, tuple[Version, int]]) -> None:
    """A pin is read with its marker, its hashes and the comments around it."""
    assert locked(text) == expected


@pytest.mark.parametrize(
    "line",
    ["a>=1.0", "a", "-e .", "a @ https://example.example/a.whl", "--index-url https://x.example"],
)
def test_a_line_that_is_not_a_pin_fails(line: str) -> None:
    """Anything that could install something other than a pinned package fails the test."""
    with pytest.raises(AssertionError):
        locked(f"{line}\n")
