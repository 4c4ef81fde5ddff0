"""In a browser, hostile content changes no page, runs nothing, and requests nothing outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Browser, Page, Route

from generator.core.notices import notices
from generator.core.problems import Problem, Span
from generator.core.site import Inputs, Plan
from generator.reports.letters import letter
from generator.reports.panel import panel, plain_page
from generator.reports.problem_report import lines_of
from helpers import town
from helpers.hostile_sites import (
    KINDS,
    group_plan,
    is_accepted,
    notices_of,
    payload_groups,
    payload_of,
    payloads,
    payloads_of,
    plan_of,
    probe_problems,
    problem_groups,
    site_of,
    tame_plan,
    theme,
)
from helpers.tiers import swept
from helpers.world import VIEW

HOME = "https://privacy.example/notices/"
# The parts of a page: each element and attribute, also in a template; and where its links lead.
PARTS = """(texts) => texts.map(([path, text]) => {
  const scheme = value => {
    if (!URL.canParse(value, "http://home/")) return "nowhere";
    const address = new URL(value, "http://home/");
    const isOurs = value.startsWith("https://privacy.example/notices/");
    return address.host === "home" || isOurs ? "home:" : address.protocol;
  };
  const parts = new Set(), leads = new Set();
  const look = root => {
    for (const element of root.querySelectorAll("*")) {
      const name = (element.namespaceURI.endsWith("xhtml") ? "" : "svg:") + element.localName;
      parts.add(name);
      for (const { name: attribute, value } of element.attributes) {
        parts.add(`${name}[${attribute}]`);
        const isAddress = ["href", "src", "xlink:href"].includes(attribute);
        if (isAddress) leads.add(`${name} ${scheme(value)}`);
        const matters = ["style", "http-equiv", "target"].includes(attribute);
        if (matters) parts.add(`${name}[${attribute}=${value}]`);
      }
      if (element.content instanceof DocumentFragment) look(element.content);
    }
  };
  const page = new DOMParser().parseFromString(text, "text/html");
  look(page);
  return [path, [...parts], [...leads], page.querySelector("h1")?.textContent ?? "", page.title];
})"""
SILENT = """for (const name of ["alert", "confirm", "prompt", "print"])
    window[name] = () => console.error("it runs");"""
ENTRY = re.compile(r"/p\d+")
LEADS = {f"a {scheme}:" for scheme in ("http", "https", "mailto", "tel")}
PICTURES = {"img data:", "link data:"}  # in the page for missing addresses, which contains them
LEADS |= {"a nowhere", *(f"{tag} home:" for tag in ("a", "base", "img", "link", "script"))}

# The classes that are written in the languages of a page; only these could become more than text.
WRITTEN = ["breakout", "fetched", "link", "markdown", "mutation", "script"]


def made(plan: Plan) -> dict[str, str]:
    """Return the HTML pages of a site."""
    drafts = [draft for draft in plan.drafts if draft.path.endswith(".html")]
    return {draft.path: draft.make().data.decode() for draft in drafts}


def parts_of(
    page: Page, texts: dict[str, str]
) -> Iterator[tuple[str, set[str], set[str], str, str]]:
    """Yield what a browser finds in each text: its parts, link targets, heading, and title."""
    every = list(texts.items())
    for i in range(0, len(every), 100):
        for path, parts, leads, heading, title in page.evaluate(PARTS, every[i : i + 100]):
            yield path, set(parts), set(leads), heading, title


def strange(page: Page, texts: dict[str, str], known: set[str]) -> list[tuple[str, set[str]]]:
    """Return the texts with parts that are not known, or that lead where nothing may, and these."""
    parts_by_path = (
        (path, (parts - known) | (leads - LEADS - (PICTURES if path == "404.html" else set())))
        for path, parts, leads, *_ in parts_of(page, texts)
    )
    return [(path, odd) for path, odd in parts_by_path if odd]


@pytest.fixture(scope="module")
def blank(chromium):
    """An empty page of the browser."""
    page = chromium.new_page(**VIEW)
    yield page
    page.close()


@pytest.fixture(scope="module")
def known(blank) -> set[str]:
    """The parts of the same pages with nothing hostile in them, and of a list with topics."""
    path = "product-notification/index.html"
    texts = {**made(tame_plan()), "topics": town.pages()[path].decode()}
    return set().union(*(parts for _, parts, *_ in parts_of(blank, texts)))


@pytest.mark.parametrize("kind", swept(KINDS, WRITTEN))
def test_a_page_is_made_of_the_themes_own_parts(kind, blank, known):
    """No page has an element, attribute, or scheme that a tame one lacks; its name is whole."""
    texts = made(plan_of(kind))

    assert strange(blank, texts, known) == []
    entries = {path: text for path, text in texts.items() if ENTRY.search(path)}
    for path, _, _, heading, title in parts_of(blank, entries):
        payload = payload_of(path)
        if is_accepted(payload, "line"):
            assert payload.line in " ".join(heading.split())
            assert payload.line in title


@pytest.mark.parametrize("kind", swept(KINDS, WRITTEN))
def test_a_letter_is_made_of_its_own_parts(kind, blank, known_of_letters):
    """In a browser, no letter has a part that the letters of a tame site lack."""
    chosen = {
        notice.id: notice for notice in notices_of(kind) if notice.kind in ("renewal", "breach")
    }

    assert chosen
    texts = {id: letter(site_of(kind), theme(), chosen[id]).html for id in chosen}
    assert strange(blank, texts, known_of_letters) == []


@pytest.fixture(scope="module")
def known_of_letters(blank) -> set[str]:
    """The parts of the letters of a tame site."""
    site = tame_plan().site
    assert site
    tamed = {
        notice.id: letter(site, theme(), notice).html
        for entry in site.entries
        for notice in notices(entry)
    }
    return set().union(*(parts for _, parts, *_ in parts_of(blank, tamed)))


@pytest.mark.parametrize("kind", swept(KINDS, WRITTEN))
def test_an_item_of_a_feed_is_made_of_its_own_parts(kind, blank):
    """In a browser, no item has a part that the items of a tame site lack."""
    known = set().union(*(parts for _, parts, *_ in parts_of(blank, items(tame_plan()))))

    assert strange(blank, items(plan_of(kind)), known) == []


def items(plan: Plan) -> dict[str, str]:
    """Return the content of the items of both feeds of a site, by their ids."""
    chosen = [
        draft
        for draft in plan.drafts
        if draft.path.startswith("feeds/") and draft.path.count("/") == 1
    ]
    feeds = [json.loads(draft.make().data) for draft in chosen if draft.path.endswith("n.json")]
    return {item["id"]: item["content_html"] for feed in feeds for item in feed["items"]}


@pytest.mark.parametrize("kind", swept(KINDS, ["breakout", "mutation", "script", "terminal"]))
def test_the_panel_of_the_preview_is_made_of_its_own_parts(blank, kind):
    """In a browser, the panel of refused text has no parts beyond those for two plain mistakes."""
    span = Span(f"content/contracts/p{payloads_of(kind)[0].number}-line.md", 2, 1, 2, 4)
    plain = [Problem(code, span, "No.", "Yes.") for code in ("E104", "W101")]
    texts = {
        str(i): shown(inputs, problems) for i, (inputs, problems) in enumerate(problem_groups(kind))
    }
    known = set().union(
        *(parts for _, parts, *_ in parts_of(blank, {"": shown(probe_problems(kind)[0], plain)}))
    )

    assert {"section", "pre", "code"} <= known
    assert strange(blank, texts, known) == []


def shown(inputs: Inputs, problems: Sequence[Problem]) -> str:
    """Return a page that has nothing but the panel of some problems."""
    return plain_page(panel(problems, 1, lines_of(inputs), "Not.")).decode()


# Scripts on


@contextmanager
def trapped(chromium: Browser, files: Mapping[str, bytes]):
    """Open a page on a site in memory, and keep whatever it does that it must not.

    A foreign request is kept as its address; a script that ran, or that the page's policy stopped,
    as the message of the browser.
    """
    context, caught = chromium.new_context(**VIEW), list[str]()

    def answer(route: Route) -> None:
        address = route.request.url
        path = unquote(address.removeprefix(HOME).partition("?")[0].partition("#")[0])
        if not address.startswith(HOME):
            caught.append(address)
            route.abort()
        elif path in files:
            route.fulfill(
                body=files[path], content_type=TYPES.get(path.rpartition(".")[2], "text/plain")
            )
        else:
            caught.append(address)
            route.fulfill(status=404)

    context.add_init_script(SILENT)
    context.route("**/*", answer)
    page = context.new_page()
    page.on("console", lambda message: caught.append(message.text))
    page.on("dialog", lambda dialog: (caught.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: caught.append(str(error)))
    page.on("popup", lambda other: caught.append(other.url))
    page.on("frameattached", lambda frame: caught.append(f"a frame: {frame.url}"))
    page.on("download", lambda download: caught.append(download.url))
    yield page, caught
    context.close()


# A crowd in which each class of payloads has its share; and those of the classes that try to run
# something.
EACH = payloads()[::14]
GROUPS = {
    "each": EACH,
    **{f"{group[0].kind}-{group[-1].kind}": group for group in payload_groups()},
}
RUNNING = "each address-breakout breakout-fetched markdown-mutation mutation-spreadsheet".split()


def test_the_sample_has_every_class() -> None:
    """The sample opened before a merge has each class, and every script and breakout payload."""
    sample = {payload for name in RUNNING for payload in GROUPS[name]}

    assert {payload.kind for payload in EACH} == {*KINDS}
    assert [
        payload
        for payload in payloads()
        if payload.kind in ("script", "breakout") and payload not in sample
    ] == []
    assert {payload for group in GROUPS.values() for payload in group} == {*payloads()}


@pytest.mark.parametrize("name", swept(GROUPS, RUNNING))
def test_nothing_runs_and_nothing_foreign_is_requested(name, chromium):
    """On a site with only hostile words, no page in two languages runs or requests anything."""
    group = GROUPS[name]
    outcome = group_plan(group)
    files = {page.path: page.data for page in outcome.ready}
    files |= {
        draft.path: draft.make().data for draft in outcome.drafts if draft.path.endswith(".html")
    }
    opened = [
        path
        for path in files
        if path.endswith(".html") and (ENTRY.search(path) or not path.startswith("ar/"))
    ]
    with trapped(chromium, files) as (page, caught):
        for path in opened:
            page.goto(HOME + path)
        words = urlencode({"q": " ".join(payload.text for payload in group)})
        page.goto(f"{HOME}product-notification/index.html?{words}#{words}")

        assert caught == []
        assert len(opened) > 15


@pytest.mark.parametrize(("kind", "least"), [("script", 15), ("fetched", 10), ("breakout", 5)])
def test_the_trap_works(kind, least, chromium):
    """Inserted raw, many payloads of a class do run or request something, so the trap works."""
    chosen = payloads_of(kind)
    files = {
        f"{payload.number}.html": f"<!doctype html><title>x</title><p>{payload.text}".encode()
        for payload in chosen
    }
    with trapped(chromium, files) as (page, caught):
        count = 0
        for path in files:
            caught.clear()
            page.goto(HOME + path)
            count += any("it runs" in message or "evil.example" in message for message in caught)

        assert count >= least


def test_the_security_policy_is_a_second_defense(chromium):
    """Under the security policy of every page, even a raw payload runs and fetches nothing."""
    page = made(tame_plan())["index.html"]
    rules = re.search(r'<meta http-equiv="Content-Security-Policy"[^>]*>', page)
    assert rules
    head = f"<!doctype html>{rules[0]}<title>x</title>"
    files = {f"{payload.number}.html": f"{head}<p>{payload.text}".encode() for payload in RAW}
    with trapped(chromium, files) as (page, caught):
        for path in files:
            page.goto(HOME + path)

        assert [
            message
            for message in caught
            if message == "it runs" or message.startswith("https://evil.example")
        ] == []


# A page that moves on to another one by itself asks for that one; no rule of a page forbids it.
RAW = [
    payload
    for payload in payloads()
    if payload.kind in ("script", "fetched") and "http-equiv=refresh" not in payload.text
]
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
TYPES |= {"png": "image/png"}
