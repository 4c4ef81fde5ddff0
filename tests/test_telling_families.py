"""The commands in docs/telling-families.md work, and everything that it names exists."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from helpers.environment import environment
from helpers.program import REPOSITORY
from helpers.sites import SAMPLE

pytestmark = pytest.mark.tools

PAGE = (REPOSITORY / "docs/telling-families.md").read_text()
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)
LINES = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district's clone: the sample, and one contract in the last commit."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(SAMPLE / "content", folder / "content")
    shutil.copytree(REPOSITORY / ".github", folder / ".github")
    environment(folder, "site")
    (folder / "generator").symlink_to(REPOSITORY / "generator")
    (folder / ".gitignore").write_text(".venv\ngenerator\n")
    new = folder / "content/contracts/word-garden.md"
    for text in ("", (folder / "content/contracts/brackenbell-music.md").read_text()):
        if text:
            new.write_text(
                re.sub(r"(?m)^notified:.*\n", "", text).replace("Brackenbell Music", "Word Garden")
            )
        typed(
            folder,
            "git init --quiet && git add --all && git -c user.name=C -c user.email=c@c.example "
            "commit -qm A",
        )
    return folder


def typed(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Type a line of the page."""
    done = subprocess.run(
        ["bash", "-euc", line], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_every_command_of_the_page_works(clone: Path) -> None:
    """They run in order, exactly as on the page."""
    results = {line: typed(clone, line) for line in LINES}

    assert len(LINES) == 10
    assert (clone / "letters/contracts-northstar-reader.es.eml").is_file()
    assert results[LINES[0]].stdout.startswith(
        "Commonfield Public Schools (sample)\nCPS Privacy Office (sample)\n"
    )
    assert (clone / "letter.txt").read_text() == results[LINES[0]].stdout
    assert (
        (clone / "letter.eml")
        .read_bytes()
        .startswith(b'From: "CPS Privacy Office (sample)" <privacy@')
    )
    assert (clone / "letter.html").read_text().startswith("<!doctype html>")
    assert "Contrato nuevo" in results[next(line for line in LINES if "--lang es" in line)].stdout
    since = results[next(line for line in LINES if "--since" in line)].stdout
    assert [json.loads(line)["notice"] for line in since.splitlines()] == ["contracts/word-garden"]
    assert json.loads(results[LINES[-2]].stdout)["text"].startswith(
        "New contract: Northstar Reader\n"
    )
    assert json.loads(results[LINES[-1]].stdout)["type"] == "message"


def test_the_page_shows_the_printed_message(clone: Path) -> None:
    """It prints the file to add."""
    shown = next(text for language, text in BLOCKS if not language)
    printed = typed(clone, ".venv/bin/notices letter word-garden").stderr

    assert printed == shown


def test_the_table_lists_the_fields(clone: Path) -> None:
    """It has a row for every field of the JSON, and no others."""
    rows = re.findall(r"^\| `(\w+)` \| [^|]*\|$", PAGE.partition("## The fields")[2], re.MULTILINE)

    assert rows == list(
        json.loads(typed(clone, ".venv/bin/notices letter word-garden --format json").stdout)
    )


def test_everything_that_the_page_names_exists() -> None:
    """The workflow, its secret and its variable have the names on the page."""
    workflow = (REPOSITORY / ".github/workflows/tell.yml").read_text()

    assert "name: Tell\n" in workflow
    assert "secrets.TELL_WEBHOOK" in workflow
    assert "environment: announcements\n" in workflow
    assert "*Environments*: open `announcements`" in PAGE
    assert "vars.TELL_FORM" in workflow
    action = (REPOSITORY / ".github/tell/action.yml").read_text()
    assert "`plain`, `slack` or `teams`" in action
    assert "-gt 5" in action
    assert "More than five at once" in PAGE
