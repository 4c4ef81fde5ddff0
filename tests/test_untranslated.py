"""A summary that nobody has translated is shown as such, and staff know before they send it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.district import breach, notices, read, write

TOLD = "{at: 2026-11-13 09:00, by: email}"
UPDATE = "[{on: 2026-11-24, text: They counted.%s}]"
SUMMARY = "Somebody could open class lists."
SPANISH = "Alguien pudo abrir listas de clase."
# The text in English after the name of its language, in each language of a site.
SAID = {
    "es": "En inglés:",
    "pt": "Em inglês:",
    "zh-Hans": "英语原文：",  # noqa: RUF001 - a colon of Chinese
    "ar": "باللغة الإنجليزية:",
}


def translation(text: str) -> str:
    return f"---\n{text}\n---\n"


@pytest.mark.parametrize(
    ("entry", "translations", "languages", "missing"),
    [
        (breach(), {}, "[en, es, pt]", ["summary: es and pt"]),
        (breach(), {"es": f"summary: {SPANISH}"}, "[en, es, pt]", ["summary: pt"]),
        (breach(), {"es": f"summary: {SPANISH}"}, "[en, es]", []),
        (breach(), {"es": "offers: Nada."}, "[en, es]", ["summary: es"]),
        (breach(), {}, "[en]", []),
        (breach(notified=TOLD), {}, "[en, es]", []),  # the letters are out
        (breach(updates=UPDATE % ""), {}, "[en, es]", ["summary: es", "text: es"]),
        (breach(notified=TOLD, updates=UPDATE % ""), {}, "[en, es]", ["text: es"]),
        (breach(notified=TOLD, updates=UPDATE % f", notified: {TOLD}"), {}, "[en, es]", []),
        (
            breach(notified=TOLD, updates=UPDATE % ""),
            {"es": "updates: [{text: Los contaron.}]"},
            "[en, es]",
            [],
        ),
        (breach(resolved="2026-11-24"), {}, "[en, es]", []),
        (breach(withdrawn="{on: 2026-11-24, reason: Sent in error.}"), {}, "[en, es]", []),
    ],
)
def test_the_check_says_what_is_not_translated_before_it_is_sent(
    entry: str, translations: dict[str, str], languages: str, missing: list[str]
) -> None:
    """It names the files, and does not let families wait."""
    entries = {"breaches/lists": entry}
    entries |= {f"breaches/lists.{each}": translation(text) for each, text in translations.items()}
    if "withdrawn" in entry or "offers" in str(translations):
        entries["breaches/lists"] = entry.replace("---\n", "---\noffers: None.\n", 1)
    problems = read(entries, f"languages: {languages}").problems
    found = [problem for problem in problems if problem.code == "W180"]

    fields = [re.findall("`(summary|text)`", problem.message)[0] for problem in found]
    assert fields == [line.partition(":")[0] for line in missing]
    for problem, line in zip(found, missing, strict=True):
        named = line.partition(": ")[2].split(" and ")
        assert [each for each in ("es", "pt") if f".{each}.md`" in problem.advice] == named
        assert "Don't let families wait for it" in problem.advice


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A district with five languages, and a breach that nobody has translated."""
    root = tmp_path / "district"
    root.mkdir()
    languages = f"languages: [en, {', '.join(SAID)}]"
    write(root, {"breaches/lists": breach(updates=UPDATE % "")}, languages)
    return root


def test_a_letter_and_a_page_say_that_the_summary_is_in_english(root: Path) -> None:
    """The words come before the summary, and before an update, in each language but English."""
    notices("build", root, "--out", f"{root}/out", now="2026-11-25T12:00")
    for language, said in SAID.items():
        letter = notices("letter", root, "breaches/lists", "--lang", language).stdout
        page = (root / f"out/{language}/breach-notification/lists/index.html").read_text()

        assert letter.count(said) == 2, letter
        assert letter.index(said) < letter.index(SUMMARY)
        assert page.index(f'<p class="small">{said}</p>') < page.index(f"<p>{SUMMARY}</p>")
    english = notices("letter", root, "breaches/lists").stdout
    assert "In English:" not in english


def test_a_translated_summary_says_nothing_of_its_language(root: Path) -> None:
    """Only the update still does."""
    (root / "content/breaches/lists.es.md").write_text(translation(f"summary: {SPANISH}"))
    letter = notices("letter", root, "breaches/lists", "--lang", "es").stdout

    assert SPANISH in letter
    assert letter.count("En inglés:") == 1
    assert letter.index("They counted.") > letter.index("En inglés:") > letter.index(SPANISH)


def test_the_command_that_writes_letters_says_which_are_not_translated(root: Path) -> None:
    """Staff read it before they send one; a letter in the language of the entry says nothing."""
    said = "The letters in {} have texts that nobody has translated: they are in `en`, and say so."
    one = notices("letter", root, "breaches/lists", "--lang", "es")
    all_of_them = notices("letter", root, "breaches/lists", "--out", f"{root}/letters")

    assert said.format("`es`") in one.stderr
    assert said.format("`ar`, `es`, `pt` and `zh-Hans`") in all_of_them.stderr
    assert "translated" not in notices("letter", root, "breaches/lists").stderr
