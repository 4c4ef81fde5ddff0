"""A notice is a file: lives of a contract and of a breach, commit by commit, and two branches."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.district import breach, contract, notices, write
from helpers.history import Repository

SECRET = "Ottoline Quimby"
READER = "content/contracts/reader.md"
LISTS = "content/breaches/lists.md"
# Each step: the day of November 2026, the file, its text, and the codes of its check.
CONTRACT_LIFE = [
    (3, READER, contract(executed="2026-11-02", expires="2026-11-20", agreement=None), "W104 W121"),
    (
        4,
        "content/messages/2026-11-04.md",
        "of: contracts/reader\nat: 2026-11-04\nby: email",
        "W104 W121",
    ),
    (
        9,
        "content/contracts/reader/correction-2026-11-09.md",
        "on: 2026-11-09\nright: {agreement: https://reader.example/dpa.pdf}",
        "",
    ),
    (
        18,
        "content/contracts/reader/change-2026-11-18.md",
        "kind: renewal\nexecuted: 2026-11-18\nexpires: 2027-06-30\n"
        "agreement: https://reader.example/2027.pdf\n"
        "terms: {form: cet-addendum, checked: 2026-11-18}\n"
        "notified: {at: 2026-11-18, by: email}",
        "",
    ),
    (
        20,
        "content/contracts/reader/correction-2026-11-20.md",
        "of: change-2026-11-18\non: 2026-11-20\nright: {expires: 2028-06-30}\n---\nA typing error.",
        "",
    ),
]
BREACH_LIFE = [
    (10, LISTS, breach(received="2026-11-09 15:40", notified=None, students="400"), "W121"),
    (
        12,
        "content/messages/2026-11-12.md",
        "of: breaches/lists\nat: 2026-11-12 10:00\nby: email",
        "W122",
    ),
    (
        14,
        "content/breaches/lists/update-2026-11-14-0900.md",
        "on: 2026-11-14 09:00\nreceived: 2026-11-13 16:00\nstudents: 412\n---\nMore were counted.",
        "W121 W122",
    ),
    (
        15,
        "content/messages/2026-11-14-1700.md",
        "of: [breaches/lists/update-2026-11-14-0900]\nat: 2026-11-14 17:00\nby: text message",
        "W122",
    ),
    (17, "content/breaches/lists/resolved-2026-11-17.md", "on: 2026-11-17", "W122 W187"),
    (
        18,
        "content/breaches/lists/reopened-2026-11-18.md",
        "on: 2026-11-18\n---\nAnother copy was found.",
        "W122",
    ),
    (
        19,
        "content/breaches/lists/correction-2026-11-19.md",
        "on: 2026-11-19\nright: {received: 2026-11-11 15:40}\n---\nThe letter came later.",
        "W122 W309",
    ),
]


def fields(text: str) -> str:
    """Return the text of a file; fields alone are between fences."""
    if text.startswith("---"):
        return text
    return f"---\n{text}\n" if "\n---\n" in text else f"---\n{text}\n---\n"


def codes(report: str) -> set[str]:
    """Return the codes of a report that are about entries and messages, not about the settings."""
    return set(
        re.findall(r"^content/(?:contracts|breaches|messages)/.*?: ([EW]\d{3}) ", report, re.M)
    )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A district whose first commit has only its settings and one message of the year."""
    write(tmp_path, {})
    repository = Repository(tmp_path)
    repository.commit(1)
    return repository


def lived(
    repository: Repository, life: list[tuple[int, str, str, str]]
) -> Iterator[tuple[str, str]]:
    """Commit each step of a life, and yield the codes of its check, and those expected."""
    for day, path, text, expected in life:
        repository.put(path, fields(text))
        now = f"2026-11-{day:02}T18:00"
        done = notices("check", repository.root, "--since", "HEAD", now=now)
        yield " ".join(sorted(codes(done.stdout))), expected
        repository.commit(day)


