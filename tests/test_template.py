"""A repository from the template publishes nothing until its settings are the district's own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.program import REPOSITORY, notices
from helpers.runner import PROGRAM, GitHub, Run, github_repository
from helpers.stories import CONTRACT, SETTINGS, WEDNESDAY, YEARLY, YEARLY_LETTER

pytestmark = pytest.mark.tools

ENTRY = "content/contracts/northstar-reader.md"
CHECK = "publish / build: Check every entry, and that nothing published was removed"
STEP = "as step 3 of `docs/set-up.md` says."


def template(folder: Path, commit: str) -> dict[str, str]:
    """Return the files of the template, as `.github/template` makes them."""
    script = (REPOSITORY / ".github/template").read_text().replace("\\\n", "")
    (options,) = re.findall(r"notices init .* (--owner .*) > /dev/null", script)
    program = f"{PROGRAM}@{commit}"
    done = notices("init", folder, "--program", program, *shlex.split(options))
    assert done.returncode == 0, done.stderr
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_text() for name, path in names.items() if name[:5] != ".git/"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository that was made from the template a minute ago."""
    folder = tmp_path_factory.mktemp("template")
    with github_repository(folder, WEDNESDAY, {}, with_program=False) as github:
        commit = github.release_program({}, "v0.3.0")
        github.commit(template(folder / "template", commit))
        yield github


def own_settings(github: GitHub) -> str:
    return SETTINGS.replace("SITE", github.url)


def names_the_step(run: Run) -> bool:
    """Return whether a red run says what to do, and not only to try again."""
    return bool(run.failed) and STEP in run.log and "Re-run" not in run.log + run.summary


def test_nothing_is_published_with_placeholders(github: GitHub) -> None:
    """Neither at once, nor at night after step 2; and no issue says what each run says."""
    github.pages_on = False
    runs = [github.run("publish", "push"), github.run("watch", "push")]
    github.pages_on = True
    runs += [github.run("scheduled-publish", "schedule"), github.run("scheduled-watch", "schedule")]
    runs += [github.run("websites", "schedule")]

    assert [run.workflow for run in runs if not names_the_step(run)] == []
    assert all(STEP in run.summary for run in runs if "publish" in run.workflow)
    assert (github.site, github.deployments, github.issues) == (None, 0, [])

    github.commit({"content/site.yaml": own_settings(github), YEARLY_LETTER: YEARLY})
    publish, watch = github.run("publish", "push"), github.run("watch", "push")

    assert publish.failed == watch.failed == publish.started[0].failed == []
    assert github.site is not None
    assert "Example Public Schools" in (github.site / "index.html").read_text()
    assert github.open_issues() == []


@pytest.mark.parametrize("left", ["url", "feed_authority", "district", "abbreviation"])
def test_one_placeholder_that_is_left_is_enough(github: GitHub, left: str) -> None:
    """Each is found, whichever of them somebody has overlooked."""
    theirs = (github.clone / "content/site.yaml").read_text()
    (line,) = re.findall(rf"^{left}: .*$", theirs, re.MULTILINE)
    settings = re.sub(rf"^{left}: .*$", line, own_settings(github), flags=re.MULTILINE)
    github.commit({"content/site.yaml": settings})

    assert names_the_step(github.run("publish", "push"))
    assert github.site is None


def test_pages_that_are_off_are_step_2(github: GitHub) -> None:
    """With settings of one's own, the first run names that step and the next one."""
    github.pages_on = False
    github.commit({"content/site.yaml": own_settings(github)})
    run = github.run("publish", "push")

    assert run.failed == ["publish / deploy: Check that GitHub Pages is on"]
    assert "Source: GitHub Actions. That is step 2 of https://" in run.summary
    assert "/docs/set-up.md; then follow step 3." in run.summary
    assert "Re-run" not in run.log
    assert github.issues == []


def test_a_site_that_went_live_with_placeholders_can_be_repaired(github: GitHub) -> None:
    """Version 0.2 published them; nobody owns that domain, so `feed_authority` may change."""
    theirs = (github.clone / "content/site.yaml").read_text()
    commit = github.commit(
        {"content/site.yaml": re.sub(r"(?m)^url: .*$", f"url: {github.url}", theirs)}
    )
    github.site = github.folder / "live"
    github.site.mkdir()
    (github.site / "built.json").write_text(
        f'{{"commit": "{commit}", "built": "2026-11-25T17:00Z"}}'
    )
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert [issue["title"] for issue in github.open_issues()] == [
        "The site could not be built, because the content has an error"
    ]

    github.commit({"content/site.yaml": own_settings(github), ENTRY: CONTRACT})

    assert github.run("publish", "push").failed == []
    assert github.open_issues() == []
