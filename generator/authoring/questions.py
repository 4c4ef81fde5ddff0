"""The questions for an entry, a later event or a new site, and the values of the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from generator.authoring import writing
from generator.authoring.writing import Value, clean, entry
from generator.content import context, frontmatter, human, load, phrases
from generator.content import values as types
from generator.content.field_types import (
    DataGroup,
    Either,
    Field,
    FieldType,
    Group,
    Known,
    MarkdownText,
    Needed,
)
from generator.content.fields import (
    BREACH,
    CHANGE,
    CONTRACT,
    NEEDED_BY_BREACH,
    NEEDED_BY_CONSULTANT,
    SCHOOL,
    SETTINGS,
    TABLES,
    UPDATE,
    WITHDRAWN,
    needed,
)
from generator.content.markdown import Renderer
from generator.content.phrases import meaning
from generator.content.values import HOST
from generator.core.model import Section
from generator.core.problems import Problem, shorten
from generator.core.settings import School
from generator.core.site import EntrySource, Source
from generator.law.means import means
from generator.rules import told

Kind = Literal["contract", "breach"]
FormKind = Literal[
    "contract", "breach", "update", "change", "notified", "resolved", "withdrawal", "correction"
]
EventKind = Literal[
    "renewal", "amendment", "update", "notified", "resolved", "withdrawal", "correction"
]
Answers = dict[str, str]  # by the name of the question

BODY = "body"
NOTICE = "notice"  # which entry an event belongs to
SECTIONS: dict[Kind, Section] = {"contract": "contracts", "breach": "breaches"}
FIELD = Field(
    "field",
    types.LINE,
    "Agreement",
    "What to complete or correct: one of the fields listed on this form.",
)
NEW_VALUE = Field(
    "value",
    types.MARKDOWN,
    "https://northstar.example/agreement.pdf",
    "The whole value, written as on the other forms; or `remove`, to take it out of the notice.",
)
# The names of the questions for a field and its value; together, three fields can be corrected.
CORRECTED = (("field", "value"), ("field-2", "value-2"), ("field-3", "value-3"))
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


# fmt: off
FORMS: Mapping[FormKind, Form] = {
    "contract": Form(
        "New contract", "A contract that shares student data, to be published.",
        CONTRACT.fields, NEEDED_BY_CONSULTANT),
    "breach": Form(
        "Breach notice",
        "A breach of student data that a contractor has reported, to be published.",
        BREACH.fields, NEEDED_BY_BREACH, DISCLOSES),
    "update": Form(
        "Update", "New information about a breach with a published notice.",
        UPDATE.fields, needed(UPDATE, Needed.ALWAYS), DISCLOSES),
    "change": Form(
        "Renewal or amendment", "A contract on the list was renewed or amended.",
        CHANGE.fields, needed(CHANGE, Needed.ALWAYS)),
    "notified": Form(
        "Families were notified",
        "Families were notified of a contract, a change, a breach or an update.",
        {"notified": BREACH.fields["notified"]}, ("notified.at", "notified.by")),
    "resolved": Form(
        "Resolved", "A breach was resolved, so its notice needs no more updates.",
        {"resolved": replace(BREACH.fields["resolved"], in_forms=True)}, ("resolved",)),
    "withdrawal": Form(
        "Withdraw", "A notice that should not have been published. The page crosses it out.",
        WITHDRAWN.fields, needed(WITHDRAWN, Needed.ALWAYS)),
    "correction": Form(
        "Complete or correct", "Something in a published notice is missing or wrong.",
        {
            name: replace(field, name=name)
            for names in CORRECTED
            for name, field in zip(names, (FIELD, NEW_VALUE), strict=True)
        },
        CORRECTED[0], REWRITES),
}
# fmt: on
REQUIRED_OF_CONTACT = ("contact.name", "contact.phone")  # a phone number, or an email address
HINTS = {
    "collects.student-information": " Write `nothing` if no data of any kind may be collected.",
    "involves.student-information": " Write `unknown` if it is not known what was involved.",
}
# A later notice asks for data that is new, which is added to what was named before.
SAME_AND = re.compile(
    r"(?:the )?same(?: as [^,;+]*?)?,?\s*(?:plus|and also|and|\+|with)\s+", re.IGNORECASE
)
ADD = "add"  # the first item of schools that are added to the others
ADDED = re.compile(
    r"(?:please )?(?:(?:add(?:s|ing)?|plus|also(?! known)|\+|añadir|agregar|también|adicionar"
    r"|também|إضافة) ?:? |(?:added|new) ?: ?|(?:新增|增加|添加)[:\uff1a]?\s?)",
    re.IGNORECASE,
)
ONLY_NEW = "Only what is new, the rest stays. "
WHOLE_LIST = " The whole list, not only what is new."
MAY_BE_UNKNOWN = ("contractor", "notified.by")  # although they are texts
NO_QUESTION = ("changes", "updates", "withdrawn", "legacy")
NEITHER = re.compile(r",?\s+(?:or|nor|ni|nem|ou)\s+")
MAX_LENGTH = 1_000  # of an answer that may be in another notation
# A link in Markdown, such as GitHub puts into a form for a file that somebody drags there:
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/attaching-files
LINK = re.compile(r"(?:\[[^\]\n]*\]\(|<)(https?://[^)>\s]+)[)>]")
COUNT = re.compile(
    r"(?:(?P<about>(?:approx(?:imately|\.)?|around|roughly|about|circa|ca\.|~) ?)"
    r"|(?P<least>(?:at least|no fewer than|not fewer than|a minimum of) ))?"
    r"(?P<number>[0-9][0-9,]*)(?P<plus> ?\+)?(?: (?:students|pupils|children|kids))?",
    re.IGNORECASE,
)
UNITS = (
    *("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
HUNDREDS = re.compile(rf"\b({'|'.join(UNITS)})[ -](hundred|thousand)\b", re.IGNORECASE)
# What a notice cannot say about a number of students, and what it can say instead.
RANGES = {
    r"(?:between )?([\d,]+) ?(?:-|–|to|and) ?[\d,]+(?: \w+)?": "at least {}",
    r"(?:up to|at most|no more than|less than|fewer than|under) ([\d,]+)(?: \w+)?": "about {}",
    r"(?:more than|over) ([\d,]+)(?: \w+)?": "at least {}",
}
TAKEN = "- `{}`, {}: understood as `{}`, the latest day that it can be\n"
OFFERED = "- `{}`, {}: not certain. If you mean {}, edit the form and write that.\n"


class Question(NamedTuple):
    """A field that a person is asked for. A field of a group is named `group.field`.

    `instead` is the word that answers a whole list or group, such as "unknown". A question with an
    `opener` is asked only if that one is answered, and is then needed if it `completes` the group.
    An `is_past` date is not in the future. An `is_later` one adds to the data of earlier notices.
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
    is_later: bool = False

    @property
    def field(self) -> str:
        """The name of the field in the entry, or of its group."""
        return self.name.partition(".")[0]

    @property
    def choices(self) -> tuple[str, ...]:
        """The only possible answers, if there are some."""
        return self.type.single.choices if self.type.single else ()

    @property
    def is_long(self) -> bool:
        """Whether its answer may need more than one line."""
        return not self.type.is_list and bool(self.type.single and self.type.single.is_long)

    @property
    def label(self) -> str:
        """The question's heading in a form."""
        if self.name == BODY:
            return "More"
        words = self.name.rpartition(".")[2] if self.is_data else self.name
        return re.sub(r"[-._]", " ", words).capitalize()


