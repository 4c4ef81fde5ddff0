"""YAML as small nodes: every value is text with its place, and the schema gives it a type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from generator.core.problems import BadValueError, Problem, Span, problem, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.model import Loc

Event = Any  # an event of the parser, of which PyYAML's types say too little
MAX_DEPTH = 32
NULLS = {"null", "Null", "NULL", "~"}
MAX_REFUSED = 40  # values of one source; to say what each should have been takes a look at the lines above it
# No page may hold the one; the others turn the order of what stands beside a name, and no language needs them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
COMMENT_WITHOUT_SPACE = re.compile(r"\s+(#[^\s#].*)")


class Scalar(NamedTuple):
    """A text as it stands, without its quotes."""

    text: str
    span: Span


class List(NamedTuple):
    """Nodes in their order."""

    items: tuple[Node, ...]
    span: Span


class Mapping(NamedTuple):
    """Fields by name; `keys` holds the place of each name."""

    fields: dict[str, Node]
    keys: dict[str, Span]
    span: Span


class Broken(NamedTuple):
    """A value with a problem of its own, about which nothing more is said."""

    span: Span


Node = Scalar | List | Mapping | Broken
Raw = str | list["Raw"] | dict[str, "Raw"]


class Builder:
    """Builds the nodes of one source from the events of the YAML parser, and keeps what it refuses.

    `problems` holds what was refused. When the parser fails, `open_brackets` and `last_scalar` tell how far it came.
    """

    def __init__(self, path: str, lines: list[str], first_line: int) -> None:
        """Take the source's path, the lines of its YAML, and the number of the first of them in the file."""
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.open_brackets: list[Span] = []
        self.last_scalar: tuple[Span, bool] | None = None
        self._comments = any("#" in line for line in lines)

    def build(self) -> Node | None:
        """Return the root, or None for an empty document; `yaml.MarkedYAMLError` is the parser's."""
        events: Iterator[Event] = iter(yaml.CBaseLoader("\n".join([*self.lines, ""])).get_event, None)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None and not self._is_empty(next(events)):
                    self.problems.append(problem("E030", self._span(event)))
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 0)
        return None if isinstance(root, Scalar) and not root.text else root

    def _is_empty(self, event: Event) -> bool:
        """Say whether a document holds nothing: some close their fields with a fence as in a `.md` file."""
        return isinstance(event, yaml.ScalarEvent) and not event.value

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Return the node that begins with an event, and take its further events."""
        kind = type(event)
        span = self._span(event)
        if kind is yaml.AliasEvent:
            return self._refuse("E027", span, value="*")
        if event.anchor is not None:
            self._refuse("E027", span, value="&")
            return self._skipped(event, events, span)
        if event.tag is not None:
            self._refuse("E027", span, value="!")
            return self._skipped(event, events, span)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, span)
        if depth == MAX_DEPTH:
            self.problems.append(problem("E031", span, limit=MAX_DEPTH))
            return self._skipped(event, events, span)
        if event.flow_style:
            self.open_brackets.append(span)
        node = (
            self._list(event, events, span, depth + 1)
            if kind is yaml.SequenceStartEvent
            else self._mapping(event, events, span, depth + 1)
        )
        if event.flow_style:
            self.open_brackets.pop()
        return node

    def _value(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Return the node of a value; `null` without quotes is no value, as everywhere in YAML."""
        node = self._node(event, events, depth)
        is_null = isinstance(node, Scalar) and not event.style and node.text in NULLS
        return Scalar("", node.span) if is_null else node

    def _scalar(self, event: Event, span: Span) -> Node:
        plain = not event.style
        self.last_scalar = (span, plain)
        if event.style == '"' and (hidden := FORBIDDEN.search(event.value)):
            return self._refuse("E004", span, value=f"U+{ord(hidden[0]):04X}")
        if plain and span.line != span.end_line:
            for number in range(span.line, span.end_line):
                if self.lines[number - self.first_line + 1].lstrip().startswith("- "):
                    return self._refuse("E032", self._line(number + 1))
        if plain and self._comments:
            rest = (
                self.lines[event.end_mark.line][event.end_mark.column :]
                if event.end_mark.line < len(self.lines)
                else ""
            )
            if cut := COMMENT_WITHOUT_SPACE.match(rest):
                column = span.end_column + cut.start(1)
                place = Span(self.path, span.end_line, column, span.end_line, column + len(cut[1].rstrip()))
                lost = re.split(r"[],}]", cut[1])[0] if self.open_brackets else cut[1]
                return self._refuse("E024", place, value=cut[1], example=f'"{_quotable(f"{event.value} {lost}")}"')
        return Scalar(event.value, span)

    def _list(self, event: Event, events: Iterator[Event], span: Span, depth: int) -> Node:
        items = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            node = self._value(inner, events, depth)
            if event.flow_style:
                node = self._whole_item(inner, node)
            items.append(node)
        return List(tuple(items), self._until(span, inner))

    def _whole_item(self, event: Event, node: Node) -> Node:
        """Return an item between brackets, unless a colon or a comma has cut a text in two."""
        is_pair = event.start_mark.index == event.end_mark.index
        if isinstance(node, Mapping) and is_pair and node.fields:
            (name, value), *_ = node.fields.items()
            text = f"{name}: {value.text}" if isinstance(value, Scalar) else name
            place = node.keys[name]._replace(end_line=value.span.end_line, end_column=value.span.end_column)
            return self._refuse("E025", place, value=text, mark="colon", example=f'["{text}"]')
        if isinstance(node, Scalar) and not event.style and node.text.count("(") > node.text.count(")"):
            return self._refuse("E025", node.span, value=node.text, mark="comma", example=f'["{node.text}, …)"]')
        return node

    def _mapping(self, event: Event, events: Iterator[Event], span: Span, depth: int) -> Node:
        fields: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = self._node(inner, events, depth)
            value = self._value(next(events), events, depth)
            if not isinstance(key, Scalar):
                if not isinstance(key, Broken):
                    self.problems.append(problem("E034", key.span))
            elif key.text == "<<":
                self.problems.append(problem("E029", key.span))
            elif key.text in fields:
                self.problems.append(problem("E028", key.span, name=key.text, line=keys[key.text].line))
            elif event.flow_style and fields and value == Scalar("", value.span) and value.span[1:3] == key.span[3:5]:
                last = list(fields)[-1]
                text = f"{getattr(fields[last], 'text', '…')}, {key.text}"
                self._refuse("E025", key.span, value=key.text, mark="comma", example=f'{{{last}: "{text}"}}')
                fields[last] = Broken(fields[last].span)
            else:
                fields[key.text], keys[key.text] = value, key.span
        return Mapping(fields, keys, self._until(span, inner))

    def _skipped(self, event: Event, events: Iterator[Event], span: Span) -> Broken:
        """Take all events of a node without building it."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            inner = next(events)
            depth += isinstance(inner, yaml.CollectionStartEvent) - isinstance(inner, yaml.CollectionEndEvent)
        return Broken(span)

    def _line(self, number: int) -> Span:
        """Return the span of a line without its indentation."""
        line = self.lines[number - self.first_line]
        return Span(self.path, number, len(line) - len(line.lstrip()) + 1, number, len(line.rstrip()) + 1)

    def _refuse(self, code: str, span: Span, **values: str) -> Broken:
        if len(self.problems) >= MAX_REFUSED:
            return Broken(span)
        field, text = quoted_line(self.lines, span.line - self.first_line)
        self.problems.append(problem(code, span, **{"field": field, "example": f'{field}: "{text}"', **values}))
        return Broken(span)

    def _span(self, event: Event) -> Span:
        start, end, above = event.start_mark, event.end_mark, self.first_line
        return Span(self.path, start.line + above, start.column + 1, end.line + above, end.column + 1)

    def _until(self, span: Span, event: Event) -> Span:
        end = event.end_mark
        return Span(self.path, span.line, span.column, end.line + self.first_line, end.column + 1)


def find(node: Node, loc: Loc) -> Node:
    """Return the node at a place, or the innermost of those around it that are there."""
    for step in loc:
        if isinstance(node, Mapping) and step in node.fields:
            node = node.fields[str(step)]
        elif isinstance(node, List) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


def plain(node: Node) -> Raw:
    """Return a node as texts, lists and dictionaries, without what is broken."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return fields(node)
    return [plain(item) for item in node.items if not isinstance(item, Broken)] if isinstance(node, List) else ""


