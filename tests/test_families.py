"""Families first find what they look for: what happened, whether it affects them, what to do."""

from __future__ import annotations

import re
from itertools import takewhile
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from babel.messages.pofile import read_po
from lxml import html

from generator.answers.elements import (
    HOW_TO_PROTECT,
    MAX_STEPS,
    OF_UNKNOWN_DATA,
    SOURCES,
    TRANSLATED_SOURCES,
    by_topic,
    has_full_list,
    steps,
)
from generator.content.data_elements import TOPICS, is_recognized, topics
from generator.core.model import Data, NoElements
from helpers import town
from helpers.letters import letter_of
from helpers.messages import messages
from helpers.pages import page_texts
from helpers.program import LANGUAGE_FOLDERS, LANGUAGES, REPOSITORY
from helpers.roots import CONTRACT, dumped, site
from helpers.screen_reader import FIRST_MINUTE, first_minute
from helpers.sites import site as built_site
from helpers.tiers import swept

BREACH = "breach-notification/2026-11-northstar-reader/index.html"
PRODUCT = "product-notification/northstar-reader/index.html"
PHONE = {"width": 360, "height": 740}
TEMPLATES = REPOSITORY / "themes/default/templates"


# Advice


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        (None, ["messages", "password", "ask"]),
        ([], []),
        (["name", "grade level"], ["messages", "ask"]),
        (["passwords"], ["password", "messages", "ask"]),
        (["credit card number"], ["account", "messages", "ask"]),
        (["library card number"], ["messages", "ask"]),
        (["race", "photos", "GPS location"], ["messages", "ask"]),
        (["usernames", "password hints"], ["password", "messages", "ask"]),
        (["parent phone numbers"], ["calls", "ask"]),
        (["school email address"], ["calls", "ask"]),
        (["home address"], ["calls", "ask"]),
        (["IP address"], ["messages", "ask"]),
        (["food allergies"], ["messages", "ask"]),
        (["disability", "health information"], ["messages", "ask"]),
        (["suspensions"], ["messages", "ask"]),
        (["Social Security number"], ["freeze", "messages", "ask"]),
        (["email address", "password"], ["password", "calls", "ask"]),
        (["phone", "SSN", "password"], ["freeze", "password", "calls"]),
        (["phone", "SSN", "password", "discipline"], ["freeze", "password", "calls"]),
    ],
)
def test_the_steps_are_chosen_by_the_data(elements: list[str] | None, expected: list[str]) -> None:
    """The most urgent steps come first, and the ones that help with any data fill the rest."""
    data = None if elements is None else Data(student_information=tuple(elements))

    assert expected == [step.name for step in steps(data)]
    assert len(expected) <= MAX_STEPS


def test_the_kind_of_the_law_does_not_matter() -> None:
    """A password is a password in whichever category of the law an entry has it."""
    for kind in Data._fields:
        assert steps(Data(**{kind: ("passwords",)}))[0].name == "password"


STEPS = {*OF_UNKNOWN_DATA, *(topic.step for topic in TOPICS.values() if topic.step)}


def test_each_step_has_a_public_source() -> None:
    """An agency publishes it, unless it is about ourselves."""
    assert STEPS - SOURCES.keys() == {"ask"}
    assert SOURCES.keys() - STEPS == set()
    assert all(re.fullmatch(r"https://([a-z]+\.)+gov/\S+", source) for source in SOURCES.values())


def test_the_sources_in_other_languages_are_of_the_same_agency() -> None:
    """Each translates a source that pages use, and leads to a page of the government."""
    translated = [pair for pages in TRANSLATED_SOURCES.values() for pair in pages.items()]

    assert {english for english, _ in translated} - {*SOURCES.values()} == {HOW_TO_PROTECT}
    assert all(re.fullmatch(r"https://([a-z]+\.)+gov/\S*", own) for _, own in translated)


ADVISED = """\
---
contractor: Example Reader
discovered: 2026-11-18
received: 2026-11-18 12:00
involves: {student-information: [Social Security number, password, email address]}
students: 3
summary: Something.
---
"""


@pytest.mark.parametrize(
    ("language", "host", "label"),
    [
        ("en", "consumer", "How it works: Federal Trade Commission"),
        ("es", "consumidor", "Cómo funciona: Comisión Federal de Comercio (FTC)"),
        ("pt", "consumer", "Como funciona: Comissão Federal de Comércio (FTC), em inglês"),
    ],
)
def test_advice_leads_to_the_agency_in_the_language_of_the_reader(
    language: str, host: str, label: str
) -> None:
    """A link to a page that is only in English says so."""
    pages = page_texts(site({"content/breaches/b.md": ADVISED}, languages="[en, es, pt]"))
    folder = "" if language == "en" else f"{language}/"
    page = html.fromstring(pages[f"{folder}breach-notification/b/index.html"])
    rights = html.fromstring(pages[f"{folder}your-rights/index.html"])
    (link,) = [each for each in page.iter("a") if each.text_content() == label]
    others = [each.get("href") for each in page.iter("a") if ".gov/" in each.get("href", "")]

    assert link.get("href").startswith(f"https://{host}.ftc.gov/")
    assert len({address for address in others if "identi" in address}) == 1
    assert ("robodeidentidad" in str(others)) == (host == "consumidor")
    assert rights.xpath("boolean(//dd/a[starts-with(@href, $own)])", own=f"https://{host}.ftc.gov/")


