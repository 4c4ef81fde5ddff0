"""Write values as YAML the way a careful person would; parsing it gives the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.content.yaml_nodes import NULLS
from generator.core.characters import DIRECTION_MARKS, FORBIDDEN, LINE_ENDS, SURROGATES

Value = str | Sequence["Value"] | Mapping[str, "Value"]
MAX_WIDTH = 100  # columns of a list or a group on one line
INDENT = "  "
PLAIN = re.compile(r"[^\W_](?:[^:#\n]|:(?! |$)|(?<! )#)*")
SPECIAL_IN_BRACKETS = re.compile(r"[,\[\]{}]|:(?![\w/])")
LINE_END = re.compile(f"\r\n?|{LINE_ENDS}")


def entry(values: Mapping[str, Value], body: str = "") -> str:
    """Return the text of a `.md` file: the fields in the given order, and the body below them."""
    return framed(fields(values), body)


def framed(lines: str, body: str) -> str:
    """Return the text of a `.md` file: lines of YAML, and the body below them."""
    text = clean(body)
    return f"---\n{lines}---\n" + (f"\n{text}\n" if text else "")


def fields(values: Mapping[str, Value]) -> str:
    """Return fields as lines of YAML, each with a line feed at its end."""
    return "".join(f"{line}\n" for line in _lines(values))


def clean(text: str) -> str:
    """Return a text as a source may have it, without forbidden characters and empty ends."""
    visible = re.sub(f"[{DIRECTION_MARKS}]", "", LINE_END.sub("\n", text))
    lines = FORBIDDEN.sub(" ", re.sub(SURROGATES, " ", visible)).split("\n")
    return "\n".join(line if line.strip() else "" for line in lines).strip("\n")


def scalar(text: str, *, in_brackets: bool = False) -> str:
    """Return a text as YAML on one line, in double quotes if YAML would read it differently."""
    text = clean(text)
    if not PLAIN.fullmatch(text) or text in NULLS or not text.isprintable() or text != text.strip():
        return json.dumps(text, ensure_ascii=False)
    if in_brackets and (SPECIAL_IN_BRACKETS.search(text) or text.count("(") > text.count(")")):
        return json.dumps(text, ensure_ascii=False)
    return text


def in_brackets(value: Value) -> str:
    """Return a value on one line, as YAML's flow style between brackets."""
    if isinstance(value, str):
        return scalar(value, in_brackets=True)
    if isinstance(value, Mapping):
        pairs = (f"{in_brackets(name)}: {in_brackets(inner)}" for name, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(in_brackets, value)) + "]"


def _lines(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        yield from _field(scalar(name, in_brackets=True), value)


def _field(name: str, value: Value) -> Iterator[str]:
    """Yield a field: on one line if it fits, or with its value below its name."""
    if isinstance(value, str):
        first, *rest = clean(value).split("\n")
        if not rest or first.startswith((" ", "\t")):
            yield f"{name}: {scalar(value)}"
        else:
            yield f"{name}: |-"
            yield from _indented((first, *rest))
    elif _is_flat(value) and len(flow := in_brackets(value)) + len(name) + 2 <= MAX_WIDTH:
        yield f"{name}: {flow}"
    elif isinstance(value, Mapping):
        yield f"{name}:"
        yield from _indented(_lines(value))
    else:
        yield f"{name}:"
        for item in value:
            yield from _indented(_item(item))


def _item(value: Value) -> Iterator[str]:
    """Yield an item of a list; the fields of a mapping are on lines of their own."""
    first, *rest = (
        [*_lines(value)] if isinstance(value, Mapping) and value else [in_brackets(value)]
    )
    yield f"- {first}"
    yield from _indented(rest)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"{INDENT}{line}" if line else "" for line in lines)


def _is_flat(value: Sequence[Value] | Mapping[str, Value]) -> bool:
    """Return whether a list has only texts, or a mapping only texts of one line."""
    if isinstance(value, Mapping):
        return all(isinstance(inner, str) and "\n" not in clean(inner) for inner in value.values())
    return all(isinstance(item, str) for item in value)
