"""Every field is exactly where its row says: on pages, in feeds, in letters, in the open data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

import pytest
import yaml

from generator.content.field_groups import Field, Group, Needed
from generator.content.fields import (
    BREACH,
    CHANGE,
    CONTRACT,
    FILE_KINDS,
    OF_A_CONTRACTOR,
    TRANSLATED,
    UPDATE,
    WITHDRAWAL,
)
from generator.content.places import Place, stated_in
from generator.content.source_reading import Known
from generator.content.values import LINE
from generator.core.dates import When
from generator.core.model import Change, Contract, Data, Stated, Terms
from generator.core.problems import BadValueError
from generator.core.site import Inputs
from helpers.letters import letter_of
from helpers.roots import FILES, compiled, dumped, root, settings

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
LATER = {"contracts": {"change": CHANGE}, "breaches": {"update": UPDATE}}
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
    cases = (Needed.ALWAYS, Needed.NEW, Needed.OPERATOR, Needed.REPORTED, Needed.EITHER)
    texts = [kind.body for kind in FILE_KINDS.values() if kind.group is group and kind.needs_body]
    return {
        name: example(row)
        for name, row in group.fields.items()
        if row.needed in cases or name in texts
    }


def words(field: Field) -> tuple[str, ...]:
    """Return the words that a field accepts, each of which may need words of the theme."""
    if is_boolean(field):
        return ("true", "false")
    return field.type.single.choices if field.type.single else ()


def is_boolean(field: Field) -> bool:
    """Return whether a field is true or false."""
    return "boolean" in field.type.published.shape.get("type", ())


class Pair(NamedTuple):
    """Two groups of fields that differ in one field, which must be seen in the places `shown`.

    For a word that a field accepts, `shown` is None: wherever it is seen, there must be words.
    """

    name: str
    shown: frozenset[str] | None
    without: Fields
    fields: Fields


def pairs(group: Group) -> Iterator[Pair]:
    """Yield each field of a group, and of the groups inside it, but of no later notice."""
    for name, row in group.fields.items():
        base = needed(group)
        if group is BREACH and name in ("contractor", "product", "products"):  # of no contract
            base = {**base, "contractor": "Example Lists"}
            del base["contract"]
        if name == "deletion":  # a page says this of a contract that has ended
            base["expires"] = "2026-06-30"
        has_default = words(row) and not is_boolean(row)
        is_new = name not in base and not row.restated and not has_default
        value, shown = example(row) if is_new else other(row), frozenset(row.shown.split())
        if group is BREACH and name == "by":  # the district's own has nothing of a contractor
            own = {key: held for key, held in base.items() if key not in OF_A_CONTRACTOR}
            yield Pair(name, shown, base, {**own, name: "district"})
            yield Pair(f"{name}=contractor", None, base, {**base, name: "contractor"})
            continue
        yield Pair(name, shown, base, {**base, name: value})
        for word in words(row):
            yield Pair(f"{name}={word}", None, base, {**base, name: word})
        if (inner := row.group) and inner.build is not Data:
            for pair in pairs(inner):
                values = ({**base, name: [part] if row.type.is_list else part} for part in pair[2:])
                seen = None if pair.shown is None else shown & pair.shown
                yield Pair(f"{name}.{pair.name}", seen, *values)


def cases(section: str, table: Group) -> Iterator[tuple[str, str, Pair]]:
    """Yield the section, the id of the notice, and the pair of each field of an entry."""
    for pair in pairs(table):
        yield section, f"{section}/it", pair
    for name, group in {**LATER[section], "withdrawal": WITHDRAWAL}.items():
        for pair in pairs(group):
            if pair.name != "of":
                entries = ({**needed(table), f"{name}.md": part} for part in pair[2:])
                found = Pair(f"{name}.{pair.name}", pair.shown, *entries)
                yield section, f"{section}/it/{name}", found


CASES = [*cases("contracts", CONTRACT), *cases("breaches", BREACH)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}:{case[2].name}")
def test_a_field_is_in_each_place_that_its_row_names(case: tuple[str, str, Pair]):
    """A new field needs no more than its row, and a label in `words.html`, to be shown.

    It is in no other place: what its row keeps from letters is in none. A word that a field accepts
    can be shown, too, or the pages of an entry that has it would fail.
    """
    section, notice, pair = case
    without, fields = (places(section, notice, part) for part in (pair.without, pair.fields))
    seen = {place for place in fields if fields[place] != without[place]}

    assert pair.shown is None or seen == pair.shown


def test_each_text_can_be_translated():
    """A field of sentences, of an entry or a later notice, has a row for its translation, too."""
    rows = [row for group in (CONTRACT, CHANGE, BREACH, UPDATE) for row in group.fields.values()]
    texts = {row.name for row in rows if row.type.is_prose}

    assert texts | {"body", "reason"} == TRANSLATED


def places(section: str, notice: str, fields: Fields) -> dict[str, object]:
    """Return all that is made from an entry, by place: every page of the site, every feed."""
    return made_from(section, notice, dumped(fields))


@lru_cache(maxsize=8)  # most pairs of a group begin with the same fields
def made_from(section: str, notice: str, entry: str) -> dict[str, object]:
    """Return all that is made from the text of an entry, by place."""
    contract = yaml.dump(needed(CONTRACT))
    texts = {
        "content/contracts/northstar-reader.yaml": contract,
        "content/contracts/other.yaml": contract.replace("Northstar", "Southstar"),
        f"content/{section}/it.yaml": entry,
    }
    files = {"content/site.yaml": settings(), f"content/{FILE}": b"%PDF-1.4\n", **FILES}
    inputs = root({**files, **texts})
    made = dict[str, object](page={}, feed={}, data={})
    for path, content in compiled(inputs).items():
        place = {"feeds": "feed", "data": "data"}.get(path.partition("/")[0], "page")
        cast("dict[str, bytes]", made[place])[path] = content
    return made | {"letter": letter_in(inputs, notice, entry)}


def letter_in(inputs: Inputs, notice: str, entry: str) -> tuple[object, ...]:
    """Return all that families get in a letter, or nothing if there is none."""
    if f"basis: {EXCEPTION}\n" in entry:
        return ()
    letter = letter_of(inputs, notice)
    return (letter.title, letter.lead, letter.facts, letter.text, letter.html)


PRIVATE = Field("clerk", LINE, "Office", "Who made the entry.", shown="")
OF_PAGES = PRIVATE._replace(name="list", shown="page")
AUDIT = Group("Audit", "", (PRIVATE, OF_PAGES))
TABLE = Group("Table", "", (PRIVATE, OF_PAGES, Field("audit", AUDIT, "", "", shown="page")))
WHEN = When(datetime(2026, 7, 1, tzinfo=KNOWN.zone), "day")
KEPT = {"clerk": "Ann", "list": "Monday"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [("page", {"clerk": None, "list": "Monday"}), ("letter", dict.fromkeys(KEPT))],
)
def test_what_a_row_keeps_from_a_place_is_not_there(place: Place, expected: Fields):
    """A field without a place of its own is shown by itself, so its row alone must hold it back.

    That holds at any depth, and for what a change or an update restates.
    """
    audit = Stated(more=KEPT)
    change = Change(kind="renewal", executed=WHEN, more=KEPT, states={"audit": audit, **KEPT})
    seen = stated_in(place, (Stated(more={**KEPT, "audit": audit}), change), TABLE)

    assert seen[0].more == {**expected, "audit": None if place == "letter" else seen[0]["audit"]}
    assert [seen[1].more, {name: seen[1].states[name] for name in KEPT}] == [expected, expected]
    if place == "page":
        assert [seen[0]["audit"].more, seen[1].states["audit"].more] == [expected, expected]


def test_an_entry_keeps_what_it_said_at_first():
    """Its first terms are in the page, and not what their rows keep from it."""
    contract = Contract(id="it", path="content/contracts/it.md", first=Terms(more=KEPT), more=KEPT)
    seen = stated_in("page", contract, TABLE)

    assert seen.first.more == seen.more == {"clerk": None, "list": "Monday"}
    assert (seen.first.product, seen.id) == (contract.first.product, "it")


def test_what_is_shown_everywhere_is_the_same_object():
    """Nothing is copied for most entries."""
    everywhere = Group("Table", "", (PRIVATE._replace(shown="page feed letter data"),))
    nothing_kept = Stated(more={"list": "Monday"})

    assert stated_in("letter", value := (Stated(more=KEPT),), everywhere) is value
    assert stated_in("page", nothing_kept, TABLE) is nothing_kept
