"""A contract that not everyone can read is a warning, at the line that names it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from generator.content.pdf import flaw
from helpers.district import contract, notices, write
from helpers.program import REPOSITORY

FONT = b"1 0 obj <</Type /Font /Subtype /Type1>> endobj"
PICTURE = b"1 0 obj <</Subtype /Image /Filter /DCTDecode>> stream\n\xff\xd8\nendstream endobj"
ENCRYPT = b"trailer <</Encrypt 9 0 R>>"


def pdf(*parts: bytes, end: bytes = b"startxref\n9\n%%EOF\n") -> bytes:
    return b"\n".join([b"%PDF-1.7", *parts, end])


def packed(data: bytes, start: bytes = b"stream\r\n") -> bytes:
    return b"2 0 obj <</Type /ObjStm /N 1>>\n" + start + zlib.compress(data) + b"\nendstream endobj"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf(FONT), None),
        (pdf(PICTURE, FONT), None),
        (b"\n\n" + pdf(FONT), None),
        (pdf(packed(b"9 0 <</Font <<>>>>")), None),
        (pdf(packed(b"9 0 <</Page 1>>"), packed(FONT, b"stream\n")), None),
        (pdf(FONT, b"<</EncryptMetadata false>>"), None),
        (pdf(PICTURE), "scan"),
        (pdf(PICTURE, b"/FontFile"), "scan"),
        (pdf(packed(PICTURE)), "scan"),
        (pdf(packed(FONT).replace(b"x", b"y")), "scan"),
        (pdf(FONT, ENCRYPT), "locked"),
        (pdf(PICTURE, b"<</Encrypt\n<</V 4>>>>"), "locked"),
        (pdf(FONT, end=b""), "broken"),
        (b"<html>%%EOF", "broken"),
        (b"", "broken"),
    ],
)
def test_a_flaw_is_found_in_the_bytes(data: bytes, expected: str | None) -> None:
    assert flaw(data) == expected


def test_the_contracts_of_the_sample_can_be_read() -> None:
    files = [*(REPOSITORY / "content/files").glob("*.pdf")]

    assert files
    assert {flaw(file.read_bytes()) for file in files} == {None}


def test_the_check_names_the_line(tmp_path: Path) -> None:
    """A renewal's own document counts, too; a file that no notice names does not."""
    renewal = "{kind: renewal, executed: 2026-11-20, agreement: files/b.pdf}"
    write(tmp_path, {"contracts/x": contract(agreement="files/a.pdf", changes=f"[{renewal}]")})
    files = tmp_path / "content/files"
    files.mkdir()
    for name, data in {"a": pdf(PICTURE), "b": pdf(FONT, ENCRYPT), "c": b""}.items():
        (files / f"{name}.pdf").write_bytes(data)
    done = notices("check", tmp_path)
    found = [line for line in done.stdout.splitlines() if "W147" in line]

    assert [line.partition("W147 ")[2] for line in found] == [
        "`files/a.pdf` contains pictures of pages, without text that a screen reader can read.",
        "`files/b.pdf` is encrypted, so it may not open, or a screen reader may not read it.",
    ]
