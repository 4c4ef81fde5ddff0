"""What a notice is: frozen values, and the fold of what came later over what held at first."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.core.dates import Period, When

Section = Literal["contracts", "breaches"]
Loc = tuple[str | int, ...]  # the place of a value in an entry: names of fields, and numbers in lists from 0
ROOT = "\x02"  # stands in rendered HTML where a page writes the way to the site's root; no source may hold it
GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))


class Prose(NamedTuple):
    """A Markdown text as written, and as safe HTML in which `ROOT` stands for the way to the site's root.

    `language` is named where a page in another language shows it.
    """

    text: str
    html: str
    language: str = ""


class Foreign(str):
    """A plain text on a page in another language than its own."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Take the text and its language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type[Foreign], tuple[str, str]]:
        """Let it travel to another process."""
        return Foreign, (str(self), self.language)


class Translation(NamedTuple):
    """An entry's texts in another language, by their places in the entry; what is not there stays as it is."""

    section: Section
    id: str
    language: str
    path: str
    texts: Mapping[Loc, str | Prose]


class Data(NamedTuple):
    """Elements of student data by the kinds that § 10-234aa names; each element in the entry's words."""

    student_information: tuple[str, ...] = ()
    student_records: tuple[str, ...] = ()
    student_generated_content: tuple[str, ...] = ()
    directory_information: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[tuple[str, tuple[str, ...]]]:
        """The kinds that hold something, in the law's order."""
        return [(kind, elements) for kind, elements in zip(self._fields, self, strict=True) if elements]


class Notified(NamedTuple):
    """When, and if known by what means, families were told directly."""

    at: When
    by: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says at one time. `more` holds, by name, the fields that the program shows and does not look at."""

    more: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    def __getitem__(self, name: str) -> object:
        """Return what it says of a field, whether the program knows the field or not."""
        return self.more[name] if name in self.more else getattr(self, name)

    @property
    def states(self) -> dict[str, Any]:
        """All that it says, by field."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "more"}
        return {**own, **self.more}

    def after(self, states: Mapping[str, Any]) -> Self:
        """Return what it says after a change: what that states replaces the old whole, the rest stands."""
        known = {one.name for one in fields(self)}
        own = {name: value for name, value in states.items() if name in known}
        more = {name: value for name, value in states.items() if name not in known}
        return replace(self, **own, more={**self.more, **more})


@dataclass(frozen=True, slots=True)
class Terms(Statement):
    """What a contract says at one time; None where it is not recorded.

    `schools` is empty where all use it; `expires` is False where the contract runs until it is ended.
    """

    description: str | None = None
    purpose: str | None = None
    collects: Data | None = None
    security: Prose | None = None
    subcontractors: tuple[str, ...] = ()
    schools: tuple[str, ...] | None = None
    grades: tuple[str, ...] = ()
    agreement: str | None = None
    expires: When | Literal[False] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A renewal or an amendment: what it states replaces the old whole, the rest stands."""

    kind: str
    executed: When
    notified: Notified | None
    states: Mapping[str, Any]
    posted: When | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a published entry does not hold, and since when."""

    on: When
    reason: str
    notified: Notified | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract with a contractor that holds student data (§ 10-234bb).

    `kind` and `basis` are empty where they are not recorded. `at` is the moment that it is seen at (`as_of`).
    """

    id: str
    path: str
    first: Terms
    contractor: str = ""
    product: str = ""
    kind: str = ""
    basis: str = ""
    website: str = ""
    executed: When | None = None
    notified: Notified | None = None
    posted: When | None = None
    changes: tuple[Change, ...] = ()
    body: Prose | None = None
    legacy: bool = False
    withdrawn: Withdrawal | None = None
    at: datetime | None = None

    @property
    def section(self) -> Section:
        """The folder of its entry."""
        return "contracts"

    @property
    def title(self) -> str:
        """The product, or for a consultant without one the contractor."""
        return self.product or self.contractor

    def terms(self) -> Iterator[Terms]:
        """Yield what held at first, then after each change."""
        return _folded(self.first, self.changes)

    @property
    def in_effect(self) -> tuple[Change, ...]:
        """The changes that were executed by the moment that it is seen at."""
        return tuple(change for change in self.changes if _has_come(change.executed, self.at))

    @property
    def now(self) -> Terms:
        """What holds after the changes that are in effect."""
        return [*_folded(self.first, self.in_effect)][-1]

    @property
    def latest(self) -> When | None:
        """When it was last executed, renewed or amended."""
        return self.in_effect[-1].executed if self.in_effect else self.executed


@dataclass(frozen=True, slots=True)
class Extent(Statement):
    """What is known at one time of how far a breach goes; None where it is unknown.

    `schools` is empty where all are concerned.
    """

    involves: Data | None = None
    students: int | None = None
    schools: tuple[str, ...] | None = None
    offers: Prose | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """What became known or was done later."""

    on: When
    text: Prose
    states: Mapping[str, Any]
    received: When | None = None
    notified: Notified | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of security of which a contractor told the district (§ 10-234dd)."""

    id: str
    path: str
    first: Extent
    contract: str = ""
    contractor: str = ""
    product: str = ""
    occurred: Period | None = None
    discovered: When | None = None
    received: When | None = None
    notified: Notified | None = None
    summary: Prose | None = None
    updates: tuple[Update, ...] = ()
    resolved: When | None = None
    body: Prose | None = None
    legacy: bool = False
    withdrawn: Withdrawal | None = None
    posted: When | None = None

    @property
    def section(self) -> Section:
        """The folder of its entry."""
        return "breaches"

    @property
    def title(self) -> str:
        """The product, or where none is known the contractor."""
        return self.product or self.contractor

    @property
    def is_open(self) -> bool:
        """Say whether the notice still stands and nothing has closed it; of a legacy entry that is not recorded."""
        return self.status == "open"

    @property
    def status(self) -> str:
        """« open », « resolved » or « withdrawn »; « unrecorded » for a legacy entry without `resolved`."""
        if self.withdrawn:
            return "withdrawn"
        return "resolved" if self.resolved else "unrecorded" if self.legacy else "open"

    @property
    def told(self) -> When | None:
        """When the district was told, or the nearest to that which is known."""
        known = (
            self.received,
            self.notified and self.notified.at,
            self.discovered,
            self.occurred and self.occurred.first,
        )
        return next((when for when in known if when), None)

    def extents(self) -> Iterator[Extent]:
        """Yield what was known at first, then after each update."""
        known = self.first
        yield known
        for update in self.updates:
            known = known.after(update.states)
            yield known

    @property
    def now(self) -> Extent:
        """What is known after all updates."""
        return list(self.extents())[-1] if self.updates else self.first

    @property
    def latest(self) -> When | None:
        """When it was last told of."""
        return self.updates[-1].on if self.updates else self.told


