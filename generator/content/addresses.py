"""Patterns of web addresses, as entries have them and as people write them."""

from __future__ import annotations

import re

# The port and the host are those that every program takes: a name whose last part does not begin
# with a digit, or four numbers up to 255.
_EDGE = r"[^\x00-/:-@[-^`{-\xa0\s]"  # a letter, a digit, or an underscore, in any script
_INNER = r"[^\x00-,./:-@[-^`{-\xa0\s]"  # or a hyphen
_LABEL = rf"{_EDGE}(?:{_INNER}*{_EDGE})?"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_PLACE = rf"(?:(?:{_BYTE}\.){{3}}{_BYTE}(?![^:/?#])|(?:{_LABEL}\.)*(?![0-9]){_LABEL}\.?)"
ADDRESS = (
    rf"[Hh][Tt][Tt][Pp][Ss]?://{_PLACE}(?::[1-5]?[0-9]{{1,4}})?"
    r"""(?:[/?#][^\s\\<>"'`]*)?"""
)
WEB_ADDRESS = re.compile(ADDRESS)
FILE_ENDING = r"[^/\s]+\.(?i:pdf|docx?|xlsx?|odt|txt|png|jpe?g)\Z"
# An address without its scheme, such as www.northstar.example; not the name of a file.
HOST = re.compile(rf"(?!{FILE_ENDING})(?:[\w-]+\.)+[A-Za-z]{{2,}}(?:[/?#]\S*)?")
