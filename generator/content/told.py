"""Where an entry says that families were told: the line that it lacks, and its place in the file."""

from __future__ import annotations

from typing import NamedTuple

from generator.content.frontmatter import FENCE, Document
from generator.content.yaml_nodes import Mapping, find

# Nobody can leave it as it is: the check refuses a date of letters.
LINE = "notified: {at: YYYY-MM-DD HH:MM, by: email}"


class Line(NamedTuple):
    """A text to be put into a file: as a line of its own with this number, or into that line behind a column."""

    path: str
    line: int
    column: int | None
    text: str


def lacking(document: Document, change: int = 0) -> Line:
    """Return the line that says of an entry, or of one of its changes counted from 1, when families were told."""
    held = find(document.fields, ("changes", change - 1)) if change else document.fields
    if not isinstance(held, Mapping) or not held.fields:
        raise ValueError(f"{document.path} has no fields where they were read from")
    name = "executed" if change else next(iter(held.fields))
    key, value = held.keys[name], held.fields[name].span
    if _is_in_braces(document, held, key.line, key.column):
        return Line(document.path, value.end_line, value.end_column - 1, f", {LINE}")
    number = value.end_line + 1 if change else _end(document)
    return Line(document.path, number, None, f"{' ' * (key.column - 1)}{LINE}")


def _is_in_braces(document: Document, held: Mapping, line: int, column: int) -> bool:
    """Say whether fields stand in braces, and not on lines of their own."""
    if held is document.fields:
        before = [*document.lines[: line - 1], document.lines[line - 1][: column - 1]]
        return any(text.lstrip().startswith("{") for text in before)
    return document.lines[held.span.line - 1].startswith("{", held.span.column - 1)


def _end(document: Document) -> int:
    """Return the number of the line behind the last field: that of the closing fence, or one more than there are."""
    last = max(key.line for key in document.fields.keys.values())
    for number, text in enumerate(document.lines[last:], start=last + 1):
        if text.rstrip() in (FENCE, "..."):
            return number
    return len(document.lines) + bool(document.lines[-1])
