"""The live site is compared with what was built, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from generator.core.site import Page
from generator.system.live import differences
from helpers.district import contract, notices, write
from helpers.forge import Forge
from helpers.history import Repository
from helpers.program import notices as program

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


def on(web: Forge, root: Path) -> None:
    """Set the address of a district's site to this web server, which is empty."""
    settings = root / "content/site.yaml"
    settings.write_text(settings.read_text().replace("https://privacy.example/notices/", web.url))
    web.site = root / "public"


def seen(web: Forge, pages: list[Page] = PAGES, seconds: int = 0, url: str = "") -> dict[str, str]:
    """Return how files differ on the web, by path."""
    assert web.site
    found = differences(
        url or web.url,
        pages,
        web.site.parent,
        timedelta(seconds=seconds),
        lambda items, _count: items,
        pause=0,
    )
    return {one.url.removeprefix(web.url): one.reason for one in found}


def test_a_site_as_it_was_built_has_no_difference(web: Forge) -> None:
    """Pages match byte for byte, copied files match in size, and dotfiles are not published."""
    assert seen(web, [*PAGES, Page(".marker", b"x"), Page("a/.b/c", b"x")]) == {}


@pytest.mark.parametrize(
    ("path", "data", "what"),
    [
        ("index.html", b"<h1>Hom", "differs from what was built"),
        ("index.html", b"<h1>Home ", "differs from what was built"),
        ("index.html", b"", "differs from what was built"),
        ("files/a b.pdf", b"%PDF-", "differs from what was built"),
    ],
)
def test_one_byte_more_or_less_is_a_difference(
    web: Forge, path: str, data: bytes, what: str
) -> None:
    """A page that differs in any byte is reported, and a copy that differs in size."""
    put(web, path, data)

    assert seen(web) == {path.replace(" ", "%20"): what}


def test_what_is_missing_is_said(web: Forge) -> None:
    """A missing page is reported with the server's answer."""
    assert seen(web, [Page("new/index.html", b"<h1>")]) == {
        "new/index.html": "is missing (404 Not Found)"
    }


def test_a_server_that_does_not_answer_is_said(web: Forge) -> None:
    """If there is no server, each page is a difference."""
    found = seen(web, [PAGES[0]], url="http://127.0.0.1:9/")

    assert list(found) == ["http://127.0.0.1:9/index.html"]
    assert found["http://127.0.0.1:9/index.html"].startswith("cannot be fetched (")


def test_it_looks_again_until_all_of_it_is_there(web: Forge) -> None:
    """A host may take minutes to show a new page. Only pages that differed are fetched again."""
    assert web.site
    late = [Page(f"late/{i}.html", b"x") for i in range(3)]
    looks: list[int] = []

    def counted(items: Iterator[str], count: int) -> Iterator[str]:
        looks.append(count)
        found = list(items)
        put(web, f"late/{len(looks) - 1}.html", b"x")
        return iter(found)

    found = differences(
        web.url, [*PAGES, *late], web.site.parent, timedelta(seconds=20), counted, pause=0
    )

    assert found == []
    assert looks == [6, 3, 2, 1]


# The command


def test_live_says_whether_the_web_shows_the_site(web: Forge, tmp_path: Path) -> None:
    """The exit code is 0 if all files match, and 1 with the addresses of those that differ."""
    write(tmp_path, {"contracts/x": contract(notified="2026-11-17")})
    on(web, tmp_path)
    notices("build", tmp_path, "--out", str(web.site))
    good = notices("live", tmp_path)
    put(web, "feeds/all.xml", b"<rss>")
    bad = notices("live", tmp_path)

    assert good.returncode == 0
    assert re.fullmatch(rf"2026-11-25T17:00Z [0-9a-f]{{64}} {web.url}\n", good.stdout)
    assert (bad.returncode, bad.stdout) == (
        1,
        f"{web.url}feeds/all.xml differs from what was built\n",
    )
    count = int(good.stderr.split()[0])
    assert good.stderr == f"{count} of {count} files of the live site match the build.\n"
    assert bad.stderr == f"{count - 1} of {count} files of the live site match the build.\n"


def test_the_day_it_was_built_on_matters(web: Forge, tmp_path: Path) -> None:
    """A time that ends in Z is UTC, so any machine can name the day on which it built the site."""
    write(tmp_path, {"contracts/x": contract(notified="2026-11-17", expires="2026-11-24")})
    on(web, tmp_path)
    notices("build", tmp_path, "--out", str(web.site), now="2026-11-24T23:30")

    assert notices("live", tmp_path, now="2026-11-25T04:30Z").returncode == 0
    assert notices("live", tmp_path, now="2026-11-25T05:30Z").returncode == 1


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
def test_without_a_time_it_is_that_of_the_live_build(
    web: Forge, tmp_path: Path, built: str, code: int
) -> None:
    """What the live site says of itself counts only for the same commit; else the time is now."""
    write(tmp_path, {"contracts/x": contract(notified="2026-11-17", expires="2026-11-24")})
    on(web, tmp_path)
    repository = Repository(tmp_path)
    repository.commit(24)
    notices("build", tmp_path, "--out", str(web.site), now="2026-11-24T23:30Z")
    head = repository.git("rev-parse", "HEAD").strip()
    put(web, "built.json", built.replace("HEAD", head).encode())

    assert program("live", "--root", tmp_path).returncode == code


def test_of_content_with_an_error_nothing_can_be_said(tmp_path: Path) -> None:
    """The error is shown as by a check."""
    write(tmp_path, {"contracts/x": contract(executed="soon")})
    done = notices("live", tmp_path)

    assert done.returncode == 1
    assert "E1" in done.stdout
    assert done.stderr == "1 error in 1 of 1 entry. The live site was not checked.\n"


@pytest.mark.parametrize("value", ["15", "m", "15s", "-1m", "99999m", "1.5h"])
def test_a_wrong_time_is_a_wrong_command_line(tmp_path: Path, value: str) -> None:
    """The message shows how to write a length of time."""
    done = notices("live", tmp_path, "--wait", value)

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
    """It prints nothing if there is no site, if the site names no commit, or if the host shows something else."""
    write(tmp_path, {"contracts/x": contract()})
    on(web, tmp_path)
    if text is not None:
        put(web, "built.json", text.encode())
    done = notices("published", tmp_path)

    assert (done.returncode, done.stdout) == (0, commit)


def test_published_fails_where_the_site_cannot_be_reached(web: Forge, tmp_path: Path) -> None:
    """A site that does not answer is not taken for one that was never published."""
    write(tmp_path, {"contracts/x": contract()})
    on(web, tmp_path)
    web.stop()
    done = notices("published", tmp_path)

    assert done.returncode == 3
    assert f"{web.url}built.json cannot be fetched" in done.stderr


def test_a_site_says_what_it_was_built_from_if_the_build_is_told(tmp_path: Path) -> None:
    """The commit and the time are in a file of their own, and in no other."""
    write(tmp_path, {"contracts/x": contract()})
    for commit in (COMMIT, ""):
        assert notices("build", tmp_path, "--commit", commit).returncode == 0
        file = tmp_path / "build/built.json"
        assert file.is_file() is bool(commit)
        if commit:
            assert json.loads(file.read_bytes()) == {"commit": COMMIT, "built": "2026-11-25T17:00Z"}

    assert notices("build", tmp_path, "--commit", "main").returncode == 2
