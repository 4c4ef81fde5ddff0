"""Reads and checks each source alone, in any order and process, then all sources together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter, load, translations
from generator.content.context import renderer
from generator.content.human import plain_name
from generator.content.validate import place, render_texts
from generator.core.model import Breach, Contract
from generator.core.problems import Span, problem
from generator.core.site import joined
from generator.rules import across_entries, own_deadlines, single_entry, student_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from generator.content.context import Context
    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.content.names import EntrySource
    from generator.content.validate import Texts
    from generator.core.dates import When
    from generator.core.duties import Duty
    from generator.core.model import Entry, Loc, Section, Translation
    from generator.core.problems import Problem
    from generator.core.site import Posting
    from generator.rules.student_data import Suspect


class CheckedEntry(NamedTuple):
    """An entry if it could be read, its problems, and words that look like student data."""

    entry: Entry | None
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]

    @property
    def is_valid(self) -> bool:
        """Whether it has no errors."""
        return not any(problem.is_error for problem in self.problems)


class CheckedTranslation(NamedTuple):
    """A translation, its problems, words that look like student data, and spans by location."""

    translation: Translation
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]
    places: Mapping[Loc, Span]


class Reader(NamedTuple):
    """Reads and checks one source. The result depends only on the source and these values."""

    known: Known
    since: When | None
    duties: tuple[Duty, ...]
    now: datetime
    postings: Mapping[str, Posting] | None = None
    law: str = "district-page"

    @classmethod
    def of(cls, context: Context, postings: Mapping[str, Posting] | None = None) -> Reader:
        """Return the reader for a site; `postings` is None if git was not asked."""
        reader = cls(context.known, since=None, duties=(), now=context.now, postings=postings)
        settings = context.settings
        if settings is None:
            return reader
        return reader._replace(since=settings.since, duties=settings.duties, law=settings.law)

    def entry(self, source: EntrySource) -> CheckedEntry:
        """Read one entry, and check it with the rules that need no other entry."""
        return self.entries([source])[0]

    def entries(self, sources: Sequence[EntrySource]) -> list[CheckedEntry]:
        """Read and check some entries, each step for all of them before the next step.

        So each step finds its code in the processor's cache: 64 entries take a quarter less time.
        """
        documents = [frontmatter.read(*source.source) for source in sources]
        texts = render_texts(documents, renderer(self.known))
        read = [self._read(*parts) for parts in zip(sources, documents, texts, strict=True)]
        whole = [
            (entry, document, problems)
            for (entry, problems), document in zip(read, documents, strict=True)
            if entry
        ]
        checked = single_entry.check([self._case(*parts) for parts in whole])
        for (_, _, problems), found in zip(whole, checked, strict=True):
            problems += found
        return [
            CheckedEntry(entry, tuple(problems), student_data.suspects(document, problems))
            for (entry, problems), document in zip(read, documents, strict=True)
        ]

    def _read(
        self, source: EntrySource, document: Document, texts: Texts
    ) -> tuple[Entry | None, list[Problem]]:
        if misplaced := load.misplaced(source.section, document):
            return None, [misplaced]
        read = load.contract if source.section == "contracts" else load.breach
        return read(source.id, document, self.known, texts)

    def _case(self, entry: Entry, document: Document, problems: list[Problem]) -> single_entry.Case:
        return single_entry.Case(
            entry=entry,
            at=partial(place, document),
            since=self.since,
            duties=self.duties,
            now=self.now,
            is_complete=not any(problem.is_error for problem in problems),
            postings=self.postings,
            law=self.law,
        )

    def translation(self, source: EntrySource) -> CheckedTranslation:
        """Read one translation."""
        document = frontmatter.read(*source.source)
        translation, problems = translations.read(
            source, document, self.known, renderer(self.known)
        )
        places = {loc: place(document, *loc) for loc in translation.texts}
        return CheckedTranslation(
            translation, tuple(problems), student_data.suspects(document, problems), places
        )


def check_together(
    context: Context, entries: Sequence[CheckedEntry], translated: Sequence[CheckedTranslation]
) -> Iterator[Problem]:
    """Yield the problems that can be found only when all entries are known."""
    sources = {entry.source.path: entry.source for entry in context.entries}

    def at(entry: Entry, *loc: str | int) -> Span:
        return place(frontmatter.read(entry.path, sources[entry.path].data), *loc)

    checked = [read.entry for read in entries if read.entry and read.is_valid]
    by_id = {(entry.section, entry.id): entry for entry in checked}
    yield from across_entries.check(checked, at, context.now)
    if context.settings and context.document:
        yield from own_deadlines.check(context.settings, context.document, context.now)
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
