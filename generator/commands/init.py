"""Create a district's own repository, new or from an old copy, or update its files from us."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.interview import answers, find_program, option_name
from generator.commands.wiring import NO_GIT, WRONG, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.authoring.questions import Answers
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
DIFFERENT = (
    "These differ from what this version writes. Run `./notices init --update` on this branch, and "
    "commit."
)
UP_TO_DATE = "The workflows and the forms are those of this version."


def _settings(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command an option for each setting that a new site needs."""
    for name, help in reversed(SETTINGS.items()):
        variable = name.replace(".", "__")
        metavar = name.rpartition(".")[2].upper()
        command = click.option(option_name(name), variable, metavar=metavar, help=help)(command)
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
@click.option(
    "--from", "old", metavar="OLD", help="Start from this old copy of the program's repository."
)
@click.option(
    "--placeholders",
    is_flag=True,
    help="Make a template, with placeholders for what no option says.",
)
@click.option("--update", is_flag=True, help="Rewrite the workflows and the forms, nothing else.")
@click.option(
    "--check", "is_check", is_flag=True, help="With --update, only list the files that differ."
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

    If you leave out an option, the command asks on the terminal. DIR is a new or empty folder; with
    --update, it is the repository. Only --update overwrites existing files.
    """
    options = {
        name.replace("__", "."): value for name, value in settings.items() if value is not None
    }
    modes = [old is not None, placeholders, update]
    is_new = old is None and not update
    if (
        sum(modes) > 1
        or (is_check and not update)
        or (options and not is_new)
        or (owner and update)
    ):
        raise click.UsageError(
            "Use only one of --from, --placeholders and --update; --check needs --update, only a "
            "new repository needs settings, and --update changes no owner."
        )
    if update:
        return _renew(folder, version, is_check=is_check)
    _require_new(folder)
    if old is not None:
        return _take_over(old, folder, version, owner)
    return _create(folder, version, owner, options, placeholders=placeholders)


def _require_new(folder: Path) -> None:
    """Raise UsageError unless a folder does not exist, or contains nothing but git's own."""
    if folder.exists() and (not folder.is_dir() or {*os.listdir(folder)} - {".git"}):
        raise click.UsageError(
            f"{folder} is not empty; name a new folder, or use --update in a repository that this "
            "command made."
        )


def _create(
    folder: Path, version: str | None, owner: str | None, options: Answers, *, placeholders: bool
) -> int:
    """Write a new repository, and say what to do next."""
    from generator.authoring import repository, scaffold
    from generator.authoring.questions import setting_values
    from generator.content.names import SETTINGS as SETTINGS_PATH
    from generator.system.disk import district_templates

    if placeholders:
        options = repository.PLACEHOLDERS | options
        owner = owner or repository.OWNER_PLACEHOLDER
    others = {"program": version, "owner": owner}
    options = {name: value for name, value in others.items() if value} | DEFAULTS | options
    answered = answers(options)
    program = find_program(answered["program"])
    files = repository.files(district_templates(), program, answered["district"], answered["owner"])
    files[SETTINGS_PATH] = scaffold.settings(setting_values(answered))
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
    from generator.system.disk import district_templates, read_file
    from generator.system.takeover import TakeoverError, changed_theme_files, take_over

    options = {"program": version, "owner": owner}
    answered = answers({name: value for name, value in options.items() if value}, ["program"])
    if (folder / ".git").exists():
        raise click.UsageError(f"{folder} is a repository already; name a new folder.")
    program = find_program(answered["program"])
    try:
        take_over(old, folder)
    except (TakeoverError, git.GitError) as error:
        raise click.UsageError(f"--from: {error}") from None
    except git.GitMissingError:
        raise click.UsageError(NO_GIT) from None
    settings = frontmatter.read(SETTINGS_PATH, read_file(folder, SETTINGS_PATH) or b"")
    files = repository.files(district_templates(), program, settings.text("district"), owner or "")
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


def _renew(folder: Path, version: str | None, *, is_check: bool) -> int:
    """Rewrite the workflows and the forms that differ, or with `is_check` only name them.

    `version` is OWNER/NAME@VERSION, or None for the one that the workflows call. Raises UsageError,
    and ClickException if a file cannot be written.
    """
    from generator.authoring import repository
    from generator.system.disk import district_templates, read_file

    program = find_program(version) if version else _called_program(folder)
    files = repository.renewed(district_templates(), program)
    present = {path: read_file(folder, path) for path in files}
    different = {path: text for path, text in files.items() if present[path] != text.encode()}
    for path in different:
        click.echo(path)
    if is_check:
        say(DIFFERENT if different else UP_TO_DATE)
        return WRONG if different else 0
    _rewrite(folder, different, present)
    say(f"{len(different)} of {len(files)} files rewritten.")
    return 0


def _rewrite(folder: Path, files: dict[str, str], present: dict[str, bytes | None]) -> None:
    """Write files over what is `present` at their paths, or raise ClickException."""
    from generator.system.disk import FilingError, create_file, replace_file

    try:
        for path, text in files.items():
            data = present[path]
            if data is None:
                create_file(folder, path, text)
            else:
                replace_file(folder, path, data, text)
    except FilingError as error:
        raise click.ClickException(str(error)) from error


def _called_program(folder: Path) -> Program:
    """Return the version that the workflows of a repository call, or raise UsageError."""
    from generator.authoring import repository
    from generator.system.disk import district_templates, read_file

    texts = {path: read_file(folder, path) for path in district_templates()}
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
