"""What is answered in each situation of a notice: a page of prose for a lawyer and an editor.

A situation of `tests/situations.txt` has above its line a moment and an entry, by the fields that
differ from those of `helpers.district` (`-`: left out), and another entry if it needs one; and below,
each question with its answer in English. A question without an answer is left out.
`--renew-cases` rewrites the answers.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from generator.answers.breach import BreachAnswers
from generator.answers.contract import ContractAnswers
from generator.compiler import read_content
from generator.core.model import Breach, Contract
from generator.core.site import Site
from generator.site.theme import load_theme
from helpers import district, roots
from helpers.cases import parts

FILE = Path(__file__).with_name("situations.txt")
TEMPLATE = Path(__file__).with_name("situation.html")
SITUATIONS = {title: (above, below) for title, above, below in parts(FILE)}
TAG = re.compile(r"<[^>]*>")
HEAD = re.compile(r"On (?P<now>\S+), a (?P<kind>contract|breach)(?P<settings>(; .+)?)")
WRITERS = {"contract": district.contract, "breach": district.breach}


def site_of(above: str) -> Site:
    """Return the site of a situation: one entry, or two."""
    entries = {}
    settings = {"show_deadlines": "true"}
    moment = ""
    for block in re.split(r"^(?=On |And )", above, flags=re.MULTILINE)[1:]:
        head, *lines = block.splitlines()
        match = HEAD.fullmatch(head.replace("And ", f"On {moment}, ", 1))
        assert match, head
        moment = match["now"]
        settings |= dict(part.split(": ", 1) for part in match["settings"].split("; ") if part)
        fields = dict(line.strip().split(": ", 1) for line in lines)
        given = {name: None if value == "-" else value for name, value in fields.items()}
        folder = "contracts" if match["kind"] == "contract" else "breaches"
        entries[f"content/{folder}/it.md"] = WRITERS[match["kind"]](**given)
    inputs = roots.site({roots.READER: roots.CONTRACT, **entries}, **settings)
    content = read_content(replace(inputs, now=datetime.fromisoformat(moment)))
    assert content.site, [problem.message for problem in content.problems if problem.is_error]
    return content.site


def answers_of(site: Site, kind: str) -> BreachAnswers | ContractAnswers:
    """Return the answers about the entry of a situation."""
    (entry,) = (entry for entry in site.entries if entry.id == "it" and entry.section == kind)
    if isinstance(entry, Breach):
        return BreachAnswers(entry, site.settings.duties, site.now, site.postings)
    assert isinstance(entry, Contract)
    return ContractAnswers(entry, site.breaches, site.now)


def in_english(site: Site, answers: BreachAnswers | ContractAnswers) -> str:
    """Return each question with its answer, without those that have none."""
    themes = {"default": {**roots.theme(), "templates/situation.html": TEMPLATE.read_bytes()}}
    theme = load_theme("default", themes, "en", "en")
    text = theme.render("situation.html", answers=answers, site=site.settings)
    lines = [" ".join(unescape(TAG.sub("", line)).split()) for line in text.splitlines()]
    return "".join(f"{line}\n" for line in lines if line and not line.endswith("?"))


@pytest.mark.parametrize("title", SITUATIONS)
def test_a_situation_has_its_answers(title: str, renew_cases: bool) -> None:
    """Each question has the answer that the file says, in the words of the pages."""
    above, below = SITUATIONS[title]
    kind = "contracts" if "a contract" in above.splitlines()[0] else "breaches"
    site = site_of(above)
    found = in_english(site, answers_of(site, kind))
    if renew_cases:
        text = FILE.read_text(encoding="utf-8")
        old, new = (f"== {title}\n{above}--\n{answers}" for answers in (below, f"{found}\n"))
        FILE.write_text(text.replace(old, new), encoding="utf-8")

    assert found == below.rstrip("\n") + "\n" or renew_cases
