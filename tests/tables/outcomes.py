"""Import the lists of `tests/tables/lists/`, and count what becomes of each fact in them.

A list is a table in CSV, which is imported as a workbook. `# sheet: NAME` begins a sheet, and
`# import: OPTIONS` has options of the import. `~~text~~` is crossed out; a cell `<` is merged with
the one to its left, and `^` with the one above. A last cell `=> …` has the facts of its row, with
semicolons between them: `field: value` of its entry, `-` for none; `text:` and `not:` words that are
in the entry or not; `says:` words of the report; `out:` words of the reason why it is no entry;
`with:` or `apart:` the row that is in the same entry, or in another.

`python tests/tables/outcomes.py [FOLDER]` prints the table, of the program in another folder if one
is named. A fact is right; or held back, with a line of the report that says why; or wrong, where the
report has something about the row; or wrong in silence.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

sys.path.append(str(Path(__file__).parents[1]))
from generator.content.fields import CONTRACT
from helpers.program import REPOSITORY, notices
from helpers.sites import SAMPLE

LISTS = sorted((Path(__file__).parent / "lists").glob("*.csv"))
OUTCOMES = ("right", "held back", "wrong", "silent")
FILED = re.compile(r"(content/contracts/\S+\.md): (?:new|already there), from (rows? .*)")
PLACE = r"rows? (\d+(?:, \d+)*)(?: of “(.*?)”)?"
STRUCK = re.compile(r"~~(.*?)~~")


class Fact(NamedTuple):
    """What should become of a row of a sheet; `sheet` is empty if there is only one."""

    sheet: str
    row: int
    name: str
    value: str


def fill(book: Workbook, path: Path) -> tuple[list[str], list[Fact]]:
    """Write a list into a workbook, and return the options of its import and its facts."""
    options, facts, name = list[str](), list[Fact](), ""
    sheet, number = book.active, 0
    for cells in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
        if cells and cells[0].startswith("# import: "):
            options = shlex.split(",".join(cells).removeprefix("# import: "))
        elif cells and cells[0].startswith("# sheet: "):
            name = cells[0].removeprefix("# sheet: ")
            sheet, number = book.create_sheet(name), 0
        elif not (cells and cells[0].startswith("# ")):
            number += 1
            written = cells.pop() if cells and cells[-1].startswith("=> ") else ""
            for fact in filter(None, written.removeprefix("=> ").split("; ")):
                facts.append(Fact(name, number, *re.split(r": ?| ", fact, maxsplit=1)))
            for column, text in enumerate(cells, start=1):
                write(sheet, number, column, text)
    if name:
        book.remove(book.worksheets[0])
    return options, facts


def write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a cell with its marks."""
    cell = sheet.cell(row, column)
    if text in ("<", "^"):
        first = (row, column - 1) if text == "<" else (row - 1, column)
        for merged in [*sheet.merged_cells.ranges]:
            if merged.min_row <= first[0] <= merged.max_row and merged.max_col == first[1]:
                first = (merged.min_row, merged.min_col)
                sheet.unmerge_cells(str(merged))
        sheet.merge_cells(None, *first, row, column)
    elif whole := STRUCK.fullmatch(text):
        cell.value, cell.font = whole[1], Font(strike=True)
    elif STRUCK.search(text):
        parts = enumerate(STRUCK.split(text))
        struck = InlineFont(strike=True)
        cell.value = CellRichText(
            *(TextBlock(struck, part) if i % 2 else part for i, part in parts)
        )
    elif text:
        cell.value = text


