"""Create a district's own repository, or renew its workflows from this version."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from generator.authoring import repository, scaffold
from generator.authoring.desk import PATH as DESK_PATH
from generator.authoring.repository import Program
from generator.authoring.writing import Value, clean
from generator.authoring.writing import fields as written
from generator.commands.reporting import WRONG, say, show_summary
from generator.content import fields, frontmatter, load
from generator.content.context import SETTINGS as SETTINGS_PATH
from generator.content.context import UTC
from generator.content.field_groups import Field
from generator.content.source_reading import Known
from generator.core.problems import UserError, listed, printable
from generator.system import disk, git

FULL_HASH = re.compile("[0-9a-f]{40}")
# Each option is the setting with its name; a group's field has the group's name before it.
SETTINGS = {
    "district": "The district's full name.",
    "abbreviation": "The short name, used in page titles.",
    "url": "The address where the site will be published.",
    "timezone": "The district's time zone.",
    "languages": "The languages of the site, with commas between.",
    "contact.name": "The office that families can contact.",
    "contact.email": "Its mailbox.",
    "contact.phone": "Its phone number.",
    "feed_authority": "A domain you own, a comma and the year.",
    "nces": "The district's id at the National Center for Education Statistics.",
    "license": "The license of the open data, such as CC-BY-4.0.",
    "coverage.contracts": "How many contracts are on the site: all, a day, or some.",
    "coverage.breaches": "How many breaches are on the site: all, a day, or some.",
    "law": "Which duties to follow: district-page or statute.",
    "repository": "The repository on GitHub, OWNER/NAME, for the desk. Its name becomes public.",
}
DEFAULTS = {"timezone": "America/New_York"}
# What is not in the settings: what it means, and an example.
OTHERS = {
    "owner": (
        "Who approves changes: a person or a team on GitHub. All files are theirs.",
        "@example-schools/technology",
    ),
    "program": (
        "The version of the program, as the repository on GitHub and a tag.",
        "example/notices@v0.2.0",
    ),
}
REQUIRED = {
    *("district", "abbreviation", "url", "contact.name", "contact.phone", "feed_authority"),
    *OTHERS,
}
INSTEAD = {"contact.phone": "contact.email"}
WELCOME = (
    "Answer each question and press Enter. Type ? for an explanation; Ctrl-C stops, and nothing "
    "is written."
)
Answers = dict[str, str]  # by the name of a setting; that of a group's field is `group.field`
NEXT = """\
Next:
1. See the site on your computer: ./notices serve --open
2. Commit everything, and push it to a new repository on GitHub: git add --all
3. Follow https://github.com/{program}/blob/HEAD/docs/set-up.md from the second step.\
"""
DIFFERENT = (
    "These differ from what this version writes. Run `./notices update` on this branch, and commit."
)
UP_TO_DATE = "The workflows are those of this version."
NO_DEADLINES = (
    "Your pages do not say whether notices were on time; those of new districts do. To show it, "
    "add `show_deadlines: true` to content/site.yaml; to keep it as it is, `show_deadlines: false`."
)
VERSION = click.option(
    "--program",
    "version",
    metavar="OWNER/NAME@VERSION",
    help="The version of the program: a tag, or the full hash of a commit.",
)


def _settings(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command an option for each setting that a new site needs."""
    for name, help in reversed(SETTINGS.items()):
        variable = name.replace(".", "__")
        metavar = name.rpartition(".")[2].upper()
        command = click.option(_option(name), variable, metavar=metavar, help=help)(command)
    return command


def _option(name: str) -> str:
    """Return the option for a setting."""
    return "--" + name.replace(".", "-").replace("_", "-")


@click.command(epilog="Example: notices init our-notices --program example/notices@v0.2.0")
@click.argument("folder", metavar="DIR", default=".", type=click.Path(path_type=Path))
@VERSION
@click.option("--owner", metavar="@TEAM", help="Who approves changes, as in CODEOWNERS.")
@_settings
def init(folder: Path, version: str | None, owner: str | None, **settings: str | None) -> int:
    """Create a repository with your settings, and with short workflows that run the program.

    If you leave out an option, the command asks on the terminal. DIR is a new or empty folder; no
    existing file is overwritten.
    """
    if folder.exists() and (not folder.is_dir() or {*os.listdir(folder)} - {".git"}):
        raise click.UsageError(
            f"{folder} is not empty; name a new folder, or run `notices update` in a repository "
            "that this command made."
        )
    options = {**settings, "owner": owner, "program": version}
    given = {name.replace("__", "."): value for name, value in options.items() if value}
    answers = _answers(DEFAULTS | given)
    program = find_program(answers["program"])
    files = repository.files(
        disk.district_templates(), program, answers["district"], answers["owner"], _desk(answers)
    )
    files[SETTINGS_PATH] = scaffold.settings({**setting_values(answers), "show_deadlines": "true"})
    _write(folder, files)
    click.echo(folder)
    say(NEXT.format(program=program.repository))
    return 0


