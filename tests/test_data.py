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
from generator.content.field_types import Group
from generator.core.model import GRADES
from generator.core.site import Inputs
from generator.site.data import escape_formula
from generator.system import disk
from helpers import sites
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, NOW, compiled, site
from helpers.sites import ROOTS

KINDS = (
    "student_information",
    "student_records",
    "student_generated_content",
    "directory_information",
)
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
  - {on: 2026-01-20 9:05, text: It held names., involves: {student-information: [name]}, students: "1,412"}
withdrawn: {on: 2026-02-01, reason: Our data was not in it.}
---
"""


def inputs_of(root: Path) -> Inputs:
    """Return what a site in a folder is made from."""
    tree = disk.read(root)
    return Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread)


def many() -> Inputs:
    """Return a site of 80 contracts, most with changes, and 20 breaches of them."""
    entries = {}
    for i in range(80):
        changes = "".join(
            "  - "
            f"{{kind: renewal, executed: 2026-0{j}-01, expires: 2027-0{j}-01, schools: [dodd], grades: {j}-8}}\n"
            for j in range(1, 1 + i % 4)
        )
        text = CONTRACT.replace("Northstar Reader", f"Product {i}").replace(
            "none\n", f"2026-0{1 + i % 9}-15\n"
        )
        entries[f"content/contracts/product-{i}.md"] = (
            text.replace("agreement", f"changes:\n{changes}agreement", 1) if changes else text
        )
    for i in range(20):
        text = BREACH.replace("contractor: Example Lists LLC", f"contract: product-{i}").replace(
            "schools: [dodd]\n", ""
        )
        entries[f"content/breaches/breach-{i}.md"] = text
    return site(entries)


SITES: dict[str, Callable[[], Inputs]] = {
    **{name: lambda root=root: inputs_of(root) for name, root in ROOTS.items()},
    "many": many,
    "bare": lambda: site({}),
}


class Site:
    """A site as it is read and as it is published."""

    def __init__(self, inputs: Inputs, pages: dict[str, bytes] | None = None) -> None:
        self.inputs, self.pages = inputs, pages or compiled(inputs)

    @cached_property
    def oracle(self) -> Oracle:
        """What the sources say, read once for all that is asked of them."""
        return Oracle(self.inputs)

    def json(self, name: str) -> Any:
        return json.loads(self.pages[f"data/{name}.json"])

    def schema(self, name: str) -> Any:
        return json.loads(self.pages[f"data/{name}.schema.json"])

    def rows(self, name: str) -> list[dict[str, str]]:
        return rows_of(self.pages[f"data/{name}.csv"])


@pytest.fixture(scope="module", params=SITES)
def whole(request) -> Site:
    """Give each of the sites."""
    name = request.param
    return Site(SITES[name](), sites.site(name).files if name in ROOTS else None)


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def undone(cell: str) -> str:
    """Return the text of a cell as the schema says to."""
    return cell.removeprefix("'") if cell.startswith("'") else cell


# What an entry says, read again from its source without anything of the generator.


class Oracle:
    """Reads the sources of a site with nothing but YAML, and says what the data must hold."""

    def __init__(self, inputs: Inputs) -> None:
        texts = {source.path: source.data.decode("utf-8-sig") for source in inputs.sources}
        settings = yaml.load(texts["content/site.yaml"], yaml.BaseLoader)
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
        held = list(self.held(fields.CONTRACT, entry, changes, None if legacy else "all"))
        page, place = f"{self.url}product-notification/{id}/", f"contracts/{id}"
        first = self.notice(
            place, "contract", entry.get("executed"), page, entry.get("notified"), None, held[0]
        )
        later = [
            self.notice(
                f"{place}/change-{i}",
                change["kind"],
                change["executed"],
                f"{page}#change-{i}",
                change.get("notified"),
                None,
                held[i],
            )
            for i, change in enumerate(changes, start=1)
        ]
        return {
            **self.common(id, page, entry),
            "product": line(entry.get("product")),
            "contractor": line(entry["contractor"]),
            "kind": entry.get("kind", None if legacy else "operator"),
            "basis": entry.get("basis", None if legacy else "contract"),
            "website": entry.get("website"),
            "privacy_policy": entry.get("privacy-policy"),
            "hub": entry.get("hub"),
            "executed": self.date(entry.get("executed")),
            "latest": self.date(changes[-1]["executed"] if changes else entry.get("executed")),
            "posted": self.date(entry.get("posted")),
            **held[-1],
            "notices": [first, *later, *self.withdrawal(place, page, entry, held[-1])],
        }

    def breach(self, id: str, entry: dict[str, Any]) -> dict[str, Any]:
        legacy, updates = entry.get("legacy") == "true", entry.get("updates", [])
        schools, known = None if legacy else "all", entry.get("learned", entry.get("received"))
        owner = self.entries["contracts"].get(entry.get("contract", ""), entry)
        if owner is not entry:
            schools = self.contract("", owner)["schools"]
        held = list(self.held(fields.BREACH, entry, updates, schools))
        page, place = f"{self.url}breach-notification/{id}/", f"breaches/{id}"
        first = self.notice(place, "breach", known, page, entry.get("notified"), None, held[0])
        later = [
            self.notice(
                f"{place}/update-{i}",
                "update",
                update["on"],
                f"{page}#update-{i}",
                update.get("notified"),
                prose(update["text"]),
                held[i],
            )
            for i, update in enumerate(updates, start=1)
        ]
        ends = re.split(r"\s+to\s+", entry.get("occurred", "unknown"))
        closed = "resolved" if "resolved" in entry else "unrecorded" if legacy else "open"
        return {
            **self.common(id, page, entry),
            "contract": entry.get("contract"),
            "product": line(owner.get("product")),
            "contractor": line(owner["contractor"]),
            "status": "withdrawn" if "withdrawn" in entry else closed,
            "occurred": None
            if ends == ["unknown"]
            else {"from": self.date(ends[0]), "to": self.date(ends[-1])},
            "discovered": self.date(entry.get("discovered")),
            "received": self.date(entry.get("received")),
            "learned": self.date(entry.get("learned")),
            "latest": self.date(updates[-1]["on"] if updates else known),
            "resolved": self.date(entry.get("resolved")),
            **held[-1],
            "notices": [first, *later, *self.withdrawal(place, page, entry, held[-1])],
        }

    def common(self, id: str, page: str, entry: dict[str, Any]) -> dict[str, Any]:
        withdrawn = entry.get("withdrawn")
        return {
            "id": id,
            "page": page,
            "notified": self.notified(entry.get("notified")),
            "body": prose(entry.get("body")),
            "legacy": entry.get("legacy") == "true",
            "withdrawn": withdrawn and {"on": withdrawn["on"], "reason": line(withdrawn["reason"])},
        }

    def held(
        self, group: Group, entry: dict[str, Any], later: list[Any], schools: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield what held at first and after each of what came later."""
        rows = [row for row in group.fields.values() if row.restated and row.column]
        held = {row.attribute: None for row in rows} | {"schools": schools}
        if group is fields.BREACH:
            held["students_precision"] = None
        for stated in (entry, *later):
            if "agreement" in stated and "terms" in held:
                held["terms"] = None
            held |= {
                row.attribute: self.value(row.name, stated[row.name])
                for row in rows
                if row.name in stated
            }
            if students := stated.get("students"):
                held["students_precision"] = precision(students)
            yield dict(held)

    def value(self, name: str, value: Any) -> Any:
        """Return a field as the data has it."""
        if value == "unknown":
            return None
        if name in ("collects", "involves"):
            kinds = KINDS[:3] if name == "collects" else KINDS
            told = {} if value == "nothing" else value
            return {
                kind: [line(one) for one in told.get(kind.replace("_", "-"), [])] for kind in kinds
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
            return {
                "form": value["form"],
                "checked": value["checked"],
                "missing": value.get("missing", []),
            }
        if name in ("subcontractors", "not-involved"):
            return [line(one) for one in value] or None
        return prose(value) if name in ("security", "offers", "summary") else line(value)

    def notice(
        self, id: str, kind: str, date: Any, page: str, told: Any, text: Any, held: Any
    ) -> dict[str, Any]:
        return {
            "id": id,
            "kind": kind,
            "date": self.date(date),
            "page": page,
            "notified": self.notified(told),
            "text": text,
            "data": held,
        }

    def withdrawal(
        self, place: str, page: str, entry: dict[str, Any], held: Any
    ) -> Iterator[dict[str, Any]]:
        if withdrawn := entry.get("withdrawn"):
            reason, told = line(withdrawn["reason"]), withdrawn.get("notified")
            yield self.notice(
                f"{place}/withdrawal",
                "withdrawal",
                withdrawn["on"],
                f"{page}#withdrawal",
                told,
                reason,
                held,
            )

    def notified(self, told: Any) -> dict[str, Any] | None:
        if told is None or told == "unknown":
            return None
        told = {"at": told} if isinstance(told, str) else told
        return {"at": self.date(told["at"]), "by": line(told.get("by"))}

    def date(self, text: str | None) -> str | None:
        """Return a date as the data has it: as written, plus the district's offset for a time."""
        if text is None or text == "unknown":
            return None
        day, _, clock = text.partition(" ")
        if not clock:
            return day
        return (
            datetime.fromisoformat(f"{day}T{clock.zfill(5)}")
            .replace(tzinfo=self.zone)
            .isoformat(timespec="minutes")
        )


def precision(students: str) -> str | None:
    """Return how precise a number of students is, as the data has it."""
    if students == "unknown":
        return None
    return students.rpartition(" ")[0] or "exactly"


def entry_of(path: str, text: str) -> dict[str, Any]:
    """Return the fields of an entry, all of them text, its body among them."""
    if path.endswith(".yaml"):
        fields = yaml.load(text, yaml.BaseLoader)
    else:
        _, front, body = text.split("---\n", 2)
        fields = yaml.load(front, yaml.BaseLoader)
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
    found = set()
    for one in value if isinstance(value, list) else [value]:
        first, _, last = one.partition("-")
        found |= set(GRADES[GRADES.index(first) : GRADES.index(last or first) + 1])
    return [grade for grade in GRADES if grade in found]


@pytest.mark.parametrize("name", NAMES)
def test_the_data_says_what_the_entries_say(whole, name):
    """Every entry is in the data, with current values and each original notice, nothing else."""
    expected = whole.oracle.records(name)

    assert expected == whole.json(name)[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_data_fits_its_schema(whole, name):
    """The schema is valid JSON Schema 2020-12; data and table rows fit it, in its field order."""
    schema, data, rows = whole.schema(name), whole.json(name), whole.rows(name)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    row = Draft202012Validator({"$ref": "#/$defs/row", "$defs": schema["$defs"]})
    properties = schema["properties"][name]["items"]["properties"]

    assert (data["$schema"], schema["$schema"]) == (
        schema["$id"],
        "https://json-schema.org/draft/2020-12/schema",
    )
    assert [list(record) for record in data[name]] == [list(properties)] * len(data[name])
    assert [list(one) for one in rows] == [list(schema["$defs"]["row"]["properties"])] * len(rows)
    assert [error.message for one in rows for error in row.iter_errors(one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_the_json_says(whole, name):
    """Each cell, undone as the schema says, is the value of the JSON."""
    expected = [flat(record) for record in whole.json(name)[name]]
    actual = [{column: undone(cell) for column, cell in row.items()} for row in whole.rows(name)]

    assert expected == actual


def flat(record: dict[str, Any]) -> dict[str, str]:
    """Return a JSON record as cell texts; groups that are not recorded have empty cells."""
    groups = {
        "collects": KINDS[:3],
        "involves": KINDS,
        "notified": ("at", "by"),
        "occurred": ("from", "to"),
        "terms": ("form", "checked", "missing"),
        "withdrawn": ("on", "reason"),
    }
    cells = {}
    for name, value in record.items():
        if name in groups:
            cells |= {f"{name}_{inner}": text((value or {}).get(inner)) for inner in groups[name]}
        elif name != "notices":
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
        for path, found in described(schema, "")
        if not re.fullmatch(r"[A-Z].{8,}", found, re.DOTALL)
    ] == []
    assert len(list(described(schema, ""))) > 60


def described(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the description of each property of a schema, by its path."""
    for name, inner in [*schema.get("properties", {}).items(), *schema.get("$defs", {}).items()]:
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
    ("contracts", set_in("contractor", None)),
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
    ("contracts", set_in("notices.0.data.purpose", 5)),
    ("breaches", without("students")),
    ("breaches", set_in("students", -1)),
    ("breaches", set_in("students", "412")),
    ("breaches", set_in("status", "closed")),
    ("breaches", set_in("received", "2026-01-07T15:40")),
    ("breaches", set_in("occurred", "2025-12")),
    ("breaches", set_in("withdrawn.reason", None)),
    ("breaches", set_in("notices.1.text", ["news"])),
    ("breaches", set_in("notices.1.kind", "renewal")),
    ("breaches", set_in("notices.1.data.involves.directory_information", "photograph")),
]


@pytest.mark.parametrize(("name", "mutate"), WRONG)
def test_a_wrong_record_does_not_fit(name, mutate):
    """The schema rejects a record with missing, extra, or differently written values."""
    found = Site(site({BREACH_PATH: BREACH}))
    data, fits = found.json(name), Draft202012Validator(found.schema(name)).is_valid

    assert fits(data)
    mutate(data[name][0])
    assert not fits(data)


def test_an_address_in_capitals_is_no_file_of_the_site():
    """The page and the data name the web page that the entry names."""
    shouted = CONTRACT.replace(
        "agreement: files/northstar.pdf", "agreement: HTTPS://Northstar.example/A.PDF"
    )
    found = compiled(site({"content/contracts/northstar-reader.md": shouted}))
    page = found["product-notification/northstar-reader/index.html"].decode()

    assert '<a href="https://Northstar.example/A.PDF">Northstar.example/A.PDF</a>' in page
    assert (
        json.loads(found["data/contracts.json"])["contracts"][0]["agreement"]
        == "https://Northstar.example/A.PDF"
    )


def test_a_table_is_a_table():
    """The table is UTF-8 with one byte order mark, its lines end in CRLF, and its columns keep their places."""
    data = Site(site({BREACH_PATH: BREACH})).pages
    columns = [
        *(
            "id",
            "page",
            "product",
            "contractor",
            "kind",
            "website",
            "executed",
            "latest",
            "description",
            "purpose",
        ),
        *(f"collects_{kind}" for kind in KINDS[:3]),
        *("security", "subcontractors", "schools", "grades", "agreement", "expires", "basis"),
        *(
            "notified_at",
            "notified_by",
            "posted",
            "body",
            "legacy",
            "withdrawn_on",
            "withdrawn_reason",
        ),
    ]
    row = (
        "northstar-reader,https://privacy.example/notices/product-notification/northstar-reader/,Northstar "
        "Reader,"
        '"Northstar Learning, Inc.",operator,,2025-08-18,2025-08-18,Levelled reading passages with short quizzes.,'
        'Reading practice in grades 3 to 6.,"name\ngrade level",nothing,nothing,,,all,,'
        "https://privacy.example/notices/files/northstar.pdf,none,contract,2025-08-20,,,,false,,"
    )

    head, first, end = data["data/contracts.csv"].decode().split("\r\n")
    assert f"{head},".startswith(f"\ufeff{','.join(columns)},")
    assert (f"{first},".startswith(f"{row},"), end) == (True, "")
    assert data["data/breaches.csv"].startswith(
        b"\xef\xbb\xbfid,page,contract,product,contractor,status,occurred_from,occurred_to,discovered,received,"
        b"notified_at,notified_by,latest,resolved,summary,involves_student_information,involves_student_records,"
        b"involves_student_generated_content,involves_directory_information,students,schools,offers,body,legacy,"
        b"withdrawn_on,withdrawn_reason,learned,not_involved,students_precision\r\nlists,"
    )


def test_a_breach_is_told_as_it_stood_and_as_it_stands():
    """Values unknown at first are null in the first notice, and known in later notices and now."""
    found = Site(site({BREACH_PATH: BREACH})).json("breaches")["breaches"][0]
    unknown = {
        "involves": None,
        "not_involved": None,
        "students": None,
        "students_precision": None,
        "schools": ["dodd"],
        "offers": None,
        "summary": "Someone opened a *folder*.\n\nIt is closed.",
    }
    involves = {kind: ["name"] if kind == "student_information" else [] for kind in KINDS}
    known = {
        **unknown,
        "involves": involves,
        "students": 1412,
        "students_precision": "exactly",
    }
    page = "https://privacy.example/notices/breach-notification/lists/"

    assert found["notices"] == [
        {
            "id": "breaches/lists",
            "kind": "breach",
            "date": "2026-01-07T15:40-05:00",
            "page": page,
            "notified": {"at": "2026-01-08", "by": "e-mail"},
            "text": None,
            "data": unknown,
        },
        {
            "id": "breaches/lists/update-1",
            "kind": "update",
            "date": "2026-01-20T09:05-05:00",
            "page": f"{page}#update-1",
            "notified": None,
            "text": "It held names.",
            "data": known,
        },
        {
            "id": "breaches/lists/withdrawal",
            "kind": "withdrawal",
            "date": "2026-02-01",
            "page": f"{page}#withdrawal",
            "notified": None,
            "text": "Our data was not in it.",
            "data": known,
        },
    ]
    assert {name: found[name] for name in known} == known
    assert found["occurred"] == {"from": "2025-12-01", "to": "2025-12-24"}
    assert (found["discovered"], found["product"]) == ("2026-01", None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Reading practice", "Reading practice"),
        ("", ""),
        ("=1+1", "'=1+1"),
        (
            '=HYPERLINK("https://evil.example","Click")',
            '\'=HYPERLINK("https://evil.example","Click")',
        ),
        ("+1 203 555 0100", "'+1 203 555 0100"),
        ("- one\n- two", "'- one\n- two"),
        ("@SUM(A1:A9)", "'@SUM(A1:A9)"),
        ("\tname", "'\tname"),
        ("\rname", "'\rname"),
        ("\nname", "'\nname"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200f=1", "'\u200f=1"),
        ("\u202e=1", "'\u202e=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM", "'\uff20SUM"),
        ("'tis", "''tis"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ("\u200f\u05e9\u05dd", "\u200f\u05e9\u05dd"),
        ("2026-01-07", "2026-01-07"),
    ],
)
def test_no_cell_is_a_formula(written, expected):
    """A cell a spreadsheet may compute gets an apostrophe; removing it restores the original."""
    assert expected == escape_formula(written)
    assert written == undone(escape_formula(written))


HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "'quoted'",
    'She said "no", then left; =1',
    '","=1+1","',
    "\u200f\u062f\u0631 =1",
    "\u200f=1+1",
    "名前, 住所 \U0001f600",
    "nothing at all",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words):
    """Words in any field arrive unchanged, in a cell that nothing computes and in the JSON."""
    quoted = json.dumps(words, ensure_ascii=False)
    lines = json.dumps(f"{words}\n\n{words}\n", ensure_ascii=False)
    contract = CONTRACT.replace("Northstar Reader", quoted).replace(
        "Levelled reading passages with short quizzes.", quoted
    )
    contract = contract.replace("[name, grade level]", f"[{quoted}, {quoted}]").replace(
        "---\n", f"---\nsecurity: {lines}\n", 1
    )
    contract = contract.replace(
        "notified: 2025-08-20\n", f"notified: {{at: 2025-08-19, by: {quoted}}}\n", 1
    )
    breach = BREACH.replace("Our data was not in it.", quoted).replace("e-mail", quoted)
    found = Site(site({CONTRACT_PATH: contract, BREACH_PATH: breach}, district=quoted))
    row, record = found.rows("contracts")[0], found.json("contracts")["contracts"][0]
    expected = {
        "product": words,
        "description": words,
        "collects_student_information": f"{words}\n{words}",
        "security": f"{words}\n\n{words}",
        "notified_by": words,
    }

    assert found.json("contracts")["district"] == words
    assert (record["product"], record["collects"]["student_information"]) == (words, [words, words])
    assert {name: undone(row[name]) for name in expected} == expected
    assert undone(found.rows("breaches")[0]["withdrawn_reason"]) == words
    for name in NAMES:
        Draft202012Validator(found.schema(name)).validate(found.json(name))
        cells = [cell for one in found.rows(name) for cell in one.values()]
        assert [cell for cell in cells if re.match(r"[\t\r\n]|[\s\u200f]*[=+\-@]", cell)] == []


def test_a_district_without_entries_has_data():
    """No contract and no breach is a table with its header alone, and JSON with an empty list."""
    inputs = site({})
    bare = tuple(source for source in inputs.sources if source.path == "content/site.yaml")
    found = Site(replace(inputs, sources=bare))
    for name in NAMES:
        Draft202012Validator(found.schema(name)).validate(found.json(name))

        assert (found.rows(name), found.json(name)[name]) == ([], [])
        assert found.pages[f"data/{name}.csv"].count(b"\r\n") == 1


def test_data_and_feeds_come_from_the_entries_alone(whole):
    """Neither the build time nor the order of the sources changes a byte of the data or feeds."""
    inputs = replace(
        whole.inputs, now=NOW + timedelta(days=400), sources=whole.inputs.sources[::-1]
    )
    other = compiled(inputs)
    files = [path for path in whole.pages if path.startswith(("data/", "feeds/"))]

    assert len(files) >= 6 + 9
    assert [path for path in files if whole.pages[path] != other[path]] == []


def test_the_data_does_not_come_from_the_theme(whole):
    """Another wording of the theme changes its pages, and no byte of data."""
    words = whole.inputs.themes["default"]["templates/words.html"].replace(b'_("', b'_("Own ')
    own = {**whole.inputs.themes["default"], "templates/words.html": words}
    other = compiled(replace(whole.inputs, themes={"default": own}))
    data = {path: text for path, text in whole.pages.items() if path.startswith("data/")}

    assert (
        whole.pages["product-notification/index.html"] != other["product-notification/index.html"]
    )
    assert len(data) == 6
    assert {path: other[path] for path in data} == data


# The page for those who use the data

PAGE = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
GOLDEN_DATA = REPOSITORY / "tests/golden/data"


def test_the_examples_of_the_page_run_on_a_site() -> None:
    """Each example in Python reads the files as they are, and prints what it promises."""
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    printed = [
        subprocess.run(
            [sys.executable, "-c", example],
            cwd=GOLDEN_DATA,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for example in examples
    ]

    assert len(printed) == 2
    assert "Inkwell Writer: ['name']\n" in printed[0]
    assert "Maple Hearing Services: []\n" in printed[0]
    assert "contracts/inkwell-writer contract 2025-08-18 " in printed[1]


def test_the_page_describes_every_column() -> None:
    """`make docs` writes the rows; each column of each table has its meaning."""
    for name in ("contracts", "breaches"):
        header = (GOLDEN_DATA / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        section = PAGE.partition(f"## The columns of `{name}.csv`")[2].partition("\n## ")[0]

        assert re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE) == header.split(",")
