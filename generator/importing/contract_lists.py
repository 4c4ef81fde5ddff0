"""Find the list of contracts among the tables of a file: its headings, its columns, its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from generator.authoring.writing import clean
from generator.content.data_elements import KINDS
from generator.content.headings import PRIVATE, TITLES, normalize
from generator.content.values import EMAIL
from generator.core.problems import UserError, shorten
from generator.core.settings import School
from generator.importing.cells import (
    BODY,
    DATA,
    IGNORED,
    LINK,
    Column,
    checked_element,
    column_letters,
    columns,
    date_order,
    is_checked,
    is_no_contract,
    is_of_staff,
    is_title_of_others,
    joined_heading,
    missing_heading,
)
from generator.importing.list_rows import cell_remarks, divide, other_row, row_of
from generator.importing.tables import ContractList, Line, OtherSheet, Table, TableRow

MAX_HEADING_ROW = 30  # the headings are looked for in so many rows that are not empty
NO_TITLES = "No heading names the product or the contractor."
LOOKS_CHECKED = 'though they look like check marks (for data, add --map "HEADING=collects")'
GUARD = re.compile(r"\A'(?=[-+@])")  # of a text that a spreadsheet would take for a formula
MAILBOX = re.compile(EMAIL)


def find_lists(
    tables: Sequence[Table],
    mapping: Mapping[str, str],
    *,
    sheets: Iterable[str] = (),
    hidden: bool = False,
    schools: Iterable[School] = (),
) -> list[ContractList]:
    """Return the list of each sheet, or else of the visible table with the most known headings.

    `mapping` are the fields of columns by their normalized headings or letters; each is in one of
    the sheets at least. With `hidden`, hidden rows and columns are read too. A sheet or a title
    that has the name of one of the `schools` is about that school. Raises UserError.
    """
    cleaned = [_cleaned(table, hidden=hidden) for table in tables]
    names = [*dict.fromkeys(sheets)]
    lists = [_find(cleaned, mapping, name) for name in names] or [_find(cleaned, mapping, None)]
    all_columns = [column for contracts in lists for column in contracts.columns]
    if missing := missing_heading(mapping, all_columns):
        line = lists[0].table.lines[lists[0].heading_index]
        raise UserError(f"No heading is `{shorten(missing)}`. {_quoted(line)}")
    read = [contracts.table.name for contracts in lists]
    other_sheets = tuple(
        OtherSheet(table.name, _reason(table, mapping, [] if sheets else read))
        for table in cleaned
        if table.name not in read
    )
    return [
        _list(
            contracts, i, contracts.table.name if len(lists) > 1 else "", tuple(schools)
        )._replace(other_sheets=other_sheets)
        for i, contracts in enumerate(lists)
    ]


class _ListTable(NamedTuple):
    """A table that is a list, the index of its headings, its columns, and those with links."""

    table: Table
    heading_index: int
    columns: tuple[Column, ...]
    linked: list[int]


def _find(tables: Sequence[Table], mapping: Mapping[str, str], sheet: str | None) -> _ListTable:
    """Return the list of a sheet, or of the table that looks most like one. Raises UserError."""
    table, index = _choose(tables, mapping, sheet)
    if table.fault:
        raise UserError(table.fault)
    line = table.lines[index]
    linked = sorted({i for below in table.lines[index + 1 :] for i, _ in below.links})
    headings = _headings(table, index, linked)
    all_columns = columns(headings, mapping, width=len(headings) - len(linked))
    if not any(column.field in TITLES for column in all_columns):
        if missing := missing_heading(mapping, all_columns):
            raise UserError(f"No heading is `{shorten(missing)}`. {_quoted(line)}")
        example = shorten(next(filter(None, headings)))
        raise UserError(
            f'{NO_TITLES} {_quoted(line)} Say which column is which: --map "{example}=product".'
        )
    return _ListTable(table, index, all_columns, linked)


def _choose(
    tables: Sequence[Table], mapping: Mapping[str, str], sheet: str | None
) -> tuple[Table, int]:
    """Return the table to read, and the index of its headings. Raises UserError."""
    tables = _likely(tables) if sheet is None else _sheet(tables, sheet)
    filled = [table for table in tables if table.lines]
    if not filled:
        raise UserError(next((table.fault for table in tables if table.fault), "It is empty."))
    candidates = [(table, _heading_index(table, mapping)) for table in filled]
    return max(candidates, key=lambda found: _score(found[0], found[1], mapping))


def _sheet(tables: Sequence[Table], sheet: str) -> Sequence[Table]:
    """Return the tables with the name of a sheet. Raises UserError."""
    names = [table.name for table in tables]
    if not any(names):
        raise UserError("This is not a workbook, so it has no sheets: leave out --sheet.")
    if sheet not in names:
        choices = ", ".join(f"“{name}”" for name in names)
        raise UserError(f"It has no sheet “{sheet}”; its sheets are {choices}.")
    return [table for table in tables if table.name == sheet]


def _likely(tables: Sequence[Table]) -> Sequence[Table]:
    """Return the visible tables, if possible without those that are internal or no contracts."""
    tables = [table for table in tables if not table.is_hidden]
    tables = [table for table in tables if not _is_private(table)] or tables
    return [table for table in tables if not is_title_of_others(table.name)] or tables


def _reason(table: Table, mapping: Mapping[str, str], read: Sequence[str]) -> str:
    """Return why a sheet is left out, and how to read it together with those in `read`."""
    options = " ".join(f'--sheet "{name}"' for name in (*read, table.name))
    advice = f"to read it as well, add {options}"
    if table.fault:
        return table.fault
    if not table.lines:
        return "It is empty."
    if table.is_hidden:
        return f"It is hidden; {advice}."
    if _is_private(table):
        return f"Its name says that it is internal; {advice}."
    if is_title_of_others(table.name):
        return "Its name says that its rows are no contracts."
    line = table.lines[_heading_index(table, mapping)]
    if any(column.field in TITLES for column in columns(line.cells, mapping)):
        return f"It also looks like a list; {advice}."
    return NO_TITLES


def _is_private(table: Table) -> bool:
    return bool(PRIVATE.search(normalize(table.name)))


def _headings(table: Table, index: int, linked: Sequence[int]) -> list[str]:
    """Return a heading for each column of the widest row, and then one for each with links."""
    width = 0
    for other in table.lines:
        width = max(width, len(other.cells), *(i + 1 for i, _ in other.links))
    headings = _joined_headings(table, index, width)
    return headings + [f"{headings[i] or f'Column {column_letters(i)}'}{LINK}" for i in linked]


def _list(
    contracts: _ListTable, position: int, sheet: str, schools: Sequence[School]
) -> ContractList:
    """Return the rows of a list; `sheet` is the name of its table if it is one of several."""
    table, index, headed_columns, linked = contracts
    width = len(headed_columns) - len(linked)
    divided, others = divide(table, index, headed_columns[:width], schools)
    texts = [_texts(line, width, linked) for line, _ in divided]
    columns = list[Column]()
    ordered = (*range(width), *linked)
    for i, (column, number) in enumerate(zip(headed_columns, ordered, strict=True)):
        column_texts = [row[i] for row in texts if row[i]]
        is_hidden = number in table.hidden
        columns.append(_judged(column, _above(table, index, i)[1], column_texts, is_hidden))
    rows = list[TableRow]()
    for (line, given), row_texts in zip(divided, texts, strict=True):
        row = row_of(line, columns, row_texts, given)
        status = next((c for c in row.cells if is_no_contract(c.text, c.field)), None)
        if status:
            reason = f"is no contract, because {status.heading} says “{shorten(status.text)}”"
            others.append(other_row(line, reason))
        else:
            rows.append(row._replace(sheet=sheet, order=(position, line.number)))
    numbers = {row.number for row in rows}
    others_remarks = (cell_remarks(line) for line in table.lines if line.number not in numbers)
    remarks = tuple(chain.from_iterable(others_remarks))
    others.sort(key=lambda other: other.number)
    return ContractList(table.name, tuple(columns), tuple(rows), tuple(others), remarks)


def _texts(line: Line, width: int, linked: Sequence[int]) -> list[str]:
    """Return the text of each column in a row, and then its links."""
    links = dict(line.links)
    padding = [""] * (width - len(line.cells))
    return [*line.cells, *padding, *(links.get(i, "") for i in linked)]


def _above(table: Table, index: int, column: int) -> tuple[str, str]:
    """Return the cell right above one of a row of headings, and the group that it belongs to."""
    if not index or table.lines[index - 1].number != table.lines[index].number - 1:
        return "", ""
    groups = table.lines[index - 1].cells
    if sum(map(bool, groups)) < 2:
        return "", ""
    above = "".join(groups[column : column + 1])
    return above, next((group for group in reversed(groups[: column + 1]) if group), "")


def _joined_headings(table: Table, index: int, width: int) -> list[str]:
    """Return the headings of a row, each together with the one above it if they are one."""
    cells = table.lines[index].cells
    headings = [*cells, *[""] * (width - len(cells))]
    return [joined_heading(text, *_above(table, index, i)) for i, text in enumerate(headings)]


def _judged(column: Column, group: str, texts: Sequence[str], is_hidden: bool) -> Column:
    """Return a column with what its cells, which are not empty, say about it."""
    if is_hidden and not column.is_mapped:
        return column._replace(field=IGNORED, reason="because it is hidden (--hidden reads it)")
    if column.field == IGNORED:
        return column
    if of_element := _as_element(column, group, texts):
        return of_element
    if column.field != BODY or column.is_mapped:
        return column._replace(dates=date_order(texts))
    if texts and None not in map(is_checked, texts):
        return column._replace(reason=LOOKS_CHECKED)
    if is_of_staff(f"{group} {column.heading}"):
        return column._replace(field=IGNORED, reason="because of its heading")
    if any(MAILBOX.fullmatch(text) for text in texts):
        return column._replace(field=IGNORED, reason="because it has email addresses")
    return column


def _as_element(column: Column, group: str, texts: Sequence[str]) -> Column | None:
    """Return a column that is one element of data, with a mark in each row that has it."""
    is_element = column.is_mapped and column.field in (DATA, *KINDS)
    marks = {is_checked(text) for text in texts}
    is_free = not column.is_mapped and (column.field == BODY or marks in ({True}, {True, False}))
    if not is_element and not is_free:
        return None
    element = checked_element(column.heading, group, texts, is_element=is_element)
    field = column.field if is_element else DATA
    return column._replace(field=field, element=element) if element else None


def _cleaned(table: Table, *, hidden: bool) -> Table:
    """Return a table without empty rows or forbidden characters; with `hidden`, all is shown."""
    lines = map(_cleaned_line, table.lines)
    filled = [line for line in lines if any(line.cells) or line.links or line.remarks]
    if hidden:
        filled = [line._replace(is_hidden=False) for line in filled]
    return table._replace(lines=tuple(filled), hidden=frozenset() if hidden else table.hidden)


def _cleaned_line(line: Line) -> Line:
    """Return a row without spaces around its texts, and without empty cells at its end."""
    # Most cells may be empty.
    cells = [GUARD.sub("", clean(cell).strip()) if cell else "" for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return line._replace(cells=tuple(cells), is_wide=line.is_wide and sum(map(bool, cells)) == 1)


def _heading_index(table: Table, mapping: Mapping[str, str]) -> int:
    """Return the index of the row most like headings, the lower one if two are merged."""
    scores = [_score(table, i, mapping) for i in range(len(table.lines[:MAX_HEADING_ROW]))]
    index = scores.index(max(scores))
    while index + 1 < len(scores) and scores[index + 1] == scores[index]:
        upper = table.lines[index].cells
        lower = table.lines[index + 1].cells
        if not any(cell and cell == below for cell, below in zip(upper, lower, strict=False)):
            break
        index += 1
    return index


def _score(table: Table, index: int, mapping: Mapping[str, str]) -> tuple[int, int]:
    """Return a pair that is larger the more a row looks like headings, above all known ones."""
    line = table.lines[index]
    width = max(len(other.cells) for other in table.lines[max(index - 1, 0) : index + 1])
    headings = _joined_headings(table, index, width)
    known = {column.field for column in columns(headings, {})} - {BODY}
    mapped = {normalize(heading) for heading in headings} & set(mapping)
    known_headings = 0 if line.is_wide else len(known) + len(mapped)
    return known_headings, min(len(line.texts), 2)


def _quoted(line: Line) -> str:
    cells = ", ".join(f"`{shorten(cell)}`" for cell in line.cells if cell)
    return f"The headings in row {line.number} are {cells}."
