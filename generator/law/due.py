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

# The check refuses these dates, means and names, so that nobody can leave them as they are.
NOTIFIED_LINE = "notified: {at: YYYY-MM-DD HH:MM, by: HOW}"
RECEIVED_LINE = "received: YYYY-MM-DD HH:MM"
NOT_DATED = "unknown, because the date it is counted from is missing"
NO_LIMIT = "none, because neither state law nor the district has set a limit"
DISCOVERED_LINE = "discovered: YYYY-MM-DD HH:MM"
AGREEMENT_LINE = "agreement: files/NAME OF THE FILE.pdf"
ALL_HAD_BEEN_TOLD = (
    " If the earlier notices had reached all of these families, write `notified: earlier` instead."
)
YEARLY_LINE = "yearly: [{on: YYYY-MM-DD, by: HOW}]"


# What a reminder says of the date that a deadline is counted from.
COUNTED_FROM = {
    "executed": "Signed",
    "received": "Arrived",
    "year": "For the year from",
    "learned": "The district learned about it",
    "discovered": "The company discovered it",
}


class DueWords(NamedTuple):
    """How something due is announced in one state; `Due.values` fills the placeholders.

    `sentence` has no period, and `title` is that of a reminder.
    """

    sentence: str
    title: str


class DueKind(NamedTuple):
    """One kind of thing that is due; `Due.values` fills the placeholders of its texts.

    A kind with a `day` is due at the end of that day of an entry, and announced `ahead` of it.
    Its first state lasts until then. It is overdue afterward, if it has words for that; if not,
    it is over. `tally` is what to say of one and of several. All other kinds are duties, and come
    from the record.
    """

    advice: str  # what to do, and what to write into the entry afterward
    instructions: str  # of a reminder, in Markdown: how to write it
    words: Mapping[DueState, DueWords]
    lines: tuple[str, ...] = ()  # to write into the entry
    form: Literal["notified", "change", "update", "yearly", ""] = ""  # the issue form that does it
    fields: tuple[str, ...] = ()  # or the form for corrections, filled in with these fields
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
        """What to do, and what to write into the entry afterward."""
        is_told = self.row and (self.row.not_electronic or self.row.unclear)
        why = f"{self.row.why}. " if self.row and is_told else ""
        more = ALL_HAD_BEEN_TOLD if self.row and self.row.may_add_nobody else ""
        return why + self.kind.advice.format_map(self.values) + more

    @property
    def lines(self) -> str:
        """The lines that the entry lacks."""
        lacks = self.row.lacks if self.row else ()
        wanted = (line for line in self.kind.lines if not lacks or line.split(":")[0] in lacks)
        return "\n".join(wanted)

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
            "path": notice.path,
            "number": str(notice.number),
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


# What to say, when, and what to do with which form and line.
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
    advice="When you have notified them, add `{done}` to {path}.",
    instructions="When families have been notified, [fill in this form]({form}) with the date and "
    "time when they were notified. Or [edit the entry]({edit}): add this line {where}.",
    words=FAMILIES_NOTIFIED,
    lines=(NOTIFIED_LINE,),
    form="notified",
    hint="Notify them today. Then enter in `notified` when you did, and how you reached them. "
    "Never enter an earlier date than the true one.",
)
NOTIFY_AGAIN = NOTIFY._replace(
    advice="Notify them electronically as well. Then change the date and `by` of `notified` in "
    "{path}.",
    instructions="Families were notified, but not electronically. When they have been notified "
    "electronically as well, [fill in this form]({form}) with that date and time and all means, "
    "such as `email and letter`. Or [edit the entry]({edit}): write this line instead of "
    "`notified`.",
    form="",
    fields=("Notified at", "Notified by"),
    hint="Notify them by email, text message or app message today. Then change `notified` to that "
    "date and time, and to all the ways in which you reached them. Never enter an earlier date "
    "than the true one.",
)
NOTIFY_YEARLY = DueKind(
    advice="When you have notified them, add the day to `yearly` in {path}.",
    instructions="When families have been notified, [fill in this form]({form}) with the day. Or "
    "[edit the settings]({edit}): add the day to the list `yearly`. If they were notified earlier "
    "this year, add that day.",
    words=FAMILIES_NOTIFIED,
    lines=(YEARLY_LINE,),
    form="yearly",
    hint="Notify them today. Then add the day to `yearly`, and how you reached them. Never enter "
    "an earlier date than the true one.",
)