TOPICS_OF = {
    "social-security": "SSNs; Student’s SS#; last 4 of Social-Security no.; SocialSecurityNumber; social_security; S.S.N.; S. S. N.",
    "identity": "driver’s license; drivers-licence no; Passport number; ITIN; I.T.I.N.; taxpayer ID; military ID; DL number; D.L. #; DL no.",
    "account": "credit-card numbers; Bank account; Acct #",
    "biometrics": "Fingerprints; Facial recognition; retina scan",
    "health": "Nurse visits; food allergies; medical alerts; mental-health notes; Health insurance ID",
    "disability": "IEP status; 504 plan; Special-Education services; disabled",
    "discipline": "suspensions; Behavior incidents; bullying reports",
    "immigration": "country of birth; citizenship; visa type",
    "income": "free/reduced lunch; Low income; FRPL status; meal purchases",
    "home": "Homeless status; foster care; living situations",
    "race": "Race; ethnicity; Hispanic or Latino; tribal affiliation",
    "religion": "religion; religious holidays",
    "orientation": "sexual orientation; gender identity; preferred pronouns",
    "location": "GPS; geolocation; bus stop; pick-up location",
    "browsing": "browsing history; search terms; websites visited",
    "messages": "chat logs; Messages; online communications",
    "recordings": "photo; voice recordings; Videos; webcam images",
    "password": "App_passwords; pass-phrases; lunch PIN",
    "": "name; reading scores; allocation of seats; bus card ID; ringtone; racecar; invoice number; "
    "state ID number; SASID; DL course; research; pinned posts; health class grades; embrace; school email",
}


@pytest.mark.parametrize(("topic", "elements"), TOPICS_OF.items(), ids=str)
def test_sensitive_data_is_recognized(topic: str, elements: str) -> None:
    """In every spelling, but not within another word, or where a word means something else."""
    for element in elements.split("; "):
        found = [name for name in topics(element) if TOPICS[name].is_sensitive]
        assert topic in found if topic else found == [], element


ORDINARY = (
    "name; Student’s grade level; school e-mail address; reading scores; quiz answers; essays; "
    "date of birth; parent or guardian names; class schedules; IP address; library card number; "
    "SSNs; nurse visits; voice recordings of reading aloud; bus stop; bus-route"
)
ANYTHING = (
    "student profile; other data; name and more; name, etc.; security number; health data and other "
    "information; notes; demographics; metadata; personal information; behavior plan; survey; "
    "background check; status; student needs; nombre; 姓名"
)


@pytest.mark.parametrize(
    ("element", "expected"),
    [(each, True) for each in ORDINARY.split("; ")]
    + [(each, False) for each in ANYTHING.split("; ")],
)
def test_an_element_is_recognized_if_each_word_is(element: str, expected: bool) -> None:
    """One word that may mean anything is enough for a list that is not known to be whole."""
    assert is_recognized(element) is expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (Data(("name",), ("scores",), ("essays",)), True),
        (Data(("name",), NoElements(), ("essays",)), True),
        (Data(("name",), (), ("essays",)), False),
        (Data(("name",), NoElements()), False),
        (Data(("name", "other data"), NoElements(), NoElements()), False),
        (Data(NoElements(), NoElements(), NoElements()), True),
        (Data(), False),
    ],
)
def test_a_list_is_whole_if_every_kind_is_answered(data: Data, expected: bool) -> None:
    """A kind that is left out is no answer, although no elements are equal to none."""
    assert has_full_list(data) is expected
    assert NoElements() == ()


def test_each_topic_has_a_name_and_words_to_search_for() -> None:
    """What is marked has a name, each step has its advice, and a filter and the search find it."""
    built = page_texts(site({"content/contracts/c.md": CONTRACT.replace("name,", "nurse visits,")}))
    words, advice, translated = (
        {*re.findall(pattern, (TEMPLATES / f"{name}.html").read_text(encoding="utf-8"))}
        for name, pattern in (
            ("words", r'"([a-z-]+)": _'),
            ("advice", r'"([a-z-]+)": _'),
            ("elements", r'pgettext\("topic", "(.+?)"\)'),
        )
    )
    marked = {name for name, topic in TOPICS.items() if topic.is_sensitive}

    assert STEPS - advice == marked - words == marked ^ translated == set()
    assert marked - TOPICS_OF.keys() == set()  # each has examples
    assert (
        'data-kind="student_information sensitive health"'
        in built["product-notification/index.html"]
    )


# The breaches of a product


