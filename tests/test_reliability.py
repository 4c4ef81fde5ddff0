"""`docs/reliability.md`: every test that proves a promise exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from helpers.hostile_sites import payloads
from helpers.tiers import TIERS, collected

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs/reliability.md"
DOCUMENT = PAGE.read_text()
NAMED = re.compile(r"`(\w+\.py)::(\w+)`")
MADE = re.compile(r"`make ([a-z]+)[^`]*`")
TARGETS = {*re.findall(r"^([a-z]+):", (TESTS.parent / "Makefile").read_text(), re.MULTILINE)}
ROW = re.compile(r"^\|(?! promise \||-)(.*)\|$", re.MULTILINE)


@cache
def functions(file: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((TESTS / file).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("row", ROW.findall(DOCUMENT))
def test_a_promise_names_a_test_that_exists(row: str) -> None:
    """Each row has a promise, a test or a target of `make`, figures and tiers."""
    promise, tests, figures, _ = (cell.strip() for cell in row.split("|"))
    named = NAMED.findall(tests)

    assert promise.endswith(".")
    assert figures
    assert named or {*MADE.findall(tests)} & TARGETS
    assert [name for file, name in named if name not in functions(file)] == []


def test_a_promise_names_the_tiers_that_prove_it(
    request: pytest.FixtureRequest, renew_golden: bool
) -> None:
    """Each row has the tiers of its tests: one for a sweep's sample, and nightly for all."""
    tiers = collected(request.config, {file for file, _ in NAMED.findall(DOCUMENT)})
    renewed = DOCUMENT
    for row in ROW.findall(DOCUMENT):
        _, tests, *_ = cells = row.split("|")
        ran = {tier for file, name in NAMED.findall(tests) for tier in tiers[f"{file}::{name}"]}
        ran |= {"nightly"} if MADE.findall(tests) else set()
        cells[-1] = f" {', '.join(tier for tier in TIERS if tier in ran)} "
        renewed = renewed.replace(f"|{row}|", f"|{'|'.join(cells)}|")
    if renew_golden:
        PAGE.write_text(renewed)
    else:
        assert renewed == DOCUMENT


def test_every_test_of_hostile_content_proves_a_promise() -> None:
    """All of them are in the table."""
    files = ("test_hostile.py", "test_hostile_browser.py")
    there = {(file, name) for file in files for name in functions(file) if name.startswith("test_")}
    of_the_tests = {"test_the_trap_works", "test_a_formula_is_recognized"}

    assert {place for place in there if place[1] not in of_the_tests} <= {*NAMED.findall(DOCUMENT)}


def test_the_number_of_payloads_is_right() -> None:
    """The numbers of payloads and classes are those of the files."""
    counts = re.search(r"^(\d+) payloads of (\d+) classes", DOCUMENT, re.MULTILINE)

    assert counts
    assert (len(payloads()), len({payload.kind for payload in payloads()})) == (
        int(counts[1]),
        int(counts[2]),
    )