def _unknown(missing: str) -> Mapping[DueState, DueWords]:
    """Return the words of a duty of which something is missing."""
    sentence = f"nobody can tell whether the deadline to {{do}} was met, because {missing}"
    return {"unknown": DueWords(sentence, f"{{Duty}}: {missing}")}


NAME_MEANS = DueKind(
    advice="Name the means in `by` of {path}: email, text message or app message; or letter or "
    "call, which do not count.",
    instructions="The notice says when families were notified, but nobody can tell from it whether "
    "that was electronic. [Fill in this form]({form}) with the means: email, text message, app "
    "message, letter, call. Or [edit the entry]({edit}): name them as `by` of `notified`.",
    words=_unknown("the means are not clear"),
    fields=("Notified by",),
)
DUE_KINDS: Mapping[str, DueKind] = {
    "notified": NOTIFY,
    "posted": DueKind(
        advice="Name the contract in `agreement` of {path}, and publish it.",
        instructions="Put the contract in `content/files/`, then [fill in this form]({form}) "
        "with the name of the file, such as `files/northstar-2025.pdf`. If the notice and the "
        "contract were on the district's website before, also give the first day, as `Posted`. Or "
        "[edit the entry]({edit}): add this line {where}.",
        words=_duty_words("the notice and the contract", "been posted"),
        lines=(AGREEMENT_LINE,),
        fields=("Agreement",),
        hint="Name the signed document in `agreement`, if that is missing, and publish; or add "
        "`posted:` with the first day, only if both were on the district's website before.",
    ),
    "received": DueKind(
        advice="Add `received` to {path} as soon as the company's report arrives: the deadline "
        "to {do} is counted from it.",
        instructions="When the company's report has arrived, [fill in this form]({form}) with "
        "the date and time when it arrived. Or [edit the entry]({edit}): instead of `received: "
        "unknown`, write this line.",
        words=_unknown("the company's report has not arrived"),
        lines=(RECEIVED_LINE,),
        fields=("Received",),
    ),
    "received-time": DueKind(
        advice="Add the time to `received` in {path}: the deadline to {do} is counted from it. If "
        "this was not done, {what}.",
        instructions="The deadline is in hours, and counted from the time of receipt. [Fill in "
        "this form]({form}) with the date and the time. Or [edit the entry]({edit}): write this "
        "line instead of `received` without a time.",
        words={
            **_unknown("the time of receipt is missing"),
            "overdue": DueWords(
                "families should have been notified by {by}, {left} ago, if the report arrived as "
                "the day began",
                "{subject}: families may have to be notified since {by}",
            ),
        },
        lines=(RECEIVED_LINE,),
        fields=("Received",),
    ),
    "reported": DueKind(
        advice="Ask the company for its report, and add `received` to {path} when it arrives.",
        instructions="Ask the company for its report. When it has arrived, [fill in this "
        "form]({form}) with the date and time when it arrived. Or [edit the entry]({edit}): "
        "instead of `received: unknown`, write this line.",
        words=_duty_words("the company", "reported the breach to the district"),
        lines=(RECEIVED_LINE,),
        fields=("Received",),
    ),
    "update": DueKind(
        advice="If this was not done, {what}. Then add {lacks} to update {number} in {path}.",
        instructions="When families have been notified, [fill in this form]({form}) with the dates "
        "and times. Or [edit the entry]({edit}): add these lines {where}.",
        words=_unknown("dates of an update are missing"),
        lines=(RECEIVED_LINE, NOTIFIED_LINE),
        fields=("Received", "Notified at", "Notified by"),
    ),
    "own": NOTIFY._replace(words=_unknown("no notice of the district's own breach is on record")),
    "own-discovered": DueKind(
        advice="If this was not done, {what}. Then add {lacks} to {path}: the district's own limit "
        "is counted from the time when it found out.",
        instructions="When families have been notified, [fill in this form]({form}) with the dates "
        "and times. Or [edit the entry]({edit}): add these lines {where}.",
        words=_unknown("it is not known when the district found out"),
        lines=(DISCOVERED_LINE, NOTIFIED_LINE),
        fields=("Discovered", "Notified at", "Notified by"),
    ),
    "notified-again": NOTIFY_AGAIN,
    "means": NAME_MEANS,
    "yearly": NOTIFY_YEARLY,
    "yearly-unknown": NOTIFY_YEARLY._replace(
        advice=f"If this was done in {{year}}, write the day in {{path}}, such as "
        f"`{YEARLY_LINE.replace('{', '{{').replace('}', '}}')}`. If not, {{what}}. Then write that "
        "day.",
        words=_unknown("the day in {year} is missing"),
    ),
    "yearly-means": NAME_MEANS._replace(
        instructions="[Edit the settings]({edit}): name the means as `by` of that notice, such as "
        "`by: email`.",
        fields=(),
    ),
    "contract-end": DueKind(
        advice="If it is renewed, fill in the form “Renewal or amendment” with the new end date.",
        instructions="""\
This contract ends on **{by}**. After that day, its page says that it has ended.

- If it is renewed or amended, [fill in the form]({form}) with the new end date.
- If it ends, you don't need to write anything. Make sure that the contractor deletes the \
student data, as the contract says.

This issue closes automatically once the contract has a new end date, or has ended.
""",
        words={
            "ending": DueWords(
                "the contract ends on {by}, {days} left", "The contract for {title} ends on {by}"
            )
        },
        form="change",
        day=_end,
        ahead=timedelta(days=60),
        verb="ends",
        closing="The contract has a new end date, has ended, or was withdrawn.",
        tally=("contract ends soon", "contracts end soon"),
    ),
    "next-update": DueKind(
        advice="Add an update to {path}, even if nothing new is known, and name the next day.",
        instructions="The notice says that more will be posted by **{by}**. [Fill in this form]"
        "({form}), even if only to say that nothing new is known. It also asks for the next such "
        "day.\n\nThis issue closes automatically once the notice has an update.\n",
        words={
            "ending": DueWords(
                "an update is promised by {by}, {days} left", "Post an update on {title} by {by}"
            ),
            "overdue": DueWords(
                "an update was promised by {by}", "An update on {title} was promised by {by}"
            ),
        },
        form="update",
        day=_promised,
        ahead=timedelta(days=3),
        verb="update",
        closing="The notice has an update, or was resolved or withdrawn.",
        tally=("promised update", "promised updates"),
    ),
    "deletion": DueKind(
        advice="Ask the contractor to confirm in writing that it has deleted the student data. "
        "Then add that day to {path}: `deletion: {{confirmed: YYYY-MM-DD}}`. If it was only asked: "
        "`deletion: {{asked: YYYY-MM-DD}}`.",
        instructions="""\
60 days have passed since the end of this contract, or since the contractor was last asked, and \
the notice does not say that the student data was deleted. No law sets these 60 days; they are \
there so that nobody forgets.

- If the contractor has confirmed in writing that it has deleted the data, \
[fill in this form]({form}) with that day.
- If not, ask. Then fill in the form with `Deletion asked` and that day, and an issue like this \
one opens again after 60 days.

This issue closes automatically once the notice has the day.
""",
        words={
            "overdue": DueWords(
                "the contract has ended, and no one has confirmed that the data was deleted",
                "Was the student data of {title} deleted?",
            )
        },
        fields=("Deletion confirmed",),
        day=_deletion,
        verb="deletion",
        closing="The notice has the day, or the contract was renewed or withdrawn.",
        tally=("deletion to confirm", "deletions to confirm"),
    ),
}
