"""Time the build of many entries, each as a process of its own, and print a table; progress goes to standard error."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from entries import write

REPOSITORY = Path(__file__).resolve().parent.parent
NOTICES = (sys.executable, "-m", "generator")
NOW = ("--now", "2026-11-25")
MEGABYTE = 1_000_000
FEW = 10


class Run(NamedTuple):
    """How long a command took, by the clock and of all processors, and the most memory that it held."""

    seconds: float
    busy: float
    megabytes: float


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000], help="how many entries")
    parser.add_argument("--rounds", type=int, default=3, help="of how many runs the median is taken")
    given = parser.parse_args()
    os.chdir(REPOSITORY)
    rows = [(what, count, run) for count in given.counts for what, run in builds(count, given.rounds)]
    small = [("notices --help", typical([*NOTICES, "--help"], given.rounds * 3)), few(given.rounds * 3)]
    print(f"Python {sys.version.split()[0]}, {len(os.sched_getaffinity(0))} processors, median of {given.rounds} runs")
    print()
    print("| entries | build | seconds | CPU seconds | peak MB | entries a second |")
    print("|--:|---|--:|--:|--:|--:|")
    for what, count, run in rows:
        figures = f"{run.seconds:.2f} | {run.busy:.2f} | {run.megabytes:.0f} | {count / run.seconds:,.0f}"
        print(f"| {count:,} | {what} | {figures} |")
    print()
    for what, run in small:
        print(f"`{what}`: {run.seconds:.3f} s")


def builds(count: int, rounds: int) -> list[tuple[str, Run]]:
    """Return what it takes to build a site into an empty folder, and again with nothing changed."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root, out = Path(folder) / "root", Path(folder) / "out"
        tell(f"Writing {count:,} entries")
        write(count, root)
        command = [*NOTICES, "build", "--root", str(root), "--out", str(out), *NOW]
        tell(f"Building {count:,} entries")
        cold = typical(command, rounds, lambda: shutil.rmtree(out, ignore_errors=True))
        tell(f"Building {count:,} entries again")
        return [("cold", cold), ("again", typical(command, rounds))]


def few(rounds: int) -> tuple[str, Run]:
    """Return what it takes to check a district of few entries: most of that is the start."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        write(FEW, Path(folder))
        return f"notices check of {FEW} entries", typical([*NOTICES, "check", "--root", folder, *NOW], rounds)


def typical(command: list[str], rounds: int, before: Callable[[], object] = lambda: None) -> Run:
    """Return the median of several runs of a command; `before` is done before each, untimed."""
    runs = []
    for _ in range(rounds):
        before()
        runs.append(measured(command))
        tell(f"  {runs[-1].seconds:.3f} s")
    return Run(
        median(run.seconds for run in runs), median(run.busy for run in runs), max(run.megabytes for run in runs)
    )


def measured(command: list[str]) -> Run:
    """Run a command and return what it took, the memory of its largest process.

    Its report is thrown away, and its failure ends the program.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    silent = [(os.POSIX_SPAWN_DUP2, nowhere, 1), (os.POSIX_SPAWN_DUP2, nowhere, 2)]
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - began
    os.close(nowhere)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} ended with {code}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1_024 / MEGABYTE)


def tell(words: str) -> None:
    """Say on standard error how far it is."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
