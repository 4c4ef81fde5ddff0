"""What a later notice or a correction changes in a list: what is new, and what is gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from generator.authoring.questions import Question, in_code
from generator.authoring.writing import Value
from generator.content.data_elements import key
from generator.content.form_answers import ADD
from generator.content.phrases import meaning
from generator.content.school_names import plain_name
from generator.content.source_reading import Known, SourceReading
from generator.core.problems import UserError, listed, shorten

NOTHING = "nothing"  # instead of the elements of a kind that has none
Kinds = Mapping[str, Sequence[str]]  # the elements of data by their kind, or `NOTHING`
REMARK = re.compile(r"\s*\([^()]*\)\s*\Z")
REPEATED = (
    "“{element}” may be “{same}”, which an earlier notice names. If it is, leave it out here. If "
    "it is other data, write it without parentheses, such as “parent's phone number”."
)
NOT_INVOLVED = "not-involved"
NO_LISTS = ("all", "unknown", NOTHING)  # words instead of a list
NO_LIST = "Write the whole list in “{label}”, because the notice names none to add to."
NOW = "- **{label}** Now {now}.\n"
LEFT = (
    "- **{label}** Now {now}, without {gone}. To keep what was there, write `add` before what is "
    "new.\n"
)
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
    _refuse_repeated(named, old)
    _refuse_both(named, left)
    stays, comes = _without(had, left), _without(added, old)
    after: dict[str, Value] = {}
    for kind in kinds:
        elements: list[Value] = [*stays.get(kind, ()), *comes.get(kind, ())]
        if elements or before.get(kind) == NOTHING:
            after[kind] = elements or NOTHING
    return after if _elements(after) else NOTHING, _echo(old, left, named)


def whole_list(
    question: Question, value: Sequence[Value], before: object
) -> tuple[list[Value], str]:
    """Return all items of a list, and in Markdown what is gone from the one before.

    The value is the whole list, or begins with `add` if it adds to the one before, which is an
    item, a list, or None. Raises UserError if there is nothing to add to.
    """
    old: list[Value] = before if isinstance(before, list) else []
    if isinstance(before, str) and before not in NO_LISTS:
        old = [before]
    new = [*value]
    if new[:1] == [ADD]:
        if not old:
            raise UserError(NO_LIST.format(label=question.label))
        known = {*map(plain_name, map(str, old))}
        new = [*old, *(item for item in new[1:] if plain_name(str(item)) not in known)]
    now = in_code(", ".join(map(str, new)))
    held = {_key(question, item) for item in _held(question, new)}
    gone = [item for item in _held(question, old) if _key(question, item) not in held]
    if gone:
        left = in_code(", ".join(gone))
        return new, LEFT.format(label=question.label, now=now, gone=left)
    is_same = before is None or [*map(str, new)] == [*map(str, value)]
    return new, "" if is_same else NOW.format(label=question.label, now=now)


def _held(question: Question, items: Sequence[Value]) -> list[str]:
    """Return the items as an entry reads them, such as each grade of a range; or as they are."""
    reading = SourceReading(Known(ZoneInfo("UTC")), {}, [])
    read = question.type.read([*items], (question.name,), reading) if items else ()
    is_read = isinstance(read, tuple) and not reading.faults
    return [*map(str, read if is_read and isinstance(read, tuple) else items)]


def _key(question: Question, item: str) -> str:
    """Return what is the same of two items: of data, its words."""
    return key(item) if question.is_data or question.name == NOT_INVOLVED else plain_name(item)


def _elements(data: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the elements of each kind that has a list of them."""
    lists = {kind: [*map(str, each)] for kind, each in data.items() if isinstance(each, list)}
    return {kind: each[each[:1] == [ADD] :] for kind, each in lists.items()}


def _without(data: Mapping[str, list[str]], keys: Collection[str]) -> dict[str, list[str]]:
    """Return the elements of each kind without those that have one of these keys."""
    return {kind: [each for each in data[kind] if key(each) not in keys] for kind in data}


def _refuse_repeated(named: Sequence[str], old: Mapping[str, str]) -> None:
    """Raise UserError if new data may be old data with a remark, as in “address (see above)”."""
    for element in named:
        plain = REMARK.sub("", element)
        if key(element) not in old and (same := old.get(key(plain))):
            raise UserError(REPEATED.format(element=shorten(element), same=shorten(same)))


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
