"""Tables as an Excel workbook with real dates, such as the record with a sheet of totals."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from generator.reports.deadlines import columns, totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from generator.core.dates import When
    from generator.law.record import RecordRow

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


def record(rows: Sequence[RecordRow], now: datetime, posted: bool) -> bytes:
    """Return the record as an `.xlsx` file, created at `now`."""
    sheets = [
        Sheet("Record", columns(posted), [_values(row, posted) for row in rows]),
        Sheet("Totals", ("state", "duties"), [*totals(rows).items()]),
    ]
    return workbook(sheets, now)


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


def _values(row: RecordRow, posted: bool) -> list[str | When | None]:
    cells, dates = row.cells(), row.dates
    return [dates.get(name) or cells[name] or None for name in columns(posted)]


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
