"""Markdown → safe HTML. Whatever cannot be shown as written is reported as an offense.

Python-Markdown takes five times as long as `render_simple`, which reads most texts and leaves all
others to it; a test checks that both give the same HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import (
    AUTOLINK_RE,
    AUTOMAIL_RE,
    BACKTICK_RE,
    ESCAPE_RE,
    IMAGE_LINK_RE,
    LINK_RE,
    AutolinkInlineProcessor,
    AutomailInlineProcessor,
    BacktickInlineProcessor,
    Delimiter,
    DelimiterProcessor,
    EscapeInlineProcessor,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, AtomicString

from generator.core.characters import FORBIDDEN
from generator.core.model import ROOT
from generator.core.problems import character_name

MAX_REMEMBERED = 1_000  # texts; how data is protected is often said the same way in many entries
MAX_BRACKETS = 400  # Python-Markdown takes quadratic time for them
MAX_MARKS = 4_000  # quadratic as well, but faster
MAX_DEPTH = 32  # of nested lists and quotes, because each level uses Python's stack
LIMITS = {"E123": MAX_BRACKETS, "E123 marks": MAX_MARKS, "E031 text": MAX_DEPTH}
SAFE_SCHEMES = {"https", "http", "mailto", "tel"}
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
ENTITY = re.compile("&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));?")
COUNTED = re.compile(r"[`\\\[\]!<&*_\x02]|  \n|^[ \t]*(?:#|[-=]+[ \t]*$)", re.MULTILINE)
TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote", "a",
    "img", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
ALIGNED = {"left", "center", "right"}  # the classes of a table's cells
PARTS = ("<", "href=", "src=")  # counted to notice what the sanitizer removed


class Offense(NamedTuple):
    """A problem in a Markdown text: its code, and the words in question as written."""

    code: str
    words: str


class Rendered(NamedTuple):
    """A text as HTML, with ROOT before addresses within the site, and its offenses."""

    html: str
    offenses: tuple[Offense, ...]


def is_safe(address: str) -> bool:
    """Return whether a page may link to an address.

    These are https, http, mailto, tel and addresses within the site, but never `//host`.
    """
    scheme = SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in SAFE_SCHEMES
    return not re.match(r"[\s/\\]", address) and not any(ord(c) < 33 for c in address)


class Renderer:
    """Renders Markdown. Use one for all texts of a run, because creating it is slow.

    `files` are what pictures and links may name, and `pages` the folders of the site's pages. The
    same text always gives the same HTML.
    """

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files = files
        self._notes = _Notes(files, pages)
        # Objects, because for a name Markdown would search all installed packages.
        extensions = [
            TableExtension(use_align_attribute=True),
            SaneListExtension(),
            DefListExtension(),
            _Safe(self._notes),
        ]
        self._markdown = Markdown(extensions=extensions, output_format="html")
        self.render = lru_cache(MAX_REMEMBERED)(self._render)
        self._cleaner = nh3.Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes={"th": ALIGNED, "td": ALIGNED},
            attribute_filter=_rooted,
            url_schemes=SAFE_SCHEMES,
            link_rel=None,
        )

    def _render(self, text: str) -> Rendered:
        """Return one text as safe HTML; no HTML for one that would take too long."""
        brackets = text.count("[")
        if brackets > MAX_BRACKETS:
            return Rendered("", (Offense("E123", str(brackets)),))
        if len(text) > MAX_MARKS and sum(1 for _ in COUNTED.finditer(text)) > MAX_MARKS:
            return Rendered("", (Offense("E123 marks", ""),))
        self._notes.offenses = []
        try:
            html = render_simple(text) or self._markdown.reset().convert(text)
        except _TooDeepError:
            self._markdown.parser.state.clear()  # it still has the lists of this text
            return Rendered("", (Offense("E031 text", ""),))
        return _checked(text, html, self._notes.offenses, self._cleaner.clean(html))


def _checked(text: str, raw: str, offenses: list[Offense], safe: str) -> Rendered:
    """Return sanitized HTML with the offenses that are known only now."""
    forbidden = [
        Offense("E004", entity[0])
        for entity in ENTITY.finditer(text)
        if FORBIDDEN.fullmatch(_character(entity))
    ]
    if not forbidden and (character := FORBIDDEN.search(safe.replace(f'="{ROOT}', "="))):
        forbidden = [Offense("E004", character_name(character[0]))]
    found = [*offenses, *forbidden]
    if safe != raw and any(safe.count(part) != raw.count(part) for part in PARTS):
        explains = any(offense.code != "W103" for offense in found)
        found += [] if explains else [Offense("W109", "")]
    return Rendered(safe, tuple(found))


def _character(entity: re.Match[str]) -> str:
    code = int(entity[1], 16) if entity[1] else int(entity[2])
    return chr(code) if code < 0x110000 else ""


def _rooted(_tag: str, attribute: str, value: str) -> str | None:
    """Remove an unsafe address, and put ROOT before an address within the site."""
    if attribute not in ("href", "src"):
        return value
    if not is_safe(value):
        return None
    is_absolute = SCHEME.match(value) or value.startswith("#")
    return value if is_absolute else f"{ROOT}{value}"


# Simple Markdown

# A text is simple if each of its blocks is a paragraph, a list with one line for each item, or a
# table, and if its only marks are **bold** and *emphasized* words and [links](https://…) to the
# web.

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
    """Return the HTML of a simple text, which is yet to be sanitized, or None for another text."""
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


# All other Markdown

MIN_HEADING_LEVEL = 3  # because the sections of a page have headings of level 2
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MAX_NUMBER_DIGITS = 9  # of the first number of a list, as in CommonMark
TAG = r"(<(?:/?[a-zA-Z][^<>\s@:]*(?:\s[^<>]*)?/?|!--.*?--|![a-zA-Z][^<>]*|\?[^<>]*)>)"
# What is left of a link after the `](` before an address in angle brackets.
DESTINATION = re.compile(r"<[^<>]*>\s*(?:'[^']*'|\"[^\"]*\")?\s*\)")


class _Notes:
    """What a link may lead to, and the offenses in one text."""

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files = files
        self.pages = pages
        self.offenses: list[Offense] = []


class _TooDeepError(Exception):
    """A text has more nested lists or quotes than `MAX_DEPTH`."""


class _Parser(BlockParser):
    """Limit the depth of nesting, because Python's own limit depends on the caller."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.depth = 0
        self.blockprocessors = md.parser.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self

    def parseBlocks(  # noqa: N802 - the name is Markdown's
        self, parent: Element, blocks: list[str]
    ) -> None:
        if self.depth > MAX_DEPTH:
            raise _TooDeepError
        self.depth += 1
        try:
            super().parseBlocks(parent, blocks)
        finally:
            self.depth -= 1


