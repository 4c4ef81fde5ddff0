"""The tables of a file, and the list of contracts that was found in them."""

from __future__ import annotations

from typing import NamedTuple

from generator.importing.cells import Column


class Line(NamedTuple):
    """A row of a table.

    `number` counts from 1, as in a spreadsheet. `is_wide` is True if it has one cell that is as
    wide as the table. `links` are the addresses that cells lead to, `remarks` what else they have
    besides their texts, such as a comment, `struck` the texts of cells that are crossed out, which
    are empty here, and `fills` the colors of cells; each with the index of its cell.
    """

    number: int
    cells: tuple[str, ...]
    is_wide: bool = False
    links: tuple[tuple[int, str], ...] = ()
    is_hidden: bool = False
    remarks: tuple[tuple[int, str], ...] = ()
    struck: tuple[tuple[int, str], ...] = ()
    fills: tuple[tuple[int, str], ...] = ()

    @property
    def texts(self) -> list[str]:
        """The texts of its cells that are not empty."""
        return [cell for cell in self.cells if cell]

    @property
    def text(self) -> str:
        """These texts together."""
        return " ".join(self.texts)


class Table(NamedTuple):
    """A table of a file; `fault` says why it cannot be used, `hidden` are hidden columns."""

    name: str
    lines: tuple[Line, ...]
    fault: str = ""
    is_hidden: bool = False
    hidden: frozenset[int] = frozenset()


class Cell(NamedTuple):
    """A cell that is not empty: its column and its text."""

    column: Column
    text: str

    @property
    def heading(self) -> str:
        """The heading of its column."""
        return self.column.heading

    @property
    def label(self) -> str:
        """The heading in words, for families: a database's `agreement_type` is “Agreement type”."""
        words = self.heading if " " in self.heading else self.heading.replace("_", " ").strip()
        is_code = words.islower() or (words != self.heading and words.isupper())
        return (words.capitalize() if is_code else words) or self.heading

    @property
    def field(self) -> str:
        """The field that it is for."""
        return self.column.field

    @property
    def is_given(self) -> bool:
        """Whether it is not in its row, but a title above it or the name of its sheet."""
        return self.column.is_given


class TableRow(NamedTuple):
    """A row below the headings, and remarks on its cells.

    `sheet` is the name of its sheet, if several are read, and `order` its place among all rows.
    `fault` says why it can be no entry.
    """

    number: int
    cells: tuple[Cell, ...]
    remarks: tuple[str, ...] = ()
    sheet: str = ""
    order: tuple[int, int] = (0, 0)
    fault: str = ""

    @property
    def location(self) -> str:
        """Where it is, in words."""
        return f"row {self.number}{self.of_sheet}"

    @property
    def of_sheet(self) -> str:
        """Which sheet it is on, if there are several."""
        return f" of “{self.sheet}”" if self.sheet else ""


class OtherRow(NamedTuple):
    """A row that is not a row of the list, and why, such as "is not part of the list"."""

    number: int
    text: str
    reason: str


class OtherSheet(NamedTuple):
    """A sheet that is not read, and why."""

    name: str
    reason: str


class ContractList(NamedTuple):
    """A list of contracts: its columns, its rows, and the other rows of the table.

    `remarks` are about cells outside of the rows. `other_sheets` are the sheets of the workbook
    that are not read.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    other_rows: tuple[OtherRow, ...]
    remarks: tuple[str, ...] = ()
    other_sheets: tuple[OtherSheet, ...] = ()
