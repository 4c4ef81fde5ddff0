"""YAML as nodes: every value is a text with its span, without a type.

libyaml reads it. What is not plain fields, lists and texts is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from generator.content.yaml_errors import mistake, quotable, quoted_line
from generator.core.characters import FORBIDDEN
from generator.core.model import Loc
from generator.core.problems import BadValueError, Problem, Span, problem

Event = Any  # an event of the parser, for which PyYAML has no useful types
MAX_DEPTH = 32
MAX_SYNTAX_ERRORS = 40  # reported per source
MAX_REFUSED = 40  # values per source, because each message searches the lines above it
FIELD_AT_START = r"[A-Za-z_\"'][\w-]*[\"']?\s*:(?:\s|$)"
FIELD_WITHOUT_SPACE = re.compile(r"([A-Za-z][\w-]*):([^\s/].*)", re.DOTALL)
KEEP_ONE = "Keep one of the two."
KEEP_THE_ITEMS = "Keep one of the two, with the items of both."
ADD_A_HYPHEN = (
    "Keep one of the two; or, if these lines are the next item of the list, begin the first of "
    "them with a hyphen and a space, like line {line}."
)
COMMENT_WITHOUT_SPACE = r"\s+(#[^\s#].*)"
NULLS = {"null", "Null", "NULL", "~"}


class Scalar(NamedTuple):
    """A text without its quotes."""

    text: str
    span: Span


class List(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


class Mapping(NamedTuple):
    """Fields by name; `keys` has the span of each name."""

    fields: dict[str, Node]
    keys: dict[str, Span]
    span: Span


class Broken(NamedTuple):
    """A value that could not be read, and whose problem has been reported."""

    span: Span


Node = Scalar | List | Mapping | Broken
Raw = str | list["Raw"] | dict[str, "Raw"]


def find(node: Node, loc: Loc) -> Node:
    """Return the node at a location, or the innermost node around it that exists."""
    for step in loc:
        if isinstance(node, Mapping) and step in node.fields:
            node = node.fields[str(step)]
        elif isinstance(node, List) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            break
    return node


def raw_value(node: Node) -> Raw:
    """Return a node as texts, lists and dictionaries, without broken values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return fields(node)
    if isinstance(node, List):
        return [raw_value(item) for item in node.items if not isinstance(item, Broken)]
    return ""


def fields(node: Mapping) -> dict[str, Raw]:
    """Return the fields of a group as texts, lists and dictionaries, without broken values."""
    return {
        name: raw_value(value)
        for name, value in node.fields.items()
        if not isinstance(value, Broken)
    }


def folded(node: Node | None) -> str:
    """Return the text of a node on one line with single spaces, or "" if it is not a text."""
    return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def form(value: object) -> str:
    """Return the kind of a raw value in words, for a message."""
    if isinstance(value, list):
        return "a list"
    return "a group of fields" if isinstance(value, dict) else "text"


def text_of(value: object, wanted: str = "text") -> str:
    """Return a raw value that must be a text and not blank; raises BadValueError."""
    if not isinstance(value, str):
        raise BadValueError("E107", wanted=wanted, got=form(value))
    if not value.strip():
        raise BadValueError("E103")
    return value


def inside(node: Node) -> Iterable[Node]:
    """Return the items of a list or the values of a group; none for any other node."""
    fields = node.fields.values() if isinstance(node, Mapping) else ()
    return node.items if isinstance(node, List) else fields


def has_broken(node: Node) -> bool:
    """Return whether a node is broken or contains a broken value."""
    return isinstance(node, Broken) or any(map(has_broken, inside(node)))


def scalars(node: Node) -> list[Scalar]:
    """Return every text in a node, in the order of the source."""
    if isinstance(node, Scalar):
        return [node]
    found = list[Scalar]()
    for value in inside(node):
        found += [value] if isinstance(value, Scalar) else scalars(value)
    return found


# Reading


def read_yaml(
    path: str, yaml_lines: list[str], first_line: int
) -> tuple[Node | None, frozenset[str], list[Problem]]:
    """Return the root node, the names of the dropped fields, and the problems.

    A field with a syntax error is dropped, and the others are still read.
    """
    lines = list(yaml_lines)
    broken = set[str]()
    problems = list[Problem]()
    for _ in range(MAX_SYNTAX_ERRORS):
        builder = Builder(path, lines, first_line)
        try:
            root = builder.build()
        except yaml.MarkedYAMLError as error:
            syntax_error = mistake(error, builder)
            # A refused value just above is the cause of the syntax error.
            causes = [p for p in builder.problems if p.span.line >= syntax_error.span.line - 1]
            causes = causes or [syntax_error]
            problems += causes
            names = _blank(lines, causes[0].span.line - first_line)
            if names is None:
                return Broken(syntax_error.span), frozenset(broken), problems
            broken |= names
        else:
            return root, frozenset(broken), problems + builder.problems
    return None, frozenset(broken), problems


