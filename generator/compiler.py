"""The whole line: read, check, join, make. Bytes come in, pages or problems come out.

Pure: no disk, no clock, no environment. The same inputs give the same pages, with any `map` that keeps the order.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from generator.content import context
from generator.core.join import join
from generator.core.site import Draft, Inputs, Outcome, Page, Plan, Site
from generator.rules import published
from generator.rules.check import CheckedEntry, CheckedTranslation, Reader, check_together
from generator.rules.rewritten import late_stays_late
from generator.site import theme
from generator.site.data import BUILT, built, data
from generator.site.feeds import feeds
from generator.site.pages import for_machines, pages, presses
from generator.site.theme import ThemeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from generator.core.problems import Problem
    from generator.site.pages import Press

    class Map(Protocol):
        """A `map` that keeps the order."""

        def __call__(self, function: Callable[[Item], Result], items: list[Item], /) -> Iterable[Result]:
            """Return the function's results for all items."""

    Kept = Callable[[Iterable[Page]], Sequence[Page]]


Item = TypeVar("Item")
Result = TypeVar("Result")


class Content(NamedTuple):
    """All sources read together: the site if nothing has an error, what is wrong, and how many are entries."""

    site: Site | None
    problems: tuple[Problem, ...]
    entries: int


def compile_site(inputs: Inputs, map: Map = map, kept: Kept = tuple) -> Outcome:
    """Return the whole site, or no page at all; and every problem of every source, sorted by place.

    `map` applies a function to every entry, in order; a pool of processes may be handed in. `kept` takes the pages as
    they are made, and says how they wait until the last of them is.
    """
    plan = plan_site(inputs, map)
    try:
        made = kept(chain(plan.ready, each(map, _make, [*plan.drafts])))
    except ThemeError as error:
        return Outcome((), _sorted([*plan.problems, error.problem]), plan.entries)
    return Outcome(made, plan.problems, plan.entries, plan.site)


def plan_site(inputs: Inputs, map: Map = map) -> Plan:
    """Return the whole site with each page yet to be made, or none; and every problem of every source.

    What a theme does wrong in a page comes as a ThemeError when that page is made.
    """
    site, problems, entries = read_content(inputs, map)
    if site is None:
        return Plan((), (), problems, entries)
    try:
        editions = presses(site, inputs.themes)
    except ThemeError as error:
        return Plan((), (), _sorted([*problems, error.problem]), entries)
    copies = [Page(path.removeprefix("content/"), copy_of=path) for path in inputs.files]
    return Plan(
        (*editions[0].theme.static(), *copies), tuple(_drafts(site, editions, inputs.commit)), problems, entries, site
    )


def read_content(inputs: Inputs, map: Map = map) -> Content:
    """Return all entries joined to a site, which makes no pages yet; and every problem, sorted by place."""
    about = context.read(inputs)
    reader = Reader.of(about, inputs.postings)
    entries = list(each(map, reader.entry, about.entries))
    translations = list(each(map, reader.translation, about.translations))
    problems = [
        *about.problems,
        *theme.problems(about, inputs.themes),
        *chain.from_iterable(read.problems for read in chain[CheckedEntry | CheckedTranslation](entries, translations)),
        *check_together(about, entries, translations),
        *published.check(inputs, about.known.zone),
        *late_stays_late(inputs, about, entries),
    ]
    site = None
    if about.settings and not any(found.is_error for found in problems):
        whole = (read.entry for read in entries if read.entry)
        site = join(about.settings, whole, (read.translation for read in translations), about.now, inputs.postings)
    return Content(site, _sorted(problems), len(entries))


def each(map: Map, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Yield a function's results for all items; ValueError if the map gives fewer results than there are items.

    Python's own `map` takes a StopIteration of the function for its end. The items after it would be lost in silence.
    """
    yield from (result for _, result in zip(items, map(function, items), strict=True))


def _drafts(site: Site, editions: list[Press], commit: str) -> Iterator[Draft]:
    """Yield all that is to be made, each page before those that link to it."""
    for edition in editions:
        yield from pages(edition)
    yield from for_machines(editions[0])
    for edition in editions:
        yield from feeds(edition)
    yield from data(site)
    if commit:
        yield Draft(BUILT, partial(built, site, commit))


def _make(draft: Draft) -> Page:
    return draft.make()


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda found: found.order))
