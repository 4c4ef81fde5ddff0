"""Entries and settings with as many mistakes as possible: one run reports all, each once.

`test_cases.py` compares the exact reports: `everything-wrong.txt` and
`everything-out-of-order.txt` of the root's cases, and `everything-wrong.txt` of the cases of
reading.
"""

from __future__ import annotations

import pytest

from generator.compiler import compile_site
from generator.content.field_groups import Group
from generator.content.fields import (
    BREACH,
    BREACH_FILE,
    CONTRACT,
    CONTRACT_FILE,
    FILE_KINDS,
    LATER,
    SETTINGS,
    FileKind,
)
from generator.core.problems import Problem
from generator.core.site import Outcome
from helpers import roots
from helpers.cases import CASES, inputs_of

WRONG = ["root/everything-wrong", "root/everything-out-of-order", "reading/everything-wrong.md"]


def outcome_of(case: str) -> Outcome:
    """Return what the compiler makes of a case."""
    return compile_site(inputs_of(CASES / case))


@pytest.mark.parametrize("case", WRONG)
def test_with_a_mistake_nothing_is_published(case: str):
    """A site with an error has no pages."""
    assert outcome_of(case).pages == ()


@pytest.mark.parametrize("case", WRONG)
def test_problems_are_in_the_order_of_the_files(case: str):
    """By path, line, column and code."""
    problems = outcome_of(case).problems
    places = [
        (problem.span.path, problem.span.line, problem.span.column, problem.code)
        for problem in problems
    ]

    assert len(places) > 12
    assert sorted(places) == places


@pytest.mark.parametrize("case", WRONG)
def test_no_mistake_is_reported_twice(case: str):
    """No two problems are equal, and only missing fields share both a place and a code."""
    problems = outcome_of(case).problems
    places = [
        (problem.span, problem.code)
        for problem in problems
        if problem.code not in ("E102", "E201", "W106")
    ]

    assert len(set(problems)) == len(problems)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("content/contracts/everything.yaml", CONTRACT),
        ("content/breaches/everything.yaml", BREACH),
        ("content/site.yaml", SETTINGS),
    ],
)
def test_every_field_can_be_wrong_in_the_same_run(path: str, group: Group):
    """No field takes a list in a list, and each mistake is at its own line."""
    text = "".join(f"{name}: [[x]]\n" for name in group.fields)
    lines = {problem.span.line for problem in errors(path, text) if problem.code != "E102"}

    assert lines == {*range(1, len(group.fields) + 1)}


def errors(path: str, text: str) -> list[Problem]:
    """Return the errors of one file of a site."""
    problems = roots.problems(roots.site({path: text}))
    return [problem for problem in problems if problem.span.path == path and problem.is_error]


@pytest.mark.parametrize("kind", FILE_KINDS.values(), ids=lambda kind: kind.name)
def test_every_field_of_a_later_file_can_be_wrong_in_the_same_run(kind: FileKind):
    """The same is true for the fields of a message and of each kind of later file."""
    entry = "breaches/lists" if "breaches" in kind.folders else "contracts/northstar-reader"
    folder = f"{entry}/{kind.name}" if kind.name in LATER else "messages/2026-11-13"
    if kind not in (CONTRACT_FILE, BREACH_FILE):
        fields = [name for name in kind.group.fields if name != kind.body]
        text = "---\n" + "".join(f"{name}: [[x]]\n" for name in fields) + "---\nA text.\n"
        texts = {"content/breaches/lists.md": roots.short("breach"), f"content/{folder}.md": text}
        problems = roots.problems(roots.site(texts))
        lines = {
            problem.span.line for problem in problems if problem.span.path.endswith(f"{folder}.md")
        }

        assert lines >= {*range(2, len(fields) + 2)}
