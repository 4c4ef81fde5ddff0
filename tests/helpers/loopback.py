"""A web server on loopback, from when a test opens it until it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from generator.preview.server import LOOPBACK, Server


class Loopback(Server):
    """Answers with a handler, on a port of its own, until the end of a `with` or `stop`."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        super().__init__((LOOPBACK, 0), handler)
        self.origin = self.address.removesuffix("/")
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def __exit__(self, *_error: object) -> None:
        self.stop()
