"""A list and what stands under a root → what becomes of each row: all of it checked before anything is written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from generator.compiler import each, read_content, surroundings
from generator.core.site import Source
from generator.importing import entries
from generator.importing.entries import Refused
from generator.importing.import_report import DONE, NEW, Filed, Import
from generator.importing.rows import District, adopt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.compiler import Map
    from generator.core.problems import Problem
    from generator.core.site import Inputs
    from generator.importing.entries import Draft
    from generator.importing.tables import List

# What a new entry must say and a legacy one need not; the check asks for it once the entry is written.
ASKED_OF_NEW = frozenset({"E102", "E118", "E201", "E202", "E209"})
NO_SETTINGS = "content/site.yaml cannot be read, so that no school is known by its name: `notices check` says why."
AGAIN = "Bring over by hand what it lacks; or delete it, if it is from an earlier try, and run this again."


def adopted(found: List, inputs: Inputs, map: Map = map, *, new: bool = False) -> Import:
    """Return the entries that a list makes, each read without an error, and the rows that make none.

    With `new` they are not legacy, and may lack what the law requires of a new entry.
    """
    settings, known, _ = surroundings(inputs)
    schools = {school.id: school.name for school in settings.schools} if settings else {}
    district = District(replace(known, legacy=True), schools, inputs.moment(known.zone))
    rows = list(each(map, partial(adopt, district=district), list(found.rows)))
    drafts, refused = entries.draft_entries(rows, legacy=not new)
    there = {source.path: source.data.replace(b"\r\n", b"\n") for source in inputs.sources}
    errors = _errors([draft for draft in drafts if draft.path not in there], inputs, map)
    filed = list[Filed]()
    for draft in drafts:
        wrong = errors.get(draft.path, [])
        refusals = [f"{one.message} {one.advice}" for one in wrong if not new or one.code not in ASKED_OF_NEW]
        if why := _in_the_way(draft, there) or next(iter(refusals), ""):
            refused += [Refused(row, why) for row in draft.rows]
        else:
            state = DONE if draft.path in there else NEW
            filed.append(Filed(draft, state, tuple(one.message for one in wrong)))
    refused.sort(key=lambda one: one.row.number)
    guessed = [guess for row in rows for guess in row.guessed]
    return Import(found, filed, refused, guessed, "" if settings else NO_SETTINGS)


def _in_the_way(draft: Draft, there: Mapping[str, bytes]) -> str:
    """Say what else stands in the place of an entry, if anything does."""
    for path in (draft.path, f"{draft.path.removesuffix('md')}yaml"):
        if there.get(path, draft.text.encode()) != draft.text.encode():
            return f"{path} is there with other words, and stays as it is. {AGAIN}"
    return ""


def _errors(drafts: Sequence[Draft], inputs: Inputs, map: Map) -> dict[str, list[Problem]]:
    """Return the errors that entries would have beside what stands there, by their paths."""
    sources = [Source(draft.path, draft.text.encode()) for draft in drafts]
    found: dict[str, list[Problem]] = {source.path: [] for source in sources}
    for one in read_content(replace(inputs, sources=(*inputs.sources, *sources)), map).problems:
        if one.is_error and one.span.path in found:
            found[one.span.path].append(one)
    return found