class _Table(TableProcessor):
    """Keep what a row has after the last column there, instead of dropping it.

    The type stubs of Markdown leave out the two methods that this needs.
    """

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        surplus = [cell.strip() for cell in self._split_row(row)[len(align) :]]  # type: ignore[attr-defined]
        if any(surplus):
            last = parent[-1][-1]
            last.text = " | ".join([last.text or "", *surplus])


class _Safe(Extension):
    """Show HTML as text, and check every link, picture and heading."""

    def __init__(self, notes: _Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.deregister("prettify")  # `_Checked` ends each block of code
        md.parser.blockprocessors.deregister("reference")  # `[Note]: important` would disappear
        for name in ("reference", "image_reference", "short_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        for name in ("backtick", "escape", "autolink", "automail"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_InOrder(self.notes, md), "in-order", 190)
        md.inlinePatterns.register(_Link(LINK_RE, md), "link", 160)
        md.inlinePatterns.register(_Picture(IMAGE_LINK_RE, md), "image_link", 150)
        emphasis = _Emphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        md.inlinePatterns.register(emphasis, "em_strong", 60)
        table = _Table(md.parser, {"use_align_attribute": True})
        md.parser.blockprocessors.register(table, "table", 75)
        md.parser = _Parser(md)
        md.treeprocessors.register(_Checked(self.notes, md), "checked", -1)  # without escapes


# Markdown's `InlineProcessor.handleMatch` takes and returns more than that of its base class, so
# mypy refuses the method of each subclass, too.


class _InOrder(InlineProcessor):
    """Reads what begins with a backtick, a backslash or `<`, in the order of the text.

    Python-Markdown reads all code, then all escapes, all links and all tags, and its placeholders
    for the first would stay in those that are kept as written.
    """

    def __init__(self, notes: _Notes, md: Markdown) -> None:
        super().__init__(r"[`\\<]", md)
        self.processors = (
            EscapeInlineProcessor(ESCAPE_RE, md),
            BacktickInlineProcessor(BACKTICK_RE),
            AutolinkInlineProcessor(AUTOLINK_RE, md),
            AutomailInlineProcessor(AUTOMAIL_RE, md),
            _Tag(TAG, notes, md),
        )

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        if _is_destination(data, m.start()):
            return None, m.start(), m.end()
        for processor in self.processors:
            if match := processor.getCompiledRegExp().match(data, m.start()):
                element, start, end = processor.handleMatch(match, data)
                if element is not None or data[m.start()] == "`":
                    return element, start, end  # or all backticks of code without an end
        return None, m.start(), m.end()


def _is_destination(data: str, start: int) -> bool:
    """Return whether angle brackets are around the address of a link or a picture."""
    if not DESTINATION.match(data, start):
        return False
    while start and data[start - 1].isspace():
        start -= 1
    return data.endswith("](", 0, start) and "[" in data[: start - 2]


class _Tag(InlineProcessor):
    """Shows a tag as text, with a warning."""

    def __init__(self, pattern: str, notes: _Notes, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.notes = notes

    # Its types know only the older way, without the text and the positions.
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        if not m[1].startswith("</"):  # the opening tag has been reported
            self.notes.offenses.append(Offense("W103", m[1]))
        return m[1].replace("&", "&amp;"), m.start(0), m.end(0)


class _Emphasis(DelimiterProcessor):
    """Emphasized words between the same marks; Python-Markdown loses the d in `*a b**c*d`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        self.data = data
        return super().handleMatch(m, data)

    def add_region(self, delim: Delimiter, a: int, b: int, c: int, d: int, size: int) -> None:
        if self.data[a:b] == self.data[c:d]:
            super().add_region(delim, a, b, c, d, size)


class _Link(LinkInlineProcessor):
    """A link that has an end."""

    def getLink(  # noqa: N802 - the name is Markdown's
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        address, title, end, is_whole = super().getLink(data, index)
        return address, title, end, is_whole and end > index  # -1 after `(a 'b (c`


class _Picture(_Link, ImageInlineProcessor):
    """A picture whose address has an end."""


class _Checked(Treeprocessor):
    """Lower headings, align cells by a class, and report unsafe links and incomplete pictures."""

    def __init__(self, notes: _Notes, md: Markdown) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        levels = [int(heading.tag[1]) for heading in headings]
        shift = MIN_HEADING_LEVEL - min(levels, default=MIN_HEADING_LEVEL)
        for heading, level in zip(headings, levels, strict=True):
            heading.tag = f"h{min(level + shift, 6)}"
        for element in root.iter():
            if element.tag == "img":
                element.set("src", self._picture(element.get("src", ""), element.get("alt", "")))
            elif element.tag == "a":
                element.set("href", self._link(element.get("href", "")))
            elif element.tag == "pre":
                element[0].text = AtomicString(f"{(element[0].text or '').rstrip()}\n")
            elif element.tag == "ol" and len(element.get("start", "")) > MAX_NUMBER_DIGITS:
                del element.attrib["start"]
                self.notes.offenses.append(Offense("W109", ""))
            elif element.tag in ("th", "td") and (align := element.attrib.pop("align", None)):
                element.set("class", align)

    def _picture(self, address: str, text: str) -> str:
        """Return the address of a picture; report one without a file or a text description."""
        file = self._file(address)
        if not file:
            self.notes.offenses.append(Offense("E112 picture", address))
        elif not text.strip():
            self.notes.offenses.append(Offense("E122", address))
        return file or address

    def _link(self, address: str) -> str:
        """Return the address of a link, with `index.html` for a page; report a dead link."""
        address = (
            unescape(address.replace(AMP_SUBSTITUTE, "&")) if AMP_SUBSTITUTE in address else address
        )  # of <a@b.example>
        encoded = address.replace(" ", "%20")
        path, mark, fragment = encoded.partition("#")
        if SCHEME.match(address) or not path or not is_safe(encoded):
            if not is_safe(address):
                self.notes.offenses.append(Offense("E110 text", address))
            return address
        page = path.removesuffix("index.html").rstrip("/")
        if page in self.notes.pages:
            return f"{page}/index.html{mark}{fragment}"
        if file := self._file(path):
            return f"{file}{mark}{fragment}"
        self.notes.offenses.append(
            Offense("E113" if path.startswith("files/") else "E113 page", address)
        )
        return address

    def _file(self, address: str) -> str:
        """Return the URL-encoded address of a file, or "" if there is no such file."""
        name = unquote(address)
        return quote(name) if name in self.notes.files else ""
