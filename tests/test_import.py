"""`notices import` turns a list from elsewhere into entries, and nothing is lost."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.compiler import read_content
from generator.content.frontmatter import MAX_BYTES
from generator.core.site import Inputs
from generator.importing import entries, import_report
from generator.importing.entries import ImportResult, import_lists
from generator.importing.headings import NAMES, parse_mapping
from generator.importing.tables import Line, NoListError, Table, find_lists
from helpers import roots
from helpers.environment import environment
from helpers.program import REPOSITORY, notices
from helpers.real import ROWS, contract_page, missing, row_cells
from helpers.roots import read_files, site
from helpers.sites import SAMPLE
from tables import old_list

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


def test_a_dry_run_reports_the_same_and_writes_nothing(home):
    """The report is that of the import; the closing sentence says what would be written."""
    before = read_files(home)
    dry = notices("import", TABLES / "registry.csv", "--root", home, *NOW, "--dry-run")

    assert before == read_files(home)
    assert ("7 of 7 rows are in 6 entries: 6 would be written, 0 already there.\n", 0) == ended(dry)
    assert dry.stdout == notices("import", TABLES / "registry.csv", "--root", home, *NOW).stdout


def test_a_registry_s_export_is_imported(home):
    """Its report says how each column was read, what became of each row, and what was guessed."""
    done = notices("import", TABLES / "registry.csv", "--root", home, *NOW)

    assert REGISTRY == done.stdout
    assert BELLWATER == entry(home, "bellwater-languages")
    assert OTTERLANE == entry(home, "otterlane-routes")
    assert 0 == notices("build", "--root", home, *NOW).returncode


REGISTRY = """\
The columns are read as
    product: Resource Name (B)
    contractor: Company (A)
    collects: Data Elements (F)
    executed: Date Approved (D)
    expires: Expiration (E)
    agreement: Agreement URL (G)
    agreement-type: Agreement Type (C)
    the text below the fields: Exhibit E (H), Status (I), Originator (J)

content/contracts/quillfern-ecriture.md: new, from row 2
    row 2: Agreement Type is in the text: CT-NDPA Standard
    row 2: Agreement URL: registry.example/agreements/1201 has no https://, which was added.
    row 2: Exhibit E is in the text: Yes
    row 2: Status is in the text: Active
    row 2: Originator is in the text: Commonfield Public Schools
content/contracts/bellwater-languages.md: new, from rows 3, 5
    row 3: Agreement Type is in the text: CT-NDPA Vendor Specific
    row 3: Exhibit E is in the text: No
    row 3: Status is in the text: Active
    row 3: Originator is in the text: Commonfield Public Schools
    row 5: Agreement Type is in the text: Amendment 1
    row 5: Exhibit E is in the text: No
    row 5: Status is in the text: Active
    row 5: Originator is in the text: Commonfield Public Schools
content/contracts/marrowfield-typing.md: new, from row 4
    row 4: Agreement Type is in the text: Exhibit E
    row 4: Agreement URL: 1203 is not a web address, so it is in the text.
    row 4: Exhibit E is in the text: Yes
    row 4: Status is in the text: Active
    row 4: Originator is in the text: Saltmarsh Regional
content/contracts/otterlane-routes.md: new, from row 6
    row 6: Exhibit E is in the text: No
    row 6: Status is in the text: Active
    row 6: Originator is in the text: Commonfield Public Schools
    row 6: It is a renewal of a contract that is not in the list, so it is an entry of its own.
content/contracts/thistlewire-chat.md: new, from row 7
    row 7: Agreement Type is in the text: CT-NDPA Standard
    row 7: Exhibit E is in the text: No
    row 7: Status is in the text: Expired
    row 7: Originator is in the text: Commonfield Public Schools
content/contracts/thistlewire-chat-2.md: new, from row 8
    row 8: Agreement Type is in the text: CT-NDPA Standard
    row 8: Expiration: TBD is not a date that can be read, so it is in the text.
    row 8: Agreement URL: see the office is not a web address, so it is in the text.
    row 8: Exhibit E is in the text: No
    row 8: Status is in the text: Active
    row 8: Originator is in the text: Commonfield Public Schools

The kinds of data were guessed from the words of each element; please check them:
    student-information: Student Name: first and/or last; name; school email address; grade level
    student-records: Student In-App Performance: program performance
    student-generated-content: Student work: essays; voice recordings; messages
"""
BELLWATER = """\
---
product: Bellwater Languages
contractor: Example Bellwater Ltd.
collects:
  student-information: [name, school email address, grade level]
  student-generated-content: [voice recordings]
executed: 2024-09-02
expires: 2027-08-31
agreement: https://registry.example/agreements/1202
changes:
  - kind: amendment
    executed: 2026-03-02
    expires: 2029-08-31
    agreement: https://registry.example/agreements/1202-a1
    collects:
      student-information: [name, school email address, grade level]
legacy: true
---

