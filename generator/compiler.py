"""The pipeline: read, check, join, make. Bytes come in; pages or problems come out.

It is pure: no disk, no clock, no environment. The same inputs give the same pages, with any `map`
that keeps the order.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from itertools import chain, groupby, islice, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from generator.content import context
from generator.core.site import Draft, Inputs, Outcome, Page, Plan, Site, ThemeError, join
from generator.rules import published
from generator.rules.check import CheckedEntry, CheckedTranslation, Reader, check_together
from generator.rules.rewritten import missed_stays_missed
from generator.site.theme_check import theme_problems
from generator.site.urls import page_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.core.model import Entry
    from generator.core.problems import Problem
    from generator.core.settings import Settings
    from generator.site.catalog import Themes

    class Map(Protocol):
        """A `map` that keeps the order."""

        def __call__(
            self, function: Callable[[Item], Result], items: list[Item], /
        ) -> Iterable[Result]:
            """Return the function's results for all items."""

    Keep = Callable[[Page, Iterable[bytes]], Page]  # takes a page without bytes, and its parts


MAX_TURNS = 200  # a page with more parts is a list, and the rest of it is made alone
Item = TypeVar("Item")
Result = TypeVar("Result")


def as_it_is(page: Page, parts: Iterable[bytes]) -> Page:
    """Return a page with its bytes."""
    return page._replace(data=b"".join(parts))


class Content(NamedTuple):
    """What the sources contain: the site, or None if there is an error, and all problems, sorted.

    `entries` is the number of entries, including those with errors.
    """

    site: Site | None
    problems: tuple[Problem, ...]
    entries: int


def compile_site(inputs: Inputs, map: Map = map, keep: Keep = as_it_is) -> Outcome:
    """Return the whole site, or if there is an error no page; and the problems of all sources.

    `map` applies a function to all entries, and may do so in other processes.
    """
    return make_pages(plan_site(inputs, map), map, keep)


def make_pages(plan: Plan, map: Map = map, keep: Keep = as_it_is) -> Outcome:
    """Return the site with its pages, or if the theme fails no page, and all problems.

    `keep` takes each page in the process that makes it, and may put its bytes elsewhere.
    """
    by_work = groupby(
        plan.drafts, lambda draft: draft.path if draft.shared is None else id(draft.shared)
    )
    shares = [[*drafts] for _, drafts in by_work]
    try:
        made = strict_map(map, Each(partial(_made, keep)), shares)
        ready = (keep(page._replace(data=b""), [page.data]) for page in plan.ready)
        pages = (*ready, *chain.from_iterable(made))
    except ThemeError as error:
        return Outcome((), _sorted([*plan.problems, error.problem]), plan.entries)
    return Outcome(pages, plan.problems, plan.entries, plan.site)


def plan_site(inputs: Inputs, map: Map = map) -> Plan:
    """Return the site with pages that are yet to be made, and the problems of all sources.

    A mistake in a template raises ThemeError only when a page with it is made.
    """
    site, problems, entries = read_content(inputs, map, partial(_load, inputs.themes))
    if site is None:
        return Plan((), (), problems, entries)
    try:
        static, to_make = _planner()(site, inputs.themes, inputs.commit)
    except ThemeError as error:
        return Plan((), (), _sorted([*problems, error.problem]), entries)
    copies = [Page(path.removeprefix("content/"), copy_of=path) for path in inputs.files]
    return Plan((*static, *copies), tuple(to_make), problems, entries, site)


