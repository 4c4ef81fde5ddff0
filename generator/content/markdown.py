"""Markdown → safe HTML. Whatever cannot be shown as written is reported as an offense."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from generator.content.simple_markdown import render_simple
from generator.content.yaml_nodes import FORBIDDEN
from generator.core.model import ROOT

MAX_BRACKETS = 400  # Python-Markdown takes quadratic time for them
MAX_MARKS = 4_000  # quadratic as well, but faster
MAX_DEPTH = 32  # of nested lists and quotes, because each level uses Python's stack
LIMITS = {"E123": MAX_BRACKETS, "E129": MAX_MARKS, "E130": MAX_DEPTH}
MIN_HEADING_LEVEL = 3  # because the sections of a page have headings of level 2
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MAX_NUMBER_DIGITS = 9  # of the first number of a list, as in CommonMark
SAFE_SCHEMES = {"https", "http", "mailto", "tel"}
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
ENTITY = re.compile("&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")
COUNTED = re.compile(r"[`\\\[\]!<&*_\x02]|  \n|^[ \t]*(?:#|[-=]+[ \t]*$)", re.MULTILINE)
TAG = r"(<(?:/?[a-zA-Z][^<>\s@:]*(?:\s[^<>]*)?/?|!--.*?--|![a-zA-Z][^<>]*|\?[^<>]*)>)"
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

    The same text always gives the same HTML.
    """

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        """Take the files that pictures and links may name, and the folders of the site's pages."""
        self.files = files
        self._notes = _Notes(files, pages)
        # Objects, because for a name Markdown would search all installed packages.
        extensions = [
            TableExtension(use_align_attribute=True),
            SaneListExtension(),
            DefListExtension(),
            _Safe(self._notes),
        ]
        self._markdown = Markdown(
            extensions=extensions,
            output_format="html",
        )
        self._cleaner = nh3.Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes={"th": ALIGNED, "td": ALIGNED},
            attribute_filter=_rooted,
            url_schemes=SAFE_SCHEMES,
            link_rel=None,
        )

    def render(self, text: str) -> tuple[str, tuple[Offense, ...]]:
        """Return safe HTML, with ROOT before addresses within the site, and the offenses."""
        brackets = text.count("[")
        if brackets > MAX_BRACKETS:
            return "", (Offense("E123", str(brackets)),)
        if len(text) > MAX_MARKS and sum(1 for _ in COUNTED.finditer(text)) > MAX_MARKS:
            return "", (Offense("E129", ""),)
        self._notes.offenses = []
        try:
            raw = render_simple(text) or self._markdown.reset().convert(text)
        except _TooDeepError:
            self._markdown.parser.state.clear()  # it still has the lists of this text
            return "", (Offense("E130", ""),)
        safe = self._cleaner.clean(raw)
        for entity in ENTITY.finditer(text):
            if FORBIDDEN.fullmatch(_character(entity)):
                self._notes.offenses.append(Offense("E004", entity[0]))
        if safe != raw and any(safe.count(part) != raw.count(part) for part in PARTS):
            explains = any(offense.code != "W103" for offense in self._notes.offenses)
            self._notes.offenses += [] if explains else [Offense("W109", "")]
        return safe, tuple(self._notes.offenses)


class _Notes:
    """The offenses that the parts of one Markdown instance collect for the renderer."""

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files, self.pages = files, pages
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
        md.inlinePatterns.register(_Html(TAG, self.notes, md), "html-as-text", 90)
        md.parser = _Parser(md)
        md.treeprocessors.register(_Checked(self.notes, md), "checked", 1)


class _Html(InlineProcessor):
    """Shows a tag as text, with a warning."""

    def __init__(self, pattern: str, notes: _Notes, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.notes = notes

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name is Markdown's
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        if not m[1].startswith("</"):  # the opening tag has been reported
            self.notes.offenses.append(Offense("W103", m[1]))
        return m[1].replace("<", "&lt;"), m.start(0), m.end(0)


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
            self.notes.offenses.append(Offense("E121", address))
        elif not text.strip():
            self.notes.offenses.append(Offense("E122", address))
        return file or address

    def _link(self, address: str) -> str:
        """Return the address of a link, with `index.html` for a page; report a dead link."""
        encoded = address.replace(" ", "%20")
        path, mark, fragment = encoded.partition("#")
        if SCHEME.match(address) or "\x02" in address or not path or not is_safe(encoded):
            if "\x02" not in address and not is_safe(
                address
            ):  # Markdown hides the letters of <name@example.org>
                self.notes.offenses.append(Offense("E124", address))
            return address
        page = path.removesuffix("index.html").rstrip("/")
        if page in self.notes.pages:
            return f"{page}/index.html{mark}{fragment}"
        if file := self._file(path):
            return f"{file}{mark}{fragment}"
        self.notes.offenses.append(
            Offense("E113" if path.startswith("files/") else "E128", address)
        )
        return address

    def _file(self, address: str) -> str:
        """Return the URL-encoded address of a file, or "" if there is no such file."""
        name = unquote(address)
        return quote(name) if name in self.notes.files else ""


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
