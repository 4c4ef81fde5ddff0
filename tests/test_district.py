"""Any district's content, theme and people pass: the check finds no error, and the site builds.

Every other test looks at tests/sites/ or at texts of its own, because a district replaces
`content/`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from generator.compiler import read_content
from generator.core.site import Inputs
from generator.system import disk
from helpers.program import REPOSITORY, notices
from helpers.roots import NOW, read_files
from helpers.sites import SAMPLE

# A district's entries are as new as today, and the sample is newer than a clock that is wrong.
MOMENT = max(NOW.replace(tzinfo=UTC), datetime.now(UTC))
TYPED = f"{MOMENT:%Y-%m-%dT%H:%MZ}"
OWNERS = REPOSITORY / ".github/CODEOWNERS"
PLACEHOLDER = re.compile(r"(# )?/?(\S+) @your-district/\S+")


def test_the_content_has_no_error() -> None:
    """`notices check` finds no error; a warning is for the district to judge."""
    done = notices("check", "--root", REPOSITORY, "--now", TYPED)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_site_is_built_in_every_language(tmp_path: Path) -> None:
    """Each language in the settings has a home page with that language and the district's name."""
    done = notices("build", "--root", REPOSITORY, "--out", tmp_path / "site", "--now", TYPED)
    assert done.returncode == 0, done.stdout + done.stderr
    tree = disk.read(REPOSITORY)
    site = read_content(Inputs(tree.sources, tree.files, tree.themes, MOMENT, tree.unread)).site
    assert site is not None
    first, *others = site.settings.languages
    for language, folder in {first: "", **{other: other for other in others}}.items():
        page = html.parse(tmp_path / "site" / folder / "index.html").getroot()

        assert page.get("lang") == language
        assert site.settings.district in page.text_content()


def owned(text: str) -> dict[str, bool]:
    """Return the paths of CODEOWNERS that our placeholder owns, and whether each line is off."""
    return {
        line[2]: bool(line[1]) for line in map(PLACEHOLDER.fullmatch, text.splitlines()) if line
    }


def test_owners_are_named_for_what_is_there() -> None:
    """Each path of CODEOWNERS without a person exists, and the first rule is for every file."""
    text = OWNERS.read_text(encoding="utf-8")

    assert len(owned(text)) == text.count("@your-district/")
    assert [path for path in owned(text) if not [*REPOSITORY.glob(path)]] == []
    assert re.findall(r"(?m)^(?:# )?(\S+) @", text)[0] == "*"


def test_our_placeholder_is_no_person() -> None:
    """A line of CODEOWNERS is a placeholder, with or without `#`, until it names somebody."""
    text = (
        "# /content/ @your-district/officer\n/a/ @your-district/technology\n/b/ "
        "@hill/technology\n* @x\n# A word\n"
    )

    assert owned(text) == {"content/": True, "a/": False}


@pytest.mark.sweep  # `make test` stays green while a district is being set up
def test_a_district_begins_with_the_sample_and_without_people() -> None:
    """With sample settings, `content/` equals the sample file by file, and CODEOWNERS is off."""
    content, sample = read_files(REPOSITORY / "content"), read_files(SAMPLE / "content")
    other = {path for path in content | sample if content.get(path) != sample.get(path)}
    other |= {
        path for path, is_off in owned(OWNERS.read_text(encoding="utf-8")).items() if not is_off
    }

    assert "site.yaml" in other or other == set()
