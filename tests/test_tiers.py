"""The tiers: markers say what a test needs, and each sweep has a sample (docs/testing.md)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from helpers.tiers import TESTS, TIERS, TOOLS, collected, swept

SOURCES = sorted(TESTS.rglob("*.py"))
FILES = sorted(path.name for path in TESTS.glob("test_*.py"))
# Tests that run only in `make nightly`.
NIGHTLY_ONLY = {
    # Before that, two of the four views of every kind of page are tested.
    "test_browser.py::test_every_page_is_accessible_in_every_view",
    # Before that, axe runs, and the sizes and the requests of every page are tested.
    "test_browser.py::test_lighthouse_rates_it_high",
    # Before that, other tests read the sample.
    "test_district.py::test_a_district_begins_with_the_sample_and_without_people",
}


def imported_by(path: Path) -> set[str]:
    """Return the names of the modules that a file imports."""
    text = path.read_text(encoding="utf-8")
    names = re.findall(r"^\s*(?:from|import) +([\w., ]+)", text, re.MULTILINE)
    return {name for words in names for name in re.findall(r"[\w.]+", words)}


def test_no_test_imports_from_another() -> None:
    """Code shared by tests is in tests/helpers/, so moving one test does not break another."""
    modules = {Path(name).stem for name in FILES}
    imports_by_file = {
        path.name: {name for name in imported_by(path) if {*name.split(".")} & modules}
        for path in SOURCES
    }

    assert {name: imported for name, imported in imports_by_file.items() if imported} == {}


def test_every_sweep_has_a_sample(request: pytest.FixtureRequest) -> None:
    """A test with nightly cases has earlier ones too, or this file names its substitute."""
    alone = {
        name for name, tiers in collected(request.config, FILES).items() if tiers == {"nightly"}
    }

    assert alone == NIGHTLY_ONLY


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


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_quick_test_cannot_start_a_tool(tool: str) -> None:
    """A test that starts a tool `make quick` does not install fails, whether or not it exists."""
    with pytest.raises(AssertionError, match=f"starts {tool}: mark it `tools`"):
        subprocess.run([f"/nowhere/{tool}", "--version"], check=False)


def test_a_test_of_the_browser_or_of_github_is_not_quick(request: pytest.FixtureRequest) -> None:
    """The fixtures set the markers, so nobody has to remember them."""
    tiers = collected(request.config, ["test_browser.py", "test_workflows.py"])

    assert len(tiers) > 10
    assert {tier for tiers_of_test in tiers.values() for tier in tiers_of_test} <= {
        "test",
        "nightly",
    }


def test_each_tier_is_a_target_of_the_makefile() -> None:
    """`make quick`, `make test` and `make nightly` exist, as docs/testing.md says."""
    targets = (TESTS.parent / "Makefile").read_text(encoding="utf-8")

    assert [tier for tier in TIERS if f"\n{tier}: " not in targets] == []
