"""Turn the rows of a list into entries, with amendments joined to their contracts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import NamedTuple

from generator.authoring import writing
from generator.authoring.scaffold import path_of, unused_id
from generator.authoring.writing import Value
from generator.compiler import Map, read_content, strict_map
from generator.content.context import SETTINGS, Context, as_file, slug
from generator.content.data_elements import KINDS
from generator.content.fields import CONTRACT
from generator.content.headings import TITLES
from generator.content.school_names import plain_name
from generator.core.problems import Problem
from generator.core.site import Inputs, Source, source_at
from generator.importing.cells import DATA, IGNORED, WITHDRAWN
from generator.importing.rows import (
    TERMINATION,
    DataElement,
    District,
    RowValues,
    in_text,
    leftover_body,
    leftover_group,
    leftover_item,
    read_row,
    split_change,
)
from generator.importing.tables import Cell, ContractList, TableRow

# A list does not say whether a row's other name is a new one.
RESTATED = tuple(
    row.name for row in CONTRACT.fields.values() if row.restated and row.name not in TITLES
)
# Fields of the whole contract, which a change does not repeat.
CONTRACT_ONLY = tuple(
    row.name
    for row in CONTRACT.fields.values()
    if row.headings and row.name not in (*RESTATED, "executed", "notified")
)
# What does not tell two rows apart; between digits, a space or a period does.
ALIKE = re.compile(r"(?<!\d)\s+|\s+(?!\d)|\.(?!\d)|,(?=\s)")
# The states of an entry.
NEW = "new"
EXISTING = "already there"
DEFAULT_ID = "contract"  # for a title without letters that an address can contain


class ImportedEntry(NamedTuple):
    """An entry of an import, with the rows that it was made from and remarks on them.

    `later` are the texts of its renewals and amendments and of its withdrawal, by the names of
    their files without the ending. `state` is NEW or EXISTING, and `missing` what the check will
    still require of it.
    """

    id: str
    rows: tuple[TableRow, ...]
    text: str
    later: Mapping[str, str]
    remarks: tuple[str, ...]
    is_legacy: bool = True
    state: str = NEW
    missing: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The path of its file from the root."""
        return path_of("contract", self.id)

    @property
    def files(self) -> dict[str, str]:
        """The texts of its files by their paths from the root."""
        folder = self.path.removesuffix(".md")
        later = {f"{folder}/{name}.md": text for name, text in self.later.items()}
        return {self.path: self.text, **later}


class RejectedRow(NamedTuple):
    """A row that is in no entry, and why."""

    row: TableRow
    reason: str


class ImportResult(NamedTuple):
    """The result of an import; `guesses` are the data elements whose kinds were guessed.

    `settings` is what `content/site.yaml` becomes, or "" if it stays as it is. `since` is the day
    that it then gives as `since`.
    """

    lists: Sequence[ContractList]
    entries: Sequence[ImportedEntry]
    rejected: Sequence[RejectedRow]
    guesses: Sequence[DataElement]
    note: str = ""
    settings: str = ""
    since: str = ""


@dataclass(eq=False)
class _Contract:
    """A contract while its changes are collected; if it is not listed, `first` is a change too."""

    first: RowValues
    changes: list[RowValues] = field(default_factory=list)

    @property
    def is_listed(self) -> bool:
        """Whether the first row is the contract; a change without a date counts as one."""
        return not self.first.change or not self.first.text("executed")


