"""Publish a tree of pages so that anyone who reads it meanwhile finds each page, old or new."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from generator.core.problems import UserError
from generator.core.publication import WELL_KNOWN
from generator.core.site import Page
from generator.system.disk import TEMPORARY, open_file

MARKER = ".built-by-notices"
MARKER_TEXT = b"notices publishes into this folder, and removes from it what it did not make.\n"
ANOTHER = "Name another folder with --out, or empty this one."
CHUNK = 1 << 20  # bytes
NO_LOCKS = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS, errno.EINVAL}


class FileCounts(NamedTuple):
    """How many files a site has, how many of them a build wrote, and how many others it removed."""

    total: int
    written: int
    removed: int


@contextmanager
def claimed(out: Path, root: Path) -> Iterator[Folder]:
    """Claim a folder for the site of a root, and wait until no other build publishes into it.

    What killed builds have left in it is removed, and at the end whatever is staged and not
    published. Raises UserError.
    """
    with _lock(out):
        _remove_staged(out)
        try:
            yield Folder(out, root)
        finally:
            _remove_staged(out)


class Folder:
    """A folder that a site is published into in two steps, so that each file is always complete.

    First each page is staged: written to a hidden folder inside, unless its file has the right
    bytes already. Several processes may do that. Once all pages are staged, they are moved into
    place. So nothing is published if a page cannot be made.
    """

    def __init__(self, out: Path, root: Path) -> None:
        """Only this build may write into the folder `out`; `root` is that of the content."""
        self._out = str(out)
        self._root = str(root)
        self._staging = f"{out}/{TEMPORARY}{os.getpid()}"
        self._files, self._folders = _existing(str(out))

    def stage(self, page: Page) -> Page:
        """Write a page to the hidden folder if it has changed; return it without its bytes."""
        if page.path not in self._files or not self._is_same(page):
            path = f"{self._staging}/{page.path}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as file:
                if page.copy_of:
                    with self._source(page) as source:
                        shutil.copyfileobj(source, file)
                else:
                    file.write(page.data)
        return page._replace(data=b"")

    def publish(self, pages: Sequence[Page]) -> FileCounts:
        """Move what is staged into place, and remove all files that are not among the pages.

        New files come first, then changed ones, each in the order of the pages; stale files are
        removed last. So a page that was there never links to a page that is missing. If the disk
        fails, the folder has old and new files, and the next build finishes the work.
        """
        paths = [page.path for page in pages]
        staged = [path for path in paths if os.path.lexists(f"{self._staging}/{path}")]
        moved = set[str]()
        for path in sorted(staged, key=(self._files | self._folders).__contains__):
            new = [folder for folder in _parents(path) if folder not in self._folders]
            highest = new[-1] if new else path
            if highest not in moved:  # a new folder is moved at once, with all its files
                target = f"{self._out}/{highest}"
                if highest in self._folders:  # a file comes in the place of a folder
                    shutil.rmtree(target)
                elif new and highest in self._files:  # a folder comes in the place of a file
                    os.unlink(target)
                os.replace(f"{self._staging}/{highest}", target)
                moved.add(highest)
        return FileCounts(len(paths), len(staged), self._remove_stale(paths))

    def _remove_stale(self, paths: Sequence[str]) -> int:
        """Remove the files that are at none of the paths; return how many."""
        needed = {folder for path in paths for folder in _parents(path)}
        stale = self._files.difference(paths, needed)
        for path in sorted(stale):
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{self._out}/{path}")
        for folder in sorted(self._folders - needed, reverse=True):
            with suppress(OSError):  # it may contain a dot file, which a build does not remove
                os.rmdir(f"{self._out}/{folder}")
        return len(stale)

    def _is_same(self, page: Page) -> bool:
        """Return whether the file of a page has its bytes already."""
        path = f"{self._out}/{page.path}"
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False  # a link leads elsewhere, and opening a pipe would wait forever
        with open(path, "rb") as file:
            if page.copy_of:
                with self._source(page) as source:
                    return _has_same_bytes(source, file)
            return os.fstat(file.fileno()).st_size == len(page.data) and file.read() == page.data

    def _source(self, page: Page) -> BinaryIO:
        """Open the file that a page is a copy of."""
        return open(open_file(f"{self._root}/{page.copy_of}"), "rb")


def _has_same_bytes(first: BinaryIO, second: BinaryIO) -> bool:
    """Return whether two files contain the same bytes, without reading them into memory at once."""
    if os.fstat(first.fileno()).st_size != os.fstat(second.fileno()).st_size:
        return False
    while (data := first.read(CHUNK)) == second.read(CHUNK):
        if not data:
            return True
    return False


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _existing(out: str) -> tuple[set[str], set[str]]:
    """Return the files (links too) and folders of earlier builds, without others' dot files."""
    files = set[str]()
    folders = set[str]()
    left = [""]
    while left:
        with os.scandir(f"{out}/{left.pop()}") as iterator:
            for entry in iterator:
                path = entry.path[len(out) :].lstrip("/")
                if "/." in f"/{path}" and not f"{WELL_KNOWN}/".startswith(f"{path}/"):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.add(path)
                    left.append(path)
                else:
                    files.add(path)
    return files, folders


def _remove_staged(out: Path) -> None:
    """Remove what this build, or one that was killed, has staged."""
    with os.scandir(out) as iterator:
        staged = [entry for entry in iterator if entry.name.startswith(TEMPORARY)]
    for entry in staged:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


@contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Make and mark the folder, and wait until no other build publishes into it.

    The lock ends with its process, also if that is killed. A disk without locks, such as some
    shared ones, does not keep two builds apart, like Windows. Raises UserError.
    """
    if os.path.lexists(out) and not out.is_dir():
        raise UserError(f"{out} is not a folder. {ANOTHER}")
    out.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(out / MARKER):
        for name in sorted(os.listdir(out)):
            if not name.startswith("."):
                raise UserError(f"{out} contains {name}, which is not from a build. {ANOTHER}")
        (out / MARKER).write_bytes(MARKER_TEXT)
    marker = os.open(out / MARKER, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if sys.platform != "win32":
            import fcntl  # Windows has no such module, so there nothing keeps two builds apart

            try:
                fcntl.flock(marker, fcntl.LOCK_EX)
            except OSError as error:
                if error.errno not in NO_LOCKS:
                    raise
        yield
    finally:
        os.close(marker)
