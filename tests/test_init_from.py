"""`notices init --from`: a copy of the repository becomes a district's own, with its dates."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.district import NOW, SETTINGS, breach, contract
from helpers.district_repository import HASH, web
from helpers.history import PLAIN, Repository
from helpers.program import REPOSITORY, notices
from helpers.roots import read_files

HOME = (REPOSITORY / "themes/default/templates/home.html").read_text(encoding="utf-8")
OWNERS = "# Everybody\n* @example-schools/technology\n/content/ @example-schools/office\n"
RENEWAL = "[{kind: renewal, executed: 2026-11-20, notified: 2026-11-22, expires: 2027-06-30}]"


@pytest.fixture
def old(history: Path, tmp_path: Path) -> Repository:
    """A copy of the repository in which a district has posted, merged, and written a theme."""
    shutil.copytree(history, tmp_path / "old")
    return Repository(tmp_path / "old")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a copy, which no test changes."""
    old = Repository(tmp_path_factory.mktemp("history") / "old")
    for path, text in {
        "content/site.yaml": f"{SETTINGS}theme: own\n",
        "generator/compiler.py": "program\n",
        "Makefile": "site:\n",
        ".github/workflows/nightly.yml": "on: push\n",
        ".github/CODEOWNERS": OWNERS,
        "themes/default/templates/home.html": f"{HOME}<!-- ours -->\n",
        "themes/default/templates/404.html": "ours\n",
        "themes/own/static/own.css": "p { color: black }\n",
    }.items():
        old.put(path, text)
    old.commit(2, contracts__northstar=contract(notified="2026-11-03"))
    old.git("switch", "--quiet", "--create", "garden")
    old.commit(5, contracts__garden=contract(product="Word Garden"))
    old.git("switch", "--quiet", "main")
    old.commit(6, breaches__northstar=breach(contractor=None, contract="northstar"))
    old.git("merge", "--quiet", "--no-ff", "--message", "Merge", "garden", day=20)
    old.commit(21, contracts__northstar=contract(notified="2026-11-03", changes=RENEWAL))
    return old.root


