"""The small site is built byte for byte as in tests/golden/; review a change as a diff."""

from __future__ import annotations

import re
import shutil
from difflib import unified_diff

import pytest

from generator.core.publication import FORMAT_PAGE, FORMAT_SCHEMA
from helpers.program import REPOSITORY, notices
from helpers.roots import read_files

SMALL = REPOSITORY / "tests" / "sites" / "small"
GOLDEN = REPOSITORY / "tests" / "golden"
STYLE = "static/site.css"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the small site, as the command line builds it."""
    out = tmp_path_factory.mktemp("golden") / "out"
    done = notices("build", "--root", SMALL, "--out", out, "--now", "2026-11-25")
    assert done.returncode == 0, done.stdout + done.stderr  # it has a warning
    return {path: data for path, data in read_files(out).items() if not path.startswith(".")}


def differences(expected: dict[str, bytes], actual: dict[str, bytes]) -> str:
    """Return how the files differ, as a diff that a person can read."""
    lines = []
    for path in sorted(expected.keys() | actual.keys()):
        sides = [files.get(path, b"") for files in (expected, actual)]
        if sides[0] != sides[1]:
            texts = [side.decode("utf-8", "backslashreplace").splitlines() for side in sides]
            lines += unified_diff(*texts, f"golden/{path}", f"built/{path}", lineterm="", n=1)
    return "\n".join(lines)


def test_the_small_site_is_built_as_it_was(built: dict[str, bytes], renew_golden: bool) -> None:
    """Every file has the bytes of the file in tests/golden/, which `make golden` renews."""
    made = {path: data for path, data in built.items() if not path.startswith("static/")}
    made = {path: data for path, data in made.items() if path not in (FORMAT_PAGE, FORMAT_SCHEMA)}
    # The page for missing addresses contains the style.
    made["404.html"] = made["404.html"].replace(built[STYLE], f"{STYLE}\n".encode())
    if renew_golden:
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for path, data in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(data)
    expected = read_files(GOLDEN)

    assert list(expected) == list(made)
    assert differences(expected, made) == ""
    assert expected == made


def test_a_site_has_the_schema_and_the_page_of_the_format(built: dict[str, bytes]) -> None:
    """They are copied from docs/, and the page links to the schema beside it."""
    docs = REPOSITORY / "docs"
    page = (docs / "format.md").read_text(encoding="utf-8")

    assert built[FORMAT_SCHEMA] == (docs / "schema" / "student-data-notices-1.json").read_bytes()
    assert "](schema/student-data-notices-1.json)" in page
    assert built[FORMAT_PAGE].decode() == page.replace("](schema/", "](")


def test_the_static_files_are_those_of_the_theme(built: dict[str, bytes]) -> None:
    """They are copied, so tests/golden/ does not repeat them, but scripts without their comments.

    The style begins with its tokens.
    """
    copied = {
        path.removeprefix("static/"): data
        for path, data in built.items()
        if path.startswith("static/")
    }

    expected = read_files(REPOSITORY / "themes" / "default" / "static")
    expected["site.css"] = expected["tokens.css"] + expected["site.css"]
    for path in (path for path in expected if path.endswith(".js")):
        expected[path] = re.sub(rb"(?m)^ *//.*\n", b"", expected[path])

    assert copied == expected
