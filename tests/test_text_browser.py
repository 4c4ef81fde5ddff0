"""In the text browser w3m, all words are in order, and links work as elsewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from helpers.newsreaders import program

pytestmark = pytest.mark.tools

READ = [
    "index.html",
    "product-notification/index.html",
    "breach-notification/index.html",
    "product-notification/northstar-reader/index.html",
    "breach-notification/2026-11-saltmarsh-storage/index.html",
    "subscribe/index.html",
]
WIDE = 400  # columns, so that no word is broken
UNSEEN = "script or style or template or svg or option"  # in a menu, w3m shows only the choice
LINK = re.compile(r"\[\d+\]")


@pytest.fixture(scope="module")
def seen(site, tmp_path_factory) -> dict[str, str]:
    """Return w3m's output for each page, with numbered links and their addresses at the end."""
    program("w3m")
    home = tmp_path_factory.mktemp("w3m")
    return {path: shown(home, site / path) for path in READ}


def shown(home: Path, page: Path) -> str:
    """Return w3m's output for a page."""
    command = ["w3m", "-dump", "-cols", str(WIDE), "-o", "display_link_number=1", page.as_uri()]
    done = subprocess.run(
        command, env=environment(home), capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout


def environment(home: Path) -> dict[str, str]:
    """Return the environment of w3m, without the person's settings."""
    path = "/usr/local/bin:/usr/bin:/bin"
    return {
        "HOME": str(home),
        "PATH": path,
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "no_proxy": "127.0.0.1",
    }


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"\w+", LINK.sub("", text))


def missing(page: html.HtmlElement, text: str) -> list[str]:
    """Return the words of a page that occur more often in it than in a text."""
    left = words(text)
    lost = []
    for part in page.xpath(
        f"//body//text()[not(ancestor::*[self::{UNSEEN.replace(' or ', ' or self::')}])]"
    ):
        for word in words(part):
            if word in left:
                left.remove(word)
            else:
                lost.append(word)
    return lost


@pytest.mark.parametrize("path", READ)
def test_every_word_of_a_page_is_shown(site, seen, path):
    """No word needs a style, a picture or a script."""
    page = html.document_fromstring((site / path).read_bytes())

    assert missing(page, seen[path]) == []
    assert len(words(seen[path])) > 150


@pytest.mark.parametrize("path", READ)
def test_the_headings_are_in_the_order_of_the_page(site, seen, path):
    """Each heading is on its own line, after the one before it."""
    page = html.document_fromstring((site / path).read_bytes())
    headings = [
        " ".join(heading.text_content().split()) for heading in page.xpath("//h1 | //h2 | //h3")
    ]
    lines = iter(
        re.sub(r"^\s*•?\s*", "", LINK.sub("", line)).strip() for line in seen[path].splitlines()
    )

    assert [heading for heading in headings if heading not in lines] == []


@pytest.mark.parametrize("path", READ)
def test_every_link_leads_where_it_should(site, seen, path):
    """w3m lists the addresses that the page links to, and each local one is a file of the site."""
    page = html.document_fromstring((site / path).read_bytes())
    here = urljoin((site / path).as_uri(), page.xpath("string(//base/@href)"))
    _, _, references = seen[path].partition("\nReferences:\n")
    addresses = re.findall(r"^\[\d+\] (.*)$", references, re.MULTILINE)
    files = [urlsplit(address).path for address in addresses if address.startswith("file:")]

    meant = [urljoin(here, address) for address in page.xpath("//a/@href")]

    assert [address.rstrip("/") for address in addresses] == [
        address.rstrip("/") for address in meant
    ]
    assert [file for file in files if not Path(file).is_file()] == []
    assert len(files) >= 8


# Following links by hand
