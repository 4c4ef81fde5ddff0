"""A new entry is valid YAML lacking only what its writer adds, and the fields page is accurate."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.authoring import questions, scaffold
from generator.compiler import read_content
from generator.content.field_types import Group
from generator.content.fields import BREACH, BREACH_WORDS, CONTRACT, CONTRACT_WORDS, SETTINGS
from helpers import roots
from helpers.program import REPOSITORY

EMPTY = {
    "contract": [
        *("contractor", "description", "purpose"),
        *("student-information", "student-records", "student-generated-content", "executed"),
    ],
    "breach": [
        *("contract", "received", "discovered", "student-information", "student-records"),
        *("student-generated-content", "directory-information", "students", "summary"),
    ],
}
TITLED = {"contract": {"product": "Word Garden"}, "breach": {}}
ANSWERS = {
    "contractor": "Example Garden, Inc.",
    "contract": "northstar-reader",
    "description": "Words and games.",
    "purpose": "Spelling practice.",
    "student-information": "[name]",
    "student-records": "[]",
    "student-generated-content": "[answers]",
    "directory-information": "[school]",
    "executed": "2026-11-20",
    "received": "2026-11-20 09:00",
    "discovered": "unknown",
    "students": "12",
    "summary": "Somebody could read a list.",
}
SECTIONS = {"contract": "contracts", "breach": "breaches"}


def problems(kind: str, text: str) -> list[tuple[str, int, str]]:
    """Return what the check says of an entry: code, line and message."""
    path = f"content/{SECTIONS[kind]}/word-garden.md"
    found = read_content(roots.site({path: text})).problems
    return [(one.code, one.span.line, one.message) for one in found if one.span.path == path]


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", EMPTY)
def test_it_lacks_exactly_what_is_to_be_filled_in(kind: str, short: bool) -> None:
    """Each field the law requires is empty, and the check reports only these, each at its line."""
    text = scaffold.entry(kind, TITLED[kind], short=short)
    lines = text.split("\n")
    at = {
        name: next(i for i, line in enumerate(lines, 1) if line.strip() == f"{name}:")
        for name in EMPTY[kind]
    }

    assert yaml.safe_load(text.split("---\n")[1])
    assert [("E103", at[name], f"`{name}` is empty.") for name in EMPTY[kind]] == problems(
        kind, text
    )


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", EMPTY)
def test_filled_in_it_has_no_error(kind: str, short: bool) -> None:
    """A value behind each empty name is all that it takes to publish it."""
    text = scaffold.entry(kind, TITLED[kind], short=short)
    for name in EMPTY[kind]:
        text = re.sub(rf"(?m)^( *){name}:$", rf"\1{name}: {ANSWERS[name]}", text)

    assert [code for code, _, _ in problems(kind, text) if code[0] == "E"] == []


@pytest.mark.parametrize(("kind", "group"), [("contract", "collects"), ("breach", "involves")])
def test_a_group_to_be_filled_in_shows_how_each_of_its_fields_is_written(
    kind: str, group: str
) -> None:
    """A group's empty fields follow examples of the same fields; a short entry has no examples."""
    inner = questions.TABLES[kind].fields[group].type.group
    examples = [f"#   {name}: {field.example}" for name, field in inner.fields.items()]
    shown, short = (
        scaffold.entry(kind, TITLED[kind], short=short).splitlines() for short in (False, True)
    )

    assert [line for line in shown if line in examples] == examples
    assert set(short) & set(examples) == set()


def test_with_what_families_look_for_it_has_no_problem() -> None:
    """The end, the agreement and when families were told: with these no warning is left either."""
    text = scaffold.entry("contract", TITLED["contract"])
    for name in EMPTY["contract"]:
        text = re.sub(rf"(?m)^( *){name}:$", rf"\1{name}: {ANSWERS[name]}", text)
    told = {
        "expires": "none",
        "agreement": "https://garden.example/agreement.pdf",
        "notified": "2026-11-21",
    }
    for name, value in told.items():
        text = re.sub(rf"(?m)^# {name}: .*$", f"{name}: {value}", text)

    assert problems("contract", text) == []


