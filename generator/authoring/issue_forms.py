"""GitHub's issue forms: made of the questions, and read back. What stands in one was written by anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

import yaml

from generator.authoring import scaffold
from generator.authoring.questions import SECTION, TABLE, Kind, questions, values
from generator.authoring.scaffold import contract_of, id_of
from generator.authoring.writing import clean, entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.authoring.questions import Answers, Question

LARGEST = 40_000  # bytes of an entry made of a form: enough for any, and for what hands it on
MONTH = re.compile("[0-9]{4}-[0-9]{2}")
UNANSWERED = "_No response_"
NAMES: dict[Kind, str] = {"contract": "New contract", "breach": "Breach notice"}
ABOUT: dict[Kind, str] = {
    "contract": "A contract that shares student data, to be published.",
    "breach": "A breach of student data that a contractor has reported, to be published.",
}
# To be replaced: the name of a file is the address of its notice.
FILES: dict[Kind, str] = {"contract": "name-of-the-product.md", "breach": "year-month-name-of-the-product.md"}
NEXT = (
    "Fill in what you know, and press the button. A pull request with the notice is opened, and a comment here says "
    "what is missing. You can edit this form afterwards.\n\nNever write data of a student."
)
FIRST: dict[Kind, str] = {
    "contract": "",
    "breach": "**Tell families first, if this repository is public**: there anybody can read this form at once.\n\n",
}


class Filled(NamedTuple):
    """A form that somebody has filled in."""

    kind: Kind
    answers: Answers


class Made(NamedTuple):
    """What a form becomes: the entry's id and title, of which the id may be nothing, and its text."""

    id: str
    title: str
    text: str


def printed(kind: Kind) -> str:
    """Return the issue form of a kind, as `.github/ISSUE_TEMPLATE/` holds it."""
    form = {
        "name": NAMES[kind],
        "description": ABOUT[kind],
        "title": f"{NAMES[kind]}: ",
        "body": [{"type": "markdown", "attributes": {"value": FIRST[kind] + NEXT}}, *map(_field, questions(kind))],
    }
    note = "# Made of the fields by `make docs`, by hand no more.\n"
    return note + yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)


def read(body: str) -> Filled | None:
    """Return what was filled into a form, by the body of its issue; or None where that is no form of ours.

    A heading counts only where the form has it, after those that come before it; any other is part of an answer.
    """
    lines = clean(body).split("\n")
    found = {kind: dict(_headings(kind, lines)) for kind in TABLE}
    kind = max(found, key=lambda kind: len(found[kind]))
    if any(question.is_needed and question.name not in found[kind] for question in questions(kind)):
        return None
    starts = [*found[kind].values(), len(lines)]
    parts = zip(found[kind], starts, starts[1:], strict=False)
    choices = {question.name for question in questions(kind) if question.choices}
    texts = {name: clean("\n".join(lines[start + 1 : end])).strip() for name, start, end in parts}
    blank = {name: (UNANSWERED, "None") if name in choices else (UNANSWERED,) for name in texts}
    return Filled(kind, {name: text for name, text in texts.items() if text and text not in blank[name]})


def made(filled: Filled, month: str, schools: Mapping[str, str], contracts: Mapping[str, str]) -> Made:
    """Return the entry that a form becomes; its id is made of the title alone, and of the month of a breach.

    `schools` and `contracts` are their names by their ids: a form may name them either way.
    """
    kind, answers = filled
    if contract := contract_of(answers.get("contract", ""), contracts):
        answers = {**answers, "contract": contract}
    title = next((answers[name] for name in ("contract", "product", "contractor") if name in answers), "")
    received = MONTH.match(answers.get("received", ""))
    return Made(
        id_of(kind, title, received[0] if received else month),
        " ".join(title.split()),
        entry(*values(kind, answers, schools)),
    )


def links(home: str, prefix: str = "", branch: str = "main") -> str:
    """Return links to the forms, and to new files with their fields in place, as a list in Markdown.

    `home` is the address of the repository, `prefix` the way from it to the root, `branch` its default branch.
    """
    told = [f"- [{NAMES[kind]}, as a form]({home}/issues/new?template={kind}.yml)" for kind in TABLE]
    for kind in TABLE:
        query = urlencode({"filename": FILES[kind], "value": scaffold.entry(kind, {}, short=True)}, quote_via=quote)
        told.append(
            f"- [{NAMES[kind]}, as a file]({home}/new/{quote(branch)}/{quote(prefix)}content/{SECTION[kind]}?{query})"
        )
    return "".join(f"{line}\n" for line in told)


def _field(question: Question) -> dict[str, object]:
    """Return a question as GitHub's forms know it."""
    also = "With commas between. " if question.is_list else ""
    told: dict[str, object] = {"label": question.label, "description": f"{also}{question.says}"}
    if question.choices:
        kind, told = "dropdown", {**told, "options": list(question.choices)}
    else:
        is_long = question.is_long or (question.is_list and question.name != question.field)
        kind, told = "textarea" if is_long else "input", {**told, "placeholder": question.example}
    needed = {"validations": {"required": True}} if question.is_needed else {}
    return {"type": kind, "id": question.name.replace(".", "-"), "attributes": told, **needed}


def _headings(kind: Kind, lines: list[str]) -> Iterator[tuple[str, int]]:
    """Yield where the answer to each question begins, in the order of the form; a heading that is missing is left.

    GitHub writes something below each heading: the same heading at once and again later is an answer, then a heading.
    """
    headings: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.startswith("### "):
            headings.setdefault(line.rstrip(), []).append(i)
    last = -1
    for question in questions(kind):
        places = [i for i in headings.get(f"### {question.label}", ()) if i > last]
        if last >= 0 and len(places) > 1 and not any(line.strip() for line in lines[last + 1 : places[0]]):
            places = places[1:]
        if places:
            last = places[0]
            yield question.name, last
