"""Find the items of a published list in the list as it is now, wherever they have moved."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from generator.content.yaml_nodes import List, Mapping, Node, folded, scalars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MIN_ITEM_SIMILARITY = 0.6  # of two items, for one to be a correction of the other
MAX_COMPARED = 50  # items without an equal; more are compared only at the same position
# A date or an address is one word, and so is each letter of a script without spaces.
WORD = re.compile(r"[A-Za-z0-9](?:[!-~]*[A-Za-z0-9])?|\w")


class ListItem(NamedTuple):
    """One change or update: its date, its noun for messages, and the words of its other fields."""

    dated: str
    noun: str
    words: tuple[str, ...]


class MatchedItems(NamedTuple):
    """The items of an old list in a new one, by their positions in the old list.

    `places` has the new position of each item that was found, `gone` the items that were not, and
    `replaced` those of them whose position has an item that is new.
    """

    places: dict[int, int]
    gone: list[int]
    replaced: set[int]


class SimilarPair(NamedTuple):
    """An old and a new item that are similar; pairs sort by similarity, then by position."""

    negative_similarity: float
    is_moved: bool
    old: int
    new: int


def items(node: Node | None, dated: str, noun: str) -> list[ListItem]:
    """Return the items of a list in an entry; `dated` is the name of the field with the date."""
    return [_item(item, dated, noun) for item in node.items] if isinstance(node, List) else []


def match(then: Sequence[ListItem], now: Sequence[ListItem]) -> MatchedItems:
    """Find each old item in the new list, equal or else similar, at any position."""
    places = {i: i for i, (old, new) in enumerate(zip(then, now, strict=False)) if old == new}
    free = {j for j in range(len(now)) if j not in places}
    elsewhere: dict[ListItem, list[int]] = {}
    for j in sorted(free, reverse=True):
        elsewhere.setdefault(now[j], []).append(j)
    for i, old in enumerate(then):
        if i not in places and elsewhere.get(old):
            places[i] = elsewhere[old].pop()
            free.discard(places[i])
    unmatched = [i for i in range(len(then)) if i not in places]
    for pair in sorted(_similar_pairs(then, now, unmatched, free)):
        if pair.old not in places and pair.new in free:
            places[pair.old] = pair.new
            free.discard(pair.new)
    gone = [i for i in range(len(then)) if i not in places]
    return MatchedItems(places, gone, {*gone} & free)


def _similar_pairs(
    then: Sequence[ListItem], now: Sequence[ListItem], unmatched: list[int], free: set[int]
) -> Iterator[SimilarPair]:
    """Yield the pairs of an unmatched old item and a free new one that are similar."""
    are_few = max(len(unmatched), len(free)) <= MAX_COMPARED
    for i in unmatched:
        for j in free if are_few else free & {i}:
            similarity = _similarity(then[i], now[j])
            if similarity >= MIN_ITEM_SIMILARITY:
                yield SimilarPair(-similarity, i != j, i, j)


def _similarity(old: ListItem, new: ListItem) -> float:
    """Return how similar the words of two items are, from 0 to 1, plus 1 for the same date."""
    words = SequenceMatcher(None, old.words, new.words)
    return (old.dated == new.dated) + words.quick_ratio()


def _item(node: Node, dated: str, noun: str) -> ListItem:
    if not isinstance(node, Mapping):
        return ListItem("", noun, tuple(_words(node)))
    texts = {name: folded(value) for name, value in node.fields.items()}
    others = [
        value for name, value in node.fields.items() if name not in (dated, "kind", "notified")
    ]
    words = tuple(word for value in others for word in _words(value))
    return ListItem(texts.get(dated, ""), texts.get("kind", noun), words)


def _words(node: Node) -> Iterator[str]:
    """Yield the words of all texts of a node."""
    yield from (word for text in scalars(node) for word in WORD.findall(text.text))
