"""Post notices to the channel of a district, in the form that its host reads.

It is run with Python alone, `python3 -m generator.github.channel FORM`. The standard input has what
`notices letter --format json` prints. The variable TELL_WEBHOOK contains the
address of the channel; without it, the messages are printed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.system import http

Letter = Mapping[str, Any]  # `title`, `lead`, `facts`, each with a `name` and a `value`; `url`
# The hosts of webhooks, by the form that they read.
HOSTS = {
    "teams": (".logic.azure.com", ".powerplatform.com", ".webhook.office.com"),
    "slack": (".slack.com",),
}


def main() -> None:
    """Post or print each letter; end with a message at the first one that is not accepted."""
    (form,), webhook = sys.argv[1:], os.environ.get("TELL_WEBHOOK")
    if form not in FORMS:
        sys.exit("::error::The variable TELL_FORM must be plain, slack or teams.")
    messages = [FORMS[form](letter) for letter in _letters(sys.stdin.read())]
    for message in messages:
        if not webhook:
            print(json.dumps(message))
            continue
        try:
            post(webhook, message)
        except OSError as error:
            sys.exit(f"::error::{error}, so this notice and those after it were not announced.")
    if webhook:
        print(f"Announced notices: {len(messages)}.")


def _letters(text: str) -> Iterator[Letter]:
    """Yield each JSON object of a text."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        letter, end = decoder.raw_decode(text)
        yield letter
        text = text[end:]


def post(webhook: str, message: object) -> None:
    """Post to a channel's webhook, not to a redirect. An OSError does not name the webhook."""
    data = json.dumps(message).encode()
    headers = {"Content-Type": http.JSON}
    try:
        answer = http.ask(webhook, method="POST", data=data, headers=headers, max_bytes=0)
    except OSError:
        raise OSError("The channel cannot be reached") from None
    if not answer.is_good:
        raise OSError(f"The channel answered {answer.status}")


def message_for(webhook: str, letter: Letter) -> object:
    """Return a letter as the host of a webhook reads it; for an unknown one, plain text."""
    host = f".{urlsplit(webhook).hostname}"
    form = next((form for form, ends in HOSTS.items() if host.endswith(ends)), None)
    return FORMS[form](letter) if form else {"text": re.sub(r"[<>@\[\]]", "", _text(letter))}


def _text(letter: Letter) -> str:
    facts = [f"{fact['name']}: {fact['value']}" for fact in letter["facts"]]
    return "\n".join(filter(None, (letter["title"], letter["lead"], *facts, letter["url"])))


def _plain(letter: Letter) -> object:
    """Return all fields, for ParentSquare, Power Automate or a district's own program."""
    return letter


def _slack(letter: Letter) -> object:
    """Return text that Slack does not interpret."""
    # https://docs.slack.dev/messaging/formatting-message-text#escaping
    text = _text(letter).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": text, "mrkdwn": False, "unfurl_links": False}


def _teams(letter: Letter) -> object:
    """Return a card of text runs, which Teams shows as they are; a text block would be Markdown.

    https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    """
    large = {"weight": "bolder", "size": "large"}
    blocks = [[_run(letter["title"], **large)], [_run(letter["lead"])] if letter["lead"] else []]
    blocks += [
        [_run(f"{fact['name']}: ", weight="bolder"), _run(fact["value"])]
        for fact in letter["facts"]
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "RichTextBlock", "inlines": runs} for runs in blocks if runs],
        "actions": [{"type": "Action.OpenUrl", "title": letter["url"], "url": letter["url"]}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, **style: str) -> dict[str, str]:
    return {"type": "TextRun", "text": text, **style}


FORMS: dict[str, Callable[[Letter], object]] = {"plain": _plain, "slack": _slack, "teams": _teams}


if __name__ == "__main__":
    main()
