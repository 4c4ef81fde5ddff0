"""What the privacy officer asks: the record, and what is due; written for a person, GitHub or a program."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple, get_args

from generator.core.problems import listed
from generator.law.record import COLUMNS, GIT_COLUMNS, MORE_COLUMNS, RecordRow, State
from generator.reports import github_format
from generator.reports.problem_report import count
from generator.site.data import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

STATES: tuple[State, ...] = get_args(State)


class Task(NamedTuple):
    """A duty that is still to be done, and the time that is left for it: less than none when it is overdue.

    None where nobody can say by when, because the entry lacks a date.
    """

    row: RecordRow
    left: timedelta | None

    @property
    def is_overdue(self) -> bool:
        """Say whether time is up."""
        return self.row.state == "overdue"

    @property
    def sentence(self) -> str:
        """What is due by when, and how long that is from now."""
        if self.row.lacks:
            return f"{self.row.duty.name} is unknown, because a date is missing"
        assert self.left is not None
        was, then = ("was", "ago") if self.is_overdue else ("is", "left")
        return f"{self.row.duty.name} {was} due by {self.row.by}, {spelt(abs(self.left))} {then}"

    @property
    def advice(self) -> str:
        """What the board has to do, and where to write that it is done."""
        duty, path = self.row.duty, self.row.notice.entry.path
        if self.row.lacks:
            update, fields = f"update {self.row.notice.number} in {path}", listed(self.row.lacks, "and")
            return f"If this was not done, {duty.what}. Then add {fields} to {update}."
        if duty.done == "posted":
            return f"Still to do: {duty.what}. Name the contract in `agreement` of {path}, and publish it."
        return f"Still to do: {duty.what}. Then add `{duty.done}` to {path}."


def since(day: date, rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the rows whose clock began on a day or later, or may have."""
    return [row for row in rows if row.trigger is None or row.trigger.last_day >= day]


def columns(posted: bool) -> tuple[str, ...]:
    """Return the names of the record's columns; `posted` adds what git knows."""
    return (*COLUMNS, *MORE_COLUMNS, *(GIT_COLUMNS if posted else ()))


def record_csv(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as comma-separated values below a line of names; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(posted))
    writer.writerows([harmless(row.cells()[name]) for name in columns(posted)] for row in rows)
    return text.getvalue()


def record_json(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as a JSON list of objects; what is not known is null."""
    return _json([{name: row.cells()[name] or None for name in columns(posted)} for row in rows])


def totals(rows: Iterable[RecordRow]) -> dict[State, int]:
    """Return how many rows have each state that some row has."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES if counts[state]}


def tally(rows: Iterable[RecordRow]) -> str:
    """Return one sentence: how many duties are met, late, and so on."""
    counts = totals(rows)
    each = ", ".join(f"{number:,} {state}" for state, number in counts.items())
    return f"{count(sum(counts.values()), 'duty')}: {each}." if each else "No duties yet."


def how_to_ask_git(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the sentence for who did not ask git when something was posted, and needs to; or nothing."""
    is_open = any(row.duty.done == "posted" and row.state == "unknown" for row in rows)
    return " To ask git when each notice was posted, add --posted." if is_open and not posted else ""


def pressing(now: datetime, rows: Iterable[RecordRow], within: timedelta | None) -> list[Task]:
    """Return what is overdue, what nobody can say by when, and what runs out within a time, the soonest first."""
    tasks = [_task(now, row) for row in rows if row.state in ("open", "overdue") or row.lacks]
    return sorted((task for task in tasks if within is None or _left(task) <= within), key=_left)


def due_terminal(tasks: Iterable[Task]) -> str:
    """Return what is due for a person to read, two lines each."""
    return "".join(f"{task.row.notice.id}: {task.sentence}.\n    {task.advice}\n" for task in tasks)


def due_github(tasks: Iterable[Task]) -> str:
    """Return what is due as GitHub's workflow commands: overdue is an error, open a warning."""
    lines = []
    for task in tasks:
        level, state = (
            ("error", "overdue") if task.is_overdue else ("warning", "unknown" if task.row.lacks else "due soon")
        )
        path, title = task.row.notice.entry.path, f"{task.row.duty.name} is {state}"
        said = f"{task.row.notice.id}: {task.sentence}. {task.advice}"
        lines.append(f"{github_format.command(level, {'file': path, 'title': title}, said)}\n")
    return "".join(lines)


def due_json(tasks: Iterable[Task]) -> str:
    """Return what is due as JSON: the columns of the record, the entry's path, the exact moment, the minutes left."""
    return _json(
        [
            {
                **{name: task.row.cells()[name] or None for name in COLUMNS},
                "path": task.row.notice.entry.path,
                "moment": task.row.ends and task.row.ends.isoformat(timespec="minutes"),
                "minutes_left": None if task.left is None else task.left // timedelta(minutes=1),
            }
            for task in tasks
        ]
    )


def summary(tasks: Iterable[Task]) -> str:
    """Return one sentence: how many duties are overdue, and how many are open."""
    counts = Counter(task.row.state for task in tasks)
    each = [f"{counts[state]:,} {state}" for state in ("overdue", "open", "unknown") if counts[state]]
    return f"{count(counts.total(), 'duty')} to do: {', '.join(each)}." if each else "Nothing is due."


def spelt(time: timedelta) -> str:
    """Return a stretch of time in words, its two largest units: « 2 days 3 hours »."""
    minutes = time // timedelta(minutes=1)
    parts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    first = next((i for i, (_, number) in enumerate(parts) if number), 2)
    shown = [part for part in parts[first : first + 2] if part[1] or part is parts[first]]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for unit, number in shown)


def _task(now: datetime, row: RecordRow) -> Task:
    known = row.ends if row.state != "unknown" else None
    return Task(row, known.astimezone(UTC) - now.astimezone(UTC) if known else None)


def _left(task: Task) -> timedelta:
    """Return how much time is left, to sort by; what nobody can say by when comes last of what is overdue."""
    return timedelta() if task.left is None else task.left


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
