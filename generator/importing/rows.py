"""Turn a row of a list into the values of a contract and the cells that fit no field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from generator.authoring.writing import Value, clean
from generator.content import list_cells, phrases, school_names
from generator.content.addresses import WEB_ADDRESS
from generator.content.data_elements import KINDS, kind
from generator.content.field_groups import Field
from generator.content.list_cells import ListCell, Reading, as_typed
from generator.content.markdown import MAX_BRACKETS
from generator.content.phrases import meaning
from generator.content.school_names import plain_name
from generator.content.source_reading import Known
from generator.content.values import MAX_LINE_LENGTH
from generator.core.dates import When
from generator.core.model import GRADES, Notified
from generator.core.problems import BadValueError, shorten
from generator.core.settings import School
from generator.importing.cells import BODY, DATA, IGNORED, ROWS, is_checked
from generator.importing.tables import Cell, TableRow

INDENT = "    "  # of an inner list in Markdown


def leftover_item(heading: str, text: str, indent: str = "") -> Iterator[str]:
    """Yield a cell as a list item, `- Heading: text`; several lines are an inner list."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    if len(lines) == 1:
        yield f"{indent}- {as_typed(f'{heading}: {lines[0]}')}"
        return
    yield f"{indent}- {as_typed(f'{heading}:')}"
    yield from (f"{indent}{INDENT}- {as_typed(line)}" for line in lines)


