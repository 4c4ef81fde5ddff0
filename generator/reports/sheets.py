"""Rows as CSV, and sheets as an Excel workbook with real dates."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from generator.core.characters import csv_text, escape_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from generator.core.dates import When

WIDTHS = {
    "notice": 44,
    "duty": 30,
    "section": 42,
    "trigger": 17,
    "due": 17,
    "done": 17,
    "description": 44,
    "purpose": 44,
    "product": 28,
    "contractor": 32,
}
DEFAULT_WIDTH = 14  # characters
FORMATS = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm"}


class Sheet(NamedTuple):
    """A sheet of a workbook: its title, the names of its columns, and its rows."""

    title: str
    names: Sequence[str]
    rows: Sequence[Sequence[str | int | When | None]]


def csv_table(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows of texts by column as CSV with a line of names; no cell is a formula."""
    cells = ([escape_formula(row[name]) for name in names] for row in rows)
    return csv_text([names, *cells], "\n")


def workbook(sheets: Iterable[Sheet], now: datetime) -> bytes:
    """Return sheets as an `.xlsx` file, created at `now`.

    Excel has no time zones: all times are in the zone of the district.
    """
    from openpyxl import Workbook  # takes 0.2 s, so only if a workbook is wanted

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet.names, sheet.rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(
    sheet: Worksheet, names: Sequence[str], rows: Sequence[Sequence[str | int | When | None]]
) -> None:
    """Write a frozen line of names, and the rows below it."""
    for number, values in enumerate((names, *rows), start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value, cell.data_type = value, "s"  # so that no text is a formula
            elif isinstance(value, int) or value is None:
                cell.value = value
            elif value.precision in FORMATS:
                cell.value, cell.number_format = _date(value), FORMATS[value.precision]
            else:
                cell.value = value.iso  # Excel has no months without a day
    from openpyxl.utils import get_column_letter

    for column, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, DEFAULT_WIDTH)
    sheet.freeze_panes = "A2"


def _date(when: When) -> date:
    """Return a date or a time without a zone, as Excel has it."""
    return when.start.replace(tzinfo=None) if when.precision == "minute" else when.day
