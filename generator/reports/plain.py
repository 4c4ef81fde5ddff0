"""Convert the HTML of a letter to plain text with wrapped lines, for an email or a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from generator.core.problems import text_width

WIDTH = 72  # columns
LABEL = ": "  # after the name of a fact, if the language has no mark of its own
BREAK = "\x0b"  # in place of `<br>`; no source may contain it
ISOLATE = "\u2068"  # before a text that may be written in another direction
END_OF_ISOLATE = "\u2069"
ISOLATED = ("a", "bdi")
VOID = {"br", "hr", "img"}  # elements without content
# Elements that begin on a new line. One name a line would be longer than a screen.
BLOCKS = {
    "address", "article", "blockquote", "dd", "details", "div", "dl", "dt", "li", "main", "ol",
    "p", "pre", "section", "summary", "table", "tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
}  # fmt: skip
# What an element ends that has no end tag: another item, or another cell.
ENDS = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
}
UNDERLINES = {"h1": "=", "h2": "-"}
# Chinese, Japanese and Korean have no spaces: a line may end after any character, but not before
# closing punctuation, and not after an opening bracket.
OPENING = r"\u3008\u300a\u300c\u300e\u3010\uff08\u2018\u201c"
PIECE = re.compile(
    rf"[{OPENING}]*(?![{OPENING}])[\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    rf"(?:(?![{OPENING}])[\u3001-\u3011\uff00-\uff1f\u2019\u201d])*|"
    r"(?P<closing>[\u3001\u3002\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f]+)|"
    rf"(?P<opening>[{OPENING}]+)|."
)


class HtmlElement(NamedTuple):
    """An element of HTML with its children, which are elements and texts."""

    tag: str
    attributes: dict[str, str]
    children: list[HtmlElement | str]

    @property
    def elements(self) -> list[HtmlElement]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, HtmlElement)]

    @property
    def classes(self) -> list[str]:
        """The names in the attribute `class`."""
        return self.attributes.get("class", "").split()

    def walk(self) -> Iterator[HtmlElement]:
        """Yield the elements at any depth, in their order."""
        for element in self.elements:
            yield element
            yield from element.walk()


def parse(html: str, direction: str = "ltr", label: str = LABEL) -> HtmlElement:
    """Return HTML as elements; in a text from right to left, links and names are isolated.

    `label` is what the language has after the name of a fact.
    """
    reader = _HtmlReader(ISOLATED if direction == "rtl" else (), label)
    reader.feed(html)
    reader.close()
    return reader.root


def text(element: HtmlElement) -> str:
    """Return the text of an element, with lines of at most 72 columns if its words are shorter."""
    return "".join(f"{line}\n" for line in _flow(element, WIDTH))


def unwrapped(element: HtmlElement) -> str:
    """Return the text of an element, with each paragraph on one line and no empty lines."""
    return "\n".join(line for line in _flow(element, 0) if line)


def facts(element: HtmlElement) -> list[tuple[str, str]]:
    """Return the names and values in the description lists and the sections of class “facts”."""
    pairs: list[tuple[HtmlElement, HtmlElement]] = []
    for part in element.walk():
        if "facts" in part.classes and part.tag == "dl":
            pairs += _pairs(part)
        elif "facts" in part.classes:
            heading, *texts = part.elements
            pairs.append((heading, HtmlElement("div", {}, [*texts])))
    return [(unwrapped(name), unwrapped(value)) for name, value in pairs]


class _HtmlReader(HTMLParser):
    """Builds elements from HTML in which only items and cells may lack an end tag."""

    def __init__(self, isolated: Collection[str], label: str) -> None:
        super().__init__(convert_charrefs=True)
        self._isolated = isolated
        self._label = label
        self.root = HtmlElement("main", {}, [])
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = HtmlElement(tag, {name: value or "" for name, value in attrs}, [])
        while self._open[-1].tag in ENDS.get(tag, ()):
            self._open.pop()
        self._open[-1].children.append(element)
        if tag == "dt":
            element.attributes["label"] = self._label
        if tag not in VOID:
            self._open.append(element)
        if tag in self._isolated:
            element.children.append(ISOLATE)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            if tag in self._isolated:
                self._open[-1].children.append(END_OF_ISOLATE)
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _flow(element: HtmlElement, width: int) -> list[str]:
    """Return an element's lines, an empty one between blocks; a `width` of 0 does not wrap."""
    blocks: list[list[str]] = [[]]
    inline = ""
    for child in element.children:
        if isinstance(child, HtmlElement) and child.tag in BLOCKS:
            blocks += _wrapped(inline, width), _block(child, width)
            inline = ""
        else:
            inline += _inline(child)
    lines: list[str] = []
    for block in filter(None, [*blocks, _wrapped(inline, width)]):
        lines += ["", *block] if lines else block
    return lines


