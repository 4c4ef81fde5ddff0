"""A Python environment of its own for a scratch folder, as `make setup` leaves one, and made in no time.

It reaches the packages that the tests run with, and the program of this checkout, but is no link to this checkout's
`.venv`: whatever a command installs or deletes in it, nothing outside of the scratch folder changes.
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


def environment(folder: Path, *stamps: str) -> None:
    """Make `.venv` in a folder, with a stamp for each step of `make` that is done: `site`, `lint`, or none."""
    place = folder / ".venv"
    place.mkdir()
    (place / "begun").touch()
    venv.create(place, symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "tests.pth").write_text(f"{REPOSITORY}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    (place / "made").touch()
    for stamp in stamps:
        (place / f"{stamp}.stamp").touch()
    if stamps:
        script = place / "bin" / "notices"
        script.write_text(SCRIPT.format(python=place / "bin" / "python"), encoding="utf-8")
        script.chmod(0o755)
