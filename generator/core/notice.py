"""What families are told: each notice of an entry, with what held or was known at its date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import Contract, Entry, Extent, Notified, Terms

if TYPE_CHECKING:
    from generator.core.dates import When

# What the place of a kind of notice is called; a contract and a breach stand at the head of their page.
PLACES = {"renewal": "change", "amendment": "change", "update": "update", "withdrawal": "withdrawal"}


class Notice(NamedTuple):
    """One thing that families are told: a contract or a change of it, a breach or an update of it, a withdrawal.

    `id` never changes once published; `anchor` is its place on the entry's page, empty for the entry itself.
    `held` is what held, or was known, then.
    """

    entry: Entry
    kind: str
    number: int
    dated: When | None
    held: Terms | Extent

    @property
    def notified(self) -> Notified | None:
        """When families were told of it directly; of updates and withdrawals an entry does not say."""
        if isinstance(self.entry, Contract) and self.number:
            return self.entry.changes[self.number - 1].notified
        return None if self.anchor else self.entry.notified

    @property
    def is_announced(self) -> bool:
        """Say whether it is news; the first notice of a legacy entry is none: families heard of it long ago."""
        return bool(self.anchor) or not self.entry.legacy

    @property
    def anchor(self) -> str:
        """Its place in the entry's append-only list, also the fragment on the entry's page."""
        name = PLACES.get(self.kind, "")
        return f"{name}-{self.number}" if self.number else name

    @property
    def id(self) -> str:
        """The entry's id and the notice's place, and nothing else."""
        whole = f"{self.entry.section}/{self.entry.id}"
        return f"{whole}/{self.anchor}" if self.anchor else whole


def notices(entry: Entry) -> list[Notice]:
    """Return all notices of an entry, oldest first."""
    if isinstance(entry, Contract):
        held = list[Terms | Extent](entry.terms())
        later = [(change.kind, change.executed) for change in entry.changes]
        first = Notice(entry, "contract", 0, entry.executed, held[0])
    else:
        held = list[Terms | Extent](entry.extents())
        later = [("update", update.on) for update in entry.updates]
        first = Notice(entry, "breach", 0, entry.received, held[0])
    told = [first, *(Notice(entry, kind, i, on, held[i]) for i, (kind, on) in enumerate(later, start=1))]
    if entry.withdrawn:
        told.append(Notice(entry, "withdrawal", 0, entry.withdrawn.on, held[-1]))
    return told
