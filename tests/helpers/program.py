"""The program as a person or a script runs it."""

from __future__ import annotations

import io
import os
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import TextIO

import pytest

from helpers.fork_server import NO_LIMITS, CompletedCommand, ForkedCommand, ForkServer

REPOSITORY = Path(__file__).resolve().parents[2]
NOTICES = (sys.executable, "-m", "generator")
PATIENCE = 120  # seconds after which a command has hung
# Variables that Python reads at startup, and a forked process no more.
AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_")


def notices(
    *arguments: object, cwd: Path = REPOSITORY, before: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program, however it ends; `before` is a command that starts it.

    It runs in this process, in a folder, with an environment and with an output of its own, unless
    its environment changes how Python starts.
    """
    command = [*map(str, arguments)]
    if not before and not needs_new_process(cwd, environment):
        return _run_here(command, cwd, environment)
    return subprocess.run(
        [*before, *NOTICES, *command],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _run_here(
    command: Sequence[str], cwd: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command as `python -m generator` does, in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code = None
    with (
        open(os.devnull, encoding="utf-8") as nothing,
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        patch.chdir(cwd)
        patch.setattr(sys, "stdin", nothing)
        patch.setattr(sys, "argv", ["generator", *command])
        for name, value in environment.items():
            patch.setenv(name, value)
        time.tzset()
        try:
            runpy.run_module("generator", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code
    time.tzset()
    texts = [_text(output) for output in (out, err)]
    return subprocess.CompletedProcess([*command], int(code or 0), *texts)


def _text(output: io.TextIOWrapper) -> str:
    """Return what was written, as `text=True` of `subprocess` does."""
    output.seek(0)
    return output.read()


def notices_forked(
    *arguments: object,
    cwd: Path = REPOSITORY,
    limits: Mapping[int, int] = NO_LIMITS,
    **environment: str,
) -> CompletedCommand:
    """Run a command of the program in a process of its own, however it ends."""
    assert not needs_new_process(cwd, environment)

    variables = os.environ | environment
    return fork_server().run([*map(str, arguments)], cwd, variables, PATIENCE, limits)


@contextmanager
def started(*arguments: object, out: int) -> Iterator[tuple[ForkedCommand, TextIO]]:
    """Start a command that prints to an open file; yield it, and the file of its messages."""
    command = [*map(str, arguments)]
    with (
        open(os.devnull, "rb") as nothing,
        tempfile.TemporaryFile("w+", encoding="utf-8") as messages,
    ):
        handles = [nothing.fileno(), out, messages.fileno()]
        process = fork_server().start(command, REPOSITORY, dict(os.environ), handles)
        try:
            yield process, messages
        finally:
            process.end()


def message_of(process: ForkedCommand, messages: TextIO) -> str:
    """Return what a command has said by its end."""
    process.wait(PATIENCE)
    messages.seek(0)
    return messages.read()


def needs_new_process(cwd: Path, environment: Iterable[str]) -> bool:
    """Return whether a command affects how Python starts, or runs another program than this."""
    another = cwd.resolve() != REPOSITORY and (cwd / "generator").exists()
    return another or any(name.startswith(AT_THE_START) for name in environment)


def fork_server() -> ForkServer:
    """Return the process that forks for this one; a child of it has its own."""
    return _fork_server(os.getpid())


@cache
def _fork_server(_process: int) -> ForkServer:
    return ForkServer(REPOSITORY)