- Agreement Type: CT-NDPA Vendor Specific
- Exhibit E: No
- Status: Active
- Originator: Commonfield Public Schools
- Amendment of 2026-03-02:
    - Agreement Type: Amendment 1
"""
OTTERLANE = """\
---
product: Otterlane Routes
contractor: Example Otterlane LLC
changes:
  - kind: renewal
    executed: 2025-07-01
    expires: 2026-06-30
    agreement: https://registry.example/agreements/1204
legacy: true
---

- Renewal of 2025-07-01:
    - Exhibit E: No
    - Status: Active
    - Originator: Commonfield Public Schools
"""


def test_a_district_s_workbook_is_imported(home, workbook):
    """Titles above, mixed dates, merged cells, and amendments are read; each row is in an entry."""
    done = notices("import", workbook, "--root", home, *NOW)

    assert ("7 of 7 rows are in 5 entries: 5 written, 0 already there.\n", 0) == ended(done)
    assert DISTRICT == re.sub(r"(?s)\n\nThe kinds.*", "\n", done.stdout)
    assert TALLOWBROOK == entry(home, "tallowbrook-math")
    assert "- End date: until terminated\n" in entry(home, "fennimark-gradebook")
    assert "- Date signed: 2024-09-03 15:40\n" in entry(home, "grovepoint-meals")
    assert "schools: [middle]\n" in entry(home, "example-dapplewick-health")
    assert "- Amendment without a date:\n    - Type: Amendment 2\n" in entry(
        home, "fennimark-gradebook"
    )
    assert 0 == notices("build", "--root", home, *NOW).returncode


DISTRICT = """\
The sheet “Contracts 2026” is read.
The sheet “Read me” is left out. No heading names the product or the contractor.
The columns of the sheet “Contracts 2026” are read as
    product: Product (A)
    contractor: Vendor (B)
    purpose: Purpose (D)
    collects: Data collected (E)
    executed: Date signed (F), dates as day/month
    expires: End date (G)
    agreement: Contract (L), Contract (link)
    website: Vendor website (C)
    schools: Schools (H)
    grades: Grades (I)
    agreement-type: Type (J)
    the text below the fields: Contract # (K), ZIP (M)
row 1 is not part of the list: Contracts with access to student data
row 2 is not part of the list: Updated 3/2/2026 by the office
row 9 is not part of the list: SPECIAL EDUCATION

content/contracts/tallowbrook-math.md: new, from rows 5, 6
    row 5: Vendor website: www.tallowbrook.example has no https://, which was added.
    row 5: Type is in the text: Contract
    row 5: Contract # is in the text: 104
    row 5: Contract: View is not a web address, so it is in the text.
    row 5: ZIP is in the text: 06410
    row 6: Contract # is in the text: 104
    row 6: Product is in the text: Tallowbrook Math - Amendment 1
content/contracts/fennimark-gradebook.md: new, from rows 7, 8
    row 7: End date: until terminated is read as none.
    row 7: End date is in the text: until terminated
    row 7: Type is in the text: Contract
    row 7: Contract # is in the text: 88.5
    row 8: Type is in the text: Amendment 2
    row 8: It is an amendment without a date, and a change needs one, so it is in the text of its contract.
content/contracts/example-hollisbeck-speech.md: new, from row 10
    row 10: Type is in the text: Contract
content/contracts/example-dapplewick-health.md: new, from row 11
    row 11: End date: 2206-06-30 is not a value for `expires`, so it is in the text.
    row 11: Type is in the text: Contract
content/contracts/grovepoint-meals.md: new, from row 12
    row 12: Date signed is in the text: 2024-09-03 15:40
    row 12: Schools: Old Mill School is not a school in content/site.yaml, so it is in the text.
    row 12: Grades: all is not a grade that can be read, so it is in the text.
    row 12: Type is in the text: Contract
"""
TALLOWBROOK = """\
---
product: Tallowbrook Math
contractor: Example Tallowbrook, Inc.
purpose: Practice of arithmetic
collects:
  student-information: [name, grade level]
  student-records: [scores]
executed: 2023-08-21
expires: 2026-06-30
agreement: https://contracts.example/tallowbrook.pdf
website: https://www.tallowbrook.example
schools: [north, south]
grades: K-5
changes:
  - kind: amendment
    executed: 2026-03-02
    expires: 2027-06-30
    collects:
      student-information: [name, grade level]
      student-records: [scores]
      student-generated-content: [drawings]
legacy: true
---

- Type: Contract
- Contract #: 104
- Contract: View
- ZIP: 06410
- Amendment of 2026-03-02:
    - Product: Tallowbrook Math - Amendment 1
