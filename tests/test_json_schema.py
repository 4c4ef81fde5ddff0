"""The editors' JSON Schema accepts exactly what the reader accepts, as far as one file shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from json_schema import schema
from jsonschema import Draft202012Validator

from generator.content import frontmatter, load, values
from generator.content.fields import FILE_KINDS
from generator.content.markdown import Renderer
from generator.content.shapes import shared
from generator.content.source_reading import Known
from generator.content.texts import render_texts
from generator.core.site import EntrySource, Source
from helpers import roots
from helpers.program import REPOSITORY
from helpers.sites import ROOTS

KINDS = ("contract", "breach", "site")
VALIDATORS = {kind: Draft202012Validator(schema(kind)) for kind in KINDS}


class Everything(frozenset):
    """A set that contains every name, because one file does not show which names exist."""

    def __contains__(self, name):
        return True


KNOWN = Known(ZoneInfo("UTC"), None, Everything(), Everything(), Everything())
RENDERER = Renderer(Everything(), Everything())
# A schema cannot check the order of two dates, Markdown, two texts in one file, or a time zone.
BEYOND = {"E201", "E206", "Markdown"}


def read(kind, path, text):
    """Return the document and the codes of its errors, by the reader; one for all Markdown."""
    document = frontmatter.read(path, text.encode())
    if kind == "site":
        _, problems = load.settings(document, KNOWN)
        return document, {problem.code for problem in problems if problem.is_error}
    texts = render_texts(document, RENDERER)
    source = EntrySource(FILE_KINDS[kind].folders[0], "x", Source(path, text.encode()))
    problems = load.entry(source, KNOWN, RENDERER).problems
    in_texts = [found for found in texts.problems if found.is_error and found.code != "E107"]
    codes = {problem.code for problem in problems if problem.is_error and problem not in in_texts}
    return document, codes | {"Markdown" for _ in in_texts}


PLAIN = {  # values of texts without quotes in YAML 1.2, as editors read it
    re.compile(r"|~|null|Null|NULL"): lambda _: None,
    re.compile(r"true|True|TRUE|false|False|FALSE"): lambda text: text.lower() == "true",
    re.compile(r"[-+]?[0-9]+"): int,
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"): float,
}


def as_an_editor_reads(text):
    """Return the value that an editor checks, with numbers, booleans and nulls."""

    def value(node):
        if isinstance(node, yaml.MappingNode):
            return {key.value: value(inner) for key, inner in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [value(inner) for inner in node.value]
        make_value = next(
            (make for form, make in PLAIN.items() if not node.style and form.fullmatch(node.value)),
            str,
        )
        return make_value(node.value)

    return value(yaml.compose(text, Loader=yaml.CSafeLoader))


def as_the_reader_reads(text):
    """Return the value with every scalar as text."""
    return yaml.load(text, Loader=yaml.CBaseLoader)


def fields_of(document):
    """Return the YAML of a document without its fences and its body."""
    lines = document.lines
    if lines[0].rstrip() == "---":
        lines = lines[1 : next(i for i, line in enumerate(lines) if i and line.rstrip() == "---")]
    return "\n".join(lines)


def verdicts(kind, path, text):
    """Return whether the reader and the schema, on both readings, accept a text.

    Also return the errors that no schema can find.
    """
    document, codes = read(kind, path, text)
    fields = fields_of(document)
    accepted = [
        VALIDATORS[kind].is_valid(value(fields))
        for value in (as_the_reader_reads, as_an_editor_reads)
    ]
    return [not codes - BEYOND, *accepted], codes & BEYOND


# The schemas are about the first file of each entry, and the settings.
FOLDERS = {"contracts": "contract", "breaches": "breach", "content": "site"}
FIXTURES = sorted(
    path
    for root in ROOTS.values()
    for path in (root / "content").rglob("*.*")
    if path.suffix in (".md", ".yaml") and path.stem.count(".") == 0 and path.parent.name in FOLDERS
)


def kind_of(path):
    return FOLDERS[path.parent.name]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_reader_and_schema_agree_on_every_fixture(path):
    """Both accept or both refuse each entry and each `site.yaml` of the three sites."""
    accepted, _ = verdicts(kind_of(path), path.name, path.read_text())

    assert accepted in ([True] * 3, [False] * 3)


def test_the_fixtures_are_found():
    """The test above has the files of the sample, the small site and the real one."""
    kinds = [kind_of(path) for path in FIXTURES]

    assert min(kinds.count(kind) for kind in KINDS) >= 3
    assert len(kinds) > 100


BASES = {
    **{kind: roots.as_yaml(fields) for kind, fields in roots.SHORT.items()},
    "site": roots.SITE,
}
LONG = "a   " * 999 + "aa"  # 2,000 characters when its spaces are folded
YES, NO = True, False


def tables():
    """Return the values of each table of `tests/schema.txt`, and whether they are accepted.

    A table has the values of those after its name (`-`: all are refused here), and its own. A
    value may be `(empty)`, or the longest text, `(long)`.
    """
    found = {}
    for block in Path(__file__).with_name("schema.txt").read_text(encoding="utf-8").split("\n\n"):
        head, *lines = block.splitlines()
        name, _, others = head.removeprefix("# ").partition(": ")
        values = found[name] = {}
        for other in others.split():
            refused = dict.fromkeys(found[other.removeprefix("-")], NO)
            values |= refused if other.startswith("-") else found[other]
        for line in lines:
            verdict, _, rest = line.partition(": ")
            values |= dict.fromkeys(rest.split(" | "), {"yes": YES, "no": NO}[verdict])
    return {name: {meant(text): ok for text, ok in found[name].items()} for name in found}


def meant(text):
    """Return a value as a file has it."""
    return text.replace("(empty)", "").replace("(long)", LONG).replace("\\n", "\n")


TABLES = tables()
CASES = [
    (name.split()[0], f"{name.split()[1]}: {value}".rstrip(), ok)
    for name in TABLES
    if " " in name
    for value, ok in TABLES[name].items()
]
LEGACY = [
    (kind, line, ok)
    for kind in ("contract", "breach")
    for line, ok in TABLES[f"legacy-{kind}"].items()
]


def replaced(kind, lines, *without):
    """Return the base of a kind with some fields replaced or left out."""
    names = {line.partition(":")[0] for line in lines.splitlines()} | set(without)
    kept = [line for line in BASES[kind].splitlines() if line.partition(":")[0] not in names]
    return "".join(f"{line}\n" for line in [*kept, *lines.splitlines()])


@pytest.mark.parametrize("kind", KINDS)
def test_reader_and_schema_agree_on_each_value(kind):
    """The reader and the schema, on text and typed YAML, agree on right and wrong field values."""
    expected = {line: [ok] * 3 for other, line, ok in CASES if other == kind}

    assert len(expected) > 50
    assert expected == {
        line: verdicts(kind, "x.yaml", replaced(kind, line))[0] for line in expected
    }


@pytest.mark.parametrize(
    ("kind", "line", "ok"), LEGACY, ids=[f"{kind} {line}"[:60] for kind, line, _ in LEGACY]
)
def test_reader_and_schema_agree_on_legacy_entries(kind, line, ok):
    """`legacy: true` permits month-only dates and most fields unknown; without it, both fail."""
    old = replaced(kind, line if "legacy" in line else f"{line}\nlegacy: true")
    accepted, _ = verdicts(kind, "x.yaml", old)

    assert accepted == [ok] * 3


NEEDED = [
    (kind, line.partition(":")[0]) for kind, text in BASES.items() for line in text.splitlines()
]


@pytest.mark.parametrize(("kind", "name"), NEEDED, ids=lambda word: word)
def test_reader_and_schema_agree_on_missing_fields(kind, name):
    """A new entry needs each of these; a legacy one needs only its contractor."""
    assert verdicts(kind, "x.yaml", replaced(kind, "", name))[0] == [False] * 3
    if kind != "site":
        whose = {"contract": "contractor", "breach": "contract"}[kind]
        old = verdicts(kind, "x.yaml", replaced(kind, "legacy: true", name))[0]

        assert old == [name != whose] * 3


@pytest.mark.parametrize(
    ("kind", "lines", "ok"),
    [
        ("contract", "kind: consultant", YES),
        ("contract", "kind: Consultant", YES),
        ("contract", "kind: ' consultant '", YES),
        ("contract", "kind: operator", NO),
        ("breach", "contractor: Reader, Inc.", YES),
        ("breach", "contractor: Reader, Inc.\nproduct: Reader", YES),
        ("breach", "product: Reader", NO),
        ("breach", "contractor: Reader, Inc.\nlegacy: true", YES),
        ("breach", "contractor: ''", NO),
    ],
)
def test_reader_and_schema_agree_on_the_contractor(kind, lines, ok):
    """A consultant needs no product; a breach names its contract or its contractor."""
    missing = {"contract": "product", "breach": "contract"}[kind]

    assert verdicts(kind, "x.yaml", replaced(kind, lines, missing))[0] == [ok] * 3


NOTATIONS = [
    ("breach", "students: +412", NO, YES),
    ("breach", "students: 4e2", NO, YES),
    ("contract", "grades: 007", NO, YES),
    ("contract", "grades: 3.0", NO, YES),
]


@pytest.mark.parametrize(("kind", "line", "reader", "editor"), NOTATIONS)
def test_an_editor_cannot_see_how_a_value_was_written(kind, line, reader, editor):
    """Reader and editor differ only where YAML converts a value before the schema sees it."""
    assert verdicts(kind, "x.yaml", replaced(kind, line))[0] == [reader, reader, editor]


@pytest.mark.parametrize("null", ["null", "Null", "NULL", "~"])
def test_null_is_not_a_value_for_the_reader_or_an_editor(null):
    """In quotes it is a text for both."""
    assert verdicts("contract", "x.yaml", replaced("contract", f"product: {null}"))[0] == [
        NO,
        YES,
        NO,
    ]
    assert (
        verdicts("contract", "x.yaml", replaced("contract", f"product: '{null}'"))[0] == [YES] * 3
    )


def test_a_schema_cannot_check_the_order_of_two_dates():
    """It sees each date by itself."""
    accepted, beyond = verdicts(
        "breach", "x.yaml", replaced("breach", "occurred: 2025-02 to 2025-01")
    )

    assert (accepted, beyond) == ([True] * 3, {"E201"})


DIGITS = st.text("0123456789", max_size=4)
STAMPS = st.builds(
    lambda parts, marks, end: "".join(a + b for a, b in zip(parts, marks, strict=True)) + end,
    st.tuples(
        st.integers(2, 9998).map("{:04}".format),
        *[st.integers(0, 61).map("{:02}".format) for _ in range(4)],
    ),
    st.tuples(*[st.sampled_from(["-", "-", ":", " ", "T", ""]) for _ in range(5)]),
    st.sampled_from(["", "Z", " +05:00", "-1430", "+14:00", "x"]),
)
REAL = st.builds(
    "{}-{:02}-{:02}{}".format, st.integers(2, 9998), st.integers(1, 12), st.integers(1, 31), DIGITS
)
MIXED = st.text("0123456789-:TZ+,./ kKpPto–fileshtw#?\\\"'", max_size=24)
ANY = st.one_of(STAMPS, REAL, MIXED, MIXED.map("https://{}".format), MIXED.map("files/{}".format))
LEAVES = [
    ("contract", "executed"),
    ("contract", "grades"),
    ("contract", "website"),
    ("contract", "agreement"),
    ("contract", "description"),
    ("breach", "received"),
    ("breach", "occurred"),
    ("breach", "students"),
    ("site", "feed_authority"),
]


@pytest.mark.parametrize(("kind", "field"), LEAVES)
@given(text=ANY)
def test_reader_and_schema_agree_on_any_text(kind, field, text):
    """For any text in quotes in a field, both accept it or both refuse it."""
    line = f"{field}: {json.dumps(text)}"
    accepted, beyond = verdicts(kind, "x.yaml", replaced(kind, line))

    assert accepted[0] == accepted[1] == accepted[2]
    assert beyond <= {"E201"}


def parts(node):
    """Yield every part of a schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for item in node:
            yield from parts(item)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_valid_and_so_are_its_examples(kind):
    """It is valid JSON Schema 2020-12, and accepts each of its examples."""
    made = schema(kind)
    Draft202012Validator.check_schema(made)
    shapes = [part for part in parts(made) if isinstance(part.get("examples"), list)]
    wrong = [
        (shape, example)
        for shape in shapes
        for example in shape["examples"]
        if not Draft202012Validator({**shape, "$defs": made["$defs"]}).is_valid(example)
    ]

    assert len(shapes) > 10
    assert wrong == []


