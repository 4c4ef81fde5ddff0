"""Field types: how a field is described and read, and the row that defines it."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from generator.content import form_answers, human, list_cells
from generator.content.form_answers import NO_ANSWER, Answer, FormContext
from generator.content.list_cells import ListCell, Reading
from generator.content.phrases import meaning
from generator.content.yaml_nodes import form
from generator.core.dates import Period, When
from generator.core.model import Count, Loc, Prose, Stated
from generator.core.problems import BadValueError, listed, shorten

Shape = dict[str, Any]  # a JSON Schema, or a part of one
Json = Any  # a value of a JSON document
DIALECT = "https://json-schema.org/draft/2020-12/schema"
OFFERS = {  # of a word instead of a value, where a value was refused
    "unknown": "If nobody knows, write `unknown`.",
    "none": "If there is no end, write `none`.",
}
DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
MIN_YEAR = 1990  # of a likely date
MAX_TERM = timedelta(days=50 * 365)
MAX_AHEAD = timedelta(days=366)
KEY = "[key]"  # the last step of a location if the fault is in the name of a field, not its value


def without_dates(example: str) -> str:
    """Return an example with letters for each date, so that nobody copies one that is not true."""
    return DATE_AND_TIME.sub(lambda date: f"YYYY-MM-DD{' HH:MM' * bool(date[1])}", example)


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against; `schools` is None if the settings cannot be read.

    `flaws` says what is wrong with some of the `files`, if it was looked for. `since` is the first
    day of this site, if the settings say it.
    """

    zone: ZoneInfo
    schools: frozenset[str] | None = None
    contracts: frozenset[str] = frozenset()
    breaches: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    legacy: bool = False
    flaws: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict, hash=False)
    since: When | None = None


class SourceReading(NamedTuple):
    """The state while a source is read: its rendered Markdown and its faults, both by location."""

    known: Known
    texts: Mapping[Loc, Prose]
    faults: list[tuple[Loc, BadValueError]]

    def refuse(self, at: Loc, code: str, **values: object) -> None:
        """Add a fault at a location."""
        self.faults.append((at, BadValueError(code, **values)))

    def refuse_group(self, at: Loc, value: object) -> None:
        """Add the fault that a value is not a group of fields, or is empty."""
        if value == "" and isinstance(at[-1], str):
            self.refuse(at, "E103")
        else:
            self.refuse(at, "E107", wanted="a group of fields", got=form(value))


def as_json(value: Any, _: str = "") -> Json:  # noqa: ANN401 - any value of a field
    """Return a value for JSON: a date as precise as known, Markdown as written, "" as null."""
    match value:
        case str():  # most values
            return str(value) or None
        case None | bool() | int():
            return value
        case When():
            return value.iso
        case Period():
            return {"from": value.first.iso, "to": value.last.iso}
        case Count():
            return value.number
        case Prose():
            return value.text.strip("\n")
        case tuple():
            return list(value) or None
        case _:
            return str(value or "") or None


class Published(NamedTuple):
    """What the open data has of a field: its shape, a function of value and address, a note."""

    shape: Shape
    write: Callable[[Any, str], Json] = as_json
    note: str = ""


TEXT = Published({"type": ["string", "null"]})
A_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATE = rf"[0-9]{{4}}-[0-9]{{2}}|{A_DAY}(T[0-9]{{2}}:[0-9]{{2}}[+-][0-9]{{2}}:[0-9]{{2}})?"
A_DATE = Published({"type": ["string", "null"], "pattern": f"^({DATE})$"})


class Input(StrEnum):
    """What a form has for an answer; the names are those of GitHub's issue forms."""

    LINE = "input"
    AREA = "textarea"
    CHOICE = "dropdown"


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
    MEANS = "means"


CONTROLS = {
    Input.LINE: Control.LINE,
    Input.AREA: Control.TEXT,
    Input.CHOICE: Control.CHOICE,
}


class AsWritten(NamedTuple):
    """How people give a value without knowing our notation: on a form, and in a list of contracts.

    A form has an `input` for it, and the desk a `control`, by default the one that is like it.
    `understood` returns what an answer on one line means as an entry has it, or "" if it is to stay
    as it is. A phrase with one of the meanings `no_answer`, such as “N/A”, says nothing. `cell`
    reads a cell of a list, which may be the link of another cell if that `takes_links`.
    """

    input: Input
    understood: Callable[[str], str]
    cell: Callable[[ListCell], Reading]
    no_answer: frozenset[str] = NO_ANSWER
    takes_links: bool = False
    control: Control | None = None


