"""What git holds of a root at a revision: its texts and the names of its files; nothing is checked out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from generator.content.frontmatter import LARGEST
from generator.content.names import SECTIONS, SETTINGS
from generator.core.site import Past, Source
from generator.system import git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class NoPastError(Exception):
    """There is no such revision, no repository or no git; the text is a sentence that says so."""


class _Blob(NamedTuple):
    """A file of a revision: its path from the root, and the name and size of what it holds."""

    path: str
    name: str
    size: int


def read(root: Path, revision: str) -> Past:
    """Return what stood under a root at a revision; raise NoPastError if git cannot say."""
    try:
        blobs = list(_blobs(git.ask(root, "ls-tree", "-r", "-l", "-z", _commit(root, revision), "--", "content/")))
        folders = tuple(f"content/{section}/" for section in SECTIONS)
        texts = [blob for blob in blobs if blob.path == SETTINGS or blob.path.startswith(folders)]
        held = _held(root, {blob.name for blob in texts if blob.size <= LARGEST})
    except git.NoGitError as error:
        raise NoPastError("git is not installed, and only git knows what was published.") from error
    except git.GitError as error:
        raise NoPastError(str(error)) from error
    # A text too large to be read today is not fetched either; that it was there is what counts.
    sources = tuple(Source(blob.path, held.get(blob.name, b" " * (LARGEST + 1))) for blob in texts)
    return Past(sources, frozenset(blob.path for blob in blobs if blob.path.startswith("content/files/")))


def _commit(root: Path, revision: str) -> str:
    """Return the full name of the commit that a revision stands for."""
    try:
        git.ask(root, "rev-parse", "--git-dir")
    except git.GitError as error:
        raise NoPastError(f"{root} is in no git repository that can be read ({error}).") from error
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return git.ask(root, *verify).decode().strip()
    except git.GitError as error:
        hint = "write a branch, a tag or a commit, for example origin/main"
        if git.ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
            hint = "only the newest commits are here, so fetch the others: git fetch --unshallow"
        raise NoPastError(f"git knows no commit `{revision}` here; {hint}.") from error


def _blobs(listing: bytes) -> Iterator[_Blob]:
    """Yield the files of a listing that the site would be made from, sorted as the disk is read."""
    for line in listing.split(b"\0"):
        if not line:
            continue
        about, _, name = line.partition(b"\t")
        _mode, kind, blob, size = about.split()
        path = os.fsdecode(name)
        ignored = any(part.startswith(".") or part.endswith("~") for part in path.split("/"))
        if kind == b"blob" and not ignored:
            yield _Blob(path, blob.decode(), int(size) if size.isdigit() else 0)  # git writes BAD for what it has lost


def _held(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return what blobs hold, by their names."""
    held, ordered = dict[str, bytes](), sorted(names)
    for name, data in zip(ordered, git.contents(root, ordered), strict=True):
        if data is None:
            raise NoPastError(f"git lacks a part of that commit ({name} is missing); fetch it whole.")
        held[name] = data
    return held
