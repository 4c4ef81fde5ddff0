"""Oversized input is refused with a sentence or built, within time and memory limits set here."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from generator.compiler import plan_site, read_content
from generator.content.frontmatter import MAX_BYTES
from generator.content.markdown import MAX_BRACKETS, MAX_MARKS, Renderer
from generator.importing.spreadsheet import MAX_UNPACKED_BYTES
from generator.reports import problem_report
from generator.reports.problem_report import lines_of
from generator.site.theme_check import contrast_problems
from helpers import roots
from helpers.fuzzing import importing, time_limit, workbook_of
from helpers.program import Measured, measured
from helpers.tiers import swept
from helpers.work import work

SECONDS = 20  # of the processor, for one entry of the maximum size; the slowest takes 3 here
HEAD = roots.CONTRACT.removesuffix("---\n")
ROOM = MAX_BYTES - 2_000


def filled(unit: str, before: str = "---\n", after: str = "\n---\n") -> str:
    """Return an entry of the maximum size, filled with one thing."""
    return before + unit * ((ROOM - len(before + after)) // len(unit)) + after


def numbered(form: str, count: int) -> str:
    """Return this many lines, each with its number."""
    return "".join(form.format(i) for i in range(count))


ENTRIES = {
    "brackets": (filled("[", "---\nproduct: "), "E022"),
    "braces": (filled("{", "---\nproduct: "), "E022"),
    "hyphens": (filled("- ", "---\nproduct:\n  "), "E031"),
    "questions": (filled("? ", "---\n"), "E031"),
    "a list of a hundred thousand": (f"---\ncollects: [{'a,' * 100_000}a]\n---\n", "E107"),
    "items of nothing": (filled("  -\n", "---\ncollects:\n  student-information:\n"), "E103"),
    "fields that nobody knows": (f"---\n{numbered('field-{}: b' + chr(10), 15_000)}---\n", "E101"),
    "one field again and again": (filled("product: a\n"), "E028"),
    "references": (filled("- *a\n", "---\ncollects:\n"), "E023"),
    "tags": (filled("- !a b\n", "---\ncollects:\n"), "E023"),
    "comments without a space": (filled("product: b #c\n"), "E023"),
    "tabs": (filled("\tproduct: b\n"), "E021"),
    "two colons": (filled("product: b: c\n"), "E023"),
    "fences": (filled("---\n"), "E123"),
    "schools that nobody knows": (f"{HEAD}schools: [{numbered('x{},', 20_000)}x]\n---\n", "E115"),
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
    "*a ": "E123 marks",
    "*_": "E123 marks",
    "`a ": "E123 marks",
    "\\": "E123 marks",
    "&amp;": "E123 marks",
    "<!--": "E123 marks",
    "<b>": "E123 marks",
    "# a\n": "E123 marks",
    "a\n---\n": "E123 marks",
    "a  \n": "E123 marks",
    "> ": "E031 text",
    "+ ": "E031 text",
    "1. ": "E031 text",
    "a\n: b\n": "E031 text",
    "|a|b|\n|-|-|\n\n": "",
    "- a\n\n": "",
    "a ": "",
}


# These once took quadratic time, or overflowed the stack.
SLOW_ENTRIES = ("brackets", "hyphens", "fields that nobody knows", "fences", "references")
SLOW_ENTRIES += ("students", "phones")
SLOW_TEXTS = ("[", "*a ", "`a ", "&amp;", "> ", "+ ", "a ")


@pytest.mark.parametrize("name", swept(ENTRIES, SLOW_ENTRIES))
def test_an_entry_full_of_one_thing_is_reported_soon(name: str) -> None:
    """An entry of the maximum size, with one thing as often as fits, is read and reported."""
    text, code = ENTRIES[name]
    inputs = roots.site({"content/contracts/northstar-reader.md": text})
    with time_limit(SECONDS):
        problems = read_content(inputs).problems
        printed = [*problem_report.terminal(problems, lines_of(inputs), color=False)]

    assert len(text) <= MAX_BYTES
    assert code in {problem.code for problem in problems}
    assert printed


@pytest.mark.parametrize("form", ["schools: [{}]\n---\n", "---\n{}"])
def test_only_the_first_forty_words_get_a_suggestion(form: str) -> None:
    """Each is compared with every school, or every file, so a list could take minutes."""
    words = (f"highlan{i}" if "schools" in form else f"[a](files/pictur{i}.png)" for i in range(50))
    text = HEAD + form.format(", ".join([*words, *["highlan0" if "schools" in form else ""] * 9]))
    texts = {"content/contracts/northstar-reader.md": text, **roots.FILES}
    problems = read_content(roots.site(texts)).problems
    hints = ["Did you mean" in problem.message for problem in problems if problem.is_error]

    assert hints == [True] * 40 + [False] * 10 + [True] * (9 if "schools" in form else 0)


@pytest.mark.parametrize("unit", swept(TEXTS, SLOW_TEXTS))
def test_a_text_full_of_one_mark_is_rendered_or_refused_soon(unit: str) -> None:
    """Marks that cost Python-Markdown quadratic time or stack are counted before rendering."""
    with time_limit(SECONDS):
        html, offenses = Renderer(frozenset({"files/picture.png"}), frozenset()).render(
            unit * (ROOM // len(unit))
        )

    assert {offense.code for offense in offenses} == ({TEXTS[unit]} if TEXTS[unit] else set())
    assert bool(html) is not bool(TEXTS[unit])


def test_a_text_at_every_limit_is_rendered_soon() -> None:
    """A text with the most allowed brackets, marks, and nesting is rendered in time."""
    nested = f"{'> ' * 30}a\n\n{'*a _b ' * (MAX_MARKS // 2 - MAX_BRACKETS)}"
    text = f"{'[a](#b) ' * MAX_BRACKETS}\n\n{nested}"
    with time_limit(SECONDS):
        html, offenses = Renderer(frozenset(), frozenset()).render(text)

    assert html.count("<a ") == MAX_BRACKETS
    assert offenses == ()


def within_limits(root: Path, command: str) -> Measured:
    """Run a command within limits on its processor time and memory."""
    return measured(command, "--root", root, "--now", "2026-11-25")


def root_of(tmp_path: Path, texts: dict[str, str]) -> Path:
    """Write the files of a root, with settings and a contract's agreement."""
    settings = {"content/site.yaml": roots.settings(), "content/files/northstar.pdf": "%PDF"}
    return roots.write_files(tmp_path, settings | texts)


