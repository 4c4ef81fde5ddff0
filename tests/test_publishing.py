"""A build over an existing tree shows readers only whole files, even if the build is killed."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any

import pytest

from generator.compiler import compile_site
from generator.core.problems import UserError
from generator.core.publication import WELL_KNOWN
from generator.core.site import Page
from generator.system.disk import TEMPORARY
from generator.system.processes import MIN_ITEMS, spread
from generator.system.publishing import FileCounts, claimed
from helpers.failing_machine import run_in_child
from helpers.publishing import publish
from helpers.roots import site
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


def publish_files(out: Path, files: dict[str, bytes]) -> FileCounts:
    """Publish files into a folder."""
    return publish(out, pages(files), out)


def visible_files(out: Path) -> dict[str, bytes]:
    """Return the files of a folder that a reader can see, by path, without the marker."""
    files = {
        path.relative_to(out).as_posix(): path
        for path in out.rglob("*")
        if path.is_file() or path.is_symlink()
    }
    marker = ".built-by-notices"
    return {name: path.read_bytes() for name, path in files.items() if name != marker}


def folders(out: Path) -> set[str]:
    """Return all folders below a folder."""
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_dir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder with the old site in it."""
    publish_files(tmp_path / "out", OLD)
    return tmp_path / "out"


# What a build leaves


@pytest.mark.parametrize(
    ("before", "after", "written", "removed"),
    [
        ({}, NEW, 6, 0),
        (OLD, NEW, 4, 2),
        # A file gives way to a folder, and a folder of stale files to a file.
        (OLD, {"contracts/a/index.html/index.html": b"x", "index.html/a/index.html": b"y"}, 2, 5),
        (OLD, {"contracts": b"one file now", "index.html": b"home"}, 2, 6),
    ],
)
def test_the_folder_has_the_pages_and_nothing_else(
    tmp_path: Path, before: dict[str, bytes], after: dict[str, bytes], written: int, removed: int
) -> None:
    """New files are added, changed ones replaced, and stale ones removed with emptied folders."""
    out = tmp_path / "some" / "where"
    if before:
        publish_files(out, before)

    assert publish_files(out, after) == FileCounts(len(after), written, removed)
    assert after == visible_files(out)
    parents = {f"{parent}" for path in after for parent in PurePath(path).parents}
    assert folders(out) == parents - {"."}
    assert publish_files(out, after) == FileCounts(len(after), 0, 0)


def test_an_unchanged_file_is_left_alone(out: Path) -> None:
    """An unchanged file keeps its time stamp and its inode."""
    before = {path: (out / path).stat() for path in OLD}
    done = publish_files(out, OLD)
    after = {path: (out / path).stat() for path in OLD}

    assert done == FileCounts(total=7, written=0, removed=0)
    for path in OLD:
        assert after[path].st_ino == before[path].st_ino
        assert after[path].st_mtime_ns == before[path].st_mtime_ns


@pytest.mark.parametrize(
    "data", [b"", b"c", b"c" * 8_999, b"c" * 8_999 + b"d", b"d" + b"c" * 8_999, b"c" * 9_001]
)
def test_the_smallest_difference_is_written(out: Path, data: bytes) -> None:
    """A file is unchanged only if all of its bytes are, and there are no more of them."""
    publish_files(out, NEW)
    (out / "contracts" / "c" / "index.html").write_bytes(data)

    assert publish_files(out, NEW) == FileCounts(total=6, written=1, removed=0)
    assert NEW == visible_files(out)


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

    assert first == FileCounts(1, 1, 0)
    assert second == (FileCounts(1, 0, 0) if change(data) == data else FileCounts(1, 1, 0))
    assert change(data) == (tmp_path / "out" / "files" / "contract.pdf").read_bytes()


def test_dot_files_are_kept(out: Path) -> None:
    """Dotfiles and dot folders are not part of the site; they stay, and so do their folders."""
    kept = {".gitignore": b"*", ".well-known/security.txt": b"Contact", "contracts/gone/.keep": b""}
    for path, data in kept.items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_bytes(data)
    publish_files(out, NEW)

    assert (NEW | kept) == visible_files(out)


