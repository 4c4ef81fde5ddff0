"""Entries as frozen values, with each change or update applied to the first statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, wraps
from itertools import accumulate
from math import inf
from typing import Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from generator.core.dates import ONE_DAY, Period, When

Section = Literal["contracts", "breaches"]
Kept = TypeVar("Kept")
REMEMBERED = "remembered"  # what an entry of a preview keeps, by function
# The location of a value in an entry: field names, and positions in lists counted from 0.
Loc = tuple[str | int, ...]
# A placeholder in rendered HTML, which a page replaces with its relative path to the site's root.
# No source can contain this character.
ROOT = "\x02"
# Since when a contract must have the terms of § 10-234bb(a) (PA 17-200).
TERMS_SINCE = date(2018, 7, 1)
CONTRACT_STATUSES = ("active", "upcoming", "ended", "withdrawn", "unknown")
GRADES = ("PK", "K", *(str(grade) for grade in range(1, 13)))


class Prose(NamedTuple):
    """A Markdown text as written, and as safe HTML with `ROOT` before addresses within the site.

    `language` is set only when the text is shown on a page in another language, and `until` is the
    last day on which an offer holds, if it has one.
    """

    text: str
    html: str
    language: str = ""
    until: When | None = None


class Foreign(str):
    """A plain text shown on a page in another language.

    `translation` is what the page shows instead, if somebody has translated an element of data.
    """

    __slots__ = ("language", "translation")
    language: str
    translation: str

    def __new__(cls, text: str, language: str, translation: str = "") -> Self:
        """Create the text with its language, and with its translation, if there is one."""
        foreign = super().__new__(cls, text)
        foreign.language = language
        foreign.translation = translation
        return foreign

    def __reduce__(self) -> tuple[type[Foreign], tuple[str, str, str]]:
        """Support pickling, so that another process can receive it."""
        return Foreign, (str(self), self.language, self.translation)


class Translation(NamedTuple):
    """The translated texts of one file of an entry; a text that is missing is not translated.

    Each location begins with the name of the later file, if it is not the entry itself, as in
    `("update-2026-11-17", "text")`. `elements` has elements of data as the entry names them, each
    with its translation.
    """

    section: Section
    id: str
    language: str
    path: str
    texts: Mapping[Loc, str | Prose]
    elements: tuple[tuple[str, str], ...] = ()


class NoElements(tuple[str, ...]):
    """No elements, because the entry says that there are none: it equals any other empty tuple."""

    __slots__ = ()


class Data(NamedTuple):
    """Elements of student data, as the entry words them, by the kinds that § 10-234aa defines.

    A kind is empty if the entry leaves it out, and `NoElements` if it says `nothing`.
    """

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
    def keys(self) -> set[tuple[str, str]]:
        """Each element with its kind, which two lists share whatever their capital letters."""
        return {(kind, element.casefold()) for kind, elements in self.kinds for element in elements}

    @property
    def elements(self) -> list[str]:
        """All elements, in the order of the kinds."""
        return [element for elements in self for element in elements]

    @property
    def has_every_kind(self) -> bool:
        """Whether the entry answers each kind of a contract: with elements, or that it has none."""
        of_contracts = self[: len(CONTRACT_KINDS)]
        return all(elements or isinstance(elements, NoElements) for elements in of_contracts)


CONTRACT_KINDS = Data._fields[:3]  # a breach may also involve directory information
ABOUT = 1.25  # “about 400” may turn out to be 320 to 500


class Count(NamedTuple):
    """A number of people; `precision` is `exactly`, `about` or `at least`."""

    number: int
    precision: str = "exactly"

    @property
    def least(self) -> float:
        """The smallest number that it may turn out to be."""
        return self.number / ABOUT if self.precision == "about" else self.number

    @property
    def most(self) -> float:
        """The largest number that it may turn out to be."""
        if self.precision == "at least":
            return inf
        return self.number * ABOUT if self.precision == "about" else self.number


@dataclass(frozen=True, slots=True)
class Stated:
    """What a group of fields says.

    `more` has, by name, the fields that the program only shows; the others are the slots of the
    class.
    """

    more: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any value of a field
        """Return the value of a field, which may be a slot or in `more`."""
        return self.more[name] if name in self.more else getattr(self, name)

    @classmethod
    def stating(cls, names: Iterable[str], **values: object) -> Self:
        """Return what these values say, by field name; `more` has None for each missing name."""
        slots = cls.__dataclass_fields__
        own: dict[str, Any] = {name: value for name, value in values.items() if name in slots}
        return cls(**own, more={name: values.get(name) for name in names if name not in slots})


@dataclass(frozen=True, slots=True)
class Notified(Stated):
    """When families were notified directly, and by what means; `by` is empty if not recorded.

    If it took several days, `at` is when the first family was notified, and `until` when the last.
    It is only for `part` of the families if a message says so. `message` is the id of that, such as
    `messages/2026-11-13`; it is empty if the notice itself has the date.
    """

    at: When
    until: When | None = None
    by: str = ""
    part: bool = False
    message: str = ""

    @property
    def last(self) -> When:
        """When the last family was notified, which is what counts."""
        return self.until or self.at

    @property
    def means(self) -> str:
        """How families were notified, as a page says it; empty if that is not recorded."""
        return "" if self.by.casefold() == "unknown" else self.by

    @property
    def written(self) -> str:
        """The date, or the first and the last one, as in an entry."""
        return f"{self.at.written} to {self.until.written}" if self.until else self.at.written


@dataclass(frozen=True, slots=True)
class TermsCheck(Stated):
    """A check of a contract for the terms required by § 10-234bb(a); `missing` has their ids."""

    form: str
    checked: When
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deletion(Stated):
    """When a contractor was asked to delete the data, and when it confirmed that it has."""

    asked: When | None = None
    confirmed: When | None = None

    @property
    def latest(self) -> When | None:
        """The later of the two days."""
        return self.confirmed or self.asked


@dataclass(frozen=True, slots=True)
class Statement(Stated):
    """What an entry says at one time, in the fields that a change or an update can restate."""

    @property
    def states(self) -> dict[str, Any]:
        """All values by field name, including those in `more`."""
        return {**{name: getattr(self, name) for name in self.__slots__}, **self.more}

    def after(self, states: Mapping[str, Any]) -> Self:
        """Return a copy in which each value in `states` replaces the earlier one."""
        return self.stating([*self.more, *states], **{**self.states, **states})


@dataclass(frozen=True, slots=True)
class Terms(Statement):
    """What a contract says at one time; None means not recorded.

    `product` is empty for a consultant without one, `contractor` if it is not recorded. `schools`
    is empty if all schools use the product. `expires` is False if the contract runs until someone
    ends it.
    """

    product: str = ""
    contractor: str = ""
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
class Withdrawal(Stated):
    """Why something published was withdrawn, and when.

    `name` is that of its file, and `of` that of the file that it withdraws, empty for the entry.
    `happened` is `no` if what the notice says never happened, and empty if that is not recorded.
    It may itself be `withdrawn`: then what it withdrew stands again.
    """

    on: When
    reason: Prose
    name: str = ""
    of: str = ""
    happened: str = ""
    notified: Notified | None = None
    posted: When | None = None
    withdrawn: Withdrawal | None = None

    @property
    def is_of_nothing(self) -> bool:
        """Whether what the notice says never happened."""
        return self.happened == "no"


class Corrected(NamedTuple):
    """A field that a correction changed: its value before and after, None if it has none.

    If it `is_added`, the field had no value, or was unknown, or a day has got its time.
    """

    field: str
    before: Any
    after: Any
    is_added: bool = False


class Line(NamedTuple):
    """A later file that is no notice of its own, but a line of an entry's history.

    `kind` is `resolved`, `reopened`, `deletion`, `correction`, or `withdrawal` of one of these or
    of a message; `of` is the file that a correction or withdrawal is about, empty for the entry.
    `on` is None for a deletion, which has two dates of its own.
    """

    kind: str
    name: str
    on: When | None = None
    text: Prose | None = None
    of: str = ""
    fields: tuple[Corrected, ...] = ()
    deletion: Deletion | None = None
    withdrawn: Withdrawal | None = None
    told: bool = False


class Before(NamedTuple):
    """An entry as its page showed it until a correction, and when that was."""

    until: When
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Restating(Stated):
    """A change or an update. Each value in `states` replaces the earlier value of its field.

    `name` is that of its file. `also_told` are messages about it besides `notified`.
    """

    name: str = ""
    states: Mapping[str, Any] = field(default_factory=dict)
    notified: Notified | None = None
    also_told: tuple[Notified, ...] = ()
    withdrawn: Withdrawal | None = None
    posted: When | None = None

    @property
    def never_happened(self) -> bool:
        """Whether it was withdrawn because what it says never happened, so that it has no effect.

        One that was withdrawn for another reason still has its effect: its data may be out there.
        """
        return self.withdrawn is not None and self.withdrawn.is_of_nothing

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any value of a field
        """Return the value of a field, or None for one that may be restated and is not."""
        is_own = name in self.__dataclass_fields__ or name in self.more
        return Stated.__getitem__(self, name) if is_own else self.states.get(name)


@dataclass(frozen=True, slots=True)
class Change(_Restating):
    """A renewal or an amendment; `text` says in words what changed."""

    kind: str
    executed: When
    text: Prose | None = None

    @property
    def dated(self) -> When:
        """When it was executed."""
        return self.executed

    def applied_to(self, terms: Terms) -> Terms:
        """Return the terms as it changes them.

        A renewal without `expires` makes the end unknown, because the earlier end no longer
        applies. `terms` and `joined` are about one document, so a new one has neither until a
        change says so.
        """
        of_document = {"terms": None, "joined": None} if "agreement" in self.states else {}
        terms = terms.after({**of_document, **self.states})
        if self.kind == "renewal" and terms.expires and "expires" not in self.states:
            terms = replace(terms, expires=None)
        return terms


@dataclass(frozen=True)
class _Entry(Stated):
    """What entries of both kinds have; `kind` is that of the contractor, empty if not recorded.

    It is `district` for a breach of the district's own, which names the district as the contractor.
    `since` is the first day of this site, from the settings, or None if they do not say it.
    `withdrawn` is the withdrawal of the entry itself that holds, and `withdrawals` are all of its
    notices. `lines` has the other later files, the oldest first, and `before` the entry as it was
    until each correction. `added_by` has the id of the correction that added a document, by the
    name of the file that lacked it. `taken_back` is the day on which data about a student was
    removed, by the name of the file that had it.

    What follows from its fields is worked out once, and kept with it: so it has no slots.
    """

    id: str
    path: str
    first: Statement
    kind: str = ""
    notified: Notified | None = None
    posted: When | None = None
    body: Prose | None = None
    legacy: bool = False
    since: When | None = None
    withdrawn: Withdrawal | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    lines: tuple[Line, ...] = ()
    before: tuple[Before, ...] = ()
    also_told: tuple[Notified, ...] = ()
    added_by: Mapping[str, str] = field(default_factory=dict)
    taken_back: Mapping[str, When] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any value of a field
        """Return the value of a field as the entry stated it at first."""
        if name in self.first.__dataclass_fields__ or name in self.first.more:
            return self.first[name]
        return Stated.__getitem__(self, name)

    @property
    def given(self) -> When | None:
        """When its notice was given, see `when_given`."""
        return when_given(self.notified, self.posted)

    def is_before_site(self, dated: When | None) -> bool:
        """Return whether what happened then is older than this site, so that dates may be lost.

        That is so of a legacy entry only, and of what is surely before `since`, or not dated.

        A contract of 2023 is imported, and the settings say `since: 2026-09-01`. Nobody may know
        any longer when its notice was posted. But its renewal of 2026-11-02 is a notice like any
        other: if nothing says that families were notified, they were not.
        """
        if not self.legacy or self.since is None or dated is None:
            return self.legacy
        return dated.surely_before(self.since)


class Document(NamedTuple):
    """The address of a signed document, and when it amended a contract, if it did."""

    address: str
    amended: When | None = None


@dataclass(frozen=True)
class Contract(_Entry):
    """One contract with a contractor that holds student data (§ 10-234bb).

    `basis` is empty if not recorded. `at` is the moment for which `as_of` made this value, or None
    for the whole contract, which is also that of any moment if nothing changed it.
    """

    first: Terms
    section: ClassVar[Section] = "contracts"  # the folder of the entry
    list_of_items: ClassVar[str] = "changes"
    basis: str = ""
    website: str = ""
    privacy_policy: str = ""
    hub: str = ""
    executed: When | None = None
    deletion: Deletion | None = None
    changes: tuple[Change, ...] = ()
    at: datetime | None = None

    @property
    def is_exception(self) -> bool:
        """Whether it is used without a contract, for special education (§ 10-234bb, PA 18-125)."""
        return self.basis == "special-education-exception"

    @property
    def has_contract(self) -> bool:
        """Whether there is a contract; an old entry that does not say has one."""
        return self.basis in ("contract", "")

    @property
    def items(self) -> tuple[Change, ...]:
        """The changes."""
        return self.changes

    def statements(self) -> Iterator[Terms]:
        """Yield the first terms, then the terms after each change, if it happened."""
        return accumulate(self.changes, _terms_after, initial=self.first)

    def said(self) -> list[Terms]:
        """Return the terms that each change announced, also one that never happened."""
        before = self.statements()
        return [
            change.applied_to(terms) for change, terms in zip(self.changes, before, strict=False)
        ]

    @cached_property
    def in_effect(self) -> tuple[Change, ...]:
        """The changes that were executed by the moment `at`, without what never happened."""
        return tuple(
            change
            for change in self.changes
            if _has_come(change.executed, self.at) and not change.never_happened
        )

    @cached_property
    def terms_in_effect(self) -> list[Terms]:
        """The first terms, then the terms after each change that is in effect."""
        return [*accumulate(self.in_effect, _terms_after, initial=self.first)]

    @cached_property
    def current(self) -> Terms:
        """The terms after the changes that are in effect."""
        return self.terms_in_effect[-1]

    @property
    def periods(self) -> list[tuple[When | None, When | Literal[False] | None]]:
        """When it applied: each time from the day of signing to its end, see `Terms.expires`.

        A change that extends it and was signed more than a day after the end begins another time.
        """
        periods = [(self.executed, self.first.expires)]
        for change, terms in zip(self.in_effect, self.terms_in_effect[1:], strict=True):
            start, end = periods.pop()
            if end and terms.expires != end and had_ended(end, change):
                periods.append((start, end))
                start = change.executed
            periods.append((start, terms.expires))
        return periods

    @property
    def product(self) -> str:
        """The product as it is called now; may be empty."""
        return self.current.product

    @property
    def contractor(self) -> str:
        """The contractor as it is called now; empty if it is not recorded."""
        return self.current.contractor

    @property
    def title(self) -> str:
        """The product or else the contractor, or if neither is known the id."""
        return self.product or self.contractor or self.id

    @property
    def former_names(self) -> tuple[str, ...]:
        """The products and contractors that earlier terms name, and not the current ones."""
        *earlier, latest = self.terms_in_effect
        names = dict.fromkeys(name for each in earlier for name in (each.product, each.contractor))
        return tuple(name for name in names if name not in ("", latest.product, latest.contractor))

    @property
    def documents(self) -> list[Document]:
        """The documents that hold now: that of the contract or its last renewal, then amendments.

        An addendum has only what it adds, so that nobody can read the contract in it alone.
        """
        found = [Document(self.first.agreement)] if self.first.agreement else []
        for change in self.in_effect:
            address = change.states.get("agreement")
            if not address or address in [document.address for document in found]:
                continue
            if change.kind == "renewal":
                found = []
            amended = change.executed if change.kind == "amendment" else None
            found.append(Document(address, amended))
        return found

    @property
    def latest(self) -> When | None:
        """When it was last executed, renewed or amended."""
        in_effect = self.in_effect
        return in_effect[-1].executed if in_effect else self.executed


@dataclass(frozen=True, slots=True)
class Protection(Stated):
    """Protection against identity theft after a breach, § 36a-701b(b); 0 months if not required."""

    months: int = 0
    by: str = ""


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
    grades: tuple[str, ...] = ()
    offers: Prose | None = None
    protection: Protection | None = None
    next_update: When | None = None

    @property
    def offers_until(self) -> When | None:
        """The last day of what is offered, if it has one."""
        return self.offers.until if self.offers else None

    @property
    def students_precision(self) -> str | None:
        """How precise the number of students is, or None if it is unknown."""
        return self.students.precision if self.students else None


@dataclass(frozen=True, slots=True)
class Update(_Restating):
    """What became known or was done after the first notice of a breach.

    It says `told_earlier` if the earlier notices had reached every family that it is about.
    """

    on: When
    text: Prose
    received: When | None = None
    told_earlier: bool = False
    kind: ClassVar[str] = "update"

    @property
    def dated(self) -> When:
        """The day or the time of the update."""
        return self.on

    def applied_to(self, extent: Extent) -> Extent:
        """Return the extent as it changes it.

        It keeps the promise of a next update, so only a new one is still open.
        """
        return extent.after({"next_update": None, **self.states})


@dataclass(frozen=True)
class Breach(_Entry):
    """One breach of security that a contractor reported to the district (§ 10-234dd).

    If it `is_own`, the district itself lost the data, and `discovered` is when it found out.
    The site joins `district`, and `has_exception`: whether one of its contracts `is_exception`. If
    it names more `products` instead of a contract, the site joins them all as its `product`. The
    `aliases` are the other names of what its contracts are about.
    """

    first: Extent
    section: ClassVar[Section] = "breaches"  # the folder of the entry
    list_of_items: ClassVar[str] = "updates"
    by: str = "contractor"
    contractor: str = ""
    product: str = ""
    products: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    occurred: Period | None = None
    discovered: When | None = None
    received: When | None = None
    learned: When | None = None
    updates: tuple[Update, ...] = ()
    resolved: When | None = None
    district: str = ""
    has_exception: bool = False

    @property
    def title(self) -> str:
        """The product or else the contractor, or if neither is known the district, or the id."""
        return self.product or self.contractor or self.district or self.id

    @property
    def is_own(self) -> bool:
        """Whether it is a breach of the district's own."""
        return self.by == "district"

    @property
    def all_notified(self) -> list[Notified]:
        """Each time that families were notified of the breach or of an update, in this order."""
        told = (self.notified, *(update.notified for update in self.updates))
        return [notified for notified in told if notified]

    @property
    def is_open(self) -> bool:
        """Return whether the notice is neither withdrawn nor resolved; False for a legacy entry."""
        return self.status == "open"

    @property
    def status(self) -> str:
        """`open`, `resolved` or `withdrawn`; `unrecorded` for a legacy entry without `resolved`.

        An update from the time of this site shows that the district is still looking into it.
        """
        if self.withdrawn:
            return "withdrawn"
        if self.resolved:
            return "resolved"
        latest = self.updates[-1].on if self.updates else None
        return "unrecorded" if self.is_before_site(latest) else "open"

    @property
    def known(self) -> When | None:
        """When the district learned about the breach: on its own, or from the contractor."""
        return self.discovered if self.is_own else self.learned or self.received

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

    @property
    def items(self) -> tuple[Update, ...]:
        """The updates."""
        return self.updates

    def statements(self) -> Iterator[Extent]:
        """Yield the extent known at first, then the extent known after each update.

        One that was withdrawn because it never happened changes nothing.
        """
        return accumulate(self.updates, _extent_after, initial=self.first)

    def said(self) -> list[Extent]:
        """Return the extent that each update announced, also one that never happened."""
        before = self.statements()
        return [
            update.applied_to(known) for update, known in zip(self.updates, before, strict=False)
        ]

    @cached_property
    def current(self) -> Extent:
        """What is known after all updates."""
        return [*self.statements()][-1] if self.updates else self.first

    def is_after(self, deleted: When) -> bool:
        """Return whether it may involve data that were said to be deleted on a day before.

        It does not if it was reported by then, surely happened before, or involves no data.
        """
        is_reported_before = self.reported is not None and not deleted.surely_before(self.reported)
        is_older = self.occurred is not None and self.occurred.last.surely_before(deleted)
        return not (is_reported_before or is_older or self.current.involves == Data())

    @property
    def latest(self) -> When | None:
        """When it was last updated, resolved or withdrawn, or else reported."""
        withdrawals = (self.withdrawn, *(update.withdrawn for update in self.updates))
        dates = [
            *(update.on for update in self.updates[-1:]),
            *([self.resolved] if self.resolved else []),
            *(withdrawn.on for withdrawn in withdrawals if withdrawn),
        ]
        return max(dates, key=lambda when: when.start, default=self.reported)

    @property
    def updated(self) -> When | None:
        """Its latest date, but instead of when it was reported when its notice was given."""
        return self.given if self.latest == self.reported else self.latest


