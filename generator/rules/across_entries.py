"""Checks all sources together; the docstring of a rule is the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from generator.content import load, translations
from generator.content.context import Context, renderer
from generator.content.frontmatter import Document
from generator.content.school_names import plain_name
from generator.content.source_reading import Known
from generator.core.dates import When
from generator.core.model import Breach, Contract, Entry, Loc, Section, contract_state
from generator.core.notices import Notice, notices
from generator.core.problems import Problem, Span, count, listed, problem
from generator.core.settings import Settings
from generator.core.site import EntrySource, joined
from generator.rules import student_data
from generator.rules.reading import CheckedEntry, CheckedTranslation

MAX_DAYS_WITHOUT_NEWS = 30  # days
FEW_STUDENTS = 10  # fewer than these could be guessed
NEVER = datetime.max.replace(tzinfo=UTC)


class Entries(NamedTuple):
    """All entries without errors that are not withdrawn, all sources by path, and now."""

    contracts: list[Contract]
    breaches: list[Breach]
    sources: Mapping[str, EntrySource]
    known: Known
    now: datetime

    @classmethod
    def of(cls, context: Context, valid: Iterable[Entry]) -> Entries:
        """Return those of the entries without errors that are not withdrawn."""
        standing = [entry for entry in valid if not entry.withdrawn]
        return cls(
            [entry for entry in standing if isinstance(entry, Contract)],
            [entry for entry in standing if isinstance(entry, Breach)],
            {entry.source.path: entry for entry in context.entries},
            context.known,
            context.now,
        )

    def at(self, entry: Entry, *loc: str | int) -> Span:
        """Return the span of a value, or of what contains it."""
        source = self.sources[entry.path]
        return load.entry(source, self.known, renderer(self.known)).place(*loc)


def check_together(
    context: Context, entries: Sequence[CheckedEntry], translated: Sequence[CheckedTranslation]
) -> Iterator[Problem]:
    """Yield the problems that can be found only when all entries are known."""
    known = [read.entry for read in entries if read.entry]
    valid = [read.entry for read in entries if read.entry and read.is_valid]
    by_id = {(entry.section, entry.id): entry for entry in valid}
    together = Entries.of(context, valid)
    yield from a_product_has_one_contract_at_a_time(together)
    yield from a_breach_names_its_contract(together)
    yield from a_breach_has_one_contractor(together)
    yield from a_breach_points_to_no_child(together, valid)
    yield from an_open_breach_has_news(together)
    yield from nothing_leaks_after_its_deletion(together)
    if context.settings and context.document:
        yield from the_district_is_no_contractor(together, context.settings)
        yield from a_closed_school_uses_nothing_new(together, context.settings)
        yield from families_read_what_happened(together, context.settings, translated)
        yield from old_entries_need_the_first_day(known, context.settings, context.document)
    yield from _translations_match(context, translated, by_id)
    yield from _student_data(context, entries, translated, by_id)


def a_product_has_one_contract_at_a_time(entries: Entries) -> Iterator[Problem]:
    """No two contracts for one product and contractor run at the same time."""
    groups = defaultdict[tuple[str, str], list[tuple[When, Contract]]](list)
    for contract in entries.contracts:
        if contract.product and contract.executed:
            key = (plain_name(contract.product), plain_name(contract.contractor))
            groups[key].append((contract.executed, contract))
    for group in (group for group in groups.values() if len(group) > 1):
        group.sort(key=lambda executed: (executed[0].start, executed[1].id))
        for i, (when, later) in enumerate(group):
            overlapping = (other for other in group[:i] if _overlap(other[1], later))
            if earlier := next(overlapping, None):
                values = {"name": earlier[1].id, "other": _term(*earlier)}
                span = entries.at(later, "product")
                yield problem("W401", span, **values, value=_term(when, later))


def a_breach_names_its_contract(entries: Entries) -> Iterator[Problem]:
    """A breach at a contractor with a contract here names its contract."""
    nameless = [b for b in entries.breaches if b.contractor and not b.contract]
    known = _by_contractor(entries.contracts) if nameless else {}
    for breach in nameless:
        own = known.get(plain_name(breach.contractor), [])
        before = [contract for contract in own if not _came_after(contract, breach)]
        product = plain_name(breach.product)
        contracts = [each for each in before if plain_name(each.product) == product] or before
        if contracts:
            ids = sorted(contract.id for contract in contracts)
            values = {"value": breach.contractor, "entries": listed(ids, "and"), "example": ids[0]}
            yield problem("W402", entries.at(breach, "contractor"), **values)


def a_breach_has_one_contractor(entries: Entries) -> Iterator[Problem]:
    """The contracts of a breach are with one contractor; each contractor's breach is another."""
    contractors = {contract.id: contract.contractor for contract in entries.contracts}
    for breach in entries.breaches:
        names = [contractors[id] for id in breach.contract if id in contractors]
        if len({*map(plain_name, names)}) > 1:
            yield problem("E217", entries.at(breach, "contract"), value=listed(names, "and"))


