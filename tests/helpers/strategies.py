"""What hypothesis draws from: the values of entries."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.authoring import writing

TEXTS = st.text(max_size=40) | st.text("ab :#-,[]{}()\"'\n|>&*!%@`\\\t?.~", max_size=12)
LISTS = st.lists(TEXTS, max_size=4)
GROUPS = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}(-[a-z]{1,4})?", fullmatch=True), TEXTS | LISTS, max_size=4
)
VALUES = TEXTS | LISTS | GROUPS | st.lists(GROUPS, max_size=3)


def cleaned(value: object) -> object:
    """Return a value as a source may have it."""
    if isinstance(value, str):
        return writing.clean(value)
    if isinstance(value, dict):
        return {name: cleaned(inner) for name, inner in value.items()}
    assert isinstance(value, list)
    return [cleaned(inner) for inner in value]
