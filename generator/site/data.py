"""A site → its open data: all contracts and all breaches as a table, as JSON with every notice, and their schemas.

Nothing here comes from the theme, and only `built.json` from the clock: a data file changes only where an entry or
the settings do.
"""

from __future__ import annotations

import csv
import json
import re
from codecs import BOM_UTF8
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.core.model import GRADES, Breach, Contract, Entry, Extent, Notice, Prose, Terms, notices
from generator.core.settings import Settings
from generator.core.site import Draft, Page, Site
from generator.site.urls import href, page_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.core.dates import When
    from generator.core.model import Data, Notified, Withdrawal

    Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"] | None
    Record = dict[str, Value]
    Schema = dict[str, Any]
    Properties = Mapping[str, Schema]

BUILT = "built.json"
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


def _text_schema(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"]}


def _given(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", **more}


def _date_schema(description: str) -> Schema:
    return {"description": description, "type": ["string", "null"], "pattern": f"^({DATE})$"}


def _list(description: str, **items: object) -> Schema:
    return {"description": description, "type": ["array", "null"], "items": {"type": "string", **items}}


def _word(description: str, *words: str | None) -> Schema:
    return {"description": description, "enum": list(words)}


def _kinds_schema(description: str, *kinds: str) -> Schema:
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
    by=_text_schema("By what means."),
)
SCHOOLS = {
    "description": "The ids of the schools, or the word all.",
    "anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string", "pattern": ID}}, {"type": "null"}],
}
TERMS = {
    "description": _text_schema("What the product or the service does."),
    "purpose": _text_schema("Why the district uses it."),
    "collects": _kinds_schema("What data of students may be collected.", *list(KINDS)[:3]),
    "security": _text_schema(f"How the contractor protects the data. {MARKDOWN}"),
    "subcontractors": _list("Who else holds the data for the contractor."),
    "schools": SCHOOLS,
    "grades": _list("The grades, the youngest first.", enum=list(GRADES)),
    "agreement": _text_schema("The address of the contract itself."),
    "expires": {
        **_date_schema("When it ends, or the word none: it runs until it is ended."),
        "pattern": f"^(none|{DATE})$",
    },
}
EXTENT = {
    "involves": _kinds_schema("What data of students is involved.", *KINDS),
    "students": {"description": "How many students.", "type": ["integer", "null"], "minimum": 0},
    "schools": SCHOOLS,
    "offers": _text_schema(f"What families are offered. {MARKDOWN}"),
}


def _notices(held: Properties, said: str, *kinds: str) -> Schema:
    notice = {
        "id": _given("It never changes; the item in the feeds has the id tag:<feed_authority>:<this id>."),
        "kind": _word("What it tells of.", *kinds),
        "date": _date_schema("Its date."),
        "page": _given("The address of its place on the page of the entry.", format="uri"),
        "notified": NOTIFIED,
        "text": _text_schema(said),
        "data": {"description": "What held, or was known, at its date.", "type": "object", **_closed(held)},
    }
    each = {"type": "object", **_closed(notice)}
    return {"description": "Every notice, the oldest first, as it stood at its date.", "type": "array", "items": each}


