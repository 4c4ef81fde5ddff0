"""What the law asks of a contractor and of the board: each duty with a limit, by the text that the settings name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Who = Literal["board", "contractor"]
Unit = Literal["days", "business days", "hours"]
UNITS: tuple[Unit, ...] = ("days", "business days", "hours")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that someone must do by a limit after its trigger, with the section of law that asks for it."""

    name: str
    who: Who
    limit: int
    unit: Unit
    section: str


_OF_THE_CONTRACTOR = (
    Duty("contractor-breach-notice-30", "contractor", 30, "days", "10-234dd"),
    Duty("contractor-breach-notice-60", "contractor", 60, "days", "10-234dd"),
)
PRESETS: Mapping[str, tuple[Duty, ...]] = {
    "district-page": (
        *_OF_THE_CONTRACTOR,
        Duty("contract-notice", "board", 5, "days", "PA 16-189"),
        Duty("family-breach-notice", "board", 48, "hours", "PA 16-189"),
    ),
    "statute": (
        *_OF_THE_CONTRACTOR,
        Duty("contract-notice", "board", 5, "business days", "PA 18-125"),
        Duty("family-breach-notice", "board", 2, "business days", "PA 17-200"),
    ),
}
# Since when a board may share student data only under a written contract (§ 10-234bb(a); PA 17-200 moved it).
WRITTEN_CONTRACT_SINCE: Mapping[str, date] = {"district-page": date(2016, 10, 1), "statute": date(2018, 7, 1)}


def duties(law: str, own: Mapping[str, str]) -> dict[str, Duty]:
    """Return the duties by name under one text of the law; `own` holds limits of the district, such as « 24 hours »."""
    return {duty.name: _limited(duty, own.get(duty.name, "")) for duty in PRESETS[law]}


def _limited(duty: Duty, own: str) -> Duty:
    """Return a duty with a limit of the district's own, if there is one."""
    count, _, named = own.partition(" ")
    unit = next((unit for unit in UNITS if named and unit.startswith(named.removesuffix("s"))), None)
    return replace(duty, limit=int(count), unit=unit) if unit else duty
