"""Time a preview of many entries, from a save to the page in the hands of a browser, and print a table."""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from entries import write
from run import NOTICES, NOW, REPOSITORY, tell

ADDED = "contracts/an-added-one.md"


class Save(NamedTuple):
    """A way to save: what it is called, what it does to an entry, and the page that is looked at afterwards."""

    name: str
    do: Callable[[Path, int], object]
    page: str


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000], help="how many entries")
    parser.add_argument("--rounds", type=int, default=7, help="of how many saves the median is taken")
    given = parser.parse_args()
    print("| entries | saved | seen in | seconds, median | slowest |")
    print("|--:|---|---|--:|--:|")
    for count in given.counts:
        for save, seconds in saves(count, given.rounds):
            print(f"| {count:,} | {save.name} | {save.page} | {median(seconds):.2f} | {max(seconds):.2f} |", flush=True)


def saves(count: int, rounds: int) -> list[tuple[Save, list[float]]]:
    """Return how long each way to save took, each time."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root = Path(folder)
        tell(f"Writing {count:,} entries")
        write(count, root)
        command = [*NOTICES, "serve", "--root", str(root), "--port", "0", *NOW]
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            assert process.stderr
            port = urlsplit(process.stderr.readline().split()[0].decode()).port
            assert port
            return [(save, seen(port, root, save, rounds)) for save in _ways(root)]
        finally:
            process.kill()
            process.wait()


def _ways(root: Path) -> list[Save]:
    entry = sorted((root / "content/contracts").iterdir())[0]
    text, page = entry.read_text(encoding="utf-8"), f"/product-notification/{entry.stem}/"

    def edit(root: Path, turn: int) -> None:
        (root / "content/contracts" / entry.name).write_text(f"{text}\nSaved {turn} times.\n", encoding="utf-8")

    def add(root: Path, turn: int) -> None:
        path = root / "content" / ADDED
        path.with_stem(f"{path.stem}-{turn}").write_text(text, encoding="utf-8")

    return [
        Save("an entry", edit, page),
        Save("an entry", edit, "/product-notification/"),
        Save("a new entry", add, page),
    ]


def seen(port: int, root: Path, save: Save, rounds: int) -> list[float]:
    """Return the seconds from each save until the event has come and the page has been fetched."""
    stream = http.client.HTTPConnection("127.0.0.1", port)
    stream.request("GET", "/_preview/events")
    events = stream.getresponse()
    _next(events)
    taken = []
    for turn in range(rounds + 1):
        began = time.perf_counter()
        save.do(root, turn + 100 * len(save.page))
        _next(events)
        page = http.client.HTTPConnection("127.0.0.1", port)
        page.request("GET", save.page)
        answer = page.getresponse()
        body = answer.read()
        taken.append(time.perf_counter() - began)
        page.close()
        if answer.status != 200 or b"</html>" not in body:
            sys.exit(f"{save.page} was answered with {answer.status}")
        tell(f"  {taken[-1]:.3f} s")
    events.close()
    stream.close()
    return taken[1:]  # the first one compiles the templates


def _next(events: http.client.HTTPResponse) -> None:
    while not events.readline().startswith(b"data: "):
        pass


if __name__ == "__main__":
    main()
