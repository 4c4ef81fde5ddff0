"""Whatever a server answers, a request ends in time, with an answer or with one line."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread

import pytest

from generator.system import http
from helpers.loopback import Loopback


class Echo(BaseHTTPRequestHandler):
    """Answers with the token that came, or redirects to what the query names."""

    def do_GET(self) -> None:
        target = "/loop" if self.path == "/loop" else self.path.partition("?")[2]
        body = b"" if target else f"{self.command} {self.headers['Authorization']}".encode()
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self.do_GET
        raise AttributeError(name)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server without a slash at the end."""
    with Loopback(Echo) as server:
        yield server.origin


def ask(url: str, method: str = "GET", max_bytes: int = 1000, seconds: float = 20) -> http.Response:
    """Return the answer to a request that has a token."""
    token = {"Authorization": "secret"}
    return http.ask(url, method=method, headers=token, max_bytes=max_bytes, seconds=seconds)


def test_a_token_follows_a_redirect_only_on_the_same_server(server: str) -> None:
    """Another port is another server."""
    with Loopback(Echo) as other:
        answers = [ask(f"{server}/?{target}") for target in ("/there", other.origin)]
        back = ask(f"{server}/?{other.origin}/?{server}/")

    assert [b"GET secret", b"GET None", b"GET None"] == [a.body for a in (*answers, back)]


