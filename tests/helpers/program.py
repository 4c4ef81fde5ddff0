"""The program as a person or a script runs it."""

from __future__ import annotations

import os
import resource
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import pytest
from click.testing import CliRunner

from generator.cli import CI_COMMANDS, COMMANDS

REPOSITORY = Path(__file__).resolve().parents[2]
CATALOGS = {path.stem: path for path in sorted(REPOSITORY.glob("themes/default/locale/*.po"))}
LANGUAGES = ("en", *CATALOGS)  # of the theme, English first
LANGUAGE_FOLDERS = ("", *(f"{language}/" for language in CATALOGS))
NOTICES = (sys.executable, "-m", "generator")
# The modules of its commands.
COMMAND_MODULES = sorted(
    {
        f"generator.commands.{place.partition('.')[0]}"
        for place, _ in (COMMANDS | CI_COMMANDS).values()
    }
)
PATIENCE = 120  # seconds after which a command has hung
# Seconds of the processor, and bytes of address space; the largest site takes 10 s.
LIMITS = {resource.RLIMIT_CPU: 60, resource.RLIMIT_AS: 2 << 30}
# Variables that Python reads when it starts.
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
        env=variables(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _run_here(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command as `python -m generator` does, in this process."""
    code = None
    with (
        pytest.MonkeyPatch.context() as patch,
        CliRunner().isolation(env=environment) as (out, err, _),
    ):
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["generator", *command])
        time.tzset()
        try:
            runpy.run_module("generator", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        texts = [output.getvalue().decode() for output in (out, err)]
    time.tzset()
    return subprocess.CompletedProcess([*command], int(code or 0), *texts)


class Measured(NamedTuple):
    """How a command in a process of its own ended, what it said, and what it used."""

    returncode: int
    stdout: str
    stderr: str
    seconds: float  # of the processor, with the processes that it waited for
    memory: int  # in bytes, at its maximum


def measured(*arguments: object, memory: int = LIMITS[resource.RLIMIT_AS]) -> Measured:
    """Run a command within limits on its processor time, and on its memory in bytes."""

    def limit() -> None:
        for number, most in (LIMITS | {resource.RLIMIT_AS: memory}).items():
            resource.setrlimit(number, (most, most))

    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        files: dict[str, IO[str]] = {"stdout": out, "stderr": err}
        process = start(*arguments, preexec_fn=limit, **files)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        texts = out.read(), err.read()
    seconds = used.ru_utime + used.ru_stime
    return Measured(process.returncode, *texts, seconds, used.ru_maxrss * 1024)


def start(
    *arguments: object,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
    **options: object,
) -> subprocess.Popen[str]:
    """Start a command with the options of `Popen`, and with nothing to read unless one says so."""
    options = {"stdin": subprocess.DEVNULL, "text": True, **options}
    command = [*NOTICES, *map(str, arguments)]
    return subprocess.Popen(command, cwd=cwd, env=variables(env or {}), **options)


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Kill a process at the end of a block, if it still runs, and wait until it is gone."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a new process, where Python finds the program in any folder."""
    return os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment


def needs_new_process(cwd: Path, environment: Iterable[str]) -> bool:
    """Return whether a command affects how Python starts, or runs another program than this."""
    another = cwd.resolve() != REPOSITORY and (cwd / "generator").exists()
    return another or any(name.startswith(AT_THE_START) for name in environment)
