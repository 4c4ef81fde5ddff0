"""The history of the published branch says when each notice first stood there."""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from generator.authoring import issue_forms
from generator.core.publication import BRANCH, Publication, publication
from generator.core.site import Committed
from generator.system import git
from generator.system.postings import HistoryError, postings
from helpers.district import SETTINGS, breach, contract, notices, write
from helpers.history import PLAIN, Repository

ZONE = ZoneInfo("America/New_York")
RENEWAL = "{kind: renewal, executed: 2026-11-18, expires: none}"


def posted(district: Repository, root: str = ".") -> dict[str, str]:
    """Return the days of posting by the ids of notices, those of withdrawals and updates apart."""
    found = postings(district.root / root)
    return {id: day(posting.first) for id, posting in sorted(found.items()) if "update" not in id}


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


def test_a_notice_is_posted_with_its_first_commit(repository):
    """Later corrections do not change when a notice first stood, and other files are none."""
    repository.put("content/site.yaml", SETTINGS)
    repository.put("content/contracts/README.txt", "Notes.")
    repository.commit(2, contracts__a=contract())
    repository.commit(
        3, contracts__a=contract(description="Reading passages and quizzes."), breaches__b=breach()
    )
    repository.commit(4)

    assert posted(repository) == {"contracts/a": "02", "breaches/b": "03"}


def test_a_merge_posts_what_it_brings(repository):
    """What a branch has prepared for days stands since the merge, not since it was written."""
    repository.commit(1, contracts__a=contract())
    repository.git("checkout", "--quiet", "-b", "request")
    repository.commit(2, contracts__b=contract(), contracts__a=contract(changes=f"[{RENEWAL}]"))
    repository.commit(3, breaches__c=breach())
    repository.git("checkout", "--quiet", "main")
    repository.commit(4, contracts__d=contract())
    repository.git("merge", "--quiet", "--no-ff", "request", "--message", "Merge", day=5)

    assert posted(repository) == {
        "breaches/c": "05",
        "contracts/a": "01",
        "contracts/a/change-1": "05",
        "contracts/b": "05",
        "contracts/d": "04",
    }


def test_only_the_published_branch_counts(repository):
    """What stands on another branch, or only in the folder, is not posted."""
    repository.commit(1, contracts__a=contract())
    repository.git("checkout", "--quiet", "-b", "request")
    repository.commit(2, contracts__b=contract())
    repository.put("content/contracts/c.md", contract())

    assert posted(repository) == {"contracts/a": "01"}


def test_a_renamed_entry_keeps_its_date(repository):
    """A renamed entry keeps its first name's date; a new entry at its old path has its own date."""
    repository.commit(1, contracts__a=contract(), breaches__x=breach())
    repository.git("mv", "content/contracts/a.md", "content/contracts/b.md")
    repository.commit(2)
    repository.git("mv", "content/contracts/b.md", "content/contracts/c.md")
    repository.commit(
        3, contracts__a=contract(product="Something else", purpose="Another purpose altogether.")
    )

    assert posted(repository) == {"breaches/x": "01", "contracts/a": "03", "contracts/c": "01"}


def test_two_entries_that_change_places_keep_their_dates(repository):
    """Renames of one commit are followed together."""
    repository.commit(1, contracts__a=contract())
    repository.commit(2, contracts__b=breach())
    repository.git("mv", "content/contracts/a.md", "content/contracts/b.yaml")
    repository.git("mv", "content/contracts/b.md", "content/contracts/a.yaml")
    repository.commit(3)

    assert posted(repository) == {"contracts/a": "02", "contracts/b": "01"}


def test_another_ending_is_the_same_entry(repository):
    """A `.md` that becomes a `.yaml`, whatever else changes in it, is the notice that it was."""
    repository.commit(1, contracts__a=contract())
    repository.put("content/contracts/a.md", None)
    repository.put("content/contracts/a.yaml", "contractor: Another text\nlegacy: true\n")
    repository.commit(2)

    assert posted(repository) == {"contracts/a": "01"}


def test_a_draft_is_posted_when_it_moves_into_the_content(repository):
    """A file that stood elsewhere in the repository was not a notice there."""
    repository.put("drafts/a.md", contract())
    repository.commit(1)
    (repository.root / "content/contracts").mkdir(parents=True)
    repository.git("mv", "drafts/a.md", "content/contracts/a.md")
    repository.commit(2)

    assert posted(repository) == {"contracts/a": "02"}


