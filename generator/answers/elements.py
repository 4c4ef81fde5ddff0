"""Elements of student data: what a change adds or removes, and what to do after a breach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from generator.content.data_elements import TOPICS, is_recognized, topics_of, worry
from generator.core.model import Breach, Data, Prose, Terms
from generator.core.notices import Notice

MAX_STEPS = 3
MAX_IN_ROW = 3  # elements of data
IN_ORDER = (*TOPICS, *Data._fields)  # of the groups of elements
FTC = "https://consumer.ftc.gov/"


SOURCES = {  # of steps
    "freeze": f"{FTC}consumer-alerts/2019/03/new-protections-available-minors-under-16",
    **dict.fromkeys(("account", "password"), "https://www.identitytheft.gov/databreach"),
    **dict.fromkeys(("calls", "messages"), f"{FTC}articles/how-recognize-and-avoid-phishing-scams"),
}
HOW_TO_PROTECT = f"{FTC}articles/how-protect-your-child-identity-theft"
FTC_IN_SPANISH = "https://consumidor.ftc.gov/"
FREEZE_IN_SPANISH = (
    f"{FTC_IN_SPANISH}alertas-para-consumidores/2019/03/"
    "nuevas-protecciones-disponibles-para-menores-de-16-anos"
)
# What the agency has in another language about the same, by language and address.
TRANSLATED_SOURCES = {
    "es": {
        SOURCES["freeze"]: FREEZE_IN_SPANISH,
        HOW_TO_PROTECT: FREEZE_IN_SPANISH,
        SOURCES["password"]: "https://www.robodeidentidad.gov/",
        SOURCES["calls"]: (
            f"{FTC_IN_SPANISH}articulos/como-reconocer-y-evitar-las-estafas-de-phishing"
        ),
    },
}
# What families ask about most: a product that does not collect it says so.
ASKED_ABOUT = (
    *("social-security", "location", "health", "discipline", "income", "messages", "recordings"),
    "biometrics",
)
OF_UNKNOWN_DATA = ("messages", "password", "ask")


class Step(NamedTuple):
    """One thing to do: its sentence in `advice.html`, and its public source, if it has one."""

    name: str
    source: str


class Glance(NamedTuple):
    """Data as a row of a list has it: what families fear, what else is first, and how much more."""

    worries: list[tuple[str, list[str]]]
    first: list[str]
    more: int


class Element(NamedTuple):
    """One element of data in the entry's words, and whether it is only on its own side."""

    name: str
    is_alone: bool


class ComparedKind(NamedTuple):
    """The elements of one kind on both sides."""

    name: str
    before: tuple[Element, ...]
    after: tuple[Element, ...]


class Comparison(NamedTuple):
    """Both sides by kind. If one side is not recorded, no element of the other is marked."""

    kinds: tuple[ComparedKind, ...]
    is_before_known: bool
    is_after_known: bool

    @property
    def gains(self) -> bool:
        """Return whether more may be collected after the change, as far as both are known."""
        return any(element.is_alone for kind in self.kinds for element in kind.after)

    @property
    def losses(self) -> bool:
        """Return whether something may no longer be collected, as far as both are known."""
        return any(element.is_alone for kind in self.kinds for element in kind.before)


def by_topic(data: Data) -> list[tuple[str, list[str]]]:
    """Return the elements about each sensitive topic, the most urgent first, and the rest by kind.

    Each pair begins with the name of a topic or a kind; each element is in the first that fits.
    """
    groups: dict[str, dict[str, str]] = {}
    for kind, elements in data.kinds:
        for element in elements:
            group = groups.setdefault(worry(element) or kind, {})
            group.setdefault(element.casefold(), element)
    return [(name, [*groups[name].values()]) for name in IN_ORDER if name in groups]


def urgent(data: Data) -> Data | None:
    """Return the elements of sensitive topics, by their kinds; None if there are none."""
    found = Data(*(tuple(filter(worry, of_kind)) for of_kind in data))
    return found if found.elements else None