WHICH_NOTICE = Question(
    NOTICE,
    "The notice this is about: its title, or the address of its page.",
    "Northstar Reader",
    is_needed=True,
)
MORE = Question(
    *(BODY, "What else families should know, in Markdown.", "Teachers create the accounts."),
    types.MARKDOWN,
)
# The name of the file that a form takes from a person's computer, which becomes `agreement`.
UPLOAD = Question(
    "agreement-file",
    "Or the contract itself, as one PDF from your computer. It gets the name of the "
    "notice. If the repository is private, the comment says where to put it.",
    "signed.pdf",
)
# Data that was named before, and that a later notice takes away.
NO_LONGER = {
    kind: Question(
        name,
        f"{says}, although an earlier notice named it; or `everything`.",
        "home address",
        types.ELEMENTS,
    )
    for kind, name, says in (
        ("update", "no-longer-involved", "Data that was not involved after all"),
        ("change", "no-longer-collected", "Data that may no longer be collected"),
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
        name: replace(field, in_forms=True)
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
        if row.in_forms and row.type.group:
            yield from _group_questions(row, row.type.group)
        elif row.in_forms:
            yield _question(row.name, row, row)


def _group_questions(row: Field, group: Group) -> Iterator[Question]:
    """Yield the questions for a group of fields; unless it is data, the first one opens it."""
    first = next(iter(group.fields))
    for inner in group.fields.values():
        if not inner.in_forms:
            continue
        follows = inner.name != first and not isinstance(group, DataGroup)
        yield _question(f"{row.name}.{inner.name}", row, inner)._replace(
            opener=f"{row.name}.{first}" if follows else "",
            completes=follows and inner.needed in (Needed.ALWAYS, Needed.NEW),
        )


def _question(name: str, row: Field, field: Field) -> Question:
    """Return the question for a field, which is `row` itself or in the group of `row`."""
    instead = ""
    if isinstance(row.type, Either) and (row.type.group or row.type.is_list):
        instead = next(iter(row.type.instead))
    return Question(
        name,
        f"{field.meaning}{HINTS.get(name, '')}",
        field.example.strip("[]"),
        field.type,
        instead=instead,
        is_data=isinstance(row.type.group, DataGroup),
        is_past=field.past,
    )


def with_dates(kind: FormKind, answers: Answers, today: date) -> tuple[Answers, list[str]]:
    """Return answers in which dates have the only reading that makes sense, and notes in Markdown.

    A note says what was taken or may be meant; not “yesterday”, as a form can be edited later.
    """
    complete, notes = dict(answers), list[str]()
    for question in questions(kind):
        answer = answers.get(question.name, "")
        if not answer or len(answer) > MAX_LENGTH or normalized(question.type, answer) != answer:
            continue
        offers = _readings(question, answer, today)
        if len(offers) == 1 and question.is_past and not human.is_relative(answer):
            complete[question.name] = offers[0]
            notes.append(TAKEN.format(question.label, in_code(answer), offers[0]))
        elif offers:
            meant = ", or ".join(f"`{offer}`" for offer in offers)
            notes.append(OFFERED.format(question.label, in_code(answer), meant))
    return complete, notes


def _readings(question: Question, answer: str, today: date) -> tuple[str, ...]:
    """Return the dates or numbers that an answer in another notation may mean on a day."""
    if question.type is types.NUMBER:
        return _possible_counts(answer)
    if question.type.single not in types.DATES or human.STAMP.fullmatch(answer):
        return ()
    if question.is_past and (first := human.month_first(answer, today)):
        return (first,)
    is_end = question.type is types.DAY_OR_NONE  # of a contract
    dates = human.near(answer, today, is_ahead=is_end)
    takes_periods = question.type in (types.MOMENTS, types.PERIOD_OR_UNKNOWN)
    return tuple(date for date in dates if takes_periods or " to " not in date)


def _possible_counts(text: str) -> tuple[str, ...]:
    """Return what a notice can say instead of a range of numbers."""
    matches = ((words, re.fullmatch(range, text, re.IGNORECASE)) for range, words in RANGES.items())
    return tuple(words.format(match[1]) for words, match in matches if match)


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
            is_moot = question.type.single not in types.DATES and question.opener in unanswered
            value = None if is_moot else value_of(question, answer, schools)
            if value is None:
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


def answer_problems(
    kind: Kind, answers: Answers, schools: Sequence[School], known: Known, renderer: Renderer
) -> list[Problem]:
    """Return the problems of the answers, ignoring what is still missing."""
    text = entry(*values(kind, answers, schools))
    file = Source(f"content/{SECTIONS[kind]}/new.md", text.encode())
    source = EntrySource(SECTIONS[kind], "new", file)
    document = frontmatter.read(*file)
    _, problems = load.entry(source, document, known, renderer)
    if by := told.means_are_real(answers.get("notified.by", ""), document.place("notified", "by")):
        problems.append(by)
    # Line 1 is where a missing field is reported.
    return [problem for problem in problems if problem.span.line > 1 and problem.code != "E102"]


def value_of(question: Question, answer: str, schools: Sequence[School]) -> Value | None:
    """Return one answer as a value of the entry; None if it says nothing."""
    if question.is_later and question.is_data:
        answer = SAME_AND.sub("", answer, 1)
    word = meaning(answer)
    if _is_no_answer(question, word):
        return None
    if question.is_data and word in ("nothing", question.instead):
        return word
    if question.name == "notified.by" and word == means(answer) == "unknown":
        return word
    text = normalized(question.type, answer)
    if question.type.is_list:
        return _items(question, text, schools)
    if question.type is SCHOOL.fields["into"].type:
        ids = [id for named in human.schools(text, schools) for id in named.ids]
        return ids[0] if len(ids) == 1 else text
    return text if isinstance(question.type, MarkdownText) else " ".join(text.split())


def _is_no_answer(question: Question, word: str) -> bool:
    """Return whether an answer with such a meaning says nothing about a field."""
    if question.name == "text":  # of an update, which may say that nothing is new
        return word == "blank"
    is_list = question.type in (types.LINES, types.ELEMENTS) and not question.is_data
    match word:
        case "unknown":
            takes_it = isinstance(question.type, Either) and word in question.type.instead
            return not (takes_it or question.is_data or question.name in MAY_BE_UNKNOWN)
        case "same":
            return question.is_later or not question.is_data
        case "elsewhere":
            return not question.is_data and question.type is not types.LINE
        case "nothing":
            return is_list
        case _:
            return word == "blank"


def _schools(question: Question, answer: str, schools: Sequence[School]) -> Value:
    """Return the ids of schools, or the name of one that two share; first `add`, if it is there."""
    added = ADDED.match(answer) if question.is_later else None
    named = human.schools(answer[added.end() :] if added else answer, schools)
    names = [school.ids[0] if len(school.ids) == 1 else school.text for school in named]
    return [ADD, *names] if added else names


def _items(question: Question, answer: str, schools: Sequence[School]) -> Value | None:
    """Return the items of an answer that are there; the name of a school becomes its id.

    None if subcontractors are asked for, and no company is named.
    """
    if question.name == "schools" and answer != question.instead:
        return _schools(question, answer, schools)
    items, is_later_data = list[str](), question.is_later and question.is_data
    takes_denied = question.type in (types.NOT_INVOLVED, types.ELEMENTS) and not question.is_data
    for item, is_there in phrases.answers(answer):
        if question.type is types.LINES and items and phrases.SUFFIX.fullmatch(item):
            items[-1] += f", {item}"
        elif takes_denied:
            items += NEITHER.split(phrases.denied(item))
        elif is_there and question.is_data:
            items.append(phrases.without_only(ADDED.sub("", item, 1) if is_later_data else item))
        elif is_there and not (question.name == "subcontractors" and phrases.is_no_company(item)):
            items.append(item)
    if not items and question.name == "subcontractors":
        return None
    if [item.casefold() for item in items] == [question.instead]:
        return question.instead
    return items[0] if question.name == "contract" and len(items) == 1 else items


def shortest(field: Field, group: dict[str, Value]) -> Value:
    """Return a group as a person would write it: one word for all, or a date alone."""
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


def normalized(kind: FieldType, answer: str) -> str:
    """Return an answer as an entry has it, or unchanged if it may mean several things."""
    if len(answer) > MAX_LENGTH:
        return answer
    text = " ".join(answer.split())
    if isinstance(kind, Either):
        word = "unknown" if meaning(text) == "unknown" else text.casefold().rstrip(".")
        if word in kind.instead:
            return word
    if kind.single and text.lower() in kind.single.choices:
        return text.lower()
    normalize = NORMALIZERS.get(kind)
    return (normalize and normalize(text)) or answer


def in_code(text: str) -> str:
    """Return a text as code in Markdown, on one line."""
    return f"`{shorten(' '.join(text.split())).replace('`', chr(39))}`"


def _only(candidates: Sequence[object]) -> str:
    """Return the only value that a text may have, or "" if it has none or several."""
    return str(candidates[0]) if len(candidates) == 1 else ""


def _day(text: str) -> str:
    """Return a date that has no time, which would be lost."""
    dates = human.dates(text)
    return "" if any(date.time for date in dates) else _only(dates)


def _count(text: str) -> str:
    """Return `about 400` or `at least 400` for a number that is not exact."""
    match = COUNT.fullmatch(HUNDREDS.sub(_in_digits, text))
    if not match or (match["about"] and match["plus"]):
        return ""
    if match["about"]:
        return f"about {match['number']}"
    return f"{'at least ' if match['least'] or match['plus'] else ''}{match['number']}"


def _in_digits(words: re.Match[str]) -> str:
    number = UNITS.index(words[1].casefold()) or 1
    return str(number * (100 if words[2].casefold() == "hundred" else 1000))


def _address(text: str) -> str:
    """Return a web address with its scheme, or that of a link or a file that was dragged in."""
    if link := LINK.fullmatch(text):
        return link[1]
    return f"https://{text}" if HOST.fullmatch(text) else ""


NORMALIZERS: dict[FieldType, Callable[[str], str]] = {
    types.DAY: _day,
    types.DAY_OR_NONE: lambda text: "none" if human.is_without_end(text) else _day(text),
    **dict.fromkeys(
        (types.MOMENT, types.MOMENT_OR_UNKNOWN, types.MOMENT_OR_NOT_YET),
        lambda text: _only(human.dates(text)),
    ),
    **dict.fromkeys(
        (types.MOMENTS, types.PERIOD_OR_UNKNOWN), lambda text: _only(human.periods(text))
    ),
    types.NUMBER: _count,
    types.GRADE_RANGES: lambda text: _only([", ".join(ranges) for ranges in human.grades(text)]),
    types.SCHOOLS: lambda text: "all" if human.is_every_school(text) else "",
    **dict.fromkeys((types.WEB, types.SITE_ADDRESS), _address),
    types.AGREEMENT: lambda text: "" if text.startswith("files/") else _address(text),
}
