"""The fields of `content/site.yaml`: name, type, example and meaning."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from generator.content.groups import Fields, group, optional, required
from generator.content.readers import (
    Day,
    Grades,
    Languages,
    Line,
    Lines,
    Mailbox,
    OwnClock,
    Truth,
    Web,
    Zone,
    matching,
    one_of,
)
from generator.content.shapes import ID
from generator.core.duties import PRESETS


class ContactFields(Fields):
    """Whom a family can ask."""

    name: Line = required("Privacy Office", "The office or role; better than a person, who may move on.")
    email: Mailbox = optional(
        "privacy@example.example",
        "A mailbox that more than one member of staff reads. This or a phone number is needed.",
        "",
    )
    phone: Annotated[str, matching(r"[+(]?[0-9][0-9 ().x/-]{5,30}", "a phone number")] = optional(
        "203-555-0100", "A number that is answered during the school day.", ""
    )
    address: Line = optional("1 School Road, Example", "Where a letter reaches the office.", "")


class SchoolFields(Fields):
    """A school of the district."""

    name: Line = required("Dodd Middle School", "The name of the school, as families know it.")
    grades: Grades | None = optional("7-8", "The grades that the school has.")


class DeadlinesFields(Fields):
    """A clock of the district's own for each duty; the preset's stands where it is absent."""

    contract_notice: OwnClock | None = optional("3 days", "Time to tell families of a contract.")
    contractor_breach_notice_30: OwnClock | None = optional(
        "20 days", "Time for a contractor to report a breach of student information."
    )
    contractor_breach_notice_60: OwnClock | None = optional(
        "45 days", "Time for a contractor to report a breach of other data."
    )
    family_breach_notice: OwnClock | None = optional("24 hours", "Time to tell families of a breach.")


class SettingsFields(BaseModel):
    """The fields of `content/site.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    district: Line = required("Example Public Schools", "The district's full name, as families know it.")
    abbreviation: Line = required("EPS", "The short name; it stands in the page titles.")
    url: Web = required(
        "https://privacy.example/notices/", "The address where the site is published; it may have a path."
    )
    timezone: Zone = required("America/New_York", "The district's time zone; every time in an entry is local to it.")
    languages: Languages = optional(
        "[en]", "The languages of the site; the first one is the language of the entries.", ("en",)
    )
    contact: Annotated[ContactFields, BeforeValidator(group)] = required(
        "{name: Privacy Office, email: privacy@example.example}",
        "Whom families ask: a name, and an email address or a phone number.",
    )
    feed_authority: Annotated[
        str,
        matching(
            r"(?:[A-Za-z0-9_.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
            "a domain of yours, a comma and a year",
        ),
    ] = required(
        "privacy.example,2026",
        "A name for the feeds: a domain you own and the year you began. Never change it once published.",
    )
    schools: Annotated[
        dict[
            Annotated[str, matching(ID, "an id of small letters, digits, hyphens")],
            Annotated[SchoolFields, BeforeValidator(group)],
        ],
        BeforeValidator(group),
    ] = optional(
        "{dodd: {name: Dodd Middle School, grades: 7-8}}",
        "The schools by their ids, which entries use and which never change.",
        {},
    )
    law: Annotated[str, one_of(*PRESETS)] = optional(
        "district-page",
        "Which clocks to keep: those of `district-page`, 5 days and 48 hours; or of `statute`, 5 and 2 business days.",
        "district-page",
    )
    deadlines: Annotated[DeadlinesFields, BeforeValidator(group)] = optional(
        "{family-breach-notice: 24 hours}", "Clocks of your own, for some of the duties.", DeadlinesFields()
    )
    since: Day | None = optional("2026-09-01", "From this day on, no new entry may be marked as legacy.")
    show_deadlines: Truth = optional(
        "true", "Shows on the pages how long it took to tell the district and the families.", False
    )
    published_names: Lines = optional(
        "[contracts/name-of-the-product]",
        "Names of files that a new file may not have, and that stay because they are published already.",
        (),
    )
    theme: Line = optional("default", "The look of the site: a folder of `themes/`, or the default.", "default")
