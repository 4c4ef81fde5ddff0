"""What is due: duties that are not done, and days that come soon, such as the end of a contract.

`notices due`, the reminders, the warnings of the check (which the preview shows) and the letters
read `DUE_KINDS`. Something new that is due is one row of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Literal, NamedTuple

from generator.core.dates import When
from generator.core.model import Breach, Contract, Data, Entry
from generator.core.notices import Notice, YearlyNotice, notices
from generator.core.problems import count, listed, shorten
from generator.law.clocks import local
from generator.law.record import COLUMNS, RecordRow

DueState = Literal["overdue", "open", "unknown", "ending"]
DueEvent = Literal["notified", "change", "update", "deletion", "correction"]

# The check refuses these dates, means and names, so that nobody can leave them as they are.
DAY = "YYYY-MM-DD"
MOMENT = f"{DAY} HH:MM"
HOW = "HOW"
# A field of a correction, and what to write for it.
RIGHT = {
    "received": MOMENT,
    "discovered": MOMENT,
    "by": HOW,
    "agreement": "files/NAME OF THE FILE.pdf",
    "notified": f"{{at: {MOMENT}, by: {HOW}}}",
}
NOT_DATED = "unknown, because the date it is counted from is missing"
NO_LIMIT = "none, because neither state law nor the district has set a limit"
ALL_HAD_BEEN_TOLD = (
    " If the earlier notices had reached all of these families, write `notified: earlier` there "
    "instead."
)
YEARLY = "yearly"  # what a message is about, if it gives families the address of the website


# What a reminder says of the date that a deadline is counted from.
COUNTED_FROM = {
    "executed": "Signed",
    "received": "Arrived",
    "year": "For the year from",
    "learned": "The district learned about it",
    "discovered": "The company discovered it",
}


class NewFile(NamedTuple):
    """A file to add: its path from the root, and its text with placeholders to replace."""

    path: str
    text: str


class DueWords(NamedTuple):
    """How something due is announced in one state; `Due.values` fills the placeholders.

    `sentence` has no period, and `title` is that of a reminder.
    """

    sentence: str
    title: str


class DueKind(NamedTuple):
    """One kind of thing that is due; `Due.values` fills the placeholders of its texts.

    Its `event` is how the desk calls what is to be added once it is done: for `notified`, that is a
    message, and for any other event the file has its name.

    A kind with a `day` is due at the end of that day of an entry, and announced `ahead` of it.
    Its first state lasts until then. It is overdue afterward, if it has words for that; if not,
    it is over. `tally` is what to say of one and of several. All other kinds are duties, and come
    from the record.
    """

    advice: str  # what to do, and which file to add afterward
    instructions: str  # of a reminder, in Markdown, with `link` to where the file is added
    words: Mapping[DueState, DueWords]
    event: DueEvent = "notified"  # of the desk
    fields: tuple[str, ...] = ()  # of a correction
    hint: str = ""  # advice of the check
    day: Callable[[Entry], When | None] | None = None
    ahead: timedelta = timedelta()
    verb: str = ""  # of its day, in the key of a reminder; no other kind has the same
    closing: str = ""  # why a reminder is closed, if it is not a duty's
    tally: tuple[str, str] = ("", "")


class Due(NamedTuple):
    """Something that is due, and the time left for it, which is negative if it is overdue.

    `row` is its duty in the record, if it is one; if not, `day` is its day as in an entry. `by` is
    the day or moment in words, and `ends` the exact moment. `left` and `ends` are None if an entry
    lacks the date to count from.
    """

    name: str  # of its kind
    notice: Notice | YearlyNotice
    state: DueState
    by: str
    ends: datetime | None
    left: timedelta | None
    row: RecordRow | None = None
    day: str = ""

    @property
    def kind(self) -> DueKind:
        """The row of the table that says what to do."""
        return DUE_KINDS[self.name]

    @property
    def words(self) -> DueWords:
        """The words of its state."""
        return self.kind.words[self.state]

    @property
    def sentence(self) -> str:
        """What is due by when, and how far that is from now, without a period."""
        return self.words.sentence.format_map(self.values)

    @property
    def advice(self) -> str:
        """What to do, and which file to add afterward."""
        is_told = self.row and (self.row.not_electronic or self.row.unclear)
        why = f"{self.row.why}. " if self.row and is_told else ""
        more = ALL_HAD_BEEN_TOLD if self.row and self.row.may_add_nobody else ""
        return why + self.kind.advice.format_map(self.values) + more

    @property
    def about(self) -> str:
        """The id of what is to be added to: the notice, or the message of which the means lack."""
        told = self.notice.notified
        if told and told.message and self._lacks_means:
            return told.message
        return YEARLY if isinstance(self.notice, YearlyNotice) else self.notice.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its correction; none if it is no correction."""
        if self._lacks_means and self.about.startswith("messages/"):
            return ("by",)
        lacks = self.row.lacks if self.row else ()
        return tuple(name for name in self.kind.fields if name in lacks) or self.kind.fields

    @property
    def _lacks_means(self) -> bool:
        return bool(self.row and "by" in self.row.lacks)

    @property
    def file(self) -> NewFile:
        """The file to add once it is done."""
        event = self.kind.event
        if event == "notified":
            return message(self.about)
        if event == "correction":
            return correction(self.about, {name: self._right(name) for name in self.fields})
        return NewFile(f"content/{self.about}/{event}-{DAY}.md", TEXTS[event])

    def _right(self, field: str) -> str:
        """Return what to write for a field of its correction."""
        told = self.notice.notified
        if field != "notified" or not told:
            return RIGHT[field]
        until = f", until: {told.until.written}" if told.until else ""
        return f"{{at: {told.at.written}{until}, by: {HOW}}}"

    @property
    def key(self) -> str:
        """What identifies its reminder among all others, forever."""
        return duty_key(self.row) if self.row else f"{self.notice.id} {self.kind.verb} {self.day}"

    @property
    def values(self) -> dict[str, str]:
        """The values of the placeholders in the texts of its kind."""
        notice = self.notice
        left = abs(self.left or timedelta())
        values = {
            "id": notice.id,
            "title": shorten(notice.title),
            "subject": subject(notice),
            "name": self.name,
            "by": self.by,
            "left": duration_text(left),
            "days": count(left.days, "day") if left.days else "less than a day",
        }
        return values | (_values_of_duty(self.row) if self.row else {})

    @property
    def facts(self) -> dict[str, object]:
        """The columns of the record, the entry's path, the exact moment, and the minutes left."""
        facts = {"notice": self.notice.id, "duty": self.name, "due": self.day, "state": self.state}
        cells = self.row.cells() if self.row else facts
        return {
            **{name: cells.get(name) or None for name in COLUMNS},
            "path": self.notice.path,
            "moment": self.ends and self.ends.isoformat(timespec="minutes"),
            "minutes_left": None if self.left is None else self.left // timedelta(minutes=1),
        }


