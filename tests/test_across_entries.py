"""The rules across entries, and for open breaches: warnings that a person must read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from generator.compiler import read_content
from generator.core.problems import Span, problem
from generator.core.site import Inputs, Source
from helpers.roots import SITE, separate_files, site, theme

THEMES = {"default": theme()}
DEADLINES = {"W120", "W121", "W122", "W140"}  # tested elsewhere


CONTRACT = {
    "product": "Reader",
    "contractor": "Reader, Inc.",
    "description": "Passages.",
    "purpose": "Practice.",
    "collects": "nothing",
    "executed": "2025-08-18",
    "expires": "2026-06-30",
    "agreement": "https://reader.example/a.pdf",
}
BREACH = {
    "contractor": "Reader, Inc.",
    "discovered": "2026-11-02",
    "received": "2026-11-09 15:40",
    "involves": "unknown",
    "students": "unknown",
    "summary": "A list was copied.",
}


def contract(**fields):
    """Return a valid contract with other values; a field that is None is left out."""
    return entry(CONTRACT | fields)


def breach(**fields):
    """Return a valid breach with other values; a field that is None is left out."""
    return entry(BREACH | fields)


def entry(fields):
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value is not None)


def report(contracts=None, breaches=None, now="2026-11-25", settings="since: 2026-09-01\n"):
    """Return the problems of entries, by their ids, apart from deadlines."""
    texts = {"content/site.yaml": SITE + settings}
    texts |= {f"content/contracts/{id}.yaml": text for id, text in (contracts or {}).items()}
    texts |= {f"content/breaches/{id}.yaml": text for id, text in (breaches or {}).items()}
    sources = [Source(path, text) for path, text in separate_files(texts).items()]
    content = read_content(Inputs(tuple(sources), {}, THEMES, datetime.fromisoformat(now)))
    problems = [problem for problem in content.problems if problem.code not in DEADLINES]
    return [
        f"{p.span.path[8:]}:{p.span.line}:{p.span.column} {p.code} {p.message}" for p in problems
    ]


def overlapping(other, terms, value, path="contracts/b.yaml:1:10"):
    says = (
        f"`{other}` has the same product and contractor, and its term ({terms}) overlaps this one "
        f"({value})."
    )
    return [f"{path} W401 {says}"]


FIRST = "2025-08-18 to 2026-06-30"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"executed": "2026-07-01", "expires": "2027-06-30"}, []),
        (
            {"executed": "2026-06-30", "expires": "2027-06-30"},
            overlapping("a", FIRST, "2026-06-30 to 2027-06-30"),
        ),
        ({"executed": "2025-08-18"}, overlapping("a", FIRST, FIRST)),
        (
            {"executed": "2026-01-01", "expires": "none"},
            overlapping("a", FIRST, "2026-01-01 with no end date"),
        ),
        ({"executed": "2024-08-18", "expires": "2025-08-17"}, []),
        (
            {"executed": "2024-08-18", "expires": "2025-08-18"},
            overlapping("b", "2024-08-18 to 2025-08-18", FIRST, "contracts/a.yaml:1:10"),
        ),
        ({"product": "READER", "contractor": "reader inc"}, overlapping("a", FIRST, FIRST)),
        ({"product": "Reader Plus"}, []),
        ({"contractor": "Reader Holdings"}, []),
        ({"withdrawal.md": "{on: 2026-01-01, reason: Never signed.}"}, []),
    ],
)
def test_a_product_has_one_contract_at_a_time(fields, expected):
    """If two entries for one product and contractor overlap, the later one is reported."""
    assert report({"a": contract(), "b": contract(**fields)}) == expected


def test_a_consultant_may_have_two_contracts():
    """Without a product, two entries are not about the same thing."""
    two = [
        contract(product=None, kind="consultant"),
        contract(product=None, kind="consultant", purpose="Other."),
    ]

    assert report(dict(zip("ab", two, strict=True))) == []


CHANGED = "{{kind: {}, executed: {}, expires: {}}}"


LATER, SOONER = ("2026-08-01", "2026-12-31"), ("2026-02-01", "2026-05-31")


@pytest.mark.parametrize(
    ("change", "other", "expected"),
    [
        (("renewal", "2026-06-29", "2027-06-30"), LATER, "2025-08-18 to 2027-06-30"),
        (("amendment", "2025-12-01", "2025-12-31"), SOONER, None),
        (("amendment", "2026-03-01", "2026-03-31"), SOONER, "2025-08-18 to 2026-03-31"),
        (("renewal", "2027-06-29", "2028-06-30"), LATER, None),
        (("renewal", "2027-01-01", "2028-06-30"), LATER, None),
        (("renewal", "2026-12-31", "2028-06-30"), LATER, "2025-08-18 to 2028-06-30"),
    ],
)
def test_changes_move_the_term(change, other, expected):
    """A renewal extends the term, an early end shortens it, and a gap is not part of it."""
    entries = {
        "a": contract(**{"change-1.md": CHANGED.format(*change)}),
        "b": contract(executed=other[0], expires=other[1]),
    }

    assert report(entries, now="2028-01-01") == (
        overlapping("a", expected, " to ".join(other)) if expected else []
    )


def test_an_entry_without_a_date_overlaps_with_nothing():
    """A legacy entry without `executed` overlaps with nothing."""
    legacy = contract(executed=None, legacy="true")

    assert report({"a": contract(), "b": legacy}) == [
        "contracts/b.yaml:1:1 W101 Not on file: `executed`."
    ]


def test_an_entry_with_an_error_is_compared_when_it_is_fixed():
    """An unreadable entry might have an end date, so only its own error is reported."""
    assert [
        line.split()[1] for line in report({"a": contract(), "b": contract(expires="soon")})
    ] == ["E105"]


def unnamed(entries):
    says = (
        f"W402 Reader, Inc. has {entries} among the contracts, but this breach has no `contract`."
    )
    return [f"breaches/x.yaml:1:13 {says}"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, unnamed("`reader` and `writer`")),
        ({"product": "Writer"}, unnamed("`writer`")),
        ({"product": "Something Else"}, unnamed("`reader` and `writer`")),
        (
            {"contractor": "READER INC"},
            [
                line.replace("Reader, Inc.", "READER INC")
                for line in unnamed("`reader` and `writer`")
            ],
        ),
        ({"contractor": "Somebody Else"}, []),
        ({"contractor": None, "contract": "reader"}, []),
        ({"withdrawal.md": "{on: 2026-11-12, reason: Not our data.}"}, []),
        (
            {
                "occurred": "2020-01",
                "discovered": "2020-02-01",
                "received": "2020-02-03 10:00",
                "resolved": "2020-03-01",
            },
            [],
        ),
    ],
)
def test_a_breach_names_its_contract(fields, expected):
    """A breach that names no contract is reported with its contractor's, unless it is older."""
    contracts = {"reader": contract(), "writer": contract(product="Writer")}

    assert report(contracts, {"x": breach(**fields)}) == expected


