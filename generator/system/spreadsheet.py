"""The tables of a file that somebody else has made: `.csv` in any of its dialects, and the sheets of an `.xlsx`.

Every cell is a text, as a person sees it. Whatever a file holds, it is a table or a sentence: never a crash.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from generator.importing.tables import Line, Table
from generator.system import workbook
from generator.system.workbook import MOST_ROWS, SpreadsheetError, size

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16 * 1024 * 1024  # bytes of a file
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
NEITHER = "It is neither .csv nor .xlsx. Open it in Excel, and save it as .xlsx."
UNCLOSED = 'A quotation mark (") is opened in row {row:,} and never closed. Close it, or take it away.'
END = "\0"  # a row of our own, which no text holds: it is the last one unless a quotation mark has swallowed it
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
    is_wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = data.decode("utf-16", "replace") if is_wide else ""
    if "\0" in text or (not is_wide and b"\0" in data):
        raise SpreadsheetError(NEITHER)
    if is_wide:
        return text
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
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
    ended = (text if text.endswith(("\n", "\r")) else f"{text}\n") + END
    rows = list(islice(csv.reader(io.StringIO(ended, newline=""), delimiter=delimiter), MOST_ROWS + 2))
    if len(rows) > MOST_ROWS + 1:
        raise SpreadsheetError(f"It has more than {MOST_ROWS:,} rows. Cut it in two.")
    fault = "" if rows[-1] == [END] else UNCLOSED.format(row=len(rows))
    read = rows if fault else rows[:-1]
    return Table("", tuple(Line(number, tuple(row)) for number, row in enumerate(read, start=1)), fault)