@dataclass(frozen=True)
class _EntryBuilder:
    """An entry while it is written; `current` are the values after the changes so far."""

    values: dict[str, Value]
    current: dict[str, Value]
    changes: list[dict[str, Value]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def remark(self, row: RowValues, *texts: str) -> None:
        """Add remarks on a row."""
        self.remarks.extend(f"{row.row.location}: {text}" for text in texts)


def draft_entries(
    rows: Iterable[RowValues], since: str
) -> tuple[list[ImportedEntry], list[RejectedRow]]:
    """Return the entries that rows make, in the order of the rows, and the rows that make none.

    A contract that was signed before `since`, an ISO date, is legacy; if that is "", none is.
    """
    named = list[RowValues]()
    rejected = list[RejectedRow]()
    for row in rows:
        if row.row.fault:
            rejected.append(RejectedRow(row.row, row.row.fault))
        elif row.text("product") or row.text("contractor"):
            named.append(row)
        else:
            reason = "It has neither a product nor a contractor. Write one of them."
            rejected.append(RejectedRow(row.row, reason))
    ids = set[str]()
    repeats = Counter[str]()
    drafts = [_draft(contract, ids, repeats, since) for contract in _join(_distinct(named))]
    return drafts, rejected


def _distinct(rows: Iterable[RowValues]) -> list[RowValues]:
    """Return each row once, with the later rows that say the same, apart from what is left out.

    Capital letters, spaces and full stops do not matter, nor does the school that a title or a
    sheet names: the row is for all these schools.
    """
    alike: dict[tuple[tuple[str, str], ...], list[RowValues]] = {}
    for row in rows:
        cells = (
            (cell.heading, ALIKE.sub("", cell.text.casefold()))
            for cell in row.row.cells
            if cell.field != IGNORED and not (cell.field == "schools" and cell.is_given)
        )
        alike.setdefault(tuple(cells), []).append(row)
    distinct = [_joined(first, later) for first, *later in alike.values()]
    by_contract: dict[object, list[RowValues]] = {}
    for row in distinct:
        by_contract.setdefault(_contract_key(row), []).append(row)
    return [_joined(first, later) for first, *later in by_contract.values()]


def _contract_key(row: RowValues) -> object:
    """Return what is the same of one contract on the sheets of several schools; else the row.

    Only a row without a school of its own, with product, contractor and date, is compared: all its
    fields are the same. What fits no field may differ, and is in the text.
    """
    is_given = any(cell.field == "schools" and cell.is_given for cell in row.row.cells)
    if not is_given or row.change or not (all(row.names.values()) and row.text("executed")):
        return id(row)
    others = {name: value for name, value in row.values.items() if name not in row.names}
    others.pop("schools", None)
    return (*row.names.values(), repr(sorted(others.items())))


def _joined(first: RowValues, later: Sequence[RowValues]) -> RowValues:
    """Return a row for the schools of all, with what fits no field in the others."""
    if not later:
        return first
    schools = [row.values.get("schools", "all") for row in (first, *later)]
    if "all" in schools:
        first.values.pop("schools", None)
    else:
        first.values["schools"] = list(dict.fromkeys(chain.from_iterable(schools)))
    known = {(cell.label, cell.text) for cell in first.leftover}
    for row in later:
        new = [cell for cell in row.leftover if (cell.label, cell.text) not in known]
        first.leftover.extend(new)
        known |= {(cell.label, cell.text) for cell in new}
    return replace(first, repeated=(*first.repeated, *later))


def _join(rows: Sequence[RowValues]) -> list[_Contract]:
    """Return the contracts with their changes, in the order of the rows."""
    by_name: dict[str, list[_Contract]] = {}
    contracts: list[_Contract] = []
    pairs = [(row, _as_change(row)) for row in rows]
    for row, change in sorted(pairs, key=lambda pair: bool(pair[1].change)):  # contracts first
        if change.change and (known := _contract_of(change, by_name)):
            known.changes.append(change)
            continue
        contracts.append(_Contract(row))
        for title, name in row.names.items():
            if name:
                by_name.setdefault(f"{title} {name}", []).append(contracts[-1])
    return sorted(contracts, key=lambda contract: contract.first.row.order)


def _as_change(row: RowValues) -> RowValues:
    """Return a row; if its name says that it amends something, with the name of that."""
    title = "product" if row.text("product") else "contractor"
    name, kind = split_change(row.text(title))
    if not name:
        return row
    return replace(row, values={**row.values, title: name}, change=row.change or kind)


def _contract_of(change: RowValues, by_name: Mapping[str, list[_Contract]]) -> _Contract | None:
    """Return the contract that a row changes, or None if no contract, or more than one, fits.

    It is the newest contract for the same product and contractor that is not newer than the change.
    A row that names no contractor may also belong to the only contract for the product.
    """
    names = change.names
    executed = change.text("executed")
    title = "product" if names["product"] else "contractor"
    contractor = names["contractor"]
    candidates = [
        contract
        for contract in by_name.get(f"{title} {names[title]}", ())
        if not contractor or contract.first.names["contractor"] in ("", contractor)
    ]
    same_names = [contract for contract in candidates if contract.first.names == names]
    earlier = [
        contract
        for contract in same_names
        if not executed or contract.first.text("executed") <= executed
    ]
    if same_names:
        return max(earlier or same_names, key=lambda contract: contract.first.text("executed"))
    is_clear = len(candidates) == 1 and not candidates[0].first.change
    return candidates[0] if is_clear else None


def _draft(contract: _Contract, ids: set[str], repeats: Counter[str], since: str) -> ImportedEntry:
    """Return the entry for a contract and its changes, and add its id to those that are taken."""
    first = contract.first
    entry = _begin(contract)
    changes = contract.changes if contract.is_listed else [first, *contract.changes]
    for change in sorted(changes, key=lambda change: change.text("executed")):
        _add_change(entry, change, first)
    rows = _rows(contract)
    for row in (first, *contract.changes):
        _remark_on_repeats(entry, row)
    is_legacy = _is_legacy(contract, since)
    if since and not is_legacy and "legacy" not in first.values:
        entry.remark(first, f"It was signed on or after {since}, so it is a new contract.")
    base = _id_of(first)
    id = unused_id(base, ids, repeats[base])
    ids.add(id)
    repeats[base] += 1
    text = _text(entry, is_legacy)
    return ImportedEntry(id, rows, text, _later(entry), tuple(entry.remarks), is_legacy)


def _is_legacy(contract: _Contract, since: str) -> bool:
    """Return whether a contract was signed before `since`, or nobody knows when.

    A month is compared with the month of `since`: 2026-08 is not before 2026-08-15.
    """
    if contract.first.text("legacy") == "false":  # in the open data of a site like this
        return False
    signed = contract.first.text("executed") if contract.is_listed else ""
    return bool(since) and (not signed or signed < since[: len(signed)])


def _text(entry: _EntryBuilder, is_legacy: bool) -> str:
    """Return the source of an entry, with its fields in the order of their table."""
    marks = {"contractor": "unknown"} if is_legacy else {}
    legacy = {"legacy": "true" if is_legacy else ""}
    values = {**marks, **entry.values, **legacy}
    ordered = {name: values[name] for name in CONTRACT.fields if values.get(name)}
    return writing.entry(ordered, leftover_body(entry.lines))


def _later(entry: _EntryBuilder) -> dict[str, str]:
    """Return the texts of the changes and of the withdrawal, by the names of their files."""
    texts: dict[str, str] = {}
    for change in entry.changes:
        texts[unused_id(f"change-{change['executed']}", texts)] = writing.entry(change)
    withdrawn = entry.values.get(WITHDRAWN)
    if isinstance(withdrawn, dict):
        reason = str(withdrawn.pop("reason", ""))
        texts["withdrawal"] = writing.entry(withdrawn, reason)
    return texts


def _rows(contract: _Contract) -> tuple[TableRow, ...]:
    """Return all rows of a contract, each followed by those that say the same."""
    rows: list[TableRow] = []
    for row in (contract.first, *contract.changes):
        rows.append(row.row)
        rows.extend(later.row for later in row.repeated)
    return tuple(rows)


def _remark_on_repeats(entry: _EntryBuilder, row: RowValues) -> None:
    """Add a remark on each row that says the same as this one, and what only it remarks."""
    for later in row.repeated:
        new_remarks = [text for text in later.remarks if text not in row.remarks]
        entry.remark(later, f"It says the same as {row.row.location}.", *new_remarks)


def _id_of(row: RowValues) -> str:
    """Return an id from a row's product, or else its contractor; it may be taken.

    A product may be an address: `https://www.quiz.example` is `quiz-example`.
    """
    for name in ("id", "product", "contractor"):
        title = re.sub(r"(?i)https?://(?:www\.)?", "", row.text(name))
        if short := slug(title):
            return as_file(short)
    return as_file(DEFAULT_ID)


def _begin(contract: _Contract) -> _EntryBuilder:
    """Return an entry with the values of the contract's first row."""
    first = contract.first
    values = {
        name: value
        for name, value in first.values.items()
        if contract.is_listed or name in CONTRACT_ONLY
    }
    entry = _EntryBuilder(values, dict(values))
    entry.remark(first, *first.remarks)
    if not first.text("contractor"):
        entry.remark(first, "It has no contractor: write the company's name.")
    if first.change:
        entry.remark(
            first,
            f"It is {_with_article(first.change)} of a contract that is not in the list, so it is "
            "a separate entry.",
        )
    if contract.is_listed:
        for cell in first.leftover:
            entry.lines.extend(leftover_item(cell.label, cell.text))
    return entry


def _add_change(entry: _EntryBuilder, change: RowValues, first: RowValues) -> None:
    """Add a change to the changes of an entry, or to its text if the change has no date."""
    kind = change.change
    fields, leftover = _change_fields(change, entry.current, first)
    if change is not first:
        leftover_cells = [cell for cell in leftover if fields and cell not in change.leftover]
        entry.remark(change, *change.remarks, *map(in_text, leftover_cells))
    if fields:
        title = f"{kind.capitalize()} of {change.text('executed')}"
        entry.changes.append(fields)
        entry.current.update({name: value for name, value in fields.items() if name in RESTATED})
    else:
        what = "an end date" if kind == TERMINATION else "a date"
        title = f"{kind.capitalize()} without {what}"
        entry.remark(
            change,
            f"It is {_with_article(kind)} without {what}, and a change needs one, so it is in the "
            "text of its contract.",
        )
    entry.lines.extend(leftover_group(title, [(cell.label, cell.text) for cell in leftover]))


def _change_fields(
    change: RowValues, current: Mapping[str, Value], first: RowValues
) -> tuple[dict[str, Value], list[Cell]]:
    """Return the fields of a change and the cells for the text, without those of the first row.

    Only values that differ from the current ones are fields. Without a date there are no fields.
    """
    fields: dict[str, Value] = {}
    leftover = [cell for cell in change.row.cells if cell.field != IGNORED]
    if _is_dated(change):
        fields = _stated(change, current)
        leftover = [cell for cell in change.leftover if cell.text.casefold() != change.change]
    known_cells = set[tuple[str, str]]()
    if change is not first:
        known_cells = {(cell.heading, cell.text) for cell in first.row.cells}
        for name in CONTRACT_ONLY if fields else ():
            if name in change.values and not _is_known(name, change, current):
                leftover.append(change.sources[name])
    return fields, [
        cell
        for cell in change.row.cells
        if cell in leftover and (cell.heading, cell.text) not in known_cells
    ]


def _stated(change: RowValues, current: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of a dated change: what differs, and the data with what is added."""
    kind = "amendment" if change.change == TERMINATION else change.change
    fields: dict[str, Value] = {"kind": kind, "executed": change.values["executed"]}
    fields |= {
        name: value
        for name, value in change.values.items()
        if name == "notified" or (name in RESTATED and value != current.get(name))
    }
    collected = current.get(DATA)
    if change.added and isinstance(collected, dict):
        fields[DATA] = {
            kind: [*dict.fromkeys([*_listed(collected.get(kind)), *change.added.get(kind, ())])]
            or collected[kind]
            for kind in KINDS
            if kind in collected or kind in change.added
        }
    return fields


def _listed(elements: Value | None) -> Sequence[Value]:
    """Return the elements of a kind of data, which may be left out, or the word `nothing`."""
    return elements if isinstance(elements, list) else ()


def _is_dated(change: RowValues) -> bool:
    """Return whether a change has the date that it needs; a termination also needs its end."""
    return bool(
        change.text("executed") and (change.change != TERMINATION or change.text("expires"))
    )


def _is_known(name: str, change: RowValues, current: Mapping[str, Value]) -> bool:
    """Return whether a contract already has a value of a change, perhaps spelled differently.

    A name that also says what is amended, such as "Reader - Amendment 2", is not known.
    """
    value = current.get(name)
    text = change.text(name)
    is_alike = isinstance(value, str) and plain_name(value) == plain_name(text)
    is_same = is_alike or value == change.values[name]
    is_name = name in ("product", "contractor")
    says_more = is_name and plain_name(change.sources[name].text) != plain_name(text)
    return is_same and not says_more


def _with_article(change: str) -> str:
    return f"{'an' if change.startswith('a') else 'a'} {change}"


# What a new entry requires and a legacy entry does not. The entry is written all the same, because
# the check will report it.
REQUIRED_OF_NEW = frozenset({"E102", "E118", "E201", "E209"})
NO_SETTINGS = (
    "content/site.yaml cannot be read, so no school is known by its name; `notices check` says why."
)
IF_NEW = (
    "Correct it in the list. If the contract is new, import it in a list of its own, with --new."
)
AGAIN = (
    "Add what is missing by hand; or delete it, if it is from an earlier try, and run this again."
)


def import_lists(
    lists: Sequence[ContractList], inputs: Inputs, map: Map = map, *, new: bool = False
) -> ImportResult:
    """Return the entries that lists make, and the rows that make none; nothing is written.

    Each entry is checked first, together with those that exist. Entries are legacy ones unless
    `new`, or signed since this site exists. New ones may lack what the law requires of them. If the
    settings do not say since when that is, they do from now on: what is signed later is not old.
    """
    settings, note = ("", "") if new else _with_since(inputs)
    if settings:
        inputs = _with_settings(inputs, settings)
    site = Context.of(inputs)
    since = site.settings.since if site.settings else None
    first_day = since.day if since else site.now.date()

    in_district = partial(read_row, district=_district(site))
    listed_rows = [row for contracts in lists for row in contracts.rows]
    rows = list(strict_map(map, in_district, listed_rows))
    drafts, rejected = draft_entries(rows, "" if new else first_day.isoformat())
    entries, refused = _accepted(drafts, inputs, map)
    rejected = sorted([*rejected, *refused], key=lambda rejection: rejection.row.order)

    has_legacy = any(entry.is_legacy for entry in entries)
    return ImportResult(
        lists,
        entries,
        rejected,
        [guess for row in rows for guess in row.guesses],
        note=note if site.settings else NO_SETTINGS,
        settings=settings if has_legacy else "",
        since=first_day.isoformat(),
    )


def _accepted(
    drafts: Sequence[ImportedEntry], inputs: Inputs, map: Map
) -> tuple[list[ImportedEntry], list[RejectedRow]]:
    """Return the drafts that can be entries beside those that exist, and the rows of the others."""
    existing = {source.path: source.data.replace(b"\r\n", b"\n") for source in inputs.sources}
    errors = _errors(drafts, inputs, map)
    entries = list[ImportedEntry]()
    rejected = list[RejectedRow]()
    for draft in drafts:
        problems = errors.get(draft.path, [])
        if reason := _conflict(draft, existing) or _refusal(draft, problems):
            rejected += [RejectedRow(row, reason) for row in draft.rows]
        else:
            state = EXISTING if draft.files.keys() <= existing.keys() else NEW
            missing = tuple(problem.message for problem in problems)
            entries.append(draft._replace(state=state, missing=missing))
    return entries, rejected


def _with_settings(inputs: Inputs, text: str) -> Inputs:
    """Return inputs with another text as the settings."""
    others = [source for source in inputs.sources if source.path != SETTINGS]
    return replace(inputs, sources=(Source(SETTINGS, text.encode()), *others))


def _with_since(inputs: Inputs) -> tuple[str, str]:
    """Return the settings with today as the day `since`, if they lack it; and why not, if so."""
    site = Context.of(inputs)
    if not site.document or not site.settings or site.settings.since:
        return "", ""
    today = site.now.date()
    source = source_at(inputs.sources, SETTINGS)
    assert source is not None  # for the settings were read
    text = source.data.decode()
    end = "\r\n" if "\r\n" in text else "\n"
    text = f"{text.rstrip()}{end}since: {today}{end}"
    settings = Context.of(_with_settings(inputs, text)).settings
    if settings and settings.since and settings.since.day == today:
        return text, ""
    return "", f"{SETTINGS} lacks the line `since: {today}`, and it cannot be added. Add it."


def _district(site: Context) -> District:
    """Return what the rows of a list are read with; without settings, no school is known."""
    settings = site.settings
    names = (settings.district, settings.abbreviation) if settings else ()
    own_names = frozenset(plain_name(re.sub(r"\([^()]*\)", "", name)) for name in names)
    schools = settings.schools if settings else ()
    return District(replace(site.known, legacy=True), schools, site.now, own_names)


def _refusal(draft: ImportedEntry, problems: Iterable[Problem]) -> str:
    """Return the first error that keeps an entry from being written, with its advice, or ""."""
    for problem in problems:
        if draft.is_legacy or problem.code not in REQUIRED_OF_NEW:
            advice = IF_NEW if "`legacy" in problem.advice else problem.advice
            return f"{problem.message} {advice}"
    return ""


def _conflict(draft: ImportedEntry, existing: Mapping[str, bytes]) -> str:
    """Return a sentence if another file is in the place of an entry, or nothing."""
    texts = {**draft.files, f"{draft.path.removesuffix('md')}yaml": draft.text}
    for path, text in texts.items():
        if existing.get(path, text.encode()) != text.encode():
            return f"{path} already exists with other text, and was not changed. {AGAIN}"
    return ""


def _errors(drafts: Sequence[ImportedEntry], inputs: Inputs, map: Map) -> dict[str, list[Problem]]:
    """Return the errors in the files of entries by the paths of these, as if all were there."""
    existing = {source.path for source in inputs.sources}
    new = {
        path: (draft.path, Source(path, text.encode()))
        for draft in drafts
        for path, text in draft.files.items()
        if path not in existing
    }
    sources = [source for _, source in new.values()]
    errors: dict[str, list[Problem]] = {draft.path: [] for draft in drafts}
    content = read_content(replace(inputs, sources=(*inputs.sources, *sources)), map)
    for problem in content.problems:
        if problem.is_error and problem.span.path in new:
            errors[new[problem.span.path][0]].append(problem)
    return errors
