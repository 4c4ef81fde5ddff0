"""Renew the workflows and the forms that an older version wrote into a district's repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.commands.interview import find_program
from generator.commands.wiring import WRONG, say

if TYPE_CHECKING:
    from pathlib import Path

    from generator.authoring.repository import Program

DIFFERENT = (
    "These differ from what this version writes. Run `./notices init --update` on this branch, and "
    "commit."
)
UP_TO_DATE = "The workflows and the forms are those of this version."


def renew(folder: Path, version: str | None, *, is_check: bool) -> int:
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