def due(
    now: datetime,
    rows: Iterable[RecordRow],
    entries: Iterable[Entry] = (),
    within: timedelta | None = None,
) -> list[Due]:
    """Return what is due: duties first, then days that come soon; the soonest first.

    Duties that are open are included if at most `within` is left (None: always); duties that are
    overdue or of unknown deadline always are. `now` is in the district's time zone.
    """
    duties = [_duty(now, row) for row in rows if _is_to_do(row)]
    wanted = [item for item in duties if within is None or _left(item) <= within]
    days = sorted(_days(now, entries, within), key=lambda item: (_left(item), item.notice.id))
    return [*sorted(wanted, key=_left), *days]


def _is_to_do(row: RecordRow) -> bool:
    """Return whether the district has to do something: it asks a contractor that is overdue."""
    entry = row.notice.entry if isinstance(row.notice, Notice) else None
    if row.is_withdrawn:
        return False
    is_late = row.state == "overdue" and isinstance(entry, Breach) and entry.is_open
    is_ours = row.state in ("open", "overdue") and row.duty.who == "board"
    return bool(row.lacks) or is_late or is_ours


def duty_key(row: RecordRow) -> str:
    """Return what identifies a duty among all others, forever."""
    return f"{row.notice.id} {row.duty.name}"


def subject(notice: Notice | YearlyNotice) -> str:
    """Return what a sentence about a notice begins with: its product, and what happened to it."""
    if isinstance(notice, YearlyNotice):
        return f"The website's address in {notice.year}"
    title = shorten(notice.title)
    if notice.kind in ("breach", "update"):
        title += " breach"
    if not notice.number or notice.dated is None:
        return title
    return f"{title}, {notice.kind} of {notice.dated.in_words}"


