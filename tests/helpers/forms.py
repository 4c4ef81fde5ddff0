"""Issue forms as people fill them in, and as GitHub passes them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.authoring.questions import BODY, FormKind, of_form
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
LOST = {
    "contract": "Northstar Reader",
    "received": "2026-10-20 09:00",
    "discovered": "unknown",
    "involves.student-information": "unknown",
    "students": "1,412",
    "summary": "Somebody could read a list.",
    "schools": "Dodd Middle School",
}
CHECKED = {"terms.form": "own", "terms.checked": "2026-11-20"}
FORMS = {"garden": GARDEN | CHECKED, "lost": LOST}


def form_text(kind: FormKind, answers: Mapping[str, str]) -> str:
    """Return the text that GitHub makes of a form."""
    return "\n\n".join(
        f"### {question.label}\n\n{answers.get(question.name) or '_No response_'}"
        for question in of_form(kind)
    )


def send_form(github: GitHub, text: str, who: str = "clerk", number: int = 0) -> Any:
    """Open an issue, or edit one, and run its workflow; to GitHub, its author is no member."""
    if not number:
        number = len(github.issues) + 1
        github.issues.append({"number": number, "comments": [], "state": "open", "labels": []})
        github.mail(github.issues[-1], "Opened")
    issue = {"number": number, "body": text, "author_association": "NONE", "labels": []}
    sender = {"login": who, "type": "Bot" if who.endswith("[bot]") else "User"}
    payload = {"action": "opened", "issue": issue, "sender": sender}
    return github.run("from-form", "issues", payload=payload)
