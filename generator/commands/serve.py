"""Preview the site in a browser on this machine while entries are being written."""

from __future__ import annotations

import gc
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, strftime

import click

from generator.commands import options
from generator.commands.reporting import say, show
from generator.commands.wiring import checked, mapped, plan, read
from generator.compiler import Map
from generator.core.problems import Problem
from generator.core.site import Inputs
from generator.preview.server import open_server
from generator.preview.session import Memory, Preview
from generator.preview.watching import Watch
from generator.reports.problem_report import closing_sentence
from generator.system import disk

PORT = 8000
PORTS_TO_TRY = 100  # if none is named
PAUSE = 0.5  # seconds without a change, after which all pages are made to check the theme


@click.command(epilog="Example: notices serve --open")
@options.root_and_now
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    show_default=f"the first free one from {PORT}",
    help="The port to use.",
)
@click.option("--open", "opens_browser", is_flag=True, help="Open the site in a browser.")
def serve(root: Path, now: datetime | None, port: int | None, opens_browser: bool) -> int:
    """Show the site in a browser on this machine, and update it whenever a file is saved.

    Nothing is written. Problems are shown below each page; while there is an error, the pages stay
    as they were. Ctrl-C stops it.
    """
    ports = range(PORT, PORT + PORTS_TO_TRY) if port is None else [port]
    try:
        with open_server(ports) as server:
            session = _Session(root, now)
            say(
                f"{server.address} shows the site, and updates when you save. Press Ctrl-C to stop."
            )
            watch = session.start()
            server.pages = session.preview
            Thread(target=server.serve_forever, daemon=True).start()
            if opens_browser:
                webbrowser.open(server.address)
            session.follow(watch)
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


class _Session:
    """Updates a preview whenever the files of a root change."""

    def __init__(self, root: Path, now: datetime | None) -> None:
        self.root = root
        self.now = now
        self.preview = Preview(root)
        self.memory = Memory()
        self.known: disk.Known = {}
        self.inputs = Inputs((), {}, {}, datetime.now(UTC))  # nothing was read yet
        self.reported: Sequence[Problem] = ()
        self.has_warned = False

    def start(self) -> Watch:
        """Make the site for the first time, then watch, and read what has changed meanwhile."""
        self.update(["content"], mapped(None))
        watch = Watch(self.root)
        self.warn(watch)
        self.update(["content"], map)
        return watch

    def follow(self, watch: Watch) -> None:
        """Update the site after each burst of changes; in a pause, make every page once."""
        while True:
            if not watch.wait(PAUSE):
                if self.preview.check_pages(lambda: watch.has_changes):
                    self.report("The theme", monotonic())
                if not watch.has_changes:
                    gc.collect()
                watch.wait()
            self.update(watch.burst(), map)
            self.warn(watch)

    def warn(self, watch: Watch) -> None:
        """Say once that the machine cannot watch more files."""
        if watch.is_polling and not self.has_warned:
            say("The machine cannot watch more files, so changes are looked for once a second.")
            self.has_warned = True

    def update(self, changed: list[str], map: Map) -> None:
        """Read the root, and show and report the site if it has changed."""
        start = monotonic()
        disk.forget(self.known, changed)
        now = self.now or checked(datetime.now(UTC)).replace(second=0, microsecond=0)
        try:
            inputs = read(self.root, now, known=self.known)
        except OSError as error:  # a file of the theme was removed while it was read
            say(f"The files cannot be read: {error}. They are read again after the next change.")
            return
        if replace(self.inputs, now=now) == inputs:
            return
        self.inputs = inputs
        self.preview.update(inputs, plan(inputs, map, self.memory.read))
        others = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
        self.report(f"{changed[0]}{others}", start)

    def report(self, subject: str, start: float) -> None:
        """Print all errors, the warnings that are new, and a sentence with the time it took.

        `start` is the time of the change in seconds, from `monotonic`.
        """
        preview = self.preview
        old = self.reported
        self.reported = preview.problems
        new = [problem for problem in self.reported if problem.is_error or problem not in old]
        show(new, self.inputs, sys.stdout)
        sys.stdout.flush()
        sentence = closing_sentence(self.reported, preview.entries, "", preview.fallback).strip()
        say(f"{strftime('%H:%M:%S')} {subject}: {sentence} {monotonic() - start:.2f} s")
