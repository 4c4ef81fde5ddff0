"""Oversized input is refused with a sentence or built, within time and memory limits set here."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.authoring import issue_forms
from generator.compiler import read_content
from generator.content.frontmatter import MAX_BYTES
from generator.content.markdown import MAX_BRACKETS, MAX_MARKS, Renderer
from generator.reports import problem_report
from generator.system.reporting import lines_of
from helpers import roots
from helpers.fuzzing import importing, time_limit, workbook_of
from helpers.program import NOTICES, REPOSITORY
from helpers.tiers import swept

SECONDS = 20  # of the processor, for one entry as large as an entry may be; here the worst takes 3
BUILT_SECONDS = 60  # of the processor, for a whole site; here the largest takes 10
MEMORY = 2 << 30  # bytes of address space of a whole command
HEAD = roots.CONTRACT.removesuffix("---\n")
ROOM = MAX_BYTES - 2_000


def filled(unit: str, before: str = "---\n", after: str = "\n---\n") -> str:
    """Return an entry as large as an entry may be, of one thing again and again."""
    return before + unit * ((ROOM - len(before + after)) // len(unit)) + after


def numbered(form: str, count: int) -> str:
    """Return so many lines, each with its number."""
    return "".join(form.format(i) for i in range(count))


ENTRIES = {
    "brackets": (filled("[", "---\nproduct: "), "E026"),
    "braces": (filled("{", "---\nproduct: "), "E026"),
    "hyphens": (filled("- ", "---\nproduct:\n  "), "E031"),
    "questions": (filled("? ", "---\n"), "E031"),
    "a list of a hundred thousand": (f"---\ncollects: [{'a,' * 100_000}a]\n---\n", "E107"),
    "items of nothing": (filled("  -\n", "---\ncollects:\n  student-information:\n"), "E103"),
    "fields that nobody knows": (f"---\n{numbered('field-{}: b' + chr(10), 15_000)}---\n", "E101"),
    "one field again and again": (filled("product: a\n"), "E028"),
    "references": (filled("- *a\n", "---\ncollects:\n"), "E027"),
    "tags": (filled("- !a b\n", "---\ncollects:\n"), "E027"),
    "comments without a space": (filled("product: b #c\n"), "E024"),
    "tabs": (filled("\tproduct: b\n"), "E021"),
    "two colons": (filled("product: b: c\n"), "E023"),
    "fences": (filled("---\n"), "E129"),
    "schools that nobody knows": (f"{HEAD}schools: [{numbered('x{},', 20_000)}x]\n---\n", "E115"),
    "changes": (
        filled("- {kind: amendment, executed: 2025-09-01}\n", f"{HEAD}changes:\n", "---\n"),
        "W120",
    ),
    "a date of digits": (HEAD.replace("2025-08-18", "2" * ROOM) + "---\n", "E105"),
    "a line": (HEAD.replace("Northstar Reader", "a" * ROOM) + "---\n", "E127"),
    "mailboxes": (filled("a@b.cc ", f"{HEAD}---\n", ""), "W501"),
    "students": (filled("student Anna Smith born 2010-01-02 ", f"{HEAD}---\n", ""), "W501"),
    "phones": (filled("203-555-0100 ", f"{HEAD}---\n", ""), "W501"),
}
TEXTS = {
    "[": "E123",
    "![": "E123",
    "[a](files/picture.png) ": "E123",
    "*a ": "E129",
    "*_": "E129",
    "`a ": "E129",
    "\\": "E129",
    "&amp;": "E129",
    "<!--": "E129",
    "<b>": "E129",
    "# a\n": "E129",
    "a\n---\n": "E129",
    "a  \n": "E129",
    "> ": "E130",
    "+ ": "E130",
    "1. ": "E130",
    "a\n: b\n": "E130",
    "|a|b|\n|-|-|\n\n": "",
    "- a\n\n": "",
    "a ": "",
}


# What took time by the square of its size, or ended the stack, when it was first tried.
SLOW_ENTRIES = (
    "brackets",
    "hyphens",
    "fields that nobody knows",
    "fences",
    "references",
    "students",
    "phones",
)
SLOW_TEXTS = ("[", "*a ", "`a ", "&amp;", "> ", "+ ", "a ")


@pytest.mark.parametrize("name", swept(ENTRIES, SLOW_ENTRIES))
def test_an_entry_that_is_full_of_one_thing_is_told_soon(name: str) -> None:
    """An entry as large as may be, with one thing in it as often as fits, is read and reported."""
    text, code = ENTRIES[name]
    inputs = roots.site({"content/contracts/northstar-reader.md": text})
    with time_limit(SECONDS):
        found = read_content(inputs).problems
        printed = [*problem_report.terminal(found, lines_of(inputs), color=False)]

    assert len(text) <= MAX_BYTES
    assert code in {one.code for one in found}
    assert printed


@pytest.mark.parametrize("unit", swept(TEXTS, SLOW_TEXTS))
def test_a_text_that_is_full_of_one_mark_is_rendered_or_refused_soon(unit: str) -> None:
    """Marks that cost Python-Markdown quadratic time or stack are counted before rendering."""
    with time_limit(SECONDS):
        html, offenses = Renderer(frozenset({"files/picture.png"}), frozenset()).render(
            unit * (ROOM // len(unit))
        )

    assert {one.code for one in offenses} == ({TEXTS[unit]} if TEXTS[unit] else set())
    assert bool(html) is not bool(TEXTS[unit])


def test_a_text_at_every_limit_is_rendered_soon() -> None:
    """A text with the most allowed brackets, marks, and nesting is rendered in time."""
    text = f"{'[a](#b) ' * (MAX_BRACKETS)}\n\n{'> ' * 30}a\n\n{'*a _b ' * (MAX_MARKS // 2 - MAX_BRACKETS)}"
    with time_limit(SECONDS):
        html, offenses = Renderer(frozenset(), frozenset()).render(text)

    assert html.count("<a ") == MAX_BRACKETS
    assert offenses == ()


def test_an_issue_of_headings_is_read_soon() -> None:
    """A form with each heading ten thousand times over is one form."""
    issue = "".join(f"### {one.label}\n\na\n\n" for one in issue_forms.questions("contract"))
    with time_limit(SECONDS):
        found = issue_forms.read(issue * 10_000)

    assert found and found.kind == "contract"


class Used(NamedTuple):
    """The result of a command: exit code, output, CPU seconds, and bytes of memory."""

    code: int
    said: str
    seconds: float
    memory: int


# A process is charged with all the memory of the one that starts it, so a small one does.
STARTED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss * 1024}")
sys.exit(code if code >= 0 else 128 - code)
"""


