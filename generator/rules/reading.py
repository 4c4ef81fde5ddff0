"""Reads each source and checks it alone, in any order and process.

An entry is also compared with what was published of it, if that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.content import frontmatter, load
from generator.content.context import Context, renderer
from generator.content.frontmatter import Document
from generator.content.source_reading import Known
from generator.core.model import (
    Breach,
    Entry,
    Loc,
    Translation,
)
from generator.core.problems import Problem, Span
from generator.core.site import EntrySource, Posting
from generator.law.record import RecordRow, entry_rows
from generator.rules import deceiving, missed, rewritten, student_data, told
from generator.rules.rewritten import Pair
from generator.rules.single_entry import Case, Standards, check_case
from generator.rules.student_data import Suspect


class Compared(NamedTuple):
    """What was found by comparing an entry with what was published of it.

    `texts` are those that have changed, with their spans. `missed` are the duties that were missed
    as it was published; they are looked for if anything has changed, or the entry is withdrawn.
    """

    problems: tuple[Problem, ...] = ()
    texts: Mapping[Loc, Span] = {}
    missed: tuple[RecordRow, ...] = ()


class CheckedEntry(NamedTuple):
    """An entry if it could be read, its problems, and words that look like student data."""

    entry: Entry | None
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]
    compared: Compared = Compared()

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

    `earlier` is the reader of what was published, if an entry is compared with that.
    """

    standards: Standards
    earlier: Reader | None = None

    @classmethod
    def of(cls, context: Context, postings: Mapping[str, Posting] | None = None) -> Reader:
        """Return the reader for a site; `postings` is None if git was not asked."""
        earlier = cls.of(context.earlier, postings) if context.earlier else None
        is_compared = earlier is not None
        standards = Standards(context.known, (), context.now, postings, is_compared=is_compared)
        if settings := context.settings:
            standards = standards._replace(duties=settings.duties, law=settings.law)
        return cls(standards, earlier)

    @property
    def known(self) -> Known:
        """The names that an entry may use."""
        return self.standards.known

    @property
    def counting(self) -> object:
        """What the states of an entry depend on, apart from the entry, git and the moment."""
        return self.standards.duties, self.known.zone, self.known.since

    def entry(self, source: EntrySource) -> CheckedEntry:
        """Read one entry, and check it with the rules that need no other entry."""
        document = frontmatter.read(*source.source)
        entry, problems = load.entry(source, document, self.known, renderer(self.known))
        if entry:
            is_complete = not any(problem.is_error for problem in problems)
            problems += check_case(Case(entry, document.place, self.standards, is_complete))
        problems += deceiving.check(document, problems)
        suspects = student_data.suspects(document, problems)
        read = CheckedEntry(entry, tuple(problems), suspects)
        return read._replace(compared=self._compared(read, document, source))

    def _compared(self, read: CheckedEntry, document: Document, source: EntrySource) -> Compared:
        """Compare an entry with what was published of it, if that is asked for."""
        if self.earlier is None:
            return Compared()
        is_same_text = source.was is not None and not source.is_changed
        text = Compared() if is_same_text else self._compared_text(read, document, source)
        then = self._published_record(read.entry, source)
        now = self.record(read.entry) if read.entry and then else []
        unmissed = missed.stays_missed(then, now, document, read.is_valid)
        return text._replace(problems=(*text.problems, *unmissed), missed=missed.missed(then))

    def _compared_text(
        self, read: CheckedEntry, document: Document, source: EntrySource
    ) -> Compared:
        """Compare the text of a new or changed entry with what was published of it, if anything."""
        before = frontmatter.read(*source.was) if source.was else None
        problems: list[Problem] = []
        if isinstance(read.entry, Breach):
            problems += told.earlier_notices_reached_everyone(before, document, read.entry)
        if before is None:
            return Compared(tuple(problems))
        faulty = frozenset(problem.span for problem in read.problems if problem.is_error)
        pair = Pair(before, document, self.known.zone, faulty)
        problems += rewritten.check_pair(pair)
        if source.section == "contracts":
            problems += rewritten.new_contracts_are_checked(before, document)
        return Compared(tuple(problems), rewritten.changed_texts(pair))

    def _published_record(self, entry: Entry | None, source: EntrySource) -> list[RecordRow]:
        """Return the record of an entry as it was published.

        That takes a second reading of the entry, so there are no rows if the record cannot have
        changed: neither the entry nor what is counted by is new, and nothing is withdrawn.
        """
        was = source.was
        if entry is None or was is None or self.earlier is None or not self.standards.duties:
            return []
        is_same = was == source.source and self.earlier.counting == self.counting
        if is_same and not entry.withdrawn:
            return []
        published = self.earlier.entry(source._replace(source=was, was=None)).entry
        return self.earlier.record(published) if published else []

    def record(self, entry: Entry) -> list[RecordRow]:
        """Return the rows of an entry in the record."""
        standards = self.standards
        return entry_rows(entry, standards.duties, standards.now, standards.postings)

    def translation(self, source: EntrySource) -> CheckedTranslation:
        """Read one translation."""
        document = frontmatter.read(*source.source)
        translation, problems = load.translation(source, document, self.known, renderer(self.known))
        spans = {loc: document.place(*loc) for loc in translation.texts}
        for i, _ in enumerate(translation.elements):
            spans["elements", i] = document.place("elements", i, "name")
        return CheckedTranslation(
            translation, tuple(problems), student_data.suspects(document, problems), spans
        )
