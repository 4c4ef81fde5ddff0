"""What a preview shows, and what it keeps of the content that it has read.

It shows the last site without errors, and the problems of the current one. A page is made when a
browser asks for it, and a source is read again only if that may change its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import count
from pathlib import Path
from secrets import token_hex
from threading import Condition
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from generator.authoring import desk
from generator.compiler import Checked, Map
from generator.content.context import Context
from generator.core.model import Entry, remember
from generator.core.problems import Problem
from generator.core.site import Draft, EntrySource, Inputs, Page, Plan, Site, ThemeError
from generator.reports import panel
from generator.reports.problem_report import lines_of
from generator.rules.reading import CheckedEntry, Reader
from generator.site.urls import page_path
from generator.system import disk

MISSING = "404.html"  # the page that is shown for any missing address
PREFIX = "_preview/"  # of the paths of the preview's own files


class Answer(NamedTuple):
    """The answer to a request: a status, and a body of the type of `name`, or a new address."""

    status: int
    data: bytes = b""
    name: str = ""
    location: str = ""


class PreviewSite:
    """A site whose pages are made when needed; `failures` are those of the theme so far."""

    def __init__(self, plan: Plan, site: Site) -> None:
        self._drafts = {draft.path: draft for draft in plan.drafts}
        self._pages: dict[str, Page] = {page.path: page for page in plan.ready}
        self._unchecked = iter(plan.drafts)
        self._site = site
        self.url = site.settings.url
        self.failures: list[Problem] = []

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries, by the paths of their pages."""
        return {page_path(entry): entry for entry in self._site.entries}

    def has(self, path: str) -> bool:
        """Return whether there is a page at a path."""
        return path in self._pages or path in self._drafts

    def page(self, path: str) -> Page | None:
        """Return a page, or None if there is no such page or the theme fails to make it."""
        draft = self._drafts.get(path)
        if draft and path not in self._pages and (page := self._make(draft)):
            self._pages[path] = page
        return self._pages.get(path)

    def check_next(self) -> bool:
        """Make one more page to see whether the theme fails, and discard it.

        Return whether a page was left. None is left after the first failure.
        """
        draft = None if self.failures else next(self._unchecked, None)
        if draft and draft.path not in self._pages:
            self._make(draft)
        return draft is not None

    def _make(self, draft: Draft) -> Page | None:
        try:
            return draft.make()
        except ThemeError as error:
            if error.problem not in self.failures:
                self.failures.append(error.problem)
            return None


class Preview:
    """Answers requests from the current site, or from the one before if the current has errors.

    `version` changes whenever a page may have changed. `entries` is how many the content has.
    """

    def __init__(self, root: Path) -> None:
        """Begin without a site."""
        self._root = root
        self._condition = Condition()
        self._numbers = count(1)
        self._session = token_hex(4)
        # The newest first. The one before is kept because the theme may fail in the newest.
        self._sites: list[PreviewSite] = []
        self._problems: tuple[Problem, ...] = ()
        self._lines: Callable[[str], list[str]] = lambda _path: []
        self.entries = 0
        self._is_current = False  # whether the newest site is of the current content
        self._announced = 0  # failures of the newest site that were announced
        self.version = ""

    def update(self, inputs: Inputs, plan: Plan) -> None:
        """Show the content as it is now."""
        with self._condition:
            self._problems = plan.problems
            self._lines = lines_of(inputs)
            self.entries = plan.entries
            self._is_current = plan.site is not None
            self._announced = 0
            if plan.site:
                good = [site for site in self._sites if not site.failures]
                self._sites = [PreviewSite(plan, plan.site), *good[:1]]
            self._announce()

    @property
    def fallback(self) -> str:
        """The sentence that says what is shown while there is an error."""
        return panel.PAGES_UNCHANGED if self._sites else panel.NO_PAGE_YET

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems that are known now, in the order of a report."""
        problems = (*self._problems, *self._failures)
        return tuple(sorted(problems, key=lambda problem: problem.order))

    @property
    def _failures(self) -> list[Problem]:
        return self._sites[0].failures if self._is_current else []

    def check_pages(self, should_stop: Callable[[], bool]) -> bool:
        """Make all pages of the current site, and return whether the theme newly fails in one."""
        has_more = self._is_current
        while has_more and not should_stop():
            with self._condition:
                has_more = self._sites[0].check_next()
        with self._condition:
            is_new = len(self._failures) > self._announced
            if is_new:
                self._announced = len(self._failures)
                self._announce()
        return is_new

    def wait_for_change(self, version: str, seconds: float) -> str:
        """Return the version once it differs from the one given, or after a time."""
        with self._condition:
            self._condition.wait_for(lambda: self.version != version, seconds)
            return self.version

    def answer(self, path: str) -> Answer:
        """Return the answer for a path; pages have the panel of problems."""
        with self._condition:
            page = self._find(path)
            if page is None:
                return self._page(MISSING, 404)
            if page not in (path, f"{path}index.html"):
                return Answer(302, location=f"/{quote(page.removesuffix('index.html'))}")
            return self._page(page, 200)

    def _announce(self) -> None:
        self.version = f"{self._session}-{next(self._numbers)}"
        self._condition.notify_all()

    def _find(self, path: str) -> str | None:
        """Return the path of the page that a browser asks for, if there is one."""
        if not self._sites:
            return None
        site = self._sites[0]
        base = urlsplit(site.url).path
        return next((page for page in candidates(path, base) if site.has(page)), None)

    def _page(self, path: str, status: int) -> Answer:
        """Return a page of the newest site that can make it, or a plain page with the problems."""
        for site in self._sites:
            page = site.page(path)
            if page is None:
                continue
            if page.copy_of:
                data = disk.read_file(self._root, page.copy_of)
                if data is None:
                    return Answer(404, b"The file is missing.\n", "a.txt")
                return Answer(status, data, path)
            if not path.endswith(".html"):
                return Answer(status, page.data, path)
            is_current = self._is_current and site is self._sites[0]
            fallback = panel.OTHER_PAGES_FAILED if is_current else self.fallback
            has_desk = site.has(desk.PATH)
            parts = self._parts(fallback, site.entries.get(path) if has_desk else None)
            data = panel.add_to_page(page.data, parts)
            if path == MISSING:  # its links are full addresses, which would lead out of the preview
                data = data.replace(f'="{site.url}'.encode(), b'="/')
            return Answer(status, data, path)
        return Answer(503, panel.plain_page(self._parts(panel.NO_PAGE_YET)), "index.html")

    def _parts(self, fallback: str, entry: Entry | None = None) -> str:
        """Return the style, the panel, the desk's links and the script of a page in a preview."""
        problems = panel.panel(self.problems, self.entries, self._lines, fallback)
        links = panel.desk_links(desk_links(entry)) if entry else ""
        parts = "\n".join(filter(None, (links, problems)))
        style = f'<link rel="stylesheet" href="/{PREFIX}preview.css">\n' if parts else ""
        script = f'<script src="/{PREFIX}preview.js" data-version="{self.version}"></script>'
        return f"{style}{parts}\n{script}\n"


