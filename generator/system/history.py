"""The commits of a branch, the oldest first, with what each of them did to which files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from generator.core.problems import UserError
from generator.core.site import Committed
from generator.system import git

# A merge counts as one commit, at the time of the merge. Options that a user can change in the
# configuration of git are set here.
LOG = (
    *("-c", "log.showRoot=true", "log", "--first-parent", "--diff-merges=first-parent"),
    *("--reverse", "--no-show-signature", "--no-relative", "--encoding=UTF-8"),
    *("--format=%H %ct %P <%ae>", "--raw", "--no-abbrev", "-M90%", "-z"),
)
NO_TIME = -(10**15)  # instead of a time that git cannot read
COMMIT = re.compile(r"([0-9a-f]{40,64}) (-?\d*) ([0-9a-f ]*) <(.*)>", re.DOTALL)


class HistoryError(UserError):
    """The dates of posting cannot be read; the message says why, and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message}, or leave out --posted.")


class FileChange(NamedTuple):
    """What a commit did to a file, renamed if `old` differs; `blob` is zeros without content."""

    status: str
    old: str
    new: str
    mode: str
    blob: str


class Commit(NamedTuple):
    """A commit, and what it did. `seconds` is its time since 1970, whatever its author wrote."""

    id: str
    seconds: int
    parents: list[str]
    author: str
    changes: list[FileChange]

    @property
    def made(self) -> Committed:
        """The commit and its time; raises HistoryError if that is no real time."""
        try:
            return Committed(self.id, datetime.fromtimestamp(self.seconds, UTC))
        except (OverflowError, ValueError, OSError) as error:
            raise HistoryError(
                f"Commit {self.id} has no real time ({self.seconds} seconds since 1970), so it is "
                "not known when its notices were posted. Ask the person who made it to make it "
                "again"
            ) from error


def commits(root: Path, branch: str) -> list[Commit]:
    """Return a branch's commits by first parents, the oldest first. Raises the errors of git."""
    found: list[Commit] = []
    # Each field ends with a NUL character. A renamed file has two paths.
    fields = iter(git.run(root, *LOG, branch, "--").decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if match := COMMIT.fullmatch(field):
            seconds = int(match[2] or NO_TIME)
            found.append(Commit(match[1], seconds, match[3].split(), match[4], []))
        elif field.strip():
            _, mode, _, blob, status = field.split()
            old = next(fields)
            new = next(fields) if status[0] == "R" else old
            found[-1].changes.append(FileChange(status[0], old, new, mode, blob))
    return found


def contents(root: Path, changes: Iterable[FileChange]) -> dict[str, bytes]:
    """Return the contents that changes made, by git's names; raise GitError or GitMissingError."""
    blobs = {change.blob for change in changes if change.blob.strip("0")}
    return {name: data or b"" for name, data in git.read_objects(root, blobs).items()}
