"""Web servers on loopback, from when a test opens one until it is stopped."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from ssl import SSLContext

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from generator.preview.server import LOOPBACK, Server

# Else it logs to what was the standard error at the first request, which may be that of a command.
logging.getLogger("werkzeug").setLevel(logging.WARNING)


class Serving(HTTPServer):
    """Answers each request with a function, until the end of a `with` or `stop`."""

    def __init__(
        self, answer: Callable[[Request], Response], certificate: SSLContext | None = None
    ) -> None:
        super().__init__(LOOPBACK, threaded=True, ssl_context=certificate)

        def respond(request: Request) -> Response:
            response = answer(request)
            phrase = HTTPStatus(response.status_code).phrase
            response.status = f"{response.status_code} {phrase}"  # werkzeug shouts it
            return response

        self.expect_request(re.compile("")).respond_with_handler(respond)
        self.start()
        self.origin = self.url_for("").rstrip("/")

    def stop(self) -> None:
        """Stop, if it has not stopped yet."""
        if self.is_running():
            super().stop()


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
