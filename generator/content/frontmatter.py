"""One source of bytes → its fields with places in the file, and the text below them."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import NamedTuple

import yaml

from generator.content.yaml_errors import mistake
from generator.content.yaml_nodes import FORBIDDEN, Broken, Builder, Mapping, Node, Scalar
from generator.core.problems import Problem, Span, problem

MAX_BYTES = 256 * 1024  # bytes; the longest real notice read had 9 kB
MAX_ROUNDS = 40  # syntax mistakes reported of one source
FENCE = "---"
LINE_ENDS = re.compile("[\x85\u2028\u2029]")
FIELD_AT_START = re.compile(r"[A-Za-z_\"'][\w-]*[\"']?\s*:(?:\s|$)")


class Document(NamedTuple):
    """A source as read: its fields, its text, its lines, and what is wrong so far.

    `broken` names the top fields that could not be read; nothing more is said of them. `whole` is False when
    not even the fields could be found, so that nothing about them can be said.
    """

    path: str
    fields: Mapping
    body: Scalar | None
    lines: list[str]
    broken: frozenset[str]
    whole: bool
    problems: list[Problem]

    def node(self, name: str) -> Node | None:
        """Return the value of a field at the top, if it is there."""
        return self.fields.fields.get(name)

    def text(self, name: str) -> str:
        """Return what a field at the top says, its spaces folded; nothing where it is no text."""
        node = self.node(name)
        return " ".join(node.text.split()) if isinstance(node, Scalar) else ""


def read(path: str, data: bytes) -> Document:
    """Read a source: `.md` with front matter, `.yaml` with fields alone. What is wrong is in `problems`."""
    text, problems = decode(path, data)
    if text is None:
        return Document(path, _no_fields(path, [""]), None, [], frozenset(), False, problems)
    lines = text.split("\n")
    if path.endswith(".md"):
        return _front_matter(path, lines)
    return _fields(path, lines, lines, 1, None)


def decode(path: str, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text with plain line ends, or None and what forbids to read it."""
    if len(data) > MAX_BYTES:
        return None, [problem("E006", Span(path), limit=f"{MAX_BYTES:,}")]
    data = data.removeprefix(BOM_UTF8)
    try:
        text = _plain_ends(data.decode())
    except UnicodeDecodeError as error:
        before = _plain_ends(data[: error.start].decode())
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return None, [problem("E003", Span(path, line, column, line, column + 1), value=f"0x{data[error.start]:02x}")]
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text, []
    problems = [
        problem(code, _span_of(path, text, found.start()), value=f"U+{ord(found[0]):04X}")
        for code, pattern in (("E004", FORBIDDEN), ("E005", LINE_ENDS))
        for found in list(pattern.finditer(text))[:MAX_ROUNDS]
    ]
    return (None if problems else text), problems


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _span_of(path: str, text: str, index: int) -> Span:
    line, column = text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
    return Span(path, line, column, line, column + 1)


def _front_matter(path: str, lines: list[str]) -> Document:
    """Split at the fences."""
    if lines[0].rstrip() != FENCE:
        where = Span(path, 1, 1, 1, len(lines[0]) + 1)
        return Document(path, _no_fields(path, lines), None, lines, frozenset(), False, [problem("E011", where)])
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == FENCE), None)
    if end is None:
        where = Span(path, 1, 1, 1, len(FENCE) + 1)
        return Document(path, _no_fields(path, lines), None, lines, frozenset(), False, [problem("E012", where)])
    text = "\n".join(lines[end + 1 :])
    body = Scalar(text, Span(path, end + 2, 1, len(lines) + 1, 1)) if text.strip() else None
    return _fields(path, lines, lines[1:end], 2, body)


def _fields(path: str, lines: list[str], yaml_lines: list[str], first_line: int, body: Scalar | None) -> Document:
    """Read the fields; a syntax mistake costs the field that it stands in, and the rest is read without it."""
    left, broken, problems = list(yaml_lines), set[str](), list[Problem]()
    root: Node | None = None
    for _ in range(MAX_ROUNDS):
        builder = Builder(path, left, first_line)
        try:
            root = builder.build()
        except yaml.MarkedYAMLError as error:
            found = mistake(error, builder)
            refused = [p for p in builder.problems if p.span.line >= found.span.line - 1]  # the cause, if there is one
            problems += refused or [found]
            names = _blank(left, (refused or [found])[0].span.line - first_line)
            if names is None:
                root = Broken(found.span)
                break
            broken |= names
        else:
            problems += builder.problems
            break
    if isinstance(root, Mapping):
        return Document(
            path, root._replace(span=_beginning(path, lines)), body, lines, frozenset(broken), True, problems
        )
    if not problems:
        place = Span(path, 1, 1, 1, len(lines[0]) + 1)
        example = (
            "district: Example Public Schools" if path == "content/site.yaml" else "contractor: Example Learning, Inc."
        )
        problems.append(problem("E013", place, example=example) if root is None else problem("E035", root.span))
    return Document(
        path, _no_fields(path, lines), body, lines, frozenset(broken), bool(broken) and root is None, problems
    )


def _blank(lines: list[str], index: int) -> set[str] | None:
    """Empty the lines of the top field that a line belongs to.

    Returns its name, and the word that the line begins with, or None if all were empty.
    """
    index = max(0, min(index, len(lines) - 1))
    start = next((i for i in range(index, -1, -1) if FIELD_AT_START.match(lines[i])), index)
    end = next((i for i in range(index + 1, len(lines)) if FIELD_AT_START.match(lines[i])), len(lines))
    if not any(lines[start:end]):
        return None
    names = {lines[i].partition(":")[0].strip("\"' ").partition(" ")[0] for i in (start, index)}
    lines[start:end] = [""] * (end - start)
    return names


def _no_fields(path: str, lines: list[str]) -> Mapping:
    return Mapping({}, {}, _beginning(path, lines))


def _beginning(path: str, lines: list[str]) -> Span:
    """Return the place of what is missing at the top: the opening fence, or as much of the first line."""
    return Span(path, 1, 1, 1, min(len(lines[0]), len(FENCE)) + 1)
