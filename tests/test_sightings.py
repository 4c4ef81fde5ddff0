"""The branch `published` may only grow, one line at a time; anything else is seen and counts little."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from generator.core.publication import BRANCH, Publication
from helpers.district import contract, notices, write
from helpers.history import PLAIN, WORKFLOW, Repository, postings_in

SITE = "https://privacy.example/notices/"
CLERK = "Clerk <clerk@example.example>"
FILE = "2026-11.txt"
LATER = 1795208400  # 2026-11-20, 16:00 in New York
BY = "is by clerk@example.example, not by the workflow"
MORE = "does not add one line at the end of a file, and nothing else"
STRANGE = "adds a line that the workflow does not write"
APART = "adds a line that is from more than an hour before or after the commit"
OLDER = "adds a line that is older than the commit that it names"
ELSEWHERE = "adds a line about another address than that of the site"


def line(commit: str, day: int, hour: int = 17, url: str = SITE) -> str:
    """Return the line of a check; 17:00 in UTC is noon in New York."""
    seen = datetime(2026, 11, day, hour, tzinfo=UTC)
    return Publication(seen, commit, seen, "0" * 64, url).line


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A district with a contract of November 2, 4 and 6 each, first seen on 3, 5 and 19."""
    repository = Repository(tmp_path_factory.mktemp("made"))
    for day in (2, 4, 6):
        entry = contract(product=f"P{day}", executed=f"2026-11-{day:02}")
        write(repository.root, {f"contracts/c{day}": entry}, "law: statute")
        repository.commit(day)
    commits = repository.git("rev-list", "--reverse", "main").split()
    for commit, day in zip(commits, (3, 5, 19), strict=True):
        repository.prove(line(commit, day))
    return repository, commits


@pytest.fixture
def district(made, tmp_path, monkeypatch):
    """A copy of that district, and the names of its commits."""
    for name, value in PLAIN.items():
        monkeypatch.setenv(name, value)
    shutil.copytree(made[0].root, tmp_path / "district")
    return Repository(tmp_path / "district"), made[1]


def seen(repository: Repository, now: datetime | None = None) -> tuple[str, list[str]]:
    """Return when each contract was posted, with a ? if that is in doubt, and the faults."""
    known, problems = postings_in(repository.root, now)
    days = (
        f"{f'{posting.first.at:%d}' if posting.first else '-'}{'?' * posting.is_doubtful}"
        for id, posting in sorted(known.items())
        if id.startswith("contracts/")
    )
    faults = [problem.message.partition(f"`{BRANCH}` ")[2].rstrip(".") for problem in problems]
    return " ".join(days), faults


# What someone makes of the lines A, B and C: E is C on an earlier day, X is garbage.
TEXTS = """
A B C    | 02 05 19   | nothing
A B E    | 02 05 19?  | the last line is changed, and late becomes met
A B      | 02 05 19?  | the last line is gone
A C      | 02 05? 19  | one in the middle is gone
B C      | 02 05? 19  | the first line is gone
C B A    | 02 05 19   | another order changes nothing
A E B C  | 02 05 19?  | a line is put in the middle
A B C E  | 02 05 19?  | a line is added by hand
A B C X  | 02 05 19   | garbage is added
A X B C  | 02 05 19   | garbage is put in the middle
X        | 02 05? 19? | only garbage is left
-        | 02 05? 19? | the file is deleted
"""


@pytest.mark.parametrize("case", TEXTS.strip().splitlines())
@pytest.mark.parametrize("author", [CLERK, WORKFLOW])
def test_a_changed_line_is_reported_and_does_not_count(district, case, author):
    """What the workflow wrote still counts; a date is in doubt as long as the files say another."""
    repository, commits = district
    words, expected, _ = (part.strip() for part in case.split("|"))
    lines = {
        "A": (commits[0], 3),
        "B": (commits[1], 5),
        "C": (commits[2], 19),
        "E": (commits[2], 7),
    }
    texts = {name: f"{line(*of)}\n" for name, of in lines.items()} | {"X": "Hello\udcff\x00\n"}
    text = None if words == "-" else "".join(texts[word] for word in words.split())
    before = repository.git("show", f"{BRANCH}:{FILE}")
    repository.tamper({FILE: text}, LATER, author)
    faults = {CLERK: BY, WORKFLOW: MORE}
    if words.startswith("A B C ") and author == WORKFLOW:
        faults[WORKFLOW] = APART if words.endswith("E") else STRANGE

    assert seen(repository) == (expected, [faults[author]])

    repository.tamper({FILE: before}, LATER, CLERK)

    assert seen(repository)[0] == "02 05 19"  # who puts the lines back ends the doubt


OTHER = "https://other.example/notices/"
NEXT = 1795710000  # 2026-11-26, 16:20 in UTC
# What a commit adds to the file of the month as if it were the workflow, at another time than that
# of its line, and what is wrong with it. 2 is the last commit on the published branch.
ADDITIONS = {
    "late": ({"at": NEXT + 2400}, ""),
    "future": ({"at": 4102444800}, APART),
    "of 1970": ({"at": 1}, APART),
    "too late": ({"at": NEXT + 2401}, APART),
    "name": (
        {"author": "github-actions[bot] <x@y.example>"},
        "is by x@y.example, not by the workflow",
    ),
    "enterprise": ({"author": "b <github-actions[bot]@users.noreply.ghe.example>"}, ""),
    "other month": ({"path": "2026-10.txt"}, STRANGE),
    "no month": ({"path": "README.md"}, STRANGE),
    "link": ({"mode": "120000"}, MORE),
    "program": ({"mode": "100755"}, MORE),
    "address": ({"url": OTHER}, ELSEWHERE),
    "no slash": ({"url": SITE[:-1]}, ""),
    "capitals": ({"url": SITE.replace("privacy", "Privacy")}, ""),
}


