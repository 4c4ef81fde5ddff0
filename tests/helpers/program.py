"""The program as a process of its own, as a person or a script starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from helpers.fork_server import ForkServer

REPOSITORY = Path(__file__).resolve().parents[2]
NOTICES = (sys.executable, "-m", "generator")
PATIENCE = 120  # seconds after which a command has hung
# Variables that Python reads at startup, and a forked process no more.
AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_")


def notices(
    *arguments: object, cwd: Path = REPOSITORY, before: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program, however it ends; `before` is a command that starts it.

    The process is forked from one that has the program loaded, unless its environment changes how
    Python starts.
    """
    command = [*map(str, arguments)]
    variables = os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment
    if not before and can_be_forked(cwd, environment):
        return fork_server().run(command, cwd, variables, PATIENCE)
    return subprocess.run(
        [*before, *NOTICES, *command],
        cwd=cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def can_be_forked(cwd: Path, environment: Iterable[str]) -> bool:
    """Return whether a command can be forked: its request must not affect how Python starts."""
    another = cwd.resolve() != REPOSITORY and (cwd / "generator").exists()
    return not another and not any(name.startswith(AT_THE_START) for name in environment)


def fork_server() -> ForkServer:
    """Return the process that forks for this one; a child of it has its own."""
    return _fork_server(os.getpid())


@cache
def _fork_server(_process: int) -> ForkServer:
    return ForkServer(REPOSITORY)