def without_words(part):
    """Return a part of a schema without what it says about the field that has it."""
    return {name: each for name, each in part.items() if name not in ("description", "examples")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_shape_of_many_fields_is_said_once(kind):
    """A type has its shape in `$defs`, and each field of the type refers to it."""
    made = schema(kind)
    shapes = Counter(json.dumps(without_words(part), sort_keys=True) for part in parts(made))
    types = {type.shape["pattern"] for type in (values.LINE, values.ELEMENT, values.DAY)}
    patterns = Counter(part.get("pattern") for part in parts(made) if "pattern" in part)
    references = {part["$ref"] for part in parts(made) if isinstance(part.get("$ref"), str)}

    assert {shape: n for shape, n in shapes.items() if n > 1 and len(shape) > 1_200} == {}
    assert {pattern: patterns[pattern] for pattern in types if patterns[pattern] > 1} == {}
    assert references <= {f"#/$defs/{name}" for name in made["$defs"]}


def test_a_shape_with_a_name_becomes_a_reference():
    """It keeps its words beside the reference, and the names inside it are references, too."""
    day = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "minLength": 10}
    days = {"type": "array", "items": day, "minItems": 1, "uniqueItems": True}
    names = {"Days": days, "Day": day, "SameDay": day, "Short": {"type": "string"}}
    ended = {**day, "description": "When it ended.", "examples": ["2026-06-30"]}
    properties = {"ended": ended, "open": days, "name": {"type": "string"}}
    examples = {"examples": [day]}  # a value, which happens to look like a shape
    made = shared({"properties": {**properties, "any": examples}, "$defs": {"Own": {}}}, names)

    assert made == {
        "properties": {
            "ended": {
                "$ref": "#/$defs/Day",
                "description": "When it ended.",
                "examples": ["2026-06-30"],
            },
            "open": {"$ref": "#/$defs/Days"},
            "name": {"type": "string"},
            "any": examples,
        },
        "$defs": {
            "Own": {},
            "Day": day,
            "Days": {**days, "items": {"$ref": "#/$defs/Day"}},
        },
    }
    assert shared(properties, {}) == {**properties, "$defs": {}}