def duration_text(duration: timedelta) -> str:
    """Return a duration in its two largest units: “2 days 3 hours”."""
    minutes = duration // timedelta(minutes=1)
    units = [("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60)]
    while len(units) > 1 and not units[0][1]:
        units.pop(0)
    return " ".join(count(n, unit) for unit, n in units[:2] if n) or "0 minutes"


def message(of: str) -> NewFile:
    """Return the file of a message to families about the notice with an id, or the yearly one."""
    text = f"---\nof: {of}\nat: {MOMENT}\nby: {HOW}\n---\n"
    return NewFile(f"content/messages/{DAY}.md", text)


def correction(id: str, right: Mapping[str, str]) -> NewFile:
    """Return the file of a correction of the notice or the message with an id."""
    section, entry, *name = id.split("/")
    of = "".join(f"of: {each}\n" for each in name)
    fields = "".join(f"  {field}: {value}\n" for field, value in right.items())
    text = f"---\n{of}on: {DAY}\nright:\n{fields}---\n"
    return NewFile(f"content/{section}/{entry}/correction-{DAY}.md", text)


def _left(item: Due) -> timedelta:
    """Return the time left; an unknown deadline is sorted after what is overdue."""
    return item.left or timedelta()


def _duty(now: datetime, row: RecordRow) -> Due:
    """Return a duty of the record; without its exact dates, no time is left or over."""
    is_over = row.state == "overdue" or may_be_over(row)
    state: DueState = "overdue" if is_over else "unknown" if row.lacks else "open"
    ends = None if state == "unknown" else row.ends
    left = ends.astimezone(UTC) - now.astimezone(UTC) if ends else None
    return Due(kind_of(row), row.notice, state, row.by, row.ends, left, row)


def may_be_over(row: RecordRow) -> bool:
    """Return whether a deadline has passed if the notice arrived as its day began.

    Only the time of receipt is missing. The record says *unknown*, but the reminder stays.
    """
    return kind_of(row) == "received-time" and not row.done


def kind_of(row: RecordRow) -> str:
    """Return the name of the kind of a duty, a key of `DUE_KINDS`."""
    if isinstance(row.notice, YearlyNotice):
        return "yearly-means" if row.unclear else "yearly-unknown" if row.lacks else "yearly"
    if row.duty.who == "contractor":
        return "reported"
    if row.lacks:
        return _kind_of_gap(row)
    return "notified-again" if row.not_electronic else row.duty.done


def _kind_of_gap(row: RecordRow) -> str:
    """Return the kind of a duty to notify families for which a field is missing, by the field."""
    if "received" in row.lacks and row.trigger:
        return "received-time"
    if "by" in row.lacks:
        return "means"
    if row.notice.kind != "breach":
        return "update"
    if row.duty.breach_by == "district":
        return "own-discovered" if "discovered" in row.lacks else "own"
    return "received"


def _days(now: datetime, entries: Iterable[Entry], within: timedelta | None) -> Iterator[Due]:
    """Yield what is due on a day of an entry, unless the entry is withdrawn."""
    for entry, (name, kind) in product(entries, DUE_KINDS.items()):
        day = kind.day(entry) if kind.day and not entry.withdrawn else None
        if day:
            left = day.end.astimezone(UTC) - now.astimezone(UTC)
            limit = kind.ahead if within is None else min(kind.ahead, within)
            state: DueState = next(iter(kind.words)) if left > timedelta() else "overdue"
            if state in kind.words and left <= limit:
                yield Due(
                    name, notices(entry)[0], state, day.in_words, day.end, left, day=day.written
                )


def _values_of_duty(row: RecordRow) -> dict[str, str]:
    """Return the values of a duty: its name and words, its limit and who has set it."""
    duty = row.duty
    titled = f"{duty.do} of {shorten(row.notice.title)}"
    limit = f" within {duty.clock}" if duty.clock and duty.limit_from == "state law" else ""
    own = f"the district's own limit of {duty.clock}" if duty.clock else "the district's own day"
    if duty.limit_from == "state law" or not (duty.clock or row.due):
        own = "moved by `business_days`" if row.limit_from != duty.limit_from else ""
    return {
        "name": duty.name,
        "who": duty.who,
        "must": "must" if duty.breach_by == "contractor" else "should",  # no law requires it
        "section": duty.section,
        "what": duty.what,
        "do": duty.do,
        "duty": titled,
        "Duty": f"{titled[0].upper()}{titled[1:]}",
        "done": duty.done,
        "within": limit,
        "own": own and f" ({own})",
        "lacks": listed(row.lacks, "and"),
        "year": str(getattr(row.notice, "year", "")),
        "counted_from": COUNTED_FROM.get(duty.trigger, "Counted from"),
        "trigger": row.trigger.in_words if row.trigger else "unknown",
        "deadline": row.by or (NOT_DATED if duty.clock else NO_LIMIT),
    }


def _deletion(entry: Entry) -> When | None:
    """Return the day from which to ask for the deletion of data; the law sets none.

    It is 60 days after the end of the contract or, if that is later, after the question.
    """
    end = _end(entry)
    if not end or not isinstance(entry, Contract) or entry.is_before_site(end):
        return None
    asked = (entry.deletion and entry.deletion.asked) or end
    confirmed = entry.deletion and entry.deletion.confirmed
    is_gone = confirmed and not confirmed.surely_before(end)
    if is_gone or entry.current.collects == Data():
        return None
    return local(max(end.last_day, asked.last_day) + timedelta(days=60), end.start.tzinfo)


def _promised(entry: Entry) -> When | None:
    """Return the day by which an open breach is to have an update."""
    is_open = isinstance(entry, Breach) and entry.is_open
    return entry.current["next_update"] if is_open else None


def _end(entry: Entry) -> When | None:
    """Return the last day of a contract, of a renewal as soon as it is in the entry."""
    expires = replace(entry, at=None).current.expires if isinstance(entry, Contract) else None
    return expires or None


# The files of what is no message and no correction, by the event.
TEXTS = {
    "change": f"---\nkind: renewal\nexecuted: {DAY}\nexpires: {DAY}\n"
    f"agreement: {RIGHT['agreement']}\n---\n",
    "update": f"---\non: {MOMENT}\nnext-update: {DAY}\n---\n\nWhat families should know now.\n",
    "deletion": f"---\nconfirmed: {DAY}\n---\n",
}


# What to say, when, and which file to add.
def _duty_words(who: str, done: str) -> Mapping[DueState, DueWords]:
    """Return the words of a duty: who, such as “families”, and what, such as “be notified”."""
    return {
        "overdue": DueWords(
            f"{who} should have {done} by {{by}}, {{left}} ago",
            f"{{subject}}: {who} should have {done} by {{by}}",
        ),
        "open": DueWords("{do} by {by}, {left} left", "{Duty} by {by}"),
    }


FAMILIES_NOTIFIED = _duty_words("families", "been notified")
NOTIFY = DueKind(
    advice="When you have notified them, add a message.",
    instructions="When families have been notified, [add the message]({link}) with the date and "
    "time when they were notified, and how.",
    words=FAMILIES_NOTIFIED,
    hint="Notify them today. Then add the message to `content/messages/`, with when you did, and "
    "how you reached them. Never enter an earlier date than the true one.",
)
NOTIFY_AGAIN = NOTIFY._replace(
    advice="Notify them electronically as well. Then add a message.",
    instructions="Families were notified, but not electronically. When they have been notified "
    "electronically as well, [add that message]({link}) with its date and time.",
    hint="Notify them by email, text message or app message today. Then add that message to "
    "`content/messages/`, with its date and time. Never enter an earlier date than the true one.",
)
NOTIFY_YEARLY = NOTIFY._replace(
    instructions="When families have been notified, [add the message]({link}) with the date, and "
    "how. If they were notified earlier this year, give that date.",
)


def _unknown(missing: str) -> Mapping[DueState, DueWords]:
    """Return the words of a duty of which something is missing."""
    sentence = f"nobody can tell whether the deadline to {{do}} was met, because {missing}"
    return {"unknown": DueWords(sentence, f"{{Duty}}: {missing}")}


NAME_MEANS = DueKind(
    advice="Add a correction that names the means in `by`: email, text message or app message; or "
    "letter or call, which do not count.",
    instructions="The notice says when families were notified, but nobody can tell from it whether "
    "that was electronic. [Add a correction]({link}) that names the means: email, text message, "
    "app message, letter, call.",
    words=_unknown("the means are not clear"),
    event="correction",
    fields=("notified",),
)
RECEIVED = DueKind(
    advice="Ask the company for its report, and add a correction with `received` when it arrives.",
    instructions="Ask the company for its report. When it has arrived, [add a correction]({link}) "
    "with the date and time when it arrived.",
    words=_duty_words("the company", "reported the breach to the district"),
    event="correction",
    fields=("received",),
)
WITH_DATES = (
    "When families have been notified, [add a correction]({link}) with the dates and times."
)
DUE_KINDS: Mapping[str, DueKind] = {
    "notified": NOTIFY,
    "posted": DueKind(
        advice="Put the contract in `content/files/`, add a correction that names it in "
        "`agreement`, and publish it.",
        instructions="Put the contract in `content/files/`, then [add a correction]({link}) with "
        "the name of the file, such as `files/northstar-2025.pdf`. If the notice and the contract "
        "were on the district's website before, also give the first day, as `posted`.",
        words=_duty_words("the notice and the contract", "been posted"),
        event="correction",
        fields=("agreement",),
        hint="If `agreement` is missing, add a correction that names the signed document, and "
        "publish; or add one with `posted:` and the first day, only if both were on the district's "
        "website before.",
    ),
    "received": RECEIVED._replace(
        advice="Add a correction with `received` as soon as the company's report arrives: the "
        "deadline to {do} is counted from it.",
        instructions="When the company's report has arrived, [add a correction]({link}) with the "
        "date and time when it arrived.",
        words=_unknown("the company's report has not arrived"),
    ),
    "received-time": RECEIVED._replace(
        advice="Add a correction with the time of `received`: the deadline to {do} is counted from "
        "it. If this was not done, {what}.",
        instructions="The deadline is in hours, and counted from the time of receipt. [Add a "
        "correction]({link}) with the date and the time.",
        words={
            **_unknown("the time of receipt is missing"),
            "overdue": DueWords(
                "families should have been notified by {by}, {left} ago, if the report arrived as "
                "the day began",
                "{subject}: families may have to be notified since {by}",
            ),
        },
    ),
    "reported": RECEIVED,
    "update": DueKind(
        advice="If this was not done, {what}. Then add a correction with {lacks} of the update.",
        instructions=WITH_DATES,
        words=_unknown("dates of an update are missing"),
        event="correction",
        fields=("received", "notified"),
    ),
    "own": NOTIFY._replace(words=_unknown("no notice of the district's own breach is on record")),
    "own-discovered": DueKind(
        advice="If this was not done, {what}. Then add a correction with {lacks}: the district's "
        "own limit is counted from the time when it found out.",
        instructions=WITH_DATES,
        words=_unknown("it is not known when the district found out"),
        event="correction",
        fields=("discovered", "notified"),
    ),
    "notified-again": NOTIFY_AGAIN,
    "means": NAME_MEANS,
    "yearly": NOTIFY_YEARLY,
    "yearly-unknown": NOTIFY_YEARLY._replace(
        advice="If this was done in {year}, add a message with that day. If not, {what}. Then add "
        "a message.",
        words=_unknown("the day in {year} is missing"),
    ),
    "yearly-means": NAME_MEANS,
    "contract-end": DueKind(
        advice="If it is renewed, add a renewal with the new end date.",
        instructions="""\
This contract ends on **{by}**. After that day, its page says that it has ended.

- If it is renewed or amended, [add the renewal]({link}) with the new end date.
- If it ends, you don't need to add anything. Make sure that the contractor deletes the \
student data, as the contract says.
""",
        words={
            "ending": DueWords(
                "the contract ends on {by}, {days} left", "The contract for {title} ends on {by}"
            )
        },
        event="change",
        day=_end,
        ahead=timedelta(days=60),
        verb="ends",
        closing="The contract has a new end date, has ended, or was withdrawn.",
        tally=("contract ends soon", "contracts end soon"),
    ),
    "next-update": DueKind(
        advice="Add an update, even if nothing new is known, and name the next day.",
        instructions="The notice says that more will be posted by **{by}**. [Add an update]"
        "({link}), even if only to say that nothing new is known. It can also promise the next "
        "such day.\n",
        words={
            "ending": DueWords(
                "an update is promised by {by}, {days} left", "Post an update on {title} by {by}"
            ),
            "overdue": DueWords(
                "an update was promised by {by}", "An update on {title} was promised by {by}"
            ),
        },
        event="update",
        day=_promised,
        ahead=timedelta(days=3),
        verb="update",
        closing="The notice has an update, or was resolved or withdrawn.",
        tally=("promised update", "promised updates"),
    ),
    "deletion": DueKind(
        advice="Ask the contractor to confirm in writing that it has deleted the student data. "
        "Then add a file with that day as `confirmed`. If it was only asked, give that day as "
        "`asked`.",
        instructions="""\
60 days have passed since the end of this contract, or since the contractor was last asked, and \
the notice does not say that the student data was deleted. No law sets these 60 days; they are \
there so that nobody forgets.

- If the contractor has confirmed in writing that it has deleted the data, \
[add a file]({link}) with that day as `confirmed`.
- If not, ask. Then add a file with that day as `asked`, and an issue like this one opens again \
after 60 days.
""",
        words={
            "overdue": DueWords(
                "the contract has ended, and no one has confirmed that the data was deleted",
                "Was the student data of {title} deleted?",
            )
        },
        event="deletion",
        day=_deletion,
        verb="deletion",
        closing="The notice has the day, or the contract was renewed or withdrawn.",
        tally=("deletion to confirm", "deletions to confirm"),
    ),
}
