"""What a preview shows: the last site that could be made, and over it what is wrong now.

A page is made when it is asked for, from the plan of the whole site.
"""

from __future__ import annotations

from itertools import count
from secrets import token_hex
from threading import Condition
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from generator.preview.server import OWN, Answer
from generator.reports import panel
from generator.site.theme import ThemeError
from generator.system import disk
from generator.system.reporting import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.core.problems import Problem
    from generator.core.site import Draft, Inputs, Page, Plan


class PreviewSite:
    """A site that could be planned; its pages are made once, and where its theme fails it says so."""

    def __init__(self, plan: Plan) -> None:
        """Take a plan without an error."""
        self._drafts = {draft.path: draft for draft in plan.drafts}
        self._made: dict[str, Page] = {page.path: page for page in plan.ready}
        self._unproven = iter(plan.drafts)
        self.base = urlsplit(plan.site.settings.url).path if plan.site else "/"
        self.failures: list[Problem] = []

    def has(self, path: str) -> bool:
        """Say whether there is such a page."""
        return path in self._made or path in self._drafts

    def page(self, path: str) -> Page | None:
        """Return a page, or None where the theme fails to make it."""
        if path not in self._made:
            page = self._tried(self._drafts[path])
            if page is None:
                return None
            self._made[path] = page
        return self._made[path]

    def prove(self) -> bool:
        """Make one more page to see whether the theme can, and forget it; say whether there may be more to try."""
        draft = None if self.failures else next(self._unproven, None)
        if draft and draft.path not in self._made:
            self._tried(draft)
        return draft is not None

    def _tried(self, draft: Draft) -> Page | None:
        try:
            return draft.make()
        except ThemeError as error:
            if error.problem not in self.failures:
                self.failures.append(error.problem)
            return None


class Shown(NamedTuple):
    """What there is to say of the content as it stands: its problems, how many entries there are, and their lines."""

    problems: tuple[Problem, ...]
    entries: int
    lines: Callable[[str], list[str]]


class Preview:
    """Answers requests from the newest edition, or from the one before where the newest has an error.

    `name` names what is shown, and changes with it.
    """

    def __init__(self, root: Path) -> None:
        """Begin with nothing to show."""
        self._root = root
        self._turn = Condition()
        self._numbers, self._run = count(1), token_hex(4)
        self._editions: list[PreviewSite] = []  # the newest first; another only while the newest may fail
        self._shown = Shown((), 0, lambda _path: [])
        self._is_newest = False
        self._announced = 0  # failures of the newest edition that were
        self.name = ""

    def renew(self, inputs: Inputs, plan: Plan) -> None:
        """Show what a root has become."""
        with self._turn:
            self._shown = Shown(plan.problems, plan.entries, lines_of(inputs))
            self._is_newest, self._announced = plan.site is not None, 0
            if plan.site:
                good = [edition for edition in self._editions if not edition.failures]
                self._editions = [PreviewSite(plan), *good[:1]]
            self._changed()

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._shown.entries

    @property
    def undone(self) -> str:
        """What is shown instead, while there is an error."""
        return panel.STANDS if self._editions else panel.NOTHING

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong now, as far as it is known."""
        failures = self._editions[0].failures if self._is_newest else []
        return tuple(sorted((*self._shown.problems, *failures), key=lambda found: found.order))

    def prove(self, is_enough: Callable[[], bool]) -> bool:
        """Make all pages of the newest edition, until something else is to be done; say whether one newly fails."""
        is_more = self._is_newest
        while is_more and not is_enough():
            with self._turn:
                is_more = self._editions[0].prove()
        with self._turn:
            failures = len(self._editions[0].failures) if self._is_newest else 0
            is_news, self._announced = failures > self._announced, failures
            if is_news:
                self._changed()
        return is_news

    def changed(self, known: str, seconds: float) -> str:
        """Return the name of what is shown, as soon as it is another than the one known, or after a time."""
        with self._turn:
            self._turn.wait_for(lambda: self.name != known, seconds)
            return self.name

    def answer(self, path: str) -> Answer:
        """Return what stands at a path; a page carries the panel of problems."""
        with self._turn:
            found = self._found(path)
            if found is None:
                return self._missing()
            if found not in (path, f"{path}index.html"):
                return Answer(302, location=f"/{quote(found.removesuffix('index.html'))}")
            return self._page(found, 200)

    def _changed(self) -> None:
        self.name = f"{self._run}-{next(self._numbers)}"
        self._turn.notify_all()

    def _found(self, path: str) -> str | None:
        """Return the path of a page: as it is, of a folder that is meant, or below the path of the site's `url`."""
        if not self._editions:
            return None
        edition = self._editions[0]
        inner = path[len(edition.base) - 1 :] if f"/{path}/".startswith(edition.base) else path
        for way in (path, inner):
            for page in (way, f"{way}index.html" if way.endswith("/") or not way else f"{way}/index.html"):
                if edition.has(page):
                    return page
        return None

    def _missing(self) -> Answer:
        """Return the site's own page for what is not there; where there never was a site, a plain one."""
        if self._editions:
            return self._page("404.html", 404)
        return self._nothing()

    def _page(self, path: str, status: int) -> Answer:
        """Return a page of the newest edition that can make it."""
        for edition in self._editions:
            made = edition.page(path) if edition.has(path) else None
            if made and made.copy_of:
                data = disk.read_file(self._root, made.copy_of)
                return Answer(404, b"The file is not there.\n", "a.txt") if data is None else Answer(status, data, path)
            if made and path.endswith(".html"):
                is_new = self._is_newest and edition is self._editions[0]
                return Answer(
                    status, panel.within(made.data, self._parts(panel.OTHERS if is_new else self.undone)), path
                )
            if made:
                return Answer(status, made.data, path)
        return self._nothing()

    def _nothing(self) -> Answer:
        """Return a plain page, where there never was one that could be made."""
        return Answer(503, panel.alone(self._parts(panel.NOTHING)), "index.html")

    def _parts(self, undone: str) -> str:
        """Return what a served page has more than the one that is built; with an error, `undone` says what it shows."""
        told = panel.panel(self.problems, self.entries, self._shown.lines, undone)
        style = f'<link rel="stylesheet" href="/{OWN}preview.css">\n' if told else ""
        return f'{style}{told}\n<script src="/{OWN}preview.js" data-edition="{self.name}"></script>\n'
