"""Each site language has all pages and feeds; untranslated text is shown and labeled as such."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import feedparser
import pytest
from babel.dates import format_date, format_time
from babel.localedata import locale_identifiers
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from lxml import html

from generator.content.entry_dates import when
from generator.core.dates import When
from generator.core.model import Data, Foreign
from generator.core.publication import WELL_KNOWN
from generator.core.site import Inputs
from generator.site.theme import LOCALES, NOON, SHORT_DATES, Theme, load_theme
from helpers.messages import messages
from helpers.program import CATALOGS, LANGUAGES, REPOSITORY
from helpers.roots import CONTRACT, compiled, problems, site, theme
from helpers.tiers import swept

DAYS = [date(2026, 1, 2), date(1999, 12, 31), date(2024, 2, 29), date(2012, 12, 20)]
BREACH = """\
---
contract: northstar-reader
received: 2026-01-07 15:40
discovered: 2026-01-05
notified: {at: 2026-01-08 09:00, by: email}
involves: {student-information: [home address]}
students: 412
summary: Someone opened a [folder](files/northstar.pdf) of class lists.
offers: {text: Two years of protection., until: 2028-01-07}
update-1.md: {on: 2026-01-20, text: The password of every student is new.}
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
update-1.es.md: {text: La contraseña de cada estudiante es nueva.}
---
Vea [el contrato](product-notification/northstar-reader/).
"""
ENTRIES = {"content/contracts/northstar-reader.md": CONTRACT, "content/breaches/lists.md": BREACH}
WORDS = {
    "content/contracts/northstar-reader.es.md": CONTRACT_ES,
    "content/breaches/lists.es.md": BREACH_ES,
}
CONTRACT_PAGE = "product-notification/northstar-reader/index.html"
BREACH_PAGE = "breach-notification/lists/index.html"


@cache
def spoken(*languages: str, translated: bool = True) -> dict[str, bytes]:
    """Return the pages of a small site in some languages, with or without a Spanish translation."""
    entries = {**ENTRIES, **(WORDS if translated else {})}
    return compiled(site(entries, languages=f"[{', '.join(languages)}]"))


def text_of(page: bytes, but: str = "") -> str:
    """Return the text of a page's main part, without elements of a language."""
    main = html.fromstring(page).get_element_by_id("main")
    for element in main.xpath(f'.//*[@lang="{but}"]') if but else ():
        element.drop_tree()
    return " ".join(main.text_content().split())


# Catalogs


@cache
def catalog(language: str) -> Catalog:
    return read_po(io.BytesIO(CATALOGS[language].read_bytes()), abort_invalid=True)


def test_the_languages_are_those_that_families_read() -> None:
    """Spanish, Portuguese, Arabic and simplified Chinese stand beside English."""
    assert {"ar", "es", "pt", "zh-Hans"} <= CATALOGS.keys()


@pytest.mark.parametrize("language", CATALOGS)
def test_a_catalog_has_every_sentence_and_no_other(language: str) -> None:
    """`make words` would change nothing, and no sentence is empty or fuzzy."""
    by_text = {
        (message.context or "", message.id): message for message in catalog(language) if message.id
    }
    forms = [
        (message, [message.string] if isinstance(message.string, str) else message.string)
        for message in by_text.values()
    ]

    assert set(by_text) == {(message.context, message.text) for message in messages()}
    assert [message.id for message, texts in forms if message.fuzzy or not all(texts)] == []


@pytest.mark.parametrize("language", CATALOGS)
def test_a_catalog_has_the_placeholders_of_its_sentences(language: str) -> None:
    """No placeholder is lost or added, and there are as many plural forms as the language has."""
    plurals = catalog(language).num_plurals

    assert [problem for problem in problems(spoken_inputs(language)) if problem.is_error] == []
    assert [
        message.id
        for message in catalog(language)
        if message.pluralizable and len(message.string) != plurals
    ] == []


def spoken_inputs(language: str) -> Inputs:
    return site(ENTRIES, languages=f"[en, {language}]")


