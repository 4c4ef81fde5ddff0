"""Every promise of `docs/reliability.md`, and of a template, names its proof."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs/reliability.md").read_text()
ROWS = re.findall(r"^\| (?!promise )(.*) \| (.*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("promise", "proof"), ROWS)
def test_a_promise_names_tests_that_exist(promise: str, proof: str) -> None:
    """Each row has a promise, and files of tests or a target of `make` that prove it."""
    named = re.findall(r"`(.+?)`", proof)
    targets = re.findall(r"(?m)^([a-z]+):", (TESTS.parent / "Makefile").read_text())
    unknown = [
        name
        for name in named
        if not (TESTS / name).is_file() and name.removeprefix("make ") not in targets
    ]

    assert promise.endswith(".")
    assert (bool(named), unknown) == (True, [])


def test_a_template_names_tests_that_exist() -> None:
    """They hold what a template promises of the first screen of a phone."""
    templates = (TESTS.parent / "themes/default/templates").glob("*.html")
    named = {name for path in templates for name in re.findall(r"\btest_\w+", path.read_text())}
    tests = "".join(path.read_text() for path in TESTS.glob("test_*.py"))

    assert named
    assert [name for name in named if f"def {name}(" not in tests] == []
