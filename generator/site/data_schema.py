"""The schema of the open data: each property of a contract and of a breach, and its meaning."""

from __future__ import annotations

from collections.abc import Mapping

from generator.content import fields
from generator.content.field_groups import Field, Group, Needed
from generator.content.open_data import A_DATE, TEXT, Published
from generator.content.shapes import DIALECT, Shape, closed, shared
from generator.content.values import GRADE_RANGES, ID_IN_DATA, MARKDOWN
from generator.site.listing import BREACH_STATUSES
from generator.site.published_columns import PUBLISHED

Properties = Mapping[str, Shape]
Path = tuple[str, ...]
NOTHING = "nothing"  # an empty list in a cell, as in an entry; an empty cell is not recorded

TABLE_ROW = (
    "One row of the table {name}.csv, with its columns in this order. The file is UTF-8 with a "
    "byte order mark, separated by commas, with CRLF line ends (RFC 4180). A cell has the same "
    "text as the JSON, and is empty for null. A list has one item on each line; an empty list is "
    f"the word {NOTHING}. A cell that a spreadsheet could take for a formula, because it begins "
    "with = + - @, a tab or a line end, even after spaces, has an apostrophe before it, and so "
    "does a cell that begins with an apostrophe: remove one leading apostrophe to get the text."
)


def schema(name: str, url: str) -> Shape:
    """Return the schema of one data file, “contracts” or “breaches”, and of a row of its table."""
    properties = PROPERTIES[name]
    cells = {
        "_".join(path): {"type": "string", "description": _description(properties, path)}
        for path in columns(name)
    }
    row = {"type": "object", "description": TABLE_ROW.format(name=name), **closed(cells)}
    entries = _list(f"All {name}, in the order of their ids.", properties)
    document = {
        "$schema": DIALECT,
        "$id": f"{url}data/{name}.schema.json",
        "title": f"Open data of a school district's student data notices: {name}",
        "description": "Null means not on file or not known. A date is as precise as it is known: "
        "a month, a day, or a time with its UTC offset.",
        "type": "object",
        **closed({**HEAD, name: entries}),
        "$defs": {"row": row},
    }
    # What a notice can restate is in the entry and in each of its notices.
    return shared(document, {"date": A_DATE.shape, **STATEMENTS[name]})


def columns(name: str) -> list[Path]:
    """Return the path of each column: a property, or a group and one of its properties.

    New columns come after the published ones. Lists of groups, such as notices, and the text below
    the fields are not in the table, whose rows should stay short.
    """
    paths: list[Path] = []
    for property, described in PROPERTIES[name].items():
        if inner := described.get("properties"):
            paths += [(property, name) for name in inner]
        elif property != "body" and "properties" not in described.get("items", {}):
            paths.append((property,))
    positions = {path: i for i, path in enumerate(PUBLISHED[name])}
    return sorted(paths, key=lambda path: positions.get(".".join(path), len(positions)))


def _description(properties: Properties, path: tuple[str, ...]) -> str:
    """Return the description of a column, after that of its group if it has one."""
    name, *inner_names = path
    property = properties[name]
    inner = [property["properties"][inner_name]["description"] for inner_name in inner_names]
    return " ".join([property["description"], *inner])


def _group(description: str, properties: Properties) -> Shape:
    return {"description": description, "type": ["object", "null"], **closed(properties)}


def _list(description: str, properties: Properties) -> Shape:
    items = {"type": "object", **closed(properties)}
    return {"description": description, "type": "array", "items": items}


def _described(description: str, published: Published = TEXT) -> Shape:
    """Return the schema of what the open data has of a value."""
    note = f" {published.note}" if published.note else ""
    return {"description": f"{description}{note}", **published.shape}


def _text(description: str, **more: object) -> Shape:
    return {"description": description, "type": "string", **more}


def _choice(description: str, *words: str | None) -> Shape:
    return {"description": description, "enum": list(words)}


def published(group: Group) -> list[Field]:
    """Return the fields of a group that are in the open data."""
    each = (*group.fields.values(), *group.also.values())
    return [field for field in each if field.column]


def _field_schema(field: Field) -> Shape:
    """Return the schema of a field of an entry."""
    if group := field.group:
        inner = {field.attribute: _field_schema(field) for field in published(group)}
        if field.type.is_list:
            return {**_list(field.column, inner), "type": ["array", "null"]}
        more = " An empty list: no data of this kind is listed." if group.is_data else ""
        return _group(f"{field.column}{more}", inner)
    schema = _described(field.column, field.type.published)
    # A contractor may not be known yet, and an entry is legacy or not.
    is_given = field.needed is Needed.ALWAYS and field.name != "contractor"
    if (is_given or field.name == "legacy") and isinstance(schema.get("type"), list):
        schema["type"] = schema["type"][0]
    return schema