def used(root: Path, *command: str) -> Used:
    """Run a command that is stopped where it takes more than it may."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (BUILT_SECONDS, BUILT_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    words = [*NOTICES, *command, "--root", str(root), "--now", "2026-11-25"]
    start = [sys.executable, "-c", STARTED, str(root / "used"), *words]
    said, taken = root / "said", root / "used"
    with said.open("wb") as file:
        code = subprocess.run(
            start, cwd=REPOSITORY, stdout=file, stderr=file, preexec_fn=limit, check=False
        ).returncode
    seconds, memory = taken.read_text().split()
    print(f"{command}: {float(seconds):.1f} s, {int(memory) / 1_000_000:.0f} MB")
    return Used(code, said.read_text(), float(seconds), int(memory))


def root_of(tmp_path: Path, texts: dict[str, str]) -> Path:
    """Write a root."""
    return roots.write_files(
        tmp_path,
        {"content/site.yaml": roots.settings(), "content/files/northstar.pdf": "%PDF", **texts},
    )


def test_an_entry_of_50_mb_is_refused(tmp_path: Path) -> None:
    """Of a text over the limit no more is read than tells that."""
    found = used(root_of(tmp_path, {"content/contracts/x.md": "a" * 50_000_000}), "check")

    assert (1, True) == (found.code, "E006" in found.said)
    assert found.memory < 200_000_000


@pytest.mark.parametrize("count", swept([60, 4_000], [60]))
def test_ten_thousand_changes_of_one_contract_are_refused(tmp_path: Path, count: int) -> None:
    """They do not fit into an entry; as many as fit are a site."""
    change = "- {kind: amendment, executed: 2025-09-01, notified: 2025-09-02}\n"
    full = used(
        root_of(tmp_path, {"content/contracts/x.md": f"{HEAD}changes:\n{change * 10_000}---\n"}),
        "check",
    )
    fits = used(
        root_of(tmp_path, {"content/contracts/x.md": f"{HEAD}changes:\n{change * count}---\n"}),
        "build",
    )

    assert (1, True) == (full.code, "E006" in full.said)
    assert (0, True) == (fits.code, "no problems" in fits.said), fits.said[-500:]


@pytest.mark.parametrize("count", swept([50, 1_000], [50]))
def test_a_thousand_schools_are_a_site(tmp_path: Path, count: int) -> None:
    """Each school has its page and its feed."""
    schools = numbered("  school-{0}: {{name: School {0}, grades: K-5}}\n", count)
    settings = "".join(
        f"{name}: {value}\n" for name, value in roots.SETTINGS.items() if name != "schools"
    )
    found = used(
        root_of(
            tmp_path,
            {
                "content/site.yaml": f"{settings}schools:\n{schools}",
                "content/contracts/x.md": roots.CONTRACT,
            },
        ),
        "build",
    )

    assert found.code == 0, found.said[-500:]
    assert len([*(tmp_path / "build").rglob("*.xml")]) > count


@pytest.mark.parametrize("count", swept([500, 5_000], [500]))
def test_five_thousand_files_are_copied(tmp_path: Path, count: int) -> None:
    """Each file of the content is a file of the site."""
    names = {f"content/files/{i % 100}/{i}.txt": "" for i in range(count)}
    found = used(root_of(tmp_path, {**names, "content/contracts/x.md": roots.CONTRACT}), "build")

    assert found.code == 0, found.said[-500:]
    assert len([*(tmp_path / "build/files").rglob("*.txt")]) == count


def test_a_catalogue_of_5_mb_is_refused(tmp_path: Path) -> None:
    """What no theme needs is told, not read for a minute."""
    one = 'msgid "A sentence that is long enough, number {0}."\nmsgstr "{0}"\n\n'
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + numbered(
        one, 75_000
    )
    settings = roots.settings()
    site = {
        "content/site.yaml": f"{settings}languages: [en, fi]\n",
        "themes/default/locale/fi.po": text,
    }
    found = used(root_of(tmp_path, site), "build")

    assert len(text) > 5_000_000
    assert (1, True) == (found.code, "larger than 1,048,576 bytes" in found.said), found.said[-500:]
    assert found.seconds < 5


@pytest.mark.parametrize("row", ["a,b\n", '"a\n', "Product,Company\n"])
def test_a_list_of_many_megabytes_is_read_or_refused_soon(row: str) -> None:
    """A `.csv` has a most of rows; what swallows the rest of it is said."""
    with time_limit(SECONDS):
        told = importing(("Product,Company\n" + row * (4_000_000 // len(row))).encode())

    assert isinstance(told, str)


def test_a_workbook_that_unpacks_to_too_much_is_refused_soon() -> None:
    """What a workbook holds is weighed before it is unpacked."""
    with time_limit(SECONDS):
        told = workbook_of({"xl/media/image1.png": bytes(1 << 26)})

    assert "unpacked it is larger than 32 MB" in str(told)
