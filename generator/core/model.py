"""Entries and their notices as frozen values, with each change or update applied to the first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from generator.core.dates import Period, When

Section = Literal["contracts", "breaches"]
# The location of a value in an entry: field names, and positions in lists counted from 0.
Loc = tuple[str | int, ...]
# A placeholder in rendered HTML, which a page replaces with its relative path to the site's root.
# No source can contain this character.
ROOT = "\x02"
GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))


class Prose(NamedTuple):
    """A Markdown text as written, and as safe HTML with `ROOT` before addresses within the site.

    `language` is set only when the text is shown on a page in another language.
    """

    text: str
    html: str
    language: str = ""


class Foreign(str):
    """A plain text shown on a page in another language."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        """Create the text with its language."""
        foreign = super().__new__(cls, text)
        foreign.language = language
        return foreign

    def __reduce__(self) -> tuple[type[Foreign], tuple[str, str]]:
        """Support pickling, so that another process can receive it."""
        return Foreign, (str(self), self.language)


class Translation(NamedTuple):
    """An entry's translated texts by location. A text that is missing here is not translated."""

    section: Section
    id: str
    language: str
    path: str
    texts: Mapping[Loc, str | Prose]


class Data(NamedTuple):
    """Elements of student data, as the entry words them, by the kinds that § 10-234aa defines."""

    student_information: tuple[str, ...] = ()
    student_records: tuple[str, ...] = ()
    student_generated_content: tuple[str, ...] = ()
    directory_information: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[tuple[str, tuple[str, ...]]]:
        """The kinds that have elements, in the order of the law, with their elements."""
        kinds = zip(self._fields, self, strict=True)
        return [(kind, elements) for kind, elements in kinds if elements]

    @property
    def elements(self) -> list[str]:
        """All elements, in the order of the kinds."""
        return [element for elements in self for element in elements]


class Count(NamedTuple):
    """A number of people; `precision` is `exactly`, `about` or `at least`."""

    number: int
    precision: str = "exactly"


class Notified(NamedTuple):
    """When families were notified directly, and by what means; `by` is empty if not recorded."""

    at: When
    by: str = ""