"""


def test_a_minimal_list_is_imported_with_mapped_columns(home):
    """A row without a product or a contractor is in no entry and is reported; the command fails."""
    fields = ("App=product", "who makes it=contractor", "Notes to self=ignore")
    mappings = [word for field in fields for word in ("--map", field)]
    done = notices("import", TABLES / "minimal.csv", "--root", home, *NOW, *mappings)

    assert MINIMAL == done.stdout
    assert ("3 of 4 rows are in 3 entries: 3 written, 0 already there.\n", 1) == ended(done)
    assert WRENHOLLOW == entry(home, "wrenhollow-library")
    assert "ask in June" not in entry(home, "pinfeather-science")
    assert "kind" not in entry(home, "example-harborlight-partners")
    assert not re.search(r"W10[39]|E\d", notices("check", "--root", home, *NOW).stdout)


MINIMAL = """\
The columns are read as
    product: App (A)
    contractor: Who makes it (B)
    the text below the fields: Approved? (C), Approved? (D)
    left out: Notes to self (E)
    left out, because of its heading: Comments (F)

content/contracts/pinfeather-science.md: new, from row 2
    row 2: Approved? is in the text: yes
    row 2: Approved? is in the text: no
    row 2: Notes to self is left out: ask in June
    row 2: Comments is left out: Teachers said: *very* good
content/contracts/wrenhollow-library.md: new, from row 3
    row 3: It names no contractor, so the product's name is used, and the entry says so.
    row 3: Approved? is in the text: no
    row 3: Notes to self is left out: =HYPERLINK("https://wrenhollow.example")
    row 3: Comments is left out: <b>Never</b> used & <script>alert(1)</script>
