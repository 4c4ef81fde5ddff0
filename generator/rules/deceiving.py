"""Checks for what looks like something else: an address, or a name with a character nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import category, combining

from generator.content.addresses import WEB_ADDRESS
from generator.content.frontmatter import Document
from generator.content.hosts import alphabets, host_flaw, is_mixed, sent_host
from generator.core.characters import FORBIDDEN, VISIBLE
from generator.core.problems import Problem, Span, character_name, listed, problem

# Characters without a picture that Unicode does not call so: fillers, a blank of Braille.
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
JOINERS = "\u200c\u200d"  # which some alphabets and pictures of people need
MARKS = "\u200e\u200f"  # which a text in two directions may need
RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
VARIANTS = range(0xFE00, 0xFE10)  # of the character before, such as a picture in color
MAX_ACCENTS = 4  # on one letter; Vietnamese has two
WORD = r"[^\W\d_]+"


def check(document: Document, others: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of all values of a source that have none of the others.

    The text below the fields is checked as Markdown.
    """
    known = {problem.span for problem in others}
    for scalar in document.texts:
        text = scalar.text
        if (text.isascii() and "://" not in text) or scalar.span in known:
            continue
        address = text.strip()
        if WEB_ADDRESS.fullmatch(address) and (code := host_flaw(address)):
            yield problem(code, scalar.span, value=text, host=sent_host(address))
        elif not text.isascii() and VISIBLE.search(text):
            yield from _unseen(text, scalar.span)
            yield from _mixed(text, scalar.span)


def _unseen(text: str, span: Span) -> Iterator[Problem]:
    """Yield a problem if a text has a character that nobody sees, or that covers others."""
    if unseen := next((c for i, c in enumerate(text) if _is_unseen(text, i)), None):
        yield problem("W165", span, value=text, character=character_name(unseen))
    elif _has_stack(text):
        yield problem("W165 accents", span, value=text)


def _mixed(text: str, span: Span) -> Iterator[Problem]:
    """Yield a problem for each word with letters of several alphabets that look alike."""
    for word in filter(is_mixed, re.findall(WORD, text)):
        strange = next(c for c in word if not c.isascii() and alphabets(c) - {"LATIN"})
        names = listed(sorted(name.capitalize() for name in alphabets(word)), "and")
        values = {"alphabets": names, "character": character_name(strange)}
        yield problem("W166", span, value=word, **values)


def _is_unseen(text: str, at: int) -> bool:
    """Return whether nobody sees a character of a text, or each machine shows another one."""
    character = text[at]
    if character in BLANK or category(character) in ("Co", "Cn"):
        return True
    if ord(character) in VARIANTS:
        return at == 0 or text[at - 1].isascii() or text[at - 1].isalpha()
    if category(character) != "Cf" or FORBIDDEN.match(character):
        return False  # what is forbidden is an error
    if character in JOINERS:
        around = text[max(at - 1, 0) : at + 2]
        return len(around) < 3 or around[0].isascii() or around[2].isascii()
    return not (character in MARKS and re.search(RIGHT_TO_LEFT, text))


def _has_stack(text: str) -> bool:
    """Return whether a letter has so many accents that they cover what is around it."""
    height = 0
    for character in text:
        height = height + 1 if combining(character) else 0
        if height > MAX_ACCENTS:
            return True
    return False
