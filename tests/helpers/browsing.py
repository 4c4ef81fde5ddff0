"""A real browser and the sample site served on loopback: fixtures that several tests share."""

from __future__ import annotations

import fcntl
import functools
import http.server
import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from helpers.loopback import Loopback
from helpers.program import LANGUAGES, REPOSITORY, notices
from helpers.sites import SAMPLE
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
    "schools/index.html",
    "schools/middle/index.html",
    "schools/south/index.html#grade-3",
    "ended/index.html",
    "breach-notification/index.html",
    "breach-notification/2026-11-northstar-reader/index.html",
    "breach-notification/2026-11-saltmarsh-storage/index.html",
    "breach-notification/2025-03-quillfern-writing/index.html",
    "product-notification/index.html#embedded",
    "breach-notification/index.html#embedded",
    "record/index.html",
    "changes/2026/index.html",
]
# One of each layout: cards, a form, a list, a contract, a breach, and a list in a frame.
LAYOUTS = [
    "index.html",
    "subscribe/index.html",
    "product-notification/index.html",
    "product-notification/northstar-reader/index.html",
    "breach-notification/2026-11-northstar-reader/index.html",
    "product-notification/index.html#embedded",
]

expect.set_options(timeout=30_000)  # a machine that is busy is no fault

DESK = {"width": 1280, "height": 720}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below the path, and the site's own page for what does not exist."""

    def translate_path(self, path):
        inside = path.startswith(PATH)
        return super().translate_path("/" + path.removeprefix(PATH)) if inside else "/nothing"

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    """Return the folder of the sample site in every theme language; the first worker builds it."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if hasattr(request.config, "workerinput") else base) / "browser"
    root.mkdir(exist_ok=True)
    out = root / "site"
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "built").exists():
            shutil.copytree(SAMPLE / "content", root / "content", dirs_exist_ok=True)
            settings = root / "content/site.yaml"
            languages = settings.read_text().replace(
                "languages: [en, es]", f"languages: [{', '.join(LANGUAGES)}]"
            )
            settings.write_text(languages)
            notices("build", "--root", root, "--out", out, "--now", NOW).check_returncode()
            (root / "built").touch()
    return out


@pytest.fixture(scope="session")
def address(site):
    """The address of the sample site, served on loopback."""
    with Loopback(functools.partial(Handler, directory=str(site))) as server:
        yield server.origin + PATH


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
    """Open a browser page with a given view or the default view; it is closed after the test."""
    contexts = []

    def opened(**view):
        contexts.append(chromium.new_context(**VIEW | view))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def page_pool(chromium):
    """Keep a page for each view: a new one costs as much as five visits."""
    pages = {}

    def taken(**view):
        key = tuple(sorted(view.items()))
        if key not in pages:
            pages[key] = chromium.new_context(**VIEW | view).new_page()
            pages[key].on("crash", lambda _page: pages.pop(key))
        return pages[key]

    yield taken
    for page in pages.values():
        page.context.close()


@pytest.fixture
def shared_page(page_pool):
    """Reset a page that other tests have used to a size and a color scheme, and return it.

    It is for tests that open an address, look, type and click. A test that listens, grants a
    permission, adds a script or looks at what is stored needs its own page, from `open_page`.
    """

    def reset_page(viewport=DESK, color_scheme="light", **view):
        page = page_pool(**view)
        page.goto("about:blank")  # clear the last page, with its styles and its address
        page.set_viewport_size(viewport)
        page.emulate_media(media="null", color_scheme=color_scheme)
        page.mouse.move(-1, -1)  # the pointer of the test before may lie on anything
        return page

    return reset_page


# Waits until a list has answered its question, and has all rows of the answer: it adds ten after each frame.
ANSWERED = """async () => {
    const pause = (wait) => new Promise((done) => wait(done));
    const counts = () => [...document.querySelectorAll("table")].map(({ rows }) => rows.length).join();
    while (document.querySelector("html.asking")) await pause(setTimeout);
    let before;
    do {
        before = counts();
        for (const wait of [requestAnimationFrame, setTimeout, requestAnimationFrame, setTimeout]) await pause(wait);
    } while (counts() !== before);
}"""

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OF_COLOR = ["color-contrast", "link-in-text-block"]

SCHEMES = {"light": RULES, "dark": OF_COLOR}  # in the dark only the colors differ

VIEWS = [(360, "light"), (1280, "dark")]  # what differs most


def violations(page, rules=RULES) -> list[str]:
    """Return what axe finds wrong on a page: the rule, and the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    rules_broken = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => "
        "found.violations)",
        rules,
    )
    return [
        f"{rule['id']}: {node['html'][:200]}" for rule in rules_broken for node in rule["nodes"]
    ]


def seen_violations(page, views=VIEWS) -> list[tuple[int, str, str]]:
    """Return what axe finds in some views; by default, on a light phone and on a dark desktop."""
    faults = []
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        faults += [(width, scheme, fault) for fault in violations(page, SCHEMES[scheme])]
    return faults


SANS = "Notices Test Sans"  # the font of every page, whatever its style sheet names
WIDE = "Notices Test Wide"  # a font as wide as DejaVu Sans, which only a test that names it sees


def fonts_of(page) -> dict[str, str]:
    """Return the fonts that a page is drawn with, each with some element that has it."""
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    top = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    fonts = {}
    nodes = session.send("DOM.querySelectorAll", {"nodeId": top, "selector": "body *"})["nodeIds"]
    for node in nodes:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            if font["familyName"] not in fonts:
                source = session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
                fonts[font["familyName"]] = source[:200]
    session.detach()
    return fonts


def draw_with(page, family: str) -> None:
    """Draw all text of a page with a font that its own style sheet does not name."""
    add_style(page, f"* {{ font-family: '{family}', sans-serif !important }}")


def add_style(page, style: str) -> None:
    """Add a style sheet to a page."""
    page.evaluate(
        """style => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            document.adoptedStyleSheets = [sheet];
        }""",
        style,
    )


def sheets(page, paper: str) -> int:
    """Return how many sheets of paper a page prints on."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))
