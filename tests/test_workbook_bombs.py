"""A small file that lies about its size, or means far more than it has, is refused soon."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook

from generator.importing.spreadsheet import DAMAGED
from helpers.program import measured
from helpers.roots import write_files
from helpers.tiers import swept

DAMAGED_SHORT = DAMAGED.split(". ")[0]
TOO_LARGE = "too large for a list of contracts"
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
STYLES, BOOK, TYPES = "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TEXTS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
MB = 1024 * 1024


@cache
def parts() -> dict[str, bytes]:
    """Return the parts of a workbook with one contract."""
    file, book = io.BytesIO(), Workbook()
    book.active.append(["Product", "Vendor"])
    book.active.append(["Reader", "Example"])
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(
    changes: Mapping[str, bytes] | None = None, *, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a workbook with these parts changed or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in (parts() | dict(changes or {})).items():
            archive.writestr(name, part)
    return file.getvalue()


def changed(name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something else in one of its parts."""
    assert old in parts()[name]
    return packed({name: parts()[name].replace(old, new)})


def in_sheet(rows: bytes, after: bytes = b"") -> bytes:
    """Return a workbook with more rows in its sheet, and something below them."""
    return changed(SHEET, b"</sheetData>", rows + b"</sheetData>" + after)


def directory(data: bytes, *changes: tuple[int, str, int], local: bool = False) -> bytes:
    """Return a workbook whose directory says something else about its sheet.

    A change has an offset in the entry of the directory, a format of `struct`, and a value.
    """
    sign = b"PK\3\4" if local else b"PK\1\2"
    name = SHEET.encode()
    start = data.index(sign + data[:0], 0)
    length = 30 if local else 46
    while data[start + length : start + length + len(name)] != name:
        start = data.index(sign, start + 1)
    changed = bytearray(data)
    for offset, form, value in changes:
        struct.pack_into(f"<{form}", changed, start + offset, value)
    return bytes(changed)


METHOD, FLAGS, CRC, UNPACKED, OFFSET, VERSION = 10, 8, 16, 24, 42, 6


def lying(size: int, method: int) -> bytes:
    """Return a workbook with a part of many bytes that the directory says has a hundred."""
    data = packed({SHEET: bytes(size)}, method=method)
    return directory(data, (UNPACKED, "I", 100), (CRC, "I", zlib.crc32(bytes(100))))