@pytest.mark.parametrize("language", CATALOGS)
def test_a_language_says_that_it_is_not_reviewed(language: str) -> None:
    """A build warns of it, and each page in the language tells its readers."""
    pages = spoken("en", language, translated=False)
    reviewer = b"# Reviewed by a native reader: Privacy Office, 2026-11-01\n"
    own = {f"themes/ours/locale/{language}.po": reviewer}
    reviewed = site({**ENTRIES, **own}, languages=f"[en, {language}]", theme="ours")

    assert [problem.code for problem in problems(spoken_inputs(language))].count("W112") == 1
    assert _says_unreviewed(pages[f"{language}/index.html"], language)
    assert not _says_unreviewed(pages["index.html"], "en")
    # The default theme's own catalog still says that it is not reviewed.
    assert [problem.code for problem in problems(reviewed)].count("W112") == 1


def _says_unreviewed(page: bytes, language: str) -> bool:
    sentence = (
        "A native speaker has not reviewed these pages yet. If something sounds wrong, "
        "please let us know."
    )
    translation = catalog(language).get(sentence).string if language != "en" else sentence
    return str(translation) in page.decode()


def test_a_reviewed_catalog_gives_no_warning() -> None:
    """The reviewer and the date on its first line end the warning and the sentence."""
    inputs = site(ENTRIES, languages="[en, es]")
    themes = {"default": {**theme()}}
    path = "locale/es.po"
    themes["default"][path] = theme()[path].replace(b"not yet", b"Privacy Office, 2026-11-01", 1)
    reviewed = Inputs(inputs.sources, inputs.files, themes, inputs.now)

    assert "W112" not in [problem.code for problem in problems(reviewed)]
    assert not _says_unreviewed(compiled(reviewed)["es/index.html"], "es")


def test_a_theme_can_reword_a_sentence() -> None:
    """A catalog of the district's theme overrides the default, sentence by sentence."""
    own = 'msgid ""\nmsgstr ""\n\nmsgid "Download the data"\nmsgstr "Las fuentes"\n'
    pages = compiled(
        site({**ENTRIES, "themes/ours/locale/es.po": own}, languages="[en, es]", theme="ours")
    )

    assert "Las fuentes" in pages["es/subscribe/index.html"].decode()
    assert str(catalog("es").get("Get alerts").string) in pages["es/index.html"].decode()


# A copy of the site for each language


def test_each_language_has_every_page() -> None:
    """Each page and feed exists in every language; files, data, and styles exist only once."""
    pages = spoken("en", "es", "ar")
    others = ("es/", "ar/", "static/", "data/", "files/")
    mirrored = {path for path in pages if not path.startswith(others)}
    mirrored -= {"404.html", "robots.txt", "sitemap.xml", WELL_KNOWN}

    assert {path for path in pages if path.startswith("es/")} == {f"es/{path}" for path in mirrored}
    assert {path for path in pages if path.startswith("ar/")} == {f"ar/{path}" for path in mirrored}
    assert CONTRACT_PAGE in mirrored
    assert "feeds/all.xml" in mirrored


def test_a_site_in_one_language_links_to_no_other() -> None:
    """Nothing of a second language is on its pages."""
    page = spoken("en", translated=False)["index.html"].decode()

    assert "hreflang" not in page
    assert 'class="languages"' not in page


def test_a_page_links_to_its_translations() -> None:
    """With absolute addresses for programs, and with links for people."""
    roots = {"index.html": "", f"es/{BREACH_PAGE}": "../../../", BREACH_PAGE: "../../"}
    for path, root in roots.items():
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


def test_more_than_two_languages_are_a_menu() -> None:
    """Its button names the language of the page, and it lists each as its readers call it."""
    pages = spoken("en", "es", "pt", "ar", "zh-Hans", translated=False)
    document = html.fromstring(pages["es/index.html"])
    (menu,) = document.xpath('//nav[@class="languages"]/ul[@popover]')

    assert document.xpath("//button[@popovertarget=$id]/text()", id=menu.get("id")) == ["español"]
    assert [(a.text, a.get("aria-current")) for a in menu.xpath(".//a")] == [
        ("English", None),
        ("español", "true"),
        ("português", None),
        ("العربية", None),
        ("简体中文", None),
    ]


def test_every_link_of_a_translated_page_leads_somewhere() -> None:
    """Links stay within the language; files, data and styles are those of the root."""
    pages = spoken("en", "es")
    shared = ("static/", "data/", "files/")
    for path in pages:
        if not path.startswith("es/") or not path.endswith(".html") or "/embed/" in path:
            continue
        for target in html.fromstring(pages[path]).xpath(
            "//a/@href | //link[@rel='stylesheet']/@href | //img/@src"
        ):
            if not re.match(r"[a-z]+:|#", target):
                address = re.split("[#?]", target)[0]
                linked = os.path.normpath(f"{os.path.dirname(path)}/{address}")
                assert linked in pages or linked in ("files/northstar.pdf", "files/picture.png")
                assert linked.startswith(("es/", *shared)) or linked == path.removeprefix("es/")


