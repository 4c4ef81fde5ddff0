"""The Markdown of an entry: how it differs from that of Python-Markdown.

An extension of Python-Markdown takes out what could hide or inject something, and replaces what
would lose a word:

    written                            Python-Markdown          here
    <b>us</b>                          bold, as HTML            the text “<b>us</b>” (W103)
    [Note]: important                  nothing at all           the text as written
    <a `b` c>                          a tag with code in it    the text as written (W103)
    *a b**c*d                          loses the d              the text as written
    [a](b 'c (d                        a link to “b 'c”         the text as written
    | c | d | e |, in two columns      loses the e              “d | e” in the last column
    # Us                               h1                       h3, as the page has the first two
    [a](none.pdf)                      a dead link              a dead link (E113)
    33 quotes or lists in each other   perhaps Python's limit   nothing (E031)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

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

from generator.content.addresses import SCHEME, is_safe
from generator.content.offenses import MAX_DEPTH, Notes, Offense, TooDeepError

MIN_HEADING_LEVEL = 3  # because the sections of a page have headings of level 2
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MAX_NUMBER_DIGITS = 9  # of the first number of a list, as in CommonMark
TAG = r"(<(?:/?[a-zA-Z][^<>\s@:]*(?:\s[^<>]*)?/?|!--.*?--|![a-zA-Z][^<>]*|\?[^<>]*)>)"
# What is left of a link after the `](` before an address in angle brackets.
DESTINATION = re.compile(r"<[^<>]*>\s*(?:'[^']*'|\"[^\"]*\")?\s*\)")


class _Parser(BlockParser):
    """Limits the depth of nesting, because Python's own limit depends on the caller."""

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
            raise TooDeepError
        self.depth += 1
        try:
            super().parseBlocks(parent, blocks)
        finally:
            self.depth -= 1


class _Table(TableProcessor):
    """Keeps what a row has after the last column there, instead of dropping it.

    In a table with two columns, `| c | d | e |` has the cells “c” and “d | e”. The type stubs of
    Markdown leave out the two methods that this needs.
    """

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        surplus = [cell.strip() for cell in self._split_row(row)[len(align) :]]  # type: ignore[attr-defined]
        if any(surplus):
            last = parent[-1][-1]
            last.text = " | ".join([last.text or "", *surplus])


class _Dialect(Extension):
    """Shows HTML as text, and checks every link, picture and heading."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        # HTML is text. `_Checked` ends each block of code, as “prettify” does besides more.
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.deregister("prettify")
        # No definitions: `[Note]: important` would disappear.
        md.parser.blockprocessors.deregister("reference")
        for name in ("reference", "image_reference", "short_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        # What begins with a backtick, a backslash or `<` is read by `_InOrder`.
        for name in ("backtick", "escape", "autolink", "automail"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_InOrder(self.notes, md), "in-order", 190)
        # The others are replaced, each at the priority that it has in Python-Markdown.
        md.inlinePatterns.register(_Link(LINK_RE, md), "link", 160)
        md.inlinePatterns.register(_Picture(IMAGE_LINK_RE, md), "image_link", 150)
        emphasis = _Emphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        md.inlinePatterns.register(emphasis, "em_strong", 60)
        table = _Table(md.parser, {"use_align_attribute": True})
        md.parser.blockprocessors.register(table, "table", 75)
        md.parser = _Parser(md)
        md.treeprocessors.register(_Checked(self.notes, md), "checked", -1)  # without escapes


def dialect(notes: Notes) -> Markdown:
    """Return what renders this Markdown, and adds the offenses of a text to the notes."""
    # Objects, because for a name Markdown would search all installed packages.
    extensions = [
        TableExtension(use_align_attribute=True),
        SaneListExtension(),
        DefListExtension(),
        _Dialect(notes),
    ]
    return Markdown(extensions=extensions, output_format="html")


# Markdown's `InlineProcessor.handleMatch` takes and returns more than that of its base class, so
# mypy refuses the method of each subclass, too.


class _InOrder(InlineProcessor):
    """Reads what begins with a backtick, a backslash or `<`, in the order of the text.

    Python-Markdown reads all code, then all escapes, all links and all tags. In “<a `b` c>”, it
    would put a placeholder for the code, and then keep the tag as written, with the placeholder.
    """

    def __init__(self, notes: Notes, md: Markdown) -> None:
        super().__init__(r"[`\\<]", md)
        self.processors = (
            EscapeInlineProcessor(ESCAPE_RE, md),
            BacktickInlineProcessor(BACKTICK_RE),
            AutolinkInlineProcessor(AUTOLINK_RE, md),
            AutomailInlineProcessor(AUTOMAIL_RE, md),
            _Tag(TAG, notes, md),
        )

    # Markdown's types know only the older way, without the text and the positions; so below.
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

    def __init__(self, pattern: str, notes: Notes, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.notes = notes

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
    """A link that has an end; Python-Markdown makes one of `[a](b 'c (d`, too."""

    def getLink(  # noqa: N802 - the name is Markdown's
        self, data: str, index: int
    ) -> tuple[str, str | None, int, bool]:
        address, title, end, is_whole = super().getLink(data, index)
        return address, title, end, is_whole and end > index  # -1 after `(a 'b (c`


class _Picture(_Link, ImageInlineProcessor):
    """A picture whose address has an end."""


class _Checked(Treeprocessor):
    """Lowers headings, aligns cells by a class, and reports bad links and incomplete pictures.

    The highest heading of a text becomes `h3`, and the others keep their distance: `#` and `###`
    become `h3` and `h5`. An address within the site becomes that of a file:
    `your-rights/` becomes `your-rights/index.html`.
    """

    def __init__(self, notes: Notes, md: Markdown) -> None:
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
        if AMP_SUBSTITUTE in address:  # as in that of <a@b.example>
            address = unescape(address.replace(AMP_SUBSTITUTE, "&"))
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
        code = "E113" if path.startswith("files/") else "E113 page"
        self.notes.offenses.append(Offense(code, address))
        return address

    def _file(self, address: str) -> str:
        """Return the URL-encoded address of a file, or "" if there is no such file."""
        name = unquote(address)
        return quote(name) if name in self.notes.files else ""
