"""Leftover cells, whatever is in them, are shown as they were typed; headings have one meaning."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring.writing import clean
from generator.content.markdown import Renderer
from generator.importing import cells
from generator.importing.rows import (
    leftover_body,
    leftover_group,
    leftover_item,
)

RENDERER = Renderer(frozenset(), frozenset())


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_a_column_without_a_heading_has_its_letters(index: int, letters: str):
    """After Z come two letters, and then three."""
    assert cells.column_letters(index) == letters


def test_no_heading_means_two_fields():
    """Each known heading has one meaning, and is written in its normal form."""
    names = [name for names in cells.NAMES.values() for name in names]

    assert len(set(names)) == len(names)
    assert [cells.normalize(name) for name in names] == names


HOSTILE = [
    "[a link](https://a.example)",
    "![a picture](https://a.example/x.png)",
    "<b>bold</b> &lt; &amp; &#60; AT&T",
    "<https://a.example>",
    "**bold** __bold__ *i* _i_ `code` snake_case_name",
    "C:\\Users\\x \\* \\\\",
    *"# a heading¦- a list¦1. a list¦12) a list¦> a quotation¦: a definition".split("¦"),
    *("| a | table |", "=====", "---", "~~~", "* * *", "+ more", "    code"),
    '=HYPERLINK("https://a.example")',
    "[" * 500,
    "](" * 300,
    "x" * 5000,
    "مرحبا \u200f abc",
    "学生 数据",
    "---\nproduct: x\n---",
    "a\n\n\nb\n  # c",
]


def shown(markdown: str) -> tuple[list[str], tuple[object, ...]]:
    """Return the words that a text shows, and its offenses."""
    html, offenses = RENDERER.render(markdown)
    assert not re.search(r"<(?!/?(?:ul|li|p)>)", html), html
    return unescape(re.sub(r"<[^>]*>", " ", html)).split(), offenses


@pytest.mark.parametrize("text", HOSTILE)
def test_a_leftover_cell_shows_as_it_was_typed(text):
    """A cell never becomes a link, HTML, a list or a problem, whatever it contains."""
    body = leftover_body(
        [], [*leftover_item("Notes", text), *leftover_group("Amendment", [("Notes", text)])]
    )

    assert (f"Notes: {text} Amendment: Notes: {text}".split(), ()) == shown(body)


ANY = st.text(
    st.one_of(
        st.sampled_from("[]()<>&#*_`\\!|:-+=~0123. \n\tab;x1"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(ANY, ANY)
def test_any_text_shows_as_it_was_typed(heading, text):
    """Every character of any cell is on the page, in order."""
    heading, text = " ".join(clean(heading).split()), clean(text)
    if not text.strip() or not heading:
        return

    words, offenses = shown(leftover_body([], leftover_item(heading, text)))
    assert ("".join(f"{heading}: {text}".split()), ()) == ("".join(words), offenses)
