"""Publish a tree of pages so that whoever reads it meanwhile meets old or new, never torn and never missing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import weakref
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, overload

from generator.core.site import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.core.site import Page

MARKER = ".built-by-notices"
TEMPORARY = ".notices-"
CHUNK = 1 << 20


class NotOursError(Exception):
    """The folder to publish into holds what no build has put there; the text names it."""


class Published(NamedTuple):
    """How many files a build wrote, and removed."""

    written: int
    removed: int


def publish(
    out: Path, pages: Sequence[Page], root: Path, counted: Callable[[Iterable[Page]], Iterable[Page]] = iter
) -> Published:
    """Bring a folder to hold the pages and nothing else; `counted` passes them on, and may show how far they are.

    Each file is written beside its place and renamed over it: first what is new, then what was there, each in the
    order of the pages, and what is stale goes last. So from a page that stays no link ever leads to nothing.
    A file that is right keeps its bytes and its time. Raises NotOursError, and OSError when the disk fails; the folder
    then holds old and new files, each whole, and the next build mends it.
    """
    with _alone(out):
        return _published(out, pages, root, counted)


def _published(
    out: Path, pages: Sequence[Page], root: Path, counted: Callable[[Iterable[Page]], Iterable[Page]]
) -> Published:
    files, folders = _standing(out)
    paths = [page.path for page in pages]  # a page itself may lie on the disk until it is asked for
    needed = {path.rpartition("/")[0] for path in paths} - {""}
    needed |= {parent for folder in needed for parent in _parents(folder)}
    for folder in sorted(needed):
        _make_folder(out, folder, files, folders)
    new_first = sorted(range(len(paths)), key=lambda i: paths[i] in files or paths[i] in folders)
    written = 0
    for page in counted(pages[i] for i in new_first):
        written += _put(out, page, root, page.path in files, page.path in folders)
    stale = files - set(paths)
    for path in sorted(stale):
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(out / path)
    for folder in sorted(folders - needed, reverse=True):
        with suppress(OSError):  # it may hold a dot-file that is not ours to remove
            os.rmdir(out / folder)
    return Published(written, len(stale))


def _claim(out: Path) -> None:
    """Make the folder ours, or raise NotOursError."""
    if os.path.lexists(out) and not out.is_dir():
        raise NotOursError(f"{out} is not a folder")
    out.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(out / MARKER):
        if strange := next((name for name in sorted(os.listdir(out)) if not name.startswith(".")), None):
            raise NotOursError(f"{out} holds {strange}, which no build has put there")
        (out / MARKER).write_bytes(b"notices publishes into this folder, and removes from it what it did not make.\n")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Claim the folder, and wait until no other build publishes into it; one that is killed lets go of it."""
    _claim(out)
    marker = os.open(out / MARKER, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if sys.platform != "win32":
            import fcntl  # Windows has none; there, two builds at once are still in each other's way

            fcntl.flock(marker, fcntl.LOCK_EX)
        yield
    finally:
        os.close(marker)


def _standing(out: Path) -> tuple[set[str], set[str]]:
    """Return the files and folders that a build has left in the folder."""
    files, folders = set[str](), set[str]()
    for path, is_folder in _walk(out, ""):
        (folders if is_folder else files).add(path)
    return files, folders


def _walk(out: Path, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands in a folder and below, a link as the file that it is; dot-files aside, but not our own."""
    with os.scandir(out / folder) as entries:
        found = list(entries)
    for entry in found:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield path, True
                yield from _walk(out, path)
        elif not entry.name.startswith(".") or entry.name.startswith(TEMPORARY):
            yield path, False


def _parents(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _make_folder(out: Path, folder: str, files: set[str], folders: set[str]) -> None:
    """Make a folder, in the place of a file or a link if one stands there."""
    if folder in files:
        os.unlink(out / folder)
        files.discard(folder)
    if folder not in folders:
        os.mkdir(out / folder)


def _put(out: Path, page: Page, root: Path, is_file: bool, is_folder: bool) -> bool:
    """Put one page into its place; return whether that took writing."""
    place = f"{out}/{page.path}"
    copied = f"{root}/{page.copy_of}" if page.copy_of else ""
    if is_file and _is_plain(place) and (_same_files(copied, place) if copied else _holds(place, page.data)):
        return False
    beside = f"{os.path.dirname(place)}/{TEMPORARY}{os.getpid()}"
    try:
        _write(beside, page.data, copied)
        if is_folder:
            shutil.rmtree(place)
        os.replace(beside, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    return True


def _write(path: str, data: bytes, copied: str) -> None:
    """Write a new file with these bytes, or with those of another file; nothing is written through a link."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # what a killed build has left
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(handle, "wb") as file:
        if copied:
            with open(copied, "rb") as source:
                shutil.copyfileobj(source, file, CHUNK)
        else:
            file.write(data)


def _is_plain(path: str) -> bool:
    """Say whether a file may be opened: a link leads elsewhere, and a pipe would never answer."""
    return stat.S_ISREG(os.lstat(path).st_mode)


def _holds(path: str, data: bytes) -> bool:
    """Say whether a file holds exactly these bytes."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        if os.fstat(handle).st_size != len(data):
            return False
        held = b""
        while len(held) <= len(data) and (more := os.read(handle, len(data) + 1 - len(held))):
            held += more
        return held == data
    finally:
        os.close(handle)


def _same_files(first: str, second: str) -> bool:
    """Say whether two files hold the same bytes, without holding them whole."""
    with open(first, "rb") as one, open(second, "rb") as other:
        if os.fstat(one.fileno()).st_size != os.fstat(other.fileno()).st_size:
            return False
        while (data := one.read(CHUNK)) == other.read(CHUNK):
            if not data:
                return True
    return False


class _Place(NamedTuple):
    """A page without its bytes, and where they lie in the file."""

    page: Page
    start: int
    length: int


class Spilled(Sequence[Page]):
    """The pages that it was made of, in their order; their bytes lie in a file without a name, which ends with it.

    Raises OSError where the disk takes no more.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        """Take all pages; none of their bytes is held after the next one has come."""
        import tempfile  # it loads much, and who only checks writes no page

        self._file = tempfile.TemporaryFile(prefix="notices-")  # noqa: SIM115 - it is closed with this object
        weakref.finalize(self, self._file.close)
        self._places: list[_Place] = []
        start = 0
        for page in pages:
            self._file.write(page.data)
            self._places.append(_Place(page._replace(data=b""), start, len(page.data)))
            start += len(page.data)
        self._file.flush()

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, number: int) -> Page: ...

    @overload
    def __getitem__(self, number: slice) -> list[Page]: ...

    def __getitem__(self, number: int | slice) -> Page | list[Page]:
        """Return a page with its bytes."""
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        page, start, length = self._places[number]
        self._file.seek(start)
        return page._replace(data=self._file.read(length))


def forgotten(pages: Iterable[Page]) -> list[Page]:
    """Return all pages without their bytes, where it matters only that each can be made."""
    return [page._replace(data=b"") for page in pages]
