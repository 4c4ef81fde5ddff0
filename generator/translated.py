"""An entry in another language: its texts as they were translated, and the others marked as what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.model import Contract, Data, Extent, Foreign, Prose, Site, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Entry

Loc = tuple[str | int, ...]
Text = str | Prose
# What a translation may hold; the elements of data are the theme's to translate, since many entries share them.
TEXTS = ("description", "purpose", "security", "summary", "offers", "text")
DATA = ("collects", "involves")


def translated(site: Site, language: str) -> Site:
    """Return a site in one of its further languages."""
    own = {(one.section, one.id): one.texts for one in site.translations if one.language == language}
    first = site.settings.languages[0]

    def told(entry: Any) -> Any:  # noqa: ANN401 - the kind that comes in goes out
        return _translated(entry, own.get((entry.section, entry.id), {}), first)

    contracts, breaches = tuple(map(told, site.contracts)), tuple(map(told, site.breaches))
    return replace(site, contracts=contracts, breaches=breaches, language=language)


def texts(entry: Entry) -> Iterator[tuple[Loc, Text]]:
    """Yield each text of an entry that a translation may hold, with its place."""
    held: list[tuple[Loc, object]] = [(("body",), entry.body)]
    if isinstance(entry, Contract):
        held += [((name,), getattr(entry.first, name)) for name in ("description", "purpose", "security")]
        later = [("changes", i, change.states) for i, change in enumerate(entry.changes)]
    else:
        held += [(("summary",), entry.summary), (("offers",), entry.first.offers)]
        later = [("updates", i, {"text": update.text, **update.states}) for i, update in enumerate(entry.updates)]
    held += [((name, i, key), value) for name, i, states in later for key, value in states.items() if key in TEXTS]
    yield from ((loc, text) for loc, text in held if isinstance(text, Text) and text)


def is_whole(entry: Entry) -> bool:
    """Say whether no text of an entry stands in another language than its page."""
    return not any(language_of(text) for _, text in texts(entry))


def language_of(text: Text) -> str:
    """Return the language of a text that is not in its page's language."""
    return text.language if isinstance(text, Foreign | Prose) else ""


def _translated(entry: Entry, own: Mapping[Loc, Text], first: str) -> Entry:
    """Return an entry with its own texts where they are translated, and those of the first language marked."""

    def say(loc: Loc, value: object) -> Any:  # noqa: ANN401 - whatever a field holds
        if loc[-1] in DATA and value:
            return Data(*(tuple(Foreign(element, first) for element in elements) for elements in value))  # type: ignore[attr-defined]
        if loc[-1] not in (*TEXTS, "body") or not value:
            return value
        if loc in own:
            return own[loc]
        return value._replace(language=first) if isinstance(value, Prose) else Foreign(str(value), first)

    def fields(held: Terms | Extent) -> dict[str, Any]:
        return {name: say((name,), getattr(held, name)) for name in (*TEXTS, *DATA) if hasattr(held, name)}

    def states(of: Mapping[str, Any], *at: str | int) -> dict[str, Any]:
        return {name: say((*at, name), value) for name, value in of.items()}

    withdrawn = entry.withdrawn
    withdrawn = withdrawn and replace(withdrawn, reason=Foreign(withdrawn.reason, first))
    body = say(("body",), entry.body)
    if isinstance(entry, Contract):
        changes = tuple(replace(c, states=states(c.states, "changes", i)) for i, c in enumerate(entry.changes))
        terms = replace(entry.first, **fields(entry.first))
        return replace(entry, first=terms, changes=changes, body=body, withdrawn=withdrawn)
    updates = tuple(
        replace(u, text=say(("updates", i, "text"), u.text), states=states(u.states, "updates", i))
        for i, u in enumerate(entry.updates)
    )
    extent, summary = replace(entry.first, **fields(entry.first)), say(("summary",), entry.summary)
    return replace(entry, first=extent, summary=summary, updates=updates, body=body, withdrawn=withdrawn)
