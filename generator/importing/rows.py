"""A row of somebody's table → the values of a contract, and what could not be placed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.authoring.writing import clean
from generator.content.fields import CONTRACT, NOTIFIED
from generator.content.markdown import MOST_BRACKETS
from generator.content.nonanswers import meaning
from generator.content.values import (
    DAY,
    DAY_OR_NONE,
    LINE,
    LINES,
    LONGEST_LINE,
    MARKDOWN,
    SENTENCES,
    WEB_ADDRESS,
)
from generator.core.dates import When
from generator.core.model import Notified
from generator.core.problems import BadValueError, shorten
from generator.importing import cells
from generator.importing.cells import KINDS, Reading, elements, kind
from generator.importing.headings import BODY, DATA, IGNORED
from generator.rules.single_entry import is_likely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.authoring.writing import Value
    from generator.content.field_types import FieldType, Known
    from generator.importing.tables import Cell, TableRow

    Leftover = tuple[str, str]

DEEPER = "    "  # as far as Markdown wants an inner list indented
MARKS = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])")
LOOKS_LIKE_ENTITY = re.compile(r"&(?=#?\w+;)")
BEGINS_A_BLOCK = re.compile(r"[-+>#](?=.)|\d+(?=[.)])")


def as_typed(text: str) -> str:
    """Return one line of text as Markdown that shows it letter by letter: no link, no HTML, no mark."""
    text = MARKS.sub(r"\\\g<0>", LOOKS_LIKE_ENTITY.sub("&amp;", " ".join(text.split())))
    text = text.replace("<", "&lt;").replace("](", "]\\(")
    if text.startswith(":"):  # a definition
        return f"&#58;{text[1:]}"
    if begins := BEGINS_A_BLOCK.match(text):
        return f"{begins[0]}\\{text[begins.end() :]}" if begins[0].isdigit() else f"\\{text}"
    return text


def leftover_item(heading: str, text: str, indent: str = "") -> Iterator[str]:
    """Yield one cell as an item, `- Heading: text`; each further line of the cell is an item below it."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    if len(lines) == 1:
        yield f"{indent}- {as_typed(f'{heading}: {lines[0]}')}"
        return
    yield f"{indent}- {as_typed(f'{heading}:')}"
    yield from (f"{indent}{DEEPER}- {as_typed(line)}" for line in lines)


def leftover_group(title: str, cells: Iterable[Leftover]) -> Iterator[str]:
    """Yield cells as an inner list below a title, if there are any."""
    lines = [line for heading, text in cells for line in leftover_item(heading, text, DEEPER)]
    if lines:
        yield f"- {as_typed(f'{title}:')}"
        yield from lines


def leftover_body(sentences: Iterable[str], lines: Iterable[str]) -> str:
    """Return the text of an entry: sentences of our own, and the list below them."""
    parts = ["\n".join(sentences), "\n".join(lines)]
    text = "\n\n".join(part for part in parts if part)
    return text.replace("[", "&#91;") if text.count("[") > MOST_BRACKETS else text


EXECUTED = frozenset({"executed", "signed", "approved", "agreement", "contract", "date executed", "date signed"})
POSTED = frozenset({"posted", "published", "added", "listed", "added to list", "date added"})
# « Amendment 1 », « Amend #2 », « DPA Renewal », « First addendum to the contract »; not « renewal is automatic ».
AMENDS = (
    r"(?:(?:contract|agreement|n?dpa|1st|2nd|3rd|first|second|third)\s+){0,2}"
    r"(amendment|amend\.?|addendum|renewal|extension)\s*(?:(?:no\.?|number|#)?\s*\d+)?(?:\s+(?:to|of)\s.*)?"
)
A_CHANGE = re.compile(AMENDS, re.IGNORECASE | re.DOTALL)
NAMED_AS_CHANGE = re.compile(rf"(\S.*?)\s*(?:[-–—:,(]\s*|\s){AMENDS}\)?", re.IGNORECASE | re.DOTALL)
RENEWS = ("renewal", "extension")


class Adopted(NamedTuple):
    """A row as an entry may hold it: values by field, cells that are left over, and what a person should know.

    `placed` is the cell that a value is from, the data apart. `change` is « renewal » or « amendment » where the row
    is one of a contract. `guessed` are elements of data, each with the kind that it was taken for.
    """

    row: TableRow
    values: dict[str, Value]
    placed: dict[str, Cell]
    left: list[Cell]
    remarks: list[str]
    guessed: list[tuple[str, str]]
    change: str = ""

    def text(self, field: str) -> str:
        """Return the value of a field that is one text, or nothing."""
        value = self.values.get(field, "")
        return value if isinstance(value, str) else ""


class District(NamedTuple):
    """What a cell is held against: the names that an entry may refer to, its schools by their ids, and the moment."""

    known: Known
    schools: Mapping[str, str]
    now: datetime


def adopt(row: TableRow, district: District) -> Adopted:
    """Return what a row says, field by field; the first cell that fits a field fills it, all else is left over."""
    adopted = Adopted(row, {}, {}, [], [], [], change(row))
    for cell in row.cells:
        if cell.field not in (DATA, *KINDS, IGNORED):
            _place(cell, adopted, district)
    _collect([cell for cell in row.cells if cell.field in (DATA, *KINDS)], adopted)
    product = adopted.text("product")
    if WEB_ADDRESS.fullmatch(product) and "website" not in adopted.values:
        adopted.values["website"] = product
        adopted.placed["website"] = adopted.placed["product"]
        adopted.remarks.append(f"{shorten(product)} is a web address and no name: it was taken as the website, too.")
    return adopted