class ContractState(NamedTuple):
    """A contract's status, of `CONTRACT_STATUSES`, and what its page says about the data.

    A family can ask about data if the contract `had_data` at any time. It `leaves_data` if it has
    ended under terms that name data, or do not say; the contractor then `must_delete` the data if
    the contract has the term of § 10-234bb(a)(7), unless it has confirmed that already. `deleted`
    is the day of that confirmation, and `asked` the day on which the district asked for it. Both
    are about the last end: what was confirmed before a renewal is not about the data of today.
    """

    status: str
    had_data: bool
    leaves_data: bool
    must_delete: bool
    asked: When | None = None
    deleted: When | None = None


def contract_state(contract: Contract, now: datetime) -> ContractState:
    """Return the state of a contract; its status is unknown if its end is not recorded."""
    status = _status(contract, now)
    terms = contract.current
    deletion = contract.deletion
    had_data = any(each.collects != Data() for each in contract.terms_in_effect)
    leaves_data = status == "ended" and terms.collects != Data()
    asked = deleted = None
    if leaves_data and deletion and terms.expires:
        asked = deletion.asked if _is_of_last_term(deletion.asked, contract) else None
        deleted = deletion.confirmed if _is_after_end(deletion.confirmed, terms.expires) else None
    return ContractState(
        status,
        had_data=had_data or deletion is not None,
        leaves_data=leaves_data,
        must_delete=leaves_data and not deleted and _forbids_to_keep_data(contract),
        asked=asked,
        deleted=deleted,
    )


