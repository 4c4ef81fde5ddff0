"""Reads simple YAML, which most entries are, to nodes in half the time of libyaml's events.

YAML is simple if each line is a field, an item of a list, a comment or empty, and each value is a
text on its line, the lines below a | or >, or a list or a group in brackets, without quotes and
with at most one level of lists and groups in it.
`full_yaml.py` reads all other YAML, and whatever has a mistake; a test checks that both give the
same nodes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.content.yaml_nodes import NULLS, List, Mapping, Node, Scalar, named_tuple
from generator.core.problems import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD = re.compile(r"( *)([A-Za-z][A-Za-z0-9_-]*):(?: +(?! )(.+))?")
ITEM = re.compile(r"( *)- (?! )(.+)")
QUOTED = re.compile(r"""'[^']*'|"[^"\\]*\"""")
MAX_INDENT = 16  # so few fields are inside each other that `full_yaml.MAX_DEPTH` allows them
NESTED = re.compile(r"\[[^][{}]*\]|\{[^][{}]*\}")
COMMA = "\0"  # one in inner brackets, while the text in the outer ones is split
# In brackets, what may end a text or mean something else, but a colon may be in a time.
COLON = re.compile(":(?![0-9 ])")
PARENTHESIS = re.compile(r"\([^)]*(?:[,(]|$)")


class _OtherYamlError(Exception):
    """Some YAML is not simple."""


def read_simple(path: str, lines: list[str], first_line: int) -> Mapping | None:
    """Return the fields of simple YAML, or None for other YAML.

    Takes the source's path, the lines of its YAML, and the line number of the first one.
    """
    if not "".join(lines).isprintable():  # there is not even a tab
        return None
    try:
        return _SimpleReader(path, lines, first_line).document()
    except _OtherYamlError:
        return None


