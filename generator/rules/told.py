"""Checks how families were notified: by means that were used, are known, and are named."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.frontmatter import Document
from generator.content.yaml_nodes import Mapping, Node, Scalar
from generator.core.problems import Problem, Span, problem
from generator.law.means import means


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
    return isinstance(node, Scalar) or (isinstance(node, Mapping) and "by" not in node.fields)
