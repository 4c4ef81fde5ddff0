"""What a root has that cannot be read."""

from __future__ import annotations

from pathlib import Path

from generator.system import disk
from helpers.fuzzing import time_limit
from helpers.program import PATIENCE


def unread(root: Path) -> dict[str, str]:
    """Return what could not be read, each path with the message."""
    with time_limit(PATIENCE, waiting=True):
        problems = disk.read(root).unread
    return {p.span.path: f"{p.code} {p.message} {p.advice}" for p in problems}
