"""Every installed package is listed with its license, and none requires more than attribution."""

from __future__ import annotations

import subprocess
import sys
from email.message import Message
from pathlib import Path

import pytest

from licenses import DOCUMENT, document, license_of, licenses

PERMISSIVE = {"MIT", "MIT License", "BSD-3-Clause", "BSD License", "Apache-2.0", "PSF-2.0"}
PERMISSIVE |= {
    "BSD License, Apache Software License",
    "BSD License, GNU Lesser General Public License v3 or later (LGPLv3+)",
}


def test_the_list_is_what_is_installed() -> None:
    """`docs/licenses.md` lists each locked package with its metadata license; see `make docs`."""
    assert document() == DOCUMENT.read_text(encoding="utf-8")


def test_the_page_is_made_without_what_the_tests_need() -> None:
    """`make docs` installs only what the program needs."""
    code = "import sys, licenses; sys.exit('pytest' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent).returncode == 0


def test_every_license_is_permissive() -> None:
    """A person must decide about a package whose license is unknown or of another kind."""
    assert {name: stated for name, stated in licenses().items() if stated not in PERMISSIVE} == {}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"License-Expression": "MIT OR Apache-2.0", "License": "see file"}, "MIT OR Apache-2.0"),
        (
            {"License": "BSD-3-Clause", "Classifier": "License :: OSI Approved :: BSD License"},
            "BSD-3-Clause",
        ),
        (
            {"License": "Dual License", "Classifier": "License :: OSI Approved :: BSD License"},
            "BSD License",
        ),
        ({"Classifier": "Programming Language :: Python"}, ""),
        ({}, ""),
    ],
)
def test_a_license_is_read(lines: dict[str, str], expected: str) -> None:
    """An expression beats an identifier, which beats classifiers; other text is not a license."""
    package = Message()
    for name, value in lines.items():
        package[name] = value

    assert expected == license_of(package)
