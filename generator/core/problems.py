"""A mistake as a value: its code, its place in a source, the sentences that mend it, and how they quote."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from generator.core.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_QUOTE_LENGTH = 60
QUOTED = {"value", "other", "name", "field", "key", "rest"}


class Span(NamedTuple):
    """A stretch of a source: lines and columns count from 1 in characters; the end column is the one after the last."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @property
    def shown(self) -> str:
        """Where it begins, as a terminal shows it."""
        return f"{shown(self.path)}:{self.line}:{self.column}"


class BadValueError(Exception):
    """What is wrong with one value: a code and the words for its sentences. The caller knows the place of the value."""

    def __init__(self, code: str, **values: object) -> None:
        """Take a code of the table, and what its sentences are filled with."""
        super().__init__(code)
        self.code, self.values = code, values


class Problem(NamedTuple):
    """One mistake at its place: errors (E…) stop a build, warnings (W…) do not."""

    code: str
    span: Span
    message: str
    advice: str

    @property
    def is_error(self) -> bool:
        """Say whether the site must not be published with it."""
        return self.code.startswith("E")

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order of a report: path, line, column, code."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


def problem(code: str, span: Span, **values: object) -> Problem:
    """Fill the sentences of a code; every value is shown shortened, on one line, harmless on a terminal."""
    kind = CODES[code]
    told = {name: shorten(str(value)) if name in QUOTED else str(value) for name, value in values.items()}
    return Problem(code, span, kind.says.format_map(told), kind.advice.format_map(told))


def shown(text: str) -> str:
    """Return a text without anything that a terminal would obey."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def shorten(text: str) -> str:
    """Return a text as a message may quote it: one line, at most 60 characters, nothing that a terminal would obey."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= MAX_QUOTE_LENGTH else f"{line[: MAX_QUOTE_LENGTH - 1]}…"


def meant(word: str, choices: Iterable[str]) -> str:
    """Return " Did you mean `x`?", or nothing when no choice is near."""
    return did_you_mean(nearest(word, choices))


def did_you_mean(near: str | None) -> str:
    """Return the question whether a word was meant, or nothing when there is none."""
    return f" Did you mean `{near}`?" if near else ""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a word was most likely meant to be, if any is near."""
    known = {_folded(choice): choice for choice in choices}
    near = get_close_matches(_folded(word[:MAX_QUOTE_LENGTH]), known, n=1, cutoff=0.6)
    return known[near[0]] if near else None


def listed(words: Iterable[str], joint: str = "or") -> str:
    """Return words as an English list, each in backticks."""
    *most, last = [f"`{word}`" for word in words] or ["nothing"]
    return f"{', '.join(most)} {joint} {last}" if most else last


def _folded(word: str) -> str:
    return word.strip().lower().replace("_", "-").replace(" ", "-")
