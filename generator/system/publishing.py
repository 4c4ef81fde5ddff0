"""Publish a tree of pages so that anyone who reads it meanwhile finds each page, old or new."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import weakref
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, overload

from generator.core.site import Page
from generator.system.disk import TEMPORARY
from generator.system.processes import process_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO

    from generator.compiler import Map

MARKER = ".built-by-notices"
MARKER_TEXT = b"notices publishes into this folder, and removes from it what it did not make.\n"
CHUNK = 1 << 20  # bytes


class ForeignFolderError(Exception):
    """The folder to publish into contains a file that is not from a build."""


class Published(NamedTuple):
    """How many files a build wrote, and how many it removed."""

    written: int
    removed: int


def publish(out: Path, pages: Sequence[Page], root: Path, map: Map = map) -> Published:
    """Write the pages into a folder, and remove all other files from it.

    Each file is written beside its place and then renamed, so that every file is complete at any
    time. New files are written first, then changed ones, each in the order of the pages; stale
    files are removed last. So no page ever links to a page that is missing. A file with the right
    bytes is not written again. `map` may write pages in several processes if their order does not
    matter: those of a new site, which nobody reads yet, and changed ones, whose links are there.

    Raises ForeignFolderError, and OSError if the disk fails. The folder then holds old and new
    files, all complete, and the next build finishes the work.
    """
    with _lock(out):
        try:
            return _publish(out, pages, root, map)
        except BaseException:
            _remove_temporary(out)  # of the processes that were ended while they wrote
            raise


def _publish(out: Path, pages: Sequence[Page], root: Path, map: Map) -> Published:
    files, folders = _existing(out)
    # Only the paths are kept, because the bytes of a page may be on the disk until it is asked for.
    paths = [page.path for page in pages]
    needed = {path.rpartition("/")[0] for path in paths} - {""}
    needed |= {parent for folder in needed for parent in _parents(folder)}
    for folder in sorted(needed):
        _make_folder(out, folder, files, folders)
    new = [i for i, path in enumerate(paths) if path not in files and path not in folders]
    changed = sorted(set(range(len(paths))) - set(new))
    write = partial(_write_page, out, pages, root, files, folders)
    written = sum(map(write, new) if not files else [write(i) for i in new])
    written += sum(map(write, changed))
    stale = files - set(paths)
    for path in sorted(stale):
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(out / path)
    for folder in sorted(folders - needed, reverse=True):
        with suppress(OSError):  # it may contain a dot file, which a build does not remove
            os.rmdir(out / folder)
    return Published(written, len(stale))


def _write_page(
    out: Path, pages: Sequence[Page], root: Path, files: set[str], folders: set[str], i: int
) -> bool:
    """Write a page, and return whether its file had other bytes or was missing."""
    page = pages[i]
    if page.path in files and _is_same(out, page, root):
        return False
    _replace(out, page, root, is_folder=page.path in folders)
    return True


def _remove_temporary(out: Path) -> None:
    """Remove files that were not renamed yet."""
    for path, _ in _walk(out, ""):
        if path.rpartition("/")[2].startswith(TEMPORARY):
            with suppress(OSError):
                os.unlink(out / path)


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

    Dot files are left out, except for our own temporary files.
    """
    with os.scandir(out / folder) as iterator:
        entries = list(iterator)
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        is_hidden = entry.name.startswith(".")
        if entry.is_dir(follow_symlinks=False):
            if not is_hidden:
                yield path, True
                yield from _walk(out, path)
        elif not is_hidden or entry.name.startswith(TEMPORARY):
            yield path, False


def _parents(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _make_folder(out: Path, folder: str, files: set[str], folders: set[str]) -> None:
    """Make a folder if it is missing, and remove a file or a link in its place."""
    if folder in files:
        os.unlink(out / folder)
        files.discard(folder)
    if folder not in folders:
        os.mkdir(out / folder)


def _is_same(out: Path, page: Page, root: Path) -> bool:
    """Return whether the file of a page has its bytes already."""
    path = f"{out}/{page.path}"
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False  # a link leads elsewhere, and opening a pipe would wait forever
    if page.copy_of:
        return _have_same_bytes(f"{root}/{page.copy_of}", path)
    return _has_bytes(path, page.data)


def _replace(out: Path, page: Page, root: Path, *, is_folder: bool) -> None:
    """Write a page beside its place, and rename it."""
    path = f"{out}/{page.path}"
    temporary = f"{os.path.dirname(path)}/{TEMPORARY}{os.getpid()}"
    try:
        _write(temporary, page.data, f"{root}/{page.copy_of}" if page.copy_of else "")
        if is_folder:
            shutil.rmtree(path)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _write(path: str, data: bytes, copy_of: str) -> None:
    """Write a new file with these bytes or with those of another file, never through a link."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # left by a build that was killed
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o666), "wb") as file:
        if copy_of:
            with open(copy_of, "rb") as source:
                shutil.copyfileobj(source, file, CHUNK)
        else:
            file.write(data)


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
    with open(first, "rb") as source, open(second, "rb") as copy:
        if os.fstat(source.fileno()).st_size != os.fstat(copy.fileno()).st_size:
            return False
        while (data := source.read(CHUNK)) == copy.read(CHUNK):
            if not data:
                return True
    return False


class _Place(NamedTuple):
    """A page without its bytes, and where they are: the number of the file, start and length."""

    page: Page
    file: int
    start: int
    length: int


class PagesOnDisk(Sequence[Page]):
    """A sequence of pages whose bytes wait in temporary files, which are removed with this object.

    Each process that makes pages has a file of its own, so no page is sent to another one, and a
    large site needs little memory. Raises OSError if the disk is full.
    """

    def __init__(self, jobs: int) -> None:
        """Begin without pages, with a file for each of the processes and one for this process."""
        import tempfile  # it loads many modules, and only a build needs it

        self._files: list[IO[bytes]] = []
        for _ in range(jobs + 1):
            file = tempfile.TemporaryFile(prefix="notices-")  # noqa: SIM115 - closed with this object
            weakref.finalize(self, file.close)
            self._files.append(file)
        self._places: list[_Place] = []

    def keep(self, page: Page) -> _Place:
        """Write the bytes of a page to the file of this process, and return their place."""
        number = process_number()
        file = self._files[number]
        start = file.tell()
        file.write(page.data)
        file.flush()
        return _Place(page._replace(data=b""), number, start, len(page.data))

    def collect(self, places: Iterable[_Place]) -> PagesOnDisk:
        """Take the places of all pages, in their order."""
        self._places = list(places)
        return self

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Page: ...

    @overload
    def __getitem__(self, index: slice) -> list[Page]: ...

    def __getitem__(self, index: int | slice) -> Page | list[Page]:
        """Return a page with its bytes."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        page, number, start, length = self._places[index]
        return page._replace(data=_read_at(self._files[number], start, length))


def _read_at(file: IO[bytes], start: int, length: int) -> bytes:
    """Return bytes of a file, whose position other processes may share."""
    if hasattr(os, "pread"):
        return os.pread(file.fileno(), length, start)
    file.seek(start)
    return file.read(length)


def without_bytes(page: Page) -> Page:
    """Return a page without its bytes, for a check that only needs to make it."""
    return page._replace(data=b"")
