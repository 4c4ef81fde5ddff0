"""Answers as people write them, in the notation of an entry, wherever they have one meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.content import human, values
from generator.content.field_types import Either

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.content.field_types import FieldType

MAX_LENGTH = 1_000  # of an answer that may be in another notation
# What GitHub puts into a form for a file that somebody drags there:
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
ATTACHMENT = re.compile(r"\[[^\]\n]*\]\((https://github\.com/[^)\s]*/files/[^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}\)|<img\b[^>\n]{0,800}>")
NUMBER = re.compile(
    r"(?:(?P<about>(?:approx(?:imately|\.)?|around|roughly|about|circa|ca\.|~) ?)"
    r"|(?P<least>(?:at least|no fewer than|not fewer than|a minimum of) ))?"
    r"(?P<number>[0-9][0-9,]*)(?P<plus> ?\+)?(?: (?:students|pupils|children|kids))?",
    re.IGNORECASE,
)


def normalized(kind: FieldType, answer: str) -> str:
    """Return an answer as an entry has it, or unchanged if it may mean several things."""
    if len(answer) > MAX_LENGTH:
        return answer
    text = " ".join(answer.split())
    if isinstance(kind, Either):
        words = {"unknown": "unknown"} if values.meaning(text) == "unknown" else {}
        word = words.get("unknown", text.casefold().rstrip("."))
        if word in kind.instead:
            return word
    if kind.single and text.lower() in kind.single.choices:
        return text.lower()
    normalize = NORMALIZERS.get(kind)
    return (normalize and normalize(text)) or answer


def _count(text: str) -> str:
    """Return `about 400` or `at least 400` for a number that is not exact."""
    match = NUMBER.fullmatch(text)
    if not match or (match["about"] and match["plus"]):
        return ""
    if match["about"]:
        return f"about {match['number']}"
    return f"{'at least ' if match['least'] or match['plus'] else ''}{match['number']}"


def _grades(text: str) -> str:
    """Return grades as numbers, PK and K, with hyphens and commas."""
    candidates = human.grades(text)
    return ", ".join(candidates[0]) if len(candidates) == 1 else ""


def _schools(text: str) -> str:
    return "all" if human.is_every_school(text) else ""


def _address(text: str) -> str:
    """Return a web address with its scheme, or the address of a file that was dragged in."""
    if attachment := ATTACHMENT.fullmatch(text):
        return attachment[1]
    return f"https://{text}" if values.HOST.fullmatch(text) else ""


def _agreement(text: str) -> str:
    return "" if text.startswith("files/") else _address(text)


def _day(text: str) -> str:
    """Return a date that has no time, which would be lost."""
    return "" if any(date.time for date in human.dates(text)) else _moment(text)


def _moment(text: str) -> str:
    dates = human.dates(text)
    return str(dates[0]) if len(dates) == 1 else ""


def _period(text: str) -> str:
    periods = human.periods(text)
    return periods[0] if len(periods) == 1 else ""


def _end(text: str) -> str:
    return "none" if human.is_without_end(text) else _day(text)


NORMALIZERS: dict[FieldType, Callable[[str], str]] = {
    values.DAY: _day,
    values.DAY_OR_NONE: _end,
    values.MOMENT: _moment,
    values.MOMENT_OR_UNKNOWN: _moment,
    values.PERIOD_OR_UNKNOWN: _period,
    values.NUMBER: _count,
    values.GRADE_RANGES: _grades,
    values.SCHOOLS: _schools,
    values.WEB: _address,
    values.SITE_ADDRESS: _address,
    values.AGREEMENT: _agreement,
}
