"""A Python environment for a scratch folder, like the one of `make setup`, and made at once.

It has the packages of the tests and the program of this checkout, but is not a link to this
checkout's `.venv`: whatever a command installs or deletes in it, nothing outside of the scratch
folder changes.
"""

from __future__ import annotations

import sysconfig
import venv
from pathlib import Path

from helpers.program import REPOSITORY

# The line that starts Python works in a folder with a space in its name, too; pip writes the same.
SCRIPT = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from generator.cli import main

sys.exit(main())
"""


def environment(folder: Path, *stamps: str, program: Path = REPOSITORY, python: str = "") -> None:
    """Make `.venv` in a folder, with a stamp for each finished step of `make`: `site` or `lint`.

    `program` is the folder of the program, if it is another version. `python` is what starts it,
    unless that is the Python of the environment.
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
        text = SCRIPT.replace("{python}", python or str(place / "bin" / "python"))
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)
