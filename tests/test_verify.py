"""`notices ci verify` says whether a line of the branch `published` is true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from generator.core.publication import BRANCH
from helpers.district import SETTINGS, contract, write
from helpers.history import Repository
from helpers.program import notices

FIELDS = {"executed": "2026-11-02", "notified": "{at: 2026-11-02 10:00, by: email}"}
URL = "https://privacy.example/notices/"
# The command of docs/proof.md.
HASH = (
    "find . -type f ! -path '*/.*' ! -path ./built.json -print0 | LC_ALL=C sort -z "
    "| xargs -0 sha256sum | sha256sum"
)
CALL = "jobs:\n  publish:\n    uses: example/notices/.github/workflows/publish.yml@{} # v0.{}.0\n"


class Place:
    """A district whose site was live twice, each time with a proof, and what was sent then."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.repository = Repository(root)
        self.repository.put("content/files/a.pdf", b"%PDF-1.4\n%%EOF")
        self.lines = []
        for day in (3, 9):
            write(root, {f"contracts/day-{day}": contract(**FIELDS, agreement="files/a.pdf")})
            self.repository.commit(day)
            self.lines.append(self.live(day))
            self.repository.prove(self.lines[-1])

    @property
    def commit(self) -> str:
        return self.repository.git("rev-parse", "HEAD").strip()

    def live(self, day: int) -> str:
        """Build the site as the documents say, and return the line of its proof."""
        built = f"2026-11-{day:02}T17:05Z"
        out = self.root.parent / f"site-{day}"
        done = notices("build", "--root", self.root, "--posted", "--now", built, "--out", out)
        assert done.returncode == 0, done.stdout
        listing = subprocess.run(["sh", "-c", HASH], cwd=out, capture_output=True, check=True)
        site_hash = listing.stdout.decode().split()[0]
        return f"2026-11-{day:02}T17:06:30Z {self.commit} {built} {site_hash} {URL}"

    def verified(self, line: str) -> tuple[int, str]:
        done = notices("ci", "verify", line, "--root", self.root)
        assert done.stdout == ""
        return done.returncode, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A district whose site was live on two days."""
    return Place(tmp_path / "district")


def test_each_line_is_true_after_months(place: Place) -> None:
    """It needs only git: later entries, proofs and settings change nothing."""
    write(place.root, {"contracts/later": contract(**FIELDS)}, "show_deadlines: true")
    place.repository.commit(28)
    before = place.repository.git("status", "--porcelain")
    for line in place.lines:
        code, said = place.verified(f"  {line.replace(' ', '  ')}\n")
        _, commit, built, site_hash, _ = line.split()

        assert code == 0
        assert said == (
            f"The branch `published` has this line, in 2026-11.txt, since {line[:20]}.\n"
            f"TRUE: the content of {commit} gives exactly this site, with the SHA-256 hash "
            f"{site_hash}, as of {built}.\n"
            "GitHub shows the commit that added the line, with its own date and as *Verified*, "
            "under the history of the branch `published`.\n"
        )
    assert place.repository.git("status", "--porcelain") == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"^2026-11-03T17:06:30Z", "2026-11-03T17:06:29Z"),
        (r"^2026-11-03", "2026-10-03"),  # in a file that is not there
        (r" [0-9a-f]{40} ", " " + "0" * 40 + " "),
        (r"T17:05Z ", "T17:04Z "),
        (r" [0-9a-f]{64} ", " " + "0" * 64 + " "),
        (r"privacy\.example", "other.example"),
    ],
)
def test_a_line_that_nobody_kept_is_false(place: Place, old: str, new: str) -> None:
    """Whoever shows it has changed a part of it."""
    code, said = place.verified(re.sub(old, new, place.lines[0]))

    assert code == 1
    assert said.startswith("FALSE: the branch `published` does not have this line in 2026-")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r" [0-9a-f]{64} ", " " + "0" * 64 + " ", "FALSE: the content of {commit} gives another"),
        (r"privacy\.example", "other.example", f"FALSE: the settings of that commit have the address {URL}."),
        (r"T17:05Z ", "T17:04Z ", "TRUE: "),  # the same site, a minute earlier
        (r"11-09T17:05Z ", "11-08T17:05Z ", "FALSE: the content of {commit} gives another"),
        (r" [0-9a-f]{40} ", " " + "0" * 40 + " ", "Git no longer has the commit 000"),
    ],
)  # fmt: skip
def test_a_false_line_that_somebody_added_is_found(
    place: Place, old: str, new: str, said: str
) -> None:
    """Its hash, its address and its commit are compared with what git has."""
    line = re.sub(old, new, place.lines[1]).replace("17:06:30Z", "17:07:30Z")
    place.repository.prove(line)
    code, sentences = place.verified(line)

    assert said.format(commit=place.commit) in sentences
    assert code == (0 if said.startswith("TRUE") else 1)


def test_a_site_of_another_version_of_the_program_is_unknown(place: Place) -> None:
    """That version has to build it; with the same one, the line is false."""
    path = ".github/workflows/publish.yml"
    place.repository.put(path, CALL.format("1" * 40, 1))
    place.repository.commit(10)
    false = re.sub(r" [0-9a-f]{64} ", " " + "0" * 64 + " ", place.live(10))
    place.repository.prove(false)
    assert "FALSE: the content of" in place.verified(false)[1]

    place.repository.put(path, CALL.format("2" * 40, 2))
    place.repository.commit(11)
    code, said = place.verified(false)
    assert code == 1
    assert f"call another one: {'1' * 40} # v0.1.0. Follow *Proof of publication*" in said
    assert place.verified(place.lines[1])[0] == 0  # which this version gives, too


def test_a_site_on_another_host_was_built_without_asking_git(place: Place) -> None:
    """Its pages then have other dates, and the line is as true."""
    built = "2026-11-12T17:05Z"
    write(
        place.root,
        {"contracts/new": contract(**FIELDS, agreement="files/a.pdf")},
        "show_deadlines: true",
    )
    place.repository.commit(12)
    out = place.root.parent / "elsewhere"
    notices("build", "--root", place.root, "--now", built, "--out", out)
    listing = subprocess.run(["sh", "-c", HASH], cwd=out, capture_output=True, check=True)
    line = f"2026-11-12T17:06:30Z {place.commit} {built} {listing.stdout.decode().split()[0]} {URL}"
    place.repository.prove(line)

    assert place.verified(line)[0] == 0


@pytest.mark.parametrize("line", ["", "yes", "2026-11-03T17:06:30Z 0123", URL])
def test_what_is_no_line_is_said_in_a_sentence(place: Place, line: str) -> None:
    """It is a wrong command line, before anything is built."""
    code, said = place.verified(line)

    assert code == 2
    assert said.startswith("Error: This is not a line of the branch `published`: ")


def test_the_branch_has_to_be_here(place: Place) -> None:
    """A clone of one branch lacks it, and the sentence has the command."""
    place.repository.git("update-ref", "-d", f"refs/heads/{BRANCH}")

    assert place.verified(place.lines[0]) == (
        2,
        "Error: The branch `published` is not here. Fetch it: git fetch origin published\n",
    )


def test_settings_with_an_error_of_today_are_unknown(place: Place) -> None:
    """A later version may refuse what an earlier one published."""
    (place.root / "content/site.yaml").write_text(SETTINGS.replace("timezone", "time_zone"))
    place.repository.commit(13)
    line = f"2026-11-13T17:06:30Z {place.commit} 2026-11-13T17:05Z {'0' * 64} {URL}"
    place.repository.prove(line)
    code, said = place.verified(line)

    assert code == 1
    assert "UNKNOWN: this version of the program" in said
