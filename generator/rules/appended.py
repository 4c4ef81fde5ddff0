"""An append-only list then and now: which item of today is which that was published, and what became of the rest."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from generator.content.yaml_nodes import List, Mapping, Node, Scalar, scalars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ALIKE = 0.6  # how much of two items must agree for one to be the other, corrected
MOST = 50  # things without a twin up to which each is compared with each
# A date or an address is one word, and so is a letter of a script that may have no spaces.
WORD = re.compile(r"[A-Za-z0-9](?:[!-~]*[A-Za-z0-9])?|\w")


class Item(NamedTuple):
    """One change or update: the date it bears, what it is called, and what else it says of its matter."""

    dated: str
    noun: str
    words: tuple[str, ...]


class Matched(NamedTuple):
    """The place now of each item then; the places then of those that are gone, and the new ones in their stead."""

    places: dict[int, int]
    gone: list[int]
    replaced: dict[int, int]


def items(node: Node | None, dated: str, noun: str) -> list[Item]:
    """Return the items of a list of an entry; `dated` names the field with the date, `noun` what an item is."""
    return [_item(one, dated, noun) for one in node.items] if isinstance(node, List) else []


def match(then: Sequence[Item], now: Sequence[Item]) -> Matched:
    """Find each item of then among those of now: the same at its place, the same elsewhere, or the most alike."""
    places = {i: i for i, (old, new) in enumerate(zip(then, now, strict=False)) if old == new}
    free = {j for j in range(len(now)) if j not in places}
    elsewhere: dict[Item, list[int]] = {}
    for j in sorted(free, reverse=True):
        elsewhere.setdefault(now[j], []).append(j)
    for i, old in enumerate(then):
        if i not in places and elsewhere.get(old):
            places[i] = elsewhere[old].pop()
            free.discard(places[i])
    for _, _, i, j in sorted(_pairs(then, now, [i for i in range(len(then)) if i not in places], free)):
        if i not in places and j in free:
            places[i] = j
            free.discard(j)
    gone = [i for i in range(len(then)) if i not in places]
    return Matched(places, gone, {i: i for i in gone if i in free})


def _pairs(
    then: Sequence[Item], now: Sequence[Item], olds: list[int], free: set[int]
) -> Iterable[tuple[float, bool, int, int]]:
    """Yield the pairs of items without a twin that are alike: how much, less than nothing, and whether out of place."""
    few = max(len(olds), len(free)) <= MOST
    for i in olds:
        for j in free if few else free & {i}:
            alike = (then[i].dated == now[j].dated) + _likeness(then[i].words, now[j].words)
            if alike >= ALIKE:
                yield -alike, i != j, i, j


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio()


def _item(node: Node, dated: str, noun: str) -> Item:
    if not isinstance(node, Mapping):
        return Item("", noun, tuple(_words(node)))
    said = {name: _text(value) for name, value in node.fields.items()}
    rest = (value for name, value in node.fields.items() if name not in (dated, "kind", "notified"))
    return Item(said.get(dated, ""), said.get("kind", noun), tuple(word for value in rest for word in _words(value)))


def _text(node: Node) -> str:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def _words(node: Node) -> Iterator[str]:
    """Yield the words of all texts of a node."""
    yield from (word for text in scalars(node) for word in WORD.findall(text.text))