def _blank(lines: list[str], index: int) -> set[str] | None:
    """Empty the lines of the top-level field that contains a line.

    Returns its name and the first word of the line, or None if its lines were already empty.
    """
    start = next((i for i in range(index, -1, -1) if re.match(FIELD_AT_START, lines[i])), index)
    end = next(
        (i for i in range(index + 1, len(lines)) if re.match(FIELD_AT_START, lines[i])), len(lines)
    )
    if not any(lines[start:end]):
        return None
    names = {lines[i].partition(":")[0].strip("\"' ").partition(" ")[0] for i in (start, index)}
    lines[start:end] = [""] * (end - start)
    return names


class Builder:
    """Builds the nodes of one source from the events of the YAML parser.

    `lines` are those of its YAML, and the first one has the number `first_line`. `problems` has the
    refused values. If the parser fails, `open_brackets` and `last_quoted` (the last text, unless it
    is unquoted) show where.
    """

    def __init__(self, path: str, lines: list[str], first_line: int) -> None:
        self.path = path
        self.lines = lines
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.open_brackets: list[Span] = []
        self.last_quoted: Span | None = None
        self._comments = any("#" in line for line in lines)

    def build(self) -> Node | None:
        """Return the root node, or None for an empty document; raises `yaml.MarkedYAMLError`."""
        parser = yaml.CBaseLoader("\n".join([*self.lines, ""]))
        events: Iterator[Event] = iter(parser.get_event, None)
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is None:
                    continue
                first = next(events)  # empty after a closing fence in a `.yaml` file
                if not isinstance(first, yaml.ScalarEvent) or first.value:
                    self.problems.append(problem("E030", self._span(event, event)))
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 0)
        return None if isinstance(root, Scalar) and not root.text else root

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Return the node that begins with an event, and consume its other events."""
        kind = type(event)
        span = self._span(event, event)
        if kind is yaml.AliasEvent:
            return self._refuse("E023 beginning", span, value="*")
        if event.anchor is not None or event.tag is not None:
            self._refuse("E023 beginning", span, value="!" if event.anchor is None else "&")
            return self._skipped(event, events, span)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, span)
        if depth == MAX_DEPTH:
            self.problems.append(problem("E031", span, limit=MAX_DEPTH))
            return self._skipped(event, events, span)
        if event.flow_style:
            self.open_brackets.append(span)
        node = (
            self._list(event, events, depth + 1)
            if kind is yaml.SequenceStartEvent
            else self._mapping(event, events, span, depth + 1)
        )
        if event.flow_style:
            self.open_brackets.pop()
        return node

    def _value(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Return the node of a value; an unquoted `null` is an empty text."""
        node = self._node(event, events, depth)
        if isinstance(node, Scalar) and node.text in NULLS and not event.style:
            return Scalar("", node.span)
        return node

    def _scalar(self, event: Event, span: Span) -> Node:
        plain = not event.style
        self.last_quoted = None if plain else span
        if event.style == '"' and (character := FORBIDDEN.search(event.value)):
            return self._refuse("E004", span, value=f"U+{ord(character[0]):04X}")
        if plain and span.line != span.end_line:
            for number in range(span.line, span.end_line):
                if self.lines[number - self.first_line + 1].lstrip().startswith("- "):
                    return self._refuse("E032", self._line(number + 1))
        if plain and self._comments and (refused := self._cut_by_comment(event, span)):
            return refused
        return Scalar(event.value, span)

    def _cut_by_comment(self, event: Event, span: Span) -> Broken | None:
        """Refuse an unquoted text that continues after ` #` without a space."""
        end = event.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        comment = re.match(COMMENT_WITHOUT_SPACE, rest)
        if not comment:
            return None
        column = span.end_column + comment.start(1)
        end_column = column + len(comment[1].rstrip())
        place = Span(self.path, span.end_line, column, span.end_line, end_column)
        lost = re.split(r"[],}]", comment[1])[0] if self.open_brackets else comment[1]
        example = quotable(f"{event.value} {lost}")
        return self._refuse("E023 comment", place, value=comment[1], example=f'"{example}"')

    def _list(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        items = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            node = self._value(inner, events, depth)
            if event.flow_style:
                node = self._whole_item(inner, node)
            items.append(node)
        return List(tuple(items), self._span(event, inner))

    def _whole_item(self, event: Event, node: Node) -> Node:
        """Return an item of a list in brackets, unless a colon or a comma cuts its text in two."""
        has_brace = event.start_mark.index < event.end_mark.index
        if isinstance(node, Mapping) and node.fields and not has_brace:
            (name, value), *_ = node.fields.items()
            text = f"{name}: {value.text}" if isinstance(value, Scalar) else name
            end = value.span
            span = node.keys[name]._replace(end_line=end.end_line, end_column=end.end_column)
            return self._refuse(
                "E023 brackets", span, value=text, mark="colon", example=f'["{text}"]'
            )
        if not isinstance(node, Scalar) or event.style:
            return node
        if node.text.count("(") > node.text.count(")"):
            values = {"value": node.text, "mark": "comma", "example": f'["{node.text}, …)"]'}
            return self._refuse("E023 brackets", node.span, **values)
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
                line = self.lines[span.line - self.first_line]
                is_item = not event.flow_style and line.lstrip().startswith("- ")
                self._refuse_repeated(key, value, keys, is_item=is_item)
            elif event.flow_style and (field := self._without_space(key, value)):
                fields[field] = Broken(key.span)
                keys[field] = key.span
            elif event.flow_style and fields and _has_no_value(key, value):
                self._refuse_comma(key, fields)
            else:
                fields[key.text] = value
                keys[key.text] = key.span
        return Mapping(fields, keys, self._span(event, inner))

    def _refuse_repeated(
        self, key: Scalar, value: Node, keys: dict[str, Span], *, is_item: bool
    ) -> None:
        """Refuse a second field of one name; `is_item` if the fields are an item of a list."""
        advice = KEEP_THE_ITEMS if isinstance(value, List) else KEEP_ONE
        if is_item:
            advice = ADD_A_HYPHEN.format(line=next(iter(keys.values())).line)
        line = keys[key.text].line
        self.problems.append(problem("E028", key.span, name=key.text, line=line, advice=advice))

    def _without_space(self, key: Scalar, value: Node) -> str:
        """Refuse a field in braces without a space after its colon; return its name, or ""."""
        match = FIELD_WITHOUT_SPACE.fullmatch(key.text)
        if not match or not _has_no_value(key, value):
            return ""
        self._refuse("E033", key.span, example=f"{match[1]}: {match[2]}")
        return match[1]

    def _refuse_comma(self, key: Scalar, fields: dict[str, Node]) -> None:
        """Refuse the last field, because a comma cuts its text in two; `key` is the second part."""
        name, node = next(reversed(fields.items()))
        text = f"{node.text if isinstance(node, Scalar) else '…'}, {key.text}"
        example = f'{{{name}: "{text}"}}'
        self._refuse("E023 brackets", key.span, value=key.text, mark="comma", example=example)
        fields[name] = Broken(node.span)

    def _skipped(self, event: Event, events: Iterator[Event], span: Span) -> Broken:
        """Consume all events of a node without building it."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            inner = next(events)
            depth += isinstance(inner, yaml.CollectionStartEvent)
            depth -= isinstance(inner, yaml.CollectionEndEvent)
        return Broken(span)

    def _line(self, number: int) -> Span:
        """Return the span of a line without its indentation."""
        line = self.lines[number - self.first_line]
        indent = len(line) - len(line.lstrip())
        return Span(self.path, number, indent + 1, number, len(line.rstrip()) + 1)

    def _refuse(self, code: str, span: Span, **values: str) -> Broken:
        if len(self.problems) >= MAX_REFUSED:
            return Broken(span)
        field, text = quoted_line(self.lines, span.line - self.first_line)
        defaults = {"field": field, "example": f'{field}: "{text}"'}
        self.problems.append(problem(code, span, **{**defaults, **values}))
        return Broken(span)

    def _span(self, event: Event, last: Event) -> Span:
        """Return the span from the beginning of an event to the end of another, or of the same."""
        start = event.start_mark
        end = last.end_mark
        first = self.first_line
        return Span(
            self.path, start.line + first, start.column + 1, end.line + first, end.column + 1
        )


def _has_no_value(key: Scalar, value: Node) -> bool:
    """Return whether a field in braces is only a key, without a colon."""
    if not isinstance(value, Scalar) or value.text:
        return False
    start, end = value.span, key.span
    return (start.line, start.column) == (end.end_line, end.end_column)
