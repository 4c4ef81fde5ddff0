"""Count the work of a function, so that a test can compare two inputs on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def work(function: Callable[[], object]) -> int:
    """Return how many lines of Python a function runs, ours and those of libraries.

    What a library does in C, such as a pattern that looks back and forth, is not counted; tests
    limit the time of such inputs. The first call may load what later calls do not, so it is made
    twice, and counted once.
    """
    function()
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
