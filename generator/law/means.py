"""The means by which families are notified, and which of them are electronic.

Every duty to notify families directly is to notify them electronically. A letter, a call or a
post on the web is only an addition.
"""

from __future__ import annotations

import re

# A means with one of these words is electronic, whatever else it says: “letter by email”.
ELECTRONIC = (
    "e-?mail|e mail|electronic(?! sign| board| marquee)|electronically|text|sms|mms|app|push"
)
# One with none of those and one of these is not: “letter sent home”.
OTHER = (
    "letter|mail|mailer|mailbox|usps|postal|post office|postcard|envelope|paper|print|hard copy"
    "|phone|telephone|call|robo[- ]?call|auto-?call|voice ?mail|voice|landline|radio|tv|television"
    "|flyer|flier|leaflet|pamphlet|brochure|hand-?out|poster|banner|backpack|sent home|take-?home"
    "|in[- ]person|face to face|meeting|assembly|assemblies|conference|visit|verbally|orally"
    "|sign|signage|marquee|bulletin board|newspaper|press|news release|web ?site|web ?page"
    "|home ?page|web(?! portal)|blog|social media|social network|facebook|instagram|twitter"
    "|tweet|tiktok|youtube|linkedin|nextdoor|x|^post|us post|courier|fedex|door ?hanger|verbal"
)
# Beside those, these words name no means; any other word is the name of one: “ParentSquare”.
NO_NAME = (
    "a|all|also|an|as|at|by|certified|class|copy|district|each|english|every|families|family|first"
    "|for|from|guardians?|home|in|languages?|of|office|on|our|out|parents?|portuguese|post|posted"
    "|principal|receipt|registered|return|schools?|sent|spanish|staff|students?|superintendent"
    "|teachers?|the|their|them|through|to|us|via|was|were|with"
)
_NEGATED = re.compile(
    r"\b(?:no|non|not(?! only| just)|never|without|except|instead of|rather than)\b[^,;)]*"
)
_IN_PARENTHESES = re.compile(r"\([^()]*\)?")
_SEVERAL = re.compile(r"[,;/&+]|\b(?:and|or|then|plus|but)\b")
_ELECTRONIC = re.compile(rf"\b(?:{ELECTRONIC})(?:s|ed|ing)?\b")
_OTHER = re.compile(rf"\b(?:{OTHER})(?:s|ed|ing)?\b|^\W*$")
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = re.compile(NO_NAME)


def is_electronic(by: str) -> bool:
    """Return whether one of the means in the field `by` may be electronic, as unknown ones are."""
    text = _NEGATED.sub("", " ".join(by.casefold().split()))
    if not by or _ELECTRONIC.search(text) or not _OTHER.search(text):
        return True
    return any(map(_is_unknown, _SEVERAL.split(_IN_PARENTHESES.sub("", text))))


def _is_unknown(means: str) -> bool:
    """Return whether this names a means that may be electronic."""
    words = _WORD.findall(means)
    return not _OTHER.search(means) and any(not _NO_NAME.fullmatch(word) for word in words)
