"""Create a district's own repository, take over an older copy, or renew what a version wrote."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import WRONG, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from generator.authoring.questions import Answers, Question
    from generator.authoring.repository import Program

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
    "law": "Which duties to follow: district-page or statute.",
}
NO_GIT = "git is not installed, and a repository needs it; see https://git-scm.com/downloads."
DIFFERENT = (
    "These differ from what this version writes. Run `./notices init --update` on this branch, and "
    "commit."
)
UP_TO_DATE = "The workflows and the forms are those of this version."
DEFAULTS = {"timezone": "America/New_York"}
NEXT = """\
Next:
1. See the site on your computer: ./notices serve --open
2. Commit everything, and push it to a new repository on GitHub: git add --all
3. Follow https://github.com/{program}/blob/HEAD/docs/set-up.md from the second step.\
"""
TAKEN_OVER = """\
Its content, its own themes and its history are here; the rest was removed from this version.
1. See what was removed: git status
2. To keep one of these files, run: git checkout HEAD -- PATH
3. See that nothing published was lost: ./notices check --since HEAD
4. Commit: git commit --message "Use Notices by its version"\
"""


def _option(name: str) -> str:
    """Return the option for a setting."""
    return "--" + name.replace(".", "-").replace("_", "-")


def _settings(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command an option for each setting that a new site is asked for."""
    for name, help in reversed(SETTINGS.items()):
        variable = name.replace(".", "__")
        metavar = name.rpartition(".")[2].upper()
        command = click.option(_option(name), variable, metavar=metavar, help=help)(command)
    return command


@click.command(
    short_help="Create a district's own repository.",
    epilog="Example: notices init our-notices --program example/notices@v0.2.0",
)
@click.argument("folder", metavar="DIR", default=".", type=click.Path(path_type=Path))
@click.option(
    "--program",
    "version",
    metavar="OWNER/NAME@VERSION",
    help="The version of the program: a tag, or the full hash of a commit.",
)
@click.option("--owner", metavar="@TEAM", help="Who approves changes, as in CODEOWNERS.")
@_settings
@click.option("--from", "old", metavar="OLD", help="Take over this copy of the whole repository.")
@click.option(
    "--placeholders", is_flag=True, help="Make a template: fill in what no option says later."
)
@click.option("--update", is_flag=True, help="Rewrite the workflows and the forms, nothing else.")
@click.option(
    "--check", "is_check", is_flag=True, help="With --update, only name the files that differ."
)
def init(
    folder: Path,
    version: str | None,
    owner: str | None,
    old: str | None,
    placeholders: bool,
    update: bool,
    is_check: bool,
    **settings: str | None,
) -> int:
    """Create a repository with your settings, and with short workflows that run the program.

    Without options, a person is asked on the terminal. DIR is a new or empty folder, or with
    --update the repository. Nothing is ever written over, except by --update.
    """
    given = {
        name.replace("__", "."): value for name, value in settings.items() if value is not None
    }
    modes = [old is not None, placeholders, update]
    is_new = old is None and not update
    if sum(modes) > 1 or (is_check and not update) or (given and not is_new) or (owner and update):
        raise click.UsageError(
            "Use only one of --from, --placeholders and --update; --check needs --update, only a "
            "new repository needs settings, and --update changes no owner."
        )
    if update:
        return _update(folder, version, is_check=is_check)
    _require_new(folder)
    if old is not None:
        return _take_over(old, folder, version, owner)
    return _create(folder, version, owner, given, placeholders=placeholders)


def _require_new(folder: Path) -> None:
    """Raise UsageError unless a folder does not exist, or contains nothing but git's own."""
    if folder.exists() and (not folder.is_dir() or {*os.listdir(folder)} - {".git"}):
        raise click.UsageError(
            f"{folder} is not empty; name a new folder, or use --update in a repository that this "
            "command made."
        )


def _create(
    folder: Path, version: str | None, owner: str | None, given: Answers, *, placeholders: bool
) -> int:
    """Write a new repository, and say what to do next."""
    from generator.authoring import repository, scaffold
    from generator.authoring.questions import setting_values
    from generator.content.names import SETTINGS as SETTINGS_PATH

    if placeholders:
        given, owner = repository.PLACEHOLDERS | given, owner or repository.OWNER_PLACEHOLDER
    options = {"program": version, "owner": owner}
    given = {name: value for name, value in options.items() if value} | DEFAULTS | given
    answers = _answers(given)
    program = _program(answers["program"])
    files = repository.files(_templates(), program, answers["district"], answers["owner"])
    files[SETTINGS_PATH] = scaffold.settings(setting_values(answers))
    if placeholders:
        files = repository.with_placeholders(files)
    _write(folder, files)
    click.echo(folder)
    if placeholders:
        say("Fill in, or let the district that copies it fill in:")
        for place in repository.places_to_fill_in(files):
            say(f"  {place}")
    else:
        say(NEXT.format(program=program.repository))
    return 0


