"""Time follows size: ten times the input takes each reader at most fifteen times the work.

The work is counted in lines of Python, not timed, so the tests say the same on any machine.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest

from generator import FORMAT
from generator.content import pdf, pictures
from generator.content.markdown import Renderer
from generator.core.problems import Span
from generator.rules import files
from generator.site import catalog
from generator.site.common_check import check_file
from generator.system import disk
from helpers import fuzzing, roots
from helpers.tiers import swept
from helpers.work import work
from test_pdf import pdf as pdf_of
from test_pdf import stream

MOST = 15  # times the work of a tenth; the rest is room for what is done once for each size
SMALL = 60  # units
HEAD = roots.CONTRACT.removesuffix("---\n")
CATALOG = fuzzing.CATALOG_TEXT.decode()
JSON_HEAD = json.dumps({"format": FORMAT, "publisher": {"name": "A", "url": "https://a.example/"}})
MESSAGE = 'msgid "a{0}"\nmsgstr "b{0}"\n'


class Case(NamedTuple):
    """A reader, and what it reads: `unit` again and again, with its number for `{0}`."""

    reader: Callable[[bytes], object]
    unit: str
    before: str = ""
    after: str = ""

    def run(self, count: int) -> object:
        """Read so many units; nothing is remembered from one call to the next."""
        text = "".join(self.unit.replace("{0}", str(i)) for i in range(count))
        catalog._read.cache_clear()
        catalog._first_mistake.cache_clear()
        return self.reader(f"{self.before}{text}{self.after}".encode())


def pages(data: bytes) -> object:
    """A PDF with one page of these bytes."""
    return pdf.look(pdf_of(stream(zlib.compress(data), b"/Filter/FlateDecode")))


def shared(data: bytes) -> object:
    """A PDF whose pages are one page, again and again."""
    return pdf.look(pdf_of(stream(b"( ) Tj"), kids=data))


def actions(data: bytes) -> object:
    """A PDF whose root has these objects."""
    return pdf.look(pdf_of(root=data))


def text(data: bytes) -> object:
    """A text in Markdown."""
    return Renderer(frozenset(), frozenset()).render(data.decode())


def common(data: bytes) -> object:
    """A file of the common format."""
    return check_file("x.json", data, disk.format_schema())


def linked(data: bytes) -> object:
    """Files of these names, and an entry with links to all of them."""
    names = data.decode().split()
    links = " ".join(f"[a]({name})" for name in names)
    entry = {roots.READER: f"{roots.CONTRACT}{links}\n"}
    return [*files.check(roots.site(entry | {f"content/{name}": "" for name in names}))]


def problems(data: bytes) -> object:
    """The sentences of a catalog, and whether a page can use them."""
    themes = {"default": {"locale/es.po": data}}
    return [*catalog.problems("default", themes, "es", Span("x"), is_first=False)]


CASES = {
    "an entry of fields": Case(fuzzing.reader, "field-{0}: b\n", "---\n", "---\n"),
    "an entry of comments": Case(fuzzing.reader, "# {0}\n", HEAD, "---\n"),
    "an entry of one field": Case(fuzzing.reader, "product: a{0}\n", "---\n", "---\n"),
    "an entry of elements": Case(
        fuzzing.reader, "  - item {0}\n", "---\ncollects:\n  student-information:\n", "---\n"
    ),
    "an entry of students": Case(fuzzing.reader, "student Anna Smith {0} ", f"{HEAD}---\n"),
    "a translation": Case(fuzzing.translation, "- {name: a{0}, text: b}\n", "elements:\n"),
    "a text of links": Case(text, "[a{0}](https://a.example/{0}) "),
    "a text of lines": Case(text, "- a{0}\n"),
    "a text of words": Case(text, "a{0} *b* "),
    "a list of rows": Case(fuzzing.importing, "Reader {0},Northstar\n", "Product,Company\n"),
    "a list of commas": Case(fuzzing.importing, "," * 99 + "\n", "Product,Company\n"),
    "a list of columns": Case(
        fuzzing.importing, "a{0},", "Product,Company,", "\nReader,Northstar\n"
    ),
    "a catalog of sentences": Case(problems, MESSAGE, CATALOG),
    "a catalog of one sentence": Case(
        problems, '# {0}\n#: a:{0}\nmsgid "a"\nmsgstr "b"\n', CATALOG
    ),
    "a catalog of lines": Case(problems, '"a{0}"\n', f'{CATALOG}\nmsgid ""\n', 'msgstr "b"\n'),
    "a catalog of forms": Case(
        problems, 'msgid "a{0}"\nmsgid_plural "b{0}"\nmsgstr[0] "c"\nmsgstr[1] "d"\n', CATALOG
    ),
    "JSON of names": Case(common, ',"a{0}":1', JSON_HEAD[:-1], "}"),
    "JSON of one name": Case(common, ',"a":1', JSON_HEAD[:-1], "}"),
    "JSON of notices": Case(
        common,
        '{"id":"a{0}","url":"https://a.example/"},',
        f'{JSON_HEAD[:-1]},"contracts":[',
        '{"id":"a","url":"https://a.example/"}]}',
    ),
    "JSON of escapes": Case(common, "\\u00e9", f'{JSON_HEAD[:-1]},"a":"', '"}'),
    "settings of schools": Case(
        fuzzing.settings, "  s{0}: {name: School {0}, grades: K-5}\n", f"{roots.SITE}schools:\n"
    ),
    "a PDF of spaces": Case(pages, "( ) Tj "),
    "a PDF of brackets": Case(pages, "(a(b) "),
    "a PDF of pages": Case(shared, "3 0 R "),
    "a PDF of actions": Case(actions, "/A{0}<</S/URI>>"),
    "a picture": Case(partial(pictures.flaw, "a.jpg"), "II*", "\u00ff"),
    "files": Case(linked, "files/a{0}.pdf "),
}
# Those that were quadratic once, and one of each other reader.
SAMPLE = (
    "a catalog of one sentence", "JSON of one name", "a list of commas", "a PDF of pages",
    "a PDF of spaces", "files", "an entry of fields",
)  # fmt: skip


@pytest.mark.parametrize("name", swept(CASES, SAMPLE))
def test_ten_times_the_input_takes_about_ten_times_the_work(name: str) -> None:
    """The work may grow a little faster than the input, and never with its square."""
    case = CASES[name]
    small, large = (work(partial(case.run, count)) for count in (SMALL, SMALL * 10))

    assert large <= MOST * small, large / small