class TermsCheck(NamedTuple):
    """A check of a contract for the terms required by § 10-234bb(a); `missing` has their ids."""

    form: str
    checked: When
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says at one time.

    `more` has, by name, the fields that the program only shows; the others are the slots of the
    class.
    """

    more: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    def __getitem__(self, name: str) -> object:
        """Return the value of a field, which may be an attribute or in `more`."""
        return self.more[name] if name in self.more else getattr(self, name)

    @property
    def states(self) -> dict[str, Any]:
        """All values by field name, including those in `more`."""
        return {**{name: getattr(self, name) for name in self.__slots__}, **self.more}

    @classmethod
    def of(cls, states: Mapping[str, Any]) -> Self:
        """Return a statement with these values by field name."""
        own: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for name, value in states.items():
            (own if name in cls.__slots__ else more)[name] = value
        return cls(**own, more=more)

    def after(self, states: Mapping[str, Any]) -> Self:
        """Return a copy in which each value in `states` replaces the earlier one."""
        return self.of({**self.states, **states})


@dataclass(frozen=True, slots=True)
class Terms(Statement):
    """What a contract says at one time; None means not recorded.

    `schools` is empty if all schools use the product. `expires` is False if the contract runs until
    someone ends it.
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
    terms: TermsCheck | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A renewal or an amendment. Each value in `states` replaces the earlier value of its field."""

    kind: str
    executed: When
    notified: Notified | None
    states: Mapping[str, Any]
    posted: When | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a published entry was withdrawn, and when."""

    on: When
    reason: str
    notified: Notified | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract with a contractor that holds student data (§ 10-234bb).

    `kind` and `basis` are empty if not recorded. `at` is the moment for which `as_of` made this
    value, or None for the whole contract, which is also that of any moment if nothing changed it.
    """

    id: str
    path: str
    first: Terms
    contractor: str = ""
    product: str = ""
    kind: str = ""
    basis: str = ""
    website: str = ""
    privacy_policy: str = ""
    hub: str = ""
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
        """The folder of the entry."""
        return "contracts"

    @property
    def title(self) -> str:
        """The product, or the contractor if there is no product."""
        return self.product or self.contractor

    @property
    def is_exception(self) -> bool:
        """Whether it is used without a contract, for special education (§ 10-234bb, PA 18-125)."""
        return self.basis == "special-education-exception"

    def terms(self) -> Iterator[Terms]:
        """Yield the first terms, then the terms after each change."""
        return _terms_over_time(self.first, self.changes)

    @property
    def in_effect(self) -> tuple[Change, ...]:
        """The changes that were executed by the moment `at`."""
        if not self.changes:  # like most contracts
            return ()
        return tuple(change for change in self.changes if _has_come(change.executed, self.at))

    @property
    def now(self) -> Terms:
        """The terms after the changes that are in effect."""
        return [*_terms_over_time(self.first, self.in_effect)][-1] if self.changes else self.first

    @property
    def latest(self) -> When | None:
        """When it was last executed, renewed or amended."""
        in_effect = self.in_effect
        return in_effect[-1].executed if in_effect else self.executed


@dataclass(frozen=True, slots=True)
class Extent(Statement):
    """What is known at one time about a breach; None means unknown.

    `not_involved` has elements of data; it is empty if nothing is known. `schools` is empty if all
    schools are affected.
    """

    involves: Data | None = None
    not_involved: tuple[str, ...] = ()
    students: Count | None = None
    summary: Prose | None = None
    schools: tuple[str, ...] | None = None
    offers: Prose | None = None

    @property
    def students_precision(self) -> str | None:
        """How precise the number of students is, or None if it is unknown."""
        return self.students.precision if self.students else None


@dataclass(frozen=True, slots=True)
class Update:
    """What became known or was done after the first notice of a breach."""

    on: When
    text: Prose
    states: Mapping[str, Any]
    received: When | None = None
    notified: Notified | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of security that a contractor reported to the district (§ 10-234dd).

    `kind` is that of its contract, and empty if there is none.
    """

    id: str
    path: str
    first: Extent
    contract: str = ""
    contractor: str = ""
    product: str = ""
    kind: str = ""
    occurred: Period | None = None
    discovered: When | None = None
    received: When | None = None
    learned: When | None = None
    notified: Notified | None = None
    updates: tuple[Update, ...] = ()
    resolved: When | None = None
    body: Prose | None = None
    legacy: bool = False
    withdrawn: Withdrawal | None = None
    posted: When | None = None

    @property
    def section(self) -> Section:
        """The folder of the entry."""
        return "breaches"

    @property
    def title(self) -> str:
        """The product, or the contractor if no product is known."""
        return self.product or self.contractor

    @property
    def is_open(self) -> bool:
        """Return whether the notice is neither withdrawn nor resolved; False for a legacy entry."""
        return self.status == "open"

    @property
    def status(self) -> str:
        """`open`, `resolved` or `withdrawn`; `unrecorded` for a legacy entry without `resolved`."""
        if self.withdrawn:
            return "withdrawn"
        if self.resolved:
            return "resolved"
        return "unrecorded" if self.legacy else "open"

    @property
    def known(self) -> When | None:
        """When the district learned about the breach: on its own, or from the contractor."""
        return self.learned or self.received

    @property
    def reported(self) -> When | None:
        """When the district knew about the breach, or else the closest date that is known."""
        dates = (
            self.known,
            self.notified and self.notified.at,
            self.discovered,
            self.occurred and self.occurred.first,
        )
        return next((when for when in dates if when), None)

    def extents(self) -> Iterator[Extent]:
        """Yield the extent known at first, then the extent known after each update."""
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
        """When it was last updated, resolved or withdrawn, or else reported."""
        dates = [update.on for update in self.updates[-1:]]
        dates += [self.resolved] if self.resolved else []
        dates += [self.withdrawn.on] if self.withdrawn else []
        return max(dates, key=lambda when: when.start, default=self.reported)


Entry = Contract | Breach


def as_of(entry: Entry, now: datetime) -> Entry:
    """Return an entry as of a moment: changes, ends and withdrawals may be in the future."""
    if isinstance(entry, Contract) and (
        entry.at == now or not (entry.changes or entry.withdrawn)  # the same at every moment
    ):
        return entry
    withdrawn = entry.withdrawn if entry.withdrawn and _has_come(entry.withdrawn.on, now) else None
    if isinstance(entry, Contract):
        return replace(entry, withdrawn=withdrawn, at=now)
    resolved = entry.resolved if entry.resolved and _has_come(entry.resolved, now) else None
    return replace(entry, withdrawn=withdrawn, resolved=resolved)


def _has_come(when: When, now: datetime | None) -> bool:
    """Return whether a date has begun; without a moment, every date has."""
    return now is None or when.has_begun(now)


def _terms_over_time(terms: Terms, changes: Iterable[Change]) -> Iterator[Terms]:
    """Yield the terms, then the terms after each change.

    A renewal without `expires` makes the end unknown, because the earlier end no longer applies. A
    new document without `terms` has not been checked, because a check applies to one document.
    """
    yield terms
    for change in changes:
        terms = terms.after(change.states)
        if "agreement" in change.states and "terms" not in change.states:
            terms = replace(terms, terms=None)
        if change.kind == "renewal" and terms.expires and "expires" not in change.states:
            terms = replace(terms, expires=None)
        yield terms


# What can happen to a published entry later.
EventKind = Literal[
    "renewal", "amendment", "update", "notified", "resolved", "withdrawal", "correction"
]
EVENTS: tuple[EventKind, ...] = get_args(EventKind)
# How the anchor of a notice begins, by the field of its entry that it is in.
ANCHORS = {"changes": "change", "updates": "update", "withdrawn": "withdrawal"}


def notice_anchor(loc: Loc) -> str:
    """Return the anchor of a notice by its location in its entry: `change-1` for `changes`, 0.

    The location `()` is the entry itself, whose notice is the whole page and has no anchor.
    """
    if not loc:
        return ""
    field, *position = loc
    name = ANCHORS[str(field)]
    return f"{name}-{int(position[0]) + 1}" if position else name