UPDATED = {"update-1.md": "{on: 2026-11-20, text: Nothing new.}"}
SINCE = {"update-2.md": "{on: 2026-11-25, text: Still nothing.}"}
LEGACY = {"legacy": "true", "discovered": "2026-08-02", "received": "2026-08-09"}


@pytest.mark.parametrize(
    ("now", "fields", "expected"),
    [
        ("2026-12-08T23:59", {}, []),
        ("2026-12-09T00:00", {}, ["breaches/x.yaml:3:11", "2026-11-09 15:40, 30 days ago"]),
        ("2027-03-01", {}, ["breaches/x.yaml:3:11", "2026-11-09 15:40, 112 days ago"]),
        ("2026-12-19", UPDATED, []),
        ("2026-12-20", UPDATED, ["breaches/x/update-1.md:2:5", "2026-11-20, 30 days ago"]),
        (
            "2026-12-26",
            UPDATED | SINCE,
            ["breaches/x/update-2.md:2:5", "2026-11-25, 31 days ago"],
        ),
        ("2027-03-01", {"resolved": "2026-12-01"}, []),
        ("2027-03-01", {"withdrawal.md": "{on: 2026-11-12, reason: Not our data.}"}, []),
        ("2027-03-01", LEGACY, []),
        (
            "2027-03-01",
            LEGACY | UPDATED,
            ["breaches/x/update-1.md:2:5", "2026-11-20, 101 days ago"],
        ),
        ("2027-03-01", LEGACY | {"update-1.md": "{on: 2026-08-20, text: Nothing new.}"}, []),
    ],
)
def test_an_open_breach_has_news(now, fields, expected):
    """An open breach without news for thirty days is reported, at its last news."""
    warnings = (
        [f"{expected[0]} W403 The notice is open, with nothing new since {expected[1]}."]
        if expected
        else []
    )

    assert report({}, {"x": breach(**fields)}, now) == warnings


