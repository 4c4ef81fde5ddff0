"""The form on GitHub that takes a list of contracts, which `notices import` then reads.

It is for a district where nobody uses a terminal. The list is a file that is uploaded with the
form, or its cells, pasted. What the import says of its own options is said of the boxes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import NamedTuple

from generator.authoring.issue_forms import NO_ANSWER, as_form, text_box, upload_input
from generator.authoring.writing import clean
from generator.core.problems import UserError

FILE, CELLS = "Which file is the list?", "Or which cells are the list?"
SHEETS, COLUMNS = "Which sheets are to be read?", "Which column is which?"
LABELS = (FILE, CELLS, SHEETS, COLUMNS)
STEPS = (
    "Your old list of contracts becomes one notice for each contract. Nothing that is on the "
    "website changes. Choose the file, and click *Create*. Within a few minutes, a comment appears "
    "below it, which says what became of each row. **Open its link and click *Create pull "
    "request***, unless the comment says that one is already open.\n\n"
    "**If this repository is public, anyone can open the list as soon as you submit it.** First "
    "delete what is not for everyone, such as notes of the office and names of people. Never "
    "upload data about a student."
)
# Both are among the types that GitHub takes: at most 25 MB each.
# https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
TYPES = ".csv,.xlsx"
FENCE = re.compile(r"(`{3,}|~{3,})[^\n]*\n(?P<cells>.*?)\n?\1", re.DOTALL)
UPLOADED = re.compile(
    r"\[[^\n]*\]\(https://github\.com/user-attachments/files/(?P<file>[0-9]+/[\w.%-]+)\)",
    re.ASCII,
)
# GitHub turns cells that are pasted into some boxes into a table in Markdown:
# https://github.com/github/paste-markdown
TABLE = re.compile(r"(?:\|.*\|[ ]*\n)\|(?:[ ]*:?-+:?[ ]*\|)+[ ]*\n(?:\|.*\|[ ]*(?:\n|\Z))*")
BAR = re.compile(r"(?<!\\)\|")
BREAK = re.compile(r"<br ?/?>")
NO_LIST = f"The form has no list. Choose a file under “{FILE}”, or paste the cells."
TWO_LISTS = "The form has a file and cells. Take one of them out, and submit the form again."
NOT_ONE_FILE = (
    f"“{FILE}” must have one file in .xlsx or .csv. Several lists need a form each; a list of "
    "another program is saved as .xlsx first."
)
NOT_A_COLUMN = (
    "“{}” does not say which column is which. Write the heading, an equals sign and what it is, "
    "each on its own line, such as `App = product`."
)
# What the import says of its options, and of the boxes instead.
IN_BOXES = (
    (
        r'Say which column is which: --map "([^"=]*)=([^"]*)"',
        rf"Write for example `\1 = \2` under “{COLUMNS}”",
    ),
    (r'say so: --map "([^"=]*)=([^"]*)"', rf"write `\1 = \2` under “{COLUMNS}”"),
    (r'add --map "([^"=]*)=([^"]*)"', rf"write `\1 = \2` under “{COLUMNS}”"),
    (r'(?<=, )add ((?: ?--sheet "[^"]*")+)', rf"write all of them under “{SHEETS}”: \1"),
    (r'--sheet ("[^"]*")', r"\1"),
    (r"leave out --sheet", f"leave “{SHEETS}” empty"),
    (r" \(--hidden reads it\)", " (unhide it in Excel to have it read)"),
    (
        r"import it in a list of its own, with --new",
        "take it out of the list, and fill in “New contract” for it",
    ),
    (r"or delete it, if it is from an earlier try, and run this again", "or leave it as it is"),
    (r"; `notices check` says where", "; the check of the pull request says where"),
    (r"`notices check` says why", "the check says why"),
)


class FilledListForm(NamedTuple):
    """A list that somebody has sent: the end of the address of an uploaded file, or its cells.

    `sheets` are those to read, and `columns` the field of each column by its heading.
    """

    uploaded: str
    cells: str
    sheets: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.uploaded.rpartition("/")[2] or "cells.csv"


def form() -> str:
    """Return the form, as YAML."""
    elements = {
        "name": "Old list of contracts",
        "description": "A list in Excel or CSV becomes notices, once, when the website is new.",
        "title": "Old list of contracts",
        "body": [
            {"type": "markdown", "attributes": {"value": STEPS}},
            upload_input(
                "file",
                FILE,
                "One file, .xlsx or .csv, of at most 16 MB. If the repository is private, no "
                "workflow can open it: paste the cells below instead.",
                TYPES,
            ),
            text_box(
                "cells",
                CELLS,
                "In Excel, select all with their headings, copy, and paste here. Colors, comments "
                "and links are not copied.",
                render="text",
            ),
            text_box(
                "sheets",
                SHEETS,
                "Only if the workbook has contracts on several sheets. One name on each line.",
                placeholder="2026",
            ),
            text_box(
                "columns",
                COLUMNS,
                "Only if a comment asks. One on each line.",
                placeholder="App = product",
            ),
        ],
    }
    return as_form(elements)


def read(body: str) -> FilledListForm | None:
    """Return the list in the body of an issue; None if it is not this form.

    Raises UserError if it has no list, or more than one.
    """
    answers = _answers(clean(body).split("\n"))
    if not {FILE, CELLS} <= answers.keys():
        return None
    fenced = FENCE.fullmatch(answers[CELLS].strip())
    cells = fenced["cells"] if fenced else answers[CELLS]
    if not answers[FILE] and not cells.strip():
        raise UserError(NO_LIST)
    if answers[FILE] and cells.strip():
        raise UserError(TWO_LISTS)
    file = _file(answers[FILE])
    sheets, columns = (_lines(answers.get(label, "")) for label in (SHEETS, COLUMNS))
    if wrong := next((line for line in columns if "=" not in line), ""):
        raise UserError(NOT_A_COLUMN.format(wrong))
    return FilledListForm(file, cells, sheets, columns)


def _file(answer: str) -> str:
    """Return the address of an uploaded list; "" without one. Raises UserError for another file."""
    uploaded = UPLOADED.fullmatch(answer)
    is_list = uploaded and uploaded["file"].casefold().endswith(tuple(TYPES.split(",")))
    if answer and not is_list:
        raise UserError(NOT_ONE_FILE)
    return uploaded["file"] if uploaded else ""


def _answers(lines: list[str]) -> Mapping[str, str]:
    """Return the answers by their headings: each is the first one after that of the one before."""
    starts: dict[str, int] = {}
    last = -1
    for label in LABELS:
        found = (i for i in range(last + 1, len(lines)) if lines[i].rstrip() == f"### {label}")
        if (start := next(found, None)) is not None:
            starts[label] = last = start
    ends = [*starts.values(), len(lines)][1:]
    texts = (
        "\n".join(lines[start + 1 : end]).strip("\n")
        for start, end in zip(starts.values(), ends, strict=True)
    )
    return {
        label: "" if text.strip() == NO_ANSWER else text
        for label, text in zip(starts, texts, strict=True)
    }


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def as_csv(cells: str) -> bytes:
    """Return cells that were copied from a spreadsheet, or such a table in Markdown, as CSV."""
    if not TABLE.fullmatch(cells.strip()):
        return cells.encode()
    head, _, *rows = cells.strip().split("\n")
    text = io.StringIO()
    for line in (head, *rows):
        parts = BAR.split(line.strip()[1:-1])
        csv.writer(text).writerow(
            BREAK.sub("\n", part.strip()).replace("\\|", "|") for part in parts
        )
    return text.getvalue().encode()


def in_boxes(text: str) -> str:
    """Return what the import says, for a person who has no options but the boxes of the form."""
    for pattern, instead in IN_BOXES:
        text = re.sub(pattern, instead, text)
    return text
