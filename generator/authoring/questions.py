"""The questions for a new entry or a new site, and the values that the answers become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from generator.authoring import writing
from generator.authoring.writing import clean, entry
from generator.content import frontmatter, load, names
from generator.content.field_types import DataGroup, Either, Known, Needed
from generator.content.fields import (
    BREACH,
    CONTRACT,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    SETTINGS,
    needed,
)
from generator.content.nonanswers import meaning
from generator.content.values import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from generator.authoring.writing import Value
    from generator.content.field_types import Field, Group
    from generator.content.markdown import Renderer
    from generator.core.model import Section
    from generator.core.problems import Problem

Kind = Literal["contract", "breach"]
Answers = dict[str, str]  # by the name of the question

BODY = "body"
SECTIONS: dict[Kind, Section] = {"contract": "contracts", "breach": "breaches"}
TABLES: dict[Kind, Group] = {"contract": CONTRACT, "breach": BREACH}
REQUIRED_OF_CONTACT = ("contact.name", "contact.phone")  # a phone number, or an email address
HINTS = {
    "collects.student-information": " Write `nothing` if no data of any kind may be collected.",
    "involves.student-information": " Write `unknown` if it is not known what was involved.",
}
ITEM = re.compile(r"(?:\([^()]*\)|[^,;])+")  # a comma between parentheses does not separate items
BULLET = re.compile(r"^\s*[-*•]\s+")


class Question(NamedTuple):
    """A field that a person is asked for. A field of a group is named `group.field`.

    `instead` is the word that answers a whole list or group, such as "unknown". The lines of a
    `folded` answer are joined to one. A question with an `opener` is asked only if that question is
    answered, and is then needed if it `completes` the group.
    """

    name: str
    says: str
    example: str
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    instead: str = ""
    is_data: bool = False
    is_list: bool = False
    is_long: bool = False
    is_folded: bool = True
    opener: str = ""
    completes: bool = False

    @property
    def field(self) -> str:
        """The name of the field in the entry, or of its group."""
        return self.name.partition(".")[0]

    @property
    def label(self) -> str:
        """The question's heading in a form."""
        if self.name == BODY:
            return "More"
        words = self.name.rpartition(".")[2] if self.is_data else self.name
        return re.sub(r"[-._]", " ", words).capitalize()


def questions(kind: Kind) -> Iterator[Question]:
    """Yield the questions for an entry, in the order in which they are asked."""
    required = NEEDED_BY_CONSULTANT if kind == "contract" else NEEDED_BY_BREACH
    yield from _questions(TABLES[kind], required)
    yield Question(
        BODY,
        "What else families should know, in Markdown.",
        "Teachers create the accounts.",
        is_long=True,
        is_folded=False,
    )


def setting_questions() -> Iterator[Question]:
    """Yield the questions for the settings of a new site, in the order of the settings."""
    required = {*needed(SETTINGS, Needed.ALWAYS), *REQUIRED_OF_CONTACT}
    for question in _questions(SETTINGS, required):
        yield question._replace(is_needed=question.name in required)


def _questions(table: Group, required: Container[str]) -> Iterator[Question]:
    """Yield a question for each field of a table, or for each field of its group."""
    for row in table.fields.values():
        if not row.asked:
            continue
        if group := row.type.group:
            yield from _group_questions(row, group)
        else:
            yield _question(row.name, row, row)._replace(is_needed=row.name in required)


def _group_questions(row: Field, group: Group) -> Iterator[Question]:
    """Yield the questions for a group of fields; unless it is data, the first one opens it."""
    first = next(iter(group.fields))
    for inner in group.fields.values():
        if not inner.asked:
            continue
        follows = inner.name != first and not isinstance(group, DataGroup)
        yield _question(f"{row.name}.{inner.name}", row, inner)._replace(
            opener=f"{row.name}.{first}" if follows else "",
            completes=follows and inner.needed is Needed.ALWAYS,
        )


def _question(name: str, row: Field, field: Field) -> Question:
    """Return the question for a field, which is `row` itself or in the group of `row`."""
    instead = ""
    if isinstance(row.type, Either) and (row.type.group or row.type.is_list):
        instead = next(iter(row.type.instead))
    single, is_list = field.type.single, field.type.is_list
    return Question(
        name,
        f"{field.meaning}{HINTS.get(name, '')}",
        field.example.strip("[]"),
        choices=single.choices if single else (),
        instead=instead,
        is_data=isinstance(row.type.group, DataGroup),
        is_list=is_list,
        is_long=bool(single and single.is_long and not is_list),
        is_folded=field.type is not MARKDOWN,
    )


