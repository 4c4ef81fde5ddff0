"""Problems: a code, a location in a source, and sentences that explain how to fix it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from generator.core.codes import MESSAGES

CONSONANT_Y = re.compile(r"(?<![aeiou])y$")
MAX_QUOTE_LENGTH = 60
MAX_LOOKED_UP = 40
QUOTED = {"value", "other", "name", "field", "key", "rest"}  # taken from a source, so shortened


class Span(NamedTuple):
    """A range of a source. Lines and columns count from 1; `end_column` is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @classmethod
    def within(cls, path: str, text: str, index: int, length: int = 1) -> Span:
        """Return the span of some characters of a text, which are on one line."""
        line = text.count("\n", 0, index) + 1
        column = index - text.rfind("\n", 0, index)
        return cls(path, line, column, line, column + length)

    @property
    def location(self) -> str:
        """The path, line and column of its start, safe to print on a terminal."""
        return f"{printable(self.path)}:{self.line}:{self.column}"


class UserError(Exception):
    """What a person asks for cannot be done. The message says why, and what to do instead."""


class BadValueError(Exception):
    """One bad value: one of the `MESSAGES`, and the values to fill in, without a location.

    Instead of `meant`, it may have `like`: a word, and all that it may have been meant to be.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Problem(NamedTuple):
    """One mistake and its location. Errors (E…) stop a build, warnings (W…) do not."""

    code: str
    span: Span
    message: str
    advice: str

    @property
    def is_error(self) -> bool:
        """Return whether it stops the build."""
        return self.code.startswith("E")

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key of a report: path, line, column, code, message."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)


def problem(code: str, span: Span, **values: object) -> Problem:
    """Return a problem with the sentences of its code, filled with values.

    `code` may name one of its other messages, such as `E023 comment`. A value that quotes the
    source is shortened and safe to print on a terminal.
    """
    says, advice = MESSAGES[code]
    texts = {
        name: shorten(str(value)) if name in QUOTED else str(value)
        for name, value in values.items()
    }
    return Problem(code.partition(" ")[0], span, says.format_map(texts), advice.format_map(texts))


def printable(text: str) -> str:
    r"""Return a text with its unprintable characters escaped as Python writes them, such as `\x1b`.

    A terminal obeys none of them, and each escape has one meaning.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def printable_lines(text: str) -> list[str]:
    """Return the lines of a text, each printable; advice may end with a file to save."""
    return [printable(line) for line in text.split("\n")]


def shorten(text: str) -> str:
    """Return a text as a message quotes it: one printable line of at most 60 characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= MAX_QUOTE_LENGTH else f"{line[: MAX_QUOTE_LENGTH - 1]}…"


def text_width(text: str) -> int:
    """Return how many columns a text takes on a terminal or in a monospaced font."""
    if text.isascii():
        return len(text)
    bases = [character for character in text if not unicodedata.combining(character)]
    shown = [base for base in bases if unicodedata.category(base) not in ("Mn", "Me", "Cf")]
    return len(shown) + sum(unicodedata.east_asian_width(base) in "WF" for base in shown)


def character_name(character: str) -> str:
    """Return the number of a character in Unicode, with its name if it has one."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return " Did you mean `x`?" for the nearest choice, or "" if none is near."""
    return did_you_mean(nearest(word, choices))


class Suggestions:
    """The suggestions for one source: only its first forty different words are looked up.

    A lookup compares a word with each choice, so a wrong list could take minutes.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, frozenset[str]], str] = {}

    def of(self, word: str, choices: frozenset[str]) -> str:
        """Return what `suggestion` returns, or "" for a word after the first forty."""
        key = (word, choices)
        if key not in self._known and len(self._known) < MAX_LOOKED_UP:
            self._known[key] = suggestion(word, choices)
        return self._known.get(key, "")


def did_you_mean(word: str | None) -> str:
    """Return " Did you mean `x`?" for a word, or "" if no known word is similar."""
    return f" Did you mean `{word}`?" if word else ""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is most similar to a word, or None if none is similar."""
    by_key = {_comparable(choice): choice for choice in choices}
    keys = get_close_matches(_comparable(word[:MAX_QUOTE_LENGTH]), by_key, n=1, cutoff=0.6)
    return by_key[keys[0]] if keys else None


def listed(words: Iterable[str], conjunction: str = "or") -> str:
    """Return words as an English list, each in backticks, or "nothing"."""
    *others, last = [f"`{word}`" for word in words] or ["nothing"]
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def count(number: int, noun: str) -> str:
    """Return a number with a noun: 1 entry, 2 days, 1,036 entries."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {CONSONANT_Y.sub('ie', noun)}s"


def _comparable(word: str) -> str:
    return word.strip().lower().replace("_", "-").replace(" ", "-")
