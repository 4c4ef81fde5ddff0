"""Reports for a terminal, GitHub and programs, where anything in an entry stays text."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.codes import CODES
from generator.core.problems import Problem, Span, printable, printable_lines, problem
from generator.reports import github_format, problem_report
from helpers.fences import unfenced
from helpers.program import REPOSITORY, notices
from helpers.runner import runner_command
from helpers.world import ENVIRONMENT, set_environment

HOSTILE = [
    "100 %",
    "%0A::error::x",
    "a\r\n::error::b",
    "::stop-commands::x",
    "##[add-mask]the",
    "file=/etc/passwd,line=1::x",
    "a,b:c;d]e",
    "`code` ``` ```` ~~~",
    "```\n# heading\n```",
    "```",
    "`````  ",
    "| a | b |\n|---|---|",
    "<img src=x onerror=alert(1)><!-- <script>",
    "@octocat and octo/repo#1 and #1",
    "[a](https://evil.example) ![b](https://evil.example/x.png) https://evil.example",
    "$$x$$ :smile: &lt;b&gt;",
    "\x1b[31mred\x1b[0m \u202eevil \u2028 \x00 \udc80",
    "",
]


def at(path="content/contracts/x.md", *place):
    return Span(path, *(place or (1, 1, 1, 1)))


def date(value, *place):
    values = {"field": "executed", "value": value, "advice": "Write it."}
    return problem("E104", at("content/contracts/x.md", *place), **values)


def test_an_annotation_has_all_its_parts():
    """It has the file, lines, columns, title, message, and what to write instead."""
    assert list(github_format.commands([date("2025-02-30", 6, 13, 6, 23)])) == [
        "::error file=content/contracts/x.md,line=6,endLine=6,col=13,endColumn=22,title=E104%3A "
        "The date or the time does not exist::`executed` is not a real date: 2025-02-30%0AWrite it."
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((6, 13, 6, 23), "line=6,endLine=6,col=13,endColumn=22"),
        ((6, 13, 6, 13), "line=6,endLine=6,col=13,endColumn=13"),
        ((1, 1, 1, 1), "line=1,endLine=1,col=1,endColumn=1"),
        ((6, 13, 8, 2), "line=6,endLine=8"),
        ((6, 13, 5, 2), "line=6,endLine=6,col=13,endColumn=13"),
    ],
)
def test_columns_are_given_within_one_line(span, expected):
    """GitHub refuses columns for several lines, and an end before the beginning."""
    (line,) = github_format.commands([date("x", *span)])

    assert f",{expected},title=" in line


def test_the_worst_come_first():
    """GitHub shows ten: errors first, then possible student data, then the rest, each in order."""
    problems = [
        problem("W105", at("content/contracts/a.md")),
        problem("W501", at("content/contracts/b.md"), what="a password"),
        problem("E013", at("content/contracts/c.md")),
        problem("W105", at("content/contracts/d.md")),
        problem("E011", at("content/contracts/e.md"), delete=""),
    ]
    ordered = [
        re.search(r"contracts/(\w)\.md", line)[1] for line in github_format.commands(problems)
    ]

    assert ordered == list("cebad")


ANYTHING = st.sampled_from(HOSTILE) | st.text(
    st.sampled_from("%0ADd:,;]#[`~|<>@\\\r\n\t \x1b\u202e\ud800é ax") | st.characters(), max_size=40
)


@given(ANYTHING)
def test_an_annotation_is_one_command_whatever_it_holds(text):
    """The runner reads one annotation per line, with the original path, title, and message."""
    hostile = Problem("E104", Span(f"content/contracts/{text}.md", 2, 3, 2, 5), text, text)
    (line,) = github_format.commands([hostile])
    name, properties, message = runner_command(line)

    assert "\n" not in line
    assert "\r" not in line
    assert (name, message) == ("error", "\n".join([printable(text), *printable_lines(text)]))
    assert properties == {
        "file": f"content/contracts/{printable(text)}.md",
        "title": "E104: The date or the time does not exist",
    } | {"line": "2", "endLine": "2", "col": "3", "endColumn": "4"}


def summed(text, room=github_format.MAX_SUMMARY_BYTES):
    """Return the summary of one problem whose path, message, line and advice are a text."""
    return github_format.summary(
        [Problem("E104", Span(text, 1, 1, 1, 5), text, text)], lambda _: [text], "1 error.", room
    )


@given(ANYTHING)
def test_no_text_leaves_its_code_block(text):
    """Where GitHub reads Markdown, the summary is the same whatever the entry says."""
    assert "\n".join(unfenced(summed(text))) == (
        "\n## 1 error.\n\n### Errors: to be fixed first\n\n**E104: The date or the time does not exist**\n\n"
    )


def test_a_summary_is_the_whole_report():
    """All problems with their lines, errors first, under the sentence that ends the run."""
    problems = [
        problem("W105", at("content/contracts/a.md", 1, 1, 1, 4)),
        date("2025-02-30", 2, 11, 2, 21),
    ]
    lines = {"content/contracts/x.md": ["---", "executed: 2025-02-30", "---"]}
    lines["content/contracts/a.md"] = ["---"]

    assert github_format.summary(problems, lines.__getitem__, "1 error and 1 warning. No.") == (
        "\n## 1 error and 1 warning. No.\n"
        "\n### Errors: to be fixed first\n"
        "\n**E104: The date or the time does not exist**\n\n"
        "```text\n"
        "content/contracts/x.md:2:11\n"
        "`executed` is not a real date: 2025-02-30\n"
        "    executed: 2025-02-30\n"
        "              ^^^^^^^^^^\n"
        "Write it.\n"
        "```\n"
        "\n### Warnings: for a person to read\n"
        "\n**W105: The end date is missing**\n\n"
        "```text\n"
        "content/contracts/a.md:1:1\n"
        "`expires` is missing.\n"
        f"{CODES['W105'].advice}\n"
        "```\n"
    )


def test_a_summary_does_not_repeat_student_data():
    """What looks like a student's number is shown by its place: a summary cannot be taken back."""
    place = at("content/contracts/x.md", 1, 6, 1, 18)
    phone_number = problem("W501", place, what="a person's phone number")
    text = github_format.summary([phone_number], lambda _: ["Call 203-432-4771."], "1 warning.")

    assert "x.md:1:6" in text
    assert "203" not in text


