"""What is due: as a list for a person or a program, and as issues on GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from generator.core.problems import count
from generator.law.due import DUE_KINDS, Due, subject
from generator.law.record import RecordRow
from generator.reports.github_format import Issue, code_block

LABEL = "deadline"
DUTY_BODY = """\
The {who} {must} {what}{within}.

{title}

- Deadline: **{deadline}**{own}
- {counted_from}: {trigger}
- What requires it: {section}

{instructions}

{file}

This issue closes automatically when the change is merged.
"""
DAY_BODY = """\
{title}

{instructions}
{file}

This issue closes automatically when that is merged, or is no longer due.
"""
FILE = "The file is `{path}`:\n\n{text}"


def terminal(items: Iterable[Due], link: Callable[[Due], str]) -> str:
    """Return what is due for a person to read, with the address or the file that says it is done.

    `link` returns the address where a person adds the file, or "".
    """
    lines = list[str]()
    for item in items:
        lines += [f"{subject(item.notice)}: {item.sentence}.", f"    {item.advice}"]
        if address := link(item):
            lines.append(f"    {address}")
        else:
            lines.append(f"    {item.file.path}:")
            lines += [f"        {line}".rstrip() for line in item.file.text.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def as_json(items: Iterable[Due]) -> str:
    """Return what is due as a JSON list of objects."""
    return json.dumps([item.facts for item in items], indent=2, ensure_ascii=False) + "\n"


def closing_sentence(items: Sequence[Due]) -> str:
    """Return how many duties are overdue, open or unknown, and how many contracts end soon."""
    counts = Counter(item.state for item in items if item.row)
    states = [
        f"{counts[state]:,} {state}" for state in ("overdue", "open", "unknown") if counts[state]
    ]
    sentence = f"{count(counts.total(), 'thing')} to do: {', '.join(states)}."
    if not counts:
        sentence = "" if items else "Nothing is due."
    numbers = Counter(item.name for item in items if not item.row)
    for name, number in numbers.items():
        sentence += f" {number:,} {DUE_KINDS[name].tally[number != 1]}."
    return sentence.strip()


def issues(items: Iterable[Due], within: timedelta, link: Callable[[Due], str]) -> Iterator[Issue]:
    """Yield an issue for each thing that is due.

    That of a duty is to be opened if at most `within` is left until its deadline. `link` returns
    the address where a person adds the file that says it is done.
    """
    for item in items:
        opens = item.row is None or item.left is None or item.left <= within
        values = item.values | {"link": link(item)}
        title = item.words.title.format_map(values)
        values["title"] = code_block([values["subject"]])
        values["instructions"] = item.kind.instructions.format_map(values)
        path, text = item.file
        values["file"] = FILE.format(path=path, text=code_block(text.splitlines(), "yaml"))
        body = DUTY_BODY if item.row else DAY_BODY
        yield Issue(item.key, title, body.format_map(values), opens)


def is_urgent(key: str) -> bool:
    """Return whether an issue is about a breach, so that a comment says why it is closed."""
    return key.startswith("breaches/")


def closing_reason(key: str, rows: Mapping[str, RecordRow]) -> str:
    """Return why what an issue is about is no longer due; `rows` are those of the record by key."""
    for kind in DUE_KINDS.values():
        if kind.day and f" {kind.verb} " in key:
            return kind.closing
    row = rows.get(key)
    if row is None or not row.done or row.state not in ("met", "late"):
        reason = "the entry was withdrawn, or the dates on record no longer give a deadline"
        return f"This is no longer due: {reason}."
    assert row.done is not None
    facts = f"{row.done.in_words}; the deadline was {row.by}"
    return f"Done within the limit: {facts}." if row.state == "met" else f"Done late: {facts}."
