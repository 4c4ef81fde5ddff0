"""An answer becomes what an entry has if it has one meaning, and otherwise stays as it is."""

from __future__ import annotations

import pytest

from generator.authoring.questions import normalized
from generator.content import values
from generator.content.field_types import FieldType
from generator.content.fields import CONTRACT

UPLOAD = "https://github.com/d/n/files/12/A.pdf"
UNDERSTOOD: dict[FieldType, dict[str, str]] = {
    values.MOMENT_OR_UNKNOWN: {"Unknown at this time.": "unknown", "TBD": "unknown"},
    values.DAY: {"11/20/2026": "2026-11-20"},
    values.DAY_OR_NONE: {
        "auto-renews annually": "none",
        "Until terminated": "none",
        "None": "none",
        "NONE.": "none",
        "6/30/2027": "2027-06-30",
    },
    values.PERIOD_OR_UNKNOWN: {
        "12/19/2024 - 12/24/2024": "2024-12-19 to 2024-12-24",
        "Sept. 2026": "2026-09",
        "September 2026 through 10/13/2026": "2026-09 to 2026-10-13",
        "Nov 2-5, 2026": "2026-11-02 to 2026-11-05",
        "November 2 to 5, 2026": "2026-11-02 to 2026-11-05",
    },
    values.NUMBER: {
        "approximately 400 students": "about 400",
        "~400": "about 400",
        "at least 1,400": "at least 1,400",
        "no fewer than 400": "at least 400",
        "400+": "at least 400",
        "412 students": "412",
        "about 400 kids": "about 400",
        "Unknown": "unknown",
    },
    values.WEB: {
        "www.northstar.example": "https://www.northstar.example",
        "northstar.example/privacy?a=b": "https://northstar.example/privacy?a=b",
    },
    CONTRACT.fields["basis"].type: {"Pledge": "pledge"},
    values.AGREEMENT: {f"[A (1).pdf]({UPLOAD})": UPLOAD},
}
UNCHANGED: dict[FieldType, tuple[str, ...]] = {
    values.MOMENT: ("unknown",),  # a date is required
    values.DAY: ("11/20/2026 3:00 PM",),  # the time would be lost
    values.DAY_OR_NONE: ("no end in sight",),
    values.PERIOD_OR_UNKNOWN: ("December 2024 to 3/2/2025", "sometime in 2024"),
    values.NUMBER: (
        f"{'4' * 2_000} students",
        "400-500",
        "more than 400",
        "about 400+",
        "four hundred",
        "400 families",
    ),
    values.WEB: ("northstar", "ask the office", "javascript:alert(1)"),
    values.AGREEMENT: (
        "files/northstar.pdf",
        "![scan](https://github.com/user-attachments/assets/1)",
        "[A.pdf](https://evil.example/files/12/A.pdf)",
    ),
    values.LINE: ("11/20/2026", "None", "www.northstar.example"),
}


@pytest.mark.parametrize(
    ("kind", "answer", "value"),
    [(kind, *pair) for kind, answers in UNDERSTOOD.items() for pair in answers.items()],
)
def test_an_answer_with_one_meaning_is_understood(kind: FieldType, answer: str, value: str) -> None:
    """However people write a date, a number, grades or an address, the entry has one notation."""
    assert normalized(kind, answer) == value
    assert normalized(kind, f"  {answer} ") == value
    assert normalized(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "answer"),
    [(kind, answer) for kind, answers in UNCHANGED.items() for answer in answers],
)
def test_an_answer_that_may_mean_several_things_stays(kind: FieldType, answer: str) -> None:
    """It reaches the check as it was written, which says what to write instead."""
    assert normalized(kind, answer) == answer
