"""Markdown → safe HTML; what is not shown as written is an offence with its place, never a silence."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple
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

from generator.content.yaml_nodes import FORBIDDEN
from generator.core.model import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BRACKETS = 400  # Python-Markdown takes time by their square
MAX_MARKS = 4_000  # likewise, if less of it
MAX_DEPTH = 32  # lists in lists, quotes in quotes; each takes some of Python's stack
LIMITS = {"E123": MAX_BRACKETS, "E129": MAX_MARKS, "E130": MAX_DEPTH}
MIN_HEADING_LEVEL = 3  # of a text, whatever it begins with: a page's own parts have headings of level 2
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MAX_NUMBER_DIGITS = 9  # digits of the number of a list's item, as CommonMark has it
SAFE_SCHEMES = {"https", "http", "mailto", "tel"}
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
ENTITY = re.compile("&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")
MARK = re.compile(r"[`\\\[\]!<&*_\x02]|  \n")
MARKS_OF = {  # of each kind of mark in a line, one of these stands in every text that holds it
    "backtick": "`",
    "escape": "\\",
    "link": "[",
    "image_link": "[",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html-as-text": "<",
    "entity": "&",
    "em_strong": "*_",
}
MARK_OF_BLOCK = {"table": "|", "hashheader": "#", "quote": ">", "deflist": ":"}
# One line that begins with a letter, and holds nothing that Markdown or HTML would take for more than itself.
SENTENCES = re.compile(r"[^\W\d_][^\x00-\x1f\x7f-\xa0\ud800-\udfff`\\\[<>&*_]*(?<!\s)")
CACHE_SIZE = 1000  # texts of which the HTML is kept: what protects the data is said of many contracts in the same words
COUNTED = re.compile(rf"{MARK.pattern}|^[ \t]*(?:#|[-=]+[ \t]*$)", re.MULTILINE)
TAG = r"(<(?:/?[a-zA-Z][^<>\s@:]*(?:\s[^<>]*)?/?|!--.*?--|![a-zA-Z][^<>]*|\?[^<>]*)>)"
TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote", "a", "img"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
ALIGNED = {"left", "center", "right"}  # the classes of a table's cells


class Offence(NamedTuple):
    """What is wrong in a Markdown text: a code of the table, and the words in question as they stand in the text."""

    code: str
    words: str


def is_safe(address: str) -> bool:
    """Say whether a page may link there: https, http, mailto, tel or an address within the site; never //host."""
    scheme = SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in SAFE_SCHEMES
    return not re.match(r"[\s/\\]", address) and not any(ord(c) < 33 for c in address)