@pytest.mark.parametrize("kind", EMPTY)
def test_each_field_that_is_offered_reads_with_its_example(kind: str) -> None:
    """Each field's example works without its #; whether its school or file exists is not tested."""
    text = scaffold.entry(kind, TITLED[kind])
    for name in EMPTY[kind]:
        text = re.sub(rf"(?m)^( *){name}:$", rf"\1{name}: {ANSWERS[name]}", text)
    offered = [name for name in questions.TABLES[kind].fields if f"\n# {name}: " in text]
    codes = {}
    for name in offered:
        if (kind, name) not in {
            ("breach", "contractor"),
            ("breach", "product"),
        }:  # instead of `contract`
            codes[name] = {
                code for code, _, _ in problems(kind, text.replace(f"\n# {name}: ", f"\n{name}: "))
            }

    assert len(offered) >= 10
    assert {
        name: found
        for name, found in codes.items()
        if {code for code in found if code[:2] == "E1"} - {"E113"}
    } == {}


@pytest.mark.parametrize("kind", EMPTY)
def test_it_has_every_field_once(kind: str) -> None:
    """No field is forgotten, none comes twice."""
    names, text = [*questions.TABLES[kind].fields], scaffold.entry(kind, {})

    assert sorted(re.findall(r"(?m)^(?:# )?([a-z-]+):", text)) == sorted(names)


@pytest.mark.parametrize("kind", EMPTY)
def test_every_question_is_a_field(kind: str) -> None:
    """A form and the terminal ask for what an entry can say from the start, in the order of the fields."""
    found = list(questions.questions(kind))
    asked = [row.name for row in questions.TABLES[kind].fields.values() if row.in_forms]

    assert list(dict.fromkeys(one.field for one in found)) == [*asked, questions.BODY]
    assert all(one.says and one.example for one in found)


titles = st.text(max_size=40)


@given(titles)
def test_any_title_reads_back(title: str) -> None:
    """Whatever a title holds, it is one value of valid YAML."""
    text = scaffold.entry("contract", {"product": title})
    read = yaml.load(text.split("\n---\n")[0], yaml.CBaseLoader)

    assert " ".join(read["product"].split()) == " ".join(questions.clean(title).split())


# The page of fields, which tests/test_docs.py holds equal to what `make docs` writes

FIELDS_PAGE = (REPOSITORY / "docs/fields.md").read_text(encoding="utf-8")


def told() -> list[tuple[str, str]]:
    """Return the fields of the page, with what is said of each."""
    return re.findall(r"(?ms)^### (.*?)\n\n(.*?)(?=\n#|\Z)", FIELDS_PAGE)


def test_the_page_says_of_each_field_what_it_means_and_accepts() -> None:
    """No field is without its meaning, what it accepts, and an example that is YAML."""
    for name, text in told():
        last = re.findall("`([^`]+)`", name)[-1]
        example = yaml.load(re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1], yaml.CBaseLoader)

        assert re.match(r"[A-Z].*\.\n", text), name
        assert "\nAccepts " in text, name
        assert list(example) == [last]


def test_the_page_says_what_is_required() -> None:
    """What the reader asks of an entry is said to be required, and nothing else."""
    contract, breach = (re.split(r"(?m)^## ", FIELDS_PAGE)[i] for i in (1, 2))
    required = {
        kind: re.findall(r"(?m)^### `([\w-]+)`\n\n(?:.+\n)*?Required", part)
        for kind, part in (("contract", contract), ("breach", breach))
    }

    assert required == {
        "contract": ["product", "contractor", "description", "purpose", "collects", "executed"],
        "breach": [
            "contract",
            "contractor",
            "received",
            "discovered",
            "involves",
            "students",
            "summary",
        ],
    }
    assert "Law: § 10-234bb." in contract
    assert "Law: § 10-234dd." in breach


