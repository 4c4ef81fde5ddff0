"""Checks that a duty that was missed when published is still missed in the record as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.content.context import Context
from generator.content.frontmatter import Document
from generator.core.notices import Notice
from generator.core.problems import Problem, Span, problem
from generator.law.record import RecordRow, yearly_rows
from generator.rules import limits

MISSED = ("late", "overdue")  # states of a duty


def missed(rows: Iterable[RecordRow]) -> tuple[RecordRow, ...]:
    """Return the rows of the duties that were missed."""
    return tuple(row for row in rows if row.state in MISSED)


def stays_missed(
    earlier: Iterable[RecordRow], rows: Iterable[RecordRow], document: Document, is_valid: bool
) -> Iterator[Problem]:
    """A limit that was missed when published stays missed, after any change.

    A change of an entry or of the settings does not turn *late* into *met*, and takes nothing that
    is late or overdue out of the record. Families may be notified. But neither `posted`, which can
    name any earlier day, nor a withdrawal silently ends a posting that is overdue. An entry that
    is not valid lacks rows.
    """
    for code, before, after in _no_longer_missed(earlier, rows):
        if code == "W309" and after:
            span = document.place(*after.notice.loc, after.duty.done, "at")
            yield _duty_problem(code, span, before, after)
        elif is_valid:
            yield _duty_problem(code, document.place(*before.notice.loc), before, after)


def years_stay_missed(earlier: Context, context: Context) -> Iterator[Problem]:
    """The same is true for the yearly notice."""
    if earlier.settings is None or context.settings is None or context.document is None:
        return
    years = yearly_rows(context.settings, context.now)
    changes = _no_longer_missed(yearly_rows(earlier.settings, earlier.now), years)
    for code, before, after in changes:
        span = context.document.place("yearly_due")
        if code == "W309" and after and after.done:
            year = after.done.day.year
            span = limits.place_of_year(context.settings, context.document, year)
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
    """Return the code for a row that was missed and no longer is; None for any other row.

    A duty of the district that is still to be done does not leave the record either, as it does if
    an update no longer names the data that it added.
    """
    if before.state not in MISSED:
        is_of_district = before.duty.who == "board" and before.duty.done == "notified"
        is_running = is_of_district and before.state == "open" and not before.done
        return "W310" if is_running and after is None else None
    if after is None:
        return "W310"
    leaves = after.is_withdrawn and not (after.done or before.is_withdrawn)
    if after.state in MISSED and not leaves:
        return None
    if before.state == "late":
        return "W309" if after.state == "met" else "W310"
    return None if after.done and not _is_posted_elsewhere(after) else "W310"


def _is_posted_elsewhere(row: RecordRow) -> bool:
    """Return whether a posting is done only because the entry has the line `posted`."""
    notice = row.notice
    is_elsewhere = isinstance(notice, Notice) and notice.posted is not None
    return row.duty.done == "posted" and is_elsewhere


def _state(after: RecordRow | None) -> str:
    """Return what has become of a row that was missed."""
    if after is None:
        return "not in the record"
    return "in a withdrawn entry" if after.is_withdrawn else f"*{after.state}*"


def _duty_problem(code: str, span: Span, before: RecordRow, after: RecordRow | None) -> Problem:
    values = {"name": before.duty.name, "value": before.notice.id, "other": before.state}
    return problem(code, span, **values, state=_state(after))
