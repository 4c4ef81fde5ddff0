"""Temporary files are in memory if there is room, since a run writes many.

All of them are in pytest's own folder, so the next run removes what a killed one left.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

MEMORY = "/dev/shm"  # on Linux, a file system in memory
ROOM = 2 << 30  # bytes, some times what a run keeps


def memory_has_room() -> bool:
    """Return whether the file system in memory has room, and lets scripts run."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    memory = os.statvfs(MEMORY)
    return memory.f_bavail * memory.f_frsize >= ROOM and not memory.f_flag & os.ST_NOEXEC


def keep_in_memory() -> None:
    """Let pytest make its folder in memory, unless a person has chosen a place."""
    if "TMPDIR" not in os.environ and memory_has_room():
        tempfile.tempdir = MEMORY


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the tests and all that they start write their temporary files into pytest's folder."""
    with pytest.MonkeyPatch.context() as patch:
        if tempfile.tempdir == MEMORY:
            folder = str(tmp_path_factory.mktemp("tmp", numbered=False))
            patch.setattr(tempfile, "tempdir", folder)
            patch.setenv("TMPDIR", folder)
        yield
