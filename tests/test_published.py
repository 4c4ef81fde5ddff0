"""`check --since REV`: what was published can be corrected or withdrawn, but not removed.

A part of `tests/published.txt` has a title, edits of the files below, and the problems after `--`,
which `--renew-cases` rewrites.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from generator.compiler import read_content
from generator.core.problems import UserError
from generator.core.site import Committed, Inputs, LiveNotices, Past, Posting, Source
from generator.system import disk, git
from helpers import roots
from helpers.cases import edited, parts
from helpers.history import PLAIN
from helpers.program import REPOSITORY, notices

THEMES = {"default": roots.theme()}
IGNORED = {"W104", "W120", "W121", "W122"}  # about deadlines
NOW = datetime(2026, 11, 25, 12)
AUTHORITY = yaml.safe_load(roots.SITE)["feed_authority"]

SITE = f"""\
{roots.SITE}\
schools:
  dodd: {{name: Dodd School}}
  hill: {{name: Hill School}}
"""
CONTRACT = """\
---
product: Reader
contractor: Reader Inc.
description: Reading passages.
purpose: Reading practice.
collects:
  student-information: [name, email address]
executed: 2025-08-18
expires: 2026-06-30
agreement: https://reader.example/a.pdf
security: Encrypted.
---
Teachers create the accounts.
=== change-1.md
---
kind: renewal
executed: 2026-06-29
expires: 2027-06-30
---
=== change-2.md
---
kind: amendment
executed: 2026-09-01
purpose: Reading practice in class and at home.
---
"""
BREACH = """\
---
contract: reader
discovered: 2026-11-02
received: 2026-11-09 15:40
involves: {student-information: [name]}
students: 412
summary: A list was copied.
---
=== update-1.md
---
on: 2026-11-12
---
The list held the names of 412 students.
=== update-2.md
---
on: 2026-11-20
---
All passwords were changed by the company.
"""
C, B = "content/contracts/reader.md", "content/breaches/2026-reader.md"
FILES = {
    path: text.decode()
    for path, text in roots.separate_files(
        {"content/site.yaml": SITE, C: CONTRACT, B: BREACH}
    ).items()
}
CONTRACT, BREACH = FILES[C], FILES[B]


def sources(files):
    return tuple(
        Source(path, text if isinstance(text, bytes) else text.encode())
        for path, text in files.items()
    )


def report(then, now, then_files=(), now_files=()):
    """Return all problems of content that was once published as `then`."""
    published = Past(sources(then), frozenset(then_files))
    inputs = Inputs(sources(now), dict.fromkeys(now_files, 1), THEMES, NOW, (), published)
    problems = [problem for problem in read_content(inputs).problems if problem.code not in IGNORED]
    return [f"{p.span.path}:{p.span.line}:{p.span.column} {p.code} {p.message}" for p in problems]


def without(path):
    """Return the files without one, and without its folder."""
    return {name: text for name, text in FILES.items() if name != path and not is_in(name, path)}


def is_in(path, entry):
    """Say whether a file is in the folder of an entry."""
    return path.startswith(f"{entry.rpartition('.')[0]}/")


TEXTS = Path(__file__).with_name("published.txt")
PARTS = {title: (edits, lines) for title, edits, lines in parts(TEXTS)}
EDIT = re.compile(r"^(then|now|both) (\S+)(?: (from|like) (\S+))?\n((?:[-+ @].*\n)*)", re.MULTILINE)


def versions(edits):
    """Return the files that were published and those of now.

    A file of `then`, `now` or `both` has the changes below its name, and none if it does not exist.
    It was made `from` another, whose folder has moved with it, or is `like` another.
    """
    then, now = {**FILES}, {**FILES}
    for version, path, way, other, changes in EDIT.findall(edits):
        for files in {"then": [then], "now": [now], "both": [then, now]}[version]:
            text = files.pop(path, "")
            if way:
                text = files[other]
            if way == "from":
                del files[other]
                for each in [each for each in files if is_in(each, other)]:
                    name = each.removeprefix(other.rpartition(".")[0])
                    files[f"{path.rpartition('.')[0]}{name}"] = files.pop(each)
            for block in changes.split("@@\n"):
                text = edited(text, block) if block else text
            if way or changes:
                files[path] = text
    return then, now


@pytest.mark.parametrize("title", PARTS)
def test_what_was_published_is_compared_as_the_text_says(title, renew_cases):
    """A removed, renamed or moved notice is an error, and a new value a warning; words may change."""
    edits, expected = PARTS[title]
    assert "".join(match[0] for match in EDIT.finditer(edits)) == edits
    lines = "".join(f"{line}\n" for line in report(*versions(edits)))
    if renew_cases:
        text = TEXTS.read_text(encoding="utf-8")
        start, end = (f"== {title}\n{edits}--\n{found}" for found in (expected, lines))
        TEXTS.write_text(text.replace(start, end), encoding="utf-8")

    assert lines == expected or renew_cases


ON_TIME = CONTRACT.replace(
    "expires: 2026-06-30\n", "expires: 2026-06-30\nnotified: 2025-08-23\n", 1
)


ASKED = {"W309", "W310"}  # a duty that was missed no longer is


@pytest.mark.parametrize(
    ("posting", "line", "expected"),
    [
        (None, "posted: 2025-08-20", ["W309"]),  # nothing else says so
        (None, "posted: 2025-09-20", []),  # it is late
        ("2025-08-20", "", []),  # git says so
    ],
)
def test_a_correction_that_ends_an_overdue_posting_is_a_warning(posting, line, expected):
    """Git shows when a notice was posted here, but `posted` can name any earlier day."""
    without = ON_TIME.replace("agreement: https://reader.example/a.pdf\n", "", 1)
    folder = C.removesuffix(".md")
    right = f"{{{line}, agreement: https://reader.example/a.pdf}}"
    correction = {f"{folder}/correction-1.md": f"---\non: 2026-11-24\nright: {right}\n---\n"}
    made = posting and Committed("a" * 40, datetime.fromisoformat(f"{posting}T12:00Z"))
    inputs = Inputs(
        sources({**FILES, C: without, **correction} if line else {**FILES, C: ON_TIME}),
        {},
        THEMES,
        NOW,
        published=Past(sources({**FILES, C: without}), frozenset()),
        postings={"contracts/reader": Posting(made, made)},
    )
    problems = [problem for problem in read_content(inputs).problems if problem.code in ASKED]

    assert [problem.code for problem in problems] == expected
    assert all("`contract-posting` of contracts/reader was" in each.message for each in problems)


SPANISH = """\
---
purpose: Práctica de lectura.
---
Los maestros.
"""
TRANSLATED = {**FILES, "content/contracts/reader.es.md": SPANISH}


def test_missing_files_and_translations_are_reported():
    """Links to a removed file would be broken."""
    files = ["content/files/a.pdf", "content/files/b.pdf"]

    assert report(TRANSLATED, FILES, files, files[1:]) == [
        "content/contracts/reader.es.md:1:1 W306 `content/contracts/reader.es.md` was published "
        "and is now missing.",
        "content/files/a.pdf:1:1 W306 `content/files/a.pdf` was published and is now missing.",
        "content/files/b.pdf:1:1 W409 No notice links to `files/b.pdf`, and it is published.",
    ]


@pytest.mark.parametrize("then", [b"\xff\xfe\x00", "", b"#" * 300_000, CONTRACT[4:]])
def test_an_old_version_that_cannot_be_read_is_reported(then):
    """Nothing crashes, a person must compare the rest, and a file that is gone was an entry."""
    unread = "W305 The version that was published cannot be read, so nothing was compared."
    gone = report({**without(B), C: then}, {"content/site.yaml": SITE})

    assert report({**FILES, C: then}, FILES) == [f"{C}:1:1 {unread}"]
    assert gone == [
        f"{path}:1:1 E301 This file was published and is now missing."
        for path in FILES
        if path == C or is_in(path, C)
    ]


ALL = frozenset(
    f"contracts/reader{anchor}" for anchor in ("", "/change-1", "/change-2")
) | frozenset(f"breaches/2026-reader{anchor}" for anchor in ("", "/update-1", "/update-2"))
IN_B = [path for path in FILES if is_in(path, B)]
SECOND = IN_B[1]


@pytest.mark.parametrize(
    ("files", "live", "expected"),
    [
        (FILES, ALL, []),
        (FILES, frozenset(), []),
        (FILES, ALL - {"contracts/reader/change-2"}, []),  # it is new
        (without(B), ALL, [f"{path}:1:1 E301" for path in (B, *IN_B)]),
        (without(B), ALL - {"breaches/2026-reader"}, [f"{path}:1:1 E301" for path in IN_B]),
        (without(SECOND), ALL, [f"{SECOND}:1:1 E301"]),
        (without(SECOND), ALL - {"breaches/2026-reader/update-2"}, []),
        (
            FILES,
            ALL | {"contracts/reader/withdrawal"},
            [f"{C.replace('.md', '/withdrawal.md')}:1:1 E301"],
        ),
        ({**FILES, SECOND: FILES[SECOND].replace("2026-11-20", "soon")}, ALL, None),  # its date
    ],
)
def test_without_the_past_the_ids_of_the_live_site_are_compared(files, live, expected):
    """Each notice that is online must still be here; one that is not online yet is new."""
    notices = LiveNotices(AUTHORITY, live)
    inputs = Inputs(sources(files), {}, THEMES, NOW, live=notices)
    found = read_content(inputs).problems
    about = [problem for problem in found if problem.code[:2] == "E3"]

    assert [f"{each.span.location} {each.code}" for each in about] == (expected or [])
    assert any(problem.is_error for problem in found) is (expected != [])


def test_without_the_past_the_feed_authority_must_be_that_of_the_live_site():
    """Otherwise every notice would be announced again."""
    inputs = Inputs(sources(FILES), {}, THEMES, NOW, live=LiveNotices("other.example,2025", ALL))
    (found,) = (each for each in read_content(inputs).problems if each.is_error)
    placeholder = LiveNotices("your-district.example,2026", ALL)
    others = read_content(replace(inputs, live=placeholder)).problems

    assert (found.code, found.advice.partition(".")[0]) == ("E307", "Write `feed_authority: other")
    assert [each for each in others if each.is_error] == []  # the template's is nobody's


def test_a_missing_content_folder_is_one_problem(tmp_path):
    """The entries in it are not reported one by one."""
    tree = disk.read(tmp_path)
    past = Past(sources(FILES), frozenset())
    inputs = Inputs(tree.sources, tree.files, tree.themes, NOW, tree.unread, past)

    assert [problem.code for problem in read_content(inputs).problems] == ["E001"]


def run_git(folder, *arguments):
    line = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments]
    done = subprocess.run(line, cwd=folder, env=PLAIN, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with one commit, whose root is a folder in it."""
    root = tmp_path / "repository" / "district"
    others = {"content/files/a b.pdf": "pdf", "content/contracts/.hidden.md": "x"}
    roots.write_files(root, FILES | others)
    run_git(root.parent, "init", "--quiet", "--initial-branch=main")
    run_git(root.parent, "add", "--all")
    run_git(root.parent, "commit", "--quiet", "--message=publish")
    return root


