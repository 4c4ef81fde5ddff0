"""What a person is asked for a new entry, and the values that the answers become: on a terminal and in a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.authoring.writing import clean, entry
from generator.content import frontmatter, load
from generator.content.fields import (
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    BreachFields,
    Collected,
    ContractFields,
    Involved,
    example_of,
    fields_of,
    model_at,
    names,
)
from generator.content.json_schema import choices
from generator.content.nonanswers import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from generator.authoring.writing import Value
    from generator.content.field_types import Known
    from generator.content.markdown import Renderer
    from generator.core.model import Section
    from generator.core.problems import Problem

Kind = Literal["contract", "breach"]
Answers = dict[str, str]  # by the name of the question

BODY = "body"
SECTION: dict[Kind, Section] = {"contract": "contracts", "breach": "breaches"}
MODEL: dict[Kind, type[BaseModel]] = {"contract": ContractFields, "breach": BreachFields}
WHOLES = {"collects": "nothing", "involves": "unknown", "schools": "all"}  # what may be said instead of a list
DATA = ("collects", "involves")
LISTS = {*names(Involved), "subcontractors", "schools", "grades"}
ALSO = {
    "collects.student-information": " Write `nothing` if no data of any kind may be collected.",
    "involves.student-information": " Write `unknown` if it is not known what was involved.",
}
TEXTS = {"description", "purpose", "security", "summary", "offers", BODY}  # that may take more than a line to write
FOLDED = {"description", "purpose"}  # that are read as one line all the same
ASKED: dict[Kind, tuple[str, ...]] = {
    "contract": (
        *("product", "contractor", "kind", "description", "purpose"),
        *(f"collects.{name}" for name in names(Collected)),
        *("executed", "expires", "agreement", "notified.at", "notified.by"),
        *("website", "security", "subcontractors", "schools", "grades", "basis", BODY),
    ),
    "breach": (
        *("contract", "contractor", "product", "received", "discovered", "occurred"),
        *(f"involves.{name}" for name in (*names(Collected), "directory-information")),
        *("students", "summary", "notified.at", "notified.by", "schools", "offers", BODY),
    ),
}
ITEM = re.compile(r"(?:\([^()]*\)|[^,;])+")  # a comma between round brackets parts nothing
BULLET = re.compile(r"^\s*[-*•]\s+")


class Question(NamedTuple):
    """A field that a person is asked for; a field in a group has the group's name and a dot before its own."""

    name: str
    says: str
    example: str
    is_needed: bool
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of the field, or of its group, as it stands in the entry."""
        return self.name.partition(".")[0]

    @property
    def label(self) -> str:
        """What a form calls it."""
        words = self.name.removeprefix("collects.").removeprefix("involves.")
        return re.sub(r"[-.]", " ", words).capitalize() if self.name != BODY else "More"

    @property
    def is_list(self) -> bool:
        """Say whether an answer is several values."""
        return self.name.rpartition(".")[2] in LISTS

    @property
    def is_long(self) -> bool:
        """Say whether an answer may take more than one line to write."""
        return self.name in TEXTS


def questions(kind: Kind) -> Iterator[Question]:
    """Yield what is asked for an entry of a kind, in the order in which it is asked."""
    needed = NEEDED_BY_CONSULTANT if kind == "contract" else NEEDED_BY_BREACH
    for name in ASKED[kind]:
        if name == BODY:
            yield Question(BODY, "What else families should know, in Markdown.", "Teachers create the accounts.", False)
        else:
            *groups, own = name.split(".")
            field = fields_of(model_at(MODEL[kind], (*groups,)))[own]
            says = f"{field.description}{ALSO.get(name, '')}"
            yield Question(name, says, example_of(field).strip("[]"), name in needed, choices(field))


def values(kind: Kind, answers: Answers, schools: Mapping[str, str]) -> tuple[dict[str, Value], str]:
    """Return the fields of an entry in their order, and the text below them; `schools` are names by their ids."""
    given: dict[str, Value] = {}
    groups: dict[str, dict[str, Value]] = {}
    for question in questions(kind):
        answer = clean(answers.get(question.name, "")).strip()
        if not answer or question.name == BODY:
            continue
        value = _value(question, answer, schools)
        if value is None:
            continue
        if question.field == question.name:
            given[question.name] = value
        else:
            given.setdefault(question.field, "")  # holds its place
            groups.setdefault(question.field, {})[question.name.rpartition(".")[2]] = value
    for name, group in groups.items():
        given[name] = _shortest(name, group)
    return given, clean(answers.get(BODY, ""))


def wrong(kind: Kind, answers: Answers, schools: Mapping[str, str], known: Known, renderer: Renderer) -> list[Problem]:
    """Return what is wrong with answers alone, whatever is still missing."""
    text = entry(*values(kind, answers, schools))
    document = frontmatter.read(f"content/{SECTION[kind]}/new.md", text.encode())
    read = load.contract if kind == "contract" else load.breach
    _, problems = read("new", document, known, renderer)
    return [found for found in problems if found.span.line > 1]  # what is missing is at the first


def _value(question: Question, answer: str, schools: Mapping[str, str]) -> Value | None:
    """Return one answer as the entry holds it; None where it says that the question does not apply."""
    if question.field in DATA and (said := meaning(answer)):
        if said == "blank":
            return None
        if said == "nothing" or said == WHOLES[question.field]:
            return said
    if question.is_list:
        return _listed(question.name, answer, schools)
    return answer if question.is_long and question.name not in FOLDED else " ".join(answer.split())


def _listed(name: str, answer: str, schools: Mapping[str, str]) -> Value:
    """Return the items of an answer: a line each, or with commas between; a school by its id."""
    ids = {school.casefold(): id for id, school in schools.items()} if name == "schools" else {}
    lines = [" ".join(BULLET.sub("", line).split()) for line in answer.split("\n")]
    parts = [part for line in lines for part in ([line] if line.casefold() in ids else ITEM.findall(line))]
    items = [ids.get(part.strip().casefold(), part.strip()) for part in parts if part.strip()]
    whole = WHOLES.get(name, "")
    return whole if [item.casefold() for item in items] == [whole] else items


def _shortest(name: str, group: dict[str, Value]) -> Value:
    """Return a group as a person would write it: a word for all of it, or a date alone.

    Where one kind of data is named, another that is nothing is left out.
    """
    if name in DATA:
        words = {one for one in group.values() if isinstance(one, str)}
        if len(words) == 1 and all(isinstance(one, str) for one in group.values()):
            return words.pop()
        return {kind: [one] if isinstance(one, str) else one for kind, one in group.items() if one != "nothing"}
    return group["at"] if list(group) == ["at"] else group
