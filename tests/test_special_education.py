"""A service for special education gets no letter, and its breach points to no child."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.compiler import Content
from generator.core.problems import UserError
from helpers import roots
from helpers.district import breach, contract, notices, read, write
from helpers.history import Repository
from helpers.letters import letter_of
from helpers.pages import page_texts
from helpers.roots import SITE, separate_files

PAGE = "product-notification/voice/index.html"
BASIS = "special-education-exception"
NOW = "2026-11-25T12:00"
SCHOOLS = "schools: {alder: {name: Alder School}, birch: {name: Birch School}}"
WITHOUT = {"executed": "2025-10-06", "basis": BASIS}
CHANGED = {
    "change-1.md": "{kind: amendment, executed: 2026-11-02, purpose: Speech practice.}",
    "withdrawal.md": "{on: 2026-11-20, reason: Never used.}",
}
NO_LETTER = (
    "There is no letter for `contracts/voice{}`: sent to all families, it could show which child "
    "needs a service for special education. Notify only that child's parents, in person, when you "
    "meet about the plan for special education (IEP). The yearly report lists the service: "
    "`notices record --yearly YEAR`."
)
ONLY_TO_PARENTS = (
    "Send the letter for `breaches/b` only to the parents of each affected student, never to a "
    "list: it could show which child needs a service for special education. The letter leaves out "
    "how many students, which schools and which grades."
)


def service(**fields: str | None) -> str:
    """Return a contract of Pebble Voice, a service for special education."""
    return contract(**{"product": "Pebble Voice", **WITHOUT, **fields})


# The page


@pytest.mark.parametrize(
    ("notified", "is_said"), [(None, False), ("{at: 2025-10-08, by: email}", True)]
)
def test_its_page_does_not_miss_what_was_never_due(notified: str | None, is_said: bool) -> None:
    """Nobody had to notify families of it, so the page says when only if they were notified."""
    entry = service(notified=notified)
    page = page_texts(roots.site({"content/contracts/voice.md": entry}))[PAGE]

    assert ("Families notified" in page) is is_said


# Letters


@pytest.mark.parametrize("options", [(), ("--format", "html"), ("--format", "eml")])
@pytest.mark.parametrize("anchor", ["", "/change-1", "/withdrawal"])
def test_a_service_for_special_education_gets_no_letter(
    tmp_path: Path, anchor: str, options: tuple[str, ...]
) -> None:
    """The command refuses each notice of it in each form, and says what to do instead."""
    write(tmp_path, {"contracts/voice": service(schools="[alder]", **CHANGED)}, SCHOOLS)
    done = notices("letter", tmp_path, f"contracts/voice{anchor}", *options, now=NOW)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"Error: {NO_LETTER.format(anchor)}\n")


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "json"),
        ("--format", "text", "--lang", "es"),
        ("--out", "{out}"),
        ("--out", "{out}", "--lang", "zh-Hans"),
    ],
)
def test_no_option_makes_a_letter_for_it(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Neither a language nor a folder does, and the folder is not made."""
    root, out = tmp_path / "root", tmp_path / "letters"
    write(root, {"contracts/voice": service()}, "languages: [en, es, zh-Hans]")
    place = root / "content/contracts/voice.md"
    done = notices("letter", root, str(place), *(word.format(out=out) for word in options), now=NOW)

    assert (done.returncode, done.stdout, out.exists()) == (2, "", False)
    assert NO_LETTER.format("") in done.stderr


@pytest.mark.parametrize("basis", ["contract", "pledge", None])
def test_any_other_basis_has_a_letter(tmp_path: Path, basis: str | None) -> None:
    """Only the exception has none."""
    write(tmp_path, {"contracts/voice": service(basis=basis)})
    done = notices("letter", tmp_path, "contracts/voice", now=NOW)

    assert done.returncode == 0
    assert "Pebble Voice" in done.stdout


