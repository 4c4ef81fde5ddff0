"""Characters that nobody sees, and text that a spreadsheet does not take for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

# They change the direction of the text around them.
DIRECTION_MARKS = "\u202a-\u202e\u2066-\u2069"
# No page may have them: control characters, and direction marks.
FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff{DIRECTION_MARKS}]"
)
# A translation may have direction marks, but only line feeds.
CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
# An editor may end a line at them, and YAML too.
LINE_ENDS = "[\x85\u2028\u2029]"
SURROGATES = "[\ud800-\udfff]"  # halves of characters, which UTF-8 cannot encode
# Spaces, and characters that are invisible or have no width; between brackets of a pattern.
INVISIBLE = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
VISIBLE = re.compile(f"[^{INVISIBLE}]")
# What else a spreadsheet skips before a formula.
MARKS = r"\x00-\x1f\x7f-\x9f\u0300-\u036f\u180f\ufff9-\ufffb\U000e0000-\U000e0fff"
# What a spreadsheet may take for a formula, also after invisible characters or in wide letters.
SIGNS = r"=+\-@'\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
FORMULA = re.compile(rf"[\t\r\n]|[{INVISIBLE}{MARKS}]*[{SIGNS}]")
# Where Excel separates by semicolons, as in Brazil, a cell goes on in the next one after each, and
# in the next row after a line break. There, a plus or a minus is a mark of a list in Markdown.
NEXT_FORMULA = (
    rf";(?=[{INVISIBLE}{MARKS}]*[{SIGNS}])"
    rf"|[\r\n](?=[{INVISIBLE}{MARKS}]*[=@'\uff1d\uff20\ufe66\ufe6b])"
)


def csv_text(rows: Iterable[Iterable[str]], line_end: str) -> str:
    """Return rows as CSV (RFC 4180); what people wrote must have gone through `escape_formula`."""
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def escape_formula(text: str) -> str:
    """Return the text of a cell, with an apostrophe before what could be taken for a formula.

    That is its beginning, or what follows a semicolon or a line break. Where an apostrophe is there
    already, it gets another one, so that removing one at each such place restores the text.
    """
    if ";" in text or "\n" in text or "\r" in text:
        text = re.sub(NEXT_FORMULA, r"\g<0>'", text)
    return f"'{text}" if FORMULA.match(text) else text
