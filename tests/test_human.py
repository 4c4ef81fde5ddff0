"""What people write is read once: `tests/notations/` is what lists and advice both know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import human, list_cells, school_names
from generator.content.list_cells import DateOrder, ListCell
from generator.core.settings import School

NOTATIONS = Path(__file__).parent / "notations"
SCHOOLS = (
    School("dodd", "Dodd Middle School", aliases=("DMS",)),
    School("highland", "Highland School"),
    School("arts", "Arts & Sciences, Upper"),
    School("crafts", "School of Arts and Crafts"),
    School("twin-a", "Twin School"),
    School("twin-b", "Twin School"),
)


def table(name: str) -> list[tuple[str, list[str]]]:
    """Return the notations in a table, each with the values that it may have."""
    separator = " or " if name == "dates" else ", "
    lines = (NOTATIONS / f"{name}.txt").read_text().splitlines()
    rows = [line.rpartition("=")[::2] for line in lines if line and not line.startswith("#")]
    return [(text[:-1], value.strip().split(separator) if value else []) for text, value in rows]


def imported_date(candidates: Iterable[str], order: DateOrder) -> str | None:
    """Return what a list makes of the dates that a text may mean."""
    days = list(dict.fromkeys(candidate.partition(" ")[0] for candidate in candidates))
    if not days or (len(days) > 1 and order is DateOrder.MIXED):
        return None
    day = days[-1 if order is DateOrder.DAY_FIRST else 0]
    moments = [candidate for candidate in candidates if candidate.startswith(day)]
    return moments[0] if len(moments) == 1 else day


@pytest.mark.parametrize(("text", "expected"), table("dates"))
def test_a_list_reads_the_dates(text: str, expected: list[str]) -> None:
    """It takes the day that its column shows it to be."""
    assert [str(date) for date in human.dates(text)] == expected
    for order in DateOrder:
        assert list_cells.moment(ListCell(text, order)).value == imported_date(expected, order)


@pytest.mark.parametrize(("text", "expected"), table("grades"))
def test_a_list_reads_the_grades(text: str, expected: list[str]) -> None:
    """It leaves words that are no grade to a person."""
    in_list = list_cells.grades(ListCell(text)).value

    assert human.grades(text) == ((tuple(expected),) if expected else ())
    assert ([in_list] if isinstance(in_list, str) else in_list or []) == expected


@pytest.mark.parametrize(("text", "expected"), table("schools"))
def test_a_list_reads_the_schools(text: str, expected: list[str]) -> None:
    """It takes none if it does not know one of them."""
    is_known = expected and not any("?" in id or "|" in id for id in expected)
    in_list = list_cells.schools(ListCell(text, schools=SCHOOLS)).value

    if expected == ["all"]:
        assert in_list == "all"
        return
    ids = ["|".join(school.ids) or "?" for school in school_names.schools(text, SCHOOLS)]
    assert ids == expected
    assert in_list == (list(dict.fromkeys(expected)) if is_known else None)


PIECES = st.sampled_from(
    "1 2 3 9 11 12 13 20 31 02 2026 26 '26 98 / - . , : am pm p.m. at noon T Mar November Sept th st "
    "of the Friday Monday Z (tentative) to 0:00 3:40 15:40 20-Nov-2026 3/2/2026".split()
)
WRITTEN = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=9).map(
    lambda parts: "".join(piece + space for piece, space in parts)
)


@given(WRITTEN)
def test_advice_has_no_number_that_nobody_wrote(text: str) -> None:
    """A date among other words keeps its day and its year, and has no time."""
    numbers = {int(number) for number in re.findall("[0-9]+", text)}
    for date in human.dates_within(text):
        year, _, day = map(int, f"{date.date}-0-0".split("-")[:3])
        assert {year, year % 100} & numbers
        assert not day or day in numbers
        assert not date.time