@pytest.mark.parametrize(("change", "fault"), ADDITIONS.values(), ids=ADDITIONS)
def test_only_what_the_workflow_adds_in_time_counts(district, change, fault):
    """A contract of the day before is first seen by this line, or nobody has seen it."""
    repository, _ = district
    repository.commit(25, contracts__d=contract(product="P25"))
    commit = repository.git("rev-parse", "main").strip()
    options = {"path": "2026-11.txt", "at": NEXT, **change}
    added = line(commit, 26, 16, options.pop("url", SITE))
    path = options.pop("path")
    before = repository.git("show", f"{BRANCH}:{FILE}") if path == FILE else ""
    repository.tamper({path: f"{before}{added}\n"}, **options)

    assert seen(repository) == (f"02 05 19 {'-?' if fault else '26'}", [fault] if fault else [])


def test_a_line_before_its_own_commit_does_not_count(district):
    """Nobody can have seen it; an hour is for a computer with a wrong clock."""
    repository, _ = district
    for day, hours in ((20, "12:59:59"), (22, "13:00:01")):
        repository.put(f"content/contracts/c{day}.md", contract(product=f"P{day}"))
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "--message", "x", day=day, time=hours)
        repository.prove(line(repository.git("rev-parse", "main").strip(), day))

    assert seen(repository) == ("02 20 -? 05 19", [OLDER])


# What else can be done to the branch. An author can be forged, and a branch that was made shorter,
# or made again commit by commit in the name of the workflow, cannot be told from a true one.
HISTORIES = {
    "begun again": ({FILE: "{text}"}, {"author": CLERK, "anew": True}, "02? 04? 06?", BY),
    "forged at once": ({FILE: "{text}"}, {"anew": True}, "02? 04? 06?", MORE),
    "merged": ({FILE: "{text}"}, {"merged": "refs/heads/main^0"}, "02 05 19", "is a merge"),
    "two lines": ({FILE: "{text}{text}"}, {}, "02 05 19", MORE),
    "empty": ({}, {}, "02 05 19", MORE),
    "empty, by a clerk": ({}, {"author": CLERK}, "02 05 19", BY),
    "renamed": ({FILE: None, "x.txt": "{text}"}, {}, "02 05 19", MORE),
    "no last end": ({FILE: "{bare}"}, {}, "02 05 19?", MORE),
    "CRLF": ({FILE: "{crlf}"}, {}, "02 05? 19?", MORE),
    "BOM": ({FILE: "\ufeff{text}"}, {}, "02 05? 19", MORE),
    "huge": ({FILE: "{text}" + "9" * 2_000_000 + "\n"}, {}, "02 05 19", STRANGE),
    "a folder": ({"x/y.txt": "a"}, {"author": CLERK}, "02 05 19", BY),
}


@pytest.mark.parametrize(("files", "options", "days", "fault"), HISTORIES.values(), ids=HISTORIES)
def test_what_else_is_done_to_the_branch_is_reported(district, files, options, days, fault):
    """No date gets better by it, and the next line of the workflow counts again."""
    repository, commits = district
    text = repository.git("show", f"{BRANCH}:{FILE}")
    forms = {"text": text, "bare": text[:-1], "crlf": text.replace("\n", "\r\n")}
    files = {path: what and what.format_map(forms) for path, what in files.items()}
    repository.tamper(files, LATER, **options)
    repository.prove(line(commits[2], 24))

    assert seen(repository) == (days, [fault])


def test_many_faults_of_one_kind_are_one_problem(district):
    """Someone who begins the branch again with a commit for each line makes thousands."""
    repository, commits = district
    for day in range(20, 25):
        repository.prove(line(commits[2], day), author=CLERK)
    _, (problem,) = postings_in(repository.root)

    assert problem.message.endswith("not by the workflow; and so for 4 later commits.")
    assert problem.span.location == f"{BRANCH}:{FILE}:4:1"


def test_an_old_site_is_built_again_as_it_was(district):
    """What is done to the branch later, with any time, changes nothing then."""
    repository, commits = district
    for at, author in ((LATER, CLERK), (1, WORKFLOW), (4102444800, WORKFLOW)):
        repository.tamper({FILE: f"{line(commits[2], 7)}\n"}, at, author)

    assert seen(repository, datetime(2026, 11, 18, tzinfo=UTC)) == ("02 05 -", [])


def test_the_record_and_the_check_report_it(district):
    """Late became met; now the row is unknown, and nothing stops."""
    repository, _ = district
    root = repository.root
    before = notices("record", root, "--posted")
    changed = repository.git("show", f"{BRANCH}:{FILE}").replace("11-19T", "11-07T")
    repository.tamper({FILE: changed}, LATER, CLERK)
    after, check = notices("record", root, "--posted"), notices("check", root, "--posted")
    build = notices("build", root, "--posted")
    row = "contracts/c6,contract-posting,board,PA 18-125,2026-11-06,2026-11-16"
    warning = f"{BRANCH}:{FILE}:3:1: W311 Commit {repository.git('rev-parse', BRANCH).strip()} of "

    assert f"{row},2026-11-19,late" in before.stdout, before.stdout
    assert f"{row},,unknown" in after.stdout, after.stdout
    assert BY in after.stderr
    assert f"{warning}the branch `{BRANCH}` {BY}.\n" in check.stdout
    assert check.stdout in build.stdout
    assert (after.returncode, check.returncode, build.returncode) == (0, 0, 0)
