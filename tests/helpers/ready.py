"""A Python that has imported its modules already, so that a command in a workflow starts at once.

One run of a workflow starts Python up to twenty times, and each time would mostly be spent on
importing the same modules. So one process imports them once, and runs each command in a copy of
itself, with the arguments, the folder, the environment and the files of the process that asks.

The runner's own Python is another one, without packages, so this file needs none.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import select
import shlex
import socket
import subprocess
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

# It takes the place of `python`, and imports no more than it needs. A shell starts it, because the
# first line of a script cannot name a Python in a folder with a space.
CLIENT = """\
import json, os, socket, sys

with socket.socket(socket.AF_UNIX) as ready:
    ready.connect("{address}")
    command = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(ready, [b"-"], [0, 1, 2])
    ready.sendall(command)
    ready.shutdown(socket.SHUT_WR)
    sys.exit(int(ready.recv(8)))
"""


@cache
def ready_python(python: str, *modules: str) -> str:
    """Return the path of a `python` that has imported modules already.

    It runs a script or, with `-m`, a module. It ends with this process.
    """
    folder = TemporaryDirectory(prefix="notices-ready-")
    atexit.register(folder.cleanup)
    address, client = Path(folder.name, "socket"), Path(folder.name, "python")
    script = CLIENT.replace("{address}", str(address))
    client.write_text(f'#!/bin/sh\nexec {shlex.join([python, "-ISc", script])} "$@"\n')
    client.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        number = listener.fileno()
        line = [python, __file__, str(number), *modules]
        process = subprocess.Popen(line, pass_fds=[number], stdin=subprocess.PIPE)
    atexit.register(process.communicate)
    return str(client)


def serve(listener: socket.socket) -> None:
    """Answer each command with its exit code, one after the other, until the input has ended."""
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        asking, _ = listener.accept()
        with asking:
            _, files, _, _ = socket.recv_fds(asking, 1, 3)
            command = asking.makefile().read()
            child = os.fork()
            if child == 0:
                run(*json.loads(command), files)
            for file in files:
                os.close(file)
            _, status = os.waitpid(child, 0)
            asking.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def run(arguments: list[str], folder: str, environment: dict[str, str], files: list[int]) -> None:
    """Run a script or a module, and end this process, as Python does."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    is_module = arguments[0] == "-m"
    sys.argv = arguments[1:] if is_module else arguments
    sys.path.insert(0, folder if is_module else os.path.dirname(os.path.realpath(sys.argv[0])))
    code = None
    try:
        if is_module:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):  # which Python prints
            raise
        code = end.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code or 0)  # without freeing each object, which takes longer than most commands


if __name__ == "__main__":
    del sys.path[0]  # the folder of this file
    for name in sys.argv[2:]:
        import_module(name)
    gc.freeze()  # a copy need not look at what it got
    serve(socket.socket(fileno=int(sys.argv[1])))
