"""The dates of a breach on one line: their order, the days between, and where a picture of them puts each."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.core.dates import When
    from generator.core.model import Breach

APART = 8.5  # percent between two numbers of the picture, so that they do not touch on a narrow screen
ROOM = 17.0  # percent that the words « 10 days » need
MOST_NUMBERS = 12  # more of them leave no room to read one
HOURS_UNTIL = 72  # a notice to families is counted in hours up to three days


class Gap(NamedTuple):
    """The time from one date to the next; a month leaves room, then `least` and `most` differ."""

    least: int
    most: int
    unit: str = "days"


class Event(NamedTuple):
    """One date of a breach: its number in order from 1, or 0 where it is not known.

    `at`, `until`, `middle` and `flag` are percents of the picture's width: where it begins and ends, what is between,
    and where its number stands. `label` is the middle of the gap before it where there is room to write the days.
    """

    name: str
    first: When | None
    last: When | None
    number: int = 0
    gap: Gap | None = None
    at: float = 0.0
    until: float = 0.0
    middle: float = 0.0
    flag: float = 0.0
    label: float | None = None
    anchor: str = ""


class Timeline(NamedTuple):
    """All events in order; those with a date may be drawn."""

    events: tuple[Event, ...]

    @property
    def dated(self) -> list[Event]:
        """The events with a date."""
        return [event for event in self.events if event.number]

    @property
    def is_drawn(self) -> bool:
        """Say whether a picture tells anything: two events, on more than one day."""
        days = {when.day for event in self.dated for when in (event.first, event.last) if when}
        return len(self.dated) > 1 and len(days) > 1

    @property
    def is_crowded(self) -> bool:
        """Say whether the numbers of the picture would touch."""
        return len(self.dated) > MOST_NUMBERS


def timeline(breach: Breach) -> Timeline:
    """Return the timeline of a breach: the law's order, unless the dates are surely another."""
    told = list(_events(breach))
    dated: list[Event] = []
    for event in told:
        if event.first:
            dated.insert(_place(event, dated), event)
    shown = _drawn(_counted(dated))
    for i, event in enumerate(told):
        if not event.first:  # it stands after what comes before it in the law
            names = [(other.name, other.anchor) for other in shown]
            shown.insert(names.index((told[i - 1].name, told[i - 1].anchor)) + 1 if i else 0, event)
    return Timeline(tuple(shown))


def _events(breach: Breach) -> Iterator[Event]:
    """Yield the events in the law's order; an end is told where it is known or awaited."""
    first, last = breach.occurred or (None, None)
    yield Event("occurred", first, last)
    for name, when in (
        ("discovered", breach.discovered),
        ("received", breach.received),
        ("notified", breach.notified.at if breach.notified else None),
    ):
        yield Event(name, when, when)
    for i, update in enumerate(breach.updates, start=1):
        yield Event("update", update.on, update.on, anchor=f"update-{i}")
    if breach.resolved or not breach.withdrawn:
        yield Event("resolved", breach.resolved, breach.resolved)
    if breach.withdrawn:
        yield Event("withdrawn", breach.withdrawn.on, breach.withdrawn.on, anchor="withdrawal")


def _place(event: Event, dated: list[Event]) -> int:
    """Return where an event belongs among those before it in the law: earlier only if it surely was."""
    place = len(dated)
    while place and _surely_before(event, dated[place - 1]):
        place -= 1
    return place


def _surely_before(event: Event, other: Event) -> bool:
    return bool(event.first and other.first and event.first.surely_before(other.first))


def _counted(dated: list[Event]) -> list[Event]:
    """Number the events, and count the time from each to the next."""
    before: list[Event | None] = [None, *dated]
    return [
        event._replace(number=i, gap=_gap(earlier, event) if earlier else None)
        for i, (earlier, event) in enumerate(zip(before, dated, strict=False), start=1)
    ]


def _gap(earlier: Event, later: Event) -> Gap | None:
    """Return the time between two events; none where the later one began before the earlier one was over."""
    start, end = earlier.last, later.first
    assert start and end
    is_exact = start.precision == end.precision == "minute" and not (start.twice or end.twice)
    if later.name == "notified" and is_exact:
        passed = end.start.astimezone(UTC) - start.start.astimezone(UTC)
        hours = max(1, -(-passed // timedelta(hours=1)))  # a begun hour counts
        if passed >= timedelta() and hours <= HOURS_UNTIL:
            return Gap(hours, hours, "hours")
    most = (end.last_day - start.day).days
    return Gap(max(0, (end.day - start.last_day).days), most) if most >= 0 else None


def _drawn(dated: list[Event]) -> list[Event]:
    """Give each event its place in the picture: to scale, its number beside it where two are close."""
    if not dated:
        return []
    spans = [_span(event) for event in dated]
    start = min(first for first, _ in spans)
    length = max(last for _, last in spans) - start

    def percent(moment: float) -> float:
        return min((moment - start) / length * 100, 100.0) if length else 50.0

    placed, before = [], 0.0
    for event, (first, last) in zip(dated, spans, strict=True):
        at, until = percent(first), percent(last)
        if at == until:  # a day may be any of its hours: keep the order
            at = until = max(at, min(before, percent(_latest(event))))
        placed.append(event._replace(at=round(at, 1), until=round(until, 1), middle=round((at + until) / 2, 1)))
        before = until
    flags = _apart([event.middle for event in placed])
    befores: list[Event | None] = [None, *placed]
    return [
        event._replace(flag=flag, label=_label(earlier, event) if earlier else None)
        for event, earlier, flag in zip(placed, befores, flags, strict=False)
    ]


def _span(event: Event) -> tuple[float, float]:
    """Return the first and the last second of an event; of a day or a minute the first alone."""
    assert event.first and event.last
    first = event.first.start.timestamp()
    lasts = event.first != event.last or event.first.precision == "month"
    return first, event.last.end.timestamp() if lasts else first


def _latest(event: Event) -> float:
    assert event.last
    return event.last.end.timestamp()


def _apart(places: list[float]) -> list[float]:
    """Return places moved so far that any two in a row are apart, all of them from 0 to 100."""
    step = min(APART, 100 / max(1, len(places) - 1))
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + step) if moved else place)
    limit = 100.0
    for i in reversed(range(len(moved))):
        moved[i] = limit = min(moved[i], limit)
        limit -= step
    return [round(max(0.0, place), 1) for place in moved]


def _label(earlier: Event, event: Event) -> float | None:
    """Return the middle between two events, if the days between are exact and there is room to write them."""
    exact = event.gap and event.gap.unit == "days" and event.gap.least == event.gap.most > 0
    return round((earlier.until + event.at) / 2, 1) if exact and event.at - earlier.until >= ROOM else None
