"""The locks in requirements/ have what pyproject.toml needs, in one version, with hashes."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from helpers.program import REPOSITORY

LOCKS = {path.stem: path.read_text("utf-8") for path in (REPOSITORY / "requirements").glob("*.txt")}
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = {**PROJECT["dependency-groups"], "run": PROJECT["project"]["dependencies"]}
NEEDED["build"] = [*NEEDED["build"], *PROJECT["build-system"]["requires"]]
PIN = re.compile(
    r"^([a-z0-9-]+)==([^\s;\\]+)(?: ; [^\\\n]+)?((?: ?\\\n    --hash=sha256:\w{64})+)\n", re.M
)


def pins(name: str) -> dict[str, str]:
    """Return the version of each package in a lock; each line is a pin with hashes, or a comment."""
    assert re.sub(r"^ *#.*\n", "", PIN.sub("", LOCKS[name]), flags=re.M) == ""
    return {pin[1]: pin[2] for pin in PIN.finditer(LOCKS[name])}


@pytest.mark.parametrize("name", NEEDED)
def test_every_dependency_is_locked_at_a_version_that_it_allows(name: str) -> None:
    """Each dependency of `pyproject.toml` is pinned in its lock to a version within its bounds."""
    locked = pins(name)

    for needed in map(Requirement, NEEDED[name]):
        assert needed.specifier.contains(locked[canonicalize_name(needed.name)]), needed


def test_all_locks_agree_and_are_installed() -> None:
    """A package in several locks has one version, which is installed if any is."""
    versions = {item for name in LOCKS for item in pins(name).items()}
    installed = {canonicalize_name(one.name): one.version for one in metadata.distributions()}

    assert set(LOCKS) == set(NEEDED)
    assert len(versions) == len(dict(versions))
    assert [item for item in versions if installed.get(item[0], item[1]) != item[1]] == []


@pytest.mark.parametrize("name", ["package-lock.json", "package.json", ".npmrc", *LOCKS])
def test_no_lock_names_a_registry(name: str) -> None:
    """No lock and no setting of a package manager has an address: each machine has its own."""
    text = LOCKS.get(name) or (REPOSITORY / name).read_text(encoding="utf-8")
    addresses = re.compile(
        r'^(?!\s*"url": ).*://|index-url|find-links|trusted-host|registry\s*=|"resolved"',
        re.I | re.M,
    )

    assert addresses.findall(text) == []
