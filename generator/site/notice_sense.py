"""What a program can read in a file of notices, and a person probably did not mean.

Everything here is about a document that fits the schema.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from generator.core.model import GRADES, website_host
from generator.core.problems import count, listed
from generator.core.site import FOLDERS

Json = Any
Notice = Mapping[str, Json]
Steps = tuple[str | int, ...]  # the names and positions that lead to a value, from the top
TAG = r"(?i)tag:(?:[^,:@]*@)?([^,:@]+),"
LENGTH_OF_DAY = 10  # of 2025-08-18
# Of two dates of one notice, the first should not be after the second.
ORDERS = (
    ("executed", "expires"),
    ("effective", "expires"),
    ("deletion.asked", "deletion.confirmed"),
    ("occurred.from", "occurred.to"),
    ("occurred.from", "discovered"),
    ("discovered", "received"),
    ("occurred.from", "received"),
    ("occurred.from", "learned"),
    ("received", "resolved"),
    ("learned", "resolved"),
)
ORDERS_OF_ITEM = (
    ("notified.at", "notified.until"),
    ("executed", "notified.at"),
    ("received", "notified.at"),
)
# The dates that `modified` counts: of an item of the history, and of the notice.
NEWS_OF_ITEM = ("executed", "received", "announced", "notified.at", "notified.until")
NEWS = ("withdrawn.on", "resolved", "deletion.asked", "deletion.confirmed")
# What the first item of the history says again.
SAME_IN_FIRST = ("id", "executed", "received")


class Doubt(NamedTuple):
    """What is doubtful: the place of a value or of its name, the message, and what to fill in."""

    at: Steps
    code: str
    values: Mapping[str, str]
    is_name: bool = False


def pointer(at: Iterable[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of a place."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in at)
    return "".join(f"/{step}" for step in steps) or "/"


def is_day(text: str) -> bool:
    """Return whether there is such a day: there is no 2026-02-30."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(text: str) -> bool:
    """Return whether the IANA database has a time zone."""
    return text in _zones()


def doubts(document: Notice) -> Iterator[Doubt]:
    """Yield what is doubtful in a document: in each notice, then between them."""
    ids = {notice["id"] for _, notice in _notices(document)}
    for at, notice in _notices(document):
        yield from _order(at, notice)
        yield from _history(at, notice)
        yield from _contradictions(at, notice)
        yield from _dangling(at, notice, document, ids)
        yield from _inner_names(at, notice)
        yield from _weak_links(at, notice)
    for i, removed in enumerate(document.get("removed") or ()):
        if removed["id"] in ids:
            yield _odd(("removed", i), "its notice, or an item before it, has the same id")
        ids.add(removed["id"])
    yield from _schools_of_publisher(document)
    yield from _updated(document)
    yield from _foreign(document)


def _notices(document: Notice) -> Iterator[tuple[Steps, Notice]]:
    for section in FOLDERS:
        for i, notice in enumerate(document.get(section) or ()):
            yield (section, i), notice


def _value(notice: Notice, path: str) -> Json:
    """Return the value at a path such as `deletion.asked`, or None."""
    value: Json = notice
    for name in path.split("."):
        value = value and value.get(name)
    return value


def _is_before(first: str, second: str) -> bool:
    """Return whether a date is surely before another, as far as both are known.

    A day and a time are compared as days, because the offset of a day is not in it.
    """
    if len(first) > LENGTH_OF_DAY and len(second) > LENGTH_OF_DAY:
        return datetime.fromisoformat(first) < datetime.fromisoformat(second)
    length = min(len(first), len(second), LENGTH_OF_DAY)
    return first[:length] < second[:length]


def _order(at: Steps, notice: Notice) -> Iterator[Doubt]:
    """Yield dates of a notice that cannot be in their order."""
    yield from _orders(at, notice, ORDERS)
    for i, item in enumerate(notice.get("history") or ()):
        yield from _orders((*at, "history", i), item, ORDERS_OF_ITEM)
    if modified := notice.get("modified"):
        later = (way for way, when in _dates_of_news(notice) if _is_before(modified, when))
        if way := next(later, None):
            yield _too_early((*at, "modified"), (*at, *way))
    grades = notice.get("grades")
    if grades and grades != [grade for grade in GRADES if grade in grades]:
        yield _odd((*at, "grades"), "its grades are not in order")


