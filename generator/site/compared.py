"""What may be collected before and after a change, side by side: what stays, what is added, what is removed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Data, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.core.model import Notice


class Element(NamedTuple):
    """One element of data in the entry's words, and whether only its own side has it."""

    name: str
    is_alone: bool


class Kind(NamedTuple):
    """The elements of one kind on both sides."""

    name: str
    before: tuple[Element, ...]
    after: tuple[Element, ...]


class Compared(NamedTuple):
    """Both sides by kind. A side that is not recorded is not known, and then nothing is marked on the other."""

    kinds: tuple[Kind, ...]
    is_before_known: bool
    is_after_known: bool


def altered(told: Iterable[Notice]) -> dict[str, Compared]:
    """Return both sides of each change of a contract that alters what may be collected, by the change's anchor."""
    held = [(notice.anchor, notice.statement.collects) for notice in told if isinstance(notice.statement, Terms)]
    return {anchor: compared(before, after) for (_, before), (anchor, after) in pairwise(held) if differ(before, after)}


def differ(before: Data | None, after: Data | None) -> bool:
    """Say whether two sides are not the same elements, in whatever order and capitals."""
    return _keys(before) != _keys(after)


def compared(before: Data | None, after: Data | None) -> Compared:
    """Return two sides; the same words in capitals are the same element."""
    both = before is not None and after is not None
    sides = zip(Data._fields, before or Data(), after or Data(), strict=True)
    kinds = (Kind(name, _marked(old, new, both), _marked(new, old, both)) for name, old, new in sides if old or new)
    return Compared(tuple(kinds), before is not None, after is not None)


def _marked(own: tuple[str, ...], other: tuple[str, ...], both: bool) -> tuple[Element, ...]:
    there = {name.casefold() for name in other}
    return tuple(Element(name, both and name.casefold() not in there) for name in own)


def _keys(data: Data | None) -> list[set[str]] | None:
    """Return what makes two sides the same: the elements of each kind, in any order."""
    return data and [{name.casefold() for name in names} for names in data]
