"""HTML of a letter → plain text that a mail or a message can hold, its lines wrapped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

WIDTH = 72
BREAK = "\x0b"  # a line end that is meant, `<br>`; no source may hold it
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
ISOLATED = ("a", "bdi")
ALONE = {"br", "hr", "img"}  # elements that nothing stands in
BLOCKS = {"address", "article", "blockquote", "dd", "div", "dl", "dt", "li", "ol", "p", "pre", "section", "table", "ul"}
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "main", "tr"}
UNDERLINES = {"h1": "=", "h2": "-"}
# Where there are no spaces a line may end behind each character, but not before a mark that closes.
PIECE = re.compile(
    r"[\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7af\uf900-\ufaff][\u3001-\u3011\uff00-\uff1f\u2019\u201d]*|"
    r"(?P<closing>[\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]+)|."
)


class HtmlElement(NamedTuple):
    """An element of HTML with what stands in it."""

    tag: str
    attributes: dict[str, str]
    inner: list[HtmlElement | str]

    def of_class(self, name: str) -> Iterator[HtmlElement]:
        """Yield the elements in this one that have a class."""
        for one in self.inner:
            if isinstance(one, HtmlElement):
                if name in one.attributes.get("class", "").split():
                    yield one
                yield from one.of_class(name)


def parsed(html: str, direction: str = "ltr") -> HtmlElement:
    """Return HTML as elements; read from the right, names and addresses keep the order of their own letters."""
    reader = _HtmlReader(ISOLATED if direction == "rtl" else ())
    reader.feed(html)
    reader.close()
    return reader.root


def text(element: HtmlElement) -> str:
    """Return all that an element says, each line at most 72 columns wide where its words allow it."""
    return "".join(f"{line}\n" for line in _flow(element, WIDTH))


def unwrapped(element: HtmlElement) -> str:
    """Return all that an element says, each paragraph on one line and nothing between them."""
    return "\n".join(line for line in _flow(element, 0) if line)


def facts(element: HtmlElement) -> list[tuple[str, str]]:
    """Return the names and values of the lists of class « facts » in an element."""
    pairs = [pair for listed in element.of_class("facts") for pair in _pairs(listed)]
    return [(unwrapped(name), unwrapped(value)) for name, value in pairs]


class _HtmlReader(HTMLParser):
    """Builds elements from HTML that closes each of them, as the theme and the sanitiser write it."""

    def __init__(self, isolated: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._isolated = isolated
        self.root = HtmlElement("main", {}, [])
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = HtmlElement(tag, {name: value or "" for name, value in attrs}, [])
        self._open[-1].inner.append(element)
        if tag not in ALONE:
            self._open.append(element)
        if tag in self._isolated:
            element.inner.append(ISOLATE)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            if tag in self._isolated:
                self._open[-1].inner.append(END_OF_ISOLATE)
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inner.append(data)


def _flow(element: HtmlElement, width: int) -> list[str]:
    """Return the lines of what stands in an element, an empty one between two blocks."""
    blocks: list[list[str]] = []
    for is_block, found in groupby(element.inner, lambda one: isinstance(one, HtmlElement) and one.tag in BLOCKS):
        if is_block:
            blocks += (_block(one, width) for one in found if isinstance(one, HtmlElement))
        else:
            blocks.append(_wrapped("".join(map(_inline, found)), width))
    return _joined(blocks, [""])


def _joined(blocks: Iterable[list[str]], between: list[str]) -> list[str]:
    """Return the lines of all blocks that have some."""
    lines: list[str] = []
    for block in filter(None, blocks):
        lines += [*(between if lines else []), *block]
    return lines


def _block(element: HtmlElement, width: int) -> list[str]:
    """Return the lines of one block."""
    if element.tag in ("ul", "ol"):
        return _list(element, width)
    if element.tag == "dl":
        return _facts(element, width)
    if element.tag == "table":
        rows = [row for row in _all(element, "tr") if row.inner]
        return [" | ".join(unwrapped(cell) for cell in row.inner if isinstance(cell, HtmlElement)) for row in rows]
    if element.tag == "pre":
        return "".join(_inline(one) for one in element.inner).rstrip("\n").split("\n")
    if element.tag == "blockquote":
        return [f"> {line}".rstrip() for line in _flow(element, width and width - 2)]
    lines = _flow(element, width)
    if lines and width and element.tag in UNDERLINES:
        lines.append(UNDERLINES[element.tag] * min(WIDTH, max(map(_columns, lines))))
    return lines


def _list(element: HtmlElement, width: int) -> list[str]:
    items = [one for one in element.inner if isinstance(one, HtmlElement)]
    first = int(element.attributes.get("start", "1"))
    marks = [f"{number}. " if element.tag == "ol" else "- " for number, _ in enumerate(items, start=first)]
    lines = []
    for mark, item in zip(marks, items, strict=True):
        inner = _flow(item, width and width - len(mark))
        lines += [f"{mark if not i else ' ' * len(mark)}{line}".rstrip() for i, line in enumerate(inner)]
    return lines


def _facts(element: HtmlElement, width: int) -> list[str]:
    """Return a list of names and values: on one line where both have room there, else the value below the name."""
    blocks = []
    for name, value in _pairs(element):
        label, inner = unwrapped(name), _flow(value, width and width - 2)
        short = f"{label}: {inner[0]}" if len(inner) == 1 else ""
        blocks.append(
            [short] if short and _columns(short) <= WIDTH else [f"{label}:", *(f"  {one}".rstrip() for one in inner)]
        )
    return _joined(blocks, [])


def _pairs(element: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """Yield each value of a list with the name before it."""
    name = HtmlElement("dt", {}, [])
    for one in element.inner:
        if isinstance(one, HtmlElement) and one.tag == "dt":
            name = one
        elif isinstance(one, HtmlElement) and one.tag == "dd":
            yield name, one


def _all(element: HtmlElement, tag: str) -> Iterator[HtmlElement]:
    for one in element.inner:
        if isinstance(one, HtmlElement):
            yield from [one] if one.tag == tag else _all(one, tag)


def _inline(one: HtmlElement | str) -> str:
    """Return a text, or what an element in a line says, with the address that a link leads to."""
    if isinstance(one, str):
        return one
    if one.tag == "br":
        return BREAK
    said = "".join(_inline(inner) for inner in one.inner)
    address = one.attributes.get("href", "")
    leads = (
        one.tag == "a"
        and address.lower().startswith(("https:", "http:"))
        and address != said.strip(f" {ISOLATE}{END_OF_ISOLATE}")
    )
    return f"{said} ({address})" if leads else said


def _wrapped(run: str, width: int) -> list[str]:
    """Return a run of words as lines, broken where they are too long for a width; with none, only where it is meant."""
    lines = []
    for part in run.split(BREAK):
        line = ""
        for word in part.split():
            for i, piece in enumerate(_pieces(word)):
                gap = "" if i or not line else " "
                if width and line and _columns(f"{line}{gap}{piece}") > width:
                    lines.append(line)
                    line = piece
                else:
                    line = f"{line}{gap}{piece}"
        lines.append(line)
    return [line for line in lines if line]


def _pieces(word: str) -> list[str]:
    """Return the parts of a word that may stand on lines of their own: Chinese has no spaces."""
    if word.isascii():
        return [word]
    pieces = [""]
    for found in PIECE.finditer(word):
        if pieces[-1] and found["closing"]:
            pieces[-1:] = [pieces[-1] + found[0], ""]
        elif len(found[0]) > 1 or _columns(found[0]) > 1:
            pieces += [found[0], ""]
        else:
            pieces[-1] += found[0]
    return [piece for piece in pieces if piece]


def _columns(text: str) -> int:
    """Return how many columns a text takes where all letters are of one width."""
    return sum(0 if category(c) in ("Mn", "Cf") else 2 if east_asian_width(c) in "WF" else 1 for c in text)
