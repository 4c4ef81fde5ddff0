"""What never changes on a published site: addresses and the IDs of notices, feeds, and items."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from lxml import etree

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def permanent_ids(files: Mapping[str, bytes]) -> list[str]:
    """Return sorted lines: each address, feed, item of a feed, and part of the open data.

    The line of an item ends in the formats that have it. The files of `static/` are left out: only
    pages link to them.
    """
    lines = [f"address {path}" for path in files if not path.startswith(("static/", "."))]
    items = defaultdict(list)
    for path, data in sorted(files.items()):
        name, _, ending = path.rpartition(".")
        if ending == "csv":
            head, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
            lines += [f"column {path} {i:02} {name}" for i, name in enumerate(head, start=1)]
            lines += [f"row {path} {row[0]}" for row in rows]
        elif path.endswith(".schema.json"):
            lines += [f"property {path} {name}" for name in _properties(json.loads(data))]
        elif "feeds/" in path:
            for id, link in _items(ending, data):
                items[f"item {name} {id} {link}"].append(ending)
            if ending == "atom":
                lines.append(f"feed {path} {etree.fromstring(data).findtext('atom:id', '', ATOM)}")
    return sorted([*lines, *(f"{item} ({', '.join(endings)})" for item, endings in items.items())])


def _properties(schema: Any, *names: str, shapes: Any = None) -> Iterator[str]:
    """Yield the names of all properties in a schema, at any depth, such as `notices.kind`.

    `shapes` are those that the schema names, which a property may refer to.
    """
    shapes = schema.get("$defs", {}) if shapes is None else shapes
    reference = schema.get("$ref", "").removeprefix("#/$defs/")
    schema = shapes.get(reference, schema)
    for name, inner in schema.get("properties", {}).items():
        yield ".".join((*names, name))
        yield from _properties(inner, *names, name, shapes=shapes)
    if "items" in schema:
        yield from _properties(schema["items"], *names, shapes=shapes)


def _items(ending: str, data: bytes) -> list[tuple[str, str]]:
    """Return the id and the link of each item of a feed in a format."""
    if ending == "json":
        return [(item["id"], item["url"]) for item in json.loads(data)["items"]]
    root = etree.fromstring(data)
    if ending == "xml":
        return [
            (item.findtext("guid", ""), item.findtext("link", "")) for item in root.iter("item")
        ]
    entries = root.findall("atom:entry", ATOM)
    return [
        (entry.findtext("atom:id", "", ATOM), entry.find("atom:link", ATOM).get("href"))
        for entry in entries
    ]