def _desk(answers: Answers) -> str:
    """Return the address of the desk; "" if the settings do not name the repository."""
    address = str(setting_values(answers)["url"]).rstrip("/")
    return f"{address}/{DESK_PATH}" if answers.get("repository") else ""


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write new files into a folder, and make it a repository if it is not one."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not (folder / ".git").exists():
            git.run(folder, "init", "--quiet", "--initial-branch=main")
        disk.create_files(folder, files)
    except git.GitError as error:
        raise UserError(f"{folder} cannot be a repository: {error}.") from error


@click.command(epilog="Example: notices update --check")
@click.argument("folder", metavar="DIR", default=".", type=click.Path(path_type=Path))
@VERSION
@click.option("--check", "is_check", is_flag=True, help="Only list the files that differ.")
def update(folder: Path, version: str | None, is_check: bool) -> int:
    """Rewrite the workflows, rulesets and the script `notices` in a district's repository.

    They are then what this version of the program writes, and the workflows call the version that
    they called before, or the one in --program. A schedule keeps its minute. What an earlier
    version wrote and this one does not is removed. DIR is the repository; nothing else in it
    changes.
    In the check of a pull request, the summary has the new texts, to copy on GitHub.
    """
    program = find_program(version) if version else _called_program(folder)
    files = repository.renewed(disk.district_templates(), program)
    present = {path: disk.read_file(folder, path) for path in files}
    files = {path: repository.with_minute(text, present[path]) for path, text in files.items()}
    different = {path: text for path, text in files.items() if present[path] != text.encode()}
    gone = [path for path in repository.GONE if os.path.lexists(folder / path)]
    for path in different:
        click.echo(path)
    for path in gone:
        click.echo(f"{path} is removed: this version does not use it.")
    if different or gone:
        _show_new_texts(folder, different, present, gone)
    settings = disk.read_file(folder, SETTINGS_PATH)
    if settings is not None and not re.search(rb"^show_deadlines:", settings, re.MULTILINE):
        say(NO_DEADLINES)
    if is_check:
        say(DIFFERENT if different or gone else UP_TO_DATE)
        return WRONG if different or gone else 0
    for path, text in different.items():
        _rewrite(folder, path, present[path], text)
    for path in gone:
        os.unlink(folder / path)
    removed = f" {len(gone)} removed." if gone else ""
    say(f"{len(different)} of {len(files)} files rewritten.{removed}")
    return 0


def _rewrite(folder: Path, path: str, before: bytes | None, text: str) -> None:
    """Write a file that contained `before`, or that is new if this is None."""
    if before is None:
        disk.create_file(folder, path, text)
    else:
        disk.replace_file(folder, path, before, text)


def _show_new_texts(
    folder: Path, texts: dict[str, str], present: Mapping[str, bytes | None], gone: list[str]
) -> None:
    """In the check of a pull request on GitHub, write the new texts of files into the summary."""
    if branch := os.environ.get("GITHUB_HEAD_REF"):
        existing = {path for path, data in present.items() if data is not None}
        url = git.repository_url(folder, os.environ)
        show_summary(repository.new_texts(texts, existing, gone, url, branch))


def _called_program(folder: Path) -> Program:
    """Return the version that the workflows of a repository call, or raise UsageError."""
    texts = {path: disk.read_file(folder, path) for path in disk.district_templates()}
    calls = repository.versions(
        {path: text.decode("utf-8", "replace") for path, text in texts.items() if text}
    )
    if not calls:
        raise click.UsageError(
            f"{folder} has no workflow that calls the program; name a repository that "
            "`notices init` made."
        )
    if len(calls) > 1:
        places = " and ".join(f"{path} {program.pinned}" for program, path in calls.items())
        raise click.UsageError(
            f"The workflows call different versions: {places}; name one with --program."
        )
    return next(iter(calls))


