"""Run git in the repository of a root, and read what it has published, and where it is hosted."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.content.context import SETTINGS
from generator.content.fields import FIRST
from generator.content.frontmatter import MAX_BYTES
from generator.core.dates import When
from generator.core.problems import UserError
from generator.core.site import Past, Source

# In a hook, git sets these to its own repository. We want the one that contains the root.
HOOK_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
# Git must not ask for a password. Replaced and grafted commits are only in this clone, and are not
# the history that was published.
SETTINGS_OF_GIT = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
}

ANY_COMMIT = "write a branch, a tag or a commit, for example origin/main"
LOCAL = "refs/heads/"
REMOTES = "refs/remotes/origin/"


class GitError(UserError):
    """Git failed; the message is the line with the reason, or else the last one it wrote."""


class UnknownCommitError(UserError):
    """Git has all of the history, and not this commit."""


class GitMissingError(UserError):
    """Git is not installed."""


def run(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git in a folder and return its output; raise GitError or GitMissingError."""
    environment = {name: value for name, value in os.environ.items() if name not in HOOK_VARIABLES}
    environment |= SETTINGS_OF_GIT
    command = ["git", "-C", str(root), *arguments]
    try:
        result = subprocess.run(
            command, input=stdin, capture_output=True, env=environment, check=False
        )
    except FileNotFoundError as error:
        raise GitMissingError("git is not installed; see https://git-scm.com/downloads") from error
    if result.returncode:
        lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
        reasons = [line for line in lines if line.startswith("fatal: ")] or lines
        raise GitError(reasons[-1] if reasons else "it gave no reason")
    return result.stdout


def tags(url: str) -> dict[str, str]:
    """Return the commit of each tag of a repository on the web, by tag. Raises GitError."""
    commits = {}
    for line in run(Path(), "ls-remote", "--tags", "--", url).decode().splitlines():
        commit, _, name = line.partition("\t")  # the commit of an annotated tag follows the tag
        commits[name.removeprefix("refs/tags/").removesuffix("^{}")] = commit
    return commits


def read_objects(root: Path, names: Iterable[str]) -> dict[str, bytes | None]:
    """Return git's objects by name, None for a missing one, in one run. Raises GitError."""
    objects = dict[str, bytes | None].fromkeys(names)
    stdin = "".join(f"{name}\n" for name in objects).encode("utf-8", "surrogateescape")
    output = run(root, "cat-file", "--batch", stdin=stdin) if stdin else b""
    position = 0
    for name in objects:  # a line that ends with the size, then the bytes and a newline
        end = output.index(b"\n", position)
        position = end + 1
        if not output.endswith(b" missing", 0, end):
            size = int(output[output.rfind(b" ", 0, end) : end])
            objects[name] = output[position : position + size]
            position += size + 1
    return objects


GITHUB = "https://github.com"
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*")
# https://host/owner/name.git, git@host:owner/name.git, ssh://git@host/owner/name
REMOTE = re.compile(
    rf"(?:https://|ssh://)?(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?[:/]({NAME.pattern}?)(?:\.git)?/?"
)


def repository_url(root: Path, environment: Mapping[str, str]) -> str:
    """Return the repository's address for a browser: the workflow's, or that of `origin`, or ""."""
    if name := environment.get("GITHUB_REPOSITORY"):
        return f"{environment.get('GITHUB_SERVER_URL') or GITHUB}/{name}"
    remote = REMOTE.fullmatch(_output(root, "remote", "get-url", "origin"))
    return f"https://{remote[1]}/{remote[2]}" if remote else ""


def head(root: Path) -> str:
    """Return the commit that is checked out, or an empty text without one."""
    return _output(root, "rev-parse", "--verify", "HEAD")


def text_at(root: Path, revision: str, path: str) -> str:
    """Return a text at a path of the root at a revision, or an empty text if it is not there."""
    return _output(root, "show", f"{revision}:./{path}")


def archive(root: Path, revision: str) -> bytes:
    """Return the files of the root at a revision as a tar; raise UserError as `read_past` does."""
    return run(root, "archive", "--format=tar", _commit(root, revision))


def last_edited(root: Path, path: str, zone: ZoneInfo) -> When | None:
    """Return the day of the newest commit that changed a file of an entry; None without one.

    `path` is that of its first file, and the others are in the folder of the same name.
    """
    folder = path.rpartition(".")[0]
    try:
        seconds = int(_output(root, "log", "-1", "--format=%ct", "--", path, folder))
        day = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError, OSError):  # there is no commit, or its time is not real
        return None
    return When(day.replace(hour=0, minute=0, second=0), "day")


