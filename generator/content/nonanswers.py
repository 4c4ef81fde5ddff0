"""What people write where they have no answer, such as “N/A”: as patterns, and what each means; what shows nothing."""

from __future__ import annotations

import re

NOTHING = (
    r"none(?: at this time| collected| shared| involved)?|nothing|nil|no pii"
    r"|no (?:student )?(?:data|information)(?: (?:is|are|was|were))?(?: (?:collected|shared|stored|involved))?"
)
UNKNOWN = (
    r"(?:still |currently )?unknown(?: at this time| at this point| yet| so far)?|tb[acd]"
    r"|to be (?:announced|confirmed|determined)|not (?:yet )?(?:determined|known|provided|recorded|specified|sure)"
    r"|unsure|undetermined|unspecified|pending|under (?:investigation|review)"
)
BLANK = r"n/?a|n\.a\.?|not applicable|[-–—?.…]+"
ELSEWHERE = (
    r"(?:please )?(?:see|refer to|as (?:in|per)|per|(?:as )?(?:described|listed) in) (?:the )?(?:attached|attachment"
    r"|exhibit|schedule|appendix|addendum|agreement|contract|n?dpa|above|below|website|privacy policy)s?"
    r"(?:[^A-Za-z0-9,;:][^,;:]*)?"
)
# Spaces, and the characters that take no room or show none.
INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
MEANINGS = {"nothing": NOTHING, "unknown": UNKNOWN, "blank": BLANK, "elsewhere": ELSEWHERE}


def _any_case(pattern: str) -> str:
    """Return a pattern whose letters may be capitals, and whose spaces may be several, in Python and in JavaScript."""
    loosened = re.sub(r"\[[^]]*\]|\\.|[a-z]| ", _loosened, pattern)
    return rf"""[\s("'*]*(?:{loosened})[\s).!"'*]*"""


def _loosened(found: re.Match[str]) -> str:
    if found[0] == " ":
        return r"\s+"
    if re.fullmatch("[a-z]", found[0]):
        return f"[{found[0].upper()}{found[0]}]"
    return found[0].replace("[acd]", "[AaCcDd]")


PATTERN = "|".join(map(_any_case, MEANINGS.values()))
_ANY = re.compile(PATTERN)
_MEANINGS = {name: re.compile(_any_case(pattern)) for name, pattern in MEANINGS.items()}


def meaning(text: str) -> str:
    """Return what a text without an answer means: `nothing`, `unknown`, `blank` or `elsewhere`; "" for an answer."""
    if not _ANY.fullmatch(text):
        return ""
    return next(name for name, pattern in _MEANINGS.items() if pattern.fullmatch(text))
