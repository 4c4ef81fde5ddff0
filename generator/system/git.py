"""Git, asked about the repository that holds a root: what it answers, and what its objects hold."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A hook of git's is told of its own repository in these; we ask for the one that holds the root.
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


class GitError(Exception):
    """Git said no; the text is its last line."""


class NoGitError(Exception):
    """Git is not installed."""


def ask(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints; raises GitError where it fails, and NoGitError where there is none."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise NoGitError from error
    if done.returncode:
        raise GitError((done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1])
    return done.stdout


def contents(root: Path, names: Iterable[str]) -> Iterator[bytes | None]:
    """Yield what some objects hold, in one run of git; None for one that it lacks. Raises as `ask` does."""
    given = "".join(f"{name}\n" for name in names)
    answer = ask(root, "cat-file", "--batch", given=given.encode("utf-8", "surrogateescape")) if given else b""
    at = 0
    while at < len(answer):  # each after a line that ends with its size
        end = answer.index(b"\n", at)
        if answer.endswith(b" missing", at, end):
            yield None
            at = end + 1
        else:
            start, size = end + 1, int(answer[at:end].rpartition(b" ")[2])
            yield answer[start : start + size]
            at = start + size + 1
