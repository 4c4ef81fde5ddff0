"""Add something to a source and leave every other byte of it, including comments, as it was."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from generator.authoring import writing
from generator.content import frontmatter
from generator.content.yaml_nodes import List, Mapping, Node, fields, find

if TYPE_CHECKING:
    from generator.content.frontmatter import Document
    from generator.content.yaml_nodes import Raw
    from generator.core.model import Loc

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
LINE_END = re.compile(r"[\r\n]+\Z")


class EditError(Exception):
    """A source is written in a way that cannot be edited. The message says what to do by hand."""


class Edited(NamedTuple):
    """A source after an edit, and the lines that are new or changed, counted from 1."""

    text: str
    first_line: int
    last_line: int


def append(path: str, data: bytes, name: str, item: dict[str, Raw]) -> Edited:
    """Return a source with an item added to its list `name`, which is created if needed.

    Raises EditError.
    """
    document, lines = _read(path, data)
    items = document.node(name)
    new_lines = writing.fields({name: [item]}).splitlines()
    if not isinstance(items, List):
        edited = _insert(lines, _last_line(lines, document.fields), new_lines)
    elif _is_bracketed(lines, items):
        edited = _insert_in_brackets(lines, items, writing.in_brackets(item))
    else:
        indent = " " * (items.span.column - 1)
        item_lines = [
            indent + line[len(writing.INDENT) :] if line else "" for line in new_lines[1:]
        ]
        edited = _insert(lines, _last_line(lines, items), item_lines)
    old_fields = fields(document.fields)
    old_items = old_fields.get(name)
    new_items = [*(old_items if isinstance(old_items, list) else []), item]
    return _verified(edited, data, document, {**old_fields, name: new_items})


def put(path: str, data: bytes, name: str, value: Raw, at: Loc = ()) -> Edited:
    """Return a source with a field added after the last one of the group at a location.

    Raises EditError, also if the group has a field of that name.
    """
    document, lines = _read(path, data)
    group = find(document.fields, at)
    if not isinstance(group, Mapping):
        raise EditError(f"{path} has no fields on line {group.span.line}. Edit it by hand.")
    if name in group.keys:
        line = group.keys[name].line
        raise EditError(f"{path} already has `{name}`, on line {line}. Correct it there.")
    if _is_bracketed(lines, group):
        field = f"{name}: {writing.in_brackets(value)}"
        edited = _insert_in_brackets(lines, group, field)
    else:
        indent = " " * (next(iter(group.keys.values())).column - 1)
        new_lines = [f"{indent}{line}" for line in writing.fields({name: value}).splitlines()]
        edited = _insert(lines, _last_line(lines, group), new_lines)
    return _verified(edited, data, document, _with(fields(document.fields), at, name, value))


def _with(raw: Raw, at: Loc, name: str, value: Raw) -> dict[str, Raw]:
    """Return fields with one more field in the group at a location."""
    copy = deepcopy(raw)
    group: Any = copy
    for step in at:
        group = group[step]
    group[name] = value
    return cast("dict[str, Raw]", copy)


def _read(path: str, data: bytes) -> tuple[Document, list[str]]:
    """Return a parsed source, and its lines with their line ends but no byte order mark."""
    document = frontmatter.read(path, data)
    if document.problems or not document.fields.fields:
        raise EditError(f"{path} has a mistake. Run `notices check` to see it, and fix it first.")
    return document, LINE.findall(data.decode("utf-8-sig"))


def _is_bracketed(lines: list[str], node: Node) -> bool:
    """Return whether a list or a mapping is written between brackets."""
    return lines[node.span.line - 1][node.span.column - 1] in "[{"


def _last_line(lines: list[str], node: Node) -> int:
    """Return the number of the last line that has something of a node."""
    while isinstance(node, List | Mapping) and not _is_bracketed(lines, node):
        node = (node.items if isinstance(node, List) else [*node.fields.values()])[-1]
    last = node.span.end_line - (node.span.end_column == 1)
    while not lines[last - 1].strip():  # a block of text ends only where the next node begins
        last -= 1
    return last


def _insert(lines: list[str], after: int, new_lines: list[str]) -> Edited:
    """Return a source with new lines after line `after`, with the same line ends as the others."""
    ends = (match[0] for line in lines if (match := LINE_END.search(line)))
    end = next(ends, "\n")
    above, below = lines[:after], lines[after:]
    if not LINE_END.search(above[-1]):
        above[-1] += end
    text = "".join([*above, *(line + end for line in new_lines), *below])
    return Edited(text, after + 1, after + len(new_lines))


def _insert_in_brackets(lines: list[str], node: List | Mapping, item: str) -> Edited:
    """Return a source with a new last item or field between the brackets of a list or a group."""
    items = [*node.items] if isinstance(node, List) else [*node.fields.values()]
    if items:
        last = items[-1].span
        number, index, text = last.end_line, last.end_column - 1, f", {item}"
    else:
        number, index, text = node.span.line, node.span.column, item
    line = lines[number - 1]
    changed = line[:index] + text + line[index:]
    return Edited("".join([*lines[: number - 1], changed, *lines[number:]]), number, number)


def _verified(edited: Edited, data: bytes, before: Document, expected: dict[str, Raw]) -> Edited:
    """Return an edit if parsing it gives the expected fields and the same body, or raise EditError.

    A byte order mark of the source is kept.
    """
    after = frontmatter.read(before.path, edited.text.encode())
    body_before, body_after = (
        document.body.text if document.body else "" for document in (before, after)
    )
    if after.problems or fields(after.fields) != expected or body_before != body_after:
        raise EditError(
            f"{before.path} is written in a way that cannot be edited. Edit it by hand."
        )
    mark = BOM_UTF8.decode() if data.startswith(BOM_UTF8) else ""
    return edited._replace(text=mark + edited.text)
