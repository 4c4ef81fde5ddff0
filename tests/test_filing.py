"""An entry is filed whole or not at all, and never over what somebody else has written."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from generator.system.disk import TEMPORARY, FilingError, create_file, replace_file
from helpers.roots import held

PATH = "content/contracts/northstar-reader.md"


def test_a_new_entry_is_filed_with_its_folders(tmp_path: Path) -> None:
    """A new file is written, folders and all, and nothing is left beside it."""
    create_file(tmp_path, PATH, "é\n")

    assert {PATH: "é\n".encode()} == held(tmp_path)


def test_a_new_entry_never_replaces_one(tmp_path: Path) -> None:
    """Where a file stands already, it stays as it is, and the message says what to do."""
    create_file(tmp_path, PATH, "old")

    with pytest.raises(FilingError, match=rf"^{re.escape(PATH)} already exists; nothing was written\. Choose"):
        create_file(tmp_path, PATH, "new")
    assert {PATH: b"old"} == held(tmp_path)


def test_a_new_entry_never_replaces_a_link(tmp_path: Path) -> None:
    """A link that leads nowhere is something that stands there."""
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / PATH).symlink_to(tmp_path / "nowhere")

    with pytest.raises(FilingError, match="already exists"):
        create_file(tmp_path, PATH, "new")
    assert not (tmp_path / "nowhere").exists()


def test_an_entry_is_filed_again_over_what_was_read(tmp_path: Path) -> None:
    """A file that still holds what was read is replaced, and keeps who may read it."""
    create_file(tmp_path, PATH, "old")
    (tmp_path / PATH).chmod(0o640)
    replace_file(tmp_path, PATH, b"old", "new")

    assert {PATH: b"new"} == held(tmp_path)
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640


def test_an_entry_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """What somebody else has saved since it was read is never lost."""
    create_file(tmp_path, PATH, "theirs")

    with pytest.raises(FilingError, match="was changed by somebody else; nothing was written"):
        replace_file(tmp_path, PATH, b"old", "new")
    assert {PATH: b"theirs"} == held(tmp_path)


@pytest.mark.parametrize(
    "file", [lambda root: create_file(root, PATH, "x"), lambda root: replace_file(root, PATH, b"", "x")]
)
def test_nothing_is_filed_outside_the_root(tmp_path: Path, file) -> None:
    """A folder that is a link out of the root is not written into."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/northstar-reader.md").write_text("")
    (tmp_path / "root/content").mkdir(parents=True)
    (tmp_path / "root/content/contracts").symlink_to(tmp_path / "outside")

    with pytest.raises(FilingError, match="is outside"):
        file(tmp_path / "root")
    assert {"outside/northstar-reader.md": b""} == {
        path: text for path, text in held(tmp_path).items() if path.startswith("outside")
    }


def test_a_link_in_the_place_of_an_entry_is_not_followed(tmp_path: Path) -> None:
    """An entry that is a link is left as it is, and so is what it leads to."""
    create_file(tmp_path, "other.md", "old")
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / PATH).symlink_to(tmp_path / "other.md")

    with pytest.raises(FilingError, match="was changed by somebody else"):
        replace_file(tmp_path, PATH, b"old", "new")
    assert (tmp_path / "other.md").read_text() == "old"


def test_what_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    """A file beside that a killed run of the same number has left is replaced and gone."""
    (tmp_path / "content/contracts").mkdir(parents=True)
    (tmp_path / f"content/contracts/{TEMPORARY}{os.getpid()}").write_text("left")
    create_file(tmp_path, PATH, "new")

    assert {PATH: b"new"} == held(tmp_path)


@pytest.mark.parametrize(("age", "stays"), [(3590, True), (3700, False)])
def test_what_another_killed_run_left_goes_after_an_hour(tmp_path: Path, age: int, stays: bool) -> None:
    """A file beside of another run may still be written; an hour older than what is filed now, it is nobody's."""
    create_file(tmp_path, "content/contracts/old.md", "old")
    left = tmp_path / f"content/contracts/{TEMPORARY}77"
    left.write_text("left")
    now = (tmp_path / "content/contracts/old.md").stat().st_mtime
    os.utime(left, (now - age, now - age))
    create_file(tmp_path, PATH, "new")

    assert stays == left.exists()
