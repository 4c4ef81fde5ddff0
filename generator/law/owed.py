"""Which duties an entry has: each of which notice, and what an update adds that starts a clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from generator.content.data_elements import key
from generator.core.duties import Duty
from generator.core.model import (
    Breach,
    Contract,
    Data,
    Entry,
    Extent,
    Terms,
    as_of,
    contract_state,
)
from generator.core.notices import Notice, notices


class Untold(NamedTuple):
    """An update of which families have no notice on record; it adds people, or else only data.

    If it is not `is_sure`, the update may add nobody, because the number is only more exact.
    """

    notice: Notice
    adds_people: bool
    is_sure: bool = True


def owed(entry: Entry, duties: Sequence[Duty], now: datetime) -> Iterator[tuple[Notice, Duty]]:
    """Yield each duty with its notice, if its clock has started and the law applied by then."""
    entry = as_of(entry, now)
    if isinstance(entry, Breach):
        each = _of_breach(entry, duties)
    else:
        each = _of_contract(entry, duties, now)
    for notice, duty in each:
        start = notice.date_in(duty.trigger) or notice.dated
        if duty.applies(start) and (start is None or start.has_begun(now)):
            yield notice, duty


def untold(breach: Breach, duties: Sequence[Duty], now: datetime) -> list[Untold]:
    """Return the updates of which families were to be notified, and no notice is on record.

    412 students are affected: 100 whose families were notified on November 13, and 312 more whom an
    update of November 20 added. If that update has no `notified`, nobody may read that the families
    of all 412 were notified.
    """
    result = []
    for notice, duty in owed(breach, duties, now):
        before, after = notice.before, notice.statement
        is_told = duty.done != "notified" or notice.notified or notice.never_happened
        if not is_told and isinstance(before, Extent) and isinstance(after, Extent):
            is_sure = surely_adds(before, after)
            result.append(Untold(notice, _adds_people(before, after), is_sure))
    return result


def untold_before(breach: Breach) -> Iterator[tuple[Notice, Notice]]:
    """Yield each update that says `notified: earlier` and cannot, with a notice that lacks a date.

    100 students are affected, and families were notified. Update 1 adds 312 students, and has no
    `notified`. Update 2 says that they are 415, and `earlier`: nobody can know that of the 312.
    """
    untold: Notice | None = None
    for number, notice in enumerate(_statements(breach)):
        if notice.is_told_earlier and untold:
            yield notice, untold
        is_told = notice.notified or notice.is_told_earlier
        is_news = number == 0 or _adds(notice.before, notice.statement)
        if is_news and not is_told and not notice.never_happened:
            untold = untold or notice


def _of_contract(
    contract: Contract, duties: Sequence[Duty], now: datetime
) -> Iterator[tuple[Notice, Duty]]:
    """Yield the duties of a contract, and of each renewal or amendment.

    For the deletion of the data, the contract must have ended, and only its first notice counts.
    """
    own = [duty for duty in duties if contract.basis in duty.bases]
    for notice in notices(contract):
        has_data = notice.kind != "withdrawal" and _has_data(notice)
        for duty in own:
            if duty.done == "deletion":
                if notice.is_first and contract_state(contract, now).leaves_data:
                    yield notice, duty
            elif has_data:
                yield notice, duty


def _of_breach(breach: Breach, duties: Iterable[Duty]) -> Iterator[tuple[Notice, Duty]]:
    """Yield the duties of a breach, and of each update that adds data, students or schools.

    A duty belongs to the notice that starts its clock. An update that adds something has its own
    clock for notifying families, also if it adds to a kind of data that was named before.

    A breach of student records is posted. Update 1 says that the names were copied, too, which are
    student information. Update 2 says that 40 more students are affected. These are yielded:

        the first notice  contractor-breach-notice-60, family-breach-notice, breach-posting
        update 1          contractor-breach-notice-30, family-breach-notice
        update 2          family-breach-notice

    An update that says `notified: earlier` adds nobody, if that can be so.
    """
    extents = [*breach.statements()]  # without what never happened
    starts = [
        (duty, _starts_clock(duty, extents))
        for duty in duties
        if duty.trigger not in ("executed", "expires") and duty.breach_by == breach.by
    ]
    doubtful = {notice.number for notice, _ in untold_before(breach)}
    for number, notice in enumerate(_statements(breach)):
        is_told = notice.is_told_earlier and number not in doubtful
        adds = number > 0 and not is_told and _adds(notice.before, notice.statement)
        for duty, start in starts:
            tells_families = duty.done == "notified"
            if number == start or (adds and tells_families):
                yield notice, duty


def _statements(breach: Breach) -> Iterator[Notice]:
    """Yield the first notice of a breach and its updates."""
    return (notice for notice in notices(breach) if notice.kind != "withdrawal")


def _starts_clock(duty: Duty, extents: Sequence[Extent]) -> int | None:
    """Return the number of the notice of a breach that starts the clock of a duty; None if none.

    Three questions decide it:

    1. Does it matter to the duty what data is involved, and does anyone know? If not, it is the
       first notice.
    2. Is such data involved, as far as is known today? If not, no notice does.
    3. Which notice was the first to name such data? What an update names when nothing was known
       before it counts as named by the first notice.
    """
    today = extents[-1].involves
    if not duty.kinds or today is None:
        return 0
    such_data = {*duty.kinds} & _kinds(today)
    known_first = next(extent.involves for extent in extents if extent.involves is not None)
    named = [_kinds(known_first), *(_kinds(extent.involves) for extent in extents[1:])]
    return next((number for number, kinds in enumerate(named) if kinds & such_data), None)


def _has_data(notice: Notice) -> bool:
    """Return whether data may be shared under a contract, or was until this change of it."""
    statements = (notice.statement, notice.before or notice.statement)
    return any(isinstance(one, Terms) and one.collects != Data() for one in statements)


def _adds(before: object, after: object) -> bool:
    """Return whether an update adds elements of data, students or schools, or may add students."""
    if not isinstance(before, Extent) or not isinstance(after, Extent):
        return False
    return _adds_data(before, after) or _adds_people(before, after)


def surely_adds(before: Extent, after: Extent) -> bool:
    """Return whether an update adds something, even if its number is only a more exact one.

    A number that was not known adds nobody by itself, and neither does 412 to “about 400” or “at
    least 400”. But “about 400” is never 600.
    """
    old, new = before.students, after.students
    has_more = old is not None and new is not None and new.least > old.most
    return has_more or _adds_data(before, after) or _adds_schools(before, after)


def _adds_data(before: Extent, after: Extent) -> bool:
    """Return whether an update adds elements of data; the plural of a word is the same data."""
    old, new = (
        {(kind, key(element)) for kind, elements in (data or Data()).kinds for element in elements}
        for data in (before.involves, after.involves)
    )
    return bool(new - old)


def _adds_people(before: Extent, after: Extent) -> bool:
    """Return whether an update adds students or schools."""
    if after.students and (not before.students or after.students.number > before.students.number):
        return True
    return _adds_schools(before, after)


def _adds_schools(before: Extent, after: Extent) -> bool:
    """Return whether an update adds schools."""
    if not before.schools or after.schools is None:  # all schools already, or not known now
        return False
    return not after.schools or bool({*after.schools} - {*before.schools})


def _kinds(data: Data | None) -> set[str]:
    """Return the kinds of data that have elements; an empty set if the data is unknown."""
    return {kind for kind, _ in data.kinds} if data else set()