def check(root, *options, **environment):
    now = ("--now", "2026-11-25T12:00")
    return notices("check", "--root", root, *now, *options, cwd=root, **environment)


def published_lines(report):
    """Return the lines of a report about what was published."""
    return [line for line in report.splitlines() if re.search(r": [EW]3\d\d ", line)]


def test_the_past_is_read_from_git(repository):
    """It has the texts and files of a commit by their paths from the root, and nothing else."""
    past = git.read_past(repository, "HEAD")

    assert {source.path: source.data.decode() for source in past.sources} == FILES
    assert past.files == {"content/files/a b.pdf"}


def test_a_removal_is_refused(repository):
    """End to end: a committed removal is reported by a check against the commit before it."""
    run_git(repository, "rm", "--quiet", "-r", B, *IN_B)
    run_git(repository, "commit", "--quiet", "--message=remove")
    result = check(repository, "--since", "HEAD~1")

    assert result.returncode == 1
    assert result.stdout.startswith(
        f"{B}:1:1: E301 This file was published and is now missing.\n"
        "    Put the file back as it was. If the notice no longer applies, add a withdrawal of it.\n"
    )
    assert result.stderr.startswith("3 errors and ")


@pytest.mark.parametrize(
    ("data", "is_replaced"), [(None, False), (b"%PDF", False), (b"%PDX", True), (b"%PDF\n", True)]
)
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_file_with_other_bytes_is_reported(repository, data, is_replaced, is_committed):
    """The name of a contract stays, so only its bytes show that it is another one."""
    file = repository / "content/files/a b.pdf"
    file.write_bytes(b"%PDF")
    run_git(repository, "add", "--all")
    run_git(repository, "commit", "--quiet", "--message=a file")
    before = run_git(repository, "rev-parse", "HEAD")
    file.write_bytes(data or file.read_bytes())
    file.chmod(0o755)
    if is_committed:
        run_git(repository, "commit", "--quiet", "--all", "--message=another")
    lines = published_lines(check(repository, "--since", before).stdout)
    warning = "content/files/a b.pdf:1:1: W313 `content/files/a b.pdf` was published with other"

    assert lines == ([f"{warning} content."] if is_replaced else [])


