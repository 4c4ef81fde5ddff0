"""What the documents show is what the program does."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.environment import environment
from helpers.previewing import running
from helpers.program import REPOSITORY, notices
from helpers.sites import SAMPLE

README = (REPOSITORY / "README.md").read_text()
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
NOW = "2026-11-25T12:00"
SPOKEN = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(README) if name == language]


def commands(page: str) -> list[str]:
    """Return the blocks of commands of a page of docs/."""
    return [
        text
        for name, text in BLOCK.findall((REPOSITORY / "docs" / page).read_text())
        if name == "sh"
    ]


def check(root: Path) -> subprocess.CompletedProcess[str]:
    return notices("check", "--root", root, "--now", NOW)


@pytest.fixture
def root(tmp_path):
    """A district's root: the sample's settings, the README's contract and its file, nothing else."""
    shutil.copytree(
        SAMPLE / "content",
        tmp_path / "content",
        ignore=shutil.ignore_patterns("*.md", "northstar*.yaml"),
    )
    for folder in ("contracts", "breaches", "messages"):
        shutil.rmtree(tmp_path / "content" / folder)
    (tmp_path / "content/contracts").mkdir()
    (tmp_path / "content/contracts/northstar-reader.md").write_text(blocks("markdown")[0])
    for file in (tmp_path / "content/files").iterdir():
        if file.name not in blocks("markdown")[0]:
            file.unlink()  # no notice links to it
    settings = tmp_path / "content/site.yaml"
    in_english = settings.read_text().replace("languages: [en, es]", "languages: [en]")
    settings.write_text(re.sub("(?m)^alerts_in: .*", "", in_english))
    (tmp_path / "content/breaches").mkdir(exist_ok=True)
    return tmp_path


def test_the_contract_to_copy_has_no_problem(root):
    """The README's contract can be published as it is."""
    result = check(root)

    assert ("", "1 entry, no problems. The site can be built.\n", 0) == (
        result.stdout,
        result.stderr,
        result.returncode,
    )


def test_the_breach_to_copy_has_no_problem(root):
    """The README's breach can be published as it is, with or without its update."""
    breach, update = blocks("markdown")[1:]
    for name in ("one.md", "two.md"):
        (root / "content/breaches" / name).write_text(breach)
    (root / "content/breaches/two").mkdir()
    (root / "content/breaches/two/update-2026-11-18.md").write_text(update)
    result = check(root)

    assert ("", "3 entries, no problems. The site can be built.\n") == (
        result.stdout,
        result.stderr,
    )


def test_the_files_of_the_guide_can_be_published(tmp_path):
    """Each file of docs/staff.md is right as it is, one for each choice at the desk."""
    shutil.copytree(SAMPLE / "content", tmp_path / "content")
    before = check(tmp_path).stdout
    page = (REPOSITORY / "docs/staff.md").read_text()
    files = re.findall(r"(?ms)^`(content/\S+)`:\n\n```markdown\n(.*?)```", page)
    for path, text in files:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    assert len(files) == 9
    assert check(tmp_path).stdout == before


def test_the_report_shown_is_the_report_printed(root):
    """The README's example of a report is what the program prints."""
    entry = root / "content/contracts/northstar-reader.md"
    entry.write_text(entry.read_text().replace("executed: 2025-08-18", "executed: 2025-02-30"))
    shown = next(text for text in blocks("") if "E104" in text)
    result = check(root)

    assert re.sub(r":\d+:", ":N:", shown.rsplit("1 error", 1)[0], count=1) == re.sub(
        r":\d+:", ":N:", result.stdout, count=1
    )


def test_each_make_command_shown_exists():
    """`make --dry-run` of each `make` command of the README succeeds."""
    for target in sorted(set(re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE))):
        result = subprocess.run(
            ["make", "--dry-run", target], cwd=REPOSITORY, capture_output=True, text=True
        )

        assert (target, 0) == (target, result.returncode), result.stderr


def test_generated_files_are_up_to_date(tmp_path, monkeypatch):
    """`make docs` rewrites pages and schemas, and copies the sample to `content/`."""
    monkeypatch.setattr(sys, "argv", ["renew.py", f"{tmp_path}"])
    runpy.run_path(f"{REPOSITORY}/docs/renew.py", run_name="__main__")
    written = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]

    assert len([path for path in written if path.parts[0] != "content"]) == 7
    assert [
        path
        for path in written
        if (tmp_path / path).read_bytes() != (REPOSITORY / path).read_bytes()
    ] == []


