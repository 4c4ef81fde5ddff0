"""The nodes that libyaml's events become, and YAML to compare simple YAML with them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import yaml

from generator.content.full_yaml import Builder
from generator.content.simple_yaml import read_simple
from generator.content.yaml_nodes import Node

COMMON = (  # of which most sources are made, so that many of them are simple; @ is a new name
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


def is_simple(lines: list[str]) -> bool:
    """Return whether YAML is simple; then it must have the nodes of libyaml, and no problem."""
    simple = read_simple("x.md", lines, 2)
    if simple is not None:
        assert repr(simple) == repr(built(lines))  # unlike ==, with the order of the fields
    return simple is not None


def built(lines: list[str]) -> Node | None:
    """Return the nodes of YAML from libyaml's events, or None if it has a problem."""
    builder = Builder("x.md", lines, 2)
    try:
        root = builder.build()
    except yaml.YAMLError:
        return None
    return None if builder.problems else root
