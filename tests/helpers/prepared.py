"""A process that has the program loaded, and forks a child for each command that a test asks for.

Most of the time of a command is Python's own start, the import of some hundred modules, and the compilation of the
theme. A child of this process begins after all three. Everything else is as in any process: its arguments, its folder,
its environment, its exit code, its signals. No command sees what an earlier one did, because each has its own child.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import runpy
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from generator.commands.wiring import compiled

ROOM = 1 << 16


class Prepared:
    """The end of a test: it hands over commands, one at a time."""

    def __init__(self, repository: Path) -> None:
        ours, theirs = socket.socketpair()
        paths = os.pathsep.join((str(repository), str(repository / "tests")))
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpers.prepared", str(theirs.fileno())],
                cwd=repository,
                env=os.environ | {"PYTHONPATH": paths},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self.socket = ours

    def run(
        self, command: Sequence[str], cwd: Path, environment: dict[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the program, and return how it ended and what it said."""
        asked = json.dumps({"arguments": command, "cwd": str(cwd), "environment": environment}).encode() + b"\n"
        with open(os.devnull, "rb") as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            socket.send_fds(self.socket, [asked[:1]], [one.fileno() for one in (nothing, out, err)])
            self.socket.sendall(asked[1:])
            self.socket.settimeout(timeout)
            ended = self.socket.recv(ROOM)
            assert ended.endswith(b"\n"), f"the process that was prepared has ended: {self.process.wait()}"
            said = [_text(file) for file in (out, err)]
        return subprocess.CompletedProcess([*command], int(ended), *said)


def _text(file: Any) -> str:
    """Return what was written to a file, as `text=True` of `subprocess` does."""
    file.seek(0)
    return str(file.read().decode().replace("\r\n", "\n").replace("\r", "\n"))


def _requests(connection: socket.socket) -> dict[str, Any]:
    """Return, in a child, what it is to do; the process itself waits for each child, and ends with its test."""
    while True:
        first, handles, *_ = socket.recv_fds(connection, 1, 3)
        if not first:
            sys.exit()
        asked = first
        while not asked.endswith(b"\n"):
            asked += connection.recv(ROOM)
        child = os.fork()
        if not child:
            connection.close()
            return {**json.loads(asked), "handles": handles}
        for handle in handles:
            os.close(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        connection.sendall(b"%d\n" % code)


def _begin(arguments: Sequence[str], cwd: str, environment: dict[str, str], handles: Sequence[int]) -> None:
    """Become a process that was just started."""
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [cwd, *(path for path in sys.path[1:] if path != f"{Path(__file__).parents[1]}")]
    sys.argv = ["generator", *arguments]


def _load(repository: Path) -> None:
    """Import the whole program, and let it compile its theme, which is most of what a small site takes."""
    package = import_module("generator")
    for module in pkgutil.walk_packages(package.__path__, "generator."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    compiled(repository / "tests/sites/small", datetime(2026, 11, 25), 1)
    gc.collect()
    gc.freeze()  # what is shared with the children stays so


if __name__ == "__main__":
    _load(Path(__file__).parents[2])
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        _begin(**_requests(connection))
    runpy.run_module("generator", run_name="__main__", alter_sys=True)