def _answers(given: Answers, asked: Collection[str] = ()) -> Answers:
    """Return an answer to each question that needs one: as given, or from a person on the terminal.

    Only the questions of `asked` count, if it names some. Raises UsageError for each given answer
    that is wrong, and without a terminal for each missing one.
    """
    from generator.system.asking import ask_each

    wrong = [
        f"{_option(name)}: {sentence}"
        for name, value in given.items()
        for sentence in _mistakes(name, value)
    ]
    if wrong:
        raise click.UsageError("\n".join(wrong))
    questions = [question for question in _questions() if not asked or question.name in asked]
    has_email = "contact.email" in given
    missing = [
        question.name
        for question in questions
        if question.is_needed
        and question.name not in given
        and not (has_email and question.name == "contact.phone")
    ]
    if missing and sys.stdin.isatty() and sys.stderr.isatty():
        return ask_each(questions, given, _mistakes)
    if missing:
        names = ", ".join(map(_option, missing))
        raise click.UsageError(f"Without a terminal to ask on, these options are needed: {names}.")
    return given


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
            _program(answer)
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


def _program(version: str) -> Program:
    """Return the version of the program that is named OWNER/NAME@VERSION, or raise UsageError."""
    from generator.system import git, versions

    try:
        return versions.find(version)
    except git.GitMissingError:
        raise click.UsageError(NO_GIT) from None
    except versions.VersionError as error:
        raise click.UsageError(str(error)) from error


def _templates() -> dict[str, str]:
    """Return the templates of a district's own repository by their paths."""
    from generator.system.disk import district_templates

    return district_templates()


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write new files into a folder, and make it a repository if it is not one."""
    from generator.system import git
    from generator.system.disk import FilingError, create_files

    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not (folder / ".git").exists():
            git.run(folder, "init", "--quiet", "--initial-branch=main")
        create_files(folder, files)
    except git.GitMissingError:
        raise click.UsageError(NO_GIT) from None
    except (git.GitError, FilingError) as error:
        raise click.ClickException(f"{folder} cannot be written: {error}.") from error


def _take_over(old: str, folder: Path, version: str | None, owner: str | None) -> int:
    """Write a repository with the content and the history of an older copy."""
    from generator.authoring import repository
    from generator.content import frontmatter
    from generator.content.names import SETTINGS as SETTINGS_PATH
    from generator.system import git
    from generator.system.disk import read_file
    from generator.system.takeover import TakeoverError, changed_theme_files, take_over

    options = {"program": version, "owner": owner}
    answers = _answers({name: value for name, value in options.items() if value}, ["program"])
    if (folder / ".git").exists():
        raise click.UsageError(f"{folder} is a repository already; name a new folder.")
    program = _program(answers["program"])
    try:
        take_over(old, folder)
    except (TakeoverError, git.GitError) as error:
        raise click.UsageError(f"--from: {error}") from None
    except git.GitMissingError:
        raise click.UsageError(NO_GIT) from None
    settings = frontmatter.read(SETTINGS_PATH, read_file(folder, SETTINGS_PATH) or b"")
    files = repository.files(_templates(), program, settings.text("district"), owner or "")
    _write(folder, {path: text for path, text in files.items() if not (folder / path).exists()})
    _keep_owners(folder, owner)
    git.run(folder, "add", "--all")
    click.echo(folder)
    say(TAKEN_OVER)
    if changed := changed_theme_files(folder):
        say(f"These differ from the default theme of this version: {', '.join(changed)}.")
    return 0


def _keep_owners(folder: Path, owner: str | None) -> None:
    """Add a rule for every file to CODEOWNERS if there is none, or say that it is missing."""
    from generator.authoring import repository
    from generator.system.disk import read_file, replace_file

    data = read_file(folder, repository.OWNERS) or b""
    owners = data.decode("utf-8", "replace")
    if repository.has_owner(owners):
        if owner and f"* {owner}" not in owners:
            say(f"{repository.OWNERS} already has a rule for every file, so it stays as it is.")
    elif owner:
        replace_file(folder, repository.OWNERS, data, f"* {owner}\n\n{owners}")
    else:
        say(
            f"Begin {repository.OWNERS} with a rule for every file, such as "
            f"`* {repository.OWNER_PLACEHOLDER}`."
        )


def _update(folder: Path, version: str | None, *, is_check: bool) -> int:
    """Rewrite the workflows and the forms that differ from what this version writes."""
    from generator.authoring import repository
    from generator.system.disk import FilingError, create_file, read_file, replace_file

    program = _program(version) if version else _called_program(folder)
    different = dict[str, bytes | None]()
    files = repository.renewed(_templates(), program)
    for path, text in files.items():
        data = read_file(folder, path)
        if data != text.encode():
            different[path] = data
    try:
        for path, data in different.items():
            click.echo(path)
            if is_check:
                continue
            if data is None:
                create_file(folder, path, files[path])
            else:
                replace_file(folder, path, data, files[path])
    except FilingError as error:
        raise click.ClickException(str(error)) from error
    if is_check:
        say(DIFFERENT if different else UP_TO_DATE)
        return WRONG if different else 0
    say(f"{len(different)} of {len(files)} files rewritten.")
    return 0


def _called_program(folder: Path) -> Program:
    """Return the version that the workflows of a repository call, or raise UsageError."""
    from generator.authoring import repository
    from generator.system.disk import read_file

    texts = {path: read_file(folder, path) for path in _templates()}
    calls = repository.versions(
        {path: text.decode("utf-8", "replace") for path, text in texts.items() if text}
    )
    if not calls:
        raise click.UsageError(
            f"{folder} has no workflow that calls the program; name a repository that this command "
            "made."
        )
    if len(calls) > 1:
        places = " and ".join(f"{path} {program.pinned}" for program, path in calls.items())
        raise click.UsageError(
            f"The workflows call different versions: {places}; name one with --program."
        )
    return next(iter(calls))
