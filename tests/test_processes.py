"""A `map` over several processes has the results and errors of Python's `map`, in its order."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from generator.system.processes import CHUNK, MIN_ITEMS, processor_count, spread
from helpers.program import REPOSITORY
from helpers.tiers import swept

MANY = list(range(MIN_ITEMS * 4 + 1))


class OutOfReachError(Exception):
    """An exception with a value."""


def double(number: int) -> int:
    """Return twice a number."""
    return number * 2


def process_of(_number: int) -> int:
    """Return the process that does the work."""
    return os.getpid()


def fail_at_one(number: int) -> int:
    """Raise an exception for one number."""
    if number == MIN_ITEMS:
        raise OutOfReachError(number)
    return number


@pytest.mark.parametrize("jobs", swept([1, 2, 3, 8], [1, 2, 3]))
@pytest.mark.parametrize("length", [0, 1, MIN_ITEMS - 1, MIN_ITEMS, MIN_ITEMS + 1, len(MANY)])
def test_results_are_in_the_order_of_the_items(jobs: int, length: int) -> None:
    """With any number of processes and items, the results are those of `map`."""
    assert list(map(double, MANY[:length])) == list(spread(jobs)(double, MANY[:length]))


@pytest.mark.parametrize(("jobs", "length"), [(1, len(MANY)), (2, MIN_ITEMS - 1)])
def test_little_work_stays_in_this_process(jobs: int, length: int) -> None:
    """With one job or a short list, no process is started."""
    assert {os.getpid()} == set(spread(jobs)(process_of, MANY[:length]))


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_long_list_is_shared_by_several_processes(jobs: int, tmp_path: Path) -> None:
    """The given number of processes do the work, and those that were started end."""
    processes = set(spread(jobs)(beside(jobs, tmp_path, process_of), MANY))

    assert len(processes) == jobs
    assert multiprocessing.active_children() == []


def beside(jobs: int, folder: Path, work: Callable[[int], object]) -> Callable[[int], object]:
    """Return a function that waits, at its first call in a process, for as many processes."""
    all_there = multiprocessing.get_context("fork").Barrier(jobs)

    def work_together(number: int) -> object:
        mark = folder / str(os.getpid())
        if not mark.exists():
            mark.touch()
            all_there.wait(60)
        return work(number)

    return work_together


def end_at_one(number: int) -> int:
    """Raise StopIteration for one number, as `next()` does at the end of an iterator."""
    return next(iter([])) if number == 1 else number


@pytest.mark.parametrize(("jobs", "length"), [(1, 3), (2, len(MANY))])
def test_a_stop_iteration_does_not_end_the_results(jobs: int, length: int) -> None:
    """It is raised as an error, not mistaken for the end of the list."""
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(spread(jobs)(end_at_one, MANY[:length]))


def test_a_function_can_be_a_closure() -> None:
    """A closure cannot be sent to another process by its name."""
    step = 3

    assert [number + step for number in MANY] == list(spread(2)(lambda number: number + step, MANY))


def test_results_arrive_during_the_work() -> None:
    """They arrive before all work is done, so that progress can be shown."""
    results = spread(2)(double, MANY)

    assert isinstance(results, Iterator)
    assert next(results) == 0
    assert len(list(results)) == len(MANY) - 1


def test_a_slow_process_does_not_delay_the_others() -> None:
    """While one process is busy with an item, another does all the rest."""
    others = len(MANY) - 3 * CHUNK  # the busy process may have received a few
    reading, writing = os.pipe()

    def work(number: int) -> bool:
        left = others if number == MANY[0] else 0
        while left > 0 and select.select([reading], [], [], 60)[0]:
            left -= len(os.read(reading, left))
        os.write(writing, b".")
        return left == 0

    with open(reading), open(writing):
        assert all(spread(2)(work, MANY))


def test_a_machine_that_cannot_fork_does_the_work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process cannot be forked, as on Windows, this one does everything."""
    monkeypatch.delattr(os, "fork")

    assert {os.getpid()} == set(spread(2)(process_of, MANY))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_in_the_work_is_raised_here(jobs: int) -> None:
    """An exception in a worker arrives unchanged, with its value, after the results before it."""
    results = spread(jobs)(fail_at_one, MANY)
    first = next(iter(results))
    with pytest.raises(OutOfReachError) as caught:
        list(results)

    assert first == 0
    assert caught.value.args == (MIN_ITEMS,)


# Signals: each test runs a script, because a signal stops a process