def _status(contract: Contract, now: datetime) -> str:
    """Return the status of a contract, one of `CONTRACT_STATUSES`."""
    expires = contract.current.expires
    if contract.withdrawn:
        return "withdrawn"
    if contract.executed and not contract.executed.has_begun(now):
        return "upcoming"
    if expires is None:
        return "unknown"
    return "ended" if expires and expires.has_ended(now) else "active"


def _forbids_to_keep_data(contract: Contract) -> bool:
    """Return whether a contract has the term of § 10-234bb(a)(7): no data is kept after its end.

    Someone at the district has found it; or nobody has looked, and the law already required it.
    """
    if contract.basis != "contract":
        return False
    if checked := contract.current.terms:
        return "retention" not in checked.missing
    return contract.latest is not None and contract.latest.day >= TERMS_SINCE


def _is_of_last_term(asked: When | None, contract: Contract) -> bool:
    """Return whether the district asked for a deletion since the last renewal was signed."""
    renewals = [change.executed for change in contract.in_effect if change.kind == "renewal"]
    return asked is not None and not (renewals and asked.surely_before(renewals[-1]))


def _is_after_end(confirmed: When | None, end: When) -> bool:
    """Return whether a deletion was surely confirmed no earlier than on the last day."""
    return confirmed is not None and confirmed.day >= end.last_day


