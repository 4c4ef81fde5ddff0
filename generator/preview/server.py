"""The web server of a preview, which only the browser on this machine can reach."""

from __future__ import annotations

import errno
import mimetypes
import sys
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from socket import SHUT_RDWR, socket
from socketserver import TCPServer
from threading import Lock
from time import monotonic
from urllib.parse import unquote, urlsplit

from generator.core.problems import UserError
from generator.preview.session import PREFIX, Answer, Preview

LOOPBACK = "127.0.0.1"
HOSTS = ("localhost", LOOPBACK, "[::1]")
FILES = {f"{PREFIX}{name}": name for name in ("preview.css", "preview.js")}
EVENTS = f"{PREFIX}events"
HEARTBEAT = 15.0  # seconds between messages, which fail once the browser has left
MAX_CONNECTIONS = 64  # at once; a browser has six, and one for each page that is open
TIMEOUT = 10.0  # seconds until a whole request has come, and for each answer to be taken
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
# What a browser says about where a request comes from: the address bar, or a page of ours.
# https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
OWN_SITES = ("none", "same-origin")
FOREIGN_SITE = (
    b"Another website has asked for this page. If you want to see it, type the address yourself.\n"
)
FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FOREIGN_HOST = (
    "This preview answers only to localhost, 127.0.0.1 or [::1] with its own port, and not to the "
    "name {host}.\n"
)


class Server(ThreadingHTTPServer):
    """Serves pages on this machine; requests wait until `serve_forever` is called."""

    daemon_threads = True  # so that an open stream does not keep the program running
    request_queue_size = 128  # a connection beyond the queue waits a second for its next try
    pages: Preview

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        """Bind to an address of this machine."""
        self._lock = Lock()
        self._open = set[socket]()
        self._deadlines = dict[socket, float]()  # of connections whose request is not complete
        super().__init__(address, handler)

    @property
    def address(self) -> str:
        """The address for a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def server_bind(self) -> None:
        """Bind to the port, without looking up the machine's name, which may take long."""
        TCPServer.server_bind(self)
        self.server_name = LOOPBACK
        self.server_port = self.server_address[1]

    def process_request(
        self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]
    ) -> None:
        """Answer in a thread of its own; too many connections at once are refused."""
        assert isinstance(request, socket)
        with self._lock:
            is_full = len(self._open) >= MAX_CONNECTIONS
            if not is_full:
                self._open.add(request)
        if is_full:
            request.settimeout(0)
            with suppress(OSError):
                request.send(FULL)
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def shutdown_request(self, request: socket | tuple[bytes, socket]) -> None:
        """Close a connection."""
        assert isinstance(request, socket)
        with self._lock:
            self._open.discard(request)
            self._deadlines.pop(request, None)
        super().shutdown_request(request)

    def expect(self, connection: socket) -> None:
        """Give a connection its time for a whole request."""
        with self._lock:
            self._deadlines[connection] = monotonic() + TIMEOUT

    def received(self, connection: socket) -> None:
        """Note that a whole request has come."""
        with self._lock:
            self._deadlines.pop(connection, None)

    def service_actions(self) -> None:
        """End what has not come in time; `serve_forever` calls this twice a second."""
        self.end_overdue(monotonic())

    def end_overdue(self, now: float) -> None:
        """End each connection whose request is not complete at a time of `monotonic`.

        A limit for each read would not do: a request could come letter by letter forever.
        """
        with self._lock:
            overdue = [each for each, deadline in self._deadlines.items() if deadline <= now]
            for connection in overdue:
                del self._deadlines[connection]
        for connection in overdue:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    def handle_error(
        self, request: socket | tuple[bytes, socket], client_address: tuple[str, int]
    ) -> None:
        """Report an error, unless the browser has closed the connection."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def open_server(ports: Iterable[int]) -> Server:
    """Return a server on the first free port, or raise UserError."""
    for port in ports:
        try:
            return Server((LOOPBACK, port), _RequestHandler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = "is already in use"
            elif error.errno == errno.EACCES:
                reason = "needs permissions that you do not have"
            else:
                raise
    raise UserError(f"Port {port} {reason}; name another with --port.")


class _RequestHandler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; to any other method the standard library answers 501."""

    timeout = TIMEOUT
    protocol_version = "HTTP/1.1"
    server_version = "notices"
    sys_version = ""
    server: Server

    def handle_one_request(self) -> None:
        """Read a request within its time, and answer it."""
        self.server.expect(self.connection)
        super().handle_one_request()

    def do_GET(self) -> None:
        """Answer with a page, a file or the stream of changes."""
        self.server.received(self.connection)
        path = self._path()
        if not self._is_local():
            host = ascii(self.headers.get("Host", "")[:80])
            self._send(Answer(403, FOREIGN_HOST.format(host=host).encode(), "a.txt"))
        elif not self._is_own():
            self._send(Answer(403, FOREIGN_SITE, "a.txt"))
        elif path is None:
            self._send(Answer(404, b"There is no such page.\n", "a.txt"))
        elif path == EVENTS and self.command == "GET":
            self._stream()
        elif path in FILES:
            data = (resources.files(__package__) / FILES[path]).read_bytes()
            self._send(Answer(200, data, path))
        else:
            self._send(self.server.pages.answer(path))

    do_HEAD = do_GET  # noqa: N815 - the standard library requires this name

    def log_message(self, *_arguments: object) -> None:
        """Log no requests, because the terminal shows what was saved."""

    def _is_local(self) -> bool:
        """Return whether the request names this machine.

        Otherwise a website could make its own name lead here, and read the preview.
        """
        hosts = self.headers.get_all("Host", [])
        port = self.server.server_port
        accepted = {f"{name}:{port}" for name in HOSTS}
        if port == 80:
            accepted.update(HOSTS)
        return len(hosts) == 1 and hosts[0].strip().lower() in accepted

    def _is_own(self) -> bool:
        """Return whether a person or a page of ours asks, as far as the browser says.

        Another website could otherwise find out which pages there are. A program that is no browser
        says nothing.
        """
        sites = self.headers.get_all("Sec-Fetch-Site", [])
        return all(site.strip().lower() in OWN_SITES for site in sites)

    def _path(self) -> str | None:
        """Return the path of the request without a slash at its start, or None if it is invalid."""
        if not self.path.startswith("/"):
            return None
        try:
            path = unquote(urlsplit(self.path).path, errors="strict")
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
        self._end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def _end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _stream(self) -> None:
        """Send the version of the site, now and after each change, until the browser leaves."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._end_headers()
        sent = ""
        try:
            self.wfile.write(b"retry: 500\n\n")
            while True:
                version = self.server.pages.wait_for_change(sent, HEARTBEAT)
                self.wfile.write(b":\n\n" if version == sent else f"data: {version}\n\n".encode())
                sent = version
        except (ConnectionError, TimeoutError):
            return


def content_type(name: str) -> str:
    """Return the media type of a file by its name, with the encoding if it is a text."""
    text_type = TYPES.get(name.rpartition(".")[2].lower())
    if text_type:
        return f"{text_type}; charset=utf-8"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
