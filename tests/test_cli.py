"""The command line for people and scripts: exit codes, what is printed where, files on disk."""

from __future__ import annotations

import fcntl
import io
import itertools
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from functools import partial
from itertools import product
from pathlib import Path

import click
import pytest

from generator import cli
from generator.commands import reporting, wiring
from generator.core.publication import BELOW_A_PATH
from generator.system.processes import MIN_ITEMS
from helpers.failing_machine import kill_workers, run_captured, run_command
from helpers.permissions import bound_by_permissions
from helpers.program import PATIENCE, REPOSITORY, ended, notices, start
from helpers.roots import read_files
from helpers.terminal import Terminal

NOW = ("--now", "2026-11-25")
HEAVY = set(
    "babel feedgen hashlib http jinja2 lxml markdown multiprocessing nh3 openpyxl pypdf yaml".split()
)
SETTINGS = """\
district: Example Public Schools
abbreviation: EPS
url: https://privacy.example/notices/
timezone: America/New_York
contact: {name: Privacy Office, email: privacy@example.example}
feed_authority: privacy.example,2026
"""
CONTRACT = """\
---
product: Northstar Reader
contractor: Northstar Learning, Inc.
description: Levelled reading passages with short quizzes.
purpose: Reading practice in grades 3 to 6.
collects: {student-information: [name]}
executed: 2025-08-18
expires: none
agreement: https://northstar.example/contract.pdf
notified: {at: 2025-08-20, by: email}
---
"""
STOPPED = "Stopped. Every published file is complete; run the command again to finish.\n"


def write(root: Path, **texts: str) -> Path:
    """Write entries by ID (`site` is the settings) into the content of a root; return the root."""
    (root / "content" / "contracts").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = "site.yaml" if name == "site" else f"contracts/{name}.md"
        (root / "content" / path).write_text(text, encoding="utf-8")
    return root


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the time stamp of every file below a folder, dot-files too."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


