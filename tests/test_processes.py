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

from generator.system.processes import (
    CHUNK,
    MAX_CHUNKS,
    MIN_ITEMS,
    _chunks,
    processor_count,
    spread,
)
from helpers.program import REPOSITORY
from helpers.tiers import swept

MANY = list(range(MIN_ITEMS * 4 + 1))
HERE = os.getpid()


class OutOfReachError(Exception):
    """An exception with a value."""


def double(number: int) -> int:
    """Return twice a number."""
    return number * 2


def process_of(_number: int) -> int:
    """Return the process that does the work."""
    return os.getpid()


def interrupt_of(_number: int) -> tuple[bool, object]:
    """Return whether this process does the work, and how the one that does handles Ctrl-C."""
    return os.getpid() == HERE, signal.getsignal(signal.SIGINT)


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
    """The given number of processes do the work, of which this is one, and the others then end."""
    processes = set(spread(jobs)(beside(jobs, tmp_path, process_of), MANY))

    assert len(processes) == jobs
    assert os.getpid() in processes
    assert multiprocessing.active_children() == []


def beside(jobs: int, folder: Path, work: Callable[[int], object]) -> Callable[[int], object]:
    """Return a function that first waits until it was called in this many processes."""

    def work_together(number: int) -> object:
        (folder / str(os.getpid())).touch()
        assert any(len(os.listdir(folder)) == jobs for _ in range(1_000_000))
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


class Several:
    """A function that is faster for several items at once."""

    def __call__(self, number: int) -> int:
        raise AssertionError(number)

    def many(self, numbers: list[int]) -> list[tuple[int, int]]:
        """Return the items, each with how many were passed together."""
        return [(number, len(numbers)) for number in numbers]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_function_for_several_items_gets_several(jobs: int) -> None:
    """It gets a few items in a row, never all of many, and the order stays."""
    results = list(spread(jobs)(Several(), MANY))

    assert MANY == [number for number, _ in results]
    assert CHUNK == max(together for _, together in results)


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


def test_workers_leave_ctrl_c_to_the_process_that_started_them(tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to all processes of a command; the workers ignore it."""
    before = signal.getsignal(signal.SIGINT)
    handlers = set(spread(2)(beside(2, tmp_path, interrupt_of), MANY))

    assert handlers == {(True, before), (False, signal.SIG_IGN)}
    assert signal.getsignal(signal.SIGINT) == before


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


STOPPED_BETWEEN_TWO_WORKERS = """
import multiprocessing, os, signal
from generator.system import processes

def started(*arguments):
    worker = begun(*arguments)
    os.kill(os.getpid(), signal.SIGINT)
    return worker

signal.signal(signal.SIGINT, signal.default_int_handler)
begun, processes._start = processes._start, started
try:
    list(processes.spread(2)(lambda _: signal.pause(), list(range(processes.MIN_ITEMS))))
except KeyboardInterrupt:
    print("stopped", multiprocessing.active_children())
"""


def test_ctrl_c_between_two_workers_ends_both(tmp_path: Path) -> None:
    """If `map` is interrupted while only some workers have started, it raises and ends those."""
    assert run(tmp_path, STOPPED_BETWEEN_TWO_WORKERS) == (0, "stopped []\n")


STOPPED_AT_ITS_START = """
import os, signal
from generator.system import processes

def work(*arguments):
    os.kill(os.getpid(), signal.SIGINT)
    worked(*arguments)

signal.signal(signal.SIGINT, signal.default_int_handler)
worked, processes._work = processes._work, work
print(len(list(processes.spread(2)(str, list(range(processes.MIN_ITEMS))))))
"""


def test_ctrl_c_does_not_stop_a_new_worker(tmp_path: Path) -> None:
    """A worker ignores Ctrl-C from its first moment."""
    assert run(tmp_path, STOPPED_AT_ITS_START) == (0, "150\n")


STOPPED_AT_EACH_MOMENT = """
import multiprocessing.connection  # otherwise most moments would be those of loading it
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


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 127, 128, 129, 1_000])
def test_every_item_is_in_one_chunk_and_the_last_ones_are_alone(count: int) -> None:
    """The chunks contain all items in order; each of the last items is a chunk of its own."""
    items, parts = list(range(count)), _chunks(count)

    assert items == [item for part in parts for item in items[part]]
    assert all(len(items[part]) == 1 for part in parts[-min(count, 64) :])


def test_a_million_items_are_at_most_a_thousand_chunks() -> None:
    """The numbers of all chunks wait in a pipe, which may hold no more than one page of memory."""
    parts = _chunks(1_000_000)

    assert 1_000_000 == sum(part.stop - part.start for part in parts)
    assert len(parts) - CHUNK <= MAX_CHUNKS
