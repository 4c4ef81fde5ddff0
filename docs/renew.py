"""Write what is made from the program, and copy the sample to `content/`: `make docs`.

`python docs/renew.py FOLDER` writes them into another folder instead, for a test to compare.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import json_schema

from generator.authoring.scaffold import FILE_NAMES, begin
from generator.content.field_groups import Group, Needed
from generator.content.fields import (
    BREACH,
    BREACH_WORDS,
    CONTRACT,
    CONTRACT_WORDS,
    LATER,
    MESSAGE,
    SETTINGS,
)
from generator.core.codes import CODES
from generator.reports.github_format import new_file
from generator.site.data_schema import PROPERTIES, schema

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "tests/sites/sample/content"
DISTRICT = re.compile(r"^district: .*", re.MULTILINE)

PROBLEMS_INTRODUCTION = """\
# Problems

`notices check` and `notices build` report every problem with a code.
A code never changes its meaning.
A code that begins with E is an error: nothing is published until it is fixed.
A code that begins with W is a warning: the notice is published, and someone should read it.
`notices explain E104` explains a code in full, with a wrong and a right example.
Where no example is right, because something must be done first, it says what to do.

`make docs` regenerates this page from the program.
"""
CODE_SECTIONS = {
    "E0": "The file and how it is written",
    "E1": "One value",
    "E2": "Several values together",
    "E3": "Changes to what was published",
    "E5": "The theme",
    "W1": "Warnings: one entry",
    "W3": "Warnings: changes to what was published",
    "W4": "Warnings: several entries, and an open breach",
    "W5": "Warnings: student data",
    "W6": "Warnings: the theme",
}

FIELDS_INTRODUCTION = """\
# Fields

These are the fields of an entry, of what came later, of a message, a translation and the settings.
The last tables are the columns of the [open data](data.md).
`notified.by` is the field `by` of `notified`.
A field without a word under *required* may be left out.

A *legacy* entry has `legacy: true`, because its notice was published before this site existed.
It may say `unknown` where a fact is no longer known, and give a month instead of a day.

`text` and `reason` of what came later are what is below the second `---`.
A file that held data about a student has only `taken-back` and the day.

`notices new contract "Word Garden"` creates a notice with the meaning above each field.
`make docs` regenerates this page from the program.
"""
HEADINGS_INTRODUCTION = """

## Headings that an import recognizes

| field | headings of a column in a list |
|---|---|
"""
REQUIRED = {
    Needed.NOWHERE: "",
    Needed.ALWAYS: "always",
    Needed.NEW: "new entry",
    Needed.OPERATOR: "new entry, operator",
    Needed.REPORTED: "new entry, of a contractor",
    Needed.EITHER: "or `contractor`",
    Needed.OTHERWISE: "or `contract`",
}
FIELD_SECTIONS = {
    "A contract: `content/contracts/<id>.md`": CONTRACT,
    "A breach: `content/breaches/<id>.md`": BREACH,
    "A message to families: `content/messages/<day>.md`": MESSAGE,
    **{
        f"What came later: `content/{'|'.join(kind.folders)}/<id>/{kind.name}-<day>.md`": kind.group
        for kind in LATER.values()
    },
    "The translation of a contract: `content/contracts/<id>.<language>.md`": CONTRACT_WORDS,
    "The translation of a breach: `content/breaches/<id>.<language>.md`": BREACH_WORDS,
    "The settings: `content/site.yaml`": SETTINGS,
}

# Pages that link to new files, and the path from where GitHub shows each to the repository.
LINKED_FROM = {"README.md": "../..", "docs/staff.md": "../../.."}
LINK = re.compile(r"^\[([\w-]+)\]: (.*)$", re.MULTILINE)


def main(root: Path) -> None:
    """Write every file below a folder."""
    for path, text in files():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    if is_sample():
        shutil.copytree(SAMPLE, root / "content", dirs_exist_ok=True)


def is_sample() -> bool:
    """Return whether `content/` is the sample's, which it is while it names the same district."""
    settings = [folder / "site.yaml" for folder in (REPOSITORY / "content", SAMPLE)]
    names = [DISTRICT.findall(file.read_text("utf-8")) for file in settings if file.is_file()]
    return len(names) == 2 and names[0] == names[1]


