"""Problems of an entry, in the words of a form: for a person who answers, and writes no file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.authoring.questions import (
    SECTIONS,
    Answers,
    FormKind,
    Kind,
    Question,
    questions,
    values,
)
from generator.authoring.writing import entry
from generator.content import frontmatter, human, load
from generator.content.entry_dates import without_dates
from generator.content.markdown import Renderer
from generator.content.source_reading import Known
from generator.core.problems import Problem, Span
from generator.core.settings import School
from generator.core.site import EntrySource, Source
from generator.rules import told

# A field in a message of the check, or a field with its value, such as `students: 412`.
NAMED = re.compile(r"`([a-z-]+)(?:: ([^`]+))?`")
NOT_ANSWERED = "“{}” has no answer."
ANSWER_IT = "Answer for example `{}`."
ANSWER_WITH_DATE = "Answer with the true date."
KEY = re.compile(r"\s*(?:- )?([a-z-]+):")  # at the beginning of a line of an entry
# Words of our notation and of files, and what a person writes in a box instead.
IN_BOXES = (
    (r" like 2026-03-07,", ","),
    (r" as YYYY-MM-DD(?: HH:MM)?(?: to YYYY-MM-DD(?: HH:MM)?)?: ", " as "),
    (r" as YYYY-MM-DD, for example 2025-08-18\.", " as month/day/year."),
    (r" as YYYY-MM-DD HH:MM, for example 2025-08-18 15:40\.", " as month/day/year and the time."),
    (r"(, or two with `to` between): 2024-12-19 to 2024-12-24\.", r"\1."),
    (r"YYYY-MM-DD HH:MM", "month/day/year and the time"),
    (r"YYYY-MM-DD", "month/day/year"),
    (r"The schools in `content/site\.yaml` are", "The schools are"),
    (r" in `content/contracts/`", " on the list"),
    (
        r"Write the name of the contract's file without its ending, several as `\[a, b\]`, or use "
        r"`contractor:` if there is no contract\.",
        "Write the title of its page, or several with commas between. If there is no contract, "
        "leave `contract` empty, and answer `contractor`.",
    ),
    (
        r"Put the contract in `content/files/` and add `agreement: [^`]*`",
        "Drop the contract into “Or is the contract a PDF on your computer?”",
    ),
    (r"`(?:collects|involves): \{student-information: \[([^]]*)\]\}`", r"`\1`"),
    (
        r"then add a line such as `terms: [^`]*`; list any term that it lacks in `missing:`",
        "then answer `form` and `checked`, and name any term that it lacks",
    ),
    (r"add `posted:` with the first day", "say so in the pull request, with the first day"),
    (r"Write for example `grades: K-5` or `grades: \[6, 8\]`", "Write for example `K-5` or `6, 8`"),
    (r"write for example `grades: K-5` or `grades: \[6, 8\]`", "write for example `K-5` or `6, 8`"),
    (
        r"Put the file in `content/files/` and write `files/` and its name, or write a web address",
        "Write a web address, or drop it into “Or is the contract a PDF on your computer?”",
    ),
    (r" Only an entry with `legacy: true` may leave it out\.", ""),
    (r"leave the line out", "leave the box empty"),
    (r"delete the line", "empty the box"),
    (r"Delete the line", "Empty the box"),
    (r"add `resolved` with that day", "fill in the form “Resolved”"),
)


def answer_problems(
    kind: Kind, answers: Answers, schools: Iterable[School], known: Known, renderer: Renderer
) -> list[Problem]:
    """Return the problems of the answers, ignoring what is still missing."""
    text = entry(*values(kind, answers, tuple(schools)))
    file = Source(f"content/{SECTIONS[kind]}/new.md", text.encode())
    source = EntrySource(SECTIONS[kind], "new", file)
    document = frontmatter.read(*file)
    _, problems = load.entry(source, document, known, renderer)
    if by := told.means_are_real(answers.get("notified.by", ""), document.place("notified", "by")):
        problems.append(by)
    # Line 1 is where a missing field is reported.
    found = [problem for problem in problems if problem.span.line > 1 and problem.code != "E102"]
    return [about_boxes(kind, problem, text) for problem in found]


def about_boxes(kind: FormKind, problem: Problem, text: str) -> Problem:
    """Return a problem of an entry, which is a text, in the words of a form; it has no place there.

    It names questions instead of fields, an answer such as `412` instead of a line such as
    `students: 412`, and dates in words.
    """
    by_field = _by_field(kind, problem, text)

    def asked(match: re.Match[str]) -> str:
        field, value = match.groups()
        if field not in by_field:
            return match[0]
        is_answer = value and not value.startswith("{") and "month/day" not in value
        return f"`{value.strip('[]')}`" if is_answer else f"“{by_field[field].label}”"

    missing = NAMED.search(problem.message) if problem.code == "E102" else None
    if missing and missing[1] in by_field:
        offers = NAMED.sub(asked, by_field[missing[1]].type.offers)
        return _not_answered(by_field[missing[1]], problem, offers)
    message, advice = (
        NAMED.sub(asked, in_boxes(text)) for text in (problem.message, problem.advice)
    )
    return problem._replace(span=Span(""), message=message, advice=advice)


def in_boxes(text: str) -> str:
    """Return a sentence about an entry without notations that only a file has."""
    for pattern, instead in IN_BOXES:
        text = re.sub(pattern, instead, text)
    return human.in_words(text).replace("HH:MM", "the time")


def _by_field(kind: FormKind, problem: Problem, text: str) -> dict[str, Question]:
    """Return the questions by the names of fields: `by` in the line of `notified` is its own."""
    lines = text.splitlines()[problem.span.line - 1 : problem.span.line]
    key = KEY.match(lines[0]) if lines else None
    group = key[1] if key else ""
    by_field: dict[str, Question] = {}
    for question in sorted(questions(kind), key=lambda each: each.field != group):
        for name in (question.field, question.name.rpartition(".")[2]):
            by_field.setdefault(name, question)
    return by_field


def _not_answered(question: Question, problem: Problem, offers: str) -> Problem:
    """Return the problem of a missing field as that of a question without an answer."""
    sample = without_dates(question.example)
    advice = ANSWER_IT.format(sample) if sample == question.example else ANSWER_WITH_DATE
    if question.is_data and question.instead:
        offers = f"If nobody knows, write `{question.instead}`." * (question.instead == "unknown")
    return problem._replace(
        span=Span(""),
        message=NOT_ANSWERED.format(question.label),
        advice=f"{advice} {offers}".strip(),
    )
