"""A build over an existing tree shows readers only whole files, even if the build is killed."""

from __future__ import annotations

import errno
import gc
import os
import re
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from generator.compiler import compile_site
from generator.core.site import Page
from generator.system.disk import TEMPORARY
from generator.system.processes import MIN_ITEMS, spread
from generator.system.publishing import ForeignFolderError, Published, claimed, without_bytes
from helpers.failing_machine import run_in_child
from helpers.program import NOTICES, REPOSITORY
from helpers.publishing import publish
from helpers.roots import settings, site
from helpers.tiers import swept

OLD = {
    "static/site.css": b"body {}",
    "contracts/a/index.html": b"a",
    "contracts/b/index.html": b"b",
    "contracts/gone/index.html": b"gone",
    "contracts/gone/deep/er.html": b"gone too",
    "contracts/index.html": b"a, b, gone",
    "index.html": b"two contracts and a gone one",
}
NEW = {
    "static/site.css": b"body {}",
    "contracts/a/index.html": b"a, renewed",
    "contracts/b/index.html": b"b",
    "contracts/c/index.html": b"c" * 9_000,
    "contracts/index.html": b"a, b, c",
    "index.html": b"three contracts",
}


def pages(files: dict[str, bytes]) -> list[Page]:
    """Return files as pages, in their order."""
    return [Page(path, data) for path, data in files.items()]


def put(out: Path, files: dict[str, bytes]) -> Published:
    """Publish files into a folder."""
    return publish(out, pages(files), out)


def held(out: Path) -> dict[str, bytes]:
    """Return the files that a folder holds and a reader may see, by path, without the marker."""
    found = {
        path.relative_to(out).as_posix(): path
        for path in out.rglob("*")
        if path.is_file() or path.is_symlink()
    }
    return {
        name: path.read_bytes()
        for name, path in sorted(found.items())
        if name != ".built-by-notices"
    }


