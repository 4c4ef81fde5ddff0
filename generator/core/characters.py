"""Characters that nobody sees, and what they do where."""

from __future__ import annotations

import re

# They change the direction of the text around them.
DIRECTION_MARKS = "\u202a-\u202e\u2066-\u2069"
# No page may have them: control characters, and direction marks.
FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff{DIRECTION_MARKS}]"
)
# A translation may have direction marks, but only line feeds.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
# An editor may end a line at them, and YAML too.
LINE_ENDS = re.compile("[\x85\u2028\u2029]")
SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters, which UTF-8 cannot encode
# Spaces, and characters that are invisible or have no width; between brackets of a pattern.
INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
VISIBLE = re.compile(f"[^{INVISIBLE}]")
# Those, and marks, that a spreadsheet skips before a formula.
BEFORE_A_FORMULA = (
    r"[\s\x00-\x1f\x7f-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U000e0000-\U000e0fff]*"
)
