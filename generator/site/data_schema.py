"""The schema of the open data: each property of a contract and of a breach, and its meaning."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from generator.content import fields, values
from generator.content.field_types import DataGroup, Needed
from generator.core.duties import REQUIRED_TERMS
from generator.core.model import GRADES
from generator.site.published_columns import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.content.field_types import Field, FieldType, Group

    Schema = dict[str, Any]
    Properties = Mapping[str, Schema]
    Path = tuple[str, ...]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
A_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATE = rf"[0-9]{{4}}-[0-9]{{2}}|{A_DAY}(T[0-9]{{2}}:[0-9]{{2}}[+-][0-9]{{2}}:[0-9]{{2}})?"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
NOTHING = "nothing"  # an empty list in a cell, as in an entry; an empty cell is not recorded
IN_MARKDOWN = "Markdown; a link without a host starts at the site's address."

TABLE_ROW = (
    "One row of the table {name}.csv, with its columns in this order. The file is UTF-8 with a "
    "byte order mark, separated by commas, with CRLF line ends (RFC 4180). A cell has the same "
    "text as the JSON, and is empty for null. A list has one item on each line; an empty list is "
    f"the word {NOTHING}. A cell that a spreadsheet could take for a formula, because it begins "
    "with = + - @, a tab or a line end, even after spaces, has an apostrophe before it, and so "
    "does a cell that begins with an apostrophe: remove one leading apostrophe to get the text."
)


def schema(name: str, properties: Properties, url: str) -> Schema:
    """Return the schema of one data file, and of a row of its table."""
    cells = {
        "_".join(path): {"type": "string", "description": _description(properties, path)}
        for path in columns(name, properties)
    }
    row = {"type": "object", "description": TABLE_ROW.format(name=name), **_closed(cells)}
    entries = {"type": "array", "items": {"type": "object", **_closed(properties)}}
    return {
        "$schema": DIALECT,
        "$id": f"{url}data/{name}.schema.json",
        "title": f"Open data of a school district's student data notices: {name}",
        "description": "Null means not recorded or not known. A date is as precise as it is known: "
        "a month, a day, or a time with its UTC offset.",
        "type": "object",
        **_closed(
            {**HEAD, name: {"description": f"All {name}, in the order of their ids.", **entries}}
        ),
        "$defs": {"row": row},
    }


def columns(name: str, properties: Properties) -> list[Path]:
    """Return the path of each column: a property, or a group and one of its properties.

    New columns come after the published ones. Notices and the text below the fields are not in the
    table, whose rows should stay short.
    """
    paths: list[Path] = []
    for property, described in properties.items():
        if inner := described.get("properties"):
            paths += [(property, name) for name in inner]
        elif property not in ("notices", "body"):
            paths.append((property,))
    places = {path: i for i, path in enumerate(PUBLISHED[name])}
    return sorted(paths, key=lambda path: places.get(".".join(path), len(places)))


def _description(properties: Properties, path: tuple[str, ...]) -> str:
    """Return the description of a column, after that of its group if it has one."""
    name, *inner_names = path
    property = properties[name]
    inner = [property["properties"][inner_name]["description"] for inner_name in inner_names]
    return " ".join([property["description"], *inner])


def _closed(properties: Properties) -> Schema:
    """Return the part of a schema that requires these properties and allows no other."""
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def _group(description: str, properties: Properties) -> Schema:
    return {"description": description, "type": ["object", "null"], **_closed(properties)}


def _text_or_null(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}


def _text(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", **more}


def _date_or_null(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"], "pattern": f"^({DATE})$"}


def _date(description: str) -> Schema:
    return _text(description, pattern=f"^({DATE})$")


def _list_or_null(description: str, **items: object) -> Schema:
    return {
        "description": description,
        "type": ["array", "null"],
        "items": {"type": "string", **items},
    }


def _choice(description: str, *words: str | None) -> Schema:
    return {"description": description, "enum": list(words)}


def _schools_or_null(description: str) -> Schema:
    ids = {"type": "array", "items": {"type": "string", "pattern": ID}}
    return {"description": description, "anyOf": [{"const": "all"}, ids, {"type": "null"}]}


def _end_or_null(description: str) -> Schema:
    return {**_date_or_null(description), "pattern": f"^(none|{DATE})$"}


def _period_or_null(description: str) -> Schema:
    ends = {
        "from": _date_or_null("The first day or month."),
        "to": _date_or_null("The last day or month; the first, if only one is known."),
    }
    return _group(description, ends)


SCHEMAS: dict[FieldType, Callable[[str], Schema]] = {
    **dict.fromkeys(
        (values.LINE, values.SENTENCES, values.WEB, values.AGREEMENT, values.CONTRACT_ID),
        _text_or_null,
    ),
    values.MARKDOWN: lambda description: _text_or_null(f"{description} {IN_MARKDOWN}"),
    **dict.fromkeys((values.DAY, values.MOMENT, values.MOMENT_OR_UNKNOWN), _date_or_null),
    values.DAY_OR_NONE: _end_or_null,
    values.PERIOD_OR_UNKNOWN: _period_or_null,
    values.NUMBER: lambda description: {
        "description": f"{description} `students_precision` says how precise this is.",
        "type": ["integer", "null"],
        "minimum": 0,
    },
    values.BOOLEAN: lambda description: {"description": description, "type": "boolean"},
    values.LINES: _list_or_null,
    values.NOT_INVOLVED: _list_or_null,
    values.ELEMENTS: lambda description: {**_list_or_null(description), "type": "array"},
    values.TERM_IDS: lambda description: {
        **_list_or_null(description, enum=[*REQUIRED_TERMS]),
        "type": "array",
    },
    values.SCHOOLS: _schools_or_null,
    values.GRADE_RANGES: partial(_list_or_null, enum=list(GRADES)),
}


def published(group: Group) -> list[Field]:
    """Return the fields of a group that are in the open data."""
    return [field for field in group.fields.values() if field.column]


def _field_schema(field: Field) -> Schema:
    """Return the schema of a field of an entry."""
    if group := field.type.group:
        more = " An empty list: none of this kind." if isinstance(group, DataGroup) else ""
        inner = {field.attribute: _field_schema(field) for field in published(group)}
        return _group(f"{field.column}{more}", inner)
    if field.type.single and field.type.single.choices and not field.type.is_list:
        return _choice(field.column, *field.type.single.choices, None)
    is_required = field.needed is Needed.ALWAYS
    if is_required and field.type in (values.DAY, values.MOMENT):
        return _date(field.column)
    if is_required or field.name == "contractor":  # a breach without one has its contract's
        return _text(field.column)
    return SCHEMAS[field.type](field.column)


def _in_order(name: str, properties: Properties) -> dict[str, Schema]:
    """Return properties with the published ones first; `notices` come last."""
    published = [path.partition(".")[0] for path in PUBLISHED[name]]
    names = [name for name in (*published, *properties) if name in properties]
    return {name: properties[name] for name in dict.fromkeys(names)}


def _properties(name: str, group: Group, *, restated: bool = False) -> dict[str, Schema]:
    """Return the schema of each field in the data, or only of those that can be restated later."""
    rows = [row for row in group.fields.values() if row.column and (row.restated or not restated)]
    return _in_order(name, {row.attribute: _field_schema(row) for row in rows})


def _notices(data: Properties, items: Group, text: str, *kinds: str) -> Schema:
    """Return the schema of a list of notices with `data` and what `items` say of their own.

    `text` describes what their text says.
    """
    notice = {
        "id": _text(
            "It never changes; the item in the feeds has the id tag:<feed_authority>:<this id>."
        ),
        "kind": _choice("What it tells of.", *kinds),
        "date": _date_or_null("Its date."),
        "page": _text("The address of its place on the page of the entry.", format="uri"),
        "notified": _field_schema(fields.CONTRACT.fields["notified"]),
        "text": _text_or_null(text),
        **{row.attribute: _field_schema(row) for row in published(items) if not row.restated},
        "data": _group(
            "What held, or was known, at its date; null if it is what the entry says now.", data
        ),
    }
    return {
        "description": "Every notice, the oldest first, as it was at its date.",
        "type": "array",
        "items": {"type": "object", **_closed(notice)},
    }


ENTRY = {
    "id": _text("The entry's name; it never changes.", pattern=ID),
    "page": _text("The address of its page.", format="uri"),
    "body": _text_or_null(f"What else the page says. {IN_MARKDOWN}"),
}
TERMS = _properties("contracts", fields.CONTRACT, restated=True)
STUDENTS_PRECISION = _choice(
    "Whether students is the exact number, about the number, or the least it can be.",
    *("exactly", "about", "at least", None),
)
EXTENT = {
    **_properties("breaches", fields.BREACH, restated=True),
    "students_precision": STUDENTS_PRECISION,
}
CONTRACT = _in_order(
    "contracts",
    {
        **ENTRY,
        **_properties("contracts", fields.CONTRACT),
        "latest": _date_or_null("When it was last executed, renewed or amended."),
        "notices": _notices(
            TERMS,
            fields.CHANGE,
            "Why it was withdrawn.",
            *("contract", "renewal", "amendment", "withdrawal"),
        ),
    },
)
BREACH = _in_order(
    "breaches",
    {
        **ENTRY,
        **_properties("breaches", fields.BREACH),
        "students_precision": STUDENTS_PRECISION,
        "status": _choice(
            "Unrecorded: an old entry without the date of its end.",
            "open",
            "resolved",
            "withdrawn",
            "unrecorded",
        ),
        "latest": _date_or_null(
            "When it was last told of: the date of the last update, or of the notice."
        ),
        "notices": _notices(
            EXTENT,
            fields.UPDATE,
            "What an update says (Markdown), or why it was withdrawn.",
            "breach",
            "update",
            "withdrawal",
        ),
    },
)
HEAD = {
    "$schema": _text("The address of this schema.", format="uri"),
    "district": _text("Whose notices these are."),
    "url": _text("The site's address.", format="uri"),
    "feed_authority": _text("The part of the ids in the feeds that names the district."),
    "schools": {
        "description": "The schools of the district.",
        "type": "array",
        "items": {
            "type": "object",
            **_closed(
                {
                    "id": _text("The id that entries name.", pattern=ID),
                    "name": _text("Its name."),
                    "grades": _list_or_null("Its grades, the youngest first.", enum=list(GRADES)),
                }
            ),
        },
    },
}
