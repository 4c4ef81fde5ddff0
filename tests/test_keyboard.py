"""Every control on every kind of page is reached by keyboard: in order, visible, never trapped."""

from __future__ import annotations

import pytest

from helpers.browsing import KINDS, LAYOUTS
from helpers.tiers import swept

WITH_MASTHEAD = [path for path in KINDS if "#" not in path]
# The controls that a person can see, in the order of the page; and the state of the one with focus.
CONTROLS = """
() => [...document.querySelectorAll(
    "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, " +
    "[tabindex], [contenteditable]"
)].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0)
"""
FOCUS = f"""
() => {{
    const element = document.activeElement, style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const line = element.getClientRects()[0];  // a link within a sentence may have two
    const [x, y] = [(line.left + line.right) / 2, (line.top + line.bottom) / 2];
    const related = at => at === element || element.contains(at) || at.contains(element);
    const top = document.elementFromPoint(x, y);
    return {{
        place: ({CONTROLS})().indexOf(element),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inView: box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0,
        covered: top !== null && !related(top),
    }};
}}
"""
ON_A_CONTROL = {"ring": True, "inView": True, "covered": False}
# Styles that show elements in another order than that of the page.
REORDERED = """
() => [...document.body.querySelectorAll("*")].filter(e => {
    const {order, flexDirection, flexWrap} = getComputedStyle(e);
    return e.tabIndex > 0 || order !== "0" || /reverse/.test(flexDirection + flexWrap);
}).map(e => e.outerHTML.slice(0, 80))
"""
# Open every disclosure around a summary.
OPEN_AROUND = """
summary => {
    for (let e = summary.parentElement; e; e = e.parentElement.closest("details"))
        e.open = e !== summary.parentElement;
}
"""
# Start at the top, also where the address names a part of the page.
AT_THE_TOP = """
() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
}
"""
END = '<a id="after" href="#after">After the page</a>'

# Record the element with focus each time Tab is released.
WATCH = f"""
() => {{
    window.stops = [];
    const seen = event => event.key === "Tab" && stops.push(({FOCUS})());
    window.addEventListener("keyup", seen, {{capture: true}});
}}
"""


def walk(page, key: str) -> list[dict]:
    """Press a key once per control on the page, and return what has the focus after each press."""
    count = page.evaluate(f"({CONTROLS})().length")
    if not page.evaluate("'stops' in window"):
        page.evaluate(WATCH)
    for _ in range(count):
        page.keyboard.press(key)
    stops = page.evaluate("stops.splice(0)")
    assert len(stops) == count, "a press was not seen"
    return stops


@pytest.mark.parametrize(
    "view",
    swept(
        [(path, width) for path in KINDS for width in (360, 1280)],
        [*((path, 1280) for path in KINDS), *((path, 360) for path in LAYOUTS)],
    ),
    ids="{0[0]}-{0[1]}".format,
)
def test_tab_reaches_every_control_in_the_order_of_the_page(shared_page, address, view):
    """Tab stops once at each control in order, with a ring, in view and not covered.

    No style shows controls in another order, and no control has a place of its own.
    """
    path, width = view
    page = shared_page(viewport={"width": width, "height": 800})
    page.goto(address + path)
    reordered = page.evaluate(REORDERED)
    page.evaluate(AT_THE_TOP)
    stops = walk(page, "Tab")

    assert [] == reordered
    assert [{"place": place, **ON_A_CONTROL} for place in range(len(stops))] == stops
    assert len(stops) >= 5


@pytest.mark.parametrize("path", swept(KINDS, LAYOUTS))
def test_nothing_catches_the_keyboard(shared_page, address, path):
    """Tab leaves the last control for what follows the page; Shift+Tab goes back to the first."""
    page = shared_page(viewport={"width": 1280, "height": 800})
    page.goto(address + path)
    page.evaluate(f"({CONTROLS})().at(-1).focus()")
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '{END}')")
    page.keyboard.press("Tab")
    last = page.evaluate("document.activeElement.id")
    back = walk(page, "Shift+Tab")

    assert "after" == last
    assert list(range(len(back) - 2, -1, -1)) == [stop["place"] for stop in back[:-1]]
    assert len(back) >= 6


@pytest.mark.parametrize("path", swept(WITH_MASTHEAD, [p for p in LAYOUTS if p in WITH_MASTHEAD]))
def test_the_skip_link_skips(shared_page, address, path):
    """The skip link is first and visible on focus; the stop after it is the first in the text."""
    page = shared_page()
    page.goto(address + path)
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    shown = page.evaluate("document.activeElement.className === 'skip'") and box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.evaluate(
        f"({CONTROLS})().find(e => e.closest('main, footer')) === document.activeElement"
    )

    assert shown
    assert page.url.endswith("#main")
    assert first


@pytest.mark.parametrize("path", swept(WITH_MASTHEAD, [p for p in LAYOUTS if p in WITH_MASTHEAD]))
def test_every_disclosure_opens_by_keyboard(shared_page, address, path):
    """Enter and the space bar each open and close every disclosure, one within another too."""
    page = shared_page()
    page.goto(address + path)
    for summary in page.locator("summary").all():
        summary.evaluate(OPEN_AROUND)
        for key, is_open in (("Enter", True), ("Space", False)):
            summary.press(key)

            assert is_open == summary.evaluate("summary => summary.parentElement.open")


def test_a_menu_is_used_by_keyboard(shared_page, address):
    """The arrow keys change the choice, and the address with it."""
    page = shared_page()
    page.goto(f"{address}subscribe/index.html#choose")
    page.locator("#subject").focus()
    page.keyboard.press("ArrowDown")

    assert page.locator("#choose code").inner_text().endswith("/feeds/product-notification.xml")


# The walk itself
