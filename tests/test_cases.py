"""Each mistake in tests/cases/ is reported exactly as its text says; new cases need no Python."""

from __future__ import annotations

import pytest

from generator.compiler import plan_site
from helpers.cases import CASES, inputs_of, is_case, report_of
from helpers.roots import has_own_theme, report
from helpers.tiers import swept

LISTED = {
    path.relative_to(CASES).as_posix(): path for path in sorted(CASES.glob("*/*")) if is_case(path)
}
FOLDERS = sorted({path.parent.name for path in LISTED.values()})


@pytest.mark.parametrize("name", LISTED)
def test_a_case_is_reported_as_the_text_beside_it_says(name: str, renew_cases: bool):
    """A mistake is reported word for word, at its line and column."""
    expected, actual = report_of(LISTED[name]), report(inputs_of(LISTED[name]))
    if renew_cases:
        expected.write_bytes(actual.encode())

    assert expected.read_bytes().decode() == actual


# Contracts have the most cases that are only warned of.
@pytest.mark.parametrize("folder", swept(FOLDERS, ["contract"]))
def test_the_pages_of_a_case_are_made(folder: str):
    """The default theme makes every page of a site that has no error."""
    sites = [inputs_of(case) for case in (CASES / folder).iterdir() if is_case(case)]
    plans = [plan_site(inputs) for inputs in sites if not has_own_theme(inputs)]
    pages = [draft.make() for plan in plans for draft in plan.drafts]

    assert bool(pages) == (folder != "names")  # each of those is an error


def test_every_text_belongs_to_a_case():
    """No report is left without its case, and no two cases share a report."""
    texts = sorted(CASES.glob("*/*.txt"))

    assert texts == sorted(report_of(case) for case in LISTED.values())
