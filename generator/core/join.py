"""Entries → a site: joins each breach with its contract, and sorts both lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.core.model import Breach, Contract, as_of
from generator.core.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from generator.core.model import Entry, Translation
    from generator.core.settings import Settings
    from generator.core.site import Posting


def join(
    settings: Settings,
    entries: Iterable[Entry],
    translations: Iterable[Translation],
    now: datetime,
    postings: Mapping[str, Posting] | None = None,
) -> Site:
    """Return the site of all entries as of `now`, which is in the district's time zone."""
    entries = [as_of(entry, now) for entry in entries]
    contracts = {entry.id: entry for entry in entries if isinstance(entry, Contract)}
    breaches = [joined(entry, contracts) for entry in entries if isinstance(entry, Breach)]
    return Site(
        settings,
        tuple(sorted(contracts.values(), key=_newest_first)),
        tuple(sorted(breaches, key=lambda breach: (not breach.is_open, *_newest_first(breach)))),
        now,
        settings.languages[0],
        tuple(translations),
        postings,
    )


def joined(breach: Breach, contracts: Mapping[str, Contract]) -> Breach:
    """Return a breach with the values of its contract.

    These are the contractor and its kind, the product and, unless the breach names schools, the
    schools.
    """
    contract = contracts.get(breach.contract)
    if contract is None:
        return breach
    schools = contract.now.schools if breach.first.schools is None else breach.first.schools
    first = replace(breach.first, schools=schools)
    return replace(
        breach,
        contractor=contract.contractor,
        product=contract.product,
        kind=contract.kind,
        first=first,
    )


def _newest_first(entry: Entry) -> tuple[float, str, str]:
    return (
        -entry.latest.start.timestamp() if entry.latest else float("inf"),
        entry.title.casefold(),
        entry.id,
    )
