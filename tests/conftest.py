"""The fixtures, the command-line options and the environment of every test."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from helpers.browsing import address, chromium, open_page, page_pool, shared_page, site
from helpers.forge import forge, workflow
from helpers.runner import GitHub, restored
from helpers.tiers import mark
from helpers.websites import websites
from helpers.world import set_environment

__all__ = ["address", "chromium", "forge", "open_page", "page_pool", "shared_page", "site"]
__all__ += ["websites", "workflow"]

set_environment()

# No deadline, because a machine may be busy, and the same examples each time.
settings.register_profile("gate", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("nightly", deadline=None, derandomize=True, max_examples=1_000)
settings.load_profile("gate")


# A shell that runs the tests in the background ignores Ctrl-C, and the commands of the tests would
# inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def github(begun: GitHub) -> Iterator[GitHub]:
    """The repositories of the fixture `begun` of a module, as they were for each test."""
    with restored(begun):
        yield begun


MEMORY = "/dev/shm"  # on Linux, a file system in memory


def pytest_configure() -> None:
    """Let pytest make its folder in memory if there is room and scripts run there."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK | os.X_OK):
        memory = os.statvfs(MEMORY)
        if memory.f_bavail * memory.f_frsize >= 2 << 30 and not memory.f_flag & os.ST_NOEXEC:
            tempfile.tempdir = MEMORY


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the tests, and all that they start, write their temporary files into pytest's folder."""
    folder = str(tmp_path_factory.mktemp("tmp", numbered=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        patch.setenv("TMPDIR", folder)
        yield


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures that it asks for."""
    mark(items)


gc.set_threshold(100_000, 50, 100)  # a run needs no less memory if garbage is collected more often


def pytest_collection_finish() -> None:
    """Let the garbage collector scan only what tests create."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let Python end without collecting garbage, which takes a second after many reports."""
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that renew what the tests compare with."""
    for name, text in (
        ("--renew-cases", "rewrite the reports of tests/cases/ and tests/transcripts/"),
        ("--renew-golden", "rewrite the expected output of the small site"),
        ("--keep-release", "write what a new site of tests/releases/ publishes"),
    ):
        parser.addoption(name, action="store_true", help=text)


@pytest.fixture
def renew_cases(request: pytest.FixtureRequest) -> bool:
    """Say whether the reports of the cases are to be written, not compared."""
    return bool(request.config.getoption("--renew-cases"))


@pytest.fixture
def renew_golden(request: pytest.FixtureRequest) -> bool:
    """Say whether the expected output of the small site is to be written, not compared."""
    return bool(request.config.getoption("--renew-golden"))


@pytest.fixture
def keep_release(request: pytest.FixtureRequest) -> bool:
    """Say whether a site of tests/releases/ that has no list of what it publishes gets one."""
    return bool(request.config.getoption("--keep-release"))
