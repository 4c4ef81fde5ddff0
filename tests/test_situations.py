"""What is answered in each situation of a notice: a page of prose for a lawyer and an editor.

A situation of `tests/situations.txt` has above its line a moment and an entry, by the fields that
differ from those of `helpers.district` (`-`: left out), and another entry if it needs one; and below,
each question with its answer in English. A question without an answer is left out.
`--renew-cases` rewrites the answers.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from lxml import html

from generator.answers.breach import BreachAnswers
from generator.answers.contract import ContractAnswers
from generator.answers.timing import deadlines
from generator.compiler import read_content
from generator.core.model import Breach, Contract
from generator.core.notices import notices
from generator.core.site import Inputs, Site
from generator.law.record import entry_rows
from generator.reports.letters import letter
from generator.site.theme import load_theme
from helpers import district, roots
from helpers.cases import parts
from helpers.pages import text_of

FILE = Path(__file__).with_name("situations.txt")
TEMPLATE = Path(__file__).with_name("situation.html")
SITUATIONS = {title: (above, below) for title, above, below in parts(FILE)}
TAG = re.compile(r"<[^>]*>")
HEAD = re.compile(r"On (?P<now>\S+), a (?P<kind>contract|breach)(?P<settings>(; .+)?)")
WRITERS = {"contract": district.contract, "breach": district.breach}


def inputs_of(above: str) -> Inputs:
    """Return the inputs of a situation: one entry, or two."""
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
    return replace(inputs, now=datetime.fromisoformat(moment))


def site_of(above: str) -> Site:
    """Return the site of a situation."""
    content = read_content(inputs_of(above))
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
    entry = answers.breach if isinstance(answers, BreachAnswers) else answers.contract
    rows = entry_rows(entry, site.settings.duties, site.now, site.postings)
    text = theme.render(
        "situation.html", answers=answers, site=site.settings, deadlines=deadlines(rows)
    )
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


# What the places say


def said_of(title: str) -> dict[str, list[str]]:
    """Return the answers to each question of a situation."""
    said: dict[str, list[str]] = {}
    for line in SITUATIONS[title][1].split("\n"):
        question, _, answer = re.split(r"(?<=[?:]) ", f"{line} ", maxsplit=1)[0], "", line
        said.setdefault(question, []).append(answer.removeprefix(question).strip())
    return said


BREACHES = [
    title
    for title, (above, below) in SITUATIONS.items()
    if "a breach" in above.splitlines()[0] and "What became of it?" not in below
]
FEED = "feeds/breach-notification.json"


@pytest.mark.parametrize("title", BREACHES)
def test_each_place_gives_the_same_answers_about_a_breach(title: str) -> None:
    """Page, list, home, feed, letter, record and open data say the same of one situation."""
    inputs = inputs_of(SITUATIONS[title][0])
    said = said_of(title)
    pages = roots.compiled(inputs)
    site = read_content(inputs).site
    assert site
    (breach,) = site.breaches
    shown = [n for n in notices(breach) if n.kind != "withdrawal" and not n.withdrawn]
    latest = shown[-1]
    theme = load_theme("default", {"default": roots.theme()}, "en", "en")
    page = text_of(pages["breach-notification/it/index.html"].decode())
    record = text_of(pages["record/index.html"].decode())
    listed = text_of(pages["breach-notification/index.html"].decode())
    home = text_of(pages["index.html"].decode())
    (item, *_) = [
        item
        for item in json.loads(pages[FEED])["items"] or [{"id": "", "content_html": ""}]
        if item["id"].endswith(latest.id) or not item["id"]
    ]
    feed = " ".join(unescape(TAG.sub(" ", item["content_html"])).split())
    unsent = latest._replace(
        entry=replace(
            breach,
            notified=None,
            updates=tuple(replace(update, notified=None) for update in breach.updates),
        )
    )
    sent = " ".join(letter(site, theme, unsent).text.split())
    (data,) = json.loads(pages["data/breaches.json"])["breaches"]

    (who,) = said["Is my child affected?"]
    (told,) = said["Was each family told?"]
    (on_time,) = said["Were families told in time?"]
    assert who in page
    assert told in page
    assert on_time in page
    assert (who.removeprefix("This breach involves ").rstrip(".") in home) == breach.is_open
    assert who in sent
    is_newest = latest.statement == breach.current
    if item["id"] and is_newest and not breach.resolved:  # an item keeps what was known then
        assert who in feed
    for deadline in said.get("Each deadline:", []):
        duty, _, rest = deadline.rstrip(".").partition(": ")
        verdict = rest.split(" allowed, ")[-1] if " allowed, " in rest else rest.partition(", ")[2]
        assert verdict in page or "No date is on file." in page
        assert f"{duty}: {verdict}" in record
    if data["students"]:
        assert f"{data['students']:,} student" in listed
        assert f"{data['students']:,} student" in who
    if "Social Security number" in " ".join(said["Which data?"]):
        for place in (page, listed, home, feed, sent, json.dumps(data["involves"])):
            assert "Social Security number" in place


CONTRACTS = [
    title
    for title, (above, below) in SITUATIONS.items()
    if "a contract" in above.splitlines()[0] and "What became of it?" not in below
]


@pytest.mark.parametrize("title", CONTRACTS)
def test_each_place_gives_the_same_answers_about_a_contract(title: str) -> None:
    """A deletion is said in the same words on the page and in a letter, and ended is ended."""
    inputs = inputs_of(SITUATIONS[title][0])
    said = said_of(title)
    pages = roots.compiled(inputs)
    site = read_content(inputs).site
    assert site
    contract = next(entry for entry in site.contracts if entry.id == "it")
    page = text_of(pages["product-notification/it/index.html"].decode())
    listed = html.document_fromstring(pages["product-notification/index.html"])
    (row,) = listed.xpath("//tr[th/a[contains(@href, '/it/') or starts-with(@href, 'it/')]]")
    (data,) = [
        entry
        for entry in json.loads(pages["data/contracts.json"])["contracts"]
        if entry["id"] == "it"
    ]

    (status,) = said["Is it in use?"]
    (deleted,) = said["Was it deleted?"]
    assert ("Ended" in row.text_content()) == (status == "Ended")
    assert ("was allowed to collect" in page) == (status == "Ended")
    assert (deleted in page) == (deleted != "not due")
    assert ("See it" in page) == ("see" in " ".join(said.get("What can I ask for?", [])))
    if not contract.is_exception:
        theme = load_theme("default", {"default": roots.theme()}, "en", "en")
        unsent = notices(
            replace(
                contract,
                notified=None,
                changes=tuple(replace(change, notified=None) for change in contract.changes),
            )
        )[0]
        sent = " ".join(letter(site, theme, unsent).text.split())
        assert (deleted in sent) == (deleted != "not due")
        assert ("ended on" in sent) == (status == "Ended")
    if deleted != "not due":
        assert bool(data["deletion"]) == (" on " in deleted)