content/contracts/example-harborlight-partners.md: new, from row 4
    row 4: Approved? is in the text: yes
    row 4: Comments is left out: [research](https://harborlight.example)
row 5 is in no entry. It names neither a product nor a contractor. Write one of them.
    Approved?: yes
    Notes to self: who was this?
"""
WRENHOLLOW = """\
---
product: Wrenhollow Library
contractor: Wrenhollow Library
legacy: true
---

The list that this was imported from names no contractor; the product’s name stands in its place.

- Approved?: no
"""


def test_new_entries_must_have_all_that_the_law_requires(home):
    """Without `legacy`, entries are still written; the report says what the check will require."""
    done = notices("import", TABLES / "registry.csv", "--root", home, *NOW, "--new")

    assert 0 == done.returncode
    closing = "6 entries must be fixed before the site is built; `notices check` says where.\n"
    assert done.stderr.endswith(closing)
    assert "    to be fixed: `executed` is not exact enough: 2023-09\n" in done.stdout
    assert "legacy" not in entry(home, "bellwater-languages")
    assert 1 == notices("check", "--root", home, *NOW).returncode


def test_an_existing_entry_with_other_text_is_left_alone(home):
    """An entry that someone wrote stays, as `.md` or `.yaml`, and its row is in no entry."""
    theirs = {
        "bellwater-languages.md": "---\ncontractor: Theirs\nlegacy: true\n---\n",
        "otterlane-routes.yaml": "contractor: x\n",
    }
    roots.write_files(home, {f"content/contracts/{name}": text for name, text in theirs.items()})
    done = notices("import", TABLES / "registry.csv", "--root", home, *NOW)

    assert 1 == done.returncode
    assert "4 of 7 rows are in 4 entries: 4 written, 0 already there.\n" == done.stderr
    names = {3: "bellwater-languages.md", 5: "bellwater-languages.md", 6: "otterlane-routes.yaml"}
    for row, name in names.items():
        assert (
            f"row {row} is in no entry. content/contracts/{name} already exists with other text, "
            "and was not changed" in done.stdout
        )
    assert theirs == {name: (home / "content/contracts" / name).read_text() for name in theirs}


def test_an_entry_saved_with_windows_line_endings_is_the_same(home):
    """Line endings that git changes do not make other content."""
    notices("import", TABLES / "registry.csv", "--root", home, *NOW)
    path = home / "content/contracts/otterlane-routes.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert 0 == notices("import", TABLES / "registry.csv", "--root", home, *NOW).returncode


def test_a_row_that_the_settings_refuse_is_reported_and_not_written(home):
    """An entry with an error is only in the report; here, it is too new to be legacy."""
    settings = home / "content/site.yaml"
    settings.write_text(settings.read_text().replace("since: 2026-09-01", "since: 2025-01-01"))
    done = notices("import", TABLES / "registry.csv", "--root", home, *NOW)

    assert 1 == done.returncode
    assert (
        "row 2 is in no entry. `legacy` is for entries from before 2025-01-01, and this one is "
        "from 2025-08-18" in done.stdout
    )
    assert not (home / "content/contracts/quillfern-ecriture.md").exists()


def test_an_empty_folder_is_enough(tmp_path):
    """Without settings no school is known, and the entries are still written."""
    done = notices("import", TABLES / "registry.csv", "--root", tmp_path, *NOW)

    assert 0 == done.returncode
    assert "content/site.yaml cannot be read, so no school is known by its name" in done.stdout
    assert 6 == len(list((tmp_path / "content/contracts").iterdir()))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument 'FILE'"),
        (("nowhere.csv",), "does not exist"),
        ((str(TABLES),), "is a directory"),
        ((str(TABLES / "old_list.py"),), "This is not a .csv or .xlsx file."),
        (
            (str(TABLES / "registry.csv"), "--map", "Company"),
            "--map: Company does not map a column to a field",
        ),
        (
            (str(TABLES / "registry.csv"), "--map", "Compny=contractor"),
            "No heading is `compny`. The headings in row 1",
        ),
        (
            (str(TABLES / "registry.csv"), "--map", "Company=vendor"),
            "--map: `vendor` is not a field of a contract.",
        ),
        ((str(TABLES / "registry.csv"), "--sheet", "One"), "This is not a workbook"),
        ((str(TABLES / "registry.csv"), "--root", "nowhere"), "nowhere is not a folder"),
    ],
)
def test_a_wrong_command_line_writes_nothing(home, arguments, message):
    """A missing file, table, column, field, sheet or root: exit code 2 and a sentence."""
    before = read_files(home)
    done = notices("import", "--root", home, *NOW, *arguments)

    assert (2, "") == (done.returncode, done.stdout)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert before == read_files(home)


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
    return entry.draft.text


def remarks(done: ImportResult) -> list[str]:
    """Return the remarks on rows, without those that name a cell that is simply in the text."""
    return [
        remark.text
        for entry in done.entries
        for remark in entry.draft.remarks
        if " is in the text: " not in remark.text
    ]


def ids(done: ImportResult) -> dict[str, list[int]]:
    """Return the rows of each entry by its id."""
    return {entry.draft.id: [row.number for row in entry.draft.rows] for entry in done.entries}


HEADS = ["Product", "Vendor", "Type", "Signed", "Expires", "Data"]


def test_amendments_and_renewals_are_joined_to_their_contract():
    """Changes are in date order, whatever their rows' order, and state only what is different."""
    done = imported_rows(
        HEADS,
        ["Reader", "Example, Inc.", "Amendment 2", "3/2/2024", "", "name; essays"],
        ["READER", "Example Inc", "Contract", "8/18/2021", "6/30/2024", "name"],
        ["Reader", "", "Renewal", "7/1/2023", "6/30/2026", "name"],
    )

    assert {"reader": [3, 2, 4]} == ids(done)
    assert """\
changes:
  - kind: renewal
    executed: 2023-07-01
    expires: 2026-06-30
  - kind: amendment
    executed: 2024-03-02
    collects:
      student-information: [name]
      student-generated-content: [essays]
legacy: true
---

- Type: Contract
- Amendment of 2024-03-02:
    - Type: Amendment 2
""" in text_of(done)
    assert [] == remarks(done)


def test_a_change_is_compared_with_what_the_change_before_it_says():
    """A value that comes back is stated again, and one that stays is not repeated."""
    done = imported_rows(
        HEADS,
        ["Reader", "Example", "Contract", "8/18/2021", "", "name"],
        ["Reader", "Example", "Amendment", "8/18/2022", "", "address"],
        ["Reader", "Example", "Amendment", "8/18/2023", "", "address"],
        ["Reader", "Example", "Amendment", "8/18/2024", "", "name"],
    )
    _, *changes = text_of(done).split("  - kind: amendment\n")

    assert [re.findall(r"\[(.*)\]", change) for change in changes] == [["address"], [], ["name"]]
    assert text_of(done).count("student-information: ") == 3


def test_a_remark_on_an_amendment_is_made_once():
    """An odd cell gets one remark, whether its contract is in the list or it is its own entry."""
    rows = (
        [name, "Example", "Amendment", "8/18/2023", "some day", ""] for name in ("Reader", "Writer")
    )
    done = imported_rows(HEADS, ["Reader", "Example", "Contract", "8/18/2021", "", ""], *rows)
    odd = "Expires: some day is not a date that can be read, so it is in the text."
    alone = (
        "It is an amendment of a contract that is not in the list, so it is an entry of its own."
    )

    assert [[("row 3", odd)], [("row 4", odd), ("row 4", alone)]] == [
        [remark for remark in entry.draft.remarks if remark.place != "row 2"]
        for entry in done.entries
    ]


def test_a_website_that_an_amendment_changes_is_in_the_text():
    """A different website is kept, and the same one is not repeated."""
    done = imported_rows(
        ["Product", "Vendor", "Type", "Signed", "Website"],
        ["Reader", "Example", "Contract", "8/18/2021", "https://a.example/"],
        ["Reader", "Example", "Amendment", "8/18/2023", "https://a.example"],
        ["Reader", "Example", "Amendment", "8/18/2024", "https://b.example/"],
    )

    assert "website: https://a.example/\n" in text_of(done)
    assert text_of(done).endswith(
        "\n- Type: Contract\n- Amendment of 2024-08-18:\n    - Website: https://b.example/\n"
    )


def test_an_amendment_goes_to_the_newest_contract_before_it():
    """Where a product has two contracts, the dates tell which of them a row amends."""
    done = imported_rows(
        HEADS,
        ["Reader", "Example", "Contract", "8/18/2018", "", ""],
        ["Reader", "Example", "Contract", "8/18/2022", "", ""],
        ["Reader", "Example", "Amendment", "8/18/2020", "", ""],
        ["Reader", "Example", "Amendment", "8/18/2024", "", ""],
        ["Reader", "Example", "Amendment", "8/18/2022", "", ""],
    )

    assert {"reader": [2, 4], "reader-2": [3, 5, 6]} == ids(done)


def test_an_amendment_of_one_of_several_products_is_an_entry_of_its_own():
    """Which contract of a contractor it changes is not guessed, and the report says so."""
    done = imported_rows(
        HEADS,
        ["Reader", "Example", "Contract", "8/18/2018", "", ""],
        ["Writer", "Example", "Contract", "8/18/2018", "", ""],
        ["", "Example", "Amendment", "8/18/2020", "", ""],
        ["Singer", "Example", "Amendment", "", "", "name"],
    )

    assert {"reader": [2], "writer": [3], "example": [4], "singer": [5]} == ids(done)
    alone = (
        "It is an amendment of a contract that is not in the list, so it is an entry of its own."
    )
    assert [alone, alone] == remarks(done)
    assert (
        "changes:\n  - kind: amendment\n    executed: 2020-08-18\nlegacy"
        in done.entries[2].draft.text
    )
    assert "changes" not in done.entries[3].draft.text


def test_a_product_that_is_called_renewal_is_a_product():
    """A name that ends like an amendment is one only beside what it amends."""
    done = imported_rows(
        ["Product", "Vendor"], ["License Renewal", "Example"], ["Reader", "Example"]
    )

    assert {"license-renewal": [2], "reader": [3]} == ids(done)


def test_a_date_of_another_kind_is_not_when_the_contract_was_executed():
    """A column says what kind of date it is; the report repeats it."""
    done = imported_rows(
        ["Product", "Vendor", "Date", "Date kind"],
        ["A", "Example", "1/2/2020", "executed"],
        ["B", "Example", "1/2/2020", "added to list"],
        ["C", "Example", "1/2/2020", "requested"],
    )
    a, b, c = (entry.draft.text for entry in done.entries)

    assert "executed: 2020-01-02\n" in a and "posted: 2020-01-02\n" in b
    assert (
        "executed" not in b
        and "- Date: 1/2/2020\n- Date kind: requested\n" in c
        and "executed" not in c
    )
    assert [
        "Date: added to list is read as the date of posting.",
        "Date: requested is not the date on which the contract was executed, so it is in the text.",
    ] == remarks(done)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["", "name"], "collects:\n  student-records: [name]\n"),
        (["none", ""], "collects: nothing\n"),
        (
            ["none", "name"],
            "collects:\n  student-records: [name]\nlegacy: true\n---\n\n- Data: none\n",
        ),
        (
            ["scores", "none"],
            "collects:\n  student-records: [scores]\nlegacy: true\n---\n\n- Student records: "
            "none\n",
        ),
        (["none", "none"], "collects: nothing\n"),
        (["", "none"], "contractor: Example\nlegacy: true\n---\n\n- Student records: none\n"),
        (["name", "none"], "collects:\n  student-information: [name]\n  student-records: []\n"),
        (
            ["N/A", "scores; TBD"],
            "collects:\n  student-records: [scores]\nlegacy: true\n---\n\n- Data: N/A\n",
        ),
        (
            ["see Exhibit B", ""],
            "contractor: Example\nlegacy: true\n---\n\n- Data: see Exhibit B\n",
        ),
    ],
)
def test_several_columns_can_list_what_is_collected(cells, expected):
    """A column for one kind is not a guess; a person decides about “none” beside data."""
    done = imported_rows(["Product", "Vendor", "Data", "Student records"], ["A", "Example", *cells])

    assert expected in text_of(done)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(["none", "None", "no data collected"], ["nothing"]), (["none", "none", ""], [])],
)
def test_nothing_is_collected_only_if_all_three_kinds_say_none(cells, expected):
    """If only two of the kinds are none, a person decides."""
    kinds = ["Student information", "Student records", "Student generated content"]
    heads = ["Product", "Vendor", *kinds]
    text = text_of(imported_rows(heads, ["A", "Example", *cells]))

    assert expected == re.findall(r"(?m)^collects: (.*)", text)
    assert bool(expected) != ("- Student records: none\n" in text)