EXAMPLES = [
    (kind, name)
    for kind, model in (("contract", CONTRACT), ("breach", BREACH))
    for name in model.fields
    if name not in ("contract",)
]


@pytest.mark.parametrize(("kind", "name"), EXAMPLES)
def test_each_example_is_accepted_by_the_reader(kind: str, name: str) -> None:
    """What the page shows can be copied; only a file must be there."""
    field = questions.TABLES[kind].fields[name]
    whose = {"contract": ["product", "contractor"], "breach": ["contractor"]}[kind]
    text = f"---\n{name}: {field.example}\n"
    text += "".join(f"{one}: Example\n" for one in whose if one != name) + "---\n"
    found = [
        (code, message)
        for code, line, message in problems(kind, text)
        if line == 2 and code[0] == "E"
    ]

    assert [
        (code, message) for code, message in found if code not in ("E113", "E201", "E204")
    ] == []


@pytest.mark.parametrize("section", ["contracts", "breaches"])
def test_each_example_of_a_translation_is_accepted(section: str) -> None:
    """Beside an entry with a change or an update, and whatever else is translated."""
    breach = (
        "---\ncontract: northstar-reader\nreceived: 2025-01-07 15:40\ndiscovered: "
        "unknown\ninvolves: unknown\n"
    )
    breach += (
        "students: unknown\nsummary: A.\noffers: B.\nupdates: "
        "[{on: 2025-01-15, text: C., offers: D.}]\n---\n"
    )
    change = (
        "changes: [{kind: renewal, executed: 2026-07-01, expires: none, purpose: E.}]\nsecurity: "
        "F.\n"
    )
    entry = {"contracts": roots.CONTRACT.replace("---\n", f"---\n{change}", 1), "breaches": breach}[
        section
    ]
    model = {"contracts": CONTRACT_WORDS, "breaches": BREACH_WORDS}[section]
    told = "".join(f"{name}: {field.example}\n" for name, field in model.fields.items())
    path = f"content/{section}/northstar-reader"
    content = {f"{path}.md": entry, f"{path}.es.md": f"---\n{told}---\n"}

    assert [
        one for one in roots.problems(roots.site(content, languages="[en, es]")) if one.is_error
    ] == []


def test_each_example_of_the_settings_is_accepted() -> None:
    """All of them together are the settings of a site."""
    told = {name: field.example for name, field in SETTINGS.fields.items()}
    found = roots.problems(
        roots.root(
            {"content/site.yaml": "".join(f"{name}: {text}\n" for name, text in told.items())}
        )
    )

    assert [one for one in found if one.is_error] == []


@pytest.mark.parametrize(
    ("group", "name", "words"),
    [
        (CONTRACT, "executed", "a day as `YYYY-MM-DD`"),
        (CONTRACT, "expires", "a day as `YYYY-MM-DD`, or `none`"),
        (CONTRACT, "collects", "a group of fields, or `nothing`"),
        (CONTRACT, "subcontractors", "a list, of which each is a text"),
        (CONTRACT, "schools", "the id of a school, or a list of such, or `all`"),
        (CONTRACT, "notified", "a day, or a time as `YYYY-MM-DD HH:MM`, or a group of fields"),
        (CONTRACT, "basis", "`contract`, `pledge` or `special-education-exception`"),
        (BREACH, "involves", "a group of fields, or `unknown`, or `nothing`"),
        (BREACH, "updates", "a list, of which each is a group of fields"),
        (SETTINGS, "timezone", "a time zone from the IANA database"),
    ],
)
def test_what_is_accepted_is_said_in_words(group: Group, name: str, words: str) -> None:
    """The words come from the type, so they cannot say anything else."""
    assert group.fields[name].type.words == words


def test_what_is_chosen_from_is_known() -> None:
    """A field of some words offers them; any other offers none."""
    assert CONTRACT.fields["kind"].type.single.choices == ("operator", "consultant")
    assert CONTRACT.fields["executed"].type.single.choices == ()
