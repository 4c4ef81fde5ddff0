"""The pages for the days that come are walked step by step, on the stand-in for GitHub."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from generator.authoring import repository
from generator.core.publication import BRANCH
from helpers.forge import SET_UP
from helpers.program import REPOSITORY, notices
from helpers.runner import PROGRAM, GitHub
from helpers.stories import BREACH, CONTRACT, SETTINGS, YEARLY, YEARLY_LETTER
from helpers.versions import published_district, version

pytestmark = pytest.mark.tools

PAGES = {
    name: (REPOSITORY / f"docs/{name}.md").read_text(encoding="utf-8")
    for name in ("hand-over", "change-address", "program-gone", "leave")
}
LINES_OF_A_SCREEN = 40  # of 100 characters, on a laptop
SITE = "content/site.yaml"
OPEN = re.sub("notified: .*\n", "", BREACH)  # families are still to be notified
ENTRIES = {"content/contracts/northstar-reader.md": CONTRACT, "content/breaches/lists.md": OPEN}


def blocks(page: str, kind: str) -> list[str]:
    """Return the blocks of a page that are in a language, without their indentation."""
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", PAGES[page], re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A district whose site is live, with a breach that families have not been notified of."""
    content = {SITE: SETTINGS, YEARLY_LETTER: YEARLY, **ENTRIES}
    with published_district(tmp_path, content, "v0.2.0") as github:
        github.watchers.clear()
        yield github


def type_in(folder: Path, block: str) -> str:
    """Type the commands of a block, and return what they print."""
    printed = ""
    for line in block.splitlines():
        words = shlex.split(line)
        if words[0] == "./notices":
            done = notices(*words[1:], cwd=folder)
        else:
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        printed += done.stdout + done.stderr
    return printed


