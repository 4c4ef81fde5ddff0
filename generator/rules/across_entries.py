"""Checks across entries: each rule yields problems, and its docstring is the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from generator.content.human import plain_name
from generator.core.model import Breach, Contract, Entry
from generator.core.problems import Problem, listed, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.core.dates import When
    from generator.core.problems import Span

MAX_DAYS_WITHOUT_NEWS = 30  # days
NEVER = datetime.max.replace(tzinfo=UTC)


class _Term(NamedTuple):
    """The time in which the terms of a contract apply."""

    start: datetime
    end: datetime


class _Executed(NamedTuple):
    """A contract, and when it was executed."""

    when: When
    contract: Contract

    @property
    def term(self) -> str:
        """The whole term of the contract, for a message."""
        ends = self.contract.now.expires
        return f"{self.when.written} " + (f"to {ends.written}" if ends else "with no end date")


class At(Protocol):
    """Returns the span of a value of an entry."""

    def __call__(self, entry: Entry, /, *loc: str | int) -> Span:
        """Return the span of the value, or of what contains it."""


class Entries(NamedTuple):
    """All entries without errors that are not withdrawn, the spans of their values, and now."""

    contracts: list[Contract]
    breaches: list[Breach]
    at: At
    now: datetime


Rule = Callable[[Entries], Iterator[Problem]]
RULES: list[Rule] = []


def rule(check: Rule) -> Rule:
    """Register a generator as a rule for all entries together."""
    RULES.append(check)
    return check


def check(entries: Iterable[Entry], at: At, now: datetime) -> Iterator[Problem]:
    """Yield the problems of every rule for entries without errors; withdrawn ones are ignored."""
    current = [entry for entry in entries if not entry.withdrawn]
    contracts = [entry for entry in current if isinstance(entry, Contract)]
    breaches = [entry for entry in current if isinstance(entry, Breach)]
    for check_entries in RULES:
        yield from check_entries(Entries(contracts, breaches, at, now))


@rule
def a_product_has_one_contract_at_a_time(entries: Entries) -> Iterator[Problem]:
    """No two contracts for one product and contractor run at the same time."""
    groups: dict[tuple[str, str], list[_Executed]] = {}
    for contract in entries.contracts:
        if contract.product and contract.executed:
            key = (plain_name(contract.product), plain_name(contract.contractor))
            groups.setdefault(key, []).append(_Executed(contract.executed, contract))
    for group in (group for group in groups.values() if len(group) > 1):
        group.sort(key=lambda executed: (executed.when.start, executed.contract.id))
        for i, later in enumerate(group):
            overlapping = (
                earlier for earlier in group[:i] if _overlap(earlier.contract, later.contract)
            )
            if earlier := next(overlapping, None):
                span = entries.at(later.contract, "product")
                values = {"name": earlier.contract.id, "other": earlier.term, "value": later.term}
                yield problem("W401", span, **values)


@rule
def a_breach_names_its_contract(entries: Entries) -> Iterator[Problem]:
    """A breach at a contractor with a contract here names its contract."""
    nameless = [breach for breach in entries.breaches if not breach.contract]
    known = by_contractor(entries.contracts) if nameless else {}
    for breach in nameless:
        contracts = known.get(plain_name(breach.contractor), [])
        contracts = [contract for contract in contracts if not _came_after(contract, breach)]
        contracts = [
            contract
            for contract in contracts
            if plain_name(contract.product) == plain_name(breach.product)
        ] or contracts
        if contracts:
            ids = sorted(contract.id for contract in contracts)
            values = {"value": breach.contractor, "entries": listed(ids, "and"), "example": ids[0]}
            yield problem("W402", entries.at(breach, "contractor"), **values)


@rule
def an_open_breach_has_news(entries: Entries) -> Iterator[Problem]:
    """An open breach has an update every thirty days, even if nothing new is known."""
    for breach in entries.breaches:
        latest = breach.latest if breach.is_open else None
        days = (entries.now.date() - latest.last_day).days if latest else 0
        if latest and days >= MAX_DAYS_WITHOUT_NEWS:
            loc = ("updates", len(breach.updates) - 1, "on") if breach.updates else ("received",)
            yield problem("W403", entries.at(breach, *loc), value=latest.written, days=days)


def by_contractor(contracts: Iterable[Contract]) -> dict[str, list[Contract]]:
    """Return contracts by the name of their contractor, as returned by `same`."""
    known: dict[str, list[Contract]] = {}
    for contract in contracts:
        known.setdefault(plain_name(contract.contractor), []).append(contract)
    return known


def _overlap(contract: Contract, other: Contract) -> bool:
    return any(
        term.start < other_term.end and other_term.start < term.end
        for term in _terms(contract)
        for other_term in _terms(other)
    )


def _terms(contract: Contract) -> Iterator[_Term]:
    """Yield the start and end of a contract's first term, and of the term after each change."""
    begins = [contract.executed, *(change.executed for change in contract.changes), None]
    for terms, begin, next_begin in zip(
        contract.statements(), begins[:-1], begins[1:], strict=True
    ):
        end = terms.expires.end if terms.expires else NEVER
        if begin:
            yield _Term(begin.start, min(end, next_begin.start) if next_begin else end)


def _came_after(contract: Contract, breach: Breach) -> bool:
    return bool(
        contract.executed and breach.reported and breach.reported.surely_before(contract.executed)
    )
