"""The history of the published branch tells when each notice was first there."""

from __future__ import annotations

import csv
import io
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.core.notices import notices as all_notices
from generator.core.publication import BRANCH, Publication, publication
from generator.core.site import Committed
from generator.system.git import last_edited
from generator.system.history import HistoryError
from helpers import program
from helpers.district import NOW, breach, contract, notices, read, write
from helpers.history import PLAIN, Repository, postings_in

ZONE = ZoneInfo("America/New_York")
RENEWAL = "{kind: renewal, executed: 2026-11-18, expires: none}"


def postings(*arguments, **options):
    """Return what git knows, if nobody has changed the proofs."""
    known, problems = postings_in(*arguments, **options)

    assert problems == []
    return known


def posted(district: Repository, root: str = ".") -> dict[str, str]:
    """Return the day of posting of each notice that is not an update, by its id."""
    postings_by_id, _ = postings_in(district.root / root)
    return {
        id: day(posting.first)
        for id, posting in sorted(postings_by_id.items())
        if "update" not in id
    }


def day(made: Committed | None) -> str:
    """Return the day of November on which a commit was made, at noon in New York."""
    return "" if made is None else f"{made.at.astimezone(ZONE):%d}"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """An empty repository, and a git that no settings of this machine change."""
    for name, value in PLAIN.items():
        if name != "PATH":
            monkeypatch.setenv(name, value)
    return Repository(tmp_path / "district")


TEXTS = {
    "contract": contract(),
    "corrected": contract(description="Reading passages and quizzes."),
    "second": contract(product="B"),
    "other": contract(product="Something else", purpose="Another purpose altogether."),
    "later": "---\nkind: renewal\nexecuted: 2026-11-18\nexpires: none\n---\n",
    "breach": breach(),
    "yaml": "contractor: Another text\nlegacy: true\n",
    "broken": contract(collects="[{"),
    "empty": "",
    "latin": b"---\nproduct: \xff\n---\n",
    "nothing": None,
}
# Each line is a commit, with its day and the files that it changes in content/contracts/, or a
# command of git. The last line has the day of posting of each notice.
HISTORIES = """
a correction is no posting, and other files are no notices
2 a.md=contract README.txt=empty content/site.yaml=empty
3 a.md=corrected content/breaches/b.md=breach
4
breaches/b 03, contracts/a 02

a merge posts its notices, which were written earlier
1 a.md=contract
git checkout --quiet -b request
2 b.md=contract content/contracts/a/change-1.md=later
3 content/breaches/c.md=breach
git checkout --quiet main
4 d.md=contract
git merge --quiet --no-ff request --message Merge
breaches/c 05, contracts/a 01, contracts/a/change-1 05, contracts/b 05, contracts/d 04

a notice on another branch is not posted
1 a.md=contract
git checkout --quiet -b request
2 b.md=contract
contracts/a 01

a file that is renamed is a new one, and the old one keeps its date
1 a.md=contract content/breaches/x.md=breach
git mv content/contracts/a.md content/contracts/b.md
2
3 a.md=other
breaches/x 01, contracts/a 01, contracts/b 02

files that swap names, also with other endings, keep the dates of their names
1 a.md=contract
2 b.md=breach
git mv content/contracts/a.md content/contracts/c.yaml
git mv content/contracts/b.md content/contracts/a.yaml
git mv content/contracts/c.yaml content/contracts/b.yaml
3
contracts/a 01, contracts/b 02

another extension is the same entry, whatever else changes
1 a.md=contract
2 a.md=nothing a.yaml=yaml
contracts/a 01

a draft is posted when it moves into the content
1 drafts/a.md=contract README.txt=empty
git mv drafts/a.md content/contracts/a.md
2
contracts/a 02

content in a folder that was moved is new there
1 a.md=contract b.md=second 'our district/README.txt=empty'
git mv content 'our district/content'
2
contracts/a 02, contracts/b 02

a notice that was deleted and comes back keeps its date
1 a.md=contract
2 a.md=nothing
3 a.md=contract
contracts/a 01

a notice that was moved away and back keeps its date
1 a.md=contract b.md=breach drawer/README.txt=empty
git mv content/contracts/a.md drawer/a.md
2
git mv drawer/a.md content/contracts/a.md
3
contracts/a 01, contracts/b 01

a later file has a date of its own, whatever becomes of the entry
1 a.md=contract
2 content/contracts/a/change-1.md=later
3 a.md=corrected content/contracts/a/change-1.md=empty content/contracts/a/change-2.md=later
contracts/a 01, contracts/a/change-1 02, contracts/a/change-2 03

an old text that cannot be read does no harm
1 a.md=broken
2 a.md=empty
3 a.md=latin
4 a.md=contract content/contracts/a/change-1.md=later
contracts/a 01, contracts/a/change-1 04
"""


