"""Compare a built site with its contracts, and report what is missing; more content is allowed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LIST = "product-notification"
FEEDS = (f"feeds/{LIST}.xml", f"{LIST}/index.xml")
FEED_ITEMS = 50  # at least
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
    """Return the contracts under a root, with each value as written in its entry."""
    entries = []
    for path in sorted((root / "content/contracts").iterdir()):
        _, fields, body = path.read_text(encoding="utf-8").split("---\n", 2)
        entries.append(Entry(path.stem, yaml.load(fields, yaml.CBaseLoader), body))
    return entries


def missing(out: Path, entries: list[Entry]) -> Iterator[str]:
    """Yield what is missing from the page of each contract, its row of the list, and the feed."""
    listed = html.unescape((out / LIST / "index.html").read_text(encoding="utf-8"))
    rows = {link[1]: row for row in ROW.findall(listed) if (link := LINK.search(row))}
    if len(rows) != len(entries):
        yield f"the list has {len(rows)} rows for {len(entries)} contracts"
    for entry in entries:
        page = html.unescape((out / LIST / entry.id / "index.html").read_text(encoding="utf-8"))
        row = rows.get(entry.id, "").lower()
        for fact in on_page(entry):
            if fact not in page.lower():
                yield f"{entry.id}: no {fact} in its page"
        for fact in in_row(entry):
            if fact not in row:
                yield f"{entry.id}: no {fact} in its row"
    yield from _missing_from_feed(out, entries)


def _missing_from_feed(out: Path, entries: list[Entry]) -> Iterator[str]:
    feed = next((out / path).read_text(encoding="utf-8") for path in FEEDS if (out / path).exists())
    items = html.unescape(" ".join(ITEM.findall(feed))).lower()
    in_feed = [entry for entry in entries if f"/{entry.id}/" in items]
    newest_first = sorted((entry.fields["executed"] for entry in entries), reverse=True)
    oldest = newest_first[max(len(in_feed), 1) - 1]
    if len(in_feed) < min(FEED_ITEMS, len(entries)):
        yield f"the feed has {len(in_feed)} contracts"
    for entry in entries:
        if entry in in_feed and traces(entry)[0] not in items:
            yield f"{entry.id}: no text in the feed"
        if entry not in in_feed and entry.fields["executed"] > oldest:
            yield f"the feed lacks {entry.id}"


def on_page(entry: Entry) -> list[str]:
    """Return what the page of a contract must contain, in lower case."""
    plain = (
        "product",
        "contractor",
        "website",
        "description",
        "purpose",
        "executed",
        "expires",
        "agreement",
    )
    notified, means = entry.fields["notified"]["at"].split()[0], entry.fields["notified"]["by"]
    elements = [element for kind in entry.fields["collects"].values() for element in kind]
    facts = [*(entry.fields[name] for name in plain), notified, means, *elements, *entry.schools]
    return [
        fact.lower()
        for fact in (*facts, *traces(entry), entry.fields["security"].partition(";")[0])
    ]


def in_row(entry: Entry) -> list[str]:
    """Return what the row of a contract must contain, in lower case."""
    names = ("product", "contractor", "purpose", "executed", "expires")
    return [entry.fields[name].lower() for name in names] + ["information", "records", "generated"]


def traces(entry: Entry) -> list[str]:
    """Return HTML that Markdown must have become: bold, a link, table cells, a list item."""
    site = entry.fields["website"]
    bold, link = (
        f"<strong>{entry.fields['product']}</strong>",
        f'<a href="{site}/privacy">privacy policy</a>',
    )
    cells = [f"<td>{entry.fields['collects']['student-records'][0]}", "<td>thirty days</td>"]
    return [trace.lower() for trace in (bold, link, *cells, "<li>ask the school office")]
