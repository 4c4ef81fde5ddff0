"""The cases of tests/cases/: the site of each case, and the file with its report."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from generator.core.site import Inputs, Past
from helpers.roots import read_files, root, site

CASES = Path(__file__).resolve().parents[1] / "cases"


def is_case(path: Path) -> bool:
    """Return whether a path is a case: an entry, settings, or the folder of a site."""
    return path.is_dir() or path.suffix in (".md", ".yaml")


def inputs_of(case: Path) -> Inputs:
    """Return the site of a case.

    A folder is a whole site. In `since/`, it has the files of now, and in `published/` the earlier
    ones. A file is the settings in `settings/`, a breach in `breach/`, and otherwise a contract;
    in it may be later files, and in `later/`, each has its path above it.
    The rest of the site of a file, and of a folder in `since/`, is the small one of `roots.py`.
    """
    if case.is_dir():
        return since(read_files(case)) if case.parent.name == "since" else root(read_files(case))
    if case.parent.name == "settings":
        return site({"content/site.yaml": case.read_bytes()})
    section = "breaches" if case.parent.name == "breach" else "contracts"
    return site({f"content/{section}/{case.name}": case.read_bytes()})


def since(texts: dict[str, bytes]) -> Inputs:
    """Return the small site with these texts; texts under `published/` form its earlier version."""
    then_texts = {
        path.removeprefix("published/"): text
        for path, text in texts.items()
        if path.startswith("published/")
    }
    then = site(then_texts)
    now = site({path: text for path, text in texts.items() if not path.startswith("published/")})
    replaced = frozenset(path for path in then.files if texts.get(path) != then_texts.get(path))
    return replace(now, published=Past(then.sources, frozenset(then.files), replaced))


def report_of(case: Path) -> Path:
    """Return the file with the report of a case."""
    return case.with_name(f"{case.name.removesuffix('.md').removesuffix('.yaml')}.txt")


PART = re.compile(r"^== (.*)\n((?:.*\n)*?)--\n((?:.*\n)*?)(?=== |\Z)", re.MULTILINE)


def parts(path: Path) -> list[tuple[str, str, str]]:
    """Return the parts of a file: a title after `==`, and the texts above and below `--`."""
    text = path.read_text(encoding="utf-8")
    found = [match.groups() for match in PART.finditer(text)]
    assert "".join(f"== {title}\n{above}--\n{below}" for title, above, below in found) == text
    return found


def sections(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the lines of a file by the title above them, with what the title has in brackets."""
    _, *texts = re.split(r"^(?=# )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for text in texts:
        head, *lines = text.strip().splitlines()
        title, _, names = head.removeprefix("# ").removesuffix("]").partition(" [")
        found[title] = (names, lines)
    return found


def renew_lines(path: Path, lines: list[str], actual: list[str]) -> None:
    """Replace some lines of a file."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n".join(lines), "\n".join(actual)), encoding="utf-8")


def changed_fields(written: str) -> dict[str, str | None]:
    """Return the fields of `expires: none; posted: -`, which leaves out the second one."""
    fields = dict(field.split(": ", 1) for field in written.split("; ") if field)
    return {name: None if value == "-" else value for name, value in fields.items()}


def edited(text: str, block: str) -> str:
    """Return a text with the changes of a block, whose other lines must be in it once."""
    lines = [line if line.strip() else f" {line}" for line in block.splitlines(keepends=True)]
    old, new = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    whole = f"\n{text}"
    assert not text or whole.count(f"\n{old}") == 1, old
    return whole.replace(f"\n{old}", f"\n{new}").removeprefix("\n")
