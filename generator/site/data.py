"""The open data of a site: contracts and breaches as tables and JSON, and their schemas.

Nothing here comes from the theme, and only `built.json` depends on the time of the build. A data
file changes only with the entries, the settings, or when a date in an entry is reached.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache, cached_property, partial
from operator import attrgetter
from typing import Any

from generator.content import fields
from generator.content.field_types import Group, plain
from generator.core.characters import csv_text, escape_formula
from generator.core.model import Breach, Entry, Extent, Stated, Terms, Update
from generator.core.notices import Notice, notices
from generator.core.settings import Settings
from generator.core.site import Draft, Site
from generator.site.data_schema import NOTHING, PROPERTIES, STATEMENTS, columns, published, schema
from generator.site.urls import page_path

Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"] | None
Object = dict[str, Value]  # of JSON
Writer = Callable[[Any, str], Value]  # takes the site's address too
TABLES = {"contracts": fields.CONTRACT, "breaches": fields.BREACH}
ITEMS = {"contracts": fields.CHANGE, "breaches": fields.UPDATE}
# An object contains no list or group twice, so nothing can be circular.
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def data(site: Site) -> Iterator[Draft]:
    """Yield the data files of all contracts and of all breaches, each sorted by id."""
    sections: dict[str, Sequence[Entry]] = {"contracts": site.contracts, "breaches": site.breaches}
    for name, entries in sections.items():
        files = _Files(name, sorted(entries, key=attrgetter("id")), site.settings)
        yield Draft(f"data/{name}.json", files.json)
        yield Draft(f"data/{name}.csv", files.table)
        yield Draft(f"data/{name}.schema.json", files.schema)


def built(site: Site, commit: str) -> bytes:
    """Return the file that says which commit the site was built from, and when."""
    document = {"commit": commit, "built": f"{site.now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"}
    return f"{json.dumps(document)}\n".encode()


def _object(entry: Entry, url: str) -> Object:
    """Return what an entry says now, and each of its notices as it was at its date."""
    current, writers = entry.current, _writers(TABLES[entry.section])
    values = {"id": entry.id, "page": _page(entry, url), "body": plain(entry.body)}
    values |= _statement(entry.section, current, url)
    if isinstance(entry, Breach):
        latest = entry.updates[-1].on if entry.updates else entry.known
        contracts = [*entry.contract] or None
        values |= {"contracts": contracts, "status": entry.status, "latest": plain(latest)}
    else:
        values["latest"] = plain(entry.latest)
    values["notices"] = [_notice(notice, url, current) for notice in notices(entry)]
    return {
        name: values[name] if name in values else writers[name](entry[name], url)
        for name in PROPERTIES[entry.section]
    }


def _statement(section: str, statement: Terms | Extent, url: str) -> Object:
    """Return the terms of a contract or the extent of a breach at one time."""
    writers = _writers(TABLES[section])
    return {
        name: writers[name](statement[name], url) if name in writers else plain(statement[name])
        for name in STATEMENTS[section]
    }


@cache
def _writers(group: Group) -> dict[str, Writer]:
    """Return the function that writes each published field of a group for JSON, by attribute."""
    return {
        row.attribute: partial(_group_value, _writers(row.type.group))
        if row.type.group
        else row.type.published.write
        for row in published(group)
    }


def _group_value(writers: dict[str, Writer], value: object, url: str) -> Value:
    """Return the values of a group of fields for JSON."""
    if value is None:
        return None
    return {
        name: write(value[name] if isinstance(value, Stated) else getattr(value, name), url)
        for name, write in writers.items()
    }


@dataclass(frozen=True)
class _Files:
    """The JSON, the schema and the table (RFC 4180, with a mark for Excel) of one kind of entry."""

    name: str
    entries: Sequence[Entry]
    settings: Settings

    @cached_property
    def written(self) -> list[tuple[str, list[str]]]:
        """Each entry as a line of the JSON and as a row of the table."""
        paths, url = columns(self.name), self.settings.url
        objects = (_object(entry, url) for entry in self.entries)
        return [(ENCODE(object), [_cell(object, path) for path in paths]) for object in objects]

    def json(self) -> bytes:
        """Return the JSON: facts about the district, and each entry on one line."""
        lines = ",\n".join(line for line, _ in self.written)
        return f'{self.top()},\n "{self.name}": [\n{lines}\n ]\n}}\n'.encode()

    def table(self) -> bytes:
        """Return the table: the names of the columns, and a row for each entry."""
        header = map("_".join, columns(self.name))
        return BOM_UTF8 + csv_text([header, *(row for _, row in self.written)], "\r\n").encode()

    def schema(self) -> bytes:
        """Return the schema of the JSON and of a row of the table."""
        described = schema(self.name, self.settings.url)
        return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n".encode()

    def top(self) -> str:
        """Return the facts about the district at the top of the JSON, up to their last value."""
        settings = self.settings
        facts = {
            "$schema": f"{settings.url}data/{self.name}.schema.json",
            "district": settings.district,
            "url": settings.url,
            "feed_authority": settings.feed_authority,
            "schools": [
                {
                    "id": school.id,
                    "name": school.name,
                    "grades": list(school.grades) or None,
                    "closed": plain(school.closed),
                    "into": school.into or None,
                }
                for school in settings.schools
            ],
        }
        return json.dumps(facts, ensure_ascii=False, indent=1).removesuffix("\n}")


def _cell(object: Object, path: tuple[str, ...]) -> str:
    """Return the value at a path of an object as a cell, which is empty if it is not recorded."""
    value = object[path[0]]
    if isinstance(value, dict):
        value = value[path[1]]
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, list):
        return escape_formula("\n".join(map(str, value))) if value else NOTHING
    return str(value).lower()  # a number, true or false


def _notice(notice: Notice, url: str, current: Terms | Extent) -> Object:
    """Return a notice, with the data at its date if they are not those of now."""
    entry, statement = notice.entry, notice.statement
    table, section = TABLES[entry.section], entry.section
    return {
        "id": notice.id,
        "kind": notice.kind,
        "date": plain(notice.dated),
        "page": _page(entry, url) + (f"#{notice.anchor}" if notice.anchor else ""),
        "notified": _writers(table)["notified"](notice.notified, url),
        "text": _notice_text(notice),
        **{
            name: write(notice.item[name] if notice.item else None, url)
            for name, write in _writers(ITEMS[section]).items()
            if name not in table.restated
        },
        "data": None if statement == current else _statement(section, statement, url),
    }


def _notice_text(notice: Notice) -> str | None:
    """Return what an update says, or why an entry was withdrawn."""
    if notice.kind == "withdrawal" and notice.entry.withdrawn:
        return notice.entry.withdrawn.reason
    return notice.item.text.text.strip("\n") if isinstance(notice.item, Update) else None


def _page(entry: Entry, url: str) -> str:
    return f"{url}{page_path(entry).removesuffix('index.html')}"