def pages(folder: Path) -> int:
    """Return how many files a site has, without the marker of its folder."""
    return len(read_files(folder).keys() - {".built-by-notices"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with settings and one contract without any problem."""
    return write(tmp_path / "root", site=SETTINGS, northstar=CONTRACT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of such a root, built once."""
    root = write(tmp_path_factory.mktemp("once") / "root", site=SETTINGS, northstar=CONTRACT)
    assert notices("build", "--root", root, *NOW).returncode == 0

    return root / "build"


@pytest.fixture
def built(root: Path, site: Path) -> Path:
    """Return such a root with its site built."""
    shutil.copytree(site, root / "build")
    return root


# Exit codes, and what is printed where


def test_a_build_says_in_one_sentence_what_it_wrote_and_removed(root: Path) -> None:
    """It exits 0, prints nothing to stdout, and writes only what is new.

    Of a site below a path, it says first that no program looks for the data in `/.well-known/`.
    """
    (root / "content" / "files").mkdir()
    old, said = root / "content" / "files" / "old.pdf", []
    old.write_text("old")
    write(root, northstar=CONTRACT.replace("---\n", "---\n# See files/old.pdf.\n", 1))
    for _ in range(3):
        done = notices("build", "--root", root, *NOW)
        said.append((done.returncode, done.stdout, done.stderr))
        if len(said) == 2:
            old.unlink()
    count = pages(root / "build")
    counts = [
        f"{count + 1} of {count + 1} files written, 0 removed",
        f"0 of {count + 1} files written, 0 removed",
        f"0 of {count} files written, 1 removed",
    ]

    closing = f"{BELOW_A_PATH}\n1 entry, no problems. {{}}: {root}/build\n"
    assert said == [(0, "", closing.format(each)) for each in counts]


def test_a_warning_does_not_stop_a_build(root: Path) -> None:
    """A build with a warning exits 0; the warning is on stdout and the summary is on stderr."""
    write(root, northstar=CONTRACT.replace("expires: none\n", ""))
    done = notices("build", "--root", root, *NOW)
    count = pages(root / "build")

    assert done.returncode == 0
    assert done.stdout.startswith("content/contracts/northstar.md:1:1: W105 ")
    assert done.stderr.endswith(
        f"1 warning in 1 of 1 entry. {count} of {count} files written, 0 removed: {root}/build\n"
    )


def test_a_site_at_the_top_of_its_domain_is_found_by_programs(root: Path) -> None:
    """So a build does not say that it is below a path."""
    path = root / "content" / "site.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("(?m)^url: .*", "url: https://privacy.example/", text))
    done = notices("build", "--root", root, *NOW)

    assert done.returncode == 0
    assert BELOW_A_PATH not in done.stderr


def test_an_error_keeps_the_old_site_byte_for_byte(built: Path) -> None:
    """A build with an error leaves every file of the old site and its time stamp as they are."""
    before = tree(built / "build")
    graded, misspelled = CONTRACT.replace("Levelled", "Graded"), CONTRACT.replace("duct", "dukt", 1)
    write(built, northstar=graded, other=misspelled)
    done = notices("build", "--root", built, *NOW)

    assert done.returncode == 1
    assert before == tree(built / "build")


def test_an_error_in_the_theme_exits_1_and_keeps_the_old_site(built: Path) -> None:
    """A template that fails is an ordinary error: exit 1, its file and line, no file written."""
    before = tree(built / "build")
    write(built, site=f"{SETTINGS}theme: own\n")
    (built / "themes" / "own" / "templates").mkdir(parents=True)
    (built / "themes" / "own" / "templates" / "contract.html").write_text("\n{{ nonsense }}\n")
    done = notices("build", "--root", built, *NOW)

    assert done.returncode == 1
    assert done.stdout.startswith("themes/own/templates/contract.html:2:1: E502 ")
    assert before == tree(built / "build")


def test_a_check_reports_as_a_build_does_and_writes_nothing(root: Path) -> None:
    """`check` prints the same problems as `build`, exits the same way, and changes no files."""
    write(root, northstar=CONTRACT.replace("2025-08-18", "2025-02-30"))
    before = tree(root)
    checked = notices("check", "--root", root, *NOW)
    after = tree(root)
    done = notices("build", "--root", root, *NOW)

    assert (done.returncode, done.stdout) == (checked.returncode, checked.stdout)
    assert done.stdout.startswith("content/contracts/northstar.md:7:11: E104 ")
    assert done.stderr == "1 error in 1 of 1 entry. Nothing was written.\n"
    assert not (root / "build").exists()
    assert checked.stderr == "1 error in 1 of 1 entry. The site cannot be built.\n"
    assert before == after


def test_a_closed_pipe_is_no_failure(root: Path) -> None:
    """`notices check | head -1` shows no traceback and blames neither generator nor machine."""
    write(root, **{f"entry-{i}": CONTRACT.replace("expires", "expirez") for i in range(60)})
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4_096)  # less than the report
    process = start("check", "--root", root, *NOW, stdout=writing, stderr=subprocess.PIPE)
    with ended(process):
        os.close(writing)
        line = os.read(reading, 40)
        os.close(reading)
        message = process.communicate(timeout=PATIENCE)[1]

    assert line.startswith(b"content/contracts/entry-0.md:")
    assert not re.search("Traceback|fault|machine", message)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_standard_output_that_is_full_is_a_failure_of_the_machine(
    root: Path, unbuffered: str
) -> None:
    """A report that cannot be printed exits 3 and says the machine failed, buffered or not."""
    write(root, northstar=CONTRACT.replace("expires: none\n", ""))
    full = ["sh", "-c", 'exec "$@" > /dev/full', "sh"]
    done = notices("check", "--root", root, *NOW, before=full, PYTHONUNBUFFERED=unbuffered)

    assert done.returncode == 3
    assert done.stderr == (
        "The machine failed: [Errno 28] No space left on device. "
        "What was published before is still there; fix the cause, and run the command again.\n"
    )


@pytest.mark.parametrize("pattern", ["product-notification/northstar", "**"])
def test_a_folder_that_may_not_be_written_is_a_failure_of_the_machine(
    built: Path, pattern: str
) -> None:
    """Without the right to write one folder, or any, a build exits 3 and keeps the old site."""
    folders = [path for path in (built / "build").glob(pattern) if path.is_dir()]
    before = tree(built / "build")
    write(built, northstar=CONTRACT.replace("Levelled", "Graded"))
    for folder in folders:
        folder.chmod(0o555)
    with bound_by_permissions():
        done = notices("build", "--root", built, *NOW)
    for folder in folders:
        folder.chmod(0o755)

    assert done.returncode == 3
    assert re.fullmatch(r"The machine failed: \[Errno 13\] Permission denied: .*\n", done.stderr)
    assert before == tree(built / "build")


def test_a_disk_that_takes_no_more_is_a_failure_of_the_machine(built: Path) -> None:
    """A failed write exits 3; every file stays old or new, and the next build fixes the site."""
    old = read_files(built / "build")
    write(built, northstar=f"{CONTRACT}\n{'More. ' * 20_000}", a=CONTRACT)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, limits[1]))
    try:
        done = notices("build", "--root", built, *NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    torn = read_files(built / "build")
    rebuilt = notices("build", "--root", built, *NOW)
    new = read_files(built / "build")

    assert done.returncode == 3
    assert done.stderr.startswith("The machine failed: [Errno 27] File too large")
    assert [path for path, data in torn.items() if data not in (old.get(path), new.get(path))] == []
    assert set() == set(old) - set(torn)
    assert rebuilt.returncode == 0


def test_a_bug_says_that_the_entry_is_not_at_fault(root: Path) -> None:
    """An unforeseen failure (here, stack depth) exits 3 with a trace and a note to the author."""
    code = "import sys; from generator.cli import main; sys.setrecursionlimit(60); main()"
    command = [sys.executable, "-c", code, "check", "--root", root, *NOW]
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 3
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert done.stderr.endswith(
        "\nThis is a fault in the generator, not in your entry. Please report it with the lines "
        "above.\n"
    )


def test_a_killed_worker_is_a_failure(built: Path, tmp_path: Path) -> None:
    """If a worker is killed, a command exits 3, does not say it was stopped, and writes nothing."""
    before = tree(built / "build")
    write(built, **{f"entry-{i}": CONTRACT for i in range(MIN_ITEMS)})

    def work() -> None:
        sys.argv = ["notices", "build", "--root", f"{built}", *NOW, "--jobs", "2"]
        kill_workers()
        cli.main()

    done = run_captured(work, tmp_path / "output")

    assert done.code == 3
    assert done.err.startswith("The machine failed: a worker process was ended from outside.")
    assert before == tree(built / "build")


# A wrong command line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["buidl"], "No such command 'buidl'. Did you mean 'build'?"),
        (["chekc"], "No such command 'chekc'. Did you mean 'check'?"),
        (["build", "--nowe", "2026-11-25"], "No such option '--nowe'. Did you mean '--now'?"),
        (["build", "--root", "nowhere"], "Invalid value for '--root': nowhere is not a folder"),
        (["check", "--root", "README.md"], "Invalid value for '--root': README.md is not a folder"),
        (
            ["check", "--root", ""],
            "'--root': an empty name is not a folder; name the one that contains `content/`.\n",
        ),
        (
            ["build", "--root", "tests/cases", "--out", ""],
            "'--out': an empty name is not a folder; name the one to write into, or leave out "
            "--out.\n",
        ),
        (["build", "--jobs", "0"], "Invalid value for '--jobs': 0 is not in the range"),
        (["build", "--jobs", "many"], "Invalid value for '--jobs': 'many' is not a valid integer"),
        (["check", "--out", "x"], "No such option '--out'."),
        (["remind", "--within", "72h"], "`remind` is now `notices ci remind`."),
        (["report", "--year", "2026"], "`report` is now `notices record --yearly YEAR`."),
        (["init", "--update"], "No such option '--update'. It is now `notices update`."),
        (["ci", "watch-links"], "No such command 'watch-links'. Did you mean 'watch'?"),
        (["check", "a.md"], "Invalid value for '[FILE.json]': File 'a.md' does not exist."),
        (["check", "Makefile", "--since", "HEAD"], "With a file, leave out --since"),
        (["new", "contract", "Word", "Garden"], "in quotation marks if it has several words"),
        (["due", "72h"], "argument (72h). Give the time with --within, such as --within 72h."),
        (["record", "all"], "Got unexpected extra argument (all)"),
    ],
)
def test_a_wrong_command_line_exits_2_and_says_what_is_meant(
    arguments: list[str], says: str
) -> None:
    """A bad command or option exits 2, prints nothing to stdout, and names near or valid ones."""
    done = notices(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize(
    "now",
    [
        *("3/2/2026", "2026-02-30", "20261125", "2026-11-25 3:40 PM", "2026-11-25T15:40:00", ""),
        *("2026-11-25T24:00", "2026-11-25T15:40+00:00", "2026-11-25Z", "tomorrow"),
    ],
)
def test_a_moment_in_another_form_is_refused(root: Path, now: str) -> None:
    """`--now` takes a date, with or without a time, and refuses anything else."""
    done = notices("check", "--root", root, "--now", now)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        f"Invalid value for '--now': {now} is not a date from 1970 to 2200; "
        "write it as 2026-11-25 or 2026-11-25T15:40.\n"
    )