class FieldType(ABC):
    """All that the program knows about a kind of value; a table of fields names its types.

    `words` describes what it accepts for a person, and `shape` as a JSON Schema. `published` is
    what the open data has of it. `inner` is the type of the values inside, if any. `parts` are the
    fields of a text that may be a group. `offers` says, in sentences, when to write a word instead
    of a value. A type `is_plain_text` if nothing but a line of words, `is_prose` if sentences,
    and `is_data` if it groups elements of student data by kind.
    """

    parts: Group | None = None
    offers: str = ""
    is_plain_text = False
    is_prose = False
    is_data = False

    def __init__(
        self,
        words: str,
        shape: Shape,
        inner: FieldType | None = None,
        published: Published | None = None,
    ) -> None:
        self.words = words
        self.shape = shape
        self.inner = inner
        self.published: Published = published or (inner.published if inner else TEXT)

    @abstractmethod
    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the value for a raw value, or add a fault and return None."""

    @property
    @abstractmethod
    def input(self) -> Input:
        """What a form has for an answer."""

    @property
    def control(self) -> Control:
        """What the desk has for an answer."""
        return self.inner.control if self.inner else CONTROLS[self.input]

    @property
    @abstractmethod
    def no_answer(self) -> frozenset[str]:
        """The meanings of phrases that say nothing; see `phrases.meaning`."""

    @abstractmethod
    def understood(self, text: str) -> str:
        """Return what an answer on one line is in an entry, or "" if it stays as it is."""

    @abstractmethod
    def from_answer(self, answer: str, form: FormContext) -> Answer | None:
        """Return an answer as an entry has it; None if it names nothing."""

    @abstractmethod
    def from_cell(self, cell: ListCell) -> Reading:
        """Return a cell of a list as an entry has it."""

    def normalized(self, answer: str) -> str:
        """Return an answer as an entry has it, or unchanged if it may mean several things."""
        if len(answer) > form_answers.MAX_LENGTH:
            return answer
        return self.understood(" ".join(answer.split())) or answer

    def guesses(self, answer: str, today: date, *, is_ahead: bool) -> tuple[str, ...]:
        """Return what an answer that is not certain may mean on a day, such as “Monday”."""
        return self.inner.guesses(answer, today, is_ahead=is_ahead) if self.inner else ()

    @property
    def group(self) -> Group | None:
        """The group of fields that a value is or contains, if any."""
        return self.inner.group if self.inner else None

    @property
    def single(self) -> Single | None:
        """The type of a single text that is accepted, if any."""
        return self.inner.single if self.inner else None

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
    def answer_for_all(self) -> str:
        """The word that answers a whole list or group, such as “unknown”, or ""."""
        return ""

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
        super().__init__(words, shape, None, published)
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

    @property
    def input(self) -> Input:
        """That of its values as they are written."""
        return self.as_written.input

    @property
    def control(self) -> Control:
        """That of its values as they are written."""
        return self.as_written.control or CONTROLS[self.input]

    @property
    def no_answer(self) -> frozenset[str]:
        """Those of its values as they are written."""
        return self.as_written.no_answer

    def understood(self, text: str) -> str:
        """Return one of its choices in lowercase, or what its function understands."""
        choice = text.lower()
        return choice if choice in self.choices else self.as_written.understood(text)

    def from_answer(self, answer: str, form: FormContext) -> Answer | None:  # noqa: ARG002 - a list uses it
        """Return the answer on one line."""
        return " ".join(self.normalized(answer).split())

    def from_cell(self, cell: ListCell) -> Reading:
        """Return what its function reads."""
        return self.as_written.cell(cell)

    @property
    def single(self) -> Single:
        """Itself, because a value is one text."""
        return self

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

    def guesses(self, answer: str, today: date, *, is_ahead: bool) -> tuple[str, ...]:
        """Return the dates that it may mean, and periods only if it may be one."""
        may_be_period = self.control in (Control.PERIOD, Control.MOMENTS)
        found = human.near(answer, today, is_ahead=is_ahead)
        return tuple(each for each in found if may_be_period or " to " not in each)


class MarkdownText(Single):
    """A Markdown text, which has been rendered already."""

    is_prose = True

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the rendered text at this location."""
        super().read(value, at, reading)
        return reading.texts.get(at)

    def from_answer(self, answer: str, form: FormContext) -> Answer | None:  # noqa: ARG002 - a list uses it
        """Return the answer with its lines."""
        return self.normalized(answer)


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
        super().__init__(words, any_of(word, in_capitals, other.shape), other, published)
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
    def input(self) -> Input:
        """That of the other type."""
        return self.other.input

    @property
    def no_answer(self) -> frozenset[str]:
        """Those of the other type that are not one of the words."""
        return self.other.no_answer - self.instead.keys()

    @property
    def answer_for_all(self) -> str:
        """The first word, if it is instead of a list or group."""
        return next(iter(self.instead)) if self.group or self.is_list else ""

    @property
    def words_instead(self) -> tuple[str, ...]:
        """The words, and those of the other type."""
        return (*self.instead, *self.other.words_instead)

    def understood(self, text: str) -> str:
        """Return one of the words, or what the other type understands."""
        word = text.casefold().rstrip(".")
        if word in self.instead:
            return word
        return next(iter(self.instead)) if self.is_meant(text) else self.other.understood(text)

    def from_answer(self, answer: str, form: FormContext) -> Answer | None:
        """Return one of the words, or the other type's value."""
        text = self.normalized(answer)
        value = text if text in self.instead else self.other.from_answer(text, form)
        match value:
            case [str(item)] if item.casefold() in self.instead:  # such as a list of “unknown”
                return item.casefold()
        return value

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

    `items` returns the items of an answer, and `cell` reads a cell; without it, each item of a cell
    is read as the item's type does. `understood` and `input` are the item's, too, unless they are
    given. `no_answer` are the meanings of phrases that say nothing about the list. Without a
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
        items: Callable[[str, FormContext], Answer | None] = form_answers.names,
        understood: Callable[[str], str] | None = None,
        cell: Callable[[ListCell], Reading] | None = None,
        input: Input | None = None,
        control: Control | None = None,
        no_answer: frozenset[str] = NO_ANSWER,
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
        super().__init__(words, shape, item, published)
        self.item = item
        self.or_one = or_one
        self.once = once
        self.build = build
        self.items = items
        self.cell = cell or self._items_of_cell
        self.understood_as = understood or item.understood
        self.own_input = input
        self.own_control = control or (Control.CHOICES if choices else Control.LINES)
        self.own_no_answer = no_answer

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

    @property
    def input(self) -> Input:
        """Its own, or the item's."""
        return self.own_input or self.item.input

    @property
    def control(self) -> Control:
        """Its own."""
        return self.own_control

    @property
    def no_answer(self) -> frozenset[str]:
        """Its own."""
        return self.own_no_answer

    def understood(self, text: str) -> str:
        """Return what its function understands, or the item's if it is the only one."""
        return self.understood_as(text)

    def from_answer(self, answer: str, form: FormContext) -> Answer | None:
        """Return the items of the answer; first `add`, if it adds them to an earlier list."""
        is_added, rest = form_answers.split_addition(answer, form)
        found = self.items(self.normalized(rest), form)
        return [form_answers.ADD, *found] if is_added and isinstance(found, list) else found

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


