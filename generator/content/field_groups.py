"""A field, described by its row, and the groups of fields that sources are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from generator.content.entry_dates import without_dates
from generator.content.field_types import Control, FieldType, MarkdownText, Single
from generator.content.list_cells import ListCell, Reading
from generator.content.shapes import Shape, any_of
from generator.content.source_reading import KEY, Known, SourceReading
from generator.content.yaml_nodes import form
from generator.core.dates import When
from generator.core.model import Loc, Stated
from generator.core.problems import BadValueError, listed

MIN_YEAR = 1990  # of a likely date
MAX_AHEAD = timedelta(days=366)


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


class Field(NamedTuple):
    """One row of a table of fields: the name, type, example and meaning, and where it is used.

    `law` is the section that requires it. A change or an update may restate a `restated` field, and
    there its meaning is `later`, if given. `column` is its description in the open data, which
    otherwise lack it. `shown` are exactly its places: the pages of the site, the feeds, the letter,
    the data; with none, it is private. `headings` are the names of a column in an imported list.
    Only a field that is `at_desk` is asked for there, with its `question` or, without one, its
    name. One that is `below` is the text below the fields. Its `notation` is what only a person who
    writes a file needs to know. A short new entry includes each `usual` field.

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
    at_desk: bool = True
    usual: bool = False
    below: bool = False
    past: bool = False
    ahead: timedelta = timedelta()
    not_before: tuple[Other, ...] = ()
    not_after: tuple[Other, ...] = ()

    @property
    def sample(self) -> str:
        """The example with letters for each date."""
        return without_dates(self.example)

    @property
    def group(self) -> Group | None:
        """The group of fields that a value is or contains, if any."""
        type = self.type.innermost
        return type if isinstance(type, Group) else None

    @property
    def parts(self) -> Group | None:
        """The fields of a text that may be a group."""
        return self.type.parts if isinstance(self.type, TextUntil) else None

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

    def is_likely(self, when: When, now: datetime) -> bool:
        """Return whether a date is in the likely range for this field."""
        return when.start.year >= MIN_YEAR and when.start <= now + (self.ahead or MAX_AHEAD)

    def likely_days(self, now: datetime) -> dict[str, date]:
        """Return the `first` and the `last` day of that range, for a message."""
        last = now + (self.ahead or MAX_AHEAD)
        return {"first": date(MIN_YEAR, 1, 1), "last": last.date()}

    def read(self, value: object, known: Known) -> object:
        """Return the value for a raw value, outside any entry; raises BadValueError."""
        reading = SourceReading(known, {}, [])
        result = self.type.read(value, (self.name,), reading)
        for _, fault in reading.faults:
            raise fault
        return result


class OfFields(FieldType):
    """A type whose fields are asked for, one by one; as a whole, it has no cell."""

    def __init__(self, words: str, shape: Shape, inner: FieldType | None = None) -> None:
        super().__init__(
            words,
            shape,
            inner,
            control=Control.LINE,
        )

    def refuse(self, value: object, at: Loc, reading: SourceReading) -> None:
        """Add the fault that a value is not a group of fields, or is empty."""
        if value == "" and isinstance(at[-1], str):
            reading.refuse(at, "E103")
        else:
            reading.refuse(at, "E107", wanted="a group of fields", got=form(value))

    def from_cell(self, _cell: ListCell) -> Reading:
        """Read nothing, so that the cell goes into the text."""
        return Reading(None)


class Group(OfFields):
    """A group of fields, of which `build` makes one value; it takes theirs by attribute name.

    `name` is that in the JSON Schema. The field `short`, if any, may be given without a group. A
    group `is_data` if its fields are kinds of student data. Its values may have `also` what other
    files say: no field, but in the open data.
    """

    is_data = False

    def __init__(
        self,
        name: str,
        meaning: str,
        fields: Iterable[Field],
        build: Callable[..., object] = Stated,
        short: str = "",
        also: Iterable[Field] = (),
    ) -> None:
        self.also = {field.attribute: field for field in also}
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
            self.build = partial(build.stating, self.rows)
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

    def at(self, loc: Loc) -> Group:
        """Return the group of fields at a location inside this one."""
        group: Group = self
        for step in loc:
            field = group.fields.get(str(step))
            group = (field and (field.group or field.parts)) or group
        return group

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the result of `build` for the values of the fields."""
        if self.short and isinstance(value, str) and value:
            value = {self.short: value}
        if not isinstance(value, dict):
            self.refuse(value, at, reading)
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


class TextUntil(MarkdownText):
    """A Markdown text, or a group of the text and the last day on which it holds."""

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
        super().__init__(text.reader, shape, words, text.as_written, published=text.published)

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the rendered text, with its last day if it has one."""
        if not isinstance(value, dict):
            return super().read(value, at, reading)
        parts: Any = self.parts.read(value, at, reading)
        return parts and parts["text"]._replace(until=parts.get("until"))


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
            self.refuse(value, at, reading)
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
