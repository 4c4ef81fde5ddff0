"""The types of a value: how each is read in a source and in a list, and asked for at the desk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from generator.content import list_cells
from generator.content.list_cells import ListCell, Reading
from generator.content.open_data import TEXT, Published, as_json
from generator.content.phrases import meaning
from generator.content.shapes import Shape, any_case, any_of
from generator.content.source_reading import Known, SourceReading
from generator.content.yaml_nodes import form
from generator.core.model import Loc
from generator.core.problems import BadValueError, shorten

OFFERS = {  # of a word instead of a value, where a value was refused
    "unknown": "If nobody knows, write `unknown`.",
    "none": "If there is no end, write `none`.",
}


class Control(StrEnum):
    """What the desk has for an answer, which is a page of our own and so can ask for any value."""

    LINE = "line"
    TEXT = "text"  # of several lines
    LINES = "lines"  # an item on each
    ADDRESS = "address"
    FILE = "file"  # the contract itself, which GitHub takes, or its address
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    MOMENT = "moment"  # a day, and perhaps its time
    MOMENTS = "moments"  # one, or the first and the last day
    PERIOD = "period"
    NUMBER = "number"
    COUNT = "count"  # a number that may be about right
    DATA = "data"
    SCHOOLS = "schools"
    SCHOOL = "school"
    GRADES = "grades"
    CONTRACTS = "contracts"
    NOTICES = "notices"  # those that a message told of
    MEANS = "means"


class AsWritten(NamedTuple):
    """How people give a value without our notation: at the desk, and in a list of contracts.

    The desk has a `control` for it. `cell` reads a cell of a list, which may be the link of another
    cell if that `takes_links`.
    """

    cell: Callable[[ListCell], Reading]
    control: Control = Control.LINE
    takes_links: bool = False


class FieldType(ABC):
    """All that the program knows about a kind of value; a table of fields names its types.

    `words` describes what it accepts for a person, and `shape` as a JSON Schema. `published` is
    what the open data has of it. `inner` is the type of the values inside, if any. `offers` says,
    in sentences, when to write a word instead of a value. A type `is_plain_text` if nothing but a
    line of words, and `is_prose` if sentences.

    The desk has a `control` for it.
    """

    offers: str = ""
    is_plain_text = False
    is_prose = False

    def __init__(
        self,
        words: str,
        shape: Shape,
        inner: FieldType | None = None,
        published: Published | None = None,
        *,
        control: Control,
    ) -> None:
        self.words = words
        self.shape = shape
        self.inner = inner
        self.control = control
        self.published: Published = published or (inner.published if inner else TEXT)

    @abstractmethod
    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the value for a raw value, or add a fault and return None."""

    @abstractmethod
    def from_cell(self, cell: ListCell) -> Reading:
        """Return a cell of a list as an entry has it."""

    @property
    def innermost(self) -> FieldType:
        """The type of what is inside all lists and choices of a value, which may be itself."""
        return self.inner.innermost if self.inner else self

    @property
    def single(self) -> Single | None:
        """The type of a single text that is accepted, if any."""
        type = self.innermost
        return type if isinstance(type, Single) else None

    @property
    def is_list(self) -> bool:
        """Return whether it accepts several values."""
        return self.inner is not None and self.inner.is_list

    @property
    def is_date(self) -> bool:
        """Return whether a value is a date or a period, or a list of these."""
        return self.inner is not None and self.inner.is_date

    @property
    def takes_links(self) -> bool:
        """Return whether the link of a cell may be a value."""
        return self.inner is not None and self.inner.takes_links

    @property
    def words_instead(self) -> tuple[str, ...]:
        """The words that are accepted instead of a value, such as “unknown”."""
        return ()


class Single(FieldType):
    """One text that `reader` reads, perhaps one of `choices`."""

    def __init__(
        self,
        reader: Callable[[object, Known], object],
        shape: Shape,
        words: str,
        as_written: AsWritten,
        *,
        choices: tuple[str, ...] = (),
        published: Published = TEXT,
    ) -> None:
        if choices:
            published = Published({"enum": [*choices, None]})
        super().__init__(
            words,
            shape,
            None,
            published,
            control=as_written.control,
        )
        self.reader = reader
        self.as_written = as_written
        self.choices = choices

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the result of the function."""
        try:
            return self.reader(value, reading.known)
        except BadValueError as fault:
            reading.faults.append((at, fault))
            return None

    def from_cell(self, cell: ListCell) -> Reading:
        """Return what its function reads."""
        return self.as_written.cell(cell)

    @property
    def takes_links(self) -> bool:
        """Return whether the link of a cell may be a value."""
        return self.as_written.takes_links


class PlainText(Single):
    """A line of words, in which nothing has a meaning for the program."""

    is_plain_text = True


class Sentences(PlainText):
    """A line of words that is one sentence or more."""

    is_prose = True


class DateText(Single):
    """A date, or a period from one to another."""

    is_date = True


class MarkdownText(Single):
    """A Markdown text, which has been rendered already."""

    is_prose = True

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the rendered text at this location."""
        super().read(value, at, reading)
        return reading.texts.get(at)


