"""If a machine is killed or its disk fills at any moment, every file is old or new, never torn."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from generator.cli import main
from generator.commands.wiring import compiled
from generator.core.site import Page
from generator.system.disk import TEMPORARY, create_file, replace_file
from generator.system.publishing import publish
from helpers.failing_machine import CHANGE, Result, fail, run_captured
from helpers.roots import read_files
from helpers.tiers import swept

SMALL = Path(__file__).resolve().parent / "sites" / "small"
EMBEDDED = re.compile(rb'<base href="([^"]+)"')
BASE = "/notices/"  # of the small site, where a page does not know how deep it stands
NOW = "2026-11-25"
NEVER = 10**9
LINK = re.compile(rb"""<(?:a|link|img|script|iframe)\b[^>]*?\b(?:href|src)="([^"#?:]+)["#?]""")
FULL = (
    r"The machine failed: \[Errno 28\] No space left on device.*\. What was published before is still there; "
    r"fix the cause, and run the command again\.\n"
)


def left_over(files: dict[str, bytes]) -> list[str]:
    """Return what a build that ended early has left."""
    return [path for path in files if path.rpartition("/")[2].startswith(TEMPORARY)]


# A site


class Site:
    """A folder with what the site was, and the pages that it is to become."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "root", folder / "out"
        copy(SMALL, self.root)
        contracts, breaches = (
            self.root / "content" / "contracts",
            self.root / "content" / "breaches",
        )
        new = [contracts / "inkwell-writer.md", breaches / "2026-inkwell-writer.md"]
        texts = [path.read_text() for path in new]
        for path in new:
            path.unlink()
        gone, changed = contracts / "gone.yaml", self.root / "content" / "site.yaml"
        gone.write_bytes((contracts / "maple-hearing.yaml").read_bytes())
        brook = "  brook: {name: Brook School, grades: K-6}\n"
        settings = changed.read_text()
        changed.write_text(
            settings.replace(brook, brook + "  north: {name: North School, grades: K-6}\n")
        )
        self.old = self.pages()
        publish(folder / "old", self.old, self.root)
        self.was = read_files(folder / "old")
        gone.unlink()
        for path, text in zip(new, texts, strict=True):
            path.write_text(text)
        changed.write_text(settings)
        for name in ("leaflet.txt", "minutes.txt", "policy.txt"):
            (self.root / "content" / "files" / name).write_text(f"{name}\n" * 100)
        self.new = self.pages()
        publish(folder / "new", self.new, self.root)
        self.will_be = read_files(folder / "new")

    def pages(self) -> tuple[Page, ...]:
        """Return the pages of the root as it stands."""
        outcome = compiled(self.root, datetime.fromisoformat(NOW), 1)[1]
        assert outcome.pages, outcome.problems
        return outcome.pages

    def lay(self) -> None:
        """Let the folder hold what it held before."""
        publish(self.out, self.old, self.root)


def copy(folder: Path, to: Path) -> None:
    """Copy what a root holds."""
    for path, data in read_files(folder).items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(data)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the small site with one new entry, one removed entry, and one changed entry."""
    return Site(tmp_path_factory.mktemp("moments"))


@cache
def led_to(path: str, data: bytes) -> frozenset[str]:
    """Return the files of the site that a page leads to."""
    found = EMBEDDED.search(data)
    start = join(dirname(path), found[1].decode()) if found else dirname(path)
    ways = [unquote(link.decode()) for link in LINK.findall(data)]
    return frozenset(
        normpath(way.removeprefix(BASE) if way.startswith(BASE) else join(start, way))
        for way in ways
    )


def faults(files: dict[str, bytes], site: Site) -> list[str]:
    """Return the faults in a folder that a build left: a torn or missing file, or a dead link."""
    old, new = site.was, site.will_be
    seen = {path: data for path, data in files.items() if path not in left_over(files)}
    torn = [
        f"{path} is torn"
        for path, data in seen.items()
        if data not in (old.get(path), new.get(path))
    ]
    missing = [f"{path} is missing" for path in old if path in new and path not in seen]
    loose = {
        f"{page} leads to {path}"
        for page in reached(seen, {*old} & {*new})
        for path in led_to(page, seen[page]) - set(seen)
    }
    return torn + missing + sorted(loose)


def reached(files: dict[str, bytes], old: Iterable[str]) -> set[str]:
    """Return the pages a person may reach: those that were there and stay, and all they lead to."""
    found: set[str] = set()
    left = {path for path in old if path in files}
    while left := {path for path in left if path.endswith(".html") and path in files} - found:
        found |= left
        left = {way for path in left for way in led_to(path, files[path])}
    return found


def test_links_are_seen(made: Site) -> None:
    """The link check finds links on every page of the site, and detects one that leads nowhere.

    404.html is shown at any address, so its links are whole addresses.
    """
    pages = [path for path in made.will_be if path.endswith(".html")]

    assert [path for path in pages if not led_to(path, made.will_be[path])] == ["404.html"]
    assert faults(made.will_be, made) == []
    assert (
        faults(
            {path: data for path, data in made.will_be.items() if path != "static/site.css"}, made
        )
        != []
    )


def publishing(site: Site, moment: int, said: Path, *, full: bool) -> Result:
    """Publish in a child whose machine fails at a moment."""

    def work() -> None:
        fail(site.out, moment, full=full, calls=CHANGE)
        publish(site.out, site.new, site.root)

    return run_captured(work, said)


def moments(work: Callable[[int], Result], every: int = 1) -> int:
    """Repeat work that fails at a later moment each time until it succeeds; return the count."""
    moment = 1
    while work(moment).code:
        moment += every
    return moment // every


