"""Checks the theme and the languages that the settings name, without loading the theme.

WCAG 2.2 requires the contrast of text to be 4.5 to 1:
https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.content.frontmatter import Document
from generator.core.problems import Problem, Span, listed, problem, suggestion
from generator.core.settings import Settings
from generator.site import catalog
from generator.site.catalog import Themes

TOKENS = "static/tokens.css"
MINIMUM = 4.5
TOKEN = re.compile(r"(?<![\w-])--([\w-]+)\s*:\s*(#[0-9a-fA-F]{3,8}|var\(--[\w-]+\))\s*[;}]")
DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
# Text and what is behind it.
PAIRS = (
    ("on-brand", "brand"),
    ("ink", "paper"),
    ("muted", "paper"),
    ("link", "paper"),
    ("ink", "card"),
    ("link", "card"),
    ("ink", "panel"),
    ("muted", "panel"),
    ("link", "panel"),
    ("open", "open-ground"),
    ("ok", "ok-ground"),
    ("warn", "warn-ground"),
    ("grey", "grey-ground"),
)


def theme_problems(settings: Settings, document: Document, themes: Themes) -> Iterator[Problem]:
    """Yield the problems of the theme and of the languages that the settings name."""
    if settings.theme in themes:
        tokens = themes[settings.theme].get(TOKENS, b"").decode("utf-8", "replace")
        yield from contrast_problems(f"themes/{settings.theme}/{TOKENS}", tokens)
        for i, language in enumerate(settings.languages):
            at = document.place("languages", i)
            yield from catalog.problems(settings.theme, themes, language, at, is_first=i == 0)
        return
    at = document.place("theme")
    meant = suggestion(settings.theme, themes)
    yield problem("E501", at, value=settings.theme, meant=meant, choices=listed(themes))


class Color(NamedTuple):
    """A color of a style sheet: its red, green and blue from 0 to 1, and where it is written."""

    rgb: tuple[float, float, float]
    at: int
    written: str


def contrast_problems(path: str, css: str) -> Iterator[Problem]:
    """Yield a problem for each pair of colors in a theme's `tokens.css` with too little contrast.

    Colors that are not written as hexadecimal numbers are not checked.
    """
    start = DARK.search(css)
    light = _tokens(css[: start.start()] if start else css, 0)
    dark = {**light, **_tokens(css[start.start() :], start.start())} if start else {}
    seen = set[tuple[str, str]]()
    for mode, tokens in (("light", light), ("dark", dark)):
        for text, ground in PAIRS:
            over, under = _color(tokens, text), _color(tokens, ground)
            if over is None or under is None or (over.written, under.written) in seen:
                continue
            seen.add((over.written, under.written))
            contrast = ratio(over, under)
            if contrast < MINIMUM:
                yield problem(
                    "W601",
                    Span.within(path, css, over.at, len(over.written)),
                    text=f"--{text}",
                    value=over.written,
                    ground=f"--{ground}",
                    behind=under.written,
                    mode=mode,
                    ratio=f"{int(contrast * 100) / 100:g}",
                )


def ratio(text: Color, ground: Color) -> float:
    """Return the contrast of two colors, from 1 to 21, as WCAG defines it."""
    darker, lighter = sorted(map(_luminance, (text, ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Return the relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens(css: str, offset: int) -> dict[str, tuple[str, int]]:
    """Return the value of each token and where it is; a later one replaces an earlier one."""
    return {match[1]: (match[2], offset + match.start(2)) for match in TOKEN.finditer(css)}


def _color(tokens: Mapping[str, tuple[str, int]], name: str) -> Color | None:
    """Return the color of a token, perhaps that of another token; None if it is not hexadecimal."""
    value, at = tokens.get(name, ("", 0))
    for _ in tokens:
        if value.startswith("var("):
            value, at = tokens.get(value[len("var(--") : -1], ("", 0))
    digits = value.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not value.startswith("#") or len(digits) != 6:  # one with transparency has 4 or 8 digits
        return None
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return Color((red, green, blue), at, value)
