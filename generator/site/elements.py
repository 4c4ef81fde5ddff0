"""What a family can do if elements of student data were breached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from generator.content.data_elements import topics_of

if TYPE_CHECKING:
    from generator.core.model import Data

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