def overlapping(count: int) -> bytes:
    """Return a workbook whose directory names one part of a megabyte again and again."""
    data = packed({"a": bytes(MB)})
    start = data.rindex(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    entry = data[start:end]
    first = data.index(b"PK\1\2")
    listed = data[first:end] + entry * count
    tail = struct.pack("<HHII", 65_535, 65_535, len(listed), first)
    return data[:first] + listed + data[end : end + 8] + tail + b"\0\0"


def twice(first: bytes, second: bytes) -> bytes:
    """Return a workbook with two parts of the same name."""
    data = packed({SHEET: first, "xl/worksheets/sheetX.xml": second})
    return data.replace(b"sheetX.xml", b"sheet1.xml")


def many_sheets(count: int, rows: bytes = b"") -> bytes:
    """Return a workbook that shows its only sheet many times."""
    space = b'xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    sheets = b"".join(
        b'<sheet %b name="S%d" sheetId="%d" q:id="rId1"/>' % (space, i, i)
        for i in range(2, count + 2)
    )
    book = parts()[BOOK].replace(b"</sheets>", sheets + b"</sheets>")
    sheet = parts()[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed({BOOK: book, SHEET: sheet})


def repeated_text(cells: int, text: bytes) -> bytes:
    """Return a workbook with many cells that have the same long text."""
    texts = SST + b"<si><t>" + text + b"</t></si></sst>"
    row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    rows = b"".join(row % (i, i) for i in range(3, cells + 3))
    sheet = parts()[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    types = parts()[TYPES].replace(b"</Types>", TEXTS_TYPE + b"</Types>")
    return packed({TYPES: types, TEXTS: texts, SHEET: sheet})


def entities(text: bytes, uses: int) -> bytes:
    """Return a workbook with an entity that repeats a text in one of its cells."""
    declared = b'<!DOCTYPE x [<!ENTITY e "' + text + b'">]><worksheet'
    row = b'<row r="3"><c r="A3" t="str"><v>' + b"&e;" * uses + b"</v></c></row></sheetData>"
    sheet = parts()[SHEET].replace(b"<worksheet", declared, 1).replace(b"</sheetData>", row)
    return packed({SHEET: sheet})


def far_cells(count: int) -> bytes:
    """Return a workbook with many sheets of two cells each, in opposite corners."""
    far = b'<row r="20000"><c r="IV20000"><v>1</v></c></row>'
    return many_sheets(count, far)


def rows_of(count: int, cell: bytes) -> bytes:
    return b"".join(b'<row r="%d">%b</row>' % (i, cell) for i in range(3, count + 3))


READ = "1 of 1 row is in 1 entry"
# What each file is, how it is made, and what is said of it.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "deflated, says 100 bytes": (lambda: lying(200 * MB, zipfile.ZIP_DEFLATED), DAMAGED_SHORT),
    "bzip2, says 100 bytes": (lambda: lying(200 * MB, zipfile.ZIP_BZIP2), DAMAGED_SHORT),
    "lzma, says 100 bytes": (lambda: lying(200 * MB, zipfile.ZIP_LZMA), DAMAGED_SHORT),
    "deflated, says all": (lambda: packed({"a": bytes(300 * MB)}), "larger than 32 MB"),
    "bzip2, says all": (
        lambda: packed({"a": bytes(40 * MB)}, method=zipfile.ZIP_BZIP2),
        DAMAGED_SHORT,
    ),
    "lzma of a whole workbook": (lambda: packed(method=zipfile.ZIP_LZMA), DAMAGED_SHORT),
    "stored": (lambda: packed(method=zipfile.ZIP_STORED), READ),
    "says more than it has": (
        lambda: directory(packed(), (UNPACKED, "I", 31 * MB)),
        READ,
    ),
    "says 4 GB": (lambda: directory(packed(), (UNPACKED, "I", 2**32 - 2)), READ),
    "zip64 without its sizes": (
        lambda: directory(packed(), (UNPACKED, "I", 2**32 - 1)),
        READ,
    ),
    "encrypted": (lambda: directory(packed(), (FLAGS, "H", 1)), DAMAGED_SHORT),
    "strongly encrypted": (lambda: directory(packed(), (FLAGS, "H", 0x41)), DAMAGED_SHORT),
    "patched": (lambda: directory(packed(), (FLAGS, "H", 0x20)), DAMAGED_SHORT),
    "of a newer zip": (lambda: directory(packed(), (VERSION, "H", 255)), DAMAGED_SHORT),
    **{
        f"of method {method}": (
            lambda method=method: directory(packed(), (METHOD, "H", method)),
            DAMAGED_SHORT,
        )
        for method in (1, 9, 12, 14, 93, 95, 98, 99, 65_535)
    },
    "another method in its header": (
        lambda: directory(packed(), (8, "H", zipfile.ZIP_BZIP2), local=True),
        READ,
    ),
    "a wrong checksum": (lambda: directory(packed(), (CRC, "I", 1)), DAMAGED_SHORT),
    "somewhere else": (lambda: directory(packed(), (OFFSET, "I", 12)), DAMAGED_SHORT),
    "behind the end": (lambda: directory(packed(), (OFFSET, "I", 2**31)), DAMAGED_SHORT),
    "one part 40 times": (lambda: overlapping(40), "larger than 32 MB"),
    "one part 60,000 times": (lambda: overlapping(60_000), "more than 5,000 parts"),
    "300,000 parts": (lambda: overlapping(300_000), "more than 5,000 parts"),
    "10,000 parts": (
        lambda: packed({f"xl/media/{i}.png": b"" for i in range(10_000)}),
        "more than 5,000 parts",
    ),
    "1,000 pictures": (lambda: packed({f"xl/media/{i}.png": b"\x89" for i in range(1_000)}), READ),
    "a workbook in a workbook": (lambda: packed({"xl/embeddings/a.xlsx": packed()}), READ),
    "a bomb in a workbook": (
        lambda: packed({"xl/embeddings/a.zip": packed({"a": bytes(100 * MB)})}),
        READ,
    ),
    "names that leave the folder": (
        lambda: packed({"../../a": b"", "/etc/b": b"", "C:\\c": b"", "d/": b""}),
        READ,
    ),
    "the same part twice": (lambda: twice(b"<broken", parts()[SHEET]), READ),
    "the same part twice, damaged": (lambda: twice(parts()[SHEET], b"<broken"), DAMAGED_SHORT),
    "something before it": (lambda: b"PK\3\4" + bytes(MB) + packed(), READ),
    "something behind it": (lambda: packed() + bytes(60_000), READ),
    "only a directory": (lambda: b"PK\3\4PK\5\6" + bytes(18), DAMAGED_SHORT),
    "10,000 sheets": (lambda: many_sheets(10_000), "more than 250 sheets"),
    "a sheet with cells shown 200 times": (
        lambda: many_sheets(200, rows_of(15_000, b"<c><v>1</v></c>" * 3)),
        DAMAGED_SHORT,
    ),
    "cells in opposite corners": (lambda: far_cells(100), "empty cells"),
    "a long text in 5,000 cells": (
        lambda: repeated_text(5_000, b"a" * 900_000),
        "more than 33,554,432 characters",
    ),
    "a long text merged over 20,000 rows": (
        lambda: in_sheet(
            b'<row r="3"><c r="A3" t="str"><v>' + b"a" * 900_000 + b"</v></c></row>",
            b'<mergeCells><mergeCell ref="A3:A19999"/></mergeCells>',
        ),
        "more than 33,554,432 characters",
    ),
    "entities of entities": (lambda: entities(b"a" * 10_000, 100_000), DAMAGED_SHORT),
    "one entity": (lambda: entities(b"a", 1), DAMAGED_SHORT),
    "300,000 formats": (
        lambda: changed(STYLES, b"</cellXfs>", b"<xf/>" * 300_000 + b"</cellXfs>"),
        "other elements",
    ),
    "300,000 rows": (lambda: in_sheet(rows_of(300_000, b"")), "other elements"),
    "600,000 cells": (lambda: in_sheet(rows_of(60_000, b"<c/>" * 10)), "more than 500,000 cells"),
    "600,000 formulas": (
        lambda: in_sheet(b'<row r="3"><c r="A3">' + b"<f>1</f>" * 600_000 + b"</c></row>"),
        "more than 500,000 formulas",
    ),
    "4,000,000 texts": (
        lambda: packed({TEXTS: SST + b"<si/>" * 4_000_000 + b"</sst>"}),
        "more than 3,000,000 texts",
    ),
    "elements in elements": (
        lambda: in_sheet(b"<a>" * 150_000 + b"</a>" * 150_000),
        "",  # how deep openpyxl looks depends on the machine
    ),
    "a million attributes": (
        lambda: in_sheet(b"<row " + b"".join(b'a%d="" ' % i for i in range(1_000_000)) + b"/>"),
        DAMAGED_SHORT,
    ),
    "a link in the last column": (
        lambda: in_sheet(
            rows_of(15_000, b""), b'<hyperlinks><hyperlink ref="XFD3" location="a"/></hyperlinks>'
        ),
        "",
    ),
    "a .csv with a million columns": (
        lambda: b"Product,Vendor\n" + b"a,b\n" * 19_000 + b"," * 1_000_000 + b"x\n",
        "more than 256 columns",
    ),
    "a .csv with 5,000,000 cells": (
        lambda: b"Product,Vendor\n" + (b"a," * 250 + b"\n") * 19_900,
        "500,000 cells",
    ),
}
CUTS = {f"cut after {i}": (lambda i=i: packed()[:i], "") for i in range(4, len(packed()), 97)}
ALL = BOMBS | CUTS
SAMPLE = (
    *("deflated, says 100 bytes", "bzip2, says 100 bytes", "lzma, says 100 bytes"),
    *("a .csv with a million columns", "one part 60,000 times", "cells in opposite corners"),
    *("a long text in 5,000 cells", "entities of entities", "the same part twice"),
    *("a sheet with cells shown 200 times", "encrypted"),
)
MEMORY = 200_000_000  # bytes of address space; for a small workbook, it takes 65,000,000


@pytest.mark.parametrize("name", swept(ALL, SAMPLE))
def test_a_file_that_means_more_than_it_has_is_refused_soon(tmp_path: Path, name: str) -> None:
    """Within limits on time and memory, `import` reads it or says why not, in a sentence."""
    make, message = ALL[name]
    data = make()
    root = write_files(tmp_path, {})
    path = tmp_path / ("list.csv" if data.startswith(b"Product") else "list.xlsx")
    path.write_bytes(data)
    done = measured("import", path, "--root", root, "--dry-run", memory=MEMORY)
    said = " ".join((done.stdout + done.stderr).split())

    assert "Traceback" not in said
    assert done.returncode == 2 or (message in ("", READ) and done.returncode == 0), said
    assert message in said
