"""The bytes of a source → its fields with their locations, and the text below them.

Also says where a missing line belongs, such as the one that says when families were notified.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from generator.content.yaml_nodes import (
    List,
    Mapping,
    Node,
    Scalar,
    find,
    folded,
    read_yaml,
    scalars,
)
from generator.core.characters import FORBIDDEN, LINE_ENDS
from generator.core.model import Loc
from generator.core.problems import Problem, Span, character_name, problem

MAX_BYTES = 256 * 1024  # the longest real notice that we have seen has 9 kB
MAX_CHARACTERS = 40  # that are reported per source
FENCE = "---"
CODE_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})(.*)")  # around an example that someone copied


class Document(NamedTuple):
    """A parsed source: its fields, its text, its lines, and the problems so far.

    `texts` has every text in its fields, in the order of the source.
    `broken` has the names of top-level fields that could not be read and need no further report.
    `is_readable` is False if the fields could not be found at all.
    """

    path: str
    fields: Mapping
    lines: list[str]
    problems: list[Problem]
    body: Scalar | None = None
    broken: frozenset[str] = frozenset()
    is_readable: bool = False
    texts: Sequence[Scalar] = ()

    def find(self, loc: Loc) -> Node:
        """Return the node at a location, or the innermost node around it that exists."""
        return find(self.fields, loc)

    def place(self, *loc: str | int) -> Span:
        """Return the span of a value, or of the innermost value around it that exists.

        A missing top-level field is reported at the opening fence, and a body at its start.
        """
        if loc == ("body",) and self.body:
            span = self.body.span
            return span._replace(end_line=span.line, end_column=2)
        return self.find(loc).span

    def key(self, *loc: str | int) -> Span:
        """Return the span of the name of a field, or of what its group is instead of a group."""
        parent = self.find(loc[:-1])
        return parent.keys[str(loc[-1])] if isinstance(parent, Mapping) else parent.span

    def node(self, name: str) -> Node | None:
        """Return the value of a top-level field, if it exists."""
        return self.fields.fields.get(name)

    def items(self, name: str) -> tuple[Node, ...]:
        """Return the items of a top-level list; none if it is missing or no list."""
        node = self.node(name)
        return node.items if isinstance(node, List) else ()

    def text(self, name: str) -> str:
        """Return the text of a top-level field, its spaces folded; "" if it is not a text."""
        return folded(self.node(name))

    def word(self, name: str) -> str:
        """Return the text of a top-level field in lowercase, for one that takes certain words."""
        return self.text(name).lower()

    def match(self, pattern: str, within: Span, skip: int) -> Span:
        """Return the span of what a pattern matches in a value, after `skip` earlier matches.

        Return the span of the whole value if nothing matches, or the pattern is empty.
        """
        block = "\n".join(self.lines[within.line - 1 : within.end_line])
        found = re.finditer(pattern, block) if pattern else iter(())
        match = next(islice(found, skip, None), None)
        if not match:
            return within
        line, end_line = (within.line + block.count("\n", 0, index) for index in match.span())
        column, end_column = (index - block.rfind("\n", 0, index) for index in match.span())
        return Span(self.path, line, column, end_line, end_column)

    @property
    def is_legacy(self) -> bool:
        """Return whether the fields say that an entry is legacy."""
        return self.word("legacy") in ("true", "yes")


def read(path: str, data: bytes) -> Document:
    """Read a source: `.md` with front matter, or `.yaml` with fields only."""
    text, problems = decode(path, data)
    if text is None:
        return _unreadable(path, [""], *problems)
    lines = text.split("\n")
    if path.endswith(".md"):
        return _front_matter(path, lines)
    return _fields(path, lines, lines, 1, None)


def decode(path: str, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text with Unix line ends, or None and the problems that make it unreadable."""
    if len(data) > MAX_BYTES:
        return None, [problem("E006", Span(path), limit=f"{MAX_BYTES:,}")]
    data = data.removeprefix(BOM_UTF8)
    try:
        text = _plain_ends(data.decode())
    except UnicodeDecodeError as error:
        before = _plain_ends(data[: error.start].decode())
        span = Span.within(path, before, len(before))
        return None, [problem("E003", span, value=f"0x{data[error.start]:02x}")]
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text, []
    problems = [
        problem(code, Span.within(path, text, match.start()), value=character_name(match[0]))
        for code, pattern in (("E004", FORBIDDEN), ("E004 break", LINE_ENDS))
        for match in islice(re.finditer(pattern, text), MAX_CHARACTERS)
    ]
    return (None if problems else text), problems


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _front_matter(path: str, lines: list[str]) -> Document:
    """Split a source at its fences, and read the fields between them."""
    if lines[0].rstrip() != FENCE:
        span = Span(path, 1, 1, 1, len(lines[0]) + 1)
        fence = CODE_FENCE.fullmatch(lines[0])
        delete = f"Delete this line, and {fence[1]} at the end of the text. " if fence else ""
        return _unreadable(path, lines, problem("E011", span, delete=delete))
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == FENCE), None)
    if end is None:
        span = Span(path, 1, 1, 1, len(FENCE) + 1)
        return _unreadable(path, lines, problem("E011 closing", span))
    text = "\n".join(lines[end + 1 :])
    body = Scalar(text, Span(path, end + 2, 1, len(lines) + 1, 1)) if text.strip() else None
    return _fields(path, lines, lines[1:end], 2, body)


def _unreadable(path: str, lines: list[str], *problems: Problem) -> Document:
    """Return a document whose fields could not be found."""
    return Document(path, _no_fields(path, lines), lines, [*problems])


def _fields(
    path: str, lines: list[str], yaml_lines: list[str], first_line: int, body: Scalar | None
) -> Document:
    """Read the fields. A field with a syntax error is dropped, and the others are still read."""
    root, broken, problems = read_yaml(path, yaml_lines, first_line)
    fields = _no_fields(path, lines)
    if isinstance(root, Mapping):
        fields = Mapping(root.fields, root.keys, fields.span)
    elif not problems and root is None and body:
        root = fields  # a translation may have only a text
    elif not problems and root is None:
        example = "contractor: Example Learning, Inc."
        if path == "content/site.yaml":
            example = "district: Example Public Schools"
        problems.append(problem("E013", Span(path, 1, 1, 1, len(lines[0]) + 1), example=example))
    elif not problems and root:
        problems.append(problem("E032 alone", root.span))
    is_readable = isinstance(root, Mapping) or (bool(broken) and root is None)
    return Document(path, fields, lines, problems, body, broken, is_readable, scalars(fields))


def _no_fields(path: str, lines: list[str]) -> Mapping:
    """Return no fields, at the opening fence or first line, where a missing one is reported."""
    return Mapping({}, {}, Span(path, 1, 1, 1, min(len(lines[0]), len(FENCE)) + 1))
