"""In a real browser, the preview shows saves by itself, and everyone can use the panel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from helpers.browsing import seen_violations, violations
from helpers.previewing import PAGE, WRONG, previewing
from helpers.roots import CONTRACT, READER, district, write_files

HOSTILE = (
    "</pre></section><script>document.title='taken'</script><img src=x "
    "onerror=document.title='taken'>"
)
LATE = CONTRACT.replace(
    "notified: {at: 2025-08-20, by: email}", "notified: {at: 2025-09-20, by: email}"
)
PANEL = ".notices-preview"


@pytest.fixture
def root(tmp_path):
    """A district with one contract, which has no problem."""
    return district(tmp_path / "root")


@pytest.fixture
def shown(root, open_page):
    """A page of the preview in the browser, and the errors in its console."""
    with previewing(root) as preview:
        preview.hear("1 entry, no problems.")
        page = open_page()
        page.complaints = []
        page.on(
            "console",
            lambda message: (
                page.complaints.append(message.text) if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.preview = preview
        page.goto(preview.address.rstrip("/") + PAGE)
        yield page


def shows(page, selector):
    """Wait until a page that reloads by itself has an element, and all that comes after it."""
    page.wait_for_selector(selector)
    page.wait_for_load_state()


def test_the_page_shows_each_save_by_itself(shown, root):
    """A save, a mistake, and its fix each appear without a key press, and the page stays open."""
    write_files(root, {READER: CONTRACT.replace("Northstar Reader", "Southstar Reader")})
    shows(shown, "h1:has-text('Southstar Reader')")

    assert shown.locator(PANEL).count() == 0
    write_files(root, {READER: WRONG})
    shows(shown, PANEL)

    assert shown.locator("h1").inner_text() == "Southstar Reader"
    assert shown.get_by_role("region", name="1 error in 1 of 1 entry.").is_visible()
    assert "`executed` is not a real date: 2025-02-30" in shown.locator(PANEL).inner_text()
    write_files(root, {READER: CONTRACT})
    shows(shown, "h1:has-text('Northstar Reader')")

    assert shown.locator(PANEL).count() == 0
    assert shown.complaints == []


def test_text_of_an_entry_stays_text(shown, root):
    """Nothing in an entry or its name runs or becomes an element of the panel."""
    name = "content/contracts/<img src=x onerror=alert(1)>.md"
    hostile = CONTRACT.replace("executed: 2025-08-18", f'executed: "{HOSTILE}"')
    write_files(
        root, {READER: hostile.replace("expires: none", f"{HOSTILE}: none"), name: CONTRACT}
    )
    expect(shown.locator(PANEL)).to_contain_text(name)  # the second file, which may come later
    shown.wait_for_load_state()

    assert "taken" not in shown.title()
    assert shown.locator(f"{PANEL} script, {PANEL} img, script:not([src])").count() == 0
    assert f'    executed: "{HOSTILE[:70]}' in shown.locator(f"{PANEL} pre").all_inner_texts()[0]
    assert shown.complaints == []


def test_the_panel_takes_no_focus_and_closes_by_keyboard(shown, root):
    """The panel leaves the focus alone, is the last Tab stop, and closes with Enter or Escape."""
    with shown.expect_event("load"):
        write_files(root, {READER: WRONG})
    panel = shown.locator(f"{PANEL} > details")

    assert shown.evaluate("document.activeElement === document.body")
    shown.keyboard.press("Shift+Tab")
    assert shown.evaluate("document.activeElement.matches('.notices-preview summary')")
    assert panel.get_attribute("open") == ""
    shown.keyboard.press("Enter")
    assert panel.get_attribute("open") is None
    shown.keyboard.press("Enter")
    shown.keyboard.press("Escape")
    assert panel.get_attribute("open") is None
    assert shown.evaluate("document.activeElement.matches('.notices-preview summary')")


@pytest.mark.parametrize("path", [PAGE, "/embed/product-notification/"])
def test_the_panel_is_accessible(shown, root, path):
    """Axe finds nothing at phone or desktop width, light or dark, and nothing scrolls sideways."""
    with shown.expect_event("load"):
        write_files(root, {READER: LATE.replace("expires: none", "expires: 2025-02-30")})
    shown.goto(shown.preview.address.rstrip("/") + path)
    shown.wait_for_url(re.compile("^(?!.*/embed/)"))  # the address to embed leads on
    shown.locator(f"{PANEL} details details summary").click()

    assert seen_violations(shown) == []
    for width in (360, 1280):
        shown.set_viewport_size({"width": width, "height": 800})

        assert shown.locator(PANEL).is_visible()
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_without_a_site_is_accessible(open_page, tmp_path):
    """If there never was a page, the panel is on an accessible one."""
    with previewing(write_files(tmp_path / "root", {READER: CONTRACT})) as preview:
        page = open_page()
        page.goto(preview.address)

        assert "There is no file `content/site.yaml`." in page.locator(PANEL).inner_text()
        assert violations(page) == []


def test_the_security_policy_is_that_of_the_site(shown):
    """The preview's script is a file of the same host, so the built page's policy allows it."""
    rules = shown.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")

    assert "script-src 'self'" in rules and "unsafe" not in rules
    assert re.findall(r"<script(?![^>]* src=)", shown.content()) == []


def test_the_panel_is_not_printed(shown, root):
    """Paper has only the page."""
    with shown.expect_event("load"):
        write_files(root, {READER: WRONG})
    shown.emulate_media(media="print")

    assert not shown.locator(PANEL).is_visible()


def test_many_pages_can_be_open(shown, root):
    """A browser allows six connections per host; with more pages open, each still shows a save."""
    pages = [shown, *(shown.context.new_page() for _ in range(8))]
    for page in pages:
        page.goto(shown.preview.address.rstrip("/") + PAGE)
    for name in ("Southstar Reader", "Weststar Reader"):
        write_files(root, {READER: CONTRACT.replace("Northstar Reader", name)})
        for page in pages:
            shows(page, f"h1:has-text('{name}')")
    shown.close()
    write_files(root, {READER: CONTRACT})
    for page in pages[1:]:
        shows(page, "h1:has-text('Northstar Reader')")
