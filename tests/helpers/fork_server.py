"""A process that has the program loaded, and forks a child for each command of a test.

Most of the time of a command is Python's own start, the import of some hundred modules, and the
compilation of the theme. A child of this process begins after all three. Everything else is as in
any process: its arguments, its folder, its environment, its exit code, its signals. No command sees
what an earlier one did, because each has its own child.

A test sends commands itself, or a script does, through a socket; `environment.py` writes such a
script.
"""

from __future__ import annotations

import ast
import atexit
import fcntl
import gc
import os
import pkgutil
import resource
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from generator.commands.wiring import compiled

ROOM = 1 << 16
NO_LIMITS: Mapping[int, int] = {}


class Usage(NamedTuple):
    """What a command used, with the processes that it waited for."""

    seconds: float  # of the processor
    memory: int  # in bytes, at its maximum, with about 50 MB that are the server's


class CompletedCommand(subprocess.CompletedProcess[str]):
    """How a command ended, what it wrote, and what it used."""

    usage: Usage


class ForkServer:
    """The end of a test: it sends commands to the process, one at a time."""

    def __init__(self, repository: Path) -> None:
        ours, theirs = socket.socketpair()
        paths = os.pathsep.join((str(repository), str(repository / "tests")))
        folder = tempfile.mkdtemp(prefix="notices-")  # the address of a socket must be short
        atexit.register(_remove, folder, os.getpid())
        self.address = f"{folder}/socket"
        with theirs, socket.socket(socket.AF_UNIX) as door:
            door.bind(self.address)
            door.listen()
            handles = [theirs.fileno(), door.fileno()]
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpers.fork_server", *map(str, handles)],
                cwd=repository,
                env=os.environ | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                pass_fds=handles,
            )
        self.socket = ours

    def run(
        self,
        command: Sequence[str],
        cwd: Path,
        environment: dict[str, str],
        timeout: float,
        limits: Mapping[int, int] = NO_LIMITS,
    ) -> CompletedCommand:
        """Run a command of the program, and return its exit code and output."""
        with (
            open(os.devnull, "rb") as nothing,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            handles = [file.fileno() for file in (nothing, out, err)]
            process = self.start(command, cwd, environment, handles, limits=limits)
            try:
                code = process.wait(timeout)
            finally:
                process.end()
            texts = [_text(file) for file in (out, err)]
        done = CompletedCommand([*command], code, *texts)
        done.usage = process.usage
        return done

    def start(
        self,
        command: Sequence[str],
        cwd: Path,
        environment: dict[str, str],
        handles: Sequence[int],
        mode: str = "",
        limits: Mapping[int, int] = NO_LIMITS,
    ) -> ForkedCommand:
        """Start a command of the program with three open files as its own.

        With the mode `session` it has a session of its own, with `terminal` its input is also the
        terminal of that. A limit is a number by a name of `resource`, such as RLIMIT_CPU.
        """
        request = {
            "module": "generator",
            "arguments": [*command],
            "cwd": str(cwd),
            "environment": environment,
            "mode": mode,
            "limits": [*limits.items()],
        }
        receiver, sender = os.pipe()
        line = f"{request!a}\n".encode()
        socket.send_fds(self.socket, [line[:1]], [*handles, sender])
        self.socket.sendall(line[1:])
        os.close(sender)
        return ForkedCommand(receiver)


class ForkedCommand:
    """A running command, with the methods of `subprocess.Popen` that tests use."""

    def __init__(self, receiver: int) -> None:
        self._receiver = receiver
        self._left = b""
        self.returncode: int | None = None
        self.usage: Usage
        self.pid = int(self._line(None))

    def _line(self, timeout: float | None) -> bytes:
        """Return the next line: the number of the process, and then how it ended."""
        while b"\n" not in self._left:
            if not select.select([self._receiver], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("notices", timeout or 0)
            more = os.read(self._receiver, 64)
            assert more, "the fork server has ended"
            self._left += more
        line, _, self._left = self._left.partition(b"\n")
        return line

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended: an exit code, or minus a signal."""
        if self.returncode is None:
            code, seconds, memory = self._line(timeout).split()
            self.returncode, self.usage = int(code), Usage(float(seconds), int(memory))
            os.close(self._receiver)
        return self.returncode

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, if it still runs."""
        self.send_signal(signal.SIGKILL)

    def end(self) -> None:
        """Kill it, if it still runs, and wait until it is gone."""
        self.kill()
        self.wait()


def _remove(folder: str, process: int) -> None:
    """Remove a folder if this is the process that made it, and not a copy of it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _text(file: Any) -> str:
    """Return what was written to a file, as `text=True` of `subprocess` does."""
    file.seek(0)
    return str(file.read().decode().replace("\r\n", "\n").replace("\r", "\n"))


def _requests(connection: socket.socket, door: socket.socket) -> dict[str, Any]:
    """Return, in a child, what it is to do; the process itself ends with its test.

    The sender of a request gets the number of the child, and later a line with how it ended.
    """
    senders: dict[int, int] = {}  # by the number of the child
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    while True:
        ready = select.select([woken, connection, door], [], [])[0][0]
        if ready is woken:
            os.read(woken, ROOM)
            _report_ends(senders)
            continue
        if ready is connection:
            request, handles = _request(connection)
        else:
            script = door.accept()[0]
            request, handles = _request(script)
            handles.append(script.detach())
        if not request:  # the test has ended, or the script
            for handle in handles:
                os.close(handle)
            if ready is connection:
                sys.exit()
            continue
        *files, sender = handles
        child = os.fork()
        if not child:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for handle in (woken, waker, sender, *senders.values()):
                os.close(handle)
            return {**ast.literal_eval(request.decode()), "handles": files}
        for handle in files:
            os.close(handle)
        senders[child] = sender
        _report(sender, child)


def _report_ends(senders: dict[int, int]) -> None:
    """Report how each child ended that has ended."""
    for child in [*senders]:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            sender = senders.pop(child)
            seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024
            _report(sender, os.waitstatus_to_exitcode(status), seconds, memory)
            os.close(sender)


def _report(sender: int, *numbers: float) -> None:
    """Send a line of numbers, unless the sender of the request is gone."""
    with suppress(OSError):
        os.write(sender, f"{' '.join(map(str, numbers))}\n".encode())


def _request(connection: socket.socket) -> tuple[bytes, list[int]]:
    """Return a request line and the open files sent with it; b"" if the other end is closed."""
    request, handles, *_ = socket.recv_fds(connection, 1, 4)
    while not request.endswith(b"\n"):
        more = connection.recv(ROOM) if request else b""
        if not more:
            return b"", handles
        request += more
    return request, handles


def _begin(
    module: str,
    arguments: Sequence[str],
    cwd: str,
    environment: dict[str, str],
    handles: Sequence[int],
    mode: str,
    limits: Sequence[tuple[int, int]] = (),
) -> str:
    """Become a process that was just started; return the module that it runs."""
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
    for handle in {*handles} - {0, 1, 2}:
        os.close(handle)
    if mode:
        os.setsid()
    if mode == "terminal":
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(
            line_buffering=output is sys.stderr
            or output.isatty()
            or "PYTHONUNBUFFERED" in environment
        )
    for number, limit in limits:
        resource.setrlimit(number, (limit, limit))
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.path[:] = [cwd, *(path for path in sys.path[1:] if path != f"{Path(__file__).parents[1]}")]
    sys.argv = [module, *arguments]
    if "." in module:
        del sys.modules[module]  # it is loaded, but not run yet
    return module


def _load(repository: Path) -> None:
    """Import the whole program and compile its theme, most of the build time of a test site."""
    package = import_module("generator")
    for module in pkgutil.walk_packages(package.__path__, "generator."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    datetime.strptime("2026", "%Y")  # imports a module on first use
    compiled(repository / "tests/sites/sample", datetime(2026, 11, 25), 1)  # English and Spanish
    gc.collect()
    gc.freeze()  # what is shared with the children stays so


class _Ending:
    """The end of a command, without freeing memory: each freed page would be copied first.

    Most of the CPU time of a short command would be that. All else that Python does at the end, it
    still does: waiting for threads, calling what is registered with `atexit`, flushing the output.
    """

    def __init__(self) -> None:
        self.code: object = None
        atexit.register(self.exit)  # before all others, so that it is called last

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SystemExit):
            self.code = error.code

    def exit(self) -> None:
        """Exit at once, unless Python has to report something first, such as a full disk."""
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
            if isinstance(self.code, int):
                os._exit(self.code)


if __name__ == "__main__":
    ending = _Ending()
    _load(Path(__file__).parents[2])
    with (
        socket.socket(fileno=int(sys.argv[1])) as connection,
        socket.socket(fileno=int(sys.argv[2])) as door,
    ):
        module = _begin(**_requests(connection, door))
    with ending:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
