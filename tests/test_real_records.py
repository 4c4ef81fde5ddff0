"""Real, untidy public records are published completely: each fact of the tables is on its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.program import notices
from helpers.real import ENTRY_IDS, ROOT, ROWS, SOURCE, contract_page, main_of, missing, row_cells


def read_breach(name: str) -> dict[str, Any]:
    """Return one collected breach notice, with every scalar as text."""
    notice = yaml.load(
        (SOURCE / "breaches" / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader
    )
    assert isinstance(notice, dict)

    return notice


BREACHES = sorted(path.stem for path in (SOURCE / "breaches").glob("*.yaml"))


def scalars(node: object) -> Iterator[str]:
    """Yield every scalar below a YAML node, except `null` and empty text."""
    if isinstance(node, dict):
        for value in node.values():
            yield from scalars(value)
    elif isinstance(node, list):
        for value in node:
            yield from scalars(value)
    elif node not in ("", "null"):
        yield str(node)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the real site once with the command, and return the folder."""
    out = tmp_path_factory.mktemp("real") / "build"
    done = notices("build", "--root", ROOT, "--out", out, "--now", "2026-11-25")
    assert done.returncode == 0, done.stdout + done.stderr

    return out


def breach_page(built: Path, entry: str) -> str:
    """Return the main part of a breach's page."""
    return main_of(
        (built / "breach-notification" / entry / "index.html").read_text(encoding="utf-8")
    )


def test_every_row_has_an_entry_and_every_entry_a_row() -> None:
    """The 86 rows and the contract entries are the same set, one to one."""
    entries = sorted(path.stem for path in (ROOT / "content" / "contracts").glob("*.*"))

    assert len(ROWS) == 86
    assert list(ENTRY_IDS) == list(range(1, 87))
    assert sorted(ENTRY_IDS.values()) == entries


def test_every_collected_breach_has_an_entry_and_every_entry_a_file() -> None:
    """The 12 files of breaches and the breach entries have the same names."""
    entries = sorted(path.stem for path in (ROOT / "content" / "breaches").glob("*.*"))

    assert len(BREACHES) == 12
    assert entries == BREACHES


@pytest.mark.parametrize("number", range(1, len(ROWS) + 1))
def test_a_contract_page_has_every_fact_of_its_row(built: Path, number: int) -> None:
    """Each non-empty cell of the table is found on the page of the row's entry."""
    page = contract_page(built, ENTRY_IDS[number])

    assert missing(row_cells(ROWS[number - 1]), page) == []


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_page_has_every_fact_of_its_file(built: Path, name: str) -> None:
    """Each scalar of the collected file is found on the page of its entry."""
    page = breach_page(built, name)

    assert missing(scalars(read_breach(name)), page) == []
