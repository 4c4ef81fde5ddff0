"""Say where the processor time of a build goes, in one process, and print a table.

The steps of an entry are those of a profiler, which takes longer for code with many calls, so they
are scaled to what all of them take without it. Each page is timed as it is made.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from entries import write
from run import NOTICES, compile_as_installed, measured, report, write_table

from generator.commands.wiring import plan, read
from generator.compiler import read_content
from generator.core.site import Inputs

Result = TypeVar("Result")
MOMENT = datetime(2026, 11, 25, 12, tzinfo=UTC)
HEADER = "| part of a build | CPU milliseconds | share |"
# The steps of an entry: a module and its function, none of which calls another one of them.
STEPS = {
    "YAML to nodes": ("content/yaml_nodes.py", "read_yaml"),
    "fields": ("content/validate.py", "validate"),
    "Markdown": ("content/load.py", "render_texts"),
    "rules for one entry": ("rules/single_entry.py", "check_case"),
    "data about a student": ("rules/student_data.py", "suspects"),
    "addresses and names that deceive": ("rules/deceiving.py", "check"),
}
# Pages by the beginning of their paths; the first that fits counts.
PAGES = {
    "product-notification/index.html": "the list of products",
    "product-notification/": "the pages of contracts",
    "breach-notification/": "breaches and their list",
    "feeds/": "feeds",
    "data/": "data files",
    "record/": "the record",
    "changes/": "what changed, by year",
    "": "all other pages",
}


class Share(NamedTuple):
    """A part of a build, and its processor time in seconds."""

    name: str
    seconds: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1_000, help="how many entries")
    parser.add_argument("--rounds", type=int, default=3, help="runs, for the median")
    parser.add_argument(
        "--write", action="store_true", help="also write the table into docs/speed.md"
    )
    arguments = parser.parse_args()
    compile_as_installed()
    sys.path.insert(0, os.environ["PYTHONPATH"])  # of the compiled templates
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        report(f"Writing {arguments.count:,} entries")
        write(arguments.count, Path(folder))
        parts = [started(arguments.rounds), *built(Path(folder), arguments.rounds)]
    total = sum(part.seconds for part in parts)
    rows = [
        f"| {name} | {seconds * 1_000:,.0f} | {seconds / total:.0%} |"
        for name, seconds in (*parts, Share("together", total))
    ]
    lines = [HEADER, "|---|--:|--:|", *rows]
    print("\n".join(lines))
    if arguments.write:
        write_table(lines)


def started(rounds: int) -> Share:
    """Return what it takes to start, until the first entry is read."""
    command = [*NOTICES, "build", "--help"]
    return Share("start and imports", median(measured(command).busy for _ in range(rounds)))


def built(root: Path, rounds: int) -> list[Share]:
    """Return the parts of a build in this process; each is the median of several runs."""
    inputs = read(root, MOMENT)
    report("Reading")
    whole = median(fresh(partial(time_of, partial(read_content, inputs))) for _ in range(rounds))
    steps = fresh(partial(profiled, partial(read_content, inputs)))
    scale = whole / steps.pop("")
    parts = [Share(name, seconds * scale) for name, seconds in steps.items()]
    parts.append(Share("all else of reading", whole - sum(part.seconds for part in parts)))
    report("Making pages")
    runs = [fresh(partial(made, inputs)) for _ in range(rounds)]
    kinds = dict.fromkeys(PAGES.values())
    return [*parts, *(Share(kind, median(run[kind] for run in runs)) for kind in kinds)]


def fresh(work: Callable[[], Result]) -> Result:
    """Return what a function returns in a process of its own, in which nothing is remembered."""
    with get_context("fork").Pool(1) as pool:
        return pool.apply(work)


def time_of(work: Callable[[], object]) -> float:
    """Return the processor time of a function, in seconds."""
    began = time.process_time()
    work()
    return time.process_time() - began


def profiled(work: Callable[[], object]) -> dict[str, float]:
    """Return the time of each of `STEPS` in a run with the profiler, and of all as ""."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(work)
    stats = pstats.Stats(profile)
    found = {"": stats.total_tt}
    for name, (path, function) in STEPS.items():
        rows = [
            cumulative
            for (file, _, called), (_, _, _, cumulative, _) in stats.stats.items()
            if file.endswith(f"generator/{path}") and called == function
        ]
        if len(rows) != 1:
            sys.exit(f"No single function {function} of generator/{path} was called: correct STEPS")
        found[name] = rows[0]
    return found


def made(inputs: Inputs) -> Counter[str]:
    """Return the time of each kind of page."""
    found: Counter[str] = Counter()
    for draft in plan(inputs, map).drafts:
        kind = next(name for start, name in PAGES.items() if draft.path.startswith(start))
        found[kind] += time_of(draft.make)
    return found


if __name__ == "__main__":
    main()
