"""Which rows of a table are rows of the list of contracts, and what each says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from generator.content import human, school_names
from generator.content.headings import PRIVATE, TITLES, normalize
from generator.content.phrases import SUFFIX
from generator.core.problems import UserError, shorten
from generator.core.settings import School
from generator.importing.cells import IGNORED, Column, column_letters, is_title_of_others
from generator.importing.tables import Cell, Line, OtherRow, Table, TableRow

MIN_WIDTH = 3  # columns; in a narrower table, a row with one text may be a contract
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
# A file without colors whose legend is about them: nobody can tell which rows it means.
COLOR = re.compile(
    r"\b(?:red|pink|orange|yellow|green|blue|purple|gr[ae]y)\b|colou?r|highlight", re.IGNORECASE
)
NO_COLORS = (
    "Row {number} says “{text}”, and this file has no colors, so the rows that it means cannot be "
    "told from the others. Import the .xlsx file, or take out these rows and row {number}."
)
REST_OF_ROW = (
    "It may be the rest of the row above, as in a list copied from a PDF. In Excel, put its cells "
    "into that row, and delete this one."
)
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
Given = tuple[Cell, ...]  # what a row has from a title above it, or from the name of its sheet


def divide(
    table: Table, index: int, columns: Sequence[Column], schools: Sequence[School]
) -> tuple[list[tuple[Line, Given]], list[OtherRow]]:
    """Return the rows of the list, and all others except for the headings, each with a reason.

    `index` is that of the row of headings. A row gets what titles above it say. For example, with a
    school `hill`:

        Product     Cost
        Hill School             a title, and a school
        Reader      $3          a row, with schools: Hill School
        Ace, Inc.               names the contractor of the rows below it
        Writer      $5          a row, with schools: Hill School, contractor: Ace, Inc.
        Total       $8          another row: is a total
        Expired                 a title
        Painter     $2          another row: is below “Expired”: no contract
    """
    division = _Division(table, table.lines[index].cells, columns, schools)
    for line in table.lines[:index]:
        if line.texts:
            division.leave_out(line, OUTSIDE)
    below = table.lines[index + 1 :]
    for line, following in zip_longest(below, below[1:]):
        division.add(line, following)
    return division.rows, division.others


class _Division:
    """The rows of a table, divided from top to bottom into those of the list and the others.

    It keeps what is above the next row and holds for it: the latest title, and the cells with a
    school and a company that the row is given.
    """

    def __init__(
        self,
        table: Table,
        headings: tuple[str, ...],
        columns: Sequence[Column],
        schools: Sequence[School],
    ) -> None:
        self.rows = list[tuple[Line, Given]]()
        self.others = list[OtherRow]()
        self._table = table
        self._headings = headings
        self._columns = columns
        self._schools = schools
        self._legend = _legend(table)
        self._of_sheet = _given_school("its sheet", table.name, schools)
        self._title = ""
        self._school = self._of_sheet
        self._company: Given = ()

    def add(self, line: Line, following: Line | None) -> None:
        """Add the next row; `following` is the row below it, if any."""
        if line.cells == self._headings:
            self.leave_out(line, OUTSIDE)
        elif title := _title(line, len(self._columns), self._schools):
            self.leave_out(line, OUTSIDE)
            school = _given_school(f"row {line.number}", title, self._schools)
            self._title, self._school, self._company = title, school or self._of_sheet, ()
        elif reason := self._legend.reason(line) or self._other_reason(line):
            self.leave_out(line, reason)
        elif name := _company_above(line, following, self._columns):
            self.leave_out(line, "names the contractor of the rows below it")
            self._company = (_given(f"row {line.number}", "contractor", name),)
        elif line.texts or line.links:
            self._keep(line)

    def leave_out(self, line: Line, reason: str) -> None:
        """Add a row that is not a row of the list."""
        self.others.append(other_row(line, reason))

    def _keep(self, line: Line) -> None:
        """Add a row of the list, with what it is given.

        The company above ends at a row that names its own contractor. In a table without a column
        for contractors, it also ends at a row with only one text, which may be another company.
        """
        has_contractors = any(column.field == "contractor" for column in self._columns)
        is_single = len(line.texts) == 1 and not has_contractors
        if is_single or "contractor" in _titles(line, self._columns):
            self._company = ()
        self.rows.append((line, (*self._school, *self._company)))

    def _other_reason(self, line: Line) -> str:
        """Return why a row is no row of the list, or nothing."""
        texts = line.texts
        title, sheet = self._title, self._table.name
        names = _titles(line, self._columns)
        struck = {self._columns[i].field: text for i, text in line.struck}
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
    """Return the legend of a table that says which color is no contract; an empty one without.

    Raises UserError if the file has no colors: a .csv file, whose table has no name.
    """
    has_colors = table.name or any(line.fills for line in table.lines)
    for line in table.lines:
        texts = line.texts
        last = texts[-1] if len(texts) in (1, 2) else ""
        if LEGEND.search(last) and is_title_of_others(last):
            if COLOR.search(last) and not has_colors:
                raise UserError(NO_COLORS.format(number=line.number, text=shorten(line.text)))
            return _Legend(line.number, line.text, line.fills[0][1] if line.fills else "")
    return _Legend(0, "", "")


def _given(where: str, field: str, text: str) -> Cell:
    return Cell(Column(where, field, "", is_mapped=True, is_given=True), text)


def _given_school(where: str, text: str, schools: Sequence[School]) -> Given:
    """Return the cell for the rows below the names of schools, or nothing for another text."""
    named = school_names.schools(text, schools) if text else ()
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
    if len(line.texts) != 1 or not names or [*below] != ["product"]:
        return ""
    if "contractor" in fields:
        name = names.get("contractor", "")
        return "" if human.dates_within(name) or _is_rest(name) else name
    is_company = COMPANY.fullmatch(names["product"]) and not COMPANY.fullmatch(below["product"])
    return names["product"] if is_company else ""


def _is_rest(name: str) -> bool:
    """Return whether a name is the rest of the one above it, as in a list copied from a PDF."""
    return bool(re.fullmatch(SUFFIX, name) or name.startswith("("))


def _title(line: Line, width: int, schools: Sequence[School]) -> str:
    """Return the text of a title between other rows, such as the name of a school, or nothing."""
    text = line.text
    is_alone = len(line.texts) == 1
    is_school = is_alone and _given_school("", text, schools)
    return text if is_school or _is_title(line, width) else ""


def _is_title(line: Line, width: int) -> bool:
    """Return whether a row is a title between other rows: its only text is as wide as the table."""
    texts = line.texts
    if line.is_wide or len(texts) != 1 or width < MIN_WIDTH:
        return line.is_wide
    is_title = SECTION.fullmatch(texts[0]) and not texts[0].isdecimal()
    return bool(is_title) or is_title_of_others(texts[0])


def other_row(line: Line, reason: str) -> OtherRow:
    """Return a row that is not a row of the list, with the reason."""
    return OtherRow(line.number, line.text, reason)


def row_of(line: Line, columns: Sequence[Column], texts: Sequence[str], given: Given) -> TableRow:
    """Return a row with its readable cells and what it is given, and remarks on the others."""
    readable = list[Cell]()
    remarks = list(cell_remarks(line))
    fault = ""
    for column, text in zip(columns, texts, strict=True):
        reason = column.field != IGNORED and _unreadable_reason(text)
        if reason and column.field == "product":
            fault = f"{column.heading}: {reason}"
        elif reason:
            remarks.append(f"{column.heading}: {reason}")
        elif text:
            readable.append(Cell(column, text))
    if not fault and _is_rest_of_row(readable):
        fault = REST_OF_ROW
    own = {cell.field for cell in readable}
    added = [cell for cell in given if cell.field not in own]
    remarks += (f"{cell.field} is from {cell.heading}: {cell.text}" for cell in added)
    return TableRow(line.number, (*readable, *added), tuple(remarks), fault=fault)


def _is_rest_of_row(cells: Sequence[Cell]) -> bool:
    """Return whether the cells of a row are the rest of the row above it."""
    names = [cell.text for cell in cells if cell.field in TITLES]
    is_remark = len(cells) == 1 and human.dates_within(cells[0].text)
    return bool(names and (is_remark or all(map(_is_rest, names))))


def cell_remarks(line: Line) -> Iterator[str]:
    """Yield what cells of a row have besides their texts, each with the address of its cell."""
    for i, remark in line.remarks:
        yield f"{column_letters(i)}{line.number} {remark}"


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
