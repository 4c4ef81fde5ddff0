"""What a person is asked for a new entry, and the values that the answers become: on a terminal and in a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from generator.authoring.writing import clean, entry
from generator.content import frontmatter, load
from generator.content.field_types import DataGroup, Either
from generator.content.fields import BREACH, CONTRACT, NEEDED_BY_BREACH, NEEDED_BY_CONSULTANT
from generator.content.nonanswers import meaning
from generator.content.values import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.authoring.writing import Value
    from generator.content.field_types import Field, Group, Known
    from generator.content.markdown import Renderer
    from generator.core.model import Section
    from generator.core.problems import Problem

Kind = Literal["contract", "breach"]
Answers = dict[str, str]  # by the name of the question

BODY = "body"
SECTION: dict[Kind, Section] = {"contract": "contracts", "breach": "breaches"}
TABLE: dict[Kind, Group] = {"contract": CONTRACT, "breach": BREACH}
ALSO = {
    "collects.student-information": " Write `nothing` if no data of any kind may be collected.",
    "involves.student-information": " Write `unknown` if it is not known what was involved.",
}
ITEM = re.compile(r"(?:\([^()]*\)|[^,;])+")  # a comma between round brackets parts nothing
BULLET = re.compile(r"^\s*[-*•]\s+")


class Question(NamedTuple):
    """A field that a person is asked for; a field in a group has the group's name and a dot before its own.

    `instead` is the word for all of a list or of the data. A `folded` answer is read as one line.
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

    @property
    def field(self) -> str:
        """The name of the field, or of its group, as it stands in the entry."""
        return self.name.partition(".")[0]

    @property
    def label(self) -> str:
        """What a form calls it."""
        words = self.name.rpartition(".")[2] if self.is_data else self.name
        return re.sub(r"[-.]", " ", words).capitalize() if self.name != BODY else "More"


def questions(kind: Kind) -> Iterator[Question]:
    """Yield what is asked for an entry of a kind, in the order in which it is asked."""
    needed = NEEDED_BY_CONSULTANT if kind == "contract" else NEEDED_BY_BREACH
    for row in TABLE[kind].fields.values():
        if not row.asked:
            continue
        if group := row.type.group:
            yield from (_question(f"{row.name}.{inner.name}", row, inner) for inner in group.fields.values())
        else:
            yield _question(row.name, row, row)._replace(is_needed=row.name in needed)
    says, example = "What else families should know, in Markdown.", "Teachers create the accounts."
    yield Question(BODY, says, example, is_long=True, is_folded=False)


def _question(name: str, row: Field, own: Field) -> Question:
    """Return the question for a field, which may be in the group of its row."""
    words = [*row.type.instead] if isinstance(row.type, Either) and (row.type.group or row.type.is_list) else [""]
    single, is_list = own.type.single, own.type.is_list
    return Question(
        name,
        f"{own.meaning}{ALSO.get(name, '')}",
        own.example.strip("[]"),
        choices=single.choices if single else (),
        instead=words[0],
        is_data=isinstance(row.type.group, DataGroup),
        is_list=is_list,
        is_long=bool(single and single.is_long and not is_list),
        is_folded=own.type is not MARKDOWN,
    )


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
        given[name] = _shortest(TABLE[kind].fields[name], group)
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
    if question.is_data and (said := meaning(answer)):
        if said == "blank":
            return None
        if said in ("nothing", question.instead):
            return said
    if question.is_list:
        return _listed(question, answer, schools)
    return " ".join(answer.split()) if question.is_folded else answer


def _listed(question: Question, answer: str, schools: Mapping[str, str]) -> Value:
    """Return the items of an answer: a line each, or with commas between; a school by its id."""
    ids = {school.casefold(): id for id, school in schools.items()} if question.name == "schools" else {}
    lines = [" ".join(BULLET.sub("", line).split()) for line in answer.split("\n")]
    parts = [part for line in lines for part in ([line] if line.casefold() in ids else ITEM.findall(line))]
    items = [ids.get(part.strip().casefold(), part.strip()) for part in parts if part.strip()]
    return question.instead if [item.casefold() for item in items] == [question.instead] else items


def _shortest(field: Field, group: dict[str, Value]) -> Value:
    """Return a group as a person would write it: a word for all of it, or a date alone.

    Where one kind of data is named, another that is nothing is left out.
    """
    if isinstance(field.type.group, DataGroup):
        words = {one for one in group.values() if isinstance(one, str)}
        if len(words) == 1 and all(isinstance(one, str) for one in group.values()):
            return words.pop()
        return {kind: [one] if isinstance(one, str) else one for kind, one in group.items() if one != "nothing"}
    return group["at"] if list(group) == ["at"] else group
