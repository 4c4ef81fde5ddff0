"""Time a preview of many entries, from a save to the new page, and from Ctrl-C to its end."""

from __future__ import annotations

import argparse
import http.client
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from entries import write
from run import NOTICES, NOW, REPOSITORY, report

NEW_ENTRY = "contracts/a-new-entry.md"


class Save(NamedTuple):
    """A way to save: its name, what it does to an entry, and the page to fetch afterward."""

    name: str
    do: Callable[[Path, int], object]
    page: str


def main() -> None:
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts", nargs="*", type=int, default=[1_000, 10_000], help="numbers of entries"
    )
    parser.add_argument("--rounds", type=int, default=7, help="saves, for the median")
    arguments = parser.parse_args()
    print("| entries | saved | seen in | seconds, median | slowest |")
    print("|--:|---|---|--:|--:|")
    for count in arguments.counts:
        for save, seconds in saves(count, arguments.rounds):
            print(
                f"| {count:,} | {save.name} | {save.page} | {median(seconds):.2f} | "
                f"{max(seconds):.2f} |",
                flush=True,
            )
    print("\n| entries | Ctrl-C | seconds, median | slowest |")
    print("|--:|---|--:|--:|")
    for count in arguments.counts:
        for name, seconds in stops(count, arguments.rounds):
            print(
                f"| {count:,} | {name} | {median(seconds):.2f} | {max(seconds):.2f} |", flush=True
            )


def stops(count: int, rounds: int) -> list[tuple[str, list[float]]]:
    """Return the seconds a preview took to end: during the first build, and with an open page."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        write(count, Path(folder))
        making = [stopped(Path(folder), listens=False) for _ in range(rounds)]
        listening = [stopped(Path(folder), listens=True) for _ in range(rounds)]
    return [("while the site is made", making), ("while a page listens", listening)]


def stopped(root: Path, *, listens: bool) -> float:
    """Return the seconds from Ctrl-C to the end of a preview, while it builds or a page is open."""
    with started(root) as (process, port):
        if listens:
            stream = http.client.HTTPConnection("127.0.0.1", port)
            stream.request("GET", "/_preview/events")
            _next(stream.getresponse())
        began = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.communicate()
        return time.perf_counter() - began


@contextmanager
def started(root: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a preview on a free port; yield the process and the port."""
    command = [*NOTICES, "serve", "--root", str(root), "--port", "0", *NOW]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        assert process.stderr
        port = urlsplit(process.stderr.readline().split()[0].decode()).port
        assert port
        yield process, port
    finally:
        process.kill()
        process.wait()


def saves(count: int, rounds: int) -> list[tuple[Save, list[float]]]:
    """Return the seconds of each save, for each way to save."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root = Path(folder)
        report(f"Writing {count:,} entries")
        write(count, root)
        with started(root) as (_, port):
            return [(save, seen(port, root, save, rounds)) for save in _ways(root)]


def _ways(root: Path) -> list[Save]:
    entry = sorted((root / "content/contracts").iterdir())[0]
    text, page = entry.read_text(encoding="utf-8"), f"/product-notification/{entry.stem}/"

    def edit(root: Path, turn: int) -> None:
        (root / "content/contracts" / entry.name).write_text(
            f"{text}\nSaved {turn} times.\n", encoding="utf-8"
        )

    def add(root: Path, turn: int) -> None:
        path = root / "content" / NEW_ENTRY
        path.with_stem(f"{path.stem}-{turn}").write_text(text, encoding="utf-8")

    return [
        Save("an entry", edit, page),
        Save("an entry", edit, "/product-notification/"),
        Save("a new entry", add, page),
    ]


def seen(port: int, root: Path, save: Save, rounds: int) -> list[float]:
    """Return the seconds from each save until the event arrived and the page was fetched."""
    stream = http.client.HTTPConnection("127.0.0.1", port)
    stream.request("GET", "/_preview/events")
    events = stream.getresponse()
    _next(events)
    times = []
    for turn in range(rounds + 1):
        began = time.perf_counter()
        save.do(root, turn + 100 * len(save.page))
        _next(events)
        page = http.client.HTTPConnection("127.0.0.1", port)
        page.request("GET", save.page)
        response = page.getresponse()
        body = response.read()
        times.append(time.perf_counter() - began)
        page.close()
        if response.status != 200 or b"</html>" not in body:
            sys.exit(f"{save.page} returned status {response.status}")
        report(f"  {times[-1]:.3f} s")
    events.close()
    stream.close()
    return times[1:]  # the first one compiles the templates


def _next(events: http.client.HTTPResponse) -> None:
    while not events.readline().startswith(b"data: "):
        pass


if __name__ == "__main__":
    main()
