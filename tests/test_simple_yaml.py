"""YAML that is read without libyaml has the same nodes, with the same spans, as with it."""

from __future__ import annotations

import pytest

from generator.content.simple_yaml import read_simple
from generator.content.yaml_nodes import List, Mapping, Scalar
from generator.core.problems import Span
from helpers.libyaml import built, is_simple, sources
from helpers.tiers import swept

MIN_SIMPLE = 500  # sources of each seed, so that the comparison is meaningful


def test_simple_yaml_has_the_place_of_every_value() -> None:
    """The span of a block ends where the next field begins."""
    lines = ["# new", "a:", "  b: [c d, e]", "", "f: 'g'"]

    def at(line: int, start: int, end: int) -> Span:
        return Span("x.md", line, start, line, end)

    c, e = Scalar("c d", at(4, 7, 10)), Scalar("e", at(4, 12, 13))
    a = Mapping({"b": List((c, e), at(4, 6, 14))}, {"b": at(4, 3, 4)}, Span("x.md", 4, 3, 6, 1))
    root = Mapping(
        {"a": a, "f": Scalar("g", at(6, 4, 7))},
        {"a": at(3, 1, 2), "f": at(6, 1, 2)},
        Span("x.md", 3, 1, 7, 1),
    )
    assert read_simple("x.md", lines, 2) == root == built(lines)


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "a: b c (d, e; f) “g” & h's 50% a:b#c",
        "a:   b",
        "a: 2026-11-25 12:30",
        "a: https://b.example/?c=d&e#f",
        "a: null",
        "a: 'b: #c'\nd: \"e, [f]\"\ng: ''",
        "a: [b, c d,e , f's, 9:30, g (h) i]",
        "a: {b: c, d:  9:30 , e: f-g}",
        "a: []\nb: {}\nc: {d: [e, f g], h: [], i: j, k: {l: m, n: o}}\np: [q, {r: s}, [t, u]]",
        "a: |\n  b: c\n    d\ne: >\n f\n - g",
        "a: [null]\nb: {c: Null}",
        "a:\n  b: c\n  d:\n    e: f\ng: h",
        "a:\n- b\n- c\nd: e",
        "\n".join([*(f"{' ' * depth}a:" for depth in range(16)), f"{' ' * 16}a: [[b]]"]),
        "a:\n  - b\n  - c: d\n    e:\n      - f\n  - g: h",
        "# a\n\na: b\n  # c\n\nd:\n\n  # e\n  f: g\n\n# h\n",
    ],
)
def test_simple_yaml_has_the_nodes_of_libyaml(text: str) -> None:
    """Fields, lists, comments, values on one line, and the lines of a text are simple."""
    assert is_simple(text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a",
        "a",
        "- a",
        "a:",
        "a: ",
        "a:\nb: c",
        "a:\n-",
        "a:\n  -  b",
        "a: b ",
        "a:b",
        "a : b",
        "a:\tb",
        "a: b\tc",
        " a: b",
        "a: b\n c: d",
        "a: b\n  c",
        "a: b\n- c",
        "a:\n- b\n-c",
        "a:\n  - b\n   c: d",
        "a:\n    b: c\n  d: e",
        "a:\n  - b\n    - c",
        "a: b\na: c",
        "a: {b: c, b: d}",
        "a: b: c",
        "a: b:",
        "a: b #c",
        "a: b # c",
        "a: -b",
        "a: ~",
        "a: &b c",
        "a: *b",
        "a: !b c",
        "a: |",
        "a: |\nb: c",
        "a: |\n  b\n\n  c",
        "a: |\n  # b",
        "a: |\n    b\n  c",
        "a: |-\n  b",
        "a: >\n  b\n   c",
        "a: >\n  b\n\nc: d",
        "- a: |\n  b",
        "a: 'b''c'",
        'a: "b\\nc"',
        "a: 'b",
        "a: 'b' c",
        "a: [b",
        "a: [b] c",
        "a: [ ]",
        "a: [b, ]",
        "a: ['b']",
        "a: [b: c]",
        "a: [b (c, d)]",
        "a: [b ((c)]",
        "a: [b #c]",
        "a: {b}",
        "a: {b:c}",
        "a: {b: }",
        "a: {b: c:}",
        "a: {b: [c: d]}",
        "a: {b: {c: [d]}}",
        "a: [[[b]]]",
        "a: [b], [c]",
        "a: [{b: c}}",
        "\n".join(f"{' ' * depth}a:" for depth in range(17)),
        "\n".join([*(f"{' ' * depth}a:" for depth in range(17)), f"{' ' * 17}a: b"]),
        "\n".join([*(f"{' ' * depth}a:" for depth in range(1_000)), f"{' ' * 1_000}a: b"]),
        "a: [b, {c: d, d}]",
        "a: {b: [c}",
        "a: {b: c], d: [e}",
        "a: {[b]: c}",
        "'a': b",
        "9: a",
        "? a",
        "<<: a",
        "%a: b",
        "---\na: b",
        "...",
        "a: b\x07",
        "a: \xa0b",
        "a: \ufeffb",
    ],
)
def test_other_yaml_is_not_simple(text: str) -> None:
    """Any other YAML, and any mistake, is for libyaml."""
    assert not is_simple(text.split("\n"))


@pytest.mark.parametrize("seed", swept(range(100), [0, 1]))
def test_simple_sources_have_the_nodes_of_libyaml(seed: int) -> None:
    """The sources are 2,000 combinations of pieces of YAML."""
    assert sum(map(is_simple, sources(seed, 2_000))) > MIN_SIMPLE
