"""What fits no field → a list in Markdown that shows every text as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.authoring.writing import clean
from generator.content.markdown import MOST_BRACKETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Leftover = tuple[str, str]

DEEPER = "    "  # as far as Markdown wants an inner list indented
MARKS = re.compile(r"[\\`*]|(?<![^\W_])_|_(?![^\W_])")
LOOKS_LIKE_ENTITY = re.compile(r"&(?=#?\w+;)")
BEGINS_A_BLOCK = re.compile(r"[-+>#](?=.)|\d+(?=[.)])")


def as_typed(text: str) -> str:
    """Return one line of text as Markdown that shows it letter by letter: no link, no HTML, no mark."""
    text = MARKS.sub(r"\\\g<0>", LOOKS_LIKE_ENTITY.sub("&amp;", " ".join(text.split())))
    text = text.replace("<", "&lt;").replace("](", "]\\(")
    if text.startswith(":"):  # a definition
        return f"&#58;{text[1:]}"
    if begins := BEGINS_A_BLOCK.match(text):
        return f"{begins[0]}\\{text[begins.end() :]}" if begins[0].isdigit() else f"\\{text}"
    return text


def item(heading: str, text: str, indent: str = "") -> Iterator[str]:
    """Yield one cell as an item, « - Heading: text »; lines of a cell stand below it as items of their own."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    if len(lines) == 1:
        yield f"{indent}- {as_typed(f'{heading}: {lines[0]}')}"
        return
    yield f"{indent}- {as_typed(f'{heading}:')}"
    yield from (f"{indent}{DEEPER}- {as_typed(line)}" for line in lines)


def group(title: str, cells: Iterable[Leftover]) -> Iterator[str]:
    """Yield cells as an inner list below a title, if there are any."""
    lines = [line for heading, text in cells for line in item(heading, text, DEEPER)]
    if lines:
        yield f"- {as_typed(f'{title}:')}"
        yield from lines


def body(sentences: Iterable[str], lines: Iterable[str]) -> str:
    """Return the text of an entry: sentences of our own, and the list below them."""
    parts = ["\n".join(sentences), "\n".join(lines)]
    text = "\n\n".join(part for part in parts if part)
    return text.replace("[", "&#91;") if text.count("[") > MOST_BRACKETS else text
