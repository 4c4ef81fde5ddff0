"""Every code is explained, its page comes from the table, and its examples match the program."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest

from generator.compiler import read_content
from generator.core.codes import CODES
from generator.core.site import Inputs, Past, Source
from generator.reports import explanations
from helpers import roots
from helpers.program import REPOSITORY, notices

THEMES = {"default": roots.theme()}

SITE = f"{roots.SITE}since: 2026-09-01\nschools: {{dodd: {{name: Dodd School}}}}\n"
CONTRACT = """\
product: Writer
contractor: Example Northstar Learning, Inc.
description: Passages.
purpose: Practice.
collects: nothing
executed: 2025-08-18
expires: 2027-06-30
agreement: https://northstar.example/a.pdf
notified: 2025-08-20
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
OF_A_BREACH = set(
    "E037 E106 E109 E116 E126 E135 E203 E214 E215 W102 W106 W123 W126 W130 W402 W403".split()
)
OF_THE_SETTINGS = {"E120", "E134", "E216", "E211", "E212", "E213", "W111", "W135", "E501"}
OF_THE_TEXT = {"E121", "E122", "E124", "E128", "W103", "W109", "W137", "W501"}
OF_A_FILE = {"E011", "E012", "E013", "E206", "E208", "W113"}
OF_NEW_ENTRIES = {"W118"}  # said of what was not published before
LACKING = {"E036": "purpose", "E102": "contractor", "W104": "agreement", "W125": "agreement"}
LACKING |= {"W105": "expires", "W120": "notified", "W121": "notified"}
LACKING |= {"E203": "contract", "W402": "contract"}
# Codes about more than the text of one entry: names of files, earlier versions, themes.
ELSEWHERE = {code for code in CODES if code[:2] in ("E3", "W3")} | set(
    "E001 E002 E003 E004 E005 E006 E007 E008 E009 E010 E014 E015 E016 E017 E018 E019 E031 E123 "
    "E125 E127 E129 E130 E207 E502 E503 E504 W110 W112 W401 W601".split()
)
SHOWN = sorted(set(CODES) - ELSEWHERE)


def with_fields(base, example, without=""):
    """Return the fields of an entry with those of an example in their place, and one left out."""
    named = {*re.findall(r"(?m)^\[?([\w-]+)\]?:", example), without}
    kept = [line for line in base.splitlines() if line.partition(":")[0] not in named]
    return "".join(f"{line}\n" for line in [*kept, *example.splitlines()])


def codes_of(code, example):
    """Return the codes of the problems of a site that contains the example of a code."""
    entry = BREACH if code in OF_A_BREACH else CONTRACT
    fields = with_fields(entry, example, LACKING.get(code, ""))
    texts = {
        "content/site.yaml": with_fields(SITE, example) if code in OF_THE_SETTINGS else SITE,
        "content/contracts/northstar-reader.md": f"---\n{READER}---\n",
    }
    if code in OF_A_FILE:
        texts["content/contracts/example.md"] = f"{example}\n"
    elif code in OF_THE_TEXT:
        texts["content/contracts/example.md"] = f"---\n{CONTRACT}---\n{example}\n"
    elif code not in OF_THE_SETTINGS:
        folder = "breaches" if code in OF_A_BREACH else "contracts"
        texts[f"content/{folder}/example.md"] = f"---\n{fields}---\n"
    sources = tuple(Source(path, text.encode()) for path, text in texts.items())
    files = {"content/files/how-data-moves.png": 1}
    inputs = Inputs(sources, files, THEMES, datetime(2026, 11, 25))
    if code in OF_NEW_ENTRIES:
        inputs = replace(inputs, published=Past(sources[:2], frozenset()))
    return {problem.code for problem in read_content(inputs).problems}


@pytest.mark.parametrize("code", SHOWN)
def test_a_wrong_example_is_wrong(code):
    """The wrong example of a code is reported with it."""
    assert code in codes_of(code, CODES[code].wrong)


@pytest.mark.parametrize("code", SHOWN)
def test_a_right_example_is_right(code):
    """The right example does not get the code, nor any error unless it is part of a file."""
    codes = codes_of(code, CODES[code].right)

    assert code not in codes
    assert code in OF_A_FILE or not [other for other in codes if other.startswith("E")]


def test_every_code_is_explained():
    """What it means and why it matters are whole sentences; wrong and right differ."""
    for code, kind in CODES.items():
        assert re.fullmatch(r"[A-Z`].{60,}[.]", kind.why), (code, kind.why)
        assert kind.wrong.strip(), code
        assert kind.right.strip(), code
        assert kind.wrong != kind.right, code


def explain(*arguments):
    return notices("explain", *arguments)


def test_a_code_is_explained_on_a_terminal():
    """`notices explain E104` prints title, effect, reason, message, and examples; `e104` works."""
    expected = """\
E104: The date is not real

An error: nothing is published until it is fixed.

There is no such day in the calendar, so nobody can know which day was meant. The legal
deadlines are counted from these dates.

It says:
    `…` is not a real date: …

Wrong:
    executed: 2025-02-30

Right:
    executed: 2025-02-28
"""

    assert [explain(name).stdout for name in ("E104", "e104")] == [expected, expected]


def test_a_warning_says_that_it_stops_nothing():
    """What a code does is said before why."""
    effect = "A warning: the notice is published, and a person should read it."

    assert effect in explanations.explanation("W105")


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


def test_the_page_has_every_code():
    """`docs/problems.md` explains each code once, and closes every block."""
    page = (REPOSITORY / "docs/problems.md").read_text()

    assert re.findall(r"(?m)^### ([EW]\d{3}): ", page) == sorted(CODES)
    assert page.count("```") % 2 == 0
