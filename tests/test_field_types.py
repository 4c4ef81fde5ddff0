"""A type of field owns its life: each one is read wherever people write a value of it."""

from __future__ import annotations

import inspect
import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import yaml

from generator.content import form_answers, list_cells, values
from generator.content.field_groups import Field, Group
from generator.content.field_types import AsWritten, Either, FieldType, Input, ListOf, Single
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    SETTINGS,
    rows,
)
from generator.content.form_answers import FormContext
from generator.content.list_cells import ListCell
from generator.content.source_reading import Known
from generator.core.problems import BadValueError
from generator.core.settings import School
from helpers.program import REPOSITORY


class Everything(frozenset[str]):
    """A set that contains every name."""

    def __contains__(self, name: object) -> bool:
        return True


KNOWN = Known(ZoneInfo("America/New_York"), None, Everything(), Everything(), Everything())
SCHOOLS = (School("dodd", "Dodd Middle School"), School("highland", "Highland School"))
ROWS = [*rows(CONTRACT, BREACH, CONTRACT_WORDS, BREACH_WORDS, SETTINGS)]


def example_in_a_cell(row: Field) -> str:
    """Return the example of a row as a list has it: the items of a list are on lines."""
    value = yaml.load(row.example, yaml.CBaseLoader)
    return "\n".join(value) if isinstance(value, list) else str(value)


def is_whole(row: Field) -> bool:
    """Return whether a cell can have a value of a row, and not only its fields."""
    group = row.group
    return group is None or (bool(group.short) and not row.type.is_list)


def fault(type: FieldType, value: object) -> str:
    """Return what is wrong with a value of a type, or nothing."""
    try:
        Field("x", type, "", "").read(value, KNOWN)
    except BadValueError as error:
        return str(error.values)
    return ""


def test_the_example_of_each_field_is_understood_in_a_list() -> None:
    """A type that no cell of a list could give a value of would be left out of each import."""
    lost = []
    for row in filter(is_whole, ROWS):
        text = row.example if row.group is None else row.group.fields[row.group.short].example
        text = example_in_a_cell(row) if row.group is None else text
        reading = row.type.from_cell(ListCell(text, files=KNOWN.files, schools=SCHOOLS))
        if reading.value is None or fault(row.type, reading.value):
            lost.append(f"The type of `{row.name}` does not read a cell with {text!r}: {reading}")

    assert lost == []


def test_each_type_says_how_its_values_are_written() -> None:
    """Python refuses a type that does not: these have no default."""
    of_type = inspect.signature(FieldType.__init__).parameters
    of_single = inspect.signature(Single).parameters
    of_writing = inspect.signature(AsWritten).parameters
    required = [
        *(of_type[name] for name in ("words", "shape", "input", "control", "no_answer")),
        *(of_single[name] for name in ("reader", "shape", "words", "as_written")),
        *(of_writing[name] for name in ("input", "understood", "cell")),
    ]

    assert [each.name for each in required if each.default is not inspect.Parameter.empty] == []
    assert FieldType.__abstractmethods__ == {
        *("read", "understood", "from_answer", "from_cell"),
    }


# What compares the type of a field with a type, or looks it up.
COMPARED = re.compile(
    r"(?<!request)\.type\b(?:\.single)? (?:is|in|==|!=|not in|is not) "
    r"|isinstance\([\w.]+\.type\b|\btype\(\w+\.type"
    r"|dict\[FieldType\b|Mapping\[FieldType\b"
)


@pytest.mark.parametrize(
    "line",
    [
        "if row.type is types.NUMBER:",
        "row.type in (LINE, SENTENCES)",
        "row.type.single in DATES",
        "isinstance(row.type, Either)",
        "READERS: dict[FieldType, Reader] = {",
    ],
)
def test_each_look_up_of_a_type_is_found(line: str) -> None:
    """The test below knows the ways in which the program had done so."""
    assert COMPARED.search(line)


def test_nothing_outside_the_fields_looks_a_type_up() -> None:
    """A new type needs no row elsewhere, which somebody could forget."""
    found = [
        f"{path.name}: {line.strip()}: give the type an attribute or a method for this"
        for path in sorted((REPOSITORY / "generator").rglob("*.py"))
        if path.parent.name != "content"
        for line in path.read_text(encoding="utf-8").splitlines()
        if COMPARED.search(line)
    ]

    assert found == []


