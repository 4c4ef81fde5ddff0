"""The missing line for when families were notified, and its place in the file."""

from __future__ import annotations

import pytest

from generator.content.frontmatter import MissingLine, missing_line, read

LINE = "notified: {at: YYYY-MM-DD HH:MM, by: HOW}"
CHANGED = "product: A\nchanges:\n  - executed: 2026-01-01\n    kind: renewal\n"
CHANGED_IN_BRACES = "product: A\nchanges: [{executed: 2026-01-01, kind: renewal}]\n"


@pytest.mark.parametrize(
    ("path", "text", "change", "line", "column", "says"),
    [
        ("a.md", "---\nproduct: A\nexecuted: 2026-01-01\n---\ntext\n", 0, 4, None, LINE),
        ("a.md", "---\n  product: A\n---\n", 0, 3, None, f"  {LINE}"),
        ("a.yaml", "product: A\n", 0, 2, None, LINE),
        ("a.yaml", "product: A", 0, 2, None, LINE),
        ("a.yaml", "product: A\n...\n", 0, 2, None, LINE),
        ("a.yaml", "{product: A,\nexecuted: 2026-01-01}\n", 0, 1, 11, f", {LINE}"),
        ("a.yaml", "collects:\n  {student-information: [name]}\nproduct: A\n", 0, 4, None, LINE),
        ("a.yaml", CHANGED, 0, 5, None, LINE),
        ("a.yaml", CHANGED, 1, 4, None, f"    {LINE}"),
        ("a.yaml", CHANGED_IN_BRACES, 1, 2, 31, f", {LINE}"),
    ],
)
def test_the_line_is_where_it_is_read(
    path: str, text: str, change: int, line: int, column: int, says: str
) -> None:
    """It is after an entry's fields or after a change's first one; in braces it joins them."""
    found = missing_line(read(path, text.encode()), LINE, change)

    assert found == MissingLine(path, line, column, says)


def test_an_entry_without_fields_has_no_line() -> None:
    """To request its line is an error of the caller."""
    with pytest.raises(ValueError, match=r"^a\.yaml has no fields where they were read from$"):
        missing_line(read("a.yaml", b""), LINE)
