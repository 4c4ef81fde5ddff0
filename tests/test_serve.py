"""`notices serve` previews the site as it is written, only for this machine's browser."""

from __future__ import annotations

import errno
import http.client
import os
import re
import shutil
import socket
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from generator.cli import main
from generator.commands.wiring import plan
from generator.compiler import plan_site
from generator.preview.server import MAX_CONNECTIONS, content_type, open_server
from generator.preview.session import Preview
from generator.preview.watching import Watch
from generator.system.processes import MIN_ITEMS
from helpers.failing_machine import interrupt_beside_a_worker, run_captured
from helpers.previewing import NOW, PAGE, PATIENCE, WRONG, following, previewing, running
from helpers.program import REPOSITORY, notices
from helpers.roots import (
    CONTRACT,
    READER,
    district,
    replace_at_its_time,
    settings,
    site,
    write_files,
)
from helpers.tiers import swept

SAID = "`executed` is not a real date: 2025-02-30"


@pytest.fixture
def root(tmp_path):
    """A district with one contract, which has no problem."""
    return district(tmp_path / "root")


@pytest.fixture
def preview(root):
    """A running preview of that district."""
    with previewing(root) as running:
        running.hear("1 entry, no problems.")
        yield running


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """A preview for tests that change nothing."""
    with previewing(district(tmp_path_factory.mktemp("quiet") / "root")) as running:
        running.hear("1 entry, no problems.")
        yield running


# Files


