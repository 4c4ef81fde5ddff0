"""The tests pass in another district's clone, whatever its content, people, and theme are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.program import REPOSITORY
from helpers.roots import write_files
from helpers.tiers import swept

SETTINGS = """\
district: Distrito Escolar de la Colina
abbreviation: DEC
url: https://colina.example/avisos/
timezone: America/Chicago
languages: [es, en]
contact: {name: Oficina de Privacidad, phone: 203-555-0142}
feed_authority: colina.example,2027
law: statute
theme: colina
"""
THEME = {
    "themes/colina/templates/404.html": "Llame a la oficina de {{ site.abbreviation }}.\n",
    "themes/colina/static/colina.css": "p { color: black }\n",
    "themes/draft/templates/home.html": "{% if it is not chosen, it may be wrong\n",
}
# In `make test`: the fast ones of the tests that once read the repository's content, themes or
# CODEOWNERS.
FEW = (
    "test_district.py",
    "test_pdf.py",
    "test_sample.py",
    "test_across_entries.py",
    "test_docs.py::test_every_link_of_the_documents_leads_somewhere",
)


def another_district(folder: Path) -> Path:
    """Return a copy of this repository that a district has customized, with no notices yet."""
    without = ".git .venv* node_modules mutants .hypothesis .*_cache __pycache__".split()
    shutil.copytree(REPOSITORY, folder, ignore=shutil.ignore_patterns(*without))
    for name in (".venv", "node_modules"):
        (folder / name).symlink_to(REPOSITORY / name)
    shutil.rmtree(folder / "content")
    owners = folder / ".github/CODEOWNERS"
    owners.write_text(
        re.sub(r"(?m)^# (\*|/\S+) @your-district/", r"\1 @colina/", owners.read_text())
    )
    return write_files(folder, {"content/site.yaml": SETTINGS, **THEME})


@pytest.mark.tools  # runs the tests in a process of its own
@pytest.mark.parametrize(
    "chosen", swept([FEW, ()], [FEW]), ids=lambda chosen: "few" if chosen else "all"
)
def test_the_tests_pass_in_the_clone_of_another_district(
    tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    """The tests pass in another district's clone.

    It has Spanish first, the statute's clocks, no schools, no entries, its own people, and its own
    theme.
    """
    clone = another_district(tmp_path / "clone")
    tests = [f"tests/{name}" for name in chosen or ("",)]
    options = ["-q", "-n0", "-p", "no:cacheprovider"]
    options += ["-m", "not browser and not tools and not sweep"]
    options += ["--ignore", "tests/test_other_district.py"]  # which would run itself
    prefixes = ("PYTEST_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=clone,
        env=kept | {"PYTHONPATH": str(clone)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    assert re.search(r"^\d+ passed, ", done.stdout, re.MULTILINE)
