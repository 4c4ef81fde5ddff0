"""Rows as they were adopted → entries: amendments joined to their contracts, each entry with an id of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from generator.authoring import writing
from generator.compiler import each, read_content
from generator.content import context
from generator.content.fields import CONTRACT
from generator.content.names import as_file, slug
from generator.core.site import Source
from generator.importing.headings import IGNORED
from generator.importing.import_report import DONE, NEW, Filed, Import
from generator.importing.rows import District, adopt, leftover_body, leftover_group, leftover_item, named_as_change
from generator.rules.across_entries import same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.authoring.writing import Value
    from generator.compiler import Map
    from generator.core.problems import Problem
    from generator.core.site import Inputs
    from generator.importing.rows import Adopted
    from generator.importing.tables import Cell, ContractList, TableRow

RESTATED = {row.name for row in CONTRACT.fields.values() if row.restated}
OF_A_CHANGE = {*RESTATED, "executed", "notified"}
OF_ALL = {row.name for row in CONTRACT.fields.values() if row.headings} - OF_A_CHANGE  # what a change does not restate
NO_CONTRACTOR = "The list that this was imported from names no contractor; the product’s name stands in its place."
NAMELESS = "contract"  # the id of what has no letters that an address may hold


class Remark(NamedTuple):
    """What a person should know of a row."""

    row: int
    text: str


class DraftEntry(NamedTuple):
    """An entry as it may be filed, with the rows that it is made of."""

    id: str
    rows: tuple[TableRow, ...]
    text: str
    remarks: tuple[Remark, ...]

    @property
    def path(self) -> str:
        """Its path from the root."""
        return f"content/contracts/{self.id}.md"


class Refused(NamedTuple):
    """A row that is no entry, and why."""

    row: TableRow
    why: str


@dataclass(eq=False)
class _Contract:
    """A contract while its changes are gathered; of one that is not in the list, the first row is a change itself."""

    first: Adopted
    changes: list[Adopted] = field(default_factory=list)

    @cached_property
    def names(self) -> dict[str, str]:
        """Its product and contractor, folded."""
        return _names(self.first)

    @property
    def is_listed(self) -> bool:
        """Say whether the first row says what held at first; a change without a date is taken for that."""
        return not self.first.change or not self.first.text("executed")


@dataclass(frozen=True)
class _Entry:
    """An entry while it is written."""

    values: dict[str, Value]
    held: dict[str, Value]
    changes: list[Value] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def draft_entries(adopted: Iterable[Adopted], *, legacy: bool) -> tuple[list[DraftEntry], list[Refused]]:
    """Return the entries that rows make, in the order of the rows, and the rows that make none."""
    named: list[Adopted] = []
    refused: list[Refused] = []
    for one in adopted:
        if one.text("product") or one.text("contractor"):
            named.append(one)
        else:
            refused.append(Refused(one.row, "It names neither a product nor a contractor. Write one of them."))
    taken = dict[str, int]()
    return [_draft(contract, taken, legacy=legacy) for contract in _joined(named)], refused


def _joined(adopted: Sequence[Adopted]) -> list[_Contract]:
    """Return the contracts, each with its changes."""
    known: dict[str, list[_Contract]] = {}
    contracts: list[_Contract] = []
    changes: list[Adopted] = []
    for one in adopted:
        if one.change or _amended(one) is not one:
            changes.append(one)
        else:
            _add(contracts, known, _Contract(one))
    for one in changes:
        amended = _amended(one)
        if contract := _contract_of(amended, known):
            contract.changes.append(amended)
        else:
            _add(contracts, known, _Contract(one))
    return sorted(contracts, key=lambda contract: contract.first.row.number)


def _amended(one: Adopted) -> Adopted:
    """Return a row under the name of what it amends, if its own name says that it amends something."""
    title = "product" if one.text("product") else "contractor"
    name, change = named_as_change(one.text(title))
    return one._replace(values={**one.values, title: name}, change=one.change or change) if name else one


def _add(contracts: list[_Contract], known: dict[str, list[_Contract]], contract: _Contract) -> None:
    contracts.append(contract)
    for name in ("product", "contractor"):
        if text := contract.names[name]:
            known.setdefault(f"{name} {text}", []).append(contract)


def _names(one: Adopted) -> dict[str, str]:
    return {name: same(one.text(name)) for name in ("product", "contractor")}


def _contract_of(change: Adopted, known: dict[str, list[_Contract]]) -> _Contract | None:
    """Return the contract that a row changes: the newest of that product and contractor, or the only one that may be.

    A product that is named is no other; a contractor that one of the two rows does not name may be any.
    """
    names = _names(change)
    title = "product" if names["product"] else "contractor"
    near = [one for one in known.get(f"{title} {names[title]}", ()) if _may_be_of(one, names["contractor"])]
    exact = [one for one in near if one.names == names]
    begun = [one for one in exact if not change.text("executed") or _begin(one) <= change.text("executed")]
    if begun or exact:
        return max(begun or exact, key=lambda one: (_begin(one), -one.first.row.number))
    return near[0] if len(near) == 1 and not near[0].first.change else None


def _may_be_of(contract: _Contract, contractor: str) -> bool:
    return not contractor or contract.names["contractor"] in ("", contractor)


def _begin(contract: _Contract) -> str:
    return contract.first.text("executed")


def _draft(contract: _Contract, taken: dict[str, int], *, legacy: bool) -> DraftEntry:
    """Return the entry of a contract and its changes."""
    first, changes = contract.first, contract.changes
    entry = _begun(contract)
    for change in sorted(changes if contract.is_listed else [first, *changes], key=lambda one: one.text("executed")):
        _add_change(entry, change, first)
    values = {**entry.values, "changes": entry.changes, "legacy": "true" if legacy else ""}
    ordered = {name: values[name] for name in CONTRACT.fields if values.get(name)}
    text = writing.entry(ordered, leftover_body(entry.sentences, entry.lines))
    return DraftEntry(_id(first, taken), (first.row, *(change.row for change in changes)), text, tuple(entry.remarks))


def _begun(contract: _Contract) -> _Entry:
    """Return an entry that holds what its first row says of the contract itself."""
    first, number = contract.first, contract.first.row.number
    values = {name: value for name, value in first.values.items() if contract.is_listed or name in OF_ALL}
    entry = _Entry(values, dict(values))
    if not first.text("contractor"):
        values["contractor"] = first.text("product")
        entry.sentences.append(NO_CONTRACTOR)
        entry.remarks.append(
            Remark(number, "It names no contractor: the product's name was taken, and the entry says so.")
        )
    entry.remarks.extend(Remark(number, text) for text in first.remarks)
    if first.change:
        told = f"It is {_a(first.change)}, and its contract is not in the list; it is an entry of its own."
        entry.remarks.append(Remark(number, told))
    if contract.is_listed:
        entry.lines.extend(line for cell in first.left for line in leftover_item(cell.heading, cell.text))
    return entry


def _add_change(entry: _Entry, change: Adopted, first: Adopted) -> None:
    """Add a change to an entry: to its list, or to its text where the change has no date."""
    number, title = change.row.number, f"{change.change.capitalize()} of {change.text('executed')}"
    stated, left = _change(change, entry.held, first)
    if change is not first:
        entry.remarks.extend(Remark(number, text) for text in change.remarks)
    if stated:
        entry.changes.append(stated)
        entry.held.update({name: value for name, value in stated.items() if name in RESTATED})
    else:
        title = f"{change.change.capitalize()} without a date"
        told = f"It is {_a(change.change)} without a date, which a change needs: it stands in the text of its contract."
        entry.remarks.append(Remark(number, told))
    entry.lines.extend(leftover_group(title, [(cell.heading, cell.text) for cell in left]))


def _change(change: Adopted, held: dict[str, Value], first: Adopted) -> tuple[dict[str, Value], list[Cell]]:
    """Return a change as an entry states it, and its cells that are left over, without what the contract says too.

    Without a date it states nothing.
    """
    stated: dict[str, Value] = {}
    left = [cell for cell in change.row.cells if cell.field != IGNORED]
    if change.text("executed"):
        stated = {"kind": change.change, "executed": change.values["executed"]}
        left = [cell for cell in change.left if cell.text.casefold() != change.change]
        for name, value in change.values.items():
            if name == "notified" or (name in RESTATED and value != held.get(name)):
                stated[name] = value
            elif name in OF_ALL and change is not first and not _is_held(name, change, held):
                left.append(change.placed[name])
    told = {(cell.heading, cell.text) for cell in first.row.cells} if change is not first else set()
    return stated, [cell for cell in change.row.cells if cell in left and (cell.heading, cell.text) not in told]


def _is_held(name: str, change: Adopted, held: dict[str, Value]) -> bool:
    """Say whether a contract says already what a change says of it, in other letters perhaps, and no more than that."""
    own, value = held.get(name), change.values[name]
    is_same = own == value or (isinstance(own, str) and same(own) == same(change.text(name)))
    says_more = name in ("product", "contractor") and same(change.placed[name].text) != same(change.text(name))
    return is_same and not says_more


def _id(first: Adopted, taken: dict[str, int]) -> str:
    """Return the id of an entry: its title's, with -2, -3 behind it where that is taken.

    `taken` holds the last number that was given to each.
    """
    names = (re.sub(r"(?i)https?://(?:www\.)?", "", first.text(name)) for name in ("product", "contractor"))
    base = as_file(next(filter(None, map(slug, names)), NAMELESS))
    id, number = base, taken.get(base, 1)
    while id in taken:
        number += 1
        id = f"{base}-{number}"
    taken[base] = number
    taken.setdefault(id, 1)
    return id


def _a(change: str) -> str:
    return f"{'an' if change.startswith('a') else 'a'} {change}"


# What a new entry must say and a legacy one need not; the check asks for it once the entry is written.
ASKED_OF_NEW = frozenset({"E102", "E118", "E201", "E202", "E209"})
NO_SETTINGS = "content/site.yaml cannot be read, so that no school is known by its name: `notices check` says why."
AGAIN = "Bring over by hand what it lacks; or delete it, if it is from an earlier try, and run this again."


def adopted(found: ContractList, inputs: Inputs, map: Map = map, *, new: bool = False) -> Import:
    """Return the entries that a list makes, each read without an error, and the rows that make none.

    With `new` they are not legacy, and may lack what the law requires of a new entry.
    """
    settings, known = (about := context.read(inputs)).settings, about.known
    schools = {school.id: school.name for school in settings.schools} if settings else {}
    district = District(replace(known, legacy=True), schools, inputs.moment(known.zone))
    rows = list(each(map, partial(adopt, district=district), list(found.rows)))
    drafts, refused = draft_entries(rows, legacy=not new)
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


def _in_the_way(draft: DraftEntry, there: Mapping[str, bytes]) -> str:
    """Say what else stands in the place of an entry, if anything does."""
    for path in (draft.path, f"{draft.path.removesuffix('md')}yaml"):
        if there.get(path, draft.text.encode()) != draft.text.encode():
            return f"{path} is there with other words, and stays as it is. {AGAIN}"
    return ""


def _errors(drafts: Sequence[DraftEntry], inputs: Inputs, map: Map) -> dict[str, list[Problem]]:
    """Return the errors that entries would have beside what stands there, by their paths."""
    sources = [Source(draft.path, draft.text.encode()) for draft in drafts]
    found: dict[str, list[Problem]] = {source.path: [] for source in sources}
    for one in read_content(replace(inputs, sources=(*inputs.sources, *sources)), map).problems:
        if one.is_error and one.span.path in found:
            found[one.span.path].append(one)
    return found
