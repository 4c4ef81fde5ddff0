"""Everything under a root is read or reported, and nothing outside of it is opened."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest

from generator.content.frontmatter import MAX_BYTES
from generator.core.site import Inputs, Source
from generator.system import disk
from helpers import roots
from helpers.permissions import bound_by_permissions
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, NOW, PDF, READER, read_files, report, write_files
from helpers.unread import unread

Save = Callable[[Path], object]
FOLDERS = ("content/contracts", "content/breaches", "content/files")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with settings, a contract and the file that it names."""
    root = roots.district(tmp_path / "root")
    (root / "content/breaches").mkdir()
    return root


def read(root: Path) -> tuple[list[str], dict[str, int]]:
    """Return the paths of the texts and the sizes of the files that were read."""
    tree = disk.read(root)
    return [source.path for source in tree.sources], tree.files


def reported(root: Path) -> str:
    """Return what `notices check` prints of a root, the closing sentence last."""
    tree = disk.read(root)
    return report(Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread))


def first_lines(report: str) -> list[str]:
    """Return the first line of each problem of a report."""
    return [line for line in report.splitlines() if line.startswith(("content", "themes"))]


def write_at_its_time(file: Path, text: str) -> None:
    """Write into a file, and give it back its time, once the clock of the disk has moved."""
    before = file.stat()
    while file.stat().st_ctime_ns == before.st_ctime_ns:
        file.write_text(text)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


OTHER = CONTRACT.replace("Northstar", "Southstar")  # of the same size
NEXT = "content/contracts/next.md"
SAVES = {
    "edited": lambda root: (root / READER).write_text(f"{OTHER}More."),
    "the settings edited": lambda root: (root / "content/site.yaml").write_text(
        roots.settings(district="Other Schools")
    ),
    "replaced by one of the same size and time": lambda root: roots.replace_at_its_time(
        root / READER, OTHER
    ),
    "written, with the same size and time": lambda root: write_at_its_time(root / READER, OTHER),
    "added": lambda root: (root / "content/contracts/another.md").write_text(OTHER),
    "deleted": lambda root: (root / READER).unlink(),
    "renamed": lambda root: (root / READER).rename(root / "content/contracts/renamed.md"),
    "renamed to another": lambda root: (root / READER).replace(root / NEXT),
    "its ending changed": lambda root: (root / READER).rename((root / READER).with_suffix(".yaml")),
    "replaced by a folder": lambda root: ((root / READER).unlink(), (root / READER).mkdir()),
    "replaced by a link": lambda root: (
        (root / READER).unlink(),
        (root / READER).symlink_to(root / NEXT),
    ),
    "its folder replaced": lambda root: (
        (root / "content/contracts").rename(root / "away"),
        shutil.copytree(root / "away", root / "content/contracts"),
        (root / READER).write_text(OTHER),
    ),
    "a theme": lambda root: write_files(root, {"themes/own/static/a.txt": "a"}),
    "a file": lambda root: (root / "content/files/new.pdf").write_text(PDF),
}


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_what_is_known_is_read_again_once_it_has_changed(root: Path, save: Save) -> None:
    """With what is known from earlier, a root is read as without, whatever has changed."""
    (root / NEXT).write_text(CONTRACT)
    known: disk.Known = {}
    before = disk.read(root, known)
    save(root)

    assert disk.read(root, known) == disk.read(root)
    assert before.sources[-1] == Source(READER, CONTRACT.encode())


def test_what_is_known_is_not_read_again(root: Path) -> None:
    """A text with the same stamp is the one that was read; a build knows none, and reads all."""
    known: disk.Known = {}
    before = disk.read(root, known)
    again = disk.read(root, known)

    assert [*map(id, again.sources)] == [*map(id, before.sources)]
    assert {*map(id, disk.read(root).sources)}.isdisjoint(map(id, before.sources))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ([], [READER, "content/site.yaml"]),
        ([READER], ["content/site.yaml"]),
        (["content/contracts/new.md", "themes/own/a"], [READER, "content/site.yaml"]),
        (["content/contracts"], []),
        (["content/breaches"], []),
        (["content"], []),
    ],
)
def test_what_has_changed_is_forgotten(root: Path, changed: list[str], expected: list[str]) -> None:
    """The stamp may be the same on a disk that counts time in steps of two seconds."""
    known: disk.Known = {}
    disk.read(root, known)
    disk.forget(known, changed)

    assert sorted(known) == expected


# What is read


