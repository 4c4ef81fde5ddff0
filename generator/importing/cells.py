"""Find what each column of a list is for, and read its cells as people write them.

A column is a field, for which people have many names, or a data element that has check marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.content import headings
from generator.content.data_elements import CATEGORIES, KINDS, NAMED, SHORT
from generator.content.field_groups import Field
from generator.content.fields import CONTRACT, WITHDRAWAL
from generator.content.headings import PRIVATE, TITLES, normalize
from generator.content.list_cells import DateOrder
from generator.content.phrases import meaning
from generator.core.problems import UserError, listed, shorten, suggestion

BODY = "body"
IGNORED = "ignore"
LINK = " (link)"  # added to the heading of a column for the links of its cells
ADDRESSES = {field.name for field in CONTRACT.fields.values() if field.type.takes_links}
DATA = "collects"  # the field of data elements, whose kinds are guessed

# Columns that are no field: a kind of data, what a date is the date of, whether a row is a change
# of a contract.
OTHERS = {
    "student-information": "student information",
    "student-records": "student records, student record",
    "student-generated-content": ("student generated content"),
    "date-kind": "date kind, kind of date, date type, type of date",
    "agreement-type": (
        "agreement type, type of agreement, contract type, type of contract, document type, type, "
        "amendment, amendments, change"
    ),
    "status": (
        "status, approval status, review status, request status, current status, decision, "
        "approved, approval, action, board action"
    ),
    "originator": "originator, originating district, originating lea, original district",
}
WITHDRAWN = "withdrawn"  # what a column can say of the withdrawal, which is a file of its own
ROWS = {
    **CONTRACT.fields,
    WITHDRAWN: Field(WITHDRAWN, WITHDRAWAL, "", WITHDRAWAL.meaning),
}
# The columns of the site's own `data/contracts.csv` for a part of a field, such as `notified_at`.
PARTS = {
    f"{row.name}.{part.name}": normalize(f"{row.name} {part.name}")
    for row in ROWS.values()
    if row.group and not row.group.is_data and not row.type.is_list
    for part in row.group.fields.values()
    if not part.group
}
OWN = {
    **{name: name for name in ("id", "legacy", "aliases", "number")},
    "same as": "same-as",
}
BY_SITE = "because the site makes it"
MADE = ("page", "latest")  # what the site makes itself
NAMES = {
    name: tuple(names.split(", "))
    for name, names in {
        **{row.name: row.headings for row in CONTRACT.fields.values()},
        **OTHERS,
    }.items()
    if names
}
FIELDS = (*NAMES, *PARTS, *OWN.values(), BODY, IGNORED)  # what a column can be mapped to
# The fields of cells that may have a status in the place of a value.
STATUSES = ("executed", "agreement-type")
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}
FIELD_OF |= {heading: part for part, heading in PARTS.items()}
FIELD_OF |= {normalize(f"collects {kind}"): kind for kind in KINDS}
# Columns of people and how to reach them.
PEOPLE = re.compile(
    r"(?:.* )?(?:(?:requested|approved|reviewed|submitted|entered|added|updated|completed|signed"
    r"|recommended|verified|checked) by|request[eo]r|approver|reviewer|submitter|signer|signatory"
    r"|signatures?"
    r"|(?:authorized|district|vendor|company) (?:official|representative|signer|signature)"
    r"|owner|evaluator|contacts?|poc|sales rep(?:resentative)?|account (?:manager|rep)|teachers?"
    r"|staff(?: member)?|board member|employee|principal|user ?name|e ?mail|phone|telephone)"
    r"(?: (?:names?|person|e ?mail|address|phone|number|title|info|information))*"
)
FAMILIES = re.compile(r"\b(?:students?|parents?|guardians?)\b")
# What says that there is no contract, or not yet, and what says that there is one.
REFUSED = re.compile(
    r"\b(?:denied|rejected|decline[ds]?|refused|disapproved|unapproved|prohibited|banned|blocked"
    r"|unsigned|not (?:yet )?(?:been )?(?:approved|allowed|permitted|signed|executed|accepted)"
    r"|(?:(?:do|did|does|will|would) not|(?:don|didn|doesn|won) t) (?:use|sign|approve)"
    r"|no (?:agreement|contract|n?dpa)|withdrawn|rechazad[oa]|denegad[oa]|rejeitad[oa]|negad[oa])\b"
)
UNFINISHED = re.compile(
    r"\b(?:(?:in|under) (?:\w+ )?(?:review|negotiations?|process|progress|consideration)|pending"
    r"|(?:a?waiting|requested|proposed|submitted|draft|negotiating|reviewing|on hold|tabled)"
    r"|postponed|to be (?:signed|reviewed|approved)|incomplete|not (?:yet )?(?:started|complete)"
    r"|en revisión|em análise)\b"
)
IN_FORCE = re.compile(
    r"\b(?<!not )(?<!been )(?:active|approved|signed|executed|in force|in effect)\b"
)
# A date in which the day and the month may be either way around.
NUMERIC = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(?:\d{4}|'?\d\d)(?=\D|\Z)")


class Column(NamedTuple):
    """A column of a table: its heading as written, and the field that its cells are for.

    `letters` are those of a spreadsheet, such as "C"; the links of a column have none. `is_mapped`
    is True if a person has said what the field is. `reason` is why it is left out otherwise.
    `element` is the data element that a check mark in the column stands for. `dates` is the
    notation of its dates. `is_given` is True for a title above rows, or the name of their sheet.
    """

    heading: str
    field: str
    letters: str
    is_mapped: bool
    reason: str = ""
    element: str = ""
    dates: DateOrder = DateOrder.MONTH_FIRST
    is_given: bool = False


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """Return the fields of texts "HEADING=field" by normalized heading. Raises UserError."""
    mapping: dict[str, str] = {}
    for text in texts:
        heading, sign, field = text.rpartition("=")
        field = field.strip().lower()
        if not sign or not heading.strip():
            raise UserError(
                f"--map: {shorten(text)} does not map a column to a field; write it as "
                '"HEADING=field".'
            )
        if field not in FIELDS:
            hint = suggestion(field, FIELDS)
            raise UserError(
                f"--map: `{shorten(field)}` is not a field of a contract.{hint} The fields are "
                f"{listed(FIELDS, 'and')}."
            )
        if mapping.setdefault(normalize(heading), field) != field:
            raise UserError(
                f"--map: `{shorten(heading)}` is mapped to two fields; a column can only be one."
            )
    return mapping


def columns(
    headings: Sequence[str], mapping: Mapping[str, str], *, width: int | None = None
) -> tuple[Column, ...]:
    """Return a column for each heading; those after the first `width` are for links."""
    names = {normalize(heading) for heading in headings}
    is_own = {"id", *MADE} <= names  # the open data of a site like this
    all_columns = list[Column]()
    for index, heading in enumerate(headings):
        letters = column_letters(index) if width is None or index < width else ""
        keys = [f"column {letters.lower()}", normalize(heading)]
        if letters.lower() not in names:
            keys.append(letters.lower())
        mapped = next((mapping[key] for key in keys if key in mapping), "")
        field, reason = _field_of_column(heading, mapped, is_own=is_own)
        name = heading or f"Column {letters}"
        all_columns.append(Column(name, field, letters, is_mapped=bool(mapped), reason=reason))
    return tuple(all_columns)


def _field_of_column(heading: str, mapped: str, *, is_own: bool) -> tuple[str, str]:
    """Return the field of a column, and for `IGNORED` why.

    It is the `mapped` one, if any, except for the columns of our own open data, which mean the same
    in every file. A column that nothing is known of goes into the text, unless its heading says
    that it is internal.
    """
    words = normalize(heading)
    if is_own and words in (*OWN, *MADE):
        field = OWN.get(words, IGNORED)
        return field, BY_SITE if field == IGNORED else ""
    field = mapped or field_of(heading)
    if not field and PRIVATE.search(words):
        return IGNORED, "because of its heading"
    return field or BODY, ""


def field_of(heading: str) -> str:
    """Return the field that a heading is a name of, or nothing; a remark in brackets is ignored."""
    field = headings.field_of(heading.removesuffix(LINK), FIELD_OF)
    return "" if heading.endswith(LINK) and field not in ADDRESSES else field


def joined_heading(heading: str, above: str, group: str) -> str:
    """Return the heading of a column in two rows of headings.

    `above` is the cell above it, and `group` the last one that is not empty, up to there. Both
    headings are one, such as “Vendor” and “Name”, if they are the name of a field together.
    """
    both = f"{group} {heading}"
    is_name = group and heading and normalize(group) != normalize(heading)
    if is_name and (field_of(both) or is_of_staff(both)):
        return both
    return heading or above


def is_of_staff(heading: str) -> bool:
    """Return whether a column has people, or how to reach them, and not data about families."""
    words = normalize(heading)
    return bool(PEOPLE.fullmatch(words)) and not FAMILIES.search(words)


def is_no_contract(text: str, field: str = "status") -> bool:
    """Return whether a cell says that a row is no contract, such as “Denied” and “In review”.

    A cell of another column must begin with it, or say nothing else.
    """
    words = normalize(text)
    if field == "status":
        is_unfinished = UNFINISHED.search(words) and not IN_FORCE.search(words)
        says_no = meaning(text) in ("nothing", "unknown")
        return bool(REFUSED.search(words) or is_unfinished or says_no)
    if field in (BODY, IGNORED):
        return bool(REFUSED.match(words))
    if field in TITLES:  # “Blocked Path” is a name
        first, *rest = map(normalize, re.split(r"\s[-–—]|[:(\[*]", text))
        is_refused = REFUSED.fullmatch(first) or any(map(REFUSED.match, rest))
        return bool(is_refused or any(map(UNFINISHED.fullmatch, rest)))
    is_status = field in STATUSES and (REFUSED.search(words) or UNFINISHED.fullmatch(words))
    return bool(is_status) or (field == "executed" and words in ("n", "no"))


def is_title_of_others(text: str) -> bool:
    """Return whether a title, or the name of a sheet, says that what is below is no contract."""
    words = normalize(text)
    says_so = REFUSED.search(words) or UNFINISHED.match(words)
    return bool(says_so and not IN_FORCE.search(words))


def missing_heading(mapping: Mapping[str, str], columns: Iterable[Column]) -> str:
    """Return the first name of a mapping that no column has, or nothing."""
    existing = set[str]()
    for column in columns:
        letters = column.letters.lower()
        existing |= {normalize(column.heading), letters, f"column {letters}"}
    return next((name for name in mapping if name not in existing), "")


def column_letters(index: int) -> str:
    """Return the letters of a column as in a spreadsheet: A, B, … Z, AA."""
    before = column_letters(index // 26 - 1) if index >= 26 else ""
    return before + chr(ord("A") + index % 26)


def date_order(texts: Iterable[str]) -> DateOrder:
    """Return the notation of the dates in a column; 25/12/2025 shows that days come first."""
    numbers = [(int(match[1]), int(match[3])) for match in map(NUMERIC.match, texts) if match]
    is_day_first = any(first > 12 >= second for first, second in numbers)
    if not is_day_first:
        return DateOrder.MONTH_FIRST
    is_month_first = any(second > 12 >= first for first, second in numbers)
    return DateOrder.MIXED if is_month_first else DateOrder.DAY_FIRST


# Columns of check marks
#
# The National Data Privacy Agreement (NDPA) of the Student Data Privacy Consortium lists the data
# elements of a product in its Exhibit B, the "Schedule of Data", with a check mark for each. Lists
# of many products have a column for each element instead.

# "ü" and "þ" are check marks in the font Wingdings.
YES = re.compile(r"xx?|\[x\]|[✓✔✅☑☒üþ•●](?:\s*yes)?|y(?:es)?|true|1|checked", re.IGNORECASE)
NO = re.compile(r"no?|false|0|\[ ?\]|[☐❌](?:\s*no)?|none|not collected", re.IGNORECASE)
NO_DATA = "none"  # the element of a column that says that a product collects no data
WHOSE = re.compile(r"\A(?:students? |s )+")
FILLERS = re.compile(r" (?:information|data|info)\Z")


def is_checked(text: str) -> bool | None:
    """Return whether a cell is a check mark; None if it is another text."""
    if YES.fullmatch(text.strip()):
        return True
    if NO.fullmatch(text.strip()) or meaning(text) == "blank":
        return False
    return None


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
    if _is_category(group) and (_plain(heading) in SHORT or not is_known):
        return f"{group}: {heading}"
    is_named = is_known or _is_category(heading.partition(":")[0])
    return heading if is_named or is_element else ""


def _is_category(heading: str) -> bool:
    return any(name in CATEGORIES for name in (_plain(heading), _words(heading)))


def _plain(heading: str) -> str:
    """Return the words of a heading without whose data it is, and without "information"."""
    words = WHOSE.sub("", _words(re.sub(r"\([^()]*\)", " ", heading)))
    return words if words in NAMED else FILLERS.sub("", words)


def _words(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", heading.casefold().replace("meta data", "metadata")))
