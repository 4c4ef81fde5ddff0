"""A summary that nobody has translated is shown as such, and staff know before they send it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.district import breach, notices, read, write

TOLD = "{at: 2026-11-13 09:00, by: email}"
UPDATE = "{on: 2026-11-24, text: They counted.%s}"
UPDATED = {"update-1.md": UPDATE % ""}
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
        (breach(**UPDATED), {}, "[en, es]", ["summary: es", "text: es"]),
        (breach(notified=TOLD, **UPDATED), {}, "[en, es]", ["text: es"]),
        (
            breach(notified=TOLD, **{"update-1.md": UPDATE % f", notified: {TOLD}"}),
            {},
            "[en, es]",
            [],
        ),
        (
            breach(notified=TOLD, **UPDATED),
            {"es": "update-1.md: {text: Los contaron.}"},
            "[en, es]",
            [],
        ),
        (breach(resolved="2026-11-24"), {}, "[en, es]", []),
        (
            breach(**{"withdrawal.md": "{on: 2026-11-24, reason: Sent in error.}"}),
            {},
            "[en, es]",
            [],
        ),
    ],
)
def test_the_check_says_what_is_not_translated_before_it_is_sent(
    entry: str, translations: dict[str, str], languages: str, missing: list[str]
) -> None:
    """It names the files, and does not let families wait."""
    entries = {"breaches/lists": entry}
    entries |= {f"breaches/lists.{each}": translation(text) for each, text in translations.items()}
    if "withdrawal" in entry or "offers" in str(translations):
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
    write(root, {"breaches/lists": breach(**UPDATED)}, languages)
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


OWN = "grabaciones de lectura en voz alta"
RECORDINGS = "voice recordings of reading aloud"
WORDS = f"elements: [{{name: Voice recordings of reading aloud, text: {OWN}}}]"


def words_for(root: Path, text: str) -> None:
    (root / "content/breaches/lists.es.md").write_text(translation(text))


def test_an_element_that_only_one_entry_has_can_be_translated(root: Path) -> None:
    """The page, the list and the letter show it; it is still known to be sensitive."""
    entry = breach(involves=f"{{student-information: [name, {RECORDINGS}]}}")
    write(root, {"breaches/lists": entry}, f"languages: [en, {', '.join(SAID)}]")
    words_for(root, WORDS)
    notices("build", root, "--out", f"{root}/out", now="2026-11-25T12:00")
    letter = notices("letter", root, "breaches/lists", "--lang", "es").stdout
    spanish, portuguese, english = (
        (root / f"out/{folder}breach-notification/index.html").read_text()
        for folder in ("es/", "pt/", "")
    )

    assert re.search(f"Fotos y voz(?:<[^>]*>|[: ])*{OWN}", spanish)
    assert OWN in " ".join(letter.split())
    assert RECORDINGS not in letter
    assert RECORDINGS in portuguese
    assert OWN not in english


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        (WORDS.replace("aloud", "maps"), 2, "`Voice recordings of reading maps` is in the transl"),
        ("elements: [{name: name}]", 2, "`text` is missing"),
        ("elements: [{text: nombre}]", 2, "`name` is missing"),
        ("elements: {name: nombre}", 2, "`elements` must be a list, not a group of fields"),
    ],
)
def test_an_element_that_the_entry_has_not_is_an_error(words: str, line: int, message: str) -> None:
    """At the line of the translation, with what to do."""
    entries = {"breaches/lists": breach(), "breaches/lists.es": translation(words)}
    (found,) = [each for each in read(entries, "languages: [en, es]").problems if each.is_error]

    assert (found.span.path[-11:], found.span.line) == ("lists.es.md", line)
    assert found.message.startswith(message)


ALERTS = "alerts: We email families."
IN_SPANISH = "alerts_in: [{language: es, text: Les escribimos.}]"


def test_how_the_district_notifies_families_is_in_the_language_of_the_page(root: Path) -> None:
    """Where nobody has translated it, it keeps its language."""
    settings = f"languages: [en, es, pt]\n{ALERTS}\n{IN_SPANISH}"
    write(root, {"breaches/lists": breach()}, settings)
    notices("build", root, "--out", f"{root}/out", now="2026-11-25T12:00")
    said = {
        folder: re.findall(
            r"<p[^>]*>(?:We email|Les escribimos)[^<]*",
            (root / f"out/{folder}subscribe/index.html").read_text(),
        )
        for folder in ("", "es/", "pt/")
    }

    assert said == {
        "": ["<p>We email families."],
        "es/": ["<p>Les escribimos."],
        "pt/": ['<p lang="en" dir="auto">We email families.'],
    }


@pytest.mark.parametrize("tags", [["fr"], ["en"], ["es", "es"]])
def test_the_sentence_is_in_another_language_of_the_site(tags: list[str]) -> None:
    """A language that the site has not, its first one, and one that is there twice are errors."""
    said = ", ".join(f"{{language: {tag}, text: Les escribimos.}}" for tag in tags)
    problems = read(
        {"breaches/lists": breach()}, f"languages: [en, es]\nalerts_in: [{said}]"
    ).problems
    (found,) = [each for each in problems if each.is_error]

    assert (found.code, found.span.path) == ("E107", "content/site.yaml")
    assert f"not {tags[-1]}" in found.message.replace("`", "")
