"""The tables of tests/sites/real/, and whether a page of that site has the facts of a row."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.program import REPOSITORY

ROOT = REPOSITORY / "tests" / "sites" / "real"

SOURCE = ROOT / "source"

DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")

WORD = re.compile(r"[^\W_]+")

ARTICLES = {"a", "an", "the"}


def read_rows() -> list[dict[str, str]]:
    """Return the rows of the table of contracts, in its order."""
    with (SOURCE / "contracts.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def read_entry_ids() -> dict[int, str]:
    """Return the entry of each row by row number; the first row below the header is number 1."""
    with (SOURCE / "rows.csv").open(encoding="utf-8", newline="") as table:
        return {int(line["row"]): line["entry"] for line in csv.DictReader(table)}


ROWS = read_rows()

ENTRY_IDS = read_entry_ids()


def facts(cell: str) -> Iterator[str]:
    """Yield each address, each date, and each run of words between `;` and dates in a cell."""
    for part in cell.split(";"):
        if part.strip().startswith(("https://", "http://")):
            yield part.strip()
            continue
        yield from DATE.findall(part)
        yield from (piece.strip() for piece in DATE.split(part) if words(piece))


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation and articles."""
    return [word for word in WORD.findall(text.casefold()) if word not in ARTICLES]


def main_of(page: str) -> str:
    """Return the <main> of a page."""
    main = re.search(r"<main\b.*</main>", page, re.DOTALL)
    assert main is not None

    return main.group()


def text_of(page: str) -> str:
    """Return what a page says: no tags, characters for entities, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def says(page: str, fact: str) -> bool:
    """Return whether the page has the address, the date or the run of words."""
    if fact.startswith(("https://", "http://")):
        addresses = [html.unescape(address) for address in re.findall(r'href="([^"]*)"', page)]
        return fact in addresses or fact in text_of(page).split()
    if DATE.fullmatch(fact) and f'datetime="{fact}"' in page:
        return True
    if re.fullmatch(r"[A-Z]{2}", fact):  # a state: ME and OR are words too, so its capitals count
        return re.search(rf"\b{fact}\b", text_of(page)) is not None
    return f" {' '.join(words(fact))} " in f" {' '.join(words(text_of(page)))} "


def missing(cells: Iterator[str], page: str) -> list[str]:
    """Return the facts of the cells that the page lacks, in their order."""
    return [fact for cell in cells for fact in facts(cell) if not says(page, fact)]


def row_cells(row: dict[str, str]) -> Iterator[str]:
    """Return the cells of a row that are not empty."""
    return (cell for cell in row.values() if cell)


def contract_page(built: Path, entry: str) -> str:
    """Return the own part of a contract's page."""
    return main_of(
        (built / "product-notification" / entry / "index.html").read_text(encoding="utf-8")
    )
