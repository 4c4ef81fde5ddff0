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

request = {"arguments": sys.argv[1:], "cwd": os.getcwd(), "mode": ""}
line = json.dumps(request | {"environment": dict(os.environ)}).encode() + b"\\n"
with socket.socket(socket.AF_UNIX) as process:
    process.connect("{address}")
    socket.send_fds(process, [line[:1]], [0, 1, 2])
    process.sendall(line[1:])
    with process.makefile() as answer:
        _, end = answer
sys.exit(int(end.split()[0]))
"""


def environment(
    folder: Path, *stamps: str, forked: bool = False, program: Path = REPOSITORY
) -> None:
    """Make `.venv` in a folder, with a stamp for each finished step of `make`: `site` or `lint`.

    With `forked`, its `notices` does not start Python again, which is most of the time of a short
    command. `program` is the folder of the program, if it is another version.
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
