"""Tables as text: comma-separated values that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from generator.core.characters import BEFORE_A_FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a spreadsheet may take for a formula, also after invisible characters or in wide letters.
SIGNS = r"=+\-@'\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
FORMULA = re.compile(rf"[\t\r\n]|{BEFORE_A_FORMULA}[{SIGNS}]")


def csv_text(rows: Iterable[Iterable[str]], line_end: str) -> str:
    """Return rows of cells as comma-separated values, with quotes only where RFC 4180 needs them.

    Text that a person wrote must have gone through `escape_formula`.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def escape_formula(text: str) -> str:
    """Return the text of a cell, with an apostrophe before it if it could be taken for a formula.

    A text that begins with an apostrophe gets another one, so that removing one always restores
    the text.
    """
    return f"'{text}" if FORMULA.match(text) else text
