"""Markdown → safe HTML. Whatever cannot be shown as written is reported as an offense."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import nh3

from generator.content.simple_markdown import render_simple
from generator.content.yaml_nodes import FORBIDDEN
from generator.core.model import ROOT
from generator.core.problems import character_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.content.full_markdown import FullMarkdown

SHORT = 300  # characters; how data is protected is often said the same way in many entries
MAX_SHORT = 1_000  # so that a preview that runs for days does not grow
MAX_BRACKETS = 400  # Python-Markdown takes quadratic time for them
MAX_MARKS = 4_000  # quadratic as well, but faster
MAX_DEPTH = 32  # of nested lists and quotes, because each level uses Python's stack
LIMITS = {"E123": MAX_BRACKETS, "E123 marks": MAX_MARKS, "E031 text": MAX_DEPTH}
SAFE_SCHEMES = {"https", "http", "mailto", "tel"}
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
ENTITY = re.compile("&#(?:[xX]0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));?")
OURS = re.compile(f'(?:href|src)="{ROOT}')
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

    The same text always gives the same HTML.
    """

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        """Take the files that pictures and links may name, and the folders of the site's pages."""
        self.files = files
        self._notes = MarkdownNotes(files, pages)
        self._short: dict[str, Rendered] = {}
        self._cleaner = nh3.Cleaner(
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes={"th": ALIGNED, "td": ALIGNED},
            attribute_filter=_rooted,
            url_schemes=SAFE_SCHEMES,
            link_rel=None,
        )

    def render(self, text: str) -> Rendered:
        """Return one text as safe HTML."""
        return self.render_each([text])[0]

    def render_each(self, texts: Sequence[str]) -> list[Rendered]:
        """Return each text as safe HTML.

        All of them are converted before the first one is sanitized, which finds more of its code in
        the processor's cache.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._short]
        raw = [self._convert(text) for text in new]
        safe = [self._cleaner.clean(html) for html, _ in raw]
        rendered = self._short | {
            text: _checked(text, *before, after)
            for text, before, after in zip(new, raw, safe, strict=True)
        }
        if len(self._short) > MAX_SHORT:
            self._short.clear()
        self._short.update((text, rendered[text]) for text in new if len(text) <= SHORT)
        return [rendered[text] for text in texts]

    def _convert(self, text: str) -> Rendered:
        """Return HTML that is yet to be sanitized."""
        brackets = text.count("[")
        if brackets > MAX_BRACKETS:
            return Rendered("", (Offense("E123", str(brackets)),))
        if len(text) > MAX_MARKS and sum(1 for _ in COUNTED.finditer(text)) > MAX_MARKS:
            return Rendered("", (Offense("E123 marks", ""),))
        self._notes.offenses = []
        try:
            html = render_simple(text) or self._full.convert(text)
        except TooDeepError:
            return Rendered("", (Offense("E031 text", ""),))
        return Rendered(html, tuple(self._notes.offenses))

    @cached_property
    def _full(self) -> FullMarkdown:
        """Python-Markdown, which is loaded for the first text that is not simple."""
        from generator.content.full_markdown import FullMarkdown

        return FullMarkdown(self._notes)


def _checked(text: str, raw: str, offenses: tuple[Offense, ...], safe: str) -> Rendered:
    """Return sanitized HTML with the offenses that are known only now."""
    if any(offense.code in LIMITS for offense in offenses):
        return Rendered(safe, offenses)
    forbidden = [
        Offense("E004", entity[0])
        for entity in ENTITY.finditer(text)
        if FORBIDDEN.fullmatch(_character(entity))
    ]
    if not forbidden and (character := FORBIDDEN.search(OURS.sub("", safe))):
        forbidden = [Offense("E004", character_name(character[0]))]
    found = [*offenses, *forbidden]
    if safe != raw and any(safe.count(part) != raw.count(part) for part in PARTS):
        explains = any(offense.code != "W103" for offense in found)
        found += [] if explains else [Offense("W109", "")]
    return Rendered(safe, tuple(found))


class MarkdownNotes:
    """The offenses in one text that Python-Markdown collects for the renderer."""

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files, self.pages = files, pages
        self.offenses: list[Offense] = []


class TooDeepError(Exception):
    """A text has more nested lists or quotes than `MAX_DEPTH`."""


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
