"""Checks how families were notified: by means that were used and are known, and of what."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.data_elements import key
from generator.content.means import means
from generator.core.model import Data, Extent
from generator.core.notices import Notice
from generator.core.problems import Problem, Span, problem, shorten


def means_are_real(by: str, span: Span) -> Problem | None:
    """Return the problem of means that reached no family, or that nobody knows; None without one.

    `by` is the field at the span, empty if it is not given.
    """
    codes = {"none": "E218", "unknown": "W148"}
    code = codes.get(means(by)) if by else None
    return problem(code, span, value=by) if code else None


def added(notice: Notice) -> Iterator[str]:
    """Yield in words what an update has that the notices before it did not."""
    before, after = notice.before, notice.statement
    if not isinstance(before, Extent) or not isinstance(after, Extent):
        return
    old, new = before.students, after.students
    if old and new and new.number > old.number:
        yield f"{new.number:,} students instead of {old.number:,}"
    yield from _added_schools(before, after)
    named = {key(element) for element in (before.involves or Data()).elements}
    elements = (after.involves or Data()).elements
    yield from (shorten(element) for element in elements if key(element) not in named)


def _added_schools(before: Extent, after: Extent) -> list[str]:
    """Return in words the schools that an update adds; one that does not know them adds none."""
    if not before.schools or after.schools is None:
        return []
    added = [f"the school {id}" for id in after.schools if id not in before.schools]
    return added if after.schools else ["all schools"]