@pytest.mark.parametrize("room", [0, 300, 1_000, 20_000, 40_000])
def test_a_summary_fits_into_its_room(room):
    """GitHub drops a summary that is too large, so problems that do not fit are counted."""
    problems = [date(f"no. {i} é", i, 1, i, 2) for i in range(1, 201)]
    text = github_format.summary(problems, lambda _: [], "200 errors.", room)
    count = text.count("**E104")

    assert len(text.encode()) <= max(room, 200)
    assert unfenced(text)[-2:] == (
        [f"{200 - count} more are in the log of this step.", ""] if count < 200 else ["", ""]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_json_has_every_part_of_a_problem(text):
    """A program reads back each part, and GitHub's log finds no command in it."""
    hostile = Problem("W105", Span(text, 2, 3, 4, 5), text, text)
    printed = problem_report.as_json([hostile, date("x")], 7)

    assert not any(runner_command(line) for line in printed.split("\n"))
    fields = "code kind title path line column end_line end_column message advice".split()
    place, message = ("content/contracts/x.md", 1, 1, 1, 1), "`executed` is not a real date: x"
    rows = [
        ("W105", "warning", "The end date is missing", text, 2, 3, 4, 5, text, text),
        ("E104", "error", "The date or the time does not exist", *place, message, "Write it."),
    ]
    problems = [dict(zip(fields, row, strict=True)) for row in rows]
    counts = {"errors": 1, "warnings": 1, "entries": 7}
    assert json.loads(printed) == {"problems": problems, **counts}


EVIL = """\
---
product: "::add-mask::the %0A `` | <b> @octocat ##[add-mask]district"
contractor: X, Inc.
description: a
purpose: b
collects: nothing
executed: 2025-02-30 , ```` ::error::no
  ::stop-commands::foo
expires: none
agreement: https://x.example/a.pdf
---
"""


@pytest.fixture
def root(tmp_path):
    """A root below a checked-out repository, with an entry that tries everything."""
    root = tmp_path / "repository" / "district"
    shutil.copytree(REPOSITORY / "tests/sites/small/content", root / "content")
    (root / "content/contracts/evil.md").write_text(EVIL)
    return root


def run(root, command, *options, **environment):
    arguments = (command, "--root", root, "--now", "2026-11-25", *options)
    return notices(*arguments, cwd=root.parent, **environment)


def test_the_variables_of_github_reach_no_test(monkeypatch):
    """Tests expect the same output in a workflow as anywhere, such as a terminal report."""
    assert ENVIRONMENT.items() <= os.environ.items()  # conftest.py has set it

    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "LC_TIME"):
        monkeypatch.setenv(name, "x")
    set_environment()

    assert {name for name in os.environ if name.startswith(("GITHUB_", "LC_"))} == set()


