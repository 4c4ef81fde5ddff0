"""Each rule between values of one entry: right, wrong, off by one minute or day, and legacy.

A line of `tests/rules.txt` has parts before `=>`: the time of reading, the day of the setting
`since`, the law and a limit of the district's own (if they are other than none), and the
entry, by the fields that differ from the good one (`-`: left out). After `=>` are the problems, by
field and code; if the title has codes in brackets, only those. `--renew-cases` rewrites them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.content.entry_dates import when
from generator.content.source_reading import Known
from generator.core.duties import Clock, OwnLimit, duties
from generator.core.problems import Span
from generator.rules.reading import Reader
from generator.rules.single_entry import Standards
from helpers.cases import changed_fields, renew_lines, sections
from helpers.roots import FILES, entry_source

EASTERN = ZoneInfo("America/New_York")
NOW = "2026-11-25T12:00"
KNOWN = Known(
    zone=EASTERN,
    schools=frozenset({"dodd"}),
    contracts=frozenset({"northstar-reader"}),
    files=frozenset(path.removeprefix("content/") for path in FILES),
)
GOOD = {
    "contract": {
        "product": "Word Garden",
        "contractor": "Example Garden Learning, Inc.",
        "description": "Short reading passages.",
        "purpose": "Reading practice.",
        "collects": "nothing",
        "executed": "2025-08-18",
        "expires": "2026-06-30",
        "agreement": "files/northstar.pdf",
    },
    "breach": {
        "contract": "northstar-reader",
        "discovered": "2025-01-04",
        "received": "2025-01-07 15:40",
        "involves": "unknown",
        "students": "unknown",
        "summary": "A list was copied.",
    },
}
FILE = Path(__file__).with_name("rules.txt")
SECTIONS = sections(FILE)


def line_of(line: str, codes: str) -> str:
    """Return a line with the problems of its entry, except what an old entry lacks (W101)."""
    written = line.partition(" => ")[0]
    now, before, law, deadlines = NOW, None, "", {}
    for part in written.split(" | "):
        word, _, rest = part.partition(" ")
        if word in GOOD:
            kind, fields = word, GOOD[word] | changed_fields(rest)
        elif word == "at":
            now = rest
        elif word == "since:":
            before = when(rest, EASTERN)
        elif word == "law:":
            law = rest
        else:
            limit, _, unit = rest.partition(" ")
            deadlines[word.removesuffix(":")] = OwnLimit(Clock(int(limit), unit))
    owed = duties(law, deadlines) if law else ()
    names = [name for name, value in fields.items() if value is not None]
    text = "".join(f"{name}: {fields[name]}\n" for name in names)
    section = "contracts" if kind == "contract" else "breaches"
    source = entry_source(section, "x", text)
    moment = datetime.fromisoformat(now).replace(tzinfo=EASTERN)
    known = replace(KNOWN, since=before)
    read = Reader(Standards(known, owed, moment, law=law or "district-page")).entry(source)
    lines = [name for name in names if not name.endswith(".md")]
    shown = sorted(
        f"{place(problem.span, lines)} {problem.code}"
        for problem in read.problems
        if problem.code in (codes or problem.code).split() and problem.code != "W101"
    )
    return f"{written} => {', '.join(shown) or 'nothing'}"


def place(span: Span, fields: list[str]) -> str:
    """Return the field of an entry at a span, each in a line of its own, or the later file."""
    file = span.path.rpartition("/")[2]
    return fields[span.line - 1] if file == "x.yaml" else file.removesuffix(".md")


@pytest.mark.parametrize("title", SECTIONS)
def test_an_entry_has_the_problems_that_the_file_says(title: str, renew_cases: bool) -> None:
    """Each line has every problem of its entry, or those with the codes of its title."""
    codes, lines = SECTIONS[title]
    actual = [line_of(line, codes) for line in lines]
    if renew_cases:
        renew_lines(FILE, lines, actual)

    assert actual == lines or renew_cases
