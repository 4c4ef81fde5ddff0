"""What a parent's browser shows is accessible and makes no outside request, on any site address."""

from __future__ import annotations

import re

import pytest

from helpers.browsing import (
    KINDS,
    LAYOUTS,
    SANS,
    SCHEMES,
    WIDE,
    draw_with,
    fonts_of,
    seen_violations,
    sheets,
)
from helpers.program import LANGUAGE_FOLDERS, LANGUAGES
from helpers.tiers import swept

SHEETS = [
    "product-notification/fennimark-gradebook/index.html",
    "breach-notification/2026-11-saltmarsh-storage/index.html",
]
TRANSLATED = [
    f"{language}/{path}"
    for language in ("es", "ar")
    for path in (KINDS[0], *KINDS[2:6], KINDS[8], *KINDS[9:11])
]
ALL_VIEWS = [(width, scheme) for width in (360, 1280) for scheme in SCHEMES]
STORAGE = """async () => [
    localStorage.length, sessionStorage.length, (await caches.keys()).length,
    (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length,
]"""


# Each layout from right to left, whose style and marks differ most, and the widest table in Spanish.
SPOKEN = [f"ar/{path}" for path in LAYOUTS if f"ar/{path}" in TRANSLATED] + [
    "es/product-notification/index.html"
]


@pytest.mark.parametrize("path", [*KINDS, *swept(TRANSLATED, SPOKEN)])
def test_every_kind_of_page_is_accessible(shared_page, address, path):
    """Axe finds nothing on a phone in light mode, nor on a desktop in dark mode."""
    page = shared_page()
    page.goto(address + path)

    assert seen_violations(page) == []


@pytest.mark.sweep
@pytest.mark.parametrize("language", LANGUAGE_FOLDERS)
def test_every_page_is_accessible_in_every_view(shared_page, address, site, language):
    """Axe finds nothing on any page of any language, at both widths, in light and dark mode."""
    pages = [path.relative_to(site) for path in sorted((site / language).rglob("*.html"))]
    pages = [path for path in pages if language or path.parts[0] not in LANGUAGES]
    page, faults = shared_page(), []
    for path in pages:
        page.goto(address + path.as_posix())
        faults += [(path.as_posix(), fault) for fault in seen_violations(page, ALL_VIEWS)]

    assert faults == []
    assert len(pages) > 30


@pytest.mark.parametrize("path", [*KINDS, *TRANSLATED])
def test_nothing_scrolls_sideways(shared_page, address, path):
    """A page fits 320 px, and a desktop's width at a zoom of 200% and 400%."""
    page = shared_page()
    page.goto(address + path)
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 600})
        wide = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )

        assert wide[0] <= wide[1], f"{path} is {wide[0]} px wide at {width}"


@pytest.mark.parametrize("path", KINDS)
def test_what_opens_has_room_for_its_words(shared_page, address, path):
    """On a desktop, a value that opens is not a column of single words, not even in the margin."""
    page = shared_page(viewport={"width": 1280, "height": 900})
    page.goto(address + path)
    widths = page.evaluate(
        """[...document.querySelectorAll('details')].flatMap(fold => {
            fold.open = true;
            return [...fold.querySelectorAll('dd')].map(value => value.clientWidth);
        })"""
    )

    assert min(widths, default=1280) >= 180