NAMED = """\
---
{names}
discovered: 2026-11-04
received: 2026-11-12 15:40
involves: unknown
students: unknown
schools: all
summary: A list was copied.
---
"""
NORTHSTAR = "contractor: northstar learning Inc"  # the company, in another spelling


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("contract: northstar-reader", "Data breach, Nov 12, 2026"),
        (f"{NORTHSTAR}\nproduct: Northstar-Reader", "Data breach, Nov 12, 2026"),
        (NORTHSTAR, "See also: northstar learning Inc, Nov 12, 2026 Open"),
        (f"{NORTHSTAR}\nproduct: Maths", "See also: Maths, Nov 12, 2026 Open"),
        (
            "contractor: A\nproduct: Northstar Reader",
            "See also: Northstar Reader, Nov 12, 2026 Open",
        ),
        ("contractor: Northstar Telescopes", "No breach notices"),
    ],
)
def test_a_product_has_no_breach_only_if_none_names_it(names: str, expected: str) -> None:
    """A breach that names the company, or only the product, is linked, too; an open one on top."""
    built = page_texts(site({BREACH_SOURCE: NAMED.format(names=names)}))
    page = html.document_fromstring(built[PRODUCT])

    (value,) = page.xpath(
        "//li/a[contains(@class, 'open')] | //dt[.='Data breaches']/following-sibling::dd[1]"
    )
    assert " ".join(value.text_content().split()) == expected
    marked = '<span class="status open">Open breach' in built["product-notification/index.html"]
    assert marked == expected.startswith("Data")


# The answers

ENTRY = """\
---
contractor: Old Co
occurred: unknown
discovered: 2026-11-04
received: 2026-11-12 15:40
notified: {{at: 2026-11-13 17:30, by: email}}
involves: {involves}
students: {students}
schools: {schools}
summary: A list was copied.
{more}---
"""


OFFICE = "{name: Office, email: privacy@example.example, phone: 203-555-0100}"
WHOM = "Not sure, or no message from us? Call 203-555-0100."
ASK = "Call us Email us Share Print"
BREACH_SOURCE, BREACH_PAGE = "content/breaches/b.md", "breach-notification/b/index.html"


def entry(**values: str) -> str:
    """Return a breach with these values; `more` is further fields."""
    fields = {"involves": "unknown", "students": "unknown", "schools": "all", "more": ""}
    return ENTRY.format(**fields | values)


TABLE = REPOSITORY / "tests/tables/answers.txt"
ANSWERS = [
    line.split(" | ")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line.startswith("{")
]


@pytest.mark.parametrize(("values", "heading", "expected"), ANSWERS, ids=str)
def test_the_answers_say_what_is_known(values: str, heading: str, expected: str) -> None:
    """Only `notified` says when families were; an offer is a step only while it can be used."""
    known = yaml.load(entry().strip("-\n"), yaml.CBaseLoader) | yaml.load(values, yaml.CBaseLoader)
    fields = dumped({name: value for name, value in known.items() if value != "null"})
    schools = ", ".join(f"{id}: {{name: {id.upper()} School}}" for id in "abcde")
    made = site({BREACH_SOURCE: f"---\n{fields}---\n"}, schools=f"{{{schools}}}", contact=OFFICE)
    page = html.document_fromstring(page_texts(made)[BREACH_PAGE])
    (start,) = page.xpath(f"//section[contains(@class, 'answers')]/h2[. = '{heading}']")
    parts = takewhile(lambda part: part.tag != "h2", start.itersiblings())

    whole = expected.replace("WHOM", WHOM).replace("ASK", ASK)
    assert " ".join(" ".join(part.text_content() for part in parts).split()) == whole


def test_families_ask_about_their_child_in_an_email_that_is_written() -> None:
    """It asks for no more about the child than is needed for an answer."""
    page = html.document_fromstring(
        page_texts(site({BREACH_SOURCE: entry()}, contact=OFFICE))[BREACH_PAGE]
    )
    links = page.xpath("//section[contains(@class, 'answers')]//a[starts-with(@href, 'mailto:')]")
    letters = [parse_qs(urlsplit(link.get("href")).query) for link in links]

    assert [link.text_content().strip() for link in links] == ["Email us"]
    body = "Was my child’s data involved? If so, which data?\r\n\r\nMy child’s name and school:"
    assert letters == [{"subject": ["Data breach: Old Co"], "body": [body]}]


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("A list was *copied*. More.", "A list was copied."),
        (
            "Example, Inc. sent version 3.5 to J. Doe of St. Mary. More.",
            "Example, Inc. sent version 3.5 to J. Doe of St. Mary.",
        ),
        ("Why? More.", "Why?"),
        ("有人复制了名单。我们正在调查。", "有人复制了名单。"),
        ("x" * 300, f"{'x' * 199}…"),
    ],
)
def test_who_shares_a_breach_shares_its_title_and_first_sentence(
    summary: str, expected: str
) -> None:
    """A picture of a shield with a check mark would say that all is well."""
    pages = page_texts(site({BREACH_SOURCE: entry().replace("A list was copied.", summary)}))
    for path in (BREACH_PAGE, "breach-notification/index.html"):
        head = html.document_fromstring(pages[path]).find("head")

        assert not head.xpath("//meta[@property='og:image']")
        if path == BREACH_PAGE:
            assert head.findtext("title") == "Data breach: Old Co · EPS Breach Notification"
            assert head.xpath("string(//meta[@property='og:description']/@content)") == expected


def test_a_breach_of_nobody_knows_whom_has_the_district_as_its_title() -> None:
    """Its id is no name; what is unknown is said to be."""
    text = "---\ncontractor: unknown\nlegacy: true\n---\n"
    pages = page_texts(site({BREACH_SOURCE: text}))
    page = html.document_fromstring(pages[BREACH_PAGE])

    assert page.findtext(".//h1") == "Data breach: Example Public Schools"
    assert (
        page.xpath("normalize-space(//dt[.='Contractor']/following-sibling::dd[1])")
        == "Not on file"
    )
    row = html.document_fromstring(pages["breach-notification/index.html"]).find(".//tbody//th/a")
    assert row.text_content() == "Example Public Schools"


