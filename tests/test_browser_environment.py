"""Every machine renders the same: tests have their own fonts, language, time zone, and viewport."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from helpers.browsing import WIDE, fonts_of
from helpers.letters import ENTRIES, letters_of
from helpers.program import LANGUAGE_FOLDERS, LANGUAGES
from helpers.roots import site as small
from helpers.roots import theme
from helpers.tiers import swept
from helpers.world import FONTS
from subsets import MADE, Font

# Each page has a list of all languages, and code has a font of its own.
USED = {f"Notices Test {name}" for name in ("Sans", "Mono", "Arabic", "Chinese", "Signs")}
SHOWN = ["breach-notification/2026-11-northstar-reader/", "subscribe/"]
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{1,6})")  # a character in CSS


@cache
def drawable() -> frozenset[int]:
    """Return the characters in the test fonts, without the wide font, which tests use by name."""
    return frozenset(
        character
        for font in MADE
        if font.family != WIDE
        for character in opened(font).getBestCmap()
    )


def opened(font: Font) -> TTFont:
    """Return the tables of a test font."""
    return TTFont(BytesIO((FONTS / font.file).read_bytes()), lazy=True)


def missing(text: Iterable[str]) -> str:
    """Return the characters of a text that have no glyph; a control or a space needs none."""
    return "".join(
        sorted(
            character
            for character in set(text)
            if ord(character) not in drawable()
            and unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp")
        )
    )


# Fonts


@pytest.mark.parametrize("font", MADE, ids=lambda font: font.file)
def test_a_font_has_an_allowed_name_and_its_license(font):
    """A changed font has the tests' name in each table, names its source, and has its license."""
    made = opened(font)
    names = {record.nameID: str(record) for record in made["name"].names}
    postscript = [made["CFF "].cff.fontNames[0]] if "CFF " in made else []

    assert names[1] == font.family
    assert {names[number].startswith("Notices Test") for number in (1, 3, 4)} == {True}
    assert {names[6], *postscript} == {font.file.rpartition(".")[0]}
    assert names[10].startswith(
        f"A subset of {font.source.rpartition('/')[2]} of Debian's {font.package} "
    )
    assert names[0]
    assert "Permission" in (FONTS / f"{font.package}.license").read_text(encoding="utf-8")


def test_every_font_is_made_by_make_fonts_and_is_small():
    """The folder has exactly the fonts that `make fonts` makes, in less than 2.5 MB."""
    assert {path.name for path in FONTS.glob("*.?tf")} == {font.file for font in MADE}
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 2_500_000


# Glyphs


def test_no_page_has_a_character_without_a_glyph(site):
    """Every character on the sample's pages, in every language, can be drawn."""
    pages = {
        path.relative_to(site).as_posix(): html.unescape(path.read_text())
        for path in site.rglob("*.html")
    }

    assert all(f"{folder}index.html" in pages for folder in LANGUAGE_FOLDERS)
    assert {path: lacking for path, text in pages.items() if (lacking := missing(text))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_has_a_character_without_a_glyph(language):
    """Every character in every kind of letter can be drawn."""
    inputs = small(ENTRIES, languages=f"[{', '.join(['en', *{language} - {'en'}])}]")
    ids = [
        "contracts/northstar-reader",
        "contracts/mill",
        "breaches/told",
        "breaches/lists",
        "breaches/withdrawn",
    ]
    letters = letters_of(inputs, ids, "" if language == "en" else language)

    assert {made.language for made in letters} == {language}
    assert missing("".join(html.unescape(made.html) + made.text for made in letters)) == ""


def test_no_text_of_the_theme_lacks_a_glyph():
    """Catalogs, scripts, and text that style sheets add are included."""
    texts = {path: data.decode() for path, data in theme().items() if not path.endswith(".png")}
    shown = {path: html.unescape(text) for path, text in texts.items()}
    added = {
        path: [chr(int(code, 16)) for code in ESCAPED.findall(text)]
        for path, text in texts.items()
        if "css" in path
    }

    assert {f"locale/{language}.po" for language in LANGUAGES[1:]} <= shown.keys()
    assert "▲" in shown["static/site.css"]
    assert {
        path: lacking for path, text in (shown | added).items() if (lacking := missing(text))
    } == {}


# The browser


@pytest.mark.parametrize("language", swept(LANGUAGES, ["en", "ar", "zh-Hans"]))  # one per script
def test_a_page_is_drawn_only_with_the_test_fonts(open_page, address, language):
    """No font of the machine is used, whatever a style sheet names."""
    page = open_page()
    fonts: dict[str, str] = {}
    for path in SHOWN:
        page.goto(f"{address}{'' if language == 'en' else language + '/'}{path}index.html")
        page.evaluate("document.querySelectorAll('details').forEach(fold => (fold.open = true))")
        page.evaluate("document.querySelector('header [popover]').showPopover()")  # the languages
        fonts |= fonts_of(page)

    assert fonts.keys() == USED, fonts


def test_a_page_has_the_settings_of_the_tests(open_page):
    """Language, time zone, color scheme, motion, and pixels are the tests', not the machine's."""
    page = open_page()

    assert page.evaluate(
        "[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]"
    ) == [*("en-US", "America/New_York")]
    assert page.evaluate("[devicePixelRatio, innerWidth, innerHeight]") == [1, 1280, 720]
    assert page.evaluate(
        "['(prefers-color-scheme: light)', '(prefers-reduced-motion)'].map(one => "
        "matchMedia(one).matches)"
    )


# The process