def values(
    kind: Kind, answers: Answers, schools: Mapping[str, str]
) -> tuple[dict[str, Value], str]:
    """Return the fields of an entry in their order, and its body; `schools` maps ids to names."""
    fields = _values(TABLES[kind], questions(kind), answers, schools)
    return fields, clean(answers.get(BODY, ""))


def setting_values(answers: Answers) -> dict[str, Value]:
    """Return the settings of a new site in their order."""
    return _values(SETTINGS, setting_questions(), answers, {})


def setting_problems(name: str, answer: str) -> list[Problem]:
    """Return the problems of one answer for the settings."""
    text = writing.fields(setting_values({name: answer}))
    document = frontmatter.read(names.SETTINGS, text.encode())
    _, problems = load.settings(document, Known(ZoneInfo("UTC")))
    return [problem for problem in problems if problem.code != "E102"]  # the others are missing


def _values(
    table: Group, asked: Iterable[Question], answers: Answers, schools: Mapping[str, str]
) -> dict[str, Value]:
    """Return the values that answers become, by the names of their fields."""
    fields: dict[str, Value] = {}
    groups: dict[str, dict[str, Value]] = {}
    for question in asked:
        answer = clean(answers.get(question.name, "")).strip()
        if not answer or question.name == BODY:
            continue
        value = _value(question, answer, schools)
        if value is None:
            continue
        if question.field == question.name:
            fields[question.name] = value
        else:
            fields.setdefault(question.field, "")  # keeps the group's place in the order
            groups.setdefault(question.field, {})[question.name.rpartition(".")[2]] = value
    for name, group in groups.items():
        fields[name] = _shortest(table.fields[name], group)
    return fields


def answer_problems(
    kind: Kind, answers: Answers, schools: Mapping[str, str], known: Known, renderer: Renderer
) -> list[Problem]:
    """Return the problems of the answers, ignoring what is still missing."""
    text = entry(*values(kind, answers, schools))
    document = frontmatter.read(f"content/{SECTIONS[kind]}/new.md", text.encode())
    load_entry = load.contract if kind == "contract" else load.breach
    _, problems = load_entry("new", document, known, renderer)
    return [
        problem
        for problem in problems
        if problem.span.line > 1 and problem.code != "E102"  # line 1: a missing field
    ]


def _value(question: Question, answer: str, schools: Mapping[str, str]) -> Value | None:
    """Return one answer as a value of the entry; None if the question does not apply."""
    if question.is_data and (word := meaning(answer)):
        if word == "blank":
            return None
        if word in ("nothing", question.instead):
            return word
    if question.is_list:
        return _items(question, answer, schools)
    return " ".join(answer.split()) if question.is_folded else answer


def _items(question: Question, answer: str, schools: Mapping[str, str]) -> Value:
    """Return the items of an answer, which are on lines of their own or separated by commas.

    The name of a school becomes its id, even if the name has a comma.
    """
    ids: dict[str, str] = {}
    if question.name == "schools":
        ids = {name.casefold(): id for id, name in schools.items()}
    parts: list[str] = []
    for line in answer.split("\n"):
        text = " ".join(BULLET.sub("", line).split())
        parts += [text] if text.casefold() in ids else ITEM.findall(text)
    items = [ids.get(part.strip().casefold(), part.strip()) for part in parts if part.strip()]
    if [item.casefold() for item in items] == [question.instead]:
        return question.instead
    return items


def _shortest(field: Field, group: dict[str, Value]) -> Value:
    """Return a group as a person would write it: one word if it answers all, or a date alone.

    If some kind of data is named, a kind with the answer "nothing" is left out.
    """
    if isinstance(field.type.group, DataGroup):
        words = {value for value in group.values() if isinstance(value, str)}
        if len(words) == 1 and all(isinstance(value, str) for value in group.values()):
            return words.pop()
        return {
            kind: [value] if isinstance(value, str) else value
            for kind, value in group.items()
            if value != "nothing"
        }
    return group["at"] if list(group) == ["at"] else group
