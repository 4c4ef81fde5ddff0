"""What parents ask a list, in five languages, and what they find.

`tests/tables/questions.txt` has the questions that the search was made for. How it does with others, `unseen.txt` says.
"""

from __future__ import annotations

import functools
import gzip
from itertools import groupby

from helpers import town
from helpers.browsing import ANSWERED, PATH, Handler
from helpers.loopback import Loopback
from helpers.program import REPOSITORY

QUESTIONS = REPOSITORY / "tests" / "tables" / "questions.txt"
UNSEEN = REPOSITORY / "tests" / "tables" / "unseen.txt"
LISTS = {
    "products": "product-notification/index.html",
    "breaches": "breach-notification/index.html",
    "school": "product-notification/index.html?school=hale",  # where the page of a school leads
}
FIRST = 5  # results, of which those that a question means must be some
# Types each question in one page, and notes the rows that it shows, in order, and the links.
ASK = """async (questions) => {
    const answered = ANSWERED;
    const box = document.querySelector("#find-q");
    const folder = (link) => new URL(link.href).pathname.split("/").at(-2);
    const table = document.querySelector(".list");
    const answers = [];
    for (const question of questions) {
        document.documentElement.classList.add("asking"); // as for a question in the address, until it is answered
        box.value = question;
        box.dispatchEvent(new Event("input", {bubbles: true}));
        await answered();
        const links = [...table.querySelectorAll("tbody th a")];
        const more = [...document.querySelectorAll(".answer a:not([hidden])")];
        const notices = [...document.querySelectorAll(".others:not([hidden]) li:not([hidden]) a")];
        const said = document.querySelector("[role=status]").textContent;
        answers.push([links.map(folder), more.map(folder), notices.map(folder), said]);
    }
    return answers;
}""".replace("ANSWERED", ANSWERED)


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


def unanswered(rows, open_page, folder):
    """Return each row whose question does not find what it means, with what it finds."""
    wrong, made = [], str(town.publish(folder, town.is_list))
    with Loopback(functools.partial(Handler, directory=made)) as server:
        for (language, which), group in groupby(sorted(rows), lambda row: row[:2]):
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
    print(f"{len(rows) - len(wrong)} of {len(rows)}", *wrong, sep="\n")
    return wrong


def test_parents_find_what_they_mean(open_page, tmp_path):
    """Each question, in five languages, finds what it means."""
    asked = town.rows(QUESTIONS)

    assert len(asked) >= 800
    assert unanswered(asked, open_page, tmp_path) == []


def test_parents_find_what_nobody_has_thought_of(open_page, tmp_path):
    """Of fifty questions that no word or rule was made for, 48 find what they mean."""
    asked = town.rows(UNSEEN)

    assert len(asked) == 50
    assert len(unanswered(asked, open_page, tmp_path)) <= 2


def test_the_script_of_the_search_is_small():
    """It is no more than 7 kB, compressed."""
    assert len(gzip.compress(town.pages()["static/find.js"], 9)) <= 7_000
