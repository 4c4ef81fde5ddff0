"""A letter in any format holds entry text as text; no mail, page, or program misreads it."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, strict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from generator.compiler import read_content
from generator.core.site import Inputs
from generator.reports import plain
from generator.reports.letters import as_mail
from helpers.browsing import SANS, WIDE, draw_with, fonts_of, sheets, violations
from helpers.letters import BREACH, ENTRIES, HOSTILE, letter_of, letters, longest_letters
from helpers.roots import CONTRACT, site
from helpers.sites import requests
from helpers.tiers import swept


def mail(inputs: Inputs, id: str, language: str = "") -> EmailMessage:
    """Return the mail of a letter as Python's strictest parser reads it."""
    content = read_content(inputs)
    assert content.site is not None, content.problems
    data = as_mail(letter_of(inputs, id, language), content.site.settings)
    message = message_from_bytes(data, policy=SMTP + strict)
    assert isinstance(message, EmailMessage)
    return message


# A mail


def test_a_mail_opens_ready_to_send() -> None:
    """The mail is from the district, goes to nobody yet, and holds the letter as text and HTML."""
    message = mail(site(ENTRIES), "breaches/told")
    letter = letter_of(site(ENTRIES), "breaches/told")
    parts = [
        (part.get_content_type(), part.get_content().replace("\r\n", "\n"))
        for part in message.iter_parts()
    ]

    assert dict(message.items()) == {
        "From": "Privacy Office <privacy@example.example>",
        "Subject": "Data breach: Old Mill Press",
        "Date": "Thu, 12 Nov 2026 15:40:00 -0500",
        "Message-ID": "<breaches/told.en@privacy.example>",
        "Content-Language": "en",
        "X-Unsent": "1",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.get_content_type() == "multipart/alternative"
    assert parts == [("text/plain", letter.text), ("text/html", letter.html)]
    assert [part.defects for part in message.walk()] == [[], [], []]


@pytest.mark.parametrize(
    "address",
    ["ü@office.example", "a..b@office.example", "(a)@office.example", "a[b]@office.example"],
)
def test_an_address_that_some_servers_refuse_is_left_to_the_mail_program(address: str) -> None:
    """The letter is still written, without a sender."""
    message = mail(site(ENTRIES, contact=f"{{name: Office, email: '{address}'}}"), "breaches/told")

    assert message["From"] is None


def test_a_message_id_has_only_the_domain_of_a_mailbox() -> None:
    """A message id has one @."""
    message = mail(site(ENTRIES, feed_authority='"office@privacy.example,2026"'), "breaches/told")

    assert message["Message-ID"] == "<breaches/told.en@privacy.example>"


def test_without_an_address_the_mail_program_adds_its_own() -> None:
    """A district that has only a phone gets no made-up address."""
    message = mail(site(ENTRIES, contact="{name: Office, phone: 203-555-0100}"), "breaches/told")

    assert message["From"] is None
    assert message["To"] is None


def test_a_notice_without_a_date_gets_none() -> None:
    """The mail program adds the date."""
    assert mail(site(ENTRIES), "contracts/mill")["Date"] is None


@pytest.mark.parametrize("language", ["ar", "zh-Hans"])
def test_a_mail_in_another_language_is_sent_as_ascii(language: str) -> None:
    """Every mail server accepts it, and the reader sees the letter."""
    inputs = site(ENTRIES, languages=f"[en, {language}]")
    content, letter = read_content(inputs), letter_of(inputs, "breaches/told", language)
    assert content.site is not None
    data = as_mail(letter, content.site.settings)

    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert str(mail(inputs, "breaches/told", language)["Subject"]) == letter.title


@pytest.mark.parametrize(
    "name",
    ["Ümit Office", 'The "Office", Inc.', "Office <evil@evil.example>,", "x" * 300, "办公室"],
)
def test_the_name_of_the_office_never_changes_its_address(name: str) -> None:
    """A name is quoted or encoded, and is never an address."""
    contact = f"{{name: {json.dumps(name)}, email: office@example.example}}"
    (sender,) = mail(site(ENTRIES, contact=contact), "breaches/told")["From"].addresses

    assert (sender.display_name, sender.addr_spec) == (name, "office@example.example")


def test_a_long_id_stays_one_id() -> None:
    """A header that is too long for a line is not broken in two."""
    id = "-".join(["northstar"] * 20)
    message = mail(site({f"content/contracts/{id}.md": CONTRACT}), f"contracts/{id}")

    assert message["Message-ID"] == f"<contracts/{id}.en@privacy.example>"


@given(st.text(max_size=200))
def test_a_title_is_a_single_header(title: str) -> None:
    """Whatever a product is called, the mail has its usual headers and none from the title."""
    entry = CONTRACT.replace("Northstar Reader", json.dumps(title))
    inputs = site({"content/contracts/x.md": entry})
    if read_content(inputs).site is None:
        return  # the check refuses what no title may hold
    message = mail(inputs, "contracts/x")

    assert [*message.keys()] == [
        *("From", "Subject", "Date", "Message-ID", "Content-Language", "X-Unsent"),
        *("MIME-Version", "Content-Type"),
    ]
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_break_in_a_title_does_not_end_its_header(end: str) -> None:
    """The reader folds line breaks, and so does the mail: a theme can write a title too."""
    content = read_content(site(ENTRIES))
    assert content.site is not None
    made = letter_of(site(ENTRIES), "breaches/told")._replace(
        title=f"New{end}Bcc: all@evil.example"
    )
    message = message_from_bytes(as_mail(made, content.site.settings), policy=SMTP + strict)

    assert message["Subject"] == "New Bcc: all@evil.example"
    assert "Bcc" not in message


# Hostile entries


def test_a_hostile_entry_is_text_on_a_page() -> None:
    """Nothing is fetched, nothing runs, and what was typed can be read."""
    page = html.document_fromstring(letter_of(site(HOSTILE), "contracts/bad").html)

    assert list(requests(page)) == []
    assert page.xpath("//script | //iframe | //img | //*[@*[starts-with(name(), 'on')]]") == []
    assert len(page.xpath("//style")) == 1
    assert "<script>alert(1)</script>" in page.xpath("string(//h1)")
    assert "</style><img src=https://evil.example/x.png> *bold* `code`" in page.text_content()


def test_a_hostile_entry_is_text_in_a_text() -> None:
    """The text is as it was typed."""
    text = letter_of(site(HOSTILE), "contracts/bad").text

    assert "<!channel>" in text
    assert '[a "picture" > here]' in text
    assert "a link (https://evil.example/?a=1&b=2)" in text


# A page


def test_no_letter_of_the_sample_requests_anything() -> None:
    """A page fetches no address, and its own policy would forbid it."""
    for made in letters().values():
        page = html.document_fromstring(made.html)

        assert list(requests(page)) == []
        assert "default-src 'none'" in page.xpath("string(//meta[@http-equiv]/@content)")
        assert len(page.xpath("//h1")) == 1


# Portuguese has the longest letters. The wide font has no Arabic letters, only the rest of the text.
@pytest.mark.parametrize(
    "drawn",
    swept(
        [(language, font) for language in ("en", "pt", "ar") for font in (SANS, WIDE)],
        [("en", SANS), ("pt", WIDE), ("ar", WIDE)],
    ),
    ids=" in ".join,
)
def test_a_letter_prints_on_both_sides_of_one_sheet(shared_page, drawn: tuple[str, str]) -> None:
    """Each kind's longest letter is two pages of Letter or of A4, even in the widest font."""
    language, font = drawn
    page = shared_page()
    for made in longest_letters(language):
        page.set_content(made.html)
        if font == WIDE:
            draw_with(page, font)
        assert font in fonts_of(page)
        for paper in ("Letter", "A4"):
            assert sheets(page, paper) <= 2, (made.notice.id, paper)


SENSITIVE = BREACH.replace(
    "involves: unknown",
    "involves: {student-information: [name, date of birth, home address, Social Security number, "
    "password]}\nnot-involved: [grades, health records, phone numbers]\n"
    "offers: {text: Two years of identity theft protection. Sign up at saltmarsh.example/help., "
    "until: 2027-03-31}\nnext-update: 2026-12-04",
).replace("students: unknown", "students: 61\ngrades: 9-12\nschools: [dodd, highland]")


@pytest.mark.parametrize("font", [SANS, WIDE])
def test_the_first_notice_of_a_breach_prints_on_one_page(shared_page, font: str) -> None:
    """So does one with the most urgent steps and an offer, in any font and on either paper."""
    page = shared_page()
    first = [made for made in letters().values() if made.notice.kind == "breach"]
    urgent = letter_of(site({"content/breaches/x.md": SENSITIVE}), "breaches/x")
    assert "Freeze your child’s credit." in urgent.text
    for made in (*first, urgent):
        page.set_content(made.html)
        if font == WIDE:
            draw_with(page, font)
        for paper in ("Letter", "A4"):
            assert sheets(page, paper) == 1, (made.language, made.notice.id, paper)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_letter_is_accessible(shared_page, language: str) -> None:
    """Axe finds nothing in each kind's longest letter, and none scrolls sideways on a phone."""
    page = shared_page(viewport={"width": 320, "height": 700}, bypass_csp=True)
    for made in longest_letters(language):
        page.set_content(made.html)

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_hostile_letter_runs_nothing(open_page) -> None:
    """A browser that opens it requests nothing and shows no dialog."""
    page = open_page()
    activity: list[str] = []
    page.on("request", lambda request: activity.append(request.url))
    page.on("dialog", lambda dialog: activity.append(dialog.message))
    page.set_content(letter_of(site(HOSTILE), "contracts/bad").html)

    assert activity == []


# Text from HTML


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one\n  two</p><p>three</p>", "one two\n\nthree\n"),
        ("<h1>One</h1><h2>Two</h2><h3>Three</h3>", "One\n===\n\nTwo\n---\n\nThree\n"),
        ("<ul><li>one</li><li><p>two</p><p>three</p></li></ul>", "- one\n- two\n\n  three\n"),
        (
            '<ol start="9"><li>one</li><li>two<ul><li>three</li></ul></li></ol>',
            "9. one\n10. two\n\n    - three\n",
        ),
        ("<p>one<br>two</p>", "one\ntwo\n"),
        ('<a href="https://a.example/">a</a>', "a (https://a.example/)\n"),
        ('<a href="HTTPS://a.example/">a</a>', "a (HTTPS://a.example/)\n"),
        ('<a href="https://a.example/">https://a.example/</a>', "https://a.example/\n"),
        ('<a href="mailto:a@a.example">a@a.example</a>', "a@a.example\n"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n>\n> two\n"),
        ("<pre><code>a  b\n  c\n</code></pre>", "a  b\n  c\n"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "a | b\n1 | 2\n",
        ),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d<br>e</dd></dl>", "a: b\nc:\n  d\n  e\n"),
        ("<dl><div><dt>a<dd>b</div><div><dt>c<dd>d</div></dl>", "a: b\nc: d\n"),
        ("<details><summary>a</summary><dl><dt>b<dd>c</dl></details>", "a\n\nb: c\n"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;\n"),
        (
            f"<p>{'word ' * 30}</p>",
            f"{'word ' * 14}".strip() + "\n" + f"{'word ' * 14}".strip() + "\nword word\n",
        ),
        (f"<p>{'x' * 100}</p>", f"{'x' * 100}\n"),
        (f"<p>{'字' * 40}</p>", f"{'字' * 36}\n{'字' * 4}\n"),
        (f"<p>{'字' * 36}\u3002{'字' * 3}</p>", f"{'字' * 35}\n字\u3002{'字' * 3}\n"),
        (
            f"<p>{'字' * 34}word\uff09\u3002{'字' * 3}</p>",
            f"{'字' * 34}\nword\uff09\u3002{'字' * 3}\n",
        ),
        (
            f"<p>{'字' * 34}\uff08word\uff09{'字' * 3}</p>",
            f"{'字' * 34}\n\uff08word\uff09{'字' * 3}\n",
        ),
        (f"<p>{'字' * 35}\uff08{'字' * 3}</p>", f"{'字' * 35}\n\uff08{'字' * 3}\n"),
        (f"<p>{'字' * 35}\u201c\u300a{'字' * 3}</p>", f"{'字' * 35}\n\u201c\u300a{'字' * 3}\n"),
        ("", ""),
    ],
)
def test_html_becomes_text(source: str, text: str) -> None:
    """Each element that an entry or a template may hold has its form in plain text."""
    assert plain.text(plain.parse(source)) == text


@given(st.text())
def test_no_word_of_a_text_is_lost(text: str) -> None:
    """Except for spaces, the text has everything that is in a paragraph."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "").replace("\r", "")
    shown = plain.text(plain.parse(f"<p>{escaped}</p>"))
    kept = re.sub(r"[\x00\r]", "", text)

    assert "".join(shown.split()) == "".join(kept.split())