class Either(FieldType):
    """A word, which has the value that `instead` gives it, or a value of another type.

    `is_meant` says whether other words that people write mean the first word of `instead`.
    """

    def __init__(
        self,
        instead: Mapping[str, object],
        other: FieldType,
        published: Published | None = None,
        offers: str = "",
        is_meant: Callable[[str], bool] | None = None,
    ) -> None:
        word: Shape = {"const": next(iter(instead))} if len(instead) == 1 else {"enum": [*instead]}
        in_capitals = {"type": "string", "pattern": f"^(?:{any_case(*instead)})$"}
        words = ", or ".join((other.words, *(f"`{word}`" for word in instead)))
        super().__init__(
            words,
            any_of(word, in_capitals, other.shape),
            other,
            published,
            control=other.control,
        )
        self.instead = instead
        self.other = other
        self.is_meant = is_meant or (_is_unknown if "unknown" in instead else _is_no_word)
        self.offers = offers or " ".join(OFFERS[word] for word in instead if word in OFFERS)

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the word's value, or the other type's; vague advice also offers the word."""
        if isinstance(value, str) and value.casefold() in self.instead:
            return self.instead[value.casefold()]
        before = len(reading.faults)
        result = self.other.read(value, at, reading)
        for i, (loc, fault) in enumerate(reading.faults[before:], start=before):
            if loc == at and self.offers and fault.values.get("is_guessed") is False:
                advice = f"{fault.values['advice']} {self.offers}"
                offered = BadValueError(fault.code, **{**fault.values, "advice": advice})
                reading.faults[i] = (loc, offered)
        return result

    @property
    def words_instead(self) -> tuple[str, ...]:
        """The words, and those of the other type."""
        return (*self.instead, *self.other.words_instead)

    def from_cell(self, cell: ListCell) -> Reading:
        """Return one of the words, with a remark if other words meant it, or the other's value."""
        text = " ".join(cell.text.casefold().split())
        if text in self.instead:
            return Reading(text)
        if self.is_meant(text):
            word = next(iter(self.instead))
            remark = f"{shorten(cell.text)} is read as {word}"
            return Reading(word, remark, is_complete=False)
        return self.other.from_cell(cell)


class ListOf(FieldType):
    """A list of items, of which `build` makes the value.

    With `or_one`, it is not empty, and a single item needs no brackets. Each item may be there only
    `once`, if that names the items. In the open data, an item is one of `choices`, if there are
    any, and null is a list that nothing is recorded of, unless it `may_be_empty`.

    `cell` reads a cell; without it, each item of a cell is read as the item's type does. Without a
    `control` of its own, the desk has check boxes for `choices`, or takes an item on each line.
    """

    is_list = True

    def __init__(
        self,
        item: FieldType,
        *,
        or_one: bool = False,
        once: str = "",
        choices: tuple[str, ...] = (),
        may_be_empty: bool = False,
        build: Callable[[tuple[Any, ...]], object] = tuple,
        cell: Callable[[ListCell], Reading] | None = None,
        control: Control | None = None,
    ) -> None:
        shape: Shape = {"type": "array", "items": item.shape}
        words = f"a list in which each item is {item.words}"
        if or_one:
            shape = any_of(
                item.shape, {**shape, "minItems": 1, **({"uniqueItems": True} if once else {})}
            )
            words = f"{item.words}, or a list of several"
        held: Shape = {"type": "string", **({"enum": [*choices]} if choices else {})}
        published = Published({"type": ["array", "null"], "items": held})
        if may_be_empty:
            published = Published(
                {"type": "array", "items": held},
                lambda value, _: list(value) if isinstance(value, tuple) else as_json(value),
            )
        super().__init__(
            words,
            shape,
            item,
            published,
            control=control or (Control.CHOICES if choices else Control.LINES),
        )
        self.item = item
        self.or_one = or_one
        self.once = once
        self.build = build
        self.cell = cell or self._items_of_cell

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the result of `build` for all items."""
        before = len(reading.faults)
        if self.or_one and isinstance(value, str) and value:
            items = [self.item.read(value, at, reading)]
        elif isinstance(value, list) and (value or not self.or_one):
            items = [self.item.read(item, (*at, i), reading) for i, item in enumerate(value)]
        elif value in ("", []):
            return reading.refuse(at, "E103")
        else:
            return reading.refuse(at, "E107", wanted="a list", got=form(value))
        if len(reading.faults) > before:
            return None
        repeated = (item for i, item in enumerate(items) if item in items[:i])
        if self.once and (twice := next(repeated, None)):
            wanted = f"a list with each {self.once} once"
            return reading.refuse(at, "E107 setting", wanted=wanted, value=twice)
        return self.build(tuple(items))

    def from_cell(self, cell: ListCell) -> Reading:
        """Return what its function reads."""
        return self.cell(cell)

    def _items_of_cell(self, cell: ListCell) -> Reading:
        """Read each item of a cell; what is no item is left out."""
        texts = list_cells.items(cell.text)
        readings = [self.item.from_cell(cell._replace(text=text)) for text in texts]
        values = [reading.value for reading in readings if isinstance(reading.value, str)]
        remark = next((reading.remark for reading in readings if reading.remark), "")
        if not values:
            return Reading(None, remark)
        is_complete = len(values) == len(texts) and all(each.is_complete for each in readings)
        return Reading(values, remark, is_complete=is_complete)


def _is_unknown(text: str) -> bool:
    return meaning(text) == "unknown"


def _is_no_word(_text: str) -> bool:
    return False
