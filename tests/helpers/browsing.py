"""A real browser, and the sample site served to it on loopback: fixtures that several tests share."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright

from helpers.program import REPOSITORY, notices
from helpers.world import FLAGS, VIEW

NOW = "2026-11-25T12:00"
PATH = "/notices/"  # the site lies below a path, as on a project's page of a public host
KINDS = [
    "index.html",
    "404.html",
    "your-rights/index.html",
    "subscribe/index.html",
    "product-notification/index.html",
    "product-notification/northstar-reader/index.html",
    "product-notification/mossgate-clubs/index.html",
    "product-notification/harborlight-research/index.html",
    "schools/middle/index.html",
    "breach-notification/index.html",
    "breach-notification/2026-11-northstar-reader/index.html",
    "breach-notification/2026-11-saltmarsh-storage/index.html",
    "breach-notification/2025-03-quillfern-writing/index.html",
    "embed/product-notification/index.html",
    "embed/breach-notification/index.html",
]
TRANSLATED = [
    f"{language}/{path}" for language in ("es", "ar") for path in (KINDS[0], *KINDS[2:6], KINDS[8], *KINDS[9:11])
]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below the path, and the site's own page for what does not exist."""

    def translate_path(self, path):
        return super().translate_path("/" + path.removeprefix(PATH)) if path.startswith(PATH) else "/nothing"

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the built sample site, in every language of the theme."""
    root = tmp_path_factory.mktemp("browser")
    shutil.copytree(REPOSITORY / "content", root / "content")
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text().replace("languages: [en, es]", "languages: [en, es, pt, ar, zh-Hans]"))
    out = root / "site"
    notices("build", "--root", root, "--out", out, "--now", NOW).check_returncode()
    return out


@pytest.fixture(scope="session")
def address(site):
    """The address of the sample site, served on loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """Debian's browser."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: `make test` installs it, or `sudo apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open a page of the browser with some view, otherwise with that of all tests; it is closed after the test."""
    contexts = []

    def opened(**view):
        contexts.append(chromium.new_context(**VIEW | view))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OF_COLOR = ["color-contrast", "link-in-text-block"]

SCHEMES = {"light": RULES, "dark": OF_COLOR}  # in the dark the same elements stand in other colors


def violations(page, rules=RULES) -> list[str]:
    """Return what axe finds wrong on a page: the rule, and the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def seen_violations(page) -> list[tuple[int, str, str]]:
    """Return what axe finds wrong at the width of a phone and of a desk, in the light and in the dark."""
    found = []
    for width in (360, 1280):
        for scheme, rules in SCHEMES.items():
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found += [(width, scheme, fault) for fault in violations(page, rules)]
    return found


WIDE = "Notices Test Wide"  # a font as wide as DejaVu Sans, which only a test that names it sees


def fonts_of(page) -> dict[str, str]:
    """Return the fonts that a page is drawn with, each with some element that has it."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    top = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    found = {}
    for node in session.send("DOM.querySelectorAll", {"nodeId": top, "selector": "body *"})["nodeIds"]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if font["familyName"] not in found:
                found[font["familyName"]] = session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"][:200]
    session.detach()
    return found


def draw_with(page, family: str) -> None:
    """Draw all text of a page with a font that its style sheet does not ask for."""
    page.evaluate(
        """style => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            document.adoptedStyleSheets = [sheet];
        }""",
        f"* {{ font-family: '{family}', sans-serif !important }}",
    )


def sheets(page, paper: str) -> int:
    """Return how many sheets of paper a page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))
