"""Find a version of the program on GitHub: the commit of a tag."""

from __future__ import annotations

import re

from generator.authoring.repository import Program
from generator.core.problems import listed
from generator.system import git

COMMIT = re.compile("[0-9a-f]{40}")


class VersionError(Exception):
    """A version is not named correctly, or cannot be found; the message says why."""


def find(version: str) -> Program:
    """Return the version that is named OWNER/NAME@VERSION, by a tag or a full commit hash.

    A hash is taken as it is, without the network. Raises VersionError and GitMissingError.
    """
    name, _, wanted = version.partition("@")
    if not git.NAME.fullmatch(name) or not wanted:
        raise VersionError(
            f"{version} is not a version on GitHub; write it as example/notices@v0.2.0."
        )
    if COMMIT.fullmatch(wanted):
        return Program(name, wanted)
    try:
        tags = git.tags(f"{git.GITHUB}/{name}")
    except git.GitError as error:
        raise VersionError(
            f"{git.GITHUB}/{name} cannot be read ({error}); check the name and your connection, or "
            "name the full hash of a commit instead of a tag."
        ) from error
    if wanted not in tags:
        known = f"it has {listed(tags, 'and')}" if tags else "it has no tags at all"
        raise VersionError(f"{name} has no version {wanted}; {known}.")
    return Program(name, tags[wanted], wanted)