@pytest.mark.parametrize("history", HISTORIES.strip().split("\n\n"))
def test_a_notice_is_posted_when_the_published_branch_first_has_it(repository, history):
    """Each file keeps that date, whatever happens to it or to others later."""
    _, *steps, expected = history.splitlines()
    day = 0
    for step in steps:
        first, *words = shlex.split(step)
        if first == "git":
            repository.git(*words, day=day + 1)
            continue
        day = int(first)
        for path, _, name in (word.partition("=") for word in words):
            repository.put(path if "/" in path else f"content/contracts/{path}", TEXTS[name])
        repository.commit(day)
    root = next(repository.root.rglob("content")).parent

    days = posted(repository, root)
    assert ", ".join(f"{id} {day}" for id, day in days.items()) == expected


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("", "There is no branch `main` here"),  # nothing is published yet
        (
            "GIT_CEILING_DIRECTORIES",
            r"cannot be read.*\(fatal: not a git repo.*Run this in a clone",
        ),
        ("PATH", "git is not installed"),
    ],
)
def test_without_a_history_the_message_says_what_is_missing(
    repository, monkeypatch, setting, message
):
    """There is no branch, no repository, or no git."""
    root = repository.root
    if setting:
        root = root / "content"
        shutil.rmtree(repository.root / ".git")
        root.mkdir()
        monkeypatch.setenv(setting, str(repository.root))
    with pytest.raises(HistoryError, match=message):
        postings(root)


def test_git_knows_each_notice_by_its_id(repository):
    """The ids are those of the record: of changes, updates and withdrawals."""
    withdrawn = {"withdrawal.md": "{on: 2026-11-20, reason: Not ours.}"}
    changes = {f"change-{i}.md": RENEWAL for i in (1, 2)}
    update = {"update-1.md": "{on: 2026-11-15, text: More.}"}
    texts = {
        "contracts/a": contract(**changes, **withdrawn),
        "breaches/b": breach(**update, **withdrawn),
    }
    repository.commit(21, **{id.replace("/", "__"): text for id, text in texts.items()})
    site = read(texts).site
    ids = {notice.id for entry in site.entries for notice in all_notices(entry)}

    assert len(ids) == 7
    assert postings(repository.root).keys() == ids


def test_the_settings_of_a_machine_change_nothing(repository, tmp_path, monkeypatch):
    """Whatever the user's git settings are, the dates are the same."""
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[log]\nshowRoot = false\nshowSignature = true\ndiffMerges = combined\ndate = relative\n"
        "mailmap = true\n[diff]\nrenames = false\nrelative = true\nnoprefix = true\n"
        "[color]\nui = always\n[core]\nquotePath = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    district = Repository(repository.root, "district")
    district.commit(1, contracts__a=contract())
    district.git("checkout", "--quiet", "-b", "request")
    district.commit(2, contracts__b=contract(product="B"))
    district.git("checkout", "--quiet", "main")
    district.git("mv", "district/content/contracts/a.md", "district/content/contracts/c.md")
    district.commit(3)
    district.sign()
    district.git("merge", "--quiet", "--no-ff", "request", "--message", "Merge", day=4)

    assert posted(district, root="district") == {
        "contracts/a": "01",
        "contracts/b": "04",
        "contracts/c": "03",
    }


def test_a_pull_request_checkout_reads_the_fetched_branch(repository, tmp_path):
    """A workflow has no branch `main` of its own, and reads the one of the remote."""
    repository.commit(1, contracts__a=contract())
    clone = cloned(repository, tmp_path)
    clone.git("checkout", "--quiet", "--detach")
    clone.git("branch", "--quiet", "--delete", "--force", "main")
    clone.commit(2, contracts__b=contract())

    assert posted(clone) == {"contracts/a": "01"}


