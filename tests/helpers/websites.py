"""A stand-in for other websites, on loopback: their pages, and a public list of breaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug import Request, Response

from generator.github import breach_list, links
from generator.system import http
from helpers.loopback import Serving

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
    "DataClasses": ["Email addresses", "<em>Names</em>"],
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
        self.server = Serving(self._respond)
        self.url = self.server.origin

    def _respond(self, request: Request) -> Response:
        path = request.environ["REQUEST_URI"]  # absolute if this is a proxy
        line = f"{request.method} {path}"
        self.requests.append(line)
        self.agents.add(request.headers.get("User-Agent", ""))
        if request.method == "POST":
            self.posted.append(request.get_json(force=True))
        code = self.codes.get(line, self.codes.get(path, 404))
        return Response(self.body, code, {"Location": "/there"} if code == 301 else {})

    def list_breaches(self, *breaches: dict[str, Any]) -> None:
        """Serve a list at /breaches."""
        self.codes["/breaches"] = 200
        self.body = json.dumps(breaches).encode()

    def stop(self) -> None:
        self.server.stop()


@pytest.fixture
def websites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Websites]:
    """Other websites: a proxy for all, and the server of the list. Nothing waits between links."""
    websites = Websites()
    monkeypatch.setenv("http_proxy", websites.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(links, "PAUSE", 0)
    monkeypatch.setattr(breach_list, "ADDRESS", f"{websites.url}/breaches")
    http._opener.cache_clear()  # it knows the proxy of an earlier test
    yield websites
    http._opener.cache_clear()
    websites.stop()
