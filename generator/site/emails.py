"""The address of an email that opens with its subject and its text filled in (RFC 6068)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

NAME = re.compile(r"(\{\w+\})")
BREAK = "%0D%0A%0D%0A"


def mailto(address: str, subject: str, lines: tuple[str, ...] = (), /, **values: object) -> str:
    """Return the address of an email; each {name} in its subject and its lines gets a value.

    Words from HTML lose their tags, and white space becomes one space. An empty line is between
    two lines.
    """
    quoted = {name: _quoted_value(value) for name, value in values.items()}
    text = BREAK.join(_quoted(line) for line in lines)
    body = f"&body={text.format_map(quoted)}" if lines else ""
    return f"mailto:{quote(address, safe='@')}?subject={_quoted(subject).format_map(quoted)}{body}"


@lru_cache
def _quoted(text: str) -> str:
    """Return a text of the theme as part of an address, with each {name} as it is."""
    parts = NAME.split(Markup(text).striptags())
    return "".join(part if NAME.fullmatch(part) else quote(part) for part in parts)


@lru_cache(16, typed=True)  # the values of one page, which has several emails
def _quoted_value(value: object) -> str:
    text = value.striptags() if isinstance(value, Markup) else " ".join(str(value).split())
    return quote(text)