@pytest.mark.parametrize(
    ("involves", "data"),
    [
        ("unknown", "Data involved Not known"),
        ("nothing", "Data involved No student data."),
        ("{student-information: [name]}", "Personal information name"),
    ],
)
def test_what_a_withdrawn_notice_said_is_under_a_heading(involves: str, data: str) -> None:
    """It is all there, in the past, and the page asks and advises nothing."""
    withdrawn = "withdrawal.md: {on: 2026-11-20, reason: Sent in error.}\n"
    more = "not-involved: [passwords]\noffers: A helpline.\n"
    text = entry(involves=involves, students="at least 1,200", more=more + withdrawn)
    page = html.document_fromstring(page_texts(site({BREACH_SOURCE: text}))[BREACH_PAGE])
    (statement,) = page.xpath("//h2[. = 'What the notice said']/following-sibling::dl")

    assert " ".join(" ".join(statement.itertext()).split()) == (
        f"What happened A list was copied. {data} What data was not involved passwords "
        "Students At least 1,200 Schools All schools Help offered to families A helpline."
    )
    assert {"Is my child affected?", "What you can do"}.isdisjoint(page.xpath("//h2/text()"))
    assert page.text_content().count("A helpline.") == 1


# Words

LAWS_WORD = re.compile(r"\bcontractors?\b", re.IGNORECASE)
# What the law defines and requires, which a page and a letter show in its own words.
DEFINED = re.findall(
    r"{% set (?:meanings|required_terms|missing_terms) = {.+?\n} %}",
    re.sub(r'"\n +"', "", (TEMPLATES / "words.html").read_text(encoding="utf-8")),
    re.DOTALL,
)


def uses_the_laws_word(text: str | tuple[str, ...]) -> bool:
    """Return whether a message says “contractor”; {contractor} is a name that is filled in."""
    texts = (text,) if isinstance(text, str) else text
    return any(LAWS_WORD.search(re.sub(r"{\w+}", "", form)) for form in texts)


