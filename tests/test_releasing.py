"""A tag that agrees with the version, changelog and main drafts a release; no other tag does."""

from __future__ import annotations

import re
import subprocess
import textwrap
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator import __version__
from helpers.forge import NAME, uploaded
from helpers.history import Repository
from helpers.program import REPOSITORY, notices
from helpers.runner import GitHub, github_repository
from helpers.stories import CONTRACT, SETTINGS, WEDNESDAY

PROJECT = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
PROGRAM = (REPOSITORY / "generator/__init__.py").read_text(encoding="utf-8")
CHANGELOG = """\
# Changelog

## 9.9.9 - 2026-11-25

### Fixed

- A notice says what it means.

## 0.1.0 - 2026-11-26

### Added

- Everything.
"""
PACKAGE = PROJECT.replace(f'version = "{__version__}"', 'version = "9.9.9"')
FILES = {
    "content/site.yaml": SETTINGS,
    "content/contracts/northstar-reader.md": CONTRACT,
    "CHANGELOG.md": CHANGELOG,
    "pyproject.toml": PACKAGE,
    "generator/__init__.py": PROGRAM.replace(__version__, "9.9.9"),
}
HOOK = """\
import os
from pathlib import Path
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        Path(self.root, "generator/noise.py").write_text(f"NOISE = {os.urandom(4)}")
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository of the program with version 9.9.9 on main."""
    with github_repository(tmp_path_factory.mktemp("releasing"), WEDNESDAY, FILES) as github:
        yield github


@pytest.fixture
def github(program: GitHub) -> Iterator[GitHub]:
    """The same repository, as it was for each test."""
    commit = program.git("rev-parse", "main").strip()
    yield program
    program.git("reset", "--quiet", "--hard", commit)
    program.git("push", "--quiet", "--force", "origin", "main")
    for tag in program.git("tag").split():
        program.git("push", "--quiet", "--delete", "origin", tag)
        program.git("tag", "--delete", tag)
    program.releases.clear()


def test_the_program_has_the_version_of_its_package() -> None:
    """`notices --version` and the wheel have the same version."""
    assert tomllib.loads(PROJECT)["project"]["version"] == __version__


def test_a_tag_on_main_drafts_a_release(github: GitHub) -> None:
    """The draft has the changelog section as its text and a wheel with only the commit's time."""
    run = github.release("v9.9.9", "main")
    assert run.failed == [], run.log
    (wheel,) = run.artifacts["release"].glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        times = {datetime(*file.date_time, tzinfo=UTC) for file in archive.infolist()}

    assert run.failed == []
    assert times == {datetime.fromisoformat(WEDNESDAY)}
    assert github.releases == [
        {
            "tag_name": "v9.9.9",
            "name": "v9.9.9",
            "draft": True,
            "body": "### Fixed\n\n- A notice says what it means.\n",
            "assets": ["notices-9.9.9-py3-none-any.whl", "notices-template.zip"],
        }
    ]


def test_the_template_uses_the_version_of_the_release(github: GitHub, tmp_path: Path) -> None:
    """The unpacked template passes the check, and its workflows name the tag's commit."""
    run = github.release("v9.9.9", "main")
    with zipfile.ZipFile(run.artifacts["release"] / "notices-template.zip") as archive:
        archive.extractall(tmp_path / "template")
    commit = github.git("rev-parse", "main").strip()
    callers = [*(tmp_path / "template/.github/workflows").iterdir()]
    page = (REPOSITORY / "docs/set-up.md").read_text(encoding="utf-8")

    assert {*uploaded(tmp_path / "template")} == {"README.md", "notices", "content/site.yaml"}
    assert "Never drag it into *uploading an existing file*" in page

    assert len(callers) > 5
    for caller in callers:
        assert f"uses: {NAME}/.github/" in caller.read_text(encoding="utf-8")
        assert f"@{commit} # v9.9.9\n" in caller.read_text(encoding="utf-8")
    checked = notices("check", "--root", tmp_path / "template").stdout
    refused = [line.split()[1] for line in checked.splitlines() if line.startswith("content/")]

    # The district, its abbreviation, address and mailbox, and the authority of the feeds.
    assert refused == ["E136"] * 5

    readme = (tmp_path / "template/README.md").read_text(encoding="utf-8")
    parts = readme.split("\n\n")
    assert parts[0] == "# Student data privacy notices of Your District Public Schools"
    assert parts[1].startswith("> **Fill in first:** each value in [`content/site.yaml`]")
    assert {"your-district", "Your District"} <= {*parts[1].split("`")}


# https://github.com/nextcloud/spreed/issues/16336
REFUSE = """\
#!/bin/sh
while read -r old new ref; do
    git diff --quiet "$old" "$new" -- .github/workflows || case "$TOKEN" in
        *workflows=write*) ;;
        *) echo "refusing to allow a Personal Access Token to update workflow"; exit 1 ;;
    esac
done
"""


