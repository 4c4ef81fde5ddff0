"""Who the district is: frozen values, as `content/site.yaml` gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from generator.core.duties import STATE_CALENDAR, Calendar, Clock, Duty, duties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from generator.core.dates import When


class School(NamedTuple):
    """A school of the district; `grades` may be empty."""

    id: str
    name: str
    grades: tuple[str, ...] = ()


class Contact(NamedTuple):
    """Whom a family can ask; `email` or `phone` is there."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """`content/site.yaml`: who the district is. `url` ends with a slash."""

    district: str
    abbreviation: str
    url: str
    zone: ZoneInfo
    contact: Contact
    feed_authority: str
    languages: tuple[str, ...] = ("en",)
    schools: tuple[School, ...] = ()
    law: str = "district-page"
    deadlines: Mapping[str, Clock] = field(default_factory=dict)
    since: When | None = None
    show_deadlines: bool = False
    theme: str = "default"
    published_names: tuple[str, ...] = ()
    business_days: Calendar = STATE_CALENDAR

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Who must do what by when: the preset that `law` names, with the district's own clocks and business days."""
        return duties(self.law, self.deadlines, self.business_days)