def test_a_content_that_moves_as_a_whole_keeps_its_dates(repository):
    """The root may be any folder of the repository, even one that moved or has a space in it."""
    repository.commit(
        1, contracts__a=contract(), contracts__b=contract(changes=f"[{RENEWAL}]", product="B")
    )
    (repository.root / "our district").mkdir()
    repository.git("mv", "content", "our district/content")
    repository.commit(2)

    assert posted(repository, root="our district") == {
        "contracts/a": "01",
        "contracts/b": "01",
        "contracts/b/change-1": "01",
    }


def test_what_was_deleted_and_comes_back_stood_before(repository):
    """A notice that was gone for a while first stood before that."""
    repository.commit(1, contracts__a=contract())
    repository.commit(2, contracts__a=None)
    repository.commit(3, contracts__a=contract())

    assert posted(repository) == {"contracts/a": "01"}


def test_a_change_is_posted_with_the_first_text_that_has_it(repository):
    """Each change stands since the commit that added it to its list, also under another name."""
    repository.commit(1, contracts__a=contract(), breaches__x=breach())
    repository.commit(2, contracts__a=contract(changes=f"[{RENEWAL}]"))
    repository.commit(3, contracts__a=contract(changes=f"[{RENEWAL}]", purpose="To read."))
    repository.git("mv", "content/contracts/a.md", "content/contracts/b.md")
    repository.commit(4)
    repository.commit(
        5, contracts__b=contract(changes=f"[{RENEWAL}, {RENEWAL}, {RENEWAL}]", purpose="To read.")
    )

    assert posted(repository) == {
        "breaches/x": "01",
        "contracts/b": "01",
        "contracts/b/change-1": "02",
        "contracts/b/change-2": "05",
        "contracts/b/change-3": "05",
    }


def test_a_text_that_could_not_be_read_then_does_no_harm(repository):
    """An old text may be broken, empty or no text at all."""
    repository.commit(1, contracts__a=contract(changes="[{"))
    repository.commit(2, contracts__a="")
    repository.put("content/contracts/a.md", None)
    (repository.root / "content/contracts/a.md").write_bytes(b"---\nproduct: \xff\n---\n")
    repository.commit(3)
    repository.commit(4, contracts__a=contract(changes=f"[{RENEWAL}]"))

    assert posted(repository) == {"contracts/a": "01", "contracts/a/change-1": "04"}


def test_a_notice_that_was_moved_away_and_comes_back_stood_before(repository):
    """An entry that was moved away for a while, where it was not a notice, keeps its first date."""
    (repository.root / "drawer").mkdir()
    repository.commit(1, contracts__a=contract(), contracts__b=breach())
    repository.git("mv", "content/contracts/a.md", "drawer/a.md")
    repository.commit(2)
    repository.git("mv", "drawer/a.md", "content/contracts/a.md")
    repository.commit(3)

    assert posted(repository) == {"contracts/a": "01", "contracts/b": "01"}


def test_the_settings_of_a_machine_change_nothing(repository, tmp_path, monkeypatch):
    """Whatever a user has told git to show, the dates are the same."""
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[log]\nshowRoot = false\nshowSignature = true\ndiffMerges = combined\ndate = "
        "relative\nmailmap = true\n"
        "[diff]\nrenames = false\nrelative = true\nnoprefix = true\n[color]\nui = "
        "always\n[core]\nquotePath = true\n"
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

    assert posted(district, root="district") == {"contracts/b": "04", "contracts/c": "01"}


