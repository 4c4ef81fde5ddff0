"""An entry is written completely or not at all, and never over what somebody else has written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.problems import UserError
from generator.system.disk import TEMPORARY, create_file, replace_file
from helpers.roots import read_files

PATH = "content/contracts/northstar-reader.md"


def test_a_new_entry_is_filed_with_its_folders(tmp_path: Path) -> None:
    """A new file is written with its folders, and no temporary file is left."""
    create_file(tmp_path, PATH, "é\n")

    assert {PATH: "é\n".encode()} == read_files(tmp_path)


def test_a_new_entry_never_replaces_one(tmp_path: Path) -> None:
    """A file that exists stays as it is, and the message says what to do."""
    create_file(tmp_path, PATH, "old")

    with pytest.raises(
        UserError, match=rf"^{re.escape(PATH)} already exists; nothing was written\. Choose"
    ):
        create_file(tmp_path, PATH, "new")
    assert {PATH: b"old"} == read_files(tmp_path)


def test_a_new_entry_never_replaces_a_link(tmp_path: Path) -> None:
    """A broken link counts as a file."""
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / PATH).symlink_to(tmp_path / "nowhere")

    with pytest.raises(UserError, match="already exists"):
        create_file(tmp_path, PATH, "new")
    assert not (tmp_path / "nowhere").exists()


def test_an_entry_is_filed_again_over_what_was_read(tmp_path: Path) -> None:
    """A file that has not changed since it was read is replaced, and keeps its permissions."""
    create_file(tmp_path, PATH, "old")
    (tmp_path / PATH).chmod(0o640)
    replace_file(tmp_path, PATH, b"old", "new")

    assert {PATH: b"new"} == read_files(tmp_path)
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640


def test_an_entry_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """A change that somebody else has saved meanwhile is not lost."""
    create_file(tmp_path, PATH, "theirs")

    with pytest.raises(UserError, match="was changed by someone else; nothing was written"):
        replace_file(tmp_path, PATH, b"old", "new")
    assert {PATH: b"theirs"} == read_files(tmp_path)


@pytest.mark.parametrize(
    "file",
    [lambda root: create_file(root, PATH, "x"), lambda root: replace_file(root, PATH, b"", "x")],
)
def test_nothing_is_filed_outside_the_root(tmp_path: Path, file) -> None:
    """Nothing is written into a folder that is a link to a place outside the root."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/northstar-reader.md").write_text("")
    (tmp_path / "root/content").mkdir(parents=True)
    (tmp_path / "root/content/contracts").symlink_to(tmp_path / "outside")

    with pytest.raises(UserError, match="is outside"):
        file(tmp_path / "root")
    assert {"outside/northstar-reader.md": b""} == {
        path: text for path, text in read_files(tmp_path).items() if path.startswith("outside")
    }


def test_a_link_in_the_place_of_an_entry_is_not_followed(tmp_path: Path) -> None:
    """An entry that is a link is not replaced, and neither is its target."""
    create_file(tmp_path, "other.md", "old")
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / PATH).symlink_to(tmp_path / "other.md")

    with pytest.raises(UserError, match="was changed by someone else"):
        replace_file(tmp_path, PATH, b"old", "new")
    assert (tmp_path / "other.md").read_text() == "old"


def test_a_leftover_of_a_killed_run_is_replaced(tmp_path: Path) -> None:
    """A temporary file left by a killed run with the same process id is replaced and removed."""
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / f"content/contracts/{TEMPORARY}{os.getpid()}").write_text("left")
    create_file(tmp_path, PATH, "new")

    assert {PATH: b"new"} == read_files(tmp_path)


@pytest.mark.parametrize(("age", "stays"), [(3590, True), (3700, False)])
def test_a_leftover_of_another_run_is_deleted_after_an_hour(
    tmp_path: Path, age: int, stays: bool
) -> None:
    """A temporary file of another run is kept for an hour, because that may still be writing it."""
    create_file(tmp_path, "content/contracts/old.md", "old")
    left = tmp_path / f"content/contracts/{TEMPORARY}77"
    left.write_text("left")
    now = (tmp_path / "content/contracts/old.md").stat().st_mtime
    os.utime(left, (now - age, now - age))
    create_file(tmp_path, PATH, "new")

    assert stays == left.exists()


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.EMLINK])
def test_a_disk_without_hard_links_takes_a_new_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A USB stick or a shared disk may have none; a file that is there is still never replaced."""
    monkeypatch.setattr(os, "link", refusing(number))
    create_file(tmp_path, PATH, "é\n")

    with pytest.raises(UserError, match="already exists; nothing was written"):
        create_file(tmp_path, PATH, "new")
    assert {PATH: "é\n".encode()} == read_files(tmp_path)


def test_a_disk_that_fails_otherwise_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is a failure of the machine, and leaves nothing."""
    monkeypatch.setattr(os, "link", refusing(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        create_file(tmp_path, PATH, "new")
    assert read_files(tmp_path) == {}


def test_a_disk_without_hard_links_that_is_full_keeps_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of an entry would be read like a whole one."""
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    sync, calls = os.fsync, list[int]()

    def second_fails(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", second_fails)

    with pytest.raises(OSError, match="No space left"):
        create_file(tmp_path, PATH, "new")
    assert read_files(tmp_path) == {}


def refusing(number: int) -> Callable[..., None]:
    """Return what a disk does that refuses something."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse
