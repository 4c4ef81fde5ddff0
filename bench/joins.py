"""Join notices of many publishers by the rules of docs/format.md, and say how often that is right.

    python bench/joins.py ROWS.jsonl [ROWS.jsonl ...] [--notices DIR]

Each line of a file is a contract or a breach of some district, as an object with the `truth` beside
what the district wrote. `--notices` is a folder of real notices, one YAML file each, named after
the district and, last, the incident.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Row = Mapping[str, Any]
SIGNS = re.compile("[®™©]")
LEGAL = re.compile(
    " (?:inc|incorporated|llc|corp|corporation|ltd|limited|co|company|lp|plc|pbc|gmbh)$"
)
EDITION = re.compile(
    r" (?:for schools|for education|edu|(?:pk|k|[0-9]{1,2}) [0-9]{1,2}|district license|"
    r"school edition|online|web|platform|app|premium|20[0-9]{2}(?: (?:20)?[0-9]{2})?)$"
)
HOST = re.compile(r"https?://(?:www\.)?([^/?#:]+)", re.IGNORECASE)
CLOSE = 90  # days between two reports of perhaps one incident


# The rules, as the page has them


def plain(name: str) -> str:
    """Return a name as lowercase words of letters and digits, with one space between."""
    text = unicodedata.normalize("NFKD", SIGNS.sub("", name))
    letters = "".join(c for c in text if unicodedata.category(c)[0] != "M").lower()
    words = (
        c if unicodedata.category(c)[0] in "LN" else " " for c in letters.replace("&", " and ")
    )
    return " ".join("".join(words).split())


def without_end(words: str, end: re.Pattern[str]) -> str:
    """Return words without any of these at their end, as long as others remain."""
    while (shorter := end.sub("", words)) != words:
        words = shorter
    return words


def vendor_name(name: str) -> str:
    """Return the normalized name of a vendor."""
    return without_end(plain(name), LEGAL).replace(" ", "")


def product_names(name: str, vendor: str) -> frozenset[str]:
    """Return the normalized names of a product: with and without that of its vendor before it."""
    whole = without_end(plain(name), EDITION).replace(" ", "")
    maker = vendor_name(vendor)
    rest = whole.removeprefix(maker) if maker else ""
    return frozenset({whole, rest} - {""})


def host_of(address: str | None) -> str:
    """Return the host of an address in lowercase, without `www.`, or ""."""
    match = HOST.match(address or "")
    return match[1].lower() if match else ""


class Product(NamedTuple):
    """What tells which product a notice is about."""

    names: frozenset[str]
    maker: str
    hosts: frozenset[str]
    same_as: frozenset[str]
    maker_same_as: frozenset[str]

    @classmethod
    def of(cls, product: Row, vendor: Row) -> Product:
        """Return that of the `product` and the `vendor` of a notice."""
        hosts = {host_of(product.get("website")), host_of(vendor.get("website"))} - {""}
        maker = vendor.get("name") or ""
        return cls(
            product_names(product.get("name") or "", maker),
            vendor_name(maker),
            frozenset(hosts),
            frozenset(product.get("same_as") or ()),
            frozenset(vendor.get("same_as") or ()),
        )


def is_same_maker(a: Product, b: Product) -> bool:
    """Return whether two products have one maker."""
    if a.maker_same_as & b.maker_same_as or (a.maker and a.maker == b.maker):
        return True
    return any(
        f".{x}".endswith(f".{y}") or f".{y}".endswith(f".{x}") for x in a.hosts for y in b.hosts
    )


def is_same_product(a: Product, b: Product) -> bool:
    """Return whether two notices are about one product."""
    return bool(a.same_as & b.same_as or (a.names & b.names and is_same_maker(a, b)))


class Incident(NamedTuple):
    """What tells which incident a notice of a breach is about."""

    id: str
    url: str
    same_as: frozenset[str]

    @property
    def typed(self) -> frozenset[str]:
        """Its ids in Have I Been Pwned."""
        return frozenset(link for link in self.same_as if link.startswith("hibp:"))


def links_to(a: Incident, b: Incident, urls: Counter[str]) -> bool:
    """Return whether one links to the other, by its id or by an address that only it has."""
    return b.id in a.same_as or (urls[b.url] == 1 and b.url in a.same_as)


def is_same_incident(a: Incident, b: Incident, urls: Counter[str]) -> bool:
    """Return whether two notices are surely about one incident.

    `urls` counts how many of all notices have each address.
    """
    if len(a.typed) == 1 and a.typed == b.typed:
        return True
    return links_to(a, b, urls) and links_to(b, a, urls)


# The bench


class Score(NamedTuple):
    """Pairs: that were joined, that were joined rightly, and that are one in truth."""

    joined: int
    right: int
    true: int

    def __str__(self) -> str:
        """Return the cells of a table."""
        precision = f"{self.right / self.joined:.4f}" if self.joined else "none joined"
        recall = f"{self.right / self.true:.3f}" if self.true else "—"
        return f"{self.joined:,} | {precision} | {recall}"


def pairs(number: int) -> int:
    """Return how many pairs so many have."""
    return number * (number - 1) // 2


def score_products(rows: Iterable[Row]) -> Score:
    """Return how contracts are joined, two at a time; equal ones are counted together."""
    counts = Counter((Product.of(_product(row), row["vendor"]), row["truth"]) for row in rows)
    true = Counter[str]()
    for (_, truth), number in counts.items():
        true[truth] += number
    # Two that are written alike need not be one product: neither may say whose it is.
    joined = right = sum(pairs(n) for (a, _), n in counts.items() if is_same_product(a, a))
    for (a, truth_a), (b, truth_b) in _candidates([*counts]):
        if is_same_product(a, b):
            number = counts[a, truth_a] * counts[b, truth_b]
            joined += number
            right += number if truth_a == truth_b else 0
    return Score(joined, right, sum(map(pairs, true.values())))


def _product(row: Row) -> Row:
    return {**row["product"], "same_as": row.get("same_as")}


def _candidates(
    found: list[tuple[Product, str]],
) -> Iterator[tuple[tuple[Product, str], tuple[Product, str]]]:
    """Yield each pair once that shares a name or an address, and so could be one product."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for i, (product, _) in enumerate(found):
        for key in (*product.names, *product.same_as):
            by_key[key].append(i)
    seen = set[tuple[int, int]]()
    for positions in by_key.values():
        for pair in combinations(positions, 2):
            if pair not in seen:
                seen.add(pair)
                yield found[pair[0]], found[pair[1]]