def test_the_leftovers_of_a_killed_build_are_removed(out: Path) -> None:
    """What a killed build has staged is removed."""
    for process in (77, os.getpid()):
        (out / f".notices-{process}/static").mkdir(parents=True)
        (out / f".notices-{process}/static/a").write_bytes(b"torn")
    publish_files(out, NEW)

    assert NEW == visible_files(out)
    assert [path for path in folders(out) if ".notices-" in path] == []


def test_files_have_the_permissions_of_new_files(tmp_path: Path) -> None:
    """A web server can read a published file like any new file."""
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "a.txt").chmod(0o600)
    mask = os.umask(0o027)
    publish(tmp_path / "out", [Page("page", b"p"), Page("copy", copy_of="a.txt")], tmp_path)
    os.umask(mask)

    modes = [(tmp_path / "out" / name).stat().st_mode & 0o777 for name in ("page", "copy")]
    assert modes == [0o640, 0o640]


# Files in place of folders, links, and folders of other people


def test_a_linked_file_is_never_written_through(out: Path, tmp_path: Path) -> None:
    """A link in place of a page is replaced by the page, and the link's target does not change."""
    (tmp_path / "victim").write_bytes(b"a, b, c")  # the very bytes of the page, and others
    links = {"index.html": "other", "contracts/index.html": "victim", "stale.html": "victim"}
    for path, victim in links.items():
        (tmp_path / "other").write_bytes(b"mine")
        (out / path).unlink(missing_ok=True)
        (out / path).symlink_to(tmp_path / victim)
    publish_files(out, NEW)

    assert (tmp_path / "victim").read_bytes() == b"a, b, c"
    assert (tmp_path / "other").read_bytes() == b"mine"
    assert NEW == visible_files(out)
    assert [path for path in NEW if (out / path).is_symlink()] == []


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFSOCK])
def test_pipes_and_sockets_are_never_opened(out: Path, tmp_path: Path, kind: int) -> None:
    """A pipe or socket in place of a page, copy, or folder is replaced; a stale one is removed."""
    (tmp_path / "source").write_bytes(b"copied")
    for path in ("index.html", "contracts/a/index.html", "copy", "folder", "stale"):
        (out / path).unlink(missing_ok=True)
        os.mknod(out / path, kind | 0o600)
    files = NEW | {"folder/index.html": b"in it"}

    def work() -> None:
        signal.alarm(10)  # opening a pipe would wait forever
        publish(out, [*pages(files), Page("copy", copy_of="source")], tmp_path)

    assert run_in_child(work) == 0
    assert (files | {"copy": b"copied"}) == visible_files(out)


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
    publish_files(out, NEW)

    assert elsewhere == visible_files(tmp_path / "elsewhere")
    assert NEW == visible_files(out)
    assert [path for path in folders(out) if (out / path).is_symlink()] == []


def test_a_linked_temporary_file_is_never_written_through(out: Path, tmp_path: Path) -> None:
    """A link at the path of a temporary file does not make the build write somewhere else."""
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "source").write_bytes(b"copied")
    (out / f".notices-{os.getpid()}").symlink_to(tmp_path / "victim")
    publish(out, [*pages(NEW), Page("contracts/a/copy", copy_of="source")], tmp_path)

    assert (tmp_path / "victim").read_bytes() == b"mine"
    assert (NEW | {"contracts/a/copy": b"copied"}) == visible_files(out)
    assert [path for path in NEW if (out / path).is_symlink()] == []


def test_a_file_with_another_name_elsewhere_is_replaced_not_changed(
    out: Path, tmp_path: Path
) -> None:
    """The file outside of the folder keeps its bytes."""
    os.link(out / "index.html", tmp_path / "kept.html")
    publish_files(out, NEW)

    assert OLD["index.html"] == (tmp_path / "kept.html").read_bytes()


