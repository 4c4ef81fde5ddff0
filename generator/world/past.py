"""What git holds of a root at a revision: its texts and the names of its files; nothing is checked out."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from generator.ends import Past, Source
from generator.entries.frontmatter import LARGEST
from generator.entries.names import SECTIONS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A hook of git's is told of its own repository in these; we ask for the one that holds the root.
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


class NoPastError(Exception):
    """There is no such revision, no repository or no git; the text is a sentence that says so."""


class _Blob(NamedTuple):
    """A file of a revision: its path from the root, and the name and size of what it holds."""

    path: str
    name: str
    size: int


def read(root: Path, revision: str) -> Past:
    """Return what stood under a root at a revision; raise NoPastError if git cannot say."""
    blobs = list(_blobs(_git(root, "ls-tree", "-r", "-l", "-z", _commit(root, revision), "--", "content/")))
    folders = tuple(f"content/{section}/" for section in SECTIONS)
    texts = [blob for blob in blobs if blob.path == SETTINGS or blob.path.startswith(folders)]
    held = _contents(root, [blob for blob in texts if blob.size <= LARGEST])
    # A text too large to be read today is not fetched either; that it was there is what counts.
    sources = tuple(Source(blob.path, held.get(blob.name, b" " * (LARGEST + 1))) for blob in texts)
    return Past(sources, frozenset(blob.path for blob in blobs if blob.path.startswith("content/files/")))


def _commit(root: Path, revision: str) -> str:
    """Return the full name of the commit that a revision stands for."""
    try:
        _git(root, "rev-parse", "--git-dir")
    except _FailedError as failed:
        raise NoPastError(f"{root} is in no git repository that can be read ({failed}).") from failed
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _git(root, *verify).decode().strip()
    except _FailedError as failed:
        hint = "write a branch, a tag or a commit, for example origin/main"
        if _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
            hint = "only the newest commits are here, so fetch the others: git fetch --unshallow"
        raise NoPastError(f"git knows no commit `{revision}` here; {hint}.") from failed


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


def _contents(root: Path, blobs: Iterable[_Blob]) -> dict[str, bytes]:
    """Return what blobs hold, by their names, in one run of git."""
    names = "".join(f"{name}\n" for name in sorted({blob.name for blob in blobs}))
    answer, held = memoryview(_git(root, "cat-file", "--batch", given=names.encode())), dict[str, bytes]()
    while answer:
        end = bytes(answer[:100]).index(b"\n")
        name, _, rest = bytes(answer[:end]).decode().partition(" ")
        kind, _, size = rest.partition(" ")
        if kind != "blob":
            raise NoPastError(f"git lacks a part of that commit ({name} is {kind}); fetch it whole.")
        held[name] = bytes(answer[end + 1 : end + 1 + int(size)])
        answer = answer[end + 1 + int(size) + 1 :]
    return held


class _FailedError(NoPastError):
    """Git said no; the text is its last line."""


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints; raise `_FailedError` when it fails, and NoPastError when there is none."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise NoPastError("git is not installed, and only git knows what was published.") from error
    if done.returncode:
        raise _FailedError((done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1])
    return done.stdout
