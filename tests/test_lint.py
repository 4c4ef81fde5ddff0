"""The pre-commit hooks run what `make lint` runs, so mistakes are found before a pull request."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import yaml

from helpers.program import REPOSITORY

RECIPE = re.compile(r"^lint: .*\n((?:\t.*\n)+)", re.MULTILINE)
FILES = [
    path.relative_to(REPOSITORY).as_posix()
    for path in [REPOSITORY / "action.yml", *(REPOSITORY / ".github").rglob("*.yml")]
]


def linted() -> Iterator[list[str]]:
    """Yield each `make lint` command's words, sorted, with the files that its patterns match."""
    (recipe,) = RECIPE.findall((REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    for line in recipe.replace("\\\n", "").splitlines():
        words = shlex.split(line)
        patterns = [word for word in words if "*" in word]
        files = [
            path.relative_to(REPOSITORY).as_posix()
            for pattern in patterns
            for path in REPOSITORY.glob(pattern)
        ]
        yield sorted([word for word in words if word not in patterns] + files)


def hooked() -> Iterator[list[str]]:
    """Yield the words of what each hook of pre-commit runs on all files, sorted."""
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    for hook in (hook for repository in config["repos"] for hook in repository["hooks"]):
        files = [
            path
            for path in FILES
            if hook.get("pass_filenames", True) and re.search(hook["files"], path)
        ]
        yield sorted(shlex.split(hook["entry"]) + files)


def test_a_commit_is_checked_as_make_lint_checks() -> None:
    """The hooks are exactly the `make lint` commands, with the same options and the same files."""
    assert list(hooked()) == list(linted())


def test_every_hook_is_a_program_that_is_locked() -> None:
    """No hook is fetched from elsewhere in another version: each runs a program of .venv."""
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [
        words for words in hooked() if not any(word.startswith(".venv/bin/") for word in words)
    ] == []
