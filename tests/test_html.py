"""The pages of three sites are valid and self-contained, and every internal link works."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from generator.authoring import desk
from generator.compiler import plan_site
from helpers.letters import ENTRIES, HOSTILE, letter_of, longest_letters
from helpers.program import REPOSITORY
from helpers.publishing import publish
from helpers.roots import CONTRACT
from helpers.roots import compiled as compile_pages
from helpers.roots import site as inputs_of
from helpers.sites import FETCHED, ROOTS, Site, compiled, requests, site

VALIDATOR = REPOSITORY / "node_modules/vnu-jar/build/dist/vnu.jar"
# What a browser fetches by itself when it shows a page.
REQUESTS = "src srcset poster data background href xlink:href action formaction manifest".split()
EMBEDDED = {"embed/product-notification/index.html", "embed/breach-notification/index.html"}
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def letter_pages() -> dict[str, str]:
    """Return letters by name: each kind's longest in two directions, the shortest, one hostile."""
    letters = [*longest_letters("en"), *longest_letters("ar")]
    pages = {f"{letter.language}-{letter.notice.id}": letter.html for letter in letters}
    for id in ("contracts/mill", "breaches/old"):
        pages[f"small-{id}"] = letter_of(inputs_of(ENTRIES), id).html
    pages["hostile"] = letter_of(inputs_of(HOSTILE), "contracts/bad").html
    return {name.replace("/", "-"): text for name, text in pages.items()}


def desk_page() -> str:
    """Return the page for staff, which only a district that names its repository has."""
    inputs = inputs_of({}, repository="example/notices")
    found = plan_site(inputs).site
    assert found
    return desk.page(found, inputs.themes).decode()


