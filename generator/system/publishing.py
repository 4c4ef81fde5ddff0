"""Publish a tree of pages so that anyone who reads it meanwhile finds each page, old or new."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from generator.system.disk import TEMPORARY, open_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.core.site import Page

MARKER = ".built-by-notices"
MARKER_TEXT = b"notices publishes into this folder, and removes from it what it did not make.\n"
CHUNK = 1 << 20  # bytes
PARTS = 250  # of a page that are written at once
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class ForeignFolderError(Exception):
    """The folder to publish into contains a file that is not from a build."""


class Published(NamedTuple):
    """How many files a site has, how many of them a build wrote, and how many others it removed."""

    total: int
    written: int
    removed: int


@contextmanager
def claimed(out: Path, root: Path) -> Iterator[Folder]:
    """Claim a folder for the site of a root, and wait until no other build publishes into it.

    What killed builds have left in it is removed, and at the end whatever is staged and not
    published. Raises ForeignFolderError.
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
        """Take a folder, which only this build may write into, and the root of the content."""
        self._out, self._root = str(out), str(root)
        self._staging = f"{out}/{TEMPORARY}{os.getpid()}"
        self._files, self._folders = _existing(out)
        self._made: set[str] = set()  # the folders that this process has made to stage pages

    def stage(self, page: Page, parts: Iterable[bytes]) -> Page:
        """Write the parts of a page to the hidden folder if it is new or changed.

        Returns the page, which has no bytes itself. Raises OSError if the disk fails.
        """
        if page.path in self._files:
            data = b"".join(parts)
            if _is_same(self._out, page, data, self._root):
                return page
            parts = [data]
        path = f"{self._staging}/{page.path}"
        folder = os.path.dirname(path)
        if folder not in self._made:
            _make_folder(folder)
            self._made.add(folder)
        _write(path, parts, f"{self._root}/{page.copy_of}" if page.copy_of else "")
        return page

    def publish(self, pages: Sequence[Page]) -> Published:
        """Move what is staged into place, and remove all files that are not among the pages.

        New files come first, then changed ones, each in the order of the pages; stale files are
        removed last. So a page that was there never links to a page that is missing. If the disk
        fails, the folder has old and new files, and the next build finishes the work.
        """
        paths = [page.path for page in pages]
        old = self._files | self._folders
        new = [path for path in paths if path not in old]
        staged = (path for path in paths if path in old)
        changed = [path for path in staged if os.path.lexists(f"{self._staging}/{path}")]
        moved = set[str]()
        for path in new:
            self._move_new(path, moved)
        for path in changed:
            if path in self._folders:
                shutil.rmtree(f"{self._out}/{path}")
            os.replace(f"{self._staging}/{path}", f"{self._out}/{path}")
        stale = self._files.difference(paths, moved)
        for path in sorted(stale):
            with suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(f"{self._out}/{path}")
        needed = (folder for path in paths for folder in _parents(path))
        for folder in sorted(self._folders.difference(needed), reverse=True):
            with suppress(OSError):  # it may contain a dot file, which a build does not remove
                os.rmdir(f"{self._out}/{folder}")
        return Published(len(paths), len(new) + len(changed), len(stale))

    def _move_new(self, path: str, moved: set[str]) -> None:
        """Move a new file into place, or the highest folder above it that is new, with its files.

        `moved` has what was moved before.
        """
        missing = [folder for folder in _parents(path) if folder not in self._folders]
        highest = missing[-1] if missing else path
        if highest not in moved:
            if highest in self._files:  # where a folder is needed now
                os.unlink(f"{self._out}/{highest}")
            os.replace(f"{self._staging}/{highest}", f"{self._out}/{highest}")
            moved.add(highest)


def _remove_staged(out: Path) -> None:
    """Remove what this build, or one that was killed, has staged."""
    with os.scandir(out) as iterator:
        staged = [entry for entry in iterator if entry.name.startswith(TEMPORARY)]
    for entry in staged:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


def _claim(out: Path) -> None:
    """Make the folder and mark it, or raise ForeignFolderError."""
    if os.path.lexists(out) and not out.is_dir():
        raise ForeignFolderError(f"{out} is not a folder")
    out.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(out / MARKER):
        for name in sorted(os.listdir(out)):
            if not name.startswith("."):
                raise ForeignFolderError(f"{out} contains {name}, which is not from a build")
        (out / MARKER).write_bytes(MARKER_TEXT)


@contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Claim the folder, and wait until no other build publishes into it.

    The lock ends with its process, also if that is killed.
    """
    _claim(out)
    marker = os.open(out / MARKER, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if sys.platform != "win32":
            import fcntl  # Windows has no such module, so there nothing keeps two builds apart

            fcntl.flock(marker, fcntl.LOCK_EX)
        yield
    finally:
        os.close(marker)


def _existing(out: Path) -> tuple[set[str], set[str]]:
    """Return the files and folders that earlier builds have left in the folder."""
    files, folders = set[str](), set[str]()
    for path, is_folder in _walk(out, ""):
        (folders if is_folder else files).add(path)
    return files, folders


def _walk(out: Path, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield each path below a folder, and whether it is a folder; a link counts as a file.

    Dot files are left out.
    """
    with os.scandir(out / folder) as iterator:
        entries = list(iterator)
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name.startswith("."):
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        yield path, is_folder
        if is_folder:
            yield from _walk(out, path)


def _parents(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _make_folder(path: str) -> None:
    """Make a folder and those above it, unless another process has made them."""
    with suppress(FileExistsError):
        try:
            os.mkdir(path)
        except FileNotFoundError:
            _make_folder(os.path.dirname(path))
            os.mkdir(path)


def _is_same(out: str, page: Page, data: bytes, root: str) -> bool:
    """Return whether the file of a page has its bytes already."""
    path = f"{out}/{page.path}"
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False  # a link leads elsewhere, and opening a pipe would wait forever
    if page.copy_of:
        return _have_same_bytes(f"{root}/{page.copy_of}", path)
    return _has_bytes(path, data)


def _write(path: str, parts: Iterable[bytes], copied: str) -> None:
    """Write a new file with these parts, or with the bytes of the file that is copied.

    A file object would ask the system three things about it.
    """
    handle = os.open(path, NEW_FILE, 0o666)
    try:
        for data in _chunks_of(copied) if copied else _joined(parts):
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def _joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield many parts at a time as one, because most have only a few bytes."""
    rest = iter(parts)
    while some := [*islice(rest, PARTS)]:
        yield b"".join(some)


def _chunks_of(file: str) -> Iterator[bytes]:
    """Yield the bytes of a file, some at a time."""
    with open(open_file(file), "rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _has_bytes(path: str, data: bytes) -> bool:
    """Return whether a file contains exactly these bytes."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        if os.fstat(handle).st_size != len(data):
            return False
        content = b""
        while len(content) <= len(data):
            part = os.read(handle, len(data) + 1 - len(content))
            if not part:
                break
            content += part
        return content == data
    finally:
        os.close(handle)


def _have_same_bytes(first: str, second: str) -> bool:
    """Return whether two files contain the same bytes, without reading them into memory at once."""
    with open(open_file(first), "rb") as source, open(second, "rb") as copy:
        if os.fstat(source.fileno()).st_size != os.fstat(copy.fileno()).st_size:
            return False
        while (data := source.read(CHUNK)) == copy.read(CHUNK):
            if not data:
                return True
    return False


def without_bytes(page: Page, parts: Iterable[bytes]) -> Page:
    """Make the parts of a page and return it without them, for a check."""
    for _ in parts:
        pass
    return page
