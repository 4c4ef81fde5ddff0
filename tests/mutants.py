"""Break the program in one place and check that a test fails: `make mutants` tries a sample.

A mutant is the program with one small fault: `<` for `<=`, a number plus 1, `or` for `and`, a
missing `not`, `return None`, a missing statement, another code. The tests that ran the line before
it was broken run against each mutant, the fastest first. A mutant that no test notices survives.
The run lists the survivors and fails if there are many: a few change nothing that anyone could
notice, such as `return False` made to return None.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import coverage
import pytest

# No helper is imported, because each copy of the tests has its own.
REPOSITORY = Path(__file__).resolve().parents[1]
BROKEN = tuple(
    f"generator/{name}"
    for name in ("law", "rules", "content", "authoring", "importing", "system/disk.py")
)
ENVIRONMENT = """
import sys
from pathlib import Path
from helpers.environment import environment
environment(Path(sys.argv[1]), "site")
"""
# Tests that run in this process, so that the lines each of them runs are known.
TESTS = (
    *("across_entries", "add", "answers", "cases", "clocks", "codes", "corrections", "disk"),
    *("editing", "entry_files", "everything_wrong", "explain", "file_names", "forms"),
    *("frontmatter", "import", "import_cells", "json_schema", "languages", "letter", "markdown"),
    *("matching", "missing_line", "model", "published", "real_records", "record", "report_formats"),
    *("scaffold", "simple_markdown", "simple_yaml", "single_entry", "spreadsheet", "student_data"),
    *("values", "writing"),
)
AFRESH = re.compile("pytest|xdist|hypothesis")  # what pytest must load by itself
OUTPUT = ".venv/output-of-tests"
UNKNOWN = 99
MAX_TEST_SECONDS = 60  # that run against one mutant, as measured
MIN_NOTICED = 0.98  # of all mutants; of 1,102 that a person looked at, 8 changed nothing
SECONDS = 100  # of a processor, before a mutant counts as one that hangs
OPPOSITES = (("==", "!="), ("<", "<="), (">", ">="), ("is", "is not"), ("in", "not in"))
OPPOSITES += (("and", "or"), ("+", "-"))
SWAPS = dict(OPPOSITES) | {after: before for before, after in OPPOSITES}


class Mutant(NamedTuple):
    """One fault: its place in a module, the change, and the text of the module with it."""

    path: str
    line: int
    what: str
    source: str
    before: str  # the line as it should be

    @property
    def key(self) -> str:
        """Name the fault for a person: its module, its line, and what it makes of what."""
        return f"{self.path.removeprefix('generator/')} | {self.before.strip()} | {self.what}"


# Faults


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    data = source.encode()
    for node in _living(ast.parse(source)):
        for begin, end, after in _faults(node, lambda part: _reach(part, starts), data):
            line = data[:begin].count(b"\n") + 1
            text = (data[:begin] + after.encode() + data[end:]).decode()
            what = (
                f"{data[begin:end].decode().strip() if end - begin < 40 else 'this'} → "
                f"{after.strip()}"
            )
            yield Mutant(path, line, what, text, lines[line - 1])


def _living(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield nodes that do something: no docstrings, annotations, imports, or type-checking code."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr)):
            continue  # in a formatted string, Python 3.11 does not say where
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, (ast.Expr, ast.Assign)) and isinstance(
            tree, (ast.Module, ast.ClassDef)
        ):
            yield from _living(node)  # not the name, without which no module can be loaded
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Name("None")
        if isinstance(node, (ast.FunctionDef, ast.arg)):
            node.returns = node.annotation = None  # type: ignore[union-attr]
            getattr(node, "decorator_list", []).clear()
        if isinstance(node, ast.ClassDef):
            node.decorator_list.clear()
        yield node
        yield from _living(node)


def _reach(node: ast.AST, starts: list[int]) -> tuple[int, int]:
    """Return where a node begins and ends, in bytes."""
    return (
        starts[node.lineno - 1] + node.col_offset,  # type: ignore[attr-defined]
        starts[node.end_lineno - 1] + node.end_col_offset,  # type: ignore[attr-defined]
    )


def _faults(node: ast.AST, reach, data: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the faults of a node: where each begins and ends, and the text to put there."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from (_swap(reach(a)[1], reach(b)[0], data) for a, b in pairwise(sides))
    elif isinstance(node, ast.BoolOp):
        yield from (_swap(reach(a)[1], reach(b)[0], data) for a, b in pairwise(node.values))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        yield _swap(reach(node.left)[1], reach(node.right)[0], data)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield reach(node)[0], reach(node)[0] + len("not "), ""
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield (*reach(node), str(node.value + 1))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield (*reach(node), str(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_code(node.value):
        yield (*reach(node), '"E101"' if node.value != "E101" else '"E102"')
    elif isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield (*reach(node), "return None")
    elif isinstance(
        node, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)
    ):
        yield (*reach(node), "pass")


def is_code(text: str) -> bool:
    """Say whether a text is the code of a problem."""
    return len(text) == 4 and text[0] in "EW" and text[1:].isdigit()


def _swap(begin: int, end: int, data: bytes) -> tuple[int, int, str]:
    """Return the opposite of the operator between two offsets; parentheses and line ends stay."""
    between = data[begin:end].decode()
    operator = " ".join(word for word in between.replace("(", " ").replace(")", " ").split())
    first = operator.split()[0]
    at = between.index(first)
    last = between.index(operator.split()[-1], at) + len(operator.split()[-1])
    size = len(between[:at].encode())
    return begin + size, begin + size + len(between[at:last].encode()), SWAPS[operator]


# Tests


class Watched:
    """A pytest plugin that records which test runs which line, and how long each test takes."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.times: dict[str, float] = defaultdict(float)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.measured.switch_context(named(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.times[report.nodeid.partition("[")[0]] += report.duration


class Chosen:
    """A pytest plugin that runs only the chosen tests, the fastest first."""

    def __init__(self, order: dict[str, float]) -> None:
        self.order = order

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if named(item) in self.order),
            key=lambda i: self.order[named(i)],
        )