def the_district_is_no_contractor(entries: Entries, settings: Settings) -> Iterator[Problem]:
    """A breach of the district's own says `by: district`, and names no contractor."""
    for breach in entries.breaches:
        if plain_name(breach.contractor) == plain_name(settings.district):
            yield problem("W407", entries.at(breach, "contractor"), value=breach.contractor)


def families_read_what_happened(
    entries: Entries, settings: Settings, translated: Sequence[CheckedTranslation]
) -> Iterator[Problem]:
    """Before families are notified of a breach, its text is in each language of the site.

    That is the summary, or the text of an update; once the letters are out, nobody is reminded.
    """
    first, *others = settings.languages
    own = {
        (each.translation.id, each.translation.language, loc)
        for each in translated
        for loc, text in each.translation.texts.items()
        if each.translation.section == "breaches" and text
    }
    for breach in filter(attrgetter("is_open"), entries.breaches if others else ()):
        for loc in _texts_to_be_read(breach):
            missing = [each for each in others if (breach.id, each, loc) not in own]
            if missing:
                file = f"{breach.id}/{loc[0]}" if len(loc) > 1 else breach.id
                paths = (f"content/breaches/{file}.{each}.md" for each in missing)
                values = {"languages": listed(missing, "and"), "files": listed(paths, "and")}
                span = entries.at(breach, *loc)
                yield problem("W180", span, **values, first=first, field=str(loc[-1]))


def _texts_to_be_read(breach: Breach) -> Iterator[Loc]:
    """Yield the location of each text of which families were not notified yet."""
    for notice in notices(breach):
        is_over = notice.kind == "withdrawal" or notice.notified or notice.never_happened
        if not is_over and notice.number:
            yield notice.anchor, "text"
        elif not is_over and breach.first.states.get("summary"):
            yield ("summary",)


def a_breach_points_to_no_child(entries: Entries, every: Iterable[Entry]) -> Iterator[Problem]:
    """A breach of a service for special education names no schools, no grades and no few students.

    A service that a plan for special education calls for is often used by one child, whom a school
    and a grade give away to anyone who knows the class. Few are fewer than ten, however exact: no
    law sets a number, but a child in a group of ten is not picked out by it, and one of a handful
    is. Nobody is 0 students, and *all* schools narrow nothing down. What is withdrawn counts as
    well, because its page stays.
    """
    every = [*every]
    ids = {entry.id for entry in every if isinstance(entry, Contract) and entry.is_exception}
    for breach in every:
        if not isinstance(breach, Breach) or ids.isdisjoint(breach.contract):
            continue
        later = [(update.states, (update.name,)) for update in breach.updates]
        for states, loc in ((breach.first.states, ()), *later):
            for field in ("schools", "grades"):
                if states.get(field):
                    yield problem("W131 breach", entries.at(breach, *loc, field), field=field)
            students = states.get("students")
            if students and 0 < students.number < FEW_STUDENTS:
                yield problem("W131 students", entries.at(breach, *loc, "students"))


def a_closed_school_uses_nothing_new(entries: Entries, settings: Settings) -> Iterator[Problem]:
    """The latest terms of a contract are not for a school that had closed when they were signed."""
    closed = {school.id: school for school in settings.schools if school.closed}
    for notice in (_latest(contract) for contract in entries.contracts if closed):
        for id in notice.statement.schools or ():
            school = closed.get(id)
            if school and school.closed and not school.is_open_on(notice.dated):
                into = f"`{school.into}`" if school.into else "the schools that use it now"
                values = {"value": id, "other": school.closed.written, "instead": into}
                yield problem("W404", entries.at(notice.entry, *notice.loc, "schools"), **values)


def _latest(contract: Contract) -> Notice:
    """Return the notice of the latest terms, which is not one of what never happened."""
    each = (notice for notice in reversed(notices(contract)) if notice.kind != "withdrawal")
    return next(notice for notice in each if not notice.never_happened)


def an_open_breach_has_news(entries: Entries) -> Iterator[Problem]:
    """An open breach has an update by the day that it promises, or else every thirty days."""
    for breach in entries.breaches:
        latest = breach.latest if breach.is_open else None
        promised = breach.current.next_update
        if latest and promised:
            if promised.has_ended(entries.now):
                at = (breach.updates[-1].name,) if breach.updates else ()
                span = entries.at(breach, *at, "next-update")
                yield problem("W403 promised", span, value=promised.written)
            continue
        days = (entries.now.date() - latest.last_day).days if latest else 0
        if latest and days >= MAX_DAYS_WITHOUT_NEWS:
            loc = (breach.updates[-1].name, "on") if breach.updates else ("received",)
            yield problem("W403", entries.at(breach, *loc), value=latest.written, days=days)


