"""YAML is read to the nodes that PyYAML composes, at the same places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import yaml

from generator.content import frontmatter
from generator.content.yaml_nodes import NULLS, List, Mapping, Node, Scalar
from helpers.tiers import swept

MIN_COMPARED = 500  # sources of each seed, so that the comparison is meaningful

COMMON = (  # of which most sources are made, so that many have no mistake; @ is a new name
    "@: text¦@: a b¦@:  12:30¦@: 2026-11-25¦@: https://a.example/b?c=d¦@: null¦@: [a, b c]¦@: (a)¦"
    "@: {at: 2026-11-25 9:05, by: email}¦@: 'it is: a'¦@: \"a # b\"¦@: é, (a; b)¦@: a:b#c¦@: [a (b)]"
    "¦@: []¦@:\n  @: b\n  @: [e]¦@:\n  - a\n  - 'b'¦@:\n- @: b\n  @: d\n- @: e¦@:\n  - @: b\n\n    @: d¦"
    "@:\n    @:\n      - f¦@: |\n  a\n    b¦@: >\n  a: b\n  - c¦@:\n  @: |\n      a¦"
    "@: {@: [a, b], @: c, @: []}¦¦# a comment¦  # a comment"
)
RARE = (
    "@:\n¦@: \n¦@: ¦- ¦-¦  - a\n¦ ¦  ¦    ¦\n¦\t¦:¦: ¦ :¦:a¦a:b¦? ¦#¦ #¦ # ¦,¦, ¦,,¦[¦]¦{¦}¦[a, ]¦"
    "[ a , b ]¦[,]¦[a: b]¦[a:b, 9:5]¦[a (b, c)]¦[(a), b]¦[a(b) (c]¦[[a], b]¦['a', \"b\"]¦[it's, b'c]"
    "¦[a #b]¦[a#b]¦[null, ~]¦[-a, - b]¦[a?, ?b]¦[a, b] c¦{}¦{a}¦{a: b, a: c}¦{a: b, c}¦{a:b}¦{a: }¦"
    "{a:  b ,c: d}¦{a: b: c}¦{'a': b}¦{a: null}¦~¦Null¦!a¦!!str a¦&a¦*a¦<<: *a¦"
    "|\n  a\n¦>\n a¦|\n  a\n\n  b\n¦>\n  a\n   b\n¦>\n  # a\n¦|-\n  a\n¦|\n    a\n  b\n¦%a¦"
    "[[a], {b: c}]¦{a: {b: c}, d: [e]}¦[{a}]¦{a: [b: c]}¦{a: [b]]}¦{a: [b], c}¦{[a]: b}¦{a: [b, {c: d}]}¦"
    "@a¦`a¦'¦''¦'a''b'¦'a' b¦\"a\\n\"¦\"¦\"a\nb\"¦\\¦---¦---\n¦...\n¦--- a¦=¦.¦$5¦½¦²¦中¦e\u0301¦"
    "\x00¦\x07¦\x1f¦\x7f¦\x85¦\xa0¦\u2028¦\u3000¦\ufeff¦\ufffe¦😀¦\r¦\x0b¦\x0c¦key¦KEY_9: a¦9: a¦"
    "'key': a¦_a: b¦key:a\n¦key :a¦key:  a  \n¦ key: a\n¦key: a\n  b\n¦key: a\n# c\n  b\n"
)


def sources(seed: int, count: int) -> Iterator[list[str]]:
    """Yield the lines of sources made of pieces of YAML, the same ones for a seed."""
    choices = Random(seed)
    common, rare = [f"{piece}\n" for piece in COMMON.split("¦")], RARE.split("¦")
    for _ in range(count):
        pieces = choices.choice([common, [*common * 10, *rare], [*common, *rare]])
        text = "".join(choices.choice(pieces) for _ in range(choices.randrange(1, 9)))
        first, *rest = text.split("@")
        named = "".join(f"k{number}{part}" for number, part in enumerate(rest))
        yield f"{first}{named}".split("\n")


@pytest.mark.parametrize("seed", swept(range(100), [0, 1]))
def test_nodes_have_the_texts_and_the_places_of_pyyaml(seed: int) -> None:
    """Both agree on 2,000 combinations of pieces of YAML, unless one of them refuses a source."""
    compared = 0
    for lines in sources(seed, 2_000):
        text = "\n".join(lines)
        document = frontmatter.read("x.yaml", text.encode())
        if not document.problems:
            as_read = "\n".join(re.split("\r\n?|\n", text))
            first, *_ = yaml.compose_all(f"{as_read}\n", yaml.CBaseLoader)
            assert described(document.fields) == composed(first)
            compared += 1

    assert compared > MIN_COMPARED


def described(node: Node) -> Any:
    """Return a node as lists with its places, and fields as pairs in their order."""
    if isinstance(node, Scalar):
        return [node.text, node.span[1:3]]
    if isinstance(node, Mapping):
        return [[name, node.keys[name][1:3], described(node.fields[name])] for name in node.fields]
    assert isinstance(node, List)
    return [described(item) for item in node.items]


def composed(node: yaml.Node) -> Any:
    """Return a node of PyYAML like `described`."""
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        is_null = not node.style and node.value in NULLS
        return ["" if is_null else node.value, place]
    if isinstance(node, yaml.MappingNode):
        return [[key.value, composed(key)[1], composed(value)] for key, value in node.value]
    return [composed(item) for item in node.value]
