"""Say what a built site lacks of the contracts that it was built from; what is there beyond them is no fault."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LIST = "product-notification"
FEEDS = (f"feeds/{LIST}.xml", f"{LIST}/index.xml")
NEWEST = 50  # items of the feed
SCHOOLS = {"brook": "Brook School", "hill": "Hill Middle School"}
ROW = re.compile("<tr.*?</tr>", re.DOTALL)
LINK = re.compile(r'href="(?:[^"]*/)?([\w-]+)/(?:index\.html)?"')
ITEM = re.compile("<item>.*?</item>", re.DOTALL)


class Entry(NamedTuple):
    """A contract as it was written: its id, its fields, and its Markdown."""

    id: str
    fields: dict[str, Any]
    body: str

    @property
    def schools(self) -> list[str]:
        """The names of its schools."""
        return [SCHOOLS[id] for id in self.fields["schools"]]


def contracts(root: Path) -> list[Entry]:
    """Return the contracts under a root, with each value as it stands in its entry."""
    read = []
    for path in sorted((root / "content/contracts").iterdir()):
        _, fields, body = path.read_text(encoding="utf-8").split("---\n", 2)
        read.append(Entry(path.stem, yaml.load(fields, yaml.CBaseLoader), body))
    return read


def faults(out: Path, entries: list[Entry]) -> Iterator[str]:
    """Yield what is missing in the page of each contract, in its row of the list, and in the feed."""
    listed = html.unescape((out / LIST / "index.html").read_text(encoding="utf-8"))
    rows = {found[1]: row for row in ROW.findall(listed) if (found := LINK.search(row))}
    if len(rows) != len(entries):
        yield f"the list has {len(rows)} rows for {len(entries)} contracts"
    for entry in entries:
        page = html.unescape((out / LIST / entry.id / "index.html").read_text(encoding="utf-8"))
        yield from (f"{entry.id}: no {fact} in its page" for fact in on_page(entry) if fact not in page.lower())
        row = rows.get(entry.id, "").lower()
        yield from (f"{entry.id}: no {fact} in its row" for fact in in_row(entry) if fact not in row)
    feed = next((out / path).read_text(encoding="utf-8") for path in FEEDS if (out / path).exists())
    items = html.unescape(" ".join(ITEM.findall(feed))).lower()
    told = [entry for entry in entries if f"/{entry.id}/" in items]
    oldest = sorted((entry.fields["executed"] for entry in entries), reverse=True)[: len(told) or 1][-1]
    if len(told) < min(NEWEST, len(entries)):
        yield f"the feed tells of {len(told)} contracts"
    yield from (f"the feed lacks {e.id}" for e in entries if e.fields["executed"] > oldest and e not in told)
    yield from (f"{e.id}: no text in the feed" for e in told if traces(e)[0] not in items)


def on_page(entry: Entry) -> list[str]:
    """Return what the page of a contract must hold, in small letters."""
    plain = ("product", "contractor", "website", "description", "purpose", "executed", "expires", "agreement")
    told, means = entry.fields["notified"]["at"].split()[0], entry.fields["notified"]["by"]
    elements = [element for kind in entry.fields["collects"].values() for element in kind]
    facts = [*(entry.fields[name] for name in plain), told, means, *elements, *entry.schools]
    return [fact.lower() for fact in (*facts, *traces(entry), entry.fields["security"].partition(";")[0])]


def in_row(entry: Entry) -> list[str]:
    """Return what the row of a contract must hold, in small letters."""
    names = ("product", "contractor", "purpose", "executed", "expires")
    return [entry.fields[name].lower() for name in names] + ["information", "records", "generated"]


def traces(entry: Entry) -> list[str]:
    """Return what rendered Markdown leaves: bold, a link, cells, an item of a list."""
    site = entry.fields["website"]
    bold, link = f"<strong>{entry.fields['product']}</strong>", f'<a href="{site}/privacy">privacy policy</a>'
    cells = [f"<td>{entry.fields['collects']['student-records'][0]}", "<td>thirty days</td>"]
    return [trace.lower() for trace in (bold, link, *cells, "<li>ask the school office")]
