"""Pages that wait on the disk until all of them are made."""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from generator.core.site import Page
from generator.system.processes import MIN_ITEMS, spread
from generator.system.publishing import PagesOnDisk, without_bytes
from helpers.failing_machine import run_in_child

PAGES = [
    Page("index.html", b"first"),
    Page("files/a.pdf", copy_of="content/files/a.pdf"),
    Page("empty.html"),
    Page("last.html", b"\xef\xbb\xbf" + b"l" * 100_000),
]


def kept(pages: Iterable[Page]) -> PagesOnDisk:
    """Return pages that this process has put on the disk."""
    store = PagesOnDisk(1)
    return store.collect(map(store.keep, pages))


def test_what_was_kept_comes_back_in_its_order() -> None:
    """A page can be read in any order, and more than once."""
    pages = kept(PAGES)

    assert PAGES == list(pages)
    assert PAGES[::-1] == list(reversed(pages))
    assert (len(PAGES), PAGES[-1], PAGES[1:3]) == (len(pages), pages[-1], pages[1:3])
    with pytest.raises(IndexError):
        pages[4]


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_pages_of_several_processes_come_back_in_order(jobs: int) -> None:
    """Each process has a file of its own, and its pages can be read here and in other processes."""
    pages = [Page(f"{i}.html", f"page {i}".encode() * i) for i in range(MIN_ITEMS * 3)]
    store, map_ = PagesOnDisk(jobs), spread(jobs)
    store.collect(map_(store.keep, pages))

    assert pages == list(store)
    assert pages == list(map_(store.__getitem__, list(range(len(store)))))


def test_no_bytes_are_held() -> None:
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

    gc.freeze()  # what other tests hold is not looked through each time
    try:
        assert len(kept(made())) == 49
    finally:
        gc.unfreeze()


def test_a_failure_while_pages_are_made_comes_through(tmp_path: Path) -> None:
    """An error in a template is raised, and the pages before it are discarded."""

    def made() -> Iterator[Page]:
        yield PAGES[0]
        raise ValueError("a template")

    with pytest.raises(ValueError, match="a template"):
        kept(made())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_the_machine_s_failure() -> None:
    """A full disk is an error."""

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
        kept(PAGES)

    assert run_in_child(work) == 3


def test_what_is_forgotten_has_no_bytes() -> None:
    """A check keeps the path of each page, but not its bytes."""
    assert [page.path for page in PAGES] == [without_bytes(page).path for page in PAGES]
    assert {b""} == {without_bytes(page).data for page in PAGES}
