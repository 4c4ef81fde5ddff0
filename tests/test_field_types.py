"""A type of field owns its life: each one is read wherever people write a value of it."""

from __future__ import annotations

import inspect
import re
from zoneinfo import ZoneInfo

import pytest
import yaml

from generator.content import list_cells, values
from generator.content.field_groups import Field
from generator.content.field_types import AsWritten, FieldType, ListOf, Single
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    SETTINGS,
    rows,
)
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
        *(of_type[name] for name in ("words", "shape", "control")),
        *(of_single[name] for name in ("reader", "shape", "words", "as_written")),
        of_writing["cell"],
    ]

    assert [each.name for each in required if each.default is not inspect.Parameter.empty] == []
    assert FieldType.__abstractmethods__ == {
        *("read", "from_cell"),
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
