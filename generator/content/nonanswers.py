"""Phrases that are not an answer, such as “N/A”, as patterns by meaning; invisible characters."""

from __future__ import annotations

import re

MAX_LENGTH = 2_000  # the patterns take quadratic time
NOTHING = (
    r"none(?: at this time| collected| shared| involved)?|nothing|nil|no pii"
    r"|no (?:student )?(?:data|information)(?: (?:is|are|was|were))?"
    r"(?: (?:collected|shared|stored|involved))?"
)
UNKNOWN = (
    r"(?:still |currently )?unknown(?: at this time| at this point| yet| so far)?|tb[acd]"
    r"|to be (?:announced|confirmed|determined)"
    r"|not (?:yet )?(?:determined|known|provided|recorded|specified|sure)"
    r"|unsure|undetermined|unspecified|pending|under (?:investigation|review)"
)
BLANK = r"n/?a|n\.a\.?|not applicable|[-–—?.…]+"
ELSEWHERE = (
    r"(?:please )?(?:see|refer to|as (?:in|per)|per|(?:as )?(?:described|listed) in) (?:the )?"
    r"(?:attached|attachment|exhibit|schedule|appendix|addendum|agreement|contract|n?dpa|above"
    r"|below|website|privacy policy)s?"
    r"(?:[^A-Za-z0-9,;:][^,;:]*)?"
)
# Spaces, and characters that are invisible or have no width.
INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
MEANINGS = {"nothing": NOTHING, "unknown": UNKNOWN, "blank": BLANK, "elsewhere": ELSEWHERE}


def _any_case(pattern: str) -> str:
    """Return a pattern that ignores case and extra spaces, in both Python and JavaScript."""
    loosened = re.sub(r"\[[^]]*\]|\\.|[a-z]| ", _loosened, pattern)
    return rf"""[\s("'*]*(?:{loosened})[\s).!"'*]*"""


def _loosened(part: re.Match[str]) -> str:
    if part[0] == " ":
        return r"\s+"
    if re.fullmatch("[a-z]", part[0]):
        return f"[{part[0].upper()}{part[0]}]"
    return part[0].replace("[acd]", "[AaCcDd]")


PATTERN = "|".join(map(_any_case, MEANINGS.values()))
_ANY = re.compile(PATTERN)
_MEANINGS = {name: re.compile(_any_case(pattern)) for name, pattern in MEANINGS.items()}


def meaning(text: str) -> str:
    """Return what a non-answer means: `nothing`, `unknown`, `blank` or `elsewhere`; else ""."""
    if len(text) > MAX_LENGTH or not _ANY.fullmatch(text):
        return ""
    return next(name for name, pattern in _MEANINGS.items() if pattern.fullmatch(text))