def test_every_source_of_a_site_is_read(root: Path) -> None:
    """Settings, contracts and breaches are read as bytes; of files, only the size is read."""
    (root / "content" / "breaches" / "2026-one.yaml").write_bytes(b"\xff\x00")
    (root / "content" / "files" / "deep" / "er").mkdir(parents=True)
    (root / "content" / "files" / "deep" / "er" / "a b.pdf").write_bytes(b"12345")
    tree = disk.read(root)

    assert {source.path: source.data for source in tree.sources} == {
        "content/site.yaml": roots.settings().encode(),
        "content/contracts/northstar-reader.md": CONTRACT.encode(),
        "content/breaches/2026-one.yaml": b"\xff\x00",
    }
    assert tree.files == {
        "content/files/deep/er/a b.pdf": 5,
        "content/files/northstar.pdf": len(PDF),
    }
    assert set(tree.themes) == {"default"}
    assert tree.unread == ()


def test_the_default_theme_is_the_one_of_the_program(root: Path) -> None:
    """The default theme is read file by file, by paths from its own folder."""
    assert read_files(REPOSITORY / "themes" / "default") == disk.read(root).themes["default"]


def test_everything_is_read_in_the_order_of_its_names(root: Path) -> None:
    """Texts, files and themes are sorted, in whatever order the disk lists them."""
    names = [f"{i:02}" for i in range(40)]
    for name in names:
        (root / "content" / "contracts" / f"{name}.md").write_text(CONTRACT)
        (root / "content" / "files" / f"{name}.pdf").write_bytes(b"")
        (root / "themes" / name / "static").mkdir(parents=True)
        (root / "themes" / name / "static" / "a.css").write_bytes(b"")
    sources, files = read(root)

    assert sources[1:-1] == [f"content/contracts/{name}.md" for name in names]
    assert list(files)[:-1] == [f"content/files/{name}.pdf" for name in names]
    assert list(disk.read(root).themes) == ["default", *names]


def test_a_theme_of_the_root_lies_over_the_default(root: Path) -> None:
    """A folder in `themes/` is a theme by name; `default` overrides files of the built-in one."""
    for path in ("own/static/own.css", "own/templates/home.html", "default/static/site.css"):
        (root / "themes" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "themes" / path).write_bytes(path.encode())
    themes = disk.read(root).themes

    assert themes["own"] == {
        name: f"own/{name}".encode() for name in ("static/own.css", "templates/home.html")
    }
    assert themes["default"]["static/site.css"] == b"default/static/site.css"
    assert "templates/base.html" in themes["default"]


# What is not read, and why


REASONS = {
    **dict.fromkeys(("pipe", "socket"), "it is neither a file nor a folder"),
    **{kind: f"it is a {kind}" for kind in ("file", "folder")},
}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *((f"{folder}/odd.md", "pipe") for folder in (*FOLDERS, "themes/own/static")),
        *((f"{folder}/odd.md", "socket") for folder in (*FOLDERS, "themes/own/static")),
        *(("content/site.yaml", kind) for kind in ("pipe", "socket", "folder")),
        *((folder, "file") for folder in FOLDERS),
    ],
)
def test_what_is_of_another_kind_is_reported_at_once(root: Path, path: str, kind: str) -> None:
    """A pipe is not waited for, and a file in place of a folder is not taken as an empty folder."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(root.parent / "moved")
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "socket":
        with chdir(target.parent), socket.socket(socket.AF_UNIX) as listener:
            listener.bind(target.name)  # the address of a socket may not be long
    elif kind == "file":
        target.write_text("not a folder")
    else:
        target.mkdir()
        (target / "one.md").write_text(CONTRACT)
    ((place, problem),) = unread(root).items()

    assert place == path
    assert problem.startswith(f"E007 This cannot be read: {REASONS[kind]}. ")
    assert [line[: len(path)] for line in first_lines(reported(root))].count(path) == 1


@pytest.mark.parametrize(
    "path",
    [
        *("content/contracts/northstar-reader.md", "content/site.yaml", "themes/own/theme.yaml"),
        *(*FOLDERS, "content/files/deep", "themes/own", "content"),
    ],
)
def test_what_may_not_be_read_is_reported(root: Path, path: str) -> None:
    """An unreadable folder is not taken as empty, which would remove published pages."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix:
        target.touch()
    else:
        target.mkdir(exist_ok=True)
    target.chmod(0)
    with bound_by_permissions():  # even when root runs the tests
        problems = unread(root)
    target.chmod(0o755)

    ((place, problem),) = problems.items()
    assert place == path
    assert problem.startswith("E007 This cannot be read: permission denied. ")


NEITHER = ":1:1: E010 `{}` is neither a `.md` nor a `.yaml` file."
NO_ADDRESS = ":1:1: E008 The name `{}` cannot be the address of a page."


