"""Text that is rendered without Python-Markdown has the same HTML as with it."""

from __future__ import annotations

import nh3
import pytest

from generator.content.simple_markdown import render_simple
from helpers.python_markdown import rendered, texts
from helpers.tiers import swept

MIN_SIMPLE = 100  # texts of each seed, so that the comparison is meaningful


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Teachers make the accounts.", "<p>Teachers make the accounts.</p>"),
        ("\n9 (R & D) > “most”,\nin the end\n", "<p>9 (R & D) > “most”,\nin the end</p>"),
        ("**No decision** is *ours*.", "<p><strong>No decision</strong> is <em>ours</em>.</p>"),
        (
            "See [the site](https://a.example/b-c?d=1#e).",
            '<p>See <a href="https://a.example/b-c?d=1#e">the site</a>.</p>',
        ),
        (
            "Ask:\n\n- *the* office\n- us\n\nThen wait.",
            "<p>Ask:</p><ul><li><em>the</em> office</li><li>us</li></ul><p>Then wait.</p>",
        ),
        (
            "| A | B |\n|---|---|\n| c |  |",
            "<table><thead><tr><th>A</th><th>B</th></tr></thead>"
            "<tbody><tr><td>c</td><td></td></tr></tbody></table>",
        ),
    ],
)
def test_a_simple_text_is_rendered(text: str, expected: str) -> None:
    """Paragraphs, lists, tables, bold and emphasized words and links to the web are simple."""
    assert render_simple(text) == expected
    assert nh3.clean(expected) == rendered(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\tb",
        "a\x02b",
        "a\r\nb",
        "`a`",
        "a\\*",
        "a_b_",
        "<b>",
        "&amp;",
        "&#1;",
        "![a](https://a.example)",
        " a",
        "a ",
        "a  \nb",
        "a\n b",
        "a\n\n\nb",
        "# a",
        "> a",
        "+ a",
        "* a",
        "***",
        "---",
        "a\n---",
        "a\n===",
        "1. a",
        "a\n: b",
        "- a\n\n- b",
        "- a\n  b",
        "- a\n  - b",
        "- - a",
        "a | b\n--|--\nc | d",
        "| a |\n|---|\n| b |",
        "| a | b |\n|---|---|",
        "| a | b |\n|---|---|\n| c |",
        "| a | b |\n|:--|---|\n| c | d |",
        "a * b",
        "**a *b* c**",
        "a**b**",
        "*a*b",
        "[a]",
        "[a](b)",
        "[a](files/b.pdf)",
        "[a](javascript:b)",
        "[*a*](https://a.example)",
        "[a](https://a.example 'b')",
    ],
)
def test_other_text_is_not_simple(text: str) -> None:
    """Any other Markdown, and any character that Markdown may change, is not simple."""
    assert render_simple(text) is None


@pytest.mark.parametrize("seed", swept(range(100), [0, 1]))
def test_a_simple_text_has_the_html_of_python_markdown(seed: int) -> None:
    """The texts are 2,000 combinations of pieces of Markdown."""
    html = {text: render_simple(text) for text in texts(seed, 2_000)}
    simple = {text: nh3.clean(html) for text, html in html.items() if html is not None}

    assert len(simple) > MIN_SIMPLE
    assert simple == {text: rendered(text) for text in simple}
