"""Every code is explained, its page comes from the table, and its examples match the program."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

import pytest

from generator import FORMAT
from generator.compiler import read_content
from generator.core.codes import CODES
from generator.core.site import Inputs, Past, Source
from generator.reports import problem_report
from generator.site.common_check import check_file
from generator.system.disk import format_schema
from helpers import roots
from helpers.program import notices

THEMES = {"default": roots.theme()}

SITE = f"{roots.SITE}since: 2026-09-01\nschools: {{dodd: {{name: Dodd School}}}}\n"
CONTRACT = """\
product: Writer
contractor: Example Northstar Learning, Inc.
description: Passages.
purpose: Practice.
collects: {student-information: [name]}
executed: 2025-08-18
expires: 2027-06-30
agreement: https://northstar.example/a.pdf
notified: {at: 2025-08-20, by: email}
"""
READER = CONTRACT.replace("Writer", "Reader")
BREACH = """\
contract: northstar-reader
discovered: 2025-08-02
received: 2026-11-09 15:40
involves: unknown
students: unknown
summary: A list was copied.
"""
NAME = re.compile(r"(?m)^\[?([\w-]+)\]?:")  # of a field
# What an example tells instead of showing it, such as “(deleted)”; paths; and what was published.
TOLD = re.compile(
    r"  \(|…|^content/|^notices |^saved|^resolved-|^northstar|^\{%|^msgid|^--\w|^#|\\[ux]"
)
ABOUT_THE_PAST = ("E3", "W3")


def sites(example, counterpart):
    """Yield the texts of each site that an example may be a part of, with their paths.

    It may be fields of a contract, of a breach or of the settings, the text of an entry, or all of
    it. Fields of its counterpart are left out.
    """
    names = {*NAME.findall(example), *NAME.findall(counterpart)}

    def completed(fields):
        kept = [line for line in fields.splitlines() if line.partition(":")[0] not in names]
        return "".join(f"{line}\n" for line in [*kept, *example.splitlines()])

    for path, text in (
        ("contracts/example.md", f"---\n{completed(CONTRACT)}---\n"),
        ("breaches/example.md", f"---\n{completed(BREACH)}---\n"),
        ("site.yaml", completed(SITE)),
        ("contracts/example.md", f"---\n{CONTRACT}---\n{example}\n"),
        ("contracts/example.md", f"{example}\n"),
        *later(example, names),
    ):
        reader = {"site.yaml": SITE, "contracts/northstar-reader.md": f"---\n{READER}---\n"}
        if path.count("/") == 2:  # what the later file is about is there, too
            ends = CONTRACT.replace("expires: 2027", "expires: 2026")
            reader |= {
                "contracts/example.md": f"---\n{ends}---\n",
                "breaches/example.md": f"---\n{BREACH}---\n",
            }
            if path.startswith("breaches/"):
                about = [*LATER][1:3]
                reader |= {each: f"---\n{LATER[each]}---\nA text.\n" for each in about}
        yield {**reader, path: text}


# The fields of later files, by their paths; each has a text, and a contract that ends.
LATER = {
    "contracts/example/change-2026-07-01.md": "kind: amendment\nexecuted: 2026-07-01\n",
    "breaches/example/update-2026-11-17.md": "on: 2026-11-17\n",
    "breaches/example/correction-2026-11-20.md": "on: 2026-11-20\nright: {students: 412}\n",
    "contracts/example/correction-2026-11-21.md": "on: 2026-11-21\n",
    "contracts/example/withdrawal.md": "on: 2026-11-21\n",
    "breaches/example/correction-2026-11-21.md": "on: 2026-11-21\nright: {students: 413}\n",
}


def later(example, names):
    """Yield the path and the text of each later file that an example may be fields of, or all."""
    for path, fields in LATER.items():
        kept = [line for line in fields.splitlines() if line.partition(":")[0] not in names]
        yield path, "\n".join(["---", *kept, example, "---", "A text.", ""])
    yield "breaches/example/update-2026-11-17.md", f"{example}\n"


def codes_of(texts, code):
    """Return the codes of the problems of a site; nothing but the entry of each is new."""
    sources = tuple(Source(f"content/{path}", text.encode()) for path, text in texts.items())
    files = {"content/files/how-data-moves.png": 1}
    inputs = Inputs(sources, files, THEMES, datetime(2026, 11, 25))
    if code == "W118":  # said of what was not published before
        inputs = replace(inputs, published=Past(sources[:2], frozenset()))
    return {problem.code for problem in read_content(inputs).problems}


def files(example):
    """Yield the text of each file in the common format that an example may be a part of."""
    notices = [
        {"id": f"tag:southfield.example,2026:{name}", "url": "https://southfield.example/"}
        for name in ("reader", "tutor", "breach")
    ]
    for i, notice in enumerate(notices):
        texts = [json.dumps(notice) for notice in notices]
        rest = {name: value for name, value in notice.items() if f'"{name}"' not in example}
        texts[i] = f"{example[:-1]}, {json.dumps(rest)[1:]}"
        yield (
            f'{{"format": "{FORMAT}", "publisher": {{"name": "Southfield", "url": '
            f'"https://southfield.example/"}}, "contracts": [{texts[0]}, {texts[1]}], '
            f'"breaches": [{texts[2]}]}}'
        )


def codes_of_file(text):
    return {found.code for found in check_file("x.json", text.encode(), format_schema()).problems}


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_examples_of_a_code_are_true(code):
    """Somewhere on a site, the wrong example gets the code and the right one, if any, does not."""
    wrong, right = CODES[code].wrong, CODES[code].right
    if code.startswith(ABOUT_THE_PAST) or TOLD.search(wrong):
        return
    if wrong.startswith("{"):  # of a file in the common format
        assert any(code in codes_of_file(text) for text in files(wrong))
        assert not any(code in codes_of_file(text) for text in files(right))
        return
    # Without a right example, the mistake is that families have not been notified, or in `wrong`.
    pairs = zip(sites(wrong, right or "notified: unknown"), sites(right, wrong), strict=True)

    assert any(
        code in codes_of(before, code) and not (right and code in codes_of(after, code))
        for before, after in pairs
    )


def explain(*arguments):
    return notices("explain", *arguments)


def test_a_code_is_explained_on_a_terminal():
    """`notices explain E104` prints title, effect, reason, message, and examples; `e104` works."""
    expected = """\