class Needed(StrEnum):
    """When a field is required, in words."""

    NOWHERE = ""
    ALWAYS = "Required."
    NEW = "Required in a new entry, but not in a legacy one."
    OPERATOR = "Required in a new entry for an operator; optional for a consultant."
    EITHER = "Required, unless `contractor` is given or the breach is the district's own."
    REPORTED = "Required in a new entry, unless the breach is the district's own."
    OTHERWISE = "Required if no `contract` is named and the breach is not the district's own."


class Other(NamedTuple):
    """Another date of the same group that a date is compared with.

    With `unless`, it is compared only if that field is not given, and not with a future event. A
    wrong order that `is_possible` is a warning, and otherwise an error in a new entry.
    """

    name: str
    unless: str = ""
    is_possible: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table of fields: the name, type, example and meaning, and where it is used.

    `law` is the section that requires it. A change or an update may restate a `restated` field, and
    there its meaning is `later`, if given. `column` is its description in the open data, which
    otherwise lack it. `shown` are exactly its places: the pages of the site, the feeds, the letter,
    the data; with none, it is private. `headings` are the names of a column in an imported list.
    Only a field that is `in_forms` has a place on the forms, which ask its `question` or, without
    one, for its name. Its `notation` is what only a person who writes a file needs to know. A short
    new entry includes each `usual` field.

    A `past` date has happened; one `ahead` is expected to be in the future, for as long as that,
    and any other at most a year. It is not before the dates `not_before`, or after those
    `not_after`.
    """

    name: str
    type: FieldType
    example: str
    meaning: str
    needed: Needed = Needed.NOWHERE
    law: str = ""
    restated: bool = False
    later: str = ""
    column: str = ""
    shown: str = "page feed letter data"
    headings: str = ""
    question: str = ""
    notation: str = ""
    in_forms: bool = True
    usual: bool = False
    past: bool = False
    ahead: timedelta = timedelta()
    not_before: tuple[Other, ...] = ()
    not_after: tuple[Other, ...] = ()

    @property
    def sample(self) -> str:
        """The example with letters for each date."""
        return without_dates(self.example)

    @property
    def attribute(self) -> str:
        """The name in Python, in the open data and in a theme."""
        return self.name.replace("-", "_")

    @property
    def in_file(self) -> str:
        """The meaning, and its notation in a file."""
        return f"{self.meaning} {self.notation}".strip()

    @property
    def description(self) -> str:
        """The meaning, its notation in a file, and which dates are refused."""
        sentences = [self.in_file, *(["Not in the future."] if self.past else [])]
        for order, others in (("before", self.not_before), ("after", self.not_after)):
            if names := [other.name for other in others if not other.is_possible]:
                sentences.append(f"Not {order} {listed(names)}.")
        return " ".join(sentences)

    def latest(self, now: datetime) -> datetime:
        """Return the end of the range in which a date of this field is likely."""
        return now + (self.ahead or MAX_AHEAD)

    def is_likely(self, when: When, now: datetime) -> bool:
        """Return whether a date is in the likely range for this field."""
        return when.start.year >= MIN_YEAR and when.start <= self.latest(now)

    def read(self, value: object, known: Known) -> object:
        """Return the value for a raw value, outside any entry; raises BadValueError."""
        reading = SourceReading(known, {}, [])
        result = self.type.read(value, (self.name,), reading)
        for _, fault in reading.faults:
            raise fault
        return result


class OfFields(FieldType):
    """A type whose fields are asked for, one by one; as a whole, it has no answer and no cell."""

    input = Input.LINE
    no_answer: frozenset[str] = frozenset()

    def understood(self, _text: str) -> str:
        """Leave any text as it is."""
        return ""

    def from_answer(self, answer: str, _form: FormContext) -> Answer | None:
        """Return the answer as it is."""
        return answer

    def from_cell(self, _cell: ListCell) -> Reading:
        """Read nothing, so that the cell goes into the text."""
        return Reading(None)


class Group(OfFields):
    """A group of fields, of which `build` makes one value; it takes theirs by attribute name.

    `name` is that in the JSON Schema. The field `short`, if any, may be given without a group.
    """

    def __init__(
        self,
        name: str,
        meaning: str,
        fields: Iterable[Field],
        build: Callable[..., object] = Stated,
        short: str = "",
    ) -> None:
        self.name = name
        self.meaning = meaning
        self.short = short
        self.fields = {field.name: field for field in fields}
        self.rows = {field.attribute: field for field in self.fields.values()}
        self.restated = tuple(name for name, field in self.rows.items() if field.restated)
        self.own = tuple(name for name in self.rows if name not in self.restated)
        self.prose = [field for field in self.fields.values() if field.type.is_prose]
        self.plain_texts = [field for field in self.fields.values() if field.type.is_plain_text]
        self.build = build
        if isinstance(build, type) and issubclass(build, Stated):
            self.build = partial(build.of, self.rows)
        words = "a group of fields"
        shape = {"$ref": f"#/$defs/{name}"}
        if short:
            alone = self.fields[short].type
            words = f"{alone.words}, or {words}"
            shape = any_of(alone.shape, shape)
        super().__init__(words, shape)

    def from_cell(self, cell: ListCell) -> Reading:
        """Return the value of the field that may be given alone, if there is one."""
        return self.fields[self.short].type.from_cell(cell) if self.short else Reading(None)

    @property
    def group(self) -> Group:
        """Itself, because a value is a group of fields."""
        return self

    def at(self, loc: Loc) -> Group:
        """Return the group of fields at a location inside this one."""
        group: Group = self
        for step in loc:
            field = group.fields.get(str(step))
            group = (field and (field.type.group or field.type.parts)) or group
        return group

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the result of `build` for the values of the fields."""
        if self.short and isinstance(value, str) and value:
            value = {self.short: value}
        if not isinstance(value, dict):
            reading.refuse_group(at, value)
            return None
        before = len(reading.faults)
        values = self.values(value, at, reading)
        if len(reading.faults) > before:
            return None
        try:
            return self.build(**values)
        except BadValueError as fault:  # of two fields together
            reading.faults.append((at, fault))
            return None

    def values(self, raw: Mapping[str, object], at: Loc, reading: SourceReading) -> dict[str, Any]:
        """Return the values of the fields without faults, by attribute name."""
        values: dict[str, Any] = {}
        for name in raw:
            if name not in self.fields:
                reading.refuse((*at, name), "E101")
        for attribute, field in self.rows.items():
            name = field.name
            if name in raw:
                before = len(reading.faults)
                value = field.type.read(raw[name], (*at, name), reading)
                if len(reading.faults) == before:
                    values[attribute] = value
            elif field.needed is Needed.ALWAYS:
                reading.refuse((*at, name), "E102")
        return values