def test_only_legal_text_says_contractor() -> None:
    """Families read of a company or an organization, except in definitions and on *Your rights*."""
    uses = {
        (template, str(text))
        for template, _, text in messages()
        if template != "your-rights.html" and uses_the_laws_word(text)
    }
    explained = {("breach.html", "Contractor")}

    assert len(DEFINED) == 3
    assert explained <= uses
    assert [
        text
        for template, text in sorted(uses - explained)
        if template != "words.html" or not any(f'"{text}"' in block for block in DEFINED)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_says_contractor_only_where_english_does(language: str) -> None:
    """The last word of the law's term in the language is in no other sentence of the catalog."""
    catalog = REPOSITORY / f"themes/default/locale/{language}.po"
    with catalog.open("rb") as file:
        translations = read_po(file)
    term = str(translations.get("Contractor").string).split()[-1].casefold()
    others = [
        message for message in translations if message.id and not uses_the_laws_word(message.id)
    ]

    assert len(others) > 300
    assert [
        message.id
        for message in others
        if term in str(message.string if message.string else "").casefold()
    ] == []


def test_a_contractor_is_explained_only_with_a_contract() -> None:
    """The explanation says that there is one; without it, the page has only the label."""
    contract = entry().replace("contractor: Old Co", "contract: northstar-reader")
    sources = {"content/contracts/northstar-reader.md": CONTRACT}
    labels = [
        html.document_fromstring(
            page_texts(site(sources | {BREACH_SOURCE: text}))[BREACH_PAGE]
        ).xpath("string(//dt[starts-with(., 'Contractor')])")
        for text in (entry(), contract)
    ]

    assert labels[0] == "Contractor"
    assert "under a contract with the district" in labels[1]


MANY = 5  # semicolons, which no sentence has


@pytest.mark.parametrize(
    ("language", "child"),
    [("es", r"\bhijo\b(?! o hija)|[«»]"), ("pt", r"\bfilho\b(?! ou filha)")],
)
def test_a_child_is_a_son_or_a_daughter(language: str, child: str) -> None:
    """Every sentence says so, and Spanish has the quotation marks of the United States."""
    catalog = REPOSITORY / f"themes/default/locale/{language}.po"
    with catalog.open("rb") as file:
        found = [message for message in read_po(file) if message.id]
    # A list of words that a search knows or ignores is no sentence.
    sentences = [str(each.string) for each in found if str(each.id).count("; ") < MANY]

    assert [sentence for sentence in sentences if re.search(child, sentence, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("kind", "holder"),
    [("operator", "company"), ("consultant", "organization"), ("", "company")],
)
def test_an_operator_is_a_company_to_families(kind: str, holder: str) -> None:
    """A breach page and its letter call an operator a company, a consultant an organization."""
    line = f"kind: {kind}\nproduct:" if kind else "product:"
    breach = entry(more="offers: A phone line.\n").replace(
        "contractor: Old Co", "contract: northstar-reader"
    )
    contract = CONTRACT.replace("product:", line)
    root = site({"content/contracts/northstar-reader.md": contract, BREACH_SOURCE: breach})
    texts = [page_texts(root)[BREACH_PAGE], letter_of(root, "breaches/b").html]

    assert all(f"The {holder} found out" in text for text in texts)
    assert f"The {holder} told us" in texts[0]
    assert f"The {holder} offers:" in texts[0]
    assert "he contractor" not in texts[0]


def test_the_district_is_no_company_to_families() -> None:
    """For a breach of its own data, it is the contractor, in any capitals."""
    own = entry().replace("Old Co", "EXAMPLE public Schools")

    assert "We found out" in page_texts(site({BREACH_SOURCE: own}))[BREACH_PAGE]


# On a phone


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
def test_whether_a_child_is_affected_is_on_the_first_screen(shared_page, address, language):
    """So are when families were notified, whom to call, and which data, in every language."""
    page = shared_page(viewport=PHONE)
    page.goto(address + language + BREACH)
    affected, told, data = (
        page.locator(f".answers > {part}").bounding_box()
        for part in ("h2:first-child + p", 'p:has(> a[href^="tel:"]:not(.button))', ".took")
    )

    assert affected["y"] + affected["height"] <= told["y"]
    assert told["y"] + told["height"] <= data["y"] <= PHONE["height"] - 100


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
def test_a_desktop_shows_the_answers_the_steps_and_the_line_in_time(shared_page, address, language):
    """The steps are beside whom and what it affects, and the line runs sideways below that."""
    page = shared_page(viewport={"width": 1280, "height": 900})
    page.goto(address + language + BREACH)
    panel, steps, when, first, second = (
        page.locator(part).bounding_box()
        for part in (
            *(".answers.panel", ".do", "#when"),
            *(".events li:first-child", ".events li:nth-child(2)"),
        )
    )

    assert abs(steps["y"] - panel["y"]) <= 16
    assert (steps["x"] < panel["x"]) == (language == "ar/")
    assert first["y"] == second["y"]
    assert max(part["y"] + part["height"] for part in (steps, when)) <= 900


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
def test_the_page_of_a_breach_is_short(shared_page, address, site, language):
    """It has at most 2,000 px in English, and languages with longer words have few more; 30 updates and 40 schools are lines that open."""
    page = shared_page(viewport=PHONE)
    heights = []
    for path in sorted((site / f"{language}breach-notification").glob("2*/index.html")):
        page.goto(address + path.relative_to(site).as_posix())
        heights.append(page.evaluate("document.documentElement.scrollHeight"))

    assert len(heights) == 6
    assert max(heights) <= (2_300 if language else 2_000)


def test_a_breach_of_a_realistic_district_is_short_too(shared_page, tmp_path):
    """So is that of anyone who writes as districts do."""
    pages, page = town.pages(), shared_page(viewport=PHONE)
    paths = [path for path in pages if re.fullmatch("breach-notification/.+/index.html", path)]
    for path in [*paths, "static/site.css"]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(pages[path])
    heights = []
    for path in paths:
        page.goto((tmp_path / path).as_uri())
        heights.append(page.evaluate("document.documentElement.scrollHeight"))

    assert len(heights) == 7
    assert max(heights) <= 2_000


def test_thirty_updates_and_forty_schools_are_lines_that_open() -> None:
    """The newest update is in sight, then three, and one line has the rest; so has the list."""
    news = "".join(
        f"update-{day}.md: {{on: 2026-10-{day:02}, text: News {day}.}}\n" for day in range(1, 31)
    )
    schools = ", ".join(f"s{i}: {{name: School {i}}}" for i in range(40))
    text = entry(students="9", more=news, schools=f"[{', '.join(f's{i}' for i in range(40))}]")
    page = html.document_fromstring(
        page_texts(site({BREACH_SOURCE: text}, schools=f"{{{schools}}}"))[BREACH_PAGE]
    )
    lines = [
        line.text_content()
        for line in page.xpath("//main//details[not(ancestor::details)]/summary")
    ]

    assert lines == [
        *("Which schools?", *(f"Update from Oct {day}, 2026" for day in (29, 28, 27))),
        *("26 earlier updates", "The first notice, Nov 13, 2026", "Legal details"),
    ]
    assert [each.text_content() for each in page.xpath("//article//article/p")] == ["News 30."]
    assert len(page.xpath("//details[starts-with(@id, 'update-')]")) == 29


def test_a_screen_reader_says_the_answers_in_the_first_minute(shared_page, address):
    """Whether the child is affected, when families were notified, whom to call, and which data.

    `make pictures` writes it all into docs/first-minute.txt, where a change is reviewed as a diff.
    """
    page = shared_page(viewport=PHONE)
    page.goto(address + BREACH)
    lines = first_minute(page)
    answers = [
        "Data breach: Northstar Reader · CPS Breach Notification",
        'heading "Data breach: Northstar Reader" [level=1]',
        'heading "Is my child affected?" [level=2]',
        "text: We first notified families on",
        'link "203-555-0100"',
        'heading "Which data?" [level=2]',
    ]
    whole = re.sub(r"\W+", " ", page.locator("article").aria_snapshot())
    order = re.search(
        "term Data involved definition name.+ term Not involved definition voice.+ "
        "heading What you can do level 2 list listitem text The company offers.+ "
        "listitem Watch out.+ link Call us.+ link Email us.+ heading What happened.+ "
        "heading Were families notified on time Yes.+ heading Updates",
        whole,
    )

    assert order, whole
    assert [line for line in lines if line in answers] == answers
    assert FIRST_MINUTE.read_text(encoding="utf-8").splitlines() == lines


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "pt/", "ar/"]))
def test_the_home_page_answers_on_the_first_screen(shared_page, address, language):
    """Open breaches, the search, the schools and four tasks, each a target of 44 px or more."""
    page = shared_page(viewport=PHONE)
    page.goto(f"{address}{language}index.html")
    boxes = page.evaluate(
        """[...document.querySelectorAll(
            ".looking li, .search input, .search button, .choose summary, .tasks li:nth-child(-n + 4) a"
        )].map(part => part.getBoundingClientRect()).map(box => [box.height, box.bottom])"""
    )

    assert len(boxes) == 2 + 2 + 1 + 4
    assert min(height for height, _ in boxes) >= 44
    assert max(bottom for _, bottom in boxes) <= PHONE["height"]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_of_languages_closes(shared_page, address, width):
    """Escape closes it, and so does a click beside it; no script is needed, and it is in view."""
    page = shared_page(viewport={"width": width, "height": 740}, java_script_enabled=False)
    page.goto(f"{address}ar/subscribe/index.html")
    button, menu = page.locator(".languages button"), page.locator(".languages ul")
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(width / 2, 600)):
        button.press("Enter")
        box, opener = menu.bounding_box(), button.bounding_box()

        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert 0 <= box["y"] - (opener["y"] + opener["height"]) <= 8
        assert all(link.bounding_box()["height"] >= 44 for link in menu.locator("a").all())
        close()
        assert not menu.is_visible()


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
def test_the_masthead_and_its_tabs_are_two_lines_on_a_phone(shared_page, address, language):
    """They leave the screen to the page."""
    page = shared_page(viewport=PHONE)
    page.goto(address + language + BREACH)

    assert page.locator(".masthead").bounding_box()["height"] <= 100
    row, words = (page.locator(part).bounding_box() for part in (".district", ".district span"))
    assert words["height"] <= row["height"] - 4  # a name of two lines leaves a little air
    tops = "new Set([...document.querySelectorAll('.tabs a')].map(tab => tab.offsetTop)).size"
    assert page.evaluate(tops) == 1


