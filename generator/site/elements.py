"""What an element of student data is about, and what a family can do if it was breached."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.core.model import Data

# Words in elements, as districts in the United States write them, each from its beginning.
TOPICS = {
    "social-security": ("social security", "ssn"),
    "password": ("password", "passcode", "login credential"),
    "health": (
        "health", "medical", "medication", "allerg", "immunization", "vaccin", "diagnos",
        "counseling",
    ),
    "disability": (
        "disabilit", "special education", "special needs", "iep", "504", "accommodation",
    ),
    "discipline": ("disciplin", "suspension", "expulsion", "conduct", "behavior"),
    "voice": ("voice", "audio"),
    "biometrics": ("biometric", "fingerprint", "facial", "face recognition", "face scan"),
    "location": ("location", "geolocation", "gps"),
    "contact": ("email", "e-mail", "phone", "telephone", "contact", "address"),
}  # fmt: skip
# What the label of a product sets apart and the lists filter by; families ask about it first.
SENSITIVE = (
    "social-security", "health", "disability", "discipline", "voice", "biometrics", "location",
)  # fmt: skip
NO_WAY_TO_REACH = re.compile(r"\b(?:ip|mac|internet protocol) address(?:es)?\b")
PATTERNS = {
    topic: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})")
    for topic, words in TOPICS.items()
}


@lru_cache(maxsize=1_000)  # because the same few elements are in most contracts
def topics(element: str) -> frozenset[str]:
    """Return the topics of an element, such as “health”; most elements have none."""
    words = NO_WAY_TO_REACH.sub("", element.lower())
    return frozenset(topic for topic, pattern in PATTERNS.items() if pattern.search(words))


def is_sensitive(element: str) -> bool:
    """Return whether an element is about one of the topics in `SENSITIVE`."""
    return not topics(element).isdisjoint(SENSITIVE)


def sensitive(data: Data) -> list[str]:
    """Return the elements that are sensitive."""
    return [element for element in data.elements if is_sensitive(element)]


def topics_of(data: Data) -> set[str]:
    """Return the topics of all elements."""
    return {
        topic for _, elements in data.kinds for element in elements for topic in topics(element)
    }


MAX_STEPS = 3
FTC = "https://consumer.ftc.gov/"


class Step(NamedTuple):
    """One thing to do: its sentence in `words.html`, a public source, and when it was checked."""

    name: str
    source: str
    checked: date


STEPS = {
    name: Step(name, source, date(2026, 11, 26))
    for name, source in {
        "freeze": f"{FTC}consumer-alerts/2019/03/new-protections-available-minors-under-16",
        "password": "https://www.identitytheft.gov/databreach",
        "talk": "https://www.cga.ct.gov/current/pub/chap_170.htm#sec_10-234bb",
        "calls": f"{FTC}articles/how-recognize-and-avoid-phishing-scams",
        "messages": f"{FTC}articles/how-recognize-and-avoid-phishing-scams",
        "ask": "https://www.cga.ct.gov/current/pub/chap_170.htm#sec_10-234bb",
    }.items()
}
# The most urgent first. Where two topics lead to the same step, it is one step.
STEPS_OF = (
    ("social-security", "freeze"),
    ("password", "password"),
    ("health", "talk"),
    ("disability", "talk"),
    ("discipline", "talk"),
    ("contact", "calls"),
)
OF_UNKNOWN_DATA = ("messages", "password", "ask")


def steps(data: Data | None) -> tuple[Step, ...]:
    """Return at most three steps, the most urgent first; without data, those that help with any."""
    if data is None:
        return tuple(STEPS[name] for name in OF_UNKNOWN_DATA)
    involved = topics_of(data)
    names = [name for topic, name in STEPS_OF if topic in involved]
    always = ("ask",) if "calls" in names else ("messages", "ask")
    chosen = dict.fromkeys([*names, *always])  # each once, in this order
    return tuple(STEPS[name] for name in [*chosen][:MAX_STEPS])