def test_a_default_branch_with_another_name_is_the_published_one(repository, tmp_path):
    """A clone knows the default branch of its remote; and dates come from it."""
    repository.commit(1, contracts__a=contract())
    repository.git("branch", "--move", "main", "trunk")
    clone = cloned(repository, tmp_path)
    clone.git("checkout", "--quiet", "-b", "main")
    clone.commit(2, contracts__b=contract())

    assert posted(clone) == {"contracts/a": "01"}


def test_a_default_branch_that_was_renamed_to_main_is_no_longer_read(repository, tmp_path):
    """A clone still has its own old branch, and an `origin/HEAD` that leads nowhere."""
    repository.git("checkout", "--quiet", "-b", "trunk")
    repository.commit(1, contracts__a=contract())
    clone = cloned(repository, tmp_path)
    repository.git("branch", "--move", "trunk", "main")
    repository.commit(2, contracts__b=contract())
    clone.git("fetch", "--quiet", "--prune")

    assert posted(clone) == {"contracts/a": "01", "contracts/b": "02"}


def test_a_shallow_clone_is_refused(repository, tmp_path):
    """A shallow clone would give wrong dates, so the message says how to fetch older commits."""
    repository.commit(1, contracts__a=contract())
    repository.commit(2, contracts__b=contract())
    repository.git(
        "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "shallow")
    )
    clone = Repository(tmp_path / "shallow")

    message = r"^This clone is shallow: .*`git fetch --unshallow`.*`fetch-depth: 0`, or leave out --posted.$"
    with pytest.raises(HistoryError, match=message):
        posted(clone)
    clone.git("fetch", "--quiet", "--unshallow")
    assert posted(clone) == {"contracts/a": "01", "contracts/b": "02"}


def columns(result: subprocess.CompletedProcess[str], *names: str) -> list[list[str]]:
    return [[row[name] for name in names] for row in csv.DictReader(io.StringIO(result.stdout))]


def test_the_record_has_the_dates_of_posting(repository):
    """`--posted` reads from git when each contract was posted; the entry's `posted:` wins."""
    renewed = RENEWAL.replace("}", ", agreement: https://a.example/b.pdf}")
    entries = {
        "breaches/b": breach(notified="2026-11-13 17:30"),
        "contracts/a": contract(
            notified="2026-11-18",
            posted="2026-11-17",
            **{"change-1.md": renewed, "change-2.md": RENEWAL},
        ),
        "contracts/c": contract(notified="2026-11-18"),
        "contracts/d": contract(executed=None, legacy="true"),
    }
    write(repository.root, entries)
    repository.commit(22)
    repository.commit(24, contracts__c=contract(notified="2026-11-17"))
    write(repository.root, {"contracts/e": contract(notified="2026-11-18")})
    result = notices("record", repository.root, "--posted")
    rows = columns(result, "notice", "duty", "done", "state", "notified_since")
    since = {tuple(row[:2]): row[2] for row in columns(result, "notice", "duty", "posted_since")}

    assert {key: day for key, day in since.items() if day} == {
        ("contracts/a", "contract-posting"): "2026-11-22"
    }
    assert [row for row in rows if "posting" in row[1]] == [
        ["contracts/a", "contract-posting", "2026-11-17", "met", ""],
        ["contracts/a/change-1", "contract-posting", "2026-11-22", "met", ""],
        # It has no contract of its own.
        ["contracts/a/change-2", "contract-posting", "", "open", ""],
        ["contracts/c", "contract-posting", "2026-11-22", "met", ""],
        # Nobody knows when it was posted; git knows when it was imported.
        ["contracts/d", "contract-posting", "", "unknown", ""],
        ["contracts/e", "contract-posting", "", "overdue", ""],
        ["breaches/b", "breach-posting", "2026-11-22", "posted", ""],
    ]
    of_a_and_c = [row for row in rows if row[0] in ("contracts/a", "contracts/c")]
    assert [row for row in of_a_and_c if row[1] == "contract-notice"] == [
        ["contracts/a", "contract-notice", "2026-11-18", "met", "2026-11-22"],
        ["contracts/c", "contract-notice", "2026-11-17", "met", "2026-11-22"],
    ]
    # The date was another one before.
    whys = {tuple(row[:2]): row[2] for row in columns(result, "notice", "duty", "why")}
    assert "changed after it was published" in whys["contracts/c", "contract-notice"]
    assert "changed" not in whys["contracts/a", "contract-notice"]
    assert "--posted" not in result.stderr