@pytest.mark.parametrize("path", [BREACH, PRODUCT, "your-rights/index.html"])
def test_a_phone_number_is_read_from_left_to_right(shared_page, address, path):
    """Also within an Arabic sentence or button, its first digit is on the left."""
    page = shared_page(viewport=PHONE)
    page.goto(f"{address}ar/{path}")
    sides = page.evaluate(
        """[...document.querySelectorAll('a[href^="tel:"]')]
            .filter(link => link.textContent.includes("203-")).map(link => {
            const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
            while (texts.nextNode() && !texts.currentNode.data.includes("203-")) continue;
            const [first, last] = [0, -1].map(at => {
                const range = document.createRange(), text = texts.currentNode;
                const start = text.data[at < 0 ? "lastIndexOf" : "indexOf"](at < 0 ? "0" : "2");
                range.setStart(text, start);
                range.setEnd(text, start + 1);
                return range.getBoundingClientRect().left;
            });
            return [first, last];
        })"""
    )

    assert sides
    assert all(first < last for first, last in sides)


def heights(page, selector):
    return [each.bounding_box()["height"] for each in page.locator(selector).all()]


@pytest.mark.parametrize(
    "path", [BREACH, f"es/{BREACH}", "product-notification/northstar-reader/index.html"]
)
def test_touch_targets_are_large(shared_page, address, path):
    """Buttons and lines that open are 44 px high or more, and a link in a line 24 px.

    Two buttons have whole words, side by side: “Llámenos”, “Escríbanos”.
    """
    page = shared_page(viewport=PHONE)
    page.goto(address + path)
    targets = heights(page, ".button, .fold > summary:visible, address a[href^='tel:']")

    assert len(targets) >= 4
    assert min(targets) >= 44
    assert min(heights(page, "main :is(p, li) > a:visible")) >= 24
    assert max(heights(page, ".pair .button"), default=0) < 60


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
@pytest.mark.parametrize("name", ["northstar-reader", "tallowbrook-math"])
def test_the_page_of_a_product_is_a_few_screens(shared_page, address, language, name):
    """What it collects is read first, and what few people need opens on request.

    It has three screens and a half, in English with the footer; other languages need more words.
    """
    page = shared_page(viewport=PHONE)
    page.goto(f"{address}{language}product-notification/{name}/index.html")
    end = page.locator("main").evaluate("main => main.getBoundingClientRect().bottom")

    assert end <= 3.5 * PHONE["height"]
    assert (
        language or page.evaluate("document.documentElement.scrollHeight") <= 3.5 * PHONE["height"]
    )


