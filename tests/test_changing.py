"""`docs/changing.md` is exact: each recipe does what it says, on a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from helpers.cases import edited
from helpers.environment import environment
from helpers.program import REPOSITORY
from helpers.tiers import swept

pytestmark = pytest.mark.tools  # what is made from the program is renewed

DOC = (REPOSITORY / "docs/changing.md").read_text(encoding="utf-8")
# In a block of changes, or in a new file; the same block may be for two files.
BLOCK = re.compile(
    r"^In `([^`]+)`(?: and `([^`]+)`)?(, a new file)?:\n\n```\w+\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
DELETED = re.compile(r"^Delete `([^`]+)` and `([^`]+)`\.$", re.MULTILINE)
TABLE = re.compile(r"^\| catalog \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
CATALOGS = "themes/default/locale/"
LEFT_OUT = {".git", ".venv", "node_modules", "build", "dist", "mutants", "fonts", "__pycache__"}
LEFT_OUT |= {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
# Not `content/`, which may be another district's.
OF_SAMPLE = ("--root", "tests/sites/sample")
BUILT = "tests/sites/sample/build/"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")
RENEWED = [f"tests/test_{name}.py" for name in ("cases", "due", "values", "golden")]
# The other tests of the copy that a change of its fields, rules and pages could break.
TESTED = [
    f"tests/test_{name}.py"
    for name in "sample everything_wrong scaffold places releases codes single_entry docs theme "
    "field_types human json_schema".split()
]
# The files that a person edits for each recipe, and how many of them are catalogs.
RECIPES = {
    "A field": (9, 4),
    "A type": (12, 4),
    "A field of a breach and its updates": (9, 4),
    "A group": (9, 4),
    "A check": (3, 0),
    "Something due": (2, 0),
    "A page": (8, 4),
    "A list": (9, 4),
    "Taking something out": (5, 0),
}


class Copy:
    """A copy of the repository to which recipes are applied, and the files edited by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.by_hand = folder, set[str]()
        ignored = shutil.ignore_patterns(*LEFT_OUT)
        shutil.copytree(REPOSITORY, folder, ignore=ignored, symlinks=True)
        self.before = self.files()
        environment(folder, "site", "lint")
        babel = folder / ".venv/bin/pybabel"
        babel.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m babel.messages.frontend "$@"\n')
        babel.chmod(0o755)

    def files(self) -> dict[str, bytes]:
        """Return the files by their paths, without what is never committed."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not {*path.relative_to(self.folder).parts} & LEFT_OUT
        }

    def follow(self, title: str) -> tuple[int, int]:
        """Make the changes of a recipe; return the number of files and of catalogs among them."""
        section = recipe(title)
        paths = set()
        for first, second, is_new, block in BLOCK.findall(section):
            for path in filter(None, (first, second)):
                paths.add(path)
                file = self.folder / path
                text = block if is_new else edited(file.read_text("utf-8"), block)
                file.write_text(text, encoding="utf-8")
        for path in chain.from_iterable(DELETED.findall(section)):
            paths.add(path)
            (self.folder / path).unlink()
        catalogs = {path for path, _ in translations(section)}
        self.by_hand |= paths | catalogs
        return len(paths | catalogs), len(catalogs)

    def renew(self, cases: str) -> None:
        """Renew what is made from the program, as the recipes say, and translate its sentences."""
        self.run("make", "docs", "words")
        for path, sentences in translations(DOC):
            file = self.folder / path
            text = file.read_text(encoding="utf-8")
            for sentence, translation in sentences.items():
                empty = f'msgid "{sentence}"\nmsgstr ""\n'
                assert text.count(empty) == 1
                text = text.replace(empty, f'msgid "{sentence}"\nmsgstr "{translation}"\n')
            file.write_text(text, encoding="utf-8")
        self.run(*PYTEST, "-m", cases, *RENEWED, "--renew-cases", "--renew-golden")

    def made(self) -> set[str]:
        """Return the files that changed but not by hand, without those that tests compare with."""
        now, before = self.files(), self.before
        changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
        # A copy of the sample, unless this is the clone of another district.
        compared = ("content/", "tests/cases/", "tests/due/", "tests/golden", "tests/values/")
        return {path for path in changed - self.by_hand if not path.startswith(compared)}

    def run(self, *arguments: str) -> str:
        """Run a command in the copy, with the program of the copy, and return what it prints."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        done = subprocess.run(
            arguments, cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def notices(self, *arguments: str) -> str:
        """Run a command of the program."""
        return self.run(sys.executable, "-m", "generator", *arguments)

    def read(self, path: str) -> str:
        """Return the text of a file."""
        return (self.folder / path).read_text(encoding="utf-8")


