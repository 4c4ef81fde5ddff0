"""Read what stands under a root: content, files and themes, and nothing outside of it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.content.frontmatter import LARGEST
from generator.content.names import SECTIONS, SETTINGS
from generator.core.problems import Problem, Span, problem
from generator.core.site import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = tuple(f"content/{section}" for section in SECTIONS)
FILES = "content/files"
ROOMS = {SETTINGS: "file", **dict.fromkeys((*TEXTS, FILES), "folder")}


class Tree(NamedTuple):
    """What stands under a root: texts, the sizes of files, themes by name, and what could not be read."""

    sources: tuple[Source, ...]
    files: dict[str, int]
    themes: dict[str, dict[str, bytes]]
    unread: tuple[Problem, ...]


def read(root: Path) -> Tree:
    """Return all that a site is made from; names that begin with a dot or end with `~` are passed over."""
    reader = _Reader(root)
    if not (root / "content").is_dir():
        return Tree((), {}, reader.themes(), (problem("E001", Span("content")),))
    kinds = dict(reader.listed("content", ()))
    for path, kind in kinds.items():
        if path not in ROOMS:
            reader.problems.append(problem("E014", Span(path), name=path.rpartition("/")[2]))
        elif kind != ROOMS[path]:
            reader.unreadable(path, f"it is a {kind}", f"Put a {ROOMS[path]} in its place.")
    texts = [SETTINGS] if kinds.get(SETTINGS) == "file" else []
    texts += [path for folder in TEXTS if kinds.get(folder) == "folder" for path in reader.files(folder)]
    files = reader.files(FILES, deep=True) if kinds.get(FILES) == "folder" else []
    sources = tuple(Source(path, data) for path in texts if (data := reader.bytes(path, LARGEST + 1)) is not None)
    sizes = {path: size for path in files if (size := reader.size(path)) is not None}
    return Tree(sources, sizes, reader.themes(), tuple(reader.problems))


def file(root: Path, path: str) -> bytes | None:
    """Return the bytes of one file below a root, or None where there is none, or it leads out of the root."""
    real = os.path.realpath(root / path)
    if not real.startswith(os.path.realpath(root) + os.sep) or not os.path.isfile(real):
        return None
    return _Reader(root).bytes(path)


class _Reader:
    """Reads below one root; what cannot be read is a problem, and nothing outside the root is ever opened."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inside = os.path.realpath(root) + os.sep
        self.problems: list[Problem] = []

    def themes(self) -> dict[str, dict[str, bytes]]:
        """Return the default theme of the program, and those of the root over it."""
        themes = {"default": _tree(_default_theme())}
        for path, kind in self.listed("themes", ()) if os.path.lexists(self.root / "themes") else ():
            if kind == "folder":
                name = path.rpartition("/")[2]
                own = {inner.removeprefix(f"{path}/"): self.bytes(inner) for inner in self.files(path, deep=True)}
                themes[name] = {
                    **themes.get(name, {}),
                    **{inner: data for inner, data in own.items() if data is not None},
                }
        return themes

    def files(self, folder: str, above: tuple[str, ...] = (), *, deep: bool = False) -> list[str]:
        """Return the files of a folder, sorted; a folder inside is a problem, or is entered where `deep` says so."""
        found = []
        for path, kind in self.listed(folder, above):
            if kind == "file":
                found.append(path)
            elif deep:
                found += self.files(path, (*above, os.path.realpath(self.root / folder)), deep=True)
            else:
                self.unreadable(path, "it is a folder", "Move its files one folder up; an entry is one file.")
        return found

    def listed(self, folder: str, above: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return what stands in a folder, each a « file » or a « folder », sorted; `above` holds the folders around."""
        real = os.path.realpath(self.root / folder)
        if not f"{real}{os.sep}".startswith(self.inside):
            self.unreadable(folder, "it is a link that leads out of this folder", "Put the folder itself here.")
            return []
        try:
            with os.scandir(self.root / folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._failed(folder, error)
            return []
        seen = [entry for entry in found if not entry.name.startswith(".") and not entry.name.endswith("~")]
        kinds = [
            (f"{folder}/{entry.name}", self._kind(entry, f"{folder}/{entry.name}", (*above, real))) for entry in seen
        ]
        return [(path, kind) for path, kind in kinds if kind]

    def bytes(self, path: str, most: int = -1) -> bytes | None:
        """Return the bytes of a regular file, at most so many, or None and a problem."""
        try:
            handle = os.open(f"{self.inside}{path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
            with open(handle, "rb", buffering=0) as file:
                return file.read(most)
        except OSError as error:
            self._failed(path, error)
            return None

    def size(self, path: str) -> int | None:
        """Return the size of a file in bytes, or None and a problem."""
        try:
            return os.stat(self.root / path).st_size
        except OSError as error:
            self._failed(path, error)
            return None

    def unreadable(self, path: str, reason: str, advice: str) -> None:
        """Note what must not or cannot be read."""
        self.problems.append(problem("E007", Span(path), reason=reason, advice=advice))

    def _kind(self, entry: os.DirEntry[str], path: str, above: tuple[str, ...]) -> str:
        """Return « file », « folder », or nothing and a problem for what must not be read."""
        target = os.path.realpath(entry.path) if entry.is_symlink() else ""
        if not entry.name.isprintable():
            reason = "its name holds a character that cannot be shown"
        elif target and not target.startswith(self.inside):
            reason = "it is a link that leads out of this folder"
        elif target and not os.path.exists(target):
            reason = "it is a link that leads nowhere"
        elif target in above:
            reason = "it is a link to a folder that holds it"
        elif entry.is_file():
            return "file"
        elif entry.is_dir():
            return "folder"
        else:
            reason = "it is neither a file nor a folder"
        self.unreadable(path, reason, "Put the file itself here, under a plain name.")
        return ""

    def _failed(self, path: str, error: OSError) -> None:
        self.unreadable(path, (error.strerror or "it is not there").lower(), "Make it readable, or remove it.")


def _default_theme() -> Path:
    """Return the folder of the theme that travels with the program."""
    inside = Path(str(resources.files("generator"))) / "themes" / "default"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "themes" / "default"


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


TEMPORARY = ".notices-"
HOUR = 3600  # seconds after which nobody is still writing an entry


class FilingError(Exception):
    """An entry cannot be filed; the text says why, and what to do."""


def file_new(root: Path, path: str, text: str) -> None:
    """Write a new file; `path` begins at the root, with slashes. Raises FilingError where something stands there."""
    with _beside(root, path, text) as beside:
        try:
            os.link(beside, root / path)  # unlike a rename, this never replaces
        except FileExistsError as error:
            raise FilingError(f"{path} is there already; nothing was written. Choose another name.") from error


def file_again(root: Path, path: str, before: bytes, text: str) -> None:
    """Write a file anew that holds `before`; FilingError where it holds something else by now."""
    with _beside(root, path, text) as beside:
        if os.path.islink(root / path) or (root / path).read_bytes() != before:
            raise FilingError(f"{path} has changed meanwhile; nothing was written. Run the command again.")
        os.chmod(beside, os.stat(root / path).st_mode & 0o777)
        os.replace(beside, root / path)


@contextmanager
def _beside(root: Path, path: str, text: str) -> Iterator[Path]:
    """Write the text to a file beside its place, which is gone afterwards if nobody has moved it."""
    folder, inside = (root / path).parent, os.path.realpath(root) + os.sep
    if not f"{os.path.realpath(folder)}{os.sep}".startswith(inside):
        raise FilingError(f"{path} leads out of {root}; nothing was written. Put the folder itself there.")
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{TEMPORARY}{os.getpid()}"
    with suppress(FileNotFoundError):
        os.unlink(beside)  # what a killed run has left
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        _clear(beside)
        yield beside
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)


def _clear(beside: Path) -> None:
    """Remove what killed runs have left beside; their age is told by the disk, which has one clock for all."""
    for left in beside.parent.glob(f"{TEMPORARY}*"):
        with suppress(FileNotFoundError):
            if beside.lstat().st_mtime - left.lstat().st_mtime > HOUR:
                os.unlink(left)