E104: The date or the time does not exist

An error: nothing is published until it is fixed.

Legal deadlines are counted from these dates. In spring, the clocks skip an hour.

It says:
    `…` is not a real date: …

Or:
    `…` does not exist: on that day, the clocks skip over …
    Write the time that the clock showed, for example an hour later.

Or:
    `…` has a time that cannot be read: …
    Write the date, a space, and the hours and minutes from 00:00 to 23:59, for example
    2025-08-20 15:10.

Wrong:
    executed: 2025-02-30

Instead:
    Copy the date from the document. Nobody can tell which day was meant.
"""

    assert [explain(name).stdout for name in ("E104", "e104")] == [expected, expected]


@pytest.mark.parametrize(
    ("code", "title", "text"),
    [
        ("W120", "Instead", "Notify families today; record today's date and time."),
        ("W122", "Instead", "If the dates are right, leave them: it was late, and the record"),
        ("W130", "Instead", "Call the lawyer, and enter the protection that is offered, if any."),
        ("W140", "Instead", "If the dates are right, leave them."),
        ("W104", "Right", "collects: {student-information: [name]}\n    agreement: https://"),
    ],
)
def test_where_no_text_is_right_the_explanation_says_what_to_do(code, title, text):
    """A date that is copied from there would be a false record."""
    shown = problem_report.explanation(code)

    assert f"\n\n{title}:\n    {text}" in shown
    assert ("Right:" in shown) == (title == "Right")


def test_a_warning_says_that_it_stops_nothing():
    """What a code does is said before why."""
    effect = "A warning: the notice is published, and a person should read it."

    assert effect in problem_report.explanation("W105")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("E1O4", " Did you mean `E104`?"),
        ("E 104", " Did you mean `E104`?"),
        ("w-104", " Did you mean `W104`?"),
        ("104", " Did you mean `E104` or `W104`?"),
        ("E110b", " Did you mean `E110`?"),
        ("W001", " Did you mean `E001`?"),
        ("W999", ""),
        ("nothing", ""),
    ],
)
def test_an_unknown_code_is_a_wrong_command(name, meant):
    """What was meant is offered, and where all codes are listed is said."""
    result = explain(name)

    assert (result.returncode, result.stdout) == (2, "")
    message = f"There is no code {name.upper()}.{meant} `notices explain` lists all codes."
    assert f"Error: {message}\n" in result.stderr


def test_an_unknown_code_is_shown_harmless():
    """What a terminal would obey is not printed."""
    assert "There is no code \\x1b]0;X." in explain("\x1b]0;x").stderr


def test_all_codes_are_listed():
    """`notices explain` lists each code with its title."""
    lines = explain().stdout.splitlines()

    assert [line.split("  ", 1) for line in lines] == [
        [code, CODES[code].title] for code in sorted(CODES)
    ]


def test_a_code_that_was_joined_says_with_which():
    """What an old message or note says can still be looked up."""
    assert explain("E024").stdout.startswith("E024 is now E023.\n\nE023: The text needs quotes\n")
