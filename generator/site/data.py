"""A site → its open data: all contracts and all breaches as a table, as JSON with every notice, and their schemas.

Nothing here comes from the theme: a data file changes only where an entry or the settings do, or a date in one comes.
"""

from __future__ import annotations

import csv
import json
import re
from codecs import BOM_UTF8
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.content import fields, values
from generator.content.field_types import DataGroup, Needed
from generator.core.dates import Period, When
from generator.core.model import GRADES, Breach, Contract, Entry, Extent, Notice, Prose, Terms, notices
from generator.core.settings import Settings
from generator.core.site import Draft, Page, Site
from generator.site.urls import href, page_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.content.field_types import Field, FieldType, Group

    Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"] | None
    Record = dict[str, Value]
    Schema = dict[str, Any]
    Properties = Mapping[str, Schema]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
A_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATE = rf"[0-9]{{4}}-[0-9]{{2}}|{A_DAY}(T[0-9]{{2}}:[0-9]{{2}}[+-][0-9]{{2}}:[0-9]{{2}})?"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
NOTHING = "nothing"  # an empty list in a cell, as an entry may write it; an empty cell is not recorded
IN_MARKDOWN = "Markdown; a link without a host starts at the site's address."

IN_A_TABLE = f"""\
A row of the table {{name}}.csv, its columns in this order. The file is UTF-8 with a byte order mark, comma separated, \
its lines end in CRLF (RFC 4180). A cell has the text that the JSON has; what is null there is an empty cell. A list \
has an item a line; an empty list is the word {NOTHING}. A cell that a spreadsheet could take for a formula, since it \
begins with = + - @, a tab or a line end, even behind spaces, has an apostrophe before it, and so has a cell that \
begins with an apostrophe: take one leading apostrophe away to have the text as it is."""


def schema(name: str, properties: Properties, url: str) -> Schema:
    """Return the schema of one data file, and of a row of the table beside it."""
    cells = {"_".join(path): {"type": "string", "description": _at(properties, path)} for path in columns(properties)}
    row = {"type": "object", "description": IN_A_TABLE.format(name=name), **_closed(cells)}
    entries = {"type": "array", "items": {"type": "object", **_closed(properties)}}
    return {
        "$schema": DIALECT,
        "$id": f"{url}data/{name}.schema.json",
        "title": f"Open data of a school district's student data notices: {name}",
        "description": "What is null is not recorded, or not known. A date is as precise as it is known: a month, a "
        "day, or a moment with the offset of its time zone.",
        "type": "object",
        **_closed({**HEAD, name: {"description": f"All {name}, in the order of their ids.", **entries}}),
        "$defs": {"row": row},
    }


def columns(properties: Properties) -> Iterator[tuple[str, ...]]:
    """Yield the place of each column of a table: a property, or one inside a group; notices are not in a table."""
    for name, described in properties.items():
        if "properties" in described:
            yield from ((name, inner) for inner in described["properties"])
        elif name != "notices":
            yield (name,)


def _at(properties: Properties, path: tuple[str, ...]) -> str:
    """Return the description of a column; in a group, after that of the group."""
    outer, *inner = path
    described = properties[outer]
    found = [described["description"], *(described["properties"][name]["description"] for name in inner)]
    return " ".join(found)


def _closed(properties: Properties) -> Schema:
    """Return that an object has all of these properties and no other."""
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def _group(description: str, properties: Properties) -> Schema:
    return {"description": description, "type": ["object", "null"], **_closed(properties)}


def _text_schema(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}


