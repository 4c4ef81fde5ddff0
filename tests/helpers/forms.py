"""Issue forms as people fill them in, and as GitHub hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.authoring.questions import BODY, FormKind, questions
from helpers.runner import GitHub

GARDEN = {
    "product": "Word Garden",
    "contractor": "Example Garden, Inc.",
    "kind": "operator",
    "description": "Words and games.",
    "purpose": "Spelling practice.",
    "collects.student-information": "name, grade level",
    "executed": "2026-11-20",
    "expires": "none",
    "agreement": "https://garden.example/agreement.pdf",
    "notified.at": "2026-11-21 10:00",
    "notified.by": "email",
    BODY: "Teachers create the accounts.",
}


def form_text(kind: FormKind, answers: Mapping[str, str]) -> str:
    """Return the text that GitHub makes of a form."""
    parts = (
        f"### {one.label}\n\n{answers.get(one.name) or '_No response_'}" for one in questions(kind)
    )
    return "\n\n".join(parts)


def send_form(github: GitHub, text: str, who: str = "clerk", number: int = 0) -> Any:
    """Open an issue, or edit one, and run what answers it; GitHub does not see that its author is a member."""
    if not number:
        github.issues.append(
            {"number": len(github.issues) + 1, "comments": [], "state": "open", "labels": []}
        )
    issue = {
        "number": number or len(github.issues),
        "body": text,
        "author_association": "NONE",
        "labels": [],
    }
    return github.run(
        "from-form",
        "issues",
        payload={"action": "opened", "issue": issue, "sender": {"login": who}},
    )
