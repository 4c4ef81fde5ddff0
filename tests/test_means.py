"""A means is electronic, is not, or is not known; and what was not sent to families is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.content.means import means

TABLE = Path(__file__).parent / "tables" / "means.txt"
ROWS = [
    (kind, by)
    for line in TABLE.read_text().splitlines()
    if line and not line.startswith("#")
    for kind, _, by in [line.partition(": ")]
]


@pytest.mark.parametrize(("kind", "by"), ROWS, ids=[by for _, by in ROWS])
def test_means(kind: str, by: str) -> None:
    """Whatever words are around it, and whatever it says that was not sent."""
    assert means(by) == kind


@pytest.mark.parametrize("kind", ["electronic", "other", "unknown", "none"])
def test_capitals_spaces_and_a_full_stop_change_nothing(kind: str) -> None:
    """Each row of the table means the same in capitals, with other spaces and a full stop."""
    for by in (by for known, by in ROWS if known == kind):
        assert means(f"  {by.upper().replace(' ', '  ')}. ") == kind, by


@pytest.mark.parametrize(
    "text",
    ["email " * 400, "to all " * 300, "one of the " * 200, "and, " * 400, "if those who " * 150],
)
def test_no_text_is_slow(text: str) -> None:
    """A text of the greatest length is read at once."""
    assert means(text) in ("electronic", "unknown", "none")
