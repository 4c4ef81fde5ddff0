"""The tables of a file that somebody else has made: `.csv` in any of its dialects, and the sheets of an `.xlsx`.

Every cell is a text, as a person sees it. Whatever a file holds, it is a table or a sentence: never a crash.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from itertools import islice
from typing import TYPE_CHECKING

from generator.importing.tables import Line, Table
from generator.world import workbook
from generator.world.workbook import MOST_ROWS, SpreadsheetError, size

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16 * 1024 * 1024  # bytes of a file
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
NEITHER = "It is neither .csv nor .xlsx. Open it in Excel, and save it as .xlsx."
DELIMITERS = (",", ";", "\t")
ZIP, OLD_EXCEL, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
NOT_TABLES = {
    OLD_EXCEL: "It is an Excel file of the old kind, or has a password. Save it as .xlsx without one.",
    PDF: "It is a PDF, which holds no table. Ask for the list as .xlsx or .csv.",
}


def read(path: Path, sheet: str | None = None) -> list[Table]:
    """Return the tables of a file, as `tables` does; OSError for what cannot be read."""
    if path.suffix.lower() not in ENDINGS:
        raise SpreadsheetError(NEITHER)
    with path.open("rb") as file:
        return tables(file.read(LARGEST + 1), sheet)


def tables(data: bytes, sheet: str | None = None) -> list[Table]:
    """Return each sheet of a workbook, or a `.csv` cut at each sign that may be its delimiter.

    Raises SpreadsheetError for what is no table, or too large.
    """
    if len(data) > LARGEST:
        raise SpreadsheetError(f"It is larger than {size(LARGEST)}. Copy the list alone into a new file.")
    for magic, sentence in NOT_TABLES.items():
        if data.startswith(magic):
            raise SpreadsheetError(sentence)
    if data.startswith(ZIP):
        return workbook.read(data, sheet)
    if sheet is not None:
        raise SpreadsheetError("It is no workbook, so that it has no sheets: leave --sheet away.")
    text = _decoded(data)
    return [_cut(text, delimiter) for delimiter in DELIMITERS]


def _decoded(data: bytes) -> str:
    """Return the text of a `.csv`: UTF-8, Excel's « Unicode text », or what Windows writes in America."""
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\0" in data:
            raise SpreadsheetError(NEITHER)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line, byte = data.count(b"\n", 0, error.start) + 1, data[error.start]
        raise SpreadsheetError(
            f"Line {line:,} holds the byte 0x{byte:02x}, which is no letter. Save it as « CSV UTF-8 », or as .xlsx."
        ) from None


def _cut(text: str, delimiter: str) -> Table:
    """Return the rows of a `.csv`; a quotation mark that is never closed swallows the rest, which is said."""
    csv.field_size_limit(LARGEST)
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise SpreadsheetError(f"It has more than {MOST_ROWS:,} rows. Cut it in two.")
    lines = tuple(Line(number, tuple(row)) for number, row in enumerate(rows, start=1))
    return Table("", lines, _unclosed(text, delimiter, len(rows)))


def _unclosed(text: str, delimiter: str, rows: int) -> str:
    """Return what is wrong where a quotation mark is opened and the file ends before it is closed."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return f'A quotation mark (") is opened in row {rows:,} and never closed. Close it, or take it away.'
    return ""
