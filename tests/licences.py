"""Write docs/licences.md: the licence of every package that the program is installed with, as the package states it."""

from __future__ import annotations

import re
from importlib import metadata

from helpers.program import REPOSITORY

LOCK = REPOSITORY / "requirements" / "run.txt"
DOCUMENT = REPOSITORY / "docs" / "licences.md"
IDENTIFIER = re.compile(r"[A-Z][A-Za-z0-9.+-]+")  # MIT, BSD-3-Clause; not « Dual License »
HEAD = """\
# Licences

The program is installed with the packages of `requirements/run.txt`.
Each stands here with its licence, in the words of its own metadata; `make docs` renews the list.
The program itself is under the MIT licence, in `LICENSE`.
None of them reaches the website, which holds the theme's files and the district's entries alone.

| package | licence |
|---|---|
"""


def licences() -> dict[str, str]:
    """Return the licence of every package that the program needs, by its name."""
    names = re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: licence(metadata.metadata(name)) for name in names}


def licence(about: metadata.PackageMetadata) -> str:
    """Return the licence that the metadata of a package state: an expression, an identifier, or their classes."""
    said = about.get("License-Expression") or about.get("License") or ""
    if IDENTIFIER.fullmatch(said) or "License-Expression" in about:
        return said
    classes = [name.rpartition(" :: ")[2] for name in about.get_all("Classifier") or () if name.startswith("License")]
    return ", ".join(classes)


def document() -> str:
    """Return the page."""
    return HEAD + "".join(f"| `{name}` | {said} |\n" for name, said in licences().items())


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
