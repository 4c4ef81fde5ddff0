"""The literal steps in docs/set-up.md, and what happens then in a district's repository.

`runner.py`, in place of GitHub, runs the workflows step by step.
"""

from __future__ import annotations

import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import __version__
from generator.authoring import repository
from generator.github import alarm
from generator.reports import due_report
from generator.system import disk
from helpers.district_repository import web
from helpers.environment import environment
from helpers.newsreaders import Newsboat
from helpers.program import REPOSITORY
from helpers.runner import PROGRAM, GitHub, Run, github_repository
from helpers.stories import (
    BREACH,
    CONTRACT,
    SETTINGS,
    UPDATE,
    WEDNESDAY,
    YEARLY,
    YEARLY_LETTER,
)

pytestmark = pytest.mark.tools

DOCS = {name: (REPOSITORY / f"docs/{name}.md").read_text() for name in ("set-up", "staff")}
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCS["set-up"], re.DOTALL)
CREATE, PUSH, ELSEWHERE, LIVE, UPGRADE = (text for kind, text in BLOCKS if kind == "sh")
FIRST_SETTINGS = next(text for kind, text in BLOCKS if kind == "yaml")
OURS = "example/notices"  # the district's repository on the page
CONTRACT_PATH = "content/contracts/northstar-reader.md"
BREACH_PATH = "content/breaches/2026-11-northstar.md"
UPDATE_PATH = "content/breaches/2026-11-northstar/update-2026-11-25.md"
PAGE = "breach-notification/2026-11-northstar/index.html"
WATCH = ".github/workflows/scheduled-watch.yml"
CHECK = "Check every entry, and that nothing published was removed"
WHO = {
    f"GIT_{role}_{what}": "clerk@example.example"
    for role in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
SUMMARY = """
## 2 errors in 1 of 2 entries. The site cannot be built.

### Errors: to be fixed first

**E104: The date or the time does not exist**

```text
content/breaches/2026-11-northstar.md:3:13
`discovered` is not a real date: 2026-11-31
    discovered: 2026-11-31
                ^^^^^^^^^^
Write it as YYYY-MM-DD, for example 2026-11-30.
```

**E101: The field is unknown**

```text
content/breaches/2026-11-northstar.md:9:1
There is no field `sumary`. Did you mean `summary`?
    sumary: Somebody who should not have had access could open class lists.
    ^^^^^^
The fields are `summary` and others, which `docs/fields.md` lists.
```
"""
REMOVED = (
    f"::error file={BREACH_PATH},line=1,endLine=1,col=1,endColumn=1,"
    "title=E301%3A A published notice is missing::This file was published and is now missing.%0A"
    "Put the file back as it was. If the notice no longer applies, add a withdrawal of it."
)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """An empty repository on GitHub, and that of the program with one version."""
    with github_repository(tmp_path, WEDNESDAY, {}, with_program=False) as github:
        github.release_program({}, "v0.2.0")
        for name, place in ((OURS, github.origin), (PROGRAM, github.repositories[PROGRAM])):
            address = tmp_path / "web" / name
            address.parent.mkdir(parents=True)
            address.symlink_to(place)
        (tmp_path / "desk").mkdir()
        yield github


def typed(github: GitHub, folder: Path, block: str) -> subprocess.CompletedProcess[str]:
    """Type a block of the page into a terminal."""
    return subprocess.run(
        ["bash", "-euc", block],
        cwd=folder,
        env=github.machine() | web(github.folder / "web") | WHO,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def lines(block: str, count: int) -> tuple[str, str]:
    """Return the first lines of a block, and the others."""
    parts = block.splitlines(keepends=True)
    return "".join(parts[:count]), "".join(parts[count:])


def with_program(github: GitHub) -> Path:
    """Clone the program as the page says."""
    desk = github.folder / "desk"
    clone, others = lines(CREATE, 1)
    assert typed(github, desk, clone).returncode == 0
    assert others.startswith("make --quiet --directory program setup\n")
    environment(desk / "program", "site")
    return desk


def downloaded(github: GitHub, root: Path) -> None:
    """Leave a repository as the first run of its script `notices` does."""
    (call,) = repository.versions({"": (root / ".github/workflows/publish.yml").read_text()})
    folder = root / ".notices" / call.commit
    github.git("clone", "--quiet", str(github.repositories[PROGRAM]), str(folder), cwd=root)
    github.git("checkout", "--quiet", call.commit, cwd=folder)
    environment(folder, "site", program=folder)


def created(github: GitHub) -> None:
    """Follow step 1 on a computer."""
    desk = with_program(github)
    done = typed(github, desk, lines(CREATE, 1)[1])
    assert done.returncode == 0, done.stderr
    done = typed(github, desk, PUSH)
    assert done.returncode == 0, done.stderr
    github.git("pull", "--quiet", "origin", "main")


def write_settings(github: GitHub) -> None:
    """Follow step 3."""
    settings = FIRST_SETTINGS.replace("https://privacy.example/notices/", github.url)
    github.commit({"content/site.yaml": settings})


def succeeded(*runs: Run) -> None:
    for run in runs:
        assert run.failed == [], run.log


def test_a_district_publishes_and_keeps_what_it_published(github: GitHub, tmp_path: Path) -> None:
    """Each step of the page, and of a notice's life, follows the one before."""
    created(github)
    an_empty_site_is_live_once_pages_is_on(github)
    github.commit({"content/site.yaml": SETTINGS.replace("SITE", github.url)})
    github.commit({CONTRACT_PATH: CONTRACT, YEARLY_LETTER: YEARLY})
    succeeded(github.run("publish", "push"))
    (tmp_path / "newsboat").mkdir()
    newsboat = Newsboat(tmp_path / "newsboat", f"{github.url}feeds/breach-notification.xml")
    newsboat.read()

    a_breach_with_a_mistake_is_refused_at_its_line(github)
    a_corrected_breach_can_be_previewed_and_is_published_once(github, newsboat)
    the_record_is_an_artifact_of_the_run(github)
    an_update_is_its_own_notice(github, newsboat)
    a_removal_is_refused(github)


def an_empty_site_is_live_once_pages_is_on(github: GitHub) -> None:
    """Before step 2, the run says what to turn on; after step 3, the site is live and empty."""
    github.pages_on = False
    first = github.run("publish", "push")

    assert first.results["publish / deploy"] == "failure", first.log
    assert (
        "Turn on GitHub Pages: Settings, Pages, Build and deployment, Source: GitHub Actions."
        in first.summary
    )
    assert github.issues == []

    github.pages_on = True
    write_settings(github)
    run = github.run("publish", "push")

    succeeded(run, *run.started)
    assert "0 entries, no problems. The site can be built." in run.log
    assert len(run.started) == 1
    assert github.site is not None
    assert "Example Public Schools" in (github.site / "index.html").read_text()
    assert github.open_issues() == []
    succeeded(github.run("watch", "push"))


def a_breach_with_a_mistake_is_refused_at_its_line(github: GitHub) -> None:
    """The pull request shows staff what to write instead, beside the line and in a summary."""
    bad = BREACH.replace("2026-11-19", "2026-11-31").replace("summary:", "sumary:")
    github.commit({BREACH_PATH: bad}, branch="breach")
    run = github.check("breach")

    assert run.results["check / required"] == "failure"
    assert run.failed[0] == f"check / content: {CHECK}"
    assert "site" not in run.artifacts
    assert run.annotations == [
        "::error file=content/breaches/2026-11-northstar.md,line=3,endLine=3,col=13,endColumn=22,"
        "title=E104%3A The date or the time does not exist::"
        "`discovered` is not a real date: 2026-11-31%0AWrite it as YYYY-MM-DD, for example "
        "2026-11-30.",
        "::error file=content/breaches/2026-11-northstar.md,line=9,endLine=9,col=1,endColumn=6,"
        "title=E101%3A The field is unknown::There is no field `sumary`. Did you mean `summary`?%0A"
        "The fields are `summary` and others, which `docs/fields.md` lists.",
    ]
    assert run.summary == SUMMARY


def a_corrected_breach_can_be_previewed_and_is_published_once(
    github: GitHub, newsboat: Newsboat
) -> None:
    """The pull request has the future site and the letter; the feed then has one new item."""
    github.commit({BREACH_PATH: BREACH}, branch="breach")
    run = github.check("breach")

    succeeded(run)
    assert run.annotations == []
    assert "1 entry" not in run.summary
    page = run.artifacts["site"] / PAGE
    letter = run.artifacts["letters"] / "breaches-2026-11-northstar.en.txt"
    assert "class lists" in page.read_text()
    assert "class lists" in letter.read_text()
    assert github.site is not None
    assert not (github.site / PAGE).is_file()

    succeeded(*github.merge("breach"))
    assert "class lists" in (github.site / PAGE).read_text()
    assert newsboat.read() == ["tag:privacy.example,2026:breaches/2026-11-northstar"]
    assert newsboat.read() == []
    assert github.open_issues() == []


def the_record_is_an_artifact_of_the_run(github: GitHub) -> None:
    """The record of a publication says that families were notified within the limit."""
    run = github.run("scheduled-publish", "schedule")
    with (run.artifacts["record"] / "record.csv").open() as file:
        rows = {row["duty"]: row for row in csv.DictReader(file)}

    succeeded(run)
    assert {name: row["state"] for name, row in rows.items()} == {
        "contract-notice": "met",
        "contract-posting": "met",
        "contractor-breach-notice-30": "met",
        "family-breach-notice": "met",
        "breach-posting": "posted",
        "yearly-notice": "met",
    }
    assert rows["breach-posting"]["done"] == "2026-11-25"
    assert rows["family-breach-notice"]["notified_since"] == "2026-11-25"


def an_update_is_its_own_notice(github: GitHub, newsboat: Newsboat) -> None:
    """Later facts are one new item, and the first notice is not repeated."""
    github.commit({UPDATE_PATH: UPDATE}, branch="update")
    run = github.check("update")
    publish, _ = github.merge("update")

    succeeded(run, publish)
    assert newsboat.read() == [
        "tag:privacy.example,2026:breaches/2026-11-northstar/update-2026-11-25"
    ]


def a_removal_is_refused(github: GitHub) -> None:
    """Neither a pull request nor a direct push can remove what was published."""
    removal = {BREACH_PATH: None, UPDATE_PATH: None}
    github.commit(removal, branch="removal")
    run = github.check("removal")
    github.commit(removal)
    push = github.run("publish", "push")

    assert run.results["check / required"] == "failure"
    assert run.annotations == [
        REMOVED,
        REMOVED.replace(BREACH_PATH, UPDATE_PATH),
    ]
    assert push.failed == [f"publish / build: {CHECK}"]
    assert github.site is not None
    assert (github.site / PAGE).is_file()
    assert [issue["title"] for issue in github.open_issues()] == [
        "The site could not be built, because the content has an error"
    ]

    again = github.run("scheduled-publish", "schedule")

    assert again.results["publish / build"] == "failure"
    assert len(github.open_issues()) == 1

    github.commit({BREACH_PATH: BREACH, UPDATE_PATH: UPDATE})

    succeeded(github.run("publish", "push"))
    assert github.open_issues() == []
    assert github.issues[-1]["body"].startswith("**It works again.**")


def test_a_server_of_the_district_builds_the_site(github: GitHub, tmp_path: Path) -> None:
    """The two lines for a server build into its public folder, and `live` agrees."""
    created(github)
    write_settings(github)
    downloaded(github, github.clone)
    public = tmp_path / "public"
    done = typed(github, github.clone, ELSEWHERE.replace("/var/www/notices", str(public)))

    assert done.returncode == 0, done.stdout + done.stderr
    github.site = public
    assert typed(github, github.clone, LIVE.replace("15m", "0m")).returncode == 0

    (public / "index.html").write_text("an old page")
    assert typed(github, github.clone, LIVE.replace("15m", "0m")).returncode == 1


def test_the_script_runs_the_version_that_publishes(github: GitHub) -> None:
    """It downloads that version once, and leaves no file to commit."""
    created(github)
    begun = typed(github, github.clone, "PYTHON=no-python ./notices --version")
    (folder,) = (github.clone / ".notices").iterdir()
    publish = (github.clone / ".github/workflows/publish.yml").read_text()

    assert begun.returncode != 0
    assert "There is no no-python on this machine" in begun.stderr
    assert f"@{folder.name} # v0.2.0\n" in publish
    assert github.git("rev-parse", "HEAD", cwd=folder).strip() == folder.name

    environment(folder, "site", program=folder)
    github.repositories[PROGRAM].rename(github.folder / "gone.git")
    done = typed(github, github.clone, "./notices --version && ./notices check")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"notices {__version__}\n"
    assert "Downloading" not in done.stderr
    assert github.git("status", "--porcelain") == ""


def upgraded(github: GitHub, tag: str, hours: int) -> None:
    """Propose a version that watches every so many hours, like Dependabot; follow the page."""
    template = disk.district_templates()[WATCH].replace("41 */3", f"41 */{hours}")
    commit = github.release_program({f"generator/github/district/{WATCH}": template}, tag)
    callers = (github.clone / ".github/workflows").iterdir()
    github.commit(
        {
            path.relative_to(github.clone).as_posix(): re.sub(
                r"@[0-9a-f]{40} # v[\d.]+", f"@{commit} # {tag}", path.read_text()
            )
            for path in callers
        },
        branch=tag,
    )
    github.git("switch", "--quiet", tag)
    downloaded(github, github.clone)
    done = typed(github, github.clone, UPGRADE)
    rewritten = (github.clone / WATCH).read_text()
    github.git("switch", "--quiet", "--force", "main")

    assert done.stdout == f"{WATCH}\n"
    assert "\n1 of " in done.stderr
    assert f"41 */{hours} " in rewritten
    assert f"@{commit} # {tag}" in rewritten

    github.commit({WATCH: rewritten}, branch=tag)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_notice_survives_an_upgrade(github: GitHub) -> None:
    """After a new version, the entries and the addresses are the same."""
    created(github)
    write_settings(github)
    github.commit({CONTRACT_PATH: CONTRACT})
    succeeded(github.run("publish", "push"))
    assert github.site is not None
    content, site = files(github.clone / "content"), files(github.site)
    upgraded(github, "v0.3.0", 2)
    check = github.check("v0.3.0")
    publish, watch = github.merge("v0.3.0")

    succeeded(check, publish, watch)
    assert "Nothing changes: each page, feed and warning is the same." in check.summary
    assert files(github.clone / "content") == content
    assert files(github.site).keys() == site.keys()


@pytest.mark.parametrize("page", DOCS)
def test_everything_that_the_pages_name_exists(page: str) -> None:
    """Workflows, jobs, artifacts, labels and variables have the names on the pages."""
    folder = REPOSITORY / ".github/workflows"
    texts = {path.stem: path.read_text() for path in folder.iterdir()}
    ours = disk.district_templates()
    named = {
        "*Publish*": "name: Publish\n" in ours[".github/workflows/publish.yml"],
        "*Live*": "name: Live\n" in ours[".github/workflows/live.yml"],
        "*Watch*": "name: Watch\n" in ours[".github/workflows/watch.yml"],
        "*Scheduled Watch*": "name: Scheduled Watch\n" in ours[WATCH],
        "*Scheduled Publish*": "name: Scheduled Publish\n"
        in ours[".github/workflows/scheduled-publish.yml"],
        "`check / required`": "\n  check:\n" in ours[".github/workflows/check.yml"]
        and "\n  required:\n" in texts["check"],
        "`record`": "name: record\n" in texts["publish"],
        "`site`": "name: site\n" in texts["check"],
        "`NOTICES_HOST`": "vars.NOTICES_HOST != 'elsewhere'" in texts["publish"],
        "within 72 hours": "--within 72h" in texts["watch"],
        "fifteen minutes": "--wait 15m" in texts["live"],
        "`alarm`": alarm.LABEL == "alarm",
        "`@your-district/technology`": "--owner @your-district/technology "
        in (REPOSITORY / ".github/template").read_text(),
        "“Student data privacy notices of”": "# Student data privacy notices of "
        in ours["README.md"],
    }
    quoted = [name for name in named if name in DOCS[page]]

    assert len(quoted) >= 2
    assert [name for name in quoted if not named[name]] == []
    assert due_report.LABEL == "deadline"
