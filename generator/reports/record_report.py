"""The record of duties and the yearly report: as CSV, as an Excel workbook, and in sentences.

The yearly report lists the services that are used without the contract that the law requires: under
a pledge, or for special education. Under PA 18-125, the board reports them to the state's
Commission for Educational Technology. It names no school or grade, because nobody should be able to
guess which child needs a service.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple, get_args

from openpyxl.worksheet.worksheet import Worksheet

from generator.core.characters import csv_text, escape_formula
from generator.core.dates import When
from generator.core.model import CONTRACT_KINDS, Contract, Data, Terms, as_of
from generator.core.problems import count
from generator.core.site import Site
from generator.law.record import COLUMNS, GIT_COLUMNS, MORE_COLUMNS, RecordRow, State

STATES: tuple[State, ...] = get_args(State)
SERVICE_COLUMNS = (
    "product",
    "contractor",
    "description",
    "purpose",
    *CONTRACT_KINDS,
    "executed",
    "expires",
    "website",
    "entry",
    "basis",
)
NO_CONTRACT = ("pledge", "special-education-exception")  # values of `basis`
WIDTHS = {
    **dict.fromkeys(("notice", "section", "description", "purpose"), 44),
    **dict.fromkeys(("duty", "product", "contractor"), 32),
    **dict.fromkeys(("trigger", "due", "done"), 17),
}
DEFAULT_WIDTH = 14  # characters
FORMATS = {"day": "yyyy-mm-dd", "minute": "yyyy-mm-dd hh:mm"}


class Service(NamedTuple):
    """A service without a contract, and its terms at the end of the year or of today."""

    contract: Contract
    terms: Terms

    @property
    def dates(self) -> dict[str, When | None]:
        """The dates of the service by column; None if not recorded."""
        return {"executed": self.contract.executed, "expires": self.terms.expires or None}

    def cells(self) -> dict[str, str]:
        """Return the service as text by column; what is not recorded is empty.

        As in an entry, a service that runs until someone ends it expires `none`.
        """
        contract = self.contract
        terms = self.terms
        kinds = dict(terms.collects.kinds) if terms.collects else {}
        return {
            "product": contract.product,
            "contractor": contract.contractor,
            "description": terms.description or "",
            "purpose": terms.purpose or "",
            **{kind: "; ".join(kinds.get(kind, ())) for kind in CONTRACT_KINDS},
            **{name: when.iso if when else "" for name, when in self.dates.items()},
            **({"expires": "none"} if terms.expires is False else {}),
            "website": contract.website,
            "entry": f"{contract.section}/{contract.id}",
            "basis": contract.basis,
        }


class RecordTable(NamedTuple):
    """Rows with the names of their columns; `totals`, if any, are a second sheet of a workbook."""

    title: str
    names: Sequence[str]
    rows: Sequence[RecordRow | Service]
    totals: dict[State, int] | None = None


def record_table(rows: Sequence[RecordRow], history: bool) -> RecordTable:
    """Return the record as a table; if git was asked, also with its columns."""
    names = (*COLUMNS, *MORE_COLUMNS, *(GIT_COLUMNS if history else ()))
    return RecordTable("Record", names, rows, _totals(rows))


def yearly_table(site: Site, year: int) -> RecordTable:
    """Return the services that were in use in a calendar year, by id.

    One without a date is included. One that collects nothing needs no contract and is not, nor is
    one whose entry was withdrawn.
    """
    return RecordTable(f"Without a contract {year}", SERVICE_COLUMNS, [*_services(site, year)])


def as_csv(table: RecordTable) -> bytes:
    """Return a table as CSV with a line of names; no cell is a formula."""
    rows = (row.cells() for row in table.rows)
    cells = ([escape_formula(row[name]) for name in table.names] for row in rows)
    return csv_text([table.names, *cells], "\n").encode()


def as_workbook(table: RecordTable, now: datetime) -> bytes:
    """Return a table as an `.xlsx` file with real dates, created at `now`.

    Excel has no time zones: all times are in the zone of the district.
    """
    from openpyxl import Workbook  # takes 0.2 s, so only if a workbook is wanted

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = now.replace(tzinfo=None)
    rows = ((row.cells(), row.dates) for row in table.rows)
    values = [
        [dates.get(name) or cells[name] or None for name in table.names] for cells, dates in rows
    ]
    _fill(book.create_sheet(table.title), table.names, values)
    if table.totals is not None:
        _fill(book.create_sheet("Totals"), ("state", "duties"), [*table.totals.items()])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def closing_sentence(rows: Iterable[RecordRow]) -> str:
    """Return one sentence: how many duties are met, late, and so on."""
    counts = _totals(rows)
    states = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    return f"{count(sum(counts.values()), 'duty')}: {states}." if counts else "No duties yet."


def posted_hint(rows: Iterable[RecordRow], history: bool) -> str:
    """Return a sentence that recommends --posted if git could tell the state of a row, or ""."""
    unknown = (row for row in rows if row.duty.done == "posted" and row.state == "unknown")
    if history or all(row.why for row in unknown):
        return ""
    return " To ask git when each notice was posted, add --posted."


def _services(site: Site, year: int) -> Iterator[Service]:
    begins = datetime(year, 1, 1, tzinfo=site.now.tzinfo)
    ends = min(datetime(year + 1, 1, 1, tzinfo=site.now.tzinfo), site.now)
    for contract in sorted(site.contracts, key=attrgetter("id")):
        if contract.basis not in NO_CONTRACT or as_of(contract, site.now).withdrawn:
            continue
        is_begun = contract.executed is None or contract.executed.start < ends
        changes = [change for change in contract.changes if change.executed.start < ends]
        terms = [*contract.statements()][len(changes)]
        is_over = terms.expires and terms.expires.end <= begins
        if is_begun and not is_over and terms.collects != Data():
            yield Service(contract, terms)


def _totals(rows: Iterable[RecordRow]) -> dict[State, int]:
    """Return the number of rows in each state that occurs."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES if counts[state]}


def _fill(
    sheet: Worksheet, names: Sequence[str], rows: Iterable[Sequence[str | int | When | None]]
) -> None:
    """Write a frozen line of names, and the rows below it."""
    from openpyxl.utils import get_column_letter

    for number, values in enumerate((names, *rows), start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = value
                cell.data_type = "s"  # so that no text is a formula
            elif isinstance(value, int) or value is None:
                cell.value = value
            elif value.precision in FORMATS:
                cell.value = _date(value)
                cell.number_format = FORMATS[value.precision]
            else:
                cell.value = value.iso  # Excel has no months without a day
    for column, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, DEFAULT_WIDTH)
    sheet.freeze_panes = "A2"


def _date(when: When) -> date:
    """Return a date or a time without a zone, as Excel has it."""
    return when.start.replace(tzinfo=None) if when.precision == "minute" else when.day
