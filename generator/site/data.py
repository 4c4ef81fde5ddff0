"""The open data of a site: contracts and breaches as tables and JSON, and their schemas.

Nothing here comes from the theme, and only `built.json` depends on the time of the build. A data
file changes only with the entries, the settings, or when a date in an entry is reached.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from datetime import UTC
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.content import fields
from generator.content.field_types import plain
from generator.core.characters import csv_text, escape_formula
from generator.core.dates import When
from generator.core.model import (
    Breach,
    Contract,
    Entry,
    Extent,
    Stated,
    Terms,
    Update,
)
from generator.core.notices import Notice, notices
from generator.core.settings import Settings
from generator.core.site import Draft, Site
from generator.site.data_schema import (
    BREACH,
    CONTRACT,
    EXTENT,
    NOTHING,
    TERMS,
    columns,
    published,
    schema,
)
from generator.site.urls import page_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from generator.content.field_types import Field, Group
    from generator.site.data_schema import Properties

    Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"] | None
    Record = dict[str, Value]
    Writer = Callable[[Any, Settings], Value]


def data(site: Site) -> Iterator[Draft]:
    """Yield the data files of all contracts and of all breaches, each sorted by id."""
    settings = site.settings
    contracts, breaches = sorted(site.contracts, key=_id), sorted(site.breaches, key=_id)
    yield from _Files("contracts", CONTRACT, contract_record, contracts, settings).drafts()
    yield from _Files("breaches", BREACH, breach_record, breaches, settings).drafts()


def built(site: Site, commit: str) -> bytes:
    """Return the file that says which commit the site was built from, and when."""
    record = {"commit": commit, "built": f"{site.now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"}
    return f"{json.dumps(record)}\n".encode()


def contract_record(contract: Contract, settings: Settings) -> Record:
    """Return the current state of a contract, and each of its notices as it was at its date."""
    return _record(contract, CONTRACT, settings, latest=contract.latest)


def breach_record(breach: Breach, settings: Settings) -> Record:
    """Return what is known about a breach, and each of its notices as it was at its date."""
    latest = breach.updates[-1].on if breach.updates else breach.known
    return _record(breach, BREACH, settings, status=breach.status, latest=latest)


def _record(
    entry: Entry, properties: Properties, settings: Settings, **derived: When | str | None
) -> Record:
    """Return the properties of an entry; `derived` are those that are not fields."""
    now, writers = entry.now, _writers(_table(entry))
    record = {"id": entry.id, "page": _page(entry, settings), "body": plain(entry.body)}
    record |= _statement(now, settings)
    record |= {name: plain(value) for name, value in derived.items()}
    record["notices"] = [_notice(notice, settings, now) for notice in notices(entry)]
    return {
        name: record[name] if name in record else writers[name](entry[name], settings)
        for name in properties
    }


def _table(entry: Entry) -> Group:
    return fields.CONTRACT if isinstance(entry, Contract) else fields.BREACH


def _items(entry: Entry) -> Group:
    return fields.CHANGE if isinstance(entry, Contract) else fields.UPDATE


def _statement(statement: Terms | Extent, settings: Settings) -> Record:
    """Return the terms of a contract or the extent of a breach at one time."""
    if isinstance(statement, Terms):
        writers, properties = _writers(fields.CONTRACT), TERMS
    else:
        writers, properties = _writers(fields.BREACH), EXTENT
    return {
        name: writers[name](statement[name], settings)
        if name in writers
        else plain(statement[name])
        for name in properties
    }


@cache
def _writers(group: Group) -> dict[str, Writer]:
    """Return the function that writes each published field of a group for JSON, by attribute."""
    return {field.attribute: _writer(field) for field in published(group)}


def _writer(field: Field) -> Writer:
    """Return the function that writes a value of a field for JSON; null is not recorded."""
    if group := field.type.group:
        return partial(_group_value, _writers(group))
    return lambda value, settings: field.type.published.write(value, settings.url)


def _group_value(writers: dict[str, Writer], value: object, settings: Settings) -> Value:
    """Return the values of a group of fields for JSON."""
    if value is None:
        return None
    return {
        name: write(value[name] if isinstance(value, Stated) else getattr(value, name), settings)
        for name, write in writers.items()
    }


class _Files(NamedTuple):
    """The table (RFC 4180), the JSON and the schema of one kind of entry.

    The table begins with a byte order mark, because without it Excel reads UTF-8 as another
    encoding and breaks accents.
    """

    name: str
    properties: Properties
    record: Callable[[Any, Settings], Record]
    entries: Sequence[Entry]
    settings: Settings

    def drafts(self) -> Iterator[Draft]:
        """Yield the files, yet to be made."""
        yield Draft(f"data/{self.name}.json", self.json)
        yield Draft(f"data/{self.name}.csv", self.table)
        path = f"data/{self.name}.schema.json"
        yield Draft(path, partial(_schema_text, self.name, self.settings.url))

    def json(self) -> bytes:
        """Return the JSON: facts about the district, and each entry on one line."""
        # A record is made here and contains no list or group twice, so nothing can be circular.
        encode = json.JSONEncoder(
            ensure_ascii=False, check_circular=False, separators=(",", ":")
        ).encode
        lines = ",\n".join(encode(self.record(entry, self.settings)) for entry in self.entries)
        return f'{self.top()},\n "{self.name}": [\n{lines}\n ]\n}}\n'.encode()

    def table(self) -> bytes:
        """Return the table: the names of the columns, and a row for each entry."""
        paths = columns(self.name, self.properties)
        records = (self.record(entry, self.settings) for entry in self.entries)
        rows = ([_cell(record, path) for path in paths] for record in records)
        return BOM_UTF8 + csv_text([map("_".join, paths), *rows], "\r\n").encode()

    def top(self) -> str:
        """Return the facts about the district at the top of the JSON, up to their last value."""
        settings = self.settings
        facts = {
            "$schema": f"{settings.url}data/{self.name}.schema.json",
            "district": settings.district,
            "url": settings.url,
            "feed_authority": settings.feed_authority,
            "schools": [
                {"id": school.id, "name": school.name, "grades": list(school.grades) or None}
                for school in settings.schools
            ],
        }
        return json.dumps(facts, ensure_ascii=False, indent=1).removesuffix("\n}")


@lru_cache(maxsize=16)  # because the preview makes it again after each change of an entry
def _schema_text(name: str, url: str) -> bytes:
    described = schema(name, CONTRACT if name == "contracts" else BREACH, url)
    return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n".encode()


def _cell(record: Record, path: tuple[str, ...]) -> str:
    """Return the value at a path of a record as a cell, which is empty if it is not recorded."""
    value = record[path[0]]
    if isinstance(value, dict):
        value = value[path[1]]
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, list):
        return escape_formula("\n".join(map(str, value))) if value else NOTHING
    return str(value).lower()  # a number, true or false


def _notice(notice: Notice, settings: Settings, now: Terms | Extent) -> Record:
    """Return a notice, with the data at its date if they are not those of now."""
    entry, statement = notice.entry, notice.statement
    return {
        "id": notice.id,
        "kind": notice.kind,
        "date": plain(notice.dated),
        "page": _page(entry, settings) + (f"#{notice.anchor}" if notice.anchor else ""),
        "notified": _writers(_table(entry))["notified"](notice.notified, settings),
        "text": _notice_text(notice),
        **{
            name: write(notice.item[name] if notice.item else None, settings)
            for name, write in _writers(_items(entry)).items()
            if name not in _table(entry).restated
        },
        "data": None if statement == now else _statement(statement, settings),
    }


def _notice_text(notice: Notice) -> str | None:
    """Return what an update says, or why an entry was withdrawn."""
    if notice.kind == "withdrawal" and notice.entry.withdrawn:
        return notice.entry.withdrawn.reason
    return notice.item.text.text.strip("\n") if isinstance(notice.item, Update) else None


def _id(entry: Entry) -> str:
    return entry.id


def _page(entry: Entry, settings: Settings) -> str:
    return f"{settings.url}{page_path(entry).removesuffix('index.html')}"
