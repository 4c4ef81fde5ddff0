"""Read from git what happened to a district's notices, and to the proofs that they were live.

It takes one `git log` of each of the two branches, and one read of all texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from generator.content.context import ENTRY, SETTINGS
from generator.core.problems import UserError
from generator.core.publication import BRANCH, publications
from generator.core.site import Commit, FileChange, History
from generator.system import git
from generator.system.git import LOCAL, REMOTES, Branches

# A merge counts as one commit, at the time of the merge. Options that a user can change in the
# configuration of git are set here.
LOG = (
    "-c",
    "log.showRoot=true",
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--reverse",
    "--no-show-signature",
    "--no-relative",
    "--encoding=UTF-8",
    "--format=%H %ct %P <%ae>",
    "--raw",
    "--no-abbrev",
    "-M90%",
    "-z",
)
NO_TIME = -(10**15)  # instead of a time that git cannot read
LOG_ENTRY = r"(?s)([0-9a-f]{40,64}) (-?\d*) ([0-9a-f ]*) <(.*)>"


class HistoryError(UserError):
    """The dates of posting cannot be read; the message says why, and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message}, or leave out --posted.")


def read_history(root: Path) -> History:
    """Return what git knows of the repository that contains a root. Raises HistoryError."""
    with _errors_of_git(root):
        folder = _folder(root)
        branches = git.branches(root)
        # In a workflow that has checked out a pull request, the branch is only the remote's.
        published = _commits(root, _published(branches, LOCAL, REMOTES))
        for commit in published:
            _check_time(commit)
        branch = branches.find(BRANCH, REMOTES, LOCAL)  # the remote's is newer
        proofs = _commits(root, branch) if branch else []
        changes = chain.from_iterable(commit.changes for commit in published)
        texts = _contents(root, (change for change in changes if ENTRY.fullmatch(change.new)))
        lines = _contents(root, chain.from_iterable(commit.changes for commit in proofs))
        named = {each.commit for each in publications(lines.values())}
        named &= {commit.id for commit in published}
        names = {f"{commit}:{folder}{SETTINGS}": commit for commit in named}
        settings = git.read_objects(root, names)
        # Proofs are of commits that the remote's branch has, which may be newer.
        newest = _published(branches, REMOTES, LOCAL)
        remote = git.run(root, "rev-list", newest, "--") if proofs else b""
    return History(
        published,
        proofs,
        f"{folder}content/",
        texts | lines,
        {names[name]: data for name, data in settings.items() if data},
        frozenset(remote.decode().split()),
    )


@contextmanager
def _errors_of_git(root: Path) -> Iterator[None]:
    """Raise HistoryError instead of the errors of git."""
    try:
        yield
    except git.GitMissingError as error:
        raise HistoryError(
            "git is not installed, and only git has the dates of posting. Install it"
        ) from error
    except git.GitError as error:
        raise HistoryError(
            f"The git history of {root} cannot be read, and only git has the dates of posting "
            f"({error}). Run this in a clone of the district's repository"
        ) from error


def _folder(root: Path) -> str:
    """Return the path from the repository to the root; HistoryError for a shallow clone."""
    answers = git.run(root, "rev-parse", "--is-shallow-repository", "--show-prefix")
    is_shallow, _, prefix = answers.partition(b"\n")
    if is_shallow == b"true":
        raise HistoryError(
            "This clone is shallow: it has no older commits, so every notice would seem to be "
            "posted on the same day. Fetch them with `git fetch --unshallow`, or in a workflow "
            "give actions/checkout `fetch-depth: 0`"
        )
    return prefix.decode("utf-8", "surrogateescape").rstrip("\n")


def _published(branches: Branches, *prefixes: str) -> str:
    """Return the published branch, the default one, with the first prefix that it has here."""
    name = branches.default
    if branch := branches.find(name, *prefixes):
        return branch
    raise HistoryError(
        f"There is no branch `{name}` here, which is the published one. Fetch it: `git fetch "
        f"origin {name}:{name}`"
    )


def _commits(root: Path, branch: str) -> list[Commit]:
    """Return a branch's commits by first parents, the oldest first."""
    found: list[Commit] = []
    # Each field ends with a NUL character. A renamed file has two paths.
    fields = iter(git.run(root, *LOG, branch, "--").decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if match := re.fullmatch(LOG_ENTRY, field):
            seconds = int(match[2] or NO_TIME)
            found.append(Commit(match[1], seconds, match[3].split(), match[4], []))
        elif field.strip():
            _, mode, _, blob, status = field.split()
            old = next(fields)
            new = next(fields) if status[0] == "R" else old
            found[-1].changes.append(FileChange(status[0], old, new, mode, blob))
    return found


def _check_time(commit: Commit) -> None:
    """Raise HistoryError if a commit has no real time."""
    try:
        _ = commit.made
    except (OverflowError, ValueError, OSError) as error:
        raise HistoryError(
            f"Commit {commit.id} has no real time ({commit.seconds} seconds since 1970), so it is "
            "not known when its notices were posted. Ask the person who made it to make it again"
        ) from error


def _contents(root: Path, changes: Iterable[FileChange]) -> dict[str, bytes]:
    """Return the contents that changes made, by git's names."""
    blobs = {change.blob for change in changes if change.blob.strip("0")}
    return {name: data or b"" for name, data in git.read_objects(root, blobs).items()}
