"""No link in the file system publishes a private file, or hides a removal from `check --since`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from generator.core.problems import UserError
from generator.core.site import Page
from generator.system import disk, git
from helpers import roots
from helpers.fuzzing import time_limit
from helpers.history import Repository
from helpers.program import PATIENCE, notices
from helpers.publishing import publish
from helpers.roots import CONTRACT, PDF, read_files
from helpers.tiers import swept
from helpers.unread import unread

SECRET = "extraheader = AUTHORIZATION: basic c2VjcmV0\n"
ADVICE = "Replace the link with the file or folder itself."
# Where a link may be, from the root; the folders above it exist.
PLACES = (
    *("content", "content/site.yaml", "content/contracts", "content/breaches", "content/files"),
    *("content/contracts/out.md", "content/contracts/northstar-reader.es.md"),
    *("content/breaches/2026-one.yaml", "content/files/notes.txt", "content/files/more"),
    *("content/files/deep/er/notes.txt", "content/note.txt", "themes", "themes/own"),
    *("themes/own/static", "themes/own/static/own.css", "themes/own/theme.yaml"),
)
# Where a link may lead. A path with a slash in front is absolute, below the folder of the test.
TARGETS = (
    *(".git/config", ".env", ".git", ".", "content", "content/contracts", "content/files"),
    *("content/files/northstar.pdf", "content/contracts/northstar-reader.md", "themes/other"),
    *("../outside", "../outside/secret.txt", "../root-two/secret.txt", "/outside/secret.txt"),
    *("chain", "chain-out", "nowhere", "itself", "/dev/zero", "/dev/stdin", "/proc/self/environ"),
)
SAMPLE = [
    *(("content/files/notes.txt", target) for target in (".git/config", ".env", "chain-out")),
    *(("content/contracts/out.md", target) for target in ("/dev/zero", "itself", "nowhere")),
    *(("content/files/more", target) for target in (".", "content/files", "../outside")),
    *((place, "../outside") for place in ("content", "content/contracts", "content/files")),
    *((place, "chain") for place in ("content/site.yaml", "content/breaches", "themes")),
    ("themes/own/static/own.css", ".git/config"),
    ("content/files/notes.txt", "content/files/northstar.pdf"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a district beside private files, with links outside its content."""
    root = roots.district(tmp_path / "root")
    secrets = {
        **dict.fromkeys(("root/.git/config", "root/.env", "outside/secret.txt"), SECRET),
        **dict.fromkeys(("outside/contracts/a.md", "outside/files/a.txt"), SECRET),
        "root-two/secret.txt": SECRET,
        "root/themes/other/static/other.css": "p { color: black }\n",
    }
    roots.write_files(tmp_path, secrets)
    (root / "chain").symlink_to("content/contracts")
    (root / "chain-out").symlink_to("chain-two")
    (root / "chain-two").symlink_to(tmp_path / "outside/secret.txt")
    return root


def put_link(root: Path, place: str, target: str) -> None:
    """Put a link at a place, instead of what may be there."""
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.rename(root.parent / "moved")
    if target == "itself":
        path.symlink_to(path.name)
    elif target.startswith(("/dev", "/proc")):
        path.symlink_to(target)
    elif target.startswith("/"):
        path.symlink_to(root.parent / target[1:])
    else:
        path.symlink_to(os.path.relpath(root / target, path.parent))


def contents(root: Path) -> Iterator[bytes]:
    """Yield the bytes of all that is read."""
    tree = disk.read(root)
    yield from (source.data for source in tree.sources)
    for theme in tree.themes.values():
        yield from theme.values()


@pytest.mark.parametrize(
    "link", swept([(p, t) for p in PLACES for t in TARGETS], SAMPLE), ids=" to ".join
)
def test_a_link_is_refused_wherever_it_leads(root: Path, link: tuple[str, str]) -> None:
    """A link is one problem at its path, and nothing is read through it."""
    place, _target = link
    put_link(root, *link)

    assert unread(root) == {place: f"E007 This cannot be read: it is a link. {ADVICE}"}
    assert not any(SECRET.encode() in data for data in contents(root))


