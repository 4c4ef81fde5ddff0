"""The notices of entries: what families are told, and when; their ids never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, NamedTuple

from generator.core.dates import When
from generator.core.model import (
    Breach,
    Change,
    Contract,
    Entry,
    Extent,
    Loc,
    Notified,
    Terms,
    Update,
    Withdrawal,
    before_withdrawals,
    kept,
    when_given,
)


class Notice(NamedTuple):
    """One notice to families: a contract, a change, a breach, an update or a withdrawal.

    `number` counts the changes or updates from 1; it is 0 for the entry itself. A withdrawal has
    that of what it withdraws. `dated` is the date of the event. `statement` is what applied, or was
    known, after it, or would have been, if it never happened. `before` is what did before a change
    or an update; it is None for any other notice. `withdrawal` is what a withdrawal says.
    """

    entry: Entry
    kind: str
    number: int
    dated: When | None
    statement: Terms | Extent
    before: Terms | Extent | None = None
    withdrawal: Withdrawal | None = None

    @property
    def path(self) -> str:
        """The path of the entry."""
        return self.entry.path

    @property
    def title(self) -> str:
        """The title of the entry at its time, because a change may rename a product."""
        return self.product or self.contractor or self.entry.title

    @property
    def product(self) -> str:
        """The product at its time; may be empty."""
        return self._named.product

    @property
    def contractor(self) -> str:
        """The contractor at its time; may be empty."""
        return self._named.contractor

    @property
    def _named(self) -> Terms | Entry:
        return self.statement if isinstance(self.statement, Terms) else self.entry

    @property
    def wording(self) -> str:
        """Its name in `notice_titles` of a theme: its kind, or that of what has no contract."""
        if self.kind == "withdrawal":
            return f"{self.withdrawn_item.kind} withdrawn" if self.withdrawn_item else self.kind
        has_contract = not isinstance(self.entry, Contract) or self.entry.has_contract
        return self.kind if has_contract else f"{self.kind} without"

    def is_ahead(self, day: date) -> bool:
        """Return whether it is a renewal or an amendment that is to be signed after a day."""
        return isinstance(self.item, Change) and self.item.executed.day > day

    @property
    def item(self) -> Change | Update | None:
        """The change or the update that it announces, if any."""
        is_item = self.number and self.kind != "withdrawal"
        return self.entry.items[self.number - 1] if is_item else None

    @property
    def withdrawn_item(self) -> Change | Update | None:
        """The change or the update that it withdraws, if it withdraws one of them alone."""
        is_of_item = self.number and self.kind == "withdrawal"
        return self.entry.items[self.number - 1] if is_of_item else None

    @property
    def withdrawn(self) -> Withdrawal | None:
        """The withdrawal that crosses it out: its own or that of its entry, whichever was first.

        Only another withdrawal crosses out a withdrawal.
        """
        if self.withdrawal:
            return self.withdrawal.withdrawn
        of_item = self.item.withdrawn if self.item else None
        of_entry = self.entry.withdrawn
        if of_item and of_entry:
            return min(of_item, of_entry, key=lambda withdrawn: withdrawn.on.start)
        return of_item or of_entry

    @property
    def never_happened(self) -> bool:
        """Whether it was withdrawn because what it says never happened, so that nothing was due."""
        of_entry = self.entry.withdrawn
        return bool(of_entry and of_entry.is_of_nothing) or bool(
            self.item and self.item.never_happened
        )

    @property
    def more(self) -> Mapping[str, Any]:
        """The fields of a change or an update that pages only show, by name."""
        return self.item.more if self.item else {}

    @property
    def loc(self) -> Loc:
        """The location in its entry: a change, an update or a withdrawal, by the name of its file.

        That of the entry itself is empty.
        """
        return (self.anchor,) if self.anchor else ()

    @property
    def notified(self) -> Notified | None:
        """When and how families were notified of it directly."""
        if self.is_first:
            return self.entry.notified
        said = self.item or self.withdrawal
        return said.notified if said else None

    @property
    def is_told_earlier(self) -> bool:
        """Whether it says that the earlier notices had reached every family that it is about."""
        return isinstance(self.item, Update) and self.item.told_earlier

    @property
    def also_told(self) -> tuple[Notified, ...]:
        """The messages about it that do not count: to a part of the families, or once more."""
        said = self.item or self.entry
        return () if self.withdrawal else said.also_told

    @property
    def given(self) -> When | None:
        """When it was given, see `when_given`; an update or a withdrawal is given on its day."""
        is_posted_on_its_day = self.kind in ("update", "withdrawal")
        return self.dated if is_posted_on_its_day else when_given(self.notified, self.posted)

    @property
    def discovered(self) -> When | None:
        """When the breach was discovered, or for an update of the district's own, the news."""
        if isinstance(self.item, Update) and isinstance(self.entry, Breach) and self.entry.is_own:
            return self.item.received
        return self.entry.discovered if isinstance(self.entry, Breach) else None

    def date_in(self, field: str) -> When | None:
        """Return the date in a field; of `notified`, when the last family was notified."""
        if field == "notified":
            return self.notified.last if self.notified else None
        when: When | None = getattr(self, "dated" if field == "executed" else field)
        return when

    @property
    def start_field(self) -> str:
        """The field of a breach or an update from which the time to notify families counts."""
        is_own = isinstance(self.entry, Breach) and self.entry.is_own
        return "discovered" if is_own and not self.number else "received"

    @property
    def received(self) -> When | None:
        """When the district received the contractor's notice, or the news in an update."""
        if isinstance(self.item, Update):
            return self.item.received
        return self.entry.received if isinstance(self.entry, Breach) else None

    @property
    def posted(self) -> When | None:
        """When it, and a contract itself, was on the district's website before this one."""
        said = self.item or self.withdrawal or self.entry
        return said.posted

    @property
    def agreement(self) -> str | None:
        """The address of the contract itself, which each notice of a contract gives separately.

        None for an amendment that names the same document as before, which cannot contain it.
        """
        if not isinstance(self.entry, Contract):
            return None
        if self.item is None:
            return self.entry.first.agreement
        address: str | None = self.item.states.get("agreement")
        is_old = self.kind == "amendment" and self.before and address == self.before["agreement"]
        return None if is_old else address

    @property
    def expires(self) -> When | None:
        """The last day of a contract, if this is its first notice and the contract has one."""
        if not self.is_first or not isinstance(self.entry, Contract):
            return None
        return self.entry.current.expires or None

    @property
    def deletion(self) -> When | None:
        """When a contractor confirmed that it has deleted the data."""
        known = self.entry.deletion if isinstance(self.entry, Contract) else None
        return known.confirmed if known else None

    @property
    def is_before_site(self) -> bool:
        """Whether it is older than this site, so that its dates may be lost."""
        return self.entry.is_before_site(self.dated)

    @property
    def is_announced(self) -> bool:
        """Whether feeds announce it: all but the first notice of a legacy entry."""
        return not (self.is_first and self.entry.legacy)

    @property
    def is_first(self) -> bool:
        """Whether it is the entry's own notice, which is the whole page."""
        return not self.number and self.kind != "withdrawal"

    @property
    def anchor(self) -> str:
        """The fragment of the notice on the entry's page: the name of its file, or empty."""
        said = self.withdrawal or self.item
        return said.name if said else ""

    @property
    def id(self) -> str:
        """The id, such as `contracts/northstar/change-1`. It never changes once published."""
        return notice_id(self.entry, self.anchor)