CLOSING = "1 error and 1 warning in 2 of 6 entries. The site cannot be built.\n"


def test_a_workflow_gets_githubs_format_by_itself(root, tmp_path):
    """A GitHub workflow gets annotations, a report added to the step summary, and the same exit."""
    summary = tmp_path / "summary.md"
    summary.write_text("before")
    variables = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(root.parent)}
    result = run(root, "check", GITHUB_ACTIONS="true", **variables)
    line, _ = result.stdout.splitlines()

    assert (result.returncode, result.stderr) == (1, CLOSING)
    assert line.startswith(
        "::error file=district/content/contracts/evil.md,line=7,endLine=8,title=E104%3A "
    )
    assert summary.read_text().startswith(f"before\n## {CLOSING}\n### Errors: to be fixed first\n")


def test_a_summary_leaves_room_for_what_is_there(root, tmp_path):
    """Output of earlier commands in the step counts toward GitHub's limit for the summary."""
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * (github_format.MAX_SUMMARY_BYTES - 400))
    run(root, "check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    room = github_format.MAX_SUMMARY_BYTES - summary.stat().st_size

    assert 0 <= room < 400
    assert summary.read_text().endswith("\n2 more are in the log of this step.\n")


def test_an_option_names_the_format(root, tmp_path):
    """`--format` overrides the environment; outside of GitHub, no summary is written."""
    summary = tmp_path / "summary.md"
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    as_json = run(root, "check", "--format", "json", **variables)
    outside = run(root, "check", "--format", "github")

    assert json.loads(as_json.stdout)["errors"] == 1
    assert not summary.exists()
    assert outside.stdout.startswith("::error file=district/content/contracts/evil.md,")


@pytest.mark.parametrize("value", ["false", "", "True", "1"])
def test_only_true_is_github(root, value):
    """With any other value the format is the terminal's."""
    assert run(root, "check", GITHUB_ACTIONS=value).stdout.startswith(
        "content/contracts/evil.md:7:11: E104 "
    )


@pytest.mark.parametrize(
    ("command", "options"), [("check", ["--format", "terminal"]), ("build", [])]
)
def test_lines_of_an_entry_are_no_commands_in_a_log(root, command, options):
    """In a workflow, a report is text that GitHub does not obey, ended by an unguessable word."""
    result = run(root, command, *options, GITHUB_ACTIONS="true")
    first, *between, last = result.stdout.splitlines()
    _, _, stop = runner_command(first)

    assert re.fullmatch(r"stop-[0-9a-f]{32}", stop)
    assert last == f"::{stop}::"
    assert not any(stop in line for line in between)
    assert any("E104" in line for line in between)
    assert stop not in run(root, command, *options, GITHUB_ACTIONS="true").stdout


def test_a_root_outside_of_the_repository_has_no_prefix(root, tmp_path):
    """GitHub cannot show files it did not check out, so the path is the usual one."""
    (tmp_path / "other").mkdir()
    result = run(root, "check", "--format", "github", GITHUB_WORKSPACE=str(tmp_path / "other"))

    assert result.stdout.startswith("::error file=content/contracts/evil.md,")
