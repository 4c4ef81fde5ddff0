"""Entries and settings with as many faults as they can have: all are told in one run, each once.

What exactly is told stands in `cases/root/everything-wrong.txt`, `cases/root/everything-out-of-order.txt` and
`cases/reading/everything-wrong.txt`; that it is so is what `test_cases.py` proves.
"""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from generator.compiler import compile_site
from generator.content import frontmatter
from generator.content.fields import BreachFields, ChangeFields, ContractFields, SettingsFields, UpdateFields, names
from generator.content.yaml_nodes import List, Mapping
from generator.core.site import Outcome
from helpers.cases import CASES, inputs_of

WRONG = ["root/everything-wrong", "root/everything-out-of-order", "reading/everything-wrong.md"]


def outcome_of(case: str) -> Outcome:
    """Return what becomes of a case."""
    return compile_site(inputs_of(CASES / case))


def fields_of(path: str) -> Mapping:
    """Return the fields of a text of the root in which everything is wrong."""
    source = next(source for source in inputs_of(CASES / "root/everything-wrong").sources if source.path == path)
    return frontmatter.read(path, source.data).fields


@pytest.mark.parametrize("case", WRONG)
def test_with_a_mistake_nothing_is_published(case: str):
    """Half a site is not expressible."""
    assert outcome_of(case).pages == ()


@pytest.mark.parametrize("case", WRONG)
def test_problems_stand_in_the_order_of_the_files(case: str):
    """By path, line, column and code."""
    problems = outcome_of(case).problems
    places = [(found.span.path, found.span.line, found.span.column, found.code) for found in problems]

    assert len(places) > 12
    assert sorted(places) == places


@pytest.mark.parametrize("case", WRONG)
def test_no_mistake_is_told_twice(case: str):
    """No two problems are the same, and none but what is missing shares its place with another of its code."""
    problems = outcome_of(case).problems
    told = [(found.span, found.code) for found in problems if found.code not in ("E102", "E201", "W107")]

    assert len(set(problems)) == len(problems)
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("content/contracts/everything.md", ContractFields),
        ("content/breaches/everything.md", BreachFields),
        ("content/site.yaml", SettingsFields),
    ],
)
def test_every_field_can_be_wrong_in_the_same_run(path: str, model: type[BaseModel]):
    """Each field of an entry or of the settings has a mistake, and each is told at its own lines or as missing."""
    fields = fields_of(path)
    problems = [found for found in outcome_of("root/everything-wrong").problems if found.span.path == path]
    missing = {name for name in names(model) for found in problems if found.message == f"`{name}` is missing."}
    silent = [
        name
        for name, value in fields.fields.items()
        if not any(fields.keys[name].line <= found.span.line <= value.span.end_line for found in problems)
    ]

    assert set(names(model)) <= set(fields.fields) | missing
    assert silent == []


@pytest.mark.parametrize(
    ("path", "name", "model"),
    [
        ("content/contracts/everything.md", "changes", ChangeFields),
        ("content/breaches/everything.md", "updates", UpdateFields),
    ],
)
def test_every_field_of_a_list_can_be_wrong_in_the_same_run(path: str, name: str, model: type[BaseModel]):
    """What is wrong in a change or an update is told at its own line, or as missing."""
    items = fields_of(path).fields[name]
    problems = [found for found in outcome_of("root/everything-wrong").problems if found.span.path == path]
    told = {found.span.line for found in problems}
    missing = {field for field in names(model) if any(f"`{field}` is missing in" in p.message for p in problems)}

    assert isinstance(items, List)
    given = {key: span for item in items.items if isinstance(item, Mapping) for key, span in item.keys.items()}
    assert set(names(model)) - {"description", "purpose", "subcontractors"} <= set(given) | missing
    assert [key for key, span in given.items() if span.line not in told] == []
