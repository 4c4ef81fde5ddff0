"""What a site already has, for whoever writes an entry: its schools, its names, its rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from generator.compiler import read_content
from generator.content.context import Context, entry_names, renderer
from generator.core.site import Past, Source

if TYPE_CHECKING:
    from generator.authoring.questions import Kind
    from generator.content.context import EntryNames
    from generator.content.field_types import Known
    from generator.content.markdown import Renderer
    from generator.core.problems import Problem
    from generator.core.settings import School
    from generator.core.site import Inputs


class EntryContext(NamedTuple):
    """What is needed to write an entry.

    `names` are those of all entries, by section/id. `month` is the current one in the district's
    time zone, as YYYY-MM.
    """

    known: Known
    renderer: Renderer
    schools: tuple[School, ...]
    names: dict[str, EntryNames]
    month: str

    @property
    def contract_names(self) -> dict[str, EntryNames]:
        """The names in all contracts by id."""
        return {
            id.removeprefix("contracts/"): names
            for id, names in self.names.items()
            if id.startswith("contracts/") and names.title
        }

    @property
    def contracts(self) -> dict[str, str]:
        """The titles of all contracts by id."""
        return {id: names.title for id, names in self.contract_names.items()}

    def ids(self, kind: Kind) -> frozenset[str]:
        """Return the ids of the entries of a kind."""
        return self.known.contracts if kind == "contract" else self.known.breaches


def entry_context(inputs: Inputs) -> EntryContext:
    """Return what is needed to write an entry for a site."""
    site = Context.of(inputs)
    return EntryContext(
        known=site.known,
        renderer=renderer(site.known),
        schools=site.settings.schools if site.settings else (),
        names=entry_names(inputs),
        month=site.now.strftime("%Y-%m"),
    )


def check_entry(inputs: Inputs, path: str, text: str) -> tuple[Inputs, list[Problem]]:
    """Return the inputs with an entry added or replaced, and the problems of that entry.

    The entry as it was before counts as published.
    """
    others = [source for source in inputs.sources if source.path != path]
    changed = replace(
        inputs,
        sources=(*others, Source(path, text.encode())),
        published=Past(inputs.sources, frozenset(inputs.files)),
    )
    problems = read_content(changed).problems
    return changed, [problem for problem in problems if problem.span.path == path]
