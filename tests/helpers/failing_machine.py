"""Simulate a kill, Ctrl-C or a full disk at a chosen moment, in child processes of tests only."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from generator.cli import main

# Calls of the system by which a program needs room on a disk, changes what is there, or looks.
NEED_ROOM = {"open", "mkdir", "link", "replace", "rename", "fsync", "write"}
CHANGE = NEED_ROOM | {"unlink", "rmdir", "chmod"}
CALLS = CHANGE | {"read", "lstat", "scandir", "look"}


class Result(NamedTuple):
    """The result of a child process: exit code (or minus a signal), stdout, and stderr."""

    code: int
    out: str
    err: str


def run_in_child(work: Callable[[], object]) -> int:
    """Do something in a copy of this process; return its exit code, or minus a signal.

    A failed machine ends with 3, Ctrl-C with 130.
    """
    child = os.fork()
    if not child:
        code = 99
        try:
            work()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        except KeyboardInterrupt:
            code = 130
        except OSError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_captured(work: Callable[[], object], log: Path) -> Result:
    """Do something in a child as above, and return its output, kept in two files beside `log`."""
    outputs = [log.with_suffix(".out"), log.with_suffix(".err")]

    def with_outputs() -> None:
        for number, path in enumerate(outputs, start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
        try:
            work()
        finally:
            for output in (sys.stdout, sys.stderr):
                output.flush()

    code = run_in_child(with_outputs)
    return Result(code, *(path.read_text(encoding="utf-8") for path in outputs))


def run_command(
    line: Sequence[object],
    folder: Path,
    moment: int,
    log: Path,
    *,
    full: bool = False,
    number: int = signal.SIGKILL,
) -> Result:
    """Run a command of the program in a child that fails at its n-th change in a folder."""

    def work() -> None:
        sys.argv = ["notices", *map(str, line)]
        fail(folder, moment, full=full, calls=CHANGE, number=number)
        main()

    return run_captured(work, log)


def fail(
    folder: Path,
    moment: int,
    *,
    full: bool,
    calls: AbstractSet[str] = CALLS,
    number: int = signal.SIGKILL,
) -> None:
    """Kill this process before its n-th call on a path in a folder, or fill the disk at that call.

    A killed process has written half of what it was writing. A disk that is full stays full, takes
    half of what is written to it, and can still delete files. `number` is another signal, such as
    that of Ctrl-C.
    """
    failure = _Failure(f"{folder}/", moment, full, NEED_ROOM if full else calls, number)

    plain, write = open, os.write

    def written(handle: int, data: Any) -> int:
        if not failure.is_due("write", [handle]):
            return write(handle, data)
        write(handle, bytes(data)[: len(data) // 2])
        raise failure.error()

    class File(io.FileIO):
        def write(self, data: Any, /) -> int:
            return written(self.fileno(), data)

    def opened(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if mode in ("wb", "xb"):
            return io.BufferedWriter(File(file, mode[0]))
        return plain(file, mode, *arguments, **options)

    for name in CALLS - {"write", "look"}:
        setattr(os, name, _failing(name, getattr(os, name), failure))
    os.write = written
    builtins.open = io.open = opened


def kill_workers() -> None:
    """Kill each process that this one starts from now on, before it does anything."""
    fork = os.fork

    def forked() -> int:
        worker = fork()
        if not worker:
            signal.raise_signal(signal.SIGKILL)
        os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
        return worker

    os.fork = forked


def interrupt_beside_a_worker() -> None:
    """Press Ctrl-C as soon as this process has started another."""
    fork = os.fork

    def forked() -> int:
        worker = fork()
        if worker:
            signal.raise_signal(signal.SIGINT)
        return worker

    os.fork = forked


@dataclass
class _Failure:
    """A failure to come: at which of the counted calls, and of which kind."""

    folder: str
    left: int
    full: bool
    calls: AbstractSet[str]
    number: int

    def is_due(self, name: str, about: Sequence[Any]) -> bool:
        """Count a call; say whether the machine fails now."""
        inside = any(
            isinstance(target, int) or f"{os.fsdecode(target)}/".startswith(self.folder)
            for target in about
        )
        self.left -= inside and name in self.calls
        return inside and name in self.calls and self.left < 1

    def error(self) -> OSError:
        """Send the process a signal, or return the error that the system gives for a full disk."""
        if not self.full:
            signal.raise_signal(self.number)
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _failing(name: str, call: Callable[..., Any], failure: _Failure) -> Callable[..., Any]:
    """Return a call of the system that fails when it is due."""
    paths = 2 if name in ("link", "replace", "rename") else 1

    def called(*arguments: Any, **options: Any) -> Any:
        looks = name == "open" and not arguments[1] & os.O_CREAT
        if failure.is_due("look" if looks else name, arguments[:paths]):
            raise failure.error()
        return call(*arguments, **options)

    return called