def _given(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", **more}


def _date_schema(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"], "pattern": f"^({DATE})$"}


def _given_date(description: str) -> Schema:
    return _given(description, pattern=f"^({DATE})$")


def _list(description: str, **items: object) -> Schema:
    return {"description": description, "type": ["array", "null"], "items": {"type": "string", **items}}


def _word(description: str, *words: str | None) -> Schema:
    return {"description": description, "enum": list(words)}


def _schools_schema(description: str) -> Schema:
    ids = {"type": "array", "items": {"type": "string", "pattern": ID}}
    return {"description": description, "anyOf": [{"const": "all"}, ids, {"type": "null"}]}


def _end_schema(description: str) -> Schema:
    return {**_date_schema(description), "pattern": f"^(none|{DATE})$"}


def _period_schema(description: str) -> Schema:
    ends = {
        "from": _date_schema("The first day or month."),
        "to": _date_schema("The last day or month; the first, if only one is known."),
    }
    return _group(description, ends)


SCHEMAS: dict[FieldType, Callable[[str], Schema]] = {
    **dict.fromkeys((values.LINE, values.SENTENCES, values.WEB, values.AGREEMENT, values.CONTRACT_ID), _text_schema),
    values.MARKDOWN: lambda description: _text_schema(f"{description} {IN_MARKDOWN}"),
    **dict.fromkeys((values.DAY, values.MOMENT, values.MOMENT_OR_UNKNOWN), _date_schema),
    values.DAY_OR_NONE: _end_schema,
    values.PERIOD_OR_UNKNOWN: _period_schema,
    values.NUMBER: lambda description: {"description": description, "type": ["integer", "null"], "minimum": 0},
    values.BOOLEAN: lambda description: {"description": description, "type": "boolean"},
    values.LINES: _list,
    values.ELEMENTS: lambda description: {**_list(description), "type": "array"},
    values.SCHOOLS: _schools_schema,
    values.GRADE_RANGES: partial(_list, enum=list(GRADES)),
}


def _published(group: Group) -> list[Field]:
    """Return the fields of a group that the open data have."""
    return [field for field in group.fields.values() if field.column]


def _described(field: Field) -> Schema:
    """Return the schema of a field of an entry."""
    if group := field.type.group:
        more = " An empty list: none of this kind." if isinstance(group, DataGroup) else ""
        return _group(f"{field.column}{more}", {one.attribute: _described(one) for one in _published(group)})
    if field.type.single and field.type.single.choices:
        return _word(field.column, *field.type.single.choices, None)
    if field.needed is Needed.ALWAYS or field.name == "contractor":  # that of a breach may be its contract's
        return _given_date(field.column) if field.type in (values.DAY, values.MOMENT) else _given(field.column)
    return SCHEMAS[field.type](field.column)


# What is published keeps its place; a new field follows, before the notices.
PUBLISHED = {
    "contracts": (
        *("id", "page", "product", "contractor", "kind", "website", "executed", "latest", "description", "purpose"),
        *("collects", "security", "subcontractors", "schools", "grades", "agreement", "expires"),
        *("basis", "notified", "posted", "body", "legacy", "withdrawn"),
    ),
    "breaches": (
        *("id", "page", "contract", "product", "contractor", "status", "occurred", "discovered", "received"),
        *("notified", "latest", "resolved", "summary", "involves", "students", "schools", "offers"),
        *("body", "legacy", "withdrawn"),
    ),
}


def _in_order(name: str, properties: Properties) -> dict[str, Schema]:
    places = {column: i for i, column in enumerate(PUBLISHED[name])}
    return {column: properties[column] for column in sorted(properties, key=lambda c: places.get(c, len(places)))}


def _properties(name: str, group: Group, *, restated: bool = False) -> dict[str, Schema]:
    """Return the schema of each field that is in the data, or of those that a change or an update may state anew."""
    rows = [row for row in group.fields.values() if row.column and (row.restated or not restated)]
    return _in_order(name, {row.attribute: _described(row) for row in rows})


def _notices(held: Properties, said: str, *kinds: str) -> Schema:
    notice = {
        "id": _given("It never changes; the item in the feeds has the id tag:<feed_authority>:<this id>."),
        "kind": _word("What it tells of.", *kinds),
        "date": _date_schema("Its date."),
        "page": _given("The address of its place on the page of the entry.", format="uri"),
        "notified": _described(fields.CONTRACT.fields["notified"]),
        "text": _text_schema(said),
        "data": {"description": "What held, or was known, at its date.", "type": "object", **_closed(held)},
    }
    each = {"type": "object", **_closed(notice)}
    return {"description": "Every notice, the oldest first, as it stood at its date.", "type": "array", "items": each}


ENTRY = {
    "id": _given("The entry's name; it never changes.", pattern=ID),
    "page": _given("The address of its page.", format="uri"),
    "body": _text_schema(f"What else the page says. {IN_MARKDOWN}"),
}
TERMS = _properties("contracts", fields.CONTRACT, restated=True)
EXTENT = _properties("breaches", fields.BREACH, restated=True)
CONTRACT = _in_order(
    "contracts",
    {
        **ENTRY,
        **_properties("contracts", fields.CONTRACT),
        "latest": _date_schema("When it was last executed, renewed or amended."),
        "notices": _notices(TERMS, "Why it was withdrawn.", "contract", "renewal", "amendment", "withdrawal"),
    },
)
BREACH = _in_order(
    "breaches",
    {
        **ENTRY,
        **_properties("breaches", fields.BREACH),
        "status": _word(
            "Unrecorded: an old entry without the date of its end.", "open", "resolved", "withdrawn", "unrecorded"
        ),
        "latest": _date_schema("When it was last told of: the date of the last update, or of the notice."),
        "notices": _notices(
            EXTENT, "What an update says (Markdown), or why it was withdrawn.", "breach", "update", "withdrawal"
        ),
    },
)
HEAD = {
    "$schema": _given("The address of this schema.", format="uri"),
    "district": _given("Whose notices these are."),
    "url": _given("The site's address.", format="uri"),
    "feed_authority": _given("The part of the ids in the feeds that names the district."),
    "schools": {
        "description": "The schools of the district.",
        "type": "array",
        "items": {
            "type": "object",
            **_closed(
                {
                    "id": _given("The id that entries name.", pattern=ID),
                    "name": _given("Its name."),
                    "grades": _list("Its grades, the youngest first.", enum=list(GRADES)),
                }
            ),
        },
    },
}


# What a spreadsheet may take for a formula, also behind what it does not show, and in the widths of East Asia.
HIDDEN = (
    r"[\s\x00-\x1f\x7f-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)
SIGNS = r"=+\-@'\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
FORMULA = re.compile(rf"[\t\r\n]|{HIDDEN}[{SIGNS}]")


def data(site: Site) -> Iterator[Draft]:
    """Yield the data of all contracts and of all breaches; entries stand in the order of their ids."""
    settings = site.settings
    contracts = partial(map, partial(contract_record, settings=settings), sorted(site.contracts, key=_id))
    breaches = partial(map, partial(breach_record, settings=settings), sorted(site.breaches, key=_id))
    yield from _Files("contracts", CONTRACT, contracts, settings).drafts()
    yield from _Files("breaches", BREACH, breaches, settings).drafts()


def contract_record(contract: Contract, settings: Settings) -> Record:
    """Return what holds of a contract now, and each of its notices as it stood at its date."""
    return _record(contract, CONTRACT, settings, latest=contract.latest)


def breach_record(breach: Breach, settings: Settings) -> Record:
    """Return what is known of a breach now, and each of its notices as it stood at its date."""
    latest = breach.updates[-1].on if breach.updates else breach.received
    return _record(breach, BREACH, settings, status=breach.status, latest=latest)


def _record(entry: Entry, properties: Properties, settings: Settings, **also: When | str | None) -> Record:
    """Return the properties of an entry; `also` are those that are no field."""
    record: Record = {"id": entry.id, "page": _page(entry, settings), "body": _plain(entry.body)}
    record |= {name: _plain(value) for name, value in also.items()}
    record["notices"] = [_notice(notice, settings) for notice in notices(entry)]
    now, rows = entry.now, _table(entry).rows
    for name in properties.keys() - record.keys():
        record[name] = _value(rows[name], now[name] if rows[name].restated else getattr(entry, name), settings)
    return {name: record[name] for name in properties}


def _table(entry: Entry) -> Group:
    return fields.CONTRACT if isinstance(entry, Contract) else fields.BREACH


def _held(held: Terms | Extent, settings: Settings) -> Record:
    """Return what held at one time."""
    group, properties = (fields.CONTRACT, TERMS) if isinstance(held, Terms) else (fields.BREACH, EXTENT)
    return {name: _value(group.rows[name], held[name], settings) for name in properties}


def _value(field: Field, value: object, settings: Settings) -> Value:
    """Return the value of a field, in which nothing is what is not recorded."""
    if value is None:
        return None
    if group := field.type.group:
        inner = ((one, getattr(value, one.attribute)) for one in _published(group))
        return {one.attribute: _value(one, part, settings) for one, part in inner}
    if field.type is values.ELEMENTS and isinstance(value, tuple):
        return list(value)
    if field.type is values.SCHOOLS and not value:
        return "all"
    if field.type is values.DAY_OR_NONE and not value:
        return "none"
    return href(str(value), settings.url) if field.type is values.AGREEMENT else _plain(value)


def _plain(value: object) -> Value:
    """Return a value for JSON: a date exactly as precise as it is known, Markdown as written; nothing is null."""
    match value:
        case bool() | int():
            return value
        case When():
            return value.iso
        case Period():
            return {"from": value.first.iso, "to": value.last.iso}
        case Prose():
            return value.text.strip("\n")
        case tuple():
            return list(value) or None
        case _:
            return str(value or "") or None


class _Files:
    """The table (RFC 4180), the JSON and the schema of one kind of entry.

    The table begins with a byte order mark: without one Excel takes UTF-8 for another encoding and spoils every
    accent. It is for people; programs have the JSON.
    """

    def __init__(
        self, name: str, properties: Properties, records: Callable[[], Iterable[Record]], settings: Settings
    ) -> None:
        self.name, self.properties, self.records, self.settings = name, properties, records, settings

    def drafts(self) -> Iterator[Draft]:
        """Yield the files, which are yet to be made."""
        for ending, make in (("csv", self.table), ("json", self.lines), ("schema.json", self.described)):
            yield Draft(f"data/{self.name}.{ending}", partial(self.page, ending, make))

    def page(self, ending: str, make: Callable[[], bytes]) -> Page:
        """Return one of the files."""
        return Page(f"data/{self.name}.{ending}", make())

    def table(self) -> bytes:
        """Return a row for each entry, below the names of the columns."""
        places, table = list(columns(self.properties)), _Table([BOM_UTF8])
        writer = csv.writer(table)
        writer.writerow("_".join(place) for place in places)
        writer.writerows([_cell(record, place) for place in places] for record in self.records())
        return b"".join(table.rows)

    def lines(self) -> bytes:
        """Return the JSON of all entries, below a head that says whose they are; one on a line."""
        settings, encode = self.settings, json.JSONEncoder(ensure_ascii=False).encode
        head = {
            "$schema": f"{settings.url}data/{self.name}.schema.json",
            "district": settings.district,
            "url": settings.url,
            "feed_authority": settings.feed_authority,
            "schools": [{"id": s.id, "name": s.name, "grades": list(s.grades) or None} for s in settings.schools],
        }
        top = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
        lines: list[bytes] = []
        for record in self.records():
            lines += encode(record).encode(), b",\n"
        return b"".join([f'{top},\n "{self.name}": [\n'.encode(), *lines[:-1], b"\n ]\n}\n"])

    def described(self) -> bytes:
        """Return the schema of the JSON."""
        described = json.dumps(schema(self.name, self.properties, self.settings.url), ensure_ascii=False, indent=1)
        return f"{described}\n".encode()


class _Table:
    """The rows of a table, which `csv` writes as if to a file."""

    def __init__(self, rows: list[bytes]) -> None:
        self.rows = rows

    def write(self, row: str) -> None:
        """Take a row with its line end."""
        self.rows.append(row.encode())


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet computes: what may be taken for a formula gets an apostrophe before it.

    A text that begins with an apostrophe gets another, so that taking one away always gives back the text.
    """
    return f"'{text}" if FORMULA.match(text) else text


def _cell(record: Record, place: tuple[str, ...]) -> str:
    """Return a value of a record, or of a group in it, as the text of a cell; what is not recorded is empty."""
    value: Value = record
    for name in place:
        value = value[name] if isinstance(value, dict) else None
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return harmless("\n".join(map(str, value))) if value else NOTHING
    return str(value).lower()  # a number, true or false


def _notice(notice: Notice, settings: Settings) -> Record:
    """Return a notice with what held at its date."""
    entry, held = notice.entry, notice.statement
    return {
        "id": notice.id,
        "kind": notice.kind,
        "date": _plain(notice.dated),
        "page": f"{_page(entry, settings)}{'#' if notice.anchor else ''}{notice.anchor}",
        "notified": _value(_table(entry).fields["notified"], notice.notified, settings),
        "text": _said(notice),
        "data": _held(held, settings),
    }


def _said(notice: Notice) -> str | None:
    """Return what an update says, or why an entry was withdrawn."""
    if notice.kind == "withdrawal" and notice.entry.withdrawn:
        return notice.entry.withdrawn.reason
    if isinstance(notice.entry, Breach) and notice.number:
        return notice.entry.updates[notice.number - 1].text.text.strip("\n")
    return None


def _id(entry: Entry) -> str:
    return entry.id


def _page(entry: Entry, settings: Settings) -> str:
    return f"{settings.url}{page_path(entry).removesuffix('index.html')}"
