"""What a disk can do to a build: names, links, permissions, changes meanwhile, another build."""

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
    """Return how a command of a person without special rights ended, and what it said."""
    done = program.notices(*command, "--root", root, "--now", "2026-11-25")
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("turns", swept([15, 60], [15]))
def test_two_builds_into_one_folder_take_turns(tmp_path: Path, turns: int) -> None:
    """Neither of two builds fails, and the folder holds the whole site of the last one."""
    out = tmp_path / "build"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, str(out), name, str(turns)],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
        )
        for name in ("x", "y")
    ]
    messages = [process.communicate(timeout=120)[1].decode() for process in both]
    pages = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))

    assert ["", ""] == messages
    assert pages in [
        [f"{folder}/{name}-{i}.html" for folder in ("a", name) for i in range(9)]
        for name in ("x", "y")
    ]


def test_a_file_that_vanishes_while_the_folder_is_read_is_told(
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
    ("out", "says"),
    [
        ("content", "content"),
        ("content/files", "content"),
        (".", "content"),
        ("themes", "themes"),
        ("..", "content"),
    ],
)
def test_a_site_is_never_built_over_what_it_is_made_from(root: Path, out: str, says: str) -> None:
    """Neither into the content or the themes, nor around them."""
    (root / "themes").mkdir()
    before = sorted(root.rglob("*"))
    code, message = notices(root, "build", "--out", str(root / out))

    assert 2 == code, message
    assert says in message
    assert before == sorted(root.rglob("*"))


def test_a_site_is_never_built_through_a_link_into_the_content(root: Path) -> None:
    """A folder that leads into the content is the content."""
    (root / "public").symlink_to(root / "content" / "files")
    code, message = notices(root, "build", "--out", str(root / "public"))

    assert 2 == code, message
    assert ["northstar.pdf"] == os.listdir(root / "content/files")


@pytest.mark.parametrize(
    "pair",
    [("a.pdf", "A.pdf"), ("é.pdf", "e\u0301.pdf"), ("x/a.pdf", "X/b.pdf"), ("ß.pdf", "ẞ.pdf")],
)
def test_names_that_are_one_name_elsewhere_are_told(root: Path, pair: tuple[str, str]) -> None:
    """Names that collide on a Mac or Windows are an error: a link would open the wrong file."""
    for name in pair:
        (root / "content/files" / name).parent.mkdir(exist_ok=True)
        (root / "content/files" / name).write_text(name)
    code, message = notices(root, "check")

    assert 1 == code
    assert "E016" in message
    assert pair[0].split("/")[0] in message


def test_the_longest_names_are_published(root: Path) -> None:
    """A name as long as the disk allows is published, although a build writes temporary files."""
    (root / "content/files" / f"{'a' * 251}.pdf").write_text("a")
    (root / "content/contracts" / f"{'b' * 252}.md").write_text(roots.CONTRACT)
    code, message = notices(root, "build")

    assert 0 == code, message
    assert (root / "build/files" / f"{'a' * 251}.pdf").read_text() == "a"
    assert (root / "build/product-notification" / ("b" * 252) / "index.html").is_file()


def test_an_output_that_may_not_be_written_ends_with_a_sentence(root: Path) -> None:
    """Nothing is torn, and no traceback is shown."""
    assert notices(root, "build")[0] == 0
    pages = sorted(path.read_bytes() for path in (root / "build").rglob("*.html"))
    (root / "content/contracts/northstar-reader.md").write_text(
        roots.CONTRACT.replace("short", "long")
    )
    folders = [root / "build", *(path for path in (root / "build").rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    bound = (
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    )
    done = program.notices("build", "--root", root, "--now", "2026-11-25", before=bound)
    for folder in folders:
        folder.chmod(0o755)

    assert 3 == done.returncode, done.stderr
    assert "Traceback" not in done.stderr
    assert "ermission denied" in done.stderr
    assert pages == sorted(path.read_bytes() for path in (root / "build").rglob("*.html"))