def test_a_moment_may_be_written_as_in_an_entry(root: Path) -> None:
    """`--now` takes the time after a space too, and it is the same time as after a T."""
    spaced, joined = (
        notices("due", "--root", root, "--now", now)
        for now in ("2026-11-25 15:40", "2026-11-25T15:40")
    )

    assert (spaced.returncode, spaced.stdout) == (joined.returncode, joined.stdout)
    assert spaced.returncode != 2


@pytest.mark.parametrize("now", ["0001-01-01", "9999-12-31", "9999-12-31T23:59"])
def test_a_moment_far_away_is_no_bug(root: Path, now: str) -> None:
    """A `--now` at either end of the calendar is accepted or refused, but never a crash."""
    done = notices("check", "--root", root, "--now", now)

    assert done.returncode in (0, 1, 2)


def test_a_bare_date_is_midnight_in_the_district(root: Path) -> None:
    """`--now DATE` builds the same as `--now DATET00:00`, in the district's zone on any machine."""
    write(root, northstar=CONTRACT.replace("expires: none", "expires: 2026-06-30"))
    moments = {"day": "2026-07-01", "midnight": "2026-07-01T00:00", "before": "2026-06-30T23:59"}
    for name, now in moments.items():
        out = ("--root", root, "--out", root / name, "--now", now)
        notices("build", *out, TZ="Pacific/Kiritimati")
    day, midnight, before = (read_files(root / name) for name in moments)

    assert midnight == day
    assert before != midnight