def fields(node: Mapping) -> dict[str, Raw]:
    """Return the fields of a group as texts, lists and dictionaries, without what is broken."""
    return {name: plain(value) for name, value in node.fields.items() if not isinstance(value, Broken)}


def form(value: object) -> str:
    """Return what a raw value is, as a person would say it."""
    return "a list" if isinstance(value, list) else "a group of fields" if isinstance(value, dict) else "a text"


def text_of(value: object, wanted: str = "a text") -> str:
    """Return a raw value that must be one text, and not empty; raises BadValueError."""
    if not isinstance(value, str):
        raise BadValueError("E107", wanted=wanted, got=form(value))
    if not value.strip():
        raise BadValueError("E103")
    return value


def has_broken(node: Node) -> bool:
    """Say whether something in a node has a problem of its own."""
    inner = node.items if isinstance(node, List) else node.fields.values() if isinstance(node, Mapping) else ()
    return isinstance(node, Broken) or any(has_broken(one) for one in inner)


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every single value in a node, in the order of the source."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, List):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Mapping):
        for value in node.fields.values():
            yield from scalars(value)


def quoted_line(lines: list[str], index: int) -> tuple[str, str]:
    """Return the name of the field that a line belongs to, and the line's text ready to stand in double quotes."""
    text = lines[index].strip()
    for line in reversed(lines[: index + 1]):
        if found := re.match(r"[\s-]*([A-Za-z][\w-]*)\s*:\s*(.*)", line):
            text = found[2] if line is lines[index] else text
            return found[1], _quotable(text.strip("\"'"))
    return "field", shorten(text)


def _quotable(text: str) -> str:
    """Return a text ready to stand in double quotes, shortened."""
    return shorten(text.replace("\\", "\\\\").replace('"', '\\"'))
