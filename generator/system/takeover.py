"""Make a district's own repository from a copy of the program's, with the history of its notices.

The history stays as it is, so the record has the same dates and commits before and after.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from generator.system import git
from generator.system.disk import default_theme

TAKEN = ("content", "themes", ".github/CODEOWNERS")  # what a district writes in such a copy


class TakeoverError(Exception):
    """A repository cannot be taken over; the message says why, and what to do."""


def take_over(old: str, folder: Path) -> None:
    """Clone a repository into a new folder, with only the files that the district wrote.

    `old` is a folder or an address. Nothing is committed. Raises TakeoverError and git's errors.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    clone = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".notices-"))
    try:
        _clone(old, clone)
        others = [f":(exclude){path}" for path in TAKEN]
        git.run(clone, "rm", "-r", "--quiet", "--ignore-unmatch", "--", ".", *others)
        git.run(clone, "rm", "-r", "--quiet", "--ignore-unmatch", "--", "themes/default")
        os.rename(clone, folder)  # which may exist, if it is empty
    finally:
        shutil.rmtree(clone, ignore_errors=True)


def _clone(old: str, clone: Path) -> None:
    """Clone the default branch of a repository with its full history."""
    branch: tuple[str, ...] = ()
    source = old
    if os.path.isdir(old):
        source = os.path.abspath(old)
        branch = ("--branch", git.default_branch(Path(old)))
        if changed := git.run(Path(old), "status", "--porcelain", "--", *TAKEN):
            first = changed.decode("utf-8", "replace").splitlines()[0][3:]
            raise TakeoverError(
                f"{old} has changes that are not committed, such as {first}; commit them there."
            )
    git.run(clone.parent, "clone", "--quiet", *branch, "--", source, str(clone))
    if git.run(clone, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise TakeoverError(
            f"{old} has only the newest commits, and the record needs all of them; run "
            "`git fetch --unshallow` there."
        )
    if not (clone / "content/site.yaml").is_file():
        raise TakeoverError(f"{old} has no content/site.yaml, so it is no copy of Notices.")
    if branch:
        git.run(clone, "remote", "set-head", "origin", branch[1])


def changed_theme_files(folder: Path) -> list[str]:
    """Return the paths of the default theme in the last commit that differ from the program's."""
    theme = default_theme()
    prefix = "themes/default/"
    listing = git.run(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", prefix)
    paths = [os.fsdecode(name) for name in listing.split(b"\0") if name]
    texts = git.read_objects(folder, [f"HEAD:{path}" for path in paths])
    return [
        path
        for path, data in zip(paths, texts, strict=True)
        if theme.get(path.removeprefix(prefix)) != data
    ]
