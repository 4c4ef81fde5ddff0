"""Find the list of contracts among the tables of a file: its headings and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.authoring.writing import clean
from generator.core.problems import shorten
from generator.importing.headings import (
    BODY,
    LINK,
    Column,
    column_name,
    columns,
    missing_heading,
    normalize,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_HEADING_ROW = 30  # the headings are looked for in so many rows that are not empty
TITLES = ("product", "contractor")  # a row that names neither cannot be an entry


class Line(NamedTuple):
    """A row of a table.

    `number` counts from 1, as in a spreadsheet. `is_wide` is True if it has one cell that is as
    wide as the table. `links` are the addresses that cells lead to, each with the index of its
    cell.
    """

    number: int
    cells: tuple[str, ...]
    is_wide: bool = False
    links: tuple[tuple[int, str], ...] = ()


class Table(NamedTuple):
    """A table of a file: its name, if it has one, its rows, and why it cannot be used, if so."""

    name: str
    lines: tuple[Line, ...]
    fault: str = ""


class Cell(NamedTuple):
    """A cell that is not empty: its heading, the field that it is for, and its text."""

    heading: str
    field: str
    text: str


class TableRow(NamedTuple):
    """A row below the headings."""

    number: int
    cells: tuple[Cell, ...]


class ContractList(NamedTuple):
    """A list of contracts: its columns, its rows, and the other rows of the table."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    other_lines: tuple[Line, ...]


class NoListError(Exception):
    """No table of a file is a list of contracts; the message says why, and what to write."""


class _Score(NamedTuple):
    """How much a row looks like headings; the larger, the more."""

    known_headings: int
    filled_cells: int  # at most 2


def find_list(tables: Sequence[Table], mapping: Mapping[str, str]) -> ContractList:
    """Return the list of the table with the most known headings.

    `mapping` are the fields of normalized headings. Raises NoListError.
    """
    cleaned = [_cleaned(table) for table in tables]
    filled = [table for table in cleaned if table.lines]
    if not filled:
        raise NoListError("It is empty.")
    candidates = [(table, _heading_index(table, mapping)) for table in filled]
    table, index = max(
        candidates, key=lambda candidate: _score(candidate[0].lines[candidate[1]], mapping)
    )
    if table.fault:
        raise NoListError(table.fault)
    line = table.lines[index]
    linked = sorted({i for below in table.lines[index + 1 :] for i, _ in below.links})
    headings = _headings(table, line, linked)
    if missing := missing_heading(mapping, headings):
        raise NoListError(f"No heading is `{shorten(missing)}`. {_quoted(line)}")
    found = columns(headings, mapping)
    if not any(column.field in TITLES for column in found):
        example = shorten(next(filter(None, headings)))
        raise NoListError(
            f"No heading names the product or the contractor. {_quoted(line)} "
            f'Say which column is which: --map "{example}=product".'
        )
    return _list(table, index, found, linked)


def _headings(table: Table, line: Line, linked: Sequence[int]) -> list[str]:
    """Return a heading for each column, and then one for the links of each column that has some.

    A row may have more cells than the row of the headings.
    """
    width = 0
    for other in table.lines:
        width = max(width, len(other.cells), *(i + 1 for i, _ in other.links))
    headings = [*line.cells, *[""] * (width - len(line.cells))]
    return headings + [f"{headings[i] or column_name(i)}{LINK}" for i in linked]


def _list(
    table: Table, index: int, columns: tuple[Column, ...], linked: Sequence[int]
) -> ContractList:
    """Return the rows below the headings, without repeated headings and titles between them."""
    headings, rows = table.lines[index].cells, list[TableRow]()
    other_lines = list(table.lines[:index])
    width = len(columns) - len(linked)
    for line in table.lines[index + 1 :]:
        if line.cells == headings or line.is_wide:
            other_lines.append(line)
            continue
        links = dict(line.links)
        texts = [
            *line.cells,
            *[""] * (width - len(line.cells)),
            *(links.get(i, "") for i in linked),
        ]
        cells = [
            Cell(column.heading, column.field, text)
            for column, text in zip(columns, texts, strict=True)
            if text
        ]
        rows.append(TableRow(line.number, tuple(cells)))
    return ContractList(table.name, columns, tuple(rows), tuple(other_lines))


def _cleaned(table: Table) -> Table:
    """Return a table without empty rows, and without characters that an entry may not contain."""
    lines = [_cleaned_line(line) for line in table.lines]
    return table._replace(lines=tuple(line for line in lines if any(line.cells) or line.links))


def _cleaned_line(line: Line) -> Line:
    """Return a row without spaces around its texts, and without empty cells at its end."""
    cells = [clean(cell).strip() for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return line._replace(cells=tuple(cells), is_wide=line.is_wide and _count_filled(cells) == 1)


def _heading_index(table: Table, mapping: Mapping[str, str]) -> int:
    """Return the index of the first row that looks most like headings."""
    indexes = range(min(len(table.lines), MAX_HEADING_ROW))
    return max(indexes, key=lambda index: _score(table.lines[index], mapping))


def _score(line: Line, mapping: Mapping[str, str]) -> _Score:
    """Return how much a row looks like headings."""
    known = {column.field for column in columns(line.cells, {})} - {BODY}
    mapped = {normalize(cell) for cell in line.cells} & set(mapping)
    known_headings = 0 if line.is_wide else len(known) + len(mapped)
    return _Score(known_headings, min(_count_filled(line.cells), 2))


def _count_filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell)


def _quoted(line: Line) -> str:
    cells = ", ".join(f"`{shorten(cell)}`" for cell in line.cells if cell)
    return f"The headings in row {line.number} are {cells}."
