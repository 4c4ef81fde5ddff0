"""The tiers of the tests: which cases of a sweep `make test` runs. See CONTRIBUTING.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

# The fixtures of a test decide its tier. Only tests in a browser, which may crash, may run again:
# that makes a test 25 ms slower, in many processes.
MARKS = {
    "chromium": [
        pytest.mark.browser,
        pytest.mark.flaky(reruns=2, only_rerun="(Page|Target) crashed"),
    ],
    "github": [pytest.mark.tools],
}


def swept(cases: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """Return all cases of a sweep for `parametrize`; those outside of the sample run at night.

    A sample is named by hand, so that each kind of fault that was ever found stays in it. A name in
    the sample that is not a case is an error, because the sample would otherwise shrink unseen.
    """
    cases = list(cases)
    unknown = [name for name in sample if name not in cases]
    assert not unknown, f"not among the cases of the sweep: {unknown}"

    sweep = pytest.mark.sweep
    return [case if case in sample else pytest.param(case, marks=sweep) for case in cases]


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark each test by the fixtures that it asks for."""
    for item in items:
        for fixture in MARKS.keys() & getattr(item, "fixturenames", ()):
            for marker in MARKS[fixture]:
                item.add_marker(marker)
