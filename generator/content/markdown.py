"""Markdown → safe HTML. Whatever cannot be shown as written is reported as an offense.

`simple_markdown` renders most texts, and leaves all others to Python-Markdown, as
`markdown_dialect` changes it. Whatever they return is sanitized: the sanitizer removes all that is
not in `TAGS` and `ATTRIBUTES`, and what it removes is an offense (W109) if nothing explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

import nh3

from generator.content.addresses import HOST, SAFE_SCHEMES, SCHEME, WEB_ADDRESS, is_safe
from generator.content.hosts import host_flaw, host_of
from generator.content.offenses import MAX_DEPTH, Notes, Offense, TooDeepError
from generator.content.simple_markdown import render_simple
from generator.core.characters import FORBIDDEN
from generator.core.model import ROOT
from generator.core.problems import character_name

if TYPE_CHECKING:
    from markdown import Markdown

MAX_REMEMBERED = 1_000  # texts; how data is protected is often said the same way in many entries
MAX_BRACKETS = 400  # Python-Markdown takes quadratic time for them
MAX_MARKS = 4_000  # quadratic as well, but faster
LIMITS = {"E123": MAX_BRACKETS, "E123 marks": MAX_MARKS, "E031 text": MAX_DEPTH}
ENTITY = re.compile("&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));?")
COUNTED = r"(?m)[`\\\[\]!<&*_\x02]|  \n|^[ \t]*(?:#|[-=]+[ \t]*$)"
BLOCKS = {"p", "br", "hr", "blockquote", "pre"}
HEADINGS = {"h3", "h4", "h5", "h6"}
INLINE = {"strong", "em", "code", "a", "img"}
LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
TAGS = BLOCKS | HEADINGS | INLINE | LISTS | TABLES
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
ALIGNED = {"left", "center", "right"}  # the classes of a table's cells
LINK = re.compile(r'<a href="(https?://[^"]*)"[^>]*>(.*?)</a>', re.DOTALL | re.IGNORECASE)
TAG = re.compile("<[^>]*>")
PARTS = ("<", "href=", "src=")  # counted to notice what the sanitizer removed


class Rendered(NamedTuple):
    """A text as HTML, with ROOT before addresses within the site, and its offenses."""

    html: str
    offenses: tuple[Offense, ...]


class Renderer:
    """Renders Markdown. Use one for all texts of a run, because creating it is slow.

    `files` are what pictures and links may name, and `pages` the folders of the site's pages. The
    same text always gives the same HTML.
    """

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files = files
        self._notes = Notes(files, pages)
        self.render = lru_cache(MAX_REMEMBERED)(self._render)
        self._cleaner = nh3.Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes={"th": ALIGNED, "td": ALIGNED},
            attribute_filter=_rooted,
            url_schemes=SAFE_SCHEMES,
            link_rel=None,
        )

    @cached_property
    def _markdown(self) -> Markdown:
        """Python-Markdown, which takes a tenth of a check of a few simple texts to load."""
        from generator.content.markdown_dialect import dialect

        return dialect(self._notes)

    def _render(self, text: str) -> Rendered:
        """Return one text as safe HTML; no HTML for one that would take too long."""
        brackets = text.count("[")
        if brackets > MAX_BRACKETS:
            return Rendered("", (Offense("E123", str(brackets)),))
        if len(text) > MAX_MARKS and sum(1 for _ in re.finditer(COUNTED, text)) > MAX_MARKS:
            return Rendered("", (Offense("E123 marks", ""),))
        self._notes.offenses = []
        try:
            html = render_simple(text) or self._markdown.reset().convert(text)
        except TooDeepError:
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
    found = [*offenses, *forbidden, *_deceiving(raw)]
    if safe != raw and any(safe.count(part) != raw.count(part) for part in PARTS):
        explains = any(offense.code != "W103" for offense in found)
        found += [] if explains else [Offense("W109", "")]
    return Rendered(safe, tuple(found))


def _deceiving(html: str) -> Iterator[Offense]:
    """Yield an offense for each link whose host cannot be, or is another than its words say."""
    for link in LINK.finditer(html):
        address, words = unescape(link[1]), unescape(TAG.sub("", link[2])).strip()
        if flaw := host_flaw(address):
            yield Offense(flaw, address)
        named = WEB_ADDRESS.match(words)
        if not named and not HOST.fullmatch(words):
            continue
        shown, host = host_of(named[0] if named else f"https://{words}"), host_of(address)
        own = shown.removeprefix("www.")
        if host not in (shown, own) and not host.endswith(f".{own}"):
            yield Offense("W164", words)


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
