"""A pytest plugin: in CI, a run fails if it changes the repository outside of `IGNORED`.

Elsewhere a person may edit a file while the tests run, so there the run only says what has changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# What make, Python and the tools of the tests write there; .gitignore has it too.
IGNORED = {".git", ".venv", "node_modules", "build", "__pycache__", "compiled_templates"}
IGNORED |= {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
RENEWING = ("--renew-cases", "--renew-golden", "--keep-release")
BEFORE = pytest.StashKey[dict[str, tuple[int, int]]]()


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Return the size and time of each file, and each empty folder, except what is in `IGNORED`."""
    states: dict[str, tuple[int, int]] = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in IGNORED]
        prefix = os.path.join(os.path.relpath(folder, root), "").removeprefix("./")
        for name in (name for name in files if name not in IGNORED):
            state = os.lstat(os.path.join(folder, name))
            states[prefix + name] = (state.st_size, state.st_mtime_ns)
        if not names and not files:
            states[prefix] = (0, 0)
    return states


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    """Return what is new, gone or different."""
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    """Note what is there; the workers of a run leave that to the one who started them."""
    if not hasattr(session.config, "workerinput"):
        session.config.stash[BEFORE] = tree(session.config.rootpath)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report what changed and fail the run in CI; runs that renew expected files are exempt."""
    config = session.config
    if BEFORE not in config.stash or any(config.getoption(option, False) for option in RENEWING):
        return
    changes = changed(config.stash[BEFORE], tree(config.rootpath))
    if changes:
        if os.environ.get("CI"):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write("\n")
            reporter.write_line(f"Changed in the repository while the tests ran: {changes}")
