"""Measure how much time shards could save at most: build two halves of a site beside the whole.

Two builds of half the entries, each in one process, run at once and share nothing: no entry goes
from one process to the other, and none waits while another joins entries and plans pages. One
build of all entries with two processes does both. They take turns; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from entries import write
from run import NOTICES, NOW, REPOSITORY, keep_compiled_modules, report

PROCESSES = 2


def main() -> None:
    """Measure, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000, help="number of entries")
    parser.add_argument("--rounds", type=int, default=7, help="builds of each, for the median")
    parser.add_argument("--work", type=Path, help="where to build; by default a temporary folder")
    arguments = parser.parse_args()
    keep_compiled_modules()
    os.chdir(REPOSITORY)
    with tempfile.TemporaryDirectory(prefix="notices-bench-", dir=arguments.work) as folder:
        whole, half = Path(folder) / "whole", Path(folder) / "half"
        write(arguments.count, whole)
        write(arguments.count // PROCESSES, half)
        ratios = []
        for _ in range(arguments.rounds):
            one = seconds([build(whole, Path(folder) / "out", PROCESSES)])
            halves = [build(half, Path(folder) / f"out-{i}", 1) for i in range(PROCESSES)]
            ratios.append(seconds(halves) / one)
            report(f"  {one:.2f} s, shards {ratios[-1]:.3f}")
            for out in Path(folder).glob("out*"):
                shutil.rmtree(out)
    print(f"Shards would take at least {median(ratios):.2f} times as long.")


def build(root: Path, out: Path, jobs: int) -> list[str]:
    """Return the command that builds a site in some processes."""
    return [*NOTICES, "build", "--root", str(root), "--out", str(out), "--jobs", str(jobs), *NOW]


def seconds(commands: list[list[str]]) -> float:
    """Return how long some commands take that run at once. If one fails, the program ends."""
    os.sync()
    began = time.perf_counter()
    running = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit(f"A build ended with {max(codes)}.")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
