"""How the pages look: one frame, one scale of headings, and nothing that wraps or breaks where it should not."""

from __future__ import annotations

import pytest

from helpers.browsing import KINDS

BREACHES, PRODUCTS = "breach-notification/index.html", "product-notification/index.html"
BREACH = "breach-notification/2026-11-northstar-reader/index.html"
PRODUCT = "product-notification/northstar-reader/index.html"
SCHOOL, YEAR = "schools/middle/index.html", "changes/2026/index.html"
WHOLE = [path for path in KINDS if not path.endswith("#embedded")]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}


def lefts(page, selector: str) -> list[float]:
    """Return the left edge of each element, in px."""
    return page.locator(selector).evaluate_all(
        "parts => parts.map(part => Math.round(part.getBoundingClientRect().left))"
    )


def lines(page, selector: str) -> list[int]:
    """Return on how many lines each element is that is shown."""
    return page.locator(selector).evaluate_all(
        """parts => parts.filter(part => part.getClientRects().length).map(part => {
            const text = document.createRange();
            text.selectNodeContents(part);
            return new Set([...text.getClientRects()].map(box => Math.round(box.bottom / 8))).size;
        })"""
    )


@pytest.mark.parametrize(
    ("path", "above", "below", "least", "most"),
    [
        (PRODUCT, ".parts > .lines", ".lines + section > h2", 8, 16),  # no second line between
        (BREACH, ".answers > .tools", ".tools + h2", 12, 24),
        (SCHOOL, "#alerts", "#alerts + p", 12, 24),
        (YEAR, ".news li:has(p) p", ".news li:has(p) + li", 4, 8),
    ],
)
def test_parts_are_neither_too_near_nor_too_far(
    shared_page, address, path, above, below, least, most
):
    """Below one part of a page is the next one, after at least and at most so many px."""
    page = shared_page(viewport=DESKTOP)
    page.goto(address + path)
    first, second = (page.locator(part).first.bounding_box() for part in (above, below))

    assert least <= second["y"] - first["y"] - first["height"] <= most


@pytest.mark.parametrize("language", ["", "es/"])
def test_charts_side_by_side_have_their_rows_in_one_line(shared_page, address, language):
    """Whatever has two lines above them: a title, or the heading of a column."""
    page = shared_page(viewport=DESKTOP)
    page.goto(f"{address}{language}record/index.html")
    charts = page.locator(".charts").first.locator(".chart").all()
    first_rows = [chart.locator("tbody tr").first.bounding_box()["y"] for chart in charts]

    assert len(first_rows) == 3
    assert max(first_rows) - min(first_rows) < 1


@pytest.mark.parametrize("language", ["", "ar/"])
def test_every_page_has_one_frame(shared_page, address, language):
    """The name of the district, the heading and the footer start at the same place on each."""
    page = shared_page(viewport=DESKTOP)
    edge = "x => Math.round(getComputedStyle(x).direction === 'rtl' ? innerWidth - x.getBoundingClientRect().right : x.getBoundingClientRect().left)"
    found = set()
    for path in WHOLE:
        page.goto(address + language + path) if path != "404.html" else page.goto(address + path)
        found |= {
            page.locator(part).first.evaluate(edge) for part in (".district", "h1", "address")
        }

    assert found == {96}


def test_every_page_has_one_scale_of_headings(shared_page, address):
    """A heading of a section has 22 px, and one below it 18 px."""
    page = shared_page(viewport=DESKTOP)
    sizes: dict[str, set[str]] = {"h2": set(), "h3": set()}
    for path in WHOLE:
        page.goto(address + path)
        for name, found in sizes.items():
            found.update(
                page.locator(f"main {name}:not(.heard)").evaluate_all(
                    "parts => parts.map(part => getComputedStyle(part).fontSize)"
                )
            )

    assert sizes == {"h2": {"22px"}, "h3": {"18px"}}


@pytest.mark.parametrize("language", ["", "ar/"])
def test_both_tables_of_breaches_have_the_same_columns(shared_page, address, language):
    """The red edge of the open ones is in the margin."""
    page = shared_page(viewport=DESKTOP)
    page.goto(address + language + BREACHES)
    first, second = (
        lefts(page, f":nth-match(table.breaches, {number}) thead th") for number in (1, 2)
    )

    assert len(first) == 7
    assert first == second


@pytest.mark.parametrize("path", [PRODUCTS, BREACHES, "ended/index.html"])
def test_a_date_of_a_list_is_on_one_line(shared_page, address, path):
    """It is no wider than its column, which is true in English."""
    page = shared_page(viewport=DESKTOP)
    page.goto(address + path)
    found = lines(
        page, ".list tbody td time, .list tbody td[data-value]:not(:has(.change)):nth-child(n + 5)"
    )

    assert len(found) >= 4
    assert set(found) == {1}


@pytest.mark.parametrize("path", [PRODUCTS, BREACHES])
def test_the_arrow_of_a_heading_is_within_its_button(shared_page, address, path):
    """So it is at the last word, and the focus ring is around both."""
    page = shared_page(viewport=DESKTOP)
    page.goto(address + path)
    arrows = page.locator(".list thead button").evaluate_all(
        "parts => parts.filter(part => part.offsetParent).map(part => [getComputedStyle(part, '::after').content,"
        " getComputedStyle(part.closest('th'), '::after').content])"
    )

    assert len(arrows) >= 4
    assert all(own != "none" and outer == "none" for own, outer in arrows)


def test_the_home_page_ends_at_one_edge(shared_page, address):
    """The search, the schools, the tasks and the news are as wide as each other."""
    page = shared_page(viewport=DESKTOP)
    page.goto(f"{address}index.html")
    rights = page.evaluate(
        """[".search", ".choose", ".tasks", ".news"].map(name =>
            Math.round(document.querySelector(name).getBoundingClientRect().right))"""
    )

    assert len(set(rights)) == 1


