"""Every machine renders the same: tests have their own fonts, language, time zone, and viewport."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Error

from helpers.browsing import WIDE, fonts_of
from helpers.letters import ENTRIES, letters_of
from helpers.program import REPOSITORY
from helpers.roots import site as small
from helpers.roots import theme
from helpers.tiers import swept
from helpers.world import FONTS
from subsets import MADE, Font

LANGUAGES = ["en", "es", "pt", "ar", "zh-Hans"]
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

    assert {language for language in LANGUAGES[1:] if f"{language}/index.html" in pages} == set(
        LANGUAGES[1:]
    )
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


def test_a_character_without_a_glyph_is_found():
    """A text that the fonts cannot draw is found; invisible characters need no glyph."""
    assert missing("Notices, ق 隐 ▲ \u2066\u200f\n") == ""
    assert missing("abc ਅ😀") == "ਅ😀"


# The browser


@pytest.mark.parametrize("language", swept(LANGUAGES, ["en", "ar", "zh-Hans"]))  # one per script
def test_a_page_is_drawn_only_with_the_test_fonts(open_page, address, language):
    """No font of the machine is used, whatever a style sheet names."""
    page = open_page()
    fonts: dict[str, str] = {}
    for path in SHOWN:
        page.goto(f"{address}{'' if language == 'en' else language + '/'}{path}index.html")
        page.evaluate("document.querySelectorAll('details').forEach(fold => (fold.open = true))")
        fonts |= fonts_of(page)

    assert fonts.keys() == USED, fonts


def test_every_font_name_means_a_test_font(open_page):
    """The machine's own fonts are not there by any name, and each script has a font."""
    page = open_page()
    names = [
        "sans-serif",
        "serif",
        "system-ui",
        "Arial",
        "Helvetica",
        "DejaVu Sans",
        "Noto Sans",
        "Liberation Sans",
    ]
    page.set_content("".join(f"<p style='font-family: {name}'>x</p>" for name in names))
    assert fonts_of(page).keys() == {"Notices Test Sans"}

    page.set_content(f"<code>x</code><b>ق</b><i>隐</i><p>✓</p><p style='font-family: {WIDE}'>x")
    assert fonts_of(page).keys() == {
        *(
            "Notices Test Mono",
            "Notices Test Arabic",
            "Notices Test Chinese",
            "Notices Test Signs",
            WIDE,
        )
    }


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


def test_a_test_has_its_own_language_and_time_zone():
    """A process that a test starts gets no setting of the machine."""
    names = {
        name: value
        for name, value in os.environ.items()
        if name in ("LANG", "TZ") or name.startswith("LC_")
    }

    assert names == {"LANG": "C.UTF-8", "TZ": "UTC"}
    assert time.tzname[0] == "UTC"
    assert time.localtime(0).tm_hour == 0


def test_a_crashed_page_is_replaced(shared_page) -> None:
    """The test after a crash gets a new page, instead of failing with the old one."""
    view = {"locale": "en-CA"}  # a page that no other test shares
    page = shared_page(**view)

    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")

    assert shared_page(**view) is not page


FAILING = """\
def test_crash(chromium):
    print("the crash")
    raise ValueError("Page crashed")

def test_fault(chromium):
    print("the fault")
    raise ValueError("a wrong page")

def test_without_the_browser(other):
    print("without the browser")
    raise ValueError("Page crashed")
"""


# The other plugins take 0.1 s to load.
ONLY_RERUNS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "pytest_rerunfailures"}


def test_a_test_runs_again_only_after_a_browser_crash(tmp_path) -> None:
    """A test that fails for any other reason fails at once, so no fault of the code is hidden."""
    (tmp_path / "conftest.py").write_text(
        "import pytest\n"
        "from helpers.tiers import mark\n"
        "pytest_collection_modifyitems = lambda items: mark(items)\n"
        "chromium = pytest.fixture(name='chromium')(lambda: None)\n"
        "other = pytest.fixture(name='other')(lambda: None)\n"
    )
    test = tmp_path / "test_again.py"
    test.write_text(FAILING)

    settings = REPOSITORY / "pyproject.toml"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-p", "no:cacheprovider", "-c", settings, test],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "tests"), **ONLY_RERUNS},
    )
    runs = [
        run.stdout.count(f"{name}\n") for name in ("the crash", "the fault", "without the browser")
    ]

    assert runs == [3, 1, 1], run.stdout + run.stderr
