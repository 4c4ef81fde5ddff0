"""The tables of a file that somebody else has made: `.csv` in any of its dialects, and the sheets of an `.xlsx`.

Every cell is a text, as a person sees it. Whatever a file holds, it is a table or a sentence: never a crash.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from contextlib import suppress
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from generator.importing.tables import Line, Table

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 20_000, 256
MOST_CELLS = 500_000  # of all sheets; a merged range or one link of many cells counts as all of them
LARGEST_INSIDE = 32 * 1024 * 1024  # bytes of a workbook when it is unpacked
A_LINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')  # in the format of a number: words, colors
BROKEN = "It is a damaged workbook, or none. Open it in Excel and save it again as .xlsx."
TOO_MUCH = "It holds too much to be a list of contracts: {what}. Copy the list alone into a new workbook."


class SpreadsheetError(Exception):
    """A file holds no table that can be read; the text says why, and what to do."""


def read_workbook(data: bytes, sheet: str | None = None) -> list[Table]:
    """Return each sheet that a person can see, or the one that is named; SpreadsheetError for what is no workbook."""
    has_formulas = _looked_into(data)
    shown = _loaded(data, data_only=True)
    written = _loaded(data, data_only=False) if has_formulas else shown
    names = [one.title for one in shown.worksheets if one.sheet_state == "visible"]
    if sheet is not None and sheet not in names:
        listed = ", ".join(f"« {name} »" for name in names)
        raise SpreadsheetError(f"It has no sheet « {sheet} »; its sheets are {listed}.")
    return [_table(shown[name], written[name]) for name in names if sheet in (None, name)]


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count // 1024 // 1024} MB"


def _looked_into(data: bytes) -> bool:
    """Say whether a workbook has formulas; SpreadsheetError where it would be too much to read, or is damaged."""
    formulas, cells = False, 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_INSIDE:
                raise SpreadsheetError(TOO_MUCH.format(what=f"unpacked it is larger than {size(LARGEST_INSIDE)}"))
            for part in parts:
                found, count = _counted(archive.read(part))
                formulas, cells = formulas or found, cells + count
                if cells > MOST_CELLS:
                    raise SpreadsheetError(TOO_MUCH.format(what=f"it has more than {MOST_CELLS:,} cells"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise SpreadsheetError(BROKEN) from error
    return formulas


def _counted(part: bytes) -> tuple[bool, int]:
    """Return whether a part of a workbook has formulas, and how many cells will be made of it."""
    from openpyxl.utils.cell import range_boundaries

    formulas, cells = False, 0
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(part)):
            name, ref = element.tag.rpartition("}")[2], element.get("ref", "")
            formulas = formulas or name == "f"
            if name in ("mergeCell", "hyperlink", "comment") and ":" in ref:
                left, top, right, bottom = range_boundaries(ref)
                columns, rows = (right or MOST_CELLS) - (left or 1), (bottom or MOST_CELLS) - (top or 1)
                cells += (abs(columns) + 1) * (abs(rows) + 1)
            cells += name == "c"
            element.clear()
    except ElementTree.ParseError:
        pass  # a picture; and if it is a sheet, it cannot be loaded either
    return formulas, cells


def _loaded(data: bytes, *, data_only: bool) -> Workbook:
    """Return a workbook: what its formulas have come to, or the formulas."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it leaves out: pictures, colors, rules for cells
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)
        except Exception as error:
            raise SpreadsheetError(BROKEN) from error


def _table(sheet: Worksheet, written: Worksheet) -> Table:
    """Return the rows of a sheet; a cell that was merged over several rows stands in each of them."""
    texts, links = dict[tuple[int, int], str](), dict[int, dict[int, str]]()
    for (row, column), cell in sheet._cells.items():  # only those that are there: a sheet has 17 billion
        formula = written._cells[row, column]
        if text := _seen(cell, formula):
            texts[row, column] = text
        if (link := _link(cell, formula)) and link.rstrip("/") != text.rstrip("/"):
            links.setdefault(row, {})[column - 1] = link
    width = max((column for _, column in texts), default=0)
    across = set[int]()
    for merged in sheet.merged_cells.ranges:
        text = texts.get((merged.min_row, merged.min_col), "")
        leads = links.get(merged.min_row, {}).get(merged.min_col - 1)
        if merged.min_row == merged.max_row and merged.size["columns"] >= min(3, width):
            across.add(merged.min_row)
        for row in range(merged.min_row + 1, merged.max_row + 1) if text else ():
            texts[row, merged.min_col] = text
            if leads:
                links.setdefault(row, {})[merged.min_col - 1] = leads
    height = max((*(row for row, _ in texts), *links), default=0)
    if height > MOST_ROWS or width > MOST_COLUMNS:
        most = f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
        raise SpreadsheetError(TOO_MUCH.format(what=f"« {sheet.title} » has more than {most}"))
    return Table(sheet.title, tuple(_line(row, texts, width, row in across, links) for row in range(1, height + 1)))


def _line(
    row: int, texts: dict[tuple[int, int], str], width: int, across: bool, links: dict[int, dict[int, str]]
) -> Line:
    cells = tuple(texts.get((row, column), "") for column in range(1, width + 1))
    return Line(row, cells, across, tuple(links.get(row, {}).items()))


def _seen(cell: Cell | MergedCell, formula: Cell | MergedCell) -> str:
    """Return a cell as a person sees it; a formula that nothing has been made of yet is seen itself."""
    value = cell.value
    if value is None and formula.value is not None:
        value = getattr(formula.value, "text", None) or str(formula.value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _moment(value, QUOTED.sub("", _form(cell)).lower())
    if isinstance(value, int | float):
        return _number(value, _form(cell))
    return str(value)


def _form(cell: Cell | MergedCell) -> str:
    """Return how a cell shows a number; openpyxl looks for it only now, where a damaged workbook may have none."""
    try:
        return str(cell.number_format)
    except IndexError as error:
        raise SpreadsheetError(BROKEN) from error


def _moment(value: datetime | date | time, form: str) -> str:
    """Return a date as we write it, without a day where the cell shows none, without the time at midnight."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if "d" not in form and "y" in form:
        return f"{value:%Y-%m}"
    is_midnight = not isinstance(value, datetime) or value.time() == time()
    return value.strftime("%Y-%m-%d" if is_midnight else "%Y-%m-%d %H:%M")


def _number(value: float, form: str) -> str:
    """Return a number without the zeros that only a machine sees, and with those that a ZIP code has."""
    if form.endswith("%"):
        return f"{value * 100:.12g}%"
    text = str(int(value)) if float(value).is_integer() else f"{value:.15g}"
    return text.zfill(len(form)) if re.fullmatch("00+", form) else text


def _link(cell: Cell | MergedCell, formula: Cell | MergedCell) -> str:
    """Return where a cell leads on the web when it is clicked, if it does."""
    target = cell.hyperlink.target if cell.hyperlink else None
    if not target and (found := A_LINK.match(str(formula.value or ""))):
        target = found[1]
    return target if target and target.lower().startswith(("https://", "http://")) else ""


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
        return read_workbook(data, sheet)
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
