"""Write docs/licenses.md: the license of each package installed with the program, from metadata."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = REPOSITORY / "requirements" / "run.txt"
DOCUMENT = REPOSITORY / "docs" / "licenses.md"
IDENTIFIER = re.compile(r"[A-Z][A-Za-z0-9.+-]+")  # MIT, BSD-3-Clause; not “Dual License”
HEAD = """\
# Licenses

The program is under the MIT license, in [`LICENSE`](../LICENSE).
It is installed with the packages in `requirements/run.txt`; this table lists their licenses, as the metadata of each package states them.
No package becomes part of the website, which contains only the theme's files and the district's entries.
`make docs` regenerates this page.

| package | license |
|---|---|
"""


def licenses() -> dict[str, str]:
    """Return the license of every package that the program needs, by package name."""
    names = re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: license_of(metadata.metadata(name)) for name in names}


def license_of(package: metadata.PackageMetadata) -> str:
    """Return a package's license as in its metadata: expression, identifier, or classifiers."""
    stated = package.get("License-Expression") or package.get("License") or ""
    if IDENTIFIER.fullmatch(stated) or "License-Expression" in package:
        return stated
    classifiers = package.get_all("Classifier") or ()
    return ", ".join(
        name.rpartition(" :: ")[2] for name in classifiers if name.startswith("License")
    )


def document() -> str:
    """Return the page."""
    return HEAD + "".join(f"| `{name}` | {stated} |\n" for name, stated in licenses().items())


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