Entry = Contract | Breach


def kept(work: Callable[[Entry], Kept]) -> Callable[[Entry], Kept]:
    """Let a function of an entry work once for each entry, which keeps the result.

    A copy with other values keeps nothing yet.
    """
    name = f"kept {work.__qualname__}"

    @wraps(work)
    def once(entry: Entry) -> Kept:
        results = vars(entry)
        if name not in results:
            results[name] = work(entry)
        result: Kept = results[name]
        return result

    return once


def remember(entry: Entry) -> None:
    """Let an entry keep what `remembered` functions work out, as it will be asked again."""
    vars(entry).setdefault(REMEMBERED, {})


def remembered(work: Callable[[Entry], Kept]) -> Callable[[Entry], Kept]:
    """Let a function of an entry work once for each entry that a preview remembers.

    A build asks for such a result once, so it has no memory for them. A copy has none yet.
    """

    @wraps(work)
    def once(entry: Entry) -> Kept:
        results = vars(entry).get(REMEMBERED)
        if results is None:
            return work(entry)
        if work not in results:
            results[work] = work(entry)
        result: Kept = results[work]
        return result

    return once


def when_given(notified: Notified | None, posted: When | None) -> When | None:
    """Return when families were notified of something or it was posted, whichever was first.

    It is not the day of the contract, or the day on which a contractor notified the district.
    """
    told = notified and notified.at
    if told and posted:
        return min(told, posted, key=lambda when: when.start)
    return told or posted


