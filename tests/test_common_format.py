"""The format for all publishers: the sites write it, a second program does, and both are checked."""

from __future__ import annotations

import ast
import copy
import csv
import json
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

import second_writer
from generator import FORMAT, SCHEMA
from generator.content.addresses import ADDRESS as WEB_ADDRESS
from generator.content.data_elements import TOPICS
from generator.core.characters import FORBIDDEN, INVISIBLE
from generator.core.problems import Problem
from generator.core.publication import BREACH_NOTICES, NOTICES, WELL_KNOWN
from generator.site.common_check import MAX_DATA_BYTES, check_file
from generator.site.common_format import TOPIC_CODES
from generator.system import disk
from helpers import sites
from helpers.program import REPOSITORY, notices

SHAPES = disk.format_schema()
FITS = Draft202012Validator(SHAPES).is_valid
CLOSED = json.dumps(SHAPES).replace('"properties":', '"additionalProperties": false, "properties":')
EXAMPLES = REPOSITORY / "docs" / "schema"
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
    words = ("title", "description")
    return {name: v for name, v in inner.items() if name not in words or isinstance(v, dict)}


def errors(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.is_error]


def test_a_change_of_the_format_is_seen() -> None:
    """From the first release on, only a property that may be missing may be added."""
    Draft202012Validator.check_schema(SHAPES)
    frozen = json.loads((REPOSITORY / "tests" / "format.json").read_text(encoding="utf-8"))

    assert (SHAPES["$id"], SHAPES["title"]) == (SCHEMA, FORMAT)
    assert frozen == shape(SHAPES)


@pytest.mark.parametrize("name", sites.ROOTS)
def test_a_site_writes_the_format(name: str) -> None:
    """Its file has nothing that the schema does not name; the well-known file and pages name it."""
    files = sites.site(name).files
    document, old = json.loads(files[NOTICES]), json.loads(files["data/contracts.json"])
    of_breaches, index = json.loads(files[BREACH_NOTICES]), json.loads(files[WELL_KNOWN])
    closed = Draft202012Validator(json.loads(CLOSED))

    assert [each["url"] for each in index["files"]] == [document["self"], of_breaches["self"]]
    assert document["self"] == f"{old['url']}{NOTICES}"
    assert of_breaches["breaches"] == document["breaches"]
    assert "contracts" not in of_breaches
    for path in (NOTICES, BREACH_NOTICES, WELL_KNOWN):
        assert [error.message for error in closed.iter_errors(json.loads(files[path]))] == []
        assert check_file("x.json", files[path], SHAPES).problems == ()
    for notice, contract in zip(document["contracts"], old["contracts"], strict=True):
        kinds = contract["collects"] and contract["collects"].values()
        assert notice["id"] == f"tag:{old['feed_authority']}:contracts/{contract['id']}"
        elements = kinds and [element for kind in kinds for element in kind]
        assert notice.get("elements") == elements
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

    assert (publisher["ids"], publisher["license"]) == (["nces:0999999"], "CC-BY-4.0")
    assert (publisher["state"], publisher["time_zone"]) == ("CT", "America/New_York")
    assert notice["bellwater-languages"]["joined"]["district"] == "Southfield Public Schools"
    assert (reader["vendor"]["website"], reader["language"]) == ("https://northstar.example", "en")
    assert reader["product"]["aliases"] == ["Northstar Books"]
    assert reader["modified"] == "2026-07-01T10:30-04:00"
    assert len(notice["2026-11-northstar-reader"]["incident"]["same_as"]) == 1
    assert document["formerly"] == [f"https://old.commonfield.example/notices/{NOTICES}"]
    quillfern, wrenhollow = (
        notice["2025-03-quillfern-writing"],
        notice["2026-05-wrenhollow-library"],
    )
    assert quillfern["incident"]["same_as"] == ["hibp:ExampleQuillfern"]
    assert quillfern["incident"]["related"] == wrenhollow["incident"]["related"]
    assert "2026-11-25" < notice["hollisbeck-speech"]["expires"] < "2027"
    assert set(reader["translations"]) == {"es"}
    assert all(each["modified"] for each in notice.values())
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
    "/contracts/0/executed": (
        *("2025", "2025-08", "2025-08-18T15:10:30Z", "2025-08-18T15:10:30.123Z", None),
        *("18 August", 5, "2025-13", "0999", "2025-08-18T15:10", "2025-08-18T15:10+15:00"),
    ),
    "/contracts/0/expires": ("none", "never", "2025-08-18", False),
    "/contracts/0/revised": ("2025-08-18", "2025-08-18T15:10Z"),
    "/contracts/0/schools": ("all", ["a-b"], "dodd", ["A"], {}, None),
    "/contracts/0/grades": (["K", "12"], ["13"], "K", [None]),
    "/contracts/0/product": ({}, {"name": 5}, "Reader", {"aliases": [1]}, {"same_as": ["x"]}),
    "/contracts/0/law": ({"us-il": {"x": 1}}, {"us-ct": {"legacy": "no"}}),
    "/contracts/0/history": ([{"was": {"url": "x"}}], [1], {}),
    "/contracts/0/form": ("ndpa", "us-ct:cet-addendum", "NDPA"),
    "/contracts/0/topics": (["ssn"], ["Health"], [5]),
    "/contracts/0/translations": ({"es": {"summary": "x"}}, {"es": 5}, {"es": None}),
    "/contracts/0/purpose": ("Reading", "", "\u200b", "a\u0000", "\u202e", 5),
    "/breaches/0/incident": ({"same_as": ["hibp:A"]}, {"same_as": ["hibp:A b"]}, {"upstream": 1}),
    "/breaches/0/products": ([{"name": "A"}], [None], {"name": "A"}),
    "/breaches/0/students": (0, -1, 1.5, 412.0, True, "412", 10**9 - 1, 10**9),
    "/breaches/0/status": ("open", "closed", None, 1, []),
    "/breaches/0/url": ("ftp://x.example", None, ADDRESS),
    "/breaches/0/id": ("a b", "tag:x.example,2026:b", ""),
    "/publisher/ids": (["nces:0912345"], ["nces:912345"], ["lea:1"], [912345]),
    "/publisher/coverage": ({"contracts": "all"}, {"contracts": "2026-09"}, {"contracts": "most"}),
    "/publisher": ({}, None, {"name": "A", "url": ADDRESS}),
    "/removed": ([{"id": "x", "on": "2026-05-01"}], [{"on": "2026-05-01"}], [None]),
    "/files": ([{"url": ADDRESS}], [{}]),
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
        found = errors(check_file("x.json", text.encode(), SHAPES).problems)

        assert (found == []) == FITS(document), value
        for problem in found:
            rest = text.splitlines()[problem.span.line - 1][problem.span.column - 1 :]
            assert f"`{place}" in problem.message
            assert json.dumps(value)[0] == rest[0] or isinstance(value, dict | list), value


