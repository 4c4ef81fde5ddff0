"""The questions for an entry, a later event or a new site, and the values of the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from generator.authoring import writing
from generator.authoring.writing import Value, clean
from generator.content import context, frontmatter, human, load
from generator.content import values as types
from generator.content.field_groups import Field, Group, Needed
from generator.content.field_types import FieldType
from generator.content.fields import (
    BREACH,
    CHANGE,
    CONTRACT,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    SETTINGS,
    TABLES,
    UPDATE,
    WITHDRAWN,
    YEARLY,
    needed,
)
from generator.content.form_answers import MAX_LENGTH, FormContext
from generator.content.phrases import meaning
from generator.content.source_reading import Known
from generator.core.model import Section
from generator.core.problems import Problem, shorten
from generator.core.settings import School
from generator.content.means import means

Kind = Literal["contract", "breach"]
FormKind = Literal[
    "contract",
    "breach",
    "update",
    "change",
    "notified",
    "resolved",
    "withdrawal",
    "correction",
    "yearly",
    "settings",
]
EventKind = Literal[
    "renewal", "amendment", "update", "notified", "resolved", "withdrawal", "correction"
]
Answers = dict[str, str]  # by the name of the question

BODY = "body"
NOTICE = "notice"  # which entry an event belongs to
SECTIONS: dict[Kind, Section] = {"contract": "contracts", "breach": "breaches"}
OF_SETTINGS: tuple[FormKind, ...] = ("yearly", "settings")  # the forms that are about no entry
FIELD = Field(
    "field",
    types.LINE,
    "Agreement",
    "One of the names listed above, or the question of another form, such as “When was the "
    "contract signed?”",
)
NEW_VALUE = Field(
    "value",
    types.MARKDOWN,
    "https://northstar.example/agreement.pdf",
    "All of it, written as on the other forms; or `remove`, to take it out of the notice.",
)
# The names of the questions for a field and its value; together, three fields can be corrected.
CORRECTED = (("field", "value"), ("field-2", "value-2"), ("field-3", "value-3"))
CORRECTED_QUESTIONS = (
    ("What is missing or wrong?", "What should it say?"),
    ("What else is missing or wrong?", "What should that say?"),
    ("What is the third thing that is missing or wrong?", "What should the third one say?"),
)
SCHOOLS_OF_FORM = Field(
    "schools",
    types.MARKDOWN,
    "Dodd Middle School, 7-8",
    "Each school on its own line, with its grades after a comma. A school that is there already "
    "stays.",
    question="Which schools does the district have?",
)
DISCLOSES = (
    "**If this repository is public, notify families first**: anyone can read this form as soon as "
    "you submit it.\n\n"
)
REWRITES = (
    "What has changed since the notice was published is not a mistake in it: use *Update* or "
    "*Renewal or amendment* for that. This form replaces what the notice says, and the check shows "
    "a reviewer each date, number and kind of data that was published before.\n\n"
)


class Form(NamedTuple):
    """A form: its name and description on GitHub, and the fields that it asks for and needs."""

    name: str
    description: str
    rows: Mapping[str, Field]
    needed: tuple[str, ...]
    warning: str = ""


FORMS: Mapping[FormKind, Form] = {
    "contract": Form(
        "New contract",
        "A contract that shares student data, to be published.",
        CONTRACT.fields,
        NEEDED_BY_CONSULTANT,
    ),
    "breach": Form(
        "Breach notice",
        "A breach of student data, at a contractor or at the district, to be published.",
        BREACH.fields,
        NEEDED_BY_BREACH,
        warning=DISCLOSES,
    ),
    "update": Form(
        "Update",
        "New information about a breach with a published notice.",
        UPDATE.fields,
        needed(UPDATE, Needed.ALWAYS),
        warning=DISCLOSES,
    ),
    "change": Form(
        "Renewal or amendment",
        "A contract on the list was renewed or amended.",
        CHANGE.fields,
        needed(CHANGE, Needed.ALWAYS),
    ),
    "notified": Form(
        "Families were notified",
        "Families were notified of a contract, a change, a breach or an update.",
        {"notified": BREACH.fields["notified"]},
        ("notified.at", "notified.by"),
    ),
    "resolved": Form(
        "Resolved",
        "A breach was resolved, so its notice needs no more updates.",
        {"resolved": BREACH.fields["resolved"]._replace(in_forms=True)},
        ("resolved",),
    ),
    "withdrawal": Form(
        "Withdraw",
        "A notice that should not have been published, or one renewal, amendment or update of it. "
        "The page crosses it out.",
        WITHDRAWN.fields,
        needed(WITHDRAWN, Needed.ALWAYS),
    ),
    "correction": Form(
        "Complete or correct",
        "Something in a published notice is missing or wrong.",
        {
            name: field._replace(name=name, question=question)
            for names, asked in zip(CORRECTED, CORRECTED_QUESTIONS, strict=True)
            for name, question, field in zip(names, asked, (FIELD, NEW_VALUE), strict=True)
        },
        CORRECTED[0],
        warning=REWRITES,
    ),
    "yearly": Form(
        "Yearly notice",
        "Families were told of the website's address, as state law requires once a year.",
        {
            name: field._replace(question=question)
            for question, (name, field) in zip(
                ("When were families told of the website's address?", "How did you reach them?"),
                YEARLY.fields.items(),
                strict=True,
            )
        },
        tuple(YEARLY.fields),
    ),
    "settings": Form(
        "Settings",
        "The name of the district, its schools, its contact, and what else the website needs.",
        {
            name: field._replace(in_forms=True)
            for name, field in {**SETTINGS.fields, "schools": SCHOOLS_OF_FORM}.items()
            if field.in_forms or name in ("schools", "people")
        },
        ("district",),
    ),
}
REQUIRED_OF_CONTACT = ("contact.name", "contact.phone")  # a phone number, or an email address
HINTS = {
    "contract": " The name of the product is enough.",
    "collects.student-information": " Write `nothing` if no data of any kind may be collected.",
    "involves.student-information": " Write `unknown` if it is not known what was involved.",
}
# A later notice asks for data that is new, which is added to what was named before.
ONLY_NEW = "Only what is new, the rest stays. "
WHOLE_LIST = " The whole list; or `add`, and then only what is new."
NO_QUESTION = ("changes", "updates", "withdrawn", "legacy")
OFFERED = "- **{}** {}: not certain. If you mean {}, edit the form and write that.\n"


class Question(NamedTuple):
    """A field that a person is asked for. A field of a group is named `group.field`.

    `instead` is the word that answers a whole list or group, such as "unknown". A question with an
    `opener` is asked only if that one is answered, and is then needed if it `completes` the group.
    An `is_past` date is not in the future, and an `is_ahead` one is expected to be. An `is_later`
    question adds to the data of earlier notices.
    """

    name: str
    says: str
    example: str
    type: FieldType = types.LINE
    is_needed: bool = False
    instead: str = ""
    is_data: bool = False
    opener: str = ""
    completes: bool = False
    is_past: bool = False
    is_ahead: bool = False
    is_later: bool = False
    asks: str = ""

    @property
    def field(self) -> str:
        """The name of the field in the entry, or of its group."""
        return self.name.partition(".")[0]

    @property
    def choices(self) -> tuple[str, ...]:
        """The only possible answers, if there are some."""
        return self.type.single.choices if self.type.single else ()

    @property
    def label(self) -> str:
        """The question as a form and the terminal ask it."""
        return self.asks or self.title

    @property
    def title(self) -> str:
        """The name of its field in words, by which a correction names it.

        It was the heading in a form before there were questions.
        """
        if self.name == BODY:
            return "More"
        words = self.name.rpartition(".")[2] if self.is_data else self.name
        return re.sub(r"[-._]", " ", words).capitalize()


WHICH_NOTICE = Question(
    NOTICE,
    "Its title, or the address of its page.",
    "Northstar Reader",
    is_needed=True,
    asks="Which notice is this about?",
)
MORE = Question(
    BODY,
    "Anything that the other boxes don't ask.",
    "Teachers create the accounts.",
    types.MARKDOWN,
    asks="What else should families know?",
)
# The name of the file that a form takes from a person's computer, which becomes `agreement`.
UPLOAD = Question(
    "agreement-file",
    "One PDF. It gets the name of the notice. If the repository is private, the comment says "
    "where to put it.",
    "signed.pdf",
    asks="Or is the contract a PDF on your computer?",
)
# Data that was named before, and that a later notice takes away.
NO_LONGER = {
    kind: Question(
        name,
        "Data that an earlier notice named; or `everything`.",
        "home address",
        types.NO_LONGER_ELEMENTS,
        asks=asks,
    )
    for kind, name, asks in (
        ("update", "no-longer-involved", "Which data was not involved after all?"),
        ("change", "no-longer-collected", "Which data may no longer be collected?"),
    )
}


@cache
def questions(kind: FormKind) -> tuple[Question, ...]:
    """Return the questions for an entry or an event, in the order in which they are asked."""
    rows = [
        question._replace(is_needed=question.name in FORMS[kind].needed)
        for question in _questions(FORMS[kind].rows)
    ]
    if kind in SECTIONS:
        return (*rows, MORE)
    if kind in OF_SETTINGS:
        return tuple(rows)
    if kind in NO_LONGER:
        rows = [_of_later_notice(question) for question in rows]
        rows.insert(max(i for i, row in enumerate(rows) if row.is_data) + 1, NO_LONGER[kind])
    return (WHICH_NOTICE, *rows)


def of_form(kind: FormKind) -> Iterator[Question]:
    """Yield the questions of a form on GitHub, which also takes the contract as a file."""
    for question in questions(kind):
        yield question
        if question.name == "agreement":
            yield UPLOAD


def _of_later_notice(question: Question) -> Question:
    """Return a question with the words that say whether a list is the whole one."""
    if question.is_data:
        says = question.says.removesuffix(HINTS.get(question.name, ""))
        return question._replace(says=ONLY_NEW + says, is_later=True)
    is_whole = question.type.is_list and not question.choices
    says = question.says + (WHOLE_LIST if is_whole else "")
    return question._replace(says=says, is_later=True)


def field_questions(group: Group) -> dict[str, Question]:
    """Return the questions for the fields of a published notice, including those that no form asks.

    Lists of later notices, a withdrawal and `legacy` are left out: a form has its own way to change
    the first two, and the last says nothing to families.
    """
    rows = {
        name: field._replace(in_forms=True)
        for name, field in group.fields.items()
        if name not in NO_QUESTION
    }
    more = [MORE] if group in TABLES.values() else []
    return {question.name: question for question in (*_questions(rows), *more)}


def setting_questions() -> Iterator[Question]:
    """Yield the questions for the settings of a new site, in the order of the settings."""
    required = {*needed(SETTINGS, Needed.ALWAYS), *REQUIRED_OF_CONTACT}
    for question in _questions(SETTINGS.fields):
        yield question._replace(is_needed=question.name in required)


def _questions(rows: Mapping[str, Field]) -> Iterator[Question]:
    """Yield a question for each field, or for each field of its group."""
    for row in rows.values():
        if row.in_forms and row.group:
            yield from _group_questions(row, row.group)
        elif row.in_forms:
            yield _question(row.name, row, row)


def _group_questions(row: Field, group: Group) -> Iterator[Question]:
    """Yield the questions for a group of fields; unless it is data, the first one opens it."""
    first = next(iter(group.fields))
    for inner in group.fields.values():
        if not inner.in_forms:
            continue
        follows = inner.name != first and not group.is_data
        question = _question(f"{row.name}.{inner.name}", row, inner)
        if inner.name == first and row.type.offers and not group.is_data:
            question = question._replace(says=f"{question.says} {row.type.offers}")
        yield question._replace(
            opener=f"{row.name}.{first}" if follows else "",
            completes=follows and inner.needed in (Needed.ALWAYS, Needed.NEW),
        )


def _question(name: str, row: Field, field: Field) -> Question:
    """Return the question for a field, which is `row` itself or in the group of `row`."""
    return Question(
        name,
        f"{field.meaning}{HINTS.get(name, '')}",
        field.example.strip("[]"),
        field.type,
        instead=row.type.answer_for_all,
        is_data=bool(row.group and row.group.is_data),
        is_past=field.past,
        is_ahead=bool(field.ahead),
        asks=field.question,
    )


def uncertain(
    kind: FormKind, answers: Answers, today: date
) -> Iterator[tuple[Question, str, tuple[str, ...]]]:
    """Yield each answer that is not certain, with its question and all that it may mean."""
    for question in questions(kind):
        answer = answers.get(question.name, "")
        if not answer or len(answer) > MAX_LENGTH or question.type.normalized(answer) != answer:
            continue
        if offers := question.type.guesses(answer, today, is_ahead=question.is_ahead):
            yield question, answer, offers


def offered(question: Question, answer: str, offers: Iterable[str]) -> str:
    """Return the note that an answer may mean one of these, of which a person writes one."""
    meant = ", or ".join(map(human.in_words, offers))
    return OFFERED.format(question.label, in_code(answer), meant)


def other_ways(kind: FormKind, answers: Answers, today: date) -> Iterator[tuple[Question, str]]:
    """Yield each date that is another one with its day before its month, and that one.

    That is left out if one of the two is on the other side of today than the dates of its field
    are: of a date that has not come yet, the check says so.
    """
    for question in questions(kind):
        answer = answers.get(question.name, "")
        if not answer or not question.type.is_date or len(answer) > MAX_LENGTH:
            continue
        swapped = human.other_way(answer)
        read, other = map(question.type.normalized, (answer, swapped))
        is_another = swapped not in (answer, other) and other != read
        days = [other, read] if question.is_past else [other]
        if is_another and (question.is_ahead or max(days)[:10] <= today.isoformat()):
            yield question, other


class Interpretation(NamedTuple):
    """An answer, and the value of the entry that it becomes; None if it says nothing."""

    question: Question
    answer: str
    value: Value | None


def interpretations(
    form: Iterable[Question], answers: Answers, schools: Sequence[School] = ()
) -> Iterator[Interpretation]:
    """Yield each answer to a question of a form that is a field of an entry, with its value."""
    unanswered = set[str]()  # such as the time at which families were notified: “not yet”
    for question in form:
        answer = clean(answers.get(question.name, "")).strip()
        if answer and question.name not in (BODY, NOTICE):
            is_moot = not question.type.is_date and question.opener in unanswered
            value = None if is_moot else value_of(question, answer, schools)
            if value is None or (value == question.instead and not question.is_data):
                unanswered.add(question.name)
            yield Interpretation(question, answer, value)


def values(
    kind: FormKind, answers: Answers, schools: Sequence[School]
) -> tuple[dict[str, Value], str]:
    """Return the fields of an entry or an event in their order, and the body of an entry."""
    fields = _values(FORMS[kind].rows, interpretations(questions(kind), answers, schools))
    return fields, clean(answers.get(BODY, ""))


def setting_values(answers: Answers) -> dict[str, Value]:
    """Return the settings of a new site in their order."""
    return _values(SETTINGS.fields, interpretations(setting_questions(), answers))


def setting_problems(name: str, answer: str) -> list[Problem]:
    """Return the problems of one answer for the settings."""
    text = writing.fields(setting_values({name: answer}))
    document = frontmatter.read(context.SETTINGS, text.encode())
    _, problems = load.settings(document, Known(ZoneInfo("UTC")))
    return [problem for problem in problems if problem.code != "E102"]  # the others are missing


def _values(rows: Mapping[str, Field], answers: Iterable[Interpretation]) -> dict[str, Value]:
    """Return the values that answers become, by the names of their fields."""
    fields: dict[str, Value] = {}
    groups: dict[str, dict[str, Value]] = {}
    for question, _, value in answers:
        if value is None:
            continue
        if question.field == question.name:
            fields[question.name] = value
        else:
            fields.setdefault(question.field, "")  # keeps the group's place in the order
            groups.setdefault(question.field, {})[question.name.rpartition(".")[2]] = value
    for name, group in groups.items():
        fields[name] = shortest(rows[name], group)
    return fields


def value_of(question: Question, answer: str, schools: Sequence[School]) -> Value | None:
    """Return one answer as a value of the entry; None if it says nothing."""
    word = meaning(answer)
    if word in question.type.no_answer:
        return None
    if question.is_data and word in ("nothing", question.instead):
        return word
    if question.instead and answer.casefold().rstrip(".") == question.instead:
        return question.instead
    if question.name == "notified.by" and word == means(answer) == "unknown":
        return word
    value = question.type.from_answer(answer, FormContext(schools, question.is_later))
    match value:
        case [str(item)] if question.is_data and item.casefold() == question.instead:
            return question.instead
    return value


def shortest(field: Field, group: dict[str, Value]) -> Value:
    """Return a group as a person would write it: one word for all, or a date alone."""
    inner = field.group
    if inner is None:
        return group
    if inner.is_data:
        return _shortest_data(inner, group)
    word = field.type.answer_for_all
    if word and group.get(next(iter(inner.fields))) == word:
        return word
    return group[inner.short] if list(group) == [inner.short] else group


def _shortest_data(kinds: Group, data: dict[str, Value]) -> Value:
    """Return data by kind, or the one word that all kinds have, such as `unknown`.

    `nothing` is about all data only if the first kind has it.
    """
    words = {value if isinstance(value, str) else "" for value in data.values()}
    is_for_all = "nothing" not in words or next(iter(kinds.fields)) in data
    if len(words) == 1 and words != {""} and is_for_all:
        return words.pop()
    return {
        kind: [value] if isinstance(value, str) and value != "nothing" else value
        for kind, value in data.items()
    }


def in_code(text: str) -> str:
    """Return a text as code in Markdown, on one line."""
    return f"`{shorten(' '.join(text.split())).replace('`', chr(39))}`"
