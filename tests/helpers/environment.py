"""A Python environment of its own for a scratch folder, as `make setup` leaves one, and made in no time.

It reaches the packages that the tests run with, and the program of this checkout, but is no link to
this checkout's `.venv`: whatever a command installs or deletes in it, nothing outside of the
scratch folder changes.
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
# The same program, in a child of the process of these tests that has it loaded: a script of two
# hundredths of a second.
FORKED = """\
#!/bin/sh
'''exec' "{python}" -I -S "$0" "$@"
' '''
import json
import os
import socket
import sys

asked = {"arguments": sys.argv[1:], "cwd": os.getcwd(), "environment": dict(os.environ), "mode": ""}
line = json.dumps(asked).encode() + b"\\n"
with socket.socket(socket.AF_UNIX) as process:
    process.connect("{address}")
    socket.send_fds(process, [line[:1]], [0, 1, 2])
    process.sendall(line[1:])
    with process.makefile() as told:
        _, code = map(int, told)
sys.exit(code)
"""


def environment(
    folder: Path, *stamps: str, forked: bool = False, program: Path = REPOSITORY
) -> None:
    """Make `.venv` in a folder, with a stamp for each step of `make` that is done: `site`, `lint`, or none.

    With `forked` its `notices` does not start Python and the program anew, which most of a short
    command is. `program` is the folder of the program, if it is another version.
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
    if stamps:
        script = place / "bin" / "notices"
        text = FORKED.replace("{address}", fork_server().address) if forked else SCRIPT
        script.write_text(text.replace("{python}", str(place / "bin" / "python")), encoding="utf-8")
        script.chmod(0o755)
