"""Each site language has all pages and feeds; untranslated text is shown and labeled as such."""

from __future__ import annotations

import io
import json
import re
import subprocess
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

import feedparser
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from lxml import html

from generator.compiler import compile_site
from generator.content.written_dates import when
from generator.core.model import Foreign
from generator.core.site import Inputs
from generator.site.theme import Theme, load_theme
from helpers.messages import messages
from helpers.program import REPOSITORY
from helpers.roots import CONTRACT, compiled, problems, site, theme

LOCALE = REPOSITORY / "themes/default/locale"
LANGUAGES = sorted(path.stem for path in LOCALE.glob("*.po"))
BREACH = """\
---
contract: northstar-reader
received: 2026-01-07 15:40
discovered: 2026-01-05
notified: {at: 2026-01-08 09:00, by: email}
involves: {student-information: [home address]}
students: 412
summary: Someone opened a [folder](files/northstar.pdf) of class lists.
offers: Two years of protection.
updates:
  - {on: 2026-01-20, text: The password of every student is new.}
---
See [the contract](product-notification/northstar-reader/).
"""
CONTRACT_ES = """\
---
description: Lecturas por niveles.
purpose: Práctica de lectura.
---
"""
BREACH_ES = """\
---
summary: Alguien abrió una [carpeta](files/northstar.pdf) con listas de clase.
offers: Dos años de protección.
updates:
  - text: La contraseña de cada estudiante es nueva.
---
Vea [el contrato](product-notification/northstar-reader/).
"""
ENTRIES = {"content/contracts/northstar-reader.md": CONTRACT, "content/breaches/lists.md": BREACH}
WORDS = {
    "content/contracts/northstar-reader.es.md": CONTRACT_ES,
    "content/breaches/lists.es.md": BREACH_ES,
}
CONTRACT_PAGE, BREACH_PAGE = (
    "product-notification/northstar-reader/index.html",
    "breach-notification/lists/index.html",
)


@cache
def spoken(*languages: str, translated: bool = True) -> dict[str, bytes]:
    """Return the pages of a small site in some languages, with or without a Spanish translation."""
    return compiled(
        site({**ENTRIES, **(WORDS if translated else {})}, languages=f"[{', '.join(languages)}]")
    )


def text_of(page: bytes, but: str = "") -> str:
    """Return the text of a page's main part, without elements of a language."""
    main = html.fromstring(page).get_element_by_id("main")
    for element in main.xpath(f'.//*[@lang="{but}"]') if but else ():
        element.drop_tree()
    return " ".join(main.text_content().split())


# Catalogues


@cache
def catalogue(language: str) -> Catalog:
    return read_po(io.BytesIO((LOCALE / f"{language}.po").read_bytes()), abort_invalid=True)