def with_setting(text: str, block: str) -> str:
    """Return settings with the setting of a block, in place of an earlier value."""
    name = block.partition(":")[0]
    return re.sub(rf"^{name}:.*\n", "", text, flags=re.MULTILINE) + block


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_at_most_a_screen_and_a_half(page: str) -> None:
    """Whoever reads it has no time."""
    lines = sum(max(1, -(-len(line) // 100)) for line in PAGES[page].splitlines() if line)

    assert lines <= 1.5 * LINES_OF_A_SCREEN


# Hand over


def people_of(github: GitHub) -> list[list[str]]:
    """Return whom each open issue about a deadline is assigned to."""
    issues = [issue for issue in github.open_issues() if {"name": "deadline"} in issue["labels"]]
    return [[person["login"] for person in issue["assignees"]] for issue in issues]


def doctors_report(github: GitHub) -> str:
    """Click *Run workflow*, and return what the issue about the set-up says, if it is open."""
    run = github.run("publish", "workflow_dispatch")
    assert run.failed == [], run.log
    return "".join(i["body"] for i in github.open_issues() if {"name": "set-up"} in i["labels"])


def test_hand_over_to_a_successor(github: GitHub) -> None:
    """Every open deadline reaches the successor, also if the old account is gone already."""
    github.settings = SET_UP
    github.permissions = {"example-officer": "write", "example-technology": "admin"}
    settings = (github.clone / SITE).read_text()
    before = with_setting(settings, "people: [example-officer, example-technology]\n")
    github.commit({SITE: before})
    github.run("watch", "push")
    assert people_of(github) == [["example-officer", "example-technology"]]
    assert "people" not in doctors_report(github)

    (block,) = blocks("hand-over", "yaml")
    del github.permissions["example-officer"]
    assert "GitHub can't assign an issue to `example-officer`" in doctors_report(github)
    github.permissions["example-successor"] = "write"
    github.commit({SITE: with_setting(before, block)})
    github.mails.clear()
    github.run("watch", "push")

    assert people_of(github) == [["example-officer", "example-technology", "example-successor"]]
    assert [login for login, what in github.mails if what.startswith("Assigned")] == [
        "example-successor"
    ]
    assert "people" not in doctors_report(github)


def test_hand_over_the_schedules_and_the_code_owners(github: GitHub) -> None:
    """The successor may change the minutes; any other change is red. Two owners are two."""
    folder = github.clone / ".github/workflows"
    names = re.findall(r"`([a-z-]+\.yml)`", PAGES["hand-over"])
    files = {f".github/workflows/{name}": (folder / name).read_text() for name in names}
    changed = {path: re.sub(r'cron: "\d+ ', 'cron: "7 ', text) for path, text in files.items()}
    github.commit(changed, branch="minutes")

    assert len(names) == 3
    assert all(changed[path] != files[path] for path in files)
    check = github.check("minutes")
    differing = [step for step in check.failed if "match this version" not in step]
    assert differing == [], check.log
    assert all(f"\n{path}\n" not in check.log for path in files)

    (owners,) = blocks("hand-over", "text")
    pattern, names_of_owners = owners.split(maxsplit=1)
    assert pattern == "*" and len(names_of_owners.split()) == 2
    assert repository.are_owners(names_of_owners)


def test_after_a_repository_was_made_private_deadlines_still_reach_people(github: GitHub) -> None:
    """The first row of *Take back student data* makes it private, which erases who watches."""
    github.permissions = {"clerk": "write", "example-officer": "write"}
    github.watchers = {"clerk"}
    settings = (github.clone / SITE).read_text()
    github.commit({SITE: with_setting(settings, "people: [example-officer]\n")})
    github.make_private()
    github.mails.clear()
    github.run("watch", "push")

    told = {login for login, what in github.mails if "Northstar" in what}
    assert told == {"example-officer"}


# Change the address


def feed_ids(github: GitHub) -> list[str]:
    assert github.site is not None
    feed = json.loads((github.site / "feeds/all.json").read_text())
    return [item["id"] for item in feed["items"]]


def test_change_the_address(github: GitHub) -> None:
    """*Live* is green at the new one, and no subscriber sees a notice twice."""
    ids = feed_ids(github)
    (block,) = blocks("change-address", "yaml")
    new = github.url.replace("127.0.0.1", "localhost")
    settings = (github.clone / SITE).read_text()
    github.commit({SITE: with_setting(settings, block.replace("https://notices.example/", new))})
    run = github.run("publish", "push")

    assert (run.failed, [step for live in run.started for step in live.failed]) == ([], []), run.log
    assert github.branches[BRANCH]["2026-11.txt"].splitlines()[-1].endswith(f" {new}")
    assert feed_ids(github) == ids
    assert github.open_issues() == []

    other = with_setting(settings, "feed_authority: notices.example,2027\n")
    github.commit({SITE: other}, branch="authority")
    assert "E307" in github.check("authority").log


# When the program's repository is gone


def test_the_programs_repository_is_gone(github: GitHub) -> None:
    """A copy of it takes over, with the same version, and each job runs again."""
    commit = version(github)
    copy = "example/program-copy"
    (due, update) = blocks("program-gone", "sh")
    github.repositories[copy] = github.repositories.pop(PROGRAM)
    with pytest.raises(KeyError, match=PROGRAM):  # the run has no job, so nothing can open an issue
        github.run("publish", "push")
    assert github.open_issues() == []

    assert "should have" in type_in(github.clone, due) or "left" in type_in(github.clone, due)
    words = shlex.split(update)
    assert words[:3] == ["./notices", "update", "--program"]
    assert words[3].rpartition("@")[0] == copy
    done = notices("update", github.clone, "--program", f"{copy}@{commit}")
    assert done.returncode == 0, done.stderr
    texts = {path: (github.clone / path).read_text() for path in done.stdout.split()}
    assert all(PROGRAM not in text for text in texts.values())
    github.git("checkout", "--quiet", "--", ".")
    github.git("clean", "--quiet", "--force", "-d")
    github.commit(texts)
    run = github.run("publish", "push")

    assert run.failed == [], run.log
    assert [live.failed for live in run.started] == [[]]


# Leave


def test_leave_with_everything(github: GitHub, tmp_path: Path) -> None:
    """The record, the proofs and the site are there, and need neither GitHub nor the program."""
    clone = tmp_path / "last"
    github.git("clone", "--quiet", str(github.origin), str(clone), cwd=tmp_path)
    assert "Northstar" in type_in(clone, "./notices due --now 2026-11-25T12:00")
    for block in blocks("leave", "sh"):
        type_in(clone, block)

    sheet = load_workbook(clone / "record.xlsx").active
    assert sheet is not None
    assert {"family-breach-notice", "contract-posting"} <= {
        cell.value for row in sheet.iter_rows() for cell in row
    }
    pages = {path: path.read_text() for path in (clone / "site").rglob("*.html")}
    assert [path for path, text in pages.items() if "github" in text.lower()] == []
    assert (clone / "site/data/contracts.csv").is_file()

    opened = tmp_path / "opened"
    github.git("clone", "--quiet", str(clone / "notices.bundle"), str(opened), cwd=tmp_path)
    line = github.branches[BRANCH]["2026-11.txt"].splitlines()[-1]
    done = notices("ci", "verify", line, "--root", opened)
    assert done.returncode == 0, done.stderr
    assert "TRUE: " in done.stderr
    assert yaml.safe_load((opened / SITE).read_text())["abbreviation"] == "EPS"
