"""What a person denies never becomes data, and what names no company is no subcontractor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.phrases import (
    data,
    is_no_company,
    meaning,
)

TABLES = Path(__file__).parent / "tables"
LONG = 30_000


def rows(name: str, sign: str) -> list[tuple[str, str]]:
    """Return the two parts of each line of a table, apart from comments."""
    lines = (TABLES / name).read_text("utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    return [(left, right) for left, _, right in (line.partition(sign) for line in kept)]


LISTS = rows("denials.txt", " = ")


def as_typed(answer: str) -> str:
    """Return an answer of the table with its lines and the tabs between its cells."""
    return re.sub(" ?> ?", "\t", re.sub(" ?/ ", "\n", answer))


def elements_of(text: str) -> list[str]:
    """Return the elements that a text names."""
    return data(text)


@pytest.mark.parametrize(("answer", "expected"), LISTS, ids=[answer for answer, _ in LISTS])
def test_a_list_that_denies_something_is_asked_about(answer: str, expected: str) -> None:
    """All of it is then one element, which is no data; with bars it means the same as with tabs."""
    text = as_typed(answer)
    barred = "\n".join(f"| {line.replace(chr(9), ' | ')} |" for line in text.split("\n"))
    elements = elements_of(text)

    assert isinstance(elements, list)
    if expected == "?":
        assert (len(elements), meaning(str(elements[0]))) == (1, "denied")
    else:
        assert (elements, [*map(meaning, map(str, elements))]) == (
            expected.split(", "),
            [""] * len(elements),
        )
    if "\t" in text:
        assert elements_of(barred) == elements


ELEMENTS = ("name", "home address", "Student ID no.", "email (parent's)", "GPS location")
MARKS = " ☐ No;: no; – No;\tNo; | no; (not collected); ❌; [ ]; ✗;: yes; ☑ Yes; ✅;\tX".split(";")


@given(
    st.lists(
        st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(["", *MARKS])), min_size=1, max_size=6
    ),
    st.sampled_from([", ", "; ", "\n", "\n- "]),
)
def test_no_mark_beside_data_is_lost(marked: list[tuple[str, str]], separator: str) -> None:
    """With any mark, the check asks about all of the answer; without one, it is what is written."""
    answer = separator.join(f"{element}{mark}" for element, mark in marked)
    elements = elements_of(answer)
    written = [element for element, _ in marked]

    assert isinstance(elements, list)
    if any(mark for _, mark in marked):
        assert (len(elements), meaning(str(elements[0]))) == (1, "denied")
        assert [element for element in written if element not in str(elements[0])] == []
    elif not all(element.endswith("no.") for element in written):  # which may be a mark
        assert elements == written


@pytest.mark.parametrize(("kind", "element"), rows("elements.txt", ": "))
def test_an_element_that_denies_something_is_no_data(kind: str, element: str) -> None:
    """In any case; true data that contains such a word is data."""
    for text in (element, element.upper(), element.capitalize()):
        assert (meaning(text) == "denied") == (kind == "denied")


@pytest.mark.parametrize(("kind", "text"), rows("companies.txt", ": "))
def test_what_names_no_company_is_no_subcontractor(kind: str, text: str) -> None:
    """The check asks about it; with “LLC” it is a name."""
    assert is_no_company(text) == (kind == "none")
    assert not is_no_company(f"{text} LLC")


@pytest.mark.parametrize(
    "text",
    [
        "no " * (LONG // 3),
        "☐" * LONG,
        "a\t" * (LONG // 2),
        "x: no\n" * (LONG // 6),
        "| " * LONG,
        "name only " * (LONG // 10),
        "yes\tno\n" * (LONG // 7),
        "except " * (LONG // 7),
    ],
    ids=lambda text: text[:8],
)
def test_no_answer_is_slow(text: str) -> None:
    """It takes no more than its length."""
    assert len(data(text)) <= LONG
