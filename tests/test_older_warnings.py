"""A pull request shows the warnings that it brings, and folds those that were there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reports import github_format
from helpers.district import contract, notices, write
from helpers.history import Repository

FINE = {
    "executed": "2026-11-20",
    "notified": "{at: 2026-11-20 10:00, by: email}",
    "terms": "{form: cet-addendum, checked: 2026-11-20}",
}
# Without the contract itself, each has two warnings: that it is missing, and that it is due.
BARE = FINE | {"agreement": None}
IMPORTED = {
    f"contracts/old-{number:03}": contract(**BARE, product=f"Old {number}") for number in range(90)
}
ADDED = "---\non: 2026-11-20\nright: {agreement: https://northstar.example/a.pdf}\n---\n"
NEW_2 = contract(**BARE, product="Newer")
FOLD = "<details><summary>180 warnings from before, in files that this change does not touch"


def checked(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], str, str]:
    """Check since the last commit, and return the annotations, the whole log and the summary."""
    summary = root.parent / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    summary.unlink(missing_ok=True)
    done = notices("check --since HEAD", root)
    log = done.stdout.splitlines()
    news = [line for line in log if line.startswith(("::warning", "::error"))]
    return news, done.stdout, summary.read_text()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A district with ninety contracts from a list, each with two warnings."""
    root = tmp_path / "district"
    root.mkdir()
    write(root, IMPORTED)
    Repository(root).commit(21)
    return root


def test_only_the_warning_of_the_change_is_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are in the summary, folded, and in the log, in a group."""
    write(root, {"contracts/new": contract(**BARE)})
    news, log, summary = checked(root, monkeypatch)
    shown, _, folded = summary.partition(FOLD)

    assert len(news) == 2 and all("file=content/contracts/new.md," in line for line in news)
    assert shown.startswith("\n## 182 warnings in 91 of 91 entries. The site can be built.\n")
    assert shown.count("**W104: ") == 1
    assert folded.count("**W104: ") == 90
    assert folded.endswith("\n</details>\n")
    assert "::group::180 warnings from before\n" in log
    assert log.count("W104") == 91


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({}, 0),
        ({"contracts/new": contract(**FINE)}, 0),
        # Whoever changes an entry reads its warnings again,
        # and a warning that families have read another text.
        ({"contracts/old-007": contract(**BARE, product="Old 7", purpose="Spelling.")}, 3),
        ({"contracts/old-007/correction-1": ADDED}, 0),
        ({"contracts/new": contract(**BARE), "contracts/new-2": NEW_2}, 4),
    ],
)
def test_what_is_shown_belongs_to_the_change(
    root: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], shown: int
) -> None:
    """A file that is as it was brings no news."""
    write(root, change)
    news, _, summary = checked(root, monkeypatch)

    assert len(news) == summary.partition("<details>")[0].count("\n**W") == shown


def test_a_warning_that_the_settings_bring_elsewhere_is_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is as it was, and the warning is not."""
    before = checked(root, monkeypatch)[0]
    write(root, {}, "deadlines: {contract-posting: 1 business day}")
    news, _, _ = checked(root, monkeypatch)

    assert before == []
    assert len([line for line in news if "content/contracts/old-000.md" in line]) == 1


def test_an_error_is_never_folded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops the site, no matter who brought it."""
    write(root, {"contracts/bad": contract(**BARE, expires="2026-02-30")})
    Repository(root).commit(22)
    news, _, summary = checked(root, monkeypatch)

    assert [line for line in news if line.startswith("::error")] != []
    assert "**E104: " in summary.partition("<details>")[0]


def test_a_fold_that_does_not_fit_is_closed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the output of later steps would be in it."""
    monkeypatch.setattr(github_format, "MAX_SUMMARY_BYTES", 4_000)
    _, _, summary = checked(root, monkeypatch)

    assert " more are in the log of this step.\n\n</details>\n" in summary
    assert len(summary.encode()) <= 4_000
