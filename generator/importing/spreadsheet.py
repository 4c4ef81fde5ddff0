"""Read the tables of a `.csv` or `.xlsx` file that was made elsewhere.

Every cell is a text, as a person sees it in a spreadsheet. A file that cannot be read raises
UserError, whatever is in it.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import NamedTuple
from xml.parsers import expat

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.core.problems import UserError
from generator.importing.tables import Line, Table

MAX_LIST_BYTES = 16 * 1024 * 1024
EXTENSIONS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
OTHER_PROGRAMS = {".ods": "LibreOffice", ".numbers": "Numbers", ".gsheet": "Google Sheets"}
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF"
NOT_A_TABLE = "This is not a .csv or .xlsx file. Open it in Excel, and save it as .xlsx."
NOT_TABLES = {
    OLD_EXCEL: (
        "This is an Excel file of the old kind, or it has a password. Save it as .xlsx without a "
        "password."
    ),
    PDF: "This is a PDF, which contains no table. Ask for the list as .xlsx or .csv.",
}


def tables(data: bytes, name: str) -> list[Table]:
    """Return the sheets of a workbook, by the name of its file.

    A `.csv` file is returned once for each possible delimiter. `data` need not be more than
    MAX_LIST_BYTES and one. Raises UserError if it is not a table, or too large.
    """
    extension = f".{name.rpartition('.')[2].lower()}"
    if extension in OTHER_PROGRAMS:
        program = OTHER_PROGRAMS[extension]
        raise UserError(f"This is a file of {program}. Save it there as .xlsx.")
    if extension not in EXTENSIONS:
        raise UserError(NOT_A_TABLE)
    if len(data) > MAX_LIST_BYTES:
        raise UserError(
            f"It is larger than {MAX_LIST_BYTES >> 20} MB. Copy only the list into a new file."
        )
    for magic, message in NOT_TABLES.items():
        if data.startswith(magic):
            raise UserError(message)
    if data.startswith(ZIP):
        return _workbook_tables(data)
    text = _decode(data)
    return [_csv_table(text, delimiter) for delimiter in DELIMITERS]


# A .csv file

MAX_ROWS = 20_000
MAX_COLUMNS = 256
DELIMITERS = (",", ";", "\t")
UNCLOSED = 'A quotation mark (") is opened in row {row:,} and never closed. Close it, or remove it.'
# A row of our own at the end, which no file contains: it is missing from the rows that were read if
# a quotation mark is never closed, because that makes all that follows part of one cell.
END = "\0"


def _decode(data: bytes) -> str:
    """Return the text of a `.csv` file: UTF-8, UTF-16 (Excel's "Unicode text") or Windows-1252."""
    is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    text = data.decode("utf-16", "replace") if is_utf16 else ""
    if "\0" in text or (not is_utf16 and b"\0" in data):
        raise UserError(NOT_A_TABLE)
    if is_utf16:
        return text
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise UserError(
            f"Line {line:,} contains the byte 0x{byte:02x}, which is not a character. "
            "Save the file as “CSV UTF-8”, or as .xlsx."
        ) from None


def _csv_table(text: str, delimiter: str) -> Table:
    """Return the rows of a `.csv` file; if it cannot be a list, the table has a fault."""
    csv.field_size_limit(MAX_LIST_BYTES)
    newline = "" if text.endswith(("\n", "\r")) else "\n"
    lines = io.StringIO(f"{text}{newline}{END}", newline="")
    rows = list[Line]()
    cells = 0
    for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
        if row == [END]:
            return Table("", tuple(rows))
        cells += sum(map(bool, row))
        if number > MAX_ROWS:
            raise UserError(f"It has more than {MAX_ROWS:,} rows. Divide it into two files.")
        if len(row) > MAX_COLUMNS or cells > MAX_CELLS:
            limits = f"{MAX_COLUMNS} columns or {MAX_CELLS:,} cells"
            fault = f"It has more than {limits}. Copy only the list into a new file."
            return Table("", tuple(rows), fault)
        rows.append(Line(number, tuple(row)))
    return Table("", tuple(rows), UNCLOSED.format(row=len(rows)))


# A workbook
#
# Its own account of its size may be false, so everything that costs memory or time is counted while
# it is read. openpyxl believes that account, and gets only a copy of what was counted.

MAX_UNPACKED_BYTES = 32 * 1024 * 1024
MAX_CELLS = 500_000
LIMITS = {  # on what all parts and sheets have together
    "parts": 5_000,
    "sheets": 250,
    "cells": MAX_CELLS,  # a merged range and a range with a link count with all cells
    "formulas": MAX_CELLS,
    "texts": 3_000_000,
    "formats, rows and other elements": 200_000,
    "characters": 32 * 1024 * 1024,
    "empty cells": MAX_ROWS * MAX_COLUMNS,
}
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those that can be unpacked bit by bit
ENCRYPTED = 1  # a flag of a part
# What Python raises for a ZIP file that is damaged.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
HEADER = b"PK\x01\x02"  # of a part, in the directory of the parts
LONG = re.compile(rb"<[^<]{1000000}")  # a tag or a text of a megabyte, which no part of a list has
# The elements of a text, which openpyxl reads fast. One name a line would be longer than a screen.
TEXT_ELEMENTS = {
    "b", "charset", "color", "condense", "extend", "family", "i", "is", "outline", "r",
    "rFont", "rPr", "scheme", "shadow", "si", "strike", "sz", "t", "u", "v", "vertAlign",
}  # fmt: skip
COUNTED = {"c": "cells", "f": "formulas", "sheet": "sheets"}
RANGES = ("mergeCell", "hyperlink", "comment")  # openpyxl makes each cell of them
LINK_FORMULA = re.compile(r'=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
WHITE = ("FFFFFFFF", "00FFFFFF", "9")  # as a color, and as the number of one
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')  # words and colors in the format of a number
DAMAGED = (
    "It is a damaged workbook, or not a workbook. Open it in Excel and save it again as .xlsx."
)
TOO_LARGE = (
    "It is too large for a list of contracts: {reason}. Copy only the list into a new workbook."
)


class _Size(Counter[str]):
    """What a workbook has of each thing in LIMITS, counted while it is read."""

    def add(self, what: str, number: int = 1) -> None:
        """Count something; raises UserError if there is too much of it."""
        self[what] += number
        if self[what] > LIMITS[what]:
            raise _too_large(f"it has more than {LIMITS[what]:,} {what}")


class _Workbook(io.BytesIO):
    """A file that can be read only twice, as thousands of sheets could name the same part."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._rest = 2 * len(data) + 1024 * 1024

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; raises UserError if it was read too often."""
        data = super().read(size)
        self._rest -= len(data)
        if self._rest < 0:
            raise UserError(DAMAGED)
        return data


def _too_large(reason: str) -> UserError:
    return UserError(TOO_LARGE.format(reason=reason))


def _workbook_tables(data: bytes) -> list[Table]:
    size = _Size()
    parts = _unpack(data, size)
    for part in parts.values():
        _count_elements(part, size)
    stored = _stored(parts)
    values = _load(stored, data_only=True)
    formulas = _load(stored, data_only=False) if size["formulas"] else values
    try:
        return [_sheet_table(sheet, formulas[sheet.title], size) for sheet in values.worksheets]
    except IndexError as error:  # a cell with a font or a format that the workbook does not have
        raise UserError(DAMAGED) from error


def _unpack(data: bytes, size: _Size) -> dict[str, bytes]:
    """Return the parts of a workbook by name. Raises UserError if it is damaged or too large."""
    size.add("parts", data.count(HEADER))
    parts: dict[str, bytes] = {}
    rest = MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.compress_type not in COMPRESSIONS or part.flag_bits & ENCRYPTED:
                    raise UserError(DAMAGED)
                with archive.open(part) as file:
                    parts[part.filename] = file.read(rest + 1)
                rest -= len(parts[part.filename])
                if rest < 0:
                    raise _too_large(f"unpacked it is larger than {MAX_UNPACKED_BYTES >> 20} MB")
    except UNREADABLE as error:
        raise UserError(DAMAGED) from error
    return parts


def _stored(parts: Mapping[str, bytes]) -> bytes:
    """Return a workbook of parts that are not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return file.getvalue()


def _count_elements(part: bytes, size: _Size) -> None:
    """Count what openpyxl makes of a part of a workbook.

    Raises UserError for too much of it, for a range that is not valid, and for a part that
    declares entities, which can repeat a text; no workbook does.
    """
    if LONG.search(part):
        raise UserError(DAMAGED)

    def count(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        ref = attributes.get("ref", "")
        if name in TEXT_ELEMENTS:
            size.add("texts")
        else:
            size.add(COUNTED.get(name, "formats, rows and other elements"))
        if name in RANGES and ":" in ref:
            left, top, right, bottom = range_boundaries(ref)
            columns = abs((right or MAX_CELLS) - (left or 1)) + 1
            size.add("cells", columns * (abs((bottom or MAX_CELLS) - (top or 1)) + 1))

    def refuse(*_: object) -> None:
        raise UserError(DAMAGED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = count
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        pass  # a picture; a damaged sheet is noticed when the workbook is loaded
    except ValueError as error:
        raise UserError(DAMAGED) from error


def _load(data: bytes, *, data_only: bool) -> Workbook:
    """Return a workbook with the results of its formulas, or with the formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what openpyxl leaves out, such as pictures
        try:
            return openpyxl.load_workbook(_Workbook(data), data_only=data_only, rich_text=True)
        except Exception as error:  # a damaged file can raise anything
            raise UserError(DAMAGED) from error


class _Cells(NamedTuple):
    """The texts of a sheet by row and column, which count from 1; and what else is in each row."""

    texts: dict[tuple[int, int], str]
    links: defaultdict[int, dict[int, str]]
    remarks: defaultdict[int, list[tuple[int, str]]]
    struck: defaultdict[int, list[tuple[int, str]]]
    fills: defaultdict[int, list[tuple[int, str]]]


def _cells(values: Worksheet, formulas: Worksheet, size: _Size) -> _Cells:
    """Return what the cells of a sheet say. Raises UserError for too many texts."""
    cells = _Cells({}, defaultdict(dict), defaultdict(list), defaultdict(list), defaultdict(list))
    for (row, column), cell in values._cells.items():  # only existing cells: a sheet has billions
        formula = formulas._cells[row, column]
        if text := _text(cell, formula):
            cells.texts[row, column] = text
            size.add("characters", len(text))
        if (link := _link(cell, formula)) and link.rstrip("/") != text.rstrip("/"):
            cells.links[row][column - 1] = link
        for remark in _remarks(cell):
            cells.remarks[row].append((column - 1, remark))
        if not text and (crossed_out := _crossed_out(cell)):
            cells.struck[row].append((column - 1, crossed_out))
        if text and (color := _color(cell)):
            cells.fills[row].append((column - 1, color))
    return cells


def _sheet_table(values: Worksheet, formulas: Worksheet, size: _Size) -> Table:
    """Return the rows of a sheet, merged cells repeated. Raises UserError for too many texts."""
    texts, links, remarks, struck, fills = cells = _cells(values, formulas, size)
    width = max((column for _, column in texts), default=0)
    wide_rows = _spread_merged(values, cells, width, size)
    height = max((*(row for row, _ in texts), *links, *remarks), default=0)
    is_hidden = values.sheet_state != "visible"
    linked_width = max((column + 1 for row in links.values() for column in row), default=0)
    if height > MAX_ROWS or max(width, linked_width) > MAX_COLUMNS:
        reason = f"“{values.title}” has more than {MAX_ROWS:,} rows and {MAX_COLUMNS} columns"
        return Table(values.title, (), TOO_LARGE.format(reason=reason), is_hidden)
    size.add("empty cells", height * width - len(texts))
    hidden_rows = {number for number, row in values.row_dimensions.items() if row.hidden}
    lines = tuple(
        Line(
            number=row,
            cells=tuple(texts.get((row, column), "") for column in range(1, width + 1)),
            is_wide=row in wide_rows,
            links=tuple(links.get(row, {}).items()),
            is_hidden=row in hidden_rows,
            remarks=tuple(remarks.get(row, ())),
            struck=tuple(struck.get(row, ())),
            fills=tuple(fills.get(row, ())),
        )
        for row in range(1, height + 1)
    )
    return Table(values.title, lines, "", is_hidden, _hidden_columns(values, width))


def _spread_merged(sheet: Worksheet, cells: _Cells, width: int, size: _Size) -> set[int]:
    """Repeat merged cells in their rows; return the rows with one as wide as the table."""
    texts = cells.texts
    links = cells.links
    wide_rows = set[int]()
    for merged in sheet.merged_cells.ranges:
        text = texts.get((merged.min_row, merged.min_col), "")
        link = links.get(merged.min_row, {}).get(merged.min_col - 1)
        if merged.min_row == merged.max_row and merged.size["columns"] >= min(3, width):
            wide_rows.add(merged.min_row)
        size.add("characters", len(text) * (merged.max_row - merged.min_row))
        for row in range(merged.min_row + 1, merged.max_row + 1) if text else ():
            texts[row, merged.min_col] = text
            if link:
                links[row][merged.min_col - 1] = link
    return wide_rows


def _hidden_columns(sheet: Worksheet, width: int) -> frozenset[int]:
    """Return the indexes of the hidden columns; one dimension may cover several of them."""
    hidden = set[int]()
    for letters, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            first = dimension.min or column_index_from_string(letters)
            hidden.update(range(first - 1, min(dimension.max or first, width)))
    return frozenset(hidden)


def _remarks(cell: Cell | MergedCell) -> Iterator[str]:
    """Yield what a person should know about a cell besides its text."""
    if cell.comment:
        text = " ".join(str(cell.comment.text).split())
        yield f"has a comment, which is not imported: {text}"
    if crossed_out := _crossed_out(cell):
        yield f"is crossed out, so it is left out: {crossed_out}"


def _color(cell: Cell | MergedCell) -> str:
    """Return the color that fills a cell, in a form that can be compared; "" for none or white."""
    if not cell.has_style or cell.fill.fill_type != "solid":
        return ""
    color = cell.fill.fgColor
    name = f"{color.type} {color.value} {color.tint}"
    return "" if str(color.value).upper() in WHITE else name


def _crossed_out(cell: Cell | MergedCell) -> str:
    """Return the text of a cell that has a line through it, or the part that has."""
    parts = cell.value if isinstance(cell.value, CellRichText) else ()
    if struck := "".join(str(part) for part in parts if _is_struck(part)):
        return struck
    is_crossed_out = cell.value is not None and cell.has_style and cell.font.strike
    return str(cell.value) if is_crossed_out else ""


def _is_struck(part: object) -> bool:
    return isinstance(part, TextBlock) and bool(part.font.strike)


def _text(cell: Cell | MergedCell, formula: Cell | MergedCell) -> str:
    """Return a cell as a person sees it, without what is crossed out.

    A formula without a result is returned itself.
    """
    value = cell.value
    if crossed_out := _crossed_out(cell):
        parts = value if isinstance(value, CellRichText) else ()
        rest = "".join(str(part) for part in parts if not _is_struck(part))
        return "" if rest == crossed_out else rest.strip()
    if value is None and formula.value is not None:
        value = getattr(formula.value, "text", None) or str(formula.value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _date_text(value, QUOTED.sub("", str(cell.number_format)).lower())
    if isinstance(value, int | float):
        return _number_text(value, str(cell.number_format))
    return str(value)


def _date_text(value: datetime | date | time, number_format: str) -> str:
    """Return a date in our format, without the day if the cell does not show it."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    if "d" not in number_format and "y" in number_format:
        return f"{value:%Y-%m}"
    # A spreadsheet stores every date with a time.
    is_midnight = not isinstance(value, datetime) or value.time() == time()
    return value.strftime("%Y-%m-%d" if is_midnight else "%Y-%m-%d %H:%M")


def _number_text(value: float, number_format: str) -> str:
    """Return a number as the cell shows it: 0.3 for 0.1 + 0.2, and a ZIP code with its zeros."""
    if number_format.endswith("%"):
        return f"{value * 100:.12g}%"
    text = str(int(value)) if float(value).is_integer() else f"{value:.15g}"
    return text.zfill(len(number_format)) if re.fullmatch("00+", number_format) else text


def _link(cell: Cell | MergedCell, formula: Cell | MergedCell) -> str:
    """Return the web address that a click on a cell opens, or nothing."""
    target = cell.hyperlink.target if cell.hyperlink else None
    if not target and (match := LINK_FORMULA.match(str(formula.value or ""))):
        target = match[1]
    return target if target and target.lower().startswith(("https://", "http://")) else ""
