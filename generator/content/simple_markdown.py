"""Simple Markdown → HTML, five times as fast as Python-Markdown renders it.

A text is simple if each of its blocks is a paragraph, a list with one line for each item, or a
table, and if its only marks are **bold** and *emphasized* words and [links](https://…) to the web.
Most texts in entries are. A test checks that Python-Markdown gives the same HTML for them.
"""

from __future__ import annotations

import re

# What may mean something else to Markdown, or is not kept as it is: code, escapes, HTML,
# underscores, pictures and two empty lines; entities; a list after a list. A search for one text is
# much faster than one for alternatives, and what a pattern begins with is searched for first.
SPECIAL = ("`", "\\", "<", "_", "![", "\n\n\n", " \n")
REFERENCE = re.compile("&(?! )")
LIST_AFTER_LIST = re.compile(r"\n- [^\n]*\n\n- ")
# A line does not begin with a space, the mark of another block, or the number of a list.
LINE = r"(?![\s#>+=:~|-]|\d+\.|\*(?!\*?\w))[^\n|]+"
PARAGRAPH = re.compile(rf"{LINE}(?:\n{LINE})*")
BULLETS = re.compile(rf"- {LINE}(?:\n- {LINE})*")
TABLE = re.compile(r"\|[^\n]+\|\n\|(?:-+\|){2,}(?:\n\|[^\n]+\|)+")
# Marked words have no mark inside, and touch no letter and no other mark outside. What is before
# them is checked after their first mark, because a search for a mark is fast.
WORDS = r"[^\W_](?:[^*\[\]\n]*[^\W_])?"
MARKED = re.compile(
    rf"\*\*(?<![^\s(]..)(?P<strong>{WORDS})\*\*(?![\w*])"
    rf"|\*(?<![^\s(].)(?P<em>{WORDS})\*(?![\w*])"
    rf"|\[(?P<a>{WORDS})\]\((?P<href>https?://[\w./#?=%:~,;+-]+)\)"
)


class _NotSimpleError(Exception):
    """A text has Markdown that only Python-Markdown renders."""


def render_simple(text: str) -> str | None:
    """Return the HTML of a simple text, which is yet to be sanitized, or None for another text.

    It is *not* sold.               <p>It is <em>not</em> sold.</p>
    See [us](https://a.example).    <p>See <a href="https://a.example">us</a>.</p>
    See [us](your-rights/).         None, because somebody has to look whether there is one
    2 * 3, `code` or # Title        None
    """
    stripped = text.strip("\n")
    lines = f"\n{stripped}\n"
    if not stripped or not stripped.replace("\n", "").isprintable():  # there is not even a tab
        return None
    if any(mark in lines for mark in SPECIAL):
        return None
    if REFERENCE.search(lines) or LIST_AFTER_LIST.search(lines):
        return None
    try:
        return "".join(map(_block, stripped.split("\n\n")))
    except _NotSimpleError:
        return None


def _block(block: str) -> str:
    if PARAGRAPH.fullmatch(block):
        return f"<p>{_inline(block)}</p>"
    if BULLETS.fullmatch(block):
        lines = block.split("\n")
        items = [f"<li>{_inline(line.removeprefix('- '))}</li>" for line in lines]
        return f"<ul>{''.join(items)}</ul>"
    if TABLE.fullmatch(block):
        return _table(block.split("\n"))
    raise _NotSimpleError


def _table(lines: list[str]) -> str:
    heading, columns, *rows = [line[1:-1].split("|") for line in lines]
    if any(len(row) != len(columns) for row in (heading, *rows)):
        raise _NotSimpleError
    body = "".join(_row("td", row) for row in rows)
    return f"<table><thead>{_row('th', heading)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: list[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_inline(cell.strip())}</{tag}>' for cell in cells)}</tr>"


def _inline(text: str) -> str:
    """Return a text with its marks as HTML."""
    if "*" not in text and "[" not in text:
        return text
    html = MARKED.sub(_element, text)
    if "*" in html or "[" in html:
        raise _NotSimpleError
    return html


def _element(marked: re.Match[str]) -> str:
    tag = str(marked.lastgroup)
    if tag == "href":
        return f'<a href="{marked["href"]}">{marked["a"]}</a>'
    return f"<{tag}>{marked[tag]}</{tag}>"
