"""What keeps people from reading a PDF, as far as its bytes show it. It needs no package."""

from __future__ import annotations

import re
import zlib
from typing import Literal

PdfFlaw = Literal["broken", "locked", "scan"]
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:[0-9]+\s+[0-9]+\s+R|<<)")
FONT = re.compile(rb"/Font\b")
# Objects that are packed together; whatever a page needs, its fonts among it, may be in one.
PACKED = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
MAX_PACKED, MAX_UNPACKED = 1_000_000, 10_000_000  # bytes of each


def flaw(data: bytes) -> PdfFlaw | None:
    """Return what is wrong with a PDF: it cannot be opened, needs a password, or has no text.

    A PDF without any font is a picture of each page, which a screen reader can't read. One with a
    font can still be a scan, below a stamp for example, so None is no proof that it has text.
    """
    if b"%PDF-" not in data[:1024] or b"%%EOF" not in data:
        return "broken"
    if ENCRYPTED.search(data):
        return "locked"
    packed = (
        _unpacked(data[match.end() : match.end() + MAX_PACKED]) for match in PACKED.finditer(data)
    )
    return None if FONT.search(data) or any(map(FONT.search, packed)) else "scan"


def _unpacked(data: bytes) -> bytes:
    """Return what a stream contains, or nothing if it is not packed as usual."""
    try:
        return zlib.decompressobj().decompress(data, MAX_UNPACKED)
    except zlib.error:
        return b""
