"""Contracts of which little is known, and the pages of a site as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import html

from generator.core.dates import When
from generator.core.model import Contract, Terms
from generator.core.site import Inputs
from helpers.roots import compiled

ZONE = ZoneInfo("America/New_York")

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=ZONE)


def at(text: str) -> When:
    """Return a point in time as an entry writes it: 2026-11, 2026-11-12 or 2026-11-12 15:40."""
    if len(text) == 7:
        return When(datetime.fromisoformat(f"{text}-01").replace(tzinfo=ZONE), "month")
    return When(
        datetime.fromisoformat(text).replace(tzinfo=ZONE), "day" if len(text) == 10 else "minute"
    )


def contract(**values: Any) -> Contract:
    """Return a contract of which only these values are known."""
    least = dict.fromkeys(("executed", "notified", "posted", "body", "withdrawn"), None)
    texts = dict.fromkeys(("path", "kind", "basis", "website"), "")
    terms = values.pop("terms", {})
    return Contract(
        **{
            "id": "one",
            **texts,
            **least,
            "first": Terms(**terms),
            "changes": (),
            "legacy": False,
            **values,
        }
    )


class Texts(Mapping[str, str]):
    """The texts of a site's pages by their paths; each page is made when a test first reads it."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self._pages = pages

    def __getitem__(self, path: str) -> str:
        return self._pages[path].decode()

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._pages if path.endswith((".html", ".xml", ".txt")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def page_texts(inputs: Inputs) -> Mapping[str, str]:
    """Return the texts of a site's pages; the site must have no errors."""
    return Texts(compiled(inputs))


def text_of(page: str) -> str:
    """Return the text of a page's <main>."""
    (main,) = html.document_fromstring(page).xpath("//main")
    return " ".join(main.text_content().split())
