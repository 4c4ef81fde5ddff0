"""Templates become the same HTML as with plain Jinja, also from code compiled with the package."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from runpy import run_path

import jinja2
import pytest
from jinja2 import DictLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from generator.site.engine import (
    CodeInMemory,
    CompiledTemplates,
    Engine,
    TemplateLoader,
    shortened,
)
from helpers.program import REPOSITORY
from helpers.roots import compiled, site, theme

compile_templates = run_path(str(REPOSITORY / "hatch_build.py"))["compile_templates"]
NAMES = [path.removeprefix("templates/") for path in theme() if path.startswith("templates/")]
COMPILED = {"page.html": 'Compiled {{ word }}{% include "part.html" %}', "part.html": "<li>A</li>"}


def from_source(comment: str) -> dict[str, bytes]:
    """Return the pages of a site whose templates differ from the compiled ones in a comment."""
    templates = {f"themes/own/templates/{name}": theme()[f"templates/{name}"] for name in NAMES}
    texts = {path: b"{# %s #}%s" % (comment.encode(), text) for path, text in templates.items()}
    return {**compiled(site(texts, theme="own"))}


def without_optional(pages: dict[str, bytes]) -> dict[str, str]:
    """Return pages, and feeds in which HTML is escaped, without what is optional in HTML."""
    return {
        path: shortened(unescape(data.decode(errors="replace"))) for path, data in pages.items()
    }


def template(compiled: CompiledTemplates, texts: dict[str, str]) -> Template:
    """Return `page.html` of a theme with these texts, and with what was compiled."""
    loader = TemplateLoader(lambda name: (texts[name], f"themes/own/{name}"), compiled)
    return Engine(loader, lambda value: str(value).upper()).get_template("page.html")


@pytest.fixture
def package(tmp_path: Path) -> CompiledTemplates:
    """Return two compiled templates, whose code says that it was compiled."""
    folder = tmp_path / "compiled"
    compile_templates(COMPILED, folder)
    for path in folder.glob("tmpl_*.py"):
        path.write_text(path.read_text().replace("'Compiled ", "'From the package: "))
    return CompiledTemplates(str(folder), jinja2.__version__, COMPILED)


def test_the_code_of_a_template_is_kept_until_its_text_changes() -> None:
    """Another language or theme with the same text has the same code, and no text an older one."""
    code = CodeInMemory()

    def page(text: str) -> Template:
        loader = TemplateLoader(
            lambda _: (text, "themes/own/page.html"), CompiledTemplates("", "", {})
        )
        return Engine(loader, code=code).get_template("page.html")

    first, again = page("A"), page("A")

    assert first.root_render_func.__code__ is again.root_render_func.__code__
    assert [page(text).render() for text in "ABBA"] == [*"ABBA"]


def test_all_pages_are_those_of_plain_jinja(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only end tags and line breaks that HTML does not need are left out."""
    ours = from_source("compiled by our code generator")
    monkeypatch.setattr(Engine, "code_generator_class", CodeGenerator)
    plain = from_source("compiled by that of Jinja")

    assert sum(map(len, ours.values())) < sum(map(len, plain.values()))
    assert without_optional(ours) == without_optional(plain)


