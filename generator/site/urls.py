"""Paths and addresses of pages, which never change, and addresses that open an email."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

from generator.content.addresses import SCHEME
from generator.core.model import Entry
from generator.core.notices import Notice
from generator.core.site import FOLDERS, Site

NAME = re.compile(r"(\{\w+\})")  # of a value in the text of an email
EMPTY_LINE = "%0D%0A%0D%0A"


def page_path(entry: Entry) -> str:
    """Return the path of an entry's page from the site's root."""
    return f"{FOLDERS[entry.section]}/{entry.id}/index.html"


def language_folder(site: Site, language: str) -> str:
    """Return the folder of a language below the site's root; "" for the first language."""
    return "" if language == site.settings.languages[0] else f"{language}/"


def notice_url(site: Site, notice: Notice) -> str:
    """Return the full address of a notice, in the site's language."""
    folder = language_folder(site, site.language)
    page = page_path(notice.entry).removesuffix("index.html")
    anchor = f"#{notice.anchor}" if notice.anchor else ""
    return f"{site.settings.url}{folder}{page}{anchor}"


def short_address(address: str) -> str:
    """Return a file's name, or a web address without its scheme and “www.”."""
    if not SCHEME.match(address):
        return address.rpartition("/")[2]
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def mailto(address: str, subject: str, lines: tuple[str, ...] = (), /, **values: object) -> Markup:
    """Return an address that opens an email (RFC 6068) with its subject and text, as HTML.

    Each {name} in the subject and the lines gets a value. Words from HTML lose their tags, and
    white space becomes one space. An empty line is between two lines.
    """
    quoted = {name: _quoted_value(value) for name, value in values.items()}
    return Markup(_email(address, subject, lines).format_map(quoted))


@lru_cache
def _email(address: str, subject: str, lines: tuple[str, ...]) -> str:
    """Return an address that opens an email as HTML, with each {name} as it is."""
    body = f"&amp;body={EMPTY_LINE.join(map(_quoted, lines))}" if lines else ""
    return f"mailto:{quote(address, safe='@')}?subject={_quoted(subject)}{body}"


def _quoted(text: str) -> str:
    """Return a text of the theme as part of an address, with each {name} as it is."""
    parts = NAME.split(Markup(text).striptags())
    return "".join(part if NAME.fullmatch(part) else quote(part) for part in parts)


@lru_cache(typed=True)  # a page has the same names in several addresses
def _quoted_value(value: object) -> str:
    return quote(value.striptags() if isinstance(value, Markup) else " ".join(str(value).split()))
