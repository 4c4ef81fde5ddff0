"""A contract that not everyone can read is a warning, at the line that names it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from generator.content.pdf import flaw
from helpers.district import contract, notices, write
from helpers.sites import SAMPLE

TEXT, PICTURE = b"BT /F 12 Tf (Agreement) Tj ET", b"q 612 0 0 792 0 0 cm /I Do Q"
FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def pdf(
    content: bytes = stream(TEXT), *, kids: bytes = b"3 0 R", root: bytes = b"", start: bytes = b""
) -> bytes:
    """Return a PDF whose objects are the root, the pages, a page, what is on it, and a picture."""
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<%s/XObject<</I 5 0 R>>>>>>" % FONT
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, kids.count(b"R"))
    image = stream(b"\0" * 3, b"/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB")
    data, places = start + b"%PDF-1.7\n", list[int]()
    for number, it in enumerate((b"<</Pages 2 0 R%s>>" % root, pages, page, content, image), 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, it)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\n" % rows
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


def packed(objects: dict[int, bytes], more: bytes = b"") -> bytes:
    """Return a PDF with these objects in one stream, and object 4 for what is on a page."""
    index, body = b"", b""
    for number, it in objects.items():
        index, body = index + b"%d %d " % (number, len(body)), body + it + b" "
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(index))
    data = b"%PDF-1.5\n4 0 obj" + stream(TEXT) + b"endobj\n"
    at = len(data)
    data += b"6 0 obj" + stream(zlib.compress(index + body + more), entries) + b"endobj\n"
    inner = {number: (2, 6, i) for i, number in enumerate(objects)}
    rows = {0: (0, 0, 0), **inner, 4: (1, 9, 0), 5: (0, 0, 0), 6: (1, at, 0), 7: (1, len(data), 0)}
    table = b"".join(
        bytes([kind]) + one.to_bytes(4, "big") + bytes([two])
        for _, (kind, one, two) in sorted(rows.items())
    )
    start = len(data)
    data += b"7 0 obj" + stream(table, b"/Type/XRef/Size 8/W[1 4 1]/Root 1 0 R") + b"endobj\n"
    return data + b"startxref\n%d\n%%%%EOF" % start


PACKED = {
    1: b"<</Pages 2 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<%s>>>>" % FONT,
}
LOCKED = pdf().replace(b"/Size", b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O()/U()>>/Size")
AES = b"/V 5/R 6/CF<</C<</CFM/AESV3>>>>/StmF/C/StrF/C/O()/U()/OE()/UE()/Perms()"
BOMB = stream(zlib.compress(b" " * 200_000_000), b"/Filter/FlateDecode")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(), None),
        (pdf(stream(PICTURE + b" BT 3 Tr /F 9 Tf (recognized) Tj ET")), None),
        (pdf(start=b"\n" * 900), None),
        (pdf() + b"\0" * 5000, None),
        (pdf(kids=b"3 0 R " * 10_000), None),
        (pdf(root=b"/OpenAction<</S/JavaScript/JS(1)>>"), None),
        (pdf(stream(b"BT /F 9 Tf (/Encrypt 1 0 R) Tj ET")), None),
        (packed(PACKED), None),
        (pdf(BOMB), None),  # nobody knows, but it takes no memory
        (pdf(stream(PICTURE)), "scan"),  # although there is a font
        (pdf(stream(b"")), "scan"),
        (LOCKED, "locked"),
        (LOCKED.replace(b"/V 1/R 2", AES), "locked"),
        (pdf()[:300], "broken"),
        (pdf().partition(b"xref")[0] + b"startxref\n0\n%%EOF", "broken"),
        (pdf(kids=b""), "broken"),
        (pdf(kids=b"2 0 R"), "broken"),
        (pdf(root=b"/X" + b"[" * 5000 + b"]" * 5000), "broken"),
        (packed(PACKED, b" " * 200_000_000), "broken"),
        (b"%PDF-1.5\n" + b"/ObjStm " * 100_000 + b"%%EOF", "broken"),
        (b"PK\3\4 %%EOF", "broken"),
        (b"", "broken"),
    ],
)
def test_a_flaw_is_found(data: bytes, expected: str | None) -> None:
    """A contract without a page or a text, behind a password or damaged, is named as such."""
    assert flaw(data) == expected


def test_the_contracts_of_the_sample_can_be_read() -> None:
    """No file that staff copy from it is a warning."""
    files = [*(SAMPLE / "content/files").glob("*.pdf")]

    assert files
    assert {flaw(file.read_bytes()) for file in files} == {None}


def test_the_check_names_the_line(tmp_path: Path) -> None:
    """A renewal's own document counts, too; a file that no notice names does not."""
    renewal = "{kind: renewal, executed: 2026-11-20, agreement: files/b.pdf}"
    write(tmp_path, {"contracts/x": contract(agreement="files/a.pdf", changes=f"[{renewal}]")})
    files = tmp_path / "content/files"
    files.mkdir()
    for name, data in {"a": pdf(stream(PICTURE)), "b": LOCKED, "c": b""}.items():
        (files / f"{name}.pdf").write_bytes(data)
    done = notices("check", tmp_path)
    found = [line for line in done.stdout.splitlines() if "W147" in line]

    assert done.stderr.count("\n") == 1, done.stderr
    assert [line.partition("W147 ")[2] for line in found] == [
        "`files/a.pdf` contains pictures of pages, without text that a screen reader can read.",
        "`files/b.pdf` is encrypted, so it may not open, or a screen reader may not read it.",
    ]