def record(root: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the state of each duty and why, by notice and duty, as git knows it."""
    text = notices("record", root, "--posted", now="2026-11-25T12:00").stdout
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return {(row["notice"], row["duty"]): (row["state"], row["why"]) for row in rows}


def test_a_contract_lives_without_an_edit(repository: Repository) -> None:
    """A message, a completion, a renewal and a correction of it: each is one new file."""
    steps = [*lived(repository, CONTRACT_LIFE)]
    found = record(repository.root)

    assert [codes for codes, _ in steps] == [expected for _, expected in steps]
    assert found["contracts/reader", "contract-notice"][0] == "met"
    assert found["contracts/reader/change-2026-11-18", "contract-posting"][0] == "met"
    page = build(repository.root) / "product-notification/reader/index.html"
    assert "June 30, 2028" in page.read_text() or "Jun 30, 2028" in page.read_text()


def test_a_breach_lives_without_an_edit(repository: Repository) -> None:
    """It is told, grows, ends, opens again; and a correction cures no lateness."""
    steps = [*lived(repository, BREACH_LIFE)]
    found = record(repository.root)

    assert [codes for codes, _ in steps] == [expected for _, expected in steps]
    assert found["breaches/lists", "family-breach-notice"] == (
        "late",
        "The page said something else until 2026-11-19",
    )
    assert found["breaches/lists/update-2026-11-14-0900", "family-breach-notice"][0] == "met"


def build(root: Path, now: str = "2026-11-25T12:00") -> Path:
    """Build a site, and return its folder."""
    done = notices("build", root, now=now)
    assert done.returncode == 0, done.stdout
    return root / "build"


@pytest.mark.parametrize(
    ("path", "text", "after"),
    [
        (
            LISTS,
            breach(summary=f"The list of {SECRET} was copied."),
            "---\ntaken-back: 2026-11-20\n---\n",
        ),
        (
            "content/breaches/lists/update-2026-11-14.md",
            fields(f"on: 2026-11-14\n---\nThe essay of {SECRET} was copied."),
            "---\ntaken-back: 2026-11-20\n---\n",
        ),
    ],
    ids=["a whole entry", "an update"],
)
def test_student_data_that_was_taken_back_is_nowhere(
    repository: Repository, path: str, text: str, after: str
) -> None:
    """Not one byte is in the next site, the check, the record, what is due or a letter."""
    repository.put(LISTS, breach())
    repository.put(path, text)
    repository.put(
        "content/messages/2026-11-14.md", fields("of: [breaches/lists]\nat: 2026-11-14\nby: email")
    )
    repository.commit(14)
    assert SECRET in "".join(p.read_text() for p in build(repository.root).rglob("*.html"))
    repository.put(path, after)
    check = notices("check", repository.root, "--since", "HEAD", now="2026-11-21T12:00")
    repository.commit(21)
    site = build(repository.root)
    others = [
        notices(command, repository.root, *options, now="2026-11-25T12:00")
        for command, *options in (["record", "--posted"], ["due"], ["check"])
    ]

    assert codes(check.stdout) >= {"E312"}
    for said in (check, *others):
        assert "Quimby" not in said.stdout + said.stderr
    for page in site.rglob("*"):
        assert page.is_dir() or b"Quimby" not in page.read_bytes(), page
    assert (
        "was removed from this page on"
        in (site / "breach-notification/lists/index.html").read_text()
    )


def test_two_people_who_add_files_on_one_day_have_no_conflict(repository: Repository) -> None:
    """A year of 300 notices, and two branches for each that meet on the default one."""
    root = repository.root
    for number in range(300):
        repository.put(
            f"content/contracts/product-{number}.md", contract(product=f"Product {number}")
        )
    repository.commit(2)
    for name, hour in (("ada", "0910"), ("bea", "0912")):
        repository.git("checkout", "--quiet", "-b", name, "main")
        for number in range(0, 300, 10):
            repository.put(
                f"content/contracts/product-{number}/change-2026-11-18-{hour}.md",
                fields("kind: renewal\nexecuted: 2026-11-18\nexpires: 2028-06-30"),
            )
        repository.put(
            f"content/messages/2026-11-18-{hour}.md",
            fields(f"of: [contracts/product-{hour[-1]}]\nat: 2026-11-18\nby: email"),
        )
        repository.commit(18)
    repository.git("checkout", "--quiet", "main")
    for name in ("ada", "bea"):
        repository.git("merge", "--quiet", "--no-edit", name, day=19)
    done = notices("check", root, now="2026-11-25T12:00")

    assert not re.findall(r": E\d{3} ", done.stdout)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            {"lists/resolved-2026-11-20.md": "on: 2026-11-20"},
            {"lists/resolved-2026-11-21.md": "on: 2026-11-21"},
        ),
        (
            {
                "lists/correction-2026-11-20.md": "on: 2026-11-20\nright: {students: 90}\n---\nA slip."
            },
            {
                "lists/correction-2026-11-21.md": "on: 2026-11-21\nright: {students: 90}\n---\nA slip."
            },
        ),
        (
            {"lists/withdrawal-2026-11-20.md": "on: 2026-11-20\n---\nIt was not ours."},
            {"lists/withdrawal-2026-11-21.md": "on: 2026-11-21\n---\nIt was not ours."},
        ),
        (
            {"../messages/2026-11-05.md": "of: breaches/lists\nat: 2026-11-05 09:00\nby: email"},
            {},
        ),
        ({"lists/update-2026-11-05.md": "on: 2026-11-05\n---\nNews."}, {}),
    ],
    ids=["two ends", "two corrections", "two withdrawals", "an early message", "an early update"],
)
def test_what_only_another_branch_makes_wrong_locks_nothing(
    repository: Repository, ours: dict[str, str], theirs: dict[str, str]
) -> None:
    """Two branches that are each right meet: a warning, and the first counts."""
    repository.put(LISTS, breach(notified=None, students="100"))
    repository.commit(12)
    for name, files in (("ours", ours), ("theirs", theirs)):
        repository.git("checkout", "--quiet", "-b", name, "main")
        for path, text in files.items():
            repository.put(f"content/breaches/{path}", fields(text))
        repository.commit(21)
        alone = notices("check", repository.root, now="2026-11-25T12:00")
        assert alone.returncode == 0, alone.stdout
    repository.git("checkout", "--quiet", "main")
    for name in ("ours", "theirs"):
        repository.git("merge", "--quiet", "--no-edit", name, day=22)
    done = notices("check", repository.root, now="2026-11-25T12:00")

    assert done.returncode == 0, done.stdout
    assert codes(done.stdout) & {"W190", "W106"}


RENEWED = "kind: renewal\nexecuted: 2026-11-18\nexpires: 2027-06-30\nnotified: 2026-11-18"


def test_a_renewal_has_its_end_wherever_it_is_read(repository: Repository) -> None:
    """The page, the data, the feed and the letter have the new end, and it is due only then."""
    root = repository.root
    repository.put(READER, contract(executed="2026-11-02", expires="2026-11-24"))
    repository.put("content/contracts/reader/change-1.md", fields(RENEWED))
    site = build(root)
    letter = notices("letter", root, "contracts/reader/change-1").stdout
    due = [notices("due", root, now=f"{day}T12:00").stdout for day in ("2026-11-23", "2027-06-01")]

    assert "Jun 30, 2027" in (site / "product-notification/reader/index.html").read_text()
    assert "June 30, 2027" in (site / "feeds/product-notification.xml").read_text()
    assert '"expires":"2027-06-30"' in (site / "data/contracts.json").read_text()
    assert "June 30, 2027" in letter
    assert ["the contract ends on" in text for text in due] == [False, True]
    assert "ends on June 30, 2027" in due[1]


@pytest.mark.parametrize(
    ("path", "text", "page"),
    [
        (READER, contract(), "product-notification/reader/index.html"),
        (LISTS, breach(), "breach-notification/lists/index.html"),
    ],
)
def test_a_withdrawn_heading_is_struck_out(
    repository: Repository, path: str, text: str, page: str
) -> None:
    """So it is on the page, in the list, and among what changed in the year."""
    repository.put(path, text)
    withdrawal = fields("on: 2026-11-20\n---\nSent in error.")
    repository.put(path.replace(".md", "/withdrawal-2026-11-20.md"), withdrawal)
    site = build(repository.root)
    listed = page.split("/")[0]

    assert re.search(r"<h1><s>.*?</s></h1>", (site / page).read_text(), re.DOTALL)
    assert "<s>" in (site / listed / "index.html").read_text()
    assert "<s>" in (site / "changes/2026/index.html").read_text()