def test_a_page_states_its_language_and_direction() -> None:
    """Arabic is written from right to left, the others are not."""
    pages = spoken("en", "es", "ar", "zh-Hans")
    roots = {
        language: html.fromstring(pages[f"{folder}index.html"]).attrib
        for language, folder in (("en", ""), ("es", "es/"), ("ar", "ar/"), ("zh-Hans", "zh-Hans/"))
    }

    assert [root["lang"] for root in roots.values()] == list(roots)
    assert {name: root.get("dir") for name, root in roots.items() if "dir" in root} == {"ar": "rtl"}


def test_dates_and_numbers_are_those_of_the_language() -> None:
    """A date is written as its readers write it."""
    shown = text_of(spoken("en", "es")[f"es/{BREACH_PAGE}"])

    assert "7 ene 2026" in shown
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_day_and_any_minute_is_as_babel_writes_it(language: str) -> None:
    """A theme has Babel write a day only once for all years; only noon is in words."""
    words, locale = loaded(language), LOCALES.get(language, language).replace("-", "_")
    minutes = [datetime(2026, 1, 2, hour, minute) for hour in range(24) for minute in (0, 5, 59)]

    for day in DAYS:
        assert format_date(day, "long", locale=locale) == words.date_text(day)
    for minute in minutes:
        written = words.date_text(When(minute, "minute"))
        clock = format_time(minute, "short", locale=locale)
        assert (clock if minute.time() != NOON else str(words._words["noon"])) in written


@pytest.mark.parametrize("names", swept(["ours", "all"], ["ours"]))
def test_only_the_year_tells_the_same_days_of_two_years_apart(names: str) -> None:
    """In each language that a district may add, Babel writes a year in the same four digits."""
    known = [name.replace("-", "_") for name in CATALOGS]
    for name in locale_identifiers() if names == "all" else known:
        for style in ("long", "medium", *SHORT_DATES.values()):
            for day in DAYS:
                once = format_date(day.replace(year=2000), style, locale=name)

                assert format_date(day, style, locale=name) == once.replace("2000", str(day.year))


@pytest.mark.parametrize("names", swept(["ours", "all"], ["ours"]))
def test_only_the_minute_tells_the_times_of_one_hour_apart(names: str) -> None:
    """Babel writes a minute in two digits, but in Yoruba, where 9:05 is 9:5; we write 9:05."""
    known = [name.replace("-", "_") for name in CATALOGS]
    for name in locale_identifiers() if names == "all" else known:
        for hour in range(24):
            once = format_time(time(hour, 59), "short", locale=name)
            written = format_time(time(hour, 5), "short", locale=name)

            assert written == once.replace("59", "5" if name.startswith("yo") else "05"), name