@pytest.mark.parametrize("name", ["thesis.docx", "drafts/one.txt"])
def test_a_folder_with_other_files_is_refused(tmp_path: Path, name: str) -> None:
    """A folder without the marker that has any files but dotfiles is left alone."""
    mine = tmp_path / "mine"
    (mine / name).parent.mkdir(parents=True)
    (mine / name).write_bytes(b"two years of work")
    (mine / ".dot").write_bytes(b"")
    message = f"{mine} contains {name.partition('/')[0]}, which is not"
    with pytest.raises(UserError, match=re.escape(message)):
        publish_files(mine, NEW)

    assert visible_files(mine) == {".dot": b"", name: b"two years of work"}
    assert not (mine / ".built-by-notices").exists()


def test_a_file_or_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    """Something that is not a folder is not replaced by one."""
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(UserError, match="is not a folder"):
            publish_files(tmp_path / name, NEW)

    assert (tmp_path / "file").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_a_link_is_published_into(tmp_path: Path) -> None:
    """The given folder can be a link to a folder, as a web server's often is."""
    (tmp_path / "www").mkdir()
    (tmp_path / "build").symlink_to("www")
    publish_files(tmp_path / "build", NEW)

    assert NEW == visible_files(tmp_path / "www")


# Order


def before_each_move(
    out: Path, monkeypatch: pytest.MonkeyPatch, *, of: str = ""
) -> list[dict[str, bytes]]:
    """Return a list that gets the visible files of a folder before anything is moved or removed.

    With `of`, it gets them only before a file of that path is.
    """
    seen = []

    def watch(name: str) -> None:
        change = getattr(os, name)

        def watched(*paths: Any) -> None:
            target = str(paths[-1])
            if f"/{TEMPORARY}" not in target and target.endswith(of):
                files = visible_files(out)
                seen.append({path: files[path] for path in files if TEMPORARY not in path})
            change(*paths)

        monkeypatch.setattr(os, name, watched)

    watch("replace")
    watch("unlink")
    return seen


