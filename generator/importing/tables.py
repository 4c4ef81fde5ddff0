"""Find the list of contracts among the tables of a file: its headings and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from generator.authoring.writing import clean
from generator.content import human
from generator.content.data_elements import KINDS
from generator.content.headings import PRIVATE, TITLES, normalize
from generator.content.phrases import SUFFIX
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

MAX_HEADING_ROW = 30  # the headings are looked for in so many rows that are not empty
MIN_WIDTH = 3  # columns; in a narrower table, a row with one text may be a contract
NO_TITLES = "No heading names the product or the contractor."
OUTSIDE = "is not part of the list"
COLORED = (
    "has a color, and row {number} says “{text}”, so it is no contract. If it is one, clear the "
    "color, and write the status in a column"
)
# A remark about colors, or one in a color.
LEGEND = re.compile(
    r"\b(?:red|pink|orange|yellow|green|blue|purple|gr[ae]y)\b"
    r"|\b(?:colou?r|shad|highlight|fill)\w*|[=:]|\A(?:do not use|not approved|denied)\Z",
    re.IGNORECASE,
)
LOOKS_CHECKED = 'though they look like check marks (for data, add --map "HEADING=collects")'
GUARD = re.compile(r"\A'(?=[-+@])")  # of a text that a spreadsheet would take for a formula
REST_OF_ROW = (
    "It may be the rest of the row above, as in a list copied from a PDF. In Excel, put its cells "
    "into that row, and delete this one."
)
MAILBOX = re.compile(EMAIL)
# What a spreadsheet shows if it cannot calculate a formula.
ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!)", re.IGNORECASE
)
TOTAL = re.compile(
    r"(?:(?:grand |sub)?-?totals?|sum|count|average|(?:total )?(?:number|no\.?|#) of .{1,40}?"
    r"|totals? .{1,40}?)\s*(?P<sign>[:=]?)\s*(?P<number>[\d,]*)",
    re.IGNORECASE,
)
# A remark about the list, such as a footnote and where the list comes from.
NOTE = re.compile(
    r"[*†‡§¹²³].*|\(?\d\)?\.? .*\.|(?:sources?|notes?|key|legend|footnotes?|disclaimer)\s*[:–—-].*"
    r"|(?:(?:last|date) )?(?:updated|revised|modified|downloaded|exported|generated|printed"
    r"|prepared)\b.*(?:\d|\bby\b).*|as of .*\d.*|page \d+(?: of \d+)?|(?:please|if you) .*"
    r"|end of (?:the )?(?:list|table)|\d+ (?:products|apps|rows|records|results|contracts)"
    r"|(?:\S+\s+){5}.*[.!]",
    re.IGNORECASE | re.DOTALL,
)
# The name of a company, which may be above its products.
COMPANY = re.compile(
    r".*[\s,](?:inc|incorporated|l\.?l\.?c|ltd|limited|corp|corporation|co|company|gmbh|pbc|plc)\b\.?",
    re.IGNORECASE,
)
FORMULA = re.compile(r"=\s*[\w(+\-@\"'$]")
AMOUNT = re.compile(r"[$€£]?[\d,.\s]+%?")
# A title between rows, such as "Middle School" or "Approved apps, grades K-5".
SECTION = re.compile(
    r"(?-i:[A-Z])|.*:|(?:(?:active|all|and|applications|approved|apps|archived|arts?|confidential"
    r"|consultants|continued|contracts|contractors|current|curriculum|denied|departments?|district"
    r"|districtwide|education|elementary|ended|english|expired|for|general|grades?|health|high|in"
    r"|inactive|internal|jr|junior|k|languages?|library|lower|math|mathematics|media|middle"
    r"|miscellaneous|music|new|non|notes|of|office|old|online|operators|other|pending|physical|pk"
    r"|pre|preschool|primary|products|programs|reading|renewals|schools?|science|secondary|senior"
    r"|services|social|software|special|staff|studies|subscriptions|teachers|technology|the|tools"
    r"|upper|use|vendors|websites|wide|\d+)(?:th)?\b\W*)+",
    re.IGNORECASE | re.DOTALL,
)


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
    divided, others = _divide(contracts, schools)
    texts = [_texts(line, width, linked) for line, _ in divided]
    columns = list[Column]()
    ordered = (*range(width), *linked)
    for i, (column, number) in enumerate(zip(headed_columns, ordered, strict=True)):
        column_texts = [row[i] for row in texts if row[i]]
        is_hidden = number in table.hidden
        columns.append(_judged(column, _above(table, index, i)[1], column_texts, is_hidden))
    rows = list[TableRow]()
    for (line, given), row_texts in zip(divided, texts, strict=True):
        row = _row(line, columns, row_texts, given)
        status = next((c for c in row.cells if is_no_contract(c.text, c.field)), None)
        if status:
            reason = f"is no contract, because {status.heading} says “{shorten(status.text)}”"
            others.append(_other(line, reason))
        else:
            rows.append(row._replace(sheet=sheet, order=(position, line.number)))
    numbers = {row.number for row in rows}
    others_remarks = (_cell_remarks(line) for line in table.lines if line.number not in numbers)
    remarks = tuple(chain.from_iterable(others_remarks))
    others.sort(key=lambda other: other.number)
    return ContractList(table.name, tuple(columns), tuple(rows), tuple(others), remarks)


Given = tuple[Cell, ...]  # what a row has from a title above it, or from the name of its sheet


class _Above(NamedTuple):
    """What the rows above a row say of it: the latest title, and the cells for it to add."""

    title: str
    school: Given
    company: Given

    def below_title(self, title: str, school: Given) -> _Above:
        """Return what is above the rows below another title."""
        return _Above(title, school, company=())


def _divide(
    contracts: _ListTable, schools: Sequence[School]
) -> tuple[list[tuple[Line, Given]], list[OtherRow]]:
    """Return the rows of the list, and all others except for the headings, each with a reason.

    A row gets what titles above it say. For example, with a school `hill`:

        Product     Cost
        Hill School             a title, and a school
        Reader      $3          a row, with schools: Hill School
        Ace, Inc.               names the contractor of the rows below it
        Writer      $5          a row, with schools: Hill School, contractor: Ace, Inc.
        Total       $8          another row: is a total
        Expired                 a title
        Painter     $2          another row: is below “Expired”: no contract
    """
    table, index, columns, linked = contracts
    headings = table.lines[index].cells
    width = len(columns) - len(linked)
    has_contractors = any(column.field == "contractor" for column in columns)
    of_sheet = _given_school("its sheet", table.name, schools)
    above = _Above("", of_sheet, company=())
    legend = _legend(table)
    others = [_other(line, OUTSIDE) for line in table.lines[:index] if any(line.cells)]
    rows = list[tuple[Line, Given]]()
    below = table.lines[index + 1 :]
    for line, following in zip_longest(below, below[1:]):
        texts = _filled(line.cells)
        if line.cells == headings:
            others.append(_other(line, OUTSIDE))
        elif title := _title(line, width, schools):
            others.append(_other(line, OUTSIDE))
            school = _given_school(f"row {line.number}", title, schools)
            above = above.below_title(title, school or of_sheet)
        elif reason := legend.reason(line) or _other_reason(line, columns, above.title, table.name):
            others.append(_other(line, reason))
        elif name := _company_above(line, following, columns):
            others.append(_other(line, "names the contractor of the rows below it"))
            above = above._replace(company=(_given(f"row {line.number}", "contractor", name),))
        elif texts or line.links:
            has_own = "contractor" in _titles(line, columns)
            if has_own or (len(texts) == 1 and not has_contractors):
                above = above._replace(company=())
            rows.append((line, (*above.school, *above.company)))
    return rows, others


class _Legend(NamedTuple):
    """What a table says about the colors of its rows: a text such as “Red = do not use”.

    `color` is that of the text, or "" if it has none: then any color may be meant.
    """

    number: int
    text: str
    color: str

    def reason(self, line: Line) -> str:
        """Return why a row is no row of the list: it has the color; "" if it has not."""
        colors = {color for i, color in line.fills if i < len(line.cells) and line.cells[i]}
        is_meant = self.color in colors if self.color else bool(colors)
        if not self.text or line.number == self.number or not is_meant:
            return ""
        return COLORED.format(number=self.number, text=self.text)


def _legend(table: Table) -> _Legend:
    """Return the legend of a table that says which color is no contract; an empty one without."""
    for line in table.lines:
        texts = _filled(line.cells)
        last = texts[-1] if len(texts) in (1, 2) else ""
        if LEGEND.search(last) and is_title_of_others(last):
            return _Legend(line.number, _joined(line), line.fills[0][1] if line.fills else "")
    return _Legend(0, "", "")


def _other_reason(line: Line, columns: Sequence[Column], title: str, sheet: str) -> str:
    """Return why a row is no row of the list, or nothing; `title` is the title above it."""
    texts = _filled(line.cells)
    names = _titles(line, columns)
    struck = {columns[i].field: text for i, text in line.struck}
    is_struck = "product" in struck or ("contractor" in struck and "product" not in names)
    reasons = (
        (_is_total(texts), "is a total"),
        (len(texts) == 1 and NOTE.fullmatch(texts[0]), OUTSIDE),
        (line.is_hidden, "is hidden, so it is left out (--hidden reads it)"),
        (PRIVATE.search(normalize(title)), f"is below “{title}”, so it is left out"),
        (is_title_of_others(title or sheet), f"is below “{title or sheet}”: no contract"),
        (is_struck, f"is crossed out: {' '.join(text for _, text in line.struck)}"),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def _given(where: str, field: str, text: str) -> Cell:
    return Cell(Column(where, field, "", is_mapped=True, is_given=True), text)


def _given_school(where: str, text: str, schools: Sequence[School]) -> Given:
    """Return the cell for the rows below the names of schools, or nothing for another text."""
    named = human.schools(text, schools) if text else ()
    is_certain = named and all(len(school.ids) == 1 for school in named)
    return (_given(where, "schools", text),) if is_certain else ()


def _titles(line: Line, columns: Sequence[Column]) -> dict[str, str]:
    """Return the product and the contractor in a row, if it has them."""
    pairs = zip(columns, line.cells, strict=False)
    return {column.field: text for column, text in pairs if text and column.field in TITLES}


def _company_above(line: Line, following: Line | None, columns: Sequence[Column]) -> str:
    """Return the company in a row that has nothing else, if the next row is a product of it."""
    fields = {column.field for column in columns}
    names, below = (_titles(each, columns) if each else {} for each in (line, following))
    if len(_filled(line.cells)) != 1 or not names or [*below] != ["product"]:
        return ""
    if "contractor" in fields:
        name = names.get("contractor", "")
        return "" if human.dates_within(name) or _is_rest(name) else name
    is_company = COMPANY.fullmatch(names["product"]) and not COMPANY.fullmatch(below["product"])
    return names["product"] if is_company else ""


def _is_rest(name: str) -> bool:
    """Return whether a name is the rest of the one above it, as in a list copied from a PDF."""
    return bool(SUFFIX.fullmatch(name) or name.startswith("("))


def _title(line: Line, width: int, schools: Sequence[School]) -> str:
    """Return the text of a title between other rows, such as the name of a school, or nothing."""
    text = _joined(line)
    is_alone = len(_filled(line.cells)) == 1
    is_school = is_alone and _given_school("", text, schools)
    return text if is_school or _is_title(line, width) else ""


def _is_title(line: Line, width: int) -> bool:
    """Return whether a row is a title between other rows: its only text is as wide as the table."""
    texts = _filled(line.cells)
    if line.is_wide or len(texts) != 1 or width < MIN_WIDTH:
        return line.is_wide
    is_title = SECTION.fullmatch(texts[0]) and not texts[0].isdecimal()
    return bool(is_title) or is_title_of_others(texts[0])


def _other(line: Line, reason: str) -> OtherRow:
    return OtherRow(line.number, _joined(line), reason)


def _joined(line: Line) -> str:
    return " ".join(_filled(line.cells))


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
    if len(_filled(groups)) < 2:
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


def _row(line: Line, columns: Sequence[Column], texts: Sequence[str], given: Given) -> TableRow:
    """Return a row with its readable cells and what it is given, and remarks on the others."""
    readable = list[Cell]()
    remarks = list(_cell_remarks(line))
    fault = ""
    for column, text in zip(columns, texts, strict=True):
        reason = column.field != IGNORED and _unreadable_reason(text)
        if reason and column.field == "product":
            fault = f"{column.heading}: {reason}"
        elif reason:
            remarks.append(f"{column.heading}: {reason}")
        elif text:
            readable.append(Cell(column, text))
    own = {cell.field for cell in readable}
    names = [cell.text for cell in readable if cell.field in TITLES]
    is_remark = len(readable) == 1 and human.dates_within(readable[0].text)
    if not fault and names and (is_remark or all(map(_is_rest, names))):
        fault = REST_OF_ROW
    for cell in given:
        if cell.field not in own:
            readable.append(cell)
            remarks.append(f"{cell.field} is from {cell.heading}: {cell.text}")
    return TableRow(line.number, tuple(readable), tuple(remarks), fault=fault)


def _cell_remarks(line: Line) -> Iterator[str]:
    for i, remark in line.remarks:
        yield f"{column_letters(i)}{line.number} {remark}"


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
    return line._replace(cells=tuple(cells), is_wide=line.is_wide and len(_filled(cells)) == 1)


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
    return known_headings, min(len(_filled(line.cells)), 2)


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _quoted(line: Line) -> str:
    cells = ", ".join(f"`{shorten(cell)}`" for cell in line.cells if cell)
    return f"The headings in row {line.number} are {cells}."


def _is_total(texts: Sequence[str]) -> bool:
    """Return whether a row adds up others: a word such as “Total”, and nothing but numbers."""
    match = TOTAL.fullmatch(texts[0]) if texts else None
    if not match:
        return False
    has_only_amounts = all(AMOUNT.fullmatch(text) or FORMULA.match(text) for text in texts[1:])
    is_sum = "total" in texts[0].casefold() or (match["sign"] and match["number"])
    return has_only_amounts and (len(texts) > 1 or bool(is_sum))


def _unreadable_reason(text: str) -> str:
    """Return why a cell has no value, or nothing."""
    if ERROR.fullmatch(text):
        return f"{text} is an error of the spreadsheet, so the cell has no value."
    if FORMULA.match(text):
        return f"It is a formula without its result: {text}. Open the list in Excel and save it."
    return ""
