"""What is wrong in a Markdown text, and what its links may lead to."""

from __future__ import annotations

from typing import NamedTuple

MAX_DEPTH = 32  # of nested lists and quotes, because each level uses Python's stack


class Offense(NamedTuple):
    """A problem in a Markdown text: its code, and the words in question as written."""

    code: str
    words: str


class Notes:
    """What a link may lead to, and the offenses in one text."""

    def __init__(self, files: frozenset[str], pages: frozenset[str]) -> None:
        self.files = files
        self.pages = pages
        self.offenses: list[Offense] = []


class TooDeepError(Exception):
    """A text has more nested lists or quotes than `MAX_DEPTH`."""
