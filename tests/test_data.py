"""Open data matches the entries, in tables with no live formulas and JSON that fits its schema."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator.content import fields
from generator.content.field_types import Field, Group
from generator.core.characters import escape_formula
from generator.core.model import GRADES
from generator.core.site import Inputs
from generator.system import disk
from helpers import sites
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, NOW, compiled, site
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
updates:
  - on: 2026-01-20 9:05
    text: It held names.
    involves: {student-information: [name]}
    students: "1,412"
withdrawn: {on: 2026-02-01, reason: Our data was not in it.}
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
            f"  - {{kind: renewal, executed: 2026-0{j}-01, expires: 2027-0{j}-01, "
            f"schools: [dodd], grades: {j}-8}}\n"
            for j in range(1, 1 + i % 4)
        )
        text = CONTRACT.replace("Northstar Reader", f"Product {i}").replace(
            "none\n", f"2026-0{1 + i % 9}-15\n"
        )
        entries[f"content/contracts/product-{i}.md"] = (
            text.replace("agreement", f"changes:\n{changes}agreement", 1) if changes else text
        )
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

    @cached_property
    def oracle(self) -> Oracle:
        """The values in the sources, read once."""
        return Oracle(self.inputs)

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
    return cell.removeprefix("'") if cell.startswith("'") else cell


# The values of an entry, read from its source without the generator


class Oracle:
    """Reads the sources of a site with nothing but YAML, and returns what the data must be."""

    def __init__(self, inputs: Inputs) -> None:
        texts = {source.path: source.data.decode("utf-8-sig") for source in inputs.sources}
        settings = yaml.load(texts["content/site.yaml"], yaml.CBaseLoader)
        self.url, self.zone = settings["url"].rstrip("/") + "/", ZoneInfo(settings["timezone"])
        self.entries: dict[str, dict[str, dict[str, Any]]] = {"contracts": {}, "breaches": {}}
        for path, text in texts.items():
            folder, _, file = path.removeprefix("content/").partition("/")
            if folder in self.entries:
                self.entries[folder][file.partition(".")[0]] = entry_of(path, text)

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return what all contracts or breaches say, in the order of their ids."""
        read = self.contract if name == "contracts" else self.breach
        return [read(id, self.entries[name][id]) for id in sorted(self.entries[name])]

    def contract(self, id: str, entry: dict[str, Any]) -> dict[str, Any]:
        legacy, changes = entry.get("legacy") == "true", entry.get("changes", [])
        has_none = legacy or entry.get("basis") == "special-education-exception"
        states = list(self.states(fields.CONTRACT, entry, changes, None if has_none else "all"))
        page, place = f"{self.url}product-notification/{id}/", f"contracts/{id}"
        held = [None if state == states[-1] else state for state in states]
        first = self.notice(place, page, entry, "contract", entry.get("executed"), held[0])
        later = [
            self.notice(
                place, page, change, change["kind"], change["executed"], held[i], f"change-{i}"
            )
            for i, change in enumerate(changes, start=1)
        ]
        return {
            **self.common(fields.CONTRACT, id, page, entry),
            "kind": entry.get("kind", None if legacy else "operator"),
            "deletion": self.group(fields.DELETION, entry.get("deletion")),
            "basis": entry.get("basis", None if legacy else "contract"),
            "latest": self.date(changes[-1]["executed"] if changes else entry.get("executed")),
            **states[-1],
            "notices": [first, *later, *self.withdrawal(place, page, entry)],
        }

    def breach(self, id: str, entry: dict[str, Any]) -> dict[str, Any]:
        legacy, updates = entry.get("legacy") == "true", entry.get("updates", [])
        schools, known = None if legacy else "all", entry.get("learned", entry.get("received"))
        named = entry.get("contract", [])
        ids = named if isinstance(named, list) else [named]
        owner = self.entries["contracts"].get(ids[0], entry) if ids else entry
        if owner is not entry:
            schools = self.contract("", owner)["schools"]
        states = list(self.states(fields.BREACH, entry, updates, schools))
        page, place = f"{self.url}breach-notification/{id}/", f"breaches/{id}"
        held = [None if state == states[-1] else state for state in states]
        first = self.notice(place, page, entry, "breach", known, held[0])
        later = [
            self.notice(place, page, update, "update", update["on"], held[i], f"update-{i}")
            for i, update in enumerate(updates, start=1)
        ]
        ends = re.split(r"\s+to\s+", entry.get("occurred", "unknown"))
        closed = "resolved" if "resolved" in entry else "unrecorded" if legacy else "open"
        return {
            **self.common(fields.BREACH, id, page, entry),
            "contract": ids[0] if ids else None,
            "contracts": ids or None,
            "product": line(owner.get("product")),
            "contractor": line(owner.get("contractor")),
            "status": "withdrawn" if "withdrawn" in entry else closed,
            "occurred": None
            if ends == ["unknown"]
            else {"from": self.date(ends[0]), "to": self.date(ends[-1])},
            "latest": self.date(updates[-1]["on"] if updates else known),
            **states[-1],
            "notices": [first, *later, *self.withdrawal(place, page, entry)],
        }

    def common(self, group: Group, id: str, page: str, entry: dict[str, Any]) -> dict[str, Any]:
        return {
            **{row.attribute: self.fact(entry.get(row.name)) for row in columns_of(group)},
            "id": id,
            "page": page,
            "notified": self.notified(entry.get("notified")),
            "body": prose(entry.get("body")),
            "legacy": entry.get("legacy") == "true",
            "withdrawn": self.group(fields.WITHDRAWN, entry.get("withdrawn")),
        }

    def states(
        self, group: Group, entry: dict[str, Any], later: list[Any], schools: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the values of the first notice, and those after each later one."""
        rows = [row for row in group.fields.values() if row.restated and row.column]
        state = {row.attribute: None for row in rows} | {"schools": schools}
        if group is fields.BREACH:
            state |= {"students_precision": None, "offers_until": None}
        for stated in (entry, *later):
            if group is fields.BREACH:
                state["next_update"] = None  # a promise that the next notice keeps
            if "agreement" in stated and "terms" in state:
                state |= {"terms": None, "joined": None}
            state |= {
                row.attribute: self.value(row.name, stated[row.name])
                for row in rows
                if row.name in stated and row.name != "offers"
            }
            if offers := stated.get("offers"):
                is_group = isinstance(offers, dict)
                state["offers"] = prose(offers["text"] if is_group else offers)
                state["offers_until"] = offers.get("until") if is_group else None
            if students := stated.get("students"):
                state["students_precision"] = precision(students)
            yield dict(state)

    def value(self, name: str, value: Any) -> Any:
        """Return a field as the data has it."""
        if value == "unknown":
            return None
        if name in ("collects", "involves"):
            kinds = KINDS[:3] if name == "collects" else KINDS
            elements = {} if value == "nothing" else value
            return {
                kind: [line(element) for element in elements.get(kind.replace("_", "-"), [])]
                for kind in kinds
            }
        if name == "students":
            return int(value.rpartition(" ")[2].replace(",", ""))
        if name == "schools":
            return value if isinstance(value, list) or value == "all" else [value]
        if name == "grades":
            return grades(value)
        if name == "agreement":
            return f"{self.url}{quote(value)}" if value.startswith("files/") else value
        if name == "terms":
            missing = value.get("missing", [])
            return {**(self.group(fields.TERMS_CHECK, value) or {}), "missing": missing}
        if name == "joined":
            return self.group(fields.JOINED, value)
        if name in ("subcontractors", "not-involved"):
            return [line(item) for item in value] or None
        return prose(value) if name in ("security", "offers", "summary") else line(value)

    def notice(
        self, place: str, page: str, source: Any, kind: str, date: Any, data: Any, mark: str = ""
    ) -> dict[str, Any]:
        """Return a notice; those after the first have a mark, such as `change-1`."""
        text = prose(source["text"]) if kind == "update" else line(source.get("reason"))
        table = fields.CHANGE if place.startswith("contracts") else fields.UPDATE
        item = source if mark.startswith(("change", "update")) else None
        return {
            "id": f"{place}/{mark}" if mark else place,
            "kind": kind,
            "date": self.date(date),
            "page": f"{page}#{mark}" if mark else page,
            "notified": self.notified(source.get("notified")),
            "text": text,
            "data": data,
            **{row.attribute: self.fact((item or {}).get(row.name)) for row in columns_of(table)},
        }

    def withdrawal(self, place: str, page: str, entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if item := entry.get("withdrawn"):
            yield self.notice(place, page, item, "withdrawal", item["on"], None, "withdrawal")

    def notified(self, notified: Any) -> dict[str, Any] | None:
        if notified is None or notified == "unknown":
            return None
        notified = {"at": notified} if isinstance(notified, str) else notified
        first, _, last = notified["at"].partition(" to ")
        until = self.date(last or notified.get("until"))
        others = self.group(fields.NOTIFIED, notified) or {}
        return {**others, "at": self.date(first), "until": until}

    def group(self, group: Group, value: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return each published field of a group, if it is given."""
        rows = [row for row in group.fields.values() if row.column]
        return value and {row.attribute: self.fact(value.get(row.name)) for row in rows}

    def fact(self, text: str | list[str] | None) -> Any:
        """Return true or false, a date, a text on one line, or a list of them."""
        if isinstance(text, list):
            return [*map(line, text)]
        if text in ("true", "false"):
            return text == "true"
        is_date = re.fullmatch(r"unknown|\d{4}-\d\d(-\d\d( \d?\d:\d\d)?)?", text or "")
        return self.date(text) if is_date else line(text)

    def date(self, text: str | None) -> str | None:
        """Return a date as the data has it: as written, plus the district's offset for a time."""
        if text is None or text == "unknown":
            return None
        day, _, clock = text.partition(" ")
        if not clock:
            return day
        moment = datetime.fromisoformat(f"{day}T{clock.zfill(5)}").replace(tzinfo=self.zone)
        return moment.isoformat(timespec="minutes")


def columns_of(group: Group) -> list[Field]:
    """Return the fields with a column of one value, which nothing restates."""
    rows = [row for row in group.fields.values() if row.column and not row.restated]
    return [row for row in rows if not row.type.group]


def precision(students: str) -> str | None:
    """Return how precise a number of students is, as the data has it."""
    if students == "unknown":
        return None
    return students.rpartition(" ")[0] or "exactly"


def entry_of(path: str, text: str) -> dict[str, Any]:
    """Return the fields of an entry, all of them text, its body among them."""
    if path.endswith(".yaml"):
        fields = yaml.load(text, yaml.CBaseLoader)
    else:
        _, front, body = text.split("---\n", 2)
        fields = yaml.load(front, yaml.CBaseLoader)
        if body.strip():
            fields["body"] = body
    assert isinstance(fields, dict)
    legacy = fields.get("legacy") == "true"
    return {name: value for name, value in fields.items() if not (legacy and value == "unknown")}


def line(text: str | None) -> str | None:
    """Return a text on one line."""
    return " ".join(text.split()) if text else None


def prose(text: str | None) -> str | None:
    """Return a Markdown text."""
    return text.strip("\n") if text else None


def grades(value: Any) -> list[str]:
    """Return the grades of ranges."""
    known = set()
    for span in value if isinstance(value, list) else [value]:
        first, _, last = span.partition("-")
        known |= set(GRADES[GRADES.index(first) : GRADES.index(last or first) + 1])
    return [grade for grade in GRADES if grade in known]


@pytest.mark.parametrize("name", NAMES)
def test_the_data_says_what_the_entries_say(each_site, name):
    """Every entry is in the data, with current values and each original notice, nothing else."""
    expected = each_site.oracle.records(name)

    assert expected == each_site.json(name)[name]


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
    expected = [flat(record) for record in each_site.json(name)[name]]
    actual = [
        {column: undone(cell) for column, cell in row.items()} for row in each_site.rows(name)
    ]

    assert expected == actual


def flat(record: dict[str, Any]) -> dict[str, str]:
    """Return a JSON record as cell texts; groups that are not recorded have empty cells."""
    rows = [row for table in (fields.CONTRACT, fields.BREACH) for row in table.fields.values()]
    lists = {row.attribute for row in rows if row.type.group and row.type.is_list}
    groups = {
        row.attribute: [inner.attribute for inner in row.type.group.fields.values() if inner.column]
        for row in rows
        if row.type.group and row.column and row.attribute not in lists
    } | {"occurred": ["from", "to"]}
    cells = {}
    for name, value in record.items():
        if name in groups:
            cells |= {f"{name}_{inner}": text((value or {}).get(inner)) for inner in groups[name]}
        elif name not in {"notices", "body", *lists}:
            cells[name] = text(value)
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
    ("breaches", set_in("withdrawn.reason", None)),
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
        *("@SUM(A1:A9)", "\tname", "\rname", "\nname", "\n=1", "  =1", "\u00a0=1", "\u200f=1"),
        *("\u202e=1", "\ufeff=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM", "'tis", "'=1"),
    ],
)
def test_no_cell_is_a_formula(written):
    """A cell that a spreadsheet may compute gets an apostrophe, which can be removed again."""
    assert escape_formula(written) == f"'{written}"
    assert undone(escape_formula(written)) == written


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
    assert len(data) == 7
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
