"""`notices new` places and names an entry correctly, overwrites nothing, and asks on a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.authoring.questions import questions
from generator.content import frontmatter
from generator.content.yaml_nodes import raw_value
from helpers.district import CONTRACT, NOW, contract, notices, write
from helpers.roots import read_files
from helpers.terminal import Terminal

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
    for title in ("northstar reader", "Northstar Reader!"):
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


# Questions on a terminal


@pytest.fixture
def at_terminal(root: Path) -> Iterator[Callable[..., Terminal]]:
    """A function that runs `notices new --ask` on its own terminal."""
    with ExitStack() as stack:
        options = ("--ask", "--root", root, "--now", NOW)
        yield lambda *words: stack.enter_context(Terminal("new", *words, *options, piped=True))


SKIP = " [Enter skips]"


LIST = " (with commas between)"
ANSWERS = {
    "Which company is the contract with?": ["", "Example Garden, Inc."],
    f"Does the company run software, or do other work? (operator, consultant){SKIP}": [""],
    "What does the product do?": ["Words: games # and more"],
    "Why does the district use it?": ["?", "Spelling."],
    f"Which student information?{LIST}{SKIP}": ["name, address (street, city)"],
    f"Which student records?{LIST}{SKIP}": [""],
    f"Which student-generated content?{LIST}{SKIP}": [""],
    "When was the contract signed?": ["soon", "2026-11-20"],
    f"When does the contract end?{SKIP}": ["none"],
    f"Where is the contract?{SKIP}": ["https://garden.example/agreement.pdf"],
    f"Which form does the contract have? (cet-addendum, ndpa, own){SKIP}": ["own"],
    "When was the contract checked for the ten required terms?": ["", "2026-11-20"],
    "Which of the ten required terms are missing? (ownership, deletion, purpose-limits, access-and-correction, security, "
    "breach-report, retention, ferpa, connecticut-law, severability)"
    f"{LIST}{SKIP}": ["deletion, severability"],
    f"When were families notified?{SKIP}": ["2026-11-21 10:00"],
    "How did you reach families?": ["", "not yet", "email to staff only", "email"],
    f"What is the company's website?{SKIP}": [""],
    f"What else do people call the product?{LIST}{SKIP}": ["Word Beds, Old Garden"],
    f"How is the data protected?{SKIP}": ["A <b>lock</b>."],
    f"Which other companies handle the data?{LIST}{SKIP}": [""],
    f"Which schools?{LIST}{SKIP}": ["highland school, dodd"],
    f"Which grades?{LIST}{SKIP}": ["K-2, 4"],
    f"Why may the data be shared? (contract, pledge, special-education-exception){SKIP}": [""],
    f"What else should families know?{SKIP}": ["Teachers create the accounts."],
}
LAST_OF_BREACH = (
    "When were families notified?",
    f"Which schools?{LIST}",
    f"Which grades?{LIST}",
    "What does the company offer families?",
    "For how many months is there free protection against identity theft?",
    "When will you post more?",
    f"Who else has a notice of the same breach?{LIST}",
    "What else should families know?",
)


def test_a_contract_has_a_question_for_each_field(
    root: Path, at_terminal: Callable[..., Terminal]
) -> None:
    """Each answer is checked at once, Enter skips an optional field, and the entry has no error."""
    terminal, output = at_terminal("contract", "Word Garden"), dict[str, str]()
    for question in questions("contract"):
        if question.name == "product":
            continue  # the title is the product
        prompts = (prompt for prompt in ANSWERS if prompt.startswith(question.label))
        prompt = next(prompts, f"{question.label}{SKIP}")
        shown = [terminal.answer(prompt, answer) for answer in ANSWERS.get(prompt, [""])]
        output[question.name] = "".join(shown)

    assert "This is required. For example: Northstar Learning, Inc." in output["contractor"]
    assert "Why the district uses it." in output["purpose"]
    assert "“When was the contract signed?” must be a date, not soon" in output["executed"]
    assert "Write it as month/day/year." in output["executed"]
    assert "This is required. For example: email" in output["notified.by"]
    assert output["notified.by"].count("does not name a message that reached families") == 2
    assert "HTML" in output["subcontractors"]
    assert "HTML" not in output["schools"] + output["grades"]
    assert "dodd: Dodd Middle School" in output["schools"]

    path = root / "content/contracts/word-garden.md"

    assert terminal.end() == (0, f"{path}\n")
    next_step = f"Now run `notices check`, and commit {path}: it is published once it is merged."
    assert next_step in terminal.shown
    assert fields(path) == {
        "product": "Word Garden",
        "contractor": "Example Garden, Inc.",
        "description": "Words: games # and more",
        "purpose": "Spelling.",
        "collects": {"student-information": ["name", "address (street, city)"]},
        "executed": "2026-11-20",
        "expires": "none",
        "agreement": "https://garden.example/agreement.pdf",
        "terms": {"form": "own", "checked": "2026-11-20", "missing": ["deletion", "severability"]},
        "notified": {"at": "2026-11-21 10:00", "by": "email"},
        "aliases": ["Word Beds", "Old Garden"],
        "security": "A <b>lock</b>.",
        "schools": ["highland", "dodd"],
        "grades": ["K-2", "4"],
    }
    assert path.read_text().endswith("---\n\nTeachers create the accounts.\n")
    assert re.findall(r"word-garden\.md:\d+:\d+: (\w+)", notices("check", root).stdout) == ["W103"]


def test_a_breach_has_a_question_for_each_field(at_terminal: Callable[..., Terminal]) -> None:
    """Without a contract, a contractor is needed; so is one kind of data or the word `unknown`."""
    terminal = at_terminal("breach", "Word Garden")
    terminal.answer(f"Who lost the data? (contractor, district){SKIP}", "")
    terminal.answer(f"Which contract is this about?{LIST}{SKIP}", "")
    terminal.answer("Which company had the breach?", "Example Garden")
    terminal.answer("When did the company report the breach to the district?", "2026-11-20 09:00")
    terminal.answer(f"When did the district learn about the breach on its own?{SKIP}", "2026-11-19")
    terminal.answer("When did the company discover the breach?", "unknown")
    terminal.answer(f"When did the breach happen?{SKIP}", "")
    for kind in ("information", "records"):
        terminal.answer(f"Which student {kind}?{LIST}{SKIP}", "")
    terminal.answer(f"Which student-generated content?{LIST}{SKIP}", "")
    terminal.answer(f"Which directory information?{LIST}", "")
    terminal.answer(f"Which directory information?{LIST}", "unknown")
    terminal.answer(f"Which data was not involved?{LIST}{SKIP}", "")
    terminal.answer("How many students were affected?", "unknown")
    terminal.answer("What happened?", "Somebody could read a list.")
    for question in LAST_OF_BREACH:
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


def test_a_breach_with_a_contract_needs_no_product(at_terminal: Callable[..., Terminal]) -> None:
    """A missing contract is refused with a suggestion; one word is enough for all kinds of data."""
    terminal = at_terminal("breach", "A lost laptop")
    terminal.answer(f"Who lost the data? (contractor, district){SKIP}", "")
    terminal.answer(f"Which contract is this about?{LIST}{SKIP}", "northstar-raeder")
    suggestion = terminal.answer(f"Which contract is this about?{LIST}{SKIP}", "northstar-reader")
    assert "Did you mean `northstar-reader`?" in suggestion
    terminal.answer("When did the company report the breach to the district?", "2026-11-20")
    terminal.answer(f"When did the district learn about the breach on its own?{SKIP}", "")
    data = f"Which student information?{LIST}{SKIP}"
    for question in (
        "When did the company discover the breach?",
        f"When did the breach happen?{SKIP}",
        data,
    ):
        terminal.answer(question, "unknown")
    terminal.answer(f"Which data was not involved?{LIST}{SKIP}", "")
    terminal.answer("How many students were affected?", "unknown")
    terminal.answer("What happened?", "Somebody could read a list.")
    for question in LAST_OF_BREACH:
        terminal.answer(f"{question}{SKIP}", "")
    entry = fields(Path(terminal.end()[1].strip()))

    assert entry["contract"] == "northstar-reader"
    assert not {"product", "contractor"} & set(entry)
    assert entry["involves"] == "unknown"
    assert "Already filled in: product." in terminal.shown


def test_a_breach_of_the_districts_own_asks_for_no_contractor(
    at_terminal: Callable[..., Terminal],
) -> None:
    """Nothing of a contractor is asked, and `not required` is all there is to say of protection."""
    terminal = at_terminal("breach", "Bus lists")
    terminal.answer(f"Who lost the data? (contractor, district){SKIP}", "district")
    terminal.answer("When did the company discover the breach?", "2026-11-20 09:00")
    data = f"Which student information?{LIST}{SKIP}"
    for question in (f"When did the breach happen?{SKIP}", data):
        terminal.answer(question, "unknown")
    terminal.answer(f"Which data was not involved?{LIST}{SKIP}", "")
    terminal.answer("How many students were affected?", "41")
    terminal.answer("What happened?", "A list was sent to the wrong address.")
    for question in LAST_OF_BREACH:
        answer = "not required" if "protection" in question else ""
        terminal.answer(f"{question}{SKIP}", answer)
    entry = fields(Path(terminal.end()[1].strip()))

    assert (entry["by"], entry["product"]) == ("district", "Bus lists")
    assert entry["protection"] == "not required"
    assert not {"contract", "contractor", "received", "learned"} & set(entry)


def test_ctrl_c_writes_nothing(root: Path, at_terminal: Callable[..., Terminal]) -> None:
    """Half an entry is not written."""
    before = files(root)
    terminal = at_terminal("contract", "Word Garden")
    terminal.answer("Which company is the contract with?", "Example Garden, Inc.")
    terminal.until(f"{SKIP}: ")
    terminal.stop()

    assert terminal.end() == (130, "")
    assert "Stopped. Nothing was written." in terminal.shown
    assert files(root) == before
