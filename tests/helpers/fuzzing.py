"""Each parser of text that anybody may write, as a function of bytes, and the bytes to give it.

A target raises nothing, ends soon, returns the same each time, and every problem is inside of its
file. `test_fuzz.py` gives each target a few inputs, and `make fuzz` very many.
"""

from __future__ import annotations

import io
import json
import re
import signal
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import lxml.html
import nh3
import openpyxl
from hypothesis import strategies as st

from generator.authoring import writing
from generator.commands.import_contracts import report_lines
from generator.compiler import read_content
from generator.content import fields, frontmatter
from generator.content.addresses import is_safe
from generator.content.context import Context
from generator.content.markdown import ATTRIBUTES, TAGS, Renderer
from generator.content.simple_markdown import render_simple
from generator.content.yaml_nodes import fields as raw_fields
from generator.core.characters import FORBIDDEN
from generator.core.model import ROOT, Section
from generator.core.problems import Problem, Span, UserError, problem
from generator.core.site import EntrySource, Source
from generator.importing import entries, spreadsheet
from generator.importing.contract_lists import find_lists
from generator.importing.tables import Table
from generator.reports import github_format, problem_report
from generator.rules.reading import Reader
from generator.site import catalog
from helpers import roots
from helpers.python_markdown import rendered

SECONDS = 10  # of the processor, for one input
CONTRACT, BREACH, SETTINGS = "content/contracts/x.md", "content/breaches/x.md", "content/site.yaml"
WITHOUT_FENCE = "content/breaches/x.yaml"
CATALOG = "themes/default/locale/es.po"
CATALOG_TEXT = b"""\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Breaches"
msgstr "Brechas"
"""
UNREAD = re.compile("docProps|theme")  # parts of a workbook that no import looks at
Target = Callable[[bytes], object]


class HungError(Exception):
    """An input has kept the processor for longer than any may."""


@contextmanager
def time_limit(seconds: float = SECONDS, *, waiting: bool = False) -> Iterator[None]:
    """Raise HungError in whatever takes too much of the processor's time.

    With `waiting`, the time of what waits for another process counts, too.
    """
    number, timer = signal.SIGPROF, signal.ITIMER_PROF
    if waiting:
        number, timer = signal.SIGALRM, signal.ITIMER_REAL

    def late(*_: object) -> None:
        raise HungError

    before = signal.signal(number, late)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)


def run_twice(target: Target, data: bytes, *, again: bool = True) -> object:
    """Return what a target makes of bytes; it must be the same twice."""
    with time_limit():
        first = target(data)
    if again:
        with time_limit():
            assert first == target(data)
    return first


def reader(data: bytes) -> object:
    """An entry of any bytes: fields, types, texts and rules.

    It is a breach where the bytes name `discovered`, or no fence opens them.
    """
    if not data.startswith(b"---"):
        return _entry_problems(WITHOUT_FENCE, data)
    return _entry_problems(BREACH if b"discovered" in data else CONTRACT, data)


def translation(data: bytes) -> object:
    """Check bytes as a translation of a breach (with `summary`) or of a contract."""
    section: Section = "breaches" if b"summary" in data else "contracts"
    path = f"content/{section}/x.es.{'md' if data.startswith(b'---') else 'yaml'}"
    checked = _reader().translation(EntrySource(section, "x", Source(path, data), "es"))
    look_at(checked.problems, {path: data})
    return checked


def schema(data: bytes) -> object:
    """Any values in the fields of an entry, given as JSON, as YAML that can be read."""
    try:
        values = json.loads(data)
    except ValueError:
        return None
    text = writing.entry(values, str(values.get("description", "")))
    matter = frontmatter.read(CONTRACT, text.encode())

    codes = {problem.code for problem in matter.problems}
    assert codes <= {"E013", "E029", "E004"}, matter.problems
    if not matter.problems:
        assert writing.fields(values) == writing.fields(raw_fields(matter.fields))
    return _entry_problems(BREACH if "discovered" in values else CONTRACT, text.encode())


def markdown(data: bytes) -> object:
    """Render bytes as Markdown, and check that the HTML contains only what is allowed.

    A simple text has the HTML that Python-Markdown gives it.
    """
    text = data.decode("utf-8", "replace")
    simple = render_simple(text)
    assert simple is None or nh3.clean(simple) == rendered(text)
    html, offenses = _renderer().render(FORBIDDEN.sub("", text))
    strange = [
        lxml.html.tostring(element)
        for element in lxml.html.fromstring(f"<div>{html}</div>").iterdescendants()
        if element.tag not in TAGS  # the tag of a comment is a function
        or not {*element.attrib} <= {"class", *ATTRIBUTES.get(element.tag, ())}
        or ("class" in element.attrib and element.tag not in ("th", "td"))
        or not all(is_safe(element.get(name, "").removeprefix(ROOT)) for name in ("href", "src"))
    ]

    assert strange == []
    return html, offenses


