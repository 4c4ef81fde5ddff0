"""The page for a missing address works at any depth, on any host and below any path."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lxml import html

from helpers.roots import compiled, site
from helpers.sites import requests
from helpers.world import VIEW

URL = "https://privacy.example/notices/"


@contextmanager
def served(folder: Path, below: str) -> Iterator[str]:
    """Serve a site as GitHub Pages does: below a path, with its page for each missing address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            inner = path.removeprefix(below)
            return super().translate_path("/" + (inner if path.startswith(below) else "missing"))

        def send_error(self, code: int, *_words: object) -> None:
            page = (folder / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_words: object) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def page() -> str:
    """The page of a site whose address has a path."""
    return compiled(site({}))["404.html"].decode()


def test_it_needs_no_other_file(page: str) -> None:
    """It contains its style and its logo, so it is never without them."""
    document = html.document_fromstring(page)

    assert [address[:11] for address in requests(document)] == ["data:image/"] * 2
    assert ".masthead {" in document.xpath("string(//style)")


def test_its_links_are_absolute(page: str) -> None:
    """A relative link would depend on the depth of the address, and a path on the host."""
    hrefs = html.document_fromstring(page).xpath("//@href")
    others = [href for href in hrefs if not href.startswith((f"{URL}", "data:"))]

    assert f"{URL}product-notification/index.html" in hrefs
    assert {href.partition(":")[0] for href in others} <= {"mailto", "tel", "#main"}


def test_it_is_in_every_language_of_the_site() -> None:
    """Each part is in one language, in its direction, and leads to the lists of that language."""
    text = compiled(site({}, languages="[en, es, ar]"))["404.html"].decode()
    parts = html.document_fromstring(text).xpath("//main/section")

    assert [(part.get("lang"), part.get("dir")) for part in parts] == [
        ("en", None),
        ("es", None),
        ("ar", "rtl"),
    ]
    assert [[heading.tag for heading in part.xpath("h1 | h2")] for part in parts] == [
        ["h1"],
        ["h2"],
        ["h2"],
    ]
    lists = [part.xpath(".//a/@href")[0] for part in parts]
    assert lists == [
        f"{URL}{folder}product-notification/index.html" for folder in ("", "es/", "ar/")
    ]
    assert "Esta página no existe" in parts[1].text_content()


@pytest.mark.parametrize("below", ["/", "/notices/", "/another/copy/"])
@pytest.mark.parametrize("address", ["gone", "gone/", "breach-notification/gone/deep/er.html"])
def test_it_looks_the_same_everywhere(chromium, page, tmp_path, below, address):
    """At a root, below a path, and deep below either, it looks right and requests nothing more."""
    (tmp_path / "404.html").write_text(page, encoding="utf-8")
    requested: list[str] = []
    console: list[str] = []
    with served(tmp_path, below) as host:
        tab = chromium.new_page(**VIEW)
        tab.on("request", lambda request: requested.append(request.url))
        tab.on("console", lambda message: console.append(message.text))
        answer = tab.goto(host + address)
        masthead = tab.locator(".masthead").evaluate("bar => getComputedStyle(bar).backgroundColor")
        logo = tab.locator(".district img").evaluate("logo => logo.naturalWidth")
        tab.close()

    assert (answer.status, masthead) == (404, "rgb(22, 46, 81)")
    assert logo > 0
    assert [url for url in requested if not url.startswith("data:")] == [host + address]
    assert [line for line in console if "404 (Not Found)" not in line] == []
