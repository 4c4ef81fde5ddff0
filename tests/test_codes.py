"""Every code says what is wrong and what to write, is used, and has a case that shows it."""

from __future__ import annotations

import ast
import re
import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator import FORMAT
from generator.content import fields, validate
from generator.content.field_groups import Group
from generator.content.frontmatter import MAX_BYTES
from generator.content.markdown import MAX_MARKS
from generator.core.codes import CODES, MERGED, MESSAGES
from generator.core.problems import QUOTED, Span, listed, problem, shorten, suggestion
from generator.core.site import Past, Source
from generator.rules import files
from generator.rules.single_entry import FLAWS
from generator.site import common_check
from generator.system.disk import format_schema
from helpers.cases import CASES
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, READER, problems, settings, site

CODE = re.compile(r"([EW]\d{3})(?: (\w+))?")  # with the name of its message
PLACE = re.compile(r"\\\{\w+\\\}")  # in an escaped text
GENERATOR = Path(generator.__file__).parent
PLACES = {
    name
    for message in MESSAGES.values()
    for text in message
    for _, name, *_ in string.Formatter().parse(text)
    if name
}
MESSAGE_OF_A_REMOVED_FILE = "---\nof: [contracts/gone]\nat: 2026-11-13\nby: email\n---\n"
# Sites with mistakes whose files are better made here than kept in the repository.
NO_CASE = (
    site({"content/site.yaml": f"{settings()}alerts_in:\n  -language: es\n   text: A.\n"}),
    replace(
        site({"content/messages/2026-11-13.md": MESSAGE_OF_A_REMOVED_FILE}),
        published=Past((Source("content/contracts/gone.md", CONTRACT.encode()),), frozenset()),
    ),
    site({"content/files/a.pdf": "", "content/files/A.pdf": ""}),  # not on every disk
    site({"content/files/aux.pdf": ""}),  # not on Windows
    site({"content/contracts/x.md": b"x" * (MAX_BYTES + 1)}),
    site({"content/contracts/northstar-reader.md": f"{CONTRACT}{'*' * (MAX_MARKS + 1)}\n"}),
    # None in git, and not from before this site.
    replace(
        site(
            {
                READER: CONTRACT.replace(
                    "notified: {at: 2025-08-20, by: email}", "posted: 2025-08-20"
                )
            },
            since="2025-01-01",
        ),
        postings={},
    ),
    *(
        replace(site({}), flaws={"content/files/northstar.pdf": (flaw,)})  # as the disk has it
        for flaw in (*FLAWS, *files.FLAWS)
    ),
)


def used_in(folder: Path) -> set[str]:
    """Return the messages that the Python of a folder names, the table itself aside."""
    texts = [path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "codes.py"]
    naming = [ast.parse(text) for text in texts if CODE.search(text)]
    nodes = [node for tree in naming for node in ast.walk(tree)]
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return {value for value in values if isinstance(value, str) and CODE.fullmatch(value)}


def shown() -> set[str]:
    """Return the messages in the reports of the cases, which test_cases.py proves, and in ours."""
    paths = [*CASES.glob("*/*.txt"), *(REPOSITORY / "docs" / "schema" / "bad").glob("*.txt")]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    lines = {line for text in texts for line in re.findall(r"(?m)^\S.*?:\d+: (.*)", text)}
    lines |= {f"{found.code} {found.message}" for inputs in NO_CASE for found in problems(inputs)}
    head = f'{{"format": "{FORMAT}"'
    for text in (
        f'{head}, "publisher": 1}}',
        f"{head}}}",
        " " * (common_check.MAX_DATA_BYTES + 1),
    ):
        outcome = common_check.check_file("x.json", text.encode(), format_schema())
        lines |= {f"{found.code} {found.message}" for found in outcome.problems}
    return {
        name
        for name, (says, _) in MESSAGES.items()
        if any(
            re.fullmatch(f"{name[:4]} {PLACE.sub('.*', re.escape(says))}", line) for line in lines
        )
    }


def test_every_message_of_the_table_is_used_and_no_other():
    """The table and the program know the same codes and messages, and no code that was joined."""
    assert set(MESSAGES) == used_in(GENERATOR)
    assert not {*MERGED} & {*CODES}
    assert {*MERGED.values()} <= {*CODES}
    assert [old for old, new in MERGED.items() if old[0] != new[0] or old < new] == []


