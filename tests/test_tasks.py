"""What parents come for, on a phone: each found with few taps and scrolls."""

from __future__ import annotations

import functools
import math

import pytest
from playwright.sync_api import expect

from helpers import town
from helpers.browsing import PATH, Handler
from helpers.loopback import Loopback

PHONE = {"width": 360, "height": 740}
SCREEN = 600  # px that a person scrolls at once
MOST_TAPS, MOST_SCROLLS = 4, 2
# Each step taps what a selector finds; text after “:=” is typed there, and Enter sends it.
# The last one is what the parent came for, and only has to be on the screen.
TASKS = {
    "the reading app of my child in grade 4": (
        "#q := reading 4th grade",
        "tbody tr:visible a >> text=Northstar Reader",
        "text=voice recordings",
    ),
    "health data at the middle school": (
        "main select, main summary >> text=Choose your school",
        "main a >> text=Hale Middle School",
        "text=Health",
    ),
    "to have data deleted": (
        "#q := quillfern",
        "tbody tr:visible a >> text=Quillfern Writing",
        "a >> text=Delete it",
    ),
    "what changed this year": ("text=Everything that changed in 2026", "h1"),
    "whether the district was late": ("text=Were we on time?", "text=We were on time for"),
    "an email about each breach": ("main >> text=Get alerts", "main a[href^=mailto]"),
    "a name of which one word is known": (
        "#q := marrow something",
        "tbody tr:visible a >> text=Marrowstone Math",
        "h1 >> text=Marrowstone Math",
    ),
    "whether data was deleted after the end": (
        "main a >> text=What ended, and what was deleted",
        "tbody tr >> text=Hollisbeck Plans",
    ),
    "what may involve grade 3 at my school": (
        "main summary >> text=Choose your school",
        "main a >> text=Dover Pond Elementary School",
        "main nav a >> text='3'",
        "text=1 open breach may involve grade 3",
    ),
    "alerts for my school alone": (
        "nav a >> text=Schools",
        "main a >> text=Hale Middle School",
        "main a >> text=Get alerts",
        "main a[href^=mailto] >> text=Breaches only",
    ),
    "to freeze the credit of a child": (
        "#q := freeze credit",
        "text=Freeze my child’s credit",
        "text=Teens ask each of the three credit bureaus",
    ),
    "one request for all products": (
        "text=See, correct or delete my child’s data",
        "main a[href^=mailto] >> text=Delete it",
    ),
    "whether the reading app has a Social Security number": (
        "#q := northstar",
        "tbody tr:visible a >> text=Northstar Reader",
        "ul:has-text('Not listed:') >> text=Social Security number",
    ),
    "what records a voice or knows a location": (
        "main a >> text=All 60 products and services",
        ".chips button >> text=Photos and voice",
        ".chips button >> text=Location",
        "tbody tr:visible a >> text=Juniperway Routes",
    ),
    "a name that is misspelled": (
        "#q := nothstar",
        "tbody tr:visible a >> text=Northstar Reader",
        "h1 >> text=Northstar Reader",
    ),
    "whether families were told of a breach in time": (
        "main a >> text=Breach: Northstar Reader",
        "h2 >> text=Were families notified on time?",
    ),
    "a notice in Portuguese, to share it": (
        ".languages button",
        ".languages a >> text=português",
        ".looking a",
        "button[name=share]",
        "text=Copiado.",
    ),
    "a notice on paper, for a grandmother": (
        "main a >> text=Breach: Northstar Reader",
        "button[name=print]",
        "button[data-printed]",
    ),
}
NOTED = """window.print = () => {
    document.querySelector("button[name=print]").dataset.printed = "once";
}"""


def is_read(path):
    """Say whether a page is one of a task: in English, or of an open breach in Portuguese."""
    in_portuguese = path == "pt/index.html" or path.startswith("pt/breach-notification/2026-1")
    return town.is_english(path) or in_portuguese


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Serve the realistic district, and return the address of its home page."""
    folder = town.publish(tmp_path_factory.mktemp("town"), is_read)
    with Loopback(functools.partial(Handler, directory=str(folder))) as server:
        yield f"{server.origin}{PATH}index.html"


def scrolls_to(place):
    """Scroll as a person does until a place is on the screen, and return how often that takes."""
    box = place.bounding_box()
    beyond = max(box["y"] + min(box["height"], SCREEN) - PHONE["height"], -box["y"], 0)
    place.scroll_into_view_if_needed()
    return math.ceil(beyond / SCREEN)


@pytest.mark.parametrize("task", TASKS)
def test_a_parent_gets_there(home, task, open_page):
    """A tap is a link, a button or a box to type in; what is found is on the screen at the end."""
    page = open_page(viewport=PHONE, has_touch=True, permissions=["clipboard-write"])
    page.add_init_script(NOTED)
    page.goto(home)
    *steps, sought = TASKS[task]
    taps = scrolls = 0
    for step in steps:
        selector, _, typed = step.partition(" := ")
        place = page.locator(selector).first
        place.wait_for()
        scrolls += scrolls_to(place)
        taps += 1
        leads_to = place.evaluate("place => place.closest('a')?.href")
        place.tap()
        if leads_to:
            page.wait_for_url(leads_to)  # and until it is read and scrolled, which a tap does not
        if typed:
            place.type(typed)
            place.press("Enter")
            expect(page.get_by_role("status")).to_contain_text("Products: ")
    found = page.locator(sought).locator("visible=true").first
    found.wait_for()
    scrolls += scrolls_to(found)
    print(f"{task}: {taps} taps, {scrolls} scrolls")

    assert taps <= MOST_TAPS
    assert scrolls <= MOST_SCROLLS
