"""`docs/changing.md` is exact: each recipe does what it says, on a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.environment import environment
from helpers.program import REPOSITORY

pytestmark = (
    pytest.mark.tools
)  # each recipe takes a copy of the repository, and renews what is made from the program

DOC = (REPOSITORY / "docs/changing.md").read_text(encoding="utf-8")
# In a block of changes, or in a new file; the same block may be for two files.
BLOCK = re.compile(
    r"^In `([^`]+)`(?: and `([^`]+)`)?(, a new file)?:\n\n```\w+\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
TABLE = re.compile(r"^\| catalog \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
CATALOGS = "themes/default/locale/"
NOT_COMMITTED = {"__pycache__"} | set(".git .venv node_modules build mutants".split())
CACHES = {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
Follow = Callable[[str], "Followed"]


class Followed:
    """A copy of the repository with a recipe applied, and the files that were edited by hand."""

    def __init__(self, folder: Path, title: str) -> None:
        self.folder, self.by_hand = folder, set[str]()
        self.section = DOC.split(f"\n## {title}\n")[1].partition("\n## ")[0]
        for first, second, is_new, block in BLOCK.findall(self.section):
            for path in filter(None, (first, second)):
                self.by_hand.add(path)
                file = folder / path
                text = block if is_new else changed(file.read_text("utf-8"), block)
                file.write_text(text, encoding="utf-8")

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

    def renew(self) -> None:
        """Renew what is made from the program, as the recipe says, and translate its sentences."""
        self.run("make", "docs", "words")
        for table in TABLE.findall(self.section):
            head, _, *rows = (
                [cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()
            )
            for catalog, *translations in rows:
                path = CATALOGS + catalog.strip("`")
                self.by_hand.add(path)
                self.translate(path, dict(zip(head[1:], translations, strict=True)))
        files = ("tests/test_cases.py", "tests/test_due.py", "tests/test_golden.py")
        self.run(*PYTEST, *files, "--renew-cases", "--renew-golden")

    def translate(self, catalog: str, sentences: dict[str, str]) -> None:
        """Fill in the empty translations of a catalog."""
        file = self.folder / catalog
        text = file.read_text(encoding="utf-8")
        for sentence, translation in sentences.items():
            empty = f'msgid "{sentence}"\nmsgstr ""\n'
            assert text.count(empty) == 1
            text = text.replace(empty, f'msgid "{sentence}"\nmsgstr "{translation}"\n')
        file.write_text(text, encoding="utf-8")

    def made(self) -> set[str]:
        """Return the files that changed but not by hand, without those that tests compare with."""
        now, before = files(self.folder), files(REPOSITORY)
        changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
        # A copy of the sample, unless this is the clone of another district.
        compared = ("content/", "tests/cases/", "tests/due/", "tests/golden")
        return {path for path in changed - self.by_hand if not path.startswith(compared)}

    def read(self, path: str) -> str:
        """Return the text of a file."""
        return (self.folder / path).read_text(encoding="utf-8")

    def passes(self, *tests: str) -> None:
        """Run the linter, and some tests of the copy."""
        self.run(sys.executable, "-m", "ruff", "check")
        self.run(*PYTEST, *tests)


# Not `content/`, which may be another district's.
OF_SAMPLE = ("--root", "tests/sites/sample")
BUILT = "tests/sites/sample/build/"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")


def changed(text: str, block: str) -> str:
    """Return a text with the changes of a block, whose other lines must be in it once."""
    lines = block.splitlines(keepends=True)
    old, new = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
    assert text.count(old) == 1, old
    return text.replace(old, new)


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a repository by their paths, without what is never committed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {*path.relative_to(folder).parts} & (NOT_COMMITTED | CACHES)
    }


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    """Return what follows a recipe on a copy of the repository."""

    def followed(title: str) -> Followed:
        folder = tmp_path / "notices"
        ignored = shutil.ignore_patterns(*NOT_COMMITTED - {"__pycache__"} | CACHES)
        shutil.copytree(REPOSITORY, folder, ignore=ignored, symlinks=True)
        environment(folder, "site", "lint")
        babel = folder / ".venv/bin/pybabel"
        babel.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m babel.messages.frontend "$@"\n')
        babel.chmod(0o755)
        copy = Followed(folder, title)
        copy.renew()
        return copy

    return followed


def test_a_field_is_a_row_a_label_a_case_and_a_line_of_the_sample(follow: Follow) -> None:
    """The form, the import, the letter, the data and the pages follow from the row and label."""
    copy = follow("A field")
    made = copy.made()
    copy.passes("tests/test_sample.py", "tests/test_everything_wrong.py", "tests/test_scaffold.py")
    copy.notices("build", *OF_SAMPLE)
    letter = copy.notices("letter", *OF_SAMPLE, "contracts/northstar-reader")
    table = "Product,Vendor,Privacy officer\nData Lens,Lens Inc.,Ann Office\n"
    (copy.folder / "list.csv").write_text(table)
    copy.notices("import", *OF_SAMPLE, "list.csv")
    copy.notices("new", *OF_SAMPLE, "contract", "Data Ledger")

    assert len(copy.by_hand) == 8  # four of them are catalogs
    assert made == {
        ".github/ISSUE_TEMPLATE/change.yml",
        ".github/ISSUE_TEMPLATE/contract.yml",
        ".github/ISSUE_TEMPLATE/correction.yml",
        "docs/fields.md",
        "docs/forms.md",
        "docs/schema/contract.json",
    }
    for path, words in {
        "tests/cases/contract/data-protection-officer-a-list.txt": "E107 `data-protection-officer`",
        "tests/sites/sample/content/contracts/data-ledger.md": "# data-protection-officer: Northstar Privacy",
        "tests/sites/sample/content/contracts/data-lens.md": "data-protection-officer: Ann Office",
        ".github/ISSUE_TEMPLATE/contract.yml": "data-protection-officer",
    }.items():
        assert words in copy.read(path)
    assert "Questions about the data: Northstar Privacy Office" in letter
    for language, label in (("", "Questions about the data"), ("es/", "Preguntas sobre los datos")):
        page = copy.read(f"{BUILT}{language}product-notification/northstar-reader/index.html")
        history, _, facts = page.rpartition('<dl class="facts">')
        assert f"<dt>{label}<dd>Northstar Data Office" in facts
        assert f"<dt>{label}<dd>Northstar Privacy Office" in history
    columns = copy.read(f"{BUILT}data/contracts.csv").splitlines()[0]
    assert columns.endswith(",data_protection_officer")


def test_a_field_of_a_breach_is_one_of_its_updates(follow: Follow) -> None:
    """Its row and label are enough for the page, the letters, the feeds, the data and the forms."""
    copy = follow("A field of a breach and its updates")
    made = copy.made()
    copy.passes("tests/test_sample.py", "tests/test_places.py", "tests/test_releases.py")
    copy.notices("build", *OF_SAMPLE)
    letter = copy.notices("letter", *OF_SAMPLE, "breaches/2026-11-northstar-reader/update-2")
    page = copy.read(f"{BUILT}breach-notification/2026-11-northstar-reader/index.html")

    assert len(copy.by_hand) == 8  # four of them are catalogs
    assert {".github/ISSUE_TEMPLATE/update.yml", "docs/schema/breach.json"} <= made
    assert not {path for path in made if path.endswith((".py", ".html"))}
    assert "Also reported to: Attorney General, Department of Education" in letter
    assert "<dt>Also reported to<dd>Attorney General, Department of Education" in page
    assert page.count("<dt>Also reported to<dd>Attorney General\n") > 1
    assert "Attorney General" in copy.read(f"{BUILT}feeds/breach-notification.xml")
    assert "E107 `reported-to`" in copy.read("tests/cases/breach/reported-to-a-group.txt")


def test_a_group_is_its_rows_and_labels(follow: Follow) -> None:
    """Its dates are checked, and its fields are shown, without a class or a template."""
    copy = follow("A group")
    made = copy.made()
    copy.passes("tests/test_sample.py", "tests/test_places.py", "tests/test_releases.py")
    copy.notices("build", *OF_SAMPLE)
    letter = copy.notices("letter", *OF_SAMPLE, "contracts/northstar-reader")

    assert len(copy.by_hand) == 8
    assert not {path for path in made if path.endswith((".py", ".html"))}
    assert "Audited by: Example Auditors LLC" in letter
    assert "E210 `on` is in the future" in copy.read("tests/cases/contract/audit-ahead.txt")
    columns = copy.read(f"{BUILT}data/contracts.csv").splitlines()[0]
    assert columns.endswith(",audit_on,audit_by")


def test_a_check_is_a_rule_a_code_and_a_case(follow: Follow) -> None:
    """The report of the case has the new code, and the page of all codes explains it."""
    copy = follow("A check")

    assert len(copy.by_hand) == 3
    assert copy.made() == {"docs/problems.md"}
    assert ":5:10: W127 The purpose is" in copy.read(
        "tests/cases/contract/purpose-repeats-the-description.txt"
    )
    assert "Write why the district uses it" in copy.notices("explain", "W127")
    copy.passes("tests/test_codes.py", "tests/test_single_entry.py")


def test_something_due_is_a_row_and_a_case(follow: Follow) -> None:
    """The list and the reminders have it."""
    copy = follow("Something due")

    assert len(copy.by_hand) == 2
    assert copy.made() == set()
    printed = copy.read("tests/due/deletion.txt")
    assert "the deletion of the data is due on 2026-11-30, 20 days left." in printed
    assert "\n# Confirm the deletion of the data of Word Garden by 2026-11-30\n" in printed
    assert printed.splitlines()[2] == "Nothing is due. 1 deletion to confirm."
    copy.passes("tests/test_due.py")


def test_a_page_is_a_template_a_name_and_a_link(follow: Follow) -> None:
    """It is made in each language, and the sitemap and every other page lead to it."""
    copy = follow("A page")
    made = copy.made()
    copy.notices("build", *OF_SAMPLE)

    assert len(copy.by_hand) == 8  # four of them are catalogs
    assert made == set()
    assert "<h1>Accessibility</h1>" in copy.read(f"{BUILT}accessibility/index.html")
    assert "<h1>Accesibilidad</h1>" in copy.read(f"{BUILT}es/accessibility/index.html")
    assert "/accessibility/</loc>" in copy.read(f"{BUILT}sitemap.xml")
    assert 'href="accessibility/index.html"' in copy.read(f"{BUILT}index.html")
    copy.passes("tests/test_docs.py", "tests/test_theme.py")
