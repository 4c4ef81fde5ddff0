"""Open data matches the entries, in tables with no live formulas and JSON that fits its schema."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator.core.characters import escape_formula
from generator.core.site import Inputs
from generator.system import disk
from helpers import sites
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, NOW, SHORT, as_yaml, compiled, dumped, site
from helpers.sites import ROOTS

KINDS = (
    "student_information student_records student_generated_content directory_information"
).split()
NAMES = ("contracts", "breaches")
CONTRACT_PATH, BREACH_PATH = "content/contracts/northstar-reader.md", "content/breaches/lists.md"
BREACH = """\
---
contractor: Example Lists LLC
received: 2026-01-07 15:40
discovered: 2026-01
occurred: 2025-12-01 to 2025-12-24
notified: {at: 2026-01-08, by: e-mail}
involves: unknown
students: unknown
schools: [dodd]
summary: |
  Someone opened a *folder*.

  It is closed.
legacy: true
update-1.md: {on: 2026-01-20 9:05, text: It held names., involves: {student-information: [name]}, students: "1,412"}
withdrawal.md: {on: 2026-02-01, reason: Our data was not in it.}
---
"""


def inputs_of(root: Path) -> Inputs:
    """Return what a site in a folder is made from."""
    tree = disk.read(root)
    return Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread)


def many() -> Inputs:
    """Return a site of 40 contracts, most with changes, and 10 breaches of them."""
    entries = {}
    for i in range(40):
        changes = "".join(
            f"change-{j}.md: {{kind: renewal, executed: 2026-0{j}-01, expires: 2027-0{j}-01, "
            f"schools: [dodd], grades: {j}-8}}\n"
            for j in range(1, 1 + i % 4)
        )
        text = CONTRACT.replace("Northstar Reader", f"Product {i}").replace(
            "none\n", f"2026-0{1 + i % 9}-15\n"
        )
        entries[f"content/contracts/product-{i}.md"] = f"{text}{changes}"
    for i in range(10):
        text = BREACH.replace("contractor: Example Lists LLC", f"contract: product-{i}").replace(
            "schools: [dodd]\n", ""
        )
        entries[f"content/breaches/breach-{i}.md"] = text
    return site(entries)


SITES: dict[str, Callable[[], Inputs]] = {
    **{name: lambda root=root: inputs_of(root) for name, root in ROOTS.items()},
    "many": many,
    "bare": lambda: site({"content/breaches/b.md": BREACH.replace("Example Lists LLC", "unknown")}),
}


class Site:
    """A site, as inputs and as published pages."""

    def __init__(self, inputs: Inputs, pages: dict[str, bytes] | None = None) -> None:
        self.inputs, self.pages = inputs, pages or compiled(inputs)

    def json(self, name: str) -> Any:
        return json.loads(self.pages[f"data/{name}.json"])

    def schema(self, name: str) -> Any:
        return json.loads(self.pages[f"data/{name}.schema.json"])

    def rows(self, name: str) -> list[dict[str, str]]:
        return rows_of(self.pages[f"data/{name}.csv"])


@pytest.fixture(scope="module", params=SITES)
def each_site(request) -> Site:
    """Give each of the sites."""
    name = request.param
    return Site(SITES[name](), sites.site(name).files if name in ROOTS else None)


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def undone(cell: str) -> str:
    """Return the text of a cell as the schema says to."""
    return re.sub(r"([;\r\n]|\A)'", r"\1", cell)


# What an entry becomes: examples

FOLDERS = {"contract": "contracts", "breach": "breaches"}
OTHER = "other: "  # a line that changes the contract of a breach
FILES_OF_EXAMPLES = {"content/files/2025/a b.pdf": b"%PDF-1.4\n"}


class Example(NamedTuple):
    """An entry that changes some fields of a short one, and what the data has of it.

    `values` are pairs of a path such as `notices.0.date` and JSON, and `cells` of a column and a
    text.
    """

    kind: str
    title: str
    fields: str
    of_contract: str
    values: list[tuple[str, str]]
    cells: list[tuple[str, str]]

    @property
    def site(self) -> Site:
        """The site with the entry, whose id is `it`, and with the contract northstar-reader."""
        folder = FOLDERS[self.kind]
        front = CONTRACT.removeprefix("---\n").removesuffix("---\n")
        contract = f"---\n{changed(front, self.of_contract)}---\n"
        entry = changed(as_yaml(SHORT[self.kind]), self.fields)
        texts = {f"content/{folder}/it.yaml": entry, CONTRACT_PATH: contract}
        return Site(site({**texts, **FILES_OF_EXAMPLES}))


def examples() -> list[Example]:
    """Return the examples in `tests/data.txt`."""
    found = []
    text = Path(__file__).with_name("data.txt").read_text(encoding="utf-8")
    for block in text.strip().split("\n\n")[1:]:
        head, *lines = block.splitlines()
        kind, _, title = head.partition(": ")
        expected = [
            line.removeprefix("=> ").partition(" =")[::2] for line in lines if line[:2] == "=>"
        ]
        given = [line for line in lines if line[:2] != "=>"]
        found.append(
            Example(
                kind,
                title,
                "\n".join(line for line in given if not line.startswith(OTHER)),
                "\n".join(line.removeprefix(OTHER) for line in given if line.startswith(OTHER)),
                [(path, value) for path, value in expected if not path.startswith("cell ")],
                [(path[5:], cell[1:]) for path, cell in expected if path.startswith("cell ")],
            )
        )
    return found


def changed(entry: str, lines: str) -> str:
    """Return an entry in YAML with other values of some fields; one that is `(none)` is not there."""
    fields = yaml.load(entry, yaml.CBaseLoader) | (yaml.load(lines, yaml.CBaseLoader) or {})
    return dumped({name: value for name, value in fields.items() if value != "(none)"})


def at(value: Any, path: str) -> Any:
    """Return the value at a path such as `notices.0.date`."""
    for step in path.split("."):
        value = value[int(step) if step.isdigit() else step]
    return value


EXAMPLES = examples()


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{each.kind} {each.title}" for each in EXAMPLES]
)
def test_the_data_has_of_an_entry_what_the_example_says(example):
    """The JSON has each value at its path, and the table each cell."""
    name = FOLDERS[example.kind]
    made = example.site
    (record,) = [each for each in made.json(name)[name] if each["id"] == "it"]
    (row,) = [each for each in made.rows(name) if each["id"] == "it"]

    assert {path: at(record, path) for path, _ in example.values} == {
        path: json.loads(value) for path, value in example.values
    }
    assert {column: row[column].replace("\n", r"\n") for column, _ in example.cells} == dict(
        example.cells
    )


def test_the_examples_are_found():
    """Each says something, and together they say most of what there is."""
    named = {
        name: {
            path.partition(".")[0]
            for each in EXAMPLES
            if FOLDERS[each.kind] == name
            for path, _ in each.values
        }
        for name in NAMES
    }

    assert len(EXAMPLES) > 50
    assert [each.title for each in EXAMPLES if not each.values] == []
    assert {name: len(named[name]) > 20 for name in NAMES} == dict.fromkeys(NAMES, True)


@pytest.mark.parametrize("name", NAMES)
def test_each_entry_is_in_the_data_once(each_site, name):
    """They are in the order of their ids, and so are the rows of the table."""
    paths = [Path(source.path) for source in each_site.inputs.sources]
    stems = {path.name.partition(".")[0] for path in paths if path.parent.name == name}

    assert [record["id"] for record in each_site.json(name)[name]] == sorted(stems)
    assert [row["id"] for row in each_site.rows(name)] == sorted(stems)


@pytest.mark.parametrize("name", NAMES)
def test_each_notice_has_its_data_or_that_of_today(each_site, name):
    """The data of a notice is null if the entry still says so, and otherwise it is another."""
    for record in each_site.json(name)[name]:
        for notice in record["notices"]:
            data = notice["data"]

            assert data is None or data != {name: record[name] for name in data}


@pytest.mark.parametrize("name", NAMES)
def test_the_data_fits_its_schema(each_site, name):
    """The schema is valid JSON Schema 2020-12; data and table rows fit it, in its field order."""
    schema, data, rows = each_site.schema(name), each_site.json(name), each_site.rows(name)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    row_schema = Draft202012Validator({"$ref": "#/$defs/row", "$defs": schema["$defs"]})
    properties = schema["properties"][name]["items"]["properties"]

    assert (data["$schema"], schema["$schema"]) == (
        schema["$id"],
        "https://json-schema.org/draft/2020-12/schema",
    )
    assert [list(record) for record in data[name]] == [list(properties)] * len(data[name])
    assert [list(row) for row in rows] == [list(schema["$defs"]["row"]["properties"])] * len(rows)
    assert [error.message for row in rows for error in row_schema.iter_errors(row)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_the_json_says(each_site, name):
    """Each cell, unescaped as the schema says, has the value of the JSON."""
    columns = each_site.schema(name)["$defs"]["row"]["properties"]
    expected = [flat(record, columns) for record in each_site.json(name)[name]]
    actual = [
        {column: undone(cell) for column, cell in row.items()} for row in each_site.rows(name)
    ]

    assert expected == actual


def flat(record: dict[str, Any], columns: Iterable[str]) -> dict[str, str]:
    """Return a JSON record as cell texts; groups that are not recorded have empty cells."""
    cells = {}
    for column in columns:
        group = next((name for name in record if column.startswith(f"{name}_")), "")
        is_whole = column in record
        value = record[column] if is_whole else (record[group] or {}).get(column[len(group) + 1 :])
        cells[column] = text(value)
    return cells


def text(value: Any) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, list):
        return "\n".join(value) or "nothing"
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_described(name):
    """Each property, however deep, has a sentence that says what it is."""
    schema = Site(site({})).schema(name)

    assert [
        path
        for path, sentence in described(schema, "")
        if not re.fullmatch(r"[A-Z].{8,}", sentence, re.DOTALL)
    ] == []
    assert len(list(described(schema, ""))) > 60


def described(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the description of each property of a schema, by its path; a date's is its own."""
    for name, inner in [*schema.get("properties", {}).items(), *schema.get("$defs", {}).items()]:
        if name != "date" and inner.keys() != {"$ref"}:
            yield f"{path}/{name}", inner.get("description", "")
        yield from described(inner, f"{path}/{name}")
    if "items" in schema:
        yield from described(schema["items"], f"{path}/items")