@pytest.mark.parametrize("language", ["", "es/", "pt/", "zh-Hans/", "ar/"])
def test_a_button_of_several_lines_is_centered(shared_page, address, language):
    """“Correct it” may need two on a small phone."""
    page = shared_page(viewport={"width": 320, "height": 640})
    page.goto(address + language + PRODUCT)
    aligned = page.locator(".three .button").evaluate_all(
        "parts => parts.map(part => getComputedStyle(part).textAlign)"
    )

    assert aligned == ["center"] * 3


@pytest.mark.parametrize("width", [320, 375])
def test_clear_is_always_at_the_same_place(shared_page, address, width):
    """It ends a line, and does not touch the button of the filters."""
    page = shared_page(viewport={"width": width, "height": 667})
    found = set()
    for query in ("?q=reader", "?q=zzzz", "?q=north", "?kind=health", "?q=delete+north+voice"):
        page.goto(f"{address}{PRODUCTS}{query}")
        page.wait_for_selector("html:not(.asking)")
        clear = page.locator(".find [type=reset]").bounding_box()
        filters = page.locator(".find .line button").bounding_box()
        end = round(clear["x"] + clear["width"])
        found.add((end, clear["y"] >= filters["y"] + filters["height"] + 8))

    assert found == {(width - 16, True)}


# Finds each “·” that is the last on its line, because what it separates begins the next one.
HANGING = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), letters = [];
    while (texts.nextNode()) {
        for (const { index, 0: letter } of texts.currentNode.data.matchAll(/[^\\s]/gu)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + letter.length);
            const box = range.getClientRects()[0];
            if (box?.width) letters.push([letter, box.top, texts.currentNode]);
        }
    }
    return letters.flatMap(([letter, top, { parentElement }], i) =>
        letter === "·" && letters[i + 1] && Math.abs(letters[i + 1][1] - top) > 8 ? parentElement.innerText : []);
}"""


@pytest.mark.parametrize("width", [320, 375])
def test_no_separator_ends_a_line(shared_page, address, width):
    """A comma may; what else stands between two things would hang there."""
    page = shared_page(viewport={"width": width, "height": 667})
    found = {}
    for path in WHOLE:
        page.goto(address + path)
        found[path] = page.evaluate(HANGING)

    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize("width", [320, 375])
def test_the_breaches_of_a_school_have_whole_dates_and_their_state(shared_page, address, width):
    """A date is on one line; what is resolved is in the fold of earlier ones."""
    page = shared_page(viewport={"width": width, "height": 667})
    for school in ("south", "middle", "high"):
        page.goto(f"{address}schools/{school}/index.html")

        assert set(lines(page, "main time")) <= {1}
        assert set(page.locator(".dangers .status").all_text_contents()) <= {"Open"}
        assert page.locator("details .links .status.open").count() == 0

    page.goto(f"{address}schools/south/index.html")

    assert page.locator(".dangers .status").count() >= 1
    assert page.locator("details .links .status").count() >= 1


@pytest.mark.parametrize("path", ["schools/south/index.html", BREACH, PRODUCT])
def test_a_heading_with_text_of_twice_the_size_breaks_no_word(shared_page, address, path):
    """A phone is as wide as the longest word of a school's name."""
    page = shared_page(viewport=PHONE)
    page.goto(address + path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    broken = page.locator("h1").evaluate(
        """heading => {
            const broken = [], texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode;
                for (const word of text.data.matchAll(/[^\\s]+/g)) {
                    const range = document.createRange();
                    range.setStart(text, word.index);
                    range.setEnd(text, word.index + word[0].length);
                    if (range.getClientRects().length > 1) broken.push(word[0]);
                }
            }
            return broken;
        }"""
    )

    assert broken == []


@pytest.mark.parametrize("path", [PRODUCT, BREACH])
def test_an_address_on_an_arabic_sheet_keeps_its_order(shared_page, address, path):
    """Its last slash is not before its first letter."""
    page = shared_page()
    page.goto(f"{address}ar/{path}")
    page.emulate_media(media="print")
    style = page.locator("[rel=canonical]").evaluate(
        "link => [getComputedStyle(link, '::after').direction, getComputedStyle(link, '::after').unicodeBidi]"
    )

    assert style == ["ltr", "isolate"]


def test_no_word_is_broken_in_a_printed_list(shared_page, address):
    """A name breaks only if it is longer than its column."""
    page = shared_page(viewport={"width": 720, "height": 1000})
    page.goto(address + BREACHES)
    page.emulate_media(media="print")
    wraps = page.locator(".list tbody :is(th, td)").evaluate_all(
        "cells => [...new Set(cells.map(cell => getComputedStyle(cell).overflowWrap))]"
    )

    assert "anywhere" not in wraps


def test_the_strip_marks_the_grades_that_a_breach_may_involve(shared_page, address):
    """The mark is read out, and the grade that is chosen is filled, without a script."""
    page = shared_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{address}schools/south/index.html#grade-3")
    marked = page.locator(".strip .hit a").all_text_contents()
    fills = page.locator(".strip a").evaluate_all(
        "links => links.map(link => getComputedStyle(link).backgroundColor)"
    )
    texts = page.locator(".strip a").all_text_contents()

    assert marked == ["2", "3", "4"]
    assert page.get_by_role("link", name="3, Open breach", exact=True).is_visible()
    assert [text for text, fill in zip(texts, fills, strict=True) if fills.count(fill) == 1] == [
        "3"
    ]