def recipe(title: str) -> str:
    """Return the section of the page with a title."""
    return DOC.split(f"\n## {title}\n")[1].partition("\n## ")[0]


def translations(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the paths of the catalogs in each table, and the sentences to translate there."""
    found = []
    for table in TABLE.findall(text):
        head, _, *rows = (
            [cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()
        )
        for catalog, *cells in rows:
            found.append((CATALOGS + catalog.strip("`"), dict(zip(head[1:], cells, strict=True))))
    return found


# `make test` then runs on the copy what it runs here; at night, all cases of each sweep, too.
@pytest.mark.parametrize("cases", swept(["not sweep", ""], ["not sweep"]))
def test_the_recipes_do_what_they_say(tmp_path: Path, cases: str) -> None:
    """All are followed on one copy; the rest follows from what a person has edited."""
    copy = Copy(tmp_path / "notices")

    assert {title: copy.follow(title) for title in RECIPES} == RECIPES
    assert len(re.findall("^## ", DOC, re.MULTILINE)) == len(RECIPES) + 1  # and what else to see

    copy.renew(cases)

    assert copy.made() == {
        "docs/fields.md",
        "docs/problems.md",
        "docs/schema/breach.json",
        "docs/schema/contract.json",
    }

    copy.run(sys.executable, "-m", "ruff", "check")
    copy.run(*PYTEST, "-m", cases, *TESTED)
    copy.notices("build", *OF_SAMPLE)
    for check in (
        *(a_field_of_a_breach, a_group, a_type, a_check, something_due, a_page, a_list, a_field),
        taking_something_out,
    ):
        check(copy)


def a_field(copy: Copy) -> None:
    """The desk, the import, the letter, the data and the pages follow from the row and label."""
    assert "Who answers questions about the data?" in copy.notices("desk", *OF_SAMPLE)
    letter = copy.notices("letter", *OF_SAMPLE, "contracts/northstar-reader")
    table = "Product,Vendor,Privacy officer\nData Lens,Lens Inc.,Ann Office\n"
    (copy.folder / "list.csv").write_text(table)
    copy.notices("import", *OF_SAMPLE, "list.csv")
    copy.notices("new", *OF_SAMPLE, "contract", "Data Ledger")

    for path, words in {
        "tests/cases/contract/data-protection-officer-a-list.txt": "E107 `data-protection-officer`",
        "tests/sites/sample/content/contracts/data-ledger.md": "# data-protection-officer: Northstar Privacy",
        "tests/sites/sample/content/contracts/data-lens.md": "data-protection-officer: Ann Office",
    }.items():
        assert words in copy.read(path)
    assert "Questions about the data: Northstar Privacy Office" in letter
    for language, label in (("", "Questions about the data"), ("es/", "Preguntas sobre los datos")):
        page = copy.read(f"{BUILT}{language}product-notification/northstar-reader/index.html")
        facts, _, history = page.partition('<section class="history">')
        assert f"<dt>{label}<dd>Northstar Data Office" in facts
        assert f"<dt>{label}<dd>Northstar Privacy Office" in history


def a_type(copy: Copy) -> None:
    """Lists, the check, editors and the data read its values, and nothing else names it."""
    letter = copy.notices("letter", *OF_SAMPLE, "contracts/northstar-reader")
    table = "Product,Vendor,Country\nData Atlas,Atlas Inc.,United States\n"
    (copy.folder / "countries.csv").write_text(table)
    copy.notices("import", *OF_SAMPLE, "countries.csv")

    assert "Country of the data: US" in letter
    for path, words in {
        "tests/sites/sample/content/contracts/data-atlas.md": "hosted-in: US",
        "tests/values/country.txt": "USA => E107 `x` must be a country as two letters, not USA",
        "docs/schema/contract.json": '"$ref": "#/$defs/Country"',
        f"{BUILT}product-notification/northstar-reader/index.html": "<dt>Country of the data<dd>US",
    }.items():
        assert words in copy.read(path)
    named = [
        path.relative_to(copy.folder).as_posix()
        for path in (copy.folder / "generator").rglob("*.py")
        if "COUNTRY" in path.read_text(encoding="utf-8")
    ]
    assert sorted(named) == ["generator/content/fields.py", "generator/content/values.py"]


def taking_something_out(copy: Copy) -> None:
    """Nothing but this page and the changelog names it, and nothing is left that only it used."""
    names = re.compile(rb"\bW133\b|data_is_listed_with_commas|data-with-semicolons|\bPARENTHESES\b")
    left = [path for path, data in copy.files().items() if names.search(data)]

    assert sorted(left) == ["CHANGELOG.md", "docs/changing.md", "tests/test_changing.py"]


def a_field_of_a_breach(copy: Copy) -> None:
    """Its row and label are enough for the page, the letters, the feeds and the data."""
    letter = copy.notices("letter", *OF_SAMPLE, "breaches/2026-11-northstar-reader/update-2")
    page = copy.read(f"{BUILT}breach-notification/2026-11-northstar-reader/index.html")

    assert "Also reported to: Attorney General, Department of Education" in letter
    assert "<dt>Also reported to<dd>Attorney General, Department of Education" in page
    assert page.count("<dt>Also reported to<dd>Attorney General\n") > 1
    assert "Attorney General" in copy.read(f"{BUILT}feeds/breach-notification.xml")
    assert "E107 `reported-to`" in copy.read("tests/cases/breach/reported-to-a-group.txt")


def a_group(copy: Copy) -> None:
    """Its dates are checked, and its fields are shown, without a class or a template."""
    letter = copy.notices("letter", *OF_SAMPLE, "contracts/northstar-reader")
    columns = copy.read(f"{BUILT}data/contracts.csv").splitlines()[0]

    assert "Audited by: Example Auditors LLC" in letter
    assert "E210 `on` is in the future" in copy.read("tests/cases/contract/audit-ahead.txt")
    assert ",audit_on,audit_by,data_protection_officer," in columns


def a_check(copy: Copy) -> None:
    """The report of the case has the new code, and the program explains it."""
    report = copy.read("tests/cases/contract/purpose-repeats-the-description.txt")

    assert ":5:10: W127 The purpose is" in report
    assert "Write why the district uses it" in copy.notices("explain", "W127")


def something_due(copy: Copy) -> None:
    """The list and the reminders have it."""
    printed = copy.read("tests/due/review.txt")

    assert "the contract is to be reviewed by November 18, 2026, 8 days left." in printed
    assert "\n# Review the contract for Word Garden by November 18, 2026\n" in printed
    assert "\n1 contract to review.\n" in printed


def a_page(copy: Copy) -> None:
    """It is made in each language, and the sitemap and every other page lead to it."""
    assert "<h1>Accessibility</h1>" in copy.read(f"{BUILT}accessibility/index.html")
    assert "<h1>Accesibilidad</h1>" in copy.read(f"{BUILT}es/accessibility/index.html")
    assert "/accessibility/</loc>" in copy.read(f"{BUILT}sitemap.xml")
    assert 'href="accessibility/index.html"' in copy.read(f"{BUILT}index.html")


def a_list(copy: Copy) -> None:
    """Its groups are below headings, and it has all that the script of the search needs."""
    page = copy.read(f"{BUILT}companies/index.html")
    companies = re.findall(r"<h2 data-whole>(.*?)</h2>", page)

    assert "Example Northstar Learning, Inc." in companies
    assert companies == sorted(companies, key=str.casefold)
    assert page.count("<table") == page.count("data-current") == len(companies) > 1
    assert "<h1>Productos por empresa</h1>" in copy.read(f"{BUILT}es/companies/index.html")
    assert "/companies/</loc>" in copy.read(f"{BUILT}sitemap.xml")
    copy.run(*PYTEST, "tests/test_lists.py", "-k", "script or attribute or current")
