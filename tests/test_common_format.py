"""The format for all publishers: the sites write it, a second program does, and both are checked."""

from __future__ import annotations

import ast
import copy
import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import second_writer
from generator import FORMAT, SCHEMA
from generator.core.publication import NOTICES, WELL_KNOWN
from generator.site.common_format import MAX_DATA_BYTES, check_file
from generator.system import disk
from helpers import sites
from helpers.fuzzing import time_limit
from helpers.program import REPOSITORY, notices
from helpers.tiers import swept

SHAPES = disk.format_schema()
FITS = Draft202012Validator(SHAPES).is_valid
CLOSED = json.dumps(SHAPES).replace('"properties":', '"additionalProperties": false, "properties":')
TABLE = (REPOSITORY / "tests" / "second_writer.csv").read_text(encoding="utf-8")
ADDRESS = "https://southfield.example/a"
HEAD = {"format": FORMAT, "publisher": {"name": "Southfield", "url": ADDRESS}}
FULL = {
    **HEAD,
    "contracts": [{"id": "a", "url": ADDRESS}],
    "breaches": [{"id": "b", "url": ADDRESS}],
}


def shape(part: Any) -> Any:
    """Return a part of the schema without its words."""
    if not isinstance(part, dict):
        return part
    inner = {name: shape(value) for name, value in part.items()}
    words = ("title", "description", "$comment")
    return {name: v for name, v in inner.items() if name not in words or isinstance(v, dict)}


def test_a_change_of_the_format_is_a_new_version() -> None:
    """Only a property that may be missing may be added; any other change is version 2."""
    Draft202012Validator.check_schema(SHAPES)
    frozen = json.loads((REPOSITORY / "tests" / "format.json").read_text(encoding="utf-8"))

    assert (SHAPES["$id"], SHAPES["title"]) == (SCHEMA, FORMAT)
    assert frozen == shape(SHAPES)


@pytest.mark.parametrize("name", sites.ROOTS)
def test_a_site_writes_the_format(name: str) -> None:
    """Its file has nothing that the schema does not name; the well-known file and pages name it."""
    files = sites.site(name).files
    document, old = json.loads(files[NOTICES]), json.loads(files["data/contracts.json"])
    lead = json.loads(files[WELL_KNOWN])
    errors = Draft202012Validator(json.loads(CLOSED)).iter_errors(document)

    assert lead == {"format": FORMAT, "schema": SCHEMA, "url": f"{old['url']}{NOTICES}"}
    assert [error.message for error in errors] == []
    assert check_file("x.json", files[NOTICES], SHAPES).problems == ()
    for notice, contract in zip(document["contracts"], old["contracts"], strict=True):
        kinds = contract["collects"] and contract["collects"].values()
        assert notice["id"] == f"tag:{old['feed_authority']}:contracts/{contract['id']}"
        assert notice["elements"] == (kinds and [element for kind in kinds for element in kind])
        assert len(notice["history"]) == len(contract["notices"])
    for path, page in files.items():
        assert page.count(b'<link rel="describedby" ') == path.endswith(".html"), path


def test_the_sample_says_who_publishes_and_what_others_say() -> None:
    """The id and the license of the district, the district joined, and the other notices."""
    document = json.loads(sites.site("sample").files[NOTICES])
    notice = {
        each["id"].rpartition("/")[2]: each
        for section in ("contracts", "breaches")
        for each in document[section]
    }
    publisher, reader = document["publisher"], notice["northstar-reader"]

    assert (publisher["nces"], publisher["license"]) == ("0999999", "CC-BY-4.0")
    assert notice["bellwater-languages"]["joined"]["district"] == "Southfield Public Schools"
    assert (reader["product"]["host"], reader["language"]) == ("northstar.example", "en")
    assert reader["product"]["aliases"] == ["Northstar Books"]
    assert reader["modified"] == "2026-07-01T10:30-04:00"
    assert len(notice["2026-11-northstar-reader"]["incident"]["aliases"]) == 1
    assert "license" not in json.loads(sites.site("small").files[NOTICES])["publisher"]