@pytest.fixture
def template(github: GitHub, tmp_path: Path) -> Iterator[Repository]:
    """The repository of the template, which GitHub protects from a token without *Workflows*."""
    web = tmp_path / "web/example/template"
    template = Repository(tmp_path / "clone")
    template.put("old.md", "An older version")
    template.commit(1)
    template.git("clone", "--quiet", "--bare", ".", str(web))
    template.git("remote", "add", "origin", str(web))
    (web / "hooks/pre-receive").write_text(REFUSE)
    (web / "hooks/pre-receive").chmod(0o755)
    settings = github.folder / ".gitconfig"
    before = settings.read_text()
    address = f"file://{tmp_path}/web/"
    settings.write_text(f'{before}[url "{address}"]\ninsteadOf = https://github.example/\n')
    github.variables["NOTICES_TEMPLATE"] = "example/template"
    github.secrets["TEMPLATE_TOKEN"] = "contents=write,workflows=write"
    yield template
    settings.write_text(before)
    github.variables.clear()


def test_the_template_is_pushed_to_the_repository_in_a_variable(
    github: GitHub, template: Repository
) -> None:
    """The commit has only the files of the template, on the repository's history; once, if rerun."""
    run = github.release("v9.9.9", "main")
    again = github.rerun(run)
    template.git("pull", "--quiet", "origin", "main")

    assert run.failed == again.failed == [], run.log + again.log
    assert run.results == {"build": "success", "draft": "success", "template": "success"}
    assert template.git("log", "--format=%s") == "v9.9.9\nA change\n"
    assert github.releases[0]["body"].endswith(
        "**[Create a repository for your district](https://github.example/example/template/"
        "generate)** from the template.\n"
    )
    assert not (template.root / "old.md").exists()
    assert (template.root / "content/site.yaml").is_file()
    assert template.git("ls-files", "--stage", "notices").startswith("100755 ")


def test_a_token_needs_the_permission_that_the_page_names(
    github: GitHub, template: Repository
) -> None:
    """The template has workflows, and GitHub accepts those only with a permission of their own."""
    github.secrets["TEMPLATE_TOKEN"] = "contents=write"
    run = github.release("v9.9.9", "main")

    assert run.failed == ["template: Commit it to the repository that districts copy"]
    assert "refusing to allow a Personal Access Token to update workflow" in run.log
    assert (
        template.git("ls-remote", "origin", "main")[:40] == template.git("rev-parse", "HEAD")[:40]
    )
    page = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "with *Contents* and *Workflows*, read and write." in page


@pytest.mark.parametrize(
    ("tag", "changes", "problem"),
    [
        ("v9.9.8", {}, "pyproject.toml has the version 9.9.9: change it there, or tag v9.9.9."),
        (
            "v9.9.9",
            {"generator/__init__.py": PROGRAM},
            'generator/__init__.py has another version: write `__version__ = "9.9.9"`.',
        ),
        (
            "v9.9.9",
            {"CHANGELOG.md": CHANGELOG.replace("9.9.9 - 2026-11-25", "Unreleased")},
            "CHANGELOG.md must begin with `## 9.9.9 - ` and the date of the release, not with `## "
            "Unreleased`.",
        ),
        (
            "v9.9.9",
            {"CHANGELOG.md": "# Changelog\n"},
            "CHANGELOG.md must begin with `## 9.9.9 - ` and the date of the release, not with `## "
            "`.",
        ),
    ],
)
def test_versions_that_disagree_are_not_released(
    github: GitHub, tag: str, changes: dict[str, str | None], problem: str
) -> None:
    """If the tag, program, or changelog version differs from the package's, the run says which."""
    if changes:
        github.commit(changes)
    run = github.release(tag, "main")

    assert run.steps[-1].log == f"{tag} cannot be released. {problem}\n"
    assert run.results == {"build": "failure", "draft": "skipped", "template": "skipped"}
    assert github.releases == []


def test_a_commit_that_is_not_on_main_is_not_released(github: GitHub) -> None:
    """A tag on another branch drafts nothing, even if everything else agrees."""
    run = github.release("v9.9.9", github.commit({"generator/more.py": ""}, branch="more"))

    assert run.steps[-1].log.startswith("v9.9.9 cannot be released. The commit is not on main: ")
    assert run.results == {"build": "failure", "draft": "skipped", "template": "skipped"}
    assert github.releases == []


def test_a_wheel_that_is_not_reproducible_is_not_released(github: GitHub) -> None:
    """Nobody could verify that it was built from this commit."""
    github.commit({"hatch_build.py": HOOK})
    run = github.release("v9.9.9", "main")

    assert run.failed == ["build: Build the wheel twice, and compare"]
    assert "differ: " in run.log
    assert github.releases == []


def test_the_steps_in_the_docs_tag_a_release(github: GitHub) -> None:
    """The first commands in CONTRIBUTING.md print the text and push a valid tag."""
    document = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = document.partition("5. Tag it:")[2]
    steps = textwrap.dedent(re.findall(r" *```sh\n(.*?) *```", shown, re.DOTALL)[0])
    who = {"GIT_COMMITTER_NAME": "Clerk", "GIT_COMMITTER_EMAIL": "clerk@example.example"}
    environment = github.machine() | who
    done = subprocess.run(
        ["bash", "-e", "-c", steps],
        cwd=github.clone,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "### Fixed\n\n- A notice says what it means.\n" in done.stdout
    assert github.run("release", "push", ref="refs/tags/v9.9.9").failed == []
