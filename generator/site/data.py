"""The open data of a site: contracts and breaches as tables and JSON, and their schemas.

Nothing here comes from the theme, and only `built.json` depends on the time of the build. A data
file changes only with the entries, the settings, or when a date in an entry is reached.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, NamedTuple

from generator.content.field_groups import Group
from generator.content.fields import CHANGE, TABLES, UPDATE
from generator.content.open_data import as_json
from generator.content.shapes import Json
from generator.core.characters import csv_text, escape_formula
from generator.core.model import Breach, Entry, Stated
from generator.core.notices import Notice, notices
from generator.core.publication import BREACH_NOTICES, NOTICES, WELL_KNOWN
from generator.core.settings import Settings
from generator.core.site import Draft, Site
from generator.site.common_format import CommonFormat
from generator.site.data_schema import NOTHING, PROPERTIES, STATEMENTS, columns, published, schema
from generator.site.urls import page_path

Object = dict[str, Any]  # of JSON
Writers = dict[str, Callable[[Any, str], Json]]  # by attribute; each takes the site's address too
# An object contains no list or group twice, so nothing can be circular.
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def data(site: Site) -> Iterator[Draft]:
    """Yield the data files of all contracts and of all breaches, each sorted by id."""
    common = CommonFormat(site)
    contracts = _Files("contracts", site.contracts, site.settings, common)
    breaches = _Files("breaches", site.breaches, site.settings, common)
    for files in (contracts, breaches):
        yield Draft(f"data/{files.name}.json", files.json)
        yield Draft(f"data/{files.name}.csv", files.table)
        yield Draft(f"data/{files.name}.schema.json", files.schema)
    yield Draft(NOTICES, partial(_common_file, NOTICES, [contracts, breaches]))
    yield Draft(BREACH_NOTICES, partial(_common_file, BREACH_NOTICES, [breaches]))
    yield Draft(WELL_KNOWN, partial(document, common.index(), {}))


def built(site: Site, commit: str) -> bytes:
    """Return the file that says which commit the site was built from, and when."""
    document = {"commit": commit, "built": f"{site.now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"}
    return f"{json.dumps(document)}\n".encode()


def _common_file(path: str, sections: Sequence[_Files]) -> bytes:
    """Return a file in the common format: all notices, or those of breaches."""
    files = sections[0]
    head = files.common.head(path, _schools(files.settings))
    return document(head, {files.name: (line.common for line in files.lines) for files in sections})


def document(head: Object, sections: Mapping[str, Iterable[bytes]]) -> bytes:
    """Return JSON with each entry, which `ENCODE` made, on one line after the facts at the top."""
    parts = [json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}").encode()]
    for name, lines in sections.items():
        parts += (f',\n "{name}": [\n'.encode(), b",\n".join(lines), b"\n ]")
    return b"".join((*parts, b"\n}\n"))


# The data of this program


def _of_group(group: Group) -> Writers:
    """Return the function that writes each published field of a group for JSON, by attribute."""
    return {
        row.attribute: partial(_group_value, _of_group(row.group))
        if row.group
        else row.type.published.write
        for row in published(group)
    }


def _group_value(writers: Writers, value: object, url: str) -> Json:
    """Return the values of a group of fields, or of each group in a list, for JSON."""
    if value is None:
        return None
    if type(value) is tuple:  # of groups; Data is a NamedTuple
        return [_values(writers, item, url) for item in value]
    return _values(writers, value, url)


def _values(writers: Writers, stated: object, url: str) -> Object:
    """Return what is stated, for JSON: each value is an attribute, or in `more`."""
    more = stated.more if isinstance(stated, Stated) else {}
    return {
        name: write(more[name] if name in more else getattr(stated, name), url)
        for name, write in writers.items()
    }


WRITERS = {section: _of_group(table) for section, table in TABLES.items()}
# What an entry of each section says once, what it can say again, and what only a change or an
# update says.
ONCE: dict[str, Writers] = {
    section: {name: write for name, write in writers.items() if name not in STATEMENTS[section]}
    for section, writers in WRITERS.items()
}
STATED: dict[str, Writers] = {
    section: {name: writers.get(name, as_json) for name in STATEMENTS[section]}
    for section, writers in WRITERS.items()
}
OF_ITEM: dict[str, Writers] = {
    section: {name: write for name, write in _of_group(item).items() if name not in item.restated}
    for section, item in (("contracts", CHANGE), ("breaches", UPDATE))
}


def _object(entry: Entry, url: str) -> Object:
    """Return what an entry says now, and each of its notices as it was at its date."""
    section = entry.section
    current = _values(STATED[section], entry.current, url)
    values = {
        **_values(ONCE[section], entry, url),
        **current,
        "id": entry.id,
        "page": _page(entry, url),
        "body": as_json(entry.body),
        "latest": as_json(entry.latest),
        "notices": [_notice(notice, url, current) for notice in notices(entry)],
    }
    if isinstance(entry, Breach):
        latest = entry.updates[-1].on if entry.updates else entry.known
        contracts = [*entry.contract] or None
        values |= {"contracts": contracts, "status": entry.status, "latest": as_json(latest)}
    return {name: values[name] for name in PROPERTIES[section]}


class _Lines(NamedTuple):
    """An entry as a line of its JSON, of the common format and of its table, in UTF-8."""

    own: bytes
    common: bytes
    row: bytes


@dataclass(frozen=True)
class _Files:
    """The table (RFC 4180), the JSON and the schema of one kind of entry.

    The table begins with a byte order mark, because without it Excel reads UTF-8 as another
    encoding and breaks accents.
    """

    name: str
    entries: Sequence[Entry]
    settings: Settings
    common: CommonFormat

    @cached_property
    def lines(self) -> list[_Lines]:
        """Each entry, sorted by id."""
        paths = columns(self.name)
        entries = sorted(self.entries, key=attrgetter("id"))
        return [self._lines(entry, paths) for entry in entries]

    def _lines(self, entry: Entry, paths: list[tuple[str, ...]]) -> _Lines:
        own = _object(entry, self.settings.url)
        row = csv_text([_cells(own, paths)], "\r\n")
        common = ENCODE(self.common.notice(entry, own))
        return _Lines(ENCODE(own).encode(), common.encode(), row.encode())

    def json(self) -> bytes:
        """Return the JSON: facts about the district, and each entry on one line."""
        settings = self.settings
        facts: Object = {
            "$schema": f"{settings.url}data/{self.name}.schema.json",
            "district": settings.district,
            "url": settings.url,
            "feed_authority": settings.feed_authority,
            "schools": _schools(settings),
        }
        return document(facts, {self.name: (line.own for line in self.lines)})

    def table(self) -> bytes:
        """Return the table: the names of the columns, and a row for each entry."""
        header = csv_text([map("_".join, columns(self.name))], "\r\n")
        return BOM_UTF8 + header.encode() + b"".join(line.row for line in self.lines)

    def schema(self) -> bytes:
        """Return the schema of the JSON and of a row of the table."""
        described = schema(self.name, self.settings.url)
        return f"{json.dumps(described, ensure_ascii=False, indent=1)}\n".encode()


def _schools(settings: Settings) -> list[Object]:
    return [
        {
            "id": school.id,
            "name": school.name,
            "grades": list(school.grades) or None,
            "closed": as_json(school.closed),
            "into": school.into or None,
        }
        for school in settings.schools
    ]


def _cells(object: Object, paths: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the value at each path of an object as a cell, which is empty if it is not recorded."""
    for path in paths:
        value = object[path[0]]
        if value and len(path) > 1:
            value = value[path[1]]
        if value is None:
            yield ""
        elif isinstance(value, str):
            yield escape_formula(value)
        elif isinstance(value, list):
            yield escape_formula("\n".join(map(str, value))) if value else NOTHING
        else:
            yield str(value).lower()  # a number, true or false


def _notice(notice: Notice, url: str, current: Object) -> Object:
    """Return a notice, with the published data at its date if they are not the `current` ones."""
    entry = notice.entry
    section = entry.section
    writers = OF_ITEM[section]
    is_current = notice.statement is entry.current
    data = current if is_current else _values(STATED[section], notice.statement, url)
    return {
        "id": notice.id,
        "kind": notice.kind,
        "date": as_json(notice.dated),
        "page": _page(entry, url) + (f"#{notice.anchor}" if notice.anchor else ""),
        "notified": ONCE[section]["notified"](notice.notified, url),
        **({"told_earlier": notice.is_told_earlier} if section == "breaches" else {}),
        "text": _notice_text(notice),
        **(_values(writers, notice.item, url) if notice.item else dict.fromkeys(writers)),
        "data": None if data == current else data,
    }


def _notice_text(notice: Notice) -> str | None:
    """Return what a change or an update says, or why a notice was withdrawn."""
    if notice.withdrawal:
        return notice.withdrawal.reason.text.strip("\n")
    text = notice.item.text if notice.item else None
    return text.text.strip("\n") if text else None


def _page(entry: Entry, url: str) -> str:
    return f"{url}{page_path(entry).removesuffix('index.html')}"
