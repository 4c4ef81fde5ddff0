"""The data that may be collected before and after a change: what stays, is added or is removed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Data, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.core.notices import Notice


class Element(NamedTuple):
    """One element of data in the entry's words, and whether it is only on its own side."""

    name: str
    is_alone: bool


class Kind(NamedTuple):
    """The elements of one kind on both sides."""

    name: str
    before: tuple[Element, ...]
    after: tuple[Element, ...]


class Comparison(NamedTuple):
    """Both sides by kind. If one side is not recorded, no element of the other is marked."""

    kinds: tuple[Kind, ...]
    is_before_known: bool
    is_after_known: bool

    @property
    def gains(self) -> bool:
        """Return whether more may be collected after the change, as far as both are known."""
        return any(element.is_alone for kind in self.kinds for element in kind.after)

    @property
    def losses(self) -> bool:
        """Return whether something may no longer be collected, as far as both are known."""
        return any(element.is_alone for kind in self.kinds for element in kind.before)


def data_changes(notices: Iterable[Notice]) -> dict[str, Comparison]:
    """Return a comparison for each notice of a contract that changes the data, by its anchor."""
    data = [
        (notice.anchor, notice.statement.collects)
        for notice in notices
        if isinstance(notice.statement, Terms)
    ]
    return {
        anchor: compare(before, after)
        for (_, before), (anchor, after) in pairwise(data)
        if differ(before, after)
    }


def differ(before: Data | None, after: Data | None) -> bool:
    """Return whether the elements differ, ignoring their order and capital letters."""
    return _keys(before) != _keys(after)


def compare(before: Data | None, after: Data | None) -> Comparison:
    """Return both sides with each element marked that the other side lacks, ignoring capitals."""
    both_known = before is not None and after is not None
    sides = zip(Data._fields, before or Data(), after or Data(), strict=True)
    kinds = tuple(
        Kind(name, _marked(old, new, both_known), _marked(new, old, both_known))
        for name, old, new in sides
        if old or new
    )
    return Comparison(kinds, before is not None, after is not None)


def _marked(own: tuple[str, ...], other: tuple[str, ...], both_known: bool) -> tuple[Element, ...]:
    other_keys = {name.casefold() for name in other}
    return tuple(Element(name, both_known and name.casefold() not in other_keys) for name in own)


def _keys(data: Data | None) -> list[set[str]] | None:
    """Return the elements of each kind in a form that is equal if they are the same."""
    return data and [{name.casefold() for name in names} for names in data]