def _dates_of_news(notice: Notice) -> Iterator[tuple[Steps, str]]:
    """Yield each date that `modified` counts, with its place in the notice."""
    for i, item in enumerate(notice.get("history") or ()):
        for path in NEWS_OF_ITEM:
            if when := _value(item, path):
                yield ("history", i, *path.split(".")), when
    for path in NEWS:
        if when := _value(notice, path):
            yield (*path.split("."),), when


def _orders(at: Steps, values: Notice, orders: Iterable[tuple[str, str]]) -> Iterator[Doubt]:
    for earlier, later in orders:
        if earlier.partition(".")[0] not in values:  # of most notices, which is fast
            continue
        first, second = _value(values, earlier), _value(values, later)
        if first and second and second != "none" and _is_before(second, first):
            yield _too_early((*at, *later.split(".")), (*at, *earlier.split(".")))


def _too_early(at: Steps, other: Steps) -> Doubt:
    """Return the doubt that a date is before another, which should be earlier."""
    return Doubt(at, "W172", {"field": pointer(at), "order": "before", "other": pointer(other)})


def _odd(at: Steps, reason: str) -> Doubt:
    """Return the doubt that a value cannot be meant, for a reason that is in the file."""
    return Doubt(at, "W176", {"field": pointer(at), "reason": reason})


def _history(at: Steps, notice: Notice) -> Iterator[Doubt]:
    """Yield items that are not in order, have an id twice, or contradict the notice."""
    items = notice.get("history")
    if not items:
        return
    here = (*at, "history")
    yield from _each_item(here, items)
    yield from _first_and_last(at, notice, items)
    dated = [(i, when) for i, item in enumerate(items) if (when := _dated(item))]
    for (i, first), (j, second) in pairwise(dated):
        if _is_before(second, first):
            yield _too_early((*here, j), (*here, i))


def _each_item(here: Steps, items: Sequence[Notice]) -> Iterator[Doubt]:
    """Yield an id that an earlier item has, and an item that says two things of one notice."""
    seen = set[str]()
    for i, item in enumerate(items):
        id = item.get("id")
        if id in seen:
            yield _odd((*here, i, "id"), "an earlier item has it")
        if id:
            seen.add(id)
        if item.get("told_earlier") and item.get("notified"):
            yield _odd((*here, i, "told_earlier"), "`notified` is given")


def _first_and_last(at: Steps, notice: Notice, items: Sequence[Notice]) -> Iterator[Doubt]:
    """Yield what the first item says otherwise than the notice, and what is after the last one."""
    if items[-1].get("was"):
        reason = "after the last item holds what the notice says"
        yield _odd((*at, "history", len(items) - 1, "was"), reason)
    for name in SAME_IN_FIRST:
        first, now = items[0].get(name), notice.get(name)
        if first and now and first != now:
            yield _odd((*at, "history", 0, name), f"`{pointer((*at, name))}` differs")


def _dated(item: Notice) -> str | None:
    """Return the date by which an item of the history has its place."""
    for name in ("announced", "executed", "received", "posted"):
        if when := item.get(name):
            return str(when)
    return None


def _contradictions(at: Steps, notice: Notice) -> Iterator[Doubt]:
    """Yield a status that other properties contradict, and elements that are in one list only."""
    if reason := _against_status(notice):
        yield _odd((*at, "status"), reason)
    for name in ("collects", "involves") if notice.get("law") else ():
        kinds = _value(notice, f"law.us-ct.{name}") or {}
        named = {element for elements in kinds.values() for element in elements or ()}
        if kinds and (missing := sorted(named - {*(notice.get("elements") or ())})):
            reason = f"`elements` lacks {listed(missing[:3], 'and')}"
            yield _odd((*at, "law", "us-ct", name), reason)


def _against_status(notice: Notice) -> str:
    """Return what contradicts the status of a notice; or ""."""
    status = notice.get("status")
    if status == "withdrawn":
        return "" if notice.get("withdrawn") else "`withdrawn` is not given"
    if status and notice.get("withdrawn"):
        return "`withdrawn` is given"
    return "`resolved` is given" if status == "open" and notice.get("resolved") else ""


def _dangling(at: Steps, notice: Notice, document: Notice, ids: set[str]) -> Iterator[Doubt]:
    """Yield ids that name nothing in the file."""
    if document.get("contracts") is not None:
        for i, id in enumerate(notice.get("contracts") or ()):
            if id not in ids:
                yield _names_nothing((*at, "contracts", i), id)
    publisher = notice.get("publisher") or document.get("publisher") or {}
    schools = notice.get("schools")
    if isinstance(schools, list) and publisher.get("schools"):
        known = {school["id"] for school in publisher["schools"]}
        for i, id in enumerate(schools):
            if id not in known:
                yield _names_nothing((*at, "schools", i), id)


