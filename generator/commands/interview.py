"""Ask for what a new repository needs: its settings, its owner, and the version of the program."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import NO_GIT

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.authoring.questions import Answers, Question
    from generator.authoring.repository import Program

COMMIT = re.compile("[0-9a-f]{40}")


def option_name(name: str) -> str:
    """Return the option for a setting."""
    return "--" + name.replace(".", "-").replace("_", "-")


def answers(options: Answers, names: Collection[str] = ()) -> Answers:
    """Return an answer to each question that needs one: an option, or what a person answers.

    If there are `names`, only the questions with these names count. Raises UsageError for each
    option that is wrong, and without a terminal for each missing one.
    """
    from generator.system.asking import ask_each

    wrong = [
        f"{option_name(name)}: {sentence}"
        for name, value in options.items()
        for sentence in _mistakes(name, value)
    ]
    if wrong:
        raise click.UsageError("\n".join(wrong))
    questions = [question for question in _questions() if not names or question.name in names]
    has_email = "contact.email" in options
    missing = [
        question.name
        for question in questions
        if question.is_needed
        and question.name not in options
        and not (has_email and question.name == "contact.phone")
    ]
    if missing and sys.stdin.isatty() and sys.stderr.isatty():
        return ask_each(questions, options, _mistakes)
    if missing:
        needed = ", ".join(map(option_name, missing))
        raise click.UsageError(f"Without a terminal to ask on, these options are needed: {needed}.")
    return options


def _questions() -> list[Question]:
    """Return the questions for a new repository, in the order in which they are asked."""
    from generator.authoring.questions import Question, setting_questions

    return [
        *setting_questions(),
        Question(
            "owner",
            "Who approves changes: a person or a team on GitHub. All files are theirs.",
            "@example-schools/technology",
            is_needed=True,
        ),
        Question(
            "program",
            "The version of the program, as the repository on GitHub and a tag.",
            "example/notices@v0.2.0",
            is_needed=True,
        ),
    ]


def _mistakes(name: str, answer: str) -> list[str]:
    """Return a sentence for each mistake in an answer."""
    from generator.authoring import repository
    from generator.authoring.questions import setting_problems

    if name == "program":
        try:
            find_program(answer)
        except click.UsageError as error:
            return [error.message]
        return []
    if name == "owner":
        sentence = (
            f"{answer} names nobody as CODEOWNERS does; write @user, @organization/team or an "
            "email address."
        )
        return [] if repository.are_owners(answer) else [sentence]
    return [
        f"{problem.message.rstrip('.')}. {problem.advice}"
        for problem in setting_problems(name, answer)
    ]


def find_program(version: str) -> Program:
    """Return the version of the program that is named OWNER/NAME@VERSION, or raise UsageError.

    VERSION is a tag, or the full hash of a commit, which is taken as it is, without the network.
    """
    from generator.authoring.repository import Program
    from generator.core.problems import listed
    from generator.system import git

    name, _, tag = version.partition("@")
    if not git.NAME.fullmatch(name) or not tag:
        raise click.UsageError(
            f"{version} is not a version on GitHub; write it as example/notices@v0.2.0."
        )
    if COMMIT.fullmatch(tag):
        return Program(name, tag)
    try:
        tags = git.tags(f"{git.GITHUB}/{name}")
    except git.GitMissingError:
        raise click.UsageError(NO_GIT) from None
    except git.GitError as error:
        raise click.UsageError(
            f"{git.GITHUB}/{name} cannot be read ({error}); check the name and your connection, or "
            "name the full hash of a commit instead of a tag."
        ) from error
    if tag not in tags:
        known = f"it has {listed(tags, 'and')}" if tags else "it has no tags at all"
        raise click.UsageError(f"{name} has no version {tag}; {known}.")
    return Program(name, tags[tag], tag)