def folders(out: Path) -> set[str]:
    """Return all folders below a folder."""
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_dir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder with the old site in it."""
    put(tmp_path / "out", OLD)
    return tmp_path / "out"


# What a build leaves


def test_the_folder_holds_the_pages_and_nothing_else(tmp_path: Path) -> None:
    """A site is published into a new folder, with all folders that lead to it."""
    done = put(tmp_path / "some" / "where", NEW)

    assert done == Published(total=6, written=6, removed=0)
    assert dict(sorted(NEW.items())) == held(tmp_path / "some" / "where")


def test_new_changed_and_stale_files_are_brought_to_what_they_should_be(out: Path) -> None:
    """New files are added, changed ones replaced, and stale ones removed with emptied folders."""
    done = put(out, NEW)

    assert done == Published(total=6, written=4, removed=2)
    assert dict(sorted(NEW.items())) == held(out)
    assert folders(out) == {"static", "contracts", "contracts/a", "contracts/b", "contracts/c"}


def test_an_unchanged_file_is_left_alone(out: Path) -> None:
    """A file that is right keeps its bytes, its time stamp and its place on the disk."""
    before = {path: (out / path).stat() for path in OLD}
    done = put(out, OLD)
    after = {path: (out / path).stat() for path in OLD}

    assert done == Published(total=7, written=0, removed=0)
    assert [(s.st_ino, s.st_mtime_ns) for s in before.values()] == [
        (s.st_ino, s.st_mtime_ns) for s in after.values()
    ]


@pytest.mark.parametrize(
    "data", [b"", b"c", b"c" * 8_999, b"c" * 8_999 + b"d", b"d" + b"c" * 8_999, b"c" * 9_001]
)
def test_the_smallest_difference_is_written(out: Path, data: bytes) -> None:
    """A file is taken as unchanged only where all of its bytes are, and no more are there."""
    put(out, NEW)
    (out / "contracts" / "c" / "index.html").write_bytes(data)

    assert put(out, NEW) == Published(total=6, written=1, removed=0)
    assert dict(sorted(NEW.items())) == held(out)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: data[:-1] + b"x",
        lambda data: data + b"x",
        lambda data: data[:-1],
    ],
)
def test_a_copied_file_is_compared_by_its_bytes(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    """A content file is copied if its bytes differ, even only the last of several megabytes."""
    data = b"%PDF" * 700_000
    (tmp_path / "content" / "files").mkdir(parents=True)
    source = tmp_path / "content" / "files" / "contract.pdf"
    source.write_bytes(data)
    copies = [Page("files/contract.pdf", copy_of="content/files/contract.pdf")]
    first = publish(tmp_path / "out", copies, tmp_path)
    source.write_bytes(change(data))
    second = publish(tmp_path / "out", copies, tmp_path)

    assert first == Published(1, 1, 0)
    assert second == (Published(1, 0, 0) if change(data) == data else Published(1, 1, 0))
    assert change(data) == (tmp_path / "out" / "files" / "contract.pdf").read_bytes()


def test_dot_files_are_kept(out: Path) -> None:
    """Dotfiles and dot folders are not part of the site; they stay, and so do their folders."""
    kept = {".gitignore": b"*", ".well-known/security.txt": b"Contact", "contracts/gone/.keep": b""}
    for path, data in kept.items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_bytes(data)
    put(out, NEW)

    assert dict(sorted((NEW | kept).items())) == held(out)


def test_what_a_killed_build_left_is_cleaned_up(out: Path) -> None:
    """Temporary files of a build that was killed are removed, also from a folder that is stale."""
    for path in (
        ".notices-77",
        "contracts/a/.notices-77",
        "contracts/gone/.notices-77",
        f"static/.notices-{os.getpid()}",
    ):
        (out / path).write_bytes(b"torn")
    put(out, NEW)

    assert dict(sorted(NEW.items())) == held(out)
    assert "contracts/gone" not in folders(out)


def test_files_can_be_read_by_those_who_may_read_new_files(tmp_path: Path) -> None:
    """A published file has the permissions of any new file, so that a web server can read it."""
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "a.txt").chmod(0o600)
    mask = os.umask(0o027)
    publish(tmp_path / "out", [Page("page", b"p"), Page("copy", copy_of="a.txt")], tmp_path)
    os.umask(mask)

    assert [(tmp_path / "out" / name).stat().st_mode & 0o777 for name in ("page", "copy")] == [
        0o640,
        0o640,
    ]


# A file where a folder is needed, a link, a folder of someone else


def test_a_file_gives_way_to_a_folder(out: Path) -> None:
    """Where a page needs a folder and a file stands, the file goes."""
    files = {"contracts/a/index.html/index.html": b"deeper", "index.html/more/index.html": b"home"}
    done = put(out, files)

    assert done == Published(total=2, written=2, removed=5)
    assert files == held(out)


def test_a_folder_gives_way_to_a_file(out: Path) -> None:
    """A page replaces a folder of stale files, and everything in that folder is removed."""
    files = {"contracts": b"one file now", "index.html": b"home"}
    put(out, files)

    assert files == held(out)
    assert put(out, files) == Published(2, 0, 0)


def test_a_linked_file_is_never_written_through(out: Path, tmp_path: Path) -> None:
    """A link in place of a page is replaced by the page, and the link's target does not change."""
    (tmp_path / "victim").write_bytes(b"a, b, c")  # the very bytes of the page, and others
    for path, victim in (
        ("index.html", "other"),
        ("contracts/index.html", "victim"),
        ("stale.html", "victim"),
    ):
        (tmp_path / "other").write_bytes(b"mine")
        (out / path).unlink(missing_ok=True)
        (out / path).symlink_to(tmp_path / victim)
    put(out, NEW)

    assert ((tmp_path / "victim").read_bytes(), (tmp_path / "other").read_bytes()) == (
        b"a, b, c",
        b"mine",
    )
    assert dict(sorted(NEW.items())) == held(out)
    assert [path for path in NEW if (out / path).is_symlink()] == []


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_no_plain_file_is_never_opened(out: Path, tmp_path: Path, kind: int) -> None:
    """A pipe or socket in place of a page, copy, or folder is replaced; a stale one is removed."""
    (tmp_path / "source").write_bytes(b"copied")
    for path in ("index.html", "contracts/a/index.html", "copy", "folder", "stale"):
        (out / path).unlink(missing_ok=True)
        os.mknod(out / path, kind | 0o600)
    files = NEW | {"folder/index.html": b"in it"}

    def work() -> None:
        signal.alarm(10)  # who opens a pipe waits for ever
        publish(out, [*pages(files), Page("copy", copy_of="source")], tmp_path)

    assert run_in_child(work) == 0
    assert dict(sorted((files | {"copy": b"copied"}).items())) == held(out)