@pytest.mark.parametrize(
    ("path", "status", "type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        (PAGE, 200, "text/html; charset=utf-8"),
        ("/product-notification/?q=reader", 200, "text/html; charset=utf-8"),
        ("/nowhere", 404, "text/html; charset=utf-8"),
        ("/static/site.css", 200, "text/css; charset=utf-8"),
        ("/static/find.js", 200, "text/javascript; charset=utf-8"),
        ("/static/logo.svg", 200, "image/svg+xml; charset=utf-8"),
        ("/static/share.png", 200, "image/png"),
        ("/feeds/all.xml", 200, "application/xml; charset=utf-8"),
        ("/feeds/all.atom", 200, "application/atom+xml; charset=utf-8"),
        ("/data/contracts.json", 200, "application/json; charset=utf-8"),
        ("/data/contracts.csv", 200, "text/csv; charset=utf-8"),
        ("/robots.txt", 200, "text/plain; charset=utf-8"),
        ("/files/northstar.pdf", 200, "application/pdf"),
        ("/_preview/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/_preview/preview.css", 200, "text/css; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_file_has_its_type_and_is_not_cached(quiet, path, status, type, method):
    """Pages, feeds, data, files, and preview parts are served; HEAD is the same without a body."""
    answer = quiet.get(path, method)
    headers = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    sent = [answer.status, *map(answer.headers.get, headers)]

    assert sent == [status, type, "no-store", "nosniff"]
    assert (len(answer.body) == int(answer.headers["Content-Length"])) == (method == "GET")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/product-notification", "/product-notification/"),
        (PAGE.rstrip("/"), PAGE),
        ("/notices/", "/"),
        ("/notices", "/"),
        ("/notices/static/site.css", "/static/site.css"),
        ("//product-notification", "/product-notification/"),
    ],
)
def test_a_folder_redirects_to_its_page(quiet, path, location):
    """A folder without its slash and the path in `url` redirect, but never to another host."""
    answer = quiet.get(path)

    assert (answer.headers["Location"], answer.status) == (location, 302)


def test_a_missing_address_gets_the_sites_404_page(quiet):
    """Its links stay in the preview."""
    page = quiet.text("/product-notification/nowhere/")

    assert "This page does not exist" in page
    assert 'href="/product-notification/index.html"' in page
    assert 'href="https://' not in page
    assert 'href="https://' not in quiet.text("/404.html")


def test_only_pages_differ_from_the_build(quiet, root):
    """A served page has one extra script at its end; all other files are the same as built.

    The page for missing addresses links to the preview instead of the website.
    """
    notices("build", "--root", root, "--now", NOW).check_returncode()
    built = [
        path
        for path in sorted((root / "build").rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    more = re.compile(
        rb'\n<script src="/_preview/preview.js" data-version="\w+-\d+"></script>\n(?=</body>)'
    )

    assert len(built) > 40
    for path in built:
        served = quiet.get(f"/{path.relative_to(root / 'build').as_posix()}").body
        expected = path.read_bytes()
        if path.name == "404.html":
            expected = expected.replace(b'="https://privacy.example/notices/', b'="/')
        assert (path, more.sub(b"", served)) == (path, expected)


# Requests


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((f"{name}:{{port}}", 200) for name in ("localhost", "LOCALHOST", "127.0.0.1", "[::1]")),
        *((name, 403) for name in ("evil.example", "evil.example:{port}", "127.0.0.2:{port}")),
        *((name, 403) for name in ("localhost", "localhost:1", "127.0.0.1:{port}.evil.example")),
        ("", 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/_preview/events", "/_preview/preview.js"])
def test_a_foreign_host_name_is_refused(quiet, host, status, path):
    """Another website that points its name here reads nothing; a sentence says why."""
    host = host.format(port=quiet.port)
    connection = http.client.HTTPConnection("127.0.0.1", quiet.port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()

    assert answer.status == status
    if status == 403:
        words = (
            "answers only to localhost, 127.0.0.1 or [::1] with its own port, and not to the "
            f"name '{host}'."
        )
        assert words in answer.read().decode()
    connection.close()


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"]
)
def test_only_get_and_head_are_accepted(quiet, method):
    """Every other method is refused."""
    assert quiet.get("/", method).status == 501


@pytest.mark.parametrize(
    ("site", "status"),
    [("none", 200), ("same-origin", 200), ("Same-Origin", 200)]
    + [(site, 403) for site in ("cross-site", "same-site", "", "new", "none, cross-site")],
)
@pytest.mark.parametrize(
    "path", ["/", PAGE, "/files/northstar.pdf", "/nowhere", "/_preview/events"]
)
def test_another_website_learns_nothing(quiet, site, status, path):
    """In the same browser, it could ask which pages of an unpublished breach there are."""
    if status == 200 and path.endswith("events"):
        return  # which never ends
    answer = quiet.get(path, **{"Sec-Fetch-Site": site})

    assert answer.status == (404 if status == 200 and path == "/nowhere" else status)
    if status == 403:
        assert answer.body.startswith(b"Another website has asked for this page.")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/site.css", "/files/northstar.pdf"])
def test_no_other_website_may_show_a_page_in_a_frame(quiet, path):
    """A person could be led to click in it, and a script could measure it."""
    headers = quiet.get(path).headers

    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@contextmanager
def serving():
    """A server in this process, whose deadlines a test can let pass."""
    with open_server([0]) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(PATIENCE)


@pytest.mark.parametrize("start", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "])
def test_a_request_that_never_ends_is_ended(start):
    """Its thread is free again, although each letter that came in time was read."""
    with serving() as server, ExitStack() as stack:
        client = stack.enter_context(socket.create_connection(("127.0.0.1", server.server_port)))
        client.settimeout(PATIENCE)
        client.sendall(start)
        while not server._deadlines:
            pass  # until its thread has begun
        (deadline,) = server._deadlines.values()
        server.end_overdue(deadline - 0.001)
        is_open = bool(server._deadlines)
        server.end_overdue(deadline)

        assert is_open
        assert client.recv(1) == b""


def test_more_connections_than_a_browser_needs_are_refused():
    """They cost no thread, and once others have closed, a new one is answered."""
    with serving() as server, ExitStack() as stack:
        address = ("127.0.0.1", server.server_port)
        clients = [
            stack.enter_context(socket.create_connection(address, PATIENCE))
            for _ in range(MAX_CONNECTIONS)
        ]
        refused = stack.enter_context(socket.create_connection(address, PATIENCE))

        assert refused.recv(100).startswith(b"HTTP/1.1 503 ")

        clients[0].close()
        while len(server._open) == MAX_CONNECTIONS:
            pass  # until its thread has seen that
        answer = raw(server.server_port, b"GET / HTTP/1.0\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 403 ")  # without a host


def raw(port: int, request: bytes) -> bytes:
    """Return the answer to a request, sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "path",
    [
        *("/../../../../etc/passwd", "/files/../site.yaml", "/files/../../secret.txt"),
        *("/files/%2e%2e/site.yaml", "/files/..%2fsite.yaml", "/%2e%2e/%2e%2e/etc/passwd"),
        *("//etc/passwd", "/files//etc/passwd", "/content/site.yaml", "/files/%00", "/%ff"),
        *("http://127.0.0.1/", "*"),
    ],
)
def test_no_path_leads_out_of_the_site(quiet, path):
    """A path outside of the site is not found, however it is written."""
    host = f"Host: 127.0.0.1:{quiet.port}\r\n\r\n"
    answer = raw(quiet.port, f"GET {path} HTTP/1.1\r\nConnection: close\r\n{host}".encode())

    assert answer.split(b" ", 2)[1] == b"404"
    assert b"feed_authority" not in answer and b"root:x:" not in answer


@pytest.mark.parametrize("lines", ["", "Host: localhost:{port}\r\nHost: evil.example\r\n"])
def test_a_request_with_no_host_or_with_two_is_refused(quiet, lines):
    """A request needs exactly one host."""
    lines = lines.format(port=quiet.port)

    assert raw(quiet.port, f"GET / HTTP/1.0\r\n{lines}\r\n".encode()).split(b" ", 2)[1] == b"403"


def test_a_file_that_became_a_link_out_of_the_root_is_not_served(preview, root):
    """A file is read when requested, and a link out of the root is refused, as in a build."""
    (root.parent / "secret.txt").write_text("secret")
    assert preview.get("/files/northstar.pdf").status == 200
    with following(preview) as stream:
        (root / "content/files/northstar.pdf").unlink()
        (root / "content/files/northstar.pdf").symlink_to(root.parent / "secret.txt")
        stream.next()

    answer = preview.get("/files/northstar.pdf")
    assert (answer.status, b"secret" in answer.body) == (404, False)


def test_no_other_address_of_the_machine_answers(quiet):
    """The server listens only on 127.0.0.1; a server on all addresses would answer at the next."""
    with socket.socket() as connection, pytest.raises(ConnectionRefusedError):
        connection.connect(("127.0.0.2", quiet.port))


# Saves


def test_a_save_is_seen(preview, root):
    """A save is on the page when the event comes.

    The terminal says what changed and how long it took.
    """
    with following(preview) as stream:
        write_files(root, {READER: CONTRACT.replace("Northstar Reader", "Southstar Reader")})
        stream.next()

        assert "<h1>Southstar Reader" in preview.text(PAGE).replace("\n", "")
    line = preview.hear("northstar-reader.md")
    assert re.fullmatch(rf"\d\d:\d\d:\d\d {READER}: 1 entry, no problems\. \d+\.\d\d s", line)


def test_another_file_of_the_same_size_and_time_is_seen(preview, root):
    """Another file in the place of an entry is read, although it seems to be the same."""
    with following(preview) as stream:
        text = CONTRACT.replace("Northstar Reader", "Southstar Reader")
        replace_at_its_time(root / READER, text)
        stream.next()

        assert "<h1>Southstar Reader" in preview.text(PAGE).replace("\n", "")


def test_a_stream_begins_with_the_current_state(quiet):
    """A page that missed a change learns of it when it listens again."""
    with following(quiet) as stream:
        assert stream.type == "text/event-stream; charset=utf-8"
        assert f'data-version="{stream.now}"' in quiet.text()


def test_a_mistake_is_shown_over_the_last_good_page(preview, root):
    """The panel has the terminal's message until the error is fixed."""
    with following(preview) as stream:
        before = preview.text(PAGE)
        write_files(root, {READER: WRONG})
        stream.next()
        during = preview.text(PAGE)
        write_files(root, {READER: CONTRACT})
        stream.next()
        after = preview.text(PAGE)

    def page(text: str) -> str:
        return text.partition('<link rel="stylesheet" href="/_preview')[0].partition(
            '\n<script src="/_preview'
        )[0]

    assert page(before) == page(during) == page(after)
    assert ["notices-preview" in text for text in (before, during, after)] == [False, True, False]
    for words in (
        "1 error in 1 of 1 entry. The pages stay as they were.",
        f"<code>{READER}:8:11:</code>",
        "E104",
        SAID,
        "<pre>    executed: 2025-02-30\n              ^^^^^^^^^^</pre>",
        "Write it as YYYY-MM-DD, for example",
    ):
        assert words in during
    assert preview.hear("E104") == f"{READER}:8:11: E104 {SAID}"
    assert preview.hear("              ^^^^^^^^^^")
    assert preview.hear("1 error in 1 of 1 entry. The pages stay as they were.")


def test_warnings_come_after_errors_and_are_closed(preview, root):
    """An error is shown open, with warnings closed; warnings alone are one closed line."""
    late = CONTRACT.replace(
        "notified: {at: 2025-08-20, by: email}", "notified: {at: 2025-09-20, by: email}"
    )
    with following(preview) as stream:
        write_files(root, {READER: late})
        stream.next()
        alone = preview.text()
        write_files(root, {READER: late.replace("expires: none", "expires: 2025-02-30")})
        stream.next()
        both = preview.text()

    assert re.findall(
        r"<details.*?>|<strong>\w+|<summary>.*?</summary>", alone[alone.index("notices-preview") :]
    ) == [
        "<details>",
        '<summary><h2 id="notices-preview">1 warning in 1 of 1 entry.</h2></summary>',
        "<strong>W122",
    ]
    panel = both[both.index("notices-preview") :]
    assert re.findall(r"<details.*?>|<strong>\w+", panel) == [
        "<details open>",
        "<strong>E104",
        "<details>",
        "<strong>W122",
    ]


def test_a_failure_of_the_theme_is_announced_once(tmp_path):
    """A failure is announced when it is found, not again after a pause.

    A new edition that fails is announced again.
    """
    inputs = site({"themes/default/templates/subscribe.html": "{{ nothing }}"}, schools="{}")
    shown = Preview(tmp_path)
    for _ in range(2):
        shown.update(inputs, plan_site(inputs))

        assert [shown.check_pages(lambda: False), shown.check_pages(lambda: False)] == [True, False]
        assert ["E502"] == [problem.code for problem in shown.problems]


@pytest.mark.parametrize("repository", ["", "district/notices"])
def test_the_page_of_an_entry_links_to_its_events_at_the_desk(tmp_path, repository):
    """The event has the notice filled in; without a desk, no page has a link."""
    shown = Preview(tmp_path)
    own = {"repository": repository} if repository else {}
    inputs = site({READER: CONTRACT}, schools="{}", **own)
    shown.update(inputs, plan(inputs, map))
    page = shown.answer("product-notification/northstar-reader/index.html").data.decode()
    address = "/desk/index.html#event=change&amp;notice=contracts/northstar-reader"

    assert (f'<a href="{address}">' in page) == bool(repository)
    assert b"#event=" not in shown.answer("index.html").data


def test_without_a_site_there_is_only_the_panel(tmp_path):
    """A root that cannot be built shows its errors on a plain page, and later the site."""
    root = write_files(tmp_path / "root", {READER: CONTRACT})
    with previewing(root) as preview, following(preview) as stream:
        answer = preview.get("/anything/")
        assert (answer.status, b"There is no page to show yet." in answer.body) == (503, True)
        assert b"E002" in answer.body and b"/_preview/preview.js" in answer.body
        write_files(root, {"content/site.yaml": settings()})
        (root / "content/files").mkdir()
        write_files(root, {"content/files/northstar.pdf": "%PDF"})
        while "Northstar Reader" not in preview.text(PAGE):
            stream.next()


GOING = ["content moved", "content removed", "content/contracts moved", "content/contracts removed"]


# One of each folder and of each way; watchdog reports a move to elsewhere only after 0.5 s.
@pytest.mark.parametrize("going", swept(GOING, ["content moved", "content/contracts removed"]))
def test_a_folder_that_goes_and_comes_back_is_still_watched(preview, root, going):
    """A folder can be moved away and back, as in a checkout; then saves are seen again."""
    name, way = going.split()
    away = root.parent / "away"
    with following(preview) as stream:
        if way == "removed":
            shutil.copytree(root / name, away)
            shutil.rmtree(root / name)
        else:
            shutil.move(root / name, away)
        stream.next()
        shutil.copytree(away, root / name)
        while "1 entry, no problems" not in preview.hear("entr"):
            pass
        seen = Settled(preview, stream)
        for turn in range(2):
            write_files(root, {READER: CONTRACT.replace("Northstar Reader", f"Reader {turn}")})
            seen.until(PAGE, f"Reader {turn}")


class Settled:
    """Looks at a page again after each event, because a folder may come back in parts."""

    def __init__(self, preview, stream) -> None:
        self.preview, self.stream = preview, stream

    def until(self, path: str, words: str) -> None:
        """Return once a page has some words."""
        while words not in self.preview.text(path):
            self.stream.next()


def test_a_failing_theme_shows_the_panel(preview, root):
    """A template error is found without a request, and its page stays."""
    template = "themes/default/templates/404.html"
    with following(preview) as stream:
        seen = Settled(preview, stream)
        write_files(root, {template: "Ours."})
        seen.until("/nowhere", "Ours.")
        write_files(root, {template: "{{ mayor }}"})
        seen.until(PAGE, "E502")

        assert "This page was made, but others cannot be." in preview.text(PAGE)
        lost = preview.text("/nowhere")
        assert lost.startswith("Ours.") and "The pages stay as they were." in lost
        assert "&#x27;mayor&#x27; is undefined" in lost
        assert preview.hear("E502").startswith(
            f"{template}:1:1: E502 The template fails: 'mayor' is undefined"
        )
        write_files(root, {template: "{% if %}"})
        seen.until("/nowhere", "Expected an expression")
        shutil.rmtree(root / "themes")
        seen.until("/nowhere", "This page does not exist")
        write_files(root, {template: "Again."})
        seen.until("/nowhere", "Again.")
        assert "notices-preview" not in preview.text(PAGE)


def test_a_page_that_was_never_made_has_only_the_panel(tmp_path):
    """A theme that fails from the start affects only its page; it is announced even if seen."""
    inputs = site({"themes/default/templates/404.html": "{{ mayor }}"})
    shown = Preview(tmp_path)
    shown.update(inputs, plan_site(inputs))
    answer = shown.answer("nowhere")

    assert (answer.status, content_type(answer.name)) == (503, "text/html; charset=utf-8")
    assert b"E502" in answer.data and b"There is no page to show yet." in answer.data
    assert shown.answer(PAGE[1:]).status == 200
    assert shown.check_pages(lambda: False)


TEMPORARY = (
    *(".x.md.swp", "x.md~", "4913", "#x.md#", ".#x.md", "x.md___jb_tmp___", "x.tmp"),
    ".goutputstream-A1",
)


def test_temporary_files_of_an_editor_cause_no_reload(preview, root):
    """They are ignored, and a file that replaces the entry is seen once."""
    folder = root / "content/contracts"
    with following(preview) as stream:
        for name in TEMPORARY:
            (folder / name).write_text("x")
        for name in TEMPORARY:
            (folder / name).unlink()
        (folder / ".new.swp").write_text(CONTRACT.replace("Northstar Reader", "Southstar Reader"))
        (folder / ".new.swp").rename(root / READER)
        first, second = stream.now, stream.next()

        assert int(second.partition("-")[2]) == int(first.partition("-")[2]) + 1
    assert preview.hear("northstar-reader.md: 1 entry")
    assert [line for line in preview.lines if any(name in line for name in TEMPORARY)] == []


def test_an_unchanged_save_causes_no_reload(preview, root):
    """The next event is that of the next change."""
    with following(preview) as stream:
        write_files(root, {READER: CONTRACT})
        write_files(root, {"content/contracts/other.md": CONTRACT.replace("Northstar", "Other")})

        assert stream.next().endswith("-2")
    assert preview.hear("2 entries")


def tree(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return each file below a root, with its bytes and its time stamp."""
    return {
        str(path.relative_to(root)): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mtime_ns,
        )
        for path in sorted(root.rglob("*"))
    }


def test_the_preview_writes_nothing(preview, root):
    """The root has only the files that were put there, however often it is previewed."""
    with following(preview) as stream:
        write_files(root, {READER: CONTRACT.replace("Northstar Reader", "Southstar Reader")})
        before = tree(root)
        stream.next()
        for path in (
            "/",
            PAGE,
            "/nowhere",
            "/feeds/all.xml",
            "/data/contracts.json",
            "/files/northstar.pdf",
        ):
            preview.get(path)
        preview.stop()

    assert tree(root) == before


# Start and end


def test_ctrl_c_stops_with_a_stream_open(preview):
    """An open page in a browser does not delay the end; bench/preview.py measures it."""
    with following(preview):
        assert preview.stop() == (0, "Stopped.")


def test_ctrl_c_stops_while_a_site_is_made(root, tmp_path):
    """Ctrl-C does not wait for many entries, and leaves no process."""
    write_files(root, {f"content/contracts/number-{i}.md": CONTRACT for i in range(MIN_ITEMS)})

    def work():
        sys.argv = ["notices", "serve", "--root", f"{root}", "--port", "0", "--now", NOW]
        os.sched_getaffinity = lambda _process: {0, 1}
        interrupt_beside_a_worker()
        try:
            main()
        finally:
            with pytest.raises(ChildProcessError):  # there is no child to wait for
                os.waitpid(-1, os.WNOHANG)

    done = run_captured(work, tmp_path / "output")
    shows = r"\S+ shows the site, and updates when you save\. Press Ctrl-C to stop\.\n"

    assert (done.code, done.out) == (0, "")
    assert re.fullmatch(rf"{shows}Stopped\.\n", done.err)


def test_a_port_in_use_is_one_sentence(root):
    """The exit code is 2; by default, the next free port is used."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = notices("serve", "--root", root, "--port", port)

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr.splitlines()[-1]
        == f"Error: Port {port} is already in use; name another with --port."
    )


def test_many_connections_wait_to_be_accepted():
    """A page with many pictures opens many at once; beyond the queue they would be slow."""
    with open_server((0,)) as server, ExitStack() as open_:
        for _ in range(60):
            open_.enter_context(socket.create_connection(server.server_address, PATIENCE / 10))


def test_without_a_port_the_next_free_one_is_used(root):
    """Two previews can run side by side, each on the first port that no other program has."""
    with (
        running("serve", "--root", str(root)) as first,
        running("serve", "--root", str(root)) as second,
    ):
        assert first.port != second.port
        assert {first.port, second.port} < {*range(8000, 8100)}
    with open_server([0]) as taken, open_server([taken.server_port, 0]) as next_free:
        assert next_free.server_port != taken.server_port


def test_the_browser_is_opened_on_request(root, tmp_path):
    """`--open` opens the address in the default browser."""
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\ncd "{tmp_path}"\necho "$1" > seen.txt.part\nmv seen.txt.part seen.txt\n'
    )
    browser.chmod(0o755)
    with previewing(root, "--open", BROWSER=f"{browser} %s") as preview, following(preview):
        preview.hear("1 entry")
        until = time.monotonic() + PATIENCE
        while not (tmp_path / "seen.txt").exists() and time.monotonic() < until:
            preview.get("/")

        assert (tmp_path / "seen.txt").read_text().strip() == preview.address


@pytest.mark.parametrize(("now", "has_ended"), [("2027-01-01", False), ("2036-01-01", True)])
def test_the_date_can_be_set(root, now, has_ended):
    """`--now` shows the site at another time."""
    write_files(root, {READER: CONTRACT.replace("expires: none", "expires: 2030-06-30")})
    with previewing(root, "--now", now) as preview:
        preview.hear("1 entry")
        row = preview.text("/product-notification/").partition("<tbody>")[2]

        assert (">Ended<" in row, "<a " in row) == (has_ended, True)


def test_the_command_in_the_readme_works(root):
    """It is all that is needed to start."""
    shown = re.search(
        r"^\.venv/bin/notices (serve.*?) *(#.*)?$",
        (REPOSITORY / "README.md").read_text(),
        re.MULTILINE,
    )
    with running(*shown[1].split(), cwd=root, BROWSER="true %s") as preview:
        preview.hear("1 entry")

        assert preview.stop() == (0, "Stopped.")


# Watching files


class Failing(Observer):
    """An observer on a machine that refuses a watch."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def schedule(self, *_words, **_values):
        raise OSError(self.number, os.strerror(self.number))


def test_without_watches_the_files_are_polled(root):
    """If every watch is in use, changes are looked for once a second."""
    watch = Watch(root, (lambda: Failing(errno.ENOSPC), lambda: PollingObserver(timeout=0.05)))
    write_files(root, {READER: WRONG})

    assert watch.is_polling
    assert watch.wait(PATIENCE)
    assert READER in watch.burst()
    watch.close()


def test_any_other_failure_is_raised(root):
    """Only a lack of watches is handled."""
    with pytest.raises(OSError, match="Input/output"):
        Watch(root, (lambda: Failing(errno.EIO), PollingObserver))


def test_only_the_content_and_the_themes_are_watched(root):
    """Other files in a root are ignored, however often they change."""
    watch = Watch(root)
    write_files(
        root, {"build/index.html": "x", "notes.txt": "x", "themes/own/templates/404.html": "Ours."}
    )

    assert watch.wait(PATIENCE)
    assert {path.split("/")[0] for path in watch.burst()} == {"themes"}
    watch.close()