def test_entries_and_the_format_have_one_rule_for_texts_addresses_and_topics() -> None:
    """What an entry may have, a file may; each topic has its code."""
    parts = SHAPES["$defs"]
    text, codes = parts["text"]["pattern"], parts["topics"]["items"]["anyOf"][0]["enum"]

    assert parts["url"]["pattern"] == f"^{WEB_ADDRESS}$"
    assert set(codes) == {TOPIC_CODES.get(topic, topic) for topic in TOPICS}
    for number in range(0x10000):
        character = chr(number)
        may_be = not FORBIDDEN.match(character)
        is_seen = may_be and not re.match(f"[{INVISIBLE}]", character)
        assert bool(re.search(text, f"a{character}".removesuffix("\n"))) == may_be, number
        assert bool(re.search(text, character)) == is_seen, number


@pytest.mark.parametrize("path", [*EXAMPLES.glob("good/*.json")], ids=lambda path: path.stem)
def test_a_published_good_file_has_no_problems(path: Path) -> None:
    """Every check and every validator takes it."""
    assert check_file(path.name, path.read_bytes(), SHAPES).problems == ()
    assert FITS(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", [*EXAMPLES.glob("bad/*.json")], ids=lambda path: path.stem)
def test_a_published_bad_file_gets_the_report_beside_it(path: Path, renew_cases: bool) -> None:
    """Each line has a line and a column, the code, and what is wrong."""
    found = check_file(path.name, path.read_bytes(), SHAPES).problems
    report = "".join(f"{p.span.line}:{p.span.column}: {p.code} {p.message}\n" for p in found)
    if renew_cases:
        path.with_suffix(".txt").write_text(report, encoding="utf-8")

    assert report
    assert path.with_suffix(".txt").read_text(encoding="utf-8") == report


READERS = """
const fs = require("fs");
for (const path of process.argv.slice(1)) {
  let count = 0;
  const dates = /^[0-9]{4}-[0-9]{2}(-[0-9]{2}(T.*)?)?$/;
  JSON.parse(fs.readFileSync(path, "utf8"), (name, value) => {
    if (!name.isWellFormed()) throw new Error(`${path}: half of a character`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error(`${path}: large`);
    if (typeof value !== "string") return value;
    if (!value.isWellFormed()) throw new Error(`${path}: half of a character`);
    if (/^https?:/i.test(value)) { new URL(value); count += 1; }
    if (dates.test(value)) {
      if (isNaN(Date.parse(value))) throw new Error(`${path}: ${value}`);
      count += 1;
    }
    return value;
  });
  console.log(count);
}
"""
TAKEN = {  # values that are near the border, and taken
    "agreement": (
        *("https://x", "http://1.2.3.4:8000/a?b#c", "HTTPS://A.example./", "https://a_b.example"),
        *(
            "https://m\xfcnchen.example/\xfc",
            "https://例え.テスト",
            "https://xn--mnchen-3ya.example/|",
        ),
    ),
    "executed": ("1000", "2999-12-31", "2024-02-29T23:59:59.999Z", "2025-08-18T15:10-12:00"),
    "purpose": ("😀", "a\u2028b", "\U0010ffff"),
    "😀": (0, -0.0, 1.5, "\U0010ffff"),
}


def read_in_python(text: str) -> int:
    """Return how many dates and addresses Python's own readers have read."""
    counted = 0
    json.dumps(json.loads(text), ensure_ascii=False).encode()
    for value in re.findall(r'"((?:[^"\\]|\\.)*)"', text):
        if re.match("https?:", value, re.IGNORECASE):
            assert urlsplit(value).hostname
            assert (urlsplit(value).port or 1) > 0
            counted += 1
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}(T.*)?)?", value):
            (datetime if "T" in value else date).fromisoformat(
                value if value[7:] else f"{value}-01"
            )
            counted += 1
    return counted


def test_what_the_check_takes_node_and_python_read(tmp_path: Path) -> None:
    """`Other programs can read it` is said of nothing that one of them refuses."""
    paths = [*EXAMPLES.glob("good/*.json")]
    for name, values in TAKEN.items():
        for i, value in enumerate(values):
            path = tmp_path / f"{name}-{i}.json"
            contract = {"id": "a", "url": ADDRESS, name: value}
            text = json.dumps({**HEAD, "contracts": [contract]}, ensure_ascii=i % 2 == 0)
            path.write_text(text, encoding="utf-8")
            paths.append(path)
            assert check_file("x.json", path.read_bytes(), SHAPES).problems == (), value
    counts = [read_in_python(path.read_text(encoding="utf-8")) for path in paths]
    done = subprocess.run(
        ["node", "-e", READERS, *map(str, paths)], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert [int(line) for line in done.stdout.split()] == counts


HEAVY = {
    "200,000 aliases": (
        json.dumps({**HEAD, "contracts": [{**FULL["contracts"][0], "product": {"aliases": ["a"]}}]})
        .replace('["a"]', '["a"' + ', "a"' * 199_999 + "]")
        .encode(),
        "200,000 items, more than 1,000",
    ),
    "a name twice, 60,000 times": (
        json.dumps({**HEAD, "x": 0})
        .replace("0}", "[" + '{"a": 1, "a": 2},' * 60_000 + "0]}")
        .encode(),
        "`/x/0/a` is there twice",
    ),
    "60,000 names twice in one object": (
        json.dumps(HEAD).replace("}}", "}," + '"a": 1,' * 60_000 + '"b": 2}').encode(),
        "`/a` is there twice",
    ),
    "nearly fifty megabytes of one name": (
        json.dumps(HEAD).replace("Southfield", "S" * (MAX_DATA_BYTES - 200)).encode(),
        "49,999,800 characters, more than 2,000",
    ),
    "a list of 200,000 notices that are in no section": (
        json.dumps({**HEAD, "apps": [FULL["contracts"][0]] * 200_000}).encode(),
        "`apps` in `/` is not in the format",
    ),
    "fifty megabytes of brackets": (b"[" * MAX_DATA_BYTES, "more than 5,000,000 values"),
    "fifty megabytes of spaces": (b" " * MAX_DATA_BYTES, "it is empty"),
    "deep": (b"[" * 200_000, "it is nested too deep"),
    "deep and matching": (
        json.dumps({**HEAD, "contracts": 0})
        .replace("0}", "[" + '{"history": [{"was": ' * 200 + "{}" + "}]}" * 200 + "]}")
        .encode(),
        "must be nested less deep",
    ),
    "a long number": (b'{"format": ' + b"1" * 10_000 + b"}", "a number in it is too long"),
    "scripts": (
        json.dumps(
            {**HEAD, "contracts": [{"id": "<script>", "url": "javascript:alert(1)"}]}
        ).encode(),
        '`/contracts/0/url` must be a web address, not "javascript:alert(1)"',
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_or_hostile_file_gets_a_clear_report(name: str) -> None:
    """No file takes all memory or ends the program, and no report has more than a hundred of each."""
    data, says = HEAVY[name]
    problems = check_file("x.json", data, SHAPES).problems

    assert any(says in problem.message for problem in problems)
    assert len(problems) <= 200


def test_a_hundred_and_one_errors_are_a_hundred_or_more(tmp_path: Path) -> None:
    """Of a hundred and one, a hundred are shown; a hundred are all."""
    for number, says in ((100, "100 errors in 1 file."), (101, "100 errors or more in 1 file.")):
        notices_ = [{"id": f"i{i}", "url": ADDRESS, "executed": "?"} for i in range(number)]
        (tmp_path / "x.json").write_text(json.dumps({**HEAD, "contracts": notices_}, indent=1))
        done = notices("check", "x.json", cwd=tmp_path)

        assert says in done.stderr
        assert done.stdout.count("E107") == 100


def test_a_warning_is_no_error_and_standard_input_is_a_file() -> None:
    """The file is taken, and the warning is shown."""
    text = json.dumps({**HEAD, "Breaches": []})
    command = [sys.executable, "-m", "generator", "check", "-"]
    done = subprocess.run(
        command, input=text, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    assert "standard input:1:" in done.stdout
    assert "Write `breaches` if you mean that." in done.stdout
    assert done.stderr.endswith("1 warning in 1 file. Other programs can read it.\n")
