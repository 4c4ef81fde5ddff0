"""Where each page is: its path below the site's root and its address on the web, which never change."""

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
    """Return where the pages in a language stand below the site's root."""
    return "" if language == site.settings.languages[0] else f"{language}/"


def notice_url(site: Site, notice: Notice) -> str:
    """Return the whole address of a notice on the web, in the site's language."""
    page = (
        f"{site.settings.url}{language_folder(site, site.language)}{page_path(notice.entry).removesuffix('index.html')}"
    )
    return f"{page}#{notice.anchor}" if notice.anchor else page


def href(address: str, root: str) -> str:
    """Return the address of a web page as it is, and of a file of the site by the way to the root."""
    return address if SCHEME.match(address) else f"{root}{quote(address)}"


def bare(address: str) -> str:
    """Return an address as a person reads it: a file's name, or a web address without its scheme."""
    if not SCHEME.match(address):
        return address.rpartition("/")[2]
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
