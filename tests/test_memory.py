"""The memory that a build no longer needs goes back to the system."""

from __future__ import annotations

import subprocess
import sys

from helpers.program import REPOSITORY

MB = 1 << 20
SCRIPT = f"""\
import os
from pathlib import Path
from generator.system import memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

memory.return_large_blocks()
before = resident()
data = b"-" * {16 * MB}
del data
lists = [b"-" * {MB} for _ in range(12)]
del lists[:-1]
print(resident() - before)
"""


def test_memory_below_a_block_that_stays_is_returned() -> None:
    """The C library would keep 11 MB here, because it has freed a larger block before."""
    command = [sys.executable, "-c", SCRIPT]
    kept = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout
    assert int(kept) < 4 * MB
