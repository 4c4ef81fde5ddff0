"""What is due, as a list for a person, for GitHub and for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from generator.core.problems import count
from generator.law.due import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.law.due import Due


def terminal(items: Iterable[Due], form: Callable[[Due], str]) -> str:
    """Return what is due for a person to read, two or three lines for each thing.

    `form` returns the address of the form that does it, or "".
    """
    lines = list[str]()
    for item in items:
        lines += [f"{item.notice.id}: {item.sentence}.", f"    {item.advice}"]
        if address := form(item):
            lines.append(f"    Form: {address}")
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
    sentence = f"{count(counts.total(), 'duty')} to do: {', '.join(states)}."
    if not counts:
        sentence = "Nothing is due."
    numbers = Counter(item.name for item in items if not item.row)
    for name, number in numbers.items():
        sentence += f" {number:,} {KINDS[name].tally[number != 1]}."
    return sentence
