"""Reads each source and checks it alone, in any order and process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.content import frontmatter, load
from generator.content.context import Context, renderer
from generator.content.source_reading import Known
from generator.core.model import Entry, Loc, Translation, before_withdrawals
from generator.core.notices import notice_id
from generator.core.problems import Problem, Span
from generator.core.site import EntrySource, Posting
from generator.law.record import RecordRow, entry_rows
from generator.rules import additions, deceiving, missed, student_data
from generator.rules.single_entry import Case, Standards, check_case
from generator.rules.student_data import Suspect

RULES = (additions, student_data)  # whose import adds their rules to the list


class CheckedEntry(NamedTuple):
    """An entry if it could be read, its problems, and words that look like student data.

    `missed` are the duties that were missed, if it was withdrawn or the deadlines have changed.
    """

    entry: Entry | None
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]
    missed: tuple[RecordRow, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether it has no errors."""
        return not any(problem.is_error for problem in self.problems)


class CheckedTranslation(NamedTuple):
    """A translation, its problems, words that look like student data, and spans by location."""

    translation: Translation
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]
    spans: Mapping[Loc, Span]


class Reader(NamedTuple):
    """Reads and checks one source. The result depends only on the source and these values.

    `earlier` are the standards of what was published, if that is compared.
    """

    standards: Standards
    earlier: Standards | None = None

    @classmethod
    def of(cls, context: Context, postings: Mapping[str, Posting] | None = None) -> Reader:
        """Return the reader for a site; `postings` is None if git was not asked."""
        earlier = _standards(context.earlier, postings) if context.earlier else None
        published = context.earlier.ids if context.earlier else None
        standards = _standards(context, postings)._replace(published=published)
        return cls(standards, earlier)

    @property
    def known(self) -> Known:
        """The names that an entry may use."""
        return self.standards.known

    @property
    def counting(self) -> object:
        """What the states of an entry depend on, apart from the entry, git and the moment."""
        return self.standards.counting

    def entry(self, source: EntrySource) -> CheckedEntry:
        """Read one entry, and check it with the rules that need no other entry."""
        loaded = load.entry(source, self.known, renderer(self.known))
        entry, problems = loaded.entry, [*loaded.problems]
        if entry:
            problems += check_case(
                Case(entry, loaded.place, self.standards, loaded.faulty, loaded.right)
            )
        suspects: list[Suspect] = []
        for document in loaded.documents:
            problems += deceiving.check(document, problems)
            suspects += student_data.suspects(document, problems)
        read = CheckedEntry(entry, tuple(problems), tuple(suspects))
        if entry is None or self.earlier is None:
            return read
        now = self.record(entry)
        then = self._record(self._as_published(source, entry), self.earlier)
        found = missed.stays_missed(then, now, loaded.place, read.is_valid)
        return read._replace(problems=(*problems, *found), missed=missed.missed(then))

    def _as_published(self, source: EntrySource, entry: Entry) -> Entry:
        """Return an entry without its new withdrawals, and with the settings that were published.

        A new withdrawal, like a looser limit, takes nothing silently out of the record.
        """
        published = self.standards.published or frozenset()
        if self.earlier and self.earlier.known.zone != self.known.zone:
            known = self.earlier.known
            entry = load.entry(source, known, renderer(known)).entry or entry
        return before_withdrawals(entry, lambda each: notice_id(entry, each.name) not in published)

    def record(self, entry: Entry) -> list[RecordRow]:
        """Return the rows of an entry in the record."""
        return self._record(entry, self.standards)

    def _record(self, entry: Entry, standards: Standards) -> list[RecordRow]:
        return entry_rows(entry, standards.duties, self.standards.now, self.standards.postings)

    def translation(self, source: EntrySource) -> CheckedTranslation:
        """Read one translation."""
        document = frontmatter.read(*source.source)
        translation, problems = load.translation(source, document, self.known, renderer(self.known))
        at = len([source.name] if source.name else [])
        spans = {loc: _place(document, loc[at:]) for loc in translation.texts}
        for i, _ in enumerate(translation.elements):
            spans["elements", i] = document.place("elements", i, "name")
        return CheckedTranslation(
            translation, tuple(problems), student_data.suspects(document, problems), spans
        )


def _place(document: frontmatter.Document, loc: Loc) -> Span:
    """Return the span of a text, which is below the fields if it is not one of them."""
    is_field = not loc or loc[0] in document.fields.fields
    return document.place(*loc) if is_field else document.place("body")


def _standards(context: Context, postings: Mapping[str, Posting] | None) -> Standards:
    standards = Standards(context.known, (), context.now, postings)
    if settings := context.settings:
        standards = standards._replace(duties=settings.duties, law=settings.law)
    return standards