@pytest.mark.parametrize("zone", ["XYZ-99", "XYZ24", "UTC-25", ":/etc/passwd", "/tmp"])
def test_a_time_zone_of_the_machine_that_no_place_has_is_named(root: Path, zone: str) -> None:
    """Babel would name a mistake in a catalog, because it asks for the machine's time zone."""
    done = notices("check", "--root", root, TZ=zone)

    assert done.returncode == 2
    assert f"No place has the time zone in the variable TZ: {zone}. Unset it" in done.stderr


def test_the_default_moment_is_now(root: Path) -> None:
    """Without `--now` a site is built as of today."""
    write(root, northstar=CONTRACT.replace("expires: none", "expires: 2025-09-30"))
    notices("build", "--root", root, "--out", root / "today")
    notices("build", "--root", root, "--out", root / "then", "--now", "2025-09-01")
    page = Path("product-notification/northstar/index.html")

    assert (root / "then" / page).read_bytes() != (root / "today" / page).read_bytes()


@pytest.mark.parametrize(
    ("out", "source"),
    [
        *((".", "content"), ("content", "content"), ("content/contracts", "content")),
        *(("content/site", "content"), ("content/../content/x", "content"), ("link/x", "content")),
        *(("themes", "themes"), ("themes/own/x", "themes"), ("..", "content"), ("link", "content")),
    ],
)
def test_the_site_does_not_go_where_its_sources_are(root: Path, out: str, source: str) -> None:
    """`--out` within, at or around `content/` or `themes/` exits 2 and leaves the root as it is."""
    (root / "link").symlink_to("content")
    before = tree(root)
    done = notices("build", "--root", root, "--out", f"{root}/{out}", *NOW)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        f"Error: The site cannot be written to {Path(root, out)}, because that contains {source}/ "
        "or is inside it.\n"
    )
    assert before == tree(root)


