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

from generator.authoring.issue_forms import (
    fields_to_correct,
    links,
)
from generator.authoring.questions import (
    FORMS,
    SECTIONS,
    FormKind,
    Question,
    interpretations,
    of_form,
    questions,
)
from generator.authoring.repository import forms
from generator.authoring.writing import in_brackets
from generator.content.field_groups import Group, Needed
from generator.content.fields import BREACH, BREACH_WORDS, CONTRACT, CONTRACT_WORDS, SETTINGS
from generator.core.codes import CODES
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

These are the fields of an entry, of its translation and of the settings.
The last tables are the columns of the [open data](data.md).
`changes.kind` is the field `kind` of an item of `changes`.
A field without a word under *required* may be left out.

A *legacy* entry has `legacy: true`, because its notice was published before this site existed.
It may say `unknown` where a fact is no longer known, and give a month instead of a day.

`notices new contract "Word Garden"` creates an entry with the meaning above each field.
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
    "The translation of a contract: `content/contracts/<id>.<language>.md`": CONTRACT_WORDS,
    "The translation of a breach: `content/breaches/<id>.<language>.md`": BREACH_WORDS,
    "The settings: `content/site.yaml`": SETTINGS,
}

# Pages that link to the forms, and the path from where GitHub shows each to the repository.
LINKED_FROM = {"README.md": "../..", "docs/staff.md": "../../.."}
LINK = re.compile(r"^\[([\w-]+)\]: .*$", re.MULTILINE)

FORMS_INTRODUCTION = """\
# Forms

This page lists the forms under *Issues*, *New issue* on GitHub, and their questions.
[`docs/staff.md`](staff.md) says which form to use when.
The form *From the desk* has no questions of its own: [the desk](staff.md#the-desk) fills it in.

You can write an answer as you usually would, as long as it has only one meaning.
The comment below the form says how the program understood it:

| you write | the program understands |
|---|---|
{rows}

A date such as 3/2/2026 is March 2, and the comment says so.
If it may be February 3, and something would then be late, or no longer, the comment asks.
[Fields](fields.md) explains what to write; this page adds only what a form asks differently.
For a school, you can write its name or one of its `aliases` from the settings instead of its id.

The pull request, or the comment, shows the text of the page before and after.
Once someone has edited the entry on the branch of its pull request, the form no longer changes it.

`make docs` regenerates this page from the program.
"""
# Answers as people write them, each to a question of a form.
WRITTEN: tuple[tuple[FormKind, str, str], ...] = (
    ("notified", "notified.at", "11/20/2026 3:00 PM"),
    ("notified", "notified.at", "Nov. 20, 2026 at 3pm"),
    ("breach", "occurred", "September 2026 through 10/13/2026"),
    ("breach", "discovered", "Unknown at this time"),
    ("contract", "expires", "None"),
    ("breach", "students", "approximately 400 students"),
    ("breach", "students", "400+"),
    ("contract", "website", "www.northstar.example"),
    ("contract", "grades", "Pre-K, 9th-12th"),
)


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
    yield "docs/forms.md", forms_page()
    for kind in ("contract", "breach", "site"):
        yield f"docs/schema/{kind}.json", f"{json_schema.printed(kind)}\n"
    yield from forms().items()
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
        f"{''.join(_fields(group, set()))}"
        for title, group in FIELD_SECTIONS.items()
    )
    headings = {field.name: field.headings for field in CONTRACT.fields.values() if field.headings}
    rows = "".join(f"| `{name}` | {words} |\n" for name, words in headings.items())
    return f"{FIELDS_INTRODUCTION}{groups}{HEADINGS_INTRODUCTION}{rows}{''.join(_columns())}"


def _fields(group: Group, known: set[str], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the row of each field, followed by the fields of a group that is its value.

    Fields below another that mean the same as `known` ones share a row, or have none if all do.
    """
    same = []
    for field in group.fields.values():
        meaning = f"{_cell(field.description)}{f' ({field.law})' if field.law else ''}"
        if above and f"{field.name} {field.description}" in known:
            same.append(f"`{field.name}`")
            continue
        known.add(f"{field.name} {field.description}")
        name = f"`{'.'.join((*above, field.name))}`"
        cells = (name, REQUIRED[field.needed], meaning, f"`{_cell(field.example)}`")
        yield f"| {' | '.join(cells)} |\n"
        if inner := field.group:
            yield from _fields(inner, known, (*above, field.name))
    if 0 < len(same) < len(group.fields):
        yield f"| `{'.'.join(above)}.*` |  | As above: {', '.join(same)}. |  |\n"


def _columns() -> Iterator[str]:
    """Yield the section of each table of the open data, with a row for each column."""
    for table in PROPERTIES:
        yield f"\n\n## The columns of `{table}.csv`\n\n| column | meaning |\n|---|---|\n"
        for name, column in schema(table, "")["$defs"]["row"]["properties"].items():
            yield f"| `{name}` | {_cell(column['description'])} |\n"


def forms_page() -> str:
    """Return the page of all issue forms, in Markdown."""
    rows = "\n".join(
        f"| {answer} | `{_understood_as(kind, name, answer)}` |" for kind, name, answer in WRITTEN
    )
    known: set[str] = set()
    return FORMS_INTRODUCTION.format(rows=rows) + "".join(_form(kind, known) for kind in FORMS)


def _meanings(group: Group) -> Iterator[str]:
    """Yield what each field of a group means, and each field below it."""
    for field in group.fields.values():
        yield field.meaning
        if inner := field.group:
            yield from _meanings(inner)


# The longest first, since one may be the start of another.
MEANINGS = re.compile(
    "|".join(
        sorted(
            {re.escape(text) for group in (CONTRACT, BREACH) for text in _meanings(group)},
            key=len,
            reverse=True,
        )
    )
)


def _understood_as(kind: FormKind, name: str, answer: str) -> str:
    """Return what an answer to a question becomes in an entry."""
    ((_, _, value),) = interpretations(questions(kind), {name: answer})
    return in_brackets(value or "")


def _form(kind: FormKind, known: set[str]) -> str:
    """Return the section about a form, with a row for each question.

    What a field means is on the page of fields, and what a form above has explained is `known`.
    """
    rows = "\n".join(_question_row(question, known) for question in of_form(kind))
    return (
        f"\n\n## {FORMS[kind].name}\n\n{FORMS[kind].description}\n\n"
        f"| question | what to write | for example |\n|---|---|---|\n{rows}\n"
        f"{fields_to_correct(kind)}"
    )


def _question_row(question: Question, known: set[str]) -> str:
    asked = MEANINGS.sub("", question.says).strip()
    explained = f"{question.label}: {asked}"
    says = "" if explained in known else asked
    known.add(explained)
    required = "**Required.** " if question.is_needed else ""
    cells = (question.label, f"{required}{says}".rstrip(), f"`{question.example}`")
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def with_links(page: str, home: str) -> str:
    """Return a page with the addresses of the forms and of new files in its link definitions."""
    forms = (f"{name}-form" for name in (*FORMS, "list"))
    names = [*forms, *(f"{kind}-file" for kind in SECTIONS)]
    printed = re.findall(r"\]\((.*)\)$", links(home), re.MULTILINE)
    addresses = dict(zip(names, printed, strict=True))
    return LINK.sub(lambda match: f"[{match[1]}]: {addresses[match[1]]}", page)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY)