def glance(data: Data) -> Glance:
    """Return what families fear, by topic, and the first of the other elements."""
    groups = by_topic(data)
    worries = [(name, elements) for name, elements in groups if name in TOPICS]
    others = [each for name, elements in groups if name not in TOPICS for each in elements]
    return Glance(worries, others[:MAX_IN_ROW], len(others[MAX_IN_ROW:]))


def data_changes(notices: Iterable[Notice]) -> dict[str, Comparison]:
    """Return a comparison for each notice of a contract that changes the data, by its anchor.

    A change that never happened changes nothing.
    """
    return {
        notice.anchor: compare(before.collects, after.collects)
        for notice in notices
        if isinstance(before := notice.before, Terms)
        and isinstance(after := notice.statement, Terms)
        and differ(before.collects, after.collects)
        and not notice.never_happened
    }


def gained(notice: Notice) -> tuple[str, ...]:
    """Return the elements that a change of a contract adds to what was recorded before."""
    before, after = notice.before, notice.statement
    if notice.withdrawn or not isinstance(before, Terms) or not isinstance(after, Terms):
        return ()
    kinds = compare(before.collects, after.collects).kinds
    return tuple(element.name for kind in kinds for element in kind.after if element.is_alone)


def differ(before: Data | None, after: Data | None) -> bool:
    """Return whether the elements differ, ignoring their order and capital letters."""
    return (before and before.keys) != (after and after.keys)


def compare(before: Data | None, after: Data | None) -> Comparison:
    """Return both sides with each element marked that the other side lacks, ignoring capitals."""
    both_known = before is not None and after is not None
    sides = zip(Data._fields, before or Data(), after or Data(), strict=True)
    kinds = tuple(
        ComparedKind(name, _marked(old, new, both_known), _marked(new, old, both_known))
        for name, old, new in sides
        if old or new
    )
    return Comparison(kinds, before is not None, after is not None)


def steps(data: Data | None) -> tuple[Step, ...]:
    """Return at most three steps, the most urgent first; none if no student data is involved.

    If nobody knows which data is, they are those that help with any.
    """
    names = [*OF_UNKNOWN_DATA]
    if data == Data():
        return ()
    if data is not None:
        names = [TOPICS[topic].step for topic in topics_of(data.elements) if TOPICS[topic].step]
        names += ("ask",) if "calls" in names else ("messages", "ask")
    chosen = [*dict.fromkeys(names)][:MAX_STEPS]  # each once, in this order
    return tuple(Step(name, SOURCES.get(name, "")) for name in chosen)


def source_in(address: str, language: str) -> str:
    """Return the address of the same advice in a language, or the address itself, in English."""
    return TRANSLATED_SOURCES.get(language, {}).get(address, address)


def usable(offer: Prose, breach: Breach, today: date) -> bool:
    """Return whether families can still use an offer; one without a last day ends with the case."""
    return offer.until.last_day >= today if offer.until else breach.is_open


def filters(data: Data) -> str:
    """Return what a list can be filtered by: the kinds of data, and its sensitive topics."""
    found = sensitive_topics(data)
    kinds = [kind for kind, _ in data.kinds]
    return " ".join([*kinds, "sensitive", *found] if found else kinds)


def has_full_list(data: Data) -> bool:
    """Return whether the data is all that may be collected, in words whose topics are known.

    Every kind is answered, and every element is recognized.
    """
    return data.has_every_kind and all(map(is_recognized, data.elements))


@lru_cache(maxsize=10_000)  # because a row of a list, its filters and its search ask for it
def sensitive_topics(data: Data | None) -> tuple[str, ...]:
    """Return the sensitive topics of data, in the order of `TOPICS`."""
    return tuple(t for t in topics_of(data.elements if data else ()) if TOPICS[t].is_sensitive)


def _marked(own: tuple[str, ...], other: tuple[str, ...], both_known: bool) -> tuple[Element, ...]:
    other_keys = {name.casefold() for name in other}
    return tuple(Element(name, both_known and name.casefold() not in other_keys) for name in own)
