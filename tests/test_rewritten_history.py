"""After the history was rewritten, publishing goes on, and a missing notice is still refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.history import Repository
from helpers.program import notices
from helpers.runner import GitHub, Run
from helpers.stories import BREACH, CONTRACT, GARDEN, SETTINGS, UPDATE
from helpers.versions import published_district

pytestmark = pytest.mark.tools

ENTRY, NEW = "content/contracts/northstar-reader.md", "content/contracts/word-garden.md"
LETTER = "content/breaches/2026-11-northstar.md"
LATER = "content/breaches/2026-11-northstar/update-1.md"
STUDENT = CONTRACT.replace("Levelled", "Maria Example of grade 4 has levelled")
CHECK = "publish / build: Check every entry, and that nothing published was removed"
REWRITTEN = "::warning title=The history was rewritten::Git no longer has the commit "
BUILD = "The site could not be built, because"
DATA = ("data/contracts.json", "data/breaches.json")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A district's site with a student's name, which is taken back in a pull request."""
    content = {"content/site.yaml": SETTINGS, ENTRY: STUDENT, LETTER: BREACH, LATER: UPDATE}
    with published_district(tmp_path_factory.mktemp("rewritten"), content) as github:
        github.commit({ENTRY: CONTRACT}, branch="take-back")
        run, _ = github.merge("take-back")
        assert run.failed == [], run.log
        yield github


def shows(github: GitHub, path: str) -> bool:
    assert github.site is not None
    return (github.site / path / "index.html").is_file()


def change_live(github: GitHub, texts: dict[str, str | None]) -> None:
    """Serve the site with other files; None is a file that is not there."""
    site = github.folder / "changed"
    assert github.site
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir()
    for path in (path for path in github.site.rglob("*") if path.is_file()):
        name = path.relative_to(github.site).as_posix()
        text = texts.get(name, path.read_text("utf-8", "replace"))
        if text is not None:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(text)
    github.site = site


def warned(run: Run) -> bool:
    return any(line.startswith(REWRITTEN) for line in run.annotations)


@pytest.mark.parametrize("is_new", [False, True])
def test_publishing_goes_on(github: GitHub, is_new: bool) -> None:
    """Each push and each night, with the same repository or a new one at the old address."""
    github.move() if is_new else github.rewrite({"README.md": "Rewritten.\n"})
    night = github.run("scheduled-publish", "schedule")
    github.commit({NEW: GARDEN})
    push = github.run("publish", "push")
    later = github.run("publish", "push")

    assert [(run.failed, run.log) for run in (night, push, later) if run.failed] == []
    assert [warned(run) for run in (night, push, later)] == [True, False, False]
    assert shows(github, "product-notification/word-garden")
    assert not any("could not" in title for title in github.titles)


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({LETTER: None, LATER: None}, f"file={LETTER},line=1"),
        ({LATER: None}, f"file={LATER},line=1"),
        (
            {ENTRY: None, NEW: CONTRACT, LETTER: BREACH.replace("northstar-reader", "word-garden")},
            f"file={ENTRY},line=1",
        ),
    ],
)
def test_a_notice_that_is_missing_is_still_an_error(
    github: GitHub, files: dict[str, str | None], error: str
) -> None:
    """A breach, its update, an entry with another name; then a person decides."""
    github.rewrite(files)
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert warned(run)
    missing = [line for line in run.annotations if "title=E30" in line]
    assert error in missing[0]
    assert len(missing) == 1 + (files.get(LETTER, "") is None)  # and that of its update
    assert f"{BUILD} the content has an error" in github.titles

    by_hand = github.run("publish", "workflow_dispatch")

    assert by_hand.failed == [], by_hand.log
    assert github.run("publish", "push").failed == []
    assert f"{BUILD} the content has an error" not in github.titles


def test_another_feed_authority_is_an_error(github: GitHub) -> None:
    """All notices would be announced again."""
    own = SETTINGS.replace("SITE", github.url)
    github.rewrite({"content/site.yaml": own.replace("privacy.example,2026", "new.example,2027")})
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert sum("title=E307%3A" in line for line in run.annotations) == 1


def test_the_live_site_may_be_of_another_release(github: GitHub) -> None:
    """Version 0.2 had no file in the common format; a later one may have more of everything."""
    assert github.site
    texts: dict[str, str | None] = {"data/notices.json": None}
    for name in DATA:
        data = json.loads((github.site / name).read_text())
        data["more"] = {"later": [1, None]}
        texts[name] = json.dumps(data)
    change_live(github, texts)
    github.rewrite({"README.md": "Rewritten.\n"})

    assert github.run("publish", "push").failed == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "data/contracts.json cannot be fetched (404 Not Found)."),
        ("<h1>Page not found", "data/contracts.json is not the open data of such a site."),
        (
            '{"feed_authority": "a.example,2026", "contracts": [{"notices": '
            '[{"id": "contracts/x\\n::error::Send us your token"}]}]}',
            "data/contracts.json is not the open data of such a site.",
        ),
    ],
)
def test_a_live_site_that_cannot_be_compared_stops_and_says_so(
    github: GitHub, text: str | None, sentence: str
) -> None:
    """Nobody knows what was published, so a person starts the run; nothing of it is quoted."""
    change_live(github, {"data/contracts.json": text})
    github.rewrite({"README.md": "Rewritten.\n"})
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert sentence in run.log
    assert "start *Publish* by hand: Actions, Publish, Run workflow." in run.log
    assert "token" not in run.log
    assert f"{BUILD} the history was rewritten" in github.titles

    assert github.run("publish", "workflow_dispatch").failed == []
    assert github.run("publish", "push").failed == []
    assert f"{BUILD} the history was rewritten" not in github.titles


def test_a_live_site_that_is_down_stops_and_says_so(github: GitHub) -> None:
    """GitHub still knows the commit of the last run, which git has lost as well."""
    site, github.site = github.site, None
    github.rewrite({"README.md": "Rewritten.\n"})
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert warned(run)
    assert f"{BUILD} the history was rewritten" in github.titles

    github.site = site

    assert github.run("publish", "push").failed == []


def test_an_error_in_the_settings_is_reported_as_such(github: GitHub) -> None:
    """Without the address, there is no live site to compare with."""
    github.rewrite({"content/site.yaml": SETTINGS.replace("timezone", "time_zone")})
    run = github.run("publish", "push")

    assert run.failed == [CHECK]
    assert f"{BUILD} the content has an error" in github.titles


def test_a_person_may_have_mistyped_a_commit(tmp_path: Path) -> None:
    """Without `--or-live`, nothing is compared with the live site; so it was in each run before."""
    repository = Repository(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text(SETTINGS.replace("SITE", "https://x.example/"))
    repository.commit(24)
    done = notices("check", "--root", tmp_path, "--since", "0" * 40)

    assert done.returncode == 2
    assert f"git finds no commit `{'0' * 40}`; write a branch" in done.stderr