def importing(data: bytes) -> object:
    """A list as `.csv`, from its bytes to the entries that it makes."""
    return _imported(lambda: spreadsheet.tables(data, "list.csv"))


def workbook(data: bytes) -> object:
    """A workbook with other bytes in one of its parts, or in the file itself."""
    parts = _parts()
    which, at, rest = data[:1], int.from_bytes(data[1:3], "big"), data[3:]
    name = [*parts][which[0] % len(parts)] if which else next(iter(parts))
    part = parts[name]
    at_part = at % (len(part) + 1)
    changed = part[:at_part] + rest + part[at_part + len(rest) // 2 :]
    made = _zipped({**parts, name: changed})
    if which >= b"\xf0":
        at = at % (len(made) + 1)
        made = made[:at] + rest + made[at + len(rest) :]
    return _imported(lambda: spreadsheet.tables(made, "list.xlsx"))


def workbook_of(parts: Mapping[str, bytes]) -> object:
    """Return the result of importing a compressed workbook with these parts added."""
    made = _zipped({**_parts(), **parts}, zipfile.ZIP_DEFLATED)
    return _imported(lambda: spreadsheet.tables(made, "list.xlsx"))


def settings(data: bytes) -> object:
    """The settings of a site, beside a contract and a small catalog of Spanish."""
    others = [source for source in _site().sources if source.path != SETTINGS]
    themes = {"default": {"locale/es.po": CATALOG_TEXT}}
    inputs = replace(_site(), sources=(Source(SETTINGS, data), *others), themes=themes)
    problems = read_content(inputs).problems
    texts = {source.path: source.data for source in others}
    look_at(problems, {SETTINGS: data, CATALOG: CATALOG_TEXT, **texts})
    return problems


def sentences(data: bytes) -> object:
    """The sentences of a theme in another language."""
    themes = {"default": {"locale/es.po": data}}
    problems = tuple(catalog.problems("default", themes, "es", Span(SETTINGS), is_first=False))
    look_at(problems, {CATALOG: data, SETTINGS: b"x"})
    if any(problem.is_error for problem in problems):
        return problems
    return problems, catalog.translations("default", themes, "es").gettext("Breaches")


TARGETS: dict[str, Target] = {
    "reader": reader,
    "translation": translation,
    "schema": schema,
    "markdown": markdown,
    "import": importing,
    "workbook": workbook,
    "settings": settings,
    "sentences": sentences,
}


def seeds() -> Mapping[str, list[bytes]]:
    """Return a few inputs of each target that are known to be read, the first one completely."""
    entry = roots.CONTRACT.encode()
    table = b'Product,Company,Data,Date,Link\nReader,Northstar,"name; grade",3/2/2026,https://a.example\n'
    rich = (
        b"## A\n\n- a\n    - b\n\n> *q* **r** `s`\n\n|a|b|\n|-|:-|\n|c|d|\n\na\n: b\n\n1. a\n"
        b"![x](files/picture.png) &amp; &#1; \\* <!-- https://a"
    )
    return {
        "reader": [
            entry,
            entry + rich,
            b"---\ncontract: x\ndiscovered: 2025-08-02\nreceived: 2025-08-03 10:00\n---\n",
            b"contract: x\ndiscovered: 2025-08-02\noffers: {text: a, until: 2026-08-03}\n",
        ],
        "translation": [
            b"---\npurpose: Leer.\nelements: [{name: a, text: b}]\n---\nTexto.\n",
            b"summary: Resumen.\noffers: Ayuda.\n",
        ],
        "schema": [b'{"product": "Reader", "collects": {"student-information": ["name"]}}'],
        "markdown": [rich],
        "import": [table, table.replace(b",", b";"), b"Grades\tKind\r\nK-5, 7\tAmendment\r\n"],
        "workbook": [b"\0\0\0", b"\x06\x01\x00<c r='A9'/>", b"\xf3\0\x20\0\0"],
        "settings": [roots.SITE.encode(), _every_setting()],
        "sentences": [CATALOG_TEXT, b'#, fuzzy\n#~ msgctxt "{name}"\nmsgstr[0] "\\n\\x"\n'],
    }


def _every_setting() -> bytes:
    """Return settings with every field, each with its example."""
    text = "".join(f"{name}: {field.example}\n" for name, field in fields.SETTINGS.fields.items())
    return text.replace("[en]", "[en, es]").encode()


SIGNS = "[ ] { } ( ) < > & # * _ ` \\ ! | : - + = ~ ? % @ , . / ' \" --- ... &a *a !a <<: \ufeff \x85".split()
FIELDS = {**fields.CONTRACT.fields, **fields.BREACH.fields, **fields.CHANGE.fields}
TEXTS = st.sampled_from([field.example for field in FIELDS.values()] + SIGNS) | st.text(max_size=9)
KEYS = st.sampled_from([*FIELDS]) | st.from_regex("[a-z]{1,9}", fullmatch=True)
TREES = st.recursive(
    TEXTS, lambda t: st.lists(t, max_size=4) | st.dictionaries(KEYS, t, max_size=4), max_leaves=9
)


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Return bytes for a target: its seeds, their words in any order, repeated, and others."""
    if name == "schema":
        return st.dictionaries(KEYS, TREES, max_size=24).map(json.dumps).map(str.encode)
    kept = seeds()[name]
    cut = (st.sampled_from(kept), st.integers(0), st.integers(0, 9), st.binary(max_size=9))
    parts = [part for seed in kept for part in (*seed.splitlines(True), *seed.split())]
    word = st.sampled_from(parts + [sign.encode() for sign in (*SIGNS, " ", "\n")])
    word |= st.binary(max_size=5) | st.builds(bytes.__mul__, word, st.integers(2, 60))
    return st.lists(word, max_size=40).map(b"".join) | st.builds(_changed, *cut)


def _changed(seed: bytes, at: int, length: int, put: bytes) -> bytes:
    """Return a seed with other bytes in one place."""
    at %= len(seed) + 1
    return seed[:at] + put + seed[at + length :]


def _entry_problems(path: str, data: bytes) -> tuple[Problem, ...]:
    """Return the problems of an entry with these bytes, including possible student data."""
    section = "contracts" if path.startswith("content/contracts") else "breaches"
    read = _reader().entry(EntrySource(section, "x", Source(path, data)))
    problems = (
        *read.problems,
        *(problem("W501", suspect.span, what=suspect.kind) for suspect in read.suspects),
    )
    look_at(problems, {path: data})
    return problems


def look_at(problems: Iterable[Problem], texts: Mapping[str, bytes]) -> None:
    """Check the place of each problem against its text, and print them all."""
    listed = tuple(problems)
    lines = {path: _lines(data) for path, data in texts.items()}
    for item in listed:
        path, line, column, end_line, end_column = item.span
        # A span that ends with its text ends before the next line; a line end is a character, too.
        rows = [*lines[path], ""]
        assert 1 <= line < max(len(rows), 2), item
        assert line <= end_line <= len(rows), item
        assert 1 <= column <= len(rows[line - 1]) + 1, item
        last = len(rows[end_line - 1]) + 2 if end_line < len(rows) else 1
        assert 1 <= end_column <= last, item
        assert (line, column) <= (end_line, end_column), item
    printed = [
        *problem_report.terminal(listed, lambda path: lines[path], color=False),
        *github_format.commands(listed),
    ]
    printed.append(problem_report.as_json(listed, 1))
    assert all("\x1b" not in text and "\r" not in text for text in printed)


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _imported(read: Callable[[], list[Table]]) -> object:
    try:
        (table,) = find_lists(read(), {})
    except UserError as error:
        message = str(error)
        assert message.isprintable()
        return message
    done = entries.import_lists([table._replace(rows=table.rows[:20])], _site())
    assert len(done.rejected) + sum(len(entry.rows) for entry in done.entries) == len(
        table.rows[:20]
    )
    return [*report_lines(done)], [entry.text for entry in done.entries]


@cache
def _site() -> roots.Inputs:
    return roots.site({})


@cache
def _reader() -> Reader:
    return Reader.of(Context.of(_site()))


@cache
def _renderer() -> Renderer:
    return Renderer(
        frozenset({"files/picture.png", "files/northstar.pdf"}), frozenset({"product-notification"})
    )


@cache
def _parts() -> dict[str, bytes]:
    """Return the parts of a small workbook that has a bit of everything, sorted by name."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("Product", "Company", "Date"), ("Reader", "Northstar", 45000), ("=A2", True, 0.5)):
        sheet.append(row)
    sheet["C2"].number_format = "m/d/yyyy"
    sheet["A2"].hyperlink = "https://northstar.example/"
    sheet.merge_cells("A4:A6")
    book.create_sheet("Hidden").sheet_state = "hidden"
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        return {
            name: archive.read(name)
            for name in sorted(archive.namelist())
            if not UNREAD.search(name)
        }


def _zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, method)
    return made.getvalue()
