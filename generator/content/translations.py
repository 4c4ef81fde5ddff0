"""An entry in another language: its texts as they were translated, and the others marked as what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.content import load
from generator.content.fields import TRANSLATED
from generator.core.model import (
    Breach,
    Contract,
    Data,
    Foreign,
    Loc,
    Notified,
    Prose,
    Translation,
    Withdrawal,
)
from generator.core.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.content.field_types import Known
    from generator.content.frontmatter import Document
    from generator.content.markdown import Renderer
    from generator.content.names import Named
    from generator.core.model import Entry
    from generator.core.problems import Problem


Text = str | Prose


def translated(site: Site, language: str) -> Site:
    """Return a site in one of its further languages."""
    own = {(one.section, one.id): one.texts for one in site.translations if one.language == language}
    first, none = site.settings.languages[0], dict[Loc, Text]()
    contracts = [_Translator(own.get((one.section, one.id), none), first).contract(one) for one in site.contracts]
    breaches = [_Translator(own.get((one.section, one.id), none), first).breach(one) for one in site.breaches]
    return replace(site, contracts=tuple(contracts), breaches=tuple(breaches), language=language)


def texts(entry: Entry) -> Iterator[tuple[Loc, Text]]:
    """Yield each text of an entry that a translation may hold, with its place."""
    held: list[tuple[Loc, object]] = [(("body",), entry.body)]
    held += [((name,), value) for name, value in entry.first.states.items() if name in TRANSLATED]
    if isinstance(entry, Contract):
        later = [("changes", i, change.states) for i, change in enumerate(entry.changes)]
    else:
        held += [(("summary",), entry.summary)]
        later = [("updates", i, {"text": update.text, **update.states}) for i, update in enumerate(entry.updates)]
    held += [((name, i, key), value) for name, i, states in later for key, value in states.items() if key in TRANSLATED]
    yield from ((loc, text) for loc, text in held if isinstance(text, Text) and text)


def is_whole(entry: Entry) -> bool:
    """Say whether no text of an entry stands in another language than its page."""
    return not any(isinstance(text, Foreign | Prose) and text.language for _, text in texts(entry))


class _Translator:
    """Puts an entry into another language: its own texts where it is translated, the others marked as what they are."""

    def __init__(self, own: Mapping[Loc, Text], first: str) -> None:
        """Take the translated texts by place, and the language that the others are in."""
        self.own, self.first = own, first

    def contract(self, entry: Contract) -> Contract:
        changes = tuple(
            replace(change, states=self._states(change.states, "changes", i), notified=self._told(change.notified))
            for i, change in enumerate(entry.changes)
        )
        return replace(
            entry,
            first=entry.first.after(self._states(entry.first.states)),
            changes=changes,
            body=self._said(("body",), entry.body),
            notified=self._told(entry.notified),
            withdrawn=self._withdrawn(entry.withdrawn),
        )

    def breach(self, entry: Breach) -> Breach:
        updates = tuple(
            replace(
                update,
                text=self._said(("updates", i, "text"), update.text),
                states=self._states(update.states, "updates", i),
                notified=self._told(update.notified),
            )
            for i, update in enumerate(entry.updates)
        )
        return replace(
            entry,
            first=entry.first.after(self._states(entry.first.states)),
            summary=self._said(("summary",), entry.summary),
            updates=updates,
            body=self._said(("body",), entry.body),
            notified=self._told(entry.notified),
            withdrawn=self._withdrawn(entry.withdrawn),
        )

    def _states(self, states: Mapping[str, Any], *at: str | int) -> dict[str, Any]:
        return {name: self._said((*at, name), value) for name, value in states.items()}

    def _said(self, loc: Loc, value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
        if isinstance(value, Data):
            return Data(*(tuple(Foreign(element, self.first) for element in elements) for elements in value))
        if loc[-1] not in TRANSLATED or not value:
            return value
        if loc in self.own:
            return self.own[loc]
        return value._replace(language=self.first) if isinstance(value, Prose) else Foreign(value, self.first)

    def _told(self, notified: Notified | None) -> Notified | None:
        return notified and notified._replace(by=Foreign(notified.by, self.first) if notified.by else "")

    def _withdrawn(self, withdrawn: Withdrawal | None) -> Withdrawal | None:
        if withdrawn is None:
            return None
        return replace(withdrawn, reason=Foreign(withdrawn.reason, self.first), notified=self._told(withdrawn.notified))


def read(name: Named, document: Document, known: Known, renderer: Renderer) -> tuple[Translation, list[Problem]]:
    """Return the texts of a translation, and what is wrong in it alone."""
    texts, problems = load.translation(name.section, document, known, renderer)
    return Translation(name.section, name.id, name.language, name.source.path, texts), problems
