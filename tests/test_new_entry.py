"""`notices new` places and names a file correctly, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.content import frontmatter
from generator.content.yaml_nodes import raw_value
from helpers.district import CONTRACT, contract, notices, write
from helpers.roots import read_files

SCHOOLS = (
    "schools: {dodd: {name: Dodd Middle School, grades: 7-8}, "
    "highland: {name: Highland School, grades: K-6}}\n"
)
OTHER = {
    **CONTRACT,
    "website": "https://northstar.example",
    "security": "Encrypted, **always**.",
    "schools": "[dodd]",
    "notified": "2026-11-17",
    "posted": "2026-11-16",
}
LATER = """\
change-1.md: {kind: renewal, executed: 2026-11-20, product: Northstar Tales}
withdrawal.md: {on: 2026-11-21, reason: Wrong.}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {"contracts/northstar-reader": contract(**OTHER) + LATER}, SCHOOLS)
    return tmp_path


def fields(path: Path) -> dict[str, object]:
    """Return the fields of an entry as its writer sees them."""
    document = frontmatter.read(path.name, path.read_bytes())
    assert [problem for problem in document.problems if problem.is_error] == []
    return {name: raw_value(node) for name, node in document.fields.fields.items()}


def files(root: Path) -> set[str]:
    return set(read_files(root))


@pytest.mark.parametrize(
    ("kind", "title", "path"),
    [
        ("contract", "Word Garden", "contracts/word-garden.md"),
        ("contract", "  Sofía's   Élan 3+ ", "contracts/sofias-elan-3.md"),
        ("contract", "../../etc/passwd", "contracts/etc-passwd.md"),
        ("contract", "x" * 200, f"contracts/{'x' * 60}.md"),
        ("breach", "Word Garden", "breaches/2026-11-word-garden.md"),
        ("breach", "Northstar Reader", "breaches/2026-11-northstar-reader.md"),
    ],
)
def test_an_entry_has_the_right_folder_and_name(
    root: Path, kind: str, title: str, path: str
) -> None:
    """The title gives the name; a breach's begins with its month. Only the path is on stdout."""
    before = files(root)
    done = notices("new", root, kind, title)

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{root}/content/{path}\n"
    assert done.stderr == (
        f"Fill in the empty fields in {root}/content/{path}, then run `notices check`: it says "
        "what is missing.\n"
    )
    assert files(root) - before == {f"content/{path}"}


def test_the_next_steps_lead_to_a_valid_entry(root: Path) -> None:
    """The check reports each empty field at its line; once filled in, the entry has no error."""
    notices("new", root, "contract", "Word Garden")
    path = root / "content/contracts/word-garden.md"
    check = notices("check", root)

    assert check.returncode == 1
    assert check.stdout.count("E103") == check.stdout.count("word-garden.md:") == 7

    text = path.read_text()
    for name, value in {**CONTRACT, "student-information": "[name]"}.items():
        text = text.replace(f"{name}:\n", f"{name}: {value}\n")
    text = text.replace("  student-records:\n  student-generated-content:\n", "")
    path.write_text(text.replace(f"collects: {CONTRACT['collects']}", "collects:"))
    errors = [line for line in notices("check", root).stdout.splitlines() if " E" in line]

    assert "word-garden.md" not in "".join(errors)


@pytest.mark.parametrize(
    "title", ["Yes: no", "# one", '"quoted"', "- item", "a\tb", "{{ x }}", "${{ github }}", "null"]
)
def test_a_title_is_quoted_if_yaml_requires_it(root: Path, title: str) -> None:
    """Any title is read back as it was."""
    done = notices("new", root, "contract", "--", title)

    assert done.returncode == 0, done.stderr
    assert fields(Path(done.stdout.strip()))["product"] == " ".join(title.split())


