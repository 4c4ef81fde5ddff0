"""A build uses the memory of the system sparingly, and gives back what it no longer needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from helpers.program import REPOSITORY

MB = 1 << 20
SCRIPT = """\
import os
import sys
from pathlib import Path
from generator.system import disk, memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def mappings():
    return len(Path("/proc/self/maps").read_text().splitlines())

memory.return_large_blocks()
"""
LARGE = f"""\
before = resident()
data = b"-" * {16 * MB}
del data
lists = [b"-" * {MB} for _ in range(12)]
del lists[:-1]
print(resident() - before)
"""
SMALL = """\
before = resident()
texts = [bytes(2_000) for _ in range(8_000)]
texts = texts[::100]
memory.return_freed_blocks()
print(resident() - before)
"""
READ = """\
before = mappings()
tree = disk.read(Path(sys.argv[1]))
assert len(tree.sources) == 301
print(mappings() - before)
"""
COLLECTOR = """\
import gc
with memory.without_garbage_collection():
    assert not gc.isenabled()
    site = [[]]
assert gc.isenabled()
print(sum(thing is site for thing in gc.get_objects()))
"""
GARBAGE = """\
import gc, weakref
with memory.without_garbage_collection():
    theme = type("Theme", (), {})()
    theme.itself = theme
old = weakref.ref(theme)
del theme
gc.collect()
assert old()
memory.collect_garbage()
print(0 if old() is None else 1)
"""


def printed(script: str, *arguments: str) -> int:
    """Return the number that a script prints, in a process of its own."""
    command = [sys.executable, "-c", SCRIPT + script, *arguments]
    return int(subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE).stdout)


def test_memory_below_a_block_that_stays_is_returned() -> None:
    """The C library would keep 11 MB here, because it has freed a larger block before."""
    assert printed(LARGE) < 4 * MB


def test_memory_of_many_small_blocks_is_returned() -> None:
    """The C library would keep 16 MB here, because a block stays between every 99."""
    assert printed(SMALL) < 4 * MB


def test_a_text_has_no_mapping_of_its_own(tmp_path: Path) -> None:
    """The system allows 65,530 of them, and a build of more entries failed."""
    contracts = tmp_path / "content" / "contracts"
    contracts.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text("district: Northstar\n")
    for number in range(300):
        (contracts / f"{number}.md").write_text("---\nproduct: Northstar\n---\n")

    assert printed(READ, str(tmp_path)) < 30


def test_the_collector_of_garbage_does_not_look_at_a_finished_site() -> None:
    """It is on again, but the objects that were made meanwhile are not among those it searches."""
    assert printed(COLLECTOR) == 0


def test_garbage_of_a_preview_is_freed_in_a_pause() -> None:
    """An old theme refers to itself, so only the collector frees it, once it looks there again."""
    assert printed(GARBAGE) == 0
