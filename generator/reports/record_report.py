"""The record of duties as CSV and as an Excel workbook, and sentences about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from generator.core.problems import count
from generator.law.record import COLUMNS, GIT_COLUMNS, MORE_COLUMNS, RecordRow, State
from generator.reports.sheets import Sheet, csv_table, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime, tzinfo

    from generator.core.dates import When
    from generator.core.publication import Publication

STATES: tuple[State, ...] = get_args(State)


def triggered_since(day: date, rows: Iterable[RecordRow]) -> list[RecordRow]:
    """Return the rows whose clock started on a day or later, or may have."""
    return [row for row in rows if row.trigger is None or row.trigger.last_day >= day]


def columns(posted: bool) -> tuple[str, ...]:
    """Return the names of the record's columns; with `posted`, also those that git fills."""
    return (*COLUMNS, *MORE_COLUMNS, *(GIT_COLUMNS if posted else ()))


def as_csv(rows: Iterable[RecordRow], posted: bool) -> str:
    """Return the record as CSV with a line of names; no cell is a formula."""
    return csv_table(columns(posted), (row.cells() for row in rows))


def as_workbook(rows: Sequence[RecordRow], now: datetime, posted: bool) -> bytes:
    """Return the record as an `.xlsx` file with a sheet of totals, created at `now`."""
    sheets = [
        Sheet("Record", columns(posted), [_values(row, posted) for row in rows]),
        Sheet("Totals", ("state", "duties"), [*totals(rows).items()]),
    ]
    return workbook(sheets, now)


def totals(rows: Iterable[RecordRow]) -> dict[State, int]:
    """Return the number of rows in each state that occurs."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in STATES if counts[state]}


def closing_sentence(rows: Iterable[RecordRow]) -> str:
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


def _values(row: RecordRow, posted: bool) -> list[str | When | None]:
    cells, dates = row.cells(), row.dates
    return [dates.get(name) or cells[name] or None for name in columns(posted)]