def set_in(place: str, value: object) -> Callable[[Any], None]:
    """Return what writes a value at a place such as `notices.0.date`."""

    def mutate(record: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
        for step in way:
            record = record[step]
        record[last] = value

    return mutate


def without(name: str) -> Callable[[Any], None]:
    """Return what takes a property away."""
    return lambda record: record.pop(name)


WRONG = [
    ("contracts", without("purpose")),
    ("contracts", without("notices")),
    ("contracts", set_in("status", "active")),
    ("contracts", set_in("id", "Northstar Reader")),
    ("contracts", set_in("contractor", 5)),
    ("contracts", set_in("kind", "owner")),
    ("contracts", set_in("executed", "2025-8-18")),
    ("contracts", set_in("executed", "18 August 2025")),
    ("contracts", set_in("expires", "never")),
    ("contracts", set_in("collects", {"student_information": ["name"]})),
    ("contracts", set_in("collects.student_records", None)),
    ("contracts", set_in("schools", "dodd")),
    ("contracts", set_in("grades", ["13"])),
    ("contracts", set_in("legacy", "false")),
    ("contracts", set_in("notified", {"at": None, "by": None})),
    ("contracts", set_in("notices.0.kind", "breach")),
    ("contracts", set_in("notices.0.data", {"purpose": "Reading"})),
    ("breaches", without("students")),
    ("breaches", set_in("students", -1)),
    ("breaches", set_in("students", "412")),
    ("breaches", set_in("status", "closed")),
    ("breaches", set_in("received", "2026-01-07T15:40")),
    ("breaches", set_in("occurred", "2025-12")),
    ("breaches", set_in("notices.1.text", ["news"])),
    ("breaches", set_in("notices.1.kind", "renewal")),
    ("breaches", set_in("notices.0.data.summary", 5)),
    ("breaches", set_in("notices.0.data.involves", {"directory_information": "photograph"})),
]


@pytest.mark.parametrize(("name", "mutate"), WRONG)
def test_a_wrong_record_does_not_fit(name, mutate):
    """The schema rejects a record with missing, extra, or differently written values."""
    district_site = Site(site({BREACH_PATH: BREACH}))
    data, fits = district_site.json(name), Draft202012Validator(district_site.schema(name)).is_valid

    assert fits(data)
    mutate(data[name][0])
    assert not fits(data)


def test_an_address_in_capitals_is_not_a_file_of_the_site():
    """The page and the data name the web page that the entry names."""
    shouted = CONTRACT.replace(
        "agreement: files/northstar.pdf", "agreement: HTTPS://Northstar.example/A.PDF"
    )
    pages = compiled(site({"content/contracts/northstar-reader.md": shouted}))
    page = pages["product-notification/northstar-reader/index.html"].decode()

    assert '<a href="https://Northstar.example/A.PDF">Read the contract</a>' in page
    assert (
        json.loads(pages["data/contracts.json"])["contracts"][0]["agreement"]
        == "https://Northstar.example/A.PDF"
    )


def test_a_table_is_a_table():
    """It is UTF-8 with one byte order mark and CRLF line ends; its head is as it was published."""
    data = Site(site({BREACH_PATH: BREACH})).pages
    row = (
        "northstar-reader,https://privacy.example/notices/product-notification/northstar-reader/,"
        'Northstar Reader,"Northstar Learning, Inc.",operator,,2025-08-18,2025-08-18,'
        "Levelled reading passages with short quizzes.,Reading practice in grades 3 to 6.,"
        '"name\ngrade level",nothing,nothing,,,all,,'
        "https://privacy.example/notices/files/northstar.pdf,none,contract,2025-08-20,email,,false,,"
    )
    head, first, end = data["data/contracts.csv"].decode().split("\r\n")

    assert head.startswith("\ufeffid,page,product,contractor,")
    assert (f"{first},".startswith(f"{row},"), end) == (True, "")
    assert "\r\nlists," in data["data/breaches.csv"].decode()


@pytest.mark.parametrize(
    "written",
    [
        *("=1+1", '=HYPERLINK("https://evil.example","Click")', "+1 203 555 0100", "- one\n- two"),
        *("@SUM(A1:A9)", "\tname", "\rname", "\nname", "  =1", "\u00a0=1", "\u200f=1"),
        *("\u202e=1", "\ufeff=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM", "'tis", "'=1"),
    ],
)
def test_no_cell_is_a_formula(written):
    """A cell that a spreadsheet may compute gets an apostrophe, which can be removed again."""
    assert escape_formula(written) == f"'{written}"
    assert undone(escape_formula(written)) == written


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("Reader;=1+1", "Reader;'=1+1"),
        ("Reader; -1;@SUM(A1)", "Reader;' -1;'@SUM(A1)"),
        ("Reader;\u200b\uff1d1", "Reader;'\u200b\uff1d1"),
        ("Reader;'tis", "Reader;''tis"),
        ("=1;=1", "'=1;'=1"),
        ("\n=1", "'\n'=1"),
        ("name\n=1+1", "name\n'=1+1"),
        ("name\r\n@SUM(A1)", "name\r'\n'@SUM(A1)"),
        ("name\n'tis", "name\n''tis"),
        ("Reader; grade 3", "Reader; grade 3"),
        ("one:\n- two\n+ three", "one:\n- two\n+ three"),
        ("a,=1", "a,=1"),
        ("a;b=1", "a;b=1"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_semicolons_separate(written, cell):
    """In Brazil or Spain, Excel parts a line at each semicolon, whatever the quotation marks are."""
    assert escape_formula(written) == cell
    assert undone(cell) == written


@pytest.mark.parametrize(
    "written", ["Reading practice", "", "a=1", "\u200f\u05e9\u05dd", "2026-01-07"]
)
def test_a_text_gets_no_apostrophe(written):
    """A cell that no spreadsheet computes stays as it is."""
    assert escape_formula(written) == written == undone(written)


HOSTILE = [
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "'quoted'", "all or nothing"),
    *('She said "no", then left; =1', '","=1+1","', "\u200f\u062f\u0631 =1", "\u200f=1+1"),
    "名前, 住所 \U0001f600",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words):
    """Words in any field arrive unchanged, in a cell that nothing computes and in the JSON."""
    quoted = json.dumps(words, ensure_ascii=False)
    lines = json.dumps(f"{words}\n\n{words}\n", ensure_ascii=False)
    contract = CONTRACT
    for before, after in (
        ("Northstar Reader", quoted),
        ("Levelled reading passages with short quizzes.", quoted),
        ("[name, grade level]", f"[{quoted}, {quoted}]"),
        ("executed:", f"security: {lines}\nexecuted:"),
        (
            "notified: {at: 2025-08-20, by: email}\n",
            f"notified: {{at: 2025-08-19, by: {quoted}}}\n",
        ),
    ):
        contract = contract.replace(before, after)
    breach = BREACH.replace("Our data was not in it.", quoted).replace("e-mail", quoted)
    district_site = Site(site({CONTRACT_PATH: contract, BREACH_PATH: breach}, district=quoted))
    row, record = (
        district_site.rows("contracts")[0],
        district_site.json("contracts")["contracts"][0],
    )
    expected = dict.fromkeys(("product", "description", "notified_by"), words)
    expected |= {"collects_student_information": f"{words}\n{words}"}
    expected |= {"security": f"{words}\n\n{words}"}

    assert district_site.json("contracts")["district"] == words
    assert (record["product"], record["collects"]["student_information"]) == (words, [words, words])
    assert {name: undone(row[name]) for name in expected} == expected
    assert undone(district_site.rows("breaches")[0]["withdrawn_reason"]) == words
    for name in NAMES:
        Draft202012Validator(district_site.schema(name)).validate(district_site.json(name))
        cells = [cell for row in district_site.rows(name) for cell in row.values()]
        assert [cell for cell in cells if re.match(r"[\t\r\n]|[\s\u200f]*[=+\-@]", cell)] == []


def test_a_district_without_entries_has_data():
    """Without entries, a table has only its header, and the JSON an empty list."""
    inputs = site({})
    bare = tuple(source for source in inputs.sources if source.path == "content/site.yaml")
    district_site = Site(replace(inputs, sources=bare))
    for name in NAMES:
        Draft202012Validator(district_site.schema(name)).validate(district_site.json(name))

        assert (district_site.rows(name), district_site.json(name)[name]) == ([], [])
        assert district_site.pages[f"data/{name}.csv"].count(b"\r\n") == 1


def test_data_and_feeds_come_from_the_entries_alone(each_site):
    """Neither the build time nor the order of the sources changes a byte of the data or feeds."""
    inputs = replace(
        each_site.inputs, now=NOW + timedelta(days=400), sources=each_site.inputs.sources[::-1]
    )
    other = compiled(inputs)
    files = [path for path in each_site.pages if path.startswith(("data/", "feeds/"))]

    assert len(files) >= 6 + 9
    assert [path for path in files if each_site.pages[path] != other[path]] == []


def test_the_data_does_not_come_from_the_theme(each_site):
    """Other words in the theme change its pages, but no byte of the data."""
    words = each_site.inputs.themes["default"]["templates/words.html"].replace(b'_("', b'_("Own ')
    own = {**each_site.inputs.themes["default"], "templates/words.html": words}
    other = compiled(replace(each_site.inputs, themes={"default": own}))
    data = {path: text for path, text in each_site.pages.items() if path.startswith("data/")}

    assert (
        each_site.pages["product-notification/index.html"]
        != other["product-notification/index.html"]
    )
    assert len(data) == 8
    assert {path: other[path] for path in data} == data


# docs/data.md

PAGE = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
GOLDEN_DATA = REPOSITORY / "tests/golden/data"


def test_the_examples_of_the_page_run_on_a_site() -> None:
    """Each example in Python reads the files as they are, and prints what it promises."""
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    printed = [
        subprocess.check_output([sys.executable, "-c", example], cwd=GOLDEN_DATA, text=True)
        for example in examples
    ]

    assert len(printed) == 2
    assert "Inkwell Writer: ['name']\n" in printed[0]
    assert "Maple Hearing Services: []\n" in printed[0]
    assert "contracts/inkwell-writer contract 2025-08-18 2026-06-30\n" in printed[1]


def test_the_page_describes_every_column() -> None:
    """`make docs` writes the rows of docs/fields.md; each column has its meaning."""
    page = (REPOSITORY / "docs/fields.md").read_text(encoding="utf-8")
    for name in ("contracts", "breaches"):
        header = (GOLDEN_DATA / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        section = page.partition(f"## The columns of `{name}.csv`")[2].partition("\n## ")[0]

        assert re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE) == header.split(",")
