"""A parent finds her school: in what the home page says of a breach, and in the search.

`tests/tables/own_school.txt` says what she types, and what she must find.
"""

from __future__ import annotations

import functools

import pytest
from playwright.sync_api import expect

from helpers import town
from helpers.browsing import ANSWERED, PATH, Handler, add_style
from helpers.loopback import Loopback
from helpers.program import LANGUAGE_FOLDERS, REPOSITORY
from helpers.roots import compiled, short
from helpers.tiers import swept

TABLE = REPOSITORY / "tests" / "tables" / "own_school.txt"
CONTRACT = {
    "collects": "{student-information: [name, Orrin Hill ID]}",
    "executed": "2026-08-03",
    "expires": "2027-06-30",
    "agreement": "https://a.example/a.pdf",
    "notified": "2026-08-03",
    "schools": "[birchmont]",
}
ENTRIES = {
    "content/breaches/2026-11-marrowstone-math.md": short(
        "breach",
        contract="marrowstone-math",
        discovered="2026-11-18",
        received="2026-11-20 10:00",
        involves="{student-information: [name, grade level]}",
        students="240",
        schools="[dover, eastgate]",
        grades="K-5",
        summary="Lists of Dover Pond and Eastgate were copied. "
        "Those of Fairlea were not, nor any east of it.",
        notified="2026-11-21 09:00",
    ),
    "content/contracts/wickerby-garden.md": short(
        "contract",
        **CONTRACT,
        product="Wickerby Garden",
        contractor="Wickerby LLC",
        description="A garden that was first at Wendell Street.",
        purpose="The garden behind Birchmont.",
    ),
    "content/contracts/ashlar-maps.md": short(
        "contract",
        **CONTRACT,
        product="Ashlar Maps",
        contractor="Westgate Cartography",
        description="Maps of the west coast.",
        purpose="Social studies.",
    ),
}
NAMED = ("Dover Pond Elementary School", "Eastgate Elementary School")
PRODUCTS = "product-notification/index.html"
# What is drawn outside of a box that hides it, or of the screen: as text and element.
CUT = """selector => [...document.querySelectorAll(selector)].flatMap(top => {
    const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT), cut = [];
    while (texts.nextNode()) {
        if (texts.currentNode.parentElement.closest(".heard")) continue; // is for a screen reader alone
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        for (const line of range.getClientRects()) {
            let isSeen = line.left >= 0 && line.right <= innerWidth;
            for (let box = texts.currentNode.parentElement; box; box = box.parentElement) {
                if (getComputedStyle(box).overflow === "visible") continue;
                const edge = box.getBoundingClientRect();
                isSeen &&= line.top >= edge.top - 1 && line.bottom <= edge.bottom + 1;
                isSeen &&= line.left >= edge.left - 1 && line.right <= edge.right + 1;
            }
            if (!isSeen) cut.push(texts.currentNode.data);
        }
    }
    return cut;
})"""


@pytest.fixture(scope="module")
def tarnwick(tmp_path_factory):
    """The address of the district with these breaches and products: its lists and home pages."""
    made = compiled(town.inputs(ENTRIES))
    homes = ("index.html", *(f"{folder}index.html" for folder in LANGUAGE_FOLDERS))
    notice = "breach-notification/2026-11-northstar-reader/index.html"
    folder = town.write(
        made,
        tmp_path_factory.mktemp("tarnwick"),
        lambda path: path in homes or path.endswith(notice) or town.is_list(path),
    )
    with Loopback(functools.partial(Handler, directory=str(folder))) as server:
        yield server.origin + PATH


@pytest.mark.parametrize(("language", "typed", "schools", "found", "notices"), town.rows(TABLE))
def test_a_search_for_a_school_finds_what_concerns_it(
    shared_page, tarnwick, language, typed, schools, found, notices
):
    """A school's name means the school, also if the text of a notice or of an entry names it."""
    page = shared_page()
    page.goto(f"{tarnwick}{'' if language == 'en' else f'{language}/'}{PRODUCTS}?q={typed}")
    status = page.get_by_role("status")
    expect(status).to_contain_text("62")
    page.evaluate(ANSWERED)
    said = [part.partition(": ")[2] for part in status.inner_text().split(" · ")[1:]]
    ids = page.locator("table.list tbody th a").evaluate_all(
        "links => links.map(link => link.getAttribute('href').split('/').at(-2))"
    )
    link = page.locator(".answer .notices")
    count = "".join(filter(str.isdigit, link.inner_text())) if link.is_visible() else "0"

    assert ", ".join(said) == schools
    assert count == notices
    for item in town.listed(found):
        way, _, name = item.rpartition(" ")
        assert {"": name in ids, "1.": ids[:1] == [name], "not": name not in ids}[way], (item, ids)


def test_the_list_of_breaches_has_as_many_as_the_search_of_products_says(shared_page, tarnwick):
    """Its link leads to the notices that concern the school, also those that do not name it."""
    page = shared_page()
    page.goto(f"{tarnwick}{PRODUCTS}?q=eastgate")
    page.get_by_role("link", name="Breach notices: 6").click()
    page.wait_for_url("**/breach-notification/index.html?q=eastgate")

    expect(page.get_by_role("status")).to_contain_text("Breach notices: 6 of 8")


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_breach_and_no_school_is_cut_off(shared_page, tarnwick, address, language, width, size):
    """The panel of the home page and the line on other pages show all their words."""
    page = shared_page(viewport={"width": width, "height": 740})
    notice = "breach-notification/2026-11-northstar-reader/index.html"
    for start in (tarnwick, address):
        for path, selector in (("index.html", ".looking"), (notice, ".alert")):
            page.goto(f"{start}{language}{path}")
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            shown = page.locator(selector).inner_text()

            assert page.evaluate(CUT, selector) == []
            assert shown
            if start == tarnwick and selector == ".looking":
                assert [name for name in NAMED if name not in shown] == []


def test_what_is_cut_off_is_found(shared_page, tarnwick):
    """A panel of two lines, or an alert of one, is what these tests find."""
    page = shared_page(viewport={"width": 320, "height": 740})
    page.goto(f"{tarnwick}index.html")

    assert page.evaluate(CUT, ".looking") == []

    add_style(
        page,
        ".looking p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; "
        "overflow: hidden }",
    )

    assert page.evaluate(CUT, ".looking") != []
