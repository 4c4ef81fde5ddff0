"""What a file name means: which entry it is, or why it cannot be one."""

from __future__ import annotations

import pytest

from generator.authoring.scaffold import id_of
from generator.content.context import FILE_TYPES, FORMER_TYPES, content_files, unfit, unpublished
from generator.core.site import Past, Source


def named_entries(*paths: str) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """Return the entries among the sources at these paths, and the problems of their names."""
    found = content_files([Source(path, b"") for path in paths])
    return (
        [f"{entry.section}/{entry.id} {entry.source.path}" for entry in found.entries],
        [
            (problem.span.path, problem.code, problem.message, problem.advice)
            for problem in found.problems
        ],
    )


def test_windows_reserves_some_names_for_devices():
    """An entry, file, or folder cannot have one; a longer name can."""
    paths = ("contracts/con", "breaches/com1", "breaches/console")
    entries = content_files([Source(f"content/{path}.md", b"") for path in paths]).entries
    files = ["content/files/Aux.pdf", "content/files/nul/a.pdf", "content/files/com10.pdf"]
    problems = unfit(entries, files)

    assert [(problem.span.path, problem.code) for problem in problems] == [
        ("content/contracts/con.md", "E008"),
        ("content/breaches/com1.md", "E008"),
        ("content/files/Aux.pdf", "E008"),
        ("content/files/nul/a.pdf", "E008"),
    ]


def test_a_title_becomes_a_name_that_windows_allows():
    """A product may be called Con."""
    assert id_of("contract", "Con!", "2026-11") == "con-1"
    assert id_of("breach", "Con", "2026-11") == "2026-11-con"


@pytest.mark.parametrize(
    "stem", ["a", "7", "northstar-reader", "2026-11-northstar-reader", "a-b-c-1"]
)
@pytest.mark.parametrize("ending", ["md", "yaml"])
def test_the_stem_of_a_file_is_the_id_of_its_entry(stem: str, ending: str):
    """Small letters, digits and single hyphens are an id, in either format and either folder."""
    contract, breach = f"content/contracts/{stem}.{ending}", f"content/breaches/{stem}.{ending}"

    ids = [f"contracts/{stem} {contract}", f"breaches/{stem} {breach}"]
    assert named_entries(contract, breach) == (ids, [])


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
def test_a_name_that_cannot_be_an_address_is_refused(name: str, example: str):
    """The nearest possible name is suggested."""
    path = f"content/contracts/{name}"
    advice = (
        "Rename the file with lowercase letters, digits and single hyphens, for example "
        f"`{example}`."
    )

    message = f"The name `{name}` cannot be the address of a page."
    assert named_entries(path) == ([], [(path, "E008", message, advice)])


MOVE = "Move it out of this folder; a contract's PDF belongs in `content/files/`."


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("northstar.yml", "Rename it to `northstar.yaml`."),
        ("northstar.YAML", "Rename it to `northstar.yaml`."),
        ("northstar.MD", "Rename it to `northstar.md`."),
        ("northstar.markdown", "Rename it to `northstar.md`."),
        *((name, MOVE) for name in ("northstar.pdf", "northstar.txt", "northstar")),
    ],
)
def test_a_file_of_another_type_is_not_an_entry(name: str, advice: str):
    """An almost correct extension is corrected; any other file does not belong with the entries."""
    path = f"content/breaches/{name}"

    message = f"`{name}` is neither a `.md` nor a `.yaml` file."
    assert named_entries(path) == ([], [(path, "E010", message, advice)])


def test_two_files_cannot_have_one_id():
    """The first of two files with the same id is the entry; the other is reported."""
    first, second = "content/contracts/a.md", "content/contracts/a.yaml"
    entries, problems = named_entries(first, second)

    assert entries == [f"contracts/a {first}"]
    assert [problem[:3] for problem in problems] == [
        (second, "E009", f"`{first}` has the same id, `a`.")
    ]


@pytest.mark.parametrize("language", ["es", "pt-BR", "zh-Hant", "haw"])
def test_a_translation_is_not_an_entry(language: str):
    """A language before the extension makes a translation, even if the entry has the same name."""
    paths = ("content/contracts/a.md", f"content/contracts/a.{language}.md")
    found = content_files([Source(path, b"") for path in paths])

    assert [("a", "")] == [(entry.id, entry.language) for entry in found.entries]
    assert [("a", language)] == [(entry.id, entry.language) for entry in found.translations]
    assert [] == found.problems


def test_the_settings_are_not_an_entry():
    """The name of the settings is not reported either."""
    assert named_entries("content/site.yaml") == ([], [])


def test_files_that_every_parent_can_open_are_published():
    """PDFs and pictures are published, with an extension in any case."""
    files = {f"content/files/a.{kind}": 1 for kind in FILE_TYPES} | {"content/files/2025/A.PDF": 1}

    assert list(unpublished(files)) == []


@pytest.mark.parametrize("kind", FORMER_TYPES)
def test_a_file_of_a_former_type_stays_and_no_new_one_comes(kind: str):
    """It is a warning if it was published, or if nobody knows, and otherwise an error."""
    path = f"content/files/a.{kind}"
    pasts = (None, Past((), frozenset({path})), Past((), frozenset({"content/files/b.pdf"})))

    assert [[found.code for found in unpublished([path], past)] for past in pasts] == [
        ["W161"],
        ["W161"],
        ["E125"],
    ]


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.htm", "a.svg", "a.js", "a.exe", "a.xml", "a.pdf.php", "a", "pdf", ".htaccess"],
)
def test_files_that_a_browser_could_run_are_not_published(name: str):
    """Types that are not known to be harmless are refused, and the allowed types are listed."""
    (problem,) = unpublished({f"content/files/{name}": 1})
    kinds = "`gif`, `jpeg`, `jpg`, `pdf`, `png` or `webp`"

    assert problem.message == f"Files of this type are not published: `{name}`."
    assert problem.advice == f"Use one of {kinds}."
