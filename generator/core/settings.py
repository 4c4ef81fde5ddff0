"""The settings of a district as frozen values, from `content/site.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from generator.core.dates import When
from generator.core.duties import STATE_CALENDAR, Calendar, Duty, OwnLimit, duties
from generator.core.model import Notified


class School(NamedTuple):
    """A school in the district; `grades` and `aliases` may be empty.

    `closed` is its last day, if it no longer exists, and `into` the id of the school that it became
    part of, or "".
    """

    id: str
    name: str
    grades: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    closed: When | None = None
    into: str = ""

    def is_open_on(self, when: When | None) -> bool:
        """Return whether it existed at the beginning of a date; True if the date is unknown."""
        return not (self.closed and when) or when.day <= self.closed.day


# The extension at the end of a phone number: x12, ext. 12.
EXTENSION = re.compile(r"[ ,]*(?:x|ext(?:\.|ension)?) ?([0-9]{1,6})$", re.IGNORECASE)


class Contact(NamedTuple):
    """Who families can contact; at least one of `email` and `phone` is set."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def phone_link(self) -> str:
        """The address of a link that calls `phone` and dials its extension (RFC 3966)."""
        return "tel:" + EXTENSION.sub(r";ext=\1", self.phone).replace(" ", "")


@dataclass(frozen=True)
class Settings:
    """The settings in `content/site.yaml`. `url` ends with a slash.

    `alerts` says in a sentence how the district itself notifies families, or is empty; `alerts_in`
    has its translations by language. `alerts_url` is the page where they sign up for that, "" to
    write to the contact instead, or None for neither. `repository` is that of the notices on
    GitHub, OWNER/NAME, or "". `yearly` has the yearly notices of the website's address;
    `yearly_due` is the last day for one, as MM-DD.
    `coverage` says how many of the `contracts` and of the `breaches` are on the site: `all`, all
    since a day, or `some`. `formerly` are its earlier addresses. `people` are the accounts on
    GitHub that are told of deadlines and failures.
    """

    district: str
    abbreviation: str
    url: str
    zone: ZoneInfo
    contact: Contact
    feed_authority: str
    languages: tuple[str, ...] = ("en",)
    alerts: str = ""
    alerts_url: str | None = ""
    alerts_in: Mapping[str, str] = field(default_factory=dict)
    schools: tuple[School, ...] = ()
    law: str = "district-page"
    deadlines: Mapping[str, OwnLimit] = field(default_factory=dict)
    since: When | None = None
    show_deadlines: bool = False
    breach_list: bool = False
    theme: str = "default"
    business_days: Calendar = STATE_CALENDAR
    yearly: tuple[Notified, ...] = ()
    yearly_due: str = "09-01"
    nces: str = ""
    license: str = ""
    coverage: Mapping[str, When | str] = field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    repository: str = ""

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """The duties of the preset `law`, with the district's own deadlines and business days."""
        return duties(self.law, self.deadlines, self.business_days)
