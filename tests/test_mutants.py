"""The faults that `make mutants` makes: each is one small fault, in a place that does something."""

from __future__ import annotations

import ast

import pytest

from helpers.tiers import swept
from mutants import REPOSITORY, TESTS, Mutant, all_mutants, mutants, print_table, quickest


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a < b <= c:\n    d()\n", ["if a <= b <= c:", "if a < b < c:", "    pass"]),
        (
            "if (\n    a is not b\n    and c not in d\n):\n    pass\n",
            ["    a is b", "    or c not in d", "    and c in d"],
        ),
        (
            "def f(a: int = 1) -> int:\n    return 1 + a\n",
            ["return None", "return 1 - a", "(a: int = 2)", "return 2 + a"],
        ),
        (
            "def f():\n    return not (a or b)\n",
            ["    return None", "    return (a or b)", "    return not (a and b)"],
        ),
        ('fault("E104")\n', ['fault("E101")']),
        ('fault("E101")\n', ['fault("E102")']),
        (
            "def f():\n    é = a('…'); b(True)\n",
            ["    pass; b(True)", "é = a('…'); pass", "é = a('…'); b(False)"],
        ),
        ("for a in b:\n    raise C\n    continue\n", ["    pass", "    pass"]),
        ("NAME = a\n", []),
        ("def f():\n    return None\n", []),
        ('"""Say 1 < 2."""\nimport a\nfrom b import c\nif TYPE_CHECKING:\n    d(1)\n', []),
        ('a = f"{b + 1}"\n', []),
    ],
)
def test_each_fault_is_one_change_of_one_place(source: str, expected: list[str]) -> None:
    """A fault changes one line; text for readers and type checkers has none."""
    broken_lines = [
        next(line for line in mutant.source.splitlines() if line not in source.splitlines())
        for mutant in faults(source)
    ]

    assert len(broken_lines) == len(expected)
    assert [part for part in expected if not any(part in line for line in broken_lines)] == []


def faults(source: str) -> list[Mutant]:
    """Return every mutant of a text."""
    return list(mutants("generator/law/one.py", source))


@pytest.mark.parametrize(
    "only", swept(["", "generator/law/", "generator/rules/"], ["generator/law/"])
)
def test_every_mutant_is_valid_python(only: str) -> None:
    """A mutant is still Python, and differs from the program; no two are the same."""
    every = all_mutants(only)
    texts = {
        mutant.path: (REPOSITORY / mutant.path).read_text(encoding="utf-8") for mutant in every
    }

    assert len(every) > (100 if only else 3000)
    assert [mutant.key for mutant in every if mutant.source == texts[mutant.path]] == []
    assert all(ast.parse(mutant.source) for mutant in every[::10])
    assert len({(mutant.path, mutant.source) for mutant in every}) == len(every)


def test_the_fastest_tests_run_first() -> None:
    """Tests run quickest first until their total is long enough; a single slow test still runs."""
    assert list(quickest({"a", "b", "c"}, {"a": 40.0, "b": 1.0, "c": 30.0})) == ["b", "c"]
    assert list(quickest({"a"}, {"a": 100.0})) == ["a"]


def test_the_tests_that_run_against_mutants_exist() -> None:
    """A test file that was renamed has its new name in the list."""
    files = {path.stem for path in (REPOSITORY / "tests").glob("test_*.py")}

    assert [name for name in TESTS if f"test_{name}" not in files] == []


def test_survivors_are_listed_and_many_fail_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The run names each mutant that no test noticed, and fails if more than 2 in 100 survive."""
    mutant, *_ = faults("if a < b:\n    c()\n")

    assert print_table([mutant], [mutant] * 100, ["survived"] * 2 + ["killed"] * 97 + ["hung"]) == 0
    assert f"law/one.py:1 survived:\n{mutant.key}\n" in capsys.readouterr().out
    assert print_table([mutant], [mutant] * 100, ["survived"] * 3 + ["killed"] * 97) == 1
    assert capsys.readouterr().out.endswith("97 of 100 mutants noticed; at least 98% must be.\n")