def leftover_group(title: str, cells: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield cells as an inner list below a title, or nothing if there are none."""
    lines = [line for heading, text in cells for line in leftover_item(heading, text, INDENT)]
    if lines:
        yield f"- {as_typed(f'{title}:')}"
        yield from lines


def leftover_body(lines: Iterable[str]) -> str:
    """Return the text of an entry, a list of cells."""
    text = "\n".join(lines)
    return text.replace("[", "&#91;") if text.count("[") > MAX_BRACKETS else text


EXECUTED = frozenset(
    {"executed", "signed", "approved", "agreement", "contract", "date executed", "date signed"}
)
POSTED = frozenset({"posted", "published", "added", "listed", "added to list", "date added"})
# "Amendment 1", "Amend #2", "DPA Renewal", "First addendum to the contract", but not
# "renewal is automatic".
AMENDS = (
    r"(?:(?:contract|agreement|n?dpa|1st|2nd|3rd|first|second|third|early|notice of)\s+){0,2}"
    r"(amendment|amend\.?|addendum|renewal|extension|terminat(?:ion|ed)|cancell?(?:ation|ed))"
    r"\s*(?:(?:no\.?|number|#)?\s*(?:\d+|[IVX]+\b|[A-Z]\b))?"
    r"(?:\s+(?:to|of)\s.*)?"
)
CHANGE = re.compile(AMENDS, re.IGNORECASE | re.DOTALL)
NAME_WITH_CHANGE = re.compile(
    rf"(\S.*?)\s*(?:[-–—:,(]\s*|\s){AMENDS}\)?", re.IGNORECASE | re.DOTALL
)
RENEWALS = ("renewal", "extension")
TERMINATION = "termination"  # which is written as an amendment with an earlier end
ENDED = re.compile(r".*\b(?:terminat|cancel|discontinu|ended)", re.IGNORECASE | re.DOTALL)
EXPIRED = re.compile(r".*\b(?:expired|lapsed|inactive|vencid[oa]|expirad[oa])\b", re.IGNORECASE)
NO_LAST_DAY = (
    "{heading}: {text} says that it has ended, and no column says when: without a last day, the "
    "page says that it is in use. Add its last day as `expires`."
)
# A cell of an amendment with only the data that it adds, or that it removes.
ADDS = re.compile(
    r"\s*(?:(?:(?:also |now )*(?:adds?|added|adding|plus)|(?:also|now) (?:includes?|collects?))\b:?"
    r"|\+)\s*",
    re.IGNORECASE,
)
REMOVES = re.compile(
    r"(?:.*[,;]\s*)?(?:no longer|remov(?:e|es|ed|ing)|drop(?:s|ped)?|deletes?|deleted|stops?)\b",
    re.IGNORECASE | re.DOTALL,
)
# The kind of an agreement that another district has made, and that anyone may join.
ELSEWHERE = re.compile(r".*\b(?:exhibit[ -]e|general offer)\b", re.IGNORECASE | re.DOTALL)


OF_OPEN_DATA = ("id", "legacy")  # what only the open data of a site like this says


class DataElement(NamedTuple):
    """An element of student data, and its kind."""

    name: str
    kind: str


@dataclass(frozen=True, eq=False)
class RowValues:
    """The values of a row for an entry.

    `sources` are the cells of the values by field, except for data elements; `leftover` are those
    without a field, or that say more. `guesses` are elements whose kinds were guessed. `change` is
    "renewal", "amendment" or "termination", or "" for a contract. `added` are the elements that a
    change adds, by kind. `repeated` are later rows that say the same.
    """

    row: TableRow
    remarks: list[str]
    change: str
    values: dict[str, Value] = field(default_factory=dict)
    sources: dict[str, Cell] = field(default_factory=dict)
    leftover: list[Cell] = field(default_factory=list)
    guesses: list[DataElement] = field(default_factory=list)
    added: dict[str, list[str]] = field(default_factory=dict)
    repeated: tuple[RowValues, ...] = ()

    def text(self, name: str) -> str:
        """Return the value of a field if it is one text, or nothing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def names(self) -> dict[str, str]:
        """Its product and contractor, in a form that can be compared."""
        return {title: plain_name(self.text(title)) for title in ("product", "contractor")}


class District(NamedTuple):
    """What cells are checked against: the known names, the schools, the time, and its own names."""

    known: Known
    schools: tuple[School, ...]
    now: datetime
    names: frozenset[str] = frozenset()

    def is_named(self, text: str) -> bool:
        """Return whether a text is one of its own names, apart from remarks in brackets."""
        return plain_name(re.sub(r"\([^()]*\)", "", text)) in self.names


def read_row(row: TableRow, district: District) -> RowValues:
    """Return the values of a row; if several cells fit a field, the first one fills it."""
    result = RowValues(row, [*row.remarks], _change_of(row))
    for cell in row.cells:
        if cell.field == IGNORED:
            result.remarks.append(f"{cell.heading} is left out: {cell.text}")
        elif cell.field in OF_OPEN_DATA:
            result.values[cell.field] = cell.text.casefold()
        elif cell.field not in (DATA, *KINDS) and not _is_empty_part(cell):
            _add_cell(cell, result, district)
    _add_data([cell for cell in row.cells if cell.field in (DATA, *KINDS)], result)
    _join_parts(result)
    for cell in row.cells:
        if cell.field == "status" and EXPIRED.match(cell.text) and not result.text("expires"):
            text = shorten(cell.text)
            result.remarks.append(NO_LAST_DAY.format(heading=cell.heading, text=text))
    product = result.text("product")
    if WEB_ADDRESS.fullmatch(product) and "website" not in result.values:
        result.values["website"] = product
        result.sources["website"] = result.sources["product"]
        result.remarks.append(
            f"{shorten(product)} is a web address, not a name; it is also used as the website."
        )
    return result


def _is_empty_part(cell: Cell) -> bool:
    """Return whether a column such as `terms_missing` of the open data names nothing."""
    return "." in cell.field and meaning(cell.text) in ("nothing", "blank")


def _add_cell(cell: Cell, result: RowValues, district: District) -> None:
    """Add the value of a cell to a field, or the cell to what is left over."""
    field, remark = _field_of_cell(cell, result.row, district)
    field, reading = _read(field, cell, district, is_open_data="id" in result.values)
    if field == "executed" and reading.value is None and _may_name_a_person(cell):
        _add_signature(cell, result)
        return
    if reading.value is not None and not _fits(field, reading.value, district):
        reading = Reading(None, f"{shorten(cell.text)} is not a value for `{field}`")
    reading = reading._replace(remark=remark or reading.remark)
    if field == "agreement-type" and cell.text.casefold() == result.change:
        result.leftover.append(cell)  # the change has this as its kind
    elif reading.value is None:
        _leave_over(cell, result, reading.remark)
        if field == "status" and ENDED.match(cell.text):
            result.remarks.append(
                f"{cell.heading}: If it has ended early, add an amendment for that."
            )
    elif field in result.values:
        _leave_over(cell, result)
    else:
        _fill(field, cell, reading.value, reading, result)


def _fill(field: str, cell: Cell, value: Value, reading: Reading, result: RowValues) -> None:
    """Fill a field with what was read of a cell; one that says more is left over, too."""
    result.values[field] = value
    result.sources[field] = cell
    if reading.remark:
        result.remarks.append(f"{cell.heading}: {reading.remark}.")
    if not reading.is_complete:
        _leave_over(cell, result)


def _join_parts(result: RowValues) -> None:
    """Put values such as `notified.at` and `notified.by` into a group, in its order."""
    for name, row in ROWS.items():
        group = row.group
        found = (
            {part: result.values.pop(f"{name}.{part}", None) for part in group.fields}
            if group
            else {}
        )
        if values := {part: value for part, value in found.items() if value is not None}:
            result.values[name] = values


def _may_name_a_person(cell: Cell) -> bool:
    """Return whether a cell with the day of a signature has two words with capitals or initials."""
    words = re.findall(r"[^\W\d_]+", cell.text)
    is_name = len(words) > 1 and all(word[0].isupper() for word in words)
    return is_name and not ENDED.match(cell.text) and not meaning(cell.text)


def _add_signature(cell: Cell, result: RowValues) -> None:
    """Remark that a cell is left out, because the name of a signer stays private."""
    result.remarks.append(
        f"{cell.heading}: {shorten(cell.text)} is not a date that can be read, and may be the name "
        "of a person, so it is left out. Write only the day there."
    )


def _leave_over(cell: Cell, result: RowValues, reason: str = "") -> None:
    """Add a cell to what is left over, with a remark that says so and why."""
    result.leftover.append(cell)
    result.remarks.append(
        f"{cell.heading}: {reason}, so it is in the text." if reason else in_text(cell)
    )


def in_text(cell: Cell) -> str:
    """Return the remark that a cell is in the text of the entry."""
    return f"{cell.heading} is in the text: {shorten(cell.text)}"


def _change_of(row: TableRow) -> str:
    """Return "renewal" or "amendment" if a row is a change, or nothing if it is a contract."""
    for cell in row.cells:
        if cell.field == "agreement-type" and (match := CHANGE.fullmatch(cell.text)):
            return _change_kind(match[1])
    return ""


def split_change(name: str) -> tuple[str, str]:
    """Return the product and the change in a name such as "Reader - Amendment 2", or nothing."""
    match = NAME_WITH_CHANGE.fullmatch(name)
    return (match[1], _change_kind(match[2])) if match else ("", "")


def _change_kind(word: str) -> str:
    if ENDED.match(word):
        return TERMINATION
    return "renewal" if word.lower() in RENEWALS else "amendment"


def _field_of_cell(cell: Cell, row: TableRow, district: District) -> tuple[str, str]:
    """Return the field of a cell, and a remark if another cell of its row changes it.

    That may be the kind of its date, or another district whose agreement it is.
    """
    if cell.field == "executed" and not cell.column.is_mapped:
        words = [cell.column.heading]
        words += (other.text for other in row.cells if other.field == "agreement-type")
        districts = (other.text for other in row.cells if other.field == "originator")
        foreign = [*filter(ELSEWHERE.match, words)]
        foreign += (name for name in districts if not district.is_named(name))
        if foreign:
            reason = f"it may be the date of another district's agreement ({shorten(foreign[0])})"
            return BODY, reason
    date_kind = next((other.text for other in row.cells if other.field == "date-kind"), "")
    kind_of_date = " ".join(date_kind.casefold().split())
    if cell.field != "executed" or not kind_of_date or kind_of_date in EXECUTED:
        return cell.field, ""
    if kind_of_date in POSTED:
        return "posted", f"{shorten(date_kind)} is read as the date of posting"
    return BODY, f"{shorten(date_kind)} is not the date the contract was executed"


def _read(field: str, cell: Cell, district: District, *, is_open_data: bool) -> tuple[str, Reading]:
    """Return the field that a cell turns out to be for, and its value."""
    known = district.known
    written = ListCell(cell.text, cell.column.dates, known.files, district.schools, known.zone)
    if field in ("grades", "schools"):
        return _read_grades_or_schools(field, written)
    row = _row_of(field)
    if row and row.type.is_prose and is_open_data:
        return field, Reading(cell.text)  # in Markdown already
    return field, row.type.from_cell(written) if row else Reading(None)


def _read_grades_or_schools(field: str, cell: ListCell) -> tuple[str, Reading]:
    """Read a cell of grades, in which some lists have schools, or the other way around."""
    grades = list_cells.grades(cell)
    schools = list_cells.schools(cell)
    of_level = school_names.of_level(cell.text, cell.schools)
    if field == "grades" and of_level and not grades.value:
        found = {g for school in cell.schools if school.id in of_level for g in school.grades}
        names = [grade for grade in GRADES if grade in found]
        span = ListCell(f"{names[0]}-{names[-1]}") if names else None
        value = list_cells.grades(span).value if span else None
        return field, Reading(value, f"{shorten(cell.text)} is read as the grades of these schools")
    if field == "schools" and grades.value and not schools.value:
        return "grades", grades
    if field == "grades" and schools.value not in (None, "all") and not grades.value:
        return "schools", schools
    return field, grades if field == "grades" else schools


def _add_data(data: list[Cell], result: RowValues) -> None:
    """Add the data elements in cells by their kinds; cells that contradict them are left over."""
    by_kind: dict[str, list[str]] = {}
    empty_cells: list[Cell] = []  # cells that say that no data are collected
    for cell in data:
        text, is_unclear = _data_text(cell)
        if meaning(text) == "nothing":
            empty_cells.append(cell)
        elif REMOVES.match(ADDS.sub("", text, 1)):
            _leave_over(cell, result, f"{shorten(text)} is not all the data")
        elif adds := ADDS.match(text):
            _add_elements(cell, text[adds.end() :], result.added, result)
            _leave_over(cell, result, f"{shorten(text)} is only what is new")
        elif text or is_unclear:
            _add_elements(cell, text, by_kind, result)
        else:
            result.remarks.append(f"{cell.heading} is not checked: {cell.text}")
    for cell in _set_data(by_kind, empty_cells, result):
        _leave_over(cell, result)


def _set_data(
    by_kind: Mapping[str, list[str]], empty_cells: list[Cell], result: RowValues
) -> list[Cell]:
    """Give a row its data, and return the cells that say “none” and contradict it."""
    empty_fields = {cell.field for cell in empty_cells}
    if by_kind:
        empty_kinds = empty_fields & {*KINDS} - by_kind.keys()
        result.values[DATA] = {
            name: list(dict.fromkeys(by_kind[name])) if name in by_kind else "nothing"
            for name in KINDS
            if name in by_kind or name in empty_kinds
        }
        return [cell for cell in empty_cells if cell.field not in empty_kinds]
    if DATA in empty_fields or empty_fields >= {*KINDS}:
        result.values[DATA] = "nothing"
        return []
    return empty_cells  # if some kinds have no data, and the list does not mention the others


def _add_elements(cell: Cell, text: str, by_kind: dict[str, list[str]], result: RowValues) -> None:
    """Add the data elements of a cell by their kinds, or the cell to what is left over."""
    in_cell = phrases.data(text)
    named = [item for item in in_cell if not meaning(item)]
    is_too_long = any(len(element) > MAX_LINE_LENGTH for element in named)
    if not named or len(named) < len(in_cell) or is_too_long:
        is_denied = any(meaning(item) == "denied" for item in in_cell)
        what = "says what is not collected" if is_denied else "names no data"
        reason = "" if named else f"{shorten(cell.text)} {what}"
        _leave_over(cell, result, reason)
    if is_too_long:
        return
    is_guess = cell.field == DATA
    data = [DataElement(name, kind(name) if is_guess else cell.field) for name in named]
    for element in data:
        by_kind.setdefault(element.kind, []).append(element.name)
    if is_guess:
        result.guesses.extend(data)


def _data_text(cell: Cell) -> tuple[str, bool]:
    """Return the data that a cell or its check mark names, and whether that is unclear."""
    checked = is_checked(cell.text)
    if cell.column.element:
        return cell.column.element if checked else "", checked is None
    is_mark = checked is not None and not meaning(cell.text)
    parts = cell.text.split("|")
    is_list = len(parts) > 1 and not any(is_checked(part) is not None for part in parts)
    text = "; ".join(parts) if is_list else cell.text
    return "" if is_mark else text, is_mark


def _row_of(field: str) -> Field | None:
    """Return the row of a field, or of a part of one, such as `notified.at`."""
    name, _, part = field.partition(".")
    row = ROWS.get(name)
    group = row.group if row and part else None
    return group.fields.get(part) if group else row


def _fits(field: str, value: Value, district: District) -> bool:
    """Return whether a field accepts a value, and a date is a likely one for it."""
    row = _row_of(field)
    if row is None:
        return False
    try:
        read = row.read(value, district.known)
    except BadValueError:
        return False
    when = read.at if isinstance(read, Notified) else read
    return not isinstance(when, When) or row.is_likely(when, district.now)
