"""A school and a grade are remembered on the device alone, and one request is about several products."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SOUTH = "schools/south/index.html"
KEPT = "JSON.stringify({...localStorage})"
# A browser that keeps nothing: storage is switched off, or there is no room in it.
KEEPS_NOTHING = {
    "off": "Object.defineProperty(window, 'localStorage', {get() { throw new Error('off') }})",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
}


def remember(page, address, value):
    """Keep a value as the school of this device."""
    page.goto(f"{address}{SOUTH}")
    page.evaluate(
        "value => localStorage.setItem(`my school ${location.pathname.replace(/schools.*/, 'static/')}`, value)",
        value,
    )


def test_a_school_is_remembered_changed_and_forgotten(open_page, address):
    """One tap remembers it with its grade, another grade replaces that, and a tap leaves no trace."""
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto(f"{address}{SOUTH}#grade-3")
    page.get_by_role("button", name="This is my school").click()
    expect(page.get_by_text("Your school on this device")).to_be_visible()
    page.locator("nav.grades a", has_text="4").click()
    page.goto(f"{address}index.html")
    mine = page.locator("#mine")

    assert mine.locator("a").first.inner_text() == "Commonfield South Elementary School · grade 4"

    mine.locator("a").first.click()
    page.wait_for_url("**/schools/south/index.html#grade-4")
    page.goto(f"{address}index.html")
    page.get_by_role("button", name="Forget my school").click()

    assert not mine.is_visible()
    assert page.evaluate(KEPT) == "{}"


@pytest.mark.parametrize(
    ("value", "text", "kept"),
    [
        ("south", "Commonfield South Elementary School", True),
        ("south#grade-99", "Commonfield South Elementary School", True),
        ("south#<img src=x>", "Commonfield South Elementary School", True),
        ("west#grade-2", "Commonfield West Elementary School (closed) · grade 2", True),
        ("gone#grade-2", "", False),  # no school has this id any more
        ("../../evil", "", True),
        ("", "", True),
    ],
)
def test_what_is_remembered_may_be_old_or_hostile(open_page, address, value, text, kept):
    """The name is the one of today; what is no school of the list is not shown."""
    page = open_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    remember(page, address, value)
    page.goto(f"{address}index.html")
    link = page.locator("#mine:visible a").first
    shown = link.inner_text() if link.count() else ""

    assert shown == text
    assert (page.evaluate(KEPT) != "{}") == kept
    assert page.locator("main img").count() == 0
    assert errors == []


@pytest.mark.parametrize("why", KEEPS_NOTHING)
def test_without_storage_a_page_offers_to_remember_nothing(open_page, address, why):
    """Everything else works."""
    page = open_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.add_init_script(KEEPS_NOTHING[why])
    page.goto(f"{address}{SOUTH}#grade-3")

    assert page.get_by_role("link", name="Get alerts for this school").is_visible()

    assert page.locator("#grade-3").is_visible()
    assert not page.get_by_role("button", name="This is my school").is_visible()

    page.goto(f"{address}index.html")

    assert not page.locator("#mine").is_visible()
    assert errors == []


@pytest.mark.parametrize(
    "hash_", ["#grade-99", "#<img src=x onerror=alert(1)>", "#%00", "#__proto__"]
)
def test_a_hostile_place_is_no_grade(open_page, address, hash_):
    """The page of the school stays whole, and nothing of the address is kept or shown."""
    page = open_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(f"{address}{SOUTH}{hash_}")
    page.get_by_role("button", name="This is my school").click()
    page.goto(f"{address}index.html")

    assert page.locator("#mine a").first.inner_text().startswith("Commonfield South")
    assert page.locator("main img").count() == 0
    assert "<" not in page.evaluate(KEPT)
    assert errors == []


def test_alerts_of_a_school_need_no_script(open_page, address):
    """The top of its page leads to the district's list; feeds are only for developers."""
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{SOUTH}")
    page.get_by_role("link", name="Get alerts for this school").click()

    assert page.locator("#alerts a.button").all_inner_texts() == [
        "Sign up for the district’s messages"
    ]
    assert not page.locator("#alerts code").first.is_visible()


def test_a_grade_needs_no_script(open_page, address):
    """A link leads to the grade; what names only other grades is hidden, and all is there again."""
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{SOUTH}")
    music = page.get_by_role("link", name="Brackenbell Music")

    assert music.is_visible()
    assert not page.locator(".of-grade").first.is_visible()

    page.get_by_role("navigation", name="Grade").get_by_role("link", name="3").click()

    assert page.locator("#grade-3").is_visible()
    assert not music.is_visible()
    assert page.get_by_role("link", name="Marrowfield Typing").is_visible()

    page.get_by_role("link", name="All grades").click()

    assert music.is_visible()


def test_what_is_for_other_grades_is_counted(open_page, address):
    """A link with its number leads to it, without a script; it is as many as are hidden."""
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{SOUTH}#grade-3")
    rows = page.locator(".rows > li:not(details *)")
    hidden = rows.evaluate_all("rows => rows.filter((row) => !row.getClientRects().length).length")
    more = page.locator("#grade-3").get_by_role("link")

    assert 0 < hidden < rows.count()
    assert more.inner_text() == f"For other grades: {hidden}"

    more.click()

    assert page.get_by_role("link", name="Brackenbell Music").is_visible()


def test_one_request_is_about_several_products(open_page, address):
    """What is checked stands in the text and in the email; only products of my school are offered."""
    page = open_page()
    remember(page, address, "south#grade-3")
    page.goto(f"{address}your-rights/index.html#ask")
    page.get_by_text("Choose products").click()
    offered = page.locator(".boxes label:visible")

    assert "Northstar Reader" in offered.all_inner_texts()
    assert "Bellwater Languages" not in offered.all_inner_texts()

    school = page.get_by_label("School", exact=True)
    school.select_option("All schools")
    page.get_by_label("Bellwater Languages").check()
    school.select_option("Commonfield South Elementary School")

    assert "Bellwater Languages" in offered.all_inner_texts()  # what is asked about stays in sight

    page.get_by_label("Bellwater Languages").uncheck()

    assert "Bellwater Languages" not in offered.all_inner_texts()

    page.get_by_label("Northstar Reader").check()
    page.get_by_label("Grovepoint Meals").check()
    email = page.get_by_role("link", name="Delete it").get_attribute("href")

    assert re.search(r"^mailto:.*Grovepoint%20Meals%0ANorthstar%20Reader", email)
    assert (
        page.locator("#request-text").input_value().endswith("Grovepoint Meals\nNorthstar Reader")
    )


def test_the_text_of_a_request_is_copied(open_page, address):
    """Where no email program opens, one tap copies it with the products that are checked."""
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}your-rights/index.html#ask")
    page.get_by_text("Choose products").click()
    page.get_by_label("Northstar Reader").check()
    page.get_by_text("No email program?").click()
    page.get_by_role("button", name="Copy the text").click()
    expect(page.get_by_text("Copied.")).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()").endswith("Northstar Reader")