def desk_links(entry: Entry) -> dict[str, str]:
    """Return the addresses at the preview's desk of what can have happened, by their titles."""
    return {
        event.title: desk.event_link("/", name, f"{entry.section}/{entry.id}")
        for name, event in desk.EVENTS.items()
        if entry.section in event.folders or name == "notified"
    }


def candidates(path: str, base: str) -> Iterator[str]:
    """Yield the pages that an address may mean, also below a `base` such as /notices/."""
    paths = [path]
    if f"/{path}/".startswith(base):
        paths.append(path[len(base) - 1 :])
    for page in paths:
        yield page
        yield f"{page}index.html" if not page or page.endswith("/") else f"{page}/index.html"


class Memory:
    """The last result of reading each source.

    A result is valid while the bytes and the reader are the same. One without problems is valid
    longer, see `agrees`: all names that it refers to still exist, and no rule reports it later.
    """

    def __init__(self) -> None:
        self._reader: Reader | None = None
        self._results: dict[
            str, tuple[EntrySource, Any]
        ] = {}  # the sources and the result, by path

    def read(self, reader: Reader, context: Context, map: Map) -> Checked:
        """Return what `compiler.read_all` returns; forget the sources that are gone."""
        is_equal = self._reader == reader
        is_agreeing = self._reader is not None and agrees(self._reader, reader)
        results: dict[str, tuple[EntrySource, Any]] = {}

        def read(
            function: Callable[[EntrySource], Any], sources: Iterable[EntrySource]
        ) -> list[Any]:
            changed = []
            for source in sources:
                path = source.source.path
                old = self._results.get(path)
                if old and old[0] == source and (is_equal or (is_agreeing and not old[1].problems)):
                    results[path] = old
                else:
                    changed.append(source)
            for source, result in zip(changed, map(function, changed), strict=True):
                results[source.source.path] = (source, result)
                if isinstance(result, CheckedEntry) and result.entry:
                    remember(result.entry)
            return [results[source.source.path][1] for source in sources]

        entries = read(reader.entry, context.entries)
        translations = read(reader.translation, context.translations)
        self._reader = reader
        self._results = results
        return entries, translations


def agrees(before: Reader, after: Reader) -> bool:
    """Return whether a later reader gives the same result for a source without problems.

    It does if names were added but none removed, the settings are the same, and so is the day.
    """
    old, new = before.known, after.known
    return (
        old.contracts <= new.contracts
        and old.breaches <= new.breaches
        and old.files <= new.files
        and before.counting == after.counting
        and old.schools == new.schools
        and before.standards.now.date() == after.standards.now.date()
        and before.standards.now <= after.standards.now
    )
