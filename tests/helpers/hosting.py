"""A web server on loopback, and the site of two entries that it serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from werkzeug import Request, Response
from werkzeug.utils import redirect

from helpers.loopback import Serving
from helpers.roots import CONTRACT, NOW, compiled, site

TYPES = {
    "xml": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}

BREACH = """\
---
contract: northstar-reader
received: 2026-01-07 15:40
discovered: 2026-01-05
involves: {student-information: [home address]}
students: 412
summary: Someone opened a [folder](files/northstar.pdf) of class lists; see [what to do](#what-to-do).
---

## What to do

Change the **password** of your child.
"""

PATHS = {"contract": "content/contracts/northstar-reader.md", "breach": "content/breaches/lists.md"}

TAG = "tag:privacy.example,2026:"


class Host:
    """A web server on loopback: the pages of one site, or where they have moved for good."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.moved = ""
        self.server = Serving(self._respond)
        self.url = f"{self.server.origin}/notices/"

    def _respond(self, request: Request) -> Response:
        path = request.path.removeprefix("/notices/")
        if self.moved:
            return redirect(f"{self.moved}{path}", 301)
        kind = TYPES.get(path.rpartition(".")[2], "text/html")
        data = self.pages.get(path)
        return Response(data or b"", 404 if data is None else 200, content_type=kind)

    def publish(self, **texts: Any) -> None:
        """Serve the site of two entries, under this host's own address."""
        self.pages = published(url=self.url, **texts)

    def stop(self) -> None:
        self.server.stop()


def published(
    breach: str = BREACH, contract: str = CONTRACT, now: datetime = NOW, **more: str
) -> dict[str, bytes]:
    """Return the pages of a site of two entries; `more` are further texts by path, and settings."""
    entries = {PATHS["breach"]: breach, PATHS["contract"]: contract}
    entries |= {path: text for path, text in more.items() if "/" in path}
    settings = {name: value for name, value in more.items() if "/" not in name}
    return compiled(replace(site(entries, **settings), now=now))


def with_field(entry: str, field: str) -> str:
    """Return an entry with one more field."""
    return entry.replace("---\n", f"---\n{field}", 1)