def test_a_second_program_writes_it_and_loses_nothing(tmp_path: Path) -> None:
    """It imports only what Python has; its files pass, and give the rows back as they were."""
    rows = [*csv.DictReader(TABLE.splitlines())]
    nodes = ast.walk(ast.parse(Path(second_writer.__file__).read_text(encoding="utf-8")))
    modules = {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    files = second_writer.files(rows)
    for text in files.values():
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        done = notices("check", "x.json", cwd=tmp_path)

        assert (done.returncode, done.stdout, FITS(json.loads(text))) == (0, "", True)
        assert done.stderr.endswith("no problems. Other programs can read it.\n")
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names
    assert len(files) == 4
    assert [row for text in files.values() for row in second_writer.rows_of(text)] == rows


MUTATIONS: dict[str, tuple[object, ...]] = {
    "/contracts/0/executed": ("2025-08", "18 August", 5, None, "2025-13", "2025-08-18T15:10:30Z"),
    "/contracts/0/expires": ("none", "never", "2025-08-18", False),
    "/contracts/0/schools": ("all", ["a-b"], "dodd", ["A"], {}, None),
    "/contracts/0/grades": (["K", "12"], ["13"], "K", [None]),
    "/contracts/0/product": ({}, {"name": 5}, "Reader", {"aliases": [1]}),
    "/contracts/0/law": ({"us-il": {"x": 1}}, {"us-ct": {"legacy": "no"}}),
    "/contracts/0/history": ([{"was": {"url": "x"}}], [1], {}),
    "/breaches/0/students": (0, -1, 1.5, 412.0, True, "412"),
    "/breaches/0/status": ("open", "closed", None, 1, []),
    "/breaches/0/url": ("ftp://x.example", None, ADDRESS),
    "/publisher/nces": ("0912345", "912345", 912345),
    "/publisher": ({}, None, {"name": "A", "url": ADDRESS}),
    "/contracts": (None, [None], {}, [{}], []),
    "/more": ("<b>", [{"<b>": "名前"}]),
}


@pytest.mark.parametrize("place", MUTATIONS)
def test_the_check_finds_what_a_validator_finds(place: str) -> None:
    """It agrees with JSON Schema, names the place of each fault, and points to it."""
    *way, last = [int(step) if step.isdigit() else step for step in place.split("/")[1:]]
    for value in MUTATIONS[place]:
        document: Any = copy.deepcopy(FULL)
        inner = document
        for step in way:
            inner = inner[step]
        inner[last] = value
        text = json.dumps(document, indent=1)
        found = check_file("x.json", text.encode("utf-8-sig"), SHAPES).problems

        assert (found == ()) == FITS(document), value
        for problem in found:
            rest = text.splitlines()[problem.span.line - 1][problem.span.column - 1 :]
            assert f"`{place}" in problem.message
            assert json.dumps(value)[0] == rest[0] or isinstance(value, dict | list), value


DAY = json.dumps({**HEAD, "breaches": [{**FULL["breaches"][0], "resolved": "2026-02-30"}]})
BAD = {
    DAY.encode(): 'or 2025-08-18T15:10-04:00, not "2026-02-30".',
    DAY.replace("-30", "\\n").encode(): 'not "2026-02\\n".',
    b" " * (MAX_DATA_BYTES + 1): "The file is larger than 50,000,000 bytes.",
    b"<!doctype html><p>Not found</p>": "it is a web page, not JSON.",
    b"[]": "its format is null, not `student-data-notices/1`.",
    b'{"format": "student-data-notices/2"}': 'its format is "student-data-notices/2", not',
    b'{"a": [{"b": 1, "b": 2}]}': 'an object in it has two properties named "b".',
    b'{"more": NaN}': "JSON has no number NaN.",
    b'{"format": ': "it is not JSON: Expecting value.",
    b'{"more": ["\\ud800"]}': "it is not JSON: half of a character, \\ud800.",
    b'{"\\ude00": 1}': "it is not JSON: half of a character, \\ude00.",
    b'{"a": "\\ud83d\\ud83d\\ude00"}': "it is not JSON: half of a character, \\ud83d.",
    DAY.replace("2026-02-30", "0000-01-01").encode(): 'not "0000-01-01".',
    DAY.replace("2026-02-30", "0000-12").encode(): 'not "0000-12".',
    b"\xff": "'utf-8' codec can't decode byte 0xff",
    b"[" * 200_000: "maximum recursion depth exceeded",
    json.dumps({**FULL, "breaches": FULL["contracts"]}).encode(): "`/breaches/0/id` must be an id "
    "of its own, not that of `/contracts/0/id`.",
    json.dumps({"format": FORMAT}).encode(): "`publisher` is missing in `/`.",
}


@pytest.mark.parametrize("data", BAD, ids=[says[-40:] for says in BAD.values()])
def test_a_bad_file_is_refused_in_one_sentence(data: bytes, tmp_path: Path) -> None:
    """A file that is too large, is a page, or has another version is refused."""
    (tmp_path / "x.json").write_bytes(data)
    done = notices("check", "x.json", cwd=tmp_path)

    assert (done.returncode, done.stdout.count("x.json:")) == (1, 1)
    assert BAD[data] in done.stdout


@pytest.mark.parametrize("count", swept([100_000, 3_000_000], [100_000]))
def test_a_name_that_is_there_twice_is_found_soon(count: int) -> None:
    """However many others are before it."""
    names = "".join(f'"{i}":1,' for i in range(count))
    with time_limit(20):
        (problem,) = check_file("x.json", f'{{{names}"0":2}}'.encode(), SHAPES).problems

    assert problem.message.endswith('an object in it has two properties named "0".')


@pytest.mark.parametrize("text", ["\\ud83d\\ude00", "\\\\ud800", "\\\\\\ud83d\\ude00", "\\n"])
def test_a_whole_character_is_no_mistake(text: str) -> None:
    """It may be written as two escapes, and a backslash may stand for itself."""
    data = f'{json.dumps(FULL)[:-1]}, "more": "{text}"}}'

    assert check_file("x.json", data.encode(), SHAPES).problems == ()