def test_a_contract_is_posted_with_the_first_text_that_has_both(repository):
    """A notice that was without its contract for a while was posted with it later."""
    repository.commit(17, contracts__a=contract(agreement=None))
    repository.commit(20, contracts__a=contract())
    posting = postings(repository.root)["contracts/a"]

    assert (day(posting.first), day(posting.with_contract)) == ("17", "20")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([contract(), contract(purpose="To read.")], ("01", "", "", "")),  # words may change
        ([contract(), contract(executed="2026-11-01")], ("01", "02", "", "")),
        ([contract(), contract(expires="2027-06-30"), contract()], ("01", "03", "", "")),
        ([contract(), contract(agreement=None)], ("01", "02", "", "")),
        ([contract(), None], ("01", "", "", "02")),
        ([contract(), None, contract()], ("01", "", "03", "")),
        ([contract(), None, contract(), None], ("01", "", "03", "04")),
    ],
)
def test_git_knows_what_was_done_to_a_file_against_the_rule(repository, texts, expected):
    """A fact was changed, or the file was removed, or put back."""
    for number, text in enumerate(texts, start=1):
        repository.commit(number, contracts__a=text)
    known = postings(repository.root)["contracts/a"]

    assert tuple(map(day, (known.made, known.changed, known.back, known.removed))) == expected


def test_another_ending_is_no_removal(repository):
    """The file has the same name, so nothing was put back."""
    repository.put("content/contracts/a.md", "---\nproduct: A\n---\n")
    repository.commit(1)
    repository.put("content/contracts/a.md", None)
    repository.put("content/contracts/a.yaml", "product: A\n")
    repository.commit(2)
    known = postings(repository.root)["contracts/a"]

    assert (day(known.made), known.changed, known.back, known.removed) == ("01", None, None, None)


def test_posting_dates_from_git_count_for_what_is_due(repository):
    """With `--posted` a contract that is on the website is not due; without it, nobody can say.

    A contract that is not on file is due either way.
    """
    contracts = {"contracts/a": contract(), "contracts/b": contract(agreement=None)}
    write(repository.root, contracts, "law: statute")
    repository.commit(18)
    with_git, plain = notices("due", repository.root, "--posted"), notices("due", repository.root)

    assert with_git.stdout.startswith(
        "Northstar Reader: the notice and the contract should have been posted by November 23, 2026"
    )
    assert (with_git.stderr, with_git.returncode) == ("1 thing to do: 1 overdue.\n", 1)
    assert plain.stdout == with_git.stdout


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_check_and_the_build_read_git_too(repository, command):
    """With `--posted` a contract that is not on the website within the limit is a warning."""
    write(repository.root, {"contracts/a": contract(basis="contract")}, "law: statute")
    repository.commit(24)
    with_git, plain = (
        notices(command, repository.root, "--posted"),
        notices(command, repository.root),
    )

    warning = "The deadline to post the notice and the contract of Northstar Reader was November 23"
    assert warning in with_git.stdout
    assert warning not in plain.stdout
    assert (with_git.returncode, plain.returncode) == (0, 0)


def test_a_page_shows_the_posting_date_from_git(repository):
    """A site that is built with `--posted` shows when a contract was posted."""
    write(repository.root, {"contracts/a": contract()}, "law: statute\nshow_deadlines: true")
    repository.commit(18)
    notices("build", repository.root, "--posted")
    page = (repository.root / "build/product-notification/a/index.html").read_text()

    assert "2 of 5 business days, on time" in page


