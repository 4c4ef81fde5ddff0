"""Change one thing in a source and leave every other byte of it, including comments, as it was."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from copy import deepcopy
from typing import Any, NamedTuple, cast

from generator.authoring import writing
from generator.content import frontmatter
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import List, Mapping, Node, Raw, fields, find, scalars
from generator.core.model import Loc
from generator.core.problems import Span, UserError

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
LINE_END = re.compile(r"[\r\n]+\Z")
COMMENT = re.compile(r"(?:^|\s)\s*#.*")


class EditedSource(NamedTuple):
    """A source after an edit, and the lines that are new or changed, counted from 1."""

    text: str
    first_line: int
    last_line: int

    @property
    def lines(self) -> str:
        """The lines in words."""
        if self.first_line == self.last_line:
            return f"line {self.first_line}"
        return f"lines {self.first_line} to {self.last_line}"

    @property
    def new_lines(self) -> range:
        """The numbers of the lines."""
        return range(self.first_line, self.last_line + 1)


def append(path: str, data: bytes, name: str, item: dict[str, Raw]) -> EditedSource:
    """Return a source with an item added to a list, created if needed. Raises UserError."""
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


def put(path: str, data: bytes, name: str, value: Raw, at: Loc = ()) -> EditedSource:
    """Return a source with a field added to a group. Raises UserError if the group has it."""
    document, lines = _read(path, data)
    group = find(document.fields, at)
    if not isinstance(group, Mapping):
        raise UserError(f"{path} has no fields on line {group.span.line}. Edit it by hand.")
    if name in group.keys:
        line = group.keys[name].line
        raise UserError(f"{path} already has `{name}`, on line {line}.")
    if _is_bracketed(lines, group):
        field = f"{name}: {writing.in_brackets(value)}"
        edited = _insert_in_brackets(lines, group, field)
    else:
        indent = " " * (next(iter(group.keys.values())).column - 1)
        new_lines = [f"{indent}{line}" for line in writing.fields({name: value}).splitlines()]
        edited = _insert(lines, _last_line(lines, group), new_lines)
    return _verified(edited, data, document, _with(fields(document.fields), at, name, value))


def change(path: str, data: bytes, name: str, value: Raw | None, at: Loc = ()) -> EditedSource:
    """Return a source with the field of a group at a location replaced; None removes the field.

    A field that is missing is added. A comment inside a replaced value moves above the field.
    Raises UserError.
    """
    document, lines = _read(path, data)
    group = find(document.fields, at)
    if not isinstance(group, Mapping) or name not in group.keys:
        if value is None:
            raise UserError(f"{path} has no `{name}` there, so it cannot be removed.")
        return put(path, data, name, value, at)
    expected = _with(fields(document.fields), at, name, value)
    outer = next(
        (at[:i] for i in range(len(at) + 1) if _is_bracketed(lines, find(document.fields, at[:i]))),
        None,
    )
    if outer is None:
        edited = _replace(lines, group, name, value)
    else:
        node = find(document.fields, outer)
        if _comments(lines, node, node.span.line, node.span.end_line - 1):
            raise UserError(f"{path} has a comment between brackets. Edit it by hand.")
        edited = _replace_span(lines, node.span, writing.in_brackets(_at(expected, outer)))
    return _verified(edited, data, document, expected)


def change_body(path: str, data: bytes, text: str) -> EditedSource:
    """Return a source with the text below its fields replaced; "" removes it. Raises UserError."""
    document, lines = _read(path, data)
    if not path.endswith(".md") or "body" in document.fields.keys:
        return change(path, data, "body", text or None)
    fence = next(i for i, line in enumerate(lines) if i and line.rstrip() == frontmatter.FENCE)
    new_lines = ["", *text.split("\n")] if text else []
    edited = _insert(lines[: fence + 1], fence + 1, new_lines)
    return _verified(edited, data, document, fields(document.fields), body=text)


def difference(before: bytes, after: bytes) -> EditedSource:
    """Return a source after several edits, with the lines from the first to the last difference."""
    old, new = (LINE.findall(data.decode()) for data in (before, after))
    first_line = _same(old, new) + 1
    last_line = len(new) - _same(old[::-1], new[::-1])
    return EditedSource(after.decode(), first_line, max(first_line, last_line))


def _same(old: list[str], new: list[str]) -> int:
    """Return how many lines are the same at the beginning."""
    pairs = zip(old, new, strict=False)
    return next((i for i, pair in enumerate(pairs) if pair[0] != pair[1]), min(len(old), len(new)))


def _with(raw: Raw, at: Loc, name: str, value: Raw | None) -> dict[str, Raw]:
    """Return fields with a field set in the group at a location, or removed if it is None."""
    copy = deepcopy(raw)
    group = cast("dict[str, Raw]", _at(copy, at))
    if value is None:
        del group[name]
    else:
        group[name] = value
    return cast("dict[str, Raw]", copy)


def _at(raw: Raw, at: Loc) -> Raw:
    value: Any = raw
    for step in at:
        value = value[step]
    return cast("Raw", value)


def _read(path: str, data: bytes) -> tuple[Document, list[str]]:
    """Return a parsed source, and its lines with their line ends but no byte order mark."""
    document = frontmatter.read(path, data)
    if document.problems or not document.fields.fields:
        raise UserError(f"{path} has a mistake. Run `notices check` to see it, and fix it first.")
    return document, LINE.findall(data.decode("utf-8-sig"))


def _is_bracketed(lines: list[str], node: Node) -> bool:
    return lines[node.span.line - 1][node.span.column - 1] in "[{"


def _last_line(lines: list[str], node: Node) -> int:
    """Return the number of the last line that has something of a node."""
    while isinstance(node, List | Mapping) and not _is_bracketed(lines, node):
        node = (node.items if isinstance(node, List) else [*node.fields.values()])[-1]
    last = node.span.end_line - (node.span.end_column == 1)
    while not lines[last - 1].strip():  # a block of text ends only where the next node begins
        last -= 1
    return last


def _insert(lines: list[str], after: int, new_lines: list[str]) -> EditedSource:
    """Return a source with new lines after line `after`, with the same line ends as the others."""
    ends = (match[0] for line in lines if (match := LINE_END.search(line)))
    end = next(ends, "\n")
    above, below = lines[:after], lines[after:]
    if above and not LINE_END.search(above[-1]):
        above[-1] += end
    text = "".join([*above, *(line + end for line in new_lines), *below])
    return EditedSource(text, after + 1, after + len(new_lines))


def _replace(lines: list[str], group: Mapping, name: str, value: Raw | None) -> EditedSource:
    """Return a source with a field of a group on other lines; its comments stay."""
    key = group.keys[name]
    node = group.fields[name]
    first = key.line
    last = max(key.line, _last_line(lines, node))
    indent = " " * (key.column - 1)
    new_lines = writing.fields({name: value}).splitlines() if value is not None else []
    comments = _comments(lines, node, first, last)
    if first == last and comments and len(new_lines) == 1:
        new_lines[0] += comments.pop()
    above = [indent + comment.strip() for comment in comments]
    below = [indent + line if line else "" for line in new_lines]
    beginning = lines[first - 1][: key.column - 1]
    if below:
        below[0] = beginning + below[0].lstrip(" ")
    elif beginning.strip():  # the dash of the item
        raise UserError(f"`{name}` begins an item of a list, so it cannot be removed.")
    edited = _insert([*lines[: first - 1], *lines[last:]], first - 1, [*above, *below])
    return edited._replace(first_line=first, last_line=max(first, edited.last_line))


def _comments(lines: list[str], node: Node, first: int, last: int) -> list[str]:
    """Return the comments on some lines, with the spaces before them, outside the texts of a node.

    The comment after the `|` of a block is outside.
    """
    masked = {number: lines[number - 1].rstrip() for number in range(first, last + 1)}
    for text in scalars(node):
        span = text.span
        is_block = lines[span.line - 1][span.column - 1 : span.column] in ("|", ">")
        for number in masked.keys() & {*range(span.line + is_block, span.end_line + 1)}:
            line = masked[number]
            start = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else len(line)
            masked[number] = line[:start] + "x" * (end - start) + line[end:]
    return [match[0] for line in masked.values() if (match := COMMENT.search(line))]


def _replace_span(lines: list[str], span: Span, text: str) -> EditedSource:
    before = lines[span.line - 1][: span.column - 1]
    after = lines[span.end_line - 1][span.end_column - 1 :]
    changed = [*lines[: span.line - 1], before, text, after, *lines[span.end_line :]]
    return EditedSource("".join(changed), span.line, span.line)


def _insert_in_brackets(lines: list[str], node: List | Mapping, item: str) -> EditedSource:
    """Return a source with a new last item or field between the brackets of a list or a group."""
    items = [*node.items] if isinstance(node, List) else [*node.fields.values()]
    if items:
        line = items[-1].span.end_line
        column = items[-1].span.end_column
    else:
        line, column = node.span.line, node.span.column + 1
    place = node.span._replace(line=line, column=column, end_line=line, end_column=column)
    return _replace_span(lines, place, f", {item}" if items else item)


def _verified(
    edited: EditedSource,
    data: bytes,
    before: Document,
    expected: dict[str, Raw],
    body: str | None = None,
) -> EditedSource:
    """Return an edit if parsing it gives the expected fields and body, or raise UserError.

    The body is the same as before, unless it is given. A byte order mark of the source is kept.
    """
    after = frontmatter.read(before.path, edited.text.encode())
    body_before, body_after = (
        document.body.text if document.body else "" for document in (before, after)
    )
    if body is not None:
        body_before = body
        body_after = body_after.strip("\n")
    if after.problems or fields(after.fields) != expected or body_before != body_after:
        raise UserError(
            f"{before.path} is written in a way that cannot be edited. Edit it by hand."
        )
    bom = BOM_UTF8.decode() if data.startswith(BOM_UTF8) else ""
    return edited._replace(text=bom + edited.text)
