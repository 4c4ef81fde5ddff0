"""A district's repository, from a pull request with a mistake to a missed deadline.

Each test continues the story. If those above it have not run, it runs them first, so that any test
can run alone or in any worker. `runner.py`, in place of GitHub, runs the workflows step by step.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Callable, Iterator

import pytest

from helpers.newsreaders import Newsboat
from helpers.runner import GitHub, Run, github_repository
from helpers.stories import BREACH, CONTRACT, SETTINGS, UPDATE, WEDNESDAY, with_field

pytestmark = pytest.mark.tools

FIELDS = "`summary` and others, which `docs/fields.md` lists"
SUMMARY = f"""
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
The fields are {FIELDS}.
```
"""


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    """A repository on GitHub with one contract, published, on the Wednesday before Thanksgiving."""
    content = {"content/site.yaml": SETTINGS, "content/contracts/northstar-reader.md": CONTRACT}
    with github_repository(tmp_path_factory.mktemp("github"), WEDNESDAY, content) as github:
        assert succeeded(github.run("publish", "push"))
        yield github


@pytest.fixture(scope="module")
def newsboat(github: GitHub, tmp_path_factory: pytest.TempPathFactory) -> Newsboat:
    """A parent's feed reader, which has read the feed before."""
    newsboat = Newsboat(
        tmp_path_factory.mktemp("newsboat"), f"{github.url}feeds/breach-notification.xml"
    )
    newsboat.read()
    return newsboat


@pytest.fixture(scope="module")
def happened() -> list[Callable[..., None]]:
    """The tests of the story that have run in this process."""
    return []


@pytest.fixture(autouse=True)
def before(
    request: pytest.FixtureRequest, newsboat: Newsboat, happened: list[Callable[..., None]]
) -> None:
    """Run the earlier tests of this story that ran in another worker or were not selected."""
    assert newsboat  # it reads from the beginning
    story = [value for name, value in vars(request.module).items() if name.startswith("test_")]
    for test in story[: story.index(request.function)]:
        if test not in happened:
            happened.append(test)
            test(
                **{
                    name: request.getfixturevalue(name)
                    for name in inspect.signature(test).parameters
                }
            )
    happened.append(request.function)


def succeeded(run: Run) -> bool:
    """Say whether no job failed; show the log if one did."""
    assert run.failed == [], run.log
    return True


def test_a_breach_with_a_mistake_is_refused_at_its_line(github: GitHub) -> None:
    """The pull request shows staff what to write instead, beside the line and in a summary."""
    bad = BREACH.replace("2026-11-19", "2026-11-31").replace("summary:", "sumary:")
    github.commit({"content/breaches/2026-11-northstar.md": bad}, branch="breach")
    run = github.check("breach")

    assert run.results == {"content": "failure", "required": "failure"}
    assert run.failed[0] == "content: Check every entry, and that nothing published was removed"
    assert "site" not in run.artifacts
    assert run.annotations == [
        "::error file=content/breaches/2026-11-northstar.md,line=3,endLine=3,col=13,endColumn=22,"
        "title=E104%3A The date or the time does not exist::"
        "`discovered` is not a real date: 2026-11-31%0AWrite it as YYYY-MM-DD, for example "
        "2026-11-30.",
        "::error file=content/breaches/2026-11-northstar.md,line=9,endLine=9,col=1,endColumn=6,"
        "title=E101%3A The field is unknown::There is no field `sumary`. Did you mean `summary`?%0A"
        f"The fields are {FIELDS}.",
    ]
    assert run.summary == SUMMARY


def test_a_corrected_breach_can_be_previewed_and_merged(github: GitHub) -> None:
    """The corrected pull request passes, and has the future site as an artifact."""
    github.commit({"content/breaches/2026-11-northstar.md": BREACH}, branch="breach")
    run = github.check("breach")

    assert run.results == {"content": "success", "required": "success"}
    assert run.annotations == []
    assert "1 entry" not in run.summary
    page = run.artifacts["site"] / "breach-notification/2026-11-northstar/index.html"
    letter = run.artifacts["letters"] / "breaches-2026-11-northstar.en.txt"
    assert "class lists" in page.read_text()
    assert "class lists" in letter.read_text()
    assert github.site is not None
    assert not (github.site / "breach-notification/2026-11-northstar").is_dir()


def test_the_merge_publishes_the_breach_once(github: GitHub, newsboat: Newsboat) -> None:
    """After the merge, the page is live, and the feed has exactly one new item."""
    publish, watch = github.merge("breach")

    assert succeeded(publish)
    assert succeeded(watch)
    assert github.site is not None
    page = github.site / "breach-notification/2026-11-northstar/index.html"
    assert "class lists" in page.read_text()
    assert newsboat.read() == ["tag:privacy.example,2026:breaches/2026-11-northstar"]
    assert newsboat.read() == []
    assert github.issues == []


def test_the_record_is_an_artifact_of_the_run(github: GitHub) -> None:
    """The record of a publication says that families were notified within the limit."""
    run = github.run("publish", "schedule", schedule="20 5 * * *")
    with (run.artifacts["record"] / "record.csv").open() as file:
        rows = {row["duty"]: row for row in csv.DictReader(file)}

    assert succeeded(run)
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


def test_an_update_is_its_own_notice(github: GitHub, newsboat: Newsboat) -> None:
    """Later facts are one new item, and the first notice is not repeated."""
    github.commit(
        {"content/breaches/2026-11-northstar.md": with_field(BREACH, UPDATE)}, branch="update"
    )
    run = github.check("update")
    publish, _ = github.merge("update")

    assert succeeded(run)
    assert succeeded(publish)
    assert newsboat.read() == ["tag:privacy.example,2026:breaches/2026-11-northstar/update-1"]
