"""Read what stands under a root: content, files and themes, and nothing outside of it."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from generator.entries.frontmatter import LARGEST
from generator.model import Source
from generator.problems import Problem, Span, problem

TEXTS = ("content/contracts", "content/breaches")
FILES = "content/files"


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
    named = [path for path in reader.paths("content") if path == "content/site.yaml"]
    named += [path for folder in TEXTS for path in reader.paths(folder, told=True)]
    sources = tuple(Source(path, data) for path in named if (data := reader.text(path)) is not None)
    files = {
        path: size for path in reader.paths(FILES, deep=True, told=True) if (size := reader.size(path)) is not None
    }
    return Tree(sources, files, reader.themes(), tuple(reader.problems))


class _Reader:
    """Reads below one root; what cannot be read is a problem, and nothing outside the root is ever opened."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inside = os.path.realpath(root) + os.sep
        self.problems: list[Problem] = []

    def themes(self) -> dict[str, dict[str, bytes]]:
        """Return the default theme of the program, and those of the root over it."""
        themes = {"default": _tree(_default_theme())}
        for path in self.paths("themes", folders=True):
            name = path.rpartition("/")[2]
            own = {
                inner.removeprefix(f"{path}/"): self.bytes(inner) for inner in self.paths(path, deep=True, told=True)
            }
            themes[name] = {**themes.get(name, {}), **{inner: data for inner, data in own.items() if data is not None}}
        return themes

    def text(self, path: str) -> bytes | None:
        """Return a text, or its first bytes when it is too large to be one."""
        return self.bytes(path, LARGEST + 1)

    def bytes(self, path: str, most: int = -1) -> bytes | None:
        """Return the bytes of a regular file, or None and a problem."""
        try:
            handle = os.open(self.root / path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
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

    def paths(self, folder: str, *, deep: bool = False, told: bool = False, folders: bool = False) -> list[str]:
        """Return the regular files of a folder (or its folders), sorted; `told` makes a problem of what is neither."""
        found = []
        try:
            with os.scandir(self.root / folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            return []
        for entry in listed:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            kind = self._kind(entry, path, told)
            if kind == "folder" and deep:
                found += self.paths(path, deep=True, told=told)
            elif kind == ("folder" if folders else "file"):
                found.append(path)
            elif kind == "folder" and told:
                self._unreadable(path, "it is a folder", "Move its files one folder up; an entry is one file.")
        return found

    def _kind(self, entry: os.DirEntry[str], path: str, told: bool) -> str:
        """Return « file », « folder », or nothing for what must not be read."""
        reason = ""
        if not entry.name.isprintable():
            reason = "its name holds a character that cannot be shown"
        elif entry.is_symlink() and not os.path.realpath(entry.path).startswith(self.inside):
            reason = "it is a link that leads out of this folder"
        elif entry.is_symlink() and not os.path.exists(entry.path):
            reason = "it is a link that leads nowhere"
        elif entry.is_file():
            return "file"
        elif entry.is_dir():
            if not (entry.is_symlink() and self.inside.startswith(os.path.realpath(entry.path) + os.sep)):
                return "folder"
            reason = "it is a link to a folder that holds it"
        else:
            reason = "it is neither a file nor a folder"
        if told:
            self._unreadable(path, reason, "Put the file itself here, under a plain name.")
        return ""

    def _failed(self, path: str, error: OSError) -> None:
        self._unreadable(path, (error.strerror or "it is not there").lower(), "Make it readable, or remove it.")

    def _unreadable(self, path: str, reason: str, advice: str) -> None:
        self.problems.append(problem("E007", Span(path), reason=reason, advice=advice))


def _default_theme() -> Path:
    """Return the folder of the theme that travels with the program."""
    inside = Path(str(resources.files("generator"))) / "themes" / "default"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "themes" / "default"


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
