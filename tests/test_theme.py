"""A district's theme replaces the default file by file; errors in it are reported at their line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.compiler import compile_site
from generator.core.site import Inputs
from generator.system.processes import MIN_ITEMS, spread
from helpers.roots import CONTRACT, compiled, problems, report, site, theme
from helpers.tiers import swept

if TYPE_CHECKING:
    pass

CONTRACT_PAGE = "product-notification/northstar-reader/index.html"


def faults(inputs: Inputs, jobs: int = 1) -> list[tuple[str, str, int]]:
    """Return code, path and line of each problem of a site that must have no pages."""
    outcome = compile_site(inputs, spread(jobs))
    assert outcome.pages == ()
    return [(problem.code, problem.span.path, problem.span.line) for problem in outcome.problems]


def own(templates: dict[str, str | bytes], **more: str) -> Inputs:
    """Return a site with a theme of these templates."""
    texts = {f"themes/own/templates/{name}": text for name, text in templates.items()}
    return site({**texts, **more}, theme="own")


# Files of a theme


def test_a_theme_replaces_file_by_file() -> None:
    """A theme's files replace the default ones of the same name; all others stay."""
    before = compiled(site({}))
    texts = {
        "themes/own/templates/404.html": "Ours, {{ site.abbreviation }}.",
        "themes/own/static/site.css": "p {}",
    }
    after = compiled(site(texts, theme="own"))

    assert set(before) == set(after)
    assert {path for path in before if before[path] != after[path]} == {
        "404.html",
        "static/site.css",
    }
    style = after["static/tokens.css"] + b"p {}"
    assert (after["404.html"], after["static/site.css"]) == (b"Ours, EPS.", style)


def test_a_theme_adds_files() -> None:
    """It can add a static file, and a template that others include."""
    texts = {
        "themes/own/static/deep/logo.svg": b"<svg/>",
        "themes/own/templates/greeting.html": "Good day",
        "themes/own/templates/404.html": '{% include "greeting.html" %}!',
    }
    files = compiled(site(texts, theme="own"))

    assert files["static/deep/logo.svg"] == b"<svg/>"
    assert files["404.html"] == b"Good day!"


def test_the_default_templates_use_parts_of_the_theme() -> None:
    """The district's own base is used on every page of the default theme."""
    base = (
        '<html lang="en">{% block title %}{% endblock %} OURS {% block main %}{% endblock %}</html>'
    )
    files = compiled(own({"base.html": base}))

    assert [
        path for path, data in files.items() if path.endswith(".html") and b" OURS " not in data
    ] == []


def test_a_theme_that_is_not_chosen_changes_nothing() -> None:
    """A theme that the settings do not name is ignored, even if it has errors."""
    assert compiled(site({})) == compiled(site({"themes/own/templates/404.html": "{% if %}"}))


def test_the_default_itself_can_be_replaced_in_part() -> None:
    """A folder `themes/default` in the root replaces single files of the default theme."""
    files = compiled(site({"themes/default/static/site.css": "p {}"}))

    assert files["static/site.css"] == files["static/tokens.css"] + b"p {}"
    assert b"Northstar Reader" in files[CONTRACT_PAGE]


def test_only_static_files_are_published() -> None:
    """Templates and other files of a theme are not on the site."""
    files = compiled(
        site(
            {"themes/own/notes.txt": "to do", "themes/own/templates/more.html": "more"}, theme="own"
        )
    )

    assert set(files) == set(compiled(site({})))


# Errors


@pytest.mark.parametrize(
    ("name", "meant"),
    [("owm", " Did you mean `own`?"), ("defualt", " Did you mean `default`?"), ("zzz", "")],
)
def test_an_unknown_theme_is_an_error_in_the_settings(name: str, meant: str) -> None:
    """It is reported at its line, with the themes that exist."""
    inputs = site({"themes/own/static/a.css": ""}, theme=name)

    assert (
        report(inputs).splitlines()[0]
        == f"content/site.yaml:9:8: E501 There is no theme `{name}`.{meant}"
    )
    assert "The themes are `default` or `own`." in report(inputs)
    assert faults(inputs) == [("E501", "content/site.yaml", 9)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("one\n{% if %}\nthree", 2),
        ("one\ntwo\n{% for a in b %}", 3),
        ("{{ contract.title }", 1),
        ("\n\n\n{% nonsense %}", 4),
        ("one\n{{ contract|nonsense }}", 2),
        ("one\n\n{{ nonsense }}", 3),
        ("{{ contract.nonsense }}", 1),
        ("one\n{{ contract.title.nonsense.more }}", 2),
        ("one\ntwo\nthree\n{{ 1 // 0 }}", 4),
        ("one\n{% for a in contract %}{% endfor %}", 2),
        ('one\n{{ _("{product}", title="x") }}', 2),
        ('{% include "nowhere.html" %}', 1),
        ('one\n\n{% include "nowhere.html" %}', 3),
        ('{% extends "nowhere.html" %}', 1),
        ('one\n{% import "nowhere.html" as n %}', 2),
        ('{% include "contract.html" %}', 1),
    ],
)
def test_a_template_that_fails_is_an_error_at_its_line(source: str, line: int) -> None:
    """A wrong tag, missing value, or missing template is reported at the theme's file and line."""
    assert faults(own({"contract.html": source})) == [
        ("E502", "themes/own/templates/contract.html", line)
    ]


