"""The preview in its own process, and a client that fetches its pages and follows its stream."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import TextIO
from urllib.parse import urlsplit

from helpers.program import REPOSITORY, start
from helpers.roots import CONTRACT

NOW = "2026-11-25T12:00"
PAGE = "/product-notification/northstar-reader/"
PATIENCE = 30.0  # seconds after which something does not come any more
MAX_HEARTBEATS = 2  # lines of a stream, one every 15 seconds, after which nothing else comes


class Preview:
    """A running `notices serve`, what it says line by line, and where it answers."""

    def __init__(self, process: subprocess.Popen[str], output: TextIO) -> None:
        self.process, self._output = process, output
        self.said: Queue[str] = Queue()
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = re.match(r"\S+", self.hear("http://"))[0]
        self.port = urlsplit(self.address).port

    def _read(self) -> None:
        for line in self._output:
            self.said.put(line.rstrip("\n"))

    def hear(self, words: str) -> str:
        """Return the next line that has some words in it."""
        while words not in (line := self.said.get(timeout=PATIENCE)):
            self.lines.append(line)
        self.lines.append(line)
        return line

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Return an answer, with its bytes as `body`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer

    def text(self, path: str = "/") -> str:
        """Return a page as text."""
        return self.get(path).body.decode()

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; return how it ended and the last line."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join(PATIENCE)
        return code, [*self.lines, *self.said.queue][-1]


class Stream:
    """A stream of events: each is the name of what is shown."""

    def __init__(self, preview: Preview) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE)
        self._connection.request("GET", "/_preview/events")
        self._answer = self._connection.getresponse()
        self.type = self._answer.headers["Content-Type"]
        self.now = self.next()

    def next(self) -> str:
        """Return the next name."""
        heartbeats = 0
        while not (line := self._answer.readline()).startswith(b"data: "):
            assert line, "the stream has ended"
            heartbeats += line.startswith(b":")
            assert heartbeats <= MAX_HEARTBEATS, "nothing has changed"
        return line[6:].strip().decode()

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


@contextmanager
def running(*arguments: str, cwd: Path = REPOSITORY, **environment: str):
    """Run the program with a preview to come, as long as the block runs."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "start_new_session": True}
    process = start(*arguments, cwd=cwd, env={"PYTHONUNBUFFERED": "1", **environment}, **pipes)
    with process.stdout:
        try:
            yield Preview(process, process.stdout)
        finally:
            process.kill()
            process.wait()


@contextmanager
def previewing(root: Path, *options: str, **environment: str):
    """Preview a root on a free port, as long as the block runs."""
    moment = [] if "--now" in options else ["--now", NOW]
    with running(
        "serve", "--root", str(root), "--port", "0", *moment, *options, **environment
    ) as preview:
        yield preview


@contextmanager
def following(preview: Preview):
    """Follow the stream of a preview."""
    stream = Stream(preview)
    try:
        yield stream
    finally:
        stream.close()


WRONG = CONTRACT.replace("executed: 2025-08-18", "executed: 2025-02-30")
