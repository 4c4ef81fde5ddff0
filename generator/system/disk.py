"""Read the content, files and themes below a root, and write single files there safely."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator.content import pictures
from generator.content.context import SETTINGS
from generator.content.fields import FIRST
from generator.content.frontmatter import MAX_BYTES
from generator.content.shapes import Shape
from generator.core.problems import Problem, Span, UserError, problem
from generator.core.publication import FORMAT_PAGE, FORMAT_SCHEMA
from generator.core.site import Source

PACKAGE = Path(__file__).parents[1]
CONTENT = "content"
ENTRY_FOLDERS = tuple(f"{CONTENT}/{section}" for section in FIRST)
FILES_FOLDER = "content/files"
# What may be directly in content/, and whether it is a file or a folder.
EXPECTED_KINDS = {SETTINGS: "file", **dict.fromkeys((*ENTRY_FOLDERS, FILES_FOLDER), "folder")}

# How a file is opened. Without O_NONBLOCK, a pipe would be waited for.
READING = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK")
)
MAX_LOOKED_INTO = 100 * 1024 * 1024  # bytes of a file; GitHub takes no larger one
SUBMODULE = "Commit its files here: a submodule leaves only a number in the district's history."


class Tree(NamedTuple):
    """All that a site is made from, as read from the disk.

    `files` maps each path in `content/files/` to its size in bytes. `themes` maps the name of a
    theme to its files, by their paths in the theme. `unread` is a problem for each path that cannot
    be read.
    """

    sources: tuple[Source, ...]
    files: dict[str, int]
    themes: dict[str, dict[str, bytes]]
    unread: tuple[Problem, ...]


# What differs if a file has changed: its size in bytes, when it was written, when its name, its
# mode or anything else of it was changed, in nanoseconds, and its number on the disk.
Stamp = tuple[int, int, int, int]
# Sources that were read, by path, so that a preview does not read them again at each save.
Known = dict[str, tuple[Stamp, Source]]


def read(root: Path, known: Known | None = None) -> Tree:
    """Return all that a site is made from.

    A source with the same stamp as in `known` is that one; any other is read, and put there.

    Names that begin with a dot or end with `~` are ignored. No link in the root is followed,
    because what it leads to may be private, and git keeps only the link. The root may be one.
    """
    reader = _Reader(root)
    content = root / "content"
    if not content.is_symlink() and not content.is_dir():
        return Tree((), {}, reader.themes(), (problem("E001", Span("content")),))
    kinds = dict(reader.list_folder("content"))
    for path, kind in kinds.items():
        if path not in EXPECTED_KINDS:
            reader.problems.append(problem("E010 folder", Span(path), name=path.rpartition("/")[2]))
        elif kind != EXPECTED_KINDS[path]:
            advice = f"Replace it with a {EXPECTED_KINDS[path]}."
            reader.add_problem(path, f"it is a {kind}", advice)
    sources = tuple(reader.sources(kinds, known))
    sizes = reader.sizes() if kinds.get(FILES_FOLDER) == "folder" else {}
    return Tree(sources, sizes, reader.themes(), tuple(reader.problems))


def forget(known: Known, changed: Iterable[str]) -> None:
    """Forget sources that have changed, or all if one of their folders has.

    A disk may count time so coarsely that a second save has the same stamp.
    """
    for path in changed:
        is_folder = path.startswith(CONTENT) and not path.endswith((".md", ".yaml"))
        if is_folder:
            known.clear()
        known.pop(path, None)


def read_file(root: Path, path: str) -> bytes | None:
    """Return the bytes of one file; None if it is missing, or if a part of its path is a link."""
    inside = os.path.realpath(root)
    if os.path.realpath(root / path) != f"{inside}{os.sep}{path.replace('/', os.sep)}":
        return None
    return _Reader(root).read_bytes(path)


def open_file(path: str | Path) -> int:
    """Open a file to read its bytes and return its descriptor.

    Raises OSError, also if the path is now a link or not a file, as something else may have been
    put there since the folder was listed.
    """
    handle = os.open(path, READING)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "it is not a file", str(path))


def look_into(root: Path, path: str) -> tuple[str, ...]:
    """Return what is wrong with a published file, by the words of `pdf.py` and `pictures.py`."""
    ending = path.rpartition(".")[2].lower()
    with suppress(OSError):
        if os.stat(root / path, follow_symlinks=False).st_size > MAX_LOOKED_INTO:
            return ()
    data = read_file(root, path)
    if data is None:
        return ()
    if ending in pictures.STARTS:
        return tuple(filter(None, [pictures.flaw(path, data)]))
    if ending != "pdf":
        return ()
    from generator.content import (
        pdf,  # takes as long to load as a third of a check of a few entries
    )

    found = pdf.look(data)
    return tuple(filter(None, [found.flaw, *found.extras]))


class _Reader:
    """Reads files below one root, and collects a problem for each path that cannot be read."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.problems: list[Problem] = []

    def _path(self, path: str) -> str:
        return os.path.join(self._root, path)  # which takes an eighth of the time of `Path`

    def themes(self) -> dict[str, dict[str, bytes]]:
        """Return the program's default theme, and the themes of the root.

        A theme of the root that is named "default" replaces single files of the program's.
        """
        themes = {"default": {**default_theme()}}
        if not os.path.lexists(self._path("themes")):
            return themes
        for folder, kind in self.list_folder("themes"):
            if kind == "folder":
                theme = themes.setdefault(folder.rpartition("/")[2], {})
                for path in self.list_files(folder):
                    data = self.read_bytes(path)
                    if data is not None:
                        theme[path.removeprefix(f"{folder}/")] = data
        return themes

    def sources(self, kinds: Mapping[str, str], known: Known | None) -> Iterator[Source]:
        """Yield the settings and the entries; `kinds` are those of the paths in content/."""
        paths = [SETTINGS] if kinds.get(SETTINGS) == "file" else []
        for folder in ENTRY_FOLDERS:
            if kinds.get(folder) == "folder":
                paths += self.list_files(folder)
        for path in paths:
            stamp = None if known is None else self._stamp(path)
            old = known.get(path) if known else None
            if old and old[0] == stamp:
                yield old[1]
                continue
            data = self.read_bytes(path, MAX_BYTES + 1)
            if data is not None:
                source = Source(path, data)
                if known is not None and stamp:
                    known[path] = stamp, source
                yield source

    def _stamp(self, path: str) -> Stamp | None:
        """Return what differs if a file has changed, or None if the disk does not say it."""
        try:
            now = os.stat(self._path(path), follow_symlinks=False)
        except OSError:
            return None
        return now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino

    def sizes(self) -> dict[str, int]:
        """Return the sizes in bytes of the files that entries link to, by their paths."""
        sizes = {}
        for path in self.list_files(FILES_FOLDER):
            try:
                sizes[path] = os.stat(self._path(path), follow_symlinks=False).st_size
            except OSError as error:
                self._add_failure(path, error)
        return sizes

    def list_files(self, folder: str) -> list[str]:
        """Return the files in a folder and in those inside it, sorted by folder."""
        files = []
        for path, kind in self.list_folder(folder):
            files += [path] if kind == "file" else self.list_files(path)
        return files

    def list_folder(self, folder: str) -> list[tuple[str, str]]:
        """Return the paths in a folder, sorted by name, each with "file" or "folder"."""
        if os.path.islink(self._path(folder)):
            self._add_link(folder)
            return []
        try:
            with os.scandir(self._path(folder)) as iterator:
                entries = sorted(iterator, key=lambda entry: entry.name)
        except OSError as error:
            self._add_failure(folder, error)
            return []
        kinds = []
        for entry in entries:
            if entry.name == ".git":
                self.add_problem(folder, "it is a separate git repository", SUBMODULE)
                return []
            if not entry.name.startswith(".") and not entry.name.endswith("~"):
                path = f"{folder}/{entry.name}"
                if kind := self._kind(entry, path):
                    kinds.append((path, kind))
        return kinds

    def read_bytes(self, path: str, limit: int = sys.maxsize) -> bytes | None:
        """Return at most `limit` bytes of a regular file, or None and a problem."""
        try:
            handle = open_file(self._path(path))
            try:
                # Room for `limit` would be a mapping for each text, and Linux allows only 65,530.
                return os.read(handle, min(limit, os.fstat(handle).st_size + 1))
            finally:
                os.close(handle)
        except OSError as error:
            self._add_failure(path, error)
            return None

    def add_problem(self, path: str, reason: str, advice: str) -> None:
        """Report a path that cannot or must not be read."""
        self.problems.append(problem("E007", Span(path), reason=reason, advice=advice))

    def _kind(self, entry: os.DirEntry[str], path: str) -> str:
        """Return "file" or "folder", or an empty text and a problem if it must not be read."""
        if not entry.name.isprintable():
            reason = "its name contains a character that cannot be displayed"
        elif entry.is_symlink():
            self._add_link(path)
            return ""
        elif entry.is_file():
            return "file"
        elif entry.is_dir():
            return "folder"
        else:
            reason = "it is neither a file nor a folder"
        self.add_problem(path, reason, "Put the file itself here, with a simple name.")
        return ""

    def _add_link(self, path: str) -> None:
        """Add a problem for a link, wherever it leads."""
        self.add_problem(path, "it is a link", "Replace the link with the file or folder itself.")

    def _add_failure(self, path: str, error: OSError) -> None:
        reason = (error.strerror or "it is not there").lower()
        self.add_problem(path, reason, "Make it readable, or remove it.")


