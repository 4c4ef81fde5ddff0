"""Which item of a published list is which item of the list as it is now."""

from __future__ import annotations

import pytest
from generator.rules.rewritten import ListItem, new_positions


def items(text: str) -> list[ListItem]:
    """Return updates, each written as its day and one word for what it says."""
    return [ListItem(day, "update", (word,)) for day, word in map(str.split, text.split(", "))]


CASES = {
    "the same": ("3/1 a, 3/2 b", "3/1 a, 3/2 b", {0: 0, 1: 1}),
    "moved": ("3/1 a, 3/2 b", "3/2 b, 3/1 a", {0: 1, 1: 0}),
    "moved by a new one": ("3/1 a, 3/2 b", "3/1 a, 3/1 c, 3/2 b", {0: 0, 1: 2}),
    "moved and reworded": ("3/1 a, 3/2 b", "3/2 y, 3/1 x", {0: 1, 1: 0}),
    "twice": ("3/1 a, 3/1 a", "3/2 b, 3/1 a, 3/1 a", {0: 2, 1: 1}),
    "gone": ("3/1 a, 3/2 b", "3/2 b", {1: 0}),
    "replaced": ("3/1 a", "3/2 b", {}),
    "reworded": ("3/1 a, 3/2 b", "3/1 x, 3/2 b", {0: 0, 1: 1}),
    "of another day": ("3/1 a, 3/2 b", "3/1 a, 3/3 b", {0: 0, 1: 1}),
    "of another day, and moved": ("3/1 a, 3/2 b", "3/3 b, 3/1 a", {0: 1}),
    "of another day, and reworded": ("3/1 a, 3/2 b", "3/1 a, 3/3 x", {0: 0}),
    # Items of one day are known by what they say, or else by their order.
    "two of a day moved": ("3/1 a, 3/1 b", "3/1 b, 3/1 a", {0: 1, 1: 0}),
    "two of a day, one reworded": ("3/1 a, 3/1 b", "3/1 b, 3/1 x", {0: 1, 1: 0}),
    "two of a day reworded": ("3/1 a, 3/1 b", "3/1 x, 3/1 y", {0: 0, 1: 1}),
    "two of a day, one gone": ("3/1 a, 3/1 b", "3/1 x", {0: 0}),
    "another one of the day": ("3/1 a", "3/1 x, 3/1 y", {0: 0}),
    # The example of the function.
    "all at once": ("3/1 a, 3/2 b, 3/3 c", "2/1 d, 3/1 a, 3/2 x, 3/4 c", {0: 1, 1: 2}),
}


@pytest.mark.parametrize(("then", "now", "found"), CASES.values(), ids=CASES)
def test_each_item_is_found_where_it_is(then: str, now: str, found: dict[int, int]) -> None:
    """Unchanged items come first, then reworded ones of the same day, then those in their place."""
    assert new_positions(items(then), items(now)) == found