class Import:
    """A list that was imported: its report, and the entry of each row."""

    def __init__(self, path: Path, program: Path = REPOSITORY) -> None:
        book = Workbook()
        options, self.facts = fill(book, path)
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "content").mkdir()
            settings = (SAMPLE / "content/site.yaml").read_bytes()
            (root / "content/site.yaml").write_bytes(settings)
            book.save(root / "list.xlsx")
            now = ("--root", root, "--now", "2026-11-25")
            done = notices("import", root / "list.xlsx", *options, *now, cwd=program)
            self.report = done.stdout + done.stderr
            self.entries = {file: _texts(root / file) for file in self._paths()}

    def _paths(self) -> Iterator[str]:
        self.paths: dict[tuple[str, int], str] = {}
        for path, rows in FILED.findall(self.report):
            for numbers, sheet in re.findall(PLACE, rows):
                self.paths |= {(sheet, int(number)): path for number in numbers.split(", ")}
            yield path

    def about(self, fact: Fact) -> str:
        """Return the lines of the report about the row of a fact, and the lines below these."""
        if error := re.search(r"(?m)^Error: .*", self.report):
            return error[0]
        place = rf"row {fact.row}(?: of “{re.escape(fact.sheet)}”)?(?=[ :])"
        return "\n".join(re.findall(rf"(?m)^ *{place}.*(?:\n    (?!row).*)*", self.report))

    def outcome(self, fact: Fact) -> str:
        """Return what became of a fact, one of OUTCOMES."""
        only_sheet = self.paths.get(("", fact.row), "")  # which is not named
        path = self.paths.get((fact.sheet, fact.row), only_sheet)
        about, texts = self.about(fact), self.entries.get(path, [])
        entry = "".join(texts)
        other = self.paths.get((fact.sheet, int(fact.value)), "") if fact.value.isdecimal() else ""
        is_right = {
            "out": bool(about) and not path,
            "says": fact.value in self.report,
            "text": fact.value in entry,
            "not": fact.value not in entry,
            "with": bool(path) and path == other,
            "apart": bool(path) and path != other,
        }.get(fact.name, bool(entry) and fact.value == value(texts, fact.name))
        if is_right:
            return "right"
        name = fact.name.partition(".")[0]
        is_field = name in (*CONTRACT.fields, "changes") and fact.value != "-"
        is_absent = not entry or (is_field and value(texts, fact.name) == "-")
        return ("held back" if is_absent else "wrong") if about else "silent"


def _texts(file: Path) -> list[str]:
    """Return the text of an entry, and then of each change of it, the oldest first."""
    changes = sorted(file.with_suffix("").glob("*.md"), key=lambda change: change.stem)
    return [each.read_text("utf-8") for each in (file, *changes)]


def value(texts: list[str], name: str) -> str:
    """Return a value of an entry as text, such as that of `changes.0.executed`, or `-`."""
    number = 0
    if change := re.match(r"changes\.([0-9]+)\.", name):
        number = int(change[1]) + 1
        name = name.removeprefix(change[0])
    found: Any = {}
    if number < len(texts):
        found = yaml.load(texts[number].split("---")[1], yaml.BaseLoader)
    for step in name.split("."):
        if isinstance(found, list):
            found = found[int(step)] if int(step) < len(found) else None
        else:
            found = (found or {}).get(step)
    if isinstance(found, dict):
        found = [element for elements in found.values() for element in elements]
    return ", ".join(found) if isinstance(found, list) else found or "-"


def table(program: Path = REPOSITORY) -> str:
    """Return the table of the outcomes of each list, and a line for each that is not right."""
    lines, others, sums = list[str](), list[str](), Counter[str]()
    for path in LISTS:
        done, counts = Import(path, program), Counter[str]()
        for fact in done.facts:
            outcome = done.outcome(fact)
            counts[outcome] += 1
            if outcome != "right":
                place = f"{path.stem} {fact.sheet} row {fact.row}".replace("  ", " ")
                others.append(f"{outcome}: {place}: {fact.name}: {fact.value}")
        lines.append(row(path.stem, counts))
        sums += counts
    return "\n".join((row("", None), *lines, row("all", sums), *sorted(others), ""))


def row(name: str, counts: Counter[str] | None) -> str:
    """Return a row of the table."""
    cells = (outcome if counts is None else str(counts[outcome]) for outcome in OUTCOMES)
    return f"{name:16}" + "".join(f"{cell:>11}" for cell in cells)


if __name__ == "__main__":
    sys.stdout.write(table(*map(Path, sys.argv[1:])))