def _inner_names(at: Steps, notice: Notice) -> Iterator[Doubt]:
    """Yield dates called approximate and translated items that the notice does not have."""
    for i, name in enumerate(notice.get("approximate") or ()):
        if notice.get(name) is None:
            yield _names_nothing((*at, "approximate", i), name)
    ids = {item.get("id") for item in notice.get("history") or ()} | {None}
    for language, translation in (notice.get("translations") or {}).items():
        translated = (translation or {}).get("history") or ()
        for i, id in enumerate(item.get("id") for item in translated):
            if id not in ids:
                yield _names_nothing((*at, "translations", language, "history", i, "id"), id)


def _updated(document: Notice) -> Iterator[Doubt]:
    """Yield the `updated` of a file if a notice in it was modified later."""
    if updated := document.get("updated"):
        for at, notice in _notices(document):
            if (modified := notice.get("modified")) and _is_before(updated, modified):
                yield _too_early(("updated",), (*at, "modified"))
                return


def _schools_of_publisher(document: Notice) -> Iterator[Doubt]:
    schools = _value(document, "publisher.schools") or ()
    known = {school["id"] for school in schools}
    for i, school in enumerate(schools):
        if school.get("into") and school["into"] not in known:
            yield _names_nothing(("publisher", "schools", i, "into"), school["into"])


def _names_nothing(at: Steps, id: str) -> Doubt:
    return Doubt(at, "W171", {"field": pointer(at), "value": id})


def _weak_links(at: Steps, notice: Notice) -> Iterator[Doubt]:
    """Yield what links notices and cannot tell one product or one breach from others."""
    named: list[tuple[Steps, Notice]] = [
        ((name,), notice[name]) for name in ("product", "vendor") if notice.get(name)
    ]
    named += [(("products", i), each) for i, each in enumerate(notice.get("products") or ())]
    for way, each in named:
        for i, address in enumerate(each.get("same_as") or ()):
            if address.rstrip("/") == (each.get("website") or "").rstrip("/"):
                reason = "it is the website, which many notices name"
                yield _odd((*at, *way, "same_as", i), reason)
    links = _value(notice, "incident.same_as")
    if not links:
        return
    typed = [link for link in links if link.startswith("hibp:")]
    if len({*typed}) > 1:
        reason = "one breach has several names in Have I Been Pwned, so none of them joins it"
        yield _odd((*at, "incident", "same_as"), reason)


def _foreign(document: Notice) -> Iterator[Doubt]:
    """Yield one doubt for each domain that is not the publisher's, of ids and of addresses."""
    found: dict[tuple[str, str], list[Steps]] = defaultdict(list)
    homes = frozenset(_homes(document, document.get("publisher") or {}))
    total = 0
    for at, notice in _notices(document):
        total += 1
        own = homes
        if notice.get("publisher"):
            own = frozenset(_homes({}, notice["publisher"]))
        for name in ("id", "url"):
            domain = _domain(notice[name])
            if domain and not _is_home(domain, own):
                found[name, domain].append((*at, name))
    for (name, domain), places in found.items():
        if name == "id" and len(places) * 2 > total:
            continue  # a name of the publisher's own, which need not be that of its website
        says = {"field": pointer(places[0]), "value": domain, "times": count(len(places), "notice")}
        yield Doubt(places[0], "W173", says)


@lru_cache(maxsize=10_000)
def _is_home(domain: str, homes: frozenset[str]) -> bool:
    return any(_is_same_domain(domain, home) for home in homes)


def _homes(document: Notice, publisher: Notice) -> set[str]:
    """Return the domains of a publisher and of its file."""
    addresses = [publisher.get("url"), document.get("self"), *(document.get("formerly") or ())]
    email = (_value(publisher, "contact.email") or "").rpartition("@")[2]
    homes = {*(website_host(address) for address in addresses if address), email.lower()}
    return {*map(_as_ascii, homes)} - {""}


def _domain(text: str) -> str:
    """Return the domain that an id or an address names, or nothing."""
    tag = re.match(TAG, text)
    return _as_ascii(tag[1].lower() if tag else website_host(text))


def _as_ascii(host: str) -> str:
    """Return a host as it is on the wire: that of bücher.example is xn--bcher-kva.example."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _is_same_domain(first: str, second: str) -> bool:
    return f".{first}".endswith(f".{second}") or f".{second}".endswith(f".{first}")
