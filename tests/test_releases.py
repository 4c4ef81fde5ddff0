"""What a released version accepted and published stays accepted and published.

A folder of `tests/releases/` has the sources of a site that the version accepted, and
`published.txt` with what it published and when it was built; or `district/` with the workflows and the script of a district, which a later version
upgrades. No older content is read: its format was another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from generator.compiler import compile_site
from generator.core.problems import Problem
from generator.core.site import Inputs
from generator.site.data_schema import PROPERTIES, columns
from generator.site.published_columns import PUBLISHED
from helpers.permanent_ids import permanent_ids
from helpers.program import REPOSITORY
from helpers.roots import read_files, root

FOLDER = REPOSITORY / "tests" / "releases"
MAY_COME = ("address ", "column ", "property ")
COLUMNS = REPOSITORY / "generator" / "site" / "published_columns.py"
RELEASES = sorted(path.parent.name for path in FOLDER.glob("*/content"))


@cache
def sources(release: str) -> dict[str, bytes]:
    """Return the files of a release's site below its root."""
    return {
        f"content/{path}": data for path, data in read_files(FOLDER / release / "content").items()
    }


def lines(release: str) -> list[str]:
    """Return what a release published, with the time of its build first."""
    return (FOLDER / release / "published.txt").read_text(encoding="utf-8").splitlines()


def inputs(release: str, files: Mapping[str, bytes]) -> Inputs:
    """Return files as the current program reads them, at the time of the release's build."""
    moment = datetime.fromisoformat(lines(release)[0].removeprefix("built "))
    return replace(root(files), now=moment)


def errors(problems: Iterable[Problem]) -> list[str]:
    return [
        f"{problem.path}: {problem.code} {problem.message}"
        for problem in problems
        if problem.is_error
    ]


@pytest.mark.parametrize("release", RELEASES)
def test_everything_that_a_version_published_stays(release: str, keep_release: bool) -> None:
    """Its entries are accepted, its addresses exist, and its feeds have the same ids."""
    outcome = compile_site(inputs(release, sources(release)))
    now = permanent_ids({page.path: page.data for page in outcome.pages})
    before = lines(release)[1:]
    if keep_release and not before:
        before = now
        text = "".join(f"{line}\n" for line in (lines(release)[0], *now))
        (FOLDER / release / "published.txt").write_text(text, encoding="utf-8")

    assert before
    assert errors(outcome.problems) == []
    assert [line for line in before if line not in now] == []
    assert [line for line in now if line not in before and not line.startswith(MAY_COME)] == []


def test_the_columns_of_every_version_keep_their_places(keep_release: bool) -> None:
    """The list that keeps them has each column of a version; new columns come after these."""
    kept = {
        name: [*dict.fromkeys([*PUBLISHED[name], *property_paths(properties)])]
        for name, properties in PROPERTIES.items()
    }
    if keep_release:
        before = COLUMNS.read_text(encoding="utf-8").partition("{\n")[0]
        rows = "".join(f"    {json.dumps(name)}: [\n{rows_of(kept[name])}    ],\n" for name in kept)
        COLUMNS.write_text(f"{before}{{\n{rows}}}\n", encoding="utf-8")
    released = {line for release in RELEASES for line in lines(release) if line[:6] == "column"}
    places = {
        f"column data/{name}.csv {i:02} {'_'.join(path)}"
        for name, properties in PROPERTIES.items()
        for i, path in enumerate(columns(name), start=1)
        if keep_release or ".".join(path) in PUBLISHED[name]
    }

    assert released
    assert released <= places


def property_paths(properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the properties of an entry in the open data, of a group such as `terms.form`."""
    for name, property in properties.items():
        inner = [f"{name}.{inner}" for inner in property.get("properties", ())]
        yield from inner or ([name] if name != "notices" else [])


def rows_of(paths: Iterable[str]) -> str:
    """Return paths as the lines of a list."""
    return "".join(f"        {json.dumps(path)},\n" for path in paths)