def test_every_message_has_a_case():
    """Each is reported by a case, by a site made here, by the reader of the disk, or of proofs."""
    of_proofs = {"W311", "W311 commits"}  # test_sightings.py and test_postings.py have them

    of_published = Path(__file__).with_name("published.txt").read_text("utf-8")
    of_past = {name for name in MESSAGES if name[:2] in ("E3", "W3") or name == "W192"}
    of_past = {name for name in of_past if name[:4] in of_published}

    assert set(MESSAGES) == shown() | used_in(GENERATOR / "system") | of_proofs | of_past


def test_a_code_has_a_title_messages_and_a_reason():
    """The messages and the reason are sentences; no two codes have one title.

    A code has a right example, or a sentence that says what to do; if its advice depends on
    values, it has the sentence as well.
    """
    for code, kind in CODES.items():
        assert re.fullmatch(r"[A-Z].*[^.]", kind.title), code
        assert re.fullmatch(r"[A-Z0-9`].{40,}[.]", kind.why), code
        assert kind.wrong.strip()
        assert kind.right.strip() or kind.instead, code
        assert kind.wrong != kind.right, code
        assert re.fullmatch(r"(?:[A-Z].{14,}[.])?", kind.instead), code
        assert kind.instead or not re.search(r"(?<!\{)\{\w", kind.advice), code
    for code, (says, advice) in MESSAGES.items():
        assert [
            part
            for part in (says, advice)
            if part != part.strip()
            or not part
            or "\n" in f"{part}\n".replace("\n{file}\n", "").removesuffix("\n")
        ] == [], code
        assert says.endswith((".", "{value}", "{meant}")), code
        assert advice.endswith((".", "`", "{advice}", "{file}", "{what}")), code
    assert len({kind.title for kind in CODES.values()}) == len(CODES)


# Fields whose dates the record counts, or that say when something was done.
COUNTED = (
    *("asked", "at", "checked", "confirmed", "discovered", "executed", "learned", "notified", "on"),
    *("posted", "received", "resolved"),
)
COUNTED_DATE = re.compile(rf"\b({'|'.join(COUNTED)}): (?:\{{at: )?([\dY][\dY/-]+(?: [\d:]+)?)")
# Codes whose right example has a date of such a field that the wrong one lacks, and why it is true.
TRUE_DATES = {
    "E105": "the same day, in another notation",
    "E119": "the same day, without its time",
    "E204": "the same day, with the digits of its year in order",
    "W401": "the date of the second entry, whose contract is a renewal of the first",
}


def test_no_right_example_invents_a_date_that_the_record_counts():
    """No advice cures lateness, or a missing answer, with a date; a reason is given for each."""
    with_new_dates = {
        code
        for code, kind in CODES.items()
        if {*COUNTED_DATE.findall(kind.right)} - {*COUNTED_DATE.findall(kind.wrong)}
    }

    assert with_new_dates == TRUE_DATES.keys()


NAMED_MEANS = re.compile(r"\bby: ([^,}\]]+)")


def test_no_example_and_no_advice_invents_how_families_were_notified():
    """A right example names no means that the wrong one lacks, and advice names one only if."""
    right = {
        code
        for code, kind in CODES.items()
        if {*NAMED_MEANS.findall(kind.right)} - {*NAMED_MEANS.findall(kind.wrong)}
    }
    advised = {key: NAMED_MEANS.findall(advice) for key, (_, advice) in MESSAGES.items()}

    assert right == set()
    assert {key: named for key, named in advised.items() if named} == {
        "E308": ["unknown`."],
        "W123": ["HOW"],
        "W123 number": ["HOW"],
        "W153": ["HOW"],
        "W130 protection": ["…"],  # who provides the protection
        "W407": ["district` instead of `contractor`"],  # who had the breach
        "W124": ["email and letter`. If not"],  # “if they also got an email”
    }


def test_the_page_of_problems_says_what_to_do_in_whole_sentences():
    """No row of `docs/problems.md` is a bare sample of what to write."""
    page = (GENERATOR.parent / "docs/problems.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `([EW]\d{3})` \| (.*) \| (.*) \|$", page)

    assert [code for code, _, _ in rows] == sorted(CODES)
    assert [row for row in rows if not re.fullmatch(r"[A-Z][^|]{20,}[.]", row[2])] == []


def test_no_advice_names_a_date_of_the_record():
    """Advice has letters where a person must write the true date, so nobody can copy one."""
    advised = {code: COUNTED_DATE.findall(advice) for code, (_, advice) in MESSAGES.items()}

    assert {code for code, dates in advised.items() if any("Y" not in d for _, d in dates)} == set()


