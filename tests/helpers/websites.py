"""A stand-in for other websites, on loopback: their pages, and a public list of breaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from helpers.loopback import Loopback

# A breach as Have I Been Pwned describes it: https://haveibeenpwned.com/API/v3#BreachModel
LISTED: dict[str, Any] = {
    "Name": "ExampleNorthstar",
    "Title": "Example Northstar",
    "Domain": "northstar.example",
    "BreachDate": "2026-11-02",
    "AddedDate": "2026-11-10T07:30:00Z",
    "ModifiedDate": "2026-11-10T07:30:00Z",
    "PwnCount": 1200,
    "Description": "In November 2026, the <em>sample</em> company had &quot;a breach&quot;.",
    "DataClasses": ["Email addresses", "Names"],
    "IsVerified": True,
    "IsFabricated": False,
    "IsSensitive": False,
    "IsRetired": False,
    "IsSpamList": False,
}


class Websites:
    """A web server: the status of each path, one body for all, and the requests that came."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}  # by "GET /path" or "/path"; any other is 404
        self.body = b""
        self.requests: list[str] = []
        self.agents: set[str] = set()
        self.posted: list[Any] = []
        websites = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                websites.requests.append(f"{self.command} {self.path}")
                websites.agents.add(self.headers["User-Agent"])
                codes = websites.codes
                code = codes.get(f"{self.command} {self.path}", codes.get(self.path, 404))
                self.send_response(code)
                if code == 301:
                    self.send_header("Location", "/there")
                self.send_header("Content-Length", str(len(websites.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(websites.body)

            def do_HEAD(self) -> None:
                self.do_GET()

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"]))
                websites.posted.append(json.loads(text))
                self.do_GET()

            def log_message(self, *_words: object) -> None:
                pass

        self.server = Loopback(Handler)
        self.url = self.server.origin

    def list_breaches(self, *breaches: dict[str, Any]) -> None:
        """Serve a list at /breaches."""
        self.codes["/breaches"] = 200
        self.body = json.dumps(breaches).encode()

    def stop(self) -> None:
        self.server.stop()


@pytest.fixture
def websites() -> Iterator[Websites]:
    """Other websites."""
    websites = Websites()
    yield websites
    websites.stop()