def read_content(
    inputs: Inputs, map: Map = map, meanwhile: Callable[[Settings], object] = lambda _: None
) -> Content:
    """Return the entries joined to a site, without its pages, and the problems of all sources.

    `meanwhile` is called with the settings when other processes have begun to read entries, unless
    the settings or the theme have an error.
    """
    about = context.read(inputs)
    reader = Reader.of(about, inputs.postings)
    reading = strict_map(map, Each(reader.entries), about.entries)
    entries = [*islice(reading, 1)]
    of_theme = [*theme_problems(about, inputs.themes)]
    if about.settings and not any(problem.is_error for problem in of_theme):
        meanwhile(about.settings)
    entries += reading
    translations = list(strict_map(map, reader.translation, about.translations))
    checked = chain[CheckedEntry | CheckedTranslation](entries, translations)
    problems = [
        *about.problems,
        *of_theme,
        *chain.from_iterable(source.problems for source in checked),
        *check_together(about, entries, translations),
        *published.check(inputs, about.known.zone),
        *missed_stays_missed(inputs, about, entries),
    ]
    site = None
    if about.settings and not any(problem.is_error for problem in problems):
        site = join(
            about.settings,
            (source.entry for source in entries if source.entry),
            (source.translation for source in translations),
            about.now,
            inputs.postings,
        )
    return Content(site, _sorted(problems), len(entries))


def page_text(inputs: Inputs, path: str) -> str:
    """Return the text of an entry's page in the first language; "" if there is an error."""
    from generator.site import plain  # no other step needs it

    plan = plan_site(inputs)
    entries: list[Entry] = [*plan.site.contracts, *plan.site.breaches] if plan.site else []
    names = {page_path(entry) for entry in entries if entry.path == path}
    try:
        made = [draft.make() for draft in plan.drafts if draft.path in names]
    except ThemeError:
        return ""
    mains = (main for page in made for main in plain.parse(page.data.decode()).of_tag("main"))
    return "".join(map(plain.text, mains))


class Each:
    """A function of one item, for a `map`, made from a method that takes several at once.

    A `map` may call `many` for some items in a row, to save time.
    """

    def __init__(self, many: Callable[[list[Any]], list[Any]]) -> None:
        """Take the method."""
        self.many = many

    def __call__(self, item: object) -> Any:  # noqa: ANN401 - whatever the method returns
        """Return the result for one item."""
        return self.many([item])[0]


def strict_map(map: Map, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Yield a function's results for all items; raise ValueError if the map yields fewer.

    If the function raises StopIteration, Python's own `map` ends early without an error.
    """
    yield from (result for _, result in zip(items, map(function, items), strict=True))


def _planner() -> Callable[[Site, Themes, str], tuple[list[Page], list[Draft]]]:
    """Return the function that plans pages. To load it takes as long as to read 50 entries."""
    from generator.site.drafts import planned

    return planned


def _load(themes: Themes, settings: Settings) -> None:
    """Load what makes pages, and the theme in each language; both stay loaded."""
    _planner()
    from generator.site.pages import load_themes  # loaded with it

    with suppress(ThemeError):  # it is reported when pages are planned
        load_themes(settings, themes)


def _made(keep: Keep, shares: list[list[Draft]]) -> list[list[Page]]:
    """Return the pages of each share, which `keep` takes. Raises the ThemeError of the first one.

    Pages that share nothing are made in turns, all others one by one.
    """
    made: list[list[Page]] = []
    for shares_nothing, some in groupby(shares, lambda drafts: drafts[0].shared is None):
        if shares_nothing:
            made += [[page] for page in _in_turns(keep, [draft for (draft,) in some])]
        else:
            made += [_one_by_one(keep, drafts) for drafts in some]
    return made


def _one_by_one(keep: Keep, drafts: list[Draft]) -> list[Page]:
    """Return the pages of one share."""
    pages = [keep(Page(draft.path), draft.parts()) for draft in drafts]
    if shared := drafts[0].shared:
        shared.clear()
    return pages


def _in_turns(keep: Keep, drafts: list[Draft]) -> list[Page]:
    """Return some pages, made together: the first part of each, then the second part of each.

    Most have the same template, so each of its parts finds its code in the processor's cache: 64
    pages take a quarter less time.
    """
    parts = [iter(draft.parts()) for draft in drafts]
    turns = islice(zip_longest(*parts, fillvalue=b""), MAX_TURNS)
    try:
        begun = [*zip([b""] * len(drafts), *turns, strict=True)]
    except ThemeError:  # a later page may fail earlier
        return _one_by_one(keep, drafts)
    return [
        keep(Page(draft.path), chain(beginning, rest))
        for draft, beginning, rest in zip(drafts, begun, parts, strict=True)
    ]


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.order))