def test_an_unchanged_root_has_no_problem(repository):
    """A check against its own commit, by any name, reports nothing and changes no file."""
    before = sorted(str(path) for path in repository.parent.rglob("*"))
    names = ("HEAD", "main", run_git(repository, "rev-parse", "HEAD"))
    same = [git.read_past(repository, name) for name in names]
    result = check(repository, "--since", "main@{0}")

    assert (result.returncode, published_lines(result.stdout)) == (0, [])
    assert same[0] == same[1] == same[2]
    assert sorted(str(path) for path in repository.parent.rglob("*")) == before


def test_a_new_root_had_nothing_published(repository):
    """Everything in a new folder is new."""
    other = repository.parent / "other"
    shutil.copytree(repository, other)

    assert check(other, "--since", "HEAD").returncode == 0


def test_a_hook_of_another_repository_changes_nothing(repository, tmp_path):
    """In a hook, git's variables name another repository; the root's own is still read."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run_git(elsewhere, "init", "--quiet")
    variables = {"GIT_DIR": str(elsewhere / ".git"), "GIT_INDEX_FILE": "nowhere"}
    result = check(repository, "--since", "HEAD", **variables)

    assert (result.returncode, published_lines(result.stdout)) == (0, [])


def test_a_text_too_large_to_read_is_not_fetched(repository):
    """If it is removed, it is reported, but its content is not read."""
    large = repository / "content/contracts/large.md"
    large.write_bytes(b"x" * 1_000_000)
    run_git(repository, "add", "--all")
    run_git(repository, "commit", "--quiet", "--message=large")
    large.unlink()
    result = check(repository, "--since", "HEAD")

    assert published_lines(result.stdout) == [
        "content/contracts/large.md:1:1: E301 This file was published and is now missing."
    ]
    assert max(len(source.data) for source in git.read_past(repository, "HEAD").sources) < 300_000


@pytest.mark.parametrize(
    "revision", ["nowhere", "--help", "", "HEAD:district", "0" * 40, "-x", "a\nb", "HEAD^{tree}"]
)
def test_an_unknown_revision_is_reported_plainly(repository, revision):
    """Any text is treated as the name of a commit and nothing else."""
    with pytest.raises(UserError) as error:
        git.read_past(repository, revision)
    hint = "write a branch, a tag or a commit, for example origin/main"

    assert str(error.value) == f"git finds no commit `{revision}`; {hint}."


def test_an_unknown_revision_is_a_usage_error(repository):
    """The exit code is 2, as for every usage error, and the content is not checked."""
    result = check(repository, "--since=--all")

    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: git finds no commit `--all`; " in result.stderr


def test_a_shallow_clone_says_what_to_fetch(repository, tmp_path):
    """A workflow has only the newest commit unless it fetches all."""
    run_git(repository, "commit", "--quiet", "--allow-empty", "--message=more")
    shallow = tmp_path / "shallow"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.parent}", str(shallow))
    result = check(shallow / "district", "--since", "HEAD~1")

    assert result.returncode == 2
    hint = "only the newest commits are here, so fetch the others: git fetch --unshallow."
    assert hint in result.stderr


def test_a_folder_outside_git_is_a_usage_error(tmp_path):
    """Outside of git, there is no old version to compare with."""
    shutil.copytree(REPOSITORY / "tests/sites/small/content", tmp_path / "content")
    result = check(tmp_path, "--since", "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))

    assert result.returncode == 2
    message = f"{tmp_path} is not in a git repository that can be read (fatal: not a git"
    assert f"Error: {message}" in result.stderr


def test_a_missing_git_is_a_usage_error(repository, tmp_path):
    """The message says that git is not installed."""
    result = check(repository, "--since", "HEAD", PATH=str(tmp_path))

    assert result.returncode == 2
    message = "git is not installed; see https://git-scm.com/downloads"
    assert f"Error: {message}" in result.stderr


def test_a_damaged_repository_is_a_usage_error(repository):
    """The error is about git, not about an entry."""
    blob = run_git(repository, "rev-parse", f"HEAD:district/{B}")
    (repository.parent / ".git/objects" / blob[:2] / blob[2:]).unlink()
    result = check(repository, "--since", "HEAD")

    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: " in result.stderr