def take_over(old: object, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `notices init --from` with the usual version."""
    version = f"--program=example/notices@{HASH}"
    return notices("init", folder, f"--from={old}", version, *options, **PLAIN)


def record(root: Path) -> str:
    """Return the record with the dates from git."""
    done = notices("record", "--posted", "--root", root, "--now", NOW, **PLAIN)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_record_is_the_same_before_and_after(old: Repository, tmp_path: Path) -> None:
    """Each posting keeps its time and its commit, even for a merged notice."""
    folder = tmp_path / "new" / "ours"
    before = record(old.root)
    done = take_over(old.root, folder)

    assert done.returncode == 0, done.stderr
    assert "2026-11-20" in before
    assert before.count("\n") > 5
    assert record(folder) == before
    Repository(folder).git("commit", "--quiet", "--message", "Use Notices by its version", day=25)
    assert record(folder) == before


def test_the_districts_files_are_kept_and_the_program_is_not(
    old: Repository, tmp_path: Path
) -> None:
    """Content, theme and code owners keep every byte; the workflows are callers."""
    folder = tmp_path / "ours"
    done = take_over(old.root, folder)
    files = {
        path: data for path, data in read_files(folder).items() if not path.startswith(".git/")
    }

    assert done.stdout == f"{folder}\n"
    for path, data in read_files(old.root).items():
        is_ours = path.startswith(("content/", "themes/own/")) or path == ".github/CODEOWNERS"
        assert path.startswith(".git/") or files.get(path) == (data if is_ours else None)
    assert b"# Student data privacy notices of Example Public Schools\n" in files["README.md"]
    assert f"/publish.yml@{HASH}\n".encode() in files[".github/workflows/publish.yml"]
    assert notices("check", "--root", folder, "--now", NOW, "--since", "HEAD").returncode == 0


def test_changed_theme_files_are_listed(old: Repository, tmp_path: Path) -> None:
    """The files of the default theme that the district may have changed are listed."""
    folder = tmp_path / "ours"
    done = take_over(old.root, folder)
    changed = "themes/default/templates/404.html, themes/default/templates/home.html"
    assert f"These differ from the default theme of this version: {changed}.\n" in done.stderr
    subprocess.run(
        ["git", "checkout", "--quiet", "HEAD", "--", "themes/default/templates/404.html"],
        cwd=folder,
        env=PLAIN,
        check=True,
    )

    assert (folder / "themes/default/templates/404.html").read_text() == "ours\n"


def test_a_loss_during_the_takeover_is_noticed(old: Repository, tmp_path: Path) -> None:
    """`check` can compare with the last commit of the copy, because it is in the history."""
    last = old.git("rev-parse", "HEAD").strip()
    folder = tmp_path / "ours"
    take_over(old.root, folder)
    Repository(folder).git("commit", "--quiet", "--message", "Use Notices by its version")
    (folder / "content/contracts/garden.md").unlink()
    done = notices("check", "--root", folder, "--now", NOW, "--since", last)

    assert done.returncode == 1
    assert "content/contracts/garden.md" in done.stdout


def test_a_copy_on_the_web_is_taken_over(old: Repository, tmp_path: Path) -> None:
    """An address works as well as a folder."""
    (tmp_path / "example").mkdir()
    old.git("clone", "--quiet", "--bare", ".", str(tmp_path / "example/old.git"))
    folder = tmp_path / "ours"
    done = notices(
        "init",
        folder,
        "--from=https://github.com/example/old.git",
        f"--program=example/notices@{HASH}",
        **PLAIN | web(tmp_path),
    )

    assert done.returncode == 0, done.stderr
    assert record(folder) == record(old.root)


@pytest.mark.parametrize(
    ("owners", "options", "expected", "sentence"),
    [
        (OWNERS, (), OWNERS, ""),
        (OWNERS, ("--owner=@a/b",), OWNERS, "CODEOWNERS already has a rule for every file"),
        ("/content/ @a/c\n", ("--owner=@a/b",), "* @a/b\n\n/content/ @a/c\n", ""),
        ("/content/ @a/c\n", (), "/content/ @a/c\n", "with a rule for every file, such as `* @"),
    ],
)
def test_the_code_owners_are_kept(
    old: Repository,
    tmp_path: Path,
    owners: str,
    options: tuple[str, ...],
    expected: str,
    sentence: str,
) -> None:
    """A file without a rule for every file gets one, and it loses none of its rules."""
    old.put(".github/CODEOWNERS", owners)
    old.commit(22)
    done = take_over(old.root, tmp_path / "ours", *options)

    assert (tmp_path / "ours/.github/CODEOWNERS").read_text() == expected
    assert sentence in done.stderr
    assert bool(sentence) == ("rule for every file" in done.stderr)


def test_the_default_branch_is_used_whatever_is_checked_out(
    old: Repository, tmp_path: Path
) -> None:
    """A branch that nobody has approved does not become the history."""
    before = record(old.root)
    old.git("switch", "--quiet", "--create", "work")
    old.commit(23, contracts__garden=contract(product="Word Garden", notified="2026-11-23"))
    take_over(old.root, tmp_path / "ours")

    assert record(tmp_path / "ours") == before


def test_a_repository_is_not_taken_over_into_another(old: Repository, tmp_path: Path) -> None:
    """One history would hide the other."""
    Repository(tmp_path / "ours")
    done = take_over(old.root, tmp_path / "ours")

    assert done.returncode == 2
    assert "is a repository already; name a new folder." in done.stderr
    assert [path.name for path in (tmp_path / "ours").iterdir()] == [".git"]


def shallow(old: Repository) -> None:
    old.git("clone", "--quiet", "--depth=1", f"file://{old.root}", f"{old.root}-shallow")
    old.root.rename(f"{old.root}-full")
    Path(f"{old.root}-shallow").rename(old.root)


def uncommitted(old: Repository) -> None:
    old.put("content/contracts/northstar.md", contract())


def no_content(old: Repository) -> None:
    old.put("content/site.yaml", None)
    old.commit(22)


def no_history(old: Repository) -> None:
    (old.root / ".git").rename(f"{old.root}-git")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (shallow, "has only the newest commits, and the record needs all of them; run `git fetch"),
        (uncommitted, "has changes that are not committed, such as content/contracts/northstar.md"),
        (no_content, "has no content/site.yaml, so it is no copy of Notices."),
        (no_history, "not a git repository"),
    ],
)
def test_a_copy_that_cannot_be_taken_over_is_one_sentence(
    old: Repository, tmp_path: Path, change: object, sentence: str
) -> None:
    """An incomplete history would make notices look late, so nothing is written."""
    change(old)
    done = take_over(old.root, tmp_path / "ours")

    assert done.returncode == 2
    assert "--from: " in done.stderr
    assert sentence in done.stderr
    assert not (tmp_path / "ours").exists()
    assert [*tmp_path.glob(".notices-*")] == []
