"""Find what each column of a list is for: a field, or a data element that has check marks.

People give a column many names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from generator.content.data_elements import CATEGORIES, EXHIBIT_B, NAMED
from generator.content.fields import CONTRACT
from generator.content.values import AGREEMENT, WEB, meaning
from generator.core.problems import listed, shorten, suggestion
from generator.importing.cells import DateOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BODY, IGNORED = "body", "ignore"
LINK = " (link)"  # added to the heading of a column for the links of its cells
ADDRESSES = {field.name for field in CONTRACT.fields.values() if field.type in (WEB, AGREEMENT)}
DATA = "collects"  # the field of data elements, whose kinds are guessed

# Columns that are no field: a kind of data, what a date is the date of, whether a row is a change
# of a contract.
OTHERS = {
    "student-information": "student information",
    "student-records": "student records, student record",
    "student-generated-content": "student generated content",
    "date-kind": "date kind, kind of date, date type, type of date",
    "agreement-type": (
        "agreement type, type of agreement, contract type, type of contract, document type, type, "
        "amendment, amendments, change"
    ),
}
NAMES = {
    name: tuple(headings.split(", "))
    for name, headings in {
        **{row.name: row.headings for row in CONTRACT.fields.values()},
        **OTHERS,
    }.items()
    if headings
}
FIELDS = (*NAMES, BODY, IGNORED)  # what a column can be mapped to
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


# Columns that an office keeps for itself. They are read only if a mapping names their field.
PRIVATE = re.compile(r"\b(?:internal|confidential|private|notes?|comments?|remarks?)\b")


class Column(NamedTuple):
    """A column of a table: its heading as written, and the field that its cells are for.

    `letters` are those of a spreadsheet, such as "C"; the links of a column have none. `is_mapped`
    is True if a person has said what the field is. `reason` is why it is left out otherwise.
    `element` is the data element that a check mark in the column stands for. `dates` is the
    notation of its dates.
    """

    heading: str
    field: str
    letters: str
    is_mapped: bool
    reason: str = ""
    element: str = ""
    dates: DateOrder = DateOrder.MONTH_FIRST


class MappingError(Exception):
    """A mapping of a heading to a field is wrong; the message says why, and what to write."""


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """Return the fields that texts such as "HEADING=field" name, by the normalized headings.

    Raises MappingError.
    """
    mapping: dict[str, str] = {}
    for text in texts:
        heading, sign, field = text.rpartition("=")
        field = field.strip().lower()
        if not sign or not heading.strip():
            raise MappingError(
                f'{shorten(text)} does not map a column to a field; write it as "HEADING=field".'
            )
        if field not in FIELDS:
            hint = suggestion(field, FIELDS)
            raise MappingError(
                f"`{shorten(field)}` is not a field of a contract.{hint} The fields are "
                f"{listed(FIELDS, 'and')}."
            )
        if mapping.setdefault(normalize(heading), field) != field:
            raise MappingError(
                f"`{shorten(heading)}` is mapped to two fields; a column can only be one."
            )
    return mapping


def columns(
    headings: Sequence[str], mapping: Mapping[str, str], *, width: int | None = None
) -> tuple[Column, ...]:
    """Return a column for each heading; an unknown one is for the text of the entry.

    Headings after the first `width` are for links, and have no letters of their own.
    """
    names = {normalize(heading) for heading in headings}
    all_columns = list[Column]()
    for index, heading in enumerate(headings):
        letters = column_letters(index) if width is None or index < width else ""
        keys = [f"column {letters.lower()}", normalize(heading)]
        if letters.lower() not in names:
            keys.append(letters.lower())
        mapped = next((mapping[key] for key in keys if key in mapping), "")
        name, field = heading or f"Column {letters}", mapped or field_of(heading)
        column = Column(name, field, letters, is_mapped=bool(mapped))
        if not column.field and PRIVATE.search(normalize(heading)):
            column = column._replace(field=IGNORED, reason="because of its heading")
        all_columns.append(column if column.field else column._replace(field=BODY))
    return tuple(all_columns)


def field_of(heading: str) -> str:
    """Return the field that a heading is a name of, or nothing; a remark in brackets is ignored."""
    plain = heading.removesuffix(LINK)
    without_remark = re.sub(r"\([^()]*\)", " ", plain)
    field = FIELD_OF.get(normalize(plain)) or FIELD_OF.get(normalize(without_remark), "")
    if heading.endswith(LINK) and field not in ADDRESSES:
        return ""
    return field


def missing_heading(mapping: Mapping[str, str], columns: Iterable[Column]) -> str:
    """Return the first name of a mapping that no column has, or nothing."""
    existing = set[str]()
    for column in columns:
        letters = column.letters.lower()
        existing |= {normalize(column.heading), letters, f"column {letters}"}
    return next((name for name in mapping if name not in existing), "")


def normalize(heading: str) -> str:
    """Return a heading in lower case, without punctuation and extra spaces."""
    words = re.findall(r"[^\W_]+", heading.casefold().replace("#", " number "))
    return " ".join(words) or heading.strip()


def column_letters(index: int) -> str:
    """Return the letters of a column as in a spreadsheet: A, B, … Z, AA."""
    before = column_letters(index // 26 - 1) if index >= 26 else ""
    return before + chr(ord("A") + index % 26)


# Columns of check marks
#
# The National Data Privacy Agreement (NDPA) of the Student Data Privacy Consortium lists the data
# elements of a product in its Exhibit B, the "Schedule of Data", with a check mark for each. Lists
# of many products have a column for each element instead.

# "ü" and "þ" are check marks in the font Wingdings.
YES = re.compile(r"xx?|[✓✔✅☑☒üþ•●]|y(?:es)?|true|1|checked", re.IGNORECASE)
NO = re.compile(r"no?|false|0|[☐❌]|none", re.IGNORECASE)
NO_DATA = "none"  # the element of a column that says that a product collects no data
WHOSE = re.compile(r"\A(?:students? |s )+")
FILLERS = re.compile(r" (?:information|data|info)\Z")


def is_checked(text: str) -> bool | None:
    """Return whether a cell is a check mark; None if it is another text."""
    if YES.fullmatch(text.strip()):
        return True
    return False if NO.fullmatch(text.strip()) or meaning(text) == "blank" else None


def checked_element(
    heading: str, group: str, texts: Iterable[str], *, is_element: bool = False
) -> str:
    """Return the data element of a column of check marks, or nothing if it is another column.

    `heading` is the column's heading, and `group` is the heading above a group of columns, if any.
    `texts` are the cells that are not empty. With `is_element`, somebody has said that the column
    is for an element, so that the heading need not be one of Exhibit B.
    """
    checked = [is_checked(text) for text in texts]
    if not checked or (None in checked and checked.count(True) < checked.count(None)):
        return ""
    if meaning(_words(heading)) == "nothing":
        return NO_DATA
    is_known = _plain(heading) in NAMED
    if _is_category(group) and (_is_short(heading) or not is_known):
        return f"{group}: {heading}"
    is_named = is_known or _is_category(heading.partition(":")[0])
    return heading if is_named or is_element else ""


def _is_category(heading: str) -> bool:
    return any(name in CATEGORIES for name in (_plain(heading), _words(heading)))


def _is_short(heading: str) -> bool:
    """Return whether an element needs its category to be understood, such as "Email"."""
    return _plain(heading) in {*EXHIBIT_B["contact"], *EXHIBIT_B["name"], "id", "id number"}


def _plain(heading: str) -> str:
    """Return the words of a heading without whose data it is, and without "information"."""
    words = WHOSE.sub("", _words(re.sub(r"\([^()]*\)", " ", heading)))
    return words if words in NAMED else FILLERS.sub("", words)


def _words(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", heading.casefold().replace("meta data", "metadata")))