@pytest.mark.parametrize("path", KINDS)
def test_text_of_twice_the_size_fits_a_phone(shared_page, address, path):
    """With the text at 200 %, as a phone's settings make it, a page does not scroll sideways.

    Nor is a value beside its name if it has no room for its words there.
    """
    page = shared_page(viewport={"width": 360, "height": 740})
    page.goto(address + path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    widths = page.locator(".label dd").evaluate_all(
        "values => values.map(value => value.clientWidth)"
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert min(widths, default=360) >= 180


def test_a_section_of_law_is_in_order_on_an_arabic_page(shared_page, address):
    """The number of a section comes after the English name of the statutes, from left to right."""
    page = shared_page()
    page.goto(f"{address}ar/your-rights/index.html")
    law = page.locator(".law a").first
    link, number = law.bounding_box(), law.locator("bdi").bounding_box()

    assert law.inner_text().startswith("القوانين العامة لولاية كونيتيكت: General Statutes § 10-234")
    assert number["x"] > link["x"] + 40


def test_an_address_begins_where_a_page_does(open_page, address):
    """On right-to-left pages, address lines and the district name align right in any language."""
    page = open_page(viewport={"width": 360, "height": 900})
    page.goto(f"{address}ar/your-rights/index.html")
    styles = page.evaluate(
        "[...document.querySelectorAll('address, .district b')].map(one => "
        "getComputedStyle(one).textAlign)"
    )

    assert styles
    assert set(styles) == {"right"}


def test_nothing_foreign_is_requested_and_nothing_is_stored(open_page, address):
    """Pages, also when used, contact only their own host, find everything, and store nothing unasked.

    The browser's console stays empty: no error, no warning, no deprecation.
    """
    page = open_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    responses: list[tuple[int, str]] = []
    page.on("response", lambda response: responses.append((response.status, response.url)))
    for path in KINDS:
        page.goto(address + path)
        for button in page.locator("main button:visible:not(#remember)").all()[:3]:
            button.click()
    kept = page.evaluate(STORAGE)

    assert [] == [
        url for status, url in responses if not url.startswith(address) or status not in (200, 304)
    ]
    assert len(responses) > len(KINDS)
    assert [] == messages
    assert ([], [0, 0, 0, 0, 0]) == (page.context.cookies(), kept)


def test_without_scripts_nothing_is_missing(shared_page, address, site):
    """With scripts off, both lists have every row, some in folds that open."""
    page = shared_page(java_script_enabled=False)
    for section in ("product-notification", "breach-notification"):
        page.goto(f"{address}{section}/index.html")
        folders = sorted(folder.name for folder in (site / section).iterdir() if folder.is_dir())
        links = page.locator("main tbody th a")

        assert folders == sorted(link.get_attribute("href").split("/")[-2] for link in links.all())
        assert links.first.is_visible()
        for fold in page.locator("details:has(table) > summary").all():
            fold.click()
        assert all(link.is_visible() for link in links.all())


def test_it_works_from_a_folder(shared_page, site):
    """Opened from the disk, the site has its look, and its links lead on."""
    page = shared_page()
    page.goto((site / "index.html").as_uri())
    styled = page.evaluate(
        "[...document.styleSheets].every(sheet => sheet.ownerNode.sheet) && "
        "getComputedStyle(document.body).fontFamily"
    )
    page.click("main a[href*='product-notification/index.html']")
    page.click("main tbody th a")
    page.wait_for_url(re.compile(r"product-notification/[a-z0-9-]+/index\.html$"))

    assert "system-ui" in styled or "sans" in styled
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("font", [SANS, WIDE])
@pytest.mark.parametrize("path", SHEETS)
def test_a_notice_prints_on_two_sheets(shared_page, address, path, font):
    """An ordinary notice prints on two Letter sheets at most, without navigation, in any font."""
    page = shared_page()
    page.goto(address + path)
    if font == WIDE:
        draw_with(page, font)
    assert font in fonts_of(page)
    assert sheets(page, "Letter") <= 2

    page.emulate_media(media="print")
    assert not any(nav.is_visible() for nav in page.locator("nav").all())


@pytest.mark.parametrize("path", ["index.html", *SHEETS])
def test_a_page_prints_its_address(shared_page, address, path):
    """It is above the page on paper, and not on the screen."""
    page = shared_page()
    page.goto(address + path)
    link = page.locator("[rel=canonical]")
    assert not link.is_visible()

    page.emulate_media(media="print")
    assert link.is_visible()
    shown = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert shown.strip('"') == link.get_attribute("href")
    assert link.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]


def test_every_update_of_a_breach_is_printed(shared_page, address):
    """The earlier updates and the first notice, which fold on a screen, are open on paper."""
    page = shared_page()
    page.goto(address + "breach-notification/2026-11-northstar-reader/index.html")
    page.emulate_media(media="print")
    folds = page.locator(".updates .fold").all()

    assert [fold.locator("summary").inner_text() for fold in folds] == [
        *("Update from Nov 23, 2026", "Update from Nov 17, 2026"),
        "The first notice, Nov 13, 2026",
    ]
    assert all(fold.locator("p, dd").last.is_visible() for fold in folds)
