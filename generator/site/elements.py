"""What an element of student data is about, recognized by its words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.core.model import Data

# Words of elements, as districts in the United States write them; a word stands at its beginning.
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


def topics_of(data: Data) -> set[str]:
    """Return the topics of all elements."""
    return {
        topic for _, elements in data.kinds for element in elements for topic in topics(element)
    }
