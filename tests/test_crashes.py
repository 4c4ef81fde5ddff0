"""If a machine is killed or its disk fills at any moment, every file is old or new, never torn."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest

from generator.commands.wiring import read
from generator.compiler import compile_site
from generator.core.site import Page
from generator.system.disk import TEMPORARY, create_file, replace_file
from helpers.failing_machine import CHANGE, Result, fail, run_captured, run_command
from helpers.program import notices
from helpers.publishing import publish
from helpers.roots import read_files
from helpers.tiers import swept

SMALL = Path(__file__).resolve().parent / "sites" / "small"
EMBEDDED = re.compile(rb'<base href="([^"]+)"')
BASE = "/notices/"  # of the small site, for a page that does not know its depth
NOW = "2026-11-25"
LINK = re.compile(rb"""<(?:a|link|img|script|iframe)\b[^>]*?\b(?:href|src)="([^"#?:]+)["#?]""")
FULL = (
    r"The machine failed: \[Errno 28\] No space left on device.*\. What was published before is "
    r"still there; fix the cause, and run the command again\.\n"
)


def temporary_files(files: dict[str, bytes]) -> list[str]:
    """Return the temporary files that an interrupted build left."""
    return [path for path in files if f"/{TEMPORARY}" in f"/{path}"]


# A site


class Site:
    """A folder with the old site, and the pages of the new one."""

    def __init__(self, folder: Path) -> None:
        self.root, self.out = folder / "root", folder / "out"
        copy(SMALL, self.root)
        contracts, breaches = self.root / "content/contracts", self.root / "content/breaches"
        new = [contracts / "inkwell-writer.md", breaches / "2026-inkwell-writer.md"]
        new += [file for entry in new for file in sorted(entry.with_suffix("").iterdir())]
        texts = [path.read_text() for path in new]
        for path in new:
            path.unlink()
        gone, changed = contracts / "gone.yaml", self.root / "content" / "site.yaml"
        gone.write_bytes((contracts / "maple-hearing.yaml").read_bytes())
        north, settings = "  north: {name: North School, grades: K-6}\n", changed.read_text()
        changed.write_text(settings.replace("  brook:", f"{north}  brook:"))
        self.old = self.pages()
        publish(folder / "old", self.old, self.root)
        self.old_files = read_files(folder / "old")
        gone.unlink()
        for path, text in zip(new, texts, strict=True):
            path.write_text(text)
        changed.write_text(settings)
        for name in (
            "leaflet.txt",
            "minutes.txt",
            "policy.txt",
            "terms.txt",
            "agenda.txt",
            "map.txt",
        ):
            (self.root / "content" / "files" / name).write_text(f"{name}\n" * 100)
        self.new = self.pages()
        publish(folder / "new", self.new, self.root)
        self.new_files = read_files(folder / "new")

    def pages(self) -> tuple[Page, ...]:
        """Return the pages of the root as it stands."""
        outcome = compile_site(read(self.root, datetime.fromisoformat(NOW)))
        assert outcome.pages, outcome.problems
        return outcome.pages

    def lay(self) -> None:
        """Put the old site into the folder."""
        publish(self.out, self.old, self.root)


