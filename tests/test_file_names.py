"""What the name of a file says: which entry it is, or why it can be none."""

from __future__ import annotations

import pytest

from generator.authoring.scaffold import id_of
from generator.content.names import PUBLISHED, named, unfit, unpublished
from generator.core.site import Source


def said_of(*paths: str) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """Return the entries among the sources of these paths, and what is wrong with names."""
    found, problems = named([Source(path, b"") for path in paths])
    return (
        [f"{one.section}/{one.id} {one.source.path}" for one in found],
        [
            (problem.span.path, problem.code, problem.message, problem.advice)
            for problem in problems
        ],
    )


def test_windows_keeps_some_names_for_devices():
    """Entries, files, and folders cannot use device names unless published; longer words can."""
    entries, _ = named(
        [
            Source(f"content/{path}.md", b"")
            for path in ("contracts/con", "breaches/com1", "breaches/console")
        ]
    )
    files = ["content/files/Aux.pdf", "content/files/nul/a.pdf", "content/files/com10.pdf"]
    found = [
        (one.span.path, one.code)
        for one in unfit(entries, files, ["breaches/com1", "files/nul/a.pdf"])
    ]

    assert found == [
        ("content/contracts/con.md", "E018"),
        ("content/breaches/com1.md", "W115"),
        ("content/files/Aux.pdf", "E018"),
        ("content/files/nul/a.pdf", "W115"),
    ]


def test_a_title_becomes_a_name_that_windows_allows():
    """A product may be called Con."""
    assert [id_of("contract", "Con!", "2026-11"), id_of("breach", "Con", "2026-11")] == [
        "con-1",
        "2026-11-con",
    ]


@pytest.mark.parametrize(
    "stem", ["a", "7", "northstar-reader", "2026-11-northstar-reader", "a-b-c-1"]
)
@pytest.mark.parametrize("ending", ["md", "yaml"])
def test_the_stem_of_a_file_is_the_id_of_its_entry(stem: str, ending: str):
    """Small letters, digits and single hyphens are an id, in either format and either folder."""
    contract, breach = f"content/contracts/{stem}.{ending}", f"content/breaches/{stem}.{ending}"

    assert ([f"contracts/{stem} {contract}", f"breaches/{stem} {breach}"], []) == said_of(
        contract, breach
    )


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("Northstar.md", "northstar.md"),
        ("northstar reader.md", "northstar-reader.md"),
        ("northstar_reader.yaml", "northstar-reader.yaml"),
        ("northstar--reader.md", "northstar-reader.md"),
        ("-northstar.md", "northstar.md"),
        ("northstar-.md", "northstar.md"),
        ("northstar.v2.final.md", "northstar-v2-final.md"),
        ("école.md", "ecole.md"),
        ("e\u0301cole.md", "ecole.md"),
        ("日本.md", "northstar-reader.md"),
        (".md", "northstar-reader.md"),
        ("٤.md", "northstar-reader.md"),
    ],
)
def test_a_name_that_is_no_address_is_refused(name: str, example: str):
    """The nearest name that is an address is offered."""
    path = f"content/contracts/{name}"
    advice = (
        "Rename the file with lowercase letters, digits and single hyphens, for example "
        f"`{example}`."
    )

    assert (
        [],
        [(path, "E008", f"The name `{name}` cannot be the address of a page.", advice)],
    ) == said_of(path)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("northstar.yml", "Rename it to `northstar.yaml`."),
        ("northstar.YAML", "Rename it to `northstar.yaml`."),
        ("northstar.MD", "Rename it to `northstar.md`."),
        ("northstar.markdown", "Rename it to `northstar.md`."),
        (
            "northstar.pdf",
            "Move it out of this folder; a contract's PDF belongs in `content/files/`.",
        ),
        (
            "northstar.txt",
            "Move it out of this folder; a contract's PDF belongs in `content/files/`.",
        ),
        ("northstar", "Move it out of this folder; a contract's PDF belongs in `content/files/`."),
    ],
)
def test_a_file_of_another_kind_is_no_entry(name: str, advice: str):
    """An almost correct extension is corrected; any other file does not belong with the entries."""
    path = f"content/breaches/{name}"

    assert (
        [],
        [(path, "E010", f"`{name}` is neither a `.md` nor a `.yaml` file.", advice)],
    ) == said_of(path)


def test_two_files_cannot_have_one_id():
    """The first of two files with one id is the entry; the other is told of it."""
    first, second = "content/contracts/a.md", "content/contracts/a.yaml"
    entries, problems = said_of(first, second)

    assert [f"contracts/a {first}"] == entries
    assert [(second, "E009", f"`{first}` has the same id, `a`.")] == [
        problem[:3] for problem in problems
    ]


@pytest.mark.parametrize("language", ["es", "pt-BR", "zh-Hant", "haw"])
def test_a_translation_is_no_entry(language: str):
    """A language before the extension makes a translation, even if the entry has the same name."""
    sources = [
        Source(path, b"")
        for path in ("content/contracts/a.md", f"content/contracts/a.{language}.md")
    ]
    entries, problems = named(sources)

    assert [("a", ""), ("a", language)] == [(entry.id, entry.language) for entry in entries]
    assert [] == problems


def test_what_is_no_section_is_no_entry():
    """The settings are no entry, and have no name to complain of."""
    assert said_of("content/site.yaml") == ([], [])


def test_files_of_kinds_that_every_parent_can_open_are_published():
    """Documents, tables, texts and pictures are published, whatever the case of their ending."""
    files = {f"content/files/a.{kind}": 1 for kind in PUBLISHED} | {"content/files/2025/A.PDF": 1}

    assert list(unpublished(files)) == []


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.htm", "a.svg", "a.js", "a.exe", "a.xml", "a.pdf.php", "a", "pdf", ".htaccess"],
)
def test_files_that_a_browser_could_run_are_not_published(name: str):
    """What is not known to be harmless is refused with the kinds that are."""
    problems = list(unpublished({f"content/files/{name}": 1}))

    assert [f"Files of this type are not published: `{name}`."] == [
        problem.message for problem in problems
    ]
    assert [problem.advice for problem in problems] == [
        "Use one of `csv`, `docx`, `gif`, `jpeg`, `jpg`, `odt`, `pdf`, `png`, `txt`, `webp` or "
        "`xlsx`."
    ]