class Branches(NamedTuple):
    """The branches of a clone and of its remote `origin`, as they were last fetched.

    `names` are their full names; `default` is the short name of the remote's default branch, `main`
    if git does not know it.
    """

    names: set[str]
    default: str

    def find(self, name: str, *prefixes: str) -> str | None:
        """Return a branch with the first prefix that it has here; None if it is not here."""
        wanted = (f"{prefix}{name}" for prefix in prefixes)
        return next((branch for branch in wanted if branch in self.names), None)


def branches(root: Path) -> Branches:
    """Return the branches that are here; raise GitError."""
    listing = run(root, "for-each-ref", "--format=%(refname) %(symref)", LOCAL, REMOTES)
    lines = listing.decode("utf-8", "surrogateescape").splitlines()
    targets = dict(line.split(" ", 1) for line in lines)
    head = targets.get(f"{REMOTES}HEAD", "")
    return Branches({*targets}, head.removeprefix(REMOTES) or "main")


def _output(root: Path, *arguments: str) -> str:
    """Return git's output without the newline at the end, or nothing if git fails."""
    try:
        return run(root, *arguments).decode("utf-8", "surrogateescape").strip()
    except UserError:
        return ""


LINKS = {"120000": "a link", "160000": "a submodule"}  # by git's modes


class _Listed(NamedTuple):
    """What git has at a path of a revision: its mode, its name for the content, and the size."""

    path: str
    mode: str
    name: str
    size: int  # bytes; 0 for what is not a file or is lost


def read_past(root: Path, revision: str) -> Past:
    """Return the content of a root at a revision; raise UserError, for one UnknownCommitError."""
    commit = _commit(root, revision)
    blobs = _list(root, "-r", commit, "--", "content/")
    names = f"{_output(root, 'rev-parse', '--show-prefix')}content".split("/")
    parents = ["/".join(names[:end]) for end in range(1, len(names) + 1)]
    above = _list(root, "--full-tree", commit, "--", *parents)
    # What was published behind a link is not in git, so its removal would never be seen.
    for path, mode, *_ in (*above, *blobs):
        if mode in LINKS:
            raise UserError(
                f"in `{revision}`, {path} is {LINKS[mode]}, so git does not know what was "
                "published there; compare with a commit that has the files themselves."
            )
    folders = tuple(f"content/{section}/" for section in FIRST)
    texts = [blob for blob in blobs if blob.path == SETTINGS or blob.path.startswith(folders)]
    contents = read_objects(root, (blob.name for blob in texts if blob.size <= MAX_BYTES))
    if lost := [name for name, data in contents.items() if data is None]:
        raise UserError(f"git is missing a part of that commit ({lost[0]}); fetch all of it.")
    # A text that is too large to be read today was published all the same, so it is listed, but
    # its content is not needed.
    too_large = b" " * (MAX_BYTES + 1)
    sources = tuple(Source(blob.path, contents.get(blob.name, too_large) or b"") for blob in texts)
    files = frozenset(blob.path for blob in blobs if blob.path.startswith("content/files/"))
    return Past(sources, files, files & _replaced(root, commit))


def _commit(root: Path, revision: str) -> str:
    """Return the full name of the commit of a revision."""
    try:
        run(root, "rev-parse", "--git-dir")
    except GitError as error:
        message = f"{root} is not in a git repository that can be read ({error})."
        raise UserError(message) from error
    unknown = f"git finds no commit `{revision}`"
    if revision.startswith("-"):  # an old git has no option that ends options
        raise UnknownCommitError(f"{unknown}; {ANY_COMMIT}.")
    try:
        return (
            run(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
        )
    except GitError as error:
        if run(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
            hint = "only the newest commits are here, so fetch the others: git fetch --unshallow"
            raise UserError(f"{unknown}; {hint}.") from error
        raise UnknownCommitError(f"{unknown}; {ANY_COMMIT}.") from error


def _list(root: Path, *arguments: str) -> list[_Listed]:
    """Return what `git ls-tree` lists, without the names that a site ignores."""
    listed = []
    for line in filter(None, run(root, "ls-tree", "-l", "-z", *arguments).split(b"\0")):
        columns, _, encoded = line.partition(b"\t")
        mode, _, name, size = columns.decode().split()
        path = os.fsdecode(encoded)
        if not any(part.startswith(".") or part.endswith("~") for part in path.split("/")):
            # git writes BAD instead of a size for an object that it has lost
            listed.append(_Listed(path, mode, name, int(size) if size.isdigit() else 0))
    return listed


def _replaced(root: Path, commit: str) -> set[str]:
    """Return the paths of files whose bytes, as git would keep them, differ from those of a commit.

    What only git's settings or the rights of a file make different is not among them.
    """
    line = ("-c", "core.fileMode=false", "diff", "--raw", "-z", "--relative", "--no-renames")
    fields = iter(run(root, *line, "--diff-filter=M", commit, "--", "content/files/").split(b"\0"))
    paths = {next(fields): field.split()[2:4] for field in fields if field}
    return {os.fsdecode(path) for path, (old, new) in paths.items() if old != new}
