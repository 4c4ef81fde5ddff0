"""The live site is compared with the build, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from werkzeug import Request, Response

from generator.core.site import LiveNotices, Page
from generator.system.live import differences, published_notices
from helpers.district import contract, notices, write
from helpers.forge import Forge
from helpers.history import Repository
from helpers.loopback import Serving
from helpers.program import notices as program
from helpers.roots import read_files

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PAGES = [
    Page("index.html", b"<h1>Home"),
    Page("feeds/all.xml", b"<rss>"),
    Page("files/a b.pdf", copy_of="a.pdf"),
]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Forge]:
    """A web server with a site of three files, one of them a copy."""
    forge = Forge()
    forge.site = tmp_path / "site"
    for page in PAGES:
        put(forge, page.path, page.data or b"%PDF")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    yield forge
    forge.stop()


def put(web: Forge, path: str, data: bytes) -> None:
    assert web.site
    (web.site / path).parent.mkdir(parents=True, exist_ok=True)
    (web.site / path).write_bytes(data)


def serve_on(web: Forge, root: Path) -> None:
    """Set a district's address to this web server, and serve its folder `public`."""
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text().replace("https://privacy.example/notices/", web.url))
    web.site = root / "public"


def reasons_of(
    web: Forge, pages: list[Page] = PAGES, seconds: int = 0, url: str = ""
) -> dict[str, str]:
    """Return how files differ on the web, by path."""
    assert web.site
    folder, wait = web.site.parent, timedelta(seconds=seconds)
    changes = differences(url or web.url, pages, folder, wait, lambda items, _count: items, pause=0)
    return {address.removeprefix(web.url): reason for address, reason in changes}


def test_a_site_as_it_was_built_has_no_difference(web: Forge) -> None:
    """Pages match byte for byte, copied files match in size, and dotfiles are not published."""
    assert reasons_of(web, [*PAGES, Page(".marker", b"x"), Page("a/.b/c", b"x")]) == {}


@pytest.mark.parametrize(
    ("path", "data"),
    [
        *(("index.html", data) for data in (b"<h1>Hom", b"<h1>Home ", b"", None)),
        *(("files/a b.pdf", data) for data in (b"%PDF-", None)),
    ],
)
def test_a_difference_of_one_byte_is_reported(web: Forge, path: str, data: bytes | None) -> None:
    """A page that is missing or differs in any byte is reported, and a copy that differs in size."""
    assert web.site
    reason = "is missing (404 Not Found)" if data is None else "differs from what was built"
    if data is None:
        (web.site / path).unlink()
    else:
        put(web, path, data)

    assert reasons_of(web) == {path.replace(" ", "%20"): reason}


def test_a_server_that_does_not_answer_is_reported(web: Forge) -> None:
    """If there is no server, each page is a difference."""
    reasons = reasons_of(web, [PAGES[0]], url="http://127.0.0.1:9/")

    assert list(reasons) == ["http://127.0.0.1:9/index.html"]
    assert reasons["http://127.0.0.1:9/index.html"].startswith("cannot be fetched (")


def test_it_looks_again_until_the_site_is_complete(web: Forge) -> None:
    """A host may take minutes to show a new page. Only pages that differed are fetched again."""
    assert web.site
    late = [Page(f"late/{i}.html", b"x") for i in range(3)]
    looks: list[int] = []

    def counted(items: Iterator[str], count: int) -> Iterator[str]:
        looks.append(count)
        waiting = list(items)
        put(web, f"late/{len(looks) - 1}.html", b"x")
        return iter(waiting)

    changes = differences(
        web.url, [*PAGES, *late], web.site.parent, timedelta(seconds=20), counted, pause=0
    )

    assert changes == []
    assert looks == [6, 3, 2, 1]


# The open data of the live site, if git has lost what it was built from


CONTRACTS = '{"feed_authority": "privacy.example,2026", "contracts": [%s]}'
BREACHES = '{"feed_authority": "privacy.example,2026", "breaches": [%s]}'
READER = '{"id": "x", "notices": [{"id": "contracts/x"}, {"id": "contracts/x/change-1"}]}'
LIST = '{"notices": [{"id": "breaches/2026-11-y"}, {"id": "breaches/2026-11-y/withdrawal"}]}'


def notices_of(web: Forge, contracts: str | bytes, breaches: str = BREACHES % "") -> LiveNotices:
    """Return what is read from a live site with these two files."""
    data = contracts if isinstance(contracts, bytes) else contracts.encode()
    put(web, "data/contracts.json", data)
    put(web, "data/breaches.json", breaches.encode())
    return published_notices(web.url)


