"""What is due as issues on GitHub, each with how to do it and the lines to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.law.due import KINDS
from generator.reports.github_format import Issue, code_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import timedelta

    from generator.core.notices import Notice, YearlyNotice
    from generator.law.due import Due
    from generator.law.record import RecordRow

LABEL = "deadline"
DUTY_BODY = """\
The {who} must {what}{within}.

{title}

- Counted from `{counted_from}`: {trigger}
- Deadline: **{deadline}**{own}
- Duty: `{name}`, by {section}

{instructions}

```yaml
{lines}
```

This issue closes automatically when the change is merged.
"""
DAY_BODY = "{title}\n\n{instructions}"


def issues(
    items: Iterable[Due], within: timedelta, edit: str, form: Callable[[Due], str]
) -> Iterator[Issue]:
    """Yield an issue for each thing that is due.

    That of a duty is to be opened if at most `within` is left until its deadline. `edit` is the
    address at which GitHub edits a file, without the file's path from the root, and `form` returns
    the address of the form that does it.
    """
    for item in items:
        opens = item.row is None or item.left is None or item.left <= within
        values = item.values | {
            "edit": f"{edit}{item.notice.path}",
            "form": form(item),
            "where": _where(item.notice),
        }
        title = item.words.title.format_map(values)
        values["title"] = code_block([f"{item.notice.id}: {values['title']}"])
        values["instructions"] = item.kind.instructions.format_map(values)
        values["lines"] = item.lines
        body = DUTY_BODY if item.row else DAY_BODY
        yield Issue(item.key, title, body.format_map(values), opens)


def closing_comment(key: str, rows: Mapping[str, RecordRow]) -> str:
    """Return why what an issue is about is no longer due; `rows` are those of the record by key."""
    for kind in KINDS.values():
        if kind.day and f" {kind.verb} " in key:
            return kind.closing
    row = rows.get(key)
    if row is None or not row.done or row.state not in ("met", "late"):
        reason = "the entry was withdrawn, or the dates on record no longer give a deadline"
        return f"This is no longer due: {reason}."
    facts = f"`{row.cells()['done']}`, due by {row.by}"
    return f"Done within the limit: {facts}." if row.state == "met" else f"Done late: {facts}."


def _where(notice: Notice | YearlyNotice) -> str:
    """Return where in the entry the line belongs."""
    if notice.number:
        above, name = ("on", "updates") if notice.kind == "update" else ("executed", "changes")
        return f"below `{above}` of item {notice.number} of `{name}`, with the same indentation"
    if notice.path.endswith(".yaml"):
        return "at the end of the file"
    return "above the second `---`"
