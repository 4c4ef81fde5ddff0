"""What a place shows of an entry: a page, a feed or a letter; the open data have their columns.

A field with a place of its own in a template is where the template puts it. Any other is shown by
itself, with its label, wherever its row says: `Field.shown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from generator.content.field_groups import Group
from generator.content.fields import TABLES, rows
from generator.core.model import Entry, Extent, Stated, Terms, remembered
from generator.core.notices import Notice
from generator.core.site import Site

Place = Literal["page", "feed", "letter"]
# What a change or an update can restate, and a template has a place for.
OWN_PLACE = Terms.__dataclass_fields__.keys() | Extent.__dataclass_fields__.keys()


def site_on_pages(site: Site) -> Site:
    """Return a site in which each field that its row keeps from pages is None."""
    contracts, breaches = (
        tuple(map(_on_page, entries)) for entries in (site.contracts, site.breaches)
    )
    return replace(site, contracts=contracts, breaches=breaches)


@remembered
def _on_page(entry: Entry) -> Any:  # noqa: ANN401 - an entry of the same section
    """Return an entry in which each field that its row keeps from pages is None."""
    return stated_in("page", entry, TABLES[entry.section])


def notice_in(place: Place, notice: Notice) -> Notice:
    """Return a notice in which each field that its row keeps from a place is None."""
    table = TABLES[notice.entry.section]
    return notice._replace(
        entry=stated_in(place, notice.entry, table),
        statement=stated_in(place, notice.statement, table),
        before=stated_in(place, notice.before, table),
    )


def stated_in(place: Place, value: Any, group: Group) -> Any:  # noqa: ANN401 - any value of a field
    """Return what a group of fields, or a list of such groups, says in a place.

    Suppose that the row of `aliases` is shown on pages only. In a letter, the value of a contract
    then has `more["aliases"]` None. What a row does not keep from the place stays the same object.
    """
    if not _keeps_something(group, place):
        return value
    if type(value) is tuple:  # of groups; other values may be named tuples
        return tuple(stated_in(place, item, group) for item in value)
    if not isinstance(value, Stated):
        return value
    slots = value.__dataclass_fields__
    changed: dict[str, Any] = {}
    for name in ("more", "states"):  # the second of a change or an update
        if name in slots:
            changed[name] = _seen(place, getattr(value, name), group)
    for name, inner in (("first", group), *_groups(group, place).items()):  # that of an entry
        if name in slots:
            changed[name] = stated_in(place, getattr(value, name), inner)
    changed = {name: new for name, new in changed.items() if new is not getattr(value, name)}
    return replace(value, **changed) if changed else value


@cache
def _keeps_something(group: Group, place: Place) -> bool:
    """Return whether a row of a group, or of one inside it, keeps its field from a place."""
    return any(place not in row.shown.split() for row in rows(group))


@cache
def _groups(group: Group, place: Place) -> dict[str, Group]:
    """Return the groups inside a group that keep something from a place, by name."""
    inner = {n: row.group for n, row in {**group.rows, **group.also}.items() if row.group}
    return {name: each for name, each in inner.items() if _keeps_something(each, place)}


@cache
def _hidden(group: Group, place: Place) -> frozenset[str]:
    """Return the fields of a group, not of one inside it, that a place does not show."""
    names = {name for name, row in group.rows.items() if place not in row.shown.split()}
    return frozenset(names - OWN_PLACE)


def _seen(place: Place, values: Mapping[str, Any], group: Group) -> Mapping[str, Any]:
    """Return values by their names, each as the place shows it; the same if all are."""
    groups, hidden = _groups(group, place), _hidden(group, place)
    seen = {name: stated_in(place, values[name], groups[name]) for name in groups if name in values}
    seen |= {name: None for name in hidden if name in values}
    seen = {name: new for name, new in seen.items() if new is not values[name]}
    return {**values, **seen} if seen else values
