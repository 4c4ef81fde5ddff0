"""A translation of an entry: its texts, read alone, then held against the entry that it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.content import frontmatter, load
from generator.content.translations import texts
from generator.content.validate import place
from generator.core.model import Translation
from generator.core.problems import Problem, Span, problem
from generator.rules import disclosed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from generator.content.field_types import Known
    from generator.content.markdown import Renderer
    from generator.content.names import Named
    from generator.core.model import Entry, Loc, Section
    from generator.rules.disclosed import Suspect

    Key = tuple[Section, str]


class Words(NamedTuple):
    """A translation, what is wrong in it alone, what looks like student data, and where each of its texts stands."""

    translation: Translation
    problems: tuple[Problem, ...]
    suspects: tuple[Suspect, ...]
    places: Mapping[Loc, Span]


def read(name: Named, known: Known, renderer: Renderer) -> Words:
    """Read a translation alone."""
    document = frontmatter.read(name.source.path, name.source.data)
    found, problems = load.translation(name.section, document, known, renderer)
    places = {loc: place(document, *loc) for loc in found}
    made = Translation(name.section, name.id, name.language, name.source.path, found)
    return Words(made, tuple(problems), disclosed.suspects(document, problems), places)


def check(
    told: Iterable[Words], named: Collection[Key], whole: Mapping[Key, Entry], languages: tuple[str, ...]
) -> Iterator[Problem]:
    """Yield where a translation is of nothing, is not shown, or says what its entry does not.

    `named` are the entries that are there, `whole` those that could be read whole.
    """
    for words in told:
        one, key = words.translation, (words.translation.section, words.translation.id)
        at = Span(one.path)
        if key not in named:
            yield problem("E015", at, name=one.id)
        if languages and one.language not in languages[1:]:
            shown = f"[{', '.join(dict.fromkeys((*languages, one.language)))}]"
            yield problem("W110", at, value=one.language, choices=shown)
        if entry := whole.get(key):
            held = {loc for loc, _ in texts(entry)}
            yield from (problem("E207", words.places[loc], field=loc[-1]) for loc in one.texts if loc not in held)
