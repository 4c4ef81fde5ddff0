"""The content of lists: entries with their status, sorted notices, changes by year, and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import NamedTuple
from unicodedata import combining, normalize

from generator.answers.elements import has_full_list, sensitive_topics
from generator.answers.timing import Deadline, deadlines
from generator.content.data_elements import TOPICS
from generator.content.school_names import plain_name
from generator.core.dates import When
from generator.core.model import CONTRACT_STATUSES, Breach, Contract, Data, Entry, Terms, remembered
from generator.core.notices import Notice, notices
from generator.core.settings import School
from generator.core.site import Site
from generator.law.record import RecordRow, entry_rows

# The grades by which a school is of a level, and those of all students of the level.
LEVELS = {
    "preschool": (("PK",), ("PK",)),
    "elementary": (("1", "2", "3"), ("K", "1", "2", "3", "4", "5")),
    "middle": (("7",), ("6", "7", "8")),
    "high": (("10", "11"), ("9", "10", "11", "12")),
}
PARTS = ("now", "brief", "ended")  # of the list of contracts
BREACH_STATUSES = ("open", "resolved", "withdrawn", "unrecorded")
# The parts of a year's page, and the kinds of notices and ends that each has.
CHANGES = {
    "breaches": ("breach", "update"),
    "resolved": ("resolved",),
    "new": ("contract",),
    "renewed": ("renewal", "amendment"),
    "ended": ("ended",),
    "withdrawn": ("withdrawal",),
}


class Row(NamedTuple):
    """A contract in a list, with its current terms, its status, and whether a breach is open.

    `namesake` tells it apart from others of that title, see `namesakes`.
    """

    contract: Contract
    current: Terms
    status: str
    is_breached: bool
    namesake: When | str | None

    @property
    def is_sensitive(self) -> bool:
        """Whether it may have data that families fear for."""
        return bool(sensitive_topics(self.current.collects))

    @property
    def part(self) -> str:
        """Its part of the list: `ended`, `now`, or `brief` if little is on file.

        That is if neither its data nor its end, or neither its data nor its use, is on file.
        """
        if self.status in ("ended", "withdrawn"):
            return "ended"
        has_use = self.current.purpose or self.current.description
        is_known = self.current.collects is not None or (has_use and self.status != "unknown")
        return "now" if is_known else "brief"


class RecordedNotice(NamedTuple):
    """A notice in the public record: when it was posted, and its deadlines.

    `posted` is None if it is not recorded. `deadlines` is empty unless the settings show them.
    """

    notice: Notice
    posted: When | None
    deadlines: tuple[Deadline, ...]


def affects(schools: tuple[str, ...] | None, school: School, when: When | None) -> bool:
    """Return whether an entry of a date, for some schools, may affect a school.

    No schools means all that existed then.
    """
    return school.id in schools if schools else school.is_open_on(when)


def levels(schools: Iterable[School]) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """Return each level that schools have: its name, the ids of the schools, and its grades."""
    found = [
        (level, [s.id for s in schools if {*s.grades}.intersection(typical)], grades)
        for level, (typical, grades) in LEVELS.items()
    ]
    return [(level, ids, grades) for level, ids, grades in found if ids]


def held_topics(all_data: Iterable[Data | None]) -> list[str]:
    """Return the sensitive topics in the data of a list, those of most entries first."""
    counts = Counter(topic for data in all_data for topic in sensitive_topics(data))
    return [topic for topic, _ in counts.most_common()]


class Absent(NamedTuple):
    """The sensitive topics that no product lists; and how many lists are whole, and are not."""

    topics: tuple[str, ...] = ()
    known: int = 0
    unknown: int = 0


def absent_topics(all_data: Iterable[Data | None]) -> Absent:
    """Return what the data of all products are not about; no data is a whole list."""
    all_data = list(all_data)
    held = held_topics(all_data)
    known = sum(data is not None and (data == Data() or has_full_list(data)) for data in all_data)
    topics = tuple(t for t, topic in TOPICS.items() if topic.is_sensitive and t not in held)
    return Absent(topics if known else (), known, len(all_data) - known)


def sorted_notices(site: Site) -> list[Notice]:
    """Return all notices, newest first, by id if the time is the same, and undated ones last."""
    keyed = chain.from_iterable(map(_keyed_notices, site.entries))
    return [notice for _, notice in sorted(keyed, key=itemgetter(0))]


@remembered
def _keyed_notices(entry: Entry) -> list[tuple[tuple[float, str], Notice]]:
    """Return the notices of an entry, each with what it is sorted by."""
    return [(_newest(notice), notice) for notice in notices(entry)]


def _newest(notice: Notice) -> tuple[float, str]:
    return -notice.dated.start.timestamp() if notice.dated else float("inf"), notice.id


def changes_by_year(site: Site, news: list[Notice]) -> dict[int, dict[str, list[Notice]]]:
    """Return the dated notices and ends of each year by `CHANGES`, all of it newest first."""
    parts = {kind: part for part, kinds in CHANGES.items() for kind in kinds}
    years = defaultdict[int, dict[str, list[Notice]]](lambda: {part: [] for part in CHANGES})
    ends = chain.from_iterable(map(_keyed_ends, site.entries))
    ended = (end for _, end in sorted(ends, key=itemgetter(0)) if _has_ended(end, site.now))
    for notice in (*news, *ended):  # no part has of both
        if notice.dated:
            years[notice.dated.start.year][parts[notice.kind]].append(notice)
    return dict(sorted(years.items(), reverse=True))


@remembered
def _keyed_ends(entry: Entry) -> list[tuple[tuple[float, str], Notice]]:
    """Return each end of an entry with what it is sorted by. It is no notice, and has no id."""
    if entry.withdrawn:
        return []
    if isinstance(entry, Contract):
        ends = [Notice(entry, "ended", 0, end, entry.current) for _, end in entry.periods if end]
    elif entry.resolved:
        ends = [Notice(entry, "resolved", 0, entry.resolved, entry.current)]
    else:
        ends = []
    return [(_newest(end), end) for end in ends]


def _has_ended(end: Notice, now: datetime) -> bool:
    """Return whether a contract has ended; a breach that is resolved already has."""
    return end.kind == "resolved" or bool(end.dated and end.dated.has_ended(now))


def shown_rows(site: Site) -> list[RecordRow]:
    """Return the rows that the page of the record shows; all if the settings show deadlines."""
    has_limits = site.settings.show_deadlines
    duties = [duty for duty in site.settings.duties if has_limits or duty.done == "posted"]
    each = (entry_rows(entry, duties, site.now, site.postings) for entry in site.entries)
    return [*chain.from_iterable(each)]


def recorded(
    notices: Iterable[Notice], rows: Iterable[RecordRow], has_limits: bool
) -> list[RecordedNotice]:
    """Return notices with what these rows of the record say about each, in the same order."""
    by_notice = defaultdict[str, list[RecordRow]](list)
    for row in rows:
        by_notice[row.notice.id].append(row)
    return [_recorded(notice, by_notice[notice.id], has_limits) for notice in notices]


def _recorded(notice: Notice, rows: list[RecordRow], has_limits: bool) -> RecordedNotice:
    posted = next((row.done for row in rows if row.duty.done == "posted"), notice.posted)
    return RecordedNotice(notice, posted, deadlines(rows) if has_limits else ())


def namesakes(notices: Iterable[Notice]) -> dict[str, When | str]:
    """Return what tells notices of the same kind and title apart, by id: their days, or their ids.

    It completes the name of a link whose text may be that of another link on the page.
    """
    groups = defaultdict[tuple[str, str], list[Notice]](list)
    for notice in notices:
        kind = "change" if notice.kind in ("renewal", "amendment") else notice.kind
        groups[kind, notice.title].append(notice)
    names: dict[str, When | str] = {}
    for group in groups.values():
        if len(group) > 1:
            days = {notice.dated and notice.dated.iso[:10] for notice in group}
            has_days = len(days) == len(group)
            names |= {
                notice.id: notice.dated if notice.dated and has_days else notice.id
                for notice in group
            }
    return names


def until(now: datetime, notices: list[Notice]) -> list[Notice]:
    """Return the notices with a date that is not in the future."""
    return [notice for notice in notices if notice.dated and notice.dated.has_begun(now)]


def last_changed(notices: Iterable[Notice], site: Site) -> When | None:
    """Return when the newest of some notices was given, according to its entry or git."""
    dates = []
    for notice in notices:
        posting = site.postings.get(notice.id) if site.postings else None
        commit = posting and posting.first
        dates.append(notice.given or (commit and commit.when(site.now.tzinfo)))
    return max((when for when in dates if when), key=lambda when: when.start, default=None)


def by_name(breaches: Iterable[Breach]) -> dict[str, list[Breach]]:
    """Return breaches by each plain name in them, of a company or of a product."""
    named = defaultdict[str, list[Breach]](list)
    for breach in breaches:
        for name in {plain_name(breach.contractor), plain_name(breach.product)} - {""}:
            named[name].append(breach)
    return named


def about(contract: Contract, named: Mapping[str, list[Breach]]) -> tuple[list[Breach], ...]:
    """Return the breaches about a contract or its product, and those with only one of its names.

    A name that the contract had earlier counts. `named` is what `by_name` returns.
    """
    terms = [*contract.statements()][::-1]
    companies = dict.fromkeys(plain_name(each.contractor) for each in terms)
    products = dict.fromkeys(plain_name(each.product) for each in terms)
    names = [*companies, *products]
    found = {breach.id: breach for name in names for breach in named.get(name, ())}.values()
    own = [
        breach
        for breach in found
        if contract.id in breach.contract
        or (plain_name(breach.contractor) in companies and plain_name(breach.product) in products)
    ]
    return own, [breach for breach in found if breach not in own]


def of_section(notices: list[Notice], section: str) -> list[Notice]:
    """Return the notices of “contracts” or “breaches”."""
    return [notice for notice in notices if notice.entry.section == section]


class ByWorry(NamedTuple):
    """Products of a school: what may have sensitive data, the rest, and of what little is known."""

    sensitive: list[Row]
    others: list[Row]
    brief: list[Row]


def by_worry(rows: Iterable[Row]) -> ByWorry:
    """Return rows in three parts, open breaches first; an open breach is never in `brief`."""
    found = ByWorry([], [], [])
    for row in sorted(rows, key=lambda row: not row.is_breached):
        if row.is_sensitive:
            found.sensitive.append(row)
        elif row.part == "brief" and not row.is_breached:
            found.brief.append(row)
        else:
            found.others.append(row)
    return found


class GradeCounts(NamedTuple):
    """How many open breaches and products may concern a grade, and how many may be sensitive."""

    breaches: int
    products: int
    sensitive: int


def grade_counts(
    grade: str,
    rows: Iterable[Row],
    breaches: Iterable[Breach],
    grades_of: Callable[[Breach], Sequence[str]],
) -> GradeCounts:
    """Return what may concern a grade; what names no grade may concern each."""
    used = [row for row in rows if grade in (row.current.grades or (grade,))]
    involved = [b for b in breaches if b.is_open and grade in (grades_of(b) or (grade,))]
    return GradeCounts(len(involved), len(used), sum(row.is_sensitive for row in used))


def parts(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return the parts of the list that have rows; all but the first are folded."""
    found: dict[str, list[Row]] = {name: [] for name in PARTS}
    for row in rows:
        found[row.part].append(row)
    return [(name, part) for name, part in found.items() if part]


def a_to_z(rows: Iterable[Row]) -> list[Row]:
    """Return rows by title, whatever its case and accents."""
    return sorted(rows, key=lambda row: (_letters(row.contract.title), row.contract.id))


def _letters(title: str) -> str:
    if title.isascii():
        return title.casefold()
    return "".join(c for c in normalize("NFKD", title).casefold() if not combining(c))


def product_counts(rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of contracts in each status."""
    return count_by_status((row.status for row in rows), CONTRACT_STATUSES)


def breach_counts(breaches: Iterable[Breach]) -> dict[str, int]:
    """Return the number of breaches in each status."""
    return count_by_status((breach.status for breach in breaches), BREACH_STATUSES)


def count_by_status(entries: Iterable[str], statuses: tuple[str, ...]) -> dict[str, int]:
    """Return how often each status occurs, in the order of `statuses`."""
    counts = Counter(entries)
    return {status: counts[status] for status in statuses}
