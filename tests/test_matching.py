"""Which item of a published list is which item of the list as it is now."""

from __future__ import annotations

import pytest

from generator.rules.rewritten import ListItem, MatchedItems, match


def item(words: str, dated: str = "2026-01-15") -> ListItem:
    """Return a change of a day with these words."""
    return ListItem(dated, "change", tuple(words.split()))


FIRST, SECOND = item("ends in June"), item("adds voice recordings", "2026-03-02")
NEAR, ALSO_NEAR, NEARER = item("one two three four"), item("one two three five"), item("one two 3")

CASES = {
    "the same": ([FIRST, SECOND], [FIRST, SECOND], MatchedItems({0: 0, 1: 1}, [], set())),
    "moved": ([FIRST, SECOND], [SECOND, FIRST], MatchedItems({0: 1, 1: 0}, [], set())),
    "twice": ([FIRST, FIRST], [SECOND, FIRST, FIRST], MatchedItems({0: 2, 1: 1}, [], set())),
    "gone": ([FIRST, SECOND], [SECOND], MatchedItems({1: 0}, [0], set())),
    "replaced": ([FIRST], [SECOND], MatchedItems({}, [0], {0})),
    "corrected": ([NEAR, SECOND], [SECOND, ALSO_NEAR], MatchedItems({0: 1, 1: 0}, [], set())),
    # A new item is the correction of only one, and that is the one at its position.
    "two like one": (
        [ALSO_NEAR, NEAR],
        [item("one two three six")],
        MatchedItems({0: 0}, [1], set()),
    ),
    "one like two": ([NEAR], [SECOND, NEARER, ALSO_NEAR], MatchedItems({0: 2}, [], set())),
    # On another day, three of five words must be the same.
    "similar": (
        [item("a b c d e")],
        [item("a b c x y", "2026-02-01")],
        MatchedItems({0: 0}, [], set()),
    ),
    "different": (
        [item("a b c d e")],
        [item("a b x y z", "2026-02-01")],
        MatchedItems({}, [0], {0}),
    ),
}


@pytest.mark.parametrize(("then", "now", "found"), CASES.values(), ids=CASES)
def test_each_item_is_found_where_it_is(then, now, found):
    """Equal items come first, then similar ones, and of two as similar the one that stayed."""
    assert match(then, now) == found