def files() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file."""
    yield "docs/problems.md", problems_page()
    yield "docs/fields.md", fields_page()
    for kind in ("contract", "breach", "site"):
        yield f"docs/schema/{kind}.json", f"{json_schema.printed(kind)}\n"
    for path, home in LINKED_FROM.items():
        yield path, with_links((REPOSITORY / path).read_text(encoding="utf-8"), home)


def problems_page() -> str:
    """Return the page of all codes, in Markdown: what each means, and what to do."""
    sections = groupby(sorted(CODES), lambda name: CODE_SECTIONS[name[:2]])
    return PROBLEMS_INTRODUCTION + "".join(
        f"\n\n## {title}\n\n| code | meaning | what to do |\n|---|---|---|\n"
        f"{''.join(map(_code, names))}"
        for title, names in sections
    )


def _code(name: str) -> str:
    """Return the row of a code."""
    code = CODES[name]
    advice = code.instead or code.advice.replace("{{", "{").replace("}}", "}")
    return f"| `{name}` | {_cell(code.title)} | {_cell(advice)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")


def fields_page() -> str:
    """Return the page of all fields, in Markdown."""
    groups = "".join(
        f"\n\n## {title}\n\n| field | required | meaning | example |\n|---|---|---|---|\n"
        f"{''.join(_fields(group, _known_before(group)))}"
        for title, group in FIELD_SECTIONS.items()
    )
    headings = {field.name: field.headings for field in CONTRACT.fields.values() if field.headings}
    rows = "".join(f"| `{name}` | {words} |\n" for name, words in headings.items())
    return f"{FIELDS_INTRODUCTION}{groups}{HEADINGS_INTRODUCTION}{rows}{''.join(_columns())}"


def _known_before(group: Group) -> set[str]:
    """Return the fields of entries that what came later may state again, each with its meaning."""
    if not any(group is kind.group for kind in LATER.values()):
        return set()
    own = () if group.restated else group.fields.values()
    known = {key for entry in (CONTRACT, BREACH) for key in _keys(entry)}
    return known - {f"{field.name} {field.description}" for field in own}


def _keys(group: Group) -> Iterator[str]:
    for field in group.fields.values():
        yield f"{field.name} {field.description}"
        yield from _keys(field.group) if field.group else ()


def _fields(group: Group, known: set[str], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the row of each field, followed by the fields of a group that is its value.

    Fields that mean the same as `known` ones share a row; below another, they have none if all do.
    """
    same = []
    for field in group.fields.values():
        meaning = f"{_cell(field.description)}{f' ({field.law})' if field.law else ''}"
        if f"{field.name} {field.description}" in known:
            same.append(f"`{field.name}`")
            continue
        known.add(f"{field.name} {field.description}")
        name = f"`{'.'.join((*above, field.name))}`"
        cells = (name, REQUIRED[field.needed], meaning, f"`{_cell(field.example)}`")
        yield f"| {' | '.join(cells)} |\n"
        if inner := field.group:
            yield from _fields(inner, known, (*above, field.name))
    if 0 < len(same) < len(group.fields):
        name = f"`{'.'.join((*above, '*'))}`"
        yield f"| {name} |  | As above: {', '.join(same)}. |  |\n"


def _columns() -> Iterator[str]:
    """Yield the section of each table of the open data, with a row for each column."""
    for table in PROPERTIES:
        yield f"\n\n## The columns of `{table}.csv`\n\n| column | meaning |\n|---|---|\n"
        for name, column in schema(table, "")["$defs"]["row"]["properties"].items():
            yield f"| `{name}` | {_cell(column['description'])} |\n"


def with_links(page: str, home: str) -> str:
    """Return a page with the addresses of new files in its link definitions."""
    addresses = {f"{kind}-file": new_file(f"{home}/new/main", *begin(kind)) for kind in FILE_NAMES}
    return LINK.sub(lambda match: f"[{match[1]}]: {addresses.get(match[1], match[2])}", page)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY)
