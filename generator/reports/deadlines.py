"""The record of duties, what is due and what ends, for a person, for GitHub and for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple, get_args

from generator.core.dates import When
from generator.core.notices import YearlyNotice
from generator.core.problems import listed
from generator.law.record import COLUMNS, GIT_COLUMNS, MORE_COLUMNS, RecordRow, State
from generator.reports import github_format
from generator.reports.problem_report import count
from generator.site.data import escape_formula
from generator.site.letters import YEARLY_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from generator.core.model import Contract
    from generator.core.publication import Publication

STATES: tuple[State, ...] = get_args(State)
SOON = timedelta(days=60)  # before the end of a contract


class Task(NamedTuple):
    """A duty that is still to be done, and the time left for it, which is negative if overdue.

    `left` is None if the deadline is unknown, because the entry lacks a date.
    """

    row: RecordRow
    left: timedelta | None

    @property
    def notice(self) -> str:
        """The id of the notice."""
        return self.row.notice.id

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

    @property
    def annotation(self) -> str:
        """A workflow command: an error if it is overdue, or else a warning."""
        level, state = "warning", "due soon"
        if self.is_overdue:
            level, state = "error", "overdue"
        elif self.row.lacks:
            state = "unknown"
        title = f"{self.row.duty.name} is {state}"
        return _annotation(self, level, self.row.notice.path, title)

    @property
    def facts(self) -> dict[str, object]:
        """The columns of the record, the entry's path, the exact deadline, and the minutes left."""
        row, left = self.row, self.left
        return {
            **{name: row.cells()[name] or None for name in COLUMNS},
            "path": row.notice.path,
            "moment": row.ends and row.ends.isoformat(timespec="minutes"),
            "minutes_left": None if left is None else left // timedelta(minutes=1),
        }


class Ending(NamedTuple):
    """A contract that ends soon, its last day, and the time left until that day is over."""

    contract: Contract
    last_day: When
    left: timedelta

    @property
    def notice(self) -> str:
        """The id of the contract's notice, as in the record."""
        return f"contracts/{self.contract.id}"

    @property
    def sentence(self) -> str:
        """When the contract ends, and how far that is from now, without a period."""
        days = count(self.left.days, "day") if self.left.days else "less than a day"
        return f"the contract ends on {self.last_day.written}, {days} left"

    @property
    def advice(self) -> str:
        """What to do about it."""
        return "If it is renewed, fill in the form “Renewal or amendment” with the new end date."

    @property
    def annotation(self) -> str:
        """A workflow command."""
        return _annotation(self, "notice", self.contract.path, "The contract ends soon")

    @property
    def facts(self) -> dict[str, object]:
        """The same facts as of a duty."""
        return {
            **dict.fromkeys(COLUMNS),
            "notice": self.notice,
            "duty": "contract-end",
            "due": self.last_day.written,
            "state": "ending",
            "path": self.contract.path,
            "moment": self.last_day.end.isoformat(timespec="minutes"),
            "minutes_left": self.left // timedelta(minutes=1),
        }


def _annotation(item: Task | Ending, level: str, path: str, title: str) -> str:
    message = f"{item.notice}: {item.sentence}. {item.advice}"
    return github_format.command(level, {"file": path, "title": title}, message)


def triggered_since(day: date, rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the rows whose clock started on a day or later, or may have."""
    return [row for row in rows if row.trigger is None or row.trigger.last_day >= day]


def columns(posted: bool) -> tuple[str, ...]:
    """Return the names of the record's columns; with `posted`, also those that git fills."""
    return (*COLUMNS, *MORE_COLUMNS, *(GIT_COLUMNS if posted else ()))


def record_csv(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as CSV with a line of names; no cell is a formula."""
    return csv_table(columns(posted), (row.cells() for row in rows))


def csv_table(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows of texts by column as CSV with a line of names; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([escape_formula(row[name]) for name in names] for row in rows)
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


def rewriting_sentence(lost: Sequence[Publication], zone: tzinfo | None) -> str:
    """Return a sentence about proofs whose commits are lost, the oldest first.

    The day of the first is in a time zone, which is the district's.
    """
    verb = "names" if len(lost) == 1 else "name"
    first = "from" if len(lost) == 1 else "the first from"
    return (
        f"Someone has rewritten the history of the published branch: "
        f"{count(len(lost), 'proof')} of publication, {first} "
        f"{lost[0].seen.astimezone(zone):%Y-%m-%d}, {verb} a commit that it no longer contains."
    )


def open_tasks(now: datetime, rows: Iterable[RecordRow], within: timedelta | None) -> list[Task]:
    """Return what is overdue, of unknown deadline, or due within a time, the soonest first."""
    tasks = [_task(now, row) for row in rows if row.state in ("open", "overdue") or row.lacks]
    due = [task for task in tasks if within is None or _sort_key(task) <= within]
    return sorted(due, key=_sort_key)


def endings(
    now: datetime, contracts: Iterable[Contract], within: timedelta | None = None
) -> list[Ending]:
    """Return the contracts that end within 60 days, or a shorter time, the soonest first.

    `now` is in the district's time zone. A renewal counts as soon as it is in the entry, even if
    its date has not come.
    """
    soon = list[Ending]()
    for contract in contracts:
        last_day = replace(contract, at=None).now.expires
        if isinstance(last_day, When) and not contract.withdrawn:
            left = last_day.end.astimezone(UTC) - now.astimezone(UTC)
            if timedelta() < left <= min(SOON, within or SOON):
                soon.append(Ending(contract, last_day, left))
    return sorted(soon, key=lambda ending: (ending.left, ending.contract.id))


def due_terminal(items: Iterable[Task | Ending], form: Callable[[Task | Ending], str]) -> str:
    """Return what is due for a person to read, two or three lines for each duty or contract.

    `form` returns the address of the form that ends a duty or renews a contract, or "".
    """
    lines = list[str]()
    for item in items:
        lines += [f"{item.notice}: {item.sentence}.", f"    {item.advice}"]
        if address := form(item):
            lines.append(f"    Form: {address}")
    return "".join(f"{line}\n" for line in lines)


def due_github(items: Iterable[Task | Ending]) -> str:
    """Return what is due as workflow commands."""
    return "".join(f"{item.annotation}\n" for item in items)


def due_json(items: Iterable[Task | Ending]) -> str:
    """Return what is due as a JSON list of objects."""
    return _json([item.facts for item in items])


def due_sentence(tasks: Iterable[Task], endings: Sequence[Ending]) -> str:
    """Return how many duties are overdue, open or unknown, and how many contracts end soon."""
    counts = Counter(task.row.state for task in tasks)
    states = [
        f"{counts[state]:,} {state}" for state in ("overdue", "open", "unknown") if counts[state]
    ]
    sentence = f"{count(counts.total(), 'duty')} to do: {', '.join(states)}."
    if not counts:
        sentence = "Nothing is due."
    if endings:
        verb = "ends" if len(endings) == 1 else "end"
        sentence += f" {count(len(endings), 'contract')} {verb} soon."
    return sentence


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