def _place(cell: Cell, adopted: Adopted, district: District) -> None:
    """Give a cell its place, which is the field that it is for, or among what is left over."""
    meant, remark = _meant(cell, adopted.row)
    field, reading = _read(meant, cell.text, district)
    if reading.value is not None and not _fits(field, reading.value, district):
        reading = Reading(None, f"{shorten(cell.text)} is nothing that `{field}` takes")
    if told := remark or reading.remark:
        whither = ", and stands in the text" if reading.value is None else ""
        adopted.remarks.append(f"{cell.heading}: {told}{whither}.")
    is_placed = reading.value is not None and field not in adopted.values
    if reading.value is not None and is_placed:
        adopted.values[field] = reading.value
        adopted.placed[field] = cell
    if not is_placed or not reading.whole:
        adopted.left.append(cell)


def change(row: TableRow) -> str:
    """Return what a row is to a contract, « renewal » or « amendment », or nothing where it is a contract itself."""
    for cell in row.cells:
        if cell.field == "agreement-type" and (found := A_CHANGE.fullmatch(cell.text)):
            return "renewal" if found[1].lower() in RENEWS else "amendment"
    return ""


def named_as_change(name: str) -> tuple[str, str]:
    """Return what a name amends and how: « Northstar Reader - Amendment 2 » amends « Northstar Reader »."""
    found = NAMED_AS_CHANGE.fullmatch(name)
    if not found:
        return "", ""
    return found[1], "renewal" if found[2].lower() in RENEWS else "amendment"


def _meant(cell: Cell, row: TableRow) -> tuple[str, str]:
    """Return the field that a cell is for, and what to tell: a row may say what its date is the date of."""
    said = next((other.text for other in row.cells if other.field == "date-kind"), "")
    words = " ".join(said.casefold().split())
    if cell.field != "executed" or not words or words in EXECUTED:
        return cell.field, ""
    if words in POSTED:
        return "posted", f"{shorten(said)} is read as the day of posting"
    return BODY, f"{shorten(said)} is not the day on which the contract was executed"


def _read(field: str, text: str, district: District) -> tuple[str, Reading]:
    """Return what a cell says to its field; a column of grades may name schools, and the other way round."""
    if field in ("grades", "schools"):
        own, other = cells.grades(text), cells.schools(text, district.schools)
        if field == "schools":
            return ("schools", other) if other.value or not own.value else ("grades", own)
        return ("grades", own) if own.value or not other.value or other.value == "all" else ("schools", other)
    if field in ("website", "agreement"):
        return field, cells.web(text, district.known.files if field == "agreement" else ())
    kind = CONTRACT.fields[field].type if field in CONTRACT.fields else None
    if kind and kind.single and kind.single.choices:
        return field, Reading(text.casefold())
    return field, READERS[kind](text) if kind in READERS else Reading(None)


def _prose(text: str) -> Reading:
    return Reading("\n\n".join(as_typed(line) for line in text.split("\n") if line.strip()))


def _lines(text: str) -> Reading:
    return Reading([" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip()])


READERS: dict[FieldType, Callable[[str], Reading]] = {
    **dict.fromkeys((LINE, SENTENCES), cells.line),
    DAY: cells.day,
    DAY_OR_NONE: cells.end,
    NOTIFIED: cells.moment,
    MARKDOWN: _prose,
    LINES: _lines,
}


def _collect(data: list[Cell], adopted: Adopted) -> None:
    """Bring the elements of data that cells name to their kinds; what contradicts them is left over."""
    by_kind: dict[str, list[str]] = {}
    none: list[Cell] = []
    for cell in data:
        said, all_named = meaning(cell.text), elements(cell.text)
        named = [one for one in all_named if not meaning(one)]
        found = [(one, kind(one) if cell.field == DATA else cell.field) for one in named]
        if said == "nothing":
            none.append(cell)
            continue
        if said in ("unknown", "elsewhere"):
            adopted.remarks.append(f"{cell.heading}: {shorten(cell.text)} names no data, and is kept in the text.")
        if not found or len(named) < len(all_named) or any(len(element) > LONGEST_LINE for element in named):
            adopted.left.append(cell)
        if all(len(element) <= LONGEST_LINE for element in named):
            for element, name in found:
                by_kind.setdefault(name, []).append(element)
            adopted.guessed.extend(found if cell.field == DATA else ())
    said_none = {cell.field for cell in none}
    if by_kind:
        empty = {name: list[str]() for name in KINDS if name in said_none - by_kind.keys()}
        found_now = by_kind | empty
        adopted.values[DATA] = {name: list(dict.fromkeys(found_now[name])) for name in KINDS if name in found_now}
        adopted.left.extend(cell for cell in none if cell.field not in empty)
    elif DATA in said_none or said_none >= {*KINDS}:
        adopted.values[DATA] = "nothing"
    else:  # one kind has no data, and the list does not mention the others
        adopted.left.extend(none)


def _fits(field: str, value: Value, district: District) -> bool:
    """Say whether a field takes a value, and a date lies where dates of its kind do."""
    try:
        read = CONTRACT.fields[field].read(value, district.known)
    except BadValueError:
        return False
    when = read.at if isinstance(read, Notified) else read
    return not isinstance(when, When) or is_likely(field, when, district.now)
