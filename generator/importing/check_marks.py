"""Read columns of check marks: one data element a column, as in Exhibit B of the NDPA.

The National Data Privacy Agreement (NDPA) of the Student Data Privacy Consortium lists the data
elements of a product in its Exhibit B, the "Schedule of Data", with a check mark for each. Lists
of many products have a column for each element instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# "ü" and "þ" are check marks in the font Wingdings.
YES = re.compile(r"xx?|[✓✔✅☑☒üþ•●]|y(?:es)?|true|1|checked", re.IGNORECASE)
NO = re.compile(r"no?|false|0|[☐❌–—-]|n/?a|none", re.IGNORECASE)
NO_DATA = "none"  # the element of a column that says that a product collects no data
NO_DATA_HEADING = re.compile(
    r"no (?:student )?(?:data|information|pii)(?: (?:is|are))?(?: (?:collected|shared))?"
    r"(?: at this time\b.*)?|none"
)
# The categories of Exhibit B with their elements, and other words for these, in normalized words.
EXHIBIT_B = {
    "application technology metadata": (
        "ip address, ip addresses, ip addresses of users, "
        "ip addresses of users use of cookies etc, "
        "ip addresses and cookies, cookies, use of cookies, other application technology metadata, "
        "device id, device information, location, geolocation, browsing history"
    ),
    "application use statistics": (
        "use statistics, usage statistics, usage data, metadata on user interaction, "
        "metadata on user interaction with application, metadata"
    ),
    "assessment": (
        "standardized test scores, test scores, observation data, other assessment data, "
        "assessments, assessment data, assessment results"
    ),
    "attendance": (
        "attendance data, daily attendance, school attendance, school daily attendance data, "
        "class attendance, class attendance data"
    ),
    "communications": (
        "online communications, online communications captured, "
        "online communications captured emails blog entries, messages"
    ),
    "conduct": (
        "behavior, conduct or behavior, conduct or behavioral, conduct or behavioral data, "
        "behavioral data, behavior data, discipline, discipline records"
    ),
    "demographics": (
        "date of birth, birth date, birthdate, dob, birthday, age, place of birth, gender, sex, "
        "ethnicity, race, ethnicity or race, race or ethnicity, race ethnicity, language, "
        "language information, "
        "language information native or primary language spoken by student, native language, "
        "primary language, other demographic information"
    ),
    "enrollment": (
        "school enrollment, grade, grade level, grades, homeroom, guidance counselor, "
        "curriculum programs, specific curriculum programs, year of graduation, graduation year, "
        "other enrollment information"
    ),
    "parent guardian contact": "parent address, parent email, parent phone",
    "parent guardian id": (
        "parent id, parent id number, parent id number created to link parents to students"
    ),
    "parent guardian name": "parent name, guardian name, parent first and or last name",
    "schedule": "scheduled courses, class schedule, teacher name, teacher names",
    "special indicator": (
        "english learner, english learner information, english language learner, "
        "english language learner information, ell, low income, low income status, "
        "free or reduced lunch, medical alerts, medical alerts health data, health data, "
        "medical or health data, disability, disability information, iep, 504, iep or 504, "
        "specialized education services, specialized education services iep or 504, "
        "living situation, living situations, living situations homeless foster care, "
        "other indicator information"
    ),
    "contact": "address, home address, mailing address, email, email address, e mail, phone, "
    "phone number, telephone, telephone number",
    "identifiers": (
        "id, id number, local id, local id number, local school district id number, "
        "district id, state id, state id number, sasid, "
        "provider assigned id, provider app assigned student id number, "
        "app assigned id, app username, username, user name, login, app password, app passwords, "
        "password, passwords, social security number"
    ),
    "name": "first and or last, first name, last name, full name, first and last name, "
    "first last name, first and or last name, first or last name",
    "in app performance": (
        "performance, program performance, app performance, application performance, "
        "program application performance"
    ),
    "program membership": (
        "academic or extracurricular activities, extracurricular activities, activities, "
        "academic or extracurricular activities a student may belong to or participate in"
    ),
    "survey responses": "responses to surveys, responses to surveys or questionnaires, surveys",
    "work": "generated content, writing, pictures, photos, photographs, images, videos, video, "
    "voice, voice recordings, audio, generated content writing pictures etc, other work data",
    "transcript": (
        "course grades, course data, course grades performance scores, other transcript data, "
        "transcripts"
    ),
    "transportation": (
        "bus assignment, pick up and or drop off location, pick up or drop off location, "
        "bus card id number, other transportation data"
    ),
}
CATEGORIES = frozenset(EXHIBIT_B)
ELEMENTS = CATEGORIES | {name for names in EXHIBIT_B.values() for name in names.split(", ")}
WHOSE = re.compile(r"\A(?:students? |s )+")
FILLERS = re.compile(r" (?:information|data|info)\Z")


def is_checked(text: str) -> bool | None:
    """Return whether a cell is a check mark; None if it is another text."""
    if YES.fullmatch(text.strip()):
        return True
    return False if NO.fullmatch(text.strip()) else None


def element(heading: str, group: str, texts: Iterable[str], *, is_element: bool = False) -> str:
    """Return the data element of a column of check marks, or nothing if it is another column.

    `heading` is the column's heading, and `group` is the heading above a group of columns, if any.
    `texts` are the cells that are not empty. With `is_element`, somebody has said that the column
    is for an element, so that the heading need not be one of Exhibit B.
    """
    checked = [is_checked(text) for text in texts]
    if not checked or (None in checked and checked.count(True) < checked.count(None)):
        return ""
    if NO_DATA_HEADING.fullmatch(_words(heading)):
        return NO_DATA
    is_known = _plain(heading) in ELEMENTS
    if _is_category(group) and (_is_short(heading) or not is_known):
        return f"{group}: {heading}"
    is_named = is_known or _is_category(heading.partition(":")[0])
    return heading if is_named or is_element else ""


def _is_category(heading: str) -> bool:
    return any(name in CATEGORIES for name in (_plain(heading), _words(heading)))


def _is_short(heading: str) -> bool:
    """Return whether an element needs its category to be understood, such as "Email"."""
    names = f"{EXHIBIT_B['contact']}, {EXHIBIT_B['name']}, id, id number"
    return _plain(heading) in names.split(", ")


def _plain(heading: str) -> str:
    """Return the words of a heading without whose data it is, and without "information"."""
    words = WHOSE.sub("", _words(re.sub(r"\([^()]*\)", " ", heading)))
    return words if words in ELEMENTS else FILLERS.sub("", words)


def _words(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", heading.casefold().replace("meta data", "metadata")))