def test_a_folder_of_someone_else_is_refused_and_untouched(root: Path) -> None:
    """A nonempty folder that no build made causes exit 2, is named, and keeps all its files."""
    out = root / "thesis"
    (out / "drafts").mkdir(parents=True)
    (out / "drafts" / "one.txt").write_text("two years of work")
    before = tree(out)
    done = notices("build", "--root", root, "--out", out, *NOW)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(
        f"Error: {out} contains drafts, which is not from a build. Name another folder with "
        "--out, or empty this one.\n"
    )
    assert before == tree(out)


def test_a_file_is_no_folder_to_build_into(root: Path) -> None:
    """An `--out` that is a file exits 2 and keeps the file."""
    out = root / "site"
    out.write_text("mine")
    done = notices("build", "--root", root, "--out", out, *NOW)

    assert done.returncode == 2
    assert f"Error: {out} is not a folder." in done.stderr
    assert out.read_text() == "mine"


def test_a_folder_with_only_dot_files_is_taken(root: Path) -> None:
    """A build uses a folder with only dotfiles, such as a new `build/`, and keeps the dotfiles."""
    (root / "build").mkdir()
    (root / "build" / ".gitignore").write_text("*\n")
    done = notices("build", "--root", root, *NOW)

    assert done.returncode == 0
    assert (root / "build" / ".gitignore").read_text() == "*\n"
    assert (root / "build" / "index.html").is_file()


def test_missing_parent_folders_are_created(root: Path) -> None:
    """`--out` can be anywhere; missing parent folders are created."""
    done = notices("build", "--root", root, "--out", root / "a" / "b", *NOW)

    assert done.returncode == 0
    assert (root / "a" / "b" / "index.html").is_file()
    assert not (root / "build").exists()


def test_the_root_is_the_working_directory_unless_named(root: Path) -> None:
    """Without options the folder where the command runs is read, and `build/` in it written."""
    done = notices("build", *NOW, cwd=root)

    assert done.returncode == 0
    assert (root / "build" / "index.html").is_file()


# Help


def test_help_imports_nothing_heavy() -> None:
    """`notices --help` starts fast: it imports none of the packages that a build needs."""
    done = notices("--help", before=[], PYTHONPROFILEIMPORTTIME="1")
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()
    }

    assert done.returncode == 0
    assert "click" in imported
    assert set() == imported & HEAVY


@pytest.mark.parametrize(
    ("group", "command"),
    [*product([()], cli.COMMANDS), *product([("ci",)], cli.CI_COMMANDS)],
)
def test_every_command_has_help_with_an_example(group: tuple[str, ...], command: str) -> None:
    """The help of each command is listed in one line, and ends with an example of its use."""
    help_text = notices(*group, "--help")
    own = notices(*group, command, "--help")

    assert (help_text.returncode, own.returncode) == (0, 0)
    assert re.search(rf"^  {command} +\S.*\.$", help_text.stdout, re.MULTILINE)
    assert re.search(
        rf"^  Example: notices {' '.join([*group, command])} ", own.stdout, re.MULTILINE
    )


def test_no_option_is_only_for_tests() -> None:
    """The help hides --jobs, which nobody needs to choose, and no other option."""
    group = cli.LazyGroup(rows=cli.COMMANDS | cli.CI_COMMANDS)
    commands = [group.get_command(click.Context(group), name) for name in group.rows]
    options = [option for command in commands if command for option in command.params]

    assert len(options) > 40
    assert {option.name for option in options if getattr(option, "hidden", False)} == {"jobs"}


def test_the_version_is_one_line() -> None:
    """`--version` prints name and version, and nothing else."""
    done = notices("--version")

    assert done.returncode == 0
    assert re.fullmatch(r"notices \d+\.\d+\.\d+\n", done.stdout)


# A terminal


@pytest.mark.parametrize("command", ["build", "check"])
def test_no_escape_codes_leave_for_a_file_or_a_pipe(root: Path, command: str) -> None:
    """If standard output is not a terminal, neither output contains an escape code."""
    write(root, northstar=CONTRACT.replace("2025-08-18", "2025-02-30"))
    done = notices(command, "--root", root, *NOW, TERM="xterm-256color")

    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_shows_colors(root: Path) -> None:
    """On a terminal the report has colors, and the same text as without."""
    write(root, northstar=CONTRACT.replace("2025-08-18", "2025-02-30"))
    plain = notices("check", "--root", root, *NOW)
    with Terminal("check", "--root", root, *NOW) as terminal:
        code, _ = terminal.end()

    assert code == 1
    assert "\x1b[31mE104" in terminal.shown
    assert plain.stdout + plain.stderr == re.sub(r"\x1b\[\d+m", "", terminal.shown)