def test_an_error_in_a_template_is_quoted() -> None:
    """The problem has the missing name and the line, and says what to do."""
    lines = report(own({"contract.html": "one\n<p>{{ contract.nonsense }}</p>"})).splitlines()

    assert lines[0].startswith("themes/own/templates/contract.html:2:1: E502 The template fails: ")
    assert "nonsense" in lines[0]
    assert lines[1] == "    <p>{{ contract.nonsense }}</p>"
    assert lines[-1] == "1 error in 1 file. The site cannot be built."


RUN = '.popen("touch ran").read()'
ESCAPES = (
    "cycler.__init__.__globals__.os" + RUN,
    "lipsum.__globals__['os']" + RUN,
    "self.__init__.__globals__.__builtins__.__import__('os')" + RUN,
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__class__']",
    "entry['__class__']",
    "entry['__reduce_ex__'](2)[0]['__globals__']",
    "entry|attr('__class__')",
    "[entry]|map(attribute='__class__')|first",
    "[entry]|map(attribute='first.__class__')|list",
    "([entry]|groupby('__class__')|first).grouper",
    "([entry]|sort(attribute='__class__'))[0].x",
    "'{0.__class__}'.format(entry)",
    "('{0.__class__}'|safe).format(entry)",
    "'{x.__class__}'.format_map({'x': entry})",
    "_.__self__._environment",
    "_['__self__']",
    "namespace(a=1).__class__",
    "site.schools.append(1)",
    "site.__init__.__globals__",
    "loop.__init__",
    "range(1000000)|list",
    "entry.first.more.update(a=1)",
    "(namespace|attr('__init__')).__globals__",
)


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_template_runs_nothing_but_what_it_is_given(
    escape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull request that changes a theme cannot run a command of its own, or change a page's data.

    The templates of the package are compiled without the sandbox, but only with their own text.
    """
    monkeypatch.chdir(tmp_path)

    assert faults(own({"contract.html": f"\n{{{{ {escape} }}}}"})) == [
        ("E502", "themes/own/templates/contract.html", 2)
    ]
    assert [*tmp_path.iterdir()] == []


def test_an_error_in_an_included_template_is_reported_there() -> None:
    """It is not reported where the template is used."""
    templates = {"404.html": '\n\n{% include "part.html" %}', "part.html": "one\n{{ nonsense }}"}

    assert faults(own(templates)) == [("E502", "themes/own/templates/part.html", 2)]


@pytest.mark.parametrize(
    "word", ["statuses", "feed_titles", "feed_descriptions", "feed_words", "notice_titles"]
)
def test_a_theme_without_some_words_is_an_error(word: str) -> None:
    """Whether a default template or only the program needs them, a file of the theme is named."""
    words = theme()["templates/words.html"]
    ((code, path, _),) = faults(
        own({"words.html": words.replace(b"set " + word.encode(), b"set other")})
    )

    assert code == "E502"
    assert path.startswith("themes/")


@pytest.mark.parametrize("words", ["{% set kinds = {} %}", "{% if %}", "{{ nonsense }}"])
def test_a_broken_words_file_is_an_error(words: str) -> None:
    """If `words.html` cannot be read or is nearly empty, nothing is built."""
    ((code, path, _),) = faults(own({"words.html": words}))

    assert code == "E502"
    assert path.startswith("themes/")


def test_words_with_an_unknown_placeholder_are_an_error() -> None:
    """A placeholder without a value is a problem of the theme."""
    words = theme()["templates/words.html"].replace(
        b"{site.abbreviation} Product", b"{district} Product"
    )
    ((code, path, _),) = faults(own({"words.html": words}))

    assert code == "E502"
    assert path.startswith("themes/")


def test_a_template_that_is_not_utf_8_is_an_error() -> None:
    """Its characters are not replaced."""
    ((code, path, _),) = faults(own({"404.html": b"one\n\xff\xfe two"}))

    assert code.startswith("E")
    assert path == "themes/own/templates/404.html"


@pytest.mark.parametrize("jobs", swept([1, 2, 3], [1, 2]))
def test_an_error_in_another_process_is_the_same_error(jobs: int) -> None:
    """With many entries and several processes, a template fails the same way."""
    named = (CONTRACT.replace("Northstar Reader", f"Reader {i}") for i in range(MIN_ITEMS + 1))
    entries = {f"content/contracts/entry-{i}.md": text for i, text in enumerate(named)}
    inputs = own({"contract.html": "one\n{{ nonsense }}"}, **entries)

    assert faults(inputs, jobs) == [("E502", "themes/own/templates/contract.html", 2)]


def test_an_error_in_an_entry_comes_before_the_theme() -> None:
    """No template runs while an entry has an error, so nobody looks in the wrong place."""
    wrong = {"content/contracts/wrong.md": CONTRACT.replace("product", "produkt")}

    assert [code for code, *_ in faults(own({"contract.html": "{{ nonsense }}"}, **wrong))] == [
        "E101"
    ]


# Values


def test_the_text_of_an_entry_is_escaped() -> None:
    """It is plain text in a template, without any work by its author."""
    entries = {
        "content/contracts/northstar-reader.md": CONTRACT.replace(
            "Northstar Reader", "'<b>R & D</b>'"
        )
    }
    files = compiled(own({"contract.html": "{{ contract.title }}"}, **entries))

    assert files[CONTRACT_PAGE] == b"&lt;b&gt;R &amp; D&lt;/b&gt;"


def test_the_default_theme_needs_no_optional_field() -> None:
    """Every template works with entries that have only the required fields."""
    breach = (
        "---\ncontractor: A\nreceived: 2026-01-07 15:40\ndiscovered: unknown\ninvolves: unknown\n"
    )
    least = {
        "content/contracts/least.md": "---\ncontractor: A\nlegacy: true\n---\n",
        "content/breaches/least.md": f"{breach}students: unknown\nsummary: Lost.\n---\n",
        "content/breaches/legacy.md": "---\ncontractor: A\nlegacy: true\n---\n",
    }
    files = {**compiled(site(least))}  # all of them are made

    assert {
        f"{folder}/index.html"
        for folder in ("product-notification/least", "breach-notification/legacy")
    } <= set(files)


# Colors and pictures


def colors(css: str) -> list[tuple[str, int]]:
    """Return the ratio and the line of each pair of colors that are too similar."""
    inputs = site({"themes/own/static/tokens.css": css}, theme="own")
    return [
        (problem.message.rpartition("contrast of ")[2].partition(" to")[0], problem.span.line)
        for problem in problems(inputs)
        if problem.code == "W601"
    ]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (":root { --link: #767676; --paper: #ffffff; }", []),  # 4.54 to 1
        (":root { --link: #777; --paper: #fff; }", [("4.47", 1)]),
        (":root {\n  --paper: #FFF;\n  --link: #ffd200;\n}", [("1.45", 3)]),
        (":root { --link: #fff; --paper: #fff; }", [("1", 1)]),
        (":root { --link: #000f; --paper: #fff; }", []),
        (":root { --link: rgb(200 200 200); --paper: #fff; }", []),
        (":root { --link: #777 }", []),
        (":root { --link: var(--ours); --ours: #777; --paper: #fff; }", [("4.47", 1)]),
        (":root { --link: var(--link); --paper: #fff; }", []),
        (":root { --link: #zzz; --paper: #fff; }", []),
        (
            ":root { --link: #005; --paper: #fff; }\n"
            "@media (prefers-color-scheme: dark) { :root { --paper: #111; } }",
            [("1.01", 1)],
        ),
    ],
)
def test_colors_that_are_too_similar_are_a_warning(
    css: str, expected: list[tuple[str, int]]
) -> None:
    """The ratio is rounded down, so that 4.499 is not shown as 4.5."""
    assert colors(css) == expected


def test_the_default_theme_has_enough_contrast() -> None:
    """Its own colors are checked like a district's."""
    assert [problem for problem in problems(site({})) if problem.code == "W601"] == []
    assert b"--on-brand: #" in site({}).themes["default"]["static/tokens.css"]


@pytest.mark.parametrize(
    ("files", "logo", "icon"),
    [
        ((), "logo.svg", "favicon.svg"),
        (("logo.png", "favicon.png"), "logo.png", "favicon.png"),
        (("logo.svg", "logo.png"), "logo.svg", "favicon.svg"),
    ],
)
def test_a_logo_can_be_a_png(files: tuple[str, ...], logo: str, icon: str) -> None:
    """The theme's picture comes before the default one, and an SVG before a PNG."""
    inputs = site({}, theme="own")
    pictures = {f"static/{name}": b"x" for name in files}
    page = compiled(replace(inputs, themes={**inputs.themes, "own": pictures}))[
        "index.html"
    ].decode()

    assert f'static/{logo}" alt=""' in page
    assert f'<link rel="icon" href="static/{icon}">' in page
