"""Checks how families were notified: by means that were used, are known, and are named."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.data_elements import key
from generator.content.fields import EARLIER
from generator.content.frontmatter import Document
from generator.content.yaml_nodes import Mapping, Node, Scalar
from generator.core.model import Breach, Data, Extent
from generator.core.notices import Notice, notices
from generator.core.problems import Problem, Span, problem, shorten
from generator.content.means import means


def means_are_real(by: str, span: Span) -> Problem | None:
    """Return the problem of means that reached no family, or that nobody knows; None without one.

    `by` is the field at the span, empty if it is not given.
    """
    codes = {"none": "E218", "unknown": "W148"}
    code = codes.get(means(by)) if by else None
    return problem(code, span, value=by) if code else None


def new_notices_name_their_means(before: Document | None, after: Document) -> Iterator[Problem]:
    """Families were notified by named means, if they were not yet when the entry was published.

    `before` is None if the whole entry is new; a new legacy entry need not know.
    """
    if before is None and after.is_legacy:
        return
    old = dict(before.notices()) if before else {}
    for loc, fields in after.notices():
        if "notified" not in old.get(loc, {}) and lacks_means(fields.get("notified")):
            yield problem("E308", after.place(*loc, "notified"))


def earlier_notices_reached_everyone(
    before: Document | None, after: Document, breach: Breach
) -> Iterator[Problem]:
    """An update that says `notified: earlier` for the first time is asked about what it adds.

    It may be true: “about 400” became 412. But a number, a school or data that no earlier notice
    had may also be news that some families have not heard. `before` is None if the entry is new.
    """
    old = dict(before.notices()) if before else {}
    for notice in notices(breach):
        was = says_earlier(old.get(notice.loc, {}).get("notified"))
        if notice.is_told_earlier and not was and (what := ", ".join(_added(notice))):
            yield problem("W153", after.place(*notice.loc, "notified"), what=what)


def _added(notice: Notice) -> Iterator[str]:
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


def new_years_name_their_means(
    before: set[int], after: Document, years: dict[int, int]
) -> Iterator[Problem]:
    """The same is true of a yearly notice; `years` has the position of each in the list."""
    items = after.items("yearly")
    for year, position in years.items():
        if year not in before and lacks_means(items[position]):
            yield problem("E308", after.place("yearly", position))


def lacks_means(node: Node | None) -> bool:
    """Return whether a notice to families is dated, and does not say how they were notified."""
    if isinstance(node, Scalar):
        return not says_earlier(node)
    return isinstance(node, Mapping) and "by" not in node.fields


def says_earlier(node: Node | None) -> bool:
    """Return whether an update says that the earlier notices had reached everyone."""
    return isinstance(node, Scalar) and node.text.strip().casefold() == EARLIER