def test_the_notices_of_a_live_site_are_read(web: Forge) -> None:
    """Each entry has its own notices; what else is in the data does not matter."""
    live = notices_of(web, CONTRACTS % READER, BREACHES % LIST)

    assert live == (
        "privacy.example,2026",
        {
            *("contracts/x", "contracts/x/change-1"),
            *("breaches/2026-11-y", "breaches/2026-11-y/withdrawal"),
        },
    )
    assert notices_of(web, CONTRACTS % "").ids == frozenset()


@pytest.mark.parametrize(
    "data",
    [
        *("", "null", "[]", "{}", "<h1>This page does not exist", '"contracts"', "[" * 100_000),
        *(b"\xff", b"\x00", b"{" * 1_000_000, b"9" * 10_000),
        *('{"contracts": []}', '{"feed_authority": 7, "contracts": []}'),
        CONTRACTS.replace("privacy.example,2026", "::error::") % "",
        *(CONTRACTS % entry for entry in ("7", "null", "[]", "{}", '{"notices": 7}')),
        *(CONTRACTS % f'{{"notices": [{notice}]}}' for notice in ("7", "{}", '{"id": null}')),
        *(
            CONTRACTS % f'{{"notices": [{{"id": {json.dumps(id)}}}]}}'
            for id in (
                *("", "x", "contracts", "contracts/", "contracts/../x", "breaches/x"),
                *("contracts/X", "contracts/x\n", "contracts/x\n::error::no", "contracts/x%0A"),
                *("contracts/x/", "contracts/x/change-0", "contracts/x/change-123456"),
                *("contracts/x/withdrawal-1", "contracts/x/change-1/change-1", "contracts/é"),
                *("contracts/x##[error]no", "contracts/<script>"),
            )
        ),
    ],
)
def test_data_that_is_not_ours_is_one_sentence(web: Forge, data: str | bytes) -> None:
    """Nothing of it is quoted, because it may be anybody's."""
    with pytest.raises(OSError, match=r"^\S+/contracts\.json is not the open data of such a site$"):
        notices_of(web, data)


def test_two_files_of_two_sites_are_refused(web: Forge) -> None:
    """One of them may be left over from another site."""
    with pytest.raises(OSError, match=r"^the files in \S+/data/ are not of one site$"):
        notices_of(web, CONTRACTS % "", BREACHES.replace("2026", "2025") % "")


def test_data_without_an_end_is_refused(web: Forge) -> None:
    """A host can send anything, for as long as it likes; a site of ours is far smaller."""
    with pytest.raises(OSError, match=r"contracts\.json has more than 50,000,000 bytes$"):
        notices_of(web, b" " * 50_000_001)


def test_a_live_site_that_is_slow_is_one_sentence() -> None:
    """It may send a byte now and then; nothing waits longer than the limit."""
    is_over = Event()

    def answer(_request: Request) -> Response:
        is_over.wait()
        return Response(b"{}")

    with Serving(answer) as server:
        with pytest.raises(OSError, match=r"\(no complete answer in 0\.1 seconds\)$"):
            published_notices(f"{server.origin}/", seconds=0.1)
        is_over.set()


def test_a_live_site_without_data_is_one_sentence(web: Forge) -> None:
    """Its address may show something else now."""
    with pytest.raises(OSError, match=r"contracts\.json cannot be fetched \(404 Not Found\)$"):
        published_notices(web.url)


# The command


def test_live_says_whether_the_web_shows_the_site(web: Forge, tmp_path: Path) -> None:
    """The exit code is 0 with the hash of all files, or 1 with the addresses of those that differ."""
    write(tmp_path, {"contracts/x": contract(notified="2026-11-17")})
    serve_on(web, tmp_path)
    notices("build", tmp_path, "--out", str(web.site))
    files = read_files(tmp_path / "public").items()
    shown = sorted((f"./{path}", data) for path, data in files if path != "built.json")
    sums = [f"{sha256(data).hexdigest()}  {path}\n" for path, data in shown if "/." not in path]
    hash = sha256("".join(sums).encode()).hexdigest()
    good = notices("ci live", tmp_path)
    put(web, "feeds/all.xml", b"<rss>")
    bad = notices("ci live", tmp_path)

    assert good.returncode == 0
    assert good.stdout == f"2026-11-25T17:00Z {hash} {web.url}\n"
    assert bad.returncode == 1
    assert bad.stdout == f"{web.url}feeds/all.xml differs from what was built\n"
    count = int(good.stderr.split()[0])
    assert good.stderr == f"{count} of {count} files of the live site match the build.\n"
    assert bad.stderr == f"{count - 1} of {count} files of the live site match the build.\n"