def test_a_token_does_not_follow_a_redirect_to_an_address_without_tls(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be readable on its way."""
    monkeypatch.setattr(HTTPSConnection, "connect", HTTPConnection.connect)  # without a certificate
    secret = server.replace("http:", "https:")
    answers = [ask(f"{secret}/?{target}") for target in (f"{secret}/", f"{server}/")]

    assert [b"GET secret", b"GET None"] == [answer.body for answer in answers]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_request_that_changes_something_is_not_redirected(server: str, method: str) -> None:
    """It would become a GET, which changes nothing and succeeds."""
    assert ask(f"{server}/?/there", method).status == 302


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:text/plain,x", "/loop", "http://["]
)
def test_a_redirect_stays_on_the_web(server: str, target: str) -> None:
    """A redirect to itself, or to something that is not the web, is no success."""
    assert re.match(r"302 |Invalid IPv6 URL$", outcome(f"{server}/?{target}"))


def outcome(url: str, seconds: float = 20) -> str:
    """Return the status of the answer, or why none came."""
    try:
        return str(ask(url, seconds=seconds))
    except OSError as error:
        return str(error)


def test_only_so_many_bytes_are_read(server: str) -> None:
    """The rest of the answer is left."""
    assert [b"", b"GET", b"GET secret"] == [ask(server, max_bytes=n).body for n in (0, 3, 99)]


@pytest.mark.parametrize(
    "url",
    [
        *("", "nonsense", "//a.example/", "mailto:a@b.example", "file:///etc/passwd", "data:,x"),
        *("http://", "http://[::1/", "http://a b/", "http://a.example:x/", "http://127.0.0.1:0/"),
        *(
            "http://127.0.0.1:99999/",
            "http://\x00/",
            "http://é\ud800/",
            "http://127.0.0.1/\r\nX: y",
        ),
        *("http://127.0.0.1:9/", "https://127.0.0.1:9/", f"http://{'a' * 300}.example/"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(url: str) -> None:
    """No address is a bug of the program."""
    with pytest.raises(OSError, match=r"^[^\n]+$"):
        ask(url)


def served(answer: bytes, then: Callable[[socket.socket], object]) -> str:
    """Serve these bytes once, keep the connection while `then` runs, and return the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(10_000)
            connection.sendall(answer)
            then(connection)

    Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


START = b"HTTP/1.1 200 OK\r\n"
PATIENCE = 20  # seconds, for what happens at once
ODD = {
    "nothing": b"",
    "no answer": b"SSH-2.0-OpenSSH\r\n\r\n",
    "no number": b"HTTP/1.1 two OK\r\n\r\n",
    "too many headers": START + b"".join(b"X-%d: y\r\n" % i for i in range(200)) + b"\r\n",
    "a header without an end": START + b"X: " + b"y" * 70_000,
    "bytes in a header": START + b"X\xff: \xff\x00\r\n\r\n",
    "chunks without a size": START + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a negative size": START + b"Content-Length: -5\r\n\r\nabc",
    "a redirect to nowhere": b"HTTP/1.1 302 \x1b[31m\r\nLocation: \r\n\r\n",
    "a long reason": b"HTTP/1.1 404 %s\r\n\r\n" % (b"x" * 60_000),
    "no protocol": b"\0" * 1_000,
    "a control character": b"HTTP/1.1 404 \x1b[31mred\r\n\r\n",
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_an_odd_answer_is_an_answer_or_one_line(answer: bytes) -> None:
    """It is never a traceback, and its words can be printed, and are few."""
    words = outcome(served(answer, bool))

    assert words
    assert words.isprintable()
    assert len(words) < 300


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200", START, START + b"X: ", START + b"\r\nx"])
def test_a_server_that_never_ends_has_a_limit(start: bytes) -> None:
    """The limit is for the whole answer, although each byte gives the socket its time again."""
    end = Event()

    def drip(connection: socket.socket) -> None:
        while start and not end.wait(0.02):
            connection.send(b"x")
        end.wait()

    assert outcome(served(start, drip), seconds=0.3) == "no complete answer in 0.3 seconds"
    end.set()


def test_after_its_time_nothing_more_is_read() -> None:
    """Otherwise a server that never ends would keep the processor busy after it was given up."""
    ended = Event()

    def answer(connection: socket.socket) -> None:
        try:
            while True:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        except OSError:
            ended.set()

    assert outcome(served(b"", answer), seconds=0.3) == "no complete answer in 0.3 seconds"
    assert ended.wait(PATIENCE)


def public(url: str) -> str:
    """Return the status of the answer to a request for a public address, or why none came."""
    try:
        return str(http.ask(url, max_bytes=9, only_public=True))
    except OSError as error:
        return str(error)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0", "[::ffff:127.0.0.1]"),
        *("169.254.169.254", "10.1.2.3", "192.168.0.1", "100.64.0.1", "224.0.0.1", "[fe80::1]"),
        *("[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:a9fe:a9fe::1]", "168.63.129.16"),
        *("[::ffff:168.63.129.16]", "192.0.0.192", "[::127.0.0.1]", "[::8.8.8.8]", "[fec0::1]"),
        "[::ffff:0:127.0.0.1]",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_that_is_not_public_is_not_asked(scheme: str, host: str) -> None:
    """An entry could name the machine that asks, or what gives it its passwords."""
    assert "which is no public address" in public(f"{scheme}://{host}:9/")


def test_a_public_name_and_a_redirect_do_not_lead_there(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once, so it cannot be another address when the request is sent."""
    port = int(server.rpartition(":")[2])
    connect, found = socket.create_connection, list[str]()

    def resolve(host: str, *_: object, **_more: object) -> list[tuple[object, ...]]:
        found.append(host)
        address = {"web.example": "8.8.8.8", "trap.example": "10.0.0.1"}.get(host, host)
        return [(0, 0, 0, "", (address, port))]

    monkeypatch.setattr(http, "getaddrinfo", resolve)
    monkeypatch.setattr(http, "create_connection", lambda *_: connect(("127.0.0.1", port)))

    assert public("http://web.example/") == "200 OK"
    assert found == ["web.example"]
    assert public("http://trap.example/").startswith("trap.example is at 10.0.0.1, which")
    for target in (f"{server}/", "http://trap.example/", "http://169.254.169.254/latest"):
        assert "which is no public address" in public(f"http://web.example/?{target}")
