"""A district's own repository, as `notices init` writes it, and the program's on the web."""

from __future__ import annotations

import subprocess
from pathlib import Path

from helpers import program
from helpers.history import Repository

HASH = "0123456789abcdef0123456789abcdef01234567"
ANSWERS = {
    "--district": "Example Public Schools",
    "--abbreviation": "EPS",
    "--url": "https://privacy.example/notices/",
    "--contact-name": "Privacy Office",
    "--contact-email": "privacy@example.example",
    "--feed-authority": "privacy.example,2026",
    "--owner": "@example-schools/technology",
    "--program": f"example/notices@{HASH}",
}


def init(
    folder: Path, answers: dict[str, str] | None = None, *options: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `notices init` with the usual answers, changed by these; an empty one is left out."""
    values = ANSWERS | (answers or {})
    pairs = [f"{name}={value}" for name, value in values.items() if value]
    return program.notices("init", folder, *pairs, *options, **environment)


def web(folder: Path) -> dict[str, str]:
    """Return the environment in which GitHub is a folder on this machine, and nothing else is."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{folder}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
    }


def program_repository(folder: Path) -> Repository:
    """Return the repository of the program on such a web, with two versions."""
    folder.mkdir()
    repository = Repository(folder / "notices")
    for day, tag in ((1, "v0.1.0"), (2, "v0.2.0")):
        repository.git("commit", "--quiet", "--allow-empty", "--message", tag, day=day)
        repository.git("tag", *(("--annotate", "--message", tag) if day == 2 else ()), tag, day=day)
    return repository
