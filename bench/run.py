"""Time the build of many entries, each in a process of its own, and print a table.

Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from compileall import compile_dir
from pathlib import Path
from runpy import run_path
from statistics import median
from typing import NamedTuple

from entries import write

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs/speed.md"
NOTICES = (sys.executable, "-m", "generator")
NOW = ("--now", "2026-11-25")
MEGABYTE = 1_000_000
FEW = 10
# What is written instead of a text that is in each entry: a mistake that a person may make.
MISTAKES = (
    ("notified: ", "notifed: "),  # a misspelled field
    (": 20", ": 2026-02-30 or 20"),  # no date
    (" by: ", ' by: "'),  # a quotation mark without an end
    ("notified: ", "# notified: "),  # a missing field
    ("-information: [", "-information: [N/A, "),  # no element of data
    ("-information: [", "-information: [email: school, "),  # a colon in an element
    ("\n---\n", "\nnotified: 2026-10-01\n---\n"),  # a field that is there twice
    ("\n---\n", "\n---\n<b>Ask</b> the [office](files/none.pdf). "),  # HTML, and a dead link
    ("\n---\n", "\n---\nAsk someone@mail.example. "),  # the address of a person
    ("---\n", "--\n"),  # no beginning of the fields
)
MOST_FOR_MISTAKES = 2  # times the processor time of the build without mistakes
# A page of a contract with hardly any words, to see what all the rest of a build takes.
BARE_PAGE = "<!doctype html><title>{{ contract.product }}</title>{{ contract.body }}\n"


class Run(NamedTuple):
    """The time of a command, its CPU time in all processes, and the most memory of one process."""

    seconds: float
    busy: float
    megabytes: float


def main() -> None:
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts", nargs="*", type=int, default=[1_000, 10_000], help="numbers of entries"
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs, for the median")
    arguments = parser.parse_args()
    compile_as_installed()
    os.chdir(REPOSITORY)
    rounds = arguments.rounds
    rows = [(count, name, run) for count in arguments.counts for name, run in builds(count, rounds)]
    starts = [("notices --help", typical([*NOTICES, "--help"], rounds * 3)), few(rounds * 3)]
    python, processors = sys.version.split()[0], len(os.sched_getaffinity(0))
    print(f"Python {python}, {processors} processors, median of {rounds} runs")
    print()
    print("| entries | build | seconds | CPU seconds | peak MB | entries a second |")
    print("|--:|---|--:|--:|--:|--:|")
    for count, name, run in rows:
        speed = f"{run.seconds:.2f} | {run.busy:.2f}"
        rate = f"{count / run.seconds:,.0f}"
        print(f"| {count:,} | {name} | {speed} | {run.megabytes:.0f} | {rate} |")
    print()
    for name, run in starts:
        print(f"`{name}`: {run.seconds:.3f} s")


def builds(count: int, rounds: int) -> list[tuple[str, Run]]:
    """Return the builds of a site: into an empty folder, unchanged, with bare pages, with mistakes.

    If a mistake in each entry makes a build much longer, the program ends.
    """
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root, out = Path(folder) / "root", Path(folder) / "out"
        report(f"Writing {count:,} entries")
        write(count, root)
        command = [*NOTICES, "build", "--root", str(root), "--out", str(out), *NOW]
        report(f"Building {count:,} entries")
        cold = typical(command, rounds, lambda: shutil.rmtree(out, ignore_errors=True))
        report(f"Building {count:,} entries again")
        again = typical(command, rounds)
        report(f"Building {count:,} entries with bare pages")
        page = root / "themes/bare/templates/contract.html"
        page.parent.mkdir(parents=True)
        page.write_text(BARE_PAGE, encoding="utf-8")
        with (root / "content/site.yaml").open("a", encoding="utf-8") as settings:
            settings.write("theme: bare\n")
        bare = typical(command, rounds, lambda: shutil.rmtree(out, ignore_errors=True))
        report(f"Building {count:,} entries with a mistake in each")
        make_mistakes(root)
        wrong = typical(command, rounds, code=1)
        if wrong.busy > MOST_FOR_MISTAKES * cold.busy:
            sys.exit(f"With a mistake in each entry, a build takes {wrong.busy:.2f} s of CPU time.")
        return [
            ("cold", cold),
            ("again", again),
            ("cold, bare pages", bare),
            ("a mistake in each", wrong),
        ]


def make_mistakes(root: Path) -> None:
    """Make a mistake in each entry of a root, of all kinds in turn."""
    for number, path in enumerate(sorted((root / "content").glob("*/*.md"))):
        text = path.read_text(encoding="utf-8")
        right, wrong = MISTAKES[number % len(MISTAKES)]
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")


def few(rounds: int) -> tuple[str, Run]:
    """Return a check of a few entries, which mostly measures the start of the program."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        write(FEW, Path(folder))
        return f"notices check of {FEW} entries", typical(
            [*NOTICES, "check", "--root", folder, *NOW], rounds
        )


def typical(
    command: list[str], rounds: int, before: Callable[[], object] = lambda: None, code: int = 0
) -> Run:
    """Return the medians of several runs of a command; `before` runs before each, untimed."""
    runs = []
    for _ in range(rounds):
        before()
        runs.append(measured(command, code))
        report(f"  {runs[-1].seconds:.3f} s")
    return Run(
        median(run.seconds for run in runs),
        median(run.busy for run in runs),
        max(run.megabytes for run in runs),
    )


def measured(command: list[str], wanted: int = 0) -> Run:
    """Run a command without its output, and return its time and memory.

    If it does not end with the wanted exit code, the program ends.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    quiet = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    began = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - began
    os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code != wanted:
        sys.exit(f"{' '.join(command)} ended with {code}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1_024 / MEGABYTE)


def compile_as_installed() -> None:
    """Compile the templates, and let Python keep compiled modules, as an installed program does.

    Some machines turn the second off, and an edited template is no longer the one installed here.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    folder = Path(tempfile.mkdtemp(prefix="notices-bench-"))
    atexit.register(shutil.rmtree, folder)
    hook = run_path(str(REPOSITORY / "hatch_build.py"))
    paths = sorted((REPOSITORY / "themes/default/templates").iterdir())
    texts = {path.name: path.read_text("utf-8") for path in paths}
    hook["compile_templates"](texts, folder / hook["PACKAGE"])
    compile_dir(folder, quiet=1)
    os.environ["PYTHONPATH"] = str(folder)


def write_table(lines: list[str]) -> None:
    """Replace the table in docs/speed.md that has the same heading, which is the first line."""
    before, heading, rest = PAGE.read_text(encoding="utf-8").partition(f"{lines[0]}\n")
    if not heading:
        sys.exit(f"{PAGE} has no table with this heading: {lines[0]}")
    _, blank, after = rest.partition("\n\n")
    PAGE.write_text(before + "\n".join(lines) + (blank + after or "\n"), encoding="utf-8")


def report(text: str) -> None:
    """Print progress on standard error."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
