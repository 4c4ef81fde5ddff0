"""Have I Been Pwned's public list of breaches, compared with the websites of contracts.

The list needs no key: https://haveibeenpwned.com/API/v3#AllBreaches
Its license, Creative Commons Attribution 4.0, requires that the source is named with a link:
https://haveibeenpwned.com/API/v3#License
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from generator.core.model import Contract, contract_state, website_host
from generator.core.problems import UserError, printable, shorten
from generator.core.site import Posting, Site
from generator.github import api, channel
from generator.github.alarm import FIXED
from generator.github.alarm import LABEL as ALARM
from generator.reports.github_format import Issue, code_block
from generator.system import http

ADDRESS = "https://haveibeenpwned.com/api/v3/breaches"
MAX_BYTES = 10 * 1024 * 1024  # in November 2026 it has about one
MAX_LENGTH = 5000  # of one of its texts; an issue on GitHub takes 65,536 characters
MAX_CLASSES = 100  # of data in one breach
NO_NAME = re.compile(r"[^\w.-]")  # what the name of a breach does not contain, since it is a key
LABEL = "breach-list"
WEBHOOK = "WATCH_WEBHOOK"  # the variable with the address of the office's channel
NO_WEBHOOK = (
    "The repository is public, so a match must not become an issue: set the secret "
    f"{WEBHOOK} to the webhook of a channel for the office."
)
NOTHING_TO_COMPARE = (
    "There is nothing to compare: `breach_list` is not true, or the list was read today."
)
PATIENCE = timedelta(days=3)  # without the list, before an alarm is opened
TEXTS = ("Name", "Title", "Domain", "BreachDate", "AddedDate", "Description")
IN_EFFECT = ("active", "unknown")  # states of a contract; its end may not be on record
NOT_BREACHES = ("IsFabricated", "IsSpamList", "IsRetired")
TITLE = "{company} is on a public list of breaches: has it notified you?"
LETTER_TITLE = "On a public list of breaches: have these companies notified you?"
BODY = """\
{facts}

The list only says that the company had a breach, not that your students' data was involved. Ask \
the contractor. State law requires it to notify you without unreasonable delay, at the latest 30 \
days after it discovers a breach of student information, and 60 days for directory information, \
student records and student-generated content (§ 10-234dd).

- If student data of the district was involved, \
[write the notice]({link}).
- If not, write down what the contractor answered, and close this issue. It is not opened again.

