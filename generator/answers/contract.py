"""What a family asks about a product: is it used, what may it collect, was the data deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from generator.answers.elements import ASKED_ABOUT, Comparison, data_changes, has_full_list
from generator.content.data_elements import topics_of
from generator.core.dates import When
from generator.core.model import Breach, Contract, ContractState, Data, Terms, contract_state
from generator.core.notices import Notice, notices

# How its data is spoken of: what it may collect now, will be allowed to, was allowed to until its
# end, or what the withdrawn notice said.
Voice = Literal["may", "will", "was allowed", "said"]
DeletionKind = Literal["not due", "leaked", "confirmed", "asked", "not confirmed"]
Request = Literal["see", "correct", "delete", "ask"]


class Deletion(NamedTuple):
    """Whether the data was deleted after the last end.

    `leaks` are the breaches that were reported after a confirmation, and may involve the data that
    was said to be deleted.
    """

    kind: DeletionKind
    asked: When | None = None
    confirmed: When | None = None
    leaks: tuple[Breach, ...] = ()


class ContractAnswers:
    """The answers about a contract at a moment.

    `breaches` are those about it or its product, and `others` those that only share a name with it.
    """

    def __init__(
        self,
        contract: Contract,
        breaches: Sequence[Breach],
        now: datetime,
        others: Sequence[Breach] = (),
    ) -> None:
        """`now` is in the district's time zone."""
        self.contract = contract
        self.breaches = breaches
        self.others = others
        self.now = now

    @cached_property
    def terms(self) -> Terms:
        """The terms in effect."""
        return self.contract.current

    @cached_property
    def state(self) -> ContractState:
        """Its status, and what is to become of the data."""
        return contract_state(self.contract, self.now)

    @property
    def status(self) -> str:
        """Is it in use? `active`, `upcoming`, `ended`, `withdrawn` or `unknown`."""
        return self.state.status

    @property
    def voice(self) -> Voice:
        """How to speak of its data, which an ended or withdrawn product no longer may collect."""
        voices: dict[str, Voice] = {"upcoming": "will", "ended": "was allowed", "withdrawn": "said"}
        return voices.get(self.status, "may")

    @property
    def data(self) -> Data | None:
        """What may it collect? None if nobody knows."""
        return self.terms.collects

    @cached_property
    def has_full_list(self) -> bool:
        """Does the contract list all its data, in words that leave nothing open?"""
        return self.data is not None and has_full_list(self.data)

    @property
    def not_listed(self) -> tuple[str, ...]:
        """What that families ask about is not among the data? Nothing without a full list."""
        elements = self.data.elements if self.data else ()
        if not elements or not self.has_full_list:
            return ()
        listed = topics_of(elements)
        return tuple(topic for topic in ASKED_ABOUT if topic not in listed)

    @property
    def notices(self) -> Sequence[Notice]:
        """All its notices, oldest first."""
        return notices(self.contract)

    @cached_property
    def history(self) -> list[Notice]:
        """What was agreed, and when did it change? Its notices without withdrawals."""
        return [notice for notice in self.notices if notice.kind != "withdrawal"]

    @cached_property
    def open_breaches(self) -> list[Breach]:
        """Which breaches are not over?"""
        return [breach for breach in self.breaches if breach.is_open]

    @property
    def past_breaches(self) -> list[Breach]:
        """Which breaches are over?"""
        return [breach for breach in self.breaches if not breach.is_open]

    @cached_property
    def changes(self) -> dict[str, Comparison]:
        """What changed: for each notice that changes the data, both sides, by its anchor."""
        return data_changes(self.notices)

    @cached_property
    def ahead(self) -> list[Notice]:
        """The renewals and amendments that are yet to be signed."""
        return [notice for notice in self.notices if notice.is_ahead(self.now.date())]

    @property
    def latest_change(self) -> Notice | None:
        """Since which notice may it collect something else? None if it never changed."""
        ahead = [notice.anchor for notice in self.ahead]
        changed = [n for n in self.notices if n.anchor in self.changes and n.anchor not in ahead]
        return changed[-1] if changed else None

    @cached_property
    def deletion(self) -> Deletion:
        """Was the data deleted? It was if that is confirmed of the last end, and no breach came."""
        state = self.state
        if not state.leaves_data:
            return Deletion("not due")
        leaks = tuple(
            breach
            for breach in self.breaches
            if state.deleted and not breach.withdrawn and breach.is_after(state.deleted)
        )
        kind: DeletionKind = "not confirmed"
        if leaks:
            kind = "leaked"
        elif state.deleted:
            kind = "confirmed"
        elif state.asked:
            kind = "asked"
        return Deletion(kind, state.asked, state.deleted, leaks)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What a family can ask for; nothing if there is no data yet, was none or is withdrawn."""
        if self.status in ("upcoming", "withdrawn") or not self.state.had_data:
            return ()
        return ("ask",) if self.deletion.kind != "not due" else ("see", "correct", "delete")

    @cached_property
    def same_data(self) -> frozenset[str]:
        """Which changes left the data as it was? Their anchors, if both sides are known."""
        return frozenset(
            notice.anchor
            for notice in self.notices
            if isinstance(notice.before, Terms)
            and isinstance(notice.statement, Terms)
            and notice.before.collects is not None
            and notice.statement.collects is not None
            and notice.anchor not in self.changes
        )
