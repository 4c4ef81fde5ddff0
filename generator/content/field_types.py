"""How a field is described and read: its type, the types made of others, and the row of a table of fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.content.yaml_nodes import form
from generator.core.problems import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from generator.core.model import Loc, Prose

Shape = dict[str, Any]  # a JSON Schema, or a part of one
KEY = "[key]"  # behind the name of a field: a fault of the name, not of the value


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against: the district's zone, and the names that an entry may refer to."""

    zone: ZoneInfo
    schools: frozenset[str] | None = None
    contracts: frozenset[str] = frozenset()
    breaches: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    legacy: bool = False


class SourceReading(NamedTuple):
    """One reading of a source: what values are checked against, its Markdown by place, and every fault by place."""

    known: Known
    texts: Mapping[Loc, Prose]
    faults: list[tuple[Loc, BadValueError]]

    def refuse(self, at: Loc, code: str, **values: object) -> None:
        """Note what is wrong at a place."""
        self.faults.append((at, BadValueError(code, **values)))

    def refuse_group(self, at: Loc, value: object) -> None:
        """Note that a value is no group of fields; an item of a list has no name that could be empty."""
        if value == "" and isinstance(at[-1], str):
            self.refuse(at, "E103")
        else:
            self.refuse(at, "E107", wanted="a group of fields", got=form(value))


class FieldType:
    """What a field takes. `words` and `shape` say what is accepted: to a person, and as a JSON Schema."""

    def __init__(self, words: str, shape: Shape, inner: FieldType | None = None) -> None:
        """Take both descriptions, and the type that this one is about, if it is about another."""
        self.words, self.shape, self.inner = words, shape, inner

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the value that a raw one stands for; where there is none, note the fault and return None."""
        raise NotImplementedError

    @property
    def group(self) -> Group | None:
        """The group of fields that a value is or consists of, if it is one."""
        return self.inner.group if self.inner else None

    @property
    def single(self) -> Single | None:
        """The type of a single text among what is taken, if there is one."""
        return self.inner.single if self.inner else None

    @property
    def is_list(self) -> bool:
        """Say whether it takes several values."""
        return self.inner is not None and self.inner.is_list


class Single(FieldType):
    """One text, which a function reads. `is_long` is for a text that may take more than one line to write."""

    def __init__(
        self,
        reader: Callable[[object, Known], object],
        shape: Shape,
        words: str,
        *,
        choices: tuple[str, ...] = (),
        is_long: bool = False,
    ) -> None:
        """Take the function, which raises BadValueError, and what it accepts; `choices` are all words that it takes."""
        super().__init__(words, shape)
        self.reader, self.choices, self.is_long = reader, choices, is_long

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return what the function reads."""
        try:
            return self.reader(value, reading.known)
        except BadValueError as fault:
            reading.faults.append((at, fault))
            return None

    @property
    def single(self) -> Single:
        """This type itself."""
        return self


class MarkdownText(Single):
    """A text in Markdown, which is read as it was rendered."""

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the rendered text of this place."""
        super().read(value, at, reading)
        return reading.texts.get(at)


class Either(FieldType):
    """A word in the place of a value, or a value of another type."""

    def __init__(self, instead: Mapping[str, object], other: FieldType) -> None:
        """Take what each word stands for, and the other type."""
        word: Shape = {"const": next(iter(instead))} if len(instead) == 1 else {"enum": [*instead]}
        words = ", or ".join((other.words, *(f"`{word}`" for word in instead)))
        super().__init__(words, any_of(word, other.shape), other)
        self.instead, self.other = instead, other

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return what a word stands for, or what the other type reads."""
        if isinstance(value, str) and value in self.instead:
            return self.instead[value]
        return self.other.read(value, at, reading)


class ListOf(FieldType):
    """A list. With `or_one` it is not empty, and a single item may stand without brackets."""

    is_list = True

    def __init__(
        self,
        item: FieldType,
        *,
        or_one: bool = False,
        is_set: bool = False,
        made: Callable[[tuple[Any, ...]], object] = tuple,
    ) -> None:
        """Take the type of an item, and what takes all of them, which may raise BadValueError; a set has none twice."""
        shape: Shape = {"type": "array", "items": item.shape}
        words = f"a list, of which each is {item.words}"
        if or_one:
            shape = any_of(item.shape, {**shape, "minItems": 1, **({"uniqueItems": True} if is_set else {})})
            words = f"{item.words}, or a list of such"
        super().__init__(words, shape, item)
        self.item, self.or_one, self.made = item, or_one, made

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return all items as a tuple, or what that becomes."""
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
        try:
            return self.made(tuple(items))
        except BadValueError as fault:
            return reading.refuse(at, fault.code, **fault.values)


class Needed(StrEnum):
    """Where a field may not be left out, in words."""

    NOWHERE = ""
    ALWAYS = "Required."
    NEW = "Required of a new entry, not of a legacy one."
    OPERATOR = "Required of a new entry of an operator; a consultant may have none."
    EITHER = "Required, or else `contractor`."
    OTHERWISE = "Required where no `contract` is named."


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table of fields: the field's name, type, an example and its meaning; and where else it is used.

    A `restated` field may be stated anew by a change or an update. `law` is the section that asks for it.
    `column` is its description in the open data, which have no column for a field without one.
    `headings` are the names that a column of somebody's list may have. What people are not `asked` for they may write
    into the file. A new entry of the same contractor begins with what is `kept`; a short one offers what is `usual`.
    """

    name: str
    type: FieldType
    example: str
    meaning: str
    needed: Needed = Needed.NOWHERE
    law: str = ""
    restated: bool = False
    column: str = ""
    headings: str = ""
    asked: bool = True
    kept: bool = False
    usual: bool = False

    @property
    def attribute(self) -> str:
        """Its name in Python, in the open data and in a theme."""
        return self.name.replace("-", "_")

    def read(self, value: object, known: Known) -> object:
        """Return what a raw value of this field alone stands for; raises BadValueError."""
        reading = SourceReading(known, {}, [])
        read = self.type.read(value, (self.name,), reading)
        for _, fault in reading.faults:
            raise fault
        return read