@pytest.mark.parametrize("place", ["content/files/notes.txt", "content/contracts", "content"])
def test_a_site_with_a_link_is_not_built(root: Path, place: str) -> None:
    """A build reports the link, and publishes nothing."""
    put_link(root, place, "../outside")
    done = notices("build", "--root", root, "--now", "2026-11-25")

    assert done.returncode == 1
    assert f"{place}:1:1: E007 This cannot be read: it is a link.\n    {ADVICE}" in done.stdout
    assert "E002" not in done.stdout
    assert not (root / "build").exists() or not [*(root / "build").rglob("*.*")][1:]


def test_a_root_that_is_a_link_is_read(root: Path, tmp_path: Path) -> None:
    """The root may be a link, or below one: it is what the person has named."""
    (tmp_path / "link").symlink_to(root.parent)

    assert disk.read(root) == disk.read(tmp_path / "link/root")
    assert unread(tmp_path / "link/root") == {}
    assert disk.read_file(tmp_path / "link/root", "content/files/northstar.pdf") == PDF.encode()


def test_a_link_that_no_site_is_made_from_is_ignored(root: Path) -> None:
    """Dot files and backups are ignored, links or not."""
    for place in ("content/.emacs", "content/files/.#a.txt", "content/contracts/a.md~"):
        put_link(root, place, "../outside/secret.txt")

    assert unread(root) == {}


@pytest.mark.parametrize("folder", ["content/files", "themes/own/static"])
def test_folders_that_link_to_each_other_are_reported_at_once(root: Path, folder: str) -> None:
    """Eight of them have more paths than anybody can read."""
    names = [f"{folder}/{name}" for name in "abcdefgh"]
    for name in names:
        (root / name).mkdir(parents=True)
    links = {f"{name}/{other[-1]}": other for name in names for other in names if other != name}
    for place, target in links.items():
        put_link(root, place, target)

    assert unread(root).keys() == links.keys()


@pytest.mark.parametrize("seed", swept(range(300), range(5)))
def test_no_tree_of_links_gets_a_private_file_out(root: Path, seed: int) -> None:
    """Whatever links to what, a private file is never read, listed, or given to a preview."""
    random = Random(seed)
    folders = [
        f"{top}/{a}/{b}" for top in ("content/files", "themes/own") for a in "ab" for b in "cd"
    ]
    for folder in folders:
        (root / folder).mkdir(parents=True)
    for i in range(random.randrange(1, 30)):
        place = f"{random.choice(folders)}/{random.choice(('', f'{i}/'))}x{i}.txt"
        if (root / place).parent.is_dir() or not (root / place).parent.is_symlink():
            put_link(root, place, random.choice((*TARGETS, *folders, place)))
    problems = unread(root)
    files = disk.read(root).files

    assert not any(SECRET.encode() in data for data in contents(root))
    assert files == {"content/files/northstar.pdf": len(PDF)}
    assert all(disk.read_file(root, path) is None for path in problems)


def test_one_file_is_read_by_its_path(root: Path) -> None:
    """A preview reads a file by path, but not a folder, a missing file, or through a link."""
    put_link(root, "content/files/link.pdf", "content/files/northstar.pdf")
    put_link(root, "content/files/out.pdf", "../outside/secret.txt")
    put_link(root, "content/files/folder", "../outside")
    names = ("northstar.pdf", "link.pdf", "out.pdf", "folder/secret.txt", "folder", "none.pdf", "")
    names += ("../../../outside/secret.txt", "../../.env")

    assert [PDF.encode(), *[None] * 8] == [
        disk.read_file(root, f"content/files/{name}") for name in names
    ]


