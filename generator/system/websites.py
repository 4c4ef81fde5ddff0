"""Requests to other websites: whether an address works, a list of breaches, and a webhook."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from generator import __version__
from generator.core.problems import printable

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

TIMEOUT = 30  # seconds for one request
TEAMS = (".logic.azure.com", ".powerplatform.com", ".webhook.office.com")  # hosts of webhooks
# Answers of a website that is there, but does not talk to programs.
REFUSALS = frozenset({401, 403, 405, 406, 429, 451, 999})


def user_agent(site: str) -> str:
    """Return a user agent that says who asks: the program, and the address of the site."""
    return f"notices/{__version__} (+{site})"


def failure(address: str, agent: str) -> str:
    """Return why an address does not work, or an empty text.

    Some websites do not answer HEAD correctly, so an address fails only if GET fails as well. One
    that refuses to answer a program is there.
    """
    reason = _failure("HEAD", address, agent)
    return _failure("GET", address, agent) if reason else ""


def _failure(method: str, address: str, agent: str) -> str:
    request = Request(address, headers={"User-Agent": agent}, method=method)
    try:
        with urlopen(request, timeout=TIMEOUT):
            return ""
    except HTTPError as error:
        error.close()
        if error.code in REFUSALS:
            return ""
        return f"{error.code} {printable(str(error.reason))}".strip()
    except (HTTPException, OSError, ValueError) as error:
        return printable(str(getattr(error, "reason", error))) or type(error).__name__


def download(address: str, agent: str, max_bytes: int) -> bytes:
    """Return what is at an address. Raises OSError if it fails or is too large."""
    request = Request(address, headers={"User-Agent": agent})
    try:
        with urlopen(request, timeout=TIMEOUT) as response:
            data: bytes = response.read(max_bytes + 1)
    except HTTPError as error:
        error.close()
        raise OSError(f"{address} answers {error.code}") from error
    except (HTTPException, OSError) as error:
        raise OSError(f"{address} cannot be fetched ({printable(str(error))})") from error
    if len(data) > max_bytes:
        raise OSError(f"{address} is larger than {max_bytes // 1024 // 1024} MB")
    return data


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect, because nobody approved its target."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Return no request, so that a redirect is an error."""


def payload(webhook: str, text: str) -> dict[str, object]:
    """Return a text as the host of a webhook accepts it: Teams, or Slack and the others.

    Google Chat and Mattermost accept the same object as Slack:
    https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    Teams shows the text of a run as it is:
    https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    """
    if not f".{urlsplit(webhook).hostname}".endswith(TEAMS):
        return {"text": text}
    lines = ({"type": "TextRun", "text": line} for line in text.split("\n") if line)
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": [line]} for line in lines],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def post(webhook: str, text: str) -> None:
    """Post a text to the webhook of a channel. Raises OSError, which does not name the webhook."""
    try:
        data = json.dumps(payload(webhook, text)).encode()
        request = Request(webhook, data, {"Content-Type": "application/json"}, method="POST")
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT):
            return
    except HTTPError as error:
        error.close()
        raise OSError(f"the channel answers {error.code}") from None
    except (HTTPException, OSError, ValueError):
        raise OSError("the channel cannot be reached") from None
