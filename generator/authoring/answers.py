"""Answers as people write them, in the notation of an entry, wherever they have one meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.content import values
from generator.content.field_types import Either
from generator.content.written_dates import rewritten, rewritten_period

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
# The end of a contract that runs until someone ends it; in lowercase.
WITHOUT_END = re.compile(
    r"none|no (?:end|expiration|expiry)(?: date)?|perpetual|ongoing|evergreen"
    r"|until (?:terminated|ended|cancell?ed)"
    r"|(?:auto(?:matic(?:ally)?)?[ -]?renew(?:s|al|ing|ed)?|renew(?:s|al) automatic(?:ally)?)"
    r"(?: (?:annually|yearly|(?:each|every) year))?"
)
ALL_SCHOOLS = re.compile(
    r"(?:all|all of|every)(?: (?:the|our))? (?:schools?|grades?|grade levels?)"
    r"(?: (?:in|of) the district)?|(?:the )?(?:entire|whole) district|district[ -]?wide"
)
GRADE = r"(?:pk|k|\d{1,2})"
GRADES = re.compile(rf"{GRADE}(?:-{GRADE})?(?:, ?{GRADE}(?:-{GRADE})?)*", re.IGNORECASE)
GRADE_WORDS = {
    r"\b(?:grades?|gr\.)\s*": "",
    r"(?<=\d)(?:st|nd|rd|th)\b": "",
    r"\bpre-?\s?(?:k\b|kindergarten)|\bpreschool\b": "PK",
    r"\bkindergarten\b": "K",
    r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*": "-",
    r"\s*(?:;|,|&|\band\b)\s*": ", ",
}


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
    for pattern, replacement in GRADE_WORDS.items():
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    return text.strip().upper() if GRADES.fullmatch(text.strip()) else ""


def _schools(text: str) -> str:
    return "all" if ALL_SCHOOLS.fullmatch(text.lower().rstrip(".")) else ""


def _address(text: str) -> str:
    """Return a web address with its scheme, or the address of a file that was dragged in."""
    if attachment := ATTACHMENT.fullmatch(text):
        return attachment[1]
    return f"https://{text}" if values.HOST.fullmatch(text) else ""


def _agreement(text: str) -> str:
    return "" if text.startswith("files/") else _address(text)


def _day(text: str) -> str:
    return rewritten(text, timed=False)


def _end(text: str) -> str:
    return "none" if WITHOUT_END.fullmatch(text.lower().rstrip(".")) else _day(text)


NORMALIZERS: dict[FieldType, Callable[[str], str]] = {
    values.DAY: _day,
    values.DAY_OR_NONE: _end,
    values.MOMENT: rewritten,
    values.MOMENT_OR_UNKNOWN: rewritten,
    values.PERIOD_OR_UNKNOWN: rewritten_period,
    values.NUMBER: _count,
    values.GRADE_RANGES: _grades,
    values.SCHOOLS: _schools,
    values.WEB: _address,
    values.SITE_ADDRESS: _address,
    values.AGREEMENT: _agreement,
}
