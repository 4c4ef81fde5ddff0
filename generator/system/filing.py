"""An entry filed under `content/`: whole or not at all, and never over what somebody else has written."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