@pytest.mark.parametrize("language", swept(LANGUAGE_FOLDERS, ["", "ar/"]))
def test_a_card_of_a_list_is_a_few_lines(shared_page, address, language):
    """The smallest cards have three lines and a half, and most have no more than five.

    A card with earlier names is longer, and Spanish and Portuguese need one more line.
    """
    page = shared_page(viewport=PHONE)
    page.goto(f"{address}{language}product-notification/index.html")
    heights = page.locator(".list tbody tr:not(:has(th small))").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height).sort((a, b) => a - b)"
    )

    assert len(heights) > 15
    assert heights[0] <= 132
    assert heights[len(heights) // 2] <= (176 if language in ("es/", "pt/") else 156)


def test_in_forced_colors_the_shield_and_the_current_tab_are_seen(shared_page, address):
    """The shield keeps its ground, which the page's has not, and one tab alone is underlined."""
    page = shared_page(viewport=PHONE, forced_colors="active")
    page.goto(address + BREACH)
    ground, paper = (
        page.locator(part).evaluate("part => getComputedStyle(part).backgroundColor")
        for part in (".district img", ".masthead")
    )
    marked = page.locator(".tabs a").evaluate_all(
        "tabs => tabs.filter(tab => parseFloat(getComputedStyle(tab).borderBottomWidth))"
        ".map(tab => tab.textContent)"
    )

    assert ground != paper
    assert marked == ["Breaches"]


def test_many_schools_do_not_push_open_breaches_down() -> None:
    """They are links in a line that opens, without a script."""
    schools = ", ".join(f"s{i}: {{name: School {i}}}" for i in range(40))
    home = page_texts(site({}, schools=f"{{{schools}}}"))["index.html"]
    (fold,) = html.document_fromstring(home).xpath("//details[@class='choose']")

    assert fold.xpath("string(summary)") == "Choose your school"
    assert fold.xpath(".//a/@href") == [f"schools/s{i}/index.html" for i in range(40)]


def test_what_an_update_does_not_change_is_not_printed_again() -> None:
    """Thirty updates of one list of data would be sixty sheets; the screen still opens each."""
    updates = (
        "update-1.md: {on: 2026-11-18, text: One.}\n"
        "update-2.md: {on: 2026-11-19, text: Two., students: 3}\n"
        "update-3.md: {on: 2026-11-20, text: Three.}\n"
    )
    pages = page_texts(site({BREACH_SOURCE: entry(more=updates)}))
    page = html.document_fromstring(pages[BREACH_PAGE])
    on_screen_only = {
        number: bool(page.xpath(f"//details[@id='update-{number}']//div[@class='screen']/dl"))
        for number in (1, 2)
    }

    assert on_screen_only == {1: True, 2: False}
    assert len(page.xpath("//section[@class='updates']//dl")) == 2  # what is known now is above


# Every page


@pytest.fixture(scope="module")
def pages() -> dict[str, html.HtmlElement]:
    """The pages of the sample, without those that another website frames."""
    documents = built_site("sample").documents
    return {path: page for path, page in documents.items() if not path.startswith("embed/")}


def test_each_page_says_once_who_to_contact_and_where_to_report(pages) -> None:
    """The footer has one address, and a page one line about mistakes and one name for alerts."""
    english = [page for path, page in pages.items() if not path.startswith(("es/", "embed/"))]
    texts = [" ".join(page.text_content().split()) for page in english]

    assert len(texts) > 30
    assert {len(page.xpath("//footer//address")) for page in english} == {1}
    assert {text.count("Report a mistake") for text in texts} == {1}
    assert not any("Subscribe to" in text or "Get each new notice" in text for text in texts)


@pytest.mark.parametrize("name", ["Product", "Breach"])
def test_the_official_title_is_above_the_heading_and_in_the_feed(name: str, pages) -> None:
    """The list and each of its pages have the district's own title, also in the browser's tab."""
    folder, title = f"{name.lower()}-notification/", f"CPS {name} Notification"
    chosen = {path: page for path, page in pages.items() if path.startswith(folder)}
    feed = built_site("sample").files[f"feeds/{folder}".rstrip("/") + ".xml"].decode()

    assert len(chosen) > 5
    assert f"<title>{title}</title>" in feed
    for page in chosen.values():
        (before,) = page.xpath("//main/*[following::h1 or descendant::h1][1]")

        assert title in page.xpath("string(//title)")
        assert before.text_content().strip() == title


@pytest.mark.parametrize(("count", "is_long"), [(100, False), (101, True)])
def test_only_a_long_list_skips_the_layout_of_rows(count: int, is_long: bool) -> None:
    """A short list is laid out as a whole, because archivers lose rows that are not."""
    entries = {
        f"content/contracts/p{i}.md": CONTRACT.replace("Northstar Reader", f"Product {i}")
        for i in range(1, count)
    }  # beside the contract that each small site has
    page = html.document_fromstring(page_texts(site(entries))["product-notification/index.html"])
    (table,) = page.xpath("//table[contains(@class, 'list')]")

    assert len(table.xpath("./tbody/tr")) == count
    assert ("long" in table.get("class").split()) == is_long


def test_a_line_of_a_template_is_one_element_or_one_branch() -> None:
    """So it has 120 characters at most; a long sentence is in several strings."""
    long = [
        f"{path.name}:{number}"
        for path in sorted(TEMPLATES.iterdir())
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 120 and path.suffix == ".html"
    ]

    assert long == []


def test_the_style_can_be_held_in_mind() -> None:
    """It has 900 lines at most, and each color is in the one file of tokens, except on paper."""
    folder = REPOSITORY / "themes/default/static"
    style = (folder / "site.css").read_text(encoding="utf-8")
    screen, paper = style.split("/* 6. Print */")

    assert len(style.splitlines()) <= 900
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", screen) == []
    assert "--paper: #fff" in paper


# A product


@pytest.mark.parametrize(
    ("information", "records", "expected"),
    [
        ("", "", ""),
        ("name; age", "test scores", "student_information name, age; student_records test scores"),
        ("name; nurse visits", "allergies", "health nurse visits, allergies; student_information name"),
        ("photo of the bus stop", "", "location photo of the bus stop"),  # each once
        ("allergies; SSN", "Allergies", "social-security SSN; health allergies"),
        ("school email; user name", "", "student_information school email, user name"),
    ],
)  # fmt: skip
def test_what_families_worry_about_is_first(information: str, records: str, expected: str) -> None:
    """The most urgent topic is first, and what is about no sensitive topic stays with its kind."""
    lists = (tuple(text.split("; ")) if text else () for text in (information, records))
    groups = by_topic(Data(*lists))

    assert "; ".join(f"{name} {', '.join(elements)}" for name, elements in groups) == expected


def product(text: str) -> html.HtmlElement:
    """Return the main part of the page of a product."""
    pages = page_texts(site({"content/contracts/northstar-reader.md": text}))
    return html.document_fromstring(pages[PRODUCT]).find(".//main")


def test_a_screen_reader_hears_what_is_sensitive_before_the_datum() -> None:
    """Each datum of the label follows its topic or its kind, and a sensitive one that word."""
    page = product(CONTRACT.replace("[name, grade level]", "[name, nurse visits]"))
    label = " ".join(" ".join(page.xpath("//section[@class='label']//text()")).split())

    assert "child Sensitive: Health nurse visits Personal information name" in label


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", "From Aug 18, 2025, no end date"),
        ("expires: none", "expires: 2027-06-30", "Aug 18, 2025 to Jun 30, 2027"),
        ("expires: none", "legacy: true", "Since Aug 18, 2025. We don’t know the end date."),
        ("executed: 2025-08-18\nexpires: none", "expires: 2027-06-30\nlegacy: true", "Ends: Jun 30, 2027"),
        ("executed: 2025-08-18\nexpires: none", "expires: none\nlegacy: true", "No end date"),
        ("executed: 2025-08-18\nexpires: none", "legacy: true", "We don’t know the dates."),
    ],
)  # fmt: skip
def test_the_time_of_a_contract_says_what_is_not_on_file(old: str, new: str, expected: str) -> None:
    """One line has both days, and only an exception has a status above."""
    page = product(CONTRACT.replace(old, new))

    assert page.xpath("string(//dt[. = 'Contract']/../dd)").startswith(expected)
    assert page.xpath("//li[contains(@class, 'status')]") == []


