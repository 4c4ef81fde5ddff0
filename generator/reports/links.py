"""Links of contracts that no longer work: which to ask for, what to remember, and the issue.

A website may be down for an hour, so a link is gone only if it fails on two different days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from generator.reports.github_format import Issue, code_block
from generator.reports.problem_report import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.core.model import Contract

LABEL = KEY = "links"
WEEK = timedelta(days=7)
TITLE = "Some links of contracts no longer work"
CLOSING_COMMENT = "All links work again, or are no longer in an entry."
BODY = """\
Each of these addresses failed on two different days:

{links}

- If the address of an `agreement` is gone, the contract is no longer posted, and state law \
requires that it is. Put the contract into `content/files/`, and name it in `agreement`.
- If a website or a privacy policy has moved, write the new address into the entry.

The record is not affected: it needs no other website. This issue closes by itself when all links \
work again.
"""


class Link(NamedTuple):
    """An address on the web, and the field of the contract that has it."""

    contract: str
    field: str
    address: str


class Failure(NamedTuple):
    """The first and the last day on which an address failed, and the last reason."""

    first: date
    last: date
    reason: str

    @property
    def is_gone(self) -> bool:
        """Return whether it failed on two different days."""
        return self.first < self.last


class LinkNotes(NamedTuple):
    """What is remembered: when all links were asked for last, and the failures by address."""

    asked: date | None = None
    failures: Mapping[str, Failure] = {}


def links(contracts: Iterable[Contract]) -> list[Link]:
    """Return the addresses on the web of all contracts that are not withdrawn."""
    found = [link for contract in contracts if not contract.withdrawn for link in _links(contract)]
    return [link for link in found if link.address.lower().startswith(("https://", "http://"))]


def _links(contract: Contract) -> Iterator[Link]:
    for agreement in dict.fromkeys(terms.agreement for terms in contract.terms()):
        yield Link(contract.id, "agreement", agreement or "")
    yield Link(contract.id, "website", contract.website)
    yield Link(contract.id, "privacy-policy", contract.privacy_policy)


def is_weekly(notes: LinkNotes, today: date) -> bool:
    """Return whether it is time to ask for all links."""
    return notes.asked is None or today - notes.asked >= WEEK


def to_ask(found: Iterable[Link], notes: LinkNotes, today: date) -> list[str]:
    """Return the addresses to ask for today: once a week all, and those that failed once again."""
    addresses = dict.fromkeys(link.address for link in found)
    if is_weekly(notes, today):
        return list(addresses)
    failures = notes.failures
    return [
        address
        for address in addresses
        if address in failures and not failures[address].is_gone and failures[address].last < today
    ]


def remembered(
    found: Iterable[Link], notes: LinkNotes, reasons: Mapping[str, str], today: date
) -> LinkNotes:
    """Return what to remember.

    `reasons` has the reason why each address failed that was asked for, or an empty text.
    """
    addresses = {link.address for link in found}
    failures = {
        address: failure
        for address, failure in notes.failures.items()
        if address in addresses and address not in reasons
    }
    for address, reason in reasons.items():
        if reason:
            earlier = notes.failures.get(address)
            failures[address] = Failure(earlier.first if earlier else today, today, reason)
    asked = today if is_weekly(notes, today) else notes.asked
    return LinkNotes(asked, failures)


def issues(found: Sequence[Link], notes: LinkNotes) -> list[Issue]:
    """Return the issue that names the links that are gone, or nothing."""
    gone = {address: failure for address, failure in notes.failures.items() if failure.is_gone}
    lines = [
        f"contracts/{link.contract}, {link.field}: {link.address}\n"
        f"    {gone[link.address].reason}, first on {gone[link.address].first}"
        for link in found
        if link.address in gone
    ]
    return [Issue(KEY, TITLE, BODY.format(links=code_block(lines)))] if lines else []


def sentence(reasons: Mapping[str, str], notes: LinkNotes) -> str:
    """Return one sentence: how many addresses were asked for, and how many links are gone."""
    failed = sum(bool(reason) for reason in reasons.values())
    gone = sum(failure.is_gone for failure in notes.failures.values())
    return f"{count(len(reasons), 'link')} asked for, {failed:,} failed. {gone:,} in the issue."


def as_json(notes: LinkNotes) -> dict[str, object]:
    """Return the notes as a JSON object."""
    return {
        "asked": notes.asked and notes.asked.isoformat(),
        "failures": {
            address: [failure.first.isoformat(), failure.last.isoformat(), failure.reason]
            for address, failure in notes.failures.items()
        },
    }


def from_json(value: object) -> LinkNotes:
    """Return the notes from a JSON object; whatever is no note is forgotten."""
    if not isinstance(value, dict):
        return LinkNotes()
    try:
        failures = {
            str(address): Failure(date.fromisoformat(first), date.fromisoformat(last), str(reason))
            for address, (first, last, reason) in value["failures"].items()
        }
        return LinkNotes(value["asked"] and date.fromisoformat(value["asked"]), failures)
    except (KeyError, TypeError, ValueError, AttributeError):
        return LinkNotes()
