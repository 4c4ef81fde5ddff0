"""Entries in another language, with each untranslated text marked with its own language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from generator.content import load
from generator.content.fields import TRANSLATED
from generator.content.texts import render_texts
from generator.core.model import (
    Breach,
    Change,
    Contract,
    Data,
    Foreign,
    Loc,
    Notified,
    Prose,
    Translation,
    Update,
    Withdrawal,
)
from generator.core.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Renderer
    from generator.content.names import EntrySource
    from generator.core.model import Entry
    from generator.core.problems import Problem

Text = str | Prose
Item = TypeVar("Item", Change, Update)


def translated(site: Site, language: str) -> Site:
    """Return a site in one of its additional languages."""
    by_entry = {
        (translation.section, translation.id): translation.texts
        for translation in site.translations
        if translation.language == language
    }

    def translator(entry: Entry) -> _Translator:
        return _Translator(by_entry.get((entry.section, entry.id), {}), site.settings.languages[0])

    return replace(
        site,
        contracts=tuple(translator(contract).contract(contract) for contract in site.contracts),
        breaches=tuple(translator(breach).breach(breach) for breach in site.breaches),
        language=language,
    )


def texts(entry: Entry) -> Iterator[tuple[Loc, Text]]:
    """Yield each text of an entry that a translation may contain, with its location."""
    for loc, value in _values(entry):
        if loc[-1] in TRANSLATED and isinstance(value, Text) and value:
            yield loc, value


def _values(entry: Entry) -> Iterator[tuple[Loc, object]]:
    yield ("body",), entry.body
    yield from (((name,), value) for name, value in entry.first.states.items())
    if isinstance(entry, Contract):
        for i, change in enumerate(entry.changes):
            yield from ((("changes", i, name), value) for name, value in change.states.items())
        return
    for i, update in enumerate(entry.updates):
        yield ("updates", i, "text"), update.text
        yield from ((("updates", i, name), value) for name, value in update.states.items())


def is_fully_translated(entry: Entry) -> bool:
    """Return whether every text of an entry is in the language of its page."""
    return not any(isinstance(text, Foreign | Prose) and text.language for _, text in texts(entry))


class _Translator:
    """Replaces the texts of an entry with their translations, and marks the others as foreign."""

    def __init__(self, own: Mapping[Loc, Text], first: str) -> None:
        """Take the translated texts by location, and the language of the other texts."""
        self.own, self.first = own, first

    def contract(self, entry: Contract) -> Contract:
        changes = (self._item(change, "changes", i) for i, change in enumerate(entry.changes))
        return replace(entry, changes=tuple(changes), **self._common(entry))

    def breach(self, entry: Breach) -> Breach:
        updates = (
            replace(
                self._item(update, "updates", i),
                text=self._text(("updates", i, "text"), update.text),
            )
            for i, update in enumerate(entry.updates)
        )
        return replace(entry, updates=tuple(updates), **self._common(entry))

    def _common(self, entry: Entry) -> dict[str, Any]:
        return {
            "first": entry.first.after(self._states(entry.first.states)),
            "body": self._text(("body",), entry.body),
            "notified": self._notified(entry.notified),
            "withdrawn": self._withdrawn(entry.withdrawn),
        }

    def _item(self, item: Item, *at: str | int) -> Item:
        states, notified = self._states(item.states, *at), self._notified(item.notified)
        return replace(item, states=states, notified=notified)

    def _states(self, states: Mapping[str, Any], *at: str | int) -> dict[str, Any]:
        return {name: self._text((*at, name), value) for name, value in states.items()}

    def _text(self, loc: Loc, value: Any) -> Any:  # noqa: ANN401 - any value of a field
        if isinstance(value, Data):
            return Data(*map(self._elements, value))
        if loc[-1] == "not_involved":
            return self._elements(value)
        if loc[-1] not in TRANSLATED or not value:
            return value
        if loc in self.own:
            return self.own[loc]
        if isinstance(value, Prose):
            return value._replace(language=self.first)
        return Foreign(value, self.first)

    def _elements(self, elements: tuple[str, ...]) -> tuple[Foreign, ...]:
        return tuple(Foreign(element, self.first) for element in elements)

    def _notified(self, notified: Notified | None) -> Notified | None:
        if not notified or not notified.by:
            return notified
        return replace(notified, by=Foreign(notified.by, self.first))

    def _withdrawn(self, withdrawn: Withdrawal | None) -> Withdrawal | None:
        if withdrawn is None:
            return None
        reason = Foreign(withdrawn.reason, self.first)
        return replace(withdrawn, reason=reason, notified=self._notified(withdrawn.notified))


def read(
    source: EntrySource, document: Document, known: Known, renderer: Renderer
) -> tuple[Translation, list[Problem]]:
    """Return the texts of a translation, and its own problems."""
    rendered = render_texts(document, renderer)
    texts, problems = load.translation(source.section, document, known, rendered)
    translation = Translation(source.section, source.id, source.language, source.source.path, texts)
    return translation, problems
