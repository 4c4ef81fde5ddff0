"""Reads each source and checks it alone, in any order and process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter, load
from generator.content.context import renderer
from generator.core.problems import Span
from generator.rules import single_entry, student_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from generator.content.context import Context
    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.core.dates import When
    from generator.core.duties import Duty
    from generator.core.model import Entry, Loc, Translation
    from generator.core.problems import Problem
    from generator.core.site import EntrySource, Posting
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
    spans: Mapping[Loc, Span]


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
        document = frontmatter.read(*source.source)
        entry, problems = load.entry(source, document, self.known, renderer(self.known))
        if entry:
            problems += single_entry.check(self._case(entry, document, problems))
        return CheckedEntry(entry, tuple(problems), student_data.suspects(document, problems))

    def _case(self, entry: Entry, document: Document, problems: list[Problem]) -> single_entry.Case:
        return single_entry.Case(
            entry=entry,
            at=document.place,
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
        translation, problems = load.translation(source, document, self.known, renderer(self.known))
        spans = {loc: document.place(*loc) for loc in translation.texts}
        return CheckedTranslation(
            translation, tuple(problems), student_data.suspects(document, problems), spans
        )