def test_the_languages_are_those_that_families_read() -> None:
    """Spanish, Portuguese, Arabic and simplified Chinese stand beside English."""
    assert {"ar", "es", "pt", "zh-Hans"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    """What `make words` would change is nothing, and no sentence is empty or a guess."""
    found = {
        (message.context or "", message.id): message
        for message in catalogue(language)
        if message.id
    }

    assert set(found) == {(message.context, message.text) for message in messages()}
    assert [
        message.id for message in found.values() if message.fuzzy or not all(_forms(message.string))
    ] == []


def _forms(string: object) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_fills_in_what_its_sentences_do(language: str) -> None:
    """No placeholder is lost or added, and there are as many plural forms as the language has."""
    plurals = catalogue(language).num_plurals

    assert [found for found in problems(spoken_inputs(language)) if found.is_error] == []
    assert [
        message.id
        for message in catalogue(language)
        if message.pluralizable and len(message.string) != plurals
    ] == []


def spoken_inputs(language: str) -> Inputs:
    return site(ENTRIES, languages=f"[en, {language}]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_until_it_is_reviewed_a_language_says_so(language: str) -> None:
    """A build warns of it, and each page in it tells its readers."""
    outcome = compile_site(spoken_inputs(language))
    warned, pages = (
        [found.code for found in outcome.problems],
        {page.path: page.data for page in outcome.pages},
    )
    reviewed = site(
        {
            **ENTRIES,
            f"themes/ours/locale/{language}.po": b"# Reviewed by a native reader: Privacy Office, 2026-11-01\n",
        },
        languages=f"[en, {language}]",
        theme="ours",
    )

    assert warned.count("W112") == 1
    assert _says_unreviewed(pages[f"{language}/index.html"], language)
    assert not _says_unreviewed(pages["index.html"], "en")
    assert [found.code for found in problems(reviewed)].count(
        "W112"
    ) == 1  # the default's own still says not yet


def _says_unreviewed(page: bytes, language: str) -> bool:
    sentence = (
        "A native speaker has not reviewed these pages yet. If something sounds wrong, "
        "please tell us."
    )
    told = catalogue(language).get(sentence).string if language != "en" else sentence
    return str(told) in page.decode()


def test_a_reviewed_catalogue_is_silent() -> None:
    """Who and when in its first line ends the warning and the sentence."""
    inputs = site(ENTRIES, languages="[en, es]")
    themes = {"default": {**theme()}}
    path = "locale/es.po"
    themes["default"][path] = theme()[path].replace(b"not yet", b"Privacy Office, 2026-11-01", 1)
    reviewed = Inputs(inputs.sources, inputs.files, themes, inputs.now)

    assert "W112" not in [found.code for found in problems(reviewed)]
    assert not _says_unreviewed(compiled(reviewed)["es/index.html"], "es")


def test_a_theme_says_a_sentence_its_own_way() -> None:
    """A catalogue of the district's theme goes before the default's, sentence by sentence."""
    own = 'msgid ""\nmsgstr ""\n\nmsgid "Who to contact"\nmsgstr "A quién llamar"\n'
    pages = compiled(
        site({**ENTRIES, "themes/ours/locale/es.po": own}, languages="[en, es]", theme="ours")
    )

    assert "A quién llamar" in pages["es/index.html"].decode()
    assert str(catalogue("es").get("Get alerts").string) in pages["es/index.html"].decode()


# The mirror


def test_each_language_has_the_whole_map() -> None:
    """Each page and feed exists in every language; files, data, and styles exist only once."""
    pages = spoken("en", "es", "ar")
    mirrored = {
        path for path in pages if not path.startswith(("es/", "ar/", "static/", "data/", "files/"))
    }
    mirrored -= {"404.html", "robots.txt", "sitemap.xml"}

    assert {path for path in pages if path.startswith("es/")} == {f"es/{path}" for path in mirrored}
    assert {path for path in pages if path.startswith("ar/")} == {f"ar/{path}" for path in mirrored}
    assert CONTRACT_PAGE in mirrored
    assert "feeds/all.xml" in mirrored


def test_a_site_in_one_language_knows_of_no_other() -> None:
    """Nothing of a second language is on its pages."""
    page = spoken("en", translated=False)["index.html"].decode()

    assert "hreflang" not in page
    assert 'class="languages"' not in page


def test_a_page_names_its_like_in_each_language() -> None:
    """For machines by whole addresses, for people by links that keep the page."""
    for path, root in (
        ("index.html", ""),
        (f"es/{BREACH_PAGE}", "../../../"),
        (BREACH_PAGE, "../../"),
    ):
        inner = path.removeprefix("es/")
        document = html.fromstring(spoken("en", "es")[path])
        address = "https://privacy.example/notices/"

        assert {
            link.get("hreflang"): link.get("href") for link in document.xpath("//link[@hreflang]")
        } == {
            "en": f"{address}{inner.removesuffix('index.html')}",
            "es": f"{address}es/{inner.removesuffix('index.html')}",
        }
        links = document.xpath('//nav[@class="languages"]//a')
        assert [(a.text, a.get("href"), a.get("lang")) for a in links] == [
            ("English", f"{root}{inner}", "en")
            if path.startswith("es/")
            else ("español", f"{root}es/{inner}", "es")
        ]


def test_three_languages_are_a_list_that_opens() -> None:
    """The line that opens it names the language of the page, and the list has each of them."""
    document = html.fromstring(spoken("en", "es", "pt", translated=False)["es/index.html"])
    (details,) = document.xpath('//nav[@class="languages"]/details')

    assert details.xpath("string(summary)") == "español"
    assert [(a.text, a.get("aria-current")) for a in details.xpath(".//a")] == [
        ("English", None),
        ("español", "true"),
        ("português", None),
    ]


def test_every_link_of_a_translated_page_leads_somewhere() -> None:
    """Links stay within the language; files, data and styles are those of the root."""
    pages = spoken("en", "es")
    for path in (
        path
        for path in pages
        if path.startswith("es/") and path.endswith(".html") and "/embed/" not in path
    ):
        for target in html.fromstring(pages[path]).xpath(
            "//a/@href | //link[@rel='stylesheet']/@href | //img/@src"
        ):
            if not re.match(r"[a-z]+:|#", target):
                parts = [*path.split("/")[:-1]]
                for step in target.partition("#")[0].partition("?")[0].split("/"):
                    parts = parts[:-1] if step == ".." else [*parts, step]
                found = "/".join(parts)
                assert found in pages or found in ("files/northstar.pdf", "files/picture.png"), (
                    f"{path} → {target}"
                )
                assert found.startswith(
                    ("es/", "static/", "data/", "files/")
                ) or found == path.removeprefix("es/")


def test_a_page_says_its_language_and_direction() -> None:
    """Arabic reads from right to left, the others do not."""
    pages = spoken("en", "es", "ar", "zh-Hans")
    told = {
        path: html.fromstring(pages[f"{path}index.html"]).attrib
        for path in ("", "es/", "ar/", "zh-Hans/")
    }

    assert {path: (of["lang"], of.get("dir")) for path, of in told.items()} == {
        "": ("en", None),
        "es/": ("es", None),
        "ar/": ("ar", "rtl"),
        "zh-Hans/": ("zh-Hans", None),
    }


def test_dates_and_numbers_are_those_of_the_language() -> None:
    """A date is written as its readers write it."""
    shown = text_of(spoken("en", "es")[f"es/{BREACH_PAGE}"])

    assert "7 de enero de 2026" in shown
    assert "January" not in shown

    many = {
        **ENTRIES,
        "content/breaches/lists.md": BREACH.replace("students: 412", "students: 1000412"),
    }
    pages = compiled(site({**many, **WORDS}, languages="[en, es, pt]"))

    assert "1.000.412" in text_of(pages[f"pt/{BREACH_PAGE}"])
    assert "1,000,412" in text_of(pages[BREACH_PAGE])
    for path in (path for path in pages if path.startswith("pt/") and path.endswith(".html")):
        assert "1,000,412" not in text_of(pages[path]), path


@pytest.mark.parametrize(
    ("language", "day", "moment", "month", "students"),
    [
        ("en", "Nov 9, 2026", "November 9, 2026, 3:40 PM", "Nov 2026", "1,036"),
        ("es", "9 nov 2026", "9 de noviembre de 2026, 3:40 p.m.", "nov 2026", "1,036"),
        ("pt", "9 de nov. de 2026", "9 de novembro de 2026, 15:40", "nov. de 2026", "1.036"),
        ("ar", "9 نوفمبر 2026", "9 نوفمبر 2026، 3:40 م", "نوفمبر 2026", "1,036"),
        ("zh-Hans", "2026年11月9日", "2026年11月9日 15:40", "2026年11月", "1,036"),
    ],
)
def test_a_date_is_as_families_in_the_united_states_write_it(
    language: str, day: str, moment: str, month: str, students: str
) -> None:
    """No date is only digits: 09/11/2026 is November 9 to some readers, September 11 to others."""
    words = loaded(language)
    zone = ZoneInfo("America/New_York")

    assert day == words.date_text(date(2026, 11, 9), "day")
    assert moment == plain_spaces(words.date_text(when("2026-11-09 15:40", zone)))
    assert month == words.date_text(when("2026-11", zone), "day")
    assert students == words.number(1_036)


def plain_spaces(text: str) -> str:
    """Return a text with each kind of space as an ordinary one."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "listed", "grades"),
    [
        ("en", "name, grade", "K–2, 5"),
        ("ar", "الاسم، الصف", "K–2، 5"),
        ("zh-Hans", "姓名、年级", "K–2、5"),
    ],
)
def test_a_list_has_the_marks_of_its_language(language: str, listed: str, grades: str) -> None:
    """Chinese and Arabic have commas of their own, between grades too."""
    words = loaded(language)

    assert listed == words.listed(map(words.element, ("name", "grade")))
    assert grades == words.grades(("K", "1", "2", "5"))


def test_an_item_in_another_language_keeps_it() -> None:
    """A list is marked up item by item, so that a screen reader changes its voice for one item."""
    listed = loaded("es").listed(["a", Foreign("<b>", "en")])

    assert listed == 'a, <span lang="en" dir="auto">&lt;b&gt;</span>'


def loaded(language: str) -> Theme:
    """Return the default theme in a language of a site in English."""
    return load_theme("default", site({}).themes, language, "en")


def test_a_first_language_without_sentences_still_has_its_pages() -> None:
    """Nothing keeps a true notice from going out: the theme's sentences are then in English."""
    inputs = site(ENTRIES, languages="[pl, es]")
    pages = compiled(inputs)
    said = [found.message for found in problems(inputs) if found.code == "W111"]

    assert said == ["The theme has no sentences in `pl`, so its pages say them in English."]
    assert html.fromstring(pages[CONTRACT_PAGE]).attrib["lang"] == "pl"
    assert f"es/{CONTRACT_PAGE}" in pages


# Translations of entries


def test_what_is_translated_is_shown_so() -> None:
    """Translated words are in their language's pages and feeds, the entry's in the first one's."""
    pages = spoken("en", "es")

    assert "Práctica de lectura." in text_of(pages[f"es/{CONTRACT_PAGE}"], but="en")
    assert "Reading practice" not in text_of(pages[f"es/{CONTRACT_PAGE}"])
    assert "Práctica" not in text_of(pages[CONTRACT_PAGE])
    for words in (
        "Alguien abrió una carpeta",
        "Dos años de protección",
        "La contraseña de cada",
        "Vea el contrato",
    ):
        assert words in text_of(pages[f"es/{BREACH_PAGE}"], but="en")


def test_links_in_a_text_lead_to_the_pages_of_its_language() -> None:
    """A file is the same for all, a page is that of the reader's language."""
    page = html.fromstring(spoken("en", "es")[f"es/{BREACH_PAGE}"])
    targets = {
        link.text: link.get("href") for link in page.xpath('//*[@id="main"]//a') if link.text
    }

    assert targets["carpeta"] == "../../../files/northstar.pdf"
    assert targets["el contrato"] == "../../product-notification/northstar-reader/index.html"


def test_what_is_not_translated_is_marked_and_said() -> None:
    """Untranslated text has a language mark for screen readers, and a sentence tells everyone."""
    page = html.fromstring(spoken("en", "es", translated=False)[f"es/{BREACH_PAGE}"])
    marked = " ".join(
        " ".join(element.text_content().split())
        for element in page.xpath('//*[@id="main"]//*[@lang="en"]')
    )

    for words in (
        "Someone opened a folder",
        "Two years of protection",
        "The password of every",
        "See the contract",
    ):
        assert words in marked
        assert words not in text_of(html.tostring(page), but="en")
    assert len(page.find_class("untranslated")) == 1
    assert "inglés" in page.find_class("untranslated")[0].text_content()


def test_a_whole_translation_has_no_such_sentence() -> None:
    """Nor has any page of the first language."""
    pages = spoken("en", "es")

    assert html.fromstring(pages[f"es/{BREACH_PAGE}"]).find_class("untranslated") == []
    assert html.fromstring(pages[BREACH_PAGE]).find_class("untranslated") == []


def test_part_of_a_translation_says_so_again() -> None:
    """One update without a translation is enough."""
    partly = {
        **WORDS,
        "content/breaches/lists.es.md": BREACH_ES.replace(
            "  - text: La contraseña de cada estudiante es nueva.", "  - {}"
        ),
    }
    page = html.fromstring(
        compiled(site({**ENTRIES, **partly}, languages="[en, es]"))[f"es/{BREACH_PAGE}"]
    )

    assert len(page.find_class("untranslated")) == 1
    assert "The password" in page.xpath(
        'string(//*[@id="main"]//*[@lang="en" and contains(., "password")])'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_theme_stays_in_english(language: str) -> None:
    """No page shows an English sentence of the templates that the language's catalog has."""
    english = {
        str(message.id): str(message.string)
        for message in catalogue(language)
        if isinstance(message.id, str)
        and message.id
        and not message.context
        and "{" not in message.id
    }
    left = {
        sentence for sentence, told in english.items() if told != sentence and len(sentence) > 3
    }
    pages = compiled(spoken_inputs(language))
    for path in (
        path for path in pages if path.startswith(f"{language}/") and path.endswith(".html")
    ):
        document = html.fromstring(pages[path])
        for element in document.xpath('//*[@lang="en"]'):
            element.drop_tree()
        texts = {
            " ".join(text.split())
            for text in document.xpath("//text() | //@aria-label | //@alt | //@data-label")
        }

        assert texts & left == set(), path


def test_a_translation_is_searched_for_student_data() -> None:
    """A name that was kept out of the entry does not come in by its translation."""
    leaking = CONTRACT_ES.replace("Práctica de lectura.", "Escriba a maria.lopez@home.example")
    found = problems(
        site({**ENTRIES, "content/contracts/northstar-reader.es.md": leaking}, languages="[en, es]")
    )

    assert [(one.code, one.span.path, one.span.line) for one in found if one.code == "W501"] == [
        ("W501", "content/contracts/northstar-reader.es.md", 3)
    ]


# Feeds


def test_each_language_has_its_feeds_of_the_same_notices() -> None:
    """An item has the same ID in each language, with the words and link of that language."""
    pages = spoken("en", "es")
    english, spanish = (feedparser.parse(pages[f"{folder}feeds/all.xml"]) for folder in ("", "es/"))

    assert [item.id for item in english.entries] == [item.id for item in spanish.entries]
    assert (english.feed.language, spanish.feed.language) == ("en", "es")
    assert {
        item.link.startswith("https://privacy.example/notices/es/") for item in spanish.entries
    } == {True}
    assert "Alguien abrió" in spanish.entries[-1].summary or "Alguien abrió" in str(spanish.entries)
    feed = json.loads(pages["es/feeds/all.json"])
    assert feed["language"] == "es"
    assert feed["feed_url"] == "https://privacy.example/notices/es/feeds/all.json"


def test_the_sitemap_names_every_language() -> None:
    """A search in any language finds its pages."""
    sitemap = spoken("en", "es")["sitemap.xml"].decode()

    assert f"notices/es/{BREACH_PAGE.removesuffix('index.html')}<" in sitemap
    assert f"notices/{BREACH_PAGE.removesuffix('index.html')}<" in sitemap


# Another language


def test_another_language_is_one_new_file() -> None:
    """What docs/languages.md shows makes pages in a language that the theme did not know."""
    shown = re.search(r"```po\n(.*?)```", (REPOSITORY / "docs/languages.md").read_text(), re.DOTALL)
    assert shown
    pages = compiled(
        site({**ENTRIES, "themes/ours/locale/pl.po": shown[1]}, languages="[en, pl]", theme="ours")
    )

    assert "Powiadomienia" in pages["pl/index.html"].decode()
    assert "pl/feeds/all.xml" in pages


def test_make_words_is_what_the_page_says() -> None:
    """The command of docs/languages.md is a target of the Makefile."""
    done = subprocess.run(
        ["make", "--dry-run", "words"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert "make words" in (REPOSITORY / "docs/languages.md").read_text()
    assert done.returncode == 0