def old_entries_need_the_first_day(
    entries: Iterable[Entry], settings: Settings, document: Document
) -> Iterator[Problem]:
    """If there are legacy entries, the settings say since when this site exists.

    What is dated from that day on is due like anything new. The check does not guess the day.
    """
    old = sum(entry.legacy for entry in entries)
    if old and not settings.since:
        yield problem("W405", document.place(), entries=count(old, "entry"))


def nothing_leaks_after_its_deletion(entries: Entries) -> Iterator[Problem]:
    """After a contractor has confirmed the deletion of data, no breach may involve them."""
    contracts = {contract.id: contract for contract in entries.contracts}
    for breach in entries.breaches:
        for i, id in enumerate(breach.contract):
            contract = contracts.get(id)
            deleted = contract and contract_state(contract, entries.now).deleted
            if deleted and breach.is_after(deleted):
                span = entries.at(breach, "contract", i)
                yield problem("W406", span, name=id, value=deleted.written)


def _student_data(
    context: Context,
    entries: Sequence[CheckedEntry],
    translated: Sequence[CheckedTranslation],
    by_id: Mapping[tuple[Section, str], Entry],
) -> Iterator[Problem]:
    """Yield the problems of suspects that are not the district's or the contractor's own.

    What a translation names may be its entry's own; `by_id` has each entry without an error.
    """
    of_entries = [(read.entry, read.suspects) for read in entries]
    of_translations = [
        (by_id.get((read.translation.section, read.translation.id)), read.suspects)
        for read in translated
    ]
    suspected = [each for each in (*of_entries, *of_translations) if each[1]]
    if not suspected:
        return
    contracts = {read.entry.id: read.entry for read in entries if isinstance(read.entry, Contract)}
    by_contractor = _by_contractor(contracts.values())
    for entry, suspects in suspected:
        full = joined(entry, contracts) if isinstance(entry, Breach) else entry
        own_contracts = by_contractor.get(plain_name(full.contractor), []) if full else []
        yield from student_data.problems(
            suspects, student_data.allowed(context.settings, own_contracts)
        )


def _translations_match(
    context: Context,
    translated: Sequence[CheckedTranslation],
    entries: Mapping[tuple[Section, str], Entry],
) -> Iterator[Problem]:
    """A translation has an entry and a language of the site, and no text that its entry lacks.

    `entries` are those without errors, by section and id.
    """
    known = {"contracts": context.known.contracts, "breaches": context.known.breaches}
    languages = context.settings.languages if context.settings else ()
    for read in translated:
        translation = read.translation
        key = (read.translation.section, read.translation.id)
        at = Span(translation.path)
        if translation.id not in known[translation.section]:  # also of a file that cannot be read
            yield problem("E015", at, name=translation.id)
        if languages and translation.language not in languages[1:]:
            shown = f"[{', '.join(dict.fromkeys((*languages, translation.language)))}]"
            yield problem("W110", at, value=translation.language, choices=shown)
        if entry := entries.get(key):
            texts = {loc for loc, _ in translations.texts(entry)}
            names = {each.name for each in (*entry.items, *entry.withdrawals, *entry.lines)}
            yield from (
                problem("E207", read.spans[loc], field=loc[-1])
                for loc in translation.texts
                if loc not in texts and (len(loc) == 1 or loc[0] in names)
            )
            elements = {name.casefold() for name in translations.elements(entry)}
            yield from (
                problem("E207", read.spans["elements", i], field=name)
                for i, (name, _) in enumerate(translation.elements)
                if name.casefold() not in elements
            )


def _by_contractor(contracts: Iterable[Contract]) -> dict[str, list[Contract]]:
    """Return contracts by each name of their contractor over time, as `plain_name` returns it."""
    known = defaultdict[str, list[Contract]](list)
    for contract in contracts:
        for name in dict.fromkeys(plain_name(terms.contractor) for terms in contract.statements()):
            known[name].append(contract)
    return known


def _overlap(contract: Contract, other: Contract) -> bool:
    return any(
        start < other_end and other_start < end
        for start, end in _terms(contract)
        for other_start, other_end in _terms(other)
    )


def _terms(contract: Contract) -> Iterator[tuple[datetime, datetime]]:
    """Yield the start and end of each period of a contract."""
    for begin, end in contract.periods:
        if begin:
            yield begin.start, end.end if end else NEVER


def _term(executed: When, contract: Contract) -> str:
    """Return the whole term of a contract, for a message."""
    ends = contract.current.expires
    return f"{executed.written} " + (f"to {ends.written}" if ends else "with no end date")


def _came_after(contract: Contract, breach: Breach) -> bool:
    return bool(
        contract.executed and breach.reported and breach.reported.surely_before(contract.executed)
    )