def test_an_entry_of_50_mb_is_refused(tmp_path: Path) -> None:
    """No more of the text is read than shows that it is over the limit."""
    path = "content/contracts/x.md"
    small = within_limits(root_of(tmp_path / "small", {path: "a"}), "check")
    large = within_limits(root_of(tmp_path / "large", {path: "a" * 50_000_000}), "check")

    assert (1, True) == (large.returncode, "E006" in large.stdout)
    assert large.memory < small.memory + 25_000_000


@pytest.mark.parametrize("count", swept([30, 1_250], [30]))
def test_thousands_of_changes_to_one_contract_are_built(tmp_path: Path, count: int) -> None:
    """Each is a file, and the time of all of them is that of a page."""
    texts = {"content/contracts/x.md": f"{HEAD}---\n"}
    for number in range(2 * count):
        texts[f"content/contracts/x/change-{number}.md"] = (
            "---\nkind: amendment\nexecuted: 2025-09-01\nnotified: {at: 2025-09-02, by: email}\n"
            f"purpose: {('Maps', 'Quizzes')[number % 2]}\n---\n"
        )
    fits = within_limits(root_of(tmp_path, texts), "build")

    assert (0, True) == (fits.returncode, "no problems" in fits.stderr), fits.stdout[-500:]


@pytest.mark.parametrize("count", swept([50, 1_000], [50]))
def test_a_site_with_a_thousand_schools_is_built(tmp_path: Path, count: int) -> None:
    """Each school has its page and its feed."""
    schools = numbered("  school-{0}: {{name: School {0}, grades: K-5}}\n", count)
    settings = "".join(
        f"{name}: {value}\n" for name, value in roots.SETTINGS.items() if name != "schools"
    )
    texts = {
        "content/site.yaml": f"{settings}schools:\n{schools}",
        "content/contracts/x.md": roots.CONTRACT,
    }
    done = within_limits(root_of(tmp_path, texts), "build")

    assert done.returncode == 0, done.stdout[-500:]
    assert len([*(tmp_path / "build").rglob("*.xml")]) > count


