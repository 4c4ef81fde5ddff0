"""Distinguish contracts from the titles and totals between them, and values from errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a spreadsheet shows if it cannot calculate a formula.
ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|ERROR!)", re.IGNORECASE
)
TOTAL = re.compile(
    r"(?:(?:grand |sub)?-?totals?|sum|count|average|(?:total )?(?:number|no\.?|#) of .{1,40}"
    r"|totals? .{1,40})\s*:?",
    re.IGNORECASE,
)
FORMULA = re.compile(r"=\s*[\w(+\-@\"'$]")
AMOUNT = re.compile(r"[$€£]?[\d,.\s]+%?")
# A title between rows, such as "Middle School" or "Approved apps, grades K-5".
SECTION = re.compile(
    r"(?-i:[A-Z])|.*:|(?:(?:active|all|and|applications|approved|apps|archived|arts?|confidential"
    r"|consultants|continued|contracts|contractors|current|curriculum|denied|departments?|district"
    r"|districtwide|education|elementary|ended|english|expired|for|general|grades?|health|high|in"
    r"|inactive|internal|jr|junior|k|languages?|library|lower|math|mathematics|media|middle"
    r"|miscellaneous|music|new|non|notes|of|office|old|online|operators|other|pending|physical|pk"
    r"|pre|preschool|primary|products|programs|reading|renewals|schools?|science|secondary|senior"
    r"|services|social|software|special|staff|studies|subscriptions|teachers|technology|the|tools"
    r"|upper|use|vendors|websites|wide|\d+)(?:th)?\b\W*)+",
    re.IGNORECASE | re.DOTALL,
)


def is_section(text: str) -> bool:
    """Return whether the only text of a row is a title, such as “Middle School”."""
    return bool(SECTION.fullmatch(text)) and not text.isdecimal()


def is_total(texts: Sequence[str]) -> bool:
    """Return whether a row adds up others: a word such as “Total”, and nothing but numbers."""
    if not texts or not TOTAL.fullmatch(texts[0]):
        return False
    has_only_amounts = all(AMOUNT.fullmatch(text) or FORMULA.match(text) for text in texts[1:])
    return has_only_amounts and (len(texts) > 1 or "total" in texts[0].casefold())


def unreadable_reason(text: str) -> str:
    """Return why a cell has no value, or nothing."""
    if ERROR.fullmatch(text):
        return f"{text} is an error of the spreadsheet, so the cell has no value."
    if FORMULA.match(text):
        return f"It is a formula without its result: {text}. Open the list in Excel and save it."
    return ""
