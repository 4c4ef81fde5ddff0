"""A terminal for one command, where a test reads the screen, answers, and presses Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import termios
from contextlib import suppress

from helpers.program import NOTICES, REPOSITORY, variables

PATIENCE = 60.0  # seconds after which nothing is shown any more


class Terminal:
    """A command that uses a terminal; with `piped`, its standard output goes to a pipe instead."""

    def __init__(self, *arguments: object, piped: bool = False, **environment: str) -> None:
        self._screen, end = pty.openpty()
        self._shown = b""
        self._out, out = os.pipe() if piped else (None, None)
        own = variables(environment)
        if "NO_COLOR" not in environment:
            own.pop("NO_COLOR", None)
        self.process = subprocess.Popen(
            [*NOTICES, *map(str, arguments)],
            cwd=REPOSITORY,
            env=own,
            stdin=end,
            stdout=end if out is None else out,
            stderr=end,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        for handle in (end, out):
            if handle is not None:
                os.close(handle)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._screen)
        if self._out is not None:
            os.close(self._out)

    @property
    def shown(self) -> str:
        """All that was shown so far, with plain line ends."""
        return self._shown.decode(errors="replace").replace("\r\n", "\n")

    def read(self) -> bool:
        """Take what is shown next; say whether there was anything before the end."""
        assert select.select([self._screen], [], [], PATIENCE)[0], (
            f"nothing comes after {self.shown!r}"
        )
        try:
            more = os.read(self._screen, 65_536)
        except OSError:  # the other side is closed
            more = b""
        self._shown += more
        return bool(more)

    def until(self, words: str) -> str:
        """Return what is shown from now on until words come, or until the command ends."""
        before = len(self.shown)
        while words not in self.shown[before:] and self.read():
            pass
        return self.shown[before:]

    def answer(self, question: str, answer: str) -> str:
        """Answer a question when it is asked; return what was shown before."""
        came = self.until(f"{question}: ")
        os.write(self._screen, f"{answer}\n".encode())
        return came

    def interrupt(self) -> None:
        """Press Ctrl-C: the terminal sends it to all processes of the command."""
        os.write(self._screen, b"\x03")

    def stop(self) -> None:
        """Press Ctrl-C until it ends; a program about to read an answer may miss the first one."""
        while self.process.poll() is None:
            self.interrupt()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.2)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit code, and what was printed for a program."""
        while self.read():
            pass
        out = b""
        while self._out is not None and (more := os.read(self._out, 65_536)):
            out += more
        return self.process.wait(PATIENCE), out.decode()
