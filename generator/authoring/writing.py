"""Values → the YAML that a careful person would write of them; it reads back as the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from generator.content.yaml_nodes import FORBIDDEN, NULLS

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = str | Sequence["Value"] | Mapping[str, "Value"]
WIDEST = 100  # columns of a list or a group that stands on one line
INDENT = "  "
PLAIN = re.compile(r"[^\W_](?:[^:#\n]|:(?! |$)|(?<! )#)*")
CUTS_IN_BRACKETS = re.compile(r"[,\[\]{}]|:(?![\w/])")
LONE = re.compile("[\ud800-\udfff]")  # halves of characters, which no file can hold
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # nobody sees them, so that nothing takes their place
LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")


def entry(values: Mapping[str, Value], body: str = "") -> str:
    """Return an entry as a `.md` file holds it: the fields in the order given, and the text below them."""
    return framed(fields(values), body)


def framed(lines: str, body: str) -> str:
    """Return lines of fields, and the text below them, as a `.md` file holds both."""
    text = clean(body)
    return f"---\n{lines}---\n" + (f"\n{text}\n" if text else "")


def fields(values: Mapping[str, Value]) -> str:
    """Return fields as lines of YAML, each ending with a line feed."""
    return "".join(f"{line}\n" for line in _lines(values))


def clean(text: str) -> str:
    """Return a text as it reads back: a space for what no source may hold, plain line ends, no empty line around it."""
    seen = TURNING.sub("", LINE_END.sub("\n", text))
    lines = FORBIDDEN.sub(" ", LONE.sub(" ", seen)).split("\n")
    return "\n".join(line if line.strip() else "" for line in lines).strip("\n")


def scalar(text: str, *, in_brackets: bool = False) -> str:
    """Return a text on one line as YAML: as it is where that reads back as the same, else in double quotes."""
    text = clean(text)
    is_plain = PLAIN.fullmatch(text) and text not in NULLS and text.isprintable() and text == text.strip()
    is_cut = in_brackets and (CUTS_IN_BRACKETS.search(text) or text.count("(") > text.count(")"))
    if is_plain and not is_cut:
        return text
    return json.dumps(text, ensure_ascii=False)


def in_brackets(value: Value) -> str:
    """Return a value on one line, as it may stand between brackets."""
    if isinstance(value, str):
        return scalar(value, in_brackets=True)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{in_brackets(name)}: {in_brackets(inner)}' for name, inner in value.items())}}}"
    return f"[{', '.join(map(in_brackets, value))}]"


def _lines(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        yield from _field(scalar(name, in_brackets=True), value)


def _field(name: str, value: Value) -> Iterator[str]:
    """Yield a field: on its own line where it fits, else with its value below."""
    if isinstance(value, str):
        yield from _text(name, value)
    elif _is_flat(value) and len(flow := in_brackets(value)) + len(name) + 2 <= WIDEST:
        yield f"{name}: {flow}"
    elif isinstance(value, Mapping):
        yield f"{name}:"
        yield from (f"{INDENT}{line}" if line else "" for line in _lines(value))
    else:
        yield f"{name}:"
        for item in value:
            yield from (f"{INDENT}{line}" if line else "" for line in _item(item))


def _text(name: str, text: str) -> Iterator[str]:
    """Yield a text of one line behind its name, one of several as a block below it."""
    first, *rest = clean(text).split("\n")
    if not rest or first.startswith((" ", "\t")):
        yield f"{name}: {scalar(text)}"
    else:
        yield f"{name}: |-"
        yield from (f"{INDENT}{line}" if line else "" for line in (first, *rest))


def _item(value: Value) -> Iterator[str]:
    """Yield an item of a list, a group of fields below its dash."""
    first, *rest = [*_lines(value)] if isinstance(value, Mapping) and value else [in_brackets(value)]
    yield f"- {first}"
    yield from (f"{INDENT}{line}" if line else "" for line in rest)


def _is_flat(value: Sequence[Value] | Mapping[str, Value]) -> bool:
    """Say whether a list or a group holds nothing but texts of one line."""
    inner = value.values() if isinstance(value, Mapping) else value
    return all(isinstance(one, str) and (isinstance(value, Sequence) or "\n" not in one) for one in inner)
