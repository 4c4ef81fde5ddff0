"""Web addresses, as entries have them and as people write them, and which of them are safe."""

from __future__ import annotations

import re
from urllib.parse import quote

ADDRESS = r"""[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\\<>"']+(?:[/?#][^\s\\<>"'`]*)?"""
WEB_ADDRESS = re.compile(ADDRESS)
FILE_ENDING = r"[^/\s]+\.(?i:pdf|docx?|xlsx?|odt|txt|png|jpe?g)\Z"
# An address without its scheme, such as www.northstar.example; not the name of a file.
HOST = re.compile(rf"(?!{FILE_ENDING})(?:[\w-]+\.)+[A-Za-z]{{2,}}(?:[/?#]\S*)?")
SAFE_SCHEMES = {"https", "http", "mailto", "tel"}  # of what a page links to
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


def is_safe(address: str) -> bool:
    """Return whether a page may link to an address.

    These are https, http, mailto, tel and addresses within the site, but never `//host`.
    """
    scheme = SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in SAFE_SCHEMES
    return not re.match(r"[\s/\\]", address) and not any(ord(c) < 33 for c in address)


def href(address: str, root: str) -> str:
    """Return a web address unchanged, or a path in the site after the path to its root."""
    return address if SCHEME.match(address) else f"{root}{quote(address)}"