ENTRY = {
    "id": _given("The entry's name; it never changes.", pattern=ID),
    "page": _given("The address of its page.", format="uri"),
}
END = {
    "body": _text_schema(f"What else the page says. {MARKDOWN}"),
    "legacy": {"description": "Whether it was published before this site was.", "type": "boolean"},
    "withdrawn": _group(
        "That it does not hold.",
        on=_given("The day since which.", pattern=f"^({DATE})$"),
        reason=_given("The reason why."),
    ),
}
CONTRACT = {
    **ENTRY,
    "product": _text_schema("The product; null for a consultant without one."),
    "contractor": _given("Who holds the data under the contract."),
    "kind": _word("What the contractor is.", "operator", "consultant", None),
    "website": _text_schema("The contractor's or the product's website."),
    "executed": _date_schema("When the contract was executed."),
    "latest": _date_schema("When it was last executed, renewed or amended."),
    **TERMS,
    "basis": _word("What it rests on.", "contract", "pledge", "special-education-exception", None),
    "notified": NOTIFIED,
    "posted": _date_schema("When the notice was first posted, if that was on another page."),
    **END,
    "notices": _notices(TERMS, "Why it was withdrawn.", "contract", "renewal", "amendment", "withdrawal"),
}
BREACH = {
    **ENTRY,
    "contract": _text_schema("The id of the contract, in the data of contracts."),
    "product": _text_schema("The product."),
    "contractor": _given("Who held the data."),
    "status": _word(
        "Unrecorded: an old entry without the date of its end.", "open", "resolved", "withdrawn", "unrecorded"
    ),
    "occurred": _group(
        "When the breach happened.",
        **{
            "from": _date_schema("The first day or month."),
            "to": _date_schema("The last day or month; the first, if only one is known."),
        },
    ),
    "discovered": _date_schema("When the contractor discovered it."),
    "received": _date_schema("When the district was told."),
    "notified": NOTIFIED,
    "latest": _date_schema("When it was last told of: the date of the last update, or of the notice."),
    "resolved": _date_schema("When the district closed the notice; null while it is open."),
    "summary": _text_schema(f"What happened, to what, and what was done. {MARKDOWN}"),
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


def built(site: Site, commit: str) -> Page:
    """Return what the site was built from, and when: what is on the web can be told from what should be there."""
    told = {"commit": commit, "built": f"{site.now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"}
    return Page(BUILT, f"{json.dumps(told)}\n".encode())


def contract_record(contract: Contract, settings: Settings) -> Record:
    """Return what holds of a contract now, and each of its notices as it stood at its date."""
    return {
        "id": contract.id,
        "page": _page(contract, settings),
        "product": contract.product or None,
        "contractor": contract.contractor,
        "kind": contract.kind or None,
        "website": contract.website or None,
        "executed": _date(contract.executed),
        "latest": _date(contract.latest),
        **_terms(contract.now, settings),
        "basis": contract.basis or None,
        "notified": _notified(contract.notified),
        "posted": _date(contract.posted),
        "body": _text(contract.body),
        "legacy": contract.legacy,
        "withdrawn": _withdrawn(contract.withdrawn),
        "notices": [_notice(notice, settings) for notice in notices(contract)],
    }


def breach_record(breach: Breach, settings: Settings) -> Record:
    """Return what is known of a breach now, and each of its notices as it stood at its date."""
    occurred = breach.occurred
    latest = breach.updates[-1].on if breach.updates else breach.received
    return {
        "id": breach.id,
        "page": _page(breach, settings),
        "contract": breach.contract or None,
        "product": breach.product or None,
        "contractor": breach.contractor,
        "status": breach.status,
        "occurred": {"from": _date(occurred.first), "to": _date(occurred.last)} if occurred else None,
        "discovered": _date(breach.discovered),
        "received": _date(breach.received),
        "notified": _notified(breach.notified),
        "latest": _date(latest),
        "resolved": _date(breach.resolved),
        "summary": _text(breach.summary),
        **_extent(breach.now),
        "body": _text(breach.body),
        "legacy": breach.legacy,
        "withdrawn": _withdrawn(breach.withdrawn),
        "notices": [_notice(notice, settings) for notice in notices(breach)],
    }


def _terms(terms: Terms, settings: Settings) -> Record:
    kinds = _kinds(terms.collects)
    return {
        "description": terms.description,
        "purpose": terms.purpose,
        "collects": {kind: kinds[kind] for kind in kinds if kind != "directory_information"} if kinds else None,
        "security": _text(terms.security),
        "subcontractors": list(terms.subcontractors) or None,
        "schools": _schools(terms.schools),
        "grades": list(terms.grades) or None,
        "agreement": href(terms.agreement, settings.url) if terms.agreement else None,
        "expires": "none" if terms.expires is False else _date(terms.expires),
    }


def _extent(extent: Extent) -> Record:
    return {
        "involves": _kinds(extent.involves),
        "students": extent.students,
        "schools": _schools(extent.schools),
        "offers": _text(extent.offers),
    }


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
    """Return a notice with what held at its date; of an update or a withdrawal no separate telling is recorded."""
    entry, held = notice.entry, notice.held
    return {
        "id": notice.id,
        "kind": notice.kind,
        "date": _date(notice.dated),
        "page": f"{_page(entry, settings)}{'#' if notice.anchor else ''}{notice.anchor}",
        "notified": _notified(notice.notified),
        "text": _said(notice),
        "data": _terms(held, settings) if isinstance(held, Terms) else _extent(held),
    }


def _said(notice: Notice) -> str | None:
    """Return what an update says, or why an entry was withdrawn."""
    if notice.kind == "withdrawal" and notice.entry.withdrawn:
        return notice.entry.withdrawn.reason
    if isinstance(notice.entry, Breach) and notice.number:
        return _text(notice.entry.updates[notice.number - 1].text)
    return None


def _id(entry: Entry) -> str:
    return entry.id


def _page(entry: Entry, settings: Settings) -> str:
    return f"{settings.url}{page_path(entry).removesuffix('index.html')}"


def _date(when: When | None) -> str | None:
    """Return a date exactly as precise as it is known."""
    return when.iso if when else None


def _text(prose: Prose | None) -> str | None:
    """Return a Markdown text as written, without the empty lines around it."""
    return prose.text.strip("\n") if prose else None


def _kinds(data: Data | None) -> dict[str, Value] | None:
    """Return the elements of each kind of data; a kind without any is an empty list."""
    return {kind: list(elements) for kind, elements in data._asdict().items()} if data is not None else None


def _schools(ids: tuple[str, ...] | None) -> Value:
    return None if ids is None else list(ids) or "all"


def _notified(notified: Notified | None) -> Value:
    return {"at": _date(notified.at), "by": notified.by or None} if notified else None


def _withdrawn(withdrawal: Withdrawal | None) -> Value:
    return {"on": _date(withdrawal.on), "reason": withdrawal.reason} if withdrawal else None
