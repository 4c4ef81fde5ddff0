"""The cases of tests/cases/: the site that each one is, and the file that holds its report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.core.site import Inputs, Past
from helpers.roots import read_files, root, site

CASES = Path(__file__).resolve().parents[1] / "cases"


def is_case(path: Path) -> bool:
    """Say whether a path is a case: an entry, settings, or the folder of a whole root."""
    return path.is_dir() or path.suffix in (".md", ".yaml")


def inputs_of(case: Path) -> Inputs:
    """Return the site of a case.

    A folder holds the whole of it, or, in `since/`, what was published before in a folder of that
    name beside what is there now. A file is the settings if it stands in `settings/`, a breach if
    it stands in `breach/`, and otherwise a contract. The site around a file, and around a folder in
    `since/`, is the small one of `roots.py`.
    """
    if case.is_dir():
        return since(read_files(case)) if case.parent.name == "since" else root(read_files(case))
    if case.parent.name == "settings":
        return site({"content/site.yaml": case.read_bytes()})
    section = "breaches" if case.parent.name == "breach" else "contracts"
    return site({f"content/{section}/{case.name}": case.read_bytes()})


def since(texts: dict[str, bytes]) -> Inputs:
    """Return the small site with these texts; texts under `published/` form its earlier version."""
    then = site(
        {
            path.removeprefix("published/"): text
            for path, text in texts.items()
            if path.startswith("published/")
        }
    )
    now = site({path: text for path, text in texts.items() if not path.startswith("published/")})
    return replace(now, published=Past(then.sources, frozenset(then.files)))


def report_of(case: Path) -> Path:
    """Return the file that holds the report of a case."""
    return case.with_name(f"{case.name.removesuffix('.md').removesuffix('.yaml')}.txt")