def plain_spaces(text: str) -> str:
    """Return a text with each kind of space as an ordinary one."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "listed", "grades"),
    [
        ("en", "name, grade", "K–2, 5, and 8"),
        ("ar", "الاسم، الصف", "الروضة (K) إلى الصف الثاني والصف الخامس والصف الثامن"),
        ("zh-Hans", "姓名、年级", "幼儿班（K）至二年级、五年级、八年级"),  # noqa: RUF001
    ],
)
def test_a_list_has_the_marks_of_its_language(language: str, listed: str, grades: str) -> None:
    """Chinese and Arabic have commas of their own, and each language its “and”."""
    words = loaded(language)

    assert listed == words.listed(map(words.element, ("name", "grade")))
    assert grades == words.grades(("K", "1", "2", "5", "8"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "name, address, age and 2 more"),
        ("es", "nombre, dirección, edad y 2 más"),
        ("pt", "nome, endereço, idade e mais 2"),
        ("ar", "الاسم، العنوان، العمر وبيانان آخران (2)"),
        ("zh-Hans", "姓名、地址、年龄\uff0c另有 2 项"),
    ],
)
def test_a_row_says_how_much_more_data_there_is(language: str, words: str) -> None:
    """The words for the rest come with what is before them, a comma in Chinese."""
    data = Data(("name", "address", "age", "grade", "school"))

    assert words == loaded(language).glance(data)


def test_names_in_a_list_from_right_to_left_keep_their_order() -> None:
    """Two English names around an Arabic comma would be read from left to right, as one."""
    names = ("North School", "South & East School", "مدرسة Noor")

    assert loaded("ar").listed(names) == (
        "<bdi>North School</bdi>، <bdi>South &amp; East School</bdi>، مدرسة Noor"
    )
    assert loaded("es").listed(names[:2]) == "North School, South &amp; East School"


def test_an_item_in_another_language_keeps_it() -> None:
    """A list is marked up item by item, so that a screen reader changes its voice for one item."""
    listed = loaded("es").listed(["a", Foreign("<b>", "en")])

    assert listed == 'a, <span lang="en" dir="auto">&lt;b&gt;</span>'


def loaded(language: str) -> Theme:
    """Return the default theme in a language of a site in English."""
    return load_theme("default", site({}).themes, language, "en")


def test_a_first_language_without_a_catalog_still_has_its_pages() -> None:
    """A notice is always published; the theme's sentences are then in English."""
    inputs = site(ENTRIES, languages="[pl, es]")
    pages = compiled(inputs)
    warnings = [problem.message for problem in problems(inputs) if problem.code == "W110"]

    assert warnings == ["The theme has no sentences in `pl`, so its pages say them in English."]
    assert html.fromstring(pages[CONTRACT_PAGE]).attrib["lang"] == "pl"
    assert f"es/{CONTRACT_PAGE}" in pages


@pytest.mark.parametrize(
    ("written", "meant"), [("ES", "es"), ("EN", "en"), ("zh", "zh-Hans"), ("pt-BR", "pt")]
)
def test_another_spelling_of_a_language_suggests_the_one_that_the_theme_has(
    written: str, meant: str
) -> None:
    """Otherwise the district would believe that the site has no such language."""
    inputs = site(ENTRIES, languages=f"[en, {written}]")
    (warning,) = [problem.message for problem in problems(inputs) if problem.code == "W110"]

    assert warning == (
        f"The theme has no sentences in `{written}`, so there are no pages in that language. "
        f"Did you mean `{meant}`?"
    )


# Translations of entries


def test_translations_are_shown() -> None:
    """Translated words are in their language's pages and feeds, the entry's in the first one's."""
    pages = spoken("en", "es")

    assert "Práctica de lectura." in text_of(pages[f"es/{CONTRACT_PAGE}"], but="en")
    assert "Reading practice" not in text_of(pages[f"es/{CONTRACT_PAGE}"])
    assert "Práctica" not in text_of(pages[CONTRACT_PAGE])
    for words in (
        "una carpeta",
        "Dos años de protección",
        "Esta ayuda termina el",
        "La contraseña",
    ):
        assert words in text_of(pages[f"es/{BREACH_PAGE}"], but="en")
    assert "Vea el contrato" in text_of(pages[f"es/{BREACH_PAGE}"], but="en")


def test_links_in_a_text_lead_to_the_pages_of_its_language() -> None:
    """A file is the same in every language; a page is the one in the reader's language."""
    page = html.fromstring(spoken("en", "es")[f"es/{BREACH_PAGE}"])
    targets = {
        link.text: link.get("href") for link in page.xpath('//*[@id="main"]//a') if link.text
    }

    assert targets["carpeta"] == "../../../files/northstar.pdf"
    assert targets["el contrato"] == "../../product-notification/northstar-reader/index.html"


def test_untranslated_text_is_marked_and_explained() -> None:
    """It has a `lang` attribute for screen readers, and a sentence for everyone."""
    page = html.fromstring(spoken("en", "es", translated=False)[f"es/{BREACH_PAGE}"])
    marked = " ".join(
        " ".join(element.text_content().split())
        for element in page.xpath('//*[@id="main"]//*[@lang="en"]')
    )

    sentences = ("Someone opened a folder", "Two years of protection", "The password of every")
    for words in (*sentences, "See the contract"):
        assert words in marked
        assert words not in text_of(html.tostring(page), but="en")
    assert len(page.find_class("untranslated")) == 1
    assert "inglés" in page.find_class("untranslated")[0].text_content()


def test_why_a_notice_was_withdrawn_is_marked_too() -> None:
    """No translation has the reason."""
    withdrawal = "---\non: 2026-02-01\n---\nSent by mistake.\n"
    entries = ENTRIES | {"content/breaches/lists/withdrawal.md": withdrawal}
    page = html.fromstring(compiled(site(entries, languages="[en, es]"))[f"es/{BREACH_PAGE}"])

    assert page.xpath("//*[@lang='en' and contains(., 'Sent by mistake.')]")


