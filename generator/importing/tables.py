"""The tables of a file → the one that lists contracts: its headings, its rows, and what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.authoring.writing import clean
from generator.core.problems import shorten
from generator.importing.headings import BODY, LINK, Column, columns, folded, named, unmatched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HIGHEST_HEADINGS = 30  # rows with anything in them among which the headings are looked for
TITLES = ("product", "contractor")  # a row that names neither can be no entry


class Line(NamedTuple):
    """A row of a table as a spreadsheet numbers it; `across` is True for one cell that is as wide as the table.

    `links` are the addresses that cells lead to when they are clicked, by the place of the cell.
    """

    number: int
    cells: tuple[str, ...]
    across: bool = False
    links: tuple[tuple[int, str], ...] = ()


class Table(NamedTuple):
    """A table as it was read: its name in the file, if it has one, its rows, and what is wrong with all of them."""

    name: str
    lines: tuple[Line, ...]
    fault: str = ""


class Cell(NamedTuple):
    """A cell that holds something: the heading above it, the field that is for, and the text."""

    heading: str
    field: str
    text: str


class TableRow(NamedTuple):
    """A row below the headings."""

    number: int
    cells: tuple[Cell, ...]


class ContractList(NamedTuple):
    """A list of contracts: what its columns are for, its rows, and the rows that are none of them."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    around: tuple[Line, ...]


class NoListError(Exception):
    """No table of a file lists contracts; the text says why, and what to write."""


def found(tables: Sequence[Table], said: Mapping[str, str]) -> ContractList:
    """Return the list of the table with the most headings that are known; NoListError where there is none."""
    cleaned = [table._replace(lines=tuple(filter(_says_something, map(_cleaned, table.lines)))) for table in tables]
    filled = [table for table in cleaned if table.lines]
    if not filled:
        raise NoListError("There is nothing in it.")
    ranked = [(_headings(table, said), table) for table in filled]
    place, table = max(ranked, key=lambda one: _known(one[1], one[0], said))
    widest = max(max(len(line.cells), *(i + 1 for i, _ in line.links), 0) for line in table.lines)
    linked = sorted({i for line in table.lines[place + 1 :] for i, _ in line.links})
    headings = [*table.lines[place].cells, *("" for _ in range(widest - len(table.lines[place].cells)))]
    headings += [f"{headings[i] or named(i)}{LINK}" for i in linked]
    if table.fault:
        raise NoListError(table.fault)
    if missing := unmatched(said, headings):
        raise NoListError(f"No heading is `{shorten(missing)}`. The headings in row {_shown(table.lines[place])}.")
    made = columns(headings, said)
    if not any(column.field in TITLES for column in made):
        raise NoListError(
            f"No heading names the product or the contractor. The headings in row {_shown(table.lines[place])}. "
            f'Say which column is which: --map "{shorten(next(filter(None, headings)))}=product".'
        )
    return _list(table, place, made, linked)


def _list(table: Table, place: int, made: tuple[Column, ...], linked: Sequence[int]) -> ContractList:
    """Return the rows below the headings, without headings that are repeated and titles between them."""
    headings, rows, around = table.lines[place].cells, list[TableRow](), list(table.lines[:place])
    for line in table.lines[place + 1 :]:
        if line.cells == headings or line.across:
            around.append(line)
            continue
        texts = [*line.cells, *("" for _ in range(len(made) - len(linked) - len(line.cells)))]
        cells = zip(made, [*texts, *(dict(line.links).get(i, "") for i in linked)], strict=True)
        rows.append(TableRow(line.number, tuple(Cell(*column, text) for column, text in cells if text)))
    return ContractList(table.name, made, tuple(rows), tuple(around))


def _cleaned(line: Line) -> Line:
    """Return a row without spaces around its texts, nor characters that no entry may hold, nor empty cells at its end.

    A row of one text in a single wide cell is a title.
    """
    cells = [clean(cell).strip() for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return line._replace(cells=tuple(cells), across=line.across and sum(map(bool, cells)) == 1)


def _says_something(line: Line) -> bool:
    return any(line.cells) or bool(line.links)


def _headings(table: Table, said: Mapping[str, str]) -> int:
    """Return the place of the row that looks most like headings, the first of equals."""
    places = range(min(len(table.lines), HIGHEST_HEADINGS))
    return max(places, key=lambda place: _known(table, place, said))


def _known(table: Table, place: int, said: Mapping[str, str]) -> tuple[int, int]:
    """Return how many fields a row names, and whether it has more than one cell."""
    line = table.lines[place]
    named = {column.field for column in columns(line.cells, {})} - {BODY}
    mapped = {folded(cell) for cell in line.cells} & set(said)
    return (len(named) + len(mapped)) * (not line.across), min(sum(map(bool, line.cells)), 2)


def _shown(line: Line) -> str:
    return f"{line.number} are {', '.join(f'`{shorten(cell)}`' for cell in line.cells if cell)}"