INPUTS = [
    (values.LINE, Input.LINE, False),
    (values.SENTENCES, Input.AREA, False),
    (values.MARKDOWN, Input.AREA, False),
    (values.word_of("operator", "consultant"), Input.CHOICE, False),
    (values.TERM_IDS, Input.CHOICE, True),
    (values.ELEMENTS, Input.AREA, True),
    (values.NO_LONGER_ELEMENTS, Input.LINE, True),
    (values.MOMENT_OR_UNKNOWN, Input.LINE, False),
    (BREACH.fields["offers"].type, Input.AREA, False),
]


@pytest.mark.parametrize(("type", "input", "is_list"), INPUTS)
def test_a_type_has_its_input_on_a_form(type: FieldType, input: Input, is_list: bool) -> None:
    """A menu for words, an area for sentences and lists of data, a line for the rest."""
    assert (type.input, type.is_list) == (input, is_list)


SAYS_NOTHING = {
    "LINE": "blank same unknown",
    "LINE_OR_UNKNOWN": "blank same",
    "SENTENCES": "blank elsewhere same unknown",
    "NEWS": "blank",
    "LINES": "blank elsewhere nothing same unknown",
    "COMPANIES": "blank elsewhere nothing same unknown",
    "ELEMENTS": "blank",
    "NOT_INVOLVED": "blank elsewhere same",
    "NO_LONGER_ELEMENTS": "blank elsewhere nothing same unknown",
    "DAY": "blank elsewhere same unknown",
    "MOMENT_OR_UNKNOWN": "blank elsewhere same",
    "NUMBER": "blank elsewhere same",
}


@pytest.mark.parametrize("name", SAYS_NOTHING)
def test_a_type_knows_what_is_no_answer(name: str) -> None:
    """“Unknown” is an answer if the field takes it, and “see Exhibit B” is a line of words."""
    type: FieldType = getattr(values, name)

    assert " ".join(sorted(type.no_answer)) == SAYS_NOTHING[name]


TODAY = date(2026, 11, 25)
GUESSES = [
    ("DAY", "Nov 3", False, ["2026-11-03"]),
    ("DAY", "Nov 27", False, ["2025-11-27"]),
    ("DAY", "Nov 25", False, ["2026-11-25"]),
    ("DAY", "Nov 25", True, ["2026-11-25"]),
    ("DAY", "Nov 24", True, ["2027-11-24"]),
    ("DAY", "12/4", False, ["2025-12-04"]),  # the month first
    ("DAY", "12/4", True, ["2026-12-04"]),
    ("DAY", "monday", False, ["2026-11-23"]),
    ("DAY", "monday", True, ["2026-11-30"]),
    ("DAY", "next Monday", True, ["2026-11-30"]),
    ("DAY", "Wednesday", False, ["2026-11-25", "2026-11-18"]),
    ("DAY", "Wednesday", True, ["2026-11-25", "2026-12-02"]),
    ("DAY", "tomorrow", True, ["2026-11-26"]),
    ("DAY", "tomorrow", False, []),
    ("DAY", "yesterday", True, []),
    ("DAY_OR_NONE", "Nov 3", True, ["2027-11-03"]),
    ("DAY", "Nov 2-5", False, []),
    ("MOMENTS", "Nov 2-5", False, ["2026-11-02 to 2026-11-05"]),
    ("MOMENT", "2/12/2026", True, []),  # it is certain
    ("MOMENT", "2/12/2026", False, []),
    ("DAY", "2026-11-03", True, []),
    ("NUMBER", "400-500", False, []),
    ("LINE", "400-500", False, []),
    ("LINES", "Nov 3", False, []),
]


@pytest.mark.parametrize(("name", "answer", "is_ahead", "expected"), GUESSES)
def test_a_type_guesses_what_an_answer_may_mean(
    name: str, answer: str, is_ahead: bool, expected: list[str]
) -> None:
    """Only of dates without a year, in the direction of the field."""
    type: FieldType = getattr(values, name)

    assert [*type.guesses(answer, TODAY, is_ahead=is_ahead)] == expected