@pytest.mark.parametrize("count", swept([500, 5_000], [500]))
def test_five_thousand_files_are_copied(tmp_path: Path, count: int) -> None:
    """Each file of the content is a file of the site."""
    names = {f"content/files/{i % 100}/{i}.txt": "" for i in range(count)}
    root = root_of(tmp_path, {**names, "content/contracts/x.md": roots.CONTRACT})
    done = within_limits(root, "build")

    assert done.returncode == 0, done.stdout[-500:]
    assert len([*(tmp_path / "build/files").rglob("*.txt")]) == count


def test_a_catalog_of_5_mb_is_refused(tmp_path: Path) -> None:
    """A catalog that is larger than any theme needs is refused, and not read for a minute."""
    message = 'msgid "A sentence that is long enough, number {0}."\nmsgstr "{0}"\n\n'
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    text = head + numbered(message, 75_000)
    site = {
        "content/site.yaml": f"{roots.settings()}languages: [en, fi]\n",
        "themes/default/locale/fi.po": text,
    }
    done = within_limits(root_of(tmp_path, site), "build")

    assert len(text) > 5_000_000
    assert (1, True) == (done.returncode, "larger than 1,048,576 bytes" in done.stdout), done.stdout
    assert done.seconds < 5


@pytest.mark.parametrize("row", ["a,b\n", '"a\n', "Product,Company\n"])
def test_a_list_of_many_megabytes_is_read_or_refused_soon(row: str) -> None:
    """A `.csv` has a maximum number of rows; a quote that never ends is reported."""
    with time_limit(SECONDS):
        report = importing(("Product,Company\n" + row * (4_000_000 // len(row))).encode())

    assert isinstance(report, str)


@pytest.mark.parametrize("unit", ["-", "--a", "--a:", "@media ", " ", "--a:var(--a);"])
def test_a_style_full_of_one_thing_is_looked_at_soon(unit: str) -> None:
    """The colors of a theme are looked for in a style of any kind."""
    with time_limit(5):
        found = [*contrast_problems("x.css", unit * (500_000 // len(unit)))]

    assert found == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_row_of_nothing_costs_no_more_than_one_with_two_cells(mark: str) -> None:
    """Excel writes such rows where a list once had more; each cell once cost as much as a text."""

    def read(row: str) -> object:
        return importing(f"Product{mark}Company\n{row * 300}Reader{mark}Northstar\n".encode())

    empty, full = (work(partial(read, row)) for row in (f"{mark * 255}\n", f"a{mark}b\n"))

    assert "product: Reader" in str(read(f"{mark * 255}\n"))
    assert empty < full * 3


def test_a_workbook_that_unpacks_to_too_much_is_refused_soon() -> None:
    """The size of a workbook's contents is checked before it is unpacked."""
    with time_limit(SECONDS):
        report = workbook_of({"xl/media/image1.png": bytes(MAX_UNPACKED_BYTES)})

    assert "unpacked it is larger than 32 MB" in str(report)


def left_by(path: str, entries: Mapping[str, str]) -> int:
    """Return how many objects a page leaves behind that only the garbage collector can free.

    These refer to each other. What is kept for the next page is not left behind.
    """
    draft = next(draft for draft in plan_site(roots.site(entries)).drafts if draft.path == path)
    draft.make()
    gc.collect()
    draft.make()
    return gc.collect()


@pytest.mark.parametrize(
    "later",
    [
        "",
        "withdrawal.md: {on: 2026-01-05, reason: Two of them.}\n",
        "change-1.md: {kind: renewal, executed: 2026-01-05, expires: 2027-01-05}\n",
    ],
)
def test_the_page_of_a_contract_leaves_nothing_to_collect(later: str) -> None:
    """A command collects no garbage, so ten thousand pages would need the memory for all of it."""
    entries = {roots.READER: f"{HEAD}{later}---\n"}
    assert left_by("product-notification/northstar-reader/index.html", entries) == 0


def test_a_row_of_the_list_leaves_nothing_to_collect() -> None:
    """The list may leave something behind, but not more for more rows."""
    few, many = (
        {f"content/contracts/reader-{i}.md": roots.CONTRACT for i in range(count)}
        for count in (1, 9)
    )
    path = "product-notification/index.html"
    assert left_by(path, few) == left_by(path, many)
