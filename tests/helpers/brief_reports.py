"""A pytest plugin: with `--brief`, a process sends one report of a test that passes.

pytest-xdist sends six messages for each test: its start and its end, and reports of its setup, its
call and its teardown. To send and to read them takes as long as a short test. `runtestprotocol` is
not public, but pytest-rerunfailures uses it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from _pytest.runner import runtestprotocol


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test, unless it may run again, which pytest-rerunfailures does."""
    if item.get_closest_marker("flaky"):
        return None
    for report in telling(runtestprotocol(item, log=False, nextitem=nextitem)):
        item.ihook.pytest_runtest_logreport(report=report)
    return True


def telling(reports: Iterable[pytest.TestReport]) -> Iterator[pytest.TestReport]:
    """Yield the report of a test's call, and that of a setup or a teardown that did not pass."""
    return (report for report in reports if report.when == "call" or not report.passed)