@pytest.mark.parametrize("anchor", ["", "/change-1", "/withdrawal"])
def test_no_caller_can_make_a_letter_for_it(anchor: str) -> None:
    """What makes a letter refuses, whatever asks for it."""
    inputs = roots.root(
        {"content/site.yaml": SITE, "content/contracts/voice.md": service(**CHANGED)}
    )

    with pytest.raises(UserError, match="There is no letter for `contracts/voice"):
        letter_of(inputs, f"contracts/voice{anchor}")


def test_new_letters_leave_it_out_and_name_it(tmp_path: Path) -> None:
    """In a folder and as JSON, the other letters are there; standard error says what is not."""
    root, out = tmp_path / "root", tmp_path / "letters"
    root.mkdir()
    write(root, {"contracts/old": contract(product="Old")})
    repository = Repository(root)
    repository.commit(1)
    new = {
        "contracts/voice": service(**{"change-1.md": CHANGED["change-1.md"]}),
        "contracts/maps": contract(product="Maps"),
    }
    write(root, {"contracts/old": contract(product="Old"), **new})
    repository.commit(2)
    written = notices("letter", root, "--since", "HEAD~1", "--out", str(out), now=NOW)
    printed = notices("letter", root, "--since", "HEAD~1", "--format", "json", now=NOW)
    ids = "contracts/voice` and `contracts/voice/change-1"

    assert [path.name for path in sorted(out.iterdir())] == [
        f"contracts-maps.en.{kind}" for kind in ("eml", "html", "txt")
    ]
    assert [json.loads(line)["notice"] for line in printed.stdout.splitlines()] == [
        "contracts/maps"
    ]
    for done in (written, printed):
        assert done.returncode == 0
        assert done.stderr.startswith(NO_LETTER.format("").replace("contracts/voice", ids))


# A breach

FEW = {"contract": "voice", "contractor": None, "students": "1", "grades": "3"}
LATER = {"update-1.md": "{on: 2026-11-20, text: We counted again., students: 4, schools: [birch]}"}


def breach_of(**fields: str | None) -> str:
    """Return a breach of the service, of one student in grade 3 at a school."""
    return breach(**{**FEW, "schools": "[alder]", **fields})


@pytest.mark.parametrize("form", ["text", "html", "eml", "json"])
@pytest.mark.parametrize("anchor", ["", "/update-1"])
def test_the_letter_of_its_breach_points_to_no_child(
    tmp_path: Path, anchor: str, form: str
) -> None:
    """It says neither how many, nor which schools and grades; and the command says whom it is for.

    Those who are affected must be notified of a breach, so there is a letter.
    """
    told = breach_of(**LATER)
    write(tmp_path, {"contracts/voice": service(), "breaches/b": told}, SCHOOLS)
    done = notices("letter", tmp_path, f"breaches/b{anchor}", "--format", form, now=NOW)

    assert done.returncode == 0
    assert "Pebble Voice" in done.stdout
    assert not re.search(r"Alder|Birch|Students:|>Students<|Grades?:", done.stdout)
    assert done.stderr.startswith(ONLY_TO_PARENTS.replace("breaches/b", f"breaches/b{anchor}"))


def test_the_letter_of_another_breach_says_who_is_affected(tmp_path: Path) -> None:
    """Only the exception of a contract of the breach leaves it out."""
    entries = {"contracts/voice": service(basis="contract"), "breaches/b": breach_of()}
    write(tmp_path, entries, SCHOOLS)
    done = notices("letter", tmp_path, "breaches/b", now=NOW)

    assert "Alder School" in done.stdout
    assert "only to the parents" not in done.stderr


def test_its_breach_takes_no_school_from_the_contract() -> None:
    """One that names no schools says nothing of them; of any other contract, it takes them over."""
    both = {"contracts/voice": service(schools="[alder]"), "breaches/b": breach_of(schools=None)}
    pledge = {**both, "contracts/voice": service(schools="[alder]", basis="pledge")}

    assert [_schools(both), _schools(pledge)] == [None, ("alder",)]


