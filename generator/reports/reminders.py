"""Duties as issues on GitHub: each says what to do by when, and holds the line that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content.validate import NOTIFIED_LINE as LINE
from generator.core.problems import shorten
from generator.reports.github_format import Issue, block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from generator.law.record import RecordRow
    from generator.reports.deadlines import Task

LABEL = "deadline"
BODY = """\
The {duty.who} must {duty.what} within {duty.limit} {duty.unit}.

{title}

- Counted from `{duty.trigger}`: {trigger}
- Time is up at: **{by}**
- Duty: `{duty.name}`, by {duty.section}

When families have been told, [edit the entry]({edit}): put this line {where}, with the moment at which they were told.

```yaml
{line}
```

Then press *Commit changes*. This issue closes by itself when the change is merged.
"""


def issues(tasks: Iterable[Task], within: timedelta, edit: str) -> Iterator[Issue]:
    """Yield an issue for each task, to be opened when no more time is left than `within`.

    `edit` is the address at which GitHub edits a file, up to the file's path from the root.
    """
    for task in tasks:
        row, name = task.row, shorten(task.row.notice.entry.title)
        title = (
            f"Overdue since {row.by}: tell families of {name}"
            if task.is_overdue
            else f"Tell families of {name} by {row.by}"
        )
        yield Issue(key(row), title, _body(row, edit), opens=task.left <= within)


def key(row: RecordRow) -> str:
    """Return what tells a duty from all others, for ever."""
    return f"{row.notice.id} {row.duty.name}"


def farewell(row: RecordRow | None) -> str:
    """Return why a duty is no longer due."""
    if row is None or not row.done or row.state not in ("met", "late"):
        return "This is no longer due: the entry was withdrawn, or its dates no longer say by when."
    told = f"`{row.cells()['done']}`, and the limit was {row.by}"
    return f"Done in time: {told}." if row.state == "met" else f"Done late: {told}."


def _body(row: RecordRow, edit: str) -> str:
    entry = row.notice.entry
    return BODY.format(
        duty=row.duty,
        title=block([f"{row.notice.id}: {shorten(entry.title)}"]),
        trigger=row.cells()["trigger"],
        by=row.by,
        edit=f"{edit}{entry.path}",
        where=_where(entry.path, row.notice.number),
        line=LINE,
    )


def _where(path: str, item: int) -> str:
    if item:
        return f"below `executed` of item {item} of `changes`, indented as that is"
    return "at the end of the file" if path.endswith(".yaml") else "above the second `---`"