@cache
def default_theme() -> Mapping[str, bytes]:
    """Return the files of the theme that comes with the program, by their paths in the theme."""
    installed = PACKAGE / "themes" / "default"
    checkout = PACKAGE.parent / "themes" / "default"
    return _read_tree(installed if installed.is_dir() else checkout)


def format_schema() -> Shape:
    """Return the schema of the common format."""
    schema: Shape = json.loads(format_files()[FORMAT_SCHEMA])
    return schema


def format_files() -> dict[str, bytes]:
    """Return the schema and the page of the common format, by their paths on a site."""
    installed = PACKAGE / "docs"
    docs = installed if installed.is_dir() else PACKAGE.parent / "docs"
    page = (docs / "format.md").read_bytes()
    return {
        FORMAT_SCHEMA: (docs / "schema" / "student-data-notices-1.json").read_bytes(),
        FORMAT_PAGE: page.replace(b"](schema/", b"]("),  # both are in one folder there
    }


def district_templates() -> dict[str, str]:
    """Return the templates of a district's own repository, by the paths of the files there."""
    files = _read_tree(PACKAGE / "github" / "district")
    return {path: data.decode() for path, data in files.items()}


def _read_tree(folder: Path) -> dict[str, bytes]:
    paths = sorted(filter(Path.is_file, folder.rglob("*")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


# What a system says if a disk has no hard links, or no more for a file.
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}
O_BINARY = getattr(os, "O_BINARY", 0)
TEMPORARY = ".notices-"  # how the names of files begin that are still being written
MAX_AGE = 3600  # seconds after which a temporary file is from a run that was killed


def create_file(root: Path, path: str, text: str) -> None:
    """Write a new file at a path from the root; raise UserError if it exists."""
    with _temporary_file(root, path, text) as temporary:
        try:
            _put(temporary, root / path)
        except FileExistsError as error:
            message = f"{path} already exists; nothing was written. Choose another name."
            raise UserError(message) from error


def _put(temporary: Path, target: Path) -> None:
    """Give a complete file its name. Raises FileExistsError, and never replaces a file.

    A rename would replace one. A USB stick (FAT) and many shared disks have no hard links; there, a
    run that is killed right now leaves a part of the file.
    """
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | O_BINARY, 0o666)
        try:
            with open(handle, "wb") as file:
                file.write(temporary.read_bytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            os.unlink(target)  # a full disk, for example
            raise


def create_files(root: Path, files: Mapping[str, str]) -> None:
    """Write new files by their paths, and let scripts be executed; raise UserError."""
    for path, text in files.items():
        create_file(root, path, text)
        if text.startswith("#!"):
            (root / path).chmod(0o755)


def replace_file(root: Path, path: str, before: bytes, text: str) -> None:
    """Replace a file that contains `before`; raise UserError if it contains something else."""
    with _temporary_file(root, path, text) as temporary:
        if os.path.islink(root / path) or (root / path).read_bytes() != before:
            message = f"{path} was changed by someone else; nothing was written."
            raise UserError(f"{message} Run the command again.")
        os.chmod(temporary, os.stat(root / path).st_mode & 0o777)
        os.replace(temporary, root / path)


@contextmanager
def _temporary_file(root: Path, path: str, text: str) -> Iterator[Path]:
    """Write the text to a temporary file in the folder of `path`, and remove it at the end."""
    folder = (root / path).parent
    inside = os.path.realpath(root) + os.sep
    if not f"{os.path.realpath(folder)}{os.sep}".startswith(inside):
        raise UserError(
            f"{path} is outside {root}; nothing was written. Replace the link with a folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{TEMPORARY}{os.getpid()}"
    with suppress(FileNotFoundError):
        os.unlink(temporary)  # left by a run that was killed
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        for old in folder.glob(f"{TEMPORARY}*"):
            with suppress(FileNotFoundError):
                # Compared with a file just written, because the clock of the disk may be another.
                if temporary.lstat().st_mtime - old.lstat().st_mtime > MAX_AGE:
                    os.unlink(old)
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