Entry = Contract | Breach


def as_of(entry: Entry, now: datetime) -> Entry:
    """Return an entry as it stands at a moment: a change, an end or a withdrawal takes effect on its day."""
    withdrawn = entry.withdrawn if entry.withdrawn and _has_come(entry.withdrawn.on, now) else None
    if isinstance(entry, Contract):
        return replace(entry, withdrawn=withdrawn, at=now)
    resolved = entry.resolved if entry.resolved and _has_come(entry.resolved, now) else None
    return replace(entry, withdrawn=withdrawn, resolved=resolved)


def _has_come(when: When, now: datetime | None) -> bool:
    """Say whether a date has begun, which all have where no moment is named."""
    return now is None or when.start <= now


def _folded(held: Terms, changes: Iterable[Change]) -> Iterator[Terms]:
    """Yield terms, then what they become with each change; a renewal outlives the end that held before it."""
    yield held
    for change in changes:
        held = held.after(change.states)
        if change.kind == "renewal" and held.expires and "expires" not in change.states:
            held = replace(held, expires=None)
        yield held


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
        """When families were notified of it directly."""
        if self.number:
            items = self.entry.changes if isinstance(self.entry, Contract) else self.entry.updates
            return items[self.number - 1].notified
        if not self.anchor:
            return self.entry.notified
        return self.entry.withdrawn.notified if self.entry.withdrawn else None

    @property
    def executed(self) -> When | None:
        """When a contract or a change of it was executed."""
        return self.dated

    @property
    def discovered(self) -> When | None:
        """When the contractor discovered the breach."""
        return self.entry.discovered if isinstance(self.entry, Breach) else None

    @property
    def received(self) -> When | None:
        """When the district received the contractor's notice of it, or the news that an update tells."""
        if not isinstance(self.entry, Breach):
            return None
        return self.entry.updates[self.number - 1].received if self.number else self.entry.received

    @property
    def posted(self) -> When | None:
        """When it stood on another page, if that was before this site; of an update or a withdrawal nobody says."""
        if isinstance(self.entry, Contract) and self.number:
            return self.entry.changes[self.number - 1].posted
        return None if self.anchor else self.entry.posted

    @property
    def agreement(self) -> str | None:
        """The contract itself, which each notice of a contract names for itself."""
        if not isinstance(self.entry, Contract):
            return None
        return (
            self.entry.changes[self.number - 1].states.get("agreement") if self.number else self.entry.first.agreement
        )

    @property
    def is_announced(self) -> bool:
        """Say whether it is news. The first notice of a legacy entry is not, because families heard of it long ago."""
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
