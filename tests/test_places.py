"""Every field is where its row says: on the page, in the feeds, the letter and the open data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import yaml

from generator.content.field_types import Field, Group, Known, MarkdownText, Needed
from generator.content.fields import BREACH, CHANGE, CONTRACT, TRANSLATED, UPDATE, WITHDRAWN
from generator.content.values import BOOLEAN, SENTENCES
from generator.core.model import Data
from generator.core.problems import BadValueError
from helpers.letters import letter_of
from helpers.roots import FILES, compiled, root, settings

FILE = "files/northstar-2025.pdf"
KNOWN = Known(
    ZoneInfo("America/New_York"),
    frozenset({"dodd", "highland"}),
    frozenset({"northstar-reader", "other"}),
    files=frozenset({FILE, "files/northstar.pdf"}),
)
OTHERS = (
    *("other", "files/northstar.pdf", "consultant", "amendment", "ndpa", "pledge", "17", "K-2"),
    *("Another text.", "https://another.example", ["Another text"], ["dodd"]),
    *({"student-records": ["another"]}, {"form": "own", "checked": "2025-01-01"}),
)
A_DATE = r"\d{4}-\d\d-\d\d"
LATER = {"changes": CHANGE, "updates": UPDATE, "withdrawn": WITHDRAWN}
PAGES = {
    "contracts": "product-notification/it/index.html",
    "breaches": "breach-notification/it/index.html",
}
EXCEPTION = "special-education-exception"  # which gets no letter
Fields = dict[str, object]


def example(field: Field) -> object:
    """Return the example of a field, from YAML."""
    return yaml.load(field.example, yaml.CBaseLoader)


def other(field: Field) -> object:
    """Return another value than the example of a field, if there is one; a date is later."""
    if re.match(A_DATE, field.example):
        later = timedelta(days=366 if field.ahead else 1)
        return str(date.fromisoformat(field.example[:10]) + later)
    for value in OTHERS:
        with suppress(BadValueError, TypeError):
            read = field.read(value, KNOWN)
            if read is None or read != field.read(example(field), KNOWN):  # None is Markdown
                return value
    return example(field)


def needed(group: Group) -> Fields:
    """Return the fields that a group needs, each with its example."""
    cases = (Needed.ALWAYS, Needed.NEW, Needed.OPERATOR, Needed.EITHER)
    return {name: example(row) for name, row in group.fields.items() if row.needed in cases}


def words(field: Field) -> tuple[str, ...]:
    """Return the words that a field accepts, each of which may need words of the theme."""
    if field.type is BOOLEAN:
        return ("true", "false")
    return field.type.single.choices if field.type.single else ()


class Pair(NamedTuple):
    """Two groups of fields that differ in one field, which must be seen in the places `shown`."""

    name: str
    shown: frozenset[str]
    without: Fields
    fields: Fields


def pairs(group: Group) -> Iterator[Pair]:
    """Yield each field of a group, and of the groups inside it, but of no later notice."""
    for name, row in group.fields.items():
        base = needed(group)
        if group is BREACH and name in ("contractor", "product"):  # those of its contract, if any
            base = {**base, "contractor": "Example Lists"}
            del base["contract"]
        if name == "deletion":  # a page says this of a contract that has ended
            base["expires"] = "2026-06-30"
        has_default = words(row) and row.type is not BOOLEAN
        is_new = name not in base and not row.restated and not has_default
        value, shown = example(row) if is_new else other(row), frozenset(row.shown.split())
        if name in LATER:
            continue
        yield Pair(name, shown, base, {**base, name: value})
        for word in words(row):
            yield Pair(f"{name}={word}", frozenset(), base, {**base, name: word})
        if (inner := row.type.group) and inner.build is not Data:
            for pair in pairs(inner):
                values = ({**base, name: [part] if row.type.is_list else part} for part in pair[2:])
                yield Pair(f"{name}.{pair.name}", shown & pair.shown, *values)


def cases(section: str, table: Group) -> Iterator[tuple[str, str, Pair]]:
    """Yield the section, the id of the notice, and the pair of each field of an entry."""
    for pair in pairs(table):
        yield section, f"{section}/it", pair
    for name in (name for name in LATER if name in table.fields):
        for pair in pairs(LATER[name]):
            later = [part if name == "withdrawn" else [part] for part in pair[2:]]
            entries = ({**needed(table), name: part} for part in later)
            anchor = "withdrawal" if name == "withdrawn" else f"{name[:-1]}-1"
            found = Pair(f"{name}.{pair.name}", pair.shown, *entries)
            yield section, f"{section}/it/{anchor}", found


CASES = [*cases("contracts", CONTRACT), *cases("breaches", BREACH)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}:{case[2].name}")
def test_a_field_is_in_each_place_that_its_row_names(case: tuple[str, str, Pair]):
    """A new field needs no more than its row, and a label in `words.html`, to be shown.

    A word that a field accepts can be shown, too, or the pages of an entry that has it would fail.
    """
    section, notice, pair = case
    without, fields = (places(section, notice, part) for part in (pair.without, pair.fields))

    assert pair.shown <= {place for place in fields if fields[place] != without[place]}


def test_each_text_can_be_translated():
    """A field of sentences, of an entry or a later notice, has a row for its translation, too."""
    rows = [row for group in (CONTRACT, CHANGE, BREACH, UPDATE) for row in group.fields.values()]
    texts = {
        row.name for row in rows if row.type is SENTENCES or isinstance(row.type, MarkdownText)
    }

    assert texts | {"body"} == TRANSLATED


def places(section: str, notice: str, fields: Fields) -> dict[str, object]:
    """Return all that is made from an entry, by place."""
    contract = yaml.dump(needed(CONTRACT))
    texts = {
        "content/contracts/northstar-reader.yaml": contract,
        "content/contracts/other.yaml": contract.replace("Northstar", "Southstar"),
        f"content/{section}/it.yaml": yaml.dump(fields),
    }
    files = {"content/site.yaml": settings(), f"content/{FILE}": b"%PDF-1.4\n", **FILES}
    inputs = root({**files, **texts})
    pages = compiled(inputs)
    return {
        "page": pages[PAGES[section]],
        "feed": pages["feeds/all.json"],
        "letter": "" if fields.get("basis") == EXCEPTION else letter_of(inputs, notice).text,
        "data": pages[f"data/{section}.json"],
    }
