"""What the workflow *Websites* remembers between two runs, in the text of one closed issue.

A cache of a workflow is deleted after a week without use, and an artifact needs another permission.
Everyone who can see the repository can see the issue, and nobody has to do anything about it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.github import api

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.github.api import Repository

LABEL = "notes"
TITLE = "Notes of the watch (nothing to do)"
BODY = """\
*Watch* remembers here when it last looked at other websites. Leave this issue closed. If you \
delete it, *Watch* starts over.

```json
{notes}
```
"""
NOTES = re.compile(r"^```json\n(.*?)^```", re.DOTALL | re.MULTILINE)


class Notes(NamedTuple):
    """The notes by their names, and the number of the issue, or None if there is no issue yet."""

    number: int | None
    values: Mapping[str, Any]


def read(repository: Repository) -> Notes:
    """Return the notes; those that somebody made unreadable are forgotten. Raises GitHubError."""
    query = {"labels": LABEL, "state": "all", "direction": "asc"}
    for issue in api.list_all(repository, "issues", api.ISSUE, **query):
        if "pull_request" not in issue:
            return Notes(issue["number"], _values(issue["body"] or ""))
    return Notes(None, {})


def _values(body: str) -> dict[str, Any]:
    match = NOTES.search(body.replace("\r\n", "\n"))
    try:
        values = json.loads(match[1]) if match else {}
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def write(repository: Repository, name: str, value: object) -> None:
    """Replace one of the notes; create the issue if there is none, and close it.

    Dates and times are written as ISO 8601. Raises GitHubError.
    """
    notes = read(repository)
    text = json.dumps({**notes.values, name: value}, indent=2, default=lambda day: day.isoformat())
    if json.loads(text) == notes.values:
        return
    fields: dict[str, object] = {"title": TITLE, "body": BODY.format(notes=text)}
    number = notes.number
    if number is None:
        new = {**fields, "labels": [LABEL]}
        number = api.read(repository, "POST", "issues", {"number": int}, new)["number"]
        fields = {}
    closed = {"state": "closed", "state_reason": "completed"}
    api.request(repository, "PATCH", f"issues/{number}", {**fields, **closed})