def test_a_complete_translation_has_no_such_sentence() -> None:
    """Nor has any page of the first language."""
    pages = spoken("en", "es")

    assert html.fromstring(pages[f"es/{BREACH_PAGE}"]).find_class("untranslated") == []
    assert html.fromstring(pages[BREACH_PAGE]).find_class("untranslated") == []


def test_an_incomplete_translation_has_the_sentence() -> None:
    """One update without a translation is enough."""
    partly = BREACH_ES.replace(
        "update-1.es.md: {text: La contraseña de cada estudiante es nueva.}\n", ""
    )
    entries = {**ENTRIES, **WORDS, "content/breaches/lists.es.md": partly}
    page = html.fromstring(compiled(site(entries, languages="[en, es]"))[f"es/{BREACH_PAGE}"])

    assert len(page.find_class("untranslated")) == 1
    assert "The password" in page.xpath(
        'string(//*[@id="main"]//*[@lang="en" and contains(., "password")])'
    )


@pytest.mark.parametrize("language", CATALOGS)
def test_no_sentence_of_the_theme_is_left_in_english(language: str) -> None:
    """No page shows an English sentence of the templates that the language's catalog has."""
    english = {
        str(message.id): str(message.string)
        for message in catalog(language)
        if isinstance(message.id, str)
        and message.id
        and not message.context
        and "{" not in message.id
    }
    left = {text for text, translation in english.items() if translation != text and len(text) > 3}
    pages = compiled(spoken_inputs(language))
    folder = f"{language}/"
    for path in (path for path in pages if path.startswith(folder) and path.endswith(".html")):
        document = html.fromstring(pages[path])
        for element in document.xpath('//*[@lang="en"]'):
            element.drop_tree()
        texts = {
            " ".join(text.split())
            for text in document.xpath("//text() | //@aria-label | //@alt | //@data-label")
        }

        assert texts & left == set(), path


def test_a_translation_is_searched_for_student_data() -> None:
    """Student data that is not in the entry must not be in its translation either."""
    leaking = CONTRACT_ES.replace("Práctica de lectura.", "Escriba a maria.lopez@home.example")
    path = "content/contracts/northstar-reader.es.md"
    found_problems = problems(site({**ENTRIES, path: leaking}, languages="[en, es]"))
    spans = [problem.span for problem in found_problems if problem.code == "W501"]

    assert [(span.path, span.line) for span in spans] == [(path, 3)]


# Feeds


def test_each_language_has_its_feeds_of_the_same_notices() -> None:
    """An item has the same ID in each language, with the words and link of that language."""
    pages = spoken("en", "es")
    english, spanish = (feedparser.parse(pages[f"{folder}feeds/all.xml"]) for folder in ("", "es/"))

    assert [item.id for item in english.entries] == [item.id for item in spanish.entries]
    assert (english.feed.language, spanish.feed.language) == ("en", "es")
    address = "https://privacy.example/notices/es/"
    assert all(item.link.startswith(address) for item in spanish.entries)
    assert "Alguien abrió" in spanish.entries[-1].summary or "Alguien abrió" in str(spanish.entries)
    feed = json.loads(pages["es/feeds/all.json"])
    assert feed["language"] == "es"
    assert feed["feed_url"] == f"{address}feeds/all.json"


def test_the_sitemap_names_every_language() -> None:
    """A search in any language finds its pages."""
    sitemap = spoken("en", "es")["sitemap.xml"].decode()

    assert f"notices/es/{BREACH_PAGE.removesuffix('index.html')}<" in sitemap
    assert f"notices/{BREACH_PAGE.removesuffix('index.html')}<" in sitemap


# A new language


def test_a_new_language_is_one_new_file() -> None:
    """The example in docs/languages.md adds a language that the theme does not have."""
    shown = re.search(r"```po\n(.*?)```", (REPOSITORY / "docs/languages.md").read_text(), re.DOTALL)
    assert shown
    pages = compiled(
        site({**ENTRIES, "themes/ours/locale/pl.po": shown[1]}, languages="[en, pl]", theme="ours")
    )

    assert "Powiadomienia" in pages["pl/index.html"].decode()
    assert "pl/feeds/all.xml" in pages