class Renderer:
    """Renders Markdown; one is kept for all texts of a run, since it costs more to make than to use.

    The same text gives the same HTML, always.
    """

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        """Take the files that pictures and links may name, and the folders of the site's pages."""
        self.files = files
        self._notes = _Notes(files, pages)
        ours = _Safe(self._notes)  # extensions as objects: for a name, all that is installed would be searched
        self._markdown = Markdown(
            extensions=[TableExtension(use_align_attribute=True), SaneListExtension(), DefListExtension(), ours],
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
        self._kept = lru_cache(CACHE_SIZE)(self._rendered)

    def render(self, text: str) -> tuple[str, tuple[Offence, ...]]:
        """Return HTML that holds nothing unsafe, with ROOT before addresses within the site, and the offences."""
        return (f"<p>{text}</p>", ()) if SENTENCES.fullmatch(text) else self._kept(text)

    def _rendered(self, text: str) -> tuple[str, tuple[Offence, ...]]:
        brackets = text.count("[")
        if brackets > MAX_BRACKETS:
            return "", (Offence("E123", str(brackets)),)
        if sum(1 for _ in COUNTED.finditer(text)) > MAX_MARKS:
            return "", (Offence("E129", ""),)
        self._notes.offences = []
        try:
            raw = self._markdown.reset().convert(text)
        except _TooDeepError:
            self._markdown.parser.state.clear()  # it was in the middle of a list; the next text is not
            return "", (Offence("E130", ""),)
        safe = self._cleaner.clean(raw)
        for found in ENTITY.finditer(text):
            if FORBIDDEN.fullmatch(_character(found)):
                self._notes.offences.append(Offence("E004", found[0]))
        told = any(offence.code != "W103" for offence in self._notes.offences)
        if not told and any(safe.count(part) != raw.count(part) for part in ("<", "href=", "src=")):
            self._notes.offences.append(Offence("W109", ""))
        return safe, tuple(self._notes.offences)


class _Notes:
    """What the parts of one Markdown instance write down for the renderer."""

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files, self.pages = files, pages
        self.offences: list[Offence] = []


class _TooDeepError(Exception):
    """A text nests its parts deeper than any reader would follow."""


class _Parser(BlockParser):
    """Refuse to go too deep, long before Python does, and always at the same depth."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.depth = 0
        self.blockprocessors = md.parser.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802 - the name is Markdown's
        if self.depth > MAX_DEPTH:
            raise _TooDeepError
        self.depth += 1
        try:
            super().parseBlocks(parent, blocks)
        finally:
            self.depth -= 1


class _Safe(Extension):
    """Show HTML as text, and look at every link, picture and heading."""

    def __init__(self, notes: _Notes) -> None:
        super().__init__()
        self.notes = notes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.deregister("prettify")  # nobody reads the line ends of HTML; `_Look` ends a block of code
        md.parser.blockprocessors.deregister("reference")  # `[Note]: important` would vanish
        for name in ("reference", "image_reference", "short_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        for name, mark in MARK_OF_BLOCK.items():
            kind = md.parser.blockprocessors[name]
            kind.test = partial(_test, mark, kind.test)  # type: ignore[method-assign]
        md.inlinePatterns.register(_Html(TAG, self.notes, md), "html-as-text", 90)
        md.parser = _Parser(md)
        md.treeprocessors.register(_Plain(md), "plain", 30)  # before « inline », which is at 20
        md.treeprocessors.register(_Look(self.notes, md), "look", 1)


class _Html(InlineProcessor):
    """A tag becomes the text that it is."""

    def __init__(self, pattern: str, notes: _Notes, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.notes = notes

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        if not m[1].startswith("</"):  # its beginning has been told
            self.notes.offences.append(Offence("W103", m[1]))
        return m[1].replace("<", "&lt;"), m.start(0), m.end(0)


def _test(mark: str, test: Callable[[Element, str], bool], parent: Element, block: str) -> bool:
    """Say whether a block is of a kind that has a mark, and look closer only where the mark stands."""
    return mark in block and test(parent, block)


class _Plain(Treeprocessor):
    """Spare a text without any mark the search for them, and all texts the search for kinds of mark that none has."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        kinds = md.inlinePatterns
        self.kinds = [(MARKS_OF[name], kinds[name]) for name in sorted(MARKS_OF, key=kinds.get_index_for_name)]
        assert len(self.kinds) == len(kinds)

    def run(self, root: Element) -> None:
        found = []
        for element in root.iter():
            if element.text:
                if MARK.search(element.text):
                    found.append(element.text)
                else:
                    element.text = AtomicString(element.text)
            if element.tail:
                found.append(element.tail)
        held = "\n".join(found)
        inline = self.md.treeprocessors["inline"]
        inline.inlinePatterns = [  # type: ignore[attr-defined]
            kind for marks, kind in self.kinds if any(mark in held for mark in marks)
        ]


class _Look(Treeprocessor):
    """Lower headings, align cells by a class, and note unsafe links and pictures without a file or a text."""

    def __init__(self, notes: _Notes, md: Markdown) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        lower = MIN_HEADING_LEVEL - min((int(heading.tag[1]) for heading in headings), default=MIN_HEADING_LEVEL)
        for heading in headings:
            heading.tag = f"h{min(int(heading.tag[1]) + lower, 6)}"
        for element in root.iter():
            if element.tag == "img":
                element.set("src", self._picture(element.get("src", ""), element.get("alt", "")))
            elif element.tag == "a":
                element.set("href", self._link(element.get("href", "")))
            elif element.tag == "pre":
                element[0].text = AtomicString(f"{(element[0].text or '').rstrip()}\n")
            elif element.tag == "ol" and len(element.get("start", "")) > MAX_NUMBER_DIGITS:
                del element.attrib["start"]
                self.notes.offences.append(Offence("W109", ""))
            elif element.tag in ("th", "td") and (align := element.attrib.pop("align", None)):
                element.set("class", align)

    def _picture(self, address: str, text: str) -> str:
        """Return where a picture is; note one that is no file of the site, or has no text."""
        file = self._file(address)
        if not file:
            self.notes.offences.append(Offence("E121", address))
        elif not text.strip():
            self.notes.offences.append(Offence("E122", address))
        return file or address

    def _link(self, address: str) -> str:
        """Return where a link leads, to the page itself where it names a page's folder; note what leads nowhere."""
        whole = address.replace(" ", "%20")
        path, mark, fragment = whole.partition("#")
        if SCHEME.match(address) or "\x02" in address or not path or not is_safe(whole):
            if "\x02" not in address and not is_safe(address):  # Markdown hides the letters of <name@example.org>
                self.notes.offences.append(Offence("E124", address))
            return address
        page = path.removesuffix("index.html").rstrip("/")
        if page in self.notes.pages:
            return f"{page}/index.html{mark}{fragment}"
        if file := self._file(path):
            return f"{file}{mark}{fragment}"
        self.notes.offences.append(Offence("E113" if path.startswith("files/") else "E128", address))
        return address

    def _file(self, address: str) -> str:
        """Return the address of a file as a browser takes it, %20 for a space, or nothing if there is no such file."""
        name = unquote(address)
        return quote(name) if name in self.notes.files else ""


def _character(entity: re.Match[str]) -> str:
    code = int(entity[1], 16) if entity[1] else int(entity[2])
    return chr(code) if code < 0x110000 else ""


def _rooted(_tag: str, attribute: str, value: str) -> str | None:
    """Drop what is not safe, and let an address within the site begin at ROOT."""
    if attribute not in ("href", "src"):
        return value
    if not is_safe(value):
        return None
    return value if SCHEME.match(value) or value.startswith("#") else f"{ROOT}{value}"
