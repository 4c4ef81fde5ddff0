"""Count the instructions of a build in one process, and print a table.

Valgrind counts them, so other programs on the machine do not change the numbers, as they do change
every time: compare two commits with these. A build takes about fifty times as long as without it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from entries import write
from run import NOTICES, NOW, REPOSITORY, compile_as_installed, report, write_table

MILLION = 1_000_000
HEADER = "| entries | million instructions | for each entry more |"
COUNTED = re.compile(r"refs:\s+([\d,]+)")


def main() -> None:
    """Count, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[10, 300], help="numbers of entries")
    parser.add_argument(
        "--write", action="store_true", help="also write the table into docs/speed.md"
    )
    arguments = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("Install Valgrind first: sudo apt install valgrind")
    compile_as_installed()
    os.chdir(REPOSITORY)
    counts = sorted(arguments.counts)
    found = {count: instructions(count) for count in counts}
    first = counts[0]
    lines = [HEADER, "|--:|--:|--:|"]
    for count in counts:
        more = (found[count] - found[first]) / max(count - first, 1)
        each = f"{more / MILLION:.1f}" if count > first else ""
        lines.append(f"| {count:,} | {found[count] / MILLION:,.0f} | {each} |")
    print("\n".join(lines))
    if arguments.write:
        write_table(lines)


def instructions(count: int) -> int:
    """Return how many instructions a build of this many entries takes."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root = Path(folder) / "root"
        write(count, root)
        build = [*NOTICES, "build", "--jobs", "1", "--root", str(root), "--out", f"{folder}/out"]
        once = [*build, *NOW]
        # The first build compiles the modules, and the second finds the same empty folder.
        subprocess.run(once, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(f"{folder}/out")
        report(f"Counting a build of {count:,} entries")
        counter = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/calls"]
        done = subprocess.run(
            [*counter, *once],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        return int(COUNTED.findall(done.stderr)[-1].replace(",", ""))


if __name__ == "__main__":
    main()
