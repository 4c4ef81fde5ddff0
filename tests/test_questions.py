"""What parents ask a list, in five languages: `tests/tables/questions.txt` says what they find."""

from __future__ import annotations

import functools
import gzip
from itertools import groupby

from helpers import town
from helpers.browsing import PATH, Handler
from helpers.loopback import Loopback
from helpers.program import REPOSITORY

QUESTIONS = REPOSITORY / "tests" / "tables" / "questions.txt"
LISTS = {
    "products": "product-notification/index.html",
    "breaches": "breach-notification/index.html",
    "school": "product-notification/index.html?school=hale",  # where the page of a school leads
}
FIRST = 5  # results, of which those that a question means must be some
# Types each question in one page, and notes the rows that it shows, in order, and the links.
ASK = """async (questions) => {
    const box = document.querySelector("#find-q");
    const folder = (link) => new URL(link.href).pathname.split("/").at(-2);
    const table = document.querySelector(".list");
    const answers = [];
    for (const question of questions) {
        box.value = question;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        for (let before = -1; before !== table.rows.length; ) {
            before = table.rows.length;
            for (const wait of [setTimeout, requestAnimationFrame, setTimeout, requestAnimationFrame, setTimeout])
                await new Promise((done) => wait(done));
        }
        const links = [...table.querySelectorAll("tbody th a")];
        const more = [...document.querySelectorAll(".answer a:not([hidden])")];
        const notices = [...document.querySelectorAll(".others:not([hidden]) li:not([hidden]) a")];
        const said = document.querySelector("[role=status]").textContent;
        answers.push([links.map(folder), more.map(folder), notices.map(folder), said]);
    }
    return answers;
}"""


def is_answered(expected, found, links, notices):
    """Say whether rows, links and notices of breaches are what a question means."""
    if expected == "nothing":
        return not found
    for item in town.listed(expected):
        way, _, name = item.rpartition(" ")
        right = {
            "": name in found[:FIRST],
            "1.": found[:1] == [name],
            "not": name not in found,
            "to": name in links,
            "notice": name in notices,
        }
        if not right[way]:
            return False
    return True


def test_parents_find_what_they_mean(open_page, tmp_path):
    """Each question, in five languages, finds what it means."""
    asked = sorted(town.rows(QUESTIONS), key=lambda row: row[:2])
    wrong, folder = [], str(town.publish(tmp_path, town.is_list))
    with Loopback(functools.partial(Handler, directory=folder)) as server:
        for (language, which), group in groupby(asked, lambda row: row[:2]):
            questions = [*group]
            page = open_page()
            start = "" if language == "en" else f"{language}/"
            page.goto(f"{server.origin}{PATH}{start}{LISTS[which]}")
            page.wait_for_selector("thead button")
            answers = page.evaluate(ASK, [question for _, _, question, _ in questions])
            wrong += [
                f"{' | '.join(row)}\n    {', '.join(found[:FIRST]) or 'nothing'} ({len(found)}) {links} {notices} {said}"
                for row, (found, links, notices, said) in zip(questions, answers, strict=True)
                if not is_answered(row[-1], found, links, notices)
            ]
    print(len(asked), *wrong, sep="\n")

    assert len(asked) >= 200
    assert not wrong, "\n".join(wrong)


def test_the_script_of_the_search_is_small():
    """It is no more than 7 kB, compressed."""
    assert len(gzip.compress(town.pages()["static/find.js"], 9)) <= 7_000