def copy(folder: Path, to: Path) -> None:
    """Copy the files of a root."""
    for path, data in read_files(folder).items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the small site with one new entry, one removed entry, and one changed entry."""
    return Site(tmp_path_factory.mktemp("moments"))


@cache
def links_of(path: str, data: bytes) -> frozenset[str]:
    """Return the files of the site that a page links to."""
    base = EMBEDDED.search(data)
    start = join(dirname(path), base[1].decode()) if base else dirname(path)
    ways = [unquote(link.decode()) for link in LINK.findall(data)]
    return frozenset(
        normpath(way.removeprefix(BASE) if way.startswith(BASE) else join(start, way))
        for way in ways
    )


def faults(files: dict[str, bytes], site: Site) -> list[str]:
    """Return the faults in a folder that a build left: a torn or missing file, or a dead link."""
    old, new = site.old_files, site.new_files
    seen = {path: data for path, data in files.items() if path not in temporary_files(files)}
    states = ((path, data, (old.get(path), new.get(path))) for path, data in seen.items())
    torn = [f"{path} is torn" for path, data, versions in states if data not in versions]
    missing = [f"{path} is missing" for path in old if path in new and path not in seen]
    loose = {
        f"{page} leads to {path}"
        for page in reachable_pages(seen, {*old} & {*new})
        for path in links_of(page, seen[page]) - set(seen)
    }
    return torn + missing + sorted(loose)


def reachable_pages(files: dict[str, bytes], old: Iterable[str]) -> set[str]:
    """Return the pages a person may reach: those that were there and stay, and all they lead to."""
    pages: set[str] = set()
    left = {path for path in old if path in files}
    while left := {path for path in left if path.endswith(".html") and path in files} - pages:
        pages |= left
        left = {way for path in left for way in links_of(path, files[path])}
    return pages


def publishing(site: Site, moment: int, output: Path, number: signal.Signals) -> Result:
    """Publish in a child that gets a signal at a moment."""

    def work() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        fail(site.out, moment, full=False, calls=CHANGE, number=number)
        publish(site.out, site.new, site.root)

    return run_captured(work, output)


def moments(work: Callable[[int], Result], every: int = 1) -> int:
    """Repeat work that fails at a later moment each time until it succeeds; return the count."""
    moment = 1
    while work(moment).code:
        moment += every
    return moment // every


# Each moment at night; in `make test` one in 29, which is never the same call.
@pytest.mark.parametrize("every", swept([1, 29], [29]))
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_stopped_at_any_moment_leaves_a_complete_site(
    site: Site, tmp_path: Path, every: int, number: signal.Signals
) -> None:
    """It leaves whole files and working links; the next build makes the exact tree."""

    def work(moment: int) -> Result:
        site.lay()
        ended = publishing(site, moment, tmp_path / "output", number)
        files = read_files(site.out)

        assert ended.code in (0, -signal.SIGKILL if number == signal.SIGKILL else 130)
        assert number == signal.SIGKILL or not temporary_files(files)
        assert (moment, []) == (moment, faults(files, site))

        publish(site.out, site.new, site.root)

        assert site.new_files == read_files(site.out)
        return ended

    assert moments(work, every) >= 150 // every


@pytest.mark.parametrize("every", swept([1, 53], [53]))
def test_a_full_disk_at_any_write_of_a_build_is_a_machine_failure(
    site: Site, tmp_path: Path, every: int
) -> None:
    """A build whose disk is full at any write exits with 3 and says so.

    Files stay whole, and the next build repairs the site.
    """
    line = ["build", "--root", str(site.root), "--out", str(site.out), "--now", NOW, "--jobs", "1"]

    def work(moment: int) -> Result:
        site.lay()
        ended = run_command(line, site.out, moment, tmp_path / "output", full=True)
        files = read_files(site.out)

        assert ended.code in (0, 3)
        assert ended.code == 0 or re.fullmatch(FULL, ended.err)
        assert (moment, [], []) == (moment, faults(files, site), temporary_files(files))
        return ended

    assert moments(work, every) >= 140 // every

    publish(site.out, site.new, site.root)

    assert site.new_files == read_files(site.out)


# An entry

PATH = "content/contracts/northstar.md"
ENTRY = "---\nproduct: Northstar\n---\n" * 500


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("before", [None, "old\n" * 500])
def test_an_entry_is_written_completely_or_not_at_all(
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

        ended = run_captured(failing, tmp_path / "output")
        files = read_files(root)
        entry = {path: data for path, data in files.items() if path not in temporary_files(files)}

        assert ended.code in (0, 3 if full else -signal.SIGKILL)
        assert entry in (was, {PATH: ENTRY.encode()})
        assert ended.code == -signal.SIGKILL or not temporary_files(files)
        if entry == was:
            file(root)
        assert ENTRY.encode() == (root / PATH).read_bytes()
        return ended

    assert moments(work) >= (3 if full else 6)


LIST = "Product,Contractor,Date executed\nOne,Northstar,2026-01-05\nTwo,Northstar,2026-01-06\n"
COMMANDS = [
    ["new", "contract", "Northstar"],
    ["new", "withdrawal", "contracts/inkwell-writer"],
    ["import", "list.csv"],
]


def copy_small_site(folder: Path) -> Path:
    """Return a copy of the small site, with a list to import beside it."""
    copy(SMALL, folder)
    (folder.parent / "list.csv").write_text(LIST)
    return folder


# With `site`, what a command imports and compiles is there before a child begins.
@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("every", swept([1, 4], [4]))
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_writes_each_entry_completely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], full: bool, every: int
) -> None:
    """A kill or full disk at any write leaves each entry old or new; a rerun finishes the work."""
    monkeypatch.chdir(tmp_path)
    was = read_files(copy_small_site(tmp_path / "0"))
    wanted: dict[str, bytes] = {}

    def work(moment: int) -> Result:
        root = copy_small_site(tmp_path / f"{moment}")
        line = [*command, "--root", str(root), "--now", NOW]
        ended = run_command(line, root / "content", moment, tmp_path / "output", full=full)
        files = read_files(root)
        entries = {path: data for path, data in files.items() if path not in temporary_files(files)}

        assert ended.code in (0, 3 if full else -signal.SIGKILL)
        assert ended.code != 3 or re.fullmatch(FULL, ended.err)
        assert not full or not temporary_files(files)
        for path, data in entries.items():
            assert data in (was.get(path), wanted.get(path)), path
        assert set(was) - set(entries) == set()

        if entries != wanted:
            again = notices(*line, cwd=tmp_path)
            assert again.returncode == 0
        files = read_files(root)
        left = temporary_files(files)

        assert wanted == {path: data for path, data in files.items() if path not in left}
        return ended

    root = copy_small_site(tmp_path / "never")
    line = [*command, "--root", str(root), "--now", NOW]
    done = notices(*line, cwd=tmp_path)
    wanted = read_files(root)

    assert (done.returncode, wanted != was) == (0, True)
    assert moments(work, every) >= 4 // every
