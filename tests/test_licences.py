"""What the program is installed with is listed with its licence, and asks for no more than to be named."""

from __future__ import annotations

from email.message import Message

import pytest

from licences import DOCUMENT, document, licence, licences

ASK_FOR_LITTLE = {
    "MIT",
    "MIT License",
    "BSD-3-Clause",
    "BSD License",
    "Apache-2.0",
    "PSF-2.0",
    "BSD License, Apache Software License",
    "BSD License, GNU Lesser General Public License v3 or later (LGPLv3+)",
}


def test_the_list_is_what_is_installed() -> None:
    """docs/licences.md names every package of the lock, each with what its metadata say; `make docs` renews it."""
    assert document() == DOCUMENT.read_text(encoding="utf-8")


def test_no_licence_binds_who_uses_the_program() -> None:
    """A package whose licence is unknown, or of another kind, is for a person to decide on."""
    assert {name: said for name, said in licences().items() if said not in ASK_FOR_LITTLE} == {}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"License-Expression": "MIT OR Apache-2.0", "License": "see file"}, "MIT OR Apache-2.0"),
        ({"License": "BSD-3-Clause", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD-3-Clause"),
        ({"License": "Dual License", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
        ({"Classifier": "Programming Language :: Python"}, ""),
        ({}, ""),
    ],
)
def test_a_licence_is_read(lines: dict[str, str], expected: str) -> None:
    """An expression comes before an identifier, that before the classes; a text in their place is no licence."""
    about = Message()
    for name, value in lines.items():
        about[name] = value

    assert expected == licence(about)
