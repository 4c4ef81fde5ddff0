"""A contract that not everyone can read is a warning, at the line that names it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from generator.content.pdf import look
from helpers.district import contract, notices, write
from helpers.fuzzing import time_limit
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


def deflated(start: bytes, megabytes: int = 0) -> bytes:
    """Return a text with megabytes of spaces after it, compressed."""
    packer = zlib.compressobj()
    spaces = b" " * 1_000_000
    parts = [packer.compress(start), *(packer.compress(spaces) for _ in range(megabytes))]
    return b"".join([*parts, packer.flush()])


def packed(objects: dict[int, bytes], megabytes: int = 0) -> bytes:
    """Return a PDF with these objects in one stream, and object 4 for what is on a page.

    The stream ends with megabytes of spaces.
    """
    index, body = b"", b""
    for number, it in objects.items():
        index, body = index + b"%d %d " % (number, len(body)), body + it + b" "
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(index))
    data = b"%PDF-1.5\n4 0 obj" + stream(TEXT) + b"endobj\n"
    at = len(data)
    data += b"6 0 obj" + stream(deflated(index + body, megabytes), entries) + b"endobj\n"
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


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(), None),
        (pdf(stream(PICTURE + b" BT 3 Tr /F 9 Tf (recognized) Tj ET")), None),
        (pdf(start=b"\n" * 900), None),
        (pdf() + b"\0" * 5000, None),
        (pdf(kids=b"3 0 R " * 10_000), None),
        (pdf(stream(b"BT /F 9 Tf (/Encrypt 1 0 R) Tj ET")), None),
        (packed(PACKED), None),
        (pdf(stream(PICTURE)), "scan"),  # although there is a font
        (pdf(stream(b"")), "scan"),
        (LOCKED, "locked"),
        (LOCKED.replace(b"/V 1/R 2", AES), "locked"),
        (pdf()[:300], "broken"),
        (pdf().partition(b"xref")[0] + b"startxref\n0\n%%EOF", "broken"),
        (pdf(kids=b""), "broken"),
        (pdf(kids=b"2 0 R"), "broken"),
        (pdf(root=b"/X" + b"[" * 5000 + b"]" * 5000), "broken"),
        (b"%PDF-1.5\n" + b"/ObjStm " * 100_000 + b"%%EOF", "broken"),
        (b"PK\3\4 %%EOF", "other"),
        (b"", "other"),
    ],
)
def test_a_flaw_is_found(data: bytes, expected: str | None) -> None:
    """A contract without a page or a text, behind a password or damaged, is named as such."""
    assert look(data) == (expected, ())


def test_what_unpacks_to_200_mb_is_not_read() -> None:
    """On a page, nobody knows what it is; a list of objects is damaged. Neither takes memory."""
    page = pdf(stream(deflated(b"", 200), b"/Filter/FlateDecode"))

    assert look(page) == (None, ())
    assert look(packed(PACKED, 200)) == ("broken", ())


NOTE = b"/Type/Annot/Rect[0 0 9 9]"


@pytest.mark.parametrize(
    ("root", "extras"),
    [
        (b"/OpenAction<</S/JavaScript/JS(app.alert)>>", ("script",)),
        (b"/AA<</WC<</JS 4 0 R>>>>", ("script",)),  # as the document closes
        (b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>", ("script",)),
        (b"/OpenAction<</S/Launch/F(calc.exe)>>", ("launch",)),
        (b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/Launch>>>>", ("launch",)),
        (
            b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 4 0 R>>>>]>>>>",
            ("attachment",),
        ),
        (b"/X<<%s/Subtype/FileAttachment>>" % NOTE, ("attachment",)),
        (b"/X<<%s/Subtype/Text/Contents(Anna Smith)>>" % NOTE, ("comment",)),
        (b"/X<<%s/Subtype/Highlight/Contents( x)>>" % NOTE, ("comment",)),
        (b"/X<<%s/Subtype/Highlight/Contents( )>>" % NOTE, ()),  # a mark without a word
        (b"/X<<%s/Subtype/FreeText/Contents(Signed)>>" % NOTE, ()),  # everybody sees it
        (b"/X<<%s/Subtype/Link/Contents(Our site)>>" % NOTE, ()),  # for a screen reader
        (b"/X<<%s/Subtype/Widget/Contents(Name)>>" % NOTE, ()),
        (b"/OpenAction[3 0 R/Fit]", ()),
        (b"/X[4 0 R 1 0 R 2 0 R]", ()),  # a circle
        (
            b"/A<</S/Launch>>/B<</S/JavaScript>>/C<</S/Launch>>",
            ("launch", "script"),
        ),
    ],
)
def test_what_nobody_sees_is_found(root: bytes, extras: tuple[str, ...]) -> None:
    """A script, an action, an attachment or a comment is named once, wherever it is."""
    assert look(pdf(root=root)) == (None, extras)


def blank_pages(pages: int, size: int) -> bytes:
    """Return a PDF with pages of their own that show nothing but spaces, unpacked of this size."""
    content = stream(zlib.compress(b"( ) Tj " * (size // 7), 9), b"/Filter/FlateDecode")
    return pdf(content, kids=b"3 0 R " * pages)


@pytest.mark.parametrize(("pages", "size"), [(1, 1_000_000), (50, 1_000_000), (50, 7_900_000)])
def test_a_small_file_that_unpacks_to_much_is_looked_into_soon(pages: int, size: int) -> None:
    """What several pages share is read once, and no more than a limit of all of them."""
    data = blank_pages(pages, size)
    with time_limit(5):
        found = look(data)

    assert len(data) < 20_000
    assert found == ("scan", ())


def test_of_too_much_text_nothing_is_said() -> None:
    """A part that is larger than any page, and all that is after the limit, is not read."""
    assert look(blank_pages(1, 8_100_000)) == (None, ())


def test_the_contracts_of_the_sample_can_be_read() -> None:
    """No file that staff copy from it is a warning."""
    files = [*(SAMPLE / "content/files").glob("*.pdf")]

    assert files
    assert {look(file.read_bytes()) for file in files} == {(None, ())}


def test_the_check_names_the_line(tmp_path: Path) -> None:
    """A renewal's own document counts, too; a file that no notice names does not."""
    renewal = "{kind: renewal, executed: 2026-11-20, agreement: files/b.pdf}"
    write(tmp_path, {"contracts/x": contract(agreement="files/a.pdf", **{"change-1.md": renewal})})
    files = tmp_path / "content/files"
    files.mkdir()
    for name, data in {"a": pdf(stream(PICTURE)), "b": LOCKED, "c": b""}.items():
        (files / f"{name}.pdf").write_bytes(data)
    done = notices("check", tmp_path)
    found = [line for line in done.stdout.splitlines() if "W147" in line]

    assert done.stderr.count("\n") == 1, done.stderr
    assert "W409 No notice links to `files/c.pdf`" in done.stdout
    assert "c.pdf:1:1: W160 `c.pdf` begins like a file of another type." in done.stdout
    assert [line.partition("W147 ")[2] for line in found] == [
        "`files/a.pdf` contains pictures of pages, without text that a screen reader can read.",
        "`files/b.pdf` is encrypted, so it may not open, or a screen reader may not read it.",
    ]
