"""Entries in another language, with each untranslated text marked with its own language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeVar

from generator.content.fields import TRANSLATED
from generator.core.model import (
    Breach,
    Change,
    Contract,
    Data,
    Entry,
    Foreign,
    Line,
    Loc,
    Notified,
    Prose,
    Translation,
    Update,
    Withdrawal,
)
from generator.core.site import Site

Text = str | Prose
EntryOfKind = TypeVar("EntryOfKind", Contract, Breach)


def translated(site: Site, language: str) -> Site:
    """Return a site in one of its additional languages."""
    by_entry = defaultdict[tuple[str, str], list[Translation]](list)
    for translation in site.translations:
        if translation.language == language:
            by_entry[translation.section, translation.id].append(translation)

    def translator(entry: Entry) -> _Translator:
        own = by_entry.get((entry.section, entry.id), [])
        return _Translator(own, entry, site.settings.languages[0])

    return replace(
        site,
        contracts=tuple(translator(contract).entry(contract) for contract in site.contracts),
        breaches=tuple(translator(breach).entry(breach) for breach in site.breaches),
        language=language,
    )


def texts(entry: Entry) -> Iterator[tuple[Loc, Text]]:
    """Yield each text of an entry that a translation may contain, with its location."""
    for loc, value in _values(entry):
        if loc[-1] in TRANSLATED and isinstance(value, Text) and value:
            yield loc, value


def elements(entry: Entry) -> Iterator[str]:
    """Yield each element of data of an entry."""
    for loc, value in _values(entry):
        if isinstance(value, Data):
            yield from value.elements
        elif loc[-1] == "not_involved" and isinstance(value, tuple):
            yield from value


def _values(entry: Entry) -> Iterator[tuple[Loc, object]]:
    yield ("body",), entry.body
    yield from (((name,), value) for name, value in {**entry.first.states, **entry.more}.items())
    items: tuple[Change | Update, ...] = entry.items
    for item in items:
        yield (item.name, "text"), item.text
        stated = {**item.states, **item.more}
        yield from (((item.name, name), value) for name, value in stated.items())
    yield from (((each.name, "reason"), each.reason) for each in entry.withdrawals)
    yield from (((line.name, "text"), line.text) for line in entry.lines)
    for line in entry.lines:
        yield from (((line.name, each.field), each.after) for each in line.fields)


def is_fully_translated(entry: Entry) -> bool:
    """Return whether every text of an entry is in the language of its page."""
    return not any(isinstance(text, Foreign | Prose) and text.language for _, text in texts(entry))


class _Translator:
    """Replaces the texts of an entry with their translations, and marks the others as foreign.

    `own` are those of the files of the entry, and `first` is the language of other texts. A text
    that a correction gives is translated beside the correction.
    """

    def __init__(self, own: Sequence[Translation], entry: Entry, first: str) -> None:
        self.own: dict[Loc, Text] = {}
        for translation in own:
            self.own |= translation.texts
        self.first = first
        named = chain.from_iterable(translation.elements for translation in own)
        self.elements = {name.casefold(): text for name, text in named}
        for line in entry.lines:
            for corrected in line.fields if not line.withdrawn else ():
                at = ((line.of,) if line.of else ()) + (corrected.field,)
                self.own.pop(at, None)
                if (line.name, corrected.field) in self.own:
                    self.own[at] = self.own[line.name, corrected.field]

    def entry(self, entry: EntryOfKind) -> EntryOfKind:
        """Return an entry in the language."""
        name = entry.list_of_items
        items = entry.items
        values: dict[str, Any] = {
            name: tuple(self._item(item) for item in items),
            "first": entry.first.after(self._states(entry.first.states)),
            "more": self._states(entry.more),
            "body": self._text(("body",), entry.body),
            "notified": self._notified(entry.notified),
            "also_told": tuple(map(self._notified, entry.also_told)),
            "withdrawn": self._withdrawn(entry.withdrawn),
            "withdrawals": tuple(map(self._withdrawn, entry.withdrawals)),
            "lines": tuple(map(self._line, entry.lines)),
        }
        return replace(entry, **values)

    def _item(self, item: Change | Update) -> Change | Update:
        at = item.name
        values: dict[str, Any] = {
            "states": self._states(item.states, at),
            "more": self._states(item.more, at),
            "notified": self._notified(item.notified),
            "also_told": tuple(map(self._notified, item.also_told)),
            "withdrawn": self._withdrawn(item.withdrawn),
            "text": self._text((at, "text"), item.text),
        }
        return replace(item, **values)

    def _line(self, line: Line) -> Line:
        """Return a line with its text, and what it corrected, in the language."""
        fields = tuple(
            each._replace(
                before=self._foreign(each.before),
                after=self._text((line.name, each.field), each.after),
            )
            for each in line.fields
        )
        text = self._text((line.name, "text"), line.text)
        withdrawn = self._withdrawn(line.withdrawn)
        return line._replace(text=text, fields=fields, withdrawn=withdrawn)

    def _foreign(self, value: Any) -> Any:  # noqa: ANN401 - any value of a field
        """Return a value in the first language, which is not translated any more."""
        if isinstance(value, Prose):
            return value._replace(language=self.first)
        return Foreign(value, self.first) if isinstance(value, str) and value else value

    def _states(self, states: Mapping[str, Any], *at: str | int) -> dict[str, Any]:
        return {name: self._text((*at, name), value) for name, value in states.items()}

    def _text(self, loc: Loc, value: Any) -> Any:  # noqa: ANN401 - any value of a field
        if isinstance(value, Data):
            return Data(*(self._elements(kind) if kind else kind for kind in value))
        if loc[-1] == "not_involved":
            return self._elements(value)
        if loc[-1] not in TRANSLATED or not value:
            return value
        if loc in self.own:
            own = self.own[loc]
            return own._replace(until=value.until) if isinstance(own, Prose) else own
        if isinstance(value, Prose):
            return value._replace(language=self.first)
        return Foreign(value, self.first)

    def _elements(self, elements: tuple[str, ...]) -> tuple[Foreign, ...]:
        return tuple(
            Foreign(element, self.first, self.elements.get(element.casefold(), ""))
            for element in elements
        )

    def _notified(self, notified: Notified | None) -> Notified | None:
        if not notified or not notified.by:
            return notified
        return replace(notified, by=Foreign(notified.by, self.first))

    def _withdrawn(self, withdrawn: Withdrawal | None) -> Withdrawal | None:
        if withdrawn is None:
            return None
        return replace(
            withdrawn,
            reason=self._text((withdrawn.name, "reason"), withdrawn.reason),
            notified=self._notified(withdrawn.notified),
            withdrawn=self._withdrawn(withdrawn.withdrawn),
        )