def test_the_first_column_that_fits_a_field_fills_it():
    """If two columns are for one field, the other cell goes into the text."""
    done = imported_rows(
        ["Product", "App", "Vendor", "URL", "Website"],
        ["", "A", "Example", "n/a", "https://a.example"],
    )
    both = imported_rows(["Product", "App", "Vendor"], ["A", "B", "Example"])

    assert "product: A\n" in text_of(done) and "website: https://a.example\n" in text_of(done)
    assert "- URL: n/a\n" in text_of(done) and "- App: B\n" in text_of(both)


def test_other_fields_are_filled_by_their_own_rules():
    """Kind, subcontractors, security, and notice date are read; words a field refuses are text."""
    heads = ["Product", "Vendor", "Kind", "Basis", "Subcontractors", "Security", "Notified"]
    security = "*Encrypted*\n# yes"
    row = ["A", "Example", "Operator", "MOU", "Cloud, Inc.\nMail", security, "8/20/2025 3:10 PM"]
    done = imported_rows(heads, row)

    assert (
        "kind: operator\nnotified: 2025-08-20 15:10\nsecurity: |-\n  \\*Encrypted\\*\n\n  \\# yes\n"
        'subcontractors: ["Cloud, Inc.", Mail]\nlegacy: true\n---\n\n- Basis: MOU\n'
        in text_of(done)
    )
    assert ["Basis: MOU is not a value for `basis`, so it is in the text."] == remarks(done)