@pytest.mark.parametrize(
    "name", ["content/site.yaml", roots.READER, "themes/other/static/other.css"]
)
def test_a_link_that_appears_after_the_folder_was_listed_is_not_followed(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that becomes a link before it is opened is a problem."""
    opened = os.open

    def swapped(path: Path, *rest: int) -> int:
        if str(path) == str(root / name) and not os.path.islink(path):
            os.unlink(path)
            os.symlink(root / ".env", path)
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", swapped)

    assert [*unread(root)] == [name]
    assert not any(SECRET.encode() in data for data in contents(root))


@pytest.mark.parametrize("is_old", [False, True], ids=["new", "published"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_file_that_was_replaced_is_not_copied(root: Path, kind: str, is_old: bool) -> None:
    """If a file is a link, a pipe or a folder by the time it is copied, the build ends."""
    out, path = root / "build", "content/files/northstar.pdf"
    if is_old:
        publish(out, [Page("northstar.pdf", b"old")], root)
    (root / path).unlink()
    if kind == "link":
        put_link(root, path, ".env")
    elif kind == "pipe":
        os.mkfifo(root / path)
    else:
        (root / path).mkdir()
    with time_limit(PATIENCE, waiting=True), pytest.raises(OSError, match="northstar"):
        publish(out, [Page("northstar.pdf", copy_of=path)], root)

    assert [*read_files(out).values()][1:] == ([b"old"] if is_old else [])


# What was published


PAST = {"120000": "a link", "160000": "a submodule"}
ABOVE = ("a", "a/district", "a/district/content")
INSIDE = (
    *("site.yaml", "contracts", "breaches", "files", "contracts/out.md", "files/deep/er/a.txt"),
    *("breaches/2026-one.yaml", "other"),
)
PAST_PLACES = (*ABOVE, *(f"{ABOVE[-1]}/{place}" for place in INSIDE))


@pytest.mark.parametrize(
    "link",
    swept(
        [(place, mode) for place in PAST_PLACES for mode in PAST],
        [
            *((place, "120000") for place in (*ABOVE, f"{ABOVE[-1]}/contracts")),
            (f"{ABOVE[-1]}/contracts", "160000"),
        ],
    ),
    ids=" ".join,
)
def test_a_past_with_a_link_is_an_error(tmp_path: Path, link: tuple[str, str]) -> None:
    """If git has only a link or a submodule, no removal behind it could ever be reported."""
    place, mode = link
    repository = Repository(tmp_path, "a/district")
    roots.district(tmp_path / "a/district")
    repository.commit(1, contracts__other=CONTRACT)
    repository.git("rm", "-r", "--quiet", "--cached", "--ignore-unmatch", place)
    object_name = repository.git("hash-object", "-w", "--stdin", input="../elsewhere").strip()
    repository.git("update-index", "--add", "--cacheinfo", f"{mode},{object_name},{place}")
    repository.git("commit", "--quiet", "--message", "A link")
    seen = place.removeprefix("a/district/") if place in PAST_PLACES[3:] else place
    reason = f"in `HEAD`, {seen} is {PAST[mode]}, so git does not know what was published there"

    with pytest.raises(UserError, match=reason):
        git.read_past(tmp_path / "a/district", "HEAD")
    assert len(git.read_past(tmp_path / "a/district", "HEAD~1").sources) == 3


def test_contracts_that_were_moved_and_linked_stay_checked(tmp_path: Path) -> None:
    """A check refuses the link, and each later check refuses its past: no removal passes."""
    root = roots.district(tmp_path)
    repository = Repository(tmp_path)
    repository.commit(1)
    (root / "content/contracts").rename(root / "elsewhere")
    put_link(root, "content/contracts", "elsewhere")
    repository.commit(2)
    moved = notices("check", "--root", root, "--since", "HEAD~1")
    (root / "elsewhere/northstar-reader.md").unlink()
    removed = notices("check", "--root", root, "--since", "HEAD")

    assert (moved.returncode, removed.returncode) == (1, 2)
    assert "content/contracts:1:1: E007 This cannot be read: it is a link." in moved.stdout
    assert "Error: in `HEAD`, content/contracts is a link, so git does" in removed.stderr


@pytest.mark.parametrize("place", ["content", "content/contracts", "content/files/deep"])
def test_a_repository_within_the_content_is_refused(root: Path, place: str) -> None:
    """The district's own history would have only the number of its commit."""
    (root / place / ".git").mkdir(parents=True)
    (root / place / "a.txt").write_text("a")

    assert unread(root) == {
        place: "E007 This cannot be read: it is a separate git repository. Commit its files "
        "here: a submodule leaves only a number in the district's history."
    }