@pytest.mark.parametrize(
    "source",
    [
        "{{ text }} {{ html }} {{ number }} {{ none }}",
        '{{ "<b>" }}{{ "a" ~ text ~ html }}{{ html|e }}{{ text|safe }}',
        "{% macro m(x) %}<i>{{ x }}{{ caller() }}</i>{% endmacro %}{% call m(text) %}&{% endcall %}",
        '{% set x %}{{ text }}</p>{% endset %}{{ x }}{{ _("<b>{a}</b>", a=text) }}{{ _("&") }}',
        '{% include "part.html" %}{% for x in [1, text] %}{{ loop.index }}{{ x }}{% endfor %}',
        '{{ dict(class=text)["class"] }}{{ dict(*[[("a", text)]], b=1).a }}{{ dict(**{"c": 2}).c }}',
        '{% for x in [1, text] %}{% include "part.html" %}{% include ["no", "part.html"] %}{% endfor %}'
        '{% include "no.html" ignore missing %}{% with x = 3 %}{% include "part.html" %}{% endwith %}',
        '{% extends "base.html" %}{% block b %}{{ text }}{{ super() }}{% endblock %}',
        '{% if text %}{{ text if number else "" }}{% endif %}{{ [text, html]|join(", ") }}',
    ],
)
def test_a_value_is_shown_as_by_plain_jinja(source: str) -> None:
    """It is escaped unless it is HTML, and a sentence is HTML."""
    texts = {
        "page.html": source,
        "part.html": "{{ text }}{% if x is defined %}{{ x }}{% endif %}",
        "base.html": "{% block b %}-{% endblock %}",
    }
    values = {"text": 'R & D\'s <"b">', "html": Markup("<b>"), "number": 7, "none": None}
    pages = []
    for generator in (Engine.code_generator_class, CodeGenerator):
        engine = Engine(DictLoader(texts))
        engine.code_generator_class = generator
        engine.globals["_"] = lambda text, **values: Markup(text).format(**values)
        pages.append(engine.get_template("page.html").render(values))

    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("list.html", "<li>a<td>b</p>"), ("list.txt", "<li>a</li><td>b</td></p>")],
)
def test_only_html_is_shortened(name: str, expected: str) -> None:
    """What a value contains is not touched."""
    engine = Engine(DictLoader({name: "<li>a</li><td>b</td></p>{{ x }}"}))

    assert engine.get_template(name).render(x=Markup("</li>")) == f"{expected}</li>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<tr>\n<td>a</td>\n  <th>b</th>\n</tr>\n", "<tr><td>a<th>b</tr>"),  # Jinja takes the last
        ("<option>a</option>\n<option>b</option>", "<option>a<option>b"),
        ("{{ x }}\n<td>b</td>", "x<td>b"),
        ("<li>a</li>\n<li>b</li>", "<li>a\n<li>b"),  # each item is on a line of its own
        ("<thead>\n<tr>\n</tr>\n</thead>", "<thead>\n<tr></tr>\n</thead>"),
        ("<b>a</b>\n<i>b</i>", "<b>a</b>\n<i>b</i>"),  # a space between words
    ],
)
def test_a_cell_is_written_on_a_line_of_its_own(source: str, expected: str) -> None:
    """The line break before a cell, the end of a row or a choice is only for who reads templates."""
    engine = Engine(DictLoader({"list.html": source}))

    assert engine.get_template("list.html").render(x="x") == expected


def test_an_undefined_name_is_an_error() -> None:
    """A page never lacks a value in silence."""
    assert Engine(DictLoader({})).undefined is StrictUndefined


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "From the package: NOW<li>A"),
        ({"page.html": "Compiled  {{ word }}"}, "Compiled  NOW"),
        ({"part.html": "<li>B</li>"}, "From the package: NOW<li>B"),
    ],
)
def test_compiled_code_is_used_only_for_the_text_it_was_compiled_from(
    package: CompiledTemplates, changed: dict[str, str], expected: str
) -> None:
    """A template of a district, or one that was changed, is compiled from its text."""
    assert template(package, COMPILED | changed).render(word="now") == expected


@pytest.mark.parametrize(
    "compiled",
    [CompiledTemplates("missing", "3.0.0", COMPILED), CompiledTemplates("", "", {})],
    ids=["another version of Jinja", "a checkout from which nothing was installed"],
)
def test_without_code_that_fits_a_template_is_compiled(compiled: CompiledTemplates) -> None:
    """What Jinja's code needs may differ from one version to the next."""
    assert template(compiled, COMPILED).render(word="now") == "Compiled NOW<li>A"


def test_an_error_in_a_compiled_template_is_at_its_line(tmp_path: Path) -> None:
    """It names the file of the theme, not that of the code."""
    texts = {"page.html": "{# one #}\n\n{{ nothing }}\n{{ word }}"}
    compile_templates(texts, tmp_path / "compiled")
    compiled = CompiledTemplates(str(tmp_path / "compiled"), jinja2.__version__, texts)
    with pytest.raises(Exception, match="'nothing' is undefined") as error:
        template(compiled, texts).render(word="now")

    files = [(Path(frame.path).name, frame.lineno + 1) for frame in error.traceback]
    assert [line for file, line in files if file == "page.html"] == [3]
