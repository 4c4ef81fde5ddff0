"""YAML as nodes: every value is a text with its span, without a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.core.problems import BadValueError, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.core.model import Loc

# Makes a named tuple from its values. Calling its class does the same, but slowly, in Python.
named_tuple = tuple.__new__
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


def plain(node: Node) -> Raw:
    """Return a node as texts, lists and dictionaries, without broken values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return fields(node)
    if isinstance(node, List):
        return [plain(item) for item in node.items if not isinstance(item, Broken)]
    return ""


def fields(node: Mapping) -> dict[str, Raw]:
    """Return the fields of a group as texts, lists and dictionaries, without broken values."""
    return {
        name: plain(value) for name, value in node.fields.items() if not isinstance(value, Broken)
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


def has_broken(node: Node) -> bool:
    """Return whether a node is broken or contains a broken value."""
    if isinstance(node, List):
        return any(has_broken(item) for item in node.items)
    if isinstance(node, Mapping):
        return any(has_broken(value) for value in node.fields.values())
    return isinstance(node, Broken)


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every text in a node, in the order of the source."""
    if isinstance(node, Scalar):
        yield node
        return
    inner: Iterable[Node] = ()
    if isinstance(node, List):
        inner = node.items
    elif isinstance(node, Mapping):
        inner = node.fields.values()
    for value in inner:
        if isinstance(value, Scalar):  # as most values, which need no generator of their own
            yield value
        else:
            yield from scalars(value)