NO_FIRST_DAY = (
    "site.yaml:1:1 W405 {} with `legacy: true`, and no line `since`: without it, no renewal and no "
    "update of them is ever due."
)


@pytest.mark.parametrize(
    ("settings", "contracts", "breaches", "expected"),
    [
        ("", {"a": {"legacy": "true"}}, {}, [NO_FIRST_DAY.format("1 entry")]),
        ("", {"a": {"legacy": "true"}}, {"b": LEGACY}, [NO_FIRST_DAY.format("2 entries")]),
        ("", {"a": {}}, {}, []),
        ("", {"a": {"legacy": "false"}}, {}, []),
        ("since: 2026-09-01\n", {"a": {"legacy": "true"}}, {"b": LEGACY}, []),
    ],
)
def test_old_entries_need_the_first_day(settings, contracts, breaches, expected):
    """One warning at the settings names the line to add; the day is the district's to know."""
    contracts = {name: contract(**fields) for name, fields in contracts.items()}
    breaches = {name: breach(**{"contractor": "Other", **own}) for name, own in breaches.items()}

    assert report(contracts, breaches, settings=settings) == expected


LEAKED = (
    "breaches/x.yaml:6:{} W406 The contractor of `reader` confirmed on 2026-07-20 that the student "
    "data was deleted, and this breach was reported later."
)
OF_READER = {"contractor": None, "contract": "reader"}


@pytest.mark.parametrize(
    ("changed", "fields", "expected"),
    [
        ({}, {}, [LEAKED.format(11)]),
        ({}, {"contract": "[other, reader]"}, [LEAKED.format(19)]),
        ({}, {"occurred": "2026-07-20"}, [LEAKED.format(11)]),
        ({}, {"occurred": "2026-07-10 to 2026-07-21"}, [LEAKED.format(11)]),
        ({}, {"occurred": "2026-07-19"}, []),  # the data was taken before it was deleted
        ({}, {"involves": "nothing"}, []),
        ({}, {"discovered": "2026-07-01", "received": "2026-07-20 09:00"}, []),
        ({}, {"discovered": "2026-07-01", "received": "2026-07-21 09:00"}, [LEAKED.format(11)]),
        ({}, {"withdrawal.md": "{on: 2026-11-20, reason: Not ours.}"}, []),
        ({"deletion": "{confirmed: 2026-06-29}"}, {}, []),  # that is not the data of the end
        ({"deletion": "{asked: 2026-07-20}"}, {}, []),
        ({"change-1.md": "{kind: renewal, executed: 2026-08-01, expires: 2027-06-30}"}, {}, []),
    ],
)
def test_nothing_leaks_after_its_deletion(changed, fields, expected):
    """A breach that contradicts a deletion is reported at the contract that it names."""
    deleted = {"collects": "{student-information: [name]}", "deletion": "{confirmed: 2026-07-20}"}
    contracts = {"reader": contract(**(deleted | changed)), "other": contract(product="Other")}
    lines = report(contracts, {"x": breach(**(OF_READER | fields))})

    assert [line for line in lines if "W406" in line] == expected


def test_the_day_is_the_districts():
    """At 03:00 UTC on the thirtieth day it is still the day before in New York."""
    moments = ("2026-12-09T03:00+00:00", "2026-12-09T05:00+00:00")

    assert [len(report({}, {"x": breach()}, now)) for now in moments] == [0, 1]


def test_a_translation_of_an_unreadable_file_is_no_error() -> None:
    """The file is reported, and its translation is not called a translation of nothing."""
    text = "---\ndescription: Pasajes de lectura.\n---\n"
    inputs = site({"content/contracts/lost.es.md": text}, languages="[en, es]")
    span = Span("content/contracts/lost.md")
    lost = problem("E007", span, reason="permission denied", advice="Allow it.")

    def errors(inputs: Inputs) -> list[str]:
        return [problem.code for problem in read_content(inputs).problems if problem.is_error]

    assert errors(inputs) == ["E015"]
    assert errors(replace(inputs, unread=(lost,))) == ["E007"]
