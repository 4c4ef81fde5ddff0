"""What the values of a source are read with, and the faults found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.core.dates import When
from generator.core.model import Loc, Prose
from generator.core.problems import BadValueError

KEY = "[key]"  # the last step of a location if the fault is in the name of a field, not its value


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is checked against; `schools` is None if the settings cannot be read.

    `flaws` says what is wrong with some of the `files`, if it was looked for. `since` is the first
    day of this site, if the settings say it. `gone` are the ids of files that were published.
    """

    zone: ZoneInfo
    schools: frozenset[str] | None = None
    contracts: frozenset[str] = frozenset()
    breaches: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    legacy: bool = False
    flaws: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    since: When | None = None
    gone: frozenset[str] = frozenset()


class SourceReading(NamedTuple):
    """The state while a source is read: its rendered Markdown and its faults, both by location."""

    known: Known
    texts: Mapping[Loc, Prose]
    faults: list[tuple[Loc, BadValueError]]

    def refuse(self, at: Loc, code: str, **values: object) -> None:
        """Add a fault at a location."""
        self.faults.append((at, BadValueError(code, **values)))
