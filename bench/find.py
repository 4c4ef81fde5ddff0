"""Time the search of a long list in a browser, on a processor four times slower, and print a table with its goals."""

from __future__ import annotations

import argparse
import http.server
import math
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from entries import EACH_BREACH, write
from playwright.sync_api import Browser, sync_playwright
from run import NOTICES, NOW, REPOSITORY, tell

SLOWER = 4
TEXT = "maple reder"  # a product, with one letter missing
# Notes each task of the page that takes over 50 ms.
OBSERVED = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((task) => tasks.push(Math.round(task.duration))))
  .observe({type: "longtask"});
"""
# Types a text fast, letter by letter, and takes it away again; returns for each key how long the longest task that it
# set off took, if over 50 ms, and how long the answer.
TYPED = """
async (text) => {
    const box = document.querySelector("[type=search]");
    const steps = [...text].map((_, i) => text.slice(0, i + 1));
    const taken = [];
    for (const step of [...steps, ...steps.toReversed(), ""]) {
        tasks.length = 0;
        const begun = performance.now();
        box.value = step;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const answer = Math.round(performance.now() - begun);
        await new Promise((done) => setTimeout(done, 100));
        taken.push([Math.max(0, ...tasks), answer]);
    }
    return taken;
}
"""


class Goal(NamedTuple):
    """A list of so many rows on a screen of some width, and the milliseconds that a task and an answer may take."""

    rows: int
    width: int
    task: float
    answer: float

    def is_met(self, task: int, answer: int) -> bool:
        """Say whether neither took too long."""
        return task <= self.task and answer <= self.answer


GOALS = [Goal(1_000, 360, 50, 150), Goal(1_000, 1280, 50, 150), Goal(5_000, 360, math.inf, 500)]


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, *_words: object) -> None:
        pass


def main() -> None:
    """Measure each goal, print what came of it, and fail where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="after how many runs a goal is missed")
    given = parser.parse_args()
    path = shutil.which("chromium") or sys.exit("chromium is missing: `make test` installs it")
    missed = 0
    print("| rows | width | longest task, ms | goal | longest answer, ms | goal |")
    print("|--:|--:|--:|--:|--:|--:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for goal in GOALS:
            with built(goal.rows) as folder, serving(folder) as address:
                task, answer = measured(browser, address, goal, given.rounds)
            limit = "none" if math.isinf(goal.task) else f"{goal.task}"
            print(f"| {goal.rows:,} | {goal.width} | {task or 'under 50'} | {limit} | {answer} | {goal.answer} |")
            missed += not goal.is_met(task, answer)
        browser.close()
    if missed:
        sys.exit(f"{missed} of {len(GOALS)} goals missed")


def measured(browser: Browser, address: str, goal: Goal, rounds: int) -> tuple[int, int]:
    """Return the longest task and the longest answer while a text is typed.

    What else runs on the machine can only make a key slower: of each the best run counts, until all reach the goal.
    """
    best: list[tuple[int, int]] = []
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": goal.width, "height": 800})
        page.add_init_script(OBSERVED)
        page.goto(f"{address}product-notification/index.html?q=a")
        page.wait_for_selector("[type=reset]:not([hidden])")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        taken = page.evaluate(TYPED, TEXT)
        page.context.close()
        best = [
            (min(before[0], after[0]), min(before[1], after[1]))
            for before, after in zip(best or taken, taken, strict=True)
        ]
        longest = max(task for task, _ in best), max(answer for _, answer in best)
        tell(f"  {longest[0]} ms, {longest[1]} ms")
        if goal.is_met(*longest):
            break
    return longest


@contextmanager
def built(count: int) -> Iterator[Path]:
    """Build a made-up district with so many products, as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="notices-bench-") as folder:
        root = Path(folder)
        tell(f"Building {count:,} products")
        write(count * EACH_BREACH // (EACH_BREACH - 1) + 1, root)
        command = [*NOTICES, "build", "--root", str(root), "--out", str(root / "out"), *NOW]
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
        yield root / "out"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and give its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    main()
