"""The page of a product has the sentences and the buttons that are true for its state.

`tests/tables/products.txt` has the states.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import html

from generator.core.site import Inputs
from helpers.roots import CONTRACT, READER, compiled, site

PAGE = "product-notification/northstar-reader/index.html"
TABLE = Path(__file__).parent / "tables" / "products.txt"
MARKS = ("  ", "+ ", "- ")


class State(NamedTuple):
    """The fields of a contract in a state, what its page says, and what it does not say."""

    fields: tuple[str, ...]
    says: tuple[str, ...]
    never: tuple[str, ...]


def states() -> dict[str, State]:
    """Return the states of the table by their titles."""
    _, *parts = TABLE.read_text(encoding="utf-8").split("\n\n")
    read = {}
    for part in parts:
        title, *lines = part.strip().splitlines()
        by_mark = {mark: [line[2:] for line in lines if line[:2] == mark] for mark in MARKS}
        assert sum(map(len, by_mark.values())) == len(lines), part
        read[title] = State(*map(tuple, by_mark.values()))
    return read


STATES = states()


def entry(fields: tuple[str, ...]) -> Inputs:
    """Return a site with a contract in which some fields differ; an empty one is left out."""
    text = CONTRACT
    for line in fields:
        name = line.partition(":")[0]
        text = re.sub(rf"(?m)^{name}:.*\n(?: .*\n)*", "", text)
        text = text if line.endswith(":") else text.replace("---\n", f"---\n{line}\n", 1)
    return site({READER: text})


def text_of(inputs: Inputs) -> str:
    """Return the text of the contract's page, without what is above and below it."""
    page = html.document_fromstring(compiled(inputs)[PAGE])
    (article,) = page.xpath("//article")
    return re.sub(r" (?=[.,:])", "", " ".join(" ".join(article.itertext()).split()))


@pytest.mark.parametrize("title", STATES)
def test_a_page_says_what_is_true_for_its_state(title: str) -> None:
    """It says each sentence of its state, and none that is true only for another."""
    state = STATES[title]
    said = text_of(entry(state.fields))

    assert [sentence for sentence in state.says if sentence not in said] == [], said
    assert [sentence for sentence in state.never if sentence in said] == [], said