LISTS = [
    ("LINES", "Example Cloud, Inc.\nOther", ["Example Cloud, Inc.", "Other"]),
    ("COMPANIES", "Example Cloud, Inc.; ask vendor", ["Example Cloud, Inc.", "ask vendor"]),
    ("COMPANIES", "Example Cloud, Inc.; TBD", ["Example Cloud, Inc."]),
    ("COMPANIES", "none at this time", None),
    ("CONTRACT_IDS", "northstar-reader", "northstar-reader"),
    ("CONTRACT_IDS", "northstar-reader, other", ["northstar-reader", "other"]),
    ("NOT_INVOLVED", "- Unknown", "unknown"),
    ("NOT_INVOLVED", "no passwords, grades", ["no passwords ¦ grades"]),
    ("ELEMENTS", "- name\n- grade", ["name", "grade"]),
    ("ELEMENTS", "name, not grade", ["name ¦ not grade"]),
    ("SCHOOLS", "- all", "all"),
    ("SCHOOLS", "Dodd Middle School", ["dodd"]),
    ("GRADE_RANGES", "PreK to 2, 5th", ["PK-2", "5"]),
    ("SCHOOL_ID", "Highland", "highland"),
    ("SCHOOL_ID", "Southfield", "Southfield"),
]


@pytest.mark.parametrize(("name", "answer", "expected"), LISTS)
def test_a_type_reads_the_items_of_an_answer(name: str, answer: str, expected: object) -> None:
    """As many as there are; None says that the answer names nothing."""
    type: FieldType = getattr(values, name)

    assert type.from_answer(answer, FormContext(SCHOOLS)) == expected


LATER = [
    ("ELEMENTS", "plus email, added: address", [form_answers.ADD, "email", "address"]),
    ("ELEMENTS", "email, plus address", ["email", "address"]),
    ("ELEMENTS", "same as before plus email", [form_answers.ADD, "email"]),
    ("GRADE_RANGES", "add 9", [form_answers.ADD, "9"]),
    ("COMPANIES", "Add: Example Mail LLC", [form_answers.ADD, "Example Mail LLC"]),
    ("NOT_INVOLVED", "also passwords", [form_answers.ADD, "passwords"]),
    ("ELEMENTS", "the same", None),
    ("SCHOOLS", "add Dodd Middle School", [form_answers.ADD, "dodd"]),
]


@pytest.mark.parametrize(("name", "answer", "expected"), LATER)
def test_a_later_notice_adds_to_what_was_named(name: str, answer: str, expected: object) -> None:
    """“Plus” is no part of the first element, and “the same” names no new one."""
    type: FieldType = getattr(values, name)

    assert type.from_answer(answer, FormContext(SCHOOLS, is_later=True)) == expected
    assert type.from_answer(answer, FormContext(SCHOOLS)) != expected


CELLS = [
    (values.DAY_OR_NONE, "through 6/30/2027", ("2027-06-30", "", True)),
    (values.DAY_OR_NONE, "none", ("none", "", True)),
    (values.DAY_OR_NONE, "Evergreen", ("none", "Evergreen is read as none", False)),
    (ListOf(values.DAY), "1/31/2027; 2027-02-28", (["2027-01-31", "2027-02-28"], "", True)),
    (ListOf(values.DAY), "soon", (None, "soon is not a date that can be read", True)),
    (
        ListOf(values.DAY),
        "2027-01-31\nsoon",
        (["2027-01-31"], "soon is not a date that can be read", False),
    ),
    (values.NUMBER, "400+", ("at least 400", "", True)),
    (values.NUMBER, "TBD", ("unknown", "TBD is read as unknown", False)),
    (values.PRODUCT, "All", ("All", "", True)),
    (values.LINE, "TBD", (None, "", True)),
    (CONTRACT.fields["notified"].type, "8/20/2026 3:10 pm", ("2026-08-20 15:10", "", True)),
    (CONTRACT.fields["terms"].type, "ndpa", (None, "", True)),
]


@pytest.mark.parametrize(("type", "text", "expected"), CELLS)
def test_a_type_reads_a_cell_of_a_list(
    type: FieldType, text: str, expected: tuple[object, str, bool]
) -> None:
    """A list of values has each item, and says what is left out; a group, the field it is short."""
    assert type.from_cell(ListCell(text)) == list_cells.Reading(*expected)


def test_a_word_is_instead_of_a_whole_list_or_group() -> None:
    """Only then; the word for a date is one of its values."""
    types = [field.type for field in BREACH.fields.values()]
    words = {type.answer_for_all for type in types if isinstance(type, Either)}

    assert words == {"unknown", "all", "not required", ""}
    assert isinstance(BREACH.fields["notified"].type, Group)
    assert BREACH.fields["notified"].type.answer_for_all == ""
