"""When each notice first stood on the published branch, as git knows it: one `git log`, and one look at all texts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter
from generator.content.names import ID
from generator.content.yaml_nodes import List, Mapping, Scalar
from generator.core.site import Committed, Posting
from generator.system import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from generator.content.yaml_nodes import Node

BRANCHES = ("refs/heads/main", "refs/remotes/origin/main")  # the second where a workflow has checked out a request
# A merge counts as one commit, at the moment of the merge; what a user's own settings may change is said here.
LOG = (
    *("-c", "log.showRoot=true", "log", "--first-parent", "--diff-merges=first-parent", "--reverse"),
    *("--no-show-signature", "--no-relative", "--format=%H %ct", "--name-status", "-M90%", "-z"),
)
COMMIT = re.compile(r"([0-9a-f]{40,64}) (\d+)")
LISTS = {"changes": "change", "updates": "update"}  # what an item of each is called
ENTRY = re.compile(rf"((?:.*/)?content/(?:contracts|breaches)/{ID.pattern})\.(?:md|yaml)")


class HistoryError(Exception):
    """The dates of posting cannot be read; the message says why, and what to do."""


class FileChange(NamedTuple):
    """What a commit did to a file; `old` is its path before, the same unless it was renamed."""

    status: str
    old: str
    new: str


class Commit(NamedTuple):
    """A commit of the published branch, and what it did."""

    made: Committed
    changes: list[FileChange]


class Version(NamedTuple):
    """The text that an entry had since a commit."""

    made: Committed
    path: str


def postings(root: Path) -> dict[str, Posting]:
    """Return by the id of each notice what git knows of it. Raises HistoryError."""
    try:
        return _postings(root)
    except git.NoGitError as error:
        raise HistoryError(
            "git is not installed here, and only git knows when a notice was posted. Install it"
        ) from error
    except git.GitError as error:
        raise HistoryError(
            f"The history of {root} cannot be read, and only git knows when a notice was posted ({error}). "
            "Run this in a clone of the district's repository"
        ) from error


def _postings(root: Path) -> dict[str, Posting]:
    prefix = f"{_prefix(root)}content/"
    log = git.ask(root, *LOG, _branch(root), "--").decode("utf-8", "surrogateescape")
    found = [(key.removeprefix(prefix), old) for key, old in _versions(commits(log)).items() if key.startswith(prefix)]
    texts = git.contents(root, [f"{one.made.id}:{one.path}" for _, versions in found for one in versions])
    known: dict[str, _History] = {}
    for id, versions in found:
        for version in versions:
            for place, fields in _notices(version.path, next(texts) or b""):  # a submodule has no text
                known.setdefault(f"{id}/{place}" if place else id, _History(version.made)).add(version.made, fields)
    return {name: history.posting for name, history in known.items()}


class _History:
    """What the texts of one notice have said, the oldest first."""

    def __init__(self, first: Committed) -> None:
        """Begin with the commit of the first text."""
        self.first = first
        self.with_contract: Committed | None = None
        self.notified = ""
        self.dates: dict[str, Committed] = {}

    def add(self, made: Committed, fields: dict[str, Node]) -> None:
        """Take the fields of a text, and its commit."""
        if self.with_contract is None and _text(fields.get("agreement")):
            self.with_contract = made
        notified = fields.get("notified")
        self.notified = _text(notified.fields.get("at") if isinstance(notified, Mapping) else notified)
        self.dates.setdefault(self.notified, made)

    @property
    def posting(self) -> Posting:
        """What git knows of the notice."""
        return Posting(self.first, self.with_contract, self.dates[self.notified] if self.notified else None)


def _notices(path: str, text: bytes) -> Iterator[tuple[str, dict[str, Node]]]:
    """Yield the notices of a text: the place of each, empty for the entry itself, and its fields."""
    document = frontmatter.read(path, text)
    yield "", document.fields.fields
    for name, noun in LISTS.items():
        items = document.node(name)
        for number, item in enumerate(items.items if isinstance(items, List) else (), start=1):
            yield f"{noun}-{number}", item.fields if isinstance(item, Mapping) else {}
    if isinstance(withdrawn := document.node("withdrawn"), Mapping):
        yield "withdrawal", withdrawn.fields


def _text(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def commits(log: str) -> Iterator[Commit]:
    """Yield the commits of a log in the form of `LOG`: fields end with NUL, a rename has two paths."""
    fields = iter(log.split("\0"))
    commit: Commit | None = None
    for field in fields:
        if head := COMMIT.fullmatch(field):
            if commit:
                yield commit
            commit = Commit(Committed(head[1], datetime.fromtimestamp(int(head[2]), UTC)), [])
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
                versions.setdefault(entry, []).extend([*before.get(change.new, []), Version(commit.made, change.new)])
    return versions


def _entry(path: str) -> str:
    """Return the path of an entry without its ending; nothing for any other file."""
    found = ENTRY.fullmatch(path)
    return found[1] if found else ""


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
    """Return the published branch: main here, or as it was last fetched."""
    known = git.ask(root, "for-each-ref", "--format=%(refname)", *BRANCHES).decode().split()
    for branch in BRANCHES:
        if branch in known:
            return branch
    raise HistoryError(
        "There is no branch `main` here, the one that is published. Fetch it: `git fetch origin main:main`"
    )
