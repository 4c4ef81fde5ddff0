"""A parent picks a feed and copies its address, and a reader accepts it, even without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from lxml import html

from helpers.hosting import BREACH, PATHS, TAG, Host
from helpers.newsreaders import Newsboat, Rss2email
from helpers.roots import compiled as pages_of
from helpers.roots import site as small_site
from helpers.sites import ROOTS
from helpers.sites import site as compiled
from helpers.tiers import swept

SAMPLE = "https://privacy.commonfield.example/notices/feeds/"
SCHOOLS = {"All schools": "", "Commonfield North Elementary School": "schools/north/"}
SUBJECTS = {
    "All notices": "",
    "Products only": "product-notification",
    "Breaches only": "breach-notification",
}


def chosen(school: str, subject: str) -> str:
    """Return the address of the feed for a choice."""
    name = f"{SCHOOLS[school]}{SUBJECTS[subject]}".rstrip("/") or "all"
    return f"{SAMPLE}{name}.xml"


def clipboard(page) -> str:
    """Return the text in the clipboard."""
    page.context.grant_permissions(["clipboard-read"])
    return page.evaluate("navigator.clipboard.readText()")


# The list of feeds


@pytest.mark.parametrize("name", ROOTS)
def test_the_page_lists_every_feed(name: str) -> None:
    """The page has each feed's full address once, as copyable text, and no address with no feed."""
    made = compiled(name)
    codes = made.documents["subscribe/index.html"].xpath("//code/text()")

    assert sorted(codes) == sorted(
        made.base + path for path in made.files if path.startswith("feeds/")
    )


def links_to_feeds(documents: dict[str, html.HtmlElement]) -> Iterator[str]:
    """Yield each clickable link to a feed itself."""
    for path, document in documents.items():
        for address in document.xpath("//a/@href"):
            if urljoin(f"https://here.example/{path}", address).startswith(
                "https://here.example/feeds/"
            ):
                yield f"{path}: {address}"


@pytest.mark.parametrize("name", ROOTS)
def test_no_link_opens_raw_xml(name: str) -> None:
    """No link that a reader can click is a feed itself."""
    assert list(links_to_feeds(compiled(name).documents)) == []


@pytest.mark.parametrize(
    ("path", "link", "entry"),
    [
        (
            "product-notification/index.html",
            ".follow a[href*='#feed-']",
            "feed-product-notification",
        ),
        ("breach-notification/index.html", ".follow a[href*='#feed-']", "feed-breach-notification"),
    ],
)
def test_a_feed_link_leads_to_its_entry(shared_page, address, path, link, entry):
    """A page's feed link shows that feed's entry, with its address and button in view."""
    page = shared_page(viewport={"width": 360, "height": 640})
    page.goto(address + path)
    page.click(link)
    page.wait_for_url(f"**/subscribe/index.html#{entry}")
    shown = page.locator(":target")

    assert f"{SAMPLE}{entry.removeprefix('feed-')}.xml" == shown.locator("code").inner_text()
    for part in ("code", "button"):
        box = shown.locator(part).bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= 640


def test_the_footer_leads_to_the_record_and_to_the_data(shared_page, address):
    """Its links show whether the district was on time, and the files to download."""
    page = shared_page(viewport={"width": 360, "height": 640})
    for text in ("Were we on time?", "Download the data"):
        page.goto(f"{address}your-rights/index.html")
        page.click(f"footer a:text-is('{text}')")
        page.wait_for_url("**/record/index.html*")

        assert page.get_by_role("heading", name=text).is_visible()


# Choosing and copying


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_choice_gives_the_address_of_its_feed(shared_page, address, site, school, subject):
    """A school and a subject give the address of a file that exists."""
    page = shared_page()
    page.goto(f"{address}subscribe/index.html#choose")
    page.get_by_label("School", exact=True).select_option(school)
    page.get_by_label("Notices", exact=True).select_option(subject)
    shown_address = page.locator("#choose code").inner_text()

    assert chosen(school, subject) == shown_address
    assert (site / "feeds" / shown_address.removeprefix(SAMPLE)).is_file()


def test_a_button_copies_its_address_and_says_so(open_page, address):
    """Keyboard and pointer copy the chosen or listed address, and a screen reader announces it."""
    page = open_page()
    page.goto(f"{address}subscribe/index.html#feeds")
    page.get_by_label("School", exact=True).select_option("Commonfield North Elementary School")
    page.locator("#choose button").press("Enter")
    page.locator("#choose [role=status]", has_text="Copied. Now paste it into your app.").wait_for()
    first = clipboard(page)
    page.locator("#feed-schools-high-breach-notification button").click()
    page.locator(
        "#feed-schools-high-breach-notification [role=status]", has_text="Copied."
    ).wait_for()

    assert f"{SAMPLE}schools/north.xml" == first
    assert f"{SAMPLE}schools/high/breach-notification.xml" == clipboard(page)


def test_an_old_browser_copies_too(open_page, address):
    """Without the clipboard API, as on an unencrypted site, the address is still copied."""
    page = open_page()
    page.goto(f"{address}subscribe/index.html#feeds")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
    )
    page.locator("#feed-all button").click()
    page.locator("#feed-all [role=status]", has_text="Copied.").wait_for()
    page.evaluate("delete navigator.clipboard")

    assert f"{SAMPLE}all.xml" == clipboard(page)


