"""Write GitHub's issue forms, and turn one that anyone may have filled in into an entry."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

import yaml

from generator.authoring import scaffold
from generator.authoring.questions import SECTIONS, TABLES, Kind, Question, questions, values
from generator.authoring.scaffold import contract_of, id_of
from generator.authoring.writing import clean, entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.authoring.questions import Answers

MAX_ENTRY_BYTES = 40_000  # more than any entry needs; a comment on GitHub can quote this much
MONTH = re.compile("[0-9]{4}-[0-9]{2}")
NO_ANSWER = "_No response_"
NO_CHOICE = "None"
NAMES: dict[Kind, str] = {"contract": "New contract", "breach": "Breach notice"}
FORM_DESCRIPTIONS: dict[Kind, str] = {
    "contract": "A contract that shares student data, to be published.",
    "breach": "A breach of student data that a contractor has reported, to be published.",
}
FORM_WARNINGS: dict[Kind, str] = {
    "contract": "",
    "breach": "**If this repository is public, notify families first**: anyone can read this form "
    "as soon as you submit it.\n\n",
}
FORM_STEPS = (
    "Fill in what you know, and press the button. A pull request with the notice opens, and a "
    "comment here says what is missing. You can edit this form afterward.\n\n"
    "Never write data about a student."
)
# Placeholders that a person replaces: the name of a file is the address of its notice.
FILE_NAMES: dict[Kind, str] = {
    "contract": "name-of-the-product.md",
    "breach": "year-month-name-of-the-product.md",
}


FORM_COMMENT = "# Notices makes this form from its fields. Do not edit it by hand.\n"


class FilledForm(NamedTuple):
    """A form that somebody has filled in."""

    kind: Kind
    answers: Answers


class NewEntry(NamedTuple):
    """The entry that a form becomes. `id` is empty if the title has no letter or digit."""

    id: str
    title: str
    text: str


def form(kind: Kind) -> str:
    """Return the issue form with which GitHub asks for an entry, as YAML."""
    introduction = {
        "type": "markdown",
        "attributes": {"value": FORM_WARNINGS[kind] + FORM_STEPS},
    }
    elements = {
        "name": NAMES[kind],
        "description": FORM_DESCRIPTIONS[kind],
        "title": f"{NAMES[kind]}: ",
        "body": [introduction, *map(_input, questions(kind))],
    }
    return FORM_COMMENT + yaml.safe_dump(elements, sort_keys=False, allow_unicode=True, width=110)


def _input(question: Question) -> dict[str, object]:
    """Return a question as an element of a GitHub form."""
    attributes: dict[str, object] = {"label": question.label, "description": question.says}
    if question.is_list:
        attributes["description"] = f"Separate them with commas. {question.says}"
    if question.choices:
        # With `multiple`, GitHub separates the answers with commas:
        # https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema#dropdown
        kind = "dropdown"
        attributes |= {"description": question.says, "options": list(question.choices)}
        attributes |= {"multiple": True} if question.is_list else {}
    else:
        is_large = question.is_long or (question.is_list and question.name != question.field)
        kind = "textarea" if is_large else "input"
        attributes["placeholder"] = question.example
    element: dict[str, object] = {
        "type": kind,
        "id": question.name.replace(".", "-"),
        "attributes": attributes,
    }
    return element | ({"validations": {"required": True}} if question.is_needed else {})


def read(body: str) -> FilledForm | None:
    """Return the answers in the body of an issue, or None if it is not one of our forms.

    A line counts as a heading only if the form has that heading, and only after the headings that
    come before it in the form. Any other line is part of an answer.
    """
    lines = clean(body).split("\n")
    headings_by_kind = {kind: dict(_headings(kind, lines)) for kind in TABLES}
    kind = max(headings_by_kind, key=lambda kind: len(headings_by_kind[kind]))
    headings = headings_by_kind[kind]
    if any(question.is_needed and question.name not in headings for question in questions(kind)):
        return None
    answers: Answers = {}
    choices = {question.name for question in questions(kind) if question.choices}
    for name, (start, end) in zip(
        headings, pairwise([*headings.values(), len(lines)]), strict=True
    ):
        answer = clean("\n".join(lines[start + 1 : end])).strip()
        is_blank = answer in ("", NO_ANSWER) or (name in choices and answer == NO_CHOICE)
        if not is_blank:
            answers[name] = answer
    return FilledForm(kind, answers)


def to_entry(
    form: FilledForm, month: str, schools: Mapping[str, str], contracts: Mapping[str, str]
) -> NewEntry:
    """Return the entry that a form becomes.

    Its id is made from the title alone and, for a breach, from the month in which it was received,
    or else `month` (YYYY-MM). `schools` and `contracts` map ids to names; a form may give either.
    """
    kind, answers = form
    if contract := contract_of(answers.get("contract", ""), contracts):
        answers = {**answers, "contract": contract}
    names = (answers[name] for name in ("contract", "product", "contractor") if name in answers)
    title = next(names, "")
    received = MONTH.match(answers.get("received", "")) or MONTH.match(answers.get("learned", ""))
    return NewEntry(
        id_of(kind, title, received[0] if received else month),
        " ".join(title.split()),
        entry(*values(kind, answers, schools)),
    )


def links(home: str, prefix: str = "", branch: str = "main") -> str:
    """Return a Markdown list of links to the forms and to new files with their fields filled in.

    `home` is the address of the repository, `prefix` the path from there to the root, and `branch`
    the default branch.
    """
    lines = [
        f"- [{NAMES[kind]}, as a form]({home}/issues/new?template={kind}.yml)" for kind in TABLES
    ]
    for kind in TABLES:
        text = scaffold.entry(kind, {}, short=True)
        query = urlencode({"filename": FILE_NAMES[kind], "value": text}, quote_via=quote)
        address = f"{home}/new/{quote(branch)}/{quote(prefix)}content/{SECTIONS[kind]}?{query}"
        lines.append(f"- [{NAMES[kind]}, as a file]({address})")
    return "".join(f"{line}\n" for line in lines)


def _headings(kind: Kind, lines: list[str]) -> Iterator[tuple[str, int]]:
    """Yield each question's name and the index of its heading, in the order of the form.

    A missing heading is skipped. GitHub writes something below every heading, so if a heading
    follows the one before it with nothing between, and comes again later, the first is an answer.
    """
    indexes: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.startswith("### "):
            indexes.setdefault(line.rstrip(), []).append(i)
    last = -1
    for question in questions(kind):
        places = [i for i in indexes.get(f"### {question.label}", ()) if i > last]
        if last >= 0 and len(places) > 1 and not any(map(str.strip, lines[last + 1 : places[0]])):
            places = places[1:]
        if places:
            last = places[0]
            yield question.name, last
