"""The fixtures, the command-line options and the environment of every test."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from helpers import brief_reports
from helpers.browsing import address, chromium, open_page, page_pool, shared_page, site
from helpers.forge import forge, workflow
from helpers.repository_guard import pytest_sessionfinish, pytest_sessionstart
from helpers.temporary_files import keep_in_memory, temporary_folder
from helpers.tiers import Watch, keep_tiers, mark
from helpers.websites import websites
from helpers.world import set_environment

__all__ = [
    "address",
    "chromium",
    "forge",
    "open_page",
    "page_pool",
    "pytest_sessionfinish",
    "pytest_sessionstart",
    "shared_page",
]
__all__ += ["site", "temporary_folder", "websites", "workflow"]

set_environment()

# No deadline, because a machine may be busy, and the same examples each time.
settings.register_profile("gate", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("nightly", deadline=None, derandomize=True, max_examples=1_000)
settings.load_profile("gate")


# A shell that runs the tests in the background ignores Ctrl-C, and the commands of the tests would
# inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Choose where temporary files are, and how a process reports its tests."""
    keep_in_memory()
    if config.getoption("--brief") and hasattr(config, "workerinput"):
        config.pluginmanager.register(brief_reports)


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures that it asks for, and note its tier."""
    mark(items)
    keep_tiers(config, items)


gc.set_threshold(100_000, 50, 100)  # a run needs no less memory if garbage is collected more often


def pytest_collection_finish() -> None:
    """Let the garbage collector scan only what tests create."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let Python end without collecting garbage, which takes a second after many reports."""
    gc.freeze()


WATCH = Watch()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Fail a test of tier quick that starts a program that only the other tiers have."""
    WATCH.running = item
    try:
        return (yield)
    finally:
        WATCH.running = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option that saves time, and those that renew what the tests compare with."""
    for name, text in (
        ("--brief", "let each process send one report of a test that passes, not three"),
        ("--renew-cases", "rewrite the reports of tests/cases/"),
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