def test_if_copying_fails_the_address_is_selected(open_page, address):
    """A refused copy is not announced as done; the reader learns that it failed."""
    page = open_page()
    page.goto(f"{address}subscribe/index.html#feeds")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("document.execCommand = () => false")
    page.locator("#feed-all button").click()
    page.locator(
        "#feed-all [role=status]", has_text="The address is selected. Now copy it with"
    ).wait_for()

    assert f"{SAMPLE}all.xml" == page.evaluate("getSelection().toString()")


def test_each_button_has_its_own_name(shared_page, address):
    """In a screen reader's list, each button says what it copies."""
    page = shared_page()
    page.goto(f"{address}subscribe/index.html#choose")
    entries = page.locator("#feeds > ul > li").count()

    assert 21 == entries
    for code in page.locator("#feeds > ul code").all():
        assert page.get_by_role("button", name=f"Copy {code.inner_text()}").count() >= 1


def test_it_works_from_a_folder(open_page, site):
    """Opened from the disk, the page still lets a reader choose and copy."""
    page = open_page()
    page.goto((site / "subscribe/index.html").as_uri() + "#choose")
    page.get_by_label("Notices", exact=True).select_option("Breaches only")
    page.locator("#choose button").click()
    page.locator("#choose [role=status]", has_text="Copied.").wait_for()

    assert f"{SAMPLE}breach-notification.xml" == page.locator("#choose code").inner_text()


def test_without_scripts_the_list_is_complete(shared_page, address, site):
    """Each feed has its address, and there are no controls without a function."""
    page = shared_page(java_script_enabled=False)
    page.goto(f"{address}subscribe/index.html#choose")
    page.click("#choose a")
    rss = sorted(
        SAMPLE + path.relative_to(site / "feeds").as_posix()
        for path in (site / "feeds").rglob("*.xml")
    )

    assert rss == sorted(code.inner_text() for code in page.locator("#feeds > ul code").all())
    assert all(code.is_visible() for code in page.locator("#feeds > ul code").all())
    assert 0 == page.locator("main :is(button, select, input, form):visible").count()
    assert page.url.endswith("#feeds")


# Feed readers


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """Serve a site of two schools: one contract for all schools, and one breach of one school."""
    served = Host()
    breach = BREACH.replace("students:", "schools: [dodd]\nstudents:")
    served.pages = pages_of(small_site({PATHS["breach"]: breach}, url=served.url))
    yield served
    served.stop()


CONTRACT_ITEM, BREACH_ITEM = f"{TAG}contracts/northstar-reader", f"{TAG}breaches/lists"


CHOICES = {
    ("All schools", "All notices"): [BREACH_ITEM, CONTRACT_ITEM],
    ("Dodd Middle School", "All notices"): [BREACH_ITEM, CONTRACT_ITEM],
    ("Dodd Middle School", "Breaches only"): [BREACH_ITEM],
    ("Highland School", "All notices"): [CONTRACT_ITEM],
    ("Highland School", "Breaches only"): [],
}
# One reader gets every choice, the other one only a choice of both a school and a subject.
TAKEN = [
    *((Newsboat, *choice) for choice in CHOICES),
    (Rss2email, "Dodd Middle School", "Breaches only"),
]


@pytest.mark.tools
@pytest.mark.parametrize(
    "taken",
    swept([(reader, *choice) for reader in (Newsboat, Rss2email) for choice in CHOICES], TAKEN),
    ids=lambda taken: "-".join((taken[0].__name__, *taken[1:])),
)
def test_a_feed_reader_accepts_the_copied_address(open_page, host, tmp_path, taken):
    """A reader given the copied address shows exactly that school's notices on that subject."""
    reader, school, subject = taken
    page = open_page()
    page.goto(f"{host.url}subscribe/index.html#choose")
    page.get_by_label("School", exact=True).select_option(school)
    page.get_by_label("Notices", exact=True).select_option(subject)
    page.locator("#choose button").click()
    page.locator("#choose [role=status]", has_text="Copied.").wait_for()

    assert CHOICES[school, subject] == reader(tmp_path, clipboard(page)).read()


@pytest.fixture
def bare_host() -> Iterator[Host]:
    """A web server with a site of a district that lists no schools."""
    served = Host()
    served.pages = pages_of(small_site({}, url=served.url, schools="{}"))
    yield served
    served.stop()


def test_without_schools_there_is_only_a_choice_of_subject(shared_page, bare_host):
    """There is no menu without a choice."""
    page = shared_page()
    page.goto(f"{bare_host.url}subscribe/index.html#choose")

    assert ["Notices"] == page.locator("#choose label").all_inner_texts()


def test_the_word_feed_is_explained_at_first() -> None:
    """One line before the first step says what a feed is."""
    text = compiled("small").documents["subscribe/index.html"].xpath("string(//main)")

    assert re.search(r"A feed is .*?\.", text).start() < text.index("1. Choose your feed")
