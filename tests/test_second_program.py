"""A second program reads and writes the common format, made from its page alone, in JavaScript."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from generator import FORMAT
from generator.core.publication import BREACH_NOTICES, NOTICES, WELL_KNOWN
from generator.site.common_check import check_file
from generator.system import disk
from helpers import sites
from helpers.program import REPOSITORY
from test_joins import GARDEN, PRODUCTS

PROGRAM = REPOSITORY / "tests" / "second_program.mjs"
SCHEMAS = REPOSITORY / "docs" / "schema"
SOUTHFIELD = "tag:southfield.example,2026:"
ROWS = [
    {
        "app": "WORD GARDEN® for Schools",
        "company": "Example Garden Learning LLC",
        "added": "2025-09-02",
        "data": ["name", "😀 picture"],
        "listed": "SOPPA operator",
    },
    {"app": "Sums", "company": "Example Sums", "added": "2025-09-02", "data": [], "listed": None},
]


def second(command: str, *paths: Path) -> Any:
    """Return what the second program prints."""
    done = subprocess.run(
        ["node", PROGRAM, command, *paths], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_it_imports_only_what_node_has() -> None:
    """It shares no code with ours, and nothing that someone would have to install."""
    modules = re.findall(r"^import .* from \"(.+)\";$", PROGRAM.read_text(), re.MULTILINE)

    assert modules == ["node:fs"]


def test_both_normalize_each_name_alike() -> None:
    """The published examples have one answer in every language."""
    path = SCHEMAS / "names.json"

    assert second("names", path) == json.loads(path.read_text(encoding="utf-8"))


def test_both_join_products_alike(tmp_path: Path) -> None:
    """Each case of the rules' own test has the same answer in the second program."""
    page = "https://southfield.example/apps"
    contracts = [
        {
            "id": f"{i}-{side}",
            "url": page,
            "product": {"name": "Word Garden", **own},
            "vendor": own.get("vendor", GARDEN),
        }
        for i, (_, *both, _) in enumerate(PRODUCTS)
        for side, own in zip("ab", both, strict=True)
    ]
    path = tmp_path / "cases.json"
    publisher = {"name": "Southfield", "url": page}
    path.write_text(json.dumps({"format": FORMAT, "publisher": publisher, "contracts": contracts}))
    joined = second("read", path)["products"]

    for i, (name, *_, expected) in enumerate(PRODUCTS):
        assert ([f"{i}-a", f"{i}-b"] in joined) == expected, name


def test_it_answers_what_readers_ask_of_the_hard_cases() -> None:
    """A Social Security number, a withdrawal, how soon, what was known when, and two publishers."""
    answers = second("read", SCHEMAS / "good" / "full.json", SCHEMAS / "good" / "index.json")

    assert answers["ssn"] == [f"{SOUTHFIELD}reader"]
    assert answers["status"] == {f"{SOUTHFIELD}b-2026": "open", f"{SOUTHFIELD}b-2024": "resolved"}
    assert answers["told"][f"{SOUTHFIELD}b-2026"] == {"hours": 26 + 20 / 60}
    assert answers["students"][f"{SOUTHFIELD}b-2026"] == [300, 412]
    assert answers["removed"] == [f"{SOUTHFIELD}gone"]
    assert answers["indexed"][0] == "https://southfield.example/notices.json"


def test_what_it_writes_passes_and_is_joined(tmp_path: Path) -> None:
    """The check takes its file, and one product of two districts is recognized."""
    rows, written = tmp_path / "rows.json", tmp_path / "northfield.json"
    rows.write_text(json.dumps(ROWS), encoding="utf-8")
    written.write_text(json.dumps(second("write", rows), ensure_ascii=False), encoding="utf-8")
    answers = second("read", written, SCHEMAS / "good" / "full.json")

    assert check_file("x.json", written.read_bytes(), disk.format_schema()).problems == ()
    assert answers["products"] == [["tag:northfield.example,2026:1", f"{SOUTHFIELD}reader"]]


def test_it_reads_the_sample_site(tmp_path: Path) -> None:
    """What it finds in our files is what the entries say."""
    files = sites.site("sample").files
    paths = []
    for path in (NOTICES, WELL_KNOWN):
        paths.append(tmp_path / path.replace("/", "-"))
        paths[-1].write_bytes(files[path])
    answers = second("read", *paths)
    url = "https://privacy.commonfield.example/notices/"
    statuses = {id.rpartition("/")[2]: status for id, status in answers["status"].items()}

    assert answers["indexed"] == [f"{url}{NOTICES}", f"{url}{BREACH_NOTICES}"]
    assert statuses["2026-11-northstar-reader"] == "open"
    assert answers["languages"] == ["es"]
    assert answers["incidents"] == []