def test_the_command_line_says_what_is_missing(tmp_path, monkeypatch):
    """Without a git history, `--posted` is a usage error, but the record without it still works."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    write(tmp_path / "folder", {"contracts/a": contract()})
    refused = notices("record", tmp_path / "folder", "--posted")
    plain = notices("record", tmp_path / "folder")

    assert (refused.stdout, refused.returncode, plain.returncode) == ("", 2, 0)
    assert refused.stderr.rstrip().endswith(
        "Run this in a clone of the district's repository, or leave out --posted."
    )


def test_git_log_runs_once(repository, tmp_path, monkeypatch):
    """Whatever the number of commits, entries and checks, `git log` runs once."""
    for day in range(1, 9):
        repository.commit(day, **{f"contracts__c{day}": contract(product=f"P{day}")})
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    posted(repository)
    subcommands = [
        line.split("built-in: git ")[1].split()[0]
        for line in trace.read_text().splitlines()
        if "built-in:" in line
    ]

    assert sorted(subcommands) == ["cat-file", "for-each-ref", "log", "rev-parse"]


# Checks of the live site


def cloned(district: Repository, folder: Path) -> Repository:
    """Return a clone of a repository, in a folder."""
    district.git("clone", "--quiet", str(district.root), str(folder / "clone"))
    return Repository(folder / "clone")


def fetch_checks(clone: Repository) -> None:
    """Fetch what has been recorded of the live site since a clone was made."""
    clone.git("fetch", "--quiet", "--force", "origin", f"+{BRANCH}:refs/remotes/origin/{BRANCH}")


def record_checks(district: Repository, *checks: tuple[str, int]) -> None:
    """Record a line for each check of the live site: the commit, and the day of the check."""
    for commit, day in checks:
        district.prove(line_of(commit, day))


def line_of(commit: str, day: int) -> str:
    return Publication(
        noon(day), commit, noon(day), "0" * 64, "https://privacy.example/notices/"
    ).line


def noon(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture(scope="module")
def committed(tmp_path_factory):
    """A repository with a contract on each of three days, and the names of the commits."""
    made = Repository(tmp_path_factory.mktemp("committed"))
    for day in (2, 4, 6):
        made.commit(day, **{f"contracts__c{day}": contract(product=f"P{day}")})
    return made, made.git("rev-list", "--reverse", "main").split()


@pytest.fixture
def three_contracts(committed, repository):
    """A copy of that repository."""
    made, commits = committed
    shutil.copytree(made.root, repository.root, dirs_exist_ok=True)
    return repository, commits


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], ["02", "04", "06"]),  # nobody has checked
        ([(0, 3)], ["02", "", ""]),  # the first check found what was there before
        ([(0, 3), (1, 5)], ["02", "05", ""]),
        ([(0, 3), (2, 9)], ["02", "09", "09"]),  # the site of the second was never seen
        ([(0, 3), (1, 5), (1, 8), (2, 9)], ["02", "05", "09"]),  # the first check counts
        ([(0, 3), (2, 9), (1, 5)], ["02", "05", "09"]),  # in any order
        ([(2, 9)], ["02", "04", "06"]),  # the branch began with all of them
        # Someone has rewritten the history: nothing was seen earlier than the next check.
        ([(None, 3)], ["02", "", ""]),
        ([(None, 3), (2, 9)], ["02", "09", "09"]),
        ([(None, 3), (None, 5), (2, 9)], ["02", "05", "09"]),
        ([(None, 7), (2, 9)], ["02", "04", "06"]),
        ([(0, 3), (None, 7), (2, 9)], ["02", "09", "09"]),
    ],
)
def test_a_notice_is_posted_once_it_was_seen_on_the_live_site(three_contracts, checks, expected):
    """A commit is not a publication; a notice that nobody has seen yet is not posted."""
    repository, commits = three_contracts
    if checks:
        record_checks(
            repository, *(("0" * 40 if i is None else commits[i], day) for i, day in checks)
        )

    assert list(posted(repository).values()) == expected


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([(0, 3), (2, 7)], ("", "")),  # the site that was seen had neither
        ([(0, 3), (2, 7), (3, 9)], ("09", "")),
        ([(0, 3), (2, 7), (3, 9), (4, 11)], ("09", "11")),
        ([(0, 3), (1, 5), (2, 7), (4, 11)], ("05", "05")),  # it was there, and came back
    ],
)
def test_a_check_finds_only_what_its_commit_contains(repository, checks, expected):
    """What was removed again before anyone saw it was not on the website."""
    both, without = contract(), contract(agreement=None)
    repository.commit(2, contracts__b=contract())
    for number, text in ((4, both), (6, None), (8, without), (10, both)):
        repository.commit(number, contracts__a=text)
    commits = repository.git("rev-list", "--reverse", "main").split()
    record_checks(repository, *((commits[i], number) for i, number in checks))
    posting = postings(repository.root)["contracts/a"]

    assert (day(posting.first), day(posting.with_contract)) == expected


def test_later_checks_are_left_out(three_contracts):
    """An auditor can build a site again as it was, and compare its hash."""
    repository, commits = three_contracts
    record_checks(repository, (commits[0], 3), (commits[1], 5), (commits[2], 9))
    postings_by_id = postings(repository.root, noon(5))
    days = {id: day(posting.first) for id, posting in postings_by_id.items()}

    assert days == {"contracts/c2": "02", "contracts/c4": "05"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-18T17:01Z", ["2026-11-18", "met", "2026-11-18"]),
        ("2026-11-18T17:00Z", ["2026-11-18", "met", "2026-11-18"]),  # the same minute
        ("2026-11-18T16:59Z", ["", "open", ""]),
        ("2026-11-18T12:00", ["2026-11-18", "met", "2026-11-18"]),  # in New York
        ("2026-11-18T11:59", ["", "open", ""]),
    ],
)
def test_later_commits_are_left_out(repository, now, expected):
    """The record as of a time has no posting and no commit of a later minute, even without checks.

    A workflow names its time without the seconds, so a commit of the same minute counts.
    """
    write(repository.root, {"contracts/a": contract(notified="2026-11-17")})
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "A notice", day=18, time="12:00:30")
    result = notices("record", repository.root, "--posted", now=now)
    notice, posting, *_ = columns(result, "done", "state", "notified_since")

    assert [*posting[:2], notice[2]] == expected


def test_a_commit_with_a_wrong_clock_does_not_hide_what_follows(repository):
    """What was there before a commit of today is there, whatever the date of its own commit."""
    repository.commit(9, contracts__a=contract())
    repository.commit(4, contracts__b=contract())
    repository.commit(8, contracts__c=contract())

    assert postings(repository.root, noon(5)).keys() == {"contracts/a", "contracts/b"}


def test_the_record_says_when_it_was_seen(three_contracts):
    """A contract of November 5 that is first seen on November 19 was posted late."""
    repository, commits = three_contracts
    write(repository.root, {})
    repository.commit(6, contracts__c6=contract(product="P6", executed="2026-11-05"))
    last = repository.git("rev-parse", "main").strip()
    record_checks(repository, (commits[0], 3), (last, 19))
    done = notices("record", repository.root, "--posted")
    rows = {(row["notice"], row["duty"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
    row = rows["contracts/c6", "contract-posting"]

    assert (row["done"], row["state"]) == ("2026-11-19", "late")


LOST = (
    " of publication, the first from 2026-11-03, of commits that the published branch no longer "
    "contains: someone has rewritten its history. If you did it to take back student data, keep a "
    "note; otherwise, ask who did it.\n"
)


@pytest.mark.parametrize(
    ("checks", "proofs"),
    [
        ([], ""),
        ([(0, 3), (2, 9)], ""),
        ([(None, 3), (2, 9)], "1 proof"),
        ([(None, 3), (0, 5), (None, 7), (2, 9)], "2 proofs"),
        ([(0, 3), (None, 26)], ""),  # after the time of the record
    ],
)
def test_the_record_says_that_the_history_was_rewritten(three_contracts, checks, proofs):
    """A proof of a commit that the branch no longer contains is a warning, which spoils no row."""
    repository, commits = three_contracts
    write(repository.root, {})
    repository.commit(10)
    record_checks(repository, *(("0" * 40 if i is None else commits[i], day) for i, day in checks))
    root = ("--root", repository.root, "--now", NOW)
    here = program.notices("record", *root, "--posted")
    in_a_workflow = program.notices("record", *root, "--posted", GITHUB_ACTIONS="true")
    plain = notices("record", repository.root)
    warning = f"{proofs}{LOST}" if proofs else ""
    annotation = f"::warning title=Changed history::{warning}" if proofs else ""
    closing = here.stderr.splitlines(keepends=True)[-1]

    assert here.stderr == f"{warning}{closing}"
    assert in_a_workflow.stderr == f"{annotation}{closing}"
    assert here.stdout == in_a_workflow.stdout
    assert "rewritten" not in plain.stderr


@pytest.mark.parametrize("kind", ["replacement", "graft"])
def test_nothing_in_the_place_of_a_commit_changes_a_date(three_contracts, kind):
    """A clone can show another history than the one that everyone else has."""
    repository, commits = three_contracts
    if kind == "replacement":
        repository.git("replace", commits[2], commits[0])
    else:
        (repository.root / ".git/info").mkdir(exist_ok=True)
        (repository.root / ".git/info/grafts").write_text(f"{commits[2]}\n")

    assert list(posted(repository).values()) == ["02", "04", "06"]


@pytest.mark.parametrize(
    ("time", "known"), [("999999999999999", "999999999999999"), ("-1", ""), ("", ""), ("x", "")]
)
def test_a_commit_without_a_real_time_is_reported(repository, time, known):
    """It is no bug of the program, and no date is guessed."""
    repository.put("content/contracts/a.md", contract())
    repository.git("add", "--all")
    tree = repository.git("write-tree").strip()
    who = f"A <a@b.example> {time} +9999"
    made = repository.git(
        *("hash-object", "-t", "commit", "-w", "--stdin", "--literally"),
        input=f"tree {tree}\nauthor {who}\ncommitter {who}\n\nA change\n",
    ).strip()
    repository.git("update-ref", "refs/heads/main", made)

    with pytest.raises(HistoryError, match=f"^Commit {made} has no real time .{known}"):
        posted(repository)
    assert last_edited(repository.root, "content/contracts/a.md", ZoneInfo("UTC")) is None


def test_a_merge_in_either_order_is_no_rewriting(three_contracts):
    """If someone merges the branch into theirs and pushes that, it still contains each commit."""
    repository, commits = three_contracts
    repository.git("checkout", "--quiet", "-b", "request", commits[0])
    repository.commit(7, breaches__b=breach())
    repository.git("merge", "--quiet", "--no-ff", "main", "--message", "Merge", day=8)
    repository.git("branch", "--force", "main", "request")
    record_checks(repository, (commits[2], 7))

    assert postings_in(repository.root)[1] == []


def test_a_clone_that_is_behind_is_no_rewriting(three_contracts, tmp_path):
    """A proof of a commit that is fetched and not yet pulled is not lost."""
    repository, commits = three_contracts
    record_checks(repository, (commits[0], 3))
    clone = cloned(repository, tmp_path)
    clone.git("reset", "--quiet", "--hard", commits[0])
    repository.git("branch", "--quiet", "-D", BRANCH)
    record_checks(repository, (commits[2], 9))
    fetch_checks(clone)

    assert list(posted(clone).values()) == ["02"]  # it reads the clone's own branch
    assert postings_in(clone.root)[1] == []


def test_a_clone_takes_the_branch_of_the_remote(three_contracts, tmp_path):
    """A local branch can be old."""
    repository, commits = three_contracts
    record_checks(repository, (commits[0], 3))
    clone = cloned(repository, tmp_path)
    clone.git("branch", "--quiet", BRANCH, f"origin/{BRANCH}")
    repository.git("branch", "--quiet", "-D", BRANCH)
    record_checks(repository, (commits[0], 3), (commits[1], 5))
    fetch_checks(clone)

    assert list(posted(clone).values()) == ["02", "05", ""]


def test_a_line_is_read_as_it_was_written():
    """A line is exact to the second, and nothing else is accepted as a line."""
    check = Publication(noon(5), "0" * 40, noon(4), "f" * 64, "https://privacy.example/notices/")

    assert check.line == (
        f"2026-11-05T17:00:00Z {'0' * 40} 2026-11-04T17:00Z {'f' * 64} "
        "https://privacy.example/notices/"
    )
    assert publication(check.line) == check
    assert publication(f"{check.line} ") is None
    for other in ("02-30", "11-31", "13-05", "00-05", "\u0661\u0661-\u0660\u0665"):
        assert publication(check.line.replace("11-05", other)) is None
    for other in ("T24:00:00Z", "T17:60:00Z", "T17:00:60Z", "T17:00:00+00:00", " 17:00:00Z"):
        assert publication(check.line.replace("T17:00:00Z", other)) is None