def test_an_address_instead_of_a_name_is_also_the_website():
    """The row has no other title; the report says so."""
    done = imported_rows(["Product", "Vendor"], ["https://reader.example/", "Example"])

    assert (
        "product: https://reader.example/\ncontractor: Example\nwebsite: https://reader.example/\n"
        in text_of(done)
    )
    assert [
        "https://reader.example/ is a web address, not a name; it is also used as the website."
    ] == remarks(done)


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


def test_each_id_comes_from_the_title_and_is_unique():
    """The same product twice, non-Latin names, and a name that ends in a number."""
    rows = (
        *(["Reader", "Example"], ["Reader", "Other Example"], ["Reader 2", "Example"]),
        *(["读书", "Example"], ["读书", "学"], ["", "学"]),
        ["https://www.reader.example/", "Example"],
    )
    done = imported_rows(["Product", "Vendor"], *rows)

    assert [
        *("reader", "reader-2", "reader-2-2", "example", "contract", "contract-2"),
        "reader-example",
    ] == list(ids(done))


def test_a_placeholder_is_not_a_name():
    """N/A is not the name of a contractor."""
    done = imported_rows(["Product", "Vendor"], ["A", "N/A"], ["TBD", "unknown"])

    assert "contractor: A\n" in text_of(done) and "- Vendor: N/A\n" in text_of(done)
    assert [3] == [refused.row.number for refused in done.rejected]


def test_dates_out_of_order_do_not_refuse_a_legacy_entry():
    """A contract that ends before it begins and an amendment after the end are imported as is."""
    done = imported_rows(
        HEADS,
        ["A", "Example", "Contract", "8/18/2021", "6/30/2020", ""],
        ["A", "Example", "Amendment", "8/18/2023", "", ""],
    )

    assert [] == list(done.rejected)


def dated(*texts: str) -> list[str]:
    """Return what each cell of a column of dates is read as, or "" if it is in the text."""
    rows = ([f"Product {i}", "Example", text] for i, text in enumerate(texts))
    done = imported_rows(["Product", "Vendor", "Signed"], *rows)
    matches = (re.search(r"executed: (.*)", entry.draft.text) for entry in done.entries)
    return [match[1] if match else "" for match in matches]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["3/2/2025", "12/11/2025"], ["2025-03-02", "2025-12-11"]),
        (["3/2/2025", "13/11/2025"], ["2025-02-03", "2025-11-13"]),
        (["3.2.2025", "31.12.2025", "March 4, 2025"], ["2025-02-03", "2025-12-31", "2025-03-04"]),
        (["3/2/2025", "13/11/2025", "11/13/2025"], ["", "2025-11-13", "2025-11-13"]),
        (["5/5/2025", "13/11/2025", "11/13/2025"], ["2025-05-05", "2025-11-13", "2025-11-13"]),
        (["3/2/25 3:10 PM", "25/12/25"], ["2025-02-03", "2025-12-25"]),
        (["13/13/2025", "3/2/2025"], ["", "2025-03-02"]),
        (["20250901", "20251301"], ["2025-09-01", ""]),
        (["45888", "36525", "36526", "62092", "62093"], ["2025-08-19", "", "2000-01-01", "", ""]),
    ],
)
def test_one_cell_can_show_that_a_column_has_the_day_first(texts, expected):
    """A date that could be either is read only if the rest of its column agrees."""
    assert expected == dated(*texts)


