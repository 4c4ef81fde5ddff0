"""Contracts that end soon: for a person, for GitHub and for programs, and as issues on GitHub."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

from generator.core.dates import When
from generator.core.problems import shorten
from generator.law.record import COLUMNS
from generator.reports import github_format
from generator.reports.deadlines import form_line
from generator.reports.github_format import Issue, code_block
from generator.reports.problem_report import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from generator.core.model import Contract

SOON = timedelta(days=60)
ENDS = " ends "  # in the key of an issue
ADVICE = "If it is renewed, fill in the form “Renewal or amendment” with the new end."
CLOSING_COMMENT = "The contract has a new end, has ended, or was withdrawn."
BODY = """\
{title}

This contract ends on **{ends}**. After that day, its page says that it has ended.

- If it is renewed or amended, [fill in the form]({form}), with the new end.
- If it really ends, there is nothing to write here. Make sure that the contractor deletes the \
student data, as the contract says.

This issue closes by itself once the contract has a new end, or has ended.
"""


class Ending(NamedTuple):
    """A contract that ends soon, its last day, and the time left until that day is over."""

    contract: Contract
    last_day: When
    left: timedelta

    @property
    def notice(self) -> str:
        """The id of the contract's notice, as in the record."""
        return f"contracts/{self.contract.id}"

    @property
    def sentence(self) -> str:
        """When the contract ends, and how far that is from now, without a period."""
        return f"the contract ends on {self.last_day.written}, {_days(self.left)} left"

    @property
    def key(self) -> str:
        """What identifies this end among all others, forever."""
        return f"{self.notice}{ENDS}{self.last_day.written}"


def is_key(key: str) -> bool:
    """Return whether a key is that of the end of a contract."""
    return ENDS in key


def endings(
    now: datetime, contracts: Iterable[Contract], within: timedelta | None = None
) -> list[Ending]:
    """Return the contracts that end within 60 days, or a shorter time, the soonest first.

    `now` is in the district's time zone. A renewal counts as soon as it is in the entry, even if
    its date has not come.
    """
    soon = list[Ending]()
    for contract in contracts:
        last_day = replace(contract, at=None).now.expires
        if isinstance(last_day, When) and not contract.withdrawn:
            left = last_day.end.astimezone(UTC) - now.astimezone(UTC)
            if timedelta() < left <= min(SOON, within or SOON):
                soon.append(Ending(contract, last_day, left))
    return sorted(soon, key=lambda ending: (ending.left, ending.contract.id))


def terminal(endings: Iterable[Ending], form: Callable[[str], str]) -> str:
    """Return the contracts for a person to read, two or three lines for each.

    `form` returns the address of the form that renews the contract with a notice, or "".
    """
    return "".join(
        f"{ending.notice}: {ending.sentence}.\n    {ADVICE}\n{form_line(form(ending.notice))}"
        for ending in endings
    )


def github(endings: Iterable[Ending]) -> str:
    """Return the contracts as workflow commands, each a notice."""
    return "".join(f"{_annotation(ending)}\n" for ending in endings)


def _annotation(ending: Ending) -> str:
    properties = {"file": ending.contract.path, "title": "The contract ends soon"}
    message = f"{ending.notice}: {ending.sentence}. {ADVICE}"
    return github_format.command("notice", properties, message)


def objects(endings: Iterable[Ending]) -> list[dict[str, object]]:
    """Return the contracts as objects with the same keys as those of duties."""
    return [
        {
            **dict.fromkeys(COLUMNS),
            "notice": ending.notice,
            "duty": "contract-end",
            "due": ending.last_day.written,
            "state": "ending",
            "path": ending.contract.path,
            "moment": ending.last_day.end.isoformat(timespec="minutes"),
            "minutes_left": ending.left // timedelta(minutes=1),
        }
        for ending in endings
    ]


def sentence(endings: Iterable[Ending]) -> str:
    """Return one sentence with a space before it: how many contracts end soon; or nothing."""
    number = len(list(endings))
    if not number:
        return ""
    return f" {count(number, 'contract')} {'ends' if number == 1 else 'end'} soon."


def issues(endings: Iterable[Ending], form: Callable[[str], str]) -> Iterator[Issue]:
    """Yield an issue for each contract, with the address of the form that renews it."""
    for ending in endings:
        product, last_day = shorten(ending.contract.title), ending.last_day.written
        body = BODY.format(
            title=code_block([f"{ending.notice}: {product}"]),
            ends=last_day,
            form=form(ending.notice),
        )
        yield Issue(ending.key, f"The contract for {product} ends on {last_day}", body)


def _days(left: timedelta) -> str:
    return count(left.days, "day") if left.days else "less than a day"
