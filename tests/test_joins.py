"""The rules by which notices of many publishers are joined, and the bench that measures them."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.program import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "bench"))
import joins
from joins import Incident, Product

NAMES = json.loads((REPOSITORY / "docs" / "schema" / "names.json").read_text(encoding="utf-8"))
GARDEN = {"name": "Example Garden Learning", "website": "https://garden.example/"}
HUB = "https://hub.example/42"


def test_each_published_name_is_normalized_as_the_page_says() -> None:
    """The file of examples is for every program; ours is one of them."""
    for each in NAMES["vendors"]:
        assert joins.vendor_name(each["name"]) == each["normalized"], each
    for each in NAMES["products"]:
        names = joins.product_names(each["name"], each["vendor"] or "")
        assert sorted(names) == each["normalized"], each


@given(st.text(max_size=40))
def test_a_normalized_name_has_only_letters_and_digits(name: str) -> None:
    """It is the same in capitals as typed, and stays as it is."""
    found = joins.vendor_name(name)

    assert found == found.replace(" ", "")
    assert joins.vendor_name(f" {name}® ") == found


PRODUCTS: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("Word Garden", {}, {"name": "WORD GARDEN® for Schools"}, True),
    ("the vendor in other words", {}, {"vendor": {"name": "Example Garden Learning LLC"}}, True),
    ("no vendor, one host", {}, {"vendor": {"website": "https://www.garden.example/a"}}, True),
    ("a host below", {}, {"vendor": {"website": "https://reader.garden.example"}}, True),
    ("a host that ends alike", {}, {"vendor": {"website": "https://mygarden.example"}}, False),
    ("no vendor, no host", {}, {"vendor": {}}, False),
    ("neither has a vendor", {"vendor": {}}, {"vendor": {}}, False),
    (
        "one address of the vendor",
        {"vendor": {"same_as": [HUB]}},
        {"vendor": {"name": "Garden", "same_as": [HUB]}},
        True,
    ),
    (
        "another product of such a vendor",
        {"vendor": {"same_as": [HUB]}},
        {"name": "Number Garden", "vendor": {"same_as": [HUB]}},
        False,
    ),
    ("another product of the maker", {}, {"name": "Number Garden"}, False),
    ("an alias alone", {}, {"name": "Garden Words", "aliases": ["Word Garden"]}, False),
    ("another maker's", {}, {"vendor": {"name": "Other", "website": "https://b.example"}}, False),
    ("one address", {"same_as": [HUB]}, {"name": "Reader", "vendor": {}, "same_as": [HUB]}, True),
    ("two addresses", {"same_as": [HUB]}, {"name": "Reader", "same_as": [f"{HUB}1"]}, False),
    ("no names", {"name": None}, {"name": None}, False),
    ("the maker before it", {}, {"name": "Example Garden Learning Word Garden"}, True),
]


@pytest.mark.parametrize("case", PRODUCTS, ids=lambda case: case[0])
def test_two_notices_are_about_one_product(case: tuple[str, Any, Any, bool]) -> None:
    """The same maker and the same name, or a shared address; nothing else, and in both orders."""
    _, *both, expected = case
    a, b = (
        Product.of({"name": "Word Garden", "website": None, **own}, own.get("vendor", GARDEN))
        for own in both
    )

    assert joins.is_same_product(a, b) == expected
    assert joins.is_same_product(b, a) == expected


PAGE = "https://southfield.example/breaches"
INCIDENTS: list[tuple[str, list[str], list[str], bool]] = [
    ("both link", ["b"], ["a"], True),
    ("both link, one by its address", ["https://b.example/1"], ["a"], True),
    ("one links", ["b"], [], False),
    ("none links", [], [], False),
    ("both link to a third", ["c"], ["c"], False),
    ("both link to one page", [PAGE], [PAGE], False),
    ("one name in Have I Been Pwned", ["hibp:A"], ["hibp:A"], True),
    ("two names", ["hibp:A"], ["hibp:B"], False),
    ("one of two names", ["hibp:A", "hibp:B"], ["hibp:A"], False),
    ("both of two names", ["hibp:A", "hibp:B"], ["hibp:A", "hibp:B"], False),
    ("another scheme", ["cve:A"], ["cve:A"], False),
]


@pytest.mark.parametrize("case", INCIDENTS, ids=lambda case: case[0])
def test_two_notices_are_about_one_incident(case: tuple[str, list[str], list[str], bool]) -> None:
    """Only if both say so; a wrong join is a false accusation."""
    _, first, second, expected = case
    a = Incident("a", "https://a.example/1", frozenset(first))
    b = Incident("b", "https://b.example/1", frozenset(second))
    urls = Counter([a.url, b.url])

    assert joins.is_same_incident(a, b, urls) == expected
    assert joins.is_same_incident(b, a, urls) == expected


def test_an_address_of_several_notices_joins_none_of_them() -> None:
    """A publisher has all its breaches on one page; a link to the page names none."""
    a = Incident("a", PAGE, frozenset({"https://b.example/"}))
    old = Incident("old", PAGE, frozenset())
    b = Incident("b", "https://b.example/", frozenset({PAGE}))
    urls = Counter([a.url, old.url, b.url])

    assert not joins.is_same_incident(a, b, urls)
    assert joins.is_same_incident(a, b, Counter([a.url, b.url]))


def rows(seed: int) -> list[dict[str, Any]]:
    """Return rows of twenty districts about thirty invented products of ten makers.

    A product is written in several ways. Breaches of one maker are close together in time, and
    a fifth of the links are of someone who took another breach for this one.
    """
    rng = random.Random(seed)
    made: list[dict[str, Any]] = []
    for district, maker, number in (
        (d, m, n) for d in range(20) for m in range(10) for n in range(3)
    ):
        name = f"Maker {maker} Product {number}"
        name = rng.choice([name, name.upper(), f"{name} for Schools", f"{name}®"])
        vendor = rng.choice([f"Maker {maker}, Inc.", f"MAKER {maker}", None])
        website = rng.choice([f"https://www.maker{maker}.example/", None])
        made.append(
            {
                "kind": "contract",
                "district": district,
                "truth": f"{maker}-{number}",
                "product": {"name": name, "website": website, "aliases": []},
                "vendor": {"name": vendor, "website": None},
                "same_as": [],
            }
        )
    for district, incident in ((d, i) for d in range(6) for i in range(8)):
        id, same = f"b{incident}-{district}", [f"b{incident}-{d}" for d in range(6)]
        wrong = f"b{(incident + 1) % 8}-{district}"
        links = [rng.choice(same) if rng.random() < 0.8 else wrong]
        made.append(
            {
                "kind": "breach",
                "id": id,
                "truth": str(incident),
                "products": [{"name": f"Maker {incident // 2} Product 0"}],
                "vendor": {"name": f"Maker {incident // 2}"},
                "occurred": [f"2026-03-{incident + 1:02}", None],
                "names": [link for link in links if link != id],
            }
        )
    return made


@pytest.mark.parametrize("seed", range(5))
def test_the_bench_counts_pairs_and_joins_no_incident_wrongly(seed: int) -> None:
    """Its score is that of all pairs taken one by one."""
    made = rows(seed)
    contracts = [row for row in made if row["kind"] == "contract"]
    score = joins.score_products(contracts)
    products = [(Product.of(row["product"], row["vendor"]), row["truth"]) for row in contracts]
    joined = [(x, y) for (a, x), (b, y) in combinations(products, 2) if joins.is_same_product(a, b)]
    sure, perhaps = joins.score_incidents(
        [r for r in made if r["kind"] == "breach"], answered=False
    )

    assert (score.joined, score.right) == (len(joined), sum(x == y for x, y in joined))
    assert score.right / score.joined > 0.999
    assert score.right / score.true > 0.5
    assert sure.joined == sure.right > 0
    assert perhaps.joined > perhaps.right > 0


def test_the_bench_prints_a_table(tmp_path: Path) -> None:
    """It takes files of rows, and a folder of real notices."""
    path = tmp_path / "one.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows(1)), encoding="utf-8")
    (tmp_path / "a-garden.yaml").write_text("product: Word Garden\ncontractor: Example\n")
    command = [sys.executable, REPOSITORY / "bench" / "joins.py", path, "--notices", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "| one | " in done.stdout
    assert "| real notices, links as they are | 0 | none joined | — |" in done.stdout
