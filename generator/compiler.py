"""The pipeline: read, check, join, make. Bytes come in; pages or problems come out.

It is pure: no disk, no clock, no environment. The same inputs give the same pages, with any `map`
that keeps the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar

from generator.content.context import Context
from generator.content.frontmatter import Document
from generator.core.problems import Problem
from generator.core.publication import BUILT
from generator.core.site import Draft, Inputs, Outcome, Page, Plan, Site, ThemeError, join
from generator.rules import across_entries, deceiving, files, limits, placeholders, published
from generator.rules.reading import CheckedEntry, CheckedTranslation, Reader
from generator.site import data, feeds, pages
from generator.site.catalog import Themes
from generator.site.theme_check import theme_problems


class Map(Protocol):
    """A `map` that keeps the order."""

    def __call__(
        self, function: Callable[[Item], Result], items: list[Item], /
    ) -> Iterable[Result]:
        """Return the function's results for all items."""


Keep = Callable[[Page], Page]
Checked = tuple[list[CheckedEntry], list[CheckedTranslation]]
Read = Callable[[Reader, Context, Map], Checked]
Item = TypeVar("Item")
Result = TypeVar("Result")


class Content(NamedTuple):
    """What the sources contain: the site, or None if there is an error, and all problems, sorted.

    `entries` is the number of entries, including those with errors.
    """

    site: Site | None
    problems: tuple[Problem, ...]
    entries: int


def compile_site(inputs: Inputs, map: Map = map) -> Outcome:
    """Return the whole site, or if there is an error no page; and the problems of all sources.

    `map` applies a function to all sources or pages, and may do so in other processes.
    """
    return make_pages(plan_site(inputs, map), map)


# Read


def read_all(reader: Reader, context: Context, map: Map = map) -> Checked:
    """Return all entries and translations, each of them checked alone."""
    return (
        list(strict_map(map, reader.entry, context.entries)),
        list(strict_map(map, reader.translation, context.translations)),
    )


# Check


def check(
    inputs: Inputs,
    context: Context,
    entries: Sequence[CheckedEntry],
    translations: Sequence[CheckedTranslation],
) -> Iterator[Problem]:
    """Yield the problems of all sources: of each alone, of all together, and with the past."""
    yield from context.problems
    yield from chain.from_iterable(entry.problems for entry in entries)
    yield from chain.from_iterable(translation.problems for translation in translations)
    yield from across_entries.check_together(context, entries, translations)
    yield from files.check(inputs)
    yield from limits.check_messages(context.messages, context.now)
    if context.document:
        yield from check_settings(context.document, context, inputs.themes)
    if inputs.published and context.earlier:
        yield from published.check_published(inputs, context, entries)
    if inputs.live:
        yield from published.live_notices_stay(inputs.live, context)


def check_settings(document: Document, context: Context, themes: Themes) -> Iterator[Problem]:
    """Yield the problems of the settings, and of the theme and the languages that they name."""
    yield from placeholders.check(document)
    found = deceiving.check(document, context.problems)
    yield from (each for each in found if each.code != "W162")  # a site may be for one network
    if settings := context.settings:
        yield from limits.check_limits(settings, document, context.now)
        yield from limits.check_yearly(settings, context.messages, document, context.now)
        yield from theme_problems(settings, document, themes)


# Join


def read_content(inputs: Inputs, map: Map = map, read: Read = read_all) -> Content:
    """Return the entries joined to a site, without its pages, and the problems of all sources.

    `read` returns what `read_all` does, and may remember sources that have not changed.
    """
    context = Context.of(inputs)
    entries, translations = read(Reader.of(context, inputs.postings), context, map)
    problems = _sorted(check(inputs, context, entries, translations))
    site = None
    if context.settings and not any(problem.is_error for problem in problems):
        site = join(
            context.settings,
            (checked.entry for checked in entries if checked.entry),
            (checked.translation for checked in translations),
            context.now,
            inputs.postings,
        )
    return Content(site, problems, len(entries))


def older_warnings(
    inputs: Inputs, problems: Sequence[Problem], map: Map = map
) -> frozenset[Problem]:
    """Return the warnings that what was published has too, in sources that have not changed.

    A warning that a change causes elsewhere is not older: the earlier sources do not have it.
    """
    if inputs.earlier is None:
        return frozenset()
    same = {*inputs.sources} & {*inputs.earlier.sources}
    paths = {source.path for source in same}
    maybe = [each for each in problems if not each.is_error and each.span.path in paths]
    return frozenset(maybe and {*read_content(inputs.earlier, map).problems} & {*maybe})


# Make


def plan_site(inputs: Inputs, map: Map = map, read: Read = read_all) -> Plan:
    """Return the site with pages that are yet to be made, and the problems of all sources.

    A mistake in a template raises ThemeError only when a page with it is made.
    """
    return plan_pages(inputs, read_content(inputs, map, read))


def plan_pages(inputs: Inputs, content: Content) -> Plan:
    """Return the plan for a site whose sources have been read."""
    site, problems, entries = content
    if site is None:
        return Plan((), (), problems, entries)
    try:
        makers = pages.page_makers(site, inputs.themes)
        drafts = tuple(_drafts(site, makers, inputs.commit))
        static = [*makers[0].theme.static()]
        static += [Page(path, text) for path, text in inputs.format_files.items()]
    except ThemeError as error:
        return Plan((), (), _sorted([*problems, error.problem]), entries)
    copies = [Page(path.removeprefix("content/"), copy_of=path) for path in inputs.files]
    return Plan((*static, *copies), drafts, problems, entries, site)


def _drafts(site: Site, makers: list[pages.PageMaker], commit: str) -> Iterator[Draft]:
    """Yield all that is to be made, first what takes long, so that processes end together."""
    if commit:
        yield Draft(BUILT, partial(data.built, site, commit))
    yield from data.data(site)
    for maker in makers:
        yield from feeds.feeds(maker)
    yield from pages.machine_pages(makers)
    for maker in makers:
        yield from pages.pages(maker)
    for maker in makers:
        yield from pages.entry_pages(maker)


def make_pages(plan: Plan, map: Map = map, keep: Keep = lambda page: page) -> Outcome:
    """Return the site with its pages, or if the theme fails no page, and all problems.

    `keep` takes each page in the process that makes it, and may put its bytes elsewhere.
    """
    try:
        made = [*strict_map(map, lambda draft: keep(draft.make()), [*plan.drafts])]
    except ThemeError as error:
        return Outcome((), _sorted([*plan.problems, error.problem]), plan.entries)
    ready = [keep(page) for page in plan.ready]
    # What lists others was made first, and is published after them.
    return Outcome((*ready, *reversed(made)), plan.problems, plan.entries, plan.site)


def strict_map(map: Map, function: Callable[[Item], Result], items: list[Item]) -> Iterator[Result]:
    """Yield a function's results for all items; raise ValueError if the map yields fewer.

    If the function raises StopIteration, Python's own `map` ends early without an error.
    """
    yield from (result for _, result in zip(items, map(function, items), strict=True))


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.order))
