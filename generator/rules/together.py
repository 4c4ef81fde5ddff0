"""Checks all sources together, once each of them is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.content import frontmatter, translations
from generator.content.human import plain_name
from generator.core.model import Breach, Contract
from generator.core.problems import Span, problem
from generator.core.site import joined
from generator.rules import across_entries, limits, student_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.content.context import Context
    from generator.core.model import Entry, Section
    from generator.core.problems import Problem
    from generator.rules.reader import CheckedEntry, CheckedTranslation
    from generator.rules.student_data import Suspect


def check(
    context: Context, entries: Sequence[CheckedEntry], translated: Sequence[CheckedTranslation]
) -> Iterator[Problem]:
    """Yield the problems that can be found only when all entries are known."""
    sources = {entry.source.path: entry.source for entry in context.entries}

    def at(entry: Entry, *loc: str | int) -> Span:
        return frontmatter.read(entry.path, sources[entry.path].data).place(*loc)

    checked = [read.entry for read in entries if read.entry and read.is_valid]
    by_id = {(entry.section, entry.id): entry for entry in checked}
    yield from across_entries.check(checked, at, context.now)
    if context.settings and context.document:
        yield from limits.check(context.settings, context.document, context.now)
    yield from translations_match(context, translated, by_id)
    suspected = [(read.entry, read.suspects) for read in entries if read.suspects]
    suspected += [
        (by_id.get((t.translation.section, t.translation.id)), t.suspects)
        for t in translated
        if t.suspects
    ]
    if suspected:
        yield from _student_data(context, [read.entry for read in entries], suspected)


def _student_data(
    context: Context,
    entries: Sequence[Entry | None],
    suspected: Sequence[tuple[Entry | None, tuple[Suspect, ...]]],
) -> Iterator[Problem]:
    """Yield the problems of suspects that are not the district's or the contractor's own."""
    contracts = {entry.id: entry for entry in entries if isinstance(entry, Contract)}
    by_contractor = across_entries.by_contractor(contracts.values())
    for entry, suspects in suspected:
        full = joined(entry, contracts) if isinstance(entry, Breach) else entry
        own_contracts = by_contractor.get(plain_name(full.contractor), []) if full else []
        yield from student_data.problems(
            suspects, student_data.allowed(context.settings, own_contracts)
        )


def translations_match(
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
        translation, key = read.translation, (read.translation.section, read.translation.id)
        at = Span(translation.path)
        if translation.id not in known[translation.section]:  # also of a file that cannot be read
            yield problem("E015", at, name=translation.id)
        if languages and translation.language not in languages[1:]:
            shown = f"[{', '.join(dict.fromkeys((*languages, translation.language)))}]"
            yield problem("W110", at, value=translation.language, choices=shown)
        if entry := entries.get(key):
            texts = {loc for loc, _ in translations.texts(entry)}
            yield from (
                problem("E207", read.places[loc], field=loc[-1])
                for loc in translation.texts
                if loc not in texts
            )
