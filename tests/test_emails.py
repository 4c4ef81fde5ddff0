"""An email that a page opens has its subject and its text filled in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from markupsafe import Markup, escape

from generator.core.model import Foreign
from generator.site.urls import mailto

ADDRESS = "privacy+data@example.org"


def test_an_email_has_an_address_a_subject_and_a_text() -> None:
    """Each name in braces is filled in, and everything is escaped for a web address."""
    address = mailto(
        ADDRESS, "About {title}", ("See {title}.", "Of {school}?"), title="A&B", school="É"
    )

    assert address.unescape() == (
        "mailto:privacy%2Bdata@example.org?subject=About%20A%26B"
        "&body=See%20A%26B.%0D%0A%0D%0AOf%20%C3%89%3F"
    )


HOSTILE = "\"><b>&'{x}"


@pytest.mark.parametrize("place", ["address", "subject", "line", "value"])
def test_an_email_is_html(place: str) -> None:
    """Whatever is in an address, it is escaped once: an attribute can have it as it is."""
    texts = dict.fromkeys(("address", "subject", "line", "value"), "a") | {place: HOSTILE}
    address = mailto(
        texts["address"], texts["subject"], (texts["line"], "{value}"), value=texts["value"], x=""
    )

    assert isinstance(address, Markup)
    assert address == escape(address.unescape())


def test_a_text_is_optional() -> None:
    """Without a text, the address ends with the subject."""
    assert mailto("a@b.example", "Hello") == "mailto:a@b.example?subject=Hello"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("50% {title} &body=x#y", "50% {title} &body=x#y"),
        ("<b>Ink & Co.</b>", "<b>Ink & Co.</b>"),
        (Markup("<b>Ink &amp; Co.</b>"), "Ink & Co."),
        (Foreign("Ink &amp; Co.", "en"), "Ink &amp; Co."),
        (" two\n  lines ", "two lines"),
        ("تطبيق", "تطبيق"),
    ],
)
def test_a_value_arrives_as_it_is_read(value: object, expected: str) -> None:
    """No value ends the subject or begins another field; HTML loses its tags, and text nothing."""
    address = mailto("a@b.example", "About: {title}", title=value)

    assert {"subject": [f"About: {expected}"]} == parse_qs(urlsplit(address).query)


def test_html_and_text_of_the_same_characters_differ() -> None:
    """In HTML `&amp;` is one character, and in a text it is five."""
    characters = "A &amp; B"
    address = mailto("a@b.example", "{html} {text}", html=Markup(characters), text=characters)

    assert {"subject": ["A & B A &amp; B"]} == parse_qs(urlsplit(address).query)
