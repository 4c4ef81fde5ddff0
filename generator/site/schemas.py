"""What stands in the open data: every property with its description, as JSON Schema and as the columns of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.core.model import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Schema = dict[str, Any]
    Properties = Mapping[str, Schema]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATE = rf"[0-9]{{4}}-[0-9]{{2}}|{DAY}(T[0-9]{{2}}:[0-9]{{2}}[+-][0-9]{{2}}:[0-9]{{2}})?"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
NOTHING = "nothing"  # an empty list in a cell, as an entry may write it; an empty cell is not recorded
MARKDOWN = "Markdown; a link without a host starts at the site's address."

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


def _group(description: str, **properties: Schema) -> Schema:
    return {"description": description, "type": ["object", "null"], **_closed(properties)}


def _text(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}


def _given(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", **more}


def _date(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"], "pattern": f"^({DATE})$"}


def _list(description: str, **items: object) -> Schema:
    return {"description": description, "type": ["array", "null"], "items": {"type": "string", **items}}


def _word(description: str, *words: str | None) -> Schema:
    return {"description": description, "enum": list(words)}


def _kinds(description: str, *kinds: str) -> Schema:
    elements = {kind: {**_list(KINDS[kind]), "type": "array"} for kind in kinds}
    return _group(f"{description} An empty list: none of this kind.", **elements)


KINDS = {
    "student_information": "Student information: facts that identify a student, given by the student, a parent or "
    "the school, or gathered by the service.",
    "student_records": "Student records: what the school keeps about a student or reaches through the service.",
    "student_generated_content": "Student-generated content: what a student makes.",
    "directory_information": "Directory information: what a school may publish unless a parent has said no.",
}
NOTIFIED = _group(
    "When families were told directly.",
    at=_given("The moment, or the day.", pattern=f"^({DATE})$"),
    by=_text("By what means."),
)
SCHOOLS = {
    "description": "The ids of the schools, or the word all.",
    "anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string", "pattern": ID}}, {"type": "null"}],
}
TERMS = {
    "description": _text("What the product or the service does."),
    "purpose": _text("Why the district uses it."),
    "collects": _kinds("What data of students may be collected.", *list(KINDS)[:3]),
    "security": _text(f"How the contractor protects the data. {MARKDOWN}"),
    "subcontractors": _list("Who else holds the data for the contractor."),
    "schools": SCHOOLS,
    "grades": _list("The grades, the youngest first.", enum=list(GRADES)),
    "agreement": _text("The address of the contract itself."),
    "expires": {**_date("When it ends, or the word none: it runs until it is ended."), "pattern": f"^(none|{DATE})$"},
}
EXTENT = {
    "involves": _kinds("What data of students is involved.", *KINDS),
    "students": {"description": "How many students.", "type": ["integer", "null"], "minimum": 0},
    "schools": SCHOOLS,
    "offers": _text(f"What families are offered. {MARKDOWN}"),
}


def _notices(held: Properties, said: str, *kinds: str) -> Schema:
    notice = {
        "id": _given("It never changes; the item in the feeds has the id tag:<feed_authority>:<this id>."),
        "kind": _word("What it tells of.", *kinds),
        "date": _date("Its date."),
        "page": _given("The address of its place on the page of the entry.", format="uri"),
        "notified": NOTIFIED,
        "text": _text(said),
        "data": {"description": "What held, or was known, at its date.", "type": "object", **_closed(held)},
    }
    each = {"type": "object", **_closed(notice)}
    return {"description": "Every notice, the oldest first, as it stood at its date.", "type": "array", "items": each}


ENTRY = {
    "id": _given("The entry's name; it never changes.", pattern=ID),
    "page": _given("The address of its page.", format="uri"),
}
END = {
    "body": _text(f"What else the page says. {MARKDOWN}"),
    "legacy": {"description": "Whether it was published before this site was.", "type": "boolean"},
    "withdrawn": _group(
        "That it does not hold.",
        on=_given("The day since which.", pattern=f"^({DATE})$"),
        reason=_given("The reason why."),
    ),
}
CONTRACT = {
    **ENTRY,
    "product": _text("The product; null for a consultant without one."),
    "contractor": _given("Who holds the data under the contract."),
    "kind": _word("What the contractor is.", "operator", "consultant", None),
    "website": _text("The contractor's or the product's website."),
    "executed": _date("When the contract was executed."),
    "latest": _date("When it was last executed, renewed or amended."),
    **TERMS,
    "basis": _word("What it rests on.", "contract", "pledge", "special-education-exception", None),
    "notified": NOTIFIED,
    "posted": _date("When the notice was first posted, if that was on another page."),
    **END,
    "notices": _notices(TERMS, "Why it was withdrawn.", "contract", "renewal", "amendment", "withdrawal"),
}
BREACH = {
    **ENTRY,
    "contract": _text("The id of the contract, in the data of contracts."),
    "product": _text("The product."),
    "contractor": _given("Who held the data."),
    "status": _word(
        "Unrecorded: an old entry without the date of its end.", "open", "resolved", "withdrawn", "unrecorded"
    ),
    "occurred": _group(
        "When the breach happened.",
        **{
            "from": _date("The first day or month."),
            "to": _date("The last day or month; the first, if only one is known."),
        },
    ),
    "discovered": _date("When the contractor discovered it."),
    "received": _date("When the district was told."),
    "notified": NOTIFIED,
    "latest": _date("When it was last told of: the date of the last update, or of the notice."),
    "resolved": _date("When the district closed the notice; null while it is open."),
    "summary": _text(f"What happened, to what, and what was done. {MARKDOWN}"),
    **EXTENT,
    **END,
    "notices": _notices(
        EXTENT, "What an update says (Markdown), or why it was withdrawn.", "breach", "update", "withdrawal"
    ),
}
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
