"""The server of a preview: on loopback only, for this machine's browser only, from memory."""

from __future__ import annotations

import errno
import mimetypes
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from socketserver import TCPServer
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from socket import socket

HERE = "127.0.0.1"
NAMES = ("localhost", HERE, "[::1]")
OWN = "_preview/"  # below it stands what the preview itself needs
OWN_FILES = {f"{OWN}{name}": name for name in ("preview.css", "preview.js")}
HEARTBEAT = 15.0  # seconds after which a stream says that it is there, and so learns whether anybody listens
TYPES = {
    "atom": "application/atom+xml",
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
FOREIGN = "This preview answers only to localhost, 127.0.0.1 or [::1] with its own port, and not to the name {host}.\n"


class Answer(NamedTuple):
    """An answer: its status, its bytes, the name of a file that says of what type they are, or where to go instead."""

    status: int
    data: bytes = b""
    name: str = ""
    location: str = ""


class Shows(Protocol):
    """What a server shows."""

    def answer(self, path: str) -> Answer:
        """Return what stands at a path, which has no slash before it."""

    def changed(self, known: str, seconds: float) -> str:
        """Return the name of what is shown, as soon as it is another than the one known, or after a time."""


class TakenError(Exception):
    """No port could be had; carries the sentence that says why."""


class Server(ThreadingHTTPServer):
    """Serves what it is given on a port of loopback; requests wait until `serve_forever` is called."""

    daemon_threads = True  # an open stream holds nobody up
    shows: Shows

    @property
    def address(self) -> str:
        """The address for a browser."""
        return f"http://{HERE}:{self.server_port}/"

    def server_bind(self) -> None:
        """Bind without a question to the name servers for the machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HERE, self.server_address[1]

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]) -> None:
        """Say nothing of a browser that has gone; anything else is ours to mend."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def bound(ports: Iterable[int]) -> Server:
    """Return a server on the first of some ports that is free; raises TakenError."""
    for port in ports:
        try:
            return Server((HERE, port), _Handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            reason = "taken" if error.errno == errno.EADDRINUSE else "not yours to use"
    raise TakenError(f"port {port} is {reason}")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; to any other method the standard library answers 501."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "notices", ""
    server: Server

    def do_GET(self) -> None:
        """Answer with a page, a file or the stream of changes."""
        path = self._path()
        if not self._is_at_home():
            host = ascii(self.headers.get("Host", "")[:80])
            self._send(Answer(403, FOREIGN.format(host=host).encode(), "a.txt"))
        elif path is None:
            self._send(Answer(404, b"There is no such page.\n", "a.txt"))
        elif path == f"{OWN}events" and self.command == "GET":
            self._stream()
        elif path in OWN_FILES:
            self._send(Answer(200, (resources.files(__package__) / OWN_FILES[path]).read_bytes(), path))
        else:
            self._send(self.server.shows.answer(path))

    do_HEAD = do_GET  # noqa: N815 - the name is the standard library's

    def log_message(self, *_words: object) -> None:
        """Say nothing; the terminal is for what changes."""

    def _is_at_home(self) -> bool:
        """Say whether the one host that is asked for is this machine, so that no foreign name can lead here."""
        hosts, port = self.headers.get_all("Host", []), self.server.server_port
        asked = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
        return len(hosts) == 1 and hosts[0].strip().lower() in asked

    def _path(self) -> str | None:
        """Return the path that is asked for, or None where it is none of a site."""
        try:
            path = unquote(urlsplit(self.path).path, errors="strict") if self.path.startswith("/") else ""
        except ValueError:
            return None
        return path[1:] if path.startswith("/") and path.isprintable() else None

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.name:
            self.send_header("Content-Type", content_type(answer.name))
        self.send_header("Content-Length", str(len(answer.data)))
        self._finish_head()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def _finish_head(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def _stream(self) -> None:
        """Send the name of what is shown, now and whenever it is another, until nobody listens any more."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._finish_head()
        known = ""
        try:
            self.wfile.write(b"retry: 500\n\n")
            while True:
                name = self.server.shows.changed(known, HEARTBEAT)
                self.wfile.write(b":\n\n" if name == known else f"data: {name}\n\n".encode())
                known = name
        except ConnectionError:
            return


def content_type(name: str) -> str:
    """Return the type of a file by its name; of a text, that it is UTF-8."""
    known = TYPES.get(name.rpartition(".")[2].lower())
    return f"{known}; charset=utf-8" if known else mimetypes.guess_type(name)[0] or "application/octet-stream"
