"""The editors' JSON Schema accepts exactly what the reader accepts, as far as one file shows."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from json_schema import schema
from jsonschema import Draft202012Validator

from generator.content import frontmatter, load
from generator.content.field_types import Known
from generator.content.markdown import Renderer
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
    texts = load.render_texts(document, RENDERER)
    _, problems = getattr(load, kind)("x", document, KNOWN, RENDERER)
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


FIXTURES = sorted(
    path
    for root in ROOTS.values()
    for path in (root / "content").rglob("*.*")
    if path.suffix in (".md", ".yaml") and path.stem.count(".") == 0
)


def kind_of(path):
    return {"contracts": "contract", "breaches": "breach", "content": "site"}[path.parent.name]


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
    "contract": """\
product: Reader
contractor: Reader, Inc.
description: Passages.
purpose: Practice.
collects: nothing
executed: 2025-08-18
""",
    "breach": """\
contract: reader
discovered: 2026-11-02
received: 2026-11-09 15:40
involves: unknown
students: unknown
summary: A list was copied.
""",
    "site": roots.SITE,
}
LONG = "a   " * 999 + "aa"  # 2,000 characters when its spaces are folded
YES, NO = True, False


def accepted(values):
    """Return values that are accepted, from a text with them."""
    return dict.fromkeys(values.split(" | "), YES)


def refused(values):
    """Return values that are refused."""
    return dict.fromkeys(values.split(" | "), NO)


DATES = {
    **accepted("2025-08-18 | '2025-08-18 ' | 2024-02-29 | 2000-02-29 | 0001-01-01 | 9999-12-31"),
    **refused(
        "2025-02-29 | 1900-02-29 | 2025-04-31 | 2025-13-01 | 2025-00-10 | 0000-01-01 | 2025-01-00 "
        "| "
        "2025-8-18 | 20250818 | 8/18/2025 | 2025 | '' |  | [2025-08-18] | {at: 2025-08-18}"
    ),
}
TIMES = {
    **accepted(
        "2025-08-18 15:40 | 2025-08-18T5:40 | 2025-08-18 15:40:59 | 2025-08-18 15:40Z | "
        "2025-08-18 15:40 -05:00 | 2025-08-18 15:40+1400 | 2025-08-18 15:40-23:59"
    ),
    **refused(
        "2025-08-18 24:00 | 2025-08-18 15:60 | 2025-08-18 15:40:60 | 2025-08-18 15:40+24:00 | "
        "2025-08-18 15:40+10:60 | 2025-08-18  15:40 | 2025-08-18 15 | 2025-08 15:40"
    ),
}
LINES = accepted("Text | 2048 | true | 1.5 | ' x '") | refused("[a] | {a: b} |  | ' '")
LISTS = {**accepted("[a, b] | [] | [2048]"), **refused("[a, ''] | a |  | {a: b} | [[a]]")}
GROUP = {"": NO, "text": NO, "[a]": NO}
GRADES = {
    **accepted("3 | 03 | pk | K-5 | 3 to 6 | PK–12 | [6, 8] | [K-2, 5]"),
    **refused("[] | 6-3 | 13 | 0 | K- | 1-2-3 | elementary | [13] |  | {a: b}"),
}
ADDRESSES = {
    **accepted("https://x.example | HTTP://x.example:80/a?b=c#d"),
    **refused(
        'https:// | https://x y.example | https://x.example/a b | https://x.example/" | '
        "ftp://x.example | "
        "x.example | javascript:alert(1) | "
    ),
}
FOLDERS = {
    **{address: ok for address, ok in ADDRESSES.items() if "?" not in address},
    **accepted("HTTP://x.example:80/a//v1.2 | https://x.html | https://x.html/index/"),
    **refused(
        "https://x.example/?a=b | https://x.example/a#b | https://x.example/a/INDEX.php5/ | "
        "https://x.example/default.aspx | https://x.example//a.Htm"
    ),
}
DOCUMENTS = {
    **ADDRESSES,
    **accepted("files/a.pdf | files/a b/c.pdf | files/..a"),
    **refused(
        "files/ | files//a | files/../a | files/a/.. | files/./a | 'files/a\\b' | 'files/ ' | "
        "a.pdf | "
        "//x.example | www.x.example/a"
    ),
}
NUMBERS = {
    **accepted(
        "412 | 1,204 | '412' | Unknown | about 400 | at least 1,400 | unknown | 0 | 999999999 | "
        "999,999,999"
    ),
    **refused("1000000000 | 1,000,000,000 | -1 | 1.5 | 12,04 | almost 400 | [412] | "),
}
DATA = {
    **GROUP,
    **accepted(
        "{student-information: [name]} | {student-records: [], student-generated-content: [a, b]} "
        "| "
        "{student-records: ['see exhibit B: scores', nationality, schedule, pending fines]}"
    ),
    **refused(
        "{} | {student-records: []} | {student-records: [scores, N/A]} | "
        "{student-records: [' (See  the attached exhibit B.)']} | "
        "{student-records: [See exhibit B for scores]} | {student-records: [nothing, TBD]} | "
        "{student-information: [], student-records: [], student-generated-content: []} | "
        "{student-info: [name]} | {student-information: name} | {student-information: ['']} | "
        "{student-information: }"
    ),
}
TOLD = {
    **DATES,
    **TIMES,
    **accepted("{at: 2025-08-18} | {at: 2025-08-18, by: e-mail}"),
    **refused("{by: e-mail} | {at: soon} | {at: 2025-08-18, to: all}"),
}
WITHDRAWN = {
    **GROUP,
    **accepted("{on: 2025-08-18, reason: Error.}"),
    **refused(
        "{on: 2025-08-18} | {reason: Error.} | {on: 2025-08, reason: Error.} | "
        "{on: 2025-08-18, reason: }"
    ),
}
CHANGES = {
    **accepted(
        "[] | [{kind: renewal, executed: 2026-01-01}] | "
        "[{kind: amendment, executed: 2026-01-01, expires: none, grades: [K, 3-6], schools: all, "
        "collects: nothing}]"
    ),
    **refused(
        "[{executed: 2026-01-01}] | [{kind: renewal}] | [{kind: extension, executed: 2026-01-01}] "
        "| "
        "[{kind: renewal, executed: 2026-01-01, product: X}] | [renewal] |  | text | {a: b}"
    ),
}
UPDATES = {
    **accepted(
        "[] | [{on: 2026-11-12 10:00, text: News.}] | "
        "[{on: 2026-11-12, text: News., students: 1, involves: unknown, offers: Help., "
        "schools: [a]}]"
    ),
    **refused(
        "[{on: 2026-11-12}] | [{text: News.}] | [{on: 2026-11, text: News.}] | "
        "[{on: 2026-11-12, text: ''}] | "
        "[{on: 2026-11-12, text: News., purpose: X}] | [News.] | [[News.]] | ['']"
    ),
}
SCHOOLS = {**accepted("all | dodd | [a, b] | 12"), **refused("[] | [''] | {a: b} | ")}
BODIES = {**accepted("Text. |  | 2"), **refused("[a] | {a: b}")}
TRUTHS = {
    **accepted("true | false | 'true' | yes | 'Yes' | NO"),
    **refused("on | 1 | [true] | "),
}
PERIODS = {
    **{text: ok for text, ok in {**DATES, **TIMES}.items() if not text.startswith("{")},
    **accepted(
        "unknown | 2024-12 | 2024-12-19 to 2024-12-24 | 2024-12-19 10:00 – 2024-12 | 2024-12-19 - "
        "2024-12-24"
    ),
    **refused("2024-12-19to 2024-12-24 | 2024-12-19 to | 2024-01 to 2024-02 to 2024-03 | soon"),
}
FIELDS = {
    "contract": {
        "product": LINES,
        "contractor": LINES,
        "kind": {
            **accepted("operator | consultant | ' operator ' | Operator"),
            **refused("vendor |  | [operator]"),
        },
        "website": ADDRESSES,
        "description": {**LINES, LONG: YES, f"{LONG}a": NO},
        "collects": {"nothing": YES, "unknown": NO, **DATA},
        "executed": DATES | dict.fromkeys(TIMES, NO) | {"2025-08": NO, "unknown": NO},
        "expires": DATES | {"none": YES, "never": NO, "2025-08": NO, "2025-08-18 10:00": NO},
        "posted": DATES | {"2025-08": NO},
        "agreement": DOCUMENTS,
        "notified": TOLD | {"2025-08": NO},
        "changes": CHANGES,
        "security": {**LINES, f"{LONG}a": YES},
        "subcontractors": LISTS,
        "schools": SCHOOLS,
        "grades": GRADES,
        "basis": {"contract": YES, "pledge": YES, "special-education-exception": YES, "law": NO},
        "legacy": TRUTHS,
        "withdrawn": WITHDRAWN,
        "body": BODIES,
        "involves": {"unknown": NO},
    },
    "breach": {
        "occurred": PERIODS,
        "discovered": {**DATES, **TIMES, "unknown": YES, "2025-08": NO, "' unknown '": NO},
        "learned": {**DATES, **TIMES, "unknown": NO, "2025-08": NO},
        "received": {**DATES, **TIMES, "unknown": YES, "2025-08": NO},
        "notified": TOLD,
        "involves": {
            **DATA,
            **accepted("unknown | nothing | {directory-information: [photograph]}"),
        },
        "students": NUMBERS,
        "schools": SCHOOLS,
        "summary": LINES,
        "offers": LINES,
        "resolved": DATES,
        "updates": UPDATES,
        "withdrawn": WITHDRAWN,
        "legacy": TRUTHS,
        "contractor": {"Reader, Inc.": NO},
        "product": {"Reader": NO},
        "collects": {"nothing": NO},
    },
    "site": {
        "district": LINES,
        "url": FOLDERS,
        "timezone": {"America/New_York": YES, "UTC": YES, "New York": NO, "": NO, "[UTC]": NO},
        "languages": {**accepted("en | [en, es, zh-Hans] | EN"), **refused("en_US | [e] |  | []")},
        "contact": {
            **GROUP,
            **accepted(
                "{name: Office, phone: 203-555-0100} | "
                "{name: Office, phone: 203-555-0100 ext. 12} | {name: Office, phone: 203 555-0100 X12} | "
                "{name: Office, phone: '203-555-0100, extension 12'} | "
                "{name: Office, email: a@b.example, address: 1 Road}"
            ),
            **refused(
                "{name: Office} | {email: a@b.example} | {name: Office, email: nobody} | "
                "{name: Office, phone: 203-555-0100 ext.} | {name: Office, phone: 203-555-0100 and 12} | "
                "{name: Office, phone: call us} | {name: Office, email: a@b.example, fax: 1}"
            ),
        },
        "feed_authority": {
            **accepted("a@b.example,2026-01-31"),
            **refused("b.example | b.example,26 | B.example,2026"),
        },
        "schools": {
            **GROUP,
            **accepted("{} | {dodd: {name: Dodd, grades: 7-8}} | {12: {name: Dodd}}"),
            **refused(
                "{Dodd: {name: Dodd}} | {dodd: Dodd} | {dodd: {grades: 7}} | "
                "{dodd: {name: Dodd, town: X}}"
            ),
        },
        "law": {"statute": YES, "none": NO},
        "deadlines": {
            **accepted("{family-breach-notice: 24 hours} | {contract-notice: 3 days}"),
            **refused("{contract-notice: 0 days} | {contract-notice: soon} | {breach: 24 hours}"),
        },
        "since": DATES | {"2025-08": NO},
        "show_deadlines": TRUTHS,
        "theme": LINES,
        "color": {"blue": NO},
    },
}
CASES = [
    (kind, f"{field}: {value}".rstrip(), ok)
    for kind, fields in FIELDS.items()
    for field, values in fields.items()
    for value, ok in values.items()
]
LEGACY = [
    *(
        ("contract", *pair)
        for pair in accepted(
            "executed: 2025-08 | executed: unknown | notified: {at: 2025-08} | "
            "expires: 2025-08 | "
            "changes: [{kind: renewal, executed: 2025-08, notified: 2025-09}] | "
            "changes: unknown | kind: unknown | website: ' unknown '"
        ).items()
    ),
    *(
        ("contract", *pair)
        for pair in refused(
            "contractor: unknown | executed: 2025-13 | notified: {at: unknown} | "
            "changes: [{kind: renewal, executed: unknown}] | "
            "collects: {student-information: unknown} | legacy: unknown"
        ).items()
    ),
    *(
        ("breach", *pair)
        for pair in accepted(
            "contract: unknown\ncontractor: Reader, Inc. | received: 2025-08 | "
            "received: unknown | updates: [{on: 2025-08, text: News.}] | "
            "withdrawn: {on: 2025-08, reason: Error.} | summary: unknown"
        ).items()
    ),
    *(
        ("breach", *pair)
        for pair in refused(
            "contract: unknown | contract: unknown\ncontractor: unknown | "
            "contractor: unknown | received: 2025"
        ).items()
    ),
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


@pytest.mark.parametrize("kind", KINDS)
def test_the_patterns_of_the_schema_work_in_javascript(kind):
    """Patterns avoid what the editors' `u` flag lacks: extra escapes, inline flags, lookbehind."""
    patterns = {
        part["pattern"] for part in parts(schema(kind)) if isinstance(part.get("pattern"), str)
    }
    escapes = set(re.findall(r"\\(.)", "".join(patterns)))

    assert escapes <= set("sSw.\\")
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
