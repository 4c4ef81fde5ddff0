"""The two lists as other websites frame them: complete, with links that open in the full window."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html
from playwright.sync_api import expect

from helpers.browsing import PATH, Handler
from helpers.loopback import Loopback
from helpers.sites import ROOTS
from helpers.sites import site as built_site

DOCUMENT = (Path(__file__).parents[1] / "docs/set-up.md").read_text()
URL = "https://privacy.commonfield.example/notices/"
LISTS = ("product-notification", "breach-notification")
(SNIPPET,) = re.findall(r"```html\n(.*?)```", DOCUMENT, re.DOTALL)
FRAMED = r"/(product|breach)-notification/(index\.html)?$"  # the lists, and what leads to them
CLOSED, OPEN = re.findall(r"^Content-Security-Policy: (.*)$", DOCUMENT, re.MULTILINE)


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serve with some handler on loopback until the test ends; return the origin."""
    with ExitStack() as servers:
        yield lambda handler: servers.enter_context(Loopback(handler)).origin


def page_with(body: str) -> type[BaseHTTPRequestHandler]:
    """Return a one-page website like a district's; it asks nothing of the pages it frames."""

    class District(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            head = "<!doctype html><html lang=en><title>District</title><h1>Our schools</h1>"
            data = f"{head}{body}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: object) -> None:
            pass

    return District


# Their content


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("section", LISTS)
def test_the_address_to_embed_leads_to_the_list(name: str, section: str) -> None:
    """It leads there at once, or by a link, in each language; and links of a list leave a frame."""
    made = built_site(name)
    paths = [path for path in made.documents if path.endswith(f"embed/{section}/index.html")]
    for path in paths:
        embedded, listed = made.documents[path], made.documents[path.replace("embed/", "")]
        base = urljoin(f"{made.base}{path}", embedded.xpath("string(//base/@href)"))
        (refresh,) = embedded.xpath("//meta[@http-equiv='refresh']/@content")
        seconds, _, address = refresh.partition("; url=")

        assert seconds == "0"
        assert embedded.xpath("//a/@href") == [address]
        assert urljoin(base, address) == f"{made.base}{path.replace('embed/', '')}#embedded"
        assert len(listed.xpath("//body[@id='embedded']")) == 1
        assert listed.xpath("//base/@target") == ["_top"]
        assert listed.xpath("//a/@target | //base/@href") == []
    assert paths


@pytest.mark.parametrize("section", LISTS)
def test_search_engines_are_led_to_the_real_list(section: str) -> None:
    """The embedded list has `noindex` and names the list as canonical; the list has no such tag."""
    made = built_site("sample")
    embedded, listed = (
        made.documents[f"{folder}{section}/index.html"] for folder in ("embed/", "")
    )

    assert embedded.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert embedded.xpath("//link[@rel='canonical']/@href") == [f"{URL}{section}/"]
    assert listed.xpath("//meta[@name='robots']") == []


# In a frame

LED_ON = re.compile(r"^(?!.*/embed/)")  # any address but the one that leads to the list


def framed(page, address: str):
    """Return the frame of a page, once the list is loaded to which the framed address leads."""
    page.goto(address)
    page.frames[1].wait_for_url(LED_ON)
    return page.frame_locator("iframe")


@pytest.mark.parametrize("section", LISTS)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_nothing_of_the_site_is_around_the_list(open_page, address, serve, section, has_scripts):
    """It has no masthead and no footer, also without scripts, and a link to the list below."""
    page = open_page(java_script_enabled=has_scripts)
    snippet = SNIPPET.replace(URL, address).replace("product-notification", section)
    frame = framed(page, serve(page_with(snippet)))
    link = frame.locator(".framed a")
    expect(link).to_be_visible()
    around = [frame.locator(f"body > {part}") for part in (".skip", ".masthead", "footer")]

    assert [part.is_visible() for part in around] == [False] * 3
    assert frame.locator(".alert").is_visible()
    link.click()
    page.wait_for_url(f"{address}{section}/index.html")
    assert page.locator(".masthead").is_visible()
    assert not page.locator(".framed").is_visible()


def test_a_search_in_the_frame_stays_in_it(open_page, address, serve):
    """The list still has nothing around it after a search, and after going back and forward."""
    page = open_page()
    frame = framed(page, serve(page_with(SNIPPET.replace(URL, address))))
    masthead, rows = frame.locator(".masthead"), frame.locator("tbody tr:visible")
    expect(frame.locator(".find")).to_be_visible()
    count = rows.count()
    frame.locator("#find-q").fill("zzzz")
    expect(rows).to_have_count(0)
    hidden = [masthead.is_visible()]
    page.evaluate("history.back()")
    expect(rows).to_have_count(count)
    hidden.append(masthead.is_visible())
    page.evaluate("history.forward()")
    expect(rows).to_have_count(0)
    hidden.append(masthead.is_visible())

    assert hidden == [False] * 3


@pytest.mark.parametrize("section", LISTS)
def test_the_snippet_shows_the_list_and_its_links_open_in_the_whole_window(
    open_page, address, serve, section
):
    """On another origin, the documented snippet shows a styled list whose links leave the frame."""
    page = open_page(viewport={"width": 1280, "height": 900})
    snippet = SNIPPET.replace(URL, address).replace("product-notification", section)
    district = serve(page_with(snippet))
    frame = framed(page, district)
    link = frame.locator("main tbody th a").first
    name = link.inner_text()
    styled = frame.locator("main table").first.evaluate(
        "table => getComputedStyle(table).borderCollapse"
    )
    link.click()
    page.wait_for_url(re.compile(rf"{re.escape(address)}{section}/[a-z0-9-]+/index\.html"))

    assert address in snippet
    assert not address.startswith(district)
    assert "collapse" == styled
    assert name in page.locator("h1").inner_text()


def test_the_snippet_gives_the_frame_a_title():
    """A screen reader says what the frame contains."""
    (frame,) = html.fragments_fromstring(SNIPPET)

    assert "CPS Product Notification" == frame.get("title")


@pytest.mark.parametrize("section", LISTS)
def test_it_works_from_a_folder(shared_page, site, section):
    """Opened from the disk, it has its styles, and its links lead to the notices."""
    page = shared_page()
    page.goto((site / "embed" / section / "index.html").as_uri())
    page.wait_for_url(LED_ON)
    styled = page.locator("main").evaluate("main => getComputedStyle(main).maxWidth")
    page.click("main tbody th a")
    page.wait_for_url(re.compile(rf"/{section}/[a-z0-9-]+/index\.html$"))

    assert "1152px" == styled
    assert "/embed/" not in page.url


# Who may frame


class Closing(Handler):
    """A host that sends the headers of the document."""

    def end_headers(self) -> None:
        policy = OPEN if re.search(FRAMED, self.path) else CLOSED
        policy = policy.replace("https://www.commonfield.example", self.friend)
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()


def refused(page, folder: Path, serve, path: str, friend: str | None = None) -> bool:
    """Return whether a browser refuses to frame a page of this host on a page of another origin."""
    host: list[str] = []
    district = serve(
        lambda *arguments: page_with(f'<iframe src="{host[0]}{PATH}{path}" title="A">')(*arguments)
    )

    class Friendly(Closing):
        pass

    Friendly.friend = friend or district
    host.append(serve(functools.partial(Friendly, directory=str(folder))))
    refusals: list[bool] = []
    page.on("console", lambda message: refusals.append(is_refusal(message)))
    page.goto(district)
    page.frames[1].wait_for_url(LED_ON)
    shown = page.frames[1].evaluate("document.querySelector('main') !== null")
    if not shown and not any(refusals):  # the console of the district's page may say so later
        page.wait_for_event("console", is_refusal)
    assert not (shown and any(refusals))
    return not shown


def is_refusal(message) -> bool:
    """Return whether a message of the console says that a page may not be framed."""
    return "frame-ancestors" in message.text


@pytest.mark.parametrize(
    "path",
    ["index.html", "product-notification/northstar-reader/index.html", "subscribe/index.html"],
)
def test_with_the_header_no_other_page_is_framed(open_page, site, serve, path):
    """A browser refuses to show any page but the lists in a page of another origin."""
    assert refused(open_page(), site, serve, path)


@pytest.mark.parametrize("section", LISTS)
def test_with_the_header_the_lists_are_framed_by_the_district_alone(
    open_page, site, serve, section
):
    """The websites that the header names show the lists; others do not."""
    path = f"embed/{section}/index.html"

    assert not refused(open_page(), site, serve, path)
    assert refused(open_page(), site, serve, path, friend="https://www.commonfield.example")
