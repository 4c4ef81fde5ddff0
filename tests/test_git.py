"""Git is run in the repository of a root, and each kind of failure is its own error."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.system import git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git.run(tmp_path, "init", "--quiet")
    return tmp_path


def kept(root: Path, data: bytes) -> str:
    """Store bytes in git, and return git's name for them."""
    return git.run(root, "hash-object", "-w", "--stdin", stdin=data).decode().strip()


def test_objects_are_read_by_their_names(root: Path) -> None:
    """Objects may be any bytes, also empty or with newlines. A missing object is None."""
    objects = [b"a\nb\n", b"", b"x missing\n", bytes(range(256))]
    names = [kept(root, data) for data in objects]

    read = git.read_objects(root, [*names, "0" * 40, names[0]])
    assert read == {**dict(zip(names, objects, strict=True)), "0" * 40: None}
    assert git.read_objects(root, []) == {}


def test_a_refusal_is_the_last_line_of_git(root: Path) -> None:
    """The error has the last line that git printed, so that a message can quote it."""
    with pytest.raises(git.GitError, match=r"^fatal: Not a valid object name nowhere$"):
        git.run(root, "cat-file", "-t", "nowhere")


def test_a_machine_without_git_is_a_different_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without git raises a different error than a repository without a commit."""
    monkeypatch.setenv("PATH", str(root))

    with pytest.raises(git.GitMissingError):
        git.run(root, "rev-parse", "HEAD")


def test_the_variables_of_a_hook_are_ignored(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variables that git sets for a hook don't lead to another repository."""
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    name = kept(root, b"ours")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))

    assert git.read_objects(root, [name]) == {name: b"ours"}


def test_an_old_git_finds_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 2.30, `git rev-parse` did not know the option that ends options."""
    root, tools = tmp_path / "root", tmp_path / "tools"
    root.mkdir()
    git.run(root, "init", "--quiet")
    author = ("-c", "user.name=Clerk", "-c", "user.email=clerk@example.example")
    git.run(root, *author, "commit", "--quiet", "--allow-empty", "--message", "First")
    real = shutil.which("git")
    tools.mkdir()
    (tools / "git").write_text(
        '#!/bin/sh\nfor word; do [ "$word" != --end-of-options ] || exit 128; done\n'
        f'exec "{real}" "$@"\n'
    )
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")

    assert git.read_past(root, "HEAD").sources == ()


@pytest.mark.parametrize("name", ["--all", "-", "--git-dir", "--output=x"])
def test_an_option_is_no_commit(root: Path, name: str) -> None:
    """Git never reads what someone writes as a revision as an option of its own."""
    with pytest.raises(git.UnknownCommitError, match="finds no commit"):
        git.read_past(root, name)