def test_a_product_says_each_fact_once() -> None:
    """The dates, the grades and each datum are there once, except for the categories of the law."""
    page = product(CONTRACT.replace("expires: none", "expires: 2026-06-30\ngrades: 3-5"))
    page.xpath("//dl[@class='data']")[0].drop_tree()
    facts = ("Aug 18, 2025", "3–5", "grade level", "Families notified")

    assert [page.text_content().count(fact) for fact in facts] == [1] * len(facts)
    assert page.xpath("normalize-space(//li[@class='status ended'])") == "Ended Jun 30, 2026"


def test_a_request_is_an_email_that_is_filled_in() -> None:
    """Each asks one thing about the product, however that is written, and for whom it is asked."""
    entry = CONTRACT.replace(
        "product: Northstar Reader", "product: 'R & D: 100% \u201cRead\u201d?'"
    )
    page = html.document_fromstring(
        page_texts(site({"content/contracts/northstar-reader.md": entry}))[PRODUCT]
    )
    hrefs = page.xpath("//section//a[contains(@class, 'button')]/@href")
    letters = [parse_qs(urlsplit(href).query) for href in hrefs]

    assert [letter["subject"][0].partition(":")[0] for letter in letters] == [
        "See my child’s data",
        "Correct my child’s data",
        "Delete my child’s data",
    ]
    assert {letter["subject"][0].partition(": ")[2] for letter in letters} == {
        "R & D: 100% “Read”?"
    }
    child = "My child’s name and school:"
    assert [letter["body"][0] for letter in letters] == [
        child,
        f"{child}\r\n\r\nWhat is wrong, and what it should say:",
        child,
    ]


@pytest.mark.parametrize(
    ("collects", "expected"),
    [
        ("[name, grade level, age]", "May collect more"),
        ("[grade level]", "May collect less"),
        ("[name, age]", "May collect different data"),
        ("[Grade Level, Name]", "same data"),
        ("[name, grade level]", "same data"),
    ],
)
def test_a_change_is_one_line_that_says_what_it_means(collects: str, expected: str) -> None:
    """The line says whether more may be collected, and opens the rest."""
    change = (
        "change-1.md: {kind: amendment, executed: 2026-02-01, notified: 2026-02-02, "
        f"collects: {{student-information: {collects}}}}}\n"
    )
    entry = CONTRACT.replace(
        "notified: {at: 2025-08-20, by: email}\n",
        f"notified: {{at: 2025-08-20, by: email}}\n{change}",
    )
    page = html.document_fromstring(
        page_texts(site({"content/contracts/northstar-reader.md": entry}))[PRODUCT]
    )
    (line,) = page.xpath("//details[@id='change-1']/summary")

    assert " ".join(line.text_content().split()) == f"Amended: Feb 1, 2026 {expected}".strip()
