"""Each mistake in tests/cases/ is reported exactly as its text says; new cases need no Python."""

from __future__ import annotations

import pytest

from helpers.cases import CASES, inputs_of, is_case, report_of
from helpers.roots import report

LISTED = {
    path.relative_to(CASES).as_posix(): path for path in sorted(CASES.glob("*/*")) if is_case(path)
}


@pytest.mark.parametrize("name", LISTED)
def test_a_case_is_reported_as_the_text_beside_it_says(name: str, renew_cases: bool):
    """A mistake is reported word for word, at its line and column."""
    expected, actual = report_of(LISTED[name]), report(inputs_of(LISTED[name]))
    if renew_cases:
        expected.write_bytes(actual.encode())

    assert expected.read_bytes().decode() == actual


def test_every_text_belongs_to_a_case():
    """No report is left without its case, and no two cases share a report."""
    texts = sorted(CASES.glob("*/*.txt"))

    assert texts == sorted(report_of(case) for case in LISTED.values())