@pytest.mark.parametrize("kind", KINDS)
def test_the_patterns_of_the_schema_work_in_javascript(kind):
    """Patterns avoid what the editors' `u` flag lacks: extra escapes, inline flags, lookbehind."""
    patterns = {
        part["pattern"] for part in parts(schema(kind)) if isinstance(part.get("pattern"), str)
    }
    escapes = set(re.findall(r"\\(.)", "".join(patterns)))

    assert escapes <= set("sSwx.[]\\")
    assert not [pattern for pattern in patterns if re.search(r"\(\?(?![:=!])|[*+?}][+]", pattern)]


def test_an_editor_finds_the_schema_of_each_entry():
    """The VS Code settings name an existing schema for each folder and for the site settings."""
    named = json.loads((REPOSITORY / ".vscode/settings.json").read_text())["yaml.schemas"]

    assert named == {
        "./docs/schema/contract.json": "/content/contracts/*.yaml",
        "./docs/schema/breach.json": "/content/breaches/*.yaml",
        "./docs/schema/site.json": "/content/site.yaml",
    }
    assert all((REPOSITORY / path).is_file() for path in named)


@pytest.mark.parametrize(
    ("lines", "ok"),
    [
        ("by: district", YES),
        ("by: District\nreceived: unknown\ncontractor: unknown\nproduct: Bus lists", YES),
        ("by: district\nlegacy: true\ndiscovered: unknown", YES),
        ("by: district\ncontract: reader", NO),
        ("by: district\ncontractor: Reader", NO),
        ("by: district\nreceived: 2026-11-09", NO),
        ("by: district\nlearned: 2026-11-09", NO),
        ("by: district\nlegacy: true\nreceived: 2026-11-09", NO),
        ("by: contractor", NO),
    ],
)
def test_reader_and_schema_agree_on_a_breach_of_the_districts_own(lines, ok):
    """It has nothing of a contractor, except that something is unknown."""
    text = replaced("breach", lines, "contract", "received")

    assert verdicts("breach", "x.yaml", text)[0] == [ok] * 3