def test_a_checkout_of_a_request_reads_the_branch_as_it_was_fetched(repository, tmp_path):
    """A workflow has no branch `main` of its own, and asks the one of the remote."""
    repository.commit(1, contracts__a=contract())
    repository.git("clone", "--quiet", str(repository.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("checkout", "--quiet", "--detach")
    clone.git("branch", "--quiet", "--delete", "--force", "main")
    clone.commit(2, contracts__b=contract())

    assert posted(clone) == {"contracts/a": "01"}


def test_a_default_branch_of_another_name_is_the_published_one(repository, tmp_path):
    """A clone knows the default branch of its remote: links go there, and dates are read from it."""
    repository.commit(1, contracts__a=contract())
    repository.git("branch", "--move", "main", "trunk")
    repository.git("clone", "--quiet", str(repository.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("checkout", "--quiet", "-b", "main")
    clone.commit(2, contracts__b=contract())

    assert posted(clone) == {"contracts/a": "01"}
    assert "/new/trunk/content/contracts?" in issue_forms.links(
        "", "", git.default_branch(clone.root)
    )


def test_a_shallow_clone_is_refused(repository, tmp_path):
    """A shallow clone would give wrong dates, so the message says how to fetch older commits."""
    repository.commit(1, contracts__a=contract())
    repository.commit(2, contracts__b=contract())
    repository.git(
        "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "shallow")
    )
    clone = Repository(tmp_path / "shallow")

    with pytest.raises(
        HistoryError, match=r"^This clone is shallow: .*`git fetch --unshallow`.*`fetch-depth: 0`$"
    ):
        posted(clone)
    clone.git("fetch", "--quiet", "--unshallow")
    assert posted(clone) == {"contracts/a": "01", "contracts/b": "02"}


def test_no_branch_main_is_said(repository):
    """If nothing is published yet or the branch was not fetched, the message names the branch."""
    with pytest.raises(HistoryError, match="There is no branch `main` here"):
        posted(repository)


def test_no_repository_is_said(tmp_path, monkeypatch):
    """A folder that is no clone has no dates of posting."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "folder").mkdir()

    with pytest.raises(
        HistoryError, match=r"cannot be read.*\(fatal: not a git repository.*Run this in a clone"
    ):
        postings(tmp_path / "folder")


def test_a_hook_of_another_repository_does_not_confuse(repository, tmp_path, monkeypatch):
    """Git tells a hook of its own repository; the one that holds the root is asked all the same."""
    repository.commit(3, contracts__a=contract())
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere/.git"))

    assert postings(repository.root).keys() == {"contracts/a"}


def test_no_git_is_said(tmp_path, monkeypatch):
    """A machine without git is told that git is what is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(HistoryError, match="git is not installed"):
        postings(tmp_path)


def columns(result: subprocess.CompletedProcess[str], *names: str) -> list[list[str]]:
    return [[row[name] for name in names] for row in csv.DictReader(io.StringIO(result.stdout))]


def test_the_record_has_the_dates_of_posting(repository):
    """`--posted` asks git when each contract was posted with its notice; `posted:` of the entry wins."""
    renewed = RENEWAL.replace("}", ", agreement: https://a.example/b.pdf}")
    entries = {
        "breaches/b": breach(notified="2026-11-13 17:30"),
        "contracts/a": contract(
            notified="2026-11-18", changes=f"[{renewed}, {RENEWAL}]", posted="2026-11-17"
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

    assert [row for row in rows if "posting" in row[1]] == [
        ["contracts/a", "contract-posting", "2026-11-17", "met", ""],
        ["contracts/a/change-1", "contract-posting", "2026-11-22", "met", ""],
        [
            "contracts/a/change-2",
            "contract-posting",
            "",
            "open",
            "",
        ],  # it has no contract of its own
        ["contracts/c", "contract-posting", "2026-11-22", "met", ""],
        ["contracts/d", "contract-posting", "2026-11-22", "unknown", ""],
        ["contracts/e", "contract-posting", "", "overdue", ""],
        ["breaches/b", "breach-posting", "2026-11-22", "posted", ""],
    ]
    assert [
        row
        for row in rows
        if row[1] == "contract-notice" and row[0] in ("contracts/a", "contracts/c")
    ] == [
        ["contracts/a", "contract-notice", "2026-11-18", "met", "2026-11-22"],
        [
            "contracts/c",
            "contract-notice",
            "2026-11-17",
            "met",
            "2026-11-24",
        ],  # the date was another one before
    ]
    assert "--posted" not in result.stderr


def test_a_contract_is_posted_with_the_first_text_that_has_both(repository):
    """A notice that stood without its contract for a while was posted with it later."""
    repository.commit(17, contracts__a=contract(agreement=None))
    repository.commit(20, contracts__a=contract())
    found = postings(repository.root)["contracts/a"]

    assert (day(found.first), day(found.with_contract), found.notified) == ("17", "20", None)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2026-11-17", "2026-11-17"], "01"),
        (["2026-11-19", "2026-11-17"], "02"),
        (["2026-11-17", "{at: 2026-11-17, by: email}"], "01"),  # the same date
        (["2026-11-17", "2026-11-18", "2026-11-17"], "01"),  # it stood there before
        (["2026-11-17", None], ""),
    ],
)
def test_git_knows_since_when_a_date_stands(repository, texts, expected):
    """The commit with which the date of the newest text first stood on the branch, whatever else changed."""
    for number, notified in enumerate(texts, start=1):
        change = RENEWAL.replace("}", f", notified: {notified}}}") if notified else RENEWAL
        repository.commit(number, contracts__a=contract(notified=notified, changes=f"[{change}]"))
    found = postings(repository.root)

    assert [day(found[id].notified) for id in ("contracts/a", "contracts/a/change-1")] == [
        expected
    ] * 2


def test_what_git_knows_counts_for_what_is_due(repository):
    """With `--posted` a contract that is on the website is not due; without it, nobody can say."""
    write(
        repository.root,
        {"contracts/a": contract(), "contracts/b": contract(agreement=None)},
        "law: statute",
    )
    repository.commit(18)
    asked, plain = notices("due", repository.root, "--posted"), notices("due", repository.root)

    assert asked.stdout.startswith("contracts/b: contract-posting was due by the end of 2026-11-23")
    assert (asked.stderr, asked.returncode) == ("1 duty to do: 1 overdue.\n", 1)
    assert plain.stdout == ""
    assert plain.stderr == "Nothing is due. To ask git when each notice was posted, add --posted.\n"


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_check_and_the_build_ask_git_too(repository, command):
    """With `--posted` a contract that is not on the website within the limit is a warning."""
    write(
        repository.root, {"contracts/a": contract(agreement=None, basis="contract")}, "law: statute"
    )
    repository.commit(18)
    asked, plain = notices(command, repository.root, "--posted"), notices(command, repository.root)

    assert (
        "W120 The deadline to post the notice and the contract was the end of 2026-11-23."
        in asked.stdout
    )
    assert "W120" not in plain.stdout
    assert (asked.returncode, plain.returncode) == (0, 0)


def test_a_page_shows_what_git_knows(repository):
    """A site that is built with `--posted` shows when a contract was posted."""
    write(repository.root, {"contracts/a": contract()}, "law: statute\nshow_deadlines: true")
    repository.commit(18)
    notices("build", repository.root, "--posted")
    page = (repository.root / "build/product-notification/a/index.html").read_text()

    assert (
        "2 business days after the contract date. The limit is 5 business days. This was within "
        "the limit." in page
    )


def test_the_command_line_says_what_is_missing(tmp_path, monkeypatch):
    """Without a git history, `--posted` is a usage error, but the record without it still works."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    write(tmp_path / "folder", {"contracts/a": contract()})
    refused, plain = (
        notices("record", tmp_path / "folder", "--posted"),
        notices("record", tmp_path / "folder"),
    )

    assert (refused.stdout, refused.returncode, plain.returncode) == ("", 2, 0)
    assert refused.stderr.rstrip().endswith(
        "Run this in a clone of the district's repository, or leave out --posted."
    )


def test_one_log_is_read(repository, tmp_path, monkeypatch):
    """Whatever the number of commits, entries and looks, git is asked for its log once."""
    for day in range(1, 9):
        repository.commit(day, **{f"contracts__c{day}": contract(product=f"P{day}")})
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    posted(repository)
    asked = [
        line.split("built-in: git ")[1].split()[0]
        for line in trace.read_text().splitlines()
        if "built-in:" in line
    ]

    assert sorted(asked) == [
        "cat-file",
        "for-each-ref",
        "for-each-ref",
        "log",
        "rev-parse",
        "symbolic-ref",
    ]


# What was seen on the live site


def looked(district: Repository, *looks: tuple[str, int]) -> None:
    """Keep a line for each look at the live site: a commit, and the day on which it was seen."""
    lines = [
        Publication(noon(day), commit, noon(day), "0" * 64, "https://privacy.example/").line
        for commit, day in looks
    ]
    keep(district, "".join(f"{line}\n" for line in lines))


def keep(district: Repository, text: str) -> None:
    """Put a text on the branch that has the proof of publication."""
    tip = district.git("symbolic-ref", "--short", "HEAD").strip()
    district.git("checkout", "--quiet", "--orphan", BRANCH)
    district.git("rm", "-r", "-f", "--quiet", "--ignore-unmatch", ".")
    district.put("2026-11.txt", text)
    district.git("add", "2026-11.txt")
    district.git("commit", "--quiet", "--message", "Lines")
    district.git("checkout", "--quiet", tip)


def noon(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def three(repository):
    """A repository with a contract on each of three days, and the names of the commits."""
    for day in (2, 4, 6):
        repository.commit(day, **{f"contracts__c{day}": contract(product=f"P{day}")})
    return repository, repository.git("rev-list", "--reverse", "main").split()


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([], ["02", "04", "06"]),  # nobody has looked
        ([(0, 3)], ["02", "", ""]),  # the first look found what was there before
        ([(0, 3), (1, 5)], ["02", "05", ""]),
        ([(0, 3), (2, 9)], ["02", "09", "09"]),  # the site of the second was never seen
        ([(0, 3), (1, 5), (1, 8), (2, 9)], ["02", "05", "09"]),  # the first look counts
        ([(0, 3), (2, 9), (1, 5)], ["02", "05", "09"]),  # in any order
        ([(2, 9)], ["02", "04", "06"]),  # the branch began with all of them
        ([(None, 3)], ["02", "04", "06"]),  # a commit of another history
    ],
)
def test_a_notice_is_posted_when_the_live_site_was_seen_with_it(three, looks, expected):
    """A commit is not a publication; what nobody has seen yet is not posted."""
    repository, commits = three
    if looks:
        looked(repository, *(("0" * 40 if i is None else commits[i], day) for i, day in looks))

    assert list(posted(repository).values()) == expected


def test_what_was_seen_later_is_left_out(three):
    """So an auditor can build a site again as it was, and compare its hash."""
    repository, commits = three
    looked(repository, (commits[0], 3), (commits[1], 5), (commits[2], 9))
    found = postings(repository.root, noon(5))

    assert [day(found[f"contracts/c{number}"].first) for number in (2, 4, 6)] == ["02", "05", ""]


def test_the_record_says_when_it_was_seen(three):
    """Commit on Wednesday, seen on the Thursday of the week after: the posting is late."""
    repository, commits = three
    write(repository.root, {})
    repository.commit(6, contracts__c6=contract(product="P6", executed="2026-11-05"))
    last = repository.git("rev-parse", "main").strip()
    looked(repository, (commits[0], 3), (last, 19))
    done = notices("record", repository.root, "--posted")
    rows = {(row["notice"], row["duty"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
    row = rows["contracts/c6", "contract-posting"]

    assert (row["done"], row["state"]) == ("2026-11-19", "late")


@pytest.mark.parametrize("line", ["Hello", "2026-02-30T12:00:00Z " + "0" * 40, ""])
def test_a_line_that_the_program_has_not_written_is_refused(three, line):
    """Whoever edits the branch may take back what was published, so nothing is guessed."""
    repository, commits = three
    looked(repository, (commits[0], 3))
    text = repository.git("show", f"{BRANCH}:2026-11.txt")
    repository.git("branch", "--quiet", "-D", BRANCH)
    keep(repository, f"{text}{line}\n")
    with pytest.raises(HistoryError, match=f"Line 2 of 2026-11.txt on the branch `{BRANCH}`"):
        postings(repository.root)


def test_a_clone_takes_the_branch_of_the_remote(three, tmp_path):
    """A local one may be old."""
    repository, commits = three
    looked(repository, (commits[0], 3))
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", str(repository.root), str(clone))
    cloned = Repository(clone)
    cloned.git("branch", "--quiet", BRANCH, f"origin/{BRANCH}")
    repository.git("branch", "--quiet", "-D", BRANCH)
    looked(repository, (commits[0], 3), (commits[1], 5))
    cloned.git("fetch", "--quiet", "--force", "origin", f"+{BRANCH}:refs/remotes/origin/{BRANCH}")

    assert list(posted(cloned).values()) == ["02", "05", ""]


def test_a_line_says_all_and_nothing_else():
    """What is written is read again as it was, to the second."""
    look = Publication(noon(5), "0" * 40, noon(4), "f" * 64, "https://privacy.example/notices/")

    assert look.line == (
        f"2026-11-05T17:00:00Z {'0' * 40} 2026-11-04T17:00Z {'f' * 64} "
        "https://privacy.example/notices/"
    )
    assert publication(look.line) == look
    assert publication(f"{look.line} ") is None
    assert publication(look.line.replace("11-05", "02-30")) is None
