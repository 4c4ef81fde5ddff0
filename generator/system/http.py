"""Every request over HTTP: who asks, how long it may take, what may come back, and errors.

It needs no package, because the alarm must work even if nothing could be installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from ipaddress import ip_address, ip_network
from socket import SOCK_STREAM, create_connection, getaddrinfo, socket
from ssl import SSLCertVerificationError
from threading import Thread
from time import monotonic
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
    getproxies,
)

from generator import __version__
from generator.core.problems import printable, shorten

JSON = "application/json"
AGENT = f"notices/{__version__}"
WEB = ("http", "https")
# What a version of Python may take for public: IPv6 addresses that stand for IPv4 ones (NAT64, 6to4
# and two kinds of the past), those of a site, what IANA keeps for protocols, and the host of a
# machine at Azure. https://www.iana.org/assignments/iana-ipv6-special-registry
INSIDE = [
    *map(
        ip_network,
        (
            *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96", "::ffff:0:0:0/96"),
            *("fec0::/10", "192.0.0.0/24", "168.63.129.16/32"),
        ),
    )
]
MAX_REASON = 200  # characters of an error, which may quote what a server has sent
TIMEOUT = 30  # seconds for one request, with its redirects, until the last byte of the answer


class CertificateError(OSError):
    """A server has no certificate for its name that this machine trusts."""


class Response(NamedTuple):
    """What a server has answered: the status, its words, the headers, and the first bytes.

    `status` is below 300 if the request has succeeded. The names in `headers` are in lower case.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        """Whether the request has succeeded."""
        return self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.reason}".strip()


def ask(
    url: str,
    *,
    max_bytes: int,
    method: str = "GET",
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = TIMEOUT,
    only_public: bool = False,
) -> Response:
    """Return a server's answer with at most `max_bytes` of its body, whatever its status is.

    A redirect is followed if the request changes nothing; it takes a token only to the same server.
    With `only_public`, no server is asked that only this machine or its network can reach, not even
    after a redirect; where requests go through a proxy, the proxy decides. Raises OSError with one
    line as the message if there is no complete answer within the limit, or CertificateError.
    """
    future = Future[Response]()

    def run() -> None:
        DEADLINE.set(monotonic() + seconds)
        try:
            request = Request(url, data, {"User-Agent": AGENT, **(headers or {})}, method=method)
            future.set_result(_answer(request, max_bytes, seconds, only_public))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is read
            future.set_exception(error)

    # The limit of a socket is for one read, so a server could send a byte at a time forever.
    Thread(target=run, daemon=True).start()
    try:
        return future.result(seconds)
    except (HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):  # here, in the thread, or of its socket
            raise OSError(f"no complete answer in {seconds:g} seconds") from error
        kind = CertificateError if isinstance(reason, SSLCertVerificationError) else OSError
        raise kind(printable(str(reason))[:MAX_REASON] or type(error).__name__) from error


def _answer(request: Request, max_bytes: int, seconds: float, only_public: bool) -> Response:
    if request.type not in WEB:
        raise ValueError(f"{request.type} is not the web")
    try:
        response: HTTPResponse | HTTPError = _opener(only_public).open(request, timeout=seconds)
    except HTTPError as error:
        response = error
    with response:
        lower = {name.lower(): value for name, value in response.headers.items()}
        words = shorten(str(response.reason))
        body = response.read(max_bytes)
        return Response(response.status or 0, words, lower, body)


class _Timed(RawIOBase):
    """Reads from a connection until a time of `monotonic`, however much there is to read."""

    def __init__(self, raw: RawIOBase, deadline: float) -> None:
        self._raw, self._deadline = raw, deadline

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - whatever has a buffer
        """Read what has come; raise TimeoutError after the time."""
        if monotonic() > self._deadline:
            raise TimeoutError("the time for an answer is over")
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Close the connection, too."""
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    """An answer that ends with its time, even if it consists of `100 Continue` again and again."""

    def __init__(
        self, sock: socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = BufferedReader(_Timed(self.fp.detach(), DEADLINE.get()))


DEADLINE: ContextVar[float] = ContextVar("DEADLINE")  # of the request of this thread


@cache
def _opener(only_public: bool) -> OpenerDirector:
    """Return what opens requests; it reads the machine's certificates."""
    is_checked = only_public and not {*WEB, "all"} & getproxies().keys()
    return build_opener(_Redirects, _Public if is_checked else _Web)


class _Connection(HTTPConnection):
    """A connection whose answers have a limit of time."""

    response_class = _TimedResponse


class _TLSConnection(HTTPSConnection, _Connection):
    """Such a connection that is also encrypted."""

    response_class = _TimedResponse


class _PublicConnection(_Connection):
    """Connects only to an address that is public, and to the very one that was checked."""

    def connect(self) -> None:
        """Connect; raise OSError if the name of the server leads to another address."""
        targets = [info[4] for info in getaddrinfo(self.host, self.port, type=SOCK_STREAM)]
        for host, *_ in targets:
            address = ip_address(host)
            address = getattr(address, "ipv4_mapped", None) or address
            is_inside = address.is_multicast or any(address in network for network in INSIDE)
            if is_inside or not address.is_global:
                raise OSError(f"{self.host} is at {host}, which is no public address")
        for target in targets:
            try:
                self.sock = create_connection((str(target[0]), self.port), self.timeout)
                return
            except OSError:
                if target == targets[-1]:
                    raise


class _PublicTLSConnection(HTTPSConnection, _PublicConnection):
    """A connection to a public address that is also encrypted."""

    response_class = _TimedResponse


class _Web(HTTPHandler, HTTPSHandler):
    """Opens addresses over connections that end with their requests."""

    plain: type[HTTPConnection] = _Connection
    encrypted: type[HTTPConnection] = _TLSConnection

    def do_open(self, http_class: object, req: Request, **options: object) -> HTTPResponse:
        """Return the answer; raises URLError without one."""
        is_secret = http_class is HTTPSConnection
        return super().do_open(self.encrypted if is_secret else self.plain, req, **options)


class _Public(_Web):
    """Opens addresses only over connections to public addresses."""

    plain = _PublicConnection
    encrypted = _PublicTLSConnection


class _Redirects(HTTPRedirectHandler):
    """Follows only a redirect of a request that changes nothing."""

    def http_error_302(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> HTTPResponse | None:
        """Return the answer of the other address; raises ValueError if it is not an address."""
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except ValueError:
            fp.close()  # which urllib does only after it has read the address
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request to the other address, or None, which makes the redirect an error."""
        if req.get_method() not in ("GET", "HEAD") or urlsplit(newurl).scheme not in WEB:
            return None
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new and urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            new.remove_header("Authorization")
        return new