The source is [Have I Been Pwned](https://haveibeenpwned.com), under the license \
[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
"""


class ListNotes(NamedTuple):
    """What is remembered: when the list was read last, and since when it could not be read."""

    read: datetime | None = None
    failing_since: datetime | None = None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> ListNotes:
        """Return the notes that were written as JSON; raises an exception for any other value."""
        return cls(_moment(value["read"]), _moment(value["failing_since"]))


class ListedBreach(NamedTuple):
    """A breach on the list. `on` is the day of the breach, and `added` is when it was listed."""

    name: str
    title: str
    domain: str
    on: str
    added: datetime
    description: str
    data: tuple[str, ...]
    is_verified: bool


class Match(NamedTuple):
    """A breach of the company behind the website of a contract."""

    contract: Contract
    breach: ListedBreach

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the list says, each with its name."""
        breach = self.breach
        verified = "" if breach.is_verified else " (not verified)"
        return [
            ("Contract", f"contracts/{self.contract.id}, {self.contract.title}"),
            ("Breach", f"{breach.title}, {breach.domain}{verified}"),
            ("Date of the breach", breach.on),
            ("On the list since", f"{breach.added:%Y-%m-%d}"),
            ("Data", ", ".join(breach.data) or "not named"),
            ("What the list says", breach.description),
        ]


def watch(
    repository: api.Repository,
    site: Site,
    webhook: str | None,
    link: str,
    postings: Callable[[], Mapping[str, Posting]],
) -> tuple[list[str], str]:
    """Compare contracts with the list, if the settings ask for it today.

    In a public repository, new matches go only to the webhook; for that `postings` returns when
    each notice was posted. `link` is that of `issues`. Returns a sentence for each issue that
    changed, and one about the list.
    Raises UserError without that webhook, and OSError if GitHub or the channel fails.
    """
    earlier = api.read_note(repository, LABEL, ListNotes.of, ListNotes())
    is_private = api.repository_info(repository).is_private
    last = earlier.read and earlier.read.astimezone(site.now.tzinfo).date()
    if last == site.now.date() or not site.settings.breach_list:
        return [], NOTHING_TO_COMPARE
    if not is_private and not webhook:
        raise UserError(NO_WEBHOOK)
    try:
        listed = parse(_download(ADDRESS, f"{http.AGENT} (+{site.settings.url})"))
    except (OSError, ValueError) as error:
        since = earlier.failing_since or site.now
        alarms = alarm(since, site.now, str(error))
        changes = api.update_issues(repository, ALARM, alarms, lambda _: "")
        api.write_note(repository, LABEL, ListNotes(earlier.read, since)._asdict())
        return changes, f"The list at {ADDRESS} cannot be read: {error}"
    found = matches(site.contracts, listed, site.now)
    changes = list[str]()
    if is_private:
        changes += api.open_new_issues(repository, LABEL, issues(found, link))
    elif webhook and (new := new_since(found, earlier.read, postings())):
        channel.post(webhook, channel.message_for(webhook, letter(new)))
    changes += api.update_issues(repository, ALARM, [], lambda key: FIXED if key == LABEL else "")
    api.write_note(repository, LABEL, ListNotes(site.now)._asdict())
    return changes, f"The list was read: {len(listed):,} breaches."


def _download(address: str, agent: str) -> bytes:
    """Return what is at an address. Raises OSError if it fails or is too large."""
    answer = http.ask(address, headers={"User-Agent": agent}, max_bytes=MAX_BYTES + 1)
    if not answer.is_good:
        raise OSError(f"the answer is {answer}")
    if len(answer.body) > MAX_BYTES:
        raise OSError(f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
    return answer.body


def parse(data: bytes) -> list[ListedBreach]:
    """Return the breaches of the list. Raises ValueError with a reason."""
    try:
        items = json.loads(data)
        if not isinstance(items, list) or not items:
            raise TypeError
        return [_listed(item) for item in items if not any(item.get(flag) for flag in NOT_BREACHES)]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("it is not a list of breaches") from error


def _listed(item: Mapping[str, Any]) -> ListedBreach:
    """Return a breach from an item of the list; raises ValueError, TypeError or KeyError."""
    texts = {name: printable(_plain(item[name])) for name in TEXTS}
    added = datetime.fromisoformat(texts["AddedDate"])
    return ListedBreach(
        name=NO_NAME.sub("", texts["Name"]),
        title=texts["Title"],
        domain=texts["Domain"].lower().removeprefix("www."),
        on=texts["BreachDate"],
        added=added if added.tzinfo else added.replace(tzinfo=UTC),
        description=texts["Description"],
        data=tuple(shorten(_plain(name)) for name in item["DataClasses"][:MAX_CLASSES]),
        is_verified=item["IsVerified"] is True,
    )


def _plain(text: object) -> str:
    """Return the words of a text in HTML; raises TypeError for anything else."""
    if not isinstance(text, str):
        raise TypeError
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", "", text[:MAX_LENGTH])).split())


def matches(
    contracts: Iterable[Contract], listed: Iterable[ListedBreach], now: datetime
) -> list[Match]:
    """Return the breaches that were listed after a contract began that is still in effect."""
    by_domain: dict[str, list[ListedBreach]] = {}
    for breach in listed:
        by_domain.setdefault(breach.domain, []).append(breach)
    return [
        Match(contract, breach)
        for contract in contracts
        if contract_state(contract, now).status in IN_EFFECT
        for domain in _domains(contract.website)
        for breach in by_domain.get(domain, ())
        if contract.executed is None or contract.executed.start <= breach.added
    ]


def _domains(website: str) -> list[str]:
    """Return the domain of a website, and each domain that it is part of, without the last."""
    labels = website_host(website).split(".")
    return [".".join(labels[i:]) for i in range(len(labels) - 1)]


def new_since(
    matches: Iterable[Match], read: datetime | None, postings: Mapping[str, Posting]
) -> list[Match]:
    """Return what was not there when the list was read last: its breach or its contract is newer.

    `postings` says when each contract was first published, or that nobody has seen it yet. So
    nothing has to be remembered that would say in public which companies are on the list.
    """
    if read is None:
        return list(matches)
    known = postings.items()
    unseen = {id for id, post in known if post.first is None or post.first.at > read}
    return [
        match
        for match in matches
        if match.breach.added > read or f"contracts/{match.contract.id}" in unseen
    ]


def issues(matches: Iterable[Match], link: str) -> list[Issue]:
    """Return an issue for each match; `link` is where a person writes the notice of a breach."""
    return [
        Issue(
            f"contracts/{match.contract.id} {match.breach.name}",
            TITLE.format(company=shorten(match.contract.contractor)),
            BODY.format(
                facts=code_block([f"{name}: {value}" for name, value in match.facts]),
                link=link,
            ),
        )
        for match in matches
    ]


def letter(matches: Iterable[Match]) -> dict[str, object]:
    """Return the matches as one letter for the channel of the office."""
    facts = [
        {"name": name, "value": value}
        for match in matches
        for name, value in (("Company", match.contract.contractor), *match.facts)
    ]
    facts.append({"name": "Source", "value": "Have I Been Pwned, license CC BY 4.0"})
    return {"title": LETTER_TITLE, "lead": "", "facts": facts, "url": "https://haveibeenpwned.com"}


def alarm(since: datetime, now: datetime, reason: str) -> list[Issue]:
    """Return the issue for a list that could not be read for three days, or nothing."""
    if now - since < PATIENCE:
        return []
    body = (
        f"The list of Have I Been Pwned has been unreadable since {since:%Y-%m-%d}, so it is not "
        "compared with your contracts.\n\n"
        f"{code_block([reason])}\n\n"
        "If it has moved for good, update Notices. To stop comparing, set `breach_list: false` in "
        "`content/site.yaml`. This issue closes by itself when the list can be read again.\n"
    )
    return [Issue(LABEL, "The public list of breaches cannot be read", body)]


def _moment(text: str | None) -> datetime | None:
    """Return a moment with its offset; raises ValueError for one without an offset."""
    moment = datetime.fromisoformat(text) if text is not None else None
    if moment and moment.tzinfo is None:
        raise ValueError
    return moment
