"""Where to insert a missing line into an entry, such as the one that says who was notified."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.content.frontmatter import FENCE
from generator.content.yaml_nodes import Mapping

if TYPE_CHECKING:
    from generator.content.frontmatter import Document
    from generator.core.problems import Span


class MissingLine(NamedTuple):
    """A text to insert into a file: as a new line with this number, or in it after a column."""

    path: str
    line: int
    column: int | None
    text: str


def missing_line(document: Document, line: str, change: int = 0) -> MissingLine:
    """Return where to insert a line into an entry, or into one of its changes counted from 1.

    Raises ValueError if the document has no such fields.
    """
    group = document.find(("changes", change - 1)) if change else document.fields
    if not isinstance(group, Mapping) or not group.fields:
        raise ValueError(f"{document.path} has no fields where they were read from")
    name = "executed" if change else next(iter(group.fields))
    key, value = group.keys[name], group.fields[name].span
    if _is_in_braces(document, group, key):
        text = f", {line}"
        return MissingLine(document.path, value.end_line, value.end_column - 1, text)
    number = value.end_line + 1 if change else _line_after_fields(document)
    return MissingLine(document.path, number, None, f"{' ' * (key.column - 1)}{line}")


def _is_in_braces(document: Document, group: Mapping, key: Span) -> bool:
    """Return whether the fields of a group, of which `key` is one, are in braces."""
    if group is document.fields:
        before = [*document.lines[: key.line - 1], document.lines[key.line - 1][: key.column - 1]]
        return any(text.lstrip().startswith("{") for text in before)
    return document.lines[group.span.line - 1].startswith("{", group.span.column - 1)


def _line_after_fields(document: Document) -> int:
    """Return the number of the line after the fields: the closing fence or the end of the file."""
    last = max(key.line for key in document.fields.keys.values())
    for number, text in enumerate(document.lines[last:], start=last + 1):
        if text.rstrip() in (FENCE, "..."):
            return number
    return len(document.lines) + bool(document.lines[-1])
