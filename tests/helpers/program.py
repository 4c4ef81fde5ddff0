"""The program as a person or a script runs it."""

from __future__ import annotations

import json
import os
import resource
import runpy
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

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


# Runs a command within limits in a process of its own, and writes how it ended and what it used. A process begins as
# large as the one that starts it, which for the tests may be larger than the command.
MEASURE = """\
import json, os, resource, sys

report, limits, *command = sys.argv[1:]
child = os.fork()
if not child:
    for number, most in json.loads(limits):
        resource.setrlimit(number, (most, most))
    os.execv(command[0], command)
_, status, used = os.wait4(child, 0)
code = os.waitstatus_to_exitcode(status)
os.write(int(report), json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss]).encode())
"""


def measured(*arguments: object, memory: int = LIMITS[resource.RLIMIT_AS]) -> Measured:
    """Run a command within limits on its processor time, and on its memory in bytes."""
    limits = json.dumps([*(LIMITS | {resource.RLIMIT_AS: memory}).items()])
    reading, writing = os.pipe()
    with open(reading) as report, open(writing):
        line = [sys.executable, "-c", MEASURE, writing, limits, *NOTICES, *arguments]
        done = subprocess.run(
            [*map(str, line)],
            cwd=REPOSITORY,
            env=variables({}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            pass_fds=[writing],
            check=True,
        )
        code, seconds, kilobytes = json.loads(os.read(report.fileno(), 1_000))
    return Measured(code, done.stdout, done.stderr, seconds, kilobytes * 1024)


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
