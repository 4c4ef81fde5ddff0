"""What a disk can do to a build: names, files that vanish, another build at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.core.site import Page
from generator.system import disk
from helpers import program, roots
from helpers.program import REPOSITORY
from helpers.publishing import publish
from helpers.tiers import swept

BUILD = """
import sys
from pathlib import Path
from generator.core.site import Page
from generator.system.publishing import claimed
out, name = Path(sys.argv[1]), sys.argv[2]
for turn in range(int(sys.argv[3])):
    paths = [f"{folder}/{name}-{i}.html" for folder in ("a", name) for i in range(9)]
    with claimed(out, out) as folder:
        pages = [folder.stage(Page(path, f"{name} {turn}".encode())) for path in paths]
        folder.publish(pages)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with settings, a contract and the file that it names."""
    return roots.district(tmp_path)


def notices(root: Path, *command: str) -> tuple[int, str]:
    """Return the exit code and the output of a command."""
    done = program.notices(*command, "--root", root, "--now", "2026-11-25")
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("turns", swept([15, 60], [15]))
def test_two_builds_into_one_folder_take_turns(tmp_path: Path, turns: int) -> None:
    """Neither of two builds fails, and the folder has the whole site of the last one."""
    out = tmp_path / "build"
    commands = [[sys.executable, "-c", BUILD, str(out), name, str(turns)] for name in "xy"]
    both = [
        subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE) for command in commands
    ]
    messages = [process.communicate(timeout=120)[1].decode() for process in both]
    pages = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))

    assert ["", ""] == messages
    assert pages in [
        [f"{folder}/{name}-{i}.html" for folder in ("a", name) for i in range(9)]
        for name in ("x", "y")
    ]


def test_a_file_that_vanishes_while_it_is_read_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that disappears before it is opened is reported; it is no crash or lost notice."""
    opened = os.open

    def vanishing(path: str, *rest: int) -> int:
        if str(path).endswith("northstar-reader.md"):
            os.unlink(path)
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", vanishing)

    assert [("content/contracts/northstar-reader.md", "E007")] == [
        (problem.span.path, problem.code) for problem in disk.read(root).unread
    ]


def test_a_file_that_vanishes_before_it_is_copied_ends_the_build(tmp_path: Path) -> None:
    """The site that was there stays, and nothing temporary is left."""
    publish(tmp_path / "build", [Page("a.pdf", b"old")], tmp_path)
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "build", [Page("a.pdf", copy_of="content/files/a.pdf")], tmp_path)

    assert [".built-by-notices", "a.pdf"] == sorted(os.listdir(tmp_path / "build"))
    assert b"old" == (tmp_path / "build" / "a.pdf").read_bytes()


@pytest.mark.parametrize(
    "pair",
    [("a.pdf", "A.pdf"), ("é.pdf", "e\u0301.pdf"), ("x/a.pdf", "X/b.pdf"), ("ß.pdf", "ẞ.pdf")],
)
def test_names_that_collide_on_other_systems_are_reported(
    root: Path, pair: tuple[str, str]
) -> None:
    """Names that collide on a Mac or Windows are an error: a link would open the wrong file."""
    for name in pair:
        (root / "content/files" / name).parent.mkdir(exist_ok=True)
        (root / "content/files" / name).write_text(name)
    code, message = notices(root, "check")

    assert 1 == code
    assert "E009" in message
    assert pair[0].split("/")[0] in message


def test_the_longest_names_are_published(root: Path) -> None:
    """A name as long as the disk allows is published, although a build writes temporary files."""
    (root / "content/files" / f"{'a' * 251}.pdf").write_text("a")
    (root / "content/contracts" / f"{'b' * 252}.md").write_text(roots.CONTRACT)
    code, message = notices(root, "build")

    assert 0 == code, message
    assert (root / "build/files" / f"{'a' * 251}.pdf").read_text() == "a"
    assert (root / "build/product-notification" / ("b" * 252) / "index.html").is_file()
