"""A pytest plugin: in CI a run fails if it changes anything in the repository outside of the folders meant for that.

Elsewhere a person may edit a file while the tests run, so there the run only says what has changed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# What make, Python and the tools of the tests keep there; .gitignore has them, and `make clean`
# removes them.
KEPT = {".git", ".venv", "node_modules", "build", "__pycache__"}
KEPT |= {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "compiled_templates.py"}
RENEWING = ("--renew-cases", "--renew-golden", "--keep-release")
BEFORE = pytest.StashKey[dict[str, tuple[int, int]]]()


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Return the size and time of each file, and each empty folder, except what is in `KEPT`."""
    found: dict[str, tuple[int, int]] = {}
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in KEPT]
        for path in (Path(folder) / name for name in files if name not in KEPT):
            state = path.lstat()
            found[path.relative_to(root).as_posix()] = (state.st_size, state.st_mtime_ns)
        if not names and not files:
            found[f"{Path(folder).relative_to(root).as_posix()}/"] = (0, 0)
    return found


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
    found = changed(config.stash[BEFORE], tree(config.rootpath))
    if found:
        if os.environ.get("CI"):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write("\n")
            reporter.write_line(
                f"Changed in the repository while the tests ran, by them or beside them: {found}"
            )
