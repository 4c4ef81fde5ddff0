"""Requests to other websites: whether an address works, a list of breaches, and a webhook."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from generator.system import http

TEAMS = (".logic.azure.com", ".powerplatform.com", ".webhook.office.com")  # hosts of webhooks
# Answers of a website that is there, but does not talk to programs.
REFUSALS = frozenset({401, 403, 405, 406, 429, 451, 999})


def user_agent(site: str) -> str:
    """Return a user agent that says who asks: the program, and the address of the site."""
    return f"{http.AGENT} (+{site})"


def failure(address: str, agent: str) -> str:
    """Return why an address does not work, or an empty text.

    Some websites do not answer HEAD correctly, so an address fails only if GET fails as well. One
    that refuses to answer a program is there.
    """
    reason = _failure("HEAD", address, agent)
    return _failure("GET", address, agent) if reason else ""


def _failure(method: str, address: str, agent: str) -> str:
    try:
        answer = http.ask(address, method=method, headers={"User-Agent": agent}, max_bytes=0)
    except OSError as error:
        return str(error)
    return "" if answer.is_good or answer.status in REFUSALS else str(answer)


def download(address: str, agent: str, max_bytes: int) -> bytes:
    """Return what is at an address. Raises OSError if it fails or is too large."""
    try:
        answer = http.ask(address, headers={"User-Agent": agent}, max_bytes=max_bytes + 1)
    except OSError as error:
        raise OSError(f"{address} cannot be fetched ({error})") from error
    if not answer.is_good:
        raise OSError(f"{address} answers {answer.status}")
    if len(answer.body) > max_bytes:
        raise OSError(f"{address} is larger than {max_bytes // 1024 // 1024} MB")
    return answer.body


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
    data, headers = json.dumps(payload(webhook, text)).encode(), {"Content-Type": http.JSON}
    try:
        answer = http.ask(webhook, method="POST", data=data, headers=headers, max_bytes=0)
    except OSError:
        raise OSError("the channel cannot be reached") from None
    if not answer.is_good:
        raise OSError(f"the channel answers {answer.status}")
