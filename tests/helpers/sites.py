"""The sites of tests/sites/, each compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from lxml import html

from generator.compiler import compile_site
from generator.core.site import Inputs, Page
from generator.system import disk
from helpers.program import REPOSITORY
from helpers.roots import NOW

ROOTS = {name: REPOSITORY / "tests" / "sites" / name for name in ("sample", "real", "small")}

SAMPLE = ROOTS["sample"]  # not the repository's own content/, which a district replaces

FETCHED = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@dataclass(frozen=True)
class Site:
    """The files of a site by their paths, and the path of its address on the web."""

    files: dict[str, bytes]
    base: str

    @cached_property
    def documents(self) -> dict[str, html.HtmlElement]:
        """The pages, parsed once; no test changes them."""
        return {
            path: html.document_fromstring(data)
            for path, data in self.files.items()
            if path.endswith(".html")
        }


@cache
def compiled(name: str) -> tuple[Page, ...]:
    """Return the pages of one of the sites, made once."""
    tree = disk.read(ROOTS[name])
    outcome = compile_site(Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread))
    assert [problem for problem in outcome.problems if problem.is_error] == []
    return outcome.pages


@cache
def site(name: str) -> Site:
    """Return one of the sites."""
    settings = (ROOTS[name] / "content" / "site.yaml").read_text(encoding="utf-8")
    address = re.search(r"^url: (\S+)", settings, re.MULTILINE)
    assert address is not None
    return Site({page.path: page.data for page in compiled(name)}, address[1].rstrip("/") + "/")


def requests(document: html.HtmlElement) -> Iterator[str]:
    """Yield every address that a browser fetches when it shows a page."""
    for element, attribute, address, _ in document.iterlinks():
        follows = element.tag in ("a", "area") or (
            element.tag == "link"
            and set(str(element.get("rel")).split())
            & {"canonical", "alternate", "describedby", "license", "help"}
        )
        if not follows:
            yield address
        if attribute == "ping":
            yield address
    for element in document.iter("img", "source"):
        yield from (
            part.split()[0] for part in (element.get("srcset") or "").split(",") if part.strip()
        )
    yield from (content for content in document.xpath("//meta[@http-equiv='refresh']/@content"))
    for style in document.xpath("//style/text() | //@style"):
        yield from (match[1] or match[2] for match in FETCHED.finditer(style))