GROUP = re.compile(r"\{\s*text:(?P<text>.+?),?\s+until:(?P<until>[^{}]+)\}", re.DOTALL)


class TextUntil(MarkdownText):
    """A Markdown text, or a group of the text and the last day on which it holds."""

    parts: Group

    def __init__(self, text: MarkdownText, until: Field) -> None:
        parts = (Field("text", text, "Answers to your questions.", "", needed=Needed.ALWAYS), until)
        self.parts = Group("", "", parts, dict)
        group: Shape = {
            "type": "object",
            "properties": {row.name: row.type.shape for row in parts},
            "required": ["text"],
            "additionalProperties": False,
        }
        words = f"{text.words}, or a group of `text` and `until`"
        shape = any_of(text.shape, group)
        no_answer = text.as_written.no_answer | {"nothing"}  # “none” is offered
        written = text.as_written._replace(no_answer=no_answer)
        super().__init__(text.reader, shape, words, written, published=text.published)

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the rendered text, with its last day if it has one."""
        if not isinstance(value, dict):
            return super().read(value, at, reading)
        parts: Any = self.parts.read(value, at, reading)
        return parts and parts["text"]._replace(until=parts.get("until"))

    def from_answer(self, answer: str, form: FormContext) -> Answer | None:
        """Return the answer with its lines; or a group, if it is written as in an entry."""
        written = GROUP.fullmatch(answer.strip())
        if not written:
            return super().from_answer(answer, form)
        until = self.parts.fields["until"].type.normalized(written["until"].strip())
        return {"text": written["text"].strip("\"' "), "until": until}


class DataGroup(Group):
    """The kinds of data. At least one has elements; `nothing` is the only way to name no data."""

    is_data = True

    def __init__(
        self, name: str, meaning: str, fields: Iterable[Field], build: Callable[..., object]
    ) -> None:
        super().__init__(name, meaning, fields, build)
        filled: Shape = {"type": "array", "minItems": 1}
        kinds = [{"properties": {kind: filled}, "required": [kind]} for kind in self.fields]
        self.shape = {**self.shape, "anyOf": kinds}

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the data, unless it names none and does not say `nothing`."""
        if value == [] or (
            isinstance(value, dict)
            and value.keys() <= self.fields.keys()
            and all(elements == [] or _is_nothing(elements) for elements in value.values())
        ):
            return reading.refuse(at, "E131")
        return super().read(value, at, reading)