def _answers(options: Answers) -> Answers:
    """Return an answer to each question, from options or a person. Raises UsageError."""
    wrong = [
        f"{_option(name)}: {sentence}" for name in options for sentence in _mistakes(name, options)
    ]
    if wrong:
        raise click.UsageError("\n".join(wrong))
    names = [*SETTINGS, *OTHERS]
    missing = [name for name in names if _is_missing(name, options)]
    if missing and not (sys.stdin.isatty() and sys.stderr.isatty()):
        needed = ", ".join(map(_option, missing))
        raise click.UsageError(f"Without a terminal to ask on, these options are needed: {needed}.")
    if not missing:
        return options
    click.echo(WELCOME, err=True)
    answers = dict(options)
    for name in names:
        if name not in answers:
            answers |= _ask(name, answers)
    return answers


def _is_missing(name: str, answers: Answers) -> bool:
    """Return whether a question needs an answer and has none, nor another one instead."""
    return name in REQUIRED and name not in answers and INSTEAD.get(name) not in answers


def _ask(name: str, answers: Answers) -> Answers:
    """Return a person's answer, asked until it has no mistake; nothing if Enter skips it."""
    row = _row(name)
    meaning, example = (row.meaning, row.example.strip("[]")) if row else OTHERS[name]
    is_required = _is_missing(name, answers)
    prompt = _prompt(name, row) + ("" if is_required else " [Enter skips]")
    while True:
        answer = str(click.prompt(prompt, default="", show_default=False, err=True)).strip()
        if not answer and not is_required:
            return {}
        mistakes = _mistakes(name, {name: answer})
        if answer == "?":
            mistakes = [meaning, f"For example: {example}"]
        elif not answer:
            mistakes = [f"This is required. For example: {example}"]
        if not mistakes:
            return {name: answer}
        for sentence in mistakes:
            click.echo(f"  {printable(sentence)}", err=True)


def _prompt(name: str, row: Field | None) -> str:
    """Return a question, with its choices."""
    if row is None:
        return name.capitalize()
    choices = row.type.single.choices if row.type.single else ()
    prompt = f"{row.question} ({', '.join(choices)})" if choices else row.question
    return f"{prompt} (with commas between)" if row.type.is_list else prompt


def _row(name: str) -> Field | None:
    """Return the row of a setting, also of one in a group; None for what is no setting."""
    group, _, inner = name.partition(".")
    row = fields.SETTINGS.fields.get(group)
    return row.group.fields[inner] if row and row.group and inner else row


def setting_values(answers: Answers) -> dict[str, Value]:
    """Return the settings that answers become, in the order of their table."""
    values: dict[str, Any] = {}
    for name in SETTINGS:
        answer = clean(answers.get(name, "")).strip()
        group, _, inner = name.partition(".")
        row = _row(name)
        value = [each.strip() for each in answer.split(",")] if row and row.type.is_list else answer
        if answer and inner:
            values.setdefault(group, {})[inner] = value
        elif answer:
            values[name] = value
    return {name: values[name] for name in fields.SETTINGS.fields if name in values}


def _mistakes(name: str, answers: Answers) -> list[str]:
    """Return a sentence for each mistake in the answer to a question."""
    answer = answers[name]
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
    text = written(setting_values({name: answer}))
    _, problems = load.settings(frontmatter.read(SETTINGS_PATH, text.encode()), Known(UTC))
    return [
        f"{problem.message.rstrip('.')}. {problem.advice}"
        for problem in problems
        if problem.code != "E102"  # the others are missing
    ]


def find_program(version: str) -> Program:
    """Return the version of the program that is named OWNER/NAME@VERSION, or raise UsageError.

    VERSION is a tag, or the full hash of a commit, which is taken as it is, without the network.
    """
    name, _, tag = version.partition("@")
    if not git.NAME.fullmatch(name) or not tag:
        raise click.UsageError(
            f"{version} is not a version on GitHub; write it as example/notices@v0.2.0."
        )
    if FULL_HASH.fullmatch(tag):
        return Program(name, tag)
    try:
        tags = git.tags(f"{git.GITHUB}/{name}")
    except git.GitError as error:
        raise click.UsageError(
            f"{git.GITHUB}/{name} cannot be read ({error}); check the name and your connection, or "
            "name the full hash of a commit instead of a tag."
        ) from error
    if tag not in tags:
        known = f"it has {listed(tags, 'and')}" if tags else "it has no tags at all"
        raise click.UsageError(f"{name} has no version {tag}; {known}.")
    return Program(name, tags[tag], tag)
