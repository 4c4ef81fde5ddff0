"""What is due as issues on GitHub: duties, each with the line that ends it, and contract ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.content.validate import NOTIFIED_LINE
from generator.core.notices import YearlyNotice
from generator.core.problems import shorten
from generator.reports.github_format import Issue, code_block
from generator.site.letters import YEARLY_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from generator.core.notices import Notice
    from generator.law.record import RecordRow
    from generator.reports.deadlines import Ending, Task

LABEL = "deadline"
BODY = """\
The {duty.who} must {duty.what}{within}.

{title}

- Counted from `{duty.trigger}`: {trigger}
- Deadline: **{by}**
- Duty: `{duty.name}`, by {duty.section}

{instructions}

```yaml
{lines}
```

This issue closes automatically when the change is merged.
"""
INSTRUCTIONS = {
    "notified": "When families have been notified, [fill in this form]({form}) with the date and "
    "time when they were notified. Or [edit the entry]({edit}): add this line {where}.",
    "received": "When the contractor's notice has arrived, [fill in this form]({form}) with the "
    "date and time when it arrived. Or [edit the entry]({edit}): instead of `received: unknown`, "
    "write this line.",
    "yearly": "When families have been notified, [edit the settings]({edit}): add the day to the "
    "list `yearly`. If they were notified earlier this year, add the day on which they were.",
    "posted": "Put the contract into `content/files/`, then [fill in this form]({form}) with the "
    "name of the file, such as `files/northstar-2025.pdf`. If the notice and the contract were "
    "posted elsewhere before, also give the date, as `Posted`. Or [edit the entry]({edit}): add "
    "this line {where}.",
    "lacking": "When families have been notified, [fill in this form]({form}) with the dates and "
    "times. Or [edit the entry]({edit}): add these lines {where}.",
}
LINES = {
    "notified": NOTIFIED_LINE,
    "posted": "agreement: files/NAME OF THE FILE.pdf",
    "yearly": YEARLY_LINE,
}
MISSING_LINES = {
    "received": "received: YYYY-MM-DD HH:MM",
    "notified": NOTIFIED_LINE,
    "yearly": YEARLY_LINE,
}


FIELDS = {  # to fill in with the form that completes a notice
    "received": ("Received",),
    "posted": ("Agreement",),
    "lacking": ("Received", "Notified at", "Notified by"),
}


class Links(NamedTuple):
    """Where a reminder leads.

    `edit` is the address at which GitHub edits a file, without the file's path from the root.
    `notified_form` returns the address of the form that records when families were notified, for
    the id of a notice, and `complete_form` that of the form that completes some of its fields.
    """

    edit: str
    notified_form: Callable[[str], str]
    complete_form: Callable[..., str]


def form(row: RecordRow, links: Links) -> str:
    """Return the address of the form that ends a duty; "" if the settings end it."""
    task = _kind(row)
    if task == "yearly":
        return ""
    names = FIELDS.get(task)
    return (
        links.complete_form(row.notice.id, *names) if names else links.notified_form(row.notice.id)
    )


def issues(tasks: Iterable[Task], within: timedelta, links: Links) -> Iterator[Issue]:
    """Yield an issue for each task, to be opened if at most `within` is left until its deadline."""
    for task in tasks:
        opens = task.left is None or task.left <= within
        yield Issue(key(task.row), _title(task), _body(task.row, links), opens)


def key(row: RecordRow) -> str:
    """Return what identifies a duty among all others, forever."""
    return f"{row.notice.id} {row.duty.name}"


def closing_comment(row: RecordRow | None) -> str:
    """Return why a duty is no longer due; None if the record no longer has it."""
    if row is None or not row.done or row.state not in ("met", "late"):
        reason = "the entry was withdrawn, or the dates on record no longer give a deadline"
        return f"This is no longer due: {reason}."
    facts = f"`{row.cells()['done']}`, due by {row.by}"
    return f"Done within the limit: {facts}." if row.state == "met" else f"Done late: {facts}."


def _title(task: Task) -> str:
    row, notice = task.row, task.row.notice
    duty = f"{row.duty.do} of {shorten(notice.title)}"
    capitalized = f"{duty[0].upper()}{duty[1:]}"
    if row.lacks and notice.kind == "breach":
        return f"{capitalized}: the contractor's notice has not arrived"
    if row.lacks and isinstance(notice, YearlyNotice):
        return f"{capitalized}: the day in {notice.year} is missing"
    if row.lacks:
        return f"{capitalized}: dates of an update are missing"
    if task.is_overdue:
        return f"Overdue since {row.by}: {duty}"
    return f"{capitalized} by {row.by}"


def _body(row: RecordRow, links: Links) -> str:
    notice, task = row.notice, _kind(row)
    return BODY.format(
        duty=row.duty,
        within=f" within {row.duty.clock}" if row.duty.clock else "",
        title=code_block([f"{notice.id}: {shorten(notice.title)}"]),
        trigger=row.cells()["trigger"] or "unknown",
        by=row.by or "unknown, because the date it is counted from is missing",
        instructions=INSTRUCTIONS[task].format(
            edit=f"{links.edit}{notice.path}", form=form(row, links), where=_where(notice)
        ),
        lines="\n".join(MISSING_LINES[name] for name in row.lacks) or LINES[task],
    )


def _kind(row: RecordRow) -> str:
    """Return which instructions a row needs."""
    if isinstance(row.notice, YearlyNotice):
        return "yearly"
    if row.lacks and row.notice.kind == "breach":
        return "received"
    return "lacking" if "received" in row.lacks else row.duty.done


def _where(notice: Notice | YearlyNotice) -> str:
    """Return where in the entry the line belongs."""
    if notice.number:
        above, name = ("on", "updates") if notice.kind == "update" else ("executed", "changes")
        return f"below `{above}` of item {notice.number} of `{name}`, with the same indentation"
    if notice.path.endswith(".yaml"):
        return "at the end of the file"
    return "above the second `---`"


# The ends of contracts

ENDS = " ends "  # in the key of an issue
CONTRACT_HAS_NO_END_SOON = "The contract has a new end date, has ended, or was withdrawn."
ENDING_BODY = """\
{title}

This contract ends on **{ends}**. After that day, its page says that it has ended.

- If it is renewed or amended, [fill in the form]({form}) with the new end date.
- If it ends, you don't need to write anything. Make sure that the contractor deletes the \
student data, as the contract says.

This issue closes automatically once the contract has a new end date, or has ended.
"""


def is_ending(key: str) -> bool:
    """Return whether the key of an issue is that of the end of a contract."""
    return ENDS in key


def ending_issues(endings: Iterable[Ending], form: Callable[[str], str]) -> Iterator[Issue]:
    """Yield an issue for each contract, with the address of the form that renews it."""
    for ending in endings:
        product, last_day = shorten(ending.contract.title), ending.last_day.written
        body = ENDING_BODY.format(
            title=code_block([f"{ending.notice}: {product}"]),
            ends=last_day,
            form=form(ending.notice),
        )
        title = f"The contract for {product} ends on {last_day}"
        yield Issue(f"{ending.notice}{ENDS}{last_day}", title, body)