def test_new_files_are_moved_first_and_stale_ones_removed_last(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files come first, then changed ones, both in page order; stale files are removed last."""
    seen = before_each_move(out, monkeypatch)
    publish_files(out, NEW)
    files, expected = dict(OLD), []
    for path in sorted(NEW, key=lambda path: path in OLD):
        if OLD.get(path) != NEW[path]:
            expected.append(dict(files))
            files[path] = NEW[path]
    for path in sorted(set(OLD) - set(NEW)):
        expected.append(dict(files))
        del files[path]

    assert "contracts/c/index.html" in expected[1]
    assert expected == seen


def test_the_only_dot_file_of_a_site_is_its_own(out: Path) -> None:
    """A build renews and removes it, and leaves the files that others put beside it."""
    other = out / ".well-known" / "security.txt"
    counts = [publish_files(out, {WELL_KNOWN: text}) for text in (b"one", b"one", b"two")]
    other.write_bytes(b"Contact us.")
    removed = publish_files(out, NEW)

    assert [each.written for each in counts] == [1, 0, 1]
    assert removed.removed == 1
    assert visible_files(out) == {**NEW, ".well-known/security.txt": b"Contact us."}


@pytest.mark.parametrize("jobs", swept([1, 2, 3, 8], [1, 3]))
def test_a_list_comes_after_all_that_it_lists(
    out: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """A changed list is moved after each new page, whichever process has staged it."""
    many = {f"contracts/{i}/index.html": b"%d" % i for i in range(MIN_ITEMS * 2)}
    lists = {"contracts/index.html": b"all", "lists/index.html": b"all"}
    seen = before_each_move(out, monkeypatch, of="/contracts/index.html")
    publish(out, pages(lists | many), out, spread(jobs))

    assert (lists | many) == visible_files(out)
    assert [[path for path in many if path not in files] for files in seen] == [[]]


def test_every_page_comes_before_those_that_list_it() -> None:
    """The compiler yields styles and files, then entries, lists, feeds, and last the data."""
    lines = ("received: 2026-01-07 15:40", "discovered: unknown", "involves: unknown")
    text = "\n".join(["---", "contract: northstar-reader", *lines, "students: unknown"])
    entries = {"content/breaches/one.md": f"{text}\nsummary: Lost.\n---\n"}
    outcome = compile_site(site(entries))
    kinds = ("static", "files", "entry", "list", "feed", "data")
    order = [kinds.index(kind_of(page.path)) for page in outcome.pages]

    assert sorted(order) == order
    assert set(order) == set(range(len(kinds)))


def kind_of(path: str) -> str:
    """Return the kind of a page."""
    first, *rest = path.split("/")
    if first in ("static", "files", "data"):
        return first
    if path == WELL_KNOWN:
        return "data"
    is_entry = first in ("product-notification", "breach-notification") and len(rest) == 2
    return "feed" if first == "feeds" else "entry" if is_entry else "list"


# Several processes; test_crashes.py stops a build, or fills the disk, at each moment


BIG = {f"{i}/index.html": b"%d" % i * 3 for i in range(MIN_ITEMS * 3)}


@pytest.mark.parametrize("jobs", swept([2, 3, 8], [3]))
def test_several_processes_leave_the_same_folder(tmp_path: Path, jobs: int) -> None:
    """They write a new site, leave it alone, and bring a changed site up to date."""
    map_, changed = spread(jobs), BIG | {"7/index.html": b"seven", "8/index.html": b"eight"}
    shorter = dict(list(BIG.items())[:-5])
    states = (BIG, BIG, changed, shorter)
    done = [publish(tmp_path, pages(files), tmp_path, map_) for files in states]

    changes = [(written, removed) for _, written, removed in done]
    assert changes == [(len(BIG), 0), (0, 0), (2, 0), (2, 5)]
    assert shorter == visible_files(tmp_path)


class Failing(list[Page]):
    """Pages that end each other process that stages one: by a full disk, or by a signal."""

    def __init__(
        self, files: dict[str, bytes], failure: Callable[[], object], begun: tuple[int, int]
    ) -> None:
        super().__init__(pages(files))
        self.here, self.failure, self.begun = os.getpid(), failure, begun

    def __getitem__(self, i: Any) -> Any:
        reading, writing = self.begun
        if os.getpid() != self.here:
            os.write(writing, b".")
            self.failure()
        assert select.select([reading], [], [], 60)[0]  # so that others do some work
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
@pytest.mark.parametrize("jobs", swept([2, 3, 8], [3]))
def test_a_failing_process_leaves_the_old_site_and_nothing_temporary(
    tmp_path: Path, jobs: int, failure: Callable[[], object], expected: str
) -> None:
    """The failure is reported, the old site and nothing else stays, and the lock is free."""
    out = tmp_path / "out"
    publish_files(out, OLD)
    reading, writing = begun = os.pipe()
    with open(reading), open(writing), pytest.raises(OSError, match=expected):
        publish(out, Failing(BIG, failure, begun), tmp_path, spread(jobs))

    assert OLD == visible_files(out)

    publish(out, pages(BIG), tmp_path, spread(jobs))

    assert BIG == visible_files(out)


# Staging


def test_a_page_that_cannot_be_made_leaves_the_old_site(out: Path) -> None:
    """If a template has an error, what is staged is removed."""

    def made() -> Iterator[Page]:
        yield Page("new.html", b"new")
        raise ValueError("a template")

    with pytest.raises(ValueError, match="a template"), claimed(out, out) as folder:
        folder.publish([*map(folder.stage, made())])

    assert OLD == visible_files(out)


@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.ENOLCK])
def test_a_disk_without_locks_is_published_into(
    out: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Nothing keeps two builds apart there, and one build needs no lock."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with claimed(out, out) as folder:
        folder.publish([folder.stage(Page("a.html", b"a"))])

    assert (out / "a.html").read_bytes() == b"a"
