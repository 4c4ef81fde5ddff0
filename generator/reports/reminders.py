"""Duties as issues on GitHub: each says what to do by when, and holds the line that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content.validate import NOTIFIED_LINE
from generator.core.problems import shorten
from generator.reports.github_format import Issue, block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from generator.core.model import Notice
    from generator.law.record import RecordRow
    from generator.reports.deadlines import Task

LABEL = "deadline"
BODY = """\
The {duty.who} must {duty.what} within {duty.clock}.

{title}

- Counted from `{duty.trigger}`: {trigger}
- Deadline: **{by}**
- Duty: `{duty.name}`, by {duty.section}

{how}

```yaml
{line}
```

Then press *Commit changes*. This issue closes by itself when the change is merged.
"""
HOW = {
    "notified": "When families have been notified, [edit the entry]({edit}): put this line {where}, with the moment at "
    "which they were notified.",
    "posted": "Put the contract into `content/files/`, then [edit the entry]({edit}): put this line {where}, with the "
    "name of the file. If the notice and the contract were posted elsewhere before, add `posted:` with the day, too.",
}
LINES = {"notified": NOTIFIED_LINE, "posted": "agreement: files/NAME OF THE FILE.pdf"}
FIELD_LINES = {"received": "received: YYYY-MM-DD HH:MM", "notified": NOTIFIED_LINE}


def issues(tasks: Iterable[Task], within: timedelta, edit: str) -> Iterator[Issue]:
    """Yield an issue for each task, to be opened when no more time is left than `within`.

    `edit` is the address at which GitHub edits a file, up to the file's path from the root.
    """
    for task in tasks:
        row, name = task.row, shorten(task.row.notice.entry.title)
        do = f"{row.duty.do} of {name}"
        if row.lacks:
            title = f"{do[0].upper()}{do[1:]}: dates of an update are missing"
        else:
            title = f"Overdue since {row.by}: {do}" if task.is_overdue else f"{do[0].upper()}{do[1:]} by {row.by}"
        yield Issue(key(row), title, _body(row, edit), opens=task.left is None or task.left <= within)


def key(row: RecordRow) -> str:
    """Return what tells a duty from all others, forever."""
    return f"{row.notice.id} {row.duty.name}"


def farewell(row: RecordRow | None) -> str:
    """Return why a duty is no longer due."""
    if row is None or not row.done or row.state not in ("met", "late"):
        return "This is no longer due: the entry was withdrawn, or its dates no longer say by when."
    told = f"`{row.cells()['done']}`, due by {row.by}"
    return f"Done within the limit: {told}." if row.state == "met" else f"Done late: {told}."


def _body(row: RecordRow, edit: str) -> str:
    entry, done = row.notice.entry, row.duty.done
    how = HOW[done].format(edit=f"{edit}{entry.path}", where=_where(row.notice))
    return BODY.format(
        duty=row.duty,
        title=block([f"{row.notice.id}: {shorten(entry.title)}"]),
        trigger=row.cells()["trigger"],
        by=row.by or "unknown, because the date it is counted from is missing",
        how=how,
        line="\n".join(FIELD_LINES[name] for name in row.lacks) or LINES[done],
    )


def _where(notice: Notice) -> str:
    if notice.number:
        above, name = ("on", "updates") if notice.kind == "update" else ("executed", "changes")
        return f"below `{above}` of item {notice.number} of `{name}`, indented as that is"
    return "at the end of the file" if notice.entry.path.endswith(".yaml") else "above the second `---`"