def _block(element: HtmlElement, width: int) -> list[str]:
    """Return the lines of one block; there are none if it is to be filled in on paper."""
    if "paper" in element.classes:
        return []
    return LINES_OF.get(element.tag, _other_block)(element, width)


def _other_block(element: HtmlElement, width: int) -> list[str]:
    """Return the lines of a paragraph, or of a heading with a line of signs below it."""
    lines = _flow(element, width)
    if lines and width and element.tag in UNDERLINES:
        lines.append(UNDERLINES[element.tag] * min(WIDTH, max(map(text_width, lines))))
    return lines


def _table(element: HtmlElement, _width: int) -> list[str]:
    """Return a line for each row; a row is not wrapped."""
    rows = (row for row in element.walk() if row.tag == "tr" and row.children)
    return [" | ".join(map(unwrapped, row.elements)) for row in rows]


def _preformatted(element: HtmlElement, _width: int) -> list[str]:
    """Return the lines as they are."""
    return "".join(map(_inline, element.children)).rstrip("\n").split("\n")


def _quotation(element: HtmlElement, width: int) -> list[str]:
    """Return lines that each begin with a sign."""
    return [f"> {line}".rstrip() for line in _flow(element, width and width - 2)]


def _list(element: HtmlElement, width: int) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(
        element.elements, start=int(element.attributes.get("start", "1"))
    ):
        bullet = f"{number}. " if element.tag == "ol" else "- "
        indent = " " * len(bullet)
        for i, line in enumerate(_flow(item, width and width - len(bullet))):
            lines.append(f"{indent if i else bullet}{line}".rstrip())
    return lines


def _description_list(element: HtmlElement, width: int) -> list[str]:
    """Return each name and value on one line if they fit, or else the value below the name."""
    lines: list[str] = []
    for name, value in _pairs(element):
        label = unwrapped(name) + name.attributes.get("label", LABEL)
        value_lines = _flow(value, width and width - 2)
        one_line = f"{label}{' '.join(value_lines)}"
        if len(value_lines) == 1 and text_width(one_line) <= WIDTH:
            lines.append(one_line)
        else:
            lines += [label.rstrip(), *(f"  {line}".rstrip() for line in value_lines)]
    return lines


LINES_OF: dict[str, Callable[[HtmlElement, int], list[str]]] = {
    "ul": _list,
    "ol": _list,
    "dl": _description_list,
    "table": _table,
    "pre": _preformatted,
    "blockquote": _quotation,
}


def _pairs(element: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement]]:
    """Yield each value of a description list with the name before it."""
    name = HtmlElement("dt", {}, [])
    for child in element.elements:
        if child.tag == "dt":
            name = child
        elif child.tag == "dd":
            yield name, child
        elif child.tag == "div":  # a group of names and values
            yield from _pairs(child)


def _inline(node: HtmlElement | str) -> str:
    """Return the text of a node, with the address of a link unless the text is the address."""
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return BREAK
    text = "".join(map(_inline, node.children))
    address = node.attributes.get("href", "")
    is_web_link = node.tag == "a" and address.lower().startswith(("https:", "http:"))
    if is_web_link and address != text.strip(f" {ISOLATE}{END_OF_ISOLATE}"):
        return f"{text} ({address})"
    return text


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines that fit a width if its words do; BREAK always ends a line."""
    lines = []
    for part in text.split(BREAK):
        line = ""
        for word in part.split():
            for i, piece in enumerate(_pieces(word)):
                gap = "" if i or not line else " "
                if width and line and text_width(f"{line}{gap}{piece}") > width:
                    lines.append(line)
                    line = piece
                else:
                    line = f"{line}{gap}{piece}"
        lines.append(line)
    return [line for line in lines if line]


def _pieces(word: str) -> list[str]:
    """Return the parts of a word between which a line may end."""
    if word.isascii():
        return [word]
    pieces = [""]
    for match in PIECE.finditer(word):
        if pieces[-1] and match["closing"]:
            pieces[-1] += match[0]
            pieces.append("")
        elif match["opening"]:
            pieces.append(match[0])
        elif len(match[0]) > 1 or text_width(match[0]) > 1:
            pieces += [match[0], ""]
        else:
            pieces[-1] += match[0]
    return [piece for piece in pieces if piece]
