"""When each notice first stood on the published branch, as git knows it: one `git log`, and old texts where needed."""

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

PLACES = ("refs/heads/", "refs/remotes/origin/")  # the second where a workflow has checked out a request
# A merge counts as one commit, at the moment of the merge; what a user's own settings may change is said here.
LOG = (
    *("-c", "log.showRoot=true", "log", "--first-parent", "--diff-merges=first-parent", "--reverse"),
    *("--no-show-signature", "--no-relative", "--format=%H %ct", "--name-status", "-M90%", "-z"),
)
COMMIT = re.compile(r"([0-9a-f]{40,64}) (\d+)")
ENTRY = re.compile(rf"((?:.*/)?content/(?:contracts|breaches)/{ID.pattern})\.(?:md|yaml)")


class HistoryError(Exception):
    """The dates of posting cannot be read; the message says why, and what to do."""


class FileChange(NamedTuple):
    """What a commit did to a file; `old` is its path before, the same unless it was renamed."""

    status: str
    old: str
    new: str


class Commit(NamedTuple):
    """A commit of the published branch, and when it came there."""

    id: str
    at: datetime
    changes: list[FileChange]


class Version(NamedTuple):
    """The text that an entry had since a commit."""

    commit: Commit
    path: str


def first_posted(root: Path, zone: tzinfo, growing: Collection[str] = ()) -> dict[str, When]:
    """Return by the ids of notices when each first stood on the published branch, on the district's clock.

    `growing` are the ids of the contracts with changes, of which the older texts are read: a change was posted with the
    first text that has it. Raises HistoryError.
    """
    try:
        return _posted(root, zone, growing)
    except git.NoGitError as error:
        raise HistoryError(
            "git is not installed here, and only git knows when a notice was posted. Install it"
        ) from error
    except git.GitError as error:
        raise HistoryError(
            f"The history of {root} cannot be read, and only git knows when a notice was posted ({error}). "
            "Run this in a clone of the district's repository"
        ) from error


def _posted(root: Path, zone: tzinfo, growing: Collection[str]) -> dict[str, When]:
    prefix = f"{_prefix(root)}content/"
    log = git.ask(root, *LOG, _branch(root), "--").decode("utf-8", "surrogateescape")
    found = {key.removeprefix(prefix): old for key, old in _versions(commits(log)).items() if key.startswith(prefix)}
    posted = {id: _moment(versions[0], zone) for id, versions in found.items()}
    old = [(id, version) for id in growing for version in found.get(id, ())]
    texts = git.contents(root, [f"{version.commit.id}:{version.path}" for _, version in old])
    for (id, version), text in zip(old, texts, strict=True):
        for anchor in _anchors(version.path, text or b""):  # a submodule has no text
            posted.setdefault(f"{id}/{anchor}", _moment(version, zone))
    return posted


def commits(log: str) -> Iterator[Commit]:
    """Yield the commits of a log in the form of `LOG`: fields end with NUL, a rename has two paths."""
    fields = iter(log.split("\0"))
    commit: Commit | None = None
    for field in fields:
        if head := COMMIT.fullmatch(field):
            if commit:
                yield commit
            commit = Commit(head[1], datetime.fromtimestamp(int(head[2]), UTC), [])
        elif commit and (status := field.strip()[:1]):
            old = next(fields)
            commit.changes.append(FileChange(status, old, next(fields) if status in "RC" else old))
    if commit:
        yield commit


def _versions(commits: Iterable[Commit]) -> dict[str, list[Version]]:
    """Return the texts of each entry by its path without ending, oldest first; a renamed one keeps those before."""
    versions: dict[str, list[Version]] = {}
    for commit in commits:
        renames = [change for change in commit.changes if change.status == "R" and _entry(change.new)]
        before = {change.new: versions.pop(_entry(change.old), []) for change in renames}
        for change in commit.changes:
            if change.status != "D" and (entry := _entry(change.new)):
                versions.setdefault(entry, []).extend([*before.get(change.new, []), Version(commit, change.new)])
    return versions


def _entry(path: str) -> str:
    """Return the path of an entry without its ending; nothing for any other file."""
    found = ENTRY.fullmatch(path)
    return found[1] if found else ""


def _moment(version: Version, zone: tzinfo) -> When:
    """Return when a text came, to the minute, as entries are written."""
    return When(version.commit.at.astimezone(zone).replace(second=0), "minute")


def _anchors(path: str, text: bytes) -> Iterator[str]:
    """Yield the places of the changes that a text holds."""
    told = frontmatter.read(path, text).node("changes")
    yield from (f"change-{i}" for i in range(1, len(told.items) + 1 if isinstance(told, List) else 1))


def _prefix(root: Path) -> str:
    """Return the way from the top of the repository to the root; a shallow clone is refused."""
    shallow, _, prefix = git.ask(root, "rev-parse", "--is-shallow-repository", "--show-prefix").partition(b"\n")
    if shallow == b"true":
        raise HistoryError(
            "This clone is shallow: it lacks the older commits, so that all notices would seem to be posted on one "
            "day. Fetch them with `git fetch --unshallow`, or in a workflow give actions/checkout `fetch-depth: 0`"
        )
    return prefix.decode("utf-8", "surrogateescape").rstrip("\n")


def _branch(root: Path) -> str:
    """Return the published branch: the default branch here, or as it was last fetched."""
    name = git.default_branch(root)
    branches = [f"{place}{name}" for place in PLACES]
    known = git.ask(root, "for-each-ref", "--format=%(refname)", *branches).decode().split()
    for branch in branches:
        if branch in known:
            return branch
    raise HistoryError(
        f"There is no branch `{name}` here, the one that is published. Fetch it: `git fetch origin {name}:{name}`"
    )
