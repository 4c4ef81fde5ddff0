"""Ask a person for a new entry or a new site on the terminal, and check each answer at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

import click

from generator.authoring.boxes import answer_problems
from generator.authoring.questions import Answers, Kind, Question, questions, value_of, values
from generator.authoring.scaffold import EntryContext
from generator.authoring.writing import Value
from generator.content.fields import OF_A_CONTRACTOR
from generator.core.problems import printable
from generator.core.settings import School

HELP = "?"
WELCOME = (
    "Answer each question and press Enter. Type ? for an explanation; Ctrl-C stops, and nothing "
    "is written."
)
ONE_IS_ENOUGH = {"contact.phone": "contact.email"}
ONLY_WITHOUT = {"contractor": "contract", "product": "contract"}  # one that another answers


def ask(
    kind: Kind, prefilled: Mapping[str, Value], entries: EntryContext
) -> tuple[dict[str, Value], str]:
    """Return the fields and the text of an entry, as a person answers; click.Abort if they stop."""
    schools = entries.schools
    shown_before = set[str]()  # a warning is shown once, an error each time

    def mistakes(_name: str, tried: Answers) -> list[str]:
        found = answer_problems(kind, tried, schools, entries.known, entries.renderer)
        problems = {f"{problem.message}\n{problem.advice}": problem.is_error for problem in found}
        for sentences, is_error in problems.items():
            if not is_error and sentences not in shown_before:
                _tell(sentences)
                shown_before.add(sentences)
        return [sentences for sentences, is_error in problems.items() if is_error]

    click.echo(f"{WELCOME}\nAlready filled in: {', '.join(prefilled)}.", err=True)
    answers: Answers = {}
    for question in questions(kind):
        if question.field not in prefilled and _applies(kind, question, prefilled, answers):
            is_required = _is_required(kind, question, answers)
            answers = _ask(question, answers, schools, mistakes, is_required=is_required)
    fields, body = values(kind, answers, schools)
    kept = {
        name: value for name, value in prefilled.items() if ONLY_WITHOUT.get(name) not in answers
    }
    return {**kept, **fields}, body


def can_ask() -> bool:
    """Return whether there is a terminal, where a person can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def is_missing(question: Question, answers: Answers) -> bool:
    """Return whether a question needs an answer and has none, nor another one instead."""
    other = ONE_IS_ENOUGH.get(question.name)
    return question.is_needed and question.name not in answers and other not in answers


def ask_each(
    questions: Iterable[Question], prefilled: Answers, mistakes: Callable[[str, Answers], list[str]]
) -> Answers:
    """Return the answers to questions by their names: the prefilled ones, and those of a person.

    `mistakes` returns in sentences what is wrong with the answer to a question. Raises click.Abort
    if the person stops.
    """
    click.echo(WELCOME, err=True)
    answers = prefilled
    for question in questions:
        if question.name not in answers:
            is_required = is_missing(question, answers)
            answers = _ask(question, answers, (), mistakes, is_required=is_required)
    return answers


def _ask(
    question: Question,
    answers: Answers,
    schools: Sequence[School],
    mistakes: Callable[[str, Answers], list[str]],
    *,
    is_required: bool,
) -> Answers:
    """Return the answers with one more, unless it is empty; ask until it has no mistakes."""
    while answer := _ask_once(question, schools, is_required=is_required):
        tried = {**answers, question.name: answer}
        sentences = mistakes(question.name, tried)
        if is_required and value_of(question, answer, schools) is None:
            sentences = [f"This is required. For example: {question.example}"]
        for sentence in sentences:
            _tell(sentence)
        if not sentences:
            return tried
    return answers


def _tell(sentences: str) -> None:
    """Print what is wrong with an answer."""
    for line in sentences.split("\n"):
        click.echo(f"  {printable(line)}", err=True)


def _ask_once(question: Question, schools: Sequence[School], *, is_required: bool) -> str:
    """Return an answer, which is empty only if it is not required."""
    if question.name == "schools":
        for school in schools:
            click.echo(f"  {school.id}: {school.name}", err=True)
    prompt = question.label
    if question.choices:
        prompt += f" ({', '.join(question.choices)})"
    if question.type.is_list:
        prompt += " (with commas between)"
    if not is_required:
        prompt += " [Enter skips]"
    while True:
        answer = str(click.prompt(prompt, default="", show_default=False, err=True)).strip()
        if answer == HELP:
            click.echo(f"  {question.says}\n  For example: {question.example}", err=True)
        elif answer or not is_required:
            return answer
        else:
            click.echo(f"  This is required. For example: {question.example}", err=True)


def _applies(
    kind: Kind, question: Question, prefilled: Mapping[str, Value], answers: Answers
) -> bool:
    """Return whether to ask a question, which an earlier answer may have made unnecessary."""
    if question.opener:
        return answers.get(question.opener, "").casefold() not in ("", question.instead)
    if question.name in OF_A_CONTRACTOR and answers.get("by", "").casefold() == "district":
        return False
    other = ONLY_WITHOUT.get(question.name)
    group_answers = {answers.get(name, "").casefold() for name in _group(kind, question)}
    is_answered = other in prefilled or other in answers
    return not is_answered and (question.instead or None) not in group_answers


def _is_required(kind: Kind, question: Question, answers: Answers) -> bool:
    """Return whether an answer is required: in a group, the last one if the others are empty."""
    names = ("contractor", "received") if kind == "breach" else ("contractor",)
    if question.name in names or question.is_needed or question.completes:
        return True
    group = _group(kind, question)
    is_last = bool(group) and group[-1] == question.name
    return bool(question.instead) and is_last and not any(name in answers for name in group)


def _group(kind: Kind, question: Question) -> list[str]:
    """Return the names of all questions for a group of fields."""
    names = [question.name for question in questions(kind)]
    return [name for name in names if name.startswith(f"{question.field}.")]
