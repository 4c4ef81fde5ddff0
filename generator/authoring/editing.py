"""A source with something added to it: every other byte, comments too, stays as it was."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, NamedTuple

from generator.authoring import writing
from generator.content import frontmatter
from generator.content.yaml_nodes import List, Mapping, Node, fields

if TYPE_CHECKING:
    from generator.content.frontmatter import Document
    from generator.content.yaml_nodes import Raw

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
END = re.compile(r"[\r\n]+\Z")


class EditError(Exception):
    """Nothing can be added to a source as it is written; the text says what to do by hand."""


class Edited(NamedTuple):
    """A source after an edit, and the lines that are new or changed, counted from 1."""

    text: str
    first_line: int
    last_line: int


def append(path: str, data: bytes, name: str, item: dict[str, Raw]) -> Edited:
    """Return a source with an item at the end of its list `name`, which is made if it is not there yet."""
    document, lines = _read(path, data)
    held = document.node(name)
    written = writing.fields({name: [item]}).splitlines()
    if not isinstance(held, List):
        edited = _inserted(lines, _last_line(lines, document.fields), written)
    elif _is_bracketed(lines, held):
        edited = _bracketed(lines, held, writing.in_brackets(item))
    else:
        dash = " " * (held.span.column - 1)
        edited = _inserted(lines, _last_line(lines, held), [dash + line[2:] if line else "" for line in written[1:]])
    before = fields(document.fields)
    items = before.get(name)
    return _proved(edited, data, document, {**before, name: [*(items if isinstance(items, list) else []), item]})


def put(path: str, data: bytes, name: str, value: dict[str, Raw]) -> Edited:
    """Return a source with a group of fields below its others, unless it has one of that name."""
    document, lines = _read(path, data)
    if name in document.fields.keys:
        raise EditError(f"{path} has `{name}` already, on line {document.fields.keys[name].line}; correct it there.")
    written = writing.fields({name: value}).splitlines()
    edited = _inserted(lines, _last_line(lines, document.fields), written)
    return _proved(edited, data, document, {**fields(document.fields), name: value})


def _read(path: str, data: bytes) -> tuple[Document, list[str]]:
    """Return a source as it is read, and its lines with their ends as they are, without a byte order mark."""
    document = frontmatter.read(path, data)
    if document.problems or not document.fields.fields:
        raise EditError(f"{path} has a mistake; mend it first, `notices check` names it.")
    return document, LINE.findall(data.decode("utf-8-sig"))


def _is_bracketed(lines: list[str], node: Node) -> bool:
    """Say whether a list or a group of fields stands between brackets."""
    return lines[node.span.line - 1][node.span.column - 1] in "[{"


def _last_line(lines: list[str], node: Node) -> int:
    """Return the number of the last line that holds something of a node."""
    while isinstance(node, List | Mapping) and not _is_bracketed(lines, node):
        node = (node.items if isinstance(node, List) else [*node.fields.values()])[-1]
    last = node.span.end_line - (node.span.end_column == 1)
    while not lines[last - 1].strip():  # a block of text ends only where the next thing begins
        last -= 1
    return last


def _inserted(lines: list[str], after: int, new: list[str]) -> Edited:
    """Return a source with new lines after so many of its own, which end as its others do."""
    end = next((found[0] for line in lines if (found := END.search(line))), "\n")
    above = [*lines[: after - 1], lines[after - 1] if END.search(lines[after - 1]) else lines[after - 1] + end]
    return Edited("".join([*above, *(line + end for line in new), *lines[after:]]), after + 1, after + len(new))


def _bracketed(lines: list[str], held: List, new: str) -> Edited:
    """Return a source with a new item between the brackets of a list, after the last."""
    if held.items:
        number, column, new = held.items[-1].span.end_line, held.items[-1].span.end_column, f", {new}"
    else:
        number, column = held.span.line, held.span.column + 1
    line = lines[number - 1]
    changed = line[: column - 1] + new + line[column - 1 :]
    return Edited("".join([*lines[: number - 1], changed, *lines[number:]]), number, number)


def _proved(edited: Edited, data: bytes, document: Document, expected: dict[str, Raw]) -> Edited:
    """Return an edit that reads back as what was there with the addition, and nothing else."""
    after = frontmatter.read(document.path, edited.text.encode())
    bodies = [read.body.text if read.body else "" for read in (document, after)]
    if after.problems or fields(after.fields) != expected or bodies[0] != bodies[1]:
        raise EditError(f"{document.path} is written in a way that nothing can be added to; add it by hand.")
    mark = BOM_UTF8.decode() if data.startswith(BOM_UTF8) else ""
    return edited._replace(text=mark + edited.text)