def notice_id(entry: Entry, name: str) -> str:
    """Return the id of a file of an entry, which is its path in the content without its ending."""
    id = f"{entry.section}/{entry.id}"
    return f"{id}/{name}" if name else id


@dataclass(frozen=True, slots=True)
class YearlyNotice:
    """The notice of the website's address to all families in one year (PA 18-125)."""

    year: int
    notified: Notified | None = None
    kind: ClassVar[str] = "yearly"
    number: ClassVar[int] = 0
    loc: ClassVar[Loc] = ()
    path: ClassVar[str] = "content/messages"
    title: ClassVar[str] = "the website's address"
    product: ClassVar[str] = ""
    contractor: ClassVar[str] = ""

    @property
    def dated(self) -> When | None:
        """When families were notified."""
        return self.notified.at if self.notified else None

    @property
    def id(self) -> str:
        """The id, such as `yearly/2026`."""
        return f"yearly/{self.year}"


def upto(notice: Notice, sent: When) -> Entry:
    """Return the entry of a notice as it was when the notice was `sent`, without what came later.

    These are later changes and updates, an end, each withdrawal, and what is known of a deletion. A
    withdrawal is about the whole entry.
    """
    entry = notice.entry
    if notice.kind == "withdrawal":
        return entry
    entry = before_withdrawals(entry, lambda each: sent.surely_before(each.on))
    if isinstance(entry, Breach):
        resolved = _unless_later(entry.resolved, sent)
        return replace(entry, resolved=resolved, updates=entry.updates[: notice.number])
    deletion = entry.deletion
    if deletion:
        asked, confirmed = (
            _unless_later(when, sent) for when in (deletion.asked, deletion.confirmed)
        )
        deletion = replace(deletion, asked=asked, confirmed=confirmed)
    return replace(entry, deletion=deletion, changes=entry.changes[: notice.number])


def _unless_later(when: When | None, sent: When) -> When | None:
    return None if when and sent.surely_before(when) else when


@kept
def notices(entry: Entry) -> tuple[Notice, ...]:
    """Return all notices of an entry: the first, each change or update, and each withdrawal.

    The withdrawals are last, in the order of what they withdraw, so that the number of any other
    notice is its position.
    """
    kind, dated = (
        ("contract", entry.executed) if isinstance(entry, Contract) else ("breach", entry.known)
    )
    items: tuple[Change | Update, ...] = entry.items
    statements: list[Terms | Extent] = [*entry.statements()] if items else [entry.first]
    said: list[Terms | Extent] = [*entry.said()]
    steps = enumerate(zip(items, statements, said, strict=False), start=1)
    numbers = {item.name: number for number, item in enumerate(items, start=1)}
    by_name = {each.name: each for each in entry.withdrawals}

    def number_of(withdrawal: Withdrawal) -> int:
        """Return the number of what is withdrawn, or what that withdrew, if it is a withdrawal."""
        while withdrawal.of in by_name:
            withdrawal = by_name[withdrawal.of]
        return numbers.get(withdrawal.of, 0)

    withdrawals = [
        Notice(entry, "withdrawal", number_of(each), each.on, statements[-1], withdrawal=each)
        for each in entry.withdrawals
    ]
    withdrawals.sort(key=lambda notice: notice.number or len(items) + 1)
    return (
        Notice(entry, kind, 0, dated, entry.first),
        *(
            Notice(entry, item.kind, number, item.dated, after, before)
            for number, (item, before, after) in steps
        ),
        *withdrawals,
    )