def score_incidents(rows: list[Row], *, answered: bool) -> tuple[Score, Score]:
    """Return how breaches are joined, and how those are that are perhaps one incident.

    With `answered`, each district links back to the notices that link to its own.
    """
    links = {row["id"]: {*row.get("names", ()), *row.get("same_as", ())} for row in rows}
    if answered:
        for id, others in list(links.items()):
            for other in others & links.keys():
                links[other] = links[other] | {id}
    incidents = {
        row["id"]: Incident(row["id"], row.get("url", ""), frozenset(links[row["id"]]))
        for row in rows
    }
    urls = Counter(incident.url for incident in incidents.values() if incident.url)
    joined = right = maybe = maybe_right = true = 0
    for a, b in combinations(rows, 2):
        is_one = a["truth"] == b["truth"]
        true += is_one
        first, second = incidents[a["id"]], incidents[b["id"]]
        if is_same_incident(first, second, urls):
            joined += 1
            right += is_one
        elif _is_perhaps(a, b) or links_to(first, second, urls) or links_to(second, first, urls):
            maybe += 1
            maybe_right += is_one
    return Score(joined, right, true), Score(maybe, maybe_right, true)


def _is_perhaps(a: Row, b: Row) -> bool:
    """Return whether two breaches have one product, and no dates that are far apart."""
    products = [
        [Product.of(product, {**row["vendor"]}) for product in row["products"]] for row in (a, b)
    ]
    if not any(x.names & y.names for x in products[0] for y in products[1]):
        return False
    first, second = _day(a), _day(b)
    return first is None or second is None or abs((first - second).days) <= CLOSE


def _day(row: Row) -> date | None:
    dates = (*(row.get("occurred") or ()), row.get("discovered"), row.get("received"))
    found = next((when for when in dates if when), None)
    return date.fromisoformat(found) if found else None


def real_notices(folder: Path) -> list[Row]:
    """Return real notices as rows; the truth is the last part of the name of the file."""
    rows = []
    for path in sorted(folder.glob("*.yaml")):
        notice = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = re.sub(r"-\d{4}$", "", path.stem)
        rows.append(
            {
                "id": path.stem,
                "url": notice.get("source_url") or "",
                "truth": name.rpartition("-")[2],
                "products": [{"name": notice.get("product") or ""}],
                "vendor": {"name": notice.get("contractor") or ""},
                "names": [],
            }
        )
    return rows


def main() -> None:
    """Read the rows, and print a table for products and one for incidents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=Path, help="files of rows")
    parser.add_argument("--notices", type=Path, metavar="DIR", help="real notices of breaches")
    arguments = parser.parse_args()
    sets = {}
    for path in arguments.rows:
        with path.open(encoding="utf-8") as lines:
            sets[path.stem] = [json.loads(line) for line in lines]
    print("| products | pairs joined | precision | recall |\n|---|--:|--:|--:|")
    for name, rows in sets.items():
        print(f"| {name} | {score_products([r for r in rows if r['kind'] == 'contract'])} |")
    print("\n| incidents | pairs joined | precision | recall |\n|---|--:|--:|--:|")
    breaches = {n: [r for r in rows if r["kind"] == "breach"] for n, rows in sets.items()}
    if arguments.notices:
        breaches["real notices"] = real_notices(arguments.notices)
    for name, rows in breaches.items():
        for words, answered in (("links as they are", False), ("each link answered", True)):
            sure, perhaps = score_incidents(rows, answered=answered)
            print(f"| {name}, {words} | {sure} |")
            print(f"| {name}, {words}: perhaps | {perhaps} |")


if __name__ == "__main__":
    main()