def test_a_terminal_shows_no_colors_with_no_color(root: Path) -> None:
    """`NO_COLOR` turns off every escape code."""
    write(root, northstar=CONTRACT.replace("2025-08-18", "2025-02-30"))
    with Terminal("check", "--root", root, *NOW, NO_COLOR="1") as terminal:
        code, _ = terminal.end()

    assert code == 1
    assert "E104" in terminal.shown
    assert "\x1b" not in terminal.shown


def test_escape_codes_of_an_entry_do_not_reach_the_terminal(root: Path) -> None:
    """Escape characters in a file's name and in its text are shown as text."""
    write(
        root,
        **{"a\x1b[31mb": CONTRACT, "northstar": CONTRACT.replace("2025-08-18", "\x1b]0;owned\x07")},
    )
    with Terminal("check", "--root", root, *NOW, NO_COLOR="1") as terminal:
        code, _ = terminal.end()

    assert code == 1
    assert "owned" in terminal.shown
    assert ("\x1b" in terminal.shown, "\x07" in terminal.shown) == (False, False)


class Screen(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "screen", "shows"),
    [
        *((0.1, Screen(), False), (0.2, Screen(), False), (0.3, Screen(), True)),
        *((2.0, Screen(), True), (2.0, io.StringIO(), False)),
    ],
)
def test_work_of_more_than_a_second_shows_a_bar(
    seconds: float, screen: io.StringIO, shows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four items pass; a terminal shows a bar once one ends over a second after the start.

    A pipe shows none.
    """
    monkeypatch.setattr("sys.stderr", screen)
    clock = itertools.count(0, seconds).__next__

    assert [*reporting.with_progress("abcd", 4, "Reading", clock)] == [*"abcd"]
    assert ("Reading" in screen.getvalue()) == shows


class Interrupted(Screen):
    """A terminal where Ctrl-C is pressed as soon as it shows a bar."""

    def write(self, text: str) -> int:
        super().write(text)
        if re.search(r"Reading entries\s+\[#", text):
            raise KeyboardInterrupt
        return len(text)


def test_long_work_shows_a_bar_and_stops_at_ctrl_c(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a second, a terminal shows progress; Ctrl-C keeps the old site as is."""
    before = tree(built / "build")
    write(built, **{f"entry-{i}": CONTRACT for i in range(9)})
    slowly = partial(wiring.with_progress, clock=itertools.count().__next__)
    monkeypatch.setattr(wiring, "with_progress", slowly)
    monkeypatch.setattr(sys, "argv", ["notices", "build", "--root", f"{built}", *NOW])
    monkeypatch.setattr(sys, "stderr", screen := Interrupted())
    with pytest.raises(SystemExit) as end:
        cli.main()

    assert end.value.code == 130
    assert screen.getvalue().endswith(f"\n{STOPPED}")
    assert before == tree(built / "build")


def test_ctrl_c_while_files_are_staged_leaves_the_old_site(built: Path, tmp_path: Path) -> None:
    """Ctrl-C while files are staged leaves the old site and nothing else; a new build finishes."""
    out, old = built / "build", read_files(built / "build")
    write(built, northstar=CONTRACT.replace("Levelled", "Graded"))
    (built / "content" / "files").mkdir()
    for i in range(100):
        (built / "content" / "files" / f"{i}.txt").write_text(str(i))
    line = ["build", "--root", built, *NOW, "--jobs", "1"]
    done = run_command(line, out, 50, tmp_path / "output", number=signal.SIGINT)
    stopped = read_files(out)
    again = notices("build", "--root", built, *NOW)
    new = read_files(out)

    assert (done.code, done.err) == (130, f"\n{STOPPED}")
    assert old == stopped
    assert again.returncode == 0
    assert len([path for path in new if path.startswith("files/")]) == 100