def test_the_report_names_the_notation_of_a_column_of_dates():
    """A person sees that a column is read as day/month, and which dates are not certain."""
    rows = (["A", "Example", text] for text in ("3/2/2025", "13/11/2025", "11/13/2025"))
    done = imported_rows(["Product", "Vendor", "Signed"], *rows)

    assert "    executed: Signed (C), dates as both" in import_report.lines(done)
    assert (
        "Signed: 3/2/2025 is not certain, because the column also has days before months, so it "
        "is in the text." in remarks(done)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("auto-renews", "none"),
        ("Automatic renewal", "none"),
        ("renews automatically each year", "none"),
        ("Auto-renews on 6/30/2027", ""),
        ("renewal", ""),
    ],
)
def test_a_contract_that_renews_itself_has_no_end(text, expected):
    """The words stay in the text; anything more specific is not interpreted."""
    draft = text_of(imported_rows(["Product", "Vendor", "Expires"], ["A", "Example", text]))

    assert ([expected] if expected else []) == re.findall(r"expires: (.*)", draft)
    assert f"- Expires: {text}\n" in draft


def test_a_column_can_be_named_by_its_letter():
    """Two columns with the same heading are told apart; a heading of one letter comes first."""
    heads = ["Product", "Vendor", "Approved?", "Approved?", "A"]
    row = ["Reader", "Example", "3/2/2025", "yes", "name"]
    letters = text_of(
        imported_rows(heads, row, mappings=("C=executed", "d=ignore", "Column E=body"))
    )
    heading = text_of(imported_rows(heads, row, mappings=("A=collects",)))

    assert "executed: 2025-03-02\n" in letters and letters.endswith("---\n\n- A: name\n")
    assert "product: Reader\n" in heading and "student-information: [name]" in heading
    with pytest.raises(NoListError, match="No heading is `f`"):
        imported_rows(heads, row, mappings=("F=body",))


def test_identical_rows_are_one_entry():
    """A cell that is left out does not make a row different, and is still reported."""
    done = imported_rows(
        ["Product", "Vendor", "Purpose", "Notes"],
        ["Reader", "Example", "Reading", "a"],
        ["Writer", "Example", "Writing", ""],
        ["Reader", "Example", "Reading", "b"],
        ["Reader", "Example", "Spelling", ""],
    )

    assert {"reader": [2, 4], "writer": [3], "reader-2": [5]} == ids(done)
    left_out = ["Notes is left out: a", "It says the same as row 2.", "Notes is left out: b"]
    assert left_out == remarks(done)


@pytest.mark.parametrize(
    "row",
    [
        ["ELEMENTARY", "", ""],
        ["", "Middle School", ""],
        ["Grades K-5:", "", ""],
        ["A", "", ""],
        ["Total", "12", ""],
        ["Total number of apps", "12", ""],
        ["Grand total:", "", ""],
        ["Subtotal", "$1,200.50", "10"],
    ],
)
def test_titles_and_totals_are_not_contracts(row):
    """They are listed in the report, and are in no entry."""
    done = imported_rows(["Product", "Vendor", "Students"], ["Reader", "Example", "4"], row)

    assert {"reader": [2]} == ids(done)
    assert [3] == [other.number for other in done.lists[0].other_rows]


@pytest.mark.parametrize(
    "row",
    [
        ["Total Reader", "Example", ""],
        ["Total", "Example", ""],
        ["IXL", "", ""],
        ["Science A-Z", "", ""],
        ["Elementary", "Example", ""],
        ["Number of the Day", "", ""],
    ],
)
def test_a_product_is_not_mistaken_for_a_title_or_a_total(row):
    """A row that names a contractor, or whose name says more, is a contract."""
    done = imported_rows(["Product", "Vendor", "Students"], ["Reader", "Example", "4"], row)

    assert [2, 3] == [number for rows in ids(done).values() for number in rows]


def test_internal_notes_are_left_out_and_reported():
    """Columns and parts of a list that are headed as internal are read only on request."""
    rows = (
        ["Product", "Vendor", "Internal status", "Office notes", "Purpose"],
        ["Reader", "Example", "waiting", "ask Kim", "Reading"],
        ["CONFIDENTIAL", "", "", "", ""],
        ["Writer", "Example", "", "", ""],
        ["Elementary", "", "", "", ""],
        ["Singer", "Example", "", "", ""],
    )
    done, mapped = imported_rows(*rows), imported_rows(*rows, mappings=("Office notes=body",))

    assert {"reader": [2], "singer": [6]} == ids(done)
    assert done.entries[0].draft.text.endswith("legacy: true\n---\n")
    assert mapped.entries[0].draft.text.endswith("---\n\n- Office notes: ask Kim\n")
    report = list(import_report.lines(done))
    assert "    left out, because of its heading: Internal status (C), Office notes (D)" in report
    assert "row 4 is below “CONFIDENTIAL”, so it is left out: Writer Example" in report
    assert "    row 2: Office notes is left out: ask Kim" in report


def collected(headings: list[str], *marks: str, mappings: tuple[str, ...] = ()) -> str:
    """Return what an entry collects, from the cells of its row below some headings."""
    done = imported_rows(
        ["Product", "Vendor", *headings], ["A", "Example", *marks], mappings=mappings
    )
    match = re.search(r"(?s)collects:(.*)legacy", text_of(done))
    return " ".join(match[1].split()) if match else ""


