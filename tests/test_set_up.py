"""The literal steps in docs/set-up.md and docs/staff.md lead to a district's live site."""

from __future__ import annotations

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
from helpers.forms import GARDEN, form_text, send_form
from helpers.program import REPOSITORY
from helpers.runner import PROGRAM, GitHub, Run, github_repository
from helpers.stories import CONTRACT, WEDNESDAY

pytestmark = pytest.mark.tools

DOCS = {name: (REPOSITORY / f"docs/{name}.md").read_text() for name in ("set-up", "staff")}
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", DOCS["set-up"], re.DOTALL)
CREATE, PUSH, ELSEWHERE, LIVE, UPDATE = (text for kind, text in BLOCKS if kind == "sh")
SETTINGS = next(text for kind, text in BLOCKS if kind == "yaml")
OURS = "example/notices"  # the district's repository on the page
ENTRY = "content/contracts/northstar-reader.md"
PAGE = "product-notification/northstar-reader/index.html"
WATCH = ".github/workflows/watch.yml"
WHO = {
    f"GIT_{role}_{what}": "clerk@example.example"
    for role in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


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


def make_ours(github: GitHub) -> None:
    """Follow step 1 and step 3."""
    created(github)
    github.commit(
        {"content/site.yaml": SETTINGS.replace("https://privacy.example/notices/", github.url)}
    )


def test_a_new_repository_becomes_a_live_site(github: GitHub) -> None:
    """Once Pages is on and the settings are written, the site is live and empty."""
    created(github)
    github.pages_on = False  # before step 2
    first = github.run("publish", "push")

    assert first.results["publish / deploy"] == "failure"
    assert (
        "Turn on GitHub Pages: Settings, Pages, Build and deployment, Source: GitHub Actions."
        in first.summary
    )
    assert github.issues == []

    github.pages_on = True
    github.commit(
        {"content/site.yaml": SETTINGS.replace("https://privacy.example/notices/", github.url)}
    )
    run = github.run("publish", "push")

    assert run.failed == [], run.log
    assert "0 entries, no problems. The site can be built." in run.log
    assert [live.failed for live in run.started] == [[]]
    assert github.site is not None
    assert "Example Public Schools" in (github.site / "index.html").read_text()
    assert github.open_issues() == []
    assert github.run("watch", "push").failed == []


def test_a_copy_of_the_template_becomes_a_live_site(github: GitHub, tmp_path: Path) -> None:
    """The placeholders have the word that the page says, and step 3 replaces them."""
    with_program(github)
    template = tmp_path / "template"
    command = f"program/.venv/bin/notices init {template} --placeholders --program {PROGRAM}@v0.2.0"
    done = typed(github, tmp_path / "desk", command)
    assert done.returncode == 0, done.stderr
    github.commit(
        {
            path.relative_to(template).as_posix(): path.read_text()
            for path in template.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(template).parts
        }
    )
    settings = (template / "content/site.yaml").read_text()
    assert "your-district" in settings
    for name, value in re.findall(
        r"(?m)^(\w+): (.*)$", SETTINGS.replace("https://privacy.example/notices/", github.url)
    ):
        settings = re.sub(
            rf"(?m)^(# )?{name}: .*$", lambda _, line=f"{name}: {value}": line, settings
        )
    settings = settings.replace("schools: \n", "")
    github.commit({"content/site.yaml": re.sub(r"(?m)^schools:.*\n", "", settings)})
    run = github.run("publish", "push")

    assert "your-district" not in settings
    assert run.failed == [], run.log


def removed(github: GitHub) -> tuple[Run, Run]:
    """Remove a published notice; return the check and the publication of that."""
    github.commit({ENTRY: None}, branch="removal")
    check = github.check("removal")
    publish, _ = github.merge("removal")
    return check, publish


def test_only_a_person_can_remove_a_notice(github: GitHub) -> None:
    """*Publish* refuses a removal until a person starts it by hand."""
    make_ours(github)
    github.commit({ENTRY: CONTRACT})
    assert github.run("publish", "push").failed == []
    removed(github)

    assert github.run("publish", "workflow_dispatch").failed == []
    assert github.site is not None
    assert not [*github.site.rglob("northstar-reader")]
    assert github.run("publish", "push").failed == []


def test_a_pull_request_with_a_mistake_fails(github: GitHub) -> None:
    """Step 8 of the page shows the message beside the line."""
    make_ours(github)
    assert "`executed: soon`" in DOCS["set-up"]
    github.commit(
        {"content/contracts/try.md": CONTRACT.replace("executed: 2026-11-20", "executed: soon")},
        branch="try",
    )
    run = github.check("try")

    assert run.results["check / required"] == "failure"
    assert any("file=content/contracts/try.md,line=8" in line for line in run.annotations)


def test_a_form_becomes_a_pull_request_if_the_setting_allows_it(github: GitHub) -> None:
    """Step 7: without the setting, a link opens the pull request."""
    make_ours(github)
    github.refusals["POST pulls"] = 403
    send_form(github, form_text("contract", GARDEN))
    assert "[**Open the pull request**](" in github.issues[-1]["comments"][0]

    github.refusals.clear()
    run = send_form(github, form_text("contract", GARDEN))
    assert run.failed == [], run.log
    assert [pull["title"] for pull in github.pulls] == ["Add Word Garden"]
    assert "*Close pull request*" in github.issues[-1]["comments"][0]


def test_a_private_form_may_lack_required_answers(github: GitHub) -> None:
    """GitHub requires none there, so the comment lists the missing ones."""
    make_ours(github)
    github.is_private = True
    run = send_form(github, form_text("contract", {"product": "Word Garden"}))
    (comment,) = github.issues[-1]["comments"]

    assert "private, free plan" in DOCS["set-up"]
    assert run.failed == [], run.log
    assert "`contractor`" in comment
    assert "It cannot be published yet." in comment


def test_a_server_of_the_district_builds_the_site(github: GitHub, tmp_path: Path) -> None:
    """The two lines for a server build into its public folder, and `live` agrees."""
    make_ours(github)
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


def upgraded(github: GitHub, tag: str, minute: int) -> None:
    """Propose a version that watches at another minute, like Dependabot, and follow the page."""
    template = disk.district_templates()[WATCH].replace("41 */3", f"{minute} */3")
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
    done = typed(github, github.clone, UPDATE)
    rewritten = (github.clone / WATCH).read_text()
    github.git("switch", "--quiet", "--force", "main")

    assert done.stdout == f"{WATCH}\n"
    assert done.stderr.startswith("1 of ")
    assert f"{minute} */3" in rewritten
    assert f"@{commit} # {tag}" in rewritten

    github.commit({WATCH: rewritten}, branch=tag)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_notice_survives_two_upgrades(github: GitHub) -> None:
    """After two new versions, it is the same, and still cannot be removed."""
    make_ours(github)
    github.commit({ENTRY: CONTRACT}, branch="notice")
    check = github.check("notice")
    publish, watch = github.merge("notice")

    assert check.failed == publish.failed == watch.failed == []
    assert github.site is not None
    content, site = files(github.clone / "content"), files(github.site)
    assert b"Northstar Reader" in site[PAGE]

    for tag, minute in (("v0.3.0", 17), ("v0.4.0", 23)):
        upgraded(github, tag, minute)
        check = github.check(tag)
        publish, watch = github.merge(tag)

        assert "Nothing changes: each page, feed and warning is the same." in check.summary
        assert check.failed == publish.failed == watch.failed == []
        assert files(github.clone / "content") == content
        assert files(github.site).keys() == site.keys()

    check, publish = removed(github)

    assert check.results["check / required"] == "failure"
    assert publish.failed == [
        "publish / build: Check every entry, and that nothing published was removed"
    ]
    assert files(github.site)[PAGE] == site[PAGE]


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
        "`check / required`": "\n  check:\n" in ours[".github/workflows/check.yml"]
        and "\n  required:\n" in texts["check"],
        "`record`": "name: record\n" in texts["publish"],
        "`site`": "name: site\n" in texts["check"],
        "`NOTICES_HOST`": "vars.NOTICES_HOST != 'elsewhere'" in texts["publish"],
        "within 72 hours": "--within 72h" in texts["watch"],
        "fifteen minutes": "--wait 15m" in texts["live"],
        "`alarm`": alarm.LABEL == "alarm",
        "*From form*": "name: From form\n" in ours[".github/workflows/from-form.yml"],
        "`@your-district/technology`": repository.OWNER_PLACEHOLDER == "@your-district/technology",
        "“Student data privacy notices of”": "# Student data privacy notices of "
        in ours["README.md"],
    }
    quoted = [name for name in named if name in DOCS[page]]

    assert len(quoted) >= 2
    assert [name for name in quoted if not named[name]] == []
    assert due_report.LABEL == "deadline"