class _SimpleReader:
    """Reads one line after another, without those that are empty or comments.

    `index` is that of the next line, and `number` the number of the line that was read last.
    """

    def __init__(self, path: str, lines: list[str], first_line: int) -> None:
        numbered = enumerate(lines, first_line)
        rows = [
            (number, line) for number, line in numbered if line.lstrip(" ")[:1] not in ("", "#")
        ]
        self.path = path
        self.numbers = [*(number for number, _ in rows), first_line + len(lines)]
        self.lines = [*(line for _, line in rows), ""]
        self.index = 0
        self.number = first_line

    def document(self) -> Mapping:
        """Read all lines."""
        fields = self._fields(0)
        if self.index < len(self.lines) - 1:
            raise _OtherYamlError
        return fields

    def _fields(self, indent: int) -> Mapping:
        """Read the fields with an indentation."""
        if indent > MAX_INDENT:
            raise _OtherYamlError
        fields: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        begin = self.numbers[self.index]
        while (field := FIELD.fullmatch(self.lines[self.index])) and field.end(1) == indent:
            _, name, text = field.groups()
            if name in fields:
                raise _OtherYamlError
            self._next()
            keys[name] = self._span(indent, indent + len(name))
            if not text:
                fields[name] = self._block(indent)
            elif text in ("|", ">"):
                fields[name] = self._text_below(text, indent, field.start(3))
            else:
                fields[name] = self._value(text, field.start(3))
        if not fields:
            raise _OtherYamlError
        return Mapping(fields, keys, self._block_span(begin, indent))

    def _next(self) -> None:
        self.number = self.numbers[self.index]
        self.index += 1

    def _block(self, indent: int) -> Node:
        """Read a list or a group of fields in the lines below its field."""
        line = self.lines[self.index]
        if (item := ITEM.fullmatch(line)) and item.end(1) >= indent:
            return self._items(item.end(1))
        if (field := FIELD.fullmatch(line)) and field.end(1) > indent:
            return self._fields(field.end(1))
        raise _OtherYamlError

    def _items(self, indent: int) -> List:
        items: list[Node] = []
        begin = self.numbers[self.index]
        while (item := ITEM.fullmatch(self.lines[self.index])) and item.end(1) == indent:
            if FIELD.fullmatch(item[2]):  # the first field of a group
                self.lines[self.index] = f"{' ' * (indent + 2)}{item[2]}"
                items.append(self._fields(indent + 2))
            else:
                self._next()
                items.append(self._value(item[2], indent + 2))
        return List(tuple(items), self._block_span(begin, indent))

    def _text_below(self, mark: str, indent: int, start: int) -> Scalar:
        """Read the lines below a | or >, without empty lines, which may belong to them or not."""
        begin, line = self.number, self.lines[self.index]
        depth = len(line) - len(line.lstrip(" "))
        lines = []
        while depth > indent and self.lines[self.index].startswith(" " * depth):
            lines.append(self.lines[self.index][depth:])
            self._next()
        is_whole = self.numbers[self.index] == begin + len(lines) + 1
        if not lines or not is_whole or (mark == ">" and any(line[0] == " " for line in lines)):
            raise _OtherYamlError
        text = (" " if mark == ">" else "\n").join(lines)
        return Scalar(f"{text}\n", Span(self.path, begin, start + 1, self.number + 1, 1))

    def _value(self, text: str, start: int) -> Node:
        """Return the value that is a text in the current line; columns count from 0."""
        if text[0].isalnum():
            if ": " in text or " #" in text or text[-1] in ": ":
                raise _OtherYamlError
            return self._scalar(text, start)
        if QUOTED.fullmatch(text):
            return Scalar(text[1:-1], self._span(start, start + len(text)))
        return self._in_brackets(text, start)

    def _in_brackets(self, text: str, start: int) -> Node:
        """Return a list or a group that begins with its bracket, or an item of one."""
        if text[:1].isalnum() and not (": " in text or "[" in text or "{" in text):
            return self._scalar(text, start)
        if text[:1] == "[" and text[-1] == "]":
            return self._list(text, start)
        if text[:1] == "{" and text[-1] == "}":
            return self._group(text, start)
        raise _OtherYamlError

    def _list(self, text: str, start: int) -> List:
        items = [self._in_brackets(word, column) for word, column in _words(text, start)]
        return List(tuple(items), self._span(start, start + len(text)))

    def _group(self, text: str, start: int) -> Mapping:
        fields: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        for word, column in _words(text, start):
            field = FIELD.fullmatch(word)
            if not field or not field[3] or field[2] in fields:
                raise _OtherYamlError
            _, name, value = field.groups()
            keys[name] = self._span(column, column + len(name))
            fields[name] = self._in_brackets(value, column + field.start(3))
        return Mapping(fields, keys, self._span(start, start + len(text)))

    def _scalar(self, text: str, start: int) -> Scalar:
        place = (self.path, self.number, start + 1, self.number, start + len(text) + 1)
        span = named_tuple(Span, place)
        return named_tuple(Scalar, ("" if text in NULLS else text, span))

    def _span(self, start: int, end: int) -> Span:
        return named_tuple(Span, (self.path, self.number, start + 1, self.number, end + 1))

    def _block_span(self, begin: int, indent: int) -> Span:
        """Return the span of a block up to the next line."""
        line = self.lines[self.index]
        column = len(line) - len(line.lstrip(" "))
        return Span(self.path, begin, indent + 1, self.numbers[self.index], column + 1)


def _words(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield each text between the commas in brackets, with its column."""
    inner = text[1:-1]
    if not inner:
        return
    if "?" in inner or " #" in inner or COLON.search(inner) or PARENTHESIS.search(inner):
        raise _OtherYamlError
    if _has_bracket(inner):
        if _has_bracket(NESTED.sub("", inner)):
            raise _OtherYamlError
        inner = NESTED.sub(lambda nested: nested[0].replace(",", COMMA), inner)
    column = start + 1
    for part in inner.split(","):
        word = part.lstrip(" ")
        yield word.rstrip(" ").replace(COMMA, ","), column + len(part) - len(word)
        column += len(part) + 1


def _has_bracket(text: str) -> bool:
    return "[" in text or "]" in text or "{" in text or "}" in text
