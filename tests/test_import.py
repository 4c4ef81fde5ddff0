"""`notices import` turns a list from elsewhere into entries, and nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.authoring.writing import clean
from generator.commands.import_contracts import report_lines
from generator.compiler import read_content
from generator.content.frontmatter import MAX_BYTES, read
from generator.content.markdown import Renderer
from generator.content.yaml_nodes import raw_value
from generator.core.settings import School
from generator.core.site import Inputs
from generator.importing import cells, entries, tables
from generator.importing.cells import NAMES, parse_mapping
from generator.importing.contract_lists import find_lists
from generator.importing.entries import ImportResult, import_lists
from generator.importing.rows import leftover_body, leftover_group, leftover_item
from generator.importing.tables import Line, Table
from helpers.environment import environment
from helpers.program import REPOSITORY, notices
from helpers.real import ROWS, contract_page, missing, row_cells
from helpers.roots import site
from helpers.sites import SAMPLE
from tables import old_list, outcomes

TABLES = REPOSITORY / "tests" / "tables"
REAL = REPOSITORY / "tests/sites/real"
NOW = ("--now", "2026-11-25")
FILED = re.compile(r"content/contracts/(\S+)\.md: (new|already there), from rows? ([\d, ]+)")


def ended(done: subprocess.CompletedProcess[str]) -> tuple[str, int]:
    """Return the closing sentence of a command, and its exit code."""
    return done.stderr, done.returncode


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The root of the sample district, without its entries."""
    (tmp_path / "root/content").mkdir(parents=True)
    (tmp_path / "root/content/site.yaml").write_bytes((SAMPLE / "content/site.yaml").read_bytes())
    return tmp_path / "root"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The old list of the sample district."""
    old_list.save(tmp_path / "district.xlsx")
    return tmp_path / "district.xlsx"


def filed(report: str) -> dict[int, str]:
    """Return the id of the entry that a report names for each row."""
    return {int(row): match[1] for match in FILED.finditer(report) for row in match[3].split(", ")}


def entry(home: Path, id: str) -> str:
    return (home / f"content/contracts/{id}.md").read_text()


def test_the_real_table_becomes_entries_with_every_fact(tmp_path):
    """Each of the 86 rows is on the page of an entry, whole, and the site builds at once."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_bytes((REAL / "content/site.yaml").read_bytes())
    table = (REAL / "source/contracts.csv", "--map", "note=body")
    done = notices("import", *table, "--root", tmp_path, *NOW)
    built = notices("build", "--root", tmp_path, *NOW)
    ids = filed(done.stdout)

    assert ("86 of 86 rows are in 85 entries: 85 written, 0 already there.\n", 0) == ended(done)
    assert 0 == built.returncode, built.stdout
    assert list(range(2, 88)) == sorted(ids)
    assert {} == {
        number: lost
        for number, row in enumerate(ROWS, start=2)
        if (lost := missing(row_cells(known(row)), contract_page(tmp_path / "build", ids[number])))
    }


def known(row: dict[str, str]) -> dict[str, str]:
    """Return a row in a page's words; `none` is “No student data”."""
    words = {"none": "No student data", "district-wide": "All schools"}
    url = row["product_url"]
    address = f"https://{url}" if url and "://" not in url else url
    return {name: words.get(cell, cell) for name, cell in row.items()} | {"product_url": address}