@pytest.mark.parametrize(
    "every", swept([1, 17], [17])
)  # each moment; in the gate one of so many, never the same call
def test_a_build_killed_at_two_hundred_moments_leaves_a_whole_site(
    made: Site, tmp_path: Path, every: int
) -> None:
    """A killed build leaves whole files and working links; the next build makes the exact tree."""

    def work(moment: int) -> Result:
        made.lay()
        ended = publishing(made, moment, tmp_path / "said", full=False)
        files = read_files(made.out)

        assert ended.code in (0, -signal.SIGKILL)
        assert (moment, []) == (moment, faults(files, made))

        publish(made.out, made.new, made.root)

        assert made.will_be == read_files(made.out)
        return ended

    assert moments(work, every) >= 200 // every


def commanded(line: list[str], folder: Path, moment: int, said: Path, *, full: bool) -> Result:
    """Run a command in a child whose machine fails after a number of calls that change a folder."""

    def work() -> None:
        sys.argv = ["notices", *line]
        fail(folder, moment, full=full, calls=CHANGE)
        main()

    return run_captured(work, said)


@pytest.mark.parametrize("every", swept([1, 31], [31]))
def test_a_full_disk_at_every_write_of_a_build_is_a_failure_of_the_machine(
    made: Site, tmp_path: Path, every: int
) -> None:
    """A build whose disk is full at any write exits with 3 and says so.

    Files stay whole, and the next build repairs the site.
    """
    line = ["build", "--root", str(made.root), "--out", str(made.out), "--now", NOW, "--jobs", "1"]

    def work(moment: int) -> Result:
        made.lay()
        ended = commanded(line, made.out, moment, tmp_path / "said", full=True)
        files = read_files(made.out)

        assert ended.code in (0, 3)
        assert ended.code == 0 or re.fullmatch(FULL, ended.err)
        assert (moment, [], []) == (moment, faults(files, made), left_over(files))
        return ended

    assert moments(work, every) >= 140 // every

    publish(made.out, made.new, made.root)

    assert made.will_be == read_files(made.out)


# An entry

PATH = "content/contracts/northstar.md"
ENTRY = "---\nproduct: Northstar\n---\n" * 500


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("before", [None, "old\n" * 500])
def test_an_entry_is_filed_whole_or_not_at_all(
    tmp_path: Path, before: str | None, full: bool
) -> None:
    """A kill or a full disk at any call leaves the entry old or new; trying again finishes it."""

    def file(root: Path) -> None:
        if before is None:
            create_file(root, PATH, ENTRY)
        else:
            replace_file(root, PATH, before.encode(), ENTRY)

    def work(moment: int) -> Result:
        root = tmp_path / f"{moment}"
        root.mkdir()
        if before is not None:
            create_file(root, PATH, before)
        was = read_files(root)

        def failing() -> None:
            fail(root, moment, full=full)
            file(root)

        ended = run_captured(failing, tmp_path / "said")
        files = read_files(root)
        entry = {path: data for path, data in files.items() if path not in left_over(files)}

        assert ended.code in (0, 3 if full else -signal.SIGKILL)
        assert entry in (was, {PATH: ENTRY.encode()})
        assert ended.code == -signal.SIGKILL or not left_over(files)
        if entry == was:
            file(root)
        assert ENTRY.encode() == (root / PATH).read_bytes()
        return ended

    assert moments(work) >= (3 if full else 6)


LIST = "Product,Contractor,Date executed\nOne,Northstar,2026-01-05\nTwo,Northstar,2026-01-06\n"
COMMANDS = [
    ["new", "contract", "Northstar"],
    ["add", "withdrawal", "contracts/inkwell-writer", "on=2026-11-20", "reason=Sent in error."],
    ["import", "list.csv"],
]


def rooted(folder: Path) -> Path:
    """Return a copy of the small site, with a list to import beside it."""
    copy(SMALL, folder)
    (folder.parent / "list.csv").write_text(LIST)
    return folder


@pytest.mark.usefixtures(
    "made"
)  # what a command imports and compiles is then there, and each child begins with it
@pytest.mark.parametrize("every", swept([1, 3], [3]))
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_files_each_entry_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], full: bool, every: int
) -> None:
    """A kill or full disk at any write leaves each entry old or new; a rerun finishes the work."""
    monkeypatch.chdir(tmp_path)
    was = read_files(rooted(tmp_path / "0"))
    wanted: dict[str, bytes] = {}

    def work(moment: int) -> Result:
        root = rooted(tmp_path / f"{moment}")
        line = [*command, "--root", str(root), "--now", NOW]
        ended = commanded(line, root / "content", moment, tmp_path / "said", full=full)
        files = read_files(root)
        entries = {path: data for path, data in files.items() if path not in left_over(files)}

        assert ended.code in (0, 3 if full else -signal.SIGKILL)
        assert ended.code != 3 or re.fullmatch(FULL, ended.err)
        assert not full or not left_over(files)
        assert [
            path for path, data in entries.items() if data not in (was.get(path), wanted.get(path))
        ] == []
        assert set(was) - set(entries) == set()

        if entries != wanted:
            assert commanded(line, root / "content", NEVER, tmp_path / "said", full=full).code == 0
        files = read_files(root)

        assert wanted == {
            path: data for path, data in files.items() if path not in left_over(files)
        }
        return ended

    root = rooted(tmp_path / "never")
    ended = commanded(
        [*command, "--root", str(root), "--now", NOW],
        root / "content",
        NEVER,
        tmp_path / "s",
        full=full,
    )
    wanted = read_files(root)

    assert (ended.code, wanted != was) == (0, True)
    assert moments(work, every) >= 4 // every
