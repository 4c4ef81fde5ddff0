"""The tiers of the tests: which cases of a sweep `make test` runs. See docs/testing.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parents[1]
TIERS = ("quick", "test", "nightly")
# The programs that are neither Python's nor every POSIX system's.
TOOLS = frozenset(
    ("chromium", "java", "jq", "newsboat", "node", "npm", "npx", "r2e", "unzip", "w3m")
)
# The fixtures of a test decide its tier. Only tests in a browser, which may crash, may run again:
# that makes a test 25 ms slower, in many processes.
MARKS = {
    "chromium": [
        pytest.mark.browser,
        pytest.mark.flaky(reruns=2, only_rerun="(Page|Target) crashed"),
    ],
    "github": [pytest.mark.tools],
}
# Of every test that was collected, whichever then run: the file and the function, and the tiers of
# its cases.
COLLECTED = pytest.StashKey[dict[str, set[str]]]()


def swept(cases: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """Return all cases of a sweep for `parametrize`; those outside of the sample run at night.

    A sample is named by hand, so that each kind of fault that was ever found stays in it. A name in
    the sample that is not a case is an error, because the sample would otherwise shrink unseen.
    """
    cases = list(cases)
    unknown = [name for name in sample if name not in cases]
    assert not unknown, f"not among the cases of the sweep: {unknown}"

    sweep = pytest.mark.sweep
    return [case if case in sample else pytest.param(case, marks=sweep) for case in cases]


def tier_of(item: pytest.Item) -> str:
    """Return the first tier that runs a test."""
    marks = {mark.name for mark in item.iter_markers()}
    return "nightly" if "sweep" in marks else "test" if marks & {"browser", "tools"} else "quick"


def tiers_of(items: Iterable[pytest.Item]) -> dict[str, set[str]]:
    """Return the tiers of each test function, keyed like `test_a.py::test_b`, cases combined."""
    tiers: dict[str, set[str]] = {}
    for item in items:
        name = getattr(item, "originalname", item.name)  # without its parameters
        tiers.setdefault(f"{item.path.name}::{name}", set()).add(tier_of(item))
    return tiers


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark each test by the fixtures that it asks for."""
    for item in items:
        for fixture in MARKS.keys() & getattr(item, "fixturenames", ()):
            for marker in MARKS[fixture]:
                item.add_marker(marker)


def keep_tiers(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Keep the tiers of what was collected, unless that is a part of a file."""
    config.stash[COLLECTED] = (
        {} if any("::" in argument for argument in config.args) else tiers_of(items)
    )


def collected(config: pytest.Config, files: Collection[str]) -> dict[str, set[str]]:
    """Return the tiers of each test in some files; a subprocess collects files not in this run."""
    known = config.stash[COLLECTED]
    left = sorted({*files} - {name.partition("::")[0] for name in known})
    if left:
        line = [sys.executable, "-m", "helpers.tiers", *left]
        done = subprocess.run(line, cwd=TESTS, capture_output=True, text=True, check=True)
        known |= {
            name: {*tiers} for name, tiers in json.loads(done.stdout.splitlines()[-1]).items()
        }
    return {name: tiers for name, tiers in known.items() if name.partition("::")[0] in files}


class Watch:
    """Checks that tests in tier quick start no program that `make quick` does not install."""

    def __init__(self) -> None:
        self.running: pytest.Item | None = None
        sys.addaudithook(self._check)

    def _check(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "subprocess.Popen":  # of a run, this is one event in 400
            return
        test = self.running
        if test is not None and tier_of(test) == "quick":
            name = os.path.basename(os.fsdecode(arguments[0]))
            assert name not in TOOLS, f"{test.nodeid} starts {name}: mark it `tools`, or do without"


class _TierCollector:
    """A pytest plugin that keeps the tiers of the collected tests."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.tiers = {name: sorted(tiers) for name, tiers in tiers_of(session.items).items()}


if __name__ == "__main__":
    collector = _TierCollector()
    code = pytest.main(
        ["--collect-only", "-qq", "-p", "no:cacheprovider", "-p", "no:xdist", *sys.argv[1:]],
        [collector],
    )
    print(json.dumps(collector.tiers))
    sys.exit(code)
