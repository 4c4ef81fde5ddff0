"""With cached results, the site is the same as if everything was read again, after any edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from generator.compiler import compile_site, plan_site
from generator.preview.session import Memory
from helpers.roots import CONTRACT, NOW, READER, compiled, site
from helpers.tiers import swept

CASES = Path(__file__).parent / "cases"
BREACH = """\
---
contract: northstar-reader
occurred: 2026-11-02
discovered: 2026-11-09
received: 2026-11-24 15:40
involves: {student-information: [name]}
students: 12
summary: See [the product](product-notification/other/) and ![a picture](files/picture.png).
---
"""
LINKED = f"{CONTRACT}\nSee [the other](product-notification/other/) and [a file](files/new.pdf).\n"
UPCOMING = CONTRACT.replace("2025-08-18", "2026-11-26")
RENEWAL = "change-1.md: {kind: renewal, executed: 2026-08-18, expires: none, notified: 2026-08-19}"
RENEWED = CONTRACT.replace(
    "notified: {at: 2025-08-20, by: email}", f"notified: {{at: 2025-08-20, by: email}}\n{RENEWAL}"
)
ENDED = CONTRACT.replace("expires: none", "expires: 2026-08-17")
TEXTS = {
    "content/contracts/northstar-reader.md": [
        CONTRACT,
        RENEWED,
        ENDED,
        CONTRACT.replace("---\nproduct", "---\nproduct-website: https://reader.example\nproduct"),
        LINKED,
        CONTRACT.replace("Northstar Reader", "Reader, renamed"),
        CONTRACT.replace("2025-08-20", "2026-11-25 12:03"),
        CONTRACT.replace("executed: 2025-08-18", "executed: 2025-02-30"),
        CONTRACT.replace("files/northstar.pdf", "files/new.pdf"),
        "nothing that can be read",
    ],
    "content/contracts/other.md": [CONTRACT.replace("Northstar Reader", "Other"), LINKED],
    "content/breaches/2026-11-one.md": [
        BREACH,
        BREACH.replace("northstar-reader", "other"),
        BREACH.replace("students: 12", "students: 12\nresolved: 2026-11-25"),
    ],
    "content/contracts/northstar-reader.es.md": [
        "---\npurpose: Leer.\n---\n[Otro](product-notification/other/)\n"
    ],
    "content/files/new.pdf": ["%PDF-1.4"],
    "themes/own/templates/404.html": ["Ours.", "{{ mayor }}", "{% if %}"],
}
EDITS = st.lists(
    st.one_of(
        *(
            st.tuples(st.just(path), st.sampled_from([*texts, None]))
            for path, texts in TEXTS.items()
        ),
        st.tuples(st.just("rename"), st.permutations([READER, "content/contracts/other.md"])),
        st.tuples(st.just("theme"), st.sampled_from(["default", "own"])),
        st.tuples(st.just("law"), st.sampled_from(["district-page", "statute"])),
        st.tuples(st.just("later"), st.sampled_from([1, 60 * 13])),
    ),
    min_size=1,
    max_size=7,
)


@pytest.mark.parametrize("examples", swept([4, 100], [4]))
def test_after_any_edits_the_site_is_the_one_of_a_fresh_build(examples):
    """After edits, errors and time, pages and problems are those of a fresh build."""
    runs(max_examples=examples)(given(EDITS)(edited))()


def edited(edits):
    """Make a site after each edit, with and without cached results."""
    texts: dict[str, str] = {}
    settings = {"theme": "default", "law": "district-page", "languages": "[en, es]"}
    memory, now = Memory(), NOW
    for what, value in edits:
        if what == "later":
            now += timedelta(minutes=value)
        elif what == "rename":
            old, new = value
            texts |= {new: texts.pop(old)} if old in texts else {}
        elif what in settings:
            settings[what] = value
        elif value is None:
            texts.pop(what, None)
        else:
            texts[what] = value
        inputs = replace(site({"themes/own/static/a.txt": "a", **texts}, **settings), now=now)
        plan, fresh = plan_site(inputs, map, memory.read), built(inputs)
        if fresh.site is None and plan.site is not None:  # only a page that is made shows it
            continue

        assert plan.problems == fresh.problems
        made = (*plan.ready, *(draft.make() for draft in plan.drafts))
        assert sorted(made) == sorted(fresh.pages)


def built(inputs):
    """Return what a build makes that shares no theme with a preview, and so no row of a list."""
    themes = {name: {**files, "unused": b""} for name, files in inputs.themes.items()}
    return compile_site(replace(inputs, themes=themes))


def counted(memory, inputs):
    """Return the number of entries that are read for a site."""
    read = []

    def spied(work, items):
        read.extend(items)
        return map(work, items)

    plan_site(inputs, spied, memory.read)
    return len(read)


OTHER = CONTRACT.replace("Northstar Reader", "Other")
LATE = CONTRACT.replace(
    "notified: {at: 2025-08-20, by: email}", "notified: {at: 2025-09-20, by: email}"
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"content/contracts/other.md": OTHER}, 1),
        ({}, {"content/files/new.pdf": "%PDF"}, 0),
        ({"content/files/new.pdf": "%PDF"}, {}, 1),
        ({"content/contracts/other.md": OTHER}, {"content/contracts/other.md": LATE}, 1),
        ({"content/contracts/other.md": OTHER}, {}, 1),
        (
            {"content/contracts/other.md": LATE},
            {"content/contracts/other.md": LATE, "content/files/a.pdf": ""},
            1,
        ),
        ({}, {}, 0),
    ],
    ids=["added", "file added", "file removed", "changed", "removed", "with a warning", "nothing"],
)
def test_only_what_could_have_changed_is_read_again(before, after, expected):
    """It is an entry that changed or has a problem, and all of them if a name was removed."""
    memory = Memory()
    counted(memory, site(before))

    assert counted(memory, site(after)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(11, 0), (12, 1), (-1, 1)])
def test_an_entry_without_problems_is_read_again_on_another_day(hours, expected):
    """The rules that depend on the date run again, and also if a clock is set back."""
    memory, inputs = Memory(), site({})
    counted(memory, inputs)

    assert counted(memory, replace(inputs, now=NOW + timedelta(hours=hours))) == expected


@pytest.mark.parametrize(
    ("before", "after", "settings", "later"),
    [
        ({}, {READER: RENEWED}, {}, 0),
        ({}, {"content/breaches/2026-11-one.md": BREACH}, {}, 0),
        ({}, {"content/contracts/another.md": CONTRACT}, {}, 0),
        ({READER: UPCOMING}, {READER: UPCOMING}, {}, 1),
        ({}, {"themes/own/templates/products.html": "<tr><td>Ours."}, {"theme": "own"}, 0),
    ],
    ids=["renewed", "a breach", "another of that name", "the next day", "the theme"],
)
def test_a_row_of_a_list_is_made_again_if_it_would_differ(before, after, settings, later):
    """After a change, or on another day, a list that has some rows already is that of a build."""
    same = {"content/contracts/other.md": OTHER}
    changed = replace(site(same | after, **settings), now=NOW + timedelta(days=later))
    path = "product-notification/index.html"
    first, second = (compiled(inputs)[path] for inputs in (site(same | before), changed))
    fresh = {page.path: page.data for page in built(changed).pages}

    assert first != second
    assert second == fresh[path]


CASE_PATHS = sorted(path for path in CASES.rglob("*") if path.suffix in (".md", ".yaml"))


# Files of settings are no entries.
@pytest.mark.parametrize("folder", sorted({path.parent.name for path in CASE_PATHS} - {"settings"}))
def test_no_problem_appears_during_a_day(folder):
    """Within a day, an entry without problems stays without; the cache relies on that."""
    entries = {
        f"content/{section}/{path.stem}{path.suffix}": path.read_bytes()
        for path in CASE_PATHS
        if path.parent.name == folder and path.name.count(".") == 1
        for section in [{"breach": "breaches"}.get(folder, "contracts")]
    }
    morning = replace(site(entries), now=NOW.replace(hour=0, minute=0))
    evening = replace(morning, now=NOW.replace(hour=23, minute=59))
    well = {problem.span.path for problem in plan_site(morning).problems}
    late = {problem.span.path for problem in plan_site(evening).problems}

    assert late <= well
