"""The record of duties and what is due, for a person, for GitHub and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple, get_args

from generator.core.model import YearlyNotice
from generator.core.problems import listed
from generator.law.record import COLUMNS, GIT_COLUMNS, MORE_COLUMNS, RecordRow, State
from generator.reports import github_format
from generator.reports.problem_report import count
from generator.site.data import escape_formula
from generator.site.letters import YEARLY_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

STATES: tuple[State, ...] = get_args(State)


class Task(NamedTuple):
    """A duty that is still to be done, and the time left for it, which is negative if overdue.

    `left` is None if the deadline is unknown, because the entry lacks a date.
    """

    row: RecordRow
    left: timedelta | None

    @property
    def is_overdue(self) -> bool:
        """Return whether the deadline has passed."""
        return self.row.state == "overdue"

    @property
    def sentence(self) -> str:
        """What is due by when, and how far that is from now, without a period."""
        name = self.row.duty.name
        if self.row.lacks:
            return f"{name} is unknown, because a date is missing"
        assert self.left is not None
        duration = duration_text(abs(self.left))
        if self.is_overdue:
            return f"{name} was due by {self.row.by}, {duration} ago"
        return f"{name} is due by {self.row.by}, {duration} left"

    @property
    def advice(self) -> str:
        """What the district must do, and what to write into the entry afterward."""
        duty, notice = self.row.duty, self.row.notice
        path = notice.path
        if self.row.lacks and isinstance(notice, YearlyNotice):
            return (
                f"If this was done in {notice.year}, write the day in {path}, such as "
                f"`{YEARLY_LINE}`. If not, {duty.what}. Then write that day."
            )
        if self.row.lacks and notice.kind == "breach":
            return (
                f"Add `received` to {path} as soon as the contractor's notice arrives: the "
                f"deadline to {duty.do} is counted from it."
            )
        if self.row.lacks:
            update = f"update {notice.number} in {path}"
            fields = listed(self.row.lacks, "and")
            return f"If this was not done, {duty.what}. Then add {fields} to {update}."
        if isinstance(notice, YearlyNotice):
            return f"Still to do: {duty.what}. Then add the day to `yearly` in {path}."
        if duty.done == "posted":
            return (
                f"Still to do: {duty.what}. Name the contract in `agreement` of {path}, and "
                "publish it."
            )
        return f"Still to do: {duty.what}. Then add `{duty.done}` to {path}."


def triggered_since(day: date, rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the rows whose clock started on a day or later, or may have."""
    return [row for row in rows if row.trigger is None or row.trigger.last_day >= day]


def columns(posted: bool) -> tuple[str, ...]:
    """Return the names of the record's columns; with `posted`, also those that git fills."""
    return (*COLUMNS, *MORE_COLUMNS, *(GIT_COLUMNS if posted else ()))


def record_csv(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as CSV with a line of names; no cell is a formula."""
    names = columns(posted)
    return csv_table(names, ([row.cells()[name] for name in names] for row in rows))


def csv_table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as CSV with a line of names; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(map(escape_formula, row) for row in rows)
    return text.getvalue()


def record_json(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as a JSON list of objects; an unknown value is null."""
    return _json([{name: row.cells()[name] or None for name in columns(posted)} for row in rows])


def totals(rows: Iterable[RecordRow]) -> dict[State, int]:
    """Return the number of rows in each state that occurs."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES if counts[state]}


def record_sentence(rows: Iterable[RecordRow]) -> str:
    """Return one sentence: how many duties are met, late, and so on."""
    counts = totals(rows)
    if not counts:
        return "No duties yet."
    states = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    return f"{count(sum(counts.values()), 'duty')}: {states}."


def posted_hint(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return a sentence that recommends --posted if git could tell the state of a row, or ""."""
    if posted or not any(row.duty.done == "posted" and row.state == "unknown" for row in rows):
        return ""
    return " To ask git when each notice was posted, add --posted."


def open_tasks(now: datetime, rows: Iterable[RecordRow], within: timedelta | None) -> list[Task]:
    """Return what is overdue, of unknown deadline, or due within a time, the soonest first."""
    tasks = [_task(now, row) for row in rows if row.state in ("open", "overdue") or row.lacks]
    due = [task for task in tasks if within is None or _sort_key(task) <= within]
    return sorted(due, key=_sort_key)


def due_terminal(tasks: Iterable[Task], form: Callable[[RecordRow], str]) -> str:
    """Return what is due for a person to read, two or three lines for each task.

    `form` returns the address of the form that ends a duty, or "".
    """
    return "".join(
        f"{task.row.notice.id}: {task.sentence}.\n    {task.advice}\n{form_line(form(task.row))}"
        for task in tasks
    )


def form_line(address: str) -> str:
    """Return the line with the address of a form, or "" without one."""
    return f"    Form: {address}\n" if address else ""


def due_github(tasks: Iterable[Task]) -> str:
    """Return what is due as workflow commands: an error if it is overdue, or else a warning."""
    return "".join(f"{_annotation(task)}\n" for task in tasks)


def _annotation(task: Task) -> str:
    level, state = "warning", "due soon"
    if task.is_overdue:
        level, state = "error", "overdue"
    elif task.row.lacks:
        state = "unknown"
    properties = {
        "file": task.row.notice.path,
        "title": f"{task.row.duty.name} is {state}",
    }
    message = f"{task.row.notice.id}: {task.sentence}. {task.advice}"
    return github_format.command(level, properties, message)


def due_json(tasks: Iterable[Task], more: Iterable[dict[str, object]] = ()) -> str:
    """Return what is due as a JSON list of objects, and `more` objects after them.

    Each has the columns of the record, the entry's path, the exact deadline, and the minutes left.
    """
    return _json([*map(_object, tasks), *more])


def _object(task: Task) -> dict[str, object]:
    row, left = task.row, task.left
    return {
        **{name: row.cells()[name] or None for name in COLUMNS},
        "path": row.notice.path,
        "moment": row.ends and row.ends.isoformat(timespec="minutes"),
        "minutes_left": None if left is None else left // timedelta(minutes=1),
    }


def due_sentence(tasks: Iterable[Task]) -> str:
    """Return one sentence: how many duties are overdue, open or unknown."""
    counts = Counter(task.row.state for task in tasks)
    if not counts:
        return "Nothing is due."
    states = [
        f"{counts[state]:,} {state}" for state in ("overdue", "open", "unknown") if counts[state]
    ]
    return f"{count(counts.total(), 'duty')} to do: {', '.join(states)}."


def duration_text(duration: timedelta) -> str:
    """Return a duration in its two largest units: “2 days 3 hours”."""
    minutes = duration // timedelta(minutes=1)
    units = [("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60)]
    while len(units) > 1 and not units[0][1]:
        units.pop(0)
    largest, *smaller = units
    return " ".join(
        [count(largest[1], largest[0])] + [count(n, unit) for unit, n in smaller[:1] if n]
    )


def _task(now: datetime, row: RecordRow) -> Task:
    if row.ends is None or row.state == "unknown":
        return Task(row, None)
    return Task(row, row.ends.astimezone(UTC) - now.astimezone(UTC))


def _sort_key(task: Task) -> timedelta:
    """Return the time left; an unknown deadline is sorted after what is overdue."""
    return timedelta() if task.left is None else task.left


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
