"""Git, asked about the repository that holds a root: what it answers, and what its objects hold."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from generator.content.frontmatter import LARGEST
from generator.content.names import SECTIONS, SETTINGS
from generator.core.site import Past, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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


def default_branch(root: Path) -> str:
    """Return the default branch of the repository that this was cloned from; `main` if git does not know it."""
    return _git(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD").partition("/")[2] or "main"


def _git(root: Path, *arguments: str) -> str:
    """Return what git says, or nothing where it knows nothing."""
    try:
        return ask(root, *arguments).decode("utf-8", "surrogateescape").strip()
    except (GitError, NoGitError):
        return ""


class NoPastError(Exception):
    """There is no such revision, no repository or no git; the text is a sentence that says so."""


class _Blob(NamedTuple):
    """A file of a revision: its path from the root, and the name and size of what it holds."""

    path: str
    name: str
    size: int


def read_past(root: Path, revision: str) -> Past:
    """Return what stood under a root at a revision; raise NoPastError if git cannot say."""
    try:
        blobs = list(_blobs(ask(root, "ls-tree", "-r", "-l", "-z", _commit(root, revision), "--", "content/")))
        folders = tuple(f"content/{section}/" for section in SECTIONS)
        texts = [blob for blob in blobs if blob.path == SETTINGS or blob.path.startswith(folders)]
        held = _held(root, {blob.name for blob in texts if blob.size <= LARGEST})
    except NoGitError as error:
        raise NoPastError("git is not installed, and only git knows what was published.") from error
    except GitError as error:
        raise NoPastError(str(error)) from error
    # A text too large to be read today is not fetched either; that it was there is what counts.
    sources = tuple(Source(blob.path, held.get(blob.name, b" " * (LARGEST + 1))) for blob in texts)
    return Past(sources, frozenset(blob.path for blob in blobs if blob.path.startswith("content/files/")))


def _commit(root: Path, revision: str) -> str:
    """Return the full name of the commit that a revision stands for."""
    try:
        ask(root, "rev-parse", "--git-dir")
    except GitError as error:
        raise NoPastError(f"{root} is in no git repository that can be read ({error}).") from error
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return ask(root, *verify).decode().strip()
    except GitError as error:
        hint = "write a branch, a tag or a commit, for example origin/main"
        if ask(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
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
    for name, data in zip(ordered, contents(root, ordered), strict=True):
        if data is None:
            raise NoPastError(f"git lacks a part of that commit ({name} is missing); fetch it whole.")
        held[name] = data
    return held
