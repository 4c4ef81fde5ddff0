"""Checks that a duty that was missed when published is still missed in the record as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.content.context import Context
from generator.core.notices import Notice
from generator.core.problems import Problem, Span, problem
from generator.law.record import RecordRow, yearly_rows

MISSED = ("late", "overdue")  # states of a duty
# What a duty was when it was published, what it is now, and the code for that; none if it may be.
# A notice to families that was still to be done leaves the record if an update no longer names the
# data that it added. The line `posted` can name any day, so it ends no posting that was overdue.
# What is done in the end was late all the same.
OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "late": {
        "not in the record": "W310",
        "withdrawn": "W310",
        "met": "W309",
        "met by its line": "W309",
        "done": "W310",  # nobody can tell whether in time
        "not done": "W310",
    },
    "overdue": {
        "not in the record": "W310",
        "withdrawn": "W310",
        "met by its line": "W310",
        "not done": "W310",
    },
    "to be done": {
        "not in the record": "W310",
    },
}


def missed(rows: Iterable[RecordRow]) -> tuple[RecordRow, ...]:
    """Return the rows of the duties that were missed."""
    return tuple(row for row in rows if row.state in MISSED)


def stays_missed(
    earlier: Iterable[RecordRow],
    rows: Iterable[RecordRow],
    at: Callable[..., Span],
    is_valid: bool,
) -> Iterator[Problem]:
    """A limit that was missed with the settings as published stays missed with those of now.

    `at` returns the span of a location in the entry. One that is not valid lacks rows.
    """
    for code, before, after in _no_longer_missed(earlier, rows):
        if code == "W309" and after:
            span = at(*after.notice.loc, after.duty.done, "at")
            yield _duty_problem(code, span, before, after)
        elif is_valid:
            yield _duty_problem(code, at(*before.notice.loc), before, after)


def years_stay_missed(earlier: Context, context: Context) -> Iterator[Problem]:
    """The same is true for the yearly notice."""
    if earlier.settings is None or context.settings is None or context.document is None:
        return
    years = yearly_rows(context.settings, context.now)
    changes = _no_longer_missed(yearly_rows(earlier.settings, earlier.now), years)
    for code, before, after in changes:
        span = context.document.place("yearly_due")
        if code == "W309" and after and after.done:
            span = context.messages.place_of_year(after.done.day.year) or span
        yield _duty_problem(code, span, before, after)


def _no_longer_missed(
    before: Iterable[RecordRow], after: Iterable[RecordRow]
) -> Iterator[tuple[str, RecordRow, RecordRow | None]]:
    """Yield each row that was missed and no longer is: its code, and the row before and after."""
    by_key = {(row.notice.id, row.duty.name): row for row in after}
    for row in before:
        same = by_key.get((row.notice.id, row.duty.name))
        if code := _code(row, same):
            yield code, row, same


def _code(before: RecordRow, after: RecordRow | None) -> str | None:
    """Return the code for a row that was missed and no longer is; None for any other row."""
    return OUTCOMES.get(_was(before), {}).get(_is_now(before, after))


def _was(before: RecordRow) -> str:
    """Return the row of `OUTCOMES` for what a duty was when it was published."""
    is_notice_to_families = before.duty.who == "board" and before.duty.done == "notified"
    if is_notice_to_families and before.state == "open" and not before.done:
        return "to be done"
    return before.state


def _is_now(before: RecordRow, after: RecordRow | None) -> str:
    """Return the column of `OUTCOMES` for what has become of a duty."""
    if after is None:
        return "not in the record"
    is_new = after.is_withdrawn and not before.is_withdrawn and not after.done
    if is_new or after.state == "withdrawn":
        return "withdrawn"
    if after.state in MISSED:
        return "missed"
    if after.state == "met":
        return "met by its line" if _is_posted_elsewhere(after) else "met"
    return "done" if after.done and not _is_posted_elsewhere(after) else "not done"


def _is_posted_elsewhere(row: RecordRow) -> bool:
    """Return whether a posting is done only because the entry has the line `posted`."""
    notice = row.notice
    is_elsewhere = isinstance(notice, Notice) and notice.posted is not None
    return row.duty.done == "posted" and is_elsewhere


def _state(after: RecordRow | None) -> str:
    """Return what has become of a row that was missed."""
    if after is None:
        return "not in the record"
    is_in_entry = isinstance(after.notice, Notice) and after.notice.entry.withdrawn
    if after.is_withdrawn and not is_in_entry:
        return "in a withdrawn change or update"
    return "in a withdrawn entry" if after.is_withdrawn else f"*{after.state}*"


def _duty_problem(code: str, span: Span, before: RecordRow, after: RecordRow | None) -> Problem:
    values = {"name": before.duty.name, "value": before.notice.id, "other": before.state}
    return problem(code, span, **values, state=_state(after))