@pytest.mark.tools
def test_every_page_and_letter_is_valid(tmp_path: Path) -> None:
    """The validator accepts each page of three sites and each letter, but rejects a wrong page."""
    assert shutil.which("java"), "Java is missing: `make test` installs it"
    assert VALIDATOR.is_file(), "The validator is missing: `make test` installs it"
    for name, root in ROOTS.items():
        publish(tmp_path / name, compiled(name), root)
    letters = letter_pages()
    pages = {f"letters/{name}": text for name, text in letters.items()}
    pages["desk/index"] = desk_page()
    pages["wrong/index"] = "<!doctype html><html lang=en><title>A</title><p id=a>A<p id=a>B"
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.html").write_text(text)
    # A run is too short for what a slower compiler gains; the validator's own stack is deep.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]
    options = ["--errors-only", "--skip-non-html", "--format", "gnu"]
    # Browsers have known these since 2023 and 2024, and the validator does not yet.
    options += ["--filterpattern", "CSS: .*(container-type|@container|position-area).*"]
    command = ["java", *quick, "-jar", str(VALIDATOR), *options, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stderr.replace(f"file:{tmp_path}/", "").replace('"', "").splitlines()

    assert [line for line in lines if not line.startswith("wrong/index.html")] == []
    assert [line for line in lines if "Duplicate ID" in line] != []
    assert len(list(tmp_path.rglob("*.html"))) > 130
    assert len(letters) >= 13


# Links


def broken_links(site: Site) -> Iterator[str]:
    """Yield each address within the site that leads to no file of it, or to no place in one."""
    anchors = {path: {*document.xpath("//@id"), "top"} for path, document in site.documents.items()}
    for path, document in site.documents.items():
        base = urljoin(f"{site.base}{path}", document.xpath("string(//base/@href)"))
        for element, attribute, address, _ in document.iterlinks():
            is_ours = address.startswith(site.base) or not SCHEME.match(address)
            if attribute not in REQUESTS or not is_ours or element.tag == "base":
                continue
            parts = urlsplit(urljoin(base, address))
            target = unquote(f"{parts.scheme}://{parts.netloc}{parts.path}")
            inner = target.removeprefix(site.base)
            inner = f"{inner}index.html" if inner.endswith("/") or not inner else inner
            is_there = target.startswith(site.base) and inner in site.files
            known = anchors.get(inner, set())
            if not is_there or (parts.fragment and unquote(parts.fragment) not in known):
                yield f"{path}: {address}"


@pytest.mark.parametrize("name", ROOTS)
def test_every_link_within_the_site_leads_somewhere(name: str) -> None:
    """Each relative link leads to a file of the site, and each fragment to a place in it."""
    assert list(broken_links(site(name))) == []


@pytest.mark.parametrize("name", ROOTS)
def test_every_page_can_be_reached_from_the_home_page(name: str) -> None:
    """Links from the home page reach every page except the 404 page and the embedded pages."""
    made = site(name)
    documents, reached, left = made.documents, set[str](), ["index.html"]
    while left:
        path = left.pop()
        if path in reached or path not in made.files:
            continue
        reached.add(path)
        for *_, address, _ in documents[path].iterlinks() if path in documents else ():
            target = urljoin(f"{made.base}{path}", address).partition("#")[0]
            if target.startswith(made.base):
                left.append(unquote(target.removeprefix(made.base)))
    pages = {path for path in made.files if path.endswith(".html")}
    rights = "your-rights/index.html"
    folders = {path.removesuffix(rights) for path in pages if path.endswith(rights)}
    embedded = {f"{folder}{path}" for folder in folders for path in EMBEDDED}

    assert pages - reached == {"404.html", *embedded}


@pytest.mark.parametrize("name", ROOTS)
def test_no_page_names_its_own_site_by_its_domain(name: str) -> None:
    """Internal links are relative, so the site can move; only links for machines are absolute.

    The page for missing addresses is shown at any depth, so its links are full addresses.
    """
    made = site(name)
    addresses = (made.base, made.base.partition(":")[2], made.base.replace("https:", "http:"))
    absolute = [
        f"{path}: <{element.tag}> {address}"
        for path, document in made.documents.items()
        if path != "404.html"
        for element, attribute, address, _ in document.iterlinks()
        if attribute in REQUESTS and address.startswith(addresses)
        if element.tag != "link"
        or (element.get("rel") != "canonical" and not element.get("hreflang"))
    ]
    rooted = [
        f"{path}: {address}"
        for path, document in made.documents.items()
        for _, _, address, _ in document.iterlinks()
        if address.startswith("/")
    ]

    assert absolute == []
    assert rooted == []


def equal_links(site: Site) -> Iterator[str]:
    """Yield each name that two links of a page share although they lead to different places."""
    for path, document in site.documents.items():
        base = urljoin(f"{site.base}{path}", document.xpath("string(//base/@href)"))
        targets = defaultdict[str, set[str]](set)
        for link in document.xpath("//a[@href]"):
            name = " ".join((link.get("aria-label") or link.text_content()).split())
            targets[name].add(urljoin(base, link.get("href")))
        yield from (f"{path}: {name}" for name, places in targets.items() if len(places) > 1)


@pytest.mark.parametrize("name", ROOTS)
def test_no_two_links_of_a_page_have_the_same_name(name: str) -> None:
    """In a list of links, as a screen reader gives it, each name leads to one place."""
    assert list(equal_links(site(name))) == []


def test_notices_of_one_title_have_different_links() -> None:
    """Contracts, breaches and updates of one title have their day in the names of their links.

    If they share the day, too, they have their ids.
    """
    breach = (
        "---\ncontract: northstar-reader\nreceived: {at}\ndiscovered: 2026-11-01\n"
        "involves: unknown\nstudents: unknown\nsummary: A list was copied.\n"
        "update-1.md: {{on: 2026-11-20, text: More.}}\n"
        "update-2.md: {{on: 2026-11-20, text: Yet more.}}\n---\n"
    )
    entries = {
        "content/contracts/second.md": CONTRACT,
        "content/breaches/one.md": breach.format(at="2026-11-10 09:00"),
        "content/breaches/two.md": breach.format(at="2026-11-10 13:00"),
        "content/breaches/three.md": breach.format(at="2026-11-11 09:00"),
    }
    made = Site(compile_pages(inputs_of(entries)), "https://privacy.example/notices/")
    names = made.documents["index.html"].xpath("//main//@aria-label")

    assert list(equal_links(made)) == []
    assert "Breach: Northstar Reader, breaches/one" in names
    assert "Data breach update: Northstar Reader, breaches/one/update-2" in names


# What a browser does by itself


@pytest.mark.parametrize("name", ROOTS)
def test_no_page_asks_another_website_for_anything(name: str) -> None:
    """To show a page, a browser loads only files of the site."""
    made = site(name)
    foreign = [
        f"{path}: {address}"
        for path, document in made.documents.items()
        for address in requests(document)
        if SCHEME.match(address) and not address.startswith("data:")
    ]
    styles = [path for path in made.files if path.endswith((".css", ".svg"))]
    fetched = [
        f"{path}: {address}"
        for path in styles
        for match in FETCHED.finditer(made.files[path].decode())
        if SCHEME.match(address := match[1] or match[2]) and not address.startswith("data:")
    ]

    assert styles
    assert foreign == []
    assert fetched == []


@pytest.mark.parametrize("name", ROOTS)
def test_no_page_runs_a_script_but_the_themes_own(name: str) -> None:
    """Scripts are theme files only; no page has an event handler, frame, or address with code."""
    code = [
        f"{path}: {html.tostring(element)[:80]!r}"
        for path, document in site(name).documents.items()
        for element in document.xpath(
            "//script[not(@src) or normalize-space()] | //iframe | //frame | //object | //embed"
            " | //applet | //*[@*[starts-with(name(), 'on')]]"
            " | //*[@*[starts-with(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:')]]"
        )
    ]
    sources = {
        urljoin(urljoin(f"/{path}", page.xpath("string(//base/@href)")), src)
        for path, page in site(name).documents.items()
        for src in page.xpath("//@src")
    }
    scripts = {source for source in sources if source.endswith(".js")}

    assert code == []
    assert scripts == {f"/{path}" for path in site(name).files if path.endswith(".js")}


@pytest.mark.parametrize("name", ROOTS)
def test_every_page_says_what_it_is(name: str) -> None:
    """Each page has a language, own title, one main heading, one main part, and fits a phone."""
    lacking = [
        f"{path}: {what} {count}"
        for path, document in site(name).documents.items()
        for what, count in {
            "lang": len(document.xpath("/html/@lang[. != '']")),
            "title": len(document.xpath("/html/head/title[normalize-space()]")),
            "h1": len(document.xpath("//h1[normalize-space()]")),
            "description": len(
                document.xpath("/html/head/meta[@name='description']/@content[normalize-space()]")
            ),
            "main": len(document.xpath("//main")),
            "viewport": len(document.xpath("/html/head/meta[@name='viewport']")),
        }.items()
        if count != 1
    ]
    headings = [
        f"{path}: {document.xpath('string(//h1)')}"
        for path, document in site(name).documents.items()
        if document.xpath("count(//h1)") != 1
    ]

    assert lacking == []
    assert headings == []


# The checks themselves
