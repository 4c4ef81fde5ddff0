"""Whether a picture is one, and says where it was taken."""

from __future__ import annotations

import re
from typing import Literal

PictureFlaw = Literal["other", "place"]
# How the files of each type begin.
STARTS = {
    "gif": b"GIF8",
    "jpeg": b"\xff\xd8\xff",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n",
    "webp": b"RIFF",
}
# A camera keeps what it knows as a TIFF file inside the picture: the byte order, the number 42, and
# where the first list of entries begins. https://www.loc.gov/preservation/digital/formats/fdd/fdd000022.shtml
TIFF = re.compile(rb"II\*\0|MM\0\*")
MAX_TIFFS = 16
MAX_ENTRIES = 200
ENTRY = 12  # bytes
GPS = 0x8825  # the entry that leads to the list of what the satellites said
LATITUDE = 2  # an entry of that list
XMP_PLACE = b"GPSLatitude"  # as other programs write it


def flaw(name: str, data: bytes) -> PictureFlaw | None:
    """Return what is wrong with a picture: it is of another type, or says where it was taken."""
    if not data.startswith(STARTS[name.rpartition(".")[2].lower()]):
        return "other"
    tiffs = [match.start() for match, _ in zip(TIFF.finditer(data), range(MAX_TIFFS), strict=False)]
    return "place" if XMP_PLACE in data or any(_has_place(data[at:]) for at in tiffs) else None


def _has_place(tiff: bytes) -> bool:
    """Return whether a TIFF file has a latitude."""
    order: Literal["little", "big"] = "little" if tiff.startswith(b"II") else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], order)

    def entries(at: int) -> dict[int, int]:
        """Return the entries of a list, each with its value or where this begins."""
        places = (at + 2 + ENTRY * i for i in range(min(number(at, 2), MAX_ENTRIES)))
        return {number(place, 2): number(place + 8, 4) for place in places}

    gps = entries(number(4, 4)).get(GPS, 0)
    return LATITUDE in entries(gps) if gps else False
