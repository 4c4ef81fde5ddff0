"""Links in contracts that no longer work: which to request, what to remember, and the issue.

A website may be down for an hour, so a link is gone only if it fails on two different days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from time import sleep
from typing import Any, NamedTuple

from generator.core.model import Contract
from generator.core.notices import notices
from generator.core.problems import count
from generator.core.site import Site
from generator.github.api import Repository, read_note, update_issues, write_note
from generator.reports.github_format import Issue, code_block
from generator.system import http

LABEL = KEY = "links"
MAX_LISTED = 25  # addresses of up to 2,000 characters; an issue on GitHub takes 65,536
WEEK = timedelta(days=7)
PAUSE = 2.0  # seconds between two links
# Answers of a website that is there, but does not talk to programs.
REFUSALS = frozenset({401, 403, 405, 406, 429, 451, 999})
TITLE = "Some links of contracts no longer work"
CLOSING_COMMENT = "All links work again, or are no longer in an entry."
BODY = """\
Each of these addresses failed on two different days:

{links}

- If the address of an `agreement` is gone, the contract is no longer posted, and state law \
requires that it is. Put the contract in `content/files/`, and give the name of the file.
- If a website or a privacy policy has moved, its new address belongs in the notice.

Correct each one here:

{corrections}

The record is not affected: it needs no other website. This issue closes by itself when all links \
work again.
"""


class Link(NamedTuple):
    """An address on the web, and the field that has it, of the contract or one of its changes."""

    notice: str
    field: str
    address: str


class Failure(NamedTuple):
    """The first and the last day on which an address failed, and the last reason."""

    first: date
    last: date
    reason: str

    @property
    def is_gone(self) -> bool:
        """Whether it failed on two different days."""
        return self.first < self.last


class LinkNotes(NamedTuple):
    """What is remembered: when all links were last requested, and the failures by address."""

    asked: date | None = None
    failures: Mapping[str, Failure] = {}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> LinkNotes:
        """Return the notes that were written as JSON; raises an exception for any other value."""
        failures = {
            str(address): Failure(date.fromisoformat(first), date.fromisoformat(last), str(reason))
            for address, (first, last, reason) in value["failures"].items()
        }
        return cls(value["asked"] and date.fromisoformat(value["asked"]), failures)


def watch(
    repository: Repository, site: Site, correct: Callable[[str, str], str]
) -> tuple[list[str], str]:
    """Request the links that are due, and keep an issue for those that are gone.

    `correct` is that of `issues`. Returns a sentence for each issue that changed, and one
    about all links. Raises OSError if GitHub fails.
    """
    today = site.now.date()
    all_links = links(site.contracts)
    earlier = read_note(repository, KEY, LinkNotes.of, LinkNotes())
    agent = f"{http.AGENT} (+{site.settings.url})"
    reasons = dict[str, str]()
    for address in addresses_due(all_links, earlier, today):
        sleep(PAUSE if reasons else 0)
        reasons[address] = failure(address, agent)
    known = remembered(all_links, earlier, reasons, today)
    changes = update_issues(
        repository, LABEL, issues(all_links, known, correct), lambda _: CLOSING_COMMENT
    )
    write_note(repository, KEY, known._asdict())
    failed = sum(bool(reason) for reason in reasons.values())
    gone = sum(failure.is_gone for failure in known.failures.values())
    checked = count(len(reasons), "link")
    listed = count(gone, "link")
    return changes, f"Checked {checked}: {failed:,} failed. The issue lists {listed}."


def failure(address: str, agent: str) -> str:
    """Return why an address, which anyone may have written, does not work, or an empty text."""
    reason = ""
    for method in ("HEAD", "GET"):  # some websites do not answer HEAD correctly
        try:
            answer = http.ask(
                address,
                method=method,
                headers={"User-Agent": agent},
                max_bytes=0,
                only_public=True,
            )
            reason = "" if answer.is_good or answer.status in REFUSALS else str(answer)
        except OSError as error:
            reason = str(error)
        if not reason:
            break
    return reason


def links(contracts: Iterable[Contract]) -> list[Link]:
    """Return the addresses on the web of all contracts that are not withdrawn."""
    return [
        link
        for contract in contracts
        if not contract.withdrawn
        for link in _links(contract)
        if link.address.lower().startswith(("https://", "http://"))
    ]


def _links(contract: Contract) -> Iterator[Link]:
    all_notices = notices(contract)
    seen = set[str | None]()
    for notice in all_notices:
        address = notice.statement["agreement"]
        if address not in seen and not notice.never_happened:
            seen.add(address)
            yield Link(notice.id, "agreement", address or "")
    yield Link(all_notices[0].id, "website", contract.website)
    yield Link(all_notices[0].id, "privacy-policy", contract.privacy_policy)


def is_weekly(notes: LinkNotes, today: date) -> bool:
    """Return whether it is time to request all links."""
    return notes.asked is None or today - notes.asked >= WEEK


def addresses_due(links: Iterable[Link], notes: LinkNotes, today: date) -> list[str]:
    """Return the addresses to request today: all once a week, and again those that failed once."""
    addresses = dict.fromkeys(link.address for link in links)
    if is_weekly(notes, today):
        return list(addresses)
    failures = notes.failures
    return [
        address
        for address in addresses
        if address in failures and not failures[address].is_gone and failures[address].last < today
    ]


def remembered(
    links: Iterable[Link], notes: LinkNotes, reasons: Mapping[str, str], today: date
) -> LinkNotes:
    """Return what to remember; `reasons` says why each requested address failed, or is empty."""
    addresses = {link.address for link in links}
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
    return LinkNotes(asked, dict(islice(failures.items(), MAX_LISTED)))


def issues(
    links: Sequence[Link], notes: LinkNotes, correct: Callable[[str, str], str]
) -> list[Issue]:
    """Return the issue about links that are gone, or none.

    `correct` returns the address where a person corrects a field of a notice.
    """
    lines = []
    corrections = []
    known = notes.failures
    gone = [link for link in links if link.address in known and known[link.address].is_gone]
    for notice, field, address in gone[:MAX_LISTED]:
        lines += [f"{notice}, {field}: {address}"]
        lines += [f"    {known[address].reason}, first on {known[address].first}"]
        corrections.append(f"- [{notice}, {field}]({correct(notice, field)})")
    if max(len(gone), len(known)) >= MAX_LISTED:
        lines.append("There may be more, which follow when these work.")
    body = BODY.format(links=code_block(lines), corrections="\n".join(corrections))
    return [Issue(KEY, TITLE, body)] if lines else []
