"""The workflows of a district, as this version and as earlier ones write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator.authoring import repository
from generator.authoring.repository import Program
from generator.system import disk
from helpers.program import REPOSITORY
from helpers.roots import read_files
from helpers.runner import PROGRAM, GitHub, github_repository
from helpers.stories import WEDNESDAY

RELEASES = REPOSITORY / "tests/releases"
TEMPLATES = disk.district_templates()


@contextmanager
def published_district(
    folder: Path, content: Mapping[str, str], program: str = "v0.3.0"
) -> Iterator[GitHub]:
    """Yield a district's own repository, which calls a version of the program; its site is live."""
    with github_repository(folder, WEDNESDAY, content, with_program=False) as github:
        github.commit(callers(github.release_program({}, program)))
        run = github.run("publish", "push")
        assert run.failed == [], run.log
        yield github


def callers(commit: str) -> dict[str, str]:
    """Return the workflows of a district that call a version of the program."""
    return repository.renewed(TEMPLATES, Program(PROGRAM, commit))


def old_callers(commit: str, release: str = "0.2") -> dict[str, str | None]:
    """Return the workflows that a release wrote, which call a version; later files are None.

    Those that called a workflow which is gone are left out: `notices update` deletes them.
    """
    frozen = read_files(RELEASES / release / "district/.github/workflows")
    later = {path for path in TEMPLATES if path.startswith(".github/workflows/")}
    return dict.fromkeys(later) | {
        path: re.sub(r"example/notices(\S*)@[0-9a-f]{40}", rf"{PROGRAM}\1@{commit}", text.decode())
        for name, text in frozen.items()
        if (path := f".github/workflows/{name}") not in repository.GONE
    }


def version(github: GitHub) -> str:
    """Return the commit of the newest version of the program."""
    return github.git("rev-parse", "main", cwd=github.repositories[PROGRAM]).strip()