@pytest.mark.parametrize(
    "group", [fields.CONTRACT, fields.CHANGE, fields.BREACH, fields.UPDATE, fields.SETTINGS]
)
def test_a_missing_date_is_not_suggested(group: Group):
    """What to write for a missing field has letters for each date; the field has the example."""
    names = [name for name, field in group.fields.items() if re.search(r"\d{4}-", field.example)]
    written = {name: validate.missing(Span("x"), group, (name,)) for name in names}

    assert names
    assert [name for name in names if re.search(r"\d", written[name].advice)] == []
    assert [name for name in names if "YYYY-MM-DD" not in written[name].advice] == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (
            "discovered",
            "Add the line `discovered: YYYY-MM-DD` with the true date. If nobody knows, write "
            "`unknown`.",
        ),
        (
            "received",
            "Add the line `received: YYYY-MM-DD HH:MM` with the true date. If the contractor's "
            "notice has not arrived, write `unknown`, and say in `learned` when the district learned "
            "about the breach.",
        ),
        ("students", "Add a line such as `students: 412`. If nobody knows, write `unknown`."),
        ("resolved", "Add the line `resolved: YYYY-MM-DD` with the true date."),
    ],
)
def test_a_missing_answer_may_be_unknown(name: str, advice: str):
    """Not when the notice arrived, unless it has not: that would only be another mistake."""
    assert advice == validate.missing(Span("x"), fields.BREACH, (name,)).advice


def test_every_place_of_a_message_is_filled():
    """A message needs only its values, and contains each of them."""
    for code, message in MESSAGES.items():
        filled = problem(code, Span("x"), **{name: f"<{name}>" for name in PLACES})
        parts = [part for text in message for part in string.Formatter().parse(text)]
        text = filled.message + filled.advice

        assert [name for _, name, *_ in parts if name and f"<{name}>" not in text] == [], code
        assert re.findall(r"\{[a-z_]+\}", text) == [], code


def test_no_report_shows_how_it_was_made():
    """No message in any case shows an unfilled placeholder or a name or list from Python."""
    words = r"\{[a-z_]+\}|\bNone\b|\[key\]|\(\)|<class|Error\(|(?<!`)``(?!`)|: `[,.]|: …`"
    lines = [
        (f"{path.parent.name}/{path.name}", line)
        for path in sorted(CASES.glob("*/*.txt"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if re.match(r"\S|    [A-Z]", line)
    ]

    assert len(lines) > 1_000
    wrong = [(case, line) for case, line in lines if re.search(words, line)]
    about_templates = re.compile("template fails|has different placeholders, elements")
    assert [(case, line) for case, line in wrong if not about_templates.search(line)] == []


@given(st.text(), st.sampled_from(sorted(QUOTED)))
def test_a_message_quotes_anything_on_one_short_harmless_line(text: str, name: str):
    """Whatever an entry contains, a terminal obeys nothing of it."""
    values = {"field": "executed", "value": "x", "advice": "y", name: text}
    quoted = problem("E105", Span("x"), **values)

    assert quoted.message.isprintable()
    assert len(quoted.message) < 180


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a  b\n c\t", "a b c"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\u202eb", "a\\u202eb"),
        ("日本 é", "日本 é"),
        ("", ""),
    ],
)
def test_a_quoted_text_is_short_and_harmless(text: str, shown: str):
    """A quote has at most 60 characters on one line, without characters a terminal would obey."""
    assert shown == shorten(text)


@pytest.mark.parametrize(
    ("word", "choices", "expected"),
    [
        ("discription", ["description", "product"], " Did you mean `description`?"),
        ("Product", ["description", "product"], " Did you mean `product`?"),
        (
            "student_information",
            ["student-information", "student-records"],
            " Did you mean `student-information`?",
        ),
        ("grade level", ["grade-level"], " Did you mean `grade-level`?"),
        ("vendor", ["description", "product"], ""),
        ("", ["description"], ""),
        ("x", [], ""),
        ("x" * 10_000, ["x" * 10_000], ""),
    ],
)
def test_the_nearest_choice_is_offered_if_any_is_near(word: str, choices: list[str], expected: str):
    """A typo, another case or an underscore is close enough; another word is not."""
    assert expected == suggestion(word, choices)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["a"], "`a`"),
        (["a", "b"], "`a` or `b`"),
        (["a", "b", "c"], "`a`, `b` or `c`"),
        ([], "nothing"),
    ],
)
def test_choices_are_listed_as_in_a_sentence(words: list[str], expected: str):
    """Choices have commas between them, and a word before the last."""
    assert expected == listed(words)
    assert expected.replace(" or ", " and ") == listed(words, "and")