def notice_id(entry: str, anchor: str) -> str:
    """Return the id of a notice by that of its entry, such as `contracts/northstar/change-1`."""
    return f"{entry}/{anchor}" if anchor else entry


class Notice(NamedTuple):
    """One notice to families: a contract, a change, a breach, an update or a withdrawal.

    `number` counts the changes or updates from 1; it is 0 for the entry itself and a withdrawal.
    `dated` is the date of the event. `statement` is what applied, or was known, after it, and
    `before` what did before a change or an update; it is None for any other notice.
    """

    entry: Entry
    kind: str
    number: int
    dated: When | None
    statement: Terms | Extent
    before: Terms | Extent | None = None

    @property
    def path(self) -> str:
        """The path of the entry."""
        return self.entry.path

    @property
    def title(self) -> str:
        """The title of the entry."""
        return self.entry.title

    @property
    def product(self) -> str:
        """The product of the entry; may be empty."""
        return self.entry.product

    @property
    def contractor(self) -> str:
        """The contractor of the entry; may be empty."""
        return self.entry.contractor

    @property
    def item(self) -> Change | Update | None:
        """The change or the update that it is about, if any."""
        if not self.number:
            return None
        items = self.entry.changes if isinstance(self.entry, Contract) else self.entry.updates
        return items[self.number - 1]

    @property
    def loc(self) -> Loc:
        """The location in its entry of what it is about: a change or an update, or the entry."""
        name = "changes" if isinstance(self.entry, Contract) else "updates"
        return (name, self.number - 1) if self.number else ()

    @property
    def notified(self) -> Notified | None:
        """When and how families were notified of it directly."""
        if self.item:
            return self.item.notified
        if not self.anchor:
            return self.entry.notified
        return self.entry.withdrawn.notified if self.entry.withdrawn else None

    @property
    def executed(self) -> When | None:
        """When a contract or a change was executed."""
        return self.dated

    @property
    def discovered(self) -> When | None:
        """When the contractor discovered the breach."""
        return self.entry.discovered if isinstance(self.entry, Breach) else None

    @property
    def received(self) -> When | None:
        """When the district received the contractor's notice, or the news in an update."""
        if isinstance(self.item, Update):
            return self.item.received
        return self.entry.received if isinstance(self.entry, Breach) else None

    @property
    def posted(self) -> When | None:
        """When it was posted on another page, if that was before this site existed.

        An entry does not record this for an update or a withdrawal.
        """
        if isinstance(self.item, Change):
            return self.item.posted
        return None if self.anchor else self.entry.posted

    @property
    def agreement(self) -> str | None:
        """The address of the contract itself, which each notice of a contract gives separately."""
        if not isinstance(self.entry, Contract):
            return None
        return self.item.states.get("agreement") if self.item else self.entry.first.agreement

    @property
    def is_announced(self) -> bool:
        """Return whether feeds announce it.

        The first notice of a legacy entry is not announced, because it was published long ago.
        """
        return bool(self.anchor) or not self.entry.legacy

    @property
    def anchor(self) -> str:
        """The fragment of the notice on the entry's page, such as `change-1`; or empty."""
        if self.kind == "withdrawal":
            return notice_anchor(("withdrawn",))
        return notice_anchor(self.loc) if self.number else ""

    @property
    def id(self) -> str:
        """The id, such as `contracts/northstar/change-1`. It never changes once published."""
        return notice_id(f"{self.entry.section}/{self.entry.id}", self.anchor)


@dataclass(frozen=True, slots=True)
class YearlyNotice:
    """The notice of the website's address to all families in one year (PA 18-125)."""

    year: int
    notified: Notified | None = None
    kind: ClassVar[str] = "yearly"
    number: ClassVar[int] = 0
    loc: ClassVar[Loc] = ()
    path: ClassVar[str] = "content/site.yaml"
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


def notices(entry: Entry) -> list[Notice]:
    """Return all notices of an entry, oldest first."""
    if isinstance(entry, Contract):
        result = [Notice(entry, "contract", 0, entry.executed, entry.first)]
        result += _of_changes(entry) if entry.changes else ()
    else:
        result = [Notice(entry, "breach", 0, entry.known, entry.first)]
        result += _of_updates(entry) if entry.updates else ()
    if entry.withdrawn:
        result.append(Notice(entry, "withdrawal", 0, entry.withdrawn.on, result[-1].statement))
    return result


def _of_changes(contract: Contract) -> Iterator[Notice]:
    steps = zip(contract.changes, pairwise(contract.terms()), strict=True)
    for number, (change, (before, after)) in enumerate(steps, start=1):
        yield Notice(contract, change.kind, number, change.executed, after, before)


def _of_updates(breach: Breach) -> Iterator[Notice]:
    steps = zip(breach.updates, pairwise(breach.extents()), strict=True)
    for number, (update, (before, after)) in enumerate(steps, start=1):
        yield Notice(breach, "update", number, update.on, after, before)
