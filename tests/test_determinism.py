"""One input gives one site, byte for byte: any machine, any place, any number of processes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.compiler import compile_site
from generator.core.site import Inputs
from generator.system import disk
from generator.system.processes import MIN_ITEMS
from helpers.program import LANGUAGES, REPOSITORY, notices
from helpers.publishing import publish
from helpers.roots import CONTRACT, NOW, read_files
from helpers.sites import ROOTS
from helpers.tiers import swept

SMALL = ROOTS["small"]


def build(
    root: Path, out: Path, *options: str, cwd: Path = REPOSITORY, **environment: str
) -> dict[str, bytes]:
    """Build a site by a command, and return its files."""
    command = ("build", "--root", root, "--out", out, "--now", "2026-11-25", *options)
    done = notices(*command, cwd=cwd, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return read_files(out)


def inputs(root: Path) -> Inputs:
    """Return the inputs of a site on the disk."""
    tree = disk.read(root)
    return Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the small site, built once in the ordinary way."""
    return build(SMALL, tmp_path_factory.mktemp("small") / "out")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root with too many entries for one process, many with the same title and date."""
    return root_of(tmp_path_factory.mktemp("large") / "root", MIN_ITEMS + 20)


def root_of(root: Path, count: int) -> Path:
    """Write the small site with `count` more contracts, and return its root."""
    shutil.copytree(SMALL, root)
    files = root / "content" / "files"
    shutil.copy(files / "essay.png", files / "northstar.pdf")
    for i in range(count):
        text = CONTRACT.replace("2025-08-18", f"2025-08-{i % 28 + 1:02}")
        text = text.replace("Reader", f"Reader {i % 7}")
        (root / "content" / "contracts" / f"entry-{i}.md").write_text(text + f"\nText *{i}*.\n")
    return root


ENVIRONMENTS = [
    {"TZ": "Asia/Kathmandu"},
    {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C", "LANG": "C"},
    {
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "de_DE.UTF-8",
        "LANGUAGE": "de",
        "PYTHONHASHSEED": "4242",
    },
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONHASHSEED": "0"},
    {"SOURCE_DATE_EPOCH": "0", "HOME": "/nonexistent", "COLUMNS": "20", "TERM": "dumb"},
]
IN_THE_GATE = [ENVIRONMENTS[2], ENVIRONMENTS[-1]]  # a locale with a hash seed, and no home


@pytest.mark.parametrize(
    "environment",
    swept(ENVIRONMENTS, IN_THE_GATE),
    ids=lambda environment: ",".join(f"{name}={value}" for name, value in environment.items()),
)
def test_the_environment_does_not_show(
    small: dict[str, bytes], tmp_path: Path, environment: dict[str, str]
) -> None:
    """Time zone, locale and hash seed of the machine change no byte."""
    assert small == build(SMALL, tmp_path / "out", **environment)


@pytest.mark.parametrize("jobs", swept(["2", "3", "8"], ["3"]))
def test_the_number_of_processes_does_not_show(large: Path, tmp_path: Path, jobs: str) -> None:
    """One and several processes make the same bytes, also where titles and dates are alike."""
    pages = build(large, tmp_path / "1", "--jobs", "1")

    assert len(pages) > MIN_ITEMS
    assert pages == build(large, tmp_path / "jobs", "--jobs", jobs)


@pytest.mark.parametrize("jobs", swept(["2", "8"], ["2"]))
def test_the_number_of_processes_does_not_show_in_five_languages(tmp_path: Path, jobs: str) -> None:
    """In every language, the site is the same with any number of processes."""
    root = root_of(tmp_path / "root", 60)
    with (root / "content" / "site.yaml").open("a") as file:
        file.write(f"languages: [{', '.join(LANGUAGES)}]\n")
    pages = build(root, tmp_path / "1", "--jobs", "1")

    assert {"index.html", "es/index.html", "zh-Hans/index.html"} <= set(pages)
    assert len(pages) > MIN_ITEMS
    assert pages == build(root, tmp_path / "jobs", "--jobs", jobs)


def test_the_place_does_not_show(small: dict[str, bytes], tmp_path: Path) -> None:
    """Another checkout, another root and another working directory make the same bytes."""
    checkout = tmp_path / "another checkout"
    for name in ("generator", "themes/default"):
        ignored = shutil.ignore_patterns("*.pyc.*")  # a name that another process renames
        shutil.copytree(REPOSITORY / name, checkout / name, ignore=ignored)
    shutil.copytree(REPOSITORY / "docs" / "schema", checkout / "docs" / "schema")
    shutil.copy(REPOSITORY / "docs" / "format.md", checkout / "docs")
    shutil.copytree(SMALL, tmp_path / "ünïcode root")

    assert small == build(tmp_path / "ünïcode root", tmp_path / "out", cwd=checkout)


def test_the_order_on_disk_does_not_show(tmp_path: Path) -> None:
    """Any order of texts, files, and themes gives the same site and the same problems."""
    site = inputs(root_of(tmp_path / "root", 40))  # some with the same title and date
    files = dict(reversed(site.files.items()))
    themes = {name: dict(reversed(theme.items())) for name, theme in reversed(site.themes.items())}
    other = Inputs(site.sources[::-1], files, themes, site.now)
    made, turned = compile_site(site), compile_site(other)

    assert {page.path: page for page in made.pages} == {page.path: page for page in turned.pages}
    assert made.problems == turned.problems
    assert len(made.pages) > 40


def test_time_stamps_do_not_show(small: dict[str, bytes], tmp_path: Path) -> None:
    """Time stamps and permissions of the content change no byte."""
    shutil.copytree(SMALL, tmp_path / "root")
    for path in (tmp_path / "root").rglob("*"):
        os.utime(path, (1, 1))
        if path.is_file():
            path.chmod(0o600)

    assert small == build(tmp_path / "root", tmp_path / "out")


def test_an_earlier_build_does_not_show(tmp_path: Path) -> None:
    """A site built after and over another by the same process equals one built first."""
    other = compile_site(inputs(ROOTS["sample"]))
    first, again = compile_site(inputs(SMALL)), compile_site(inputs(SMALL))
    publish(tmp_path / "out", other.pages, ROOTS["sample"])
    publish(tmp_path / "out", again.pages, SMALL)
    publish(tmp_path / "new", first.pages, SMALL)

    assert first == again
    assert read_files(tmp_path / "new") == read_files(tmp_path / "out")


@pytest.mark.parametrize("now", ["2026-12-24T23:59", "2031-01-01"])
def test_a_later_moment_changes_no_feed(small: dict[str, bytes], tmp_path: Path, now: str) -> None:
    """The time of the build may change pages, but never a feed."""
    later = build(SMALL, tmp_path / "out", "--now", now)
    feeds = [path for path in small if path.startswith("feeds/")]

    assert len(feeds) > 3
    assert {path: small[path] for path in feeds} == {path: later[path] for path in feeds}
