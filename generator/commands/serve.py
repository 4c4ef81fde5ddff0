"""The preview: the site as it is being written, in a browser on this machine."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from time import monotonic, strftime
from typing import TYPE_CHECKING

import click

from generator.commands.wiring import mapped, read, say
from generator.system import options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.compiler import Map
    from generator.core.problems import Problem
    from generator.preview.watching import Watch

PORT = 8000
MORE = 100  # ports that are tried when none was named
REST = 1.0  # seconds without a change, after which all pages are made once to see that the theme can


@click.command(short_help="Show the site while you write.", epilog="Example: notices serve --open")
@options.root
@options.fixed_now
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help=f"The port; if none is named, the next free from {PORT}."
)
@click.option("--open", "is_opened", is_flag=True, help="Open it in a browser.")
def serve(root: Path, now: datetime | None, port: int | None, is_opened: bool) -> int:
    """Show the site in a browser on this machine, and show it anew whenever a file is saved.

    Nothing is written. What is wrong stands on the page, below the last one that could be made. Ctrl-C ends it.
    """
    from generator.preview.server import TakenError, bound

    try:
        server = bound(range(PORT, PORT + MORE) if port is None else [port])
    except TakenError as error:
        raise click.UsageError(f"{str(error).capitalize()}; name another with --port.") from error
    try:
        with server:
            desk = _PreviewRoot(root, now)
            say(f"{server.address} shows the site, and what you save. Ctrl-C ends it.")
            watch = desk.begin()
            server.shows = desk.preview
            Thread(target=server.serve_forever, daemon=True).start()
            if is_opened:
                import webbrowser

                webbrowser.open(server.address)
            desk.follow(watch)
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


class _PreviewRoot:
    """Makes a root into what the preview shows, whenever something has changed."""

    def __init__(self, root: Path, now: datetime | None) -> None:
        # All that a preview uses is loaded before its address is printed. Ctrl-C during an import can end Python by the
        # signal, whoever catches it: CPython notes a KeyboardInterrupt that leaves `exec` of a string, and dataclasses
        # and named tuples are made by such.
        from generator.compiler import plan_site
        from generator.core.site import Inputs
        from generator.preview.remembered import Memory
        from generator.preview.session import Preview
        from generator.preview.watching import Watch
        from generator.reports.problem_report import closing
        from generator.system.reporting import to_terminal

        self.plan_site, self.watch = plan_site, Watch
        self.closing, self.to_terminal = closing, to_terminal
        self.root, self.now = root, now
        self.preview, self.memory = Preview(root), Memory()
        self.inputs = Inputs((), {}, {}, datetime.now(UTC))  # nothing was read yet
        self.told: Sequence[Problem] = ()
        self.is_warned = False

    def begin(self) -> Watch:
        """Make the site for the first time, with all processors; then watch, and see what has changed meanwhile."""
        self.renew(["content"], mapped(None))
        watch = self.watch(self.root)
        self.warn(watch)
        self.renew(["content"], map)
        gc.collect()
        gc.freeze()  # what stays is not looked through again at every save
        return watch

    def follow(self, watch: Watch) -> None:
        """Make the site anew after each burst of changes, for ever; after a rest, see that every page can be made."""
        while True:
            if not watch.wait(REST):
                if self.preview.prove(lambda: watch.has_changes):
                    self.tell("The theme", monotonic())
                watch.wait()
            self.renew(watch.burst(), map)
            self.warn(watch)

    def warn(self, watch: Watch) -> None:
        """Say once that the machine can watch no more."""
        if watch.is_polling and not self.is_warned:
            say("The machine can watch no more files, so changes are looked for once a second.")
            self.is_warned = True

    def renew(self, changed: list[str], map: Map) -> None:
        """Read the root and show what it has become; say so, unless it is what it was."""
        began = monotonic()
        now = self.now or datetime.now(UTC).replace(second=0, microsecond=0)
        try:
            inputs = read(self.root, now)
        except OSError as error:  # a theme's file went while it was read, as happens where one is saved
            say(f"The files could not be read: {error}. They are read again at the next change.")
            return
        if replace(self.inputs, now=now) == inputs:
            return
        self.inputs = inputs
        self.preview.renew(inputs, self.plan_site(inputs, self.memory.over(map)))
        more = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
        self.tell(f"{changed[0]}{more}", began)

    def tell(self, what: str, began: float) -> None:
        """Print the problems that are new, every error among them, and what it comes to."""
        problems = self.preview.problems
        fresh = [found for found in problems if found.is_error or found not in self.told]
        self.to_terminal(fresh, self.inputs, sys.stdout)
        sys.stdout.flush()
        self.told = problems
        sentence = self.closing(problems, self.preview.entries, "", self.preview.undone).strip()
        say(f"{strftime('%H:%M:%S')} {what}: {sentence} {monotonic() - began:.2f} s")
