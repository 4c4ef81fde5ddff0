"""Publish pages into a folder, as a build does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.site import Page
from generator.system.publishing import FileCounts, claimed

if TYPE_CHECKING:
    from generator.compiler import Map


def publish(out: Path, pages: Sequence[Page], root: Path, map: Map = map) -> FileCounts:
    """Stage all pages, with any `map`, and publish them."""
    with claimed(out, root) as folder:

        def stage(i: int) -> Page:
            return folder.stage(pages[i])

        return folder.publish([*map(stage, [*range(len(pages))])])
