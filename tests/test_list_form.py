"""A list of contracts becomes a pull request with a form, for a district that has no terminal."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from generator.authoring import list_form
from generator.authoring.list_form import CELLS, COLUMNS, FILE, LABELS, SHEETS
from generator.commands.import_contracts import report_lines
from generator.core.problems import UserError
from generator.github.api import workflow_repository
from generator.github.pulls import Reply, update_form
from generator.importing import spreadsheet
from generator.importing.cells import parse_mapping
from generator.importing.contract_lists import find_lists
from generator.importing.entries import import_lists
from generator.importing.tables import Line, Table
from helpers import roots
from helpers.forge import Forge, blob
from helpers.forms import send_form
from helpers.program import NOTICES, REPOSITORY, notices, variables
from helpers.roots import write_files
from helpers.runner import GitHub, github_repository
from helpers.stories import SETTINGS, WEDNESDAY

OWN_SETTINGS = SETTINGS.replace("SITE", "https://privacy.example/")
NOW = ("--now", "2026-11-25T12:00")
ADDRESS = "https://github.com/user-attachments/files/"
ROWS = [
    ["Product", "Vendor", "Signed", "Data", "Notes"],
    ["Reader", "Example Reader, Inc.", "8/18/2025", "name; age", "ask Kim"],
    ["Writer", "Example Writer, Inc.", "8/19/2025", "name", ""],
    ["", "", "", "", "who?"],
]
PASTED = "\n".join("\t".join(row) for row in ROWS)


def body(file: str = "", cells: str = "", sheets: str = "", columns: str = "") -> str:
    """Return the text of the issue that GitHub makes of the form."""
    answers = (file, f"```text\n{cells}\n```" if cells else "", sheets, columns)
    return "\n\n".join(
        f"### {label}\n\n{answer or '_No response_'}"
        for label, answer in zip(LABELS, answers, strict=True)
    )


def uploaded(name: str = "list.xlsx") -> str:
    """Return how GitHub links a file that was uploaded."""
    return f"[{name}]({ADDRESS}7/{name})"


# The form


def test_the_form_takes_a_file_or_cells() -> None:
    """Nothing is needed, because there are two ways; the types are those that GitHub can take."""
    form = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/list.yml").read_text())
    introduction, file, *boxes = form["body"]

    assert (file["type"], file["validations"]) == ("upload", {"accept": ".csv,.xlsx"})
    assert [each["attributes"]["label"] for each in (file, *boxes)] == [*LABELS]
    assert "anyone can open the list" in introduction["attributes"]["value"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (body(), "The form has no list."),
        (body(cells=" \n"), "The form has no list."),
        (body(uploaded(), "Product\tVendor"), "The form has a file and cells."),
        (body(f"{uploaded()}\n{uploaded('b.xlsx')}"), "must have one file in .xlsx or .csv."),
        (body(uploaded("list.numbers")), "must have one file"),
        (body(uploaded("list.pdf")), "must have one file"),
        (body(uploaded().replace("github.com", "github.com.evil.example")), "must have one file"),
        (body(uploaded().replace("/7/", "/7/../")), "must have one file"),
        (body(uploaded(), columns="App is the product"), "“App is the product” does not say"),
    ],
)
def test_a_form_without_one_list_is_explained(text: str, said: str) -> None:
    """It names the box, and what to do."""
    with pytest.raises(UserError, match=re.escape(said)):
        list_form.read(text)


def test_other_forms_are_not_this_one() -> None:
    """It is known by its two first headings."""
    assert list_form.read("Hello") is None
    assert list_form.read(f"### {FILE}\n\nx") is None


MARKDOWN = """\
| Product | Vendor | Notes |
| --- | :---: | ---: |
| Reader \\| Plus | Example Reader<br>Holdings | |
"""


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        (
            MARKDOWN,
            [["Product", "Vendor", "Notes"], ["Reader | Plus", "Example Reader\nHoldings", ""]],
        ),
        ("Product\tVendor\nReader\tEx", [["Product", "Vendor"], ["Reader", "Ex"]]),
        ('Product\tVendor\n"Rea\nder"\tEx', [["Product", "Vendor"], ["Rea\nder", "Ex"]]),
        ("Product,Vendor\nReader,Ex", [["Product", "Vendor"], ["Reader", "Ex"]]),
    ],
)
def test_cells_are_read_as_they_were_copied(cells: str, rows: list[list[str]]) -> None:
    """From Excel with tabs, from a file with commas, or as GitHub pastes a table."""
    found = spreadsheet.tables(list_form.as_csv(cells), "cells.csv")

    assert rows in [[[*line.cells] for line in table.lines] for table in found]


# What the import says of its options is said of the boxes

OPTIONS = re.compile(r"--\w+|`notices [a-z]+`")


def imported(lists: list[Table], *mapping: str, sheets: tuple[str, ...] = ()) -> str:
    """Return all that the import of tables says, as a person with the form reads it."""
    try:
        read = find_lists(lists, parse_mapping(mapping), sheets=sheets)
        result = import_lists(read, roots.site({"content/contracts/reader.md": roots.CONTRACT}))
    except UserError as error:
        return list_form.in_boxes(str(error))
    rejected = [refused.reason for refused in result.rejected]
    return list_form.in_boxes("\n".join([*report_lines(result), *rejected]))


HEADS = ("Product", "Vendor", "Signed")
ROW = ("Quill", "Example Quill", "8/18/2025")


def table(*rows: tuple[str, ...], name: str = "", **of_last: Any) -> Table:
    """Return a table; the last row has what is named besides its cells."""
    lines = [Line(number, row) for number, row in enumerate(rows, start=1)]
    lines[-1] = lines[-1]._replace(**of_last)
    return Table(name, tuple(lines))


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        (
            [table(("Gadget", "Who"), ("a", "b"))],
            f"Write for example `Gadget = product` under “{COLUMNS}”",
        ),
        ([table(("App", "Who"), ("a", "b"))], f"write `HEADING = contractor` under “{COLUMNS}”"),
        (
            [table((*HEADS, "Lexile"), (*ROW, "x"))],
            f"(for data, write `HEADING = collects` under “{COLUMNS}”)",
        ),
        (
            [table((*HEADS, "Data"), (*ROW, "name"), name="A"), table(HEADS, ROW, name="B")],
            f'It also looks like a list; to read it as well, write all of them under “{SHEETS}”: "A" "B".',
        ),
        ([table(HEADS, ROW, ROW, is_hidden=True)], "(unhide it in Excel to have it read)"),
        (
            [table(HEADS, ("Reader", "Other", "8/18/2025"))],
            "Add what is missing by hand; or leave it",
        ),
        ([table((*HEADS, "Data"), (*ROW, "x" * 9_999))], ""),
    ],
)
def test_the_report_speaks_of_boxes(lists: list[Table], said: str) -> None:
    """A person who has no terminal reads no option of a command."""
    report = imported(lists)

    assert said in report
    assert not OPTIONS.search(report)


def test_a_legend_about_colors_is_refused_without_colors() -> None:
    """A .csv file and copied cells have none, so a denied product would be published."""
    rows = (("Red = do not use",), HEADS, ROW)

    assert "Row 1 says “Red = do not use”, and this file has no colors" in imported([table(*rows)])
    assert "contracts/quill.md: new" in imported([table(*rows, name="Sheet1")])
    assert "contracts/quill.md: new" in imported([table(("Denied: call us",), HEADS, ROW)])


# The command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "root", {"content/site.yaml": OWN_SETTINGS})


def answered(root: Path, text: str, **environment: str) -> dict[str, Any]:
    """Return the reply to a form, with the entries that go to the next job, and the report."""
    (root / "form.md").write_text(text, encoding="utf-8")
    options = ("--root", root, "--format", "json", "--list-to", root / "list", *NOW)
    command = ("ci", "from-form", root / "form.md", *options)
    if environment:  # in a new process, because that reads proxies only once
        done = subprocess.run(
            [*NOTICES, *map(str, command)],
            cwd=REPOSITORY,
            env=variables(environment),
            capture_output=True,
            text=True,
            check=False,
        )
    else:
        done = notices(*command)
    assert done.returncode in (0, 1), done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    if (root / "list").exists():
        said["entries"] = json.loads((root / "list/entries.json").read_text())
        said["whole"] = (root / "list/report.txt").read_text()
    return said


def test_pasted_cells_become_entries(root: Path) -> None:
    """The settings get their day; a row without a name is named with what to do."""
    said = answered(root, body(cells=PASTED))

    assert said["title"] == "Import 2 contracts"
    assert [*said["entries"]] == [
        "content/site.yaml",
        "content/contracts/reader.md",
        "content/contracts/writer.md",
    ]
    assert "since: 2026-11-25" in said["entries"]["content/site.yaml"]
    assert "legacy: true" in said["entries"]["content/contracts/reader.md"]
    assert "2 of 3 rows are in 2 entries: 2 written, 0 already there." in said["report"]
    assert "row 4: It has neither a product nor a contractor." in said["report"]
    assert "content/contracts/reader.md: new, from row 2" in said["page"]
    assert (root / "content/contracts/reader.md").exists()


def test_what_is_left_out_is_not_quoted(root: Path) -> None:
    """A pull request keeps it forever, also when the list is taken back."""
    said = answered(root, body(cells=PASTED))

    assert "row 2: Notes is left out\n" in said["page"]
    assert "Kim" not in json.dumps(said)


def test_a_second_time_brings_nothing(root: Path) -> None:
    """Entries that exist stay, and the comment says that nothing is new."""
    answered(root, body(cells=PASTED))
    (root / "list/entries.json").unlink()
    (root / "list/report.txt").unlink()
    (root / "list").rmdir()
    said = answered(root, body(cells=PASTED))

    assert "Nothing is new, so there is no pull request." in said["report"]
    assert (said["title"], said["page"], "entries" in said and said["entries"]) == ("", "", {})


def test_a_list_that_cannot_be_read_is_explained(root: Path) -> None:
    """The sentence names the box in which to say what a column is."""
    said = answered(root, body(cells="Gadget\tWho\na\tb"))

    assert said["report"].startswith("The list was not read. No heading names the product or the")
    assert f"Write for example `Gadget = product` under “{COLUMNS}”" in said["report"]


def test_a_long_report_is_cut_in_the_pull_request_and_whole_in_the_run(root: Path) -> None:
    """The comment says where the rest is."""
    rows = [[f"Product {i}", f"Example {i} {'x' * 60}", "8/18/2025"] for i in range(900)]
    cells = "\n".join("\t".join(row) for row in [["Product", "Vendor", "Signed"], *rows])
    said = answered(root, body(cells=cells))

    assert len(said["entries"]) == 901
    assert len(said["page"]) < 60_000
    assert "download `list`" in said["page"]
    assert "content/contracts/product-899.md: new" in said["whole"]


@pytest.mark.parametrize("is_private", [False, True])
def test_an_uploaded_workbook_is_fetched_without_a_token(
    root: Path, forge: Forge, is_private: bool
) -> None:
    """In a private repository nobody can fetch it, so the comment asks for the cells."""
    book, data = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(data)
    forge.uploads["7/list.xlsx"], forge.is_private = data.getvalue(), is_private
    server = {"GITHUB_SERVER_URL": "http://github.example", "http_proxy": forge.address}
    said = answered(root, body(uploaded()), **server, GITHUB_TOKEN="secret", no_proxy="")

    if is_private:
        assert "GitHub shows the file only to people who can see this repository." in said["report"]
        assert f"paste it under “{CELLS}”" in said["report"]
    else:
        assert "content/contracts/reader.md" in said["entries"]


# The pull request

ENTRIES = {"content/contracts/a.md": "a", "content/contracts/b.md": "b"}
RIGHTS = "contents=write,pull-requests=write,issues=write"


@pytest.fixture
def hub() -> Iterator[Forge]:
    hub = Forge()
    hub.issues.append({"number": 1, "title": "Old list", "body": "", "comments": [], "labels": []})
    hub.branches["main"] = {"content/site.yaml": "old", "README.md": "x"}
    yield hub
    hub.stop()


def propose(hub: Forge, **more: Any) -> str:
    """Propose entries, and return the comment."""
    reply = Reply("Two.", title="Import 2 contracts", page="The report", entries=ENTRIES)
    update_form(workflow_repository(hub.environment(RIGHTS)), 1, reply._replace(**more))
    (comment,) = hub.issues[0]["comments"]
    return str(comment)


def test_all_entries_are_one_commit(hub: Forge) -> None:
    """The branch has them besides all that was there, and the pull request has the report."""
    settings = {"content/site.yaml": "new"}
    comment = propose(hub, entries={**settings, **ENTRIES}, replaces=blob("old"))

    assert hub.branches["form/1"] == {"README.md": "x", **settings, **ENTRIES}
    assert hub.messages == ["Import 2 contracts"]
    assert [pull["title"] for pull in hub.pulls] == ["Import 2 contracts"]
    assert "### What became of each row\n\nThe report" in hub.pulls[0]["body"]
    assert comment.startswith("Two.\n\n- [**The pull request**]")
    assert "/tree/form/1/content/contracts)" in comment


def test_an_edited_form_changes_no_entry(hub: Forge) -> None:
    """Somebody may have corrected them on the branch."""
    propose(hub)
    hub.branches["form/1"]["content/contracts/a.md"] = "corrected"
    comment = propose(hub, entries={"content/contracts/c.md": "c"})

    assert "content/contracts/c.md" not in hub.branches["form/1"]
    assert comment.startswith("The list of this form is on its branch already")
    assert len(hub.pulls) == 1

    hub.pulls[0]["state"] = "closed"
    assert "is closed or merged" in propose(hub)


@pytest.mark.parametrize(
    ("meanwhile", "more"),
    [
        ({"content/contracts/b.md": "mine"}, {}),
        (
            {"content/site.yaml": "mine"},
            {"entries": {"content/site.yaml": "new"}, "replaces": blob("old")},
        ),
    ],
)
def test_what_others_have_written_meanwhile_stays(
    hub: Forge, meanwhile: dict[str, str], more: dict[str, Any]
) -> None:
    """Nothing is written, and the comment says how to read the list again."""
    hub.branches["main"] |= meanwhile
    comment = propose(hub, **more)

    assert [*hub.branches] == ["main"]
    assert hub.pulls == []
    assert f"something else has changed `{next(iter(meanwhile))}` in the meantime" in comment


@pytest.mark.parametrize("path", ["../x.md", "content/files/x.pdf", ".github/workflows/x.yml"])
def test_only_entries_have_a_place(hub: Forge, path: str) -> None:
    """The job that may write checks each path again."""
    with pytest.raises(ValueError, match="is not a path for an entry"):
        propose(hub, entries={path: "x"})
    assert [*hub.branches] == ["main"]


# The workflow


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    content = {"content/site.yaml": SETTINGS}
    with github_repository(tmp_path_factory.mktemp("list"), WEDNESDAY, content) as github:
        yield github


def test_a_list_on_github_leads_to_a_request_that_can_be_merged(github: GitHub) -> None:
    """From the cells to a green check, without a terminal."""
    run = send_form(github, body(cells=PASTED))
    number = len(github.issues)
    (comment,) = github.issues[-1]["comments"]

    assert run.failed == [], run.log
    assert {*github.changed(f"form/{number}")} >= {
        "content/contracts/reader.md",
        "content/contracts/writer.md",
    }
    assert "2 of 3 rows are in 2 entries" in comment
    assert {path.name for path in run.artifacts["list-1"].iterdir()} == {
        "entries.json",
        "report.txt",
    }
    assert github.approve(f"form/{number}").failed == []
