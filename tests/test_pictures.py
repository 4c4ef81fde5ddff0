"""A picture that says where it was taken, or is not a picture, is found."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from generator.content.pictures import flaw
from helpers.district import contract, notices, write
from helpers.fuzzing import time_limit
from helpers.sites import SAMPLE

LATITUDE, ALTITUDE, GPS, MAKE = 2, 6, 0x8825, 0x010F


def tiff(order: str, tags: list[int], places: list[int]) -> bytes:
    """Return what a camera keeps: a list of entries, of which one leads to that of the place."""

    def entries(numbers: list[int], value: int) -> bytes:
        rows = (struct.pack(f"{order}HHII", number, 4, 1, value) for number in numbers)
        return struct.pack(f"{order}H", len(numbers)) + b"".join(rows) + bytes(4)

    mark = b"II*\0" if order == "<" else b"MM\0*"
    second = 8 + 2 + 12 * len(tags) + 4
    return mark + struct.pack(f"{order}I", 8) + entries(tags, second) + entries(places, 0)


def jpeg(more: bytes = b"") -> bytes:
    part = b"Exif\0\0" + more
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(part) + 2) + part + b"\xff\xda\xff\xd9"


def png(more: bytes = b"") -> bytes:
    chunk = b"eXIf" + more
    whole = struct.pack(">I", len(more)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + whole


def webp(more: bytes = b"") -> bytes:
    return b"RIFF\0\0\0\0WEBPEXIF" + struct.pack("<I", len(more)) + more


HERE = tiff("<", [MAKE, GPS], [1, LATITUDE])
XMP = b'<rdf:Description exif:GPSLatitude="41,45.9N"/>'


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.jpg", jpeg(HERE), "place"),
        ("a.JPEG", jpeg(tiff(">", [GPS, MAKE], [LATITUDE])), "place"),
        ("a.png", png(HERE), "place"),
        ("a.webp", webp(HERE), "place"),
        ("a.jpg", jpeg(XMP), "place"),
        ("a.gif", b"GIF89a" + XMP, "place"),
        ("a.jpg", jpeg(), None),
        ("a.jpg", jpeg(tiff("<", [MAKE], [LATITUDE])), None),  # no entry leads there
        ("a.jpg", jpeg(tiff("<", [MAKE, GPS], [])), None),  # satellites were looked for in vain
        ("a.jpg", jpeg(tiff("<", [GPS], [ALTITUDE])), None),
        ("a.jpg", jpeg(HERE[:20]), None),  # damaged
        ("a.jpg", jpeg(b"II*\0\xff\xff\xff\xff"), None),
        ("a.png", png(), None),
        ("a.png", jpeg(), "other"),
        ("a.jpg", b"MZ\x90\0", "other"),
        ("a.gif", b"", "other"),
    ],
)
def test_a_place_is_found(name: str, data: bytes, expected: str | None) -> None:
    """The latitude is what counts, wherever a program has written it."""
    assert flaw(name, data) == expected


@pytest.mark.parametrize("unit", [b"II*\0", b"MM\0*\0\0\0\x08\xff\xff", HERE[:-8]])
def test_a_picture_full_of_lists_is_looked_into_soon(unit: bytes) -> None:
    """Only the first few places where something could begin are read."""
    with time_limit(5):
        flaw("a.jpg", jpeg() + unit * (50_000_000 // len(unit)))


def test_the_sample_says_no_place() -> None:
    """Its pictures are what their names say."""
    pictures = [*(SAMPLE / "content/files").glob("*.png")]

    assert pictures
    assert {flaw(picture.name, picture.read_bytes()) for picture in pictures} == {None}


def test_the_check_names_the_file(tmp_path: Path) -> None:
    """The check says how to save it without, and a build does not look."""
    write(tmp_path, {"contracts/x": contract(security="![A room](files/a.jpg)")})
    (tmp_path / "content/files").mkdir(exist_ok=True)
    (tmp_path / "content/files/a.jpg").write_bytes(jpeg(HERE))
    done = notices("check", tmp_path)

    assert "files/a.jpg:1:1: W159 `a.jpg` contains the place where it was taken." in done.stdout
    assert "*Remove Properties and Personal Information*" in done.stdout