def had_ended(end: When, change: Change) -> bool:
    """Return whether a contract with this end had ended on the day before a change was signed."""
    return change.executed.day > end.last_day + ONE_DAY


def as_of(entry: Entry, now: datetime) -> Entry:
    """Return an entry as of a moment: changes, ends and withdrawals may be in the future.

    If none is, a breach is the same, with what it has kept.
    """
    if isinstance(entry, Contract) and (
        entry.at == now or not (entry.changes or entry.withdrawals)  # the same at every moment
    ):
        return entry
    entry = before_withdrawals(entry, lambda each: not _has_come(each.on, now))
    if isinstance(entry, Contract):
        return replace(entry, at=now)
    is_ahead = entry.resolved and not _has_come(entry.resolved, now)
    return replace(entry, resolved=None) if is_ahead else entry


def before_withdrawals(entry: Entry, is_later: Callable[[Withdrawal], bool]) -> Entry:
    """Return an entry without each withdrawal, of it or of a change or update, that is later."""
    if not entry.withdrawals:
        return entry

    def kept(withdrawn: Withdrawal | None) -> Withdrawal | None:
        return None if withdrawn and is_later(withdrawn) else withdrawn

    values: dict[str, Any] = {
        "withdrawn": kept(entry.withdrawn),
        "withdrawals": tuple(
            replace(each, withdrawn=kept(each.withdrawn))
            for each in entry.withdrawals
            if not is_later(each)
        ),
    }
    if any(item.withdrawn for item in entry.items):
        values[entry.list_of_items] = tuple(
            replace(item, withdrawn=kept(item.withdrawn)) for item in entry.items
        )
    return replace(entry, **values)


def _has_come(when: When, now: datetime | None) -> bool:
    """Return whether a date has begun; without a moment, every date has."""
    return now is None or when.has_begun(now)


def website_host(address: str) -> str:
    """Return the host of a web address in lowercase, without `www.`; "" for no address."""
    match = re.match(r"https?://(?:www\.)?([^/?#:]+)", address.lower())
    return match[1] if match else ""


def _terms_after(terms: Terms, change: Change) -> Terms:
    return terms if change.never_happened else change.applied_to(terms)


def _extent_after(extent: Extent, update: Update) -> Extent:
    return extent if update.never_happened else update.applied_to(extent)
