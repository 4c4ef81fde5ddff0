"""`notices new` places and names an entry correctly, overwrites nothing, and asks on a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.authoring.questions import questions
from generator.content import frontmatter
from generator.content.yaml_nodes import plain
from helpers.district import CONTRACT, NOW, contract, notices, write
from helpers.roots import read_files
from helpers.terminal import Terminal

SCHOOLS = (
    "schools: "
    "{dodd: {name: Dodd Middle School, grades: 7-8}, highland: {name: Highland School, grades: K-6}}\n"
)
OTHER = {
    **CONTRACT,
    "website": "https://northstar.example",
    "security": "Encrypted, **always**.",
    "schools": "[dodd]",
    "notified": "2026-11-17",
    "changes": "[{kind: renewal, executed: 2026-11-20}]",
    "withdrawn": "{on: 2026-11-21, reason: Wrong.}",
    "posted": "2026-11-16",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {"contracts/northstar-reader": contract(**OTHER)}, SCHOOLS)
    return tmp_path


def fields(path: Path) -> dict[str, object]:
    """Return the fields of an entry as its writer sees them."""
    document = frontmatter.read(path.name, path.read_bytes())
    assert [found for found in document.problems if found.is_error] == []
    return {name: plain(node) for name, node in document.fields.fields.items()}


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
def test_it_is_placed_and_named_right(root: Path, kind: str, title: str, path: str) -> None:
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


def test_what_to_do_next_leads_to_a_notice(root: Path) -> None:
    """The check names what is empty, each at its line; filled in, the entry has no error."""
    notices("new", root, "contract", "Word Garden")
    path = root / "content/contracts/word-garden.md"
    check = notices("check", root)

    assert check.returncode == 1
    assert check.stdout.count("E103") == check.stdout.count("word-garden.md:") == 7

    text = path.read_text()
    for name, value in {**CONTRACT, "student-information": "[name]"}.items():
        text = text.replace(f"{name}:\n", f"{name}: {value}\n")
    path.write_text(
        text.replace("  student-records:\n  student-generated-content:\n", "").replace(
            f"collects: {CONTRACT['collects']}", "collects:"
        )
    )

    assert "word-garden.md" not in "".join(
        line for line in notices("check", root).stdout.splitlines() if " E" in line
    )


@pytest.mark.parametrize(
    "title", ["Yes: no", "# one", '"quoted"', "- item", "a\tb", "{{ x }}", "${{ github }}", "null"]
)
def test_a_title_is_quoted_where_yaml_asks_for_it(root: Path, title: str) -> None:
    """Whatever it is, the title reads back."""
    done = notices("new", root, "contract", "--", title)

    assert done.returncode == 0, done.stderr
    assert fields(Path(done.stdout.strip()))["product"] == " ".join(title.split())


def test_a_breach_names_the_contract_of_its_product(root: Path) -> None:
    """By its title or its id; a product without a contract stands beside its contractor."""
    for title in ("northstar reader", "Northstar Reader!"):
        done = notices("new", root, "breach", title, "--id", f"b-{len(title)}")
        assert fields(Path(done.stdout.strip()))["contract"] == "northstar-reader"

    found = fields(Path(notices("new", root, "breach", "Other").stdout.strip()))
    assert (found["contractor"], found["product"], "contract" in found) == ("", "Other", False)


# Not over another's work


@pytest.mark.parametrize("ending", ["md", "yaml"])
def test_it_is_never_written_over_an_entry(root: Path, ending: str) -> None:
    """What is there stays, whatever its ending; the message offers a name that is free."""
    path = root / f"content/contracts/word-garden.{ending}"
    path.write_text("mine")
    (root / "content/contracts/word-garden-2.md").write_text("mine")
    before = files(root)
    done = notices("new", root, "contract", "Word Garden")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        "Error: content/contracts/word-garden.md already exists; nothing was written. Add what "
        "has changed"
        " to that file; for another entry choose another name, such as --id word-garden-3.\n"
    )
    assert path.read_text() == "mine"
    assert files(root) == before

    assert notices("new", root, "contract", "Word Garden", "--id", "word-garden-3").returncode == 0


def test_a_link_is_not_followed(root: Path) -> None:
    """Where a link stands in the place of the file, what it leads to stays as it was."""
    outside = root / "outside.md"
    outside.write_text("mine")
    (root / "content/contracts/word-garden.md").symlink_to(outside)

    assert notices("new", root, "contract", "Word Garden").returncode == 2
    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("contract", "!!!"),
            "Error: “!!!” cannot be a file name: it needs a letter from a to z, or a digit.",
        ),
        (
            ("contract", ""),
            "Error: “” cannot be a file name: it needs a letter from a to z, or a digit.",
        ),
        (
            ("contract", "X", "--id", "../x"),
            "../x is not an id; write lowercase letters, digits and single hyphens.",
        ),
        (
            ("contract", "X", "--id", "a\n"),
            "is not an id; write lowercase letters, digits and single hyphens.",
        ),
        (
            ("contract", "X", "--from", "none.md"),
            "none.md cannot be read: No such file or directory.",
        ),
        (
            ("contract", "X", "--ask"),
            "Error: --ask needs a terminal; leave it out, and fill in the entry",
        ),
        (("contracts", "X"), "'contracts' is not one of 'contract', 'breach'."),
    ],
)
def test_a_wrong_command_line_writes_nothing(
    root: Path, arguments: tuple[str, ...], says: str
) -> None:
    """A sentence says what is wrong, and exit code 2."""
    before = files(root)
    done = notices("new", root, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert files(root) == before


def test_without_content_nothing_is_begun(tmp_path: Path) -> None:
    """An entry in a folder that holds no district would never be found again."""
    done = notices("new", tmp_path, "contract", "Word Garden")

    assert done.returncode == 2
    assert (
        "There is no folder `content` here. Run the command in the folder that holds `content/`"
        in done.stderr
    )
    assert files(tmp_path) == set()


# From another entry


def test_from_another_it_keeps_what_is_the_same_for_the_contractor(root: Path) -> None:
    """Dates, the agreement, changes, and what families were told are left to be filled in."""
    path = root / "content/contracts/northstar-reader.md"
    done = notices("new", root, "contract", "Word Garden", "--from", str(path))
    found = fields(Path(done.stdout.strip()))

    assert {name: value for name, value in found.items() if value} == {
        "product": "Word Garden",
        "contractor": "Northstar Learning",
        "collects": {"student-information": ["name"]},
        "website": "https://northstar.example",
        "security": "Encrypted, **always**.",
        "schools": ["dodd"],
    }
    assert {name for name, value in found.items() if not value} == {
        "description",
        "purpose",
        "executed",
    }


def test_a_breach_from_a_contract_names_it(root: Path) -> None:
    """Its contractor and product come from there."""
    path = root / "content/contracts/northstar-reader.md"
    done = notices("new", root, "breach", "Lost laptop", "--from", str(path))
    found = fields(Path(done.stdout.strip()))

    assert found["contract"] == "northstar-reader"
    assert not {"contractor", "product", "schools"} & set(found)


def test_from_an_entry_with_a_mistake_nothing_is_taken(root: Path) -> None:
    """A field that cannot be read would be lost without a word."""
    path = root / "content/contracts/northstar-reader.md"
    path.write_text(path.read_text().replace("security: ", "security: *x "))
    done = notices("new", root, "contract", "Word Garden", "--from", str(path))

    assert done.returncode == 2
    assert "northstar-reader.md first, line " in done.stderr


# Asked on a terminal


@pytest.fixture
def at_terminal(root: Path) -> Iterator[Callable[..., Terminal]]:
    """Give what runs `notices new --ask` on a terminal of its own."""
    with ExitStack() as stack:
        under = ("--ask", "--root", root, "--now", NOW)
        yield lambda *arguments: stack.enter_context(
            Terminal("new", *arguments, *under, piped=True)
        )


SKIP = " [Enter skips]"


ANSWERS = {
    "Contractor": ["", "Example Garden, Inc."],
    f"Kind (operator, consultant){SKIP}": [""],
    "Description": ["Words: games # and more"],
    "Purpose": ["?", "Spelling."],
    f"Student information, with commas between{SKIP}": ["name, address (street, city)"],
    f"Student records, with commas between{SKIP}": [""],
    f"Student generated content, with commas between{SKIP}": [""],
    "Executed": ["soon", "2026-11-20"],
    f"Expires{SKIP}": ["none"],
    f"Agreement{SKIP}": ["https://garden.example/agreement.pdf"],
    f"Terms form (cet-addendum, ndpa, own){SKIP}": ["own"],
    "Terms checked": ["", "2026-11-20"],
    "Terms missing (ownership, deletion, purpose-limits, access-and-correction, security, "
    "breach-report, retention, ferpa, connecticut-law, severability), with commas between"
    f"{SKIP}": ["deletion, severability"],
    f"Notified at{SKIP}": ["2026-11-21 10:00"],
    f"Notified by{SKIP}": ["email"],
    f"Website{SKIP}": [""],
    f"Security{SKIP}": ["A <b>lock</b>."],
    f"Subcontractors, with commas between{SKIP}": [""],
    f"Schools, with commas between{SKIP}": ["highland school, dodd"],
    f"Grades, with commas between{SKIP}": ["K-2, 4"],
    f"Basis (contract, pledge, special-education-exception){SKIP}": [""],
    f"More{SKIP}": ["Teachers create the accounts."],
}


def test_a_contract_is_asked_for_field_by_field(
    root: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """Each answer is checked at once, Enter skips an optional field, and the entry has no error."""
    terminal, came = at_terminal("contract", "Word Garden"), dict[str, str]()
    for question in [one for one in questions("contract") if one.name != "product"]:
        prompts = (prompt for prompt in ANSWERS if re.match(rf"{question.label}\b", prompt))
        prompt = next(prompts, f"{question.label}{SKIP}")
        came[question.name] = "".join(
            terminal.answer(prompt, answer) for answer in ANSWERS.get(prompt, [""])
        )

    assert "This is required. For example: Northstar Learning, Inc." in came["contractor"]
    assert "Why the district uses it." in came["purpose"]
    assert "`executed` must be a date like 2026-03-07, not soon" in came["executed"]
    assert "Write it as YYYY-MM-DD, for example" in came["executed"]
    assert ["HTML" in came[name] for name in ("subcontractors", "schools", "grades")] == [
        True,
        False,
        False,
    ]
    assert "dodd: Dodd Middle School" in came["schools"]

    path = root / "content/contracts/word-garden.md"

    assert terminal.end() == (0, f"{path}\n")
    assert (
        f"Now run `notices check`, and commit {path}: it is published once it is merged."
        in terminal.shown
    )
    assert fields(path) == {
        "product": "Word Garden",
        "contractor": "Example Garden, Inc.",
        "description": "Words: games # and more",
        "purpose": "Spelling.",
        "collects": {"student-information": ["name", "address (street, city)"]},
        "executed": "2026-11-20",
        "expires": "none",
        "agreement": "https://garden.example/agreement.pdf",
        "terms": {
            "form": "own",
            "checked": "2026-11-20",
            "missing": ["deletion", "severability"],
        },
        "notified": {"at": "2026-11-21 10:00", "by": "email"},
        "security": "A <b>lock</b>.",
        "schools": ["highland", "dodd"],
        "grades": ["K-2", "4"],
    }
    assert path.read_text().endswith("---\n\nTeachers create the accounts.\n")
    assert re.findall(r"word-garden\.md:\d+:\d+: (\w+)", notices("check", root).stdout) == ["W103"]


def test_a_breach_is_asked_for_by_what_it_is(at_terminal: Callable[..., Terminal]) -> None:
    """Without a contract, a contractor is needed; so is one kind of data or the word `unknown`."""
    terminal = at_terminal("breach", "Word Garden")
    terminal.answer(f"Contract{SKIP}", "")
    terminal.answer("Contractor", "Example Garden")
    terminal.answer("Received", "2026-11-20 09:00")
    terminal.answer(f"Learned{SKIP}", "2026-11-19")
    terminal.answer("Discovered", "unknown")
    terminal.answer(f"Occurred{SKIP}", "")
    for question in ("information", "records", "generated content"):
        terminal.answer(f"Student {question}, with commas between{SKIP}", "")
    terminal.answer("Directory information, with commas between", "")
    terminal.answer("Directory information, with commas between", "unknown")
    terminal.answer(f"Not involved, with commas between{SKIP}", "")
    terminal.answer("Students", "unknown")
    terminal.answer("Summary", "Somebody could read a list.")
    for question in ("Notified at", "Schools, with commas between", "Offers", "More"):
        terminal.answer(f"{question}{SKIP}", "")
    code, out = terminal.end()

    assert code == 0
    assert fields(Path(out.strip())) == {
        "contractor": "Example Garden",
        "product": "Word Garden",
        "received": "2026-11-20 09:00",
        "learned": "2026-11-19",
        "discovered": "unknown",
        "involves": "unknown",
        "students": "unknown",
        "summary": "Somebody could read a list.",
    }


def test_a_contract_that_is_named_takes_the_place_of_the_product(
    at_terminal: Callable[..., Terminal],
) -> None:
    """A missing contract is refused with a suggestion; one word is enough for all kinds of data."""
    terminal = at_terminal("breach", "A lost laptop")
    terminal.answer(f"Contract{SKIP}", "northstar-raeder")
    assert "Did you mean `northstar-reader`?" in terminal.answer(
        f"Contract{SKIP}", "northstar-reader"
    )
    terminal.answer("Received", "2026-11-20")
    terminal.answer(f"Learned{SKIP}", "")
    for question in (
        "Discovered",
        f"Occurred{SKIP}",
        f"Student information, with commas between{SKIP}",
    ):
        terminal.answer(question, "unknown")
    terminal.answer(f"Not involved, with commas between{SKIP}", "")
    terminal.answer("Students", "unknown")
    terminal.answer("Summary", "Somebody could read a list.")
    for question in ("Notified at", "Schools, with commas between", "Offers", "More"):
        terminal.answer(f"{question}{SKIP}", "")
    found = fields(Path(terminal.end()[1].strip()))

    assert (found["contract"], "product" in found, "contractor" in found) == (
        "northstar-reader",
        False,
        False,
    )
    assert found["involves"] == "unknown"
    assert "Already filled in: product." in terminal.shown


def test_ctrl_c_writes_nothing(root: Path, at_terminal: Callable[..., Terminal]) -> None:
    """Half an entry is none."""
    before = files(root)
    terminal = at_terminal("contract", "Word Garden")
    terminal.answer("Contractor", "Example Garden, Inc.")
    terminal.until(f"{SKIP}: ")
    terminal.stop()

    assert terminal.end() == (130, "")
    assert "Stopped. Nothing was written." in terminal.shown
    assert files(root) == before