def named(item: pytest.Item) -> str:
    """Return the name of a test, whatever its parameters."""
    return item.nodeid.partition("[")[0]


def run_tests(root: Path, files: list[str], plugin: object) -> int:
    """Run tests in this process, which ends afterward, and write their output to a file."""
    os.chdir(root)
    sys.path[:0] = [str(root), str(root / "tests")]
    os.environ["PYTHONPATH"] = str(root)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(root / OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(output, number)
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(root)]
    return int(pytest.main([*options, *files], plugins=[plugin]))


def measure(root: Path) -> tuple[dict[str, dict[int, list[str]]], dict[str, float], list[str]]:
    """Return the tests that run each line of each module, their times, and outside imports."""
    kept = root / "measured.json"
    child = os.fork()
    if not child:
        measured = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{root}/generator/*"]
        )
        measured.start()
        watched = Watched(measured)
        code = run_tests(root, [f"tests/test_{name}.py" for name in TESTS], watched)
        measured.stop()
        data = measured.get_data()
        lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
        foreign = [
            name
            for name, module in sys.modules.items()
            if not str(getattr(module, "__file__", "") or root).startswith(str(root))
            and not AFRESH.search(name)
        ]
        kept.write_text(json.dumps([code, lines, watched.times, foreign]))
        os._exit(0)
    os.waitpid(child, 0)
    code, lines, times, foreign = json.loads(kept.read_text())
    assert code == 0, (root / OUTPUT).read_text(encoding="utf-8")
    lines = {
        os.path.relpath(path, root): {int(n): contexts for n, contexts in numbers.items()}
        for path, numbers in lines.items()
    }
    return lines, times, foreign


def quickest(tests: set[str], times: dict[str, float]) -> dict[str, float]:
    """Return the quickest of some tests with their times, up to `MAX_TEST_SECONDS` in total."""
    order, total = dict[str, float](), 0.0
    for name in sorted(tests, key=lambda name: times[name]):
        if order and total + times[name] > MAX_TEST_SECONDS:
            break
        order[name] = times[name]
        total += times[name]
    return order


def verdict(root: Path, mutant: Mutant, tests: set[str], times: dict[str, float]) -> str:
    """Return `killed`, `survived` or `hung`.

    A cached result is computed during one test only, so the other tests in its file run too.
    """
    source = (root / mutant.path).read_text(encoding="utf-8")
    (root / mutant.path).write_text(mutant.source, encoding="utf-8")
    files = {name.partition("::")[0] for name in tests}
    first = quickest(tests, times)
    further = {name for name in times if name.partition("::")[0] in files and name not in first}
    code = noticed(root, first) or (noticed(root, quickest(further, times)) if further else 0)
    (root / mutant.path).write_text(source, encoding="utf-8")
    assert code != UNKNOWN, "the tests could not be run"
    return "survived" if code == 0 else "hung" if code < 0 else "killed"


def noticed(root: Path, order: dict[str, float]) -> int:
    """Return the exit code of tests in a child process: 0 if all pass, negative if they hang."""
    child = os.fork()
    if not child:
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            signal.alarm(10 * SECONDS)
            os._exit(
                run_tests(root, sorted({name.partition("::")[0] for name in order}), Chosen(order))
            )
        finally:
            os._exit(UNKNOWN)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return code


# A run


def all_mutants(only: str = "") -> list[Mutant]:
    """Return every mutant in order, or only those of modules whose path contains `only`."""
    files = [
        (file.relative_to(REPOSITORY).as_posix(), file)
        for name in BROKEN
        for file in sorted((REPOSITORY / name).rglob("*.py")) or [REPOSITORY / name]
    ]
    return [
        mutant
        for path, file in files
        if only in path
        for mutant in mutants(path, file.read_text(encoding="utf-8"))
    ]


def copied(folder: Path) -> Path:
    """Return a copy of the repository to break."""
    without = shutil.ignore_patterns(
        "__pycache__", ".venv*", "node_modules*", ".hypothesis", ".*_cache"
    )
    shutil.copytree(REPOSITORY, folder, ignore=without, symlinks=True)
    subprocess.run(
        [sys.executable, "-c", ENVIRONMENT, str(folder)], cwd=folder / "tests", check=True
    )
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")  # which is only read
    return folder


def main() -> int:
    """Break, test, and count; return 1 if too many mutants survive."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=400, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="", help="only modules whose path contains this")
    options = parser.parse_args()
    sys.dont_write_bytecode = True  # two mutants of one size in one second would be taken for one
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    every = all_mutants(options.only)
    every_in_random_order = random.Random(options.seed).sample(every, len(every))
    chosen = every_in_random_order[: options.count]  # a smaller count is the start of a larger one
    with tempfile.TemporaryDirectory() as folder:
        verdicts = judged(chosen, Path(folder), options.jobs)
    return print_table(every, chosen, verdicts)


def judged(chosen: list[Mutant], folder: Path, jobs: int) -> list[str]:
    """Return the verdict on each mutant; every process has a copy of its own."""
    lines, times, foreign = measure(copied(folder / "measured"))
    sys.path.remove(str(REPOSITORY / "tests"))  # nothing may be loaded from the repository itself
    for name in foreign:
        with suppress(Exception):  # a module that can't be imported twice is imported by each child
            __import__(name)
    children = []
    for place in range(jobs):
        child = os.fork()
        if not child:
            root = copied(folder / f"{place}")
            source = (root / "generator/cli.py").read_text(encoding="utf-8")
            sound = Mutant("generator/cli.py", 0, "", source, "")
            outcome = verdict(root, sound, set(sorted(times)[:40]), times)
            assert outcome == "survived", (root / OUTPUT).read_text(encoding="utf-8")
            with open(folder / f"{place}.jsonl", "w", encoding="utf-8") as file:
                for number in range(place, len(chosen), jobs):
                    mutant = chosen[number]
                    own = lines.get(mutant.path, {})
                    here = {name for name in own.get(mutant.line, ()) if name}
                    anywhere = {name for names in own.values() for name in names if name}
                    tests = here or anywhere or set(times)
                    begun = time.monotonic()
                    outcome = verdict(root, mutant, tests, times)
                    print(json.dumps([number, outcome]), file=file, flush=True)
                    print(
                        f"{number:4} {outcome:8} {time.monotonic() - begun:5.1f} s {mutant.line:4} "
                        f"{mutant.key}",
                        flush=True,
                    )
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    outcomes = dict(
        json.loads(line)
        for place in range(jobs)
        for line in (folder / f"{place}.jsonl").read_text().splitlines()
    )
    return [outcomes[number] for number in range(len(chosen))]


def print_table(every: list[Mutant], chosen: list[Mutant], verdicts: list[str]) -> int:
    """Print the table and the survivors; return 1 if there are too many."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, outcome in zip(chosen, verdicts, strict=True):
        place = mutant.path if "system" in mutant.path else mutant.path.rpartition("/")[0]
        counts[place][outcome] += 1
    print("\n| where | mutants | tried | noticed | survived |\n|---|---|---|---|---|")
    for place, count in sorted(counts.items()):
        of = sum(mutant.path.startswith(place) for mutant in every)
        noticed = count["killed"] + count["hung"]
        print(f"| `{place}` | {of:,} | {count.total()} | {noticed} | {count.total() - noticed} |")
    survivors = [
        mutant for mutant, outcome in zip(chosen, verdicts, strict=True) if outcome == "survived"
    ]
    for mutant in survivors:
        print(f"\n{mutant.path}:{mutant.line} survived:\n{mutant.key}")
    noticed = len(chosen) - len(survivors)
    print(f"\n{noticed} of {len(chosen)} mutants noticed; at least {MIN_NOTICED:.0%} must be.")
    return 0 if noticed >= MIN_NOTICED * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
