"""The program as a process of its own, as a person or a script starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NOTICES = (sys.executable, "-m", "generator")


def notices(
    *arguments: object, cwd: Path = REPOSITORY, before: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the program, however it ends; `before` is a command that starts it."""
    return subprocess.run(
        [*before, *NOTICES, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