def test_a_second_run_changes_nothing(home):
    """Entries that already exist are left alone, even their time stamps."""
    first = notices("import", REAL / "source/contracts.csv", "--root", home, *NOW)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    again = notices("import", REAL / "source/contracts.csv", "--root", home, *NOW)

    assert ("86 of 86 rows are in 85 entries: 0 written, 85 already there.\n", 0) == ended(again)
    assert before == {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    assert first.stdout.replace(": new,", ": already there,") == again.stdout


def test_a_district_s_workbook_is_imported(home, workbook):
    """Titles above, mixed dates, merged cells, and amendments are read; each row is in an entry."""
    done = notices("import", workbook, "--root", home, *NOW)

    assert ("7 of 7 rows are in 5 entries: 5 written, 0 already there.\n", 0) == ended(done)
    report = re.sub(r"(?s)\n\nThe kinds.*", "\n", done.stdout)
    files = [entry(home, f"tallowbrook-math{name}") for name in ("", "/change-2026-03-02")]
    assert f"{report}\n{''.join(files)}" == (TABLES / "old_list.txt").read_text()
    assert "- End date: until terminated\n" in entry(home, "fennimark-gradebook")
    assert "- Date signed: 2024-09-03 15:40\n" in entry(home, "grovepoint-meals")
    assert "schools: [middle]\n" in entry(home, "example-dapplewick-health")
    assert "- Amendment without a date:\n    - Type: Amendment 2\n" in entry(
        home, "fennimark-gradebook"
    )
    assert 0 == notices("build", "--root", home, *NOW).returncode


@pytest.mark.parametrize("path", outcomes.LISTS, ids=lambda path: path.stem)
def test_nothing_false_comes_from_a_list(path: Path) -> None:
    """Each fact of a list is right in its entry; what is none is held back, with a reason."""
    done = outcomes.Import(path)

    assert dict.fromkeys(done.facts, "right") == {f: done.outcome(f) for f in done.facts}


SETTINGS_WITH_SCHOOLS = """\
district: Example Public Schools
abbreviation: EPS
url: https://privacy.example/notices/
timezone: America/New_York
contact: {name: Privacy Office, phone: 203-555-0100}
feed_authority: privacy.example,2026
schools: {north: {name: North School}, south: {name: South School}}
"""
RED, GRAY = "rgb FFFF0000 0.0", "rgb FFEEEEEE 0.0"


@pytest.mark.parametrize(
    ("legend", "color", "filled", "is_read"),
    [
        ("Red = do not use", RED, RED, False),
        ("Red = do not use", RED, GRAY, True),
        ("Red = do not use", RED, "", True),
        ("Highlighted: not approved", "", GRAY, False),  # which color is not known
        ("Highlighted: not approved", "", "", True),
        ("Red = renewed", RED, RED, True),
        ("Do not use", RED, RED, False),
    ],
)
def test_a_color_counts_if_the_list_says_what_it_means(
    legend: str, color: str, filled: str, is_read: bool
) -> None:
    """A row with the color of “do not use” is no contract, and the report says its row and why."""
    rows = (
        Line(1, (legend,), fills=((0, color),) if color else ()),
        Line(2, ("Product", "Vendor", "Signed")),
        Line(3, ("Reader", "Example Reader Inc", "8/18/2025"), fills=((0, filled),) * bool(filled)),
        Line(4, ("Writer", "Example Writer Inc", "8/18/2025"), fills=((9, RED),)),
    )
    [found] = find_lists([Table("", rows)], {})
    others = [other.reason for other in found.other_rows if other.number == 3]

    assert [row.number for row in found.rows] == ([3, 4] if is_read else [4])
    assert all(legend in reason and "clear the color" in reason for reason in others)
    assert len(others) == (not is_read)


SHEETS = {
    "one contract": ("8/18/2025", "name", "8/18/2025", "name", 1),
    "other data": ("8/18/2025", "name", "8/18/2025", "name; email", 2),
    "another day": ("8/18/2025", "name", "8/19/2025", "name", 2),
    "no day": ("", "name", "", "name", 2),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_contract_on_the_sheets_of_two_schools_is_one(name: str) -> None:
    """It has both schools, and all that fits no field."""
    *values, number = SHEETS[name]
    heads = Line(1, ("Product", "Vendor", "Signed", "Data", "Classes"))
    both = [
        Table(school, (heads, Line(2, ("Reader", "Example Reader Inc", day, data, classes))))
        for school, classes, day, data in (
            ("North School", "30", *values[:2]),
            ("South School", "40", *values[2:]),
        )
    ]
    inputs = site({"content/site.yaml": SETTINGS_WITH_SCHOOLS})
    settings = (School("north", "North School"), School("south", "South School"))
    read = find_lists(both, {}, sheets=["North School", "South School"], schools=settings)
    made = import_lists(read, inputs).entries

    assert len(made) == number
    if number == 1:
        assert "schools: [north, south]" in made[0].text
        assert "Classes: 30" in made[0].text and "Classes: 40" in made[0].text


def test_the_open_data_of_a_site_comes_back(tmp_path: Path) -> None:
    """Each column of `data/contracts.csv` is in a field again, so the same data is built of it."""
    now = ("--now", "2026-11-25T12:00")
    assert notices("build", "--root", SAMPLE, "--out", tmp_path / "site", *now).returncode == 0
    root = tmp_path / "root"
    shutil.copytree(SAMPLE / "content", root / "content")
    for section in ("contracts", "breaches", "messages"):
        shutil.rmtree(root / "content" / section, ignore_errors=True)
    data = tmp_path / "site/data/contracts.csv"
    imported = notices("import", data, "--root", root, *now)
    rows = [*csv.DictReader(io.StringIO(data.read_text("utf-8-sig")))]

    assert imported.returncode == 0
    assert "is in the text" not in imported.stdout
    for row in rows:
        fields = read(f"{row['id']}.md", (root / f"content/contracts/{row['id']}.md").read_bytes())
        text = str(raw_value(fields.fields))
        words = (row[name] for name in ("product", "contractor", "security", "privacy_policy"))
        assert all(repr(value)[1:-1] in text for value in words), row["id"]
        assert fields.is_legacy == (row["legacy"] == "true")
        withdrawal = root / f"content/contracts/{row['id']}/withdrawal.md"
        assert withdrawal.exists() == bool(row["withdrawn_reason"])
        assert not withdrawal.exists() or row["withdrawn_reason"] in withdrawal.read_text()


def test_an_entry_saved_with_windows_line_endings_is_the_same(home):
    """Line endings that git changes do not make other content."""
    notices("import", TABLES / "registry.csv", "--root", home, *NOW)
    path = home / "content/contracts/otterlane-routes.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert 0 == notices("import", TABLES / "registry.csv", "--root", home, *NOW).returncode


def test_an_empty_folder_is_enough(tmp_path):
    """Without settings no school is known, and the entries are still written."""
    done = notices("import", TABLES / "registry.csv", "--root", tmp_path, *NOW)

    assert 0 == done.returncode
    assert "content/site.yaml cannot be read, so no school is known by its name" in done.stdout
    assert 6 == len(list((tmp_path / "content/contracts").iterdir()))


def test_a_cell_is_never_a_command_in_a_workflow_log(home, tmp_path):
    """On GitHub a cell that looks like a command is shown between marks that stop commands."""
    (tmp_path / "list.csv").write_text("Product,Vendor,Notes\n,,::error::x\n")
    done = notices("import", tmp_path / "list.csv", "--root", home, *NOW, GITHUB_ACTIONS="true")
    first, *_, last = done.stdout.splitlines()

    assert re.fullmatch(r"::stop-commands::stop-\w{32}", first)
    assert f"::{first.rpartition('::')[2]}::" == last


def imported_rows(
    *rows: list[str],
    inputs: Inputs | None = None,
    mappings: tuple[str, ...] = (),
    new: bool = False,
) -> ImportResult:
    """Import a table, given row by row with the headings first."""
    lines = tuple(Line(number, tuple(row)) for number, row in enumerate(rows, start=1))
    return import_lists(
        find_lists([Table("", lines)], parse_mapping(mappings)), inputs or site({}), new=new
    )


def text_of(done: ImportResult) -> str:
    """Return the only entry of an import."""
    (entry,) = done.entries
    return entry.text


@pytest.mark.parametrize("new", [True, False])
def test_a_row_that_is_too_large_for_an_entry_is_rejected(new: bool):
    """Only legally required fields may be missing in a new entry; other errors refuse the row."""
    done = imported_rows(
        ["Product", "Vendor", "Extra"], ["A", "Example", "x " * (MAX_BYTES // 2)], new=new
    )

    assert ([], [2]) == (done.entries, [refused.row.number for refused in done.rejected])
    assert done.rejected[0].reason.startswith("The file is larger than 262,144 bytes. ")


@pytest.mark.parametrize("data", [";;", "x" * 3_000, "name; " + "x" * 3_000])
def test_data_that_has_no_elements_is_in_the_text(data: str):
    """A cell with no elements, or with more than an element may hold, is kept as it was typed."""
    done = imported_rows(["Product", "Vendor", "Data"], ["A", "Example", data])

    assert "collects:" not in text_of(done)
    assert f"\n- Data: {data}\n" in text_of(done)


CELL = st.one_of(
    st.sampled_from(
        [
            *("", "", "Reader", "Example, Inc.", "3/2/2026", "March 2026", "K-5", "all", "n/a"),
            *("Dodd Middle School", "name; grades", "none", "www.a.example", "9984", "Amendment 1"),
            *("Renewal", "Reader - Amendment 2", '=HYPERLINK("https://a.example")', "a: b #c"),
            *("<script>alert(1)</script>", "--- ", "- x\n- y", "{a: [b", "&amp;", "x" * 5000),
            *("[" * 450, "\x07bell\x00", "\u202eאבג", "学生", "*&!|>%@`", "unknown", "true"),
            *("'", '"'),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
HEADING = st.one_of(
    st.sampled_from([names[0] for names in NAMES.values()]),
    st.sampled_from(["Notes", "", "x" * 300, "*"]),
)


# How YAML, Markdown and a report write a character that cannot be shown as it is.
ESCAPED = r"\\U[0-9A-Fa-f]{8}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrt]|&(?:amp|lt|#\d+);"


def plain(text: str) -> str:
    """Return the letters and digits of a text, which neither YAML nor Markdown writes otherwise."""
    return "".join(c for c in re.sub(ESCAPED, "", text) if c.isalnum()).casefold()


WRITTEN = {"3/2/2026": "20260302", "March 2026": "202603", "Dodd Middle School": "dodd"}


def is_kept(text: str, words: str) -> bool:
    """Say whether a text has each word of a cell, or what an entry writes for it."""
    written = WRITTEN.get(text, "")
    if text == "none" and "nothing" in words:
        return True
    return bool(written and written in words) or all(
        plain(word) in words for word in re.findall(r"\w+", re.sub(ESCAPED, " ", text))
    )


@given(
    st.lists(HEADING, max_size=8), st.lists(st.lists(CELL, max_size=10), max_size=6), st.booleans()
)
@example(["Notes"], [["", "Reader", "&amp;"]], False)
def test_any_table_is_imported_or_reported_and_nothing_is_lost(more, rows, new):
    """Each row is in one entry or one report line, and each cell's words are in either.

    The site builds, and a second run changes nothing.
    """
    done = imported_rows(["Product", "Vendor", *more], *rows, inputs=site({}), new=new)
    rejected = [row.row.number for row in done.rejected]
    counted = [row.number for entry in done.entries for row in entry.rows] + rejected
    report = plain("\n".join(report_lines(done)))

    assert sorted(row.number for row in done.lists[0].rows) == sorted(counted)
    assert {i for i, row in enumerate(rows, start=2) if any(plain(cell) for cell in row)} <= {
        *counted,
        *(line.number for line in done.lists[0].other_rows),
    }
    for entry in done.entries:
        texts = plain(entry.text) + report
        lost = [cell for row in entry.rows for cell in row.cells if not is_kept(cell.text, texts)]
        assert [] == [cell for cell in lost if cell.text not in entry.text]
    for refused in done.rejected:
        assert [] == [cell for cell in refused.row.cells if plain(cell.text) not in report]
    again = site({entry.path: entry.text for entry in done.entries})
    assert new or [] == [problem for problem in read_content(again).problems if problem.is_error]
    twice = imported_rows(["Product", "Vendor", *more], *rows, inputs=again, new=new)
    assert all(entry.state == entries.EXISTING for entry in twice.entries)
    assert len(twice.entries) == len(done.entries)


# Cells that fit no field

RENDERER = Renderer(frozenset(), frozenset())


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_a_column_without_a_heading_has_its_letters(index: int, letters: str):
    """After Z come two letters, and then three."""
    assert cells.column_letters(index) == letters


def test_families_read_no_name_of_a_database():
    """What fits no field is in the text below its heading in words, or as a person wrote it."""
    labels = {"agreement_type": "Agreement type", "DATE_KIND": "Date kind", "state": "State"}
    labels |= {"NDPA_signed": "NDPA signed", **{text: text for text in ("A_b of C", "NDPA", "_")}}
    columns = {heading: cells.Column(heading, "body", "A", False) for heading in labels}

    assert labels == {name: tables.Cell(column, "").label for name, column in columns.items()}


def test_no_heading_means_two_fields():
    """Each known heading has one meaning, and is written in its normal form."""
    names = [name for names in cells.NAMES.values() for name in names]

    assert len(set(names)) == len(names)
    assert [cells.normalize(name) for name in names] == names


HOSTILE = [
    "[a link](https://a.example)",
    "![a picture](https://a.example/x.png)",
    "<b>bold</b> &lt; &amp; &#60; AT&T",
    "<https://a.example>",
    "**bold** __bold__ *i* _i_ `code` snake_case_name",
    "C:\\Users\\x \\* \\\\",
    *"# a heading¦- a list¦1. a list¦12) a list¦> a quotation¦: a definition".split("¦"),
    *("| a | table |", "=====", "---", "~~~", "* * *", "+ more", "    code"),
    '=HYPERLINK("https://a.example")',
    "[" * 500,
    "](" * 300,
    "x" * 5000,
    "مرحبا \u200f abc",
    "学生 数据",
    "---\nproduct: x\n---",
    "a\n\n\nb\n  # c",
]


def shown(markdown: str) -> tuple[list[str], tuple[object, ...]]:
    """Return the words that a text shows, and its offenses."""
    html, offenses = RENDERER.render(markdown)
    assert not re.search(r"<(?!/?(?:ul|li|p)>)", html), html
    return unescape(re.sub(r"<[^>]*>", " ", html)).split(), offenses


@pytest.mark.parametrize("text", HOSTILE)
def test_a_leftover_cell_shows_as_it_was_typed(text):
    """A cell never becomes a link, HTML, a list or a problem, whatever it contains."""
    body = leftover_body(
        [*leftover_item("Notes", text), *leftover_group("Amendment", [("Notes", text)])]
    )

    assert (f"Notes: {text} Amendment: Notes: {text}".split(), ()) == shown(body)


ANY = st.text(
    st.one_of(
        st.sampled_from("[]()<>&#*_`\\!|:-+=~0123. \n\tab;x1"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(ANY, ANY)
def test_any_text_shows_as_it_was_typed(heading, text):
    """Every character of any cell is on the page, in order."""
    heading, text = " ".join(clean(heading).split()), clean(text)
    if not text.strip() or not heading:
        return

    words, offenses = shown(leftover_body(leftover_item(heading, text)))
    assert ("".join(f"{heading}: {text}".split()), ()) == ("".join(words), offenses)


# docs/import.md

DOC = (REPOSITORY / "docs/import.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", DOC, re.DOTALL)


def test_the_docs_list_every_known_heading():
    """docs/fields.md has the headings of each field; docs/import.md has the others."""
    fields = (REPOSITORY / "docs/fields.md").read_text(encoding="utf-8")
    others = {
        name: names
        for name, names in NAMES.items()
        if f"| `{name}` | {', '.join(names)} |\n" not in fields
    }
    rows = [f"| `{name}` | {', '.join(names)} |" for name, names in others.items()]

    assert rows == re.findall(r"^\| `.*$", DOC, re.MULTILINE)


def test_the_reports_shown_are_the_reports_printed(home, tmp_path):
    """Each example in docs/import.md is the program's report on its table."""
    tables = [text for kind, text in BLOCKS if kind == "csv"]
    reports = [text for kind, text in BLOCKS if not kind]

    assert len(tables) == len(reports) > 1
    for table, report in zip(tables, reports, strict=True):
        (tmp_path / "contracts.csv").write_text(table)
        done = notices("import", tmp_path / "contracts.csv", "--root", home, *NOW, "--dry-run")
        assert report == done.stdout + done.stderr


def test_the_commands_of_the_page_do_what_it_says(home):
    """Run in order in a district's root, each ends as the page says."""
    old_list.save(home / "contracts.xlsx")
    (home / "contracts.csv").write_text(
        next(text for kind, text in BLOCKS if kind == "csv").replace(",,,,,who was this?", "")
    )
    environment(home, "site")
    ends = []
    for block in (text for kind, text in BLOCKS if kind == "sh"):
        done = subprocess.run(
            ["bash", "-euc", block], cwd=home, capture_output=True, text=True, check=False
        )
        assert 0 == done.returncode, done.stderr
        ends += [line for line in done.stderr.splitlines() if " rows are in " in line]

    assert [
        "7 of 7 rows are in 5 entries: 5 would be written, 0 already there.",
        "2 of 2 rows are in 2 entries: 2 would be written, 0 already there.",
        "7 of 7 rows are in 5 entries: 5 written, 0 already there.",
        "7 of 7 rows are in 5 entries: 0 written, 5 already there.",
    ] == ends
