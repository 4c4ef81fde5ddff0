"""What people write is read once: `tests/notations/` is what forms, lists and advice all know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring.questions import (
    Question,
    field_questions,
    questions,
    value_of,
)
from generator.content import human, list_cells, school_names, values
from generator.content.fields import BREACH, CONTRACT
from generator.content.list_cells import DateOrder, ListCell
from generator.core.settings import School

NOTATIONS = Path(__file__).parent / "notations"
LONG = f"{'4' * 2_000} students"
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


def question(name: str) -> Question:
    return next(each for each in questions("contract") if each.name == name)


def imported_date(candidates: Iterable[str], order: DateOrder) -> str | None:
    """Return what a list makes of the dates that a text may mean."""
    days = list(dict.fromkeys(candidate.partition(" ")[0] for candidate in candidates))
    if not days or (len(days) > 1 and order is DateOrder.MIXED):
        return None
    day = days[-1 if order is DateOrder.DAY_FIRST else 0]
    moments = [candidate for candidate in candidates if candidate.startswith(day)]
    return moments[0] if len(moments) == 1 else day


@pytest.mark.parametrize(("text", "expected"), table("dates"))
def test_a_form_and_a_list_read_the_same_dates(text: str, expected: list[str]) -> None:
    """A form takes the month first; a list takes the day that its column shows it to be."""
    american = [str(date) for date in human.month_first(text)]
    one = american[0] if len(american) == 1 else text

    assert [str(date) for date in human.dates(text)] == expected
    assert american == [each for each in expected if each[:10] == expected[0][:10]]
    assert values.MOMENT.normalized(text) == one
    assert values.DAY.normalized(text) == (text if " " in one[9:] else one)
    assert {*american} <= {*human.periods(text)}
    for order in DateOrder:
        assert list_cells.moment(ListCell(text, order)).value == imported_date(expected, order)


@pytest.mark.parametrize(("text", "expected"), table("grades"))
def test_a_form_and_a_list_read_the_same_grades(text: str, expected: list[str]) -> None:
    """A form leaves words that are no grade to the check, and a list leaves them to a person."""
    in_list = list_cells.grades(ListCell(text)).value

    assert human.grades(text) == ((tuple(expected),) if expected else ())
    assert ([in_list] if isinstance(in_list, str) else in_list or []) == expected
    if expected:
        assert value_of(question("grades"), text, ()) == expected


@pytest.mark.parametrize(("text", "expected"), table("schools"))
def test_a_form_and_a_list_read_the_same_schools(text: str, expected: list[str]) -> None:
    """A form takes the schools that are known; a list takes none if it does not know one of them."""
    is_known = expected and not any("?" in id or "|" in id for id in expected)
    in_form = value_of(question("schools"), text, SCHOOLS)
    in_list = list_cells.schools(ListCell(text, schools=SCHOOLS)).value

    if expected == ["all"]:
        assert (in_form, in_list) == ("all", "all")
        return
    ids = ["|".join(school.ids) or "?" for school in school_names.schools(text, SCHOOLS)]
    assert ids == expected
    assert in_list == (list(dict.fromkeys(expected)) if is_known else None)
    assert isinstance(in_form, list) and len(in_form) == len(expected)
    for value, id in zip(in_form, expected, strict=True):
        assert value == id or not id.isalpha()


def answers() -> Iterator[tuple[str, str, str]]:
    """Yield each answer in the table with its field, and what the entry has."""
    name = ""
    for line in (NOTATIONS / "answers.txt").read_text().splitlines():
        if heading := re.fullmatch(r"\[([a-z.-]+)\]", line):
            name = heading[1]
        elif match := re.fullmatch(r"(?!#)(.+?) =(?: (.+))?", line):
            yield name, match[1], match[2] or match[1]


@pytest.mark.parametrize(("name", "answer", "value"), [*answers(), ("students", LONG, LONG)])
def test_an_answer_with_one_meaning_is_understood(name: str, answer: str, value: str) -> None:
    """Any other reaches the check as it was written, which says what to write instead."""
    kind = field_questions(CONTRACT if name in field_questions(CONTRACT) else BREACH)[name].type

    assert kind.normalized(answer) == value
    assert kind.normalized(value) == value
    if value != answer:
        assert kind.normalized(f"  {answer} ") == value


PIECES = st.sampled_from(
    "1 2 3 9 11 12 13 20 31 02 2026 26 '26 98 / - . , : am pm p.m. at noon T Mar November Sept th st "
    "of the Friday Monday Z (tentative) to 0:00 3:40 15:40 20-Nov-2026 3/2/2026".split()
)
WRITTEN = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=9).map(
    lambda parts: "".join(piece + space for piece, space in parts)
)


@given(WRITTEN, st.sampled_from(DateOrder))
def test_a_form_and_a_list_never_read_two_different_dates(text: str, order: DateOrder) -> None:
    """If both read a text, they mean the same day, and the same time if both have one."""
    in_form, in_list = (
        values.MOMENT.normalized(text),
        list_cells.moment(ListCell(text, order)).value,
    )
    if len(human.dates(text)) == 1 and in_list is not None:
        assert str(in_form).startswith(str(in_list))


@given(WRITTEN)
def test_advice_has_no_number_that_nobody_wrote(text: str) -> None:
    """A date among other words keeps its day and its year, and has no time."""
    numbers = {int(number) for number in re.findall("[0-9]+", text)}
    for date in human.dates_within(text):
        year, _, day = map(int, f"{date.date}-0-0".split("-")[:3])
        assert {year, year % 100} & numbers
        assert not day or day in numbers
        assert not date.time