@pytest.mark.parametrize(
    ("path", "message"),
    [
        *((f"contracts/one{end}", NEITHER) for end in (".yml", ".markdown", ".MD", ".docx", "")),
        *((f"contracts/{name}", NO_ADDRESS) for name in ("One.md", "one two.md", "naïve.md")),
        *((path, "") for path in ("one.md", "site.yml", "contract/one.md", "notices/one.md")),
        ("Contracts/one.md", ""),
    ],
)
def test_a_text_that_can_be_no_entry_is_reported(root: Path, path: str, message: str) -> None:
    """No text is ignored: not with another extension or name, nor in another folder."""
    file = root / "content" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(CONTRACT)
    where = f"content/{path if message else path.split('/')[0]}"
    (line,) = first_lines(reported(root))

    assert line.startswith(f"{where}{message.format(file.name)}")


@pytest.mark.parametrize(
    "name",
    [
        *("a\x1b[31mb.md", "a\nb.md", "a\tb.md", "a\x7fb.md", "a\u202eb.md", "a\u200bb.md"),
        *(os.fsdecode(b"caf\xe9.md"), os.fsdecode(b"\xff\xfe.md")),
    ],
)
@pytest.mark.parametrize("folder", ["contracts", "files"])
def test_a_name_that_cannot_be_shown_is_reported(root: Path, folder: str, name: str) -> None:
    """A name with control or invisible characters, or not in UTF-8, is reported as safe text."""
    (root / "content" / folder / name).write_text(CONTRACT)
    report = reported(root)

    assert len(first_lines(report)) == 1
    assert first_lines(report)[0].endswith(
        ": E007 This cannot be read: its name contains a character that cannot be displayed."
    )
    assert [c for c in report if not c.isprintable() and c != "\n"] == []


def test_a_report_counts_a_file_that_is_no_entry(root: Path) -> None:
    """The closing sentence never counts more entries with problems than there are entries."""
    path = root / "content" / "contracts" / "northstar-reader.md"
    path.rename(path.with_name("Northstar.md"))

    assert reported(root).splitlines()[-1] in (
        "1 error in 1 file. The site cannot be built.",
        "1 error in 1 of 1 entry. The site cannot be built.",
    )


@pytest.mark.parametrize("kind", ["missing", "a file"])
def test_a_root_without_content_says_so(root: Path, kind: str) -> None:
    """Without a `content` folder, one problem is reported, and none about settings or entries."""
    shutil.rmtree(root / "content")
    if kind == "a file":
        (root / "content").write_text("")

    assert first_lines(reported(root)) == ["content:1:1: E001 There is no folder `content` here."]
    assert reported(root).endswith("\n1 error in 1 file. The site cannot be built.\n")


def test_content_without_settings_says_so(root: Path) -> None:
    """Without `site.yaml` there is a problem that names it; entries are read all the same."""
    (root / "content" / "site.yaml").unlink()
    wrong = CONTRACT.replace("2025-08-18", "2025-02-30")
    (root / "content" / "contracts" / "northstar-reader.md").write_text(wrong)

    assert [line.split(": ")[1][:4] for line in first_lines(reported(root))] == ["E104", "E002"]


def test_content_without_entries_is_fine(root: Path) -> None:
    """A site without entries is a site; the folders of the entries may be missing."""
    for name in ("contracts", "breaches", "files"):
        shutil.rmtree(root / "content" / name)

    assert first_lines(reported(root)) == []
    assert reported(root).splitlines()[-1] == "0 entries, no problems. The site can be built."


def test_a_text_at_the_limit_is_read(root: Path) -> None:
    """A text of exactly the limit is not too large."""
    text = CONTRACT + "a" * (MAX_BYTES - len(CONTRACT))
    (root / "content" / "contracts" / "northstar-reader.md").write_text(text)

    assert reported(root).splitlines()[-1] == "1 entry, no problems. The site can be built."


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 1 << 40])
def test_what_is_too_large_is_not_read_to_its_end(root: Path, size: int) -> None:
    """Only enough of a text is read to report it, and of a file only its size, even a terabyte."""
    for path in (root / "content/contracts/large.md", root / "content/files/large.pdf"):
        path.touch()
        os.truncate(path, size)
    sources = {source.path: source.data for source in disk.read(root).sources}

    assert len(sources["content/contracts/large.md"]) == MAX_BYTES + 1
    assert read(root)[1]["content/files/large.pdf"] == size
    assert first_lines(reported(root)) == [
        f"content/contracts/large.md:1:1: E006 The file is larger than {MAX_BYTES:,} bytes.",
        "content/files/large.pdf:1:1: W409 No notice links to `files/large.pdf`, and it is published.",
    ]