class Group(FieldType):
    """A group of fields, which becomes one value."""

    def __init__(
        self, name: str, meaning: str, fields: Iterable[Field], made: Callable[..., object] = dict, short: str = ""
    ) -> None:
        """Take its name in a JSON Schema, its fields, what takes their values, and the field that may stand for all."""
        self.name, self.meaning, self.made, self.short = name, meaning, made, short
        self.fields = {field.name: field for field in fields}
        self.rows = {field.attribute: field for field in self.fields.values()}
        words, shape = "a group of fields", {"$ref": f"#/$defs/{name}"}
        if short:
            alone = self.fields[short].type
            words, shape = f"{alone.words}, or {words}", any_of(alone.shape, shape)
        super().__init__(words, shape)

    @property
    def group(self) -> Group:
        """This type itself."""
        return self

    def at(self, loc: Loc) -> Group:
        """Return the group of fields at a place in this one, also inside a list."""
        group: Group = self
        for step in loc:
            field = group.fields.get(str(step))
            group = (field and field.type.group) or group
        return group

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return what the group becomes."""
        if self.short and isinstance(value, str) and value:
            value = {self.short: value}
        if not isinstance(value, dict):
            reading.refuse_group(at, value)
            return None
        before = len(reading.faults)
        values = self.values(value, at, reading)
        return self.made(**values) if len(reading.faults) == before else None

    def values(self, raw: Mapping[str, object], at: Loc, reading: SourceReading) -> dict[str, Any]:
        """Return the values of the fields that fit, by their names in Python."""
        values: dict[str, Any] = {}
        for name in raw:
            if name not in self.fields:
                reading.refuse((*at, name), "E101")
        for name, field in self.fields.items():
            before = len(reading.faults)
            if name in raw:
                value = field.type.read(raw[name], (*at, name), reading)
                if len(reading.faults) == before:
                    values[field.attribute] = value
            elif field.needed is Needed.ALWAYS:
                reading.refuse((*at, name), "E102")
        return values


class DataGroup(Group):
    """The kinds of data, of which one at least holds something: only the word `nothing` says that there are none."""

    def __init__(self, name: str, meaning: str, fields: Iterable[Field], made: Callable[..., object]) -> None:
        """Take what a group takes."""
        super().__init__(name, meaning, fields, made)
        self.shape = {**self.shape, "anyOf": [_filled(kind) for kind in self.fields]}

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return the data."""
        is_empty = isinstance(value, dict) and value.keys() <= self.fields.keys() and not _holds(value)
        if value == [] or is_empty:
            return reading.refuse(at, "E131")
        return super().read(value, at, reading)


class GroupsById(FieldType):
    """A group of fields for each id, which all become one tuple; `made` takes the id as `id`, and the fields."""

    def __init__(self, key: Single, item: Group, made: Callable[..., object]) -> None:
        """Take the type of an id, the group, and what takes both."""
        shape = {"type": "object", "propertyNames": key.shape, "additionalProperties": item.shape}
        super().__init__(f"a group that gives each {key.words} {item.words}", shape, item)
        self.key, self.item, self.made = key, item, made

    def read(self, value: object, at: Loc, reading: SourceReading) -> object:
        """Return what is made of each, in the order of the source."""
        if not isinstance(value, dict):
            reading.refuse_group(at, value)
            return None
        made: list[object] = []
        for name, raw in value.items():
            id, fields = self.key.read(name, (*at, name, KEY), reading), self.item.read(raw, (*at, name), reading)
            if isinstance(fields, dict):
                made.append(self.made(id=id, **fields))
        return tuple(made)


def _filled(kind: str) -> Shape:
    return {"properties": {kind: {"minItems": 1}}, "required": [kind]}


def _holds(kinds: Mapping[str, object]) -> bool:
    return any(elements != [] for elements in kinds.values())


def any_of(*shapes: Shape) -> Shape:
    """Return the shape of what has one of some shapes."""
    return {"anyOf": [part for shape in shapes for part in (shape["anyOf"] if [*shape] == ["anyOf"] else [shape])]}
