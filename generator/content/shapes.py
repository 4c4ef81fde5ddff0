"""The JSON Schema of single values: what each type of `values` accepts, said once more for an editor.

An editor reads YAML its own way: `412` is a number there and `true` a truth, where our reader sees text. So a text may
be any of these. Patterns are in the words that Python's and JavaScript's regular expressions share.
"""

from __future__ import annotations

from typing import Any

from generator.content.nonanswers import INVISIBLE, PATTERN
from generator.core.model import GRADES

Shape = dict[str, Any]

YEAR = "(?!0000)[0-9]{4}"
MONTH = rf"{YEAR}-(?:0[1-9]|1[0-2])"
DAYS = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
LEAP = "(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
DAY = rf"(?:{YEAR}-(?:{DAYS})|{LEAP})"
OFFSET = "(?: ?(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]))?"
MOMENT = rf"{DAY}(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?{OFFSET})?"
END = rf"(?:{MOMENT}|{MONTH})"
ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
ADDRESS = r"""[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\\<>"']+(?:[/?#][^\s\\<>"'`]*)?"""
FILE = r"files(?:/(?!\.{1,2}(?:/|\s*$))[^/\\]+)*/(?!\.{1,2}\s*$)[^/\\]*[^/\\\s]"


def whole(pattern: str, advice: str = "") -> Shape:
    """Return the shape of a text that a pattern matches from end to end, but for spaces around it.

    `advice` is what yaml-language-server shows where it does not match.
    """
    shape = {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$"}
    return {**shape, "patternErrorMessage": advice} if advice else shape


def line(longest: int) -> Shape:
    """Return the shape of a text that is not empty, nor too long when its spaces are folded."""
    return {**TEXT, "pattern": rf"^(?=[\s\S]*[^{INVISIBLE}])\s*(?:\S|\s+(?=\S)){{1,{longest}}}\s*$"}


def element(longest: int) -> Shape:
    """Return the shape of an element of data: a line that is an answer."""
    shape = line(longest)
    return {**shape, "pattern": rf"^(?!(?:{PATTERN})$){shape['pattern'].removeprefix('^')}"}


def any_of(*shapes: Shape) -> Shape:
    """Return the shape of what has one of some shapes."""
    return {"anyOf": list(shapes)}


def said(word: str) -> Shape:
    """Return the shape of exactly one word."""
    return {"const": word}


def choice(*words: str) -> Shape:
    """Return the shape of one of some words; an editor offers them."""
    return any_of({"enum": list(words)}, whole("|".join(words)))


def _grade_ranges() -> str:
    """Return a pattern for one grade, or two of which the second is no lower; each may be written as 03 or pk."""
    names = [rf"0?{''.join(f'[{c}{c.lower()}]' if c.isalpha() else c for c in grade)}" for grade in GRADES]
    ends = (rf"{name}(?:\s*(?:-|–|to)\s*(?:{'|'.join(names[i:])}))?" for i, name in enumerate(names))
    return "|".join(ends)


TEXT: Shape = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
NUMBER = any_of(
    said("unknown"),
    {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    whole("[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}"),
)
TRUTH = any_of({"type": "boolean"}, whole("true|false"))
GRADE_RANGE = any_of({"type": "integer", "minimum": 1, "maximum": 12}, whole(_grade_ranges()))
DATE = whole(DAY, "Write a day as YYYY-MM-DD, for example 2025-08-18.")
DATE_OR_TIME = whole(MOMENT, "Write it as YYYY-MM-DD, and a time as HH:MM, for example 2025-08-18 15:40.")
PERIOD = any_of(
    said("unknown"), whole(rf"{END}(?:\s+(?:to|–|-)\s+{END})?", "Write for example 2024-12-19 to 2024-12-24.")
)
WEB = whole(ADDRESS, "Write an address that begins with https://.")
DOCUMENT = any_of(
    whole(ADDRESS), whole(FILE, "Write files/ and the file's name, or an address that begins with https://.")
)
ZONE = whole("[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
LANGUAGE = whole("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LIMIT = whole("[1-9][0-9]{0,2} (?:hours?|days?|business days?)")
# On a legacy entry a date may be a month.
LOOSER = {whole(DAY)["pattern"]: whole(rf"{DAY}|{MONTH}")["pattern"], whole(MOMENT)["pattern"]: whole(END)["pattern"]}
