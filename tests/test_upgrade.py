"""What changes if another version of the program builds the same content, before it is merged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.reports.upgrade import Build, ReportedProblem, faults, summary
from helpers import program
from helpers.district import contract, write

WARNING = ReportedProblem("warning", "W120", "content/contracts/a.md", 3, "A deadline has passed.")
ERROR = ReportedProblem("error", "E104", "content/contracts/a.md", 4, "The date is not real.")
FEED = {"feeds/all.json": ("tag:a", "tag:b")}
CHANGELOG = "https://github.example/example/notices/blob/0123/CHANGELOG.md#now-refused"
BEFORE = Build((WARNING,), {"index.html": "0", "old.css": "1"}, FEED)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        (BEFORE._replace(findings=()), []),
        (BEFORE._replace(files={"index.html": "2", "new.css": "1"}), []),
        (BEFORE._replace(items={"feeds/all.json": ("tag:a",)}), []),
        (BEFORE._replace(items={**FEED, "feeds/new.json": ("tag:c",)}), []),  # a new feed
        (
            BEFORE._replace(items={"feeds/all.json": ("tag:a", "tag:b", "tag:a")}),
            ["feeds/all.json has the item tag:a 2 times."],
        ),
        (
            BEFORE._replace(items={"feeds/all.json": ("tag:a", "tag:c")}),
            ["feeds/all.json has the item tag:c, which subscribers would see as a new notice."],
        ),
        (
            Build((WARNING, ERROR), {}, {}),
            [
                "Only the new version refuses this. content/contracts/a.md:4: E104 The date is not "
                "real."
            ],
        ),
    ],
)
def test_an_upgrade_keeps_entries_and_items(after: Build, expected: list[str]) -> None:
    """Pages can change, but accepted entries stay accepted, and items keep their ids."""
    assert list(faults(BEFORE, after)) == expected


def test_an_error_of_both_versions_is_not_reported_again() -> None:
    """The check itself reports it."""
    broken = Build((ERROR,), {}, {})

    assert list(faults(broken, broken)) == []
    assert "The version before cannot build it." in summary(broken, BEFORE, "")
    assert "The new version cannot build it." in summary(BEFORE, broken, "")


def test_the_summary_lists_what_changes() -> None:
    """It has the numbers of changed pages, feeds and warnings, and leaves out the rest."""
    warning = WARNING._replace(code="W121", message="A deadline is running. ```")
    after = Build((warning,), {"index.html": "2", "new.css": "1"}, FEED)

    assert (
        summary(BEFORE, after, CHANGELOG)
        == """\
## The site with the new version of Notices

**Added: 1**

```text
new.css
```

**Removed: 1**

```text
old.css
```

**Changed: 1**

```text
index.html
```

**New warnings: 1**

````text
content/contracts/a.md:3: W121 A deadline is running. ```
````

**Warnings that are gone: 1**

```text
content/contracts/a.md:3: W120 A deadline has passed.
```
"""
    )
    assert "Nothing changes" in summary(BEFORE, BEFORE, "")


@pytest.mark.parametrize(
    ("before", "changelog", "expected"),
    [
        (BEFORE, CHANGELOG, f"[changelog]({CHANGELOG})"),
        (BEFORE, "", "*Now refused* in the changelog says"),
        (BEFORE._replace(findings=(ERROR,), files={}), CHANGELOG, ""),  # also refused before
    ],
)
def test_a_new_error_leads_to_the_changelog(before: Build, changelog: str, expected: str) -> None:
    """The list of errors ends with where to read what to write instead."""
    text = summary(before, Build((ERROR,), {}, {}), changelog)

    assert expected in text
    assert ("*Now refused*" in text) is bool(expected)


def test_a_long_list_is_cut() -> None:
    """GitHub does not show a summary that is too large."""
    pages = {f"{number:03}.html": "0" for number in range(60)}
    text = summary(BEFORE, Build((WARNING,), {**BEFORE.files, **pages}, FEED), "")

    assert "**Added: 60**" in text
    assert "049.html\nand 10 more\n" in text


def compared(folder: Path, **titles: str) -> None:
    """Write the output of two versions, which differ here only in the content."""
    for name, title in titles.items():
        root = folder / "root"
        write(root, {"contracts/a": contract(product=title, notified="2026-11-18")})
        for command, options in (("check", ("--format", "json")), ("build", ())):
            out = folder / name
            out.mkdir(exist_ok=True)
            arguments = ("--out", out / "site") if command == "build" else options
            done = program.notices(command, "--root", root, "--now", "2026-11-25T12:00", *arguments)
            if command == "check":
                (out / "problems.json").write_text(done.stdout)


def test_two_builds_are_compared(tmp_path: Path) -> None:
    """The command lists each file that differs, and fails if a feed repeats a notice."""
    compared(tmp_path, before="Northstar Reader", after="Northstar Writer")
    done = program.notices("ci", "compare", tmp_path / "before", tmp_path / "after")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "product-notification/a/index.html\n" in done.stdout

    feed = tmp_path / "after/site/feeds/all.json"
    text = json.loads(feed.read_text())
    text["items"] *= 2
    feed.write_text(json.dumps(text))
    done = program.notices("ci", "compare", tmp_path / "before", tmp_path / "after")

    assert done.returncode == 1
    assert (
        "feeds/all.json has the item tag:privacy.example,2026:contracts/a 2 times." in done.stdout
    )


def test_a_missing_report_is_one_sentence(tmp_path: Path) -> None:
    """There is nothing to compare."""
    done = program.notices("ci", "compare", tmp_path, tmp_path)

    assert done.returncode == 2
    assert "problems.json is missing. Write it with `notices check --format json`." in done.stderr