def test_the_day_of_the_build_matters(web: Forge, tmp_path: Path) -> None:
    """A time that ends in Z is UTC, so any machine can name the day of the build."""
    write(tmp_path, {"contracts/x": contract(notified="2026-11-17", expires="2026-11-24")})
    serve_on(web, tmp_path)
    notices("build", tmp_path, "--out", str(web.site), now="2026-11-24T23:30")

    assert notices("ci live", tmp_path, now="2026-11-25T04:30Z").returncode == 0
    assert notices("ci live", tmp_path, now="2026-11-25T05:30Z").returncode == 1


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Forge, Path, str]]:
    """A district's site of the day before on a web server, its root, and the commit of its build."""
    forge, root = Forge(), tmp_path_factory.mktemp("live")
    write(root, {"contracts/x": contract(notified="2026-11-17", expires="2026-11-24")})
    serve_on(forge, root)
    repository = Repository(root)
    repository.commit(24)
    notices("build", root, "--out", str(forge.site), now="2026-11-24T23:30Z")
    yield forge, root, repository.git("rev-parse", "HEAD").strip()
    forge.stop()


@pytest.mark.parametrize(
    ("built", "code"),
    [
        ('{"commit": "HEAD", "built": "2026-11-24T23:30Z"}', 0),
        (f'{{"commit": "{COMMIT}", "built": "2026-11-24T23:30Z"}}', 1),
        ('{"commit": "HEAD"}', 1),
        ('{"commit": "HEAD", "built": "yesterday"}', 1),
        ('{"commit": "HEAD", "built": 7}', 1),
        ('{"commit": "HEAD", "built": "0001-01-01T00:00Z"}', 1),
        ("<h1>This page does not exist", 1),
    ],
)
def test_the_default_time_is_that_of_the_live_build(
    live: tuple[Forge, Path, str], built: str, code: int
) -> None:
    """The live site's own statement counts only for the same commit; otherwise the time is now."""
    forge, root, head = live
    put(forge, "built.json", built.replace("HEAD", head).encode())

    assert program("ci", "live", "--root", root).returncode == code


def test_content_with_an_error_is_not_compared(tmp_path: Path) -> None:
    """The error is shown as `notices check` shows it."""
    write(tmp_path, {"contracts/x": contract(executed="soon")})
    done = notices("ci live", tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "E1" in done.stderr
    assert done.stderr.endswith("1 error in 1 of 1 entry. The live site was not checked.\n")


@pytest.mark.parametrize("value", ["15", "m", "15s", "-1m", "99999m", "1.5h"])
def test_a_wrong_time_is_a_wrong_command_line(tmp_path: Path, value: str) -> None:
    """The message shows how to write a length of time."""
    done = notices("ci live", tmp_path, "--wait", value)

    assert done.returncode == 2
    assert f"{value} is not a length of time; write it as 72h or 3d." in done.stderr


@pytest.mark.parametrize(
    ("text", "commit"),
    [
        (f'{{"commit": "{COMMIT}", "built": "2026-11-25T17:00Z"}}', f"{COMMIT}\n"),
        (None, ""),
        ("<h1>This page does not exist", ""),
        ('{"commit": "main; rm -r ."}', ""),
        ("[1]", ""),
        ('{"commit": 7}', ""),
    ],
)
def test_published_prints_the_commit_of_the_live_site(
    web: Forge, tmp_path: Path, text: str | None, commit: str
) -> None:
    """Nothing is printed if there is no site, or if it names no commit or is something else."""
    write(tmp_path, {"contracts/x": contract()})
    serve_on(web, tmp_path)
    if text is not None:
        put(web, "built.json", text.encode())
    done = program("ci", "published", "--elsewhere", "--root", tmp_path)

    assert (done.returncode, done.stdout) == (0, commit)


def test_published_fails_if_the_site_cannot_be_reached(web: Forge, tmp_path: Path) -> None:
    """A site that does not answer is not the same as one that was never published."""
    write(tmp_path, {"contracts/x": contract()})
    serve_on(web, tmp_path)
    web.stop()
    done = program("ci", "published", "--elsewhere", "--root", tmp_path)

    assert done.returncode == 3
    assert f"{web.url}built.json cannot be fetched" in done.stderr


def test_a_site_names_its_commit_if_the_build_does(tmp_path: Path) -> None:
    """The commit and the time are in one file, which nothing else is in."""
    write(tmp_path, {"contracts/x": contract()})
    for commit in (COMMIT, ""):
        assert notices("build", tmp_path, "--commit", commit).returncode == 0
        file = tmp_path / "build/built.json"
        assert file.is_file() is bool(commit)
        if commit:
            assert json.loads(file.read_bytes()) == {"commit": COMMIT, "built": "2026-11-25T17:00Z"}

    assert notices("build", tmp_path, "--commit", "main").returncode == 2
