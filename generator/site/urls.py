"""Paths and addresses of pages, which never change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.core.site import FOLDERS

if TYPE_CHECKING:
    from generator.core.model import Entry, Notice
    from generator.core.site import Site

SCHEME = re.compile("[a-z]+:", re.IGNORECASE)


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


def href(address: str, root: str) -> str:
    """Return a web address unchanged, or a path in the site after the path to its root."""
    return address if SCHEME.match(address) else f"{root}{quote(address)}"


def bare(address: str) -> str:
    """Return a file's name, or a web address without its scheme and “www.”."""
    if not SCHEME.match(address):
        return address.rpartition("/")[2]
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
