"""With `--brief`, a process of the tests sends only the reports that say something."""

from __future__ import annotations

from typing import Literal

import pytest

from helpers.brief_reports import telling

Outcome = Literal["passed", "failed", "skipped"]


def report(when: Literal["setup", "call", "teardown"], outcome: Outcome) -> pytest.TestReport:
    """Return the report of one phase of a test."""
    return pytest.TestReport(
        "test_a.py::test_b", ("test_a.py", 1, "test_b"), {}, outcome, None, when
    )


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ({"setup": "passed", "call": "passed", "teardown": "passed"}, ["call"]),
        ({"setup": "passed", "call": "failed", "teardown": "passed"}, ["call"]),
        ({"setup": "passed", "call": "skipped", "teardown": "passed"}, ["call"]),
        ({"setup": "passed", "call": "passed", "teardown": "failed"}, ["call", "teardown"]),
        ({"setup": "failed", "teardown": "passed"}, ["setup"]),
        ({"setup": "skipped", "teardown": "passed"}, ["setup"]),
        ({"setup": "failed", "teardown": "failed"}, ["setup", "teardown"]),
    ],
)
def test_each_test_is_counted_once_and_no_failure_is_lost(outcomes, told):
    """The call counts the test; a setup or a teardown is told only if it did not pass."""
    reports = [report(when, outcome) for when, outcome in outcomes.items()]

    assert [made.when for made in telling(reports)] == told
