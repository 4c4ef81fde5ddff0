"""What a site says of its entries in the common format, case by case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from generator.core.publication import BREACH_NOTICES, NOTICES
from generator.core.site import Committed, Posting
from generator.site.common_check import check_file
from generator.system import disk
from helpers.roots import SHORT, SITE, compiled, root, site

Fields = Mapping[str, str]
TAG = "tag:privacy.example,2026:"
SETTINGS = {"feed_authority": "privacy.example,2026", "url": "https://privacy.example/notices/"}


def text(kind: str, fields: Fields) -> str:
    """Return an entry with these fields, as raw YAML; `(none)` takes one out."""
    values = {**SHORT[kind], **fields}
    lines = [f"{name}: {value}" for name, value in values.items() if value != "(none)"]
    return "\n".join(["---", *lines, "---", ""])


def document(
    entries: Mapping[str, str],
    path: str = NOTICES,
    postings: Mapping[str, Posting] | None = None,
    **settings: str,
) -> Any:
    """Return a file of a small site, which passes the check."""
    inputs = replace(site(entries, **{**SETTINGS, **settings}), postings=postings)
    data = compiled(inputs)[path]
    problems = check_file(path, data, disk.format_schema()).problems

    assert [problem.message for problem in problems] == []
    return json.loads(data)


def contract(fields: Fields, **settings: str) -> Any:
    entries = {"content/contracts/it.md": text("contract", fields)}
    notices = document(entries, **settings)["contracts"]
    return next(notice for notice in notices if notice["id"] == f"{TAG}contracts/it")


def breach(fields: Fields, **settings: str) -> Any:
    entries = {"content/breaches/it.md": text("breach", fields)}
    (notice,) = document(entries, **settings)["breaches"]
    return notice


def at(value: Any, path: str) -> Any:
    """Return the value at a path such as `history.0.was.elements`, or None."""
    for step in path.split("."):
        if value is not None:
            value = value[int(step)] if isinstance(value, list) else value.get(step)
    return value


TOLD = "{at: 2025-08-20, until: 2025-08-22, by: email}"
RENEWED = {
    "change-1.md": "{kind: renewal, executed: 2026-07-01, expires: 2027-06-30, purpose: More practice.}"
}
CONTRACTS: list[tuple[Fields, str, Any]] = [
    ({}, "modified", "2025-08-18"),
    ({"posted": "2025-08-19"}, "modified", "2025-08-19"),
    ({"notified": TOLD}, "modified", "2025-08-22"),
    ({"notified": TOLD}, "history.0.notified.until", "2025-08-22"),
    # a renewal of which nobody has been told is news
    (RENEWED | {"expires": "none", "notified": TOLD}, "modified", "2026-07-01"),
    ({"expires": "2026-06-30", "deletion": "{asked: 2026-07-01}"}, "modified", "2026-07-01"),
    (
        {"expires": "2026-06-30", "deletion": "{asked: 2026-07-01, confirmed: 2026-07-20}"},
        "modified",
        "2026-07-20",
    ),
    ({"withdrawal.md": "{on: 2026-02-01, reason: In error.}"}, "modified", "2026-02-01"),
    ({"legacy": "true", "executed": "2019-08"}, "modified", "2019-08"),
    ({"legacy": "true", "executed": "unknown"}, "modified", "2026-09-01"),  # `since`
    ({}, "history.0.executed", "2025-08-18"),
    ({}, "history.0.was", None),
    (RENEWED | {"expires": "none"}, "history.0.was.purpose", "Practice."),
    (RENEWED | {"expires": "none"}, "history.1.was", None),
    (RENEWED | {"expires": "none"}, "history.1.executed", "2026-07-01"),
    ({"effective": "2025-09-01"}, "effective", "2025-09-01"),
    ({"number": "117"}, "number", "117"),
    ({"website": "https://a.example"}, "vendor.website", "https://a.example"),
    ({"website": "https://a.example"}, "product.website", None),
    ({"product-website": "https://b.a.example"}, "product.website", "https://b.a.example"),
    ({"hub": "https://hub.example/1"}, "product.same_as", ["https://hub.example/1"]),
    (
        {"hub": "https://hub.example/1", "same-as": "https://list.example/1"},
        "product.same_as",
        ["https://hub.example/1", "https://list.example/1"],
    ),
    ({"product": "(none)", "kind": "consultant"}, "product", None),
    ({"collects": "nothing"}, "elements", []),
    ({"collects": "nothing"}, "topics", []),
    ({"collects": "{student-information: [name, SSN]}"}, "topics", ["ssn"]),
    ({"collects": "{student-records: [allergies, bus stop]}"}, "topics", ["health", "location"]),
    ({"legacy": "true", "collects": "(none)"}, "topics", None),
    ({"terms": "{form: ndpa, checked: 2025-08-18}"}, "form", "ndpa"),
    ({"terms": "{form: cet-addendum, checked: 2025-08-18}"}, "form", "us-ct:cet-addendum"),
    ({"terms": "{form: own, checked: 2025-08-18}"}, "law.us-ct.terms.checked", "2025-08-18"),
    (
        {"change-1.md": "{kind: amendment, executed: 2026-07-01, contractor: New Reader LLC}"},
        "vendor",
        {"name": "New Reader LLC", "aliases": ["Reader, Inc."]},
    ),
]


@pytest.mark.parametrize("case", CONTRACTS, ids=lambda case: f"{case[1]}={case[2]}")
def test_a_contract_is_a_notice(case: tuple[Fields, str, Any]) -> None:
    """Each fact has one place, and `modified` counts each announcement and no correction."""
    fields, path, expected = case

    assert at(contract({"expires": "none", **fields}), path) == expected


NO_CONTRACT = {"contract": "(none)", "contractor": "Vault LLC"}
UPDATED = {
    "update-1.md": "{on: 2026-01-20, received: 2026-01-19 09:00, text: It held names., "
    "students: 500, notified: {at: 2026-01-21, by: email}}"
}
BREACHES: list[tuple[Fields, str, Any]] = [
    ({}, "products", [{"name": "Northstar Reader"}]),
    ({}, "contracts", [f"{TAG}contracts/northstar-reader"]),
    ({**NO_CONTRACT, "product": "Vault"}, "products", [{"name": "Vault"}]),
    (
        {**NO_CONTRACT, "product": '"Vault, Safe"', "products": "[Scan]"},
        "products",
        [{"name": "Vault, Safe"}, {"name": "Scan"}],
    ),
    (NO_CONTRACT, "products", None),
    ({}, "modified", "2026-01-07T15:40-05:00"),
    ({"notified": "{at: 2026-01-08, by: email}"}, "modified", "2026-01-08"),
    (UPDATED, "modified", "2026-01-21"),
    (UPDATED | {"resolved": "2026-02-01"}, "modified", "2026-02-01"),
    (UPDATED, "history.1.announced", "2026-01-20"),
    (UPDATED, "history.1.received", "2026-01-19T09:00-05:00"),
    (UPDATED, "history.0.received", "2026-01-07T15:40-05:00"),
    (UPDATED, "history.0.was.students", 412),
    (UPDATED, "students", 500),
    ({}, "status", "open"),
    ({"legacy": "true"}, "status", None),
    ({"resolved": "2026-02-01"}, "status", "resolved"),
    ({"also-reported-by": "[Vault]"}, "incident.same_as", ["hibp:Vault"]),
    (
        {"also-reported-by": "[https://a.example/1, 'tag:a.example,2026:b']"},
        "incident.same_as",
        ["https://a.example/1", "tag:a.example,2026:b"],
    ),
    ({"upstream": "[Mover]"}, "incident.upstream", ["hibp:Mover"]),
    ({"related": "['hibp:Old']"}, "incident.related", ["hibp:Old"]),
]


@pytest.mark.parametrize("case", BREACHES, ids=lambda case: f"{case[1]}={case[2]}")
def test_a_breach_is_a_notice(case: tuple[Fields, str, Any]) -> None:
    """Its products are a list, its links say what they mean, and its dates are in their items."""
    fields, path, expected = case

    assert at(breach(fields), path) == expected


PUBLISHER: list[tuple[dict[str, str], str, Any]] = [
    ({}, "publisher.ids", None),
    ({"nces": "'0912345'"}, "publisher.ids", ["nces:0912345"]),
    ({}, "publisher.coverage", None),
    (
        {"coverage": "{contracts: all, breaches: 2026-09-01}"},
        "publisher.coverage",
        {"contracts": "all", "breaches": "2026-09-01"},
    ),
    ({"coverage": "{breaches: some}"}, "publisher.coverage", {"breaches": "some"}),
    ({}, "publisher.time_zone", "America/New_York"),
    ({}, "self", "https://privacy.example/notices/data/notices.json"),
    ({}, "built", "https://privacy.example/notices/built.json"),
    ({}, "formerly", None),
    (
        {"formerly": "https://old.example/notices"},
        "formerly",
        ["https://old.example/notices/data/notices.json"],
    ),
]


@pytest.mark.parametrize("case", PUBLISHER, ids=lambda case: f"{case[1]}={case[2]}")
def test_the_settings_say_who_publishes_and_where(case: tuple[dict[str, str], str, Any]) -> None:
    """What nobody has said is left out."""
    settings, path, expected = case

    assert at(document({}, **settings), path) == expected


def test_an_old_entry_without_any_date_is_as_old_as_the_name_of_the_feeds() -> None:
    """It is known by its year only, so no day is made up."""
    entry = text("contract", {"executed": "unknown", "legacy": "true"})
    pages = compiled(root({"content/site.yaml": SITE, "content/contracts/it.md": entry}))
    found = json.loads(pages[NOTICES])

    assert (found["contracts"][0]["modified"], found["updated"]) == ("2026", "2026")


def test_topics_are_recognized_only_in_english() -> None:
    """In another language, the words of an element are unknown, and so are their topics."""
    spanish = contract({"expires": "none"}, languages="[es]")

    assert (spanish["language"], spanish["elements"]) == ("es", ["name"])
    assert "topics" not in spanish


def test_translations_are_by_language_and_by_the_ids_of_the_history() -> None:
    """A text that is not translated is missing."""
    entries = {
        "content/breaches/it.md": text("breach", UPDATED),
        "content/breaches/it.es.md": "---\nsummary: Se copió.\n---\n",
        "content/breaches/it/update-1.es.md": "---\n---\nNombres.\n",
    }
    (notice,) = document(entries, languages="[en, es]")["breaches"]

    assert notice["translations"] == {
        "es": {
            "url": "https://privacy.example/notices/es/breach-notification/it/",
            "summary": "Se copió.",
            "history": [{"id": f"{TAG}breaches/it/update-1", "text": "Nombres."}],
        }
    }


def committed(day: int) -> Committed:
    return Committed("a" * 40, datetime(2026, 11, day, 15, 30, tzinfo=UTC))


def test_git_says_what_was_posted_corrected_and_removed() -> None:
    """`revised` is the last commit of the entry; a notice that was there once is in `removed`."""
    postings = {
        "contracts/northstar-reader": Posting(committed(2), changed=committed(5)),
        "contracts/gone": Posting(committed(1), removed=committed(3)),
        "contracts/gone/change-1": Posting(committed(1), removed=committed(3)),
        "contracts/never-seen": Posting(None, removed=committed(3)),
        "breaches/gone": Posting(committed(1), removed=committed(4)),
    }
    found = document({}, postings=postings)
    (notice,) = found["contracts"]
    breaches = document({}, BREACH_NOTICES, postings)

    assert notice["revised"] == "2026-11-05T10:30-05:00"
    assert notice["history"][0]["posted"] == "2026-11-02T10:30-05:00"
    assert notice["modified"] == document({})["contracts"][0]["modified"]
    assert found["removed"] == [
        {"id": f"{TAG}breaches/gone", "on": "2026-11-04"},
        {"id": f"{TAG}contracts/gone", "on": "2026-11-03"},
    ]
    assert breaches["removed"] == [{"id": f"{TAG}breaches/gone", "on": "2026-11-04"}]
    assert "revised" not in document({})["contracts"][0]
    assert "removed" not in document({})


def test_a_posting_that_someone_doubts_is_not_given() -> None:
    """What an entry itself says comes first."""
    doubtful = {"contracts/northstar-reader": Posting(committed(2), is_doubtful=True)}

    assert "posted" not in document({}, postings=doubtful)["contracts"][0]["history"][0]