def test_every_link_of_the_documents_leads_somewhere():
    """A relative link in a document names a file of the repository; code is an example."""
    for document in (*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").glob("*.md"))):
        text = re.sub("`.*?`", "", BLOCK.sub("", document.read_text()))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_picture_is_shown():
    """Every picture in docs/pictures/ is shown on a page, and each shown picture is described."""
    texts = [page.read_text() for page in sorted((REPOSITORY / "docs").glob("*.md"))]
    shown = {
        name: words
        for text in texts
        for words, name in re.findall(r"!\[(.*?)\]\(pictures/(.*?)\)", text)
    }

    assert set(shown) == {path.name for path in (REPOSITORY / "docs/pictures").glob("*.*g")}
    assert all(shown.values())


def test_no_example_is_without_its_command_help():
    """The help that the README points to lists the options of `check`."""
    result = notices("check", "--help")

    assert all(option in result.stdout for option in ("--root", "--now", "--since"))


def test_the_commands_that_begin_an_entry_run(root):
    """As in the README, the command writes the entry."""
    typed = [line.partition(" #")[0] for line in "\n".join(blocks("sh")).splitlines()]
    shown = [line for line in typed if line.startswith(".venv/bin/notices new")]
    environment(root, "site")
    done = [
        subprocess.run(line, shell=True, cwd=root, capture_output=True, text=True) for line in shown
    ]

    assert [result.returncode for result in done] == [0]
    assert done[0].stdout == "content/contracts/word-garden.md\n"


def test_the_theme_shown_builds(root):
    """The theme of docs/theme.md, followed literally, changes the colors and one page."""
    text = (REPOSITORY / "docs/theme.md").read_text()
    blocks_by_language = dict(BLOCK.findall(text))
    tokens = (REPOSITORY / "themes/default/static/tokens.css").read_text()
    default = re.search(r"( {2}--brand.*?;.*\n(?: {2}--.*\n){4})", tokens)
    assert default and len(blocks_by_language["css"].splitlines()) == len(default[1].splitlines())
    for path, content in {
        "static/tokens.css": tokens.replace(default[1], blocks_by_language["css"]),
        "templates/404.html": blocks_by_language["html"],
    }.items():
        place = root / "themes/ours" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    settings = root / "content/site.yaml"
    settings.write_text(
        re.sub(r"(?m)^#? ?theme:.*$", "", settings.read_text()) + "\n" + blocks_by_language["yaml"]
    )
    result = notices("build", "--root", root, "--now", NOW)

    assert 0 == result.returncode, result.stdout
    assert "--brand: #7a1f2b" in (root / "build/static/tokens.css").read_text()
    assert "Call the school office" in (root / "build/404.html").read_text()


def test_each_template_that_is_named_is_there():
    """A district that copies one finds it by the name that docs/theme.md gives."""
    named = re.findall(r"`([a-z0-9-]+\.(?:html|css))`", (REPOSITORY / "docs/theme.md").read_text())
    theme = REPOSITORY / "themes/default"
    there = {path.name for folder in ("templates", "static") for path in (theme / folder).iterdir()}
    assert len(named) > 30
    assert {*named} <= there


def test_the_mistake_of_a_theme_is_reported_as_shown(root):
    """An unknown name in a template is reported at its file and line as docs/theme.md shows."""
    text = (REPOSITORY / "docs/theme.md").read_text()
    page = re.search(r"```html\n(.*?)```", text, re.DOTALL)[1].replace("<h1>", "<h1>{{ mayor }}")
    (root / "themes/ours/templates").mkdir(parents=True)
    (root / "themes/ours/templates/404.html").write_text(page)
    settings = root / "content/site.yaml"
    settings.write_text(re.sub(r"(?m)^#? ?theme:.*$", "", settings.read_text()) + "\ntheme: ours\n")

    assert check(root).stdout.splitlines()[0] in text


PAGES = ("staff.md",)
SPECIAL = re.compile(
    r"[|&;<>()$`*?\[{~\n]"
)  # what a shell does more with than to part words at spaces
COMMANDS = [block for page in PAGES for block in commands(page)]


@pytest.mark.parametrize("block", COMMANDS, ids=[block.splitlines()[0][:30] for block in COMMANDS])
def test_every_command_of_a_page_runs(block, tmp_path):
    """Each command on a page runs on the sample; `check` reports the entry that `new` began."""
    shutil.copytree(SAMPLE / "content", tmp_path / "content")
    environment(tmp_path, "site")
    variables = {"BROWSER": "true", "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    path = f"{tmp_path}/.venv/bin:{os.environ['PATH']}"
    for line in block.splitlines():
        if line.startswith("notices serve"):
            any_port = re.sub(
                r"--port \d+", "--port 0", line
            )  # the one of the page may be taken on this machine
            with running(*shlex.split(any_port)[1:], cwd=tmp_path, **variables) as preview:
                assert preview.stop() == (0, "Stopped.")
        else:
            if line.startswith("notices ") and not SPECIAL.search(line):
                done = notices(*shlex.split(line, comments=True)[1:], cwd=tmp_path, **variables)
            else:
                done = subprocess.run(
                    ["bash", "-c", line],
                    cwd=tmp_path,
                    env=os.environ | variables | {"PATH": path},
                    timeout=60,
                    **SPOKEN,
                )
            begun = line.startswith("notices check") and "notices new" in block

            assert (line, done.returncode) == (line, 1 if begun else 0), done