def _in_order(name: str, properties: Properties) -> dict[str, Shape]:
    """Return properties with the published ones first; `notices` come last."""
    published = [path.partition(".")[0] for path in PUBLISHED[name]]
    names = [name for name in (*published, *properties) if name in properties]
    return {name: properties[name] for name in dict.fromkeys(names)}


def _properties(name: str, group: Group, *, restated: bool = False) -> dict[str, Shape]:
    """Return the schema of each field in the data, or only of those that can be restated later."""
    rows = [row for row in published(group) if row.restated or not restated]
    return _in_order(name, {row.attribute: _field_schema(row) for row in rows})


def _notices(
    data: Properties, items: Group, text: str, *kinds: str, own: Properties | None = None
) -> Shape:
    """Return the schema of a list of notices with `data` and what `items` have of their own.

    `own` are the properties that only notices in this list have.
    """
    notice = {
        "id": _text(
            "It never changes; the item in the feeds has the id tag:<feed_authority>:<this id>."
        ),
        "kind": _choice("The kind of notice.", *kinds),
        "date": _described("Its date.", A_DATE),
        "page": _text("The address of its place on the page of the entry.", format="uri"),
        "notified": _field_schema(fields.CONTRACT.fields["notified"]),
        **(own or {}),
        "text": _described(text),
        **{row.attribute: _field_schema(row) for row in published(items) if not row.restated},
        "data": _group(
            "What applied, or was known, on its date; null if the entry still says so.", data
        ),
    }
    return _list(
        "Every notice, the oldest first, as it was on its date; withdrawals come last.", notice
    )


ENTRY = {
    "id": _text("The entry's name; it never changes.", pattern=ID_IN_DATA),
    "page": _text("The address of its page.", format="uri"),
    "body": _described("What else the page says.", MARKDOWN.published),
}
STUDENTS_PRECISION = _choice(
    "Whether students is the exact number, about the number, or the least it can be.",
    *("exactly", "about", "at least", None),
)
TOLD_EARLIER = _described(
    "Whether an update says that the earlier notices had reached every family that it is about.",
    Published({"type": "boolean"}),
)
STATEMENTS: Mapping[str, Properties] = {
    "contracts": _properties("contracts", fields.CONTRACT, restated=True),
    "breaches": {
        **_properties("breaches", fields.BREACH, restated=True),
        "students_precision": STUDENTS_PRECISION,
        "offers_until": _described("The last day of what is offered, if it has one.", A_DATE),
    },
}
PROPERTIES: Mapping[str, Properties] = {
    "contracts": _in_order(
        "contracts",
        {
            **ENTRY,
            **_properties("contracts", fields.CONTRACT),
            "latest": _described("When it was last executed, renewed or amended.", A_DATE),
            "notices": _notices(
                STATEMENTS["contracts"],
                fields.CHANGE,
                "What changed (Markdown), or why it was withdrawn.",
                *("contract", "renewal", "amendment", "withdrawal"),
            ),
        },
    ),
    "breaches": _in_order(
        "breaches",
        {
            **ENTRY,
            **_properties("breaches", fields.BREACH),
            **STATEMENTS["breaches"],
            "contracts": _described(
                "The ids of its contracts, in the data of contracts.",
                Published({"type": ["array", "null"], "items": {"type": "string"}}),
            ),
            "status": _choice(
                "Unrecorded: an old entry without the date of its end.", *BREACH_STATUSES
            ),
            "latest": _described(
                "The date of its latest news: the last update, or the notice.", A_DATE
            ),
            "notices": _notices(
                STATEMENTS["breaches"],
                fields.UPDATE,
                "What an update says (Markdown), or why it was withdrawn.",
                *("breach", "update", "withdrawal"),
                own={"told_earlier": TOLD_EARLIER},
            ),
        },
    ),
}
HEAD = {
    "$schema": _text("The address of this schema.", format="uri"),
    "district": _text("Whose notices these are."),
    "url": _text("The site's address.", format="uri"),
    "feed_authority": _text("The part of the ids in the feeds that names the district."),
    "schools": _list(
        "The schools of the district.",
        {
            "id": _text("The id that entries name.", pattern=ID_IN_DATA),
            "name": _text("Its name."),
            "grades": _described("Its grades, the youngest first.", GRADE_RANGES.published),
            "closed": _described("Its last day, if it has closed or merged.", A_DATE),
            "into": _described("The id of the school that it became part of."),
        },
    ),
}
