"""The repository on the web that a root belongs to: as it is named, as a workflow knows it, or as git does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.system import git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GITHUB = "https://github.com"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*")
# As git names it: https://host/owner/name.git, git@host:owner/name.git, ssh://git@host/owner/name
REMOTE = re.compile(rf"(?:https://|ssh://)?(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?[:/]({NAME.pattern}?)(?:\.git)?/?")


class NoOriginError(Exception):
    """No repository is known; the message says what to do."""


def home(root: Path, environment: Mapping[str, str], repository: str | None) -> str:
    """Return the address of the repository for people. Raises NoOriginError."""
    server = environment.get("GITHUB_SERVER_URL") or GITHUB
    if name := repository or environment.get("GITHUB_REPOSITORY"):
        if not NAME.fullmatch(name):
            raise NoOriginError(f"{name} is no repository; write OWNER/NAME, as the end of its address shows them.")
        return f"{server}/{name}"
    remote = REMOTE.fullmatch(_git(root, "remote", "get-url", "origin"))
    if not remote:
        raise NoOriginError(
            "Git knows no repository on the web that this comes from; name it: --repository OWNER/NAME."
        )
    return f"https://{remote[1]}/{remote[2]}"


def prefix(root: Path) -> str:
    """Return the way from the repository to the root, with a slash at its end, or nothing."""
    return _git(root, "rev-parse", "--show-prefix")


def _git(root: Path, *arguments: str) -> str:
    """Return what git says, or nothing where it knows nothing."""
    try:
        return git.ask(root, *arguments).decode("utf-8", "surrogateescape").strip()
    except (git.GitError, git.NoGitError):
        return ""
