"""Blocks of code in Markdown: https://spec.commonmark.org/0.31.2/#fenced-code-blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator


def fences(text: str) -> Iterator[int]:
    """Yield the index of each line that opens or closes a block."""
    fence = ""
    for i, line in enumerate(text.split("\n")):
        mark = re.match(r" {0,3}(`{3,}|~{3,})(.*)", line)
        if not fence and mark and ("`" not in mark[2] or mark[1][0] == "~"):
            fence = mark[1]
            yield i
        elif fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
            yield i


def unfenced(text: str) -> list[str]:
    """Return the lines outside of all blocks; each block must be closed."""
    ends = list(fences(text))
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    return [
        line
        for i, line in enumerate(text.split("\n"))
        if not any(start <= i <= end for start, end in pairs)
    ]