def _schools(entries: dict[str, str]) -> tuple[str, ...] | None:
    site = _read(entries).site
    assert site is not None
    return site.breaches[0].first.schools


def test_pages_show_what_its_breach_leaves_out_for_every_school_alike() -> None:
    """Its page names no school, and each school lists the breach, although the service names one."""
    texts = {
        "content/site.yaml": f"{SITE}{SCHOOLS}\n",
        "content/contracts/voice.md": service(schools="[alder]"),
        "content/breaches/b.md": breach_of(students="unknown", grades=None, schools=None),
    }
    pages = roots.compiled(roots.root(texts))
    breach_page = pages["breach-notification/b/index.html"].decode()
    main = breach_page.partition("<main")[2].partition("</main>")[0]
    with_breach = [path for path, data in pages.items() if b"breach-notification/b" in data]

    assert "Pebble Voice" in main
    assert not re.search("Alder|Birch", main)
    assert {path for path in with_breach if "alder" in path} == {
        path.replace("birch", "alder") for path in with_breach if "birch" in path
    }


def _read(entries: dict[str, str]) -> Content:
    return read(entries, SCHOOLS, NOW)


# The warning


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"students": "1"}, ["1"]),
        ({"students": "9"}, ["9"]),  # just below
        ({"students": "10"}, []),  # just enough
        ({"students": "about 9"}, ["about 9"]),
        ({"students": "at least 2"}, ["at least 2"]),
        ({"students": "about 10"}, []),
        ({"students": "0"}, []),  # nobody
        ({"students": "1,200"}, []),
        ({"students": "unknown"}, []),
        ({"grades": "3"}, ["3"]),
        ({"grades": "K-12"}, ["K-12"]),
        ({"schools": "[birch]"}, ["[birch]"]),
        ({"schools": "all"}, []),  # which narrows nothing down
        ({"students": "1", "grades": "3", "schools": "[alder]"}, ["1", "3", "[alder]"]),
        (
            {"update-1.md": "{on: 2026-11-20, text: News., students: 3, schools: [alder]}"},
            ["3", "[alder]"],
        ),
        ({"update-1.md": "{on: 2026-11-20, text: News., students: 30}"}, []),
        ({"contract": "[maps, voice]", "grades": "3"}, ["3"]),
        ({"contract": "maps", "grades": "3", "students": "1"}, []),
        ({"contract": None, "contractor": "Northstar Learning", "grades": "3"}, []),
        ({"grades": "3", "withdrawal.md": "{on: 2026-11-20, reason: Not ours.}"}, ["3"]),
    ],
)
def test_what_points_to_a_child_is_a_warning_at_its_place(
    fields: dict[str, str | None], expected: list[str]
) -> None:
    """Schools, grades and fewer than ten students, at first and in updates."""
    text = breach_of(**{"students": "unknown", "grades": None, "schools": None, **fields})
    entries = {"contracts/voice": service(), "contracts/maps": contract(product="Maps")}
    problems = _read({**entries, "breaches/b": text}).problems
    spans = [problem.span for problem in problems if problem.code == "W131"]
    files = separate_files({"content/breaches/b.md": text})
    lines = {path: data.decode().splitlines() for path, data in files.items()}
    quoted = [
        lines[span.path][span.line - 1][span.column - 1 : span.end_column - 1] for span in spans
    ]

    assert sorted(quoted) == sorted(expected)


@pytest.mark.parametrize("withdrawal", [None, "{on: 2026-11-20, reason: Not used.}"])
def test_a_withdrawn_service_still_points_to_a_child(withdrawal: str | None) -> None:
    """Its breach happened anyway."""
    entries = {
        "contracts/voice": service(**{"withdrawal.md": withdrawal}),
        "breaches/b": breach_of(),
    }

    assert [problem.code for problem in _read(entries).problems].count("W131") == 3
