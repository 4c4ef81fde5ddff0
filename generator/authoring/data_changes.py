"""What a later notice says about data: what is new, added to what was named before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from generator.authoring.questions import in_code
from generator.authoring.writing import Value
from generator.content.data_elements import key
from generator.content.phrases import meaning
from generator.core.problems import UserError, listed, shorten

NOTHING = "nothing"  # instead of the elements of a kind that has none
Kinds = Mapping[str, Sequence[str]]  # the elements of data by their kind, or `NOTHING`
NOTHING_NEW = "- No data is new, so all of it stays as it was.\n"


def combined(before: Kinds, new: Value, gone: Sequence[str]) -> tuple[Value | None, str]:
    """Return all data that a later notice names, and in Markdown what stays, comes and goes.

    `before` is what the latest notice named, and `gone` is what is no longer there. The value is
    None if the notice says nothing new. Raises UserError for data that is both new and gone, or
    gone although no notice named it.
    """
    added = _elements(new) if isinstance(new, Mapping) else {}
    had = _elements(before)
    if not added and not gone:
        return None, NOTHING_NEW if new else ""
    old = {key(element): element for element in chain.from_iterable(had.values())}
    left = _left(old, gone)
    kinds = dict.fromkeys([*before, *added])
    named = [element for kind in kinds for element in added.get(kind, ())]
    _refuse_both(named, left)
    after: dict[str, Value] = {}
    for kind in kinds:
        stays = [element for element in had.get(kind, ()) if key(element) not in left]
        comes = [element for element in added.get(kind, ()) if key(element) not in old]
        if stays or comes:
            after[kind] = [*stays, *comes]
        elif before.get(kind) == NOTHING:
            after[kind] = NOTHING
    return after if _elements(after) else NOTHING, _echo(old, left, named)


def _elements(data: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the elements of each kind that has a list of them."""
    return {kind: [*map(str, each)] for kind, each in data.items() if isinstance(each, list)}


def _refuse_both(named: Sequence[str], left: set[str]) -> None:
    """Raise UserError if an element is named as new, and is also gone."""
    for element in named:
        if key(element) in left:
            raise UserError(f"“{shorten(element)}” is both new and no longer there.")


def _echo(old: Mapping[str, str], left: set[str], named: Sequence[str]) -> str:
    """Return in Markdown what stays, comes and goes, of the old data and what is named anew."""
    changes = {
        "as before": [element for words, element in old.items() if words not in left],
        "new": [element for element in named if key(element) not in old],
        "no longer there": [element for words, element in old.items() if words in left],
    }
    echo = "; ".join(f"{in_code(', '.join(data))} {what}" for what, data in changes.items() if data)
    return f"- Data: {echo}.\n"


def _left(old: Mapping[str, str], gone: Sequence[str]) -> set[str]:
    """Return the keys of the elements that are gone: all for “all of it”. Raises UserError."""
    if [*map(meaning, gone)] == ["vague"]:
        return {*old}
    for element in gone:
        if key(element) not in old:
            named = listed(old.values(), "and") or "no data"
            raise UserError(f"“{shorten(element)}” was not named before, only {named}.")
    return {*map(key, gone)}