def test_a_linked_folder_is_never_written_into(out: Path, tmp_path: Path) -> None:
    """A link in place of a folder is replaced, a stale one is removed, and their targets stay."""
    elsewhere = {"a/index.html": b"mine", "notes.txt": b"mine too"}
    for path, data in elsewhere.items():
        (tmp_path / "elsewhere" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "elsewhere" / path).write_bytes(data)
    for path in ("contracts", "static", "stale"):
        if (out / path).exists():
            (out / path).rename(tmp_path / f"old-{path}")
        (out / path).symlink_to(tmp_path / "elsewhere")
    put(out, NEW)

    assert elsewhere == held(tmp_path / "elsewhere")
    assert dict(sorted(NEW.items())) == held(out)
    assert [path for path in folders(out) if (out / path).is_symlink()] == []


def test_a_linked_temporary_file_is_never_written_through(out: Path, tmp_path: Path) -> None:
    """A link at the path of a temporary file does not make the build write somewhere else."""
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "source").write_bytes(b"copied")
    for folder in ("", "contracts/a/"):
        (out / f"{folder}.notices-{os.getpid()}").symlink_to(tmp_path / "victim")
    publish(out, [*pages(NEW), Page("contracts/a/copy", copy_of="source")], tmp_path)

    assert (tmp_path / "victim").read_bytes() == b"mine"
    assert dict(sorted((NEW | {"contracts/a/copy": b"copied"}).items())) == held(out)
    assert [path for path in NEW if (out / path).is_symlink()] == []


def test_a_file_with_a_second_name_elsewhere_is_replaced_not_changed(
    out: Path, tmp_path: Path
) -> None:
    """A file that has another name outside of the folder keeps its bytes there."""
    os.link(out / "index.html", tmp_path / "kept.html")
    put(out, NEW)

    assert OLD["index.html"] == (tmp_path / "kept.html").read_bytes()


@pytest.mark.parametrize("name", ["thesis.docx", "drafts/one.txt"])
def test_a_folder_of_someone_else_is_refused(tmp_path: Path, name: str) -> None:
    """A folder without our marker that holds anything but dot-files is left as it is."""
    mine = tmp_path / "mine"
    (mine / name).parent.mkdir(parents=True)
    (mine / name).write_bytes(b"two years of work")
    (mine / ".dot").write_bytes(b"")
    with pytest.raises(
        ForeignFolderError,
        match=re.escape(f"{mine} contains {name.partition('/')[0]}, which is not"),
    ):
        put(mine, NEW)

    assert held(mine) == {".dot": b"", name: b"two years of work"}
    assert not (mine / ".built-by-notices").exists()


def test_a_file_or_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    """What is no folder is not replaced by one."""
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(ForeignFolderError, match="is not a folder"):
            put(tmp_path / name, NEW)

    assert (tmp_path / "file").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_a_link_is_published_into(tmp_path: Path) -> None:
    """The folder named may itself be a link to a folder, as a web server's often is."""
    (tmp_path / "www").mkdir()
    (tmp_path / "build").symlink_to("www")
    put(tmp_path / "build", NEW)

    assert dict(sorted(NEW.items())) == held(tmp_path / "www")