def test_a_breach_names_the_contract_of_its_product(root: Path) -> None:
    """A product is known by its title or its id; one without a contract has a contractor."""
    for title in ("northstar reader", "Northstar Reader!", "Northstar Tales", "northstar-reader"):
        path = Path(notices("new", root, "breach", title).stdout.strip())
        assert fields(path)["contract"] == "northstar-reader"
        path.unlink()

    entry = fields(Path(notices("new", root, "breach", "Other").stdout.strip()))
    assert (entry["contractor"], entry["product"], "contract" in entry) == ("", "Other", False)


# Existing files


def test_a_link_is_not_followed(root: Path) -> None:
    """If the file's name is a link, the file that it leads to stays as it was."""
    outside = root / "outside.md"
    outside.write_text("mine")
    (root / "content/contracts/word-garden.md").symlink_to(outside)

    assert notices("new", root, "contract", "Word Garden").returncode == 2
    assert outside.read_text() == "mine"


def test_without_content_nothing_is_written(tmp_path: Path) -> None:
    """In a folder without a district, nobody would find the entry again."""
    done = notices("new", tmp_path, "contract", "Word Garden")

    assert done.returncode == 2
    message = (
        "There is no folder `content` here. Run the command in the folder that contains `content/`"
    )
    assert message in done.stderr
    assert files(tmp_path) == set()


# What came later


@pytest.mark.parametrize(
    ("words", "path", "expected"),
    [
        (
            ("update", "2026-11-word-garden"),
            "breaches/2026-11-word-garden/update-2026-11-25-1200",
            {"on": "2026-11-25"},
        ),
        (
            ("change", "content/contracts/northstar-reader.md"),
            "contracts/northstar-reader/change-2026-11-25-1200",
            {"kind": "", "executed": ""},
        ),
        (
            ("correction", "contracts/northstar-reader/change-1"),
            "contracts/northstar-reader/correction-2026-11-25-1200",
            {"on": "2026-11-25", "right": "", "of": "change-1"},
        ),
        (
            ("deletion", "northstar-reader"),
            "contracts/northstar-reader/deletion-2026-11-25-1200",
            {"confirmed": ""},
        ),
        (
            ("message", "northstar-reader/change-1", "2026-11-word-garden", "yearly"),
            "messages/2026-11-25-1200",
            {
                "of": [
                    *("contracts/northstar-reader/change-1", "breaches/2026-11-word-garden"),
                    "yearly",
                ],
                "at": "",
                "by": "",
            },
        ),
        (("message",), "messages/2026-11-25-1200", {"of": "", "at": "", "by": ""}),
    ],
)
def test_a_later_file_has_day_and_minute_in_its_name(
    root: Path, words: tuple[str, ...], path: str, expected: dict[str, object]
) -> None:
    """It is in the folder of its notice, names what it is about, and has a line for each field."""
    notices("new", root, "breach", "Word Garden")
    done = notices("new", root, *words)
    written = root / f"content/{path}.md"

    assert (done.returncode, done.stdout) == (0, f"{written}\n"), done.stderr
    assert {name: value or "" for name, value in fields(written).items()} == expected
    assert notices("new", root, *words).returncode == 2  # in the same minute


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("change", "northstar-raeder"),
            "There is no notice `northstar-raeder` in `content/contracts`. Did you mean "
            "`contracts/northstar-reader`?",
        ),
        (("update", "northstar-reader"), "There is no notice `northstar-reader` in"),
        (("update",), "Name one notice or product"),
        (("contract", "Word", "Garden"), "in quotation marks if it has several words"),
        (("message", "nothing"), "There is no notice `nothing` in"),
        (
            ("contract", "Northstar Reader"),
            "What came later is a file of its own: notices new change northstar-reader.",
        ),
    ],
)
def test_an_unknown_notice_is_one_sentence(
    root: Path, words: tuple[str, ...], message: str
) -> None:
    """It has the nearest name, or what to do instead, and nothing is written."""
    before = files(root)
    done = notices("new", root, *words)

    assert done.returncode == 2
    assert message in done.stderr
    assert files(root) == before
