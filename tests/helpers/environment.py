"""A Python environment for a scratch folder, like the one of `make setup`, and made at once.

It has the packages of the tests and the program of this checkout, but is not a link to this
checkout's `.venv`: whatever a command installs or deletes in it, nothing outside of the scratch
folder changes.
"""

from __future__ import annotations

import sysconfig
import venv
from pathlib import Path

from helpers.program import REPOSITORY, fork_server

# The line that starts Python works in a folder with a space in its name, too; pip writes the same.
SCRIPT = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from generator.cli import main

sys.exit(main())
"""
# A module of the same program, in a child of the process of these tests that has it loaded: a script
# of one hundredth of a second, half of what it takes with the modules `json` and `socket`.
FORKED = """\
#!/bin/sh
'''exec' "{python}" -I -S "$0" "$@"
' '''
import _socket
import os
import sys

module, *arguments = {command}
request = {"module": module, "arguments": arguments, "cwd": os.getcwd(), "mode": ""}
line = f"{request | {'environment': dict(os.environ)}!a}\\n".encode()
files = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
process = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
process.connect("{address}")
process.sendmsg([line[:1]], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
process.sendall(line[1:])
answer = b""
while more := process.recv(64):
    answer += more
sys.exit(int(answer.split()[1]))
"""


def environment(
    folder: Path, *stamps: str, forked: bool = False, program: Path = REPOSITORY
) -> None:
    """Make `.venv` in a folder, with a stamp for each finished step of `make`: `site` or `lint`.

    With `forked`, its `notices` does not start Python again, which is most of the time of a short
    command; nor does its `forked`, which runs any module of the program. `program` is the folder of
    the program, if it is another version.
    """
    place = folder / ".venv"
    place.mkdir()
    (place / "begun").touch()
    venv.create(place, symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "tests.pth").write_text(
        f"{program}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8"
    )
    (place / "made").touch()
    for stamp in stamps:
        (place / f"{stamp}.stamp").touch()
    texts = {"notices": SCRIPT} if stamps else {}
    if stamps and forked:
        text = FORKED.replace("{address}", fork_server().address)
        texts = {
            "notices": text.replace("{command}", '["generator", *sys.argv[1:]]'),
            "forked": text.replace("{command}", "sys.argv[1:]"),
        }
    for name, text in texts.items():
        script = place / "bin" / name
        script.write_text(text.replace("{python}", str(place / "bin" / "python")), encoding="utf-8")
        script.chmod(0o755)