# The order


def before_each_move(out: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, bytes]]:
    """Return a list that gets the visible files of a folder before anything is moved or removed."""
    seen = []

    def watch(name: str) -> None:
        change = getattr(os, name)

        def watched(*paths: Any) -> None:
            files = held(out)
            if f"/{TEMPORARY}" not in str(paths[-1]):
                seen.append({path: files[path] for path in files if TEMPORARY not in path})
            change(*paths)

        monkeypatch.setattr(os, name, watched)

    watch("replace")
    watch("unlink")
    return seen


def test_new_files_come_first_and_stale_ones_go_last(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files come first, then changed ones, both in page order; stale files are removed last."""
    seen = before_each_move(out, monkeypatch)
    put(out, NEW)
    files, expected = dict(OLD), []
    for path in sorted(NEW, key=lambda path: path in OLD):
        if OLD.get(path) != NEW[path]:
            expected.append(dict(sorted(files.items())))
            files[path] = NEW[path]
    for path in sorted(set(OLD) - set(NEW)):
        expected.append(dict(sorted(files.items())))
        del files[path]

    assert "contracts/c/index.html" in expected[1]
    assert expected == seen


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_a_list_comes_after_all_that_it_lists(
    out: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """A changed list is moved after each new page, whichever process has staged it."""
    many = {f"contracts/{i}/index.html": b"%d" % i for i in range(MIN_ITEMS * 2)}
    lists = {"contracts/index.html": b"all", "lists/index.html": b"all"}
    seen = before_each_move(out, monkeypatch)
    publish(out, pages(lists | many), out, spread(jobs))
    listed = [files for files in seen if files["contracts/index.html"] == b"all"]

    assert dict(sorted((lists | many).items())) == held(out)
    assert [path for path in many if path not in listed[0]] == []


def test_a_new_site_is_moved_by_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads a new site yet, so each of its folders is moved with everything inside."""
    seen = before_each_move(tmp_path, monkeypatch)
    put(tmp_path, NEW)

    assert [{path.partition("/")[0] for path in files} for files in seen] == [
        set(),
        {"static"},
        {"static", "contracts"},
    ]


def test_every_page_comes_before_those_that_list_it() -> None:
    """The compiler yields styles and files, then entries, their lists, and last feeds and data."""
    breach = (
        "---\ncontract: northstar-reader\nreceived: 2026-01-07 15:40\ndiscovered: "
        "unknown\ninvolves: unknown\n"
    )
    entries = {"content/breaches/one.md": f"{breach}students: unknown\nsummary: Lost.\n---\n"}
    outcome = compile_site(site(entries))
    kinds = ("static", "files", "entry", "list", "feed", "data")
    order = [kinds.index(kind_of(page.path)) for page in outcome.pages]

    assert sorted(order) == order
    assert set(order) == set(range(len(kinds)))


def kind_of(path: str) -> str:
    """Return what a path of a site is."""
    first, *rest = path.split("/")
    if first in ("static", "files", "data"):
        return first
    is_entry = first in ("product-notification", "breach-notification") and len(rest) == 2
    return "feed" if first == "feeds" else "entry" if is_entry else "list"


# Killed, interrupted, full


def after(calls: int, number: int) -> Callable[[FrameType, str, object], None]:
    """Return a profiler that sends a signal before the n-th system call (open, write, rename)."""
    left = calls

    def profile(_frame: FrameType, event: str, called: object) -> None:
        nonlocal left
        if event == "c_call" and getattr(called, "__module__", "") in ("posix", "io", "_io"):
            left -= 1
            if not left:
                os.kill(os.getpid(), number)

    return profile


def stopped(out: Path, files: Sequence[Page], root: Path, calls: int, number: int) -> int:
    """Publish in a child that gets a signal at a certain moment, and return how it ended."""

    def work() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.setprofile(after(calls, number))
        publish(out, files, root)
        sys.setprofile(None)

    return run_in_child(work)


def is_whole(out: Path) -> bool:
    """Return whether each file is old or new, no shared one is missing, and no list is too new."""
    now = {path: data for path, data in held(out).items() if "/.notices-" not in f"/{path}"}
    each = all(data in (OLD.get(path), NEW.get(path)) for path, data in now.items())
    listed = (
        now["contracts/index.html"] == OLD["contracts/index.html"]
        or "contracts/c/index.html" in now
    )
    gone = now["index.html"] == NEW["index.html"] or "contracts/gone/index.html" in now
    return each and listed and gone and not (set(OLD) & set(NEW)) - set(now)


@pytest.mark.parametrize("step", swept([1, 5], [5]))
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_stopped_at_any_moment_leaves_whole_files_and_the_next_one_mends_it(
    tmp_path: Path, number: signal.Signals, step: int
) -> None:
    """A build stopped before any system call leaves whole files, and the next build finishes it."""
    ended, moment = number.value, 0
    while ended:
        moment += step
        out = tmp_path / f"{moment}"
        put(out, OLD)
        ended = stopped(out, pages(NEW), out, moment, number)
        left = [path for path in held(out) if "/.notices-" in f"/{path}"]

        assert ended in (0, -signal.SIGKILL, 130)
        assert (moment, True) == (moment, is_whole(out))
        assert not left or number == signal.SIGKILL

        put(out, NEW)

        assert dict(sorted(NEW.items())) == held(out)
    assert moment > 60


def test_a_build_killed_in_the_middle_of_a_file_leaves_the_old_one(out: Path) -> None:
    """A build killed halfway through a file leaves half a temporary file, never half a page."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
        put(out, NEW)

    ended = run_in_child(work)
    torn = [data for path, data in held(out).items() if TEMPORARY in path and "/c/" in path]

    assert ended == -signal.SIGXFSZ
    assert torn == [b"c" * 4_096]
    assert is_whole(out)

    put(out, NEW)

    assert dict(sorted(NEW.items())) == held(out)


@pytest.mark.parametrize("copied", [False, True])
def test_a_disk_that_is_full_leaves_whole_files_and_nothing_temporary(
    out: Path, tmp_path: Path, copied: bool
) -> None:
    """On a full disk a build fails and leaves no temporary file; the next build fixes the site."""
    (tmp_path / "c.html").write_bytes(NEW["contracts/c/index.html"])
    files = [
        page._replace(data=b"", copy_of="c.html") if copied and "/c/" in page.path else page
        for page in pages(NEW)
    ]

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
        publish(out, files, tmp_path)

    ended = run_in_child(work)

    assert ended == 3
    assert [path for path in held(out) if "/.notices-" in f"/{path}"] == []
    assert is_whole(out)

    publish(out, files, tmp_path)

    assert dict(sorted(NEW.items())) == held(out)


BIG = {f"{i}/index.html": b"%d" % i * 3 for i in range(MIN_ITEMS * 3)}


@pytest.mark.parametrize("jobs", [2, 8])
def test_several_processes_leave_the_same_folder(tmp_path: Path, jobs: int) -> None:
    """They write a new site, find nothing to do, and bring a changed site up to date."""
    map_, changed = spread(jobs), BIG | {"7/index.html": b"seven", "8/index.html": b"eight"}
    done = [
        publish(tmp_path, pages(files), tmp_path, map_)
        for files in (BIG, BIG, changed, dict(list(BIG.items())[:-5]))
    ]

    assert [(written, removed) for _, written, removed in done] == [
        (len(BIG), 0),
        (0, 0),
        (2, 0),
        (2, 5),
    ]
    assert dict(sorted(list(BIG.items())[:-5])) == dict(sorted(held(tmp_path).items()))


class Failing(list[Page]):
    """Pages of which one ends the process that stages it: by a full disk, or by a signal."""

    def __init__(self, files: dict[str, bytes], failure: Callable[[], object]) -> None:
        super().__init__(pages(files))
        self.failure = failure

    def __getitem__(self, i: Any) -> Any:
        if i == MIN_ITEMS + 7:
            self.failure()
        return super().__getitem__(i)


def full() -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (full, "No space left on device"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "a worker process was ended from outside"),
    ],
)
@pytest.mark.parametrize("jobs", [2, 8])
def test_a_process_that_fails_leaves_the_old_site_and_nothing_temporary(
    tmp_path: Path, jobs: int, failure: Callable[[], object], expected: str
) -> None:
    """The failure is reported, the old site and nothing else stays, and the lock is free."""
    put(tmp_path, OLD)
    files = Failing(BIG, failure)
    with pytest.raises(OSError, match=expected):
        publish(tmp_path, files, tmp_path, spread(jobs))

    assert dict(sorted(OLD.items())) == held(tmp_path)

    publish(tmp_path, pages(BIG), tmp_path, spread(jobs))

    assert dict(sorted(BIG.items())) == dict(sorted(held(tmp_path).items()))


# Staging


def test_no_bytes_are_held(out: Path) -> None:
    """No more than two of the pages that are being made are in memory at once."""
    alive = []

    class Bytes(bytes):
        """Bytes that count how many of them exist."""

        def __del__(self) -> None:
            alive.remove(len(self))

    def made() -> Iterator[Page]:
        for length in range(1, 50):
            alive.append(length)
            yield Page(f"{length}", Bytes(length))
            gc.collect()
            assert len(alive) <= 2

    gc.freeze()  # what other tests hold is not searched each time
    try:
        with claimed(out, out) as folder:
            assert 49 == len([*map(folder.stage, made())])
    finally:
        gc.unfreeze()


def test_a_page_that_cannot_be_made_leaves_the_old_site(out: Path) -> None:
    """If an error in a template is raised, the pages before it are discarded."""

    def made() -> Iterator[Page]:
        yield Page("new.html", b"new")
        raise ValueError("a template")

    with pytest.raises(ValueError, match="a template"), claimed(out, out) as folder:
        folder.publish([*map(folder.stage, made())])

    assert dict(sorted(OLD.items())) == held(out)


def test_a_page_without_bytes_keeps_its_path() -> None:
    """A check keeps the path of each page, but not its bytes."""
    copied = Page("files/a.pdf", copy_of="content/files/a.pdf")

    assert [without_bytes(page) for page in (Page("a", b"a"), copied)] == [Page("a"), copied]


def test_a_whole_build_killed_in_the_middle_is_mended_by_the_next(tmp_path: Path) -> None:
    """A command killed while staging many files publishes none; a rerun removes them."""
    root = tmp_path / "root"
    (root / "content" / "files").mkdir(parents=True)
    (root / "content" / "site.yaml").write_text(settings())
    for i in range(800):
        (root / "content" / "files" / f"{i}.txt").write_text("x" * i)
    command = [*NOTICES, "build", "--root", str(root), "--now", "2026-11-25"]
    process = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE)
    while len([*root.glob(f"build/{TEMPORARY}*/files/*")]) < 50:
        assert process.poll() is None, "the build ended before it could be killed"
    process.kill()
    process.communicate()
    torn = held(root / "build")
    again = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    new = held(root / "build")

    assert len(torn) >= 50
    assert [path for path in torn if not path.startswith(TEMPORARY)] == []
    assert again.returncode == 0
    assert {path: len(data) for path, data in new.items() if path.startswith("files/")} == {
        f"files/{i}.txt": i for i in range(800)
    }
