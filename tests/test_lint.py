"""The pre-commit hooks run what `make lint` runs, so mistakes are found before a pull request."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import yaml

from helpers.program import REPOSITORY

RECIPES = re.compile(r"^(?:lint|\$\(WORKFLOWS\)): .*\n((?:\t(?!@).*\n)+)", re.MULTILINE)
FILES = [
    path.relative_to(REPOSITORY).as_posix()
    for path in [REPOSITORY / "action.yml", *(REPOSITORY / ".github").rglob("*.yml")]
]


def make_lint_commands() -> Iterator[list[str]]:
    """Yield each `make lint` command's words, sorted, with the files that its patterns match."""
    style, workflows = RECIPES.findall((REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    for line in f"{style}{workflows}".replace("\\\n", "").splitlines():
        words = shlex.split(line)
        patterns = [word for word in words if "*" in word]
        files = [
            path.relative_to(REPOSITORY).as_posix()
            for pattern in patterns
            for path in REPOSITORY.glob(pattern)
        ]
        yield sorted([word for word in words if word not in patterns] + files)


def hook_commands() -> Iterator[list[str]]:
    """Yield the words of each pre-commit hook's command on all files, sorted."""
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    for hook in (hook for repository in config["repos"] for hook in repository["hooks"]):
        files = [
            path
            for path in FILES
            if hook.get("pass_filenames", True) and re.search(hook["files"], path)
        ]
        yield sorted(shlex.split(hook["entry"]) + files)


def test_a_commit_is_checked_like_make_lint() -> None:
    """The hooks are exactly the `make lint` commands, with the same options and the same files."""
    assert list(hook_commands()) == list(make_lint_commands())


def test_every_hook_runs_a_locked_program() -> None:
    """No hook fetches another version: each runs a program in .venv."""
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [
        words
        for words in hook_commands()
        if not any(word.startswith(".venv/bin/") for word in words)
    ] == []