def run(folder: Path, script: str, *arguments: str) -> tuple[int, str]:
    """Run a script, and return its exit code and the output of all its processes.

    Fail if a process still runs after half a minute; no process is left behind.
    """
    (folder / "script.py").write_text(script)
    process = subprocess.Popen(
        [sys.executable, str(folder / "script.py"), *arguments],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            printed, _ = process.communicate(timeout=30)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, printed


STOPPED = """
import os, signal
from generator.system.processes import spread

here = os.getpid()

def work(number):
    if number == 0:
        os.kill(here, signal.SIGINT)
    return number

signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    print(len(list(spread(2)(work, list(range(100_000))))))
except KeyboardInterrupt:
    print("stopped")
"""


def test_ctrl_c_ends_the_work_and_the_workers(tmp_path: Path) -> None:
    """Interrupted while others work, the `map` raises, and no worker is left behind."""
    assert run(tmp_path, STOPPED) == (0, "stopped\n")


STOPPED_AT_ITS_START = """
import os, signal
from generator.system import processes

def begin(*arguments):
    os.kill(os.getpid(), signal.SIGINT)
    begun(*arguments)

signal.signal(signal.SIGINT, signal.default_int_handler)
begun, processes._begin = processes._begin, begin
print(len(list(processes.spread(2)(str, list(range(processes.MIN_ITEMS))))))
"""


def test_ctrl_c_does_not_stop_a_new_worker(tmp_path: Path) -> None:
    """A worker ignores Ctrl-C from its first moment."""
    assert run(tmp_path, STOPPED_AT_ITS_START) == (0, f"{MIN_ITEMS}\n")


STOPPED_AT_EACH_MOMENT = """
# Otherwise most moments would be those of loading them.
import concurrent.futures.process, multiprocessing.connection
import os, signal, sys
from generator.system.processes import MIN_ITEMS, spread

sent = False

def is_handing_out(frame):
    while frame and frame.f_code.co_name != "mapped":
        frame = frame.f_back
    return frame is not None

def stop_after(calls):
    left = calls
    def profile(frame, event, called):
        global sent
        nonlocal left
        if event == "c_return" and is_handing_out(frame):
            left -= 1
            if not left:
                sys.setprofile(None)
                sent = True
                os.kill(os.getpid(), signal.SIGINT)
    return profile

def moments():
    for moment in range(1, 10_000, int(sys.argv[1])):
        child = os.fork()
        if not child:
            return moment
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code != 130:
            print(moment > 100, code)
            return None

signal.signal(signal.SIGINT, signal.default_int_handler)
if moment := moments():
    signal.alarm(10)
    sys.setprofile(stop_after(moment))
    try:
        list(spread(2)(str, list(range(MIN_ITEMS + 1))))
    except KeyboardInterrupt:
        sent = True
    sys.exit(130 if sent else 0)
"""


@pytest.mark.parametrize("every", swept(["31", "311"], ["311"]))
def test_ctrl_c_while_work_is_handed_out_ends_the_command(tmp_path: Path, every: str) -> None:
    """If handing out work is interrupted at any moment, the command ends and no lock stays held."""
    assert run(tmp_path, STOPPED_AT_EACH_MOMENT, every) == (0, "True 0\n")


def test_a_killed_worker_is_an_error() -> None:
    """The results that are missing are not taken for the end of the list."""
    here = os.getpid()
    reading, writing = os.pipe()

    def work(number: int) -> int:
        if os.getpid() != here:
            os.write(writing, b".")
            os.kill(os.getpid(), signal.SIGKILL)
        select.select([reading], [], [], 60)  # until the other process has begun
        return number

    with open(reading), open(writing), pytest.raises(ChildProcessError, match="ended from outside"):
        list(spread(2)(work, MANY))


KILLED = """
import os, signal
from generator.system.processes import spread

here = os.getpid()

def work(number):
    if number == 0:
        os.kill(here, signal.SIGKILL)
    return "more than a pipe holds" * 10_000

list(spread(2)(work, list(range(1_000))))
"""


def test_workers_do_not_outlive_the_process_that_started_them(tmp_path: Path) -> None:
    """A killed command leaves no worker behind that waits for someone to read its results."""
    assert run(tmp_path, KILLED) == (-signal.SIGKILL, "")


def test_the_processors_are_those_that_this_process_may_use() -> None:
    """A process that is limited to one processor counts one."""
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
    code += "from generator.system.processes import processor_count; print(processor_count())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert done.stdout == "1\n"
    assert processor_count() == len(os.sched_getaffinity(0))
