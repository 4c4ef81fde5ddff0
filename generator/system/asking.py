"""A person on a terminal, asked field by field; each answer is checked at once, by the field's own reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.authoring.questions import questions, values, wrong
from generator.core.problems import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.authoring.questions import Answers, Kind, Question
    from generator.authoring.writing import Value
    from generator.content.field_types import Known
    from generator.content.markdown import Renderer

HELP = "?"
WELCOME = "Answer each question and press Enter. ? says what is meant; Ctrl-C stops, and nothing is written."
# What a question needs to be asked at all, or what answers it.
ONLY_WITH = {"notified.by": "notified.at"}
ONLY_WITHOUT = {"contractor": "contract", "product": "contract"}


def asked(
    kind: Kind, given: Mapping[str, Value], schools: Mapping[str, str], known: Known, renderer: Renderer
) -> tuple[dict[str, Value], str]:
    """Return the fields of an entry and the text below them, as a person answers; what is given is not asked.

    Raises click.Abort where the person stops.
    """
    click.echo(f"{WELCOME}\nGiven already: {', '.join(given)}.", err=True)
    answers: Answers = {}
    told = set[tuple[str, str]]()  # of what is no error, once is enough
    for question in questions(kind):
        while question.field not in given and _applies(kind, question, {*given, *answers}, answers):
            answer = _answer(question, _is_needed(kind, question, answers), schools)
            problems = wrong(kind, {**answers, question.name: answer}, schools, known, renderer) if answer else []
            for found in problems:
                if found.is_error or (found.code, found.message) not in told:
                    click.echo(f"  {shown(found.message)}\n  {shown(found.advice)}", err=True)
                told.add((found.code, found.message))
            if not any(found.is_error for found in problems):
                if answer:
                    answers[question.name] = answer
                break
    fields, body = values(kind, answers, schools)
    left = {name: value for name, value in given.items() if ONLY_WITHOUT.get(name) not in answers}
    return {**left, **fields}, body


def _answer(question: Question, is_needed: bool, schools: Mapping[str, str]) -> str:
    """Return what a person answers, or nothing where that is allowed."""
    if question.name == "schools":
        for id, name in schools.items():
            click.echo(f"  {id}: {name}", err=True)
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    commas = ", with commas between" if question.is_list else ""
    text = f"{question.label}{choices}{commas}{'' if is_needed else ' [Enter skips]'}"
    while True:
        answer = str(click.prompt(text, default="", show_default=False, err=True)).strip()
        if answer == HELP:
            click.echo(f"  {question.says}\n  For example: {question.example}", err=True)
        elif answer or not is_needed:
            return answer
        else:
            click.echo(f"  This is needed. For example: {question.example}", err=True)


def _applies(kind: Kind, question: Question, known: set[str], answers: Answers) -> bool:
    """Say whether a question is to be asked, after what is known already, or a word has stood for all of its group."""
    if question.name in ONLY_WITH:
        return ONLY_WITH[question.name] in known
    said = {answers.get(name, "").casefold() for name in _group(kind, question)}
    return ONLY_WITHOUT.get(question.name) not in known and (question.instead or None) not in said


def _is_needed(kind: Kind, question: Question, answers: Answers) -> bool:
    """Say whether an answer is needed: of a group the last one is, where all others were skipped."""
    if question.name == "contractor" or question.is_needed:
        return True
    group = _group(kind, question)
    return bool(question.instead) and [question.name] == group[-1:] and not any(name in answers for name in group)


def _group(kind: Kind, question: Question) -> list[str]:
    """Return the names of all questions for a group of fields."""
    return [one.name for one in questions(kind) if one.name.startswith(f"{question.field}.")]
