"""Patterns of web addresses, as entries have them and as people write them."""

from __future__ import annotations

import re

ADDRESS = r"""[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\\<>"']+(?:[/?#][^\s\\<>"'`]*)?"""
WEB_ADDRESS = re.compile(ADDRESS)
FILE_ENDING = r"[^/\s]+\.(?i:pdf|docx?|xlsx?|odt|txt|png|jpe?g)\Z"
# An address without its scheme, such as www.northstar.example; not the name of a file.
HOST = re.compile(rf"(?!{FILE_ENDING})(?:[\w-]+\.)+[A-Za-z]{{2,}}(?:[/?#]\S*)?")
