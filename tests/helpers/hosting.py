"""A web server on loopback, and the site of two entries that it serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from helpers.loopback import Loopback
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
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.removeprefix("/notices/")
                data = host.pages.get(path)
                self.send_response(301 if host.moved else 404 if data is None else 200)
                if host.moved:
                    self.send_header("Location", f"{host.moved}{path}")
                self.send_header("Content-Type", TYPES.get(path.rpartition(".")[2], "text/html"))
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_words: object) -> None:
                pass

        self.server = Loopback(Handler)
        self.url = f"{self.server.origin}/notices/"

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
