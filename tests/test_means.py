"""A notice is electronic unless each means that it names is a letter, a call, a post or the like."""

from __future__ import annotations

import pytest

from generator.law.means import is_electronic

ELECTRONIC = """
email, e-mail, E-Mails, letter by email, emailed letter, text message, SMS, phone app, ParentSquare,
electronic mail, ParentSquare post, push notifications, message, newsletter, portal, text to phones
email and letter; phone and ParentSquare; letter, ParentSquare; letter (by email); email, not letter
email instead of letter; not only email but also letter; email (a letter to those without email)
"""
NOT_ELECTRONIC = """
letter, mail, phone, robocall, flyer, in person, sign, website, letter sent home, certified mail
backpack letter, phone and letter, Facebook post, USPS mail, Robo-call, school sign, electronic sign
posted on the district website, social media post, phone call from the principal, voice mail, post
letter, not email; letter (no email); letter and no email; not by email; letter instead of email
letters to families, in Spanish and English; letter (certified mail, return receipt); letter, signed
letters to parents without email; mail & flyers / signs; Paper note, then a call
US post, X (Twitter), sent by courier, FedEx, door hangers, verbally at pick-up, verbal
"""


def listed(text: str) -> list[str]:
    """Return the means, which commas separate, or in a line with semicolons only these."""
    lines = text.strip().splitlines()
    return [
        means.strip()
        for line in lines
        for means in line.split(";" if ";" in line else ",")
        if means
    ]


@pytest.mark.parametrize("by", ["", *listed(ELECTRONIC)])
def test_one_electronic_means_is_enough(by: str) -> None:
    """An unknown name may be electronic, and so may a notice that does not say how."""
    assert is_electronic(by)


@pytest.mark.parametrize("by", listed(NOT_ELECTRONIC))
def test_no_other_means_is_electronic(by: str) -> None:
    """Whatever words are around it, and whatever it says that was not sent."""
    assert not is_electronic(by)
