"""Read from git's history when each notice was first on the published branch."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter
from generator.content.names import ID
from generator.content.yaml_nodes import List
from generator.core.dates import When
from generator.system import git

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import tzinfo
    from pathlib import Path

# In a workflow that has checked out a pull request, the branch is only there as the remote's.
BRANCHES = ("refs/heads/main", "refs/remotes/origin/main")
# A merge counts as one commit, at the time of the merge. Options that a user can change in the
# configuration of git are set here.
LOG = (
    *("-c", "log.showRoot=true", "log"),
    *("--first-parent", "--diff-merges=first-parent", "--reverse", "--no-show-signature"),
    *("--no-relative", "--format=%H %ct", "--name-status", "-M90%", "-z"),
)
COMMIT = re.compile(r"([0-9a-f]{40,64}) (\d+)")
ENTRY = re.compile(rf"((?:.*/)?content/(?:contracts|breaches)/{ID.pattern})\.(?:md|yaml)")


class HistoryError(Exception):
    """The dates of posting cannot be read; the message says why, and what to do."""


class FileChange(NamedTuple):
    """What a commit did to a file; `old` differs from `new` only if the file was renamed."""

    status: str
    old: str
    new: str


class Commit(NamedTuple):
    """A commit of the published branch, and when it was made, in UTC."""

    id: str
    at: datetime
    changes: list[FileChange]


class Version(NamedTuple):
    """The text of an entry as of a commit."""

    commit: Commit
    path: str


def first_posted(root: Path, zone: tzinfo, growing: Collection[str] = ()) -> dict[str, When]:
    """Return when each notice was first on the published branch, by the ids of the notices.

    The times are in `zone`, the district's. `growing` are the ids of contracts with changes. Their
    older texts are read, because a change was posted with the first text that contains it. Raises
    HistoryError.
    """
    try:
        return _posted(root, zone, growing)
    except git.GitMissingError as error:
        raise HistoryError("git is not installed, and only git has the dates of posting. Install it") from error
    except git.GitError as error:
        raise HistoryError(
            f"The git history of {root} cannot be read, and only git has the dates of posting "
            f"({error}). Run this in a clone of the district's repository"
        ) from error


def _posted(root: Path, zone: tzinfo, growing: Collection[str]) -> dict[str, When]:
    prefix = f"{_prefix(root)}content/"
    log = git.run(root, *LOG, _branch(root), "--").decode("utf-8", "surrogateescape")
    versions = {
        path.removeprefix(prefix): texts for path, texts in _versions(commits(log)).items() if path.startswith(prefix)
    }
    posted = {id: _time(texts[0], zone) for id, texts in versions.items()}
    older = [(id, version) for id in growing for version in versions.get(id, ())]
    names = [f"{version.commit.id}:{version.path}" for _, version in older]
    for (id, version), data in zip(older, git.read_objects(root, names), strict=True):
        text = data or b""  # a submodule has no text
        for anchor in _anchors(version.path, text):
            posted.setdefault(f"{id}/{anchor}", _time(version, zone))
    return posted


def commits(log: str) -> Iterator[Commit]:
    """Yield the commits of a log that git has printed with the options of `LOG`.

    Each field ends with a NUL character. A renamed file has two paths.
    """
    fields = iter(log.split("\0"))
    commit: Commit | None = None
    for field in fields:
        if header := COMMIT.fullmatch(field):
            if commit:
                yield commit
            commit = Commit(header[1], datetime.fromtimestamp(int(header[2]), UTC), [])
        elif commit and (status := field.strip()[:1]):
            old = next(fields)
            new = next(fields) if status in "RC" else old
            commit.changes.append(FileChange(status, old, new))
    if commit:
        yield commit


def _versions(commits: Iterable[Commit]) -> dict[str, list[Version]]:
    """Return the texts of each entry, the oldest first, by its path without the extension.

    An entry that was renamed keeps the texts from before.
    """
    versions: dict[str, list[Version]] = {}
    for commit in commits:
        renames = [change for change in commit.changes if change.status == "R" and _entry(change.new)]
        before = {change.new: versions.pop(_entry(change.old), []) for change in renames}
        for change in commit.changes:
            entry = _entry(change.new)
            if entry and change.status != "D":
                texts = versions.setdefault(entry, [])
                texts += [*before.get(change.new, []), Version(commit, change.new)]
    return versions


def _entry(path: str) -> str:
    """Return the path of an entry without its extension, or nothing for any other file."""
    match = ENTRY.fullmatch(path)
    return match[1] if match else ""


def _time(version: Version, zone: tzinfo) -> When:
    """Return the time of a text to the minute, as in an entry."""
    return When(version.commit.at.astimezone(zone).replace(second=0), "minute")


def _anchors(path: str, text: bytes) -> Iterator[str]:
    """Yield the anchors of the changes in the text of a contract."""
    changes = frontmatter.read(path, text).node("changes")
    count = len(changes.items) if isinstance(changes, List) else 0
    yield from (f"change-{i}" for i in range(1, count + 1))


def _prefix(root: Path) -> str:
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


def _branch(root: Path) -> str:
    """Return the published branch: the local one, or else the remote's."""
    branches = git.run(root, "for-each-ref", "--format=%(refname)", *BRANCHES).decode().split()
    for branch in BRANCHES:
        if branch in branches:
            return branch
    raise HistoryError(
        "There is no branch `main` here, which is the published one. Fetch it: `git fetch origin main:main`"
    )
