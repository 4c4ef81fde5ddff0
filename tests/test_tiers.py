"""The tiers: markers say what a test needs, and each sweep has a sample (CONTRIBUTING.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.tiers import swept

TESTS = Path(__file__).resolve().parent


def test_no_test_imports_from_another() -> None:
    """Code shared by tests is in tests/helpers/, so moving one test does not break another."""
    imported = re.compile(r"^\s*(?:from|import) +test_\w+(?: import|$)", re.MULTILINE)

    assert [
        path.name for path in TESTS.rglob("*.py") if imported.search(path.read_text("utf-8"))
    ] == []


def test_a_sample_has_only_cases_of_its_sweep() -> None:
    """Any other name is an error; cases outside the sample run in `make nightly`."""
    cases = swept(["a", "b", "c"], ["b"])

    assert [case if isinstance(case, str) else case.marks[0].name for case in cases] == [
        "sweep",
        "b",
        "sweep",
    ]
    with pytest.raises(AssertionError, match=r"not among the cases of the sweep: \['d'\]"):
        swept(["a", "b", "c"], ["b", "d"])