BIRTH = "student-information: [Date of birth]"


@pytest.mark.parametrize(
    ("headings", "marks", "expected"),
    [
        *((["Date of birth"], [x], BIRTH) for x in ("X", "x", "✓", "☒", "Yes", "TRUE", "1")),
        *((["Date of birth"], [mark], "") for mark in ("no", "FALSE", "0", "☐", "-", "optional")),
        (["Date of birth", "IEP"], ["X", "X"], f"{BIRTH} student-records: [IEP]"),
        (["Student work", "Attendance"], ["X", "no"], "student-generated-content: [Student work]"),
        (["No student data collected"], ["X"], "nothing"),
        (["No Student Data Collected at this time."], ["x"], "nothing"),
        (["No student data collected", "Date of birth"], ["X", "X"], BIRTH),
        (["No student data collected", "Date of birth"], ["", "X"], BIRTH),
        (["No student data collected"], ["no"], ""),
        (["Data", "Date of birth"], ["name", "X"], "student-information: [name, Date of birth]"),
        (["Grades"], ["X"], "student-information: [Grades]"),
        (["Grades"], ["K-5"], ""),
        (["COPPA compliant"], ["X"], ""),
        (["Parent consent required"], ["X"], ""),
        (["Student records"], ["X"], ""),
        (["Data"], ["yes"], ""),
    ],
)
def test_a_check_mark_is_the_element_of_its_column(headings, marks, expected):
    """Only a column of Exhibit B is one of elements; “no data” never stands beside data."""
    assert expected == collected(headings, *marks)


def test_a_column_of_words_with_one_x_is_not_a_column_of_check_marks():
    """Where most cells are words, the heading is not the element that an X stands for."""
    texts = ("Spanish and English", "Arabic", "X")
    rows = ([f"Product {i}", "Example", text] for i, text in enumerate(texts))
    done = imported_rows(["Product", "Vendor", "Language"], *rows)

    assert [
        entry.draft.text.endswith(f"---\n\n- Language: {text}\n")
        for entry, text in zip(done.entries, texts, strict=True)
    ] == [True] * 3


def test_a_mapped_column_of_check_marks_is_an_element():
    """The heading is then the element, of the kind that was named."""
    mapping = ("Lexile=student-records",)

    assert "student-records: [Lexile]" == collected(["Lexile"], "X", mappings=mapping)
    assert "" == collected(["Lexile"], "X")


def test_only_an_agreement_may_be_a_file():
    """The name of a file in content/files/ is an agreement; as a website, it is reported."""
    done = imported_rows(
        ["Product", "Vendor", "Website", "Agreement"],
        ["A", "Example", "dpa.pdf", "dpa.pdf"],
        inputs=site({"content/files/dpa.pdf": "%PDF-1.4"}),
    )

    assert "agreement: files/dpa.pdf\n" in text_of(done)
    assert "website:" not in text_of(done)
    assert "dpa.pdf is a file" in "\n".join(import_report.lines(done))


def test_the_headings_of_groups_tell_elements_apart():
    """“Email” may be of a student or of a parent: the row above says which."""
    done = imported_rows(
        ["", "", "Student Contact Information", "", "Parent/Guardian Contact Information", ""],
        ["Product", "Vendor", "Email", "Phone", "Email", "Extra"],
        ["A", "Example", "X", "", "X", "free"],
    )

    assert (
        '  student-information:\n    - "Student Contact Information: Email"\n    - '
        '"Parent/Guardian Contact Information: Email"\n' in text_of(done)
    )
    assert text_of(done).endswith("- Extra: free\n")


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
    counted = [row.number for entry in done.entries for row in entry.draft.rows] + rejected
    report = plain("\n".join(import_report.lines(done)))

    assert sorted(row.number for row in done.lists[0].rows) == sorted(counted)
    assert {i for i, row in enumerate(rows, start=2) if any(plain(cell) for cell in row)} <= {
        *counted,
        *(line.number for line in done.lists[0].other_rows),
    }
    for entry in done.entries:
        texts = plain(entry.draft.text) + report
        lost = [
            cell for row in entry.draft.rows for cell in row.cells if not is_kept(cell.text, texts)
        ]
        assert [] == [cell for cell in lost if cell.text not in entry.draft.text]
    for refused in done.rejected:
        assert [] == [cell for cell in refused.row.cells if plain(cell.text) not in report]
    again = site({entry.draft.path: entry.draft.text for entry in done.entries})
    assert new or [] == [problem for problem in read_content(again).problems if problem.is_error]
    twice = imported_rows(["Product", "Vendor", *more], *rows, inputs=again, new=new)
    assert all(entry.state == entries.EXISTING for entry in twice.entries)
    assert len(twice.entries) == len(done.entries)


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