class GroupsById(OfFields):
    """A group of fields for each id, read as one tuple; `build` takes `id` and the fields."""

    def __init__(self, key: Single, item: Group, build: Callable[..., object]) -> None:
        shape = {"type": "object", "propertyNames": key.shape, "additionalProperties": item.shape}
        words = f"a group in which each name is {key.words} and each value is {item.words}"
        super().__init__(words, shape, item)
        self.key = key
        self.item = item
        self.build = build

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the result of `build` for each id, in the order of the source."""
        if not isinstance(value, dict):
            reading.refuse_group(at, value)
            return None
        items: list[object] = []
        for name, raw in value.items():
            id = self.key.read(name, (*at, name, KEY), reading)
            fields = self.item.read(raw, (*at, name), reading)
            if isinstance(fields, dict):
                items.append(self.build(id=id, **fields))
        return tuple(items)


def _is_nothing(value: object) -> bool:
    return isinstance(value, str) and value.casefold() == "nothing"


def _is_unknown(text: str) -> bool:
    return meaning(text) == "unknown"


def _is_no_word(_text: str) -> bool:
    return False


def any_case(*words: str) -> str:
    """Return a pattern for one of some lowercase words, in lowercase, capitals or both."""
    return re.sub("[a-z]", lambda letter: f"[{letter[0].upper()}{letter[0]}]", "|".join(words))


def closed(properties: Mapping[str, Shape]) -> Shape:
    """Return the part of a shape that requires these properties and allows no other."""
    return {"properties": properties, "required": list(properties), "additionalProperties": False}


def any_of(*shapes: Shape) -> Shape:
    """Return the shape of a value that has at least one of these shapes."""
    choices: list[Shape] = []
    for shape in shapes:
        choices += shape["anyOf"] if shape.keys() == {"anyOf"} else [shape]
    return {"anyOf": choices}
